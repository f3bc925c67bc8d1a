//! What goes back and forth once both have greeted: feed, load and mend frames within one credit, and what
//! is said of their being durable.

use crate::breach::Breach;
use crate::feed::FeedHead;
use crate::hub::{Hub, HubOutput, LinkNo, Outgoing, Source, StoreTask};
use crate::link::{Incoming, LoadAt, MendOut, Reading};
use crate::phase::SessionPhase;
use crate::talk::Talk;
use crate::wire::{Cursor, Frame, Loading, Passed, SEQ_MAX, decode};
use record::RecordId;
use serde_bytes::ByteBuf;
use std::mem;
use tiers::Tier;

impl Hub {
    /// What was to be stored is durable.
    pub(crate) fn stored(&mut self, task: u64, out: &mut Vec<HubOutput>) {
        if let Some(storing) = self.common.tasks.remove(&task)
            && let Some(link) = self.links.get_mut(&storing.link)
        {
            let moved = link.memory.move_cursor(&storing);
            self.judge(storing.link, out, |talk| talk.is_durable(&storing, moved));
        }
    }

    /// The watermarks of our feed to the parent may have moved: children are told.
    pub(crate) fn tell_children(&mut self, out: &mut Vec<HubOutput>) {
        if !mem::take(&mut self.common.marks_moved) {
            return;
        }
        let below = self.links.keys().copied();
        let below: Vec<LinkNo> = below.filter(|no| *no != LinkNo::PARENT).collect();
        for no in below {
            self.at(no, out, |talk| talk.tell_reach());
        }
        // Of those that are away as well, what is durable at the top is forgotten.
        let away = self.links.values_mut();
        for link in away.filter(|link| link.session.is_none()) {
            link.memory.forwarded.marks(&self.common.up_marks);
        }
    }
}

