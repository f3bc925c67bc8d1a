//! The conditions of the table, each with the text that a refusal says.

mod check;

use crate::{Branch, Facts, Request};
use catalog::{Gate, Rule};
pub use check::valid_until;
use check::{hearing, is_granted, joint_for, waits_for};

/// A condition of the table. Its text says what must hold, and is what a refusal says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each has its text below")]
pub enum Guard {
    KnownVersion,
    RightMode,
    FiledHere,
    InForce,
    ProxyAllowed,
    Entrusted,
    FormWhole,
    CorrectionOnce,
    ListGiven,
    NothingExtra,
    WithinFiveDays,
    FiveDaysOver,
    LapseRule,
    ReasonGiven,
    VersionOfTheDay,
    PlaceOfTheCase,
    TakenOverOnce,
    FeeExists,
    FeeOnce,
    ReductionLawful,
    FeeExact,
    VoucherGiven,
    StepOpen,
    OpinionGiven,
    PredecessorsClosed,
    EarlierStep,
    LawfulCause,
    DaysPlanned,
    NoticeGiven,
    OutcomeGiven,
    ExtendedOnce,
    ExtensionDays,
    ApprovalGiven,
    BeforeTheLimit,
    HearingToldOnce,
    HearingTold,
    HearingAskedOnce,
    AskedInTime,
    HearingAsked,
    HearingUnheld,
    HeldInTime,
    ToldInTime,
    HostApart,
    HearingSet,
    HearingDay,
    RecordSigned,
    SeveralBranches,
    JointFits,
    AllReviewed,
    PredecessorsDecided,
    FeePaid,
    OtherPerson,
    HearingDone,
    Granted,
    MadeOnce,
    NumberGiven,
    ValidityOfTheItem,
    MannerGiven,
    ToWithdraw,
    OfTheLicence,
    AskedOnce,
    WithdrawalAsked,
    BasisGiven,
    RatedOnce,
    FiveStars,
    ByProxy,
    ChangeAsked,
    RenewalAsked,
    LaterEnd,
    RenewalInTime,
    RanOut,
    AgentOfThePlace,
    HoldsThePapers,
    PapersOfTheCase,
    OfferedHere,
    PaperCalledFor,
    NumberFresh,
    CountedRight,
    NextRevision,
    GrantsInOrder,
    WithinTheCity,
    ScopeChanges,
    NothingLeftThere,
    AllRivalsNamed,
}
impl Guard {
    /// Whether it is about fees (收费).
    pub fn is_of_fees(self) -> bool {
        matches!(
            self,
            Guard::FeeExists
                | Guard::FeeOnce
                | Guard::ReductionLawful
                | Guard::FeeExact
                | Guard::FeePaid
        )
    }

