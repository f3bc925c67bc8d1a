//! Every limit that runs in a case, with what it is counted from: due dates, the desk's explanations
//! and the guards that look at time all come from here.

use crate::named::named;
use crate::{Basis, Branch, CaseView, Facts, Intake, Stopped};
use calendar::{Calendar, Count, Deferral, DueAt, Stop, UnixMillis};
use catalog::Stage;
use serde::{Deserialize, Serialize};

/// Working days within which a correction must be asked for; silence after them is acceptance
/// (许可法 32(4)).
pub const CORRECTION_DAYS: u16 = 5;
/// Working days of the lower tier's review (许可法 43).
pub const LOWER_REVIEW_DAYS: u16 = 20;
/// Working days from the decision to delivery (许可法 44).
pub const DELIVERY_DAYS: u16 = 10;
/// Working days in which a hearing may be asked for (许可法 47).
pub const HEARING_ASK_DAYS: u16 = 5;
/// Working days in which a hearing is held after it was asked for (许可法 47).
pub const HEARING_HOLD_DAYS: u16 = 20;
/// Working days between the notice of a hearing and the hearing (许可法 48).
pub const HEARING_NOTICE_DAYS: u16 = 7;
/// Working days of an extension at most (许可法 42(1)).
pub const EXTENSION_DAYS: u16 = 10;
/// Working days for joint handling at most (许可法 26, 42(2)).
pub const JOINT_DAYS: u16 = 45;
/// Working days of an extension of joint handling at most (许可法 42(2)).
pub const JOINT_EXTENSION_DAYS: u16 = 15;
/// Days before the end of validity by which renewal is to be asked for (许可法 50). Days of the
/// calendar: article 82 makes working days of the authority's periods only.
pub const RENEWAL_DAYS: i64 = 30;

named! {
    /// What a limit is about.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Limit {
        /// 承诺时限: what the item promises.
        Promised => "limit-promised",
        /// 法定时限: what the law allows at most.
        Legal => "limit-legal",
        /// 一次性告知期限: five working days for intake.
        Intake => "limit-intake",
        /// 补正期限, where a rule says so.
        Lapse => "limit-lapse",
        /// 下级审查期限: for the review by the lower tier.
        LowerReview => "limit-lower-review",
        /// 送达期限: from the last decision to delivery.
        Delivery => "limit-delivery",
        /// 申请听证期限: in which a hearing may be asked for.
        HearingAsk => "limit-hearing-ask",
        /// 组织听证期限: in which a hearing must be held.
        HearingHold => "limit-hearing-hold",
        /// 容缺补交期限: in which papers that may come later are handed in.
        Deferred => "limit-deferred",
        /// 承诺核查期限: in which what was promised is checked.
        PromiseCheck => "limit-promise-check",
        /// 环节时限: the working minutes of one step.
        Step => "limit-step",
    }
}

impl Limit {
    /// The rule that it comes from.
    pub const fn basis(self) -> Basis {
        match self {
            Limit::Promised
            | Limit::Lapse
            | Limit::Deferred
            | Limit::PromiseCheck
            | Limit::Step => Basis::Catalog,
            Limit::Legal => Basis::LicensingLaw("42"),
            Limit::Intake => Basis::LicensingLaw("32(4)"),
            Limit::LowerReview => Basis::LicensingLaw("43"),
            Limit::Delivery => Basis::LicensingLaw("44"),
            Limit::HearingAsk | Limit::HearingHold => Basis::LicensingLaw("47"),
        }
    }
}

/// What a limit is counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Working days with their stops and extension.
    Days(Count),
    /// Working minutes of office hours.
    Minutes {
        /// The moment from which they are counted.
        from: UnixMillis,
        /// Working minutes in all.
        minutes: u32,
        /// When they did not run.
        stops: Vec<Stop>,
    },
}

impl By {
    /// The last moment and how sure it is; none while the clock stands still.
    pub fn at(&self, calendar: &Calendar) -> Option<DueAt> {
        match self {
            By::Days(count) => count.at(calendar),
            By::Minutes {
                from,
                minutes,
                stops,
            } => calendar.due_in_minutes(*from, u64::from(*minutes), stops),
        }
    }
}

/// One limit of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// What it is about.
    pub limit: Limit,
    /// Index of the branch, where it is about one.
    pub branch: Option<usize>,
    /// Index of the step, where it is about one.
    pub step: Option<usize>,
    /// What it is counted by.
    pub by: By,
    /// When what it limits was done; none = not yet.
    pub ended: Option<UnixMillis>,
}

