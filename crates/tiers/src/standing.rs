//! Which places a node stands for. One key may stand at several: the node of the village that another was
//! merged into has an entry of its own for each of the two, so that acts for either are judged by the
//! entry of their place.

use crate::{DirectoryEntry, NodeId, PlaceCode};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NumberBlock;

    fn entry(node: u8, place: &str) -> DirectoryEntry {
        DirectoryEntry {
            node: NodeId([node; 32]),
            place: place.parse().unwrap(),
            name: place.to_owned(),
            block: NumberBlock {
                prefix: "DQ2026".to_owned(),
                first: 1,
                last: 9,
                low_water: 1,
            },
            people: Vec::new(),
        }
    }

    fn stands(node: u8, entries: &[DirectoryEntry]) -> Vec<String> {
        let places = places_of(NodeId([node; 32]), entries);
        places.iter().map(ToString::to_string).collect()
    }

    const MERGED: &str = "230621100200";
    const NEIGHBOUR: &str = "230621100201";

    #[test]
    fn a_node_stands_for_the_place_whose_entry_names_its_key_and_for_no_other() {
        let apart = [entry(1, MERGED), entry(2, NEIGHBOUR)];
        assert_eq!(stands(1, &apart), [MERGED]);
        assert_eq!(stands(2, &apart), [NEIGHBOUR]);
        assert_eq!(stands(3, &apart), Vec::<String>::new());
    }

    #[test]
    fn after_a_merger_the_node_that_took_over_stands_for_both_places_and_the_other_for_none() {
        let merged = [entry(2, MERGED), entry(2, NEIGHBOUR)];
        assert_eq!(stands(2, &merged), [MERGED, NEIGHBOUR]);
        assert_eq!(stands(1, &merged), Vec::<String>::new());
    }

    #[test]
    fn of_two_entries_of_one_place_the_later_counts() {
        let twice = [entry(1, MERGED), entry(2, NEIGHBOUR), entry(2, MERGED)];
        assert_eq!(stands(1, &twice), Vec::<String>::new());
        assert_eq!(stands(2, &twice), [MERGED, NEIGHBOUR]);
    }
}
