//! What a parent answers to a child that compares and repairs.

use super::{ChildSaid, REPAIRS_MAX, Serving, as_many_as_fit, check_buckets, check_names};
use crate::breach::Breach;
use crate::hub::HubOutput;
use crate::link::MendOut;
use crate::talk::Talk;
use crate::trie::{HeldSum, Level};
use crate::wire::{Frame, HeldBucket, Listed, Names, RECORDS_LISTED_MAX, RECORDS_NAMED_MAX};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

impl Talk<'_> {
    pub(super) fn compare(&mut self, said: ChildSaid) -> Result<(), Breach> {
        if self.session.answering.early.replace(said).is_some() {
            return Err(Breach::AsksTwice);
        }
        self.answer_comparison();
        Ok(())
    }

    /// Answers a comparison, once all is durable that came before it.
    pub(crate) fn answer_comparison(&mut self) {
        let first = self.common.first_task_of(self.no);
        let answering = &mut self.session.answering;
        let may = |said: &mut ChildSaid| first.is_none_or(|first| first >= said.before);
        let Some(said) = answering.early.take_if(may) else {
            return;
        };
        let same_place = first.is_none()
            && self.is_still()
            && self.memory.followed() == Some(said.mine)
            && self.memory.head.seq == said.yours;
        if !same_place {
            return self.send(&Frame::Later);
        }
        let same = self.memory.trie.root() == said.root;
        self.session.comparing.same = same.then_some(said.root);
        if same {
            self.session.answering.differed = 0;
            self.is_mended();
            self.send(&Frame::Same);
            // What it may be told of the tiers above was held back for as long as it was not sure.
            return self.tell_ack();
        }
        self.session.answering.differed += 1;
        let buckets = self.memory.trie.broad();
        let frame = Frame::Sums {
            level: Level::Broad,
            buckets: buckets
                .map(|(no, held)| HeldBucket::new(no, held))
                .collect(),
        };
        self.send(&frame);
        if self.session.answering.differed > REPAIRS_MAX {
            // All that the child holds was given since the first time, and what still differs is not taken.
            self.stops_mending();
            self.tell_ack();
        }
    }

    pub(super) fn asked(&mut self, level: Level, buckets: &[u16]) -> Result<(), Breach> {
        let below = level.below().ok_or(Breach::BelowLeaf)?;
        check_buckets(level, buckets)?;
        let trie = &self.memory.trie;
        let children = buckets.iter().flat_map(|no| trie.children(level, *no));
        let frame = Frame::Sums {
            level: below,
            buckets: children
                .map(|(no, held)| HeldBucket::new(no, held))
                .collect(),
        };
        self.send(&frame);
        Ok(())
    }

    pub(super) fn listed(
        &mut self,
        leaves: Vec<u16>,
        after: Option<RecordId>,
        upto: Option<RecordId>,
        held: Vec<Listed>,
    ) -> Result<(), Breach> {
        check_buckets(Level::Leaf, &leaves)?;
        let in_order = held.windows(2).all(|two| two[0].0 < two[1].0);
        if held.len() > RECORDS_LISTED_MAX || !in_order {
            let records = held.len();
            return Err(Breach::List { records });
        }
        let serving = &mut self.session.answering.serving;
        if !matches!(serving, Serving::Nothing) {
            return Err(Breach::AsksTwice);
        }
        let theirs = held.into_iter().map(|Listed(record, count, sum)| {
            let sum = u128::from_le_bytes(sum);
            (record, HeldSum { count, sum })
        });
        *serving = Serving::List {
            upto,
            theirs: theirs.collect(),
        };
        self.out.push(HubOutput::ReadHeld {
            link: self.no,
            leaves,
            after,
            records_max: RECORDS_LISTED_MAX,
        });
        Ok(())
    }

    /// Compares our own records with those that the child has listed. Ours are complete up to `here`.
    pub(super) fn list_what_differs(
        &mut self,
        held: Vec<(RecordId, HeldSum)>,
        here: Option<RecordId>,
    ) {
        let serving = &mut self.session.answering.serving;
        let Serving::List { upto, theirs } = mem::take(serving) else {
            return;
        };
        // Both lists are complete up to the nearer end.
        let mut upto = match (upto, here) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let mut records = differing(held, theirs);
        records.retain(|record| upto.is_none_or(|end| *record <= end));
        if records.len() > RECORDS_NAMED_MAX {
            records.truncate(RECORDS_NAMED_MAX);
            upto = records.last().copied();
        }
        if records.is_empty() {
            let names = Vec::new();
            return self.send(&Frame::Names { names, upto });
        }
        *serving = Serving::Names { upto };
        let link = self.no;
        self.out.push(HubOutput::ReadNames { link, records });
    }

    /// Says what we have of the records that differ.
    pub(super) fn name_what_differs(&mut self, names: Vec<Names>) {
        if let Serving::Names { upto } = mem::take(&mut self.session.answering.serving) {
            let (names, upto) = as_many_as_fit(names, upto);
            self.send(&Frame::Names { names, upto });
        }
    }

    pub(super) fn have(&mut self, names: Vec<Names>) -> Result<(), Breach> {
        check_names(&names)?;
        if self.session.sending.mend.is_some() {
            return Err(Breach::AsksTwice);
        }
        self.session.sending.mend = Some(MendOut {
            wanted: names,
            skip: 0,
            owes_done: true,
        });
        self.pump();
        Ok(())
    }
}

/// The records that two lists do not say the same of, ascending.
fn differing(
    mine: Vec<(RecordId, HeldSum)>,
    mut theirs: BTreeMap<RecordId, HeldSum>,
) -> Vec<RecordId> {
    let mut differing: BTreeSet<RecordId> = BTreeSet::new();
    for (record, held) in mine {
        if theirs.remove(&record) != Some(held) {
            differing.insert(record);
        }
    }
    differing.extend(theirs.into_keys());
    differing.into_iter().collect()
}
