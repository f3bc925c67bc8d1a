//! What each condition looks at.

use super::Guard;
use crate::judge::Case;
use crate::limits::{
    HEARING_ASK_DAYS, HEARING_HOLD_DAYS, HEARING_NOTICE_DAYS, RENEWAL_DAYS, last_moment,
    legal_count,
};
use crate::{
    Act, Branch, Deed, Due, Facts, FormFault, GRANTS_MAX, Mode, Paper, Refusal, Request, Together,
    causes_in, deferrable, grounds, plan,
};
use calendar::UnixMillis;
use catalog::{Gate, Item, Stage};
use tiers::{PlaceCode, Role, Tier};

/// What a line of a correction notice begins with that is about the form and no material.
pub const FORM_FAULT: &str = "表格";
/// Papers that one hand-over act may name.
const PAPERS_MAX: usize = 64;
impl Guard {
    /// Whether it holds for an act.
    ///
    /// # Errors
    /// Its own refusal, or one that says more.
    pub(crate) fn check(self, case: &Case<'_>) -> Result<(), Refusal> {
        let tried = Tried {
            guard: self,
            case,
            facts: case.facts,
            act: case.act,
            deed: &case.act.deed,
            branch: case.facts.branch(case.act.branch.as_deref()),
        };
        tried.check()
    }
}

/// An act that one guard is asked about.
struct Tried<'a> {
    guard: Guard,
    case: &'a Case<'a>,
    facts: &'a Facts,
    act: &'a Act,
    deed: &'a Deed,
    /// The branch that the act names, or the only one.
    branch: Option<&'a Branch>,
}

impl<'a> Tried<'a> {
    /// Each guard by what it looks at; an act of another kind than it is about passes.
    fn check(&self) -> Result<(), Refusal> {
        match self.guard {
            Guard::ReasonGiven
            | Guard::OpinionGiven
            | Guard::NoticeGiven
            | Guard::OutcomeGiven
            | Guard::NumberGiven
            | Guard::MannerGiven => self.written(),
            Guard::CauseListed => self.cause_listed(),
            // A change on request names no ground of office.
            Guard::OnRequest => self.need(self.deed.cause().is_none_or(str::is_empty)),
            Guard::ToWithdraw | Guard::OfTheLicence | Guard::AskedOnce => self.request(),
            Guard::KnownVersion => self.case.cited().map(drop),
            Guard::RightMode => self.case.right_mode(self.guard),
            Guard::FiledHere => self.case.filed_here(),
            Guard::InForce => self.case.in_force(),
            Guard::ProxyAllowed => self.proxy_allowed(),
            Guard::Entrusted => self.entrusted(),
            Guard::FormWhole => self.case.form_whole(),
            Guard::ListGiven => self.list_given(),
            Guard::AllSupplied => self.all_supplied(),
            Guard::LackingNamed => self.lacking_named(),
            Guard::NothingExtra => self.nothing_extra(),
            Guard::WithinFiveDays => self.need(!self.case.five_days_over()?),
            Guard::FiveDaysOver => self.need(self.case.five_days_over()?),
            Guard::LapseRule => self.lapse_rule(),
            Guard::VersionOfTheDay => self.case.version_of_the_day(),
            Guard::PlaceOfTheCase => self.place_of_the_case(),
            Guard::StepOpen => self.step_open(),
            Guard::PredecessorsClosed | Guard::PredecessorsDecided => self.predecessors(),
            Guard::ReductionLawful => self.reduction_lawful(),
            Guard::FeeExact => self.fee_exact(),
            Guard::VoucherGiven => self.voucher_given(),
            Guard::RefundExact => self.refund_exact(),
            Guard::FeePaid => self.fee_paid(),
            Guard::EarlierStep => self.earlier_step(),
            Guard::LawfulCause => self.lawful_cause(),
            Guard::DaysPlanned => self.days_planned(),
            Guard::SameProcedure => self.same_procedure(),
            Guard::ExtensionDays => self.extension_days(),
            Guard::BeforeTheLimit => self.before_the_limit(),
            Guard::ApprovedByAnother => self.approved_by_another(),
            Guard::LackingDeferrable => self.lacking_deferrable(),
            Guard::DeferredIn => self.deferred_in(),
            Guard::SuppliesDeferred => self.supplies_deferred(),
            Guard::TermsOfTheItem => self.terms_of_the_item(),
            Guard::TwoOfficers => self.two_officers(),
            Guard::VenueGiven => self.venue_given(),
            Guard::NoticeLongEnough => self.notice_long_enough(),
            Guard::NoticeRuns => self.notice_runs(),
            Guard::NoticeOver => self.notice_over(),
            Guard::PublishedForThirtyDays => self.published_for_thirty_days(),
            Guard::AskedInTime => self.asked_in_time(),
            Guard::HeldInTime => self.held_in_time(),
            Guard::ToldInTime => self.told_in_time(),
            Guard::HostApart => self.host_apart(),
            Guard::HearingDay => self.hearing_day(),
            Guard::RecordSigned => self.record_signed(),
            Guard::SeveralBranches => self.several_branches(),
            Guard::JointFits => self.joint_fits(),
            Guard::OtherPerson => self.other_person(),
            Guard::HearingDone => self.hearing_done(),
            Guard::ValidityOfTheItem => self.validity_of_the_item(),
            Guard::FiveStars => self.five_stars(),
            Guard::LaterEnd => self.later_end(),
            Guard::RenewalInTime => self.renewal_in_time(),
            Guard::RanOut => self.ran_out(),
            Guard::AgentOfThePlace => self.agent_of_the_place(),
            Guard::HoldsThePapers => self.holds_the_papers(),
            Guard::PapersOfTheCase => self.papers_of_the_case(),
            Guard::OfferedHere => self.offered_here(),
            Guard::PaperCalledFor => self.paper_called_for(),
            Guard::NumberFresh => self.number_fresh(),
            Guard::CountedRight => self.case.counted_right(self.guard),
            Guard::NextRevision
            | Guard::GrantsInOrder
            | Guard::WithinTheCity
            | Guard::ScopeChanges
            | Guard::NothingLeftThere => self.stated_scope(),
            Guard::AllRivalsNamed => self.case.all_rivals_named(self.guard),
            // What the facts alone tell is the same at the desk and here. A guard that is in neither place would refuse
            // nobody; the tests have somebody for each.
            _ => self.need(self.guard.holds_already(self.facts, self.branch)),
        }
    }

