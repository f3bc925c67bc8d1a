//! When lights change, by the calendar, and that counts equal recounts.

use crate::{Assessment, Contribution, Count, Counts, Finding, Key, Light, Rule, assess};
use calendar::{Calendar, UnixMillis};
use casework::{
    Branch, CaseView, Correction, Done, FOLD_VERSION, Facts, Form, FormFault, Guard, Intake, Mode,
    Owner, PlannedStep, Receipt, Refusal, Regime, Standing, StepState, TrailEntry, Who,
};
use catalog::{MaterialFault, Stage};
use proptest::prelude::*;
use std::sync::LazyLock;
use tiers::{Digest, NodeId, PlaceCode, Role};

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    Calendar::read(
        include_str!("../../../topology/calendar/cn-workdays.csv"),
        "cn-workdays.csv",
        include_str!("../../../topology/calendar/hours.toml"),
        "hours.toml",
    )
    .unwrap()
});

fn moment(text: &str) -> UnixMillis {
    text.parse().unwrap()
}

/// On a day of March 2026, which begins on a Sunday and has no holiday.
fn march(day: u32, time: &str) -> UnixMillis {
    moment(&format!("2026-03-{day:02}T{time}:00+08:00"))
}

fn county() -> PlaceCode {
    "230621000000".parse().unwrap()
}

fn done(at: UnixMillis) -> Done {
    Done {
        at,
        who: Who {
            place: county(),
            department: None,
            user: "window".to_owned(),
            role: Role::Window,
        },
        text: String::new(),
        cause: String::new(),
    }
}

/// Received at a window, on Monday 2 March at nine unless said otherwise; three steps, whose limits are
/// as long as the whole where they do not matter.
#[derive(Debug)]
struct Case {
    at: UnixMillis,
    days: u16,
    minutes: u32,
    step_minutes: u32,
    done: Vec<UnixMillis>,
    correction: Option<Correction>,
    refused: Option<UnixMillis>,
}

impl Case {
    fn promised(days: u16) -> Case {
        Case {
            at: march(2, "09:00"),
            days,
            minutes: u32::from(days) * 480,
            step_minutes: 100_000,
            done: Vec::new(),
            correction: None,
            refused: None,
        }
    }

    fn instant(minutes: u32) -> Case {
        Case {
            days: 0,
            minutes,
            ..Case::promised(0)
        }
    }

    fn view(&self) -> CaseView {
        let owner = Owner {
            place: county(),
            department: Some("X05".to_owned()),
        };
        let steps: Vec<StepState> = [Stage::Accept, Stage::Approve, Stage::Conclude]
            .into_iter()
            .enumerate()
            .map(|(i, stage)| StepState {
                reopened: None,
                plan: PlannedStep {
                    seq: i as u8 + 1,
                    stage,
                    name: format!("{stage:?}"),
                    name_en: String::new(),
                    owner: owner.clone(),
                    limit_minutes: self.step_minutes,
                },
                done: self.done.get(i).map(|at| done(*at)),
            })
            .collect();
        let intake = match (self.refused, self.done.first()) {
            (Some(at), _) => Intake::Refused(done(at)),
            (None, Some(at)) => Intake::Accepted(done(*at)),
            (None, None) => Intake::Open,
        };
        let answered = self.correction.as_ref().and_then(|c| c.answered);
        CaseView {
            fold: FOLD_VERSION,
            scope: casework::Scope::begun_at(owner.place),
            facts: Facts {
                receipt: Some(Receipt {
                    lead: None,
                    lacking: Vec::new(),
                    number: "DQ2026000001".to_owned(),
                    code: "BM-019".to_owned(),
                    catalog: Vec::new(),
                    calendar: Digest(CALENDAR.hash()),
                    mode: Mode::Window,
                    quantity: 1,
                    form: Form::new(),
                    accepting: owner.clone(),
                    rule: None,
                    waits: Vec::new(),
                    instant: self.days == 0,
                    promised_days: self.days,
                    promised_minutes: self.minutes,
                    legal_days: 300,
                    done: done(self.at),
                }),
                clock_from: Some(answered.unwrap_or(self.at)),
                correction: self.correction.clone(),
                intake,
                branches: vec![Branch {
                    returned: Vec::new(),
                    stops: Vec::new(),
                    hearing: None,
                    inspection: false,
                    notice_days: None,
                    check_days: None,
                    inspections: Vec::new(),
                    notices: Vec::new(),
                    promised: None,
                    made: None,
                    changed: Vec::new(),
                    renewed: Vec::new(),
                    change_denied: Vec::new(),
                    renewal_denied: Vec::new(),
                    retracted: None,
                    revoked: None,
                    cancelled: None,
                    item: "BM-019".to_owned(),
                    name: "门牌编号申请".to_owned(),
                    name_en: String::new(),
                    output: "门牌证".to_owned(),
                    certificate: true,
                    regime: Regime::Confirmation,
                    department: owner.department,
                    place: owner.place,
                    fee_due: 0,
                    fee_unit: 0,
                    fee: None,
                    next: self.done.len(),
                    steps,
                    decided: None,
                    limit_minutes: self.minutes,
                }],
                ..Facts::default()
            },
            trail: Vec::new(),
            contested: Vec::new(),
            read_only: false,
            waiting: false,
        }
    }

