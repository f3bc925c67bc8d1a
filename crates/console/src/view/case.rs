use super::{FormField, Light, PaperRef, Reach, Rival, Shown, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a reader may see of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    /// The case's id.
    pub id: String,
    /// The number printed on papers; empty before there is one.
    pub number: String,
    /// The item's code.
    pub item_code: String,
    /// What it applies for.
    pub item: Text,
    /// The applicant, masked (张*).
    pub applicant: String,
    /// The applicant's id number, masked (2306**********1234); empty for none.
    pub applicant_id: String,
    /// Where it was filed.
    pub place: Text,
    /// Where it stands.
    pub state: Text,
    /// What was decided, once all is; none before.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// The place and department it waits for, or that closed it.
    pub owner: Text,
    /// Its time limit; none before the clock started.
    pub due: Option<Due>,
    /// Every limit that has begun, with how it was counted.
    pub limits: Vec<Counted>,
    /// Recounts (期限重算) that were made, each with its reason.
    pub recounts: Vec<Text>,
    /// The calendar that they were counted on, short.
    pub calendar: String,
    /// The form, masked where needed.
    pub fields: Vec<CaseField>,
    /// Whether the whole of what is masked may be asked for, with a reason.
    pub may_reveal: bool,
    /// The lanes: one for a plain case, one a department for a joint approval.
    pub lanes: Vec<Lane>,
    /// What was done, newest last.
    pub trail: Vec<TrailRow>,
    /// Where sides contradict each other.
    pub contested: Vec<Contested>,
    /// How far it has come.
    pub reach: Vec<Reach>,
    /// What the reader may do now; the first is the main thing.
    pub offers: Vec<ActOffer>,
    /// What was handed out, and what may be printed now.
    pub papers: Vec<PaperLine>,
    /// Joint papers, and who has signed each.
    #[serde(default)]
    pub joints: Vec<JointLine>,
    /// Where the originals are.
    pub custody: Vec<CustodyLine>,
    /// What supervision found.
    pub findings: Vec<FindingLine>,
    /// Names what was looked at: equal for equal content on every node.
    pub fingerprint: String,
    /// Other open cases in which the same applicant asks for the same item: a hint.
    #[serde(default)]
    pub duplicates: Vec<Alike>,
    /// Where it went, by whom and why, where it was this place's and is no longer.
    #[serde(default)]
    pub left: Option<Text>,
    /// Why nothing can be done to it here, such as a newer kind of act this node cannot read.
    pub read_only: Option<Text>,
}

/// What was decided, in words and in its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Granted, denied, or in part.
    pub text: Text,
    /// Green, red or yellow.
    pub light: Light,
}

/// Another open case of the same item and applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The case's id.
    pub id: String,
    /// That it is under way, with its number and place.
    pub text: Text,
}

/// A time limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// `剩 3 个工作日 · 10月9日 17:30 前`.
    pub text: Text,
    /// Light of the case while it runs; once it is concluded, green in time and red late.
    pub light: Light,
    /// Why and since when the clock stands still.
    pub paused: Option<Text>,
}

/// A limit, and how it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What it is called: 承诺时限.
    pub name: Text,
    /// The branch or step it is about; empty for the whole.
    pub of: String,
    /// How long it is.
    pub length: Text,
    /// The rule it comes from.
    pub basis: String,
    /// From when, and what happened then.
    pub from: Text,
    /// When what it limits was done; none = not yet.
    pub ended: Option<Text>,
    /// Its light; none once it has ended.
    pub light: Option<Light>,
    /// The count, day by day, the date last.
    pub lines: Vec<Text>,
}

/// A field of the form as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseField {
    /// Label and value.
    pub shown: Shown,
    /// All values, where the record holds several.
    pub rivals: Vec<Rival>,
}

/// One department's part of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Names the branch; empty for the only lane of a plain case.
    pub branch: String,
    /// What this lane decides.
    pub item: Text,
    /// The department that decides this lane; the desk where there is none.
    pub department: Text,
    /// The place whose department it is, after any move of the case.
    pub place: Text,
    /// Where it stands.
    pub state: Text,
    /// Light of the step that is open; none before its clock starts and once the lane has ended.
    pub light: Option<Light>,
    /// Its steps in order.
    pub steps: Vec<LaneStep>,
}

/// One step of a lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneStep {
    /// What the step is called in the catalog.
    pub name: Text,
    /// The place, department and role that alone may take it.
    pub owner: Text,
    /// How long it may take.
    pub limit: Text,
    /// How far it is.
    pub state: StepState,
    /// Who took it.
    pub by: Option<String>,
    /// When it was taken; none while it has not been.
    pub at: Option<Text>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It was taken, or the lane went past it.
    Done,
    /// Its turn is now.
    Now,
    /// It waits for another lane, or its clock stands still.
    Waiting,
    /// A step before it in the lane has to be taken first.
    Coming,
    /// Not needed any more.
    Skipped,
}