    fn need(&self, holds: bool) -> Result<(), Refusal> {
        if holds {
            Ok(())
        } else {
            Err(Refusal::Guard(self.guard))
        }
    }

    /// What must be written down with the act, whatever it says.
    fn written(&self) -> Result<(), Refusal> {
        let words = match (self.guard, self.deed) {
            (Guard::ReasonGiven, deed) => return self.need(reason(deed).is_some_and(given)),
            (Guard::OpinionGiven, Deed::Step { opinion, .. } | Deed::Sign { opinion, .. }) => {
                opinion
            }
            (Guard::NoticeGiven, Deed::Suspend { notice, .. }) => notice,
            (Guard::OutcomeGiven, Deed::Resume { outcome }) => outcome,
            (
                Guard::NumberGiven,
                Deed::Make { number, .. }
                | Deed::Print { number, .. }
                | Deed::ApproveExtension { number, .. }
                | Deed::Archive { volume: number },
            ) => number,
            (Guard::MannerGiven, Deed::Deliver { how, .. }) => how,
            _ => return Ok(()),
        };
        self.need(given(words))
    }

    /// One of the grounds that the law gives for it in this regime.
    fn cause_listed(&self) -> Result<(), Refusal> {
        let Some(code) = self.deed.cause() else {
            return Ok(());
        };
        let regime = self.facts.regime(self.branch.map(|own| own.item.as_str()));
        let mut listed = causes_in(self.deed.kind(), regime);
        // That a promise was broken has been found first.
        let promised = self.branch.and_then(|own| own.promised.as_ref());
        let broken = promised.is_some_and(|it| matches!(it.verified, Some((false, _))));
        let founded = code != crate::cause::PROMISE_BROKEN || broken;
        self.need(founded && listed.any(|cause| cause.code == code))
    }

    /// What the applicant may ask for in this state, and not twice.
    fn request(&self) -> Result<(), Refusal> {
        let asked = match self.deed {
            Deed::Ask { what, .. } => Some(*what),
            _ => None,
        };
        let withdraws = asked == Some(Request::Withdraw);
        self.need(match self.guard {
            Guard::ToWithdraw => withdraws,
            Guard::OfTheLicence => !withdraws,
            _ => asked.is_none_or(|what| self.facts.open_request(what).is_none()),
        })
    }

