mod recall;

use crate::breach::CloseReason;
use crate::feed::{FeedHead, FeedPlace, rolling};
use crate::link::{Finds, Link, LinkSession, LoadAt};
use crate::talk::Talk;
use crate::trie::HeldSum;
use crate::turns::Turns;
use crate::wire::{Cursor, Names, StoreId};
use record::RecordId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use tiers::{Digest, PlaceCode, Spread};

/// A link, as this node numbers it: the parent is [`LinkNo::PARENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkNo(pub u32);

impl LinkNo {
    /// The link to the parent.
    pub const PARENT: LinkNo = LinkNo(0);
}

impl fmt::Display for LinkNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Bytes of items that may be on their way and not yet durable at the receiver, of feed, load and repair
/// together.
pub const CREDIT_BYTES: usize = 1024 * 1024;

/// A store task the caller owes an [`HubInput::Stored`] for.
pub type Task = u64;

/// What a hub is told once.
#[derive(Debug, Clone, Copy)]
pub struct HubConfig {
    /// Where this node stands.
    pub place: PlaceCode,
    /// Its store, in the incarnation it is in now.
    pub store: StoreId,
}

/// What happens to the hub.
#[derive(Debug)]
pub enum HubInput {
    /// A link is there: mutual TLS told who it is.
    Up {
        /// The link that is up.
        link: LinkNo,
    },
    /// A link is gone.
    Down {
        /// The link that is gone.
        link: LinkNo,
    },
    /// A frame came in.
    Frame {
        /// By which link.
        link: LinkNo,
        /// As it came.
        bytes: Vec<u8>,
    },
    /// Answers [`HubOutput::ReadFeed`] with what was read.
    FeedRead {
        /// Which link's feed.
        link: LinkNo,
        /// Items from the asked sequence on, in order.
        items: Vec<Outgoing>,
    },
    /// Answers [`HubOutput::CheckFeed`] with what was found.
    FeedChecked {
        /// Which link's feed.
        link: LinkNo,
        /// The rolling hash that the feed has there; none when it is not that long.
        rolling: Option<[u8; 16]>,
    },
    /// Answers [`HubOutput::Admit`]: everything of it is durable, admitted or set aside. Tasks are answered in
    /// the order they were given.
    Stored {
        /// The task of that [`HubOutput::Admit`].
        task: Task,
    },
    /// Entries were made durable that got slots by [`Hub::assign`]: there may be something to send.
    Committed,
    /// Answers [`HubOutput::ReadRecords`] with what was read.
    RecordsRead {
        /// The link that was named there.
        link: LinkNo,
        /// Changes of records that travel by it, whole records but the last.
        items: Vec<Vec<u8>>,
        /// How far they come.
        at: LoadAt,
        /// There is no record after that.
        done: bool,
    },
    /// Answers [`HubOutput::ReadHeld`] with what was listed.
    HeldRead {
        /// The link that was named there.
        link: LinkNo,
        /// In the order of ids.
        held: Vec<(RecordId, HeldSum)>,
        /// There are more records after the last one.
        more: bool,
    },
    /// Answers [`HubOutput::ReadNames`]: one for each record, in the same order; empty for a record that is not
    /// here or does not travel by the link.
    NamesRead {
        /// The link that was named there.
        link: LinkNo,
        /// The names of the changes that are here.
        names: Vec<Names>,
    },
    /// Answers [`HubOutput::ReadMissing`] with what was read.
    MissingRead {
        /// The link that was named there.
        link: LinkNo,
        /// Changes that the peer lacks, as items.
        items: Vec<Vec<u8>>,
        /// How many of the records are done with.
        whole: usize,
        /// Of the next record: how many of its missing changes were given so far.
        skip: usize,
    },
    /// Changes of one record do not wait for their turn on a link. Say it with those it builds on that are not
    /// sent either; it says nothing of a link that is not behind, or has enough of them waiting.
    Urge {
        /// The link by which they are to go.
        link: LinkNo,
        /// The record whose changes they are.
        record: RecordId,
        /// Places of its items in the link's feed, those that are not committed among them. While the link is
        /// loaded all of the record goes, whatever is named.
        seqs: Vec<u64>,
        /// A load that is under way has come to the record.
        loaded: bool,
        /// It was written just now, and goes before what was named earlier.
        just_now: bool,
    },
    /// Answers [`HubOutput::ReadUrgent`] with what was read.
    UrgentRead {
        /// Which link's feed.
        link: LinkNo,
        /// The items asked for, in order, the first of them at least.
        items: Vec<Outgoing>,
    },
    /// Asks the parent for what it has of records beside these changes; owed is [`HubOutput::Given`], or nothing where
    /// something else is under way.
    Want {
        /// The link to the parent; on any other nothing follows.
        link: LinkNo,
        /// The records, each with what is here of it: of one that lives at the child no more the parent gives
        /// nothing to a child that names nothing.
        names: Vec<Names>,
    },
    /// It is time to compare with the parent what both hold, though nothing happened. Only the child can
    /// begin that; on other links nothing follows.
    Compare {
        /// The link to the parent; on any other nothing follows.
        link: LinkNo,
    },
}

