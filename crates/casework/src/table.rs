//! The law as one table: in which states which act may be done, by whom, under which conditions, where
//! it leads, which paper it makes, and which article says so. The guard refuses by it, a desk offers by
//! it, the texts of refusals and the drawn diagram come from it.

use crate::guard::Guard;
use crate::{Kind, Paper, State};
use tiers::Role;

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The act.
    pub act: Kind,
    /// In which states of the case, or of the branch that it names.
    pub states: &'static [State],
    /// Whose it is.
    pub whose: Whose,
    /// In which roles.
    pub roles: &'static [Role],
    /// What must hold besides, in the order in which it is looked at.
    pub guards: &'static [Guard],
    /// Where it leads.
    pub to: To,
    /// The paper that it makes.
    pub paper: Option<Paper>,
    /// The rule it comes from.
    pub basis: &'static str,
}

/// Whose an act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The place where the record begins.
    Home,
    /// The desk that took the application in.
    Filing,
    /// The accepting owner; its window stands for every department there.
    Accepting,
    /// Either of the two.
    AcceptingOrFiling,
    /// The owner of the open step.
    Step,
    /// The owner of the open step, or of the one done last: who finds a mistake of his own recalls it.
    StepOrLast,
    /// The desk that took it in, or the place of the open step.
    FilingOrStep,
    /// Before acceptance its owner, afterwards whoever decides.
    Competent,
    /// Whoever decides the case or the branch.
    Decider,
    /// Whoever decides, or a place above (许可法 69).
    DeciderOrAbove,
    /// The lowest place that is, or is above, every home and grant before and after: nobody else holds all
    /// that is moved.
    Common,
    /// A place above the accepting owner.
    Above,
    /// The chief representative above all who are in dispute.
    Settler,
    /// Any place that holds the case.
    Anyone,
    /// Where what the paper says was done, or the desk that hands it out.
    PaperPlace,
}

/// Where an act leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// The state stays.
    Stay,
    /// To this state.
    State(State),
    /// To the stage of the next step.
    NextStep,
    /// To the stage of the step that is named.
    EarlierStep,
    /// To the stage of the step that was open before.
    OpenStep,
}

use Guard as G;
use Role::{Administrator, Agent, Approver, Handler, Lead, Node, Reviewer, Supervisor, Window};
use State as S;

/// Accepted and not done.
pub(crate) const IN_WORK: &[State] = &[
    S::Handling,
    S::Review,
    S::Approval,
    S::Closing,
    S::Queued,
    S::Suspended,
    S::Waiting,
];
/// Accepted, and nothing decided.
const UNDECIDED: &[State] = &[S::Handling, S::Review, S::Approval];
/// Received, and nothing decided.
const WITHDRAWABLE: &[State] = &[
    S::Received,
    S::Intake,
    S::Correcting,
    S::Handling,
    S::Review,
    S::Approval,
    S::Suspended,
];
/// Over for the authority, before or after the paper is in the applicant's hands.
const OVER: &[State] = &[
    S::Concluded,
    S::Made,
    S::Delivered,
    S::Archived,
    S::NotNeeded,
    S::Refused,
    S::Lapsed,
    S::Withdrawn,
    S::Terminated,
];
/// A licence may be there.
const LICENSED: &[State] = &[S::Concluded, S::Made, S::Delivered, S::Archived];
/// Received, whatever came of it.
const RECEIVED: &[State] = &[
    S::Received,
    S::Intake,
    S::Correcting,
    S::Handling,
    S::Review,
    S::Approval,
    S::Closing,
    S::Queued,
    S::Suspended,
    S::Waiting,
    S::Concluded,
    S::Made,
    S::Delivered,
    S::Archived,
    S::NotNeeded,
    S::Refused,
    S::Lapsed,
    S::Withdrawn,
    S::Terminated,
    S::Revoked,
    S::Cancelled,
];
/// Who may write down what time and arrival cause: the node, or those at the desk. A supervisor writes
/// nothing into a case but warnings and opinions.
const DESK: &[Role] = &[Node, Window, Agent, Handler, Approver];
/// What a decision waits for.
const DECISION: &[Guard] = &[
    G::ReasonGiven,
    G::AllReviewed,
    G::PredecessorsDecided,
    G::FeePaid,
    G::OtherPerson,
    G::HearingDone,
];

