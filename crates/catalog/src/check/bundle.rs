use super::{MINUTES_PER_DAY, Tell, check_department, check_spelling};
use crate::{Bundle, Catalog, Gate, ItemStatus, Member, Rule, Wrong};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn check_bundle(bundle: &Bundle, catalog: &Catalog, tell: &mut Tell<'_>) {
    check_spelling(&bundle.name, &bundle.name_en, &bundle.pinyin, tell);
    if bundle.filing_tiers.is_empty() {
        tell(Wrong::FiledNowhere);
    }
    check_department(&bundle.lead_department, None, catalog, tell);
    let mut seen = BTreeSet::new();
    for member in &bundle.members {
        if !seen.insert(&member.item) {
            tell(Wrong::MemberTwice {
                item: member.item.clone(),
            });
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
        None => tell(Wrong::MembersCircle),
        Some(total) if total != said => tell(Wrong::TotalDiffers { total, said }),
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
        tell(Wrong::MemberSum {
            item: code.clone(),
            sum,
            limit: member.limit_minutes,
        });
    }
    let Some(item) = catalog.items.get(code) else {
        tell(Wrong::MemberUnknown { item: code.clone() });
        return;
    };
    if item.status != ItemStatus::Active {
        tell(Wrong::MemberNotInUse {
            item: code.clone(),
            status: item.status,
        });
    }
    let here = (member.tier, member.department.as_str());
    let mut places = vec![(item.handled_tier, item.department.as_str())];
    places.extend(
        item.alt_handling
            .iter()
            .map(|alt| (alt.tier, alt.department.as_str())),
    );
    if !places.contains(&here) {
        tell(Wrong::MemberDecider {
            item: code.clone(),
            department: member.department.clone(),
            tier: member.tier,
        });
    }
    let (given, steps) = (member.step_minutes.len(), item.steps.len());
    if given != steps {
        tell(Wrong::MemberLimits {
            item: code.clone(),
            steps,
            given,
        });
    }
}

fn check_departments(bundle: &Bundle, tell: &mut Tell<'_>) {
    let members = bundle
        .members
        .iter()
        .map(|member| member.department.as_str());
    let real: Vec<&str> = members.collect::<BTreeSet<_>>().into_iter().collect();
    if real != bundle.departments || real.len() != usize::from(bundle.department_count) {
        tell(Wrong::DepartmentsDiffer {
            departments: real.into_iter().map(str::to_owned).collect(),
            counted: bundle.department_count,
            listed: bundle.departments.len(),
        });
    }
}

/// What a member needs beforehand is another member's output, or said to be held already.
fn check_preconditions(bundle: &Bundle, catalog: &Catalog, tell: &mut Tell<'_>) {
    let waived = &bundle.waived_preconditions;
    for code in waived
        .iter()
        .filter(|code| !catalog.items.contains_key(*code))
    {
        tell(Wrong::NoWaived { code: code.clone() });
    }
    for item in bundle
        .members
        .iter()
        .filter_map(|member| catalog.items.get(&member.item))
    {
        for code in &item.preconditions {
            if bundle.member(code).is_none() && !waived.contains(code) {
                tell(Wrong::PreconditionUnmet {
                    item: item.code.clone(),
                    code: code.clone(),
                });
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
                tell(Wrong::EdgeEnd { item: end.clone() });
            }
        }
        if edge.gate != gate {
            tell(Wrong::EdgeGate {
                from: edge.from.clone(),
                to: edge.to.clone(),
            });
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
                tell(Wrong::SharedForm {
                    name: name.clone(),
                    first: first.to_owned(),
                    held: held.to_owned(),
                    code: code.clone(),
                    form: form.clone(),
                });
            }
        }
    }
}

fn check_joint_limit(bundle: &Bundle, tell: &mut Tell<'_>) {
    let days = bundle.total_minutes.div_ceil(MINUTES_PER_DAY);
    let days = days.max(bundle.total_days.into());
    if days > JOINT_DAYS_MAX {
        tell(Wrong::JointTooLong {
            days,
            most: JOINT_DAYS_MAX,
        });
    }
}

/// Working days of unified, joint or centralised handling (许可法 26 and 42(2)), without the extension
/// of 15 that only the government of the tier may allow.
const JOINT_DAYS_MAX: u32 = 45;
