//! What the journal keeps: entries, where they are, and the hash that chains them.

use std::fmt;

/// Longest encoded entry, in bytes. A change is far smaller; the bound keeps a damaged length from asking for memory.
pub const ENTRY_BYTES_MAX: usize = 1 << 20;

/// One thing that must not be forgotten. The journal keeps it and gives it back; what it means is the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// What sort of thing it is.
    pub kind: u8,
    /// The feeds it takes a place in, with the place taken in each.
    pub feeds: Vec<FeedSlot>,
    /// The thing itself.
    pub body: Vec<u8>,
}

/// One place in the feed of one link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedSlot {
    /// The link whose feed it is.
    pub link: u32,
    /// Place in that feed, dense from 1.
    pub seq: u64,
    /// The caller's hash over the feed up to and including this place.
    pub rolling: [u8; 16],
    /// The link that what is sent came from.
    pub source: u32,
    /// Its place in that link's own feed.
    pub source_seq: u64,
    /// What is sent: `None` = the entry that holds this slot; `Some` = that earlier entry (the feed of a new link is
    /// seeded with what was there before it).
    pub at: Option<Position>,
}

/// Where an entry starts: bytes from the beginning of the journal, across all its segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position(pub u64);

impl Position {
    /// Before the first entry. No entry is ever here, so it also says "nothing yet".
    pub const START: Position = Position(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Hash over an entry and all entries before it: two journals with the same chain at a position agree up to there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Chain(pub [u8; 16]);

impl Chain {
    /// The chain at [`Position::START`].
    pub const START: Chain = Chain([0; 16]);

    /// The chain after one more payload.
    pub(crate) fn then(self, payload: &[u8]) -> Chain {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        hasher.update(payload);
        let mut short = [0; 16];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Chain(short)
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({self})")
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Entry {
    /// Appends the one encoding of this entry: kind, count of slots, slots, then the body to the end. Numbers are
    /// LEB128; `at` is 0 for `None`, which no entry's position is.
    pub(crate) fn encode_into(&self, out: &mut Vec<u8>) {
        out.push(self.kind);
        put_number(out, self.feeds.len() as u64);
        for slot in &self.feeds {
            put_number(out, u64::from(slot.link));
            put_number(out, slot.seq);
            out.extend_from_slice(&slot.rolling);
            put_number(out, u64::from(slot.source));
            put_number(out, slot.source_seq);
            put_number(out, slot.at.unwrap_or(Position::START).0);
        }
        out.extend_from_slice(&self.body);
    }

    /// How many bytes [`Entry::encode_into`] appends.
    pub(crate) fn encoded_bytes(&self) -> usize {
        let slot_bytes = |slot: &FeedSlot| {
            let at = slot.at.unwrap_or(Position::START).0;
            let numbers = [
                slot.link.into(),
                slot.seq,
                slot.source.into(),
                slot.source_seq,
                at,
            ];
            16 + numbers.map(number_bytes).iter().sum::<usize>()
        };
        let slots = self.feeds.iter().map(slot_bytes).sum::<usize>();
        1 + number_bytes(self.feeds.len() as u64) + slots + self.body.len()
    }

    /// Reads what [`Entry::encode_into`] wrote; `None` for anything else.
    pub(crate) fn decode(mut bytes: &[u8]) -> Option<Entry> {
        let bytes = &mut bytes;
        let kind = take(bytes, 1)?[0];
        let slots = take_number(bytes)?;
        // Not with_capacity: a count is not to be believed before the slots are there.
        let mut feeds = Vec::new();
        for _ in 0..slots {
            feeds.push(FeedSlot {
                link: u32::try_from(take_number(bytes)?).ok()?,
                seq: take_number(bytes)?,
                rolling: take(bytes, 16)?.try_into().ok()?,
                source: u32::try_from(take_number(bytes)?).ok()?,
                source_seq: take_number(bytes)?,
                at: Some(Position(take_number(bytes)?)).filter(|at| *at != Position::START),
            });
        }
        Some(Entry {
            kind,
            feeds,
            body: bytes.to_vec(),
        })
    }
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn number_bytes(number: u64) -> usize {
    (u64::BITS - number.leading_zeros()).div_ceil(7).max(1) as usize
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(bytes, 1)?[0];
        let part = u64::from(byte & 0x7f);
        // One number, one encoding: no bits beyond the 64th, no needless zero at the end.
        if (part << shift) >> shift != part || (byte == 0 && shift > 0) {
            return None;
        }
        number |= part << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slots() -> impl Strategy<Value = Vec<FeedSlot>> {
        let slot = (
            any::<u32>(),
            any::<u64>(),
            any::<[u8; 16]>(),
            any::<u32>(),
            any::<u64>(),
            proptest::option::of(1..u64::MAX),
        );
        let slot = slot.prop_map(|(link, seq, rolling, source, source_seq, at)| FeedSlot {
            link,
            seq,
            rolling,
            source,
            source_seq,
            at: at.map(Position),
        });
        proptest::collection::vec(slot, 0..5)
    }

    proptest! {
        #[test]
        fn an_entry_comes_back_as_it_was(kind: u8, feeds in slots(), body: Vec<u8>) {
            let entry = Entry { kind, feeds, body };
            let mut bytes = Vec::new();
            entry.encode_into(&mut bytes);
            prop_assert_eq!(entry.encoded_bytes(), bytes.len());
            prop_assert_eq!(Entry::decode(&bytes), Some(entry));
        }

        #[test]
        fn what_decodes_encodes_to_the_same_bytes(bytes: Vec<u8>) {
            if let Some(entry) = Entry::decode(&bytes) {
                let mut again = Vec::new();
                entry.encode_into(&mut again);
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
