//! What readers read: an immutable copy of everything that pages and lists are made from. The writer keeps one and changes
//! it; a copy of it ([`super::Engine::snapshot`]) shares all that has not changed since and costs nothing to make.

use super::back::PapersAfterRestore;
use super::editing::ItemEdits;
use super::index::Records;
use super::journal::Acknowledged;
use super::links::LineSeen;
use super::open::EngineConfig;
use super::published::Published;
use super::quarantine::Quarantine;
use super::shown::ShownRecord;
use super::sorted::SortedMap;
use super::{Engine, sums};
use calendar::UnixMillis;
use casework::{ActId, Library};
use record::{Incarnation, Kind, RecordId, Signer};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;
use tiers::PlaceCode;

/// A node as its pages see it.
///
/// What is asked of it never waits for the writer. A case that is not in memory is read from its row, which may be newer
/// than the rest; nothing is ever older than the snapshot.
#[derive(Clone)]
pub struct ReadModel {
    config: Arc<EngineConfig>,
    /// For which place it acts: its own, but within [`super::Engine::acting_for`].
    at: PlaceCode,
    now: UnixMillis,
    /// The texts that its papers are set with.
    wording: &'static dyn papers::Wording,
    signer: Arc<Signer>,
    asking_key: [u8; 32],
    /// Rows and journal; a reader only reads.
    store: Arc<Store>,
    library: Arc<Library>,
    published: Arc<Published>,
    records: Records,
    /// What of records is not in their rows yet, as pages show it.
    unwritten: SortedMap<RecordId, ShownRecord>,
    /// The links, and how their sessions stood when the snapshot was made.
    lines: Arc<Vec<LineSeen>>,
    /// How far our feed to the parent is durable above, as the journal has it.
    marks: Arc<Vec<u64>>,
    quarantine: Arc<Quarantine>,
    edits: Arc<ItemEdits>,
    /// Acts that came back and of which somebody at this desk has taken note.
    acknowledged: Arc<BTreeMap<ActId, Acknowledged>>,
    /// Papers that this place handed out and that came back to a store that was put back.
    papers_back: Arc<PapersAfterRestore>,
    /// The last number of the block that was given out.
    number: u32,
}

/// The context under which the key of the index of applicants comes from a node's seed.
const ASKING: &str = "lianban 2026-11-24 who asks for what, v1";

impl ReadModel {
    /// A node that holds nothing.
    pub(super) fn empty(store: Store, config: EngineConfig, now: UnixMillis) -> ReadModel {
        ReadModel {
            at: config.place,
            now,
            wording: &papers::Shipped,
            signer: Arc::new(Signer::new(config.seed, [0; 16], [0; 16])),
            asking_key: blake3::derive_key(ASKING, &config.seed),
            store: Arc::new(store),
            library: Arc::default(),
            published: Arc::default(),
            records: Records::of(config.place),
            unwritten: SortedMap::new(),
            lines: Arc::default(),
            marks: Arc::default(),
            quarantine: Arc::default(),
            edits: Arc::default(),
            acknowledged: Arc::default(),
            papers_back: Arc::default(),
            number: 0,
            config: Arc::new(config),
        }
    }

    /// The same at a later moment: what a page says of the time left is counted from there.
    #[must_use]
    pub fn at_moment(mut self, now: UnixMillis) -> ReadModel {
        self.now = self.now.max(now);
        self
    }

    /// When this was.
    pub fn now(&self) -> UnixMillis {
        self.now
    }

    /// Where this node stands.
    pub fn place(&self) -> PlaceCode {
        self.config.place
    }

    /// What all cases come to.
    pub fn sums(&self) -> &sums::Sums {
        self.records.sums()
    }

    pub(super) fn config(&self) -> &EngineConfig {
        &self.config
    }

    /// For which place the node acts: its own, but within [`super::Engine::acting_for`].
    pub(super) fn at(&self) -> PlaceCode {
        self.at
    }

