//! Time limits in words: what is left, why a clock stands still, and how dates were counted.

use super::{names, words};
use calendar::{Calendar, UnixMillis, date_of};
use casework::{CaseView, Clock, Status, Stopped};
use catalog::Special;
use console::{Counted, Due, Light, Text};
use engine::command::LimitShow;

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

/// What is said instead of a date while the clock stands still: for the applicant, or for a special
/// procedure.
pub(crate) fn paused(for_applicant: bool) -> Text {
    if for_applicant {
        Text::new("暂停计时 · 待补正", "Paused: waiting for papers")
    } else {
        Text::new("暂停计时 · 特别程序", "Paused: special procedure")
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
        Clock::Suspended(since) => return Some(suspended(view, since)),
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
    let at = words::time(since);
    Text::new(
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
    )
}

/// The special procedures that run, each with what it is for.
fn for_procedures(view: &CaseView) -> Text {
    let several = view.facts.branches.len() > 1;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for branch in &view.facts.branches {
        let Some(stop) = branch.open_stop() else {
            continue;
        };
        let said = stopped(stop);
        let of = if several {
            names::branch(branch) + &Text::same(": ")
        } else {
            Text::default()
        };
        let said = of + &said;
        zh.push(said.zh);
        en.push(said.en);
    }
    Text::new(
        format!("{}。期间不计入时限。", zh.join(";")),
        format!("{}. The limit does not run meanwhile.", en.join("; ")),
    )
}

/// `特别程序:听证(告知书 特程告2026-3),自 2026年11月2日 10:00 起停止计时,计划 20 个工作日`.
pub(crate) fn stopped(stop: &Stopped) -> Text {
    let (zh, en) = Special::from_code(&stop.cause)
        .map_or((stop.cause.as_str(), stop.cause.as_str()), |it| {
            (it.zh(), it.en())
        });
    let (from, planned) = (words::time(stop.from.at), words::days(stop.days.into()));
    let notice = &stop.notice;
    Text::new(
        format!(
            "特别程序:{zh}(告知书 {notice}),自 {} 起停止计时,计划 {}",
            from.zh, planned.zh
        ),
        format!(
            "Special procedure: {en} (notice {notice}), the clock stands still since {}, {} planned",
            from.en, planned.en
        ),
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
            from: Text::new(
                format!("自 {} 起算:{}", from.zh, since.zh),
                format!("Counted from {}, when {}", from.en, since.en),
            ),
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
