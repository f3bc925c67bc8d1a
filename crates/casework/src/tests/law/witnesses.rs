//! For every row of the table and every guard in it somebody who is refused by that guard alone.

use super::cases::*;
use super::*;
use crate::{FormFault, Mode, Paper, Request, Together};

/// The witness, and what is said where it is not the guard's own text.
pub(super) fn witness(row: &Row, guard: Guard) -> (Witness, Option<Refusal>) {
    let witness = match row.act {
        Kind::Receive => return receipt(guard),
        Kind::Correct | Kind::Resubmit | Kind::Lapse | Kind::NotNeeded | Kind::Refuse => {
            intake(row.act, guard)
        }
        Kind::Accept if guard == Guard::PapersWhole => {
            tries(incomplete("SL-001"), window(), Deed::Accept)
        }
        Kind::Accept => {
            // The version of another item.
            let mut witness = tries(water("SL-001"), window(), Deed::Accept);
            witness.cites = vec![WORLD.items["LX-001"].version()];
            return (witness, Some(Refusal::UnknownItem(text("SL-001"))));
        }
        Kind::Begin => {
            let waits = Refusal::Waits(text("LX-001"));
            return (
                on(tries(chained(), window(), Deed::Begin), "SL-001"),
                Some(waits),
            );
        }
        Kind::DeemAccepted | Kind::HandOver | Kind::TakeOver => ownership(row.act, guard),
        Kind::Fee => return money(guard),
        Kind::Step => return steps(row.states[0], guard),
        Kind::Return => returned(guard),
        Kind::Suspend if row.states[0] == State::Suspended => prolonged(guard),
        Kind::Suspend | Kind::Resume | Kind::ApproveExtension | Kind::Extend => {
            clock(row.act, guard)
        }
        Kind::AcceptLacking | Kind::Supply | Kind::Promise | Kind::VerifyPromise => {
            trust(row.act, guard)
        }
        Kind::Inspect | Kind::Publicise | Kind::Object | Kind::AnswerObjection => {
            evidence(row, guard)
        }
        Kind::HearingTell | Kind::HearingAsk | Kind::HearingSet | Kind::HearingHeld => {
            hearing(row.act, guard)
        }
        Kind::Joint => joint_report(guard),
        Kind::Sign => return signature(row.states[0], guard),
        Kind::Decide => return decision(guard),
        Kind::Make | Kind::Deliver | Kind::Archive => ending(row.act, guard),
        Kind::Ask | Kind::Withdraw | Kind::Terminate => request(row, guard),
        Kind::Rate => rating(guard),
        Kind::CallBack => tries(
            delivered(),
            window(),
            Deed::CallBack {
                content: true,
                text: String::new(),
            },
        ),
        Kind::Change
        | Kind::DenyChange
        | Kind::Renew
        | Kind::DenyRenewal
        | Kind::DeemRenewed
        | Kind::Retract
        | Kind::Revoke
        | Kind::Cancel => return licence(row, guard),
        Kind::Refund => refund(guard),
        Kind::Assign | Kind::Hand | Kind::Take => custody(row.act, guard),
        Kind::Print => printed(guard),
        Kind::Recount => {
            let deed = Deed::Recount {
                before: WORLD.calendar,
                was: monday(),
                now: monday().plus_minutes(1),
                reason: text("日历公布"),
            };
            tries(accepted(), node_itself(), deed)
        }
        Kind::Regrant => membership(guard),
        Kind::Press => tries(
            accepted(),
            desk(Role::Supervisor),
            Deed::Press { text: text(" ") },
        ),
        Kind::Resolve => settlement(guard),
        Kind::Arrive | Kind::Conclude | Kind::Publish => panic!("{:?} has no guard", row.act),
    };
    (witness, None)
}

fn returned(guard: Guard) -> Witness {
    match guard {
        Guard::EarlierStep => tries(in_review(), reviewer(), back(1)),
        _ => tries(
            in_review(),
            reviewer(),
            Deed::Return {
                to: 2,
                reason: text(" "),
            },
        ),
    }
}

fn joint_report(guard: Guard) -> Witness {
    let one = vec![text("SL-001")];
    let two = vec![text("SL-001"), text("LX-001")];
    let (branches, report) = match guard {
        Guard::SeveralBranches => (one, "现场符合"),
        _ => (two, " "),
    };
    let what = Together::Visit;
    tries(
        chained(),
        window(),
        Deed::Joint {
            what,
            branches,
            text: text(report),
        },
    )
}

fn rating(guard: Guard) -> Witness {
    match guard {
        Guard::RatedOnce => {
            let rated = and(
                delivered(),
                window(),
                Deed::Rate {
                    stars: 1,
                    text: String::new(),
                },
            );
            tries(
                rated,
                window(),
                Deed::Rate {
                    stars: 5,
                    text: String::new(),
                },
            )
        }
        _ => tries(
            delivered(),
            window(),
            Deed::Rate {
                stars: 6,
                text: String::new(),
            },
        ),
    }
}

