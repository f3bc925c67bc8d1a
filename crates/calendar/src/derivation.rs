use crate::DayKind;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// One day on the way to a due date: what it is, and what it was used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivationStep {
    /// The date.
    pub date: Date,
    /// What kind of day it is.
    pub day: DayKind,
    /// What it was used for.
    pub used: Used,
}

/// What a day was used for in the derivation of a due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Used {
    /// Day of receipt, which does not count.
    Received,
    /// Day of receipt, and due the same day.
    DueOnReceipt,
    /// Received on a rest day or after hours.
    ReceivedTooLate,
    /// The working day to which that moved.
    MovedTo,
    /// The first, second, ... day of the limit.
    Counted(u16),
    /// The first, second, ... day that an extension (延期) added after the limit's own.
    Extended(u16),
    /// A working day on which the limit did not run, with the reason.
    Stopped(String),
    /// A rest day.
    Skipped,
}

impl DerivationStep {
    /// The step in Chinese: `2018-02-15 周四,法定节假日(春节):不计`.
    pub fn zh(&self) -> String {
        let weekday = match self.date.weekday() {
            Weekday::Monday => "周一",
            Weekday::Tuesday => "周二",
            Weekday::Wednesday => "周三",
            Weekday::Thursday => "周四",
            Weekday::Friday => "周五",
            Weekday::Saturday => "周六",
            Weekday::Sunday => "周日",
        };
        let day = match &self.day {
            DayKind::Workday => "工作日".to_owned(),
            DayKind::AdjustedWorkday(name) => format!("调休上班({name})"),
            DayKind::Weekend => "周末".to_owned(),
            DayKind::Holiday(name) => format!("法定节假日({name})"),
            DayKind::UnannouncedWorkday => "日历未公布,暂按工作日".to_owned(),
            DayKind::UnannouncedWeekend => "日历未公布,暂按周末".to_owned(),
        };
        let used = match &self.used {
            Used::Received => "收件当日,不计".to_owned(),
            Used::DueOnReceipt => "收件当日,当日到期".to_owned(),
            Used::ReceivedTooLate => "非工作时间收件,顺延".to_owned(),
            Used::MovedTo => "顺延至此日".to_owned(),
            Used::Counted(number) => format!("第{number}个工作日"),
            Used::Extended(number) => format!("延期第{number}个工作日"),
            Used::Stopped(why) => format!("特别程序期间,不计({why})"),
            Used::Skipped => "不计".to_owned(),
        };
        format!("{} {weekday},{day}:{used}", self.date)
    }

    /// The step in English: `2018-02-15 Thu, public holiday (春节): not counted`.
    pub fn en(&self) -> String {
        let weekday = match self.date.weekday() {
            Weekday::Monday => "Mon",
            Weekday::Tuesday => "Tue",
            Weekday::Wednesday => "Wed",
            Weekday::Thursday => "Thu",
            Weekday::Friday => "Fri",
            Weekday::Saturday => "Sat",
            Weekday::Sunday => "Sun",
        };
        let day = match &self.day {
            DayKind::Workday => "working day".to_owned(),
            DayKind::AdjustedWorkday(name) => format!("weekend day worked for a holiday ({name})"),
            DayKind::Weekend => "weekend".to_owned(),
            DayKind::Holiday(name) => format!("public holiday ({name})"),
            DayKind::UnannouncedWorkday => "year not announced, taken as a working day".to_owned(),
            DayKind::UnannouncedWeekend => "year not announced, taken as a weekend".to_owned(),
        };
        let used = match &self.used {
            Used::Received => "day of receipt, not counted".to_owned(),
            Used::DueOnReceipt => "day of receipt, due the same day".to_owned(),
            Used::ReceivedTooLate => "received outside office hours, moved on".to_owned(),
            Used::MovedTo => "moved to this day".to_owned(),
            Used::Counted(number) => format!("working day {number}"),
            Used::Extended(number) => format!("working day {number} of the extension"),
            Used::Stopped(why) => format!("special procedure, not counted ({why})"),
            Used::Skipped => "not counted".to_owned(),
        };
        format!("{} {weekday}, {day}: {used}", self.date)
    }
}
