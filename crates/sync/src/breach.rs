//! What a peer can do that ends its session, and why else this end closes a link.

use crate::wire::{FrameError, PROTOCOL};
use tiers::PlaceCode;

/// A rule of the protocol that a peer broke. Its link is closed with these words and nothing else happens: what
/// was durable stays, and what was on its way is dropped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// The bytes are no frame within the bounds.
    #[error("frame refused: {0}")]
    Unreadable(#[from] FrameError),
    /// The range of versions that it speaks does not include ours.
    #[error(
        "speaks protocol {oldest} to {newest}, this node {PROTOCOL}: bring the older of the two up to date"
    )]
    Version {
        /// The oldest version it speaks.
        oldest: u16,
        /// The newest version it speaks.
        newest: u16,
    },
    /// It says that it stands somewhere else than its certificate says.
    #[error("says it stands at {said}, its certificate says {certified}")]
    Place {
        /// The place in its greeting.
        said: PlaceCode,
        /// The place in its certificate.
        certified: PlaceCode,
    },
    /// A second greeting in one session.
    #[error("greeted twice")]
    GreetedTwice,
    /// Any other frame before its greeting.
    #[error("spoke before greeting")]
    SpokeBeforeGreeting,
    /// Items of its feed before its load has ended.
    #[error("a feed frame in the midst of a load")]
    FeedInLoad,
    /// Items of a feed that our cursor is not of, without a jump or a load first.
    #[error("a feed frame of a feed that was not begun")]
    FeedNotBegun,
    /// A feed frame that leaves a gap, repeats items, or (where both numbers are the same) has none.
    #[error("feed frame begins at {first}, expected {expected}")]
    FeedOutOfPlace {
        /// The sequence that it begins with.
        first: u64,
        /// The sequence after the last one that came in.
        expected: u64,
    },
    /// The feed passes over an item that did not come by express in this session.
    #[error("leaves out {seq}, which is not here")]
    LeavesOutUnknown {
        /// The place of the item in the feed.
        seq: u64,
    },
    /// The feed passes over items in an order, or at places, that its frame does not have.
    #[error("leaves out {seq} in the wrong place")]
    LeavesOutWrongly {
        /// The place of the item in the feed.
        seq: u64,
    },
    /// A load after items of the feed, or one that begins elsewhere than the one before.
    #[error("a load in the midst of another or the feed")]
    LoadOutOfPlace,
    /// A load that names no whole record any more after it had named one.
    #[error("a load that goes back to its beginning")]
    LoadGoesBack,
    /// A jump after items of the feed or of a load.
    #[error("jumps in the midst of its feed")]
    JumpOutOfPlace,
    /// A place in a feed over [`SEQ_MAX`](crate::SEQ_MAX).
    #[error("place {seq}, which no feed reaches")]
    PlaceTooFar {
        /// The place that was named.
        seq: u64,
    },
    /// It acknowledges more of our feed than was sent, or than it held when it greeted.
    #[error("acknowledged {seq}, which was never sent")]
    AcknowledgedUnsent {
        /// The sequence that it acknowledged.
        seq: u64,
    },
    /// It acknowledges more frames beside the feed than were sent.
    #[error("took {frames} frames, which were never sent")]
    TookUnsent {
        /// How many it says are durable.
        frames: u64,
    },
    /// No items in a frame of express, or more than [`EXPRESS_ITEMS_MAX`](crate::EXPRESS_ITEMS_MAX).
    #[error("express with {items} items")]
    ExpressSize {
        /// How many it has.
        items: usize,
    },
    /// More than [`EXPRESSED_MAX`](crate::EXPRESSED_MAX) items came by express that the feed has not come to.
    #[error("more went before its turn than may")]
    ExpressedTooMany,
    /// A frame that only a child, or only a parent, may send.
    #[error("a frame that is the other end's to send")]
    OtherEnds,
    /// The answer to a comparison that was not asked for.
    #[error("answers what was not asked")]
    AnswersUnasked,
    /// Sums of buckets that were not asked for, or out of order.
    #[error("sums that were not asked for")]
    SumsUnasked,
    /// Names of records that were not asked for, or out of order.
    #[error("names what was not asked for")]
    NamesUnasked,
    /// Changes from a parent that was not asked for any.
    #[error("mends what was not asked for")]
    MendsUnasked,
    /// A second question before the first was answered.
    #[error("asks before it was answered")]
    AsksTwice,
    /// It asks what lies below the deepest level.
    #[error("asks what is below a leaf")]
    BelowLeaf,
    /// No buckets, too many, out of order, or outside of their level.
    #[error("{buckets} buckets that are none of their level, or not in order")]
    Buckets {
        /// How many were named.
        buckets: usize,
    },
    /// Too many records in a list, or out of order.
    #[error("a list of {records} records that is too long or not in order")]
    List {
        /// How many it has.
        records: usize,
    },
    /// More names than a frame may hold, or names that are not whole.
    #[error("names of {records} records that are too many or not whole")]
    Names {
        /// Of how many records.
        records: usize,
    },
}

/// Why this end closes a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// The peer broke a rule of the protocol.
    #[error(transparent)]
    Breach(#[from] Breach),
    /// This store went back in time and begins a new incarnation, under which it greets anew.
    #[error("this store begins a new life")]
    NewLife,
    /// The peer owed an answer for too long, as the caller judged: see [`Hub::give_up`](crate::Hub::give_up).
    #[error("no answer for too long")]
    Silence,
}
