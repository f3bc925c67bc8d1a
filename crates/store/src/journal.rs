//! The journal: what happened, in order, and never lost once committed.

mod check;
mod frame;
mod reader;
mod scan;
mod segment;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use thiserror::Error;

pub use check::{Fault, JournalOpened, OpenJournalError};
pub use scan::Scan;

use crate::disk::{Disk, DiskFile};
use crate::entry::{Chain, ENTRY_BYTES_MAX, Entry, Position};
use frame::{FRAME_HEAD_BYTES, Salt};
use segment::{SEGMENT_HEAD_BYTES, Segment, SegmentHead};

/// How a journal is kept.
#[derive(Debug, Clone)]
pub struct JournalOptions {
    /// A segment is closed before it would grow beyond this many bytes; default 64 MiB. A single entry larger than
    /// that still gets a segment to itself.
    pub segment_bytes: u64,
    /// Check every entry when opening even if some are trusted; default no.
    pub checks_all: bool,
}

impl Default for JournalOptions {
    fn default() -> Self {
        JournalOptions {
            segment_bytes: 64 << 20,
            checks_all: false,
        }
    }
}

/// Append-only segments of checksummed, chained entries over a [`Disk`].
///
/// [`append`](Journal::append) only buffers; [`commit`](Journal::commit) writes and syncs everything buffered at once
/// and is the moment from which an entry may be acknowledged. Reading sees committed entries only, and never
/// waits for a commit under way.
pub struct Journal<D: Disk> {
    disk: D,
    dir: String,
    options: JournalOptions,
    segments: RwLock<Vec<Segment>>,
    /// Where the committed bytes end.
    committed: AtomicU64,
    /// Start of the last committed entry.
    committed_last: AtomicU64,
    /// A few open segments: all of them would be more files than a process may have.
    recent: Mutex<VecDeque<(u64, Arc<D::File>)>>,
    tail: Mutex<Tail<D::File>>,
}

impl<D: Disk> Journal<D> {
    /// Opens the journal in `dir`, or begins one, and leaves it ready to append.
    ///
    /// Every entry is checked, or with `trusted` (an entry's position and the chain there) only those after it, unless the
    /// journal does not have that chain there: then all are. A torn tail, which an interrupted write leaves and
    /// nobody was told of, is cut off.
    ///
    /// # Errors
    /// [`OpenJournalError::Damaged`] when something that was committed cannot be read any more; nothing is changed then.
    pub fn open(
        disk: D,
        dir: &str,
        options: JournalOptions,
        trusted: Option<(Position, Chain)>,
        progress: &mut dyn FnMut(crate::Progress),
    ) -> Result<(Journal<D>, JournalOpened), OpenJournalError> {
        check::open(disk, dir, options, trusted, progress)
    }

    /// Buffers an entry and says where it will be. It is not kept until [`commit`](Journal::commit).
    pub fn append(&self, entry: &Entry) -> Result<Position, AppendError> {
        let mut tail = self.tail.lock().expect(UNPOISONED);
        let tail = &mut *tail;
        if tail.poisoned {
            return Err(AppendError::Poisoned);
        }
        if let Some(at) = entry.feeds.iter().filter_map(|slot| slot.at).max()
            && at.0 >= tail.end
        {
            return Err(AppendError::SlotAhead { at });
        }
        tail.payload.clear();
        entry.encode_into(&mut tail.payload);
        if tail.payload.len() > ENTRY_BYTES_MAX {
            let bytes = tail.payload.len();
            return Err(AppendError::TooLarge { bytes });
        }
        let frame_bytes = (FRAME_HEAD_BYTES + tail.payload.len()) as u64;
        let has_entries = tail.end > tail.base + SEGMENT_HEAD_BYTES;
        if has_entries && tail.end + frame_bytes - tail.base > self.options.segment_bytes {
            tail.cut();
        }
        let position = tail.end;
        let chain = tail.chain.then(&tail.payload);
        frame::put_frame(&mut tail.buffer, tail.salt, position, chain, &tail.payload);
        tail.chain = chain;
        tail.last = position;
        tail.end += frame_bytes;
        Ok(Position(position))
    }

