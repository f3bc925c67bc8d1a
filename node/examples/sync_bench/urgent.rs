//! How long what people do just now takes to arrive while a first load fills a narrow line, against the same
//! line at rest. Two nodes as in service, with QUIC over a relay that shapes: 1 Mbit/s and 150 ms each way. The
//! relay has the queue of a router (half a second); what is longer is lost.

use crate::chain::{self, city, seats};
use crate::figure::{at, median, say};
use crate::live::{Live, arrived, authority, loopback, press};
use crate::reconnect::meet;
use crate::tree::{Seat, fill, township_alone};
use anyhow::{Context, Result, ensure};
use desk::Writer as _;
use engine::Engine;
use lianban::handle::Handle;
use link::{Authority, Relay};
use std::path::Path;
use std::time::{Duration, Instant};

const BYTES_A_SECOND: u64 = 125_000;
const ONE_WAY: Duration = Duration::from_millis(150);
/// The least that is measured of each.
const ACTS: usize = 100;
/// From one act to the next of the same side, after the first has arrived.
const PAUSE: Duration = Duration::from_millis(100);
/// So long the load has the line for itself: it does not fill it before it knows how wide it is.
const BEGINS_AFTER: Duration = Duration::from_secs(3);
/// Whole cases; their load takes longer than the acts.
const CASES: usize = 8_000;

