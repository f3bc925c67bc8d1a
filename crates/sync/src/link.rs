//! What is known of a link: what the journal remembers, and what only a session knows.

use crate::breach::Breach;
use crate::express::{EXPRESS_RESERVE_BYTES, Express};
use crate::feed::FeedHead;
use crate::hub::{CREDIT_BYTES, StoreTask};
use crate::pace::Pace;
use crate::phase::SessionPhase;
use crate::reach::Forwarded;
use crate::repair::{Answering, Comparing};
use crate::trie::Trie;
use crate::wire::{Cursor, Names, StoreId};
use record::RecordId;
use std::collections::VecDeque;
use tiers::PlaceCode;

#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) memory: LinkMemory,
    /// None while the link is down.
    pub(crate) session: Option<LinkSession>,
}

/// What outlives a session.
#[derive(Debug)]
pub(crate) struct LinkMemory {
    pub(crate) place: PlaceCode,
    pub(crate) head: FeedHead,
    /// Sequences up to here are durable here and may be read.
    pub(crate) committed: FeedHead,
    pub(crate) cursor: Option<Cursor>,
    /// Goes into every cursor of the present feed life.
    pub(crate) floor: u64,
    /// Counts how often the peer's feed began anew: what was taken before then moves no cursor.
    pub(crate) feed_life: u64,
    pub(crate) forwarded: Forwarded,
    pub(crate) trie: Trie,
    pub(crate) acked: u64,
}

impl LinkMemory {
    pub(crate) fn new(place: PlaceCode, head: FeedHead, cursor: Option<Cursor>) -> LinkMemory {
        let floor = cursor.map_or(0, |cursor| cursor.floor);
        let mut forwarded = Forwarded::default();
        forwarded.begin_anew(floor);
        if let Some(cursor) = cursor.filter(|cursor| cursor.loading.is_none()) {
            forwarded.received(cursor.seq);
        }
        LinkMemory {
            place,
            head,
            committed: head,
            cursor,
            floor,
            feed_life: 0,
            forwarded,
            trie: Trie::default(),
            acked: 0,
        }
    }

    /// The peer's feed begins anew for us: its sequences mean other items than before.
    pub(crate) fn begin_anew(&mut self, floor: u64) {
        self.cursor = None;
        self.floor = floor;
        self.feed_life += 1;
        self.forwarded.begin_anew(floor);
    }

    /// Last sequence of the peer's feed that is held, where the feed is followed.
    pub(crate) fn followed(&self) -> Option<u64> {
        match self.cursor {
            None => Some(0),
            Some(cursor) => cursor.loading.is_none().then_some(cursor.seq),
        }
    }

    /// What was taken is durable; answers whether that moves a cursor along the feed.
    pub(crate) fn move_cursor(&mut self, taken: &StoreTask) -> bool {
        let Some(cursor) = taken.cursor else {
            return false;
        };
        if taken.feed_life != self.feed_life {
            return false; // Of a feed that has begun anew since: it moves no cursor of this one.
        }
        self.cursor = Some(cursor);
        if cursor.loading.is_none() {
            self.forwarded.received(cursor.seq);
        }
        cursor.loading.is_none()
    }
}

/// What is known of a link only while it is up.
#[derive(Debug, Default)]
pub(crate) struct LinkSession {
    /// Distinguishes the sessions of a process.
    pub(crate) no: u64,
    pub(crate) phase: SessionPhase,
    pub(crate) peer: PeerSaid,
    /// The reach marks that the peer was told last.
    pub(crate) told: Vec<u64>,
    pub(crate) sending: Sending,
    pub(crate) incoming: Incoming,
    /// Frames beside the feed that came in.
    pub(crate) bulk_taken: u64,
    pub(crate) comparing: Comparing,
    pub(crate) answering: Answering,
    pub(crate) express: Express,
}

/// What the peer said in greeting, and what follows from it.
#[derive(Debug, Default)]
pub(crate) struct PeerSaid {
    pub(crate) store: Option<StoreId>,
    /// Where it said that it was in our feed.
    pub(crate) at: u64,
    /// What its cursor in our feed says of this store, once that was looked at.
    pub(crate) finds: Option<Finds>,
    /// It follows our feed without having all that lies before: what is durable there says nothing of records
    /// until both were found to hold the same.
    pub(crate) unproved: bool,
}

/// What goes out, and what of it is not yet durable at the peer.
#[derive(Debug, Default)]
pub(crate) struct Sending {
    /// One read at a time is asked for.
    pub(crate) reading: Reading,
    /// Frames of the feed: last sequence and bytes of items.
    pub(crate) in_flight: VecDeque<(u64, usize)>,
    /// Bytes of items of all kinds.
    pub(crate) in_flight_bytes: usize,
    /// Every frame that will be acknowledged is told to it, and every acknowledgement.
    pub(crate) pace: Pace,
    /// The last item that was put into this feed for itself: what no comparison looks at lies no further back.
    pub(crate) owed: u64,
    pub(crate) mend: Option<MendOut>,
    /// Frames beside the feed: sent, known to be durable, and the bytes of those between.
    pub(crate) bulk_sent: u64,
    pub(crate) bulk_acked: u64,
    pub(crate) bulk_in_flight: VecDeque<usize>,
}

/// What comes in of the peer's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Incoming {
    /// Our cursor is of another feed than the peer has now, or of a load that has not gone on.
    #[default]
    NotBegun,
    /// A load is coming in.
    Loading {
        /// Where the feed goes on after it.
        start: FeedHead,
        /// The last record that came as a whole.
        last: Option<RecordId>,
    },
    /// The feed is followed.
    Following {
        /// Last sequence that came in, durable or not.
        received: u64,
        /// Something of feed, load or jump came in during this session.
        fed: bool,
    },
}