    /// Makes all that was appended durable, with one sync unless a segment is begun, and returns the position of the last entry.
    ///
    /// # Errors
    /// After any error nothing is known of what the disk holds, and every later append and commit is
    /// refused as poisoned: the caller ends the process, and opening again sorts it out.
    pub fn commit(&self) -> Result<Position, CommitError> {
        let mut tail = self.tail.lock().expect(UNPOISONED);
        if tail.poisoned {
            return Err(CommitError::Poisoned);
        }
        if let Err(error) = self.write_out(&mut tail) {
            tail.poisoned = true;
            return Err(error);
        }
        self.committed_last.store(tail.last, Ordering::Release);
        self.committed.store(tail.end, Ordering::Release);
        Ok(Position(tail.last))
    }

    /// The committed entry at a position.
    pub fn read(&self, position: Position) -> Result<Entry, ReadEntryError> {
        let (segment, _, payload) = self.payload_at(position)?;
        Entry::decode(&payload).ok_or_else(|| ReadEntryError::damaged(segment, position))
    }

    /// The committed entries from `from` on, which must be [`Position::START`] or where an entry starts or ends.
    pub fn scan(&self, from: Position) -> Scan<'_, D> {
        Scan::new(self, from)
    }

    /// The chain at the committed entry at `position`, that entry included.
    pub fn chain_at(&self, position: Position) -> Result<Chain, ReadEntryError> {
        if position == Position::START {
            return Ok(Chain::START);
        }
        self.payload_at(position).map(|(_, chain, _)| chain)
    }

    /// Where the entry after the one at `position` is or will be looked for.
    pub fn after(&self, position: Position) -> Result<Position, ReadEntryError> {
        if position == Position::START {
            return Ok(position);
        }
        let (_, _, payload) = self.payload_at(position)?;
        Ok(Position(
            position.0 + (FRAME_HEAD_BYTES + payload.len()) as u64,
        ))
    }

    /// Where the committed bytes end.
    pub fn end(&self) -> Position {
        Position(self.committed.load(Ordering::Acquire))
    }

    /// The last committed entry; [`Position::START`] when there is none.
    pub fn last(&self) -> Position {
        Position(self.committed_last.load(Ordering::Acquire))
    }

    /// Bytes of the entry at `position`, as encoded; also of one that is still buffered. The caller lets nobody commit
    /// meanwhile.
    pub(crate) fn entry_bytes(&self, position: Position) -> Result<u32, ReadEntryError> {
        if position < self.end() {
            return Ok(self.payload_at(position)?.2.len() as u32);
        }
        let tail = self.tail.lock().expect(UNPOISONED);
        let no_entry = ReadEntryError::NoEntry { position };
        let head = tail.buffered(position);
        let bytes = head.and_then(frame::payload_bytes).ok_or(no_entry)?;
        Ok(bytes as u32)
    }

    fn payload_at(&self, position: Position) -> Result<(Segment, Chain, Vec<u8>), ReadEntryError> {
        if position >= self.end() || position.0 < SEGMENT_HEAD_BYTES {
            return Err(ReadEntryError::NoEntry { position });
        }
        let (segment, segment_end) = self.segment_at(position);
        let file = self.file(segment)?;
        let offset = position.0 - segment.base;
        let left = (segment_end - position.0) as usize;
        // Most entries come with the first read.
        let mut bytes = vec![0; left.min(FIRST_READ_BYTES)];
        let io = |source| ReadEntryError::io(segment, source);
        let mut read = file.read_at(offset, &mut bytes).map_err(io)?;
        let damaged = || ReadEntryError::damaged(segment, position);
        let whole = FRAME_HEAD_BYTES + frame::payload_bytes(&bytes[..read]).ok_or_else(damaged)?;
        if whole > left {
            return Err(damaged());
        }
        bytes.resize(whole, 0);
        if whole > read {
            read += file
                .read_at(offset + read as u64, &mut bytes[read..])
                .map_err(io)?;
        }
        let (chain, _) = frame::frame(&bytes[..whole.min(read)], segment.salt, position.0)
            .ok_or_else(damaged)?;
        bytes.drain(..FRAME_HEAD_BYTES);
        Ok((segment, chain, bytes))
    }

    /// The segment that holds a committed position, and where its committed bytes end.
    fn segment_at(&self, position: Position) -> (Segment, u64) {
        let segments = self.segments.read().expect(UNPOISONED);
        let next = segments.partition_point(|segment| segment.base <= position.0);
        // A segment begun by a commit under way is already listed, but ends no later than what is committed.
        let end = self.committed.load(Ordering::Acquire);
        let segment_end = segments
            .get(next)
            .map_or(end, |segment| segment.base.min(end));
        (segments[next.max(1) - 1], segment_end)
    }

    fn file(&self, segment: Segment) -> Result<Arc<D::File>, ReadEntryError> {
        let mut recent = self.recent.lock().expect(UNPOISONED);
        if let Some((_, file)) = recent.iter().find(|(base, _)| *base == segment.base) {
            return Ok(file.clone());
        }
        let file = self.disk.open(&path(&self.dir, segment.base));
        let file = Arc::new(file.map_err(|source| ReadEntryError::io(segment, source))?);
        recent.push_front((segment.base, file.clone()));
        recent.truncate(OPEN_SEGMENTS_MAX);
        Ok(file)
    }

    /// Writes the buffer, piece by piece where it crosses into new segments. Each piece is durable before
    /// the next segment's name is, so only the last segment can ever be torn.
    fn write_out(&self, tail: &mut Tail<D::File>) -> Result<(), CommitError> {
        let mut rest = 0;
        let cuts = std::mem::take(&mut tail.cuts);
        for (offset, head) in cuts {
            self.write_piece(tail, rest..offset)?;
            let file_path = path(&self.dir, head.base);
            let file = begin_segment(&self.disk, &self.dir, head)
                .map_err(|source| CommitError::io(file_path, source))?;
            tail.file = Arc::new(file);
            tail.file_base = head.base;
            self.segments
                .write()
                .expect(UNPOISONED)
                .push(head.segment());
            rest = offset;
        }
        self.write_piece(tail, rest..tail.buffer.len())?;
        tail.buffer.clear();
        tail.written = tail.end;
        Ok(())
    }

    fn write_piece(
        &self,
        tail: &Tail<D::File>,
        piece: std::ops::Range<usize>,
    ) -> Result<(), CommitError> {
        if piece.is_empty() {
            return Ok(());
        }
        let written = tail.file.append(&tail.buffer[piece]);
        written
            .and_then(|()| tail.file.sync())
            .map_err(|source| CommitError::io(path(&self.dir, tail.file_base), source))
    }
}

