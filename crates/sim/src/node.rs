//! One node of the world: its disk, its rows, and the shipped engine while the process lives.

use calendar::UnixMillis;
use dice::Dice;
use engine::Silent;
use engine::{Engine, EngineConfig};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use store::{ForgetfulDisk, MemRows, Store};
use tiers::{NodeId, PlaceCode};

/// A node, whether its process lives or not.
pub struct Node {
    /// Where it stands.
    pub place: PlaceCode,
    /// Its key's seed.
    pub seed: [u8; 32],
    /// What survives a crash, as far as it was synced.
    pub disk: ForgetfulDisk,
    /// What may survive.
    pub rows: MemRows,
    /// Ties the store to its place.
    pub witness: [u8; 32],
    /// The engine while the process lives; none while it is down.
    pub engine: Option<Engine>,
    /// How far its clock is off, ms.
    pub skew: i64,
    /// How much longer its disk takes than others, ms.
    pub slow: i64,
    /// Copies that people made, with when.
    pub backups: Vec<Backup>,
    /// How many keys this place has had after the first.
    pub keys: u32,
    /// The power went while somebody asked for something: it may have been done all the same.
    pub broke_off: bool,
    /// The process is suspended: nothing that happens reaches it.
    pub is_asleep: bool,
    /// Links that went down meanwhile.
    pub missed: Vec<sync::LinkNo>,
    /// The machine was switched off for good.
    pub is_retired: bool,
    /// Whose word on catalog and directory counts.
    pub root: NodeId,
    random: Arc<Mutex<Dice>>,
}

/// A copy of the journal.
pub struct Backup {
    /// When it was made.
    pub at: i64,
    /// The journal's files as they were then.
    pub disk: ForgetfulDisk,
}

/// Memory for rows; in memory it means nothing.
const CACHE_BYTES: u64 = 1 << 19;

impl Node {
    /// A node with an empty disk.
    pub fn new(place: PlaceCode, seed: [u8; 32], root: NodeId, run: u64) -> Node {
        let mut dice = Dice::new(run, &format!("random of {place}"));
        let witness = [dice.bytes(), dice.bytes()].concat();
        Node {
            place,
            seed,
            disk: ForgetfulDisk::new(),
            rows: MemRows::new(),
            witness: witness.try_into().expect("twice sixteen bytes"),
            engine: None,
            skew: 0,
            slow: 0,
            backups: Vec::new(),
            keys: 0,
            broke_off: false,
            is_asleep: false,
            missed: Vec::new(),
            is_retired: false,
            root,
            random: Arc::new(Mutex::new(dice)),
        }
    }

    /// Whether its process runs and is not suspended.
    pub fn is_awake(&self) -> bool {
        self.engine.is_some() && !self.is_asleep
    }

    /// A random number of the node's own stream.
    pub fn draw(&self) -> u64 {
        self.random.lock().expect("nobody panics with it").draw()
    }

    /// Another machine stands here with nothing.
    pub fn begin_with_nothing(&mut self) {
        self.disk = ForgetfulDisk::new();
        self.rows = MemRows::new();
        self.backups.clear();
        self.move_in_anew();
    }

    /// Another place for the store: what a restored or replaced machine has.
    pub fn move_in_anew(&mut self) {
        let mut dice = self.random.lock().expect("nobody panics with it");
        let witness = [dice.bytes(), dice.bytes()].concat();
        self.witness = witness.try_into().expect("twice sixteen bytes");
    }

    /// What a process would find that is started on a copy of a disk of this node.
    pub fn look_inside(&self, disk: &ForgetfulDisk, now: i64) -> Option<Engine> {
        let mut copy = Node::new(self.place, self.seed, self.root, 0);
        copy.disk = disk.copy();
        copy.witness = self.witness;
        copy.start(now).ok()?;
        copy.engine
    }

    /// As [`Node::start`]; a process that panics has not started.
    ///
    /// # Errors
    /// As there.
    pub fn start_or_die(&mut self, now: i64) -> Result<(), String> {
        let started = catch_unwind(AssertUnwindSafe(|| self.start(now)));
        started.unwrap_or_else(|_| Err("it panicked".to_owned()))
    }

    /// Starts the process.
    ///
    /// # Errors
    /// When the store does not open, in words.
    pub fn start(&mut self, now: i64) -> Result<(), String> {
        let random = self.random.clone();
        let config = EngineConfig {
            place: self.place,
            root: self.root,
            seed: self.seed,
            random: Arc::new(move || random.lock().expect("nobody panics with it").bytes()),
            watch: engine::Stopwatch::none(),
            cache_bytes: CACHE_BYTES,
            alone: false,
        };
        let options = Engine::store_options(CACHE_BYTES);
        let (disk, rows) = (self.disk.clone(), self.rows.clone());
        let (store, found) = Store::open_simulated(disk, rows, self.witness, &options)
            .map_err(|error| chain(&error))?;
        let now = UnixMillis(now + self.skew);
        let engine = Engine::over(store, found, config, now, &Silent);
        self.engine = Some(engine.map_err(|error| chain(&error))?);
        Ok(())
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}