    /// What must hold, in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().0
    }

    /// What must hold, in English.
    pub const fn en(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Guard::KnownVersion => (
                "须写明目录中的事项及其版本",
                "the item and its version must be named",
            ),
            Guard::RightMode => (
                "收件方式须与目录一致",
                "the receipt must start the clock that the item says",
            ),
            Guard::FiledHere => (
                "须在目录规定的层级和地点收件",
                "it must be filed where the catalog allows it",
            ),
            Guard::InForce => (
                "事项须在用且在有效期内",
                "the item must be in force on the day",
            ),
            Guard::ProxyAllowed => (
                "须本人到场的事项不能代办",
                "an item for the applicant in person has no proxy",
            ),
            Guard::Entrusted => (
                "代办须有委托书, 请填写委托书编号",
                "a proxy needs a written entrustment: give its number",
            ),
            Guard::FormWhole => (
                "表格和材料须齐全, 不得多收",
                "form and materials must be whole, and nothing more",
            ),
            Guard::CorrectionOnce => (
                "补正只能一次性告知, 不得再次要求",
                "a correction may be asked for once only",
            ),
            Guard::ListGiven => ("请逐项写明材料", "name the papers, each of them"),
            Guard::NothingExtra => (
                "补正只能要求目录所列的材料, 或写明“表格:”的填写问题, 不得另加材料",
                "only papers that the catalog lists may be asked for, or what is wrong with the form (表格:)",
            ),
            Guard::WithinFiveDays => (
                "已过 5 个工作日, 视为受理, 不得再告知补正",
                "the five working days for a correction notice are over: it counts as accepted",
            ),
            Guard::FiveDaysOver => (
                "5 个工作日未满",
                "the five working days for a correction notice are not over yet",
            ),
            Guard::LapseRule => (
                "事项未规定逾期不补正的后果, 或补正期限未满",
                "no rule ends the case for missing papers, or the time is not over",
            ),
            Guard::ReasonGiven => ("请填写理由", "a reason must be written"),
            Guard::VersionOfTheDay => (
                "受理所依据的版本须为当日有效的同一事项",
                "an acceptance cites the item's version in force on its day, or none",
            ),
            Guard::PlaceOfTheCase => (
                "只能移交给参与本件办理的其他地点",
                "a case is handed over to another place that takes part in it",
            ),
            Guard::TakenOverOnce => ("已经接管", "it has been taken over already"),
            Guard::FeeExists => ("本事项不收费", "there is no fee"),
            Guard::FeeOnce => ("已经收费", "the fee has been paid already"),
            Guard::ReductionLawful => (
                "目录未规定此项减免, 或减免金额不符",
                "the catalog knows no such reduction of this fee",
            ),
            Guard::FeeExact => (
                "收费须与标准乘数量减去减免后的金额分文不差",
                "the fee must be the standard times the quantity less the reduction, to the fen",
            ),
            Guard::VoucherGiven => (
                "请填写财政票据号",
                "the number of the fiscal receipt must be given",
            ),
            Guard::StepOpen => ("只能办理当前环节", "only the open step can be done"),
            Guard::OpinionGiven => ("请填写意见", "an opinion must be written"),
            Guard::PredecessorsClosed => (
                "前置分支尚未办结",
                "a branch that it waits for is not concluded",
            ),
            Guard::EarlierStep => (
                "只能退回到受理之后、当前之前的环节",
                "it goes back to a step after acceptance and before the open one",
            ),
            Guard::LawfulCause => (
                "特别程序只限法定事由, 且须为本事项目录所列",
                "the clock stops only for the causes of article 45 that the item lists",
            ),
            Guard::DaysPlanned => (
                "所需时间须写明, 且不超过目录规定的天数",
                "the time needed must be told, and be no more than the catalog plans",
            ),
            Guard::NoticeGiven => (
                "须有书面的特别程序告知书编号",
                "the number of the written notice must be given",
            ),
            Guard::OutcomeGiven => ("请写明特别程序的结果", "the outcome must be written"),
            Guard::ExtendedOnce => ("只能延期一次", "it may be extended once only"),
            Guard::ExtensionDays => (
                "延期最多 10 个工作日, 联合办理最多 15 个工作日",
                "10 working days at most, 15 for joint handling",
            ),
            Guard::ApprovalGiven => (
                "须有批准文号: 本机关负责人批准, 联合办理由本级政府批准",
                "the number of the approval must be given: the head's, or the government's for joint handling",
            ),
            Guard::BeforeTheLimit => (
                "法定期限已过, 不得再延期",
                "the legal limit is over: it can be extended no more",
            ),
            Guard::HearingToldOnce => (
                "已经告知听证权利",
                "the right to be heard has been told already",
            ),
            Guard::HearingTold => (
                "尚未告知听证权利",
                "the right to be heard has not been told",
            ),
            Guard::HearingAskedOnce => ("已经申请听证", "a hearing has been asked for already"),
            Guard::AskedInTime => (
                "申请听证的 5 个工作日已过",
                "the five working days to ask for a hearing are over",
            ),
            Guard::HearingAsked => ("没有听证申请", "no hearing was asked for"),
            Guard::HearingUnheld => ("听证已经举行", "the hearing has been held"),
            Guard::HeldInTime => (
                "听证须在申请之日起 20 个工作日内举行",
                "the hearing must be held within 20 working days of the request",
            ),
            Guard::ToldInTime => (
                "听证的时间地点须在 7 个工作日前通知",
                "the hearing must be told 7 working days ahead",
            ),
            Guard::HostApart => (
                "听证主持人不得是审查该申请的人员",
                "the host must not be one of those who review the application",
            ),
            Guard::HearingSet => ("尚未通知听证", "no hearing has been set"),
            Guard::HearingDay => ("听证日期未到", "the day of the hearing has not come"),
            Guard::RecordSigned => (
                "听证笔录须有内容并由参加人签字",
                "the record must say something and be signed",
            ),
            Guard::SeveralBranches => (
                "联合办理须写明两个以上的本件分支",
                "a joint report names two or more branches of the case",
            ),
            Guard::JointFits => (
                "没有等待本部门会签的同一环节联合文书",
                "no joint report of this stage waits for this department's signature",
            ),
            Guard::AllReviewed => (
                "须等待各部门审核完毕, 集中批准",
                "it waits until all departments have reviewed",
            ),
            Guard::PredecessorsDecided => (
                "前置分支尚未批准",
                "a branch that it waits for is not decided",
            ),
            Guard::FeePaid => ("费用尚未缴纳", "the fee has not been paid"),
            Guard::OtherPerson => (
                "承办人与批准人不得为同一人",
                "who handled the case may not decide it",
            ),
            Guard::HearingDone => (
                "已告知听证权利: 须等申请期满, 或听证举行之后, 依据笔录作出决定",
                "the right to be heard was told: the decision waits for the five days, or for the hearing's record",
            ),
            Guard::Granted => ("没有准予的决定", "nothing was granted"),
            Guard::MadeOnce => ("已经制证", "the paper has been made already"),
            Guard::NumberGiven => ("请填写编号", "a number must be given"),
            Guard::ValidityOfTheItem => {
                ("有效期须与目录一致", "the validity must be the catalog's")
            }
            Guard::MannerGiven => ("请写明送达方式", "the manner of delivery must be given"),
            Guard::ToWithdraw => (
                "办理中只能请求撤回",
                "while a case is open its applicant may ask to withdraw it",
            ),
            Guard::OfTheLicence => (
                "办结后可以请求变更、延续或注销",
                "after a case is concluded a change, a renewal or a cancellation may be asked for",
            ),
            Guard::AskedOnce => (
                "同样的请求尚未答复",
                "the same was asked for and is not answered yet",
            ),
            Guard::WithdrawalAsked => (
                "申请人没有请求撤回",
                "the applicant has not asked to withdraw",
            ),
            Guard::BasisGiven => ("请写明依据", "the legal basis must be given"),
            Guard::RatedOnce => ("一次服务只评价一次", "a service is rated once"),
            Guard::FiveStars => ("评价为 1 到 5 星", "a rating is 1 to 5 stars"),
            Guard::ByProxy => ("本件不是代办件", "this is no proxy case"),
            Guard::ChangeAsked => (
                "被许可人没有申请变更",
                "the holder has not asked for a change",
            ),
            Guard::RenewalAsked => (
                "被许可人没有申请延续",
                "the holder has not asked for a renewal",
            ),
            Guard::LaterEnd => (
                "延续后的有效期须晚于原有效期",
                "the new end must be later than the old one",
            ),
            Guard::RenewalInTime => (
                "未在有效期届满 30 日前申请延续",
                "renewal was not asked for 30 days before the end of validity",
            ),
            Guard::RanOut => ("有效期尚未届满", "the validity is not over yet"),
            Guard::AgentOfThePlace => (
                "接手的代办人须是名录中本点的代办员",
                "the next agent must be an agent of this place in the directory",
            ),
            Guard::HoldsThePapers => (
                "只能移交本点现在持有的原件",
                "a place hands over only the originals that it holds",
            ),
            Guard::PapersOfTheCase => (
                "只能接收本件申请材料中的原件",
                "only papers of this application are taken",
            ),
            Guard::OfferedHere => (
                "该原件在他处, 且未移交给本点",
                "this original is elsewhere and was not given to this place",
            ),
            Guard::PaperCalledFor => (
                "本件没有作出这种文书所载的处理",
                "what this paper says has not been done in this case",
            ),
            Guard::NumberFresh => (
                "该编号已用于本件另一份文书",
                "this number stands on another paper of the case",
            ),
            Guard::CountedRight => (
                "重算的期限与日历不符",
                "the limits do not follow from the calendars that are cited",
            ),
            Guard::NextRevision => (
                "归属已被调整过, 请查看现在的归属后重新填写",
                "where the case lives was changed meanwhile: look again, then state the next revision",
            ),
            Guard::GrantsInOrder => (
                "参加地点最多 16 个, 须按代码排列, 不得重复, 也不得写归属地或其上级",
                "at most 16 places besides the home, in the order of their codes, each once, none that is the home or above it",
            ),
            Guard::WithinTheCity => (
                "归属地和参加地点须在本市之内",
                "home and other places must lie in the city of the case",
            ),
            Guard::ScopeChanges => (
                "归属与现在相同, 无需调整",
                "this is where the case lives already",
            ),
            Guard::NothingLeftThere => (
                "移出的参加地点还有未办结的事项或材料原件, 或所发的许可仍然有效",
                "a granted place that is taken out has work or originals left, or gave a licence that is in force",
            ),
            Guard::AllRivalsNamed => ("没有需要裁定的冲突", "nothing is contested"),
        }
    }

    /// Whether it can be told from the facts alone, before anything is typed: a desk then offers the act
    /// only where it holds.
    pub(crate) fn holds_already(self, facts: &Facts, branch: Option<&Branch>) -> bool {
        match self {
            Guard::CorrectionOnce => facts.correction.is_none(),
            Guard::TakenOverOnce => facts.taken_over.is_none(),
            Guard::FeeExists => branch.is_some_and(|branch| branch.fee_due > 0),
            Guard::FeeOnce => branch.is_some_and(|branch| branch.fee.is_none()),
            Guard::FeePaid => {
                branch.is_some_and(|branch| branch.fee_due == 0 || branch.fee.is_some())
            }
            Guard::PredecessorsClosed => {
                branch.is_some_and(|branch| waits_for(facts, branch, Gate::Accept).is_none())
            }
            Guard::PredecessorsDecided => {
                branch.is_some_and(|branch| waits_for(facts, branch, Gate::Approve).is_none())
            }
            Guard::AllReviewed => {
                let receipt = facts.receipt.as_ref();
                let together = receipt.is_some_and(|receipt| receipt.rule == Some(Rule::MaxMember));
                !together || facts.all_reviewed()
            }
            Guard::ExtendedOnce => facts.extension.is_none(),
            Guard::HearingToldOnce => branch.is_some_and(|branch| branch.hearing.is_none()),
            Guard::HearingTold => branch.is_some_and(|branch| branch.hearing.is_some()),
            Guard::HearingAskedOnce => hearing(branch).is_some_and(|it| it.asked.is_none()),
            Guard::HearingAsked => hearing(branch).is_some_and(|it| it.asked.is_some()),
            Guard::HearingUnheld => hearing(branch).is_some_and(|it| it.held.is_none()),
            Guard::HearingSet => hearing(branch).is_some_and(|it| it.set.is_some()),
            Guard::JointFits => branch.is_some_and(|branch| joint_for(facts, branch).is_some()),
            Guard::Granted => match branch {
                Some(branch) => is_granted(branch),
                None => facts.branches.iter().any(is_granted),
            },
            Guard::MadeOnce => branch.is_some_and(|branch| branch.made.is_none()),
            Guard::WithdrawalAsked => facts.open_request(Request::Withdraw).is_some(),
            Guard::ChangeAsked => facts.open_request(Request::Change).is_some(),
            Guard::RenewalAsked => facts.open_request(Request::Renew).is_some(),
            Guard::RatedOnce => facts.rating.is_none(),
            Guard::ByProxy => facts.by_proxy(),
            Guard::HearingDone => {
                hearing(branch).is_none_or(|it| it.asked.is_none() || it.held.is_some())
            }
            Guard::SeveralBranches => facts.branches.len() > 1,
            _ => true,
        }
    }
}
