//! Every limit that runs in a case, with what it is counted from: due dates, the desk's explanations
//! and the guards that look at time all come from here.

use crate::{Branch, CaseView, Facts, Intake};
use calendar::{Calendar, Count, Deferral, Stop, UnixMillis};
use catalog::{Special, Stage};
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
/// Working days for joint handling (许可法 26, 42(2)).
pub const JOINT_DAYS: u16 = 45;
/// Working days of an extension of joint handling at most (许可法 42(2)).
pub const JOINT_EXTENSION_DAYS: u16 = 15;
/// Days before the end of validity by which renewal is to be asked for (许可法 50). Days of the
/// calendar: article 82 makes working days of the authority's periods only.
pub const RENEWAL_DAYS: i64 = 30;

/// What a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// 承诺时限
    Promised,
    /// 法定时限
    Legal,
    /// 一次性告知期限: five working days for intake.
    Intake,
    /// 补正期限, where a rule says so.
    Lapse,
    /// 下级审查期限
    LowerReview,
    /// 送达期限
    Delivery,
    /// 申请听证期限
    HearingAsk,
    /// 组织听证期限
    HearingHold,
    /// 环节时限
    Step,
}

impl Limit {
    /// The name in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().0
    }

    /// The name in English.
    pub const fn en(self) -> &'static str {
        self.words().1
    }

    /// The rule.
    pub const fn basis(self) -> &'static str {
        self.words().2
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Limit::Promised => ("承诺时限", "promised limit", "事项目录"),
            Limit::Legal => ("法定时限", "legal limit", "许可法 42"),
            Limit::Intake => (
                "一次性告知期限",
                "last day to ask for papers",
                "许可法 32(4)",
            ),
            Limit::Lapse => ("补正期限", "last day for missing papers", "事项目录"),
            Limit::LowerReview => ("下级审查期限", "review by the lower tier", "许可法 43"),
            Limit::Delivery => ("送达期限", "delivery", "许可法 44"),
            Limit::HearingAsk => ("申请听证期限", "last day to ask for a hearing", "许可法 47"),
            Limit::HearingHold => ("组织听证期限", "last day to hold the hearing", "许可法 47"),
            Limit::Step => ("环节时限", "limit of the step", "事项目录"),
        }
    }
}

/// What a limit is counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Working days.
    Days(Count),
    /// Working minutes of office hours.
    Minutes {
        /// From when.
        from: UnixMillis,
        /// How many.
        minutes: u32,
        /// When they did not run.
        stops: Vec<Stop>,
    },
}