    /// The texts that papers are set with.
    pub(super) fn texts(&self) -> &'static dyn papers::Wording {
        self.wording
    }

    /// By what this process signs.
    pub(super) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The key of the index of applicants.
    pub(super) fn asking_key(&self) -> &[u8; 32] {
        &self.asking_key
    }

    /// Rows and journal.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// What acts may cite.
    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    /// Which version of each published thing is in force.
    pub(super) fn published(&self) -> &Published {
        &self.published
    }

    /// Every record in short.
    pub(super) fn records(&self) -> &Records {
        &self.records
    }

    /// What of a record is not in its row yet.
    pub(super) fn unwritten(&self, id: RecordId) -> Option<&ShownRecord> {
        self.unwritten.get(&id)
    }

    /// What of records is not in their rows yet.
    pub(super) fn all_unwritten(&self) -> &SortedMap<RecordId, ShownRecord> {
        &self.unwritten
    }

    /// The links as they were when this snapshot was made.
    pub(super) fn lines(&self) -> &[LineSeen] {
        &self.lines
    }

    /// How far our feed is durable at the parent and at each tier above it, as the journal has it.
    pub(super) fn known_marks(&self) -> &[u64] {
        &self.marks
    }

    /// How far our feed is durable at the parent.
    pub(super) fn sent_upto(&self) -> u64 {
        self.marks.first().copied().unwrap_or(0)
    }

    /// How far our feed is durable at the top.
    pub(super) fn at_top_upto(&self) -> u64 {
        self.marks.last().copied().unwrap_or(0)
    }

    /// What was set aside.
    pub(super) fn set_aside(&self) -> &Quarantine {
        &self.quarantine
    }

    /// Drafts of items.
    pub(super) fn edits(&self) -> &ItemEdits {
        &self.edits
    }

    /// Acts that came back and of which somebody at this desk has taken note.
    pub(super) fn all_acknowledged(&self) -> &BTreeMap<ActId, Acknowledged> {
        &self.acknowledged
    }

    /// Papers that came back to a store that was put back.
    pub(super) fn papers_after_restore(&self) -> &PapersAfterRestore {
        &self.papers_back
    }

    /// The last number of the block that was given out.
    pub(super) fn last_number(&self) -> u32 {
        self.number
    }
}

/// What the writer changes.
impl ReadModel {
    /// It is this time, also where that is earlier than it was.
    pub(super) fn set_clock(&mut self, now: UnixMillis) {
        self.now = now;
    }

    /// What is done from here on is done for this place.
    pub(super) fn act_for(&mut self, place: PlaceCode) {
        self.at = place;
    }

    /// Papers are set with these texts from here on.
    #[cfg(any(test, feature = "fixture"))]
    pub(super) fn use_texts(&mut self, wording: &'static dyn papers::Wording) {
        self.wording = wording;
    }

    /// What is written from here on is by another actor of this incarnation.
    pub(super) fn sign_as(&mut self, incarnation: Incarnation) {
        let actor = (self.config.random)();
        self.signer = Arc::new(Signer::new(self.config.seed, incarnation, actor));
    }

    /// Every record in short, to be changed.
    pub(super) fn records_mut(&mut self) -> &mut Records {
        &mut self.records
    }

    /// A version was published in a record; refused in words where it cannot be read here.
    pub(super) fn publish_version(
        &mut self,
        id: RecordId,
        kind: Kind,
        body: &[u8],
    ) -> Result<(), String> {
        let library = Arc::make_mut(&mut self.library);
        Arc::make_mut(&mut self.published).take(id, kind, body, library)
    }

    /// Shows what a record has come to, until its row says it.
    pub(super) fn show_unwritten(&mut self, id: RecordId, shown: ShownRecord) {
        self.unwritten.insert(id, shown);
    }

    /// A record's row says what it has come to, or is about to be brought forward by the writer alone.
    pub(super) fn forget_unwritten(&mut self, id: &RecordId) {
        self.unwritten.remove(id);
    }

    /// The links stand so.
    pub(super) fn see_lines(&mut self, lines: Vec<LineSeen>) {
        self.lines = Arc::new(lines);
    }

    /// Our feed is durable above as far as this.
    pub(super) fn learn_marks(&mut self, marks: Vec<u64>) {
        self.marks = Arc::new(marks);
    }

    /// What was set aside, to be changed.
    pub(super) fn set_aside_mut(&mut self) -> &mut Quarantine {
        Arc::make_mut(&mut self.quarantine)
    }

    /// Drafts of items, to be changed.
    pub(super) fn edits_mut(&mut self) -> &mut ItemEdits {
        Arc::make_mut(&mut self.edits)
    }

    /// Somebody at this desk has taken note of an act that came back.
    pub(super) fn acknowledge(&mut self, seen: Acknowledged) {
        Arc::make_mut(&mut self.acknowledged).insert(seen.act, seen);
    }

    /// Papers that came back, to be changed.
    pub(super) fn papers_after_restore_mut(&mut self) -> &mut PapersAfterRestore {
        Arc::make_mut(&mut self.papers_back)
    }

    /// This number of the block was given out last.
    pub(super) fn give_number(&mut self, number: u32) {
        self.number = number;
    }
}

impl Engine {
    /// What readers see from here on. It says what is durable only after a commit.
    pub fn snapshot(&mut self) -> ReadModel {
        self.model.see_lines(self.links.states(&self.hub));
        self.model.clone()
    }
}