/// One item of a feed on its way out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its sequence in the feed.
    pub seq: u64,
    /// Rolling hash after it.
    pub rolling: [u8; 16],
    /// What is sent.
    pub bytes: Vec<u8>,
}

/// What the caller must do.
#[derive(Debug, PartialEq, Eq)]
pub enum HubOutput {
    /// Send a frame; owes nothing back.
    Send {
        /// By which link.
        link: LinkNo,
        /// The frame, as it goes over the line.
        bytes: Vec<u8>,
    },
    /// Close a link; owes [`HubInput::Down`].
    Close {
        /// The link to close.
        link: LinkNo,
        /// Why; in words for both sides' logs by its `Display`.
        reason: CloseReason,
    },
    /// Read a link's feed; owes [`HubInput::FeedRead`].
    ReadFeed {
        /// The link whose feed is read.
        link: LinkNo,
        /// The sequence to begin with.
        from: u64,
        /// Stop before the item that would go over this, but give at least one.
        bytes_max: usize,
    },
    /// Read some items of a link's feed; owes [`HubInput::UrgentRead`].
    ReadUrgent {
        /// The link whose feed is read.
        link: LinkNo,
        /// Their sequences, ascending.
        seqs: Vec<u64>,
        /// Stop before the item that would go over this, but give at least one.
        bytes_max: usize,
    },
    /// The peer is far behind in our feed: what is urgent of it may be named with [`HubInput::Urge`]. Said once a
    /// session; owes nothing back.
    Behind {
        /// The link whose peer is behind.
        link: LinkNo,
        /// First sequence that was not sent.
        from: u64,
    },
    /// Look up the rolling hash of a link's feed; owes [`HubInput::FeedChecked`].
    CheckFeed {
        /// The link whose feed is meant.
        link: LinkNo,
        /// The sequence whose rolling hash is wanted.
        seq: u64,
    },
    /// Admit these items and store them, with the cursor in the last entry, or in one of its own when there
    /// is no other; owes [`HubInput::Stored`] once all of it is durable.
    Admit {
        /// By which link they came.
        link: LinkNo,
        /// Names it in [`HubInput::Stored`].
        task: Task,
        /// Where they are from.
        source: Source,
        /// The items in the order in which they came.
        items: Vec<Vec<u8>>,
        /// The cursor once they are durable; none = no cursor moves.
        cursor: Option<Cursor>,
    },
    /// Keep this cursor: nothing came with it. It must be durable before anything is sent that is said after
    /// it. Owes nothing back.
    Keep {
        /// Of which link.
        link: LinkNo,
        /// How far the feed of its peer is followed from now on.
        cursor: Cursor,
    },
    /// Read records that travel by a link, in an order of the caller's; owes [`HubInput::RecordsRead`].
    ReadRecords {
        /// The link that is loaded.
        link: LinkNo,
        /// Where to go on.
        at: LoadAt,
        /// Stop before the item that would go over this, but give at least one.
        bytes_max: usize,
    },
    /// List the records of some leaves (see [`crate::leaf_of`]) that travel by a link; owes
    /// [`HubInput::HeldRead`].
    ReadHeld {
        /// The link that is compared.
        link: LinkNo,
        /// The leaves, ascending.
        leaves: Vec<u16>,
        /// Only records after this one.
        after: Option<RecordId>,
        /// No more than this.
        records_max: usize,
    },
    /// Name the changes of records; owes [`HubInput::NamesRead`].
    ReadNames {
        /// The link that is compared.
        link: LinkNo,
        /// The records; a peer may have made them up.
        records: Vec<RecordId>,
    },
    /// Read the changes of records that are not among the names, in the order they were admitted; owes
    /// [`HubInput::MissingRead`]. What does not travel by the link is given as nothing.
    ReadMissing {
        /// The link whose peer lacks them.
        link: LinkNo,
        /// Records, with what the peer has of each.
        wanted: Vec<Names>,
        /// How many missing changes of the first were given before.
        skip: usize,
        /// Stop before the item that would go over this, but give at least one.
        bytes_max: usize,
    },
    /// The peer's cursor does not fit our feed: someone went back in time. The feed goes on from where it is
    /// and what lies before is compared.
    Diverged {
        /// The link whose peer it is.
        link: LinkNo,
        /// What does not fit.
        why: &'static str,
    },
    /// The parent durably holds more or other items of our feed than we have, of this very life, or follows a
    /// life of this store that this store knows nothing of: it went back in time. Owes [`Hub::begin_incarnation`]
    /// before anything more is written.
    WentBack {
        /// The link to the parent.
        link: LinkNo,
    },
    /// The place above follows another store at this place than this one: its machine was replaced. Said at
    /// every greeting until the place above follows this one; owes nothing back.
    Succeeds {
        /// The link to the parent.
        link: LinkNo,
    },
    /// Both ends are at the same place of both feeds, were repaired, and still do not hold the same. Said
    /// once a session.
    Disagrees {
        /// The link to the parent.
        link: LinkNo,
        /// Records that were found to differ.
        records: u64,
    },
    /// The parent has given what it has of the records that it was asked for; owes nothing back.
    Given {
        /// The link to the parent.
        link: LinkNo,
    },
    /// Our own feed to the parent is durable up to here: at the parent, and at each tier above it.
    Reached {
        /// One sequence a tier.
        marks: Vec<u64>,
    },
}

