//! What each condition looks at.

use super::Guard;
use crate::judge::Case;
use crate::limits::{
    EXTENSION_DAYS, HEARING_ASK_DAYS, HEARING_HOLD_DAYS, HEARING_NOTICE_DAYS, JOINT_EXTENSION_DAYS,
    RENEWAL_DAYS, last_moment, legal_count,
};
use crate::{
    Branch, Deed, Facts, FormFault, GRANTS_MAX, Mode, Paper, Refusal, Request, Together, grounds,
    plan,
};
use catalog::{Gate, Item, Stage};
use tiers::{PlaceCode, Role, Tier};

/// What a line of a correction notice begins with that is about the form and no material.
const FORM_FAULT: &str = "表格";
/// Papers that one hand-over act may name.
const PAPERS_MAX: usize = 64;
impl Guard {
    /// Whether it holds for an act.
    ///
    /// # Errors
    /// Its own refusal, or one that says more.
    pub(crate) fn check(self, case: &Case<'_>) -> Result<(), Refusal> {
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
                    .map(|step| facts.place_now(step.plan.owner.place))
                    .any(|own| own == *place)
                    || facts.filing() == Some(*place)
                    || facts.grants().contains(place);
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
                    Some(custody) => {
                        // What a place held that is out of the scope waits where its work passed to.
                        let waits = custody.offered.or(custody.holder);
                        let here = |was| {
                            let now = facts.place_now(was);
                            now == act.who.place && was != now
                        };
                        custody.offered == Some(act.who.place) || waits.is_some_and(here)
                    }
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
                let Deed::Print { paper, number, .. } = deed else {
                    return Ok(());
                };
                let other = |printed: &crate::Printed| {
                    printed.number == *number
                        && (printed.paper != *paper || printed.branch != act.branch)
                };
                need(!facts.papers.iter().any(other))
            }
            Guard::CountedRight => case.counted_right(self),
            Guard::NextRevision
            | Guard::GrantsInOrder
            | Guard::WithinTheCity
            | Guard::ScopeChanges
            | Guard::NothingLeftThere => {
                let Deed::Regrant {
                    revision,
                    home,
                    grants,
                    ..
                } = deed
                else {
                    return Ok(());
                };
                need(self.holds_for_scope(case, *revision, *home, grants))
            }
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
        | Deed::Regrant { reason, .. }
        | Deed::Resolve { reason, .. } => reason,
        Deed::HearingTell { text } | Deed::Joint { text, .. } | Deed::Press { text } => text,
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
