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
    records: BTreeMap<RecordId, (Spread, PlaceCode)>,
    /// For each line and direction: how many records were known then, and how the ids begin that do not
    /// belong on it.
    foreign: BTreeMap<(usize, bool), (usize, BTreeSet<u64>)>,
}

/// Whether a record belongs on a line.
fn belongs(
    spread: Spread,
    home: PlaceCode,
    child: PlaceCode,
    parent: PlaceCode,
    upward: bool,
) -> bool {
    match upward {
        true => spread.reaches(home, parent),
        // What lives further down passes through, but a pair needs nobody to pass it on.
        false => spread.reaches(home, child) || (spread != Spread::Pair && child.contains(home)),
    }
}

fn beginning(id: &RecordId) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&id.0.0[..8]);
    u64::from_le_bytes(first)
}

impl Watch {
    /// A record is there.
    pub fn learn(&mut self, id: RecordId, spread: Spread, home: PlaceCode) {
        self.records.insert(id, (spread, home));
    }

    /// What a frame carries that it must not; empty = nothing.
    fn fault(
        &mut self,
        line: usize,
        ends: (PlaceCode, PlaceCode),
        upward: bool,
        bytes: &[u8],
    ) -> Option<String> {
        let (child, parent) = ends;
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
                        self.learn(record, header.spread, header.home);
                    }
                    named.push(record);
                }
            }
            _ => {}
        }
        for id in named {
            let Some((spread, home)) = self.records.get(&id) else {
                return Some(format!("{id}, which nobody began"));
            };
            if !belongs(*spread, *home, child, parent, upward) {
                return Some(format!("{id} of {home}"));
            }
        }
        let known = self.records.len();
        let foreign = self.foreign.entry((line, upward)).or_default();
        if foreign.0 != known {
            let outside = self
                .records
                .iter()
                .filter(|(_, (spread, home))| !belongs(*spread, *home, child, parent, upward));
            *foreign = (known, outside.map(|(id, _)| beginning(id)).collect());
        }
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
            let which = named
                .next()
                .map(|(id, (spread, home))| format!("{id} ({spread:?} of {home})"));
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
            self.watch.learn(*id, brief.spread, brief.home);
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
