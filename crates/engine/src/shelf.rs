//! The published versions this node holds, and which of each is in force: what acts made here cite.

use super::row::Open;
use super::{Engine, ReadModel};
use calendar::{Calendar, date_of};
use casework::Deed;
use catalog::{Bundle, Catalog, Item};
use record::{Document, Kind, RecordId};
use std::collections::BTreeMap;
use std::sync::Arc;
use tiers::{Department, Digest, DirectoryEntry, PlaceCode};

/// Which version of each published thing is in force.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Item code to the version published last.
    pub items: BTreeMap<String, Digest>,
    /// Item code to all its versions in the order of publication.
    pub item_versions: BTreeMap<String, Vec<Digest>>,
    /// Item code to the record that its versions are published in.
    pub item_records: BTreeMap<String, RecordId>,
    /// Bundle code to version.
    pub bundles: BTreeMap<String, Digest>,
    /// The calendar published last, by hash; none until one has come.
    pub calendar: Option<Digest>,
    /// The record that its versions are published in.
    pub calendar_record: Option<RecordId>,
    /// Place to directory entry.
    pub entries: BTreeMap<PlaceCode, Digest>,
    /// Place to the record that its entries are published in.
    pub entry_records: BTreeMap<PlaceCode, RecordId>,
    /// Department code to name.
    pub departments: BTreeMap<String, String>,
}

impl ReadModel {
    /// The calendar in force.
    pub(super) fn calendar(&self) -> Option<&Calendar> {
        self.library.calendar(self.shelf.calendar.as_ref()?)
    }

    /// The directory entry of the place that this node acts for: its own, but within
    /// [`ReadModel::execute_for`].
    pub fn own_entry(&self) -> Option<&DirectoryEntry> {
        self.entry_of(self.at)
    }

    /// The directory entry in force of a place.
    pub fn entry_of(&self, place: PlaceCode) -> Option<&DirectoryEntry> {
        self.library.entry(self.shelf.entries.get(&place)?)
    }

    /// The item in force.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.library.item(&self.item_version(code)?)
    }

    /// The version in force today: of those whose dates cover the day, the one published last. Where
    /// none does, the one published last, so that its pages still say what it is.
    pub(super) fn item_version(&self, code: &str) -> Option<Digest> {
        let today = date_of(self.now);
        let covers = |version: &&Digest| {
            let item = self.library.item(version);
            item.is_some_and(|item| item.effective.covers(today))
        };
        let versions = self.shelf.item_versions.get(code)?;
        versions
            .iter()
            .rev()
            .find(covers)
            .or(versions.last())
            .copied()
    }

    /// The bundle in force.
    pub fn bundle(&self, code: &str) -> Option<&Bundle> {
        self.library.bundle(self.shelf.bundles.get(code)?)
    }

    /// The catalog in force, with what is needed to check it.
    pub fn catalog(&self) -> Catalog {
        let items = self.shelf.items.keys();
        let items = items.filter_map(|code| self.item(code));
        let bundles = self.shelf.bundles.values();
        let bundles = bundles.filter_map(|version| self.library.bundle(version));
        let departments = self.shelf.departments.iter();
        Catalog {
            items: items
                .map(|item| (item.code.clone(), item.clone()))
                .collect(),
            bundles: bundles
                .map(|bundle| (bundle.code.clone(), bundle.clone()))
                .collect(),
            departments: departments
                .filter_map(|(code, name)| Department::of(code, name))
                .collect(),
        }
    }

    /// The items of an application: one, or the members of a bundle.
    pub(super) fn items_of(&self, code: &str) -> Option<Vec<&Item>> {
        match self.bundle(code) {
            Some(bundle) => bundle
                .members
                .iter()
                .map(|member| self.item(&member.item))
                .collect(),
            None => Some(vec![self.item(code)?]),
        }
    }

    /// The name of an item or bundle.
    pub fn name_of(&self, code: &str) -> String {
        let bundle = self.bundle(code).map(|bundle| bundle.name.clone());
        let item = || self.item(code).map(|item| item.name.clone());
        bundle.or_else(item).unwrap_or_else(|| code.to_owned())
    }

    /// The name of a place, where a directory entry tells it.
    pub fn place_name(&self, place: PlaceCode) -> String {
        let name = self.entry_of(place).map(|entry| entry.name.clone());
        name.unwrap_or_else(|| place.to_string())
    }

    /// The names of a place and those above it, down from the city.
    pub fn path_name(&self, place: PlaceCode) -> String {
        let above = tiers::Tier::ALL
            .into_iter()
            .filter_map(|tier| place.at_tier(tier));
        let names: Vec<String> = above
            .filter(|above| above.tier() != tiers::Tier::Province || *above == place)
            .map(|above| self.place_name(above))
            .collect();
        names.join(" ")
    }

    /// The name of a department.
    pub fn department_name(&self, code: &str) -> String {
        let name = self.shelf.departments.get(code);
        name.cloned().unwrap_or_else(|| code.to_owned())
    }
}

