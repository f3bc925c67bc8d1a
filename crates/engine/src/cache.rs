//! Records that are open in memory, and what of them the rows do not have yet.

use super::row::Open;
use super::writing::Hold;
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use store::Position;

/// Records kept open in memory. One takes some 45 KB.
const OPEN_MAX: usize = 2_000;
/// Bytes of cache that are enough for one of them: whoever gives a node little memory has few open.
const CACHE_PER_OPEN: u64 = 48 * 1024;
/// Fewest that may be open, however little memory there is.
const OPEN_MIN: usize = 16;

/// Records open in memory; the rest is in rows.
pub(super) struct RecordCache {
    /// Boxed: they are taken out and put back with each act.
    open: BTreeMap<RecordId, Box<Open>>,
    open_max: usize,
    dirty: BTreeSet<RecordId>,
    /// Records of which time alone has changed what is kept in mind.
    dirty_briefs: BTreeSet<RecordId>,
    /// Records that are being folded: what is open of them is not in their rows yet.
    folding: BTreeSet<RecordId>,
    /// Position of the last entry that was appended.
    last: Position,
    /// Something was appended since the last commit.
    uncommitted: bool,
    /// What the rows were last written as of; see [`super::Engine::rows_are_behind`].
    rows_hold: Option<Hold>,
    /// Rows of records read so far.
    rows_read: AtomicU64,
}

impl RecordCache {
    /// Nothing, over a journal whose last entry is at `last`, with so many bytes of memory.
    pub(super) fn empty(last: Position, bytes: u64) -> RecordCache {
        let open_max = (bytes / CACHE_PER_OPEN) as usize;
        RecordCache {
            open: BTreeMap::new(),
            open_max: open_max.clamp(OPEN_MIN, OPEN_MAX),
            dirty: BTreeSet::new(),
            dirty_briefs: BTreeSet::new(),
            folding: BTreeSet::new(),
            last,
            uncommitted: false,
            rows_hold: None,
            rows_read: AtomicU64::new(0),
        }
    }

    /// Whether a record is open.
    pub(super) fn has(&self, id: RecordId) -> bool {
        self.open.contains_key(&id)
    }

    /// How many are open.
    #[cfg(test)]
    pub(super) fn open_count(&self) -> usize {
        self.open.len()
    }

    /// A record that is open.
    pub(super) fn at(&self, id: RecordId) -> Option<&Open> {
        self.open.get(&id).map(Box::as_ref)
    }

    /// A record that is open, to be changed.
    pub(super) fn at_mut(&mut self, id: RecordId) -> Option<&mut Open> {
        self.open.get_mut(&id).map(Box::as_mut)
    }

    /// Takes a record out, so that the rest of the engine is at hand while it is looked at; it must be put back.
    pub(super) fn take(&mut self, id: RecordId) -> Option<Box<Open>> {
        self.open.remove(&id)
    }

    /// Puts a record in, or back.
    pub(super) fn put(&mut self, open: Box<Open>) {
        self.open.insert(open.id, open);
    }

    /// Lets go of a record of which nothing was ever admitted.
    pub(super) fn drop_if_empty(&mut self, id: RecordId) {
        if self.at(id).is_some_and(|open| open.log.is_empty()) {
            self.open.remove(&id);
        }
    }

    /// Whether so many are open that room must be made for another.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= self.open_max
    }

    /// Whether so many of those that may be open are dirty that they should be written before room is made.
    pub(super) fn is_mostly_dirty(&self) -> bool {
        self.dirty.len() * 2 >= self.open_max
    }

    /// Closes a quarter of those that may be open and that nothing waits for; `is_fresh` tells those of which something
    /// is not in their views yet. What is over is least likely to be asked for again; of the rest, what has rested
    /// longest.
    pub(super) fn make_room(&mut self, is_fresh: impl Fn(&RecordId) -> bool) {
        let idle =
            |id: &RecordId| !self.dirty.contains(id) && !is_fresh(id) && !self.folding.contains(id);
        let mut clean: Vec<(bool, i64, RecordId)> = (self.open.iter())
            .filter(|(id, _)| idle(id))
            .map(|(id, open)| {
                let view = open.view.as_ref();
                let over = view.is_some_and(|view| view.facts.delivered.is_some());
                (!over, open.taken_in, *id)
            })
            .collect();
        clean.sort_unstable();
        clean.truncate(self.open_max / 4);
        for (_, _, id) in clean {
            self.open.remove(&id);
        }
    }

    /// These are being folded.
    pub(super) fn begin_folding(&mut self, ids: BTreeSet<RecordId>) {
        self.folding = ids;
    }

    /// Whether a record is being folded.
    pub(super) fn is_folding(&self, id: RecordId) -> bool {
        self.folding.contains(&id)
    }

    /// All views are as their records are.
    pub(super) fn end_folding(&mut self) {
        self.folding.clear();
    }
}

/// What the rows do not have.
impl RecordCache {
    /// A record changed.
    pub(super) fn note_dirty(&mut self, id: RecordId) {
        self.dirty.insert(id);
    }

    /// Time alone changed what is kept in mind of a record.
    pub(super) fn note_dirty_brief(&mut self, id: RecordId) {
        self.dirty_briefs.insert(id);
    }

    /// How many rows there are to write: of records or of briefs, whichever are more.
    pub(super) fn dirty_count(&self) -> usize {
        self.dirty.len().max(self.dirty_briefs.len())
    }

    /// The records that changed; they are dirty no longer.
    pub(super) fn take_dirty(&mut self) -> BTreeSet<RecordId> {
        std::mem::take(&mut self.dirty)
    }

    /// The records of which nothing but the brief changed; they are dirty no longer.
    pub(super) fn take_dirty_briefs(&mut self) -> Vec<RecordId> {
        let briefs = std::mem::take(&mut self.dirty_briefs).into_iter();
        briefs.filter(|id| !self.dirty.contains(id)).collect()
    }

    /// Whether rows may be written: they may only claim what the journal cannot forget any more, and what they hold.
    pub(super) fn may_be_written(&self) -> bool {
        !self.uncommitted && self.folding.is_empty()
    }

    /// The last entry of the journal.
    pub(super) fn last(&self) -> Position {
        self.last
    }

    /// The journal was read up to here.
    pub(super) fn move_last(&mut self, last: Position) {
        self.last = last;
    }

    /// An entry was appended.
    pub(super) fn note_appended(&mut self, position: Position) {
        self.last = position;
        self.uncommitted = true;
    }

    /// Whether something was appended since the last commit.
    pub(super) fn is_uncommitted(&self) -> bool {
        self.uncommitted
    }

    /// Whether something was appended since the last commit, which is made now.
    pub(super) fn take_uncommitted(&mut self) -> bool {
        std::mem::take(&mut self.uncommitted)
    }

    /// What the rows were last written as of.
    pub(super) fn rows_hold(&self) -> Option<Hold> {
        self.rows_hold
    }

    /// The rows are written as of this.
    pub(super) fn note_written(&mut self, hold: Hold) {
        self.rows_hold = Some(hold);
    }

    /// A row of a record was read.
    pub(super) fn note_row_read(&self) {
        self.rows_read.fetch_add(1, Ordering::Relaxed);
    }

    /// Rows of records read so far.
    pub(super) fn rows_read(&self) -> u64 {
        self.rows_read.load(Ordering::Relaxed)
    }
}
