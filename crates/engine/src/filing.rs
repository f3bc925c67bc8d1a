//! A new case comes into the journal as one entry, form and receipt together: after a crash both are there or
//! neither is, and nobody anywhere ever sees a case without its receipt. The draft that it is filed from is marked
//! before it; where the power went in between, the mark is taken back at the next start.

use super::Engine;
use super::file::FILED;
use super::intake::Fresh;
use super::journal::{self, FeedItem, JournalEntry};
use super::row::Open;
use casework::{Act, Form};
use record::{Header, Kind, Log, RecordId, Run, Signatures, Signed, take_made};
use serde_bytes::ByteBuf;
use sync::{Entering, Finds, LinkNo};

impl Engine {
    /// Signs and appends the form of a new case and the receipt that pins it.
    ///
    /// # Errors
    /// In words, when they cannot be written; nothing is kept then.
    pub(super) fn keep_filing(
        &mut self,
        header: Header,
        form: &Form,
        receipt: &Act,
    ) -> Result<(), String> {
        let id = header.id();
        let actor = self.model.signer().actor();
        let begun = self.model.config().watch.begin();
        let mut log = Log::default();
        let change = Self::blank().change_form(actor, &log, form);
        let (first, filled) =
            (change.map_err(|error| error.to_string())?).signed(id, self.model.signer());
        let form_taken = take_made(id, &header, &log, &filled, &first.envelope)
            .map_err(|refused| refused.to_string())?;
        log.add(&form_taken, 0);
        let change = filled.document.change_act(actor, &log, receipt);
        let (second, made) =
            (change.map_err(|error| error.to_string())?).signed(id, self.model.signer());
        let receipt_taken = take_made(id, &header, &log, &made, &second.envelope)
            .map_err(|refused| refused.to_string())?;
        let signed = [first, second].map(|one| Signed::new(one.bytes, &one.envelope));
        let run = Run::gather(
            id,
            Some(header.clone()),
            signed.to_vec(),
            Signatures::Fewest,
        )
        .map_err(|fault| fault.to_string())?;
        self.parts.automerge += begun.elapsed();
        self.make_room();
        let mut open = Open::new(id, header.clone());
        open.document = made.document;
        self.cache.put(Box::new(open));
        let changes = [form_taken.hash, receipt_taken.hash];
        let name = [id.0.0, changes[0].0, changes[1].0].concat();
        let entering = Entering {
            record: id,
            changes: &changes,
            spread: header.spread,
            ends: &[header.home],
        };
        let slots = Self::slots(self.hub.assign(entering, &name, None));
        let at = self.model.now().0;
        let entry = JournalEntry::Item {
            bytes: ByteBuf::from(journal::to_bytes(&FeedItem::Run(run))),
            cursor: None,
            proofs: Vec::new(),
            at,
        };
        let position = self.append(entry, slots.clone());
        (self.model.store()).note(&id.0.0, position, header.kind.is_public());
        self.recent.note(id, at);
        let acts = [None, Some(Box::new(receipt.clone()))];
        for (admitted, act) in [form_taken, receipt_taken].into_iter().zip(acts) {
            self.hold(id, Fresh { admitted, act }, position, &slots, at, None);
        }
        Ok(())
    }

    /// Takes back the marks of drafts that say they were filed as a case that never came to be: the power went
    /// between the two, so that nobody anywhere was told of either.
    pub(super) fn reopen_half_filed(&mut self) {
        let sent = self.model.sent_upto();
        let marked = self.model.records().briefs().iter().filter(|(_, brief)| {
            let case = brief.filed().and_then(|case| case.parse::<RecordId>().ok());
            let is_lost = case.is_some_and(|case| !self.model.records().has(&case));
            brief.kind == Kind::Draft && is_lost && brief.up_seq > sent
        });
        let marked: Vec<RecordId> = marked.map(|(id, _)| *id).collect();
        for id in marked {
            let own = self.model.signer().node();
            let actor = self.model.signer().actor();
            let Some(open) = self.record(id).filter(|open| {
                let last = open.log.iter().last();
                last.is_some_and(|last| last.author == own)
            }) else {
                continue;
            };
            let mark = Form::from([(FILED.to_owned(), String::new())]);
            let change = open.document.change_form(actor, &open.log, &mark);
            let kept = (change.map_err(|error| error.to_string()))
                .and_then(|change| self.keep_change(id, None, change));
            match kept {
                Ok(_) => {
                    tracing::warn!(record = %id, "a draft was being filed when the node ended: it is open again")
                }
                Err(error) => {
                    tracing::error!(record = %id, error, "a draft cannot be opened again")
                }
            }
        }
    }

    /// A store that knows nothing but its journal cannot tell whether that was put back from a copy. Until it has
    /// spoken with the tier above, the numbers it gives out have letters of their own behind them.
    pub(super) fn doubt_numbers(&mut self) {
        self.append(JournalEntry::Doubt(true), Vec::new());
        self.recall_doubt(true);
        tracing::warn!(
            "nothing is here but the journal, which may be an older copy: document numbers will carry a suffix \
             until the tier above was reached"
        );
    }

    /// Notes in mind whether numbers are in doubt.
    pub(super) fn recall_doubt(&mut self, doubts: bool) {
        if !doubts {
            return self.identity.end_doubt();
        }
        let bytes = (self.model.config().random)();
        self.identity.begin_doubt([bytes[0], bytes[1]]);
    }

    /// Ends the doubt, once a peer has told what it holds of this store: the tier above that nothing is lacking, or
    /// anybody that something is. Where the tier above cannot tell, or went back itself, nobody will: this store goes
    /// on as another incarnation, whose letters nobody has used.
    pub(super) fn end_doubt(&mut self) {
        if !self.identity.is_in_doubt() {
            return;
        }
        let above_is_behind = self.identity.above_is_behind();
        let views = (self.links.numbers()).filter_map(|no| self.hub.link(no));
        let behind = { views }.any(|view| view.finds == Some(Finds::Behind));
        let above = self.hub.link(LinkNo::PARENT);
        match above.map(|view| (view.finds, view.same)) {
            None | Some((None, _)) if !behind => {}
            Some((Some(Finds::Whole), same)) if !behind && !above_is_behind => {
                // That its own feed did not go back is known only when both were compared.
                if same {
                    self.append(JournalEntry::Doubt(false), Vec::new());
                    self.identity.end_doubt();
                }
            }
            _ => {
                tracing::warn!(
                    "what came before this journal's end cannot be told: a new incarnation begins"
                );
                self.begin_incarnation(self.identity.witness());
                self.changes += 1;
                let out = self.hub.begin_incarnation(self.identity.id());
                self.carry_out(out);
            }
        }
    }
}

#[cfg(test)]
mod tests;
