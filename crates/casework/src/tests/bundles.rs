//! All joint approvals of the shipped catalog (并联审批, 联动), from receipt to their one delivery, each step
//! taken at the last moment its limit allows: the total of the bundle is then exactly the time it takes.

use crate::fixture::*;
use crate::{Deed, Kind, Standing, State, status};
use calendar::UnixMillis;
use catalog::{Gate, Rule, Stage};
use tiers::{Role, Tier};

/// What came of a bundle.
struct Run {
    replica: Replica,
    /// Working minutes from receipt to the conclusion of the last branch.
    minutes: u64,
}

/// Works a bundle through at the places that own its branches, which exchange what they hold after every
/// act; each step is done `limit` working minutes after it became its owner's.
fn run(code: &str) -> Run {
    let bundle = &WORLD.bundles[code];
    let filed = match bundle.filing_tiers.iter().min() {
        Some(Tier::City) => CITY,
        _ => COUNTY,
    };
    let mut start = bundle_received_at(filed, code);
    // Acceptance is one act for every branch that waits for none: it is given when the first of their own
    // steps of acceptance runs out.
    let begun = start.now;
    accept_when_due(&mut start);
    let mut places: Vec<Replica> = [CITY, COUNTY].map(|code| at(code, &start)).to_vec();
    while let Some((place, item, when)) = next_due(&places[0], bundle.rule) {
        let index = usize::from(place != places[0].place);
        places[index].now = when;
        does_step(&mut places[index], &item);
        let heard = places[index].clone();
        places[1 - index].hears(&heard);
    }
    let last = places[0]
        .view()
        .facts
        .concluded_at()
        .expect("every branch ends");
    let minutes = WORLD.calendar().working_minutes_between(begun, last);
    let desk_at = usize::from(place_of(filed) != places[0].place);
    let mut replica = places.swap_remove(desk_at);
    hands_over(&mut replica, &desk(Role::Window));
    Run { replica, minutes }
}

fn place_of(code: &str) -> tiers::PlaceCode {
    place(code)
}

/// Accepts on the moment at which the first branch's own step of acceptance runs out.
fn accept_when_due(replica: &mut Replica) {
    let facts = replica.view().facts;
    let waits = &facts.receipt.as_ref().unwrap().waits;
    let begins = |index: &usize| {
        !waits
            .iter()
            .any(|(_, to, gate)| to == index && *gate == Gate::Accept)
    };
    let first = (0..facts.branches.len()).filter(begins);
    let shortest = first
        .map(|index| facts.branches[index].steps[0].plan.limit_minutes)
        .min();
    let minutes = u64::from(shortest.unwrap_or(0));
    replica.now = WORLD.calendar().add_working_minutes(replica.now, minutes);
    replica.does(&desk(Role::Window), Deed::Accept);
}

/// The open step that is due first: where, of which branch, and when. The approvals of a `max_member` bundle
/// are collective: all are given in one sitting as soon as the last review is done, in the order of the
/// edges.
fn next_due(replica: &Replica, rule: Rule) -> Option<(tiers::PlaceCode, String, UnixMillis)> {
    let view = replica.view();
    let due = status(&view, WORLD.calendar())
        .open
        .into_iter()
        .filter_map(|step| {
            let branch = &view.facts.branches[step.branch];
            let together =
                rule == Rule::MaxMember && branch.steps[step.step].plan.stage == Stage::Approve;
            let when = if together { step.entered? } else { step.due? };
            Some((when, branch.item.clone(), step.owner.place))
        });
    let (when, item, place) = due.min()?;
    Some((place, item, when))
}

fn does_step(replica: &mut Replica, item: &str) {
    let facts = replica.view().facts;
    let branch = facts.branch(Some(item)).unwrap();
    let open = branch.open().unwrap();
    let department = open.plan.owner.department.clone();
    let hand = |role: Role| Hand(role.name().to_owned(), role, department.clone());
    match open.plan.stage {
        Stage::Handle => replica.does_on(&hand(Role::Handler), item, step(open.plan.seq)),
        Stage::Review => replica.does_on(&hand(Role::Reviewer), item, step(open.plan.seq)),
        Stage::Approve => {
            if branch.fee_due > 0 {
                replica.does_on(&hand(Role::Handler), item, fee(branch.fee_due));
            }
            replica.does_on(&hand(Role::Approver), item, decide())
        }
        Stage::Conclude => replica.does_on(&hand(Role::Window), item, Deed::Conclude),
        // The filing desk accepts the member whose turn it is.
        Stage::Accept => replica.does_on(&desk(Role::Window), item, Deed::Begin),
    };
}

#[test]
fn all_twelve_run_to_their_one_delivery() {
    let shipped: Vec<&String> = WORLD
        .bundles
        .keys()
        .filter(|code| code.starts_with("PB-"))
        .collect();
    assert_eq!(shipped.len(), 12);
    for code in shipped {
        let bundle = &WORLD.bundles[code];
        let Run { replica, minutes } = run(code);
        let view = replica.view();
        assert_eq!(view.facts.state(None), State::Delivered, "{code}");
        assert!(view.contested.is_empty(), "{code}");
        assert!(
            view.trail
                .iter()
                .all(|entry| entry.standing == Standing::Stands),
            "{code}"
        );
        let delivered = view
            .trail
            .iter()
            .filter(|entry| entry.kind == Kind::Deliver.name());
        assert_eq!(delivered.count(), 1, "{code}");
        assert!(
            view.facts
                .branches
                .iter()
                .all(|branch| branch.decided.is_some()),
            "{code}"
        );
        // Everybody took all the time there was, and the whole took no longer than the bundle promises.
        assert!(
            minutes <= u64::from(bundle.total_minutes),
            "{code}: {minutes}"
        );
        let due = status(&view, WORLD.calendar()).promised.unwrap().at;
        assert!(view.facts.concluded_at().unwrap() <= due, "{code}");
    }
}

#[test]
fn the_two_of_the_sources_take_exactly_what_they_promise() {
    // 15 days became 2 for the four departments, 134 became 33 for the twenty-two.
    for (code, departments, days) in [("PB-YC-1", 4, 2), ("PB-YC-2", 22, 33)] {
        let bundle = &WORLD.bundles[code];
        assert_eq!(bundle.department_count, departments);
        let receipt = bundle_received_at(CITY, code).view().facts.receipt.unwrap();
        assert_eq!(
            (receipt.promised_days, receipt.promised_minutes),
            (days, u32::from(days) * 480)
        );
        // And with every step taken on its last minute it takes that long, to the minute.
        assert_eq!(run(code).minutes, u64::from(days) * 480);
    }
}

#[test]
fn a_shorter_member_that_waits_for_the_collective_approval_is_not_overdue() {
    for code in ["PB-XA-1", "PB-XA-2T"] {
        assert_eq!(WORLD.bundles[code].rule, Rule::MaxMember);
        let Run { replica, .. } = run(code);
        let view = replica.view();
        for running in crate::limits(&view, WORLD.calendar()) {
            let (Some(ended), Some(due)) = (running.ended, running.by.at(WORLD.calendar())) else {
                continue;
            };
            assert!(
                ended <= due.at,
                "{code}: {:?} of branch {:?} step {:?}",
                running.limit,
                running.branch,
                running.step
            );
        }
    }
}
