//! How many signed acts a second a city takes in from below on one core, durable, and what that time is spent
//! on. Acts of a thousand cases come mixed, as they do in a city; all of these cases fit in its memory.

use crate::chain::chain;
use crate::figure::{median, say};
use crate::pair::{End, process_cpu};
use crate::reconnect::meet;
use crate::tree::{act, deeds, filed, form};
use anyhow::{Context, Result, ensure};
use automerge::{Automerge, Change};
use catalog::{At, Item};
use engine::journal::{self, ChangeItem, FeedItem};
use engine::{Effect, Engine};
use record::{Kind, RecordId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use sync::{Frame, LinkNo};
use tiers::{Digest, NodeId, Tier};

const CASES: usize = 1_000;
const RUNS: usize = 5;
/// Acts in one fsync of the county, which is not measured.
const BATCH: usize = 64;

/// What one run found, seconds.
#[derive(Serialize, Deserialize)]
struct Found {
    acts: f64,
    wall: f64,
    cpu: f64,
    admission: f64,
    fold: f64,
    brief: f64,
    rows: f64,
    journal: f64,
    /// Every signature checked, alone.
    verify: f64,
    /// The last signature of each author and record.
    verify_least: f64,
    /// Every change applied, alone.
    apply: f64,
    /// Every frame written, one fsync each.
    fsync: f64,
}

pub fn ingest(dir: &Path) -> Result<()> {
    let mut found = Vec::new();
    for _ in 0..RUNS {
        // One core: whatever the process starts stays on it.
        let done = std::process::Command::new("taskset")
            .args(["-c", "0"])
            .arg(std::env::current_exe()?)
            .arg("ingest-run")
            .arg(dir)
            .stderr(std::process::Stdio::inherit())
            .output()
            .context("taskset, of util-linux")?;
        ensure!(done.status.success(), "ingest-run failed");
        found.push(serde_json::from_slice::<Found>(&done.stdout)?);
    }
    let of = |pick: &dyn Fn(&Found) -> f64| median(found.iter().map(pick).collect());
    let floor = |run: &Found| run.verify_least + run.apply + run.fsync;
    let rate = of(&|run| run.acts / run.wall);
    let least = of(&|run| run.acts / floor(run));
    say("ingest", "acts_per_second", "1/s", rate, None, Some(least));
    let each = |figure, pick: &dyn Fn(&Found) -> f64, least: Option<&dyn Fn(&Found) -> f64>| {
        let micros = |pick: &dyn Fn(&Found) -> f64| of(&|run| pick(run) * 1e6 / run.acts);
        let least = least.map(micros);
        say("ingest", figure, "us", micros(pick), None, least);
    };
    each("act", &|run| run.wall, Some(&floor));
    each("act_cpu", &|run| run.cpu, None);
    // Admission checks the signature and then whether the change may be where it is; a settling applies what
    // was admitted and folds it. The parts of the two are told apart by doing one of them alone.
    each("verify", &|run| run.verify, Some(&|run| run.verify_least));
    each("gate", &|run| run.admission - run.verify, None);
    each("apply", &|run| run.apply, Some(&|run| run.apply));
    each("fold", &|run| run.fold - run.apply, None);
    each("index", &|run| run.brief, None);
    each("rows", &|run| run.rows, None);
    each("journal", &|run| run.journal, Some(&|run| run.fsync));
    let parts = |run: &Found| run.admission + run.fold + run.brief + run.rows + run.journal;
    each("rest", &|run| run.wall - parts(run), None);
    Ok(())
}

/// One run, in a process of its own.
pub fn run(dir: &Path) -> Result<()> {
    let dir = dir.join("ingest");
    let _ = std::fs::remove_dir_all(&dir);
    let (ends, item) = chain(&dir, 2, &county_alone)?;
    let mut ends = ends.into_iter();
    let (Some(mut city), Some(mut county)) = (ends.next(), ends.next()) else {
        anyhow::bail!("two nodes");
    };
    // With one case the city follows the county's feed: what comes then is no first load any more.
    open_case(&mut county.engine, &item, CASES)?;
    meet(&mut county, &mut city)?;
    let known = acts(&city.engine);
    work(&mut county.engine, &item)?;
    let before = *city.engine.parts();
    let (frames, wall, cpu) = deliver(&mut county, &mut city)?;
    let parts = city.engine.parts().since(&before);
    let came = acts(&city.engine) - known;
    let each = deeds(&item).len() + 1;
    ensure!(came == (each * CASES) as u64, "{came} acts came");
    let changes = changes(&frames);
    // Form and receipt of a case travel as one run, which the floor leaves out.
    let all = (each - 1) * CASES;
    ensure!(changes.len() == all, "{} changes of {all}", changes.len());
    let (verify, verify_least) = verified(&changes)?;
    let found = Found {
        acts: came as f64,
        wall: wall.as_secs_f64(),
        cpu: cpu.as_secs_f64(),
        admission: parts.admission.as_secs_f64(),
        fold: parts.fold.as_secs_f64(),
        brief: parts.brief.as_secs_f64(),
        rows: (parts.rows + parts.reading).as_secs_f64(),
        journal: parts.journal.as_secs_f64(),
        verify,
        verify_least,
        apply: applied(&changes)?,
        fsync: synced(&dir, &frames)?,
    };
    println!("{}", serde_json::to_string(&found)?);
    Ok(())
}

/// Whether a county may file an item and handles all of it.
fn county_alone(item: &Item) -> bool {
    (item.alt_handling.iter()).any(|alt| alt.tier == Tier::County)
        && item.filing_tiers.contains(&Tier::County)
        && (item.steps.iter()).all(|step| matches!(step.at, At::Filing | At::Handling | At::County))
}

fn acts(engine: &Engine) -> u64 {
    let held = engine.briefs().values();
    let cases = held.filter(|brief| brief.kind == Kind::Case);
    cases.map(|brief| u64::from(brief.acts)).sum()
}

fn open_case(engine: &mut Engine, item: &Item, n: usize) -> Result<String> {
    filed(engine.file("window", &item.code, form(item, n)))
}

/// Files all cases, then does one deed after the other to each of them.
fn work(engine: &mut Engine, item: &Item) -> Result<()> {
    let mut cases = Vec::new();
    for n in 0..CASES {
        cases.push(open_case(engine, item, n)?);
        if n % BATCH == 0 {
            engine.commit()?;
        }
    }
    for (user, deed) in deeds(item) {
        for (n, case) in cases.iter().enumerate() {
            act(engine, case, user, deed.clone())?;
            if n % BATCH == 0 {
                engine.commit()?;
            }
        }
    }
    engine.commit()?;
    Ok(())
}

/// Hands all that the county has to the city, one frame and one fsync after the other; answers the frames and
/// what the city alone spent.
fn deliver(county: &mut End, city: &mut End) -> Result<(Vec<Vec<u8>>, Duration, Duration)> {
    let (below, above) = (county.seat, city.seat);
    let up = county.engine.link_up(above.key(), above.place);
    let no = city.engine.link_up(below.key(), below.place);
    up.map_err(anyhow::Error::msg)?;
    let no = no.map_err(anyhow::Error::msg)?;
    let mut frames = Vec::new();
    let (mut wall, mut cpu) = (Duration::ZERO, Duration::ZERO);
    let mut down = sent(&mut city.engine)?;
    loop {
        for frame in down.drain(..) {
            county.engine.frame(LinkNo::PARENT, frame);
        }
        let up = sent(&mut county.engine)?;
        if up.is_empty() {
            break;
        }
        let (begun, spent) = (Instant::now(), process_cpu());
        for frame in &up {
            city.engine.frame(no, frame.clone());
            down.extend(sent(&mut city.engine)?);
        }
        wall += begun.elapsed();
        cpu += process_cpu() - spent;
        frames.extend(up);
    }
    let (begun, spent) = (Instant::now(), process_cpu());
    city.engine.write_rows();
    wall += begun.elapsed();
    cpu += process_cpu() - spent;
    Ok((frames, wall, cpu))
}

fn sent(engine: &mut Engine) -> Result<Vec<Vec<u8>>> {
    let effects = engine.commit()?.into_iter();
    let frames = effects.map(|effect| match effect {
        Effect::Send(_, bytes) => Ok(bytes),
        Effect::Close(_, reason) => Err(anyhow::anyhow!("a link was closed: {reason}")),
    });
    frames.collect()
}

fn changes(frames: &[Vec<u8>]) -> Vec<ChangeItem> {
    let mut changes = Vec::new();
    for frame in frames {
        let items: Vec<Vec<u8>> = match sync::decode(frame) {
            Ok(Frame::Feed { items, .. }) => {
                items.into_iter().map(|item| item.into_vec()).collect()
            }
            // What was written last goes before its turn.
            Ok(Frame::Express { items }) => {
                items.into_iter().map(|item| item.1.into_vec()).collect()
            }
            _ => continue,
        };
        for item in items {
            if let Ok(FeedItem::Change(feed_item)) = journal::from_bytes(&item) {
                changes.push(feed_item);
            }
        }
    }
    changes
}

/// Seconds for all signatures, and for the last of each author and record.
fn verified(changes: &[ChangeItem]) -> Result<(f64, f64)> {
    let mut all: Vec<(&ChangeItem, Digest)> = Vec::new();
    for feed_item in changes {
        let hash = Change::from_bytes(feed_item.change.to_vec())?.hash();
        all.push((feed_item, Digest(hash.0)));
    }
    let mut last: BTreeMap<(NodeId, RecordId), (&ChangeItem, Digest)> = BTreeMap::new();
    for (feed_item, hash) in &all {
        last.insert(
            (feed_item.envelope.key, feed_item.record),
            (feed_item, *hash),
        );
    }
    let check = |(feed_item, hash): &(&ChangeItem, Digest)| {
        ensure!(
            feed_item.envelope.holds(feed_item.record, *hash),
            "a signature of the floor does not hold"
        );
        Ok(())
    };
    let begun = Instant::now();
    all.iter().try_for_each(check)?;
    let each = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    last.values().try_for_each(check)?;
    Ok((each, begun.elapsed().as_secs_f64()))
}

/// Seconds for all changes, each applied to its document as it comes.
fn applied(changes: &[ChangeItem]) -> Result<f64> {
    let mut documents: BTreeMap<RecordId, Automerge> = BTreeMap::new();
    let begun = Instant::now();
    for feed_item in changes {
        let change = Change::from_bytes(feed_item.change.to_vec())?;
        let document = documents.entry(feed_item.record).or_default();
        document.apply_changes([change])?;
    }
    let took = begun.elapsed().as_secs_f64();
    black_box(documents);
    Ok(took)
}

fn synced(dir: &Path, frames: &[Vec<u8>]) -> Result<f64> {
    let mut file = std::fs::File::create(dir.join("floor"))?;
    let begun = Instant::now();
    for frame in frames {
        file.write_all(frame)?;
        file.sync_data()?;
    }
    Ok(begun.elapsed().as_secs_f64())
}
