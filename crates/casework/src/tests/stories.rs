//! Lives of single cases, and what is refused on the way.

use crate::fixture::*;
use crate::{Deed, FormFault, Guard, Intake, Kind, Mode, Phase, Refusal, Standing, State, status};
use tiers::Role;

fn phase(replica: &Replica) -> Phase {
    status(&replica.view(), WORLD.calendar()).phase
}

/// The plate of a house: 5 days, township, county, 20 yuan; accepted by the township.
fn plate_accepted() -> Replica {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    township.does(&node_itself(), Deed::Arrive);
    township.does(&of(Role::Handler, "T07"), Deed::Accept);
    township
}

/// At the county, reviewed, about to be decided.
fn plate_reviewed() -> Replica {
    let mut township = plate_accepted();
    township.does(&of(Role::Handler, "T07"), step(2));
    let mut county = at(COUNTY, &township);
    county.does(&of(Role::Reviewer, "X05"), step(3));
    county
}

#[test]
fn an_instant_item_filed_by_the_village_for_the_applicant_lives_to_its_delivery() {
    let mut village = received(VILLAGE, "BM-010");
    let receipt = village.view().facts.receipt.unwrap();
    assert_eq!(receipt.mode, Mode::ForApplicant);
    // The village's paper starts no clock: the authority's receipt does.
    assert_eq!(village.view().facts.clock_from, None);
    assert_eq!(phase(&village), Phase::Received);

    let mut township = at(TOWNSHIP, &village);
    township.wait_minutes(30);
    township.does(&node_itself(), Deed::Arrive);
    assert_eq!(township.view().facts.clock_from, Some(township.now));
    assert_eq!(phase(&township), Phase::Intake);
    township.does(&desk(Role::Window), Deed::Accept);
    assert_eq!(phase(&township), Phase::Handling(catalog::Stage::Approve));
    township.does(&of(Role::Approver, "T02"), decide());

    village.hears(&township);
    assert_eq!(phase(&village), Phase::Handling(catalog::Stage::Conclude));
    village.does(&desk(Role::Agent), Deed::Conclude);
    assert_eq!(phase(&village), Phase::Concluded);
    hands_over(&mut village, &desk(Role::Agent));
    assert_eq!(phase(&village), Phase::Delivered);

    let view = village.view();
    assert!(view.facts.branches[0].decided.as_ref().unwrap().0);
    // One more than it takes to decide and hand over: the certificate.
    assert_eq!(view.standings(), [("stands", 7)].into());
    township.hears(&village);
    assert_eq!(township.view(), view);
}

#[test]
fn a_promised_item_goes_through_township_and_county_back_to_the_village() {
    let mut county = plate_reviewed();
    county.does(&desk(Role::Window), fee(2000));
    county.does(&of(Role::Approver, "X05"), decide());
    let mut village = at(VILLAGE, &county);
    village.does(&desk(Role::Agent), Deed::Conclude);
    hands_over(&mut village, &desk(Role::Agent));
    let view = village.view();
    let steps = &view.facts.branches[0].steps;
    let who: Vec<String> = (steps.iter())
        .map(|step| step.done.as_ref().unwrap().who.place.to_string())
        .collect();
    assert_eq!(who, [VILLAGE, TOWNSHIP, COUNTY, COUNTY, VILLAGE]);
    assert_eq!(phase(&village), Phase::Delivered);
}

#[test]
fn an_entrusted_village_starts_the_clock_itself_and_needs_nobody() {
    let mut village = received(VILLAGE, "BM-045");
    let view = village.view();
    assert_eq!(view.facts.receipt.as_ref().unwrap().mode, Mode::Entrusted);
    assert_eq!(view.facts.clock_from, Some(village.now));
    assert_eq!(
        village.refuses(&node_itself(), Deed::Arrive),
        Refusal::NotNow(Kind::Arrive, State::Intake)
    );
    village.does(&desk(Role::Agent), Deed::Accept);
    village.does(&desk(Role::Agent), fee(3000));
    village.does(&of(Role::Approver, "V01"), decide());
    village.does(&desk(Role::Agent), Deed::Conclude);
    hands_over(&mut village, &desk(Role::Agent));
    assert_eq!(phase(&village), Phase::Delivered);
}

