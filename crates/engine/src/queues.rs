//! Who must act: for every desk of this place the cases that wait for it, in the order in which they stand on it.

use super::brief::Brief;
use super::index::Begins;
use super::sorted::{SortedMap, SortedSet};
use casework::{NextAct, Phase};
use tiers::{PlaceCode, Role};

/// One desk: a role, and whose business.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeskKey {
    /// In which role.
    pub role: Role,
    /// Whose acts.
    pub of: DeskOf,
}

/// Of which department an act is, as far as the desk goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeskOf {
    /// Of none: whoever has the role may do it.
    Anybody,
    /// Of any, and the window stands in for it (综合窗口收件): every window may do it.
    AnyWindow,
    /// Of this one.
    Department(String),
}

/// Where a case stands on a desk: rivals that must be settled first, then by the promised limit (承诺时限), those
/// without a running limit last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// Nothing about it is contested.
    pub plain: bool,
    /// When the promised limit is due, ms since 1970; the greatest number where none runs.
    pub due: i64,
    /// How the record's id begins.
    pub(super) begins: Begins,
}

impl Turn {
    /// Where a case stands.
    pub(super) fn of(brief: &Brief, begins: Begins) -> Turn {
        Turn {
            plain: brief.phase != Some(Phase::Contested),
            due: brief.due().map_or(i64::MAX, |due| due.0),
            begins,
        }
    }
}

/// The desks of a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Queues {
    here: PlaceCode,
    desks: SortedMap<DeskKey, SortedSet<Turn>>,
}

impl Queues {
    pub(super) fn of(here: PlaceCode) -> Queues {
        Queues {
            here,
            desks: SortedMap::new(),
        }
    }

    /// Of which place.
    pub(super) fn here(&self) -> PlaceCode {
        self.here
    }

    /// The desks that a case waits for.
    pub(super) fn keys(&self, todo: &[NextAct]) -> Vec<DeskKey> {
        let here = todo
            .iter()
            .filter(|act| act.due && act.owner.place == self.here);
        let mut keys: Vec<DeskKey> = here.flat_map(desks_of).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    pub(super) fn insert(&mut self, key: DeskKey, turn: Turn) {
        let desk = self.desks.get_or_insert(key, SortedSet::new);
        desk.insert(turn, ());
    }

    pub(super) fn remove(&mut self, key: &DeskKey, turn: &Turn) {
        let Some(desk) = self.desks.get_mut(key) else {
            return;
        };
        desk.remove(turn);
        if desk.is_empty() {
            self.desks.remove(key);
        }
    }

    /// What waits for any of these desks, in order, and each case once.
    pub(super) fn waiting(&self, keys: &[DeskKey]) -> Vec<Turn> {
        let desks: Vec<&SortedSet<Turn>> =
            keys.iter().filter_map(|key| self.desks.get(key)).collect();
        let mut all: Vec<Turn> = Vec::with_capacity(desks.iter().map(|desk| desk.len()).sum());
        for desk in &desks {
            all.extend(desk.keys());
        }
        if desks.len() > 1 {
            // Several sorted runs: what the standard library's sort is quick at.
            all.sort();
            all.dedup();
        }
        all
    }

    /// How many cases wait for these desks, and the first of them after `skip`, at most `most`.
    pub(super) fn page(&self, keys: &[DeskKey], skip: usize, most: usize) -> (usize, Vec<Turn>) {
        let mut desks = keys.iter().filter_map(|key| self.desks.get(key));
        if let (Some(only), None) = (desks.next(), desks.next()) {
            let turns = only.keys().skip(skip).take(most).copied();
            return (only.len(), turns.collect());
        }
        let all = self.waiting(keys);
        let turns = all.iter().skip(skip).take(most).copied();
        (all.len(), turns.collect())
    }
}

/// The desks that an act waits for.
fn desks_of(act: &NextAct) -> impl Iterator<Item = DeskKey> {
    act.roles.iter().map(|role| DeskKey {
        role: *role,
        of: match &act.owner.department {
            None => DeskOf::Anybody,
            Some(_) if act.desk_stands_in && is_window(*role) => DeskOf::AnyWindow,
            Some(code) => DeskOf::Department(code.clone()),
        },
    })
}

/// Whether a role takes applications in for every department of its place.
pub fn is_window(role: Role) -> bool {
    matches!(role, Role::Window | Role::Agent)
}
