use crate::{Bundle, Catalog, Check, Gate, Item, ItemStatus, Member, Rule, Stage};
use std::collections::BTreeSet;
use tiers::Tier;

/// Told of each fault: the rule and the words.
type Tell<'a> = dyn FnMut(Check, String) + 'a;

pub(crate) fn check_item(item: &Item, catalog: &Catalog, tell: &mut Tell<'_>) {
    check_department(&item.department, Some(item.handled_tier), catalog, tell);
    for other in &item.alt_handling {
        check_department(&other.department, Some(other.tier), catalog, tell);
    }
    if item.filing_tiers.is_empty() {
        tell(Check::FilingTiers, "it can be filed nowhere".to_owned());
    }
    check_steps(item, catalog, tell);
    check_promise(item, tell);
    let mut names = BTreeSet::new();
    for material in &item.materials {
        if !names.insert(&material.name) {
            let text = format!("the material {} is given twice", material.name);
            tell(Check::Materials, text);
        }
    }
    for code in &item.preconditions {
        if !catalog.items.contains_key(code) {
            tell(
                Check::Precondition,
                format!("the precondition {code} is no item"),
            );
        }
    }
}

fn check_department(code: &str, tier: Option<Tier>, catalog: &Catalog, tell: &mut Tell<'_>) {
    match (catalog.departments.tier(code), tier) {
        (None, _) => tell(Check::Department, format!("{code} is no department")),
        (Some(real), Some(said)) if real != said => {
            let text = format!("the department {code} is of the tier {real}, not {said}");
            tell(Check::Department, text);
        }
        _ => {}
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
        let text = format!(
            "it has {} steps, 1 to {STEPS_MAX} are possible",
            steps.len()
        );
        tell(Check::Steps, text);
    }
    if (1..)
        .zip(steps)
        .any(|(place, step)| usize::from(step.seq) != place)
    {
        tell(
            Check::Steps,
            "the steps are not numbered 1, 2, ...".to_owned(),
        );
    }
    let stages: Vec<Stage> = steps.iter().map(|step| step.stage).collect();
    let ends = (stages.first(), stages.last());
    if !stages.is_empty() && ends != (Some(&Stage::Accept), Some(&Stage::Conclude)) {
        tell(
            Check::StageOrder,
            "the steps do not begin with 受理 and end with 办结".to_owned(),
        );
    } else if !stages.is_sorted() {
        tell(
            Check::StageOrder,
            "a step goes back to an earlier stage".to_owned(),
        );
    }
    let sum: u64 = steps.iter().map(|step| u64::from(step.limit_minutes)).sum();
    if sum != u64::from(item.promised_minutes) {
        let text = format!(
            "the steps add up to {sum} minutes, {} are promised",
            item.promised_minutes
        );
        tell(Check::StepSum, text);
    }
}

fn check_promise(item: &Item, tell: &mut Tell<'_>) {
    if item.instant != (item.promised_days == 0) {
        let kind = if item.instant {
            "an instant item"
        } else {
            "no instant item"
        };
        tell(
            Check::Instant,
            format!("{kind} promises {} days", item.promised_days),
        );
    }
    let legal_minutes = u32::from(item.legal_days) * MINUTES_PER_DAY;
    if item.promised_days > item.legal_days || item.promised_minutes > legal_minutes {
        let (days, minutes) = (item.promised_days, item.promised_minutes);
        let text = format!(
            "{days} days, {minutes} minutes are promised, the law allows {} days",
            item.legal_days
        );
        tell(Check::Promise, text);
    }
}

pub(crate) fn check_bundle(bundle: &Bundle, catalog: &Catalog, tell: &mut Tell<'_>) {
    if bundle.filing_tiers.is_empty() {
        tell(Check::FilingTiers, "it can be filed nowhere".to_owned());
    }
    check_department(&bundle.lead_department, None, catalog, tell);
    let mut seen = BTreeSet::new();
    for member in &bundle.members {
        if !seen.insert(&member.item) {
            tell(Check::Member, format!("{} is a member twice", member.item));
        }
        check_member(member, catalog, tell);
    }
    check_departments(bundle, tell);
    check_preconditions(bundle, catalog, tell);
    // With an edge that leads nowhere the total would be wrong for that reason alone.
    if !check_edges(bundle, tell) {
        return;
    }
    match bundle.total() {
        None => tell(
            Check::Cycle,
            "members wait for each other in a circle".to_owned(),
        ),
        Some(total) if total != bundle.total_minutes => {
            let text = format!(
                "by its rule it takes {total} minutes, total_minutes says {}",
                bundle.total_minutes
            );
            tell(Check::Total, text);
        }
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
        let text = format!(
            "the steps of {code} add up to {sum} minutes, its limit is {}",
            member.limit_minutes
        );
        tell(Check::MemberSteps, text);
    }
    let Some(item) = catalog.items.get(code) else {
        tell(Check::Member, format!("the member {code} is no item"));
        return;
    };
    if item.status == ItemStatus::Repealed {
        tell(Check::Member, format!("the member {code} is repealed"));
    }
    let here = (member.tier, member.department.as_str());
    let mut places = vec![(item.handled_tier, item.department.as_str())];
    places.extend(
        item.alt_handling
            .iter()
            .map(|alt| (alt.tier, alt.department.as_str())),
    );
    if !places.contains(&here) {
        let text = format!(
            "{code} is not decided by {} of the tier {}",
            member.department, member.tier
        );
        tell(Check::Member, text);
    }
    let (given, steps) = (member.step_minutes.len(), item.steps.len());
    if given != steps {
        let text = format!("{given} limits are given for the {steps} steps of {code}");
        tell(Check::MemberSteps, text);
    }
}

fn check_departments(bundle: &Bundle, tell: &mut Tell<'_>) {
    let members = bundle
        .members
        .iter()
        .map(|member| member.department.as_str());
    let real: Vec<&str> = members.collect::<BTreeSet<_>>().into_iter().collect();
    if real != bundle.departments || real.len() != usize::from(bundle.department_count) {
        let text = format!(
            "the members belong to {} departments ({}), {} are counted and {} listed",
            real.len(),
            real.join(" "),
            bundle.department_count,
            bundle.departments.len()
        );
        tell(Check::DepartmentCount, text);
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
                let text = format!(
                    "{} needs {code}, which is neither member nor waived",
                    item.code
                );
                tell(Check::Precondition, text);
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
                tell(Check::EdgeEnd, format!("the edge end {end} is no member"));
            }
        }
        if edge.gate != gate {
            let text = format!(
                "the edge from {} to {} holds back the wrong thing",
                edge.from, edge.to
            );
            tell(Check::EdgeGate, text);
        }
    }
    sound
}

/// 环节 of an item at most, as the cities promise.
const STEPS_MAX: usize = 8;

const MINUTES_PER_DAY: u32 = 480;
