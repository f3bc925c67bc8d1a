//! Clean-up rounds (清理): what cities say they have cut, and what their own figures come to. The two
//! are kept apart, for a report may round, or speak of another whole than it names.

use crate::catalog::lines;
use crate::{Catalog, Fault, ItemStatus, Wrong};
use serde::{Deserialize, Serialize};

/// One round of one city, as its report tells it. What the report does not say is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// City.
    pub city: String,
    /// Which round.
    pub round: String,
    /// Year, or year and month, where the report says it.
    pub date: Option<String>,
    /// 事项
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Measure>,
    /// 时限, days as the report counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Measure>,
    /// 环节
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Measure>,
    /// The words of the report that the figures are from.
    pub quote: String,
    /// Which report.
    pub source: String,
}

/// One figure before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What was counted.
    pub of: String,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// After.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// After, where days became working minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_minutes: Option<u32>,
    /// How many went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<u32>,
    /// The percentage that the report gives, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u16>,
    /// The report says "or more" (以上).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

/// A cut as a share of a whole, worked out from counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How much went; negative where there is more than before.
    pub cut: i64,
    /// Of how much; more than 0.
    pub whole: i64,
    /// What the whole is.
    pub of: Whole,
}

/// The denominator of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// What there was before, as told.
    Before,
    /// What is left and what went together: the report does not tell what there was before.
    AfterAndCut,
}

impl Whole {
    /// Id of its text.
    pub const fn id(self) -> &'static str {
        match self {
            Whole::Before => "rounds-before",
            Whole::AfterAndCut => "rounds-after-and-cut",
        }
    }
}

impl Share {
    /// Whole percent, halves away from zero.
    pub fn percent(self) -> i64 {
        rounded(self.cut * 100, self.whole)
    }

    /// Thousandths, halves away from zero.
    pub fn per_mille(self) -> i64 {
        rounded(self.cut * 1000, self.whole)
    }
}

fn rounded(part: i64, whole: i64) -> i64 {
    (2 * part + part.signum() * whole) / (2 * whole)
}

impl Measure {
    /// The share that went, from the counts alone; none where the report gives too few of them.
    pub fn counted(&self) -> Option<Share> {
        let share = |cut: i64, whole: i64, of| (whole > 0).then_some(Share { cut, whole, of });
        let before = self.before.map(i64::from);
        let after = self.after.map(i64::from);
        match (before, after, self.after_minutes, self.cut.map(i64::from)) {
            (Some(before), Some(after), None, _) => share(before - after, before, Whole::Before),
            (Some(before), None, Some(minutes), _) => {
                let before = before * MINUTES_PER_DAY;
                share(before - i64::from(minutes), before, Whole::Before)
            }
            (Some(before), None, None, Some(cut)) => share(cut, before, Whole::Before),
            (None, Some(after), None, Some(cut)) => share(cut, after + cut, Whole::AfterAndCut),
            _ => None,
        }
    }

    /// Whether the quoted percentage is what the counts come to, rounded to whole percent; none where
    /// one of the two is missing.
    pub fn agrees(&self) -> Option<bool> {
        let (quoted, counted) = (i64::from(self.percent?), self.counted()?.percent());
        Some(if self.at_least {
            counted >= quoted
        } else {
            counted == quoted
        })
    }

    fn fault(&self) -> Option<Wrong> {
        if self.percent.is_some_and(|percent| percent > 100) {
            return Some(Wrong::PercentOver);
        }
        if self.after.is_some() && self.after_minutes.is_some() {
            return Some(Wrong::LeftTwice);
        }
        let (before, after, cut) = (self.before?, self.after?, self.cut?);
        let differs = i64::from(before) - i64::from(after) != i64::from(cut);
        differs.then_some(Wrong::CutDiffers { before, after, cut })
    }
}

