//! Lets sled's helper threads sleep.
//!
//! sled keeps seven threads for its writes, and each of them wakes up every second to see that there is nothing to do.
//! Linux may let a thread's timeouts pass late by as much as the thread that began it allowed at that moment. A
//! thread that is given work is woken at once all the same.

/// Runs something of sled's that may begin threads.
#[cfg(target_os = "linux")]
pub(super) fn lazily<T>(run: impl FnOnce() -> T) -> T {
    use rustix::thread::set_current_timer_slack;

    /// Sets the slack back to what the thread began with, also when sled panics.
    struct Restore;

    impl Drop for Restore {
        fn drop(&mut self) {
            let _ = set_current_timer_slack(None);
        }
    }

    // Where the system does not know of slack, its threads only wake up more often.
    let _restore = Restore;
    let _ = set_current_timer_slack(std::num::NonZeroU64::new(SLACK_NS));
    run()
}

/// Elsewhere they wake up every second.
#[cfg(not(target_os = "linux"))]
pub(super) fn lazily<T>(run: impl FnOnce() -> T) -> T {
    run()
}

/// Two minutes: seven threads then wake up some two hundred times an hour, instead of twenty-five thousand.
#[cfg(target_os = "linux")]
const SLACK_NS: u64 = 120_000_000_000;

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs;

    /// Names and slack of the threads of this process.
    fn threads() -> Vec<(String, u64)> {
        let tasks = fs::read_dir("/proc/self/task").unwrap();
        let slack_of = |task: fs::DirEntry| {
            let name = fs::read_to_string(task.path().join("comm")).ok()?;
            let of = format!("/proc/{}/timerslack_ns", task.file_name().to_str()?);
            let slack = fs::read_to_string(of).ok()?.trim().parse().ok()?;
            Some((name.trim().to_owned(), slack))
        };
        tasks.filter_map(|task| slack_of(task.unwrap())).collect()
    }

    #[test]
    fn the_helper_threads_of_sled_may_wake_late() {
        let dir = tempfile::tempdir().unwrap();
        let db = lazily(|| {
            let db = sled::Config::new().path(dir.path()).flush_every_ms(None);
            let db = db.open().unwrap();
            db.insert(b"key", b"value").unwrap();
            db.flush().unwrap();
            db
        });
        let threads = threads();
        let mut helpers = threads
            .iter()
            .filter(|(name, _)| name.starts_with("sled-io"));
        assert!(helpers.clone().count() > 0, "{threads:?}");
        assert!(helpers.all(|(_, slack)| *slack == SLACK_NS), "{threads:?}");
        drop(db);
    }

    fn own_slack() -> u64 {
        let thread = rustix::thread::gettid().as_raw_nonzero();
        let slack = fs::read_to_string(format!("/proc/{thread}/timerslack_ns")).unwrap();
        slack.trim().parse().unwrap()
    }

    #[test]
    fn the_thread_that_calls_keeps_its_own_slack() {
        let before = own_slack();
        assert_eq!(lazily(own_slack), SLACK_NS);
        assert_eq!(own_slack(), before);
        let panicked = std::panic::catch_unwind(|| lazily(|| panic!("as sled does")));
        assert!(panicked.is_err());
        assert_eq!(own_slack(), before);
    }
}
