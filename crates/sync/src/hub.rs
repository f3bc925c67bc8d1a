use crate::feed::{FeedHead, Slot, rolling};
use crate::reach::Forwarded;
use crate::wire::{
    Cursor, FRAME_BYTES_MAX, Frame, Hello, PROTOCOL, SCHEMA, StoreId, decode, encode,
};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, VecDeque};
use tiers::{PlaceCode, Spread, Tier};

/// A link, as this node numbers it: the parent is [`LinkNo::PARENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkNo(pub u32);

impl LinkNo {
    /// The link to the parent.
    pub const PARENT: LinkNo = LinkNo(0);
}

/// Bytes of items that may be on their way and not yet durable at the receiver.
pub const CREDIT_BYTES: usize = 1024 * 1024;

/// A store task the caller owes an [`Input::Stored`] for.
pub type Task = u64;

/// What a hub is told once.
#[derive(Debug, Clone, Copy)]
pub struct HubConfig {
    /// Where this node stands.
    pub place: PlaceCode,
    /// Its store.
    pub store: StoreId,
}

/// What happens to the hub.
#[derive(Debug)]
pub enum Input {
    /// A link is there: mutual TLS told who it is.
    Up {
        /// Which.
        link: LinkNo,
    },
    /// A link is gone.
    Down {
        /// Which.
        link: LinkNo,
    },
    /// A frame came in.
    Frame {
        /// By which link.
        link: LinkNo,
        /// As it came.
        bytes: Vec<u8>,
    },
    /// Answers [`Output::ReadFeed`].
    FeedRead {
        /// Which link's feed.
        link: LinkNo,
        /// Items from the asked sequence on, in order.
        items: Vec<Outgoing>,
    },
    /// Answers [`Output::CheckFeed`].
    FeedChecked {
        /// Which link's feed.
        link: LinkNo,
        /// The rolling hash that the feed has there; none when it is not that long.
        rolling: Option<[u8; 16]>,
    },
    /// Answers [`Output::Admit`]: everything of it is durable, admitted or set aside.
    Stored {
        /// The task.
        task: Task,
    },
    /// Entries were made durable that got slots by [`Hub::assign`]: there may be something to send.
    Committed,
}

/// One item of a feed on its way out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its sequence.
    pub seq: u64,
    /// Rolling hash after it.
    pub rolling: [u8; 16],
    /// What is sent.
    pub bytes: Vec<u8>,
}

/// What the caller must do.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a frame; owes nothing back.
    Send {
        /// By which link.
        link: LinkNo,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// Close a link; owes [`Input::Down`].
    Close {
        /// Which.
        link: LinkNo,
        /// Why, in words for both sides' logs.
        reason: String,
    },
    /// Read a link's feed; owes [`Input::FeedRead`].
    ReadFeed {
        /// Which.
        link: LinkNo,
        /// First sequence.
        from: u64,
        /// Stop before the item that would go over this, but give at least one.
        bytes_max: usize,
    },
    /// Look up the rolling hash of a link's feed; owes [`Input::FeedChecked`].
    CheckFeed {
        /// Which.
        link: LinkNo,
        /// Where.
        seq: u64,
    },
    /// Admit these items and store them, with the cursor in the last entry; owes [`Input::Stored`] once
    /// all of it is durable.
    Admit {
        /// By which link they came.
        link: LinkNo,
        /// The task.
        task: Task,
        /// Sequence of the first in the peer's feed.
        first: u64,
        /// The items.
        items: Vec<Vec<u8>>,
        /// The cursor once they are durable.
        cursor: Cursor,
    },
    /// The peer's cursor does not fit our feed: someone went back in time. The feed is sent from its
    /// beginning; what is there already is recognised by its hash.
    Diverged {
        /// Which link.
        link: LinkNo,
        /// What does not fit.
        why: &'static str,
    },
    /// Our own feed to the parent is durable up to here: at the parent, and at each tier above it.
    Reached {
        /// One sequence a tier.
        marks: Vec<u64>,
    },
}

/// What can be seen of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// Whether both have greeted.
    pub online: bool,
    /// Last sequence of our feed to it.
    pub last: u64,
    /// What it has made durable of it.
    pub acked: u64,
    /// What we hold of its feed.
    pub received: u64,
}

/// The replication state of one node.
#[derive(Debug)]
pub struct Hub {
    config: HubConfig,
    links: BTreeMap<LinkNo, Link>,
    tasks: BTreeMap<Task, Taken>,
    next_task: Task,
    /// Our feed to the parent: durable at the parent, and above.
    up_marks: Vec<u64>,
}

