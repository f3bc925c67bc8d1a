//! Acts that did not know each other: what commutes, what is contested, and how it is settled.

use crate::fixture::*;
use crate::{ActId, Deed, Guard, Intake, Phase, Refusal, Slot, Standing, status};
use tiers::Role;

/// A plate received at the village, with the township, and silent past the five days.
fn overdue() -> Replica {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    township.does(&node_itself(), Deed::Arrive);
    township.now = moment("2026-03-06T09:00:00+08:00");
    township
}

fn later() -> calendar::UnixMillis {
    moment("2026-03-10T09:00:00+08:00")
}

fn resolve(stand: &[ActId], void: &[ActId]) -> Deed {
    Deed::Resolve {
        stand: stand.to_vec(),
        void: void.to_vec(),
        reason: "按登记先后".to_owned(),
    }
}

struct Dispute {
    township: Replica,
    city: Replica,
    correction: ActId,
    takeover: ActId,
    deemed: ActId,
}

/// The township asked for papers on the fourth day, offline; the city took over on the sixth.
fn dispute() -> Dispute {
    let mut township = overdue();
    let mut city = at(CITY, &township);
    city.now = later();
    let correction = township.does(&of(Role::Handler, "T07"), correct());
    let takeover = city.does(&desk(Role::Approver), take_over());
    let deemed = city.does(&node_itself(), Deed::DeemAccepted);
    township.hears(&city);
    city.hears(&township);
    Dispute {
        township,
        city,
        correction,
        takeover,
        deemed,
    }
}

#[test]
fn a_correction_and_a_take_over_that_did_not_know_each_other_are_contested_and_freeze_intake() {
    let dispute = dispute();
    let view = dispute.city.view();
    assert_eq!(view, dispute.township.view());
    assert_eq!(view.contested.len(), 1);
    let mut named = view.contested[0].acts.clone();
    named.sort();
    // The silence follows from the take-over; against a notice it would have to give way.
    assert_eq!(dispute.city.standing(dispute.deemed), Standing::LateRival);
    let mut all = vec![dispute.correction, dispute.takeover];
    all.sort();
    assert_eq!(named, all);
    assert_eq!(view.contested[0].slots, [Slot::Intake, Slot::Owner]);
    for act in all {
        assert_eq!(dispute.city.standing(act), Standing::Contested);
    }
    // Nobody's counts: neither asked, nor taken over, nor accepted.
    assert_eq!(view.facts.correction, None);
    assert_eq!(view.facts.taken_over, None);
    assert_eq!(view.facts.intake, Intake::Open);
    assert_eq!(status(&view, WORLD.calendar()).phase, Phase::Contested);
    // And nobody goes on.
    let frozen = Refusal::Frozen(Slot::Intake);
    let handler = of(Role::Handler, "T07");
    for deed in [Deed::Accept, refuse(), step(2)] {
        assert_eq!(dispute.township.refuses(&handler, deed), frozen);
    }
    let frozen = Refusal::Frozen(Slot::Owner);
    assert_eq!(
        dispute.city.refuses(&desk(Role::Approver), take_over()),
        frozen
    );
}

