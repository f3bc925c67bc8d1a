//! Not one byte of a record, nor its id, crosses a line whose scope excludes it: every frame is looked at.

use crate::world::World;
use lianban::engine::kept::{self, Parcel};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use sync::Frame;
use tiers::{PlaceCode, Spread};

/// What is known of records, and what each line must not carry.
#[derive(Default)]
pub struct Watch {
    /// Spread, and every place that it ever lived at the end of.
    records: BTreeMap<RecordId, (Spread, BTreeSet<PlaceCode>)>,
    /// For each line and direction: how many records were known then, and how the ids begin that do not
    /// belong on it.
    foreign: BTreeMap<(usize, bool), (usize, BTreeSet<u64>)>,
    learnt: usize,
}

/// Whether a record that lives or lived on the paths from `ends` belongs on a line.
fn belongs(
    spread: Spread,
    ends: &BTreeSet<PlaceCode>,
    (child, parent): (PlaceCode, PlaceCode),
    upward: bool,
) -> bool {
    ends.iter().any(|end| match upward {
        // What a place wrote goes up from it, as far as it goes.
        true => spread.reaches(*end, parent) && spread.reaches(*end, child),
        // What lives further down passes through, but a pair needs nobody to pass it on.
        false => spread.reaches(*end, child) || (spread != Spread::Pair && child.contains(*end)),
    })
}

fn beginning(id: &RecordId) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&id.0.0[..8]);
    u64::from_le_bytes(first)
}

impl Watch {
    /// A record is there.
    pub fn learn(&mut self, id: RecordId, spread: Spread, ends: &[PlaceCode]) {
        let (_, known) = self.records.entry(id).or_insert((spread, BTreeSet::new()));
        let before = known.len();
        known.extend(ends);
        self.learnt += known.len() - before;
    }

    /// Places whose directory entries may go over a line, because a case does that is carried through them.
    fn cited(&self, ends: (PlaceCode, PlaceCode)) -> BTreeSet<PlaceCode> {
        let mut places = BTreeSet::new();
        for (spread, homes) in self.records.values() {
            let carried = *spread == Spread::Path && homes.len() > 1;
            if carried && belongs(*spread, homes, ends, false) {
                for home in homes {
                    places.extend(std::iter::successors(Some(*home), |place| place.parent()));
                }
            }
        }
        places
    }

    /// Whether a record ever lived at a place.
    pub fn once_at(&self, id: &RecordId, place: PlaceCode) -> bool {
        let record = self.records.get(id);
        record.is_some_and(|(spread, ends)| ends.iter().any(|end| spread.reaches(*end, place)))
    }

    /// What a frame carries that it must not; empty = nothing.
    fn fault(
        &mut self,
        line: usize,
        ends: (PlaceCode, PlaceCode),
        upward: bool,
        bytes: &[u8],
    ) -> Option<String> {
        let frame = match sync::decode(bytes) {
            Ok(frame) => frame,
            Err(error) => return Some(format!("a frame that cannot be read: {error}")),
        };
        let mut named: Vec<RecordId> = Vec::new();
        match &frame {
            Frame::Feed { .. }
            | Frame::Load { .. }
            | Frame::Mend { .. }
            | Frame::Express { .. } => {
                for item in items_of(&frame) {
                    let (record, header) = match kept::from_bytes(item) {
                        Ok(Parcel::Change(parcel)) => (parcel.record, parcel.header),
                        Ok(Parcel::Run(run)) => (run.record, run.header),
                        _ => continue,
                    };
                    if let Some(header) = header {
                        self.learn(record, header.spread, &[header.home]);
                    }
                    named.push(record);
                }
            }
            _ => {}
        }
        for id in named {
            let Some((spread, homes)) = self.records.get(&id) else {
                return Some(format!("{id}, which nobody began"));
            };
            let cited = || !upward && homes.iter().all(|home| self.cited(ends).contains(home));
            let may =
                belongs(*spread, homes, ends, upward) || *spread == Spread::Subtree && cited();
            if !may {
                return Some(format!("{id} of {homes:?}"));
            }
        }
        let known = self.learnt;
        let stale = self
            .foreign
            .get(&(line, upward))
            .is_none_or(|foreign| foreign.0 != known);
        if stale {
            let cited = self.cited(ends);
            let outside = self.records.iter().filter(|(_, (spread, homes))| {
                let cited = *spread == Spread::Subtree && homes.is_subset(&cited);
                !belongs(*spread, homes, ends, upward) && !cited
            });
            let outside = outside.map(|(id, _)| beginning(id)).collect();
            self.foreign.insert((line, upward), (known, outside));
        }
        let foreign = self.foreign.entry((line, upward)).or_default();
        if foreign.1.is_empty() {
            return None;
        }
        let mut plain = Vec::new();
        ciborium::into_writer(&frame, &mut plain).ok()?;
        let mut windows = plain.windows(8);
        let hit = windows.find(|window| {
            let window: [u8; 8] = (*window).try_into().unwrap_or_default();
            foreign.1.contains(&u64::from_le_bytes(window))
        });
        hit.map(|hit| {
            let records = self.records.iter();
            let mut named = records.filter(|(id, _)| id.0.0.starts_with(hit));
            let which = named.next();
            let which =
                which.map(|(id, (spread, homes))| format!("{id} ({spread:?} of {homes:?})"));
            let frame: String = format!("{frame:?}").chars().take(20).collect();
            format!("the id of {} in {frame}", which.unwrap_or_default())
        })
    }
}

impl World {
    /// Looks at a frame that a node of ours sends.
    pub fn look_at_frame(&mut self, line: usize, upward: bool, bytes: &[u8]) {
        let own = &self.lines[line];
        let ends = (self.nodes[own.child].place, self.nodes[own.parent].place);
        if let Some(fault) = self.watch.fault(line, ends, upward, bytes) {
            let way = if upward { "up" } else { "down" };
            self.wrong.push(format!(
                "between {} and {} went {way}: {fault}",
                ends.0, ends.1
            ));
        }
    }

    /// Takes note of the records that a node has begun.
    pub fn learn_records(&mut self, node: usize) {
        let Some(engine) = &self.nodes[node].engine else {
            return;
        };
        for (id, brief) in engine.briefs() {
            self.watch.learn(*id, brief.spread, &brief.ends);
        }
    }
}

/// The items that a frame carries.
fn items_of(frame: &Frame) -> Vec<&[u8]> {
    match frame {
        Frame::Feed { items, .. } | Frame::Load { items, .. } | Frame::Mend { items, .. } => {
            items.iter().map(|item| item.as_slice()).collect()
        }
        Frame::Express { items } => items.iter().map(|item| item.1.as_slice()).collect(),
        _ => Vec::new(),
    }
}
