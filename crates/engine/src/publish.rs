//! Rows for the province: findings, counts and masked trails as absolute state, under keys that the
//! province cannot turn back. Published by a journal entry, whose position is the version.

use super::Engine;
use super::journal::{JournalEntry, RowItem};
use super::row::Open;
use super::rows::{ALL_TOLD, ALL_TOLD_KEY, NOTHING};
use record::{Kind, RecordId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use supervision::{Counts, FindingRow, Key};
use sync::LinkNo;
use tiers::{PlaceCode, Tier};

/// How long the line to the province must have stood before it is told again, ms.
pub(super) const STEADY_MS: i64 = 60_000;
/// The kind of the rows that are counts.
pub(super) const COUNT: &str = "count";

/// A row's name: kind and key.
type Name = (String, [u8; 16]);

impl Engine {
    /// Whether this node tells a province.
    pub(super) fn publishes(&self) -> bool {
        let tells = self.model.config().place.tier() == Tier::City;
        // Who serves early has not counted: nothing absolute may be said.
        tells && self.links.lead_up() && !self.is_early()
    }

    /// Notes that a case's rows may have changed.
    pub(super) fn publish_later(&mut self, id: RecordId) {
        if self.publishes() {
            self.publisher.note_case(id);
        }
    }

    /// Publishes what has changed since the last time: nothing where nothing has. Where very much has, say
    /// with a new calendar, it is some of it, and the rest after the next commit.
    pub(super) fn publish(&mut self) {
        const CASES_MAX: usize = 512;
        if !self.publishes() {
            return;
        }
        let owed = self.publisher.has_looked_at_all() && !self.has_told_all();
        if !owed && !self.publisher.has_news() {
            return;
        }
        let mut rows: BTreeMap<Name, String> = BTreeMap::new();
        for _ in 0..CASES_MAX {
            let Some(id) = self.publisher.take_case() else {
                break;
            };
            let own = self.with_record(id, |engine, open| engine.case_rows(open));
            rows.extend(own.into_iter().flatten());
        }
        let (changed, over) = self.publisher.take_counts();
        rows.extend(
            over.into_iter()
                .map(|key| ((COUNT.to_owned(), key), NOTHING.to_owned())),
        );
        let changed: Vec<(Key, u64)> = (changed.into_iter())
            .map(|key| {
                let n = self.agenda.counts().get(&key);
                (key, n)
            })
            .collect();
        rows.extend(self.count_rows(changed));
        for (name, body) in rows {
            self.publish_row(name, body);
        }
        if owed && !self.publisher.has_cases() {
            // What it has not told since is nothing that it says any more.
            let name = (ALL_TOLD.to_owned(), ALL_TOLD_KEY);
            self.publish_row(name, self.publisher.owed_from().to_string());
        }
    }

    /// The province has jumped over a part of what it was told, and no comparison looks at rows: everything is
    /// told again.
    pub(super) fn tell_again(&mut self) {
        if self.publishes() {
            let position = self.append(JournalEntry::TellAgain, Vec::new());
            self.publisher.owe_upto(position);
        }
    }

    /// Tells some of what is owed again, once the line to the province has stood for a minute: of two
    /// machines that take it from each other neither tells everything each time.
    pub(super) fn tell_what_is_owed(&mut self) {
        // Nobody at the city waits for more than these.
        const RECORDS_A_TICK: usize = 512;
        let since = self.links.parent_since();
        let up = self
            .hub
            .link(LinkNo::PARENT)
            .is_some_and(|link| link.online);
        let steady = since.is_some_and(|since| self.model.now().0 - since >= STEADY_MS);
        let looked_at_all = self.publisher.has_looked_at_all();
        if !self.publishes() || looked_at_all || !up || !steady || self.has_told_all() {
            return;
        }
        let left = self.publisher.left_to_republish();
        let next = self.model.records().briefs().range(left);
        let mut looked_at = 0;
        for (id, brief) in next.take(RECORDS_A_TICK) {
            looked_at += 1;
            self.publisher.republish_through(*id);
            if brief.kind == Kind::Case {
                self.publisher.note_case(*id);
            }
        }
        if looked_at < RECORDS_A_TICK {
            self.publisher.end_republishing();
            self.compare_counts();
        }
    }

    /// Every count is compared with what the province was told. What changed meanwhile stays noted: where a
    /// count came down to nothing it is in no list of counts any more.
    pub(super) fn compare_counts(&mut self) {
        let counts = self.agenda.counts();
        (self.publisher).note_counts(counts.iter().map(|(key, _)| key.clone()));
        let counted: BTreeSet<[u8; 16]> = (counts.iter())
            .map(|(key, _)| self.count_key(key))
            .collect();
        (self.publisher).void_other_counts(self.model.config().place, &counted);
    }

    pub(super) fn has_told_all(&self) -> bool {
        (self.publisher).has_told_all(self.model.config().place, &self.identity.incarnation())
    }

    fn publish_row(&mut self, (kind, key): Name, body: String) {
        let mut row = RowItem {
            city: self.model.config().place,
            incarnation: self.identity.incarnation(),
            kind,
            key,
            version: 0,
            body,
        };
        if self.publisher.says(&row) {
            return;
        }
        let name = [row.kind.as_bytes(), &row.key, row.body.as_bytes()].concat();
        let Some(slot) = self.hub.assign_on(LinkNo::PARENT, &name, None) else {
            return;
        };
        let slots = Self::slots(vec![slot]);
        let position = self.append(JournalEntry::Publish(row.clone()), slots);
        row.version = position.0;
        self.publisher.hold(row);
    }

    /// All rows as they should be now, made anew from views: what the province must come to.
    pub fn rows_now(&mut self) -> BTreeMap<Name, String> {
        let cases: Vec<RecordId> = (self.model.records().briefs().iter())
            .filter(|(_, brief)| brief.kind == Kind::Case)
            .map(|(id, _)| *id)
            .collect();
        let mut rows = BTreeMap::new();
        let mut counts = Counts::default();
        for id in cases {
            self.with_record(id, |engine, open| {
                rows.extend(engine.case_rows(open));
                if let (Some(view), Some(seen)) = (&open.view, engine.assessment(open)) {
                    let adds = supervision::Contribution::of(view, &seen);
                    counts.replace(&supervision::Contribution::default(), &adds);
                }
            });
        }
        let all = counts.iter().map(|(key, n)| (key.clone(), n));
        rows.extend(self.count_rows(all.collect()));
        rows
    }

    /// The rows of one case: its masked trail and what was found about it.
    fn case_rows(&self, open: &Open) -> Vec<(Name, String)> {
        let (Some(view), Some(seen)) = (&open.view, self.assessment(open)) else {
            return Vec::new();
        };
        let Some(receipt) = &view.facts.receipt else {
            return Vec::new();
        };
        let key = self.row_key(&open.id.0.0);
        // No name, no number on paper, no person: the place, the department, the step and when.
        let trail: Vec<serde_json::Value> = (view.trail.iter())
            .map(|entry| {
                json!({
                    "kind": entry.kind,
                    "place": entry.who.as_ref().map(|who| who.place),
                    "department": entry.who.as_ref().and_then(|who| who.department.clone()),
                    "role": entry.who.as_ref().map(|who| who.role),
                    "branch": entry.branch,
                    "at": entry.at,
                    "standing": entry.standing.name(),
                })
            })
            .collect();
        let trail = json!({
            "item": receipt.code,
            "home": open.header.home,
            "received": receipt.done.at,
            "phase": seen.status.phase,
            "light": seen.light,
            "due": seen.status.promised.map(|due| due.at),
            "acts": trail,
        });
        let mut rows = vec![(("trail".to_owned(), key), trail.to_string())];
        let finding = match seen.findings.is_empty() {
            true if !self
                .publisher
                .rows()
                .has(self.model.config().place, "finding", &key) =>
            {
                return rows;
            }
            true => NOTHING.to_owned(),
            false => {
                let findings: Vec<FindingRow> =
                    seen.findings.iter().map(FindingRow::from).collect();
                json!({ "item": receipt.code, "home": open.header.home, "findings": findings })
                    .to_string()
            }
        };
        rows.push((("finding".to_owned(), key), finding));
        rows
    }

    /// Counts as rows; what is no longer counted is said to be `null`.
    fn count_rows(&self, counts: Vec<(Key, u64)>) -> Vec<(Name, String)> {
        let rows = counts.into_iter().map(|(key, n)| {
            let body = match n {
                0 => NOTHING.to_owned(),
                n => json!({ "of": key, "n": n }).to_string(),
            };
            ((COUNT.to_owned(), self.count_key(&key)), body)
        });
        rows.collect()
    }

    fn count_key(&self, key: &Key) -> [u8; 16] {
        self.row_key(&serde_json::to_vec(key).expect("a key has a JSON form"))
    }

    /// A key under the city's secret, which follows from its node key and is never told.
    fn row_key(&self, name: &[u8]) -> [u8; 16] {
        let secret =
            blake3::derive_key("lianban 2026 province row keys", &self.model.config().seed);
        let hash = blake3::keyed_hash(&secret, name);
        let mut key = [0; 16];
        key.copy_from_slice(&hash.as_bytes()[..16]);
        key
    }

    /// The rows held, by `city/kind/key`, what has nothing left to say left out.
    pub(super) fn rows_held(&self) -> BTreeMap<String, (u64, String)> {
        let mut held = BTreeMap::new();
        self.each_row(|row| {
            if row.kind == ALL_TOLD {
                return;
            }
            let name = row_name(row.city, &row.kind, &row.key);
            held.insert(name, (row.version, row.body.clone()));
        });
        held.retain(|_, (_, body)| body != NOTHING);
        held
    }
}

/// How a row is called in reports.
pub(super) fn row_name(city: PlaceCode, kind: &str, key: &[u8; 16]) -> String {
    format!("{city}/{kind}/{}", hex::encode(key))
}
