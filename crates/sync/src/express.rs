//! Express: what is urgent does not wait behind a first load, a repair or a long backlog of the feed.
//!
//! Items of the feed go out of their turn, each durable on arrival, and move no cursor. Once one is known to be
//! durable, the feed sends its hash in its place, and the receiver closes unless it took that very item in this
//! session: never a hole. Of a record that a load has not come to, all goes, without a place in the feed. Both
//! ends forget everything of it with the session: then the feed sends the items themselves.

use crate::breach::Breach;
use crate::feed::item_hash;
use crate::flow::check_seq;
use crate::hub::{CREDIT_BYTES, Hub, HubOutput, LinkNo, Outgoing, Source};
use crate::link::{Incoming, LinkSession, Reading};
use crate::talk::Talk;
use crate::wire::{EXPRESS_ITEMS_MAX, Frame, Names, Passed, Urgent};
use record::RecordId;
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem;

/// Of the credit, what feed, load and repair leave to express.
pub const EXPRESS_RESERVE_BYTES: usize = 64 * 1024;
/// Urgent items that wait on a link; what is more goes in its turn.
pub const URGENT_MAX: usize = 256;
/// Items of one feed that went out of their turn and that the feed has not come to.
pub const EXPRESSED_MAX: usize = 1_024;
/// A peer that lacks more items than this is behind.
pub const EXPRESS_BEHIND_ITEMS: u64 = 16;

/// What a session knows of express, in both directions.
#[derive(Debug, Default)]
pub(crate) struct Express {
    /// The last frame that went out was one of express: the others have the next turn.
    pub(crate) was_last: bool,
    /// The caller was asked what is urgent.
    told_behind: bool,
    /// Places of the feed that wait.
    urgent: BTreeSet<u64>,
    /// Records that wait, which a load has not come to: which of them goes first (the least), and the places
    /// that were named.
    records: BTreeMap<RecordId, (i64, BTreeSet<u64>)>,
    /// How many were named so far, of what was written just now and of the rest.
    named: (i64, i64),
    /// What the caller was asked for.
    asked: Vec<u64>,
    asked_record: Option<RecordId>,
    /// Changes of the first record that went out.
    skip: usize,
    /// Frames on their way: the number among those beside the feed, places, bytes.
    sent: VecDeque<(u64, Vec<u64>, usize)>,
    in_flight: usize,
    /// Durable there, and the feed has not come to them.
    held: BTreeSet<u64>,
    /// What came in and the peer's feed has not come to.
    taken: BTreeMap<u64, [u8; 16]>,
}

impl Express {
    /// Whether the caller is to be told that the link is behind: once.
    pub(crate) fn tells_behind(&mut self) -> bool {
        !mem::replace(&mut self.told_behind, true)
    }

    fn waiting(&self) -> usize {
        let records = self.records.values().map(|(_, seqs)| 1 + seqs.len());
        self.urgent.len() + records.sum::<usize>()
    }

    fn beyond(&self) -> usize {
        let on_the_way = self.sent.iter().map(|(_, seqs, _)| seqs.len());
        self.held.len() + on_the_way.sum::<usize>()
    }

    /// The load has come to every record.
    pub(crate) fn load_ends(&mut self) {
        self.skip = 0;
        let named = mem::take(&mut self.records);
        let named = named.into_values().flat_map(|(_, seqs)| seqs);
        self.urgent.extend(named);
    }

    /// A record that a load has not come to does not wait for it; places of its items were named.
    fn waits_whole(&mut self, record: RecordId, seqs: BTreeSet<u64>, just_now: bool) {
        let turn = if just_now {
            self.named.0 += 1;
            -self.named.0
        } else {
            self.named.1 += 1;
            self.named.1
        };
        let new = || (turn, BTreeSet::new());
        let (first, waits) = self.records.entry(record).or_insert_with(new);
        *first = turn.min(*first);
        waits.extend(seqs);
    }

    fn sends(&mut self, number: u64, seqs: Vec<u64>, bytes: usize) {
        self.was_last = true;
        self.in_flight += bytes;
        self.sent.push_back((number, seqs, bytes));
    }

    /// A frame beside the feed is durable there, when the feed is about to send `next`.
    pub(crate) fn acknowledged(&mut self, number: u64, next: u64) {
        let is_it = (self.sent.front()).is_some_and(|(sent, ..)| *sent == number);
        if is_it && let Some((_, seqs, bytes)) = self.sent.pop_front() {
            self.in_flight -= bytes;
            self.held
                .extend(seqs.into_iter().filter(|seq| *seq >= next));
        }
    }

