//! What a desk shows as arrived above (已到镇, 已到县, 已到市) is held there: looked at whenever a node hears
//! that its feed has come further.

use crate::fault::Fault;
use crate::world::World;
use engine::Engine;
use engine::journal::{self, FeedItem};
use record::{RecordId, Signed};
use std::collections::{BTreeMap, BTreeSet};
use sync::LinkNo;
use tiers::{Digest, PlaceCode, Tier};

/// A change of a record.
pub type Change = (RecordId, Digest);

/// What nodes have shown so far, and what excuses it.
#[derive(Default)]
pub struct Marks {
    /// How far each node's feed to its parent was seen to have come, a tier each.
    shown: BTreeMap<usize, Vec<u64>>,
    /// What a node held before it was set back or its machine was destroyed: it was there when it was told.
    destroyed: BTreeMap<usize, BTreeSet<Change>>,
    /// What was told of a node that did not run just then: it must be there once it starts.
    awaited: BTreeMap<usize, Vec<(PlaceCode, Change)>>,
    /// Of them, those that waited there for another change: on its disk, and on no desk yet.
    pub parked: u64,
    /// Changes that were shown as arrived at a tier.
    pub looked_at: u64,
}

impl Marks {
    /// What was held by a node that was set back or destroyed.
    pub fn destroyed_at(&self, node: usize) -> BTreeSet<Change> {
        self.destroyed.get(&node).cloned().unwrap_or_default()
    }

    /// It counts for another node of the same place as well.
    pub fn destroyed_too(&mut self, node: usize, held: BTreeSet<Change>) {
        self.destroyed.entry(node).or_default().extend(held);
    }
}

/// The changes in an item of a feed.
fn changes_in(item: &[u8]) -> Vec<Change> {
    let (record, signed) = match journal::from_bytes(item) {
        Ok(FeedItem::Change(feed_item)) => {
            let change = feed_item.change.into_vec();
            (
                feed_item.record,
                vec![Signed::new(change, &feed_item.envelope)],
            )
        }
        Ok(FeedItem::Run(run)) => (run.record, run.signed().collect()),
        _ => return Vec::new(),
    };
    let hashes = signed.into_iter().filter_map(|signed| signed.hash());
    hashes.map(|hash| (record, hash)).collect()
}

/// Everything that an engine holds.
fn all_changes(engine: &mut Engine) -> BTreeSet<Change> {
    let ids: Vec<RecordId> = engine.briefs().keys().copied().collect();
    let mut all = BTreeSet::new();
    for id in ids {
        all.extend(engine.changes_of(id).into_iter().map(|change| (id, change)));
    }
    all
}

impl World {
    /// Within a session frames are not lost and no bit turns over: QUIC sees to that, and a load does not number its
    /// frames a second time. Where here they are all the same, what is lacking of a record is only found by the next
    /// comparison, and of rows, which nobody signs, by nobody.
    pub fn frames_were_harmed(&self) -> bool {
        let harms = [Fault::FrameCorrupt, Fault::FrameLost, Fault::FrameReordered];
        harms.iter().any(|harm| self.struck.0.contains_key(harm))
    }

    /// Looks whether what a node shows since its last input is true.
    pub fn look_at_marks(&mut self, node: usize) {
        let Some(engine) = &self.nodes[node].engine else {
            return;
        };
        let now = engine.marks();
        let before = self.marks.shown.entry(node).or_default();
        if now == before.as_slice() {
            return;
        }
        let (now, before) = (now.to_vec(), std::mem::replace(before, now.to_vec()));
        if self.frames_were_harmed() {
            return;
        }
        let here = self.nodes[node].place;
        let mut told: Vec<(PlaceCode, Change)> = Vec::new();
        let mut above = here.parent();
        for (tier, mark) in now.iter().enumerate() {
            let Some(place) = above else { break };
            let from = before.get(tier).copied().unwrap_or(0) + 1;
            let items = if from <= *mark {
                engine.read_feed(LinkNo::PARENT, from, usize::MAX)
            } else {
                Vec::new()
            };
            let items = items.iter().take_while(|item| item.seq <= *mark);
            let changes = items.flat_map(|item| changes_in(&item.bytes));
            // A desk shows the tiers that a record lives at, and no others.
            let lives = |change: &Change| {
                let brief = engine.briefs().get(&change.0);
                brief.is_some_and(|brief| brief.lives_at(place))
            };
            told.extend(changes.filter(lives).map(|change| (place, change)));
            above = place.parent();
        }
        for (place, change) in told {
            self.marks.looked_at += 1;
            self.is_held(here, place, change);
        }
    }

