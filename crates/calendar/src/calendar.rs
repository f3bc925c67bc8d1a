use crate::by_law;
use crate::days::{Days, is_weekday, whole_years};
use crate::time::{date, day_number};
use crate::{AfterHours, DayKind, Deferral, OfficeHours, UnixMillis, at};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The announced days and the office hours: one version, named by its hash.
#[derive(Debug, Clone)]
pub struct Calendar {
    content: CalendarContent,
    pub(crate) days: Days,
    /// The same where every list to come takes as many days off as it can.
    pub(crate) fewest: Days,
    /// Every due date names it, so it is kept.
    hash: [u8; 32],
}

/// Why calendar files were refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadCalendarError {
    /// A row that is not a date, a kind and a name.
    #[error("{file}:{line}: {message}")]
    Row {
        /// Name of the list of days, as the caller gave it.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A date that came before.
    #[error("{file}:{line}: {date} is given twice")]
    Twice {
        /// Name of the list of days, as the caller gave it.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The date that stands in two rows of the list.
        date: Date,
    },
    /// Hours that are not TOML or not of the right shape.
    #[error("{file}:{line}: {message}")]
    Hours {
        /// Name of the file of office hours, as the caller gave it.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// Days or hours that make no sense.
    #[error("{file}: {fault}")]
    Sense {
        /// Name of the file that the fault is reported under, as the caller gave it.
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
        Calendar::read_in_province(days_csv, days_name, &[], hours_toml, hours_name)
    }

    /// As [`Calendar::read`], with further lists of days: (text, name) each, of the same columns. They
    /// hold what a province announces for itself, such as the feasts of its peoples, and add days to
    /// the national list or take the place of its rows; a later list goes before an earlier one.
    ///
    /// # Errors
    /// The first fault found. A date outside the announced years is one: a provincial list announces
    /// no year.
    pub fn read_in_province(
        days_csv: &str,
        days_name: &str,
        provincial: &[(&str, &str)],
        hours_toml: &str,
        hours_name: &str,
    ) -> Result<Calendar, ReadCalendarError> {
        let mut listed: BTreeMap<Date, ListedDay> = read_days(days_csv, days_name)?
            .into_iter()
            .map(|(date, (day, _))| (date, day))
            .collect();
        let hours = read_hours(hours_toml, hours_name)?;
        let years = listed.first_key_value().zip(listed.last_key_value());
        let years = years.map(|((first, _), (last, _))| whole_years(*first, *last));
        for (text, file) in provincial {
            for (date, (day, line)) in read_days(text, file)? {
                check_provincial(&day, years).map_err(|message| ReadCalendarError::Row {
                    file: (*file).to_owned(),
                    line,
                    message,
                })?;
                listed.insert(date, day);
            }
        }
        let sense = |file: &str, fault| ReadCalendarError::Sense {
            file: file.to_owned(),
            fault,
        };
        hours.check().map_err(|fault| sense(hours_name, fault))?;
        CalendarContent::new(listed, hours)
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
        let content: CalendarContent = serde_json::from_slice(bytes)?;
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

    /// What its office hours say of receipt after hours; the law's plain rule where they say nothing.
    pub fn deferral(&self) -> Deferral {
        match self.hours().after_hours {
            None => Deferral::None,
            Some(AfterHours::NextWorkingDay) => Deferral::AfterHours,
        }
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

    /// The first date that a list to come can still move: late in December of the last announced year.
    pub fn movable_from(&self) -> Date {
        movable_from(self.last_date().year())
    }

    /// What kind of day `date` is; after the announced years by the week and the days off by law, before them by
    /// the week.
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

fn movable_from(year: i16) -> Date {
    let (month, day) = by_law::MOVABLE_FROM;
    jiff::civil::date(year, month, day)
}

/// What is published: the whole of it decides the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarContent {
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

impl CalendarContent {
    fn new(days: BTreeMap<Date, ListedDay>, hours: OfficeHours) -> CalendarContent {
        CalendarContent {
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
        let mut fewest = kinds.clone();
        for (day, name) in by_law::days_off_at_most(last.year() + 1) {
            if day <= day_number(last) && day >= day_number(movable_from(last.year())) {
                fewest.insert(day, DayKind::Holiday(name.to_owned()));
            }
        }
        let fewest = Days::new(first, last, fewest, by_law::days_off_at_most);
        let days = Days::new(first, last, kinds, by_law::days_off);
        Ok(Calendar {
            hash: *blake3::hash(&self.to_bytes()).as_bytes(),
            content: self,
            days,
            fewest,
        })
    }
}

/// Whether a day of a provincial list can stand beside the national ones.
fn check_provincial(listed: &ListedDay, years: Option<(Date, Date)>) -> Result<(), String> {
    let date = listed.date;
    if let Some((first, last)) = years
        && !(first..=last).contains(&date)
    {
        return Err(format!(
            "{date} lies outside the years that the national list announces, {first} to {last}"
        ));
    }
    match listed.kind {
        ListedKind::AdjustedWorkday if is_weekday(day_number(date)) => {
            Err(CalendarFault::WorkedWeekday(date).to_string())
        }
        _ => Ok(()),
    }
}

/// The days of a list with the line of each.
fn read_days(
    text: &str,
    file: &str,
) -> Result<BTreeMap<Date, (ListedDay, u64)>, ReadCalendarError> {
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
        let line = record.position().map_or(1, csv::Position::line);
        if days.insert(date, (listed, line)).is_some() {
            let file = file.to_owned();
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
    use std::sync::LazyLock;

    pub(crate) const DAYS: &str = include_str!("../../../topology/calendar/cn-workdays.csv");
    pub(crate) const HOURS: &str = include_str!("../../../topology/calendar/hours.toml");

    /// The calendar that is shipped.
    pub(crate) fn shipped() -> Calendar {
        // Read once: property tests ask for it thousands of times.
        static SHIPPED: LazyLock<Calendar> =
            LazyLock::new(|| Calendar::read(DAYS, "cn-workdays.csv", HOURS, "hours.toml").unwrap());
        SHIPPED.clone()
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
    fn the_local_rule_for_late_receipt_is_part_of_the_calendar_only_where_it_is_written() {
        let plain = shipped();
        assert_eq!(plain.deferral(), Deferral::None);
        assert!(
            !String::from_utf8(plain.to_bytes())
                .unwrap()
                .contains("after_hours")
        );
        let local = format!("after_hours = 'next_working_day'\n{HOURS}");
        let local = Calendar::read(DAYS, "d", &local, "h").unwrap();
        assert_eq!(local.deferral(), Deferral::AfterHours);
        assert_ne!(local.hash(), plain.hash());
        let again = Calendar::from_bytes(&local.to_bytes()).unwrap();
        assert_eq!(
            (again.deferral(), again.hash()),
            (Deferral::AfterHours, local.hash())
        );
        let other = refused(
            "2020-01-01,holiday,x\n",
            &format!("after_hours = 'never'\n{HOURS}"),
        );
        assert!(
            other.starts_with("h.toml:1: unknown variant `never`"),
            "{other}"
        );
    }

    #[test]
    fn bytes_published_before_there_were_local_rules_decode_and_hash_as_they_did() {
        let bytes: &[u8] = br#"{"days":[{"date":"2020-01-01","kind":"holiday","name":"x"}],"hours":{"zone":"+08:00","minutes_per_day":60,"spans":[{"opens":"09:00","closes":"10:00"}]}}"#;
        let calendar = Calendar::from_bytes(bytes).unwrap();
        assert_eq!(calendar.hash(), *blake3::hash(bytes).as_bytes());
        assert_eq!(calendar.deferral(), Deferral::None);
    }

    const GUANGXI: &str = include_str!("../../../topology/calendar/provinces/45.csv");

    fn provincial(days: &str) -> Result<Calendar, ReadCalendarError> {
        let days = format!("date,kind,name\n{days}");
        Calendar::read_in_province(DAYS, "d.csv", &[(&days, "45.csv")], HOURS, "h.toml")
    }

    #[test]
    fn a_province_adds_days_and_overrides_them() {
        let national = shipped();
        let lists = [(GUANGXI, "45.csv")];
        let calendar = Calendar::read_in_province(DAYS, "d", &lists, HOURS, "h").unwrap();
        // Off by the notice for 2024; a Thursday and a Friday elsewhere.
        for day in [date(2024, 4, 11), date(2024, 4, 12)] {
            assert_eq!(calendar.is_working(day), Some(false));
            assert_eq!(national.is_working(day), Some(true));
        }
        // Sunday 2023-04-23 is worked for Labour Day, but not in Guangxi.
        assert_eq!(national.is_working(date(2023, 4, 23)), Some(true));
        assert_eq!(
            calendar.day(date(2023, 4, 23)),
            DayKind::Holiday("壮族三月三".to_owned())
        );
        assert_ne!(calendar.hash(), national.hash());
        assert_eq!(calendar.last_date(), national.last_date());
        // The whole travels as one: who receives it needs no list of the province.
        let again = Calendar::from_bytes(&calendar.to_bytes()).unwrap();
        assert_eq!(again.is_working(date(2024, 4, 11)), Some(false));
        let none = Calendar::read_in_province(DAYS, "d", &[], HOURS, "h").unwrap();
        assert_eq!(none.hash(), national.hash());
    }

    #[test]
    fn faults_of_a_provincial_list_name_its_file_and_line() {
        for (days, told) in [
            (
                "2024-04-11,holiday,x\n2027-01-04,holiday,x\n",
                "45.csv:3: 2027-01-04 lies outside the years that the national list announces, 2018-01-01 to 2026-12-31",
            ),
            (
                "2024-04-12,adjusted_workday,x\n",
                "45.csv:2: 2024-04-12 is an adjusted workday but no weekend day",
            ),
            (
                "2024-04-11,holiday,x\n2024-04-11,holiday,x\n",
                "45.csv:3: 2024-04-11 is given twice",
            ),
            ("2024-04-11,feast,x\n", "45.csv:2: "),
        ] {
            let message = provincial(days).unwrap_err().to_string();
            assert!(message.starts_with(told), "{message}");
        }
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
