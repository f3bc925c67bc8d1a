//! Authority and guards: the table of [`crate::TABLE`] applied. The same function refuses at the desk
//! and judges what arrives from elsewhere.

use crate::limits::{
    CORRECTION_DAYS, EXTENSION_DAYS, HEARING_ASK_DAYS, HEARING_HOLD_DAYS, HEARING_NOTICE_DAYS,
    JOINT_EXTENSION_DAYS, RENEWAL_DAYS, last_moment, legal_count, promised_at,
};
use crate::table::{Row, TABLE, Whose};
use crate::{
    Act, Branch, Contested, Deed, Facts, Form, FormFault, Ground, Kind, Library, Mode, Owner,
    Paper, Refusal, Request, Together, grounds, plan,
};
use calendar::Calendar;
use catalog::{Gate, Item, Rule, Special, Stage};
use tiers::{NodeId, PlaceCode, Role, Tier};

/// A condition of the table. Its text says what must hold, and is what a refusal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    AllRivalsNamed,
}

/// What a line of a correction notice begins with that is about the form and no material.
const FORM_FAULT: &str = "表格";
/// Papers that one hand-over act may name.
const PAPERS_MAX: usize = 64;

impl Guard {
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

    fn check(self, case: &Case<'_>) -> Result<(), Refusal> {
        let (facts, act, deed) = (case.facts, case.act, &case.act.deed);
        let branch = facts.branch(act.branch.as_deref());
        let need = |holds: bool| {
            if holds {
                Ok(())
            } else {
                Err(Refusal::Guard(self))
            }
        };
        let named = || branch.ok_or_else(|| case.no_branch());
        match self {
            Guard::KnownVersion => case.cited().map(drop),
            Guard::RightMode => case.right_mode(self),
            Guard::FiledHere => case.filed_here(),
            Guard::InForce => case.in_force(),
            Guard::ProxyAllowed => {
                let proxy = act.who.role == Role::Agent;
                let items = case.known().map(|cited| cited.items).unwrap_or_default();
                match items.iter().find(|item| proxy && !item.proxy_allowed) {
                    Some(item) => Err(Refusal::InPersonOnly(item.code.clone())),
                    None => Ok(()),
                }
            }
            Guard::Entrusted => {
                let proxy = matches!(
                    deed,
                    Deed::Receive {
                        mode: Mode::ForApplicant,
                        ..
                    }
                ) && act.who.role == Role::Agent;
                match crate::form::entrusted(case.form) || !proxy {
                    true => Ok(()),
                    false => Err(Refusal::Form(vec![FormFault::Empty(
                        crate::ENTRUSTMENT.to_owned(),
                    )])),
                }
            }
            Guard::FormWhole => case.form_whole(),
            Guard::ListGiven => match deed {
                Deed::Correct { missing: list } | Deed::Resubmit { supplied: list } => {
                    need(!list.is_empty() && list.iter().all(|one| given(one)))
                }
                _ => Ok(()),
            },
            Guard::NothingExtra => {
                let Deed::Correct { missing } = deed else {
                    return Ok(());
                };
                let mut listed = Vec::new();
                for branch in &facts.branches {
                    listed.extend(case.item(branch)?.materials.iter().map(|one| &one.name));
                }
                need(missing.iter().all(|asked| {
                    asked.starts_with(FORM_FAULT) || listed.iter().any(|name| asked.contains(*name))
                }))
            }
            Guard::WithinFiveDays => need(!case.five_days_over()?),
            Guard::FiveDaysOver => need(case.five_days_over()?),
            Guard::LapseRule => {
                let correction = facts.correction.as_ref();
                let lapse = correction.and_then(|asked| Some((asked.asked.at, asked.lapse_days?)));
                let Some((asked, days)) = lapse else {
                    return Err(Refusal::Guard(self));
                };
                need(act.at.ms > last_moment(case.calendar()?, asked, days))
            }
            Guard::ReasonGiven => need(reason(deed).is_some_and(given)),
            Guard::VersionOfTheDay => case.version_of_the_day(),
            Guard::PlaceOfTheCase => {
                let Deed::HandOver { place, .. } = deed else {
                    return Ok(());
                };
                let steps = facts.branches.iter().flat_map(|branch| &branch.steps);
                let takes_part = steps
                    .map(|step| step.plan.owner.place)
                    .any(|own| own == *place)
                    || facts.filing() == Some(*place);
                let elsewhere = facts
                    .intake_owner()
                    .is_none_or(|owner| owner.place != *place);
                need(takes_part && elsewhere)
            }
            Guard::StepOpen => {
                let open = named()?.open().map_or(0, |step| step.plan.seq);
                match deed {
                    Deed::Step { seq, .. } if *seq != open => Err(Refusal::NotOpen(*seq, open)),
                    _ => Ok(()),
                }
            }
            Guard::OpinionGiven => match deed {
                Deed::Step { opinion, .. } | Deed::Sign { opinion, .. } => need(given(opinion)),
                _ => Ok(()),
            },
            Guard::PredecessorsClosed | Guard::PredecessorsDecided => {
                let gate = match self {
                    Guard::PredecessorsClosed => Gate::Accept,
                    _ => Gate::Approve,
                };
                match waits_for(facts, named()?, gate) {
                    Some(item) => Err(Refusal::Waits(item.to_owned())),
                    None => Ok(()),
                }
            }
            Guard::ReductionLawful => {
                let Deed::Fee {
                    reduction, basis, ..
                } = deed
                else {
                    return Ok(());
                };
                let lawful = match (*reduction, basis.as_str()) {
                    (0, "") => true,
                    (fen, basis) => {
                        let quantity = facts.receipt.as_ref().map_or(1, |receipt| receipt.quantity);
                        case.item(named()?)?.reduction(basis, quantity) == Some(fen)
                    }
                };
                need(lawful)
            }
            Guard::FeeExact => {
                let Deed::Fee { fen, reduction, .. } = deed else {
                    return Ok(());
                };
                let (due, given) = (named()?.fee_due.saturating_sub(*reduction), *fen);
                if due == given {
                    Ok(())
                } else {
                    Err(Refusal::WrongFee { due, given })
                }
            }
            Guard::VoucherGiven => match deed {
                // Where nothing is taken there is no receipt of the treasury.
                Deed::Fee { fen, voucher, .. } => need(*fen == 0 || given(voucher)),
                _ => Ok(()),
            },
            Guard::FeePaid => {
                let branch = named()?;
                if self.holds_already(facts, Some(branch)) {
                    Ok(())
                } else {
                    Err(Refusal::FeeUnpaid(branch.fee_due))
                }
            }
            Guard::EarlierStep => {
                let (Deed::Return { to, .. }, branch) = (deed, named()?) else {
                    return Ok(());
                };
                let index = branch.steps.iter().position(|step| step.plan.seq == *to);
                let back = index
                    .filter(|index| *index < branch.next)
                    .is_some_and(|index| branch.steps[index].plan.stage != Stage::Accept);
                need(back)
            }
            Guard::LawfulCause => {
                let Deed::Suspend { cause, .. } = deed else {
                    return Ok(());
                };
                need(case.planned(named()?, cause)?.is_some())
            }
            Guard::DaysPlanned => {
                let Deed::Suspend { cause, days, .. } = deed else {
                    return Ok(());
                };
                let most = case.planned(named()?, cause)?.unwrap_or(u16::MAX);
                need((1..=most).contains(days))
            }
            Guard::NoticeGiven => match deed {
                Deed::Suspend { notice, .. } => need(given(notice)),
                _ => Ok(()),
            },
            Guard::OutcomeGiven => match deed {
                Deed::Resume { outcome } => need(given(outcome)),
                _ => Ok(()),
            },
            Guard::ExtensionDays => {
                let joint = facts.branches.len() > 1;
                let most = if joint {
                    JOINT_EXTENSION_DAYS
                } else {
                    EXTENSION_DAYS
                };
                match deed {
                    Deed::Extend { days, .. } => need((1..=most).contains(days)),
                    _ => Ok(()),
                }
            }
            Guard::ApprovalGiven => match deed {
                Deed::Extend { approval, .. } => need(given(approval)),
                _ => Ok(()),
            },
            Guard::BeforeTheLimit => {
                let calendar = case.calendar()?;
                let count = legal_count(facts, calendar.deferral());
                // While the clock stands still the limit has no last moment that could be over.
                let last = count.and_then(|count| count.at(calendar));
                need(last.is_none_or(|(last, _)| act.at.ms <= last))
            }
            Guard::AskedInTime => {
                let told = hearing(branch).map(|hearing| hearing.told.at);
                let told = told.ok_or(Refusal::Guard(self))?;
                need(act.at.ms <= last_moment(case.calendar()?, told, HEARING_ASK_DAYS))
            }
            Guard::HeldInTime => {
                let asked = hearing(branch).and_then(|hearing| hearing.asked.as_ref());
                let asked = asked.ok_or(Refusal::Guard(self))?;
                let last = last_moment(case.calendar()?, asked.at, HEARING_HOLD_DAYS);
                need(matches!(deed, Deed::HearingSet { on, .. } if *on <= last))
            }
            Guard::ToldInTime => {
                let told = last_moment(case.calendar()?, act.at.ms, HEARING_NOTICE_DAYS);
                let day = calendar::date_of(told);
                need(matches!(deed, Deed::HearingSet { on, .. } if calendar::date_of(*on) >= day))
            }
            Guard::HostApart => {
                let Deed::HearingSet { host, venue, .. } = deed else {
                    return Ok(());
                };
                let reviewed = reviewers(named()?).any(|who| who == host);
                need(given(host) && given(venue) && !reviewed && *host != act.who.user)
            }
            Guard::HearingDay => {
                let set = hearing(branch).and_then(|hearing| hearing.set.as_ref());
                need(set.is_some_and(|(on, ..)| act.at.ms >= *on))
            }
            Guard::RecordSigned => match deed {
                Deed::HearingHeld { record, signed } => {
                    need(given(record) && signed.iter().any(|name| given(name)))
                }
                _ => Ok(()),
            },
            Guard::SeveralBranches => {
                let Deed::Joint { branches, .. } = deed else {
                    return Ok(());
                };
                let mut distinct = branches.clone();
                distinct.sort();
                distinct.dedup();
                let known = branches
                    .iter()
                    .all(|code| facts.branches.iter().any(|b| b.item == *code));
                need(known && distinct.len() > 1 && distinct.len() == branches.len())
            }
            Guard::JointFits => {
                let Deed::Sign { joint, granted, .. } = deed else {
                    return Ok(());
                };
                let fits = joints_for(facts, named()?).any(|waiting| waiting.act == *joint);
                let what = facts
                    .joints
                    .iter()
                    .find(|one| one.act == *joint)
                    .map(|one| one.what);
                need(fits && granted.is_some() == (what == Some(Together::Approval)))
            }
            Guard::OtherPerson => {
                // An item done in one sitting is exempt.
                let instant = facts
                    .receipt
                    .as_ref()
                    .is_some_and(|receipt| receipt.instant);
                let handled = (named()?.steps.iter())
                    .filter(|step| step.plan.stage == Stage::Handle)
                    .filter_map(|step| step.done.as_ref())
                    .any(|done| done.who.place == act.who.place && done.who.user == act.who.user);
                need(instant || !handled)
            }
            Guard::HearingDone => match hearing(branch) {
                None => Ok(()),
                Some(hearing) if hearing.asked.is_some() => need(hearing.held.is_some()),
                Some(hearing) => {
                    let last = last_moment(case.calendar()?, hearing.told.at, HEARING_ASK_DAYS);
                    need(act.at.ms > last)
                }
            },
            Guard::NumberGiven => match deed {
                Deed::Make { number, .. }
                | Deed::Print { number, .. }
                | Deed::Archive { volume: number } => need(given(number)),
                _ => Ok(()),
            },
            Guard::ValidityOfTheItem => {
                let Deed::Make { until, .. } = deed else {
                    return Ok(());
                };
                let branch = named()?;
                need(until.map(calendar::date_of) == valid_until(case.item(branch)?, branch))
            }
            Guard::MannerGiven => match deed {
                Deed::Deliver { how } => need(given(how)),
                _ => Ok(()),
            },
            Guard::ToWithdraw => need(matches!(
                deed,
                Deed::Ask {
                    what: Request::Withdraw,
                    ..
                }
            )),
            Guard::OfTheLicence => need(!matches!(
                deed,
                Deed::Ask {
                    what: Request::Withdraw,
                    ..
                }
            )),
            Guard::AskedOnce => match deed {
                Deed::Ask { what, .. } => need(facts.open_request(*what).is_none()),
                _ => Ok(()),
            },
            Guard::BasisGiven => match deed {
                Deed::Terminate { basis, .. }
                | Deed::Revoke { basis, .. }
                | Deed::Cancel { basis, .. } => need(given(basis)),
                _ => Ok(()),
            },
            Guard::FiveStars => match deed {
                Deed::Rate { stars, .. } => need((1..=5).contains(stars)),
                _ => Ok(()),
            },
            Guard::LaterEnd => {
                let old = named()?.made.as_ref().and_then(|made| made.until);
                need(matches!((deed, old), (Deed::Renew { until, .. }, Some(old)) if *until > old))
            }
            Guard::RenewalInTime => {
                let asked = facts
                    .open_request(Request::Renew)
                    .map(|asked| asked.done.at);
                let end = named()?.made.as_ref().and_then(|made| made.until);
                let in_time = asked
                    .zip(end)
                    .is_some_and(|(asked, end)| asked <= end.plus_minutes(-RENEWAL_DAYS * 24 * 60));
                need(in_time)
            }
            Guard::RanOut => {
                let end = named()?.made.as_ref().and_then(|made| made.until);
                need(end.is_some_and(|end| act.at.ms > end))
            }
            Guard::AgentOfThePlace => {
                let Deed::Assign { user, .. } = deed else {
                    return Ok(());
                };
                let cited = &act.cites.directory;
                let entry = case.library.entry(cited).ok_or(Refusal::NotHere(*cited))?;
                let agent = entry.may_act(user, Role::Agent, None);
                need(agent && facts.agent.as_ref() != Some(user))
            }
            Guard::HoldsThePapers => {
                let Deed::Hand { papers, to } = deed else {
                    return Ok(());
                };
                let held = |paper: &String| {
                    let custody = facts.custody.get(paper);
                    custody
                        .is_some_and(|it| it.holder == Some(act.who.place) && it.offered.is_none())
                };
                need(several(papers) && papers.iter().all(held) && *to != Some(act.who.place))
            }
            Guard::PapersOfTheCase => {
                let Deed::Take { papers } = deed else {
                    return Ok(());
                };
                let receipt = facts.receipt.as_ref();
                let known = |paper: &String| {
                    let field = format!("{}{paper}", crate::MATERIAL);
                    receipt.is_some_and(|receipt| receipt.form.contains_key(&field))
                };
                need(several(papers) && papers.iter().all(known))
            }
            Guard::OfferedHere => {
                let Deed::Take { papers } = deed else {
                    return Ok(());
                };
                let free = |paper: &String| match facts.custody.get(paper) {
                    None => true,
                    Some(custody) if custody.holder.is_none() => true,
                    Some(custody) => custody.offered == Some(act.who.place),
                };
                need(papers.iter().all(free))
            }
            Guard::PaperCalledFor => {
                let Deed::Print { paper, .. } = deed else {
                    return Ok(());
                };
                let paper = Paper::from_id(paper);
                let ground =
                    paper.and_then(|paper| grounds::of(paper, facts, act.branch.as_deref()));
                need(ground.is_some())
            }
            Guard::NumberFresh => {
                let Deed::Print { paper, number } = deed else {
                    return Ok(());
                };
                let other = |printed: &crate::Printed| {
                    printed.number == *number
                        && (printed.paper != *paper || printed.branch != act.branch)
                };
                need(!facts.papers.iter().any(other))
            }
            Guard::CountedRight => case.counted_right(self),
            Guard::AllRivalsNamed => case.all_rivals_named(self),
            // What the facts alone tell is the same at the desk and here.
            Guard::CorrectionOnce
            | Guard::TakenOverOnce
            | Guard::FeeExists
            | Guard::FeeOnce
            | Guard::ExtendedOnce
            | Guard::HearingToldOnce
            | Guard::HearingTold
            | Guard::HearingAskedOnce
            | Guard::HearingAsked
            | Guard::HearingUnheld
            | Guard::HearingSet
            | Guard::AllReviewed
            | Guard::Granted
            | Guard::MadeOnce
            | Guard::WithdrawalAsked
            | Guard::ChangeAsked
            | Guard::RenewalAsked
            | Guard::RatedOnce
            | Guard::ByProxy => need(self.holds_already(facts, branch)),
        }
    }
}

