//! Whatever order acts come in, and whoever held which of them first, every node sees the same case.

use crate::apply::apply;
use crate::fixture::*;
use crate::{
    Act, ActId, Base, CaseView, Content, Deed, Entry, Facts, Ground, Kind, Request, Standing,
    State, Together, fold, fold_next, judge_next, rows_of,
};
use dice::Dice;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, Role};

/// Mostly one of the grounds of an act.
fn ground(dice: &mut Dice, act: Kind) -> String {
    let causes: Vec<&str> = crate::causes_of(act).map(|cause| cause.code).collect();
    match dice.index(8) {
        0 => "某规定".to_owned(),
        _ => (*dice.choose(&causes)).to_owned(),
    }
}

/// Something that may be tried at a place: often lawful, often not.
fn some_act(dice: &mut Dice, view: &CaseView) -> (Hand, Option<String>, Deed) {
    let branch = match view.facts.branches.len() {
        0 | 1 if dice.index(4) == 0 => Some("BM-019".to_owned()),
        0 | 1 => None,
        n => Some(view.facts.branches[dice.index(n)].item.clone()),
    };
    let open = (view.facts.branch(branch.as_deref())).and_then(|branch| branch.open());
    let department = open.and_then(|step| step.plan.owner.department.clone());
    let seq = open.map_or(2, |step| step.plan.seq);
    let hand = |role: Role| match &department {
        Some(code) => of(role, code),
        None => desk(role),
    };
    let due = (view.facts.branch(branch.as_deref())).map_or(0, |branch| branch.fee_due);
    let window = desk(*dice.choose(&[Role::Window, Role::Agent]));
    if dice.index(2) == 0 {
        let (deed, hand) = any_other(dice, view, branch.as_deref(), department.as_deref());
        return (hand, branch, deed);
    }
    if dice.index(40) == 0 {
        return (desk(Role::Administrator), None, some_move(dice, view));
    }
    let settle = !view.contested.is_empty() && dice.index(3) == 0;
    let (hand, deed) = match if settle { 23 } else { dice.index(24) } {
        0 | 1 => (node_itself(), Deed::Arrive),
        2 => (hand(Role::Handler), correct()),
        3 => (window, resubmit()),
        4..=6 => (window, Deed::Accept),
        7 => (hand(Role::Handler), refuse()),
        8 => (desk(Role::Approver), take_over()),
        9 => (node_itself(), Deed::DeemAccepted),
        10 => (window, fee(due)),
        11 => (window, fee(due + 1)),
        12..=14 => (hand(Role::Handler), step(seq)),
        15 | 16 => (hand(Role::Reviewer), step(seq)),
        17 | 18 => (hand(Role::Approver), decide()),
        19 => (window, Deed::Conclude),
        20 => (window, deliver()),
        21 => (
            desk(Role::Supervisor),
            Deed::Press {
                text: "请说明".to_owned(),
            },
        ),
        _ => (desk(Role::Approver), some_settlement(dice, view)),
    };
    (hand, branch, deed)
}

