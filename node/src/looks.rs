//! Whether somebody looks at a page, and the probes that keep true what it says of the lines meanwhile.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep};

/// How long a page without a script counts as looked at after it was asked for.
const LOOK: Duration = Duration::from_secs(10);
/// How often the lines are probed while somebody looks.
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// Who looks at a page of this node.
#[derive(Debug)]
pub struct Looks {
    last: Mutex<Option<Instant>>,
    /// Each page with a script holds a receiver for as long as it is open.
    pages: watch::Sender<u64>,
    woken: Notify,
}

impl Looks {
    /// Nobody looks yet; `changes` is how often something visible has changed so far.
    pub fn new(changes: u64) -> Self {
        Self {
            last: Mutex::new(None),
            pages: watch::Sender::new(changes),
            woken: Notify::new(),
        }
    }

    /// A page was asked for.
    pub fn note(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        self.woken.notify_one();
    }

    /// A page stays open: grows whenever something visible changed.
    pub fn open_page(&self) -> watch::Receiver<u64> {
        let page = self.pages.subscribe();
        self.note();
        page
    }

    /// Tells open pages how often something visible has changed.
    pub fn tell(&self, changes: u64) {
        self.pages.send_replace(changes);
    }

    /// Whether somebody looks at a page.
    fn are_on(&self, now: Instant) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.pages.receiver_count() > 0 || last.is_some_and(|at| now < at + LOOK)
    }
}

/// Probes the lines while somebody looks at a page; sleeps, without a timer, while nobody does.
pub async fn probe_while_looked_at(looks: Arc<Looks>, prober: link::Prober) {
    loop {
        while !looks.are_on(Instant::now()) {
            looks.woken.notified().await;
        }
        prober.probe();
        sleep(PROBE_EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_looked_at_while_open_and_a_moment_after() {
        let looks = Looks::new(0);
        let now = Instant::now();
        assert!(!looks.are_on(now));
        let page = looks.open_page();
        let asked = Instant::now();
        assert!(looks.are_on(asked + LOOK * 100));
        drop(page);
        assert!(looks.are_on(now + LOOK / 2));
        assert!(!looks.are_on(asked + LOOK));
    }
}
