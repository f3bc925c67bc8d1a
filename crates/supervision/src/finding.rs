use crate::Light;
use calendar::{Calendar, UnixMillis};
use casework::{Branch, CaseView, Clock, Due, Facts, Standing, Status, status};
use serde::{Deserialize, Serialize};
use tiers::PlaceCode;

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 时限监察: the promised limit of the whole case.
    CaseLimit,
    /// 环节时限监察: the limit of one step.
    StepLimit,
    /// 收费监察: a fee that is not the catalog's.
    Fee,
    /// 环节完整性监察: an act out of order or by someone it does not belong to.
    StepOrder,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 4] = [Rule::CaseLimit, Rule::StepLimit, Rule::Fee, Rule::StepOrder];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::CaseLimit => "case_limit",
            Rule::StepLimit => "step_limit",
            Rule::Fee => "fee",
            Rule::StepOrder => "step_order",
        }
    }
}

/// One thing found about one case. Its id is (case, branch, step, rule): the same on every node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Branch, where it is about one.
    pub branch: Option<usize>,
    /// Step, where it is about one.
    pub step: Option<usize>,
    /// The place that answers for it.
    pub place: PlaceCode,
    /// Its department.
    pub department: Option<String>,
    /// 预警 since.
    pub yellow: Option<UnixMillis>,
    /// 纠错 since.
    pub red: Option<UnixMillis>,
    /// What it is about, for people: an act's id or nothing.
    pub detail: String,
}

/// All there is to say about a case at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Due dates and phase.
    pub status: Status,
    /// What was found so far, in the order of (rule, branch, step).
    pub findings: Vec<Finding>,
    /// The gravest of what is open now.
    pub light: Light,
    /// When it will next differ although no act comes; none = never.
    pub next: Option<UnixMillis>,
}

/// Assesses a case at `now`.
pub fn assess(view: &CaseView, calendar: &Calendar, now: UnixMillis) -> Assessment {
    let status = status(view, calendar);
    let mut watch = Watch {
        now,
        light: Light::Green,
        next: None,
        findings: Vec::new(),
    };
    case_limit(&mut watch, view, calendar, &status);
    step_limits(&mut watch, view, calendar, &status);
    refused_acts(&mut watch, view);
    let open = view.facts.concluded_at().is_none();
    let light = match status.clock {
        Clock::Stopped(..) => Light::Off,
        Clock::Suspended(_) => Light::Paused,
        Clock::NotStarted => Light::Off,
        Clock::Running(_) => watch.light,
    };
    Assessment {
        light: if open { light } else { Light::Off },
        status,
        findings: watch.findings,
        next: watch.next,
    }
}

fn light(finding: &Finding) -> Light {
    match (finding.red, finding.yellow) {
        (Some(_), _) => Light::Red,
        (None, Some(_)) => Light::Yellow,
        (None, None) => Light::Green,
    }
}

struct Watch {
    now: UnixMillis,
    /// The gravest of the limits that have not ended.
    light: Light,
    next: Option<UnixMillis>,
    findings: Vec<Finding>,
}

impl Watch {
    /// Compares the two moments of a limit with `until` (the end of what is limited) or now.
    fn limit(
        &mut self,
        until: Option<UnixMillis>,
        yellow: UnixMillis,
        red: UnixMillis,
        finding: Finding,
    ) {
        // A very short limit may be over before its warning would fall: what is red has been yellow.
        let yellow = yellow.min(red);
        // Red begins after the last moment, not at it.
        let red_from = UnixMillis(red.0.saturating_add(1));
        // What is done lights nothing any more, also where its claimed end is ahead of our clock.
        let is_over = until.is_some();
        let end = until.unwrap_or(self.now).min(self.now);
        for turn in [yellow, red_from] {
            // What ended before the turn never turns.
            if self.now < turn && until.is_none_or(|until| until >= turn) {
                self.next = Some(self.next.map_or(turn, |earlier| earlier.min(turn)));
            }
        }
        let finding = Finding {
            yellow: (end >= yellow).then_some(yellow),
            red: (end >= red_from).then_some(red),
            ..finding
        };
        if !is_over {
            self.light = self.light.max(light(&finding));
        }
        if finding.yellow.is_some() {
            self.findings.push(finding);
        }
    }
}