#[test]
fn a_wrong_fee_is_refused_however_often_and_nothing_moves() {
    let mut county = plate_reviewed();
    let window = desk(Role::Window);
    let wrong = |given| Refusal::WrongFee { due: 2000, given };
    for given in [2001, 1999, 0] {
        for _ in 0..2 {
            assert_eq!(county.refuses(&window, fee(given)), wrong(given));
        }
    }
    // None at all: the decision waits.
    let approver = of(Role::Approver, "X05");
    assert_eq!(
        county.refuses(&approver, decide()),
        Refusal::FeeUnpaid(2000)
    );
    let reduced = Deed::Fee {
        fen: 1000,
        reduction: 1000,
        basis: "低保户".to_owned(),
        voucher: "票0001".to_owned(),
    };
    assert_eq!(
        county.refuses(&window, reduced),
        Refusal::Guard(Guard::ReductionLawful)
    );
    let unreceipted = Deed::Fee {
        fen: 2000,
        reduction: 0,
        basis: String::new(),
        voucher: " ".to_owned(),
    };
    assert_eq!(
        county.refuses(&window, unreceipted),
        Refusal::Guard(Guard::VoucherGiven)
    );
    county.does(&window, fee(2000));
    assert_eq!(
        county.refuses(&window, fee(2000)),
        Refusal::Guard(Guard::FeeOnce)
    );
    county.does(&approver, decide());
}

#[test]
fn an_item_that_is_free_takes_no_fee() {
    let village = received(VILLAGE, "BM-010");
    assert_eq!(
        village.refuses(&desk(Role::Agent), fee(1)),
        Refusal::Guard(Guard::FeeExists)
    );
}

#[test]
fn three_plates_cost_three_times_the_standard() {
    let (mut village, _) = about_to_receive(VILLAGE, "BM-019");
    let mut form = village.form.clone();
    form.insert("quantity".to_owned(), "3".to_owned());
    village = Replica::new(VILLAGE, VILLAGE);
    village.write_form(form);
    let receive = |quantity| Deed::Receive {
        number: "DQ2026000003".to_owned(),
        code: "BM-019".to_owned(),
        mode: Mode::ForApplicant,
        quantity,
    };
    let agent = desk(Role::Agent);
    assert_eq!(
        village.refuses(&agent, receive(1)),
        Refusal::Form(vec![FormFault::Quantity])
    );
    village.does(&agent, receive(3));
    assert_eq!(village.view().facts.branches[0].fee_due, 6000);
}

#[test]
fn a_step_belongs_to_one_place_one_department_and_one_role() {
    let township = plate_accepted();
    let owner = || Refusal::NotTheOwner(place(TOWNSHIP), Some("T07".to_owned()));
    // Wrong department of the right place, no department, right department of the wrong place.
    let other = of(Role::Handler, "T02");
    assert_eq!(township.refuses(&other, step(2)), owner());
    assert_eq!(township.refuses(&desk(Role::Handler), step(2)), owner());
    let county = at(COUNTY, &township);
    assert_eq!(county.refuses(&of(Role::Handler, "X05"), step(2)), owner());
    // Wrong role.
    for role in [
        Role::Reviewer,
        Role::Approver,
        Role::Window,
        Role::Supervisor,
    ] {
        let hand = Hand(role.name().to_owned(), role, Some("T07".to_owned()));
        assert_eq!(
            township.refuses(&hand, step(2)),
            Refusal::WrongRole(Some(Role::Handler))
        );
    }
    // A post that the person does not hold, and a person that is not known.
    let pretender = Hand("window".to_owned(), Role::Handler, Some("T07".to_owned()));
    let stranger = Hand("nobody".to_owned(), Role::Handler, Some("T07".to_owned()));
    for hand in [pretender, stranger] {
        let refused = township.refuses(&hand, step(2));
        assert!(matches!(refused, Refusal::NotThePost(_)), "{refused}");
    }
    // The node itself does no step.
    assert_eq!(
        township.refuses(&node_itself(), step(2)),
        Refusal::WrongRole(None)
    );
}

