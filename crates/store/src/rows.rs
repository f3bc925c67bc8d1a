//! Rows derived from the journal: whatever can be worked out again, kept in key order.

mod any;
mod batch;
mod checkpoint;
#[cfg(test)]
mod conformance;
mod flusher;
mod mem;
mod mem_rows;
mod open;
mod slack;
mod sled_rows;

use std::ops::Bound;

use thiserror::Error;

pub(crate) use any::AnyRows;
pub use any::Tree;
pub use batch::{RowBatch, TreeBatch};
pub(crate) use checkpoint::Checkpoint;
pub use mem::MemMap;
pub use mem_rows::MemRows;
pub use open::OpenRowsError;
pub(crate) use open::{ASIDE, RowsOptions, are_there, open, remove_set_aside};
pub(crate) use sled_rows::SledRows;
pub use sled_rows::SledTree;

/// A key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// A map in key order. One writer; any thread reads.
pub trait OrderedMap {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsFailed>;

    /// At most `rows_max` rows between two bounds, in key order. To go on, ask from `Bound::Excluded` of the last key.
    fn range(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        rows_max: usize,
    ) -> Result<Vec<Row>, RowsFailed>;

    /// Puts and removes rows, all of them or none. With [`SledTree`] that holds for up to 64 rows; a longer batch
    /// is applied in pieces.
    fn apply(&self, batch: &TreeBatch) -> Result<(), RowsFailed>;

    /// How many rows there are. Kept as they are written, so it costs nothing.
    fn count(&self) -> Result<u64, RowsFailed>;

    /// All rows in key order, at most `rows_max` at a time; the last page is empty. Nothing comes after an error.
    fn pages(&self, rows_max: usize) -> impl Iterator<Item = Result<Vec<Row>, RowsFailed>> {
        let mut from = Some(Bound::Unbounded);
        std::iter::from_fn(move || {
            let begin = from.take()?;
            let begin = begin.as_ref().map(Vec::as_slice);
            let page = self.range(begin, Bound::Unbounded, rows_max);
            let last = page.as_ref().ok().and_then(|page| page.last());
            from = last.map(|(key, _)| Bound::Excluded(key.clone()));
            Some(page)
        })
    }
}

/// The rows cannot be read or written any more, and will not until the store is opened again. The journal is not concerned.
#[derive(Debug, Clone, Error)]
#[error(
    "the derived rows failed ({reason}): restart, they are then repaired or written anew from the journal"
)]
pub struct RowsFailed {
    /// What went wrong first.
    pub reason: String,
}

/// Whether nothing can lie between two bounds. `BTreeMap` panics on some of these, and sled need not be asked.
fn is_empty_range(from: Bound<&[u8]>, to: Bound<&[u8]>) -> bool {
    match (from, to) {
        (Bound::Included(from), Bound::Included(to)) => from > to,
        (
            Bound::Included(from) | Bound::Excluded(from),
            Bound::Included(to) | Bound::Excluded(to),
        ) => from >= to,
        _ => false,
    }
}
