use super::kept::{self, Kept};
use super::replay::State;
use super::{Engine, Stopwatch};
use crate::progress::{Progress, Silent};
use calendar::UnixMillis;
use casework::Stamp;
use record::Signer;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use store::{OpenStoreError, Opening, Position, Store, StoreOptions};
use sync::{Hub, HubConfig, StoreId};
use tiers::{NodeId, PlaceCode};

/// The version of how rows are derived; rows of another one are made anew from the journal.
const ROWS_VERSION: u32 = 4;

/// The context under which the key of the index of applicants comes from a node's seed.
const ASKING: &str = "lianban 2026-11-24 who asks for what, v1";

/// Where random bytes come from.
pub type Random = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// What an engine is told once. Randomness comes in here, so that the engine itself asks for none but
/// through [`EngineConfig::random`].
#[derive(Clone)]
pub struct EngineConfig {
    /// Where the node stands.
    pub place: PlaceCode,
    /// The node that publishes catalog and directory: the city.
    pub root: NodeId,
    /// The node's Ed25519 seed.
    pub seed: [u8; 32],
    /// Where all random bytes come from: ids of store and incarnation, nonces of records.
    pub random: Random,
    /// Measures what the parts of the work take.
    pub watch: Stopwatch,
    /// Memory for rows, bytes.
    pub cache_bytes: u64,
    /// No place above is ever told anything, so nothing is kept for it: a store by itself.
    pub alone: bool,
}

/// The incarnation of a store that has not begun to live.
pub(super) const NOBODY: record::Incarnation = [0; 16];

/// One life of this store.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// Store and incarnation.
    pub id: StoreId,
    /// What ties it to its directory.
    pub witness: [u8; 32],
}

/// What opening found.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// Bytes of a torn tail that were cut off.
    pub torn_bytes: u64,
    /// Why the rows were set aside and are made anew.
    pub rows_set_aside: Option<String>,
    /// Journal entries that were replayed on top of what the rows hold.
    pub replayed: u64,
    /// The store was found restored or cloned: a new incarnation was begun.
    pub new_incarnation: bool,
}

/// An engine that holds what its journal held at some moment, and has yet to take over.
pub struct Forward {
    engine: Engine,
    opened: Opened,
    went_back: bool,
    nothing_derived: bool,
    /// The first entry that it has not taken in.
    next: Position,
}

impl Forward {
    /// Takes in what was written meanwhile, by `early` and by nobody else; begins a new life where the store was
    /// found restored or cloned; and does what time and arrival oblige to. Where `early` served, its rows are left to
    /// the caller to write ([`Engine::write_rows`]), who has others waiting for answers.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn serve(
        self,
        early: Option<&mut Engine>,
        now: UnixMillis,
        progress: &dyn Progress,
    ) -> Result<Engine, OpenEngineError> {
        let Forward {
            mut engine,
            mut opened,
            went_back,
            nothing_derived,
            next,
        } = self;
        engine.tell_time(now);
        let took_over = early.is_some();
        if let Some(early) = early {
            // Nobody's stamp may come twice, and what somebody wrote just now is as urgent as before.
            engine.stamp = early.stamp;
            engine.recent = std::mem::take(&mut early.recent);
            engine.changes = early.changes + 1;
        }
        let (replayed, _) = engine.replay(next, progress)?;
        opened.replayed += replayed;
        engine.last = engine.store.ledger().journal().last();
        engine.note_in_roll()?;
        let was_here = engine.identity.id.store != [0; 16];
        let lives = engine.lives;
        engine.begin_life(&mut opened, went_back)?;
        engine.join_links();
        if nothing_derived && was_here && engine.lives == lives {
            engine.doubt_numbers();
            engine.store.commit()?;
        }
        if let Err(error) = engine.store.forget_evidence() {
            tracing::warn!(%error, "what was found about the journal stays noted: the next start begins a new incarnation");
        }
        engine.reopen_half_filed();
        engine.opened = opened;
        // What was told before is compared row by row.
        if engine.publishes() {
            engine.compare_counts();
        }
        engine.library_grew = true;
        engine.unpark_replayed();
        engine.settle();
        engine.catch_up_duties();
        engine.commit()?;
        if !took_over {
            engine.write_rows();
        }
        Ok(engine)
    }
}

