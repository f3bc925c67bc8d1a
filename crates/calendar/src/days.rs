use crate::by_law::DayOff;
use crate::time::day_number;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What kind of day a date is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum DayKind {
    /// Monday to Friday, worked.
    Workday,
    /// A weekend day that is worked for a holiday (调休上班), with the holiday's name.
    AdjustedWorkday(String),
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday (法定节假日和调休放假), with its name.
    Holiday(String),
    /// Monday to Friday of a year whose list is not announced: worked, for now.
    UnannouncedWorkday,
    /// Saturday or Sunday of a year whose list is not announced.
    UnannouncedWeekend,
    /// A day off by law of a year whose list is not announced, with the festival's name.
    UnannouncedHoliday(String),
}

impl DayKind {
    /// Whether people work on it.
    pub fn is_working(&self) -> bool {
        matches!(
            self,
            DayKind::Workday | DayKind::AdjustedWorkday(_) | DayKind::UnannouncedWorkday
        )
    }
}

/// Every day that ever was or will be, by its number since 1970-01-01, with working days counted:
/// by the list inside the announced years, after them Monday to Friday without the days off by law, before them
/// Monday to Friday. Everything but `kind` is arithmetic and a look into two tables.
#[derive(Debug, Clone)]
pub(crate) struct Days {
    first: i64,
    last: i64,
    listed: BTreeMap<i64, DayKind>,
    /// Working days since `first`, by their number.
    working: Vec<i64>,
    /// How many working days lie in the announced years before `first + i`; one entry more than days.
    before: Vec<i64>,
    /// Days from Monday to Friday after `last` that are off without a list, in order, with their festivals.
    off: Vec<(i64, &'static str)>,
}

/// How many years after the list the days off by law are kept for: longer than any limit of a case.
const YEARS_OFF: i16 = 80;

impl Days {
    /// `first` to `last` are announced, both included; `listed` are the days that are not as the week has it.
    /// After them `off` says which days of a year are.
    pub(crate) fn new(
        first: Date,
        last: Date,
        listed: BTreeMap<i64, DayKind>,
        off: fn(i16) -> Vec<DayOff>,
    ) -> Days {
        let years = last.year()..=last.year().saturating_add(YEARS_OFF);
        let (first, last) = (day_number(first), day_number(last));
        let mut off: Vec<DayOff> = years.flat_map(off).collect();
        off.retain(|(day, _)| *day > last && is_weekday(*day));
        off.sort_unstable();
        off.dedup_by_key(|(day, _)| *day);
        let mut days = Days {
            first,
            last,
            listed,
            working: Vec::new(),
            before: Vec::new(),
            off,
        };
        for day in first..=last {
            days.before.push(days.working.len() as i64);
            if days.kind(day).is_working() {
                days.working.push(day);
            }
        }
        days.before.push(days.working.len() as i64);
        days
    }

    pub(crate) fn first(&self) -> i64 {
        self.first
    }

    pub(crate) fn last(&self) -> i64 {
        self.last
    }

