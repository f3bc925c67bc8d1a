//! Admission: a pure function of bytes, envelope and ancestors, the same on every node and every
//! version. What depends on the receiver (room, speed) refuses nothing here.

use crate::bounds::{self, Unbounded};
use crate::document::{act_key, field_of, shown};
use crate::log::Past;
use crate::{
    ACT_BYTES_MAX, ActorBytes, Envelope, Header, Kind, Log, Made, RecordId, act_id, read_act,
};
use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Change, ScalarValue};
use casework::{Act, Content, Entry, FIELD_BYTES_MAX, FIELDS_MAX, Form};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tiers::{Digest, NodeId};

/// A change that was admitted.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Hash of the change, by which later changes name it.
    pub hash: Digest,
    /// What it knew.
    pub deps: Vec<Digest>,
    /// The Automerge actor that wrote it: one process of one node.
    pub actor: ActorBytes,
    /// Its number among the actor's changes.
    pub seq: u64,
    /// Its highest operation.
    pub max_op: u64,
    /// The node that signed it.
    pub author: NodeId,
    /// What it says.
    pub payload: Payload,
    pub(crate) change: Change,
}

/// What a change says: an act or form edits, never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// Form fields that the change sets, each with its text.
    Form(Form),
    /// One act as bytes, for [`read_act`] to read.
    Act(Vec<u8>),
}

impl Admitted {
    /// All that others go by.
    fn says(&self) -> (Digest, &[Digest], ActorBytes, u64, u64, &Payload) {
        let Admitted { hash, deps, .. } = self;
        (
            *hash,
            deps,
            self.actor,
            self.seq,
            self.max_op,
            &self.payload,
        )
    }

    /// The change as the fold takes it, in a record whose form has one change; `act` is what it says,
    /// where that is known without reading it.
    pub fn entry(&self, id: RecordId, act: Option<Box<Act>>) -> Entry {
        let content = match &self.payload {
            Payload::Form(form) => {
                let fields = form.iter();
                let fields = fields.map(|(field, text)| (field.clone(), shown(text).to_owned()));
                Content::Form(fields.collect())
            }
            Payload::Act(bytes) => {
                let id = act_id(id, &self.deps, bytes);
                debug_assert!(act.is_none() || act.as_deref() == read_act(bytes).as_ref());
                match act.or_else(|| read_act(bytes).map(Box::new)) {
                    Some(act) => Content::Act(id, act),
                    None => Content::Unknown(id),
                }
            }
        };
        Entry {
            hash: self.hash,
            deps: self.deps.clone(),
            author: self.author,
            content,
        }
    }
}

impl Payload {
    /// Whether it is an act.
    pub fn is_act(&self) -> bool {
        matches!(self, Payload::Act(_))
    }
}

