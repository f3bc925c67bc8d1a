//! Who does which step: derived from the cited catalog version and the filing place alone, so that
//! every node names the same owner.

use crate::{Mode, Owner};
use catalog::{At, Bundle, Item, Member, ProxyMode, Stage, Step};
use serde::{Deserialize, Serialize};
use tiers::{PlaceCode, Tier};

/// One step with its owner named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// 1, 2, ...
    pub seq: u8,
    /// The stage that it belongs to.
    pub stage: Stage,
    /// Name as shown.
    pub name: String,
    /// The name in English, as the cited version gives it; empty = it gives none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// Who may do it.
    pub owner: Owner,
    /// Working minutes that it may take.
    pub limit_minutes: u32,
}

/// The mode of a receipt of `item` at `place`.
pub fn mode(item: &Item, place: PlaceCode) -> Mode {
    match (place.tier(), item.proxy_mode) {
        (Tier::Village, ProxyMode::Entrusted) => Mode::Entrusted,
        (Tier::Village, ProxyMode::ForApplicant) => Mode::ForApplicant,
        _ => Mode::Window,
    }
}

/// The steps of `item` filed at `filing`.
pub fn single(item: &Item, filing: PlaceCode) -> Vec<PlannedStep> {
    let (handling, department) = item
        .alt_handling
        .iter()
        .find(|alt| alt.tier == filing.tier() && alt.tier != item.handled_tier)
        .map_or((place_at(filing, item.handled_tier), None), |alt| {
            (filing, Some(alt.department.clone()))
        });
    let steps = item.steps.iter().map(|step| {
        let instead = department.as_deref();
        let owner = owner(step, filing, handling, instead, &item.department);
        planned(step, owner, step.limit_minutes)
    });
    steps.collect()
}

/// The steps of one member of a bundle filed at `filing`.
pub fn branch(
    bundle: &Bundle,
    member: &Member,
    item: &Item,
    filing: PlaceCode,
) -> Vec<PlannedStep> {
    // A linked bundle names whose departments take part; any other one those of the filing path.
    let named = match member.tier {
        Tier::County => bundle.county_division,
        Tier::City => bundle.city_division,
        _ => None,
    };
    let place = named.unwrap_or_else(|| place_at(filing, member.tier));
    let steps = item.steps.iter().zip(&member.step_minutes);
    steps
        .map(|(step, minutes)| {
            let department = &member.department;
            let owner = owner(step, filing, place, Some(department), department);
            planned(step, owner, *minutes)
        })
        .collect()
}

fn planned(step: &Step, owner: Owner, limit_minutes: u32) -> PlannedStep {
    PlannedStep {
        seq: step.seq,
        stage: step.stage,
        name: step.name.clone(),
        name_en: step.name_en.clone(),
        owner,
        limit_minutes,
    }
}

/// `instead` replaces the departments of the handling place; `own` is the item's.
fn owner(
    step: &Step,
    filing: PlaceCode,
    handling: PlaceCode,
    instead: Option<&str>,
    own: &str,
) -> Owner {
    let department = step.department.clone();
    let (place, department) = match step.at {
        At::Filing => (filing, department),
        At::Handling => (handling, instead.map(str::to_owned).or(department)),
        At::City | At::County | At::Township | At::Village => {
            let tier = step.at.tier().unwrap_or(filing.tier());
            match filing.at_tier(tier) {
                Some(place) => (place, department),
                // Filed above the tier that does this step: no department of that tier is there, so
                // the one that decides does it.
                None => (handling, Some(instead.unwrap_or(own).to_owned())),
            }
        }
    };
    Owner { place, department }
}

/// The place of `tier` above `filing`; what is filed above that tier is done where it was filed.
fn place_at(filing: PlaceCode, tier: Tier) -> PlaceCode {
    filing.at_tier(tier).unwrap_or(filing)
}

/// The last day on which a paper decided on `decided` is valid; none = without end.
pub(crate) fn valid_until(item: &Item, decided: calendar::Date) -> Option<calendar::Date> {
    let months = i64::from(item.output.valid_months?);
    decided.checked_add(jiff::Span::new().months(months)).ok()
}