    fn named(&self) -> Result<&'a Branch, Refusal> {
        self.branch.ok_or_else(|| self.case.no_branch())
    }
}

/// What a receipt is looked at for.
impl Tried<'_> {
    fn proxy_allowed(&self) -> Result<(), Refusal> {
        let proxy = self.act.who.role == Role::Agent;
        let items = self
            .case
            .known()
            .map(|cited| cited.items)
            .unwrap_or_default();
        match items.iter().find(|item| proxy && !item.proxy_allowed) {
            Some(item) => Err(Refusal::InPersonOnly(item.code.clone())),
            None => Ok(()),
        }
    }

    fn entrusted(&self) -> Result<(), Refusal> {
        let proxy = matches!(
            self.deed,
            Deed::Receive {
                mode: Mode::ForApplicant,
                ..
            }
        ) && self.act.who.role == Role::Agent;
        if crate::form::entrusted(self.case.form) || !proxy {
            return Ok(());
        }
        let number = FormFault::Empty(crate::ENTRUSTMENT.to_owned());
        Err(Refusal::Form(vec![number]))
    }
}

/// What the accepting authority is bound to.
impl Tried<'_> {
    fn list_given(&self) -> Result<(), Refusal> {
        match self.deed {
            Deed::Correct { missing: list } | Deed::Resubmit { supplied: list } => {
                self.need(!list.is_empty() && list.iter().all(|one| given(one)))
            }
            _ => Ok(()),
        }
    }

    /// Once and whole: what was missing at receipt is in the notice.
    fn lacking_named(&self) -> Result<(), Refusal> {
        let Deed::Correct { missing } = self.deed else {
            return Ok(());
        };
        let receipt = self.facts.receipt.as_ref();
        let mut lacking = receipt.into_iter().flat_map(|receipt| &receipt.lacking);
        self.need(lacking.all(|name| missing.iter().any(|one| one.contains(name))))
    }

    /// Everything that the notice named: what is handed in in part stays with the desk until the rest comes.
    fn all_supplied(&self) -> Result<(), Refusal> {
        let Deed::Resubmit { supplied } = self.deed else {
            return Ok(());
        };
        let asked = self.facts.correction.as_ref();
        let mut missing = asked.into_iter().flat_map(|asked| &asked.missing);
        self.need(missing.all(|one| supplied.contains(one)))
    }

    fn nothing_extra(&self) -> Result<(), Refusal> {
        let Deed::Correct { missing } = self.deed else {
            return Ok(());
        };
        let mut listed = Vec::new();
        for branch in &self.facts.branches {
            listed.extend(
                self.case
                    .item(branch)?
                    .materials
                    .iter()
                    .map(|one| &one.name),
            );
        }
        self.need(missing.iter().all(|asked| {
            asked.starts_with(FORM_FAULT) || listed.iter().any(|name| asked.contains(*name))
        }))
    }

    fn lapse_rule(&self) -> Result<(), Refusal> {
        let correction = self.facts.correction.as_ref();
        let lapse = correction.and_then(|asked| Some((asked.asked.at, asked.lapse_days?)));
        let Some((asked, days)) = lapse else {
            return Err(Refusal::Guard(self.guard));
        };
        self.need(self.act.at.ms > last_moment(self.case.calendar()?, asked, days))
    }

    fn place_of_the_case(&self) -> Result<(), Refusal> {
        let Deed::HandOver { place, .. } = self.deed else {
            return Ok(());
        };
        let steps = self.facts.branches.iter().flat_map(|branch| &branch.steps);
        let takes_part = steps
            .map(|step| self.facts.place_now(step.plan.owner.place))
            .any(|own| own == *place)
            || self.facts.filing() == Some(*place)
            || self.facts.grants().contains(place);
        let elsewhere = self
            .facts
            .intake_owner()
            .is_none_or(|owner| owner.place != *place);
        self.need(takes_part && elsewhere)
    }
}

