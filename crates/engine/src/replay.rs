//! Coming forward from the journal: copies, decides nothing.

use super::back::{Backs, BacksRow};
use super::brief::Brief;
use super::command::QuarantineShow;
use super::editing::ItemEdit;
use super::kept::{self, Acknowledged, Audit, Followed, Kept, Parcel};
use super::open::{Life, NOBODY, OpenEngineError};
use super::{Engine, LinkInfo};
use crate::progress::Progress;
use calendar::UnixMillis;
use record::RecordId;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use store::{FeedSlot, OrderedMap, Position};
use sync::{Cursor, StoreId};
use tiers::{Digest, NodeId, PlaceCode};

/// How many rows of a tree are held in memory while all of it is read.
pub(super) const ROWS_AT_ONCE: usize = 256;

/// What the journal says beside records, as of a checkpoint of the rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct State {
    life: Option<(ByteBuf, ByteBuf, ByteBuf)>,
    links: Vec<(u32, Option<NodeId>, PlaceCode, i64)>,
    cursors: Vec<(u32, Cursor)>,
    marks: Vec<u64>,
    marks_learnt: i64,
    number: u32,
    lives: u32,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lived: Vec<ByteBuf>,
    #[serde(default)]
    assessed_on: Option<Digest>,
    #[serde(default)]
    tells_from: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    followed: Vec<Followed>,
    /// Numbers were in doubt.
    #[serde(default)]
    doubts: bool,
    /// What time it was.
    #[serde(default)]
    now: i64,
}

impl State {
    /// Without what changes with nothing but the time: when peers were heard, and what time it was.
    pub(super) fn without_times(mut self) -> State {
        self.now = 0;
        for (_, _, _, heard) in &mut self.links {
            *heard = 0;
        }
        self
    }
}

impl Engine {
    pub(super) fn state(&self) -> State {
        let life = &self.identity;
        State {
            life: Some((
                ByteBuf::from(life.id.store.to_vec()),
                ByteBuf::from(life.id.incarnation.to_vec()),
                ByteBuf::from(life.witness.to_vec()),
            )),
            links: (self.links.iter())
                .map(|(no, link)| (*no, link.node, link.place, link.heard))
                .collect(),
            cursors: self
                .cursors
                .iter()
                .map(|(no, cursor)| (*no, *cursor))
                .collect(),
            marks: self.marks.clone(),
            marks_learnt: self.marks_learnt,
            number: self.number,
            lives: self.lives,
            quarantine: self.quarantine.clone(),
            quarantined: self.quarantined,
            parked: self.parked_rows(),
            edits: (self.edits.iter())
                .map(|(code, edit)| (code.clone(), edit.clone()))
                .collect(),
            acknowledged: self.acknowledged.values().cloned().collect(),
            backs: self.backs.row(),
            lived: self
                .lived
                .iter()
                .map(|life| ByteBuf::from(life.to_vec()))
                .collect(),
            assessed_on: self.assessed_on,
            tells_from: self.tells_from,
            followed: self.followed.clone(),
            doubts: self.doubt.is_some(),
            now: self.now.0,
        }
    }

    pub(super) fn recall_state(&mut self, state: State) {
        if let Some((store, incarnation, witness)) = state.life
            && let (Ok(store), Ok(incarnation), Ok(witness)) = (
                store.into_vec().try_into(),
                incarnation.into_vec().try_into(),
                witness.into_vec().try_into(),
            )
        {
            let id = StoreId { store, incarnation };
            self.identity = Life { id, witness };
        }
        for (no, node, place, heard) in state.links {
            self.note_link(no, node, place).heard = heard;
        }
        self.cursors = state.cursors.into_iter().collect();
        self.marks = state.marks;
        self.marks_learnt = state.marks_learnt;
        self.number = state.number;
        self.lives = state.lives;
        self.quarantine = state.quarantine;
        self.quarantined = state.quarantined;
        self.recall_parked(state.parked);
        self.edits = state.edits.into_iter().collect();
        // By a clock that was ahead, cases were assessed for a day that has not come.
        let set_back = super::is_set_back(UnixMillis(state.now), self.now);
        self.assessed_on = state.assessed_on.filter(|_| !set_back);
        self.tells_from = state.tells_from;
        self.recall_doubt(state.doubts);
        self.followed = state.followed;
        self.backs = Backs::of_row(state.backs);
        let lived = state.lived.into_iter().map(ByteBuf::into_vec);
        self.lived = lived.filter_map(|life| life.try_into().ok()).collect();
        for seen in state.acknowledged {
            self.acknowledged.insert(seen.act, seen);
        }
    }

    fn note_link(&mut self, no: u32, node: Option<NodeId>, place: PlaceCode) -> &mut LinkInfo {
        let since = self.now.0;
        self.links.entry(no).or_insert(LinkInfo {
            node,
            place,
            since,
            heard: 0,
        })
    }

