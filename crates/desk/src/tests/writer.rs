//! The writer of a test: an engine behind a lock that commits after every question.

use crate::Writer;
use calendar::UnixMillis;
use engine::{Engine, ReadModel};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// A clock that stands still until it is set.
#[derive(Clone)]
pub(super) struct Clock(Arc<Mutex<UnixMillis>>);

impl Clock {
    pub(super) fn demo(at: UnixMillis) -> Clock {
        Clock(Arc::new(Mutex::new(at)))
    }

    pub(super) fn set(&self, to: UnixMillis) {
        *self.0.lock().unwrap() = to;
    }
}

#[derive(Clone)]
pub(super) struct Handle {
    engine: Arc<Mutex<Option<Engine>>>,
    clock: Clock,
    changed: watch::Sender<u64>,
}

pub(super) fn start(engine: Engine, clock: Clock) -> Handle {
    let (changed, _) = watch::channel(engine.changes());
    Handle {
        engine: Arc::new(Mutex::new(Some(engine))),
        clock,
        changed,
    }
}

impl Handle {
    fn said<T>(&self, question: impl FnOnce(&mut Engine) -> T) -> Option<T> {
        let mut held = self.engine.lock().unwrap();
        let engine = held.as_mut()?;
        engine.tell_time(*self.clock.0.lock().unwrap());
        let said = question(engine);
        engine.tick();
        engine.commit().unwrap();
        let changes = engine.changes();
        self.changed
            .send_if_modified(|seen| std::mem::replace(seen, changes) != changes);
        Some(said)
    }

    /// Closes the store.
    pub(super) fn stop(&self) {
        if let Some(mut engine) = self.engine.lock().unwrap().take() {
            engine.write_rows();
        }
    }
}

impl Writer for Handle {
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> T {
        let said = self.said(question);
        match said {
            Some(said) => said,
            // Whoever still asks when the writer has ended is never answered.
            None => std::future::pending().await,
        }
    }

    async fn ask_early<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> T {
        self.ask(question).await
    }

    async fn snapshot(&self) -> Arc<ReadModel> {
        self.ask(|engine| Arc::new(engine.snapshot())).await
    }

    async fn snapshot_early(&self, _: &str) -> Arc<ReadModel> {
        self.snapshot().await
    }

    fn is_early(&self) -> bool {
        false
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}