/// Fees, to the fen.
impl Tried<'_> {
    fn reduction_lawful(&self) -> Result<(), Refusal> {
        let Deed::Fee {
            reduction, basis, ..
        } = self.deed
        else {
            return Ok(());
        };
        let lawful = match (*reduction, basis.as_str()) {
            (0, "") => true,
            (fen, basis) => {
                let quantity = self
                    .facts
                    .receipt
                    .as_ref()
                    .map_or(1, |receipt| receipt.quantity);
                self.case.item(self.named()?)?.reduction(basis, quantity) == Some(fen)
            }
        };
        self.need(lawful)
    }

    fn fee_exact(&self) -> Result<(), Refusal> {
        let Deed::Fee { fen, reduction, .. } = self.deed else {
            return Ok(());
        };
        let (due, given) = (self.named()?.fee_due.saturating_sub(*reduction), *fen);
        if due == given {
            Ok(())
        } else {
            Err(Refusal::WrongFee { due, given })
        }
    }

    fn voucher_given(&self) -> Result<(), Refusal> {
        match self.deed {
            // Where nothing is taken there is no receipt of the treasury.
            Deed::Fee { fen, voucher, .. } => self.need(*fen == 0 || given(voucher)),
            Deed::Refund { voucher, .. } => self.need(given(voucher)),
            _ => Ok(()),
        }
    }

    /// What is granted is paid for before; what is denied costs nothing.
    fn fee_paid(&self) -> Result<(), Refusal> {
        let granted = match self.deed {
            Deed::Decide { granted, .. } => *granted,
            Deed::Sign { granted, .. } => *granted != Some(false),
            _ => true,
        };
        if !granted {
            return Ok(());
        }
        let branch = self.named()?;
        if self.guard.holds_already(self.facts, Some(branch)) {
            Ok(())
        } else {
            Err(Refusal::FeeUnpaid(branch.fee_due))
        }
    }
}

/// Steps, branches and joint reports.
impl Tried<'_> {
    fn step_open(&self) -> Result<(), Refusal> {
        let open = self.named()?.open().map_or(0, |step| step.plan.seq);
        match self.deed {
            Deed::Step { seq, .. } if *seq != open => Err(Refusal::NotOpen(*seq, open)),
            _ => Ok(()),
        }
    }

    fn predecessors(&self) -> Result<(), Refusal> {
        let gate = match self.guard {
            Guard::PredecessorsClosed => Gate::Accept,
            _ => Gate::Approve,
        };
        match waits_for(self.facts, self.named()?, gate) {
            Some(item) => Err(Refusal::Waits(item.to_owned())),
            None => Ok(()),
        }
    }

    fn earlier_step(&self) -> Result<(), Refusal> {
        let (Deed::Return { to, .. }, branch) = (self.deed, self.named()?) else {
            return Ok(());
        };
        let index = branch.steps.iter().position(|step| step.plan.seq == *to);
        let back = index
            .filter(|index| *index < branch.next)
            .is_some_and(|index| branch.steps[index].plan.stage != Stage::Accept);
        self.need(back)
    }

    fn several_branches(&self) -> Result<(), Refusal> {
        let Deed::Joint { branches, .. } = self.deed else {
            return Ok(());
        };
        let mut distinct = branches.clone();
        distinct.sort();
        distinct.dedup();
        let known = branches
            .iter()
            .all(|code| self.facts.branches.iter().any(|b| b.item == *code));
        self.need(known && distinct.len() > 1 && distinct.len() == branches.len())
    }

    fn joint_fits(&self) -> Result<(), Refusal> {
        let Deed::Sign { joint, granted, .. } = self.deed else {
            return Ok(());
        };
        let fits = joints_for(self.facts, self.named()?).any(|waiting| waiting.act == *joint);
        let what = self
            .facts
            .joints
            .iter()
            .find(|one| one.act == *joint)
            .map(|one| one.what);
        self.need(fits && granted.is_some() == (what == Some(Together::Approval)))
    }

    fn other_person(&self) -> Result<(), Refusal> {
        // An item done in one sitting is exempt.
        let instant = self
            .facts
            .receipt
            .as_ref()
            .is_some_and(|receipt| receipt.instant);
        let handled = (self.named()?.steps.iter())
            .filter(|step| step.plan.stage == Stage::Handle)
            .filter_map(|step| step.done.as_ref())
            .any(|done| done.who.place == self.act.who.place && done.who.user == self.act.who.user);
        self.need(instant || !handled)
    }
}

