use super::{Material, Reach, Shown, Text};
use serde::{Deserialize, Serialize};

/// A paper to be printed and handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPage {
    /// The case's id.
    pub case: String,
    /// Its lawful title, as it must stand on the paper: a 收件凭证 is not a 受理通知书.
    pub title: Text,
    /// The unit that hands it out.
    pub unit: Text,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Text,
    /// Applicant, item, case number, limit and so on, in order.
    pub facts: Vec<Shown>,
    /// What was handed in.
    pub materials: Vec<Material>,
    /// What it says, paragraph by paragraph.
    pub body: Vec<Text>,
    /// What the square code carries; verifies without a line.
    pub code: String,
    /// A short code to be read over the telephone.
    pub short_code: String,
    /// Whether there is room for the special seal.
    pub seal: bool,
    /// The sheet it is printed on.
    pub sheet: Sheet,
    /// How far the case has come; shown on the screen, not printed.
    pub reach: Vec<Reach>,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// For notices and decisions.
    #[default]
    A4,
    /// For receipts.
    A5,
}
