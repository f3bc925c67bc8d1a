//! What must hold once everything is whole again, whatever happened before.

use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::world::{Event, SECOND, World};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, PlaceCode};

/// How often a node looks at its clock meanwhile.
const TICK: i64 = 10 * SECOND;
/// How long after healing all must agree.
const AGREE_WITHIN: i64 = 300 * SECOND;

impl World {
    /// Heals everything, waits, and compares; what does not hold is added to [`World::wrong`].
    pub fn settle_and_check(&mut self) {
        self.heal();
        self.tick_until_agreed();
        if !self.wrong.is_empty() {
            return;
        }
        for node in 0..self.founded {
            self.check_node(node);
            self.wrong.extend(self.not_shown(node));
        }
        self.check_agreement();
        self.check_no_lie_was_taken();
        self.check_every_case_has_its_receipt();
        self.check_nothing_waits_for_good();
        self.check_nothing_is_lost();
        self.check_numbers();
        self.check_papers_back();
        self.check_province();
    }

    /// Lets everybody look at the clock, for as long as they may take to agree.
    pub fn tick_until_agreed(&mut self) {
        let until = self.now + AGREE_WITHIN;
        // A process looks at its clock five times a second; for what depends on it a few times do.
        for tick in 1..AGREE_WITHIN / TICK {
            for node in 0..self.nodes.len() {
                self.later(self.now + tick * TICK, Event::Tick(node));
            }
        }
        self.run_until(until);
    }

    fn check_node(&mut self, node: usize) {
        let place = self.nodes[node].place;
        let Some(engine) = &mut self.nodes[node].engine else {
            self.wrong.push(format!("{place} does not run"));
            return;
        };
        let found = engine.audit();
        let aside = engine.changes_set_aside();
        let asides: Vec<&str> = engine.quarantine().map(|row| row.reason.as_str()).collect();
        self.wrong
            .extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
        let harmed = [Fault::Hostile, Fault::FrameCorrupt];
        let harmed = harmed.iter().any(|fault| self.struck.0.contains_key(fault));
        if aside > 0 && !harmed {
            self.wrong
                .push(format!("{place} set {aside} changes aside: {asides:?}"));
        }
    }

    /// Everybody who should hold a record holds it, and the same.
    pub fn check_agreement(&mut self) {
        let mut all: BTreeMap<String, BTreeMap<PlaceCode, (Digest, Digest)>> = BTreeMap::new();
        let mut scopes: BTreeMap<String, (tiers::Spread, Vec<PlaceCode>)> = BTreeMap::new();
        let places: Vec<PlaceCode> = self.nodes.iter().map(|node| node.place).collect();
        for node in &mut self.nodes {
            let Some(engine) = &mut node.engine else {
                continue;
            };
            // The city holds every case; what it says of a scope stands for all.
            for (id, brief) in engine.briefs() {
                let scope = (brief.spread, brief.ends().to_vec());
                scopes.entry(id.to_string()).or_insert(scope);
            }
            for (id, print) in engine.fingerprints() {
                if !print.in_scope {
                    // It may hold what it once was part of, and nothing else.
                    let once = id
                        .parse()
                        .is_ok_and(|id| self.watch.once_at(&id, node.place));
                    // The entries of other places by which its cases are judged came with them.
                    if !once && print.kind != "directory" {
                        self.wrong
                            .push(format!("{} holds {id} of {}", node.place, print.home));
                    }
                    continue;
                }
                all.entry(id)
                    .or_default()
                    .insert(node.place, (print.fold, print.heads));
            }
        }
        for (id, held) in all {
            let (spread, ends) = &scopes[&id];
            let home = ends[0];
            let entitled: BTreeSet<PlaceCode> = (places.iter().copied())
                .filter(|place| ends.iter().any(|end| spread.reaches(*end, *place)))
                .collect();
            let holders: BTreeSet<PlaceCode> = held.keys().copied().collect();
            // A child's word on records of others goes no further up, so what a liar began and all above it
            // have lost since stays where it was passed on to.
            let forged = id.parse().is_ok_and(|id| self.ledger.forged.contains(&id));
            if holders != entitled && !forged {
                let lacking: Vec<_> = entitled.difference(&holders).collect();
                let beside: Vec<_> = holders.difference(&entitled).collect();
                self.wrong.push(format!(
                    "{id} of {home} is not at {lacking:?}, and it is at {beside:?}"
                ));
            }
            let mut kinds: BTreeMap<(Digest, Digest), Vec<PlaceCode>> = BTreeMap::new();
            for (place, print) in held {
                kinds.entry(print).or_default().push(place);
            }
            if kinds.len() > 1 {
                let kinds = kinds.iter().map(|((fold, heads), places)| {
                    let (fold, heads) = (fold.short(), heads.short());
                    format!("\n    view {fold}, heads {heads} at {places:?}")
                });
                let kinds = kinds.collect::<String>();
                self.wrong.push(format!("{id} of {home} differs:{kinds}"));
                self.tell_trails(&id);
            }
        }
    }

