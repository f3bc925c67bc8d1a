//! The clock against a slow recomputation from the plain rules: day by day and minute by minute over
//! the text of the list. It shares no code with the crate; the zone and the week come from jiff.

use calendar::{
    Calendar, Count, Deferral, DerivationStep, Halted, OfficeHours, Stop, UnixMillis, Used,
};
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan, tz::Offset};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DAYS: &str = include_str!("../../../topology/calendar/cn-workdays.csv");
const GUANGXI: &str = include_str!("../../../topology/calendar/provinces/45.csv");
const HOURS: &str = include_str!("../../../topology/calendar/hours.toml");

static NATIONAL: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::read(DAYS, "days", HOURS, "hours").unwrap());
static PROVINCIAL: LazyLock<Calendar> = LazyLock::new(|| {
    Calendar::read_in_province(DAYS, "days", &[(GUANGXI, "45.csv")], HOURS, "hours").unwrap()
});

/// The lists as they are written: date to whether it is worked.
struct Slow(BTreeMap<String, bool>);

/// What the law itself gives in the years after the list, from an almanac.
const OFF_BY_LAW: [&str; 26] = [
    "2027-01-01",
    "2027-02-05",
    "2027-02-06",
    "2027-02-07",
    "2027-02-08",
    "2027-04-05",
    "2027-05-01",
    "2027-05-02",
    "2027-06-09",
    "2027-09-15",
    "2027-10-01",
    "2027-10-02",
    "2027-10-03",
    "2028-01-01",
    "2028-01-25",
    "2028-01-26",
    "2028-01-27",
    "2028-01-28",
    "2028-04-04",
    "2028-05-01",
    "2028-05-02",
    "2028-05-28",
    "2028-10-01",
    "2028-10-02",
    "2028-10-03",
    "2029-01-01",
];

static SLOW_NATIONAL: LazyLock<Slow> = LazyLock::new(|| Slow::of(&[DAYS]));
static SLOW_PROVINCIAL: LazyLock<Slow> = LazyLock::new(|| Slow::of(&[DAYS, GUANGXI]));

impl Slow {
    fn of(lists: &[&str]) -> Slow {
        let rows = lists.iter().flat_map(|text| text.lines().skip(1));
        let days = rows.map(|row| {
            let mut fields = row.split(',');
            let date = fields.next().unwrap().to_owned();
            (date, fields.next().unwrap() == "adjusted_workday")
        });
        Slow(days.collect())
    }

    fn works(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let by_law = OFF_BY_LAW.contains(&date.to_string().as_str());
        (self.0.get(&date.to_string()).copied()).unwrap_or(!weekend && !by_law)
    }

    /// The last day and whether it is provisional; none when an open stop keeps it from coming.
    fn due(&self, count: &Count) -> Option<(Date, bool)> {
        let (received, minute) = local(count.received);
        let runs = |date| self.works(date) && !left_out(date, &count.stops);
        // Past every stop that has no end nothing runs any more.
        let open = count.stops.iter().filter(|stop| stop.until.is_none());
        let horizon = open.map(|stop| local(stop.from).0).min();
        let never = |date: Date| horizon.is_some_and(|horizon| date > horizon);

        let late = count.deferral == Deferral::AfterHours
            && (!self.works(received) || minute >= 17 * 60 + 30);
        let mut day = received;
        if count.limit_days == 0 {
            if late {
                day = next(day);
            }
            while !runs(day) {
                day = next(day);
                if never(day) {
                    return None;
                }
            }
        } else if late {
            day = next(day);
            while !self.works(day) {
                day = next(day);
            }
        }
        for _ in 0..u32::from(count.limit_days) + u32::from(count.extended_days) {
            day = next(day);
            while !runs(day) {
                if never(day) {
                    return None;
                }
                day = next(day);
            }
        }
        let movable = day.to_string().as_str() >= "2026-12-26";
        Some((day, received.year() < 2018 || movable))
    }

    /// The moment after the last of `minutes` working minutes outside the stops; all on whole minutes.
    fn add(&self, from: UnixMillis, minutes: u64, stops: &[Stop]) -> Option<UnixMillis> {
        let mut days = Days::new(self);
        let (mut now, mut left) = (from.0 / 60_000, minutes);
        while left > 0 {
            let open = stops.iter().filter(|stop| stop.until.is_none());
            if open
                .map(|stop| stop.from.0 / 60_000)
                .any(|from| now >= from)
            {
                return None;
            }
            left -= u64::from(days.opens(now) && !stopped(now, stops));
            now += 1;
        }
        Some(UnixMillis(now * 60_000))
    }

    fn between(&self, from: UnixMillis, to: UnixMillis, stops: &[Stop]) -> u64 {
        let mut days = Days::new(self);
        let minutes = from.0 / 60_000..to.0 / 60_000;
        minutes
            .filter(|now| days.opens(*now) && !stopped(*now, stops))
            .count() as u64
    }
}

