//! The replication state machine, without I/O, clock or randomness of its own.
//!
//! What it does: for each link it knows what was sent, what the peer has made durable, what came in and
//! what must be stored before it may be acknowledged; it allots the dense sequence of each link's feed
//! and says where a record travels. What it does not: open sockets or files, look at a clock, or read
//! what a change says.
//!
//! The driving contract: give [`Hub::handle`] one input, carry out every output, then give the next
//! input. An [`Output`] says what the caller owes back.
//!
//! What comes later has its place here and is deliberately absent: express (a second stream beside the
//! feed), reconciliation by trie (where [`Output::Diverged`] is answered today by sending the feed from
//! its beginning, which every receiver takes without harm), moves of scope, attachments, bundles.

mod feed;
mod hub;
mod reach;
#[cfg(test)]
mod stories;
mod wire;
#[cfg(test)]
mod world;

pub use feed::{FeedHead, Slot, rolling};
pub use hub::{CREDIT_BYTES, Hub, HubConfig, Input, LinkNo, LinkView, Outgoing, Output, Task};
pub use wire::{
    Cursor, Decoded, FRAME_BYTES_MAX, FRAME_INFLATED_MAX, Frame, FrameError, Hello, PROTOCOL,
    SCHEMA, StoreId, decode, encode,
};
