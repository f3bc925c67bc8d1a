//! What goes over a link, and its bounds. Frames are CBOR, compressed when long; nothing a peer sends
//! makes us hold more than [`FRAME_INFLATED_MAX`] for one frame.

use crate::trie::{HeldSum, Level};
use record::RecordId;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::io::Read;
use tiers::PlaceCode;

/// The version of the conversation, the only one that is spoken. A greeting names the oldest and the newest
/// that its sender speaks; a peer whose range does not include this one is refused.
pub const PROTOCOL: u16 = 2;
/// Version of what the items say.
pub const SCHEMA: u16 = 1;
/// Bytes of items in one frame, before compression; one item may be longer than what is left.
pub const FRAME_BYTES_MAX: usize = 256 * 1024;
/// Longest frame after inflating, bytes: a full frame, one item of the largest size on top, and words.
pub const FRAME_INFLATED_MAX: usize = 512 * 1024;
/// Frames shorter than this go uncompressed.
const COMPRESS_FROM: usize = 256;
const LEVEL: i32 = 3;
const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

/// One life of a store: its random id and its incarnation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoreId {
    /// Random at creation of the directory.
    #[serde(rename = "s", with = "serde_bytes")]
    pub store: [u8; 16],
    /// New whenever the store is found restored or cloned.
    #[serde(rename = "i", with = "serde_bytes")]
    pub incarnation: [u8; 16],
}

/// How far a receiver has made a sender's feed durable. Held at the receiver, in the same journal entry
/// as the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The store whose feed it is.
    #[serde(rename = "f")]
    pub from: StoreId,
    /// Last sequence; while loading, where the feed goes on after the load.
    #[serde(rename = "q")]
    pub seq: u64,
    /// The feed's rolling hash there.
    #[serde(rename = "h", with = "serde_bytes")]
    pub rolling: [u8; 16],
    /// The first load, record by record, is not finished; none = the feed is followed.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub loading: Option<Loading>,
    /// What lies before the cursor was not received by this feed and has not been compared yet.
    #[serde(rename = "m", default, skip_serializing_if = "is_not")]
    pub mending: bool,
    /// Where our own feed to the parent was when this feed began for us: nothing of it counts as arrived
    /// further up before that place has. It is the holder's own business and is never sent.
    #[serde(rename = "u", default, skip_serializing_if = "is_zero")]
    pub floor: u64,
}

impl Cursor {
    /// At the beginning of the feed of a store.
    pub(crate) fn begun(from: StoreId, floor: u64) -> Cursor {
        Cursor {
            from,
            seq: 0,
            rolling: [0; 16],
            loading: None,
            mending: false,
            floor,
        }
    }
}

/// How far a first load has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Loading {
    /// The last record that is here as a whole; none = not even one.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<RecordId>,
}

fn is_not(flag: &bool) -> bool {
    !flag
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_same_as_oldest(newest: &u16) -> bool {
    *newest == 0
}

/// The first frame of each side. Its form only grows, so that a peer of any version can read why it is not
/// understood; what came later is left out where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The oldest protocol the sender speaks.
    #[serde(rename = "p")]
    pub protocol: u16,
    /// The version of what its items say: [`SCHEMA`].
    #[serde(rename = "v")]
    pub schema: u16,
    /// The sender's store.
    #[serde(rename = "o")]
    pub store: StoreId,
    /// Where it stands, to be compared with its certificate.
    #[serde(rename = "l")]
    pub place: PlaceCode,
    /// How far it holds the other's feed, where it follows it.
    #[serde(rename = "c")]
    pub cursor: Option<Cursor>,
    /// How far the feed is durable above: see [`Frame::Ack`].
    #[serde(rename = "r")]
    pub reach: Vec<u64>,
    /// The newest protocol the sender speaks; 0 = the same as the oldest.
    #[serde(rename = "n", default, skip_serializing_if = "is_same_as_oldest")]
    pub newest: u16,
    /// How far it holds the other's records, where the first load is not finished.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub loading: Option<Cursor>,
}