/// Whether a minute lies in office hours; the day it lies in is looked up once.
struct Days<'a> {
    slow: &'a Slow,
    known: BTreeMap<i64, bool>,
}

impl Days<'_> {
    fn new(slow: &Slow) -> Days<'_> {
        Days {
            slow,
            known: BTreeMap::new(),
        }
    }

    fn opens(&mut self, minute: i64) -> bool {
        let here = minute + 8 * 60;
        let (day, now) = (here.div_euclid(1440), here.rem_euclid(1440));
        if !(510..720).contains(&now) && !(780..1050).contains(&now) {
            return false;
        }
        let slow = self.slow;
        *self
            .known
            .entry(day)
            .or_insert_with(|| slow.works(local(UnixMillis(minute * 60_000)).0))
    }
}

/// By the rule for periods: the day of the notice counts, the day of the end does not.
fn left_out(date: Date, stops: &[Stop]) -> bool {
    stops.iter().any(|stop| {
        let ended = stop.until.is_some_and(|until| local(until).0 < date);
        local(stop.from).0 < date && !ended
    })
}

fn stopped(minute: i64, stops: &[Stop]) -> bool {
    stops.iter().any(|stop| {
        let ended = stop.until.is_some_and(|until| until.0 / 60_000 <= minute);
        stop.from.0 / 60_000 <= minute && !ended
    })
}

/// Date and minute of the day.
fn local(moment: UnixMillis) -> (Date, u16) {
    let civil = Timestamp::from_millisecond(moment.0).unwrap();
    let civil = Offset::constant(8).to_datetime(civil);
    (
        civil.date(),
        u16::try_from(civil.hour()).unwrap() * 60 + u16::try_from(civil.minute()).unwrap(),
    )
}

fn next(date: Date) -> Date {
    date.checked_add(1.day()).unwrap()
}

/// Mid 2017 to the end of 2027, so that both ends of the list are passed.
fn moments() -> impl Strategy<Value = UnixMillis> {
    (1_500_000_000_000_i64..1_830_000_000_000).prop_map(UnixMillis)
}

/// Up to five stops around a moment: some empty, some overlapping, some open, some before the receipt.
fn stops(around: UnixMillis) -> impl Strategy<Value = Vec<Stop>> {
    const DAY: i64 = 86_400_000;
    let one = (
        -10 * DAY..60 * DAY,
        -DAY..40 * DAY,
        proptest::bool::weighted(0.08),
    );
    let one = one.prop_map(move |(begins, lasts, open)| {
        let from = around.0 + begins;
        Stop {
            from: UnixMillis(from),
            until: (!open).then_some(UnixMillis(from + lasts)),
            why: "检验".to_owned(),
        }
    });
    proptest::collection::vec(one, 0..5)
}

fn counts() -> impl Strategy<Value = Count> {
    let deferral = prop_oneof![Just(Deferral::None), Just(Deferral::AfterHours)];
    let limit = prop_oneof![1 => Just(0_u16), 4 => 0_u16..70];
    let extended = prop_oneof![1 => Just(0_u16), 1 => 0_u16..20];
    (moments(), limit, extended, deferral).prop_flat_map(|(received, limit, extended, deferral)| {
        stops(received).prop_map(move |stops| Count {
            received,
            limit_days: limit,
            extended_days: extended,
            deferral,
            stops,
        })
    })
}

