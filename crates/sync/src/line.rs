//! A line of the toy world that carries so many bytes a second, from a child to its parent, with the time it
//! takes for an answer to come back.

use crate::world::ToyWorld;
use std::collections::VecDeque;

pub(crate) struct ToyLine {
    wire: usize,
    /// Bytes a second.
    rate: u64,
    /// From the arrival of a frame to that of its answer, ms.
    trip: i64,
    /// When the frame at the head of the line has gone through; none = nothing is on it.
    through: Option<f64>,
    /// When what is on its way back arrives.
    back: VecDeque<i64>,
    /// Frames that went through: when, and how long they were.
    pub(crate) went: Vec<(i64, usize)>,
}

impl ToyLine {
    pub(crate) fn new(wire: usize, rate: u64, trip: i64) -> ToyLine {
        ToyLine {
            wire,
            rate,
            trip,
            through: None,
            back: VecDeque::new(),
            went: Vec::new(),
        }
    }

    /// A millisecond passes.
    pub(crate) fn tick(&mut self, world: &mut ToyWorld) {
        world.now += 1;
        let parent = world.wires[self.wire].parent;
        let mut free = world.now as f64 - 1.0;
        loop {
            let Some(bytes) = world.wires[self.wire].upward.front().map(Vec::len) else {
                self.through = None;
                break;
            };
            let takes = bytes as f64 * 1_000.0 / self.rate as f64;
            let at = *self.through.get_or_insert(free + takes);
            if at > world.now as f64 {
                break;
            }
            world.deliver(self.wire, true);
            while world.has_taken(parent) {
                world.store(parent);
            }
            self.went.push((world.now, bytes));
            (free, self.through) = (at, None);
        }
        while self.back.len() < world.wires[self.wire].downward.len() {
            self.back.push_back(world.now + self.trip);
        }
        while self.back.front().is_some_and(|at| *at <= world.now) {
            self.back.pop_front();
            world.deliver(self.wire, false);
        }
        let child = world.wires[self.wire].child;
        while world.has_taken(child) {
            world.store(child);
        }
    }

    /// Bytes that wait in front of it and on it.
    pub(crate) fn waiting(&self, world: &ToyWorld) -> usize {
        world.wires[self.wire].upward.iter().map(Vec::len).sum()
    }
}
