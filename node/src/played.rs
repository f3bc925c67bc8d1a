//! Who appears in the demonstration and under load, and what they type: from `played.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

/// The file, read once.
pub(crate) static PLAYED: LazyLock<PlayedData> = LazyLock::new(|| {
    toml::from_str(include_str!("played.toml")).expect("the file that comes with the program")
});

/// Both parts of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlayedData {
    pub(crate) demo: PlayedDay,
    pub(crate) load: PlayedLoad,
}

/// The demonstration: applicants by their part in the story, then what officials and agents type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlayedDay {
    pub(crate) at_the_village: [String; 3],
    pub(crate) enterprise: String,
    pub(crate) contested: String,
    pub(crate) left_alone: String,
    pub(crate) far_away: String,
    /// What the number of every letter of authority begins with.
    pub(crate) entrustment: String,
    pub(crate) voucher: String,
    pub(crate) opinion: String,
    pub(crate) agreed: String,
    pub(crate) granted: String,
    /// The number of a certificate that is made.
    pub(crate) certificate: String,
    pub(crate) handed_over: String,
    pub(crate) missing: String,
    pub(crate) taken_over: String,
    pub(crate) settled: String,
}

/// Load: what the names of applicants begin with, and what officials type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlayedLoad {
    pub(crate) person: String,
    pub(crate) enterprise: String,
    pub(crate) opinion: String,
    pub(crate) granted: String,
    pub(crate) handed_over: String,
}