/// Every day from the day of receipt on, each once, numbered without a gap.
fn check_derivation(count: &Count, steps: &[DerivationStep]) -> Result<(), TestCaseError> {
    let mut date = local(count.received).0;
    let (mut counted, mut extended) = (0, 0);
    for step in steps {
        prop_assert_eq!(step.date, date);
        date = next(date);
        match &step.used {
            Used::Counted(number) => {
                counted += 1;
                prop_assert_eq!((*number, extended), (counted, 0));
            }
            Used::Extended(number) => {
                extended += 1;
                prop_assert_eq!((counted, *number), (count.limit_days, extended));
            }
            Used::Stopped(_) => {
                prop_assert!(step.day.is_working() && left_out(step.date, &count.stops));
            }
            Used::Skipped => prop_assert!(!step.day.is_working()),
            Used::Received | Used::DueOnReceipt | Used::ReceivedTooLate => {
                prop_assert_eq!(step.date, steps[0].date);
            }
            Used::MovedTo => prop_assert!(step.day.is_working()),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn days_are_counted_as_a_slow_reader_of_the_list_counts_them(count in counts(), in_province: bool) {
        let (calendar, slow): (&Calendar, &Slow) = if in_province { (&PROVINCIAL, &SLOW_PROVINCIAL) } else { (&NATIONAL, &SLOW_NATIONAL) };
        let expected = slow.due(&count);
        let found = count.due(calendar);
        prop_assert_eq!(found.as_ref().ok().map(|due| (due.date, due.provisional)), expected);
        let at = count.at(calendar).map(|due| (due.at, due.provisional, due.latest));
        prop_assert_eq!(at, found.as_ref().ok().map(|due| (due.at, due.provisional, due.latest)));
        match found {
            Ok(due) => {
                prop_assert_eq!(local(due.at), (due.date, 17 * 60 + 30));
                check_derivation(&count, &due.derivation)?;
                prop_assert_eq!(due.derivation.last().unwrap().date, due.date);
            }
            Err(Halted { counted, left, derivation, .. }) => {
                check_derivation(&count, &derivation)?;
                let days = u32::from(count.limit_days) + u32::from(count.extended_days);
                prop_assert!(days == 0 || counted < days);
                prop_assert_eq!(counted + left, days);
            }
        }
    }

    #[test]
    fn without_stops_it_is_the_date_of_the_law(count in counts()) {
        let plain = Count { stops: Vec::new(), extended_days: 0, ..count };
        let (expected, provisional) = SLOW_NATIONAL.due(&plain).unwrap();
        let found = NATIONAL.nth_working_day(plain.received, plain.limit_days, plain.deferral);
        match found {
            Ok(date) => prop_assert_eq!(date, expected),
            Err(_) => prop_assert!(provisional),
        }
    }

    #[test]
    fn a_date_plus_working_days_is_found_day_by_day(from in moments(), days in 0_u16..60) {
        let from = local(from).0;
        let (mut day, mut left) = (from, days);
        while left > 0 {
            day = next(day);
            left -= u16::from(SLOW_NATIONAL.works(day));
        }
        prop_assert_eq!(NATIONAL.date_after(from, days), day);
        prop_assert_eq!(NATIONAL.working_days_after(from, day), u64::from(days));
    }

    #[test]
    fn the_order_of_stops_and_their_repetition_change_nothing(count in counts()) {
        let mut other = count.clone();
        other.stops.reverse();
        other.stops.extend(count.stops.clone());
        prop_assert_eq!(count.at(&NATIONAL), other.at(&NATIONAL));
    }

    #[test]
    fn minutes_with_stops_at_any_millisecond_lie_between(
        (from, stops) in moments().prop_flat_map(|from| (Just(from), stops(from))),
        minutes in 0_u64..20_000,
    ) {
        if let Some(to) = NATIONAL.add_working_minutes_with(from, minutes, &stops) {
            prop_assert_eq!(NATIONAL.working_minutes_between_with(from, to, &stops), minutes);
        }
    }
}

/// On whole minutes, so that a recount minute by minute is exact.
fn whole(moment: UnixMillis) -> UnixMillis {
    UnixMillis(moment.0 / 60_000 * 60_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn minutes_pass_as_they_do_minute_by_minute(
        (from, stops) in moments().prop_flat_map(|from| (Just(from), stops(from))),
        minutes in 0_u64..9_000,
        lasts in 0_i64..60 * 1440,
    ) {
        let from = whole(from);
        let stops: Vec<Stop> = stops
            .into_iter()
            .map(|stop| Stop { from: whole(stop.from), until: stop.until.map(whole), ..stop })
            .collect();
        let found = NATIONAL.add_working_minutes_with(from, minutes, &stops);
        prop_assert_eq!(found, SLOW_NATIONAL.add(from, minutes, &stops));
        let to = UnixMillis(from.0 + lasts * 60_000);
        let found = NATIONAL.working_minutes_between_with(from, to, &stops);
        prop_assert_eq!(found, SLOW_NATIONAL.between(from, to, &stops));
        let plain = NATIONAL.add_working_minutes(from, minutes);
        prop_assert_eq!(Some(plain), SLOW_NATIONAL.add(from, minutes, &[]));
    }
}

#[test]
fn the_slow_reader_agrees_with_every_vector() {
    let text = include_str!("../../../tests/vectors/workdays.csv");
    let mut compared = 0;
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let count = |deferral| Count {
            received: row[1].parse().unwrap(),
            limit_days: row[2].parse().unwrap(),
            extended_days: 0,
            deferral,
            stops: Vec::new(),
        };
        for (deferral, expected) in [(Deferral::None, &row[3]), (Deferral::AfterHours, &row[4])] {
            let count = count(deferral);
            let (date, provisional) = SLOW_NATIONAL.due(&count).unwrap();
            // The list ends with 2026; past it the vectors have nothing.
            let slow = if date.year() > 2026 {
                String::new()
            } else {
                date.to_string()
            };
            assert_eq!(slow, expected, "{row:?}");
            let due = count.due(&NATIONAL).unwrap();
            assert_eq!((due.date, due.provisional), (date, provisional), "{row:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 604);
}

/// The recount writes the hours down once more; they must be those of the file.
#[test]
fn the_hours_of_the_recount_are_those_that_are_shipped() {
    let hours: OfficeHours = toml::from_str(HOURS).unwrap();
    let spans: Vec<(u16, u16)> = hours
        .spans
        .iter()
        .map(|span| (span.opens, span.closes))
        .collect();
    assert_eq!(spans, [(510, 720), (780, 1050)]);
}