impl StepState {
    /// The name used in style sheets and data.
    pub const fn name(self) -> &'static str {
        match self {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Waiting => "waiting",
            StepState::Coming => "coming",
            StepState::Skipped => "skipped",
        }
    }
}

/// One act of a case, as the trail shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailRow {
    /// The act's id, short.
    pub id: String,
    /// What was done.
    pub kind: Text,
    /// Who did it; empty for the node itself.
    pub who: String,
    /// Place and department that the person acted for; empty where the act cannot be read.
    pub place: Text,
    /// The role in which the person acted; empty where the act cannot be read.
    pub role: Text,
    /// When, as claimed.
    pub at: Text,
    /// What it is worth.
    pub standing: Standing,
    /// Reason, opinion, or why it does not stand.
    pub note: Option<Text>,
    /// The paper that belongs to it.
    pub paper: Option<PaperRef>,
}

/// What an act is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It counts in what the case is now.
    Stands,
    /// A rival contradicts it; frozen until it is settled.
    Contested,
    /// It came when another had already been relied on.
    Late,
    /// Set aside by a settling act.
    Void,
    /// What it cites has not arrived.
    Waiting,
    /// Against the law or beyond authority: kept, not counted.
    Invalid,
}

impl Standing {
    /// The name used in style sheets and data.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Stands => "stands",
            Standing::Contested => "contested",
            Standing::Late => "late",
            Standing::Void => "void",
            Standing::Waiting => "waiting",
            Standing::Invalid => "invalid",
        }
    }
}

/// Acts that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// What they are about, and who may settle it.
    pub about: Text,
    /// The acts that are rivals of each other, in the order of the trail.
    pub sides: Vec<TrailRow>,
    /// How the reader may settle it, if they may.
    pub settle: Option<ActOffer>,
}

/// Something the reader may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActOffer {
    /// The kind of act, as in data.
    pub kind: String,
    /// Which lane; none for the case as a whole.
    pub branch: Option<String>,
    /// The verb on the button, with the lane where there are several.
    pub label: Text,
    /// What must be said.
    pub fields: Vec<FormField>,
    /// What is sent along unseen, such as the ids of the rivals.
    pub fixed: BTreeMap<String, String>,
    /// Set where it cannot be taken back: the consequence in words, asked once more before it is done.
    pub danger: Option<Text>,
    /// Whether the consequence is what the applicant wants: it is asked once more, but not in red.
    #[serde(default)]
    pub favourable: bool,
    /// Whether it may be done besides; the case does not wait for it.
    #[serde(default)]
    pub besides: bool,
}

/// An act as a person sent it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ActForm {
    /// The kind of act.
    pub kind: String,
    /// The branch it acts on, by the item's code; none for the case as a whole.
    pub branch: Option<String>,
    /// What was said, and what was sent along.
    pub fields: BTreeMap<String, String>,
    /// The fingerprint of the case that the person looked at.
    pub basis: String,
}

/// An act was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActDone {
    /// What to tell the person.
    pub message: Text,
    /// A paper that came of it and should be printed.
    pub paper: Option<PaperRef>,
}

/// A paper that was handed out, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLine {
    /// Short name and branch, by which the paper is opened and printed.
    pub paper: PaperRef,
    /// Its lawful title, with the lane where there are several.
    pub title: Text,
    /// Its number; empty before it is printed.
    pub number: String,
    /// When it was printed, the last time; before that, when what it says was done.
    pub at: Text,
    /// How often it was printed.
    pub times: u64,
    /// Whether the reader may print it here.
    pub may_print: bool,
}

/// A joint paper: one report, signed by several departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointLine {
    /// A joint visit, a joint review or a collective approval.
    pub what: Text,
    /// Text of the joint report, as the act that called for it has it.
    pub report: String,
    /// Who called for it, and when.
    pub begun: Text,
    /// The departments that sign it.
    pub signs: Vec<SignLine>,
}

/// A department of a joint paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignLine {
    /// The department and what it decides.
    pub of: Text,
    /// Who signed and when; none = not yet.
    pub signed: Option<Text>,
    /// What they wrote beside their name.
    pub opinion: String,
}

/// An original and who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyLine {
    /// What it is called.
    pub paper: Text,
    /// Who holds it now: a place, or the applicant.
    pub holder: Text,
    /// When it was last handed on or taken in.
    pub since: Text,
    /// To whom it was given and who has not confirmed it yet.
    pub offered: Option<Text>,
}

/// Something supervision found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingLine {
    /// Name of the supervision rule that it falls under.
    pub rule: Text,
    /// Yellow or red.
    pub light: Light,
    /// Which step, and why.
    pub detail: Text,
    /// When it turned red; while it is yellow, when it turned yellow.
    pub since: Text,
}
