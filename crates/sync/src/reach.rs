//! How far a child's feed has come above this node: told to the child, so that a village sees
//! 已到镇, 已到县, 已到市 for each of its records. One number a tier, whatever the number of records.

use std::collections::VecDeque;

/// For one child: which of its items went on to the parent under which sequence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forwarded {
    /// Last sequence of the child's feed that is durable here.
    received: u64,
    /// (child's sequence, ours to the parent), ascending in both; what is durable at the top is dropped.
    pairs: VecDeque<(u64, u64)>,
    /// Child's sequences of what is durable here and not taken in yet: it went nowhere so far.
    parked: Vec<u64>,
}

impl Forwarded {
    /// An item of the child went on. One that did not come by its feed (loaded, mended) has sequence 0: any
    /// place of its feed may mean it.
    pub(crate) fn forwarded(&mut self, child_seq: u64, up_seq: u64) {
        let child_seq = child_seq.max(1);
        let at = self.pairs.partition_point(|(_, up)| *up < up_seq);
        let covers = |(child, _): &(u64, u64)| *child <= child_seq;
        if self.pairs.get(at).is_some_and(covers) {
            return; // An earlier item goes no less far, or the floor that this feed began on covers it.
        }
        // As long as this one waits, no mark goes beyond it, whatever went on earlier.
        let stays = self
            .pairs
            .partition_point(|(earlier, _)| *earlier < child_seq);
        self.pairs.drain(stays.min(at)..at);
        self.pairs.insert(stays.min(at), (child_seq, up_seq));
    }

    /// The child's feed begins anew for us, or what lies before our cursor came in another way. What it
    /// sends may be here already and gets no place in our feed a second time, so nothing of it counts as
    /// arrived above before all that is in our feed now (up to `floor`) has.
    pub(crate) fn begin_anew(&mut self, floor: u64) {
        self.pairs.clear();
        // What is parked was of the earlier feed: any place of this one may mean it.
        self.parked.fill(1);
        if floor > 0 {
            self.pairs.push_back((1, floor));
        }
        self.received = 0;
    }

    /// An item of the child is kept here and waits: no mark goes beyond it before it is let go.
    pub(crate) fn park(&mut self, child_seq: u64) {
        self.parked.push(child_seq.max(1));
    }

    /// An item that waited was taken in, or never will be.
    pub(crate) fn unpark(&mut self, child_seq: u64) {
        let this = self.parked.iter().position(|seq| *seq == child_seq.max(1));
        let renamed = || self.parked.iter().position(|seq| *seq == 1);
        if let Some(at) = this.or_else(renamed) {
            self.parked.swap_remove(at);
        }
    }

    /// Nothing that waits is of any account: everything that the child has is here.
    pub(crate) fn unpark_all(&mut self) {
        self.parked.clear();
    }

    pub(crate) fn received(&mut self, seq: u64) {
        self.received = self.received.max(seq);
    }

    /// The child's sequences that the watermarks of our own feed to the parent amount to.
    pub(crate) fn marks(&mut self, up: &[u64]) -> Vec<u64> {
        let parked = self.parked.iter().min();
        let known = parked.map_or(self.received, |seq| (seq - 1).min(self.received));
        let marks = up.iter().map(|mark| {
            let waiting = self.pairs.partition_point(|(_, up_seq)| up_seq <= mark);
            let waiting = self.pairs.get(waiting);
            // What came before its turn says nothing of what lies between.
            waiting.map_or(known, |(child_seq, _)| (child_seq - 1).min(known))
        });
        let marks = marks.collect();
        if let Some(top) = up.last() {
            while self.pairs.front().is_some_and(|(_, up_seq)| up_seq <= top) {
                self.pairs.pop_front();
            }
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stop_before_the_first_item_that_is_not_there_yet() {
        let mut child = Forwarded::default();
        // The child's 2 is a draft and goes no further.
        child.forwarded(1, 10);
        child.forwarded(3, 11);
        child.forwarded(4, 15);
        child.received(5);
        assert_eq!(child.marks(&[9, 0]), [0, 0]);
        assert_eq!(child.marks(&[10, 9]), [2, 0]);
        assert_eq!(child.marks(&[14, 10]), [3, 2]);
        assert_eq!(child.marks(&[15, 15]), [5, 5]);
        assert_eq!(child.marks(&[15, 15]), [5, 5]);
    }

    #[test]
    fn a_feed_begun_anew_waits_for_all_that_went_on_earlier() {
        let mut child = Forwarded::default();
        child.forwarded(1, 10);
        child.forwarded(2, 11);
        child.received(2);
        child.begin_anew(11);
        // Both come again and are known already; a third one is new.
        child.forwarded(3, 12);
        child.received(3);
        assert_eq!(child.marks(&[10, 0]), [0, 0]);
        assert_eq!(child.marks(&[11, 0]), [2, 0]);
        assert_eq!(child.marks(&[12, 12]), [3, 3]);
    }

    #[test]
    fn what_came_before_its_turn_moves_no_mark_too_far() {
        let mut child = Forwarded::default();
        child.forwarded(1, 10);
        child.received(1);
        child.forwarded(50, 11);
        assert_eq!(child.marks(&[10, 9]), [1, 0]);
        assert_eq!(child.marks(&[11, 10]), [1, 1]);
        child.forwarded(2, 12);
        child.received(50);
        assert_eq!(child.marks(&[11, 11]), [1, 1]);
        assert_eq!(child.marks(&[12, 11]), [50, 1]);
    }

    #[test]
    fn an_item_beside_the_feed_holds_back_every_mark() {
        let mut child = Forwarded::default();
        child.forwarded(1, 10);
        child.forwarded(2, 11);
        child.forwarded(0, 12);
        child.forwarded(3, 13);
        child.received(3);
        assert_eq!(child.marks(&[11, 10]), [0, 0]);
        assert_eq!(child.marks(&[12, 11]), [2, 0]);
        assert_eq!(child.marks(&[13, 13]), [3, 3]);
    }

    #[test]
    fn an_item_that_comes_again_counts_from_where_it_went() {
        let mut child = Forwarded::default();
        child.forwarded(1, 10);
        child.forwarded(6, 20);
        // The child's 5 says again what went on as 15: between the two others.
        child.forwarded(5, 15);
        child.received(6);
        assert_eq!(child.marks(&[20, 9]), [6, 0]);
        assert_eq!(child.marks(&[14, 10]), [4, 4]);
        assert_eq!(child.marks(&[20, 15]), [6, 5]);
    }

    #[test]
    fn what_waits_here_has_come_no_further() {
        let mut child = Forwarded::default();
        child.forwarded(1, 10);
        child.park(2);
        child.forwarded(3, 11);
        child.received(3);
        assert_eq!(child.marks(&[11, 11]), [1, 1]);
        // It is taken in, and goes on as the last.
        child.forwarded(2, 12);
        child.unpark(2);
        assert_eq!(child.marks(&[11, 11]), [1, 1]);
        assert_eq!(child.marks(&[12, 12]), [3, 3]);
        // One of a feed that begins anew is somewhere in it.
        child.park(4);
        child.begin_anew(0);
        child.received(9);
        assert_eq!(child.marks(&[12, 12]), [0, 0]);
        child.unpark(4);
        assert_eq!(child.marks(&[12, 12]), [9, 9]);
        // Nothing that the child has is lacking here.
        child.park(10);
        child.received(10);
        child.unpark_all();
        assert_eq!(child.marks(&[12, 12]), [10, 10]);
    }
}
