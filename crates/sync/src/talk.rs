//! One link whose session is up, together with what all links of the hub share: whatever an input does is done
//! here, after one look-up.

use crate::breach::{Breach, CloseReason};
use crate::hub::{Common, Hub, HubOutput, LinkNo, Source, StoreTask};
use crate::link::{Incoming, Link, LinkMemory, LinkSession};
use crate::wire::{Cursor, Frame, encode};
use serde_bytes::ByteBuf;
use tiers::Tier;

/// What one input about a link works with. A handler that finds that the peer broke a rule returns it, and
/// [`Hub::judge`] closes the link.
pub(crate) struct Talk<'a> {
    pub(crate) no: LinkNo,
    pub(crate) memory: &'a mut LinkMemory,
    pub(crate) session: &'a mut LinkSession,
    pub(crate) common: &'a mut Common,
    /// Where our feed to the parent ends; none = this node has no parent.
    pub(crate) above: Option<u64>,
    pub(crate) out: &'a mut Vec<HubOutput>,
}

impl Hub {
    /// Does something on a link whose session is up; none = it is not.
    pub(crate) fn at<R>(
        &mut self,
        no: LinkNo,
        out: &mut Vec<HubOutput>,
        does: impl FnOnce(&mut Talk<'_>) -> R,
    ) -> Option<R> {
        let parent = self.links.get(&LinkNo::PARENT);
        let above = parent.map(|parent| parent.memory.head.seq);
        let Link { memory, session } = self.links.get_mut(&no)?;
        Some(does(&mut Talk {
            no,
            memory,
            session: session.as_mut()?,
            common: &mut self.common,
            above,
            out,
        }))
    }

    /// As [`Hub::at`], with something that the peer may have done wrong: then the link is closed.
    pub(crate) fn judge(
        &mut self,
        no: LinkNo,
        out: &mut Vec<HubOutput>,
        does: impl FnOnce(&mut Talk<'_>) -> Result<(), Breach>,
    ) {
        if let Some(Err(breach)) = self.at(no, out, does) {
            self.close(no, breach, out);
        }
    }

    /// Ends a session; whatever is still on its way is dropped.
    pub(crate) fn close(
        &mut self,
        no: LinkNo,
        reason: impl Into<CloseReason>,
        out: &mut Vec<HubOutput>,
    ) {
        self.end_session(no);
        let reason = reason.into();
        out.push(HubOutput::Close { link: no, reason });
    }

    pub(crate) fn end_session(&mut self, no: LinkNo) {
        if let Some(link) = self.links.get_mut(&no) {
            link.session = None;
        }
    }
}

impl Talk<'_> {
    pub(crate) fn is_parent(&self) -> bool {
        self.no == LinkNo::PARENT
    }

    pub(crate) fn send(&mut self, frame: &Frame) {
        self.out.push(HubOutput::Send {
            link: self.no,
            bytes: encode(frame),
        });
    }

    /// Sends a frame that will be acknowledged. Its pace counts bytes as they are sent, for that is what a
    /// line is slow at; the credit counts them as they are kept at the other end.
    pub(crate) fn send_paced(&mut self, frame: &Frame) {
        let bytes = encode(frame);
        let pace = &mut self.session.sending.pace;
        pace.sent(bytes.len(), self.common.now);
        self.out.push(HubOutput::Send {
            link: self.no,
            bytes,
        });
    }

    /// Items are to be stored; with `bulk`, a frame beside the feed is durable with them.
    pub(crate) fn admit(
        &mut self,
        source: Source,
        items: Vec<ByteBuf>,
        cursor: Option<Cursor>,
        bulk: Option<(u64, u64)>,
    ) {
        let task = self.common.next_task;
        self.common.next_task += 1;
        let storing = StoreTask {
            link: self.no,
            cursor,
            feed_life: self.memory.feed_life,
            bulk,
        };
        self.common.tasks.insert(task, storing);
        self.out.push(HubOutput::Admit {
            link: self.no,
            task,
            source,
            items: items.into_iter().map(ByteBuf::into_vec).collect(),
            cursor,
        });
    }

    /// Whether something that came by this link is being stored.
    pub(crate) fn is_storing(&self) -> bool {
        self.common.first_task_of(self.no).is_some()
    }

    /// From now on our cursor is of another feed, or part, than before.
    pub(crate) fn rebase(&mut self) {
        let floor = self.above.filter(|_| !self.is_parent());
        self.memory.begin_anew(floor.unwrap_or(0));
    }

    /// What may be acknowledged: durable, and received in this session.
    pub(crate) fn durable(&self) -> u64 {
        match self.session.incoming {
            Incoming::Following { received, .. } => {
                self.memory.followed().unwrap_or(0).min(received)
            }
            Incoming::NotBegun | Incoming::Loading { .. } => 0,
        }
    }

    /// All of our feed was sent, and all that came of the peer's is durable.
    fn feeds_are_through(&self) -> bool {
        let Incoming::Following { received, .. } = self.session.incoming else {
            return false;
        };
        self.session.phase.next() == Some(self.memory.head.seq + 1)
            && self.memory.committed.seq == self.memory.head.seq
            && self.memory.followed() == Some(received)
    }

    /// Whether nothing is under way in either direction, as far as this end can tell.
    pub(crate) fn is_still(&self) -> bool {
        let sending = &self.session.sending;
        self.feeds_are_through()
            && !self.session.phase.is_unsettled()
            && sending.bulk_in_flight.is_empty()
            && sending.mend.is_none()
    }

    /// Whether nothing is under way but the word that the peer is to follow from here on.
    pub(crate) fn has_just_jumped(&self) -> bool {
        let feed = self.session.phase.following();
        self.feeds_are_through()
            && feed.is_some_and(|feed| feed.settles_at == Some(1))
            && self.session.sending.bulk_sent == 1
            && self.session.peer.unproved
    }

    /// Whether our feed to the peer holds what no load would bring: rows for the province are nobody's records.
    /// They are told anew as they stand, not as they were told one after the other.
    pub(crate) fn feed_holds_more(&self) -> bool {
        self.is_parent() && self.memory.place.tier() == Tier::Province
    }

    /// The peer's cursor does not fit our feed, or ours does not fit the peer's.
    pub(crate) fn diverged(&mut self, why: &'static str) {
        self.out.push(HubOutput::Diverged { link: self.no, why });
    }
}
