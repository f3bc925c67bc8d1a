//! Reading records for the hub: for the first load of a peer, and to find and send what a peer lacks.
//! Which changes a record has and where the journal has them is enough for that; no document is opened.

use super::Engine;
use super::journal::{self, JournalEntry};
use super::row::Open;
use record::{Log, RecordId};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Bound;
use store::{OrderedMap as _, Position, ReadEntryError};
use sync::{HeldSum, LinkNo, LoadAt, Names, leaf_prefix};
use tiers::Digest;

/// One item as it travels, with the changes it holds.
struct HeldItem {
    position: Position,
    changes: Vec<Digest>,
}

impl Engine {
    /// Items of the records that travel by a link: first what is published, then the rest, each in the order
    /// of ids; how far they come, and whether there is nothing after that. A case that comes before the
    /// versions it cites would have to be folded once more.
    pub(super) fn read_records(
        &self,
        link: LinkNo,
        mut at: LoadAt,
        bytes_max: usize,
    ) -> (Vec<Vec<u8>>, LoadAt, bool) {
        let mut items: Vec<Vec<u8>> = Vec::new();
        let mut room = bytes_max;
        let mut seen = at.after;
        while let Some(id) = self.loaded_after(seen) {
            seen = Some(id);
            let Some(whole) = self.whole_for(link, id) else {
                // Not this peer's business: not even its id is named as the place that was reached.
                continue;
            };
            for bytes in whole.into_iter().skip(at.skip) {
                if !items.is_empty() && bytes.len() > room {
                    return (items, at, false);
                }
                room = room.saturating_sub(bytes.len());
                items.push(bytes);
                at.skip += 1;
            }
            at = LoadAt {
                after: Some(id),
                skip: 0,
            };
        }
        (items, at, true)
    }

    /// The records of some leaves that travel by a link, in short.
    pub(super) fn read_held(
        &self,
        link: LinkNo,
        leaves: &[u16],
        after: Option<RecordId>,
        records_max: usize,
    ) -> (Vec<(RecordId, HeldSum)>, bool) {
        let mut held = Vec::new();
        for leaf in leaves {
            let mut first = [0; 32];
            let mut last = [0xff; 32];
            first[..2].copy_from_slice(&leaf_prefix(*leaf));
            last[..2].copy_from_slice(&leaf_prefix(*leaf));
            let leaf = (
                Bound::Included(RecordId(Digest(first))),
                Bound::Included(RecordId(Digest(last))),
            );
            let known = self.model.records().briefs().range(leaf).map(|(id, _)| *id);
            let fresh = self.intake.fresh_in(leaf).copied();
            let ids: BTreeSet<RecordId> = known.chain(fresh).collect();
            for id in ids.into_iter().filter(|id| Some(*id) > after) {
                let Some(of_record) = self.held_of(link, id) else {
                    continue;
                };
                if held.len() == records_max {
                    return (held, true);
                }
                held.push((id, of_record));
            }
        }
        (held, false)
    }

    /// Names the changes of records, of each that travels by the link.
    pub(super) fn read_names(&self, link: LinkNo, records: Vec<RecordId>) -> Vec<Names> {
        let names = records.into_iter().map(|id| {
            let items = self.record_items(link, id).into_iter();
            Names::of(id, items.flat_map(|item| item.changes))
        });
        names.collect()
    }

    /// Items of records with changes that are not among those a peer has; how many of the records are done
    /// with, and how many items of the next one were given.
    pub(super) fn read_missing(
        &self,
        link: LinkNo,
        wanted: &[Names],
        mut skip: usize,
        bytes_max: usize,
    ) -> (Vec<Vec<u8>>, usize, usize) {
        let mut given: Vec<Vec<u8>> = Vec::new();
        let mut room = bytes_max;
        for (whole, names) in wanted.iter().enumerate() {
            let left = self.until_it_left(link, names.record);
            if skip == 0 && (names.names.is_empty() || left.is_some()) {
                let lacks = |log: &Log| log.iter().any(|held| !names.has(&held.hash));
                let all = match left {
                    // It has nothing of the record: the whole of it says why it may have it.
                    None => self.whole_for(link, names.record).unwrap_or_default(),
                    Some(leaving) if !names.names.is_empty() => {
                        let lacks = lacks(&leaving.log);
                        self.items_of_leaving(link, names.record, &leaving, lacks)
                    }
                    Some(_) => Vec::new(),
                };
                let bytes: usize = all.iter().map(Vec::len).sum();
                if !given.is_empty() && bytes > room {
                    return (given, whole, 0);
                }
                room = room.saturating_sub(bytes);
                given.extend(all);
                continue;
            }
            let lacks = |item: &HeldItem| item.changes.iter().any(|change| !names.has(change));
            let items = self.record_items(link, names.record).into_iter();
            for item in items.filter(lacks).skip(skip) {
                let Some(bytes) = self.item_bytes(names.record, item.position) else {
                    break;
                };
                if !given.is_empty() && bytes.len() > room {
                    return (given, whole, skip);
                }
                room = room.saturating_sub(bytes.len());
                given.push(bytes);
                skip += 1;
            }
            skip = 0;
        }
        (given, wanted.len(), 0)
    }

