//! Values that very many records have alike, each held once: the places a case is carried from, the code of
//! its item, what is due next, what it adds to the counts.

use std::collections::BTreeSet;
use std::sync::Arc;

/// Fewest values after which it is looked for some that nobody holds any more.
const SWEPT_FROM: usize = 1_024;

/// Values of one sort.
pub(super) struct Pool<T> {
    held: BTreeSet<Arc<T>>,
    sweep_at: usize,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            held: BTreeSet::new(),
            sweep_at: SWEPT_FROM,
        }
    }
}

impl<T: Ord> Pool<T> {
    /// The value, as it is held.
    pub(super) fn of(&mut self, value: T) -> Arc<T> {
        if let Some(held) = self.held.get(&value) {
            return held.clone();
        }
        if self.held.len() >= self.sweep_at {
            // What was given out and dropped since is forgotten; looking is paid for by as many new values.
            self.held.retain(|value| Arc::strong_count(value) > 1);
            self.sweep_at = (self.held.len() * 2).max(SWEPT_FROM);
        }
        let value = Arc::new(value);
        self.held.insert(value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_is_held_once_and_what_nobody_holds_is_forgotten() {
        let mut pool: Pool<String> = Pool::default();
        let kept = pool.of("kept".to_owned());
        assert!(Arc::ptr_eq(&kept, &pool.of("kept".to_owned())));
        for n in 0..SWEPT_FROM * 4 {
            assert_eq!(*pool.of(n.to_string()), n.to_string());
        }
        assert!(pool.held.len() <= SWEPT_FROM);
        assert!(Arc::ptr_eq(&kept, &pool.of("kept".to_owned())));
    }
}
