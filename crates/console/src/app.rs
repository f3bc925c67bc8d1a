use crate::{
    desk::{AuditEvent, AuditKind, Desk},
    limiter::LogInLimiter,
    session::Sessions,
};
use std::{net::IpAddr, sync::Arc};
use tokio::sync::Semaphore;

/// How a console runs.
#[derive(Clone)]
pub struct ConsoleOptions {
    /// The clock, in milliseconds since 1970: sessions end and log-ins are held back by it.
    pub now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Whether cookies are for encrypted connections only. Set it wherever the console is reached by
    /// `https`; with plain `http` on another machine nobody could log in.
    pub secure_cookies: bool,
}

/// What all requests share.
pub(crate) struct App {
    pub(crate) desk: Arc<dyn Desk>,
    pub(crate) options: ConsoleOptions,
    pub(crate) sessions: Sessions,
    pub(crate) limiter: LogInLimiter,
    /// The same for codes of papers, which anybody may ask about.
    pub(crate) code_limiter: LogInLimiter,
    /// Each password being checked holds 19 MiB and one core: two at a time leave room for the work.
    pub(crate) hashing: Arc<Semaphore>,
}

impl App {
    pub(crate) fn new(desk: Arc<dyn Desk>, options: ConsoleOptions) -> Self {
        Self {
            desk,
            options,
            sessions: Sessions::default(),
            limiter: LogInLimiter::default(),
            code_limiter: LogInLimiter::default(),
            hashing: Arc::new(Semaphore::new(HASHING_MAX)),
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        (self.options.now_ms)()
    }

    pub(crate) fn audit(&self, kind: AuditKind, user: &str, peer: Option<IpAddr>) {
        self.desk.audit(AuditEvent {
            kind,
            user: user.chars().take(AUDIT_NAME_CHARS_MAX).collect(),
            peer,
            at_ms: self.now_ms(),
        });
    }
}

/// Passwords checked at the same time.
const HASHING_MAX: usize = 2;
/// Of a name that somebody typed, this much is kept.
const AUDIT_NAME_CHARS_MAX: usize = 64;