    /// A change that `here` shows as arrived at a place is there.
    fn is_held(&mut self, here: PlaceCode, place: PlaceCode, change: Change) {
        // Of two machines the one that does not run is asked last.
        let mut holders = self.standing_at(place);
        holders.sort_by_key(|holder| self.nodes[*holder].engine.is_none());
        let mut asked = holders.iter();
        if holders.is_empty() || asked.any(|holder| self.is_held_by(here, *holder, change)) {
            return;
        }
        let words = format!(
            "{here} shows change {} of {} as arrived at {}, and it is not there",
            change.1.short(),
            change.0,
            place
        );
        self.wrong.push(words);
    }

    /// Whether a node holds it, did so before it was destroyed, or is asked later.
    fn is_held_by(&mut self, here: PlaceCode, holder: usize, change: Change) -> bool {
        let destroyed = self.marks.destroyed.get(&holder);
        if destroyed.is_some_and(|changes| changes.contains(&change)) {
            return true;
        }
        let Some(engine) = &mut self.nodes[holder].engine else {
            let awaited = self.marks.awaited.entry(holder).or_default();
            awaited.push((here, change));
            return true;
        };
        if engine.changes_of(change.0).contains(&change.1) {
            return true;
        }
        let waits = engine.changes_parked().contains(&change);
        self.marks.parked += u64::from(waits);
        waits
    }

    /// What was told of a node while it did not run is looked at now that it does.
    pub fn look_at_awaited(&mut self, node: usize) {
        // What its journal says it has shown was looked at when it did.
        if let Some(engine) = &self.nodes[node].engine {
            self.marks.shown.insert(node, engine.marks().to_vec());
        }
        for (here, change) in self.marks.awaited.remove(&node).unwrap_or_default() {
            self.is_held(here, self.nodes[node].place, change);
        }
    }

    /// What a node has sent is shown as arrived at every tier above once all is quiet; answers what is not.
    pub fn not_shown(&self, node: usize) -> Option<String> {
        let own = &self.nodes[node];
        let engine = own.engine.as_ref()?;
        let tiers = own.place.tier() as usize - Tier::City as usize;
        let last = engine.read_feed(LinkNo::PARENT, 1, usize::MAX).last()?.seq;
        let marks = engine.marks();
        let is_shown = marks.len() >= tiers && marks[..tiers].iter().all(|mark| *mark >= last);
        (!is_shown).then(|| format!("{} has sent {last} items and shows {marks:?}", own.place))
    }

    /// A node's disk is about to be lost, in part or all of it: what it held was there.
    pub fn remember_what_was_held(&mut self, node: usize) {
        let own = &mut self.nodes[node];
        let held = match &mut own.engine {
            Some(engine) => all_changes(engine),
            None => {
                let inside = own.look_inside(&own.disk, self.now);
                inside
                    .map(|mut engine| all_changes(&mut engine))
                    .unwrap_or_default()
            }
        };
        for (here, change) in self.marks.awaited.remove(&node).unwrap_or_default() {
            if !held.contains(&change) {
                let place = self.nodes[node].place;
                self.wrong.push(format!(
                    "{here} shows change {} of {} as arrived at {place}, and it is not there",
                    change.1.short(),
                    change.0
                ));
            }
        }
        self.marks.destroyed.entry(node).or_default().extend(held);
    }
}
