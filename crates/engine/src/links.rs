//! What the engine knows of its links, besides what the hub knows.

use super::express::Recent;
use super::join::Counted;
use super::kept::Followed;
use calendar::UnixMillis;
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use sync::{Cursor, LinkNo};
use tiers::{NodeId, PlaceCode};

/// The links of a node.
pub(super) struct Links {
    /// By number.
    pub(super) known: BTreeMap<u32, LinkInfo>,
    /// What was counted for the links that are yet to be joined.
    pub(super) counted: Option<Counted>,
    /// Links whose peer owes an answer, and since when, ms.
    pub(super) waiting: BTreeMap<u32, i64>,
    /// When the peer of a link was last asked for what an item waits for.
    pub(super) asked: BTreeMap<u32, i64>,
    /// Records of which the place above was asked for what items wait for, and has not answered.
    pub(super) wanted: Vec<RecordId>,
    /// Records of which no place that could have it has what items wait for, as far as they were asked.
    pub(super) nowhere: BTreeSet<RecordId>,
    /// Links whose two ends do not hold the same although they were repaired, with how many records.
    pub(super) differs: BTreeMap<u32, u64>,
    /// When this node last asked for a comparison with its parent though nothing had happened.
    pub(super) compared: UnixMillis,
    pub(super) marks_learnt: i64,
    /// Items of children that say what was here already and is not known to be at the top.
    pub(super) followed: Vec<Followed>,
    /// How far each peer's feed is durable here.
    pub(super) cursors: BTreeMap<u32, Cursor>,
    /// What people wrote or sent lately.
    pub(super) recent: Recent,
    /// By which link the changes of this batch came, by record.
    pub(super) brought: BTreeMap<RecordId, LinkNo>,
    /// Records that came into the scope of a link, to be put into its feed.
    pub(super) entering: Vec<(RecordId, LinkNo)>,
}

/// What the engine knows of a link.
#[derive(Debug, Clone)]
pub struct LinkInfo {
    /// The peer's key, once it has been seen.
    pub node: Option<NodeId>,
    /// Where it stands.
    pub place: PlaceCode,
    /// Since when it is up or down, ms.
    pub since: i64,
    /// When something last came in from it, ms.
    pub heard: i64,
}

impl Links {
    /// None; `now` is when they were last compared.
    pub(super) fn none(now: UnixMillis) -> Links {
        Links {
            known: BTreeMap::new(),
            counted: None,
            waiting: BTreeMap::new(),
            asked: BTreeMap::new(),
            wanted: Vec::new(),
            nowhere: BTreeSet::new(),
            differs: BTreeMap::new(),
            compared: now,
            marks_learnt: 0,
            followed: Vec::new(),
            cursors: BTreeMap::new(),
            recent: Recent::default(),
            brought: BTreeMap::new(),
            entering: Vec::new(),
        }
    }
}