/// Any of the acts that are not on every case's way, with what it needs or something wrong.
fn any_other(
    dice: &mut Dice,
    view: &CaseView,
    branch: Option<&str>,
    department: Option<&str>,
) -> (Deed, Hand) {
    let words = |dice: &mut Dice| dice.choose(&["依据规定", "依据规定", " "]).to_string();
    let role = *dice.choose(&[
        Role::Window,
        Role::Agent,
        Role::Handler,
        Role::Reviewer,
        Role::Approver,
        Role::Lead,
        Role::Node,
    ]);
    let hand = match (department, dice.index(3)) {
        _ if role == Role::Node => node_itself(),
        (Some(code), 0 | 1) => of(role, code),
        _ => desk(role),
    };
    let places = [VILLAGE, TOWNSHIP, COUNTY, CITY, OTHER_COUNTY];
    let somewhere = place(places[dice.index(places.len())]);
    let soon = monday().plus_minutes(60 * 24 * dice.index(60) as i64);
    let papers = vec![
        dice.choose(&["房屋产权证明", "申请表", "户口簿"])
            .to_string(),
    ];
    let reason = words(dice);
    let joint = view.facts.joints.first().map(|joint| joint.act);
    let now = view.facts.state(branch);
    let asked = view.facts.open_request(Request::Withdraw).is_some();
    let which = match dice.index(4) {
        1 if matches!(now, State::Review | State::Approval) => 4,
        2 if view.facts.accepted().is_some() => *dice.choose(&[10, 18, 29, 29]),
        0 | 3 if now == State::Suspended => 8,
        3 if matches!(now, State::Handling | State::Review) => 6,
        0 if asked => 17,
        0 if !view.facts.custody.is_empty() => 27,
        _ => dice.index(31),
    };
    let decider = view.facts.decider().and_then(|owner| owner.department);
    let hand = match (which, decider) {
        // Whoever has the open step stops the clock and lets it go on.
        (6 | 8, _) => match department {
            Some(code) => of(*dice.choose(&[Role::Handler, Role::Reviewer]), code),
            None => hand,
        },
        (10, Some(code)) => of(*dice.choose(&[Role::Approver, Role::Handler]), &code),
        (18 | 23..=25, Some(code)) if dice.index(2) == 0 => of(Role::Approver, &code),
        _ => hand,
    };
    let deed = match which {
        0 => Deed::NotNeeded { reason },
        1 => Deed::Lapse,
        2 | 3 => Deed::HandOver {
            place: somewhere,
            department: None,
            reason,
        },
        4 | 5 => Deed::Return {
            to: dice.index(5) as u8,
            reason,
        },
        6 | 7 => Deed::Suspend {
            cause: dice
                .choose(&["hearing", "expert_review", "holiday"])
                .to_string(),
            days: dice.index(12) as u16,
            notice: words(dice),
        },
        8 | 9 => Deed::Resume { outcome: reason },
        10 => match dice.index(2) {
            0 => Deed::ApproveExtension {
                days: dice.index(14) as u16,
                number: "批1".to_owned(),
                reason,
            },
            _ => Deed::Extend {
                days: dice.index(6) as u16,
                reason,
                approval: "批1".to_owned(),
            },
        },
        11 => Deed::HearingTell { text: reason },
        12 => Deed::HearingAsk { text: reason },
        13 => Deed::HearingSet {
            on: soon,
            venue: words(dice),
            host: "lead".to_owned(),
        },
        14 => Deed::HearingHeld {
            record: reason,
            signed: vec![words(dice)],
        },
        15 | 16 => Deed::Ask {
            what: *dice.choose(&[
                Request::Withdraw,
                Request::Change,
                Request::Renew,
                Request::Cancel,
            ]),
            reason,
        },
        17 => Deed::Withdraw { reason },
        18 => Deed::Terminate {
            cause: ground(dice, Kind::Terminate),
            reason,
        },
        19 => match dice.index(5) {
            0 => Deed::Make {
                number: words(dice),
                until: None,
            },
            1 => Deed::Inspect {
                officers: vec!["handler".to_owned(), "reviewer".to_owned()],
                record: reason,
            },
            2 => Deed::Publicise {
                text: reason,
                venue: "公开栏".to_owned(),
                until: soon.plus_minutes(60 * 24 * 40),
            },
            3 => Deed::Object { text: reason },
            _ => Deed::AnswerObjection { text: reason },
        },
        20 => Deed::Archive { volume: reason },
        21 => Deed::Rate {
            stars: dice.index(7) as u8,
            text: String::new(),
        },
        22 => Deed::CallBack {
            content: true,
            text: reason,
        },
        23 => match dice.index(4) {
            0 => Deed::Change {
                cause: String::new(),
                reason,
            },
            1 => Deed::Change {
                cause: ground(dice, Kind::Change),
                reason,
            },
            2 => Deed::DenyChange {
                cause: ground(dice, Kind::DenyChange),
                reason,
            },
            _ => Deed::DenyRenewal {
                cause: ground(dice, Kind::DenyRenewal),
                reason,
            },
        },
        24 => match dice.index(3) {
            0 => Deed::Refund {
                fen: 2000,
                voucher: words(dice),
                reason,
            },
            1 => Deed::Retract {
                cause: ground(dice, Kind::Retract),
                reason,
            },
            _ => Deed::Revoke {
                cause: ground(dice, Kind::Revoke),
                reason,
            },
        },
        25 => Deed::Cancel {
            cause: ground(dice, Kind::Cancel),
            reason,
        },
        26 => Deed::Assign {
            user: dice.choose(&["next_agent", "handler"]).to_string(),
            reason,
        },
        27 => Deed::Hand {
            papers,
            to: (dice.index(2) == 0).then_some(somewhere),
        },
        28 => Deed::Take { papers },
        29 => Deed::Print {
            paper: crate::Paper::Acceptance.id().to_owned(),
            number: words(dice),
            edition: 1,
        },
        _ => match joint {
            Some(joint) => Deed::Sign {
                cause: String::new(),
                joint,
                opinion: reason,
                granted: None,
            },
            None => {
                let all = view.facts.branches.iter().map(|branch| branch.item.clone());
                let mut branches: Vec<String> = all.collect();
                branches.retain(|_| dice.index(2) == 0);
                branches.extend(branch.map(str::to_owned));
                branches.dedup();
                Deed::Joint {
                    what: Together::Visit,
                    branches,
                    text: reason,
                }
            }
        },
    };
    (deed, hand)
}

