//! `sim`: runs seeds, and tells the shortest story of one that goes wrong.

#![allow(
    clippy::print_stdout,
    reason = "a tool for the terminal speaks on standard output"
)]

use anyhow::Result;
use clap::Parser;
use sim::hostile::Lied;
use sim::shrink::{as_test, shrink};
use sim::sweep::sweep;
use sim::{Allowed, Fault, Outcome, Plan, Published, Struck, Topology, plan, run};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Runs a federation under a virtual clock, with everything that can go wrong.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask sim", bin_name = "cargo xtask sim")]
struct Args {
    /// Replays one run exactly and prints its trace hash
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// How many seeds are run
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Which nodes; default: four chains of three for each county with nine nodes
    #[arg(long)]
    topology: Option<Topology>,
    /// Only these classes of fault may strike
    #[arg(long, value_parser = fault)]
    only: Vec<Fault>,
    /// Tell the story of `--seed` in words
    #[arg(long)]
    tell: bool,
    /// Tells one short story with the power going before and after every operation of every disk
    #[arg(long, conflicts_with_all = ["seed", "seeds"])]
    sweep: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    // A panic within a node is a finding of the run; its words are in the outcome.
    std::panic::set_hook(Box::new(|_| {}));
    match work(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn planned(args: &Args, seed: u64) -> Plan {
    let by_seed = if seed.is_multiple_of(5) {
        Topology::County
    } else {
        Topology::Chain
    };
    let mut plan = plan(seed, args.topology.unwrap_or(by_seed));
    if !args.only.is_empty() {
        plan.allowed = Allowed(args.only.clone());
    }
    plan
}

fn fault(name: &str) -> Result<Fault, String> {
    let found = Fault::ALL.iter().find(|fault| fault.name() == name);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
        format!("one of {}", names.join(", "))
    })
}

fn work(args: &Args) -> Result<bool> {
    let published = Published::read()?;
    if args.sweep {
        return swept(args, &published);
    }
    match args.seed {
        Some(seed) => one(args, seed, &published),
        None => many(args, &published),
    }
}

