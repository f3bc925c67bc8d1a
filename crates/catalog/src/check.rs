//! The rules that need more than one field, by what they look at.

mod across;
mod bundle;
mod item;
#[cfg(test)]
mod tests;

pub(crate) use bundle::check_bundle;
pub(crate) use item::check_item;

use crate::{Catalog, Wrong};
use tiers::{NAME_EN_MAX, PINYIN_MAX, Tier, is_name_en, is_pinyin};

/// Told of each fault.
pub(crate) type Tell<'a> = dyn FnMut(Wrong) + 'a;

/// `tier`: where the department is said to stand; none where any will do.
fn check_department(code: &str, tier: Option<Tier>, catalog: &Catalog, tell: &mut Tell<'_>) {
    match (catalog.departments.tier(code), tier) {
        (None, _) => tell(Wrong::NoDepartment {
            code: code.to_owned(),
        }),
        (Some(real), Some(said)) if real != said => tell(Wrong::DepartmentTier {
            code: code.to_owned(),
            real,
            said,
        }),
        _ => {}
    }
}

/// What a file gives as the English of `name` and as its pinyin.
fn check_spelling(name: &str, name_en: &str, pinyin: &str, tell: &mut Tell<'_>) {
    if !is_name_en(name_en) {
        tell(Wrong::NameEn {
            name: name.to_owned(),
            most: NAME_EN_MAX,
        });
    }
    if !is_pinyin(pinyin) {
        tell(Wrong::Pinyin {
            name: name.to_owned(),
            most: PINYIN_MAX,
        });
    }
}

/// Working minutes of a working day.
const MINUTES_PER_DAY: u32 = 480;