#[test]
fn a_node_cannot_speak_for_another_place() {
    let mut village = received(VILLAGE, "BM-010");
    let mut township = at(TOWNSHIP, &village);
    let mut act = township.act(&desk(Role::Window), None, Deed::Arrive);
    assert_eq!(
        village.write(act.clone()).1,
        Err(Refusal::NotTheNode(place(TOWNSHIP)))
    );
    // Nor with its own entry under another's place.
    act.cites.directory = WORLD.nodes[&place(VILLAGE)].1;
    assert_eq!(
        village.write(act).1,
        Err(Refusal::NotTheNode(place(TOWNSHIP)))
    );
}

#[test]
fn a_supervisor_presses_and_moves_nothing() {
    let mut village = received(VILLAGE, "BM-010");
    let township = at(TOWNSHIP, &village);
    let supervisor = desk(Role::Supervisor);
    assert_eq!(
        township.refuses(&supervisor, Deed::Arrive),
        Refusal::WrongRole(Some(Role::Node))
    );
    let press = || Deed::Press {
        text: "请尽快受理".to_owned(),
    };
    assert_eq!(
        township.refuses(&desk(Role::Window), press()),
        Refusal::WrongRole(Some(Role::Supervisor))
    );
    let mut city = at(CITY, &township);
    let before = city.view().facts;
    city.does(&supervisor, press());
    let mut after = city.view().facts;
    assert_eq!(after.pressed.len(), 1);
    after.pressed.clear();
    assert_eq!(after, before);

    let mut township = at(TOWNSHIP, &city);
    township.does(&node_itself(), Deed::Arrive);
    township.now = moment("2026-03-10T09:00:00+08:00");
    let overseer = of(Role::Supervisor, "T02");
    let silence = township.refuses(&overseer, Deed::DeemAccepted);
    assert!(matches!(silence, Refusal::NotInRegime(..)), "{silence}");
    for deed in [Deed::Accept, refuse()] {
        let refused = township.refuses(&overseer, deed);
        assert!(matches!(refused, Refusal::WrongRole(_)), "{refused}");
    }
    village.hears(&township);
    assert_eq!(village.view().facts.pressed.len(), 1);
}

#[test]
fn who_handled_a_case_does_not_decide_it() {
    let mut county = at_the_county_desk();
    let both = |role| Hand("both".to_owned(), role, Some("X28".to_owned()));
    county.does(&both(Role::Handler), step(2));
    if county.view().facts.branches[0].open().unwrap().plan.stage == catalog::Stage::Review {
        county.does(&of(Role::Reviewer, "X28"), step(3));
    }
    assert_eq!(
        county.refuses(&both(Role::Approver), decide()),
        Refusal::Guard(Guard::OtherPerson)
    );
    county.does(&of(Role::Approver, "X28"), decide());
}

/// A free item that a county department decides, handled there from the first step on, accepted.
fn at_the_county_desk() -> Replica {
    let item = WORLD.items.values().find(|item| {
        item.alt_handling.iter().any(|alt| alt.department == "X28")
            && !item.instant
            && item.fee.fen == 0
            && item.steps[1].stage == catalog::Stage::Handle
            && item.steps[2].stage != catalog::Stage::Handle
    });
    let code = item.expect("the catalog has one").code.clone();
    let (mut county, deed) = about_to_receive(COUNTY, &code);
    county.does(&desk(Role::Window), deed);
    county.does(&desk(Role::Window), Deed::Accept);
    county
}

