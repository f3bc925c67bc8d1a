//! One entry on disk: length u32, CRC-32C u32, chain 16 bytes, payload.

use crate::entry::{Chain, ENTRY_BYTES_MAX};

/// Bytes before the payload.
pub(super) const FRAME_HEAD_BYTES: usize = 24;

/// Kind and count of slots: no payload is shorter.
const PAYLOAD_BYTES_MIN: usize = 2;

/// What a segment mixes into the checksums of its frames, so that a frame is valid only where it was written.
///
/// Without it a body that contains the bytes of a frame would, after a torn write, pass for a later entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Salt(u32);

impl Salt {
    pub(super) fn of_segment(opening: Chain) -> Salt {
        Salt(crc32c::crc32c(&opening.0))
    }

    fn checksum(self, position: u64, length: [u8; 4], chain: Chain, payload: &[u8]) -> u32 {
        let mut head = [0; 28];
        head[..8].copy_from_slice(&position.to_le_bytes());
        head[8..12].copy_from_slice(&length);
        head[12..].copy_from_slice(&chain.0);
        crc32c::crc32c_append(crc32c::crc32c_append(self.0, &head), payload)
    }
}

/// Appends a frame.
pub(super) fn put_frame(
    out: &mut Vec<u8>,
    salt: Salt,
    position: u64,
    chain: Chain,
    payload: &[u8],
) {
    let length = (payload.len() as u32).to_le_bytes();
    let checksum = salt.checksum(position, length, chain, payload);
    out.extend_from_slice(&length);
    out.extend_from_slice(&checksum.to_le_bytes());
    out.extend_from_slice(&chain.0);
    out.extend_from_slice(payload);
}

/// Length of the payload that a frame's first bytes announce; `None` when no frame begins so.
pub(super) fn payload_bytes(head: &[u8]) -> Option<usize> {
    let length: [u8; 4] = head.get(..4)?.try_into().ok()?;
    let length = u32::from_le_bytes(length) as usize;
    (PAYLOAD_BYTES_MIN..=ENTRY_BYTES_MAX)
        .contains(&length)
        .then_some(length)
}

/// The chain and the payload of the frame that `bytes` begin with; `None` when it is not whole or not valid here.
pub(super) fn frame(bytes: &[u8], salt: Salt, position: u64) -> Option<(Chain, &[u8])> {
    let payload_bytes = payload_bytes(bytes)?;
    let payload = bytes.get(FRAME_HEAD_BYTES..FRAME_HEAD_BYTES + payload_bytes)?;
    let length = bytes[..4].try_into().ok()?;
    let checksum = u32::from_le_bytes(bytes[4..8].try_into().ok()?);
    let chain = Chain(bytes[8..FRAME_HEAD_BYTES].try_into().ok()?);
    (salt.checksum(position, length, chain, payload) == checksum).then_some((chain, payload))
}