fn given(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Named papers, a few, each once.
fn several(papers: &[String]) -> bool {
    let mut distinct: Vec<&String> = papers.iter().collect();
    distinct.sort();
    distinct.dedup();
    let few = (1..=PAPERS_MAX).contains(&papers.len());
    few && distinct.len() == papers.len() && papers.iter().all(|paper| given(paper))
}

fn reason(deed: &Deed) -> Option<&str> {
    Some(match deed {
        Deed::NotNeeded { reason }
        | Deed::Refuse { reason }
        | Deed::HandOver { reason, .. }
        | Deed::TakeOver { reason }
        | Deed::Return { reason, .. }
        | Deed::Extend { reason, .. }
        | Deed::Ask { reason, .. }
        | Deed::Withdraw { reason }
        | Deed::Terminate { reason, .. }
        | Deed::Decide { reason, .. }
        | Deed::Change { reason }
        | Deed::Renew { reason, .. }
        | Deed::Revoke { reason, .. }
        | Deed::Cancel { reason, .. }
        | Deed::Assign { reason, .. }
        | Deed::Resolve { reason, .. } => reason,
        Deed::HearingTell { text } | Deed::Joint { text, .. } | Deed::Press { text } => text,
        _ => return None,
    })
}

fn hearing(branch: Option<&Branch>) -> Option<&crate::Hearing> {
    branch?.hearing.as_ref()
}

fn is_granted(branch: &Branch) -> bool {
    branch.decided.as_ref().is_some_and(|(granted, _)| *granted)
}

/// Whoever did a step of handling or review.
fn reviewers(branch: &Branch) -> impl Iterator<Item = &String> {
    (branch.steps.iter())
        .filter(|step| matches!(step.plan.stage, Stage::Handle | Stage::Review))
        .filter_map(|step| step.done.as_ref())
        .map(|done| &done.who.user)
}

/// The first branch that `branch` waits for and that is not far enough.
fn waits_for<'a>(facts: &'a Facts, branch: &Branch, gate: Gate) -> Option<&'a str> {
    let receipt = facts.receipt.as_ref()?;
    (receipt.waits.iter())
        .filter(|(_, to, held)| facts.branches[*to].item == branch.item && *held == gate)
        .map(|(from, ..)| &facts.branches[*from])
        .find(|from| match gate {
            Gate::Accept => from.concluded_at().is_none(),
            Gate::Approve => from.decided.is_none(),
        })
        .map(|from| from.item.as_str())
}

