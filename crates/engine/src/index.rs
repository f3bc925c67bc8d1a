//! Indexes from a number of eight bytes (a hash, a moment) to records. A record stands in them by the first
//! eight bytes of its id, so that a million entries take 17 MB: two may begin alike, and whoever looks something
//! up asks each record whether it is the one.

use super::Engine;
use super::brief::Brief;
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use tiers::Digest;

/// How a record's id begins.
pub(super) type Begins = u64;

/// Records by `K`.
#[derive(Debug)]
pub(super) struct Index<K>(BTreeSet<(K, Begins)>);

impl<K: Ord + Copy> Index<K> {
    pub(super) const fn new() -> Self {
        Self(BTreeSet::new())
    }

    /// An index made at once.
    pub(super) fn of(entries: impl Iterator<Item = (K, RecordId)>) -> Self {
        Self(entries.map(|(key, id)| (key, id.0.begins())).collect())
    }

    pub(super) fn insert(&mut self, key: K, id: RecordId) {
        self.0.insert((key, id.0.begins()));
    }

    pub(super) fn remove(&mut self, key: K, id: RecordId) {
        self.0.remove(&(key, id.0.begins()));
    }

    /// The records under a key.
    pub(super) fn with(&self, key: K) -> impl Iterator<Item = Begins> {
        (self.0.range((key, Begins::MIN)..=(key, Begins::MAX))).map(|(_, begins)| *begins)
    }

    /// The lowest key.
    pub(super) fn first(&self) -> Option<K> {
        self.0.first().map(|(key, _)| *key)
    }

    /// The lowest entry, taken out, where its key is none beyond `last`.
    pub(super) fn take_first(&mut self, last: K) -> Option<(K, Begins)> {
        let first = *self.0.first().filter(|(key, _)| *key <= last)?;
        self.0.remove(&first);
        Some(first)
    }
}

/// Makes a map anew with no room between its entries: one that was filled in ascending order is half empty.
pub(super) fn pack<K: Ord, V>(map: &mut BTreeMap<K, V>) {
    *map = std::mem::take(map).into_iter().collect();
}

/// A text as a number.
pub(super) fn hash(text: &str) -> u64 {
    Digest::of(text.as_bytes()).begins()
}

impl Engine {
    /// The records whose ids begin like this: one as a rule, none where it is held no more.
    pub(super) fn beginning(&self, begins: Begins) -> impl Iterator<Item = (RecordId, &Brief)> {
        let whole = |rest| RecordId(Digest::beginning(begins, rest));
        let held = self.briefs.range(whole(0)..=whole(u8::MAX));
        held.map(|(id, brief)| (*id, brief.as_ref()))
    }

    /// Whether another record's id begins as this one's does: they share entries, which then stay.
    pub(super) fn begins_alike(&self, id: RecordId) -> bool {
        self.beginning(id.0.begins()).any(|(other, _)| other != id)
    }

    /// The record with this number on paper; the first by its id where several say that they have it.
    pub(super) fn numbered(&self, number: &str) -> Option<RecordId> {
        let found = self.by_number.with(hash(number));
        let mut found = found.flat_map(|begins| self.beginning(begins));
        let has_it = found.find(|(_, brief)| brief.number() == number);
        has_it.map(|(id, _)| id)
    }

    /// Notes where a record is found by its brief.
    pub(super) fn index(&mut self, id: RecordId, brief: &Brief) {
        if let Some(asking) = brief.asking {
            self.by_asking.insert(asking.get(), id);
        }
        if !brief.number().is_empty() {
            self.by_number.insert(hash(brief.number()), id);
        }
        if let Some(next) = brief.next() {
            self.agenda.insert(next, id);
        }
        if brief.waiting {
            self.unjudged.insert(id);
        }
    }

    /// Takes a record out of where its brief was found.
    pub(super) fn unindex(&mut self, id: RecordId) {
        self.unjudged.remove(&id);
        let brief = self.briefs.get(&id);
        let Some(brief) = brief.filter(|_| !self.begins_alike(id)) else {
            return;
        };
        if let Some(asking) = brief.asking {
            self.by_asking.remove(asking.get(), id);
        }
        if !brief.number().is_empty() {
            self.by_number.remove(hash(brief.number()), id);
        }
        if let Some(next) = brief.next() {
            self.agenda.remove(next, id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(first: u8, last: u8) -> RecordId {
        let mut id = [0; 32];
        (id[0], id[7]) = (first, last);
        RecordId(Digest(id))
    }

    #[test]
    fn an_index_answers_by_key_and_gives_out_what_is_first() {
        let at_once = [(7, id(2, 1)), (5, id(3, 1)), (9, id(4, 1))];
        let mut index = Index::of(at_once.into_iter());
        index.insert(7, id(1, 1));
        let all = |records: &[RecordId]| records.iter().map(|id| id.0.begins()).collect::<Vec<_>>();
        let found: Vec<Begins> = index.with(7).collect();
        assert_eq!(found, all(&[id(1, 1), id(2, 1)]));
        index.remove(7, id(1, 1));
        assert_eq!(index.with(7).count(), 1);
        assert_eq!(index.take_first(4), None);
        assert_eq!(index.take_first(8), Some((5, id(3, 1).0.begins())));
        assert_eq!(index.take_first(8), Some((7, id(2, 1).0.begins())));
        assert_eq!(index.take_first(8), None);
    }
}
