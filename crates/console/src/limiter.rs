use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Counts wrong log-ins, so that passwords cannot be tried out.
///
/// The limit by name holds together with the address: otherwise anyone could keep a colleague out by
/// typing their name.
#[derive(Default)]
pub(crate) struct LogInLimiter {
    wrong: Mutex<WrongTries>,
}

#[derive(Default)]
struct WrongTries {
    by_name: HashMap<(String, Option<IpAddr>), VecDeque<i64>>,
    by_peer: HashMap<Option<IpAddr>, VecDeque<i64>>,
}

impl LogInLimiter {
    /// When `user` at `peer` may try again; `None` for now. A try that is let through counts as wrong
    /// from here on, until [`right`](Self::right) says otherwise: many at once must not slip through.
    pub(crate) fn take(&self, user: &str, peer: Option<IpAddr>, now_ms: i64) -> Option<i64> {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let name = (user.to_owned(), peer);
        let until = held_until(&mut wrong.by_name, &name, BY_NAME_MAX, now_ms).max(held_until(
            &mut wrong.by_peer,
            &peer,
            BY_PEER_MAX,
            now_ms,
        ));
        if until.is_none() {
            note(&mut wrong.by_name, name, now_ms);
            note(&mut wrong.by_peer, peer, now_ms);
        }
        until
    }

    /// The try just taken was right: earlier mistakes are forgiven.
    pub(crate) fn right(&self, user: &str, peer: Option<IpAddr>) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.by_name.remove(&(user.to_owned(), peer));
        if let Some(times) = wrong.by_peer.get_mut(&peer) {
            // Only this one: others at the same address may still be guessing.
            times.pop_back();
        }
    }
}

fn held_until<K: Hash + Eq>(
    tries: &mut HashMap<K, VecDeque<i64>>,
    key: &K,
    max: usize,
    now_ms: i64,
) -> Option<i64> {
    let times = tries.get_mut(key)?;
    times.retain(|&at| at > now_ms - WINDOW_MS);
    (times.len() >= max)
        .then(|| times.front().map(|first| first + WINDOW_MS))
        .flatten()
}

fn note<K: Hash + Eq>(tries: &mut HashMap<K, VecDeque<i64>>, key: K, now_ms: i64) {
    if tries.len() >= KEYS_MAX {
        tries.retain(|_, times| times.back().is_some_and(|&at| at > now_ms - WINDOW_MS));
    }
    // Still full: someone makes up names. The limit by address holds them; these tries go uncounted by name.
    if tries.len() < KEYS_MAX || tries.contains_key(&key) {
        tries.entry(key).or_default().push_back(now_ms);
    }
}

/// The time over which wrong tries add up.
const WINDOW_MS: i64 = 10 * 60 * 1000;
/// Wrong tries for one name from one address.
const BY_NAME_MAX: usize = 5;
/// Wrong tries from one address, whatever the names: a whole hall may sit behind one.
const BY_PEER_MAX: usize = 50;
/// Names and addresses remembered.
const KEYS_MAX: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    #[test]
    fn the_sixth_wrong_try_waits_until_the_first_is_ten_minutes_old() {
        let limiter = LogInLimiter::default();
        for second in 0..5 {
            assert_eq!(limiter.take("li", PEER, second * 1000), None);
        }
        assert_eq!(limiter.take("li", PEER, 5000), Some(WINDOW_MS));
        assert_eq!(limiter.take("wang", PEER, 5000), None);
        assert_eq!(limiter.take("li", PEER, WINDOW_MS), None);
    }

    #[test]
    fn a_right_try_forgives_earlier_ones() {
        let limiter = LogInLimiter::default();
        for _ in 0..20 {
            assert_eq!(limiter.take("li", PEER, 0), None);
            limiter.right("li", PEER);
        }
    }

    #[test]
    fn one_address_cannot_try_many_names() {
        let limiter = LogInLimiter::default();
        for n in 0..BY_PEER_MAX {
            assert_eq!(limiter.take(&format!("u{n}"), PEER, 0), None);
        }
        assert!(limiter.take("another", PEER, 1).is_some());
    }
}
