use crate::LinkNo;

/// The end of a link's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeedHead {
    /// Last sequence; 0 = empty.
    pub seq: u64,
    /// Rolling hash there.
    pub rolling: [u8; 16],
}

/// One place in one link's feed, given to an entry when it is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedPlace {
    /// The link whose feed it is.
    pub link: LinkNo,
    /// Its sequence there, dense from 1.
    pub seq: u64,
    /// Rolling hash after it.
    pub rolling: [u8; 16],
    /// The link it came in by; none = written here.
    pub source: Option<(LinkNo, u64)>,
}

/// The rolling hash after `item` follows `before`.
pub fn rolling(before: &[u8; 16], item: &[u8]) -> [u8; 16] {
    let mut hash = blake3::Hasher::new();
    hash.update(b"lianban feed 1").update(before).update(item);
    let mut rolling = [0; 16];
    rolling.copy_from_slice(&hash.finalize().as_bytes()[..16]);
    rolling
}

/// What an item is known by once it went beside the feed.
pub fn item_hash(item: &[u8]) -> [u8; 16] {
    let mut hash = blake3::Hasher::new();
    hash.update(b"lianban express 1").update(item);
    let mut short = [0; 16];
    short.copy_from_slice(&hash.finalize().as_bytes()[..16]);
    short
}
