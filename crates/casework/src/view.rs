use crate::{ActId, Form, Mode, PlannedStep, Slot, Who};
use calendar::UnixMillis;
use catalog::{Gate, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, NodeId, PlaceCode};

/// The version of the fold's rules; part of every view, so that nodes of different versions never
/// compare fingerprints by accident.
pub const FOLD_VERSION: u32 = 1;

/// What a case is, by its acts alone: byte-equal on every node that holds the same acts. Nothing in it
/// depends on now or on a "current" calendar, catalog or directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Version of the rules.
    pub fold: u32,
    /// What stands.
    pub facts: Facts,
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
    /// Place.
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
    /// The branches; one for an ordinary case.
    pub branches: Vec<Branch>,
    /// 送达
    pub delivered: Option<Done>,
    /// Pressed by a supervisor.
    pub pressed: Vec<Done>,
    /// Slots frozen by contested acts.
    pub frozen: BTreeSet<Slot>,
}

/// 收件
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
    /// Which clock.
    pub mode: Mode,
    /// Units of the fee.
    pub quantity: u32,
    /// The form as pinned.
    pub form: Form,
    /// Who may accept.
    pub accepting: Owner,
    /// The rule of a bundle.
    pub rule: Option<Rule>,
    /// Who waits for whom, by branch number: (from, to, gate).
    pub waits: Vec<(usize, usize, Gate)>,
    /// 即办件
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

/// Who did something, and when, as claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Claimed time.
    pub at: UnixMillis,
    /// By whom.
    pub who: Who,
    /// Words that go with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// 补正
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The notice.
    pub asked: Done,
    /// What is missing.
    pub missing: Vec<String>,
    /// When all papers were in.
    pub answered: Option<UnixMillis>,
}

/// How intake ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intake {
    /// Not yet.
    #[default]
    Open,
    /// 受理
    Accepted(Done),
    /// 视为受理, from the day of receipt.
    Deemed(Done),
    /// 不予受理
    Refused(Done),
}

/// One item's way through the departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Item code.
    pub item: String,
    /// Item name.
    pub name: String,
    /// What comes out.
    pub output: String,
    /// Department of the decision.
    pub department: Option<String>,
    /// Its place.
    pub place: PlaceCode,
    /// Fen due; 0 = free.
    pub fee_due: u64,
    /// Fen for one unit.
    pub fee_unit: u64,
    /// 收费
    pub fee: Option<FeeTaken>,
    /// The steps.
    pub steps: Vec<StepState>,
    /// Index of the step that is open; `steps.len()` when all are done.
    pub next: usize,
    /// 准予 or 不予
    pub decided: Option<(bool, Done)>,
    /// Limit of the branch, working minutes.
    pub limit_minutes: u32,
}

/// One step and who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// The plan.
    pub plan: PlannedStep,
    /// Done.
    pub done: Option<Done>,
}

/// 收费
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeTaken {
    /// Fen.
    pub fen: u64,
    /// Number of the fiscal receipt.
    pub voucher: String,
    /// When and by whom.
    pub done: Done,
}

/// One act as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// Its id.
    pub act: ActId,
    /// Hash of its change.
    pub change: Digest,
    /// The node that wrote it.
    pub node: NodeId,
    /// The short name of its kind; `unknown` where this node cannot read it.
    pub kind: String,
    /// Who.
    pub who: Option<Who>,
    /// Claimed time.
    pub at: Option<UnixMillis>,
    /// Branch.
    pub branch: Option<String>,
    /// Words that go with it.
    pub text: String,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether an act counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It counts.
    Stands,
    /// A rival stands beside it; nobody's counts until a person settles it.
    Contested,
    /// It came up late against a rival on which others already rely.
    LateRival,
    /// Settled against.
    Void,
    /// It relies on an act that does not count (yet).
    Displaced,
    /// Authority or guard did not hold in its own past: kept, not counted, a finding.
    Invalid(String),
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

impl Facts {
    /// Whether intake ended in acceptance.
    pub fn accepted(&self) -> Option<&Done> {
        match &self.intake {
            Intake::Accepted(done) | Intake::Deemed(done) => Some(done),
            _ => None,
        }
    }

    /// Whether every branch is concluded.
    pub fn concluded_at(&self) -> Option<UnixMillis> {
        if let Intake::Refused(done) = &self.intake {
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

    /// The place that may act on intake: the accepting owner's, or the one that took over.
    pub fn intake_owner(&self) -> Option<Owner> {
        let receipt = self.receipt.as_ref()?;
        Some(match self.taken_over {
            Some(place) => Owner {
                place,
                department: None,
            },
            None => receipt.accepting.clone(),
        })
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

    /// The open step.
    pub fn open(&self) -> Option<&StepState> {
        self.steps.get(self.next)
    }
}