    /// Parts the items of the feed into what is sent and what is only named.
    pub(crate) fn leaves_out(&mut self, items: Vec<Outgoing>) -> (Vec<ByteBuf>, Vec<Passed>) {
        let (mut sent, mut held) = (Vec::new(), Vec::new());
        for Outgoing { seq, bytes, .. } in items {
            if self.held.remove(&seq) {
                held.push(Passed(seq, item_hash(&bytes)));
            } else {
                sent.push(ByteBuf::from(bytes));
            }
        }
        (sent, held)
    }

    /// The peer's feed comes to these items: what of them is to be stored, each piece with the place of its
    /// first. What is only named must have been taken in this session.
    pub(crate) fn passes(
        &mut self,
        first: u64,
        items: Vec<ByteBuf>,
        held: &[Passed],
    ) -> Result<Vec<(u64, Vec<ByteBuf>)>, Breach> {
        let end = first + (items.len() + held.len()) as u64;
        let mut items = items.into_iter();
        let mut pieces = Vec::new();
        let mut from = first;
        for Passed(seq, hash) in held {
            if !(from..end).contains(seq) || self.taken.get(seq) != Some(hash) {
                return Err(Breach::LeavesOutUnknown { seq: *seq });
            }
            let piece: Vec<ByteBuf> = items.by_ref().take((seq - from) as usize).collect();
            if piece.len() as u64 != seq - from {
                return Err(Breach::LeavesOutWrongly { seq: *seq });
            }
            if !piece.is_empty() {
                pieces.push((from, piece));
            }
            from = seq + 1;
        }
        pieces.push((from, items.collect()));
        self.taken = self.taken.split_off(&end);
        Ok(pieces)
    }
}

impl LinkSession {
    /// The first place of our feed that was not sent, where the peer lacks much.
    pub(crate) fn behind(&self, last: u64) -> Option<u64> {
        let load = self.phase.load().map(|load| load.start.seq + 1);
        let long = |next: &u64| (last + 1).saturating_sub(*next) > EXPRESS_BEHIND_ITEMS;
        load.or_else(|| self.phase.next().filter(long))
    }

    /// What is to be read for express, when anything is and there is room: what was written just now does not
    /// wait for what is on its way already, but no more than two frames of it are at a time.
    pub(crate) fn reads_urgent(&mut self, no: LinkNo, committed: u64) -> Option<HubOutput> {
        let load = self.phase.load().map(|load| load.start.seq + 1);
        let next = self.phase.next().or(load)?;
        let frame = self.sending.pace.frame_bytes();
        let room = EXPRESS_RESERVE_BYTES.min(2 * frame);
        let room = room.saturating_sub(self.express.in_flight);
        if room == 0 || self.sending.in_flight_bytes >= CREDIT_BYTES {
            return None;
        }
        let bytes_max = frame.min(room);
        let express = &mut self.express;
        express.urgent = express.urgent.split_off(&next);
        let may = EXPRESSED_MAX.saturating_sub(express.beyond());
        let seqs: Vec<u64> = (express.urgent.range(..=committed).copied())
            .take(EXPRESS_ITEMS_MAX.min(may))
            .collect();
        if !seqs.is_empty() {
            self.sending.reading = Reading::Urgent;
            express.asked = seqs.clone();
            return Some(HubOutput::ReadUrgent {
                link: no,
                seqs,
                bytes_max,
            });
        }
        let is_durable = |seqs: &BTreeSet<u64>| seqs.last().is_none_or(|last| *last <= committed);
        let begun = express
            .asked_record
            .filter(|one| express.records.contains_key(one));
        let record = begun.or_else(|| {
            let all = express.records.iter();
            let durable = all.filter(|(_, (_, seqs))| is_durable(seqs));
            durable
                .min_by_key(|(_, (turn, _))| *turn)
                .map(|(one, _)| *one)
        })?;
        // What was written a while ago leaves one of the two: what is written now would wait behind it.
        let is_of_now = express.records.get(&record).is_some_and(|it| it.0 < 0);
        if !is_of_now && express.in_flight >= frame {
            return None;
        }
        if begun.is_none() {
            express.skip = 0;
        }
        express.asked_record = Some(record);
        self.sending.reading = Reading::UrgentRecord;
        Some(HubOutput::ReadMissing {
            link: no,
            wanted: vec![Names::of(record, [])],
            skip: express.skip,
            bytes_max,
        })
    }
}

