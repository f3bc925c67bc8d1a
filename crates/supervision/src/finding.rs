use crate::Light;
use calendar::{Calendar, Count, UnixMillis};
use casework::{
    ActId, Branch, By, CaseView, Clock, Facts, Guard, Kind, Limit, Refusal, Running, Standing,
    Status, limits, status_by,
};
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
    /// 法定时限监察: the limit that the law or the item's rule sets at most.
    LegalLimit,
    /// 受理监察: the five working days for telling what is missing or answering.
    IntakeLimit,
    /// 下级审查监察: the twenty working days of the tier below.
    LowerReviewLimit,
    /// 送达监察: the ten working days from the decision to its delivery.
    DeliveryLimit,
    /// 听证监察: the twenty working days in which a hearing is held.
    HearingLimit,
    /// 承诺核查监察: what was promised instead of proved is checked in time.
    PromiseCheck,
    /// 特别程序监察: a special procedure that lasts longer than its notice told.
    Suspension,
    /// 收费监察: a fee that is not the catalog's.
    Fee,
    /// 环节完整性监察: an act out of order or by someone it does not belong to.
    StepOrder,
    /// 材料监察: a material missing, or one demanded that the catalog does not list.
    Materials,
    /// 时限固化监察: a stop, an extension or a count that the law does not allow.
    Clock,
    /// 评价监察: a rating that the rules do not allow.
    Rating,
}

impl Rule {
    /// Every rule, in the order in which they sort.
    pub const ALL: [Rule; 14] = [
        Rule::CaseLimit,
        Rule::StepLimit,
        Rule::LegalLimit,
        Rule::IntakeLimit,
        Rule::LowerReviewLimit,
        Rule::DeliveryLimit,
        Rule::HearingLimit,
        Rule::PromiseCheck,
        Rule::Suspension,
        Rule::Fee,
        Rule::StepOrder,
        Rule::Materials,
        Rule::Clock,
        Rule::Rating,
    ];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::CaseLimit => "case_limit",
            Rule::StepLimit => "step_limit",
            Rule::LegalLimit => "legal_limit",
            Rule::IntakeLimit => "intake_limit",
            Rule::LowerReviewLimit => "lower_review_limit",
            Rule::DeliveryLimit => "delivery_limit",
            Rule::HearingLimit => "hearing_limit",
            Rule::PromiseCheck => "promise_check",
            Rule::Suspension => "suspension",
            Rule::Fee => "fee",
            Rule::StepOrder => "step_order",
            Rule::Materials => "materials",
            Rule::Clock => "clock",
            Rule::Rating => "rating",
        }
    }
}

/// One thing found about one case. Its id is (case, branch, step, rule): the same on every node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule by which it was found.
    pub rule: Rule,
    /// Branch, where it is about one.
    pub branch: Option<usize>,
    /// Step, where it is about one.
    pub step: Option<usize>,
    /// The place that answers for it.
    pub place: PlaceCode,
    /// Department that answers at that place; none = the desk.
    pub department: Option<String>,
    /// Since when it is yellow (预警); for an act that does not hold, when it was done.
    pub yellow: Option<UnixMillis>,
    /// Since when it is red (纠错); none = it is not, or not yet.
    pub red: Option<UnixMillis>,
    /// What it is about.
    pub about: About,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The limit of the whole case: its item or bundle.
    Case(String),
    /// The limit of a step: its name in the catalog.
    Step(String),
    /// Another limit of the case or of a branch: its item or bundle.
    Limit(Limit, String),
    /// A special procedure: the number of its notice.
    Procedure(String),
    /// An act that does not hold, and why.
    Act(ActId, Refusal),
}

/// A finding as the province is told of it. There is no room in it for a person, nor for anything that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// The rule by which it was found.
    pub rule: Rule,
    /// The place that answers for it.
    pub place: PlaceCode,
    /// Department that answers at that place; none = the desk.
    pub department: Option<String>,
    /// Since when it is yellow (预警), as in [`Finding::yellow`].
    pub yellow: Option<UnixMillis>,
    /// Since when it is red (纠错), as in [`Finding::red`].
    pub red: Option<UnixMillis>,
    /// The act that does not hold, where it is about one.
    pub act: Option<ActId>,
}

