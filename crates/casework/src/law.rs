//! The table and the law: that what it allows leads where it says, that its graph is the one the law
//! draws, and that every guard of every row refuses something.

use crate::Guard;
use crate::fixture::*;
use crate::judge::Case;
use crate::{
    By, Deed, Kind, Limit, Phase, Refusal, Request, Row, State, TABLE, Together, limits, rows_of,
    status,
};
use calendar::{DayKind, UnixMillis};
use std::collections::BTreeSet;
use tiers::{Digest, Role};

fn window() -> Hand {
    desk(Role::Window)
}

fn handler() -> Hand {
    of(Role::Handler, "C17")
}

fn reviewer() -> Hand {
    of(Role::Reviewer, "C17")
}

fn approver() -> Hand {
    of(Role::Approver, "C17")
}

/// A licence to take water: 25 days promised, 45 by law, 10 yuan, valid for 60 months; received, accepted
/// and decided at the city.
fn water(code: &str) -> Replica {
    let (mut city, deed) = about_to_receive(CITY, code);
    city.does(&window(), deed);
    city
}

fn accepted() -> Replica {
    let mut city = water("SL-001");
    city.does(&window(), Deed::Accept);
    city
}

fn in_review() -> Replica {
    let mut city = accepted();
    for seq in 2..=4 {
        city.does(&handler(), step(seq));
    }
    city
}

fn in_approval() -> Replica {
    let mut city = in_review();
    city.does(&reviewer(), step(5));
    city
}

fn paid() -> Replica {
    let mut city = in_approval();
    city.does(&window(), fee(1000));
    city
}

fn decided(granted: bool) -> Replica {
    let mut city = paid();
    city.does(
        &approver(),
        Deed::Decide {
            granted,
            reason: "依据水法".to_owned(),
        },
    );
    city
}

fn concluded(granted: bool) -> Replica {
    let mut city = decided(granted);
    city.does(&window(), Deed::Conclude);
    city
}

fn delivered() -> Replica {
    let mut city = concluded(true);
    city.does(&window(), deliver());
    city
}

/// Five years from the decision, as the catalog says.
fn end() -> UnixMillis {
    moment("2031-03-02T17:30:00+08:00")
}

fn make(until: Option<UnixMillis>) -> Deed {
    Deed::Make {
        number: "取水2026第1号".to_owned(),
        until,
    }
}

fn licensed() -> Replica {
    let mut city = concluded(true);
    city.does(&handler(), make(Some(end())));
    city.does(&window(), deliver());
    city
}

fn suspend(cause: &str, days: u16, notice: &str) -> Deed {
    Deed::Suspend {
        cause: cause.to_owned(),
        days,
        notice: notice.to_owned(),
    }
}

fn suspended() -> Replica {
    let mut city = accepted();
    city.does(&handler(), suspend("expert_review", 20, "特程告2026-3"));
    city
}

fn extend(days: u16) -> Deed {
    Deed::Extend {
        days,
        reason: "案情复杂".to_owned(),
        approval: "局批2026-7".to_owned(),
    }
}

fn ask(what: Request) -> Deed {
    Deed::Ask {
        what,
        reason: "申请人请求".to_owned(),
    }
}

fn tell() -> Deed {
    Deed::HearingTell {
        text: "拟不予许可".to_owned(),
    }
}

fn ask_hearing() -> Deed {
    Deed::HearingAsk {
        text: "申请听证".to_owned(),
    }
}

fn set(on: &str, host: &str) -> Deed {
    Deed::HearingSet {
        on: moment(on),
        venue: "三楼会议室".to_owned(),
        host: host.to_owned(),
    }
}