    /// Whether a record comes after another when all are read.
    pub(super) fn comes_after(&self, one: RecordId, id: RecordId) -> bool {
        let place = |id: RecordId| (!self.agenda.is_published(&id), id);
        place(id) > place(one)
    }

    /// The record that comes after another when all are read: whether it has a row or is in memory only.
    fn loaded_after(&self, after: Option<RecordId>) -> Option<RecordId> {
        // A node that was restored may not know any more how far it had come: it begins anew.
        let known = |id: &RecordId| self.model.records().has(id) || self.intake.is_fresh(id);
        let after = after.filter(known);
        let beyond = |after: Option<RecordId>| {
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            (from, Bound::Unbounded)
        };
        let public = |after| self.agenda.first_published(beyond(after));
        let other = |after| {
            let others = |id: &&RecordId| !self.agenda.is_published(id);
            let known = self
                .model
                .records()
                .briefs()
                .range(beyond(after))
                .map(|(id, _)| id);
            let fresh = self.intake.fresh_in(beyond(after));
            let first = known.into_iter().find(others);
            first
                .into_iter()
                .chain(fresh.into_iter().find(others))
                .min()
                .copied()
        };
        match after {
            Some(id) if !self.agenda.is_published(&id) => other(Some(id)),
            after => public(after).or_else(|| other(None)),
        }
    }

    /// What is held of a record; none when it does not travel by the link.
    fn held_of(&self, link: LinkNo, id: RecordId) -> Option<HeldSum> {
        let (spread, held) = match (self.cache.at(id), self.model.records().brief(&id)) {
            (Some(open), _) => (open.header.spread, open.held),
            (None, Some(brief)) => (brief.spread, brief.held()),
            (None, None) => return None,
        };
        let ends = self.living(id)?;
        self.hub.travels(link, spread, &ends).then_some(held)
    }

    /// Which changes a record has, and where; none when it does not travel by the link.
    pub(super) fn log_for(&self, link: LinkNo, id: RecordId) -> Option<Cow<'_, Log>> {
        // What left the scope of this link is told to the parent all the same where it names the record: it
        // may have gone back to before the act by which it left.
        let left = || {
            let spread = self.model.records().brief(&id)?.spread;
            let once = self.hub.travels(link, spread, &self.ever(id));
            (link == LinkNo::PARENT && once).then_some(HeldSum::default())
        };
        self.held_of(link, id).or_else(left)?;
        self.log_of(id)
    }

    /// Which changes a record has, and where.
    pub(super) fn log_of(&self, id: RecordId) -> Option<Cow<'_, Log>> {
        if let Some(open) = self.cache.at(id) {
            return Some(Cow::Borrowed(&open.log));
        }
        let tree = self.model.store().tree("record").ok()?;
        let row = tree.get(&id.0.0).ok().flatten()?;
        self.cache.note_row_read();
        match Open::log_of(&row) {
            Ok(log) => Some(Cow::Owned(log.indexed())),
            Err(error) => {
                tracing::error!(record = %id, error, "a row is damaged; start the node anew to rebuild it");
                None
            }
        }
    }

    /// The items of a record in the order they were admitted; none when it does not travel by the link.
    fn record_items(&self, link: LinkNo, id: RecordId) -> Vec<HeldItem> {
        let mut items: Vec<HeldItem> = Vec::new();
        let left = || Some(Cow::Owned(self.until_it_left(link, id)?.log));
        let log = self.log_for(link, id).or_else(left);
        for held in log.iter().flat_map(|log| log.iter()) {
            let position = Position(held.place);
            match items.last_mut() {
                // Several changes that were written together are one item.
                Some(last) if last.position == position => last.changes.push(held.hash),
                _ => items.push(HeldItem {
                    position,
                    changes: vec![held.hash],
                }),
            }
        }
        items
    }

    /// An item as it travels; none when it is not durable yet: then it goes by the feed.
    fn item_bytes(&self, id: RecordId, position: Position) -> Option<Vec<u8>> {
        let read = match self.model.store().read(position) {
            Err(ReadEntryError::NoEntry { .. }) => return None,
            Err(error) => Err(error.to_string()),
            Ok(entry) => journal::from_bytes::<JournalEntry>(&entry.body),
        };
        match read {
            Ok(JournalEntry::Item { bytes, .. }) => Some(bytes.into_vec()),
            Ok(_) => None,
            Err(error) => {
                tracing::error!(record = %id, %position, error, "a change cannot be read");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
