//! What may be asked of a node, over its socket and from its console, and what it answers.

use super::editing::{EditShow, EditStep};
use super::reason::{Fault, Reason};
use calendar::UnixMillis;
use casework::{CaseView, Deed, Form, NextAct};
use papers::DirectoryExport;
use record::RecordId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use supervision::Assessment;
use tiers::{Digest, NodeId, PlaceCode, Tier};

impl Command {
    /// What a node can do before it holds everything ([`crate::Engine::open_early`]), with the record that
    /// it must bring to mind, empty where there is none.
    pub fn early(&self) -> Option<String> {
        match self {
            Command::Items
            | Command::DraftNew { .. }
            | Command::File { .. }
            | Command::Audit(_) => Some(String::new()),
            Command::DraftSet { draft, .. }
            | Command::DraftShow { draft }
            | Command::DraftCheck { draft, .. }
            | Command::DraftFile { draft, .. } => Some(draft.clone()),
            // By number or by the first letters of an id only the whole can tell.
            Command::Show { case } | Command::Why { case } => {
                case.trim().parse::<RecordId>().ok().map(|_| case.clone())
            }
            _ => None,
        }
    }
}

/// Something asked of a node. `user` is the person who is logged in, or whom the operator names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// What the node is and how it is.
    Status,
    /// The catalog lines that may be filed here.
    Items,
    /// Begins a draft.
    DraftNew {
        /// Who.
        user: String,
        /// Item or bundle.
        item: String,
    },
    /// Sets fields of a draft.
    DraftSet {
        /// Who.
        user: String,
        /// Draft.
        draft: String,
        /// Fields.
        fields: Form,
    },
    /// A draft.
    DraftShow {
        /// Draft.
        draft: String,
    },
    /// Everything that is wrong with a draft, without filing it.
    DraftCheck {
        /// Who.
        user: String,
        /// Draft.
        draft: String,
    },
    /// Files a draft.
    DraftFile {
        /// Who.
        user: String,
        /// Draft.
        draft: String,
    },
    /// Files a case at once.
    File {
        /// Who.
        user: String,
        /// Item or bundle.
        item: String,
        /// The form.
        fields: Form,
    },
    /// Does something to a case.
    Act {
        /// Who.
        user: String,
        /// Case: id, the beginning of it, or number.
        case: String,
        /// Branch.
        branch: Option<String>,
        /// What.
        deed: Deed,
    },
    /// Accepts a case under the catalog versions in force today instead of the receipt's.
    AcceptToday {
        /// Who.
        user: String,
        /// Case: id, the beginning of it, or number.
        case: String,
    },
    /// Gives every open proxy case filed here that one agent looks after to another agent of the place.
    Assign {
        /// Who assigns.
        user: String,
        /// Log-in name of the agent up to now, who need not be in the directory any more.
        from: String,
        /// Log-in name of the next agent.
        to: String,
        /// Why.
        reason: String,
    },
    /// Prints a paper of a case.
    Print {
        /// Who.
        user: String,
        /// Case: id, the beginning of it, or number.
        case: String,
        /// Which, as in [`casework::Paper::id`].
        paper: String,
        /// Branch, where the paper is about one of several.
        branch: Option<String>,
    },
    /// A case.
    Show {
        /// Case: id, the beginning of it, or number.
        case: String,
    },
    /// How every limit of a case was counted.
    Why {
        /// Case: id, the beginning of it, or number.
        case: String,
    },
    /// All cases and drafts.
    List,
    /// What each record comes to: for comparison between nodes.
    Fingerprints,
    /// Findings by place and rule.
    Findings,
    /// Rows for the province: what they are now, by kind and key.
    Rows,
    /// Quarantined changes.
    Quarantine,
    /// Takes note of a paper that came back: somebody has looked after it.
    PaperChecked {
        /// Who: of those who work on cases, or an administrator.
        user: String,
        /// Its number, or the beginning of the id of its case or of the act that tells of it.
        paper: String,
    },
    /// The public keys of the tree.
    Directory,
    /// Publishes another calendar.
    PublishCalendar {
        /// Who.
        user: String,
        /// Its bytes.
        calendar: Vec<u8>,
    },
    /// A step in editing the catalog.
    Edit {
        /// Who.
        user: String,
        /// The item.
        code: String,
        /// What.
        step: EditStep,
    },
    /// The draft of an item, or the version in force.
    EditShow {
        /// The item.
        code: String,
    },
    /// All drafts of items.
    Edits,
    /// An event for the audit trail.
    Audit(super::kept::Audit),
}

