//! Where a case stands on a calendar: the second pure function beside the fold. It names the
//! calendar's hash; nothing of it is kept in a view.

use crate::{CaseView, Limit, Mode, Owner, Running, State, limits};
use calendar::{Calendar, Count, Deferral, DueAt, UnixMillis};
use catalog::Stage;
use serde::{Deserialize, Serialize};
use tiers::Digest;

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// 特别程序: every branch that is not done stands still.
    Suspended,
    /// 办结, not yet delivered.
    Concluded,
    /// The result was delivered (送达).
    Delivered,
    /// The file was archived (归档).
    Archived,
    /// The case was not accepted (不予受理).
    Refused,
    /// No licence is needed (不受理).
    NotNeeded,
    /// The papers never came in time (逾期未补正).
    Lapsed,
    /// The applicant took it back (撤回).
    Withdrawn,
    /// The case ended without a decision (终止).
    Terminated,
    /// The licence was taken back lawfully (撤回).
    Retracted,
    /// The licence was revoked (撤销).
    Revoked,
    /// The licence was struck off (注销).
    Cancelled,
    /// Rivals must be settled first.
    Contested,
}

/// Whether the limit is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The authority does not have it yet.
    NotStarted,
    /// It runs since this moment.
    Running(UnixMillis),
    /// A correction was asked for and not answered, or a special procedure runs: since when, and until when by the
    /// notice of the procedure. After that the clock goes on although nobody has said that the procedure is over.
    Suspended(UnixMillis, Option<UnixMillis>),
    /// From, and ended.
    Stopped(UnixMillis, UnixMillis),
}

impl Clock {
    /// The same at `now`: a procedure that lasts longer than its notice told stops nothing any more.
    pub fn seen_at(self, now: UnixMillis) -> Clock {
        match self {
            Clock::Suspended(_, Some(until)) if until < now => Clock::Running(until),
            clock => clock,
        }
    }
}

/// A date something is due, and how sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last moment.
    pub at: UnixMillis,
    /// True where a list that is still to come can move it (暂定): it will be recomputed.
    pub provisional: bool,
    /// The last moment that it can be moved to: nothing is done for want of an answer before.
    pub latest: UnixMillis,
}

impl From<DueAt> for Due {
    fn from(due: DueAt) -> Due {
        Due {
            at: due.at,
            provisional: due.provisional,
            latest: due.latest,
        }
    }
}

impl Due {
    /// Whether it is over at `now`, whatever lists are still to come.
    pub fn has_passed(&self, now: UnixMillis) -> bool {
        self.latest < now
    }

