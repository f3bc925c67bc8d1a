//! Where a case lives: moved to another home, shared with other places, and disputed.

use crate::fixture::*;
use crate::{
    ActId, Content, Deed, GRANTS_MAX, Guard, Intake, Kind, Left, Owner, Phase, Refusal, Slot,
    Standing, fold, fold_next, lowest_above, next_acts, status,
};
use std::collections::BTreeSet;
use tiers::{PlaceCode, Role};

const OTHER_TOWNSHIP: &str = "230602001000";
const FAR_VILLAGE: &str = "230602001001";

fn administrator() -> Hand {
    desk(Role::Administrator)
}

fn handler() -> Hand {
    of(Role::Handler, "T07")
}

fn resolve(stand: &[ActId], void: &[ActId]) -> Deed {
    Deed::Resolve {
        stand: stand.to_vec(),
        void: void.to_vec(),
        reason: "以撤并批复为准".to_owned(),
    }
}

fn set(codes: &[&str]) -> BTreeSet<PlaceCode> {
    codes.iter().map(|code| place(code)).collect()
}

/// A plate received at the village for its applicant, which the township has.
fn arrived() -> Replica {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    township.does(&node_itself(), Deed::Arrive);
    township
}

/// The city moved it to the other county and kept nothing here; `start` has not heard.
fn moved_away(start: &Replica) -> (Replica, ActId) {
    let mut city = at(CITY, start);
    let moved = city.does(&administrator(), regrant(1, OTHER_COUNTY, &[]));
    (city, moved)
}

#[test]
fn a_case_lives_on_the_path_from_where_it_was_begun_until_somebody_says_otherwise() {
    let scope = arrived().view().scope;
    assert_eq!((scope.revision, scope.by), (0, None));
    assert_eq!(scope.home, place(VILLAGE));
    assert_eq!(scope.places(), set(&[VILLAGE, TOWNSHIP, COUNTY, CITY]));
    assert!(!scope.lives_at(place(OTHER_VILLAGE)));
}

#[test]
fn the_lowest_place_above_all_is_one_of_them_where_it_is_above_the_others() {
    let lowest = |codes: &[&str]| lowest_above(codes.iter().map(|code| place(code)));
    assert_eq!(lowest(&[VILLAGE]), Some(place(VILLAGE)));
    assert_eq!(lowest(&[VILLAGE, OTHER_VILLAGE]), Some(place(TOWNSHIP)));
    assert_eq!(lowest(&[VILLAGE, TOWNSHIP]), Some(place(TOWNSHIP)));
    assert_eq!(lowest(&[VILLAGE, COUNTY, FAR_VILLAGE]), Some(place(CITY)));
    assert_eq!(lowest(&[VILLAGE, "230702000000"]), None);
    assert_eq!(lowest(&[]), None);
}

#[test]
fn a_village_is_merged_into_its_neighbour_and_the_neighbours_desk_goes_on() {
    let mut township = arrived();
    let moved = township.does(&administrator(), regrant(1, OTHER_VILLAGE, &[]));
    let view = township.view();
    assert_eq!(view.scope.by, Some(moved));
    assert_eq!(view.scope.home, place(OTHER_VILLAGE));
    assert_eq!(
        view.scope.places(),
        set(&[OTHER_VILLAGE, TOWNSHIP, COUNTY, CITY])
    );
    township.does(&handler(), refuse());
    // The paper is handed out where the home is now, and nowhere else.
    let mut neighbour = at(OTHER_VILLAGE, &township);
    let gone = at(VILLAGE, &township);
    let told = gone.refuses(&desk(Role::Agent), deliver());
    assert_eq!(told, Refusal::Left(place(OTHER_VILLAGE)));
    neighbour.does(&desk(Role::Agent), deliver());
}