    fn assessed(&self, now: UnixMillis) -> Assessment {
        assess(&self.view(), &CALENDAR, now)
    }

    fn light(&self, now: UnixMillis) -> Light {
        self.assessed(now).light
    }

    /// The light turns yellow at `yellow`, not a millisecond earlier, and red after `red`.
    fn turns(&self, yellow: UnixMillis, red: UnixMillis) {
        if yellow > self.at {
            assert_eq!(self.light(UnixMillis(yellow.0 - 1)), Light::Green);
        }
        assert_eq!(self.light(yellow), Light::Yellow);
        assert_eq!(self.light(red), Light::Yellow);
        assert_eq!(self.light(UnixMillis(red.0 + 1)), Light::Red);
        let mut findings = self.assessed(UnixMillis(red.0 + 1)).findings;
        // What the law sets besides is watched by rules of its own.
        findings.retain(|finding| matches!(finding.rule, Rule::CaseLimit | Rule::StepLimit));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].rule, Rule::CaseLimit);
        assert_eq!(
            (findings[0].yellow, findings[0].red),
            (Some(yellow), Some(red))
        );
    }
}

#[test]
fn yellow_begins_with_the_last_quarter_and_at_least_a_working_day_before_the_end() {
    // min(floor(3L/4)+1, L-1) for 1, 2, 5, 10, 20 days: working day 0, 1, 4, 8, 16 after Monday 2 March.
    Case::promised(1).turns(march(2, "09:00"), march(3, "17:30"));
    Case::promised(2).turns(march(3, "08:30"), march(4, "17:30"));
    Case::promised(5).turns(march(6, "08:30"), march(9, "17:30"));
    // Longer than the five days in which the authority has to answer.
    let accepted = |days| Case {
        done: vec![march(2, "09:00")],
        ..Case::promised(days)
    };
    accepted(10).turns(march(12, "08:30"), march(16, "17:30"));
    accepted(20).turns(march(24, "08:30"), march(30, "17:30"));
}

#[test]
fn a_day_promised_on_a_rest_day_is_yellow_at_once() {
    let mut case = Case::promised(1);
    case.at = march(7, "10:00");
    case.turns(march(7, "10:00"), march(9, "17:30"));
}

#[test]
fn an_instant_item_is_yellow_after_three_quarters_of_its_minutes_and_red_after_all() {
    Case::instant(20).turns(march(2, "09:15"), march(2, "09:20"));
    // Fifteen minutes: eleven whole ones are three quarters. Lunch is not counted.
    let mut case = Case::instant(15);
    case.at = march(2, "11:55");
    case.turns(march(2, "13:06"), march(2, "13:10"));
}

