//! What is known of a link: what the journal remembers, and what only a session knows.

use crate::breach::Breach;
use crate::express::{EXPRESS_RESERVE_BYTES, Express};
use crate::feed::FeedHead;
use crate::hub::CREDIT_BYTES;
use crate::pace::Pace;
use crate::reach::Forwarded;
use crate::repair::Repairing;
use crate::trie::Trie;
use crate::wire::{Cursor, Hello, Names, StoreId};
use record::RecordId;
use std::collections::VecDeque;
use tiers::PlaceCode;

#[derive(Debug)]
pub(crate) struct Link {
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
    pub(crate) session: Option<Session>,
    pub(crate) acked: u64,
}

impl Link {
    pub(crate) fn new(place: PlaceCode, head: FeedHead, cursor: Option<Cursor>) -> Link {
        let floor = cursor.map_or(0, |cursor| cursor.floor);
        let mut forwarded = Forwarded::default();
        forwarded.begin_anew(floor);
        if let Some(cursor) = cursor.filter(|cursor| cursor.loading.is_none()) {
            forwarded.received(cursor.seq);
        }
        Link {
            place,
            head,
            committed: head,
            cursor,
            floor,
            feed_life: 0,
            forwarded,
            trie: Trie::default(),
            session: None,
            acked: 0,
        }
    }

    /// The peer's feed begins anew for us: its sequences mean other items than before.
    pub(crate) fn begin_anew(&mut self, floor: u64) {
        self.cursor = None;
        self.floor = floor;
        self.feed_life += 1;
        self.forwarded.begin_anew(floor);
        if let Some(session) = &mut self.session {
            session.received = 0;
            session.based = true;
        }
    }

    /// Last sequence of the peer's feed that is held, where the feed is followed.
    pub(crate) fn followed(&self) -> Option<u64> {
        match self.cursor {
            None => Some(0),
            Some(cursor) => cursor.loading.is_none().then_some(cursor.seq),
        }
    }

    /// What may be acknowledged: durable, and received in this session.
    pub(crate) fn durable(&self) -> u64 {
        let session = self.session.as_ref().filter(|session| session.based);
        let received = session.map_or(0, |session| session.received);
        self.followed().unwrap_or(0).min(received)
    }

    /// Whether nothing is under way in either direction, as far as this end can tell.
    pub(crate) fn is_still(&self) -> bool {
        let Some(session) = &self.session else {
            return false;
        };
        session.next == Some(self.head.seq + 1)
            && self.committed.seq == self.head.seq
            && session.bulk_in_flight.is_empty()
            && session.load.is_none()
            && session.mend.is_none()
            && session.waits == Waits::No
            && session.loading.is_none()
            && session.based
            && self.followed() == Some(session.received)
    }

    /// Whether nothing is under way but the word that the peer is to follow from here on.
    pub(crate) fn has_just_jumped(&self) -> bool {
        let Some(session) = &self.session else {
            return false;
        };
        session.unproved
            && session.waits == Waits::Bulk(Some(1))
            && session.bulk_sent == 1
            && session.next == Some(self.head.seq + 1)
            && self.committed.seq == self.head.seq
            && session.loading.is_none()
            && session.based
            && self.followed() == Some(session.received)
    }
}