#[test]
fn a_settlement_names_every_rival_and_then_the_chosen_side_counts() {
    let Dispute {
        mut township,
        mut city,
        correction,
        takeover,
        deemed,
    } = dispute();
    let chief = desk(Role::Approver);
    for partial in [
        resolve(&[takeover], &[]),
        resolve(&[], &[correction]),
        resolve(&[takeover], &[correction, deemed]),
        resolve(&[takeover], &[correction, tiers::Digest([1; 32])]),
    ] {
        let refused = city.refuses(&chief, partial);
        assert!(matches!(refused, Refusal::NotAllRivals(_)), "{refused}");
    }
    let whole = || resolve(&[takeover], &[correction]);
    assert_eq!(
        city.refuses(&desk(Role::Window), whole()),
        Refusal::WrongRole(Some(Role::Approver))
    );
    let stray = at(OTHER_COUNTY, &city);
    let refused = stray.refuses(&chief, whole());
    assert_eq!(refused, Refusal::NotAbove(place(TOWNSHIP)));
    city.does(&chief, whole());
    let view = city.view();
    assert!(view.contested.is_empty() && view.facts.frozen.is_empty());
    assert_eq!(view.facts.taken_over, Some(place(CITY)));
    assert!(matches!(view.facts.intake, Intake::Deemed(_)));
    assert_eq!(view.facts.correction, None);
    assert_eq!(city.standing(correction), Standing::Void);
    // It was settled once; the owner of the next step goes on.
    assert_eq!(
        city.refuses(&chief, whole()),
        Refusal::Guard(Guard::AllRivalsNamed)
    );
    township.hears(&city);
    township.does(&of(Role::Handler, "T07"), step(2));
}

#[test]
fn settled_for_the_correction_the_case_waits_for_its_papers() {
    let Dispute {
        mut township,
        mut city,
        correction,
        takeover,
        ..
    } = dispute();
    city.does(&desk(Role::Lead), resolve(&[correction], &[takeover]));
    township.hears(&city);
    let mut village = at(VILLAGE, &township);
    village.does(&desk(Role::Agent), resubmit());
    township.hears(&village);
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    assert_eq!(township.view().facts.taken_over, None);
}

#[test]
fn acts_that_followed_a_loser_are_displaced_and_those_of_the_winner_apply() {
    let mut township = overdue();
    let mut city = at(CITY, &township);
    city.now = later();
    let accept = township.does(&of(Role::Handler, "T07"), Deed::Accept);
    let handled = township.does(&of(Role::Handler, "T07"), step(2));
    let takeover = city.does(&desk(Role::Approver), take_over());
    city.hears(&township);
    assert_eq!(city.standing(accept), Standing::Contested);
    assert_eq!(city.standing(handled), Standing::Displaced);
    let mut other = city.clone();
    city.does(&desk(Role::Approver), resolve(&[accept], &[takeover]));
    assert_eq!(city.standing(handled), Standing::Stands);
    other.does(&desk(Role::Approver), resolve(&[takeover], &[accept]));
    assert_eq!(other.standing(handled), Standing::Displaced);
}

#[test]
fn a_rival_on_which_another_owner_relies_stands_and_the_other_one_came_late() {
    let mut township = overdue();
    let mut city = at(CITY, &township);
    city.now = later();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    township.does(&of(Role::Handler, "T07"), step(2));
    // The county reviews on the strength of it, before the city's take-over comes down.
    let mut county = at(COUNTY, &township);
    county.does(&of(Role::Reviewer, "X05"), step(3));
    let takeover = city.does(&desk(Role::Approver), take_over());
    county.hears(&city);
    let view = county.view();
    assert_eq!(county.standing(takeover), Standing::LateRival);
    assert!(view.contested.is_empty());
    assert_eq!(view.facts.taken_over, None);
    assert_eq!(view.facts.branches[0].next, 3);
    county.does(&desk(Role::Window), fee(2000));
    county.does(&of(Role::Approver, "X05"), decide());
}

#[test]
fn one_late_rival_does_not_let_the_others_pass() {
    let mut township = overdue();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    let mut clone = township.clone();
    let mut village = at(VILLAGE, &township);
    // The township handles and the county goes on from there; a restored copy of the township takes
    // the fee, which makes the two rivals, and comes late. Village and county have taken it as well.
    township.does(&of(Role::Handler, "T07"), step(2));
    let mut county = at(COUNTY, &township);
    county.does(&of(Role::Reviewer, "X05"), step(3));
    let at_county = county.does(&desk(Role::Window), fee(2000));
    let at_village = village.does(&desk(Role::Agent), fee(2000));
    let at_clone = clone.does(&desk(Role::Window), fee(2000));
    county.hears(&village);
    county.hears(&clone);
    assert_eq!(county.standing(at_clone), Standing::LateRival);
    assert_eq!(county.standing(at_village), Standing::Contested);
    assert_eq!(county.standing(at_county), Standing::Contested);
    assert_eq!(county.view().facts.branches[0].fee, None);
}

