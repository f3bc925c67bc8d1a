//! The table and the law: that what it allows leads where it says, that its graph is the one the law
//! draws, and that every guard of every row refuses something.

mod cases;
mod found;
mod lives;
mod witnesses;

use crate::fixture::*;
use crate::judge::Case;
use crate::{Deed, Guard, Kind, Refusal, Row, State, TABLE, rows_of};
use std::collections::BTreeSet;
use tiers::{Digest, Role};

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
        Kind::AcceptLacking,
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
    (State::Concluded, Kind::Make, &[State::Made]),
    (State::Concluded, Kind::Deliver, &[State::Delivered]),
    (State::Concluded, Kind::Retract, &[State::Retracted]),
    (State::Concluded, Kind::Revoke, &[State::Revoked]),
    (State::Concluded, Kind::Cancel, &[State::Cancelled]),
    (State::Made, Kind::Deliver, &[State::Delivered]),
    (State::Made, Kind::Retract, &[State::Retracted]),
    (State::Made, Kind::Revoke, &[State::Revoked]),
    (State::Made, Kind::Cancel, &[State::Cancelled]),
    (State::Delivered, Kind::Archive, &[State::Archived]),
    (State::Delivered, Kind::Retract, &[State::Retracted]),
    (State::Delivered, Kind::Revoke, &[State::Revoked]),
    (State::Delivered, Kind::Cancel, &[State::Cancelled]),
    (State::Archived, Kind::Retract, &[State::Retracted]),
    (State::Archived, Kind::Revoke, &[State::Revoked]),
    (State::Archived, Kind::Cancel, &[State::Cancelled]),
    (State::Retracted, Kind::Cancel, &[State::Cancelled]),
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

