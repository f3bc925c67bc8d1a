//! What is urgent overtakes a load and a backlog, and nothing is lost or doubled by it.

use crate::feed::FeedHead;
use crate::line::ToyLine;
use crate::stories::{TOWNSHIP, VILLAGE, tree};
use crate::world::{Label, ToyWorld, place, store};
use crate::{
    BULK_TURNS_MAX, CREDIT_BYTES, EXPRESS_ITEMS_MAX, EXPRESSED_MAX, FRAME_BYTES_MAX, Frame, Hello,
    Hub, HubConfig, HubInput, HubOutput, LinkNo, PROTOCOL, Passed, SCHEMA, SEQ_MAX, Urgent, encode,
    item_hash,
};
use serde_bytes::ByteBuf;
use tiers::Spread;

/// A village with a backlog of a thousand changes, of records of their own; the township follows its feed, or
/// holds nothing of it and is loaded.
fn saturated(loads: bool) -> ToyWorld {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    world.write_alone();
    if !loads {
        world.write(1, Spread::Path, place(VILLAGE), 10);
        world.settle();
        world.cut(0);
    }
    for _ in 0..1_000 {
        world.write_noise(1, Spread::Path, place(VILLAGE), 900);
    }
    world.heal(0);
    world
}

#[test]
fn an_urgent_change_waits_only_for_what_is_on_the_way() {
    for loads in [true, false] {
        let mut world = saturated(loads);
        let mut line = ToyLine::new(0, 16_000, 300);
        for _ in 0..10_000 {
            line.tick(&mut world);
        }
        assert!(world.nodes[0].journal.held.len() < 400);
        for _ in 0..3 {
            let before = line.waiting(&world);
            let went = line.went.len();
            let urgent = world.write_urgent(1, Spread::Path, place(VILLAGE));
            while !world.nodes[0].journal.held.contains(&urgent) {
                line.tick(&mut world);
            }
            let since: usize = line.went[went..].iter().map(|(_, bytes)| bytes).sum();
            // The change is a hundred bytes, with its name and its frame.
            assert!(since <= before + 250, "{loads}: {before}, {since}");
            assert!(world.nodes[0].journal.held.len() < 500);
            for _ in 0..1_000 {
                line.tick(&mut world);
            }
        }
        world.settle();
        assert_eq!(
            world.nodes[0].journal.held.len(),
            world.nodes[1].journal.held.len()
        );
        assert!(world.nodes.iter().all(|node| node.closed.is_empty()));
    }
}

#[test]
fn what_was_written_just_before_the_line_came_back_goes_first() {
    let mut world = saturated(false);
    world.cut(0);
    let urgent = world.write_urgent(1, Spread::Path, place(VILLAGE));
    world.heal(0);
    let mut line = ToyLine::new(0, 16_000, 300);
    while !world.nodes[0].journal.held.contains(&urgent) {
        line.tick(&mut world);
    }
    assert!(world.now < 4_000, "{} ms", world.now);
}

#[test]
fn what_is_written_now_goes_before_what_was_written_earlier() {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    world.write_alone();
    let older: Vec<Label> = (0..120)
        .map(|_| {
            world.write_noise(1, Spread::Path, place(VILLAGE), 900);
            world.urge_last(1, Spread::Path, place(VILLAGE))
        })
        .collect();
    for _ in 0..1_000 {
        world.write_noise(1, Spread::Path, place(VILLAGE), 900);
    }
    world.heal(0);
    let mut line = ToyLine::new(0, 16_000, 300);
    let still_wait = |world: &ToyWorld| {
        let held = &world.nodes[0].journal.held;
        older.iter().filter(|label| !held.contains(label)).count()
    };
    let mut looked = 0;
    for turn in 0..6 {
        for _ in 0..if turn == 0 { 1_000 } else { 200 } {
            line.tick(&mut world);
        }
        let before = line.waiting(&world);
        let went = line.went.len();
        looked += usize::from(still_wait(&world) > 10);
        let urgent = world.write_urgent(1, Spread::Path, place(VILLAGE));
        while !world.nodes[0].journal.held.contains(&urgent) {
            line.tick(&mut world);
        }
        let since: usize = line.went[went..].iter().map(|(_, bytes)| bytes).sum();
        assert!(since <= before + 250, "{before}, {since}");
    }
    assert!(looked >= 2, "{looked}");
}

