//! Changes that came before what they build on: they wait here, and are decided on when it comes.

use crate::RecordId;
use calendar::UnixMillis;
use std::collections::{BTreeMap, BTreeSet};
use tiers::Digest;

/// Most items that wait in one record.
pub const PARKED_PER_RECORD_MAX: usize = 256;
/// Most items that wait. Of these and of the bytes nobody who sends takes more than half of what the others leave: whoever sends
/// what can never be taken in leaves room for the rest.
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
    items: BTreeMap<(RecordId, u64), WaitingItem<T>>,
    /// By what is missing: the items that wait for it.
    missing: BTreeSet<(RecordId, Digest, u64)>,
    next: u64,
    all: ParkedRoom,
    /// What each of those who sent it takes.
    of: BTreeMap<u32, ParkedRoom>,
}

/// What items take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ParkedRoom {
    items: usize,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct WaitingItem<T> {
    item: T,
    missing: BTreeSet<Digest>,
    from: u32,
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
            all: ParkedRoom::default(),
            of: BTreeMap::new(),
        }
    }
}

impl<T> Parked<T> {
    /// Puts an item of so many bytes that somebody sent aside until one of the `missing` comes.
    ///
    /// # Errors
    /// When there is no room: the item is given up, and nothing that waits makes room for it.
    pub fn park(
        &mut self,
        from: u32,
        record: RecordId,
        missing: BTreeSet<Digest>,
        item: T,
        bytes: usize,
        since: UnixMillis,
    ) -> Result<(), ParkedFull> {
        if self.is_full(from, record, bytes) {
            return Err(ParkedFull);
        }
        self.hold(from, record, missing, item, bytes, since);
        Ok(())
    }

    /// As [`Parked::park`], for an item that there was room for before: whatever came meanwhile, it stays.
    pub fn hold(
        &mut self,
        from: u32,
        record: RecordId,
        missing: BTreeSet<Digest>,
        item: T,
        bytes: usize,
        since: UnixMillis,
    ) {
        let no = self.next;
        self.next += 1;
        for room in [&mut self.all, self.of.entry(from).or_default()] {
            room.items += 1;
            room.bytes += bytes;
        }
        let under = missing.iter().map(|hash| (record, *hash, no));
        self.missing.extend(under);
        let waiting = WaitingItem {
            item,
            missing,
            from,
            bytes,
            since,
        };
        self.items.insert((record, no), waiting);
    }

    /// Whether there is no room for so many bytes more of somebody.
    pub fn is_full(&self, from: u32, record: RecordId, bytes: usize) -> bool {
        let here = self.items.range((record, 0)..=(record, u64::MAX)).count();
        let own = self.of.get(&from).copied().unwrap_or_default();
        let over_half = |own: usize, more: usize, all: usize, max: usize| {
            let left_by_others = max.saturating_sub(all - own);
            own.saturating_add(more) > left_by_others / 2
        };
        here >= PARKED_PER_RECORD_MAX
            || over_half(own.items, 1, self.all.items, PARKED_MAX)
            || over_half(own.bytes, bytes, self.all.bytes, PARKED_BYTES_MAX)
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
        self.all.items -= 1;
        self.all.bytes -= gone.bytes;
        if let Some(room) = self.of.get_mut(&gone.from) {
            room.items -= 1;
            room.bytes -= gone.bytes;
            if room.items == 0 {
                self.of.remove(&gone.from);
            }
        }
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
        // A clock that was ahead when it came tells nothing of how long it has waited.
        let patience = 0..PARKED_WAIT_MS;
        let over =
            move |one: &WaitingItem<T>| !patience.contains(&now.0.saturating_sub(one.since.0));
        let over = self.items.iter().filter(move |(_, one)| over(one));
        over.map(|((record, _), one)| (*record, &one.missing, &one.item))
    }

