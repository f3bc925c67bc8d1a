//! The published versions this node holds, and which of each is in force: what acts made here cite.

use super::row::Open;
use super::{Engine, ReadModel};
use calendar::{Calendar, date_of};
use casework::{Deed, Library};
use catalog::{Bundle, Catalog, Item};
use record::{Document, Kind, RecordId};
use std::collections::BTreeMap;
use std::sync::Arc;
use tiers::{Department, DepartmentName, Digest, DirectoryEntry, PlaceCode, Spelling};

/// Which version of each published thing is in force.
#[derive(Debug, Clone, Default)]
pub(super) struct Published {
    /// Item code to the version published last.
    items: BTreeMap<String, Digest>,
    /// Item code to all its versions in the order of publication.
    item_versions: BTreeMap<String, Vec<Digest>>,
    /// Item code to the record that its versions are published in.
    item_records: BTreeMap<String, RecordId>,
    /// Bundle code to version.
    bundles: BTreeMap<String, Digest>,
    /// The calendar published last, by hash; none until one has come.
    calendar: Option<Digest>,
    /// The record that its versions are published in.
    calendar_record: Option<RecordId>,
    /// Place to directory entry.
    entries: BTreeMap<PlaceCode, Digest>,
    /// Place to the record that its entries are published in.
    entry_records: BTreeMap<PlaceCode, RecordId>,
    /// Department code to what it is called.
    departments: BTreeMap<String, DepartmentName>,
    /// How the names of items and bundles are spelled, by version: made once, when the version is put here, and shared by
    /// copies.
    spellings: BTreeMap<Digest, Arc<Spelling>>,
    /// How the names of departments are spelled, by code.
    department_spellings: BTreeMap<String, Arc<Spelling>>,
}

impl Published {
    /// The versions of items that were published last, by code.
    pub(super) fn items(&self) -> &BTreeMap<String, Digest> {
        &self.items
    }

    /// The record that an item's versions are published in.
    pub(super) fn item_record(&self, code: &str) -> Option<RecordId> {
        self.item_records.get(code).copied()
    }

    /// The versions of bundles, by code.
    pub(super) fn bundles(&self) -> &BTreeMap<String, Digest> {
        &self.bundles
    }

    /// The calendar published last; none until one has come.
    pub(super) fn calendar(&self) -> Option<Digest> {
        self.calendar
    }

    /// The record that calendars are published in.
    pub(super) fn calendar_record(&self) -> Option<RecordId> {
        self.calendar_record
    }

    /// The directory entries, by place.
    pub(super) fn entries(&self) -> &BTreeMap<PlaceCode, Digest> {
        &self.entries
    }

    /// The records that directory entries are published in, by place.
    pub(super) fn entry_records(&self) -> &BTreeMap<PlaceCode, RecordId> {
        &self.entry_records
    }

    /// A version was published in a record.
    pub(super) fn take(
        &mut self,
        id: RecordId,
        kind: Kind,
        body: &[u8],
        library: &mut Library,
    ) -> Result<(), String> {
        let hash = Digest::of(body);
        let words = |error: serde_json::Error| error.to_string();
        match kind {
            Kind::Item => {
                let item: Item = serde_json::from_slice(body).map_err(words)?;
                self.items.insert(item.code.clone(), hash);
                self.item_records.insert(item.code.clone(), id);
                let versions = self.item_versions.entry(item.code.clone());
                let versions = versions.or_default();
                // What is published again counts from there.
                versions.retain(|version| *version != hash);
                versions.push(hash);
                let spelling = Spelling::of(&item.name, &item.pinyin);
                self.spellings.insert(hash, Arc::new(spelling));
                library.add_item(hash, item);
            }
            Kind::Bundle => {
                let bundle: Bundle = serde_json::from_slice(body).map_err(words)?;
                self.bundles.insert(bundle.code.clone(), hash);
                let spelling = Spelling::of(&bundle.name, &bundle.pinyin);
                self.spellings.insert(hash, Arc::new(spelling));
                library.add_bundle(hash, bundle);
            }
            Kind::Calendar => {
                let calendar = Calendar::from_bytes(body).map_err(|error| error.to_string())?;
                let hash = Digest(calendar.hash());
                self.calendar = Some(hash);
                self.calendar_record = Some(id);
                library.add_calendar(hash, calendar);
            }
            Kind::Directory => {
                let entry: DirectoryEntry = serde_json::from_slice(body).map_err(words)?;
                self.entries.insert(entry.place, hash);
                self.entry_records.insert(entry.place, id);
                library.add_entry(hash, entry);
            }
            Kind::Departments => {
                let called: BTreeMap<String, DepartmentName> =
                    serde_json::from_slice(body).map_err(words)?;
                let spell = |one: &DepartmentName| Spelling::of(&one.name, &one.pinyin);
                let spelled = called.iter();
                let spelled = spelled.map(|(code, one)| (code.clone(), Arc::new(spell(one))));
                self.department_spellings = spelled.collect();
                self.departments = called;
            }
            Kind::Draft | Kind::Case => {}
        }
        Ok(())
    }
}

