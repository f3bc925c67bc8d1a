//! How a decision is had reviewed.

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
    let (zh, en) = reviewer(
        telling,
        telling.ground.done.who.place,
        department.as_deref(),
    );
    vec![wording(&zh, &en)]
}

pub(crate) fn wording(zh: &str, en: &str) -> Text {
    Text::new(
        format!(
            "如不服本决定，可以自收到本决定书之日起六十日内依法向{zh}申请行政复议，也可以自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。"
        ),
        format!(
            "You may apply to {en} for administrative reconsideration within sixty days of receiving this, or go \
             to the people's court within six months, as the law provides."
        ),
    )
}

/// Who reviews it (行政复议法 24, 27): the government of the same level what its departments did, the one
/// above what a township did, the department above what is led from above.
fn reviewer(telling: &Telling<'_>, place: PlaceCode, department: Option<&str>) -> (String, String) {
    /// 海关, 金融, 外汇管理 and others led from above, 税务 and 国家安全.
    const LED_FROM_ABOVE: [&str; 6] = ["税务", "海关", "外汇", "金融监管", "国家安全", "人民银行"];
    if department.is_some_and(|name| LED_FROM_ABOVE.iter().any(|word| name.contains(word))) {
        return (
            "上一级主管部门".to_owned(),
            "the department above".to_owned(),
        );
    }
    let tier = place.tier().min(Tier::County);
    let of = place.at_tier(tier).unwrap_or(place);
    let name = telling.register.path_name(of).replace(' ', "");
    (
        format!("{name}人民政府"),
        format!("the people's government of {name}"),
    )
}
