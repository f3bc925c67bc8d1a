//! Which cases come in, when and where, and how each is to end. Everything is dealt before anything is
//! played: the figures must come out exactly, not nearly.

use super::arrivals::{Arrival, arrivals, next_opening, office_moment, working_days};
use super::city::City;
use super::profile::Targets;
use super::quota::{deal, largest_remainder, zipf};
use anyhow::{Context, Result, bail};
use calendar::{Calendar, Deferral, UnixMillis, at, date_of};
use jiff::civil::Date;
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use tiers::{PlaceCode, Tier};

/// Weights of the bundles among parallel cases.
const BUNDLES: [(&str, f64); 8] = [
    ("PB-XA-1", 30.0),
    ("PB-XA-2", 15.0),
    ("PB-XA-3", 10.0),
    ("PB-XA-4", 5.0),
    ("PB-XA-5", 5.0),
    ("PB-XA-6", 15.0),
    ("PB-XA-7", 18.0),
    ("PB-XA-2T", 2.0),
];
/// Weights of the filing tiers of approvals; of convenience items.
const APPROVAL: [(Tier, f64); 2] = [(Tier::City, 60.0), (Tier::County, 40.0)];
const CONVENIENCE: [(Tier, f64); 3] = [
    (Tier::Village, 70.0),
    (Tier::Township, 25.0),
    (Tier::County, 5.0),
];
/// Share of its minutes that an instant case takes: so little that its middle step, which takes all of
/// it, stays below the three quarters of its own limit where that turns yellow.
const SITTING: f64 = 0.15;
/// An overdue case is closed up to so many working days after its due date.
const OVERDUE_DAYS_MAX: u16 = 3;

/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Done in one sitting.
    Instant,
    /// Closed before the due date and before the warning.
    Early,
    /// Closed before the due date, after the warning.
    EarlyWarned,
    /// Closed on the due date.
    OnDue,
    /// Closed after it.
    Overdue,
    /// Left open, without a warning.
    Open,
}

/// How somebody tries to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrongFee {
    /// More than the fee that is due.
    Over,
    /// Less than the fee that is due.
    Under,
    /// Nothing: going on without the fee where that is the next step, or a fee of 0.
    Nothing,
}

/// One case that is to be played: of what, where, when, and how it ends.
#[derive(Debug, Clone)]
pub struct PlannedCase {
    /// Index of its item in [`LoadPlan::codes`].
    pub code: u16,
    /// How it ends.
    pub class: Class,
    /// Where it is filed.
    pub place: PlaceCode,
    /// When it comes in.
    pub arrival: Arrival,
}

/// One kind of case.
#[derive(Debug, Clone)]
pub struct Code {
    /// Item or bundle.
    pub code: String,
    /// Whether the code is a bundle's; false = an item's.
    pub bundle: bool,
    /// Promised working days; 0 for instant items.
    pub days: u16,
    /// Promised working minutes.
    pub minutes: u32,
    /// Working minutes of each step.
    pub steps: Vec<u32>,
    /// A fee is due.
    pub fee: bool,
    tiers: Vec<(Tier, f64)>,
    /// Where a linked bundle must be filed.
    at: Option<PlaceCode>,
}

/// Everything that was dealt for a run: kinds of cases, cases, wrong fees, days.
pub struct LoadPlan {
    /// What may be filed.
    pub codes: Vec<Code>,
    /// The cases, by when they come in.
    pub cases: Vec<PlannedCase>,
    /// Attempts at a wrong fee, by case.
    pub wrong_fees: BTreeMap<usize, Vec<WrongFee>>,
    /// The working days on which cases come in.
    pub days: Vec<Date>,
    /// The end: nothing is played later where cases stay open.
    pub ends: UnixMillis,
    has_open: bool,
}

/// The working day after receipt at whose opening a limit of `days` turns yellow:
/// min(floor(3 days / 4) + 1, days - 1). 0 = it is yellow from the receipt on.
pub fn warning_day(days: u16) -> u16 {
    (days * 3 / 4 + 1).min(days.saturating_sub(1))
}

impl Code {
    fn warning_day(&self) -> u16 {
        warning_day(self.days)
    }
}