/// Joint papers of the open stage that wait for this branch's signature.
fn joints_for<'a>(facts: &'a Facts, branch: &'a Branch) -> impl Iterator<Item = &'a crate::Joint> {
    let stage = branch.open().map(|step| step.plan.stage);
    facts.joints.iter().filter(move |joint| {
        let what = match joint.what {
            Together::Visit => Stage::Handle,
            Together::Review => Stage::Review,
            Together::Approval => Stage::Approve,
        };
        stage == Some(what)
            && joint.branches.contains(&branch.item)
            && !joint.signed.contains_key(&branch.item)
    })
}

pub(crate) fn joint_for<'a>(facts: &'a Facts, branch: &'a Branch) -> Option<&'a crate::Joint> {
    joints_for(facts, branch).next()
}

/// Until when the paper of `branch` is valid, counted from its decision; none = without end.
pub fn valid_until(item: &Item, branch: &Branch) -> Option<calendar::Date> {
    let (_, done) = branch.decided.as_ref()?;
    plan::valid_until(item, calendar::date_of(done.at))
}

/// Judges `act` by `author` on what stands in its past.
///
/// # Errors
/// The first thing that does not hold. [`Refusal::NotHere`] means: cannot be judged yet.
pub fn judge(
    ground: Ground,
    facts: &Facts,
    contested: &[Contested],
    author: NodeId,
    act: &Act,
    form: &Form,
    library: &Library,
) -> Result<(), Refusal> {
    let case = Case {
        ground,
        facts,
        contested,
        act,
        form,
        library,
    };
    case.judge(author, TABLE)
}

