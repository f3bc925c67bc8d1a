//! What came in and is not in views yet, what waits for a change that is not here, and what was set aside.

use super::journal::ParkedItem;
use calendar::UnixMillis;
use casework::Act;
use record::{Parked, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeBounds;
use store::Position;
use sync::LinkNo;
use tiers::Digest;

/// Hashes of items set aside that are remembered, so that what comes again is kept once.
const SET_ASIDE_MAX: usize = 1_000;

/// What a node takes in.
#[derive(Default)]
pub(super) struct Intake {
    /// Items that wait for a change that is not here.
    parked: Parked<Waiting>,
    /// Changes that were admitted, for which something may wait.
    came: Vec<(RecordId, Digest)>,
    /// Hashes of the last ones that were set aside.
    set_aside: BTreeSet<Digest>,
    /// Admitted and not in documents and views yet, by record.
    fresh: BTreeMap<RecordId, Vec<Fresh>>,
    /// By which link the changes of this batch came, by record.
    brought: BTreeMap<RecordId, LinkNo>,
    /// Records of which the place above was asked for what items wait for, and has not answered.
    wanted: Vec<RecordId>,
    /// Records of which no place that could have it has what items wait for, as far as they were asked.
    nowhere: BTreeSet<RecordId>,
}

/// A change that was admitted and is not in the view yet.
pub(super) struct Fresh {
    pub(super) admitted: record::Admitted,
    /// What it says, where this process wrote it.
    pub(super) act: Option<Box<Act>>,
}

impl Fresh {
    /// As the fold takes it.
    pub(super) fn entry(self, id: RecordId) -> casework::Entry {
        self.admitted.entry(id, self.act)
    }
}

/// An item that waits, and the entry that holds it.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) position: Position,
    pub(super) item: ParkedItem,
}

/// What was admitted.
impl Intake {
    /// Holds an admitted change until it is in document and view; `from` is the link that it came by.
    pub(super) fn hold(&mut self, id: RecordId, fresh: Fresh, from: Option<LinkNo>) {
        if let Some(link) = from {
            self.brought.insert(id, link);
        }
        self.fresh.entry(id).or_default().push(fresh);
    }

    /// The record is looked at again, though nothing of it is new.
    pub(super) fn look_again(&mut self, id: RecordId) {
        self.fresh.entry(id).or_default();
    }

    /// Whether there is nothing that is not in views yet.
    pub(super) fn is_folded(&self) -> bool {
        self.fresh.is_empty()
    }

    /// Whether something of a record is not in its view yet.
    pub(super) fn is_fresh(&self, id: &RecordId) -> bool {
        self.fresh.contains_key(id)
    }

    /// The records of which something is not in views yet, in order.
    pub(super) fn fresh_in(
        &self,
        range: impl RangeBounds<RecordId>,
    ) -> impl Iterator<Item = &RecordId> {
        self.fresh.range(range).map(|(id, _)| id)
    }

    /// What is not in views yet, by record; it is held no longer.
    pub(super) fn take_fresh(&mut self) -> BTreeMap<RecordId, Vec<Fresh>> {
        std::mem::take(&mut self.fresh)
    }

    /// By which link changes of a record came with this batch.
    pub(super) fn brought_by(&self, id: RecordId) -> Option<LinkNo> {
        self.brought.get(&id).copied()
    }

    /// The batch is over.
    pub(super) fn end_batch(&mut self) {
        self.brought.clear();
    }

    /// Something may wait for this change of a record; a record's own id stands for its header.
    pub(super) fn note_came(&mut self, id: RecordId, change: Digest) {
        self.came.push((id, change));
    }
}

/// What waits.
impl Intake {
    /// What waits, and for which changes of which record.
    pub(super) fn parked(&self) -> impl Iterator<Item = (RecordId, &BTreeSet<Digest>, &Waiting)> {
        self.parked.iter()
    }

    /// How many items wait.
    pub(super) fn parked_count(&self) -> usize {
        self.parked.len()
    }

    /// What has waited for too long at `now`.
    pub(super) fn late(&self, now: UnixMillis) -> impl Iterator<Item = (RecordId, &Waiting)> {
        let late = self.parked.expired(now);
        late.map(|(record, _, waiting)| (record, waiting))
    }

    /// Whether the same item from the same peer waits already.
    pub(super) fn waits_already(&self, item: &ParkedItem) -> bool {
        let mut waits = self.parked.of(item.record);
        waits.any(|one| one.item.link == item.link && one.item.bytes == item.bytes)
    }

    /// Whether there is room for one more item from that peer.
    pub(super) fn has_room_for(&self, item: &ParkedItem) -> bool {
        !(self.parked).is_full(item.link.0, item.record, item.bytes.len())
    }

    /// Holds an item that there was room for when it came.
    pub(super) fn park(&mut self, position: Position, item: ParkedItem) {
        let (record, missing, since) = (item.record, item.missing.clone(), UnixMillis(item.at));
        let (from, bytes) = (item.link.0, item.bytes.len());
        let waiting = Waiting { position, item };
        (self.parked).hold(from, record, missing, waiting, bytes, since);
    }

    /// The item that the entry at `position` holds waits no longer.
    pub(super) fn unpark(&mut self, position: Position) {
        self.parked.take_out(|_, one| one.position == position);
    }

    /// What waited for the change that came last of those not looked at; none where all were.
    pub(super) fn take_next_awaited(&mut self) -> Option<Vec<Waiting>> {
        let (record, change) = self.came.pop()?;
        self.nowhere.remove(&record);
        Some(self.parked.came(record, &change))
    }

    /// The place above is asked for these records.
    pub(super) fn want(&mut self, records: Vec<RecordId>) {
        self.wanted = records;
    }

    /// The place above gave what it has of what it was asked for: what waits all the same, nobody has.
    pub(super) fn end_wanting(&mut self) {
        let waits: BTreeSet<RecordId> = self.parked.iter().map(|(record, ..)| record).collect();
        let wanted = std::mem::take(&mut self.wanted).into_iter();
        (self.nowhere).extend(wanted.filter(|record| waits.contains(record)));
    }

    /// Whether nobody who was asked has what items of this record wait for.
    pub(super) fn is_nowhere(&self, record: &RecordId) -> bool {
        self.nowhere.contains(record)
    }
}

/// What was set aside.
impl Intake {
    /// Whether an item was set aside lately.
    pub(super) fn was_set_aside(&self, item: &[u8]) -> bool {
        self.set_aside.contains(&Digest::of(item))
    }

    /// An item was set aside.
    pub(super) fn note_set_aside(&mut self, item: &[u8]) {
        if self.set_aside.len() == SET_ASIDE_MAX {
            self.set_aside.pop_first();
        }
        self.set_aside.insert(Digest::of(item));
    }
}
