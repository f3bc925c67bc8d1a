//! What a legal adviser found once, each as a case: that it is right now, and stays so.

use super::cases::*;
use crate::fixture::*;
use crate::{
    By, Deed, Due, Guard, Kind, Limit, Mode, Refusal, Regime, Request, State, limits, status,
};
use calendar::UnixMillis;
use tiers::Role;

fn due_of(replica: &Replica, limit: Limit) -> Option<Due> {
    let all = limits(&replica.view(), WORLD.calendar());
    let its = all.into_iter().find(|running| running.limit == limit)?;
    its.by.at(WORLD.calendar()).map(Due::from)
}

fn ends(text: &str) -> Option<UnixMillis> {
    Some(moment(&format!("{text}T17:30:00+08:00")))
}

/// Received and accepted at the city on two days.
fn accepted_on(code: &str, received: &str, accepted: &str) -> Replica {
    let (mut city, deed) = about_to_receive(CITY, code);
    city.now = moment(&format!("{received}T09:00:00+08:00"));
    city.does(&window(), deed);
    city.now = moment(&format!("{accepted}T09:00:00+08:00"));
    city.does(&window(), Deed::Accept);
    city
}

#[test]
fn found_2_fraud_is_revoked_and_what_the_law_overtook_is_retracted() {
    let revoke = |cause: &str| Deed::Revoke {
        cause: text(cause),
        reason: text("查实"),
    };
    let retract = |cause: &str| Deed::Retract {
        cause: text(cause),
        reason: text("法律修改"),
    };
    let listed = Refusal::Guard(Guard::CauseListed);
    assert_eq!(
        licensed().refuses(&approver(), revoke("law_changed")),
        listed
    );
    assert_eq!(licensed().refuses(&approver(), retract("fraud")), listed);
    let mut revoked = licensed();
    revoked.does(&approver(), revoke("fraud"));
    assert_eq!(revoked.view().facts.state(None), State::Revoked);
    let mut retracted = licensed();
    retracted.does(&approver(), retract("law_changed"));
    assert_eq!(retracted.view().facts.state(None), State::Retracted);
}

#[test]
fn found_3_what_was_granted_is_not_ended_by_a_reason() {
    let end = || Deed::Terminate {
        cause: text("applicant_gone"),
        reason: text("申请人死亡"),
    };
    for granted in [decided(true), concluded(true), licensed()] {
        let state = granted.view().facts.state(None);
        let refused = granted.refuses(&approver(), end());
        assert_eq!(refused, Refusal::NotNow(Kind::Terminate, state));
    }
    let mut open = in_review();
    open.does(&approver(), end());
    assert_eq!(open.view().facts.state(None), State::Terminated);
}

#[test]
fn found_4_papers_that_are_incomplete_are_received_with_the_list_of_what_is_missing() {
    let mut city = incomplete("SL-001");
    assert_eq!(city.view().facts.receipt.unwrap().lacking, [MISSING]);
    // The five days run, and whoever is silent has accepted.
    assert_eq!(
        due_of(&city, Limit::Intake).map(|due| due.at),
        ends("2026-03-09")
    );
    let mut silent = city.clone();
    silent.now = moment("2026-03-09T17:30:01+08:00");
    silent.does(&node_itself(), Deed::DeemAccepted);
    let whole = Refusal::Guard(Guard::PapersWhole);
    assert_eq!(city.refuses(&window(), Deed::Accept), whole);
    let missing = vec![text(MISSING)];
    city.does(
        &window(),
        Deed::Correct {
            missing: missing.clone(),
        },
    );
    city.does(&window(), Deed::Resubmit { supplied: missing });
    city.does(&window(), Deed::Accept);
}

