//! People at their desks: they file, write drafts, do what is due, admonish. What a desk refuses is no
//! fault; what it says it has kept goes into the ledger.

use crate::fault::Fault;
use crate::ledger::{Told, TypedField};
use crate::typed::TYPED;
use crate::world::World;
use casework::{Deed, ENTRUSTMENT, Form, ID_NUMBER, MATERIAL, NAME, NextAct};
use catalog::Item;
use engine::answers::Done;
use engine::{Engine, Refused};
use record::{Kind, RecordId};
use tiers::{PlaceCode, Role, Tier};

/// A number of nobody: birth in 1901.
const NOBODY: &str = "230602190101137355";

impl World {
    /// Somebody, somewhere, does something.
    pub fn somebody_works(&mut self) {
        let node = self.people.below(self.founded as u64) as usize;
        // Everything is drawn before anything is looked at: a dead node must not move the others' dice.
        let (what, pick, item) = (
            self.people.below(100),
            self.people.draw(),
            self.people.draw(),
        );
        let node = self.machine_of(node, pick >> 32);
        if !self.nodes[node].is_awake() {
            return;
        }
        const MOVES_TO: u64 = 93;
        match what {
            0..=24 => self.file(node, item),
            25..=34 => self.draft(node, pick, item),
            what if (MOVES_TO - self.plan.moves..MOVES_TO).contains(&what) => {
                self.regrant(node, pick, item)
            }
            35..MOVES_TO => self.act(node, pick),
            _ => self.admonish(node, pick),
        }
    }

