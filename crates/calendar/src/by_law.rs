//! Days off that need no list (全国年节及纪念日放假办法, Measures on National Festivals and Memorial Days, as of
//! 2025): 1 January; New Year's Eve of the lunar calendar and the three days after it; Qingming; 1 and 2 May; the
//! Dragon Boat and the Mid-Autumn Festival; 1 to 3 October. The list of a year only adds to them and moves weekends.

use crate::time::day_number;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// From here on the list of the next year can still move a day of this one. The State Council's lists from 2007 to
/// 2026 moved none before 29 December (2018-12-29, for New Year 2019); this is the weekend before.
pub(crate) const MOVABLE_FROM: (i8, i8) = (12, 26);

/// The lunar festivals of a year, civil dates.
struct Festivals {
    /// The first day of the first month (初一).
    spring: Date,
    qingming: Date,
    duanwu: Date,
    zhongqiu: Date,
}

/// 2018 to 2099; computed once and written down, so that every node counts alike whatever its libraries do.
static FESTIVALS: LazyLock<BTreeMap<i16, Festivals>> = LazyLock::new(|| {
    let rows = include_str!("festivals.csv").lines().skip(1);
    rows.map(|row| {
        let mut columns = row.split(',');
        let mut column = || columns.next().expect("five columns a row");
        let year: i16 = column().parse().expect("a year");
        let mut day = || format!("{year}-{}", column()).parse().expect("a date");
        let festivals = Festivals {
            spring: day(),
            qingming: day(),
            duanwu: day(),
            zhongqiu: day(),
        };
        (year, festivals)
    })
    .collect()
});

/// The name of the lunar New Year.
pub(crate) const SPRING: &str = "春节";

/// A day off and the festival it belongs to.
pub(crate) type DayOff = (i64, &'static str);

/// The days off by law of a year, in their order. After 2099, where the lunar ones are not known, the others.
pub(crate) fn days_off(year: i16) -> Vec<DayOff> {
    days_of(year, |festival| festival.by_law)
}

/// The days that the list of `year` can make days off at most, weekends among them: an upper bound. Each festival
/// takes the longest stretch that lists gave it from 2018 to 2026, and a day more at either end.
pub(crate) fn days_off_at_most(year: i16) -> Vec<DayOff> {
    days_of(year, |festival| festival.at_most)
}

fn days_of(year: i16, stretch: fn(&Festival) -> (i64, i64)) -> Vec<DayOff> {
    let mut days = Vec::new();
    for festival in spans(year) {
        let (first, last) = stretch(&festival);
        days.extend((first..=last).map(|day| (day, festival.name)));
    }
    days
}

struct Festival {
    name: &'static str,
    /// First and last day off by law.
    by_law: (i64, i64),
    /// First and last day that a list can make a day off.
    at_most: (i64, i64),
}

/// One row of the Measures: first day (a date, or a lunar one by its name in [`FESTIVALS`]), how many days follow it
/// by law, and how many a list can add before and after.
struct Rule {
    name: &'static str,
    first: &'static str,
    more: i64,
    before: i64,
    after: i64,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rows = include_str!("days_off.csv").lines().skip(1);
    rows.map(|row| {
        let mut columns = row.split(',');
        let mut column = || columns.next().expect("five columns a row");
        let (name, first) = (column(), column());
        let mut days = || column().parse().expect("a number of days");
        Rule {
            name,
            first,
            more: days(),
            before: days(),
            after: days(),
        }
    })
    .collect()
});

impl Rule {
    /// Its first day in `year`; none where the lunar calendar of that year is not known.
    fn first(&self, year: i16) -> Option<Date> {
        let lunar = || FESTIVALS.get(&year);
        match self.first {
            "eve" => Some(
                lunar()?
                    .spring
                    .yesterday()
                    .expect("not the first day of time"),
            ),
            "qingming" => Some(lunar()?.qingming),
            "duanwu" => Some(lunar()?.duanwu),
            "zhongqiu" => Some(lunar()?.zhongqiu),
            fixed => {
                let (month, day) = fixed.split_once('-').expect("a month and a day");
                let number = |text: &str| text.parse().expect("a number");
                Some(date(year, number(month), number(day)))
            }
        }
    }
}

fn spans(year: i16) -> Vec<Festival> {
    let spans = RULES.iter().filter_map(|rule| {
        let first = day_number(rule.first(year)?);
        Some(Festival {
            name: rule.name,
            by_law: (first, first + rule.more),
            at_most: (first - rule.before, first + rule.more + rule.after),
        })
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DayKind;
    use crate::calendar::tests::shipped;

    #[test]
    fn the_festivals_are_those_that_a_library_computes() {
        use tyme4rs::tyme::lunar::LunarDay;
        use tyme4rs::tyme::solar::{SolarDay, SolarTerm};
        let civil = |day: SolarDay| {
            let (month, day_of_month) = (day.get_month() as i8, day.get_day() as i8);
            date(day.get_year() as i16, month, day_of_month)
        };
        assert_eq!(FESTIVALS.len(), 82);
        for (year, festivals) in FESTIVALS.iter() {
            let of =
                |month, day| civil(LunarDay::from_ymd((*year).into(), month, day).get_solar_day());
            assert_eq!(festivals.spring, of(1, 1), "{year}");
            assert_eq!(festivals.duanwu, of(5, 5), "{year}");
            assert_eq!(festivals.zhongqiu, of(8, 15), "{year}");
            let qingming = SolarTerm::from_name((*year).into(), "清明");
            let qingming = qingming.get_julian_day().get_solar_day();
            assert_eq!(festivals.qingming, civil(qingming), "{year}");
        }
    }

    /// What the law gives every year was off in every year of the list, but for the two days that it gives since 2025.
    #[test]
    fn the_lists_never_made_a_day_off_by_law_a_working_day() {
        let calendar = shipped();
        for year in 2018..=2026 {
            for (day, name) in days_off(year) {
                let day = crate::time::date(day);
                let kind = calendar.day(day);
                let since_2025 = day.month() == 5 && day.day() == 2
                    || name == "春节" && day.tomorrow().unwrap() == FESTIVALS[&year].spring;
                let off = matches!(kind, DayKind::Holiday(_));
                assert!(off || year < 2025 && since_2025, "{day} {kind:?}");
            }
        }
    }

    #[test]
    fn no_list_took_more_days_off_than_the_bound_has() {
        let calendar = shipped();
        for year in 2018..=2026 {
            let mut bound: Vec<i64> = days_off_at_most(year).iter().map(|(day, _)| *day).collect();
            // The last days of December belong to the festival of the next year.
            bound.extend(days_off_at_most(year + 1).iter().map(|(day, _)| *day));
            let mut day = date(year, 1, 1);
            while day.year() == year {
                if matches!(calendar.day(day), DayKind::Holiday(_)) {
                    assert!(bound.contains(&day_number(day)), "{day}");
                }
                day = day.tomorrow().unwrap();
            }
        }
    }
}
