//! What is wrong with a catalog, what its charts say, and what tiers, states of items and special procedures are called.

mod chart;

pub use chart::{Names, bundle_chart, flow_chart};

use catalog::{Fault, Flaw, ItemStatus, OwnOf, Special, Whole, Wrong};
use tiers::Tier;
use words::{Text, text};

/// Of what a share of a clean-up round is counted.
pub fn whole(whole: Whole) -> Text {
    text!(whole.id())
}

/// What a catalog is counted over.
pub fn own_of(of: &OwnOf) -> Text {
    match of {
        OwnOf::Items(count) => text!("rounds-items", n = *count),
        OwnOf::Bundle { code, name } => Text::same(format!("{code} {name}")),
    }
}

/// What is wrong with an item, a bundle or a clean-up round.
pub fn wrong(wrong: &Wrong) -> Text {
    let id = wrong.id();
    match wrong {
        Wrong::NotRead { column, what } => text!(id, column = column.to_string(), n = what),
        Wrong::NameTwice { name }
        | Wrong::MaterialTwice { name }
        | Wrong::ReductionWithoutName { name }
        | Wrong::ReductionShare { name }
        | Wrong::ReductionWithoutBasis { name }
        | Wrong::ReductionTwice { name } => text!(id, name = name),
        Wrong::NameEn { name, most } | Wrong::Pinyin { name, most } => {
            text!(id, name = name, most = most.to_string())
        }
        Wrong::NameOfAnother { code }
        | Wrong::NoDepartment { code }
        | Wrong::NoPrecondition { code }
        | Wrong::NoWaived { code } => text!(id, code = code),
        Wrong::TwoOwners {
            code,
            name,
            tier,
            own,
            their,
        } => text!(
            id,
            code = code,
            name = name,
            tier = self::tier(*tier),
            own = own,
            their = their
        ),
        Wrong::DepartmentTier { code, real, said } => {
            text!(
                id,
                code = code,
                real = self::tier(*real),
                said = self::tier(*said)
            )
        }
        Wrong::TwoDeciders { tier } => text!(id, tier = self::tier(*tier)),
        Wrong::StepCount { count, most } => {
            text!(id, count = count.to_string(), most = most.to_string())
        }
        Wrong::StepSum { sum, promised } => {
            text!(id, sum = sum.to_string(), promised = promised.to_string())
        }
        Wrong::StepTooLow { seq, tier, lowest } => text!(
            id,
            seq = seq.to_string(),
            tier = self::tier(*tier),
            lowest = self::tier(*lowest)
        ),
        Wrong::NoDecider { filing, handled } => {
            text!(
                id,
                filing = self::tier(*filing),
                handled = self::tier(*handled)
            )
        }
        Wrong::InstantDays { days, .. } => text!(id, days = days.to_string()),
        Wrong::PromiseTooLong {
            days,
            minutes,
            legal,
        } => text!(
            id,
            days = days.to_string(),
            minutes = minutes.to_string(),
            legal = legal.to_string()
        ),
        Wrong::PreconditionUnmet { item, code } => text!(id, item = item, code = code),
        Wrong::PreconditionCircle { codes } => text!(id, codes = codes.join(" → ")),
        _ => of_procedure(wrong),
    }
}

/// As [`wrong`], for when, where to and by which procedure an item goes.
fn of_procedure(wrong: &Wrong) -> Text {
    let id = wrong.id();
    match wrong {
        Wrong::EndsFirst { from, until } => {
            text!(id, from = from.to_string(), until = until.to_string())
        }
        Wrong::DelegatedNotBelow { to, handled } => {
            text!(id, to = self::tier(*to), handled = self::tier(*handled))
        }
        Wrong::NotDelegated { to, status } => {
            text!(id, to = self::tier(*to), status = item_status(*status))
        }
        Wrong::SpecialTwice { kind }
        | Wrong::SpecialWithoutDays { kind }
        | Wrong::SpecialWithoutBasis { kind } => text!(id, kind = special(*kind)),
        Wrong::LowerNotBelow { lower, handled } => {
            text!(
                id,
                lower = self::tier(*lower),
                handled = self::tier(*handled)
            )
        }
        Wrong::LowerWithoutStep { lower } => text!(id, lower = self::tier(*lower)),
        Wrong::LowerTooLong {
            lower,
            minutes,
            most,
        } => text!(
            id,
            lower = self::tier(*lower),
            minutes = minutes.to_string(),
            most = most.to_string()
        ),
        _ => of_bundle(wrong),
    }
}

/// As [`wrong`], for bundles and clean-up rounds, and for all that carries no value.
fn of_bundle(wrong: &Wrong) -> Text {
    let id = wrong.id();
    match wrong {
        Wrong::MemberTwice { item } | Wrong::MemberUnknown { item } | Wrong::EdgeEnd { item } => {
            text!(id, item = item)
        }
        Wrong::MemberNotInUse { item, status } => {
            text!(id, item = item, status = item_status(*status))
        }
        Wrong::MemberDecider {
            item,
            department,
            tier,
        } => text!(
            id,
            item = item,
            department = department,
            tier = self::tier(*tier)
        ),
        Wrong::MemberSum { item, sum, limit } => text!(
            id,
            item = item,
            sum = sum.to_string(),
            limit = limit.to_string()
        ),
        Wrong::MemberLimits { item, steps, given } => text!(
            id,
            item = item,
            steps = steps.to_string(),
            given = given.to_string()
        ),
        Wrong::DepartmentsDiffer {
            departments,
            counted,
            listed,
        } => text!(
            id,
            count = departments.len().to_string(),
            departments = departments.join(" "),
            counted = counted.to_string(),
            listed = listed.to_string()
        ),
        Wrong::EdgeGate { from, to } => text!(id, from = from, to = to),
        Wrong::SharedForm {
            name,
            first,
            held,
            code,
            form,
        } => text!(
            id,
            name = name,
            first = first,
            held = held,
            code = code,
            form = form
        ),
        Wrong::JointTooLong { days, most } => {
            text!(id, days = days.to_string(), most = most.to_string())
        }
        Wrong::TotalDiffers { total, said } => {
            text!(id, total = total.to_string(), said = said.to_string())
        }
        Wrong::CutDiffers { before, after, cut } => text!(
            id,
            before = before.to_string(),
            after = after.to_string(),
            cut = cut.to_string()
        ),
        _ => text!(id),
    }
}

/// What is wrong in a file, behind what it is of: the code of an item or bundle, or city and name of a round.
pub fn fault(fault: &Fault) -> Text {
    let said = wrong(&fault.wrong);
    if fault.of.is_empty() {
        return said;
    }
    Text::same(format!("{}: ", fault.of)) + &said
}

/// What is wrong with an item or bundle, without its code.
pub fn flaw(flaw: &Flaw) -> Text {
    wrong(&flaw.wrong)
}

/// What a tier is called.
pub fn tier(tier: Tier) -> Text {
    text!(&format!("catalog-tier-{}", tier.name()))
}

/// What the state of an item is called.
pub fn item_status(status: ItemStatus) -> Text {
    text!(match status {
        ItemStatus::Active => "catalog-item-active",
        ItemStatus::Suspended => "catalog-item-suspended",
        ItemStatus::Repealed => "catalog-item-repealed",
        ItemStatus::Delegated => "catalog-item-delegated",
    })
}

/// What a special procedure (特别程序) is called.
pub fn special(special: Special) -> Text {
    text!(special.id())
}

#[cfg(test)]
mod tests;