/// Where items came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The peer's feed, from this sequence on.
    Feed {
        /// Sequence of the first.
        first: u64,
    },
    /// This place of the peer's feed, out of its turn: one item.
    Express {
        /// Its sequence in that feed.
        seq: u64,
    },
    /// Beside the feed: a first load, a repair, or a record that is urgent.
    Records,
}

impl Source {
    /// The place in the peer's feed of the item at `place`; 0 = it has none.
    pub fn seq(self, place: usize) -> u64 {
        match self {
            Source::Feed { first } => first + place as u64,
            Source::Express { seq } => seq,
            Source::Records => 0,
        }
    }
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
    /// Its first load is coming in or going out.
    pub loading: bool,
    /// What we should both hold.
    pub held: HeldSum,
    /// They were compared in this session and both held the same, and nothing has changed here since.
    pub same: bool,
    /// What the cursor with which the peer greeted says of this store; none before it was looked at.
    pub finds: Option<Finds>,
    /// The peer has jumped over a part of our feed, and both were not found to hold the same since.
    pub unproved: bool,
}

/// An entry that is about to be appended: what of which record.
#[derive(Debug, Clone, Copy)]
pub struct Entering<'a> {
    /// The record that it is an entry of.
    pub record: RecordId,
    /// The changes it holds that were not here before.
    pub changes: &'a [Digest],
    /// How far the record travels.
    pub spread: Spread,
    /// From where: its home, and what it was granted to.
    pub ends: &'a [PlaceCode],
}

/// The replication state of one node.
#[derive(Debug)]
pub struct Hub {
    pub(crate) links: BTreeMap<LinkNo, Link>,
    pub(crate) common: Common,
    /// How many there were so far.
    pub(crate) sessions: u64,
    /// Links whose feed grew since the last commit.
    grown: BTreeSet<LinkNo>,
}

