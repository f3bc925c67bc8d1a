use crate::{Act, ActId, Form};
use tiers::{Digest, NodeId, PlaceCode};

/// One admitted change of a record, as the fold sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Hash of the change: its place in the order.
    pub hash: Digest,
    /// Hashes of the changes it knew.
    pub deps: Vec<Digest>,
    /// The node that signed it.
    pub author: NodeId,
    /// What it says.
    pub content: Content,
}

/// What a change says: an act or form edits, never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A change of a form: the fields that it sets.
    Form(Form),
    /// An act this node can read. Boxed: the other variants are small.
    Act(ActId, Box<Act>),
    /// An act of a kind or shape this node does not know: kept, relayed, shown as such.
    Unknown(ActId),
}

/// What the fold knows of the record beside its changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// Where the record was begun.
    pub home: PlaceCode,
}
