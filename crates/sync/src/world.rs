//! A toy world: hubs with feeds in memory, and links that are cut at any frame. The journal of a node
//! is what survives its restart; what was only taken is lost with it.

mod item;
mod node;

use crate::{
    FeedHead, Frame, HeldSum, Hub, HubConfig, HubInput, HubOutput, LinkNo, Names, Outgoing, Source,
    StoreId, decode, leaf_of,
};
use dice::Dice;
use record::RecordId;
use std::collections::{BTreeMap, VecDeque};
use tiers::{PlaceCode, Spread};

pub(crate) use item::{ALONE, Label, change};
pub(crate) use node::ToyNode;
use node::{ToyJournal, ToyTaken};

/// Between a child and its parent.
pub(crate) struct Wire {
    pub(crate) child: usize,
    pub(crate) parent: usize,
    pub(crate) no: LinkNo,
    pub(crate) up: bool,
    pub(crate) upward: VecDeque<Vec<u8>>,
    pub(crate) downward: VecDeque<Vec<u8>>,
    /// Everything that went over it, in frames and bytes.
    pub(crate) frames: usize,
    pub(crate) bytes: usize,
}

pub(crate) struct ToyWorld {
    pub(crate) nodes: Vec<ToyNode>,
    pub(crate) wires: Vec<Wire>,
    /// A change that belongs to each record that was ever written.
    pub(crate) scopes: BTreeMap<RecordId, Label>,
    /// What all of them are told of the time, ms.
    pub(crate) now: i64,
    next: u64,
    lives: u8,
}

pub(crate) const fn store(n: u8, life: u8) -> StoreId {
    StoreId {
        store: [n; 16],
        incarnation: [life; 16],
    }
}

pub(crate) fn place(code: &str) -> PlaceCode {
    code.parse().unwrap()
}

impl ToyWorld {
    /// The nodes at `places`; a node's parent is the one at the place directly above.
    pub(crate) fn new(places: &[&str]) -> ToyWorld {
        let mut nodes: Vec<ToyNode> = (0..)
            .zip(places)
            .map(|(n, code)| {
                let (place, store) = (place(code), store(n, 0));
                ToyNode::new(place, store)
            })
            .collect();
        let mut wires = Vec::new();
        for child in 0..nodes.len() {
            let above = nodes[child].place.parent();
            let Some(parent) = nodes.iter().position(|node| Some(node.place) == above) else {
                continue;
            };
            let no = LinkNo(child as u32 + 1);
            nodes[child].peers.insert(LinkNo::PARENT, parent);
            nodes[parent].peers.insert(no, child);
            wires.push(Wire {
                child,
                parent,
                no,
                up: false,
                upward: VecDeque::new(),
                downward: VecDeque::new(),
                frames: 0,
                bytes: 0,
            });
        }
        let mut world = ToyWorld {
            nodes,
            wires,
            scopes: BTreeMap::new(),
            now: 0,
            next: 1,
            lives: 100,
        };
        for node in 0..world.nodes.len() {
            world.start(node);
        }
        world
    }

    /// Begins a node from its journal; its links are cut first.
    pub(crate) fn start(&mut self, node: usize) {
        for wire in 0..self.wires.len() {
            if self.wires[wire].child == node || self.wires[wire].parent == node {
                self.cut(wire);
            }
        }
        let places: BTreeMap<LinkNo, PlaceCode> = (self.nodes[node].peers.iter())
            .map(|(no, peer)| (*no, self.nodes[*peer].place))
            .collect();
        let own = &mut self.nodes[node];
        own.taken.clear();
        own.recent.clear();
        own.hub = Hub::new(HubConfig {
            place: own.place,
            store: own.store,
        });
        for life in &own.journal.lives {
            own.hub.recall_incarnation(*life);
        }
        own.journal.lives.insert(own.store.incarnation);
        for (no, place) in places {
            let last = own.journal.feeds.get(&no).and_then(|feed| feed.last());
            let head = last.map_or_else(FeedHead::default, |last| FeedHead {
                seq: last.seq,
                rolling: last.rolling,
            });
            let cursor = own.journal.cursors.get(&no).copied();
            own.hub.add_link(no, place, head, cursor);
        }
        for (source, child_seq, up_seq) in &own.journal.forwarded {
            own.hub.recall_forwarded(*source, *child_seq, *up_seq);
        }
        own.hub.recall_marks(own.journal.marks.clone());
        for (record, items) in &own.journal.records {
            let Label { spread, home, .. } = Label::of(&items[0]);
            let held = HeldSum::all(*record, items.iter().map(|item| change(item)));
            own.hub.recall_held(spread, &[home], *record, held);
        }
    }