    fn clerk(&self, node: usize) -> &'static str {
        match self.nodes[node].place.tier() {
            Tier::Village => Role::Agent.name(),
            _ => Role::Window.name(),
        }
    }

    fn item(&self, node: usize, draw: u64) -> Option<Item> {
        let tier = self.nodes[node].place.tier();
        let items = self.published.items.iter();
        let items: Vec<&Item> = items
            .filter(|item| item.filing_tiers.contains(&tier))
            .collect();
        let n = items.len().max(1) as u64;
        items.get((draw % n) as usize).map(|item| (*item).clone())
    }

    fn form(&self, item: &Item, draw: u64) -> Form {
        let mut form = Form::from([
            (
                NAME.to_owned(),
                format!("{}{}", TYPED.applicant, draw % 1_000),
            ),
            (ID_NUMBER.to_owned(), NOBODY.to_owned()),
            (
                ENTRUSTMENT.to_owned(),
                format!("{}{}", TYPED.entrustment, draw % 1_000),
            ),
        ]);
        for material in item.materials.iter().filter(|material| material.required) {
            let field = format!("{MATERIAL}{}", material.name);
            form.insert(field, material.copies.to_string());
        }
        form
    }

    /// Has something done; answers what was said once it was durable. `what` tells the trace what was asked.
    pub fn ask<T>(
        &mut self,
        node: usize,
        what: &str,
        does: impl FnOnce(&mut Engine) -> Result<T, Refused>,
    ) -> Option<T> {
        self.trace.event(self.now, node, "asked", what.as_bytes());
        let said = self.drive(node, does);
        self.nodes[node].broke_off = said.is_none();
        let (said, effects) = said?;
        // Before what it sends is looked at: the records in it must be known.
        self.learn_records(node);
        self.dispatch_effects(node, effects);
        match said {
            Ok(reply) => Some(reply),
            Err(refused) => {
                self.ledger.refused += 1;
                let place = self.nodes[node].place;
                self.trace.say(|| format!("{place} refuses: {refused}"));
                None
            }
        }
    }

    /// Somebody acts on a case.
    pub fn does_to(
        &mut self,
        node: usize,
        user: &str,
        case: RecordId,
        branch: Option<String>,
        deed: Deed,
    ) -> Option<Done> {
        let what = format!("{user} on {branch:?} of {case}: {deed:?}");
        let case = case.to_string();
        self.ask(node, &what, |engine| engine.act(user, &case, branch, deed))
    }

    /// Notes that somebody was told that an act is kept.
    pub fn told(&mut self, node: usize, record: &str, act: tiers::Digest) {
        let Ok(record) = record.parse::<RecordId>() else {
            return;
        };
        let place = self.nodes[node].place;
        self.trace
            .say(|| format!("{place} keeps act {} of {}", act.short(), record.short()));
        self.ledger.acts.push(Told {
            record,
            act,
            node,
            at: self.now,
            gone: false,
        });
    }

    /// A case is filed.
    pub fn file(&mut self, node: usize, draw: u64) {
        let Some(item) = self.item(node, draw) else {
            return;
        };
        let (user, fields) = (self.clerk(node), self.form(&item, draw));
        let what = format!("{user} files {} {fields:?}", item.code);
        let filed = self.ask(node, &what, |engine| engine.file(user, &item.code, fields));
        if let Some(filed) = filed {
            self.told(node, &filed.case, filed.act);
            self.ledger.numbers.push((filed.number, node));
        }
    }

    /// Something is typed into a draft.
    pub fn draft(&mut self, node: usize, pick: u64, draw: u64) {
        let user = self.clerk(node);
        let place = self.nodes[node].place;
        let engine = self.nodes[node].engine.as_ref();
        let mine: Vec<RecordId> = (engine.into_iter().flat_map(|engine| engine.briefs()))
            .filter(|(_, brief)| {
                brief.kind == Kind::Draft && brief.home() == place && brief.filed().is_none()
            })
            .map(|(id, _)| *id)
            .collect();
        let draft = match mine.get((pick % (mine.len() as u64 + 1)) as usize) {
            Some(id) => id.to_string(),
            None => {
                let Some(item) = self.item(node, draw) else {
                    return;
                };
                let what = format!("{user} begins a draft for {}", item.code);
                let begun = self.ask(node, &what, |engine| engine.draft_new(user, &item.code));
                let Some(begun) = begun else { return };
                begun.draft
            }
        };
        let field = ["address", "note", NAME][(draw % 3) as usize].to_owned();
        let value = format!("{}{}", TYPED.written_at, self.now);
        let set = Form::from([(field.clone(), value.clone())]);
        let Ok(record) = draft.parse() else { return };
        let what = format!("{user} writes {set:?} into {draft}");
        let said = self.ask(node, &what, |engine| engine.draft_set(user, &draft, &set));
        let dies = self.nodes[node].engine.is_none();
        let slot = (record, field.clone());
        if said.is_some() {
            let typed = TypedField {
                record,
                field: (field, value),
                over: Vec::new(),
                node,
                at: self.now,
                gone: false,
            };
            self.ledger.typed.insert(slot, typed);
        } else if let Some(typed) = self.ledger.typed.get_mut(&slot).filter(|_| dies) {
            typed.over.push(value);
        }
    }

    /// Does one of the acts that are due at this place.
    pub fn act(&mut self, node: usize, pick: u64) {
        let place = self.nodes[node].place;
        let Some(engine) = self.nodes[node].engine.as_ref() else {
            return;
        };
        let due: Vec<(RecordId, NextAct)> = (engine.briefs().iter())
            .flat_map(|(id, brief)| brief.todo.iter().map(move |next| (*id, next)))
            .filter(|(_, next)| next.due && next.owner.place == place)
            .map(|(id, next)| (id, next.clone()))
            .collect();
        let n = due.len().max(1) as u64;
        let Some((id, next)) = due.get((pick % n) as usize).cloned() else {
            return;
        };
        let Some(deed) = deed(&next) else {
            return;
        };
        let clerk = self.clerk(node);
        let desk = [Role::Window, Role::Agent];
        let user = if next.roles.iter().any(|role| desk.contains(role)) {
            clerk
        } else {
            next.roles.first().map_or(clerk, |role| role.name())
        };
        if let Some(done) = self.does_to(node, user, id, next.branch, deed) {
            self.told(node, &done.case, done.act);
        }
    }

    /// An administrator moves a case to another home, or grants it to another place.
    fn regrant(&mut self, node: usize, pick: u64, draw: u64) {
        // What a place that left wrote before it knew is carried by its feed alone; a frame whose bits turn
        // over within a session, which no line with TLS lets through, would take it along.
        if self.plan.allowed.has(Fault::FrameCorrupt) {
            return;
        }
        let here = self.nodes[node].place;
        let below = self.nodes[..self.founded].iter().map(|node| node.place);
        let below: Vec<PlaceCode> = below.filter(|place| here.contains(*place)).collect();
        let Some(engine) = self.nodes[node].engine.as_ref() else {
            return;
        };
        let cases: Vec<RecordId> = (engine.briefs().iter())
            .filter(|(_, brief)| brief.kind == Kind::Case && brief.lives_at(here))
            .map(|(id, _)| *id)
            .collect();
        let n = cases.len().max(1) as u64;
        let Some(id) = cases.get((pick % n) as usize) else {
            return;
        };
        let Some(view) = engine.view_of(*id) else {
            return;
        };
        let other = below[(draw % below.len() as u64) as usize];
        let (mut home, mut grants) = (view.scope.home, view.scope.grants.clone());
        match draw % 3 {
            0 => home = other,
            1 if !grants.contains(&other) => grants.push(other),
            _ => drop(grants.pop()),
        }
        grants.retain(|place| !place.contains(home));
        grants.sort();
        let deed = Deed::Regrant {
            revision: view.scope.revision + 1,
            home,
            grants,
            reason: TYPED.moved.clone(),
        };
        let user = Role::Administrator.name();
        if let Some(done) = self.does_to(node, user, *id, None, deed) {
            self.moved += 1;
            self.trace
                .say(|| format!("  it moved or granted it: {home}"));
            self.told(node, &done.case, done.act);
        }
    }

    /// A supervisor's word about any case that is here.
    pub fn admonish(&mut self, node: usize, pick: u64) {
        let Some(engine) = self.nodes[node].engine.as_ref() else {
            return;
        };
        let cases: Vec<RecordId> = (engine.briefs().iter())
            .filter(|(_, brief)| brief.kind == Kind::Case)
            .map(|(id, _)| *id)
            .collect();
        let n = cases.len().max(1) as u64;
        let Some(id) = cases.get((pick % n) as usize) else {
            return;
        };
        let deed = Deed::Press {
            text: TYPED.pressed.clone(),
        };
        if let Some(done) = self.does_to(node, Role::Supervisor.name(), *id, None, deed) {
            self.told(node, &done.case, done.act);
        }
    }
}

fn deed(next: &NextAct) -> Option<Deed> {
    Some(match (next.kind, next.step) {
        ("accept", _) => Deed::Accept,
        ("step", Some(seq)) => Deed::Step {
            seq,
            opinion: TYPED.opinion.clone(),
        },
        ("decide", _) => Deed::Decide {
            granted: true,
            cause: String::new(),
            reason: TYPED.granted.clone(),
        },
        ("conclude", _) => Deed::Conclude,
        ("make", _) => Deed::Make {
            number: TYPED.certificate.clone(),
            until: None,
        },
        ("deliver", _) => Deed::Deliver {
            at: String::new(),
            how: TYPED.handed_over.clone(),
        },
        _ => return None,
    })
}
