//! Where a session is: what this end does for its peer, with what it knows only while it does that, and every
//! way from one phase to the next.

use crate::link::{LinkSession, LoadOut};
use crate::repair::{ComparisonAsked, Repair};
use crate::wire::{Cursor, Hello};

/// What this end does for its peer. A session greets, checks the peer's cursor, loads the peer if it must, and
/// follows with its feed; a child that follows also looks for what differs. What comes in from the peer has a
/// state of its own: see [`Incoming`](crate::link::Incoming).
#[derive(Debug)]
pub(crate) enum SessionPhase {
    /// Nothing was heard but, at most, a greeting that waits for our own.
    Greeting(Greeting),
    /// The peer's cursor is looked up in our feed.
    Checking(Checking),
    /// Our records go out, whole.
    Loading(LoadOut),
    /// Our feed goes out.
    Following(Following),
    /// Our feed goes out, and as the child we look for what the two ends hold differently.
    Repairing(Following, Repair),
    /// The parent holds more of our feed than we do. Nothing goes out before this store has begun a new
    /// incarnation, for which the link is closed.
    Behind,
}

/// Greetings in both directions are under way.
#[derive(Debug, Default)]
pub(crate) struct Greeting {
    /// Ours was sent. It waits until all is durable that an earlier session took.
    pub(crate) said: bool,
    /// The peer's, which came before that.
    pub(crate) early: Option<Hello>,
}

/// The peer's cursor waits for [`HubInput::FeedChecked`](crate::HubInput::FeedChecked).
#[derive(Debug)]
pub(crate) struct Checking {
    pub(crate) cursor: Cursor,
    /// What the peer said in greeting of the tiers above it: it counts once its cursor was found to fit.
    pub(crate) reach: Vec<u64>,
}

/// Our feed goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Following {
    /// Next sequence to send.
    pub(crate) next: u64,
    /// Until so many frames beside the feed are durable at the peer, what it acknowledges is of another feed.
    pub(crate) settles_at: Option<u64>,
}

impl Default for SessionPhase {
    fn default() -> Self {
        Self::Greeting(Greeting::default())
    }
}

impl SessionPhase {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Greeting(_) => "greeting",
            Self::Checking(_) => "checking",
            Self::Loading(_) => "loading",
            Self::Following(_) => "following",
            Self::Repairing(..) => "repairing",
            Self::Behind => "behind",
        }
    }

    /// Both have greeted.
    pub(crate) fn is_greeted(&self) -> bool {
        !matches!(self, Self::Greeting(_))
    }

    pub(crate) fn load(&self) -> Option<&LoadOut> {
        match self {
            Self::Loading(load) => Some(load),
            _ => None,
        }
    }

    pub(crate) fn following(&self) -> Option<&Following> {
        match self {
            Self::Following(feed) | Self::Repairing(feed, _) => Some(feed),
            _ => None,
        }
    }

    pub(crate) fn following_mut(&mut self) -> Option<&mut Following> {
        match self {
            Self::Following(feed) | Self::Repairing(feed, _) => Some(feed),
            _ => None,
        }
    }

    /// Next sequence of our feed to send, where it is sent.
    pub(crate) fn next(&self) -> Option<u64> {
        self.following().map(|feed| feed.next)
    }

    /// What the peer acknowledges of a feed is of another one than it is sent now, or is to be sent.
    pub(crate) fn is_unsettled(&self) -> bool {
        let unsettled = |feed: &Following| feed.settles_at.is_some();
        self.load().is_some() || self.following().is_some_and(unsettled)
    }

    pub(crate) fn repair(&self) -> Option<&Repair> {
        match self {
            Self::Repairing(_, repair) => Some(repair),
            _ => None,
        }
    }

    pub(crate) fn repair_mut(&mut self) -> Option<&mut Repair> {
        match self {
            Self::Repairing(_, repair) => Some(repair),
            _ => None,
        }
    }

    /// The ways there are. A session never goes back but from repairing; a new one greets again.
    fn may_become(&self, next: &Self) -> bool {
        match (self, next) {
            (_, Self::Greeting(_)) | (Self::Behind, _) => false,
            (Self::Greeting(_), Self::Repairing(..)) => false,
            (Self::Greeting(_), _) => true,
            (Self::Checking(_), Self::Loading(_) | Self::Following(_) | Self::Behind) => true,
            (Self::Loading(_), Self::Following(_)) => true,
            (Self::Following(_), Self::Repairing(..)) => true,
            (Self::Repairing(..), Self::Following(_)) => true,
            _ => false,
        }
    }
}

impl LinkSession {
    /// Every change of phase goes through here.
    fn enter(&mut self, next: SessionPhase) {
        let (from, to) = (self.phase.name(), next.name());
        debug_assert!(self.phase.may_become(&next), "{from} to {to}");
        tracing::debug!(session = self.no, from, to, "a session enters a phase");
        self.phase = next;
    }

    /// The peer's cursor is about to be looked up.
    pub(crate) fn begin_checking(&mut self, cursor: Cursor, reach: Vec<u64>) {
        self.enter(SessionPhase::Checking(Checking { cursor, reach }));
    }

    /// The peer is sent our records, from where `load` stands.
    pub(crate) fn begin_loading(&mut self, load: LoadOut) {
        self.enter(SessionPhase::Loading(load));
    }

    /// The peer has our feed before `next`, or is told to follow from there: then what it acknowledges counts
    /// once so many frames beside the feed are durable there.
    pub(crate) fn begin_following(&mut self, next: u64, settles_at: Option<u64>) {
        self.enter(SessionPhase::Following(Following { next, settles_at }));
    }

    /// The parent holds more of our feed than we do.
    pub(crate) fn fall_behind(&mut self) {
        self.enter(SessionPhase::Behind);
    }

    /// The parent is asked whether it holds the same.
    pub(crate) fn begin_comparing(&mut self, question: ComparisonAsked) {
        if let Some(feed) = self.phase.following() {
            let repair = Repair::compared(question);
            self.enter(SessionPhase::Repairing(*feed, repair));
        }
    }

    /// Nothing more is looked for. Answers what was under way.
    pub(crate) fn end_repair(&mut self) -> Option<Repair> {
        let feed = *self.phase.following()?;
        let SessionPhase::Repairing(_, repair) = &mut self.phase else {
            return None;
        };
        let repair = std::mem::take(repair);
        self.enter(SessionPhase::Following(feed));
        Some(repair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases() -> Vec<SessionPhase> {
        let feed = Following {
            next: 1,
            settles_at: None,
        };
        let from = crate::StoreId {
            store: [1; 16],
            incarnation: [1; 16],
        };
        vec![
            SessionPhase::default(),
            SessionPhase::Checking(Checking {
                cursor: Cursor::begun(from, 0),
                reach: Vec::new(),
            }),
            SessionPhase::Loading(LoadOut::default()),
            SessionPhase::Following(feed),
            SessionPhase::Repairing(feed, Repair::default()),
            SessionPhase::Behind,
        ]
    }

    #[test]
    fn a_session_goes_back_from_repairing_alone() {
        let all = phases();
        for (earlier, before) in all.iter().enumerate() {
            for after in &all[..=earlier] {
                let back = before.may_become(after);
                let ends_repair = (before.name(), after.name()) == ("repairing", "following");
                assert_eq!(back, ends_repair, "{} {}", before.name(), after.name());
            }
        }
    }

    #[test]
    fn a_feed_is_sent_while_following_and_repairing_alone() {
        let next = phases().iter().map(SessionPhase::next).collect::<Vec<_>>();
        assert_eq!(next, [None, None, None, Some(1), Some(1), None]);
    }
}
