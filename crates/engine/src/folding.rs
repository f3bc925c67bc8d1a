//! From admitted changes to documents and views: all of a batch together, each view once.

use super::Engine;
use super::intake::Fresh;
use super::row::Open;
use casework::{Ground, fold};
use record::{Kind, RecordId};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Engine {
    /// Brings documents and views forward by all that was admitted since the last time: changes of one record are applied
    /// together, views folded once, and what this node owes the case is done.
    pub(super) fn fold_admitted(&mut self) {
        loop {
            let folded = self.fold_without_duties();
            if folded.is_empty() {
                break;
            }
            self.changes += 1;
            for id in folded {
                self.duties(id);
            }
        }
        self.intake.end_batch();
    }

    /// As [`Engine::fold_admitted`], and writes nothing; answers the records that changed.
    pub(super) fn fold_without_duties(&mut self) -> Vec<RecordId> {
        let fresh = self.intake.take_fresh();
        self.cache.begin_folding(fresh.keys().copied().collect());
        let mut changed: Vec<RecordId> = fresh.keys().copied().collect();
        let mut entries = BTreeSet::new();
        for (id, admitted) in fresh {
            let Some(mut open) = self.cache.take(id) else {
                continue;
            };
            // A view that only the writer holds is brought forward where it stands.
            self.model.forget_unwritten(&id);
            let begun = self.model.config().watch.begin();
            let fresh = admitted.iter().map(|fresh| &fresh.admitted);
            match open.document.take(&open.log, fresh) {
                Ok(()) => self.fold_more(&mut open, admitted),
                // Admitted, journalled, relayed; only this node cannot show it.
                Err(error) => {
                    tracing::error!(record = %id, %error, "a record cannot be shown")
                }
            }
            self.parts.fold += begun.elapsed();
            if open.document.strands(&self.model.signer().actor()) {
                // What this process wrote lost to another change; it goes on as another actor.
                self.sign_anew();
            }
            if open.header.kind.is_public() {
                self.take_published(&open);
            }
            if open.header.kind == Kind::Directory {
                entries.insert(id);
            }
            self.cache.put(open);
        }
        let grew = self.agenda.take_library_grew();
        if grew {
            changed.extend(self.records().unjudged());
            changed.sort();
            changed.dedup();
        }
        for id in &changed {
            if self.record(*id).is_none() {
                continue;
            }
            let Some(mut open) = self.cache.take(*id) else {
                continue;
            };
            let begun = self.model.config().watch.begin();
            // A view that holds every act already was brought forward above.
            let acts = open.log.acts();
            let is_whole =
                |view: &casework::CaseView| view.trail.len() == acts && !(view.waiting && grew);
            if open.header.kind == Kind::Case && !open.view.as_deref().is_some_and(is_whole) {
                let ground = Ground {
                    home: open.header.home,
                };
                match open.document.entries(*id, &open.header, &open.log) {
                    Ok(entries) => {
                        let view = Some(Arc::new(fold(ground, &entries, self.model.library())));
                        let waits_on = view == open.view && !self.cache.is_folding(*id);
                        open.view = view;
                        if waits_on {
                            // What came was not what it waits for: its row is as good as before.
                            self.cache.put(open);
                            continue;
                        }
                    }
                    Err(error) => {
                        tracing::error!(record = %id, %error, "a record cannot be read");
                    }
                }
            }
            self.parts.fold += begun.elapsed();
            let before = self.living_or(*id, &open.header);
            let ever = self.ever(*id);
            self.brief(&open);
            let places = self
                .model
                .records()
                .brief(id)
                .map(|brief| brief.places.clone());
            self.show(&open);
            self.cache.put(open);
            if places.as_ref().is_some_and(|now| *now.ends != *before) {
                self.rescope(*id, &before);
            } else if places.is_some_and(|now| *now.ever != *ever) {
                self.send_what_it_is_judged_by(*id);
            }
            if let Some(link) = self.intake.brought_by(*id) {
                self.notify_out_of_scope(*id, link);
            }
            self.cache.note_dirty(*id);
        }
        if !entries.is_empty() {
            self.pass_on_cited(&entries);
        }
        self.cache.end_folding();
        changed
    }

    /// Makes or brings forward the view of a case from what just came, where that needs nothing of what
    /// was there before: all of a new case, or one act on top of everything.
    fn fold_more(&self, open: &mut Open, mut fresh: Vec<Fresh>) {
        if open.header.kind != Kind::Case {
            return;
        }
        let (id, ground) = (
            open.id,
            Ground {
                home: open.header.home,
            },
        );
        let is_whole = if fresh.len() == open.log.len() {
            let entries = fresh.into_iter();
            let entries: Vec<casework::Entry> = entries.map(|fresh| fresh.entry(id)).collect();
            open.view = Some(Arc::new(fold(ground, &entries, self.model.library())));
            true
        } else {
            let (Some(only), true, Some(view)) = (
                fresh.pop(),
                fresh.is_empty(),
                open.view.as_mut().map(Arc::make_mut),
            ) else {
                open.base = None;
                return;
            };
            let is_one_more =
                only.admitted.payload.is_act() && view.trail.len() + 1 == open.log.acts();
            // The only head has everything in its past.
            let knew_all = open.log.heads() == [only.admitted.hash];
            let is_ours = only.act.is_some();
            let next = only.entry(id);
            let base = open.base.take();
            match is_one_more {
                true if knew_all => {
                    // Where others may not know of it, they are judged by what was before it.
                    let base = match base {
                        Some(mut base) if is_ours && base.is_only_of(&next) => {
                            base.follow(&next);
                            Some(base)
                        }
                        _ if is_ours => casework::Base::before(view, &next).map(Box::new),
                        _ => None,
                    };
                    let taken = casework::fold_next(ground, view, &next, self.model.library());
                    open.base = base.filter(|_| taken);
                    taken
                }
                true => base.is_some_and(|mut base| {
                    let taken = base.take(ground, view, &next, self.model.library());
                    open.base = taken.then_some(base);
                    taken
                }),
                false => false,
            }
        };
        if cfg!(debug_assertions) && is_whole {
            let entries = open.document.entries(id, &open.header, &open.log);
            let anew =
                entries.map(|entries| Some(Arc::new(fold(ground, &entries, self.model.library()))));
            debug_assert_eq!(anew.as_ref(), Ok(&open.view), "two ways to one view");
        }
    }
}
