//! What a record comes to in short, for desks, lights, counts and duties. Time-driven work goes by an index of next moments: a tick costs what falls due, not what is open.

use super::brief::{Brief, Moment, Places, Pools, Rare, Words};
use super::returned::returned;
use super::row::Open;
use super::{Engine, ReadModel};
use calendar::{Calendar, UnixMillis};
use casework::{
    Act, CaseView, Cites, Deed, Facts, Form, Ground, Intake, Mode, Request, Who, awaited_acts,
    judge_next,
};
use record::{Kind, RecordId};
use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::sync::Arc;
use supervision::{Adds, Assessment, Contribution, Counts, Light, assess};
use tiers::{Digest, PlaceCode, Role};

/// What falls due, and what all cases add up to.
#[derive(Default)]
pub(super) struct Agenda {
    /// What briefs have alike.
    pub(super) pools: Pools,
    /// Records that came forward from the journal at the start: what they oblige to may not be written.
    pub(super) replayed: BTreeSet<RecordId>,
    /// The calendar by which all cases were last assessed; none = they must all be assessed.
    pub(super) assessed_on: Option<Digest>,
    /// Something was published that acts may wait for.
    pub(super) library_grew: bool,
    /// The records that something is published in.
    pub(super) published: BTreeSet<RecordId>,
    pub(super) counts: Counts,
}

impl ReadModel {
    /// One item asked for by one applicant, as this node alone can tell: the index needs no numbers of
    /// people, and without the node's seed nobody can try numbers against it. None where there is no number.
    fn asking(&self, code: &str, number: &str) -> Option<NonZeroU64> {
        let number: String = (number.chars().filter(|letter| !letter.is_whitespace()))
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        if number.is_empty() {
            return None;
        }
        let mut hasher = blake3::Hasher::new_keyed(&self.asking_key);
        // A code has no zero byte: no other pair runs together to the same bytes.
        hasher.update(code.as_bytes()).update(&[0]);
        hasher.update(number.as_bytes());
        NonZeroU64::new(Digest(*hasher.finalize().as_bytes()).begins())
    }

    /// The open cases held here in which the applicant with `number` asks for the item `code`. A hint for
    /// the desk: asking twice is not against the law, so nothing is refused for it.
    pub fn duplicates(&self, code: &str, number: &str) -> Vec<RecordId> {
        let asking = self.asking(code, number);
        asking.map_or_else(Vec::new, |asking| self.open_asking(asking))
    }

    /// The other open cases that ask for what this one asks for.
    pub fn duplicates_of(&self, id: RecordId) -> Vec<RecordId> {
        let asking = self.records.briefs.get(&id).and_then(|brief| brief.asking);
        let mut all = asking.map_or_else(Vec::new, |asking| self.open_asking(asking));
        all.retain(|other| *other != id);
        all
    }

    fn open_asking(&self, asking: NonZeroU64) -> Vec<RecordId> {
        let asking_this = self.records.by_asking.with(asking.get());
        let held = asking_this.flat_map(|begins| self.records.beginning(begins));
        let asks = |brief: &Brief| brief.asking == Some(asking) && brief.concluded().is_none();
        let open = held.filter(|(_, brief)| asks(brief));
        open.map(|(id, _)| id).collect()
    }

    /// The numbers of [`ReadModel::duplicates_of`].
    pub(super) fn duplicate_numbers(&self, id: RecordId) -> Vec<String> {
        let ids = self.duplicates_of(id).into_iter();
        ids.filter_map(|id| Some(self.records.briefs.get(&id)?.number().to_owned()))
            .collect()
    }
}