#[test]
fn who_lost_a_case_is_told_where_it_went_by_whom_when_and_why() {
    let mut township = arrived();
    township.wait_minutes(10);
    township.does(&administrator(), regrant(1, OTHER_VILLAGE, &[]));
    let view = township.view();
    let left = view.left(place(VILLAGE));
    let entry = view.trail.last().unwrap();
    let expected = Left {
        to: place(OTHER_VILLAGE),
        by: entry.who.clone().unwrap(),
        reason: "撤并".to_owned(),
        at: township.now,
    };
    assert_eq!(left, Some(expected));
    // Neither who has it nor who never had it.
    for code in [OTHER_VILLAGE, TOWNSHIP, CITY, OTHER_COUNTY] {
        assert_eq!(view.left(place(code)), None, "{code}");
    }
    // And who has it again is told nothing.
    township.does(&administrator(), regrant(2, OTHER_VILLAGE, &[VILLAGE]));
    assert_eq!(township.view().left(place(VILLAGE)), None);
    let mut village = at(VILLAGE, &township);
    village.does(
        &desk(Role::Agent),
        Deed::Take {
            papers: vec!["房屋产权证明".to_owned()],
        },
    );
}

#[test]
fn what_is_left_to_do_passes_to_the_place_of_the_same_tier_and_to_the_same_department() {
    let mut township = arrived();
    township.does(&handler(), Deed::Accept);
    township.does(&handler(), step(2));
    let mut city = at(CITY, &township);
    let before = city.view();
    let review = before.facts.branches[0].open().unwrap().plan.owner.clone();
    assert_eq!(review.place, place(COUNTY));
    city.does(&administrator(), regrant(1, OTHER_COUNTY, &[]));
    let facts = city.view().facts;
    let there = Owner {
        place: place(OTHER_COUNTY),
        ..review.clone()
    };
    assert_eq!(facts.owner_now(&review), there);
    // What was done below the new home's tier would be done by its desk.
    let desk_there = Owner {
        place: place(OTHER_COUNTY),
        department: None,
    };
    assert_eq!(
        facts.owner_now(&Owner {
            place: place(TOWNSHIP),
            department: Some("T07".to_owned()),
        }),
        desk_there
    );
    // The other county reviews; the old one is out and is told so.
    let old = at(COUNTY, &city);
    let reviewer = of(Role::Reviewer, "X05");
    assert_eq!(
        old.refuses(&reviewer, step(3)),
        Refusal::Left(place(OTHER_COUNTY))
    );
    let mut new = at(OTHER_COUNTY, &city);
    new.does(&reviewer, step(3));
    // The township's own work stays as it was done.
    let handled = new.view().facts.branches[0].steps[1].done.clone().unwrap();
    assert_eq!(handled.who.place, place(TOWNSHIP));
    let offered = next_acts(&new.view());
    assert!(offered.iter().all(|act| act.owner.place != place(COUNTY)));
}

#[test]
fn a_place_of_the_old_path_that_is_granted_keeps_its_work() {
    let mut township = arrived();
    township.does(&handler(), Deed::Accept);
    township.does(&handler(), step(2));
    let mut city = at(CITY, &township);
    city.does(&administrator(), regrant(1, OTHER_COUNTY, &[COUNTY]));
    let reviewer = of(Role::Reviewer, "X05");
    let other = at(OTHER_COUNTY, &city);
    let refused = other.refuses(&reviewer, step(3));
    let owner = Refusal::NotTheOwner(place(COUNTY), Some("X05".to_owned()));
    assert_eq!(refused, owner);
    let mut county = at(COUNTY, &city);
    county.does(&reviewer, step(3));
}

#[test]
fn an_acceptance_at_the_old_township_made_while_the_move_was_on_its_way_stands() {
    let start = arrived();
    let (mut city, moved) = moved_away(&start);
    let mut township = start;
    let accepted = township.does(&handler(), Deed::Accept);
    let handled = township.does(&handler(), step(2));
    city.hears(&township);
    for act in [moved, accepted, handled] {
        assert_eq!(city.standing(act), Standing::Stands);
    }
    let view = city.view();
    assert!(view.contested.is_empty());
    assert!(matches!(view.facts.intake, Intake::Accepted(_)));
    assert_eq!(view.scope.home, place(OTHER_COUNTY));
    // Once it has heard, the old township does no more.
    township.hears(&city);
    let told = township.refuses(&handler(), step(2));
    assert_eq!(told, Refusal::Left(place(OTHER_COUNTY)));
}