/// What stops a limit or makes it longer.
impl Tried<'_> {
    fn lawful_cause(&self) -> Result<(), Refusal> {
        let Deed::Suspend { cause, .. } = self.deed else {
            return Ok(());
        };
        self.need(self.case.planned(self.named()?, cause)?.is_some())
    }

    fn days_planned(&self) -> Result<(), Refusal> {
        let Deed::Suspend { cause, days, .. } = self.deed else {
            return Ok(());
        };
        let most = self.case.planned(self.named()?, cause)?.unwrap_or(u16::MAX);
        self.need((1..=most).contains(days))
    }

    /// A further notice prolongs the procedure that is under way and begins no other.
    fn same_procedure(&self) -> Result<(), Refusal> {
        let Deed::Suspend { cause, .. } = self.deed else {
            return Ok(());
        };
        let open = self.named()?.open_stop();
        self.need(open.is_some_and(|open| open.cause == *cause))
    }

    fn extension_days(&self) -> Result<(), Refusal> {
        let most = match self.facts.branches.as_slice() {
            [only] => only.regime.extension_days(self.case.item(only)?),
            _ => self.facts.regime(None).joint_extension_days(),
        };
        match self.deed {
            Deed::Extend { days, .. } | Deed::ApproveExtension { days, .. } => {
                self.need((1..=most).contains(days))
            }
            _ => Ok(()),
        }
    }

    fn before_the_limit(&self) -> Result<(), Refusal> {
        let calendar = self.case.calendar()?;
        let count = legal_count(self.facts, calendar);
        // While the clock stands still the limit has no last moment that could be over.
        let last = count.and_then(|count| count.at(calendar));
        self.need(last.is_none_or(|last| self.act.at.ms <= last.latest))
    }
}

/// Approvals, papers that come later, promises, public notices.
impl Tried<'_> {
    /// The extension rests on an approval of at least as many days, by somebody else than who writes it.
    fn approved_by_another(&self) -> Result<(), Refusal> {
        let Deed::Extend { days, approval, .. } = self.deed else {
            return Ok(());
        };
        let who = &self.act.who;
        let mut approvals = self.facts.approvals.iter();
        self.need(approvals.any(|one| {
            let by = &one.done.who;
            one.number == *approval
                && one.days >= *days
                && (by.place, &by.user) != (who.place, &who.user)
        }))
    }

    fn lacking_deferrable(&self) -> Result<(), Refusal> {
        let Deed::AcceptLacking { papers } = self.deed else {
            return Ok(());
        };
        let receipt = self.facts.receipt.as_ref();
        let lacking = receipt.map_or(&[][..], |receipt| &receipt.lacking);
        let item = |hash| self.case.library.item(hash);
        let items = || self.facts.catalog.iter().filter_map(item);
        let deferrable = |name: &String| deferrable(items(), name).is_some();
        let mut named = papers.clone();
        named.sort();
        named.dedup();
        self.need(!papers.is_empty() && named == lacking && papers.iter().all(deferrable))
    }

    /// What was accepted without its papers is not granted without them.
    fn deferred_in(&self) -> Result<(), Refusal> {
        let waits = self
            .facts
            .deferred
            .as_ref()
            .is_some_and(|it| it.supplied.is_none());
        self.need(!waits || !self.grants())
    }

    fn grants(&self) -> bool {
        match self.deed {
            Deed::Decide { granted, .. } => *granted,
            Deed::Sign { granted, .. } => *granted == Some(true),
            _ => false,
        }
    }

    fn supplies_deferred(&self) -> Result<(), Refusal> {
        let Deed::Supply { papers } = self.deed else {
            return Ok(());
        };
        let open = self
            .facts
            .deferred
            .as_ref()
            .filter(|it| it.supplied.is_none());
        self.need(open.is_some_and(|it| it.papers.iter().all(|name| papers.contains(name))))
    }

    fn terms_of_the_item(&self) -> Result<(), Refusal> {
        let Deed::Promise { terms, .. } = self.deed else {
            return Ok(());
        };
        let rule = self.case.item(self.named()?)?.promise.as_ref();
        self.need(rule.is_some_and(|rule| rule.terms == *terms))
    }

    /// As long as the item says; where it says nothing, or what is made public is a paper whose recipient cannot be found,
    /// thirty days of the calendar (民事诉讼法 95).
    fn two_officers(&self) -> Result<(), Refusal> {
        let Deed::Inspect { officers, .. } = self.deed else {
            return Ok(());
        };
        self.need(officers.len() >= 2 && several(officers))
    }

    fn venue_given(&self) -> Result<(), Refusal> {
        let Deed::Publicise { venue, .. } = self.deed else {
            return Ok(());
        };
        self.need(given(venue))
    }

    fn notice_runs(&self) -> Result<(), Refusal> {
        let notice = self.branch.and_then(|own| own.notices.last());
        self.need(notice.is_some_and(|notice| self.act.at.ms <= notice.until))
    }

    fn five_stars(&self) -> Result<(), Refusal> {
        let Deed::Rate { stars, .. } = self.deed else {
            return Ok(());
        };
        self.need((1..=5).contains(stars))
    }

    fn refund_exact(&self) -> Result<(), Refusal> {
        let fee = self.branch.and_then(|own| own.fee.as_ref());
        let (Deed::Refund { fen, .. }, Some(fee)) = (self.deed, fee) else {
            return Ok(());
        };
        self.need(*fen == fee.fen)
    }

    fn notice_long_enough(&self) -> Result<(), Refusal> {
        let Deed::Publicise { until, .. } = self.deed else {
            return Ok(());
        };
        let branch = self.named()?;
        let least = match branch.notice_days.filter(|_| branch.decided.is_none()) {
            Some(days) => Due::after(self.case.calendar()?, self.act.at.ms, days).at,
            None => UnixMillis(self.act.at.ms.0.saturating_add(PUBLIC_DELIVERY_MS)),
        };
        self.need(calendar::date_of(*until) >= calendar::date_of(least))
    }

    /// What is made public before it is granted has been, for as long as its notice said, and every objection is answered.
    fn notice_over(&self) -> Result<(), Refusal> {
        let branch = self.named()?;
        if branch.notice_days.is_none() || !self.grants() {
            return Ok(());
        }
        let over = branch.notices.last().is_some_and(|notice| {
            let answered = notice.objections.iter().all(|(_, answer)| answer.is_some());
            notice.until < self.act.at.ms && answered
        });
        self.need(over)
    }

    fn published_for_thirty_days(&self) -> Result<(), Refusal> {
        let Deed::Deliver { how, .. } = self.deed else {
            return Ok(());
        };
        let mut notices = self.facts.branches.iter().flat_map(|own| &own.notices);
        let over = notices.any(|notice| {
            let long =
                notice.until.0.saturating_sub(notice.done.at.0) >= PUBLIC_DELIVERY_MS - DAY_MS;
            long && notice.until < self.act.at.ms
        });
        self.need(*how != crate::fields::BY_PUBLIC_NOTICE || over)
    }
}

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// 公告送达: a paper counts as delivered thirty days after it was made public (民事诉讼法 95).
const PUBLIC_DELIVERY_MS: i64 = 30 * DAY_MS;

