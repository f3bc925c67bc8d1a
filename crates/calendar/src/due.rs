use crate::time::date;
use crate::{Calendar, Count, DerivationStep, UnixMillis, Used};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether late receipt counts as receipt on the next working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferral {
    /// No: the day of receipt is the day it came, whenever that was. What the law says.
    #[default]
    None,
    /// Yes, on a rest day or from close of business on: a local rule.
    AfterHours,
}

/// A due date and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The last day.
    pub date: Date,
    /// Close of business on that day.
    pub at: UnixMillis,
    /// A list that is still to come can move the date (暂定), so it must be found again when the list is there.
    pub provisional: bool,
    /// Close of business on the last day on which it can fall; the due date itself where it is not provisional. Nothing
    /// may be done for want of an answer before.
    pub latest: UnixMillis,
    /// Every day from receipt to the due date, in order; of a very long way the first 100,000 days.
    pub derivation: Vec<DerivationStep>,
}

/// As [`Due`], without the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueAt {
    /// The last moment.
    pub at: UnixMillis,
    /// A list that is still to come can move it.
    pub provisional: bool,
    /// The last moment that it can be moved to.
    pub latest: UnixMillis,
}

/// A date that the calendar does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PastCalendar {
    /// Received before the first announced year.
    #[error("received on {date}, before the calendar begins on {first}")]
    Before {
        /// The day of receipt.
        date: Date,
        /// The first announced date.
        first: Date,
    },
    /// The count runs past the last announced year.
    #[error("the count runs past {last}, where the announced calendar ends")]
    After {
        /// The last announced date.
        last: Date,
    },
}

impl Calendar {
    /// When something with a limit of `limit_days` working days is due that came at `received`.
    ///
    /// The day of receipt does not count; with the limit 0 it is due the same day, or on the next
    /// working day when that is a rest day.
    ///
    /// # Errors
    /// When a day on the way is not announced; [`Calendar::due_provisional`] counts on.
    pub fn due(
        &self,
        received: UnixMillis,
        limit_days: u16,
        deferral: Deferral,
    ) -> Result<Due, PastCalendar> {
        // The table answers this at once, so that nobody walks through years to learn it.
        self.nth_working_day(received, limit_days, deferral)?;
        Ok(self.due_provisional(received, limit_days, deferral))
    }

    /// As [`Calendar::due`], counting on outside the announced years: Monday to Friday are worked, after them but for
    /// the days off by law.
    pub fn due_provisional(
        &self,
        received: UnixMillis,
        limit_days: u16,
        deferral: Deferral,
    ) -> Due {
        let count = Count {
            received,
            limit_days,
            extended_days: 0,
            deferral,
            stops: Vec::new(),
        };
        count
            .due(self)
            .expect("no stop is open where there is none")
    }

    /// The date of [`Calendar::due`] without the derivation.
    ///
    /// # Errors
    /// As there.
    pub fn nth_working_day(
        &self,
        received: UnixMillis,
        n: u16,
        deferral: Deferral,
    ) -> Result<Date, PastCalendar> {
        let day = received.day();
        let (first, last) = (self.first_date(), self.last_date());
        if day < self.days.first() {
            return Err(PastCalendar::Before {
                date: date(day),
                first,
            });
        }
        let extra = i64::from(self.moves_on(received, n, deferral));
        let due = match i64::from(n) + extra {
            0 => day,
            count => self.days.nth_after(day, count),
        };
        if due > self.days.last() {
            return Err(PastCalendar::After { last });
        }
        Ok(date(due))
    }

    /// Whether a list that is still to come can say something else of a day, or of one before it.
    pub(crate) fn is_movable(&self, day: i64) -> bool {
        day >= crate::time::day_number(self.movable_from())
    }

    /// How many working days come after `from`, up to and including `to`; 0 when `to` is not later.
    pub fn working_days_after(&self, from: Date, to: Date) -> u64 {
        let before = |date| self.days.working_before(crate::time::day_number(date) + 1);
        u64::try_from(before(to) - before(from)).unwrap_or(0)
    }

    /// The `working_days`-th working day after `from`; `from` itself for 0.
    ///
    /// Past the announced years by the days off by law alone.
    pub fn date_after(&self, from: Date, working_days: u16) -> Date {
        match working_days {
            0 => from,
            n => date(self.days.nth_after(crate::time::day_number(from), n.into())),
        }
    }
}

