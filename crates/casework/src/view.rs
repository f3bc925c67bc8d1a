use crate::{
    ActId, Form, Mode, PlannedStep, Regime, Regranted, Request, Scope, Slot, Together, Who,
};
use calendar::UnixMillis;
use catalog::{Gate, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, NodeId, PlaceCode};

/// The version of the fold's rules; part of every view, so that nodes of different versions never
/// compare fingerprints by accident.
pub const FOLD_VERSION: u32 = 6;

/// What a case is, by its acts alone: byte-equal on every node that holds the same acts. Nothing in it
/// depends on now or on a "current" calendar, catalog or directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Version of the rules.
    pub fold: u32,
    /// What follows from the acts that stand.
    pub facts: Facts,
    /// Where the case lives.
    pub scope: Scope,
    /// Every act, in the order of the fold.
    pub trail: Vec<TrailEntry>,
    /// Rivals that a person must settle.
    pub contested: Vec<Contested>,
    /// True when an act of an unknown kind is there: the record is read-only at this node.
    pub read_only: bool,
    /// True when some act waits for a version it cites.
    pub waiting: bool,
}

/// A place and, where it matters, a department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owner {
    /// The place of that owner.
    pub place: PlaceCode,
    /// Department; none = the desk of the place.
    pub department: Option<String>,
}

/// What stands in a case after all effective acts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The receipt (收件); none before it.
    pub receipt: Option<Receipt>,
    /// When the authority had it; for receipts that start the clock themselves, their own time.
    pub clock_from: Option<UnixMillis>,
    /// A correction notice (补正告知).
    pub correction: Option<Correction>,
    /// How intake ended.
    pub intake: Intake,
    /// The place that took over from the accepting owner.
    pub taken_over: Option<PlaceCode>,
    /// The owner that the accepting one handed the case to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<Owner>,
    /// Catalog versions the case is handled under: the receipt's, or those its acceptance cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalog: Vec<Digest>,
    /// The branches; one for an ordinary case.
    pub branches: Vec<Branch>,
    /// 容缺受理: what may be handed in later, and whether it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred: Option<Deferred>,
    /// Approvals of an extension (延期批准), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    /// The extension of the limit (延期), at most one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// What the applicant asked for since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// Joint papers and who signed them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joints: Vec<Joint>,
    /// 撤回 or 终止
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ending>,
    /// When and how the result was delivered (送达).
    pub delivered: Option<Done>,
    /// When and in which volume the case was archived (归档).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Done>,
    /// What the applicant thought of the service (好差评).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// What the applicant said when the agent called back (回访).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called_back: Vec<Done>,
    /// Log-in name of the agent who looks after a proxy case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// 材料原件: who holds what now.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custody: BTreeMap<String, Custody>,
    /// Papers that were handed out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Printed>,
    /// 期限重算: due dates that were counted again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recounts: Vec<Recounted>,
    /// 归属调整: every statement of the scope, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regrants: Vec<Regranted>,
    /// Pressed by a supervisor.
    pub pressed: Vec<Done>,
    /// Slots frozen by contested acts.
    pub frozen: BTreeSet<Slot>,
}

/// The receipt (收件): what was applied for, how, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number on paper.
    pub number: String,
    /// Item or bundle.
    pub code: String,
    /// Catalog versions, as cited.
    pub catalog: Vec<Digest>,
    /// Calendar, as cited.
    pub calendar: Digest,
    /// Which desk took it in, and so which clock it started.
    pub mode: Mode,
    /// Units of the fee.
    pub quantity: u32,
    /// The form as pinned.
    pub form: Form,
    /// Materials that were missing when it was received all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Who may accept.
    pub accepting: Owner,
    /// The rule of a bundle.
    pub rule: Option<Rule>,
    /// 牵头部门 of a bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// Who waits for whom, by branch number: (from, to, gate).
    pub waits: Vec<(usize, usize, Gate)>,
    /// Whether it is done at once (即办件), its limit counted in minutes.
    pub instant: bool,
    /// Promised working days of the whole; 0 for instant items.
    pub promised_days: u16,
    /// Promised working minutes of the whole.
    pub promised_minutes: u32,
    /// Legal working days of the whole.
    pub legal_days: u16,
    /// When and by whom.
    pub done: Done,
}