    pub(crate) fn is_announced(&self, day: i64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    pub(crate) fn kind(&self, day: i64) -> DayKind {
        match (
            self.listed.get(&day),
            self.is_announced(day),
            is_weekday(day),
        ) {
            (Some(kind), ..) => kind.clone(),
            (None, true, true) => DayKind::Workday,
            (None, true, false) => DayKind::Weekend,
            (None, false, true) => match self.off.binary_search_by_key(&day, |(day, _)| *day) {
                Ok(at) => DayKind::UnannouncedHoliday(self.off[at].1.to_owned()),
                Err(_) => DayKind::UnannouncedWorkday,
            },
            (None, false, false) => DayKind::UnannouncedWeekend,
        }
    }

    pub(crate) fn is_working(&self, day: i64) -> bool {
        self.working_before(day + 1) > self.working_before(day)
    }

    /// The place of `day` in the row of all working days: how many come before it, counted from the
    /// first announced day; negative before that.
    pub(crate) fn working_before(&self, day: i64) -> i64 {
        if day < self.first {
            weekdays_before(day) - weekdays_before(self.first)
        } else if day <= self.last {
            self.before[(day - self.first) as usize]
        } else {
            let off = self.off.partition_point(|(off, _)| *off < day) as i64;
            let weekdays = weekdays_before(day) - weekdays_before(self.last + 1);
            self.working.len() as i64 + weekdays - off
        }
    }

    /// The working day at a place of that row.
    pub(crate) fn working_day(&self, place: i64) -> i64 {
        let beyond = place - self.working.len() as i64;
        if place < 0 {
            weekday(weekdays_before(self.first) + place)
        } else if beyond < 0 {
            self.working[place as usize]
        } else {
            // Among the days from Monday to Friday it has as many more before it as are off by then.
            let base = weekdays_before(self.last + 1);
            let off = self.off_before_place(base, beyond);
            weekday(base + beyond + off)
        }
    }

    /// How many days off come before the working day with `beyond` working days between it and the list.
    fn off_before_place(&self, base: i64, beyond: i64) -> i64 {
        // The working days before the i-th day off: they never get fewer from one to the next.
        let (mut low, mut high) = (0, self.off.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let working = weekdays_before(self.off[middle].0) - base - middle as i64;
            if working <= beyond {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low as i64
    }

    /// The `n`-th working day after `day`, `n` at least 1.
    pub(crate) fn nth_after(&self, day: i64, n: i64) -> i64 {
        self.working_day(self.working_before(day + 1) + n - 1)
    }
}

/// How many days from Monday to Friday lie before `day`, counted from Monday 1969-12-29.
fn weekdays_before(day: i64) -> i64 {
    let since_monday = day + EPOCH_WEEKDAY;
    5 * since_monday.div_euclid(7) + since_monday.rem_euclid(7).min(5)
}

/// The day from Monday to Friday that has `count` others before it: the inverse.
fn weekday(count: i64) -> i64 {
    7 * count.div_euclid(5) + count.rem_euclid(5) - EPOCH_WEEKDAY
}

/// Monday to Friday?
pub(crate) fn is_weekday(day: i64) -> bool {
    (day + EPOCH_WEEKDAY).rem_euclid(7) < 5
}

/// First and last day of the years of `earliest` and `latest`: lists are announced by the year.
pub(crate) fn whole_years(earliest: Date, latest: Date) -> (Date, Date) {
    (earliest.first_of_year(), latest.last_of_year())
}

/// 1970-01-01 was a Thursday: three days after Monday.
const EPOCH_WEEKDAY: i64 = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    #[test]
    fn the_week_agrees_with_the_calendar() {
        for day in [-100_000, -4, -3, 0, 1, 2, 3, 20_000] {
            let expected = crate::time::date(day).weekday();
            let rest = matches!(expected, Weekday::Saturday | Weekday::Sunday);
            assert_eq!(is_weekday(day), !rest, "{day}");
        }
    }

    #[test]
    fn place_and_day_are_inverse_within_before_and_after_the_announced_years() {
        let holiday = day_number(date(2020, 1, 1));
        let listed = BTreeMap::from([(holiday, DayKind::Holiday("元旦".to_owned()))]);
        let (first, last) = (date(2020, 1, 1), date(2020, 12, 31));
        let days = Days::new(first, last, listed, crate::by_law::days_off);
        for place in -1000..1500 {
            let day = days.working_day(place);
            assert_eq!(days.working_before(day), place);
            assert!(days.is_working(day) && days.kind(day).is_working());
        }
        // 2020 had 262 days from Monday to Friday; one is a holiday here.
        assert_eq!(days.working_before(day_number(date(2021, 1, 1))), 261);
        // Thursday 2020-01-02 is the first working day, Tuesday 2019-12-31 the one before.
        assert_eq!(days.working_day(0), day_number(date(2020, 1, 2)));
        assert_eq!(days.working_day(-1), day_number(date(2019, 12, 31)));
    }
}
