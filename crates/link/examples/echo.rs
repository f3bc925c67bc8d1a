//! Two nodes of one tree in one process: the town dials the county, says a frame, and hears it back.
//!
//! `cargo run -p link --example echo`

use std::error::Error;
use std::io::Write;
use std::time::SystemTime;

use link::{Authority, Endpoint, Event, Identity, LinkOptions, NodeKey, event_channel};

const COUNTY: &str = "230602000000";
const TOWN: &str = "230602001000";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let now = i64::try_from(SystemTime::UNIX_EPOCH.elapsed()?.as_millis())?;
    let authority = Authority::create("echo", true, now)?;
    let county = enrol(&authority, COUNTY, "county", now)?;
    let town = enrol(&authority, TOWN, "town", now)?;

    let loopback = "127.0.0.1:0".parse()?;
    let county = Endpoint::bind(county, loopback, LinkOptions::default())?;
    let (events, mut at_county) = event_channel(16);
    county.serve(events);

    let town = Endpoint::bind(town, loopback, LinkOptions::default())?;
    let (events, mut at_town) = event_channel(16);
    let address = county.local_addr()?.to_string();
    let dial = town.dial(address, COUNTY.to_string(), events, rand::random());

    // The county sends back whatever it hears.
    let echo = tokio::spawn(async move {
        let mut back = None;
        while let Some(event) = at_county.recv().await {
            match (event, &back) {
                (Event::Up { sender, .. }, _) => back = Some(sender),
                (Event::Frame { bytes, .. }, Some(back)) => back.send(bytes)?,
                (Event::Down { .. }, _) => break,
                _ => {}
            }
        }
        Ok::<(), link::SendFrameError>(())
    });

    let mut out = std::io::stdout();
    let mut line = None;
    while let Some(event) = at_town.recv().await {
        match event {
            Event::Up { peer, sender, .. } => {
                writeln!(out, "up: {} is {}", peer.place, hex::encode(peer.node))?;
                sender.send("你好".into())?;
                line = Some(sender);
            }
            Event::Frame { bytes, .. } => {
                writeln!(out, "heard back: {}", String::from_utf8_lossy(&bytes))?;
                break;
            }
            Event::Down { reason, .. } | Event::Refused { reason, .. } => {
                writeln!(out, "no luck: {reason}")?;
            }
        }
    }
    if let Some(line) = line {
        writeln!(out, "{:?}", line.stats())?;
    }
    drop(dial);
    town.close("done").await;
    echo.await??;
    Ok(())
}

fn enrol(
    authority: &Authority,
    place: &str,
    tier: &str,
    now: i64,
) -> Result<Identity, Box<dyn Error>> {
    let key = NodeKey::from_seed(rand::random());
    let issued = authority.issue(&key.node_id(), place, tier, now, 90)?;
    let ca = authority.cert_pem();
    Ok(Identity::load(&issued.cert_pem, &key.to_pkcs8_pem(), &ca)?)
}
