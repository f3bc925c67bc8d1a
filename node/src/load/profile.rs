//! What a profile says, what is assumed where it says nothing, and the targets of one run.

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The profiles that are shipped.
const SHIPPED: &str = include_str!("../../../topology/load/profiles.json");
/// Share of instant cases where a profile gives none: what Yichang reports, 3,230 of 8,500.
const INSTANT_SHARE: (u64, u64) = (38, 100);
/// Working days where a profile gives none: about two years.
const WORKING_DAYS: u64 = 500;

/// One profile of `topology/load/profiles.json`. What is not there, or null, the sources do not say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    id: String,
    cases: u64,
    working_days: Option<u64>,
    instant: Option<u64>,
    promised: Option<u64>,
    /// Early, instant cases included.
    early_all: Option<u64>,
    early_promised: Option<u64>,
    completed: Option<u64>,
    open: Option<u64>,
    yellow: Option<u64>,
    red: Option<u64>,
    overdue: Option<u64>,
    parallel: Option<u64>,
    satisfied_rate: Option<f64>,
    messages_per_day: Option<u64>,
    wrong_fee_attempts: Option<u64>,
    instant_counts_as_early: Option<bool>,
    formal_messages_total: Option<u64>,
    days: Option<u64>,
    channels: Option<u64>,
}

/// What may be given where a profile says nothing. Counts are those of the whole profile, before
/// scaling; a flag for what the profile does say is refused.
#[derive(Debug, Clone, Default, Args)]
pub struct Gaps {
    /// Working days over which cases come in.
    #[arg(long)]
    pub working_days: Option<u64>,
    /// Cases that are done in one sitting.
    #[arg(long)]
    pub instant: Option<u64>,
    /// Promised cases that are closed on a working day before the due date.
    #[arg(long)]
    pub early_promised: Option<u64>,
    /// Promised cases that turn yellow.
    #[arg(long)]
    pub yellow: Option<u64>,
    /// Promised cases that are closed after the due date.
    #[arg(long)]
    pub overdue: Option<u64>,
    /// Cases through a bundle.
    #[arg(long)]
    pub parallel: Option<u64>,
    /// Whether the early rate counts instant cases and is of all cases.
    #[arg(long)]
    pub instant_counts_as_early: Option<bool>,
}

/// What one run plays and must show, scaled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// Cases received, instant and promised.
    pub cases: u64,
    /// Working days over which they come in; never scaled.
    pub working_days: u64,
    /// Cases that are done in one sitting.
    pub instant: u64,
    /// Promised cases that close early without a warning, parallel ones included.
    pub early_unwarned: u64,
    /// Promised cases that close early, after a warning.
    pub early_warned: u64,
    /// Promised cases that close on the due date; always warned.
    pub on_due: u64,
    /// Promised cases that close after it; always warned.
    pub overdue: u64,
    /// Promised cases that are open at the end, within their limit and not warned.
    pub open: u64,
    /// Cases through a bundle.
    pub parallel: u64,
    /// Attempts at a wrong fee.
    pub wrong_fees: u64,
    /// Whether the early rate counts instant cases and is of all cases.
    pub instant_counts_as_early: bool,
}

/// The targets, and what was assumed to come to them.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What is to be played and shown, scaled.
    pub targets: Targets,
    /// By the profile's field: the value and why.
    pub assumed: Map<String, Value>,
    /// By the profile's field: why it is not played.
    pub not_played: Map<String, Value>,
}

impl Targets {
    /// Promised cases: all that are not instant.
    pub fn promised(&self) -> u64 {
        self.cases - self.instant
    }

    /// Promised cases that close early.
    pub fn early_promised(&self) -> u64 {
        self.early_unwarned + self.early_warned
    }

    /// Cases that turn yellow.
    pub fn yellow(&self) -> u64 {
        self.early_warned + self.on_due + self.overdue
    }
}

/// Classes of cases that are settled before it is asked which of them close early.
struct Classes {
    instant: u64,
    /// Of the promised ones, those that are not left open.
    closed: u64,
    overdue: u64,
}

