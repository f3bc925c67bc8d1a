//! The law as one table: in which states which act may be done, by whom, under which conditions, where
//! it leads, which paper it makes, and which article says so. The guard refuses by it, a desk offers by
//! it, the texts of refusals and the drawn diagram come from it.

use crate::basis::Basis::{
    self, AgencyRules, CentreRules, Custom, HolidayNotice, ItemRules, LicensingLaw, Standard,
};
use crate::guard::Guard;
use crate::named::named;
use crate::{Kind, Paper, State};
use tiers::Role;

/// One row of the table: an act in a group of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The kind of act.
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
    pub basis: Basis,
}

named! {
    /// Whose an act is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Whose {
        /// The place where the record begins.
        Home => "whose-home",
        /// The desk that took the application in.
        Filing => "whose-filing",
        /// The accepting owner; its window stands for every department there.
        Accepting => "whose-accepting",
        /// Either of the two.
        AcceptingOrFiling => "whose-accepting-or-filing",
        /// The owner of the open step.
        Step => "whose-step",
        /// The owner of the open step, or of the one done last: who finds a mistake of his own recalls it.
        StepOrLast => "whose-step-or-last",
        /// The desk that took it in, or the place of the open step.
        FilingOrStep => "whose-filing-or-step",
        /// Before acceptance its owner, afterwards whoever decides.
        Competent => "whose-competent",
        /// Whoever decides the case or the branch.
        Decider => "whose-decider",
        /// Whoever decides, or a place above (许可法 69).
        DeciderOrAbove => "whose-decider-or-above",
        /// The lowest place that is, or is above, every home and grant before and after: nobody else holds all
        /// that is moved.
        Common => "whose-common",
        /// A place above the accepting owner.
        Above => "whose-above",
        /// The chief representative above all who are in dispute.
        Settler => "whose-settler",
        /// Any place that holds the case.
        Anyone => "whose-anyone",
        /// Where what the paper says was done, or the desk that hands it out.
        PaperPlace => "whose-paper-place",
    }
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
/// Accepted, and the branch not decided: afterwards only what was decided can be undone.
const UNFINISHED: &[State] = &[S::Handling, S::Review, S::Approval, S::Queued, S::Suspended];
/// While a promise may take the place of a proof.
const PROMISABLE: &[State] = &[S::Received, S::Intake, S::Handling, S::Review, S::Approval];
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
    S::Retracted,
    S::Revoked,
    S::Cancelled,
];
/// Who may write down what time and arrival cause: the node, or those at the desk. A supervisor writes
/// nothing into a case but warnings and opinions.
const DESK: &[Role] = &[Node, Window, Agent, Handler, Approver];
/// What a decision waits for.
const DECISION: &[Guard] = &[
    G::CauseListed,
    G::ReasonGiven,
    G::AllReviewed,
    G::PredecessorsDecided,
    G::DeferredIn,
    G::InspectionDone,
    G::NoticeOver,
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
    basis: Basis,
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

/// The law, row by row in the order of a case's life.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    // ---- 收件
    row(Kind::Receive, &[S::Draft], Whose::Home, &[Window, Agent],
        &[G::KnownVersion, G::RightMode, G::FiledHere, G::InForce, G::ProxyAllowed, G::FormWhole, G::Entrusted],
        To::State(S::Intake), Some(Paper::Receipt), LicensingLaw("29, 32")),
    row(Kind::Arrive, &[S::Received], Whose::Accepting, DESK, &[], To::State(S::Intake), None, LicensingLaw("32")),
    // ---- 受理
    row(Kind::Correct, &[S::Intake], Whose::Accepting, &[Window, Handler, Approver],
        &[G::CorrectionOnce, G::ListGiven, G::LackingNamed, G::NothingExtra, G::WithinFiveDays], To::State(S::Correcting), Some(Paper::Correction), LicensingLaw("32(4)")),
    row(Kind::Resubmit, &[S::Correcting], Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::ListGiven, G::AllSupplied], To::State(S::Intake), Some(Paper::Receipt), LicensingLaw("32(4)")),
    row(Kind::Lapse, &[S::Correcting], Whose::Accepting, DESK, &[G::LapseRule], To::State(S::Lapsed), Some(Paper::Termination), ItemRules),
    row(Kind::NotNeeded, &[S::Intake], Whose::Accepting, &[Window, Handler, Approver],
        &[G::ReasonGiven], To::State(S::NotNeeded), Some(Paper::NotNeeded), LicensingLaw("32(1)(1)")),
    row(Kind::Refuse, &[S::Intake], Whose::Accepting, &[Window, Handler, Approver],
        &[G::CauseListed, G::ReasonGiven], To::State(S::Refused), Some(Paper::Refusal), LicensingLaw("32(1)(2), 78, 79")),
    row(Kind::Accept, &[S::Intake], Whose::Accepting, &[Window, Agent, Handler, Approver],
        &[G::PapersWhole, G::VersionOfTheDay], To::NextStep, Some(Paper::Acceptance), LicensingLaw("32(5)")),
    row(Kind::AcceptLacking, &[S::Intake], Whose::Accepting, &[Window, Agent, Handler, Approver],
        &[G::LackingDeferrable], To::NextStep, Some(Paper::Lacking), CentreRules),
    row(Kind::Supply, IN_WORK, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::SuppliesDeferred], To::Stay, None, CentreRules),
    row(Kind::Promise, PROMISABLE, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::PromisedOnce, G::TermsOfTheItem, G::ReasonGiven], To::Stay, Some(Paper::Promise), CentreRules),
    row(Kind::DeemAccepted, &[S::Intake], Whose::Accepting, DESK,
        &[G::FiveDaysOver], To::NextStep, Some(Paper::Acceptance), LicensingLaw("32(4), 32(5)")),
    row(Kind::Begin, &[S::Queued], Whose::Accepting, &[Window, Agent, Handler, Approver],
        &[G::PredecessorsClosed], To::NextStep, None, LicensingLaw("26")),
    row(Kind::HandOver, &[S::Received, S::Intake, S::Correcting], Whose::Accepting, &[Window, Handler, Approver, Lead],
        &[G::PlaceOfTheCase, G::ReasonGiven], To::Stay, None, LicensingLaw("26")),
    row(Kind::TakeOver, &[S::Intake], Whose::Above, &[Approver, Node],
        &[G::TakenOverOnce, G::ReasonGiven, G::FiveDaysOver], To::Stay, None, LicensingLaw("60")),
    // ---- 收费
    row(Kind::Fee, &[S::Received, S::Intake, S::Correcting, S::Handling, S::Review, S::Approval, S::Closing, S::Queued, S::Suspended],
        Whose::FilingOrStep, &[Window, Agent, Handler],
        &[G::FeeExists, G::FeeOnce, G::ReductionLawful, G::FeeExact, G::VoucherGiven], To::Stay, None, LicensingLaw("58, 59")),
    row(Kind::Refund, OVER, Whose::Filing, &[Window, Agent],
        &[G::RefundDue, G::RefundExact, G::VoucherGiven, G::ReasonGiven], To::Stay, Some(Paper::Refund), LicensingLaw("58, 59")),
    // ---- 承办, 审核
    row(Kind::Step, &[S::Handling], Whose::Step, &[Handler],
        &[G::StepOpen, G::OpinionGiven], To::NextStep, None, LicensingLaw("34")),
    row(Kind::Step, &[S::Review], Whose::Step, &[Reviewer],
        &[G::StepOpen, G::OpinionGiven], To::NextStep, None, LicensingLaw("34")),
    row(Kind::Return, &[S::Review, S::Approval], Whose::StepOrLast, &[Handler, Reviewer, Approver],
        &[G::EarlierStep, G::ReasonGiven], To::EarlierStep, None, LicensingLaw("34")),
    // ---- 特别程序, 延期
    row(Kind::Suspend, UNDECIDED, Whose::Step, &[Handler, Reviewer, Approver],
        &[G::LawfulCause, G::DaysPlanned, G::NoticeGiven], To::State(S::Suspended), Some(Paper::Special), LicensingLaw("45")),
    row(Kind::Suspend, &[S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::SameProcedure, G::DaysPlanned, G::NoticeGiven], To::Stay, Some(Paper::Special), LicensingLaw("45")),
    row(Kind::Resume, &[S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::OutcomeGiven], To::OpenStep, None, LicensingLaw("45")),
    row(Kind::ApproveExtension, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Decider, &[Approver, Lead],
        &[G::ExtendedOnce, G::ExtensionDays, G::ReasonGiven, G::NumberGiven, G::BeforeTheLimit], To::Stay, None, LicensingLaw("42")),
    row(Kind::Extend, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Decider, &[Handler, Reviewer, Approver, Lead],
        &[G::ExtendedOnce, G::ExtensionDays, G::ReasonGiven, G::ApprovedByAnother, G::BeforeTheLimit], To::Stay, Some(Paper::Extension), LicensingLaw("42")),
    // ---- 核查, 公示
    row(Kind::Inspect, UNDECIDED, Whose::Step, &[Handler, Reviewer, Approver],
        &[G::TwoOfficers, G::ReasonGiven], To::Stay, Some(Paper::Inspection), LicensingLaw("34(3)")),
    row(Kind::Publicise, UNDECIDED, Whose::FilingOrStep, &[Window, Agent, Handler, Reviewer, Approver],
        &[G::ReasonGiven, G::VenueGiven, G::NoticeLongEnough], To::Stay, Some(Paper::PublicNotice), ItemRules),
    row(Kind::Publicise, OVER, Whose::Filing, &[Window, Agent],
        &[G::ReasonGiven, G::VenueGiven, G::NoticeLongEnough], To::Stay, Some(Paper::PublicNotice), CentreRules),
    row(Kind::Object, UNDECIDED, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::NoticeRuns, G::ReasonGiven], To::Stay, None, ItemRules),
    row(Kind::AnswerObjection, UNDECIDED, Whose::Step, &[Handler, Reviewer, Approver],
        &[G::ObjectionOpen, G::ReasonGiven], To::Stay, None, ItemRules),
    // ---- 听证
    row(Kind::HearingTell, UNDECIDED, Whose::Step, &[Handler, Reviewer, Approver],
        &[G::HearingToldOnce, G::ReasonGiven], To::Stay, Some(Paper::HearingRight), LicensingLaw("46, 47")),
    row(Kind::HearingAsk, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::HearingTold, G::HearingAskedOnce, G::AskedInTime], To::Stay, None, LicensingLaw("47")),
    row(Kind::HearingSet, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::HearingAsked, G::HearingUnheld, G::HeldInTime, G::ToldInTime, G::HostApart], To::Stay, Some(Paper::HearingNotice), LicensingLaw("47, 48")),
    row(Kind::HearingHeld, &[S::Handling, S::Review, S::Approval, S::Suspended], Whose::Step, &[Handler, Reviewer, Approver],
        &[G::HearingSet, G::HearingUnheld, G::HearingDay, G::RecordSigned], To::Stay, Some(Paper::HearingRecord), LicensingLaw("48")),
    // ---- 联合办理
    row(Kind::Joint, IN_WORK, Whose::Accepting, &[Window, Handler, Approver, Lead],
        &[G::SeveralBranches, G::ReasonGiven], To::Stay, None, LicensingLaw("26")),
    row(Kind::Sign, &[S::Handling], Whose::Step, &[Handler],
        &[G::JointFits, G::OpinionGiven], To::NextStep, None, LicensingLaw("26")),
    row(Kind::Sign, &[S::Review], Whose::Step, &[Reviewer],
        &[G::JointFits, G::OpinionGiven], To::NextStep, None, LicensingLaw("26")),
    row(Kind::Sign, &[S::Approval], Whose::Step, &[Approver],
        &[G::JointFits, G::CauseListed, G::OpinionGiven, G::AllReviewed, G::PredecessorsDecided, G::DeferredIn, G::InspectionDone, G::NoticeOver, G::FeePaid, G::OtherPerson, G::HearingDone],
        To::NextStep, Some(Paper::Grant), LicensingLaw("26")),
    // ---- 决定, 办结
    row(Kind::Decide, &[S::Approval], Whose::Step, &[Approver], DECISION, To::NextStep, Some(Paper::Grant), LicensingLaw("37, 38")),
    row(Kind::Conclude, &[S::Closing], Whose::Step, &[Agent, Window], &[], To::State(S::Concluded), Some(Paper::Result), LicensingLaw("38")),
    row(Kind::Make, &[S::Waiting, S::Concluded, S::Made], Whose::Decider, &[Approver, Handler],
        &[G::Granted, G::MadeOnce, G::NumberGiven, G::ValidityOfTheItem], To::State(S::Made), None, LicensingLaw("39")),
    row(Kind::Deliver, &[S::Concluded, S::Made, S::NotNeeded, S::Refused, S::Lapsed, S::Withdrawn, S::Terminated], Whose::Filing, &[Window, Agent],
        &[G::CertificateMade, G::MannerGiven, G::PublishedForThirtyDays], To::State(S::Delivered), Some(Paper::Delivery), LicensingLaw("44")),
    row(Kind::Archive, &[S::Delivered], Whose::Filing, &[Window, Agent, Administrator],
        &[G::NumberGiven], To::State(S::Archived), None, Standard("DA/T 85")),
    // ---- 申请人请求, 撤回, 终止
    row(Kind::Ask, WITHDRAWABLE, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::ToWithdraw, G::AskedOnce, G::ReasonGiven], To::Stay, None, Custom),
    row(Kind::Ask, LICENSED, Whose::AcceptingOrFiling, &[Window, Agent],
        &[G::OfTheLicence, G::Granted, G::AskedOnce, G::ReasonGiven], To::Stay, None, LicensingLaw("49, 50, 70")),
    row(Kind::Withdraw, WITHDRAWABLE, Whose::Competent, &[Window, Agent, Handler, Approver, Lead],
        &[G::WithdrawalAsked, G::ReasonGiven], To::State(S::Withdrawn), Some(Paper::WithdrawalApproval), Custom),
    row(Kind::Terminate, UNFINISHED, Whose::Competent, &[Approver, Lead],
        &[G::Undecided, G::CauseListed, G::ReasonGiven], To::State(S::Terminated), Some(Paper::Termination), ItemRules),
    // ---- 办结以后
    row(Kind::Rate, OVER, Whose::Filing, &[Window, Agent, Node], &[G::RatedOnce, G::FiveStars], To::Stay, None, Standard("GB/T 39735")),
    row(Kind::CallBack, &[S::Delivered, S::Archived], Whose::Filing, &[Agent, Window], &[G::CallBackDue], To::Stay, None, AgencyRules),
    row(Kind::Change, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::CauseListed, G::ReasonGiven], To::Stay, Some(Paper::Change), LicensingLaw("8")),
    row(Kind::Change, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::OnRequest, G::ChangeAsked, G::ReasonGiven], To::Stay, Some(Paper::Change), LicensingLaw("49")),
    row(Kind::DenyChange, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::ChangeAsked, G::CauseListed, G::ReasonGiven], To::Stay, Some(Paper::ChangeDenial), LicensingLaw("49")),
    row(Kind::Renew, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::RenewalAsked, G::LaterEnd, G::ReasonGiven], To::Stay, Some(Paper::Renewal), LicensingLaw("50")),
    row(Kind::DenyRenewal, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::RenewalAsked, G::CauseListed, G::ReasonGiven], To::Stay, Some(Paper::RenewalDenial), LicensingLaw("50")),
    row(Kind::DeemRenewed, LICENSED, Whose::Decider, &[Node, Approver],
        &[G::Granted, G::RenewalAsked, G::RenewalInTime, G::RanOut], To::Stay, Some(Paper::Renewal), LicensingLaw("50")),
    row(Kind::Retract, LICENSED, Whose::Decider, &[Approver],
        &[G::Granted, G::CauseListed, G::ReasonGiven], To::State(S::Retracted), Some(Paper::Retraction), LicensingLaw("8")),
    row(Kind::Revoke, LICENSED, Whose::DeciderOrAbove, &[Approver],
        &[G::Granted, G::CauseListed, G::ReasonGiven], To::State(S::Revoked), Some(Paper::Revocation), LicensingLaw("69")),
    row(Kind::Cancel, &[S::Concluded, S::Made, S::Delivered, S::Archived, S::Retracted, S::Revoked], Whose::Decider, &[Approver],
        &[G::Granted, G::CauseListed, G::ReasonGiven], To::State(S::Cancelled), Some(Paper::Cancellation), LicensingLaw("70")),
    row(Kind::VerifyPromise, LICENSED, Whose::Decider, &[Handler, Approver],
        &[G::PromiseMade, G::ReasonGiven], To::Stay, None, CentreRules),
    // ---- 代办, 原件
    row(Kind::Assign, RECEIVED, Whose::Filing, &[Agent, Window, Administrator],
        &[G::ByProxy, G::AgentOfThePlace, G::ReasonGiven], To::Stay, None, AgencyRules),
    row(Kind::Hand, RECEIVED, Whose::Anyone, &[Agent, Window, Handler, Reviewer, Approver],
        &[G::HoldsThePapers], To::Stay, Some(Paper::Custody), AgencyRules),
    row(Kind::Take, RECEIVED, Whose::Anyone, &[Agent, Window, Handler, Reviewer, Approver],
        &[G::PapersOfTheCase, G::OfferedHere], To::Stay, Some(Paper::Custody), AgencyRules),
    // ---- 文书, 期限重算, 监察, 裁定
    row(Kind::Print, RECEIVED, Whose::PaperPlace, &[Window, Agent, Handler, Reviewer, Approver, Lead],
        &[G::PaperCalledFor, G::NumberGiven, G::NumberFresh], To::Stay, None, LicensingLaw("32, 38")),
    row(Kind::Recount, &[S::Intake, S::Handling, S::Review, S::Approval, S::Closing, S::Queued, S::Waiting], Whose::Competent, &[Node],
        &[G::CountedRight], To::Stay, None, HolidayNotice),
    // An administrator's: where a case is kept decides nothing about what was applied for, and no one who
    // handles or decides it shall draw it to himself or push it off. A supervisor only warns.
    row(Kind::Regrant, RECEIVED, Whose::Common, &[Administrator],
        &[G::NextRevision, G::GrantsInOrder, G::WithinTheCity, G::ScopeChanges, G::NothingLeftThere, G::ReasonGiven], To::Stay, None, AgencyRules),
    row(Kind::Press, RECEIVED, Whose::Anyone, &[Supervisor], &[G::ReasonGiven], To::Stay, None, LicensingLaw("60, 61")),
    row(Kind::Resolve, RECEIVED, Whose::Settler, &[Approver, Lead], &[G::AllRivalsNamed, G::ReasonGiven], To::Stay, None, LicensingLaw("60")),
];

/// The rows of an act.
pub fn rows_of(act: Kind) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.act == act)
}

impl Row {
    /// Whether the case waits for this act where it is possible; otherwise it may be done besides. For a certificate it
    /// waits where one was granted.
    pub fn is_awaited(&self) -> bool {
        // A change of office is nobody's request.
        if self.act == Kind::Change {
            return self.guards.contains(&Guard::ChangeAsked);
        }
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
                | Kind::Make
                | Kind::Deliver
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
                | Kind::Promise
                | Kind::VerifyPromise
                | Kind::Inspect
                | Kind::Publicise
                | Kind::Object
                | Kind::AnswerObjection
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
                | Kind::DenyChange
                | Kind::DenyRenewal
                | Kind::Refund
                | Kind::Retract
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