#[test]
fn filed_at_the_county_the_townships_step_is_done_by_the_department_that_decides() {
    let mut county = received(COUNTY, "BM-019");
    county.does(&desk(Role::Window), Deed::Accept);
    county.does(&of(Role::Handler, "X05"), step(2));
    county.does(&of(Role::Reviewer, "X05"), step(3));
    county.does(&desk(Role::Window), fee(2000));
    county.does(&of(Role::Approver, "X05"), decide());
    county.does(&desk(Role::Window), Deed::Conclude);
    hands_over(&mut county, &desk(Role::Window));
    assert_eq!(phase(&county), Phase::Delivered);
}

#[test]
fn in_one_sitting_the_same_person_may_do_it_all() {
    let mut village = received(VILLAGE, "BM-045");
    let both = Hand("both".to_owned(), Role::Approver, Some("V01".to_owned()));
    village.does(&desk(Role::Agent), Deed::Accept);
    village.does(&desk(Role::Agent), fee(3000));
    village.does(&both, decide());
}

#[test]
fn a_step_that_is_skipped_is_refused() {
    let township = plate_accepted();
    let handler = of(Role::Handler, "T07");
    assert_eq!(township.refuses(&handler, step(3)), Refusal::NotOpen(3, 2));
    let county = at(COUNTY, &township);
    assert_eq!(
        county.refuses(&of(Role::Reviewer, "X05"), step(3)),
        Refusal::NotOpen(3, 2)
    );
    let refused = county.refuses(&of(Role::Approver, "X05"), decide());
    assert_eq!(refused, Refusal::NotNow(Kind::Decide, State::Handling));
    let village = at(VILLAGE, &township);
    let refused = village.refuses(&desk(Role::Agent), Deed::Conclude);
    assert_eq!(refused, Refusal::NotNow(Kind::Conclude, State::Handling));
    assert_eq!(
        village.refuses(&desk(Role::Agent), deliver()),
        Refusal::NotNow(Kind::Deliver, State::Handling)
    );
    // Before acceptance no step at all.
    let mut early = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    early.does(&node_itself(), Deed::Arrive);
    assert_eq!(
        early.refuses(&handler, step(2)),
        Refusal::NotNow(Kind::Step, State::Intake)
    );
}

#[test]
fn every_reviewer_writes_an_opinion_and_every_decision_its_reasons() {
    let township = plate_accepted();
    let silent = Deed::Step {
        seq: 2,
        opinion: "  ".to_owned(),
    };
    assert_eq!(
        township.refuses(&of(Role::Handler, "T07"), silent),
        Refusal::Guard(Guard::OpinionGiven)
    );
    let mut county = plate_reviewed();
    county.does(&desk(Role::Window), fee(2000));
    let silent = Deed::Decide {
        granted: false,
        cause: "conditions_unmet".to_owned(),
        reason: String::new(),
    };
    assert_eq!(
        county.refuses(&of(Role::Approver, "X05"), silent),
        Refusal::Guard(Guard::ReasonGiven)
    );
}

#[test]
fn what_is_missing_is_asked_for_once() {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    let handler = of(Role::Handler, "T07");
    // Not before the authority has it.
    assert_eq!(
        township.refuses(&handler, correct()),
        Refusal::NotNow(Kind::Correct, State::Received)
    );
    township.does(&node_itself(), Deed::Arrive);
    assert_eq!(
        township.refuses(&handler, resubmit()),
        Refusal::NotNow(Kind::Resubmit, State::Intake)
    );
    township.does(&handler, correct());
    assert_eq!(phase(&township), Phase::Correcting);
    assert_eq!(
        township.refuses(&handler, correct()),
        Refusal::NotNow(Kind::Correct, State::Correcting)
    );
    assert_eq!(
        township.refuses(&handler, Deed::Accept),
        Refusal::NotNow(Kind::Accept, State::Correcting)
    );
    // The papers come in at the village, three weeks later: the limits run from then.
    let mut village = at(VILLAGE, &township);
    village.now = moment("2026-03-23T10:00:00+08:00");
    village.does(&desk(Role::Agent), resubmit());
    let view = village.view();
    assert_eq!(view.facts.clock_from, Some(village.now));
    assert_eq!(view.facts.entered_at(0, 1), Some(village.now));
    township.hears(&village);
    assert_eq!(
        township.refuses(&handler, correct()),
        Refusal::Guard(Guard::CorrectionOnce)
    );
    township.does(&handler, Deed::Accept);
}

