//! The rules that need more than one field, by what they look at.

mod across;
mod bundle;
mod item;
#[cfg(test)]
mod tests;

pub(crate) use bundle::check_bundle;
pub(crate) use item::check_item;

use crate::{Catalog, Wrong};
use tiers::Tier;

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

/// Working minutes of a working day.
const MINUTES_PER_DAY: u32 = 480;
