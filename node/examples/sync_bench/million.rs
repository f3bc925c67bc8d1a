//! A city's node with very many cases: what they take on disk and in memory, and how soon it is of use again
//! after it was killed. The cases are those of its townships, for which it stands itself; each has its form and
//! its receipt, is open, and travels by the line to the county.

use crate::chain::seats;
use crate::figure::{at, median, memory_mib, say};
use crate::reconnect::CACHE_MIB;
use crate::tree::{self, Seat, begins, filed, form, founding_of, open_under, township_alone};
use anyhow::{Context, Result, ensure};
use calendar::UnixMillis;
use catalog::Item;
use desk::Writer as _;
use engine::Silent;
use engine::{Engine, EngineConfig};
use lianban::clock::Clock;
use lianban::handle::Handle;
use lianban::run;
use record::{Kind, RecordId};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tiers::{Digest, PlaceCode};

const TOWNSHIPS: usize = 50;
/// From one case to the next: a million come in within one morning, before anything of them falls due.
const EVERY_MS: i64 = 10;
const RUNS: usize = 5;
const LOOKUPS: usize = 10_000;
/// From one read by id to the next while the node's rows open.
const EARLY_EVERY: Duration = Duration::from_millis(5);
/// How long a node files on before it is killed.
const FILES_FOR: Duration = Duration::from_secs(3);

fn townships() -> impl Iterator<Item = Seat> {
    (0..TOWNSHIPS).map(|n| Seat {
        place: tree::township(n).place,
        seed: seats()[0].seed,
    })
}

fn after(cases: usize) -> UnixMillis {
    UnixMillis(begins().0 + cases as i64 * EVERY_MS)
}

/// The question, with so many cases.
pub fn million(dir: &Path, cases: usize) -> Result<()> {
    let dir = match cases {
        1_000_000 => dir.join("million"),
        _ => dir.join(format!("million-{cases}")),
    };
    if !dir.join("made").exists() {
        build(&dir, cases)?;
    }
    let n = cases as f64;
    say("million", "cases", "", n, None, None);
    let bytes = on_disk(&dir.join("city"))? as f64;
    say("million", "disk_per_case", "B", bytes / n, None, None);
    for (part, figure) in [("journal", "journal_per_case"), ("sled", "rows_per_case")] {
        let part = on_disk(&dir.join("city").join(part))? as f64;
        say("million", figure, "B", part / n, None, None);
    }
    // The first start after the filling is not one after a kill.
    serve(&dir, cases)?;
    let mut served = Vec::new();
    for run in 0..RUNS {
        eprintln!("killed, start {run}");
        served.push(serve(&dir, cases)?);
    }
    let of = |pick: fn(&Served) -> f64| median(served.iter().map(pick).collect());
    let mib = of(|served| served.mib);
    say(
        "million",
        "memory_after_start",
        "MiB",
        mib,
        Some(1_024.0),
        None,
    );
    let seconds = of(|served| served.seconds);
    say(
        "million",
        "seconds_after_kill",
        "s",
        seconds,
        Some(3.0),
        None,
    );
    let whole = of(|served| served.whole);
    say("million", "seconds_to_whole", "s", whole, None, None);
    let (p99, longest) = (of(|served| served.early_p99), of(|served| served.early_max));
    say("million", "early_lookup_p99", "ms", p99, None, None);
    say("million", "early_lookup_max", "ms", longest, None, None);
    let (p50, p99) = (of(|served| served.p50), of(|served| served.p99));
    say("million", "lookup_p50", "ms", p50, None, None);
    say("million", "lookup_p99", "ms", p99, Some(5.0), None);
    Ok(())
}

fn build(dir: &Path, cases: usize) -> Result<()> {
    let _ = std::fs::remove_dir_all(dir);
    eprintln!("filling {cases} cases; kept in {}", dir.display());
    let [city, county, ..] = seats();
    let all: Vec<Seat> = [city, county].into_iter().chain(townships()).collect();
    let (founding, item) = founding_of(all, &township_alone)?;
    let mut engine = open_under(city.key(), &dir.join("city"), city, CACHE_MIB)?;
    tree::refused(engine.found(&founding, "administrator"))?;
    // The county's line is known, and down.
    let no = engine.link_up(county.key(), county.place);
    engine.link_down(no.map_err(anyhow::Error::msg)?);
    engine.commit()?;
    let places: Vec<PlaceCode> = townships().map(|seat| seat.place).collect();
    tree::fill_with(&mut engine, cases, EVERY_MS, |engine, n| {
        file(engine, &item, places[n % TOWNSHIPS], n).map(drop)
    })?;
    drop(engine);
    std::fs::write(dir.join("item"), item.to_bytes())?;
    Ok(std::fs::write(dir.join("made"), "")?)
}

fn file(engine: &mut Engine, item: &Item, place: PlaceCode, n: usize) -> Result<String> {
    filed(engine.acting_for(place, |engine| {
        engine.file("window", &item.code, form(item, n))
    }))
}