#[test]
fn found_5_a_renewal_that_was_refused_in_time_is_not_renewed_by_silence() {
    let mut city = licensed();
    city.now = moment("2031-01-30T09:00:00+08:00");
    city.does(&window(), ask(Request::Renew));
    city.does(
        &approver(),
        Deed::DenyRenewal {
            cause: text("conditions_unmet"),
            reason: text("水源枯竭"),
        },
    );
    city.now = moment("2031-03-03T09:00:00+08:00");
    let refused = city.refuses(&node_itself(), Deed::DeemRenewed);
    assert_eq!(refused, Refusal::Guard(Guard::RenewalAsked));
    assert_eq!(city.view().facts.branches[0].renewal_denied.len(), 1);
}

#[test]
fn found_5_a_change_of_office_names_its_ground_and_one_on_request_none() {
    let change = |cause: &str| Deed::Change {
        cause: text(cause),
        reason: text("变更"),
    };
    let mut of_office = licensed();
    of_office.does(&approver(), change("circumstances_changed"));
    let unasked = licensed().refuses(&approver(), change(""));
    assert_eq!(unasked, Refusal::Guard(Guard::ChangeAsked));
    let mut asked = licensed();
    asked.does(&window(), ask(Request::Change));
    asked.clone().does(&approver(), change(""));
    asked.does(
        &approver(),
        Deed::DenyChange {
            cause: text("another_licence"),
            reason: text("应另行申请"),
        },
    );
    assert!(asked.view().facts.open_request(Request::Change).is_none());
}

#[test]
fn found_7_a_denial_waits_for_no_fee_and_what_was_paid_goes_back() {
    let deny = || Deed::Decide {
        granted: false,
        cause: text("conditions_unmet"),
        reason: text("不符合取水条件"),
    };
    in_approval().does(&approver(), deny());
    let unpaid = in_approval().refuses(&approver(), decide());
    assert_eq!(unpaid, Refusal::FeeUnpaid(1000));
    let mut city = paid();
    city.does(&approver(), deny());
    city.does(&window(), Deed::Conclude);
    let refund = || Deed::Refund {
        fen: 1000,
        voucher: text("退2026-1"),
        reason: text("不予许可"),
    };
    city.does(&window(), refund());
    let again = city.refuses(&window(), refund());
    assert_eq!(again, Refusal::Guard(Guard::RefundDue));
}

#[test]
fn found_8_once_all_papers_are_in_acceptance_is_due_and_silence_counts() {
    let missing = || vec![text("水资源论证报告"), text("取水许可申请书")];
    let mut city = water("SL-001");
    city.does(&window(), Deed::Correct { missing: missing() });
    let half = Deed::Resubmit {
        supplied: vec![text("水资源论证报告")],
    };
    let refused = city.refuses(&window(), half);
    assert_eq!(refused, Refusal::Guard(Guard::AllSupplied));
    city.now = moment("2026-03-05T10:00:00+08:00");
    city.does(
        &window(),
        Deed::Resubmit {
            supplied: missing(),
        },
    );
    // The fifth working day after Thursday the fifth.
    assert_eq!(
        due_of(&city, Limit::Intake).map(|due| due.at),
        ends("2026-03-12")
    );
    let by_taste = Deed::Refuse {
        cause: text("window_thinks_so"),
        reason: text("窗口认为不宜受理"),
    };
    let refused = city.refuses(&window(), by_taste);
    assert_eq!(refused, Refusal::Guard(Guard::CauseListed));
    city.now = moment("2026-03-12T17:30:01+08:00");
    city.does(&node_itself(), Deed::DeemAccepted);
    assert_eq!(city.view().facts.state(None), State::Handling);
}

#[test]
fn found_10_silence_accepts_no_benefit_and_nothing_but_a_licence_is_heard() {
    let (mut village, deed) = about_to_receive(VILLAGE, "BM-010");
    village.does(&desk(Role::Agent), deed);
    let mut township = at(TOWNSHIP, &village);
    township.does(&node_itself(), Deed::Arrive);
    township.now = moment("2026-04-01T09:00:00+08:00");
    let regime = township.view().facts.regime(None);
    assert_eq!(regime, Regime::Service);
    for (hand, deed) in [(node_itself(), Deed::DeemAccepted), (window(), tell())] {
        let kind = deed.kind();
        assert_eq!(
            township.refuses(&hand, deed),
            Refusal::NotInRegime(kind, regime)
        );
    }
    // That nobody answered within five days is still the accepting owner's lateness.
    assert!(due_of(&township, Limit::Intake).is_some());
}

