use crate::days::Days;
use crate::stops::merged;
use crate::time::MINUTE_MS;
use crate::{Calendar, DueAt, Stop, UnixMillis};

impl Calendar {
    /// Whole working minutes from `a` to `b`; 0 when `b` is not later.
    ///
    /// Outside the announced years by the week, after them without the days off by law.
    pub fn working_minutes_between(&self, a: UnixMillis, b: UnixMillis) -> u64 {
        let worked = self.worked_before(b) - self.worked_before(a);
        u64::try_from(worked / MINUTE_MS).unwrap_or(0)
    }

    /// The first moment when `minutes` of working time have passed since `from`: `from` itself for 0,
    /// and close of business rather than the next morning.
    ///
    /// Outside the announced years by the week, after them without the days off by law.
    pub fn add_working_minutes(&self, from: UnixMillis, minutes: u64) -> UnixMillis {
        match i64::try_from(minutes.min(MINUTES_MAX)) {
            Ok(0) | Err(_) => from,
            Ok(minutes) => self.when_worked(self.worked_before(from) + minutes * MINUTE_MS),
        }
    }

    /// As [`Calendar::working_minutes_between`], without what lies in a stop.
    pub fn working_minutes_between_with(
        &self,
        a: UnixMillis,
        b: UnixMillis,
        stops: &[Stop],
    ) -> u64 {
        let all = self.worked_before(b) - self.worked_before(a);
        let stopped: i64 = merged(stops.iter().map(Stop::millis))
            .into_iter()
            .map(|(from, to)| (UnixMillis(from.max(a.0)), UnixMillis(to.min(b.0))))
            .filter(|(from, to)| from < to)
            .map(|(from, to)| self.worked_before(to) - self.worked_before(from))
            .sum();
        u64::try_from((all - stopped) / MINUTE_MS).unwrap_or(0)
    }

    /// As [`Calendar::add_working_minutes`], where the minutes in a stop do not pass; `from` itself for
    /// 0 minutes. None when they have not passed before a stop that has no end yet.
    pub fn add_working_minutes_with(
        &self,
        from: UnixMillis,
        minutes: u64,
        stops: &[Stop],
    ) -> Option<UnixMillis> {
        self.add_minutes_in(&self.days, from, minutes, stops)
    }

    /// When a limit of so many working minutes ends, as a date in days is told; see
    /// [`Calendar::add_working_minutes_with`].
    pub fn due_in_minutes(&self, from: UnixMillis, minutes: u64, stops: &[Stop]) -> Option<DueAt> {
        let at = self.add_working_minutes_with(from, minutes, stops)?;
        let provisional = self.is_movable(at.day());
        let latest = if provisional {
            self.add_minutes_in(&self.fewest, from, minutes, stops)?
        } else {
            at
        };
        Some(DueAt {
            at,
            provisional,
            latest,
        })
    }

    fn add_minutes_in(
        &self,
        days: &Days,
        from: UnixMillis,
        minutes: u64,
        stops: &[Stop],
    ) -> Option<UnixMillis> {
        let mut left = i64::try_from(minutes.min(MINUTES_MAX)).unwrap_or(0) * MINUTE_MS;
        if left == 0 {
            return Some(from);
        }
        let mut worked = self.worked_in(days, from);
        for (begins, ends) in merged(stops.iter().map(Stop::millis)) {
            if ends <= from.0 {
                continue;
            }
            let passing = (self.worked_in(days, UnixMillis(begins)) - worked).max(0);
            if left <= passing {
                break;
            }
            left -= passing;
            if ends == i64::MAX {
                return None;
            }
            worked = self.worked_in(days, UnixMillis(ends));
        }
        Some(self.when_worked_in(days, worked + left))
    }

    /// Whether offices are open at `moment`.
    pub fn is_open(&self, moment: UnixMillis) -> bool {
        let next = UnixMillis(moment.0.saturating_add(1));
        self.worked_before(next) > self.worked_before(moment)
    }

    /// Working milliseconds before `moment`, counted from the first announced day.
    fn worked_before(&self, moment: UnixMillis) -> i64 {
        self.worked_in(&self.days, moment)
    }

    fn worked_in(&self, days: &Days, moment: UnixMillis) -> i64 {
        let day = moment.day();
        let whole = days.working_before(day) * self.day_ms();
        if !days.is_working(day) {
            return whole;
        }
        let now = moment.millis_of_day();
        let today: i64 = self
            .spans_ms()
            .map(|(opens, closes)| (now.min(closes) - opens).max(0))
            .sum();
        whole + today
    }

    /// The first moment that has `worked` working milliseconds before it.
    fn when_worked(&self, worked: i64) -> UnixMillis {
        self.when_worked_in(&self.days, worked)
    }