#[test]
fn at_a_window_too_the_first_step_begins_anew_when_all_papers_are_in() {
    let mut county = received(COUNTY, "BM-001");
    county.does(
        &desk(Role::Window),
        Deed::Correct {
            missing: vec!["家庭收入证明".to_owned()],
        },
    );
    county.now = moment("2026-03-23T10:00:00+08:00");
    county.does(
        &desk(Role::Window),
        Deed::Resubmit {
            supplied: vec!["家庭收入证明".to_owned()],
        },
    );
    assert_eq!(county.view().facts.entered_at(0, 0), Some(county.now));
}

#[test]
fn a_correction_is_lawful_until_the_fifth_working_day_closes_and_silence_is_acceptance_after_it() {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    let handler = of(Role::Handler, "T07");
    township.does(&node_itself(), Deed::Arrive);
    // Received on Monday 2 March: the fifth working day after it is Monday 9 March.
    township.now = moment("2026-03-09T17:30:00+08:00");
    assert_eq!(
        township.refuses(&node_itself(), Deed::DeemAccepted),
        Refusal::Guard(Guard::FiveDaysOver)
    );
    township.clone().does(&handler, correct());
    township.now = moment("2026-03-09T17:31:00+08:00");
    assert_eq!(
        township.refuses(&handler, correct()),
        Refusal::Guard(Guard::WithinFiveDays)
    );
    township.does(&node_itself(), Deed::DeemAccepted);
    let view = township.view();
    assert!(matches!(view.facts.intake, Intake::Deemed(_)));
    // From the day of receipt, not from the day it was written down.
    assert_eq!(view.facts.clock_from, Some(monday()));
    assert_eq!(
        township.refuses(&handler, Deed::Accept),
        Refusal::NotNow(Kind::Accept, State::Handling)
    );
}

#[test]
fn adjusted_workdays_count_for_the_five_days() {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    // Spring festival 2025: 26 January (Sunday) was worked, 28 January to 4 February not, 8 February
    // (Saturday) was worked (国办发明电〔2024〕12号).
    township.now = moment("2025-01-24T10:00:00+08:00");
    township.does(&node_itself(), Deed::Arrive);
    // 26, 27 January, 5, 6, 7 February.
    township.now = moment("2025-02-07T17:00:00+08:00");
    assert_eq!(
        township.refuses(&node_itself(), Deed::DeemAccepted),
        Refusal::Guard(Guard::FiveDaysOver)
    );
    township.now = moment("2025-02-07T17:30:01+08:00");
    township.does(&node_itself(), Deed::DeemAccepted);
}