#[test]
fn found_11_each_item_is_extended_as_its_own_rule_says() {
    let company = || accepted_on("GS-002", "2026-03-02", "2026-03-03");
    let department = company()
        .view()
        .facts
        .decider()
        .unwrap()
        .department
        .unwrap();
    let head = of(Role::Approver, &department);
    let refused = company().refuses(&head, approve(10));
    assert_eq!(refused, Refusal::Guard(Guard::ExtensionDays));
    let mut company = company();
    company.does(&head, approve(3));
    // Who approved does not write it himself, and nobody writes more than was approved.
    let alone = company.refuses(&head, extend(3));
    assert_eq!(alone, Refusal::Guard(Guard::ApprovedByAnother));
    company.does(&of(Role::Handler, &department), extend(3));
    // What the Licensing Law gives everybody is a licence's alone.
    for regime in Regime::ALL {
        let days = regime.extension_days(WORLD.item("BM-010"));
        assert_eq!(days, if regime == Regime::Licence { 10 } else { 0 });
    }
}

#[test]
fn found_12_the_joint_limit_is_that_of_the_longest_member_and_no_more_than_45_days() {
    for (code, bundle) in &WORLD.bundles {
        let members = bundle.members.iter();
        let longest = members
            .map(|member| WORLD.item(&member.item).legal_days)
            .max();
        let filed = match bundle.filing_tiers.iter().min() {
            Some(tiers::Tier::City) => CITY,
            _ => COUNTY,
        };
        let receipt = bundle_received_at(filed, code)
            .view()
            .facts
            .receipt
            .unwrap();
        assert_eq!(
            Some(receipt.legal_days),
            longest.map(|days| days.min(45)),
            "{code}"
        );
    }
    let five = bundle_received_at(CITY, "PB-XA-5").view().facts;
    assert_eq!(five.receipt.unwrap().legal_days, 7);
}

#[test]
fn found_13_a_procedure_that_outlasts_its_notice_stops_the_clock_no_longer() {
    let mut city = accepted();
    city.now = moment("2026-10-19T09:00:00+08:00");
    city.does(&handler(), suspend("expert_review", 20, "特程告2026-9"));
    let before = due_of(&city, Limit::Promised);
    // On 4 December nobody has said that it is over: the date does not move on with the days.
    city.now = moment("2026-12-04T09:00:00+08:00");
    assert_eq!(due_of(&city, Limit::Promised), before);
    let stopped = city.view().facts.branches[0].open_stop().cloned().unwrap();
    // The twentieth working day after 19 October.
    assert_eq!(
        Some(stopped.planned_end(WORLD.calendar())),
        ends("2026-11-16")
    );
    let mut late = city.clone();
    late.does(
        &handler(),
        Deed::Resume {
            outcome: text("可行"),
        },
    );
    assert_eq!(due_of(&late, Limit::Promised), before);
    // A further notice stops it again from its own day on.
    city.does(&handler(), suspend("expert_review", 5, "特程告2026-12"));
    assert_eq!(city.view().facts.state(None), State::Suspended);
    let after = due_of(&city, Limit::Promised);
    assert!(after.unwrap().at >= before.unwrap().at);
    assert_eq!(city.view().facts.branches[0].stops.len(), 2);
}

#[test]
fn found_15_a_certificate_is_made_before_it_is_handed_over() {
    let mut city = concluded(true);
    let refused = city.refuses(&window(), deliver());
    assert_eq!(refused, Refusal::Guard(Guard::CertificateMade));
    city.does(&handler(), make(None));
    // Whoever names no end gets the one of the item.
    let made = city.view().facts.branches[0].made.clone().unwrap();
    assert_eq!(made.until, Some(end()));
    city.does(&window(), deliver());
    concluded(false).does(&window(), deliver());
}

