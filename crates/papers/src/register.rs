use crate::{Shipped, Wording};
use calendar::Calendar;
use casework::{Branch, Facts, Who};
use catalog::Item;
use tiers::{Digest, PlaceCode, Role};

/// What a paper is told from besides the case: the names and versions that the printing node knows.
pub trait Register {
    /// The place that prints.
    fn place(&self) -> PlaceCode;
    /// What a place is called; its code where no directory entry names it.
    fn place_name(&self, place: PlaceCode) -> String;
    /// The names of a place and those above it, down from the city, with a space between.
    fn path_name(&self, place: PlaceCode) -> String;
    /// What a department is called; its code where it is unknown.
    fn department_name(&self, code: &str) -> String;
    /// What an item or a bundle is called; its code where it is unknown.
    fn item_name(&self, code: &str) -> String;
    /// The name of a person by the log-in name at a place; none where the directory has no such person.
    fn person(&self, place: PlaceCode, user: &str) -> Option<String>;
    /// The version of an item that a branch was received under.
    fn item_of(&self, facts: &Facts, branch: &Branch) -> Option<&Item>;
    /// A version of the calendar, as an act cites it.
    fn calendar_of(&self, version: &Digest) -> Option<&Calendar>;
    /// The version of the calendar in force.
    fn calendar_in_force(&self) -> Option<&Calendar>;

    /// The texts that the printing node has; those of its program, where it does not say otherwise.
    fn wording(&self) -> &dyn Wording {
        &Shipped
    }
}

/// The name of whoever did an act, the log-in name where the directory does not name the person; empty for what a
/// node did by itself.
pub fn person_name(register: &dyn Register, who: &Who) -> String {
    if who.role == Role::Node {
        return String::new();
    }
    let name = register.person(who.place, &who.user);
    name.unwrap_or_else(|| who.user.clone())
}
