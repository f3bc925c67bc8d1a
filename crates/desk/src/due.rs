//! Time limits in words: what is left, why a clock stands still, and how dates were counted.

use super::{names, words};
use ::words::text;
use calendar::{Calendar, UnixMillis, date_of};
use casework::{CaseView, Clock, Status, Stopped};
use catalog::Special;
use console::{Counted, Due, Light, Text};
use engine::answers::LimitShow;
use phrases::catalog::special;

/// `剩 3 个工作日 · 10月9日 17:30 前`, or how late it is.
pub(crate) fn left(calendar: &Calendar, due: UnixMillis, now: UnixMillis) -> Text {
    let (today, last) = (date_of(now), date_of(due));
    let by = words::short_time(due, now);
    // A list of days off to come can still move it.
    let by = if last >= calendar.movable_from() {
        text!("due-provisional", by = by)
    } else {
        by
    };
    if now > due {
        let late = match calendar.working_days_after(last, today) {
            0 => minutes(calendar.working_minutes_between(due, now)),
            n => words::days(n),
        };
        return text!("due-late", late = late, by = by);
    }
    let left = match calendar.working_days_after(today, last) {
        0 => minutes(calendar.working_minutes_between(now, due)),
        n => words::days(n),
    };
    text!("due-left", left = left, by = by)
}

fn minutes(n: u64) -> Text {
    text!("due-minutes", n = n)
}

/// What is said instead of a date while the clock stands still: for the applicant, or for a special
/// procedure.
pub(crate) fn paused(for_applicant: bool) -> Text {
    if for_applicant {
        text!("due-paused-papers")
    } else {
        text!("due-paused-special")
    }
}

/// The limit of a case; none before the clock started.
pub(crate) fn of_case(
    calendar: &Calendar,
    view: &CaseView,
    status: &Status,
    light: supervision::Light,
    now: UnixMillis,
) -> Option<Due> {
    let ended = match status.clock {
        Clock::NotStarted => return None,
        Clock::Suspended(since, _) => return Some(suspended(view, since)),
        Clock::Running(_) => None,
        Clock::Stopped(_, at) => Some(at),
    };
    // What ended while it stood still has no date to be measured by.
    let due = status.promised?.at;
    let (text, light) = match ended {
        Some(at) => closed(at, due, now),
        None => (
            left(calendar, due, now),
            words::light(light).unwrap_or(Light::Unknown),
        ),
    };
    Some(Due {
        text,
        light,
        paused: None,
    })
}

fn closed(at: UnixMillis, due: UnixMillis, now: UnixMillis) -> (Text, Light) {
    let (id, light) = if at > due {
        ("due-closed-late", Light::Red)
    } else {
        ("due-closed-in-time", Light::Green)
    };
    let (at, due) = (words::short_time(at, now), words::short_time(due, now));
    (text!(id, at = at, due = due), light)
}

fn suspended(view: &CaseView, since: UnixMillis) -> Due {
    let asked = view.facts.correction.as_ref();
    let missing = asked.filter(|asked| asked.answered.is_none());
    let why = match missing {
        Some(asked) => for_papers(&asked.missing, since),
        None => for_procedures(view),
    };
    Due {
        text: paused(missing.is_some()),
        light: Light::Paused,
        paused: Some(why),
    }
}

fn for_papers(missing: &[String], since: UnixMillis) -> Text {
    text!(
        "due-for-papers",
        at = words::time(since),
        count = missing.len(),
        missing = words::list(missing)
    )
}

/// The special procedures that run, each with what it is for.
fn for_procedures(view: &CaseView) -> Text {
    let several = view.facts.branches.len() > 1;
    let mut stops = Vec::new();
    for branch in &view.facts.branches {
        let Some(stop) = branch.open_stop() else {
            continue;
        };
        let of = if several {
            names::branch(branch) + &Text::same(": ")
        } else {
            Text::default()
        };
        stops.push(of + &stopped(stop));
    }
    let stops = Text::join(stops, "list-semicolon");
    text!("due-for-procedures", stops = stops)
}

/// `特别程序:听证(告知书 特程告2026-3),自 2026年11月2日 10:00 起停止计时,计划 20 个工作日`.
pub(crate) fn stopped(stop: &Stopped) -> Text {
    let cause = Special::from_code(&stop.cause);
    text!(
        "due-stopped",
        cause = cause.map_or_else(|| Text::same(&stop.cause), special),
        notice = &stop.notice,
        from = words::time(stop.from.at),
        planned = words::days(stop.days.into())
    )
}

/// Every limit with how it was counted.
pub(crate) fn counted(limits: &[LimitShow]) -> Vec<Counted> {
    let limits = limits.iter().map(|limit| {
        let why = &limit.why;
        let (from, since) = (words::time(why.from), phrases::since(why.since));
        let running = &why.running;
        Counted {
            name: phrases::limit(running.limit),
            of: why.of.clone(),
            length: phrases::length(&running.by),
            basis: phrases::basis(running.limit.basis()).zh,
            from: text!("due-counted-from", from = from, since = since),
            ended: running.ended.map(words::time),
            light: words::light(limit.light),
            lines: why.derivation.iter().map(phrases::derived).collect(),
        }
    });
    limits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        let days = include_str!("../../../topology/calendar/cn-workdays.csv");
        let hours = include_str!("../../../topology/calendar/hours.toml");
        Calendar::read(days, "days.csv", hours, "hours.toml").unwrap()
    }

    fn at(text: &str) -> UnixMillis {
        calendar::read_moment(&format!("{text}:00+08:00")).unwrap()
    }

    #[test]
    fn what_is_left_is_said_in_days_then_in_minutes() {
        let calendar = calendar();
        let due = at("2025-11-27T17:30");
        let left = |now: &str| left(&calendar, due, at(now));
        assert_eq!(
            left("2025-11-24T09:00").zh,
            "剩 3 个工作日 · 11月27日 17:30 前"
        );
        assert_eq!(
            left("2025-11-26T09:00").en,
            "1 working day left, by 2025-11-27 17:30"
        );
        assert_eq!(
            left("2025-11-27T17:00").zh,
            "剩 30 分钟 · 11月27日 17:30 前"
        );
        assert_eq!(
            left("2025-11-29T17:00").zh,
            "超时 1 个工作日 · 应于 11月27日 17:30 前办结"
        );
    }
}