/// What the law and the customs of the centres demand of each act, by the first state of its row: written
/// down beside the table, so that a guard that is taken out of it, or another put in its place, is missed.
#[rustfmt::skip]
const DEMANDED: &[(Kind, State, &[Guard])] = &[
    (Kind::Receive, State::Draft, &[Guard::KnownVersion, Guard::RightMode, Guard::FiledHere, Guard::InForce, Guard::ProxyAllowed, Guard::FormWhole, Guard::Entrusted]),
    (Kind::Correct, State::Intake, &[Guard::CorrectionOnce, Guard::ListGiven, Guard::LackingNamed, Guard::NothingExtra, Guard::WithinFiveDays]),
    (Kind::Resubmit, State::Correcting, &[Guard::ListGiven, Guard::AllSupplied]),
    (Kind::Lapse, State::Correcting, &[Guard::LapseRule]),
    (Kind::NotNeeded, State::Intake, &[Guard::ReasonGiven]),
    (Kind::Refuse, State::Intake, &[Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::Accept, State::Intake, &[Guard::PapersWhole, Guard::VersionOfTheDay]),
    (Kind::AcceptLacking, State::Intake, &[Guard::LackingDeferrable]),
    (Kind::Supply, State::Handling, &[Guard::SuppliesDeferred]),
    (Kind::Promise, State::Received, &[Guard::PromisedOnce, Guard::TermsOfTheItem, Guard::ReasonGiven]),
    (Kind::DeemAccepted, State::Intake, &[Guard::FiveDaysOver]),
    (Kind::Begin, State::Queued, &[Guard::PredecessorsClosed]),
    (Kind::HandOver, State::Received, &[Guard::PlaceOfTheCase, Guard::ReasonGiven]),
    (Kind::TakeOver, State::Intake, &[Guard::TakenOverOnce, Guard::ReasonGiven, Guard::FiveDaysOver]),
    (Kind::Fee, State::Received, &[Guard::FeeExists, Guard::FeeOnce, Guard::ReductionLawful, Guard::FeeExact, Guard::VoucherGiven]),
    (Kind::Refund, State::Concluded, &[Guard::RefundDue, Guard::RefundExact, Guard::VoucherGiven, Guard::ReasonGiven]),
    (Kind::Step, State::Handling, &[Guard::StepOpen, Guard::OpinionGiven]),
    (Kind::Step, State::Review, &[Guard::StepOpen, Guard::OpinionGiven]),
    (Kind::Return, State::Review, &[Guard::EarlierStep, Guard::ReasonGiven]),
    (Kind::Suspend, State::Handling, &[Guard::LawfulCause, Guard::DaysPlanned, Guard::NoticeGiven]),
    (Kind::Suspend, State::Suspended, &[Guard::SameProcedure, Guard::DaysPlanned, Guard::NoticeGiven]),
    (Kind::Resume, State::Suspended, &[Guard::OutcomeGiven]),
    (Kind::ApproveExtension, State::Handling, &[Guard::ExtendedOnce, Guard::ExtensionDays, Guard::ReasonGiven, Guard::NumberGiven, Guard::BeforeTheLimit]),
    (Kind::Extend, State::Handling, &[Guard::ExtendedOnce, Guard::ExtensionDays, Guard::ReasonGiven, Guard::ApprovedByAnother, Guard::BeforeTheLimit]),
    (Kind::Inspect, State::Handling, &[Guard::TwoOfficers, Guard::ReasonGiven]),
    (Kind::Publicise, State::Handling, &[Guard::ReasonGiven, Guard::VenueGiven, Guard::NoticeLongEnough]),
    (Kind::Publicise, State::Concluded, &[Guard::ReasonGiven, Guard::VenueGiven, Guard::NoticeLongEnough]),
    (Kind::Object, State::Handling, &[Guard::NoticeRuns, Guard::ReasonGiven]),
    (Kind::AnswerObjection, State::Handling, &[Guard::ObjectionOpen, Guard::ReasonGiven]),
    (Kind::HearingTell, State::Handling, &[Guard::HearingToldOnce, Guard::ReasonGiven]),
    (Kind::HearingAsk, State::Handling, &[Guard::HearingTold, Guard::HearingAskedOnce, Guard::AskedInTime]),
    (Kind::HearingSet, State::Handling, &[Guard::HearingAsked, Guard::HearingUnheld, Guard::HeldInTime, Guard::ToldInTime, Guard::HostApart]),
    (Kind::HearingHeld, State::Handling, &[Guard::HearingSet, Guard::HearingUnheld, Guard::HearingDay, Guard::RecordSigned]),
    (Kind::Joint, State::Handling, &[Guard::SeveralBranches, Guard::ReasonGiven]),
    (Kind::Sign, State::Handling, &[Guard::JointFits, Guard::OpinionGiven]),
    (Kind::Sign, State::Review, &[Guard::JointFits, Guard::OpinionGiven]),
    (Kind::Sign, State::Approval, &[Guard::JointFits, Guard::CauseListed, Guard::OpinionGiven, Guard::AllReviewed, Guard::PredecessorsDecided, Guard::DeferredIn, Guard::InspectionDone, Guard::NoticeOver, Guard::FeePaid, Guard::OtherPerson, Guard::HearingDone]),
    (Kind::Decide, State::Approval, &[Guard::CauseListed, Guard::ReasonGiven, Guard::AllReviewed, Guard::PredecessorsDecided, Guard::DeferredIn, Guard::InspectionDone, Guard::NoticeOver, Guard::FeePaid, Guard::OtherPerson, Guard::HearingDone]),
    (Kind::Make, State::Waiting, &[Guard::Granted, Guard::MadeOnce, Guard::NumberGiven, Guard::ValidityOfTheItem]),
    (Kind::Deliver, State::Concluded, &[Guard::CertificateMade, Guard::MannerGiven, Guard::PublishedForThirtyDays]),
    (Kind::Archive, State::Delivered, &[Guard::NumberGiven]),
    (Kind::Ask, State::Received, &[Guard::ToWithdraw, Guard::AskedOnce, Guard::ReasonGiven]),
    (Kind::Ask, State::Concluded, &[Guard::OfTheLicence, Guard::Granted, Guard::AskedOnce, Guard::ReasonGiven]),
    (Kind::Withdraw, State::Received, &[Guard::WithdrawalAsked, Guard::ReasonGiven]),
    (Kind::Terminate, State::Handling, &[Guard::Undecided, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::Rate, State::Concluded, &[Guard::RatedOnce, Guard::FiveStars]),
    (Kind::CallBack, State::Delivered, &[Guard::CallBackDue]),
    (Kind::Change, State::Concluded, &[Guard::Granted, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::Change, State::Concluded, &[Guard::Granted, Guard::OnRequest, Guard::ChangeAsked, Guard::ReasonGiven]),
    (Kind::DenyChange, State::Concluded, &[Guard::Granted, Guard::ChangeAsked, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::Renew, State::Concluded, &[Guard::Granted, Guard::RenewalAsked, Guard::LaterEnd, Guard::ReasonGiven]),
    (Kind::DenyRenewal, State::Concluded, &[Guard::Granted, Guard::RenewalAsked, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::DeemRenewed, State::Concluded, &[Guard::Granted, Guard::RenewalAsked, Guard::RenewalInTime, Guard::RanOut]),
    (Kind::Retract, State::Concluded, &[Guard::Granted, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::Revoke, State::Concluded, &[Guard::Granted, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::Cancel, State::Concluded, &[Guard::Granted, Guard::CauseListed, Guard::ReasonGiven]),
    (Kind::VerifyPromise, State::Concluded, &[Guard::PromiseMade, Guard::ReasonGiven]),
    (Kind::Assign, State::Received, &[Guard::ByProxy, Guard::AgentOfThePlace, Guard::ReasonGiven]),
    (Kind::Hand, State::Received, &[Guard::HoldsThePapers]),
    (Kind::Take, State::Received, &[Guard::PapersOfTheCase, Guard::OfferedHere]),
    (Kind::Print, State::Received, &[Guard::PaperCalledFor, Guard::NumberGiven, Guard::NumberFresh]),
    (Kind::Recount, State::Intake, &[Guard::CountedRight]),
    (Kind::Regrant, State::Received, &[Guard::NextRevision, Guard::GrantsInOrder, Guard::WithinTheCity, Guard::ScopeChanges, Guard::NothingLeftThere, Guard::ReasonGiven]),
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