    fn when_worked_in(&self, days: &Days, worked: i64) -> UnixMillis {
        // One less, so that a full day ends at its closing time and not when the next one opens.
        let place = (worked - 1).div_euclid(self.day_ms());
        let mut left = worked - place * self.day_ms();
        let day = days.working_day(place);
        let mut reached = 0;
        for (opens, closes) in self.spans_ms() {
            reached = opens + left.min(closes - opens);
            left -= closes - opens;
            if left <= 0 {
                break;
            }
        }
        UnixMillis::of_day(day, reached)
    }

    fn spans_ms(&self) -> impl Iterator<Item = (i64, i64)> {
        let millis = |minute| i64::from(minute) * MINUTE_MS;
        self.hours()
            .spans
            .iter()
            .map(move |span| (millis(span.opens), millis(span.closes)))
    }

    fn day_ms(&self) -> i64 {
        i64::from(self.hours().minutes_per_day) * MINUTE_MS
    }
}

/// Some sixty thousand years: far past any limit, and far from overflowing.
const MINUTES_MAX: u64 = 10_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::shipped;
    use crate::read_moment;
    use proptest::prelude::*;

    fn after(from: &str, minutes: u64) -> String {
        let from = read_moment(&format!("{from}:00+08:00")).unwrap();
        shipped().add_working_minutes(from, minutes).to_string()
    }

    #[test]
    fn minutes_pass_in_office_hours_only() {
        // Friday 2025-11-21 and Monday 2025-11-24 are ordinary days.
        for (from, minutes, expected) in [
            ("2025-11-21T09:00", 30, "2025-11-21 09:30"),
            ("2025-11-21T11:50", 10, "2025-11-21 12:00"),
            ("2025-11-21T11:50", 11, "2025-11-21 13:01"),
            ("2025-11-21T12:30", 5, "2025-11-21 13:05"),
            ("2025-11-21T08:00", 480, "2025-11-21 17:30"),
            ("2025-11-21T17:20", 15, "2025-11-24 08:35"),
            ("2025-11-22T10:00", 1, "2025-11-24 08:31"),
            ("2025-11-22T10:00", 0, "2025-11-22 10:00"),
            ("2025-11-21T09:00", 960, "2025-11-25 09:00"),
        ] {
            assert_eq!(after(from, minutes), expected, "{from} + {minutes}");
        }
    }

    #[test]
    fn holidays_and_worked_weekends_count_as_the_list_says() {
        // 2025: Sunday 28 September is worked, 1 to 8 October are off.
        assert_eq!(after("2025-09-27T10:00", 1), "2025-09-28 08:31");
        assert_eq!(after("2025-09-30T17:30", 1), "2025-10-09 08:31");
    }

    #[test]
    fn offices_are_open_from_the_first_minute_to_before_the_closing_one() {
        let calendar = shipped();
        let open = |text: &str| calendar.is_open(read_moment(text).unwrap());
        assert!(open("2025-11-21T08:30:00+08:00") && open("2025-11-21T17:29:59.999+08:00"));
        assert!(!open("2025-11-21T12:00:00+08:00") && !open("2025-11-21T17:30:00+08:00"));
        assert!(!open("2025-11-22T10:00:00+08:00"));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        let calendar = shipped();
        for moment in [UnixMillis(i64::MIN), UnixMillis(i64::MAX)] {
            calendar.add_working_minutes(moment, u64::MAX);
            calendar.working_minutes_between(UnixMillis(0), moment);
            calendar.due_provisional(moment, 3, crate::Deferral::AfterHours);
        }
    }

    /// From 2010 to 2037, so that both ends of the calendar are passed.
    fn moments() -> impl Strategy<Value = UnixMillis> {
        (1_262_300_000_000_i64..2_120_000_000_000).prop_map(UnixMillis)
    }

    proptest! {
        #[test]
        fn what_was_added_lies_between(from in moments(), minutes in 0_u64..100_000) {
            let calendar = shipped();
            let to = calendar.add_working_minutes(from, minutes);
            prop_assert_eq!(calendar.working_minutes_between(from, to), minutes);
        }

        #[test]
        fn adding_keeps_the_order(
            a in moments(), b in moments(), m in 0_u64..100_000, n in 0_u64..100_000,
        ) {
            let calendar = shipped();
            let (first, second) = (a.min(b), a.max(b));
            prop_assert!(calendar.add_working_minutes(first, m) <= calendar.add_working_minutes(second, m));
            let (less, more) = (m.min(n), m.max(n));
            prop_assert!(calendar.add_working_minutes(a, less) <= calendar.add_working_minutes(a, more));
        }

        #[test]
        fn a_span_is_no_shorter_than_one_within_it(
            a in moments(), b in moments(), c in moments(), d in moments(),
        ) {
            let calendar = shipped();
            let mut four = [a, b, c, d];
            four.sort_unstable();
            let inner = calendar.working_minutes_between(four[1], four[2]);
            prop_assert!(inner <= calendar.working_minutes_between(four[0], four[3]));
        }
    }
}
