use super::Text;
use serde::{Deserialize, Serialize};

/// A field to be filled in: of a draft or of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// Its name in data; letters, digits, `-`, `_` and `.` only, and not beginning with `_`.
    pub name: String,
    /// What it asks.
    pub label: Text,
    /// What helps to answer, shown below the label.
    pub hint: Option<Text>,
    /// The part of the form it belongs to; a heading stands wherever it changes.
    pub section: Option<Text>,
    /// How it is answered.
    pub kind: FieldKind,
    /// Whether it may be left empty; only optional fields are marked.
    pub required: bool,
}

/// How a field is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum FieldKind {
    /// Any text that fits on one line.
    Text,
    /// Text of several lines, such as a reason.
    Long,
    /// A whole number, such as how many copies of a material were handed in.
    Number,
    /// A date, `2026-11-21`.
    Date,
    /// An 18-character resident id number.
    IdNumber,
    /// A telephone number.
    Phone,
    /// Money in yuan, `20.00`.
    Money,
    /// One of several.
    Choice {
        /// What may be chosen.
        options: Vec<Choice>,
    },
    /// Yes (`yes`) or nothing.
    Tick,
}

/// One thing that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its value in data.
    pub value: String,
    /// What it reads.
    pub label: Text,
}

/// Why the node would not do something: said to the person, and nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refused {
    /// What happened, what is safe, what to do.
    pub message: Text,
    /// The fields that are wrong, in the order of the form; empty when it is not about fields.
    pub fields: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What to put right.
    pub message: Text,
}
