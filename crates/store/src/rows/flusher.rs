//! Writes sled's rows out a while after they changed, and sleeps while they do not.
//!
//! sled has a thread of its own for that, which syncs its file at every turn, whether or not anything was written.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::slack::lazily;
use super::sled_rows::panic_text;

/// The thread that flushes; dropping it ends the thread.
pub(super) struct Flusher {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

impl Flusher {
    /// Starts the thread for the database in `path`; rows are flushed at most `every` after they were written. None
    /// where the system gives no thread: then only [`flush`] makes rows durable.
    pub(super) fn start(db: sled::Db, path: PathBuf, every: Duration) -> Option<Flusher> {
        let signal = Arc::new(Signal::default());
        let told = Arc::clone(&signal);
        let thread = std::thread::Builder::new()
            .name("rows-flusher".to_owned())
            .spawn(move || {
                while told.wait(every) {
                    let done = catch_unwind(AssertUnwindSafe(|| flush(&db, &path)));
                    let done = done.unwrap_or_else(|panic| {
                        Err(sled::Error::ReportableBug(panic_text(&*panic)))
                    });
                    // sled remembers an error of its disk, and says it to whoever writes next.
                    if let Err(error) = done {
                        tracing::warn!(%error, "the derived rows could not be flushed");
                    }
                }
            });
        match thread {
            Ok(thread) => Some(Flusher {
                signal,
                thread: Some(thread),
            }),
            Err(error) => {
                tracing::warn!(%error, "no thread to flush the derived rows: the next start may take longer");
                None
            }
        }
    }

    /// Rows were written.
    pub(super) fn wrote(&self) {
        let mut state = self.signal.state.lock().expect(UNPOISONED);
        if !std::mem::replace(&mut state.wrote, true) {
            self.signal.changed.notify_one();
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.signal.state.lock().expect(UNPOISONED).stop = true;
        self.signal.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It holds the database, which has to be let go before somebody else opens it. Its panics are caught.
            let _ = thread.join();
        }
    }
}

/// Makes all rows durable: sled's own flush is not an fsync.
pub(super) fn flush(db: &sled::Db, path: &Path) -> sled::Result<()> {
    lazily(|| db.flush())?;
    Ok(File::open(path.join("db"))?.sync_all()?)
}

#[derive(Default)]
struct Signal {
    state: Mutex<FlushState>,
    changed: Condvar,
}

#[derive(Default)]
struct FlushState {
    wrote: bool,
    stop: bool,
}

impl Signal {
    /// Waits until rows were written, and then for as long as `pause`, so that what is written meanwhile shares the
    /// flush. False when the thread is to end.
    fn wait(&self, pause: Duration) -> bool {
        let mut state = self.state.lock().expect(UNPOISONED);
        while !state.wrote && !state.stop {
            state = self.changed.wait(state).expect(UNPOISONED);
        }
        let until = Instant::now() + pause;
        while !state.stop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            (state, _) = self.changed.wait_timeout(state, left).expect(UNPOISONED);
        }
        state.wrote = false;
        !state.stop
    }
}

const UNPOISONED: &str = "no code that holds this lock panics";

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const EVERY: Duration = Duration::from_millis(20);

    fn begin(path: &Path) -> sled::Db {
        let config = sled::Config::new().path(path).flush_every_ms(None);
        lazily(|| {
            let db = config.open()?;
            db.flush()?;
            Ok::<_, sled::Error>(db)
        })
        .unwrap()
    }

    /// What the disk holds of the database: a copy of its files, opened.
    fn on_disk(path: &Path) -> sled::Db {
        let copy = tempfile::tempdir().unwrap().keep();
        for name in ["conf", "db"] {
            fs::copy(path.join(name), copy.join(name)).unwrap();
        }
        begin(&copy)
    }

    #[test]
    fn rows_reach_the_disk_a_while_after_they_were_written() {
        let dir = tempfile::tempdir().unwrap();
        let db = begin(dir.path());
        let flusher = Flusher::start(db.clone(), dir.path().to_owned(), EVERY).unwrap();
        for round in 0..3_u8 {
            db.insert(b"key", &[round]).unwrap();
            flusher.wrote();
            let give_up_at = Instant::now() + Duration::from_secs(20);
            while on_disk(dir.path()).get(b"key").unwrap().as_deref() != Some(&[round]) {
                assert!(Instant::now() < give_up_at, "round {round}");
                std::thread::sleep(EVERY);
            }
        }
    }

    #[test]
    fn dropping_the_flusher_lets_go_of_the_database() {
        let dir = tempfile::tempdir().unwrap();
        let db = begin(dir.path());
        let hour = Duration::from_secs(3600);
        let flusher = Flusher::start(db.clone(), dir.path().to_owned(), hour).unwrap();
        db.insert(b"key", b"value").unwrap();
        flusher.wrote();
        drop(db);
        drop(flusher);
        let db = begin(dir.path());
        assert_eq!(db.get(b"key").unwrap().as_deref(), Some(&b"value"[..]));
    }
}