/// What a node said before it was killed.
struct Served {
    /// Until an intake and a read by id were answered.
    seconds: f64,
    /// Until it held everything.
    whole: f64,
    early_p99: f64,
    early_max: f64,
    mib: f64,
    p50: f64,
    p99: f64,
}

/// Starts a node in a process of its own, and kills it while it files.
fn serve(dir: &Path, cases: usize) -> Result<Served> {
    let begun = Instant::now();
    let mut node = std::process::Command::new(std::env::current_exe()?)
        .arg("million-serve")
        .arg(dir)
        .arg(cases.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(node.stdout.take().context("its output")?).lines();
    let mut line = || anyhow::Ok(lines.next().context("the node ended")??);
    ensure!(line()? == "of use");
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(line()? == "whole");
    let whole = begun.elapsed().as_secs_f64();
    let mut number = || anyhow::Ok(line()?.parse::<f64>()?);
    let served = Served {
        seconds,
        whole,
        early_p99: number()?,
        early_max: number()?,
        mib: number()?,
        p50: number()?,
        p99: number()?,
    };
    eprintln!(
        "of use after {seconds:.1} s, whole after {whole:.1} s, {:.0} MiB",
        served.mib
    );
    std::thread::sleep(FILES_FOR);
    node.kill()?;
    node.wait()?;
    Ok(served)
}

/// The node: an intake, a read by id, then many of these, first while what it holds comes forward, then intakes until
/// it is killed.
pub fn served(dir: &Path, cases: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let [city, ..] = seats();
    let config = EngineConfig {
        place: city.place,
        root: city.key(),
        seed: city.seed,
        random: std::sync::Arc::new(rand::random),
        watch: lianban::clock::stopwatch(),
        cache_bytes: CACHE_MIB << 20,
        alone: false,
    };
    let clock = Clock::demo(after(cases));
    let node = run::start(&dir.join("city"), config, clock, Box::new(Silent))?;
    let item: Item = serde_json::from_slice(&std::fs::read(dir.join("item"))?)?;
    let place = townships().next().context("a township")?.place;
    runtime.block_on(async {
        let ids = Ids::known(dir, &node).await?;
        let mut number = cases;
        let mut intake = || {
            number += 1;
            let (item, n) = (item.clone(), number);
            node.ask_early(move |engine| file(engine, &item, place, n))
        };
        let read = || async {
            let id = RecordId(ids.any()?);
            let begun = Instant::now();
            let shown = node.ask_early(move |engine| {
                engine.bring(&id.to_string());
                engine.case_of(id)
            });
            shown.await.context("a case that cannot be read")?;
            anyhow::Ok(begun.elapsed().as_secs_f64() * 1e3)
        };
        intake().await?;
        let mut early = vec![read().await?];
        say_line("of use")?;
        while node.is_early() {
            early.push(read().await?);
            tokio::time::sleep(EARLY_EVERY).await;
        }
        node.whole().await.map_err(anyhow::Error::msg)?;
        say_line("whole")?;
        let longest = early.iter().copied().fold(0.0, f64::max);
        say_line(&at(early, 0.99).context("lookups")?.to_string())?;
        say_line(&longest.to_string())?;
        let before = memory_mib("VmRSS")?;
        let mut took = Vec::new();
        while took.len() < LOOKUPS {
            took.push(read().await?);
        }
        say_line(&memory_mib("VmRSS")?.max(before).to_string())?;
        say_line(&median(took.clone()).to_string())?;
        say_line(&at(took, 0.99).context("lookups")?.to_string())?;
        loop {
            intake().await?;
        }
    })
}

/// The ids of the cases, as somebody has them who looks one up: on the disk, for they are no part of what the node
/// keeps in mind.
struct Ids {
    file: File,
    count: u64,
}

impl Ids {
    /// Those that the first start writes down.
    async fn known(dir: &Path, node: &Handle) -> Result<Ids> {
        let path = dir.join("ids");
        if !path.exists() {
            let all = node.ask(|engine: &mut Engine| {
                let cases = engine.briefs().iter();
                let cases = cases.filter(|(_, brief)| brief.kind == Kind::Case);
                cases.flat_map(|(id, _)| id.0.0).collect::<Vec<u8>>()
            });
            std::fs::write(&path, all.await)?;
        }
        let file = File::open(&path)?;
        let count = file.metadata()?.len() / 32;
        Ok(Ids { file, count })
    }

    fn any(&self) -> Result<Digest> {
        let mut id = [0; 32];
        let at = rand::random_range(..self.count) * 32;
        self.file.read_exact_at(&mut id, at)?;
        Ok(Digest(id))
    }
}

fn say_line(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Bytes that a folder takes on disk.
fn on_disk(dir: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() {
            on_disk(&entry.path())?
        } else {
            entry.metadata()?.blocks() * 512
        };
    }
    Ok(bytes)
}