impl Engine {
    /// Keeps in mind what a record comes to.
    pub(super) fn brief(&mut self, open: &Open) {
        let begun = self.model.config.watch.begin();
        let view = open.view.as_deref();
        let receipt = view.and_then(|view| view.facts.receipt.as_ref());
        let places = Places {
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
            returned: view.map_or_else(Vec::new, |view| returned(view, self.model.config.place)),
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
            places: self.agenda.pools.places.of(places),
            words: Words::of(
                receipt.map_or("", |receipt| receipt.number.as_str()),
                field(casework::NAME),
                &tail(field(casework::ID_NUMBER), 4),
            ),
            code: self.agenda.pools.codes.of(Box::from(code)),
            asking: receipt.and_then(|receipt| {
                let number = receipt.form.get(casework::ID_NUMBER)?;
                self.asking(&receipt.code, number)
            }),
            phase: None,
            light: Light::Off,
            due: Moment::NONE,
            received: receipt.map(|receipt| receipt.done.at).into(),
            concluded: view.and_then(|view| view.facts.concluded_at()).into(),
            next: Moment::NONE,
            // What may be done besides is worked out when somebody looks.
            todo: (self.agenda.pools.todo).of(view.map(awaited_acts).unwrap_or_default().into()),
            updated: open.taken_in,
            up_seq: open.up_seq,
            held: open.held.into(),
            conflicts: count(conflicts),
            acts: view.map_or(0, |view| count(view.trail.len())),
            waiting: view.is_some_and(|view| view.waiting),
            adds: self.agenda.pools.adds.of(Adds::default()),
            rare: rare.boxed(),
        };
        if let Some(old) = self.model.records.briefs.get(&open.id) {
            // What it gave to the counts stays until it is assessed anew; but item and day are those of the
            // receipt that stands now.
            let gave = old.contribution();
            brief.adds = old.adds.clone();
            if brief.contribution() != gave {
                self.replace_contribution(open.id, &Contribution::default());
                brief.adds = self.agenda.pools.adds.of(Adds::default());
            }
        }
        let before = self.model.records.briefs.get(&open.id).map(Arc::as_ref);
        self.links.recount(open.id, before, &brief);
        self.model.records.put(open.id, Arc::new(brief));
        self.assess_one(open);
        self.parts.brief += begun.elapsed();
    }

    /// Keeps in mind what was kept in rows, in order.
    pub(super) fn recall_briefs(&mut self, held: Vec<(RecordId, Arc<Brief>)>) {
        for (_, brief) in &held {
            self.agenda.counts.add(&brief.contribution());
        }
        self.model.records.recall(held);
    }