impl Engine {
    /// Puts the versions of a published record on the shelf. Only what the root signed counts; anything
    /// else is kept and never cited.
    pub(super) fn shelve(&mut self, open: &Open) {
        let Ok(entries) = open.document.entries(open.id, &open.header, &open.log) else {
            return;
        };
        // The order in which a single author wrote is the order of the log.
        for entry in entries {
            let casework::Content::Act(_, act) = entry.content else {
                continue;
            };
            let Deed::Publish { body } = &act.deed else {
                continue;
            };
            if entry.author != self.model.config.root {
                tracing::warn!(record = %open.id, "published by a node that is not the root; not used");
                continue;
            }
            if let Err(error) = self.shelve_version(open.id, open.header.kind, body) {
                tracing::warn!(record = %open.id, error, "a published version cannot be read here");
            }
        }
        self.agenda.note_published(open.id);
    }

    fn shelve_version(&mut self, id: RecordId, kind: Kind, body: &[u8]) -> Result<(), String> {
        let hash = Digest::of(body);
        let words = |error: serde_json::Error| error.to_string();
        let shelf = Arc::make_mut(&mut self.model.shelf);
        let library = Arc::make_mut(&mut self.model.library);
        match kind {
            Kind::Item => {
                let item: Item = serde_json::from_slice(body).map_err(words)?;
                shelf.items.insert(item.code.clone(), hash);
                shelf.item_records.insert(item.code.clone(), id);
                let versions = shelf.item_versions.entry(item.code.clone());
                let versions = versions.or_default();
                // What is published again counts from there.
                versions.retain(|version| *version != hash);
                versions.push(hash);
                library.add_item(hash, item);
            }
            Kind::Bundle => {
                let bundle: Bundle = serde_json::from_slice(body).map_err(words)?;
                shelf.bundles.insert(bundle.code.clone(), hash);
                library.add_bundle(hash, bundle);
            }
            Kind::Calendar => {
                let calendar = Calendar::from_bytes(body).map_err(|error| error.to_string())?;
                let hash = Digest(calendar.hash());
                shelf.calendar = Some(hash);
                shelf.calendar_record = Some(id);
                library.add_calendar(hash, calendar);
            }
            Kind::Directory => {
                let entry: DirectoryEntry = serde_json::from_slice(body).map_err(words)?;
                shelf.entries.insert(entry.place, hash);
                shelf.entry_records.insert(entry.place, id);
                library.add_entry(hash, entry);
            }
            Kind::Departments => {
                shelf.departments = serde_json::from_slice(body).map_err(words)?;
            }
            Kind::Draft | Kind::Case => {}
        }
        Ok(())
    }

    /// An empty document, for what begins here.
    pub(super) fn blank() -> Document {
        Document::new()
    }
}
