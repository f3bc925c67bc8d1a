//! Parallel approval of county and city on one record (并联, 联动).

use crate::fixture::*;
use crate::{CaseView, Deed, Guard, Kind, Phase, Refusal, Standing, State, status};
use catalog::Stage;
use tiers::Role;

const MEMBERS: [&str; 8] = [
    "GT-001", "HB-001", "FG-001", "GH-003", "XF-001", "QX-001", "ZJ-003", "ZJ-001",
];

fn accepted() -> Replica {
    let mut county = bundle_received();
    county.does(&desk(Role::Window), Deed::Accept);
    county
}

/// Does whatever `replica`'s place may do next on `item`; false when there is nothing.
fn goes_on(replica: &mut Replica, item: &str) -> bool {
    let view = replica.view();
    let branch = view.facts.branch(Some(item)).unwrap();
    let Some(open) = branch.open() else {
        return false;
    };
    let role = match open.plan.stage {
        Stage::Handle => Role::Handler,
        Stage::Review => Role::Reviewer,
        Stage::Approve => Role::Approver,
        Stage::Accept | Stage::Conclude => Role::Window,
    };
    let hand = Hand(
        role.name().to_owned(),
        role,
        open.plan.owner.department.clone(),
    );
    let deed = match open.plan.stage {
        Stage::Approve => decide(),
        Stage::Conclude => Deed::Conclude,
        _ => step(open.plan.seq),
    };
    if branch.fee_due > 0 && branch.fee.is_none() {
        let _ = replica.attempt(&desk(Role::Window), Some(item), fee(branch.fee_due));
    }
    replica.attempt(&hand, Some(item), deed).is_ok()
}

fn works(replica: &mut Replica, items: &[&str]) {
    while items.iter().filter(|item| goes_on(replica, item)).count() > 0 {}
}

fn decided(view: &CaseView) -> Vec<&str> {
    (view.facts.branches.iter())
        .filter(|branch| branch.decided.is_some())
        .map(|branch| branch.item.as_str())
        .collect()
}

#[test]
fn branches_at_county_and_city_commute_whatever_the_order() {
    let start = accepted();
    let mut county = start.clone();
    let mut city = at(CITY, &start);
    works(&mut county, &MEMBERS);
    works(&mut city, &MEMBERS);
    let (mut one, mut other) = (county.clone(), city.clone());
    one.hears(&city);
    other.hears(&county);
    assert_eq!(one.view(), other.view());
    let view = one.view();
    assert!(view.contested.is_empty());
    assert!((view.trail.iter()).all(|entry| entry.standing == Standing::Stands));
    // All reviewed and none approved: each place alone did not know that the other had reviewed.
    assert!(view.facts.all_reviewed());
    assert!(decided(&view).is_empty());
}

#[test]
fn approval_waits_for_all_reviews_and_then_for_the_edges() {
    let mut county = accepted();
    let mut city = at(CITY, &county);
    works(&mut county, &MEMBERS);
    // The county is through with its reviews; the city's have not begun.
    assert_eq!(
        county.refuses_on(&of(Role::Approver, "X11"), Some("GT-001"), decide()),
        Refusal::Guard(Guard::AllReviewed)
    );
    works(&mut city, &MEMBERS);
    city.hears(&county);
    // FG-001 waits for the county's GT-001 and HB-001; XF-001 and QX-001 for nobody.
    assert_eq!(
        city.refuses_on(&of(Role::Approver, "C01"), Some("FG-001"), decide()),
        Refusal::Waits("GT-001".to_owned())
    );
    works(&mut city, &MEMBERS);
    assert_eq!(decided(&city.view()), ["XF-001", "QX-001"]);
    county.hears(&city);
    works(&mut county, &MEMBERS);
    assert_eq!(
        decided(&county.view()),
        ["GT-001", "HB-001", "XF-001", "QX-001"]
    );
    city.hears(&county);
    works(&mut city, &MEMBERS);
    county.hears(&city);
    works(&mut county, &MEMBERS);
    assert_eq!(decided(&county.view()), MEMBERS);
}

#[test]
fn one_application_is_delivered_once_when_every_branch_is_concluded() {
    let mut county = accepted();
    let mut city = at(CITY, &county);
    let window = desk(Role::Window);
    for _ in 0..6 {
        let early = county.refuses(&window, deliver());
        assert!(
            matches!(early, Refusal::NotNow(Kind::Deliver, _)),
            "{early}"
        );
        works(&mut city, &MEMBERS);
        county.hears(&city);
        works(&mut county, &MEMBERS);
        city.hears(&county);
        if county.view().facts.concluded_at().is_some() {
            break;
        }
    }
    certified(&mut county);
    city.hears(&county);
    let refused = city.refuses(&window, deliver());
    assert_eq!(refused, Refusal::NotTheOwner(place(COUNTY), None));
    county.does(&window, deliver());
    assert_eq!(
        county.refuses(&window, deliver()),
        Refusal::NotNow(Kind::Deliver, State::Delivered)
    );
    let view = county.view();
    let phase = status(&view, WORLD.calendar()).phase;
    assert_eq!(phase, Phase::Delivered);
    assert!(view.contested.is_empty());
    let kinds = view.trail.iter().filter(|entry| entry.kind == "deliver");
    assert_eq!(kinds.count(), 1);
}

#[test]
fn a_member_that_waits_for_others_is_not_running() {
    let mut county = accepted();
    works(&mut county, &MEMBERS);
    let view = county.view();
    let index = (view.facts.branches.iter())
        .position(|branch| branch.item == "GT-001")
        .unwrap();
    let approval = view.facts.branches[index].approval().unwrap();
    assert_eq!(view.facts.branches[index].next, approval);
    assert_eq!(view.facts.entered_at(index, approval), None);
    let mut city = at(CITY, &county);
    city.wait_minutes(90);
    works(&mut city, &["FG-001", "GH-003", "XF-001", "QX-001"]);
    let done = city.now;
    county.hears(&city);
    assert_eq!(county.view().facts.entered_at(index, approval), Some(done));
}

#[test]
fn an_act_on_a_bundle_names_its_branch() {
    let county = accepted();
    let handler = of(Role::Handler, "X11");
    assert_eq!(county.refuses(&handler, step(2)), Refusal::NameBranch);
    assert_eq!(
        county.refuses_on(&handler, Some("BM-001"), step(2)),
        Refusal::NoBranch("BM-001".to_owned())
    );
}

#[test]
fn a_linked_bundle_is_filed_where_its_county_departments_are() {
    let county = bundle_received();
    let receive = |replica: &mut Replica| {
        replica.write_form(county.form.clone());
        let deed = Deed::Receive {
            number: "DQ2026000009".to_owned(),
            code: WORLD.bundle.code.clone(),
            mode: crate::Mode::Window,
            quantity: 1,
        };
        replica.attempt(&desk(Role::Window), None, deed)
    };
    for elsewhere in [OTHER_COUNTY, CITY, TOWNSHIP] {
        let refused = receive(&mut Replica::new(elsewhere, elsewhere));
        assert!(
            matches!(refused, Err(Refusal::NotFiledHere(..))),
            "{refused:?}"
        );
    }
    receive(&mut Replica::new(COUNTY, COUNTY)).unwrap();
}
