//! Opening the rows, which may be gone, garbage or another journal's: then they are set aside and begun anew.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::Checkpoint;
use super::slack::lazily;
use super::sled_rows::{self, SledRows, panic_text};
use crate::entry::{Chain, Position};

pub(crate) struct RowsOptions {
    pub(crate) cache_bytes: u64,
    /// How long after they were written rows are flushed, ms.
    pub(crate) flush_every_ms: u64,
    pub(crate) rows_version: u32,
    pub(crate) counts_rows: bool,
}

impl RowsOptions {
    fn flush_every(&self) -> Duration {
        Duration::from_millis(self.flush_every_ms)
    }
}

/// Why the rows cannot be opened, not even anew.
#[derive(Debug, Error)]
pub enum OpenRowsError {
    /// The disk is full; sled does not open then. The rows were left as they are.
    #[error("no room on the disk to open the derived rows in {path}: free some, then start again")]
    Full {
        /// The rows' directory.
        path: PathBuf,
        /// What sled said.
        source: io::Error,
    },
    /// Something else in this process still has them open.
    #[error("the derived rows in {path} are still in use")]
    InUse {
        /// The rows' directory.
        path: PathBuf,
    },
    /// They cannot be set aside.
    #[error("cannot set the derived rows in {path} aside")]
    SetAside {
        /// The rows' directory.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
    /// New ones cannot be begun.
    #[error("cannot begin new derived rows in {path}: {reason}")]
    Begin {
        /// The rows' directory.
        path: PathBuf,
        /// What sled said.
        reason: String,
    },
}

pub(crate) struct RowsOpened {
    pub(crate) rows: SledRows,
    /// Why the rows that were there, or should have been, were not taken.
    pub(crate) set_aside: Option<String>,
    /// An entry they were built to which the journal does not have.
    pub(crate) went_back: Option<Position>,
}

/// Whether there are rows below `dir`, whatever they are of.
pub(crate) fn are_there(dir: &Path) -> bool {
    fs::symlink_metadata(dir.join("sled")).is_ok()
}

/// Opens the rows below `dir` if they belong to this journal, which `chain_at` knows the chain of; else begins new ones.
pub(crate) fn open(
    dir: &Path,
    options: &RowsOptions,
    journal_is_empty: bool,
    chain_at: &dyn Fn(Position) -> Option<Chain>,
    note_went_back: &dyn Fn(Position) -> io::Result<()>,
) -> Result<RowsOpened, OpenRowsError> {
    let path = dir.join("sled");
    let failed_path = dir.join("sled.failed");
    let is_there = fs::symlink_metadata(&path).is_ok();
    let unfit = if failed_path.exists() {
        RowsMisfit::from("they failed before".to_owned())
    } else if is_there {
        match open_fitting(&path, &failed_path, options, chain_at) {
            Ok(rows) => {
                return Ok(RowsOpened {
                    rows,
                    set_aside: None,
                    went_back: None,
                });
            }
            Err(Unfit::Refused(error)) => return Err(error),
            Err(Unfit::Because(misfit)) => misfit,
        }
    } else {
        RowsMisfit::from("they were missing".to_owned())
    };
    let set_aside = |source| OpenRowsError::SetAside {
        path: path.clone(),
        source,
    };
    if let Some(position) = unfit.went_back {
        note_went_back(position).map_err(set_aside)?;
    }
    if is_there {
        rename_aside(dir, &path).map_err(set_aside)?;
    }
    let rows = begin(&path, &failed_path, options)?;
    if failed_path.exists() {
        fs::remove_file(&failed_path).map_err(set_aside)?;
    }
    // The first opening of all is nothing to report.
    let is_first = !is_there && journal_is_empty;
    Ok(RowsOpened {
        rows,
        set_aside: Some(unfit.reason).filter(|_| !is_first),
        went_back: unfit.went_back,
    })
}

enum Unfit {
    /// Set them aside.
    Because(RowsMisfit),
    /// Leave them alone.
    Refused(OpenRowsError),
}

/// Why rows do not belong to the journal or cannot be used.
struct RowsMisfit {
    reason: String,
    went_back: Option<Position>,
}

impl From<String> for RowsMisfit {
    fn from(reason: String) -> Self {
        RowsMisfit {
            reason,
            went_back: None,
        }
    }
}

fn open_fitting(
    path: &Path,
    failed_path: &Path,
    options: &RowsOptions,
    chain_at: &dyn Fn(Position) -> Option<Chain>,
) -> Result<SledRows, Unfit> {
    let db = open_sled(path, options)?;
    let unreadable = |why: String| RowsMisfit::from(format!("they cannot be read: {why}"));
    let checked = catch_unwind(AssertUnwindSafe(|| check(&db, options, chain_at)));
    match checked {
        Ok(Ok(Ok(checkpoint))) => Ok(SledRows::new(
            db,
            path.to_owned(),
            failed_path.to_owned(),
            checkpoint,
            options.flush_every(),
        )),
        Ok(Ok(Err(misfit))) => Err(Unfit::Because(misfit)),
        Ok(Err(error)) => Err(Unfit::Because(unreadable(error.to_string()))),
        Err(panic) => Err(Unfit::Because(unreadable(panic_text(&*panic)))),
    }
}

fn open_sled(path: &Path, options: &RowsOptions) -> Result<sled::Db, Unfit> {
    let config = sled::Config::new()
        .path(path)
        .cache_capacity(options.cache_bytes)
        // It would sync its file every so often, whether or not anything was written: see `flusher`.
        .flush_every_ms(None);
    let give_up_at = Instant::now() + LOCK_WAIT_MAX;
    loop {
        let error = match catch_unwind(AssertUnwindSafe(|| lazily(|| config.open()))) {
            Ok(Ok(db)) => return Ok(db),
            Ok(Err(sled::Error::Io(error))) => error,
            Ok(Err(error)) => {
                return Err(Unfit::Because(format!("they do not open: {error}").into()));
            }
            Err(panic) => {
                let text = panic_text(&*panic);
                return Err(Unfit::Because(format!("they do not open: {text}").into()));
            }
        };
        let path = path.to_owned();
        if error.to_string().contains("could not acquire lock") {
            // sled lets go of its lock a little after a database is dropped.
            if Instant::now() > give_up_at {
                return Err(Unfit::Refused(OpenRowsError::InUse { path }));
            }
            thread::sleep(Duration::from_millis(10));
        } else if is_full(&error) {
            let source = error;
            return Err(Unfit::Refused(OpenRowsError::Full { path, source }));
        } else {
            return Err(Unfit::Because(format!("they do not open: {error}").into()));
        }
    }
}

/// The checkpoint of rows that belong to this journal, or why they do not.
fn check(
    db: &sled::Db,
    options: &RowsOptions,
    chain_at: &dyn Fn(Position) -> Option<Chain>,
) -> sled::Result<Result<Checkpoint, RowsMisfit>> {
    let Some(checkpoint) = sled_rows::read_checkpoint(db)? else {
        return Ok(Err("they opened empty".to_owned().into()));
    };
    let built_to = checkpoint.built_to;
    if checkpoint.rows_version != options.rows_version {
        let found = checkpoint.rows_version;
        let wanted = options.rows_version;
        return Ok(Err(format!(
            "they have version {found} and this program derives version {wanted}"
        )
        .into()));
    }
    match chain_at(built_to) {
        Some(chain) if chain == checkpoint.chain => {}
        Some(_) => {
            return Ok(Err(RowsMisfit {
                reason: format!(
                    "they come from another journal, as its chain at position {built_to} shows"
                ),
                went_back: Some(built_to),
            }));
        }
        None => {
            return Ok(Err(RowsMisfit {
                reason: format!(
                    "they are built to position {built_to}, which this journal does not have"
                ),
                went_back: Some(built_to),
            }));
        }
    }
    for (name, count) in &checkpoint.counts {
        let tree = db.open_tree(name)?;
        let found = if options.counts_rows {
            tree.len() as u64
        } else if tree.first()?.is_none() || tree.last()?.is_none() {
            0
        } else {
            *count
        };
        if found != *count {
            return Ok(Err(format!(
                "tree {name} should have {count} rows and has {found}"
            )
            .into()));
        }
    }
    Ok(Ok(checkpoint))
}

fn begin(
    path: &Path,
    failed_path: &Path,
    options: &RowsOptions,
) -> Result<SledRows, OpenRowsError> {
    let begin_error = |reason: String| OpenRowsError::Begin {
        path: path.to_owned(),
        reason,
    };
    let db = open_sled(path, options).map_err(|unfit| match unfit {
        Unfit::Because(misfit) => begin_error(misfit.reason),
        Unfit::Refused(error) => error,
    })?;
    let checkpoint = Checkpoint {
        rows_version: options.rows_version,
        ..Checkpoint::default()
    };
    let first = catch_unwind(AssertUnwindSafe(|| {
        sled_rows::write_first_checkpoint(&db, &checkpoint)
    }));
    let first = first.unwrap_or_else(|panic| Err(sled::Error::ReportableBug(panic_text(&*panic))));
    first.map_err(|error| begin_error(error.to_string()))?;
    sled_rows::sync_new(path).map_err(|error| begin_error(error.to_string()))?;
    Ok(SledRows::new(
        db,
        path.to_owned(),
        failed_path.to_owned(),
        checkpoint,
        options.flush_every(),
    ))
}

/// Renames the rows to `sled.aside-<n>` and removes what was set aside before: it is derived, and takes room.
fn rename_aside(dir: &Path, path: &Path) -> io::Result<()> {
    let older = set_aside_in(dir)?;
    let next = older.iter().map(|(number, _)| number + 1).max();
    fs::rename(path, dir.join(format!("{ASIDE}{}", next.unwrap_or(1))))?;
    remove(older)?;
    fs::File::open(dir)?.sync_all()
}

/// Removes what was set aside: new rows hold all of it. Where that fails it is tried again another time.
pub(crate) fn remove_set_aside(dir: &Path) {
    let _ = set_aside_in(dir).and_then(remove);
}

/// Rows that were set aside, by their numbers.
fn set_aside_in(dir: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(ASIDE));
        if let Some(number) = number.and_then(|number| number.parse::<u64>().ok()) {
            found.push((number, entry.path()));
        }
    }
    Ok(found)
}

fn remove(set_aside: Vec<(u64, PathBuf)>) -> io::Result<()> {
    for (_, path) in set_aside {
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

pub(crate) const ASIDE: &str = "sled.aside-";
const LOCK_WAIT_MAX: Duration = Duration::from_secs(5);
