//! Not one byte of a record, nor its id, crosses a line whose scope excludes it: every frame is looked at.

use crate::world::World;
use engine::journal::{self, FeedItem};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use sync::Frame;
use tiers::{PlaceCode, Spread};

/// What is known of records.
#[derive(Default)]
pub struct ScopeWatch {
    /// Spread, and every place that it ever lived at the end of.
    records: BTreeMap<RecordId, (Spread, BTreeSet<PlaceCode>)>,
    /// How the ids begin, for a look at every place of a frame.
    beginnings: BTreeMap<u64, RecordId>,
    /// How the beginnings begin: most places of a frame are none.
    first: FirstBytes,
}

/// One bit for each beginning of two bytes.
struct FirstBytes(Box<[bool]>);

impl Default for FirstBytes {
    fn default() -> Self {
        FirstBytes(vec![false; 1 << 16].into())
    }
}

impl FirstBytes {
    fn of(one: u8, two: u8) -> usize {
        usize::from(u16::from_le_bytes([one, two]))
    }
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

impl ScopeWatch {
    /// A record is there.
    pub fn learn(&mut self, id: RecordId, spread: Spread, ends: &[PlaceCode]) {
        let entry = self.records.entry(id);
        let (_, known) = entry.or_insert_with(|| {
            self.beginnings.insert(id.0.begins(), id);
            self.first.0[FirstBytes::of(id.0.0[0], id.0.0[1])] = true;
            (spread, BTreeSet::new())
        });
        known.extend(ends);
    }

    /// Places whose directory entries may go over a line, because a case does that is carried through them.
    fn cited(&self, ends: (PlaceCode, PlaceCode)) -> BTreeSet<PlaceCode> {
        let mut places = BTreeSet::new();
        for (spread, homes) in self.records.values() {
            let carried = *spread == Spread::Path && homes.len() > 1;
            if carried && belongs(*spread, homes, ends, false) {
                for home in homes {
                    places.extend(home.upwards());
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
                    let (record, header) = match journal::from_bytes(item) {
                        Ok(FeedItem::Change(feed_item)) => (feed_item.record, feed_item.header),
                        Ok(FeedItem::Run(run)) => (run.record, run.header),
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
            if !self.records.contains_key(&id) {
                return Some(format!("{id}, which nobody began"));
            }
            if let Some(foreign) = self.foreign(&id, ends, upward, !upward) {
                return Some(foreign);
            }
        }
        let mut plain = Vec::new();
        ciborium::into_writer(&frame, &mut plain).ok()?;
        // Every place of the frame, not only where an id is expected.
        for window in plain.windows(8) {
            if !self.first.0[FirstBytes::of(window[0], window[1])] {
                continue;
            }
            let window: [u8; 8] = window.try_into().unwrap_or_default();
            let id = self.beginnings.get(&u64::from_be_bytes(window));
            if let Some(foreign) = id.and_then(|id| self.foreign(id, ends, upward, true)) {
                let frame: String = format!("{frame:?}").chars().take(20).collect();
                return Some(format!("the id of {foreign} in {frame}"));
            }
        }
        None
    }

    /// Says what a record is that does not belong on a line; where entries may be cited, they belong.
    fn foreign(
        &self,
        id: &RecordId,
        ends: (PlaceCode, PlaceCode),
        upward: bool,
        cites: bool,
    ) -> Option<String> {
        let (spread, homes) = self.records.get(id)?;
        let cited = || cites && *spread == Spread::Subtree && homes.is_subset(&self.cited(ends));
        let may = belongs(*spread, homes, ends, upward) || cited();
        (!may).then(|| format!("{id} ({spread:?} of {homes:?})"))
    }
}

impl World {
    /// Looks at a frame that a node of ours sends.
    pub fn look_at_frame(&mut self, line: usize, upward: bool, bytes: &[u8]) {
        let own = &self.lines[line];
        let ends = (self.nodes[own.child].place, self.nodes[own.parent].place);
        if let Some(fault) = self.watch.fault(ends, upward, bytes) {
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
            self.watch.learn(*id, brief.spread, brief.ends());
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
