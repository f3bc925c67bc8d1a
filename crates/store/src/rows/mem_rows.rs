use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use super::batch::{RowBatch, RowChange};
use super::{Checkpoint, MemMap, OrderedMap, RowsFailed, TreeBatch};
use crate::entry::{Chain, Position};

/// All trees of rows in memory, for the simulator: what sled does to rows in a crash can be done to them.
///
/// Clones share the same rows.
#[derive(Debug, Clone, Default)]
pub struct MemRows {
    state: Arc<Mutex<MemState>>,
}

#[derive(Debug, Default)]
struct MemState {
    trees: BTreeMap<String, MemMap>,
    checkpoint: Checkpoint,
    /// What the last pieces of batches replaced, newest last.
    undo: VecDeque<Undo>,
}

#[derive(Debug)]
struct Undo {
    rows: Vec<RowChange>,
    checkpoint: Checkpoint,
}

impl MemRows {
    /// No tree and no row, built from no journal yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the last `pieces` of what was written, as a crash does; more than are remembered forgets
    /// everything, which sled has been seen to do as well.
    pub fn forget(&self, pieces: usize) {
        let mut state = self.lock();
        if pieces > state.undo.len() {
            *state = MemState::default();
            return;
        }
        for _ in 0..pieces {
            let Some(undo) = state.undo.pop_back() else {
                return;
            };
            for change in undo.rows.into_iter().rev() {
                state.apply(&change);
            }
            state.checkpoint = undo.checkpoint;
        }
    }

    /// How many pieces [`MemRows::forget`] can take back one by one.
    pub fn remembered(&self) -> usize {
        self.lock().undo.len()
    }

    pub(crate) fn clear(&self) {
        *self.lock() = MemState::default();
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        self.lock().checkpoint.clone()
    }

    pub(crate) fn begin(&self, rows_version: u32) {
        self.lock().checkpoint.rows_version = rows_version;
    }

    pub(crate) fn tree(&self, name: &str) -> MemMap {
        let mut state = self.lock();
        state.trees.entry(name.to_owned()).or_default().clone()
    }

    pub(crate) fn built_to(&self) -> Position {
        self.lock().checkpoint.built_to
    }

    /// In the same pieces as sled, so that a crash can fall between them.
    pub(crate) fn write(&self, batch: &RowBatch, built_to: Option<(Position, Chain)>) {
        let mut state = self.lock();
        let mut chunks = batch.rows.chunks(PIECE_ROWS).peekable();
        if chunks.peek().is_none() && built_to.is_some() {
            state.write_piece(&[], built_to);
        }
        while let Some(chunk) = chunks.next() {
            let built_to = built_to.filter(|_| chunks.peek().is_none());
            state.write_piece(chunk, built_to);
        }
    }

    fn lock(&self) -> MutexGuard<'_, MemState> {
        self.state
            .lock()
            .expect("no code that holds this lock panics")
    }
}

impl MemState {
    fn write_piece(&mut self, rows: &[RowChange], built_to: Option<(Position, Chain)>) {
        let checkpoint = self.checkpoint.clone();
        let replaced = rows.iter().map(|change| self.apply(change)).collect();
        for change in rows {
            let count = self.trees[&change.tree].count().unwrap_or_default();
            self.checkpoint.counts.insert(change.tree.clone(), count);
        }
        if let Some((position, chain)) = built_to {
            (self.checkpoint.built_to, self.checkpoint.chain) = (position, chain);
        }
        self.undo.push_back(Undo {
            rows: replaced,
            checkpoint,
        });
        if self.undo.len() > REMEMBERED_PIECES {
            self.undo.pop_front();
        }
    }

    /// Makes one change; answers the one that takes it back.
    fn apply(&mut self, change: &RowChange) -> RowChange {
        let tree = self.trees.entry(change.tree.clone()).or_default();
        let before = tree.get(&change.key).unwrap_or_default();
        let mut batch = TreeBatch::new();
        batch.rows.push((change.key.clone(), change.value.clone()));
        let applied: Result<(), RowsFailed> = tree.apply(&batch);
        debug_assert!(applied.is_ok(), "a map in memory takes everything");
        RowChange {
            tree: change.tree.clone(),
            key: change.key.clone(),
            value: before,
        }
    }
}

/// Rows in one piece; with the checkpoint's row as many as sled gets.
const PIECE_ROWS: usize = 63;
const REMEMBERED_PIECES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn put(rows: &MemRows, key: u8, value: u8, at: u64) {
        let mut batch = RowBatch::new();
        batch.put("t", vec![key], vec![value]);
        rows.write(&batch, Some((Position(at), Chain([at as u8; 16]))));
    }

    #[test]
    fn what_is_forgotten_is_as_it_was_before_the_checkpoint_included() {
        let rows = MemRows::new();
        put(&rows, 1, 10, 100);
        put(&rows, 1, 11, 200);
        put(&rows, 2, 20, 300);
        rows.forget(2);
        assert_eq!(rows.built_to(), Position(100));
        assert_eq!(rows.tree("t").get(&[1]).unwrap(), Some(vec![10]));
        assert_eq!(rows.tree("t").get(&[2]).unwrap(), None);
        assert_eq!(rows.checkpoint().counts["t"], 1);
        rows.forget(5);
        assert_eq!(rows.built_to(), Position::START);
        assert_eq!(rows.tree("t").count().unwrap(), 0);
    }
}