impl LoadPlan {
    /// Deals the cases of `targets` from `from` on.
    ///
    /// # Errors
    /// When the calendar ends too soon, or the classes do not fit into the days.
    pub fn deal(
        city: &City,
        targets: &Targets,
        from: Date,
        dice: &mut ChaCha8Rng,
    ) -> Result<LoadPlan> {
        let days = working_days(&city.calendar, from, targets.working_days)?;
        let mut codes = Vec::new();
        let mut kinds: Vec<(u16, Class)> = Vec::new();
        let instant = dealt_codes(items(city, true), targets.instant, &mut codes, dice);
        kinds.extend(instant.into_iter().map(|code| (code, Class::Instant)));
        let singles = targets.promised() - targets.parallel;
        let singles = dealt_codes(items(city, false), singles, &mut codes, dice);
        let classes = [
            (Class::Early, targets.early_unwarned - targets.parallel),
            (Class::EarlyWarned, targets.early_warned),
            (Class::OnDue, targets.on_due),
            (Class::Overdue, targets.overdue),
            (Class::Open, targets.open),
        ];
        let counts = classes.map(|(_, n)| n);
        let dealt = deal(&counts, dice).into_iter().map(|i| classes[i].0);
        kinds.extend(singles.into_iter().zip(dealt));
        let bundles = bundles(city)?;
        let weights: Vec<f64> = BUNDLES.iter().map(|(_, weight)| *weight).collect();
        let counts = largest_remainder(targets.parallel, &weights);
        let parallel = with_counts(bundles, &counts, &mut codes, dice);
        kinds.extend(parallel.into_iter().map(|code| (code, Class::Early)));
        part_from_short_limits(&codes, &mut kinds)?;

        let places = places(city, &codes, &kinds, dice)?;
        let moments = arrivals(&city.calendar, &days, targets.cases, dice);
        let mut cases: Vec<PlannedCase> = (kinds.into_iter().zip(places).zip(moments))
            .map(|(((code, class), place), arrival)| PlannedCase {
                code,
                class,
                place,
                arrival,
            })
            .collect();
        let last = days.len() as u32 - 1;
        let closes = targets.open > 0;
        fit_arrivals(&codes, &mut cases, closes.then_some(last), dice)?;
        cases.sort_by_key(|case| case.arrival);
        let wrong_fees = wrong_fees(&codes, &cases, targets.wrong_fees, dice)?;
        let evening = city.calendar.closing(days[last as usize]);
        let ends = UnixMillis(next_opening(&city.calendar, evening).0 - 1);
        Ok(LoadPlan {
            codes,
            cases,
            wrong_fees,
            days,
            ends,
            has_open: closes,
        })
    }

    /// When a case is to be concluded; none where it stays open. `received` is when its clock began.
    pub fn closing(
        &self,
        calendar: &Calendar,
        case: &PlannedCase,
        received: UnixMillis,
        dice: &mut ChaCha8Rng,
    ) -> Result<Option<UnixMillis>> {
        let code = &self.codes[usize::from(case.code)];
        let (limit, warning) = (code.days, code.warning_day());
        // Where cases stay open, all others are closed by the end.
        let last = if self.has_open {
            (self.days.len() as u32 - 1 - case.arrival.day) as u16
        } else {
            u16::MAX
        };
        let day = match case.class {
            Class::Open => return Ok(None),
            Class::Instant => return Ok(Some(sitting(calendar, code, received))),
            Class::Early => {
                let latest = warning.saturating_sub(1).min(last);
                if latest == 0 {
                    0
                } else {
                    dice.random_range(1..=latest)
                }
            }
            Class::EarlyWarned => dice.random_range(warning..=(limit - 1).min(last)),
            Class::OnDue => limit,
            Class::Overdue => dice.random_range(limit + 1..=(limit + OVERDUE_DAYS_MAX).min(last)),
        };
        if day == 0 {
            return Ok(Some(same_day(calendar, received)));
        }
        let date = calendar.nth_working_day(received, day, Deferral::None)?;
        Ok(Some(office_moment(date, dice)))
    }
}

/// The end of a sitting that begins at `received`, or at the next opening.
fn sitting(calendar: &Calendar, code: &Code, received: UnixMillis) -> UnixMillis {
    let begins = if calendar.is_open(received) {
        received
    } else {
        next_opening(calendar, received)
    };
    let wanted = (f64::from(code.minutes) * SITTING * 60_000.0) as i64;
    let day = date_of(begins);
    let spans = calendar.hours().spans.iter();
    let closes = spans
        .map(|span| at(day, span.closes))
        .find(|at| *at > begins);
    let left = closes.map_or(wanted, |closes| (closes.0 - begins.0) / 2);
    UnixMillis(begins.0 + wanted.min(left).max(1))
}

