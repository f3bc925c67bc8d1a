//! What was counted beside what the profile must show, what it cost, and what was assumed.

use super::figures::Figures;
use super::plan::LoadPlan;
use super::play::Played;
use super::profile::{Planned, Targets};
use engine::Parts;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// One run, told.
pub struct LoadReport<'a> {
    /// Id of the profile that was played.
    pub profile: &'a str,
    /// The division file.
    pub divisions: String,
    /// Seed of the dice: the same seed gives the same cases.
    pub seed: u64,
    /// Part of the profile's cases that was played, above 0.
    pub scale: f64,
    /// Commands in one group commit.
    pub group: usize,
    /// Targets and assumptions.
    pub planned: &'a Planned,
    /// The dealt cases: what was to be played.
    pub plan: &'a LoadPlan,
    /// What was played.
    pub played: &'a Played,
    /// What was counted.
    pub figures: &'a Figures,
    /// As of this moment of the engine's clock.
    pub as_of: String,
    /// What it cost.
    pub cost: Cost,
}

/// What a run cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Playing, by the wall.
    pub playing: Duration,
    /// Playing, seconds of processor time of all threads; none where the system does not tell.
    pub playing_cpu_s: Option<f64>,
    /// Counting afterwards, by the wall.
    pub counting: Duration,
    /// Parts of the playing.
    pub parts: Parts,
    /// Bytes of the journal.
    pub journal_bytes: u64,
    /// Most memory the process ever had, MiB; none where the system does not tell.
    pub peak_rss_mib: Option<f64>,
}

/// A figure that must be shown exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownFigure {
    /// Its name in the report.
    pub name: &'static str,
    /// What the profile says.
    pub must: u64,
    /// What was counted.
    pub counted: u64,
}

/// Every figure that the profile fixes, beside what was counted.
pub fn shown(targets: &Targets, figures: &Figures, played: &Played) -> Vec<ShownFigure> {
    let shown = |name, must, counted| ShownFigure {
        name,
        must,
        counted,
    };
    let (early, _) = early(targets, figures);
    let must_early = if targets.instant_counts_as_early {
        targets.instant + targets.early_promised()
    } else {
        targets.early_promised()
    };
    let closed = targets.cases - targets.open;
    vec![
        shown("received", targets.cases, figures.received),
        shown("closed", closed, figures.closed),
        shown("open", targets.open, figures.open),
        shown("open_past_due", 0, figures.open_past_due),
        shown("instant", targets.instant, figures.instant),
        shown("promised", targets.promised(), figures.promised),
        shown("early", must_early, early),
        shown("on_time", closed - targets.overdue, figures.on_time),
        shown("overdue", targets.overdue, figures.overdue),
        shown("yellow", targets.yellow(), figures.yellow),
        shown("red", targets.overdue, figures.red),
        shown("fee_attempts", targets.wrong_fees, played.attempts.made),
        shown("fee_refused", targets.wrong_fees, played.attempts.refused),
        shown("fee_let_through", 0, played.attempts.let_through),
        shown("parallel", targets.parallel, figures.parallel),
        shown(
            "parallel_in_time",
            targets.parallel,
            figures.parallel_in_time,
        ),
    ]
}

/// Early cases and what they are a part of, as the profile counts them.
fn early(targets: &Targets, figures: &Figures) -> (u64, u64) {
    if targets.instant_counts_as_early {
        (figures.instant + figures.early_promised, figures.received)
    } else {
        (figures.early_promised, figures.promised)
    }
}