/// What the cursor with which a peer greets says of this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finds {
    /// It fits our feed: the peer holds nothing of this life that is not here.
    Whole,
    /// It is ahead of our feed or of other items: this store lacks what it once sent.
    Behind,
    /// It is of another life or there is none: the peer cannot tell.
    Nothing,
}

/// What was asked of the caller for sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Reading {
    #[default]
    No,
    Feed,
    Records,
    Missing,
    Urgent,
    UrgentRecord,
}

/// A load on its way out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LoadOut {
    pub(crate) start: FeedHead,
    pub(crate) at: LoadAt,
}

/// Where a load is: records are whole up to `after`, and of the next one `skip` changes went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LoadAt {
    /// The last record that went out as a whole.
    pub after: Option<RecordId>,
    /// Changes of the next one that went out.
    pub skip: usize,
}

/// Changes that the peer lacks, on their way out.
#[derive(Debug)]
pub(crate) struct MendOut {
    /// Records, with what the peer has of them.
    pub(crate) wanted: Vec<Names>,
    /// Changes of the first that went out.
    pub(crate) skip: usize,
    /// The peer waits for the word that all was sent.
    pub(crate) owes_done: bool,
}

impl Sending {
    /// Takes back what was asked for, where it was this; otherwise it was read for an earlier session of the link.
    pub(crate) fn was_reading(&mut self, what: Reading) -> bool {
        let is_it = self.reading == what;
        if is_it {
            self.reading = Reading::No;
        }
        is_it
    }

    /// Bytes of items that the next frame of feed, load or repair may hold; none = nothing may go out now. Where
    /// nothing is on its way a frame always may.
    pub(crate) fn may_send(&self) -> Option<usize> {
        let credit = (CREDIT_BYTES - EXPRESS_RESERVE_BYTES).saturating_sub(self.in_flight_bytes);
        if credit == 0 || self.pace.room() == 0 {
            return None;
        }
        Some(self.pace.frame_bytes().min(credit))
    }

    /// A frame of the feed goes out.
    pub(crate) fn sends_feed(&mut self, last: u64, bytes: usize) {
        self.in_flight.push_back((last, bytes));
        self.in_flight_bytes += bytes;
    }

    /// A frame beside the feed goes out.
    pub(crate) fn sends_bulk(&mut self, bytes: usize) {
        self.bulk_sent += 1;
        self.bulk_in_flight.push_back(bytes);
        self.in_flight_bytes += bytes;
    }

    /// The feed is durable at the peer up to here.
    pub(crate) fn acknowledged(&mut self, seq: u64, now: i64) {
        while let Some((last, bytes)) = self.in_flight.front().copied()
            && last <= seq
        {
            self.in_flight.pop_front();
            self.in_flight_bytes -= bytes;
            self.pace.acknowledged(now);
        }
    }

    /// One more frame beside the feed is durable at the peer.
    pub(crate) fn bulk_acknowledged(&mut self, now: i64) {
        self.bulk_acked += 1;
        let bytes = self.bulk_in_flight.pop_front().unwrap_or(0);
        self.in_flight_bytes -= bytes;
        self.pace.acknowledged(now);
    }
}

impl Incoming {
    /// Takes the next `count` items of the peer's feed; answers the last one's sequence.
    fn takes(&mut self, first: u64, count: usize) -> Result<u64, Breach> {
        let received = match *self {
            Incoming::Loading { .. } => return Err(Breach::FeedInLoad),
            Incoming::NotBegun => return Err(Breach::FeedNotBegun),
            Incoming::Following { received, .. } => received,
        };
        let expected = received + 1;
        if count == 0 || first != expected {
            return Err(Breach::FeedOutOfPlace { first, expected });
        }
        let received = received + count as u64;
        *self = Incoming::Following {
            received,
            fed: true,
        };
        Ok(received)
    }
}

impl LinkSession {
    /// Whose feed comes in.
    pub(crate) fn from(&self) -> Result<StoreId, Breach> {
        self.peer.store.ok_or(Breach::SpokeBeforeGreeting)
    }

    /// Takes the next `count` items of the peer's feed: whose they are, and the last one's sequence.
    pub(crate) fn takes(&mut self, first: u64, count: usize) -> Result<(StoreId, u64), Breach> {
        Ok((self.from()?, self.incoming.takes(first, count)?))
    }

    /// The peer has all that lay before its cursor when last compared, as far as it takes it: our feed ended at
    /// `compared_at` then.
    pub(crate) fn is_proved(&mut self, compared_at: u64) {
        self.peer.unproved &= compared_at < self.sending.owed;
    }

    /// A frame beside the feed came in: which session's, and its number in it.
    pub(crate) fn takes_bulk(&mut self) -> Option<(u64, u64)> {
        self.bulk_taken += 1;
        Some((self.no, self.bulk_taken))
    }

    /// A load or a repair goes out, or is about to.
    pub(crate) fn has_bulk(&self) -> bool {
        self.phase.load().is_some() || self.sending.mend.is_some()
    }

    /// Whether the peer owes an answer.
    pub(crate) fn waits(&self) -> bool {
        let asks = |phase: &SessionPhase| phase.repair().is_some_and(|repair| repair.waits());
        !self.phase.is_greeted()
            || !self.sending.in_flight.is_empty()
            || self.sending.bulk_sent != self.sending.bulk_acked
            || self.comparing.wanting.is_some()
            || asks(&self.phase)
    }
}
