//! Machines that come and go at a place: one is gone for good and another stands there, or a copy of its
//! disk runs beside it. Each of these classes draws from a stream of its own, so that stories that were
//! written down without it stay what they were.

use crate::fault::Fault;
use crate::founding::key_seed;
use crate::node::Node;
use crate::world::{Event, HOUR, Line, SECOND, World};
use dice::Dice;
use std::collections::BTreeSet;

/// How often one of these classes strikes in a run at most: each of them costs much.
const STRIKES_MAX: u64 = 12;
/// How often those below a place with two machines lose their line meanwhile, and may reach the other.
const CHANGES_OF_PARENT: i64 = 4;

/// A copy of a node's disk that runs beside it.
pub struct Twin {
    /// Whose copy it is.
    pub of: usize,
    /// Its own number among the nodes.
    pub node: usize,
    /// Whether the places below reach it, too.
    pub is_reached: bool,
}

impl World {
    /// Puts the classes that draw by themselves into the queue.
    pub fn plan_machines(&mut self) {
        let span = self.ends - self.now;
        for fault in [
            Fault::Replaced,
            Fault::Cloned,
            Fault::CopiedAbove,
            Fault::CityReplaced,
        ] {
            if !self.plan.allowed.has(fault) {
                continue;
            }
            let mut dice = Dice::new(self.plan.seed, fault.name());
            for _ in 0..dice.below(self.plan.faults / 6 + 2).min(STRIKES_MAX) {
                let at = self.now + dice.between(0, span);
                let node = match fault {
                    Fault::CopiedAbove => {
                        let above: BTreeSet<usize> = self
                            .lines
                            .iter()
                            .map(|line| line.parent)
                            .filter(|at| *at < self.founded)
                            .collect();
                        let above: Vec<usize> = above.into_iter().collect();
                        *dice.pick(&above).expect("somebody has a parent")
                    }
                    Fault::CityReplaced => 0,
                    // The city is the root of the tree: it has no parent that two of it could speak to, and a
                    // city with another key is another tree.
                    _ => 1 + dice.below(self.founded as u64 - 1) as usize,
                };
                let strike = Event::Machine(fault, node, dice.draw());
                self.later(at, strike);
            }
        }
    }

    /// One of these classes strikes.
    pub fn machine_strikes(&mut self, fault: Fault, node: usize, draw: u64) {
        if !self.is_rough || self.twins.iter().any(|twin| twin.of == node) {
            return;
        }
        let place = self.nodes[node].place;
        self.trace.event(self.now, node, fault.name(), &[]);
        self.trace.say(|| format!("{fault} ({place})"));
        self.struck.count(fault);
        match fault {
            Fault::Replaced => self.replace(node, draw),
            Fault::CityReplaced => self.replace(node, draw | 1),
            _ => self.clone_disk(node, draw, fault == Fault::CopiedAbove),
        }
    }

    /// The machine is gone with its disk. Another begins at its place with nothing: with the same key, which
    /// was kept elsewhere, or with a new one that the directory does not name.
    fn replace(&mut self, node: usize, draw: u64) {
        self.destroy(node, None);
        self.ledger.replaced.insert(node);
        self.ledger.harmed.insert(node);
        let place = self.nodes[node].place;
        let own = &mut self.nodes[node];
        own.begin_with_nothing();
        if draw.is_multiple_of(2) {
            own.keys += 1;
            own.seed = key_seed(place, own.keys);
        }
        let back = SECOND + (draw >> 8) as i64 % (4 * HOUR);
        self.later(self.now + back, Event::Start(node));
    }

    /// A copy of the disk starts on another machine: in its own name where its directory tells it that it is
    /// a copy, or in the original's where the whole machine was copied.
    fn clone_disk(&mut self, of: usize, draw: u64, is_reached: bool) {
        let twin = self.nodes.len();
        let own = &self.nodes[of];
        self.ledger.cloned.insert(own.place);
        let mut copy = Node::new(
            own.place,
            own.seed,
            own.root,
            self.plan.seed ^ (twin as u64) << 32,
        );
        copy.disk = own.disk.copy();
        copy.skew = own.skew;
        let knows = draw.is_multiple_of(2);
        if !knows {
            copy.witness = own.witness;
            self.ledger.set_back.extend([of, twin]);
        }
        self.nodes.push(copy);
        if let Some(line) = self.lines.iter().find(|line| line.child == of) {
            self.lines.push(Line::beside(line, twin));
        }
        self.twins.push(Twin {
            of,
            node: twin,
            is_reached,
        });
        self.later(self.now, Event::Start(twin));
        self.later(self.now + HOUR, Event::Tick(twin));
        let beside = SECOND + (draw >> 8) as i64 % (2 * HOUR);
        if is_reached {
            // Who lost what with the one of them, the other cannot say.
            self.ledger.harmed.insert(of);
            let below: Vec<usize> = self.lines_of(of);
            for line in below {
                if self.lines[line].child == of {
                    continue;
                }
                for nth in 1..=CHANGES_OF_PARENT {
                    let at = self.now + beside * nth / (CHANGES_OF_PARENT + 1);
                    self.later(at, Event::Break(line));
                }
            }
        }
        self.later(self.now + beside, Event::Part(twin, draw & 2 == 0));
    }

