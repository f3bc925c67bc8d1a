//! Changes that came before what they build on: they wait here, and are decided on when it comes.

use crate::RecordId;
use calendar::UnixMillis;
use std::collections::{BTreeMap, BTreeSet};
use tiers::Digest;

/// Most items that wait in one record.
pub const PARKED_PER_RECORD_MAX: usize = 256;
/// Most items that wait.
pub const PARKED_MAX: usize = 4_096;
/// Most bytes that wait.
pub const PARKED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long an item waits before what it waits for is asked for, ms. The peer's feed is in order, so what
/// is on its way comes within one exchange.
pub const PARKED_WAIT_MS: i64 = 60_000;

/// Items that wait, each for the changes that what is in it waits for first: any of them may let a part of
/// it in. What an item is, is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked<T> {
    items: BTreeMap<(RecordId, u64), Waiting<T>>,
    /// By what is missing: the items that wait for it.
    missing: BTreeSet<(RecordId, Digest, u64)>,
    next: u64,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiting<T> {
    item: T,
    missing: BTreeSet<Digest>,
    bytes: usize,
    since: UnixMillis,
}

/// There is no room for another item that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much waits already for changes that are not here")]
pub struct ParkedFull;

impl<T> Default for Parked<T> {
    fn default() -> Self {
        Self {
            items: BTreeMap::new(),
            missing: BTreeSet::new(),
            next: 0,
            bytes: 0,
        }
    }
}

impl<T> Parked<T> {
    /// Puts an item of so many bytes aside until one of the `missing` comes.
    ///
    /// # Errors
    /// When there is no room: the item is given up, and nothing that waits makes room for it.
    pub fn park(
        &mut self,
        record: RecordId,
        missing: BTreeSet<Digest>,
        item: T,
        bytes: usize,
        since: UnixMillis,
    ) -> Result<(), ParkedFull> {
        if self.is_full(record, bytes) {
            return Err(ParkedFull);
        }
        let no = self.next;
        self.next += 1;
        self.bytes += bytes;
        let under = missing.iter().map(|hash| (record, *hash, no));
        self.missing.extend(under);
        let waiting = Waiting {
            item,
            missing,
            bytes,
            since,
        };
        self.items.insert((record, no), waiting);
        Ok(())
    }

    /// Whether there is no room for so many bytes more.
    pub fn is_full(&self, record: RecordId, bytes: usize) -> bool {
        let here = self.items.range((record, 0)..=(record, u64::MAX)).count();
        here >= PARKED_PER_RECORD_MAX
            || self.items.len() >= PARKED_MAX
            || self.bytes.saturating_add(bytes) > PARKED_BYTES_MAX
    }

    /// A change was admitted: gives out what waited for it, in the order in which it came. It may turn out
    /// to wait for something else; then it is parked again.
    pub fn came(&mut self, record: RecordId, change: &Digest) -> Vec<T> {
        let under = (record, *change, 0)..=(record, *change, u64::MAX);
        let numbers: Vec<u64> = self.missing.range(under).map(|(_, _, no)| *no).collect();
        let out = numbers.into_iter();
        out.filter_map(|no| self.remove(record, no)).collect()
    }

    fn remove(&mut self, record: RecordId, no: u64) -> Option<T> {
        let gone = self.items.remove(&(record, no))?;
        for hash in gone.missing {
            self.missing.remove(&(record, hash, no));
        }
        self.bytes -= gone.bytes;
        Some(gone.item)
    }

    /// Takes out every item for which `goes` holds.
    pub fn take_out(&mut self, mut goes: impl FnMut(RecordId, &T) -> bool) -> Vec<T> {
        let going = self.items.iter();
        let going = going.filter(|((record, _), waiting)| goes(*record, &waiting.item));
        let going: Vec<(RecordId, u64)> = going.map(|(key, _)| *key).collect();
        let out = going.into_iter();
        out.filter_map(|(record, no)| self.remove(record, no))
            .collect()
    }

    /// What has been waited for too long, with the items that wait for it: to be asked of the peer.
    pub fn expired(
        &self,
        now: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &BTreeSet<Digest>, &T)> {
        let over = move |one: &Waiting<T>| now.0.saturating_sub(one.since.0) >= PARKED_WAIT_MS;
        let over = self.items.iter().filter(move |(_, one)| over(one));
        over.map(|((record, _), one)| (*record, &one.missing, &one.item))
    }

