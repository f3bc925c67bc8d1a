//! Changes that came before what they build on: they wait here, and are decided on when it comes.

use crate::RecordId;
use calendar::UnixMillis;
use std::collections::BTreeMap;
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

/// Items that wait, each under the one change that it waits for first. What an item is, is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked<T> {
    waiting: BTreeMap<RecordId, BTreeMap<Digest, Vec<Waiting<T>>>>,
    count: usize,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiting<T> {
    item: T,
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
            waiting: BTreeMap::new(),
            count: 0,
            bytes: 0,
        }
    }
}

impl<T> Parked<T> {
    /// Puts an item of so many bytes aside until `missing` comes.
    ///
    /// # Errors
    /// When there is no room: the item is given up, and nothing that waits makes room for it.
    pub fn park(
        &mut self,
        record: RecordId,
        missing: Digest,
        item: T,
        bytes: usize,
        since: UnixMillis,
    ) -> Result<(), ParkedFull> {
        if self.is_full(record, bytes) {
            return Err(ParkedFull);
        }
        self.count += 1;
        self.bytes += bytes;
        let waits = self.waiting.entry(record).or_default();
        waits
            .entry(missing)
            .or_default()
            .push(Waiting { item, bytes, since });
        Ok(())
    }

    /// Whether there is no room for so many bytes more.
    pub fn is_full(&self, record: RecordId, bytes: usize) -> bool {
        let here = self.waiting.get(&record);
        let here: usize = here.map_or(0, |waits| waits.values().map(Vec::len).sum());
        here >= PARKED_PER_RECORD_MAX
            || self.count >= PARKED_MAX
            || self.bytes.saturating_add(bytes) > PARKED_BYTES_MAX
    }

    /// A change was admitted: gives out what waited for it, in the order in which it came. It may turn out
    /// to wait for something else; then it is parked again.
    pub fn came(&mut self, record: RecordId, change: &Digest) -> Vec<T> {
        let Some(waits) = self.waiting.get_mut(&record) else {
            return Vec::new();
        };
        let out = waits.remove(change).unwrap_or_default();
        if waits.is_empty() {
            self.waiting.remove(&record);
        }
        self.count -= out.len();
        self.bytes -= out.iter().map(|one| one.bytes).sum::<usize>();
        out.into_iter().map(|one| one.item).collect()
    }

    /// Takes out every item for which `goes` holds.
    pub fn take_out(&mut self, mut goes: impl FnMut(RecordId, &Digest, &T) -> bool) -> Vec<T> {
        let mut out = Vec::new();
        self.waiting.retain(|record, waits| {
            waits.retain(|missing, items| {
                for one in std::mem::take(items) {
                    if goes(*record, missing, &one.item) {
                        self.count -= 1;
                        self.bytes -= one.bytes;
                        out.push(one.item);
                    } else {
                        items.push(one);
                    }
                }
                !items.is_empty()
            });
            !waits.is_empty()
        });
        out
    }

    /// What has been waited for too long: to be asked of the peer.
    pub fn expired(&self, now: UnixMillis) -> Vec<(RecordId, Digest)> {
        let over = |one: &Waiting<T>| now.0.saturating_sub(one.since.0) >= PARKED_WAIT_MS;
        let all = self.iter_waiting();
        all.filter(|(_, _, items)| items.iter().any(over))
            .map(|(record, missing, _)| (record, *missing))
            .collect()
    }

    fn iter_waiting(&self) -> impl Iterator<Item = (RecordId, &Digest, &Vec<Waiting<T>>)> {
        self.waiting.iter().flat_map(|(record, waits)| {
            let waits = waits.iter();
            waits.map(|(missing, items)| (*record, missing, items))
        })
    }

    /// What waits, and for what.
    pub fn iter(&self) -> impl Iterator<Item = (RecordId, &Digest, &T)> {
        self.iter_waiting().flat_map(|(record, missing, items)| {
            items.iter().map(move |one| (record, missing, &one.item))
        })
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.count == 0
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

    #[test]
    fn what_waits_is_given_out_once_when_the_missing_change_comes_in_its_own_record() {
        let mut parked = Parked::default();
        for (item, missing) in [("first", 1), ("other", 2), ("second", 1)] {
            let since = UnixMillis(0);
            parked
                .park(record(1), hash(missing), item, 10, since)
                .unwrap();
        }
        assert_eq!(parked.len(), 3);
        assert!(parked.came(record(2), &hash(1)).is_empty());
        assert_eq!(parked.came(record(1), &hash(1)), ["first", "second"]);
        assert!(parked.came(record(1), &hash(1)).is_empty());
        assert_eq!(parked.len(), 1);
        assert_eq!(parked.take_out(|_, _, item| *item == "other"), ["other"]);
        assert_eq!(parked, Parked::default());
    }

    #[test]
    fn a_record_cannot_fill_the_room_of_all_others_and_bytes_are_bounded() {
        let mut parked = Parked::default();
        let since = UnixMillis(0);
        for n in 0..PARKED_PER_RECORD_MAX {
            parked.park(record(1), hash(1), n, 1, since).unwrap();
        }
        assert_eq!(
            parked.park(record(1), hash(2), 0, 1, since),
            Err(ParkedFull)
        );
        let rest = PARKED_BYTES_MAX - PARKED_PER_RECORD_MAX;
        let over = parked.park(record(2), hash(2), 0, rest + 1, since);
        assert_eq!(over, Err(ParkedFull));
        parked.park(record(2), hash(2), 0, rest, since).unwrap();
        assert_eq!(
            parked.park(record(3), hash(2), 0, 1, since),
            Err(ParkedFull)
        );
        // What is given out makes room.
        assert_eq!(parked.came(record(2), &hash(2)).len(), 1);
        parked.park(record(3), hash(2), 0, 1, since).unwrap();
        // So is the number of items over all records.
        for n in parked.len()..PARKED_MAX {
            let name = record((10 + n / PARKED_PER_RECORD_MAX) as u8);
            parked.park(name, hash(3), n, 0, since).unwrap();
        }
        assert_eq!(
            parked.park(record(200), hash(3), 0, 0, since),
            Err(ParkedFull)
        );
    }

    #[test]
    fn what_is_waited_for_too_long_is_named_once_and_goes_on_waiting() {
        let mut parked = Parked::default();
        parked
            .park(record(1), hash(1), 0, 1, UnixMillis(1_000))
            .unwrap();
        parked
            .park(record(1), hash(1), 1, 1, UnixMillis(2_000))
            .unwrap();
        parked
            .park(record(2), hash(2), 2, 1, UnixMillis(9_000))
            .unwrap();
        assert!(parked.expired(UnixMillis(999 + PARKED_WAIT_MS)).is_empty());
        let due = UnixMillis(2_500 + PARKED_WAIT_MS);
        assert_eq!(parked.expired(due), [(record(1), hash(1))]);
        assert_eq!(parked.len(), 3);
    }
}
