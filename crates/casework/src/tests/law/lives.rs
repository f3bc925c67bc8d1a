//! Whole lives by the table: licences, special procedures, hearings, custody, joint papers, recounts.

use super::cases::*;
use crate::fixture::*;
use crate::{
    By, Deed, Guard, Kind, Limit, Phase, Refusal, Request, State, Together, limits, status,
};
use calendar::DayKind;
use tiers::Role;

#[test]
fn a_licence_lives_from_receipt_to_its_cancellation() {
    let mut city = licensed();
    assert_eq!(city.view().facts.state(None), State::Delivered);
    city.does(
        &window(),
        Deed::Archive {
            volume: text("2026-水-1"),
        },
    );
    city.does(
        &window(),
        Deed::Rate {
            stars: 5,
            text: String::new(),
        },
    );
    city.does(&window(), ask(Request::Change));
    city.does(
        &approver(),
        Deed::Change {
            cause: String::new(),
            reason: text("名称变更"),
        },
    );
    city.does(&window(), ask(Request::Renew));
    let longer = moment("2036-03-02T17:30:00+08:00");
    city.does(
        &approver(),
        Deed::Renew {
            until: longer,
            reason: text("符合条件"),
        },
    );
    let facts = city.view().facts;
    assert_eq!(facts.branches[0].made.as_ref().unwrap().until, Some(longer));
    assert!(facts.asked.iter().all(|asked| asked.answered.is_some()));
    let revoke = Deed::Revoke {
        cause: text("fraud"),
        reason: text("骗取许可"),
    };
    city.does(&approver(), revoke);
    assert_eq!(status(&city.view(), WORLD.calendar()).phase, Phase::Revoked);
    city.does(
        &approver(),
        Deed::Cancel {
            cause: text("taken_away"),
            reason: text("依法撤销"),
        },
    );
    assert_eq!(city.view().facts.state(None), State::Cancelled);
}

#[test]
fn silence_until_the_end_of_validity_renews_what_was_asked_for_in_time() {
    let mut city = licensed();
    // The thirtieth day before the end, exactly.
    city.now = moment("2031-01-31T17:30:00+08:00");
    city.does(&window(), ask(Request::Renew));
    let early = city.refuses(&approver(), Deed::DeemRenewed);
    assert_eq!(early, Refusal::Guard(Guard::RanOut));
    city.now = moment("2031-03-02T17:30:01+08:00");
    city.does(&node_itself(), Deed::DeemRenewed);
    let until = city.view().facts.branches[0]
        .made
        .as_ref()
        .unwrap()
        .until
        .unwrap();
    assert!(until > end());
    // A day later it would have been too late.
    let mut late = licensed();
    late.now = moment("2031-02-01T17:30:00+08:00");
    late.does(&window(), ask(Request::Renew));
    late.now = moment("2031-03-02T17:30:01+08:00");
    let refused = late.refuses(&node_itself(), Deed::DeemRenewed);
    assert_eq!(refused, Refusal::Guard(Guard::RenewalInTime));
}

