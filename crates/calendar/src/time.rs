use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. The zone of the law is fixed, UTC+08:00.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

/// Why a text is not a moment.
#[derive(Debug, thiserror::Error)]
#[error("not a moment such as 2026-11-21T17:30:00+08:00: {text}")]
pub struct ReadMomentError {
    text: String,
    source: jiff::Error,
}

/// Reads a moment in RFC 3339. The offset may be any and must be there; what is finer than a
/// millisecond is cut off.
///
/// # Errors
/// When the text is not RFC 3339 or its date does not exist.
pub fn read_moment(text: &str) -> Result<UnixMillis, ReadMomentError> {
    let moment: Result<Timestamp, _> = text.parse();
    moment
        .map(|moment| UnixMillis(moment.as_millisecond()))
        .map_err(|source| ReadMomentError {
            text: text.to_owned(),
            source,
        })
}

/// The date in UTC+08:00. Moments outside the years -9999 to 9999 get the first or last date.
pub fn date_of(moment: UnixMillis) -> Date {
    date(moment.day())
}

/// The minute of the day in UTC+08:00, 0 to 1439.
pub fn minute_of_day(moment: UnixMillis) -> u16 {
    u16::try_from(moment.millis_of_day() / MINUTE_MS).expect("a day has 1440 minutes")
}

/// The moment when `minute_of_day` begins on `date` in UTC+08:00; 1440 is the next midnight.
pub fn at(date: Date, minute_of_day: u16) -> UnixMillis {
    UnixMillis::of_day(day_number(date), i64::from(minute_of_day) * MINUTE_MS)
}

impl UnixMillis {
    /// Reads a moment in RFC 3339: [`read_moment`].
    ///
    /// # Errors
    /// When the text is not RFC 3339 or its date does not exist.
    pub fn parse(text: &str) -> Result<UnixMillis, ReadMomentError> {
        read_moment(text)
    }

    /// RFC 3339 in UTC+08:00, such as `2026-11-21T17:30:00+08:00`; milliseconds only where there are any.
    pub fn rfc3339(self) -> String {
        format!("{}+08:00", self.civil())
    }

    /// The moment `minutes` later; the end of time where that does not exist.
    pub fn plus_minutes(self, minutes: i64) -> UnixMillis {
        UnixMillis(self.0.saturating_add(minutes.saturating_mul(MINUTE_MS)))
    }

    /// Days from 1970-01-01 to this moment's date in UTC+08:00.
    pub(crate) fn day(self) -> i64 {
        self.0.saturating_add(ZONE_MS).div_euclid(DAY_MS)
    }

    /// Milliseconds since midnight in UTC+08:00.
    pub(crate) fn millis_of_day(self) -> i64 {
        self.0.saturating_add(ZONE_MS).rem_euclid(DAY_MS)
    }

    /// The moment `millis` after midnight of a day.
    pub(crate) fn of_day(day: i64, millis: i64) -> UnixMillis {
        UnixMillis(day.saturating_mul(DAY_MS).saturating_add(millis - ZONE_MS))
    }

    fn civil(self) -> DateTime {
        let nanos = self.millis_of_day() * 1_000_000;
        let time = Time::midnight().saturating_add(SignedDuration::from_nanos(nanos));
        date_of(self).to_datetime(time)
    }
}

/// For people, to the minute and in UTC+08:00: `2026-11-21 17:30`.
impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        write!(
            f,
            "{} {:02}:{:02}",
            civil.date(),
            civil.hour(),
            civil.minute()
        )
    }
}

impl std::str::FromStr for UnixMillis {
    type Err = ReadMomentError;

    fn from_str(text: &str) -> Result<Self, ReadMomentError> {
        read_moment(text)
    }
}

/// Days from 1970-01-01 to `date`.
pub(crate) fn day_number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The date `day` days after 1970-01-01; the first or last one where there is none.
pub(crate) fn date(day: i64) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(
        day.clamp(-DAYS_MAX, DAYS_MAX) * 24,
    ))
}

pub(crate) const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const ZONE_MS: i64 = 8 * 60 * MINUTE_MS;
const EPOCH: Date = Date::constant(1970, 1, 1);
/// More days than the dates reach in either direction, and few enough to count in hours.
const DAYS_MAX: i64 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn the_day_begins_at_16_utc() {
        let before = read_moment("2026-11-20T15:59:59.999Z").unwrap();
        let after = read_moment("2026-11-20T16:00:00Z").unwrap();
        assert_eq!(date_of(before), civil::date(2026, 11, 20));
        assert_eq!(date_of(after), civil::date(2026, 11, 21));
        assert_eq!((minute_of_day(before), minute_of_day(after)), (1439, 0));
        assert_eq!(at(civil::date(2026, 11, 21), 0), after);
    }

    #[test]
    fn a_moment_is_printed_in_the_zone_of_the_law() {
        let moment = read_moment("2026-11-21T09:30:00Z").unwrap();
        assert_eq!(moment.to_string(), "2026-11-21 17:30");
        assert_eq!(moment.rfc3339(), "2026-11-21T17:30:00+08:00");
        assert_eq!(read_moment(&moment.rfc3339()).unwrap(), moment);
        assert_eq!(UnixMillis(-1).rfc3339(), "1970-01-01T07:59:59.999+08:00");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T17:30:00",
            "2026-02-30T09:00:00+08:00",
            "now",
        ] {
            assert!(read_moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for moment in [UnixMillis(i64::MIN), UnixMillis(i64::MAX)] {
            assert!(!moment.to_string().is_empty() && !moment.rfc3339().is_empty());
        }
        for day in [civil::Date::MIN, civil::Date::MAX] {
            assert_eq!(date_of(at(day, 510)), day);
        }
    }
}
