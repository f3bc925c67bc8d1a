//! Coming forward from the journal: copies, decides nothing.

use super::Engine;
use super::answers::QuarantineShow;
use super::back::{BacksRow, PapersAfterRestore};
use super::brief::Brief;
use super::editing::{ItemEdit, ItemEdits};
use super::journal::{self, Acknowledged, Audit, FeedItem, Followed, JournalEntry};
use super::links::StoredLink;
use super::open::OpenEngineError;
use super::quarantine::Quarantine;
use crate::progress::Progress;
use calendar::UnixMillis;
use record::RecordId;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::sync::Arc;
use store::{FeedSlot, OrderedMap, Position};
use sync::{Cursor, LinkNo, StoreId};
use tiers::Digest;

/// How many rows of a tree are held in memory while all of it is read.
pub(super) const ROWS_AT_ONCE: usize = 256;

/// What the journal says beside records, as of a checkpoint of the rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct StateRow {
    #[serde(rename = "life")]
    incarnation: Option<(ByteBuf, ByteBuf, ByteBuf)>,
    links: Vec<StoredLink>,
    cursors: Vec<(LinkNo, Cursor)>,
    marks: Vec<u64>,
    marks_learnt: i64,
    number: u32,
    #[serde(rename = "lives")]
    incarnations: u32,
    quarantine: Vec<QuarantineShow>,
    quarantined: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parked: Vec<super::parking::WaitingRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    edits: Vec<(String, ItemEdit)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    acknowledged: Vec<Acknowledged>,
    #[serde(default, skip_serializing_if = "BacksRow::is_empty")]
    backs: BacksRow,
    #[serde(default, rename = "lived", skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<ByteBuf>,
    #[serde(default)]
    assessed_on: Option<Digest>,
    #[serde(default, rename = "tells_from")]
    owed_from: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    followed: Vec<Followed>,
    /// Numbers were in doubt.
    #[serde(default)]
    doubts: bool,
    /// What time it was.
    #[serde(default)]
    now: i64,
}

impl StateRow {
    /// Without what changes with nothing but the time: when peers were heard, and what time it was.
    pub(super) fn without_times(mut self) -> StateRow {
        self.now = 0;
        for (_, _, _, heard) in &mut self.links {
            *heard = 0;
        }
        self
    }
}

impl Engine {
    pub(super) fn state(&self) -> StateRow {
        let id = self.identity.id();
        StateRow {
            incarnation: Some((
                ByteBuf::from(id.store.to_vec()),
                ByteBuf::from(id.incarnation.to_vec()),
                ByteBuf::from(self.identity.witness().to_vec()),
            )),
            links: self.links.rows(),
            cursors: self.links.cursors(),
            marks: self.model.known_marks().to_vec(),
            marks_learnt: self.links.marks_learnt(),
            number: self.model.last_number(),
            incarnations: self.identity.count(),
            quarantine: self.quarantine().cloned().collect(),
            quarantined: self.model.set_aside().count(),
            parked: self.parked_rows(),
            edits: self.model.edits().rows(),
            acknowledged: (self.model.all_acknowledged().values()).cloned().collect(),
            backs: self.model.papers_after_restore().row(),
            earlier: (self.identity.earlier())
                .map(|incarnation| ByteBuf::from(incarnation.to_vec()))
                .collect(),
            assessed_on: self.agenda.assessed_on(),
            owed_from: self.publisher.owed_from(),
            followed: self.links.followed().to_vec(),
            doubts: self.identity.is_in_doubt(),
            now: self.model.now().0,
        }
    }

    pub(super) fn recall_state(&mut self, state: StateRow) {
        let id = state.incarnation.and_then(|(store, incarnation, witness)| {
            let id = StoreId {
                store: store.into_vec().try_into().ok()?,
                incarnation: incarnation.into_vec().try_into().ok()?,
            };
            Some((id, witness.into_vec().try_into().ok()?))
        });
        let earlier = state.earlier.into_iter().map(ByteBuf::into_vec);
        let earlier = earlier.filter_map(|incarnation| incarnation.try_into().ok());
        self.identity.recall(id, state.incarnations, earlier);
        self.links.recall(state.links, self.model.now());
        self.links.recall_cursors(state.cursors);
        self.model.learn_marks(state.marks);
        self.links.learn_marks(state.marks_learnt);
        self.model.give_number(state.number);
        *self.model.set_aside_mut() = Quarantine::of(state.quarantine, state.quarantined);
        self.recall_parked(state.parked);
        *self.model.edits_mut() = ItemEdits::of(state.edits);
        // By a clock that was ahead, cases were assessed for a day that has not come.
        let set_back = super::is_set_back(UnixMillis(state.now), self.model.now());
        (self.agenda).note_assessed_on(state.assessed_on.filter(|_| !set_back));
        self.publisher.recall_owed(state.owed_from);
        self.recall_doubt(state.doubts);
        self.links.recall_followed(state.followed);
        *self.model.papers_after_restore_mut() = PapersAfterRestore::of_row(state.backs);
        for seen in state.acknowledged {
            self.model.acknowledge(seen);
        }
    }

