use super::agenda::Agenda;
use super::cache::RecordCache;
use super::express::Recent;
use super::identity::Identity;
use super::intake::Intake;
use super::journal;
use super::links::Links;
use super::publisher::Publisher;
use super::replay::StateRow;
use super::{Engine, ReadModel, Stopwatch};
use crate::progress::{Progress, Silent};
use calendar::UnixMillis;
use casework::Stamp;
use std::path::Path;
use std::sync::Arc;
use store::{OpenStoreError, Opening, Position, Store, StoreOptions};
use sync::{Hub, HubConfig};
use tiers::{NodeId, PlaceCode};

/// The version of how rows are derived; rows of another one are made anew from the journal.
const ROWS_VERSION: u32 = 6;

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

/// What opening found.
#[derive(Debug, Clone, Default)]
pub struct StartReport {
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
    opened: StartReport,
    went_back: bool,
    nothing_derived: bool,
    /// The first entry that it has not taken in.
    next: Position,
}

impl Forward {
    /// Takes in what was written meanwhile, by `early` and by nobody else; begins a new incarnation where the store was
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
        let last = engine.model.store().ledger().journal().last();
        engine.cache.move_last(last);
        engine.note_in_roll()?;
        let was_here = !engine.identity.is_new();
        let incarnations = engine.identity.count();
        engine.tie_to_directory(&mut opened, went_back)?;
        engine.join_links();
        if nothing_derived && was_here && engine.identity.count() == incarnations {
            engine.doubt_numbers();
            engine.model.store().commit()?;
        }
        if let Err(error) = engine.model.store().forget_evidence() {
            tracing::warn!(%error, "what was found about the journal stays noted: the next start begins a new incarnation");
        }
        engine.reopen_half_filed();
        engine.opened = opened;
        // What was told before is compared row by row.
        if engine.publishes() {
            engine.compare_counts();
        }
        engine.agenda.look_at_waiting();
        engine.unpark_replayed();
        engine.fold_admitted();
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
    /// Opens the directory, replays what the rows do not hold, and begins a new incarnation where the store was
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
        let state: StateRow = (store.tree("state").ok())
            .and_then(|tree| store::OrderedMap::get(&tree, b"node").ok().flatten())
            .and_then(|row| journal::from_bytes(&row).ok())
            .unwrap_or_default();
        let mut opened = StartReport {
            torn_bytes: found.ledger.journal.torn_bytes,
            rows_set_aside: found.rows_set_aside,
            ..StartReport::default()
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
        let last = store.ledger().journal().last();
        let identity = Identity::none();
        Engine {
            hub: Hub::new(HubConfig {
                place: config.place,
                store: identity.id(),
            }),
            links: Links::none(now),
            recent: Recent::default(),
            cache: RecordCache::empty(last, config.cache_bytes),
            agenda: Agenda::default(),
            intake: Intake::default(),
            publisher: Publisher::default(),
            identity,
            stamp: Stamp { ms: now, n: 0 },
            effects: Vec::new(),
            tasks: Vec::new(),
            changes: 1,
            opened: StartReport::default(),
            parts: super::Parts::default(),
            model: ReadModel::empty(store, config, now),
        }
    }

    /// Ties the incarnation to this directory on this machine; a restored or cloned one begins anew, so
    /// that it never repeats an actor's numbers.
    fn tie_to_directory(
        &mut self,
        opened: &mut StartReport,
        went_back: bool,
    ) -> Result<(), OpenEngineError> {
        let witness = self.model.store().witness();
        let is_new = self.identity.is_new();
        if is_new || went_back || self.identity.witness() != witness {
            opened.new_incarnation = !is_new;
            if is_new {
                self.identity.name_store((self.model.config().random)());
            }
            self.begin_incarnation(witness);
            self.model.store().commit()?;
        } else {
            self.sign_anew();
        }
        Ok(())
    }

    /// Begins the next incarnation of this store: whatever is written from here on is of another one, by
    /// another actor, and under numbers that say so. Durable with the next commit, and before anything that
    /// follows.
    pub(super) fn begin_incarnation(&mut self, witness: [u8; 32]) {
        let incarnation = (self.model.config().random)();
        let before = self.identity.begin_next(incarnation, witness);
        let position = self.append_incarnation();
        if before.is_some() {
            self.note_put_back(position);
        }
        self.sign_anew();
    }

    /// Another machine stood at this place before: this store's incarnation is not the first one there.
    pub(super) fn succeed(&mut self) {
        self.model
            .papers_after_restore_mut()
            .let_go_of_an_earlier_machine();
        self.identity.succeed();
        self.append_incarnation();
    }

    /// Keeps that there is one more incarnation of this store, or of those at its place: from the second on numbers on
    /// paper have letters.
    fn append_incarnation(&mut self) -> Position {
        let position = self.append(self.identity.entry(), Vec::new());
        self.publisher.owe_upto(position);
        position
    }

    /// What this process writes from here on is by another actor of the incarnation.
    pub(super) fn sign_anew(&mut self) {
        self.model.sign_as(self.identity.incarnation());
    }
}
