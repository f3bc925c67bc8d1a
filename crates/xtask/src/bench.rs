//! `cargo xtask bench`: questions that end in figures, each beside the floor measured in the same run.

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Benchmarks.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Copies cases to an empty parent over loopback QUIC.
    Sync(SyncBench),
}

/// How many cases, and how the figures are told.
#[derive(Debug, Args)]
pub struct SyncBench {
    /// Cases of thirteen changes each.
    #[arg(long, default_value_t = 10_000)]
    cases: u64,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    question: &'static str,
    figure: &'static str,
    unit: &'static str,
    value: f64,
    target: Option<f64>,
    met: Option<bool>,
    floor: Option<f64>,
}

/// Runs a benchmark.
pub fn run(bench: &Bench) -> Result<bool> {
    let Bench::Sync(args) = bench;
    let figures = first_load(args.cases)?;
    for figure in figures {
        if args.json {
            println!("{}", serde_json::to_string(&figure)?);
        } else {
            let floor = figure
                .floor
                .map_or_else(String::new, |floor| format!("  (floor {floor:.3})"));
            println!(
                "{:<28} {:>12.3} {}{floor}",
                figure.figure, figure.value, figure.unit
            );
        }
    }
    Ok(true)
}

fn first_load(cases: u64) -> Result<Vec<Figure>> {
    let programs = build()?;
    let dir = programs.target.join(format!("bench/sync-{cases}"));
    if !dir.join("filled").exists() {
        let _ = std::fs::remove_dir_all(&dir);
        eprintln!(
            "filling a node with {cases} cases; it is kept in {}",
            dir.display()
        );
        let filled = Command::new(&programs.parts)
            .args(["fill".as_ref(), dir.as_os_str(), cases.to_string().as_ref()])
            .status()?;
        ensure!(filled.success(), "filling failed");
        std::fs::write(dir.join("filled"), "")?;
    }
    let floor = measure_floor(&programs, &dir)?;
    let copy = measure_copy(&programs, &dir)?;
    let n = cases as f64;
    let figure = |figure, unit, value, floor| Figure {
        question: "first_load",
        figure,
        unit,
        value,
        target: None,
        met: None,
        floor,
    };
    Ok(vec![
        figure("seconds", "s", copy.seconds, Some(floor.seconds)),
        figure(
            "cases_per_second",
            "1/s",
            n / copy.seconds,
            Some(n / floor.seconds),
        ),
        figure("bytes_per_case", "B", copy.bytes / n, Some(floor.bytes / n)),
        figure("cpu_child", "s", copy.cpu_child, Some(floor.cpu_child)),
        figure("cpu_parent", "s", copy.cpu_parent, Some(floor.cpu_parent)),
        figure("peak_memory_child", "MiB", copy.memory_child, None),
        figure("peak_memory_parent", "MiB", copy.memory_parent, None),
    ])
}

struct Programs {
    target: PathBuf,
    lianban: PathBuf,
    parts: PathBuf,
}

fn build() -> Result<Programs> {
    eprintln!("building in release");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "-p",
            "lianban",
            "--bin",
            "lianban",
            "--example",
            "first_load",
        ])
        .status()?;
    ensure!(built.success(), "building failed");
    // target/debug/xtask -> target
    let own = std::env::current_exe()?;
    let target = own
        .ancestors()
        .nth(2)
        .context("xtask is not in a target folder")?
        .to_owned();
    Ok(Programs {
        lianban: target.join("release/lianban"),
        parts: target.join("release/examples/first_load"),
        target,
    })
}

struct Floor {
    seconds: f64,
    bytes: f64,
    cpu_child: f64,
    cpu_parent: f64,
}

/// The same frames over one QUIC stream, one fsync a frame.
fn measure_floor(programs: &Programs, dir: &Path) -> Result<Floor> {
    let mut receiver = Command::new(&programs.parts)
        .arg("floor-recv")
        .arg(dir)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = BufReader::new(receiver.stdout.take().context("its output")?).lines();
    let address = said.next().context("no address")??;
    let before = loopback_bytes()?;
    let sender = Command::new(&programs.parts)
        .arg("floor-send")
        .arg(dir)
        .arg(address)
        .output()?;
    ensure!(
        sender.status.success(),
        "{}",
        String::from_utf8_lossy(&sender.stderr)
    );
    let bytes = loopback_bytes()? - before;
    let sent: Value = serde_json::from_slice(&sender.stdout)?;
    let received: Value = serde_json::from_str(&said.next().context("no figures")??)?;
    receiver.wait()?;
    Ok(Floor {
        seconds: sent["seconds"].as_f64().context("seconds")?,
        bytes,
        cpu_child: sent["cpu"].as_f64().context("cpu")?,
        cpu_parent: received["cpu"].as_f64().context("cpu")?,
    })
}

