//! `cargo xtask bench`: questions that end in figures, each beside the floor measured in the same run.

use crate::package::{self, target};
use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Measurements that end in figures, beside a floor and a target where there are such.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// What replication costs.
    Sync(SyncBench),
    /// What a village's node costs while nothing happens: memory, writes, wake-ups, its line, and the program's size.
    /// Linux only, and it needs `strace`.
    Idle(IdleBench),
    /// How long pages take at a node with very many open cases, alone and while people act. Filling it takes a while.
    Desk(DeskBench),
}

/// A question, as the measuring program knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Question {
    /// First load: processor time, bytes and memory of the receiver.
    FirstLoad,
    /// Ten changed of a thousand, and of a hundred thousand.
    Reconnect,
    /// A line that comes back and nothing changed.
    Idle,
    /// Both sides edited the same thousand.
    BothSides,
    /// A restored node among a hundred thousand records.
    Repair,
    /// One changed child among a hundred.
    Children,
    /// What people do just now, while a first load fills a narrow line: seven minutes by the wall.
    Urgent,
    /// An act from a village to the city, durable at each tier.
    Tiers,
    /// Acts that a city takes in from below on one core.
    Ingest,
    /// A node of a million cases: disk, memory, and a start after it was killed. Filling it takes a while.
    Million,
}

/// Which, and how the figures are told.
#[derive(Debug, Args)]
pub struct SyncBench {
    /// One of them; all without it
    #[arg(long)]
    question: Option<Question>,
    /// Cases of thirteen changes each in the first load
    #[arg(long, default_value_t = 10_000)]
    cases: u64,
    /// Cases of the node of a million
    #[arg(long, default_value_t = 1_000_000)]
    many: u64,
    /// Folder for what is built once and kept; default: bench, in cargo's target folder
    #[arg(long)]
    dir: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// For how long, and how the figures are told.
#[derive(Debug, Args)]
pub struct IdleBench {
    /// Seconds of each of the two spans: one for wake-ups and the line, one for system calls, since whoever traces a
    /// process wakes it
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Folder in which the tree is made anew; default: bench, in cargo's target folder
    #[arg(long)]
    dir: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// With how many cases, and how the figures are told.
#[derive(Debug, Args)]
pub struct DeskBench {
    /// Open cases of the node
    #[arg(long, default_value_t = 100_000)]
    cases: u64,
    /// Acts of each run, ten a second; five runs with desks beside them and five without take turns
    #[arg(long, default_value_t = 400)]
    acts: u64,
    /// Folder for what is built once and kept; default: bench, in cargo's target folder
    #[arg(long)]
    dir: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// One figure, as the measuring program writes it: a line of JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Figure {
    question: String,
    figure: String,
    unit: String,
    value: f64,
    target: Option<f64>,
    met: Option<bool>,
    floor: Option<f64>,
}

/// Runs a benchmark; whether every target was met.
pub fn run(bench: &Bench) -> Result<bool> {
    match bench {
        Bench::Sync(args) => run_sync(args),
        Bench::Idle(args) => run_idle(args),
        Bench::Desk(args) => run_desk(args),
    }
}

fn run_sync(args: &SyncBench) -> Result<bool> {
    let target = target()?;
    let program = build(&target)?;
    let kept = args.dir.clone().unwrap_or(target.join("bench"));
    let mut met = true;
    for question in Question::value_variants() {
        if args.question.is_some_and(|asked| asked != *question) {
            continue;
        }
        let name = question.to_possible_value().context("a question's name")?;
        let mut command = Command::new(&program);
        command.arg(name.get_name()).arg(&kept);
        let cases = match question {
            Question::FirstLoad => Some(args.cases),
            Question::Million => Some(args.many),
            _ => None,
        };
        command.args(cases.map(|cases| cases.to_string()));
        eprintln!(
            "{}; what is built for it is kept in {}",
            name.get_name(),
            kept.display()
        );
        met &= measure(name.get_name(), &mut command, args.json)?;
    }
    Ok(met)
}

fn run_idle(args: &IdleBench) -> Result<bool> {
    let target = target()?;
    let program = build(&target)?;
    let packed = package::package(&target)?;
    let kept = args.dir.clone().unwrap_or(target.join("bench"));
    std::fs::create_dir_all(&kept)?;
    let mut command = Command::new(program);
    // What traces the node tells files by their whole names.
    command.arg("idle-node").arg(kept.canonicalize()?);
    command.arg(packed).arg(args.seconds.to_string());
    measure("idle-node", &mut command, args.json)
}

fn run_desk(args: &DeskBench) -> Result<bool> {
    let target = target()?;
    let program = build(&target)?;
    let kept = args.dir.clone().unwrap_or(target.join("bench"));
    eprintln!("what is built for it is kept in {}", kept.display());
    let mut command = Command::new(program);
    command.arg("desk").arg(kept);
    command
        .arg(args.cases.to_string())
        .arg(args.acts.to_string());
    measure("desk", &mut command, args.json)
}

/// Lets the measuring program answer a question, and tells its figures; whether every target was met.
fn measure(name: &str, command: &mut Command, json: bool) -> Result<bool> {
    let done = command.stderr(Stdio::inherit()).output()?;
    ensure!(done.status.success(), "{name} could not be measured");
    let mut met = true;
    for line in String::from_utf8(done.stdout)?.lines() {
        let figure: Figure = serde_json::from_str(line)?;
        met &= figure.met != Some(false);
        tell(json, &figure)?;
    }
    Ok(met)
}

fn tell(json: bool, figure: &Figure) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string(figure)?);
        return Ok(());
    }
    let more = |word: &str, value: Option<f64>| {
        value.map_or_else(String::new, |value| format!("  {word} {value:.3}"))
    };
    let verdict = match figure.met {
        None => "",
        Some(true) => "  met",
        Some(false) => "  NOT MET",
    };
    println!(
        "{:<12} {:<20} {:>14.3} {:<4}{}{}{verdict}",
        figure.question,
        figure.figure,
        figure.value,
        figure.unit,
        more("floor", figure.floor),
        more("target", figure.target),
    );
    Ok(())
}

/// Builds the measuring program; where it is.
fn build(target: &Path) -> Result<PathBuf> {
    eprintln!("building in release");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "-p",
            "lianban",
            "--example",
            "sync_bench",
        ])
        .status()?;
    ensure!(built.success(), "building failed");
    Ok(target.join("release/examples/sync_bench"))
}
