//! The first load of an empty parent: processor time, bytes and memory of the receiver, against a process
//! that does with the same frames what nobody can do without.

use crate::figure::{median, memory_mib, say};
use crate::pair::{End, process_cpu};
use crate::tree::{self, county, fill, founding, open, township};
use anyhow::{Context, Result, ensure};
use automerge::{Automerge, Change, ReadDoc};
use engine::journal::{self, FeedItem};
use engine::{Effect, Engine};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use store::{RowBatch, Store, StoreOptions};
use sync::{Frame, LinkNo};

const CACHE_MIB: u64 = 64;
const RUNS: usize = 5;

/// A township with whole cases, to be loaded up; its frames go to a receiver in a process of its own.
pub fn load(dir: &Path, cases: usize) -> Result<()> {
    let dir = dir.join(format!("load-{cases}"));
    let source = dir.join("child");
    if !dir.join("made").exists() {
        let _ = std::fs::remove_dir_all(&dir);
        eprintln!("filling {cases} whole cases; kept in {}", dir.display());
        let (founding, item) = founding(1)?;
        let mut parent = End::new(open(&dir.join("root"), county(), CACHE_MIB)?, county());
        tree::refused(parent.engine.found(&founding, "administrator"))?;
        parent.engine.commit()?;
        let mut child = End::new(open(&source, township(0), CACHE_MIB)?, township(0));
        crate::reconnect::meet(&mut child, &mut parent)?;
        fill(&mut child.engine, &item, cases, true)?;
        std::fs::write(dir.join("made"), "")?;
    }
    let mut found = Vec::new();
    for _ in 0..RUNS {
        let _ = std::fs::remove_dir_all(dir.join("receiver"));
        let sent = send(&dir, &source)?;
        let floor = run_part("load-floor", &dir)?;
        let rows = run_part("load-rows", &dir)?;
        found.push((sent, floor, rows));
    }
    let n = cases as f64;
    let of = |pick: fn(&(Sent, Part, Part)) -> f64| median(found.iter().map(pick).collect());
    let cpu = of(|(sent, ..)| sent.receiver.cpu);
    let floor = of(|(_, floor, _)| floor.cpu);
    say(
        "first_load",
        "cpu_receiver",
        "s",
        cpu,
        Some(2.0 * floor),
        Some(floor),
    );
    say("first_load", "cpu_ratio", "", cpu / floor, Some(2.0), None);
    let bytes = of(|(sent, ..)| sent.bytes) / n;
    let least = of(|(_, floor, _)| floor.bytes) / n;
    say(
        "first_load",
        "bytes_per_case",
        "B",
        bytes,
        Some(1.25 * least),
        Some(least),
    );
    say(
        "first_load",
        "seconds",
        "s",
        of(|(sent, ..)| sent.seconds),
        None,
        None,
    );
    say(
        "first_load",
        "cases_per_second",
        "1/s",
        n / of(|(sent, ..)| sent.seconds),
        None,
        None,
    );
    let memory = of(|(sent, ..)| sent.receiver.memory);
    let alone = of(|(.., rows)| rows.memory);
    let credit = sync::CREDIT_BYTES as f64 / (1 << 20) as f64;
    say(
        "memory",
        "peak_receiver",
        "MiB",
        memory,
        Some(alone + credit + 64.0),
        Some(alone),
    );
    Ok(())
}

struct Part {
    cpu: f64,
    memory: f64,
    bytes: f64,
}

struct Sent {
    receiver: Part,
    bytes: f64,
    seconds: f64,
}

