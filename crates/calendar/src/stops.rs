use crate::UnixMillis;
use serde::{Deserialize, Serialize};

/// A stretch in which the limit does not run: a special procedure (特别程序, 行政许可法 45).
///
/// In days the day of the notice still counts and the day of the end does not, by the rule that the
/// first day of a period is left out (民法典 201): the working days d with
/// date(from) < d <= date(until) are left out. In working minutes exactly `from` to before `until` is.
/// A stop that ends before it begins leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// When the notice was given.
    pub from: UnixMillis,
    /// When it was over; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMillis>,
    /// Why: the code of what is done and the number of the notice, such as
    /// `expert_review 特程告2026-3`.
    pub why: String,
}

impl Stop {
    /// The last day before those left out, and the last one of them.
    pub(crate) fn days(&self) -> (i64, i64) {
        let until = self.until.map_or(i64::MAX, UnixMillis::day);
        (self.from.day(), until)
    }

    /// The first millisecond left out, and the one after the last.
    pub(crate) fn millis(&self) -> (i64, i64) {
        let until = self.until.map_or(i64::MAX, |until| until.0);
        (self.from.0, until)
    }
}

/// Half-open stretches in order, with gaps between them.
pub(crate) fn merged(stretches: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    let mut all: Vec<(i64, i64)> = stretches.filter(|(from, to)| from < to).collect();
    all.sort_unstable();
    all.dedup_by(|next, kept| {
        let touches = next.0 <= kept.1;
        if touches {
            kept.1 = kept.1.max(next.1);
        }
        touches
    });
    all
}