/// Why something was not done. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The condition that was not met, with its values.
    pub reason: Reason,
    /// Fields and what is wrong with each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// Its name in the form or in the files of the catalog.
    pub field: String,
    /// What is wrong with its value.
    pub fault: Fault,
}

/// An answer. What people read of it, and its form as JSON, is made by whoever passes it on.
#[derive(Debug, Clone)]
pub enum Reply {
    /// See [`Command::Status`].
    Status(Box<NodeStatus>),
    /// See [`Command::Items`].
    Items(Vec<Line>),
    /// A draft was begun or changed.
    Draft(DraftView),
    /// A case was filed.
    Filed(Filed),
    /// An act was done.
    Done(Done),
    /// See [`Command::Assign`].
    Assigned(Assigned),
    /// A paper was printed.
    Printed(PaperPrinted),
    /// See [`Command::Show`].
    Case(Box<CaseShow>),
    /// See [`Command::Why`].
    Why(Box<WhyShow>),
    /// See [`Command::List`].
    List(Vec<Summary>),
    /// See [`Command::Fingerprints`].
    Fingerprints(BTreeMap<String, Fingerprint>),
    /// See [`Command::Findings`].
    Findings(BTreeMap<PlaceCode, BTreeMap<String, Lit>>),
    /// See [`Command::Rows`].
    Rows(BTreeMap<String, RowShow>),
    /// See [`Command::Quarantine`].
    Quarantine(Vec<QuarantineShow>),
    /// See [`Command::PaperChecked`].
    PaperChecked(Box<PaperChecked>),
    /// See [`Command::Directory`].
    Directory(DirectoryExport),
    /// A draft of an item.
    Edit(Box<EditShow>),
    /// See [`Command::Edits`].
    Edits(Vec<EditShow>),
    /// Nothing to say.
    Ok {
        /// Always true.
        ok: bool,
    },
}

/// What a node is and how it is.
#[derive(Debug, Clone, Serialize)]
pub struct NodeStatus {
    /// Place.
    pub place: PlaceCode,
    /// Its name with those above.
    pub name: String,
    /// Tier.
    pub tier: Tier,
    /// Key.
    pub node: NodeId,
    /// Clock.
    pub now: String,
    /// Clock, ms.
    pub now_ms: UnixMillis,
    /// Version of the program.
    pub version: String,
    /// Links.
    pub links: Vec<LinkShow>,
    /// Records by kind.
    pub records: BTreeMap<String, u64>,
    /// Catalog.
    pub items: u64,
    /// Catalog.
    pub bundles: u64,
    /// Acts held, over all cases.
    pub acts: u64,
    /// Changes set aside.
    pub quarantined: u64,
    /// Items that wait for a change that is not here.
    pub parked: u64,
    /// Those items.
    pub waiting: Vec<ParkedShow>,
    /// Numbers left in the block.
    pub numbers_left: u32,
    /// True when fewer are left than the low-water mark.
    pub numbers_low: bool,
    /// Lights of open cases.
    pub lights: BTreeMap<String, u64>,
    /// Entries in the journal, bytes.
    pub journal_bytes: u64,
    /// Why the rows were made anew at the start, if they were.
    pub rows_rebuilt: Option<String>,
    /// Bytes of a torn tail that was cut off at the start.
    pub torn_bytes: u64,
    /// How often something visible has changed since the start.
    pub changes: u64,
    /// Papers that came back after this store was put back, and of which nobody has taken note.
    pub papers_back: Vec<PaperBackShow>,
    /// How many more there were.
    pub papers_back_more: u64,
}

