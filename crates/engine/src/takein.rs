//! Taking in what a peer sent and what was written here: admission, and the journal entry with its
//! places in the feeds.

use super::Engine;
use super::intake::Fresh;
use super::journal::{
    self, ChangeItem, FEED_ITEM_BYTES_MAX, FeedItem, JournalEntry, ParkedItem, Quarantined, RowItem,
};
use super::parking::changes_of;
use super::row::Open;
use super::scope::{Statements, granted_by};
use casework::Act;
use record::{Log, Made, ParkedFull, RecordId, Refused, admit, take_made};
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;
use store::{FeedSlot, Position};
use sync::{Cursor, Entering, LinkNo, Source};
use tiers::{Digest, Tier};

impl Engine {
    /// Takes in one frame of a peer. Every item ends in the journal: admitted, or set aside with the reason;
    /// the last entry holds the cursor where one moves.
    pub(super) fn take_in_frame(
        &mut self,
        link: LinkNo,
        source: Source,
        items: Vec<Vec<u8>>,
        cursor: Option<Cursor>,
    ) {
        let count = items.len();
        self.recent.begin_frame(source, count);
        let cursor = cursor.map(|cursor| (link, cursor));
        for (place, bytes) in items.into_iter().enumerate() {
            let from = (link, source.seq(place));
            let mark = cursor.filter(|_| place + 1 == count);
            let mut rest = self.take_in_item(from, &bytes, mark);
            // What comes again, by a repair or after it went before its turn, is kept once.
            if self.intake.was_set_aside(&bytes) {
                rest.aside = None;
            }
            self.keep_rest(from, &bytes, rest, mark);
        }
        // Once a frame: an item that waits for much of it is looked at once.
        self.unpark();
        if let Some((no, cursor)) = cursor {
            if count == 0 {
                self.append(JournalEntry::Cursor(no, cursor), Vec::new());
            }
            self.links.move_cursor(Some((no, cursor)));
        }
        self.recent.end_frame();
    }

    /// Keeps what of an item was not taken in, and the cursor where nothing was.
    fn keep_rest(
        &mut self,
        source: (LinkNo, u64),
        bytes: &[u8],
        rest: Rest,
        mark: Option<(LinkNo, Cursor)>,
    ) {
        let mark = mark.filter(|_| !rest.marked);
        let mut aside = rest.aside;
        if let Some((record, missing)) = rest.wait {
            let item = ParkedItem {
                link: source.0,
                seq: source.1,
                record,
                missing,
                at: self.model.now().0,
                bytes: ByteBuf::from(bytes.to_vec()),
            };
            if self.park(item, mark) {
                return;
            }
            aside = Some(ParkedFull.to_string());
        }
        if let Some(reason) = aside {
            self.set_aside(source, bytes, reason, mark);
        } else if let Some((no, cursor)) = mark {
            self.append(JournalEntry::Cursor(no, cursor), Vec::new());
        }
    }

    pub(super) fn set_aside(
        &mut self,
        (link, seq): (LinkNo, u64),
        bytes: &[u8],
        reason: String,
        mark: Option<(LinkNo, Cursor)>,
    ) {
        tracing::warn!(link = link.0, seq, reason, "a change was set aside");
        let row = Quarantined {
            link,
            seq,
            reason,
            at: self.model.now().0,
            bytes: ByteBuf::from(bytes.to_vec()),
        };
        self.note_quarantined(&row);
        self.append(JournalEntry::Quarantine(row, mark), Vec::new());
        self.changes += 1;
    }

    /// Remembers a change that was set aside: the last ones without their bytes, which the journal has.
    pub(super) fn note_quarantined(&mut self, row: &Quarantined) {
        self.intake.note_set_aside(&row.bytes);
        self.model.set_aside_mut().note(row);
    }