#[test]
fn an_item_that_went_before_its_turn_does_not_go_again() {
    let mut world = saturated(false);
    let mut line = ToyLine::new(0, 16_000, 300);
    for _ in 0..5_000 {
        line.tick(&mut world);
    }
    let urgent = world.write_urgent(1, Spread::Path, place(VILLAGE));
    let is_it = |bytes: &[u8]| Label::of(bytes) == urgent;
    let (mut went, mut again, mut passed) = (false, false, false);
    for _ in 0..100_000 {
        for bytes in world.wires[0].upward.iter().rev().take(8) {
            match crate::decode(bytes) {
                Ok(Frame::Feed { items, held, .. }) => {
                    again |= items.iter().any(|item| is_it(item));
                    passed |= !held.is_empty();
                }
                Ok(Frame::Express { items }) => went |= items.iter().any(|item| is_it(&item.1)),
                _ => {}
            }
        }
        line.tick(&mut world);
    }
    assert!(went && passed && !again);
    world.settle();
    assert_eq!(world.nodes[0].journal.held.len(), 1_002);
}

#[test]
fn nothing_is_lost_or_doubled_wherever_the_session_is_cut() {
    for loads in [true, false] {
        for frames in 0..40 {
            let mut world = tree();
            world.write_alone();
            if !loads {
                world.write(3, Spread::Path, place(VILLAGE), 10);
                world.settle();
            }
            let wire = world.wires.iter().position(|wire| wire.child == 3).unwrap();
            world.cut(wire);
            for _ in 0..60 {
                world.write(3, Spread::Path, place(VILLAGE), 1_000);
            }
            world.heal(wire);
            let mut left = frames;
            while left > 0 {
                if left % 4 == 1 {
                    world.write_urgent(3, Spread::Path, place(VILLAGE));
                }
                world.deliver(wire, left % 2 == 0);
                if left % 3 == 0 {
                    world.store(2);
                }
                left -= 1;
            }
            match frames % 3 {
                0 => world.cut(wire),
                1 => world.start(2),
                _ => world.start(3),
            }
            world.settle();
            world.check_quiet();
            let closed = world.nodes.iter().flat_map(|node| &node.closed);
            assert_eq!(closed.count(), 0);
            for items in world.nodes[2].journal.records.values() {
                assert_eq!(items.len(), 1);
            }
        }
    }
}

/// A hub at the township with one child that has greeted.
fn greeted() -> (Hub, LinkNo) {
    let (at, child) = (place(TOWNSHIP), LinkNo(4));
    let mut hub = Hub::new(HubConfig {
        place: at,
        store: store(1, 0),
    });
    hub.add_link(child, place(VILLAGE), FeedHead::default(), None);
    hub.handle(HubInput::Up { link: child });
    let hello = Frame::Hello(Hello {
        protocol: PROTOCOL,
        schema: SCHEMA,
        store: store(9, 0),
        place: place(VILLAGE),
        cursor: None,
        reach: Vec::new(),
        newest: PROTOCOL,
        loading: None,
    });
    let bytes = encode(&hello);
    hub.handle(HubInput::Frame { link: child, bytes });
    (hub, child)
}

fn hears(hub: &mut Hub, link: LinkNo, frame: &Frame) -> Vec<HubOutput> {
    let bytes = encode(frame);
    hub.handle(HubInput::Frame { link, bytes })
}

fn express(seqs: impl IntoIterator<Item = u64>) -> Frame {
    let items = seqs.into_iter().map(|seq| Urgent(seq, ByteBuf::from([7])));
    Frame::Express {
        items: items.collect(),
    }
}

fn feed(first: u64, count: usize, held: Vec<Passed>) -> Frame {
    Frame::Feed {
        first,
        items: vec![ByteBuf::from([7]); count],
        rolling: [5; 16],
        held,
    }
}

fn closes(out: &[HubOutput]) -> bool {
    matches!(out, [HubOutput::Close { .. }])
}

#[test]
fn express_moves_no_cursor_and_its_bounds_are_enforced() {
    let (mut hub, link) = greeted();
    hears(&mut hub, link, &feed(1, 2, vec![]));
    // Before the cursor, beyond it, without a place: each is stored, and no cursor with it.
    let out = hears(&mut hub, link, &express([1, 0, 9, SEQ_MAX]));
    assert_eq!(out.len(), 4);
    for output in &out {
        assert!(
            matches!(output, HubOutput::Admit { cursor: None, .. }),
            "{output:?}"
        );
    }
    for frame in [
        express([]),
        express([u64::MAX]),
        express(0..EXPRESS_ITEMS_MAX as u64 + 1),
    ] {
        let (mut hub, link) = greeted();
        assert!(closes(&hears(&mut hub, link, &frame)));
    }
    // More than any honest peer sends.
    let (mut hub, link) = greeted();
    let mut taken = 0;
    loop {
        let from = 1 + taken as u64;
        let out = hears(
            &mut hub,
            link,
            &express(from..from + EXPRESS_ITEMS_MAX as u64),
        );
        if closes(&out) {
            break;
        }
        taken += EXPRESS_ITEMS_MAX;
    }
    assert_eq!(taken, EXPRESSED_MAX);
}