/// Going through the days one by one, with a note on each.
pub(crate) struct Walk<'a> {
    calendar: &'a Calendar,
    pub(crate) day: i64,
    pub(crate) steps: Vec<DerivationStep>,
}

impl Walk<'_> {
    pub(crate) fn begin(calendar: &Calendar, day: i64) -> Walk<'_> {
        Walk {
            calendar,
            day,
            steps: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, used: Used) {
        let day = self.calendar.days.kind(self.day);
        self.steps.push(DerivationStep {
            date: date(self.day),
            day,
            used,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DayKind;
    use crate::calendar::tests::shipped;
    use crate::read_moment;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn moment(text: &str) -> UnixMillis {
        read_moment(text).unwrap()
    }

    #[test]
    fn every_vector_agrees_in_both_columns() {
        let calendar = shipped();
        let text = include_str!("../../../tests/vectors/workdays.csv");
        let mut rows = 0;
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            let row = row.unwrap();
            let received = moment(&row[1]);
            let limit = row[2].parse().unwrap();
            for (deferral, expected) in [(Deferral::None, &row[3]), (Deferral::AfterHours, &row[4])]
            {
                let due = calendar.due(received, limit, deferral);
                let found = due
                    .as_ref()
                    .map_or(String::new(), |due| due.date.to_string());
                assert_eq!(found, expected, "{row:?}");
                if let Ok(due) = due {
                    assert_eq!(due.at.to_string(), format!("{expected} 17:30"));
                    // The list of 2027 can still move the last days of 2026.
                    assert_eq!(due.provisional, due.date >= date(2026, 12, 26), "{row:?}");
                    assert!(due.provisional || due.latest == due.at);
                }
            }
            rows += 1;
        }
        assert_eq!(rows, 302);
    }

    #[test]
    fn the_derivation_names_every_day_and_its_reason() {
        // New Year 2021 was a Friday; received on the Thursday before.
        let due = shipped()
            .due(moment("2020-12-31T09:00:00+08:00"), 1, Deferral::None)
            .unwrap();
        let new_year = || DayKind::Holiday("元旦".to_owned());
        let steps = [
            (date(2020, 12, 31), DayKind::Workday, Used::Received),
            (date(2021, 1, 1), new_year(), Used::Skipped),
            (date(2021, 1, 2), new_year(), Used::Skipped),
            (date(2021, 1, 3), new_year(), Used::Skipped),
            (date(2021, 1, 4), DayKind::Workday, Used::Counted(1)),
        ]
        .map(|(date, day, used)| DerivationStep { date, day, used });
        assert_eq!(due.derivation, steps);
        assert_eq!(due.at.to_string(), "2021-01-04 17:30");
    }

    #[test]
    fn receipt_after_hours_moves_on_only_under_the_local_rule() {
        let calendar = shipped();
        // Thursday, Friday and Monday in November 2025 are ordinary days.
        let before = moment("2025-11-20T17:29:59+08:00");
        let after = moment("2025-11-20T17:30:00+08:00");
        let date_of = |received, deferral| calendar.due(received, 1, deferral).unwrap().date;
        assert_eq!(date_of(before, Deferral::AfterHours), date(2025, 11, 21));
        assert_eq!(date_of(after, Deferral::AfterHours), date(2025, 11, 24));
        assert_eq!(date_of(after, Deferral::None), date(2025, 11, 21));
        let used: Vec<Used> = calendar
            .due(after, 1, Deferral::AfterHours)
            .unwrap()
            .derivation
            .iter()
            .map(|step| step.used.clone())
            .collect();
        assert_eq!(
            used,
            [
                Used::ReceivedTooLate,
                Used::MovedTo,
                Used::Skipped,
                Used::Skipped,
                Used::Counted(1)
            ]
        );
    }

    #[test]
    fn past_the_calendar_is_refused_or_provisional() {
        let calendar = shipped();
        // Thursday 2026-12-31 is the last announced day.
        let last = moment("2026-12-31T10:00:00+08:00");
        assert_eq!(
            calendar.due(last, 0, Deferral::None).unwrap().date,
            date(2026, 12, 31)
        );
        let refused = calendar.due(last, 1, Deferral::None).unwrap_err();
        assert_eq!(
            refused,
            PastCalendar::After {
                last: date(2026, 12, 31)
            }
        );
        let due = calendar.due_provisional(last, 1, Deferral::None);
        // Friday is New Year.
        assert_eq!((due.date, due.provisional), (date(2027, 1, 4), true));
        assert_eq!(due.at.to_string(), "2027-01-04 17:30");
        let early = moment("2017-12-31T10:00:00+08:00");
        assert!(matches!(
            calendar.due(early, 1, Deferral::None),
            Err(PastCalendar::Before { .. })
        ));
    }

    #[test]
    fn every_provisional_vector_agrees() {
        let calendar = shipped();
        let text = include_str!("../../../tests/vectors/provisional.csv");
        let mut rows = 0;
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            let row = row.unwrap();
            let due =
                calendar.due_provisional(moment(&row[1]), row[2].parse().unwrap(), Deferral::None);
            assert_eq!(
                (due.date.to_string().as_str(), due.provisional),
                (&row[3], true),
                "{row:?}"
            );
            assert!(due.at <= due.latest);
            rows += 1;
        }
        assert_eq!(rows, 43);
    }

    /// Whatever the State Council announced for a year, no date fell later than was said before it was known.
    #[test]
    fn no_list_that_ever_came_moved_a_date_past_the_latest_one() {
        let text = include_str!("../../../topology/calendar/cn-workdays.csv");
        let hours = include_str!("../../../topology/calendar/hours.toml");
        let until = |year: i16| {
            let rows = text.lines().filter(|row| {
                let of: Option<i16> = row.get(..4).and_then(|year| year.parse().ok());
                of.is_none_or(|of| of <= year)
            });
            let rows: Vec<&str> = rows.collect();
            Calendar::read(&rows.join("\n"), "d", hours, "h").unwrap()
        };
        for year in 2018..2026 {
            // What the list of the year before has of the next New Year came with that list.
            let (before, after) = (until(year), until(year + 1));
            for day in 0..300 {
                let received = moment(&format!("{year}-09-01T10:00:00+08:00"));
                let received = UnixMillis(received.0 + day * 86_400_000);
                for limit in [1, 5, 20, 45, 60] {
                    let told = before.due_provisional(received, limit, Deferral::None);
                    let came = after.due_provisional(received, limit, Deferral::None);
                    assert!(came.at <= told.latest, "{received} + {limit}: {came:?}");
                    assert!(
                        told.provisional || came.at == told.at,
                        "{received} + {limit}"
                    );
                }
            }
        }
    }

    #[test]
    fn working_days_after_a_date_leave_that_date_out() {
        let calendar = shipped();
        // Friday to Monday: the Monday alone.
        assert_eq!(
            calendar.working_days_after(date(2025, 11, 21), date(2025, 11, 24)),
            1
        );
        assert_eq!(
            calendar.working_days_after(date(2025, 11, 24), date(2025, 11, 21)),
            0
        );
    }

    proptest! {
        #[test]
        fn the_walk_and_the_table_agree(
            // 2018 to 2026, in milliseconds.
            received in 1_514_736_000_000_i64..1_798_700_000_000,
            limit in 0_u16..300,
            late in any::<bool>(),
        ) {
            let calendar = shipped();
            let deferral = if late { Deferral::AfterHours } else { Deferral::None };
            let received = UnixMillis(received);
            let due = calendar.due_provisional(received, limit, deferral);
            match calendar.nth_working_day(received, limit, deferral) {
                Ok(found) => {
                    prop_assert_eq!(found, due.date);
                    prop_assert_eq!(due.provisional, found >= date(2026, 12, 26));
                }
                Err(_) => prop_assert!(due.provisional),
            }
            let counted = due.derivation.iter().filter(|step| matches!(step.used, Used::Counted(_)));
            prop_assert_eq!(counted.count(), usize::from(limit));
        }

        #[test]
        fn a_longer_limit_is_never_due_earlier(
            received in 1_514_736_000_000_i64..1_900_000_000_000,
            limit in 0_u16..300,
        ) {
            let calendar = shipped();
            let due = |limit| calendar.due_provisional(UnixMillis(received), limit, Deferral::None).at;
            prop_assert!(due(limit) <= due(limit + 1));
        }
    }
}