#[test]
fn while_papers_are_asked_for_no_light_runs_and_all_begins_anew_when_they_are_in() {
    let mut case = Case::promised(5);
    case.step_minutes = 480;
    case.correction = Some(Correction {
        lapse_days: None,
        asked: done(march(3, "09:00")),
        missing: vec!["房屋产权证明".to_owned()],
        answered: None,
    });
    for day in [3, 10, 20, 31] {
        let assessed = case.assessed(march(day, "10:00"));
        assert_eq!(assessed.light, Light::Paused);
        assert_eq!((assessed.findings, assessed.next), (vec![], None));
    }
    if let Some(correction) = &mut case.correction {
        correction.answered = Some(march(23, "09:00"));
    }
    assert_eq!(case.light(march(23, "09:00")), Light::Green);
    // The step's own limit of a day, three quarters of it: six hours.
    assert_eq!(case.light(march(23, "16:00")), Light::Yellow);
    case.step_minutes = 100_000;
    assert_eq!(case.light(march(26, "09:00")), Light::Green);
    assert_eq!(case.light(march(27, "08:30")), Light::Yellow);
    assert_eq!(case.light(march(30, "17:31")), Light::Red);
}

#[test]
fn concluded_late_stays_red_in_the_findings_while_the_light_is_off() {
    let mut case = Case::promised(5);
    case.done = vec![march(3, "09:00"), march(4, "09:00"), march(10, "09:00")];
    for now in [march(10, "09:00"), march(31, "09:00")] {
        let assessed = case.assessed(now);
        assert_eq!((assessed.light, assessed.next), (Light::Off, None));
        assert_eq!(assessed.findings[0].red, Some(march(9, "17:30")));
    }
    // Concluded on the last day: warned, and nothing more.
    case.done[2] = march(9, "17:30");
    let findings = case.assessed(march(31, "09:00")).findings;
    assert_eq!(
        (findings[0].yellow, findings[0].red),
        (Some(march(6, "08:30")), None)
    );
    // Concluded before the warning: nothing.
    case.done[2] = march(5, "17:30");
    assert_eq!(case.assessed(march(31, "09:00")).findings, []);
}

#[test]
fn what_was_refused_in_time_never_turns() {
    let mut case = Case::promised(5);
    case.step_minutes = 480;
    case.refused = Some(march(2, "10:00"));
    let assessed = case.assessed(march(31, "09:00"));
    assert_eq!(assessed.light, Light::Off);
    assert_eq!((assessed.findings, assessed.next), (vec![], None));
}

#[test]
fn a_step_that_was_late_and_is_done_is_a_finding_and_no_light() {
    let mut case = Case::promised(20);
    case.step_minutes = 480;
    case.done = vec![march(5, "09:00")];
    let assessed = case.assessed(march(5, "09:30"));
    assert_eq!(assessed.light, Light::Green);
    let late: Vec<&Finding> = (assessed.findings.iter())
        .filter(|finding| finding.red.is_some())
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].rule, late[0].step), (Rule::StepLimit, Some(0)));
}

#[test]
fn an_unlawful_act_from_elsewhere_is_red_and_a_wrong_fee_is_one_of_fees() {
    let mut view = Case::promised(5).view();
    let extra = FormFault::Material(MaterialFault::Extra {
        name: "户口本".to_owned(),
    });
    let wrong = Refusal::WrongFee {
        due: 2_000,
        given: 1,
    };
    for (kind, refusal) in [
        ("fee", wrong),
        ("step", Refusal::NotOpen(3, 2)),
        ("decide", Refusal::FeeUnpaid(2_000)),
        ("receive", Refusal::Form(vec![extra])),
        ("correct", Refusal::Guard(Guard::ListGiven)),
        ("suspend", Refusal::Guard(Guard::LawfulCause)),
        ("extend", Refusal::Guard(Guard::ExtendedOnce)),
        ("rate", Refusal::Guard(Guard::RatedOnce)),
    ] {
        view.trail.push(TrailEntry {
            act: Digest([1; 32]),
            change: Digest([2; 32]),
            node: NodeId([3; 32]),
            kind: kind.to_owned(),
            who: Some(done(march(2, "10:00")).who),
            at: Some(march(2, "10:00")),
            branch: None,
            text: String::new(),
            standing: Standing::Invalid(refusal),
        });
    }
    let assessed = assess(&view, &CALENDAR, march(2, "11:00"));
    let rules: Vec<Rule> = assessed.findings.iter().map(|f| f.rule).collect();
    // The five fixations: fees, flow, materials, limits, evaluation.
    let expected = [
        Rule::Fee,
        Rule::StepOrder,
        Rule::Fee,
        Rule::Materials,
        Rule::Materials,
        Rule::Clock,
        Rule::Clock,
        Rule::Rating,
    ];
    assert_eq!(rules, expected);
    assert!(assessed.findings.iter().all(|f| f.red.is_some()));
}