fn printed(guard: Guard) -> Witness {
    match guard {
        Guard::PaperCalledFor => tries(accepted(), window(), print(Paper::Grant.id(), "准1")),
        Guard::NumberGiven => tries(accepted(), window(), print(Paper::Acceptance.id(), " ")),
        _ => {
            let printed = and(accepted(), window(), print(Paper::Acceptance.id(), "受理1"));
            tries(printed, window(), print(Paper::Receipt.id(), "受理1"))
        }
    }
}

fn receipt(guard: Guard) -> (Witness, Option<Refusal>) {
    let receive = |code: &str, mode: Mode| Deed::Receive {
        number: text("DQ2026000001"),
        code: text(code),
        mode,
        quantity: 1,
    };
    let (city, _) = about_to_receive(CITY, "SL-001");
    let lacking = |at: &str, code: &str, field: &str| {
        let (full, deed) = about_to_receive(at, code);
        let mut form = full.form.clone();
        form.remove(field);
        let mut replica = Replica::new(at, at);
        replica.write_form(form);
        let empty = Refusal::Form(vec![FormFault::Empty(text(field))]);
        (replica, deed, empty)
    };
    match guard {
        Guard::KnownVersion => {
            let unknown = Refusal::UnknownItem(text("XX-999"));
            (
                tries(city, window(), receive("XX-999", Mode::Window)),
                Some(unknown),
            )
        }
        Guard::RightMode => (
            tries(city, window(), receive("SL-001", Mode::Entrusted)),
            None,
        ),
        Guard::FiledHere => {
            let (township, deed) = about_to_receive(TOWNSHIP, "SL-001");
            let elsewhere = Refusal::NotFiledHere(text("SL-001"), tiers::Tier::Township);
            (tries(township, window(), deed), Some(elsewhere))
        }
        Guard::InForce => {
            let (city, deed) = about_to_receive(CITY, "GA-002");
            (
                tries(city, window(), deed),
                Some(Refusal::NotActive(text("GA-002"))),
            )
        }
        Guard::ProxyAllowed => {
            let alone = Refusal::InPersonOnly(text("SL-001"));
            let deed = receive("SL-001", Mode::Window);
            (tries(city, desk(Role::Agent), deed), Some(alone))
        }
        Guard::FormWhole => {
            let (city, deed, empty) = lacking(CITY, "SL-001", crate::NAME);
            (tries(city, window(), deed), Some(empty))
        }
        _ => {
            let (village, deed, empty) = lacking(VILLAGE, "BM-010", crate::ENTRUSTMENT);
            (tries(village, desk(Role::Agent), deed), Some(empty))
        }
    }
}

fn papers(list: &[&str]) -> Vec<String> {
    list.iter().map(|one| text(one)).collect()
}

fn asks(list: &[&str]) -> Deed {
    Deed::Correct {
        missing: papers(list),
    }
}

const LISTED: &str = "水资源论证报告";

fn correcting() -> Replica {
    and(water("SL-001"), window(), asks(&[LISTED]))
}

/// Asked for papers, and they have come on 2 March at nine.
fn answered() -> Replica {
    and(
        correcting(),
        window(),
        Deed::Resubmit {
            supplied: papers(&[LISTED]),
        },
    )
}

const AFTER_FIVE_DAYS: &str = "2026-03-10T09:00:00+08:00";

fn intake(act: Kind, guard: Guard) -> Witness {
    let reason = text(" ");
    match (act, guard) {
        (Kind::Correct, Guard::CorrectionOnce) => tries(answered(), window(), asks(&[LISTED])),
        (Kind::Correct, Guard::LackingNamed) => {
            tries(incomplete("SL-001"), window(), asks(&["取水许可申请书"]))
        }
        (Kind::Correct, Guard::ListGiven) => tries(water("SL-001"), window(), asks(&[])),
        (Kind::Correct, Guard::NothingExtra) => tries(water("SL-001"), window(), asks(&["户口簿"])),
        (Kind::Correct, _) => tries(
            later(water("SL-001"), AFTER_FIVE_DAYS),
            window(),
            asks(&[LISTED]),
        ),
        (Kind::Resubmit, guard) => {
            let supplied = match guard {
                Guard::AllSupplied => papers(&["申请书"]),
                _ => papers(&[LISTED, " "]),
            };
            tries(correcting(), window(), Deed::Resubmit { supplied })
        }
        (Kind::Lapse, _) => tries(
            later(correcting(), "2027-03-01T09:00:00+08:00"),
            window(),
            Deed::Lapse,
        ),
        (Kind::NotNeeded, _) => tries(water("SL-001"), window(), Deed::NotNeeded { reason }),
        (_, Guard::CauseListed) => {
            let cause = text("window_thinks_so");
            let reason = text("窗口认为不宜受理");
            tries(water("SL-001"), window(), Deed::Refuse { cause, reason })
        }
        _ => {
            let cause = text("not_competent");
            tries(water("SL-001"), window(), Deed::Refuse { cause, reason })
        }
    }
}

/// A plate with the township, whose handler may accept it.
fn plate() -> Replica {
    let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
    township.does(&node_itself(), Deed::Arrive);
    township
}

