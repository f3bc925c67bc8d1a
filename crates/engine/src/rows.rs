//! The rows for the province as a node keeps them in mind: which it holds, of which version, and a hash of what
//! they say. What they say is read where somebody needs it.

use super::Engine;
use super::index;
use super::journal::{self, RowItem};
use super::replay::ROWS_AT_ONCE;
use record::Incarnation;
use std::collections::BTreeMap;
use store::OrderedMap as _;
use tiers::PlaceCode;

/// The body of a row under whose name there is nothing to say any more.
pub const NOTHING: &str = "null";
/// The kind of the row by which a city says that it has told everything anew; its body is the position of its journal
/// since when.
pub(super) const ALL_TOLD: &str = "told";
/// Its key: there is one a city.
pub(super) const ALL_TOLD_KEY: [u8; 16] = [0; 16];

/// A row's name: city, kind and key.
pub type RowName = (PlaceCode, String, [u8; 16]);

type KindRows = BTreeMap<[u8; 16], RowInShort>;

/// All rows held, in short.
#[derive(Debug, Default)]
pub(super) struct Rows {
    said: BTreeMap<PlaceCode, BTreeMap<String, KindRows>>,
    /// Incarnations of cities' stores, and their numbers in [`RowInShort::incarnation`].
    incarnations: Vec<Incarnation>,
    numbers: BTreeMap<Incarnation, u32>,
}

/// A row in short.
#[derive(Debug, Clone, Copy)]
struct RowInShort {
    version: u64,
    body: u64,
    incarnation: u32,
}

impl Rows {
    fn get(&self, city: PlaceCode, kind: &str, key: &[u8; 16]) -> Option<&RowInShort> {
        self.said.get(&city)?.get(kind)?.get(key)
    }

    /// Whether there is a row of this name.
    pub(super) fn has(&self, city: PlaceCode, kind: &str, key: &[u8; 16]) -> bool {
        self.get(city, kind, key).is_some()
    }

    /// The keys of a city's rows of this kind that say anything.
    pub(super) fn saying(&self, city: PlaceCode, kind: &str) -> impl Iterator<Item = [u8; 16]> {
        let nothing = index::hash(NOTHING);
        let keys = self.said.get(&city).and_then(|kinds| kinds.get(kind));
        let keys = keys.into_iter().flatten();
        keys.filter_map(move |(key, said)| (said.body != nothing).then_some(*key))
    }

    /// Whether the row of this name and store says the same already, and has done so since a position.
    pub(super) fn says(&self, row: &RowItem, since: u64) -> bool {
        let held = self.get(row.city, &row.kind, &row.key);
        held.is_some_and(|held| {
            held.body == index::hash(&row.body) && self.is_told(held, &row.incarnation, since)
        })
    }

    /// Whether this incarnation of a city's store has told it since a position.
    fn is_told(&self, said: &RowInShort, incarnation: &Incarnation, since: u64) -> bool {
        self.incarnations[said.incarnation as usize] == *incarnation && said.version > since
    }

    /// Whether this incarnation of a city's store has told everything since a position.
    pub(super) fn all_told(&self, city: PlaceCode, incarnation: &Incarnation, since: u64) -> bool {
        let told = self.get(city, ALL_TOLD, &ALL_TOLD_KEY);
        told.is_some_and(|told| self.is_told(told, incarnation, since))
    }

    /// The rows of a city that say anything and that were not told since a position by this incarnation of its
    /// store.
    pub(super) fn untold(
        &self,
        city: PlaceCode,
        incarnation: &Incarnation,
        since: u64,
    ) -> Vec<RowName> {
        let nothing = index::hash(NOTHING);
        let untold =
            |said: &RowInShort| said.body != nothing && !self.is_told(said, incarnation, since);
        let kinds = self.said.get(&city).into_iter().flatten();
        kinds
            .flat_map(|(kind, keys)| {
                let keys = keys.iter().filter(|(_, said)| untold(said));
                keys.map(|(key, _)| (city, kind.clone(), *key))
            })
            .collect()
    }

    /// Whether a row is newer than the one that is held under its name, if any.
    pub(super) fn is_newer(&self, row: &RowItem) -> bool {
        let held = self.get(row.city, &row.kind, &row.key);
        held.is_none_or(|held| {
            // Another incarnation of the city's store: what it says counts from its beginning.
            self.incarnations[held.incarnation as usize] != row.incarnation
                || held.version < row.version
        })
    }

    /// Holds a row, in place of any other of its name.
    pub(super) fn hold(&mut self, row: &RowItem) {
        let next = u32::try_from(self.incarnations.len())
            .expect("fewer incarnations than four thousand million");
        let number = *self.numbers.entry(row.incarnation).or_insert(next);
        if number == next {
            self.incarnations.push(row.incarnation);
        }
        let said = RowInShort {
            version: row.version,
            body: index::hash(&row.body),
            incarnation: number,
        };
        let kinds = self.said.entry(row.city).or_default();
        if let Some(keys) = kinds.get_mut(&row.kind) {
            keys.insert(row.key, said);
        } else {
            kinds.insert(row.kind.clone(), KindRows::from([(row.key, said)]));
        }
    }

