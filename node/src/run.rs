//! `lianban run`: one node, until it is told to stop.

use crate::clock::Clock;
use crate::config::{self, Logins, NodeConfig};
use crate::handle::{self, Handle};
use crate::looks;
use crate::progress::ProgressLine;
use crate::{network_up, socket};
use anyhow::{Context, Result, bail};
use calendar::UnixMillis;
use desk::Writer as _;
use engine::{Engine, EngineConfig, OpenEngineError};
use engine::{Progress, Silent};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tiers::{PlaceCode, Tier};
use tokio::io::{AsyncBufReadExt, BufReader};

/// How a node is run.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Take the clock from standard input, and end with it; only in a demonstration's tree.
    pub demo_clock: Option<UnixMillis>,
    /// Whether a line on standard error shows how far the start has come.
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
    let (config, identity) = identified(dir)?;
    let engine = Engine::open(
        &config::data(dir),
        engine_config(&config, &identity),
        now,
        progress,
    )
    .with_context(|| format!("cannot open the node in {}", dir.display()))?;
    Ok((engine, config, identity))
}

/// What is configured in a node's directory, and who it is.
fn identified(dir: &Path) -> Result<(NodeConfig, link::Identity)> {
    let config = NodeConfig::read(dir)?;
    let identity = config::identity(dir)?;
    if identity.place() != config.place.to_string() {
        bail!(
            "the certificate is for {}, node.toml says {}",
            identity.place(),
            config.place
        );
    }
    Ok((config, identity))
}

fn engine_config(config: &NodeConfig, identity: &link::Identity) -> EngineConfig {
    EngineConfig {
        place: config.place,
        root: config.root,
        seed: identity.key().seed(),
        random: std::sync::Arc::new(rand::random),
        watch: crate::clock::stopwatch(),
        cache_bytes: config.store.cache_mib << 20,
        alone: false,
    }
}

/// Starts the engine in a store's directory: at once where the journal is enough to take in new cases, while what its rows
/// hold comes forward.
///
/// # Errors
/// As [`Engine::open`].
pub fn start(
    dir: &Path,
    config: EngineConfig,
    clock: Clock,
    progress: Box<dyn Progress + Send>,
) -> Result<Handle, OpenEngineError> {
    let now = clock.now();
    let opening = Engine::begin(dir, &config, progress.as_ref())?;
    let Some(early) = Engine::open_early(&opening, &config, now) else {
        let forward = Engine::come_forward(opening, config, now, progress.as_ref())?;
        let engine = forward.serve(None, now, progress.as_ref())?;
        return Ok(handle::start(engine, clock));
    };
    let (come, forward) = std::sync::mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("forward".to_owned())
        .spawn(move || {
            let forward = Engine::come_forward(opening, config, now, progress.as_ref());
            // Whoever has stopped meanwhile needs none.
            drop(come.send(forward));
        })
        .expect("a process can start its own thread");
    Ok(handle::start_early(early, forward, clock))
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
    let (config, identity) = identified(dir)?;
    take_small_pages(is_small(config.place));
    let progress: Box<dyn Progress + Send> = if options.progress {
        Box::new(ProgressLine::default())
    } else {
        Box::new(Silent)
    };
    let engine = engine_config(&config, &identity);
    let handle = start(&config::data(dir), engine, clock.clone(), progress)
        .with_context(|| format!("cannot open the node in {}", dir.display()))?;
    let logins = Logins::read(dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(if is_small(config.place) { 1 } else { 2 })
        .enable_all()
        .build()?;
    runtime.block_on(serve(dir, options, handle, config, identity, logins))
}

/// Whether a node runs on a small machine, of which it should take little: a village's or a township's.
fn is_small(place: PlaceCode) -> bool {
    place.tier() >= Tier::Township
}

/// Takes no huge pages from now on, or takes them again. They make a node of many records quicker, and let one of few
/// hold tens of megabytes that it never uses. A page that is huge already stays so: the program refuses them first of
/// all, and a node takes them again where it is not small.
pub fn take_small_pages(small: bool) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(small) {
        tracing::debug!(%error, "the system gives pages as it likes");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = small;
}

async fn serve(
    dir: &Path,
    options: &RunOptions,
    handle: Handle,
    config: NodeConfig,
    identity: link::Identity,
    logins: Logins,
) -> Result<()> {
    let demo = identity.demo();
    if let Some(address) = &config.console {
        console(&handle, &config, logins, address, demo).await?;
    }
    let socket = socket::listen(dir, handle.clone())?;
    let told = |what: &str| {
        eprintln!(
            "lianban {} {} {what}",
            env!("CARGO_PKG_VERSION"),
            config.place
        )
    };
    if handle.is_early() {
        told("takes in new cases; what it holds is being read");
    }
    let network = async {
        handle.whole().await.map_err(anyhow::Error::msg)?;
        let network = join(&handle, &config, identity).await?;
        told("ready");
        anyhow::Ok(network)
    };
    let ended = async {
        match options.demo_clock {
            Some(_) => tokio::select! {
                () = stdin(&handle.clock) => {}
                () = signalled() => {}
            },
            None => signalled().await,
        }
    };
    tokio::pin!(ended);
    tokio::select! {
        network = network => {
            let network = network.with_context(|| format!("cannot open the node in {}", dir.display()))?;
            ended.await;
            drop(network);
        }
        () = &mut ended => {}
    }
    handle.stop().await;
    drop(socket);
    Ok(())
}

/// Links: listens for those below, dials the one above.
async fn join(
    handle: &Handle,
    config: &NodeConfig,
    identity: link::Identity,
) -> Result<(link::Endpoint, Vec<AbortOnDrop>)> {
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
    let probing = looks::probe_while_looked_at(Arc::clone(&handle.looks), endpoint.prober());
    let mut tasks = vec![AbortOnDrop(tokio::spawn(probing).abort_handle())];
    if let (Some(parent), Some(place)) = (&config.parent, config.place.parent()) {
        let dialled = endpoint.dial(parent.clone(), place.to_string(), events, rand::random());
        let watching = tokio::spawn(network_up::watch(dialled));
        tasks.push(AbortOnDrop(watching.abort_handle()));
    }
    let network = handle.clone();
    tokio::spawn(async move { network.network(queue).await });
    Ok((endpoint, tasks))
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
    let desk = desk::NodeDesk::new(handle.clone(), config.place, logins.password_hash, demo).await;
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
