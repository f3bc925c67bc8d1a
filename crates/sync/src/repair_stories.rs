//! First loads, comparisons and repairs: over links that are cut, with stores that lost something, and with
//! peers that lie.

mod end;

use crate::stories::{
    ALL_SPREADS, CITY, COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, a_random_run,
    something_is_written, tree,
};
use crate::world::{ALONE, Label, ToyWorld, place, store};
use crate::{
    Cursor, Frame, HeldBucket, HeldSum, Hello, HubInput, HubOutput, LISTS_MAX, Level, LinkNo,
    NAMES_BYTES_MAX, Names, REPAIRS_MAX, encode,
};
use dice::Dice;
use end::{End, FOLLOWED, any_frame, greeting};
use proptest::prelude::*;
use record::RecordId;
use serde_bytes::ByteBuf;
use tiers::{Digest, Spread};

/// The links come and go, and nodes are restarted, at any frame.
fn a_rough_time(world: &mut ToyWorld, dice: &mut Dice) {
    for _ in 0..120 {
        let wire = dice.index(world.wires.len());
        let node = dice.index(world.nodes.len());
        match dice.index(100) {
            0..=4 => something_is_written(world, dice),
            5..=12 => world.cut(wire),
            13..=34 => world.heal(wire),
            35..=69 => {
                let upward = dice.index(2) == 0;
                world.deliver(wire, upward);
            }
            70..=94 => world.store(node),
            _ => world.start(node),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn an_empty_store_is_loaded_over_cuts_and_restarts(seed in any::<u64>()) {
        let mut dice = Dice::of(!seed);
        let mut world = a_random_run(seed, true);
        let node = dice.index(world.nodes.len());
        world.replace(node);
        a_rough_time(&mut world, &mut dice);
        world.settle();
        world.check_quiet();
        for node in &world.nodes {
            prop_assert!(node.disagreed.is_empty());
        }
    }

    #[test]
    fn what_either_side_lost_comes_back_to_where_it_lives(seed in any::<u64>()) {
        let mut dice = Dice::of(!seed);
        let mut world = a_random_run(seed, true);
        world.settle();
        let all: Vec<Label> = (world.nodes.iter())
            .flat_map(|node| node.journal.held.iter().copied())
            .collect();
        for n in 0..dice.index(12) as u64 {
            let node = dice.index(world.nodes.len());
            if dice.index(2) == 0 && !all.is_empty() {
                world.corrupt(node, *dice.choose(&all), false);
            } else {
                let home = world.nodes[dice.index(world.nodes.len())].place;
                let label = Label { n: 1_000_000 + n, spread: *dice.choose(&ALL_SPREADS), home };
                if label.lives_at(world.nodes[node].place) {
                    world.corrupt(node, label, true);
                }
            }
        }
        (0..world.nodes.len()).for_each(|node| world.start(node));
        if dice.index(2) == 0 {
            a_rough_time(&mut world, &mut dice);
        }
        world.settle();
        world.check_quiet();
        for node in &world.nodes {
            prop_assert!(node.closed.is_empty(), "{:?}", node.closed);
            prop_assert!(node.disagreed.is_empty());
        }
    }

    #[test]
    fn whatever_a_child_says_its_parent_answers_in_bounds(seed in any::<u64>()) {
        let mut dice = Dice::of(seed);
        let mut parent = End::new(TOWNSHIP, LinkNo(4), VILLAGE);
        parent.is_greeted_by(VILLAGE);
        let mut heard = 0;
        for _ in 0..200 {
            let frame = any_frame(&mut dice);
            if parent.hears(&frame).iter().any(|out| matches!(out, HubOutput::Close { .. })) {
                parent.hub.handle(HubInput::Up { link: parent.link });
                parent.is_greeted_by(VILLAGE);
            }
            heard += 1;
            parent.store_all();
        }
        // To each frame one answer and what makes it durable, a greeting, and the parts of what was asked.
        prop_assert!(parent.sent.len() <= 6 * heard, "{}", parent.sent.len());
    }

    #[test]
    fn whatever_a_parent_says_its_child_lives_and_comes_to_an_end(seed in any::<u64>()) {
        let mut dice = Dice::of(seed);
        let mut child = End::new(VILLAGE, LinkNo::PARENT, TOWNSHIP);
        child.is_greeted_by(TOWNSHIP);
        let mut heard = 0;
        for _ in 0..200 {
            let frame = any_frame(&mut dice);
            if child.hears(&frame).iter().any(|out| matches!(out, HubOutput::Close { .. })) {
                child.hub.handle(HubInput::Up { link: child.link });
                child.is_greeted_by(TOWNSHIP);
            }
            heard += 1;
            child.store_all();
        }
        prop_assert!(child.sent.len() <= 6 * heard, "{}", child.sent.len());
    }
}

/// The mark was true when it was told, and neither end can know that it no longer is.
#[test]
fn what_both_ends_lost_is_missed_by_nobody() {
    let mut world = ToyWorld::new(&[CITY, COUNTY]);
    world.write(1, Spread::Pair, place(COUNTY), 10);
    world.write(1, Spread::Pair, place(COUNTY), 10);
    world.settle();
    let lost = *world.nodes[1].journal.held.first().unwrap();
    for node in 0..2 {
        world.corrupt(node, lost, false);
        world.start(node);
    }
    world.settle();
    world.check_quiet();
    for node in &world.nodes {
        assert_eq!(node.journal.held.len(), 1);
        assert!(node.disagreed.is_empty());
    }
}

#[test]
fn an_idle_line_that_comes_back_costs_two_round_trips() {
    let mut world = tree();
    for n in 0..40 {
        world.write(3, Spread::Path, place(VILLAGE), n);
        world.write(2, Spread::Path, place(VILLAGE), n);
    }
    world.settle();
    let wire = world.wires.iter().position(|wire| wire.child == 3).unwrap();
    world.cut(wire);
    world.traffic(wire);
    world.settle();
    let (frames, bytes) = world.traffic(wire);
    // Both greet; the child compares, is told that all is the same, and hears how far it has come.
    assert_eq!(frames, 5);
    assert!(bytes <= 1_536, "{bytes}");
}

#[test]
fn a_first_load_goes_in_the_order_of_records_and_once() {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    for _ in 0..30 {
        world.write(0, Spread::Pair, place(VILLAGE), 30_000);
    }
    world.settle();
    world.replace(1);
    world.traffic(0);
    world.settle();
    world.check_quiet();
    let (_, bytes) = world.traffic(0);
    // The items are well compressible padding; what counts is that none is sent twice.
    assert!(bytes < 30_000, "{bytes}");
    assert_eq!(world.nodes[1].journal.held.len(), 30);
    let cursor = world.nodes[1].journal.cursors[&LinkNo::PARENT];
    assert_eq!((cursor.seq, cursor.loading), (30, None));
}

#[test]
fn a_load_that_was_cut_goes_on_after_the_last_whole_record() {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    for n in 0..300 {
        let label = Label {
            n: ALONE + n,
            spread: Spread::Pair,
            home: place(VILLAGE),
        };
        world.plant(0, label, true, 30_000);
    }
    world.start(0);
    world.replace(1);
    let (mut cuts, mut went_on) = (0, 0);
    while world.nodes[1].journal.held.len() < 300 {
        let before = world.nodes[1].journal.cursors.get(&LinkNo::PARENT).copied();
        world.heal(0);
        // Greetings, and one frame of the load is made durable before the line goes.
        for _ in 0..3 {
            world.deliver(0, true);
            world.deliver(0, false);
            world.store(1);
        }
        let after = world.nodes[1].journal.cursors.get(&LinkNo::PARENT).copied();
        let last = |cursor: Option<Cursor>| cursor.and_then(|cursor| cursor.loading?.last);
        if after.is_some_and(|cursor| cursor.loading.is_some()) {
            assert!(last(before) <= last(after));
            went_on += usize::from(last(before) < last(after));
        }
        world.start(cuts % 2);
        cuts += 1;
        assert!(cuts < 500, "it never comes to an end");
    }
    assert!(went_on > 5, "{went_on}");
    world.settle();
    world.check_quiet();
}

#[test]
fn ten_of_a_hundred_thousand_are_found_in_six_round_trips() {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    let label = |n: u64| Label {
        n: ALONE + n,
        spread: Spread::Path,
        home: place(VILLAGE),
    };
    for n in 0..100_000 {
        world.corrupt(0, label(n), n % 20_000 != 3);
        world.corrupt(1, label(n), n % 20_000 != 7);
    }
    world.start(0);
    world.start(1);
    world.settle();
    assert_eq!(world.nodes[0].journal.held.len(), 100_000);
    assert_eq!(world.nodes[1].journal.held, world.nodes[0].journal.held);
    // Both were empty stores to each other's eyes and were loaded; now they differ again, as known peers.
    for n in 0..10 {
        world.corrupt((n % 2) as usize, label(n * 9_000), false);
    }
    world.start(0);
    world.start(1);
    world.traffic(0);
    (0..2).for_each(|node| world.nodes[node].rows_read = 0);
    world.heal(0);
    let ways = until_silent(&mut world);
    world.check_quiet();
    let (_, bytes) = world.traffic(0);
    assert!(bytes <= 64 * 1024, "{bytes}");
    // The greeting and the last comparison are counted.
    assert!(ways <= 2 * 6, "{ways}");
    let rows = world.nodes.iter().map(|node| node.rows_read).max().unwrap();
    assert!(rows <= 100, "{rows}");
}

/// Hands over all that is under way in both directions at once, until nothing is: how often, and a round trip
/// is two of these.
fn until_silent(world: &mut ToyWorld) -> usize {
    let mut ways = 0;
    while !world.is_silent(0) {
        ways += 1;
        let mut under_way = world.under_way(0);
        for upward in [true, false] {
            while under_way[usize::from(upward)] > 0 {
                under_way[usize::from(upward)] -= 1;
                world.deliver(0, upward);
            }
        }
        (0..2).for_each(|node| {
            while world.has_taken(node) {
                world.store(node);
            }
        });
    }
    ways
}

#[test]
fn a_place_that_went_back_has_all_again_within_six_round_trips() {
    for who in 0..2 {
        let mut world = ToyWorld::new(&[CITY, COUNTY]);
        world.write_alone();
        for _ in 0..5_000 {
            world.write(1, Spread::Path, place(COUNTY), 10);
        }
        world.settle();
        let before = world.nodes[who].journal.clone();
        for _ in 0..10 {
            world.write(who, Spread::Path, place(COUNTY), 10);
        }
        world.settle();
        world.nodes[who].journal = before;
        world.nodes[who].store.incarnation = [1; 16];
        world.nodes[who].forget_what_was_shown();
        world.start(who);
        world.heal(0);
        let ways = until_silent(&mut world);
        world.check_quiet();
        assert_eq!(world.nodes[who].journal.held.len(), 5_010);
        assert!(ways <= 2 * 6, "{ways}");
    }
}

#[test]
fn a_comparison_waits_until_all_before_it_is_durable() {
    let mut parent = End::new(TOWNSHIP, LinkNo(4), VILLAGE);
    parent.is_followed_by(VILLAGE);
    let fed = |first| Frame::Feed {
        first,
        items: vec![ByteBuf::from(vec![1])],
        rolling: [3; 16],
        held: vec![],
    };
    let compare = |mine| Frame::Compare {
        mine,
        yours: 2,
        root: HeldBucket::new(0, HeldSum::default()),
    };
    let answers = |end: &mut End| -> Vec<Frame> {
        let said = std::mem::take(&mut end.sent).into_iter();
        said.filter(|frame| !matches!(frame, Frame::Ack { .. }))
            .collect()
    };
    answers(&mut parent);
    parent.hears(&fed(1));
    parent.hears(&compare(1));
    assert_eq!(answers(&mut parent), []);
    parent.store_all();
    assert_eq!(answers(&mut parent), [Frame::Same]);
    // One that never rests is told so as soon as that is known.
    parent.hears(&fed(2));
    parent.hears(&compare(2));
    parent.hears(&fed(3));
    let first = parent.tasks.remove(0);
    let out = parent.hub.handle(HubInput::Stored { task: first });
    parent.carry_out(out);
    assert_eq!(answers(&mut parent), [Frame::Later]);
    // A second question before the first was answered is no peer's that can be talked to.
    parent.hears(&fed(4));
    parent.hears(&compare(4));
    let out = parent.hears(&compare(4));
    assert!(
        matches!(out.as_slice(), [HubOutput::Close { .. }]),
        "{out:?}"
    );
}

#[test]
fn a_child_that_asks_for_what_is_not_its_own_is_given_nothing() {
    let mut world = tree();
    world.write(4, Spread::Path, place(OTHER_VILLAGE), 10);
    world.write(1, Spread::Pair, place(COUNTY), 10);
    world.settle();
    let sibling = *world.nodes[4].journal.records.keys().next().unwrap();
    assert!(world.nodes[2].journal.records.contains_key(&sibling));
    let link = LinkNo(4);
    assert_eq!(
        world.nodes[world.nodes[2].peers[&link]].place,
        place(VILLAGE)
    );
    let asks = |frame: &Frame, world: &mut ToyWorld| {
        let bytes = encode(frame);
        world.tell(2, HubInput::Frame { link, bytes });
    };
    asks(
        &Frame::List {
            leaves: vec![crate::leaf_of(&sibling)],
            after: None,
            upto: None,
            held: vec![],
        },
        &mut world,
    );
    asks(
        &Frame::Have {
            names: vec![Names::of(sibling, [])],
        },
        &mut world,
    );
    let wire = world.wires.iter().position(|wire| wire.child == 3).unwrap();
    let said = world.on_the_way_down(wire);
    assert_eq!(
        said,
        [
            Frame::Names {
                names: vec![],
                upto: None
            },
            Frame::Mend {
                items: vec![],
                done: true
            }
        ]
    );
}

#[test]
fn a_parent_that_never_agrees_is_left_alone_and_told_of_once() {
    for only_one in [false, true] {
        let mut child = End::new(VILLAGE, LinkNo::PARENT, TOWNSHIP);
        child.is_followed_by(TOWNSHIP);
        let lie = HeldSum { count: 1, sum: 1 };
        let mut after = 0u64;
        let mut answered = 0;
        while !child.sent.is_empty() {
            let frame = child.sent.remove(0);
            let answer = match frame {
                Frame::Compare { .. } => Frame::Sums {
                    level: Level::Broad,
                    buckets: (0..256).map(|no| HeldBucket::new(no, lie)).collect(),
                },
                Frame::Ask { level, buckets } => Frame::Sums {
                    level: level.below().unwrap(),
                    buckets: (buckets.iter())
                        .flat_map(|no| (no << 4)..=((no << 4) | 15))
                        .map(|no| HeldBucket::new(no, lie))
                        .collect(),
                },
                // One made-up record after the other in the first leaf, or one in each.
                Frame::List { leaves, .. } => {
                    after += 1;
                    let made_up = |leaf: &u16| {
                        let mut id = [0; 32];
                        id[..2].copy_from_slice(&leaf.to_be_bytes());
                        id[2..10].copy_from_slice(&after.to_be_bytes());
                        Names::of(RecordId(Digest(id)), [Digest([1; 32])])
                    };
                    let names: Vec<Names> = if only_one {
                        leaves.iter().take(1).map(made_up).collect()
                    } else {
                        leaves.iter().map(made_up).collect()
                    };
                    let upto = names.last().map(|names| names.record);
                    Frame::Names {
                        upto: upto.filter(|_| only_one),
                        names,
                    }
                }
                Frame::Have { .. } => Frame::Mend {
                    items: vec![],
                    done: true,
                },
                _ => continue,
            };
            answered += 1;
            child.hears(&answer);
            child.store_all();
        }
        let most = (REPAIRS_MAX * (2 * LISTS_MAX + 2 * 4_096 + 8)) as usize;
        assert!(answered <= most, "{answered}");
        assert_eq!(child.disagreed, 1, "{answered}");
    }
}

#[test]
fn records_with_very_many_changes_are_named_a_frame_at_a_time() {
    let mut child = End::new(VILLAGE, LinkNo::PARENT, TOWNSHIP);
    child.changes = 4_096;
    child.is_followed_by(TOWNSHIP);
    let lie = HeldSum { count: 1, sum: 1 };
    let made_up = |n: u8| {
        let mut id = [0; 32];
        id[2] = n;
        RecordId(Digest(id))
    };
    // All of one leaf; the parent has nothing of them but their names.
    let mut left: Vec<RecordId> = (0..=255).map(made_up).collect();
    let mut had = Vec::new();
    while !child.sent.is_empty() {
        let sums = |level| Frame::Sums {
            level,
            buckets: vec![HeldBucket::new(0, lie)],
        };
        let answer = match child.sent.remove(0) {
            Frame::Compare { .. } => sums(Level::Broad),
            Frame::Ask { level, .. } => sums(level.below().unwrap()),
            Frame::List { after, .. } => {
                left.retain(|record| Some(*record) > after);
                Frame::Names {
                    names: left.iter().map(|record| Names::of(*record, [])).collect(),
                    upto: None,
                }
            }
            Frame::Have { names } => {
                let bytes: usize = names.iter().map(|names| names.names.len()).sum();
                assert!(bytes <= NAMES_BYTES_MAX, "{bytes}");
                had.extend(names.into_iter().map(|names| names.record));
                Frame::Mend {
                    items: vec![],
                    done: true,
                }
            }
            _ => continue,
        };
        child.hears(&answer);
        child.store_all();
        if had.len() >= 256 {
            break;
        }
    }
    assert_eq!(had, (0..=255).map(made_up).collect::<Vec<_>>());
}

#[test]
fn a_comparison_can_be_asked_for_at_any_time_by_the_child() {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    world.write(1, Spread::Path, place(VILLAGE), 10);
    world.settle();
    world.traffic(0);
    let link = LinkNo::PARENT;
    world.tell(1, HubInput::Compare { link });
    world.settle();
    assert_eq!(world.traffic(0).0, 3);
    assert!(world.nodes[1].hub.link(link).unwrap().same);
    // A parent cannot begin it.
    let (child, _) = world.nodes[0].hub.links().next().unwrap();
    world.tell(0, HubInput::Compare { link: child });
    assert_eq!(world.traffic(0).0, 0);
}

/// What was put into the feed for itself is on no side of a comparison, so one that was asked for before says
/// nothing of it.
#[test]
fn behind_a_jump_marks_wait_for_what_was_put_in_since() {
    for late in [false, true] {
        let link = LinkNo::PARENT;
        let mut child = End::new(VILLAGE, link, TOWNSHIP);
        child.hears(&Frame::Hello(Hello {
            cursor: Some(Cursor {
                from: store(7, 0),
                ..FOLLOWED
            }),
            ..greeting(TOWNSHIP)
        }));
        let jumped = |frame: &Frame| matches!(frame, Frame::Jump { seq: 2, .. });
        assert!(child.sent.iter().any(jumped), "{:?}", child.sent);
        child.hears(&Frame::Feed {
            first: 1,
            items: vec![ByteBuf::from(vec![1])],
            rolling: [5; 16],
            held: vec![],
        });
        child.store_all();
        let ack = |seq| Frame::Ack { seq, reach: vec![] };
        let asked = |child: &mut End| -> Vec<u64> {
            let said = std::mem::take(&mut child.sent).into_iter();
            said.filter_map(|frame| match frame {
                Frame::Compare { mine, .. } => Some(mine),
                _ => None,
            })
            .collect()
        };
        child.hears(&Frame::Taken { frames: 1 });
        child.hears(&ack(2));
        assert_eq!(asked(&mut child), [2]);
        if late {
            child.hub.assign_on(link, b"what left", None);
            let out = child.hub.handle(HubInput::Committed);
            child.carry_out(out);
        }
        let mut heard = child.hears(&Frame::Same);
        if late {
            assert!(child.hub.link(link).unwrap().unproved);
            heard.extend(child.hears(&ack(3)));
            assert!(
                !heard
                    .iter()
                    .any(|out| matches!(out, HubOutput::Reached { .. }))
            );
            assert_eq!(asked(&mut child), [3]);
            heard.extend(child.hears(&Frame::Same));
        }
        assert!(!child.hub.link(link).unwrap().unproved);
        let marks = if late { 3 } else { 2 };
        heard.extend(child.hears(&ack(marks)));
        assert_eq!(
            heard.last(),
            Some(&HubOutput::Reached { marks: vec![marks] })
        );
    }
}

/// A township lost what a sibling had passed on to it and the village may not give it: they differ for good,
/// and what the village wrote is there all the same.
#[test]
fn what_one_end_will_not_take_holds_up_no_mark() {
    let link = LinkNo::PARENT;
    let mut child = End::new(VILLAGE, link, TOWNSHIP);
    child.hears(&Frame::Hello(Hello {
        cursor: Some(Cursor {
            mending: true,
            ..FOLLOWED
        }),
        ..greeting(TOWNSHIP)
    }));
    let theirs = HeldSum { count: 1, sum: 1 };
    let sums = |level, no| Frame::Sums {
        level,
        buckets: vec![HeldBucket::new(no, theirs)],
    };
    let mut compared = 0;
    let mut heard = Vec::new();
    while let Some(frame) = (!child.sent.is_empty()).then(|| child.sent.remove(0)) {
        let answer = match frame {
            Frame::Compare { .. } => {
                compared += 1;
                sums(Level::Broad, 3)
            }
            Frame::List { .. } => Frame::Names {
                names: vec![],
                upto: None,
            },
            Frame::Have { .. } => Frame::Mend {
                items: vec![],
                done: true,
            },
            Frame::Ask { level, buckets } => sums(level.below().unwrap(), buckets[0] << 4),
            _ => continue,
        };
        assert!(child.hub.link(link).unwrap().unproved);
        heard.extend(child.hears(&answer));
        child.store_all();
    }
    assert_eq!((compared, child.disagreed), (REPAIRS_MAX + 1, 1));
    assert_eq!(heard, [HubOutput::Reached { marks: vec![2] }]);
    // Whatever comes may be what was lacking: it is looked at again, less and less often.
    let mut again = Vec::new();
    for n in 1..=20u64 {
        child.hears(&Frame::Feed {
            first: n,
            items: vec![ByteBuf::from(vec![1])],
            rolling: [n as u8; 16],
            held: vec![],
        });
        child.store_all();
        let asks = |frame: &Frame| matches!(frame, Frame::Compare { .. });
        if std::mem::take(&mut child.sent).iter().any(asks) {
            again.push(n);
            child.hears(&sums(Level::Broad, 3));
        }
    }
    assert_eq!(again, [1, 3, 7, 15]);
}

/// The same, as the place above sees it: after as many repairs as a child makes it has what it will take.
#[test]
fn a_parent_follows_a_child_from_which_it_goes_on_to_differ() {
    let link = LinkNo(4);
    let mut parent = End::new(TOWNSHIP, link, VILLAGE);
    parent.is_followed_by(VILLAGE);
    parent.hears(&Frame::Jump {
        seq: 2,
        rolling: [3; 16],
    });
    parent.store_all();
    parent.hears(&Frame::Ack {
        seq: 2,
        reach: vec![],
    });
    for asked in 1..=REPAIRS_MAX + 1 {
        parent.sent.clear();
        let heard = parent.hears(&Frame::Compare {
            mine: 2,
            yours: 2,
            root: HeldBucket::new(0, HeldSum { count: 1, sum: 1 }),
        });
        assert!(
            matches!(parent.sent[0], Frame::Sums { .. }),
            "{:?}",
            parent.sent
        );
        let mended =
            matches!(heard.as_slice(), [HubOutput::Keep { cursor, .. }] if !cursor.mending);
        assert_eq!(mended, asked > REPAIRS_MAX, "{heard:?}");
        let told = matches!(parent.sent.last(), Some(Frame::Ack { seq: 2, .. }));
        assert_eq!(told, asked > REPAIRS_MAX, "{:?}", parent.sent);
    }
}

/// Two copies of one store under one name, each of which hears of the other's lives whenever they change places.
#[test]
fn a_copy_beside_it_makes_no_store_begin_anew_again_and_again() {
    let link = LinkNo::PARENT;
    let mut child = End::new(VILLAGE, link, TOWNSHIP);
    let mut told = Vec::new();
    for life in 1..=9 {
        child.hub.tell_time(i64::from(life) * 1_000_000);
        let heard = child.hears(&Frame::Hello(Hello {
            cursor: Some(Cursor {
                from: store(1, 100 + life),
                ..FOLLOWED
            }),
            ..greeting(TOWNSHIP)
        }));
        if heard.contains(&HubOutput::WentBack { link }) {
            told.push(life);
            child.hub.begin_incarnation(store(1, life));
        }
        child.hub.handle(HubInput::Down { link });
        let out = child.hub.handle(HubInput::Up { link });
        child.carry_out(out);
    }
    // Every 1,000 s another: the first, and those after an hour of quiet.
    assert_eq!(told, [1, 5, 9]);
}
