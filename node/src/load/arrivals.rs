//! When cases come in: working days with a ripple over the week, bands of hours, and a few on-line
//! while the offices are closed.

use super::quota::{deal, largest_remainder};
use anyhow::{Result, ensure};
use calendar::{Calendar, UnixMillis, at, date_of};
use jiff::civil::{Date, Weekday};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Share that comes in while offices are closed.
const OUTSIDE_SHARE: f64 = 0.03;
/// Bands of hours, minutes of the day, and their weights.
const BANDS: [(u16, u16, f64); 4] = [
    (8 * 60 + 30, 9 * 60 + 30, 15.0),
    (9 * 60 + 30, 11 * 60 + 30, 40.0),
    (13 * 60 + 30, 15 * 60 + 30, 30.0),
    (15 * 60 + 30, 17 * 60 + 30, 15.0),
];
/// People file on-line from 7 to 22.
const AWAKE: (u16, u16) = (7 * 60, 22 * 60);
const MINUTE_MS: i64 = 60_000;

/// One moment at which a case comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival {
    /// When the case is filed, on a working day or a rest day.
    pub at: UnixMillis,
    /// The working day it belongs to, from 0; a rest day belongs to the working day before it.
    pub day: u32,
    /// While offices are closed.
    pub outside: bool,
}

/// The `count` working days from `from` on.
///
/// # Errors
/// When the calendar does not reach so far.
pub fn working_days(calendar: &Calendar, from: Date, count: u64) -> Result<Vec<Date>> {
    ensure!(
        (calendar.first_date()..=calendar.last_date()).contains(&from),
        "--from {from} is outside the calendar, {} to {}",
        calendar.first_date(),
        calendar.last_date()
    );
    let mut days = Vec::new();
    let mut day = from;
    while (days.len() as u64) < count {
        match calendar.is_working(day) {
            Some(true) => days.push(day),
            Some(false) => {}
            None => anyhow::bail!(
                "{count} working days from {from} end after {}, the calendar's last day",
                calendar.last_date()
            ),
        }
        day = day.tomorrow()?;
    }
    Ok(days)
}

/// Weight of a working day: Monday 1.2 down to Friday 0.8; a weekend day that is worked 1.
fn weight(day: Date) -> f64 {
    match day.weekday() {
        Weekday::Monday => 1.2,
        Weekday::Tuesday => 1.1,
        Weekday::Thursday => 0.9,
        Weekday::Friday => 0.8,
        Weekday::Wednesday | Weekday::Saturday | Weekday::Sunday => 1.0,
    }
}

/// The moments of `cases` cases, shuffled.
pub fn arrivals(
    calendar: &Calendar,
    days: &[Date],
    cases: u64,
    dice: &mut ChaCha8Rng,
) -> Vec<Arrival> {
    let weights: Vec<f64> = days.iter().map(|day| weight(*day)).collect();
    let by_day = deal(&largest_remainder(cases, &weights), dice);
    let outside = (cases as f64 * OUTSIDE_SHARE + 0.5).floor() as u64;
    let bands = largest_remainder(cases - outside, &BANDS.map(|(.., weight)| weight));
    let by_band = deal(&[bands, vec![outside]].concat(), dice);
    let mut arrivals: Vec<Arrival> = (by_day.into_iter().zip(by_band))
        .map(|(day, band)| {
            let at = match BANDS.get(band) {
                Some((opens, closes, _)) => within(&[(days[day], *opens, *closes)], dice),
                None => within(&closed(calendar, days[day]), dice),
            };
            Arrival {
                at,
                day: day as u32,
                outside: band == BANDS.len(),
            }
        })
        .collect();
    arrivals.shuffle(dice);
    arrivals
}

/// The spans in which people are awake and the offices closed, from this working day's morning until
/// before the next one.
fn closed(calendar: &Calendar, day: Date) -> Vec<(Date, u16, u16)> {
    let (wakes, sleeps) = AWAKE;
    let hours = calendar.hours();
    let mut spans = vec![
        (day, wakes, hours.opening()),
        (day, hours.closing(), sleeps),
    ];
    let mut rest = day.saturating_add(jiff::Span::new().days(1));
    while calendar.is_working(rest) == Some(false) {
        spans.push((rest, wakes, sleeps));
        rest = rest.saturating_add(jiff::Span::new().days(1));
    }
    spans
}