#[test]
fn found_16_the_legal_limit_runs_from_acceptance() {
    let city = accepted_on("FG-001", "2026-09-15", "2026-09-21");
    assert_eq!(
        due_of(&city, Limit::Legal).map(|due| due.at),
        ends("2026-10-26")
    );
    assert_eq!(water("SL-001").view().facts.accepted_from(), None);
    assert_eq!(due_of(&water("SL-001"), Limit::Legal), None);
    // Where silence accepted, from the day that the papers came.
    let mut silent = water("SL-001");
    silent.now = moment("2026-03-20T09:00:00+08:00");
    silent.does(&node_itself(), Deed::DeemAccepted);
    assert_eq!(silent.view().facts.accepted_from(), Some(monday()));
}

#[test]
fn found_20_a_bad_rating_is_called_back_whoever_filed() {
    let rate = |stars| Deed::Rate {
        stars,
        text: String::new(),
    };
    let call = || Deed::CallBack {
        content: false,
        text: text("已说明"),
    };
    assert_ne!(
        delivered().view().facts.receipt.unwrap().mode,
        Mode::ForApplicant
    );
    let refused = and(delivered(), window(), rate(3)).refuses(&window(), call());
    assert_eq!(refused, Refusal::Guard(Guard::CallBackDue));
    and(delivered(), window(), rate(2)).does(&window(), call());
}

fn and(mut replica: Replica, hand: Hand, deed: Deed) -> Replica {
    replica.does(&hand, deed);
    replica
}

/// The dates that the adviser counted by hand, past the last list that was announced.
#[test]
fn found_6_dates_that_no_list_reaches_are_provisional_and_keep_the_days_off_by_law() {
    let calendar = WORLD.calendar();
    let after = |received: &str, days| {
        Due::after(
            calendar,
            moment(&format!("{received}T09:00:00+08:00")),
            days,
        )
    };
    for (received, days, due) in [
        ("2026-12-25", 5, "2027-01-04"),
        ("2026-12-17", 20, "2027-01-15"),
        ("2026-12-17", 30, "2027-01-29"),
        ("2026-11-06", 45, "2027-01-11"),
    ] {
        let found = after(received, days);
        assert_eq!(
            (Some(found.at), found.provisional),
            (ends(due), true),
            "{received}"
        );
        assert!(found.latest >= found.at);
    }
    let sure = after("2026-11-06", 20);
    assert!(!sure.provisional && sure.latest == sure.at);
}

#[test]
fn found_6_nothing_follows_from_silence_on_a_date_that_can_still_move() {
    let (mut city, deed) = about_to_receive(CITY, "SL-001");
    city.now = moment("2026-12-25T09:00:00+08:00");
    city.does(&window(), deed);
    let intake = status(&city.view(), WORLD.calendar()).intake.unwrap();
    assert_eq!(
        (Some(intake.at), intake.provisional),
        (ends("2027-01-04"), true)
    );
    for early in ["2027-01-01T17:31:00+08:00", "2027-01-04T17:31:00+08:00"] {
        city.now = moment(early);
        let refused = city.refuses(&node_itself(), Deed::DeemAccepted);
        assert_eq!(refused, Refusal::Guard(Guard::FiveDaysOver), "{early}");
    }
    // On the true fifth day, and for as long as it can be the fifth, papers may still be asked for.
    city.now = moment("2027-01-04T16:00:00+08:00");
    let missing = vec![text("水资源论证报告")];
    city.clone().does(&window(), Deed::Correct { missing });
    city.now = UnixMillis(intake.latest.0 + 1);
    city.does(&node_itself(), Deed::DeemAccepted);
}

#[test]
fn found_14_every_limit_of_the_law_is_counted_in_days_that_can_be_shown() {
    let all = limits(&hearing_asked().view(), WORLD.calendar());
    for limit in [
        Limit::Legal,
        Limit::Intake,
        Limit::HearingAsk,
        Limit::HearingHold,
    ] {
        let running = all.iter().find(|running| running.limit == limit).unwrap();
        assert!(matches!(running.by, By::Days(_)), "{limit:?}");
    }
    assert!(due_of(&decided(true), Limit::Delivery).is_some());
}