impl ReadModel {
    /// The calendar in force.
    pub(super) fn calendar(&self) -> Option<&Calendar> {
        self.library().calendar(self.published().calendar.as_ref()?)
    }

    /// The directory entry of the place that this node acts for: its own, but within
    /// [`Engine::acting_for`].
    pub fn own_entry(&self) -> Option<&DirectoryEntry> {
        self.entry_of(self.at())
    }

    /// The directory entry in force of a place.
    pub fn entry_of(&self, place: PlaceCode) -> Option<&DirectoryEntry> {
        self.library().entry(self.published().entries.get(&place)?)
    }

    /// The item in force.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.library().item(&self.item_version(code)?)
    }

    /// The version in force today: of those whose dates cover the day, the one published last. Where
    /// none does, the one published last, so that its pages still say what it is.
    pub(super) fn item_version(&self, code: &str) -> Option<Digest> {
        let today = date_of(self.now());
        let covers = |version: &&Digest| {
            let item = self.library().item(version);
            item.is_some_and(|item| item.effective.covers(today))
        };
        let versions = self.published().item_versions.get(code)?;
        versions
            .iter()
            .rev()
            .find(covers)
            .or(versions.last())
            .copied()
    }

    /// The bundle in force.
    pub fn bundle(&self, code: &str) -> Option<&Bundle> {
        self.library().bundle(self.published().bundles.get(code)?)
    }

    /// The catalog in force, with what is needed to check it.
    pub fn catalog(&self) -> Catalog {
        let items = self.published().items.keys();
        let items = items.filter_map(|code| self.item(code));
        let bundles = self.published().bundles.values();
        let bundles = bundles.filter_map(|version| self.library().bundle(version));
        let departments = self.published().departments.iter();
        Catalog {
            items: items
                .map(|item| (item.code.clone(), item.clone()))
                .collect(),
            bundles: bundles
                .map(|bundle| (bundle.code.clone(), bundle.clone()))
                .collect(),
            departments: departments
                .filter_map(|(code, called)| Department::of(code, called))
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
        let called = self.published().departments.get(code);
        called.map_or_else(|| code.to_owned(), |called| called.name.clone())
    }

    /// The English name of a department; empty where the data gives none.
    pub fn department_name_en(&self, code: &str) -> &str {
        let called = self.published().departments.get(code);
        called.map_or("", |called| &called.name_en)
    }

    /// Whether the name of the item or bundle in force, or of its department, is spelled as `typed`, which
    /// [`tiers::typed`] made of a search.
    pub fn is_spelled(&self, code: &str, typed: &str) -> bool {
        let published = self.published();
        let (version, department) = match self.bundle(code) {
            Some(bundle) => (
                published.bundles.get(code).copied(),
                &bundle.lead_department,
            ),
            None => match self.item(code) {
                Some(item) => (self.item_version(code), &item.department),
                None => return false,
            },
        };
        let name = version.and_then(|version| published.spellings.get(&version));
        let department = published.department_spellings.get(department);
        let mut spellings = name.into_iter().chain(department);
        spellings.any(|spelling| spelling.answers(typed))
    }
}

impl Engine {
    /// Takes in the versions of a published record. Only what the root signed counts; anything
    /// else is kept and never cited.
    pub(super) fn take_published(&mut self, open: &Open) {
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
            if entry.author != self.model.config().root {
                tracing::warn!(record = %open.id, "published by a node that is not the root; not used");
                continue;
            }
            if let Err(error) = self.model.publish_version(open.id, open.header.kind, body) {
                tracing::warn!(record = %open.id, error, "a published version cannot be read here");
            }
        }
        self.agenda.note_published(open.id);
    }

    /// An empty document, for what begins here.
    pub(super) fn blank() -> Document {
        Document::new()
    }
}
