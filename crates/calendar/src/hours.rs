use crate::CalendarFault;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// When offices are open on a working day: what `hours.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// Offset from UTC. Only `+08:00` is accepted: it is written down so that nobody has to guess.
    pub zone: String,
    /// Working minutes of a day: the sum of the spans, written down as limits are given in it.
    pub minutes_per_day: u16,
    /// Open spans in order, with gaps between them.
    pub spans: Vec<Span>,
    /// The local rule for what comes in after hours. Absent = the law's plain rule: the day of receipt
    /// is the day it came. Only where it is there is it part of the bytes, so that calendars published
    /// without it keep their hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours: Option<AfterHours>,
}

/// What a local rule says of receipt on a rest day or from close of business on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterHours {
    /// It counts as received on the next working day.
    NextWorkingDay,
}

/// One span of office hours, in minutes of the day; written `08:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first minute.
    #[serde(with = "clock")]
    pub opens: u16,
    /// The minute after the last one, at most 1440.
    #[serde(with = "clock")]
    pub closes: u16,
}

impl OfficeHours {
    /// The minute when the first span opens.
    pub fn opening(&self) -> u16 {
        self.spans.first().map_or(0, |span| span.opens)
    }

    /// The minute when the last span closes: the end of the day, when things are due.
    pub fn closing(&self) -> u16 {
        self.spans.last().map_or(DAY_MINUTES, |span| span.closes)
    }

    pub(crate) fn check(&self) -> Result<(), CalendarFault> {
        if self.zone != ZONE {
            return Err(CalendarFault::Zone(self.zone.clone()));
        }
        let mut reached = None;
        let mut sum = 0;
        for span in &self.spans {
            if span.closes <= span.opens || reached.is_some_and(|minute| span.opens <= minute) {
                return Err(CalendarFault::Spans);
            }
            reached = Some(span.closes);
            sum += span.closes - span.opens;
        }
        if sum == 0 || sum != self.minutes_per_day {
            let given = self.minutes_per_day;
            return Err(CalendarFault::Minutes { given, sum });
        }
        Ok(())
    }
}

/// A minute of the day as `HH:MM`.
mod clock {
    use super::*;

    pub(super) fn serialize<S: Serializer>(minute: &u16, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&format_args!("{:02}:{:02}", minute / 60, minute % 60))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<u16, D::Error> {
        let text = String::deserialize(input)?;
        read(&text).ok_or_else(|| D::Error::custom(format!("not a time such as 08:30: {text}")))
    }

    fn read(text: &str) -> Option<u16> {
        let (hour, minute) = text.split_once(':')?;
        let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        if !two_digits(hour) || !two_digits(minute) {
            return None;
        }
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let all = hour * 60 + minute;
        (minute < 60 && all <= DAY_MINUTES).then_some(all)
    }
}

const ZONE: &str = "+08:00";
const DAY_MINUTES: u16 = 1440;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(zone: &str, minutes: u16, spans: &str) -> Option<OfficeHours> {
        let text = format!("zone = '{zone}'\nminutes_per_day = {minutes}\nspans = [{spans}]");
        let hours: OfficeHours = toml::from_str(&text).ok()?;
        hours.check().ok()?;
        Some(hours)
    }

    #[test]
    fn the_shipped_hours_are_480_minutes_from_0830_to_1730() {
        let text = include_str!("../../../topology/calendar/hours.toml");
        let hours: OfficeHours = toml::from_str(text).unwrap();
        assert_eq!(hours.check(), Ok(()));
        assert_eq!(
            (hours.opening(), hours.closing()),
            (8 * 60 + 30, 17 * 60 + 30)
        );
        assert_eq!(hours.minutes_per_day, 480);
    }

    #[test]
    fn hours_that_make_no_sense_are_refused() {
        let day = "{ opens = '09:00', closes = '17:00' }";
        assert!(read("+08:00", 480, day).is_some());
        assert!(read("+00:00", 480, day).is_none());
        assert!(read("+08:00", 479, day).is_none());
        assert!(read("+08:00", 0, "").is_none());
        assert!(read("+08:00", 480, "{ opens = '17:00', closes = '09:00' }").is_none());
        assert!(read("+08:00", 480, "{ opens = '9:00', closes = '17:00' }").is_none());
        assert!(read("+08:00", 480, "{ opens = '09:60', closes = '18:00' }").is_none());
        assert!(read("+08:00", 960, &format!("{day}, {day}")).is_none());
    }
}
