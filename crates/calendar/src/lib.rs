//! The legal clock: working days and minutes, office hours, due dates with their derivation.
//!
//! What it does: reads the list of public holidays and the office hours, and counts by them in the
//! fixed zone UTC+08:00. What it does not: know what time it is, use the machine's time zone, or
//! decide what a missed date means. Past the last announced year it refuses, or counts Monday to
//! Friday but for the days off by law and says that the result is provisional.
//!
//! ```
//! use calendar::{Calendar, DayKind, Deferral, Used, read_moment};
//! let days = "date,kind,name\n\
//!             2018-02-15,holiday,春节\n\
//!             2018-02-24,adjusted_workday,春节\n";
//! let hours = "zone = '+08:00'\nminutes_per_day = 480\n\
//!              spans = [{ opens = '08:30', closes = '12:00' }, { opens = '13:00', closes = '17:30' }]";
//! let calendar = Calendar::read(days, "days.csv", hours, "hours.toml").unwrap();
//!
//! let received = read_moment("2018-02-14T09:00:00+08:00").unwrap();
//! let due = calendar.due(received, 1, Deferral::None).unwrap();
//! assert_eq!(due.at.to_string(), "2018-02-16 17:30");
//! let second = &due.derivation[1];
//! assert_eq!(second.day, DayKind::Holiday("春节".to_owned()));
//! assert_eq!(second.used, Used::Skipped);
//! ```

mod by_law;
mod calendar;
mod count;
mod days;
mod derivation;
mod due;
mod hours;
mod list;
mod minutes;
mod stops;
mod time;

pub use calendar::{Calendar, CalendarFault, DecodeCalendarError, ReadCalendarError};
pub use count::{Count, Halted};
pub use days::DayKind;
pub use derivation::{DerivationStep, Used};
pub use due::{Deferral, Due, DueAt, PastCalendar};
pub use hours::{AfterHours, OfficeHours, Span};
pub use list::{DayChange, ListFault};
pub use stops::Stop;
pub use time::{ReadMomentError, UnixMillis, at, date_of, minute_of_day, read_moment};

/// A date of the civil calendar, as all of this crate takes and gives it.
pub use jiff::civil::Date;