/// An act and all it is judged by.
pub(crate) struct Case<'a> {
    pub(crate) ground: Ground,
    pub(crate) facts: &'a Facts,
    pub(crate) contested: &'a [Contested],
    pub(crate) act: &'a Act,
    pub(crate) form: &'a Form,
    pub(crate) library: &'a Library,
}

/// What a receipt or an acceptance cites.
struct Cited<'a> {
    items: Vec<&'a Item>,
    bundle: Option<&'a catalog::Bundle>,
}

impl Case<'_> {
    pub(crate) fn judge(&self, author: NodeId, table: &[Row]) -> Result<(), Refusal> {
        let act = self.act;
        let kind = act.deed.kind();
        self.authority(author, kind, table)?;
        let mut rows = table.iter().filter(|row| row.act == kind).peekable();
        if rows.peek().is_none() {
            return Err(Refusal::NotACase);
        }
        self.frozen()?;
        let item = kind
            .is_of_a_branch()
            .then_some(act.branch.as_deref())
            .flatten();
        if kind.is_of_a_branch()
            && self.facts.receipt.is_some()
            && self.facts.branch(item).is_none()
        {
            return Err(self.no_branch());
        }
        let state = self.facts.state(item);
        // Two rows of one act and state differ by role, or by what is asked for: the last refusal of
        // those tells most, since the earlier row was for somebody or something else.
        let mut refusal = Refusal::NotNow(kind, state);
        for row in rows.filter(|row| row.states.contains(&state)) {
            match self.fits(row) {
                Ok(()) => return Ok(()),
                Err(why) => refusal = why,
            }
        }
        Err(refusal)
    }

    fn fits(&self, row: &Row) -> Result<(), Refusal> {
        // A page that stood open too long is told so, and not that the next step is another's.
        if row.guards.contains(&Guard::StepOpen) {
            Guard::StepOpen.check(self)?;
        }
        let roles = row.roles;
        if !roles.contains(&self.act.who.role) {
            let first = roles.first().map_or("", |role| role.name());
            return Err(Refusal::WrongRole(first));
        }
        self.whose(row.whose)?;
        row.guards.iter().try_for_each(|guard| guard.check(self))
    }

    fn authority(&self, author: NodeId, kind: Kind, table: &[Row]) -> Result<(), Refusal> {
        let cited = &self.act.cites;
        let entry = self.library.entry(&cited.directory);
        let entry = entry.ok_or(Refusal::NotHere(cited.directory))?;
        self.calendar()?;
        let who = &self.act.who;
        if entry.node != author || entry.place != who.place {
            return Err(Refusal::NotTheNode(who.place));
        }
        if who.role == Role::Node {
            // Time and arrival write these; a node decides nothing else by itself.
            let mut rows = table.iter().filter(|row| row.act == kind);
            return match rows.any(|row| row.roles.contains(&Role::Node)) {
                true => Ok(()),
                false => Err(Refusal::WrongRole("person")),
            };
        }
        if !entry.may_act(&who.user, who.role, who.department.as_deref()) {
            return Err(Refusal::NotThePost {
                user: who.user.clone(),
                role: who.role,
            });
        }
        Ok(())
    }

    fn frozen(&self) -> Result<(), Refusal> {
        if matches!(self.act.deed, Deed::Resolve { .. }) {
            return Ok(());
        }
        let touch = crate::slot::Touch::of(self.act, self.facts);
        let mut touched = touch.takes.iter().chain(&touch.reads);
        match touched.find(|slot| self.facts.frozen.contains(*slot)) {
            Some(slot) => Err(Refusal::Frozen(slot.clone())),
            None => Ok(()),
        }
    }

    fn no_branch(&self) -> Refusal {
        match &self.act.branch {
            Some(code) => Refusal::NoBranch(code.clone()),
            None => Refusal::NameBranch,
        }
    }

    fn calendar(&self) -> Result<&Calendar, Refusal> {
        let cited = &self.act.cites.calendar;
        self.library.calendar(cited).ok_or(Refusal::NotHere(*cited))
    }

    fn whose(&self, whose: Whose) -> Result<(), Refusal> {
        let (facts, act) = (self.facts, self.act);
        let place = act.who.place;
        match whose {
            Whose::Home if place == self.ground.home => Ok(()),
            Whose::Home => Err(Refusal::NotTheNode(self.ground.home)),
            Whose::Anyone => Ok(()),
            Whose::Step | Whose::StepOrLast => {
                let branch = facts
                    .branch(act.branch.as_deref())
                    .ok_or_else(|| self.no_branch())?;
                let last = branch.next.checked_sub(1);
                let last = last.filter(|_| whose == Whose::StepOrLast);
                if last.is_some_and(|last| self.owns_step(&branch.steps[last]).is_ok()) {
                    return Ok(());
                }
                match branch.open() {
                    Some(open) => self.owns_step(open),
                    None => Err(Refusal::NotTheNode(place)),
                }
            }
            Whose::Above | Whose::DeciderOrAbove => {
                let owner = match whose {
                    Whose::Above => facts.intake_owner(),
                    _ => owners(Whose::Decider, facts, act.branch.as_deref()).pop(),
                };
                let owner = owner.ok_or(Refusal::NotTheNode(place))?;
                let above = place != owner.place && place.contains(owner.place);
                match (above, whose) {
                    (true, _) => Ok(()),
                    (false, Whose::DeciderOrAbove) => self.owned(&owner),
                    (false, _) => Err(Refusal::NotAbove(owner.place)),
                }
            }
            Whose::Settler => {
                // The chief representative of a place above all who are in dispute.
                let owner = facts
                    .receipt
                    .as_ref()
                    .map(|receipt| receipt.accepting.place);
                let owner = owner.unwrap_or(self.ground.home);
                let above = place.tier() <= Tier::City || place.contains(owner);
                if above {
                    Ok(())
                } else {
                    Err(Refusal::NotAbove(owner))
                }
            }
            Whose::PaperPlace => {
                let Deed::Print { paper, .. } = &act.deed else {
                    return Ok(());
                };
                let paper = Paper::from_id(paper);
                let made = paper.and_then(|paper| grounds::of(paper, facts, act.branch.as_deref()));
                let made = made.map(|done| done.who.place);
                let filing = facts.filing();
                let here = made.is_none() || made == Some(place) || filing == Some(place);
                let owner = made.or(filing).unwrap_or(self.ground.home);
                if here {
                    Ok(())
                } else {
                    Err(Refusal::NotTheOwner(owner, None))
                }
            }
            _ => {
                let owners = owners(whose, facts, act.branch.as_deref());
                let desk = matches!(act.who.role, Role::Window | Role::Agent | Role::Node);
                let mut refusal = Refusal::NotTheNode(place);
                for owner in &owners {
                    // Where intake is concerned the window of the place stands for any department.
                    let stands_in = whose.desk_stands_in() && desk && owner.place == place;
                    match self.owned(owner) {
                        Ok(()) => return Ok(()),
                        Err(_) if stands_in => return Ok(()),
                        Err(why) => refusal = why,
                    }
                }
                Err(refusal)
            }
        }
    }

    /// Whether the act is done for the owner of `step`, in the role of its stage: who reviews does not
    /// act at the step of who approves, although both are of one department.
    fn owns_step(&self, step: &crate::StepState) -> Result<(), Refusal> {
        self.owned(&step.plan.owner)?;
        let roles = roles_of(step.plan.stage);
        if roles.contains(&self.act.who.role) {
            return Ok(());
        }
        Err(Refusal::WrongRole(roles[0].name()))
    }

    /// Whether the act is done for `owner`: the same place, and its department where one is named.
    fn owned(&self, owner: &Owner) -> Result<(), Refusal> {
        let who = &self.act.who;
        let department = owner.department.is_none()
            || who.department == owner.department
            || who.role == Role::Node;
        if who.place == owner.place && department {
            return Ok(());
        }
        Err(Refusal::NotTheOwner(owner.place, owner.department.clone()))
    }

    /// The item version that a branch is handled under.
    fn item(&self, branch: &Branch) -> Result<&Item, Refusal> {
        for hash in &self.facts.catalog {
            match self.library.item(hash) {
                Some(item) if item.code == branch.item => return Ok(item),
                Some(_) => {}
                None if self.library.bundle(hash).is_some() => {}
                None => return Err(Refusal::NotHere(*hash)),
            }
        }
        Err(Refusal::UnknownItem(branch.item.clone()))
    }

    /// Working days that the item plans for a special procedure; none where it lists no such. A hearing
    /// is never barred by a catalog: the law itself gives the right to it.
    fn planned(&self, branch: &Branch, cause: &str) -> Result<Option<u16>, Refusal> {
        let Some(cause) = Special::from_code(cause) else {
            return Ok(None);
        };
        let listed = self.item(branch)?.special(cause).map(|one| one.days);
        Ok(match cause {
            Special::Hearing => Some(listed.unwrap_or(HEARING_HOLD_DAYS)),
            _ => listed,
        })
    }

    /// What the act cites of the catalog, each the version of what it should be.
    fn cited(&self) -> Result<Cited<'_>, Refusal> {
        let code = match &self.act.deed {
            Deed::Receive { code, .. } => code.clone(),
            _ => (self.facts.receipt.as_ref()).map_or_else(String::new, |r| r.code.clone()),
        };
        let unknown = || Refusal::UnknownItem(code.clone());
        let cited = &self.act.cites.catalog;
        let (first, rest) = cited.split_first().ok_or_else(unknown)?;
        if let Some(item) = self.library.item(first) {
            return match item.code == code && rest.is_empty() {
                true => Ok(Cited {
                    items: vec![item],
                    bundle: None,
                }),
                false => Err(unknown()),
            };
        }
        let bundle = self.library.bundle(first).ok_or(Refusal::NotHere(*first))?;
        if bundle.code != code || rest.len() != bundle.members.len() {
            return Err(unknown());
        }
        let mut items = Vec::new();
        for (member, hash) in bundle.members.iter().zip(rest) {
            let item = self.library.item(hash).ok_or(Refusal::NotHere(*hash))?;
            if item.code != member.item {
                return Err(Refusal::UnknownItem(item.code.clone()));
            }
            items.push(item);
        }
        Ok(Cited {
            items,
            bundle: Some(bundle),
        })
    }

    /// What is cited, where it is what it should be: that it is, is a guard of its own.
    fn known(&self) -> Option<Cited<'_>> {
        self.cited().ok()
    }

    fn right_mode(&self, guard: Guard) -> Result<(), Refusal> {
        let Some(cited) = self.known() else {
            return Ok(());
        };
        let right = match (cited.bundle, cited.items.as_slice()) {
            (None, [item]) => plan::mode(item, self.act.who.place),
            _ => Mode::Window,
        };
        match &self.act.deed {
            Deed::Receive { mode, .. } if *mode != right => Err(Refusal::Guard(guard)),
            _ => Ok(()),
        }
    }

    fn filed_here(&self) -> Result<(), Refusal> {
        let Some(cited) = self.known() else {
            return Ok(());
        };
        let place = self.act.who.place;
        let (tiers, code, here) = match (cited.bundle, cited.items.as_slice()) {
            (Some(bundle), _) => {
                // A linked bundle is filed where its departments are.
                let here = bundle.county_division.is_none_or(|county| county == place)
                    || bundle.city_division == Some(place);
                (&bundle.filing_tiers, &bundle.code, here)
            }
            (None, [item, ..]) => (&item.filing_tiers, &item.code, true),
            (None, []) => return Ok(()),
        };
        match here && tiers.contains(&place.tier()) {
            true => Ok(()),
            false => Err(Refusal::NotFiledHere(code.clone(), place.tier())),
        }
    }

    fn in_force(&self) -> Result<(), Refusal> {
        let day = calendar::date_of(self.act.at.ms);
        let items = self.known().map(|cited| cited.items).unwrap_or_default();
        match items.iter().find(|item| !item.in_force(day)) {
            Some(item) => Err(Refusal::NotActive(item.code.clone())),
            None => Ok(()),
        }
    }

    fn form_whole(&self) -> Result<(), Refusal> {
        let Some(cited) = self.known() else {
            return Ok(());
        };
        let mut faults = crate::check_form(&cited.items, self.form);
        let Deed::Receive { quantity, .. } = &self.act.deed else {
            return Ok(());
        };
        if faults.is_empty() && crate::form::quantity(self.form) != Some(*quantity) {
            faults.push(FormFault::Quantity);
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Form(faults))
        }
    }

    /// An acceptance may cite the version in force on its day instead of the receipt's.
    fn version_of_the_day(&self) -> Result<(), Refusal> {
        if self.act.cites.catalog.is_empty() {
            return Ok(());
        }
        self.cited()?;
        self.in_force()
    }

    /// The five working days after the clock began are over by the act's claimed time, on the calendar
    /// it cites.
    fn five_days_over(&self) -> Result<bool, Refusal> {
        let guard = Refusal::Guard(Guard::FiveDaysOver);
        let from = self.facts.clock_from.ok_or(guard)?;
        Ok(self.act.at.ms > last_moment(self.calendar()?, from, CORRECTION_DAYS))
    }

    fn counted_right(&self, guard: Guard) -> Result<(), Refusal> {
        let Deed::Recount {
            before, was, now, ..
        } = &self.act.deed
        else {
            return Ok(());
        };
        let old = self
            .library
            .calendar(before)
            .ok_or(Refusal::NotHere(*before))?;
        let at = |calendar: &Calendar| promised_at(self.facts, calendar);
        let true_figures = at(old) == Some(*was) && at(self.calendar()?) == Some(*now);
        let days = self
            .facts
            .receipt
            .as_ref()
            .is_some_and(|receipt| !receipt.instant);
        if true_figures && was != now && days {
            Ok(())
        } else {
            Err(Refusal::Guard(guard))
        }
    }

    fn all_rivals_named(&self, guard: Guard) -> Result<(), Refusal> {
        let Deed::Resolve { stand, void, .. } = &self.act.deed else {
            return Ok(());
        };
        let mut named: Vec<&tiers::Digest> = stand.iter().chain(void).collect();
        named.sort();
        for group in self.contested {
            let mut rivals: Vec<&tiers::Digest> = group.acts.iter().collect();
            rivals.sort();
            if rivals.iter().any(|rival| named.contains(rival)) {
                let missing = rivals.iter().find(|rival| !named.contains(rival));
                if missing.is_none() && rivals.len() == named.len() {
                    return Ok(());
                }
                let list: Vec<String> = rivals.iter().map(|rival| rival.short()).collect();
                return Err(Refusal::NotAllRivals(list.join(", ")));
            }
        }
        Err(Refusal::Guard(guard))
    }
}