/// Halfway from the receipt to the end of the day.
fn same_day(calendar: &Calendar, received: UnixMillis) -> UnixMillis {
    let closes = calendar.closing(date_of(received));
    UnixMillis(received.0 + ((closes.0 - received.0) / 2).max(1))
}

fn items(city: &City, instant: bool) -> Vec<Code> {
    let items = city.items(instant).into_iter();
    items
        .map(|item| {
            let weights: &[(Tier, f64)] = match item.group.as_str() {
                "approval" => &APPROVAL,
                _ => &CONVENIENCE,
            };
            Code {
                code: item.code.clone(),
                bundle: false,
                days: item.promised_days,
                minutes: item.promised_minutes,
                steps: item.steps.iter().map(|step| step.limit_minutes).collect(),
                fee: item.fee.fen > 0,
                tiers: allowed(weights, &item.filing_tiers),
                at: None,
            }
        })
        .collect()
}

fn bundles(city: &City) -> Result<Vec<Code>> {
    let bundles = BUNDLES.iter().map(|(code, _)| {
        let bundle = city.bundle(code)?;
        Ok(Code {
            code: bundle.code.clone(),
            bundle: true,
            days: bundle.total_days,
            minutes: bundle.total_minutes,
            steps: Vec::new(),
            fee: false,
            tiers: allowed(&APPROVAL, &bundle.filing_tiers),
            at: bundle.county_division,
        })
    });
    bundles.collect()
}

fn allowed(weights: &[(Tier, f64)], tiers: &[Tier]) -> Vec<(Tier, f64)> {
    let here = weights.iter().filter(|(tier, _)| tiers.contains(tier));
    here.copied().collect()
}

/// `total` cases over kinds by Zipf's law, the most common first by code.
fn dealt_codes(
    kinds: Vec<Code>,
    total: u64,
    codes: &mut Vec<Code>,
    dice: &mut ChaCha8Rng,
) -> Vec<u16> {
    let counts = largest_remainder(total, &zipf(kinds.len()));
    with_counts(kinds, &counts, codes, dice)
}

fn with_counts(
    kinds: Vec<Code>,
    counts: &[u64],
    codes: &mut Vec<Code>,
    dice: &mut ChaCha8Rng,
) -> Vec<u16> {
    let first = codes.len();
    codes.extend(kinds);
    let dealt = deal(counts, dice).into_iter();
    dealt.map(|i| (first + i) as u16).collect()
}

/// A limit of one day is yellow from the receipt on: such items go to cases that are warned anyway.
fn part_from_short_limits(codes: &[Code], kinds: &mut [(u16, Class)]) -> Result<()> {
    let is_short = |code: u16| codes[usize::from(code)].warning_day() == 0;
    let unwarned = |class: Class| matches!(class, Class::Early | Class::Open);
    let warned = |class: Class| matches!(class, Class::EarlyWarned | Class::OnDue | Class::Overdue);
    let mut others = (0..kinds.len())
        .filter(|i| warned(kinds[*i].1) && !is_short(kinds[*i].0))
        .collect::<Vec<usize>>()
        .into_iter();
    for i in 0..kinds.len() {
        if unwarned(kinds[i].1) && is_short(kinds[i].0) {
            let other = others.next().context(
                "more cases have a limit of one day, which is yellow from the receipt on, than are to turn yellow",
            )?;
            let code = kinds[i].0;
            kinds[i].0 = kinds[other].0;
            kinds[other].0 = code;
        }
    }
    Ok(())
}

