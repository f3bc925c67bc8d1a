use super::{FormField, Shown, Text};
use serde::{Deserialize, Serialize};

/// A line of the catalog that may be filed at this place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemLine {
    /// The item's code.
    pub code: String,
    /// Name of the item or bundle in the catalog.
    pub name: Text,
    /// The department that decides.
    pub department: Text,
    /// Sort of piece: 即办件, 承诺件, 联办件.
    pub kind: Text,
    /// The promised limit, such as `5 个工作日`.
    pub limit: Text,
}

/// What the catalog says of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPage {
    /// The line it stands on in the list.
    pub line: ItemLine,
    /// The version in force, short.
    pub version: String,
    /// The laws that it rests on; for a bundle those of its items, each once.
    pub basis: Vec<Text>,
    /// Lawful and promised limits.
    pub limits: Vec<Shown>,
    /// The steps in order.
    pub steps: Vec<ItemStep>,
    /// What must be handed in: this and nothing more.
    pub materials: Vec<Material>,
    /// What it costs, such as `不收费` or `20.00 元`.
    pub fee: Text,
    /// Lawful reductions of the fee: what for, how much and on which basis.
    pub reductions: Vec<Shown>,
    /// The other elements of the catalog that a citizen may ask for: status, validity, channels, ...
    pub elements: Vec<Shown>,
    /// The flow chart as SVG, in both languages. It goes into the page as it is, so the node escapes
    /// what it writes into it; empty for none.
    pub flow: Text,
    /// The form's fields.
    pub fields: Vec<FormField>,
    /// Whether the reader may file it here.
    pub may_file: bool,
    /// Whether the reader may open its draft.
    pub may_edit: bool,
}

/// One step of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemStep {
    /// Name of the step; in a bundle, after the name of its item.
    pub name: Text,
    /// Who does it, and where.
    pub owner: Text,
    /// How long it may take.
    pub limit: Text,
}

/// A material to be handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// What the material is called in the catalog.
    pub name: Text,
    /// Form and number of copies, such as `原件 1 份`.
    pub form: Text,
    /// When it is needed, if not always.
    pub condition: Option<Text>,
}
