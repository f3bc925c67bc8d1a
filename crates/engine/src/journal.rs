//! What the journal holds, in this node's words. Whatever must not be forgotten is an entry; replay
//! copies and decides nothing.

use calendar::UnixMillis;
use record::{Envelope, Header, RecordId, Run};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};
use sync::{Cursor, LinkNo};
use tiers::{Digest, NodeId, PlaceCode};

/// One item of a feed: what travels. The journal holds the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedItem {
    /// A change of a record.
    #[serde(rename = "C")]
    Change(ChangeItem),
    /// Several changes of one record.
    #[serde(rename = "M")]
    Run(Run),
    /// A row for the province.
    #[serde(rename = "R")]
    Row(RowItem),
}

impl FeedItem {
    /// The record that it is of, and its header where that comes with it.
    pub(super) fn record(&self) -> Option<(RecordId, Option<&Header>)> {
        match self {
            FeedItem::Change(change) => Some((change.record, change.header.as_ref())),
            FeedItem::Run(run) => Some((run.record, run.header.as_ref())),
            FeedItem::Row(_) => None,
        }
    }
}

/// A change as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeItem {
    /// Id of the record that the change is of.
    #[serde(rename = "r")]
    pub record: RecordId,
    /// Its header, with the first change.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The change in Automerge's bytes, as its author made them.
    #[serde(rename = "c")]
    pub change: ByteBuf,
    /// Who signed the change, and the signature.
    #[serde(rename = "e")]
    pub envelope: Envelope,
}

/// One row of supervision data: absolute state, never a delta. The greatest version wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowItem {
    /// The city it comes from.
    #[serde(rename = "p")]
    pub city: PlaceCode,
    /// The city store's incarnation.
    #[serde(rename = "i", with = "serde_bytes")]
    pub incarnation: [u8; 16],
    /// `trail`, `finding` or `count`.
    #[serde(rename = "k")]
    pub kind: String,
    /// A hash under the city's secret: the province cannot tell whose it is.
    #[serde(rename = "y", with = "serde_bytes")]
    pub key: [u8; 16],
    /// The position of the journal entry that published it.
    #[serde(rename = "v")]
    pub version: u64,
    /// JSON; `null` = nothing is left to say.
    #[serde(rename = "b")]
    pub body: String,
}

/// One entry of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum JournalEntry {
    /// An admitted change, or a row that was taken in; with the source link's cursor where it is the
    /// last of a frame.
    #[serde(rename = "p")]
    Item {
        /// The feed item, as it travels.
        #[serde(rename = "x")]
        bytes: ByteBuf,
        /// Cursor of the link it came by.
        #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
        cursor: Option<(LinkNo, Cursor)>,
        /// Of a run: changes that were not admitted with it and prove others.
        #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
        proofs: Vec<u16>,
        /// When this node took it in, ms.
        #[serde(rename = "t")]
        at: i64,
    },
    /// A row this node publishes; its version is the position of this entry.
    #[serde(rename = "w")]
    Publish(RowItem),
    /// A cursor that moved without anything new.
    #[serde(rename = "u")]
    Cursor(LinkNo, Cursor),
    /// An incarnation of this store: id, incarnation, witness.
    #[serde(rename = "i")]
    Incarnation {
        /// Random at creation.
        #[serde(with = "serde_bytes")]
        store: [u8; 16],
        /// Random at the beginning of this incarnation.
        #[serde(with = "serde_bytes")]
        incarnation: [u8; 16],
        /// What ties it to this directory on this machine.
        #[serde(with = "serde_bytes")]
        witness: [u8; 32],
    },
    /// The last number given out on paper.
    #[serde(rename = "n")]
    Number(u32),
    /// A change that was not admitted, as it came.
    #[serde(rename = "q")]
    Quarantine(Quarantined, Option<(LinkNo, Cursor)>),
    /// An item that waits for a change that is not here, as it came.
    #[serde(rename = "d")]
    Park(ParkedItem, Option<(LinkNo, Cursor)>),
    /// The item that was parked at this position waits no more: it was taken in or set aside.
    #[serde(rename = "g")]
    Unpark(u64),
    /// A link: its number, the peer's key and place.
    #[serde(rename = "l")]
    Link {
        /// Its number at this node, from 1 for a child.
        no: LinkNo,
        /// Public key of the peer.
        node: NodeId,
        /// Place at which the peer stands.
        place: PlaceCode,
    },
    /// A whole record for the feed of a link into whose scope it came: the item as it travels.
    #[serde(rename = "o")]
    Enter(ByteBuf),
    /// How far the feed to the parent is durable above, and when this was learnt.
    #[serde(rename = "m")]
    Marks(Vec<u64>, i64),
    /// Something for the audit trail.
    #[serde(rename = "a")]
    Audit(Audit),
    /// A step in editing the catalog.
    #[serde(rename = "e")]
    Edit(Box<super::editing::Edit>),
    /// Somebody has taken note of an act that came back. It is this desk's own business: no feed has it.
    #[serde(rename = "k")]
    Acknowledged(Acknowledged),
    /// A change comes in by which this place handed a paper out and that this store did not know.
    #[serde(rename = "b")]
    Back(Box<PaperBack>),
    /// Somebody has looked after a paper that came back, by the act that tells of it.
    #[serde(rename = "v")]
    Checked(Acknowledged),
    /// The province has jumped over a part of what this city told it: all of it is told again.
    #[serde(rename = "y")]
    TellAgain,
    /// An item of a child says what is here already: it has come as far as its place in our feed has.
    #[serde(rename = "f")]
    Followed(Followed),
    /// Whether numbers on paper may have been given out before by what this store does not know of.
    #[serde(rename = "z")]
    Doubt(bool),
}