/// Items that are being stored.
#[derive(Debug)]
struct Taken {
    link: LinkNo,
    cursor: Cursor,
    feed_life: u64,
}

#[derive(Debug)]
struct Link {
    place: PlaceCode,
    head: FeedHead,
    /// Sequences up to here are durable here and may be read.
    committed: u64,
    cursor: Option<Cursor>,
    /// Counts how often the peer's feed began anew: what was taken before then moves no cursor.
    feed_life: u64,
    forwarded: Forwarded,
    session: Option<Session>,
    acked: u64,
}

impl Link {
    /// The peer's feed begins anew: its sequences mean other items than before.
    fn begin_anew(&mut self) {
        self.cursor = None;
        self.feed_life += 1;
        self.forwarded.begin_anew();
        if let Some(session) = &mut self.session {
            session.received = 0;
        }
    }

    /// What may be acknowledged: durable, and received in this session.
    fn durable(&self) -> u64 {
        let received = self.session.as_ref().map_or(0, |session| session.received);
        self.cursor.map_or(0, |cursor| cursor.seq).min(received)
    }
}

/// What is known of a link only while it is up.
#[derive(Debug, Default)]
struct Session {
    greeted: bool,
    /// The peer's store, from its Hello.
    peer: Option<StoreId>,
    /// Next sequence to send; none until the peer's cursor was checked.
    next: Option<u64>,
    reading: bool,
    /// Cursor that waits for [`Input::FeedChecked`].
    checking: Option<Cursor>,
    in_flight: VecDeque<(u64, usize)>,
    in_flight_bytes: usize,
    /// Last sequence that came in, durable or not.
    received: u64,
    /// Whether items came in during this session.
    fed: bool,
    /// Where the peer said in greeting that it was in our feed.
    greeted_at: u64,
    /// What it said then of the tiers above it: it counts once its cursor was found to fit.
    greeted_reach: Vec<u64>,
    /// Its cursor did not fit: what it acknowledges is of another feed until it says that it begins anew,
    /// by acknowledging 0.
    waits_anew: bool,
    told: Vec<u64>,
}

impl Session {
    /// Takes the next `count` items of the peer's feed: whose they are, and the last one's sequence.
    fn takes(&mut self, first: u64, count: usize) -> Result<(StoreId, u64), String> {
        let from = self.peer.ok_or("spoke before greeting")?;
        let expected = self.received + 1;
        if count == 0 || first != expected {
            return Err(format!("feed frame begins at {first}, expected {expected}"));
        }
        self.received += count as u64;
        self.fed = true;
        Ok((from, self.received))
    }
}

impl Hub {
    /// A hub without links.
    pub fn new(config: HubConfig) -> Self {
        Self {
            config,
            links: BTreeMap::new(),
            tasks: BTreeMap::new(),
            next_task: 1,
            up_marks: Vec::new(),
        }
    }

    /// Adds a link with what is durable of it: the end of our feed and our cursor in the peer's.
    pub fn add_link(
        &mut self,
        no: LinkNo,
        place: PlaceCode,
        head: FeedHead,
        cursor: Option<Cursor>,
    ) {
        let mut forwarded = Forwarded::default();
        forwarded.received(cursor.map_or(0, |cursor| cursor.seq));
        self.links.insert(
            no,
            Link {
                place,
                head,
                committed: head.seq,
                cursor,
                feed_life: 0,
                forwarded,
                session: None,
                acked: 0,
            },
        );
    }

    /// Recalls, at start, that an item of a child's feed went on to the parent.
    pub fn recall_forwarded(&mut self, source: LinkNo, child_seq: u64, up_seq: u64) {
        if let Some(link) = self.links.get_mut(&source) {
            link.forwarded.forwarded(child_seq, up_seq);
        }
    }

    /// Recalls, at start, how far our feed to the parent had come.
    pub fn recall_marks(&mut self, marks: Vec<u64>) {
        if let Some(parent) = self.links.get_mut(&LinkNo::PARENT) {
            parent.acked = marks.first().copied().unwrap_or(0);
        }
        self.up_marks = marks;
    }

    /// How far our feed to the parent is durable: at the parent, and at each tier above.
    pub fn marks(&self) -> &[u64] {
        &self.up_marks
    }

    /// What can be seen of a link.
    pub fn link(&self, no: LinkNo) -> Option<LinkView> {
        let link = self.links.get(&no)?;
        Some(LinkView {
            online: link
                .session
                .as_ref()
                .is_some_and(|session| session.peer.is_some()),
            last: link.head.seq,
            acked: link.acked,
            received: link.cursor.map_or(0, |cursor| cursor.seq),
        })
    }