/// Where each case is filed: the tiers by quota over all kinds that allow the same ones, the place in a
/// tier with equal chances.
fn places(
    city: &City,
    codes: &[Code],
    kinds: &[(u16, Class)],
    dice: &mut ChaCha8Rng,
) -> Result<Vec<PlaceCode>> {
    let mut alike: BTreeMap<Vec<Tier>, Vec<usize>> = BTreeMap::new();
    let mut places = vec![city.place; kinds.len()];
    for (i, (code, _)) in kinds.iter().enumerate() {
        let code = &codes[usize::from(*code)];
        if let Some(place) = code.at {
            places[i] = place;
            continue;
        }
        let tiers: Vec<Tier> = code.tiers.iter().map(|(tier, _)| *tier).collect();
        if tiers.is_empty() {
            bail!("{} may be filed at none of the tiers", code.code);
        }
        alike.entry(tiers).or_default().push(i);
    }
    for (tiers, cases) in alike {
        let code = &codes[usize::from(kinds[cases[0]].0)];
        let weights: Vec<f64> = code.tiers.iter().map(|(_, weight)| *weight).collect();
        let dealt = deal(&largest_remainder(cases.len() as u64, &weights), dice);
        for (i, tier) in cases.into_iter().zip(dealt) {
            let all = city.places(tiers[tier]);
            places[i] = all[dice.random_range(0..all.len())];
        }
    }
    Ok(places)
}

/// Whether a case that comes in then can end as it is to end.
fn fits(code: &Code, class: Class, arrival: Arrival, last: Option<u32>) -> bool {
    let warning = code.warning_day();
    // With a limit of two days only the day of receipt comes before the warning, and nobody works then
    // where the offices are closed.
    if class == Class::Early && warning <= 1 && arrival.outside {
        return false;
    }
    let Some(last) = last else { return true };
    let left = last - arrival.day;
    match class {
        Class::Open => left < u32::from(warning),
        Class::Instant | Class::Early => left > 0 || !arrival.outside,
        Class::EarlyWarned => left >= u32::from(warning) && (left > 0 || !arrival.outside),
        Class::OnDue => left >= u32::from(code.days),
        Class::Overdue => left > u32::from(code.days),
    }
}

/// Exchanges moments until every case can end as it is to end.
fn fit_arrivals(
    codes: &[Code],
    cases: &mut [PlannedCase],
    last: Option<u32>,
    dice: &mut ChaCha8Rng,
) -> Result<()> {
    const TRIES: usize = 64;
    let fit = |case: &PlannedCase, arrival: Arrival| {
        fits(&codes[usize::from(case.code)], case.class, arrival, last)
    };
    for i in 0..cases.len() {
        if fit(&cases[i], cases[i].arrival) {
            continue;
        }
        let suits = |cases: &[PlannedCase], j: usize| {
            fit(&cases[i], cases[j].arrival) && fit(&cases[j], cases[i].arrival)
        };
        let tried = (0..TRIES)
            .map(|_| dice.random_range(0..cases.len()))
            .find(|j| suits(cases, *j));
        let other = tried.or_else(|| (0..cases.len()).find(|j| suits(cases, *j)));
        let other = other.with_context(|| {
            format!(
                "{} working days are too few for a case of {} that ends {:?}",
                last.unwrap_or(0) + 1,
                codes[usize::from(cases[i].code)].code,
                cases[i].class
            )
        })?;
        let arrival = cases[i].arrival;
        cases[i].arrival = cases[other].arrival;
        cases[other].arrival = arrival;
    }
    Ok(())
}

