use crate::days::Days;
use crate::due::Walk;
use crate::stops::merged;
use crate::time::{date, minute_of_day};
use crate::{Calendar, Deferral, DerivationStep, Due, DueAt, Stop, UnixMillis, Used};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a due date in working days is counted from and by.
///
/// `limit_days` working days run from `received`, whose own day does not count (民法典 201, the Civil
/// Code: the first day of a period is left out). With the limit 0 the day of receipt is the last one, or
/// the next day on which the limit runs. Then come `extended_days` more (行政许可法 42). Days on which a
/// stop lies are left out, see [`Stop`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// When the papers came.
    pub received: UnixMillis,
    /// The limit, working days.
    pub limit_days: u16,
    /// What an extension added, working days; 0 without one.
    pub extended_days: u16,
    /// Whether late receipt counts as receipt on the next working day.
    pub deferral: Deferral,
    /// When the limit did not run. In any order; where they overlap a day is left out once.
    pub stops: Vec<Stop>,
}

/// There is no due date yet: the limit stands still and nobody has said until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halted {
    /// The last day that could count: that of the notice, or of the receipt where that is later.
    pub since: Date,
    /// Why it stands still.
    pub why: String,
    /// Working days that were counted by then, those of an extension included.
    pub counted: u32,
    /// Working days that are left to count, those of an extension included.
    pub left: u32,
    /// Every day from receipt to `since`, in order; cut off as in [`Due::derivation`].
    pub derivation: Vec<DerivationStep>,
}

impl Count {
    /// The due date with its derivation. Past the announced years Monday to Friday count but for the days off by law,
    /// and the date is provisional; it is as well where the next list can still move it.
    ///
    /// # Errors
    /// When an open stop lies before the due date, what was counted by then.
    pub fn due(&self, calendar: &Calendar) -> Result<Due, Halted> {
        let Some(last) = self.last_day(calendar, &calendar.days) else {
            return Err(self.halted(calendar));
        };
        let date = date(last);
        Ok(Due {
            date,
            at: calendar.closing(date),
            provisional: self.is_provisional(last, calendar),
            latest: self.latest(last, calendar),
            derivation: self.walk(calendar, last).0,
        })
    }

    /// What [`Count::due`] finds, by arithmetic instead of day by day. None while an open stop lies before the due
    /// date.
    pub fn at(&self, calendar: &Calendar) -> Option<DueAt> {
        let last = self.last_day(calendar, &calendar.days)?;
        Some(DueAt {
            at: calendar.closing(date(last)),
            provisional: self.is_provisional(last, calendar),
            latest: self.latest(last, calendar),
        })
    }

    /// Close of business on the last day on which it can fall, whatever lists are still to come.
    fn latest(&self, last: i64, calendar: &Calendar) -> UnixMillis {
        let latest = if self.is_provisional(last, calendar) {
            self.last_day(calendar, &calendar.fewest).unwrap_or(last)
        } else {
            last
        };
        calendar.closing(date(latest))
    }

    fn last_day(&self, calendar: &Calendar, days: &Days) -> Option<i64> {
        let stops = merged(self.stops.iter().map(Stop::days));
        let begin = self.begin(calendar, days, &stops)?;
        match i64::from(self.limit_days) + i64::from(self.extended_days) {
            0 => Some(begin),
            count => nth_running(days, &stops, begin, count),
        }
    }

    /// The day after which counting begins.
    fn begin(&self, calendar: &Calendar, days: &Days, stops: &[(i64, i64)]) -> Option<i64> {
        let day = self.received.day();
        let late = calendar.moves_on_in(days, self.received, self.limit_days, self.deferral);
        let stopped = stops.iter().any(|(after, to)| *after < day && day <= *to);
        match (self.limit_days, late) {
            (0, false) if !stopped => Some(day),
            // Due on the first day on which the limit runs at all.
            (0, _) => nth_running(days, stops, day, 1),
            // Receipt moves by the rule for receipts, which knows no stops.
            (_, true) => Some(days.nth_after(day, 1)),
            (_, false) => Some(day),
        }
    }

    /// Whether the next working day stands for the day of receipt.
    fn is_late(&self, calendar: &Calendar) -> bool {
        calendar.moves_on(self.received, self.limit_days, self.deferral)
    }

