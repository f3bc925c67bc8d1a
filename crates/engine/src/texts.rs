//! What people look for in a case: its number, the applicant's name, the end of the applicant's number. All of it
//! stands in pieces of plain bytes, which are searched from end to end: a million cases are 40 MB, and no index of
//! parts of words is as small or knows any part of a number.

use super::brief::Brief;
use super::index::Begins;
use super::sorted::SortedMap;
use memchr::memmem::Finder;
use record::RecordId;
use std::sync::Arc;

/// Bytes of a piece, after which another one is begun.
const PIECE_BYTES: usize = 32 * 1024;
/// Stands between the texts of a case, where nothing that is looked for goes on.
const BETWEEN: u8 = 0x1f;

/// The texts of many cases.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    pieces: SortedMap<u32, Arc<Piece>>,
    /// Lines of texts that a case has no more, or of a case that is gone: whoever finds one looks at the case.
    stale: usize,
    lines: usize,
}

/// Lines, and of which case each is.
#[derive(Debug, Clone, Default)]
struct Piece {
    bytes: Vec<u8>,
    /// Where each line ends, and the case.
    ends: Vec<(u32, Begins)>,
}

impl Texts {
    /// Adds the texts of a case.
    pub(super) fn add(&mut self, id: RecordId, brief: &Brief) {
        let last = self.pieces.keys().next_back().copied();
        let full = |no: &u32| {
            let piece = self.pieces.get(no);
            piece.is_none_or(|piece| piece.bytes.len() >= PIECE_BYTES)
        };
        let no = match last {
            Some(no) if full(&no) => no + 1,
            Some(no) => no,
            None => 0,
        };
        let piece = self.pieces.get_or_insert(no, Arc::default);
        let piece = Arc::make_mut(piece);
        let tail = brief.id_tail().to_ascii_uppercase();
        for text in [brief.number(), brief.applicant(), &tail] {
            piece
                .bytes
                .extend(text.bytes().filter(|byte| *byte != BETWEEN));
            piece.bytes.push(BETWEEN);
        }
        let end = u32::try_from(piece.bytes.len()).expect("a piece is some 32 KB and one line");
        piece.ends.push((end, id.0.begins()));
        self.lines += 1;
    }

    /// Notes that a line says what its case does not say any more.
    pub(super) fn note_stale(&mut self) {
        self.stale += 1;
    }

    /// Whether so much of it is stale that it should be made anew.
    pub(super) fn is_worn(&self) -> bool {
        const FEW: usize = 4_096;
        self.stale > FEW && self.stale * 2 > self.lines
    }

    /// The cases in whose texts `text` stands, the ones that were added last first; some more than once, and some that
    /// do not say it any more.
    pub(super) fn find(&self, text: &str) -> impl Iterator<Item = Begins> + use<'_> {
        let text: Vec<u8> = text.bytes().filter(|byte| *byte != BETWEEN).collect();
        let upper = text.to_ascii_uppercase();
        let either = if upper == text { None } else { Some(upper) };
        let wanted: Vec<Vec<u8>> = std::iter::once(text).chain(either).collect();
        let pieces = self.pieces.values().rev();
        pieces.flat_map(move |piece| {
            let mut found: Vec<Begins> = wanted.iter().flat_map(|text| piece.find(text)).collect();
            found.reverse();
            found
        })
    }
}

impl Piece {
    /// The cases of the lines in which `text` stands.
    fn find(&self, text: &[u8]) -> Vec<Begins> {
        let mut found: Vec<Begins> = Vec::new();
        let finder = Finder::new(text);
        let mut from = 0;
        while let Some(at) = self.bytes.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + at;
            let line = self.ends.partition_point(|(end, _)| (*end as usize) <= at);
            let Some((end, case)) = self.ends.get(line) else {
                break;
            };
            found.push(*case);
            from = *end as usize;
        }
        found
    }
}