#[test]
fn two_acts_of_one_node_that_did_not_know_each_other_are_rivals_on_any_slot() {
    let mut township = overdue();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    // A restored copy of the same node: one handles, the other takes the fee.
    let mut clone = township.clone();
    let handled = township.does(&of(Role::Handler, "T07"), step(2));
    let paid = clone.does(&desk(Role::Window), fee(2000));
    township.hears(&clone);
    assert_eq!(township.standing(handled), Standing::Contested);
    assert_eq!(township.standing(paid), Standing::Contested);
    let slots = [Slot::Branch(String::new()), Slot::Fee(String::new())];
    assert_eq!(township.view().contested[0].slots, slots);
    // Of two nodes they commute.
    let mut township = overdue();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    let mut village = at(VILLAGE, &township);
    township.does(&of(Role::Handler, "T07"), step(2));
    village.does(&desk(Role::Agent), fee(2000));
    township.hears(&village);
    assert_eq!(township.view().standings(), [("stands", 5)].into());
}

#[test]
fn naming_the_only_branch_is_no_way_around_a_rival_or_a_freeze() {
    let mut township = overdue();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    let mut village = at(VILLAGE, &township);
    let paid = township.does(&desk(Role::Window), fee(2000));
    let agent = desk(Role::Agent);
    let also = village.attempt(&agent, Some("BM-019"), fee(2000)).unwrap();
    township.hears(&village);
    assert_eq!(township.standing(paid), Standing::Contested);
    assert_eq!(township.standing(also), Standing::Contested);
    let again = township.refuses_on(&desk(Role::Window), Some("BM-019"), fee(2000));
    assert_eq!(again, Refusal::Frozen(Slot::Fee(String::new())));
}

#[test]
fn settlements_that_did_not_know_each_other_settle_nothing_until_one_is_chosen() {
    let Dispute {
        mut city,
        correction,
        takeover,
        ..
    } = dispute();
    let mut county = at(COUNTY, &city);
    let chief = desk(Role::Approver);
    let for_city = city.does(&chief, resolve(&[takeover], &[correction]));
    let for_township = county.does(&chief, resolve(&[correction], &[takeover]));
    city.hears(&county);
    for act in [correction, takeover, for_city, for_township] {
        assert_eq!(city.standing(act), Standing::Contested, "{act:?}");
    }
    assert_eq!(city.view().facts.intake, Intake::Open);
    // The settlements are settled, and with them the dispute.
    let mut other = city.clone();
    city.does(&chief, resolve(&[for_city], &[for_township]));
    let view = city.view();
    assert!(view.contested.is_empty());
    assert_eq!(view.facts.taken_over, Some(place(CITY)));
    assert_eq!(city.standing(correction), Standing::Void);
    assert_eq!(city.standing(for_township), Standing::Void);
    other.does(&chief, resolve(&[for_township], &[for_city]));
    let view = other.view();
    assert!(view.contested.is_empty());
    assert!(view.facts.correction.is_some());
    assert_eq!(other.standing(takeover), Standing::Void);
}

