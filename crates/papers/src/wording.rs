//! Dates, money, limits and titles as they stand on papers and pages.

use crate::voice::Voice;
use calendar::{UnixMillis, date_of, minute_of_day};
use casework::Paper;
use words::Text;

/// Working minutes of a working day.
pub const DAY_MINUTES: u32 = 480;

/// A moment in the lawful zone, as `2026年11月21日 17:30`.
pub fn time(at: UnixMillis) -> Text {
    Voice::shipped().time(at)
}

/// The day of a moment in the lawful zone, as `2026年11月21日`.
pub fn date(at: UnixMillis) -> Text {
    Voice::shipped().date(at)
}

/// A day of the calendar, as in [`date`].
pub fn day(day: calendar::Date) -> Text {
    Voice::shipped().day(day)
}

/// The minute of a moment in the lawful zone, as `17:30`.
pub fn minute(at: UnixMillis) -> String {
    let minute = minute_of_day(at);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A sum in yuan with both decimals, as `20.00` for 2000 fen.
pub fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// A sum with its unit, as `20.00 元` for 2000 fen.
pub fn money(fen: u64) -> Text {
    Voice::shipped().money(fen)
}

/// A limit in working minutes: whole and half days as 个工作日, others in 分钟, none at all as 即办.
pub fn limit(minutes: u32) -> Text {
    Voice::shipped().limit(minutes)
}

/// A number of working days, as `3 个工作日`.
pub fn days(n: u64) -> Text {
    Voice::shipped().days(n)
}

/// The lawful title of a paper.
pub fn paper(paper: Paper) -> Text {
    Voice::shipped().title(paper)
}

/// The same as an edition says it, for what a seal covers.
impl Voice<'_> {
    pub(crate) fn time(self, at: UnixMillis) -> Text {
        let arguments = [
            ("date", self.date(at).into()),
            ("minute", minute(at).into()),
        ];
        self.say("paper-time", &arguments)
    }

    pub(crate) fn title(self, paper: Paper) -> Text {
        self.say(paper.title_id(), &[])
    }

    pub(crate) fn date(self, at: UnixMillis) -> Text {
        self.day(date_of(at))
    }

    /// Numbers of a date go in as strings, which nobody groups or rounds; English writes them with all their digits.
    pub(crate) fn day(self, day: calendar::Date) -> Text {
        let year = Text::new(day.year().to_string(), format!("{:04}", day.year()));
        let two = |n: i8| Text::new(n.to_string(), format!("{n:02}"));
        let arguments = [
            ("year", year.into()),
            ("month", two(day.month()).into()),
            ("day", two(day.day()).into()),
        ];
        self.say("paper-day", &arguments)
    }

    pub(crate) fn money(self, fen: u64) -> Text {
        self.say("paper-money", &[("yuan", yuan(fen).into())])
    }

    pub(crate) fn limit(self, minutes: u32) -> Text {
        const HALF_DAY_MINUTES: u32 = DAY_MINUTES / 2;
        if minutes == 0 {
            return self.say("paper-at-once", &[]);
        }
        if !minutes.is_multiple_of(HALF_DAY_MINUTES) {
            let minutes = minutes.to_string();
            return self.say("paper-minutes", &[("minutes", minutes.into())]);
        }
        // 720 minutes is 1.5 个工作日.
        let halves = minutes / HALF_DAY_MINUTES;
        if !halves.is_multiple_of(2) {
            let days = format!("{}.5", halves / 2);
            return self.say("paper-half-days", &[("days", days.into())]);
        }
        self.days((halves / 2).into())
    }

    pub(crate) fn days(self, n: u64) -> Text {
        self.say("paper-days", &[("n", n.into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_limits_read_in_both_languages() {
        let at = calendar::read_moment("2026-03-05T08:07:00+08:00").unwrap();
        assert_eq!(
            time(at),
            Text::new("2026年3月5日 08:07", "2026-03-05 08:07")
        );
        assert_eq!(date(at), Text::new("2026年3月5日", "2026-03-05"));
        assert_eq!(money(123_456_789).zh, "1234567.89 元");
        assert_eq!(days(1), Text::new("1 个工作日", "1 working day"));
        assert_eq!(
            days(12_000),
            Text::new("12000 个工作日", "12000 working days")
        );
        assert_eq!(limit(0), Text::new("即办", "at once"));
        assert_eq!(limit(10), Text::new("10 分钟", "10 minutes"));
        assert_eq!(limit(720), Text::new("1.5 个工作日", "1.5 working days"));
        assert_eq!(limit(240), Text::new("0.5 个工作日", "0.5 working days"));
        assert_eq!(limit(480), days(1));
    }
}
