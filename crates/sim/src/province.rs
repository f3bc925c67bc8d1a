//! The province above the city. It holds no record: what it is told are rows, each the whole of what the city
//! says under a name, and after all is quiet it holds what the city says and nothing else.

use crate::fault::Fault;
use crate::founding::{PEOPLE, key_seed};
use crate::node::{Backup, Node};
use crate::world::{DAY, Event, HOUR, Line, SECOND, World, some_rate};
use anyhow::Result;
use casework::{ENTRUSTMENT, ID_NUMBER, NAME};
use dice::Dice;
use engine::journal::RowItem;
use engine::look::{NOTHING, RowName};
use std::collections::{BTreeMap, BTreeSet};
use store::MemRows;
use tiers::{PlaceCode, Role};

/// How often something happens to the province in a run at most.
const STRIKES_MAX: u64 = 8;
/// The draw by which it begins with nothing, and is back at once.
pub const BEGINS_WITH_NOTHING: u64 = 4;
/// One of so many runs has a province.
pub const PROVINCE_ONE_IN: u64 = 3;

impl World {
    /// Puts a province above the city, which dials it like any child its parent.
    ///
    /// # Errors
    /// When it does not start.
    pub fn add_province(&mut self, place: PlaceCode) -> Result<()> {
        let root = self.nodes[0].root;
        let mut province = Node::new(place, key_seed(place, 0), root, self.plan.seed);
        let started = province.start(self.now);
        started.map_err(|error| anyhow::anyhow!("{place}: {error}"))?;
        let at = self.nodes.len();
        self.nodes.push(province);
        let mut dice = Dice::new(self.plan.seed, "line of the province");
        let rate = some_rate(&mut dice);
        self.lines
            .push(Line::new(0, at, dice.between(5, 300), rate));
        self.province = Some(at);
        Ok(())
    }

    /// Puts what happens to the province into the queue.
    pub fn plan_province(&mut self) {
        if self.province.is_none() || !self.plan.allowed.has(Fault::Province) {
            return;
        }
        let mut dice = Dice::new(self.plan.seed, Fault::Province.name());
        let span = self.ends - self.now;
        for _ in 0..dice.below(self.plan.faults / 4 + 2).min(STRIKES_MAX) {
            let at = self.now + dice.between(0, span);
            let draw = dice.draw();
            self.later(at, Event::Province(draw));
        }
    }

    /// Something happens to the province or to the line to it.
    pub fn province_strikes(&mut self, draw: u64) {
        let Some(at) = self.province.filter(|_| self.is_rough) else {
            return;
        };
        let class = Fault::Province;
        self.struck.count(class);
        self.trace
            .event(self.now, at, class.name(), &draw.to_le_bytes());
        let wait = (draw >> 8) as i64;
        let own = &mut self.nodes[at];
        let copy = Backup {
            at: self.now,
            disk: own.disk.copy(),
        };
        match draw % 5 {
            0 => {
                self.trace
                    .say(|| "the line to the province is cut".to_owned());
                for line in self.lines_of(at) {
                    self.lines[line].is_cut = true;
                    self.break_off(line);
                    let mends = SECOND + wait % (10 * DAY);
                    self.later((self.now + mends).min(self.ends), Event::Mend(line));
                }
                return;
            }
            1 => {
                self.trace.say(|| "the province loses power".to_owned());
                self.lose_power(at);
            }
            2 => {
                self.trace.say(|| "the province's rows are lost".to_owned());
                self.kill(at);
                self.nodes[at].rows.forget(usize::MAX);
            }
            3 => {
                self.trace.say(|| "the province is put back".to_owned());
                self.kill(at);
                let own = &mut self.nodes[at];
                if let Some(older) = own.backups.pop() {
                    own.disk = older.disk;
                    own.rows = MemRows::new();
                    // Told or not: a machine that was copied whole has its old witness.
                    if draw & 128 == 0 {
                        own.move_in_anew();
                    }
                }
            }
            _ => {
                self.trace
                    .say(|| "the province begins with nothing".to_owned());
                self.kill(at);
                self.nodes[at].begin_with_nothing();
            }
        }
        self.nodes[at].backups.push(copy);
        self.later(self.now + SECOND + wait % (4 * HOUR), Event::Start(at));
    }

