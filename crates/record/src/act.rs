use crate::RecordId;
use casework::{Act, ActId};
use tiers::Digest;

/// Longest act. A catalog version or a calendar is the longest thing an act carries.
pub const ACT_BYTES_MAX: usize = 48 * 1024;

/// How deep an act may nest before it is taken for hostile.
const DEPTH_MAX: usize = 16;

/// The act as bytes: CBOR, fields in the order of the type.
pub fn act_bytes(act: &Act) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(act, &mut bytes).expect("an act has a CBOR form");
    bytes
}

/// Reads an act; none when its kind or shape is not known here. The bytes stay what they are.
pub fn read_act(bytes: &[u8]) -> Option<Act> {
    if bytes.len() > ACT_BYTES_MAX {
        return None;
    }
    let mut rest = bytes;
    let act = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEPTH_MAX).ok()?;
    rest.is_empty().then_some(act)
}

/// The id of an act.
pub fn act_id(record: RecordId, deps: &[Digest], bytes: &[u8]) -> ActId {
    let mut deps = deps.to_vec();
    deps.sort();
    let mut hash = blake3::Hasher::new();
    hash.update(b"lianban act 1");
    hash.update(&record.0.0);
    hash.update(&(deps.len() as u64).to_le_bytes());
    for dep in &deps {
        hash.update(&dep.0);
    }
    hash.update(bytes);
    Digest(*hash.finalize().as_bytes())
}