fn ownership(act: Kind, guard: Guard) -> Witness {
    let owner = of(Role::Handler, "T07");
    let above = |replica: &Replica| later(at(COUNTY, replica), AFTER_FIVE_DAYS);
    let handed = |to: &str, reason: &str| Deed::HandOver {
        place: place(to),
        department: None,
        reason: text(reason),
    };
    match (act, guard) {
        (Kind::DeemAccepted, _) => tries(water("SL-001"), window(), Deed::DeemAccepted),
        (Kind::HandOver, Guard::PlaceOfTheCase) => {
            tries(plate(), owner.clone(), handed(OTHER_COUNTY, "移交"))
        }
        (Kind::HandOver, _) => tries(plate(), owner.clone(), handed(COUNTY, " ")),
        (_, Guard::TakenOverOnce) => {
            let taken = and(above(&plate()), desk(Role::Approver), take_over());
            tries(
                later(at(CITY, &taken), AFTER_FIVE_DAYS),
                desk(Role::Approver),
                take_over(),
            )
        }
        (_, Guard::ReasonGiven) => {
            let deed = Deed::TakeOver { reason: text(" ") };
            tries(above(&plate()), desk(Role::Approver), deed)
        }
        _ => tries(at(COUNTY, &plate()), desk(Role::Approver), take_over()),
    }
}

fn money(guard: Guard) -> (Witness, Option<Refusal>) {
    let of_fen = |fen, reduction, basis: &str, voucher: &str| Deed::Fee {
        fen,
        reduction,
        basis: text(basis),
        voucher: text(voucher),
    };
    match guard {
        Guard::FeeExists => (
            tries(received(VILLAGE, "BM-010"), desk(Role::Agent), fee(0)),
            None,
        ),
        Guard::FeeOnce => (tries(paid(), window(), fee(1000)), None),
        Guard::ReductionLawful => (
            tries(in_approval(), window(), of_fen(900, 100, "领导同意", "票1")),
            None,
        ),
        Guard::FeeExact => {
            let wrong = Refusal::WrongFee {
                due: 1000,
                given: 999,
            };
            (tries(in_approval(), window(), fee(999)), Some(wrong))
        }
        _ => (
            tries(in_approval(), window(), of_fen(1000, 0, "", " ")),
            None,
        ),
    }
}

fn on(mut witness: Witness, branch: &'static str) -> Witness {
    witness.branch = Some(branch);
    witness
}

fn steps(state: State, guard: Guard) -> (Witness, Option<Refusal>) {
    let silent = |seq| Deed::Step {
        seq,
        opinion: text(" "),
    };
    match (state, guard) {
        (State::Handling, Guard::StepOpen) => (
            tries(accepted(), handler(), step(3)),
            Some(Refusal::NotOpen(3, 2)),
        ),
        (State::Handling, _) => (tries(accepted(), handler(), silent(2)), None),
        (_, Guard::StepOpen) => (
            tries(in_review(), reviewer(), step(6)),
            Some(Refusal::NotOpen(6, 5)),
        ),
        _ => (tries(in_review(), reviewer(), silent(5)), None),
    }
}

fn clock(act: Kind, guard: Guard) -> Witness {
    let of = |days, reason: &str, approval: &str| Deed::Extend {
        days,
        reason: text(reason),
        approval: text(approval),
    };
    match (act, guard) {
        (Kind::Suspend, Guard::LawfulCause) => {
            tries(accepted(), handler(), suspend("tender", 5, "告1"))
        }
        (Kind::Suspend, Guard::DaysPlanned) => {
            tries(accepted(), handler(), suspend("expert_review", 21, "告1"))
        }
        (Kind::Suspend, _) => tries(accepted(), handler(), suspend("expert_review", 20, " ")),
        (Kind::Resume, _) => tries(suspended(), handler(), Deed::Resume { outcome: text(" ") }),
        (Kind::ApproveExtension, guard) => {
            let approves = |days, number: &str, reason: &str| Deed::ApproveExtension {
                days,
                number: text(number),
                reason: text(reason),
            };
            let late = "2026-05-09T09:00:00+08:00";
            match guard {
                Guard::ExtendedOnce => {
                    let extended = and(approved(accepted()), handler(), extend(5));
                    tries(extended, approver(), approve(5))
                }
                Guard::ExtensionDays => tries(accepted(), approver(), approve(11)),
                Guard::ReasonGiven => tries(accepted(), approver(), approves(5, "批1", " ")),
                Guard::NumberGiven => tries(accepted(), approver(), approves(5, " ", "复杂")),
                _ => tries(later(accepted(), late), approver(), approve(5)),
            }
        }
        (_, Guard::ExtendedOnce) => tries(
            and(approved(accepted()), handler(), extend(5)),
            handler(),
            extend(5),
        ),
        (_, Guard::ExtensionDays) => {
            // What was approved lawfully is not stretched.
            tries(approved(accepted()), handler(), extend(0))
        }
        (_, Guard::ReasonGiven) => tries(approved(accepted()), handler(), of(5, " ", "局批2026-7")),
        (_, Guard::ApprovedByAnother) => {
            tries(approved(accepted()), handler(), of(5, "复杂", "批1"))
        }
        // The 45 working days after 2 March ended on 8 May.
        _ => tries(
            later(approved(accepted()), "2026-05-09T09:00:00+08:00"),
            handler(),
            extend(5),
        ),
    }
}

