//! What goes back and forth once both have greeted: feed, load and mend frames within one credit, and what
//! is said of their being durable.

use crate::breach::Breach;
use crate::feed::FeedHead;
use crate::hub::{Hub, LinkNo, Outgoing, Output, Source, Taken};
use crate::link::{LoadAt, MendOut, Reading, Waits};
use crate::wire::{Cursor, Frame, Loading, Passed, SEQ_MAX, decode};
use record::RecordId;
use serde_bytes::ByteBuf;
use tiers::Tier;

impl Hub {
    pub(crate) fn frame(&mut self, no: LinkNo, bytes: &[u8], out: &mut Vec<Output>) {
        let read = decode(bytes);
        let Some(session) = self.session(no) else {
            return; // It was closed; what was still on its way is dropped.
        };
        let done = match read {
            Err(error) => Err(Breach::Unreadable(error)),
            Ok(Frame::Hello(_)) if session.greeted => Err(Breach::GreetedTwice),
            Ok(Frame::Hello(hello)) => self.hello(no, hello, out),
            Ok(_) if !session.greeted => Err(Breach::SpokeBeforeGreeting),
            Ok(Frame::Feed {
                first,
                items,
                rolling,
                held,
            }) => self.feed(no, first, items, rolling, held, out),
            Ok(Frame::Ack { seq, reach }) => self.ack(no, seq, &reach, out),
            Ok(Frame::Load {
                start,
                rolling,
                items,
                last,
                done,
            }) => {
                let start = FeedHead {
                    seq: start,
                    rolling,
                };
                self.load(no, start, items, last, done, out)
            }
            Ok(Frame::Jump { seq, rolling }) => self.jump(no, FeedHead { seq, rolling }, out),
            Ok(Frame::Mend { items, done }) => self.mend(no, items, done, out),
            Ok(Frame::Express { items }) => self.express(no, items, out),
            Ok(Frame::Taken { frames }) => self.taken(no, frames, out),
            Ok(other) => self.repair_frame(no, other, out),
        };
        if let Err(breach) = done {
            self.close(no, breach, out);
        }
    }

    fn feed(
        &mut self,
        no: LinkNo,
        first: u64,
        items: Vec<ByteBuf>,
        rolling: [u8; 16],
        held: Vec<Passed>,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let floor = link.floor;
        let mending = link.cursor.is_some_and(|cursor| cursor.mending);
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        let count = items.len() + held.len();
        let (from, seq) = session.takes(first, count)?;
        let pieces = session.express.passes(first, items, &held)?;
        let cursor = Cursor {
            from,
            seq,
            rolling,
            loading: None,
            mending: mending || session.repairing.jumped,
            floor,
        };
        session.repairing.moved(count);
        let last = pieces.len().saturating_sub(1);
        for (place, (first, items)) in pieces.into_iter().enumerate() {
            // The cursor moves with the last of them alone.
            let cursor = (place == last).then_some(cursor);
            self.admit(no, Source::Feed { first }, items, cursor, None, out);
        }
        Ok(())
    }

    fn load(
        &mut self,
        no: LinkNo,
        start: FeedHead,
        items: Vec<ByteBuf>,
        last: Option<RecordId>,
        done: bool,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        let from = session.peer.ok_or(Breach::SpokeBeforeGreeting)?;
        check_seq(start.seq)?;
        let before = match session.loading {
            Some((begun, before)) if begun == start => before,
            _ if session.fed => return Err(Breach::LoadOutOfPlace),
            _ => {
                let cursor = link.cursor.filter(|cursor| {
                    (cursor.from, cursor.seq, cursor.rolling) == (from, start.seq, start.rolling)
                });
                match cursor.and_then(|cursor| cursor.loading) {
                    Some(loading) => loading.last,
                    None => {
                        self.rebase(no);
                        None
                    }
                }
            }
        };
        // In which order records come is the sender's to choose.
        if last.is_none() && before.is_some() {
            return Err(Breach::LoadGoesBack);
        }
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        session.fed = true;
        session.loading = (!done).then_some((start, last));
        if done {
            session.received = start.seq;
            session.based = true;
        }
        let cursor = Cursor {
            from,
            seq: start.seq,
            rolling: start.rolling,
            loading: (!done).then_some(Loading { last }),
            mending: false,
            floor: link.floor,
        };
        let bulk = session.takes_bulk();
        self.admit(no, Source::Records, items, Some(cursor), bulk, out);
        Ok(())
    }