/// One bucket: its number, how many changes, their sum (see [`HeldSum`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBucket(
    /// Number within its level.
    pub u16,
    /// How many changes it holds.
    pub u64,
    /// Sum of their weights, little-endian.
    #[serde(with = "serde_bytes")]
    pub [u8; 16],
);

impl HeldBucket {
    /// A bucket as it is sent.
    pub fn new(no: u16, held: HeldSum) -> Self {
        Self(no, held.count, held.sum.to_le_bytes())
    }

    /// What it says is held.
    pub fn held(&self) -> HeldSum {
        HeldSum {
            count: self.1,
            sum: u128::from_le_bytes(self.2),
        }
    }
}

/// One record in short: which, how many changes, their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed(
    /// The record that is meant.
    pub RecordId,
    /// How many of its changes are held.
    pub u64,
    /// Sum of their weights, little-endian.
    #[serde(with = "serde_bytes")]
    pub [u8; 16],
);

impl Listed {
    /// A record as it is sent.
    pub fn new(record: RecordId, held: HeldSum) -> Self {
        Self(record, held.count, held.sum.to_le_bytes())
    }
}

/// The changes of one record that somebody has, by the beginnings of their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The record whose changes they are.
    #[serde(rename = "r")]
    pub record: RecordId,
    /// [`NAME_BYTES`] of each hash, one after the other.
    #[serde(rename = "n")]
    pub names: ByteBuf,
}

impl Names {
    /// The names of these changes, as many as may be sent.
    pub fn of(record: RecordId, changes: impl IntoIterator<Item = tiers::Digest>) -> Self {
        let mut names = Vec::new();
        for change in changes.into_iter().take(NAMES_PER_RECORD_MAX) {
            names.extend(&change.0[..NAME_BYTES]);
        }
        Self {
            record,
            names: ByteBuf::from(names),
        }
    }

    /// Whether a change is among them.
    pub fn has(&self, change: &tiers::Digest) -> bool {
        let name = &change.0[..NAME_BYTES];
        self.names.chunks(NAME_BYTES).any(|one| one == name)
    }

    pub(crate) fn is_sound(&self) -> bool {
        self.names.len().is_multiple_of(NAME_BYTES)
            && self.names.len() <= NAMES_PER_RECORD_MAX * NAME_BYTES
    }
}

/// An item that does not wait for its turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgent(
    /// Its place in the sender's feed; 0 = of a record, beside the feed.
    pub u64,
    /// The item, as the feed has it.
    pub ByteBuf,
);

/// A place of a feed whose item the receiver has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed(
    /// The place that is passed over.
    pub u64,
    /// What the item must be: see [`crate::item_hash`].
    #[serde(with = "serde_bytes")]
    pub [u8; 16],
);

/// Items in one frame of express.
pub const EXPRESS_ITEMS_MAX: usize = 256;
/// No feed comes this far: a peer that says so is not believed.
pub const SEQ_MAX: u64 = 1 << 60;
/// Bytes of a change's hash that name it within its record.
pub const NAME_BYTES: usize = 8;
/// Changes that are named of one record; of one with more, the rest comes again.
pub const NAMES_PER_RECORD_MAX: usize = 4_096;
/// Buckets asked for in one frame: their children fill no more than one frame.
pub const BUCKETS_ASKED_MAX: usize = 256;
/// Records listed in one frame.
pub const RECORDS_LISTED_MAX: usize = 2_048;
/// Records named in one frame.
pub const RECORDS_NAMED_MAX: usize = 256;
/// Bytes of names in one frame; the names of one record may go over it.
pub const NAMES_BYTES_MAX: usize = 64 * 1024;