    /// Reads what the rows hold: published versions, briefs of all cases, rows for the province.
    pub(super) fn recall_rows(&mut self, progress: &dyn Progress) {
        self.recall_row_names();
        let Ok(tree) = self.store.tree("brief") else {
            return;
        };
        let (mut held, mut unread) = (Vec::new(), Vec::new());
        for page in tree.pages(ROWS_AT_ONCE).flatten() {
            for (key, value) in &page {
                let Ok(key) = <[u8; 32]>::try_from(key.as_slice()) else {
                    continue;
                };
                let id = RecordId(Digest(key));
                let brief = Brief::from_row(value, &mut self.pools);
                if brief.as_ref().is_some_and(|brief| brief.kind.is_public()) {
                    self.recall_open(id);
                }
                match brief {
                    Some(brief) => held.push((id, Box::new(brief))),
                    None => unread.push(id),
                }
            }
            progress.rows(held.len() as u64);
        }
        self.recall_briefs(held);
        for id in unread {
            self.recall_open(id);
            self.replayed.insert(id);
        }
    }

    /// Opens a record from its row: what is published is needed in memory, and what cannot be read in
    /// short must be looked at whole.
    fn recall_open(&mut self, id: RecordId) {
        match self.row_of(id) {
            Some(open) if open.header.kind.is_public() => {
                self.shelve(&open);
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
        const SETTLE_EVERY: u64 = 256;
        let mut count = 0;
        let mut at = from;
        // What is written to the rows on the way claims what was taken in by then, and no more.
        let end = std::mem::replace(&mut self.last, self.store.rows_built_to());
        loop {
            // The scan borrows the store; a page of entries is taken at a time.
            let mut page = Vec::new();
            for found in self.store.scan(at).take(SETTLE_EVERY as usize) {
                page.push(found?);
            }
            let Some((last, _)) = page.last() else { break };
            let last = *last;
            for (position, entry) in page {
                let kept = kept::from_bytes(&entry.body)
                    .map_err(|error| OpenEngineError::Entry { position, error })?;
                self.recall(position, kept, &entry.feeds);
                count += 1;
            }
            at = self.store.ledger().journal().after(last)?;
            let settled = self.settle_quietly();
            self.replayed.extend(settled);
            self.last = last;
            if self.dirty_rows.len() >= super::DIRTY_MAX {
                self.write_rows();
            }
            progress.replayed(count);
        }
        self.last = end;
        Ok((count, at))
    }

    pub(super) fn recall(&mut self, position: Position, kept: Kept, slots: &[FeedSlot]) {
        match kept {
            Kept::Parcel {
                bytes,
                cursor,
                proofs,
                at,
            } => {
                if let Some((no, cursor)) = cursor {
                    self.cursors.insert(no, cursor);
                }
                match kept::from_bytes::<Parcel>(&bytes) {
                    Ok(Parcel::Row(row)) => self.hold_row(row),
                    Ok(parcel) => self.recall_parcel(position, &parcel, &proofs, slots, at),
                    Err(error) => tracing::error!(%position, error, "a kept parcel is damaged"),
                }
            }
            Kept::Publish(row) => self.hold_row(kept::RowParcel {
                version: position.0,
                ..row
            }),
            Kept::Cursor(no, cursor) => {
                self.cursors.insert(no, cursor);
            }
            Kept::Incarnation {
                store,
                incarnation,
                witness,
            } => {
                let id = StoreId { store, incarnation };
                self.doubt = None;
                let before = std::mem::replace(&mut self.identity, Life { id, witness });
                self.lives += 1;
                self.owe_upto(position);
                match before.id.incarnation {
                    NOBODY => {}
                    same if same == incarnation => self.backs.let_go_of_an_earlier_machine(),
                    other => {
                        self.lived.insert(other);
                        self.note_put_back(position);
                    }
                }
            }
            Kept::Number(number) => self.number = number,
            Kept::Quarantine(row, cursor) => {
                if let Some((no, cursor)) = cursor {
                    self.cursors.insert(no, cursor);
                }
                self.note_quarantined(&row);
            }
            Kept::Park(item, cursor) => {
                if let Some((no, cursor)) = cursor {
                    self.cursors.insert(no, cursor);
                }
                self.hold_parked(position, item);
            }
            Kept::Unpark(position) => self.recall_unpark(Position(position)),
            Kept::Link { no, node, place } => {
                self.note_link(no, Some(node), place);
            }
            Kept::Marks(marks, at) => {
                self.marks = marks;
                self.marks_learnt = at;
            }
            // The feed index has it, and the record is in its own entries.
            Kept::Enter(_) => {}
            Kept::Audit(Audit { .. }) => {}
            Kept::Edit(edit) => self.apply_edit(*edit),
            Kept::Acknowledged(seen) => {
                self.acknowledged.insert(seen.act, seen);
            }
            Kept::TellAgain => self.owe_upto(position),
            Kept::Followed(followed) => self.recall_followed(followed),
            Kept::Doubt(doubts) => self.recall_doubt(doubts),
            Kept::Back(paper) => self.backs.hold(*paper),
            Kept::Checked(seen) => self.backs.let_go(seen),
        }
    }
}