/// Papers that follow, and promises.
fn trust(act: Kind, guard: Guard) -> Witness {
    let follows = |list: &[&str]| Deed::AcceptLacking {
        papers: papers(list),
    };
    let accepted = || and(incomplete("SL-001"), window(), follows(&[MISSING]));
    let promises = |terms: &[&str], signed: &str| Deed::Promise {
        terms: papers(terms),
        signed: text(signed),
    };
    let verify = |record: &str| Deed::VerifyPromise {
        kept: true,
        record: text(record),
    };
    match (act, guard) {
        (Kind::AcceptLacking, _) => tries(water("SL-001"), window(), follows(&[MISSING])),
        (Kind::Supply, _) => {
            let supplied = papers(&["户口簿"]);
            tries(accepted(), window(), Deed::Supply { papers: supplied })
        }
        (Kind::Promise, Guard::PromisedOnce) => {
            let promised = and(to_be_checked(), window(), promise());
            tries(promised, window(), promise())
        }
        (Kind::Promise, Guard::TermsOfTheItem) => {
            tries(to_be_checked(), window(), promises(&["免费供水"], "张三"))
        }
        (Kind::Promise, _) => tries(
            to_be_checked(),
            window(),
            promises(&["取水口符合规划"], " "),
        ),
        (_, Guard::PromiseMade) => tries(licensed(), approver(), verify("属实")),
        _ => {
            let mut city = and(to_be_checked(), window(), promise());
            city.does(&approver(), publicise("2026-03-11T17:30:00+08:00"));
            city.now = moment("2026-03-12T09:00:00+08:00");
            city.does(&approver(), decide());
            city.does(&window(), Deed::Conclude);
            tries(city, approver(), verify(" "))
        }
    }
}

/// Inspections and public notices.
fn evidence(row: &Row, guard: Guard) -> Witness {
    let inspects = |officers: &[&str], record: &str| Deed::Inspect {
        officers: papers(officers),
        record: text(record),
    };
    let over = row.states.contains(&State::Concluded);
    let until = if over {
        "2026-04-02T17:30:00+08:00"
    } else {
        "2026-03-11T17:30:00+08:00"
    };
    let publishes = |said: &str, venue: &str, until: &str| Deed::Publicise {
        text: text(said),
        venue: text(venue),
        until: moment(until),
    };
    let place = || if over { made() } else { to_be_checked() };
    match (row.act, guard) {
        (Kind::Inspect, Guard::TwoOfficers) => {
            tries(to_be_checked(), approver(), inspects(&["handler"], "一致"))
        }
        (Kind::Inspect, _) => tries(
            to_be_checked(),
            approver(),
            inspects(&["handler", "reviewer"], " "),
        ),
        (Kind::Publicise, Guard::ReasonGiven) => {
            tries(place(), window(), publishes(" ", "公开栏", until))
        }
        (Kind::Publicise, Guard::VenueGiven) => {
            tries(place(), window(), publishes("拟准予", " ", until))
        }
        (Kind::Publicise, _) => {
            let short = if over {
                "2026-03-31T17:30:00+08:00"
            } else {
                "2026-03-10T17:30:00+08:00"
            };
            tries(place(), window(), publishes("拟准予", "公开栏", short))
        }
        (Kind::Object, Guard::NoticeRuns) => {
            let late = later(publicised(), "2026-03-12T09:00:00+08:00");
            tries(
                late,
                window(),
                Deed::Object {
                    text: text("收入不实"),
                },
            )
        }
        (Kind::Object, _) => tries(publicised(), window(), Deed::Object { text: text(" ") }),
        (_, Guard::ObjectionOpen) => tries(
            publicised(),
            approver(),
            Deed::AnswerObjection {
                text: text("属实")
            },
        ),
        _ => {
            let objected = and(
                publicised(),
                window(),
                Deed::Object {
                    text: text("收入不实"),
                },
            );
            tries(
                objected,
                approver(),
                Deed::AnswerObjection { text: text(" ") },
            )
        }
    }
}

