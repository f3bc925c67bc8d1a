use std::io;
use std::sync::Arc;

use super::frame::{self, FRAME_HEAD_BYTES};
use super::segment::{SEGMENT_HEAD_BYTES, Segment};
use crate::disk::DiskFile;
use crate::entry::{Chain, Position};

/// Reads the frames of one segment in order, a large piece of the file at a time.
pub(super) struct FrameReader<F> {
    file: Arc<F>,
    segment: Segment,
    /// Offset in the file of the next frame.
    offset: u64,
    piece: Vec<u8>,
    piece_offset: u64,
}

pub(super) enum ReadStep<'a> {
    /// No bytes left before the end given.
    End,
    /// Bytes are left, and no valid frame begins with them.
    Bad,
    Frame {
        position: Position,
        chain: Chain,
        payload: &'a [u8],
    },
}

impl<F: DiskFile> FrameReader<F> {
    /// `offset` is where a frame begins in the file; the segment's head is skipped.
    pub(super) fn new(file: Arc<F>, segment: Segment, offset: u64) -> Self {
        FrameReader {
            file,
            segment,
            offset: offset.max(SEGMENT_HEAD_BYTES),
            piece: Vec::new(),
            piece_offset: 0,
        }
    }

    pub(super) fn segment(&self) -> Segment {
        self.segment
    }

    /// Position of the next frame.
    pub(super) fn position(&self) -> u64 {
        self.segment.base + self.offset
    }

    /// The next frame of those that end at or before the file offset `end`.
    pub(super) fn step(&mut self, end: u64) -> io::Result<ReadStep<'_>> {
        if self.offset >= end {
            return Ok(ReadStep::End);
        }
        self.hold(FRAME_HEAD_BYTES, end)?;
        let Some(payload_bytes) = frame::payload_bytes(self.held()) else {
            return Ok(ReadStep::Bad);
        };
        self.hold(FRAME_HEAD_BYTES + payload_bytes, end)?;
        let position = self.position();
        let held = &self.piece[(self.offset - self.piece_offset) as usize..];
        match frame::frame(held, self.segment.salt, position) {
            None => Ok(ReadStep::Bad),
            Some((chain, payload)) => {
                self.offset += (FRAME_HEAD_BYTES + payload.len()) as u64;
                Ok(ReadStep::Frame {
                    position: Position(position),
                    chain,
                    payload,
                })
            }
        }
    }

    fn held(&self) -> &[u8] {
        &self.piece[(self.offset - self.piece_offset) as usize..]
    }

    /// Makes sure that `bytes` from the offset on are held, or all there are before `end`.
    fn hold(&mut self, bytes: usize, end: u64) -> io::Result<()> {
        let left = (end - self.offset) as usize;
        let from = (self.offset - self.piece_offset) as usize;
        if self.piece.len().saturating_sub(from) >= bytes.min(left) {
            return Ok(());
        }
        self.piece.resize(left.min(bytes.max(PIECE_BYTES)), 0);
        self.piece_offset = self.offset;
        let read = self.file.read_at(self.offset, &mut self.piece)?;
        self.piece.truncate(read);
        Ok(())
    }
}

const PIECE_BYTES: usize = 256 << 10;
