use crate::days::{Days, is_weekday, whole_years};
use crate::time::{date, day_number};
use crate::{DayKind, OfficeHours, UnixMillis, at};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The announced days and the office hours: one version, named by its hash.
#[derive(Debug, Clone)]
pub struct Calendar {
    content: Content,
    pub(crate) days: Days,
    /// Every due date names it, so it is kept.
    hash: [u8; 32],
}

/// Why calendar files were refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadCalendarError {
    /// A row that is not a date, a kind and a name.
    #[error("{file}:{line}: {message}")]
    Row {
        /// File.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A date that came before.
    #[error("{file}:{line}: {date} is given twice")]
    Twice {
        /// File.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The date.
        date: Date,
    },
    /// Hours that are not TOML or not of the right shape.
    #[error("{file}:{line}: {message}")]
    Hours {
        /// File.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// Days or hours that make no sense.
    #[error("{file}: {fault}")]
    Sense {
        /// File.
        file: String,
        /// What is wrong.
        #[source]
        fault: CalendarFault,
    },
}

/// Why bytes are not a calendar.
#[derive(Debug, thiserror::Error)]
pub enum DecodeCalendarError {
    /// Not the JSON of a calendar.
    #[error("not a calendar")]
    Json(#[from] serde_json::Error),
    /// A calendar that makes no sense.
    #[error("a calendar that makes no sense")]
    Sense(#[from] CalendarFault),
    /// The same content in other bytes, so that its hash would have two values.
    #[error("a calendar that is not in its canonical form")]
    NotCanonical,
}

/// What can be wrong with the content of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// No day is listed, so no year is announced.
    #[error("no day is listed")]
    Empty,
    /// A year between others has no holiday: its rows are missing.
    #[error("the year {0} is missing")]
    MissingYear(i16),
    /// A weekday that is worked anyway.
    #[error("{0} is an adjusted workday but no weekend day")]
    WorkedWeekday(Date),
    /// A zone other than `+08:00`.
    #[error("the zone is {0:?}, only \"+08:00\" is possible")]
    Zone(String),
    /// Spans that are empty, or not in order with gaps between them.
    #[error("the spans are not in order")]
    Spans,
    /// The sum of the spans is another.
    #[error("the spans have {sum} minutes, minutes_per_day says {given}")]
    Minutes {
        /// What is written.
        given: u16,
        /// What the spans add up to.
        sum: u16,
    },
}

impl Calendar {
    /// Reads a list of days and the office hours; the names are for messages.
    ///
    /// A year counts as announced as soon as one of its days is listed.
    ///
    /// # Errors
    /// The first fault found.
    pub fn read(
        days_csv: &str,
        days_name: &str,
        hours_toml: &str,
        hours_name: &str,
    ) -> Result<Calendar, ReadCalendarError> {
        let listed = read_days(days_csv, days_name)?;
        let hours = read_hours(hours_toml, hours_name)?;
        let sense = |file: &str, fault| ReadCalendarError::Sense {
            file: file.to_owned(),
            fault,
        };
        hours.check().map_err(|fault| sense(hours_name, fault))?;
        Content::new(listed, hours)
            .build()
            .map_err(|fault| sense(days_name, fault))
    }

    /// The bytes that are published and hashed: JSON, days in order.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.content.to_bytes()
    }

    /// The calendar in such bytes.
    ///
    /// # Errors
    /// When they are not exactly what [`Calendar::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Result<Calendar, DecodeCalendarError> {
        let content: Content = serde_json::from_slice(bytes)?;
        content.hours.check()?;
        let in_order = content.days.is_sorted_by(|one, next| one.date < next.date);
        if !in_order || content.to_bytes() != bytes {
            return Err(DecodeCalendarError::NotCanonical);
        }
        Ok(content.build()?)
    }

    /// The BLAKE3 hash of the bytes: the name of this version.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The office hours.
    pub fn hours(&self) -> &OfficeHours {
        &self.content.hours
    }

    /// The first announced year.
    pub fn first_year(&self) -> i16 {
        date(self.days.first()).year()
    }

    /// The first announced date.
    pub fn first_date(&self) -> Date {
        date(self.days.first())
    }

    /// The last announced date.
    pub fn last_date(&self) -> Date {
        date(self.days.last())
    }

    /// What kind of day `date` is; outside the announced years as the week has it.
    pub fn day(&self, date: Date) -> DayKind {
        self.days.kind(day_number(date))
    }

    /// Whether people work on `date`; none outside the announced years.
    pub fn is_working(&self, date: Date) -> Option<bool> {
        let day = day_number(date);
        self.days
            .is_announced(day)
            .then(|| self.days.is_working(day))
    }

    /// When offices open on `date`, should it be a working day.
    pub fn opening(&self, date: Date) -> UnixMillis {
        at(date, self.hours().opening())
    }

    /// Close of business on `date`, should it be a working day.
    pub fn closing(&self, date: Date) -> UnixMillis {
        at(date, self.hours().closing())
    }
}