    /// Tells how every node sees a case.
    fn tell_trails(&mut self, id: &str) {
        let Ok(id) = id.parse::<RecordId>() else {
            return;
        };
        for node in &self.nodes {
            let Some(engine) = &node.engine else { continue };
            let Some(view) = engine.view_of(id) else {
                continue;
            };
            let trail = view.trail.iter().map(|entry| {
                let place = entry.who.as_ref().map(|who| who.place.to_string());
                let place = place.unwrap_or_default();
                let (act, kind, standing) = (entry.act.short(), &entry.kind, &entry.standing);
                format!("\n    {act} {kind} of {place}: {standing:?}")
            });
            let trail = trail.collect::<String>();
            let ends: Vec<PlaceCode> = view.scope.ends().collect();
            self.trace
                .say(|| format!("{} sees {} at {ends:?}:{trail}", node.place, id.short()));
        }
    }

    /// A case without its receipt is nothing that anybody was told of.
    fn check_every_case_has_its_receipt(&mut self) {
        for node in &self.nodes {
            let Some(engine) = &node.engine else { continue };
            let cases = engine.briefs().iter();
            let mut bare = cases.filter(|(id, brief)| {
                brief.kind == record::Kind::Case
                    && brief.acts == 0
                    && !self.ledger.forged.contains(*id)
            });
            if let Some((id, _)) = bare.next() {
                let place = node.place;
                self.wrong
                    .push(format!("{place} shows the case {id}, which has no receipt"));
            }
        }
    }

    /// What waits for a change that somebody has is given it.
    fn check_nothing_waits_for_good(&mut self) {
        if self.frames_were_harmed() || self.struck.0.contains_key(&Fault::Hostile) {
            return;
        }
        let mut held: BTreeMap<RecordId, BTreeSet<Digest>> = BTreeMap::new();
        let mut waits = Vec::new();
        for node in &mut self.nodes {
            let place = node.place;
            let Some(engine) = &mut node.engine else {
                continue;
            };
            for (record, missing) in engine.awaited_changes() {
                waits.push((place, record, missing));
            }
        }
        for node in &mut self.nodes {
            let Some(engine) = &mut node.engine else {
                continue;
            };
            for (_, record, _) in &waits {
                let changes = held.entry(*record).or_default();
                let here = engine.changes_of(*record);
                if !here.is_empty() {
                    changes.insert(record.0);
                }
                changes.extend(here);
            }
        }
        for (place, record, missing) in waits {
            if held[&record].contains(&missing) {
                self.wrong.push(format!(
                    "{place} waits for {} of {record}, which others have",
                    missing.short()
                ));
            }
        }
    }

    /// What admission refuses whatever the state of a node is held by nobody.
    fn check_no_lie_was_taken(&mut self) {
        for node in &mut self.nodes {
            let Some(engine) = &mut node.engine else {
                continue;
            };
            for (record, change) in &self.ledger.never {
                if engine.changes_of(*record).contains(change) {
                    let place = node.place;
                    self.wrong
                        .push(format!("{place} took the lie {change} into {record}"));
                }
            }
        }
    }

    fn check_nothing_is_lost(&mut self) {
        let mut trails: BTreeMap<(usize, RecordId), BTreeSet<Digest>> = BTreeMap::new();
        let told = self.ledger.acts.clone();
        for told in told.iter().filter(|told| !told.gone) {
            let place = self.nodes[told.node].place;
            // A place that a case left and that then went back to before it holds nothing of it, rightly.
            let city = self.nodes[0].engine.as_ref();
            let brief = city.and_then(|engine| engine.briefs().get(&told.record));
            let lives = brief.is_none_or(|brief| brief.lives_at(place));
            // Where it was done and at the city; whoever else should hold it holds the same as the city.
            for node in [Some(told.node).filter(|_| lives), Some(0)]
                .into_iter()
                .flatten()
            {
                let own = &self.nodes[node];
                let Some(engine) = &own.engine else { continue };
                let trail = trails.entry((node, told.record)).or_insert_with(|| {
                    let view = engine.view_of(told.record);
                    let trail = view.iter().flat_map(|view| &view.trail);
                    trail.map(|entry| entry.act).collect()
                });
                if !trail.contains(&told.act) {
                    self.wrong.push(format!(
                        "{place} told somebody that act {} of {} is kept, and it is lost at {}",
                        told.act.short(),
                        told.record,
                        own.place
                    ));
                }
            }
        }
        let typed: Vec<_> = self.ledger.typed.values().cloned().collect();
        for typed in typed.iter().filter(|typed| !typed.gone) {
            let own = &mut self.nodes[typed.node];
            let Some(engine) = &mut own.engine else {
                continue;
            };
            let field = &typed.field.0;
            let shown = typed.is_shown(engine);
            if !shown {
                self.wrong.push(format!(
                    "{}: what was typed into {field} of draft {} is lost",
                    own.place, typed.record
                ));
            }
        }
    }

    fn check_numbers(&mut self) {
        let mut given: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, node) in &self.ledger.numbers {
            // Whoever was set back without knowing it repeats what it cannot know of. So does a machine that
            // began with nothing where the place above does not know any more that there was another.
            let Ledger {
                set_back,
                replaced,
                harmed,
                ..
            } = &self.ledger;
            let above = self.lines.get(node.wrapping_sub(1)).map(|line| line.parent);
            let forgotten = replaced.contains(node) && above.is_some_and(|at| harmed.contains(&at));
            if set_back.contains(node) || forgotten {
                continue;
            }
            if given.insert(number, *node).is_some() {
                self.wrong.push(format!("number {number} was given twice"));
            }
        }
    }
}
