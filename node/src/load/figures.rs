//! What was played, counted again from the engine's own views and assessments; nothing here looks at the
//! plan.

use super::city::City;
use super::ranking::{Ranking, Tally};
use anyhow::{Context, Result};
use calendar::{Calendar, Deferral, UnixMillis, date_of};
use casework::CaseView;
use engine::Engine;
use record::{Kind, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use supervision::{Assessment, Count, Rule};
use tiers::{PlaceCode, Tier};

/// Every so many cases one is folded anew from its changes, doubled and in another order.
const FOLDED_ANEW_EVERY: usize = 50;

/// The figures of one run.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Cases with a receipt.
    pub received: u64,
    /// Of these, concluded by the end of the run.
    pub closed: u64,
    /// Received and not concluded by the end of the run.
    pub open: u64,
    /// Of these, past their due date.
    pub open_past_due: u64,
    /// Instant items, closed on the day they count as received and within the promise.
    pub instant: u64,
    /// Promised cases received.
    pub promised: u64,
    /// Promised cases closed.
    pub promised_closed: u64,
    /// Promised cases closed on a working day before the due date.
    pub early_promised: u64,
    /// Closed by the due date, instant cases included.
    pub on_time: u64,
    /// Closed after it, or open past it.
    pub overdue: u64,
    /// Cases whose promised limit has been yellow.
    pub yellow: u64,
    /// Cases whose promised limit has been red.
    pub red: u64,
    /// Limits of single steps that have been yellow.
    pub step_yellow: u64,
    /// Limits of single steps that have been red.
    pub step_red: u64,
    /// Cases through a bundle.
    pub parallel: u64,
    /// Of these, concluded within the bundle's working minutes.
    pub parallel_in_time: u64,
    /// Cases of a bundle in which departments of county and city take part.
    pub two_tier: u64,
    /// Of these, in how many the city's departments take part.
    pub two_tier_city: u64,
    /// In how many the county's.
    pub two_tier_county: u64,
    /// Received while offices were closed.
    pub outside: u64,
    /// Of these, whose due date would be another if they counted as received when offices open next.
    pub outside_due_differs: u64,
    /// Cases with a step done at another place than the one that received them.
    pub forwarded: u64,
    /// Acts in the trails of all cases.
    pub acts: u64,
    /// Cases by the place that received them.
    pub by_place: BTreeMap<PlaceCode, u64>,
    /// Done steps by the place that did them.
    pub steps_by_place: BTreeMap<PlaceCode, u64>,
    /// Steps done by a place that they do not belong to.
    pub steps_misplaced: u64,
    /// Cases by the department that answers for them.
    pub by_department: BTreeMap<String, u64>,
    /// The city's departments.
    pub ranking: Ranking,
    /// Cases folded anew, and how many of them came to another view.
    pub folded_anew: (u64, u64),
    /// Identities that do not hold.
    pub broken: Vec<String>,
}

impl Figures {
    /// Counts every case that the engine holds, as of its clock.
    ///
    /// # Errors
    /// When a case cannot be read.
    pub fn count(engine: &mut Engine, city: &City) -> Result<Figures> {
        let mut figures = Figures {
            ranking: Ranking::of(&city.departments(Tier::City)),
            ..Figures::default()
        };
        let cases: Vec<RecordId> = (engine.briefs().iter())
            .filter(|(_, brief)| brief.kind == Kind::Case)
            .map(|(id, _)| *id)
            .collect();
        for (i, id) in cases.iter().enumerate() {
            let view = engine.view_of(*id).context("a case cannot be read")?;
            let seen = engine.assess_view(&view).context("there is no calendar")?;
            figures.add(&view, &seen, city)?;
            if i % FOLDED_ANEW_EVERY == 0 {
                let anew = engine.folded_anew(*id, |mut entries| {
                    entries.reverse();
                    [entries.clone(), entries].concat()
                });
                figures.folded_anew.0 += 1;
                figures.folded_anew.1 += u64::from(anew.as_ref() != Some(&view));
            }
        }
        figures.ranking.sort();
        figures.broken = figures.identities(engine);
        Ok(figures)
    }