    fn jump(&mut self, no: LinkNo, to: FeedHead, out: &mut Vec<Output>) -> Result<(), Breach> {
        let Some(session) = self.session(no) else {
            return Ok(());
        };
        let from = session.peer.ok_or(Breach::SpokeBeforeGreeting)?;
        check_seq(to.seq)?;
        if session.fed || session.loading.is_some() {
            return Err(Breach::JumpOutOfPlace);
        }
        self.rebase(no);
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let floor = link.floor;
        let mut bulk = None;
        if let Some(session) = &mut link.session {
            session.fed = true;
            session.received = to.seq;
            bulk = session.takes_bulk();
            session.repairing.jumped = true;
        }
        out.push(Output::Diverged {
            link: no,
            why: "our cursor did not fit the peer's feed: it goes on, and what lies before is compared",
        });
        let cursor = Cursor {
            from,
            seq: to.seq,
            rolling: to.rolling,
            loading: None,
            mending: true,
            floor,
        };
        self.admit(no, Source::Records, Vec::new(), Some(cursor), bulk, out);
        Ok(())
    }

    fn mend(
        &mut self,
        no: LinkNo,
        items: Vec<ByteBuf>,
        done: bool,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        self.mended(no, done)?;
        let bulk = self.session(no).and_then(|session| session.takes_bulk());
        self.admit(no, Source::Records, items, None, bulk, out);
        self.repair_goes_on(no, out);
        Ok(())
    }

    /// Items are to be stored; with `bulk`, a frame beside the feed is durable with them.
    pub(crate) fn admit(
        &mut self,
        no: LinkNo,
        source: Source,
        items: Vec<ByteBuf>,
        cursor: Option<Cursor>,
        bulk: Option<(u64, u64)>,
        out: &mut Vec<Output>,
    ) {
        let Some(link) = self.links.get(&no) else {
            return;
        };
        let task = self.next_task;
        self.next_task += 1;
        let taken = Taken {
            link: no,
            cursor,
            feed_life: link.feed_life,
            bulk,
        };
        self.tasks.insert(task, taken);
        out.push(Output::Admit {
            link: no,
            task,
            source,
            items: items.into_iter().map(ByteBuf::into_vec).collect(),
            cursor,
        });
    }

    pub(crate) fn stored(&mut self, task: u64, out: &mut Vec<Output>) {
        let Some(taken) = self.tasks.remove(&task) else {
            return;
        };
        let no = taken.link;
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        if let Some(session) = &mut link.session {
            session.repairing.stirred();
            if !session.said_hello {
                self.move_cursor(taken);
                return self.greet(no, out);
            }
            if let Some((number, frames)) = taken.bulk
                && number == session.no
            {
                Self::send(no, &Frame::Taken { frames }, out);
            }
        }
        if self.move_cursor(taken) {
            self.tell_ack(no, out);
        }
        self.answer_comparison(no, out);
    }

    /// What was taken is durable; answers whether that moves a cursor along the feed.
    fn move_cursor(&mut self, taken: Taken) -> bool {
        let Some(link) = self.links.get_mut(&taken.link) else {
            return false;
        };
        let Some(cursor) = taken.cursor else {
            return false;
        };
        if taken.feed_life != link.feed_life {
            return false; // Of a feed that has begun anew since: it moves no cursor of this one.
        }
        link.cursor = Some(cursor);
        if cursor.loading.is_none() {
            link.forwarded.received(cursor.seq);
        }
        cursor.loading.is_none()
    }

    /// Says what is durable here, and above.
    pub(crate) fn tell_ack(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let reach = self.reach_for(no);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let seq = link.durable();
        if let Some(session) = &mut link.session
            && session.greeted
        {
            session.told = reach.clone();
            Self::send(no, &Frame::Ack { seq, reach }, out);
        }
    }

