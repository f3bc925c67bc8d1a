//! Open cases by the time they have left: the groups of a room, and the lists behind them.

use calendar::{Calendar, UnixMillis, date_of};
use console::Light;
use supervision::Light as Lit;

/// The groups: key, id of the name and light, the most pressing first.
pub(crate) const BUCKETS: [(&str, &str, Light); 6] = [
    ("late", "bucket-late", Light::Red),
    ("today", "bucket-today", Light::Yellow),
    ("one", "bucket-one", Light::Yellow),
    ("few", "bucket-few", Light::Green),
    ("many", "bucket-many", Light::Green),
    ("paused", "bucket-paused", Light::Paused),
];

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
