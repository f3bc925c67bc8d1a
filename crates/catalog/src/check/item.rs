use super::across::{check_cycle, check_one_owner};
use super::{MINUTES_PER_DAY, Tell, check_department, tier_zh};
use crate::{Catalog, Check, Item, ItemStatus, ProxyMode, Stage, Step};
use std::collections::BTreeSet;
use tiers::Tier;

pub(crate) fn check_item(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    check_one_owner(item, catalog, tell);
    check_handling(item, catalog, tell);
    check_steps(item, catalog, tell);
    check_step_places(item, tell);
    check_promise(item, tell);
    check_materials(item, tell);
    for code in &item.preconditions {
        if !catalog.items.contains_key(code) {
            tell(
                Check::Precondition,
                format!("前置事项 {code} 不存在"),
                format!("the precondition {code} is no item"),
            );
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

fn check_handling(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    check_department(&item.department, Some(item.handled_tier), catalog, tell);
    let mut tiers = BTreeSet::from([item.handled_tier]);
    for other in &item.alt_handling {
        check_department(&other.department, Some(other.tier), catalog, tell);
        if !tiers.insert(other.tier) {
            tell(
                Check::AltHandling,
                format!("{}级有两个办理部门", tier_zh(other.tier)),
                format!("two departments decide at the tier {}", other.tier),
            );
        }
    }
    if item.filing_tiers.is_empty() {
        tell(
            Check::FilingTiers,
            "没有可以收件的层级".to_owned(),
            "it can be filed nowhere".to_owned(),
        );
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
        let count = steps.len();
        tell(
            Check::Steps,
            format!("有 {count} 个环节, 应为 1 至 {STEPS_MAX} 个"),
            format!("it has {count} steps, 1 to {STEPS_MAX} are possible"),
        );
    }
    let mut numbered = (1..).zip(steps);
    if numbered.any(|(place, step)| usize::from(step.seq) != place) {
        tell(
            Check::Steps,
            "环节没有按 1、2…… 编号".to_owned(),
            "the steps are not numbered 1, 2, ...".to_owned(),
        );
    }
    let stages: Vec<Stage> = steps.iter().map(|step| step.stage).collect();
    let ends = (stages.first(), stages.last());
    if !stages.is_empty() && ends != (Some(&Stage::Accept), Some(&Stage::Conclude)) {
        tell(
            Check::StageOrder,
            "环节应以受理开始, 以办结结束".to_owned(),
            "the steps do not begin with 受理 and end with 办结".to_owned(),
        );
    } else if !stages.is_sorted() {
        tell(
            Check::StageOrder,
            "有环节退回到更早的阶段".to_owned(),
            "a step goes back to an earlier stage".to_owned(),
        );
    }
    let (sum, promised) = (minutes(steps), item.promised_minutes);
    if sum != u64::from(promised) {
        tell(
            Check::StepSum,
            format!("各环节合计 {sum} 分钟, 承诺 {promised} 分钟"),
            format!("the steps add up to {sum} minutes, {promised} are promised"),
        );
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
            let (seq, low) = (step.seq, tier_zh(*lowest));
            tell(
                Check::StepPlace,
                format!("第 {seq} 环节在{}, 但最低只到{low}收件", tier_zh(tier)),
                format!(
                    "step {seq} is done at the tier {tier}, but the lowest tier where it is filed is {lowest}"
                ),
            );
        }
    }
    for filing in &item.filing_tiers {
        let other = item.alt_handling.iter().any(|alt| alt.tier == *filing);
        if *filing < item.handled_tier && !other {
            let handled = item.handled_tier;
            tell(
                Check::StepPlace,
                format!(
                    "{}收件时找不到{}级办理部门",
                    tier_zh(*filing),
                    tier_zh(handled)
                ),
                format!(
                    "filed at the tier {filing} it finds no place of the tier {handled}, which decides"
                ),
            );
        }
    }
}

fn check_promise(item: &Item, tell: &mut Tell<'_>) {
    let (days, minutes) = (item.promised_days, item.promised_minutes);
    if item.instant != (days == 0) {
        let (zh, en) = if item.instant {
            ("即办件", "an instant item")
        } else {
            ("非即办件", "no instant item")
        };
        tell(
            Check::Instant,
            format!("{zh}承诺 {days} 个工作日"),
            format!("{en} promises {days} days"),
        );
    }
    let legal = item.legal_days;
    if days > legal || minutes > u32::from(legal) * MINUTES_PER_DAY {
        tell(
            Check::Promise,
            format!("承诺 {days} 个工作日、{minutes} 分钟, 超过法定 {legal} 个工作日"),
            format!("{days} days, {minutes} minutes are promised, the law allows {legal} days"),
        );
    }
}

fn check_materials(item: &Item, tell: &mut Tell<'_>) {
    let mut names = BTreeSet::new();
    for material in &item.materials {
        let name = &material.name;
        if !names.insert(name) {
            tell(
                Check::Materials,
                format!("材料“{name}”列了两次"),
                format!("the material {name} is given twice"),
            );
        }
    }
}

fn check_effective(item: &Item, tell: &mut Tell<'_>) {
    if let (Some(from), Some(until)) = (item.effective.from, item.effective.until)
        && from >= until
    {
        tell(
            Check::Effective,
            format!("生效日期 {from} 不早于失效日期 {until}"),
            format!("it begins on {from}, which is not before its end on {until}"),
        );
    }
}

fn check_delegated(item: &Item, tell: &mut Tell<'_>) {
    let (zh, en) = match (item.status, item.delegated_to) {
        (ItemStatus::Delegated, None) => (
            "状态为下放, 但没有写下放到哪一级".to_owned(),
            "it is delegated, but not said to which tier".to_owned(),
        ),
        (ItemStatus::Delegated, Some(to)) if to <= item.handled_tier => (
            format!(
                "下放到{}, 不在{}之下",
                tier_zh(to),
                tier_zh(item.handled_tier)
            ),
            format!(
                "it is delegated to the tier {to}, which is not below {}",
                item.handled_tier
            ),
        ),
        (ItemStatus::Delegated, Some(_)) | (_, None) => return,
        (status, Some(to)) => (
            format!("写明下放到{}, 但状态是{}", tier_zh(to), status.zh()),
            format!(
                "it names the tier {to} as delegated to, but is {}",
                status.en()
            ),
        ),
    };
    tell(Check::Delegated, zh, en);
}

fn check_special(item: &Item, tell: &mut Tell<'_>) {
    let mut kinds = BTreeSet::new();
    for special in &item.special {
        let (zh, en) = (special.kind.zh(), special.kind.en());
        let mut fault = |what_zh: &str, what_en: &str| {
            tell(
                Check::Special,
                format!("特别程序“{zh}”{what_zh}"),
                format!("the special procedure {en} {what_en}"),
            );
        };
        if !kinds.insert(special.kind) {
            fault("列了两次", "is given twice");
        }
        if special.days == 0 {
            fault("没有天数", "has no days");
        }
        if is_blank(&special.basis) {
            fault("没有依据", "has no basis");
        }
    }
}

fn check_lower_review(item: &Item, tell: &mut Tell<'_>) {
    let Some(lower) = item.lower_review else {
        return;
    };
    if lower <= item.handled_tier {
        tell(
            Check::LowerReview,
            format!(
                "先行审查在{}, 不在决定的{}之下",
                tier_zh(lower),
                tier_zh(item.handled_tier)
            ),
            format!(
                "the tier {lower} reviews first, which is not below {}",
                item.handled_tier
            ),
        );
    }
    let before = (item.steps.iter()).take_while(|step| step.stage != Stage::Approve);
    let own: Vec<Step> = before
        .filter(|step| step.at.tier() == Some(lower))
        .cloned()
        .collect();
    if own.is_empty() {
        tell(
            Check::LowerReview,
            format!("决定之前没有{}的环节", tier_zh(lower)),
            format!("the tier {lower} reviews first, but has no step before the decision"),
        );
    }
    let sum = minutes(&own);
    if sum > u64::from(LOWER_REVIEW_DAYS_MAX * MINUTES_PER_DAY) {
        tell(
            Check::LowerReview,
            format!(
                "{}先行审查 {sum} 分钟, 超过 {LOWER_REVIEW_DAYS_MAX} 个工作日",
                tier_zh(lower)
            ),
            format!(
                "the tier {lower} has {sum} minutes for its review, more than {LOWER_REVIEW_DAYS_MAX} working days"
            ),
        );
    }
}

fn check_fee(item: &Item, tell: &mut Tell<'_>) {
    let fee = &item.fee;
    if fee.fen == 0 {
        return;
    }
    let given = [
        ("计费单位", "unit", &fee.unit),
        ("收费标准", "standard", &fee.standard),
        ("收费依据", "basis", &fee.basis),
    ];
    for (zh, en, text) in given {
        if text.as_deref().is_none_or(is_blank) {
            tell(
                Check::Fee,
                format!("收费但没有{zh}"),
                format!("it costs a fee without {en}"),
            );
        }
    }
}

fn check_reductions(item: &Item, tell: &mut Tell<'_>) {
    let reductions = &item.fee.reductions;
    if item.fee.fen == 0 && !reductions.is_empty() {
        tell(
            Check::Reduction,
            "不收费却有减免".to_owned(),
            "it is free of charge and has reductions".to_owned(),
        );
    }
    let mut bases = BTreeSet::new();
    for reduction in reductions {
        let name = &reduction.name;
        let mut fault = |what_zh: &str, what_en: &str| {
            tell(
                Check::Reduction,
                format!("减免“{name}”{what_zh}"),
                format!("the reduction {name} {what_en}"),
            );
        };
        if is_blank(name) {
            fault("没有名称", "has no name");
        }
        if !(1..=1000).contains(&reduction.per_mille) {
            fault(
                "的千分比不在 1 至 1000 之间",
                "takes off other than 1 to 1000 thousandths",
            );
        }
        if is_blank(&reduction.basis) {
            fault("没有依据", "has no basis");
        } else if !bases.insert(&reduction.basis) {
            fault("与另一项减免依据相同", "has the basis of another one");
        }
    }
}

fn check_proxy(item: &Item, tell: &mut Tell<'_>) {
    if item.proxy_mode != ProxyMode::Entrusted {
        return;
    }
    if !item.proxy_allowed {
        tell(
            Check::Proxy,
            "委托村里受理, 却不许代办".to_owned(),
            "the village receives it for the authority, but proxies are not allowed".to_owned(),
        );
    }
    if !item.filing_tiers.contains(&Tier::Village) {
        tell(
            Check::Proxy,
            "委托村里受理, 却不在村里收件".to_owned(),
            "the village receives it for the authority, but it is not filed there".to_owned(),
        );
    }
}

fn check_numbers(item: &Item, tell: &mut Tell<'_>) {
    if item.correction_lapse_days == Some(0) {
        tell(
            Check::CorrectionLapse,
            "逾期不补正视为撤回的期限为 0".to_owned(),
            "an application lapses on the day of its correction notice".to_owned(),
        );
    }
    if item.output.valid_months == Some(0) {
        tell(
            Check::Validity,
            "结果有效期为 0 个月".to_owned(),
            "its paper is valid for no month".to_owned(),
        );
    }
}

/// What citizens must be told of an item in use.
fn check_told(item: &Item, tell: &mut Tell<'_>) {
    if item.kind == LICENCE && is_blank(&item.legal_basis) {
        tell(
            Check::LegalBasis,
            "行政许可没有设定依据".to_owned(),
            "a licence without a legal basis".to_owned(),
        );
    }
    if is_blank(&item.channels.ask) {
        tell(
            Check::Channels,
            "没有咨询渠道".to_owned(),
            "it does not say where to ask".to_owned(),
        );
    }
    if is_blank(&item.channels.complain) {
        tell(
            Check::Channels,
            "没有监督投诉渠道".to_owned(),
            "it does not say where to complain".to_owned(),
        );
    }
    if is_blank(&item.disclosure.basis) {
        tell(
            Check::Disclosure,
            "没有公开与否的依据".to_owned(),
            "it does not say why its results are public or are not".to_owned(),
        );
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// 环节 of an item at most, as the cities promise.
const STEPS_MAX: usize = 8;

/// Working days of a lower tier that reviews first, from its acceptance (许可法 43).
const LOWER_REVIEW_DAYS_MAX: u32 = 20;

/// The kind of items that the Licensing Law is about.
const LICENCE: &str = "行政许可";