    /// One of two that run in one name is switched off for good.
    pub fn part(&mut self, twin: usize, keeps_copy: bool) {
        let Some(at) = self.twins.iter().position(|one| one.node == twin) else {
            return;
        };
        let Twin { of, node, .. } = self.twins.remove(at);
        let (stays, goes) = if keeps_copy { (node, of) } else { (of, node) };
        let place = self.nodes[of].place;
        self.trace.say(|| {
            format!(
                "of two at {place} the {} stays",
                if keeps_copy { "copy" } else { "original" }
            )
        });
        self.destroy(goes, Some(stays));
        self.kill(stays);
        // What is left is the node of that place.
        if keeps_copy {
            self.nodes.swap(of, node);
        }
        self.nodes[node].is_retired = true;
        for line in self.lines.iter_mut().filter(|line| line.parent == node) {
            line.parent = of;
        }
        for told in &mut self.ledger.acts {
            if told.node == node {
                told.node = of;
            }
        }
        for typed in self.ledger.typed.values_mut() {
            if typed.node == node {
                typed.node = of;
            }
        }
        self.later(self.now + SECOND, Event::Start(of));
    }

    /// Of all that run beside each other one stays.
    pub fn part_all(&mut self) {
        while let Some(twin) = self.twins.last() {
            let (node, keeps_copy) = (twin.node, twin.node % 2 == 0);
            self.part(node, keeps_copy);
        }
    }

    /// A machine is destroyed: what it alone had nobody can bring back.
    fn destroy(&mut self, node: usize, stays: Option<usize>) {
        self.wake_the_others(node);
        self.remember_what_was_held(node);
        if let Some(stays) = stays {
            // They count as one place.
            let held = self.marks.destroyed_at(node);
            self.marks.destroyed_too(stays, held);
        }
        self.kill(node);
        self.forget_what_is_gone(node, None);
    }

    /// Ends the session that another machine has in this place's name, as the parent does when a node
    /// that is there already dials again.
    pub fn supplant(&mut self, line: usize) {
        let Line { child, parent, .. } = self.lines[line];
        let place = self.nodes[child].place;
        let others = 0..self.lines.len();
        let others = others.filter(|other| {
            let own = &self.lines[*other];
            let is_here = own.session.is_some() && own.parent == parent;
            *other != line && is_here && self.nodes[own.child].place == place
        });
        for other in others.collect::<Vec<_>>() {
            if let Some(session) = &self.lines[other].session {
                let no = session.no;
                self.give(parent, |engine| engine.link_down(no));
            }
            self.lines[other].is_replaced = true;
            self.break_off(other);
        }
    }

    /// Where two machines stand above, whoever dials reaches now the one and now the other.
    pub fn choose_parent(&mut self, line: usize) {
        let parent = self.lines[line].parent;
        let twin = self
            .twins
            .iter()
            .find(|twin| twin.is_reached && (twin.of == parent || twin.node == parent));
        if let Some(Twin { of, node, .. }) = twin {
            let both = [*of, *node];
            self.lines[line].parent = both[self.weather.below(2) as usize];
        }
    }

    /// The nodes that stand at a place: one, or two that run beside each other.
    pub fn standing_at(&self, place: tiers::PlaceCode) -> Vec<usize> {
        let all = self.nodes.iter().enumerate();
        let here = all.filter(|(_, node)| node.place == place && !node.is_retired);
        here.map(|(at, _)| at).collect()
    }

    /// The machine of a place that somebody works at.
    pub fn machine_of(&self, node: usize, draw: u64) -> usize {
        let twin = self.twins.iter().find(|twin| twin.of == node);
        twin.filter(|_| draw.is_multiple_of(2))
            .map_or(node, |twin| twin.node)
    }
}
