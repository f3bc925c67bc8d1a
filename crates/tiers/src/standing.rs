//! Which places a node stands for. One key may stand at several: the node of the village that another was
//! merged into has an entry of its own for each of the two, so that acts for either are judged by the
//! entry of their place.

use crate::{DirectoryEntry, NodeId, PlaceCode, Tier};
use std::collections::{BTreeMap, BTreeSet};

/// The places that `node` stands for by the directory entries that are in force, one for each place. A
/// place that was merged into another is among them where its entry names the key of the node that took
/// over. Of several entries of one place, which is a fault of whoever chose them, the last counts, as the
/// later of two that were published.
pub fn places_of<'a>(
    node: NodeId,
    in_force: impl IntoIterator<Item = &'a DirectoryEntry>,
) -> BTreeSet<PlaceCode> {
    let holders: BTreeMap<PlaceCode, NodeId> = (in_force.into_iter())
        .map(|entry| (entry.place, entry.node))
        .collect();
    let own = holders.into_iter().filter(|(_, holder)| *holder == node);
    own.map(|(place, _)| place).collect()
}

/// Whether a record that lives at `home` and is carried along its path reaches a node that stands for
/// `places`: one of them is the home, or lies above it within the city.
pub fn on_the_path(places: &BTreeSet<PlaceCode>, home: PlaceCode) -> bool {
    let mut above = std::iter::successors(Some(home), |place| place.parent())
        .take_while(|place| place.tier() >= Tier::City);
    above.any(|place| places.contains(&place))
}
