//! A store in a directory: ledger, derived rows, and what says whose they are.

mod opening;
mod simulated;
mod usage;
mod witness;

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use thiserror::Error;

pub use opening::{Early, Opening};
pub use usage::DiskUsage;

use crate::disk::AnyDisk;
use crate::entry::{Entry, Position};
use crate::evidence::Evidence;
use crate::feeds::{FeedRow, ReadFeedError};
use crate::journal::{AppendError, CommitError, ReadEntryError, Scan};
use crate::ledger::{Ledger, LedgerOpened, LedgerOptions, OpenLedgerError};
use crate::progress::Progress;
use crate::roll;
use crate::rows::{self, AnyRows, OpenRowsError, RowBatch, RowsFailed, Tree};

/// How a store is kept.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The journal and its feeds.
    pub ledger: LedgerOptions,
    /// Memory for the derived rows, in bytes; default 64 MiB. sled goes somewhat beyond it.
    pub cache_bytes: u64,
    /// How long after they were written rows are made durable, in milliseconds; default 1000. Where none are written
    /// the disk is left alone. What a crash forgets of them is worked out again from the journal.
    pub flush_every_ms: u64,
    /// The caller's number for how it derives rows; default 0. When it changes, rows are set aside and derived anew.
    pub rows_version: u32,
    /// Count every row when opening and compare with what should be there; default yes. Without it only rows
    /// that are gone altogether are noticed.
    pub counts_rows: bool,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions {
            ledger: LedgerOptions::default(),
            cache_bytes: 64 << 20,
            flush_every_ms: 1000,
            rows_version: 0,
            counts_rows: true,
        }
    }
}

/// What opening a store found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What was found in the journal and the feed indexes.
    pub ledger: LedgerOpened,
    /// Why the derived rows were set aside and new ones begun, if they were.
    pub rows_set_aside: Option<String>,
    /// From here on the caller replays the journal into the rows.
    pub rows_from: Position,
    /// An entry that was here once and is not in this journal, as far as feeds or rows can tell: somebody put back an older copy.
    pub went_back: Option<Position>,
    /// There was no witness: the directory is new, or was restored from a backup.
    pub witness_is_new: bool,
    /// The journal has entries, and nothing that was derived from it is here: neither feeds, rows nor roll. What may
    /// be missing at the journal's end nothing tells.
    pub nothing_derived: bool,
}

/// A store in a directory, held by one process at a time.
///
/// One thread appends, commits and writes rows; any thread reads meanwhile.
pub struct Store {
    dir: PathBuf,
    /// Shared between the store that serves early and the one that opens meanwhile.
    ledger: Arc<Ledger<AnyDisk>>,
    rows: AnyRows,
    roll: Roll,
    witness: [u8; 32],
    /// Rows that were set aside are still in the directory.
    set_aside: AtomicBool,
    /// Where a start keeps what it found about the journal; none in a store that serves early.
    evidence: Option<AnyDisk>,
    /// Held until the store is dropped; a store in memory needs none.
    _lock: Option<Arc<File>>,
}

/// Where the journal has each record.
enum Roll {
    /// Nobody needs to know: a store in memory.
    None,
    /// For lookups, in a store that serves early.
    Lines(roll::Lines),
    /// To be written.
    Writer(Box<Mutex<roll::RollWriter>>),
}

impl Store {
    /// Opens the store in `dir`, or begins one there.
    ///
    /// # Errors
    /// Anything about the journal that is not certain is an error and changes nothing. Derived rows that cannot be used are
    /// only set aside; see [`Opened`].
    pub fn open(
        dir: &Path,
        options: StoreOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Store, Opened), OpenStoreError> {
        Opening::begin(dir, options, progress)?.finish(progress)
    }

    /// Buffers an entry; see [`Ledger::append`].
    pub fn append(&self, entry: &Entry) -> Result<Position, AppendError> {
        self.ledger.append(entry)
    }

    /// Makes everything appended durable: only now may it be acknowledged. See [`Ledger::commit`].
    pub fn commit(&self) -> Result<Position, CommitError> {
        self.ledger.commit()
    }

    /// Forgets what this start, or one before it that ended too soon, found about the journal ([`Opened::went_back`],
    /// [`Opened::nothing_derived`]): to be called when all that follows from it is durable.
    ///
    /// # Errors
    /// When the disk did not take it; the next start finds it again.
    pub fn forget_evidence(&self) -> io::Result<()> {
        self.evidence.as_ref().map_or(Ok(()), Evidence::forget)
    }

