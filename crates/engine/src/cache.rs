//! Records that are open in memory, and what of them the rows do not have yet.

use super::row::Open;
use super::writing::Hold;
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicU64;
use store::Position;

/// Records open in memory; the rest is in rows.
pub(super) struct RecordCache {
    /// Boxed: they are taken out and put back with each act.
    pub(super) open: BTreeMap<RecordId, Box<Open>>,
    pub(super) dirty: BTreeSet<RecordId>,
    /// Records of which time alone has changed what is kept in mind.
    pub(super) dirty_briefs: BTreeSet<RecordId>,
    /// Records that are being settled: what is open of them is not in their rows yet.
    pub(super) settling: BTreeSet<RecordId>,
    /// Position of the last entry that was appended.
    pub(super) last: Position,
    /// Something was appended since the last commit.
    pub(super) uncommitted: bool,
    /// What the rows were last written as of; see [`super::Engine::rows_are_behind`].
    pub(super) rows_hold: Option<Hold>,
    /// Rows of records read so far.
    pub(super) rows_read: AtomicU64,
}

impl RecordCache {
    /// Nothing, over a journal whose last entry is at `last`.
    pub(super) fn empty(last: Position) -> RecordCache {
        RecordCache {
            open: BTreeMap::new(),
            dirty: BTreeSet::new(),
            dirty_briefs: BTreeSet::new(),
            settling: BTreeSet::new(),
            last,
            uncommitted: false,
            rows_hold: None,
            rows_read: AtomicU64::new(0),
        }
    }
}
