//! What does not wait for its turn where a peer is far behind: records that people touched within the hour,
//! here or at a place whose line is live. The directory and what else the city publishes are among them.
//! Nothing of it is kept: after a start, what was written before goes in its turn.

#[cfg(test)]
mod tests;

use super::Engine;
use record::RecordId;
use std::collections::{BTreeSet, VecDeque};
use store::Position;
use sync::{LinkNo, Outgoing, Source, URGENT_MAX};

/// How long a record is urgent after somebody touched it, ms.
const URGENT_MS: i64 = 60 * 60 * 1_000;
/// Records kept in mind.
const RECENT_MAX: usize = 1_024;
/// Items in a frame of a feed up to which they are taken for live: frames of a backlog are full.
const LIVE_ITEMS_MAX: usize = 8;

/// Records that people touched lately.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// When and which, the last one at the end.
    records: VecDeque<(i64, RecordId)>,
    /// Those that no link was told of yet.
    came: BTreeSet<RecordId>,
    /// What is being taken in is live.
    is_live: bool,
}

/// Whether items that came in so were written just now.
fn is_live(source: Source, items: usize) -> bool {
    match source {
        Source::Express { .. } => true,
        Source::Feed { .. } => items <= LIVE_ITEMS_MAX,
        Source::Records => false,
    }
}

impl Recent {
    /// What is taken in from here on came in so many `items` from `source`.
    pub(super) fn begin_frame(&mut self, source: Source, items: usize) {
        self.is_live = is_live(source, items);
    }

    /// What is taken in from here on is no part of a frame.
    pub(super) fn end_frame(&mut self) {
        self.is_live = false;
    }

    /// A peer sent something of a record: somebody touched it where it came in live.
    pub(super) fn note_sent(&mut self, id: RecordId, now: i64) {
        if self.is_live {
            self.note(id, now);
        }
    }

    /// Those that no link was told of yet.
    fn take_came(&mut self) -> BTreeSet<RecordId> {
        std::mem::take(&mut self.came)
    }

    /// Those that are urgent, each once, as many as go before their turn.
    fn last_first(&self, now: i64) -> Vec<RecordId> {
        let recent = self.records.iter().rev();
        let recent = recent.filter(|(at, _)| now - at <= URGENT_MS);
        let mut seen = BTreeSet::new();
        (recent.map(|(_, id)| *id))
            .filter(|id| seen.insert(*id))
            .take(URGENT_MAX)
            .collect()
    }

    /// The clock was ahead by so many ms.
    pub(super) fn follow_clock_back(&mut self, ahead: i64) {
        for (at, _) in &mut self.records {
            *at -= ahead;
        }
    }

    /// Somebody touched a record.
    pub(super) fn note(&mut self, id: RecordId, now: i64) {
        if self.records.back().is_none_or(|(_, last)| *last != id) {
            self.records.push_back((now, id));
        }
        let old = |(at, _): &(i64, RecordId)| now - at > URGENT_MS;
        while self.records.len() > RECENT_MAX || self.records.front().is_some_and(old) {
            self.records.pop_front();
        }
        if self.came.len() < RECENT_MAX {
            self.came.insert(id);
        }
    }
}

impl Engine {
    /// Names what came since the last commit to the links that are behind.
    pub(super) fn urge_what_came(&mut self) {
        let came = self.recent.take_came();
        if came.is_empty() {
            return;
        }
        let links = self.links.numbers();
        let behind: Vec<LinkNo> = links.filter(|no| self.hub.behind(*no).is_some()).collect();
        for link in behind {
            for id in &came {
                if let Some(from) = self.hub.behind(link) {
                    self.urge(link, *id, from, true);
                }
            }
        }
    }

    /// Names what people touched lately, the last first, to a link that is found to be behind.
    pub(super) fn urge_recent(&mut self, link: LinkNo, from: u64) {
        for id in self.recent.last_first(self.model.now().0) {
            self.urge(link, id, from, false);
        }
    }

    /// Names a record, with all of its items that a link's feed has from `from` on: what it says may build on
    /// each of them.
    fn urge(&mut self, link: LinkNo, record: RecordId, from: u64, just_now: bool) {
        let Some(open) = self.record(record) else {
            return;
        };
        let spread = open.header.spread;
        let places: BTreeSet<u64> = open.log.iter().map(|held| held.place).collect();
        let ends = self.living(record).unwrap_or_default();
        if !self.hub.travels(link, spread, &ends) {
            return;
        }
        let mut seqs = Vec::new();
        // The order of a feed is that of the journal.
        for place in places.into_iter().rev() {
            let Ok(entry) = self.model.store().read(Position(place)) else {
                continue; // Not durable yet, or damaged: it goes in its turn.
            };
            let slot = entry.feeds.iter().find(|slot| slot.link == link.0);
            match slot.map(|slot| slot.seq) {
                Some(seq) if seq < from => break,
                seq => seqs.extend(seq),
            }
            if seqs.len() > URGENT_MAX {
                return; // More than goes before its turn.
            }
        }
        seqs.reverse();
        let load = self.hub.load_at(link);
        let loaded = load.is_some_and(|at| {
            at.after
                .is_some_and(|after| !self.comes_after(after, record))
        });
        let input = sync::HubInput::Urge {
            link,
            record,
            seqs,
            loaded,
            just_now,
        };
        let out = self.hub.handle(input);
        self.carry_out(out);
    }

    /// Some items of a link's feed: at least one, and no more than `bytes_max` beyond it.
    pub(super) fn read_urgent(
        &self,
        link: LinkNo,
        seqs: &[u64],
        bytes_max: usize,
    ) -> Vec<Outgoing> {
        let mut items: Vec<Outgoing> = Vec::new();
        let mut room = bytes_max;
        for seq in seqs {
            let row = self.model.store().feed_at(link.0, *seq).ok().flatten();
            let Some(row) = row else {
                break;
            };
            let bytes = match self.feed_item(row.position) {
                Ok(bytes) => bytes,
                Err(error) => {
                    tracing::error!(link = link.0, seq, error, "an item cannot be read");
                    break;
                }
            };
            if !items.is_empty() && bytes.len() > room {
                break;
            }
            room = room.saturating_sub(bytes.len());
            items.push(Outgoing {
                seq: *seq,
                rolling: row.rolling,
                bytes,
            });
        }
        items
    }
}
