//! What a record comes to in short, for desks, lights, counts and duties. Time-driven work goes by an index of next
//! moments: a tick costs what falls due, not what is open.

use super::Engine;
use super::brief::{Brief, CarriedTo, Moment, Rare, Times, Words};
use super::returned::returned;
use super::row::Open;
use calendar::UnixMillis;
use casework::{CaseView, Form, Request, awaited_acts};
use record::{Kind, RecordId};
use std::sync::Arc;
use supervision::{Adds, Assessment, Contribution, Light, assess};

impl Engine {
    /// Keeps in mind what a record comes to.
    pub(super) fn brief(&mut self, open: &Open) {
        let begun = self.model.config().watch.begin();
        let view = open.view.as_deref();
        let receipt = view.and_then(|view| view.facts.receipt.as_ref());
        let places = CarriedTo {
            home: open.header.home,
            ends: super::scope::ends_of(open).into(),
            ever: super::scope::ever_of(open).into(),
        };
        let draft = match open.header.kind {
            Kind::Draft => open.form(),
            _ => Form::new(),
        };
        let form = receipt.map_or(&draft, |receipt| &receipt.form);
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let (code, conflicts) = match open.is_draft() {
            true => (field(super::file::ITEM), open.conflicts().len()),
            false => (
                receipt.map_or("", |receipt| receipt.code.as_str()),
                view.map_or(0, |view| view.contested.len()),
            ),
        };
        let rare = Rare {
            returned: view.map_or_else(Vec::new, |view| returned(view, self.model.config().place)),
            agent: view.and_then(looked_after_by),
            filed: form
                .get(super::file::FILED)
                .filter(|case| open.is_draft() && !case.is_empty())
                .cloned(),
        };
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut brief = Brief {
            kind: open.header.kind,
            spread: open.header.spread,
            places: self.agenda.pools().places(places),
            words: Words::of(
                receipt.map_or("", |receipt| receipt.number.as_str()),
                field(casework::NAME),
                &tail(field(casework::ID_NUMBER), 4),
            ),
            code: self.agenda.pools().code(code),
            asking: receipt.and_then(|receipt| {
                let number = receipt.form.get(casework::ID_NUMBER)?;
                self.asking(&receipt.code, number)
            }),
            phase: None,
            outcome: view.and_then(|view| view.facts.outcome()),
            light: Light::Off,
            times: Times {
                received: receipt.map(|receipt| receipt.done.at).into(),
                concluded: view.and_then(|view| view.facts.concluded_at()).into(),
                due: Moment::NONE,
                next: Moment::NONE,
            },
            // What may be done besides is worked out when somebody looks.
            todo: (self.agenda.pools()).todo(view.map(awaited_acts).unwrap_or_default()),
            updated: open.taken_in,
            up_seq: open.up_seq,
            held: open.held.into(),
            conflicts: count(conflicts),
            acts: view.map_or(0, |view| count(view.trail.len())),
            waiting: view.is_some_and(|view| view.waiting),
            adds: self.agenda.pools().adds(Adds::default()),
            rare: rare.boxed(),
        };
        if let Some(old) = self.model.records().brief(&open.id) {
            // What it gave to the counts stays until it is assessed anew; but item and day are those of the
            // receipt that stands now.
            let gave = old.contribution();
            brief.adds = old.adds.clone();
            if brief.contribution() != gave {
                self.replace_contribution(open.id, &Contribution::default());
                brief.adds = self.agenda.pools().adds(Adds::default());
            }
        }
        let before = self.model.records().brief(&open.id).map(Arc::as_ref);
        self.links.recount(open.id, before, &brief);
        self.model.records_mut().put(open.id, Arc::new(brief));
        self.assess_one(open);
        self.parts.brief += begun.elapsed();
    }

    /// Keeps in mind what was kept in rows, in order.
    pub(super) fn recall_briefs(&mut self, held: Vec<(RecordId, Arc<Brief>)>) {
        for (_, brief) in &held {
            self.agenda.count(&brief.contribution());
        }
        self.model.records_mut().recall(held);
    }

