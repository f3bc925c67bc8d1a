//! What was acknowledged to people, outside of all nodes: nobody may lose it.

use engine::Engine;
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, PlaceCode};

/// An act that somebody was told is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The record that the act is in.
    pub record: RecordId,
    /// The id of the act, by which trails name it.
    pub act: Digest,
    /// The node that said so.
    pub node: usize,
    /// When the node said so, simulated ms since 1970.
    pub at: i64,
    /// Every copy was destroyed, by a restore or with a machine.
    pub gone: bool,
}

/// A draft's field that somebody was told is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedField {
    /// The draft that the field is in.
    pub record: RecordId,
    /// Field and value.
    pub field: (String, String),
    /// What was typed over it when the power went: nobody was told whether it is kept, and it may be.
    pub over: Vec<String>,
    /// The node that said so.
    pub node: usize,
    /// When the node said so, simulated ms since 1970.
    pub at: i64,
    /// As in [`Told`].
    pub gone: bool,
}

impl TypedField {
    /// Whether a node shows it, be it beside other words for the same field.
    pub fn is_shown(&self, engine: &mut Engine) -> bool {
        let Ok(view) = engine.draft_view(self.record) else {
            return false;
        };
        let (field, value) = &self.field;
        let rivals = view.conflicts.get(field).into_iter().flatten();
        let mut shown = rivals
            .map(|rival| &rival.value)
            .chain(view.fields.get(field));
        shown.any(|shown| shown == value || self.over.contains(shown))
    }
}

/// What nodes acknowledged to people, and what the last checks need to know besides.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Acts in the order in which they were acknowledged.
    pub acts: Vec<Told>,
    /// The last value of each draft's fields, by field.
    pub typed: BTreeMap<(RecordId, String), TypedField>,
    /// Numbers on paper, with the node that gave them.
    pub numbers: Vec<(String, usize)>,
    /// Where records begin.
    pub homes: BTreeMap<RecordId, PlaceCode>,
    /// Nodes that were set back without knowing it: until somebody tells them they may repeat a number.
    pub set_back: BTreeSet<usize>,
    /// Nodes that were set back, whether they knew it or not.
    pub went_back: BTreeSet<usize>,
    /// Cases that a node had given a number and that the copy it was set back to does not have.
    pub unknown: BTreeMap<(usize, RecordId), String>,
    /// Places at which two machines have stood at once.
    pub cloned: BTreeSet<PlaceCode>,
    /// Nodes whose machine was replaced by one that began with nothing.
    pub replaced: BTreeSet<usize>,
    /// Nodes that lost a part of what they had, or all.
    pub harmed: BTreeSet<usize>,
    /// Records that a liar began.
    pub forged: BTreeSet<RecordId>,
    /// Changes of liars that nobody may ever take in.
    pub never: BTreeSet<(RecordId, Digest)>,
    /// What people asked for and were refused.
    pub refused: u64,
}