    /// What waits, and for what.
    pub fn iter(&self) -> impl Iterator<Item = (RecordId, &BTreeSet<Digest>, &T)> {
        let items = self.items.iter();
        items.map(|((record, _), one)| (*record, &one.missing, &one.item))
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: u8) -> RecordId {
        RecordId(Digest([n; 32]))
    }

    fn hash(n: u8) -> Digest {
        Digest([n; 32])
    }

    fn on(n: u8) -> BTreeSet<Digest> {
        BTreeSet::from([hash(n)])
    }

    #[test]
    fn what_waits_is_given_out_once_when_the_missing_change_comes_in_its_own_record() {
        let mut parked = Parked::default();
        for (item, missing) in [("first", 1), ("other", 2), ("second", 1)] {
            let since = UnixMillis(0);
            parked
                .park(record(1), on(missing), item, 10, since)
                .unwrap();
        }
        assert_eq!(parked.len(), 3);
        assert!(parked.came(record(2), &hash(1)).is_empty());
        assert_eq!(parked.came(record(1), &hash(1)), ["first", "second"]);
        assert!(parked.came(record(1), &hash(1)).is_empty());
        assert_eq!(parked.len(), 1);
        assert_eq!(parked.take_out(|_, item| *item == "other"), ["other"]);
        assert!(parked.is_empty());
        assert_eq!((parked.bytes, parked.missing.len()), (0, 0));
    }

    #[test]
    fn a_record_cannot_fill_the_room_of_all_others_and_bytes_are_bounded() {
        let mut parked = Parked::default();
        let since = UnixMillis(0);
        for n in 0..PARKED_PER_RECORD_MAX {
            parked.park(record(1), on(1), n, 1, since).unwrap();
        }
        assert_eq!(parked.park(record(1), on(2), 0, 1, since), Err(ParkedFull));
        let rest = PARKED_BYTES_MAX - PARKED_PER_RECORD_MAX;
        let over = parked.park(record(2), on(2), 0, rest + 1, since);
        assert_eq!(over, Err(ParkedFull));
        parked.park(record(2), on(2), 0, rest, since).unwrap();
        assert_eq!(parked.park(record(3), on(2), 0, 1, since), Err(ParkedFull));
        // What is given out makes room.
        assert_eq!(parked.came(record(2), &hash(2)).len(), 1);
        parked.park(record(3), on(2), 0, 1, since).unwrap();
        // So is the number of items over all records.
        for n in parked.len()..PARKED_MAX {
            let name = record((10 + n / PARKED_PER_RECORD_MAX) as u8);
            parked.park(name, on(3), n, 0, since).unwrap();
        }
        assert_eq!(
            parked.park(record(200), on(3), 0, 0, since),
            Err(ParkedFull)
        );
    }

    #[test]
    fn what_is_waited_for_too_long_is_named_and_goes_on_waiting() {
        let mut parked = Parked::default();
        parked
            .park(record(1), on(1), 0, 1, UnixMillis(1_000))
            .unwrap();
        parked
            .park(record(1), on(1), 1, 1, UnixMillis(2_000))
            .unwrap();
        parked
            .park(record(2), on(2), 2, 1, UnixMillis(9_000))
            .unwrap();
        let due = |at: i64| -> Vec<(RecordId, BTreeSet<Digest>, i32)> {
            let due = parked.expired(UnixMillis(at + PARKED_WAIT_MS));
            due.map(|(id, missing, item)| (id, missing.clone(), *item))
                .collect()
        };
        assert!(due(999).is_empty());
        assert_eq!(due(1_000), [(record(1), on(1), 0)]);
        assert_eq!(due(2_500), [(record(1), on(1), 0), (record(1), on(1), 1)]);
        assert_eq!(parked.len(), 3);
    }

    #[test]
    fn an_item_that_waits_for_several_is_given_out_with_the_first_that_comes() {
        let mut parked = Parked::default();
        let both = BTreeSet::from([hash(1), hash(2)]);
        let since = UnixMillis(0);
        parked.park(record(1), both, "item", 1, since).unwrap();
        let missing = parked.expired(UnixMillis(PARKED_WAIT_MS));
        let missing: Vec<usize> = missing.map(|(_, missing, _)| missing.len()).collect();
        assert_eq!(missing, [2]);
        assert_eq!(parked.came(record(1), &hash(2)), ["item"]);
        assert!(parked.came(record(1), &hash(1)).is_empty());
        assert!(parked.is_empty());
    }
}
