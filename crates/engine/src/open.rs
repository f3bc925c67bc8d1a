use super::cache::RecordCache;
use super::express::Recent;
use super::filing::Doubt;
use super::intake::Intake;
use super::kept::{self, Kept};
use super::links::Links;
use super::lookout::Agenda;
use super::publish::Publisher;
use super::replay::State;
use super::{Engine, ReadModel, Stopwatch};
use crate::progress::{Progress, Silent};
use calendar::UnixMillis;
use casework::Stamp;
use record::Signer;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use store::{OpenStoreError, Opening, Position, Store, StoreOptions};
use sync::{Hub, HubConfig, StoreId};
use tiers::{NodeId, PlaceCode};

/// The version of how rows are derived; rows of another one are made anew from the journal.
const ROWS_VERSION: u32 = 4;

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

/// Who this store is, and was.
pub(super) struct Identity {
    pub(super) life: Life,
    /// How many incarnations this store, or others at its place, have had; from the second on, numbers on paper say so.
    pub(super) incarnations: u32,
    /// The incarnations of this store before the one it is in.
    pub(super) lived: BTreeSet<record::Incarnation>,
    /// Letters behind the numbers that are given out while it is not known whether this store went back.
    pub(super) doubt: Option<Doubt>,
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
        let last = engine.model.store.ledger().journal().last();
        engine.cache.move_last(last);
        engine.note_in_roll()?;
        let was_here = engine.identity.life.id.store != [0; 16];
        let lives = engine.identity.incarnations;
        engine.begin_life(&mut opened, went_back)?;
        engine.join_links();
        if nothing_derived && was_here && engine.identity.incarnations == lives {
            engine.doubt_numbers();
            engine.model.store.commit()?;
        }
        if let Err(error) = engine.model.store.forget_evidence() {
            tracing::warn!(%error, "what was found about the journal stays noted: the next start begins a new incarnation");
        }
        engine.reopen_half_filed();
        engine.opened = opened;
        // What was told before is compared row by row.
        if engine.publishes() {
            engine.compare_counts();
        }
        engine.agenda.library_grew = true;
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
            hub: Hub::new(HubConfig {
                place: config.place,
                store: nobody.id,
            }),
            links: Links::none(now),
            recent: Recent::default(),
            cache: RecordCache::empty(last, config.cache_bytes),
            agenda: Agenda::default(),
            intake: Intake::default(),
            publisher: Publisher::default(),
            identity: Identity {
                life: nobody,
                incarnations: 0,
                lived: BTreeSet::new(),
                doubt: None,
            },
            stamp: Stamp { ms: now, n: 0 },
            effects: Vec::new(),
            tasks: Vec::new(),
            changes: 1,
            opened: Opened::default(),
            parts: super::Parts::default(),
            model: ReadModel::empty(store, config, now),
        }
    }

    /// Ties the incarnation to this directory on this machine; a restored or cloned one begins anew, so
    /// that it never repeats an actor's numbers.
    fn begin_life(&mut self, opened: &mut Opened, went_back: bool) -> Result<(), OpenEngineError> {
        let random = self.model.config.random.clone();
        let witness = self.model.store.witness();
        let is_new = self.identity.life.id.store == [0; 16];
        if is_new || went_back || self.identity.life.witness != witness {
            opened.new_incarnation = !is_new;
            if is_new {
                self.identity.life.id.store = random();
            }
            self.next_life(witness);
            self.model.store.commit()?;
        } else {
            self.model.signer = Arc::new(Signer::new(
                self.model.config.seed,
                self.identity.life.id.incarnation,
                random(),
            ));
        }
        Ok(())
    }

    /// Begins the next life of this store: whatever is written from here on is of another incarnation, by
    /// another actor, and under numbers that say so. Durable with the next commit, and before anything that
    /// follows.
    pub(super) fn next_life(&mut self, witness: [u8; 32]) {
        let random = self.model.config.random.clone();
        let before = self.identity.life.id.incarnation;
        self.identity.doubt = None;
        self.identity.life.id.incarnation = random();
        self.identity.life.witness = witness;
        let position = self.count_life();
        if before != NOBODY {
            self.identity.lived.insert(before);
            self.note_put_back(position);
        }
        self.model.signer = Arc::new(Signer::new(
            self.model.config.seed,
            self.identity.life.id.incarnation,
            random(),
        ));
    }

    /// Another machine stood at this place before: this store's life is not the first one there.
    pub(super) fn succeed(&mut self) {
        Arc::make_mut(&mut self.model.backs).let_go_of_an_earlier_machine();
        self.count_life();
    }

    /// Counts one more life of this store, or of those at its place: from the second on numbers on paper
    /// have letters.
    fn count_life(&mut self) -> Position {
        self.identity.incarnations += 1;
        let life = Kept::Incarnation {
            store: self.identity.life.id.store,
            incarnation: self.identity.life.id.incarnation,
            witness: self.identity.life.witness,
        };
        let position = self.append(life, Vec::new());
        self.owe_upto(position);
        position
    }
}
