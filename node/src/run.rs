//! `lianban run`: one node, until it is told to stop.

use crate::clock::Clock;
use crate::config::{self, Logins, NodeConfig};
use crate::engine::{Engine, EngineConfig};
use crate::handle::{self, Handle};
use crate::progress::{Bar, Progress, Silent};
use crate::{desk, network_up, socket};
use anyhow::{Context, Result, bail};
use calendar::UnixMillis;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};

/// How a node is run.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Take the clock from standard input, and end with it; only in a demonstration's tree.
    pub demo_clock: Option<UnixMillis>,
    /// Show progress.
    pub progress: bool,
}

/// Frames of all peers that wait for the engine.
const EVENTS_MAX: usize = 64;

/// Opens a node's directory as this program would.
///
/// # Errors
/// When it is not a node's directory, or another process has it.
pub fn open(
    dir: &Path,
    now: UnixMillis,
    progress: &dyn Progress,
) -> Result<(Engine, NodeConfig, link::Identity)> {
    let config = NodeConfig::read(dir)?;
    let identity = config::identity(dir)?;
    if identity.place() != config.place.to_string() {
        bail!(
            "the certificate is for {}, node.toml says {}",
            identity.place(),
            config.place
        );
    }
    let engine = Engine::open(
        &config::data(dir),
        EngineConfig {
            place: config.place,
            root: config.root,
            seed: identity.key().seed(),
            random: std::sync::Arc::new(rand::random),
            cache_bytes: config.store.cache_mib << 20,
            alone: false,
        },
        now,
        progress,
    )
    .with_context(|| format!("cannot open the node in {}", dir.display()))?;
    Ok((engine, config, identity))
}

/// Runs the node in `dir`.
///
/// # Errors
/// When it cannot start; a running node does not end by an error of anybody else.
pub fn run(dir: &Path, options: &RunOptions) -> Result<()> {
    let clock = match options.demo_clock {
        Some(at) => Clock::demo(at),
        None => Clock::System,
    };
    if options.demo_clock.is_some() && !config::identity(dir)?.demo() {
        bail!(
            "--demo-clock is for demonstrations: this node's certificate is of a real tree, its clock is the law's"
        );
    }
    let progress: Box<dyn Progress> = match options.progress {
        true => Box::new(Bar::default()),
        false => Box::new(Silent),
    };
    let (engine, config, identity) = open(dir, clock.now(), progress.as_ref())?;
    drop(progress);
    let logins = Logins::read(dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(serve(dir, options, clock, engine, config, identity, logins))
}

async fn serve(
    dir: &Path,
    options: &RunOptions,
    clock: Clock,
    engine: Engine,
    config: NodeConfig,
    identity: link::Identity,
    logins: Logins,
) -> Result<()> {
    let handle = handle::start(engine, clock.clone());
    let demo = identity.demo();
    let network = join(&handle, &config, identity).await?;
    if let Some(address) = &config.console {
        console(&handle, &config, logins, address, demo).await?;
    }
    // Last, so that whoever finds the socket finds the rest too.
    let socket = socket::listen(dir, handle.clone())?;
    eprintln!(
        "lianban {} {} ready",
        env!("CARGO_PKG_VERSION"),
        config.place
    );
    match options.demo_clock {
        Some(_) => tokio::select! {
            () = stdin(&clock) => {}
            () = signalled() => {}
        },
        None => signalled().await,
    }
    drop(network);
    handle.stop().await;
    drop(socket);
    Ok(())
}

/// Links: listens for those below, dials the one above.
async fn join(
    handle: &Handle,
    config: &NodeConfig,
    identity: link::Identity,
) -> Result<(link::Endpoint, Option<AbortOnDrop>)> {
    let (events, queue) = link::event_channel(EVENTS_MAX);
    let listen = config
        .listen
        .clone()
        .unwrap_or_else(|| "0.0.0.0:0".to_owned());
    let address: SocketAddr =
        (listen.parse()).with_context(|| format!("listen = {listen:?} is not an address"))?;
    let endpoint = link::Endpoint::bind(identity, address, config.link_options())
        .with_context(|| format!("cannot listen on {address}"))?;
    if config.listen.is_some() {
        endpoint.serve(events.clone());
    }
    let mut dial = None;
    if let (Some(parent), Some(place)) = (&config.parent, config.place.parent()) {
        let dialled = endpoint.dial(parent.clone(), place.to_string(), events, rand::random());
        let watching = tokio::spawn(network_up::watch(dialled));
        dial = Some(AbortOnDrop(watching.abort_handle()));
    }
    let network = handle.clone();
    tokio::spawn(async move { network.network(queue).await });
    Ok((endpoint, dial))
}

/// Ends a task with whoever holds this.
struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn console(
    handle: &Handle,
    config: &NodeConfig,
    logins: Logins,
    address: &str,
    demo: bool,
) -> Result<()> {
    let desk = desk::NodeDesk::new(handle.clone(), config.place, logins, demo).await;
    let options = console::ConsoleOptions {
        // Sessions end by the machine's clock, whatever day a demonstration plays.
        now_ms: Arc::new(|| Clock::System.now().0),
        secure_cookies: false,
    };
    let router = console::router(Arc::new(desk), options);
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot serve the console on {address}"))?;
    tokio::spawn(async move {
        if let Err(error) = console::serve(listener, router).await {
            tracing::error!(%error, "the console ended");
        }
    });
    Ok(())
}

/// Takes clock jumps until standard input ends: then whoever started this node is gone.
async fn stdin(clock: &Clock) {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        handle::demo_line(clock, &line);
    }
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}
