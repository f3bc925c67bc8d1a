//! Nodes as they run in service: a writer's thread each, and QUIC between them on this machine.

use crate::tree::Seat;
use anyhow::{Context, Result, ensure};
use desk::Writer as _;
use engine::Engine;
use engine::answers::LinkShow;
use lianban::clock::Clock;
use lianban::handle::{self, Handle};
use link::{Authority, DialHandle, Endpoint, Identity, LinkOptions, NodeKey};
use record::{Kind, RecordId};
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Bound;
use std::time::{Duration, Instant};
use tiers::Digest;

/// Frames that wait for a node, as in service.
const EVENTS_MAX: usize = 64;

/// A node that runs. It ends when this is dropped and [`Handle::stop`] was asked for.
pub struct Live {
    pub handle: Handle,
    pub address: SocketAddr,
    _endpoint: Endpoint,
    _dial: Option<DialHandle>,
}

pub fn loopback() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

/// Who enrols the nodes of the benchmark.
pub fn authority() -> Result<Authority> {
    Ok(Authority::create("bench", true, Clock::System.now().0)?)
}

pub fn identity(authority: &Authority, seat: Seat) -> Result<Identity> {
    const DAYS: u32 = 30;
    let key = NodeKey::from_seed(seat.seed);
    let (place, tier) = (seat.place.to_string(), seat.place.tier().to_string());
    let now = Clock::System.now().0;
    let issued = authority.issue(&key.node_id(), &place, &tier, now, DAYS)?;
    let papers = (issued.cert_pem, key.to_pkcs8_pem(), authority.cert_pem());
    Ok(Identity::load(&papers.0, &papers.1, &papers.2)?)
}

impl Live {
    /// Lets a node run; it dials `parent` where it has one.
    pub fn start(
        authority: &Authority,
        engine: Engine,
        seat: Seat,
        parent: Option<SocketAddr>,
    ) -> Result<Live> {
        let handle = handle::start(engine, Clock::System);
        let (events, queue) = link::event_channel(EVENTS_MAX);
        let identity = identity(authority, seat)?;
        let endpoint = Endpoint::bind(identity, loopback(), LinkOptions::default())?;
        let address = endpoint.local_addr()?;
        endpoint.serve(events.clone());
        let dial = match parent {
            Some(parent) => {
                let place = seat.place.parent().context("a place above")?;
                let seed = u64::from(seat.seed[0]);
                Some(endpoint.dial(parent.to_string(), place.to_string(), events, seed))
            }
            None => None,
        };
        let network = handle.clone();
        tokio::spawn(async move { network.network(queue).await });
        Ok(Live {
            handle,
            address,
            _endpoint: endpoint,
            _dial: dial,
        })
    }

    /// Waits until the line to the parent is in the state asked for.
    ///
    /// # Errors
    /// When it does not come to it.
    pub async fn until(&self, name: &str, state: fn(&LinkShow) -> bool) -> Result<()> {
        const LOOK: Duration = Duration::from_millis(20);
        const PATIENCE: Duration = Duration::from_secs(600);
        let begun = Instant::now();
        while !self.line(state).await {
            ensure!(begun.elapsed() < PATIENCE, "the line is not {name}");
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Whether the line to the parent is so now.
    pub async fn line(&self, state: fn(&LinkShow) -> bool) -> bool {
        let links = self.handle.ask(|engine| engine.link_shows()).await;
        links.iter().any(|link| link.parent && state(link))
    }
}

/// A case that a node holds, and how many changes of it.
pub type Pressed = (RecordId, u64);

/// A supervisor's word about some case of those whose id has this last bit; none where there is none yet, or
/// where it was refused.
pub async fn press(node: &Handle, bit: u8) -> Option<Pressed> {
    let from = RecordId(Digest(rand::random()));
    let pressed = node.ask(move |engine| {
        let after = (Bound::Included(from), Bound::Unbounded);
        let before = (Bound::Unbounded, Bound::Excluded(from));
        let briefs = engine.briefs();
        let mut all = briefs.range(after).chain(briefs.range(before));
        let wanted = all.find(|(id, brief)| brief.kind == Kind::Case && id.0.0[31] & 1 == bit);
        let wanted = wanted.map(|(id, _)| *id);
        drop(all);
        let id = wanted?;
        press_case(engine, id)
    });
    pressed.await
}

/// A supervisor's word about a case.
pub fn press_case(engine: &mut Engine, id: RecordId) -> Option<Pressed> {
    let deed = casework::Deed::Press {
        text: "请按期办理".to_owned(),
    };
    (engine.act("supervisor", &id.to_string(), None, deed)).ok()?;
    Some((id, engine.briefs().get(&id)?.held().count))
}

/// Waits until a node holds so many changes of a case, durable; answers when it did.
///
/// # Errors
/// When it does not come at all.
pub async fn arrived(node: &Handle, (id, count): Pressed) -> Result<Instant> {
    const PATIENCE: Duration = Duration::from_secs(120);
    // The writer tells of a change after its fsync.
    let mut changes = node.changes();
    let mut held = 0;
    let came = tokio::time::timeout(PATIENCE, async {
        loop {
            changes.borrow_and_update();
            let seen = Instant::now();
            let holds = node.ask(move |engine| engine.briefs().get(&id).map(|it| it.held().count));
            held = holds.await.unwrap_or(0);
            if held >= count {
                return Ok(seen);
            }
            changes.changed().await?;
        }
    });
    let late = format!("{id} has not come after {PATIENCE:?}");
    match came.await {
        Ok(came) => came,
        Err(_) => anyhow::bail!("{late}: {held} of {count} changes are there"),
    }
}
