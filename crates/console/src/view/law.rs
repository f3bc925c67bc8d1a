use super::Text;
use serde::{Deserialize, Serialize};

/// The law that a node judges by, for whoever wants to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawPage {
    /// The table of each kind of power, of which a page shows one; at least one.
    pub regimes: Vec<LawOfRegime>,
    /// What becomes of two acts that did not know each other: a square.
    pub rivals: Vec<RivalRow>,
    /// What the marks of the square mean.
    pub legend: Text,
    /// The pairs that are exceptions, each with its reason.
    pub exceptions: Vec<Text>,
}

/// The law of one kind of power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawOfRegime {
    /// Its short name, as in an address.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Every act that it has, in the order of a case's life.
    pub rows: Vec<LawLine>,
    /// The states as SVG, in both languages. It goes into the page as it is, so the node escapes what it
    /// writes there.
    pub diagram: Text,
}

/// One act of the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawLine {
    /// What this kind of act is called.
    pub act: Text,
    /// In which states it may be done.
    pub states: Text,
    /// Whose it is.
    pub whose: Text,
    /// In which roles.
    pub roles: Text,
    /// When it is refused.
    pub guards: Vec<Text>,
    /// Where it leads.
    pub to: Text,
    /// The paper that comes of it; empty for none.
    pub paper: Text,
    /// The rule it comes from.
    pub basis: String,
}

/// One act against all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RivalRow {
    /// The kind of act that is set against all others.
    pub act: Text,
    /// A mark for each act, in the order of the rows.
    pub marks: Vec<char>,
}
