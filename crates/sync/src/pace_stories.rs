//! What goes on a line of the toy world, and how much waits in front of it.

use crate::line::ToyLine;
use crate::pace::FRAME_BYTES_MIN;
use crate::stories::{TOWNSHIP, VILLAGE};
use crate::world::{ToyWorld, place};
use tiers::Spread;

/// A village whose line comes back with this many changes of this length waiting.
fn a_backlog(items: usize, padding: usize) -> ToyWorld {
    let mut world = ToyWorld::new(&[TOWNSHIP, VILLAGE]);
    for _ in 0..items {
        world.write_noise(1, Spread::Path, place(VILLAGE), padding);
    }
    world.heal(0);
    world
}

#[test]
fn a_slow_line_is_kept_full_and_little_waits_before_it() {
    // (bytes a second, ms there and back)
    for (rate, trip) in [(16_000, 300), (125_000, 300), (125_000, 5)] {
        let seconds = 20;
        let mut world = a_backlog((rate * seconds * 2 / 1_000) as usize, 900);
        let mut line = ToyLine::new(0, rate, trip);
        let mut longest = 0;
        for now in 0..seconds as i64 * 1_000 {
            line.tick(&mut world);
            if now > 10_000 {
                longest = longest.max(line.waiting(&world));
            }
        }
        let late = line.went.iter().filter(|(at, _)| *at > 10_000);
        let frame = late.clone().map(|(_, bytes)| *bytes).max().unwrap();
        // A hundred milliseconds of the line, and what a frame has around its items.
        let most = FRAME_BYTES_MIN.max(rate as usize / 10) * 6 / 5 + 512;
        assert!(frame <= most, "{rate} {trip}: a frame of {frame} bytes");
        // Half a second of the line at the most, and one frame of the least size.
        let may_wait = rate as usize / 2 + FRAME_BYTES_MIN * 2;
        assert!(longest <= may_wait, "{rate} {trip}: {longest} bytes wait");
        let carried: usize = late.map(|(_, bytes)| *bytes).sum();
        assert!(
            carried as u64 * 100 >= rate * (seconds - 10) * 75,
            "{rate} {trip}: {carried}"
        );
    }
}

#[test]
fn a_line_that_nearly_stands_still_stalls_nothing() {
    let mut world = a_backlog(20, 900);
    // A frame of the least size takes more than a minute, an answer ten seconds.
    let mut line = ToyLine::new(0, 60, 10_000);
    for _ in 0..1_000_000 {
        line.tick(&mut world);
    }
    assert_eq!(world.nodes[0].journal.held.len(), 20);
    assert_eq!(
        world.nodes[1]
            .hub
            .link(crate::LinkNo::PARENT)
            .unwrap()
            .acked,
        20
    );
}

#[test]
fn an_item_too_long_for_a_slow_line_is_a_frame_of_its_own() {
    let mut world = a_backlog(30, 20_000);
    let mut line = ToyLine::new(0, 16_000, 100);
    for _ in 0..60_000 {
        line.tick(&mut world);
    }
    assert_eq!(world.nodes[0].journal.held.len(), 30);
    let late = line.went.iter().filter(|(at, _)| *at > 20_000);
    assert!(late.map(|(_, bytes)| *bytes).max().unwrap() < 2 * 20_000);
}
