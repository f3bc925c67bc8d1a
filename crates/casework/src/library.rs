use calendar::Calendar;
use catalog::{Bundle, Item};
use std::collections::BTreeMap;
use std::sync::Arc;
use tiers::{Digest, DirectoryEntry};

/// Everything that acts may cite, by hash. It only grows: a version once published stays citable. A copy shares every
/// version.
#[derive(Debug, Clone, Default)]
pub struct Library {
    items: BTreeMap<Digest, Arc<Item>>,
    bundles: BTreeMap<Digest, Arc<Bundle>>,
    calendars: BTreeMap<Digest, Arc<Calendar>>,
    directory: BTreeMap<Digest, Arc<DirectoryEntry>>,
}

impl Library {
    /// The item version `hash`.
    pub fn item(&self, hash: &Digest) -> Option<&Item> {
        self.items.get(hash).map(Arc::as_ref)
    }

    /// The bundle version `hash`.
    pub fn bundle(&self, hash: &Digest) -> Option<&Bundle> {
        self.bundles.get(hash).map(Arc::as_ref)
    }

    /// The calendar `hash`.
    pub fn calendar(&self, hash: &Digest) -> Option<&Calendar> {
        self.calendars.get(hash).map(Arc::as_ref)
    }

    /// The directory entry `hash`.
    pub fn entry(&self, hash: &Digest) -> Option<&DirectoryEntry> {
        self.directory.get(hash).map(Arc::as_ref)
    }

    /// All directory entries, every version.
    pub fn entries(&self) -> impl Iterator<Item = (&Digest, &DirectoryEntry)> {
        self.directory
            .iter()
            .map(|(hash, held)| (hash, held.as_ref()))
    }

    /// All item versions.
    pub fn items(&self) -> impl Iterator<Item = (&Digest, &Item)> {
        self.items.iter().map(|(hash, held)| (hash, held.as_ref()))
    }

    /// All bundle versions.
    pub fn bundles(&self) -> impl Iterator<Item = (&Digest, &Bundle)> {
        self.bundles
            .iter()
            .map(|(hash, held)| (hash, held.as_ref()))
    }

    /// Adds an item version under the hash of the bytes it was published as.
    pub fn add_item(&mut self, hash: Digest, item: Item) {
        self.items.insert(hash, Arc::new(item));
    }

    /// Adds a bundle version.
    pub fn add_bundle(&mut self, hash: Digest, bundle: Bundle) {
        self.bundles.insert(hash, Arc::new(bundle));
    }

    /// Adds a calendar.
    pub fn add_calendar(&mut self, hash: Digest, calendar: Calendar) {
        self.calendars.insert(hash, Arc::new(calendar));
    }

    /// Adds a directory entry.
    pub fn add_entry(&mut self, hash: Digest, entry: DirectoryEntry) {
        self.directory.insert(hash, Arc::new(entry));
    }
}