    /// The committed entry at a position.
    pub fn read(&self, position: Position) -> Result<Entry, ReadEntryError> {
        self.ledger.read(position)
    }

    /// The committed entries from `from` on; see [`Ledger::scan`].
    pub fn scan(&self, from: Position) -> Scan<'_, AnyDisk> {
        self.ledger.scan(from)
    }

    /// Rows of a link's feed; see [`Ledger::feed`].
    pub fn feed(
        &self,
        link: u32,
        from_seq: u64,
        rows_max: usize,
    ) -> Result<Vec<FeedRow>, ReadFeedError> {
        self.ledger.feed(link, from_seq, rows_max)
    }

    /// The last place in a link's feed; see [`Ledger::feed_last`].
    pub fn feed_last(&self, link: u32) -> (u64, [u8; 16]) {
        self.ledger.feed_last(link)
    }

    /// One row of a link's feed; see [`Ledger::feed_at`].
    pub fn feed_at(&self, link: u32, seq: u64) -> Result<Option<FeedRow>, ReadFeedError> {
        self.ledger.feed_at(link, seq)
    }

    /// The journal and its feeds.
    pub fn ledger(&self) -> &Ledger<AnyDisk> {
        &self.ledger
    }

    /// A tree of rows, begun when there is none. Rows written through it directly, such as sessions, are not derived:
    /// they are gone when the rows are set aside.
    pub fn tree(&self, name: &str) -> Result<Tree, RowsFailed> {
        self.rows.tree(name)
    }

    /// Writes derived rows, which together with those written before hold everything of the entries up to the one at
    /// `built_to`, that one included.
    ///
    /// A crash may forget them from some point on, and never keeps the claim without the rows; what comes after [`Opened::rows_from`]
    /// may be there already, so replay must come to the same rows when done twice.
    pub fn write_rows(&self, batch: &RowBatch, built_to: Position) -> Result<(), WriteRowsError> {
        let already = self.rows.built_to();
        if built_to < already {
            return Err(WriteRowsError::Behind { built_to, already });
        }
        let chain = self
            .ledger
            .journal()
            .chain_at(built_to)
            .map_err(WriteRowsError::NotCommitted)?;
        self.rows.write(batch, Some((built_to, chain)))?;
        if built_to == self.ledger.journal().last() && self.set_aside.swap(false, Ordering::Relaxed)
        {
            // The rows hold everything again. What was set aside may be large, and nobody waits for it to go.
            let dir = self.dir.clone();
            std::thread::spawn(move || rows::remove_set_aside(&dir));
        }
        Ok(())
    }

    /// The last entry that the rows hold everything of; [`Position::START`] when none.
    pub fn rows_built_to(&self) -> Position {
        self.rows.built_to()
    }

    /// Notes that the entry at `position` is one of the record with this key, for a store that opens early; flagged are the
    /// records that are needed then in any case. It is kept with the next [`Store::save_roll`].
    pub fn note(&self, key: &[u8; 32], position: Position, flag: bool) {
        if let Roll::Writer(writer) = &self.roll {
            writer.lock().expect(UNPOISONED).note(key, position, flag);
        }
    }

    /// Keeps what was noted of the entries up to the one at `built_to`, that one included, and the caller's state there.
    ///
    /// Nothing depends on it but how soon the store can serve after its next opening.
    pub fn save_roll(&self, state: Vec<u8>, built_to: Position) -> io::Result<()> {
        let Roll::Writer(writer) = &self.roll else {
            return Ok(());
        };
        let chain = self.ledger.journal().chain_at(built_to);
        let chain = chain.map_err(io::Error::other)?;
        let mut writer = writer.lock().expect(UNPOISONED);
        writer.save(state, built_to, chain)
    }

    /// The last entry that the roll knows of: the caller notes those after it. None where there is nothing to note.
    pub fn roll_noted(&self) -> Option<Position> {
        match &self.roll {
            Roll::Writer(writer) => Some(writer.lock().expect(UNPOISONED).noted()),
            Roll::None | Roll::Lines(_) => None,
        }
    }

    /// In a store that serves early: where the journal may have the record with this key, in order; rarely an entry of
    /// another one is among them. None in any other store.
    pub fn places(&self, key: &[u8; 32]) -> Option<Vec<Position>> {
        match &self.roll {
            Roll::Lines(lines) => Some(lines.of(key).collect()),
            Roll::None | Roll::Writer(_) => None,
        }
    }

    /// Whether this store serves before its rows are open.
    pub fn is_early(&self) -> bool {
        matches!(self.roll, Roll::Lines(_))
    }

    /// In a store that serves early: the keys of the records that were flagged, in order.
    pub fn flagged(&self) -> Vec<[u8; 32]> {
        match &self.roll {
            Roll::Lines(lines) => lines.flagged.clone(),
            Roll::None | Roll::Writer(_) => Vec::new(),
        }
    }

    /// Makes the rows durable, which nothing depends on: it only makes the next opening quicker.
    pub fn flush_rows(&self) -> Result<(), RowsFailed> {
        self.rows.flush()
    }

    /// Makes the feed indexes durable; see [`Ledger::sync_feeds`].
    pub fn sync_feeds(&self) -> Result<(), CommitError> {
        self.ledger.sync_feeds()
    }

    /// A value that stays as long as this is the same directory on the same machine. What it means that it changed
    /// is the caller's, who keeps the value it knows in the journal.
    pub fn witness(&self) -> [u8; 32] {
        self.witness
    }

    /// Bytes the store takes on disk, counted now.
    pub fn disk_usage(&self) -> io::Result<DiskUsage> {
        DiskUsage::of(&self.dir)
    }

    /// The directory it is in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Why a store cannot be opened.
