use crate::entry::Position;

/// One place in the feed of a link, as its index keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedRow {
    /// Place in the feed, dense from 1.
    pub seq: u64,
    /// The entry that is sent.
    pub position: Position,
    /// The caller's hash over the feed up to and including this place.
    pub rolling: [u8; 16],
    /// The link that what is sent came from.
    pub source: u32,
    /// Its place in that link's own feed.
    pub source_seq: u64,
    /// Length of the entry that is sent: kind, slots and body as encoded, so a little more than the body.
    pub bytes: u32,
}

/// Bytes of a row on disk: position u64, rolling 16, source u32, source_seq u64, bytes u32, CRC-32C u32.
pub(super) const ROW_BYTES: usize = 44;

impl FeedRow {
    pub(super) fn encode_into(&self, link: u32, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.position.0.to_le_bytes());
        out.extend_from_slice(&self.rolling);
        out.extend_from_slice(&self.source.to_le_bytes());
        out.extend_from_slice(&self.source_seq.to_le_bytes());
        out.extend_from_slice(&self.bytes.to_le_bytes());
        let checksum = checksum(link, self.seq, &out[start..]);
        out.extend_from_slice(&checksum.to_le_bytes());
    }

    /// The row for `seq` of `link`; `None` when the bytes are not one.
    pub(super) fn decode(link: u32, seq: u64, bytes: &[u8]) -> Option<FeedRow> {
        let bytes: &[u8; ROW_BYTES] = bytes.first_chunk()?;
        let (body, stored) = bytes.split_at(ROW_BYTES - 4);
        if stored != checksum(link, seq, body).to_le_bytes() {
            return None;
        }
        let (position, body) = body.split_first_chunk()?;
        let (rolling, body) = body.split_first_chunk()?;
        let (source, body) = body.split_first_chunk()?;
        let (source_seq, body) = body.split_first_chunk()?;
        let (bytes, _) = body.split_first_chunk()?;
        Some(FeedRow {
            seq,
            position: Position(u64::from_le_bytes(*position)),
            rolling: *rolling,
            source: u32::from_le_bytes(*source),
            source_seq: u64::from_le_bytes(*source_seq),
            bytes: u32::from_le_bytes(*bytes),
        })
    }
}

/// Over the place as well as the row, so that a row found at another place is not taken for its own.
fn checksum(link: u32, seq: u64, row: &[u8]) -> u32 {
    let place = [link.to_le_bytes().as_slice(), &seq.to_le_bytes()].concat();
    crc32c::crc32c_append(crc32c::crc32c(&place), row)
}