#[test]
fn what_comes_up_after_a_settlement_that_did_not_know_it_opens_the_dispute_again() {
    let Dispute {
        mut city,
        correction,
        takeover,
        township,
        ..
    } = dispute();
    let chief = desk(Role::Approver);
    let clone = {
        // The township as it was before it heard of the city, restored from a backup: it refuses.
        let mut clone = Replica::new(TOWNSHIP, VILLAGE);
        clone.form = township.form.clone();
        clone.entries = township.entries[..3].to_vec();
        clone.now = moment("2026-03-06T10:00:00+08:00");
        clone
    };
    let settled = city.does(&chief, resolve(&[takeover], &[correction]));
    let mut clone = clone;
    let refusal = clone.does(&of(Role::Handler, "T07"), refuse());
    city.hears(&clone);
    let contested = city.view().contested;
    assert_eq!(contested.len(), 1);
    assert!(contested[0].acts.contains(&refusal) && contested[0].acts.contains(&settled));
    // Whatever is named is named whole: the township's two acts fall, the rest stands.
    let out = [correction, refusal];
    let group = contested[0].acts.clone();
    let (void, stand): (Vec<_>, Vec<_>) = group.into_iter().partition(|act| out.contains(act));
    assert!(stand.contains(&takeover) && stand.contains(&settled));
    city.does(&chief, resolve(&stand, &void));
    assert!(city.view().contested.is_empty());
    assert_eq!(city.view().facts.taken_over, Some(place(CITY)));
}

#[test]
fn an_approval_stands_against_a_return_that_did_not_know_of_it() {
    let mut township = overdue();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    township.does(&of(Role::Handler, "T07"), step(2));
    let mut county = at(COUNTY, &township);
    county.does(&desk(Role::Window), fee(2000));
    county.does(&of(Role::Reviewer, "X05"), step(3));
    // The reviewer recalls it at the county's other node, which is cut off from the first.
    let mut other = spare(&county);
    let returned = other.does(&of(Role::Reviewer, "X05"), back(3));
    let decided = county.does(&of(Role::Approver, "X05"), decide());
    county.hears(&other);
    assert_eq!(county.standing(decided), Standing::Stands);
    assert_eq!(county.standing(returned), Standing::LateRival);
    assert!(county.view().contested.is_empty());
    let mut village = at(VILLAGE, &county);
    village.does(&desk(Role::Agent), Deed::Conclude);
}

#[test]
fn one_node_that_returned_and_approved_without_knowing_is_contested_all_the_same() {
    let mut township = overdue();
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    township.does(&of(Role::Handler, "T07"), step(2));
    let mut county = at(COUNTY, &township);
    county.does(&desk(Role::Window), fee(2000));
    county.does(&of(Role::Reviewer, "X05"), step(3));
    let mut copy = county.clone();
    let returned = copy.does(&of(Role::Reviewer, "X05"), back(3));
    let decided = county.does(&of(Role::Approver, "X05"), decide());
    county.hears(&copy);
    assert_eq!(county.standing(decided), Standing::Contested);
    assert_eq!(county.standing(returned), Standing::Contested);
}

#[test]
fn a_replaced_owner_who_signs_with_an_old_past_after_delivery_came_late() {
    let mut township = overdue();
    let mut of_old = spare(&township);
    let mut county = at(COUNTY, &township);
    county.now = later();
    county.does(&desk(Role::Approver), take_over());
    county.does(&desk(Role::Window), Deed::Accept);
    // The township's new node goes on from the county's acceptance, and so to delivery.
    township.hears(&county);
    township.does(&of(Role::Handler, "T07"), step(2));
    county.hears(&township);
    county.does(&of(Role::Reviewer, "X05"), step(3));
    county.does(&desk(Role::Window), fee(2000));
    county.does(&of(Role::Approver, "X05"), decide());
    let mut village = at(VILLAGE, &county);
    village.does(&desk(Role::Agent), Deed::Conclude);
    hands_over(&mut village, &desk(Role::Agent));
    let before = village.view().facts;
    // The node that was replaced comes back with what it had: it refuses what was delivered long ago.
    let refusal = of_old.does(&of(Role::Handler, "T07"), refuse());
    village.hears(&of_old);
    let view = village.view();
    assert_eq!(village.standing(refusal), Standing::LateRival);
    assert!(view.contested.is_empty());
    assert_eq!(view.facts, before);
}

