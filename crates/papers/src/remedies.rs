//! How a decision is had reviewed.

use crate::recognised;
use crate::telling::Telling;
use casework::Paper;
use tiers::{PlaceCode, Tier};
use words::Text;

/// The remedies, where the paper decides against somebody: sixty days (行政复议法 20) and six months
/// (行政诉讼法 46), both from the day it was learnt of. A notice of the result has them where something was
/// not granted.
pub(crate) fn remedies(telling: &Telling<'_>) -> Vec<Text> {
    let refused = |own: &casework::Branch| matches!(own.decided, Some((false, _)));
    let denied = telling.paper() == Paper::Result && telling.facts().branches.iter().any(refused);
    if !telling.paper().needs_remedies() && !denied {
        return Vec::new();
    }
    let department = telling.ground.done.who.department.clone();
    let department = department.or_else(|| telling.branch().and_then(|own| own.department.clone()));
    let department = department.map(|code| telling.register.department_name(&code));
    let place = telling.ground.done.who.place;
    let reviewer = reviewer(telling, place, department.as_deref());
    vec![telling.say("paper-remedies", &[("reviewer", reviewer.into())])]
}

/// Who reviews it (行政复议法 24, 27): the government of the same level what its departments did, the one
/// above what a township did, the department above what is led from above (海关, 金融, 外汇管理 and others, 税务 and
/// 国家安全).
fn reviewer(telling: &Telling<'_>, place: PlaceCode, department: Option<&str>) -> Text {
    if department.is_some_and(recognised::is_led_from_above) {
        return telling.say("paper-reviewer-above", &[]);
    }
    let tier = place.tier().min(Tier::County);
    let of = place.at_tier(tier).unwrap_or(place);
    let name = telling.register.path_name(of).replace(' ', "");
    telling.say("paper-reviewer-government", &[("place", name.into())])
}
