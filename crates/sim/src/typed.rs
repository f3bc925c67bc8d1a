//! What people of a simulated day type, from `typed.json`. It goes into signed changes, so another wording makes another
//! run of every seed.

use serde::Deserialize;
use std::sync::LazyLock;

/// The file, read once.
pub(crate) static TYPED: LazyLock<Typed> = LazyLock::new(|| {
    serde_json::from_str(include_str!("typed.json")).expect("the file that comes with the program")
});

/// Names that a number follows, opinions and reasons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    pub(crate) applicant: String,
    pub(crate) entrustment: String,
    /// A moment follows.
    pub(crate) written_at: String,
    pub(crate) opinion: String,
    pub(crate) granted: String,
    pub(crate) certificate: String,
    pub(crate) handed_over: String,
    /// Why a case lives somewhere else now.
    pub(crate) moved: String,
    pub(crate) pressed: String,
    pub(crate) settled: String,
    /// The applicant of a form that a liar makes up.
    pub(crate) nobody: String,
    pub(crate) forged: String,
    pub(crate) somebody_else: String,
}