/// A moment within one of the spans, all moments alike.
fn within(spans: &[(Date, u16, u16)], dice: &mut ChaCha8Rng) -> UnixMillis {
    let length = |(_, from, to): &(Date, u16, u16)| i64::from(to - from) * MINUTE_MS;
    let mut left = dice.random_range(0..spans.iter().map(length).sum());
    for span in spans {
        if left < length(span) {
            return UnixMillis(at(span.0, span.1).0 + left);
        }
        left -= length(span);
    }
    unreachable!("the number is below the sum of the lengths")
}

/// A moment on a working day at which people work, not at its very ends.
pub fn office_moment(day: Date, dice: &mut ChaCha8Rng) -> UnixMillis {
    const SPANS: [(u16, u16); 2] = [(8 * 60 + 40, 11 * 60 + 50), (13 * 60 + 10, 17 * 60 + 20)];
    within(&SPANS.map(|(from, to)| (day, from, to)), dice)
}

/// The next opening of the offices at or after `moment`.
pub fn next_opening(calendar: &Calendar, moment: UnixMillis) -> UnixMillis {
    let mut day = date_of(moment);
    loop {
        let opening = calendar.opening(day);
        if opening >= moment && calendar.day(day).is_working() {
            return opening;
        }
        day = day.saturating_add(jiff::Span::new().days(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::minute_of_day;
    use jiff::civil::date;
    use rand::SeedableRng;

    fn calendar() -> Calendar {
        shipped::ShippedCatalog::read().unwrap().calendar
    }

    #[test]
    fn the_first_working_days_of_2021_are_four_to_eight_january() {
        let days = working_days(&calendar(), date(2021, 1, 1), 6).unwrap();
        let expected = [4, 5, 6, 7, 8, 11].map(|day| date(2021, 1, day));
        assert_eq!(days, expected);
        let said = working_days(&calendar(), date(2026, 12, 1), 400).unwrap_err();
        assert!(said.to_string().contains("2026-12-31"), "{said}");
    }

    #[test]
    fn a_week_of_a_thousand_ripples_from_240_to_160_and_keeps_its_bands() {
        let calendar = calendar();
        let days = working_days(&calendar, date(2021, 1, 4), 5).unwrap();
        let mut dice = ChaCha8Rng::seed_from_u64(3);
        let moments = arrivals(&calendar, &days, 1_000, &mut dice);
        let on = |day: u32| moments.iter().filter(|arrival| arrival.day == day).count();
        assert_eq!([0, 1, 2, 3, 4].map(on), [240, 220, 200, 180, 160]);
        assert_eq!(moments.iter().filter(|arrival| arrival.outside).count(), 30);
        for arrival in &moments {
            assert_eq!(
                arrival.outside,
                !calendar.is_open(arrival.at),
                "{}",
                arrival.at
            );
        }
        // 970 over 15, 40, 30 and 15 %: 145.5, 388, 291, 145.5.
        let in_band = |from: u16, to: u16| {
            let inside = moments.iter().filter(|arrival| !arrival.outside);
            inside
                .filter(|arrival| (from..to).contains(&minute_of_day(arrival.at)))
                .count()
        };
        assert_eq!(in_band(510, 570), 146);
        assert_eq!(in_band(570, 690), 388);
        assert_eq!(in_band(810, 930), 291);
        assert_eq!(in_band(930, 1050), 145);
    }

    #[test]
    fn a_weekend_belongs_to_its_friday() {
        let spans = closed(&calendar(), date(2021, 1, 8));
        let days: Vec<Date> = spans.iter().map(|span| span.0).collect();
        assert_eq!(days, [8, 8, 9, 10].map(|day| date(2021, 1, day)));
        let saturday = at(date(2021, 1, 9), 600);
        assert_eq!(
            next_opening(&calendar(), saturday),
            at(date(2021, 1, 11), 510)
        );
    }
}