    pub(crate) fn heal(&mut self, wire: usize) {
        let Wire {
            child,
            parent,
            no,
            up,
            ..
        } = self.wires[wire];
        if up {
            return;
        }
        self.wires[wire].up = true;
        self.tell(
            child,
            HubInput::Up {
                link: LinkNo::PARENT,
            },
        );
        self.tell(parent, HubInput::Up { link: no });
    }

    /// Cuts a link; what is on its way is lost.
    pub(crate) fn cut(&mut self, wire: usize) {
        let wire = &mut self.wires[wire];
        if !wire.up {
            return;
        }
        wire.up = false;
        wire.upward.clear();
        wire.downward.clear();
        let (child, parent, no) = (wire.child, wire.parent, wire.no);
        self.tell(
            child,
            HubInput::Down {
                link: LinkNo::PARENT,
            },
        );
        self.tell(parent, HubInput::Down { link: no });
    }

    pub(crate) fn wire_of(&self, node: usize, link: LinkNo) -> usize {
        let found = self.wires.iter().position(|wire| match link {
            LinkNo::PARENT => wire.child == node,
            no => wire.parent == node && wire.no == no,
        });
        found.unwrap()
    }

    /// Gives a node one input and carries out all that follows from it.
    pub(crate) fn tell(&mut self, node: usize, input: HubInput) {
        let mut inputs = VecDeque::from([input]);
        self.nodes[node].hub.tell_time(self.now);
        while let Some(input) = inputs.pop_front() {
            for output in self.nodes[node].hub.handle(input) {
                self.carry_out(node, output, &mut inputs);
            }
        }
    }

    fn carry_out(&mut self, node: usize, output: HubOutput, inputs: &mut VecDeque<HubInput>) {
        match output {
            HubOutput::Send { link, bytes } => {
                self.check_scope(node, link, &bytes);
                let wire = self.wire_of(node, link);
                let wire = &mut self.wires[wire];
                if wire.up {
                    wire.frames += 1;
                    wire.bytes += bytes.len();
                    match link {
                        LinkNo::PARENT => wire.upward.push_back(bytes),
                        _ => wire.downward.push_back(bytes),
                    }
                }
                self.check_credit(node, link);
            }
            HubOutput::Close { link, reason } => {
                self.nodes[node].closed.push(reason);
                let wire = self.wire_of(node, link);
                self.cut(wire);
            }
            HubOutput::ReadFeed {
                link,
                from,
                bytes_max,
            } => {
                let feed = self.nodes[node].journal.feeds.get(&link);
                let mut items: Vec<Outgoing> = Vec::new();
                let mut room = bytes_max;
                for item in feed.into_iter().flatten().skip(from as usize - 1) {
                    if !items.is_empty() && item.bytes.len() > room {
                        break;
                    }
                    room = room.saturating_sub(item.bytes.len());
                    items.push(item.clone());
                }
                inputs.push_back(HubInput::FeedRead { link, items });
            }
            HubOutput::ReadUrgent {
                link,
                seqs,
                bytes_max,
            } => {
                let feed = &self.nodes[node].journal.feeds[&link];
                let mut items: Vec<Outgoing> = Vec::new();
                let mut room = bytes_max;
                for seq in seqs {
                    let item = &feed[seq as usize - 1];
                    if !items.is_empty() && item.bytes.len() > room {
                        break;
                    }
                    room = room.saturating_sub(item.bytes.len());
                    items.push(item.clone());
                }
                inputs.push_back(HubInput::UrgentRead { link, items });
            }
            HubOutput::Behind { link, from } => {
                let recent = self.nodes[node].recent.clone();
                for record in recent {
                    let seqs = self.nodes[node].unsent(link, record, from);
                    let loaded = self.nodes[node].is_loaded(link, record);
                    inputs.push_back(HubInput::Urge {
                        link,
                        record,
                        seqs,
                        loaded,
                        just_now: false,
                    });
                }
            }
            HubOutput::CheckFeed { link, seq } => {
                let feed = self.nodes[node].journal.feeds.get(&link);
                let found = feed.and_then(|feed| feed.get(seq as usize - 1));
                inputs.push_back(HubInput::FeedChecked {
                    link,
                    rolling: found.map(|item| item.rolling),
                });
            }
            HubOutput::Admit {
                link,
                task,
                source,
                items,
                cursor,
            } => self.nodes[node].taken.push_back(ToyTaken {
                link,
                task,
                source,
                items,
                cursor,
            }),
            HubOutput::Keep { link, cursor } => {
                self.nodes[node].journal.cursors.insert(link, cursor);
            }
            HubOutput::ReadRecords {
                link,
                at,
                bytes_max,
            } => {
                let (items, at, done) = self.nodes[node].read_records(link, at, bytes_max);
                inputs.push_back(HubInput::RecordsRead {
                    link,
                    items,
                    at,
                    done,
                });
            }
            HubOutput::ReadHeld {
                link,
                leaves,
                after,
                records_max,
            } => {
                let own = &self.nodes[node];
                let in_leaf = |record: &RecordId| leaves.contains(&leaf_of(record));
                let mut held: Vec<(RecordId, HeldSum)> = (own.journal.records.iter())
                    .filter(|(record, _)| in_leaf(record) && Some(**record) > after)
                    .filter(|(_, items)| own.travels(link, &items[0]))
                    .map(|(record, items)| {
                        let changes = items.iter().map(|item| change(item));
                        (*record, HeldSum::all(*record, changes))
                    })
                    .collect();
                let more = held.len() > records_max;
                held.truncate(records_max);
                inputs.push_back(HubInput::HeldRead { link, held, more });
            }
            HubOutput::ReadNames { link, records } => {
                let names = records.into_iter().map(|record| {
                    let items = self.nodes[node].items_of(link, record);
                    let changes = items.iter().map(|item| change(item));
                    Names::of(record, changes)
                });
                let names: Vec<Names> = names.collect();
                self.nodes[node].rows_read += names.len();
                inputs.push_back(HubInput::NamesRead { link, names });
            }
            HubOutput::ReadMissing {
                link,
                wanted,
                skip,
                bytes_max,
            } => {
                let own = &mut self.nodes[node];
                let (items, whole, skip) = own.read_missing(link, &wanted, skip, bytes_max);
                inputs.push_back(HubInput::MissingRead {
                    link,
                    items,
                    whole,
                    skip,
                });
            }
            HubOutput::Diverged { .. } => self.nodes[node].diverged += 1,
            HubOutput::Succeeds { .. } => self.nodes[node].succeeds += 1,
            HubOutput::WentBack { .. } => {
                self.lives += 1;
                let own = &mut self.nodes[node];
                own.went_back += 1;
                own.journal.lives.insert(own.store.incarnation);
                own.store.incarnation = [self.lives; 16];
                let store = own.store;
                for output in own.hub.begin_incarnation(store) {
                    self.carry_out(node, output, inputs);
                }
            }
            HubOutput::Disagrees { records, .. } => self.nodes[node].disagreed.push(records),
            HubOutput::Given { .. } => {}
            HubOutput::Reached { marks } => {
                let own = &mut self.nodes[node];
                assert!(marks.len() >= own.shown.len(), "a tier is gone");
                for (mark, before) in marks.iter().zip(&own.shown) {
                    assert!(mark >= before, "{} goes back: {marks:?}", own.place);
                }
                own.shown = marks.clone();
                own.journal.marks = marks;
            }
        }
    }

