use crate::DayKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One day on the way to a due date: what it is, and what it was used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivationStep {
    /// The day as a civil date in UTC+08:00.
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