    fn is_provisional(&self, last: i64, calendar: &Calendar) -> bool {
        self.received.day() < calendar.days.first() || calendar.is_movable(last)
    }

    /// The steps from receipt to `last`, and how many days were counted.
    fn walk(&self, calendar: &Calendar, last: i64) -> (Vec<DerivationStep>, u32) {
        let mut walk = Walk::begin(calendar, self.received.day());
        // A stop may end in a year that nobody will see; its days are not worth the memory.
        let last = last.min(walk.day.saturating_add(DERIVATION_DAYS_MAX - 1));
        let mut counted = 0;
        // Whether the day that stands for the day of receipt is still to come.
        let mut moving = self.is_late(calendar);
        let first = match (moving, self.limit_days, self.why_stopped(walk.day)) {
            (true, ..) => Used::ReceivedTooLate,
            (false, 0, Some(why)) => {
                moving = true;
                Used::Stopped(why)
            }
            (false, 0, None) => Used::DueOnReceipt,
            (false, ..) => Used::Received,
        };
        walk.note(first);
        while walk.day < last {
            walk.day += 1;
            let working = calendar.days.is_working(walk.day);
            let used = match (working, moving, self.why_stopped(walk.day)) {
                (false, ..) => Used::Skipped,
                (true, true, Some(why)) if self.limit_days == 0 => Used::Stopped(why),
                (true, true, _) => {
                    moving = false;
                    Used::MovedTo
                }
                (true, false, Some(why)) => Used::Stopped(why),
                (true, false, None) => {
                    counted += 1;
                    self.counted(counted)
                }
            };
            walk.note(used);
        }
        (walk.steps, counted)
    }

    /// What the `number`-th day that counts is.
    fn counted(&self, number: u32) -> Used {
        match number.checked_sub(u32::from(self.limit_days)) {
            None | Some(0) => Used::Counted(u16::try_from(number).unwrap_or(u16::MAX)),
            Some(more) => Used::Extended(u16::try_from(more).unwrap_or(u16::MAX)),
        }
    }

    fn why_stopped(&self, day: i64) -> Option<String> {
        let stop = self.stops.iter().find(|stop| {
            let (after, to) = stop.days();
            after < day && day <= to
        })?;
        Some(stop.why.clone())
    }

    fn halted(&self, calendar: &Calendar) -> Halted {
        let open = self.stops.iter().filter(|stop| stop.until.is_none());
        let (from, why) = open
            .map(|stop| (stop.from.day(), stop.why.clone()))
            .min()
            .unwrap_or_default();
        let since = from.max(self.received.day());
        let (derivation, counted) = self.walk(calendar, since);
        let all = u32::from(self.limit_days) + u32::from(self.extended_days);
        Halted {
            since: date(since),
            why,
            counted,
            left: all.saturating_sub(counted),
            derivation,
        }
    }
}

impl Calendar {
    /// Whether the next working day stands for the day of receipt.
    pub(crate) fn moves_on(
        &self,
        received: UnixMillis,
        limit_days: u16,
        deferral: Deferral,
    ) -> bool {
        self.moves_on_in(&self.days, received, limit_days, deferral)
    }

    fn moves_on_in(
        &self,
        days: &Days,
        received: UnixMillis,
        limit_days: u16,
        deferral: Deferral,
    ) -> bool {
        let rest = !days.is_working(received.day());
        match deferral {
            Deferral::None => limit_days == 0 && rest,
            Deferral::AfterHours => rest || minute_of_day(received) >= self.hours().closing(),
        }
    }
}

/// The `n`-th working day after `day` that lies in no stop, `n` at least 1; none where a stop has no end.
fn nth_running(days: &Days, stops: &[(i64, i64)], day: i64, n: i64) -> Option<i64> {
    let (mut reached, mut left) = (day, n);
    for (after, to) in stops.iter().filter(|(_, to)| *to > day) {
        // Working days between what is reached and the first day that is left out.
        let running = days.working_before(after + 1) - days.working_before(reached + 1);
        if left <= running {
            break;
        }
        left -= running.max(0);
        if *to == i64::MAX {
            return None;
        }
        reached = *to;
    }
    Some(days.nth_after(reached, left))
}

