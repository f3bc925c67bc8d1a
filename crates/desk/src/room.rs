//! What a room watches: lights, limits and days from the sums that the engine keeps, and for what only a whole case tells
//! (how long its steps took, what was found) a memory of each case, made anew only where the case has changed.

mod province;
mod seen;
mod show;

use super::people::Person;
use crate::Writer;
use console::{RoomPage, Who};
use province::Province;
use seen::Cases;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tiers::{PlaceCode, Role, Tier};

/// Roles with a place in a room; the chief representative sees what he answers for.
const WATCHERS: [Role; 6] = [
    Role::Supervisor,
    Role::ControlRoom,
    Role::Administrator,
    Role::Complaints,
    Role::Approver,
    Role::Lead,
];

/// How long one page may wait for the memory to catch up; what is missing then comes with the next.
const PATIENCE: Duration = Duration::from_millis(25);

/// The memory behind a room's page.
pub(crate) struct Room {
    province: bool,
    cases: Arc<Mutex<Cases>>,
    rows: Arc<Mutex<Province>>,
    /// Somebody looks at the cases that nobody has looked at yet, say after a start.
    counting: Arc<AtomicBool>,
}

impl Room {
    /// An empty memory.
    pub(crate) fn new(place: PlaceCode) -> Self {
        Self {
            province: place.tier() == Tier::Province,
            cases: Arc::default(),
            rows: Arc::default(),
            counting: Arc::default(),
        }
    }

    /// The page, for those who have a place in the room.
    pub(crate) async fn page<W: Writer>(&self, writer: &W, who: &Who) -> Option<RoomPage> {
        let model = writer.snapshot().await;
        if !Person::of(&model, who).is_any(&WATCHERS) {
            return None;
        }
        let begun = Instant::now();
        if self.province {
            // Each batch is a question of its own, so that filing and acts come in between.
            while self.read_rows(writer).await && begun.elapsed() < PROVINCE_PATIENCE {}
            return Some(show::province(&model, &locked(&self.rows)));
        }
        locked(&self.cases).notice(&model);
        let mut more = true;
        while more && begun.elapsed() < PATIENCE {
            more = locked(&self.cases).catch_up();
        }
        if more {
            self.count_the_rest();
        }
        Some(show::room(&model, &locked(&self.cases)))
    }

    /// Lets a thread of its own look at what many cases come to; pages say how far it is.
    fn count_the_rest(&self) {
        if self.counting.swap(true, Ordering::AcqRel) {
            return;
        }
        let (cases, counting) = (Arc::clone(&self.cases), Arc::clone(&self.counting));
        tokio::task::spawn_blocking(move || {
            while locked(&cases).catch_up() {
                // Pages come in between, and others have the processor.
                std::thread::sleep(REST);
            }
            counting.store(false, Ordering::Release);
        });
    }

    /// Reads a batch of the rows that have changed; true while there are more.
    async fn read_rows<W: Writer>(&self, writer: &W) -> bool {
        let rows = Arc::clone(&self.rows);
        writer
            .ask(move |engine| locked(&rows).catch_up(engine))
            .await
    }
}

/// How long whoever counts the rest rests after a batch.
const REST: Duration = Duration::from_millis(2);

/// How long one page of a province waits for the rows that its cities sent since the last one.
const PROVINCE_PATIENCE: Duration = Duration::from_secs(2);

/// A memory is only ever replaced row by row, so one that a panic left behind is still right.
fn locked<T>(memory: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}
