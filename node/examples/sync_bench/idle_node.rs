//! What a village's node costs while nothing happens: a city, a county, a township and a village, each a process of the
//! program itself, with a few cases that have come up to the city. Only the village is measured.

use crate::figure::say;
use crate::watch::{Syscalls, Watched};
use anyhow::{Context, Result, bail, ensure};
use casework::Form;
use lianban::clock::Clock;
use lianban::command::Command;
use lianban::config::{LinkConfig, NodeConfig};
use lianban::init::{self, InitOptions};
use lianban::socket::Client;
use lianban::{authority, load::citizen_number};
use link::Relay;
use serde_json::Value;
use shipped::Plan;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tiers::{PlaceCode, Tier};

const QUESTION: &str = "idle-node";
/// From the city down to the village that is measured.
const CHAIN: [&str; 4] = [
    "230600000000",
    "230621000000",
    "230621101000",
    "230621101201",
];
/// Cases that the village files.
const CASES: u16 = 3;
/// How long anything may take to come true.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long nothing may have happened before anything is measured: ends compare what they hold a minute after a change.
const SETTLE: Duration = Duration::from_secs(75);

/// Founds the tree in `dir`, lets it settle, and measures the village: first its wake-ups and its line for so many
/// seconds, then its system calls for as many, since whoever traces a process wakes it.
pub fn idle(dir: &Path, program: &Path, seconds: u64) -> Result<()> {
    Syscalls::are_countable()?;
    let dir = dir.join("idle-node");
    if dir.exists() {
        std::fs::remove_dir_all(&dir).context("the tree of an earlier run")?;
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let inside = runtime.enter();
    let tree = Tree::found(&dir, program)?;
    tree.work()?;
    eprintln!("settling for {} s", SETTLE.as_secs());
    std::thread::sleep(SETTLE);

    let span = Duration::from_secs(seconds);
    let village = Watched::of(tree.village().id(), &dir);
    let (switched, carried) = (village.switches()?, tree.line.counters());
    eprintln!("wake-ups and line for {seconds} s");
    std::thread::sleep(span);
    let wakeups = village.switches()?.since(&switched) as f64 / span.as_secs_f64();
    let now = tree.line.counters();
    let line = now.up_bytes + now.down_bytes - carried.up_bytes - carried.down_bytes;
    let resident = village.resident_kib()? as f64 / 1024.0;
    eprintln!("system calls for {seconds} s");
    let calls = village.count(span)?;
    drop(inside);

    say(QUESTION, "resident", "MiB", resident, Some(40.0), None);
    say(QUESTION, "syncs", "", calls.syncs as f64, Some(0.0), None);
    say(QUESTION, "writes", "", calls.writes as f64, Some(0.0), None);
    let renames = calls.renames as f64;
    say(QUESTION, "renames", "", renames, Some(0.0), None);
    let an_hour = line as f64 / 1000.0 * 3600.0 / span.as_secs_f64();
    say(QUESTION, "line", "kB/h", an_hour, Some(60.0), None);
    say(QUESTION, "wake-ups", "1/s", wakeups, Some(5.0), None);
    let bytes = std::fs::metadata(program)?.len() as f64;
    say(QUESTION, "program", "MB", bytes / 1e6, Some(30.0), None);
    Ok(())
}

/// The processes, from the city down, and the line between the township and the village.
struct Tree {
    nodes: Vec<Node>,
    line: Relay,
    plan: Plan,
}

/// A node's directory and its process. Dropping it ends the process.
struct Node {
    dir: PathBuf,
    process: Child,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Tree {
    fn found(dir: &Path, program: &Path) -> Result<Tree> {
        let file = shipped::write_shipped(&dir.join("topology"))?;
        let mut plan = Plan::read(&file)?;
        let now = Clock::System.now();
        let authority = authority::create(&dir.join("ca"), "measured", false, now.0)?;
        for node in &mut plan.federation.nodes {
            let folder = dir.join(node.place.to_string());
            node.node_id = Some(authority::issue(
                &authority, node.place, &folder, now.0, 30,
            )?);
            node.console = Some(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string());
        }
        let mut nodes = Vec::new();
        let (mut above, mut line): (Option<SocketAddr>, Option<Relay>) = (None, None);
        for code in CHAIN {
            let place: PlaceCode = code.parse()?;
            let folder = dir.join(code);
            if place.tier() == Tier::Village {
                let township = above.context("a village has a township")?;
                let relay = Relay::start("127.0.0.1:0".parse()?, township)?;
                above = Some(relay.local_addr());
                line = Some(relay);
            }
            let options = InitOptions {
                parent: above.map(|above| above.to_string()),
                link: LinkConfig::default(),
                publisher: "administrator".to_owned(),
            };
            init::init(&plan, place, &folder, &options, now)?;
            let listen = UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
            let mut config = NodeConfig::read(&folder)?;
            config.listen = Some(listen.to_string());
            config.write(&folder)?;
            above = Some(listen);
            nodes.push(Node::start(program, folder)?);
        }
        Ok(Tree {
            nodes,
            line: line.context("the chain ends in a village")?,
            plan,
        })
    }

    fn village(&self) -> &Child {
        let last = self.nodes.last().expect("the chain ends in a village");
        &last.process
    }

    /// Files cases at the village and waits until the city has acknowledged them.
    fn work(&self) -> Result<()> {
        let village = self.nodes.last().context("a village")?;
        let mut items = self.plan.catalog.items.values();
        let item = items.find(|item| item.filing_tiers.contains(&Tier::Village));
        let item = item.context("no item that a village may file")?;
        let published = self.plan.catalog.items.len() as u64;
        until("the catalog arrives", || {
            let status = village.ask(&Command::Status)?;
            Ok(status["items"] == published && status["numbers_left"].as_u64() > Some(0))
        })?;
        for n in 1..=CASES {
            let mut form = Form::from([
                ("name".to_owned(), "李桂兰".to_owned()),
                (
                    "id_number".to_owned(),
                    citizen_number(CHAIN[1].parse()?, [1901, 1, 1], n),
                ),
                ("entrustment".to_owned(), format!("委2026-{n}")),
            ]);
            for material in item.materials.iter().filter(|material| material.required) {
                let field = format!("{}{}", casework::MATERIAL, material.name);
                form.insert(field, material.copies.to_string());
            }
            village.ask(&Command::File {
                user: "agent".to_owned(),
                item: item.code.clone(),
                fields: form,
            })?;
        }
        until("the cases are at the city", || {
            let list = village.ask(&Command::List)?;
            let rows = list.as_array().context("a list")?;
            Ok(rows.len() == usize::from(CASES) && rows.iter().all(|row| row["reach"] == 3))
        })
    }
}

impl Node {
    fn start(program: &Path, dir: PathBuf) -> Result<Node> {
        let log = std::fs::File::create(dir.join("log"))?;
        let mut command = std::process::Command::new(program);
        command.arg("run").arg("--dir").arg(&dir);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let process = command.spawn().context("the program does not start")?;
        let node = Node { dir, process };
        until(
            "a node answers",
            || Ok(Client::connect(&node.dir).is_some()),
        )?;
        Ok(node)
    }

    fn ask(&self, command: &Command) -> Result<Value> {
        let mut client = Client::connect(&self.dir).context("a node is gone")?;
        match client.ask(command)? {
            Ok(said) => Ok(said),
            Err(refused) => bail!(refused.en),
        }
    }
}

fn until(what: &str, mut seen: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !seen()? {
        ensure!(begun.elapsed() < PATIENCE, "did not come true: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}