/// A move within the township or beyond it, with or without other places, mostly of the next revision.
fn some_move(dice: &mut Dice, view: &CaseView) -> Deed {
    let homes = [VILLAGE, VILLAGE, OTHER_VILLAGE, TOWNSHIP, OTHER_COUNTY];
    let grants = [
        &[][..],
        &[],
        &[OTHER_COUNTY],
        &[OTHER_VILLAGE],
        &[COUNTY],
        &[TOWNSHIP, VILLAGE],
    ];
    let stale = u32::from(dice.index(6) == 0);
    let home = *dice.choose(&homes);
    regrant(
        view.scope.revision + 1 - stale,
        home,
        dice.choose::<&[&str]>(&grants),
    )
}

fn some_settlement(dice: &mut Dice, view: &CaseView) -> Deed {
    let contested = &view.contested;
    let mut named: Vec<ActId> = match contested.len() {
        0 => vec![Digest([9; 32])],
        n => contested[dice.index(n)].acts.clone(),
    };
    dice.shuffle(&mut named);
    let void = named.split_off(dice.index(named.len() + 1));
    Deed::Resolve {
        stand: named,
        void,
        reason: "按登记先后".to_owned(),
    }
}

/// Tries things until the desk takes one; what it refuses is sometimes written all the same, by another
/// program. The desk and the fold must agree, which is looked at now and then.
fn does_something(dice: &mut Dice, replica: &mut Replica) {
    let view = replica.view();
    for _ in 0..12 {
        let (hand, branch, deed) = some_act(dice, &view);
        let act = replica.act(&hand, branch.as_deref(), deed);
        let (ground, form) = (replica.ground(), &replica.form);
        let verdict = judge_next(ground, &view, replica.author(), &act, form, &WORLD.library);
        if verdict.is_err() && dice.index(60) != 0 {
            continue;
        }
        if dice.index(6) == 0 {
            let _ = replica.write(act);
        } else {
            replica.write_unseen(act);
        }
        return;
    }
}

