//! A map in key order of which a copy costs nothing: what readers are given, and what the writer goes on with.
//!
//! Of the persistent maps whose licences fit, this is the one that stores its entries in sorted pieces: at a million
//! entries a red-black tree of single nodes (`rpds`) takes some 80 bytes an entry beside key and value, this one some 10.

use immutable_chunkmap::map::Map;
use std::fmt;
use std::ops::{Index, RangeBounds};

/// Entries in a piece at most: what is copied when an entry changes that a reader may still look at.
const PIECE: usize = 64;

/// A map in key order; a copy shares everything with it until one of both changes.
#[derive(Clone)]
pub struct SortedMap<K: Ord + Clone, V: Clone>(Map<K, V, PIECE>);

/// All entries of a map in order.
type Entries<'a, K, V> = <&'a Map<K, V, PIECE> as IntoIterator>::IntoIter;

/// A set in order.
pub(crate) type SortedSet<K> = SortedMap<K, ()>;

impl<K: Ord + Clone, V: Clone> SortedMap<K, V> {
    /// Nothing.
    pub fn new() -> Self {
        Self(Map::new())
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.0.get_mut_cow(key)
    }

    /// The value of a key; a new one where there was none.
    pub(crate) fn get_or_insert(&mut self, key: K, new: impl FnOnce() -> V) -> &mut V {
        self.0.get_or_insert_cow(key, new)
    }

    /// Puts a value; answers the one before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.insert_cow(key, value)
    }

    /// Takes a value out.
    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        self.0.remove_cow(key)
    }

    /// Whether there is such a key.
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> Entries<'_, K, V> {
        self.0.into_iter()
    }

    /// The entries within bounds in the order of their keys; none where the bounds are the wrong way round.
    pub fn range<R: RangeBounds<K>>(&self, bounds: R) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        let bounds = (bounds.start_bound().cloned(), bounds.end_bound().cloned());
        self.0.range(bounds)
    }

    /// All keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// All values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The entry with the lowest key.
    pub(crate) fn first(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }
}

impl<K: Ord + Clone, V: Clone> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord + Clone, V: Clone + PartialEq> PartialEq for SortedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<'a, K: Ord + Clone, V: Clone> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Entries<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Ord + Clone, V: Clone> Index<&K> for SortedMap<K, V> {
    type Output = V;

    fn index(&self, key: &K) -> &V {
        self.get(key).expect("a key that is there")
    }
}

impl<K: Ord + Clone + fmt::Debug, V: Clone + fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_is_a_map_in_order_and_a_copy_stays_as_it_was(
            steps in prop::collection::vec((0_u16..600, prop::option::of(0_u16..9)), 1..2_000),
            bounds in (0_u16..600, 0_u16..600),
        ) {
            let (mut map, mut model) = (SortedMap::new(), BTreeMap::new());
            let (copy, kept) = (map.clone(), model.clone());
            let mut copies = vec![(copy, kept)];
            for (at, (key, value)) in steps.into_iter().enumerate() {
                let (before, expected) = match value {
                    Some(value) => (map.insert(key, value), model.insert(key, value)),
                    None => (map.remove(&key), model.remove(&key)),
                };
                prop_assert_eq!(before, expected);
                if at % 500 == 0 {
                    copies.push((map.clone(), model.clone()));
                }
            }
            copies.push((map, model));
            let (low, high) = (bounds.0.min(bounds.1), bounds.0.max(bounds.1));
            for (map, model) in &copies {
                prop_assert_eq!(map.len(), model.len());
                prop_assert!(map.iter().eq(model.iter()));
                prop_assert!(map.range(low..=high).eq(model.range(low..=high)));
                prop_assert!(map.range(low..).rev().eq(model.range(low..).rev()));
            }
        }
    }
}
