//! A federation of processes on loopback, its lines and its clock.

use crate::authority;
use crate::clock::Clock;
use crate::command::Command;
use crate::commands::in_both;
use crate::config::LinkConfig;
use crate::init::{self, InitOptions};
use crate::replies::RefusedReply;
use crate::socket::Client;
use anyhow::{Context, Result, anyhow, bail, ensure};
use calendar::UnixMillis;
use indicatif::ProgressBar;
use link::Relay;
use serde_json::Value;
use shipped::Plan;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};
use tiers::{PlaceCode, Role, Tier};
use words::text;

/// When the played day begins.
pub const BEGINS: &str = "2026-11-23T09:00:00+08:00";
/// How long anything may take to come true.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// How a world is built.
#[derive(Debug, Clone, Default)]
pub struct WorldOptions {
    /// Folder; none = a new one for temporary files.
    pub dir: Option<PathBuf>,
    /// First port; none = free ones.
    pub base_port: Option<u16>,
    /// The program; none = this one. Tests are programs of their own.
    pub program: Option<PathBuf>,
}

/// The federation.
pub struct World {
    dir: PathBuf,
    /// What it was made from.
    pub plan: Plan,
    nodes: BTreeMap<PlaceCode, NodeProcess>,
    lines: BTreeMap<PlaceCode, Relay>,
    now: UnixMillis,
    password: String,
    program: PathBuf,
    _ports: Ports,
    /// Acts that were acknowledged to a person: (case, act).
    pub acknowledged: Vec<(String, String)>,
    /// When the last line was mended.
    pub mended: Instant,
}

/// Where a node's pages are, and one log-in for each role there.
pub struct ConsoleShow {
    /// The place's name.
    pub place: String,
    /// Host and port.
    pub address: String,
    /// User and role.
    pub logins: Vec<(String, &'static str)>,
}

struct NodeProcess {
    dir: PathBuf,
    child: Child,
    stdin: Option<ChildStdin>,
    client: Option<Client>,
}

impl World {
    /// Sets up authority, keys, directories and processes, and waits until every node answers.
    ///
    /// # Errors
    /// When something of it cannot be made; what was started is ended.
    pub fn build(options: &WorldOptions, progress: &ProgressBar) -> Result<World> {
        let dir = match &options.dir {
            Some(dir) => dir.clone(),
            None => std::env::temp_dir().join(format!("lianban-demo-{}", std::process::id())),
        };
        ensure!(
            !dir.exists(),
            "{} is there already; give another --dir",
            dir.display()
        );
        std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let now = UnixMillis::parse(BEGINS)?;
        let mut file = shipped::write_shipped(&dir.join("topology"))?;
        let mut plan = Plan::read(&file)?;
        // Certificates hold by the machine's clock, whatever day is played.
        let today = Clock::System.now().0;
        let tree = authority::create(&dir.join("ca"), &plan.federation.name, true, today)?;
        let password = hex::encode(rand::random::<[u8; 6]>());
        progress.set_message(in_both(&text!("demo-keys")));
        let hash = console::hash_password(&password)?;
        let mut ports = Ports::new(options.base_port)?;
        let mut addresses: BTreeMap<PlaceCode, SocketAddr> = BTreeMap::new();
        for node in &mut plan.federation.nodes {
            let folder = dir.join(node.place.to_string());
            node.node_id = Some(authority::issue(&tree, node.place, &folder, today, 365)?);
            let listen = ports.take()?;
            addresses.insert(node.place, listen);
            node.listen = Some(listen.to_string());
            node.console = Some(ports.take()?.to_string());
            for login in &mut node.people {
                login.password_hash = Some(hash.clone());
            }
        }
        // The copy holds keys and hashes of this run; the shipped file stays as it is.
        file.set_file_name("this-demonstration.toml");
        std::fs::write(&file, plan.federation.to_toml())?;

        let mut lines = BTreeMap::new();
        let places: Vec<PlaceCode> = plan
            .federation
            .nodes
            .iter()
            .map(|node| node.place)
            .collect();
        for place in &places {
            if let Some(parent) = plan.federation.parent_of(*place) {
                let relay = Relay::start(ports.take()?, addresses[&parent.place])?;
                lines.insert(*place, relay);
            }
        }
        let mut world = World {
            _ports: ports,
            program: match &options.program {
                Some(program) => program.clone(),
                None => std::env::current_exe().context("the program's own path")?,
            },
            nodes: BTreeMap::new(),
            dir,
            plan,
            lines,
            now,
            password,
            acknowledged: Vec::new(),
            mended: Instant::now(),
        };
        for (n, place) in places.iter().enumerate() {
            progress.set_message(format!("{}/{} {}", n + 1, places.len(), world.name(*place)));
            let folder = world.node_dir(*place);
            let parent = world
                .lines
                .get(place)
                .map(|line| line.local_addr().to_string());
            let options = InitOptions {
                parent,
                // Lines that are cut for seconds, not for days, must be noticed in seconds.
                link: LinkConfig {
                    idle_timeout_ms: 1_500,
                    keep_alive_ms: 400,
                    backoff_max_ms: 400,
                    ..LinkConfig::default()
                },
                publisher: "administrator".to_owned(),
            };
            init::init(&world.plan, *place, &folder, &options, now)?;
        }
        for place in places {
            world.start(place)?;
        }
        Ok(world)
    }