/// `NT-001` of the chain at its approval; with `lacking` papers that were left open.
fn chain_to_be_checked(lacking: bool) -> Replica {
    let mut city = chain_open();
    if lacking {
        let whole = bundle_received_at(CITY, "CH-001");
        let mut form = whole.form.clone();
        form.remove(&format!("{}{MISSING}", crate::MATERIAL));
        form.insert(text(crate::INCOMPLETE), text("yes"));
        let received = bundle_received_with(CITY, "CH-001", form);
        let papers = papers(&[MISSING]);
        city = and(received, window(), Deed::AcceptLacking { papers });
        // The first of the chain is ended by a denial, which waits for nothing.
        for seq in 2..=4 {
            city.does_on(&handler(), "LX-001", step(seq));
        }
        city.does_on(&reviewer(), "LX-001", step(5));
        let deny = Deed::Decide {
            granted: false,
            cause: text("conditions_unmet"),
            reason: text("不符合条件"),
        };
        city.does_on(&approver(), "LX-001", deny);
        city.does_on(&window(), "LX-001", Deed::Conclude);
    }
    city.does_on(&window(), "NT-001", Deed::Begin);
    for seq in 2..=4 {
        city.does_on(&handler(), "NT-001", step(seq));
    }
    city.does_on(&reviewer(), "NT-001", step(5));
    city.does_on(&window(), "NT-001", fee(1000));
    city
}

/// `NT-001` of the chain is made public, and its notice is over.
fn chain_made_public(city: &mut Replica) {
    let notice = publicise("2026-03-11T17:30:00+08:00");
    city.does_on(&approver(), "NT-001", notice);
    city.now = moment("2026-03-12T09:00:00+08:00");
}

/// A further notice of a procedure that is under way.
fn prolonged(guard: Guard) -> Witness {
    let deed = match guard {
        Guard::SameProcedure => suspend("hearing", 5, "告2"),
        Guard::DaysPlanned => suspend("expert_review", 21, "告2"),
        _ => suspend("expert_review", 5, " "),
    };
    tries(suspended(), handler(), deed)
}

fn hearing(act: Kind, guard: Guard) -> Witness {
    let at_noon = "2026-03-16T12:00:00+08:00";
    match (act, guard) {
        (Kind::HearingTell, Guard::HearingToldOnce) => tries(told(), approver(), tell()),
        (Kind::HearingTell, _) => tries(paid(), approver(), Deed::HearingTell { text: text(" ") }),
        (Kind::HearingAsk, Guard::HearingTold) => tries(paid(), window(), ask_hearing()),
        (Kind::HearingAsk, Guard::HearingAskedOnce) => {
            tries(hearing_asked(), window(), ask_hearing())
        }
        // Told on 2 March; the fifth working day after it was the 9th.
        (Kind::HearingAsk, _) => tries(
            later(told(), "2026-03-10T08:30:00+08:00"),
            window(),
            ask_hearing(),
        ),
        (Kind::HearingSet, Guard::HearingAsked) => {
            tries(told(), approver(), set("2026-03-16T09:00:00+08:00", "lead"))
        }
        (Kind::HearingSet, Guard::HearingUnheld) => tries(
            hearing_held(),
            approver(),
            set("2026-03-26T09:00:00+08:00", "lead"),
        ),
        // Asked for on 4 March; the twentieth working day after it is 1 April.
        (Kind::HearingSet, Guard::HeldInTime) => tries(
            hearing_asked(),
            approver(),
            set("2026-04-02T09:00:00+08:00", "lead"),
        ),
        // Told on 4 March; the seventh working day after it is the 13th.
        (Kind::HearingSet, Guard::ToldInTime) => tries(
            hearing_asked(),
            approver(),
            set("2026-03-12T09:00:00+08:00", "lead"),
        ),
        (Kind::HearingSet, _) => tries(
            hearing_asked(),
            approver(),
            set("2026-03-16T09:00:00+08:00", "handler"),
        ),
        (_, Guard::HearingSet) => tries(hearing_asked(), approver(), held("陈述", &["申请人"])),
        (_, Guard::HearingUnheld) => tries(hearing_held(), approver(), held("陈述", &["申请人"])),
        (_, Guard::HearingDay) => tries(hearing_set(), approver(), held("陈述", &["申请人"])),
        _ => tries(later(hearing_set(), at_noon), approver(), held("陈述", &[])),
    }
}

/// A joint paper of the chain's branches, and the branch that is to sign it.
fn chain_signs(
    mut city: Replica,
    what: Together,
    branch: &'static str,
    hand: Hand,
    opinion: &str,
) -> Witness {
    let deed = Deed::Joint {
        what,
        branches: vec![text(branch), text("LX-001")],
        text: text("联合意见"),
    };
    let joint = city.does(&window(), deed);
    let granted = (what == Together::Approval).then_some(true);
    on(tries(city, hand, sign(joint, granted, opinion)), branch)
}