/// What people see of an assessment.
fn seen(assessment: &Assessment) -> (Light, Vec<Finding>) {
    (assessment.light, assessment.findings.clone())
}

fn some_case() -> impl Strategy<Value = Case> {
    let minute = 60_000i64;
    (
        0i64..10_000,
        prop_oneof![Just(0u16), 1u16..12],
        1u32..3_000,
        proptest::collection::vec(1i64..4_000, 0..4),
        proptest::option::of((1i64..3_000, proptest::option::of(1i64..3_000))),
        proptest::option::weighted(0.1, 1i64..3_000),
    )
        .prop_map(move |(at, days, step_minutes, gaps, correction, refused)| {
            let at = march(2, "00:00").0 + at * minute;
            let mut last = at;
            let mut later = |minutes: i64| {
                last += minutes * minute;
                UnixMillis(last)
            };
            let correction = correction.map(|(asked, answered)| Correction {
                lapse_days: None,
                asked: done(later(asked)),
                missing: vec!["照片".to_owned()],
                answered: answered.map(&mut later),
            });
            let open = correction.as_ref().is_some_and(|c| c.answered.is_none());
            let refused = refused.filter(|_| !open).map(&mut later);
            let gaps = if open || refused.is_some() {
                vec![]
            } else {
                gaps
            };
            Case {
                at: UnixMillis(at),
                days,
                minutes: if days == 0 { 20 } else { u32::from(days) * 480 },
                step_minutes,
                done: gaps.into_iter().take(3).map(later).collect(),
                correction,
                refused,
            }
        })
}

/// A joint case received at `filed`, with a branch at the county and one at the city above it.
fn linked(filed: PlaceCode) -> CaseView {
    let mut view = Case::promised(5).view();
    let mut above = view.facts.branches[0].clone();
    above.item = "BM-020".to_owned();
    above.place = city();
    for step in &mut above.steps {
        step.plan.owner.place = city();
    }
    view.facts.branches.push(above);
    let receipt = view.facts.receipt.as_mut().unwrap();
    receipt.rule = Some(catalog::Rule::MaxMember);
    receipt.done.who.place = filed;
    receipt.accepting.place = filed;
    view
}

fn city() -> PlaceCode {
    "230600000000".parse().unwrap()
}

#[test]
fn a_linked_case_is_once_in_each_tiers_own_figures_and_once_in_their_sum() {
    // Long past its limit, so that it is found red as well.
    let now = march(30, "09:00");
    for filed in [county(), city()] {
        let view = linked(filed);
        let adds = Contribution::of(&view, &assess(&view, &CALENDAR, now));
        let mut counts = Counts::default();
        counts.replace(&Contribution::default(), &adds);
        let received =
            |place: PlaceCode| counts.sum(|key| key.place == place && key.what == Count::Received);
        let shared =
            |place: PlaceCode| counts.sum(|key| key.place == place && key.what == Count::Shared);
        for place in [county(), city()] {
            assert_eq!(received(place) + shared(place), 1, "{place} of {filed}");
            assert_eq!(received(place), u64::from(place == filed));
        }
        assert_eq!(counts.sum(|key| key.what == Count::Received), 1);
        assert_eq!(counts.sum(|key| matches!(key.what, Count::Open(_))), 1);
        let late = Count::Red(Rule::CaseLimit);
        assert_eq!(counts.sum(|key| key.what == late), 1);
        assert_eq!(counts.sum(|key| key.what == late && key.place == filed), 1);
        let others: Vec<PlaceCode> = adds.adds().partners().collect();
        assert_eq!(others, [if filed == city() { county() } else { city() }]);
    }
}