    /// Starts the process of a node and waits until it answers.
    ///
    /// # Errors
    /// When it ends or does not answer.
    pub fn start(&mut self, place: PlaceCode) -> Result<()> {
        let folder = self.node_dir(place);
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("log"))?;
        let mut child = std::process::Command::new(&self.program)
            .arg("run")
            .arg("--dir")
            .arg(&folder)
            .arg("--demo-clock")
            .arg(self.now.rfc3339())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start the node at {place}"))?;
        let stdin = child.stdin.take();
        let mut node = NodeProcess {
            dir: folder.clone(),
            child,
            stdin,
            client: None,
        };
        let begun = Instant::now();
        while node.client.is_none() {
            if let Some(status) = node.child.try_wait()? {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                bail!("the node at {place} ended with {status}:\n{log}");
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "the node at {place} does not answer"
            );
            node.client = Client::connect(&folder);
            std::thread::sleep(GLANCE);
        }
        self.nodes.insert(place, node);
        Ok(())
    }

    /// Ends a node without warning (kill -9).
    ///
    /// # Errors
    /// When there is no such process.
    pub fn kill(&mut self, place: PlaceCode) -> Result<()> {
        let mut node = self.nodes.remove(&place).context("no such node")?;
        node.child.kill()?;
        node.child.wait()?;
        Ok(())
    }

    /// Cuts or mends the line from a place to the one above.
    pub fn cut(&mut self, place: PlaceCode, cut: bool) {
        if let Some(line) = self.lines.get(&place) {
            line.set_cut(cut);
        }
        if !cut {
            self.mended = Instant::now();
        }
    }

    /// Asks a node; the inner error is its refusal.
    ///
    /// # Errors
    /// When the node is gone.
    pub fn ask(
        &mut self,
        place: PlaceCode,
        command: &Command,
    ) -> Result<Result<Value, RefusedReply>> {
        let name = self.name(place);
        let node = self
            .nodes
            .get_mut(&place)
            .with_context(|| format!("{name} is not running"))?;
        if node.client.is_none() {
            node.client = Client::connect(&node.dir);
        }
        let client = node
            .client
            .as_mut()
            .with_context(|| format!("{name} does not answer"))?;
        client
            .ask(command)
            .with_context(|| format!("asking {name}"))
    }

    /// Asks a node for what must be granted.
    ///
    /// # Errors
    /// When it is refused.
    pub fn get(&mut self, place: PlaceCode, command: &Command) -> Result<Value> {
        let name = self.name(place);
        self.ask(place, command)?.map_err(|refused| {
            let fields: Vec<String> = refused
                .fields
                .iter()
                .map(|f| format!("{}: {}", f.field, f.en))
                .collect();
            anyhow!("{name} refused: {} {}", refused.en, fields.join("; "))
        })
    }

