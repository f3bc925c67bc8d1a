use crate::{app::App, guard::PageAsked, session::SessionKey};
use axum::{
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{sync::watch, time};

/// Tells a page that something it may show has changed; what it is, the page asks for itself.
pub(crate) async fn events(asked: PageAsked) -> Response {
    let key = asked.inside.key;
    if !asked.app.sessions.open_stream(key) {
        // For an event source, 204 means: do not come back. The page works on; its script asks again, ever
        // more seldom, in case another page was closed.
        return StatusCode::NO_CONTENT.into_response();
    }
    let changes = asked.app.desk.changes();
    let watcher = Watcher {
        app: asked.app,
        key,
        changes,
    };
    let stream = stream::unfold((watcher, false), |(mut watcher, told)| async move {
        let event = watcher.next(told).await?;
        Some((Ok::<_, Infallible>(event), (watcher, true)))
    });
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat"))
        .into_response()
}

struct Watcher {
    app: Arc<App>,
    key: SessionKey,
    changes: watch::Receiver<u64>,
}

impl Watcher {
    /// The next event, or the end of the session.
    async fn next(&mut self, told: bool) -> Option<Event> {
        if told {
            // A burst of changes is one change to a reader, and each telling makes every page ask again.
            time::sleep(PACE).await;
        }
        loop {
            if !self.session_alive() {
                return None;
            }
            tokio::select! {
                changed = self.changes.changed() => {
                    changed.ok()?;
                    if !self.session_alive() {
                        return None;
                    }
                    let seen = *self.changes.borrow_and_update();
                    return Some(Event::default().event("changed").id(seen.to_string()).data("-"));
                }
                () = time::sleep(HEARTBEAT) => {}
            }
        }
    }

    fn session_alive(&self) -> bool {
        let app = &self.app;
        app.sessions.find(self.key, app.now_ms(), false).is_some()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.app.sessions.close_stream(self.key);
    }
}

/// Keeps lines open that close when nothing moves, and notices pages that are gone.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The least time between two tellings.
const PACE: Duration = Duration::from_secs(1);
