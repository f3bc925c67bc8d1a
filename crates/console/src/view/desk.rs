use super::{Choice, Light, Text};
use serde::{Deserialize, Serialize};

/// What the reader of a desk looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeskFilter {
    /// Part of a number or a name; empty for all.
    pub search: String,
    /// The page, counted from 1.
    pub page: u32,
    /// Only what waits for this role.
    pub role: Option<String>,
}

/// Rows on one page of a list.
pub const PAGE_ROWS: u32 = 20;

/// A person's desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeskPage {
    /// What waits to be done (待办): refused and contested first, then by due time. At most
    /// [`PAGE_ROWS`] of them.
    pub rows: Vec<DeskRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// Drafts not filed yet.
    pub drafts: Vec<DraftLine>,
    /// Open proxy cases whose agent is no agent here any more, where the reader is one and may take them.
    pub left: Vec<CaseLine>,
    /// What was filed here lately.
    pub filed: Vec<CaseLine>,
    /// How many things lie in the tray (退回与冲突).
    pub tray: u64,
    /// Set where numbers for papers run out, and what to do.
    pub numbers: Option<Text>,
}

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRow {
    /// The case that waits, as lists show it.
    pub case: CaseLine,
    /// What is to be done, as a verb: 受理, 审核, 选定一方.
    pub task: Text,
    /// Why it stands at the top, if it does.
    pub mark: RowMark,
}

/// Why a row stands where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowMark {
    /// In its turn.
    Plain,
    /// An act of this desk was refused further up.
    Refused,
    /// Two sides contradict each other.
    Conflict,
    /// A paper that this place no longer knew of came back to it.
    Back,
}

impl RowMark {
    /// The name used in style sheets and data.
    pub const fn name(self) -> &'static str {
        match self {
            RowMark::Plain => "plain",
            RowMark::Refused => "refused",
            RowMark::Conflict => "conflict",
            RowMark::Back => "back",
        }
    }
}

/// A case on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    /// The case's id.
    pub id: String,
    /// The number printed on papers; empty before there is one.
    pub number: String,
    /// What it applies for.
    pub item: Text,
    /// The applicant, masked (张*).
    pub applicant: String,
    /// Where it was filed.
    pub place: Text,
    /// Where it stands.
    pub state: Text,
    /// Its light; none once it is closed.
    pub light: Option<Light>,
    /// What is left, such as `剩 3 个工作日 · 10月9日 17:30 前`.
    pub due: Option<Text>,
    /// When something last happened to it.
    pub updated: Text,
    /// How far it has come.
    pub reach: Vec<Reach>,
}

/// How far a record has come on its way up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// 已存本机, 已到镇, 已到县, 已到市.
    pub label: Text,
    /// Whether it is there, durably.
    pub reached: bool,
    /// When this node last took in a change; none for the tiers above, which tell no time of each record.
    pub at: Option<Text>,
}

/// A draft on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The draft's id.
    pub id: String,
    /// What it applies for.
    pub item: Text,
    /// The applicant so far, masked; may be empty.
    pub applicant: String,
    /// When it was last kept.
    pub saved_at: Text,
    /// How many fields hold two values.
    pub conflicts: u64,
}

/// A thing in the tray: it went wrong between places, and a person has to deal with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrayRow {
    /// The row's id.
    pub id: String,
    /// Refused or in conflict.
    pub mark: RowMark,
    /// Where to look at it.
    pub target: TrayTarget,
    /// What it is about, such as the number and the item.
    pub title: Text,
    /// What happened, what is safe, what to do.
    pub message: Text,
    /// When it came.
    pub at: Text,
    /// What each side holds.
    pub sides: Vec<TraySide>,
    /// What may be chosen here; where empty, the target is the place to settle it.
    pub choices: Vec<Choice>,
}

/// Where a tray row is settled or looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum TrayTarget {
    /// The draft with this id.
    Draft(String),
    /// The case with this id.
    Case(String),
    /// It has no page of its own: the row says all there is.
    Nowhere,
}

impl TrayTarget {
    /// The address of its page.
    pub fn href(&self) -> Option<String> {
        match self {
            TrayTarget::Draft(id) => Some(format!("/drafts/{id}")),
            TrayTarget::Case(id) => Some(format!("/cases/{id}")),
            TrayTarget::Nowhere => None,
        }
    }
}

/// What one side of a conflict holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraySide {
    /// The value or the act.
    pub says: Text,
    /// Name of the person; empty for a draft's field, where only the place is known.
    pub by: String,
    /// The place that wrote it; empty where that is not known.
    pub place: Text,
    /// When it was done, as claimed; empty for a draft's field, which has no time.
    pub at: Text,
}

/// What is looked for among cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FindQuery {
    /// A number, a name or the last four digits of an id number; empty with one of the others.
    pub text: String,
    /// Only cases of this place and below it, by code.
    pub place: Option<String>,
    /// Only cases with this light.
    pub light: Option<Light>,
    /// Only cases behind one figure of a room: the key of a [`Bucket`](crate::Bucket), or
    /// [`Flow::INTAKE_TODAY`](crate::Flow::INTAKE_TODAY) and its like.
    pub group: Option<String>,
    /// The page, counted from 1.
    pub page: u32,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Found {
    /// One page of it.
    pub rows: Vec<CaseLine>,
    /// How many there are.
    pub total: u64,
}
