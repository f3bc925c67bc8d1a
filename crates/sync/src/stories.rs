//! What holds over links that come and go, and what a peer is not allowed.

use crate::world::{ToyWorld, place, store};
use crate::{
    Breach, CREDIT_BYTES, CloseReason, Cursor, FeedHead, Frame, HeldSum, Hello, Hub, HubConfig,
    HubInput, HubOutput, LinkNo, PROTOCOL, SCHEMA, Source, decode, encode,
};
use dice::Dice;
use proptest::prelude::*;
use record::RecordId;
use serde_bytes::ByteBuf;
use tiers::{Digest, Spread};

pub(crate) const CITY: &str = "230600000000";
pub(crate) const COUNTY: &str = "230621000000";
pub(crate) const OTHER_COUNTY: &str = "230602000000";
pub(crate) const TOWNSHIP: &str = "230621100000";
pub(crate) const VILLAGE: &str = "230621100200";
pub(crate) const OTHER_VILLAGE: &str = "230621100201";

/// City, county, township, two villages, and another county.
pub(crate) fn tree() -> ToyWorld {
    ToyWorld::new(&[CITY, COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE, OTHER_COUNTY])
}

pub(crate) const ALL_SPREADS: [Spread; 4] =
    [Spread::Pair, Spread::Path, Spread::Subtree, Spread::Public];

/// Somebody writes something that lives where they are.
pub(crate) fn something_is_written(world: &mut ToyWorld, dice: &mut Dice) {
    let node = dice.index(world.nodes.len());
    something_is_written_at(world, dice, node);
}

fn something_is_written_at(world: &mut ToyWorld, dice: &mut Dice, node: usize) {
    let spread = *dice.choose(&ALL_SPREADS);
    let home = world.nodes[dice.index(world.nodes.len())].place;
    if spread.reaches(home, world.nodes[node].place) {
        if dice.index(3) == 0 {
            world.write_urgent(node, spread, home);
            return;
        }
        let padding = *dice.choose(&[10, 200, 3_000, 60_000]);
        world.write(node, spread, home, padding);
    }
}

pub(crate) fn a_random_run(seed: u64, restarts: bool) -> ToyWorld {
    let mut dice = Dice::of(seed);
    let mut world = tree();
    for _ in 0..400 {
        let wire = dice.index(world.wires.len());
        let node = dice.index(world.nodes.len());
        match dice.index(100) {
            0..=19 => something_is_written(&mut world, &mut dice),
            20..=24 => world.cut(wire),
            25..=39 => world.heal(wire),
            40..=69 => {
                let upward = dice.index(2) == 0;
                world.deliver(wire, upward);
            }
            70..=97 => world.store(node),
            _ if restarts => world.start(node),
            _ => {}
        }
        world.check_marks();
    }
    world
}