/// What was decided of everything that was applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 准予: all of it is granted.
    Granted,
    /// 不予: none of it is.
    Denied,
    /// Some branches are granted, others are not.
    Partly,
}

/// Who did something, and when, as claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The time that the act claims.
    pub at: UnixMillis,
    /// Who did it, in which post.
    pub who: Who,
    /// Words that go with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Code of the ground that the law gives for it, as in [`crate::CAUSES`]; empty where it takes none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
}

/// The correction (补正): what is missing, said once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When and by whom the notice was given.
    pub asked: Done,
    /// What is missing.
    pub missing: Vec<String>,
    /// Working days after which silence ends the case, where the item's rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse_days: Option<u16>,
    /// When all papers were in.
    pub answered: Option<UnixMillis>,
}

/// How intake ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intake {
    /// The authority has not answered yet.
    #[default]
    Open,
    /// The authority accepted the case (受理).
    Accepted(Done),
    /// 视为受理, from the day of receipt.
    Deemed(Done),
    /// The authority did not accept the case (不予受理).
    Refused(Done),
    /// 不受理: no licence is needed, or another authority is competent.
    NotNeeded(Done),
    /// The papers never came in time (逾期未补正).
    Lapsed(Done),
}

/// 容缺受理: accepted while papers were missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// What may be handed in later.
    pub papers: Vec<String>,
    /// Working days for it.
    pub days: u16,
    /// When, and by whom it was accepted.
    pub done: Done,
    /// When all of it had come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied: Option<Done>,
}

/// 延期批准 (许可法 42)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Working days that were approved.
    pub days: u16,
    /// Number of the approval, which the extension names.
    pub number: String,
    /// When, by whom, and why.
    pub done: Done,
}

/// 告知承诺
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The terms that are promised.
    pub terms: Vec<String>,
    /// When it was taken in, and who signed it.
    pub done: Done,
    /// 承诺核查: whether it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<(bool, Done)>,
}

/// 公示, 公告
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNotice {
    /// Where it was made public.
    pub venue: String,
    /// Its last moment.
    pub until: UnixMillis,
    /// When, by whom, and what.
    pub done: Done,
    /// Objections (异议) with what became of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<(Done, Option<Done>)>,
}

/// 延期 (许可法 42)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Working days that it adds, or that are planned.
    pub days: u16,
    /// Number of the approval.
    pub approval: String,
    /// When, by whom, and why.
    pub done: Done,
}

/// What the applicant asked for, and whether it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What the applicant asks for.
    pub what: Request,
    /// When, through whom, and why.
    pub done: Done,
    /// When it was answered.
    pub answered: Option<UnixMillis>,
}

/// A joint paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joint {
    /// The act that wrote it.
    pub act: ActId,
    /// Which of the three.
    pub what: Together,
    /// Branches that sign it.
    pub branches: Vec<String>,
    /// When, by whom, and the report.
    pub done: Done,
    /// Who signed, by branch.
    pub signed: BTreeMap<String, Done>,
}

/// The end of a case without a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// 撤回, by the applicant's request; else 终止.
    pub withdrawn: bool,
    /// When, by whom, and why.
    pub done: Done,
}

/// A rating of the service (好差评).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 5 to 1.
    pub stars: u8,
    /// When it was entered, and the words.
    pub done: Done,
}

/// Where an original is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// The place that holds it; none = back with the applicant.
    pub holder: Option<PlaceCode>,
    /// The place that it was given to and that has not confirmed it yet.
    pub offered: Option<PlaceCode>,
    /// Since when, and who took or gave it.
    pub since: Done,
}

/// A paper that was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// Which, as in [`crate::Paper::id`].
    pub paper: String,
    /// The number that stands on it.
    pub number: String,
    /// The edition of the wording that its seal covers.
    pub edition: u16,
    /// Branch it is about.
    pub branch: Option<String>,
    /// When and by whom.
    pub done: Done,
}

/// A limit that was counted again (期限重算).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recounted {
    /// When the promised limit ended before.
    pub was: UnixMillis,
    /// Due on the newer calendar.
    pub now: UnixMillis,
    /// The newer calendar.
    pub calendar: Digest,
    /// When, by which node, and why.
    pub done: Done,
}