impl Round {
    /// Reads rounds, one JSON object a line; `file` is its name for messages. All faults are given.
    pub fn read(text: &str, file: &str) -> (Vec<Round>, Vec<Fault>) {
        let mut faults = Vec::new();
        let read: Vec<(u32, Round)> = lines(text, file, &mut faults);
        for (line, round) in &read {
            let name = format!("{} {}", round.city, round.round);
            let mut fault = |wrong: Wrong| {
                faults.push(Fault {
                    file: file.to_owned(),
                    line: *line,
                    of: name.clone(),
                    wrong,
                });
            };
            for (_, measure) in round.measures() {
                if let Some(wrong) = measure.fault() {
                    fault(wrong);
                }
            }
            if round.measures().next().is_none() {
                fault(Wrong::NoFigure);
            }
            if round.quote.trim().is_empty() || round.source.trim().is_empty() {
                fault(Wrong::NoQuotation);
            }
        }
        faults.sort_by_key(|fault| fault.line);
        (read.into_iter().map(|(_, round)| round).collect(), faults)
    }

    /// The figures that the report gives, by name: `items`, `days`, `steps`.
    pub fn measures(&self) -> impl Iterator<Item = (&'static str, &Measure)> {
        [
            ("items", &self.items),
            ("days", &self.days),
            ("steps", &self.steps),
        ]
        .into_iter()
        .filter_map(|(name, measure)| Some((name, measure.as_ref()?)))
    }
}

/// What a catalog is counted over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnOf {
    /// All items in use, and how many these are.
    Items(usize),
    /// One bundle.
    Bundle {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
    },
}

/// What a catalog itself comes to: no report says it, it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCount {
    /// What is counted.
    pub of: OwnOf,
    /// Lawful working minutes.
    pub legal_minutes: u64,
    /// Promised working minutes.
    pub promised_minutes: u64,
}

impl OwnCount {
    /// How much less is promised than the law allows; none of nothing.
    pub fn share(&self) -> Option<Share> {
        let whole = i64::try_from(self.legal_minutes).ok()?;
        let promised = i64::try_from(self.promised_minutes).ok()?;
        (whole > 0).then_some(Share {
            cut: whole - promised,
            whole,
            of: Whole::Before,
        })
    }
}

impl Catalog {
    /// Lawful and promised limits of all items in use together, then of each bundle: the longest lawful
    /// path of its members and its own limit.
    pub fn own_counts(&self) -> Vec<OwnCount> {
        let active = || {
            let items = self.items.values();
            items.filter(|item| item.status == ItemStatus::Active)
        };
        let day = MINUTES_PER_DAY.unsigned_abs();
        let all = OwnCount {
            of: OwnOf::Items(active().count()),
            legal_minutes: active().map(|item| u64::from(item.legal_days) * day).sum(),
            promised_minutes: active().map(|item| u64::from(item.promised_minutes)).sum(),
        };
        let bundles = self.bundles.values().filter_map(|bundle| {
            Some(OwnCount {
                of: OwnOf::Bundle {
                    code: bundle.code.clone(),
                    name: bundle.name.clone(),
                },
                legal_minutes: u64::from(self.legal_days(bundle)?) * day,
                promised_minutes: bundle.total_minutes.into(),
            })
        });
        std::iter::once(all).chain(bundles).collect()
    }
}