fn signature(state: State, guard: Guard) -> (Witness, Option<Refusal>) {
    let (what, waiting, hand) = match state {
        State::Handling => (Together::Visit, "SL-001", handler()),
        State::Review => (Together::Review, "RV-001", reviewer()),
        _ => (Together::Approval, "AP-001", approver()),
    };
    let granted = (what == Together::Approval).then_some(true);
    match guard {
        Guard::JointFits => {
            // Another paper than the one that waits.
            let mut open = chain_open();
            if what == Together::Approval {
                open.does_on(&window(), waiting, fee(1000));
            }
            let deed = sign(Digest([9; 32]), granted, "同意");
            (on(tries(open, hand, deed), waiting), None)
        }
        Guard::CauseListed => {
            let city = chain_at_approval("SL-001", handler());
            let mut witness = chain_signs(city, what, "SL-001", hand, "不符合条件");
            if let Deed::Sign { granted, .. } = &mut witness.deed {
                *granted = Some(false);
            }
            (witness, None)
        }
        Guard::DeferredIn => {
            let mut city = chain_to_be_checked(true);
            city.does_on(&approver(), "NT-001", inspect());
            chain_made_public(&mut city);
            (chain_signs(city, what, "NT-001", hand, "同意"), None)
        }
        Guard::InspectionDone => {
            let mut city = chain_to_be_checked(false);
            chain_made_public(&mut city);
            (chain_signs(city, what, "NT-001", hand, "同意"), None)
        }
        Guard::NoticeOver => {
            let mut city = chain_to_be_checked(false);
            city.does_on(&approver(), "NT-001", inspect());
            (chain_signs(city, what, "NT-001", hand, "同意"), None)
        }
        Guard::OpinionGiven => {
            let mut open = chain_open();
            if what == Together::Approval {
                open.does_on(&window(), waiting, fee(1000));
            }
            (chain_signs(open, what, waiting, hand, " "), None)
        }
        Guard::FeePaid => {
            let unpaid = Refusal::FeeUnpaid(1000);
            (
                chain_signs(chain_open(), what, waiting, hand, "同意"),
                Some(unpaid),
            )
        }
        Guard::OtherPerson => {
            let both = |role| Hand(text("both"), role, Some(text("C17")));
            let city = chain_at_approval("SL-001", both(Role::Handler));
            (
                chain_signs(city, what, "SL-001", both(Role::Approver), "同意"),
                None,
            )
        }
        Guard::HearingDone => {
            let mut city = chain_at_approval("SL-001", handler());
            city.does_on(&approver(), "SL-001", tell());
            (chain_signs(city, what, "SL-001", hand, "同意"), None)
        }
        _ => {
            let (mut city, said) = linked(guard);
            let joint = joint(&mut city, Together::Approval);
            let deed = sign(joint, Some(true), "同意");
            (
                on(tries(city, of(Role::Approver, "C01"), deed), "FG-001"),
                said,
            )
        }
    }
}

/// A branch of the chain handled by `hand`, reviewed and paid.
fn chain_at_approval(branch: &'static str, hand: Hand) -> Replica {
    let mut city = chain_open();
    for seq in 2..=4 {
        city.does_on(&hand, branch, step(seq));
    }
    city.does_on(&reviewer(), branch, step(5));
    city.does_on(&window(), branch, fee(1000));
    city
}

/// `FG-001` of the linked case at its approval: not all have reviewed, or all have and those before it
/// are not decided.
fn linked(guard: Guard) -> (Replica, Option<Refusal>) {
    match guard {
        Guard::AllReviewed => (linked_at_approval(), None),
        _ => (linked_reviewed(), Some(Refusal::Waits(text("GT-001")))),
    }
}

fn decision(guard: Guard) -> (Witness, Option<Refusal>) {
    match guard {
        Guard::CauseListed => {
            let deed = Deed::Decide {
                granted: false,
                cause: String::new(),
                reason: text("不符合条件"),
            };
            (tries(paid(), approver(), deed), None)
        }
        Guard::ReasonGiven => {
            let deed = Deed::Decide {
                granted: true,
                cause: String::new(),
                reason: text(" "),
            };
            (tries(paid(), approver(), deed), None)
        }
        Guard::DeferredIn => {
            let follows = Deed::AcceptLacking {
                papers: papers(&[MISSING]),
            };
            let mut city = and(incomplete("SL-001"), window(), follows);
            for seq in 2..=4 {
                city.does(&handler(), step(seq));
            }
            city.does(&reviewer(), step(5));
            city.does(&window(), fee(1000));
            (tries(city, approver(), decide()), None)
        }
        Guard::InspectionDone => {
            let mut city = to_be_checked();
            city.does(&approver(), publicise("2026-03-11T17:30:00+08:00"));
            let city = later(city, "2026-03-12T09:00:00+08:00");
            (tries(city, approver(), decide()), None)
        }
        Guard::NoticeOver => (tries(publicised(), approver(), decide()), None),
        Guard::FeePaid => (
            tries(in_approval(), approver(), decide()),
            Some(Refusal::FeeUnpaid(1000)),
        ),
        Guard::OtherPerson => {
            let both = |role| Hand(text("both"), role, Some(text("C17")));
            let mut city = accepted();
            for seq in 2..=4 {
                city.does(&both(Role::Handler), step(seq));
            }
            city.does(&reviewer(), step(5));
            city.does(&window(), fee(1000));
            (tries(city, both(Role::Approver), decide()), None)
        }
        Guard::HearingDone => (tries(told(), approver(), decide()), None),
        _ => {
            let (city, said) = linked(guard);
            (
                on(tries(city, of(Role::Approver, "C01"), decide()), "FG-001"),
                said,
            )
        }
    }
}

