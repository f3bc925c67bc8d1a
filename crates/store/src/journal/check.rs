//! Opening a journal: what can be read, what was only half written, what is damaged.

use std::io;
use std::sync::Arc;

use thiserror::Error;

use super::frame;
use super::reader::{FrameReader, ReadStep};
use super::segment::{self, HeadFault, SEGMENT_HEAD_BYTES, SegmentHead};
use super::{Journal, JournalOptions, Tail, begin_segment, path};
use crate::disk::{Disk, DiskFile};
use crate::entry::{Chain, Position};
use crate::progress::{OpeningStage, Progress};

/// What opening a journal found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalOpened {
    /// Where its entries end.
    pub end: Position,
    /// Its last entry; [`Position::START`] when it has none.
    pub last: Position,
    /// The chain there.
    pub chain: Chain,
    /// Entries were checked from here on.
    pub checked_from: Position,
    /// How many were checked.
    pub entries_checked: u64,
    /// Bytes cut off the end, half written and never acknowledged.
    pub torn_bytes: u64,
    /// The journal does not have the trusted chain at the trusted position: it is another one, or an older copy.
    pub trust_refused: bool,
}

/// Why a journal cannot be opened. Nothing was changed.
#[derive(Debug, Error)]
pub enum OpenJournalError {
    /// Something that was committed cannot be read any more.
    #[error(
        "journal file {path} is damaged at position {position}: {fault}; nothing was changed. Stop, keep the file, \
         and put this segment back from a backup, or enrol this node anew and let its peers fill it"
    )]
    Damaged {
        /// The segment's file.
        path: String,
        /// Where in the journal.
        position: Position,
        /// What is wrong there.
        fault: Fault,
    },
    /// Written by a newer version.
    #[error(
        "journal file {path} has format {found}, which this version does not know: install a newer one"
    )]
    Version {
        /// The segment's file.
        path: String,
        /// Its format version.
        found: u32,
    },
    /// The disk failed.
    #[error("cannot {action} {path}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// File or directory of the journal that it was tried on.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
}

/// What is wrong with a damaged journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// The bytes are not an entry.
    #[error("the entry is not valid, and others follow it")]
    EntryInvalid,
    /// The last entries were once known to be durable.
    #[error("the last entries are not valid, and they were durable before")]
    DurableEntryInvalid,
    /// The hash chain does not continue.
    #[error("the entry does not continue the one before it")]
    ChainBroken,
    /// The first bytes of the file are not a segment's.
    #[error("the file does not begin as a segment does")]
    HeadInvalid,
    /// A segment is absent, or too short or long.
    #[error("a segment is missing, or has not its full length")]
    SegmentsNotContiguous,
}

pub(super) fn open<D: Disk>(
    disk: D,
    dir: &str,
    options: JournalOptions,
    trusted: Option<(Position, Chain)>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Journal<D>, JournalOpened), OpenJournalError> {
    disk.make_dir(dir)
        .and_then(|()| disk.sync_dir(""))
        .map_err(io_error("make", dir))?;
    let mut files = segment_files(&disk, dir)?;
    let torn_head = torn_head(&files);
    if let Some(file) = torn_head.and_then(|_| files.pop())
        && trusted.is_some_and(|(position, _)| position.0 >= file.base)
    {
        return Err(file.damaged(dir, file.base, Fault::DurableEntryInvalid));
    }
    contiguous(dir, &files)?;
    let heads = files
        .iter()
        .map(|file| file.head(dir))
        .collect::<Result<Vec<_>, _>>()?;

    let start = trusted.and_then(|trusted| trusted_start(&files, &heads, trusted));
    let trust_refused = trusted.is_some() && start.is_none();
    let start = start.filter(|_| !options.checks_all);
    let check = JournalCheck {
        dir,
        files: &files,
        heads: &heads,
        durable: trusted.map_or(0, |(position, _)| position.0),
        progress,
    };
    let mut found = check.entries_from(start)?;
    found.trust_refused = trust_refused;

    // Only now, when nothing is damaged, is anything changed.
    if let Some(base) = torn_head {
        let torn = path(dir, base);
        disk.remove(&torn)
            .and_then(|()| disk.sync_dir(dir))
            .map_err(io_error("remove", &torn))?;
    }
    let (head, file) = match (heads.last(), files.pop()) {
        (Some(head), Some(last)) => {
            let last_path = path(dir, last.base);
            if found.end.0 < last.base + last.len {
                found.torn_bytes += last.base + last.len - found.end.0;
                last.file
                    .truncate(found.end.0 - last.base)
                    .map_err(io_error("truncate", &last_path))?;
            }
            // A killed process may have written entries that nobody synced: they count from now on.
            last.file.sync().map_err(io_error("sync", &last_path))?;
            disk.sync_dir(dir).map_err(io_error("sync", dir))?;
            (*head, last.file)
        }
        _ => {
            let head = SegmentHead {
                base: 0,
                opening: Chain::START,
            };
            let file = begin_segment(&disk, dir, head)
                .map_err(io_error("begin", &path(dir, head.base)))?;
            (head, Arc::new(file))
        }
    };
    let segments = match heads.as_slice() {
        [] => vec![head.segment()],
        heads => heads.iter().map(|head| head.segment()).collect(),
    };
    let journal = Journal {
        disk,
        dir: dir.to_owned(),
        options,
        segments: segments.into(),
        committed: found.end.0.into(),
        committed_last: found.last.0.into(),
        recent: Default::default(),
        tail: Tail::new(file, head, found.end.0, found.last, found.chain).into(),
    };
    Ok((journal, found))
}