impl From<&Finding> for FindingRow {
    fn from(finding: &Finding) -> FindingRow {
        FindingRow {
            rule: finding.rule,
            place: finding.place,
            department: finding.department.clone(),
            yellow: finding.yellow,
            red: finding.red,
            act: match &finding.about {
                About::Act(act, _) => Some(*act),
                About::Case(_) | About::Step(_) | About::Limit(..) | About::Procedure(_) => None,
            },
        }
    }
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
    let all = limits(view, calendar);
    let mut status = status_by(view, calendar, &all);
    status.clock = status.clock.seen_at(now);
    let mut watch = StepWatch {
        now,
        light: Light::Green,
        next: None,
        findings: Vec::new(),
    };
    run_out(&mut watch, view, calendar, all);
    overstayed(&mut watch, view, calendar);
    refused_acts(&mut watch, view);
    let open = view.facts.concluded_at().is_none();
    let light = match status.clock {
        Clock::Stopped(..) => Light::Off,
        Clock::Suspended(..) => Light::Paused,
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

struct StepWatch {
    now: UnixMillis,
    /// The gravest of the limits that have not ended.
    light: Light,
    next: Option<UnixMillis>,
    findings: Vec<Finding>,
}

impl StepWatch {
    /// Compares the two moments of a limit with `until` (the end of what is limited) or now.
    fn limit(
        &mut self,
        until: Option<UnixMillis>,
        (yellow, red): (UnixMillis, UnixMillis),
        finding: Finding,
    ) {
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

/// What one limit shows at `now`. What is done shows nothing any more, and neither does a limit of the
/// applicant's: that a right was not used is nobody's lateness.
pub fn limit_light(running: &Running, calendar: &Calendar, now: UnixMillis) -> Light {
    let applicants = matches!(
        running.limit,
        Limit::Lapse | Limit::Deferred | Limit::HearingAsk
    );
    if running.ended.is_some() || applicants {
        return Light::Off;
    }
    match turns(calendar, &running.by) {
        None => Light::Paused,
        Some((_, red)) if now > red => Light::Red,
        Some((yellow, _)) if now >= yellow => Light::Yellow,
        Some(_) => Light::Green,
    }
}

/// When a limit turns yellow, and its last moment before red; none while it stands still.
fn turns(calendar: &Calendar, by: &By) -> Option<(UnixMillis, UnixMillis)> {
    let due = by.at(calendar)?.at;
    // A very short limit may be over before its warning would fall: what is red has been yellow.
    let yellow = yellow(calendar, by)?.min(due);
    Some((yellow, due))
}

/// 黄灯: the opening of working day min(floor(3L/4)+1, L-1) after receipt for a limit of L days, those of
/// an extension included and those of a stop left out; for limits in minutes, three quarters of them.
///
/// For L = 1 that is working day 0, the day of receipt itself, whose opening has passed: the case is
/// yellow from the receipt on, and whatever is promised for the next day is warned about once.
fn yellow(calendar: &Calendar, by: &By) -> Option<UnixMillis> {
    match by {
        By::Minutes {
            from,
            minutes,
            stops,
        } => calendar.add_working_minutes_with(*from, u64::from(*minutes) * 3 / 4, stops),
        By::Days(count) => {
            let limit = count.limit_days.saturating_add(count.extended_days);
            let quarter = u32::from(limit) * 3 / 4 + 1;
            match u16::try_from(quarter).map_or(limit, |day| day.min(limit.saturating_sub(1))) {
                // A day's promise is in its last quarter as soon as it is given.
                0 => Some(count.received),
                day => {
                    let upto = Count {
                        limit_days: day,
                        extended_days: 0,
                        ..count.clone()
                    };
                    let at = upto.at(calendar)?.at;
                    Some(calendar.opening(calendar::date_of(at)))
                }
            }
        }
    }
}

/// The limits of the whole and of each step.
fn run_out(watch: &mut StepWatch, view: &CaseView, calendar: &Calendar, all: Vec<Running>) {
    let facts = &view.facts;
    let Some(receipt) = &facts.receipt else {
        return;
    };
    for running in all {
        let (rule, owner, about) = match (running.limit, running.branch, running.step) {
            (Limit::Promised, ..) => (
                Rule::CaseLimit,
                answers(facts),
                About::Case(receipt.code.clone()),
            ),
            (Limit::Step, Some(branch), Some(step)) => {
                let way = &facts.branches[branch];
                let name = way.steps[step].plan.name.clone();
                let owner = step_owner(facts, way, step);
                (Rule::StepLimit, owner, About::Step(name))
            }
            (limit, branch, _) => {
                let Some(rule) = watched(limit) else { continue };
                let owner = match branch.and_then(|index| facts.branches.get(index)) {
                    Some(way) => match running.step {
                        Some(step) => step_owner(facts, way, step),
                        None => place_and_department(facts.branch_owner(way)),
                    },
                    None if limit == Limit::Intake => facts
                        .intake_owner()
                        .map_or_else(|| answers(facts), place_and_department),
                    None => answers(facts),
                };
                let item = branch.and_then(|index| Some(facts.branches.get(index)?.item.clone()));
                let item = item.unwrap_or_else(|| receipt.code.clone());
                (rule, owner, About::Limit(limit, item))
            }
        };
        // While the clock stands still nothing runs out.
        let Some((yellow, red)) = turns(calendar, &running.by) else {
            continue;
        };
        // What is promised is warned of; what the law sets is missed or it is not.
        let turns = match rule {
            Rule::CaseLimit | Rule::StepLimit => (yellow, red),
            _ => (UnixMillis(red.0.saturating_add(1)), red),
        };
        watch.limit(
            running.ended,
            turns,
            Finding {
                rule,
                branch: running.branch,
                step: running.step,
                place: owner.0,
                department: owner.1,
                yellow: None,
                red: None,
                about,
            },
        );
    }
}

/// The rule by which a limit beside the promised ones is watched; none for what limits the applicant, for whom the
/// promise is told.
fn watched(limit: Limit) -> Option<Rule> {
    match limit {
        Limit::Legal => Some(Rule::LegalLimit),
        Limit::Intake => Some(Rule::IntakeLimit),
        Limit::LowerReview => Some(Rule::LowerReviewLimit),
        Limit::Delivery => Some(Rule::DeliveryLimit),
        Limit::HearingHold => Some(Rule::HearingLimit),
        Limit::PromiseCheck => Some(Rule::PromiseCheck),
        Limit::Promised | Limit::Step | Limit::Lapse | Limit::Deferred | Limit::HearingAsk => None,
    }
}

/// Special procedures that lasted longer than their notices told, or still do.
fn overstayed(watch: &mut StepWatch, view: &CaseView, calendar: &Calendar) {
    let facts = &view.facts;
    for (index, branch) in facts.branches.iter().enumerate() {
        for stop in &branch.stops {
            let red = stop.planned_end(calendar);
            let (place, department) = place_and_department(facts.branch_owner(branch));
            let over = stop.until.as_ref().map(|done| done.at);
            watch.limit(
                over.or(facts.concluded_at()),
                (UnixMillis(red.0.saturating_add(1)), red),
                Finding {
                    rule: Rule::Suspension,
                    branch: Some(index),
                    step: None,
                    place,
                    department,
                    yellow: None,
                    red: None,
                    about: About::Procedure(stop.notice.clone()),
                },
            );
        }
    }
}

/// Who answers for the whole case: the department that decides it; for a bundle, the accepting owner.
fn answers(facts: &Facts) -> (PlaceCode, Option<String>) {
    match (facts.branches.as_slice(), &facts.receipt) {
        ([only], _) => place_and_department(facts.branch_owner(only)),
        (_, Some(receipt)) => place_and_department(facts.owner_now(&receipt.accepting)),
        ([first, ..], None) => (first.place, first.department.clone()),
        ([], None) => unreachable!("a case without a receipt has no limit to answer for"),
    }
}

fn place_and_department(owner: casework::Owner) -> (PlaceCode, Option<String>) {
    (owner.place, owner.department)
}

fn step_owner(facts: &Facts, branch: &Branch, step: usize) -> (PlaceCode, Option<String>) {
    let planned = &branch.steps[step].plan.owner;
    // What is not done yet passes on with a move of the case; what is done was done where it was.
    let owner = match branch.steps[step].done {
        Some(_) => planned.clone(),
        None => facts.owner_now(planned),
    };
    match facts.intake_owner() {
        // Before acceptance whoever may accept answers for the open step.
        Some(intake) if facts.accepted().is_none() && step == branch.next => {
            (intake.place, intake.department)
        }
        _ => place_and_department(owner),
    }
}

/// Acts that came from elsewhere and do not hold: kept, not counted, and red.
fn refused_acts(watch: &mut StepWatch, view: &CaseView) {
    for entry in &view.trail {
        let Standing::Invalid(refusal) = &entry.standing else {
            continue;
        };
        let (Some(who), Some(at)) = (&entry.who, entry.at) else {
            continue;
        };
        watch.light = Light::Red;
        watch.findings.push(Finding {
            rule: broken(entry.kind.as_str(), refusal),
            branch: None,
            step: None,
            place: who.place,
            department: who.department.clone(),
            yellow: Some(at),
            red: Some(at),
            about: About::Act(entry.act, refusal.clone()),
        });
    }
}

/// Which of the five fixations (固化: flow, materials, fees, limits, evaluation) an act breaks that does
/// not hold.
fn broken(kind: &str, refusal: &Refusal) -> Rule {
    match (refusal, Kind::from_name(kind)) {
        (Refusal::WrongFee { .. } | Refusal::FeeUnpaid(_), _) => return Rule::Fee,
        (Refusal::Guard(guard), _) if guard.is_of_fees() => return Rule::Fee,
        (Refusal::Form(_) | Refusal::Guard(Guard::FormWhole), Some(Kind::Receive)) => {
            return Rule::Materials;
        }
        _ => {}
    }
    match Kind::from_name(kind) {
        Some(Kind::Fee) => Rule::Fee,
        Some(Kind::Correct | Kind::Resubmit) => Rule::Materials,
        Some(Kind::Suspend | Kind::Resume | Kind::Extend | Kind::Recount) => Rule::Clock,
        Some(Kind::Rate) => Rule::Rating,
        _ => Rule::StepOrder,
    }
}
