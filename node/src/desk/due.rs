//! Time limits in words: what is left, and how it was counted.

use super::words;
use calendar::{Calendar, Deferral, UnixMillis, date_of};
use casework::{CaseView, Clock, Status};
use console::{Due, Light, Text};

/// `剩 3 个工作日 · 10月9日 17:30 前`, or how late it is.
pub(crate) fn left(calendar: &Calendar, due: UnixMillis, now: UnixMillis) -> Text {
    let (today, last) = (date_of(now), date_of(due));
    let by = words::short_time(due, now);
    if now > due {
        let late = match calendar.working_days_after(last, today) {
            0 => minutes(calendar.working_minutes_between(due, now)),
            n => words::days(n),
        };
        return Text::new(
            format!("超时 {} · 应于 {} 前办结", late.zh, by.zh),
            format!("{} late, was due by {}", late.en, by.en),
        );
    }
    let left = match calendar.working_days_after(today, last) {
        0 => minutes(calendar.working_minutes_between(now, due)),
        n => words::days(n),
    };
    Text::new(
        format!("剩 {} · {} 前", left.zh, by.zh),
        format!("{} left, by {}", left.en, by.en),
    )
}

fn minutes(n: u64) -> Text {
    let en = if n == 1 {
        "1 minute".to_owned()
    } else {
        format!("{n} minutes")
    };
    Text::new(format!("{n} 分钟"), en)
}

/// The clock of a case that waits for its applicant.
pub(crate) fn paused() -> Text {
    Text::new("暂停计时 · 待补正", "Paused: waiting for papers")
}

/// The limit of a case with its derivation; none before the clock started.
pub(crate) fn of_case(
    calendar: &Calendar,
    view: &CaseView,
    status: &Status,
    light: supervision::Light,
    now: UnixMillis,
) -> Option<Due> {
    let receipt = view.facts.receipt.as_ref()?;
    let (from, ended) = match status.clock {
        Clock::NotStarted => return None,
        Clock::Suspended(since) => return Some(suspended(view, since)),
        Clock::Running(from) => (from, None),
        Clock::Stopped(from, at) => (from, Some(at)),
    };
    let due = status.promised?.at;
    let derivation = if receipt.instant {
        by_minutes(from, receipt.promised_minutes, due)
    } else {
        by_days(calendar, from, receipt.promised_days)
    };
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
        derivation,
    })
}

fn closed(at: UnixMillis, due: UnixMillis, now: UnixMillis) -> (Text, Light) {
    let (done, due_text) = (words::short_time(at, now), words::short_time(due, now));
    let (zh, en, light) = if at > due {
        ("超时办结", "Concluded late", Light::Red)
    } else {
        ("按时办结", "Concluded in time", Light::Green)
    };
    let text = Text::new(
        format!("{zh} · {} (期限 {})", done.zh, due_text.zh),
        format!("{en}, {} (limit {})", done.en, due_text.en),
    );
    (text, light)
}

fn suspended(view: &CaseView, since: UnixMillis) -> Due {
    let missing = view
        .facts
        .correction
        .as_ref()
        .map(|asked| asked.missing.as_slice());
    let missing = missing.unwrap_or_default();
    let at = words::time(since);
    let why = Text::new(
        format!(
            "{} 发出补正告知,自此不计时;补正材料收齐之日起重新计算。还差 {} 份材料:{}",
            at.zh,
            missing.len(),
            missing.join("、")
        ),
        format!(
            "A correction notice was given on {}; the clock stands still since and starts anew on the day \
             the papers are complete. Missing: {}",
            at.en,
            missing.join(", ")
        ),
    );
    Due {
        text: paused(),
        light: Light::Paused,
        paused: Some(why),
        derivation: Vec::new(),
    }
}

fn by_minutes(from: UnixMillis, minutes: u32, due: UnixMillis) -> Vec<Text> {
    let (from, due) = (words::time(from), words::time(due));
    vec![
        words::with(("", " 起算"), &from, ("Counted from ", "")),
        Text::new(
            format!("即办件,承诺 {minutes} 个工作分钟,只计办公时间"),
            format!("Done at once: {minutes} working minutes promised, office hours only"),
        ),
        words::with(("到期:", ""), &due, ("Due: ", "")),
    ]
}

fn by_days(calendar: &Calendar, from: UnixMillis, days: u16) -> Vec<Text> {
    let due = calendar.due_provisional(from, days, Deferral::None);
    let mut lines: Vec<Text> = (due.derivation.iter())
        .map(|step| Text::new(step.zh(), step.en()))
        .collect();
    let at = words::time(due.at);
    lines.push(match due.provisional {
        false => words::with(("到期:", ""), &at, ("Due: ", "")),
        true => words::with(
            ("到期:", "(暂定,次年日历公布后重算)"),
            &at,
            (
                "Due: ",
                " (provisional: counted again when the calendar is announced)",
            ),
        ),
    });
    lines
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

    #[test]
    fn a_limit_is_derived_day_by_day() {
        let lines = by_days(&calendar(), at("2025-09-29T09:00"), 2);
        assert!(lines[0].zh.contains("收件当日"), "{lines:?}");
        assert!(
            lines.iter().any(|line| line.en.contains("public holiday")),
            "{lines:?}"
        );
        assert!(
            lines
                .last()
                .unwrap()
                .zh
                .starts_with("到期:2025年10月9日 17:30"),
            "{lines:?}"
        );
    }
}