struct Copied {
    seconds: f64,
    bytes: f64,
    cpu_child: f64,
    cpu_parent: f64,
    memory_child: f64,
    memory_parent: f64,
}

/// Two nodes as in service: the child dials, the parent admits, folds, journals and acknowledges.
fn measure_copy(programs: &Programs, dir: &Path) -> Result<Copied> {
    const GLANCE: Duration = Duration::from_millis(200);
    const PATIENCE: Duration = Duration::from_secs(1_800);
    let (parent_dir, child_dir) = (dir.join("parent"), dir.join("child"));
    let _ = std::fs::remove_dir_all(parent_dir.join("data"));
    let address = Command::new(&programs.parts)
        .arg("parent")
        .arg(&parent_dir)
        .output()?;
    let address = String::from_utf8(address.stdout)?;
    let told = Command::new(&programs.parts)
        .arg("child")
        .arg(&child_dir)
        .arg(address.trim())
        .status()?;
    ensure!(told.success(), "the child's config could not be written");
    let parent = Node::start(programs, &parent_dir)?;
    let before = loopback_bytes()?;
    let child = Node::start(programs, &child_dir)?;
    let last = link(&child.status()?, true)["last"]
        .as_u64()
        .context("the child's feed")?;
    let mut begun = None;
    loop {
        let status = parent.status()?;
        let state = link(&status, false);
        if begun.is_none() && state["online"] == true {
            begun = Some((Instant::now(), parent.cpu()?, child.cpu()?));
        }
        if state["received"].as_u64() == Some(last) {
            break;
        }
        if begun.is_some_and(|(at, ..)| at.elapsed() > PATIENCE) {
            bail!("not done after {PATIENCE:?}: {state}");
        }
        sleep(GLANCE);
    }
    let (at, cpu_parent, cpu_child) = begun.context("the line never came up")?;
    Ok(Copied {
        seconds: at.elapsed().as_secs_f64(),
        bytes: loopback_bytes()? - before,
        cpu_child: child.cpu()? - cpu_child,
        cpu_parent: parent.cpu()? - cpu_parent,
        memory_child: child.peak_memory()?,
        memory_parent: parent.peak_memory()?,
    })
}

fn link(status: &Value, parent: bool) -> Value {
    let links = status["links"].as_array().cloned().unwrap_or_default();
    links
        .into_iter()
        .find(|link| link["parent"] == parent)
        .unwrap_or(Value::Null)
}

/// A running node, ended when dropped.
struct Node {
    child: Child,
    socket: PathBuf,
}

impl Node {
    fn start(programs: &Programs, dir: &Path) -> Result<Node> {
        let log = std::fs::File::create(dir.join("log"))?;
        let child = Command::new(&programs.lianban)
            .args(["run", "--dir"])
            .arg(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut node = Node {
            child,
            socket: dir.join("node.sock"),
        };
        let begun = Instant::now();
        while node.status().is_err() {
            if let Some(status) = node.child.try_wait()? {
                bail!(
                    "a node ended with {status}; see {}",
                    dir.join("log").display()
                );
            }
            ensure!(
                begun.elapsed() < Duration::from_secs(120),
                "a node does not answer"
            );
            sleep(Duration::from_millis(20));
        }
        Ok(node)
    }

    fn status(&self) -> Result<Value> {
        let mut stream = UnixStream::connect(&self.socket)?;
        stream.write_all(b"{\"do\":\"status\"}\n")?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        let mut said: Value = serde_json::from_str(&line)?;
        Ok(said["ok"].take())
    }

    fn cpu(&self) -> Result<f64> {
        const TICKS_PER_SECOND: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after = stat.rsplit(')').next().context("a strange stat")?;
        let ticks = after
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse::<f64>);
        let ticks: Vec<f64> = ticks.collect::<Result<_, _>>()?;
        Ok(ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
    }

    fn peak_memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .context("VmHWM")?;
        let kib: f64 = line.split_whitespace().nth(1).context("VmHWM")?.parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Bytes that went over loopback so far, headers included.
fn loopback_bytes() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/net/dev")?;
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with("lo:"))
        .context("no loopback")?;
    let bytes = line.split_whitespace().nth(1).context("no count")?;
    Ok(bytes.parse()?)
}
