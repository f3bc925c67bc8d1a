//! Whose load or repair goes out now: a few at a time, each for so many bytes, and then the one that has
//! waited longest. A place with a hundred children that all begin empty does not read a hundred stores of
//! records at once, and none of them starves another. Feed and express wait for no turn.

use crate::hub::{Hub, HubOutput, LinkNo};
use crate::link::LinkSession;
use std::collections::{BTreeMap, VecDeque};

/// Loads and repairs that go out at once.
pub const BULK_TURNS_MAX: usize = 8;
/// Bytes of items after which another has its turn, where another waits.
pub const BULK_TURN_BYTES: usize = 256 * 1024;

/// Who sends, with how many bytes of its turn, and who waits.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    holders: BTreeMap<LinkNo, usize>,
    waiting: VecDeque<LinkNo>,
}

impl Turns {
    /// Whether a link may send of its load or repair; otherwise it waits from now on.
    pub(crate) fn has(&mut self, no: LinkNo) -> bool {
        if let Some(bytes) = self.holders.get(&no) {
            if *bytes < BULK_TURN_BYTES || self.waiting.is_empty() {
                return true;
            }
            self.holders.remove(&no);
        } else if self.holders.len() < BULK_TURNS_MAX && self.waiting.is_empty() {
            self.holders.insert(no, 0);
            return true;
        }
        if !self.waiting.contains(&no) {
            self.waiting.push_back(no);
        }
        false
    }

    /// A frame of a load or repair goes out.
    pub(crate) fn sends(&mut self, no: LinkNo, bytes: usize) {
        if let Some(sent) = self.holders.get_mut(&no) {
            *sent += bytes;
        }
    }
}

impl Hub {
    fn has_bulk(&self, no: LinkNo) -> bool {
        let session = self.links.get(&no).and_then(|link| link.session.as_ref());
        session.is_some_and(LinkSession::has_bulk)
    }

    /// Turns that are over go to those that have waited longest.
    pub(crate) fn pass_turns(&mut self, out: &mut Vec<HubOutput>) {
        if self.common.turns.waiting.is_empty() {
            return;
        }
        let holders = self.common.turns.holders.keys().copied();
        let over: Vec<LinkNo> = holders.filter(|no| !self.has_bulk(*no)).collect();
        for no in over {
            self.common.turns.holders.remove(&no);
        }
        while self.common.turns.holders.len() < BULK_TURNS_MAX
            && let Some(no) = self.common.turns.waiting.pop_front()
        {
            if self.has_bulk(no) {
                self.common.turns.holders.insert(no, 0);
                self.at(no, out, |talk| talk.pump());
            }
        }
    }
}