/// What is pressed by parent and child during a first load upwards, and by the parent during one downwards.
pub fn urgent(dir: &Path) -> Result<()> {
    let dir = dir.join(format!("urgent-{CASES}"));
    build(&dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(measure(&dir))
}

/// A township with whole cases, and the city's publications to give to a new county.
fn build(dir: &Path) -> Result<()> {
    if dir.join("made").exists() {
        return Ok(());
    }
    let _ = std::fs::remove_dir_all(dir);
    eprintln!("filling {CASES} whole cases; kept in {}", dir.display());
    let (mut above, item) = city(&dir.join("city"), &township_alone)?;
    let mut between = chain::open(&dir.join("first-county"), seats()[1])?;
    let mut below = chain::open(&dir.join("township"), seats()[2])?;
    meet(&mut between, &mut above)?;
    meet(&mut below, &mut between)?;
    fill(&mut below.engine, &item, CASES, true)?;
    Ok(std::fs::write(dir.join("made"), "")?)
}

async fn measure(dir: &Path) -> Result<()> {
    let authority = authority()?;
    let [_, county, township, _] = seats();
    let _ = std::fs::remove_dir_all(dir.join("county"));
    let mut above = chain::open(&dir.join("city"), seats()[0])?;
    let mut between = chain::open(&dir.join("county"), county)?;
    // A parent that knows its people, and none of the cases below it.
    meet(&mut between, &mut above)?;
    drop(above);
    let parent = Live::start(&authority, between.engine, county, None)?;

    let old = chain::open(&dir.join("township"), township)?.engine;
    let (child, relay) = join(&authority, old, &parent)?;
    let load = Loading::begins(&child, &relay).await?;
    let both = tokio::try_join!(
        presses(&child.handle, &parent.handle, 0, &child, true),
        presses(&parent.handle, &child.handle, 1, &child, true),
    )?;
    child.until("loaded", |link| !link.loading).await?;
    say(
        "urgent",
        "load_fills_line",
        "%",
        load.percent(&relay),
        None,
        None,
    );
    let differ = differing(&child).await;
    say("urgent", "up_differ", "", differ, Some(0.0), None);
    let idle = tokio::try_join!(
        presses(&child.handle, &parent.handle, 0, &child, false),
        presses(&parent.handle, &child.handle, 1, &child, false),
    )?;
    tell(["up_idle", "up_p50", "up_p99"], idle.0, both.0)?;
    tell(
        ["against_idle", "against_p50", "against_p99"],
        idle.1,
        both.1,
    )?;
    child.handle.stop().await;
    drop((child, relay));

    // A county that has just been started keeps nothing in mind of what people touched before; the second
    // time it has a few hundred such cases, which are urgent too.
    parent.handle.stop().await;
    drop(parent);
    let between = reopened(&dir.join("county"), county).await?;
    let parent = Live::start(&authority, between, county, None)?;
    let quiet = load_down(
        &authority,
        dir,
        &parent,
        ["load_down_fills_line", "down_differ"],
    )
    .await?;
    tell(
        ["down_idle", "down_p50", "down_p99"],
        quiet.1.clone(),
        quiet.0,
    )?;
    let busy = load_down(
        &authority,
        dir,
        &parent,
        ["load_busy_fills_line", "down_busy_differ"],
    )
    .await?;
    tell(
        ["down_busy_idle", "down_busy_p50", "down_busy_p99"],
        busy.1,
        busy.0,
    )?;
    parent.handle.stop().await;
    Ok(())
}

/// What the parent presses while a township that lost everything is loaded, and then at rest.
async fn load_down(
    authority: &Authority,
    dir: &Path,
    parent: &Live,
    figures: [&'static str; 2],
) -> Result<(Vec<f64>, Vec<f64>)> {
    let place = dir.join(figures[1]);
    let _ = std::fs::remove_dir_all(&place);
    let new = chain::open(&place, seats()[2])?.engine;
    let (child, relay) = join(authority, new, parent)?;
    let load = Loading::begins(&child, &relay).await?;
    let during = presses(&parent.handle, &child.handle, 1, &child, true).await?;
    child.until("loaded", |link| !link.loading).await?;
    say("urgent", figures[0], "%", load.percent(&relay), None, None);
    let differ = differing(&child).await;
    say("urgent", figures[1], "", differ, Some(0.0), None);
    let idle = presses(&parent.handle, &child.handle, 1, &child, false).await?;
    child.handle.stop().await;
    Ok((during, idle))
}

/// Records that the two ends do not both hold some time after a load: none once they have compared and found
/// the same.
async fn differing(child: &Live) -> f64 {
    const LOOKS: u32 = 100;
    const LOOK: Duration = Duration::from_millis(200);
    for _ in 0..LOOKS {
        if child.line(|link| link.same).await {
            return 0.0;
        }
        tokio::time::sleep(LOOK).await;
    }
    let links = child.handle.ask(|engine| engine.link_shows()).await;
    let above = links.iter().find(|link| link.parent);
    above.map_or(1.0, |link| link.differs.max(1) as f64)
}

/// A node's engine, once the one before has let go of the folder.
async fn reopened(dir: &Path, seat: Seat) -> Result<Engine> {
    let mut opened = chain::open(dir, seat);
    for _ in 0..100 {
        if opened.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        opened = chain::open(dir, seat);
    }
    Ok(opened?.engine)
}

fn join(authority: &Authority, engine: Engine, parent: &Live) -> Result<(Live, Relay)> {
    let relay = Relay::start(loopback(), parent.address)?;
    relay.set_rate(BYTES_A_SECOND);
    relay.set_delay(ONE_WAY);
    let child = Live::start(authority, engine, seats()[2], Some(relay.local_addr()))?;
    Ok((child, relay))
}

/// When the load had filled the line, and what had gone over it by then.
struct Loading {
    at: Instant,
    bytes: u64,
}

impl Loading {
    async fn begins(child: &Live, relay: &Relay) -> Result<Loading> {
        child.until("loading", |link| link.loading).await?;
        tokio::time::sleep(BEGINS_AFTER).await;
        Ok(Loading {
            at: Instant::now(),
            bytes: both_ways(relay),
        })
    }

    /// How much of one direction of the line was used since.
    fn percent(&self, relay: &Relay) -> f64 {
        let bytes = (both_ways(relay) - self.bytes) as f64;
        bytes * 100.0 / (self.at.elapsed().as_secs_f64() * BYTES_A_SECOND as f64)
    }
}

fn both_ways(relay: &Relay) -> u64 {
    let counted = relay.counters();
    counted.up_bytes.max(counted.down_bytes)
}

/// Milliseconds from an act to its being durable at the other end: [`ACTS`] at rest; during a load as many as
/// there are until it ends.
async fn presses(
    from: &Handle,
    to: &Handle,
    bit: u8,
    child: &Live,
    loading: bool,
) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    while took.len() < if loading { usize::MAX } else { ACTS } {
        tokio::time::sleep(PAUSE).await;
        let begun = Instant::now();
        if let Some(pressed) = press(from, bit).await {
            let came = arrived(to, pressed).await?;
            // What came when the load was over was not hindered by it to the end.
            if loading && !child.line(|link| link.loading).await {
                break;
            }
            took.push((came - begun).as_secs_f64() * 1e3);
        } else if loading && !child.line(|link| link.loading).await {
            break;
        }
    }
    Ok(took)
}

fn tell(names: [&'static str; 3], idle: Vec<f64>, busy: Vec<f64>) -> Result<()> {
    eprintln!("{}: {} acts while the load lasted", names[2], busy.len());
    ensure!(busy.len() >= ACTS, "the load ended too soon");
    let rest = median(idle);
    say("urgent", names[0], "ms", rest, None, None);
    say("urgent", names[1], "ms", median(busy.clone()), None, None);
    let p99 = at(busy, 0.99).context("acts")?;
    say("urgent", names[2], "ms", p99, Some(3.0 * rest), Some(rest));
    Ok(())
}