/// Village, township, county, city and sometimes a restored copy of one act and exchange at random.
fn some_case(seed: u64) -> (Ground, Vec<Replica>, Vec<Entry>) {
    let mut dice = Dice::of(seed);
    let start = match dice.index(10) {
        0 => bundle_received(),
        1..=3 => received(VILLAGE, "BM-019"),
        n => {
            let mut township = at(TOWNSHIP, &received(VILLAGE, "BM-019"));
            township.does(&node_itself(), Deed::Arrive);
            if n > 5 {
                township.does(&desk(Role::Window), Deed::Accept);
            }
            if n > 7 {
                township.does(&of(Role::Handler, "T07"), step(2));
            }
            township
        }
    };
    let copied = *dice.choose(&[None, None, Some(TOWNSHIP), Some(COUNTY)]);
    let mut places = vec![VILLAGE, TOWNSHIP, COUNTY, CITY];
    if dice.index(6) == 0 {
        // Where it may be moved to.
        places.push(OTHER_VILLAGE);
    }
    let mut replicas: Vec<Replica> = (places.into_iter().chain(copied))
        .map(|code| at(code, &start))
        .collect();
    let count = replicas.len();
    let unknown = dice.index(10) == 0;
    for round in 0..36 {
        let who = dice.index(count);
        match dice.index(20) {
            0..=9 => does_something(&mut dice, &mut replicas[who]),
            10..=15 => {
                let other = replicas[dice.index(count)].clone();
                replicas[who].hears(&other);
            }
            16..=18 => replicas[who].wait_minutes(*dice.choose(&[60, 60, 24 * 60, 9 * 24 * 60])),
            _ if unknown && round > 15 => {
                let author = replicas[who].author();
                let act = Digest([round; 32]);
                replicas[who].push(Content::Unknown(act), author);
            }
            _ => {}
        }
    }
    let mut all = replicas[0].clone();
    for replica in &replicas[1..] {
        all.hears(replica);
    }
    (all.ground(), replicas, all.entries)
}

fn bytes(ground: Ground, entries: &[Entry]) -> Vec<u8> {
    serde_json::to_vec(&fold(ground, entries, &WORLD.library)).unwrap()
}

/// What is fixed for ever about each act.
fn verdicts(ground: Ground, entries: &[Entry]) -> BTreeMap<Digest, Option<Standing>> {
    let view = fold(ground, entries, &WORLD.library);
    let fixed = view.trail.into_iter().map(|entry| {
        let verdict = match entry.standing {
            Standing::Invalid(_) | Standing::Unjudged | Standing::Unknown => Some(entry.standing),
            _ => None,
        };
        (entry.change, verdict)
    });
    fixed.collect()
}

/// Some of `entries`, with everything in their past.
fn closed_part(dice: &mut Dice, entries: &[Entry]) -> Vec<Entry> {
    let wanted = (0..1 + dice.index(4)).map(|_| dice.choose(entries).hash);
    closed(entries, wanted.collect())
}

/// One of `entries`, with everything in its past.
fn past(entries: &[Entry], last: Digest) -> Vec<Entry> {
    closed(entries, vec![last])
}

