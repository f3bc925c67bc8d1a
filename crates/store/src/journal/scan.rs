use super::reader::{FrameReader, ReadStep};
use super::{Journal, ReadEntryError};
use crate::disk::Disk;
use crate::entry::{Chain, Entry, Position};

/// The committed entries from a position on, in order.
///
/// After `None` it may be asked again: it goes on when more has been committed. After an error it gives `None` for
/// ever, because what follows a damaged entry cannot be found.
pub struct Scan<'a, D: Disk> {
    journal: &'a Journal<D>,
    at: Position,
    reader: Option<FrameReader<D::File>>,
    /// The chain before the next frame, where it is known.
    chain: Option<Chain>,
    failed: bool,
}

impl<'a, D: Disk> Scan<'a, D> {
    pub(super) fn new(journal: &'a Journal<D>, at: Position) -> Self {
        Scan {
            journal,
            at,
            reader: None,
            chain: (at == Position::START).then_some(Chain::START),
            failed: false,
        }
    }

    /// Where it goes on: after the entry given last.
    pub fn position(&self) -> Position {
        self.at
    }

    fn read_next(&mut self) -> Result<Option<(Position, Entry)>, ReadEntryError> {
        let journal = self.journal;
        loop {
            let end = journal.end();
            if self.at >= end {
                return Ok(None);
            }
            let (segment, segment_end) = journal.segment_at(self.at);
            let other = |reader: &FrameReader<D::File>| reader.segment().base != segment.base;
            if self.reader.as_ref().is_none_or(other) {
                let offset = self.at.0 - segment.base;
                let reader = FrameReader::new(journal.file(segment)?, segment, offset);
                self.reader = Some(reader);
            }
            let reader = self.reader.as_mut().expect("was just put there");
            let at = self.at;
            let damaged = || ReadEntryError::damaged(segment, at);
            let io = |source| ReadEntryError::io(segment, source);
            match reader.step(segment_end - segment.base).map_err(io)? {
                ReadStep::End => self.at = Position(segment_end),
                ReadStep::Bad => return Err(damaged()),
                ReadStep::Frame {
                    position,
                    chain,
                    payload,
                } => {
                    if self
                        .chain
                        .is_some_and(|before| before.then(payload) != chain)
                    {
                        return Err(damaged());
                    }
                    let entry = Entry::decode(payload).ok_or_else(damaged)?;
                    self.chain = Some(chain);
                    self.at = Position(reader.position());
                    return Ok(Some((position, entry)));
                }
            }
        }
    }
}

impl<D: Disk> Iterator for Scan<'_, D> {
    type Item = Result<(Position, Entry), ReadEntryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.read_next();
        self.failed = next.is_err();
        next.transpose()
    }
}
