use super::{Alike, FormField, ItemLine, Material, Reach, Text};
use serde::{Deserialize, Serialize};

/// A draft opened to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPage {
    /// The draft's id.
    pub id: String,
    /// What it applies for.
    pub item: ItemLine,
    /// What it will cost.
    pub fee: Text,
    /// What must be handed in.
    pub materials: Vec<Material>,
    /// The fields to be filled in, in the order of the form.
    pub fields: Vec<DraftField>,
    /// When it was last kept.
    pub saved_at: Option<Text>,
    /// How far it has been copied.
    pub reach: Vec<Reach>,
    /// Open cases in which the same applicant asks for the same item: a hint, nothing is refused for it.
    #[serde(default)]
    pub duplicates: Vec<Alike>,
    /// Set once it was filed: it can only be read then.
    pub filed: Option<Filed>,
}

/// A field with what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftField {
    /// What the field asks, and how it is answered.
    pub field: FormField,
    /// What stands in it; where `rivals` is not empty, the value the record shows for now.
    pub value: String,
    /// All values where two people wrote at the same time, including `value`; one must be chosen. Saving
    /// the field settles it.
    pub rivals: Vec<Rival>,
}

/// One of several values that one field was given at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rival {
    /// What was written.
    pub value: String,
    /// Who wrote it.
    pub by: String,
    /// The place that wrote it; empty where that is not known.
    pub place: Text,
    /// When it was written; empty in a draft, whose changes carry no time.
    pub at: Text,
}

/// A draft was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// When the draft last changed.
    pub at: Text,
}

/// A draft was filed: a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The case's id.
    pub id: String,
    /// The number printed on papers.
    pub number: String,
}