fn swept(args: &Args, published: &Published) -> Result<bool> {
    let begun = Instant::now();
    let swept = sweep(published, 1, threads())?;
    let seconds = begun.elapsed().as_secs_f64();
    if args.json {
        println!("{}", serde_json::to_string(&swept)?);
    } else {
        println!("operations of each disk  {:?}", swept.operations);
        println!("acknowledged             {}", swept.acknowledged);
        println!("crash points             {}", swept.points);
        println!("failing                  {}", swept.failing.len());
        println!("seconds                  {seconds:.0}");
        for (point, wrong) in swept.failing.iter().take(20) {
            println!("{point:?}");
            for wrong in wrong.iter().take(3) {
                println!("  -> {wrong}");
            }
        }
    }
    Ok(swept.failing.is_empty())
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn one(args: &Args, seed: u64, published: &Published) -> Result<bool> {
    let mut plan = planned(args, seed);
    plan.tells = args.tell;
    let outcome = run(plan.clone(), published)?;
    if args.json {
        println!("{}", serde_json::to_string(&outcome)?);
    } else {
        for words in &outcome.words {
            println!("{words}");
        }
        println!(
            "seed {seed}: {} events, {} acknowledged, {} frames, {:.1} node-days",
            outcome.events, outcome.acknowledged, outcome.frames, outcome.node_days
        );
        tell_struck(&outcome.struck);
        println!("trace {}", outcome.trace);
    }
    if !outcome.wrong.is_empty() {
        failed(&plan, &outcome, published)?;
    }
    Ok(outcome.wrong.is_empty())
}

/// Prints the shortest story that can be found.
fn failed(plan: &Plan, outcome: &Outcome, published: &Published) -> Result<()> {
    println!("seed {} FAILS:", outcome.seed);
    for wrong in outcome.wrong.iter().take(10) {
        println!("  {wrong}");
    }
    let (shortest, told) = shrink(plan, published)?;
    println!("the shortest story found:");
    for words in told.words.iter().rev().take(60).rev() {
        println!("  {words}");
    }
    for wrong in told.wrong.iter().take(10) {
        println!("  -> {wrong}");
    }
    println!("{}", as_test(&shortest, &told));
    Ok(())
}

fn many(args: &Args, published: &Published) -> Result<bool> {
    let begun = Instant::now();
    let next = AtomicU64::new(args.from);
    let ends = args.from + args.seeds;
    let done: Mutex<Vec<Outcome>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= ends {
                        break;
                    }
                    let outcome = match run(planned(args, seed), published) {
                        Ok(outcome) => outcome,
                        Err(error) => {
                            eprintln!("seed {seed}: {error:#}");
                            continue;
                        }
                    };
                    if !outcome.wrong.is_empty() {
                        eprintln!("seed {seed} fails: {}", outcome.wrong[0]);
                    }
                    let mut done = done.lock().expect("nobody panics with it");
                    done.push(outcome);
                    if done.len().is_multiple_of(100) {
                        let seconds = begun.elapsed().as_secs_f64();
                        eprintln!("{} of {} seeds, {seconds:.0} s", done.len(), args.seeds);
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().expect("nobody panics with it");
    done.sort_by_key(|outcome| outcome.seed);
    let failing: Vec<&Outcome> = done.iter().filter(|one| !one.wrong.is_empty()).collect();
    tell(args, &done, begun.elapsed().as_secs_f64())?;
    if let Some(first) = failing.first() {
        let seeds: Vec<u64> = failing.iter().map(|one| one.seed).collect();
        println!("failing seeds: {seeds:?}");
        failed(&planned(args, first.seed), first, published)?;
    }
    Ok(failing.is_empty() && done.len() as u64 == args.seeds)
}

fn tell_struck(struck: &Struck) {
    println!("faults by class:");
    for (fault, n) in &struck.0 {
        println!("  {:<16} {n:>8}", fault.name());
    }
}

fn tell(args: &Args, done: &[Outcome], seconds: f64) -> Result<()> {
    let (mut struck, mut lied) = (Struck::default(), Lied::default());
    for outcome in done {
        struck.and(&outcome.struck);
        lied.and(&outcome.lied);
    }
    let sum = |of: fn(&Outcome) -> u64| done.iter().map(of).sum::<u64>();
    let days: f64 = done.iter().map(|outcome| outcome.node_days).sum();
    let failing = done.iter().filter(|one| !one.wrong.is_empty()).count();
    let told = serde_json::json!({
        "seeds": done.len(),
        "from": args.from,
        "failing": failing,
        "simulated_node_years": days / 365.25,
        "acknowledged": sum(|one| one.acknowledged),
        "destroyed": sum(|one| one.destroyed),
        "refused_at_desks": sum(|one| one.refused),
        "frames": sum(|one| one.frames),
        "moved": sum(|one| one.moved),
        "shown_above": sum(|one| one.shown_above),
        "shown_parked": sum(|one| one.shown_parked),
        "events": sum(|one| one.events),
        "faults": struck,
        "sessions_said_again": lied.replayed,
        "forks_by_liars": lied.forks,
        "lies_that_none_may_take": lied.refused,
        "seconds": seconds,
    });
    if args.json {
        println!("{told}");
        return Ok(());
    }
    tell_struck(&struck);
    for key in [
        "seeds",
        "failing",
        "simulated_node_years",
        "acknowledged",
        "destroyed",
        "refused_at_desks",
        "moved",
        "shown_above",
        "shown_parked",
        "sessions_said_again",
        "forks_by_liars",
        "lies_that_none_may_take",
        "frames",
        "events",
        "seconds",
    ] {
        println!("{key:<24} {}", told[key]);
    }
    Ok(())
}