impl Whose {
    /// Whether the window of the place stands for every department there.
    pub fn desk_stands_in(self) -> bool {
        matches!(
            self,
            Whose::Accepting | Whose::AcceptingOrFiling | Whose::FilingOrStep | Whose::Competent
        )
    }

    /// Who that is, in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().0
    }

    /// Who that is, in English.
    pub const fn en(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Whose::Home => ("收件点", "where the record begins"),
            Whose::Filing => ("收件窗口", "the filing desk"),
            Whose::Accepting => ("受理机关", "the accepting owner"),
            Whose::AcceptingOrFiling => (
                "受理机关或收件窗口",
                "the accepting owner or the filing desk",
            ),
            Whose::Step => ("当前环节", "the open step's owner"),
            Whose::StepOrLast => ("当前或上一环节", "the owner of the open or the last step"),
            Whose::FilingOrStep => (
                "收件窗口或当前环节",
                "the filing desk or the open step's place",
            ),
            Whose::Competent => (
                "受理机关, 受理后为决定机关",
                "the accepting owner, then the deciding one",
            ),
            Whose::Decider => ("决定机关", "the deciding authority"),
            Whose::DeciderOrAbove => ("决定机关或其上级", "the deciding authority or one above"),
            Whose::Above => ("上级机关", "a place above"),
            Whose::Settler => ("上级首席代表", "the chief representative above"),
            Whose::Anyone => ("持有本件的各点", "any place that holds the case"),
            Whose::PaperPlace => (
                "作出处理的机关或收件窗口",
                "where it was done, or the filing desk",
            ),
        }
    }
}

