//! Plays the cases through the engine: every act is asked for as a desk would ask, judged, signed,
//! journalled and folded. Who does what next is what the engine says is due.

use super::arrivals::next_opening;
use super::city::{City, user};
use super::people::form;
use super::plan::{Class, LoadPlan, WrongFee};
use crate::played::PLAYED;
use anyhow::{Context, Result, anyhow, bail};
use calendar::UnixMillis;
use casework::{Deed, NextAct, Phase, Refusal};
use catalog::{Item, Stage};
use desk::refused_text;
use engine::{Engine, Reason, Refused};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use record::RecordId;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tiers::{Digest, PlaceCode, Role, Tier};

/// What happened to attempts at a wrong fee.
#[derive(Debug, Clone, Default)]
pub struct Attempts {
    /// How many were made: the sum of all three ends.
    pub made: u64,
    /// Refused for the fee, and the case is where it was.
    pub refused: u64,
    /// Done, or the case moved all the same.
    pub let_through: u64,
    /// Refused for something else: the words.
    pub astray: Vec<String>,
}

/// What was played.
#[derive(Debug, Clone, Default)]
pub struct Played {
    /// Attempts at a wrong fee.
    pub attempts: Attempts,
    /// Commands that were done: filings and acts.
    pub commands: u64,
    /// Group commits of the journal, the last one of the run included.
    pub commits: u64,
}

/// How far a sitting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    /// To this step, that included.
    Step(u8),
    /// To the last review of every branch.
    Reviews,
    /// To the delivery.
    End,
}

/// Something that is to happen to a case later, in the order in which it was planned.
type Later = Reverse<(UnixMillis, u64, usize, RecordId, Until)>;

/// One run while it is played: the engine, the plan, and what is still to happen.
pub struct Play<'a> {
    engine: &'a mut Engine,
    city: &'a City,
    plan: &'a LoadPlan,
    dice: ChaCha8Rng,
    /// Commands in one group commit.
    group: usize,
    waiting: usize,
    later: BinaryHeap<Later>,
    planned: u64,
    played: Played,
}

impl<'a> Play<'a> {
    /// Prepares a run with `group` commands to a group commit.
    pub fn new(
        engine: &'a mut Engine,
        city: &'a City,
        plan: &'a LoadPlan,
        dice: ChaCha8Rng,
        group: usize,
    ) -> Self {
        Self {
            engine,
            city,
            plan,
            dice,
            group,
            waiting: 0,
            later: BinaryHeap::new(),
            planned: 0,
            played: Played::default(),
        }
    }

    /// Plays everything in the order of time and makes it durable; `done` hears how many cases came in.
    ///
    /// # Errors
    /// When the engine refuses what is lawful, or the disk fails.
    pub fn play(mut self, done: &dyn Fn(u64)) -> Result<Played> {
        let plan = self.plan;
        for (i, case) in plan.cases.iter().enumerate() {
            while let Some(Reverse((at, ..))) = self.later.peek()
                && *at <= case.arrival.at
            {
                self.next_sitting()?;
            }
            self.receive(i)?;
            done(i as u64 + 1);
        }
        while !self.later.is_empty() {
            self.next_sitting()?;
        }
        self.now(plan.ends);
        self.commit()?;
        self.engine.write_rows();
        Ok(self.played)
    }

    fn next_sitting(&mut self) -> Result<()> {
        let Some(Reverse((at, _, case, id, until))) = self.later.pop() else {
            return Ok(());
        };
        self.now(at);
        self.sit(case, id, until)
    }

    /// Somebody may sit down later than he was to.
    fn now(&mut self, at: UnixMillis) {
        self.engine.tell_time(at.max(self.engine.now()));
        self.engine.tick();
    }