/// 特别程序: a stretch in which the limit does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Code of the procedure, as in [`catalog::Special::code`].
    pub cause: String,
    /// Working days planned.
    pub days: u16,
    /// Number of the notice.
    pub notice: String,
    /// From when, and by whom.
    pub from: Done,
    /// Until when; none = still.
    pub until: Option<Done>,
}

/// A hearing (听证), from its notice to its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// When the applicant was told of the right to be heard (听证告知).
    pub told: Done,
    /// When a hearing was asked for (听证申请).
    pub asked: Option<Done>,
    /// 听证通知: when it will be held, who hosts it, when that was told.
    pub set: Option<(UnixMillis, String, Done)>,
    /// When the record was entered (听证笔录).
    pub held: Option<Done>,
}

/// A paper that a department made (制证).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Number of the paper.
    pub number: String,
    /// Until when it is valid.
    pub until: Option<UnixMillis>,
    /// When and by whom.
    pub done: Done,
}

/// One item's way through the departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The code of the item in the catalog.
    pub item: String,
    /// The name of the item in the catalog.
    pub name: String,
    /// The name in English, as the cited version gives it; empty = it gives none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// What comes out.
    pub output: String,
    /// Whether what comes out is a certificate of its own (证照), which is made after the decision.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub certificate: bool,
    /// What kind of power it is.
    #[serde(default)]
    pub regime: Regime,
    /// Department of the decision.
    pub department: Option<String>,
    /// The place whose department decides it.
    pub place: PlaceCode,
    /// Fen due; 0 = free.
    pub fee_due: u64,
    /// Fen for one unit.
    pub fee_unit: u64,
    /// The fee that was taken (收费).
    pub fee: Option<FeeTaken>,
    /// The steps of the branch, in their order.
    pub steps: Vec<StepState>,
    /// Index of the step that is open; `steps.len()` when all are done.
    pub next: usize,
    /// 准予 or 不予
    pub decided: Option<(bool, Done)>,
    /// How often it was returned (退回).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<Done>,
    /// The special procedures that stopped its clock (特别程序).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<Stopped>,
    /// Its hearing (听证), where one was told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hearing: Option<Hearing>,
    /// Whether its facts are checked by two officers before it is decided (核查).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inspection: bool,
    /// Working days for which it is made public before it is granted (公示).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_days: Option<u16>,
    /// Working days after the decision within which a promise is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_days: Option<u16>,
    /// Who looked at the facts, when, and what they found (核查笔录, 入户调查).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inspections: Vec<(Vec<String>, Done)>,
    /// What was made public of it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<PublicNotice>,
    /// What the applicant promised instead of proving it (告知承诺).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Promised>,
    /// The paper that was made for it (制证).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
    /// The changes of its licence (变更), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Done>,
    /// The changes that were denied (不予变更), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub change_denied: Vec<Done>,
    /// The renewals that were denied (不予延续), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renewal_denied: Vec<Done>,
    /// The renewals of its licence (延续), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renewed: Vec<Done>,
    /// When and why its licence was taken back lawfully (撤回).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracted: Option<Done>,
    /// When and why its licence was revoked (撤销).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Done>,
    /// When and why its licence was cancelled (注销).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Done>,
    /// Limit of the branch, working minutes.
    pub limit_minutes: u32,
}

/// One step and who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// The step as the catalog plans it.
    pub plan: PlannedStep,
    /// When and by whom it was done.
    pub done: Option<Done>,
    /// When it was opened again by a return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopened: Option<UnixMillis>,
}

/// A fee that was taken (收费).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeTaken {
    /// Fen that were paid.
    pub fen: u64,
    /// Fen of lawful reduction, and its basis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<(u64, String)>,
    /// Number of the fiscal receipt.
    pub voucher: String,
    /// The refund of it (退费), and the number of its voucher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<(String, Done)>,
    /// When and by whom.
    pub done: Done,
}