/// Why an entry was not taken.
#[derive(Debug, Error)]
pub enum AppendError {
    /// Longer than [`ENTRY_BYTES_MAX`].
    #[error("entry of {bytes} bytes is longer than the {ENTRY_BYTES_MAX} allowed")]
    TooLarge {
        /// Its encoded length.
        bytes: usize,
    },
    /// A slot points at an entry that does not come before this one.
    #[error("feed slot points ahead, at position {at}")]
    SlotAhead {
        /// Where it points.
        at: Position,
    },
    /// A slot points at something that is not an entry.
    #[error("feed slot points at no entry")]
    SlotAtNoEntry(#[source] ReadEntryError),
    /// A slot is not the next one of its feed.
    #[error("slot {found} in the feed of link {link}, whose next is {expected}")]
    SeqNotNext {
        /// Number of the link whose feed the slot is in.
        link: u32,
        /// The place the slot should have.
        expected: u64,
        /// The place it has.
        found: u64,
    },
    /// A commit failed before: this process must end.
    #[error("the journal failed before and takes nothing more: restart")]
    Poisoned,
}

/// Why what was appended may not be durable. Nothing of it may be acknowledged.
#[derive(Debug, Error)]
pub enum CommitError {
    /// The disk is full.
    #[error("no room on the disk to write {path}: free some, then restart")]
    Full {
        /// The segment that could not be written, or `feeds` for the feed indexes.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// Writing or syncing failed.
    #[error("cannot write {path} durably: restart")]
    Io {
        /// The segment that could not be written, or `feeds` for the feed indexes.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// A commit failed before: this process must end.
    #[error("the journal failed before and takes nothing more: restart")]
    Poisoned,
}

impl CommitError {
    pub(crate) fn io(path: String, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                CommitError::Full { path, source }
            }
            _ => CommitError::Io { path, source },
        }
    }
}

/// Why an entry cannot be had.
#[derive(Debug, Error)]
pub enum ReadEntryError {
    /// Nothing committed is there.
    #[error("no committed entry at position {position}")]
    NoEntry {
        /// Where it was looked for.
        position: Position,
    },
    /// There are bytes, but they are not an entry as it was written: they were damaged, or no entry starts there.
    #[error("no valid entry at position {position} of segment {segment}")]
    Damaged {
        /// File name of the segment.
        segment: String,
        /// Where it was looked for.
        position: Position,
    },
    /// The disk failed.
    #[error("cannot read segment {segment}")]
    Io {
        /// File name of the segment.
        segment: String,
        /// What the disk said.
        source: io::Error,
    },
}

impl ReadEntryError {
    fn damaged(segment: Segment, position: Position) -> Self {
        let segment = segment::file_name(segment.base);
        ReadEntryError::Damaged { segment, position }
    }

