//! What the stories stand on: the built program, a tree of nodes in a temporary folder, patience.

use calendar::UnixMillis;
use lianban::authority;
use lianban::clock::Clock;
use lianban::command::Command;
use lianban::config::{LinkConfig, NodeConfig};
use lianban::demo::world::BEGINS;
use lianban::init::{self, InitOptions};
use lianban::replies::RefusedReply;
use lianban::socket::{self, Client};
use link::Relay;
use serde_json::Value;
use shipped::Plan;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tiers::PlaceCode;

/// A township below [`COUNTY`].
pub const TOWNSHIP: &str = "230621101000";
/// The city of the shipped federation.
pub const CITY: &str = "230600000000";
/// A county below it.
pub const COUNTY: &str = "230621000000";
/// Another.
pub const OTHER_COUNTY: &str = "230622000000";

/// A number of nobody: birth in 1901.
pub const NOBODY: &str = "230602190101137355";

/// How long anything may take to come true; a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(90);
const GLANCE: Duration = Duration::from_millis(20);

/// The program under test, built once with the profile of this test.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let here = std::env::current_exe().expect("a test knows its own path");
        // target/<profile>/deps/stories-<hash>
        let folder = here.parent().and_then(Path::parent);
        let folder = folder.expect("a test lies in target/<profile>/deps");
        let target = folder.parent().expect("a profile lies in target");
        let mut cargo = process::Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        cargo.args(["build", "--quiet", "-p", "lianban", "--bin", "lianban"]);
        match folder.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => {}
            Some(profile) => drop(cargo.args(["--profile", profile])),
        }
        cargo.arg("--target-dir").arg(target);
        let built = cargo
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", text(&built.stderr));
        folder.join("lianban")
    })
}

/// Runs the program to its end.
pub fn lianban<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    let mut command = process::Command::new(program());
    command.args(args).env_remove("LIANBAN_DIR");
    command.stdin(Stdio::null()).output().unwrap()
}

/// Bytes that a program printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Waits until `seen` finds what it looks for.
pub fn until<T>(what: &str, mut seen: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = seen() {
            return found;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "did not come true in {PATIENCE:?}: {what}"
        );
        std::thread::sleep(GLANCE);
    }
}

/// A place of the shipped federation.
pub fn place(code: &str) -> PlaceCode {
    code.parse().unwrap()
}

/// An authority and the federation it issues certificates for, in a temporary folder.
pub struct Tree {
    folder: TempDir,
    plan: Plan,
    /// The authority.
    pub authority: link::Authority,
}

impl Tree {
    /// A tree of a demonstration, whose nodes take their clock from us.
    pub fn demo() -> Tree {
        Self::new("演示", true)
    }

    /// A tree with the law's clock.
    pub fn real() -> Tree {
        Self::new("大庆", false)
    }

    fn new(name: &str, demo: bool) -> Tree {
        let folder = tempfile::tempdir().unwrap();
        let file = shipped::write_shipped(&folder.path().join("topology")).unwrap();
        let mut plan = Plan::read(&file).unwrap();
        let today = Clock::System.now().0;
        let authority = authority::create(&folder.path().join("ca"), name, demo, today).unwrap();
        for node in &mut plan.federation.nodes {
            let dir = folder.path().join(node.place.to_string());
            let id = authority::issue(&authority, node.place, &dir, today, 30).unwrap();
            node.node_id = Some(id);
        }
        Tree {
            folder,
            plan,
            authority,
        }
    }

    /// Gives the nodes that are made after it a console, and everybody this password.
    pub fn open_consoles(&mut self, password: &str) {
        let hash = console::hash_password(password).unwrap();
        for node in &mut self.plan.federation.nodes {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            node.console = Some(free.local_addr().unwrap().to_string());
            for login in &mut node.people {
                login.password_hash = Some(hash.clone());
            }
        }
    }

    /// The folder of everything.
    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// The directory of a node, with key and certificate in it.
    pub fn node_dir(&self, code: &str) -> PathBuf {
        self.dir().join(code)
    }

    /// Makes a node that dials `parent` and listens.
    pub fn node(&self, code: &str, parent: Option<&Node>) -> Node {
        self.node_in(&self.node_dir(code), code, parent)
    }

