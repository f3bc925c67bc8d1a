//! The time of a node: the machine's clock, or one that a demonstration sets.

use calendar::UnixMillis;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where a node has its time from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's own clock.
    System,
    /// Stands still until it is set.
    Demo(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until it is set.
    pub fn demo(at: UnixMillis) -> Self {
        Clock::Demo(Arc::new(AtomicI64::new(at.0)))
    }

    /// The present moment; of a demonstration's clock what it was last set to.
    pub fn now(&self) -> UnixMillis {
        match self {
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                UnixMillis(since.map_or(0, |since| since.as_millis() as i64))
            }
            Clock::Demo(at) => UnixMillis(at.load(Ordering::SeqCst)),
        }
    }

    /// Sets a demonstration's clock; forward only, like any clock people trust.
    pub fn set(&self, to: UnixMillis) {
        if let Clock::Demo(at) = self {
            at.fetch_max(to.0, Ordering::SeqCst);
        }
    }
}

/// Measures with the machine's own clock, from now on.
pub fn stopwatch() -> engine::Stopwatch {
    let begun = std::time::Instant::now();
    engine::Stopwatch::new(move || begun.elapsed())
}