/// Working minutes of a working day.
const MINUTES_PER_DAY: i64 = 480;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Check;
    use crate::catalog::tests::shipped;

    const ROUNDS: &str = include_str!("../../../topology/catalog/rounds.jsonl");

    fn rounds() -> Vec<Round> {
        let (rounds, faults) = Round::read(ROUNDS, "rounds.jsonl");
        assert_eq!(faults, []);
        rounds
    }

    fn measure(before: Option<u32>, after: Option<u32>, cut: Option<u32>) -> Measure {
        Measure {
            of: "事项".to_owned(),
            before,
            after,
            after_minutes: None,
            cut,
            percent: None,
            at_least: false,
        }
    }

    #[test]
    fn yichang_cut_81_percent_of_items_and_68_percent_of_days() {
        let rounds = rounds();
        let of = |name: &str| {
            let mut found = rounds.iter().filter(|round| round.city == "宜昌市");
            found.find(|round| round.round == name).unwrap()
        };
        let items = of("五次全面清理").items.as_ref().unwrap();
        assert_eq!(items.counted().unwrap().percent(), 81);
        assert_eq!((items.percent, items.agrees()), (Some(81), Some(true)));
        let again = of("行政审批流程再造");
        let days = again.days.as_ref().unwrap();
        assert_eq!(days.counted().unwrap().percent(), 68);
        assert_eq!((days.percent, days.agrees()), (Some(68), Some(true)));
        // 200 of 1244 steps.
        let steps = again.steps.as_ref().unwrap().counted().unwrap();
        assert_eq!((steps.percent(), steps.per_mille()), (16, 161));
    }

    #[test]
    fn what_a_report_does_not_say_is_not_counted() {
        let rounds = rounds();
        let shenyang = rounds.iter().find(|round| round.city == "沈阳市").unwrap();
        let items = shenyang.items.as_ref().unwrap();
        assert_eq!(
            (items.percent, items.counted(), items.agrees()),
            (Some(91), None, None)
        );
        assert_eq!(shenyang.days, None);
    }

    #[test]
    fn a_share_names_its_whole_and_may_differ_from_the_report() {
        let found = measure(None, Some(2515), Some(266)).counted().unwrap();
        assert_eq!(
            (found.whole, found.of, found.per_mille()),
            (2781, Whole::AfterAndCut, 96)
        );
        let mut told = measure(Some(200), Some(100), None);
        told.percent = Some(51);
        assert_eq!(told.agrees(), Some(false));
        told.percent = Some(30);
        told.at_least = true;
        assert_eq!(told.agrees(), Some(true));
        assert_eq!(measure(Some(0), Some(0), None).counted(), None);
        // More than before.
        let more = measure(Some(8), Some(9), None).counted().unwrap();
        assert_eq!((more.percent(), more.per_mille()), (-13, -125));
    }

    #[test]
    fn ten_days_that_became_20_minutes_are_nearly_all() {
        let mut days = measure(Some(10), None, None);
        days.after_minutes = Some(20);
        let share = days.counted().unwrap();
        assert_eq!((share.cut, share.whole), (4780, 4800));
        assert_eq!(share.per_mille(), 996);
    }

    #[test]
    fn each_fault_of_a_round_is_told() {
        let line = |measure: &str| {
            format!(
                r#"{{"city":"甲市","round":"一","date":null,{measure}"quote":"甲","source":"乙"}}"#
            )
        };
        let text = [
            line(r#""items":{"of":"事项","before":10,"after":4,"cut":5},"#),
            line(r#""items":{"of":"事项","percent":101},"#),
            line(r#""days":{"of":"时限","after":1,"after_minutes":20},"#),
            line(""),
            line(r#""day":{"of":"时限"},"#),
            line(r#""items":{"of":"事项","after":4},"#)
                .replace(r#""quote":"甲""#, r#""quote":" ""#),
        ]
        .join("\n");
        let (rounds, faults) = Round::read(&text, "rounds.jsonl");
        assert_eq!(rounds.len(), 5);
        let found: Vec<(u32, Check)> = (faults.iter())
            .map(|fault| (fault.line, fault.rule()))
            .collect();
        use Check::{Json, Round as Rule};
        assert_eq!(
            found,
            [
                (1, Rule),
                (2, Rule),
                (3, Rule),
                (4, Rule),
                (5, Json),
                (6, Rule)
            ]
        );
    }

    #[test]
    fn the_catalog_is_counted_by_itself() {
        let catalog = shipped();
        let counts = catalog.own_counts();
        let active = catalog.items.values();
        let active: Vec<_> = active
            .filter(|item| item.status == ItemStatus::Active)
            .collect();
        let legal: u64 = active.iter().map(|item| u64::from(item.legal_days)).sum();
        assert_eq!(counts[0].legal_minutes, legal * 480);
        // 134 days of the law became 33.
        let industrial = counts
            .iter()
            .find(|one| matches!(&one.of, OwnOf::Bundle { code, .. } if code == "PB-YC-2"));
        let industrial = industrial.unwrap();
        assert_eq!(
            (industrial.legal_minutes, industrial.promised_minutes),
            (134 * 480, 33 * 480)
        );
        assert_eq!(industrial.share().unwrap().percent(), 75);
        assert_eq!(counts.len(), 1 + catalog.bundles.len());
    }
}