fn ending(act: Kind, guard: Guard) -> Witness {
    match (act, guard) {
        (Kind::Make, Guard::Granted) => tries(concluded(false), handler(), make(Some(end()))),
        (Kind::Make, Guard::MadeOnce) => {
            let made = and(concluded(true), handler(), make(Some(end())));
            tries(made, handler(), make(Some(end())))
        }
        (Kind::Make, Guard::NumberGiven) => {
            let deed = Deed::Make {
                number: text(" "),
                until: Some(end()),
            };
            tries(concluded(true), handler(), deed)
        }
        (Kind::Make, _) => {
            let later = moment("2031-03-03T17:30:00+08:00");
            tries(concluded(true), handler(), make(Some(later)))
        }
        (Kind::Deliver, Guard::CertificateMade) => tries(concluded(true), window(), deliver()),
        (Kind::Deliver, guard) => {
            let how = match guard {
                Guard::MannerGiven => text(" "),
                _ => text(crate::fields::BY_PUBLIC_NOTICE),
            };
            let at = String::new();
            tries(made(), window(), Deed::Deliver { how, at })
        }
        _ => tries(delivered(), window(), Deed::Archive { volume: text(" ") }),
    }
}

fn request(row: &Row, guard: Guard) -> Witness {
    let silent = |what| Deed::Ask {
        what,
        reason: text(" "),
    };
    let open = row.states.contains(&State::Intake);
    match (row.act, guard) {
        (Kind::Ask, Guard::ToWithdraw) => tries(in_review(), window(), ask(Request::Change)),
        (Kind::Ask, Guard::OfTheLicence) => tries(licensed(), window(), ask(Request::Withdraw)),
        (Kind::Ask, Guard::Granted) => tries(concluded(false), window(), ask(Request::Change)),
        (Kind::Ask, Guard::AskedOnce) if open => {
            let asked = and(in_review(), window(), ask(Request::Withdraw));
            tries(asked, window(), ask(Request::Withdraw))
        }
        (Kind::Ask, Guard::AskedOnce) => tries(
            and(licensed(), window(), ask(Request::Renew)),
            window(),
            ask(Request::Renew),
        ),
        (Kind::Ask, _) if open => tries(in_review(), window(), silent(Request::Withdraw)),
        (Kind::Ask, _) => tries(licensed(), window(), silent(Request::Renew)),
        (Kind::Withdraw, Guard::WithdrawalAsked) => tries(
            in_review(),
            handler(),
            Deed::Withdraw {
                reason: text("准予"),
            },
        ),
        (Kind::Withdraw, _) => {
            let asked = and(in_review(), window(), ask(Request::Withdraw));
            tries(asked, handler(), Deed::Withdraw { reason: text(" ") })
        }
        (_, Guard::Undecided) => {
            let deed = Deed::Terminate {
                cause: text("applicant_gone"),
                reason: text("申请人死亡"),
            };
            tries(chain_open(), approver(), deed)
        }
        (_, Guard::CauseListed) => {
            let deed = Deed::Terminate {
                cause: text("person_gone"),
                reason: text("申请人死亡"),
            };
            tries(in_review(), approver(), deed)
        }
        _ => {
            let deed = Deed::Terminate {
                cause: text("applicant_gone"),
                reason: text(" "),
            };
            tries(in_review(), approver(), deed)
        }
    }
}

fn licence(row: &Row, guard: Guard) -> (Witness, Option<Refusal>) {
    let act = row.act;
    let longer = moment("2036-03-02T17:30:00+08:00");
    let late = "2031-03-03T09:00:00+08:00";
    let of_office = act == Kind::Change && !row.guards.contains(&Guard::ChangeAsked);
    let (lawful, other) = match act {
        Kind::Change if of_office => ("law_changed", "fraud"),
        Kind::Change => ("", "fraud"),
        Kind::Retract => ("law_changed", "fraud"),
        Kind::DenyChange | Kind::DenyRenewal => ("conditions_unmet", "law_changed"),
        // 撤销 and 撤回 are two acts, each with grounds of its own.
        Kind::Revoke => ("fraud", "law_changed"),
        _ => ("taken_away", "fraud"),
    };
    let deed = |cause: &str, reason: &str, until| {
        let (cause, reason) = (text(cause), text(reason));
        match act {
            Kind::Change => Deed::Change { cause, reason },
            Kind::DenyChange => Deed::DenyChange { cause, reason },
            Kind::Renew => Deed::Renew { until, reason },
            Kind::DenyRenewal => Deed::DenyRenewal { cause, reason },
            Kind::DeemRenewed => Deed::DeemRenewed,
            Kind::Retract => Deed::Retract { cause, reason },
            Kind::Revoke => Deed::Revoke { cause, reason },
            _ => Deed::Cancel { cause, reason },
        }
    };
    let whole = || deed(lawful, "符合条件", longer);
    let asked = |what| and(licensed(), window(), ask(what));
    let requested = || match act {
        Kind::Change if !of_office => asked(Request::Change),
        Kind::DenyChange => asked(Request::Change),
        Kind::Renew | Kind::DenyRenewal => asked(Request::Renew),
        _ => licensed(),
    };
    let witness = match guard {
        Guard::Granted => tries(concluded(false), approver(), whole()),
        Guard::OnRequest => tries(requested(), approver(), deed("fraud", "符合条件", longer)),
        Guard::CauseListed if of_office => {
            // Where the holder asked it is a change on request, which the row below allows.
            let refused = Refusal::Guard(Guard::OnRequest);
            let witness = tries(licensed(), approver(), deed(other, "符合条件", longer));
            return (witness, Some(refused));
        }
        Guard::CauseListed => tries(requested(), approver(), deed(other, "骗取", longer)),
        Guard::ChangeAsked | Guard::RenewalAsked => {
            tries(later(licensed(), late), approver(), whole())
        }
        Guard::LaterEnd => tries(
            asked(Request::Renew),
            approver(),
            deed("", "符合条件", end()),
        ),
        Guard::RenewalInTime => {
            let asked = and(
                later(licensed(), "2031-02-15T09:00:00+08:00"),
                window(),
                ask(Request::Renew),
            );
            tries(later(asked, late), approver(), whole())
        }
        Guard::RanOut => tries(asked(Request::Renew), approver(), whole()),
        Guard::ReasonGiven if of_office => {
            let witness = tries(licensed(), approver(), deed(lawful, " ", longer));
            return (witness, Some(Refusal::Guard(Guard::OnRequest)));
        }
        _ => tries(requested(), approver(), deed(lawful, " ", longer)),
    };
    (witness, None)
}