    /// All of it, in order: names, versions, hashes and incarnations.
    fn all(&self) -> impl Iterator<Item = (PlaceCode, &str, [u8; 16], u64, u64, [u8; 16])> {
        let kinds = (self.said.iter())
            .flat_map(|(city, kinds)| kinds.iter().map(|(kind, keys)| (*city, kind, keys)));
        kinds.flat_map(move |(city, kind, keys)| {
            keys.iter().map(move |(key, said)| {
                let incarnation = self.incarnations[said.incarnation as usize];
                (
                    city,
                    kind.as_str(),
                    *key,
                    said.version,
                    said.body,
                    incarnation,
                )
            })
        })
    }

    /// Lets go of the room between entries that came in one by one.
    pub(super) fn pack(&mut self) {
        for keys in self.said.values_mut().flat_map(BTreeMap::values_mut) {
            index::pack(keys);
        }
    }
}

impl Engine {
    /// At most `rows_max` of the rows for the province, as published or as received, of which somebody knows
    /// another version and incarnation, or nothing.
    pub fn rows_changed(
        &self,
        known: impl Fn(&RowName) -> Option<(u64, [u8; 16])>,
        rows_max: usize,
    ) -> Vec<RowItem> {
        let mut changed = Vec::new();
        for (city, kinds) in &self.publisher.rows().said {
            for (kind, keys) in kinds {
                let mut name = (*city, kind.clone(), [0; 16]);
                for (key, said) in keys {
                    if changed.len() == rows_max {
                        return changed;
                    }
                    name.2 = *key;
                    let incarnation = self.publisher.rows().incarnations[said.incarnation as usize];
                    if known(&name) != Some((said.version, incarnation)) {
                        changed.extend(self.row_named(&name));
                    }
                }
            }
        }
        changed
    }

    fn row_named(&self, name: &RowName) -> Option<RowItem> {
        if let Some(row) = self.publisher.dirty_rows().get(name) {
            return Some(row.clone());
        }
        let tree = self.model.store().tree("row").ok()?;
        let bytes = tree.get(&row_key(name)).ok().flatten()?;
        journal::from_bytes(&bytes).ok()
    }

    /// Every row, as it was written and then as it is to be: the last of a name counts.
    pub(super) fn each_row(&self, mut look: impl FnMut(&RowItem)) {
        self.each_row_written(&mut look);
        self.publisher.dirty_rows().values().for_each(look);
    }

    fn each_row_written(&self, look: &mut impl FnMut(&RowItem)) {
        let Ok(tree) = self.model.store().tree("row") else {
            return;
        };
        for page in tree.pages(ROWS_AT_ONCE).flatten() {
            let rows = page.iter().map(|(_, value)| journal::from_bytes(value));
            rows.flatten().for_each(|row| look(&row));
        }
    }

    /// Whether what is kept in mind of the rows is what those that can be read come to.
    pub(super) fn rows_are_as_written(&self) -> bool {
        let mut anew = Rows::default();
        self.each_row(|row| anew.hold(row));
        anew.all().eq(self.publisher.rows().all())
    }

    /// Keeps in mind which rows there are.
    pub(super) fn recall_row_names(&mut self) {
        let mut rows = Rows::default();
        self.each_row_written(&mut |row| rows.hold(row));
        // What this leaves behind is taken up by the briefs.
        rows.pack();
        self.publisher.recall_rows(rows);
    }
}

/// Under which key a row is written.
pub(super) fn row_key(name: &RowName) -> Vec<u8> {
    journal::to_bytes(&(name.0, &name.1, serde_bytes::Bytes::new(&name.2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(version: u64, incarnation: u8, body: &str) -> RowItem {
        RowItem {
            city: "230600000000".parse().unwrap(),
            incarnation: [incarnation; 16],
            kind: "trail".to_owned(),
            key: [1; 16],
            version,
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_row_gives_way_to_a_later_version_and_to_another_incarnation() {
        let mut rows = Rows::default();
        assert!(rows.is_newer(&row(5, 1, "a")) && !rows.says(&row(5, 1, "a"), 0));
        rows.hold(&row(5, 1, "a"));
        rows.pack();
        assert!(rows.has(row(5, 1, "a").city, "trail", &[1; 16]));
        assert!(!rows.has(row(5, 1, "a").city, "count", &[1; 16]));
        // The version is not what it says.
        assert!(rows.says(&row(9, 1, "a"), 0) && !rows.says(&row(9, 1, "b"), 0));
        assert!(!rows.says(&row(9, 2, "a"), 0));
        // Nor does it count where it must be told again.
        assert!(rows.says(&row(9, 1, "a"), 4) && !rows.says(&row(9, 1, "a"), 5));
        assert!(!rows.is_newer(&row(5, 1, "b")) && rows.is_newer(&row(6, 1, "b")));
        // A store that was restored begins again with low versions.
        assert!(rows.is_newer(&row(2, 2, "a")));
        rows.hold(&row(2, 2, "a"));
        assert!(rows.says(&row(2, 2, "a"), 0) && !rows.says(&row(2, 1, "a"), 0));
    }
}
