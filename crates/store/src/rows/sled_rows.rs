use std::any::Any;
use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};

use super::batch::{RowBatch, RowChange};
use super::flusher::{self, Flusher};
use super::slack::lazily;
use super::{Checkpoint, OrderedMap, Row, RowsFailed, TreeBatch, is_empty_range};
use crate::entry::{Chain, Position};

/// All trees of rows in one sled database, and the checkpoint that is written with them.
#[derive(Clone)]
pub(crate) struct SledRows {
    shared: Arc<SledShared>,
}

struct SledShared {
    db: sled::Db,
    path: PathBuf,
    /// Made when the rows themselves are at fault and not the disk: the next opening sets them aside.
    failed_path: PathBuf,
    trees: Mutex<BTreeMap<String, sled::Tree>>,
    /// One writer at a time, or the counts would not hold.
    checkpoint: Mutex<Checkpoint>,
    /// sled does not recover from an error of its disk, so neither do we.
    failed: OnceLock<RowsFailed>,
    flusher: Option<Flusher>,
}

impl SledRows {
    pub(super) fn new(
        db: sled::Db,
        path: PathBuf,
        failed_path: PathBuf,
        checkpoint: Checkpoint,
        flush_every: Duration,
    ) -> Self {
        SledRows {
            shared: Arc::new(SledShared {
                flusher: Flusher::start(db.clone(), path.clone(), flush_every),
                db,
                path,
                failed_path,
                trees: Mutex::default(),
                checkpoint: Mutex::new(checkpoint),
                failed: OnceLock::new(),
            }),
        }
    }

    pub(crate) fn tree(&self, name: &str) -> Result<SledTree, RowsFailed> {
        Ok(SledTree {
            name: name.to_owned(),
            tree: self.shared.tree(name)?,
            shared: self.shared.clone(),
        })
    }

    /// The last entry that the rows hold everything of.
    pub(crate) fn built_to(&self) -> Position {
        self.shared.checkpoint.lock().expect(UNPOISONED).built_to
    }

    /// Writes rows, and with the last of them that they are now built up to an entry.
    pub(crate) fn write(
        &self,
        batch: &RowBatch,
        built_to: Option<(Position, Chain)>,
    ) -> Result<(), RowsFailed> {
        self.shared.write(&batch.rows, built_to)
    }

    /// Makes the rows durable: sled's own flush is not an fsync.
    pub(crate) fn flush(&self) -> Result<(), RowsFailed> {
        (self.shared).guarded(|| flusher::flush(&self.shared.db, &self.shared.path))
    }
}

/// One tree of rows in sled.
#[derive(Clone)]
pub struct SledTree {
    name: String,
    tree: sled::Tree,
    shared: Arc<SledShared>,
}

impl OrderedMap for SledTree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsFailed> {
        self.shared
            .guarded(|| Ok(self.tree.get(key)?.map(|value| value.to_vec())))
    }

    fn range(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        rows_max: usize,
    ) -> Result<Vec<Row>, RowsFailed> {
        if is_empty_range(from, to) {
            return Ok(Vec::new());
        }
        self.shared.guarded(|| {
            let rows = self.tree.range::<&[u8], _>((from, to)).take(rows_max);
            rows.map(|row| row.map(|(key, value)| (key.to_vec(), value.to_vec())))
                .collect()
        })
    }

    fn apply(&self, batch: &TreeBatch) -> Result<(), RowsFailed> {
        self.shared
            .write(&RowBatch::of_tree(&self.name, batch).rows, None)
    }

    fn count(&self) -> Result<u64, RowsFailed> {
        let checkpoint = self.shared.checkpoint.lock().expect(UNPOISONED);
        Ok(checkpoint.counts.get(&self.name).copied().unwrap_or(0))
    }
}

impl SledShared {
    fn tree(&self, name: &str) -> Result<sled::Tree, RowsFailed> {
        let mut trees = self.trees.lock().expect(UNPOISONED);
        if let Some(tree) = trees.get(name) {
            return Ok(tree.clone());
        }
        let tree = self.guarded(|| self.db.open_tree(name))?;
        trees.insert(name.to_owned(), tree.clone());
        Ok(tree)
    }

