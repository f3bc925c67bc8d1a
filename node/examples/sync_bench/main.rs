//! The parts of `cargo xtask bench`: one question a process, one figure a line on standard output.

#![allow(
    clippy::print_stdout,
    reason = "a tool for the terminal speaks on standard output"
)]

mod chain;
mod desks;
mod figure;
mod idle_node;
mod ingest;
mod live;
mod load;
mod million;
mod pair;
mod reconnect;
mod repair;
mod tiers;
mod tree;
mod urgent;
mod watch;

use anyhow::{Result, bail};
use std::path::Path;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    // What a node warns of is no part of a figure, but may explain it.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .init();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["reconnect", dir] => reconnect::reconnect(Path::new(dir)),
        ["idle", dir] => reconnect::idle(Path::new(dir)),
        ["both-sides", dir] => reconnect::both_sides(Path::new(dir)),
        ["children", dir] => reconnect::children(Path::new(dir)),
        ["repair", dir] => repair::repair(Path::new(dir)),
        ["urgent", dir] => urgent::urgent(Path::new(dir)),
        ["tiers", dir] => tiers::tiers(Path::new(dir)),
        ["ingest", dir] => ingest::ingest(Path::new(dir)),
        ["ingest-run", dir] => ingest::run(Path::new(dir)),
        ["desk", dir, cases, acts] => desks::desks(Path::new(dir), cases.parse()?, acts.parse()?),
        ["idle-node", dir, program, seconds] => {
            idle_node::idle(Path::new(dir), Path::new(program), seconds.parse()?)
        }
        ["million", dir, cases] => million::million(Path::new(dir), cases.parse()?),
        ["million-serve", dir, cases] => million::served(Path::new(dir), cases.parse()?),
        ["first-load", dir, cases] => load::load(Path::new(dir), cases.parse()?),
        ["load-receive", dir] => load::receive(Path::new(dir)),
        ["load-floor", dir] => load::floor(Path::new(dir)),
        ["load-rows", dir] => load::rows(Path::new(dir)),
        ["load-rows-alone", dir] => load::rows_alone(Path::new(dir)),
        _ => bail!(
            "sync_bench QUESTION DIR: reconnect, idle, both-sides, children, repair, first-load, urgent, tiers, ingest, million, desk, idle-node"
        ),
    }
}
