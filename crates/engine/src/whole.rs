//! A whole record as items for sending: its changes gathered from the journal into as few runs as bounds
//! allow, with one signature an author.

use super::Engine;
use super::journal::{self, ChangeItem, FeedItem, JournalEntry};
use record::{Header, Log, RecordId, Run, RunFault, Signatures, Signed};
use std::collections::BTreeSet;
use store::{Position, ReadEntryError};
use sync::LinkNo;

/// One stored item: what it holds without a signature is proved by what else is in it, so it is never
/// taken apart.
struct StoredItem {
    /// As it is kept; empty where a part was left out.
    bytes: Vec<u8>,
    header: Option<Header>,
    changes: Vec<Signed>,
}

impl Engine {
    /// All of a record, as items that [`Engine::frame`] takes in elsewhere in this order. What is not yet
    /// committed is not in them.
    pub fn whole_items(&self, id: RecordId) -> Vec<Vec<u8>> {
        let log = self.log_of(id);
        log.map_or_else(Vec::new, |log| self.all_of(id, &log))
    }

    /// As [`Engine::whole_items`], for a peer: before it the records by which its acts are judged, where
    /// the peer lacks them. None when it is not that peer's business.
    pub(super) fn whole_for(&self, link: LinkNo, id: RecordId) -> Option<Vec<Vec<u8>>> {
        let log = self.log_for(link, id)?;
        let mut items = self.cited_items(link, id);
        items.extend(self.all_of(id, &log));
        Some(items)
    }

    fn all_of(&self, id: RecordId, log: &Log) -> Vec<Vec<u8>> {
        let places = log.iter().map(|held| held.place).collect();
        let mut items = Vec::new();
        pack(
            self.gathering(id, log),
            &self.stored_at(id, places),
            &mut items,
        );
        items
    }

    /// What a record was at a moment, as items: nothing that came after goes along, not even as a proof.
    pub(super) fn first_of(&self, id: RecordId, first: &Log) -> Vec<Vec<u8>> {
        let places = first.iter().map(|held| held.place).collect();
        let mut stored = self.stored_at(id, places);
        for one in &mut stored {
            let before = one.changes.len();
            (one.changes).retain(|change| change.hash().is_some_and(|hash| first.has(&hash)));
            if one.changes.len() < before {
                one.bytes.clear();
            }
        }
        let mut items = Vec::new();
        pack(self.gathering(id, first), &stored, &mut items);
        items
    }

    fn gathering<'a>(&self, id: RecordId, log: &'a Log) -> Gathering<'a> {
        let stayed = self.ever(id).len() <= 1;
        // Where a record left a place, that place is told how and no more: a part of the items must do.
        let signatures = if stayed {
            Signatures::Fewest
        } else {
            Signatures::All
        };
        Gathering {
            id,
            log,
            signatures,
        }
    }

    /// The order of the journal is causal: an entry is appended when all it builds on is there.
    fn stored_at(&self, id: RecordId, places: BTreeSet<u64>) -> Vec<StoredItem> {
        let mut stored = Vec::with_capacity(places.len());
        for place in places {
            match self.stored(Position(place)) {
                Ok(Some(one)) => stored.push(one),
                // Not durable yet: then it goes by the feed.
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(record = %id, place, error, "a change cannot be read")
                }
            }
        }
        stored
    }

    fn stored(&self, position: Position) -> Result<Option<StoredItem>, String> {
        let entry = match self.model.store().read(position) {
            Err(ReadEntryError::NoEntry { .. }) => return Ok(None),
            read => read.map_err(|error| error.to_string())?,
        };
        let JournalEntry::Item { bytes, .. } = journal::from_bytes(&entry.body)? else {
            return Err("not a change".to_owned());
        };
        let bytes = bytes.into_vec();
        let (header, changes) = match journal::from_bytes(&bytes)? {
            FeedItem::Change(ChangeItem {
                header,
                change,
                envelope,
                ..
            }) => (header, vec![Signed::new(change.into_vec(), &envelope)]),
            FeedItem::Run(run) => (run.header.clone(), run.signed().collect()),
            FeedItem::Row(_) => return Err("not a change".to_owned()),
        };
        Ok(Some(StoredItem {
            bytes,
            header,
            changes,
        }))
    }
}

/// What is gathered, and how.
#[derive(Clone, Copy)]
struct Gathering<'a> {
    id: RecordId,
    log: &'a Log,
    signatures: Signatures,
}

/// Puts stored items into one run, or into two halves where one is out of bounds, and so on.
fn pack(of: Gathering<'_>, stored: &[StoredItem], items: &mut Vec<Vec<u8>>) {
    match stored {
        [] => {}
        [only] if !only.bytes.is_empty() => items.push(only.bytes.clone()),
        several => match gather(of, several) {
            Ok(run) => items.push(journal::to_bytes(&FeedItem::Run(run))),
            Err(RunFault::TooMany(_)) if several.len() > 1 => {
                let (first, rest) = several.split_at(several.len() / 2);
                pack(of, first, items);
                pack(of, rest, items);
            }
            Err(error) => {
                tracing::error!(record = %of.id, %error, "what is kept cannot be gathered");
                let whole = several.iter().map(|one| one.bytes.clone());
                items.extend(whole.filter(|bytes| !bytes.is_empty()));
            }
        },
    }
}

/// What is held alone, or with all that stands beside it where that proves it.
fn gather(of: Gathering<'_>, stored: &[StoredItem]) -> Result<Run, RunFault> {
    let header = stored.iter().find_map(|one| one.header.clone());
    let changes = stored.iter().flat_map(|one| one.changes.iter().cloned());
    let changes: Vec<Signed> = changes.collect();
    let held = changes.iter().filter(|one| {
        let hash = one.hash();
        hash.is_some_and(|hash| of.log.has(&hash))
    });
    let held = held.cloned().collect();
    match Run::gather(of.id, header.clone(), held, of.signatures) {
        Err(RunFault::Uncovered(_)) => Run::gather(of.id, header, changes, of.signatures),
        gathered => gathered,
    }
}