#[test]
fn two_acceptances_of_a_linked_case_are_one_acceptance() {
    let start = bundle_received();
    let mut county = start.clone();
    let mut other = spare(&start);
    let one = county.does(&desk(Role::Window), Deed::Accept);
    other.wait_minutes(30);
    let two = other.does(&desk(Role::Window), Deed::Accept);
    let mut city = at(CITY, &county);
    city.hears(&other);
    let view = city.view();
    assert!(view.contested.is_empty(), "{:?}", view.contested);
    let mut standing = [city.standing(one).name(), city.standing(two).name()];
    standing.sort_unstable();
    assert_eq!(standing, ["late", "stands"]);
    assert!(view.facts.accepted().is_some());
    let begun = view.facts.branches.iter().filter(|branch| branch.next == 1);
    assert_eq!(begun.count(), 8);
    // And the city's departments go on.
    city.does_on(&of(Role::Handler, "C01"), "FG-001", step(2));
}

/// Silence written down at the place's other node, which had heard of nothing.
fn silence_elsewhere(start: &Replica) -> (Replica, ActId) {
    let mut other = spare(start);
    other.now = later();
    let silence = other.does(&node_itself(), Deed::DeemAccepted);
    (other, silence)
}

#[test]
fn an_acceptance_on_its_way_stands_against_the_silence_written_meanwhile() {
    let start = overdue();
    let (other, silence) = silence_elsewhere(&start);
    let mut township = start;
    let accepted = township.does(&of(Role::Handler, "T07"), Deed::Accept);
    township.hears(&other);
    assert_eq!(township.standing(accepted), Standing::Stands);
    assert_eq!(township.standing(silence), Standing::LateRival);
    assert!(township.view().contested.is_empty());
    assert!(matches!(township.view().facts.intake, Intake::Accepted(_)));
}

#[test]
fn silence_at_the_county_gives_way_to_the_townships_notice_that_was_on_its_way() {
    // The township handed the case over to the county, whose node hears nothing for five days; the
    // township's own notice, given in time by its other desk that did not know, is on its way.
    let start = overdue();
    let mut township = start.clone();
    township.does(
        &of(Role::Handler, "T07"),
        Deed::HandOver {
            place: place(COUNTY),
            department: None,
            reason: "县级办理".to_owned(),
        },
    );
    let mut county = at(COUNTY, &township);
    county.now = later();
    let silence = county.does(&node_itself(), Deed::DeemAccepted);
    let mut other = spare(&start);
    let notice = other.does(&of(Role::Handler, "T07"), correct());
    // The hand-over itself and the notice are rivals for who may ask, so a person looks at those.
    county.hears(&other);
    assert_eq!(county.standing(silence), Standing::LateRival);
    assert_eq!(county.standing(notice), Standing::Contested);
    assert_eq!(county.view().contested[0].acts.len(), 2);
    // Without a hand-over there is no question: the notice stands at once.
    let (silent, silence) = silence_elsewhere(&start);
    let mut township = start;
    let own = township.does(&of(Role::Handler, "T07"), correct());
    township.hears(&silent);
    let view = township.view();
    assert_eq!(township.standing(own), Standing::Stands);
    assert_eq!(township.standing(silence), Standing::LateRival);
    assert!(view.contested.is_empty() && view.facts.correction.is_some());
    assert_eq!(view.facts.intake, Intake::Open);
}

#[test]
fn two_silences_are_one_deemed_acceptance() {
    let start = overdue();
    let (other, silence) = silence_elsewhere(&start);
    let mut township = start;
    let from = township.view().facts.clock_from;
    township.now = later();
    let own = township.does(&node_itself(), Deed::DeemAccepted);
    township.hears(&other);
    let view = township.view();
    assert!(view.contested.is_empty());
    let mut standing = [
        township.standing(own).name(),
        township.standing(silence).name(),
    ];
    standing.sort_unstable();
    assert_eq!(standing, ["late", "stands"]);
    assert!(matches!(view.facts.intake, Intake::Deemed(_)));
    assert_eq!(view.facts.clock_from, from);
}