/// A row, without names for its columns: the table below is read across.
#[allow(clippy::too_many_arguments, reason = "one argument a column")]
const fn row(
    act: Kind,
    states: &'static [State],
    whose: Whose,
    roles: &'static [Role],
    guards: &'static [Guard],
    to: To,
    paper: Option<Paper>,
    basis: &'static str,
) -> Row {
    Row {
        act,
        states,
        whose,
        roles,
        guards,
        to,
        paper,
        basis,
    }
}

/// The table.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    // ---- 收件
    row(Kind::Receive, &[S::Draft], Whose::Home, &[Window, Agent],
        &[G::KnownVersion, G::RightMode, G::FiledHere, G::InForce, G::ProxyAllowed, G::FormWhole, G::Entrusted],
        To::State(S::Intake), Some(Paper::Receipt), "许可法 29, 32"),
    row(Kind::Arrive, &[S::Received], Whose::Accepting, DESK, &[], To::State(S::Intake), None, "许可法 32"),
    // ---- 受理
    row(Kind::Correct, &[S::Intake], Whose::Accepting, &[Window, Handler, Approver],
        &[G::CorrectionOnce, G::ListGiven, G::NothingExtra, G::WithinFiveDays], To::State(S::Correcting), Some(Paper::Correction), "许可法 32(4)"),
    row(Kind::Resubmit, &[S::Correcting], Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::ListGiven], To::State(S::Intake), Some(Paper::Receipt), "许可法 32(4)"),
    row(Kind::Lapse, &[S::Correcting], Whose::Accepting, DESK, &[G::LapseRule], To::State(S::Lapsed), Some(Paper::Termination), "事项规定"),
    row(Kind::NotNeeded, &[S::Intake], Whose::Accepting, &[Window, Handler, Approver],
        &[G::ReasonGiven], To::State(S::NotNeeded), Some(Paper::NotNeeded), "许可法 32(1)(2)"),
    row(Kind::Refuse, &[S::Intake], Whose::Accepting, &[Window, Handler, Approver],
        &[G::ReasonGiven], To::State(S::Refused), Some(Paper::Refusal), "许可法 32"),
    row(Kind::Accept, &[S::Intake], Whose::Accepting, &[Window, Agent, Handler, Approver],
        &[G::VersionOfTheDay], To::NextStep, Some(Paper::Acceptance), "许可法 32(5)"),
    row(Kind::DeemAccepted, &[S::Intake], Whose::Accepting, DESK,
        &[G::CorrectionOnce, G::FiveDaysOver], To::NextStep, Some(Paper::Acceptance), "许可法 32(4)"),
    row(Kind::Begin, &[S::Queued], Whose::Accepting, &[Window, Agent, Handler, Approver],
        &[G::PredecessorsClosed], To::NextStep, None, "许可法 26"),
    row(Kind::HandOver, &[S::Received, S::Intake, S::Correcting], Whose::Accepting, &[Window, Handler, Approver, Lead],
        &[G::PlaceOfTheCase, G::ReasonGiven], To::Stay, None, "许可法 26"),
    row(Kind::TakeOver, &[S::Intake], Whose::Above, &[Approver, Node],
        &[G::TakenOverOnce, G::ReasonGiven, G::CorrectionOnce, G::FiveDaysOver], To::Stay, None, "许可法 60"),
    // ---- 收费
    row(Kind::Fee, &[S::Received, S::Intake, S::Correcting, S::Handling, S::Review, S::Approval, S::Closing, S::Queued, S::Suspended],
        Whose::FilingOrStep, &[Window, Agent, Handler],
        &[G::FeeExists, G::FeeOnce, G::ReductionLawful, G::FeeExact, G::VoucherGiven], To::Stay, None, "许可法 58, 59"),
    // ---- 承办, 审核
    row(Kind::Step, &[S::Handling], Whose::Step, &[Handler],
        &[G::StepOpen, G::OpinionGiven], To::NextStep, None, "许可法 34"),
    row(Kind::Step, &[S::Review], Whose::Step, &[Reviewer],
        &[G::StepOpen, G::OpinionGiven], To::NextStep, None, "许可法 34"),
    row(Kind::Return, &[S::Review, S::Approval], Whose::StepOrLast, &[Handler, Reviewer, Approver],
        &[G::EarlierStep, G::ReasonGiven], To::EarlierStep, None, "许可法 34"),
    // ---- 特别程序, 延期
    row(Kind::Suspend, UNDECIDED, Whose::Step, &[Handler, Reviewer, Approver],
        &[G::LawfulCause, G::DaysPlanned, G::NoticeGiven], To::State(S::Suspended), Some(Paper::Special), "许可法 45"),
    row(Kind::Resume, &[S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::OutcomeGiven], To::OpenStep, None, "许可法 45"),
    row(Kind::Extend, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Decider, &[Approver, Lead],
        &[G::ExtendedOnce, G::ExtensionDays, G::ReasonGiven, G::ApprovalGiven, G::BeforeTheLimit], To::Stay, Some(Paper::Extension), "许可法 42"),
    // ---- 听证
    row(Kind::HearingTell, UNDECIDED, Whose::Step, &[Handler, Reviewer, Approver],
        &[G::HearingToldOnce, G::ReasonGiven], To::Stay, Some(Paper::HearingRight), "许可法 46, 47"),
    row(Kind::HearingAsk, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::HearingTold, G::HearingAskedOnce, G::AskedInTime], To::Stay, None, "许可法 47"),
    row(Kind::HearingSet, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::HearingAsked, G::HearingUnheld, G::HeldInTime, G::ToldInTime, G::HostApart], To::Stay, Some(Paper::HearingNotice), "许可法 47, 48"),
    row(Kind::HearingHeld, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::HearingSet, G::HearingUnheld, G::HearingDay, G::RecordSigned], To::Stay, Some(Paper::HearingRecord), "许可法 48"),
    // ---- 联合办理
    row(Kind::Joint, IN_WORK, Whose::Accepting, &[Window, Handler, Approver, Lead],
        &[G::SeveralBranches, G::ReasonGiven], To::Stay, None, "许可法 26"),
    row(Kind::Sign, &[S::Handling], Whose::Step, &[Handler],
        &[G::JointFits, G::OpinionGiven], To::NextStep, None, "许可法 26"),
    row(Kind::Sign, &[S::Review], Whose::Step, &[Reviewer],
        &[G::JointFits, G::OpinionGiven], To::NextStep, None, "许可法 26"),
    row(Kind::Sign, &[S::Approval], Whose::Step, &[Approver],
        &[G::JointFits, G::OpinionGiven, G::AllReviewed, G::PredecessorsDecided, G::FeePaid, G::OtherPerson, G::HearingDone],
        To::NextStep, Some(Paper::Grant), "许可法 26"),
    // ---- 决定, 办结
    row(Kind::Decide, &[S::Approval], Whose::Step, &[Approver], DECISION, To::NextStep, Some(Paper::Grant), "许可法 37, 38"),
    row(Kind::Conclude, &[S::Closing], Whose::Step, &[Agent, Window], &[], To::State(S::Concluded), Some(Paper::Result), "许可法 38"),
    row(Kind::Make, &[S::Waiting, S::Concluded, S::Made], Whose::Decider, &[Window, Agent, Handler, Approver],
        &[G::Granted, G::MadeOnce, G::NumberGiven, G::ValidityOfTheItem], To::State(S::Made), None, "许可法 39"),
    row(Kind::Deliver, &[S::Concluded, S::Made, S::NotNeeded, S::Refused, S::Lapsed, S::Withdrawn, S::Terminated], Whose::Filing, &[Window, Agent],
        &[G::MannerGiven], To::State(S::Delivered), Some(Paper::Delivery), "许可法 44"),
    row(Kind::Archive, &[S::Delivered], Whose::Filing, &[Window, Agent, Administrator],
        &[G::NumberGiven], To::State(S::Archived), None, "DA/T 85"),
    // ---- 申请人请求, 撤回, 终止
    row(Kind::Ask, WITHDRAWABLE, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::ToWithdraw, G::AskedOnce, G::ReasonGiven], To::Stay, None, "许可法 7"),
    row(Kind::Ask, LICENSED, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::OfTheLicence, G::Granted, G::AskedOnce, G::ReasonGiven], To::Stay, None, "许可法 49, 50, 70"),
    row(Kind::Withdraw, WITHDRAWABLE, Whose::Competent, &[Window, Agent, Handler, Approver, Lead],
        &[G::WithdrawalAsked, G::ReasonGiven], To::State(S::Withdrawn), Some(Paper::WithdrawalApproval), "许可法 7"),
    row(Kind::Terminate, IN_WORK, Whose::Competent, &[Approver, Lead],
        &[G::BasisGiven, G::ReasonGiven], To::State(S::Terminated), Some(Paper::Termination), "事项规定"),
    // ---- 办结以后
    row(Kind::Rate, OVER, Whose::Filing, &[Window, Agent, Node], &[G::RatedOnce, G::FiveStars], To::Stay, None, "GB/T 39735"),
    row(Kind::CallBack, &[S::Delivered, S::Archived], Whose::Filing, &[Agent, Window], &[G::ByProxy], To::Stay, None, "代办规定"),
    row(Kind::Change, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::ChangeAsked, G::ReasonGiven], To::Stay, Some(Paper::Change), "许可法 49"),
    row(Kind::Renew, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::RenewalAsked, G::LaterEnd, G::ReasonGiven], To::Stay, Some(Paper::Renewal), "许可法 50"),
    row(Kind::DeemRenewed, LICENSED, Whose::Decider, &[Node, Approver],
        &[G::Granted, G::RenewalAsked, G::RenewalInTime, G::RanOut], To::Stay, Some(Paper::Renewal), "许可法 50"),
    row(Kind::Revoke, LICENSED, Whose::DeciderOrAbove, &[Approver],
        &[G::Granted, G::BasisGiven, G::ReasonGiven], To::State(S::Revoked), Some(Paper::Revocation), "许可法 8, 69"),
    row(Kind::Cancel, &[S::Concluded, S::Made, S::Delivered, S::Archived, S::Revoked], Whose::Decider, &[Approver],
        &[G::Granted, G::BasisGiven, G::ReasonGiven], To::State(S::Cancelled), Some(Paper::Cancellation), "许可法 70"),
    // ---- 代办, 原件
    row(Kind::Assign, RECEIVED, Whose::Filing, &[Agent, Window, Administrator],
        &[G::ByProxy, G::AgentOfThePlace, G::ReasonGiven], To::Stay, None, "代办规定"),
    row(Kind::Hand, RECEIVED, Whose::Anyone, &[Agent, Window, Handler, Reviewer, Approver],
        &[G::HoldsThePapers], To::Stay, Some(Paper::Custody), "代办规定"),
    row(Kind::Take, RECEIVED, Whose::Anyone, &[Agent, Window, Handler, Reviewer, Approver],
        &[G::PapersOfTheCase, G::OfferedHere], To::Stay, Some(Paper::Custody), "代办规定"),
    // ---- 文书, 期限重算, 监察, 裁定
    row(Kind::Print, RECEIVED, Whose::PaperPlace, &[Window, Agent, Handler, Reviewer, Approver, Lead],
        &[G::PaperCalledFor, G::NumberGiven, G::NumberFresh], To::Stay, None, "许可法 32, 38"),
    row(Kind::Recount, &[S::Intake, S::Handling, S::Review, S::Approval, S::Closing, S::Queued, S::Waiting], Whose::Competent, &[Node],
        &[G::CountedRight], To::Stay, None, "国务院办公厅节假日安排"),
    // An administrator's: where a case is kept decides nothing about what was applied for, and no one who
    // handles or decides it shall draw it to himself or push it off. A supervisor only warns.
    row(Kind::Regrant, RECEIVED, Whose::Common, &[Administrator],
        &[G::NextRevision, G::GrantsInOrder, G::WithinTheCity, G::ScopeChanges, G::NothingLeftThere, G::ReasonGiven], To::Stay, None, "代办规定"),
    row(Kind::Press, RECEIVED, Whose::Anyone, &[Supervisor], &[G::ReasonGiven], To::Stay, None, "许可法 60, 61"),
    row(Kind::Resolve, RECEIVED, Whose::Settler, &[Approver, Lead], &[G::AllRivalsNamed, G::ReasonGiven], To::Stay, None, "许可法 60"),
];