    fn write(
        &self,
        rows: &[RowChange],
        built_to: Option<(Position, Chain)>,
    ) -> Result<(), RowsFailed> {
        let mut checkpoint = self.checkpoint.lock().expect(UNPOISONED);
        let mut chunks = rows.chunks(ROWS_PER_BATCH_MAX - 1).peekable();
        if chunks.peek().is_none() && built_to.is_some() {
            *checkpoint = self.write_chunk(&[], &checkpoint, built_to)?;
        }
        while let Some(chunk) = chunks.next() {
            // Only the last chunk may claim that all of them are there.
            let built_to = built_to.filter(|_| chunks.peek().is_none());
            *checkpoint = self.write_chunk(chunk, &checkpoint, built_to)?;
        }
        Ok(())
    }

    /// One transaction over the rows' trees and the checkpoint, so that after a crash the counts still hold.
    fn write_chunk(
        &self,
        chunk: &[RowChange],
        before: &Checkpoint,
        built_to: Option<(Position, Chain)>,
    ) -> Result<Checkpoint, RowsFailed> {
        let mut names: Vec<&str> = chunk.iter().map(|change| change.tree.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut trees = Vec::with_capacity(names.len() + 1);
        for name in &names {
            trees.push(self.tree(name)?);
        }
        trees.push((*self.db).clone());
        let transaction = |trees: &Vec<sled::transaction::TransactionalTree>| {
            let mut after = before.clone();
            for change in chunk {
                let index = names.binary_search(&change.tree.as_str());
                let tree = &trees[index.expect("every tree of the chunk is named")];
                let was = match &change.value {
                    Some(value) => tree.insert(change.key.as_slice(), value.as_slice())?,
                    None => tree.remove(change.key.as_slice())?,
                };
                let count = after.counts.entry(change.tree.clone()).or_default();
                match (&change.value, was) {
                    (Some(_), None) => *count += 1,
                    (None, Some(_)) => *count -= 1,
                    _ => {}
                }
            }
            if let Some((position, chain)) = built_to {
                (after.built_to, after.chain) = (position, chain);
            }
            trees[names.len()].insert(CHECKPOINT_KEY, after.encode())?;
            Ok::<_, ConflictableTransactionError<sled::Error>>(after)
        };
        let write = || lazily(|| trees.as_slice().transaction(transaction));
        let written = self.guarded(|| match write() {
            Ok(after) => Ok(after),
            Err(TransactionError::Abort(error) | TransactionError::Storage(error)) => Err(error),
        });
        if let Some(flusher) = &self.flusher {
            flusher.wrote();
        }
        written
    }

    /// Lets sled do something, unless it failed before; its panics are failures too.
    fn guarded<T>(&self, run: impl FnOnce() -> sled::Result<T>) -> Result<T, RowsFailed> {
        if let Some(failed) = self.failed.get() {
            return Err(failed.clone());
        }
        let (reason, is_disk) = match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(error)) => (error.to_string(), matches!(error, sled::Error::Io(_))),
            Err(panic) => (panic_text(&*panic), false),
        };
        if !is_disk && let Err(error) = File::create(&self.failed_path) {
            tracing::warn!(%error, "cannot note that the derived rows failed; they may fail again after a restart");
        }
        Err(self.failed.get_or_init(|| RowsFailed { reason }).clone())
    }
}

pub(super) fn read_checkpoint(db: &sled::Db) -> sled::Result<Option<Checkpoint>> {
    let bytes = db.get(CHECKPOINT_KEY)?;
    Ok(bytes.and_then(|bytes| Checkpoint::decode(&bytes)))
}

pub(super) fn write_first_checkpoint(db: &sled::Db, checkpoint: &Checkpoint) -> sled::Result<()> {
    lazily(|| {
        db.insert(CHECKPOINT_KEY, checkpoint.encode())?;
        db.flush()?;
        Ok(())
    })
}

/// Makes a database that was just begun durable, names included.
pub(super) fn sync_new(path: &Path) -> std::io::Result<()> {
    for name in ["conf", "db", ""] {
        let part = if name.is_empty() {
            path.to_owned()
        } else {
            path.join(name)
        };
        File::open(part)?.sync_all()?;
    }
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("without a message"))
}

/// In the default tree, which holds nothing else.
const CHECKPOINT_KEY: &[u8] = b"checkpoint";

/// The checkpoint's row included. Larger batches let sled's memory grow without bound.
const ROWS_PER_BATCH_MAX: usize = 64;

const UNPOISONED: &str = "sled's panics are caught before they reach this lock";
