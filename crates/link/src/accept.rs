use std::sync::Arc;

use quinn::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;
use tracing::debug;

use crate::endpoint::Shared;
use crate::event::Event;
use crate::handshake;

/// Answers whoever knocks, until the endpoint is closed.
pub(crate) async fn accept_all(shared: Arc<Shared>, events: mpsc::Sender<Event>) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while let Some(incoming) = shared.quinn.accept().await {
        let Ok(permit) = handshakes.clone().try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        // A crowd may be one liar with many forged addresses: from here on an address must prove
        // that it can hear us before it costs a handshake.
        let crowded = handshakes.available_permits() < HANDSHAKES_MAX / 2;
        if crowded && !incoming.remote_address_validated() && incoming.may_retry() {
            if let Err(error) = incoming.retry() {
                debug!(%error, "no retry was sent");
            }
            continue;
        }
        tokio::spawn(welcome(shared.clone(), incoming, events.clone(), permit));
    }
}

async fn welcome(
    shared: Arc<Shared>,
    incoming: Incoming,
    events: mpsc::Sender<Event>,
    permit: OwnedSemaphorePermit,
) {
    let remote = incoming.remote_address();
    let connecting = match incoming.accept() {
        Ok(connecting) => connecting,
        Err(error) => return debug!(%remote, %error, "no handshake"),
    };
    let answered = timeout(
        shared.options.answer_timeout,
        handshake::answer(connecting, &shared.tree),
    )
    .await;
    drop(permit);
    match answered {
        Ok(Ok(opened)) => {
            shared.refusals.forget(remote.ip());
            let options = &shared.options;
            let end = shared.sessions.run(opened, false, options, events).await;
            debug!(%remote, reason = end.reason, "session ended");
        }
        Ok(Err(failure)) => shared.report(remote, remote.to_string(), &failure, &events),
        Err(_) => debug!(%remote, "the handshake took too long"),
    }
}

/// Handshakes under way at once. Each costs tens of kilobytes and about a millisecond of a core.
const HANDSHAKES_MAX: usize = 256;
