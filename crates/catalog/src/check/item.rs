use super::across::{check_cycle, check_one_owner};
use super::{MINUTES_PER_DAY, Tell, check_department, check_spelling};
use crate::{Catalog, Item, ItemStatus, ProxyMode, Stage, Step, Wrong, kind};
use std::collections::BTreeSet;
use tiers::Tier;

pub(crate) fn check_item(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    check_spellings(item, tell);
    check_one_owner(item, catalog, tell);
    check_handling(item, catalog, tell);
    check_steps(item, catalog, tell);
    check_step_places(item, tell);
    check_promise(item, tell);
    check_materials(item, tell);
    for code in &item.preconditions {
        if !catalog.items.contains_key(code) {
            tell(Wrong::NoPrecondition { code: code.clone() });
        }
    }
    check_cycle(item, catalog, tell);
    check_effective(item, tell);
    check_delegated(item, tell);
    check_special(item, tell);
    check_lower_review(item, tell);
    check_fee(item, tell);
    check_reductions(item, tell);
    check_proxy(item, tell);
    check_numbers(item, tell);
    if item.status == ItemStatus::Active {
        check_told(item, tell);
    }
}

fn check_spellings(item: &Item, tell: &mut Tell<'_>) {
    check_spelling(&item.name, &item.name_en, &item.pinyin, tell);
    for step in &item.steps {
        check_spelling(&step.name, &step.name_en, &step.pinyin, tell);
    }
    for material in &item.materials {
        check_spelling(&material.name, &material.name_en, &material.pinyin, tell);
    }
}

fn check_handling(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    check_department(&item.department, Some(item.handled_tier), catalog, tell);
    let mut tiers = BTreeSet::from([item.handled_tier]);
    for other in &item.alt_handling {
        check_department(&other.department, Some(other.tier), catalog, tell);
        if !tiers.insert(other.tier) {
            tell(Wrong::TwoDeciders { tier: other.tier });
        }
    }
    if item.filing_tiers.is_empty() {
        tell(Wrong::FiledNowhere);
    }
}

fn check_steps(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    let steps = &item.steps;
    for step in steps {
        if let Some(code) = &step.department {
            check_department(code, step.at.tier(), catalog, tell);
        }
    }
    if steps.is_empty() || steps.len() > STEPS_MAX {
        tell(Wrong::StepCount {
            count: steps.len(),
            most: STEPS_MAX,
        });
    }
    let mut numbered = (1..).zip(steps);
    if numbered.any(|(place, step)| usize::from(step.seq) != place) {
        tell(Wrong::StepNumbers);
    }
    let stages: Vec<Stage> = steps.iter().map(|step| step.stage).collect();
    let ends = (stages.first(), stages.last());
    if !stages.is_empty() && ends != (Some(&Stage::Accept), Some(&Stage::Conclude)) {
        tell(Wrong::StageEnds);
    } else if !stages.is_sorted() {
        tell(Wrong::StageBack);
    }
    let (sum, promised) = (minutes(steps), item.promised_minutes);
    if sum != u64::from(promised) {
        tell(Wrong::StepSum { sum, promised });
    }
}

fn minutes(steps: &[Step]) -> u64 {
    steps.iter().map(|step| u64::from(step.limit_minutes)).sum()
}

/// A step that is bound to a tier is done at that tier on the path of the filing place. What is filed
/// above that tier goes to the place that decides, so only a step that is below every filing tier can
/// never be where it is said to be. The place that decides must be at or above the filing place, or
/// another department of the filing tier decides instead.
fn check_step_places(item: &Item, tell: &mut Tell<'_>) {
    // Tiers are ordered from the province down.
    let lowest = item.filing_tiers.iter().max();
    for step in &item.steps {
        if let (Some(tier), Some(lowest)) = (step.at.tier(), lowest)
            && tier > *lowest
        {
            tell(Wrong::StepTooLow {
                seq: step.seq,
                tier,
                lowest: *lowest,
            });
        }
    }
    for filing in &item.filing_tiers {
        let other = item.alt_handling.iter().any(|alt| alt.tier == *filing);
        if *filing < item.handled_tier && !other {
            tell(Wrong::NoDecider {
                filing: *filing,
                handled: item.handled_tier,
            });
        }
    }
}

fn check_promise(item: &Item, tell: &mut Tell<'_>) {
    let (days, minutes) = (item.promised_days, item.promised_minutes);
    if item.instant != (days == 0) {
        tell(Wrong::InstantDays {
            instant: item.instant,
            days,
        });
    }
    let legal = item.legal_days;
    if days > legal || minutes > u32::from(legal) * MINUTES_PER_DAY {
        tell(Wrong::PromiseTooLong {
            days,
            minutes,
            legal,
        });
    }
}

fn check_materials(item: &Item, tell: &mut Tell<'_>) {
    let mut names = BTreeSet::new();
    for material in &item.materials {
        let name = &material.name;
        if !names.insert(name) {
            tell(Wrong::MaterialTwice { name: name.clone() });
        }
    }
}