fn run_part(part: &str, dir: &Path) -> Result<Part> {
    let done = Command::new(std::env::current_exe()?)
        .arg(part)
        .arg(dir)
        .output()?;
    ensure!(
        done.status.success(),
        "{part}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    read_part(&done.stdout)
}

fn read_part(said: &[u8]) -> Result<Part> {
    let said: serde_json::Value = serde_json::from_slice(said)?;
    let number = |key: &str| said[key].as_f64().context("a figure is missing");
    Ok(Part {
        cpu: number("cpu")?,
        memory: number("memory")?,
        bytes: number("bytes")?,
    })
}

fn tell(cpu: f64, bytes: f64) -> Result<()> {
    let memory = memory_mib("VmHWM")?;
    println!(
        "{}",
        serde_json::json!({ "cpu": cpu, "memory": memory, "bytes": bytes })
    );
    Ok(())
}

fn send(dir: &Path, source: &Path) -> Result<Sent> {
    let mut engine = open(source, township(0), CACHE_MIB)?;
    let mut receiver = Command::new(std::env::current_exe()?)
        .arg("load-receive")
        .arg(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut to = receiver.stdin.take().context("its input")?;
    let mut from = receiver.stdout.take().context("its output")?;
    let (put, frames) = channel::<Vec<u8>>();
    let reader = std::thread::spawn(move || {
        while let Ok(frame) = read_frame(&mut from) {
            if put.send(frame).is_err() {
                break;
            }
        }
    });
    let begun = std::time::Instant::now();
    engine
        .link_up(county().key(), county().place)
        .map_err(anyhow::Error::msg)?;
    let mut log = std::fs::File::create(dir.join("frames"))?;
    let (mut bytes, mut seconds) = (0.0, 0.0);
    let last = loop {
        for effect in engine.commit()? {
            if let Effect::Send(_, frame) = effect {
                bytes += frame.len() as f64;
                write_frame(&mut log, &frame)?;
                write_frame(&mut to, &frame)?;
            }
        }
        to.flush()?;
        // An empty frame is the receiver's figures, after which it ends.
        let frame = frames.recv().context("the receiver ended")?;
        if frame.is_empty() {
            break frames.recv().context("no figures")?;
        }
        engine.frame(LinkNo::PARENT, frame);
        let same = engine
            .link_shows()
            .iter()
            .any(|link| link.parent && link.same);
        if same && seconds == 0.0 {
            seconds = begun.elapsed().as_secs_f64();
            write_frame(&mut to, &[])?;
            to.flush()?;
        }
    };
    drop(to);
    receiver.wait()?;
    drop(reader.join());
    Ok(Sent {
        receiver: read_part(&last)?,
        bytes,
        seconds,
    })
}

/// The receiving node, in a process of its own.
pub fn receive(dir: &Path) -> Result<()> {
    let mut engine = open(&dir.join("receiver"), county(), CACHE_MIB)?;
    let (put, frames) = channel::<Vec<u8>>();
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        while let Ok(frame) = read_frame(&mut input) {
            if put.send(frame).is_err() {
                break;
            }
        }
    });
    let no = engine.link_up(township(0).key(), township(0).place);
    let no = no.map_err(anyhow::Error::msg)?;
    let mut out = std::io::stdout().lock();
    let before = process_cpu();
    loop {
        for effect in engine.commit()? {
            if let Effect::Send(_, frame) = effect {
                write_frame(&mut out, &frame)?;
            }
        }
        out.flush()?;
        let frame = frames.recv().context("the sender ended")?;
        if frame.is_empty() {
            break;
        }
        engine.frame(no, frame);
    }
    engine.write_rows();
    let cpu = (process_cpu() - before).as_secs_f64();
    let told = serde_json::json!({ "cpu": cpu, "memory": memory_mib("VmHWM")?, "bytes": 0.0 });
    write_frame(&mut out, &[])?;
    write_frame(&mut out, told.to_string().as_bytes())?;
    out.flush()?;
    Ok(())
}