#[test]
fn found_18_facts_are_checked_by_two_officers_and_what_is_granted_was_public_before() {
    let mut city = to_be_checked();
    let refused = |city: &Replica| city.refuses(&approver(), decide());
    assert_eq!(refused(&city), Refusal::Guard(Guard::InspectionDone));
    city.does(&approver(), inspect());
    assert_eq!(refused(&city), Refusal::Guard(Guard::NoticeOver));
    city.does(&approver(), publicise("2026-03-11T17:30:00+08:00"));
    city.does(
        &window(),
        Deed::Object {
            text: text("邻村称水源不足"),
        },
    );
    city.now = moment("2026-03-12T09:00:00+08:00");
    // The notice is over, and the objection has no answer.
    assert_eq!(refused(&city), Refusal::Guard(Guard::NoticeOver));
    city.does(
        &approver(),
        Deed::AnswerObjection {
            text: text("已复核,水量充足"),
        },
    );
    city.does(&approver(), decide());
}

#[test]
fn found_19_what_is_delivered_by_public_notice_was_public_for_thirty_days() {
    let by_notice = || Deed::Deliver {
        how: text(crate::fields::BY_PUBLIC_NOTICE),
        at: String::new(),
    };
    let mut city = made();
    let refused = city.refuses(&window(), by_notice());
    assert_eq!(refused, Refusal::Guard(Guard::PublishedForThirtyDays));
    city.does(&window(), publicise("2026-04-01T17:30:00+08:00"));
    city.now = moment("2026-04-01T12:00:00+08:00");
    let early = city.refuses(&window(), by_notice());
    assert_eq!(early, Refusal::Guard(Guard::PublishedForThirtyDays));
    city.now = moment("2026-04-02T09:00:00+08:00");
    city.does(&window(), by_notice());
}

#[test]
fn found_22_a_promise_takes_the_place_of_a_proof_and_is_revoked_when_it_was_broken() {
    let mut city = to_be_checked();
    city.does(&window(), promise());
    city.does(&approver(), publicise("2026-03-11T17:30:00+08:00"));
    city.now = moment("2026-03-12T09:00:00+08:00");
    city.does(&approver(), decide());
    // The twentieth working day after it.
    assert_eq!(
        due_of(&city, Limit::PromiseCheck).map(|due| due.at),
        ends("2026-04-10")
    );
    city.does(&window(), Deed::Conclude);
    let revoke = || Deed::Revoke {
        cause: text("promise_broken"),
        reason: text("取水口不在规划范围"),
    };
    let unfounded = city.refuses(&approver(), revoke());
    assert_eq!(unfounded, Refusal::Guard(Guard::CauseListed));
    let verify = Deed::VerifyPromise {
        kept: false,
        record: text("取水口不在规划范围"),
    };
    city.does(&approver(), verify);
    city.does(&approver(), revoke());
    assert_eq!(city.view().facts.state(None), State::Revoked);
}

#[test]
fn papers_that_may_follow_are_in_before_anything_is_granted() {
    let mut city = incomplete("SL-001");
    let papers = || vec![text(MISSING)];
    city.does(&window(), Deed::AcceptLacking { papers: papers() });
    assert_eq!(
        due_of(&city, Limit::Deferred).map(|due| due.at),
        ends("2026-03-16")
    );
    for seq in 2..=4 {
        city.does(&handler(), step(seq));
    }
    city.does(&reviewer(), step(5));
    city.does(&window(), fee(1000));
    assert_eq!(
        city.refuses(&approver(), decide()),
        Refusal::Guard(Guard::DeferredIn)
    );
    // What never comes ends the case by a ground of its own.
    let end = Deed::Terminate {
        cause: text("deferred_missing"),
        reason: text("逾期未补交"),
    };
    city.clone().does(&approver(), end);
    city.does(&window(), Deed::Supply { papers: papers() });
    city.does(&approver(), decide());
}