fn check_effective(item: &Item, tell: &mut Tell<'_>) {
    if let (Some(from), Some(until)) = (item.effective.from, item.effective.until)
        && from >= until
    {
        tell(Wrong::EndsFirst { from, until });
    }
}

fn check_delegated(item: &Item, tell: &mut Tell<'_>) {
    let handled = item.handled_tier;
    match (item.status, item.delegated_to) {
        (ItemStatus::Delegated, None) => tell(Wrong::DelegatedNowhere),
        (ItemStatus::Delegated, Some(to)) if to <= handled => {
            tell(Wrong::DelegatedNotBelow { to, handled });
        }
        (ItemStatus::Delegated, Some(_)) | (_, None) => {}
        (status, Some(to)) => tell(Wrong::NotDelegated { to, status }),
    }
}

fn check_special(item: &Item, tell: &mut Tell<'_>) {
    let mut kinds = BTreeSet::new();
    for special in &item.special {
        let kind = special.kind;
        if !kinds.insert(kind) {
            tell(Wrong::SpecialTwice { kind });
        }
        if special.days == 0 {
            tell(Wrong::SpecialWithoutDays { kind });
        }
        if is_blank(&special.basis) {
            tell(Wrong::SpecialWithoutBasis { kind });
        }
    }
}

fn check_lower_review(item: &Item, tell: &mut Tell<'_>) {
    let Some(lower) = item.lower_review else {
        return;
    };
    if lower <= item.handled_tier {
        tell(Wrong::LowerNotBelow {
            lower,
            handled: item.handled_tier,
        });
    }
    let before = (item.steps.iter()).take_while(|step| step.stage != Stage::Approve);
    let own: Vec<Step> = before
        .filter(|step| step.at.tier() == Some(lower))
        .cloned()
        .collect();
    if own.is_empty() {
        tell(Wrong::LowerWithoutStep { lower });
    }
    let sum = minutes(&own);
    if sum > u64::from(LOWER_REVIEW_DAYS_MAX * MINUTES_PER_DAY) {
        tell(Wrong::LowerTooLong {
            lower,
            minutes: sum,
            most: LOWER_REVIEW_DAYS_MAX,
        });
    }
}

fn check_fee(item: &Item, tell: &mut Tell<'_>) {
    let fee = &item.fee;
    if fee.fen == 0 {
        return;
    }
    let given = [
        (&fee.unit, Wrong::FeeWithoutUnit),
        (&fee.standard, Wrong::FeeWithoutStandard),
        (&fee.basis, Wrong::FeeWithoutBasis),
    ];
    for (text, wrong) in given {
        if text.as_deref().is_none_or(is_blank) {
            tell(wrong);
        }
    }
}

fn check_reductions(item: &Item, tell: &mut Tell<'_>) {
    let reductions = &item.fee.reductions;
    if item.fee.fen == 0 && !reductions.is_empty() {
        tell(Wrong::ReductionOfNothing);
    }
    let mut bases = BTreeSet::new();
    for reduction in reductions {
        let name = || reduction.name.clone();
        if is_blank(&reduction.name) {
            tell(Wrong::ReductionWithoutName { name: name() });
        }
        if !(1..=1000).contains(&reduction.per_mille) {
            tell(Wrong::ReductionShare { name: name() });
        }
        if is_blank(&reduction.basis) {
            tell(Wrong::ReductionWithoutBasis { name: name() });
        } else if !bases.insert(&reduction.basis) {
            tell(Wrong::ReductionTwice { name: name() });
        }
    }
}

fn check_proxy(item: &Item, tell: &mut Tell<'_>) {
    if item.proxy_mode != ProxyMode::Entrusted {
        return;
    }
    if !item.proxy_allowed {
        tell(Wrong::EntrustedWithoutProxy);
    }
    if !item.filing_tiers.contains(&Tier::Village) {
        tell(Wrong::EntrustedNotInVillage);
    }
}

fn check_numbers(item: &Item, tell: &mut Tell<'_>) {
    if item.correction_lapse_days == Some(0) {
        tell(Wrong::LapsesAtOnce);
    }
    if item.output.valid_months == Some(0) {
        tell(Wrong::ValidForNothing);
    }
}

/// What citizens must be told of an item in use.
fn check_told(item: &Item, tell: &mut Tell<'_>) {
    if item.kind == kind::LICENCE && is_blank(&item.legal_basis) {
        tell(Wrong::LicenceWithoutBasis);
    }
    if is_blank(&item.channels.ask) {
        tell(Wrong::NoAsk);
    }
    if is_blank(&item.channels.complain) {
        tell(Wrong::NoComplain);
    }
    if is_blank(&item.disclosure.basis) {
        tell(Wrong::NoDisclosureBasis);
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// 环节 of an item at most, as the cities promise.
const STEPS_MAX: usize = 8;

/// Working days of a lower tier that reviews first, from its acceptance (许可法 43).
const LOWER_REVIEW_DAYS_MAX: u32 = 20;