/// What is published: the whole of it decides the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    days: Vec<ListedDay>,
    hours: OfficeHours,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedDay {
    date: Date,
    kind: ListedKind,
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ListedKind {
    Holiday,
    AdjustedWorkday,
}

impl Content {
    fn new(days: BTreeMap<Date, ListedDay>, hours: OfficeHours) -> Content {
        Content {
            days: days.into_values().collect(),
            hours,
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a calendar has string keys only")
    }

    fn build(self) -> Result<Calendar, CalendarFault> {
        let dates = || self.days.iter().map(|listed| listed.date);
        let (Some(earliest), Some(latest)) = (dates().min(), dates().max()) else {
            return Err(CalendarFault::Empty);
        };
        let mut years: Vec<i16> = dates().map(Date::year).collect();
        years.sort_unstable();
        // A forgotten year would pass for one without holidays.
        if let Some(gap) = years.windows(2).find(|pair| pair[1] > pair[0] + 1) {
            return Err(CalendarFault::MissingYear(gap[0] + 1));
        }
        let mut kinds = BTreeMap::new();
        for listed in &self.days {
            let day = day_number(listed.date);
            let kind = match listed.kind {
                ListedKind::Holiday => DayKind::Holiday(listed.name.clone()),
                ListedKind::AdjustedWorkday if is_weekday(day) => {
                    return Err(CalendarFault::WorkedWeekday(listed.date));
                }
                ListedKind::AdjustedWorkday => DayKind::AdjustedWorkday(listed.name.clone()),
            };
            kinds.insert(day, kind);
        }
        let (first, last) = whole_years(earliest, latest);
        let days = Days::new(first, last, kinds);
        Ok(Calendar {
            hash: *blake3::hash(&self.to_bytes()).as_bytes(),
            content: self,
            days,
        })
    }
}

fn read_days(text: &str, file: &str) -> Result<BTreeMap<Date, ListedDay>, ReadCalendarError> {
    let fault = |error: csv::Error| ReadCalendarError::Row {
        file: file.to_owned(),
        line: error.position().map_or(1, csv::Position::line),
        message: match error.kind() {
            csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
            _ => error.to_string(),
        },
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(fault)?.clone();
    let mut days = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let listed: ListedDay = record.deserialize(Some(&header)).map_err(fault)?;
        let date = listed.date;
        if days.insert(date, listed).is_some() {
            let (file, line) = (
                file.to_owned(),
                record.position().map_or(1, csv::Position::line),
            );
            return Err(ReadCalendarError::Twice { file, line, date });
        }
    }
    Ok(days)
}

fn read_hours(text: &str, file: &str) -> Result<OfficeHours, ReadCalendarError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.bytes().take(start);
        ReadCalendarError::Hours {
            file: file.to_owned(),
            line: before.filter(|byte| *byte == b'\n').count() as u64 + 1,
            message: error.message().to_owned(),
        }
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use jiff::civil::date;

    const DAYS: &str = include_str!("../../../topology/calendar/cn-workdays.csv");
    const HOURS: &str = include_str!("../../../topology/calendar/hours.toml");

    /// The calendar that is shipped.
    pub(crate) fn shipped() -> Calendar {
        Calendar::read(DAYS, "cn-workdays.csv", HOURS, "hours.toml").unwrap()
    }

    fn refused(days: &str, hours: &str) -> String {
        let days = format!("date,kind,name\n{days}");
        Calendar::read(&days, "d.csv", hours, "h.toml")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_shipped_calendar_covers_2018_to_2026() {
        let calendar = shipped();
        assert_eq!(calendar.first_year(), 2018);
        assert_eq!(calendar.first_date(), date(2018, 1, 1));
        assert_eq!(calendar.last_date(), date(2026, 12, 31));
        assert_eq!(calendar.is_working(date(2017, 12, 31)), None);
        assert_eq!(calendar.is_working(date(2027, 1, 1)), None);
        // From the State Council's notice for 2025: worked on 26 January, off from the 28th.
        assert_eq!(calendar.is_working(date(2025, 1, 26)), Some(true));
        assert_eq!(calendar.is_working(date(2025, 1, 28)), Some(false));
        assert_eq!(calendar.is_working(date(2025, 11, 1)), Some(false));
        assert_eq!(calendar.is_working(date(2025, 11, 3)), Some(true));
    }

    #[test]
    fn the_days_that_the_notice_for_2025_names_are_worked_or_off() {
        let calendar = shipped();
        let working = |month, day| calendar.is_working(date(2025, month, day)).unwrap();
        for (month, day) in [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)] {
            assert!(working(month, day), "{month}-{day}");
        }
        for (month, from, to) in [(4, 4, 6), (5, 1, 5), (10, 1, 8)] {
            for day in from..=to {
                assert!(!working(month, day), "{month}-{day}");
            }
        }
    }

    #[test]
    fn a_calendar_travels_as_bytes_and_keeps_its_hash() {
        let calendar = shipped();
        let bytes = calendar.to_bytes();
        let again = Calendar::from_bytes(&bytes).unwrap();
        assert_eq!(again.hash(), calendar.hash());
        assert_eq!(again.to_bytes(), bytes);
        let mut other = DAYS.to_owned();
        other.push_str("2027-01-01,holiday,元旦\n");
        let other = Calendar::read(&other, "d", HOURS, "h").unwrap();
        assert_ne!(other.hash(), calendar.hash());
        assert_eq!(other.last_date(), date(2027, 12, 31));
    }

    #[test]
    fn bytes_from_elsewhere_are_checked() {
        let bytes = shipped().to_bytes();
        let mut spaced = bytes.clone();
        spaced.push(b' ');
        let twice = String::from_utf8(bytes.clone()).unwrap();
        let first = r#"{"date":"2018-01-01","kind":"holiday","name":"元旦"},"#;
        assert!(twice.contains(first));
        let twice = twice.replace(first, &first.repeat(2));
        let refused = |bytes: &[u8]| Calendar::from_bytes(bytes).unwrap_err();
        assert!(matches!(
            refused(twice.as_bytes()),
            DecodeCalendarError::NotCanonical
        ));
        assert!(matches!(
            refused(&spaced),
            DecodeCalendarError::NotCanonical
        ));
        assert!(matches!(refused(b"{}"), DecodeCalendarError::Json(_)));
        let text = String::from_utf8(bytes).unwrap();
        let zone = text.replace("+08:00", "+09:00");
        assert!(matches!(
            refused(zone.as_bytes()),
            DecodeCalendarError::Sense(_)
        ));
    }

    #[test]
    fn faults_name_the_file_and_the_line() {
        for (days, told) in [
            (
                "2020-01-01,holiday,元旦\n2020-13-01,holiday,x\n",
                "d.csv:3: ",
            ),
            ("2020-01-01,feast,元旦\n", "d.csv:2: "),
            (
                "2020-01-01,holiday,元旦\n2020-01-01,holiday,元旦\n",
                "d.csv:3: 2020-01-01 is given twice",
            ),
            (
                "2020-01-02,adjusted_workday,x\n",
                "d.csv: 2020-01-02 is an adjusted workday but no weekend day",
            ),
            (
                "2020-01-01,holiday,x\n2022-01-01,holiday,x\n",
                "d.csv: the year 2021 is missing",
            ),
            ("", "d.csv: no day is listed"),
        ] {
            let message = refused(days, HOURS);
            assert!(message.starts_with(told), "{message}");
        }
        let message = refused("2020-01-01,holiday,x\n", "zone = '+08:00'\nminutes = 1\n");
        assert!(
            message.starts_with("h.toml:2: unknown field `minutes`"),
            "{message}"
        );
    }
}