/// Days that a derivation names at most: more than a limit without stops can take.
pub(crate) const DERIVATION_DAYS_MAX: i64 = 100_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::shipped;
    use crate::read_moment;

    fn moment(text: &str) -> UnixMillis {
        read_moment(&format!("{text}:00+08:00")).unwrap()
    }

    fn stop(from: &str, until: Option<&str>) -> Stop {
        Stop {
            from: moment(from),
            until: until.map(moment),
            why: "expert_review 特程告2026-3".to_owned(),
        }
    }

    fn count(received: &str, limit_days: u16, extended_days: u16, stops: &[Stop]) -> Count {
        Count {
            received: moment(received),
            limit_days,
            extended_days,
            deferral: Deferral::None,
            stops: stops.to_vec(),
        }
    }

    #[test]
    fn the_day_of_the_notice_counts_and_the_day_of_the_end_does_not() {
        // Monday 2025-11-17 to Friday 2025-11-28 are ordinary weeks.
        let stop = stop("2025-11-18T10:00", Some("2025-11-20T09:00"));
        let due = count("2025-11-17T09:00", 3, 1, &[stop])
            .due(&shipped())
            .unwrap();
        let stopped = || Used::Stopped("expert_review 特程告2026-3".to_owned());
        let used: Vec<(i8, Used)> = (due.derivation.into_iter())
            .map(|step| (step.date.day(), step.used))
            .collect();
        assert_eq!(
            used,
            [
                (17, Used::Received),
                (18, Used::Counted(1)),
                (19, stopped()),
                (20, stopped()),
                (21, Used::Counted(2)),
                (22, Used::Skipped),
                (23, Used::Skipped),
                (24, Used::Counted(3)),
                (25, Used::Extended(1)),
            ]
        );
        assert_eq!(due.at, moment("2025-11-25T17:30"));
    }

    #[test]
    fn an_open_stop_leaves_no_due_date_and_says_what_is_left() {
        let calendar = shipped();
        let open = count("2025-11-17T09:00", 5, 2, &[stop("2025-11-18T10:00", None)]);
        assert_eq!(open.at(&calendar), None);
        let halted = open.due(&calendar).unwrap_err();
        assert_eq!((halted.counted, halted.left), (1, 6));
        assert_eq!(
            (halted.since.to_string(), halted.why.as_str()),
            ("2025-11-18".to_owned(), "expert_review 特程告2026-3")
        );
        let used: Vec<Used> = halted
            .derivation
            .into_iter()
            .map(|step| step.used)
            .collect();
        assert_eq!(used, [Used::Received, Used::Counted(1)]);
        // Begun on the last day or later, it comes too late to move the date.
        let late = count("2025-11-17T09:00", 1, 0, &[stop("2025-11-18T10:00", None)]);
        assert_eq!(
            late.at(&calendar).map(|due| (due.at, due.provisional)),
            Some((moment("2025-11-18T17:30"), false))
        );
    }

    #[test]
    fn a_limit_of_0_is_due_on_the_first_day_on_which_it_runs() {
        let calendar = shipped();
        let due = |received, stops: &[Stop]| count(received, 0, 0, stops).due(&calendar).unwrap();
        assert_eq!(due("2025-11-17T09:00", &[]).at, moment("2025-11-17T17:30"));
        let over_it = stop("2025-11-14T10:00", Some("2025-11-18T10:00"));
        let found = due("2025-11-17T09:00", &[over_it]);
        assert_eq!(found.at, moment("2025-11-19T17:30"));
        let used: Vec<Used> = found.derivation.into_iter().map(|step| step.used).collect();
        let stopped = Used::Stopped("expert_review 特程告2026-3".to_owned());
        assert_eq!(used, [stopped.clone(), stopped, Used::MovedTo]);
    }

    #[test]
    fn a_stop_without_measure_costs_neither_time_nor_memory() {
        let calendar = shipped();
        let stop = Stop {
            from: UnixMillis(i64::MIN),
            until: Some(UnixMillis(i64::MAX - 1)),
            why: String::new(),
        };
        let count = count("2025-11-17T09:00", u16::MAX, u16::MAX, &[stop]);
        let due = count.due(&calendar).unwrap();
        assert_eq!(due.derivation.len() as i64, DERIVATION_DAYS_MAX);
        assert_eq!(count.at(&calendar).map(|found| found.at), Some(due.at));
    }
}
