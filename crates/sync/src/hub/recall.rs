//! What the hub is told at the start, before any line is up: what the journal remembers of each link.

use super::{Hub, LinkNo, travels};
use crate::feed::FeedHead;
use crate::link::{Link, LinkMemory};
use crate::trie::HeldSum;
use crate::wire::Cursor;
use record::RecordId;
use tiers::{PlaceCode, Spread};

impl Hub {
    /// Recalls an earlier incarnation of this store. At start, one call each, before any line is up.
    pub fn recall_incarnation(&mut self, incarnation: [u8; 16]) {
        self.common.lived.insert(incarnation);
    }

    /// Adds a link with what is durable of it: the end of our feed and our cursor in the peer's.
    pub fn add_link(
        &mut self,
        no: LinkNo,
        place: PlaceCode,
        head: FeedHead,
        cursor: Option<Cursor>,
    ) {
        let memory = LinkMemory::new(place, head, cursor);
        let session = None;
        self.links.insert(no, Link { memory, session });
    }

    /// Recalls what is held of a record, for the links it travels by. At start, one call a record.
    pub fn recall_held(
        &mut self,
        spread: Spread,
        ends: &[PlaceCode],
        record: RecordId,
        held: HeldSum,
    ) {
        for no in self.links.keys().copied().collect::<Vec<_>>() {
            self.recall_held_on(no, spread, ends, record, held);
        }
    }

    /// As [`Hub::recall_held`], for a link that was added later.
    pub fn recall_held_on(
        &mut self,
        no: LinkNo,
        spread: Spread,
        ends: &[PlaceCode],
        record: RecordId,
        held: HeldSum,
    ) {
        if self.travels(no, spread, ends)
            && let Some(link) = self.links.get_mut(&no)
        {
            link.memory.trie.add_held(record, held);
        }
    }

    /// As [`Hub::recall_held`], for what was recalled and has changed since.
    pub fn recall_changed(
        &mut self,
        record: RecordId,
        spread: Spread,
        before: Option<(&[PlaceCode], HeldSum)>,
        (ends, held): (&[PlaceCode], HeldSum),
    ) {
        if let Some((ends, held)) = before {
            let here = self.common.config.place;
            for (no, link) in &mut self.links {
                if travels(here, (*no, link.memory.place), spread, ends) {
                    link.memory.trie.remove_record(record, held);
                }
            }
        }
        self.recall_held(spread, ends, record, held);
    }

    /// Takes over what another hub has recalled of records and of what went on, for links that both have.
    pub fn take_recalled(&mut self, other: Hub) {
        for (no, recalled) in other.links {
            if let Some(link) = self.links.get_mut(&no) {
                link.memory.trie = recalled.memory.trie;
                link.memory.forwarded = recalled.memory.forwarded;
            }
        }
    }

    /// An item of a child's feed went on to the parent: recalled at start, and said of one that comes again
    /// after it has its place.
    pub fn recall_forwarded(&mut self, source: LinkNo, child_seq: u64, up_seq: u64) {
        if let Some(link) = self.links.get_mut(&source) {
            link.memory.forwarded.forwarded(child_seq, up_seq);
        }
    }

    /// Recalls, at start, how far our feed to the parent had come.
    pub fn recall_marks(&mut self, marks: Vec<u64>) {
        if let Some(parent) = self.links.get_mut(&LinkNo::PARENT) {
            parent.memory.acked = marks.first().copied().unwrap_or(0);
        }
        self.common.up_marks = marks;
    }
}
