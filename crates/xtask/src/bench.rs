//! `cargo xtask bench`: questions that end in figures, each beside the floor measured in the same run.

use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Benchmarks.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// What replication costs.
    Sync(SyncBench),
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

/// One figure.
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
    let Bench::Sync(args) = bench;
    let (program, kept) = build()?;
    let kept = args.dir.clone().unwrap_or(kept);
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
        let done = command.stderr(Stdio::inherit()).output()?;
        ensure!(
            done.status.success(),
            "{} could not be measured",
            name.get_name()
        );
        for line in String::from_utf8(done.stdout)?.lines() {
            let figure: Figure = serde_json::from_str(line)?;
            met &= figure.met != Some(false);
            tell(args, &figure)?;
        }
    }
    Ok(met)
}

fn tell(args: &SyncBench, figure: &Figure) -> Result<()> {
    if args.json {
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

/// The measuring program, and the folder for what is built once.
fn build() -> Result<(PathBuf, PathBuf)> {
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
    // target/debug/xtask -> target
    let own = std::env::current_exe()?;
    let target = own.ancestors().nth(2);
    let target = target.context("xtask is not in a target folder")?;
    Ok((
        target.join("release/examples/sync_bench"),
        target.join("bench"),
    ))
}