/// What one end says to the other in one piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// Who speaks and how far it is.
    #[serde(rename = "H")]
    Hello(Hello),
    /// Items of the sender's feed, in order and without gaps.
    #[serde(rename = "F")]
    Feed {
        /// Sequence of the first.
        #[serde(rename = "n")]
        first: u64,
        /// The items that are sent, in order.
        #[serde(rename = "x")]
        items: Vec<ByteBuf>,
        /// Rolling hash after the last.
        #[serde(rename = "h", with = "serde_bytes")]
        rolling: [u8; 16],
        /// Items between or after those, which the receiver has by [`Frame::Express`]: ascending.
        #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
        held: Vec<Passed>,
    },
    /// Items that do not wait for their turn: of the sender's feed beyond what went by it, or of records that
    /// its load has not come to. No cursor moves; acknowledged as Load and Mend are.
    #[serde(rename = "X")]
    Express {
        /// No more than [`EXPRESS_ITEMS_MAX`].
        #[serde(rename = "x")]
        items: Vec<Urgent>,
    },
    /// The receiver has made the feed durable up to here.
    #[serde(rename = "A")]
    Ack {
        /// Last durable sequence.
        #[serde(rename = "q")]
        seq: u64,
        /// How far the same feed is durable above the receiver: one sequence for each tier further up.
        #[serde(rename = "r")]
        reach: Vec<u64>,
    },
    /// Whole records in the order of their ids: the first load of a receiver that holds no cursor.
    #[serde(rename = "L")]
    Load {
        /// Where the sender's feed goes on after the load.
        #[serde(rename = "n")]
        start: u64,
        /// Rolling hash there.
        #[serde(rename = "h", with = "serde_bytes")]
        rolling: [u8; 16],
        /// Changes of records.
        #[serde(rename = "x")]
        items: Vec<ByteBuf>,
        /// The last record that is whole with this frame.
        #[serde(rename = "l")]
        last: Option<RecordId>,
        /// Nothing more comes; the feed goes on after `start`.
        #[serde(rename = "d")]
        done: bool,
    },
    /// The receiver's cursor does not fit the sender's feed: it is to follow from here on, and what lies
    /// before is compared.
    #[serde(rename = "J")]
    Jump {
        /// Last sequence that is not sent.
        #[serde(rename = "n")]
        seq: u64,
        /// Rolling hash there.
        #[serde(rename = "h", with = "serde_bytes")]
        rolling: [u8; 16],
    },
    /// Changes that the receiver was found to lack. No cursor moves.
    #[serde(rename = "M")]
    Mend {
        /// Changes of records.
        #[serde(rename = "x")]
        items: Vec<ByteBuf>,
        /// All that was asked for has been sent.
        #[serde(rename = "d")]
        done: bool,
    },
    /// So many frames of the kinds Load, Jump, Mend and Express of this session are durable.
    #[serde(rename = "T")]
    Taken {
        /// How many since the session began.
        #[serde(rename = "n")]
        frames: u64,
    },
    /// A child that is quiet says where it is and what it holds.
    #[serde(rename = "C")]
    Compare {
        /// Last sequence of the child's feed.
        #[serde(rename = "m")]
        mine: u64,
        /// Last sequence of the parent's feed that the child holds.
        #[serde(rename = "y")]
        yours: u64,
        /// All it holds; the number says nothing.
        #[serde(rename = "s")]
        root: HeldBucket,
    },
    /// The parent holds the same.
    #[serde(rename = "S")]
    Same,
    /// The parent is elsewhere; more is on its way.
    #[serde(rename = "W")]
    Later,
    /// Buckets of the parent that are not empty: of the first level when roots differ, or below those asked
    /// for.
    #[serde(rename = "U")]
    Sums {
        /// The level of these buckets.
        #[serde(rename = "v")]
        level: Level,
        /// Those that are not empty, ascending.
        #[serde(rename = "b")]
        buckets: Vec<HeldBucket>,
    },
    /// The child asks what is below these buckets.
    #[serde(rename = "Q")]
    Ask {
        /// The level of these buckets.
        #[serde(rename = "v")]
        level: Level,
        /// Ascending, no more than [`BUCKETS_ASKED_MAX`].
        #[serde(rename = "b")]
        buckets: Vec<u16>,
    },
    /// The child's records of some leaves, in the order of ids.
    #[serde(rename = "E")]
    List {
        /// Ascending, no more than [`BUCKETS_ASKED_MAX`].
        #[serde(rename = "b")]
        leaves: Vec<u16>,
        /// Records up to this one are done with.
        #[serde(rename = "a")]
        after: Option<RecordId>,
        /// The list ends here for now; none = it is complete.
        #[serde(rename = "u")]
        upto: Option<RecordId>,
        /// No more than [`RECORDS_LISTED_MAX`].
        #[serde(rename = "x")]
        held: Vec<Listed>,
    },
    /// The records that differ, with the changes the parent has.
    #[serde(rename = "N")]
    Names {
        /// In the order of ids, no more than [`RECORDS_NAMED_MAX`].
        #[serde(rename = "x")]
        names: Vec<Names>,
        /// Compared up to here; none = to the end of the leaves.
        #[serde(rename = "u")]
        upto: Option<RecordId>,
    },
    /// The changes the child has of them.
    #[serde(rename = "V")]
    Have {
        /// No more than [`RECORDS_NAMED_MAX`].
        #[serde(rename = "x")]
        names: Vec<Names>,
    },
}

