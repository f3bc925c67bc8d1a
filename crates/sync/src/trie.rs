//! What both ends of a link should hold, in short: for each bucket of record ids how many changes, and an
//! additive sum over them. Two ends that hold the same have the same root; where they do not, a few levels
//! of sums lead to the records that differ. It grows with the number of buckets, never of records.

use record::RecordId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiers::Digest;

/// The changes of a record, or of all records of a bucket, in short. Sums can be added and taken away, so
/// that one pair of numbers stands for a record however many changes it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldSum {
    /// How many changes.
    pub count: u64,
    /// Sum of their weights, mod 2^128.
    pub sum: u128,
}

impl HeldSum {
    /// One change of a record.
    pub fn of(record: RecordId, change: Digest) -> HeldSum {
        let mut hash = blake3::Hasher::new();
        hash.update(b"lianban held 1")
            .update(&record.0.0)
            .update(&change.0);
        let mut weight = [0; 16];
        weight.copy_from_slice(&hash.finalize().as_bytes()[..16]);
        HeldSum {
            count: 1,
            sum: u128::from_le_bytes(weight),
        }
    }

    /// All changes of a record.
    pub fn all(record: RecordId, changes: impl IntoIterator<Item = Digest>) -> HeldSum {
        let changes = changes
            .into_iter()
            .map(|change| HeldSum::of(record, change));
        changes.fold(HeldSum::default(), HeldSum::and)
    }

    /// The sum of both, which must have no change in common.
    pub fn and(self, other: HeldSum) -> HeldSum {
        HeldSum {
            count: self.count.wrapping_add(other.count),
            sum: self.sum.wrapping_add(other.sum),
        }
    }

    /// This without the other, which is a part of it.
    pub fn without(self, other: HeldSum) -> HeldSum {
        HeldSum {
            count: self.count.wrapping_sub(other.count),
            sum: self.sum.wrapping_sub(other.sum),
        }
    }
}

/// How deep a bucket is: the leading bits of a record id that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// 8 bits, 256 buckets.
    #[serde(rename = "1")]
    Broad,
    /// 12 bits, 4096 buckets.
    #[serde(rename = "2")]
    Middle,
    /// 16 bits, 65536 buckets.
    #[serde(rename = "3")]
    Leaf,
}

impl Level {
    const ALL: [Level; 3] = [Level::Broad, Level::Middle, Level::Leaf];

    const fn bits(self) -> u32 {
        match self {
            Level::Broad => 8,
            Level::Middle => 12,
            Level::Leaf => 16,
        }
    }

    /// The next deeper one.
    pub fn below(self) -> Option<Level> {
        match self {
            Level::Broad => Some(Level::Middle),
            Level::Middle => Some(Level::Leaf),
            Level::Leaf => None,
        }
    }

    /// The bucket of a record.
    pub fn bucket(self, record: &RecordId) -> u16 {
        leaf_of(record) >> (Level::Leaf.bits() - self.bits())
    }

    /// The number, one level up, of the bucket that a bucket lies in.
    pub(crate) fn above(self, bucket: u16) -> u16 {
        match self {
            Level::Broad => 0,
            Level::Middle => bucket >> (Level::Middle.bits() - Level::Broad.bits()),
            Level::Leaf => bucket >> (Level::Leaf.bits() - Level::Middle.bits()),
        }
    }

    /// The leaves of a bucket.
    pub(crate) fn leaves(self, bucket: u16) -> impl Iterator<Item = u16> {
        let bits = Level::Leaf.bits() - self.bits();
        let first = bucket << bits;
        first..=first | ((1 << bits) - 1)
    }

    /// Whether there is such a bucket.
    pub fn has(self, bucket: u16) -> bool {
        u32::from(bucket) < 1 << self.bits()
    }
}

/// The leaf of a record.
pub fn leaf_of(record: &RecordId) -> u16 {
    u16::from_be_bytes([record.0.0[0], record.0.0[1]])
}

/// Bytes of a record id that name its leaf: records of one leaf follow each other in the order of ids.
pub fn leaf_prefix(leaf: u16) -> [u8; 2] {
    leaf.to_be_bytes()
}

/// The sums of one link. Only what is not empty takes room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trie {
    root: HeldSum,
    levels: [BTreeMap<u16, HeldSum>; 3],
}

impl Trie {
    /// A change is held from now on.
    pub fn add(&mut self, record: RecordId, change: Digest) {
        self.add_held(record, HeldSum::of(record, change));
    }

    /// Several changes of a record are held from now on.
    pub fn add_held(&mut self, record: RecordId, held: HeldSum) {
        self.change(record, |bucket| bucket.and(held));
    }

