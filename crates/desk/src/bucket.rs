//! Open cases by the time they have left: the groups of a room, and the lists behind them.

use calendar::{Calendar, Date, UnixMillis, date_of};
use console::Light;
use supervision::Light as Lit;

/// The groups: key, id of the name and light, the most pressing first.
pub(crate) const BUCKETS: [(&str, &str, Light); 6] = [
    ("late", "bucket-late", Light::Red),
    ("today", "bucket-today", Light::Yellow),
    ("one", "bucket-one", Light::Yellow),
    ("few", "bucket-few", Light::Green),
    ("many", "bucket-many", Light::Green),
    (PAUSED, "bucket-paused", Light::Paused),
];

/// The key of the group whose clock stands still.
pub(crate) const PAUSED: &str = "paused";

/// The last days of the groups that are still to come due, as of one moment.
pub(crate) struct Ends {
    now: UnixMillis,
    days: [Date; 3],
}

impl Ends {
    /// As of `now`.
    pub(crate) fn of(calendar: &Calendar, now: UnixMillis) -> Ends {
        let day = |n: u16| date_of(casework::Due::after(calendar, now, n).at);
        Ends {
            now,
            days: [date_of(now), day(1), day(3)],
        }
    }

    /// Index of the group that a case with this light and due date is in; none when it is not running.
    pub(crate) fn place(&self, light: Lit, due: Option<UnixMillis>) -> Option<usize> {
        let due = match (light, due) {
            (Lit::Off, _) => return None,
            (Lit::Paused, _) => return Some(BUCKETS.len() - 1),
            (_, due) => due?,
        };
        if due < self.now {
            return Some(0);
        }
        let last = date_of(due);
        let within = self.days.iter().position(|end| last <= *end);
        Some(1 + within.unwrap_or(self.days.len()))
    }

    /// From when to when the cases of a group are due; none for the one whose clock stands still.
    pub(crate) fn between(&self, key: &str) -> Option<(UnixMillis, UnixMillis)> {
        let index = BUCKETS.iter().position(|(own, ..)| *own == key)?;
        let before = |at: UnixMillis| UnixMillis(at.0.saturating_sub(1));
        let mut ends = vec![before(self.now)];
        let midnights = self.days.iter().map(|day| calendar::at(*day, 24 * 60));
        ends.extend(midnights.map(before));
        ends.push(UnixMillis(i64::MAX));
        if key == PAUSED {
            return None;
        }
        let first = match index {
            0 => UnixMillis(i64::MIN),
            later => UnixMillis(ends.get(later - 1)?.0.saturating_add(1)),
        };
        Some((first, *ends.get(index)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMillis {
        calendar::read_moment(&format!("{text}:00+08:00")).unwrap()
    }

    #[test]
    fn open_cases_fall_into_groups_by_the_working_days_left() {
        use Lit::{Green, Off, Paused, Red, Yellow};
        let days = include_str!("../../../topology/calendar/cn-workdays.csv");
        let hours = include_str!("../../../topology/calendar/hours.toml");
        let calendar = Calendar::read(days, "days.csv", hours, "hours.toml").unwrap();
        // Monday; Friday is four working days off.
        let ends = Ends::of(&calendar, at("2025-11-24T10:00"));
        let running = [
            (Red, Some("2025-11-21T17:30"), Some("late")),
            (Yellow, Some("2025-11-24T09:59"), Some("late")),
            (Yellow, Some("2025-11-24T10:00"), Some("today")),
            (Yellow, Some("2025-11-24T17:30"), Some("today")),
            (Yellow, Some("2025-11-25T17:30"), Some("one")),
            (Green, Some("2025-11-27T17:30"), Some("few")),
            (Green, Some("2025-11-28T17:30"), Some("many")),
            (Paused, None, Some(PAUSED)),
            (Off, Some("2025-11-28T17:30"), None),
        ];
        for (light, due, expected) in running {
            let due = due.map(at);
            let group = ends.place(light, due).map(|index| BUCKETS[index].0);
            assert_eq!(group, expected, "{light:?} {due:?}");
            for (key, ..) in BUCKETS {
                let Some((first, last)) = ends.between(key) else {
                    assert_eq!(key, PAUSED);
                    continue;
                };
                let within = due.is_some_and(|due| first <= due && due <= last);
                let is_it = light != Off && light != Paused && group == Some(key);
                assert_eq!(within && light != Off, is_it, "{key} {due:?}");
            }
        }
    }
}
