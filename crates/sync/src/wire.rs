//! What goes over a link, and its bounds. Frames are CBOR, compressed when long; nothing a peer sends
//! makes us hold more than [`FRAME_INFLATED_MAX`] for one frame.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::io::Read;
use tiers::PlaceCode;

/// Version of the conversation. N and N-1 talk to each other.
pub const PROTOCOL: u16 = 1;
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
    /// Whose feed.
    #[serde(rename = "f")]
    pub from: StoreId,
    /// Last sequence.
    #[serde(rename = "q")]
    pub seq: u64,
    /// The feed's rolling hash there.
    #[serde(rename = "h", with = "serde_bytes")]
    pub rolling: [u8; 16],
}

/// The first frame of each side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`].
    #[serde(rename = "p")]
    pub protocol: u16,
    /// [`SCHEMA`].
    #[serde(rename = "v")]
    pub schema: u16,
    /// The sender's store.
    #[serde(rename = "o")]
    pub store: StoreId,
    /// Where it stands, to be compared with its certificate.
    #[serde(rename = "l")]
    pub place: PlaceCode,
    /// How far it holds the other's feed.
    #[serde(rename = "c")]
    pub cursor: Option<Cursor>,
    /// See [`Frame::Ack`].
    #[serde(rename = "r")]
    pub reach: Vec<u64>,
}

/// One frame.
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
        /// The items.
        #[serde(rename = "x")]
        items: Vec<ByteBuf>,
        /// Rolling hash after the last.
        #[serde(rename = "h", with = "serde_bytes")]
        rolling: [u8; 16],
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
    /// Damaged.
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