    fn ack(
        &mut self,
        no: LinkNo,
        seq: u64,
        reach: &[u64],
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let now = self.now;
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        session.repairing.stirred();
        let sent = session.next.map_or(0, |next| next - 1);
        if seq > sent.max(session.greeted_at) {
            return Err(Breach::AcknowledgedUnsent { seq });
        }
        match session.waits {
            Waits::Bulk(_) => return Ok(()),
            Waits::No if seq > sent => return Ok(()), // It repeats the cursor it greeted with, which is still being looked at.
            Waits::No => {}
        }
        while let Some((last, bytes)) = session.in_flight.front().copied()
            && last <= seq
        {
            session.in_flight.pop_front();
            session.in_flight_bytes -= bytes;
            session.pace.acknowledged(now);
        }
        link.acked = link.acked.max(seq);
        self.acked(no, reach, out);
        self.pump(no, out);
        Ok(())
    }

    fn taken(&mut self, no: LinkNo, frames: u64, out: &mut Vec<Output>) -> Result<(), Breach> {
        let now = self.now;
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        session.repairing.stirred();
        if frames > session.bulk_sent {
            return Err(Breach::TookUnsent { frames });
        }
        while session.bulk_acked < frames {
            session.bulk_acked += 1;
            let bytes = session.bulk_in_flight.pop_front().unwrap_or(0);
            session.in_flight_bytes -= bytes;
            session.pace.acknowledged(now);
            let sent = session.next.unwrap_or(0);
            session.express.acknowledged(session.bulk_acked, sent);
        }
        if let Waits::Bulk(Some(last)) = session.waits
            && session.bulk_acked >= last
        {
            // Its own word on the feed follows and says from where on it has it.
            session.waits = Waits::No;
            link.acked = 0;
        }
        self.pump(no, out);
        Ok(())
    }

