//! What the engine answers to whoever asks it, and why it refuses.

use super::reason::{Fault, Reason};
use calendar::{Date, UnixMillis};
use casework::{CaseView, Form, NextAct};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use supervision::Assessment;
use sync::LinkNo;
use tiers::{Digest, NodeId, PlaceCode, Tier};

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

/// What a node is and how it is.
#[derive(Debug, Clone, Serialize)]
pub struct NodeStatus {
    /// Place at which the node stands.
    pub place: PlaceCode,
    /// Its name with those above.
    pub name: String,
    /// Tier of its place, from province to village.
    pub tier: Tier,
    /// The node's public key, by which others know it.
    pub node: NodeId,
    /// What its clock says, for people: to the minute, in UTC+08:00.
    pub now: String,
    /// What its clock says, in milliseconds since 1970.
    pub now_ms: UnixMillis,
    /// Version of the program.
    pub version: String,
    /// Its links in the order of their numbers, the parent's first.
    pub links: Vec<LinkShow>,
    /// What it holds; in JSON its fields stand among the others.
    #[serde(flatten)]
    pub holds: Holdings,
    /// Changes set aside.
    pub quarantined: u64,
    /// Items that wait for a change that is not here.
    pub parked: u64,
    /// The items that wait, each with its record and where it came from.
    pub waiting: Vec<ParkedShow>,
    /// Numbers left in the block.
    pub numbers_left: u32,
    /// True when fewer are left than the low-water mark.
    pub numbers_low: bool,
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

/// What a node holds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Holdings {
    /// Records by kind.
    pub records: BTreeMap<String, u64>,
    /// Catalog items of which a version is held here.
    pub items: u64,
    /// Bundles of which a version is held here.
    pub bundles: u64,
    /// Acts held, over all cases.
    pub acts: u64,
    /// Lights of open cases.
    pub lights: BTreeMap<String, u64>,
    /// The list of days off in force; none before the first has come.
    pub calendar: Option<CalendarShow>,
}

/// Which list of days off is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarShow {
    /// Its hash, short.
    pub version: String,
    /// The last day that it announces.
    pub last: Date,
    /// Whether the list of the next year should be there and is not: lists are announced by November.
    pub next_missing: bool,
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
    /// The person who handed it out, with place and role.
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
    /// Record id of the other case.
    pub id: String,
    /// Number of the case.
    pub case: String,
}

/// A link to a neighbour, as status and pages show it.
#[derive(Debug, Clone, Serialize)]
pub struct LinkShow {
    /// Place at the other end of the link.
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
    /// An item that is applied for by itself.
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

/// A draft as it is shown to whoever fills it in.
#[derive(Debug, Clone, Serialize)]
pub struct DraftView {
    /// Record id of the draft.
    pub draft: String,
    /// Item or bundle.
    pub item: String,
    /// The place where the draft was begun.
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
    /// The value as that place wrote it.
    pub value: String,
    /// The place that wrote it.
    pub place: Option<PlaceCode>,
}

/// A case was filed, and it is on this node's disk.
#[derive(Debug, Clone, Serialize)]
pub struct Filed {
    /// Record id of the case.
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
    /// Record id of the case.
    pub case: String,
    /// Id of the act that was written.
    pub act: Digest,
    /// Name of the deed's kind, as in [`casework::Kind::name`].
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
    /// Record id of the case.
    pub case: String,
    /// Id of the act of printing.
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
    /// The case in short, as lists show it.
    pub summary: Summary,
    /// What the acts held here come to by the fold.
    pub view: Arc<CaseView>,
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
    /// Record id of the case.
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

/// A limit that has begun, with its light and how it was counted.
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
    /// Record id of the case or draft.
    pub id: String,
    /// `case` or `draft`.
    pub kind: String,
    /// Number on paper.
    pub number: String,
    /// Item or bundle.
    pub code: String,
    /// Name of the item or bundle.
    pub name: String,
    /// The applicant's name, masked; empty where none is typed yet.
    pub applicant: String,
    /// Where it was begun.
    pub home: PlaceCode,
    /// How far it is.
    pub phase: String,
    /// Its light: `off`, `paused`, `green`, `yellow` or `red`.
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
    /// What the record is of, as in [`record::Kind::name`].
    pub kind: String,
    /// The place where the record was begun, as its header says.
    pub home: PlaceCode,
    /// Whether this place should hold it.
    pub in_scope: bool,
    /// The view's bytes hashed; for other records, the heads.
    pub fold: Digest,
    /// The heads hashed.
    pub heads: Digest,
    /// How many changes of the record this node holds.
    pub changes: usize,
    /// Acts, and how many of them stand.
    pub acts: usize,
}

/// How many findings have been yellow and red.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCount {
    /// Findings that have been yellow (预警), those that turned red later among them.
    pub yellow: u64,
    /// Findings that have been red (纠错).
    pub red: u64,
}

/// One row for the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowShow {
    /// At the province the position of the city's entry that published it; 0 at the city.
    pub version: u64,
    /// What the row says, as JSON.
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
    /// Number of the link that it came by.
    pub link: LinkNo,
    /// Place in the peer's feed.
    pub seq: u64,
    /// Why it was not admitted, in English.
    pub reason: String,
    /// When it was set aside, ms since 1970.
    pub at: i64,
    /// Length of the item as it came; the bytes are in the journal.
    pub bytes: usize,
}