struct SegmentFile<F> {
    base: u64,
    len: u64,
    head: Result<SegmentHead, HeadFault>,
    file: Arc<F>,
}

impl<F> SegmentFile<F> {
    fn head(&self, dir: &str) -> Result<SegmentHead, OpenJournalError> {
        match self.head {
            Ok(head) if head.base == self.base => Ok(head),
            Ok(_) | Err(HeadFault::Invalid) => {
                Err(self.damaged(dir, self.base, Fault::HeadInvalid))
            }
            Err(HeadFault::Version(found)) => Err(OpenJournalError::Version {
                path: path(dir, self.base),
                found,
            }),
        }
    }

    fn damaged(&self, dir: &str, position: u64, fault: Fault) -> OpenJournalError {
        OpenJournalError::Damaged {
            path: path(dir, self.base),
            position: Position(position),
            fault,
        }
    }
}

fn segment_files<D: Disk>(
    disk: &D,
    dir: &str,
) -> Result<Vec<SegmentFile<D::File>>, OpenJournalError> {
    let names = disk.list(dir).map_err(io_error("list", dir))?;
    let bases = names.iter().filter_map(|name| segment::base_of(name));
    let segment_file = |base| {
        let path = path(dir, base);
        let file = disk.open(&path).map_err(io_error("open", &path))?;
        let mut bytes = [0; SEGMENT_HEAD_BYTES as usize];
        let read = file
            .read_at(0, &mut bytes)
            .map_err(io_error("read", &path))?;
        Ok(SegmentFile {
            base,
            len: file.len().map_err(io_error("read", &path))?,
            head: SegmentHead::decode(&bytes[..read]),
            file: Arc::new(file),
        })
    };
    bases.map(segment_file).collect()
}

/// The base of a last segment that was begun and not finished: no entry goes into a file before its head is durable.
fn torn_head<F>(files: &[SegmentFile<F>]) -> Option<u64> {
    let last = files.last()?;
    let torn = matches!(last.head, Err(HeadFault::Invalid)) && last.len <= SEGMENT_HEAD_BYTES;
    torn.then_some(last.base)
}

fn contiguous<F>(dir: &str, files: &[SegmentFile<F>]) -> Result<(), OpenJournalError> {
    let mut end = 0;
    for file in files {
        if file.base != end {
            return Err(file.damaged(dir, end, Fault::SegmentsNotContiguous));
        }
        end = file.base + file.len;
    }
    Ok(())
}

