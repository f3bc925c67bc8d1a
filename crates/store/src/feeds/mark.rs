use std::collections::BTreeMap;

use crate::entry::{Chain, Position};

/// Up to where the journal has been checked and the feed indexes are durable: what opening may start from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Mark {
    /// The last entry whose feed rows are all durable.
    pub(crate) position: Position,
    pub(crate) chain: Chain,
    /// How many rows each link's index then had.
    pub(super) rows: BTreeMap<u32, u64>,
}

const MAGIC: &[u8; 8] = b"LBFEEDS\x01";

impl Mark {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&self.position.0.to_le_bytes());
        out.extend_from_slice(&self.chain.0);
        for (link, rows) in &self.rows {
            out.extend_from_slice(&link.to_le_bytes());
            out.extend_from_slice(&rows.to_le_bytes());
        }
        let checksum = crc32c::crc32c(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// `None` when the bytes are not a whole mark of this version: it is then written anew from the journal.
    pub(super) fn decode(bytes: &[u8]) -> Option<Mark> {
        let (body, checksum) = bytes.split_last_chunk()?;
        if u32::from_le_bytes(*checksum) != crc32c::crc32c(body) {
            return None;
        }
        let body = body.strip_prefix(MAGIC)?;
        let (position, body) = body.split_first_chunk()?;
        let (chain, body) = body.split_first_chunk()?;
        let (links, rest) = body.as_chunks::<12>();
        if !rest.is_empty() {
            return None;
        }
        let link = |bytes: &[u8; 12]| {
            let (link, rows) = bytes.split_first_chunk()?;
            let rows = rows.first_chunk()?;
            Some((u32::from_le_bytes(*link), u64::from_le_bytes(*rows)))
        };
        Some(Mark {
            position: Position(u64::from_le_bytes(*position)),
            chain: Chain(*chain),
            rows: links.iter().map(link).collect::<Option<_>>()?,
        })
    }
}
