//! Notices that a peer is gone while it owes an acknowledgement, long before a quiet line would be given up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use quinn::{Connection, VarInt};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use crate::options::LinkOptions;

/// What a session sends, as far as it wants an acknowledgement. While nothing is sent nobody watches and no timer runs.
#[derive(Clone)]
pub(crate) struct Pulse {
    shared: Arc<PulseState>,
}

struct PulseState {
    connection: Connection,
    receive_window: u32,
    silence_max: Duration,
    /// How often something was sent.
    sent: AtomicU64,
    woken: Notify,
}

impl Pulse {
    pub fn new(connection: Connection, options: &LinkOptions) -> Self {
        let shared = PulseState {
            connection,
            receive_window: options.receive_window,
            silence_max: options.answer_timeout,
            sent: AtomicU64::new(0),
            woken: Notify::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Something is being sent that the peer's transport acknowledges.
    pub fn sends(&self) {
        self.shared.sent.fetch_add(1, Ordering::Relaxed);
        self.shared.woken.notify_one();
    }

    /// Asks the peer's transport for a sign of life: some 60 bytes each way. The session above it notices nothing.
    pub fn probe(&self) {
        // quinn sends no ping when it is told to. A window that grows is told to the peer, who has to acknowledge that,
        // and it takes nothing from what the peer may send that it shrinks again.
        let window = self.shared.receive_window;
        let set = |bytes| {
            (self.shared.connection).set_receive_window(VarInt::from_u32(bytes));
        };
        set(window.saturating_add(1));
        set(window);
        self.sends();
    }

    /// Returns when nothing came from the peer for too long although it had something to acknowledge.
    pub async fn stops(&self) {
        let shared = &self.shared;
        let step = shared.silence_max / PROBES;
        let mut seen = 0;
        loop {
            shared.woken.notified().await;
            if shared.sent.load(Ordering::Relaxed) == seen {
                continue;
            }
            let mut heard = self.heard();
            let mut heard_at = Instant::now();
            loop {
                seen = shared.sent.load(Ordering::Relaxed);
                sleep(step).await;
                let now_heard = self.heard();
                if now_heard != heard {
                    (heard, heard_at) = (now_heard, Instant::now());
                    if shared.sent.load(Ordering::Relaxed) == seen {
                        break;
                    }
                } else if heard_at.elapsed() >= shared.silence_max {
                    return;
                } else {
                    // What was sent may have been acknowledged before it was counted here, or be lost for longer than
                    // its repetition takes.
                    self.probe();
                }
            }
        }
    }

    fn heard(&self) -> u64 {
        self.shared.connection.stats().udp_rx.datagrams
    }
}

/// Into how many steps the wait for a sign of life is divided, with a probe after each.
const PROBES: u32 = 5;