/// Hearings (许可法 46-48).
impl Tried<'_> {
    fn asked_in_time(&self) -> Result<(), Refusal> {
        let told = hearing(self.branch).map(|hearing| hearing.told.at);
        let told = told.ok_or(Refusal::Guard(self.guard))?;
        self.need(self.act.at.ms <= last_moment(self.case.calendar()?, told, HEARING_ASK_DAYS))
    }

    fn held_in_time(&self) -> Result<(), Refusal> {
        let asked = hearing(self.branch).and_then(|hearing| hearing.asked.as_ref());
        let asked = asked.ok_or(Refusal::Guard(self.guard))?;
        let last = last_moment(self.case.calendar()?, asked.at, HEARING_HOLD_DAYS);
        self.need(matches!(self.deed, Deed::HearingSet { on, .. } if *on <= last))
    }

    fn told_in_time(&self) -> Result<(), Refusal> {
        let told = Due::after(self.case.calendar()?, self.act.at.ms, HEARING_NOTICE_DAYS).at;
        let day = calendar::date_of(told);
        self.need(matches!(self.deed, Deed::HearingSet { on, .. } if calendar::date_of(*on) >= day))
    }

    fn host_apart(&self) -> Result<(), Refusal> {
        let Deed::HearingSet { host, venue, .. } = self.deed else {
            return Ok(());
        };
        let reviewed = reviewers(self.named()?).any(|who| who == host);
        self.need(given(host) && given(venue) && !reviewed && *host != self.act.who.user)
    }

    fn hearing_day(&self) -> Result<(), Refusal> {
        let set = hearing(self.branch).and_then(|hearing| hearing.set.as_ref());
        self.need(set.is_some_and(|(on, ..)| self.act.at.ms >= *on))
    }

    fn record_signed(&self) -> Result<(), Refusal> {
        match self.deed {
            Deed::HearingHeld { record, signed } => {
                self.need(given(record) && signed.iter().any(|name| given(name)))
            }
            _ => Ok(()),
        }
    }

    fn hearing_done(&self) -> Result<(), Refusal> {
        match hearing(self.branch) {
            None => Ok(()),
            Some(hearing) if hearing.asked.is_some() => self.need(hearing.held.is_some()),
            Some(hearing) => {
                let last = last_moment(self.case.calendar()?, hearing.told.at, HEARING_ASK_DAYS);
                self.need(self.act.at.ms > last)
            }
        }
    }
}