    /// Does an act that must be granted, and remembers that it was acknowledged.
    ///
    /// # Errors
    /// When it is refused.
    pub fn act(&mut self, place: PlaceCode, command: &Command) -> Result<Value> {
        let done = self.get(place, command)?;
        if let (Some(case), Some(act)) = (done["case"].as_str(), done["act"].as_str()) {
            self.acknowledged.push((case.to_owned(), act.to_owned()));
        }
        Ok(done)
    }

    /// Waits until `seen` finds what it looks for.
    ///
    /// # Errors
    /// When it does not within [`PATIENCE`]; `what` says what was waited for.
    pub fn until<T>(
        &mut self,
        what: &str,
        mut seen: impl FnMut(&mut World) -> Result<Option<T>>,
    ) -> Result<T> {
        let begun = Instant::now();
        loop {
            if let Some(found) = seen(self)? {
                return Ok(found);
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "did not come true in {PATIENCE:?}: {what}"
            );
            std::thread::sleep(GLANCE);
        }
    }

    /// Sets every node's clock and waits until each has it.
    ///
    /// # Errors
    /// When a node does not take it.
    pub fn set_clock(&mut self, moment: &str) -> Result<()> {
        let to = UnixMillis::parse(moment)?;
        self.set_clock_quietly(to)?;
        let places: Vec<PlaceCode> = self.nodes.keys().copied().collect();
        for place in places {
            self.until(&format!("clock of {place}"), |world| {
                let status = world.get(place, &Command::Status)?;
                Ok((status["now_ms"].as_i64() >= Some(to.0)).then_some(()))
            })?;
        }
        Ok(())
    }

    /// Sets every node's clock without waiting.
    ///
    /// # Errors
    /// When a node is gone.
    pub fn set_clock_quietly(&mut self, to: UnixMillis) -> Result<()> {
        self.now = to;
        for node in self.nodes.values_mut() {
            if let Some(stdin) = &mut node.stdin {
                writeln!(stdin, "clock {}", to.0).context("a node is gone")?;
                stdin.flush()?;
            }
        }
        Ok(())
    }

    /// The played time.
    pub fn now(&self) -> UnixMillis {
        self.now
    }

    /// The folder of everything.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of a node.
    pub fn node_dir(&self, place: PlaceCode) -> PathBuf {
        self.dir.join(place.to_string())
    }

    /// The password of everybody in this demonstration, made for this run.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// A place's name.
    pub fn name(&self, place: PlaceCode) -> String {
        self.plan
            .places
            .name(place)
            .map_or_else(|| place.to_string(), str::to_owned)
    }

    /// All places, highest first.
    pub fn places(&self) -> Vec<PlaceCode> {
        self.plan
            .federation
            .nodes
            .iter()
            .map(|node| node.place)
            .collect()
    }

    /// Every node's console.
    pub fn consoles(&self) -> Vec<ConsoleShow> {
        let nodes = self.plan.federation.nodes.iter().map(|node| {
            let mut roles: BTreeMap<Role, String> = BTreeMap::new();
            for login in &node.people {
                for post in &login.posts {
                    roles.entry(post.role).or_insert_with(|| login.user.clone());
                }
            }
            let logins = roles.into_iter().map(|(role, user)| (user, role.name()));
            ConsoleShow {
                place: self.name(node.place),
                address: node.console.clone().unwrap_or_default(),
                logins: logins.collect(),
            }
        });
        nodes.collect()
    }

    /// The address of a node's console.
    pub fn console(&self, place: PlaceCode) -> Option<String> {
        self.plan.federation.node(place)?.console.clone()
    }

    /// Bytes over each line: child, parent, up, down.
    pub fn line_bytes(&self) -> Vec<(PlaceCode, PlaceCode, u64, u64)> {
        let lines = self.lines.iter().filter_map(|(child, line)| {
            let counted = line.counters();
            Some((
                *child,
                child.parent()?,
                counted.up_bytes,
                counted.down_bytes,
            ))
        });
        lines.collect()
    }

    /// Ends all nodes in good order and removes nothing.
    pub fn end(&mut self) {
        for node in self.nodes.values_mut() {
            node.stdin = None; // The end of its standard input ends a demonstration's node.
        }
        let begun = Instant::now();
        for node in self.nodes.values_mut() {
            while begun.elapsed() < Duration::from_secs(5)
                && matches!(node.child.try_wait(), Ok(None))
            {
                std::thread::sleep(GLANCE);
            }
        }
        self.nodes.clear();
    }
}

