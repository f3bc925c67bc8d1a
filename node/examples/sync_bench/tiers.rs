//! An act on its way from a village to the city: four nodes as in service, over QUIC on this machine, each
//! of which makes it durable before it sends it on.

use crate::chain::{chain, seats};
use crate::figure::{at, median, say};
use crate::live::{Live, Pressed, arrived, authority, identity, loopback, press_case};
use crate::tree::{filed, form};
use anyhow::{Context, Result};
use desk::Writer as _;
use link::{Authority, Endpoint, Event, LinkOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tiers::Tier;

const ACTS: usize = 200;
const HOPS: f64 = 3.0;
/// Bytes of an act as it travels: frame, change and signature.
const FRAME_BYTES: usize = 400;
/// From one act to the next.
const PAUSE: Duration = Duration::from_millis(20);

pub fn tiers(dir: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(measure(&dir.join("tiers")))
}

async fn measure(dir: &Path) -> Result<()> {
    let _ = std::fs::remove_dir_all(dir);
    let (ends, item) = chain(dir, seats().len(), &|item| {
        item.filing_tiers.contains(&Tier::Village)
    })?;
    let authority = authority()?;
    let mut nodes: Vec<Live> = Vec::new();
    for end in ends {
        let parent = nodes.last().map(|above| above.address);
        nodes.push(Live::start(&authority, end.engine, end.seat, parent)?);
    }
    let (city, village) = (&nodes[0].handle, &nodes[3].handle);
    for node in &nodes[1..] {
        node.until("the same", |link| link.online && link.same)
            .await?;
    }
    let mut fields = form(&item, 0);
    fields.insert(casework::ENTRUSTMENT.to_owned(), "WT00000001".to_owned());
    let code = item.code.clone();
    let filing = village.ask(move |engine| engine.file("agent", &code, fields));
    let case = filed(filing.await)?;
    let id = case.parse().map(record::RecordId);
    let id = id.map_err(|_| anyhow::anyhow!("{case} is no id"))?;
    let before = journal_bytes(city).await;
    let (mut took, mut fsyncs, mut trips) = (Vec::new(), Vec::new(), Vec::new());
    let mut echo = Echo::start(&authority).await?;
    let files: Result<Vec<std::fs::File>, _> = (0..3)
        .map(|n| std::fs::File::create(dir.join(n.to_string()).join("floor")))
        .collect();
    let mut files = files?;
    for n in 0..ACTS {
        tokio::time::sleep(PAUSE).await;
        let pressed = village.ask(move |engine| press_case(engine, id)).await;
        let pressed: Pressed = pressed.context("the act was refused")?;
        let acknowledged = Instant::now();
        took.push((arrived(city, pressed).await? - acknowledged).as_secs_f64() * 1e3);
        if n == 0 {
            continue;
        }
        // In turns with the acts, for a disk and a processor that others use too.
        let bytes = (journal_bytes(city).await - before) as usize / (n + 1);
        let begun = Instant::now();
        for file in &mut files {
            file.write_all(&vec![7; bytes])?;
            file.sync_data()?;
        }
        fsyncs.push(begun.elapsed().as_secs_f64() * 1e3 / HOPS);
        trips.push(echo.trip().await?);
    }
    let (fsync, trip) = (median(fsyncs), median(trips));
    let floor = HOPS * (fsync + trip);
    say("tiers", "fsync", "ms", fsync, None, None);
    say("tiers", "round_trip", "ms", trip, None, None);
    let p50 = median(took.clone());
    say("tiers", "p50", "ms", p50, Some(4.0 * floor), Some(floor));
    let p99 = at(took, 0.99).context("acts")?;
    say("tiers", "p99", "ms", p99, None, None);
    for node in nodes {
        node.handle.stop().await;
    }
    Ok(())
}

async fn journal_bytes(node: &lianban::handle::Handle) -> u64 {
    node.ask(|engine| engine.status().journal_bytes).await
}

/// A line that answers every frame with itself: what a round trip costs, and no node.
struct Echo {
    sender: link::Sender,
    events: tokio::sync::mpsc::Receiver<Event>,
    _ends: (Endpoint, Endpoint, link::DialHandle),
}

impl Echo {
    async fn start(authority: &Authority) -> Result<Echo> {
        let [_, county, township, _] = seats();
        let bind = |seat| {
            let identity = identity(authority, seat)?;
            anyhow::Ok(Endpoint::bind(
                identity,
                loopback(),
                LinkOptions::default(),
            )?)
        };
        let (above, below) = (bind(county)?, bind(township)?);
        let (put, mut asked) = link::event_channel(8);
        above.serve(put);
        tokio::spawn(async move {
            let mut to: Option<link::Sender> = None;
            while let Some(event) = asked.recv().await {
                match event {
                    Event::Up { sender, .. } => to = Some(sender),
                    Event::Frame { bytes, .. } => {
                        if let Some(to) = &to {
                            let _ = to.send(bytes);
                        }
                    }
                    _ => {}
                }
            }
        });
        let (put, mut events) = link::event_channel(8);
        let address = above.local_addr()?.to_string();
        let dial = below.dial(address, county.place.to_string(), put, 1);
        loop {
            let event = events.recv().await.context("the line ended")?;
            if let Event::Up { sender, .. } = event {
                return Ok(Echo {
                    sender,
                    events,
                    _ends: (above, below, dial),
                });
            }
        }
    }

    /// Milliseconds there and back.
    async fn trip(&mut self) -> Result<f64> {
        let begun = Instant::now();
        self.sender.send(vec![7; FRAME_BYTES])?;
        while !matches!(
            self.events.recv().await.context("the line ended")?,
            Event::Frame { .. }
        ) {}
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }
}