impl Profile {
    /// The shipped profile called `id`.
    ///
    /// # Errors
    /// When there is none, or it is no profile of cases, naming those that there are.
    pub fn shipped(id: &str) -> Result<Profile> {
        let all: Vec<Profile> = serde_json::from_str(SHIPPED)?;
        let names: Vec<&str> = (all.iter())
            .filter(|profile| profile.cases > 0)
            .map(|profile| profile.id.as_str())
            .collect();
        let known = names.join(", ");
        match all.iter().find(|profile| profile.id == id) {
            Some(profile) if profile.cases > 0 => Ok(profile.clone()),
            Some(_) => bail!(
                "{id} is a profile of messages (consultations, complaints), which this program does not hold; profiles of cases are {known}"
            ),
            None => match tiers::nearest(id, &names) {
                Some(nearest) => bail!("no profile {id:?}, did you mean {nearest:?}?"),
                None => bail!("no profile {id:?}; there are {known}"),
            },
        }
    }

    /// The targets at `scale`, each count rounded half up.
    ///
    /// # Errors
    /// When the figures contradict each other, or `gaps` gives what the profile says itself.
    pub fn plan(&self, gaps: &Gaps, scale: f64) -> Result<Planned> {
        ensure!(
            scale > 0.0 && scale.is_finite(),
            "--scale must be a number above 0"
        );
        let mut gap = Gap {
            profile: &self.id,
            assumed: Map::new(),
        };
        let scaled = |n: u64| half_up(n as f64 * scale);
        let cases = scaled(self.cases);
        ensure!(cases > 0, "--scale {scale} leaves no case");
        let working_days = gap.fill(
            "working_days",
            self.working_days,
            gaps.working_days,
            WORKING_DAYS,
            "about two years",
        )?;
        ensure!(working_days > 0, "--working-days must be at least 1");
        let share = self.cases * INSTANT_SHARE.0 / INSTANT_SHARE.1;
        let instant = gap.fill(
            "instant",
            self.instant,
            gaps.instant,
            share,
            "38 %, as Yichang reports",
        )?;
        ensure!(
            self.promised
                .is_none_or(|promised| promised + instant == self.cases),
            "instant and promised cases do not add up to {}",
            self.cases
        );
        let open = self.open.unwrap_or(0);
        ensure!(
            self.completed
                .is_none_or(|completed| completed + open == self.cases),
            "completed and open cases do not add up to {}",
            self.cases
        );
        let overdue = self.overdue_of(gaps, &mut gap)?;
        let parallel = gap.fill("parallel", self.parallel, gaps.parallel, 0, "none")?;
        let counts_instant = gap.fill(
            "instant_counts_as_early",
            self.instant_counts_as_early,
            gaps.instant_counts_as_early,
            false,
            "the early rate is of promised cases",
        )?;

        let (instant, open, overdue) = (scaled(instant).min(cases), scaled(open), scaled(overdue));
        let promised = cases - instant;
        let over = || {
            format!(
                "the classes of {cases} cases do not fit in each other: see the profile's figures"
            )
        };
        let closed = promised.checked_sub(open).with_context(over)?;
        let class = Classes {
            instant,
            closed,
            overdue,
        };
        let (early, early_warned, on_due) = self.early(gaps, &mut gap, scale, &class, &over)?;
        let early_unwarned = early.checked_sub(early_warned).with_context(over)?;
        let parallel = scaled(parallel);
        ensure!(
            parallel <= early_unwarned,
            "{parallel} parallel cases are more than the {early_unwarned} that close early without a warning"
        );
        if parallel > 0 {
            let why = "all close early and unwarned, so that each is within its bundle's minutes";
            gap.assume("parallel_class", json!("early"), why);
        }
        Ok(Planned {
            targets: Targets {
                cases,
                working_days,
                instant,
                early_unwarned,
                early_warned,
                on_due,
                overdue,
                open,
                parallel,
                wrong_fees: scaled(self.wrong_fee_attempts.unwrap_or(0)),
                instant_counts_as_early: counts_instant,
            },
            assumed: gap.assumed,
            not_played: self.not_played(),
        })
    }