    /// Reads what the rows hold: published versions, briefs of all cases, rows for the province.
    pub(super) fn recall_rows(&mut self, progress: &dyn Progress) {
        self.recall_row_names();
        let Ok(tree) = self.model.store().tree("brief") else {
            return;
        };
        let (mut held, mut unread) = (Vec::new(), Vec::new());
        for page in tree.pages(ROWS_AT_ONCE).flatten() {
            for (key, value) in &page {
                let Ok(key) = <[u8; 32]>::try_from(key.as_slice()) else {
                    continue;
                };
                let id = RecordId(Digest(key));
                let brief = Brief::from_row(value, self.agenda.pools());
                if brief.as_ref().is_some_and(|brief| brief.kind.is_public()) {
                    self.recall_open(id);
                }
                match brief {
                    Some(brief) => held.push((id, Arc::new(brief))),
                    None => unread.push(id),
                }
            }
            progress.rows(held.len() as u64);
        }
        self.recall_briefs(held);
        for id in unread {
            self.recall_open(id);
            self.agenda.note_replayed([id]);
        }
    }

    /// Opens a record from its row: what is published is needed in memory, and what cannot be read in
    /// short must be looked at whole.
    fn recall_open(&mut self, id: RecordId) {
        match self.row_of(id) {
            Some(open) if open.header.kind.is_public() => {
                self.take_published(&open);
            }
            Some(open) => self.brief(&open),
            None => {}
        }
    }

    /// Replays entries from `from` on; answers how many there were, and where the next one will be.
    pub(super) fn replay(
        &mut self,
        from: Position,
        progress: &dyn Progress,
    ) -> Result<(u64, Position), OpenEngineError> {
        const FOLD_EVERY: u64 = 256;
        let mut count = 0;
        let mut at = from;
        // What is written to the rows on the way claims what was taken in by then, and no more.
        let end = self.cache.last();
        self.cache.move_last(self.model.store().rows_built_to());
        loop {
            // The scan borrows the store; a page of entries is taken at a time.
            let mut page = Vec::new();
            for found in self.model.store().scan(at).take(FOLD_EVERY as usize) {
                page.push(found?);
            }
            let Some((last, _)) = page.last() else { break };
            let last = *last;
            for (position, entry) in page {
                let kept = journal::from_bytes(&entry.body)
                    .map_err(|error| OpenEngineError::Entry { position, error })?;
                self.recall(position, kept, &entry.feeds);
                count += 1;
            }
            at = self.model.store().ledger().journal().after(last)?;
            let folded = self.fold_without_duties();
            self.agenda.note_replayed(folded);
            self.cache.move_last(last);
            if self.publisher.dirty_rows().len() >= super::DIRTY_MAX {
                self.write_rows();
            }
            progress.replayed(count);
        }
        self.cache.move_last(end);
        Ok((count, at))
    }

    pub(super) fn recall(&mut self, position: Position, kept: JournalEntry, slots: &[FeedSlot]) {
        match kept {
            JournalEntry::Item {
                bytes,
                cursor,
                proofs,
                at,
            } => {
                self.links.move_cursor(cursor);
                match journal::from_bytes::<FeedItem>(&bytes) {
                    Ok(FeedItem::Row(row)) => self.publisher.hold(row),
                    Ok(feed_item) => self.recall_item(position, &feed_item, &proofs, slots, at),
                    Err(error) => tracing::error!(%position, error, "a kept item is damaged"),
                }
            }
            JournalEntry::Publish(row) => self.publisher.hold(journal::RowItem {
                version: position.0,
                ..row
            }),
            JournalEntry::Cursor(no, cursor) => {
                self.links.move_cursor(Some((no, cursor)));
            }
            JournalEntry::Incarnation {
                store,
                incarnation,
                witness,
            } => {
                let id = StoreId { store, incarnation };
                let before = self.identity.recall_next(id, witness);
                self.publisher.owe_upto(position);
                match before {
                    None => {}
                    Some(same) if same == incarnation => self
                        .model
                        .papers_after_restore_mut()
                        .let_go_of_an_earlier_machine(),
                    Some(_) => self.note_put_back(position),
                }
            }
            JournalEntry::Number(number) => self.model.give_number(number),
            JournalEntry::Quarantine(row, cursor) => {
                self.links.move_cursor(cursor);
                self.note_quarantined(&row);
            }
            JournalEntry::Park(item, cursor) => {
                self.links.move_cursor(cursor);
                self.intake.park(position, item);
            }
            JournalEntry::Unpark(position) => self.intake.unpark(Position(position)),
            JournalEntry::Link { no, node, place } => {
                self.links.add(no, Some(node), place, self.model.now());
            }
            JournalEntry::Marks(marks, at) => {
                self.model.learn_marks(marks);
                self.links.learn_marks(at);
            }
            // The feed index has it, and the record is in its own entries.
            JournalEntry::Enter(_) => {}
            JournalEntry::Audit(Audit { .. }) => {}
            JournalEntry::Edit(edit) => self.model.edits_mut().apply(*edit),
            JournalEntry::Acknowledged(seen) => {
                self.model.acknowledge(seen);
            }
            JournalEntry::TellAgain => self.publisher.owe_upto(position),
            JournalEntry::Followed(followed) => self.recall_followed(followed),
            JournalEntry::Doubt(doubts) => self.recall_doubt(doubts),
            JournalEntry::Back(paper) => self.model.papers_after_restore_mut().hold(*paper),
            JournalEntry::Checked(seen) => self.model.papers_after_restore_mut().let_go(seen),
        }
    }
}