impl Drop for NodeProcess {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Ports that are free now and that no other demonstration takes meanwhile.
struct Ports {
    next: u16,
    /// Another demonstration that wants the same block finds its first port taken.
    block: Option<TcpListener>,
}

impl Ports {
    /// Ports from `base` on, or of a block that nobody else has. Blocks lie below the ports that systems
    /// hand out by themselves, so that no outgoing connection takes one before its node has begun.
    fn new(base: Option<u16>) -> Result<Self> {
        const BLOCK: u16 = 64;
        const FIRST: u16 = 10_240;
        const BLOCKS: u16 = 340;
        const TRIES: usize = 200;
        if let Some(base) = base {
            ensure!(base != 0, "--base-port must not be 0");
            return Ok(Self {
                next: base,
                block: None,
            });
        }
        for _ in 0..TRIES {
            let base = FIRST + rand::random::<u16>() % BLOCKS * BLOCK;
            if let Ok(block) = TcpListener::bind((Ipv4Addr::LOCALHOST, base)) {
                return Ok(Self {
                    next: base + 1,
                    block: Some(block),
                });
            }
        }
        bail!("found no free block of ports; name one with --base-port")
    }

    /// The next port that is free for both UDP and TCP; of a fixed base, simply the next.
    fn take(&mut self) -> Result<SocketAddr> {
        loop {
            let address: SocketAddr = (Ipv4Addr::LOCALHOST, self.next).into();
            self.next =
                (self.next.checked_add(1)).context("no ports are left above --base-port")?;
            let is_free = || UdpSocket::bind(address).is_ok() && TcpListener::bind(address).is_ok();
            if self.block.is_none() || is_free() {
                return Ok(address);
            }
        }
    }
}

/// The places of the played federation, by what they are in the story.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// The province.
    pub province: PlaceCode,
    /// The city.
    pub city: PlaceCode,
    /// The county that takes part in the bundle.
    pub county: PlaceCode,
    /// The other one.
    pub other_county: PlaceCode,
    /// The township with two villages.
    pub township: PlaceCode,
    /// A village of it.
    pub village: PlaceCode,
    /// Its neighbour.
    pub neighbour: PlaceCode,
    /// Another township of the county.
    pub other_township: PlaceCode,
    /// Its village.
    pub other_village: PlaceCode,
    /// The village of the other county.
    pub far_village: PlaceCode,
}

impl Cast {
    /// Finds them in the federation file by the shape of the tree.
    ///
    /// # Errors
    /// When the tree has another shape.
    pub fn of(world: &World) -> Result<Cast> {
        let federation = &world.plan.federation;
        let below = |place: PlaceCode| -> Vec<PlaceCode> {
            federation
                .children_of(place)
                .map(|node| node.place)
                .collect()
        };
        let shape = || anyhow!("the federation file has not the shape of the story");
        let mut places = federation.nodes.iter().map(|node| node.place);
        let province = places
            .find(|place| place.tier() == Tier::Province)
            .ok_or_else(shape)?;
        let city = *below(province).first().ok_or_else(shape)?;
        let bundle = world
            .plan
            .catalog
            .bundles
            .get("PB-XA-2T")
            .ok_or_else(shape)?;
        let county = bundle.county_division.ok_or_else(shape)?;
        let other_county = below(city)
            .into_iter()
            .find(|place| *place != county)
            .ok_or_else(shape)?;
        let townships = below(county);
        let township = *townships
            .iter()
            .find(|place| below(**place).len() > 1)
            .ok_or_else(shape)?;
        let other_township = *townships
            .iter()
            .find(|place| **place != township)
            .ok_or_else(shape)?;
        let villages = below(township);
        let far = below(other_county).into_iter().flat_map(below).next();
        Ok(Cast {
            province,
            city,
            county,
            other_county,
            township,
            village: villages[0],
            neighbour: villages[1],
            other_township,
            other_village: *below(other_township).first().ok_or_else(shape)?,
            far_village: far.ok_or_else(shape)?,
        })
    }
}
