//! What only shows when items are looked at together.

use super::Tell;
use crate::{Catalog, Item, ItemStatus, Wrong};
use std::collections::BTreeSet;
use tiers::Tier;

/// Told at both items, for nobody but a person knows which of the two is to go.
pub(crate) fn check_one_owner(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    if item.status != ItemStatus::Active {
        return;
    }
    for other in catalog.items.values() {
        let both = other.status == ItemStatus::Active && other.code != item.code;
        if !both || !same_matter(item, other) {
            continue;
        }
        let (code, name) = (&other.code, &other.name);
        for (tier, own) in owners(item) {
            let theirs = owners(other).find(|(at, owner)| *at == tier && *owner != own);
            if let Some((_, their)) = theirs {
                tell(Wrong::TwoOwners {
                    code: code.clone(),
                    name: name.clone(),
                    tier,
                    own: own.to_owned(),
                    their: their.to_owned(),
                });
            }
        }
    }
}

/// The departments that decide, by tier.
fn owners(item: &Item) -> impl Iterator<Item = (Tier, &str)> {
    let own = (item.handled_tier, item.department.as_str());
    let others = item.alt_handling.iter();
    std::iter::once(own).chain(others.map(|alt| (alt.tier, alt.department.as_str())))
}

/// One name, what stands in brackets aside, or one paper on one basis.
fn same_matter(one: &Item, other: &Item) -> bool {
    let name = matter(&one.name) == matter(&other.name);
    let paper = one.output.name == other.output.name && one.legal_basis == other.legal_basis;
    name || paper
}

/// The name without what stands in brackets, of either width, such as 取水许可 of 取水许可(市级).
fn matter(name: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for letter in name.chars() {
        match letter {
            '(' | '\u{ff08}' => depth += 1,
            ')' | '\u{ff09}' => depth = depth.saturating_sub(1),
            letter if depth == 0 && !letter.is_whitespace() => kept.push(letter),
            _ => {}
        }
    }
    kept
}

/// Told at every item of a circle: each of them can be filed by nobody.
pub(crate) fn check_cycle(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    let mut path = vec![item.code.as_str()];
    if back_to(&item.code, item, catalog, &mut path, &mut BTreeSet::new()) {
        tell(Wrong::PreconditionCircle {
            codes: path.into_iter().map(str::to_owned).collect(),
        });
    }
}

/// Whether a way of preconditions leads from `item` to `code`; `path` is that way then.
fn back_to<'a>(
    code: &str,
    item: &'a Item,
    catalog: &'a Catalog,
    path: &mut Vec<&'a str>,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    for next in &item.preconditions {
        path.push(next);
        if next == code {
            return true;
        }
        if seen.insert(next)
            && let Some(needed) = catalog.items.get(next)
            && back_to(code, needed, catalog, path, seen)
        {
            return true;
        }
        path.pop();
    }
    false
}
