//! Where a case stands on a calendar: the second pure function beside the fold. It names the
//! calendar's hash; nothing of it is kept in a view.

use crate::{CORRECTION_DAYS, CaseView, Intake, Mode, Owner};
use calendar::{Calendar, Deferral, UnixMillis};
use catalog::Stage;
use serde::{Deserialize, Serialize};
use tiers::Digest;

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 收件: on its way to the authority.
    Received,
    /// The authority has it and must accept, refuse or ask.
    Intake,
    /// 补正: waits for the applicant.
    Correcting,
    /// 承办, 审核, 批准: the stage of the least advanced branch.
    Handling(Stage),
    /// 办结, not yet delivered.
    Concluded,
    /// 送达
    Delivered,
    /// 不予受理
    Refused,
    /// Rivals must be settled first.
    Contested,
}

/// Whether the limit is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The authority does not have it yet.
    NotStarted,
    /// Since then.
    Running(UnixMillis),
    /// A correction was asked for and not answered.
    Suspended(UnixMillis),
    /// From, and ended.
    Stopped(UnixMillis, UnixMillis),
}

/// A date something is due, and how sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last moment.
    pub at: UnixMillis,
    /// True past the last announced year: it will be recomputed.
    pub provisional: bool,
}

impl Due {
    /// The end of the last of `days` working days after `from`.
    pub fn after(calendar: &Calendar, from: UnixMillis, days: u16) -> Due {
        match calendar.nth_working_day(from, days, Deferral::None) {
            Ok(date) => Due {
                at: calendar.closing(date),
                provisional: false,
            },
            Err(_) => Due {
                at: calendar.due_provisional(from, days, Deferral::None).at,
                provisional: true,
            },
        }
    }
}

/// One open step and when it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDue {
    /// Index of the branch.
    pub branch: usize,
    /// Index of the step.
    pub step: usize,
    /// Who must do it.
    pub owner: Owner,
    /// When it became theirs; none while it waits for others.
    pub entered: Option<UnixMillis>,
    /// When it is due; none while it waits or the clock is suspended.
    pub due: Option<UnixMillis>,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// How far.
    pub phase: Phase,
    /// Whether the limit runs.
    pub clock: Clock,
    /// The promised limit (承诺时限).
    pub promised: Option<Due>,
    /// The legal limit (法定时限).
    pub legal: Option<Due>,
    /// The end of the five working days for intake, while it is open.
    pub intake: Option<Due>,
    /// Open steps.
    pub open: Vec<StepDue>,
    /// The calendar it was computed on.
    pub calendar: Digest,
}

/// Computes where `view` stands on `calendar`: every moment at which that changes is in it, so that the
/// caller compares them with the time.
pub fn status(view: &CaseView, calendar: &Calendar) -> Status {
    let facts = &view.facts;
    let ended = facts.concluded_at();
    let clock = match (facts.clock_from, ended) {
        (None, _) => Clock::NotStarted,
        (Some(from), Some(at)) => Clock::Stopped(from, at),
        (Some(from), None) => match &facts.correction {
            Some(correction) if correction.answered.is_none() => {
                Clock::Suspended(correction.asked.at)
            }
            _ => Clock::Running(from),
        },
    };
    let running = match clock {
        Clock::Running(from) | Clock::Stopped(from, _) => Some(from),
        Clock::NotStarted | Clock::Suspended(_) => None,
    };
    let receipt = facts.receipt.as_ref();
    let due = |from: UnixMillis, days: u16| Due::after(calendar, from, days);
    let promised = running.zip(receipt).map(|(from, receipt)| {
        if receipt.instant {
            Due {
                at: calendar.add_working_minutes(from, u64::from(receipt.promised_minutes)),
                provisional: false,
            }
        } else {
            due(from, receipt.promised_days)
        }
    });
    let legal = running
        .zip(receipt)
        .map(|(from, receipt)| due(from, receipt.legal_days));
    let intake_open = facts.intake == Intake::Open && facts.correction.is_none();
    let intake = (facts.clock_from)
        .filter(|_| intake_open)
        .map(|from| due(from, CORRECTION_DAYS));
    Status {
        phase: phase(view),
        promised,
        legal,
        intake,
        open: open_steps(view, calendar, &clock),
        clock,
        calendar: Digest(calendar.hash()),
    }
}

fn phase(view: &CaseView) -> Phase {
    let facts = &view.facts;
    if !view.contested.is_empty() {
        return Phase::Contested;
    }
    if facts.delivered.is_some() {
        return Phase::Delivered;
    }
    match &facts.intake {
        Intake::Refused(_) => return Phase::Refused,
        Intake::Open if facts.clock_from.is_none() => return Phase::Received,
        Intake::Open => {
            let waits = (facts.correction.as_ref()).is_some_and(|c| c.answered.is_none());
            return if waits {
                Phase::Correcting
            } else {
                Phase::Intake
            };
        }
        Intake::Accepted(_) | Intake::Deemed(_) => {}
    }
    let open = facts.branches.iter().filter_map(|branch| branch.open());
    match open.map(|step| step.plan.stage).min() {
        Some(stage) => Phase::Handling(stage),
        None => Phase::Concluded,
    }
}

fn open_steps(view: &CaseView, calendar: &Calendar, clock: &Clock) -> Vec<StepDue> {
    let facts = &view.facts;
    let Some(receipt) = &facts.receipt else {
        return Vec::new();
    };
    if facts.concluded_at().is_some() {
        return Vec::new();
    }
    let mut open = Vec::new();
    for (index, branch) in facts.branches.iter().enumerate() {
        let Some(step) = branch.open() else { continue };
        let entered = facts.entered_at(index, branch.next);
        let due = match clock {
            Clock::Suspended(_) => None,
            _ => entered
                .map(|at| calendar.add_working_minutes(at, u64::from(step.plan.limit_minutes))),
        };
        // Before acceptance the intake owner has it, whoever the step is planned for.
        let owner = match (facts.accepted(), facts.intake_owner()) {
            (None, Some(owner)) if receipt.mode != Mode::Entrusted => owner,
            _ => step.plan.owner.clone(),
        };
        open.push(StepDue {
            branch: index,
            step: branch.next,
            owner,
            entered,
            due,
        });
    }
    open
}