/// What all links of a hub share.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) config: HubConfig,
    /// Earlier incarnations of this store, and those of which the parent has told it.
    pub(crate) lived: BTreeSet<[u8; 16]>,
    /// When it was told of the last of them.
    pub(crate) told_of_life: Option<i64>,
    pub(crate) tasks: BTreeMap<Task, StoreTask>,
    pub(crate) next_task: Task,
    pub(crate) turns: Turns,
    /// The time as the caller last told it, ms.
    pub(crate) now: i64,
    /// Our feed to the parent: durable at the parent, and above.
    pub(crate) up_marks: Vec<u64>,
    /// They have moved, and the children are still to be told.
    pub(crate) marks_moved: bool,
}

/// Items that are being stored.
#[derive(Debug)]
pub(crate) struct StoreTask {
    pub(crate) link: LinkNo,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) feed_life: u64,
    /// The session and the number of the frame, for one beside the feed.
    pub(crate) bulk: Option<(u64, u64)>,
}

/// Whether a record lives at both ends of a link between `here` and `there`; see [`Hub::travels`].
fn travels(
    here: PlaceCode,
    (no, there): (LinkNo, PlaceCode),
    spread: Spread,
    ends: &[PlaceCode],
) -> bool {
    ends.iter().any(|end| match no {
        LinkNo::PARENT => spread.reaches(*end, there) && spread.reaches(*end, here),
        // A pair of home and the place above never needs a place further up to pass it on.
        _ => spread.reaches(*end, there) || (spread != Spread::Pair && there.contains(*end)),
    })
}

impl Hub {
    /// A hub without links.
    pub fn new(config: HubConfig) -> Self {
        Self {
            links: BTreeMap::new(),
            common: Common {
                config,
                lived: BTreeSet::new(),
                told_of_life: None,
                tasks: BTreeMap::new(),
                next_task: 1,
                turns: Turns::default(),
                now: 0,
                up_marks: Vec::new(),
                marks_moved: false,
            },
            sessions: 0,
            grown: BTreeSet::new(),
        }
    }

    /// Tells the time, ms from whenever: what was acknowledged since tells how fast a line is. The hub has no
    /// clock, and one that stands still or is set back does no harm.
    pub fn tell_time(&mut self, ms: i64) {
        self.common.now = ms;
    }

    /// A new incarnation of this store: every line is closed and greets anew. Call it once the new one is
    /// durable.
    pub fn begin_incarnation(&mut self, store: StoreId) -> Vec<HubOutput> {
        self.recall_incarnation(self.common.config.store.incarnation);
        self.common.config.store = store;
        let mut out = Vec::new();
        let up = (self.links.iter()).filter(|(_, link)| link.session.is_some());
        for no in up.map(|(no, _)| *no).collect::<Vec<_>>() {
            self.close(no, CloseReason::NewLife, &mut out);
        }
        out
    }

    /// A record of which so much is held lives somewhere else from now on: counts it on the links that it
    /// travels by since, and no more on the others. Answers the links on which it enters; the caller puts
    /// the whole record into their feeds.
    pub fn move_record(
        &mut self,
        spread: Spread,
        (before, now): (&[PlaceCode], &[PlaceCode]),
        record: RecordId,
        held: HeldSum,
    ) -> Vec<LinkNo> {
        let mut enters = Vec::new();
        for no in self.links.keys().copied().collect::<Vec<_>>() {
            let was = self.travels(no, spread, before);
            let is = self.travels(no, spread, now);
            let Some(link) = self.links.get_mut(&no) else {
                continue;
            };
            match (was, is) {
                (false, true) => {
                    link.memory.trie.add_held(record, held);
                    enters.push(no);
                }
                (true, false) => link.memory.trie.remove_record(record, held),
                _ => {}
            }
        }
        enters
    }

    /// An item of a child's feed is durable here and waits for another: it did not go on, and nothing behind
    /// it counts as arrived above. Once for each that waits, also at start.
    pub fn park(&mut self, source: LinkNo, child_seq: u64) {
        if let Some(link) = self.links.get_mut(&source) {
            link.memory.forwarded.park(child_seq);
        }
    }

    /// An item that waited was taken in and has its places in the feeds, or never will be.
    pub fn unpark(&mut self, source: LinkNo, child_seq: u64) {
        if let Some(link) = self.links.get_mut(&source) {
            link.memory.forwarded.unpark(child_seq);
        }
    }