/// Why a frame is not read. The link is closed with these words; nothing else happens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Empty, or of a kind this version does not know.
    #[error("not a frame of this protocol")]
    Kind,
    /// Inflates beyond the bound.
    #[error("inflates to more than {FRAME_INFLATED_MAX} bytes")]
    TooLong,
    /// CBOR or zstd that is damaged, or another value than a frame.
    #[error("malformed: {0}")]
    Malformed(String),
}

/// A frame that was read.
pub type Decoded = Result<Frame, FrameError>;

/// The frame as bytes.
pub fn encode(frame: &Frame) -> Vec<u8> {
    let mut plain = vec![PLAIN];
    ciborium::into_writer(frame, &mut plain).expect("a frame has a CBOR form");
    if plain.len() < COMPRESS_FROM {
        return plain;
    }
    match zstd::bulk::compress(&plain[1..], LEVEL) {
        Ok(packed) if packed.len() + 1 < plain.len() => {
            let mut bytes = vec![ZSTD];
            bytes.extend(packed);
            bytes
        }
        _ => plain,
    }
}

/// Reads a frame.
///
/// # Errors
/// For anything that is not a frame within the bounds.
pub fn decode(bytes: &[u8]) -> Decoded {
    let (kind, body) = bytes.split_first().ok_or(FrameError::Kind)?;
    match *kind {
        PLAIN if body.len() > FRAME_INFLATED_MAX => Err(FrameError::TooLong),
        PLAIN => read(body),
        ZSTD => {
            let inflater = zstd::stream::read::Decoder::new(body).map_err(malformed)?;
            let mut plain = Vec::new();
            let limit = FRAME_INFLATED_MAX as u64 + 1;
            inflater
                .take(limit)
                .read_to_end(&mut plain)
                .map_err(malformed)?;
            if plain.len() > FRAME_INFLATED_MAX {
                return Err(FrameError::TooLong);
            }
            read(&plain)
        }
        _ => Err(FrameError::Kind),
    }
}

fn read(body: &[u8]) -> Decoded {
    const DEPTH_MAX: usize = 8;
    ciborium::de::from_reader_with_recursion_limit(body, DEPTH_MAX).map_err(malformed)
}

fn malformed(error: impl std::fmt::Display) -> FrameError {
    FrameError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_bytes_come_in_reading_ends_in_a_frame_or_an_error(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..600),
            kind in 0u8..3,
        ) {
            if let Some(first) = bytes.first_mut() {
                *first = kind;
            }
            let _ = decode(&bytes);
        }

        #[test]
        fn frames_come_back_as_they_were(first in 1u64.., items in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 0..300), 0..20)) {
            let frame = Frame::Feed {
                first,
                items: items.into_iter().map(ByteBuf::from).collect(),
                rolling: [7; 16],
                held: Vec::new(),
            };
            prop_assert_eq!(decode(&encode(&frame)), Ok(frame));
        }
    }

    #[test]
    fn a_frame_that_inflates_beyond_the_bound_is_refused() {
        let bomb = zstd::bulk::compress(&vec![0u8; FRAME_INFLATED_MAX * 64], LEVEL).unwrap();
        assert!(bomb.len() < 64 * 1024);
        let mut bytes = vec![ZSTD];
        bytes.extend(bomb);
        assert_eq!(decode(&bytes), Err(FrameError::TooLong));
    }
}
