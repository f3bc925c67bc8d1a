use std::io;

use thiserror::Error;

use super::{Ledger, LedgerOptions, Writing, row};
use crate::disk::Disk;
use crate::entry::Position;
use crate::evidence::Evidence;
use crate::feeds::{FeedRow, Feeds, Mark};
use crate::journal::{Journal, JournalOpened, JournalOptions, OpenJournalError, ReadEntryError};
use crate::progress::{OpeningStage, Progress};

/// What opening a ledger found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerOpened {
    /// What was found in the journal.
    pub journal: JournalOpened,
    /// The feed indexes were missing or did not fit and were written anew from the whole journal.
    pub feeds_rebuilt: bool,
    /// An entry that was durable here once and is not in this journal: somebody put back an older copy, or another.
    pub went_back: Option<Position>,
}

/// Why a ledger cannot be opened.
#[derive(Debug, Error)]
pub enum OpenLedgerError {
    /// The journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] OpenJournalError),
    /// There is no journal, and there was one: its disk is not mounted, or somebody moved it.
    #[error(
        "the journal is gone, and it once reached position {reached}: put its segments back, or to begin anew \
         remove the whole directory"
    )]
    JournalGone {
        /// How far it is known to have come.
        reached: Position,
    },
    /// The journal's entries do not give each feed places without gap.
    #[error(
        "the entry at position {position} has place {found} in the feed of link {link}, whose next is {expected}"
    )]
    FeedNotDense {
        /// Where in the journal the entry with the wrong place is.
        position: Position,
        /// Number of the link whose feed it is in.
        link: u32,
        /// The place it should have.
        expected: u64,
        /// The place it has.
        found: u64,
    },
    /// An entry cannot be read to index it.
    #[error("cannot read the journal to index it")]
    Read(#[from] ReadEntryError),
    /// The disk failed.
    #[error("cannot open or write the feed indexes")]
    Feeds(#[source] io::Error),
}

pub(super) fn open<D: Disk>(
    disk: D,
    options: LedgerOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Ledger<D>, LedgerOpened), OpenLedgerError> {
    let segments = disk.list(JOURNAL_DIR).map_err(OpenLedgerError::Feeds)?;
    let known = Feeds::read_mark(&disk, FEEDS_DIR).map_err(OpenLedgerError::Feeds)?;
    if let Some(known) = &known
        && segments.is_empty()
    {
        return Err(OpenLedgerError::JournalGone {
            reached: known.position,
        });
    }
    let journal_options = JournalOptions {
        segment_bytes: options.segment_bytes,
        checks_all: options.checks_all,
    };
    let trusted = known.as_ref().map(|mark| (mark.position, mark.chain));
    let (journal, found) = Journal::open(
        disk.clone(),
        JOURNAL_DIR,
        journal_options,
        trusted,
        progress,
    )?;

    if let Some(known) = known.as_ref().filter(|_| found.trust_refused) {
        Evidence::note(&disk, Evidence::went_back(known.position))
            .map_err(OpenLedgerError::Feeds)?;
    }
    let (mut feeds, mut mark) = Feeds::open(disk, FEEDS_DIR).map_err(OpenLedgerError::Feeds)?;
    if found.trust_refused {
        feeds.clear().map_err(OpenLedgerError::Feeds)?;
        mark = Mark::default();
    }
    let feeds_rebuilt = mark == Mark::default() && found.last != Position::START;
    let from = journal.after(mark.position)?;
    index(&journal, &mut feeds, from, progress)?;
    let opened = LedgerOpened {
        journal: found,
        feeds_rebuilt,
        went_back: known
            .map(|mark| mark.position)
            .filter(|_| found.trust_refused),
    };
    let writing = Writing {
        synced: from.0,
        ..Writing::default()
    };
    let ledger = Ledger {
        options,
        journal,
        feeds: feeds.into(),
        writing: writing.into(),
    };
    if mark.position != found.last {
        // What was read once need not be read again at the next opening.
        ledger
            .sync_feeds_while(&mut ledger.lock_writing())
            .map_err(OpenLedgerError::Feeds)?;
    }
    Ok((ledger, opened))
}

impl<D: Disk> Ledger<D> {
    /// The journal's segments on a disk; none where there is no journal.
    pub(crate) fn segments(disk: &D) -> io::Result<Vec<String>> {
        disk.list(JOURNAL_DIR)
    }

    /// Whether a disk has feed indexes that say how far the journal had come.
    pub(crate) fn has_feeds(disk: &D) -> io::Result<bool> {
        Ok(Feeds::read_mark(disk, FEEDS_DIR)?.is_some())
    }
}

/// Brings the indexes up to the end of the journal.
fn index<D: Disk>(
    journal: &Journal<D>,
    feeds: &mut Feeds<D>,
    from: Position,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), OpenLedgerError> {
    let total = journal.end().0 - from.0.min(journal.end().0);
    let mut batch = Batch::default();
    let mut scan = journal.scan(from);
    while let Some(found) = scan.next() {
        let (position, entry) = found?;
        for slot in &entry.feeds {
            let last = batch.last(slot.link).unwrap_or(feeds.last(slot.link).0);
            if slot.seq != last + 1 {
                return Err(OpenLedgerError::FeedNotDense {
                    position,
                    link: slot.link,
                    expected: last + 1,
                    found: slot.seq,
                });
            }
            let bytes = match slot.at {
                Some(at) => journal.entry_bytes(at)?,
                None => entry.encoded_bytes() as u32,
            };
            batch.push(slot.link, row(slot, position, bytes));
        }
        if batch.rows.len() >= ROWS_PER_WRITE {
            batch.write(feeds)?;
            progress(Progress {
                stage: OpeningStage::IndexingFeeds,
                done: scan.position().0 - from.0,
                total,
            });
        }
    }
    batch.write(feeds)
}

#[derive(Default)]
struct Batch {
    rows: Vec<(u32, FeedRow)>,
    last: std::collections::BTreeMap<u32, u64>,
}

impl Batch {
    fn last(&self, link: u32) -> Option<u64> {
        self.last.get(&link).copied()
    }

    fn push(&mut self, link: u32, row: FeedRow) {
        self.last.insert(link, row.seq);
        self.rows.push((link, row));
    }

    fn write<D: Disk>(&mut self, feeds: &mut Feeds<D>) -> Result<(), OpenLedgerError> {
        feeds.append(&self.rows).map_err(OpenLedgerError::Feeds)?;
        self.rows.clear();
        self.last.clear();
        Ok(())
    }
}

const JOURNAL_DIR: &str = "journal";
const FEEDS_DIR: &str = "feeds";
const ROWS_PER_WRITE: usize = 1 << 14;
