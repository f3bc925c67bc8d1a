//! The rules that need more than one field, by what they look at.

mod across;
mod bundle;
mod item;
#[cfg(test)]
mod tests;

pub(crate) use bundle::check_bundle;
pub(crate) use item::check_item;

use crate::{Catalog, Check};
use tiers::Tier;

/// Told of each fault: the rule, and the words in Chinese and in English.
pub(crate) type Tell<'a> = dyn FnMut(Check, String, String) + 'a;

/// `tier`: where the department is said to stand; none where any will do.
fn check_department(code: &str, tier: Option<Tier>, catalog: &Catalog, tell: &mut Tell<'_>) {
    match (catalog.departments.tier(code), tier) {
        (None, _) => tell(
            Check::Department,
            format!("没有部门 {code}"),
            format!("{code} is no department"),
        ),
        (Some(real), Some(said)) if real != said => tell(
            Check::Department,
            format!("部门 {code} 属于{}, 不属于{}", tier_zh(real), tier_zh(said)),
            format!("the department {code} is of the tier {real}, not {said}"),
        ),
        _ => {}
    }
}

/// The tier in Chinese.
pub(crate) const fn tier_zh(tier: Tier) -> &'static str {
    match tier {
        Tier::Province => "省",
        Tier::City => "市",
        Tier::County => "县",
        Tier::Township => "乡镇",
        Tier::Village => "村",
    }
}

/// Working minutes of a working day.
const MINUTES_PER_DAY: u32 = 480;
