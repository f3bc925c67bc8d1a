//! Dials at once when the network is said to be up again, instead of after the wait that was drawn.

use futures_util::StreamExt;
use if_watch::IfEvent;
use if_watch::tokio::IfWatcher;

/// Nudges the dialling whenever an address appears on an interface, until it is dropped. Where the
/// system does not tell, the line comes back after the wait.
pub async fn watch(dial: link::DialHandle) {
    let mut watcher = match IfWatcher::new() {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::info!(%error, "the system does not tell when the network is up");
            // Dropping the handle would end the dialling.
            return std::future::pending().await;
        }
    };
    while let Some(event) = watcher.next().await {
        if let Ok(IfEvent::Up(address)) = event
            && !address.addr().is_loopback()
        {
            tracing::debug!(%address, "the network is up: dialling");
            dial.nudge();
        }
    }
    std::future::pending().await
}
