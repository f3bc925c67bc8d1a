use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::lookup_host;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::debug;

use crate::backoff::Backoff;
use crate::endpoint::Shared;
use crate::event::Event;
use crate::handshake::{self, OpenedStream};
use crate::refusal::HandshakeFailure;
use crate::sender::CloseCode;
use crate::session::SessionEnd;
use crate::tls::SERVER_NAME;

/// Keeps a connection to a parent. Dropping it ends the dialling and the connection.
#[derive(Debug)]
pub struct DialHandle {
    nudges: watch::Sender<u64>,
    last_failure: LastFailure,
}

impl DialHandle {
    /// The network is said to be up again: dial now instead of after the wait.
    ///
    /// During an attempt that is older than `backoff_min` it starts a fresh one, for the packets of
    /// the old one may have gone nowhere. A session that is up is left alone.
    pub fn nudge(&self) {
        self.nudges
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Why the last attempt came to nothing; `None` while a session is up or before the first answer.
    pub fn last_failure(&self) -> Option<String> {
        self.last_failure.lock().clone()
    }

    pub(crate) fn start(shared: Arc<Shared>, target: Target, events: mpsc::Sender<Event>) -> Self {
        let (nudges, nudged) = watch::channel(0);
        let last_failure = LastFailure::default();
        let dialler = Dialler {
            backoff: Backoff::new(
                shared.options.backoff_min,
                shared.options.backoff_max,
                target.seed,
            ),
            closing: shared.closing.subscribe(),
            shared,
            target,
            events,
            nudged,
            last_failure: last_failure.clone(),
            attempts: 0,
        };
        tokio::spawn(dialler.run());
        Self {
            nudges,
            last_failure,
        }
    }
}

/// Whom to dial.
#[derive(Debug)]
pub(crate) struct Target {
    pub address: String,
    pub place: String,
    pub seed: u64,
}

#[derive(Debug, Clone, Default)]
struct LastFailure(Arc<Mutex<Option<String>>>);

impl LastFailure {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Dialler {
    shared: Arc<Shared>,
    target: Target,
    events: mpsc::Sender<Event>,
    nudged: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    backoff: Backoff,
    last_failure: LastFailure,
    attempts: usize,
}

/// Nobody wants the connection any more.
struct DialStopped;

impl Dialler {
    async fn run(mut self) {
        // Ends only by `DialStopped`: the handle was dropped, the endpoint closed, or nobody listens.
        while let Ok(()) = self.round().await {}
        debug!(address = self.target.address, "dialling ended");
    }

    /// One attempt with what comes of it, and the wait after it.
    async fn round(&mut self) -> Result<(), DialStopped> {
        if *self.closing.borrow() || self.events.is_closed() {
            return Err(DialStopped);
        }
        match self.attempt().await? {
            Ok(opened) => {
                *self.last_failure.lock() = None;
                let began = Instant::now();
                let end = self.hold(opened).await?;
                if began.elapsed() >= self.shared.options.backoff_min && !end.replaced {
                    self.backoff.reset();
                }
                *self.last_failure.lock() = Some(end.reason);
            }
            Err((remote, failure)) => {
                *self.last_failure.lock() = Some(failure.to_string());
                let name = format!("{} ({})", self.target.address, self.target.place);
                match remote {
                    Some(remote) => self.shared.report(remote, name, &failure, &self.events),
                    None => debug!(remote = name, %failure, "no address to dial"),
                }
            }
        }
        self.wait().await
    }

    /// Dials until there is an outcome. A nudge begins again.
    async fn attempt(
        &mut self,
    ) -> Result<Result<OpenedStream, (Option<SocketAddr>, HandshakeFailure)>, DialStopped> {
        loop {
            self.nudged.borrow_and_update();
            self.attempts += 1;
            let fresh_until = Instant::now() + self.shared.options.backoff_min;
            let connect = connect(&self.shared, &self.target, self.attempts);
            tokio::pin!(connect);
            loop {
                tokio::select! {
                    outcome = &mut connect => return Ok(outcome),
                    nudge = self.nudged.changed() => nudge.map_err(|_| DialStopped)?,
                    _ = self.closing.changed() => return Err(DialStopped),
                }
                if Instant::now() >= fresh_until {
                    self.backoff.reset();
                    break;
                }
            }
        }
    }

    /// Keeps a session until its end, or ends it when nobody wants it any more.
    async fn hold(&mut self, opened: OpenedStream) -> Result<SessionEnd, DialStopped> {
        let shared = self.shared.clone();
        shared
            .refusals
            .forget(opened.connection.remote_address().ip());
        let connection = opened.connection.clone();
        let session = shared
            .sessions
            .run(opened, true, &shared.options, self.events.clone());
        tokio::pin!(session);
        loop {
            tokio::select! {
                end = &mut session => return Ok(end),
                nudge = self.nudged.changed() => {
                    if nudge.is_err() {
                        connection.close(CloseCode::Stopped.into(), b"dialling was stopped");
                        // Polled to its end, so that its `Down` is not lost.
                        session.await;
                        return Err(DialStopped);
                    }
                }
            }
        }
    }

    async fn wait(&mut self) -> Result<(), DialStopped> {
        self.nudged.borrow_and_update();
        let wait = self.backoff.next_wait();
        debug!(
            remote = self.target.address,
            wait_ms = wait.as_millis(),
            "dialling again later"
        );
        tokio::select! {
            () = sleep(wait) => Ok(()),
            nudge = self.nudged.changed() => {
                self.backoff.reset();
                nudge.map_err(|_| DialStopped)
            }
            _ = self.closing.changed() => Err(DialStopped),
        }
    }
}

async fn connect(
    shared: &Shared,
    target: &Target,
    attempts: usize,
) -> Result<OpenedStream, (Option<SocketAddr>, HandshakeFailure)> {
    let limit = shared.options.answer_timeout;
    let unreachable = |text: String| HandshakeFailure::Unreachable(text);
    let remote = timeout(limit, resolve(shared, &target.address, attempts))
        .await
        .map_err(|_| (None, unreachable("the name server is silent".into())))?
        .map_err(|failure| (None, failure))?;
    let failed = |failure| (Some(remote), failure);
    let connecting = shared
        .quinn
        .connect_with(shared.client(), remote, SERVER_NAME)
        .map_err(|error| failed(unreachable(error.to_string())))?;
    timeout(
        limit,
        handshake::greet(connecting, &shared.tree, &target.place),
    )
    .await
    .map_err(|_| failed(unreachable("no answer in time".into())))?
    .map_err(failed)
}

/// Asked anew for every attempt, since a parent may move; of several addresses each has its turn.
async fn resolve(
    shared: &Shared,
    address: &str,
    attempts: usize,
) -> Result<SocketAddr, HandshakeFailure> {
    let unreachable = |text: String| HandshakeFailure::Unreachable(text);
    let v6 = shared.quinn.local_addr().is_ok_and(|local| local.is_ipv6());
    let found: Vec<_> = lookup_host(address)
        .await
        .map_err(|error| unreachable(format!("no address for {address:?}: {error}")))?
        .filter(|remote| v6 || remote.is_ipv4())
        .collect();
    match found.len() {
        0 => Err(unreachable(format!("no usable address for {address:?}"))),
        len => Ok(found[attempts % len]),
    }
}