    /// The watermarks of our feed to the parent may have moved: children are told.
    pub(crate) fn acked(&mut self, no: LinkNo, reach: &[u64], out: &mut Vec<Output>) {
        if no != LinkNo::PARENT {
            return;
        }
        let Some(parent) = self.links.get(&no) else {
            return;
        };
        if (parent.session.as_ref()).is_some_and(|session| session.unproved) {
            return; // It follows our feed, and may still lack what lies before.
        }
        let mut marks = vec![parent.acked];
        match reach {
            [] => marks.extend(self.up_marks.iter().skip(1)),
            above => marks.extend(above),
        }
        // Marks never go back in what is shown: what was durable above stays so.
        for (mark, before) in marks.iter_mut().zip(&self.up_marks) {
            *mark = (*mark).max(*before);
        }
        // A parent that was restored may not know of all tiers above it yet.
        marks.extend(self.up_marks.iter().skip(marks.len()));
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
            let told = self.session(child).map(|session| &session.told);
            if told.is_some_and(|told| *told != reach) {
                self.tell_ack(child, out);
            }
        }
    }

    /// What a child is told of the tiers above this node. The city tells nothing: records end there.
    pub(crate) fn reach_for(&mut self, no: LinkNo) -> Vec<u64> {
        if no == LinkNo::PARENT || self.config.place.tier() <= Tier::City {
            return Vec::new();
        }
        let mut marks = self.up_marks.clone();
        if marks.is_empty() && self.links.contains_key(&LinkNo::PARENT) {
            // There is a tier above, and nothing is known to be there yet.
            marks.push(0);
        }
        match self.links.get_mut(&no) {
            // What lies before the cursor may be lacking here, let alone above.
            Some(link) if link.cursor.is_some_and(|cursor| cursor.mending) => vec![0; marks.len()],
            Some(link) => link.forwarded.marks(&marks),
            None => Vec::new(),
        }
    }

    /// Asks for what is to be sent next, when there is anything and credit is left. The feed goes first:
    /// what is written now waits for no repair.
    pub(crate) fn pump(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        if session.reading != Reading::No {
            return;
        }
        let committed = link.committed.seq;
        let feed = session.next.filter(|next| *next <= committed);
        let others = feed.is_some() || session.load.is_some() || session.mend.is_some();
        let room = session.may_send();
        if let Some(from) = session.behind(committed)
            && session.express.tells_behind()
        {
            out.push(Output::Behind { link: no, from });
        }
        let is_theirs = session.express.was_last && others && room.is_some();
        if !is_theirs && let Some(output) = session.reads_urgent(no, committed) {
            out.push(output);
            return;
        }
        let Some(bytes_max) = room else {
            return;
        };
        session.express.was_last &= !others;
        if let Some(from) = feed {
            session.reading = Reading::Feed;
            out.push(Output::ReadFeed {
                link: no,
                from,
                bytes_max,
            });
        } else if (session.load.is_some() || session.mend.is_some()) && !self.turns.has(no) {
            // It waits for its turn.
        } else if let Some(load) = &session.load {
            session.reading = Reading::Records;
            out.push(Output::ReadRecords {
                link: no,
                at: load.at,
                bytes_max,
            });
        } else if let Some(mend) = &session.mend {
            session.reading = Reading::Missing;
            out.push(Output::ReadMissing {
                link: no,
                wanted: mend.wanted.clone(),
                skip: mend.skip,
                bytes_max,
            });
        }
    }

    pub(crate) fn feed_read(&mut self, no: LinkNo, items: Vec<Outgoing>, out: &mut Vec<Output>) {
        let Some(session) = self.session(no) else {
            return;
        };
        if session.reading != Reading::Feed {
            return; // Read for an earlier session of this link.
        }
        session.reading = Reading::No;
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
        session.repairing.moved(items.len());
        let (first, rolling) = (first.seq, last.rolling);
        let (items, held) = session.express.leaves_out(items);
        let frame = Frame::Feed {
            first,
            items,
            rolling,
            held,
        };
        self.send_paced(no, &frame, out);
        self.pump(no, out);
    }

    pub(crate) fn records_read(
        &mut self,
        no: LinkNo,
        items: Vec<Vec<u8>>,
        at: LoadAt,
        done: bool,
        out: &mut Vec<Output>,
    ) {
        let Some(session) = self.session(no) else {
            return;
        };
        if session.reading != Reading::Records {
            return; // Read for an earlier session of this link.
        }
        session.reading = Reading::No;
        let Some(load) = &mut session.load else {
            return;
        };
        if !done && at == load.at {
            return; // Nothing could be read: asked for again when something happens.
        }
        load.at = at;
        let start = load.start;
        let bytes = items.iter().map(Vec::len).sum();
        session.sends_bulk(bytes);
        if done {
            session.load = None;
            session.waits = Waits::Bulk(Some(session.bulk_sent));
            session.next = Some(start.seq + 1);
            session.express.load_ends();
        }
        let frame = Frame::Load {
            start: start.seq,
            rolling: start.rolling,
            items: items.into_iter().map(ByteBuf::from).collect(),
            last: at.after,
            done,
        };
        self.turns.sends(no, bytes);
        self.send_paced(no, &frame, out);
        self.pump(no, out);
    }

    pub(crate) fn missing_read(
        &mut self,
        no: LinkNo,
        items: Vec<Vec<u8>>,
        whole: usize,
        skip: usize,
        out: &mut Vec<Output>,
    ) {
        let Some(session) = self.session(no) else {
            return;
        };
        if session.reading == Reading::UrgentRecord {
            return self.urgent_record_read(no, items, whole, skip, out);
        }
        if session.reading != Reading::Missing {
            return; // Read for an earlier session of this link.
        }
        session.reading = Reading::No;
        let Some(MendOut {
            mut wanted,
            skip: before,
            owes_done,
        }) = session.mend.take()
        else {
            return;
        };
        let stuck = whole == 0 && skip <= before;
        wanted.drain(..whole.min(wanted.len()));
        // What cannot be read is left out: the next comparison says that it is missing.
        let done = wanted.is_empty() || stuck;
        if !done {
            session.mend = Some(MendOut {
                wanted,
                skip,
                owes_done,
            });
        }
        if !items.is_empty() || (done && owes_done) {
            let bytes = items.iter().map(Vec::len).sum();
            session.sends_bulk(bytes);
            self.turns.sends(no, bytes);
            let frame = Frame::Mend {
                items: items.into_iter().map(ByteBuf::from).collect(),
                done,
            };
            self.send_paced(no, &frame, out);
        }
        self.pump(no, out);
        self.repair_goes_on(no, out);
    }
}

pub(crate) fn check_seq(seq: u64) -> Result<(), Breach> {
    if seq > SEQ_MAX {
        return Err(Breach::PlaceTooFar { seq });
    }
    Ok(())
}