    /// A record is held no more, with all that was held of it.
    pub fn remove_record(&mut self, record: RecordId, held: HeldSum) {
        self.change(record, |bucket| bucket.without(held));
    }

    fn change(&mut self, record: RecordId, change: impl Fn(HeldSum) -> HeldSum) {
        self.root = change(self.root);
        for (level, buckets) in Level::ALL.into_iter().zip(&mut self.levels) {
            let no = level.bucket(&record);
            let bucket = buckets.entry(no).or_default();
            *bucket = change(*bucket);
            if *bucket == HeldSum::default() {
                buckets.remove(&no);
            }
        }
    }

    /// All that travels by the link.
    pub fn root(&self) -> HeldSum {
        self.root
    }

    /// What a bucket holds; zeros where it holds nothing.
    pub fn bucket(&self, level: Level, bucket: u16) -> HeldSum {
        let found = self.levels[level as usize].get(&bucket);
        found.copied().unwrap_or_default()
    }

    /// The buckets of the first level that are not empty.
    pub fn broad(&self) -> impl Iterator<Item = (u16, HeldSum)> {
        (self.levels[0].iter()).map(|(no, held)| (*no, *held))
    }

    /// The buckets directly below one that are not empty.
    pub fn children(&self, level: Level, bucket: u16) -> impl Iterator<Item = (u16, HeldSum)> {
        let below = level.below().filter(|_| level.has(bucket));
        let found = below.map(|below| {
            let bits = below.bits() - level.bits();
            let first = bucket << bits;
            self.levels[below as usize].range(first..=first | ((1 << bits) - 1))
        });
        found.into_iter().flatten().map(|(no, held)| (*no, *held))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(bytes: [u8; 3]) -> RecordId {
        let mut id = [0; 32];
        id[..3].copy_from_slice(&bytes);
        RecordId(Digest(id))
    }

    /// Few enough bytes that buckets are shared at every level.
    fn changes() -> impl Strategy<Value = Vec<([u8; 3], u8)>> {
        let byte = prop_oneof![0u8..3, 14u8..18, Just(255)];
        let id = [byte.clone(), byte.clone(), byte];
        proptest::collection::vec((id, any::<u8>()), 0..60)
    }

    proptest! {
        #[test]
        fn a_trie_equals_its_recomputation(kept in changes(), gone in changes()) {
            let mut trie = Trie::default();
            let gone: Vec<(RecordId, HeldSum)> = (gone.into_iter())
                .map(|(id, n)| (record(id), HeldSum::of(record(id), Digest([n; 32]))))
                .collect();
            for (id, held) in &gone {
                trie.add_held(*id, *held);
            }
            for (id, n) in &kept {
                trie.add(record(*id), Digest([*n; 32]));
            }
            for (id, held) in &gone {
                trie.remove_record(*id, *held);
            }
            let all: Vec<(RecordId, HeldSum)> = (kept.iter())
                .map(|(id, n)| (record(*id), HeldSum::of(record(*id), Digest([*n; 32]))))
                .collect();
            let sum = |pick: &dyn Fn(&RecordId) -> bool| {
                let picked = all.iter().filter(|(id, _)| pick(id));
                picked.fold(HeldSum::default(), |sum, (_, held)| sum.and(*held))
            };
            prop_assert_eq!(trie.root(), sum(&|_| true));
            for level in Level::ALL {
                for (id, _) in &all {
                    let no = level.bucket(id);
                    let expected = sum(&|other| level.bucket(other) == no);
                    prop_assert_eq!(trie.bucket(level, no), expected);
                    let below: Vec<(u16, HeldSum)> = trie.children(level, no).collect();
                    if let Some(deeper) = level.below() {
                        let parts = below.iter().fold(HeldSum::default(), |sum, (_, held)| sum.and(*held));
                        prop_assert_eq!(parts, expected);
                        for (child, held) in below {
                            prop_assert_eq!(held, sum(&|other| deeper.bucket(other) == child));
                        }
                    } else {
                        prop_assert!(below.is_empty());
                    }
                }
            }
            let mut anew = Trie::default();
            for (id, held) in all {
                anew.add_held(id, held);
            }
            prop_assert_eq!(anew, trie);
        }
    }

    #[test]
    fn a_link_with_very_many_records_takes_room_by_buckets() {
        let mut trie = Trie::default();
        for n in 0..200_000u32 {
            trie.add(RecordId(Digest::of(&n.to_le_bytes())), Digest([1; 32]));
        }
        let buckets: usize = trie.levels.iter().map(BTreeMap::len).sum();
        assert!(buckets <= 256 + 4096 + 65_536);
        // A map's node is at least half full, and a pair takes 48 bytes at most.
        assert!(buckets * 48 * 2 < 40_000_000);
        assert_eq!(trie.root().count, 200_000);
    }
}