#[test]
fn a_special_procedure_stops_the_clock_from_its_notice_to_its_end() {
    let mut city = accepted();
    let due = |city: &Replica| {
        status(&city.view(), WORLD.calendar())
            .promised
            .map(|due| due.at)
    };
    // 25 working days after Monday 2 March 2026; the Monday 6 April is a holiday.
    assert_eq!(due(&city), Some(moment("2026-04-07T17:30:00+08:00")));
    city.now = moment("2026-03-05T10:00:00+08:00");
    city.does(&handler(), suspend("expert_review", 20, "特程告2026-3"));
    // Three days had passed. The twentieth working day after 5 March is 2 April, and 22 more end on 8 May: should
    // nobody say that it is over before.
    assert_eq!(due(&city), Some(moment("2026-05-08T17:30:00+08:00")));
    let view = city.view();
    assert_eq!(status(&view, WORLD.calendar()).phase, Phase::Suspended);
    assert_eq!(
        city.refuses(&handler(), step(2)),
        Refusal::NotNow(Kind::Step, State::Suspended)
    );
    city.now = moment("2026-03-12T16:00:00+08:00");
    city.does(
        &handler(),
        Deed::Resume {
            outcome: text("专家意见:可行"),
        },
    );
    // 6, 9, 10, 11 and 12 March do not count: five working days later.
    assert_eq!(due(&city), Some(moment("2026-04-14T17:30:00+08:00")));
    let running = limits(&city.view(), WORLD.calendar());
    let legal = running.iter().find(|it| it.limit == Limit::Legal).unwrap();
    let By::Days(count) = &legal.by else {
        panic!("a legal limit in days")
    };
    let derivation = count.due(WORLD.calendar()).unwrap().derivation;
    let stopped = calendar::Used::Stopped("expert_review 特程告2026-3".to_owned());
    assert_eq!(
        derivation.iter().filter(|day| day.used == stopped).count(),
        5
    );
    // The step's own minutes stood still as well: 2,640 of them, of which 4.5 days had passed... by hand:
    // accepted on 2 March 9:00; from the 5th 10:00 to the 12th 16:00 nothing ran.
    let own = running
        .iter()
        .find(|it| it.limit == Limit::Step && it.step == Some(1))
        .unwrap();
    // 2 March 9:00-17:30 is 450 minutes, 3 and 4 March 960, 5 March 8:30-10:00 90: 1,500 by then. 1,140 are
    // left: 12 March 16:00-17:30 90, 13 March 480, 16 March 480, 17 March 8:30 + 90 = 10:00.
    assert_eq!(
        own.by.at(WORLD.calendar()).unwrap().at,
        moment("2026-03-17T10:00:00+08:00")
    );
}

#[test]
fn a_stop_has_nothing_to_do_with_a_step_that_was_done_before_it() {
    let mut city = accepted();
    let due = |city: &Replica, step: usize| {
        let all = limits(&city.view(), WORLD.calendar());
        let its = all
            .into_iter()
            .find(|it| it.limit == Limit::Step && it.step == Some(step));
        its.unwrap().by.at(WORLD.calendar())
    };
    city.does(&handler(), step(2));
    let before = due(&city, 1);
    assert!(before.is_some());
    city.wait_minutes(30);
    city.does(&handler(), suspend("expert_review", 20, "特程告2026-3"));
    assert_eq!(due(&city, 1), before);
    // The one that is open stands still, for the 20 working days of the notice: 2 March and as many more.
    let still = due(&city, 2).unwrap().at;
    assert!(still > moment("2026-03-30T17:30:00+08:00"), "{still}");
}

#[test]
fn an_extension_adds_its_days_to_both_limits_once() {
    let mut city = accepted();
    city.does(&approver(), approve(10));
    city.does(&handler(), extend(10));
    let now = status(&city.view(), WORLD.calendar());
    // Ten working days after 7 April.
    assert_eq!(
        now.promised.unwrap().at,
        moment("2026-04-21T17:30:00+08:00")
    );
    // 45 + 10 working days after 2 March: Labour Day takes 1, 4 and 5 May, and 9 May is worked.
    assert_eq!(now.legal.unwrap().at, moment("2026-05-21T17:30:00+08:00"));
    assert_eq!(
        WORLD.calendar().day("2026-05-09".parse().unwrap()),
        DayKind::AdjustedWorkday("劳动节".to_owned())
    );
}

#[test]
fn a_hearing_is_held_and_the_decision_follows_its_record() {
    let mut city = told();
    // While the applicant may still ask, nothing is decided.
    let early = city.refuses(&approver(), decide());
    assert_eq!(early, Refusal::Guard(Guard::HearingDone));
    let mut silent = city.clone();
    silent.now = moment("2026-03-09T17:30:01+08:00");
    silent.does(&approver(), decide());
    city.hears(&hearing_held());
    let mut city = hearing_held();
    city.does(&approver(), decide());
    assert!(
        city.view().facts.branches[0]
            .hearing
            .as_ref()
            .unwrap()
            .held
            .is_some()
    );
}

#[test]
fn what_is_returned_is_done_again_by_its_owner() {
    let mut city = in_approval();
    city.now = moment("2026-03-10T10:00:00+08:00");
    city.does(&approver(), back(3));
    let facts = city.view().facts;
    let branch = &facts.branches[0];
    assert_eq!((branch.next, branch.returned.len()), (2, 1));
    assert!(branch.steps[1].done.is_some() && branch.steps[2].done.is_none());
    assert_eq!(facts.entered_at(0, 2), Some(city.now));
    for seq in 3..=4 {
        city.does(&handler(), step(seq));
    }
    city.does(&reviewer(), step(5));
    assert_eq!(city.view().facts.state(None), State::Approval);
}

