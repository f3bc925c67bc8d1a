//! Serving before the rows are open. After a crash sled takes its time, seconds for each million rows, and what is kept
//! in mind of every record is read after it. Meanwhile an engine that knows nothing but the journal takes in new cases
//! and shows records that are asked for by id. What it writes is in the journal, where the engine that takes over
//! finds it, as after any other start.

use super::journal::{self, FeedItem, JournalEntry};
use super::open::OpenEngineError;
use super::recall::recalled;
use super::replay::StateRow;
use super::row::Open;
use super::{Engine, EngineConfig, ReadModel};
use calendar::UnixMillis;
use casework::{Ground, fold};
use record::{Admitted, Kind, RecordId, Refused};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Opening, Position};
use tiers::Digest;

/// Bytes of journal behind the roll that are read before serving. It is kept every few seconds; where it is far behind
/// something is wrong, and the rows are waited for.
const TAIL_BYTES_MAX: u64 = 64 << 20;

impl ReadModel {
    /// Whether this engine serves before the rows are open.
    pub fn is_early(&self) -> bool {
        self.store().is_early()
    }
}

impl Engine {
    /// An engine that takes in new cases and shows what is asked for by id, and nothing else: lists, counts and
    /// lines to other places wait for the one that takes over ([`super::Forward::serve`]).
    ///
    /// None where that is not possible: the roll is missing or does not fit; the store was restored or cloned, or
    /// has never given a number, so that only the whole of it tells which one is next.
    pub fn open_early(opening: &Opening, config: &EngineConfig, now: UnixMillis) -> Option<Engine> {
        let mut early = opening.early()?;
        let state: StateRow = journal::from_bytes(&early.state).ok()?;
        let journal = opening.ledger().journal();
        let from = journal.after(early.built_to).ok()?;
        if journal.end().0.saturating_sub(from.0) > TAIL_BYTES_MAX {
            return None;
        }
        let mut beside = Vec::new();
        for found in opening.scan(from) {
            let (position, entry) = found.ok()?;
            let kept = journal::from_bytes(&entry.body).ok()?;
            if let Some((id, is_public)) = record_in(&kept) {
                early.note(&id.0.0, position, is_public);
            }
            let kept = match kept {
                // Its record is read when somebody asks for it.
                JournalEntry::Item { cursor, .. } => {
                    cursor.map(|(no, cursor)| JournalEntry::Cursor(no, cursor))
                }
                kept => Some(kept),
            };
            beside.extend(kept.map(|kept| (position, kept, entry.feeds)));
        }
        let mut engine = Engine::unread(opening.serve_early(early), config.clone(), now);
        engine.recall_state(state);
        for (position, kept, slots) in beside {
            engine.recall(position, kept, &slots);
        }
        let gave_none = engine.model.last_number() == 0 && engine.identity.count() <= 1;
        if engine.identity.witness() != opening.witness() || gave_none {
            return None;
        }
        for key in engine.model.store().flagged() {
            let id = RecordId(Digest(key));
            let open = engine.read_journal(id)?;
            engine.take_published(&open);
            engine.brief(&open);
        }
        engine.own_entry()?;
        engine.sign_anew();
        engine.join_links();
        Some(engine)
    }

    /// Brings a record to mind, where this engine serves early: it knows of none before somebody asks.
    pub fn bring(&mut self, id: &str) {
        if self.is_early()
            && let Ok(id) = id.trim().parse()
        {
            self.record(id);
        }
    }

    /// A record made from its entries in the journal, where it is known which they are.
    pub(super) fn read_journal(&self, id: RecordId) -> Option<Open> {
        let mut open: Option<Open> = None;
        let mut fresh: Vec<Admitted> = Vec::new();
        for position in self.model.store().places(&id.0.0)? {
            if let Err(error) = self.read_entry(id, position, &mut open, &mut fresh) {
                tracing::error!(record = %id, %position, error, "a record cannot be read from the journal");
                return None;
            }
        }
        let mut open = open?;
        if let Err(error) = open.document.take(&open.log, fresh.iter()) {
            // As wherever a record comes forward: it is kept, and cannot be shown.
            tracing::error!(record = %id, %error, "a record cannot be shown");
        }
        if open.header.kind == Kind::Case {
            let ground = Ground {
                home: open.header.home,
            };
            let entries = open.document.entries(id, &open.header, &open.log).ok()?;
            open.view = Some(Arc::new(fold(ground, &entries, self.model.library())));
        }
        Some(open)
    }

    /// Takes an entry into a record: nothing where it is another's.
    fn read_entry(
        &self,
        id: RecordId,
        position: Position,
        open: &mut Option<Open>,
        fresh: &mut Vec<Admitted>,
    ) -> Result<(), String> {
        let entry = self.model.store().read(position);
        let entry = entry.map_err(|error| error.to_string())?;
        let JournalEntry::Item {
            bytes, proofs, at, ..
        } = journal::from_bytes(&entry.body)?
        else {
            return Ok(());
        };
        let feed_item: FeedItem = journal::from_bytes(&bytes)?;
        let Some((_, header)) = feed_item.record().filter(|(record, _)| *record == id) else {
            return Ok(());
        };
        if open.is_none() {
            *open = header.map(|header| Open::new(id, header.clone()));
        }
        let open = open.as_mut().ok_or("kept changes without their record")?;
        let decided = recalled(open, &feed_item, &proofs).map_err(|error| error.to_string())?;
        for decided in decided {
            match decided {
                Ok(admitted) => {
                    open.hold(&admitted, position, &entry.feeds, at);
                    fresh.push(admitted);
                }
                Err(Refused::Known) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(())
    }

    /// Notes in the roll what the journal has beyond it.
    pub(super) fn note_in_roll(&mut self) -> Result<(), OpenEngineError> {
        let Some(noted) = self.model.store().roll_noted() else {
            return Ok(());
        };
        let from = self.model.store().ledger().journal().after(noted)?;
        let mut public: BTreeSet<RecordId> = BTreeSet::new();
        for found in self.model.store().scan(from) {
            let (position, entry) = found?;
            let kept = journal::from_bytes(&entry.body)
                .map_err(|error| OpenEngineError::Entry { position, error })?;
            if let Some((id, is_public)) = record_in(&kept) {
                if is_public {
                    public.insert(id);
                }
                let flag = public.contains(&id);
                self.model.store().note(&id.0.0, position, flag);
            }
        }
        Ok(())
    }
}

/// Of which record an entry is, and whether it says that the record is public.
fn record_in(kept: &JournalEntry) -> Option<(RecordId, bool)> {
    let JournalEntry::Item { bytes, .. } = kept else {
        return None;
    };
    let feed_item: FeedItem = journal::from_bytes(bytes).ok()?;
    let (id, header) = feed_item.record()?;
    Some((id, header.is_some_and(|header| header.kind.is_public())))
}

#[cfg(test)]
mod tests;