/// A paper that this place handed out and that came back to a store that was put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperBackShow {
    /// The number that stands on it.
    pub number: String,
    /// Which, as in [`casework::Paper::id`]; `make` for what a department made (制证).
    pub paper: String,
    /// Id of the case.
    pub id: String,
    /// Number of the case.
    pub case: String,
    /// Name of the item.
    pub name: String,
    /// The act that tells of it.
    pub act: Digest,
    /// When it was handed out, as claimed.
    pub at: UnixMillis,
    /// By whom.
    pub who: casework::Who,
    /// Another case on whose paper the same number stands: 重号.
    pub twice: Option<PaperTwice>,
}

/// A paper that came back was looked after, and this is on the node's disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperChecked {
    /// As it was listed.
    #[serde(flatten)]
    pub paper: PaperBackShow,
    /// How many are still to be looked after.
    pub left: u64,
}

/// The other case with the number of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperTwice {
    /// Id.
    pub id: String,
    /// Number of the case.
    pub case: String,
}

/// One link.
#[derive(Debug, Clone, Serialize)]
pub struct LinkShow {
    /// Peer's place.
    pub place: PlaceCode,
    /// Its name, where it is known.
    pub name: String,
    /// Whether it is the parent.
    pub parent: bool,
    /// Whether it is up.
    pub online: bool,
    /// Since when it is up or down, ms.
    pub since: i64,
    /// Our feed to it.
    pub last: u64,
    /// What it has made durable.
    pub acked: u64,
    /// What we hold of its feed.
    pub received: u64,
    /// When something last came from it, ms: 数据截至.
    pub heard: i64,
    /// A first load is coming in or going out.
    pub loading: bool,
    /// Both ends were found to hold the same when they were last compared on this line.
    pub same: bool,
    /// Records that both ends hold differently although they were repaired: somebody must look.
    pub differs: u64,
}

/// One catalog line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Code of the item or bundle.
    pub code: String,
    /// Its name in the catalog.
    pub name: String,
    /// Code of the department that decides, or that leads a bundle.
    pub department: String,
    /// Which of the two it is.
    pub of: LineOf,
}

/// What a catalog line is of.
#[derive(Debug, Clone)]
pub enum LineOf {
    /// An item.
    Item {
        /// Its kind, as the catalog's files name it.
        kind: String,
        /// Its promise, as the catalog's files word it.
        promise: String,
    },
    /// A bundle of items that departments handle together.
    Bundle {
        /// Working days for all of it.
        days: u16,
    },
}

/// A draft.
#[derive(Debug, Clone, Serialize)]
pub struct DraftView {
    /// Id.
    pub draft: String,
    /// Item or bundle.
    pub item: String,
    /// Home.
    pub home: PlaceCode,
    /// Fields with one value.
    pub fields: Form,
    /// Fields with several.
    pub conflicts: BTreeMap<String, Vec<Rival>>,
    /// The case it was filed as.
    pub filed: Option<String>,
    /// When it last changed, ms.
    pub saved: i64,
    /// Reach, see [`Summary::reach`].
    pub reach: usize,
}

/// One of several values.
#[derive(Debug, Clone, Serialize)]
pub struct Rival {
    /// The value.
    pub value: String,
    /// The place that wrote it.
    pub place: Option<PlaceCode>,
}

/// A case was filed, and it is on this node's disk.
#[derive(Debug, Clone, Serialize)]
pub struct Filed {
    /// Id.
    pub case: String,
    /// Number on paper.
    pub number: String,
    /// The receipt's act.
    pub act: Digest,
    /// Numbers of other open cases of the same item and applicant, as far as this node holds them: a hint,
    /// never a refusal.
    pub duplicates: Vec<String>,
}

/// An act was done, and it is on this node's disk.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// Case.
    pub case: String,
    /// The act.
    pub act: Digest,
    /// Kind.
    pub kind: String,
}

/// Proxy cases have another agent, and this is on the node's disk.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The agent up to now.
    pub from: String,
    /// The next agent.
    pub to: String,
    /// How many cases were assigned.
    pub count: usize,
    /// Which, by number on paper.
    pub numbers: Vec<String>,
    /// Cases that stay as they were, and why: say, because rival acts must be settled first.
    pub left: Vec<NotAssigned>,
}

/// A case that could not be assigned.
#[derive(Debug, Clone)]
pub struct NotAssigned {
    /// Number on paper.
    pub number: String,
    /// Why it stays with its agent.
    pub why: Refused,
}

