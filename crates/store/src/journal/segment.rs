//! Segment files: how they are named and what they begin with.

use super::frame::Salt;
use crate::entry::Chain;

/// Bytes before the first frame: magic 8, version u32, base u64, opening chain 16, CRC-32C u32.
pub(super) const SEGMENT_HEAD_BYTES: u64 = 40;

const MAGIC: &[u8; 8] = b"LBJOURNL";
const FORMAT_VERSION: u32 = 1;

/// A segment known to the journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// Position of the file's first byte.
    pub(super) base: u64,
    pub(super) salt: Salt,
}

/// What a segment file begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SegmentHead {
    pub(super) base: u64,
    /// The chain before its first frame.
    pub(super) opening: Chain,
}

pub(super) enum HeadFault {
    Invalid,
    Version(u32),
}

impl SegmentHead {
    pub(super) fn segment(self) -> Segment {
        Segment {
            base: self.base,
            salt: Salt::of_segment(self.opening),
        }
    }

    pub(super) fn encode(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(SEGMENT_HEAD_BYTES as usize);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&self.base.to_le_bytes());
        out.extend_from_slice(&self.opening.0);
        let checksum = crc32c::crc32c(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<SegmentHead, HeadFault> {
        let bytes: &[u8; SEGMENT_HEAD_BYTES as usize] = bytes
            .first_chunk()
            .filter(|bytes| bytes.starts_with(MAGIC))
            .ok_or(HeadFault::Invalid)?;
        let (body, checksum) = bytes.split_at(SEGMENT_HEAD_BYTES as usize - 4);
        if checksum != crc32c::crc32c(body).to_le_bytes() {
            return Err(HeadFault::Invalid);
        }
        let field = |at: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&body[at..at + 8]);
            u64::from_le_bytes(word)
        };
        // Only after the checksum: a flipped bit is damage, not a newer format.
        match field(8) as u32 {
            FORMAT_VERSION => {}
            other => return Err(HeadFault::Version(other)),
        }
        let mut opening = Chain::START;
        opening.0.copy_from_slice(&body[20..36]);
        Ok(SegmentHead {
            base: field(12),
            opening,
        })
    }
}

pub(super) fn file_name(base: u64) -> String {
    format!("{base:020}.seg")
}

/// The base that a file's name gives; `None` for files that are not segments.
pub(super) fn base_of(file_name: &str) -> Option<u64> {
    let digits = file_name.strip_suffix(".seg")?;
    if digits.len() != 20 {
        return None;
    }
    digits.parse().ok()
}