    /// Files a case and plans what becomes of it.
    fn receive(&mut self, i: usize) -> Result<()> {
        let (city, plan) = (self.city, self.plan);
        let case = &plan.cases[i];
        let code = &plan.codes[usize::from(case.code)];
        let items = self.items(&code.code)?;
        self.now(case.arrival.at);
        // Villages file by their agent, all others at the window.
        let agent =
            case.place.tier() == Tier::Village && items.iter().all(|item| item.proxy_allowed);
        let role = if agent { Role::Agent } else { Role::Window };
        let number = i as u64 + 1;
        let fields = form(city, &items, case.place, number, agent, &mut self.dice);
        let user = user(role, None);
        let filed = self.does(case.place, &code.code, |engine| {
            engine.file(&user, &code.code, fields)
        })?;
        let id: RecordId = filed.case.parse()?;
        let received = case.arrival.at;
        // What comes in while offices are closed is accepted when they open.
        let begins = if case.arrival.outside {
            next_opening(&city.calendar, received)
        } else {
            received
        };
        let closing = plan.closing(&city.calendar, case, received, &mut self.dice)?;
        if closing.is_some() || begins <= plan.ends {
            self.plan(begins, i, id, Until::Step(1));
        }
        let Some(closing) = closing else {
            return Ok(());
        };
        let minutes = city.calendar.working_minutes_between(begins, closing);
        let share = |part: u64, whole: u64| {
            let minutes = minutes * part / whole.max(1);
            city.calendar
                .add_working_minutes(begins, minutes)
                .min(closing)
        };
        if code.bundle {
            self.plan(share(1, 2), i, id, Until::Reviews);
        } else if case.class != Class::Instant {
            // Each step takes its part of the time, as its limit is a part of the promise.
            let whole: u64 = code
                .steps
                .iter()
                .skip(1)
                .map(|limit| u64::from(*limit))
                .sum();
            let mut part = 0;
            for (seq, limit) in (1..).zip(&code.steps).skip(1) {
                part += u64::from(*limit);
                if usize::from(seq) < code.steps.len() {
                    self.plan(share(part, whole), i, id, Until::Step(seq));
                }
            }
        }
        self.plan(closing, i, id, Until::End);
        // Whoever is at the window goes on with what is at hand.
        while let Some(Reverse((at, ..))) = self.later.peek()
            && *at <= case.arrival.at
        {
            self.next_sitting()?;
        }
        Ok(())
    }

    fn plan(&mut self, at: UnixMillis, case: usize, id: RecordId, until: Until) {
        self.planned += 1;
        self.later
            .push(Reverse((at, self.planned, case, id, until)));
    }