/// The validity of a licence (许可法 39, 50).
impl Tried<'_> {
    fn validity_of_the_item(&self) -> Result<(), Refusal> {
        let Deed::Make { until, .. } = self.deed else {
            return Ok(());
        };
        let branch = self.named()?;
        let lawful = valid_until(self.case.item(branch)?, branch);
        // Whoever names no end gets the item's.
        self.need(until.is_none() || until.map(calendar::date_of) == lawful)
    }

    fn later_end(&self) -> Result<(), Refusal> {
        let old = self.named()?.made.as_ref().and_then(|made| made.until);
        self.need(
            matches!((self.deed, old), (Deed::Renew { until, .. }, Some(old)) if *until > old),
        )
    }

    fn renewal_in_time(&self) -> Result<(), Refusal> {
        let asked = self
            .facts
            .open_request(Request::Renew)
            .map(|asked| asked.done.at);
        let end = self.named()?.made.as_ref().and_then(|made| made.until);
        let in_time = asked
            .zip(end)
            .is_some_and(|(asked, end)| asked <= end.plus_minutes(-RENEWAL_DAYS * 24 * 60));
        self.need(in_time)
    }

    fn ran_out(&self) -> Result<(), Refusal> {
        let end = self.named()?.made.as_ref().and_then(|made| made.until);
        self.need(end.is_some_and(|end| self.act.at.ms > end))
    }
}

