use calendar::Calendar;
use catalog::{Bundle, Item};
use std::collections::BTreeMap;
use tiers::{Digest, DirectoryEntry};

/// Everything that acts may cite, by hash. It only grows: a version once published stays citable.
#[derive(Debug, Clone, Default)]
pub struct Library {
    items: BTreeMap<Digest, Item>,
    bundles: BTreeMap<Digest, Bundle>,
    calendars: BTreeMap<Digest, Calendar>,
    directory: BTreeMap<Digest, DirectoryEntry>,
}

impl Library {
    /// The item version `hash`.
    pub fn item(&self, hash: &Digest) -> Option<&Item> {
        self.items.get(hash)
    }

    /// The bundle version `hash`.
    pub fn bundle(&self, hash: &Digest) -> Option<&Bundle> {
        self.bundles.get(hash)
    }

    /// The calendar `hash`.
    pub fn calendar(&self, hash: &Digest) -> Option<&Calendar> {
        self.calendars.get(hash)
    }

    /// The directory entry `hash`.
    pub fn entry(&self, hash: &Digest) -> Option<&DirectoryEntry> {
        self.directory.get(hash)
    }

    /// All directory entries, every version.
    pub fn entries(&self) -> impl Iterator<Item = (&Digest, &DirectoryEntry)> {
        self.directory.iter()
    }

    /// All item versions.
    pub fn items(&self) -> impl Iterator<Item = (&Digest, &Item)> {
        self.items.iter()
    }

    /// All bundle versions.
    pub fn bundles(&self) -> impl Iterator<Item = (&Digest, &Bundle)> {
        self.bundles.iter()
    }

    /// Adds an item version under the hash of the bytes it was published as.
    pub fn add_item(&mut self, hash: Digest, item: Item) {
        self.items.insert(hash, item);
    }

    /// Adds a bundle version.
    pub fn add_bundle(&mut self, hash: Digest, bundle: Bundle) {
        self.bundles.insert(hash, bundle);
    }

    /// Adds a calendar.
    pub fn add_calendar(&mut self, hash: Digest, calendar: Calendar) {
        self.calendars.insert(hash, calendar);
    }

    /// Adds a directory entry.
    pub fn add_entry(&mut self, hash: Digest, entry: DirectoryEntry) {
        self.directory.insert(hash, entry);
    }
}