impl Talk<'_> {
    pub(crate) fn frame(&mut self, bytes: &[u8]) -> Result<(), Breach> {
        match decode(bytes)? {
            Frame::Hello(hello) => self.hello(hello),
            _ if !self.session.phase.is_greeted() => Err(Breach::SpokeBeforeGreeting),
            Frame::Feed {
                first,
                items,
                rolling,
                held,
            } => self.feed(first, items, rolling, held),
            Frame::Ack { seq, reach } => self.ack(seq, &reach),
            Frame::Load {
                start,
                rolling,
                items,
                last,
                done,
            } => {
                let start = FeedHead {
                    seq: start,
                    rolling,
                };
                self.load(start, items, last, done)
            }
            Frame::Jump { seq, rolling } => self.jump(FeedHead { seq, rolling }),
            Frame::Mend { items, done } => self.mend(items, done),
            Frame::Express { items } => self.express(items),
            Frame::Taken { frames } => self.taken(frames),
            other => self.repair_frame(other),
        }
    }

    fn feed(
        &mut self,
        first: u64,
        items: Vec<ByteBuf>,
        rolling: [u8; 16],
        held: Vec<Passed>,
    ) -> Result<(), Breach> {
        let mending = self.memory.cursor.is_some_and(|cursor| cursor.mending);
        let count = items.len() + held.len();
        let (from, seq) = self.session.takes(first, count)?;
        let pieces = self.session.express.passes(first, items, &held)?;
        let cursor = Cursor {
            from,
            seq,
            rolling,
            loading: None,
            mending: mending || self.session.comparing.jumped,
            floor: self.memory.floor,
        };
        self.session.comparing.moved(count);
        let last = pieces.len().saturating_sub(1);
        for (place, (first, items)) in pieces.into_iter().enumerate() {
            // The cursor moves with the last of them alone.
            let cursor = (place == last).then_some(cursor);
            self.admit(Source::Feed { first }, items, cursor, None);
        }
        Ok(())
    }

    fn load(
        &mut self,
        start: FeedHead,
        items: Vec<ByteBuf>,
        last: Option<RecordId>,
        done: bool,
    ) -> Result<(), Breach> {
        let from = self.session.from()?;
        check_seq(start.seq)?;
        let before = match self.session.incoming {
            Incoming::Loading {
                start: begun,
                last: before,
            } if begun == start => before,
            Incoming::Loading { .. } | Incoming::Following { fed: true, .. } => {
                return Err(Breach::LoadOutOfPlace);
            }
            Incoming::NotBegun | Incoming::Following { fed: false, .. } => {
                let place = (from, start.seq, start.rolling);
                let cursor = (self.memory.cursor)
                    .filter(|cursor| (cursor.from, cursor.seq, cursor.rolling) == place);
                match cursor.and_then(|cursor| cursor.loading) {
                    Some(loading) => loading.last,
                    None => {
                        self.rebase();
                        None
                    }
                }
            }
        };
        // In which order records come is the sender's to choose.
        if last.is_none() && before.is_some() {
            return Err(Breach::LoadGoesBack);
        }
        self.session.incoming = if done {
            Incoming::Following {
                received: start.seq,
                fed: true,
            }
        } else {
            Incoming::Loading { start, last }
        };
        let cursor = Cursor {
            from,
            seq: start.seq,
            rolling: start.rolling,
            loading: (!done).then_some(Loading { last }),
            mending: false,
            floor: self.memory.floor,
        };
        let bulk = self.session.takes_bulk();
        self.admit(Source::Records, items, Some(cursor), bulk);
        Ok(())
    }

    fn jump(&mut self, to: FeedHead) -> Result<(), Breach> {
        let from = self.session.from()?;
        check_seq(to.seq)?;
        if let Incoming::Loading { .. } | Incoming::Following { fed: true, .. } =
            self.session.incoming
        {
            return Err(Breach::JumpOutOfPlace);
        }
        self.rebase();
        self.session.incoming = Incoming::Following {
            received: to.seq,
            fed: true,
        };
        self.session.comparing.jumped = true;
        self.diverged(
            "our cursor did not fit the peer's feed: it goes on, and what lies before is compared",
        );
        let cursor = Cursor {
            from,
            seq: to.seq,
            rolling: to.rolling,
            loading: None,
            mending: true,
            floor: self.memory.floor,
        };
        let bulk = self.session.takes_bulk();
        self.admit(Source::Records, Vec::new(), Some(cursor), bulk);
        Ok(())
    }

    fn mend(&mut self, items: Vec<ByteBuf>, done: bool) -> Result<(), Breach> {
        self.mended(done)?;
        let bulk = self.session.takes_bulk();
        self.admit(Source::Records, items, None, bulk);
        self.repair_goes_on();
        Ok(())
    }

    /// What came by this link is durable; `moved`, and the cursor has moved along the feed with it.
    fn is_durable(&mut self, storing: &StoreTask, moved: bool) -> Result<(), Breach> {
        self.session.comparing.stirred();
        if let SessionPhase::Greeting(greeting) = &self.session.phase
            && !greeting.said
        {
            return self.greet();
        }
        if let Some((number, frames)) = storing.bulk
            && number == self.session.no
        {
            self.send(&Frame::Taken { frames });
        }
        if moved {
            self.tell_ack();
        }
        self.answer_comparison();
        Ok(())
    }

    /// Says what is durable here, and above.
    pub(crate) fn tell_ack(&mut self) {
        if self.session.phase.is_greeted() {
            let (seq, reach) = (self.durable(), self.reach());
            self.session.told = reach.clone();
            self.send(&Frame::Ack { seq, reach });
        }
    }

    /// Says what is durable above, where that is not what was told last.
    fn tell_reach(&mut self) {
        if self.reach() != self.session.told {
            self.tell_ack();
        }
    }

    fn ack(&mut self, seq: u64, reach: &[u64]) -> Result<(), Breach> {
        let session = &mut *self.session;
        session.comparing.stirred();
        let sent = session.phase.next().map_or(0, |next| next - 1);
        if seq > sent.max(session.peer.at) {
            return Err(Breach::AcknowledgedUnsent { seq });
        }
        // Beyond what was sent it repeats the cursor it greeted with, which is still being looked at.
        if session.phase.is_unsettled() || seq > sent {
            return Ok(());
        }
        session.sending.acknowledged(seq, self.common.now);
        self.memory.acked = self.memory.acked.max(seq);
        self.acked(reach);
        self.pump();
        Ok(())
    }

    fn taken(&mut self, frames: u64) -> Result<(), Breach> {
        let session = &mut *self.session;
        session.comparing.stirred();
        if frames > session.sending.bulk_sent {
            return Err(Breach::TookUnsent { frames });
        }
        let next = session.phase.next().unwrap_or(0);
        while session.sending.bulk_acked < frames {
            session.sending.bulk_acknowledged(self.common.now);
            let number = session.sending.bulk_acked;
            session.express.acknowledged(number, next);
        }
        if let Some(feed) = session.phase.following_mut()
            && let Some(last) = feed.settles_at
            && session.sending.bulk_acked >= last
        {
            // Its own word on the feed follows and says from where on it has it.
            feed.settles_at = None;
            self.memory.acked = 0;
        }
        self.pump();
        Ok(())
    }

    /// The watermarks of our feed to the parent may have moved. Children are told once this is done with: see
    /// [`Hub::tell_children`].
    pub(crate) fn acked(&mut self, reach: &[u64]) {
        // A parent that is unproved follows our feed, and may still lack what lies before.
        if !self.is_parent() || self.session.peer.unproved {
            return;
        }
        let up_marks = &mut self.common.up_marks;
        let mut marks = vec![self.memory.acked];
        match reach {
            [] => marks.extend(up_marks.iter().skip(1)),
            above => marks.extend(above),
        }
        // Marks never go back in what is shown: what was durable above stays so.
        for (mark, before) in marks.iter_mut().zip(&*up_marks) {
            *mark = (*mark).max(*before);
        }
        // A parent that was restored may not know of all tiers above it yet.
        marks.extend(up_marks.iter().skip(marks.len()));
        if marks == *up_marks {
            return;
        }
        up_marks.clone_from(&marks);
        self.common.marks_moved = true;
        self.out.push(HubOutput::Reached { marks });
    }

    /// What a child is told of the tiers above this node. The city tells nothing: records end there.
    pub(crate) fn reach(&mut self) -> Vec<u64> {
        if self.is_parent() || self.common.config.place.tier() <= Tier::City {
            return Vec::new();
        }
        let mut marks = self.common.up_marks.clone();
        if marks.is_empty() && self.above.is_some() {
            // There is a tier above, and nothing is known to be there yet.
            marks.push(0);
        }
        if self.memory.cursor.is_some_and(|cursor| cursor.mending) {
            // What lies before the cursor may be lacking here, let alone above.
            return vec![0; marks.len()];
        }
        self.memory.forwarded.marks(&marks)
    }

    /// Asks for what is to be sent next, when there is anything and credit is left. The feed goes first:
    /// what is written now waits for no repair.
    pub(crate) fn pump(&mut self) {
        if self.session.sending.reading != Reading::No {
            return;
        }
        let committed = self.memory.committed.seq;
        if let Some(from) = self.session.behind(committed)
            && self.session.express.tells_behind()
        {
            let link = self.no;
            self.out.push(HubOutput::Behind { link, from });
        }
        let feed = (self.session.phase.next()).filter(|next| *next <= committed);
        let others = feed.is_some() || self.session.has_bulk();
        let room = self.session.sending.may_send();
        let is_theirs = self.session.express.was_last && others && room.is_some();
        if !is_theirs && let Some(output) = self.session.reads_urgent(self.no, committed) {
            self.out.push(output);
            return;
        }
        let Some(bytes_max) = room else {
            return;
        };
        self.session.express.was_last &= !others;
        self.read_next(feed, bytes_max);
    }

    /// Asks for the next of our feed, or for the next of load or repair where it has its turn.
    fn read_next(&mut self, feed: Option<u64>, bytes_max: usize) {
        let link = self.no;
        let (reading, output) = if let Some(from) = feed {
            let output = HubOutput::ReadFeed {
                link,
                from,
                bytes_max,
            };
            (Reading::Feed, output)
        } else if self.session.has_bulk() && !self.common.turns.has(link) {
            return; // It waits for its turn.
        } else if let Some(load) = self.session.phase.load() {
            let output = HubOutput::ReadRecords {
                link,
                at: load.at,
                bytes_max,
            };
            (Reading::Records, output)
        } else if let Some(mend) = &self.session.sending.mend {
            let output = HubOutput::ReadMissing {
                link,
                wanted: mend.wanted.clone(),
                skip: mend.skip,
                bytes_max,
            };
            (Reading::Missing, output)
        } else {
            return;
        };
        self.session.sending.reading = reading;
        self.out.push(output);
    }

    pub(crate) fn feed_read(&mut self, items: Vec<Outgoing>) {
        let session = &mut *self.session;
        if !session.sending.was_reading(Reading::Feed) {
            return;
        }
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return;
        };
        let (first, last, rolling) = (first.seq, last.seq, last.rolling);
        match session.phase.following_mut() {
            Some(feed) if feed.next == first => feed.next = last + 1,
            _ => return, // Read for an earlier session of this link.
        }
        let bytes = items.iter().map(|item| item.bytes.len()).sum();
        session.sending.sends_feed(last, bytes);
        session.comparing.moved(items.len());
        let (items, held) = session.express.leaves_out(items);
        self.send_paced(&Frame::Feed {
            first,
            items,
            rolling,
            held,
        });
        self.pump();
    }

    pub(crate) fn records_read(&mut self, items: Vec<Vec<u8>>, at: LoadAt, done: bool) {
        let session = &mut *self.session;
        if !session.sending.was_reading(Reading::Records) {
            return;
        }
        let SessionPhase::Loading(load) = &mut session.phase else {
            return;
        };
        if !done && at == load.at {
            return; // Nothing could be read: asked for again when something happens.
        }
        load.at = at;
        let start = load.start;
        let bytes = items.iter().map(Vec::len).sum();
        session.sending.sends_bulk(bytes);
        if done {
            session.begin_following(start.seq + 1, Some(session.sending.bulk_sent));
            session.express.load_ends();
        }
        self.common.turns.sends(self.no, bytes);
        self.send_paced(&Frame::Load {
            start: start.seq,
            rolling: start.rolling,
            items: items.into_iter().map(ByteBuf::from).collect(),
            last: at.after,
            done,
        });
        self.pump();
    }

    pub(crate) fn missing_read(&mut self, items: Vec<Vec<u8>>, whole: usize, skip: usize) {
        let sending = &mut self.session.sending;
        if sending.reading == Reading::UrgentRecord {
            return self.urgent_record_read(items, whole, skip);
        }
        if !sending.was_reading(Reading::Missing) {
            return;
        }
        let Some(MendOut {
            mut wanted,
            skip: before,
            owes_done,
        }) = sending.mend.take()
        else {
            return;
        };
        let stuck = whole == 0 && skip <= before;
        wanted.drain(..whole.min(wanted.len()));
        // What cannot be read is left out: the next comparison says that it is missing.
        let done = wanted.is_empty() || stuck;
        if !done {
            sending.mend = Some(MendOut {
                wanted,
                skip,
                owes_done,
            });
        }
        if !items.is_empty() || (done && owes_done) {
            let bytes = items.iter().map(Vec::len).sum();
            sending.sends_bulk(bytes);
            self.common.turns.sends(self.no, bytes);
            self.send_paced(&Frame::Mend {
                items: items.into_iter().map(ByteBuf::from).collect(),
                done,
            });
        }
        self.pump();
        self.repair_goes_on();
    }
}

pub(crate) fn check_seq(seq: u64) -> Result<(), Breach> {
    if seq > SEQ_MAX {
        return Err(Breach::PlaceTooFar { seq });
    }
    Ok(())
}
