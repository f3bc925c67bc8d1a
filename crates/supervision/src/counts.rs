//! Counts by place, department, item and day, kept case by case: what a case gave before is taken away,
//! what it gives now is added, so they equal a recount at any time.

use crate::{Assessment, Light, Rule};
use calendar::UnixMillis;
use casework::CaseView;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tiers::PlaceCode;

/// What a count is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// Place: for intake and completion where it was filed, for findings and lights who answers.
    pub place: PlaceCode,
    /// Department; empty = the desk of the place.
    pub department: String,
    /// Item or bundle.
    pub item: String,
    /// Day of receipt, as `2026-11-21`.
    pub day: String,
    /// What is counted.
    pub what: Count,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Cases received, at the place where they were filed.
    Received,
    /// Joint cases received at another place, of which this place handles a branch: with those received
    /// they are a place's own figures. A sum over places takes what was received alone, or it would
    /// count them twice.
    Shared,
    /// Cases that are over (办结), however they ended.
    Concluded,
    /// Cases of which the result is delivered (送达).
    Delivered,
    /// Cases that are open, by light.
    Open(Light),
    /// Findings that have been yellow.
    Yellow(Rule),
    /// Findings that have been red.
    Red(Rule),
}

/// What one case adds to the counts: item and day are the same for all it adds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    item: Box<str>,
    day: Box<str>,
    adds: Adds,
}

/// What a case adds, without its item and its day: very many cases of one desk add the same, so that a node
/// which knows item and day otherwise keeps few of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Adds(
    /// Ascending, each once.
    Box<[Add]>,
);

/// What a case adds to one count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Add {
    place: PlaceCode,
    department: Box<str>,
    what: Count,
    n: u32,
}

/// All counts of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Key, u64>);

impl Adds {
    /// Whether it adds nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The places that handle a branch of the case and did not receive it.
    pub fn partners(&self) -> impl Iterator<Item = PlaceCode> {
        let shared = self.0.iter().filter(|add| add.what == Count::Shared);
        shared.map(|add| add.place)
    }
}

impl Contribution {
    /// What a case of this item that was received then contributes by what it adds; nothing, where it adds
    /// nothing.
    pub fn again(item: &str, received: UnixMillis, adds: &Adds) -> Contribution {
        if adds.is_empty() {
            return Contribution::default();
        }
        Contribution {
            item: item.into(),
            day: day(received).into(),
            adds: adds.clone(),
        }
    }

    /// What it adds, without item and day.
    pub fn adds(&self) -> &Adds {
        &self.adds
    }

    /// What a case adds, as assessed.
    pub fn of(view: &CaseView, assessment: &Assessment) -> Contribution {
        let Some(receipt) = &view.facts.receipt else {
            return Contribution::default();
        };
        let mut adds: BTreeMap<(PlaceCode, Box<str>, Count), u32> = BTreeMap::new();
        let mut add = |place: PlaceCode, department: Option<&str>, what: Count| {
            let key = (place, department.unwrap_or_default().into(), what);
            *adds.entry(key).or_insert(0) += 1;
        };
        let filed = receipt.done.who.place;
        let department = match view.facts.branches.as_slice() {
            [only] => only.department.as_deref(),
            _ => receipt.accepting.department.as_deref(),
        };
        add(filed, department, Count::Received);
        for place in partners(view) {
            add(place, None, Count::Shared);
        }
        // However it ended: decided, refused, withdrawn, lapsed, ended, and whatever came of a licence since.
        if assessment.status.phase.is_over() {
            add(filed, department, Count::Concluded)
        } else {
            add(filed, department, Count::Open(assessment.light))
        }
        if view.facts.delivered.is_some() {
            add(filed, department, Count::Delivered);
        }
        for finding in &assessment.findings {
            let department = finding.department.as_deref();
            if finding.yellow.is_some() {
                add(finding.place, department, Count::Yellow(finding.rule));
            }
            if finding.red.is_some() {
                add(finding.place, department, Count::Red(finding.rule));
            }
        }
        let adds = adds.into_iter();
        let adds = adds.map(|((place, department, what), n)| Add {
            place,
            department,
            what,
            n,
        });
        Contribution {
            item: receipt.code.as_str().into(),
            day: day(receipt.done.at).into(),
            adds: Adds(adds.collect()),
        }
    }

    fn counts(&self) -> impl Iterator<Item = (Key, u64)> {
        self.adds.0.iter().map(|add| {
            let key = Key {
                place: add.place,
                department: add.department.to_string(),
                item: self.item.to_string(),
                day: self.day.to_string(),
                what: add.what,
            };
            (key, u64::from(add.n))
        })
    }
}

/// The places that handle a branch of a joint case which another place received, each once.
fn partners(view: &CaseView) -> BTreeSet<PlaceCode> {
    let facts = &view.facts;
    let filed = facts.receipt.as_ref().map(|receipt| receipt.done.who.place);
    let several = facts.branches.len() > 1;
    let branches = facts.branches.iter().filter(|_| several);
    let places = branches.map(|branch| branch.place);
    places.filter(|place| Some(*place) != filed).collect()
}

fn day(at: UnixMillis) -> String {
    calendar::date_of(at).to_string()
}

impl Counts {
    /// Adds what a case gives that gave nothing before.
    pub fn add(&mut self, now: &Contribution) {
        for (key, n) in now.counts() {
            let count = self.0.entry(key).or_insert(0);
            *count = count.saturating_add(n);
        }
    }

    /// Replaces what a case gave before by what it gives now; answers the keys whose counts are others
    /// than they were.
    pub fn replace(&mut self, before: &Contribution, now: &Contribution) -> Vec<Key> {
        if before == now {
            return Vec::new();
        }
        let (before, now): (BTreeMap<Key, u64>, BTreeMap<Key, u64>) =
            (before.counts().collect(), now.counts().collect());
        let mut changed = Vec::new();
        for (key, n) in &now {
            let was = before.get(key).copied().unwrap_or(0);
            if *n != was {
                let count = self.0.entry(key.clone()).or_insert(0);
                *count = count.saturating_add(*n).saturating_sub(was);
                changed.push(key.clone());
            }
        }
        let gone = before.iter().filter(|(key, _)| !now.contains_key(key));
        for (key, n) in gone {
            if let Some(count) = self.0.get_mut(key) {
                *count = count.saturating_sub(*n);
                changed.push(key.clone());
            }
        }
        for key in &changed {
            if self.0.get(key) == Some(&0) {
                self.0.remove(key);
            }
        }
        changed
    }

    /// The count under one key; 0 where nothing is counted.
    pub fn get(&self, key: &Key) -> u64 {
        self.0.get(key).copied().unwrap_or(0)
    }

    /// Every count that is not zero.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, u64)> {
        self.0.iter().map(|(key, n)| (key, *n))
    }

    /// The sum of what `pick` takes.
    pub fn sum(&self, pick: impl Fn(&Key) -> bool) -> u64 {
        self.0
            .iter()
            .filter(|(key, _)| pick(key))
            .map(|(_, n)| n)
            .sum()
    }
}