/// Where to start checking when the trusted entry is there: the segment's place in the list, and after that entry.
fn trusted_start<F: DiskFile>(
    files: &[SegmentFile<F>],
    heads: &[SegmentHead],
    (trusted, trusted_chain): (Position, Chain),
) -> Option<Start> {
    let index = files
        .partition_point(|file| file.base <= trusted.0)
        .checked_sub(1)?;
    let file = &files[index];
    let offset = trusted.0 - file.base;
    if offset < SEGMENT_HEAD_BYTES {
        return None;
    }
    let mut reader = FrameReader::new(file.file.clone(), heads[index].segment(), offset);
    // A read error will be met and told again when everything is checked.
    match reader.step(file.len).ok()? {
        ReadStep::Frame { chain, .. } if chain == trusted_chain => Some(Start {
            index,
            entry: trusted,
            chain,
            from: Position(reader.position()),
        }),
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Start {
    index: usize,
    entry: Position,
    chain: Chain,
    from: Position,
}

struct JournalCheck<'a, F> {
    dir: &'a str,
    files: &'a [SegmentFile<F>],
    heads: &'a [SegmentHead],
    /// An entry here was once known to be durable.
    durable: u64,
    progress: &'a mut dyn FnMut(Progress),
}

impl<F: DiskFile> JournalCheck<'_, F> {
    fn entries_from(self, start: Option<Start>) -> Result<JournalOpened, OpenJournalError> {
        let start = start.unwrap_or(Start {
            index: 0,
            entry: Position::START,
            chain: Chain::START,
            from: Position::START,
        });
        let mut found = JournalOpened {
            end: Position(start.from.0.max(SEGMENT_HEAD_BYTES)),
            last: start.entry,
            chain: start.chain,
            checked_from: start.from,
            entries_checked: 0,
            torn_bytes: 0,
            trust_refused: false,
        };
        let total: u64 = self.files.iter().map(|file| file.len).sum();
        for (index, file) in self.files.iter().enumerate().skip(start.index) {
            let head = self.heads[index];
            // The chain before a trusted start inside this segment is not known, and was checked when it was current.
            let is_entered = index == start.index && start.from != Position::START;
            if !is_entered && head.opening != found.chain {
                return Err(file.damaged(self.dir, file.base, Fault::ChainBroken));
            }
            let offset = start.from.0.saturating_sub(file.base);
            let mut reader = FrameReader::new(file.file.clone(), head.segment(), offset);
            let is_last = index + 1 == self.files.len();
            loop {
                let at = reader.position();
                match reader
                    .step(file.len)
                    .map_err(io_error("read", &path(self.dir, file.base)))?
                {
                    ReadStep::End => break,
                    ReadStep::Bad => {
                        self.torn(file, head, at, is_last)?;
                        break;
                    }
                    ReadStep::Frame {
                        position,
                        chain,
                        payload,
                    } => {
                        if found.chain.then(payload) != chain {
                            return Err(file.damaged(self.dir, position.0, Fault::ChainBroken));
                        }
                        found.chain = chain;
                        found.last = position;
                        found.entries_checked += 1;
                    }
                }
                if found.entries_checked.is_multiple_of(ENTRIES_PER_PROGRESS) {
                    (self.progress)(Progress {
                        stage: OpeningStage::CheckingJournal,
                        done: reader.position(),
                        total,
                    });
                }
            }
            found.end = Position(reader.position());
        }
        (self.progress)(Progress {
            stage: OpeningStage::CheckingJournal,
            done: total,
            total,
        });
        Ok(found)
    }

    /// Whether bad bytes are what an interrupted write leaves: at the end of all, nothing valid after them, and
    /// not known to have been durable.
    fn torn(
        &self,
        file: &SegmentFile<F>,
        head: SegmentHead,
        at: u64,
        is_last: bool,
    ) -> Result<(), OpenJournalError> {
        if at <= self.durable {
            return Err(file.damaged(self.dir, at, Fault::DurableEntryInvalid));
        }
        let offset = at - file.base;
        let mut rest = vec![0; (file.len - offset) as usize];
        let read = file
            .file
            .read_at(offset, &mut rest)
            .map_err(io_error("read", &path(self.dir, file.base)))?;
        let salt = head.segment().salt;
        let is_frame =
            |skip: &usize| frame::frame(&rest[*skip..read], salt, at + *skip as u64).is_some();
        if !is_last || (1..read).any(|skip| is_frame(&skip)) {
            return Err(file.damaged(self.dir, at, Fault::EntryInvalid));
        }
        Ok(())
    }
}

fn io_error(action: &'static str, path: &str) -> impl FnOnce(io::Error) -> OpenJournalError {
    let path = path.to_owned();
    move |source| OpenJournalError::Io {
        action,
        path,
        source,
    }
}

const ENTRIES_PER_PROGRESS: u64 = 1 << 14;
