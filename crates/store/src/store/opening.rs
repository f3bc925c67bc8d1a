use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use super::witness::Witness;
use super::{OpenStoreError, Opened, Roll, Store, StoreOptions};
use super::{check_format, io_error, make_dir, take_lock};
use crate::disk::{AnyDisk, RealDisk};
use crate::entry::Position;
use crate::evidence::Evidence;
use crate::journal::Scan;
use crate::ledger::{Ledger, LedgerOpened, OpenLedgerError};
use crate::progress::{OpeningStage, Progress};
use crate::roll::{self, ROLL_DIR};
use crate::rows::{self, AnyRows, MemRows, RowsOptions};

/// A store whose journal is open, and whose rows are not: seconds or minutes lie between the two after a crash.
pub struct Opening {
    dir: PathBuf,
    options: StoreOptions,
    ledger: Arc<Ledger<AnyDisk>>,
    found: LedgerOpened,
    is_alone: bool,
    witness: Witness,
    lock: Arc<File>,
}

/// What the roll has for a store that serves before its rows are open.
pub struct Early {
    /// The caller's state as of [`Early::built_to`].
    pub state: Vec<u8>,
    /// The last entry that state and roll know of: the caller notes those after it.
    pub built_to: Position,
    lines: roll::Lines,
}

impl Early {
    /// As [`Store::note`], for an entry that came after the roll was last kept.
    pub fn note(&mut self, key: &[u8; 32], position: Position, flag: bool) {
        self.lines.add(key, position, flag);
    }
}

impl Opening {
    /// Opens journal and feeds in `dir`, or begins them.
    ///
    /// # Errors
    /// As [`Store::open`], but for the rows.
    pub fn begin(
        dir: &Path,
        options: StoreOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Opening, OpenStoreError> {
        make_dir(dir).map_err(io_error("make", dir))?;
        let lock = take_lock(dir)?;
        check_format(dir)?;
        let disk = AnyDisk::Real(RealDisk::new(dir));
        let note = |evidence| Evidence::note(&disk, evidence).map_err(OpenLedgerError::Feeds);
        if is_alone(dir, &disk).map_err(OpenLedgerError::Feeds)? {
            note(Evidence::ALONE)?;
        }
        let (ledger, mut found) = Ledger::open(disk.clone(), options.ledger.clone(), progress)?;
        // The roll is kept more often than the feeds are synced: it may know of entries that neither feeds nor rows
        // tell of, and that are not in this journal.
        if let Some(head) = roll::Head::read(&dir.join(ROLL_DIR))
            && ledger.journal().chain_at(head.built_to).ok() != Some(head.chain)
        {
            note(Evidence::went_back(head.built_to))?;
        }
        // Also what a start found that ended before anything followed from it.
        let evidence = Evidence::read(&disk).map_err(OpenLedgerError::Feeds)?;
        found.went_back = found.went_back.max(evidence.went_back);
        let witness = Witness::open(dir).map_err(io_error("open the witness in", dir))?;
        Ok(Opening {
            dir: dir.to_owned(),
            options,
            ledger: ledger.into(),
            found,
            is_alone: evidence.is_alone,
            witness,
            lock: lock.into(),
        })
    }

    /// What is needed to serve before the rows are open; none where the roll is missing, damaged, of another version or
    /// of another journal, or where the journal itself went back: then everything waits for the rows.
    pub fn early(&self) -> Option<Early> {
        if self.found.went_back.is_some() || self.witness.is_new {
            return None;
        }
        let dir = self.dir.join(ROLL_DIR);
        let head = roll::Head::read(&dir)?;
        let chain = self.ledger.journal().chain_at(head.built_to).ok()?;
        if head.version != self.options.rows_version || chain != head.chain {
            return None;
        }
        Some(Early {
            lines: roll::Lines::read(&dir, &head)?,
            state: head.state,
            built_to: head.built_to,
        })
    }

    /// The committed entries from the one at `from` on.
    pub fn scan(&self, from: Position) -> Scan<'_, AnyDisk> {
        self.ledger.scan(from)
    }

    /// The journal and its feeds.
    pub fn ledger(&self) -> &Ledger<AnyDisk> {
        &self.ledger
    }

    /// Random bytes that tie the store to its directory and machine: [`Store::witness`].
    pub fn witness(&self) -> [u8; 32] {
        self.witness.value
    }

    /// A store over the same journal, with rows in memory that begin empty. Only one of it and of what
    /// [`Opening::finish`] gives may append at a time.
    pub fn serve_early(&self, early: Early) -> Store {
        let rows = MemRows::default();
        rows.begin(self.options.rows_version);
        let mut lines = early.lines;
        lines.sort();
        Store {
            dir: self.dir.clone(),
            ledger: Arc::clone(&self.ledger),
            rows: AnyRows::Mem(rows),
            roll: Roll::Lines(lines),
            witness: self.witness.value,
            set_aside: AtomicBool::new(false),
            evidence: None,
            _lock: Some(Arc::clone(&self.lock)),
        }
    }

    /// Opens the rows.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn finish(
        self,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Store, Opened), OpenStoreError> {
        progress(Progress {
            stage: OpeningStage::OpeningRows,
            done: 0,
            total: 1,
        });
        let options = &self.options;
        let rows_options = RowsOptions {
            cache_bytes: options.cache_bytes,
            flush_every_ms: options.flush_every_ms,
            rows_version: options.rows_version,
            counts_rows: options.counts_rows,
        };
        let journal = self.ledger.journal();
        let chain_at = |position| journal.chain_at(position).ok();
        // As the journal was when it was opened: somebody may append meanwhile.
        let is_empty = self.found.journal.last == Position::START;
        let disk = AnyDisk::Real(RealDisk::new(&self.dir));
        let rows = rows::open(&self.dir, &rows_options, is_empty, &chain_at, &|position| {
            Evidence::note(&disk, Evidence::went_back(position))
        })?;
        let rows_from = journal
            .after(rows.rows.built_to())
            .map_err(OpenLedgerError::Read)?;
        let roll_dir = self.dir.join(ROLL_DIR);
        // Without it only the next start takes longer.
        let roll = match roll::RollWriter::open(&roll_dir, options.rows_version, &chain_at) {
            Ok(roll) => Roll::Writer(Box::new(Mutex::new(roll))),
            Err(_) => Roll::None,
        };
        let opened = Opened {
            went_back: self.found.went_back.max(rows.went_back),
            ledger: self.found,
            rows_set_aside: rows.set_aside,
            rows_from,
            witness_is_new: self.witness.is_new,
            nothing_derived: self.is_alone,
        };
        let store = Store {
            dir: self.dir,
            ledger: self.ledger,
            rows: AnyRows::Sled(rows.rows),
            roll,
            witness: self.witness.value,
            set_aside: AtomicBool::new(true),
            evidence: Some(disk),
            _lock: Some(self.lock),
        };
        Ok((store, opened))
    }
}

/// Whether the journal has segments, and nothing that is derived from it is here.
fn is_alone(dir: &Path, disk: &AnyDisk) -> std::io::Result<bool> {
    let has_journal = !Ledger::segments(disk)?.is_empty();
    let has_roll = roll::Head::read(&dir.join(ROLL_DIR)).is_some();
    Ok(has_journal && !has_roll && !rows::are_there(dir) && !Ledger::has_feeds(disk)?)
}