fn closed(entries: &[Entry], mut wanted: Vec<Digest>) -> Vec<Entry> {
    let by_hash: BTreeMap<Digest, &Entry> = entries.iter().map(|e| (e.hash, e)).collect();
    let mut part = BTreeSet::new();
    while let Some(hash) = wanted.pop() {
        if part.insert(hash) {
            wanted.extend(&by_hash[&hash].deps);
        }
    }
    part.iter().map(|hash| by_hash[hash].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn every_order_and_every_way_of_merging_gives_the_same_view(seed in any::<u64>()) {
        let (ground, replicas, entries) = some_case(seed);
        let expected = bytes(ground, &entries);
        let mut dice = Dice::of(!seed);
        for _ in 0..2 {
            let mut mixed = entries.clone();
            // Some come twice.
            for _ in 0..3 {
                mixed.push(dice.choose(&entries).clone());
            }
            dice.shuffle(&mut mixed);
            prop_assert_eq!(&bytes(ground, &mixed), &expected);
        }
        let mut replicas = replicas;
        while replicas.len() > 1 {
            let one = replicas.remove(dice.index(replicas.len()));
            let other = dice.index(replicas.len());
            replicas[other].hears(&one);
        }
        prop_assert_eq!(&bytes(ground, &replicas[0].entries), &expected);
    }

    #[test]
    fn what_was_lawful_stays_lawful_and_what_was_not_does_not_become_so(seed in any::<u64>()) {
        let (ground, replicas, entries) = some_case(seed);
        let whole = verdicts(ground, &entries);
        let mut dice = Dice::of(!seed);
        let mut parts: Vec<Vec<Entry>> = (0..3).map(|_| closed_part(&mut dice, &entries)).collect();
        parts.extend(replicas.into_iter().map(|replica| replica.entries));
        for part in parts {
            for (change, verdict) in verdicts(ground, &part) {
                prop_assert_eq!(&verdict, &whole[&change]);
            }
        }
    }

    #[test]
    fn every_act_that_counts_leads_where_the_table_says(seed in any::<u64>()) {
        let (ground, _, entries) = some_case(seed);
        let view = fold(ground, &entries, &WORLD.library);
        let form = entries.iter().find_map(|entry| match &entry.content {
            Content::Form(form) => Some(form.clone()),
            _ => None,
        });
        let form = form.unwrap_or_default();
        let by_act: BTreeMap<ActId, &Act> = entries.iter().filter_map(|entry| match &entry.content {
            Content::Act(id, act) => Some((*id, &**act)),
            _ => None,
        }).collect();
        let mut facts = Facts::default();
        for entry in view.trail.iter().filter(|entry| entry.standing == Standing::Stands) {
            let act = by_act[&entry.act];
            let kind = act.deed.kind();
            let item = act.branch.as_deref().filter(|_| kind.is_of_a_branch());
            let before = facts.state(item);
            apply(&mut facts, entry.act, act, &form, &WORLD.library);
            let after = facts.state(item);
            let mut rows = rows_of(kind).filter(|row| row.states.contains(&before));
            let leads = rows.any(|row| row.leads(before).contains(&after));
            prop_assert!(leads || kind == Kind::Resolve, "{:?}: {:?} -> {:?}", kind, before, after);
        }
        facts.frozen = view.facts.frozen.clone();
        prop_assert_eq!(facts, view.facts);
    }

    #[test]
    fn taking_one_more_act_in_is_the_same_as_folding_everything_anew(seed in any::<u64>()) {
        let (ground, _, entries) = some_case(seed);
        let library = &WORLD.library;
        let mut dice = Dice::of(!seed);
        for _ in 0..6 {
            let last = dice.choose(&entries);
            let whole = past(&entries, last.hash);
            let mut before = whole.clone();
            before.retain(|entry| entry.hash != last.hash);
            let old = fold(ground, &before, library);
            let mut view = old.clone();
            let expected = if fold_next(ground, &mut view, last, library) { fold(ground, &whole, library) } else { old };
            prop_assert_eq!(view, expected);
        }
    }

    #[test]
    fn taking_in_acts_that_did_not_know_each_other_is_the_same_as_folding_everything_anew(seed in any::<u64>()) {
        let (ground, _, entries) = some_case(seed);
        let mut dice = Dice::of(!seed);
        for _ in 0..4 {
            let own = dice.choose(&entries).hash;
            for (view, whole) in beside(&mut dice, ground, &entries, own) {
                prop_assert_eq!(view, fold(ground, &whole, &WORLD.library));
            }
        }
    }

    #[test]
    fn whoever_is_contested_does_not_count_and_whatever_counts_is_uncontested(seed in any::<u64>()) {
        let (ground, _, entries) = some_case(seed);
        let view = fold(ground, &entries, &WORLD.library);
        let standing: BTreeMap<ActId, &Standing> =
            view.trail.iter().map(|entry| (entry.act, &entry.standing)).collect();
        let named: BTreeSet<ActId> =
            view.contested.iter().flat_map(|group| group.acts.iter().copied()).collect();
        for (act, standing) in &standing {
            prop_assert_eq!(named.contains(act), **standing == Standing::Contested);
        }
        let frozen: BTreeSet<_> =
            view.contested.iter().flat_map(|group| group.slots.iter().cloned()).collect();
        prop_assert_eq!(frozen, view.facts.frozen);
    }
}

/// What a view comes to that takes in what did not know the act `own`, one by one, for as long as it can; each time with
/// all entries that it then holds.
fn beside(
    dice: &mut Dice,
    ground: Ground,
    entries: &[Entry],
    own: Digest,
) -> Vec<(CaseView, Vec<Entry>)> {
    let library = &WORLD.library;
    let mut held = past(entries, own);
    let own = held.iter().position(|entry| entry.hash == own).unwrap();
    let own = held.remove(own);
    let mut view = fold(ground, &held, library);
    let Some(mut base) = Base::before(&view, &own) else {
        return Vec::new();
    };
    if !fold_next(ground, &mut view, &own, library) {
        return Vec::new();
    }
    held.push(own);
    let mut taken = Vec::new();
    loop {
        let hashes: BTreeSet<Digest> = held.iter().map(|entry| entry.hash).collect();
        let comes = |entry: &&Entry| {
            let new = !hashes.contains(&entry.hash);
            new && entry.deps.iter().all(|dep| hashes.contains(dep))
        };
        let next: Vec<&Entry> = entries.iter().filter(comes).collect();
        if next.is_empty() {
            return taken;
        }
        let next = *dice.choose(&next);
        if !base.take(ground, &mut view, next, library) {
            return taken;
        }
        held.push(next.clone());
        taken.push((view.clone(), held.clone()));
    }
}

#[test]
fn many_acts_that_did_not_know_each_other_can_be_taken_in_without_the_rest() {
    let (mut several, mut longest) = (0, 0);
    for seed in 0..60 {
        let (ground, _, entries) = some_case(seed);
        for entry in &entries {
            let taken = beside(&mut Dice::of(seed), ground, &entries, entry.hash).len();
            several += usize::from(taken > 0);
            longest = longest.max(taken);
        }
    }
    assert!(several > 100 && longest > 3, "{several} {longest}");
}

#[test]
fn most_acts_can_be_taken_in_by_themselves() {
    let (mut alone, mut all) = (0, 0);
    for seed in 0..40 {
        let (ground, replicas, _) = some_case(seed);
        let entries = &replicas[0].entries;
        for last in entries {
            let mut before = past(entries, last.hash);
            before.retain(|entry| entry.hash != last.hash);
            let mut view = fold(ground, &before, &WORLD.library);
            alone += u32::from(fold_next(ground, &mut view, last, &WORLD.library));
            all += 1;
        }
    }
    assert!(alone * 2 > all, "{alone} of {all}");
}

#[test]
fn the_random_cases_are_worth_folding() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    let (mut disputed, mut left) = (0, 0);
    for seed in 0..600 {
        let (ground, _, entries) = some_case(seed);
        let view = fold(ground, &entries, &WORLD.library);
        for (name, n) in view.standings() {
            *seen.entry(name).or_default() += n;
        }
        disputed += u32::from(!view.scope.contested.is_empty());
        // Somebody's act at a place that a move took out, which he did not know of.
        left += u32::from(view.trail.iter().any(|entry| {
            let who = entry.who.as_ref();
            let out = who.is_some_and(|who| view.left(who.place).is_some());
            out && entry.standing == Standing::Stands
        }));
        let counted = view.trail.iter().filter(|e| e.standing == Standing::Stands);
        kinds.extend(counted.map(|entry| entry.kind.clone()));
    }
    assert!(disputed > 0 && left > 0, "{disputed} {left}");
    for name in [
        "stands",
        "contested",
        "late",
        "void",
        "displaced",
        "invalid",
        "unknown",
    ] {
        assert!(seen.get(name).is_some_and(|n| *n > 0), "{name}: {seen:?}");
    }
    for kind in [
        "correct",
        "resubmit",
        "accept",
        "refuse",
        "takeover",
        "deem",
        "fee",
        "step",
        "resolve",
        "handover",
        "suspend",
        "resume",
        "return",
        "extend",
        "hear_tell",
        "ask",
        "withdraw",
        "terminate",
        "unneeded",
        "regrant",
        "assign",
        "take",
        "hand",
        "print",
    ] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
}