    /// What waits of one record.
    pub fn of(&self, record: RecordId) -> impl Iterator<Item = &T> {
        let items = self.items.range((record, 0)..=(record, u64::MAX));
        items.map(|(_, one)| &one.item)
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
                .park(1, record(1), on(missing), item, 10, since)
                .unwrap();
        }
        assert_eq!(parked.len(), 3);
        assert!(parked.came(record(2), &hash(1)).is_empty());
        assert_eq!(parked.came(record(1), &hash(1)), ["first", "second"]);
        assert!(parked.came(record(1), &hash(1)).is_empty());
        assert_eq!(parked.len(), 1);
        assert_eq!(parked.take_out(|_, item| *item == "other"), ["other"]);
        assert!(parked.is_empty());
        assert_eq!((parked.all.bytes, parked.missing.len()), (0, 0));
    }

    #[test]
    fn a_record_cannot_fill_the_room_of_all_others() {
        let mut parked = Parked::default();
        let since = UnixMillis(0);
        for n in 0..PARKED_PER_RECORD_MAX {
            parked.park(1, record(1), on(1), n, 1, since).unwrap();
        }
        let over = parked.park(2, record(1), on(2), 0, 1, since);
        assert_eq!(over, Err(ParkedFull));
        parked.park(1, record(2), on(2), 0, 1, since).unwrap();
    }

    /// Parks items of so many bytes each until there is no room; answers how many there was room for.
    fn fill(parked: &mut Parked<usize>, from: u32, bytes: usize) -> usize {
        let mut count = 0;
        loop {
            let name = record((count / PARKED_PER_RECORD_MAX) as u8);
            let name = RecordId(Digest([from as u8; 32].map(|byte| byte ^ name.0.0[0])));
            let since = UnixMillis(0);
            match parked.park(from, name, on(3), count, bytes, since) {
                Ok(()) => count += 1,
                Err(ParkedFull) => return count,
            }
        }
    }

    #[test]
    fn nobody_takes_more_than_half_of_what_the_others_leave() {
        let mut parked = Parked::default();
        assert_eq!(fill(&mut parked, 16, 0), 2_048);
        assert_eq!(fill(&mut parked, 32, 0), 1_024);
        assert_eq!(fill(&mut parked, 64, 0), 512);
        assert_eq!(parked.len(), 3_584);
        // What is given out makes room.
        let gone = parked.take_out(|_, item| *item < 100);
        assert_eq!((gone.len(), parked.len()), (300, 3_284));
        let mut parked = Parked::default();
        // Eight MiB of the sixteen, then four.
        assert_eq!(fill(&mut parked, 16, 64 << 10), 128);
        assert_eq!(fill(&mut parked, 32, 64 << 10), 64);
        assert_eq!(parked.all.bytes, 12 << 20);
        // Whoever had room before the others came keeps it.
        let item = parked.take_out(|_, item| *item == 5).pop().unwrap();
        assert!(parked.is_full(16, record(9), 64 << 10));
        parked.hold(16, record(9), on(3), item, 64 << 10, UnixMillis(0));
        parked.take_out(|_, _| true);
        assert_eq!((parked.all, parked.of.len()), (ParkedRoom::default(), 0));
    }

    #[test]
    fn what_is_waited_for_too_long_is_named_and_goes_on_waiting() {
        let mut parked = Parked::default();
        parked
            .park(1, record(1), on(1), 0, 1, UnixMillis(1_000))
            .unwrap();
        parked
            .park(1, record(1), on(1), 1, 1, UnixMillis(2_000))
            .unwrap();
        parked
            .park(1, record(2), on(2), 2, 1, UnixMillis(9_000))
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
        parked.park(1, record(1), both, "item", 1, since).unwrap();
        let missing = parked.expired(UnixMillis(PARKED_WAIT_MS));
        let missing: Vec<usize> = missing.map(|(_, missing, _)| missing.len()).collect();
        assert_eq!(missing, [2]);
        assert_eq!(parked.came(record(1), &hash(2)), ["item"]);
        assert!(parked.came(record(1), &hash(1)).is_empty());
        assert!(parked.is_empty());
    }
}