/// Every limit of a case that has begun, the whole first.
pub fn limits(view: &CaseView, calendar: &Calendar) -> Vec<Running> {
    let facts = &view.facts;
    let (Some(receipt), Some(from)) = (&facts.receipt, facts.clock_from) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let over = facts.concluded_at();
    let asked = facts.correction.as_ref();
    if let Some(open) = asked.filter(|asked| asked.answered.is_none()) {
        // Nothing of the authority's runs while the applicant's papers are missing.
        if let Some(lapse) = open.lapse_days {
            all.push(of_the_case(Limit::Lapse, days(open.asked.at, lapse), over));
        }
        return all;
    }
    let promised = if receipt.instant {
        By::Minutes {
            from,
            minutes: receipt.promised_minutes,
            stops: stops(facts, None, calendar),
        }
    } else {
        By::Days(count(facts, from, receipt.promised_days, calendar))
    };
    all.push(of_the_case(Limit::Promised, promised, over));
    if let Some(legal) = legal_count(facts, calendar) {
        all.push(of_the_case(Limit::Legal, By::Days(legal), over));
    }
    // Once all papers that a correction asked for are in, acceptance is due (许可法 32(1)(5)): the five days run again
    // from that day.
    let done = match &facts.intake {
        Intake::Accepted(done) | Intake::Deemed(done) | Intake::Refused(done) => Some(done.at),
        Intake::NotNeeded(done) | Intake::Lapsed(done) => Some(done.at),
        Intake::Open => facts.ended.as_ref().map(|ending| ending.done.at),
    };
    let five = days(from, CORRECTION_DAYS);
    all.push(of_the_case(Limit::Intake, five, done));
    if let Some(deferred) = &facts.deferred {
        let by = days(deferred.done.at, deferred.days);
        let ended = deferred.supplied.as_ref().map(|done| done.at).or(over);
        all.push(of_the_case(Limit::Deferred, by, ended));
    }
    for (index, branch) in facts.branches.iter().enumerate() {
        all.extend(promise_check(index, branch));
        all.extend(of_hearing(index, branch));
        all.extend(lower_review(facts, index, branch));
        all.extend(of_steps(facts, index, branch, calendar));
    }
    let decided = (facts.branches.iter()).map(|branch| Some(branch.decided.as_ref()?.1.at));
    let decided: Option<Vec<UnixMillis>> = decided.collect();
    if let Some(last) = decided.and_then(|all| all.into_iter().max()) {
        let delivered = facts.delivered.as_ref().map(|done| done.at);
        let by = days(last, DELIVERY_DAYS);
        all.push(of_the_case(Limit::Delivery, by, delivered));
    }
    all
}

fn of_the_case(limit: Limit, by: By, ended: Option<UnixMillis>) -> Running {
    Running {
        limit,
        branch: None,
        step: None,
        by,
        ended,
    }
}

/// Working days after `received`, which nothing stops or extends.
fn days(received: UnixMillis, limit_days: u16) -> By {
    By::Days(Count {
        received,
        limit_days,
        extended_days: 0,
        deferral: Deferral::None,
        stops: Vec::new(),
    })
}

/// The five days to ask for a hearing, and the twenty to hold it once it was asked for.
fn of_hearing(index: usize, branch: &Branch) -> Vec<Running> {
    let Some(hearing) = &branch.hearing else {
        return Vec::new();
    };
    let of_branch = |limit, by, ended| Running {
        branch: Some(index),
        ..of_the_case(limit, by, ended)
    };
    let asked = hearing.asked.as_ref().map(|done| done.at);
    let ask = days(hearing.told.at, HEARING_ASK_DAYS);
    let hold = asked.map(|asked| {
        let held = hearing.held.as_ref().map(|done| done.at);
        of_branch(Limit::HearingHold, days(asked, HEARING_HOLD_DAYS), held)
    });
    [of_branch(Limit::HearingAsk, ask, asked)]
        .into_iter()
        .chain(hold)
        .collect()
}

/// What was promised is checked within the days of the item after it was granted.
fn promise_check(index: usize, branch: &Branch) -> Option<Running> {
    let promised = branch.promised.as_ref()?;
    let (granted, done) = branch.decided.as_ref()?;
    let by = days(done.at, branch.check_days.filter(|_| *granted)?);
    let ended = promised.verified.as_ref().map(|(_, done)| done.at);
    Some(Running {
        branch: Some(index),
        ..of_the_case(Limit::PromiseCheck, by, ended)
    })
}