/// Why a node's directory cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenEngineError {
    /// The store in that directory does not open.
    #[error(transparent)]
    Store(#[from] OpenStoreError),
    /// An entry that is not this program's.
    #[error(
        "journal entry at {position} cannot be understood: {error}; this node's program may be older than its data"
    )]
    Entry {
        /// Where in the journal the entry begins.
        position: Position,
        /// What the decoder says of it, in English.
        error: String,
    },
    /// Reading the journal.
    #[error(transparent)]
    Read(#[from] store::ReadEntryError),
    /// Writing the first entries.
    #[error(transparent)]
    Commit(#[from] store::CommitError),
}

impl Engine {
    /// Opens the directory, replays what the rows do not hold, and begins a new life where the store was
    /// found restored or cloned.
    ///
    /// # Errors
    /// Only where something is not certain; what can be rebuilt is rebuilt.
    pub fn open(
        dir: &Path,
        config: EngineConfig,
        now: UnixMillis,
        progress: &dyn Progress,
    ) -> Result<Engine, OpenEngineError> {
        let opening = Engine::begin(dir, &config, progress)?;
        Engine::come_forward(opening, config, now, progress)?.serve(None, now, progress)
    }

    /// Opens the journal in the directory: what follows is [`Engine::open_early`], where that is possible, and
    /// [`Engine::come_forward`] at the same time.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn begin(
        dir: &Path,
        config: &EngineConfig,
        progress: &dyn Progress,
    ) -> Result<Opening, OpenEngineError> {
        let options = Self::store_options(config.cache_bytes);
        Ok(Opening::begin(dir, options, &mut |step| {
            progress.store(&step);
        })?)
    }

    /// Opens the rows and takes in what the journal has beyond them. Nothing is written.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn come_forward(
        opening: Opening,
        config: EngineConfig,
        now: UnixMillis,
        progress: &dyn Progress,
    ) -> Result<Forward, OpenEngineError> {
        let (store, found) = opening.finish(&mut |step| progress.store(&step))?;
        Engine::forward(store, found, config, now, progress)
    }

    /// How an engine keeps its store.
    pub fn store_options(cache_bytes: u64) -> StoreOptions {
        // What sled says it caches takes it three to five times as much memory.
        const SLED_TAKES: u64 = 4;
        StoreOptions {
            cache_bytes: cache_bytes / SLED_TAKES,
            rows_version: ROWS_VERSION,
            ..StoreOptions::default()
        }
    }

    /// As [`Engine::open`], over a store that is open already.
    ///
    /// # Errors
    /// As there.
    pub fn over(
        store: Store,
        found: store::Opened,
        config: EngineConfig,
        now: UnixMillis,
        progress: &dyn Progress,
    ) -> Result<Engine, OpenEngineError> {
        Engine::forward(store, found, config, now, progress)?.serve(None, now, progress)
    }

    fn forward(
        store: Store,
        found: store::Opened,
        config: EngineConfig,
        now: UnixMillis,
        progress: &dyn Progress,
    ) -> Result<Forward, OpenEngineError> {
        let state: State = (store.tree("state").ok())
            .and_then(|tree| store::OrderedMap::get(&tree, b"node").ok().flatten())
            .and_then(|row| kept::from_bytes(&row).ok())
            .unwrap_or_default();
        let mut opened = Opened {
            torn_bytes: found.ledger.journal.torn_bytes,
            rows_set_aside: found.rows_set_aside,
            ..Opened::default()
        };
        let mut engine = Engine::unread(store, config, now);
        engine.recall_state(state);
        engine.recall_rows(progress);
        engine.note_in_roll()?;
        let (replayed, next) = engine.replay(found.rows_from, progress)?;
        engine.count_links();
        // While that was counted somebody may have written on, and waits for what is still to replay in the end.
        let (since, next) = engine.replay(next, &Silent)?;
        opened.replayed = replayed + since;
        Ok(Forward {
            engine,
            opened,
            went_back: found.went_back.is_some(),
            nothing_derived: found.nothing_derived,
            next,
        })
    }

    /// An engine that knows nothing of what its store holds.
    pub(super) fn unread(store: Store, config: EngineConfig, now: UnixMillis) -> Engine {
        let nobody = Life {
            id: StoreId {
                store: [0; 16],
                incarnation: NOBODY,
            },
            witness: [0; 32],
        };
        let last = store.ledger().journal().last();
        Engine {
            at: config.place,
            signer: Signer::new(config.seed, [0; 16], [0; 16]),
            hub: Hub::new(HubConfig {
                place: config.place,
                store: nobody.id,
            }),
            store,
            now,
            wording: &papers::Shipped,
            stamp: Stamp { ms: now, n: 0 },
            library: casework::Library::default(),
            shelf: super::Shelf::default(),
            links: BTreeMap::new(),
            counted: None,
            waiting: BTreeMap::new(),
            asked: BTreeMap::new(),
            wanted: Vec::new(),
            nowhere: BTreeSet::new(),
            open: BTreeMap::new(),
            dirty: BTreeSet::new(),
            dirty_briefs: BTreeSet::new(),
            settling: BTreeSet::new(),
            fresh: BTreeMap::new(),
            briefs: BTreeMap::new(),
            unjudged: BTreeSet::new(),
            pools: super::brief::Pools::default(),
            by_number: super::index::Index::new(),
            by_asking: super::index::Index::new(),
            asking_key: blake3::derive_key(ASKING, &config.seed),
            agenda: super::index::Index::new(),
            assessed_on: None,
            tells_from: 0,
            told_upto: None,
            tells_all: false,
            replayed: BTreeSet::new(),
            counts: supervision::Counts::default(),
            uncounted: BTreeSet::new(),
            overcounted: BTreeSet::new(),
            unpublished: BTreeSet::new(),
            rows: super::rows::Rows::default(),
            dirty_rows: BTreeMap::new(),
            quarantine: Vec::new(),
            quarantined: 0,
            set_aside: BTreeSet::new(),
            differs: BTreeMap::new(),
            compared: now,
            parked: record::Parked::default(),
            came: Vec::new(),
            recent: super::express::Recent::default(),
            brought: BTreeMap::new(),
            entering: Vec::new(),
            edits: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            backs: super::back::Backs::default(),
            number: 0,
            lives: 0,
            doubt: None,
            identity: nobody,
            lived: BTreeSet::new(),
            marks: Vec::new(),
            marks_learnt: 0,
            followed: Vec::new(),
            cursors: BTreeMap::new(),
            last,
            uncommitted: false,
            rows_hold: None,
            effects: Vec::new(),
            tasks: Vec::new(),
            changes: 1,
            opened: Opened::default(),
            library_grew: false,
            published: BTreeSet::new(),
            parts: super::Parts::default(),
            rows_read: std::sync::atomic::AtomicU64::new(0),
            config,
        }
    }

    /// Ties the incarnation to this directory on this machine; a restored or cloned one begins anew, so
    /// that it never repeats an actor's numbers.
    fn begin_life(&mut self, opened: &mut Opened, went_back: bool) -> Result<(), OpenEngineError> {
        let random = self.config.random.clone();
        let witness = self.store.witness();
        let is_new = self.identity.id.store == [0; 16];
        if is_new || went_back || self.identity.witness != witness {
            opened.new_incarnation = !is_new;
            if is_new {
                self.identity.id.store = random();
            }
            self.next_life(witness);
            self.store.commit()?;
        } else {
            self.signer = Signer::new(self.config.seed, self.identity.id.incarnation, random());
        }
        Ok(())
    }

    /// Begins the next life of this store: whatever is written from here on is of another incarnation, by
    /// another actor, and under numbers that say so. Durable with the next commit, and before anything that
    /// follows.
    pub(super) fn next_life(&mut self, witness: [u8; 32]) {
        let random = self.config.random.clone();
        let before = self.identity.id.incarnation;
        self.doubt = None;
        self.identity.id.incarnation = random();
        self.identity.witness = witness;
        let position = self.count_life();
        if before != NOBODY {
            self.lived.insert(before);
            self.note_put_back(position);
        }
        self.signer = Signer::new(self.config.seed, self.identity.id.incarnation, random());
    }

    /// Another machine stood at this place before: this store's life is not the first one there.
    pub(super) fn succeed(&mut self) {
        self.backs.let_go_of_an_earlier_machine();
        self.count_life();
    }

    /// Counts one more life of this store, or of those at its place: from the second on numbers on paper
    /// have letters.
    fn count_life(&mut self) -> Position {
        self.lives += 1;
        let life = Kept::Incarnation {
            store: self.identity.id.store,
            incarnation: self.identity.id.incarnation,
            witness: self.identity.witness,
        };
        let position = self.append(life, Vec::new());
        self.owe_upto(position);
        position
    }
}
