//! What is to be looked at again, and what all cases add up to.

use super::brief::Pools;
use record::RecordId;
use std::collections::BTreeSet;
use std::ops::RangeBounds;
use supervision::{Contribution, Counts, Key};
use tiers::Digest;

/// What falls due, and what all cases add up to.
#[derive(Default)]
pub(super) struct Agenda {
    pools: Pools,
    /// Records that came forward from the journal at the start: what they oblige to may not be written.
    replayed: BTreeSet<RecordId>,
    /// The calendar by which all cases were last assessed; none = they must all be assessed.
    assessed_on: Option<Digest>,
    /// Something was published that acts may wait for.
    library_grew: bool,
    /// The records that something is published in.
    published: BTreeSet<RecordId>,
    counts: Counts,
}

impl Agenda {
    /// What briefs have alike.
    pub(super) fn pools(&mut self) -> &mut Pools {
        &mut self.pools
    }

    /// These came forward from the journal.
    pub(super) fn note_replayed(&mut self, ids: impl IntoIterator<Item = RecordId>) {
        self.replayed.extend(ids);
    }

    /// What came forward from the journal; it is looked at now.
    pub(super) fn take_replayed(&mut self) -> BTreeSet<RecordId> {
        std::mem::take(&mut self.replayed)
    }

    /// The calendar by which all cases were last assessed.
    pub(super) fn assessed_on(&self) -> Option<Digest> {
        self.assessed_on
    }

    /// All cases are assessed by this calendar; none = they must be.
    pub(super) fn note_assessed_on(&mut self, calendar: Option<Digest>) {
        self.assessed_on = calendar;
    }

    /// Something was published in a record; acts may wait for it.
    pub(super) fn note_published(&mut self, id: RecordId) {
        self.published.insert(id);
        self.library_grew = true;
    }

    /// Whatever waits for something published is to be looked at.
    pub(super) fn look_at_waiting(&mut self) {
        self.library_grew = true;
    }

    /// Whether something was published that acts may wait for; they are looked at now.
    pub(super) fn take_library_grew(&mut self) -> bool {
        std::mem::take(&mut self.library_grew)
    }

    /// Whether something is published in a record.
    pub(super) fn is_published(&self, id: &RecordId) -> bool {
        self.published.contains(id)
    }

    /// The first record in a range of ids that something is published in.
    pub(super) fn first_published(&self, range: impl RangeBounds<RecordId>) -> Option<RecordId> {
        self.published.range(range).next().copied()
    }
}

/// Counting.
impl Agenda {
    /// What all cases add up to.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Adds what a case contributes.
    pub(super) fn count(&mut self, adds: &Contribution) {
        self.counts.add(adds);
    }

    /// Counts what a case contributes now in place of what it did; answers the counts that are others.
    pub(super) fn count_anew(&mut self, before: &Contribution, now: &Contribution) -> Vec<Key> {
        self.counts.replace(before, now).into_iter().collect()
    }
}
