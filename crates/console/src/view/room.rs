use super::{Light, Text, Tier};
use serde::{Deserialize, Serialize};

/// What a control room watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPage {
    /// The room's name.
    pub title: Text,
    /// The time the figures were made.
    pub now: Text,
    /// Cases that were looked at and all that there are, where findings, ranking and steps are not whole yet.
    pub counting: Option<(u64, u64)>,
    /// What whoever runs the room has to see to, such as a list of days off that is missing.
    #[serde(default)]
    pub warnings: Vec<Text>,
    /// The places in tree order, a place right before what is below it.
    pub tiles: Vec<Tile>,
    /// All lights together.
    pub sum: Lights,
    /// Taken in and concluded.
    pub flow: Flow,
    /// Open cases by the time they have left.
    pub remaining: Vec<Bucket>,
    /// What was found, worst and newest first.
    pub findings: Vec<RoomFinding>,
    /// Departments, best first.
    pub ranking: Vec<RankRow>,
    /// The steps that take longest.
    pub slowest: Vec<SlowStep>,
    /// The lines to the places below.
    pub links: Vec<LinkRow>,
    /// At a province: what it holds of each city.
    pub cities: Vec<CityRows>,
}

/// How many open cases show which light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lights {
    /// Within their limit.
    pub green: u64,
    /// With a warning (预警): a limit of theirs is near its end.
    pub yellow: u64,
    /// With a limit that is overrun (超时).
    pub red: u64,
    /// With a clock that lawfully stands still (暂停).
    pub paused: u64,
}

impl Lights {
    /// All open cases.
    pub const fn open(&self) -> u64 {
        self.green + self.yellow + self.red + self.paused
    }
}

/// One place of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// The place's code.
    pub code: String,
    /// Its short name.
    pub place: Text,
    /// The tier of the place, from province to village.
    pub tier: Tier,
    /// Its cases and those of the places below it.
    pub lights: Lights,
    /// Up to when its data is complete; nothing where none ever came.
    pub as_of: Option<Text>,
    /// The data is old: that says something of the line, not of the cases.
    pub stale: bool,
}

/// Taken in and concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flow {
    /// Taken in today.
    pub intake_today: u64,
    /// Concluded on the day of the figures.
    pub done_today: u64,
    /// Taken in this month.
    pub intake_month: u64,
    /// Concluded this month.
    pub done_month: u64,
}

impl Flow {
    /// The group of cases taken in today.
    pub const INTAKE_TODAY: &str = "intake_today";
    /// The group of cases concluded today.
    pub const DONE_TODAY: &str = "done_today";
}

/// Open cases with about the same time left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Names it when the list behind it is asked for; see [`FindQuery::group`](crate::FindQuery::group).
    pub key: String,
    /// Such as `剩 1 个工作日`.
    pub label: Text,
    /// The light they share.
    pub light: Light,
    /// How many open cases are in the bucket.
    pub count: u64,
}

/// Something that supervision found about one case, as the room lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomFinding {
    /// Name of the supervision rule that it falls under.
    pub rule: Text,
    /// Yellow or red.
    pub light: Light,
    /// Place and department that answer for it.
    pub place: Text,
    /// The case's id, where the room holds the case.
    pub case: Option<String>,
    /// The case's number, or what stands for it.
    pub number: String,
    /// When it turned red; while it is yellow, when it turned yellow.
    pub since: Text,
}

/// One department in the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankRow {
    /// The department, with its place.
    pub department: Text,
    /// Concluded in the period.
    pub done: u64,
    /// Concluded in time, in tenths of a percent.
    pub on_time_permille: u16,
    /// Findings that turned yellow (预警) in the period.
    pub yellow: u64,
    /// Findings that turned red (纠错) in the period.
    pub red: u64,
}

impl RankRow {
    /// `99.5`, in percent.
    pub fn on_time(&self) -> String {
        format!(
            "{}.{}",
            self.on_time_permille / 10,
            self.on_time_permille % 10
        )
    }
}

/// A step that takes long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlowStep {
    /// The step, with its item.
    pub step: Text,
    /// Place and department that do the step.
    pub department: Text,
    /// How long it usually takes, such as `3.5 个工作日`.
    pub usual: Text,
    /// How many cases stand in it.
    pub open: u64,
}

/// The line to one place below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Name of the place at the lower end of the line.
    pub child: Text,
    /// Whether its line is up.
    pub online: bool,
    /// Since when the line has been up or down; empty where that is not known.
    pub since: Text,
    /// Records that wait to go down to it.
    pub waiting: u64,
}

/// What a province holds of one city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityRows {
    /// Name of the city that the rows are about.
    pub city: Text,
    /// How many rows the province holds of it that it can read and that say something.
    pub rows: u64,
    /// The greatest version held.
    pub version: u64,
    /// Up to when they are complete.
    pub as_of: Option<Text>,
}