impl By {
    /// The last moment and whether it is provisional; none while the clock stands still.
    pub fn at(&self, calendar: &Calendar) -> Option<(UnixMillis, bool)> {
        match self {
            By::Days(count) => count.at(calendar),
            By::Minutes {
                from,
                minutes,
                stops,
            } => {
                let at = calendar.add_working_minutes_with(*from, u64::from(*minutes), stops)?;
                Some((at, calendar::date_of(at) > calendar.last_date()))
            }
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
    let mut add = |limit, branch, step, by, ended| {
        all.push(Running {
            limit,
            branch,
            step,
            by,
            ended,
        });
    };
    let over = facts.concluded_at();
    let days = |received: UnixMillis, limit_days: u16| {
        By::Days(Count {
            received,
            limit_days,
            extended_days: 0,
            deferral: Deferral::None,
            stops: Vec::new(),
        })
    };
    let asked = facts.correction.as_ref();
    if let Some(open) = asked.filter(|asked| asked.answered.is_none()) {
        // Nothing of the authority's runs while the applicant's papers are missing.
        if let Some(lapse) = open.lapse_days {
            add(Limit::Lapse, None, None, days(open.asked.at, lapse), over);
        }
        return all;
    }
    let promised = match receipt.instant {
        true => By::Minutes {
            from,
            minutes: receipt.promised_minutes,
            stops: stops(facts, None),
        },
        false => By::Days(count(
            facts,
            from,
            receipt.promised_days,
            calendar.deferral(),
        )),
    };
    add(Limit::Promised, None, None, promised, over);
    let legal = legal_count(facts, calendar.deferral());
    if let Some(legal) = legal {
        add(Limit::Legal, None, None, By::Days(legal), over);
    }
    let intake_done = match (&facts.intake, asked) {
        (_, Some(correction)) => Some(correction.asked.at),
        (Intake::Accepted(done) | Intake::Deemed(done) | Intake::Refused(done), None)
        | (Intake::NotNeeded(done) | Intake::Lapsed(done), None) => Some(done.at),
        (Intake::Open, None) => facts.ended.as_ref().map(|ending| ending.done.at),
    };
    // The papers of a correction begin a count of their own; the five days were those before it.
    if asked.is_none() {
        add(
            Limit::Intake,
            None,
            None,
            days(from, CORRECTION_DAYS),
            intake_done,
        );
    }
    for (index, branch) in facts.branches.iter().enumerate() {
        if let Some(hearing) = &branch.hearing {
            let asked = hearing.asked.as_ref();
            let ask = days(hearing.told.at, HEARING_ASK_DAYS);
            add(
                Limit::HearingAsk,
                Some(index),
                None,
                ask,
                asked.map(|done| done.at),
            );
            if let Some(asked) = asked {
                let hold = days(asked.at, HEARING_HOLD_DAYS);
                let held = hearing.held.as_ref().map(|done| done.at);
                add(Limit::HearingHold, Some(index), None, hold, held);
            }
        }
        // Steps below the place that decides, before it has the case.
        let lower = (branch.steps.iter()).rposition(|step| {
            let below = step.plan.owner.place != branch.place
                && branch.place.contains(step.plan.owner.place);
            below && matches!(step.plan.stage, Stage::Handle | Stage::Review)
        });
        if let (Some(lower), Some(accepted)) = (lower, facts.accepted()) {
            let by = days(accepted.at, LOWER_REVIEW_DAYS);
            let done = branch.steps[lower].done.as_ref().map(|done| done.at);
            add(
                Limit::LowerReview,
                Some(index),
                Some(lower),
                by,
                done.or(over),
            );
        }
        for step in 0..branch.steps.len() {
            let Some(entered) = facts.entered_at(index, step) else {
                continue;
            };
            let done = branch.steps[step].done.as_ref().map(|done| done.at);
            // What began after the step was done has nothing to do with it.
            let mut its = stops(facts, Some(index));
            its.retain(|stop| done.is_none_or(|done| stop.from < done));
            let by = By::Minutes {
                from: entered,
                minutes: branch.steps[step].plan.limit_minutes,
                stops: its,
            };
            // A step that an ending left undone ended with it.
            add(Limit::Step, Some(index), Some(step), by, done.or(over));
        }
    }
    let decided = facts
        .branches
        .iter()
        .map(|branch| Some(branch.decided.as_ref()?.1.at));
    let decided: Option<Vec<UnixMillis>> = decided.collect();
    if let Some(last) = decided.and_then(|all| all.into_iter().max()) {
        let delivered = facts.delivered.as_ref().map(|done| done.at);
        add(
            Limit::Delivery,
            None,
            None,
            days(last, DELIVERY_DAYS),
            delivered,
        );
    }
    all
}

/// The legal limit in days with stops and extension; none before the clock started.
///
/// It runs from the day the authority had the papers, or had all of them after a correction: the earliest
/// reading of 受理之日 (许可法 42), so that an acceptance that is written later makes nobody wait longer.
/// Joint handling has the 45 days of article 26, whatever the members' own limits.
pub(crate) fn legal_count(facts: &Facts, deferral: Deferral) -> Option<Count> {
    let receipt = facts.receipt.as_ref()?;
    Some(count(
        facts,
        facts.clock_from?,
        receipt.legal_days,
        deferral,
    ))
}

/// The promised limit, as the guards and the recount need it.
pub(crate) fn promised_at(facts: &Facts, calendar: &Calendar) -> Option<UnixMillis> {
    let receipt = facts.receipt.as_ref()?;
    let days = receipt.promised_days;
    let count = count(facts, facts.clock_from?, days, calendar.deferral());
    count.at(calendar).map(|(at, _)| at)
}

fn count(facts: &Facts, received: UnixMillis, limit_days: u16, deferral: Deferral) -> Count {
    Count {
        received,
        limit_days,
        extended_days: facts
            .extension
            .as_ref()
            .map_or(0, |extension| extension.days),
        deferral,
        stops: stops(facts, None),
    }
}

/// When the clock of a branch did not run; of the whole, when that of any branch did not: it cannot end
/// without it.
pub(crate) fn stops(facts: &Facts, branch: Option<usize>) -> Vec<Stop> {
    let branches: &[Branch] = match branch {
        Some(index) => &facts.branches[index..=index],
        None => &facts.branches,
    };
    let stops = branches.iter().flat_map(|branch| &branch.stops);
    stops
        .map(|stop| {
            let cause = Special::from_code(&stop.cause).map_or(stop.cause.as_str(), |it| it.zh());
            Stop {
                from: stop.from.at,
                until: stop.until.as_ref().map(|done| done.at),
                why: format!("{cause} {}", stop.notice),
            }
        })
        .collect()
}

/// The last moment of `days` working days after `from`, as the guards count them: past the last
/// announced year Monday to Friday.
pub(crate) fn last_moment(calendar: &Calendar, from: UnixMillis, days: u16) -> UnixMillis {
    crate::Due::after(calendar, from, days).at
}