/// 黄灯: the opening of working day min(floor(3L/4)+1, L-1) after receipt for a limit of L days; for
/// limits in minutes, three quarters of them.
///
/// For L = 1 that is working day 0, the day of receipt itself, whose opening has passed: the case is
/// yellow from the receipt on, and whatever is promised for the next day is warned about once.
fn case_limit(watch: &mut Watch, view: &CaseView, calendar: &Calendar, status: &Status) {
    let (Some(receipt), Some(due)) = (&view.facts.receipt, status.promised) else {
        return;
    };
    let (Clock::Running(from) | Clock::Stopped(from, _)) = status.clock else {
        return;
    };
    let yellow = if receipt.instant {
        calendar.add_working_minutes(from, u64::from(receipt.promised_minutes) * 3 / 4)
    } else {
        let limit = receipt.promised_days;
        let quarter = u32::from(limit) * 3 / 4 + 1;
        match u16::try_from(quarter).map_or(limit, |day| day.min(limit.saturating_sub(1))) {
            // A day's promise is in its last quarter as soon as it is given.
            0 => from,
            day => calendar.opening(calendar::date_of(Due::after(calendar, from, day).at)),
        }
    };
    let owner = answers(&view.facts);
    watch.limit(
        view.facts.concluded_at(),
        yellow,
        due.at,
        Finding {
            rule: Rule::CaseLimit,
            branch: None,
            step: None,
            place: owner.0,
            department: owner.1,
            yellow: None,
            red: None,
            detail: receipt.code.clone(),
        },
    );
}

/// Who answers for the whole case: the department that decides it; for a bundle, the accepting owner.
fn answers(facts: &Facts) -> (PlaceCode, Option<String>) {
    match (facts.branches.as_slice(), &facts.receipt) {
        ([only], _) => (only.place, only.department.clone()),
        (_, Some(receipt)) => (
            receipt.accepting.place,
            receipt.accepting.department.clone(),
        ),
        ([first, ..], None) => (first.place, first.department.clone()),
        ([], None) => unreachable!("a case without a receipt has no limit to answer for"),
    }
}

fn step_limits(watch: &mut Watch, view: &CaseView, calendar: &Calendar, status: &Status) {
    if matches!(status.clock, Clock::Suspended(_) | Clock::NotStarted) {
        return;
    }
    for (index, branch) in view.facts.branches.iter().enumerate() {
        for (step, state) in branch.steps.iter().enumerate() {
            let Some(entered) = view.facts.entered_at(index, step) else {
                continue;
            };
            let minutes = u64::from(state.plan.limit_minutes);
            let due = calendar.add_working_minutes(entered, minutes);
            let yellow = calendar.add_working_minutes(entered, minutes * 3 / 4);
            let owner = step_owner(&view.facts, branch, step);
            // A step that a refusal left undone ended with it.
            let done = state.done.as_ref().map(|done| done.at);
            watch.limit(
                done.or(view.facts.concluded_at()),
                yellow,
                due,
                Finding {
                    rule: Rule::StepLimit,
                    branch: Some(index),
                    step: Some(step),
                    place: owner.0,
                    department: owner.1,
                    yellow: None,
                    red: None,
                    detail: state.plan.name.clone(),
                },
            );
        }
    }
}

fn step_owner(facts: &Facts, branch: &Branch, step: usize) -> (PlaceCode, Option<String>) {
    let owner = &branch.steps[step].plan.owner;
    match facts.intake_owner() {
        // Before acceptance whoever may accept answers for the open step.
        Some(intake) if facts.accepted().is_none() && step == branch.next => {
            (intake.place, intake.department)
        }
        _ => (owner.place, owner.department.clone()),
    }
}

/// Acts that came from elsewhere and do not hold: kept, not counted, and red.
fn refused_acts(watch: &mut Watch, view: &CaseView) {
    for entry in &view.trail {
        let Standing::Invalid(reason) = &entry.standing else {
            continue;
        };
        let (Some(who), Some(at)) = (&entry.who, entry.at) else {
            continue;
        };
        let about_fee = entry.kind == "fee" || reason.contains("fee");
        watch.light = Light::Red;
        watch.findings.push(Finding {
            rule: if about_fee {
                Rule::Fee
            } else {
                Rule::StepOrder
            },
            branch: None,
            step: None,
            place: who.place,
            department: who.department.clone(),
            yellow: Some(at),
            red: Some(at),
            detail: format!("{}: {reason}", entry.act.short()),
        });
    }
}