    /// How far our feed to the parent is durable: at the parent, and at each tier above.
    pub fn marks(&self) -> &[u64] {
        &self.common.up_marks
    }

    /// What can be seen of a link.
    pub fn link(&self, no: LinkNo) -> Option<LinkView> {
        let link = self.links.get(&no)?;
        let session = link.session.as_ref();
        Some(LinkView {
            online: session.is_some_and(|session| session.phase.is_greeted()),
            last: link.memory.head.seq,
            acked: link.memory.acked,
            received: link.memory.cursor.map_or(0, |cursor| cursor.seq),
            loading: link
                .memory
                .cursor
                .is_some_and(|cursor| cursor.loading.is_some())
                || session.is_some_and(|session| session.phase.load().is_some()),
            held: link.memory.trie.root(),
            same: session
                .is_some_and(|session| session.comparing.same == Some(link.memory.trie.root())),
            finds: session.and_then(|session| session.peer.finds),
            unproved: session.is_some_and(|session| session.peer.unproved),
        })
    }

    /// Whether the peer of a link owes an answer: a greeting, an acknowledgement, its part of a comparison.
    pub fn waits(&self, no: LinkNo) -> bool {
        let session = self.links.get(&no).and_then(|link| link.session.as_ref());
        session.is_some_and(LinkSession::waits)
    }

    /// Closes a link whose peer owes an answer for too long. How long that is is the caller's, who has a
    /// clock.
    pub fn give_up(&mut self, no: LinkNo) -> Vec<HubOutput> {
        let mut out = Vec::new();
        self.close(no, CloseReason::Silence, &mut out);
        out
    }

    /// How far a load of the peer has come; none where none is under way.
    pub fn load_at(&self, no: LinkNo) -> Option<LoadAt> {
        let session = self.links.get(&no)?.session.as_ref()?;
        Some(session.phase.load()?.at)
    }

    /// Count and sum of all that travels by a link, as both ends should hold it.
    pub fn root(&self, no: LinkNo) -> HeldSum {
        self.links
            .get(&no)
            .map_or_else(HeldSum::default, |link| link.memory.trie.root())
    }

    /// All links with the places of their peers, up or down.
    pub fn links(&self) -> impl Iterator<Item = (LinkNo, PlaceCode)> {
        self.links.iter().map(|(no, link)| (*no, link.memory.place))
    }

    /// Whether a record of this spread, which lives on the paths from `ends`, lives at both ends of `no`, as
    /// far as the path to them goes: a child's subtree needs what any place in it needs.
    pub fn travels(&self, no: LinkNo, spread: Spread, ends: &[PlaceCode]) -> bool {
        let link = self.links.get(&no);
        link.is_some_and(|link| {
            travels(
                self.common.config.place,
                (no, link.memory.place),
                spread,
                ends,
            )
        })
    }

    /// Gives an entry its places in the feeds: on every link where the record lives, except the one it
    /// came in by. What it holds counts as held on that one too. The caller must append it to the journal
    /// before the next call of anything. A source with sequence 0 is a link, but no place in its feed.
    pub fn assign(
        &mut self,
        entering: Entering<'_>,
        item: &[u8],
        source: Option<(LinkNo, u64)>,
    ) -> Vec<FeedPlace> {
        let Entering {
            record,
            changes,
            spread,
            ends,
        } = entering;
        let held = HeldSum::all(record, changes.iter().copied());
        let here = self.common.config.place;
        let travels: Vec<LinkNo> = (self.links.iter())
            .filter(|(no, link)| travels(here, (**no, link.memory.place), spread, ends))
            .map(|(no, _)| *no)
            .collect();
        let mut slots = Vec::new();
        for no in travels {
            if let Some(link) = self.links.get_mut(&no) {
                link.memory.trie.add_held(record, held);
            }
            if source.is_none_or(|(from, _)| from != no) {
                slots.extend(self.assign_on(no, item, source));
            }
        }
        slots
    }