fn held(record: &str, signed: &[&str]) -> Deed {
    Deed::HearingHeld {
        record: record.to_owned(),
        signed: signed.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn told() -> Replica {
    let mut city = paid();
    city.does(&approver(), tell());
    city
}

fn hearing_asked() -> Replica {
    let mut city = told();
    city.now = moment("2026-03-04T09:00:00+08:00");
    city.does(&window(), ask_hearing());
    city
}

/// Told on 5 March; the seventh working day after it is the 16th.
fn hearing_set() -> Replica {
    let mut city = hearing_asked();
    city.now = moment("2026-03-05T09:00:00+08:00");
    city.does(&approver(), set("2026-03-16T09:00:00+08:00", "lead"));
    city
}

fn hearing_held() -> Replica {
    let mut city = hearing_set();
    city.now = moment("2026-03-16T11:00:00+08:00");
    city.does(&approver(), held("各方陈述", &["申请人", "主持人"]));
    city
}

fn taken() -> Replica {
    let mut city = accepted();
    city.does(
        &window(),
        Deed::Take {
            papers: vec!["水资源论证报告".to_owned()],
        },
    );
    city
}

fn print(paper: &str, number: &str) -> Deed {
    Deed::Print {
        paper: paper.to_owned(),
        number: number.to_owned(),
    }
}

fn text(reason: &str) -> String {
    reason.to_owned()
}

// ---- stories

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
        basis: text("许可法 69"),
        reason: text("骗取许可"),
    };
    city.does(&approver(), revoke);
    assert_eq!(status(&city.view(), WORLD.calendar()).phase, Phase::Revoked);
    city.does(
        &approver(),
        Deed::Cancel {
            basis: text("许可法 70"),
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
    assert_eq!(due(&city), None);
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
    let derivation = count.due(WORLD.calendar()).unwrap();
    let stopped = derivation
        .zh()
        .lines()
        .filter(|line| line.contains("特程告2026-3"))
        .count();
    assert_eq!(stopped, 5);
    // The step's own minutes stood still as well: 2,640 of them, of which 4.5 days had passed... by hand:
    // accepted on 2 March 9:00; from the 5th 10:00 to the 12th 16:00 nothing ran.
    let own = running
        .iter()
        .find(|it| it.limit == Limit::Step && it.step == Some(1))
        .unwrap();
    // 2 March 9:00-17:30 is 450 minutes, 3 and 4 March 960, 5 March 8:30-10:00 90: 1,500 by then. 1,140 are
    // left: 12 March 16:00-17:30 90, 13 March 480, 16 March 480, 17 March 8:30 + 90 = 10:00.
    assert_eq!(
        own.by.at(WORLD.calendar()).unwrap().0,
        moment("2026-03-17T10:00:00+08:00")
    );
}

#[test]
fn an_extension_adds_its_days_to_both_limits_once() {
    let mut city = accepted();
    city.does(&approver(), extend(10));
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
    // The 1 January 2027 and the 4th are off in the test's list: two working days later.
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

// ---- the graph

/// The arrows of the law, read off 行政许可法 chapter 4 and the customs of the centres: where a case may
/// come from one state by one act. Written down by hand, so that a row that goes elsewhere is seen.
const ARROWS: &[(State, Kind, &[State])] = &[
    (
        State::Draft,
        Kind::Receive,
        &[State::Received, State::Intake],
    ),
    (State::Received, Kind::Arrive, &[State::Intake]),
    (State::Received, Kind::Withdraw, &[State::Withdrawn]),
    (State::Intake, Kind::Correct, &[State::Correcting]),
    (State::Intake, Kind::NotNeeded, &[State::NotNeeded]),
    (State::Intake, Kind::Refuse, &[State::Refused]),
    (
        State::Intake,
        Kind::Accept,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (
        State::Intake,
        Kind::DeemAccepted,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (State::Intake, Kind::Withdraw, &[State::Withdrawn]),
    (State::Correcting, Kind::Resubmit, &[State::Intake]),
    (State::Correcting, Kind::Lapse, &[State::Lapsed]),
    (State::Correcting, Kind::Withdraw, &[State::Withdrawn]),
    (
        State::Handling,
        Kind::Step,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (
        State::Handling,
        Kind::Sign,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (State::Handling, Kind::Suspend, &[State::Suspended]),
    (State::Handling, Kind::Withdraw, &[State::Withdrawn]),
    (State::Handling, Kind::Terminate, &[State::Terminated]),
    (
        State::Review,
        Kind::Step,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (
        State::Review,
        Kind::Sign,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (
        State::Review,
        Kind::Return,
        &[State::Handling, State::Review],
    ),
    (State::Review, Kind::Suspend, &[State::Suspended]),
    (State::Review, Kind::Withdraw, &[State::Withdrawn]),
    (State::Review, Kind::Terminate, &[State::Terminated]),
    (
        State::Approval,
        Kind::Decide,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (
        State::Approval,
        Kind::Sign,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (
        State::Approval,
        Kind::Return,
        &[State::Handling, State::Review],
    ),
    (State::Approval, Kind::Suspend, &[State::Suspended]),
    (State::Approval, Kind::Withdraw, &[State::Withdrawn]),
    (State::Approval, Kind::Terminate, &[State::Terminated]),
    (
        State::Queued,
        Kind::Begin,
        &[
            State::Handling,
            State::Review,
            State::Approval,
            State::Closing,
        ],
    ),
    (State::Queued, Kind::Terminate, &[State::Terminated]),
    (
        State::Suspended,
        Kind::Resume,
        &[State::Handling, State::Review, State::Approval],
    ),
    (State::Suspended, Kind::Withdraw, &[State::Withdrawn]),
    (State::Suspended, Kind::Terminate, &[State::Terminated]),
    (
        State::Closing,
        Kind::Conclude,
        &[State::Waiting, State::Concluded],
    ),
    (State::Closing, Kind::Terminate, &[State::Terminated]),
    (State::Waiting, Kind::Terminate, &[State::Terminated]),
    (State::Concluded, Kind::Make, &[State::Made]),
    (State::Concluded, Kind::Deliver, &[State::Delivered]),
    (State::Concluded, Kind::Revoke, &[State::Revoked]),
    (State::Concluded, Kind::Cancel, &[State::Cancelled]),
    (State::Made, Kind::Deliver, &[State::Delivered]),
    (State::Made, Kind::Revoke, &[State::Revoked]),
    (State::Made, Kind::Cancel, &[State::Cancelled]),
    (State::Delivered, Kind::Archive, &[State::Archived]),
    (State::Delivered, Kind::Revoke, &[State::Revoked]),
    (State::Delivered, Kind::Cancel, &[State::Cancelled]),
    (State::Archived, Kind::Revoke, &[State::Revoked]),
    (State::Archived, Kind::Cancel, &[State::Cancelled]),
    (State::Revoked, Kind::Cancel, &[State::Cancelled]),
    (State::NotNeeded, Kind::Deliver, &[State::Delivered]),
    (State::Refused, Kind::Deliver, &[State::Delivered]),
    (State::Lapsed, Kind::Deliver, &[State::Delivered]),
    (State::Withdrawn, Kind::Deliver, &[State::Delivered]),
    (State::Terminated, Kind::Deliver, &[State::Delivered]),
];

#[test]
fn the_table_draws_the_arrows_of_the_law_and_no_others() {
    let drawn: BTreeSet<(State, Kind, Vec<State>)> = (TABLE.iter())
        .flat_map(|row| {
            row.states
                .iter()
                .map(move |from| (*from, row.act, row.leads(*from)))
        })
        .filter(|(from, _, to)| to.as_slice() != [*from])
        .collect();
    let lawful: BTreeSet<(State, Kind, Vec<State>)> = ARROWS
        .iter()
        .map(|(from, act, to)| (*from, *act, to.to_vec()))
        .collect();
    let extra: Vec<_> = drawn.difference(&lawful).collect();
    let missing: Vec<_> = lawful.difference(&drawn).collect();
    assert!(
        extra.is_empty() && missing.is_empty(),
        "extra {extra:?}, missing {missing:?}"
    );
}

#[test]
fn a_supervisor_writes_nothing_but_warnings_and_a_node_decides_nothing() {
    for row in TABLE {
        if row.roles.contains(&Role::Supervisor) {
            assert_eq!(row.act, Kind::Press);
        }
        let of_time = [
            Kind::Arrive,
            Kind::DeemAccepted,
            Kind::Lapse,
            Kind::TakeOver,
            Kind::DeemRenewed,
            Kind::Recount,
            // What a citizen enters at a terminal of the hall.
            Kind::Rate,
        ];
        assert_eq!(
            row.roles.contains(&Role::Node),
            of_time.contains(&row.act),
            "{:?}",
            row.act
        );
        assert!(!row.roles.contains(&Role::ControlRoom) && !row.roles.contains(&Role::Complaints));
    }
    assert_eq!(rows_of(Kind::Publish).count(), 0);
}

// ---- every guard of every row

/// Someone tries something that one guard alone stands in the way of.
struct Witness {
    replica: Replica,
    hand: Hand,
    branch: Option<&'static str>,
    deed: Deed,
    /// What the acceptance cites of the catalog.
    cites: Vec<Digest>,
}

fn tries(replica: Replica, hand: Hand, deed: Deed) -> Witness {
    Witness {
        replica,
        hand,
        branch: None,
        deed,
        cites: Vec::new(),
    }
}

fn later(mut replica: Replica, at: &str) -> Replica {
    replica.now = moment(at);
    replica
}

fn and(mut replica: Replica, hand: Hand, deed: Deed) -> Replica {
    replica.does(&hand, deed);
    replica
}

/// The refusal of `guard` in `row`, as somebody meets it.
fn refused(row: &Row, guard: Guard) -> (Witness, Refusal) {
    let (witness, refusal) = witnesses::witness(row, guard);
    (witness, refusal.unwrap_or(Refusal::Guard(guard)))
}

/// The linked case with `FG-001` (city) reviewed as far as it goes, its two predecessors not.
fn linked_at_approval() -> Replica {
    let mut county = bundle_received();
    county.does(&window(), Deed::Accept);
    let mut city = at(CITY, &county);
    for seq in 2..=3 {
        city.does_on(&of(Role::Handler, "C01"), "FG-001", step(seq));
    }
    city.does_on(&of(Role::Reviewer, "C01"), "FG-001", step(4));
    city
}

/// The linked case where all have reviewed and nobody has decided.
fn linked_reviewed() -> Replica {
    let mut city = linked_at_approval();
    let mut county = at(COUNTY, &city);
    loop {
        let mut moved = false;
        for replica in [&mut city, &mut county] {
            let facts = replica.view().facts;
            for branch in &facts.branches {
                let Some(open) = branch.open() else { continue };
                let role = match open.plan.stage {
                    catalog::Stage::Handle => Role::Handler,
                    catalog::Stage::Review => Role::Reviewer,
                    _ => continue,
                };
                let department = open.plan.owner.department.clone();
                let hand = Hand(role.name().to_owned(), role, department);
                moved |= replica
                    .attempt(&hand, Some(&branch.item), step(open.plan.seq))
                    .is_ok();
            }
        }
        city.hears(&county);
        county.hears(&city);
        if !moved {
            return city;
        }
    }
}

fn joint(replica: &mut Replica, what: Together) -> Digest {
    let mut county = at(COUNTY, replica);
    let deed = Deed::Joint {
        what,
        branches: vec![text("FG-001"), text("GH-003")],
        text: text("联合意见"),
    };
    let id = county.does(&window(), deed);
    replica.hears(&county);
    id
}

fn sign(joint: Digest, granted: Option<bool>, opinion: &str) -> Deed {
    Deed::Sign {
        joint,
        opinion: opinion.to_owned(),
        granted,
    }
}

/// Three branches wait for the first, `LX-001`.
fn chained() -> Replica {
    let mut city = bundle_received_at(CITY, "CH-001");
    city.does(&window(), Deed::Accept);
    city
}

/// The first is concluded, and the others are accepted.
fn chain_open() -> Replica {
    let mut city = chained();
    for waiting in ["SL-001", "RV-001", "AP-001"] {
        assert_eq!(city.view().facts.state(Some(waiting)), State::Queued);
    }
    for seq in 2..=4 {
        city.does_on(&handler(), "LX-001", step(seq));
    }
    city.does_on(&reviewer(), "LX-001", step(5));
    city.does_on(&window(), "LX-001", fee(1000));
    city.does_on(&approver(), "LX-001", decide());
    city.does_on(&window(), "LX-001", Deed::Conclude);
    for waiting in ["SL-001", "RV-001", "AP-001"] {
        city.does_on(&window(), waiting, Deed::Begin);
    }
    city
}

mod witnesses;

/// What the law and the customs of the centres demand of each act, by the first state of its row: written
/// down beside the table, so that a guard that is taken out of it, or another put in its place, is missed.
#[rustfmt::skip]
const DEMANDED: &[(Kind, State, &[Guard])] = &[
    (Kind::Receive, State::Draft, &[Guard::KnownVersion, Guard::RightMode, Guard::FiledHere, Guard::InForce, Guard::ProxyAllowed, Guard::FormWhole, Guard::Entrusted]),
    (Kind::Correct, State::Intake, &[Guard::CorrectionOnce, Guard::ListGiven, Guard::NothingExtra, Guard::WithinFiveDays]),
    (Kind::Resubmit, State::Correcting, &[Guard::ListGiven]),
    (Kind::Lapse, State::Correcting, &[Guard::LapseRule]),
    (Kind::NotNeeded, State::Intake, &[Guard::ReasonGiven]),
    (Kind::Refuse, State::Intake, &[Guard::ReasonGiven]),
    (Kind::Accept, State::Intake, &[Guard::VersionOfTheDay]),
    (Kind::DeemAccepted, State::Intake, &[Guard::CorrectionOnce, Guard::FiveDaysOver]),
    (Kind::Begin, State::Queued, &[Guard::PredecessorsClosed]),
    (Kind::HandOver, State::Received, &[Guard::PlaceOfTheCase, Guard::ReasonGiven]),
    (Kind::TakeOver, State::Intake, &[Guard::TakenOverOnce, Guard::ReasonGiven, Guard::CorrectionOnce, Guard::FiveDaysOver]),
    (Kind::Fee, State::Received, &[Guard::FeeExists, Guard::FeeOnce, Guard::ReductionLawful, Guard::FeeExact, Guard::VoucherGiven]),
    (Kind::Step, State::Handling, &[Guard::StepOpen, Guard::OpinionGiven]),
    (Kind::Step, State::Review, &[Guard::StepOpen, Guard::OpinionGiven]),
    (Kind::Return, State::Review, &[Guard::EarlierStep, Guard::ReasonGiven]),
    (Kind::Suspend, State::Handling, &[Guard::LawfulCause, Guard::DaysPlanned, Guard::NoticeGiven]),
    (Kind::Resume, State::Suspended, &[Guard::OutcomeGiven]),
    (Kind::Extend, State::Handling, &[Guard::ExtendedOnce, Guard::ExtensionDays, Guard::ReasonGiven, Guard::ApprovalGiven, Guard::BeforeTheLimit]),
    (Kind::HearingTell, State::Handling, &[Guard::HearingToldOnce, Guard::ReasonGiven]),
    (Kind::HearingAsk, State::Handling, &[Guard::HearingTold, Guard::HearingAskedOnce, Guard::AskedInTime]),
    (Kind::HearingSet, State::Handling, &[Guard::HearingAsked, Guard::HearingUnheld, Guard::HeldInTime, Guard::ToldInTime, Guard::HostApart]),
    (Kind::HearingHeld, State::Handling, &[Guard::HearingSet, Guard::HearingUnheld, Guard::HearingDay, Guard::RecordSigned]),
    (Kind::Joint, State::Handling, &[Guard::SeveralBranches, Guard::ReasonGiven]),
    (Kind::Sign, State::Handling, &[Guard::JointFits, Guard::OpinionGiven]),
    (Kind::Sign, State::Review, &[Guard::JointFits, Guard::OpinionGiven]),
    (Kind::Sign, State::Approval, &[Guard::JointFits, Guard::OpinionGiven, Guard::AllReviewed, Guard::PredecessorsDecided, Guard::FeePaid, Guard::OtherPerson, Guard::HearingDone]),
    (Kind::Decide, State::Approval, &[Guard::ReasonGiven, Guard::AllReviewed, Guard::PredecessorsDecided, Guard::FeePaid, Guard::OtherPerson, Guard::HearingDone]),
    (Kind::Make, State::Waiting, &[Guard::Granted, Guard::MadeOnce, Guard::NumberGiven, Guard::ValidityOfTheItem]),
    (Kind::Deliver, State::Concluded, &[Guard::MannerGiven]),
    (Kind::Archive, State::Delivered, &[Guard::NumberGiven]),
    (Kind::Ask, State::Received, &[Guard::ToWithdraw, Guard::AskedOnce, Guard::ReasonGiven]),
    (Kind::Ask, State::Concluded, &[Guard::OfTheLicence, Guard::Granted, Guard::AskedOnce, Guard::ReasonGiven]),
    (Kind::Withdraw, State::Received, &[Guard::WithdrawalAsked, Guard::ReasonGiven]),
    (Kind::Terminate, State::Handling, &[Guard::BasisGiven, Guard::ReasonGiven]),
    (Kind::Rate, State::Concluded, &[Guard::RatedOnce, Guard::FiveStars]),
    (Kind::CallBack, State::Delivered, &[Guard::ByProxy]),
    (Kind::Change, State::Concluded, &[Guard::Granted, Guard::ChangeAsked, Guard::ReasonGiven]),
    (Kind::Renew, State::Concluded, &[Guard::Granted, Guard::RenewalAsked, Guard::LaterEnd, Guard::ReasonGiven]),
    (Kind::DeemRenewed, State::Concluded, &[Guard::Granted, Guard::RenewalAsked, Guard::RenewalInTime, Guard::RanOut]),
    (Kind::Revoke, State::Concluded, &[Guard::Granted, Guard::BasisGiven, Guard::ReasonGiven]),
    (Kind::Cancel, State::Concluded, &[Guard::Granted, Guard::BasisGiven, Guard::ReasonGiven]),
    (Kind::Assign, State::Received, &[Guard::ByProxy, Guard::AgentOfThePlace, Guard::ReasonGiven]),
    (Kind::Hand, State::Received, &[Guard::HoldsThePapers]),
    (Kind::Take, State::Received, &[Guard::PapersOfTheCase, Guard::OfferedHere]),
    (Kind::Print, State::Received, &[Guard::PaperCalledFor, Guard::NumberGiven, Guard::NumberFresh]),
    (Kind::Recount, State::Intake, &[Guard::CountedRight]),
    (Kind::Press, State::Received, &[Guard::ReasonGiven]),
    (Kind::Resolve, State::Received, &[Guard::AllRivalsNamed, Guard::ReasonGiven]),
];

#[test]
fn the_table_demands_what_the_law_demands() {
    let demanded: Vec<(Kind, State, Vec<Guard>)> = (DEMANDED.iter())
        .map(|(act, state, guards)| (*act, *state, guards.to_vec()))
        .collect();
    let guarded = TABLE.iter().filter(|row| !row.guards.is_empty());
    let table: Vec<(Kind, State, Vec<Guard>)> = guarded
        .map(|row| (row.act, row.states[0], row.guards.to_vec()))
        .collect();
    assert_eq!(table, demanded);
}

#[test]
fn every_guard_of_every_row_refuses_something_and_nothing_else_does() {
    let mut seen = 0;
    for (index, row) in TABLE.iter().enumerate() {
        for guard in row.guards {
            let (witness, expected) = refused(row, *guard);
            let Witness {
                mut replica,
                hand,
                branch,
                deed,
                cites,
            } = witness;
            assert_eq!(
                deed.kind(),
                row.act,
                "the witness of {guard:?} in row {index}"
            );
            let mut act = replica.act(&hand, branch, deed);
            if !cites.is_empty() {
                act.cites.catalog = cites;
            }
            let said = replica.judge(&act);
            assert_eq!(said, Err(expected.clone()), "{:?} {guard:?}", row.act);
            // Without this guard in this row it would have passed, or been refused for something else.
            let mutated: Vec<Row> = TABLE
                .iter()
                .enumerate()
                .map(|(n, row)| {
                    let guards: Vec<Guard> = (row.guards.iter().copied())
                        .filter(|own| n != index || own != guard)
                        .collect();
                    Row {
                        guards: guards.leak(),
                        ..*row
                    }
                })
                .collect();
            let view = replica.view();
            let case = Case {
                ground: replica.ground(),
                facts: &view.facts,
                contested: &view.contested,
                act: &act,
                form: &replica.form,
                library: &WORLD.library,
            };
            let without = case.judge(replica.author(), &mutated);
            assert_ne!(
                without,
                Err(expected),
                "{:?} {guard:?} is not what refuses",
                row.act
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}
