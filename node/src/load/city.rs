//! The city that cases are played in: its places, and what its node publishes. One node stands for all
//! of them: its key is in each place's directory entry, with people for every desk and department.

use anyhow::{Context, Result, bail, ensure};
use calendar::Calendar;
use catalog::{Bundle, Catalog, Item, ItemStatus};
use engine::Founding;
use shipped::ShippedCatalog;
use std::collections::BTreeMap;
use std::path::Path;
use tiers::{DirectoryEntry, NodeId, NumberBlock, Person, PlaceCode, Places, Post, Role, Tier};

/// A city's places by tier, with the shipped catalog and calendar.
pub struct City {
    /// The shipped calendar: working days and hours.
    pub calendar: Calendar,
    /// Items and bundles.
    pub catalog: Catalog,
    /// The city itself.
    pub place: PlaceCode,
    places: Places,
    by_tier: BTreeMap<Tier, Vec<PlaceCode>>,
}

/// Roles with a department.
const OFFICE: [Role; 3] = [Role::Handler, Role::Reviewer, Role::Approver];
/// Roles at the desk of a place.
const DESK: [Role; 2] = [Role::Window, Role::Agent];

/// The log-in name of the person with this post.
pub fn user(role: Role, department: Option<&str>) -> String {
    match department {
        Some(code) => format!("{}-{code}", role.name()),
        None => role.name().to_owned(),
    }
}

impl City {
    /// Reads a division file with one city and everything below it.
    ///
    /// # Errors
    /// When it cannot be read, or a tier is missing.
    pub fn read(file: &Path) -> Result<City> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        City::of(&file.display().to_string(), &text)
    }

    /// As [`City::read`], from a division file's text.
    ///
    /// # Errors
    /// As there.
    pub fn of(name: &str, divisions: &str) -> Result<City> {
        let places = Places::read(&[(name, divisions)])?;
        let mut by_tier: BTreeMap<Tier, Vec<PlaceCode>> = BTreeMap::new();
        for (place, _) in places.iter() {
            by_tier.entry(place.tier()).or_default().push(place);
        }
        for tier in [Tier::County, Tier::Township, Tier::Village] {
            ensure!(by_tier.contains_key(&tier), "{name} has no {tier}");
        }
        let place = match by_tier.get(&Tier::City).map(Vec::as_slice) {
            Some([city]) => *city,
            _ => bail!("{name} must hold one city"),
        };
        let ShippedCatalog {
            mut catalog,
            calendar,
            ..
        } = ShippedCatalog::read()?;
        let county = by_tier[&Tier::County][0];
        for bundle in catalog.bundles.values_mut() {
            let known = |own: Option<PlaceCode>| own.is_none_or(|own| places.contains(own));
            // A linked bundle names two places; in another city its own take their part.
            if !known(bundle.county_division) || !known(bundle.city_division) {
                *bundle = bundle.rebound(Some(county), Some(place));
            }
        }
        Ok(City {
            calendar,
            catalog,
            place,
            places,
            by_tier,
        })
    }

    /// The places of a tier, by code.
    pub fn places(&self, tier: Tier) -> &[PlaceCode] {
        self.by_tier.get(&tier).map_or(&[], Vec::as_slice)
    }

    /// The names from the city down to a place.
    pub fn path_name(&self, place: PlaceCode) -> String {
        let name = self.places.path_name(place);
        name.unwrap_or_else(|| place.to_string())
    }

    /// The active items that are done in one sitting, or those that are promised, by code.
    pub fn items(&self, instant: bool) -> Vec<&Item> {
        let active = |item: &&Item| item.status == ItemStatus::Active && item.instant == instant;
        self.catalog.items.values().filter(active).collect()
    }

    /// A bundle.
    ///
    /// # Errors
    /// When the catalog has none with this code.
    pub fn bundle(&self, code: &str) -> Result<&Bundle> {
        let bundle = self.catalog.bundles.get(code);
        bundle.with_context(|| format!("the catalog has no bundle {code}"))
    }

    /// The departments of a tier, by code.
    pub fn departments(&self, tier: Tier) -> Vec<&str> {
        let all = self.catalog.departments.iter();
        all.filter(|department| department.tier == tier)
            .map(|department| department.code.as_str())
            .collect()
    }

    /// What the node with key `node` publishes, with numbers for `cases` papers.
    pub fn founding(&self, node: NodeId, cases: u64) -> Founding {
        let people: BTreeMap<Tier, Vec<Person>> = (self.by_tier.keys())
            .map(|tier| (*tier, self.people(*tier)))
            .collect();
        // One node gives out one row of numbers, whichever of its places it acts for.
        let block = NumberBlock {
            prefix: "LD".to_owned(),
            first: 1,
            last: u32::try_from(cases).unwrap_or(u32::MAX - 1).max(1),
            low_water: 0,
        };
        let entries = self.places.iter().map(|(place, name)| DirectoryEntry {
            node,
            place,
            name: name.to_owned(),
            block: block.clone(),
            people: people[&place.tier()].clone(),
        });
        let departments = self.catalog.departments.iter();
        Founding {
            calendar: self.calendar.clone(),
            entries: entries.collect(),
            departments: departments
                .map(|department| (department.code.clone(), department.called()))
                .collect(),
            items: self.catalog.items.values().cloned().collect(),
            bundles: self.catalog.bundles.values().cloned().collect(),
        }
    }

    /// One person for each post, so that who handles is never who approves.
    fn people(&self, tier: Tier) -> Vec<Person> {
        let person = |role: Role, department: Option<&str>| Person {
            user: user(role, department),
            name: user(role, department),
            posts: vec![Post {
                role,
                departments: department.iter().map(|code| (*code).to_owned()).collect(),
            }],
        };
        let mut people: Vec<Person> = DESK.map(|role| person(role, None)).to_vec();
        people.push(person(Role::Administrator, None));
        for code in self.departments(tier) {
            people.extend(OFFICE.map(|role| person(role, Some(code))));
        }
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAQING: &str = include_str!("../../../topology/divisions/daqing.csv");
    const XIAN: &str = include_str!("../../../topology/divisions/xian.csv");

    #[test]
    fn a_linked_bundle_keeps_its_county_at_home_and_gets_another_elsewhere() {
        let linked = |text| {
            City::of("d.csv", text)
                .unwrap()
                .bundle("PB-XA-2T")
                .unwrap()
                .clone()
        };
        assert_eq!(linked(XIAN).county_division, "610114000000".parse().ok());
        let abroad = linked(DAQING);
        assert_eq!(abroad.county_division, "230602000000".parse().ok());
        assert_eq!(abroad.city_division, "230600000000".parse().ok());
    }

    #[test]
    fn a_file_without_villages_is_refused() {
        let cities = include_str!("../../../topology/divisions/heilongjiang-cities.csv");
        let said = City::of("cities.csv", cities)
            .map(drop)
            .unwrap_err()
            .to_string();
        assert!(said.contains("cities.csv has no county"), "{said}");
    }
}