    fn io(segment: Segment, source: io::Error) -> Self {
        let segment = segment::file_name(segment.base);
        ReadEntryError::Io { segment, source }
    }
}

/// The end that grows.
struct Tail<F> {
    /// The segment on disk that the buffer's first bytes go to.
    file: Arc<F>,
    file_base: u64,
    /// The segment that the next entry goes to.
    base: u64,
    salt: Salt,
    /// Position of the next entry.
    end: u64,
    last: u64,
    chain: Chain,
    /// Frames that are not written yet.
    buffer: Vec<u8>,
    /// Where in the journal the buffer begins.
    written: u64,
    /// Where in the buffer a new segment begins. Its head is written with the file and not in the buffer.
    cuts: Vec<(usize, SegmentHead)>,
    /// Reused for encoding.
    payload: Vec<u8>,
    poisoned: bool,
}

impl<F> Tail<F> {
    fn new(file: Arc<F>, head: SegmentHead, end: u64, last: Position, chain: Chain) -> Self {
        Tail {
            file,
            file_base: head.base,
            base: head.base,
            salt: Salt::of_segment(head.opening),
            end,
            last: last.0,
            chain,
            buffer: Vec::new(),
            written: end,
            cuts: Vec::new(),
            payload: Vec::new(),
            poisoned: false,
        }
    }

    /// The buffered bytes from a position on.
    fn buffered(&self, position: Position) -> Option<&[u8]> {
        let cuts = self.cuts.iter().filter(|(_, head)| head.base <= position.0);
        let heads_bytes = cuts.count() as u64 * SEGMENT_HEAD_BYTES;
        let offset = position.0.checked_sub(self.written + heads_bytes)?;
        self.buffer.get(offset as usize..)
    }

    /// Lets the next entry begin a new segment.
    fn cut(&mut self) {
        let head = SegmentHead {
            base: self.end,
            opening: self.chain,
        };
        self.cuts.push((self.buffer.len(), head));
        self.base = head.base;
        self.salt = Salt::of_segment(head.opening);
        self.end += SEGMENT_HEAD_BYTES;
    }
}

/// Makes a segment file that holds its head, durably.
fn begin_segment<D: Disk>(disk: &D, dir: &str, head: SegmentHead) -> io::Result<D::File> {
    let file = disk.create(&path(dir, head.base))?;
    file.append(&head.encode())?;
    file.sync()?;
    disk.sync_dir(dir)?;
    Ok(file)
}

fn path(dir: &str, base: u64) -> String {
    format!("{dir}/{}", segment::file_name(base))
}

const OPEN_SEGMENTS_MAX: usize = 16;
const FIRST_READ_BYTES: usize = 1024;
const UNPOISONED: &str = "no code that holds this lock panics";