/// A fee that was paid for nothing, and is to go back.
fn refund(guard: Guard) -> Witness {
    let of = |fen, voucher: &str, reason: &str| Deed::Refund {
        fen,
        voucher: text(voucher),
        reason: text(reason),
    };
    let denied = || concluded(false);
    match guard {
        Guard::RefundDue => tries(concluded(true), window(), of(1000, "退1", "退费")),
        Guard::RefundExact => tries(denied(), window(), of(999, "退1", "退费")),
        Guard::VoucherGiven => tries(denied(), window(), of(1000, " ", "退费")),
        _ => tries(denied(), window(), of(1000, "退1", " ")),
    }
}

fn custody(act: Kind, guard: Guard) -> Witness {
    let assign = |user: &str, reason: &str| Deed::Assign {
        user: text(user),
        reason: text(reason),
    };
    let village = || received(VILLAGE, "BM-010");
    let agent = desk(Role::Agent);
    match (act, guard) {
        (Kind::Assign, Guard::ByProxy) => tries(accepted(), window(), assign("next_agent", "调离")),
        (Kind::Assign, Guard::AgentOfThePlace) => {
            tries(village(), agent, assign("handler", "调离"))
        }
        (Kind::Assign, _) => tries(village(), agent, assign("next_agent", " ")),
        (Kind::Hand, _) => tries(
            accepted(),
            window(),
            Deed::Hand {
                papers: papers(&[LISTED]),
                to: None,
            },
        ),
        (_, Guard::PapersOfTheCase) => tries(
            accepted(),
            window(),
            Deed::Take {
                papers: papers(&["户口簿"]),
            },
        ),
        _ => tries(
            at(COUNTY, &taken()),
            window(),
            Deed::Take {
                papers: papers(&[LISTED]),
            },
        ),
    }
}

fn membership(guard: Guard) -> Witness {
    let administrator = desk(Role::Administrator);
    if guard == Guard::NothingLeftThere {
        // Moved up to the city, while the county keeps its branches, of which none has begun.
        let city = at(CITY, &bundle_received());
        let city = and(city, administrator.clone(), regrant(1, CITY, &[COUNTY]));
        return tries(city, administrator, regrant(2, CITY, &[]));
    }
    let deed = match guard {
        Guard::NextRevision => regrant(2, CITY, &[COUNTY]),
        Guard::GrantsInOrder => regrant(1, CITY, &[COUNTY, OTHER_COUNTY]),
        Guard::WithinTheCity => regrant(1, CITY, &["230702000000"]),
        Guard::ScopeChanges => regrant(1, CITY, &[]),
        _ => Deed::Regrant {
            revision: 1,
            home: place(CITY),
            grants: vec![place(COUNTY)],
            reason: text(" "),
        },
    };
    tries(accepted(), administrator, deed)
}

fn settlement(guard: Guard) -> Witness {
    let resolve = |stand: Vec<Digest>, void: Vec<Digest>, reason: &str| Deed::Resolve {
        stand,
        void,
        reason: text(reason),
    };
    if guard == Guard::AllRivalsNamed {
        let deed = resolve(vec![Digest([9; 32])], vec![], "裁定");
        return tries(accepted(), desk(Role::Approver), deed);
    }
    // A take-over and an acceptance that did not know each other.
    let mut township = plate();
    let mut city = later(at(CITY, &township), AFTER_FIVE_DAYS);
    let accepted = township.does(&of(Role::Handler, "T07"), Deed::Accept);
    let taken = city.does(&desk(Role::Approver), take_over());
    city.hears(&township);
    tries(
        city,
        desk(Role::Approver),
        resolve(vec![accepted], vec![taken], " "),
    )
}