/// Steps below the place that decides, before it has the case.
fn lower_review(facts: &Facts, index: usize, branch: &Branch) -> Option<Running> {
    branch.regime.limit_basis(Limit::LowerReview)?;
    let accepted = facts.accepted()?;
    let lower = (branch.steps.iter()).rposition(|step| {
        let owner = step.plan.owner.place;
        let below = owner != branch.place && branch.place.contains(owner);
        below && matches!(step.plan.stage, Stage::Handle | Stage::Review)
    })?;
    let done = branch.steps[lower].done.as_ref().map(|done| done.at);
    Some(Running {
        limit: Limit::LowerReview,
        branch: Some(index),
        step: Some(lower),
        by: days(accepted.at, LOWER_REVIEW_DAYS),
        ended: done.or(facts.concluded_at()),
    })
}

/// The working minutes of each step that was entered.
fn of_steps(facts: &Facts, index: usize, branch: &Branch, calendar: &Calendar) -> Vec<Running> {
    let steps = branch.steps.iter().enumerate();
    let running = steps.filter_map(|(at, step)| {
        let from = facts.entered_at(index, at)?;
        let done = step.done.as_ref().map(|done| done.at);
        // What began after the step was done has nothing to do with it.
        let mut its = stops(facts, Some(index), calendar);
        its.retain(|stop| done.is_none_or(|done| stop.from < done));
        Some(Running {
            limit: Limit::Step,
            branch: Some(index),
            step: Some(at),
            by: By::Minutes {
                from,
                minutes: step.plan.limit_minutes,
                stops: its,
            },
            // A step that an ending left undone ended with it.
            ended: done.or(facts.concluded_at()),
        })
    });
    running.collect()
}

/// The legal limit in days with stops and extension; none before acceptance.
///
/// It runs from the day of acceptance (受理之日, 许可法 42); where silence accepted, that is the day the papers came, or
/// all of them after a correction. The joint one is the longest of the members' own, at most [`JOINT_DAYS`].
pub(crate) fn legal_count(facts: &Facts, calendar: &Calendar) -> Option<Count> {
    let receipt = facts.receipt.as_ref()?;
    let from = facts.accepted_from()?;
    Some(count(facts, from, receipt.legal_days, calendar))
}

/// The promised limit, as the guards and the recount need it.
pub(crate) fn promised_at(facts: &Facts, calendar: &Calendar) -> Option<UnixMillis> {
    let receipt = facts.receipt.as_ref()?;
    let days = receipt.promised_days;
    let count = count(facts, facts.clock_from?, days, calendar);
    count.at(calendar).map(|due| due.at)
}

fn count(facts: &Facts, received: UnixMillis, limit_days: u16, calendar: &Calendar) -> Count {
    Count {
        received,
        limit_days,
        extended_days: facts
            .extension
            .as_ref()
            .map_or(0, |extension| extension.days),
        deferral: calendar.deferral(),
        stops: stops(facts, None, calendar),
    }
}

/// When the clock of a branch did not run; of the whole, when that of any branch did not: it cannot end
/// without it. A procedure that takes longer than its notice told stops nothing any more: the time needed is told in
/// writing (许可法 45), and more of it by a further notice.
pub(crate) fn stops(facts: &Facts, branch: Option<usize>, calendar: &Calendar) -> Vec<Stop> {
    let branches: &[Branch] = match branch {
        Some(index) => &facts.branches[index..=index],
        None => &facts.branches,
    };
    let stops = branches.iter().flat_map(|branch| &branch.stops);
    stops
        .map(|stop| Stop {
            from: stop.from.at,
            until: Some(stop.ends(calendar)),
            why: format!("{} {}", stop.cause, stop.notice),
        })
        .collect()
}

impl Stopped {
    /// The last moment of the working days that its notice told.
    pub fn planned_end(&self, calendar: &Calendar) -> UnixMillis {
        crate::Due::after(calendar, self.from.at, self.days).at
    }

    /// Until when it stops the clock: until it was over, and no longer than its notice told.
    fn ends(&self, calendar: &Calendar) -> UnixMillis {
        let planned = self.planned_end(calendar);
        let over = self.until.as_ref().map(|done| done.at);
        over.map_or(planned, |over| over.min(planned))
    }
}

/// The last moment of `days` working days after `from`, as the guards count them. Where a list that is still to come
/// can move it, the last one that it can be moved to: until then nobody is late, and no silence has spoken.
pub(crate) fn last_moment(calendar: &Calendar, from: UnixMillis, days: u16) -> UnixMillis {
    crate::Due::after(calendar, from, days).latest
}
