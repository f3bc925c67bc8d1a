//! What goes wrong, and when: drawn from its own stream, so that people and weather stay the same without.

use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::node::Backup;
use crate::world::{DAY, Event, HOUR, SECOND, World};
use engine::Engine;
use store::MemRows;

/// Copies kept of a node.
const BACKUPS_MAX: usize = 3;
/// One frame in so many is harmed, where frames may be.
const HARMED_ONE_IN: u64 = 60;

impl World {
    /// One of the classes that may strike does, somewhere.
    pub fn something_goes_wrong(&mut self) {
        // Drawn whether or not the class may strike: without one, the others stay where they were.
        let class = *self
            .misfortune
            .pick(&Fault::ALL[..Fault::DRAWN])
            .expect("there are classes");
        let node = self.misfortune.below(self.founded as u64) as usize;
        let line = self.misfortune.below(self.founded as u64 - 1) as usize;
        let (short, long, coin) = (
            self.misfortune.between(SECOND, 12 * HOUR),
            self.misfortune.between(HOUR, 60 * DAY),
            self.misfortune.once_in(2),
        );
        // Somebody makes a copy now and then, whatever else happens.
        let copied = self.misfortune.below(self.founded as u64) as usize;
        self.back_up(copied);
        if !self.is_rough || !self.plan.allowed.has(class) {
            return;
        }
        let place = self.nodes[node].place;
        self.trace.event(self.now, node, class.name(), &[]);
        let child = self.nodes[self.lines[line].child].place;
        self.trace
            .say(|| format!("{class} (node {place}, line of {child})"));
        match class {
            Fault::Partition => {
                let span = (self.ends - self.now).max(HOUR);
                let back = if coin { short } else { long };
                self.struck.count(class);
                self.cut(line, back.min(span));
            }
            Fault::Flapping => {
                self.struck.count(class);
                self.flap(line);
            }
            Fault::Crash => {
                // It dies at one of the next operations of its disk, whoever causes it.
                let nth = 1 + self.misfortune.below(12);
                if self.nodes[node].engine.is_some() {
                    self.struck.count(class);
                    self.nodes[node].disk.die_at(nth, coin);
                }
            }
            Fault::RowsLost => {
                if self.nodes[node].engine.is_some() {
                    self.struck.count(class);
                    self.kill(node);
                    let rows = &self.nodes[node].rows;
                    let pieces = if coin {
                        1 + rows.remembered() / 2
                    } else {
                        usize::MAX
                    };
                    rows.forget(pieces);
                    self.later(self.now + short, Event::Start(node));
                }
            }
            Fault::DiskFull => {
                self.struck.count(class);
                let room = self.misfortune.below(4_000);
                self.nodes[node].disk.set_room(Some(room));
                self.later(self.now + short, Event::Relief(node));
            }
            Fault::SyncFails => {
                if self.nodes[node].engine.is_some() {
                    self.struck.count(class);
                    self.nodes[node].disk.fail_sync(1);
                }
            }
            Fault::SlowDisk => {
                self.struck.count(class);
                self.nodes[node].slow = self.misfortune.between(100, 20 * SECOND);
                self.later(self.now + short, Event::Relief(node));
            }
            Fault::ClockStep => {
                self.struck.count(class);
                self.nodes[node].skew = self.misfortune.between(-30 * DAY, 30 * DAY);
            }
            Fault::Restore => self.set_back(node, class, true),
            Fault::Snapshot => self.set_back(node, class, false),
            Fault::Hostile => self.turn_hostile(line),
            // These strike by themselves, where their moment comes.
            Fault::CrashAtStart
            | Fault::FrameLost
            | Fault::FrameTwice
            | Fault::FrameReordered
            | Fault::FrameCorrupt
            | Fault::ClockSkew
            | Fault::Replaced
            | Fault::Cloned
            | Fault::CopiedAbove
            | Fault::CityReplaced
            | Fault::Province
            | Fault::Held
            | Fault::Suspended
            | Fault::Rivals => {}
        }
    }

    /// Cuts a line for a while.
    fn cut(&mut self, line: usize, ms: i64) {
        self.lines[line].is_cut = true;
        self.break_off(line);
        self.later(self.now + ms, Event::Mend(line));
    }