    /// Makes durable what was taken first.
    pub(crate) fn store(&mut self, node: usize) {
        let own = &mut self.nodes[node];
        let Some(taken) = own.taken.pop_front() else {
            return;
        };
        for (place, item) in taken.items.iter().enumerate() {
            own.keep(item, Some((taken.link, taken.source.seq(place))));
        }
        if let Some(cursor) = taken.cursor {
            own.journal.cursors.insert(taken.link, cursor);
        }
        if let Source::Express { .. } = taken.source {
            for item in &taken.items {
                self.urge(node, Label::of(item).record());
            }
        }
        self.tell(node, HubInput::Stored { task: taken.task });
        self.tell(node, HubInput::Committed);
    }

    /// A node writes something of its own.
    pub(crate) fn write(&mut self, node: usize, spread: Spread, home: PlaceCode, padding: usize) {
        let label = self.begins(spread, home);
        self.nodes[node].keep(&label.item(padding), None);
        self.tell(node, HubInput::Committed);
    }

    /// The next change.
    fn begins(&mut self, spread: Spread, home: PlaceCode) -> Label {
        let n = self.next;
        let label = Label { n, spread, home };
        self.next += 1;
        self.scopes.insert(label.record(), label);
        label
    }

    /// From now on every change that is written is of a record of its own.
    pub(crate) fn write_alone(&mut self) {
        self.next = self.next.max(ALONE);
    }

    /// As [`ToyWorld::write`], and it is urgent.
    pub(crate) fn write_urgent(&mut self, node: usize, spread: Spread, home: PlaceCode) -> Label {
        self.write(node, spread, home, 100);
        self.urge_last(node, spread, home)
    }

    /// The last change that was written, to this, is urgent.
    pub(crate) fn urge_last(&mut self, node: usize, spread: Spread, home: PlaceCode) -> Label {
        let label = Label {
            n: self.next - 1,
            spread,
            home,
        };
        self.urge(node, label.record());
        label
    }