/// One act as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// The id of the act.
    pub act: ActId,
    /// Hash of its change.
    pub change: Digest,
    /// The node that wrote it.
    pub node: NodeId,
    /// The short name of its kind; `unknown` where this node cannot read it.
    pub kind: String,
    /// Who did it; none where the act cannot be read.
    pub who: Option<Who>,
    /// The time that the act claims; none where it cannot be read.
    pub at: Option<UnixMillis>,
    /// The item of the branch that it is about; none = the whole case.
    pub branch: Option<String>,
    /// What it carries: words that were typed, numbers, and codes of causes and papers, apart by blanks.
    pub text: String,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether an act counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The act counts in the facts.
    Stands,
    /// A rival stands beside it; nobody's counts until a person settles it.
    Contested,
    /// It came up late against a rival on which others already rely.
    LateRival,
    /// A settlement decided against it.
    Void,
    /// It relies on an act that does not count (yet).
    Displaced,
    /// Authority or guard did not hold in its own past: kept, not counted, a finding.
    Invalid(crate::Refusal),
    /// A version it cites has not arrived.
    Unjudged,
    /// Its kind is not known here.
    Unknown,
}

/// Rivals, frozen until settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// The acts, in the order of the fold.
    pub acts: Vec<ActId>,
    /// What is frozen.
    pub slots: Vec<Slot>,
}

impl CaseView {
    /// Acts by how they stand.
    pub fn standings(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for entry in &self.trail {
            *counts.entry(entry.standing.name()).or_insert(0) += 1;
        }
        counts
    }
}

impl CaseView {
    /// Whether rivals hold the case up: those of where it lives alone do not, since for everything else
    /// it lives where it did until that is settled.
    pub fn is_held_up(&self) -> bool {
        let mut slots = self.contested.iter().flat_map(|group| &group.slots);
        slots.any(|slot| *slot != Slot::Scope)
    }
}

impl Standing {
    /// The short name.
    pub fn name(&self) -> &'static str {
        match self {
            Standing::Stands => "stands",
            Standing::Contested => "contested",
            Standing::LateRival => "late",
            Standing::Void => "void",
            Standing::Displaced => "displaced",
            Standing::Invalid(_) => "invalid",
            Standing::Unjudged => "waiting",
            Standing::Unknown => "unknown",
        }
    }
}

impl Branch {
    /// Whether a certificate was granted and is still to be made (制证).
    pub fn awaits_certificate(&self) -> bool {
        let granted = self.decided.as_ref().is_some_and(|(granted, _)| *granted);
        self.certificate && granted && self.made.is_none()
    }
}

impl Facts {
    /// Whether intake ended in acceptance.
    pub fn accepted(&self) -> Option<&Done> {
        match &self.intake {
            Intake::Accepted(done) | Intake::Deemed(done) => Some(done),
            _ => None,
        }
    }

    /// What was decided, once every branch is; none before, and where nobody decides.
    pub fn outcome(&self) -> Option<Outcome> {
        let decided = self
            .branches
            .iter()
            .map(|own| Some(own.decided.as_ref()?.0));
        let decided: Vec<bool> = decided.collect::<Option<_>>()?;
        match (decided.contains(&true), decided.contains(&false)) {
            (true, false) => Some(Outcome::Granted),
            (false, true) => Some(Outcome::Denied),
            (true, true) => Some(Outcome::Partly),
            (false, false) => None,
        }
    }

    /// The day of acceptance (受理之日), from which legal limits run: that of the act, or where silence accepted that on
    /// which the authority had all papers (许可法 32(4)).
    pub fn accepted_from(&self) -> Option<UnixMillis> {
        match &self.intake {
            Intake::Accepted(done) => Some(done.at),
            Intake::Deemed(_) => self.clock_from,
            _ => None,
        }
    }

    /// When the case ended for the authority: every branch is concluded, or it was refused, withdrawn
    /// or ended otherwise.
    pub fn concluded_at(&self) -> Option<UnixMillis> {
        if let Some(ending) = &self.ended {
            return Some(ending.done.at);
        }
        if let Intake::Refused(done) | Intake::NotNeeded(done) | Intake::Lapsed(done) = &self.intake
        {
            return Some(done.at);
        }
        let mut latest = None;
        for branch in &self.branches {
            latest = latest.max(Some(branch.concluded_at()?));
        }
        latest
    }

    /// The branch of `item`; none names the only one.
    pub fn branch(&self, item: Option<&str>) -> Option<&Branch> {
        match item {
            None => (self.branches.len() == 1).then(|| &self.branches[0]),
            Some(code) => self.branches.iter().find(|branch| branch.item == code),
        }
    }

