use crate::view::ActDone;
use rand::{TryRng, rngs::SysRng};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Who is logged in, in memory: a restart logs everybody out, which loses nothing that was typed since
/// drafts are kept as they are written.
#[derive(Default)]
pub(crate) struct Sessions {
    live: Mutex<HashMap<SessionKey, Session>>,
}

/// What a cookie carries; 32 bytes from the operating system.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionKey([u8; 32]);

/// One log-in of one person, until they log out, stay idle too long or reach the longest time.
#[derive(Clone)]
pub(crate) struct Session {
    /// Log-in name, by which the account is read anew for each request.
    pub(crate) user: String,
    /// The token that each of its forms carries.
    pub(crate) csrf: String,
    began_ms: i64,
    used_ms: i64,
    once: VecDeque<String>,
    streams: u32,
    word: Option<Word>,
}

/// What to tell a person on the next page they open.
#[derive(Clone)]
pub(crate) struct Word {
    /// The case it is about.
    pub(crate) case: String,
    /// What was done.
    pub(crate) done: ActDone,
}

impl Sessions {
    /// Begins a session for `user` under a new key.
    pub(crate) fn begin(&self, user: &str, now_ms: i64) -> SessionKey {
        let key = SessionKey(random_bytes());
        let mut live = self.lock();
        live.retain(|_, session| session.alive(now_ms));
        if live.len() >= SESSIONS_MAX
            && let Some(oldest) = live
                .iter()
                .min_by_key(|(_, session)| session.used_ms)
                .map(|(key, _)| *key)
        {
            live.remove(&oldest);
        }
        let session = Session {
            user: user.to_owned(),
            csrf: random_token(),
            began_ms: now_ms,
            used_ms: now_ms,
            once: VecDeque::new(),
            streams: 0,
            word: None,
        };
        live.insert(key, session);
        key
    }

    /// The session under `key`, if it is still alive. With `touch` the person has just used it.
    pub(crate) fn find(&self, key: SessionKey, now_ms: i64, touch: bool) -> Option<Session> {
        let mut live = self.lock();
        let session = live.get_mut(&key)?;
        if !session.alive(now_ms) {
            live.remove(&key);
            return None;
        }
        if touch {
            session.used_ms = session.used_ms.max(now_ms);
        }
        Some(session.clone())
    }

    /// Ends a session.
    pub(crate) fn end(&self, key: SessionKey) {
        self.lock().remove(&key);
    }

    /// Whether the form with this token comes for the first time. A double click sends it twice.
    pub(crate) fn first_time(&self, key: SessionKey, token: &str) -> bool {
        let mut live = self.lock();
        let Some(session) = live.get_mut(&key) else {
            return true;
        };
        if session.once.iter().any(|used| used == token) {
            return false;
        }
        if session.once.len() >= ONCE_MAX {
            session.once.pop_front();
        }
        session.once.push_back(token.to_owned());
        true
    }

    /// Leaves a word for the next page about `case`.
    pub(crate) fn leave_word(&self, key: SessionKey, case: &str, done: ActDone) {
        if let Some(session) = self.lock().get_mut(&key) {
            session.word = Some(Word {
                case: case.to_owned(),
                done,
            });
        }
    }

    /// Takes the word that was left about `case`.
    pub(crate) fn take_word(&self, key: SessionKey, case: &str) -> Option<ActDone> {
        let mut live = self.lock();
        let word = &mut live.get_mut(&key)?.word;
        word.take_if(|word| word.case == case).map(|word| word.done)
    }

    /// Counts one more event stream of a session, unless it has too many already.
    pub(crate) fn open_stream(&self, key: SessionKey) -> bool {
        let mut live = self.lock();
        match live.get_mut(&key) {
            Some(session) if session.streams < STREAMS_MAX => {
                session.streams += 1;
                true
            }
            _ => false,
        }
    }

    /// Counts one event stream less.
    pub(crate) fn close_stream(&self, key: SessionKey) {
        if let Some(session) = self.lock().get_mut(&key) {
            session.streams = session.streams.saturating_sub(1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionKey, Session>> {
        // Nothing here is left half-changed by a panic elsewhere.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn alive(&self, now_ms: i64) -> bool {
        now_ms < self.used_ms + IDLE_MS && now_ms < self.began_ms + WHOLE_MS
    }
}

impl SessionKey {
    /// The key as it stands in a cookie.
    pub(crate) fn to_cookie(self) -> String {
        hex::encode(self.0)
    }

    /// The key that a cookie names.
    pub(crate) fn from_cookie(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

/// A token nobody can guess.
pub(crate) fn random_token() -> String {
    hex::encode(random_bytes())
}

fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system has random numbers");
    bytes
}

/// A session nobody uses ends after half an hour.
const IDLE_MS: i64 = 30 * 60 * 1000;
/// Any session ends after eight hours.
const WHOLE_MS: i64 = 8 * 60 * 60 * 1000;
/// More people than work at one place; beyond it the longest unused session ends.
const SESSIONS_MAX: usize = 4096;
/// Forms of one session whose second coming is noticed.
const ONCE_MAX: usize = 64;
/// A browser keeps six connections to one host; live pages must leave some for the work.
const STREAMS_MAX: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60 * 1000;

    #[test]
    fn a_session_ends_when_unused() {
        let sessions = Sessions::default();
        let key = sessions.begin("li", 0);
        assert!(sessions.find(key, 29 * MINUTE, true).is_some());
        assert!(sessions.find(key, 58 * MINUTE, false).is_some());
        assert!(sessions.find(key, 59 * MINUTE, false).is_none());
    }

    #[test]
    fn a_session_ends_after_eight_hours_however_busy() {
        let sessions = Sessions::default();
        let key = sessions.begin("li", 0);
        for minute in (0..480).step_by(10) {
            assert!(sessions.find(key, minute * MINUTE, true).is_some());
        }
        assert!(sessions.find(key, 480 * MINUTE, true).is_none());
    }

    #[test]
    fn a_form_is_new_once() {
        let sessions = Sessions::default();
        let key = sessions.begin("li", 0);
        assert!(sessions.first_time(key, "a"));
        assert!(!sessions.first_time(key, "a"));
        assert!(sessions.first_time(key, "b"));
    }

    #[test]
    fn a_session_has_few_streams() {
        let sessions = Sessions::default();
        let key = sessions.begin("li", 0);
        for _ in 0..STREAMS_MAX {
            assert!(sessions.open_stream(key));
        }
        assert!(!sessions.open_stream(key));
        sessions.close_stream(key);
        assert!(sessions.open_stream(key));
    }
}
