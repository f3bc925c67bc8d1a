//! How a decision, or silence, is had reviewed: by whom follows from who decided.

use crate::recognised;
use crate::telling::Telling;
use tiers::{PlaceCode, Tier};
use words::Text;

/// The remedies, where the paper decides against somebody: sixty days (行政复议法 20) and six months
/// (行政诉讼法 46), both from the day it was learnt of.
pub(crate) fn remedies(telling: &Telling<'_>) -> Vec<Text> {
    if !telling.paper().needs_remedies() {
        return Vec::new();
    }
    let against = Respondent::of(telling);
    let arguments = [
        ("reviewer", against.reviewer(telling).into()),
        ("court", against.court(telling).into()),
    ];
    vec![telling.say("paper-remedies", &arguments)]
}

/// Against silence reconsideration comes first (行政复议法 23(1)(三)).
pub(crate) fn against_silence(telling: &Telling<'_>) -> Text {
    let reviewer = Respondent::of(telling).reviewer(telling);
    telling.say("paper-silence-remedies", &[("reviewer", reviewer.into())])
}

/// Whoever answers for a decision (被申请人, 被告): the department that decides. A centre or a village that took the
/// application in acted for it, and whoever entrusts answers (行政复议法 19).
struct Respondent {
    place: PlaceCode,
    /// None = the government of the place itself.
    department: Option<String>,
}

impl Respondent {
    fn of(telling: &Telling<'_>) -> Respondent {
        let done = &telling.ground.done.who;
        let own = telling.branch();
        let entrusted = own.filter(|own| own.place != done.place);
        let department = |code: &String| telling.register.department_name(code);
        match (entrusted, own) {
            (Some(decider), _) if telling.ground.branch.is_none() => Respondent {
                place: decider.place,
                department: decider.department.as_ref().map(department),
            },
            (_, own) => {
                let code = done.department.as_ref();
                let code = code.or_else(|| own?.department.as_ref());
                Respondent {
                    place: done.place,
                    department: code.map(department),
                }
            }
        }
    }

    /// Who reviews it (行政复议法 24, 27, 28): the government of the same level what its departments did, the one above
    /// what a township or a government did, the department above what is led from above (海关, 金融, 外汇管理 and others,
    /// 税务 and 国家安全); either of two what a justice department did.
    fn reviewer(&self, telling: &Telling<'_>) -> Text {
        let department = self.department.as_deref();
        if department.is_some_and(recognised::is_led_from_above) {
            return telling.say("paper-reviewer-above", &[]);
        }
        let tier = match (&self.department, self.place.tier()) {
            (_, Tier::Township | Tier::Village) => Tier::County,
            (Some(_), tier) => tier,
            (None, Tier::County) => Tier::City,
            (None, _) => Tier::Province,
        };
        let of = self.place.at_tier(tier).unwrap_or(self.place);
        let government = telling.say("paper-reviewer-government", &[("place", name(telling, of))]);
        if department.is_some_and(recognised::is_of_justice) {
            telling.say(
                "paper-reviewer-either",
                &[("government", government.into())],
            )
        } else {
            government
        }
    }

    /// Which court hears it (行政诉讼法 14, 15): the intermediate one where a government from the county up is sued, else the
    /// basic one of the place; which of a city's that is depends on where the department sits.
    fn court(&self, telling: &Telling<'_>) -> Text {
        let tier = self.place.tier();
        let at = |tier| self.place.at_tier(tier).unwrap_or(self.place);
        match (&self.department, tier) {
            (None, Tier::County | Tier::City) => telling.say(
                "paper-court-middle",
                &[("place", name(telling, at(Tier::City)))],
            ),
            (_, Tier::County | Tier::Township | Tier::Village) => telling.say(
                "paper-court-basic",
                &[("place", name(telling, at(Tier::County)))],
            ),
            _ => telling.say("paper-court-competent", &[]),
        }
    }
}

fn name<'a>(telling: &Telling<'_>, place: PlaceCode) -> words::Value<'a> {
    telling.register.path_name(place).replace(' ', "").into()
}