    /// Who may act on intake: the accepting owner, whoever it handed the case to, or the place above
    /// that took over; after a move whoever its work passed to.
    pub fn intake_owner(&self) -> Option<Owner> {
        let receipt = self.receipt.as_ref()?;
        Some(match (self.taken_over, &self.handed) {
            (Some(place), _) => Owner {
                place: self.place_now(place),
                department: None,
            },
            (None, Some(owner)) => self.owner_now(owner),
            (None, None) => self.owner_now(&receipt.accepting),
        })
    }

    /// Who answers for the whole: the department that decides it; for a joint case whoever accepts it.
    pub fn decider(&self) -> Option<Owner> {
        match self.branches.as_slice() {
            [only] => Some(self.branch_owner(only)),
            _ => self.intake_owner(),
        }
    }

    /// Who decides a branch.
    pub fn branch_owner(&self, branch: &Branch) -> Owner {
        self.owner_now(&Owner {
            place: branch.place,
            department: branch.department.clone(),
        })
    }

    /// The desk that the applicant goes to: of the place where it was received, after a move of its home.
    pub fn filing(&self) -> Option<PlaceCode> {
        self.home()
    }

    /// Whether an agent filed it for the applicant (代办).
    pub fn by_proxy(&self) -> bool {
        let receipt = self.receipt.as_ref();
        receipt.is_some_and(|receipt| receipt.done.who.role == tiers::Role::Agent)
    }

    /// What was asked for and not answered yet.
    pub fn open_request(&self, what: Request) -> Option<&Asked> {
        let mut asked = self.asked.iter();
        asked.find(|asked| asked.what == what && asked.answered.is_none())
    }

    /// Whether all reviews before approval are done in every branch (`max_member`: approval together).
    pub fn all_reviewed(&self) -> bool {
        let mut branches = self.branches.iter();
        branches.all(|branch| branch.next >= branch.approval().unwrap_or(0))
    }

    /// When a step became its owner's to do; none while it is not.
    pub fn entered_at(&self, branch: usize, step: usize) -> Option<UnixMillis> {
        let receipt = self.receipt.as_ref()?;
        let way = &self.branches[branch];
        let state = &way.steps[step];
        if step > way.next {
            return None;
        }
        let own = match step {
            _ if state.reopened.is_some() => state.reopened?,
            0 if receipt.mode == Mode::ForApplicant => receipt.done.at,
            // From the receipt, or from the day all papers were in.
            0 => self.clock_from?,
            1 if receipt.mode == Mode::ForApplicant => self.clock_from?,
            _ => way.steps[step - 1].done.as_ref()?.at,
        };
        let gate = match state.plan.stage {
            catalog::Stage::Approve => Gate::Approve,
            _ => Gate::Accept,
        };
        let mut entered = own;
        if self.branches.len() > 1 {
            // A member that waits for others is not running: its step begins when the last of them is done.
            if gate == Gate::Approve && receipt.rule == Some(Rule::MaxMember) {
                for other in &self.branches {
                    let approval = other.approval()?;
                    if let Some(before) = approval.checked_sub(1) {
                        entered = entered.max(other.steps[before].done.as_ref()?.at);
                    }
                }
            }
            for (from, to, held) in &receipt.waits {
                if *to == branch && *held == gate {
                    let from = &self.branches[*from];
                    let at = match held {
                        Gate::Approve => from.decided.as_ref()?.1.at,
                        Gate::Accept => from.concluded_at()?,
                    };
                    entered = entered.max(at);
                }
            }
        }
        Some(entered)
    }
}

impl Branch {
    /// Index of the approval step.
    pub fn approval(&self) -> Option<usize> {
        let mut steps = self.steps.iter();
        steps.position(|step| step.plan.stage == catalog::Stage::Approve)
    }

    /// When the last step was done.
    pub fn concluded_at(&self) -> Option<UnixMillis> {
        if self.next < self.steps.len() {
            return None;
        }
        self.steps.last()?.done.as_ref().map(|done| done.at)
    }

    /// The special procedure that runs now.
    pub fn open_stop(&self) -> Option<&Stopped> {
        self.stops.last().filter(|stop| stop.until.is_none())
    }

    /// The open step.
    pub fn open(&self) -> Option<&StepState> {
        self.steps.get(self.next)
    }
}
