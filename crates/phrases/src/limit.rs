use super::cause;
use calendar::{Count, DayKind, DerivationStep, Stop, Used};
use casework::{By, Derived, Due, Recounted};
use words::{Text, text};

/// How long a limit is: `12 个工作日`.
pub fn length(by: &By) -> Text {
    match by {
        By::Days(count) => days(count),
        By::Minutes { minutes, .. } => text!("length-minutes", x = minutes.to_string()),
    }
}

fn days(count: &Count) -> Text {
    let own = text!("length-days", n = count.limit_days);
    match count.extended_days {
        0 => own,
        more => text!("length-days-extended", x = own, more = more.to_string()),
    }
}

/// A line of how a limit was counted.
pub fn derived(line: &Derived) -> Text {
    match line {
        Derived::Day(step) => day(step),
        Derived::Due(Due {
            at, provisional, ..
        }) => {
            let id = if *provisional {
                "counted-due-provisional"
            } else {
                "counted-due"
            };
            text!(id, x = at.to_string())
        }
        Derived::Halted { since, why, left } => text!(
            "counted-halted",
            since = since.to_string(),
            why = stop_reason(why),
            left = left.to_string(),
        ),
        Derived::From(at) => text!("counted-from", x = at.to_string()),
        Derived::Minutes { minutes, hours } => {
            text!("counted-minutes", x = minutes.to_string(), hours = hours)
        }
        Derived::Stop(stop) => stopped(stop),
        Derived::MinutesLeft(left) => text!("counted-minutes-left", x = left.to_string()),
    }
}

fn stopped(stop: &Stop) -> Text {
    let (from, why) = (stop.from.to_string(), stop_reason(&stop.why));
    match stop.until {
        Some(until) => text!(
            "counted-stop",
            from = from,
            until = until.to_string(),
            why = why
        ),
        None => text!("counted-stop-open", from = from, why = why),
    }
}

/// Why a limit did not run: `hearing 特程告2026-3` as `听证 特程告2026-3`.
pub fn stop_reason(why: &str) -> Text {
    match why.split_once(' ') {
        Some((code, notice)) => cause(code) + &Text::same(format!(" {notice}")),
        None => Text::same(why),
    }
}

/// One day of a derivation, as `2018-02-15 周四,法定节假日(春节):不计`.
fn day(step: &DerivationStep) -> Text {
    let weekday = step.date.weekday().to_monday_one_offset();
    text!(
        "counted-day",
        date = step.date.to_string(),
        weekday = text!(&format!("weekday-{weekday}")),
        day = day_kind(&step.day),
        used = used(&step.used),
    )
}

/// What kind of day a date is.
pub fn day_kind(day: &DayKind) -> Text {
    match day {
        DayKind::Workday => text!("day-workday"),
        DayKind::AdjustedWorkday(name) => text!("day-adjusted-workday", x = name),
        DayKind::Weekend => text!("day-weekend"),
        DayKind::Holiday(name) => text!("day-holiday", x = name),
        DayKind::UnannouncedWorkday => text!("day-unannounced-workday"),
        DayKind::UnannouncedWeekend => text!("day-unannounced-weekend"),
        DayKind::UnannouncedHoliday(name) => text!("day-unannounced-holiday", x = name),
    }
}

fn used(used: &Used) -> Text {
    match used {
        Used::Received => text!("used-received"),
        Used::DueOnReceipt => text!("used-due-on-receipt"),
        Used::ReceivedTooLate => text!("used-received-too-late"),
        Used::MovedTo => text!("used-moved-to"),
        Used::Counted(number) => text!("used-counted", x = number.to_string()),
        Used::Extended(number) => text!("used-extended", x = number.to_string()),
        Used::Stopped(why) => text!("used-stopped", x = stop_reason(why)),
        Used::Skipped => text!("used-skipped"),
    }
}

/// Why a limit was counted again: `holidays 2027` is what a node writes when the days off of a year are announced,
/// `holidays` when they change. Anything else stands as it was written.
pub fn recount_reason(reason: &str) -> Text {
    match reason.split_once(' ') {
        Some(("holidays", year)) if year.bytes().all(|it| it.is_ascii_digit()) => {
            text!("recount-year", x = year)
        }
        None if reason == "holidays" => text!("recount-changed"),
        _ => Text::same(reason),
    }
}

/// A recount (期限重算): from what to what, and why.
pub fn recount(recount: &Recounted) -> Text {
    text!(
        "recount",
        at = recount.done.at.to_string(),
        was = recount.was.to_string(),
        now = recount.now.to_string(),
        why = recount_reason(&recount.done.text),
        calendar = recount.calendar.short(),
    )
}
