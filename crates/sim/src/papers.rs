//! Papers that a node handed out before it was set back: it lists those that come back to it, and no others.

use crate::ledger::Ledger;
use crate::node::Node;
use crate::world::World;
use engine::Engine;
use record::{Kind, RecordId};
use std::collections::BTreeSet;

impl World {
    /// Notes the cases that a node has given a number, as far as it holds them now and `inside`, which it is about
    /// to be set back to, does not.
    pub fn note_papers_it_will_not_know(&mut self, node: usize, inside: Option<&Engine>) {
        self.ledger.went_back.insert(node);
        let numbers = self.ledger.numbers.iter().filter(|(_, by)| *by == node);
        let own: BTreeSet<&str> = numbers.map(|(number, _)| number.as_str()).collect();
        let at = &self.nodes[node];
        let read = match at.engine {
            None => at.look_inside(&at.disk, self.now),
            Some(_) => None,
        };
        let (Some(engine), Some(inside)) = (at.engine.as_ref().or(read.as_ref()), inside) else {
            return;
        };
        let briefs = engine.briefs().iter();
        let given = briefs.filter(|(id, brief)| {
            brief.kind == Kind::Case
                && own.contains(brief.number())
                && !inside.briefs().contains_key(*id)
        });
        let given = given.map(|(id, brief)| ((node, *id), brief.number().to_owned()));
        let given: Vec<((usize, RecordId), String)> = given.collect();
        self.ledger.unknown.extend(given);
    }

    /// What came back is listed at whoever had forgotten it, with the other case where a number was given out again.
    /// Whoever never forgot anything lists nothing.
    pub fn check_papers_back(&mut self) {
        let mut wrong = Vec::new();
        for node in 0..self.founded {
            let Some(engine) = &self.nodes[node].engine else {
                continue;
            };
            let place = self.nodes[node].place;
            if self.ledger.cloned.contains(&place) {
                // Two machines in one name tell each other of papers that neither has forgotten.
                continue;
            }
            let listed = engine.papers_back(usize::MAX);
            let Ledger {
                went_back,
                replaced,
                harmed,
                ..
            } = &self.ledger;
            let above = self.lines.get(node.wrapping_sub(1)).map(|line| line.parent);
            let is_replaced = replaced.contains(&node);
            // Where the place above forgot, a machine that began with nothing takes itself for the first.
            let untold = is_replaced && above.is_some_and(|at| harmed.contains(&at));
            if !went_back.contains(&node) && !untold {
                let listed = listed.iter();
                wrong
                    .extend(listed.map(|paper| {
                        format!("{place} lists {} and never went back", paper.number)
                    }));
            }
            if is_replaced {
                continue;
            }
            let unknown = self
                .ledger
                .unknown
                .iter()
                .filter(|((at, _), _)| *at == node);
            for ((_, id), number) in unknown {
                // What nobody has any more nobody can give back.
                let elsewhere = |other: &&Node| {
                    let engine = other.engine.as_ref();
                    engine.is_some_and(|engine| engine.briefs().contains_key(id))
                };
                let above = place.upwards().skip(1);
                let mut above =
                    above.flat_map(|at| self.nodes.iter().filter(move |it| it.place == at));
                if !engine.briefs().contains_key(id) && !above.any(|it| elsewhere(&it)) {
                    continue;
                }
                let name = id.to_string();
                let Some(paper) = listed.iter().find(|paper| paper.id == name) else {
                    wrong.push(format!(
                        "{place} does not list {number} of {name}, which came back"
                    ));
                    continue;
                };
                let others = engine.briefs().iter();
                let mut others = others.filter(|(other, brief)| {
                    *other != id && brief.kind == Kind::Case && brief.number() == number
                });
                if others.next().is_some() != paper.twice.is_some() {
                    wrong.push(format!(
                        "{place} does not tell whether {number} was given twice"
                    ));
                }
            }
        }
        self.wrong.extend(wrong);
    }
}