#[derive(Debug, Error)]
pub enum OpenStoreError {
    /// Another process has it open.
    #[error("the store in {dir} is in use by another process")]
    InUse {
        /// The store's directory.
        dir: PathBuf,
    },
    /// Written by a newer version, or not a store.
    #[error("the store in {dir} has format {found:?}, which this version does not know")]
    Format {
        /// The store's directory.
        dir: PathBuf,
        /// What its `format` file says.
        found: String,
    },
    /// The journal or its feeds cannot be opened.
    #[error(transparent)]
    Ledger(#[from] OpenLedgerError),
    /// The derived rows can be neither opened nor begun anew.
    #[error(transparent)]
    Rows(#[from] OpenRowsError),
    /// The disk failed.
    #[error("cannot {action} {path}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// File or directory of the store that it was tried on.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
}

/// Why derived rows were not written.
#[derive(Debug, Error)]
pub enum WriteRowsError {
    /// No entry that the journal could not forget is there.
    #[error("rows cannot be built to an entry that is not committed")]
    NotCommitted(#[source] ReadEntryError),
    /// They already hold later entries.
    #[error("rows built to position {already} cannot go back to {built_to}")]
    Behind {
        /// What was claimed.
        built_to: Position,
        /// What they hold.
        already: Position,
    },
    /// The rows failed; the process restarts to repair them.
    #[error(transparent)]
    Failed(#[from] RowsFailed),
}

/// The parent is only synced, and so needs to be readable, when it got something new.
fn make_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    match dir.parent() {
        Some(parent) if parent.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

fn take_lock(dir: &Path) -> Result<File, OpenStoreError> {
    let path = dir.join("lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(io_error("open", &path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenStoreError::InUse {
            dir: dir.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(io_error("lock", &path)(source)),
    }
}

/// A missing file is written: a restored backup has segments only, and those say their own format.
fn check_format(dir: &Path) -> Result<(), OpenStoreError> {
    let path = dir.join("format");
    match fs::read_to_string(&path) {
        Ok(found) if found == FORMAT => Ok(()),
        Ok(found) => Err(OpenStoreError::Format {
            dir: dir.to_owned(),
            found: found.trim_end().to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            write_format(dir, &path).map_err(io_error("write", &path))
        }
        Err(error) => Err(io_error("read", &path)(error)),
    }
}

fn write_format(dir: &Path, path: &Path) -> io::Result<()> {
    let new = dir.join("format.new");
    let mut file = File::create(&new)?;
    file.write_all(FORMAT.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    File::open(dir)?.sync_all()
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpenStoreError {
    let path = path.to_owned();
    move |source| OpenStoreError::Io {
        action,
        path,
        source,
    }
}

const FORMAT: &str = "lianban store 1\n";
const UNPOISONED: &str = "no code that holds this lock panics";
