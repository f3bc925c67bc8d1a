//! Everything that is derived, compared with what it is derived from.

use super::Engine;
use super::journal::to_bytes;
use super::shown::ShownRecord;
use record::{Kind, RecordId};
use std::collections::BTreeMap;
use sync::{HeldSum, LinkNo};

impl Engine {
    /// What does not agree: views with a fold of all acts, sums with the changes that are held, what is
    /// kept in mind with the records, counts with a recount. Opens every record; for people who doubt, and
    /// for the simulator.
    pub fn audit(&mut self) -> Vec<String> {
        let mut wrong = Vec::new();
        let ids: Vec<RecordId> = self.model.records().briefs().keys().copied().collect();
        let mut roots: BTreeMap<LinkNo, HeldSum> = (self.links.numbers())
            .map(|no| (no, HeldSum::default()))
            .collect();
        let mut counts = supervision::Counts::default();
        for id in ids {
            let Some(open) = self.record(id) else {
                wrong.push(format!("{id}: cannot be opened"));
                continue;
            };
            let (header, kept) = (open.header.clone(), open.view.clone());
            let held = HeldSum::all(id, open.log.iter().map(|held| held.hash));
            let anew = self.folded_anew(id, |entries| entries);
            if header.kind == Kind::Case
                && anew.as_ref().map(to_bytes) != kept.as_ref().map(to_bytes)
            {
                wrong.push(format!("{id}: the view is not the fold of its acts"));
            }
            let seen = (self.cache.at(id)).and_then(|open| {
                let seen = self.assessment(open)?;
                Some(supervision::Contribution::of(open.view.as_ref()?, &seen))
            });
            let brief = &self.model.records().briefs()[&id];
            if seen.is_some_and(|seen| seen != brief.contribution()) {
                wrong.push(format!(
                    "{id}: what it adds to the counts is not what it comes to now"
                ));
            }
            if brief.held() != held {
                wrong.push(format!("{id}: the sum is not that of the changes held"));
            }
            counts.add(&brief.contribution());
            for (no, root) in &mut roots {
                if self.hub.travels(*no, header.spread, brief.ends()) {
                    *root = root.and(held);
                }
            }
        }
        for (no, root) in roots {
            if self.hub.root(no) != root {
                wrong.push(format!("link {no}: the trie is not the sum of its records"));
            }
        }
        let unjudged = self
            .model
            .records()
            .briefs()
            .iter()
            .filter(|(_, brief)| brief.waiting);
        if !unjudged.map(|(id, _)| id).eq(self.records().unjudged()) {
            wrong
                .push("the cases said to wait for what they cite are not those that do".to_owned());
        }
        if !self.records().is_listed_right() {
            wrong.push("the lists are not those that the records come to".to_owned());
        }
        let shown = self.all_unwritten().iter().filter(|(id, shown)| {
            let open = self.cache.at(**id);
            let view = open.and_then(|open| open.view.as_ref());
            matches!(shown, ShownRecord::Case(held) if view.is_some_and(|view| view != held))
        });
        for (id, _) in shown {
            wrong.push(format!("{id}: what pages are shown is not its view"));
        }
        if counts != *self.agenda.counts() {
            wrong.push("the counts are not the sum of the cases".to_owned());
        }
        if !self.rows_are_as_written() {
            wrong.push("the rows kept in mind are not those that are written".to_owned());
        }
        wrong
    }

    /// Whether the last comparison with the place above left something different.
    pub fn differs_above(&self) -> bool {
        self.links.differ(LinkNo::PARENT)
    }

    /// The changes that are held of a record.
    pub fn changes_of(&mut self, id: RecordId) -> Vec<tiers::Digest> {
        let open = self.record(id);
        open.map_or_else(Vec::new, |open| {
            open.log.iter().map(|held| held.hash).collect()
        })
    }

    /// How far our feed to the parent is durable, as desks show it: at the parent, and at each tier above.
    pub fn marks(&self) -> &[u64] {
        self.hub.marks()
    }

    /// Changes set aside so far.
    pub fn changes_set_aside(&self) -> u64 {
        self.model.set_aside().count()
    }
}