/// Agents, originals, printed papers and where a case lives.
impl Tried<'_> {
    fn agent_of_the_place(&self) -> Result<(), Refusal> {
        let Deed::Assign { user, .. } = self.deed else {
            return Ok(());
        };
        let cited = &self.act.cites.directory;
        let entry = self
            .case
            .library
            .entry(cited)
            .ok_or(Refusal::NotHere(*cited))?;
        let agent = entry.may_act(user, Role::Agent, None);
        self.need(agent && self.facts.agent.as_ref() != Some(user))
    }

    fn holds_the_papers(&self) -> Result<(), Refusal> {
        let Deed::Hand { papers, to } = self.deed else {
            return Ok(());
        };
        let held = |paper: &String| {
            let custody = self.facts.custody.get(paper);
            custody.is_some_and(|it| it.holder == Some(self.act.who.place) && it.offered.is_none())
        };
        self.need(several(papers) && papers.iter().all(held) && *to != Some(self.act.who.place))
    }

    fn papers_of_the_case(&self) -> Result<(), Refusal> {
        let Deed::Take { papers } = self.deed else {
            return Ok(());
        };
        let receipt = self.facts.receipt.as_ref();
        let known = |paper: &String| {
            let field = format!("{}{paper}", crate::MATERIAL);
            receipt.is_some_and(|receipt| receipt.form.contains_key(&field))
        };
        self.need(several(papers) && papers.iter().all(known))
    }

    fn offered_here(&self) -> Result<(), Refusal> {
        let Deed::Take { papers } = self.deed else {
            return Ok(());
        };
        let free = |paper: &String| match self.facts.custody.get(paper) {
            None => true,
            Some(custody) if custody.holder.is_none() => true,
            Some(custody) => {
                // What a place held that is out of the scope waits where its work passed to.
                let waits = custody.offered.or(custody.holder);
                let here = |was| {
                    let now = self.facts.place_now(was);
                    now == self.act.who.place && was != now
                };
                custody.offered == Some(self.act.who.place) || waits.is_some_and(here)
            }
        };
        self.need(papers.iter().all(free))
    }

    fn paper_called_for(&self) -> Result<(), Refusal> {
        let Deed::Print { paper, .. } = self.deed else {
            return Ok(());
        };
        let paper = Paper::from_id(paper);
        let ground =
            paper.and_then(|paper| grounds::of(paper, self.facts, self.act.branch.as_deref()));
        self.need(ground.is_some())
    }

    fn number_fresh(&self) -> Result<(), Refusal> {
        let Deed::Print { paper, number, .. } = self.deed else {
            return Ok(());
        };
        let other = |printed: &crate::Printed| {
            printed.number == *number
                && (printed.paper != *paper || printed.branch != self.act.branch)
        };
        self.need(!self.facts.papers.iter().any(other))
    }

    fn stated_scope(&self) -> Result<(), Refusal> {
        let Deed::Regrant {
            revision,
            home,
            grants,
            ..
        } = self.deed
        else {
            return Ok(());
        };
        self.need(
            self.guard
                .holds_for_scope(self.case, *revision, *home, grants),
        )
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

impl Guard {
    /// Whether it holds for a scope that is stated anew.
    fn holds_for_scope(
        self,
        case: &Case<'_>,
        revision: u32,
        home: PlaceCode,
        grants: &[PlaceCode],
    ) -> bool {
        let facts = case.facts;
        let mut all = std::iter::once(&home).chain(grants);
        match self {
            Guard::NextRevision => facts.scope_revision().checked_add(1) == Some(revision),
            Guard::GrantsInOrder => {
                grants.len() <= GRANTS_MAX
                    && grants.is_sorted_by(|one, next| one < next)
                    && grants.iter().all(|grant| !grant.contains(home))
            }
            Guard::WithinTheCity => {
                let city = case.ground.home.at_tier(Tier::City);
                city.is_some_and(|city| all.all(|place| city.contains(*place)))
            }
            Guard::ScopeChanges => facts.home() != Some(home) || facts.grants() != grants,
            Guard::NothingLeftThere => {
                let path = |place: &PlaceCode| facts.home().is_some_and(|own| place.contains(own));
                let leaving = facts.leaving(home, grants);
                let mut granted = leaving.iter().filter(|place| !path(place));
                !granted.any(|place| facts.has_work_at(*place))
            }
            _ => true,
        }
    }
}

fn reason(deed: &Deed) -> Option<&str> {
    Some(match deed {
        Deed::NotNeeded { reason }
        | Deed::Refuse { reason, .. }
        | Deed::HandOver { reason, .. }
        | Deed::TakeOver { reason }
        | Deed::Return { reason, .. }
        | Deed::Extend { reason, .. }
        | Deed::ApproveExtension { reason, .. }
        | Deed::Ask { reason, .. }
        | Deed::Withdraw { reason }
        | Deed::Terminate { reason, .. }
        | Deed::Decide { reason, .. }
        | Deed::Change { reason, .. }
        | Deed::DenyChange { reason, .. }
        | Deed::DenyRenewal { reason, .. }
        | Deed::Refund { reason, .. }
        | Deed::Retract { reason, .. }
        | Deed::Renew { reason, .. }
        | Deed::Revoke { reason, .. }
        | Deed::Cancel { reason, .. }
        | Deed::Assign { reason, .. }
        | Deed::Regrant { reason, .. }
        | Deed::Resolve { reason, .. } => reason,
        Deed::HearingTell { text }
        | Deed::Joint { text, .. }
        | Deed::Publicise { text, .. }
        | Deed::Object { text }
        | Deed::AnswerObjection { text }
        | Deed::Press { text } => text,
        Deed::Promise { signed, .. } => signed,
        Deed::VerifyPromise { record, .. } | Deed::Inspect { record, .. } => record,
        _ => return None,
    })
}

pub(super) fn hearing(branch: Option<&Branch>) -> Option<&crate::Hearing> {
    branch?.hearing.as_ref()
}

pub(super) fn is_granted(branch: &Branch) -> bool {
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
pub(super) fn waits_for<'a>(facts: &'a Facts, branch: &Branch, gate: Gate) -> Option<&'a str> {
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

pub(super) fn joint_for<'a>(facts: &'a Facts, branch: &'a Branch) -> Option<&'a crate::Joint> {
    joints_for(facts, branch).next()
}

/// Until when the paper of `branch` is valid, counted from its decision; none = without end.
pub fn valid_until(item: &Item, branch: &Branch) -> Option<calendar::Date> {
    let (_, done) = branch.decided.as_ref()?;
    plan::valid_until(item, calendar::date_of(done.at))
}