    /// As [`Tree::node`], in another directory.
    pub fn node_in(&self, dir: &Path, code: &str, parent: Option<&Node>) -> Node {
        let listen = UdpSocket::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let options = InitOptions {
            parent: parent.map(|parent| parent.listen.clone()),
            link: LinkConfig {
                idle_timeout_ms: 1_500,
                keep_alive_ms: 400,
                backoff_max_ms: 400,
                ..LinkConfig::default()
            },
            publisher: "administrator".to_owned(),
        };
        let now = UnixMillis::parse(BEGINS).unwrap();
        init::init(&self.plan, place(code), dir, &options, now).unwrap();
        let mut config = NodeConfig::read(dir).unwrap();
        config.listen = Some(listen.to_string());
        config.write(dir).unwrap();
        Node {
            dir: dir.to_owned(),
            listen: listen.to_string(),
            before: Vec::new(),
            demo: self.authority.demo(),
            process: None,
        }
    }

    /// A city and a county below it, both running, the catalog at both.
    pub fn city_and_county(&self) -> (Node, Node) {
        let mut city = self.node(CITY, None);
        let mut county = self.node(COUNTY, Some(&city));
        city.start();
        county.start();
        county.wait_for_catalog();
        (city, county)
    }

    /// City, county and township, running, the catalog at all, over `lines` that are not good.
    pub fn chain(&self, lines: &mut Lines) -> [Node; 3] {
        let mut city = self.node(CITY, None);
        let mut county = self.node(COUNTY, Some(&city));
        let mut township = self.node(TOWNSHIP, Some(&county));
        lines.lay(&county, &city);
        lines.lay(&township, &county);
        for node in [&mut city, &mut county, &mut township] {
            node.start();
            node.wait_for_catalog();
        }
        [city, county, township]
    }

    /// Fields and materials that an application for `item` needs.
    pub fn form(&self, item: &str) -> casework::Form {
        let mut form = casework::Form::from([
            ("name".to_owned(), "李桂兰".to_owned()),
            ("id_number".to_owned(), NOBODY.to_owned()),
            ("entrustment".to_owned(), "委2026-1".to_owned()),
        ]);
        for material in self.plan.catalog.items[item].materials.iter() {
            if material.required {
                let field = format!("{}{}", casework::MATERIAL, material.name);
                form.insert(field, material.copies.to_string());
            }
        }
        form
    }
}

/// Lines between processes, passed on by relays in this one.
pub struct Lines {
    runtime: tokio::runtime::Runtime,
    relays: Vec<Relay>,
    shape: fn(&Relay),
}

impl Lines {
    /// Lines that `shape` makes as bad as they should be.
    pub fn new(shape: fn(&Relay)) -> Lines {
        Lines {
            runtime: tokio::runtime::Runtime::new().unwrap(),
            relays: Vec::new(),
            shape,
        }
    }

    /// Lets `child` dial its parent through a relay.
    pub fn lay(&mut self, child: &Node, parent: &Node) {
        let _inside = self.runtime.enter();
        let any = "127.0.0.1:0".parse().unwrap();
        let relay = Relay::start(any, parent.listen.parse().unwrap()).unwrap();
        (self.shape)(&relay);
        let mut config = NodeConfig::read(&child.dir).unwrap();
        config.parent = Some(relay.local_addr().to_string());
        config.write(&child.dir).unwrap();
        self.relays.push(relay);
    }

    /// Makes all of them good.
    pub fn mend(&self) {
        for relay in &self.relays {
            relay.set_loss(0);
            relay.set_delay(Duration::ZERO);
            relay.set_reordering(0);
            relay.set_rate(0);
            relay.set_cut(false);
        }
    }
}

/// How many rounds a story runs: `few`, or what the environment variable says.
pub fn rounds(variable: &str, few: usize) -> usize {
    let said = std::env::var(variable).ok();
    said.map_or(few, |text| text.parse().expect("a number of rounds"))
}

/// The seed of a story: random, or what the environment says.
pub fn seed() -> u64 {
    let said = std::env::var("LIANBAN_SEED").ok();
    let seed = said.map_or_else(rand::random, |text| text.parse().expect("a seed"));
    eprintln!("seed {seed}");
    seed
}

/// The cases of a node and what they come to.
pub fn cases(node: &Node) -> Vec<(String, Value)> {
    let prints = node.fingerprints();
    let prints = prints.as_object().unwrap().iter();
    prints
        .filter(|(_, print)| print["kind"] == "case")
        .map(|(id, print)| (id.clone(), print.clone()))
        .collect()
}

/// Files a case; none when the process did not answer.
pub fn filing_of(node: &Node, tree: &Tree) -> Option<Result<Value, RefusedReply>> {
    node.try_ask(&Command::File {
        user: "window".to_owned(),
        item: "BM-001".to_owned(),
        fields: tree.form("BM-001"),
    })
}