#[test]
fn what_is_recalled_ahead_and_changes_is_counted_once() {
    let (record, change) = (|n| RecordId(Digest([n; 32])), |n| Digest([n; 32]));
    let held = |n, changes: &[u8]| HeldSum::all(record(n), changes.iter().map(|one| change(*one)));
    let (county, other) = ([place(COUNTY)], [place(OTHER_COUNTY)]);
    let city = || {
        let mut hub = Hub::new(HubConfig {
            place: place(CITY),
            store: store(0, 0),
        });
        for (no, at) in [(1, COUNTY), (2, OTHER_COUNTY)] {
            hub.add_link(LinkNo(no), place(at), FeedHead::default(), None);
        }
        hub
    };
    let mut ahead = city();
    ahead.recall_held(Spread::Path, &county, record(1), held(1, &[1]));
    ahead.recall_held(Spread::Path, &county, record(2), held(2, &[1]));
    // One has grown, one has moved, and one is new.
    let before = Some((&county[..], held(1, &[1])));
    let now = (&county[..], held(1, &[1, 2]));
    ahead.recall_changed(record(1), Spread::Path, before, now);
    let before = Some((&county[..], held(2, &[1])));
    let now = (&other[..], held(2, &[1, 2]));
    ahead.recall_changed(record(2), Spread::Path, before, now);
    let now = (&county[..], held(3, &[1]));
    ahead.recall_changed(record(3), Spread::Path, None, now);

    let mut hub = city();
    hub.take_recalled(ahead);
    let root = |no| hub.root(LinkNo(no));
    assert_eq!(root(1), held(1, &[1, 2]).and(held(3, &[1])));
    assert_eq!(root(2), held(2, &[1, 2]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn over_cuts_and_restarts_all_arrives_where_it_lives_alone(
        seed in any::<u64>(),
    ) {
        let mut world = a_random_run(seed, true);
        world.settle();
        world.check_quiet();
        for node in &world.nodes {
            prop_assert!(node.closed.is_empty(), "{:?}", node.closed);
            prop_assert_eq!(node.diverged, 0);
        }
    }

    #[test]
    fn a_lying_cursor_diverges_and_nothing_is_lost(
        seed in any::<u64>(),
        lie in 0usize..4,
    ) {
        let mut world = a_random_run(seed, false);
        let mut dice = Dice::of(!seed);
        let liar = dice.index(world.nodes.len());
        world.start(liar);
        let cursors = &mut world.nodes[liar].journal.cursors;
        for cursor in cursors.values_mut() {
            match lie {
                0 => cursor.seq += 5,
                1 => cursor.rolling = [0xee; 16],
                2 => cursor.from = store(77, 7),
                _ => cursor.seq = cursor.seq.saturating_sub(1),
            }
        }
        // One of a load that is not finished only begins it anew.
        let lied = cursors.values().any(|cursor| cursor.loading.is_none());
        world.start(liar);
        world.settle();
        world.check_quiet();
        let diverged: usize = world.nodes.iter().map(|node| node.diverged).sum();
        // One less than was durable is no lie that could be missed either: the rolling hash differs,
        // unless it is the beginning.
        prop_assert!(diverged > 0 || !lied || lie == 3);
        // Only a place above makes a node believe that it went back.
        for (node, own) in world.nodes.iter().enumerate() {
            let above = own.peers.get(&LinkNo::PARENT);
            prop_assert!(own.went_back == 0 || above == Some(&liar), "{}", node);
        }
    }

    #[test]
    fn a_node_restored_from_a_backup_goes_on_with_a_new_life(seed in any::<u64>(), told in any::<bool>()) {
        let mut dice = Dice::of(!seed);
        let mut world = a_random_run(seed, false);
        let node = dice.index(world.nodes.len());
        let backup = world.nodes[node].journal.clone();
        for _ in 0..60 {
            // It writes as well, and what it has sent comes back to it.
            something_is_written(&mut world, &mut dice);
            let wire = dice.index(world.wires.len());
            world.heal(wire);
            world.deliver(wire, true);
            world.deliver(wire, false);
            let other = dice.index(world.nodes.len());
            world.store(other);
        }
        world.nodes[node].journal = backup;
        if told {
            world.nodes[node].store.incarnation = [1; 16];
        }
        world.nodes[node].forget_what_was_shown();
        world.start(node);
        something_is_written(&mut world, &mut dice);
        world.settle();
        world.check_quiet();
    }
}

#[test]
fn a_store_put_back_before_its_last_life_is_told_once() {
    let mut world = ToyWorld::new(&[CITY, COUNTY]);
    world.write(1, Spread::Path, place(COUNTY), 10);
    world.settle();
    let (backup, first) = (world.nodes[1].journal.clone(), world.nodes[1].store);
    // It is restored and told so, and writes in its second life.
    world.nodes[1].store.incarnation = [9; 16];
    world.start(1);
    world.write(1, Spread::Path, place(COUNTY), 10);
    world.settle();
    assert_eq!(world.nodes[1].went_back, 0);
    // The same copy once more, and nobody tells it: it takes itself for what it was in its first life.
    world.nodes[1].journal = backup;
    world.nodes[1].store = first;
    world.nodes[1].forget_what_was_shown();
    world.start(1);
    world.settle();
    assert_eq!(world.nodes[1].went_back, 1);
    world.check_quiet();
    assert_eq!(world.nodes[1].journal.held.len(), 2);
    world.write(1, Spread::Path, place(COUNTY), 10);
    world.start(1);
    world.settle();
    assert_eq!(world.nodes[1].went_back, 1);
    world.check_quiet();
}

#[test]
fn a_machine_is_told_of_the_one_before_it_that_sent_nothing() {
    let mut world = ToyWorld::new(&[CITY, COUNTY]);
    world.write(0, Spread::Public, place(CITY), 10);
    world.settle();
    // It met the city before, which holds nothing of it, and goes on as it was.
    world.start(1);
    world.settle();
    assert_eq!(world.nodes[1].succeeds, 0);
    world.replace(1);
    world.heal(0);
    // The city's greeting is the first that it hears.
    assert!(world.deliver(0, false));
    assert_eq!(world.nodes[1].succeeds, 1);
    world.settle();
    world.write(1, Spread::Path, place(COUNTY), 10);
    world.settle();
    world.check_quiet();
    assert_eq!(world.nodes[1].succeeds, 1);
}

#[test]
fn what_is_written_after_the_first_meeting_comes_by_the_feed() {
    let mut world = ToyWorld::new(&[CITY, COUNTY]);
    world.settle();
    world.cut(0);
    world.write(1, Spread::Path, place(COUNTY), 10);
    world.write(1, Spread::Path, place(COUNTY), 10);
    world.settle();
    world.check_quiet();
    let [city, county] = [&world.nodes[0], &world.nodes[1]];
    assert_eq!((city.diverged, county.diverged), (0, 0));
    assert_eq!(city.journal.held.len(), 2);
}

#[test]
fn a_week_without_a_line_is_the_ordinary_way() {
    let mut world = tree();
    for wire in 0..world.wires.len() {
        world.heal(wire);
    }
    world.settle();
    let up = world.wires.iter().position(|wire| wire.child == 2).unwrap();
    world.cut(up);
    for _ in 0..200 {
        world.write(3, Spread::Path, place(VILLAGE), 1_000);
    }
    // The village hears from the township and knows that it has come no further.
    for _ in 0..2_000 {
        for wire in 0..world.wires.len() {
            world.deliver(wire, true);
            world.deliver(wire, false);
        }
        (0..world.nodes.len()).for_each(|node| world.store(node));
    }
    assert_eq!(world.nodes[3].hub.marks(), [200, 0, 0]);
    world.settle();
    assert_eq!(world.nodes[3].hub.marks(), [200, 200, 200]);
    world.check_quiet();
}

#[test]
fn a_mark_of_the_city_waits_until_the_county_has_met_it() {
    let mut world = tree();
    let to_city = world.wires.iter().position(|wire| wire.child == 1).unwrap();
    for _ in 0..3 {
        world.write(3, Spread::Path, place(VILLAGE), 10);
    }
    for _ in 0..100 {
        for wire in (0..world.wires.len()).filter(|wire| *wire != to_city) {
            world.heal(wire);
            world.deliver(wire, true);
            world.deliver(wire, false);
        }
        (0..world.nodes.len()).for_each(|node| world.store(node));
        world.check_marks();
    }
    assert_eq!(world.nodes[3].hub.marks(), [3, 3, 0]);
    // Now they meet, and nothing has been sent yet.
    world.heal(to_city);
    for _ in 0..10 {
        for wire in 0..world.wires.len() {
            world.deliver(wire, false);
        }
        world.check_marks();
    }
    world.settle();
    assert_eq!(world.nodes[3].hub.marks(), [3, 3, 3]);
}

#[test]
fn siblings_see_nothing_of_each_other_not_even_a_number() {
    let mut world = tree();
    for _ in 0..7 {
        world.write(3, Spread::Path, place(VILLAGE), 100);
        world.write(2, Spread::Path, place(VILLAGE), 100);
        world.write(2, Spread::Pair, place(VILLAGE), 100);
        world.write(0, Spread::Subtree, place(COUNTY), 100);
    }
    world.settle();
    world.check_quiet();
    let other = &world.nodes[4];
    assert_eq!(other.journal.held.len(), 7);
    assert!(
        other
            .journal
            .held
            .iter()
            .all(|label| label.home == place(COUNTY))
    );
    // Its feed has as many places as it has items: nothing was counted and left out.
    assert_eq!(other.journal.cursors[&LinkNo::PARENT].seq, 7);
    assert!(world.nodes[5].journal.held.is_empty());
    assert!(world.nodes[5].journal.cursors.is_empty());
    assert_eq!(
        world.nodes[5].hub.link(LinkNo::PARENT).unwrap().held.count,
        0
    );
}

/// A hub with one child that has greeted, and a feed of `last` items to it.
struct Pair {
    hub: Hub,
    child: LinkNo,
}

fn hello(cursor: Option<Cursor>) -> Frame {
    Frame::Hello(Hello {
        protocol: PROTOCOL,
        schema: SCHEMA,
        store: store(9, 0),
        place: place(VILLAGE),
        cursor,
        reach: Vec::new(),
        newest: 0,
        loading: None,
    })
}

fn feed(first: u64, count: usize) -> Frame {
    Frame::Feed {
        first,
        items: vec![ByteBuf::from(vec![1, 2, 3]); count],
        rolling: [5; 16],
        held: Vec::new(),
    }
}

impl Pair {
    fn new(last: u64) -> Pair {
        let mut hub = Hub::new(HubConfig {
            place: place(TOWNSHIP),
            store: store(1, 0),
        });
        let child = LinkNo(4);
        let head = FeedHead {
            seq: last,
            rolling: [3; 16],
        };
        hub.add_link(child, place(VILLAGE), head, None);
        hub.handle(HubInput::Up { link: child });
        Pair { hub, child }
    }

    fn greeted(last: u64) -> Pair {
        let mut pair = Pair::new(last);
        pair.hears(&hello(None));
        pair
    }

    fn hears(&mut self, frame: &Frame) -> Vec<HubOutput> {
        let bytes = encode(frame);
        let link = self.child;
        self.hub.handle(HubInput::Frame { link, bytes })
    }

    /// What it closes the link for; afterwards it hears nothing more of it.
    fn closes(&mut self, frame: &Frame) -> Breach {
        let breach = match self.hears(frame).as_slice() {
            [
                HubOutput::Close {
                    reason: CloseReason::Breach(breach),
                    ..
                },
            ] => breach.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(self.hears(&hello(None)), []);
        breach
    }
}

#[test]
fn a_peer_that_speaks_out_of_turn_is_cut_off() {
    let ack = |seq| Frame::Ack {
        seq,
        reach: Vec::new(),
    };
    for frame in [feed(1, 1), ack(0)] {
        assert_eq!(Pair::new(0).closes(&frame), Breach::SpokeBeforeGreeting);
    }
    assert_eq!(Pair::greeted(0).closes(&hello(None)), Breach::GreetedTwice);
    let mut pair = Pair::greeted(0);
    pair.hears(&feed(1, 2));
    assert_eq!(
        pair.closes(&feed(4, 1)),
        Breach::FeedOutOfPlace {
            first: 4,
            expected: 3
        }
    );
    let mut pair = Pair::greeted(0);
    pair.hears(&feed(1, 2));
    assert_eq!(
        pair.closes(&feed(1, 2)),
        Breach::FeedOutOfPlace {
            first: 1,
            expected: 3
        }
    );
    assert_eq!(
        Pair::greeted(0).closes(&feed(1, 0)),
        Breach::FeedOutOfPlace {
            first: 1,
            expected: 1
        }
    );
    // Eight are there to send, none was read for sending yet.
    assert_eq!(
        Pair::greeted(8).closes(&ack(8)),
        Breach::AcknowledgedUnsent { seq: 8 }
    );
    assert_eq!(
        Pair::greeted(8).closes(&ack(9)),
        Breach::AcknowledgedUnsent { seq: 9 }
    );
}

#[test]
fn a_greeting_must_fit_the_certificate_and_the_version() {
    let Frame::Hello(good) = hello(None) else {
        unreachable!()
    };
    let elsewhere = Hello {
        place: place(OTHER_VILLAGE),
        ..good.clone()
    };
    assert_eq!(
        Pair::new(0).closes(&Frame::Hello(elsewhere)),
        Breach::Place {
            said: place(OTHER_VILLAGE),
            certified: place(VILLAGE),
        }
    );
    // The oldest and the newest that the peer speaks; a newest of 0 is the same as the oldest.
    for (protocol, newest) in [
        (1, 0),
        (1, 1),
        (PROTOCOL + 1, 0),
        (PROTOCOL + 1, PROTOCOL + 2),
    ] {
        let other = Hello {
            protocol,
            newest,
            ..good.clone()
        };
        let breach = Pair::new(0).closes(&Frame::Hello(other));
        let newest = newest.max(protocol);
        let oldest = protocol;
        assert_eq!(breach, Breach::Version { oldest, newest });
        let says = format!("speaks protocol {oldest} to {newest}, this node 2");
        assert!(breach.to_string().starts_with(&says), "{breach}");
    }
    // Whoever speaks others as well is understood.
    for (protocol, newest) in [(PROTOCOL, PROTOCOL + 1), (1, PROTOCOL)] {
        let more = Hello {
            protocol,
            newest,
            ..good.clone()
        };
        let out = Pair::new(0).hears(&Frame::Hello(more));
        assert!(
            matches!(out.as_slice(), [HubOutput::Keep { .. }]),
            "{out:?}"
        );
    }
}

#[test]
fn bytes_that_are_no_frame_close_the_link_and_nothing_else() {
    let mut pair = Pair::greeted(0);
    let link = pair.child;
    let out = pair.hub.handle(HubInput::Frame {
        link,
        bytes: vec![7, 7, 7],
    });
    assert!(
        matches!(out.as_slice(), [HubOutput::Close { .. }]),
        "{out:?}"
    );
}

#[test]
fn an_acknowledgement_never_comes_before_durability() {
    let mut pair = Pair::greeted(0);
    let out = pair.hears(&feed(1, 3));
    let [HubOutput::Admit { task, cursor, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!(
        cursor.map(|held| (held.seq, held.rolling)),
        Some((3, [5; 16]))
    );
    let out = pair.hub.handle(HubInput::Stored { task: *task });
    let [HubOutput::Send { bytes, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert!(matches!(decode(bytes), Ok(Frame::Ack { seq: 3, .. })));
    assert_eq!(pair.hub.handle(HubInput::Stored { task: *task }), []);
}

#[test]
fn a_session_greets_once_all_of_the_last_one_is_durable() {
    let mut pair = Pair::greeted(0);
    let out = pair.hears(&feed(1, 3));
    let [HubOutput::Admit { task, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let link = pair.child;
    pair.hub.handle(HubInput::Stored { task: *task });
    let out = pair.hears(&feed(4, 2));
    let [HubOutput::Admit { task, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    pair.hub.handle(HubInput::Down { link });
    // It does not say where it stands before that is certain, and listens to no greeting until then.
    assert_eq!(pair.hub.handle(HubInput::Up { link }), []);
    let Frame::Hello(mut again) = hello(None) else {
        unreachable!()
    };
    again.store = store(9, 1);
    assert_eq!(pair.hears(&Frame::Hello(again)), []);
    let out = pair.hub.handle(HubInput::Stored { task: *task });
    let [
        HubOutput::Send {
            bytes: greeting, ..
        },
    ] = out.as_slice()
    else {
        panic!("{out:?}")
    };
    let Ok(Frame::Hello(greeting)) = decode(greeting) else {
        panic!("{out:?}")
    };
    assert_eq!(greeting.cursor.map(|cursor| cursor.seq), Some(5));
    // The new life of the peer has a feed of its own, and says first from where on it is followed.
    let jump = Frame::Jump {
        seq: 0,
        rolling: [0; 16],
    };
    pair.hears(&jump);
    assert!(matches!(
        pair.hears(&feed(1, 1)).as_slice(),
        [HubOutput::Admit {
            source: Source::Feed { first: 1 },
            ..
        }]
    ));
}

#[test]
fn a_feed_of_another_life_is_refused_before_a_jump_or_load() {
    let mut pair = Pair::greeted(0);
    let out = pair.hears(&feed(1, 3));
    let [HubOutput::Admit { task, .. }] = out.as_slice() else {
        panic!("{out:?}")
    };
    let (task, link) = (*task, pair.child);
    pair.hub.handle(HubInput::Stored { task });
    pair.hub.handle(HubInput::Down { link });
    pair.hub.handle(HubInput::Up { link });
    let Frame::Hello(mut again) = hello(None) else {
        unreachable!()
    };
    again.store = store(9, 1);
    pair.hears(&Frame::Hello(again));
    assert_eq!(pair.closes(&feed(1, 1)), Breach::FeedNotBegun);
    assert_eq!(pair.hub.link(link).unwrap().received, 3);
}

#[test]
fn nothing_is_read_beyond_credit_until_it_is_durable_there() {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    // The line is found to be a fast one.
    world.write(1, Spread::Path, place(VILLAGE), 60_000);
    world.settle();
    for _ in 0..60 {
        world.write(1, Spread::Path, place(VILLAGE), 60_000);
    }
    // The township takes all that comes and makes nothing durable.
    while world.deliver(0, true) | world.deliver(0, false) {}
    let taken = world.taken_bytes(0);
    assert!(taken >= CREDIT_BYTES - 60_100, "{taken}");
    assert!(taken <= CREDIT_BYTES + crate::FRAME_BYTES_MAX, "{taken}");
    for _ in 0..100 {
        world.store(0);
        while world.deliver(0, true) | world.deliver(0, false) {}
    }
    assert_eq!(world.nodes[0].journal.held.len(), 61);
}
