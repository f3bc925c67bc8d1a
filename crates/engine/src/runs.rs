//! Taking in runs: several changes of one record in one item. What is admitted of it is one entry and one
//! item of the feeds.

use super::Engine;
use super::identity::NOBODY;
use super::intake::Fresh;
use super::journal::{self, FeedItem, JournalEntry};
use super::scope::granted;
use super::takein::{NotTaken, Rest};
use record::{Admitted, RecordId, Refused, Run, Verdict, admit_run};
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;
use sync::{Cursor, Entering, LinkNo};
use tiers::Digest;

impl Engine {
    /// Admits what can be admitted of a run, which came as `item`. The entry holds that and what proves it;
    /// what waits or is refused is kept elsewhere. Answers what it holds that was here already, too.
    pub(super) fn take_in_run(
        &mut self,
        run: &Run,
        item: &[u8],
        source: (LinkNo, u64),
        mark: Option<(LinkNo, Cursor)>,
    ) -> (Rest, Vec<Digest>) {
        let id = run.record;
        if let Err(fault) = run.check() {
            return (Rest::aside(fault.to_string()), Vec::new());
        }
        let said = |header: &_, log: &_| granted(run, header, log);
        let header = match self.header_for(id, run.header.as_ref(), Some(source), &said) {
            Ok(header) => header,
            Err(NotTaken::Aside(reason)) => return (Rest::aside(reason), Vec::new()),
            Err(NotTaken::Waits(record, missing)) => {
                let waits = Rest {
                    wait: Some((record, BTreeSet::from([missing]))),
                    ..Rest::default()
                };
                return (waits, Vec::new());
            }
            Err(NotTaken::Known) => return (Rest::default(), Vec::new()),
        };
        let begun = self.model.config().watch.begin();
        let Some(open) = self.cache.at(id) else {
            return (Rest::default(), Vec::new());
        };
        let decided = admit_run(run, &header, &open.log);
        self.parts.admission += begun.elapsed();
        let verdicts = match decided {
            Ok(verdicts) => verdicts,
            Err(fault) => return (Rest::aside(fault.to_string()), Vec::new()),
        };
        let (mut rest, known) = told_apart(id, &verdicts);
        let (bytes, proofs) = if verdicts.iter().all(|(_, decided)| decided.is_ok()) {
            (item.to_vec(), Vec::new())
        } else {
            let (kept, proofs) = run.to_keep(&verdicts);
            (journal::to_bytes(&FeedItem::Run(kept)), proofs)
        };
        let admitted = verdicts.into_iter().filter_map(|(_, decided)| decided.ok());
        let admitted: Vec<Admitted> = admitted.collect();
        if admitted.is_empty() {
            self.cache.drop_if_empty(id);
            return (rest, known);
        }
        let incarnation = |one: &Admitted| {
            let mut authors = run.authors.iter();
            let author = authors.find(|author| author.actor() == one.actor);
            author.map_or(NOBODY, |author| author.incarnation)
        };
        self.keep_back(id, admitted.iter().map(|one| (one, incarnation(one))));
        let changes: Vec<Digest> = admitted.iter().map(|one| one.hash).collect();
        let hashes = changes.iter().map(|hash| hash.0);
        let name: Vec<u8> = std::iter::once(id.0.0).chain(hashes).flatten().collect();
        let ends = self.living_or(id, &header);
        let entering = Entering {
            record: id,
            changes: &changes,
            spread: header.spread,
            ends: &ends,
        };
        let mut assigned = self.hub.assign(entering, &name, Some(source));
        self.send_after_leaving(id, &name, Some(source), &mut assigned);
        let slots = Self::slots(assigned);
        rest.marked = rest.wait.is_none() && rest.aside.is_none();
        let at = self.model.now().0;
        let entry = JournalEntry::Item {
            bytes: ByteBuf::from(bytes),
            cursor: mark.filter(|_| rest.marked),
            proofs,
            at,
        };
        let position = self.append(entry, slots.clone());
        (self.model.store()).note(&id.0.0, position, header.kind.is_public());
        for admitted in admitted {
            self.intake.note_came(id, admitted.hash);
            let fresh = Fresh {
                admitted,
                act: None,
            };
            self.hold(id, fresh, position, &slots, at, Some(source.0));
        }
        self.recent.note_sent(id, at);
        (rest, known)
    }
}

/// What is to become of the changes of a run that were not admitted, and those that were here already.
fn told_apart(id: RecordId, verdicts: &[Verdict]) -> (Rest, Vec<Digest>) {
    let mut rest = Rest::default();
    let mut known = Vec::new();
    for (hash, decided) in verdicts {
        match decided {
            Ok(_) => {}
            Err(Refused::Known) => known.extend(hash),
            Err(Refused::MissingDependency(missing)) => {
                let (_, waits) = rest.wait.get_or_insert((id, BTreeSet::new()));
                waits.insert(*missing);
            }
            Err(refused) => {
                rest.aside.get_or_insert(refused.to_string());
            }
        }
    }
    (rest, known)
}

#[cfg(test)]
mod tests;