impl Hub {
    /// The first place of our feed to a link that was not sent, where the peer lacks much: what is urgent
    /// beyond it is worth naming with [`crate::HubInput::Urge`].
    pub fn behind(&self, no: LinkNo) -> Option<u64> {
        let link = self.links.get(&no)?;
        link.session.as_ref()?.behind(link.memory.head.seq)
    }
}

impl Talk<'_> {
    pub(crate) fn urge(
        &mut self,
        (record, seqs): (RecordId, Vec<u64>),
        (loaded, just_now): (bool, bool),
    ) {
        let last = self.memory.head.seq;
        let Some(from) = self.session.behind(last) else {
            return;
        };
        let express = &mut self.session.express;
        let went = |seq: &u64| {
            let mut sent = express.sent.iter();
            express.held.contains(seq) || sent.any(|(_, seqs, _)| seqs.contains(seq))
        };
        let fit = |seq: &u64| (from..=last).contains(seq) && !went(seq);
        let seqs: BTreeSet<u64> = seqs.into_iter().filter(fit).collect();
        // What was written a while ago leaves room for what is written now.
        let most = if just_now { URGENT_MAX } else { URGENT_MAX / 2 };
        if express.waiting() + seqs.len() >= most {
            return;
        }
        if self.session.phase.load().is_some() && !loaded {
            // All of it, which was written before the load began or since.
            express.waits_whole(record, seqs, just_now);
        } else {
            express.urgent.extend(seqs);
        }
        self.pump();
    }

    pub(crate) fn urgent_read(&mut self, items: Vec<Outgoing>) {
        if !self.session.sending.was_reading(Reading::Urgent) {
            return;
        }
        let express = &mut self.session.express;
        // What cannot be read is left to the feed.
        let last = items.last().map_or(u64::MAX, |item| item.seq);
        for seq in mem::take(&mut express.asked) {
            if seq <= last {
                express.urgent.remove(&seq);
            }
        }
        let items = items.into_iter();
        let items = items.map(|item| Urgent(item.seq, ByteBuf::from(item.bytes)));
        self.send_express(items.collect());
        self.pump();
    }

    pub(crate) fn urgent_record_read(&mut self, items: Vec<Vec<u8>>, whole: usize, skip: usize) {
        self.session.sending.reading = Reading::No;
        let express = &mut self.session.express;
        let Some(record) = express.asked_record else {
            return;
        };
        if whole > 0 || skip <= express.skip {
            express.records.remove(&record);
            express.asked_record = None;
            express.skip = 0;
        } else {
            express.skip = skip;
        }
        let items = items.into_iter();
        let items = items.map(|item| Urgent(0, ByteBuf::from(item)));
        self.send_express(items.collect());
        self.pump();
    }

    fn send_express(&mut self, mut items: Vec<Urgent>) {
        while !items.is_empty() {
            let rest = items.split_off(items.len().min(EXPRESS_ITEMS_MAX));
            let seqs = items.iter().map(|item| item.0).filter(|seq| *seq > 0);
            let (seqs, bytes) = (seqs.collect(), items.iter().map(|item| item.1.len()).sum());
            let sending = &mut self.session.sending;
            sending.sends_bulk(bytes);
            self.session.express.sends(sending.bulk_sent, seqs, bytes);
            self.send_paced(&Frame::Express { items });
            items = rest;
        }
    }

    pub(crate) fn express(&mut self, items: Vec<Urgent>) -> Result<(), Breach> {
        if items.is_empty() || items.len() > EXPRESS_ITEMS_MAX {
            let items = items.len();
            return Err(Breach::ExpressSize { items });
        }
        let bulk = self.session.takes_bulk();
        let passed = match self.session.incoming {
            Incoming::Following { received, .. } => received,
            Incoming::NotBegun | Incoming::Loading { .. } => 0,
        };
        let taken = &mut self.session.express.taken;
        let last = items.len() - 1;
        let mut sources = Vec::with_capacity(items.len());
        for Urgent(seq, bytes) in &items {
            check_seq(*seq)?;
            // What the feed has passed already has no place to come to any more.
            if *seq <= passed {
                sources.push(Source::Records);
                continue;
            }
            taken.insert(*seq, item_hash(bytes));
            sources.push(Source::Express { seq: *seq });
        }
        if taken.len() > EXPRESSED_MAX {
            return Err(Breach::ExpressedTooMany);
        }
        self.session.comparing.stirred();
        for (place, (source, Urgent(_, bytes))) in sources.into_iter().zip(items).enumerate() {
            let bulk = bulk.filter(|_| place == last);
            self.admit(source, vec![bytes], None, bulk);
        }
        Ok(())
    }
}