/// What nobody can do without, with the same frames: inflate, one signature an author and record, each
/// record's changes applied once and read back, its row into sled, one fsync a frame.
pub fn floor(dir: &Path) -> Result<()> {
    let frames = all_frames(dir)?;
    let place = dir.join("floor");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;
    let options = StoreOptions {
        cache_bytes: CACHE_MIB << 20,
        ..StoreOptions::default()
    };
    let (store, _) = Store::open(&place.join("rows"), options, &mut |_| {})?;
    let tree = store.tree("record")?;
    let mut file = std::fs::File::create(place.join("log"))?;
    let mut authors = 0usize;
    let mut changes_raw = Vec::new();
    let before = process_cpu();
    let mut batch = store::TreeBatch::new();
    for bytes in &frames {
        let Ok(Frame::Load { items, .. }) = sync::decode(bytes) else {
            continue;
        };
        for item in &items {
            let Ok(FeedItem::Run(run)) = journal::from_bytes(item) else {
                continue;
            };
            let seen: BTreeSet<u16> = run.changes.iter().map(|change| change.author).collect();
            for change in &run.changes {
                let Some(signature) = change.signature else {
                    continue;
                };
                let envelope = run.authors[usize::from(change.author)].envelope(signature);
                let hash = Change::from_bytes(change.bytes.to_vec())?.hash();
                ensure!(
                    envelope.holds(run.record, tiers::Digest(hash.0)),
                    "a signature of the floor does not hold"
                );
            }
            authors += seen.len();
            let mut document = Automerge::new();
            let changes: Result<Vec<Change>, _> = (run.changes.iter())
                .map(|change| Change::from_bytes(change.bytes.to_vec()))
                .collect();
            document.apply_changes(changes?)?;
            let read: usize = document.map_range(automerge::ROOT, ..).count();
            ensure!(read > 0, "an empty document");
            batch.put(run.record.0.0.to_vec(), document.save());
            if batch.len() == 63 {
                store::OrderedMap::apply(&tree, &std::mem::take(&mut batch))?;
            }
        }
        file.write_all(bytes)?;
        file.sync_data()?;
    }
    store::OrderedMap::apply(&tree, &batch)?;
    let cpu = (process_cpu() - before).as_secs_f64();
    // The least bytes: zstd-3 of the same changes in frames of 256 KiB, and 64 B an author and record.
    let mut least = authors * 64;
    for bytes in &frames {
        if let Ok(Frame::Load { items, .. }) = sync::decode(bytes) {
            changes_raw.clear();
            for item in &items {
                if let Ok(FeedItem::Run(run)) = journal::from_bytes(item) {
                    run.changes
                        .iter()
                        .for_each(|change| changes_raw.extend_from_slice(&change.bytes));
                }
            }
            least += zstd::bulk::compress(&changes_raw, 3)?.len();
        }
    }
    tell(cpu, least as f64)
}

/// sled alone, with rows of the same sizes as the receiver's.
pub fn rows(dir: &Path) -> Result<()> {
    let sizes: Vec<usize> = {
        let options = Engine::store_options(CACHE_MIB << 20);
        let (store, _) = Store::open(&dir.join("receiver"), options, &mut |_| {})?;
        let mut sizes = Vec::new();
        for tree in ["record", "brief"] {
            let tree = store.tree(tree)?;
            for page in store::OrderedMap::pages(&tree, 256) {
                sizes.extend(page?.iter().map(|(_, value)| value.len()));
            }
        }
        sizes
    };
    std::fs::write(dir.join("sizes"), serde_json::to_vec(&sizes)?)?;
    let done = Command::new(std::env::current_exe()?)
        .arg("load-rows-alone")
        .arg(dir)
        .output()?;
    ensure!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    std::io::stdout().write_all(&done.stdout)?;
    Ok(())
}

/// As [`rows`], in a process that has held nothing else.
pub fn rows_alone(dir: &Path) -> Result<()> {
    let sizes: Vec<usize> = serde_json::from_slice(&std::fs::read(dir.join("sizes"))?)?;
    let place = dir.join("rows-alone");
    let _ = std::fs::remove_dir_all(&place);
    let options = StoreOptions {
        cache_bytes: CACHE_MIB << 20,
        ..StoreOptions::default()
    };
    let (store, _) = Store::open(&place, options, &mut |_| {})?;
    let before = process_cpu();
    let mut batch = RowBatch::new();
    for (n, size) in sizes.iter().enumerate() {
        let key = blake3::hash(&n.to_le_bytes()).as_bytes().to_vec();
        batch.put("record", key, vec![n as u8; *size]);
        if batch.len() == 512 {
            store.write_rows(&std::mem::take(&mut batch), store.rows_built_to())?;
        }
    }
    store.write_rows(&batch, store.rows_built_to())?;
    tell((process_cpu() - before).as_secs_f64(), 0.0)
}

fn all_frames(dir: &Path) -> Result<Vec<Vec<u8>>> {
    let mut file = std::io::BufReader::new(std::fs::File::open(dir.join("frames"))?);
    let mut frames = Vec::new();
    while let Ok(frame) = read_frame(&mut file) {
        frames.push(frame);
    }
    Ok(frames)
}

fn write_frame(out: &mut impl Write, frame: &[u8]) -> Result<()> {
    out.write_all(&(frame.len() as u32).to_le_bytes())?;
    Ok(out.write_all(frame)?)
}

fn read_frame(input: &mut impl Read) -> Result<Vec<u8>> {
    let mut len = [0; 4];
    input.read_exact(&mut len)?;
    let mut frame = vec![0; u32::from_le_bytes(len) as usize];
    input.read_exact(&mut frame)?;
    Ok(frame)
}