/// A change that was not admitted: kept with the reason, so that nothing is lost and somebody looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The link it came by.
    pub link: LinkNo,
    /// Its place in the peer's feed.
    pub seq: u64,
    /// Why it was not admitted, in English.
    pub reason: String,
    /// When it was set aside, ms since 1970.
    pub at: i64,
    /// As it came.
    pub bytes: ByteBuf,
}

/// An item that came before a change it builds on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedItem {
    /// The link it came by.
    #[serde(rename = "l")]
    pub link: LinkNo,
    /// Its place in the peer's feed.
    #[serde(rename = "s")]
    pub seq: u64,
    /// Id of the record that the item is of.
    #[serde(rename = "r")]
    pub record: RecordId,
    /// What it waits for first.
    #[serde(rename = "m")]
    pub missing: BTreeSet<Digest>,
    /// When it was parked, ms since 1970.
    #[serde(rename = "t")]
    pub at: i64,
    /// As it came.
    #[serde(rename = "x")]
    pub bytes: ByteBuf,
}

/// That what an item of a child says has its place in our feed to the parent already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The child's link.
    pub link: LinkNo,
    /// The item's place in its feed.
    pub seq: u64,
    /// The last place in our feed of what it says.
    pub up_seq: u64,
}

/// Who took note of an act that does not count, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The act that came back, or the one that tells of a paper that did.
    pub act: casework::ActId,
    /// Log-in name of the person.
    pub user: String,
    /// When they took note of it, ms since 1970.
    pub at: i64,
}

/// A paper that this place handed out and did not know of any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperBack {
    /// Record id of the case that the paper is of.
    #[serde(rename = "r")]
    pub record: RecordId,
    /// The act that tells of it.
    #[serde(rename = "a")]
    pub act: casework::ActId,
    /// Which, as in [`casework::Paper::id`]; `make` for what a department made (制证).
    #[serde(rename = "p")]
    pub paper: String,
    /// The number that stands on it.
    #[serde(rename = "n")]
    pub number: String,
    /// Who handed it out.
    #[serde(rename = "w")]
    pub who: casework::Who,
    /// When, as claimed.
    #[serde(rename = "t")]
    pub at: UnixMillis,
    /// This store is known to have forgotten it: it is not what an earlier machine of the place did.
    #[serde(rename = "s")]
    pub sure: bool,
}

/// Something that happened at the door, or an eye that was let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// Name of the event: `log_in`, `forged`, `reveal` and the like.
    pub what: String,
    /// Log-in name of the person; at a log-in that failed, as it was typed.
    pub user: String,
    /// When it happened, ms since 1970.
    pub at: i64,
    /// Further values by name: peer's address, case or reason.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

/// Longest item that a peer may send: a full run with its authors and what CBOR adds.
pub const FEED_ITEM_BYTES_MAX: usize = record::RUN_BYTES_MAX + 40 * 1024;

/// The CBOR form of what is kept or sent.
pub fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("what the node keeps has a CBOR form");
    bytes
}

/// Reads CBOR that may be hostile: bounded depth, allocation only as bytes arrive.
///
/// # Errors
/// In words, when it is not that.
pub fn from_bytes<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, String> {
    const DEPTH_MAX: usize = 16;
    ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH_MAX).map_err(|e| e.to_string())
}
