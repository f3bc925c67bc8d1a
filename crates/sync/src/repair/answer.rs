//! What a parent answers to a child that compares and repairs.

use super::{REPAIRS_MAX, Said, Serving, check_buckets, check_names};
use crate::breach::Breach;
use crate::hub::{Hub, LinkNo, Output};
use crate::link::MendOut;
use crate::trie::{Held, Level};
use crate::wire::{Bucket, Frame, Listed, Names, RECORDS_LISTED_MAX};
use record::RecordId;

impl Hub {
    pub(super) fn compare(
        &mut self,
        no: LinkNo,
        said: Said,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let Some(session) = self.session(no) else {
            return Ok(());
        };
        if session.repairing.early.replace(said).is_some() {
            return Err(Breach::AsksTwice);
        }
        self.answer_comparison(no, out);
        Ok(())
    }

    /// Answers a comparison, once all is durable that came before it.
    pub(crate) fn answer_comparison(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let first = self.tasks.iter().find(|(_, taken)| taken.link == no);
        let first = first.map(|(task, _)| *task);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        let Some(session) = &mut link.session else {
            return;
        };
        let early = &mut session.repairing.early;
        let Some(Said {
            mine, yours, root, ..
        }) = early.take_if(|said| first.is_none_or(|first| first >= said.before))
        else {
            return;
        };
        let storing = first.is_some();
        let same_place =
            !storing && link.is_still() && link.followed() == Some(mine) && link.head.seq == yours;
        if !same_place {
            return Self::send(no, &Frame::Later, out);
        }
        let same = link.trie.root() == root;
        let mut differed = 0;
        if let Some(session) = &mut link.session {
            session.repairing.same = same.then_some(root);
            differed = if same {
                0
            } else {
                session.repairing.differed + 1
            };
            session.repairing.differed = differed;
        }
        if !same {
            let buckets = link.trie.broad();
            let frame = Frame::Sums {
                level: Level::Broad,
                buckets: buckets.map(|(no, held)| Bucket::new(no, held)).collect(),
            };
            Self::send(no, &frame, out);
            if differed > REPAIRS_MAX {
                // All that the child holds was given since the first time, and what still differs is not taken.
                self.stops_mending(no, out);
                self.tell_ack(no, out);
            }
            return;
        }
        self.is_mended(no, out);
        Self::send(no, &Frame::Same, out);
        // What it may be told of the tiers above was held back for as long as it was not sure.
        self.tell_ack(no, out);
    }

    pub(super) fn asked(
        &mut self,
        no: LinkNo,
        level: Level,
        buckets: &[u16],
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let below = level.below().ok_or(Breach::BelowLeaf)?;
        check_buckets(level, buckets)?;
        if let Some(link) = self.links.get(&no) {
            let children = buckets.iter().flat_map(|no| link.trie.children(level, *no));
            let frame = Frame::Sums {
                level: below,
                buckets: children.map(|(no, held)| Bucket::new(no, held)).collect(),
            };
            Self::send(no, &frame, out);
        }
        Ok(())
    }

    pub(super) fn listed(
        &mut self,
        no: LinkNo,
        leaves: Vec<u16>,
        after: Option<RecordId>,
        upto: Option<RecordId>,
        held: Vec<Listed>,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        check_buckets(Level::Leaf, &leaves)?;
        let in_order = held.windows(2).all(|two| two[0].0 < two[1].0);
        if held.len() > RECORDS_LISTED_MAX || !in_order {
            return Err(Breach::List {
                records: held.len(),
            });
        }
        let Some(session) = self.session(no) else {
            return Ok(());
        };
        if !matches!(session.repairing.serving, Serving::Nothing) {
            return Err(Breach::AsksTwice);
        }
        let theirs = held.into_iter().map(|Listed(record, count, sum)| {
            let sum = u128::from_le_bytes(sum);
            (record, Held { count, sum })
        });
        session.repairing.serving = Serving::List {
            upto,
            theirs: theirs.collect(),
        };
        out.push(Output::ReadHeld {
            link: no,
            leaves,
            after,
            records_max: RECORDS_LISTED_MAX,
        });
        Ok(())
    }

    pub(super) fn have(
        &mut self,
        no: LinkNo,
        names: Vec<Names>,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        check_names(&names)?;
        let Some(session) = self.session(no) else {
            return Ok(());
        };
        if session.mend.is_some() {
            return Err(Breach::AsksTwice);
        }
        session.mend = Some(MendOut {
            wanted: names,
            skip: 0,
            owes_done: true,
        });
        self.pump(no, out);
        Ok(())
    }
}
