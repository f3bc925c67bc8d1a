//! A list of days that is to be published: what it says otherwise than the one before, and what cannot be right in it.

use crate::by_law::days_off;
use crate::days::is_weekday;
use crate::time::{date, day_number};
use crate::{Calendar, DayKind};
use jiff::civil::{Date, date as civil};
use serde::{Deserialize, Serialize};

/// Days from Monday to Friday that a year's list takes away, less the weekend days that it makes up for, at least. The
/// lists of 2018 to 2026 have 10 to 14: a festival that falls on a weekend is given back on another day.
const NET_DAYS_OFF_MIN: i64 = 9;
/// The same at most.
const NET_DAYS_OFF_MAX: i64 = 16;

/// What cannot be right in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFault {
    /// A day off by law is worked.
    WorkedByLaw {
        /// The day.
        date: Date,
        /// The festival that it belongs to.
        name: String,
    },
    /// A year has fewer or more days off than any list ever had.
    Implausible {
        /// The year.
        year: i16,
        /// Working days that it takes away, less those that it adds.
        net: i64,
    },
    /// A year that was announced is announced no longer.
    Gone {
        /// The year.
        year: i16,
    },
}

/// A day that is not what it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChange {
    /// The day.
    pub date: Date,
    /// What it was.
    pub before: DayKind,
    /// What it is.
    pub after: DayKind,
}

impl Calendar {
    /// What cannot be right in this list, should it follow `before`: of the years that are new in it or say something
    /// else. In the order of the years.
    pub fn faults_after(&self, before: &Calendar) -> Vec<ListFault> {
        let mut faults = Vec::new();
        for year in before.first_year()..=before.last_date().year() {
            if year < self.first_year() || year > self.last_date().year() {
                faults.push(ListFault::Gone { year });
            }
        }
        let changes = self.changes_from(before);
        for year in self.first_year()..=self.last_date().year() {
            let differs = changes.iter().any(|change| change.date.year() == year);
            let announced = (before.first_year()..=before.last_date().year()).contains(&year);
            if announced && !differs {
                continue;
            }
            for (day, name) in days_off(year) {
                let given = since_2025(year, date(day), name);
                if given && self.days.is_working(day) {
                    let (date, name) = (date(day), name.to_owned());
                    faults.push(ListFault::WorkedByLaw { date, name });
                }
            }
            let net = self.net_days_off(year);
            if !(NET_DAYS_OFF_MIN..=NET_DAYS_OFF_MAX).contains(&net) {
                faults.push(ListFault::Implausible { year, net });
            }
        }
        faults
    }

    /// The days that this list has otherwise than `before`, in their order: over the years that either announces.
    pub fn changes_from(&self, before: &Calendar) -> Vec<DayChange> {
        let first = self.first_date().min(before.first_date());
        let last = self.last_date().max(before.last_date());
        let days = (day_number(first)..=day_number(last)).map(date);
        days.map(|date| DayChange {
            date,
            before: before.day(date),
            after: self.day(date),
        })
        // That an ordinary day is announced as one says nothing new.
        .filter(|it| it.before.is_working() != it.after.is_working())
        .collect()
    }

    fn net_days_off(&self, year: i16) -> i64 {
        let (first, last) = (
            day_number(civil(year, 1, 1)),
            day_number(civil(year, 12, 31)),
        );
        let weekdays = (first..=last).filter(|day| is_weekday(*day)).count() as i64;
        let worked = (first..=last)
            .filter(|day| self.days.is_working(*day))
            .count() as i64;
        weekdays - worked
    }
}

/// New Year's Eve and 2 May are days off by law since 2025.
fn since_2025(year: i16, day: Date, name: &str) -> bool {
    let eve = name == crate::by_law::SPRING
        && days_off(year)
            .iter()
            .find(|(_, own)| *own == name)
            .map(|(first, _)| *first)
            == Some(day_number(day));
    let second_of_may = day.month() == 5 && day.day() == 2;
    year >= 2025 || !(eve || second_of_may)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::{DAYS, HOURS, shipped};

    fn with(rows: &str) -> Calendar {
        let days = format!("{}\n{rows}", DAYS.trim_end());
        Calendar::read(&days, "d", HOURS, "h").unwrap()
    }

    /// A year that nobody has announced: the days off by law, each that falls on a weekend given back.
    const YEAR_2027: &str = "2027-01-01,holiday,元旦\n2027-02-05,holiday,春节\n2027-02-06,holiday,春节\n\
        2027-02-07,holiday,春节\n2027-02-08,holiday,春节\n2027-02-09,holiday,春节\n2027-02-10,holiday,春节\n\
        2027-04-05,holiday,清明节\n2027-05-01,holiday,劳动节\n2027-05-02,holiday,劳动节\n\
        2027-05-03,holiday,劳动节\n2027-05-04,holiday,劳动节\n2027-06-09,holiday,端午节\n\
        2027-09-15,holiday,中秋节\n2027-10-01,holiday,国庆节\n2027-10-02,holiday,国庆节\n\
        2027-10-03,holiday,国庆节\n2027-10-04,holiday,国庆节\n2027-10-05,holiday,国庆节\n";

    #[test]
    fn every_year_that_was_ever_announced_would_pass() {
        let rows = |until: i16| -> String {
            let own = DAYS.lines().filter(|row| {
                let year: Option<i16> = row.get(..4).and_then(|year| year.parse().ok());
                year.is_none_or(|year| year <= until)
            });
            own.collect::<Vec<_>>().join("\n")
        };
        let read = |until| Calendar::read(&rows(until), "d", HOURS, "h").unwrap();
        for year in 2019..=2026 {
            assert_eq!(read(year).faults_after(&read(year - 1)), [], "{year}");
        }
    }

    #[test]
    fn what_a_new_list_says_is_shown_and_checked_against_the_law() {
        let before = shipped();
        let after = with(YEAR_2027);
        assert_eq!(after.faults_after(&before), []);
        let changes = after.changes_from(&before);
        // What the law gives anyhow was off before; the six days that are given back are new.
        let days: Vec<String> = changes.iter().map(|it| it.date.to_string()).collect();
        let given = [
            "2027-02-09",
            "2027-02-10",
            "2027-05-03",
            "2027-05-04",
            "2027-10-04",
            "2027-10-05",
        ];
        assert_eq!(days, given);
        assert_eq!(before.changes_from(&before), []);
    }

    #[test]
    fn a_list_that_cannot_be_right_is_told_apart() {
        let before = shipped();
        let worked = with(&YEAR_2027.replace("2027-06-09,holiday,端午节\n", ""));
        assert_eq!(
            worked.faults_after(&before),
            [ListFault::WorkedByLaw {
                date: civil(2027, 6, 9),
                name: "端午节".to_owned()
            }]
        );
        let few = with("2027-01-01,holiday,元旦\n").faults_after(&before);
        assert!(
            few.contains(&ListFault::Implausible { year: 2027, net: 1 }),
            "{few:?}"
        );
        let many: String = (11..=30)
            .map(|day| format!("2027-11-{day},holiday,x\n"))
            .collect();
        let many = with(&format!("{YEAR_2027}{many}")).faults_after(&before);
        assert!(
            matches!(many.as_slice(), [ListFault::Implausible { net: 17.., .. }]),
            "{many:?}"
        );
        let gone = before.faults_after(&with(YEAR_2027));
        assert_eq!(gone, [ListFault::Gone { year: 2027 }]);
    }
}