    /// How many close after their due date: a case turns red when it is overdue, so the two figures are one.
    fn overdue_of(&self, gaps: &Gaps, gap: &mut Gap<'_>) -> Result<u64> {
        let red = self.red.unwrap_or(0);
        let overdue = gap.fill(
            "overdue",
            self.overdue,
            gaps.overdue,
            red,
            "every red case is one that was closed after its due date",
        )?;
        ensure!(
            self.red.is_none_or(|red| red == overdue),
            "red ({red}) and overdue ({overdue}) differ, though a case turns red when it is overdue"
        );
        Ok(overdue)
    }

    /// How many close early, how many of those after a warning, and how many on the due date itself: what the profile
    /// or `gaps` give, and what follows from the rest.
    fn early(
        &self,
        gaps: &Gaps,
        gap: &mut Gap<'_>,
        scale: f64,
        class: &Classes,
        over: &dyn Fn() -> String,
    ) -> Result<(u64, u64, u64)> {
        let Classes {
            instant,
            closed,
            overdue,
        } = *class;
        let scaled = |n: u64| half_up(n as f64 * scale);
        let given = match (self.early_promised, self.early_all, gaps.early_promised) {
            (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
                bail!("{} says itself how many are early", self.id)
            }
            (Some(early), ..) | (None, None, Some(early)) => Some(scaled(early)),
            (None, Some(all), None) => {
                let early = scaled(all).checked_sub(instant).with_context(over)?;
                gap.assume("early_promised", json!(early), "early less instant cases");
                Some(early)
            }
            (None, None, None) => None,
        };
        let yellow = self.yellow.or(gaps.yellow).map(scaled);
        ensure!(
            self.yellow.is_none() || gaps.yellow.is_none(),
            "{} says itself how many turn yellow",
            self.id
        );
        let (early, yellow) = match (given, yellow) {
            (Some(early), Some(yellow)) => (early, yellow),
            (Some(early), None) => {
                let yellow = closed.checked_sub(early).with_context(over)?;
                let why =
                    "whatever is not closed before the due date has been warned, and nothing else";
                gap.assume("yellow", json!(yellow), why);
                (early, yellow)
            }
            (None, yellow) => {
                let yellow = yellow.unwrap_or_else(|| {
                    gap.assume("yellow", json!(overdue), "overdue cases alone");
                    overdue
                });
                let early = closed.checked_sub(yellow).with_context(over)?;
                let why = "every closed case that was not warned; the warned ones close on the due date or later";
                gap.assume("early_promised", json!(early), why);
                (early, yellow)
            }
        };
        let on_due = (closed.checked_sub(early))
            .and_then(|late| late.checked_sub(overdue))
            .with_context(over)?;
        let early_warned = yellow.checked_sub(on_due + overdue).with_context(|| {
            format!("{yellow} yellow are too few: {on_due} close on the due date and {overdue} after it, and all of those are warned first")
        })?;
        Ok((early, early_warned, on_due))
    }

    fn not_played(&self) -> Map<String, Value> {
        let mut not = Map::new();
        if let Some(rate) = self.satisfied_rate {
            let why = format!("{rate} in the profile; cases hold no ratings");
            not.insert("satisfied_rate".to_owned(), json!(why));
        }
        let messages = [
            ("messages_per_day", self.messages_per_day),
            ("formal_messages_total", self.formal_messages_total),
            ("days", self.days),
            ("channels", self.channels),
        ];
        for (name, value) in messages {
            if let Some(value) = value {
                let why = format!("{value} in the profile; messages are no cases");
                not.insert(name.to_owned(), json!(why));
            }
        }
        not
    }
}

/// Fills what a profile leaves open, and notes it.
struct Gap<'a> {
    profile: &'a str,
    assumed: Map<String, Value>,
}