/// Why a change is not admitted. It is kept beside the record with this reason; nothing else stops.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is held already: nothing to do.
    #[error("the change is here already")]
    Known,
    /// Sizes or counts.
    #[error("the change is out of bounds: {0}")]
    Unbounded(#[from] Unbounded),
    /// Automerge does not read it.
    #[error("the change cannot be read: {0}")]
    Unreadable(String),
    /// The header does not fit.
    #[error("the header does not belong to the record, or its spread is not its kind's")]
    Header,
    /// The signature does not hold.
    #[error("the signature does not hold")]
    Signature,
    /// It stands in a run without a signature, and nothing in the run covers it.
    #[error("nothing proves who wrote the change")]
    Uncovered,
    /// The actor is not the hash of (key, incarnation, run).
    #[error("the actor is not the signer's")]
    Actor,
    /// A first change that is not the header's author's.
    #[error("not the first change of this record")]
    Root,
    /// A change it builds on is not here.
    #[error("it builds on a change that is not here: {0}")]
    MissingDependency(Digest),
    /// The operation numbers do not follow its dependencies.
    #[error("operation numbers do not follow what it builds on")]
    StartOp,
    /// The actor's last number among what it builds on is not the one before this.
    #[error("number {0} of its actor does not follow")]
    Sequence(u64),
    /// Something other than an addition.
    #[error("operation not allowed: {0}")]
    Operation(&'static str),
}

/// Decides on one change of the record `id`, of which `log` is held.
///
/// # Errors
/// Why it is refused. What waits for a [`Refused::MissingDependency`] may be admitted later; all others
/// are refused by every node.
pub fn admit(
    id: RecordId,
    header: &Header,
    log: &Log,
    bytes: &[u8],
    envelope: &Envelope,
) -> Result<Admitted, Refused> {
    belongs(id, header)?;
    // What a peer sends again is not read again.
    if log.has(&bounds::hash(bytes)) {
        return Err(Refused::Known);
    }
    let change = read_change(bytes)?;
    let hash = Digest(change.hash().0);
    if !envelope.holds(id, hash) {
        return Err(Refused::Signature);
    }
    decide(header, log, change, envelope.key, envelope.actor())
}

/// As [`admit`], for a change that this node admitted before and has kept since: replay decides nothing,
/// so the signature is not checked again.
///
/// # Errors
/// When what was kept is not what was admitted.
pub fn recall(
    id: RecordId,
    header: &Header,
    log: &Log,
    bytes: &[u8],
    envelope: &Envelope,
) -> Result<Admitted, Refused> {
    belongs(id, header)?;
    let change = read_change(bytes)?;
    decide(header, log, change, envelope.key, envelope.actor())
}

/// As [`recall`], for a change that this process made a moment ago: it need not be read from its bytes,
/// and everything else is looked at as with any other.
///
/// # Errors
/// When no other node would admit it.
pub fn take_made(
    id: RecordId,
    header: &Header,
    log: &Log,
    made: &Made,
    envelope: &Envelope,
) -> Result<Admitted, Refused> {
    let change = &made.change;
    belongs(id, header)?;
    bounds::check(change.raw_bytes())?;
    let taken = decide(header, log, change.clone(), envelope.key, envelope.actor());
    debug_assert_eq!(
        taken.as_ref().map(Admitted::says),
        recall(id, header, log, change.raw_bytes(), envelope)
            .as_ref()
            .map(Admitted::says),
        "a change is what its bytes say"
    );
    taken
}

pub(crate) fn belongs(id: RecordId, header: &Header) -> Result<(), Refused> {
    if header.id() == id && header.is_lawful() {
        Ok(())
    } else {
        Err(Refused::Header)
    }
}

/// Reads bytes that may be hostile.
pub(crate) fn read_change(bytes: &[u8]) -> Result<Change, Refused> {
    bounds::check(bytes)?;
    // Bounded by now, but the reader of hostile columns has been seen to panic.
    let change = catch_unwind(AssertUnwindSafe(|| Change::from_bytes(bytes.to_vec())))
        .map_err(|_| Refused::Unreadable("the reader panicked".to_owned()))?
        .map_err(|error| Refused::Unreadable(error.to_string()))?;
    if change.raw_bytes() != bytes || bytes[4..8] != change.hash().0[..4] {
        return Err(Refused::Unreadable("not the canonical bytes".to_owned()));
    }
    Ok(change)
}

/// Decides on a change whose signature was looked at or stands out.
pub(crate) fn decide(
    header: &Header,
    log: &Log,
    change: Change,
    author: NodeId,
    actor: ActorBytes,
) -> Result<Admitted, Refused> {
    let hash = Digest(change.hash().0);
    if log.has(&hash) {
        return Err(Refused::Known);
    }
    if change.actor_id().to_bytes() != actor {
        return Err(Refused::Actor);
    }
    let deps: Vec<Digest> = change.deps().iter().map(|dep| Digest(dep.0)).collect();
    if deps.is_empty() && author != header.author {
        return Err(Refused::Root);
    }
    let mut before = 0;
    for dep in &deps {
        before = before.max(log.max_op(dep).ok_or(Refused::MissingDependency(*dep))?);
    }
    if change.start_op().get() != before + 1 {
        return Err(Refused::StartOp);
    }
    let seq = change.seq();
    // In its past, not merely here: what else is here differs from node to node. The last one, so that no
    // change knows another with its own number, and of two with one number either can come first.
    let past = log.past(&deps);
    if seq == 0 || past.last_of(&actor).unwrap_or(0) != seq - 1 {
        return Err(Refused::Sequence(seq));
    }
    let payload = catch_unwind(AssertUnwindSafe(|| payload(&change, &actor, &past)))
        .map_err(|_| Refused::Unreadable("the reader panicked".to_owned()))??;
    // A form is pinned by its receipt: after the first change only drafts go on changing.
    if !payload.is_act() && !deps.is_empty() && header.kind != Kind::Draft {
        return Err(Refused::Operation("the form of this record is pinned"));
    }
    Ok(Admitted {
        hash,
        deps,
        actor,
        seq,
        max_op: change.max_op(),
        author,
        payload,
        change,
    })
}

fn payload(change: &Change, actor: &ActorBytes, past: &Past<'_>) -> Result<Payload, Refused> {
    let own_key = act_key(actor, change.seq());
    let mut form = Form::new();
    let mut act = None;
    for op in change.decode().operations {
        let OpType::Put(value) = &op.action else {
            return Err(Refused::Operation("only plain values are set"));
        };
        let (ObjectId::Root, Key::Map(key), false) = (&op.obj, &op.key, op.insert) else {
            return Err(Refused::Operation(
                "only fields of the record itself are set",
            ));
        };
        match value {
            ScalarValue::Str(text) => {
                let field = field_of(key).ok_or(Refused::Operation("not the key of a field"))?;
                if text.len() > FIELD_BYTES_MAX || field.len() > FIELD_BYTES_MAX {
                    return Err(Refused::Operation("a field that is too long"));
                }
                let mut replaced = op.pred.iter();
                if !replaced.all(|op| past.sets_field(op.actor().to_bytes(), op.counter())) {
                    return Err(Refused::Operation("a field that replaces what is no field"));
                }
                if form.insert(field.to_owned(), text.to_string()).is_some() {
                    return Err(Refused::Operation("one field set twice"));
                }
            }
            ScalarValue::Bytes(bytes) => {
                // The key holds actor and number, so no act can take the place of another.
                let replaces = op.pred.iter().next().is_some();
                if *key != own_key.as_str() || replaces || act.is_some() {
                    return Err(Refused::Operation("an act under a key that is not its own"));
                }
                if bytes.len() > ACT_BYTES_MAX {
                    return Err(Refused::Operation("an act that is too long"));
                }
                act = Some(bytes.clone());
            }
            _ => return Err(Refused::Operation("only texts and acts are set")),
        }
    }
    match (act, form.is_empty()) {
        (Some(bytes), true) => Ok(Payload::Act(bytes)),
        (None, false) if form.len() <= FIELDS_MAX => Ok(Payload::Form(form)),
        _ => Err(Refused::Operation("a change is one act or some fields")),
    }
}

/// What a change says that was admitted.
pub(crate) fn said(change: &Change) -> Payload {
    let mut form = Form::new();
    for op in change.decode().operations {
        match (&op.action, &op.key) {
            (OpType::Put(ScalarValue::Bytes(bytes)), _) => return Payload::Act(bytes.clone()),
            (OpType::Put(ScalarValue::Str(text)), Key::Map(key)) => {
                if let Some(field) = field_of(key) {
                    form.insert(field.to_owned(), shown(text).to_owned());
                }
            }
            _ => {}
        }
    }
    Payload::Form(form)
}
