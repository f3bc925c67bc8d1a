//! Items that say of themselves what they are.

use record::RecordId;
use tiers::{Digest, PlaceCode, Spread};

/// Labels from here on are records of their own.
pub(crate) const ALONE: u64 = 1 << 32;

/// What an item says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub(crate) n: u64,
    pub(crate) spread: Spread,
    pub(crate) home: PlaceCode,
}

impl Label {
    pub(super) fn item(self, padding: usize) -> Vec<u8> {
        let spread = match self.spread {
            Spread::Pair => 0,
            Spread::Path => 1,
            Spread::Subtree => 2,
            Spread::Public => 3,
        };
        let mut bytes = vec![spread];
        bytes.extend(self.home.to_string().bytes());
        bytes.extend(self.n.to_le_bytes());
        bytes.resize(bytes.len() + padding, self.n as u8);
        bytes
    }

    pub(crate) fn of(item: &[u8]) -> Label {
        Label {
            n: u64::from_le_bytes(item[13..21].try_into().unwrap()),
            spread: [Spread::Pair, Spread::Path, Spread::Subtree, Spread::Public]
                [usize::from(item[0])],
            home: std::str::from_utf8(&item[1..13]).unwrap().parse().unwrap(),
        }
    }

    pub(crate) fn lives_at(&self, place: PlaceCode) -> bool {
        self.spread.reaches(self.home, place)
    }

    /// The record it is a change of: a few have all changes of one spread and home, but those from
    /// [`ALONE`] on, which have one each.
    pub(crate) fn record(&self) -> RecordId {
        const RECORDS: u64 = 5;
        let of = if self.n < ALONE {
            self.n % RECORDS
        } else {
            self.n
        };
        let name = format!("{:?} {} {of}", self.spread, self.home);
        RecordId(Digest::of(name.as_bytes()))
    }
}

/// The change that an item is.
pub(crate) fn change(item: &[u8]) -> Digest {
    Digest::of(item)
}
