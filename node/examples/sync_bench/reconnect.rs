//! What a line costs that comes back: few changes among many records, none at all, the same records
//! changed on both sides, one child among many.

use crate::figure::{median, say};
use crate::pair::{End, Line, Traffic, connect};
use crate::tree::{self, county, fill, founding, open, press, some_cases, township};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::time::Duration;

/// How often each is measured.
const RUNS: usize = 5;
pub const CACHE_MIB: u64 = 64;

/// A township with so many cases of two changes, and its county that has them all.
pub fn pair(dir: &Path, cases: usize) -> Result<(End, End)> {
    let (above, below) = (county(), township(0));
    let made = dir.join("made");
    if !made.exists() {
        let _ = std::fs::remove_dir_all(dir);
        eprintln!("filling {cases} cases; kept in {}", dir.display());
        let (founding, item) = founding(1)?;
        let mut parent = End::new(open(&dir.join("parent"), above, CACHE_MIB)?, above);
        tree::refused(parent.engine.found(&founding, "administrator"))?;
        parent.engine.commit()?;
        let mut child = End::new(open(&dir.join("child"), below, CACHE_MIB)?, below);
        meet(&mut child, &mut parent)?;
        fill(&mut child.engine, &item, cases, false)?;
        meet(&mut child, &mut parent)?;
        parent.engine.write_rows();
        ensure!(
            some_cases(&parent.engine, usize::MAX).len() == cases,
            "the county does not hold what the township filed"
        );
        std::fs::write(made, "")?;
        return Ok((child, parent));
    }
    let parent = End::new(open(&dir.join("parent"), above, CACHE_MIB)?, above);
    let child = End::new(open(&dir.join("child"), below, CACHE_MIB)?, below);
    Ok((child, parent))
}

/// Connects, runs until quiet, cuts.
pub fn meet(child: &mut End, parent: &mut End) -> Result<Traffic> {
    let mut line = connect(child, parent)?;
    let traffic = line.run(child, parent)?;
    line.cut(child, parent)?;
    Ok(traffic)
}

/// Bytes of what a node would send of these changes: each change and its signature.
fn sent_at_least(engine: &engine::Engine, from: u64) -> f64 {
    let items = engine.read_feed(sync::LinkNo::PARENT, from, usize::MAX);
    items.iter().map(|item| item.bytes.len() as f64).sum()
}

fn last(engine: &engine::Engine) -> u64 {
    let parent = engine.link_shows().into_iter().find(|link| link.parent);
    parent.map_or(0, |link| link.last)
}

/// Ten changed of a thousand, and of a hundred thousand. The two take turns: a disk that is slower for a
/// second is slower for both.
pub fn reconnect(dir: &Path) -> Result<()> {
    const CHANGED: usize = 10;
    const TURNS: usize = 31;
    const SIZES: [usize; 2] = [1_000, 100_000];
    let mut pairs = Vec::new();
    for cases in SIZES {
        let (mut child, mut parent) = pair(&dir.join(format!("pair-{cases}")), cases)?;
        // Both have rested: what a start still owes is done before anything is measured.
        meet(&mut child, &mut parent)?;
        pairs.push((child, parent, Vec::new()));
    }
    for turn in 0..TURNS {
        for (child, parent, seen) in &mut pairs {
            let before = last(&child.engine);
            let chosen = some_cases(&child.engine, CHANGED);
            press(&mut child.engine, &chosen, &format!("第 {turn} 次"))?;
            child.engine.commit()?;
            let changes = sent_at_least(&child.engine, before + 1);
            child.reset();
            parent.reset();
            let traffic = meet(child, parent)?;
            seen.push(Turn {
                wall: traffic.wall.as_secs_f64(),
                cpu: (child.cpu + parent.cpu).as_secs_f64(),
                bytes: traffic.bytes(),
                allowed: 2.0 * changes + 2_048.0,
            });
        }
    }
    let of = |pick: fn(&Turn) -> f64| {
        let middle = |(_, _, seen): &(End, End, Vec<Turn>)| median(seen.iter().map(pick).collect());
        [middle(&pairs[0]), middle(&pairs[1])]
    };
    let (bytes, allowed) = (of(|turn| turn.bytes), of(|turn| turn.allowed));
    for (n, figure) in ["bytes_of_1000", "bytes_of_100000"].into_iter().enumerate() {
        say("reconnect", figure, "B", bytes[n], Some(allowed[n]), None);
    }
    let wall = of(|turn| turn.wall * 1e3);
    say("reconnect", "ms_of_1000", "ms", wall[0], None, None);
    say("reconnect", "ms_of_100000", "ms", wall[1], None, None);
    let ratio = wall[1] / wall[0];
    say("reconnect", "time_ratio", "", ratio, Some(1.3), None);
    let cpu = of(|turn| turn.cpu);
    say("reconnect", "cpu_ratio", "", cpu[1] / cpu[0], None, None);
    Ok(())
}

