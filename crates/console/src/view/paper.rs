use super::{Reach, Shown, Text};
use crate::local::query_value;
use serde::{Deserialize, Serialize};

/// A paper to be printed and handed out: any kind, as blocks in the order in which they are printed.
/// An empty block is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPage {
    /// The case's id.
    pub case: String,
    /// The paper's short name, for addresses.
    pub id: String,
    /// Whose it is, in a case of several lanes; none = the whole's.
    pub branch: Option<String>,
    /// Whether it has been printed.
    pub standing: PaperStanding,
    /// The word that stands on the sheet, such as 补打; none for a paper printed once.
    pub mark: Option<Text>,
    /// What the seal covers, in Chinese and line by line: all that has a meaning of its own.
    pub printed: String,
    /// Whether the reader may print it here and now.
    pub may_print: bool,
    /// The unit that hands it out.
    pub unit: Text,
    /// Its lawful title, as it must stand on the paper: a 收件凭证 is not a 受理通知书.
    pub title: Text,
    /// Its number; empty before it is printed.
    pub number: String,
    /// Whom it is addressed to, without the colon; none for papers that address nobody.
    pub addressee: Option<Text>,
    /// Applicant, item, case number, limit and so on, in order.
    pub facts: Vec<Shown>,
    /// What it says, paragraph by paragraph.
    pub body: Vec<Text>,
    /// Materials, hand-overs, fees.
    pub tables: Vec<PaperTable>,
    /// How to have it reviewed (复议, 诉讼), with authority and limit.
    pub remedies: Vec<Text>,
    /// What else to know: where to ask, what to bring.
    pub notes: Vec<Text>,
    /// The day of the act that the paper is about, not of its printing.
    pub date: Text,
    /// What the square code carries; verifies without a line. Empty for none, as before it is printed.
    pub code: String,
    /// A short code to be read over the telephone.
    pub short_code: String,
    /// Whether there is room for the special seal.
    pub seal: bool,
    /// What stands above the strip.
    pub strip_title: Text,
    /// A strip to be filled in by hand and kept by the unit: who took the paper, when, how. A value that is
    /// empty is a line to write on.
    pub strip: Vec<Shown>,
    /// The sheet it is printed on.
    pub sheet: Sheet,
    /// How far the case has come; shown on the screen, not printed.
    pub reach: Vec<Reach>,
}

/// Whether what is looked at is a paper that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperStanding {
    /// Not printed yet: it has neither number nor code, and is good for nothing.
    #[default]
    Preview,
    /// Printed once: it has a number and a code.
    Printed,
    /// Printed again (补打), which stands on it.
    Again,
    /// Looked at where it was not handed out, or by somebody who sees it masked: without a code.
    Copy,
}

impl PaperStanding {
    /// Whether it may leave the house as a paper.
    pub const fn is_paper(self) -> bool {
        matches!(self, PaperStanding::Printed | PaperStanding::Again)
    }
}

/// One paper of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperRef {
    /// Its short name.
    pub id: String,
    /// Whose it is, in a case of several lanes; none = the whole's.
    pub branch: Option<String>,
}

impl PaperRef {
    /// How an address names it: `paper=deny&branch=SL-001`.
    pub fn query(&self) -> String {
        let mut query = format!("paper={}", query_value(&self.id));
        if let Some(branch) = &self.branch {
            query.push_str(&format!("&branch={}", query_value(branch)));
        }
        query
    }
}

/// A table on a paper. Rows are numbered where it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperTable {
    /// What it holds; empty for none.
    pub caption: Text,
    /// The heading of each column, from left to right.
    pub head: Vec<Text>,
    /// The cells of each row, one for each column.
    pub rows: Vec<Vec<Text>>,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// For notices and decisions.
    #[default]
    A4,
    /// For receipts and hand-overs of papers.
    A5,
}

/// What is known of the code of a paper that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What the check of the code came to.
    pub standing: CodeStanding,
    /// The answer in a sentence.
    pub text: Text,
    /// What the code says of the paper: kind, number, date, who signed. Nothing about a person.
    pub facts: Vec<Shown>,
}

/// How a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeStanding {
    /// Signed by a node of this tree.
    Genuine,
    /// By a node that is not known here: nothing can be said.
    Unknown,
    /// The signature does not fit: forged or changed.
    Forged,
    /// No code of a paper, or not read whole.
    Unreadable,
}

impl CodeStanding {
    /// The shape that is shown with its word, so that it can be told apart without colour.
    pub const fn mark(self) -> &'static str {
        match self {
            CodeStanding::Genuine => "●",
            CodeStanding::Unknown => "○",
            CodeStanding::Forged => "■",
            CodeStanding::Unreadable => "▲",
        }
    }

    /// The name used in style sheets and data.
    pub const fn name(self) -> &'static str {
        match self {
            CodeStanding::Genuine => "genuine",
            CodeStanding::Unknown => "unknown",
            CodeStanding::Forged => "forged",
            CodeStanding::Unreadable => "unreadable",
        }
    }
}