#[test]
fn a_feed_that_leaves_out_what_is_not_here_is_cut_off() {
    let right = item_hash(&[7]);
    let (mut hub, link) = greeted();
    hears(&mut hub, link, &express([2]));
    let out = hears(&mut hub, link, &feed(1, 2, vec![Passed(2, right)]));
    // What comes before it and after it; the cursor with the last alone.
    let cursors: Vec<Option<u64>> = (out.iter())
        .map(|output| match output {
            HubOutput::Admit { cursor, .. } => cursor.map(|cursor| cursor.seq),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(cursors, [None, Some(3)]);
    for held in [
        vec![Passed(2, [0; 16])],
        vec![Passed(3, right)],
        vec![Passed(1, right)],
        vec![Passed(0, right)],
        vec![Passed(u64::MAX, right)],
        vec![Passed(2, right), Passed(2, right)],
    ] {
        let (mut hub, link) = greeted();
        hears(&mut hub, link, &express([2]));
        assert!(
            closes(&hears(&mut hub, link, &feed(1, 2, held.clone()))),
            "{held:?}"
        );
    }
    // In the next session nothing is known of it.
    let (mut hub, link) = greeted();
    hears(&mut hub, link, &express([2]));
    hub.handle(HubInput::Down { link });
    let (mut hub, link) = greeted();
    assert!(closes(&hears(
        &mut hub,
        link,
        &feed(1, 1, vec![Passed(2, right)])
    )));
}

/// A township with records, and villages that hold nothing.
fn township_with(villages: usize, records: usize) -> ToyWorld {
    let codes: Vec<String> = (0..villages)
        .map(|n| format!("2306211{:05}", 200 + n))
        .collect();
    let mut places: Vec<&str> = vec![TOWNSHIP];
    places.extend(codes.iter().map(String::as_str));
    let mut world = ToyWorld::new(&places);
    world.write_alone();
    for _ in 0..records {
        world.write(0, Spread::Subtree, place(TOWNSHIP), 5_000);
    }
    world
}

#[test]
fn children_that_are_loaded_at_once_come_forward_together() {
    let mut world = township_with(3, 1_500);
    (0..3).for_each(|wire| world.heal(wire));
    while world.nodes[1].journal.held.len() < 1_500 {
        for wire in 0..3 {
            world.deliver(wire, true);
            world.deliver(wire, false);
            world.store(wire + 1);
        }
        let held = (1..4).map(|node| world.nodes[node].journal.held.len() * 5_000);
        let (least, most) = (held.clone().min().unwrap(), held.max().unwrap());
        assert!(
            most - least <= CREDIT_BYTES + FRAME_BYTES_MAX,
            "{least} {most}"
        );
    }
    world.settle();
    world.check_quiet();
}

#[test]
fn a_few_loads_go_out_at_once_and_each_comes_to_its_turn() {
    let villages = BULK_TURNS_MAX + 3;
    let mut world = township_with(villages, 200);
    (0..villages).for_each(|wire| world.heal(wire));
    // Greetings are exchanged; whose load has begun has frames on its way, and nobody takes one yet.
    (0..villages).for_each(|wire| while world.deliver(wire, true) {});
    let is_load = |frame: &Frame| matches!(frame, Frame::Load { .. });
    let begun = |world: &ToyWorld| {
        let wires = 0..villages;
        wires
            .filter(|wire| world.on_the_way_down(*wire).iter().any(is_load))
            .count()
    };
    assert_eq!(begun(&world), BULK_TURNS_MAX);
    // What is urgent waits for no turn.
    let urgent = world.write_urgent(0, Spread::Subtree, place(TOWNSHIP));
    let sent = |world: &ToyWorld, wire: usize| {
        let frames = world.on_the_way_down(wire);
        frames.iter().any(|frame| match frame {
            Frame::Express { items } => items.iter().any(|item| Label::of(&item.1) == urgent),
            _ => false,
        })
    };
    assert!((0..villages).all(|wire| sent(&world, wire)));
    world.settle();
    for node in 1..=villages {
        assert_eq!(world.nodes[node].journal.held.len(), 201);
    }
}

#[test]
fn a_child_that_took_nothing_frees_its_turn_once_it_is_gone() {
    let villages = BULK_TURNS_MAX + 1;
    let mut world = township_with(villages, 50);
    (0..villages).for_each(|wire| world.heal(wire));
    (0..villages).for_each(|wire| while world.deliver(wire, true) {});
    let last = villages - 1;
    assert_eq!(world.nodes[last + 1].journal.held.len(), 0);
    // The first ones take nothing, and are cut off in the end.
    (0..last).for_each(|wire| world.cut(wire));
    for _ in 0..200 {
        world.deliver(last, true);
        world.deliver(last, false);
        world.store(last + 1);
    }
    assert_eq!(world.nodes[last + 1].journal.held.len(), 50);
}
