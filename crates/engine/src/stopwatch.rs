//! How long the parts of the work take. Time is an argument here as everywhere: a process hands in its clock, a
//! simulation hands in none.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Tells how much time has passed since whenever.
#[derive(Clone)]
pub struct Stopwatch(Arc<dyn Fn() -> Duration + Send + Sync>);

/// A moment from which something is measured.
pub(crate) struct Lap {
    watch: Stopwatch,
    begun: Duration,
}

impl Stopwatch {
    /// One that reads `passed`.
    pub fn new(passed: impl Fn() -> Duration + Send + Sync + 'static) -> Stopwatch {
        Stopwatch(Arc::new(passed))
    }

    /// One that stands still: nothing is measured.
    pub fn none() -> Stopwatch {
        Stopwatch::new(|| Duration::ZERO)
    }

    pub(crate) fn begin(&self) -> Lap {
        Lap {
            watch: self.clone(),
            begun: (self.0)(),
        }
    }
}

impl fmt::Debug for Stopwatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stopwatch")
    }
}

impl Lap {
    /// How much time has passed since.
    pub(crate) fn elapsed(&self) -> Duration {
        (self.watch.0)().saturating_sub(self.begun)
    }
}