    /// Takes in one item, as far as that can be done now.
    pub(super) fn take_in_item(
        &mut self,
        source: (LinkNo, u64),
        bytes: &[u8],
        mark: Option<(LinkNo, Cursor)>,
    ) -> Rest {
        if bytes.len() > FEED_ITEM_BYTES_MAX {
            return Rest::aside(format!(
                "{} bytes, over the limit of {FEED_ITEM_BYTES_MAX}",
                bytes.len()
            ));
        }
        let taken = match journal::from_bytes(bytes) {
            Ok(FeedItem::Change(feed_item)) => {
                let id = feed_item.record;
                let taken = self.take_in_change(feed_item, Origin::Peer(source, mark));
                if matches!(taken, Err(NotTaken::Known)) {
                    let known: Vec<Digest> = changes_of(bytes).collect();
                    self.pass_on_known(id, &known, source, bytes);
                }
                taken.map(|hash| self.intake.note_came(id, hash))
            }
            Ok(FeedItem::Run(run)) => {
                let (rest, known) = self.take_in_run(&run, bytes, source, mark);
                self.pass_on_known(run.record, &known, source, bytes);
                return rest;
            }
            Ok(FeedItem::Row(row)) => self.take_in_row(source.0, row, bytes, mark),
            Err(error) => Err(NotTaken::Aside(format!("cannot be read: {error}"))),
        };
        match taken {
            Ok(()) => Rest {
                marked: true,
                ..Rest::default()
            },
            Err(NotTaken::Known) => Rest::default(),
            Err(NotTaken::Aside(reason)) => Rest::aside(reason),
            Err(NotTaken::Waits(record, missing)) => Rest {
                wait: Some((record, BTreeSet::from([missing]))),
                ..Rest::default()
            },
        }
    }

    /// Admits a change and appends it; answers its hash. The view follows with the next fold.
    pub(super) fn take_in_change(
        &mut self,
        feed_item: ChangeItem,
        origin: Origin<'_>,
    ) -> Result<Digest, NotTaken> {
        let id = feed_item.record;
        let (source, mark) = match origin {
            Origin::Peer(source, mark) => (Some(source), mark),
            Origin::Here(..) => (None, None),
        };
        let granted = |header: &record::Header, log: &Log| {
            let admitted = admit(id, header, log, &feed_item.change, &feed_item.envelope);
            admitted.iter().flat_map(granted_by).collect()
        };
        let header = self.header_for(id, feed_item.header.as_ref(), source, &granted)?;
        let begun = self.model.config().watch.begin();
        let open = self.cache.at_mut(id).expect("it was put there");
        let envelope = &feed_item.envelope;
        let decided = match origin {
            Origin::Peer(..) => admit(id, &header, &open.log, &feed_item.change, envelope),
            // What this process made and signed a moment ago is not read again, nor its signature checked.
            Origin::Here(made, _) => take_made(id, &header, &open.log, made, envelope),
        };
        self.parts.admission += begun.elapsed();
        let admitted = match decided {
            Ok(admitted) => admitted,
            Err(refused) => {
                self.cache.drop_if_empty(id);
                return Err(match refused {
                    Refused::Known => NotTaken::Known,
                    Refused::MissingDependency(missing) => NotTaken::Waits(id, missing),
                    other => NotTaken::Aside(other.to_string()),
                });
            }
        };
        if source.is_some() {
            self.keep_back(id, [(&admitted, envelope.incarnation)].into_iter());
        }
        let hash = admitted.hash;
        let name = [id.0.0, hash.0].concat();
        let ends = self.living_or(id, &header);
        let entering = Entering {
            record: id,
            changes: &[hash],
            spread: header.spread,
            ends: &ends,
        };
        let mut assigned = self.hub.assign(entering, &name, source);
        self.send_after_leaving(id, &name, source, &mut assigned);
        let slots = Self::slots(assigned);
        let at = self.model.now().0;
        let begun = self.model.config().watch.begin();
        let bytes = ByteBuf::from(journal::to_bytes(&FeedItem::Change(feed_item)));
        self.parts.journal += begun.elapsed();
        let kept = JournalEntry::Item {
            bytes,
            cursor: mark,
            proofs: Vec::new(),
            at,
        };
        let position = self.append(kept, slots.clone());
        (self.model.store()).note(&id.0.0, position, header.kind.is_public());
        let act = match origin {
            Origin::Here(_, act) => act.cloned().map(Box::new),
            Origin::Peer(..) => None,
        };
        let fresh = Fresh { admitted, act };
        match origin {
            Origin::Peer(..) => self.recent.note_sent(id, at),
            Origin::Here(..) => self.recent.note(id, at),
        }
        let from = source.map(|(link, _)| link);
        self.hold(id, fresh, position, &slots, at, from);
        Ok(hash)
    }

    /// The header of a record of which something comes: its own, or the one that came with it where
    /// nothing is here yet. The record is open then.
    pub(super) fn header_for(
        &mut self,
        id: RecordId,
        brought: Option<&record::Header>,
        source: Option<(LinkNo, u64)>,
        granted: &dyn Fn(&record::Header, &Log) -> Statements,
    ) -> Result<record::Header, NotTaken> {
        let held = self.record(id).map(|open| open.header.clone());
        let is_new = held.is_none();
        // Whatever of it comes first with the header lets the others in.
        let header = held
            .or_else(|| brought.cloned())
            .ok_or(NotTaken::Waits(id, id.0))?;
        self.in_scope(id, &header, source, granted)?;
        if is_new {
            self.make_room();
            (self.cache).put(Box::new(Open::new(id, header.clone())));
        }
        Ok(header)
    }

