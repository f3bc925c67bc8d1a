//! What a city tells its province, and what a province was told.

use super::journal::RowItem;
use super::publish::COUNT;
use super::rows::{ALL_TOLD, NOTHING, RowName, Rows};
use record::{Incarnation, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use store::Position;
use supervision::Key;
use tiers::PlaceCode;

/// What is to be published, and the rows that were.
#[derive(Default)]
pub(super) struct Publisher {
    /// What the province was told up to this position of the journal must be published again.
    owed_from: u64,
    /// How far that has come, in the order of ids.
    republished_through: Option<RecordId>,
    /// All of that is to be published, or was.
    republishes_all: bool,
    /// Counts that are others than when the province was last told.
    uncounted: BTreeSet<Key>,
    /// Rows of counts, by their keys, that the province was told and nothing is counted for.
    overcounted: BTreeSet<[u8; 16]>,
    /// Cases whose rows may have changed.
    unpublished: BTreeSet<RecordId>,
    /// Rows for the province in short: as published (at the city) or as received (at the province).
    rows: Rows,
    /// Those that are not written yet.
    dirty_rows: BTreeMap<RowName, RowItem>,
}

/// What is to be published.
impl Publisher {
    /// A case's rows may have changed.
    pub(super) fn note_case(&mut self, id: RecordId) {
        self.unpublished.insert(id);
    }

    /// A case whose rows may have changed; it is published now.
    pub(super) fn take_case(&mut self) -> Option<RecordId> {
        self.unpublished.pop_first()
    }

    /// Whether there are cases left whose rows may have changed.
    pub(super) fn has_cases(&self) -> bool {
        !self.unpublished.is_empty()
    }

    /// Whether anything may be to be published.
    pub(super) fn has_news(&self) -> bool {
        self.has_cases() || !self.uncounted.is_empty() || !self.overcounted.is_empty()
    }

    /// These counts are others now.
    pub(super) fn note_counts(&mut self, changed: impl IntoIterator<Item = Key>) {
        self.uncounted.extend(changed);
    }

    /// The counts that are others now, and the rows of those that are none any more; they are published now.
    pub(super) fn take_counts(&mut self) -> (BTreeSet<Key>, BTreeSet<[u8; 16]>) {
        (
            std::mem::take(&mut self.uncounted),
            std::mem::take(&mut self.overcounted),
        )
    }

    /// Every row of a count that a city was told, other than those of these keys, says nothing any more.
    pub(super) fn void_other_counts(&mut self, city: PlaceCode, counted: &BTreeSet<[u8; 16]>) {
        let said = self.rows.saying(city, COUNT);
        (self.overcounted).extend(said.filter(|key| !counted.contains(key)));
    }
}

/// What is owed again.
impl Publisher {
    /// What was told up to here must be told again.
    pub(super) fn owe_upto(&mut self, position: Position) {
        self.owed_from = position.0;
        self.republished_through = None;
        self.republishes_all = false;
    }

    /// The position up to which that is.
    pub(super) fn owed_from(&self) -> u64 {
        self.owed_from
    }

    /// That position, of the state row.
    pub(super) fn recall_owed(&mut self, from: u64) {
        self.owed_from = from;
    }

    /// The records that have not been looked at again.
    pub(super) fn left_to_republish(&self) -> (Bound<RecordId>, Bound<RecordId>) {
        let through = self.republished_through;
        let after = through.map_or(Bound::Unbounded, Bound::Excluded);
        (after, Bound::Unbounded)
    }

    /// A record was looked at again.
    pub(super) fn republish_through(&mut self, id: RecordId) {
        self.republished_through = Some(id);
    }

    /// All records were looked at again.
    pub(super) fn end_republishing(&mut self) {
        self.republishes_all = true;
    }

    /// Whether all records were looked at again.
    pub(super) fn has_looked_at_all(&self) -> bool {
        self.republishes_all
    }

    /// Whether this incarnation of a city's store has told everything that it owes.
    pub(super) fn has_told_all(&self, city: PlaceCode, incarnation: &Incarnation) -> bool {
        self.rows.all_told(city, incarnation, self.owed_from)
    }
}

/// Rows.
impl Publisher {
    /// The rows in short.
    pub(super) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Whether a row says what was told already, since what is owed again.
    pub(super) fn says(&self, row: &RowItem) -> bool {
        self.rows.says(row, self.owed_from)
    }

    /// Holds a row, where it is newer than the one of its name.
    pub(super) fn hold(&mut self, row: RowItem) {
        if !self.rows.is_newer(&row) {
            return;
        }
        self.put(row.clone());
        if row.kind == ALL_TOLD
            && let Ok(since) = row.body.parse()
        {
            // What the city has not told again is nothing that it says any more.
            for (city, kind, key) in self.rows.untold(row.city, &row.incarnation, since) {
                self.put(RowItem {
                    city,
                    kind,
                    key,
                    body: NOTHING.to_owned(),
                    ..row.clone()
                });
            }
        }
    }

    fn put(&mut self, row: RowItem) {
        self.rows.hold(&row);
        let name = (row.city, row.kind.clone(), row.key);
        self.dirty_rows.insert(name, row);
    }

    /// The rows that there are as they were written.
    pub(super) fn recall_rows(&mut self, rows: Rows) {
        self.rows = rows;
    }

    /// The rows that are not written yet.
    pub(super) fn dirty_rows(&self) -> &BTreeMap<RowName, RowItem> {
        &self.dirty_rows
    }

    /// The rows that are not written yet; they are written now.
    pub(super) fn take_dirty_rows(&mut self) -> BTreeMap<RowName, RowItem> {
        std::mem::take(&mut self.dirty_rows)
    }
}
