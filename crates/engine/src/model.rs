//! What readers read: an immutable copy of everything that pages and lists are made from. The writer keeps one and changes
//! it; a copy of it ([`super::Engine::snapshot`]) shares all that has not changed since and costs nothing to make.

use super::back::Backs;
use super::command::QuarantineShow;
use super::editing::ItemEdit;
use super::index::Records;
use super::kept::Acknowledged;
use super::links::LineState;
use super::open::EngineConfig;
use super::shelf::Shelf;
use super::shown::Shown;
use super::sorted::SortedMap;
use super::{Engine, sums};
use calendar::UnixMillis;
use casework::{ActId, Library};
use record::{RecordId, Signer};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use store::Store;
use tiers::PlaceCode;

/// A node as its pages see it.
///
/// What is asked of it never waits for the writer. A case that is not in memory is read from its row, which may be newer
/// than the rest; nothing is ever older than the snapshot.
#[derive(Clone)]
pub struct ReadModel {
    pub(super) config: Arc<EngineConfig>,
    /// For which place it acts: its own, but within [`super::Engine::execute_for`].
    pub(super) at: PlaceCode,
    pub(super) now: UnixMillis,
    /// The texts that its papers are set with.
    pub(super) wording: &'static dyn papers::Wording,
    pub(super) signer: Arc<Signer>,
    pub(super) asking_key: [u8; 32],
    /// Rows and journal; a reader only reads.
    pub(super) store: Arc<Store>,
    pub(super) library: Arc<Library>,
    pub(super) shelf: Arc<Shelf>,
    pub(super) records: Records,
    /// What of records is not in their rows yet, as pages show it.
    pub(super) unwritten: SortedMap<RecordId, Shown>,
    /// The links, and how their sessions stood when the snapshot was made.
    pub(super) lines: Arc<Vec<LineState>>,
    /// How far our feed to the parent is durable above, as the journal has it.
    pub(super) marks: Arc<Vec<u64>>,
    /// Changes set aside: the last ones, and how many there were.
    pub(super) quarantine: Arc<VecDeque<QuarantineShow>>,
    pub(super) quarantined: u64,
    /// Drafts of items, by code.
    pub(super) edits: Arc<BTreeMap<String, ItemEdit>>,
    /// Acts that came back and of which somebody at this desk has taken note.
    pub(super) acknowledged: Arc<BTreeMap<ActId, Acknowledged>>,
    /// Papers that this place handed out and that came back to a store that was put back.
    pub(super) backs: Arc<Backs>,
    /// The last number of the block that was given out.
    pub(super) number: u32,
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
            shelf: Arc::default(),
            records: Records::of(config.place),
            unwritten: SortedMap::new(),
            lines: Arc::default(),
            marks: Arc::default(),
            quarantine: Arc::default(),
            quarantined: 0,
            edits: Arc::default(),
            acknowledged: Arc::default(),
            backs: Arc::default(),
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

    /// What was set aside, the last one last.
    pub fn quarantine(
        &self,
    ) -> impl DoubleEndedIterator<Item = &QuarantineShow> + ExactSizeIterator {
        self.quarantine.iter()
    }

    /// What all cases come to.
    pub fn sums(&self) -> &sums::Sums {
        &self.records.sums
    }
}

impl Engine {
    /// What readers see from here on. It says what is durable only after a commit.
    pub fn snapshot(&mut self) -> ReadModel {
        self.model.lines = Arc::new(self.links.states(&self.hub));
        self.model.clone()
    }
}
