use super::{MINUTES_PER_DAY, Tell, check_department, tier_zh};
use crate::{Bundle, Catalog, Check, Gate, ItemStatus, Member, Rule};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn check_bundle(bundle: &Bundle, catalog: &Catalog, tell: &mut Tell<'_>) {
    if bundle.filing_tiers.is_empty() {
        tell(
            Check::FilingTiers,
            "没有可以收件的层级".to_owned(),
            "it can be filed nowhere".to_owned(),
        );
    }
    check_department(&bundle.lead_department, None, catalog, tell);
    let mut seen = BTreeSet::new();
    for member in &bundle.members {
        if !seen.insert(&member.item) {
            let item = &member.item;
            tell(
                Check::Member,
                format!("成员 {item} 列了两次"),
                format!("{item} is a member twice"),
            );
        }
        check_member(member, catalog, tell);
    }
    check_departments(bundle, tell);
    check_preconditions(bundle, catalog, tell);
    check_shared_materials(bundle, catalog, tell);
    check_joint_limit(bundle, tell);
    // With an edge that leads nowhere the total would be wrong for that reason alone.
    if !check_edges(bundle, tell) {
        return;
    }
    let said = bundle.total_minutes;
    match bundle.total() {
        None => tell(
            Check::Cycle,
            "成员互相等待".to_owned(),
            "members wait for each other in a circle".to_owned(),
        ),
        Some(total) if total != said => tell(
            Check::Total,
            format!("按规则需 {total} 分钟, 写的是 {said} 分钟"),
            format!("by its rule it takes {total} minutes, total_minutes says {said}"),
        ),
        Some(_) => {}
    }
}

fn check_member(member: &Member, catalog: &Catalog, tell: &mut Tell<'_>) {
    let code = &member.item;
    let sum: u64 = member
        .step_minutes
        .iter()
        .map(|minutes| u64::from(*minutes))
        .sum();
    if sum != u64::from(member.limit_minutes) {
        let limit = member.limit_minutes;
        tell(
            Check::MemberSteps,
            format!("{code} 的环节合计 {sum} 分钟, 时限 {limit} 分钟"),
            format!("the steps of {code} add up to {sum} minutes, its limit is {limit}"),
        );
    }
    let Some(item) = catalog.items.get(code) else {
        tell(
            Check::Member,
            format!("成员 {code} 不是事项"),
            format!("the member {code} is no item"),
        );
        return;
    };
    if item.status != ItemStatus::Active {
        tell(
            Check::Member,
            format!("成员 {code} 已{}", item.status.zh()),
            format!("the member {code} is {}", item.status.en()),
        );
    }
    let here = (member.tier, member.department.as_str());
    let mut places = vec![(item.handled_tier, item.department.as_str())];
    places.extend(
        item.alt_handling
            .iter()
            .map(|alt| (alt.tier, alt.department.as_str())),
    );
    if !places.contains(&here) {
        let (department, tier) = (&member.department, member.tier);
        tell(
            Check::Member,
            format!("{code} 不由{}级的 {department} 决定", tier_zh(tier)),
            format!("{code} is not decided by {department} of the tier {tier}"),
        );
    }
    let (given, steps) = (member.step_minutes.len(), item.steps.len());
    if given != steps {
        tell(
            Check::MemberSteps,
            format!("{code} 有 {steps} 个环节, 给了 {given} 个时限"),
            format!("{given} limits are given for the {steps} steps of {code}"),
        );
    }
}

fn check_departments(bundle: &Bundle, tell: &mut Tell<'_>) {
    let members = bundle
        .members
        .iter()
        .map(|member| member.department.as_str());
    let real: Vec<&str> = members.collect::<BTreeSet<_>>().into_iter().collect();
    if real != bundle.departments || real.len() != usize::from(bundle.department_count) {
        let (count, names) = (real.len(), real.join(" "));
        let (said, listed) = (bundle.department_count, bundle.departments.len());
        tell(
            Check::DepartmentCount,
            format!("成员属于 {count} 个部门 ({names}), 写的是 {said} 个, 列了 {listed} 个"),
            format!(
                "the members belong to {count} departments ({names}), {said} are counted and {listed} listed"
            ),
        );
    }
}

/// What a member needs beforehand is another member's output, or said to be held already.
fn check_preconditions(bundle: &Bundle, catalog: &Catalog, tell: &mut Tell<'_>) {
    let waived = &bundle.waived_preconditions;
    for code in waived
        .iter()
        .filter(|code| !catalog.items.contains_key(*code))
    {
        tell(
            Check::Precondition,
            format!("免查的前置事项 {code} 不存在"),
            format!("the waived precondition {code} is no item"),
        );
    }
    for item in bundle
        .members
        .iter()
        .filter_map(|member| catalog.items.get(&member.item))
    {
        for code in &item.preconditions {
            if bundle.member(code).is_none() && !waived.contains(code) {
                let own = &item.code;
                tell(
                    Check::Precondition,
                    format!("{own} 需要 {code}, 后者既不是成员也未免查"),
                    format!("{own} needs {code}, which is neither member nor waived"),
                );
            }
        }
    }
}

/// False when an edge ends at no member.
fn check_edges(bundle: &Bundle, tell: &mut Tell<'_>) -> bool {
    let mut sound = true;
    let gate = match bundle.rule {
        Rule::CriticalPath => Gate::Accept,
        Rule::MaxMember => Gate::Approve,
    };
    for edge in &bundle.edges {
        for end in [&edge.from, &edge.to] {
            if bundle.member(end).is_none() {
                sound = false;
                tell(
                    Check::EdgeEnd,
                    format!("先后关系中的 {end} 不是成员"),
                    format!("the edge end {end} is no member"),
                );
            }
        }
        if edge.gate != gate {
            let (from, to) = (&edge.from, &edge.to);
            tell(
                Check::EdgeGate,
                format!("{from} 到 {to} 的先后关系与规则不符"),
                format!("the edge from {from} to {to} holds back the wrong thing"),
            );
        }
    }
    sound
}

/// One set of materials serves all members, so what two of them ask for must be one thing.
fn check_shared_materials(bundle: &Bundle, catalog: &Catalog, tell: &mut Tell<'_>) {
    let mut forms: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let items = bundle.members.iter();
    for item in items.filter_map(|member| catalog.items.get(&member.item)) {
        for material in &item.materials {
            let (name, form, code) = (&material.name, &material.form, &item.code);
            let (first, held) = *forms.entry(name).or_insert((code, form));
            if held != form {
                tell(
                    Check::SharedMaterial,
                    format!("材料“{name}”在 {first} 要{held}, 在 {code} 要{form}"),
                    format!(
                        "the material {name} is asked for as {held} by {first} and as {form} by {code}"
                    ),
                );
            }
        }
    }
}

fn check_joint_limit(bundle: &Bundle, tell: &mut Tell<'_>) {
    let days = bundle.total_minutes.div_ceil(MINUTES_PER_DAY);
    let days = days.max(bundle.total_days.into());
    if days > JOINT_DAYS_MAX {
        tell(
            Check::JointLimit,
            format!("联办 {days} 个工作日, 超过 {JOINT_DAYS_MAX} 个"),
            format!("it takes {days} working days, joint handling may take {JOINT_DAYS_MAX}"),
        );
    }
}

/// Working days of unified, joint or centralised handling (许可法 26 and 42(2)), without the extension
/// of 15 that only the government of the tier may allow.
const JOINT_DAYS_MAX: u32 = 45;
