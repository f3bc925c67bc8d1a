//! The replication state machine, without I/O, clock or randomness of its own.
//!
//! What it does: for each link it knows what was sent, what the peer has made durable, what came in and
//! what must be stored before it may be acknowledged; it allots the dense sequence of each link's feed
//! and says where a record travels. What it does not: open sockets or files, look at a clock, or read
//! what a change says.
//!
//! The driving contract: give [`Hub::handle`] one input, carry out every output, then give the next
//! input. An [`HubOutput`] says what the caller owes back.
//!
//! A link's life: who holds no cursor is *loaded*, record by record in the order that its peer chooses, from
//! where it was interrupted; then the *feed* is followed item by item. When both are quiet the child *compares* what
//! both hold, two numbers for everything, and where they differ a *repair* finds the records and sends each
//! way what is lacking. A cursor that does not fit jumps to where the feed is, and what lies before is
//! repaired.
//!
//! The code follows that life: a session is in one phase at a time (`phase.rs`), and every input is taken by the
//! one link that it is about (`talk.rs`). What a peer does wrong is a [`Breach`]; it closes the link.
//!
//! What a node is told of the tiers above (已到镇, 已到县, 已到市) may lag and never lies. A record that came
//! up by a load counts as arrived once the whole load is durable, and further up once everything has arrived
//! there that was in the receiver's own feed when the load began or was put there since on its behalf. While
//! a cursor that jumped is not found to hold what lies before it, no mark moves.
//!
//! What is urgent goes beside all of that (*express*): items of the feed out of their turn, or whole records
//! that a load has not come to. It moves no cursor; where the feed comes to an item that is known to be there,
//! its hash is sent in its place.
//!
//! What comes later has its place here and is deliberately absent: attachments, bundles.
//!
//! ```
//! use sync::{FeedHead, Hub, HubConfig, HubInput, LinkNo, HubOutput, StoreId};
//!
//! let hub = |place: &str, store: u8| {
//!     let store = StoreId { store: [store; 16], incarnation: [store; 16] };
//!     Hub::new(HubConfig { place: place.parse().unwrap(), store })
//! };
//! let (mut county, mut township) = (hub("230621000000", 1), hub("230621101000", 2));
//! let (down, up) = (LinkNo(1), LinkNo::PARENT);
//! county.add_link(down, "230621101000".parse()?, FeedHead::default(), None);
//! township.add_link(up, "230621000000".parse()?, FeedHead::default(), None);
//!
//! // Both ends of a line greet; each frame of one is an input of the other.
//! let mut to_county = township.handle(HubInput::Up { link: up });
//! let mut to_township = county.handle(HubInput::Up { link: down });
//! while !(to_county.is_empty() && to_township.is_empty()) {
//!     let frames = |outputs: Vec<HubOutput>| {
//!         outputs.into_iter().filter_map(|output| match output {
//!             HubOutput::Send { bytes, .. } => Some(bytes),
//!             _ => None,
//!         })
//!     };
//!     let (up_going, down_going) = (std::mem::take(&mut to_county), std::mem::take(&mut to_township));
//!     for bytes in frames(up_going) {
//!         to_township.extend(county.handle(HubInput::Frame { link: down, bytes }));
//!     }
//!     for bytes in frames(down_going) {
//!         to_county.extend(township.handle(HubInput::Frame { link: up, bytes }));
//!     }
//! }
//! assert!(county.link(down).unwrap().online && township.link(up).unwrap().online);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod breach;
mod express;
#[cfg(test)]
mod express_stories;
mod feed;
mod flow;
#[cfg(test)]
mod golden;
mod greet;
mod hub;
#[cfg(test)]
mod line;
mod link;
mod pace;
#[cfg(test)]
mod pace_stories;
mod phase;
mod reach;
mod repair;
#[cfg(test)]
mod repair_stories;
#[cfg(test)]
mod stories;
mod talk;
mod trie;
mod turns;
mod wire;
#[cfg(test)]
mod world;
#[cfg(test)]
mod world_checks;

pub use breach::{Breach, CloseReason};
pub use express::{EXPRESS_BEHIND_ITEMS, EXPRESS_RESERVE_BYTES, EXPRESSED_MAX, URGENT_MAX};
pub use feed::{FeedHead, FeedPlace, item_hash, rolling};
pub use hub::{
    CREDIT_BYTES, Entering, Hub, HubConfig, HubInput, HubOutput, LinkNo, LinkView, Outgoing,
    Source, Task,
};
pub use link::{Finds, LoadAt};
pub use repair::{COMPARE_AFTER_ITEMS, LISTS_MAX, REPAIRS_MAX};
pub use trie::{HeldSum, Level, Trie, leaf_of, leaf_prefix};
pub use turns::{BULK_TURN_BYTES, BULK_TURNS_MAX};
pub use wire::{
    BUCKETS_ASKED_MAX, Cursor, Decoded, EXPRESS_ITEMS_MAX, FRAME_BYTES_MAX, FRAME_INFLATED_MAX,
    Frame, FrameError, HeldBucket, Hello, Listed, Loading, NAME_BYTES, NAMES_BYTES_MAX,
    NAMES_PER_RECORD_MAX, Names, PROTOCOL, Passed, RECORDS_LISTED_MAX, RECORDS_NAMED_MAX, SCHEMA,
    SEQ_MAX, StoreId, Urgent, decode, encode,
};
