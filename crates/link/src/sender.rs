use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use quinn::{Connection, SendStream, VarInt, WriteError};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::frame;
use crate::options::LinkOptions;
use crate::pulse::Pulse;

/// The sending half of a session. Clones speak to the same session; dropping them does not end it.
#[derive(Clone)]
pub struct Sender {
    shared: Arc<SendState>,
}

impl Sender {
    /// Hands a frame over, without waiting.
    ///
    /// The queue has no bound of its own: the protocol above grants credit in bytes and must not hand
    /// over more. [`Sender::queued_bytes`] tells how much the line has not taken yet. A frame handed
    /// over may be lost with the connection; only the peer's own answer says it arrived.
    ///
    /// # Errors
    /// The session ended, or the frame is over `max_frame` (and was not taken).
    pub fn send(&self, bytes: Vec<u8>) -> Result<(), SendFrameError> {
        let max = self.shared.max_frame;
        if bytes.len() > max {
            return Err(SendFrameError::FrameTooLong {
                len: bytes.len(),
                max,
            });
        }
        let len = bytes.len();
        // Counted first: the writer may take it off before this function returns.
        self.shared.queued.fetch_add(len, Ordering::Relaxed);
        self.shared.queue.send(bytes).map_err(|_| {
            self.shared.queued.fetch_sub(len, Ordering::Relaxed);
            SendFrameError::Closed
        })
    }

    /// Bytes of frames handed over that the transport has not taken yet. The transport itself holds at
    /// most `send_window` more. Without meaning once the session has ended.
    pub fn queued_bytes(&self) -> usize {
        self.shared.queued.load(Ordering::Relaxed)
    }

    /// Ends the session now. Frames still on their way are lost. The peer is told the reason; the
    /// first of several counts. A dialled session is dialled again.
    pub fn close(&self, reason: &str) {
        self.close_with(CloseCode::Asked, reason);
    }

    /// How much this session has cost so far. Still answers after its end.
    pub fn stats(&self) -> LinkStats {
        let stats = self.shared.connection.stats();
        LinkStats {
            sent_bytes: stats.udp_tx.bytes,
            received_bytes: stats.udp_rx.bytes,
            rtt_micros: u64::try_from(stats.path.rtt.as_micros()).unwrap_or(u64::MAX),
        }
    }

    pub(crate) fn new(connection: Connection, options: &LinkOptions) -> (Self, FrameQueue) {
        let (queue, taken) = mpsc::unbounded_channel();
        let queued = Arc::new(AtomicUsize::new(0));
        let pulse = Pulse::new(connection.clone(), options);
        let shared = SendState {
            queue,
            queued: queued.clone(),
            max_frame: options.max_frame,
            connection,
            pulse: pulse.clone(),
            closing: Mutex::new(None),
        };
        let sender = Self {
            shared: Arc::new(shared),
        };
        (
            sender,
            FrameQueue {
                frames: taken,
                queued,
                pulse,
            },
        )
    }

    pub(crate) fn close_with(&self, code: CloseCode, reason: &str) {
        let mut closing = self.closing();
        if closing.is_none() {
            *closing = Some((code, reason.to_string()));
        }
        drop(closing);
        let reason = bounded(reason).as_bytes();
        self.shared.connection.close(code.into(), reason);
    }

    /// What is sent, and whether it is acknowledged.
    pub(crate) fn pulse(&self) -> &Pulse {
        &self.shared.pulse
    }

    /// Why this side closed the session, if it did.
    pub(crate) fn closed_because(&self) -> Option<(CloseCode, String)> {
        self.closing().clone()
    }

    fn closing(&self) -> std::sync::MutexGuard<'_, Option<(CloseCode, String)>> {
        self.shared
            .closing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("remote", &self.shared.connection.remote_address())
            .field("queued_bytes", &self.queued_bytes())
            .finish_non_exhaustive()
    }
}

/// Why a frame was not taken.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum SendFrameError {
    /// The session has ended; its `Down` event came or is on its way.
    #[error("the session has ended")]
    Closed,
    /// The frame is over the bound of this endpoint.
    #[error("frame too long: {len} bytes, at most {max} are sent")]
    FrameTooLong {
        /// Bytes of the frame.
        len: usize,
        /// The bound, `max_frame`.
        max: usize,
    },
}

/// The cost of one session, counted in UDP payload: handshake, acknowledgements and repeats included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkStats {
    /// Bytes sent since the session began.
    pub sent_bytes: u64,
    /// Bytes received since the session began.
    pub received_bytes: u64,
    /// The round trip as last estimated, in microseconds.
    pub rtt_micros: u64,
}

/// What a side tells the other when it closes. On the wire, so never renumbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CloseCode {
    Asked = 0,
    Replaced = 1,
    FrameTooLong = 2,
    Refused = 3,
    Stopped = 4,
}

impl From<CloseCode> for VarInt {
    fn from(code: CloseCode) -> Self {
        Self::from_u32(code as u32)
    }
}

/// The writer's end of the queue between [`Sender`] and the stream.
pub(crate) struct FrameQueue {
    frames: UnboundedReceiver<Vec<u8>>,
    queued: Arc<AtomicUsize>,
    pulse: Pulse,
}

impl FrameQueue {
    /// Writes frames to the stream until one of the two ends. Small frames that wait together go out
    /// in one write, which more than doubles what a core can send.
    pub async fn write_to(mut self, mut stream: SendStream) -> Result<(), WriteError> {
        let mut waiting = Vec::new();
        let mut batch = Vec::new();
        while self.frames.recv_many(&mut waiting, FRAMES_AT_ONCE).await > 0 {
            self.pulse.sends();
            let mut batched = 0;
            for frame in waiting.drain(..) {
                batch.extend_from_slice(&frame::header(frame.len()));
                batched += frame.len();
                let large = frame.len() >= BATCH_BYTES;
                if !large {
                    batch.extend_from_slice(&frame);
                }
                if large || batch.len() >= BATCH_BYTES {
                    stream.write_all(&batch).await?;
                    batch.clear();
                    if large {
                        stream.write_all(&frame).await?;
                    }
                    self.queued.fetch_sub(batched, Ordering::Relaxed);
                    batched = 0;
                }
            }
            stream.write_all(&batch).await?;
            self.queued.fetch_sub(batched, Ordering::Relaxed);
            // A parent has thousands of children and most are quiet: quiet ones keep no buffers.
            if self.frames.is_empty() {
                (waiting, batch) = (Vec::new(), Vec::new());
            } else {
                batch.clear();
            }
        }
        Ok(())
    }
}

struct SendState {
    queue: UnboundedSender<Vec<u8>>,
    queued: Arc<AtomicUsize>,
    max_frame: usize,
    connection: Connection,
    pulse: Pulse,
    closing: Mutex<Option<(CloseCode, String)>>,
}

/// At most as much of a reason as fits the packet that carries it.
fn bounded(reason: &str) -> &str {
    let mut end = reason.len().min(REASON_BYTES_MAX);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    &reason[..end]
}

/// From this size on a frame is written by itself instead of being copied beside others.
const BATCH_BYTES: usize = 16 * 1024;
const FRAMES_AT_ONCE: usize = 64;
const REASON_BYTES_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_cut_between_characters() {
        let reason = "办".repeat(100);
        assert_eq!(bounded(&reason).len(), 255);
        assert_eq!(bounded("short"), "short");
    }
}