    /// Changes of a record do not wait for their turn.
    fn urge(&mut self, node: usize, record: RecordId) {
        let own = &mut self.nodes[node];
        own.recent.push(record);
        for link in own.peers.keys().copied().collect::<Vec<_>>() {
            let own = &self.nodes[node];
            if let Some(from) = own.hub.behind(link) {
                let seqs = own.unsent(link, record, from);
                let loaded = own.is_loaded(link, record);
                let urge = HubInput::Urge {
                    link,
                    record,
                    seqs,
                    loaded,
                    just_now: true,
                };
                self.tell(node, urge);
            }
        }
    }

    /// As [`ToyWorld::write`], with bytes that no compression makes fewer.
    pub(crate) fn write_noise(
        &mut self,
        node: usize,
        spread: Spread,
        home: PlaceCode,
        padding: usize,
    ) {
        let label = self.begins(spread, home);
        let mut dice = Dice::of(label.n);
        let mut item = label.item(0);
        item.extend((0..padding).map(|_| dice.index(256) as u8));
        self.nodes[node].keep(&item, None);
        self.tell(node, HubInput::Committed);
    }

    /// A change is on a node's disk, or is not, as if nobody had noticed: no feed knows. The node must be
    /// started afterwards.
    pub(crate) fn corrupt(&mut self, node: usize, label: Label, there: bool) {
        const PADDING: usize = 20;
        self.plant(node, label, there, PADDING);
    }

    /// As [`ToyWorld::corrupt`], with a change of some length.
    pub(crate) fn plant(&mut self, node: usize, label: Label, there: bool, padding: usize) {
        self.scopes.insert(label.record(), label);
        let journal = &mut self.nodes[node].journal;
        let items = journal.records.entry(label.record()).or_default();
        if there && journal.held.insert(label) {
            items.push(label.item(padding));
        } else if !there && journal.held.remove(&label) {
            items.retain(|item| Label::of(item) != label);
        }
        if items.is_empty() {
            journal.records.remove(&label.record());
        }
    }

    /// A node's machine is lost; another store stands in its place and holds nothing.
    pub(crate) fn replace(&mut self, node: usize) {
        self.lives += 1;
        let own = &mut self.nodes[node];
        own.journal = ToyJournal::default();
        own.store = store(self.lives, 0);
        own.shown.clear();
        self.start(node);
    }

    /// Frames and bytes that have gone over a link since the last call.
    pub(crate) fn traffic(&mut self, wire: usize) -> (usize, usize) {
        let wire = &mut self.wires[wire];
        (
            std::mem::take(&mut wire.frames),
            std::mem::take(&mut wire.bytes),
        )
    }

    /// Delivers one frame.
    pub(crate) fn deliver(&mut self, wire: usize, upward: bool) -> bool {
        let wire = &mut self.wires[wire];
        let (node, link, bytes) = if upward {
            (wire.parent, wire.no, wire.upward.pop_front())
        } else {
            (wire.child, LinkNo::PARENT, wire.downward.pop_front())
        };
        let Some(bytes) = bytes else {
            return false;
        };
        self.tell(node, HubInput::Frame { link, bytes });
        true
    }

    /// Heals everything and runs until nothing moves.
    pub(crate) fn settle(&mut self) {
        for _ in 0..20_000 {
            let mut moved = false;
            for wire in 0..self.wires.len() {
                moved |= !self.wires[wire].up;
                self.heal(wire);
                moved |= self.deliver(wire, true);
                moved |= self.deliver(wire, false);
            }
            for node in 0..self.nodes.len() {
                moved |= !self.nodes[node].taken.is_empty();
                self.store(node);
            }
            if !moved {
                return;
            }
        }
        panic!("it never becomes quiet");
    }
}

impl ToyWorld {
    /// Whether a node has taken anything that is not durable yet.
    pub(crate) fn has_taken(&self, node: usize) -> bool {
        !self.nodes[node].taken.is_empty()
    }

    /// Whether nothing is under way on a link.
    pub(crate) fn is_silent(&self, wire: usize) -> bool {
        self.wires[wire].upward.is_empty() && self.wires[wire].downward.is_empty()
    }

    /// How many frames are under way to the child and to the parent.
    pub(crate) fn under_way(&self, wire: usize) -> [usize; 2] {
        let wire = &self.wires[wire];
        [wire.downward.len(), wire.upward.len()]
    }

    /// What is under way to the child.
    pub(crate) fn on_the_way_down(&self, wire: usize) -> Vec<Frame> {
        let frames = self.wires[wire].downward.iter();
        frames.map(|bytes| decode(bytes).unwrap()).collect()
    }

    /// Bytes that a node has taken and not yet made durable.
    pub(crate) fn taken_bytes(&self, node: usize) -> usize {
        let taken = self.nodes[node].taken.iter();
        taken.flat_map(|taken| &taken.items).map(Vec::len).sum()
    }
}