    /// The end of the last of `days` working days after `from`.
    pub fn after(calendar: &Calendar, from: UnixMillis, days: u16) -> Due {
        let count = Count {
            received: from,
            limit_days: days,
            extended_days: 0,
            deferral: Deferral::None,
            stops: Vec::new(),
        };
        let due = count
            .at(calendar)
            .expect("no stop is open where there is none");
        due.into()
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
    /// How far the case has come.
    pub phase: Phase,
    /// Whether the limit runs.
    pub clock: Clock,
    /// The promised limit (承诺时限).
    pub promised: Option<Due>,
    /// The legal limit (法定时限).
    pub legal: Option<Due>,
    /// The end of the five working days for intake, while it is open.
    pub intake: Option<Due>,
    /// The last day for missing papers, where a rule sets one and they are still missing.
    pub lapse: Option<Due>,
    /// The end of the ten working days for delivery, once everything is decided and until it is
    /// delivered.
    pub delivery: Option<Due>,
    /// The open steps with their due dates.
    pub open: Vec<StepDue>,
    /// The calendar it was computed on.
    pub calendar: Digest,
}

/// Computes where `view` stands on `calendar`: every moment at which that changes is in it, so that the
/// caller compares them with the time.
pub fn status(view: &CaseView, calendar: &Calendar) -> Status {
    status_by(view, calendar, &limits(view, calendar))
}

/// As [`status`], by the limits of the same view on the same calendar.
pub fn status_by(view: &CaseView, calendar: &Calendar, all: &[Running]) -> Status {
    let due = |limit: Limit, open: bool| {
        let mut of = all.iter().filter(|running| running.limit == limit);
        let running = of.find(|running| !open || running.ended.is_none())?;
        Some(Due::from(running.by.at(calendar)?))
    };
    Status {
        phase: phase(view),
        clock: clock(view, calendar),
        promised: due(Limit::Promised, false),
        legal: due(Limit::Legal, false),
        intake: due(Limit::Intake, true),
        lapse: due(Limit::Lapse, true),
        delivery: due(Limit::Delivery, true),
        open: open_steps(view, calendar, all),
        calendar: Digest(calendar.hash()),
    }
}

fn clock(view: &CaseView, calendar: &Calendar) -> Clock {
    let facts = &view.facts;
    let Some(from) = facts.clock_from else {
        return Clock::NotStarted;
    };
    if let Some(at) = facts.concluded_at() {
        return Clock::Stopped(from, at);
    }
    if let Some(asked) = facts
        .correction
        .as_ref()
        .filter(|asked| asked.answered.is_none())
    {
        return Clock::Suspended(asked.asked.at, None);
    }
    // The whole cannot end without the branch that stands still.
    let stops = facts
        .branches
        .iter()
        .filter_map(|branch| branch.open_stop());
    let (mut since, mut until) = (None, None);
    for stop in stops {
        since = Some(since.unwrap_or(stop.from.at).min(stop.from.at));
        until = until.max(Some(stop.planned_end(calendar)));
    }
    match since {
        Some(since) => Clock::Suspended(since, until),
        None => Clock::Running(from),
    }
}

fn phase(view: &CaseView) -> Phase {
    if view.is_held_up() {
        return Phase::Contested;
    }
    match view.facts.state(None) {
        State::Draft | State::Received => Phase::Received,
        State::Intake => Phase::Intake,
        State::Correcting => Phase::Correcting,
        State::Queued => Phase::Handling(Stage::Accept),
        State::Handling => Phase::Handling(Stage::Handle),
        State::Review => Phase::Handling(Stage::Review),
        State::Approval => Phase::Handling(Stage::Approve),
        State::Closing => Phase::Handling(Stage::Conclude),
        State::Suspended => Phase::Suspended,
        State::Waiting | State::Concluded | State::Made => Phase::Concluded,
        State::Delivered => Phase::Delivered,
        State::Archived => Phase::Archived,
        State::Refused => Phase::Refused,
        State::NotNeeded => Phase::NotNeeded,
        State::Lapsed => Phase::Lapsed,
        State::Withdrawn => Phase::Withdrawn,
        State::Terminated => Phase::Terminated,
        State::Retracted => Phase::Retracted,
        State::Revoked => Phase::Revoked,
        State::Cancelled => Phase::Cancelled,
    }
}

impl Phase {
    /// Whether nothing of the authority's runs any more: at most delivery is left.
    pub fn is_over(self) -> bool {
        match self {
            Phase::Received
            | Phase::Intake
            | Phase::Correcting
            | Phase::Handling(_)
            | Phase::Suspended
            | Phase::Contested => false,
            Phase::Concluded
            | Phase::Delivered
            | Phase::Archived
            | Phase::Refused
            | Phase::NotNeeded
            | Phase::Lapsed
            | Phase::Withdrawn
            | Phase::Terminated
            | Phase::Retracted
            | Phase::Revoked
            | Phase::Cancelled => true,
        }
    }
}

fn open_steps(view: &CaseView, calendar: &Calendar, all: &[Running]) -> Vec<StepDue> {
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
        let its = |running: &&Running| {
            running.limit == Limit::Step
                && running.branch == Some(index)
                && running.step == Some(branch.next)
        };
        // Before acceptance the intake owner has it, whoever the step is planned for.
        let owner = match (facts.accepted(), facts.intake_owner()) {
            (None, Some(owner)) if receipt.mode != Mode::Entrusted => owner,
            _ => facts.owner_now(&step.plan.owner),
        };
        open.push(StepDue {
            branch: index,
            step: branch.next,
            owner,
            entered: facts.entered_at(index, branch.next),
            due: all
                .iter()
                .find(its)
                .and_then(|running| Some(running.by.at(calendar)?.at)),
        });
    }
    open
}
