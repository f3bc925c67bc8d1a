use tokio::sync::mpsc;

use crate::sender::Sender;

/// Who is on the other side, as its certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The node's id: its public key.
    pub node: [u8; 32],
    /// The place it speaks for.
    pub place: String,
    /// The tier it was enrolled at.
    pub tier: String,
    /// Whether its tree is a demonstration.
    pub demo: bool,
}

/// What happens on the links of an endpoint.
///
/// Of one session, `Up` comes first, then its frames in order, then `Down`, once. Of two sessions
/// with one node in one role, the older's `Down` comes before the newer's `Up`.
#[derive(Debug)]
pub enum Event {
    /// A session began: both sides verified each other.
    Up {
        /// Who is there.
        peer: Peer,
        /// Names the session in later events; never used twice by one endpoint.
        session: u64,
        /// The way to speak to it.
        sender: Sender,
        /// Whether we dialled.
        dialled: bool,
    },
    /// The peer sent a frame.
    Frame {
        /// Of which session.
        session: u64,
        /// The frame, at most `max_frame` bytes.
        bytes: Vec<u8>,
    },
    /// A session ended. A dialled one is tried again without being asked.
    Down {
        /// The session that ended, as its `Up` named it.
        session: u64,
        /// Who was there.
        peer: Peer,
        /// Why, for the log and for operators.
        reason: String,
    },
    /// A connection came to nothing because one side would not have the other. A line that is merely
    /// dead gives none. Dropped, not waited for, when the channel is full: a stranger must not be able
    /// to hold up the frames of others.
    Refused {
        /// The other side's address, and for a dialled one its name as configured.
        remote: String,
        /// Why one side would not have the other, for the log and for operators.
        reason: String,
    },
}

/// A channel for events that holds `capacity` of them.
///
/// A full channel holds up the sessions that write to it, and through flow control their peers. In
/// memory it costs at most `capacity` x `max_frame`.
pub fn event_channel(capacity: usize) -> (mpsc::Sender<Event>, mpsc::Receiver<Event>) {
    mpsc::channel(capacity)
}