    /// Assesses a case again and keeps light, counts and the next moment.
    fn assess_one(&mut self, open: &Open) {
        let (Some(view), Some(calendar)) = (&open.view, self.calendar()) else {
            return;
        };
        let assessment = assess(view, calendar, self.model.now());
        let contribution = Contribution::of(view, &assessment);
        let due = assessment.status.promised.map(|due| due.at);
        // Where silence becomes an act there is a moment of its own: the five working days, the time for
        // missing papers, the end of a licence whose renewal was asked for.
        let status = &assessment.status;
        let silences = [
            status.intake.map(|due| due.latest),
            status.lapse.map(|due| due.latest),
        ];
        let silences = silences.into_iter().flatten().chain(renewals(view));
        let silences = silences.map(|at| UnixMillis(at.0.saturating_add(1)));
        let next = (silences.filter(|at| *at > self.model.now()))
            .chain(assessment.next)
            .min();
        let mut changed = self.replace_contribution(open.id, &contribution);
        let brief = self.records().brief(&open.id);
        let says = |brief: &Brief| (brief.phase, brief.light, brief.times.due, brief.times.next);
        let now = (
            Some(assessment.status.phase),
            assessment.light,
            Moment::from(due),
            Moment::from(next),
        );
        if brief.is_some_and(|brief| says(brief) != now) {
            self.model.records_mut().change(open.id, |brief| {
                (brief.phase, brief.light, brief.times.due, brief.times.next) = now;
            });
            changed = true;
        }
        if changed {
            // The next start need not assess it again.
            self.cache.note_dirty_brief(open.id);
        }
        self.publish_later(open.id);
    }

    /// Assesses every case: at the start, and when the calendar changes.
    pub(super) fn assess_all(&mut self) {
        self.agenda
            .note_assessed_on(self.model.published().calendar());
        let cases: Vec<RecordId> = (self.model.records().briefs().iter())
            .filter(|(_, brief)| brief.kind == Kind::Case)
            .map(|(id, _)| *id)
            .collect();
        for id in cases {
            self.with_record(id, |engine, open| engine.assess_one(open));
            self.duties(id);
        }
    }

    /// What a start owes: to the cases that came forward from the journal, and to those whose moment
    /// passed while the node was down. All others are as their rows say.
    pub(super) fn catch_up_duties(&mut self) {
        let replayed = self.agenda.take_replayed();
        if self.agenda.assessed_on() != self.model.published().calendar() {
            return self.assess_all();
        }
        for id in replayed {
            self.with_record(id, |engine, open| engine.assess_one(open));
            self.duties(id);
        }
        self.look_out();
    }

    /// What falls due by now.
    pub(super) fn look_out(&mut self) {
        let now = self.model.now();
        while let Some(due) = self.model.records_mut().take_due(now) {
            for id in due {
                self.with_record(id, |engine, open| engine.assess_one(open));
                self.duties(id);
                self.changes += 1;
            }
        }
    }

    /// The assessment of a case now.
    pub(super) fn assessment(&self, open: &Open) -> Option<Assessment> {
        Some(assess(
            open.view.as_ref()?,
            self.calendar()?,
            self.model.now(),
        ))
    }
}

/// When licences run out whose renewal was asked for and not answered.
fn renewals(view: &CaseView) -> impl Iterator<Item = UnixMillis> {
    let facts = &view.facts;
    let asked = facts.open_request(Request::Renew).is_some();
    let branches = facts.branches.iter().filter(move |_| asked);
    branches.filter_map(|branch| branch.made.as_ref()?.until)
}

/// The agent of a proxy case that still needs one: up to its delivery, or to an end without any.
fn looked_after_by(view: &CaseView) -> Option<String> {
    let facts = &view.facts;
    let undone = facts
        .branches
        .iter()
        .any(|branch| branch.concluded_at().is_none());
    let refused = facts.concluded_at().is_some() && undone;
    let over = facts.delivered.is_some() || facts.ended.is_some() || refused;
    (!over).then(|| facts.agent.clone()).flatten()
}

/// The last `n` characters.
pub(super) fn tail(text: &str, n: usize) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(n)).collect()
}

#[cfg(test)]
mod tests;