impl LoadReport<'_> {
    /// Figures that differ from what the profile must show, and identities that do not hold; empty when
    /// all is well.
    pub fn differences(&self) -> Vec<String> {
        let figures = shown(&self.planned.targets, self.figures, self.played);
        let differ = figures
            .into_iter()
            .filter(|shown| shown.must != shown.counted);
        let mut all: Vec<String> = differ
            .map(|shown| {
                format!(
                    "{}: must show {}, shows {}",
                    shown.name, shown.must, shown.counted
                )
            })
            .collect();
        all.extend(self.figures.broken.iter().cloned());
        let astray = self.played.attempts.astray.iter();
        all.extend(
            astray.map(|words| format!("a wrong fee was refused for something else: {words}")),
        );
        all
    }

    /// One JSON object.
    pub fn to_json(&self) -> Value {
        let (t, f) = (&self.planned.targets, self.figures);
        let mut all = Map::new();
        let mut put = |value: Value| {
            if let Value::Object(more) = value {
                all.extend(more);
            }
        };
        let (early, of_early) = early(t, f);
        put(json!({
            "profile": self.profile,
            "seed": self.seed,
            "scale": self.scale,
            "divisions": self.divisions,
            "from": self.plan.days.first().map(ToString::to_string),
            "to": self.plan.days.last().map(ToString::to_string),
            "as_of": self.as_of,
            "working_days": t.working_days,
        }));
        for figure in shown(t, f, self.played) {
            put(json!({ figure.name: figure.counted }));
        }
        put(json!({
            "closed_rate": rate(f.closed, f.received),
            "instant_rate": rate(f.instant, f.received),
            "early_rate": rate(early, of_early),
            "early_of_promised": rate(f.early_promised, f.promised),
            "early_of_all": rate(f.instant + f.early_promised, f.received),
            "on_time_rate": rate(f.on_time, f.closed + f.open_past_due),
            "overdue_rate": rate(f.overdue, f.received),
            "yellow_rate": rate(f.yellow, f.promised),
            "red_rate": rate(f.red, f.promised),
            "parallel_rate": rate(f.parallel, f.received),
            "outside_hours": rate(f.outside, f.received),
            "due_differs_when_deferred": rate(f.outside_due_differs, f.outside),
            "forwarded": rate(f.forwarded, f.received),
            "folded_anew": rate(f.folded_anew.0 - f.folded_anew.1, f.folded_anew.0),
        }));
        put(json!({
            // Each is one record and stands once in the sum, though two tiers show it.
            "two_tier": {
                "in_city": f.two_tier_city,
                "in_county": f.two_tier_county,
                "in_sum": f.two_tier,
            },
            "step_limits": { "yellow": f.step_yellow, "red": f.step_red },
            // A case counts where it was received, its steps where they were done.
            "cases_by_tier": Figures::by_tier(&f.by_place),
            "steps_by_tier": Figures::by_tier(&f.steps_by_place),
            "acts": f.acts,
            "places_with_cases": f.by_place.len(),
            "departments_with_cases": f.by_department.len(),
            "departments_ranked": f.ranking.total.len(),
            "ranking": f.ranking.to_json(),
        }));
        put(self.cost());
        put(json!({
            "assumed": self.planned.assumed,
            "not_played": self.planned.not_played,
            "differences": self.differences(),
            "ok": self.differences().is_empty(),
        }));
        Value::Object(all)
    }

    fn cost(&self) -> Value {
        let cost = &self.cost;
        let seconds = cost.playing.as_secs_f64();
        let parts = &cost.parts;
        let cases = self.figures.received.max(1) as f64;
        let micros = |spent: Duration| rounded(spent.as_secs_f64() * 1e6 / cases, 1);
        let named = [
            ("automerge", parts.automerge),
            ("signature", parts.signature),
            ("journal", parts.journal),
            ("rows", parts.rows),
            ("reading", parts.reading),
            ("judging", parts.judging),
            ("admission", parts.admission),
            ("fold", parts.fold),
            ("brief", parts.brief),
        ];
        let known: Duration = named.iter().map(|(_, spent)| *spent).sum();
        let mut each: Map<String, Value> = (named.iter())
            .map(|(name, spent)| ((*name).to_owned(), json!(micros(*spent))))
            .collect();
        let rest = cost.playing.saturating_sub(known);
        each.insert("rest".to_owned(), json!(micros(rest)));
        each.insert("total".to_owned(), json!(micros(cost.playing)));
        let all = named.into_iter().chain([("rest", rest)]);
        let dominates = all.max_by_key(|(_, spent)| *spent).map(|(name, _)| name);
        let floor = parts.floor().as_secs_f64();
        json!({
            "cases_per_second": rounded(cases / seconds, 1),
            "cases_per_cpu_second": cost.playing_cpu_s.map(|s| rounded(cases / s.max(1e-9), 1)),
            "acts_per_second": rounded(self.figures.acts as f64 / seconds, 1),
            "seconds": rounded(seconds, 2),
            "cpu_seconds": cost.playing_cpu_s.map(|s| rounded(s, 2)),
            "counting_seconds": rounded(cost.counting.as_secs_f64(), 2),
            "parts": each,
            "dominates": dominates,
            "times_parts": rounded(seconds / floor.max(1e-9), 3),
            "group": self.group,
            "commits": self.played.commits,
            "journal_mb": rounded(cost.journal_bytes as f64 / 1e6, 1),
            "peak_rss_mb": cost.peak_rss_mib.map(|mib| rounded(mib, 1)),
        })
    }

    /// A few lines for people.
    pub fn to_text(&self) -> String {
        let json = self.to_json();
        let mut lines = vec![format!(
            "{} x {}, seed {}, {} to {}, as of {}",
            self.profile,
            self.scale,
            self.seed,
            plain(&json["from"]),
            plain(&json["to"]),
            self.as_of
        )];
        for figure in shown(&self.planned.targets, self.figures, self.played) {
            lines.push(format!(
                "{:18} {:>8}  must show {:>8}",
                figure.name, figure.counted, figure.must
            ));
        }
        for (name, rate) in json.as_object().into_iter().flatten() {
            if let (Some(n), Some(of)) = (rate["n"].as_u64(), rate["of"].as_u64()) {
                let percent = 100.0 * n as f64 / of.max(1) as f64;
                lines.push(format!("{name:26} {percent:.2} % ({n} of {of})"));
            }
        }
        lines.push(format!(
            "{} cases/s, peak {} MiB, {} x its parts, most in {}; microseconds a case: {}",
            json["cases_per_second"],
            json["peak_rss_mb"],
            json["times_parts"],
            plain(&json["dominates"]),
            json["parts"]
        ));
        for (name, assumed) in &self.planned.assumed {
            lines.push(format!(
                "assumed: {name} = {}: {}",
                assumed["value"],
                plain(&assumed["why"])
            ));
        }
        lines.join("\n")
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A rate with its denominator.
fn rate(n: u64, of: u64) -> Value {
    json!({ "n": n, "of": of })
}

fn rounded(x: f64, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    (x * unit).round() / unit
}
