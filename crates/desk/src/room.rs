//! What a room watches: lights from the engine's index, and for what only a whole case tells (when it
//! was concluded, how long its steps took, what was found) a memory of each case, made anew only where
//! the case has changed.

mod province;
mod seen;
mod show;

use super::people::Person;
use crate::Writer;
use console::{RoomPage, Who};
use engine::Engine;
use province::Province;
use seen::Cases;
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
const PATIENCE: Duration = Duration::from_secs(2);

/// The memory behind a room's page.
pub(crate) struct Room {
    province: bool,
    cases: Arc<Mutex<Cases>>,
    rows: Arc<Mutex<Province>>,
}

impl Room {
    /// An empty memory.
    pub(crate) fn new(place: PlaceCode) -> Self {
        Self {
            province: place.tier() == Tier::Province,
            cases: Arc::default(),
            rows: Arc::default(),
        }
    }

    /// The page, for those who have a place in the room.
    pub(crate) async fn page<W: Writer>(&self, writer: &W, who: Who) -> Option<RoomPage> {
        let may = move |engine: &mut Engine| Person::of(engine, &who).is_any(&WATCHERS);
        if !writer.ask(may).await {
            return None;
        }
        let begun = Instant::now();
        // Each batch is a question of its own, so that filing and acts come in between.
        while self.catch_up(writer).await && begun.elapsed() < PATIENCE {}
        let (cases, rows) = (Arc::clone(&self.cases), Arc::clone(&self.rows));
        let province = self.province;
        let page = writer.ask(move |engine| {
            if province {
                show::province(engine, &locked(&rows))
            } else {
                show::room(engine, &locked(&cases))
            }
        });
        Some(page.await)
    }

    /// Looks at a batch of what has changed; true while there is more.
    async fn catch_up<W: Writer>(&self, writer: &W) -> bool {
        if self.province {
            let rows = Arc::clone(&self.rows);
            return writer
                .ask(move |engine| locked(&rows).catch_up(engine))
                .await;
        }
        let cases = Arc::clone(&self.cases);
        writer
            .ask(move |engine| locked(&cases).catch_up(engine))
            .await
    }
}

/// A memory is only ever replaced row by row, so one that a panic left behind is still right.
fn locked<T>(memory: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}