/// Attempts over the cases with a fee, each kind of attempt alike often.
fn wrong_fees(
    codes: &[Code],
    cases: &[PlannedCase],
    attempts: u64,
    dice: &mut ChaCha8Rng,
) -> Result<BTreeMap<usize, Vec<WrongFee>>> {
    const KINDS: [WrongFee; 3] = [WrongFee::Over, WrongFee::Under, WrongFee::Nothing];
    let mut with_fee: Vec<usize> = (0..cases.len())
        .filter(|i| codes[usize::from(cases[*i].code)].fee)
        .collect();
    let mut all: BTreeMap<usize, Vec<WrongFee>> = BTreeMap::new();
    if attempts == 0 {
        return Ok(all);
    }
    if with_fee.is_empty() {
        bail!("{attempts} attempts at a wrong fee, and no case with a fee");
    }
    with_fee.shuffle(dice);
    let kinds = deal(&largest_remainder(attempts, &[1.0; 3]), dice);
    // Where there are fewer cases than attempts, some are tried more than once.
    for (case, kind) in with_fee.iter().cycle().zip(kinds) {
        all.entry(*case).or_default().push(KINDS[kind]);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::profile::{Gaps, Profile};
    use rand::SeedableRng;

    const DAQING: &str = include_str!("../../../topology/divisions/daqing.csv");

    fn plan(id: &str, scale: f64, seed: u64) -> (City, LoadPlan) {
        let city = City::of("daqing.csv", DAQING).unwrap();
        let targets = Profile::shipped(id)
            .unwrap()
            .plan(&Gaps::default(), scale)
            .unwrap()
            .targets;
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let from = jiff::civil::date(2021, 1, 4);
        let plan = LoadPlan::deal(&city, &targets, from, &mut dice).unwrap();
        (city, plan)
    }

    #[test]
    fn the_warning_falls_in_the_last_quarter_and_a_day_before_the_due_date() {
        // Limit, and the day by hand: floor(3 L / 4) + 1, at most L - 1.
        for (limit, day) in [
            (1, 0),
            (2, 1),
            (3, 2),
            (4, 3),
            (5, 4),
            (8, 7),
            (10, 8),
            (20, 16),
        ] {
            assert_eq!(warning_day(limit), day, "{limit}");
        }
    }

    #[test]
    fn every_case_is_promised_what_it_is_to_show_and_filed_where_it_may_be() {
        let (city, plan) = plan("daqing-2010", 0.05, 1);
        assert_eq!(plan.cases.len(), 5_000);
        let count = |class| plan.cases.iter().filter(|case| case.class == class).count();
        assert_eq!(count(Class::Instant), 4_550);
        // 4.95 yellow and 0.45 red, rounded half up.
        assert_eq!((count(Class::OnDue), count(Class::Overdue)), (5, 0));
        for case in &plan.cases {
            let code = &plan.codes[usize::from(case.code)];
            let item = &city.catalog.items[&code.code];
            assert!(
                item.filing_tiers.contains(&case.place.tier()),
                "{}",
                code.code
            );
            assert_eq!(item.instant, case.class == Class::Instant);
            assert_ne!(code.code, "GA-002");
        }
        let attempts: usize = plan.wrong_fees.values().map(Vec::len).sum();
        assert_eq!(attempts, 10);
        for case in plan.wrong_fees.keys() {
            let code = &plan.codes[usize::from(plan.cases[*case].code)];
            assert!(city.catalog.items[&code.code].fee.fen > 0);
        }
    }

    #[test]
    fn the_first_item_comes_twice_as_often_as_the_second() {
        let (_, plan) = plan("daqing-2010", 0.1, 1);
        let count = |code: &str| {
            let cases = plan.cases.iter();
            cases
                .filter(|case| plan.codes[usize::from(case.code)].code == code)
                .count() as f64
        };
        // BM-010 and BM-018 are the first two instant items by code.
        assert!((count("BM-010") / count("BM-018") - 2.0).abs() < 0.01);
    }

    #[test]
    fn open_cases_come_in_last_and_everything_else_can_be_closed_by_the_end() {
        let (city, plan) = plan("shenyang", 0.01, 7);
        let mut dice = ChaCha8Rng::seed_from_u64(1);
        let mut open = 0;
        for case in &plan.cases {
            let code = &plan.codes[usize::from(case.code)];
            let closing = plan.closing(&city.calendar, case, case.arrival.at, &mut dice);
            match closing.unwrap() {
                None => {
                    open += 1;
                    let warned = city
                        .calendar
                        .nth_working_day(case.arrival.at, warning_day(code.days), Deferral::None)
                        .unwrap();
                    assert!(city.calendar.opening(warned) > plan.ends);
                }
                Some(at) => assert!(at <= plan.ends && at > case.arrival.at),
            }
        }
        assert_eq!(open, 14); // 13.8
    }

    #[test]
    fn parallel_cases_are_dealt_over_the_bundles_and_the_linked_one_is_filed_in_its_county() {
        let (city, plan) = plan("xian", 0.05, 2);
        let cases = plan.cases.iter();
        let linked: Vec<&PlannedCase> = cases
            .filter(|case| plan.codes[usize::from(case.code)].code == "PB-XA-2T")
            .collect();
        // 263 parallel cases, 2 % of them: 5.26.
        assert_eq!(linked.len(), 5);
        let county = city.bundle("PB-XA-2T").unwrap().county_division.unwrap();
        assert!(linked.iter().all(|case| case.place == county));
    }
}
