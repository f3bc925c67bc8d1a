//! What stands still for a while and goes on as if nothing had been: a line that carries nothing, a machine that is
//! suspended. No session ends by the first, no process by the second.

use crate::fault::Fault;
use crate::province::BEGINS_WITH_NOTHING;
use crate::world::{DAY, Event, SECOND, World};
use dice::Dice;

/// How often one of these strikes in a run at most.
const STRIKES_MAX: u64 = 12;

impl World {
    /// Puts these classes into the queue; each draws from a stream of its own.
    pub fn plan_pauses(&mut self) {
        let span = self.ends - self.now;
        for fault in [Fault::Held, Fault::Suspended] {
            if !self.plan.allowed.has(fault) {
                continue;
            }
            let mut dice = Dice::new(self.plan.seed, fault.name());
            for _ in 0..dice.below(self.plan.faults / 4 + 2).min(STRIKES_MAX) {
                let at = self.now + dice.between(0, span);
                match fault {
                    Fault::Held => {
                        let line = dice.below(self.lines.len() as u64) as usize;
                        let ends = at + dice.between(SECOND / 10, 8 * SECOND);
                        self.later(at, Event::Hold(line, true));
                        self.later(ends, Event::Hold(line, false));
                    }
                    _ => {
                        // The province too, where there is one, and the city more often than others.
                        let node = if dice.once_in(3) {
                            0
                        } else {
                            dice.below(self.nodes.len() as u64) as usize
                        };
                        let longest = *dice.pick(&[60 * SECOND, DAY, 6 * DAY]).unwrap_or(&DAY);
                        let ends = at + dice.between(SECOND, longest);
                        // Whoever was started a moment before has not done yet what a start owes; nor has a city
                        // whose province began anew.
                        let before = dice.between(SECOND, 60 * SECOND);
                        match dice.below(4) {
                            0 => self.later(at - before, Event::Restart(node)),
                            1 | 2 if node == 0 && self.province.is_some() => {
                                self.later(at - before, Event::Province(BEGINS_WITH_NOTHING));
                            }
                            _ => {}
                        }
                        self.later(at, Event::Suspend(node, true));
                        self.later(ends, Event::Suspend(node, false));
                    }
                }
            }
        }
    }

    /// From now on a line carries nothing.
    pub fn hold_line(&mut self, line: usize) {
        let own = &mut self.lines[line];
        if own.session.is_some() && own.held.is_none() {
            own.held = Some(Vec::new());
            self.struck.count(Fault::Held);
            let child = self.nodes[self.lines[line].child].place;
            self.trace
                .say(|| format!("the line of {child} carries nothing"));
        }
    }

    /// It carries again, first what waited.
    pub fn release_line(&mut self, line: usize) {
        let held = self.lines[line].held.take().into_iter().flatten();
        for (upward, bytes) in held {
            self.put_on_line(line, upward, bytes);
        }
    }

    /// A process ends and starts again.
    pub fn restart(&mut self, node: usize) {
        if self.is_rough && self.nodes[node].is_awake() {
            self.kill(node);
            self.start(node);
        }
    }

    /// A process stands still: its lines fall silent, and nothing reaches it.
    pub fn suspend(&mut self, node: usize) {
        if !self.is_rough || !self.nodes[node].is_awake() {
            return;
        }
        self.struck.count(Fault::Suspended);
        let place = self.nodes[node].place;
        self.trace
            .event(self.now, node, Fault::Suspended.name(), &[]);
        self.trace.say(|| format!("{place} is suspended"));
        self.nodes[node].is_asleep = true;
        for line in self.lines_of(node) {
            self.break_off(line);
        }
    }

    /// It goes on: its clock has jumped, and only then it hears that its lines are gone.
    pub fn wake(&mut self, node: usize) {
        if !std::mem::take(&mut self.nodes[node].is_asleep) {
            return;
        }
        let place = self.nodes[node].place;
        self.trace.say(|| format!("{place} goes on"));
        self.give(node, |_| ());
        for no in std::mem::take(&mut self.nodes[node].missed) {
            self.give(node, |engine| engine.link_down(no));
        }
        for line in self.lines_of(node) {
            self.later(self.now, Event::Dial(line));
        }
    }
}
