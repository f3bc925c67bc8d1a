//! One sled row a record: header, log, document and view, all derived from the journal.

use super::journal::{from_bytes, to_bytes};
use casework::{Base, CaseView};
use record::{Admitted, Document, Header, Kind, Log, RecordId};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteBuf, Bytes};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{FeedSlot, Position};
use sync::{HeldSum, LinkNo};
use tiers::Digest;

/// A record as it is open in memory.
#[derive(Clone)]
pub struct Open {
    /// The record's id: its header's hash.
    pub id: RecordId,
    /// What it was born with.
    pub header: Header,
    /// The changes held.
    pub log: Log,
    /// The record's changes as an Automerge document.
    pub document: Document,
    /// The view, for cases.
    pub view: Option<Arc<CaseView>>,
    /// What the case was before its last acts, while it is open: not in its row, for it follows from them.
    pub base: Option<Box<Base>>,
    /// Its changes in short, as links compare them: follows from the log.
    pub held: HeldSum,
    /// Sequence of its last change in the feed to the parent; 0 = it does not go there.
    pub up_seq: u64,
    /// When the last change was taken in here, ms.
    pub taken_in: i64,
}

/// As [`RecordRow`], of what is open.
#[derive(Serialize)]
struct Storing<'a> {
    header: &'a Header,
    log: &'a Log,
    document: ByteBuf,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    beside: Vec<&'a Bytes>,
    view: Option<&'a CaseView>,
    up_seq: u64,
    taken_in: i64,
}

#[derive(Deserialize)]
struct RecordRow {
    header: Header,
    log: Log,
    document: ByteBuf,
    #[serde(default)]
    beside: Vec<ByteBuf>,
    view: Option<CaseView>,
    up_seq: u64,
    taken_in: i64,
}

impl Open {
    /// A record of which nothing is held yet.
    pub fn new(id: RecordId, header: Header) -> Self {
        Self {
            id,
            header,
            log: Log::default(),
            document: Document::new(),
            view: None,
            base: None,
            held: HeldSum::default(),
            up_seq: 0,
            taken_in: 0,
        }
    }

    /// Holds an admitted change: in the log at once; document and view follow.
    pub fn hold(&mut self, admitted: &Admitted, position: Position, slots: &[FeedSlot], at: i64) {
        self.log.add(admitted, position.0);
        self.held = self.held.and(HeldSum::of(self.id, admitted.hash));
        self.taken_in = at;
        if let Some(slot) = slots.iter().find(|slot| slot.link == LinkNo::PARENT.0) {
            self.up_seq = slot.seq;
        }
    }

    /// The bytes of the row that the record is kept in.
    pub fn to_row(&self) -> Vec<u8> {
        to_bytes(&Storing {
            header: &self.header,
            log: &self.log,
            document: ByteBuf::from(self.document.save()),
            beside: self.document.beside().map(Bytes::new).collect(),
            view: self.view.as_deref(),
            up_seq: self.up_seq,
            taken_in: self.taken_in,
        })
    }

    /// Reads a row.
    ///
    /// # Errors
    /// In words, when the row is damaged: rows are then made anew from the journal.
    pub fn from_row(id: RecordId, bytes: &[u8]) -> Result<Self, String> {
        let stored: RecordRow = from_bytes(bytes)?;
        let beside = stored.beside.iter().map(|bytes| bytes.as_slice());
        let document = Document::load(&stored.document)
            .and_then(|document| document.with_beside(beside))
            .map_err(|error| error.to_string())?;
        Ok(Self {
            id,
            held: HeldSum::all(id, stored.log.iter().map(|held| held.hash)),
            header: stored.header,
            log: stored.log.indexed(),
            document,
            view: stored.view.map(Arc::new),
            base: None,
            up_seq: stored.up_seq,
            taken_in: stored.taken_in,
        })
    }

    /// Reads only which changes a row holds, and where the journal has them: no document is opened for it.
    ///
    /// # Errors
    /// In words, when the row is damaged.
    pub fn log_of(bytes: &[u8]) -> Result<Log, String> {
        let stored: RecordRow = from_bytes(bytes)?;
        Ok(stored.log)
    }

    /// What a comparison between nodes goes by: the view's bytes for a case; for all others the heads.
    pub fn fingerprint(&self) -> Digest {
        match &self.view {
            Some(view) => Digest::of(&to_bytes(&**view)),
            None => Digest::of(&to_bytes(&self.log.heads())),
        }
    }

    /// The hash of the heads alone.
    pub fn heads(&self) -> Digest {
        Digest::of(&to_bytes(&self.log.heads()))
    }

    /// Whether this is a draft.
    pub fn is_draft(&self) -> bool {
        self.header.kind == Kind::Draft
    }

    /// The fields, each with the value that is shown.
    pub fn form(&self) -> casework::Form {
        self.document.form(&self.log).unwrap_or_default()
    }

    /// The fields of a draft that hold several values.
    pub fn conflicts(&self) -> BTreeMap<String, Vec<record::FieldValue>> {
        let fields = self.document.fields(&self.log).unwrap_or_default();
        let rivals = fields.into_iter().filter(|(_, values)| values.len() > 1);
        rivals.collect()
    }
}