impl Gap<'_> {
    fn fill<T: Copy + serde::Serialize>(
        &mut self,
        name: &str,
        said: Option<T>,
        flag: Option<T>,
        default: T,
        why: &str,
    ) -> Result<T> {
        match (said, flag) {
            (Some(_), Some(_)) => bail!(
                "{} says {name} itself: --{} is for profiles that do not",
                self.profile,
                name.replace('_', "-")
            ),
            (Some(said), None) => Ok(said),
            (None, Some(flag)) => {
                self.assume(name, json!(flag), "as told on the command line");
                Ok(flag)
            }
            (None, None) => {
                self.assume(name, json!(default), why);
                Ok(default)
            }
        }
    }

    fn assume(&mut self, name: &str, value: Value, why: &str) {
        let assumed = json!({ "value": value, "why": why });
        self.assumed.insert(name.to_owned(), assumed);
    }
}

/// Rounds half up.
fn half_up(x: f64) -> u64 {
    // Products such as 100,000 x 0.1 come out a hair beside the half that is meant.
    (x + 0.5 + 1e-9).floor() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(id: &str, scale: f64) -> Targets {
        let profile = Profile::shipped(id).unwrap();
        profile.plan(&Gaps::default(), scale).unwrap().targets
    }

    #[test]
    fn daqing_warns_99_of_which_9_are_overdue_and_the_rest_close_on_the_due_date() {
        let t = targets("daqing-2010", 1.0);
        assert_eq!((t.cases, t.instant, t.promised()), (100_000, 91_000, 9_000));
        assert_eq!((t.yellow(), t.on_due, t.overdue, t.open), (99, 90, 9, 0));
        assert_eq!((t.early_promised(), t.wrong_fees), (8_901, 200));
    }

    #[test]
    fn yichang_warns_whatever_closes_on_the_due_date() {
        let t = targets("yichang-month", 1.0);
        assert_eq!(
            (t.early_promised(), t.on_due, t.yellow()),
            (4_216, 1_054, 1_054)
        );
        let alt = targets("yichang-month-alt", 1.0);
        assert_eq!(
            (alt.early_promised(), alt.on_due, alt.yellow()),
            (3_570, 1_700, 1_700)
        );
        assert!(alt.instant_counts_as_early && !t.instant_counts_as_early);
    }

    #[test]
    fn a_tenth_of_shenyang_is_rounded_half_up() {
        let t = targets("shenyang", 0.1);
        assert_eq!(
            (t.cases, t.open, t.yellow(), t.overdue),
            (46_000, 138, 61, 19)
        );
        assert_eq!((t.on_due, t.early_warned), (42, 0));
    }

    #[test]
    fn xian_counts_instant_cases_as_early() {
        let t = targets("xian", 1.0);
        assert_eq!(t.instant + t.early_promised(), 78_881);
        assert_eq!((t.on_due, t.yellow(), t.parallel), (4_152, 4_152, 5_251));
    }

    #[test]
    fn messages_are_refused_and_cases_named() {
        let said = Profile::shipped("handan-messages").unwrap_err().to_string();
        for name in [
            "daqing-2010",
            "yichang-month",
            "yichang-month-alt",
            "shenyang",
            "xian",
        ] {
            assert!(said.contains(name), "{said}");
        }
        let said = Profile::shipped("xain").unwrap_err().to_string();
        assert!(said.contains("\"xian\""), "{said}");
    }

    #[test]
    fn a_flag_fills_a_gap_and_never_overrides() {
        let profile = Profile::shipped("yichang-month").unwrap();
        let gaps = Gaps {
            yellow: Some(2_000),
            ..Gaps::default()
        };
        let t = profile.plan(&gaps, 1.0).unwrap().targets;
        assert_eq!(
            (t.yellow(), t.early_warned, t.early_promised()),
            (2_000, 946, 4_216)
        );
        let too_few = Gaps {
            yellow: Some(1_053),
            ..Gaps::default()
        };
        assert!(profile.plan(&too_few, 1.0).is_err());
        let said_already = Gaps {
            instant: Some(1),
            ..Gaps::default()
        };
        let said = profile.plan(&said_already, 1.0).unwrap_err().to_string();
        assert!(said.contains("--instant"), "{said}");
    }
}