    fn flap(&mut self, line: usize) {
        let mut at = self.now;
        for _ in 0..self.misfortune.between(2, 8) {
            // Sessions of seconds: each ends before much has passed.
            at += self.misfortune.between(1, 20 * SECOND);
            self.later(at, Event::Break(line));
        }
    }

    /// Copies the journal of a node, as a running copy of its files does.
    fn back_up(&mut self, node: usize) {
        let at = self.now;
        let own = &mut self.nodes[node];
        if own.backups.len() == BACKUPS_MAX {
            own.backups.remove(0);
        }
        let disk = own.disk.copy();
        own.backups.push(Backup { at, disk });
    }

    /// A node goes back to an older copy, on another machine or without knowing it.
    fn set_back(&mut self, node: usize, class: Fault, knows: bool) {
        let Some(backup) = self.misfortune.pick(&self.nodes[node].backups) else {
            return;
        };
        let (at, disk) = (backup.at, backup.disk.copy());
        // Whoever holds what this node knows must be asked now; afterwards it is too late.
        self.wake_the_others(node);
        self.remember_what_was_held(node);
        let inside = self.nodes[node].look_inside(&disk, self.now);
        self.note_papers_it_will_not_know(node, inside.as_ref());
        self.kill(node);
        self.forget_what_is_gone(node, inside);
        self.struck.count(class);
        self.ledger.harmed.insert(node);
        self.nodes[node].disk = disk;
        self.nodes[node].rows = MemRows::new();
        // Later copies are of a life that this one never had.
        self.nodes[node].backups.retain(|backup| backup.at <= at);
        if knows {
            self.nodes[node].move_in_anew()
        } else {
            self.ledger.set_back.insert(node);
        }
        let back = self.misfortune.between(SECOND, HOUR);
        self.later(self.now + back, Event::Start(node));
    }

    /// All but one run, so that they can be asked.
    pub fn wake_the_others(&mut self, node: usize) {
        for other in (0..self.nodes.len()).filter(|other| *other != node) {
            self.nodes[other].disk.live_on();
            self.nodes[other].disk.set_room(None);
            self.start(other);
        }
    }

    /// Marks what only this node had and what is left of it has not: nobody can bring it back.
    pub fn forget_what_is_gone(&mut self, node: usize, mut left: Option<Engine>) {
        let Ledger { acts, typed, .. } = &mut self.ledger;
        // Whose word it was does not matter: it may have been brought back to that place from here alone.
        let others = self.nodes.iter_mut().enumerate();
        let others = others.filter(|(other, _)| *other != node);
        let mut others: Vec<&mut Engine> = others
            .filter_map(|(_, other)| other.engine.as_mut())
            .chain(&mut left)
            .collect();
        for told in acts.iter_mut().filter(|told| !told.gone) {
            let held = others.iter().any(|engine| {
                let view = engine.view_of(told.record);
                view.is_some_and(|view| view.trail.iter().any(|entry| entry.act == told.act))
            });
            told.gone = !held;
        }
        for typed in typed.values_mut().filter(|typed| !typed.gone) {
            let held = others.iter_mut().any(|engine| typed.is_shown(engine));
            typed.gone = !held;
        }
    }

    /// What becomes of a frame on its way: usually itself.
    pub fn harmed(&mut self, line: usize, bytes: Vec<u8>) -> Vec<Vec<u8>> {
        let (harm, place) = (
            self.weather.below(HARMED_ONE_IN * 4),
            self.weather.draw() as usize,
        );
        let allowed = |fault| self.is_rough && self.plan.allowed.has(fault);
        match harm {
            0 if allowed(Fault::FrameLost) => {
                self.struck.count(Fault::FrameLost);
                Vec::new()
            }
            1 if allowed(Fault::FrameTwice) => {
                self.struck.count(Fault::FrameTwice);
                vec![bytes.clone(), bytes]
            }
            2 if allowed(Fault::FrameReordered) && self.lines[line].held_back.is_none() => {
                self.struck.count(Fault::FrameReordered);
                self.lines[line].held_back = Some(bytes);
                Vec::new()
            }
            3 if allowed(Fault::FrameCorrupt) => {
                self.struck.count(Fault::FrameCorrupt);
                let mut bytes = bytes;
                let len = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(place % len) {
                    *byte ^= 1 << (place % 8);
                }
                vec![bytes]
            }
            _ => {
                let late = self.lines[line].held_back.take();
                std::iter::once(bytes).chain(late).collect()
            }
        }
    }
}