    fn items(&self, code: &str) -> Result<Vec<&'a Item>> {
        let catalog = &self.city.catalog;
        let codes = match catalog.bundles.get(code) {
            Some(bundle) => bundle.members.iter().map(|member| &*member.item).collect(),
            None => vec![code],
        };
        let items = codes.into_iter().map(|code| {
            let item = catalog.items.get(code);
            item.with_context(|| format!("the catalog has no {code}"))
        });
        items.collect()
    }

    /// Does what is due, as far as the sitting goes.
    fn sit(&mut self, case: usize, id: RecordId, until: Until) -> Result<()> {
        let code = &self.plan.codes[usize::from(self.plan.cases[case].code)];
        while let Some(next) = self.due(id, until)? {
            let fee = match next.kind {
                "fee" => self.fee(next.branch.as_deref().unwrap_or(&code.code))?,
                _ => 0,
            };
            if next.kind == "fee" {
                let plan = self.plan;
                for wrong in plan.wrong_fees.get(&case).into_iter().flatten() {
                    self.attempt(id, &next, *wrong, fee)?;
                }
            }
            let deed = self.deed(&next, fee)?;
            let (user, name) = (hand(&next)?, id.to_string());
            let asked = format!("{} of {name}", deed.kind().name());
            self.does(next.owner.place, &asked, |engine| {
                engine.act(&user, &name, next.branch.clone(), deed)
            })?;
        }
        let phase = self.engine.briefs().get(&id).and_then(|brief| brief.phase);
        if until == Until::End && phase != Some(Phase::Delivered) {
            bail!(
                "{}: a case of {id} stays {phase:?} where it should end",
                code.code
            );
        }
        Ok(())
    }

    /// The first due act that belongs to the sitting.
    fn due(&self, id: RecordId, until: Until) -> Result<Option<NextAct>> {
        let brief = self.engine.briefs().get(&id).context("a case is gone")?;
        for next in brief.todo.iter().filter(|next| next.due) {
            let belongs = match (next.kind, until) {
                ("accept" | "fee", _) | (_, Until::End) => true,
                ("step", Until::Reviews) => true,
                ("step" | "decide" | "conclude", Until::Step(last)) => {
                    next.step.is_some_and(|seq| seq <= last)
                }
                _ => false,
            };
            if belongs {
                return Ok(Some(next.clone()));
            }
        }
        Ok(None)
    }

    fn deed(&self, next: &NextAct, fee: u64) -> Result<Deed> {
        Ok(match (next.kind, next.step) {
            ("accept", _) => Deed::Accept,
            ("fee", _) => self.pays(fee),
            ("step", Some(seq)) => Deed::Step {
                seq,
                opinion: PLAYED.load.opinion.clone(),
            },
            ("decide", _) => decision(),
            ("conclude", _) => Deed::Conclude,
            ("make", _) => Deed::Make {
                number: format!("ZZ{:08}", self.played.commands),
                until: None,
            },
            ("deliver", _) => Deed::Deliver {
                at: String::new(),
                how: PLAYED.load.handed_over.clone(),
            },
            (other, _) => bail!("{other} is due, and no played case comes to that"),
        })
    }

    fn pays(&self, fen: u64) -> Deed {
        Deed::Fee {
            fen,
            reduction: 0,
            basis: String::new(),
            voucher: format!("PJ{:08}", self.played.commands),
        }
    }

    /// The fee of an item for one unit, fen.
    fn fee(&self, code: &str) -> Result<u64> {
        let item = self.city.catalog.items.get(code);
        let fee = item.and_then(|item| item.fee_due(1, 0));
        fee.with_context(|| format!("{code} has no fee"))
    }

    /// Tries to go on with a wrong fee, and looks whether the case is where it was.
    fn attempt(&mut self, id: RecordId, next: &NextAct, wrong: WrongFee, due: u64) -> Result<()> {
        let decides = match wrong {
            WrongFee::Nothing => self.decision_at_hand(id, next)?,
            _ => None,
        };
        let given = match wrong {
            WrongFee::Over => due + self.dice.random_range(1..=due),
            WrongFee::Under => due - self.dice.random_range(1..=due.div_ceil(2)),
            WrongFee::Nothing => 0,
        };
        let (place, user, deed, expected) = match decides {
            Some((place, user)) => (place, user, decision(), Refusal::FeeUnpaid(due)),
            None => {
                let expected = Refusal::WrongFee { due, given };
                (next.owner.place, hand(next)?, self.pays(given), expected)
            }
        };
        let before = self.fingerprint(id)?;
        let said = self.engine.acting_for(place, |engine| {
            engine.act(&user, &id.to_string(), next.branch.clone(), deed)
        });
        let moved = self.fingerprint(id)? != before;
        let attempts = &mut self.played.attempts;
        attempts.made += 1;
        match said {
            Err(refused) if !moved && refused.reason == Reason::Law(expected) => {
                attempts.refused += 1;
            }
            Err(refused) if !moved => attempts.astray.push(refused_text(&refused).0.en),
            _ => attempts.let_through += 1,
        }
        Ok(())
    }

    /// Who decides, where that is the open step.
    fn decision_at_hand(
        &self,
        id: RecordId,
        next: &NextAct,
    ) -> Result<Option<(PlaceCode, String)>> {
        let view = self.engine.view_of(id).context("a case is gone")?;
        let branch = view.facts.branch(next.branch.as_deref());
        let open = branch.and_then(|branch| branch.open());
        let approval = open.filter(|step| step.plan.stage == Stage::Approve);
        Ok(approval.map(|step| {
            let owner = &step.plan.owner;
            let user = user(Role::Approver, owner.department.as_deref());
            (owner.place, user)
        }))
    }

    fn fingerprint(&mut self, id: RecordId) -> Result<Digest> {
        let case = self.engine.case_of(id).context("a case is gone")?;
        Ok(case.fingerprint)
    }

    /// Has something done, which `asked` tells in case it is refused, and commits when a group is full.
    fn does<T>(
        &mut self,
        place: PlaceCode,
        asked: &str,
        does: impl FnOnce(&mut Engine) -> Result<T, Refused>,
    ) -> Result<T> {
        let said = self.engine.acting_for(place, does);
        let said = said.map_err(|refused| {
            let said = refused_text(&refused).0.en;
            anyhow!("{asked} at {place}: {said}")
        })?;
        self.played.commands += 1;
        self.waiting += 1;
        if self.waiting >= self.group {
            self.commit()?;
        }
        Ok(said)
    }

    fn commit(&mut self) -> Result<()> {
        self.waiting = 0;
        self.played.commits += 1;
        // Nobody is below or above: there is nothing to send.
        self.engine
            .commit()
            .context("the journal could not be written")
            .map(drop)
    }
}

/// Who does what is due: the desk of a place, or the person of a department.
fn hand(next: &NextAct) -> Result<String> {
    let desk = [Role::Window, Role::Agent];
    if next.roles.iter().any(|role| desk.contains(role)) {
        let village = next.owner.place.tier() == Tier::Village;
        return Ok(user(if village { Role::Agent } else { Role::Window }, None));
    }
    let role = next.roles.first();
    let role = role.with_context(|| format!("nobody may do {}", next.kind))?;
    Ok(user(*role, next.owner.department.as_deref()))
}

fn decision() -> Deed {
    Deed::Decide {
        granted: true,
        cause: String::new(),
        reason: PLAYED.load.granted.clone(),
    }
}