    /// Gives an entry that is no record's a place in one link's feed; see [`Hub::assign`].
    pub fn assign_on(
        &mut self,
        no: LinkNo,
        item: &[u8],
        source: Option<(LinkNo, u64)>,
    ) -> Option<FeedPlace> {
        let link = self.links.get_mut(&no)?;
        link.memory.head = FeedHead {
            seq: link.memory.head.seq + 1,
            rolling: rolling(&link.memory.head.rolling, item),
        };
        self.grown.insert(no);
        if let Some(session) = &mut link.session {
            session.sending.owed = link.memory.head.seq;
        }
        let slot = FeedPlace {
            link: no,
            seq: link.memory.head.seq,
            rolling: link.memory.head.rolling,
            source,
        };
        if no == LinkNo::PARENT
            && let Some((from, child_seq)) = source
            && let Some(child) = self.links.get_mut(&from)
        {
            child.memory.forwarded.forwarded(child_seq, slot.seq);
        }
        Some(slot)
    }

    /// Takes one input; carry out every output before the next.
    pub fn handle(&mut self, input: HubInput) -> Vec<HubOutput> {
        let mut outputs = Vec::new();
        let out = &mut outputs;
        match input {
            HubInput::Up { link } => self.up(link, out),
            HubInput::Down { link } => self.end_session(link),
            HubInput::Stored { task } => self.stored(task, out),
            HubInput::Committed => self.committed(out),
            HubInput::Frame { link, bytes } => self.judge(link, out, |talk| talk.frame(&bytes)),
            HubInput::FeedRead { link, .. }
            | HubInput::FeedChecked { link, .. }
            | HubInput::RecordsRead { link, .. }
            | HubInput::HeldRead { link, .. }
            | HubInput::NamesRead { link, .. }
            | HubInput::MissingRead { link, .. }
            | HubInput::UrgentRead { link, .. }
            | HubInput::Urge { link, .. }
            | HubInput::Want { link, .. }
            | HubInput::Compare { link } => {
                self.at(link, out, |talk| talk.answer(input));
            }
        }
        self.tell_children(out);
        self.pass_turns(out);
        self.at(LinkNo::PARENT, out, |talk| talk.compare_when_quiet());
        outputs
    }

    /// What was given places in the feeds is durable and may be sent.
    fn committed(&mut self, out: &mut Vec<HubOutput>) {
        // Of a hundred children most have nothing to do with what was written.
        for no in std::mem::take(&mut self.grown) {
            if let Some(link) = self.links.get_mut(&no) {
                link.memory.committed = link.memory.head;
            }
            self.at(no, out, |talk| talk.pump());
        }
        self.at(LinkNo::PARENT, out, |talk| talk.session.comparing.stirred());
    }
}

impl Common {
    /// The first task, of those not answered yet, that stores what came by a link.
    pub(crate) fn first_task_of(&self, no: LinkNo) -> Option<Task> {
        let first = self.tasks.iter().find(|(_, storing)| storing.link == no);
        first.map(|(task, _)| *task)
    }
}

impl Talk<'_> {
    /// The caller's answer to something that was asked of it, or its wish.
    fn answer(&mut self, input: HubInput) {
        match input {
            HubInput::FeedRead { items, .. } => self.feed_read(items),
            HubInput::FeedChecked { rolling, .. } => self.checked(rolling),
            HubInput::RecordsRead {
                items, at, done, ..
            } => self.records_read(items, at, done),
            HubInput::HeldRead { held, more, .. } => self.held_read(held, more),
            HubInput::NamesRead { names, .. } => self.names_read(names),
            HubInput::MissingRead {
                items, whole, skip, ..
            } => self.missing_read(items, whole, skip),
            HubInput::UrgentRead { items, .. } => self.urgent_read(items),
            HubInput::Urge {
                record,
                seqs,
                loaded,
                just_now,
                ..
            } => self.urge((record, seqs), (loaded, just_now)),
            HubInput::Want { names, .. } => self.want(names),
            HubInput::Compare { .. } => self.session.comparing.compare_again(),
            // What is no link's, or begins and ends a session.
            HubInput::Up { .. }
            | HubInput::Down { .. }
            | HubInput::Frame { .. }
            | HubInput::Stored { .. }
            | HubInput::Committed => {}
        }
    }
}