    /// The links.
    pub fn links(&self) -> impl Iterator<Item = (LinkNo, PlaceCode)> {
        self.links.iter().map(|(no, link)| (*no, link.place))
    }

    /// Whether a record of this spread and home lives at the other end of `no`, as far as the path to it
    /// goes: a child's subtree needs what any place in it needs.
    pub fn travels(&self, no: LinkNo, spread: Spread, home: PlaceCode) -> bool {
        let Some(link) = self.links.get(&no) else {
            return false;
        };
        if no == LinkNo::PARENT || spread.reaches(home, link.place) {
            return spread.reaches(home, link.place);
        }
        // A pair of home and the place above never needs a place further up to pass it on.
        spread != Spread::Pair && link.place.contains(home)
    }

    /// Gives an entry its places in the feeds: on every link where the record lives, except the one it
    /// came in by. The caller must append it to the journal before the next call of anything.
    pub fn assign(
        &mut self,
        spread: Spread,
        home: PlaceCode,
        item: &[u8],
        source: Option<(LinkNo, u64)>,
    ) -> Vec<Slot> {
        let travels: Vec<LinkNo> = (self.links.keys().copied())
            .filter(|no| source.is_none_or(|(from, _)| from != *no))
            .filter(|no| self.travels(*no, spread, home))
            .collect();
        let slots = travels
            .into_iter()
            .map(|no| self.assign_on(no, item, source));
        slots.flatten().collect()
    }

    /// Gives an entry a place in one link's feed; see [`Hub::assign`].
    pub fn assign_on(
        &mut self,
        no: LinkNo,
        item: &[u8],
        source: Option<(LinkNo, u64)>,
    ) -> Option<Slot> {
        let link = self.links.get_mut(&no)?;
        link.head = FeedHead {
            seq: link.head.seq + 1,
            rolling: rolling(&link.head.rolling, item),
        };
        let slot = Slot {
            link: no,
            seq: link.head.seq,
            rolling: link.head.rolling,
            source,
        };
        if no == LinkNo::PARENT
            && let Some((from, child_seq)) = source
            && let Some(child) = self.links.get_mut(&from)
        {
            child.forwarded.forwarded(child_seq, slot.seq);
        }
        Some(slot)
    }