#[test]
fn only_a_place_above_takes_over_and_only_when_the_owner_was_silent_too_long() {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    township.does(&node_itself(), Deed::Arrive);
    let mut county = at(COUNTY, &township);
    let early = county.refuses(&desk(Role::Approver), take_over());
    assert_eq!(early, Refusal::Guard(Guard::FiveDaysOver));
    for replica in [&mut county, &mut township] {
        replica.now = moment("2026-03-10T09:00:00+08:00");
    }
    let above = || Refusal::NotAbove(place(TOWNSHIP));
    for elsewhere in [VILLAGE, OTHER_VILLAGE, OTHER_COUNTY, TOWNSHIP] {
        let mut other = at(elsewhere, &township);
        other.now = county.now;
        assert_eq!(other.refuses(&desk(Role::Approver), take_over()), above());
    }
    assert_eq!(
        county.refuses(&desk(Role::Window), take_over()),
        Refusal::WrongRole(Some(Role::Approver))
    );
    county.does(&desk(Role::Approver), take_over());
    let mut city = at(CITY, &county);
    city.now = county.now;
    assert_eq!(
        city.refuses(&desk(Role::Approver), take_over()),
        Refusal::Guard(Guard::TakenOverOnce)
    );
    county.does(&node_itself(), Deed::DeemAccepted);
    // What follows is still the township's to handle.
    township.hears(&county);
    township.does(&of(Role::Handler, "T07"), step(2));
}

#[test]
fn missing_extra_and_too_few_materials_and_a_wrong_number_are_refused_by_name() {
    let (village, deed) = about_to_receive(VILLAGE, "BM-010");
    let faults = |change: &dyn Fn(&mut crate::Form)| {
        let mut form = village.form.clone();
        change(&mut form);
        let mut village = Replica::new(VILLAGE, VILLAGE);
        village.write_form(form);
        match village.refuses(&desk(Role::Agent), deed.clone()) {
            Refusal::Form(faults) => faults.iter().map(FormFault::field).collect::<Vec<_>>(),
            other => panic!("{other}"),
        }
    };
    let set = |field: &'static str, text: &'static str| {
        move |form: &mut crate::Form| {
            form.insert(field.to_owned(), text.to_owned());
        }
    };
    assert_eq!(faults(&set("m.照片", "")), ["m.照片"]);
    assert_eq!(faults(&set("m.照片", "1")), ["m.照片"]);
    assert_eq!(faults(&set("m.户口簿", "1")), ["m.户口簿"]);
    assert_eq!(
        faults(&set("id_number", "230602190101137356")),
        ["id_number"]
    );
    assert_eq!(faults(&set("name", " ")), ["name"]);
    assert_eq!(faults(&set("favourite", "blue")), ["favourite"]);
    let all = faults(&|form| {
        form.clear();
    });
    assert_eq!(all, ["name", "id_number", "m.居民身份证", "m.照片"]);
}

#[test]
fn a_repealed_item_is_not_received_and_no_item_where_it_is_not_filed() {
    let (city, deed) = about_to_receive(CITY, "GA-002");
    let refused = city.refuses(&desk(Role::Window), deed);
    assert_eq!(refused, Refusal::NotActive("GA-002".to_owned()));

    let (county, deed) = about_to_receive(COUNTY, "BM-010");
    let refused = county.refuses(&desk(Role::Window), deed);
    assert_eq!(
        refused,
        Refusal::NotFiledHere("BM-010".to_owned(), tiers::Tier::County)
    );

    // In person only: an agent may not file, the window may.
    let (mut county, deed) = about_to_receive(COUNTY, "GT-001");
    let refused = county.refuses(&desk(Role::Agent), deed.clone());
    assert_eq!(refused, Refusal::InPersonOnly("GT-001".to_owned()));
    county.does(&desk(Role::Window), deed);
}

#[test]
fn a_receipt_cites_the_version_it_is_for_and_nothing_else() {
    let (mut village, deed) = about_to_receive(VILLAGE, "BM-010");
    let agent = desk(Role::Agent);
    let unknown = Err(Refusal::UnknownItem("BM-010".to_owned()));
    let mut act = village.act(&agent, None, deed);
    let own = act.cites.catalog[0];
    let plate = WORLD.item("BM-019").version();
    for cited in [vec![], vec![plate], vec![own, plate]] {
        act.cites.catalog = cited;
        assert_eq!(village.clone().write(act.clone()).1, unknown);
    }
    act.cites.catalog = vec![own];
    act.deed = Deed::Receive {
        number: "DQ2026000001".to_owned(),
        code: "BM-010".to_owned(),
        mode: Mode::Entrusted,
        quantity: 1,
    };
    assert_eq!(village.write(act).1, Err(Refusal::Guard(Guard::RightMode)));
}

