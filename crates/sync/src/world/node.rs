//! A node: its hub, and what it has on its disk.

use super::item::{Label, change};
use crate::{
    CloseReason, Cursor, Entering, Hub, HubConfig, LinkNo, LoadAt, Names, Outgoing, Source,
    StoreId, Task,
};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tiers::PlaceCode;

/// What a node has on its disk.
#[derive(Debug, Clone, Default)]
pub(crate) struct ToyJournal {
    pub(crate) held: BTreeSet<Label>,
    /// The changes of each record, in the order they were admitted.
    pub(crate) records: BTreeMap<RecordId, Vec<Vec<u8>>>,
    pub(crate) feeds: BTreeMap<LinkNo, Vec<Outgoing>>,
    pub(crate) cursors: BTreeMap<LinkNo, Cursor>,
    pub(super) forwarded: Vec<(LinkNo, u64, u64)>,
    pub(super) marks: Vec<u64>,
    /// Incarnations in which something was written.
    pub(super) lives: BTreeSet<[u8; 16]>,
}

pub(crate) struct ToyTaken {
    pub(crate) link: LinkNo,
    pub(super) task: Task,
    pub(super) source: Source,
    pub(crate) items: Vec<Vec<u8>>,
    pub(super) cursor: Option<Cursor>,
}

pub(crate) struct ToyNode {
    pub(crate) place: PlaceCode,
    pub(crate) store: StoreId,
    pub(crate) journal: ToyJournal,
    pub(crate) hub: Hub,
    /// Link number, node at the other end.
    pub(crate) peers: BTreeMap<LinkNo, usize>,
    pub(crate) taken: VecDeque<ToyTaken>,
    pub(crate) closed: Vec<CloseReason>,
    pub(crate) diverged: usize,
    pub(crate) went_back: usize,
    pub(crate) succeeds: usize,
    /// Records that were said to differ and could not be mended.
    pub(crate) disagreed: Vec<u64>,
    /// Records that are urgent, the last ones that were.
    pub(super) recent: Vec<RecordId>,
    /// Records read for naming and mending.
    pub(crate) rows_read: usize,
    pub(super) shown: Vec<u64>,
}

impl ToyNode {
    /// One that holds nothing.
    pub(super) fn new(place: PlaceCode, store: StoreId) -> ToyNode {
        ToyNode {
            place,
            store,
            journal: ToyJournal::default(),
            hub: Hub::new(HubConfig { place, store }),
            peers: BTreeMap::new(),
            taken: VecDeque::new(),
            closed: Vec::new(),
            diverged: 0,
            went_back: 0,
            succeeds: 0,
            disagreed: Vec::new(),
            recent: Vec::new(),
            rows_read: 0,
            shown: Vec::new(),
        }
    }

    /// After a restore, what its people saw before is nobody's to compare with.
    pub(crate) fn forget_what_was_shown(&mut self) {
        self.shown.clear();
    }

    /// Whether a load, which goes in the order of ids, has come to a record.
    pub(super) fn is_loaded(&self, link: LinkNo, record: RecordId) -> bool {
        let load = self.hub.load_at(link);
        load.is_some_and(|at| Some(record) <= at.after)
    }

    /// Where in a link's feed the items of a record are that were not sent.
    pub(super) fn unsent(&self, link: LinkNo, record: RecordId, from: u64) -> Vec<u64> {
        let feed = self.journal.feeds.get(&link).into_iter().flatten();
        feed.skip(from as usize - 1)
            .filter(|item| Label::of(&item.bytes).record() == record)
            .map(|item| item.seq)
            .collect()
    }

    /// Appends an item to the journal unless it is there; one entry with all its places in the feeds.
    pub(super) fn keep(&mut self, item: &[u8], source: Option<(LinkNo, u64)>) {
        let label = Label::of(item);
        if !self.journal.held.insert(label) {
            return;
        }
        let items = self.journal.records.entry(label.record()).or_default();
        items.push(item.to_vec());
        let entering = Entering {
            record: label.record(),
            changes: &[change(item)],
            spread: label.spread,
            ends: &[label.home],
        };
        for slot in self.hub.assign(entering, item, source) {
            let feed = self.journal.feeds.entry(slot.link).or_default();
            assert_eq!(slot.seq, feed.len() as u64 + 1, "feeds are dense");
            feed.push(Outgoing {
                seq: slot.seq,
                rolling: slot.rolling,
                bytes: item.to_vec(),
            });
            if slot.link == LinkNo::PARENT
                && let Some((from, child_seq)) = source
            {
                self.journal.forwarded.push((from, child_seq, slot.seq));
            }
        }
    }

    pub(super) fn travels(&self, link: LinkNo, item: &[u8]) -> bool {
        let Label { spread, home, .. } = Label::of(item);
        self.hub.travels(link, spread, &[home])
    }

    /// The changes of a record, where it travels by the link.
    pub(super) fn items_of(&self, link: LinkNo, record: RecordId) -> &[Vec<u8>] {
        let items = self.journal.records.get(&record);
        let items = items.filter(|items| self.travels(link, &items[0]));
        items.map_or(&[], |items| items)
    }

    pub(super) fn read_records(
        &self,
        link: LinkNo,
        mut at: LoadAt,
        bytes_max: usize,
    ) -> (Vec<Vec<u8>>, LoadAt, bool) {
        let mut items: Vec<Vec<u8>> = Vec::new();
        let mut room = bytes_max;
        let after = at.after;
        for record in self
            .journal
            .records
            .keys()
            .filter(|record| Some(**record) > after)
        {
            for item in self.items_of(link, *record).iter().skip(at.skip) {
                if !items.is_empty() && item.len() > room {
                    return (items, at, false);
                }
                room = room.saturating_sub(item.len());
                items.push(item.clone());
                at.skip += 1;
            }
            at = LoadAt {
                after: Some(*record),
                skip: 0,
            };
        }
        (items, at, true)
    }

    pub(super) fn read_missing(
        &mut self,
        link: LinkNo,
        wanted: &[Names],
        mut skip: usize,
        bytes_max: usize,
    ) -> (Vec<Vec<u8>>, usize, usize) {
        let mut given: Vec<Vec<u8>> = Vec::new();
        let mut room = bytes_max;
        for (whole, names) in wanted.iter().enumerate() {
            self.rows_read += 1;
            let items = self.items_of(link, names.record).iter();
            let missing = items.filter(|item| !names.has(&change(item)));
            for item in missing.skip(skip) {
                if !given.is_empty() && item.len() > room {
                    return (given, whole, skip);
                }
                room = room.saturating_sub(item.len());
                given.push(item.clone());
                skip += 1;
            }
            skip = 0;
        }
        (given, wanted.len(), 0)
    }
}
