//! Dates, money, limits and titles as they stand on papers and pages.

use calendar::{UnixMillis, date_of, minute_of_day};
use casework::Paper;
use words::Text;

/// Working minutes of a working day.
pub const DAY_MINUTES: u32 = 480;

/// `2026年11月21日 17:30`.
pub fn time(at: UnixMillis) -> Text {
    let date = date_of(at);
    let zh = format!(
        "{}年{}月{}日 {}",
        date.year(),
        date.month(),
        date.day(),
        minute(at)
    );
    Text::new(zh, at.to_string())
}

/// `2026年11月21日`.
pub fn date(at: UnixMillis) -> Text {
    let date = date_of(at);
    let zh = format!("{}年{}月{}日", date.year(), date.month(), date.day());
    Text::new(zh, date.to_string())
}

/// A day of the calendar, as in [`date`].
pub fn day(day: calendar::Date) -> Text {
    let zh = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    Text::new(zh, day.to_string())
}

/// `17:30`.
pub fn minute(at: UnixMillis) -> String {
    let minute = minute_of_day(at);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `20.00`.
pub fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// `20.00 元`.
pub fn money(fen: u64) -> Text {
    Text::new(format!("{} 元", yuan(fen)), format!("{} yuan", yuan(fen)))
}

/// A limit in working minutes: whole days as 个工作日.
pub fn limit(minutes: u32) -> Text {
    if minutes == 0 {
        return Text::new("即办", "at once");
    }
    if !minutes.is_multiple_of(DAY_MINUTES) {
        return half_days(minutes)
            .unwrap_or_else(|| Text::new(format!("{minutes} 分钟"), format!("{minutes} minutes")));
    }
    days(u64::from(minutes / DAY_MINUTES))
}

/// Days and a half are said as such; 720 minutes is 1.5 个工作日.
fn half_days(minutes: u32) -> Option<Text> {
    let halves = minutes / (DAY_MINUTES / 2);
    (minutes.is_multiple_of(DAY_MINUTES / 2)).then(|| {
        let days = format!("{}.5", halves / 2);
        Text::new(format!("{days} 个工作日"), format!("{days} working days"))
    })
}

/// `3 个工作日`.
pub fn days(n: u64) -> Text {
    let en = if n == 1 {
        "1 working day".to_owned()
    } else {
        format!("{n} working days")
    };
    Text::new(format!("{n} 个工作日"), en)
}

/// A paper's lawful title.
pub fn paper(paper: Paper) -> Text {
    phrases::paper(paper)
}