#[test]
fn an_act_at_the_old_place_stands_whichever_of_the_two_comes_first_in_the_order() {
    // The order of two acts of one depth is that of their hashes: many pairs, both ways round.
    let mut before = 0;
    for minutes in 0..12 {
        let mut start = arrived();
        start.wait_minutes(minutes);
        let (mut city, moved) = moved_away(&start);
        let mut township = start;
        let accepted = township.does(&handler(), Deed::Accept);
        city.hears(&township);
        assert_eq!(city.standing(accepted), Standing::Stands);
        assert_eq!(city.standing(moved), Standing::Stands);
        let trail = city.view().trail;
        let place_of = |act: ActId| trail.iter().position(|entry| entry.act == act);
        before += u32::from(place_of(accepted) < place_of(moved));
    }
    assert!(0 < before && before < 12, "{before}");
}

#[test]
fn the_new_place_and_the_old_one_that_accept_without_knowing_each_other_say_the_same() {
    let start = arrived();
    let (city, _) = moved_away(&start);
    let mut new = at(OTHER_COUNTY, &city);
    new.does(&desk(Role::Window), Deed::Accept);
    let mut old = start;
    old.does(&handler(), Deed::Accept);
    new.hears(&old);
    let view = new.view();
    assert!(view.contested.is_empty());
    assert_eq!(view.standings().get("late"), Some(&1));
    assert!(view.facts.accepted().is_some());
}

#[test]
fn only_the_administrator_of_the_lowest_place_above_all_of_it_may_move_a_case() {
    let start = arrived();
    let near = regrant(1, OTHER_VILLAGE, &[]);
    let far = regrant(1, VILLAGE, &[OTHER_COUNTY]);
    let not_mine = |code: &str| Refusal::NotTheOwner(place(code), None);
    for code in [VILLAGE, OTHER_VILLAGE, COUNTY, CITY] {
        let refused = at(code, &start).refuses(&administrator(), near.clone());
        assert_eq!(refused, not_mine(TOWNSHIP), "{code}");
    }
    for code in [VILLAGE, TOWNSHIP, COUNTY, OTHER_COUNTY] {
        let refused = at(code, &start).refuses(&administrator(), far.clone());
        assert_eq!(refused, not_mine(CITY), "{code}");
    }
    let wrong = Refusal::WrongRole(Some(Role::Administrator));
    for role in [Role::Window, Role::Approver, Role::Lead, Role::Supervisor] {
        assert_eq!(start.refuses(&desk(role), near.clone()), wrong);
    }
    start.clone().does(&administrator(), near);
    at(CITY, &start).does(&administrator(), far);
    // To take it back, too, everything counts that was granted before.
    let mut city = at(CITY, &start);
    city.does(&administrator(), regrant(1, VILLAGE, &[OTHER_COUNTY]));
    let back = at(VILLAGE, &city).refuses(&administrator(), regrant(2, VILLAGE, &[]));
    assert_eq!(back, not_mine(CITY));
    city.does(&administrator(), regrant(2, VILLAGE, &[]));
}

