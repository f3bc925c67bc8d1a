//! Indexes from a number of eight bytes (a hash, a moment) to records. A record stands in them by the first
//! half of its id, which is a hash: nobody makes two that begin alike, and a million entries take 24 MB.

use super::Engine;
use super::brief::Brief;
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use tiers::Digest;

/// The first half of a record's id.
pub(super) type Half = [u8; 16];

/// Records by `K`.
#[derive(Debug)]
pub(super) struct Index<K>(BTreeSet<(K, Half)>);

impl<K: Ord + Copy> Index<K> {
    pub(super) const fn new() -> Self {
        Self(BTreeSet::new())
    }

    pub(super) fn insert(&mut self, key: K, id: RecordId) {
        self.0.insert((key, half(id)));
    }

    pub(super) fn remove(&mut self, key: K, id: RecordId) {
        self.0.remove(&(key, half(id)));
    }

    /// The records under a key.
    pub(super) fn with(&self, key: K) -> impl Iterator<Item = Half> {
        let (first, last) = ([0; 16], [u8::MAX; 16]);
        (self.0.range((key, first)..=(key, last))).map(|(_, half)| *half)
    }

    /// The lowest entry, taken out, where its key is none beyond `last`.
    pub(super) fn take_first(&mut self, last: K) -> Option<(K, Half)> {
        let first = *self.0.first().filter(|(key, _)| *key <= last)?;
        self.0.remove(&first);
        Some(first)
    }

    /// Lets go of the room between entries that came in one by one.
    pub(super) fn pack(&mut self) {
        self.0 = std::mem::take(&mut self.0).into_iter().collect();
    }
}

fn half(id: RecordId) -> Half {
    let mut half = [0; 16];
    half.copy_from_slice(&id.0.0[..16]);
    half
}

/// Makes a map anew with no room between its entries: one that was filled in ascending order is half empty.
pub(super) fn pack<K: Ord, V>(map: &mut BTreeMap<K, V>) {
    *map = std::mem::take(map).into_iter().collect();
}

/// A text as a number.
pub(super) fn hash(text: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

impl Engine {
    /// The record whose id begins like this: one, or none that is held any more.
    pub(super) fn held_as(&self, half: Half) -> Option<(RecordId, &Brief)> {
        let whole = |rest: u8| {
            let mut id = [rest; 32];
            id[..16].copy_from_slice(&half);
            RecordId(Digest(id))
        };
        let mut held = self.briefs.range(whole(0)..=whole(u8::MAX));
        held.next().map(|(id, brief)| (*id, brief.as_ref()))
    }

    /// The record with this number on paper; the first by its id where several say that they have it.
    pub(super) fn numbered(&self, number: &str) -> Option<RecordId> {
        let found = self.by_number.with(hash(number));
        let mut found = found.filter_map(|half| self.held_as(half));
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
    }

    /// Takes a record out of where its brief was found.
    pub(super) fn unindex(&mut self, id: RecordId) {
        let Some(brief) = self.briefs.get(&id) else {
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

    /// After all rows were read.
    pub(super) fn pack(&mut self) {
        pack(&mut self.briefs);
        self.by_number.pack();
        self.by_asking.pack();
        self.agenda.pack();
        self.rows.pack();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(first: u8, last: u8) -> RecordId {
        let mut id = [0; 32];
        (id[0], id[15]) = (first, last);
        RecordId(Digest(id))
    }

    #[test]
    fn an_index_answers_by_key_and_gives_out_what_is_first() {
        let mut index = Index::new();
        for (key, record) in [(7, id(2, 1)), (7, id(1, 1)), (5, id(3, 1)), (9, id(4, 1))] {
            index.insert(key, record);
        }
        index.pack();
        let halves = |records: &[RecordId]| records.iter().map(|id| half(*id)).collect::<Vec<_>>();
        let found: Vec<Half> = index.with(7).collect();
        assert_eq!(found, halves(&[id(1, 1), id(2, 1)]));
        index.remove(7, id(1, 1));
        assert_eq!(index.with(7).count(), 1);
        assert_eq!(index.take_first(4), None);
        assert_eq!(index.take_first(8), Some((5, half(id(3, 1)))));
        assert_eq!(index.take_first(8), Some((7, half(id(2, 1)))));
        assert_eq!(index.take_first(8), None);
    }
}
