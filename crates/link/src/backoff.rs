use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// Waits between attempts, with full jitter: each is random between nothing and a bound that doubles.
///
/// Full, because children of one parent lose it at the same moment and must not come back at one.
pub(crate) struct Backoff {
    min: Duration,
    max: Duration,
    failures: u32,
    rng: SmallRng,
}

impl Backoff {
    pub fn new(min: Duration, max: Duration, seed: u64) -> Self {
        Self {
            min,
            max,
            failures: 0,
            rng: SmallRng::seed_from_u64(seed),
        }
    }

    /// How long to wait now; the next answer may be longer.
    pub fn next_wait(&mut self) -> Duration {
        let doubled = 2u32
            .checked_pow(self.failures)
            .and_then(|factor| self.min.checked_mul(factor));
        let bound = doubled.unwrap_or(self.max).min(self.max);
        self.failures = self.failures.saturating_add(1);
        self.rng.random_range(Duration::ZERO..=bound)
    }

    /// The line works: the next wait is a first one.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: Duration = Duration::from_millis(200);
    const MAX: Duration = Duration::from_secs(30);

    #[test]
    fn waits_stay_under_a_doubling_bound_and_then_under_the_last() {
        let mut backoff = Backoff::new(MIN, MAX, 1);
        for failures in 0..100u32 {
            let bound = MAX.min(MIN.saturating_mul(1 << failures.min(20)));
            assert!(backoff.next_wait() <= bound, "after {failures} failures");
        }
        backoff.reset();
        assert!(backoff.next_wait() <= MIN);
    }

    #[test]
    fn one_seed_gives_one_sequence_and_another_another() {
        let waits = |seed| {
            let mut backoff = Backoff::new(MIN, MAX, seed);
            (0..8).map(|_| backoff.next_wait()).collect::<Vec<_>>()
        };
        assert_eq!(waits(1), waits(1));
        assert_ne!(waits(1), waits(2));
    }
}