#[test]
fn a_case_with_branches_of_one_place_is_shared_with_nobody() {
    let mut view = linked(county());
    view.facts.branches[1].place = county();
    let seen = assess(&view, &CALENDAR, march(3, "09:00"));
    assert_eq!(Contribution::of(&view, &seen).adds().partners().count(), 0);
    let plain = Case::promised(5);
    let mut view = plain.view();
    // Filed in a village, decided by the county: one branch, whose case it is.
    view.facts.receipt.as_mut().unwrap().done.who.place = "230621101201".parse().unwrap();
    assert_eq!(Contribution::of(&view, &seen).adds().partners().count(), 0);
}

#[test]
fn what_went_to_the_archive_is_concluded_and_delivered() {
    let mut case = Case::promised(5);
    case.done = vec![march(2, "10:00"), march(3, "10:00"), march(3, "11:00")];
    let mut view = case.view();
    view.facts.delivered = Some(done(march(3, "14:00")));
    view.facts.archived = Some(done(march(4, "09:00")));
    let adds = Contribution::of(&view, &assess(&view, &CALENDAR, march(5, "09:00")));
    let mut counts = Counts::default();
    counts.replace(&Contribution::default(), &adds);
    let of = |what| counts.sum(|key| key.what == what);
    assert_eq!((of(Count::Concluded), of(Count::Delivered)), (1, 1));
    assert_eq!(counts.sum(|key| matches!(key.what, Count::Open(_))), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn next_is_the_next_moment_at_which_anything_differs(case in some_case(), start in 0i64..20_000) {
        let view = case.view();
        let mut now = UnixMillis(case.at.0 + start * 60_000);
        // Claimed times may lie ahead of the clock of whoever looks.
        for _ in 0..10 {
            let assessed = assess(&view, &CALENDAR, now);
            let end = assessed.next.unwrap_or(UnixMillis(now.0 + 30 * 24 * 3_600_000));
            prop_assert!(end > now);
            for part in 1..6 {
                let between = UnixMillis(now.0 + (end.0 - now.0) / 6 * part);
                prop_assert_eq!(seen(&assess(&view, &CALENDAR, between)), seen(&assessed));
            }
            let before = assess(&view, &CALENDAR, UnixMillis(end.0 - 1));
            prop_assert_eq!(seen(&before), seen(&assessed));
            let Some(next) = assessed.next else { break };
            prop_assert_ne!(seen(&assess(&view, &CALENDAR, next)), seen(&assessed));
            now = next;
        }
    }

    #[test]
    fn counts_equal_a_recount_after_whatever_came_and_went(
        cases in proptest::collection::vec(some_case(), 1..6),
        moves in proptest::collection::vec((0usize..6, 0i64..40_000), 1..30),
    ) {
        let mut counts = Counts::default();
        let mut held = vec![Contribution::default(); cases.len()];
        for (which, minutes) in moves {
            let which = which % cases.len();
            let now = UnixMillis(march(2, "00:00").0 + minutes * 60_000);
            let view = cases[which].view();
            let adds = Contribution::of(&view, &assess(&view, &CALENDAR, now));
            let before = counts.clone();
            let changed = counts.replace(&held[which], &adds);
            held[which] = adds;
            let keys: std::collections::BTreeSet<&Key> =
                before.iter().chain(counts.iter()).map(|(key, _)| key).collect();
            for key in keys {
                let differs = before.get(key) != counts.get(key);
                prop_assert_eq!(changed.contains(key), differs);
            }
        }
        let mut recount = Counts::default();
        for adds in &held {
            recount.replace(&Contribution::default(), adds);
        }
        prop_assert_eq!(&counts, &recount);
        let all = counts.iter().map(|(_, n)| n).sum::<u64>();
        prop_assert_eq!(counts.sum(|_| true), all);
        prop_assert!(counts.iter().all(|(_, n)| n > 0));
        let of = |what: fn(&Key) -> bool| counts.sum(what);
        let received = of(|key| key.what == Count::Received);
        let open = of(|key| matches!(key.what, Count::Open(_)));
        let concluded = of(|key| key.what == Count::Concluded);
        prop_assert_eq!(received, open + concluded);
        for contribution in &held {
            counts.replace(contribution, &Contribution::default());
        }
        prop_assert_eq!(counts, Counts::default());
    }
}