    /// The province holds what the city says, and that is what its cases come to.
    pub fn check_province(&mut self) {
        let Some(at) = self.province.filter(|_| !self.frames_were_harmed()) else {
            return;
        };
        let place = self.nodes[at].place;
        let [Some(said), Some(heard)] = [0, at].map(|node| self.rows_of(node)) else {
            self.wrong.push(format!("{place} or its city does not run"));
            return;
        };
        self.check_nobody_is_in_a_row(&heard);
        let short = |row: &RowItem| (row.version, row.incarnation, row.body.clone());
        for (name, row) in &said {
            let held = heard.get(name);
            let nothing = row.body == NOTHING && held.is_none_or(|held| held.body == NOTHING);
            if !nothing && held.map(short) != Some(short(row)) {
                let held = held.map(|row| (row.version, &row.body));
                self.wrong.push(format!(
                    "{place} holds {held:?} where the city says {} {:?} of {name:?}",
                    row.version, row.body
                ));
            }
        }
        for (name, row) in heard.iter().filter(|(name, _)| !said.contains_key(*name)) {
            if row.body != NOTHING {
                let words = format!("{place} holds {name:?}, which the city does not say");
                self.wrong.push(words);
            }
        }
        if let Some(engine) = &mut self.nodes[0].engine {
            let city = engine.place();
            for ((kind, key), body) in engine.rows_now() {
                let name = (city, kind, key);
                let published = said.get(&name).map(|row| &row.body);
                if published != Some(&body) && (published.is_some() || body != NOTHING) {
                    self.wrong.push(format!(
                        "the city says {published:?} of {name:?}, and its cases come to {body:?}"
                    ));
                }
            }
        }
    }

    /// No row has the log-in name of anybody who acted, the name or the number of an applicant, or a number on paper.
    fn check_nobody_is_in_a_row(&mut self, rows: &BTreeMap<RowName, RowItem>) {
        let mut secret: BTreeSet<String> = BTreeSet::new();
        let Some(engine) = &self.nodes[0].engine else {
            return;
        };
        for id in engine.briefs().keys() {
            let Some(view) = engine.view_of(*id) else {
                continue;
            };
            // What time and arrival write is signed by a node, and by nobody.
            let acted = view.trail.iter().filter_map(|entry| entry.who.as_ref());
            let acted = acted.filter(|who| who.role != Role::Node);
            secret.extend(acted.map(|who| format!("\"{}\"", who.user)));
            if let Some(receipt) = &view.facts.receipt {
                let person = [NAME, ID_NUMBER, ENTRUSTMENT].map(|field| receipt.form.get(field));
                secret.extend(person.into_iter().flatten().cloned());
                secret.insert(receipt.number.clone());
            }
        }
        // A role is no person, and in a run people are called by theirs: what says the role is taken out first.
        let said_of = |role: Role| format!("\"role\":\"{}\"", role.name());
        let roles = PEOPLE.map(said_of);
        for (name, row) in rows {
            let said = roles
                .iter()
                .fold(row.body.clone(), |body, role| body.replace(role, ""));
            if let Some(found) = secret.iter().find(|secret| said.contains(secret.as_str())) {
                self.wrong
                    .push(format!("the row {name:?} for the province says {found}"));
            }
        }
    }

    fn rows_of(&self, node: usize) -> Option<BTreeMap<RowName, RowItem>> {
        let engine = self.nodes[node].engine.as_ref()?;
        let rows = engine.rows_changed(|_| None, usize::MAX).into_iter();
        Some(
            rows.map(|row| ((row.city, row.kind.clone(), row.key), row))
                .collect(),
        )
    }
}