/// A paper was printed, and the act is on this node's disk.
#[derive(Debug, Clone, Serialize)]
pub struct PaperPrinted {
    /// Case.
    pub case: String,
    /// The act.
    pub act: Digest,
    /// Which, as in [`casework::Paper::id`].
    pub paper: String,
    /// Branch it is about; none = the whole.
    pub branch: Option<String>,
    /// The number that stands on it.
    pub number: String,
    /// Whether it had been printed before.
    pub again: bool,
    /// What its square code carries.
    pub code: String,
    /// What is printed, line by line: what the code vouches for.
    pub text: String,
}

/// A case in full.
#[derive(Debug, Clone, Serialize)]
pub struct CaseShow {
    /// In short.
    pub summary: Summary,
    /// The view.
    pub view: CaseView,
    /// Due dates, findings, light.
    pub assessment: Assessment,
    /// What may be done next.
    pub next: Vec<NextAct>,
    /// Fingerprint of the view.
    pub fingerprint: Digest,
    /// Numbers of other open cases of the same item and applicant, as far as this node holds them.
    pub duplicates: Vec<String>,
}

/// How the limits of a case were counted.
#[derive(Debug, Clone)]
pub struct WhyShow {
    /// Id.
    pub case: String,
    /// Number on paper.
    pub number: String,
    /// Name of the item.
    pub name: String,
    /// The moment at which the lights are these.
    pub now: UnixMillis,
    /// The calendar that everything was counted on.
    pub calendar: Digest,
    /// Every limit that has begun, the whole first.
    pub limits: Vec<LimitShow>,
    /// Recounts that were made.
    pub recounts: Vec<casework::Recounted>,
}

/// One limit.
#[derive(Debug, Clone)]
pub struct LimitShow {
    /// What it shows.
    pub light: supervision::Light,
    /// The limit, what it is counted by and from, when it is due, and how that was counted.
    pub why: casework::Why,
}

/// A case or draft in short.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Id.
    pub id: String,
    /// `case` or `draft`.
    pub kind: String,
    /// Number on paper.
    pub number: String,
    /// Item or bundle.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Applicant, masked.
    pub applicant: String,
    /// Where it was begun.
    pub home: PlaceCode,
    /// How far it is.
    pub phase: String,
    /// Light.
    pub light: String,
    /// Promised limit, ms.
    pub due: Option<i64>,
    /// Last change taken in here, ms.
    pub updated: i64,
    /// How many tiers above hold its last change: 0 = this node alone.
    pub reach: usize,
    /// Names of the tiers it reaches, this node first.
    pub tiers: Vec<Tier>,
    /// What is due next, and whose.
    pub todo: Vec<NextAct>,
    /// Fields with several values, or rival acts.
    pub conflicts: u64,
}

/// What a record comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Fingerprint {
    /// Kind.
    pub kind: String,
    /// Home.
    pub home: PlaceCode,
    /// Whether this place should hold it.
    pub in_scope: bool,
    /// The view's bytes hashed; for other records, the heads.
    pub fold: Digest,
    /// The heads hashed.
    pub heads: Digest,
    /// Changes held.
    pub changes: usize,
    /// Acts, and how many of them stand.
    pub acts: usize,
}

/// How many findings have been yellow and red.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lit {
    /// Yellow.
    pub yellow: u64,
    /// Red.
    pub red: u64,
}

/// One row for the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowShow {
    /// Version.
    pub version: u64,
    /// Body.
    pub body: String,
}

/// An item that waits for a change that is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedShow {
    /// The record it is of.
    pub record: String,
    /// How many changes it waits for.
    pub missing: u64,
    /// Where it came from; none where that link is no more.
    pub from: Option<PlaceCode>,
    /// Since when, ms.
    pub at: i64,
    /// Every place that could have what it waits for was asked, and none has it.
    pub nowhere: bool,
}

/// One change set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineShow {
    /// Link number.
    pub link: u32,
    /// Place in the peer's feed.
    pub seq: u64,
    /// Why.
    pub reason: String,
    /// When, ms.
    pub at: i64,
    /// Length.
    pub bytes: usize,
}