    /// Holds an admitted change: in the log at once, in document and view with the next fold.
    pub(super) fn hold(
        &mut self,
        id: RecordId,
        fresh: Fresh,
        position: Position,
        slots: &[FeedSlot],
        at: i64,
        from: Option<LinkNo>,
    ) {
        let Some(open) = self.cache.at_mut(id) else {
            return;
        };
        if open.log.is_empty() {
            self.intake.note_came(id, id.0);
        }
        let beside = open.log.beside();
        open.hold(&fresh.admitted, position, slots, at);
        if open.log.beside() > beside {
            tracing::warn!(
                record = %id,
                author = %fresh.admitted.author,
                forks = open.log.forks().len(),
                beside = open.log.beside(),
                "a node signed two changes under one number, or began a record twice; all are folded, one is in the document"
            );
        }
        self.intake.hold(id, fresh, from);
    }

    fn take_in_row(
        &mut self,
        link: LinkNo,
        row: RowItem,
        bytes: &[u8],
        mark: Option<(LinkNo, Cursor)>,
    ) -> Result<(), NotTaken> {
        let from_city = self.links.place(link) == Some(row.city);
        if self.model.config().place.tier() != Tier::Province
            || link == LinkNo::PARENT
            || !from_city
        {
            return Err(NotTaken::Aside(
                "a supervision row that does not belong here".to_owned(),
            ));
        }
        if !self.publisher.rows().is_newer(&row) {
            return Err(NotTaken::Known);
        }
        let kept = JournalEntry::Item {
            bytes: ByteBuf::from(bytes.to_vec()),
            cursor: mark,
            proofs: Vec::new(),
            at: self.model.now().0,
        };
        self.append(kept, Vec::new());
        self.publisher.hold(row);
        self.changes += 1;
        Ok(())
    }

    /// Signs and appends a change made here. The document it was made in takes the place of the one it
    /// was made on.
    pub(super) fn keep_change(
        &mut self,
        id: RecordId,
        header: Option<record::Header>,
        change: record::Unsigned,
    ) -> Result<Digest, String> {
        self.keep(id, header, change, None)
    }

    /// As [`Engine::keep_change`], for a change that says `act`.
    pub(super) fn keep_act(
        &mut self,
        id: RecordId,
        change: record::Unsigned,
        act: &Act,
    ) -> Result<Digest, String> {
        self.keep(id, None, change, Some(act))
    }

    fn keep(
        &mut self,
        id: RecordId,
        header: Option<record::Header>,
        change: record::Unsigned,
        act: Option<&Act>,
    ) -> Result<Digest, String> {
        let begun = self.model.config().watch.begin();
        let (written, made) = change.signed(id, self.model.signer());
        self.parts.signature += begun.elapsed();
        let feed_item = ChangeItem {
            record: id,
            header,
            change: ByteBuf::from(written.bytes),
            envelope: written.envelope,
        };
        let kept = self.take_in_change(feed_item, Origin::Here(&made, act));
        let hash = kept.map_err(|refused| match refused {
            NotTaken::Aside(reason) => reason,
            NotTaken::Known => "it is here already".to_owned(),
            NotTaken::Waits(_, missing) => Refused::MissingDependency(missing).to_string(),
        })?;
        if let Some(open) = self.cache.at_mut(id) {
            // The one it was made on goes, which is a part of making it.
            let begun = self.model.config().watch.begin();
            open.document = made.document;
            self.parts.automerge += begun.elapsed();
        }
        Ok(hash)
    }
}

/// Where a change comes from.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// A link and the place in its feed, with the cursor where it is the last of a frame.
    Peer((LinkNo, u64), Option<(LinkNo, Cursor)>),
    /// This process, with the act that it says where it says one.
    Here(&'a Made, Option<&'a Act>),
}

/// Why an item was not taken in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// It is here already.
    Known,
    /// It is kept beside, with the reason.
    Aside(String),
    /// It waits for a change of its record.
    Waits(RecordId, Digest),
}

/// What of an item could not be taken in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rest {
    /// What it waits for, or a part of it; the whole item is looked at again when that comes.
    pub(super) wait: Option<(RecordId, BTreeSet<Digest>)>,
    /// Why it is to be set aside, or a part of it.
    pub(super) aside: Option<String>,
    /// The entry of what was taken in holds the cursor.
    pub(super) marked: bool,
}

impl Rest {
    pub(super) fn aside(reason: String) -> Rest {
        Rest {
            aside: Some(reason),
            ..Rest::default()
        }
    }
}