    fn add(&mut self, view: &CaseView, seen: &Assessment, city: &City) -> Result<()> {
        let facts = &view.facts;
        let receipt = facts.receipt.as_ref().context("a case without a receipt")?;
        let calendar = &city.calendar;
        let due = seen
            .status
            .promised
            .context("a case without a due date")?
            .at;
        let received = facts.clock_from.unwrap_or(receipt.done.at);
        let closed = facts.concluded_at();
        let (yellow, red) = lit(seen, Rule::CaseLimit);
        let (step_yellow, step_red) = lit(seen, Rule::StepLimit);
        self.received += 1;
        self.acts += view.trail.len() as u64;
        self.yellow += yellow;
        self.red += red;
        self.step_yellow += step_yellow;
        self.step_red += step_red;
        self.promised += u64::from(!receipt.instant);
        let mut early = false;
        match closed {
            Some(at) => {
                self.closed += 1;
                let in_time = at <= due;
                self.on_time += u64::from(in_time);
                self.overdue += u64::from(!in_time);
                if receipt.instant {
                    let same_day = date_of(at) == counts_as(calendar, received)?;
                    self.instant += u64::from(same_day && in_time);
                } else {
                    self.promised_closed += 1;
                    early = date_of(at) < date_of(due);
                    self.early_promised += u64::from(early);
                }
            }
            None => {
                self.open += 1;
                // Now is the engine's, as the assessment has it: red is what is past due.
                self.open_past_due += red;
                self.overdue += red;
            }
        }
        if receipt.rule.is_some() {
            self.parallel += 1;
            let limit = u64::from(receipt.promised_minutes);
            let taken = |at| calendar.working_minutes_between(received, at);
            self.parallel_in_time += u64::from(closed.is_some_and(|at| taken(at) <= limit));
            let tiers: BTreeSet<Tier> = facts.branches.iter().map(|b| b.place.tier()).collect();
            if tiers.contains(&Tier::City) && tiers.contains(&Tier::County) {
                self.two_tier += 1;
            }
            if tiers.len() > 1 {
                self.two_tier_city += u64::from(tiers.contains(&Tier::City));
                self.two_tier_county += u64::from(tiers.contains(&Tier::County));
            }
        }
        if !calendar.is_open(receipt.done.at) {
            self.outside += 1;
            let date = |deferral| {
                calendar.nth_working_day(receipt.done.at, receipt.promised_days, deferral)
            };
            let differs = date(Deferral::None)? != date(Deferral::AfterHours)?;
            self.outside_due_differs += u64::from(differs);
        }
        let home = receipt.done.who.place;
        *self.by_place.entry(home).or_default() += 1;
        let steps = facts.branches.iter().flat_map(|branch| &branch.steps);
        let mut elsewhere = false;
        for (step, done) in steps.filter_map(|step| Some((step, step.done.as_ref()?))) {
            self.steps_misplaced += u64::from(done.who.place != step.plan.owner.place);
            *self.steps_by_place.entry(done.who.place).or_default() += 1;
            elsewhere |= done.who.place != home;
        }
        self.forwarded += u64::from(elsewhere);
        let department = match (receipt.rule, facts.branches.as_slice()) {
            (Some(_), _) => city.bundle(&receipt.code)?.lead_department.clone(),
            (None, [only, ..]) => only.department.clone().unwrap_or_default(),
            (None, []) => String::new(),
        };
        *self.by_department.entry(department.clone()).or_default() += 1;
        let tally = Tally {
            cases: 1,
            closed: u64::from(closed.is_some()),
            early: u64::from(early),
            yellow,
            red,
        };
        let month = date_of(receipt.done.at).strftime("%Y-%m").to_string();
        self.ranking.add(&department, &month, tally);
        Ok(())
    }

    /// Something by place, summed up by tier.
    pub fn by_tier(map: &BTreeMap<PlaceCode, u64>) -> BTreeMap<&'static str, u64> {
        let mut tiers = BTreeMap::new();
        for (place, n) in map {
            *tiers.entry(place.tier().name()).or_default() += n;
        }
        tiers
    }

    /// Identities that do not hold, each in words.
    fn identities(&self, engine: &Engine) -> Vec<String> {
        let sum = |pick: fn(&Count) -> bool| engine.counts().sum(|key| pick(&key.what));
        let total = |map: &BTreeMap<PlaceCode, u64>| map.values().sum::<u64>();
        let departments: u64 = self.by_department.values().sum();
        let equal = [
            (
                "received = closed + open",
                self.received,
                self.closed + self.open,
            ),
            (
                "closed = instant + promised closed",
                self.closed,
                self.instant + self.promised_closed,
            ),
            (
                "on time + overdue = closed + open past due",
                self.on_time + self.overdue,
                self.closed + self.open_past_due,
            ),
            (
                "sum over departments = received",
                departments,
                self.received,
            ),
            (
                "sum over places = received",
                total(&self.by_place),
                self.received,
            ),
            (
                "steps done elsewhere than where they belong",
                self.steps_misplaced,
                0,
            ),
            (
                "two-tier cases in the city's figures",
                self.two_tier_city,
                self.two_tier,
            ),
            (
                "two-tier cases in the county's figures",
                self.two_tier_county,
                self.two_tier,
            ),
            (
                "views that differ when their changes come twice and backwards",
                self.folded_anew.1,
                0,
            ),
            (
                "received as counted while they came in",
                sum(|what| matches!(what, Count::Received)),
                self.received,
            ),
            (
                "concluded as counted while they came in",
                sum(|what| matches!(what, Count::Concluded)),
                self.closed,
            ),
            (
                "yellow as counted while they came in",
                sum(|what| matches!(what, Count::Yellow(Rule::CaseLimit))),
                self.yellow,
            ),
            (
                "red as counted while they came in",
                sum(|what| matches!(what, Count::Red(Rule::CaseLimit))),
                self.red,
            ),
        ];
        let unequal = equal.into_iter().filter(|(_, one, other)| one != other);
        let mut broken: Vec<String> = unequal
            .map(|(name, one, other)| format!("{name}: {one} and {other}"))
            .collect();
        if self.yellow < self.red {
            broken.push(format!("yellow >= red: {} and {}", self.yellow, self.red));
        }
        broken
    }
}

/// Findings of a rule that have been yellow, and red.
fn lit(seen: &Assessment, rule: Rule) -> (u64, u64) {
    let of_rule = || seen.findings.iter().filter(|finding| finding.rule == rule);
    let yellow = of_rule().filter(|finding| finding.yellow.is_some()).count();
    let red = of_rule().filter(|finding| finding.red.is_some()).count();
    (yellow as u64, red as u64)
}

/// The day a receipt counts for: the next working day where offices were closed for the day.
fn counts_as(calendar: &Calendar, received: UnixMillis) -> Result<jiff::civil::Date> {
    Ok(calendar.nth_working_day(received, 0, Deferral::AfterHours)?)
}