#[test]
fn the_applicant_withdraws_and_the_owner_answers() {
    let mut city = in_review();
    city.does(&window(), ask(Request::Withdraw));
    // Asking changes nothing yet.
    assert_eq!(city.view().facts.state(None), State::Review);
    city.does(
        &handler(),
        Deed::Withdraw {
            reason: text("准予"),
        },
    );
    assert_eq!(city.view().facts.state(None), State::Withdrawn);
    city.does(&window(), deliver());
}

#[test]
fn an_acceptance_may_cite_the_version_in_force_on_its_day_and_the_case_keeps_it() {
    let mut city = water("SL-001");
    let later = WORLD.items["SL-001+"].version();
    let mut act = city.act(&window(), None, Deed::Accept);
    act.cites.catalog = vec![later];
    let (_, verdict) = city.write(act);
    assert_eq!(verdict, Ok(()));
    let facts = city.view().facts;
    assert_eq!(facts.catalog, [later]);
    assert_eq!(facts.receipt.as_ref().unwrap().promised_days, 20);
    assert_eq!(facts.branches[0].fee_due, 1200);
    assert_ne!(facts.receipt.unwrap().catalog, [later]);
    assert_eq!(
        city.refuses(&window(), fee(1000)),
        Refusal::WrongFee {
            due: 1200,
            given: 1000
        }
    );
}

#[test]
fn papers_that_never_come_end_a_case_only_where_a_rule_says_so() {
    let missing = || Deed::Correct {
        missing: vec![text("水资源论证报告")],
    };
    for (code, ends) in [("LX-001", true), ("SL-001", false)] {
        let mut city = water(code);
        city.does(&window(), missing());
        city.now = moment("2026-06-30T09:00:00+08:00");
        if ends {
            city.does(&node_itself(), Deed::Lapse);
            assert_eq!(city.view().facts.state(None), State::Lapsed);
        } else {
            assert_eq!(
                city.refuses(&node_itself(), Deed::Lapse),
                Refusal::Guard(Guard::LapseRule)
            );
        }
    }
}

#[test]
fn a_lawful_reduction_is_taken_off_to_the_fen_and_a_free_fee_needs_no_voucher() {
    const FREE: &str = "行政事业性收费减免规定(示例):最低生活保障对象免收工本费";
    const HALF: &str = "行政事业性收费减免规定(示例):持证残疾人减半收取";
    let reduced = |fen, reduction, basis: &str, voucher: &str| Deed::Fee {
        fen,
        reduction,
        basis: basis.to_owned(),
        voucher: voucher.to_owned(),
    };
    let village = received(VILLAGE, "BM-019");
    let agent = desk(Role::Agent);
    village
        .clone()
        .does(&agent, reduced(1000, 1000, HALF, "票1"));
    village.clone().does(&agent, reduced(0, 2000, FREE, ""));
    let unlawful = Refusal::Guard(Guard::ReductionLawful);
    assert_eq!(
        village.refuses(&agent, reduced(1001, 999, HALF, "票1")),
        unlawful
    );
    assert_eq!(
        village.refuses(&agent, reduced(0, 2000, HALF, "票1")),
        unlawful
    );
    let given = reduced(0, 1000, HALF, "票1");
    assert_eq!(
        village.refuses(&agent, given),
        Refusal::WrongFee {
            due: 1000,
            given: 0
        }
    );
}

#[test]
fn originals_go_from_hand_to_hand_and_back_to_the_applicant() {
    let mut city = taken();
    let papers = || vec![text("水资源论证报告")];
    let hand = |to: Option<&str>| Deed::Hand {
        papers: papers(),
        to: to.map(place),
    };
    city.does(&window(), hand(Some(COUNTY)));
    let custody = |replica: &Replica| {
        let facts = replica.view().facts;
        let it = &facts.custody["水资源论证报告"];
        (it.holder, it.offered)
    };
    assert_eq!(custody(&city), (Some(place(CITY)), Some(place(COUNTY))));
    let mut county = at(COUNTY, &city);
    county.does(&window(), Deed::Take { papers: papers() });
    assert_eq!(custody(&county), (Some(place(COUNTY)), None));
    county.does(&window(), hand(None));
    assert_eq!(custody(&county), (None, None));
}