#[test]
fn a_case_is_received_once_and_at_home() {
    let village = received(VILLAGE, "BM-010");
    let deed = about_to_receive(VILLAGE, "BM-010").1;
    assert_eq!(
        village.refuses(&desk(Role::Agent), deed.clone()),
        Refusal::NotNow(Kind::Receive, State::Received)
    );
    let mut stray = at(OTHER_VILLAGE, &about_to_receive(VILLAGE, "BM-010").0);
    let act = stray.act(&desk(Role::Agent), None, deed);
    assert_eq!(stray.write(act).1, Err(Refusal::NotTheNode(place(VILLAGE))));
}

#[test]
fn what_is_refused_ends_there() {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    township.does(&node_itself(), Deed::Arrive);
    let silent = Deed::Refuse {
        cause: "not_competent".to_owned(),
        reason: String::new(),
    };
    assert_eq!(
        township.refuses(&desk(Role::Window), silent),
        Refusal::Guard(Guard::ReasonGiven)
    );
    township.does(&desk(Role::Window), refuse());
    assert_eq!(phase(&township), Phase::Refused);
    let handler = of(Role::Handler, "T07");
    for deed in [Deed::Accept, correct(), refuse()] {
        let kind = deed.kind();
        assert_eq!(
            township.refuses(&handler, deed),
            Refusal::NotNow(kind, State::Refused)
        );
    }
    assert_eq!(
        township.refuses(&handler, step(2)),
        Refusal::NotNow(Kind::Step, State::Refused)
    );
}

#[test]
fn unknown_kinds_are_kept_and_make_the_record_read_only() {
    let mut village = received(VILLAGE, "BM-010");
    let id = tiers::Digest::of(b"an act of the next version");
    let author = village.author();
    village.push(crate::Content::Unknown(id), author);
    let view = village.view();
    assert!(view.read_only);
    assert_eq!(village.standing(id), Standing::Unknown);
    assert_eq!(view.trail.last().unwrap().kind, "unknown");
    let mut township = at(TOWNSHIP, &village);
    let arrive = township.act(&node_itself(), None, Deed::Arrive);
    assert_eq!(township.judge(&arrive), Err(Refusal::ReadOnly));
    // From a node that knows the kind, what does not touch it still counts.
    let (arrived, _) = township.write(arrive);
    assert_eq!(township.standing(arrived), Standing::Stands);
}

#[test]
fn an_act_whose_citation_is_missing_waits_and_so_does_what_builds_on_it() {
    let mut township = plate_accepted();
    township.does(&of(Role::Handler, "T07"), step(2));
    let stranger = {
        let mut village = at(VILLAGE, &township);
        let act = village.act(&desk(Role::Agent), None, Deed::Conclude);
        village.write(act).0
    };
    let library = |with: bool| {
        let mut library = WORLD.library.clone();
        if !with {
            let mut bare = crate::Library::default();
            for (hash, entry) in library.entries() {
                bare.add_entry(*hash, entry.clone());
            }
            bare.add_calendar(WORLD.calendar, WORLD.calendar().clone());
            library = bare;
        }
        library
    };
    let without = crate::fold(township.ground(), &township.entries, &library(false));
    assert!(without.waiting);
    assert_eq!(without.facts, crate::Facts::default());
    // Nothing of it is called unlawful: what it lacks has only not arrived.
    assert_eq!(without.standings(), [("waiting", 4)].into());
    let with = crate::fold(township.ground(), &township.entries, &library(true));
    assert!(!with.waiting);
    assert_eq!(with.standings(), [("stands", 4)].into());
    assert_eq!(with, township.view());
    assert!(with.trail.iter().all(|entry| entry.act != stranger));
}
