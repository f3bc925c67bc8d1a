//! Open cases by the time they have left: the groups of a room, and the lists behind them.

use calendar::{Calendar, UnixMillis, date_of};
use console::{Light, Text};
use supervision::Light as Lit;

/// The groups: key, name and light, the most pressing first.
pub(crate) const BUCKETS: [(&str, (&str, &str), Light); 6] = [
    ("late", ("已超时", "Past the limit"), Light::Red),
    ("today", ("今日到期", "Due today"), Light::Yellow),
    ("one", ("剩 1 个工作日", "1 working day"), Light::Yellow),
    (
        "few",
        ("剩 2 至 3 个工作日", "2-3 working days"),
        Light::Green,
    ),
    (
        "many",
        ("剩 4 个工作日以上", "4+ working days"),
        Light::Green,
    ),
    ("paused", ("暂停计时", "Paused"), Light::Paused),
];

/// The name of a group.
pub(crate) fn label((zh, en): (&str, &str)) -> Text {
    Text::new(zh, en)
}

/// Index of the group that a case with this light and due date is in; none when it is not running.
pub(crate) fn place(
    calendar: &Calendar,
    now: UnixMillis,
    light: Lit,
    due: Option<UnixMillis>,
) -> Option<usize> {
    let due = match (light, due) {
        (Lit::Off, _) => return None,
        (Lit::Paused, _) => return Some(BUCKETS.len() - 1),
        (_, due) => due?,
    };
    if due < now {
        return Some(0);
    }
    let last = date_of(due);
    let day = |n: u16| date_of(casework::Due::after(calendar, now, n).at);
    let ends = [date_of(now), day(1), day(3)];
    let within = ends.iter().position(|end| last <= *end);
    Some(1 + within.unwrap_or(ends.len()))
}
