use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use quinn::{ConnectionError, ReadError, RecvStream, WriteError};
use tokio::sync::{mpsc, watch};

use crate::event::{Event, Peer};
use crate::frame::{FrameDecoder, FrameTooLong};
use crate::handshake::OpenedStream;
use crate::options::LinkOptions;
use crate::sender::{CloseCode, Sender};

/// The sessions of an endpoint: numbers them and keeps at most one with each node in each role.
///
/// In each role, because two nodes that each dial the other would otherwise replace one another's
/// connection for ever.
#[derive(Default)]
pub(crate) struct LinkSessions {
    table: Mutex<SessionTable>,
}

impl LinkSessions {
    /// Runs one session from its `Up` to its `Down`.
    pub async fn run(
        &self,
        opened: OpenedStream,
        dialled: bool,
        options: &LinkOptions,
        events: mpsc::Sender<Event>,
    ) -> SessionEnd {
        let OpenedStream {
            connection,
            send,
            recv,
            peer,
        } = opened;
        let max_frame = options.max_frame;
        let (sender, queue) = Sender::new(connection.clone(), options);
        let (session, over) = self.enter(&peer, dialled, &sender).await;
        let up = Event::Up {
            peer: peer.clone(),
            session,
            sender: sender.clone(),
            dialled,
        };
        let cause = if events.send(up).await.is_err() {
            Cause::NobodyListens
        } else {
            // All four watch the same connection. Writer and `closed` end at once when it does, also while
            // the reader waits for the receiver of events.
            tokio::select! {
                cause = read_frames(recv, session, max_frame, &events) => cause,
                written = queue.write_to(send) => Cause::of_write(written),
                error = connection.closed() => Cause::Lost(error),
                () = sender.pulse().stops() => Cause::Silent,
            }
        };
        let end = end_of(cause, &sender);
        let down = Event::Down {
            session,
            peer: peer.clone(),
            reason: end.reason.clone(),
        };
        // Nobody to tell is nobody to tell: the session is over all the same.
        let _ = events.send(down).await;
        self.leave(&peer, dialled, session);
        drop(over);
        end
    }

    /// Asks every peer for a sign of life.
    pub fn probe(&self) {
        let table = self.table();
        (table.live.values()).for_each(|live| live.sender.pulse().probe());
    }

    /// Takes the node's place in the table. An older session of it is closed first and its `Down`
    /// waited for.
    async fn enter(&self, peer: &Peer, dialled: bool, sender: &Sender) -> (u64, watch::Sender<()>) {
        let (over, over_seen) = watch::channel(());
        let (session, older) = {
            let mut table = self.table();
            table.last += 1;
            let session = table.last;
            let live = Live {
                session,
                sender: sender.clone(),
                over: over_seen,
            };
            (session, table.live.insert((peer.node, dialled), live))
        };
        if let Some(mut older) = older {
            older.sender.close_with(CloseCode::Replaced, REPLACED);
            // The older's end drops its half of the channel; that is the signal.
            while older.over.changed().await.is_ok() {}
        }
        (session, over)
    }

    fn leave(&self, peer: &Peer, dialled: bool, session: u64) {
        let mut table = self.table();
        let key = (peer.node, dialled);
        if table
            .live
            .get(&key)
            .is_some_and(|live| live.session == session)
        {
            table.live.remove(&key);
        }
    }

    fn table(&self) -> std::sync::MutexGuard<'_, SessionTable> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a session ended.
#[derive(Debug)]
pub(crate) struct SessionEnd {
    pub reason: String,
    /// A newer connection of the same node took over, so coming back quickly helps nobody.
    pub replaced: bool,
}

#[derive(Default)]
struct SessionTable {
    last: u64,
    live: HashMap<([u8; 32], bool), Live>,
}

struct Live {
    session: u64,
    sender: Sender,
    over: watch::Receiver<()>,
}

/// What broke a session's loops.
enum Cause {
    Lost(ConnectionError),
    Frame(FrameTooLong),
    Silent,
    StreamEnded,
    NobodyListens,
}

impl Cause {
    fn of_write(written: Result<(), WriteError>) -> Self {
        match written {
            Err(WriteError::ConnectionLost(error)) => Self::Lost(error),
            _ => Self::StreamEnded,
        }
    }
}

async fn read_frames(
    mut recv: RecvStream,
    session: u64,
    max_frame: usize,
    events: &mpsc::Sender<Event>,
) -> Cause {
    let mut decoder = FrameDecoder::new(max_frame);
    loop {
        let chunk = match recv.read_chunk(READ_BYTES, true).await {
            Ok(Some(chunk)) => chunk,
            Err(ReadError::ConnectionLost(error)) => return Cause::Lost(error),
            Ok(None) | Err(_) => return Cause::StreamEnded,
        };
        let mut input = &chunk.bytes[..];
        while !input.is_empty() {
            match decoder.next_frame(&mut input) {
                // Waiting here is the backpressure: what is not read is not granted again.
                Ok(Some(bytes)) => {
                    if events.send(Event::Frame { session, bytes }).await.is_err() {
                        return Cause::NobodyListens;
                    }
                }
                Ok(None) => {}
                Err(error) => return Cause::Frame(error),
            }
        }
    }
}

/// Closes what is left of the connection and says why the session ended.
fn end_of(cause: Cause, sender: &Sender) -> SessionEnd {
    match &cause {
        Cause::Lost(_) => {}
        Cause::Frame(error) => sender.close_with(CloseCode::FrameTooLong, &error.to_string()),
        Cause::Silent => sender.close_with(CloseCode::Asked, SILENT),
        Cause::StreamEnded => sender.close_with(CloseCode::Asked, "the stream was ended"),
        Cause::NobodyListens => sender.close_with(CloseCode::Stopped, "nobody listens any more"),
    }
    if let Some((code, reason)) = sender.closed_because() {
        return SessionEnd {
            replaced: code == CloseCode::Replaced,
            reason,
        };
    }
    let (reason, replaced) = match cause {
        Cause::Lost(ConnectionError::ApplicationClosed(close)) => (
            format!(
                "closed by the peer: {}",
                String::from_utf8_lossy(&close.reason)
            ),
            close.error_code == CloseCode::Replaced.into(),
        ),
        Cause::Lost(ConnectionError::LocallyClosed) => ("this side stopped".into(), false),
        Cause::Lost(error) => (error.to_string(), false),
        _ => unreachable!("every other cause closed the session with a reason of its own"),
    };
    SessionEnd { reason, replaced }
}

const SILENT: &str = "the peer did not acknowledge anything in time";
const REPLACED: &str = "replaced by a newer connection";

/// The most taken from the stream at once.
const READ_BYTES: usize = 64 * 1024;