#[test]
fn a_proxy_case_has_an_agent_and_a_next_one() {
    let mut village = received(VILLAGE, "BM-010");
    assert_eq!(village.view().facts.agent.as_deref(), Some("agent"));
    let assign = |user: &str| Deed::Assign {
        user: user.to_owned(),
        reason: text("调离"),
    };
    village.does(&desk(Role::Agent), assign("next_agent"));
    assert_eq!(village.view().facts.agent.as_deref(), Some("next_agent"));
    let again = village.refuses(&desk(Role::Agent), assign("next_agent"));
    assert_eq!(again, Refusal::Guard(Guard::AgentOfThePlace));
}

#[test]
fn a_joint_visit_and_a_collective_approval_are_one_paper_with_several_signatures() {
    let mut county = bundle_received();
    county.does(&window(), Deed::Accept);
    let lead = |what, branches: &[&str]| Deed::Joint {
        what,
        branches: branches.iter().map(|code| (*code).to_owned()).collect(),
        text: text("现场符合"),
    };
    let mut city = at(CITY, &county);
    let visit = county.does(&window(), lead(Together::Visit, &["GT-001", "FG-001"]));
    city.hears(&county);
    let sign = |joint, granted| Deed::Sign {
        cause: String::new(),
        joint,
        opinion: text("同意"),
        granted,
    };
    county.does_on(&of(Role::Handler, "X11"), "GT-001", sign(visit, None));
    // Cut off from each other both sign; the paper has both names when the line is back.
    city.does_on(&of(Role::Handler, "C01"), "FG-001", sign(visit, None));
    county.hears(&city);
    let view = county.view();
    assert!(view.contested.is_empty());
    let signed: Vec<&String> = view.facts.joints[0].signed.keys().collect();
    assert_eq!(signed, ["FG-001", "GT-001"]);
    assert_eq!(view.facts.branch(Some("FG-001")).unwrap().next, 2);
    let again = county.refuses_on(&of(Role::Handler, "X11"), Some("GT-001"), sign(visit, None));
    assert_eq!(again, Refusal::Guard(Guard::JointFits));
    // No department signs for another.
    let other = county.refuses_on(&of(Role::Handler, "X11"), Some("HB-001"), sign(visit, None));
    assert!(matches!(other, Refusal::NotTheOwner(..)), "{other}");
}

#[test]
fn due_dates_are_counted_again_by_the_calendars_that_are_named() {
    // Received in December: the count runs into a year that was not announced.
    let mut city = {
        let (mut city, deed) = about_to_receive(CITY, "SL-001");
        city.now = moment("2026-12-21T09:00:00+08:00");
        city.does(&window(), deed);
        city.does(&window(), Deed::Accept);
        city
    };
    let was = status(&city.view(), WORLD.calendar()).promised.unwrap();
    assert!(was.provisional);
    let announced = WORLD.library.calendar(&WORLD.announced).unwrap();
    let now = status(&city.view(), announced).promised.unwrap();
    // The 1 January 2027 and the 4th are off in the test's list: by law alone the 1st: one working day later.
    assert!(!now.provisional && now.at > was.at);
    let recount = |was, now| Deed::Recount {
        before: WORLD.calendar,
        was,
        now,
        reason: text("2027年节假日安排公布"),
    };
    let mut act = city.act(&node_itself(), None, recount(was.at, now.at));
    act.cites.calendar = WORLD.announced;
    assert_eq!(city.clone().write(act.clone()).1, Ok(()));
    let mut wrong = act.clone();
    wrong.deed = recount(was.at, was.at);
    assert_eq!(
        city.clone().write(wrong).1,
        Err(Refusal::Guard(Guard::CountedRight))
    );
    assert_eq!(city.write(act).1, Ok(()));
    let recounts = city.view().facts.recounts;
    assert_eq!((recounts[0].was, recounts[0].now), (was.at, now.at));
}
