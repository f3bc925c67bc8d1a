use serde::{Deserialize, Serialize};
use std::fmt;
use tiers::{Digest, NodeId, PlaceCode, Spread};

/// What a record is. Fixed at its birth; the spread follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A form that is being filled in (代办草稿).
    Draft,
    /// The acts of one application (办件).
    Case,
    /// A catalog item, all its versions.
    Item,
    /// A bundle, all its versions.
    Bundle,
    /// The working-day calendar, all its versions.
    Calendar,
    /// A directory entry, all its versions.
    Directory,
    /// The names of the departments, all versions.
    Departments,
}

/// What a record is born with. Its id is the hash of this, so whoever is handed the header knows that
/// it is the right one, and where the record may live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// What it is.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// Where it was begun.
    #[serde(rename = "h")]
    pub home: PlaceCode,
    /// How far it travels.
    #[serde(rename = "s")]
    pub spread: Spread,
    /// The node that begins it: only its key may sign the first change.
    #[serde(rename = "a")]
    pub author: NodeId,
    /// Random bytes, so that records that are otherwise alike have different ids.
    #[serde(rename = "n", with = "serde_bytes")]
    pub nonce: [u8; 16],
}

/// The id of a record: the hash of its header.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub Digest);

impl Kind {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Draft => "draft",
            Kind::Case => "case",
            Kind::Item => "item",
            Kind::Bundle => "bundle",
            Kind::Calendar => "calendar",
            Kind::Directory => "directory",
            Kind::Departments => "departments",
        }
    }

    /// Whether it holds published versions that acts may cite.
    pub const fn is_public(self) -> bool {
        !matches!(self, Kind::Draft | Kind::Case)
    }
}

impl Header {
    /// The record's id.
    pub fn id(&self) -> RecordId {
        let mut bytes = b"lianban record 1".to_vec();
        ciborium::into_writer(self, &mut bytes).expect("a header has a CBOR form");
        RecordId(Digest::of(&bytes))
    }

    /// Whether the spread is the one its kind has; anything else would let a draft travel, or hide a case.
    pub fn is_lawful(&self) -> bool {
        match self.kind {
            Kind::Draft => self.spread == Spread::Pair,
            Kind::Case => self.spread == Spread::Path,
            Kind::Item | Kind::Bundle | Kind::Calendar | Kind::Departments => {
                self.spread == Spread::Public
            }
            Kind::Directory => matches!(self.spread, Spread::Subtree | Spread::Public),
        }
    }
}

impl RecordId {
    /// The first eight hexadecimal digits: for people.
    pub fn short(&self) -> String {
        self.0.short()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({})", self.short())
    }
}

impl std::str::FromStr for RecordId {
    type Err = tiers::ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(RecordId)
    }
}