fn desk(place: PlaceCode) -> Owner {
    Owner {
        place,
        department: None,
    }
}

/// Who does a step of `stage`.
pub(crate) const fn roles_of(stage: Stage) -> &'static [Role] {
    match stage {
        Stage::Accept => &[Role::Window, Role::Agent, Role::Handler, Role::Approver],
        Stage::Handle => &[Role::Handler],
        Stage::Review => &[Role::Reviewer],
        Stage::Approve => &[Role::Approver],
        Stage::Conclude => &[Role::Agent, Role::Window],
    }
}

/// Who `whose` names on these facts; none where that is no one place.
pub(crate) fn owners(whose: Whose, facts: &Facts, item: Option<&str>) -> Vec<Owner> {
    let filing = || facts.filing().map(desk);
    let branch = facts.branch(item);
    let step = || {
        branch
            .and_then(Branch::open)
            .map(|step| step.plan.owner.clone())
    };
    let decider = || match branch {
        Some(branch) => Some(Owner {
            place: branch.place,
            department: branch.department.clone(),
        }),
        None => facts.decider(),
    };
    let accepted = facts.accepted().is_some();
    let owners = match whose {
        Whose::Filing => [filing(), None],
        Whose::Accepting => [facts.intake_owner(), None],
        Whose::AcceptingOrFiling => [facts.intake_owner(), filing()],
        Whose::Step | Whose::StepOrLast => [step(), None],
        Whose::FilingOrStep => [step().map(|owner| desk(owner.place)), filing()],
        Whose::Competent if accepted => [facts.decider(), None],
        Whose::Competent => [facts.intake_owner(), None],
        Whose::Decider | Whose::DeciderOrAbove => [decider(), None],
        Whose::Home | Whose::Above | Whose::Settler | Whose::Anyone | Whose::PaperPlace => {
            [None, None]
        }
    };
    owners.into_iter().flatten().collect()
}