/// What is known of a link only while it is up.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// Distinguishes the sessions of a process.
    pub(crate) no: u64,
    /// The peer has greeted.
    pub(crate) greeted: bool,
    /// We have; until then its greeting waits.
    pub(crate) said_hello: bool,
    pub(crate) early: Option<Hello>,
    /// The peer's store, from its Hello.
    pub(crate) peer: Option<StoreId>,

    /// Next sequence to send; none until the peer's cursor was checked, and during a load.
    pub(crate) next: Option<u64>,
    /// One read at a time is asked for.
    pub(crate) reading: Reading,
    /// Cursor that waits for [`crate::Input::FeedChecked`].
    pub(crate) checking: Option<Cursor>,
    pub(crate) in_flight: VecDeque<(u64, usize)>,
    pub(crate) in_flight_bytes: usize,
    /// Every frame that will be acknowledged is told to it, and every acknowledgement.
    pub(crate) pace: Pace,
    /// Where the peer said in greeting that it was in our feed.
    pub(crate) greeted_at: u64,
    /// What it said then of the tiers above it: it counts once its cursor was found to fit.
    pub(crate) greeted_reach: Vec<u64>,
    /// What its cursor in our feed says of this store, once that was looked at.
    pub(crate) finds: Option<Finds>,
    /// Its cursor did not fit: what it acknowledges is of another feed.
    pub(crate) waits: Waits,
    /// The peer follows our feed without having all that lies before: what is durable there says nothing
    /// of records until both were found to hold the same.
    pub(crate) unproved: bool,
    /// The last item that was put into this feed for itself: what no comparison looks at lies no further back.
    pub(crate) owed: u64,
    pub(crate) told: Vec<u64>,
    pub(crate) load: Option<LoadOut>,
    pub(crate) mend: Option<MendOut>,
    /// Frames beside the feed: sent, known to be durable, and the bytes of those between.
    pub(crate) bulk_sent: u64,
    pub(crate) bulk_acked: u64,
    pub(crate) bulk_in_flight: VecDeque<usize>,

    /// Last sequence that came in, durable or not.
    pub(crate) received: u64,
    /// Whether our cursor is of the feed that the peer has now.
    pub(crate) based: bool,
    /// Whether anything of feed or load came in during this session.
    pub(crate) fed: bool,
    /// A load is coming in: where its feed goes on, and the last record.
    pub(crate) loading: Option<(FeedHead, Option<RecordId>)>,
    /// Frames beside the feed that came in.
    pub(crate) bulk_taken: u64,

    pub(crate) repairing: Repairing,
    pub(crate) express: Express,
}

impl Session {
    /// The peer has all that lay before its cursor when last compared, as far as it takes it.
    pub(crate) fn is_proved(&mut self) {
        self.unproved &= self.repairing.compared_at < self.owed;
    }
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

/// Until when acknowledgements of the feed are of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Waits {
    #[default]
    No,
    /// Until this many frames beside the feed are durable there; none = not yet known.
    Bulk(Option<u64>),
}

/// A load on its way out.
#[derive(Debug, Clone, Copy)]
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

impl Session {
    /// Takes the next `count` items of the peer's feed: whose they are, and the last one's sequence.
    pub(crate) fn takes(&mut self, first: u64, count: usize) -> Result<(StoreId, u64), Breach> {
        let from = self.peer.ok_or(Breach::SpokeBeforeGreeting)?;
        if self.loading.is_some() {
            return Err(Breach::FeedInLoad);
        }
        if !self.based {
            return Err(Breach::FeedNotBegun);
        }
        let expected = self.received + 1;
        if count == 0 || first != expected {
            return Err(Breach::FeedOutOfPlace { first, expected });
        }
        self.received += count as u64;
        self.fed = true;
        Ok((from, self.received))
    }

    /// Bytes of items that the next frame of feed, load or repair may hold; none = nothing may go out now. Where nothing is on its way
    /// a frame always may.
    pub(crate) fn may_send(&self) -> Option<usize> {
        let credit = (CREDIT_BYTES - EXPRESS_RESERVE_BYTES).saturating_sub(self.in_flight_bytes);
        if credit == 0 || self.pace.room() == 0 {
            return None;
        }
        Some(self.pace.frame_bytes().min(credit))
    }

    /// A frame beside the feed came in: which session's, and its number in it.
    pub(crate) fn takes_bulk(&mut self) -> Option<(u64, u64)> {
        self.bulk_taken += 1;
        Some((self.no, self.bulk_taken))
    }

    /// A frame beside the feed goes out.
    pub(crate) fn sends_bulk(&mut self, bytes: usize) {
        self.bulk_sent += 1;
        self.bulk_in_flight.push_back(bytes);
        self.in_flight_bytes += bytes;
    }
}