/// One reconnection.
struct Turn {
    wall: f64,
    cpu: f64,
    bytes: f64,
    allowed: f64,
}

/// Nothing changed.
pub fn idle(dir: &Path) -> Result<()> {
    let (mut child, mut parent) = pair(&dir.join("pair-1000"), 1_000)?;
    meet(&mut child, &mut parent)?;
    let mut all = Vec::new();
    for _ in 0..RUNS {
        all.push(meet(&mut child, &mut parent)?);
    }
    let bytes = median(all.iter().map(Traffic::bytes).collect());
    let trips = median(all.iter().map(Traffic::round_trips).collect());
    say("idle", "bytes", "B", bytes, Some(1_536.0), None);
    say("idle", "round_trips", "", trips, Some(2.0), None);
    Ok(())
}

/// Both edited the same thousand while they could not see each other, against two thousand changes of one side: one in
/// each, twice, and two in each at once, which is less work.
pub fn both_sides(dir: &Path) -> Result<()> {
    const CHANGED: usize = 1_000;
    let (mut child, mut parent) = pair(&dir.join("pair-1000"), CHANGED)?;
    meet(&mut child, &mut parent)?;
    let chosen = &some_cases(&child.engine, CHANGED);
    let (mut ratios, mut at_once) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let mut one_way = Duration::ZERO;
        for word in ["先", "后"] {
            press(&mut child.engine, chosen, &format!("{run}{word}"))?;
            child.engine.commit()?;
            one_way += cost(&mut child, &mut parent)?;
        }
        for word in ["一", "二"] {
            press(&mut child.engine, chosen, &format!("{run}{word}"))?;
        }
        child.engine.commit()?;
        let twice = cost(&mut child, &mut parent)?;
        press(&mut child.engine, chosen, &format!("{run}下"))?;
        press(&mut parent.engine, chosen, &format!("{run}上"))?;
        child.engine.commit()?;
        parent.engine.commit()?;
        let both = cost(&mut child, &mut parent)?;
        ratios.push(both.as_secs_f64() / one_way.as_secs_f64());
        at_once.push(both.as_secs_f64() / twice.as_secs_f64());
        let agree = chosen.iter().all(|id| {
            let (below, above) = (child.engine.view_of(*id), parent.engine.view_of(*id));
            below.is_some() && below == above
        });
        ensure!(agree, "the two do not agree");
    }
    let ratio = median(ratios);
    say("both_sides", "cpu_ratio", "", ratio, Some(1.5), None);
    let ratio = median(at_once);
    say("both_sides", "cpu_ratio_two_at_once", "", ratio, None, None);
    Ok(())
}

fn cost(child: &mut End, parent: &mut End) -> Result<Duration> {
    child.reset();
    parent.reset();
    meet(child, parent)?;
    Ok(child.cpu + parent.cpu)
}

/// One changed child among a hundred that are connected, against one that is alone.
pub fn children(dir: &Path) -> Result<()> {
    const CHANGED: usize = 10;
    let mut costs = Vec::new();
    for count in [1, 100] {
        let dir = dir.join(format!("children-{count}"));
        let _ = std::fs::remove_dir_all(&dir);
        let (founding, item) = founding(count)?;
        let above = county();
        let mut parent = End::new(open(&dir.join("parent"), above, CACHE_MIB)?, above);
        tree::refused(parent.engine.found(&founding, "administrator"))?;
        parent.engine.commit()?;
        let mut children: Vec<(End, Line)> = Vec::new();
        for n in 0..count {
            let below = township(n);
            let name = format!("child-{n}");
            let mut child = End::new(open(&dir.join(name), below, 8)?, below);
            meet(&mut child, &mut parent)?;
            fill(&mut child.engine, &item, CHANGED, false)?;
            let mut line = connect(&mut child, &mut parent)?;
            line.run(&mut child, &mut parent)?;
            children.push((child, line));
        }
        let (child, line) = children.last_mut().context("a child")?;
        let mut runs = Vec::new();
        for run in 0..RUNS * 4 {
            let chosen = some_cases(&child.engine, CHANGED);
            press(&mut child.engine, &chosen, &format!("第 {run} 次"))?;
            parent.reset();
            line.pump(child, &mut parent)?;
            runs.push(parent.cpu.as_secs_f64());
        }
        costs.push(median(runs));
    }
    say("children", "cpu_alone", "s", costs[0], None, None);
    say("children", "cpu_among_100", "s", costs[1], None, None);
    say(
        "children",
        "cpu_ratio",
        "",
        costs[1] / costs[0],
        Some(1.2),
        None,
    );
    Ok(())
}