/// The rows of an act.
pub fn rows_of(act: Kind) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.act == act)
}

impl Row {
    /// Whether the case waits for this act where it is possible; otherwise it may be done besides.
    pub fn is_awaited(&self) -> bool {
        matches!(
            self.act,
            Kind::Accept
                | Kind::Begin
                | Kind::Resubmit
                | Kind::Fee
                | Kind::Step
                | Kind::Resume
                | Kind::HearingSet
                | Kind::HearingHeld
                | Kind::Sign
                | Kind::Decide
                | Kind::Conclude
                | Kind::Withdraw
                | Kind::Deliver
                | Kind::Change
                | Kind::Renew
                | Kind::Resolve
        )
    }
}

impl Kind {
    /// Whether it is done to one branch, which a joint case must name.
    pub fn is_of_a_branch(self) -> bool {
        matches!(
            self,
            Kind::Begin
                | Kind::Fee
                | Kind::Step
                | Kind::Return
                | Kind::Suspend
                | Kind::Resume
                | Kind::HearingTell
                | Kind::HearingAsk
                | Kind::HearingSet
                | Kind::HearingHeld
                | Kind::Sign
                | Kind::Decide
                | Kind::Conclude
                | Kind::Make
                | Kind::Change
                | Kind::Renew
                | Kind::DeemRenewed
                | Kind::Revoke
                | Kind::Cancel
        )
    }

    /// The states in which it is possible at all, in the table's order.
    pub fn states(self) -> Vec<State> {
        let mut states: Vec<State> = rows_of(self).flat_map(|row| row.states).copied().collect();
        states.sort();
        states.dedup();
        states
    }
}

impl Row {
    /// Where it may lead from `from`: the states in which the case, or the branch, may be afterwards.
    pub fn leads(&self, from: State) -> Vec<State> {
        match self.to {
            To::Stay => vec![from],
            // Before the authority has it, a proxy's receipt is only a receipt.
            To::State(S::Intake) if self.act == Kind::Receive => vec![S::Received, S::Intake],
            // A branch waits for the others of its case.
            To::State(S::Concluded) => vec![S::Waiting, S::Concluded],
            To::State(S::Made) if from == S::Waiting => vec![S::Waiting],
            To::State(state) => vec![state],
            To::NextStep => vec![S::Handling, S::Review, S::Approval, S::Closing],
            To::EarlierStep => vec![S::Handling, S::Review],
            To::OpenStep => UNDECIDED.to_vec(),
        }
    }
}