#[test]
fn a_scope_is_stated_whole_in_order_within_the_city_and_by_the_next_revision() {
    let city = at(CITY, &arrived());
    let refused = |deed| city.refuses(&administrator(), deed);
    let wrong = Refusal::Guard;
    let guards = [
        (regrant(0, OTHER_COUNTY, &[]), Guard::NextRevision),
        (regrant(2, OTHER_COUNTY, &[]), Guard::NextRevision),
        (
            regrant(1, VILLAGE, &[COUNTY, OTHER_COUNTY]),
            Guard::GrantsInOrder,
        ),
        (
            regrant(1, VILLAGE, &[OTHER_COUNTY, OTHER_COUNTY]),
            Guard::GrantsInOrder,
        ),
        (
            regrant(1, VILLAGE, &[OTHER_COUNTY, COUNTY]),
            Guard::GrantsInOrder,
        ),
        (regrant(1, VILLAGE, &["230702000000"]), Guard::WithinTheCity),
        (regrant(1, "230700000000", &[]), Guard::WithinTheCity),
        (regrant(1, "230000000000", &[]), Guard::WithinTheCity),
    ];
    for (deed, guard) in guards {
        assert_eq!(refused(deed.clone()), wrong(guard), "{deed:?}");
    }
    let many: Vec<String> = (1..=GRANTS_MAX + 1)
        .map(|n| format!("230602{n:03}000"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let deed = regrant(1, VILLAGE, &many);
    assert_eq!(refused(deed), wrong(Guard::GrantsInOrder));
    let mut city = city;
    city.does(&administrator(), regrant(1, VILLAGE, &many[1..]));
    assert_eq!(city.view().scope.grants.len(), GRANTS_MAX);
}

#[test]
fn a_county_added_to_a_joint_approval_sees_it_and_stays_until_its_part_is_done() {
    // Moved up to the city, where the applicant goes now; the county keeps what is its own to do.
    let mut city = at(CITY, &bundle_received());
    city.does(&administrator(), regrant(1, CITY, &[COUNTY]));
    let mut county = at(COUNTY, &city);
    county.does(&desk(Role::Window), Deed::Accept);
    city.hears(&county);
    let branch = county.view().facts.branches.clone();
    let own = branch.iter().find(|branch| branch.place == place(COUNTY));
    let own = own.expect("the county has a branch");
    let open = own.open().unwrap();
    let department = open.plan.owner.department.clone().unwrap();
    county.does_on(
        &of(Role::Handler, &department),
        &own.item,
        step(open.plan.seq),
    );
    let refused = city.refuses(&administrator(), regrant(2, CITY, &[]));
    assert_eq!(refused, Refusal::Guard(Guard::NothingLeftThere));
    // Another county looks on, has nothing to do, and may go again.
    city.does(&administrator(), regrant(2, CITY, &[OTHER_COUNTY, COUNTY]));
    assert!(city.view().scope.lives_at(place(OTHER_COUNTY)));
    city.does(&administrator(), regrant(3, CITY, &[COUNTY]));
    assert_eq!(
        city.view().left(place(OTHER_COUNTY)).map(|left| left.to),
        Some(place(CITY))
    );
}

#[test]
fn a_granted_place_may_be_handed_the_case_and_accepts_it_then() {
    let mut township = arrived();
    let mut city = at(CITY, &township);
    city.does(&administrator(), regrant(1, VILLAGE, &[OTHER_COUNTY]));
    township.hears(&city);
    let over = Deed::HandOver {
        place: place(OTHER_COUNTY),
        department: None,
        reason: "跨县办理".to_owned(),
    };
    let mut other = at(OTHER_COUNTY, &township);
    let refused = other.refuses(&desk(Role::Window), Deed::Accept);
    assert!(matches!(refused, Refusal::NotTheOwner(..)), "{refused:?}");
    township.does(&handler(), over);
    other.hears(&township);
    other.does(&desk(Role::Window), Deed::Accept);
}

#[test]
fn originals_at_a_place_that_is_out_wait_to_be_taken_where_its_work_passed_to() {
    let papers = || vec!["房屋产权证明".to_owned()];
    let take = || Deed::Take { papers: papers() };
    let mut village = received(VILLAGE, "BM-019");
    village.does(&desk(Role::Agent), take());
    let mut township = at(TOWNSHIP, &village);
    let early = at(OTHER_VILLAGE, &township).refuses(&desk(Role::Agent), take());
    assert_eq!(early, Refusal::Guard(Guard::OfferedHere));
    township.does(&administrator(), regrant(1, OTHER_VILLAGE, &[]));
    let refused = township.refuses(&desk(Role::Window), take());
    assert_eq!(refused, Refusal::Guard(Guard::OfferedHere));
    let mut neighbour = at(OTHER_VILLAGE, &township);
    neighbour.does(&desk(Role::Agent), take());
    let custody = neighbour.view().facts.custody;
    assert_eq!(custody[&papers()[0]].holder, Some(place(OTHER_VILLAGE)));
}

#[test]
fn a_granted_place_that_holds_an_original_gives_it_away_before_it_is_taken_out() {
    let papers = || vec!["房屋产权证明".to_owned()];
    let hand = |to: &str| Deed::Hand {
        papers: papers(),
        to: Some(place(to)),
    };
    let mut city = at(CITY, &arrived());
    city.does(&administrator(), regrant(1, VILLAGE, &[OTHER_COUNTY]));
    let mut other = at(OTHER_COUNTY, &city);
    other.does(&desk(Role::Window), Deed::Take { papers: papers() });
    city.hears(&other);
    let refused = city.refuses(&administrator(), regrant(2, VILLAGE, &[]));
    assert_eq!(refused, Refusal::Guard(Guard::NothingLeftThere));
    other.does(&desk(Role::Window), hand(TOWNSHIP));
    city.hears(&other);
    city.does(&administrator(), regrant(2, VILLAGE, &[]));
    // It is on its way to the township, which is in the scope, and is nobody else's to take.
    let mut township = at(TOWNSHIP, &city);
    township.does(&desk(Role::Window), Deed::Take { papers: papers() });
}

/// The city and the township stated the scope without knowing of each other.
struct Dispute {
    city: Replica,
    township: Replica,
    far: ActId,
    near: ActId,
}

fn dispute() -> Dispute {
    let mut township = arrived();
    let mut city = at(CITY, &township);
    let far = city.does(&administrator(), regrant(1, FAR_VILLAGE, &[]));
    let near = township.does(&administrator(), regrant(1, OTHER_VILLAGE, &[]));
    city.hears(&township);
    township.hears(&city);
    Dispute {
        city,
        township,
        far,
        near,
    }
}

#[test]
fn while_it_is_disputed_a_case_is_carried_to_all_and_the_law_stays_where_it_was() {
    let Dispute {
        mut city,
        mut township,
        far,
        near,
    } = dispute();
    let view = city.view();
    assert_eq!(view, township.view());
    for act in [far, near] {
        assert_eq!(city.standing(act), Standing::Contested);
    }
    assert_eq!(view.contested[0].slots, [Slot::Scope]);
    assert_eq!((view.scope.revision, view.scope.by), (0, None));
    assert_eq!(view.scope.home, place(VILLAGE));
    assert_eq!(
        view.scope.places(),
        set(&[
            VILLAGE,
            OTHER_VILLAGE,
            TOWNSHIP,
            COUNTY,
            FAR_VILLAGE,
            OTHER_TOWNSHIP,
            OTHER_COUNTY,
            CITY,
        ])
    );
    assert_eq!(
        view.scope.settled_places(),
        set(&[VILLAGE, TOWNSHIP, COUNTY, CITY])
    );
    assert_eq!(view.left(place(VILLAGE)), None);
    // The case goes on meanwhile; only its scope is frozen.
    assert_eq!(status(&view, WORLD.calendar()).phase, Phase::Intake);
    let frozen = city.refuses(&administrator(), regrant(1, OTHER_COUNTY, &[]));
    assert_eq!(frozen, Refusal::Frozen(Slot::Scope));
    let offered: BTreeSet<&str> = next_acts(&view).iter().map(|act| act.kind).collect();
    assert!(offered.contains(Kind::Resolve.name()) && offered.contains(Kind::Accept.name()));
    township.does(&handler(), Deed::Accept);
    // A county above the township is not above both.
    city.hears(&township);
    let county = at(COUNTY, &city);
    let refused = county.refuses(&desk(Role::Approver), resolve(&[near], &[far]));
    assert_eq!(refused, Refusal::NotAbove(place(TOWNSHIP)));
    city.does(&desk(Role::Approver), resolve(&[near], &[far]));
    let scope = city.view().scope;
    assert_eq!(scope.by, Some(near));
    assert_eq!(scope.home, place(OTHER_VILLAGE));
    assert!(scope.contested.is_empty());
    // The other village must be told that it is not the home after all.
    assert_eq!(scope.lost, set(&[FAR_VILLAGE]));
    assert!(!scope.lives_at(place(FAR_VILLAGE)));
    assert!(city.view().left(place(VILLAGE)).is_some());
    // And the next one counts on from it.
    city.does(&administrator(), regrant(2, OTHER_COUNTY, &[]));
}

#[test]
fn a_move_on_which_the_new_place_already_acts_stands_and_the_other_came_late() {
    let start = arrived();
    let (city, moved) = moved_away(&start);
    let mut new = at(OTHER_COUNTY, &city);
    let accepted = new.does(&desk(Role::Window), Deed::Accept);
    let mut township = start;
    let near = township.does(&administrator(), regrant(1, OTHER_VILLAGE, &[]));
    new.hears(&township);
    assert_eq!(new.standing(moved), Standing::Stands);
    assert_eq!(new.standing(accepted), Standing::Stands);
    assert_eq!(new.standing(near), Standing::LateRival);
    let scope = new.view().scope;
    assert_eq!(scope.home, place(OTHER_COUNTY));
    assert_eq!(scope.lost, set(&[OTHER_VILLAGE]));
}

#[test]
fn two_statements_that_are_both_let_stand_are_one_since_a_revision_is_stated_once() {
    let Dispute {
        mut city,
        far,
        near,
        ..
    } = dispute();
    city.does(&desk(Role::Approver), resolve(&[near, far], &[]));
    let mut standing = [city.standing(near).name(), city.standing(far).name()];
    standing.sort_unstable();
    assert_eq!(standing, ["displaced", "stands"]);
    assert_eq!(city.view().scope.revision, 1);
}

#[test]
fn a_statement_upon_one_that_falls_falls_with_it() {
    let Dispute {
        mut city,
        township,
        far,
        near,
    } = dispute();
    // The township had gone on from its own, before it heard.
    let mut clone = Replica::new(TOWNSHIP, VILLAGE);
    clone.form = township.form.clone();
    clone.now = township.now;
    let own = |entry: &&crate::Entry| match &entry.content {
        Content::Act(id, _) => *id != far,
        _ => true,
    };
    clone.entries = township.entries.iter().filter(own).cloned().collect();
    let next = clone.does(
        &administrator(),
        regrant(2, OTHER_VILLAGE, &["230621100202"]),
    );
    city.hears(&clone);
    let contested = city.view().contested;
    assert_eq!(contested.len(), 1);
    assert!(city.view().scope.lives_at(place("230621100202")));
    let named = &contested[0].acts;
    let (stand, void): (Vec<ActId>, Vec<ActId>) = named.iter().partition(|act| **act != near);
    assert!(stand.contains(&next));
    city.does(&desk(Role::Approver), resolve(&stand, &void));
    assert_eq!(city.standing(near), Standing::Void);
    assert_eq!(city.standing(far), Standing::Stands);
    assert_eq!(city.view().scope.home, place(FAR_VILLAGE));
    assert_eq!(city.standing(next), Standing::Displaced);
}

#[test]
fn moving_it_back_gives_the_old_places_their_work_back() {
    let start = arrived();
    let (mut city, _) = moved_away(&start);
    city.does(&administrator(), regrant(2, VILLAGE, &[]));
    let facts = city.view().facts;
    assert_eq!(facts.place_now(place(TOWNSHIP)), place(COUNTY));
    assert_eq!(facts.home(), Some(place(VILLAGE)));
}

#[test]
fn a_move_is_taken_in_by_itself_as_any_other_act() {
    let start = arrived();
    let (city, _) = moved_away(&start);
    let mut view = start.view();
    let last = city.entries.last().unwrap();
    assert!(fold_next(start.ground(), &mut view, last, &WORLD.library));
    let whole = fold(city.ground(), &city.entries, &WORLD.library);
    assert_eq!(view, whole);
    assert_eq!(view.scope.home, place(OTHER_COUNTY));
}