    /// Takes one input; carry out every output before the next.
    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Up { link } => self.up(link, &mut out),
            Input::Down { link } => {
                if let Some(link) = self.links.get_mut(&link) {
                    link.session = None;
                }
            }
            Input::Frame { link, bytes } => self.frame(link, &bytes, &mut out),
            Input::FeedRead { link, items } => self.feed_read(link, items, &mut out),
            Input::FeedChecked { link, rolling } => self.checked(link, rolling, &mut out),
            Input::Stored { task } => self.stored(task, &mut out),
            Input::Committed => {
                for link in self.links.values_mut() {
                    link.committed = link.head.seq;
                }
                self.pump_all(&mut out);
            }
        }
        out
    }

    fn up(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let reach = self.reach_for(no);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        link.session = Some(Session {
            received: link.cursor.map_or(0, |cursor| cursor.seq),
            told: reach.clone(),
            ..Session::default()
        });
        let hello = Frame::Hello(Hello {
            protocol: PROTOCOL,
            schema: SCHEMA,
            store: self.config.store,
            place: self.config.place,
            cursor: link.cursor,
            reach,
        });
        out.push(Output::Send {
            link: no,
            bytes: encode(&hello),
        });
    }

    fn frame(&mut self, no: LinkNo, bytes: &[u8], out: &mut Vec<Output>) {
        let read = decode(bytes);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return; // It was closed; what was still on its way is dropped.
        };
        // The peer found that our cursor does not fit its feed, and sends it from the beginning.
        if let Ok(Frame::Feed { first: 1, .. }) = &read
            && session.greeted
            && !session.fed
            && session.received > 0
        {
            let why = "the peer sends its feed from the beginning: our cursor did not fit it";
            self.begin_anew(no, why, out);
        }
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let refused = match read {
            Err(error) => Some(format!("frame refused: {error}")),
            Ok(Frame::Hello(_)) if session.greeted => Some("greeted twice".to_owned()),
            Ok(Frame::Hello(hello)) => {
                self.hello(no, hello, out);
                return;
            }
            Ok(_) if !session.greeted => Some("spoke before greeting".to_owned()),
            Ok(Frame::Feed {
                first,
                items,
                rolling,
            }) => match session.takes(first, items.len()) {
                Err(reason) => Some(reason),
                Ok((from, seq)) => {
                    let task = self.next_task;
                    self.next_task += 1;
                    let cursor = Cursor { from, seq, rolling };
                    let taken = Taken {
                        link: no,
                        cursor,
                        feed_life: link.feed_life,
                    };
                    self.tasks.insert(task, taken);
                    out.push(Output::Admit {
                        link: no,
                        task,
                        first,
                        items: items.into_iter().map(ByteBuf::into_vec).collect(),
                        cursor,
                    });
                    None
                }
            },
            Ok(Frame::Ack { seq, reach }) => {
                let sent = session.next.map_or(0, |next| next - 1);
                if seq > sent.max(session.greeted_at) {
                    Some(format!("acknowledged {seq}, which was never sent"))
                } else if session.waits_anew {
                    session.waits_anew = seq != 0;
                    None
                } else if seq > sent {
                    None // It repeats the cursor it greeted with, which is still being looked at.
                } else {
                    while let Some((last, bytes)) = session.in_flight.front().copied()
                        && last <= seq
                    {
                        session.in_flight.pop_front();
                        session.in_flight_bytes -= bytes;
                    }
                    link.acked = link.acked.max(seq);
                    self.acked(no, &reach, out);
                    self.pump(no, out);
                    None
                }
            }
        };
        if let Some(reason) = refused {
            self.close(no, reason, out);
        }
    }

    /// The peer's feed begins anew, and the peer is told that this is known here.
    fn begin_anew(&mut self, no: LinkNo, why: &'static str, out: &mut Vec<Output>) {
        if let Some(link) = self.links.get_mut(&no) {
            link.begin_anew();
        }
        out.push(Output::Diverged { link: no, why });
        let reach = self.reach_for(no);
        let ack = Frame::Ack { seq: 0, reach };
        out.push(Output::Send {
            link: no,
            bytes: encode(&ack),
        });
    }

    fn close(&mut self, no: LinkNo, reason: String, out: &mut Vec<Output>) {
        if let Some(link) = self.links.get_mut(&no) {
            link.session = None;
        }
        out.push(Output::Close { link: no, reason });
    }

    fn hello(&mut self, no: LinkNo, hello: Hello, out: &mut Vec<Output>) {
        let mine = self.config.store;
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let versions = [PROTOCOL, PROTOCOL - 1];
        if !versions.contains(&hello.protocol) {
            let reason = format!(
                "speaks protocol {}, this node {PROTOCOL}: bring the older of the two up to date",
                hello.protocol
            );
            return self.close(no, reason, out);
        }
        if hello.place != link.place {
            let reason = format!(
                "says it stands at {}, its certificate says {}",
                hello.place, link.place
            );
            return self.close(no, reason, out);
        }
        session.greeted = true;
        session.peer = Some(hello.store);
        session.greeted_at = hello.cursor.map_or(0, |cursor| cursor.seq);
        if link.cursor.is_some_and(|cursor| cursor.from != hello.store) {
            // A new life of the peer: its feed is another one and comes from its beginning.
            self.begin_anew(no, "the peer's store is another one than before", out);
        }
        let Some(session) = (self.links.get_mut(&no)).and_then(|link| link.session.as_mut()) else {
            return;
        };
        match hello.cursor {
            None => session.next = Some(1),
            Some(cursor) if cursor.from != mine => {
                out.push(Output::Diverged {
                    link: no,
                    why: "the peer's cursor is of another life of this store",
                });
                session.next = Some(1);
                session.waits_anew = true;
            }
            Some(cursor) if cursor.seq == 0 => session.next = Some(1),
            Some(cursor) => {
                session.checking = Some(cursor);
                out.push(Output::CheckFeed {
                    link: no,
                    seq: cursor.seq,
                });
            }
        }
        match session.checking {
            Some(_) => session.greeted_reach = hello.reach,
            None if session.waits_anew => {}
            None => self.acked(no, &hello.reach, out),
        }
        self.pump(no, out);
    }

    fn checked(&mut self, no: LinkNo, found: Option<[u8; 16]>, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let Some(cursor) = session.checking.take() else {
            return;
        };
        if found == Some(cursor.rolling) {
            session.next = Some(cursor.seq + 1);
            link.acked = cursor.seq;
            let reach = std::mem::take(&mut session.greeted_reach);
            self.acked(no, &reach, out);
        } else {
            session.next = Some(1);
            session.waits_anew = true;
            out.push(Output::Diverged {
                link: no,
                why: "the peer holds more or other items of our feed than we have",
            });
        }
        self.pump(no, out);
    }

    fn stored(&mut self, task: Task, out: &mut Vec<Output>) {
        let Some(taken) = self.tasks.remove(&task) else {
            return;
        };
        let (no, cursor) = (taken.link, taken.cursor);
        if let Some(link) = self.links.get_mut(&no) {
            if taken.feed_life != link.feed_life {
                return; // Of a feed that has begun anew since: it moves no cursor of this one.
            }
            // What an earlier session took may be stored while the same items come in again.
            if link.cursor.is_none_or(|held| held.seq < cursor.seq) {
                link.cursor = Some(cursor);
            }
            link.forwarded.received(cursor.seq);
        }
        let reach = self.reach_for(no);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let seq = link.durable();
        if let Some(session) = &mut link.session {
            session.told = reach.clone();
            let ack = Frame::Ack { seq, reach };
            out.push(Output::Send {
                link: no,
                bytes: encode(&ack),
            });
        }
    }

    /// The watermarks of our feed to the parent may have moved: children are told.
    fn acked(&mut self, no: LinkNo, reach: &[u64], out: &mut Vec<Output>) {
        if no != LinkNo::PARENT {
            return;
        }
        let acked = self.links.get(&no).map_or(0, |link| link.acked);
        let mut marks = vec![acked];
        match reach {
            [] => marks.extend(self.up_marks.iter().skip(1)),
            above => marks.extend(above),
        }
        // Marks never go back in what is shown: what was durable above stays so.
        for (mark, before) in marks.iter_mut().zip(&self.up_marks) {
            *mark = (*mark).max(*before);
        }
        if marks == self.up_marks {
            return;
        }
        self.up_marks = marks.clone();
        out.push(Output::Reached { marks });
        let children: Vec<LinkNo> = self
            .links
            .keys()
            .copied()
            .filter(|no| *no != LinkNo::PARENT)
            .collect();
        for child in children {
            let reach = self.reach_for(child);
            let Some(link) = self.links.get_mut(&child) else {
                continue;
            };
            let seq = link.durable();
            if let Some(session) = &mut link.session
                && session.greeted
                && session.told != reach
            {
                session.told = reach.clone();
                out.push(Output::Send {
                    link: child,
                    bytes: encode(&Frame::Ack { seq, reach }),
                });
            }
        }
    }

    /// What a child is told of the tiers above this node. The city tells nothing: records end there.
    fn reach_for(&mut self, no: LinkNo) -> Vec<u64> {
        if no == LinkNo::PARENT || self.config.place.tier() <= Tier::City {
            return Vec::new();
        }
        let mut marks = self.up_marks.clone();
        if marks.is_empty() && self.links.contains_key(&LinkNo::PARENT) {
            // There is a tier above, and nothing is known to be there yet.
            marks.push(0);
        }
        match self.links.get_mut(&no) {
            Some(link) => link.forwarded.marks(&marks),
            None => Vec::new(),
        }
    }

    fn pump_all(&mut self, out: &mut Vec<Output>) {
        let all: Vec<LinkNo> = self.links.keys().copied().collect();
        for no in all {
            self.pump(no, out);
        }
    }

    /// Asks for the next items when there are any and credit is left.
    fn pump(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let Some(next) = session.next else { return };
        let room = CREDIT_BYTES.saturating_sub(session.in_flight_bytes);
        if session.reading || next > link.committed || room == 0 {
            return;
        }
        session.reading = true;
        out.push(Output::ReadFeed {
            link: no,
            from: next,
            bytes_max: FRAME_BYTES_MAX.min(room),
        });
    }

    fn feed_read(&mut self, no: LinkNo, items: Vec<Outgoing>, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        session.reading = false;
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return;
        };
        if session.next != Some(first.seq) {
            return; // Read for an earlier session of this link.
        }
        session.next = Some(last.seq + 1);
        let bytes = items.iter().map(|item| item.bytes.len()).sum();
        session.in_flight.push_back((last.seq, bytes));
        session.in_flight_bytes += bytes;
        let frame = Frame::Feed {
            first: first.seq,
            rolling: last.rolling,
            items: items
                .into_iter()
                .map(|item| ByteBuf::from(item.bytes))
                .collect(),
        };
        out.push(Output::Send {
            link: no,
            bytes: encode(&frame),
        });
        self.pump(no, out);
    }
}