    /// Assesses a case again and keeps light, counts and the next moment.
    fn assess_one(&mut self, open: &Open) {
        let (Some(view), Some(calendar)) = (&open.view, self.calendar()) else {
            return;
        };
        let assessment = assess(view, calendar, self.model.now);
        let contribution = Contribution::of(view, &assessment);
        let due = assessment.status.promised.map(|due| due.at);
        // Where silence becomes an act there is a moment of its own: the five working days, the time for
        // missing papers, the end of a licence whose renewal was asked for.
        let status = &assessment.status;
        let silences = [
            status.intake.map(|due| due.at),
            status.lapse.map(|due| due.at),
        ];
        let silences = silences.into_iter().flatten().chain(renewals(view));
        let silences = silences.map(|at| UnixMillis(at.0.saturating_add(1)));
        let next = (silences.filter(|at| *at > self.model.now))
            .chain(assessment.next)
            .min();
        let mut changed = self.replace_contribution(open.id, &contribution);
        let brief = self.records.briefs.get(&open.id);
        let says = |brief: &Brief| (brief.phase, brief.light, brief.due, brief.next);
        let now = (
            Some(assessment.status.phase),
            assessment.light,
            Moment::from(due),
            Moment::from(next),
        );
        if brief.is_some_and(|brief| says(brief) != now) {
            self.model.records.change(open.id, |brief| {
                (brief.phase, brief.light, brief.due, brief.next) = now;
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
        self.agenda.assessed_on = self.model.shelf.calendar;
        let cases: Vec<RecordId> = (self.model.records.briefs.iter())
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
        let replayed = std::mem::take(&mut self.agenda.replayed);
        if self.agenda.assessed_on != self.model.shelf.calendar {
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
        while let Some((at, begins)) = self.model.records.moments.take_first(self.model.now) {
            let due = self.records.beginning(begins);
            let due = due.filter(|(_, brief)| brief.next() == Some(at));
            let due: Vec<RecordId> = due.map(|(id, _)| id).collect();
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
            self.model.now,
        ))
    }

    /// What arrival, time and a new calendar oblige this node to write.
    pub(super) fn duties(&mut self, id: RecordId) {
        let act = self
            .with_record(id, |engine, open| engine.duty(open))
            .flatten();
        let Some(act) = act else {
            return;
        };
        let kind = act.deed.kind().name();
        match self.write_act(id, &act) {
            Ok(_) => {
                tracing::info!(record = %id, kind, place = %act.who.place, "a duty of this node")
            }
            Err(error) => {
                tracing::error!(record = %id, kind, error, "the node's own act could not be written");
            }
        }
    }

    fn duty(&mut self, open: &Open) -> Option<Act> {
        let view = open.view.as_ref()?;
        let (place, branch, deed) = self.owed(view)?;
        let act = Act {
            who: Who {
                place,
                department: None,
                user: "node".to_owned(),
                role: Role::Node,
            },
            cites: self.cites(place)?,
            at: self.stamp(),
            branch,
            deed,
        };
        let ground = Ground {
            home: open.header.home,
        };
        let node = self.model.signer.node();
        // Frozen by rivals, or no longer fitting: then it is not written.
        let judged = judge_next(ground, view, node, &act, &Form::new(), &self.model.library);
        judged.is_ok().then_some(act)
    }

    /// The first thing that is this node's to write: for which place, on which branch, what.
    fn owed(&self, view: &CaseView) -> Option<(PlaceCode, Option<String>, Deed)> {
        let facts = &view.facts;
        let receipt = facts.receipt.as_ref()?;
        let owner = facts.intake_owner()?.place;
        let accepting = facts.place_now(receipt.accepting.place);
        let on_its_way = receipt.mode == Mode::ForApplicant && facts.clock_from.is_none();
        if on_its_way && self.stands_at(accepting) {
            return Some((accepting, None, Deed::Arrive));
        }
        if facts.intake == Intake::Open && self.stands_at(owner) {
            let status = casework::status(view, self.calendar()?);
            let passed =
                |due: Option<casework::Due>| due.is_some_and(|due| due.at < self.model.now);
            if passed(status.lapse) {
                return Some((owner, None, Deed::Lapse));
            }
            if passed(status.intake) {
                return Some((owner, None, Deed::DeemAccepted));
            }
        }
        self.renewed(facts).or_else(|| self.recount(view))
    }

    /// A licence that ran out while its renewal was asked for and not answered (许可法 50).
    fn renewed(&self, facts: &Facts) -> Option<(PlaceCode, Option<String>, Deed)> {
        facts.open_request(Request::Renew)?;
        let several = facts.branches.len() > 1;
        let mut branches = facts.branches.iter();
        let ran_out = branches.find(|branch| {
            let until = branch.made.as_ref().and_then(|made| made.until);
            until.is_some_and(|until| until < self.model.now)
                && self.stands_at(facts.branch_owner(branch).place)
        })?;
        let named = several.then(|| ran_out.item.clone());
        Some((facts.branch_owner(ran_out).place, named, Deed::DeemRenewed))
    }

    /// The promised limit of an open case on a calendar that came after the one it was last counted on,
    /// where that moves it.
    fn recount(&self, view: &CaseView) -> Option<(PlaceCode, Option<String>, Deed)> {
        let facts = &view.facts;
        let receipt = facts.receipt.as_ref()?;
        if receipt.instant || facts.concluded_at().is_some() {
            return None;
        }
        let owner = match facts.accepted() {
            Some(_) => facts.decider()?,
            None => facts.intake_owner()?,
        };
        let last = facts.recounts.last();
        let before = last.map_or(receipt.calendar, |recount| recount.calendar);
        if Some(before) == self.model.shelf.calendar || !self.stands_at(owner.place) {
            return None;
        }
        let (old, new) = (self.model.library.calendar(&before)?, self.calendar()?);
        let promised = |calendar: &Calendar| casework::status(view, calendar).promised;
        let (was, now) = (promised(old)?.at, promised(new)?.at);
        if was == now {
            return None;
        }
        let year = new.last_date().year();
        let reason = if year > old.last_date().year() {
            format!("{HOLIDAYS} {year}")
        } else {
            HOLIDAYS.to_owned()
        };
        let deed = Deed::Recount {
            before,
            was,
            now,
            reason,
        };
        Some((owner.place, None, deed))
    }

    /// What acts made now for `place` cite.
    pub(super) fn cites(&self, place: PlaceCode) -> Option<Cites> {
        Some(Cites {
            catalog: Vec::new(),
            calendar: self.model.shelf.calendar?,
            directory: *self.model.shelf.entries.get(&place)?,
        })
    }

    /// Writes an act on a record and appends it.
    pub(super) fn write_act(&mut self, id: RecordId, act: &Act) -> Result<Digest, String> {
        let actor = self.model.signer.actor();
        let watch = self.model.config.watch.clone();
        let open = self.record(id).ok_or("no such record")?;
        let begun = watch.begin();
        let change = open.document.change_act(actor, &open.log, act);
        self.parts.automerge += begun.elapsed();
        self.keep_act(id, change.map_err(|error| error.to_string())?, act)
    }
}

/// What a recount gives as its reason: the days that are off changed, and behind a space the year where they were
/// announced for one. `phrases::recount_reason` reads it.
const HOLIDAYS: &str = "holidays";

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
