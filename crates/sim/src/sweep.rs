//! One short story, told again and again: each time the power goes at another operation of a disk, once
//! before it is done and once after, until every one of every node had its turn.

use crate::fault::Allowed;
use crate::founding::Published;
use crate::run::MOVES;
use crate::topology::Topology;
use crate::world::{Event, Plan, SECOND, World};
use anyhow::{Result, ensure};
use dice::Dice;
use serde::Serialize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Point {
    /// At which node, the city first.
    pub node: usize,
    /// At which operation of its disk: a child's from its first start on, the city's from its founding on.
    pub operation: u64,
    /// After it was done, or before.
    pub after: bool,
}

/// What came of all points.
#[derive(Debug, Clone, Serialize)]
pub struct Swept {
    /// Operations of each node's disk in the story, the city first.
    pub operations: Vec<u64>,
    /// Points at which the power went, each in a story of its own.
    pub points: usize,
    /// Acts and typed fields acknowledged in the story without a crash.
    pub acknowledged: u64,
    /// Points after which something does not hold, with what.
    pub failing: Vec<(Point, Vec<String>)>,
}

/// Between two things that people do.
const PAUSE: i64 = 20 * SECOND;

fn plan() -> Plan {
    Plan {
        seed: 1,
        topology: Topology::Chain,
        allowed: Allowed(Vec::new()),
        days: 1,
        steps: 0,
        faults: 0,
        province: false,
        moves: MOVES,
        tells: false,
    }
}

/// The story: a case from the township's desk to its end and a second one that begins while the line is
/// cut, a draft, a supervisor's word from the city, and each node stopped and started once.
fn story(world: &mut World) {
    const CITY: usize = 0;
    const COUNTY: usize = 1;
    const TOWNSHIP: usize = 2;
    /// The line of the township.
    const LINE: usize = 1;
    let pass = |world: &mut World| world.run_until(world.now + PAUSE);
    world.learn_records(CITY);
    for _ in 0..3 {
        pass(world);
    }
    world.file(TOWNSHIP, 1);
    pass(world);
    world.draft(TOWNSHIP, 0, 0);
    pass(world);
    for node in [TOWNSHIP, COUNTY] {
        world.act(node, 0);
        pass(world);
    }
    world.admonish(CITY, 0);
    pass(world);
    world.lines[LINE].is_cut = true;
    world.break_off(LINE);
    world.file(TOWNSHIP, 2);
    world.draft(TOWNSHIP, 0, 1);
    pass(world);
    world.later(world.now, Event::Mend(LINE));
    pass(world);
    for node in [TOWNSHIP, COUNTY, CITY] {
        world.kill(node);
        world.later(world.now + SECOND, Event::Start(node));
        pass(world);
    }
    for node in [TOWNSHIP, COUNTY, TOWNSHIP, COUNTY, TOWNSHIP] {
        world.act(node, 0);
        pass(world);
    }
}

/// Tells the story with the power going at `point`; answers what does not hold.
///
/// # Errors
/// When the world cannot be founded, or the power never went.
pub fn at(point: Point, published: &Published) -> Result<Vec<String>> {
    let mut world = World::found_with(plan(), published, |node, disk| {
        if node == point.node {
            disk.die_at(point.operation, point.after);
        }
    })?;
    // What is left of a torn write differs from point to point.
    let seed = point.operation * 2 + u64::from(point.after);
    world.misfortune = Dice::new(seed, "what a crash leaves");
    world.is_sweep = true;
    story(&mut world);
    ensure!(world.power_lost > 0, "{point:?}: the power never went");
    if world.wrong.is_empty() {
        world.settle_and_check();
    }
    Ok(world.wrong)
}

/// Every point of the story, or one in so many of them.
///
/// # Errors
/// When the story does not hold without a crash, or a point cannot be reached.
pub fn sweep(published: &Published, one_in: usize, threads: usize) -> Result<Swept> {
    let founded = Mutex::new(0);
    let mut world = World::found_with(plan(), published, |node, disk| {
        if node == 0 {
            *founded.lock().expect("nobody panics with it") = disk.operations();
        }
    })?;
    story(&mut world);
    let mut operations: Vec<u64> = (world.nodes.iter())
        .map(|node| node.disk.operations())
        .collect();
    operations[0] -= founded.into_inner().expect("nobody panics with it");
    world.settle_and_check();
    ensure!(world.wrong.is_empty(), "without a crash: {:?}", world.wrong);
    let acknowledged = (world.ledger.acts.len() + world.ledger.typed.len()) as u64;
    let points: Vec<Point> = (operations.iter().enumerate())
        .flat_map(|(node, last)| (1..=*last).map(move |operation| (node, operation)))
        .flat_map(|(node, operation)| {
            [false, true].map(|after| Point {
                node,
                operation,
                after,
            })
        })
        .step_by(one_in.max(1))
        .collect();
    let next = AtomicUsize::new(0);
    let failing = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong =
                        at(*point, published).unwrap_or_else(|error| vec![format!("{error:#}")]);
                    if !wrong.is_empty() {
                        failing
                            .lock()
                            .expect("nobody panics with it")
                            .push((*point, wrong));
                    }
                }
            });
        }
    });
    let mut failing = failing.into_inner().expect("nobody panics with it");
    failing.sort();
    Ok(Swept {
        operations,
        points: points.len(),
        acknowledged,
        failing,
    })
}
