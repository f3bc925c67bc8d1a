//! What a node owes a case, and writes by itself: acts that arrival, time and a new calendar oblige it to.

use super::Engine;
use super::row::Open;
use calendar::Calendar;
use casework::{
    Act, CaseView, Cites, Deed, Facts, Form, Ground, Intake, Mode, Request, Who, judge_next,
};
use record::RecordId;
use tiers::{Digest, PlaceCode, Role};

impl Engine {
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
        let node = self.model.signer().node();
        // Frozen by rivals, or no longer fitting: then it is not written.
        let judged = judge_next(ground, view, node, &act, &Form::new(), self.model.library());
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
            // Nothing follows from silence on a date that a list to come can still move.
            let passed = |due: Option<casework::Due>| {
                due.is_some_and(|due| due.has_passed(self.model.now()))
            };
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
            until.is_some_and(|until| until < self.model.now())
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
        if Some(before) == self.model.published().calendar() || !self.stands_at(owner.place) {
            return None;
        }
        let (old, new) = (self.model.library().calendar(&before)?, self.calendar()?);
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
            calendar: self.model.published().calendar()?,
            directory: *self.model.published().entries().get(&place)?,
        })
    }

    /// Writes an act on a record and appends it.
    pub(super) fn write_act(&mut self, id: RecordId, act: &Act) -> Result<Digest, String> {
        let actor = self.model.signer().actor();
        let watch = self.model.config().watch.clone();
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