/// A node's directory, and its process while it runs. Dropping it ends the process.
pub struct Node {
    /// The directory.
    pub dir: PathBuf,
    /// Where it listens for those below.
    pub listen: String,
    /// Words before the program's own: what runs it, in its place.
    pub before: Vec<String>,
    demo: bool,
    process: Option<Child>,
}

impl Node {
    /// Starts the process and waits until it answers.
    pub fn start(&mut self) {
        self.spawn();
        let (dir, mut child) = (self.dir.clone(), self.process.take().unwrap());
        until("the node answers", || {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("the node ended with {status}:\n{}", self.log());
            }
            Client::connect(&dir).map(drop)
        });
        self.process = Some(child);
    }

    /// Starts the process and does not wait.
    pub fn spawn(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        // The socket of a process that was killed is still there; nobody listens on it.
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.dir.join("log"))
            .unwrap();
        let mut words = self.before.iter().map(AsRef::as_ref);
        let first = words.next().unwrap_or(program().as_os_str());
        let mut command = process::Command::new(first);
        if !self.before.is_empty() {
            command.args(words).arg(program());
        }
        command.arg("run").arg("--dir").arg(&self.dir);
        if self.demo {
            command.args(["--demo-clock", BEGINS]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        self.process = Some(command.stderr(log).spawn().unwrap());
    }

    /// The process id.
    pub fn pid(&self) -> rustix::process::Pid {
        let child = self.process.as_ref().expect("it runs");
        rustix::process::Pid::from_child(child)
    }

    /// Whether the process is there.
    pub fn is_alive(&mut self) -> bool {
        let child = self.process.as_mut();
        child.is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Ends it without warning (kill -9).
    pub fn kill(&mut self) {
        let mut child = self.process.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Takes note that it ended by itself.
    pub fn reap(&mut self) {
        let mut child = self.process.take().expect("it was started");
        child.wait().unwrap();
    }

    /// Ends it in good order.
    pub fn stop(&mut self) {
        let mut child = self.process.take().expect("it runs");
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(child.wait().unwrap().success(), "{}", self.log());
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// Asks the running process; none when it is gone.
    pub fn try_ask(&self, command: &Command) -> Option<Result<Value, RefusedReply>> {
        Client::connect(&self.dir)?.ask(command).ok()
    }

    /// Asks the running process for what it must grant.
    pub fn get(&self, command: &Command) -> Value {
        let said = self.try_ask(command).expect("the node answers");
        said.unwrap_or_else(|refused| panic!("refused: {refused:?}"))
    }

    /// Its status.
    pub fn status(&self) -> Value {
        self.get(&Command::Status)
    }

    /// What its records come to.
    pub fn fingerprints(&self) -> Value {
        self.get(&Command::Fingerprints)
    }

    /// Waits until it holds all that the city publishes.
    pub fn wait_for_catalog(&self) {
        until("the catalog arrives", || {
            let status = self.status();
            let whole = status["items"] == 158 && status["bundles"] == 12;
            (whole && status["numbers_left"].as_u64() > Some(0)).then_some(())
        });
    }

    /// Files an application with everything it needs; answers what is printed.
    pub fn file(&self, tree: &Tree, user: &str, item: &str) -> Value {
        self.get(&Command::File {
            user: user.to_owned(),
            item: item.to_owned(),
            fields: tree.form(item),
        })
    }

    /// Runs a command of the program on this directory, with `--json`.
    pub fn run(&self, words: &[&str], more: &[&str]) -> Output {
        let dir = self.dir.to_str().unwrap();
        lianban([words, &["--dir", dir, "--json"], more].concat())
    }

    /// As [`Node::run`]; it must succeed and print one JSON value.
    pub fn run_well(&self, words: &[&str], more: &[&str]) -> Value {
        let done = self.run(words, more);
        assert!(done.status.success(), "{words:?}: {}", text(&done.stderr));
        serde_json::from_slice(&done.stdout).expect("--json prints JSON")
    }

    /// Its socket.
    pub fn socket(&self) -> PathBuf {
        socket::path(&self.dir)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.process.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The words of `case file` for an application with everything it needs.
pub fn filing(user: &str, item: &str, form: &casework::Form) -> Vec<String> {
    let mut words = vec![
        "--user".to_owned(),
        user.to_owned(),
        "--item".to_owned(),
        item.to_owned(),
    ];
    for (field, value) in form {
        let (option, name) = match field.strip_prefix(casework::MATERIAL) {
            Some(material) => ("--material", material),
            None => ("--field", field.as_str()),
        };
        words.extend([option.to_owned(), format!("{name}={value}")]);
    }
    words
}
