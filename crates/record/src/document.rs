//! Materialising: what is admitted is shown. Everything that reads Automerge runs under
//! `catch_unwind`, and a document that saw a caught panic is thrown away.

use crate::admit::{Payload, said};
use crate::log::Past;
use crate::work::note;
use crate::{
    ActorBytes, Admitted, Envelope, Header, Kind, Log, RecordId, Signer, act_bytes, act_id, bounds,
    read_act,
};
use automerge::legacy::{Key, ObjectId, Op, OpType, SortedVec};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{
    ActorId, Automerge, Change, ExpandedChange, LoadOptions, ReadDoc, ScalarValue, ScalarValueRef,
    Value, ValueRef,
};
use casework::{Act, Content, Entry, Form};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tiers::Digest;

/// The current state of one record. Its bytes are this node's own; a peer's are never loaded.
pub struct Document {
    doc: Automerge,
    /// Admitted changes that cannot stand in it: see [`Log::forks`]. They count like all others.
    beside: BTreeMap<Digest, Change>,
}

impl Clone for Document {
    fn clone(&self) -> Document {
        note(|done| &mut done.copies);
        Document {
            doc: self.doc.clone(),
            beside: self.beside.clone(),
        }
    }
}

/// A change made here that nobody has signed yet.
#[derive(Clone)]
pub struct Unsigned {
    /// The change as bytes.
    pub bytes: Vec<u8>,
    /// Hash of the change, which the signature is made over.
    pub hash: Digest,
    /// The document with the change in it.
    pub document: Document,
    change: Change,
}

/// A change written here, with its envelope.
#[derive(Debug, Clone)]
pub struct Written {
    /// The change as bytes.
    pub bytes: Vec<u8>,
    /// Who signed the change, and the signature.
    pub envelope: Envelope,
}

/// A signed change as it was made, and the document that has it in it: what applying the admitted change
/// to the document it was written on would come to. Whoever keeps both saves reading and applying it.
#[derive(Clone)]
pub struct Made {
    /// The document with the change in it.
    pub document: Document,
    pub(crate) change: Change,
}

impl Unsigned {
    /// Signs it as a change of the record `id`.
    pub fn sign(self, id: RecordId, signer: &Signer) -> Written {
        self.signed(id, signer).0
    }

    /// As [`Unsigned::sign`], with what need not be read again from the bytes.
    pub fn signed(self, id: RecordId, signer: &Signer) -> (Written, Made) {
        let written = Written {
            envelope: signer.sign(id, self.hash),
            bytes: self.bytes,
        };
        let made = Made {
            document: self.document,
            change: self.change,
        };
        (written, made)
    }
}

/// One value of a field; several when they were written without knowing each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldValue {
    /// The value of the field as people read it.
    pub text: String,
    /// The change that set it.
    pub change: Digest,
}

/// Why an admitted change cannot be shown here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaterialiseError {
    /// Our own row does not load.
    #[error("the stored document does not load: {0}")]
    Load(String),
    /// Automerge refused the changes.
    #[error("the change does not apply: {0}")]
    Apply(String),
    /// Automerge panicked on the changes; the document that it worked on is not used any more.
    #[error("the document engine panicked")]
    Panicked,
    /// The change did not come out as it went in.
    #[error("change {0} does not read back byte for byte")]
    ReadBack(Digest),
}

/// Why a change could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorError {
    /// Automerge refused it.
    #[error("the change could not be written: {0}")]
    Refused(String),
    /// Automerge panicked; the document is as it was.
    #[error("the document engine panicked")]
    Panicked,
    /// Changes of this actor stand beside the document; a new one goes on with another actor.
    #[error("what this process wrote stands beside the document")]
    Beside,
    /// Every field has the value it is to be given: there is nothing to keep.
    #[error("nothing was changed")]
    Unchanged,
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

impl Document {
    /// An empty document.
    pub fn new() -> Self {
        Self {
            doc: Automerge::new(),
            beside: BTreeMap::new(),
        }
    }

    /// Loads what [`Document::save`] gave.
    ///
    /// # Errors
    /// When the bytes are damaged; the caller makes the document anew from its changes.
    pub fn load(saved: &[u8]) -> Result<Self, MaterialiseError> {
        guarded(|| Automerge::load_with_options(saved, LoadOptions::new()))?
            .map(|doc| Self {
                doc,
                beside: BTreeMap::new(),
            })
            .map_err(|error| MaterialiseError::Load(error.to_string()))
    }

    /// Puts back what [`Document::beside`] gave.
    ///
    /// # Errors
    /// When the bytes are damaged; the caller makes the document anew from its changes.
    pub fn with_beside<'a>(
        mut self,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, MaterialiseError> {
        for bytes in changes {
            let load = |error: String| MaterialiseError::Load(error);
            bounds::check(bytes).map_err(|error| load(error.to_string()))?;
            let change = guarded(|| Change::from_bytes(bytes.to_vec()))?
                .map_err(|error| load(error.to_string()))?;
            self.beside.insert(Digest(change.hash().0), change);
        }
        Ok(self)
    }

    /// The changes that are kept beside the document, as bytes, for this node's own row.
    pub fn beside(&self) -> impl Iterator<Item = &[u8]> {
        self.beside.values().map(Change::raw_bytes)
    }

    /// Whether changes of `actor` are among those beside: it cannot go on in the document.
    pub fn strands(&self, actor: &ActorBytes) -> bool {
        let mut beside = self.beside.values();
        beside.any(|change| change.actor_id().to_bytes() == actor)
    }

    /// Shows admitted changes of one record that are in `log`: those that can stand in the document are
    /// applied together, the others kept beside it. Where one of them takes the place of what stood there,
    /// the document is made anew.
    ///
    /// # Errors
    /// The document is then as it was before.
    pub fn take<'a>(
        &mut self,
        log: &Log,
        changes: impl IntoIterator<Item = &'a Admitted>,
    ) -> Result<(), MaterialiseError> {
        let unseen = changes.into_iter().filter(|one| !self.holds(one));
        let (beside, fresh): (Vec<&Admitted>, Vec<&Admitted>) =
            unseen.partition(|one| log.is_beside(&one.hash));
        if beside.is_empty() && self.beside.len() == log.beside() {
            return self.apply(fresh);
        }
        let mut next = self.clone();
        for one in beside {
            next.beside.insert(one.hash, one.change.clone());
        }
        if next.beside.len() < log.beside() {
            next.rebuild(log)?;
        }
        next.apply(fresh)?;
        *self = next;
        Ok(())
    }

    /// The changes that stand in the document, as bytes.
    #[cfg(test)]
    pub(crate) fn stands(&self) -> BTreeMap<Digest, Vec<u8>> {
        let changes = self.doc.get_changes(&[]).into_iter();
        let changes = changes.map(|one| (Digest(one.hash().0), one.raw_bytes().to_vec()));
        changes.collect()
    }

    fn rebuild(&mut self, log: &Log) -> Result<(), MaterialiseError> {
        let stood = guarded(|| self.doc.get_changes(&[]))?;
        let (beside, stays): (Vec<Change>, Vec<Change>) =
            (stood.into_iter()).partition(|change| log.is_beside(&Digest(change.hash().0)));
        self.doc = guarded(|| {
            let mut doc = Automerge::new();
            doc.apply_changes(stays)
                .map_err(|error| MaterialiseError::Apply(error.to_string()))?;
            Ok(doc)
        })??;
        for change in beside {
            self.beside.insert(Digest(change.hash().0), change);
        }
        Ok(())
    }

    /// The document as bytes, for this node's own row.
    pub fn save(&self) -> Vec<u8> {
        note(|done| &mut done.saves);
        self.doc.save_nocompress()
    }

    /// Applies admitted changes of one record together.
    ///
    /// # Errors
    /// The document is then as it was before.
    pub fn apply<'a>(
        &mut self,
        changes: impl IntoIterator<Item = &'a Admitted>,
    ) -> Result<(), MaterialiseError> {
        let changes: Vec<&Admitted> = changes.into_iter().collect();
        if changes.is_empty() {
            return Ok(());
        }
        let trial = guarded(|| {
            note(|done| &mut done.forks);
            let mut trial = self.doc.fork();
            trial
                .apply_changes(changes.iter().map(|admitted| admitted.change.clone()))
                .map_err(|error| MaterialiseError::Apply(error.to_string()))?;
            for admitted in &changes {
                let hash = automerge::ChangeHash(admitted.hash.0);
                if trial.get_change_meta_by_hash(&hash).is_none() {
                    return Err(MaterialiseError::ReadBack(admitted.hash));
                }
            }
            let before: Vec<automerge::ChangeHash> = self.doc.get_heads();
            let back = trial.get_changes(&before);
            let back: BTreeMap<[u8; 32], &[u8]> = (back.iter())
                .map(|change| (change.hash().0, change.raw_bytes()))
                .collect();
            for admitted in &changes {
                let same = (back.get(&admitted.hash.0))
                    .is_none_or(|bytes| *bytes == admitted.change.raw_bytes());
                if !same {
                    return Err(MaterialiseError::ReadBack(admitted.hash));
                }
            }
            Ok(trial)
        })??;
        self.doc = trial;
        Ok(())
    }

    /// Writes form fields and signs the change. The document itself is left as it is: the change comes
    /// back through admission like any other.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn write_form(
        &self,
        id: RecordId,
        signer: &Signer,
        log: &Log,
        fields: &Form,
    ) -> Result<Written, AuthorError> {
        let change = self.change_form(signer.actor(), log, fields)?;
        Ok(change.sign(id, signer))
    }

    /// As [`Document::write_form`], unsigned. It replaces whatever `log` knows of these fields, also what
    /// stands beside the document; see [`Document::change_act`].
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn change_form(
        &self,
        actor: ActorBytes,
        log: &Log,
        fields: &Form,
    ) -> Result<Unsigned, AuthorError> {
        if log.beside() > 0 {
            return self.form_beside(actor, log, fields);
        }
        self.change(actor, |doc| {
            for (field, text) in fields {
                let key = format!("f{field}");
                let stored = self.choice(&key, text);
                doc.put(automerge::ROOT, key, stored)?;
            }
            Ok(())
        })
    }

    fn form_beside(
        &self,
        actor: ActorBytes,
        log: &Log,
        fields: &Form,
    ) -> Result<Unsigned, AuthorError> {
        let held = self.fields(log).map_err(|_| AuthorError::Panicked)?;
        let held: BTreeMap<String, Vec<FieldValue>> = held.into_iter().collect();
        let says = |field: &String, text: &String| {
            let values = held.get(field).map_or(&[][..], Vec::as_slice);
            matches!(values, [only] if only.text == *text)
        };
        let new = fields.iter().filter(|(field, text)| !says(field, text));
        let puts: Vec<(String, ScalarValue)> = new
            .map(|(field, text)| (format!("f{field}"), ScalarValue::Str(text.as_str().into())))
            .collect();
        if puts.is_empty() {
            Err(AuthorError::Unchanged)
        } else {
            self.write_beside(actor, log, puts)
        }
    }

    /// How `text` is stored so that it replaces every value there is. Automerge answers a put of the value
    /// that already shows by deleting the others, and admission takes additions alone: a mark that is
    /// never shown keeps the chosen value apart from its rivals.
    fn choice(&self, key: &str, text: &str) -> String {
        let mut stored = shown(text).to_owned();
        let rivals = self.doc.get_all(automerge::ROOT, key).unwrap_or_default();
        if rivals.len() > 1 {
            let taken = |stored: &str| {
                rivals
                    .iter()
                    .any(|(value, _)| value.as_str() == Some(stored))
            };
            while taken(&stored) {
                stored.push(CHOSEN);
            }
        }
        stored
    }

    /// Writes one act and signs the change; see [`Document::write_form`].
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn write_act(
        &self,
        id: RecordId,
        signer: &Signer,
        log: &Log,
        act: &Act,
    ) -> Result<Written, AuthorError> {
        let change = self.change_act(signer.actor(), log, act)?;
        Ok(change.sign(id, signer))
    }

    /// As [`Document::write_act`], unsigned. It knows all that `log` holds. Where some of that stands beside
    /// the document, the act will stand there too: one that knew only the document would be judged as
    /// though the rest had never been.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn change_act(
        &self,
        actor: ActorBytes,
        log: &Log,
        act: &Act,
    ) -> Result<Unsigned, AuthorError> {
        let key = act_key(&actor, log.next_seq(&actor));
        let bytes = act_bytes(act);
        if log.beside() > 0 {
            return self.write_beside(actor, log, vec![(key, ScalarValue::Bytes(bytes))]);
        }
        self.change(actor, |doc| {
            doc.put(automerge::ROOT, key, ScalarValue::Bytes(bytes))
        })
    }

    /// What Automerge cannot write for us, because it builds on what is not in the document. It names
    /// nothing that it replaces: no document will ever take it, and who knew what is in `log`.
    fn write_beside(
        &self,
        actor: ActorBytes,
        log: &Log,
        puts: Vec<(String, ScalarValue)>,
    ) -> Result<Unsigned, AuthorError> {
        let heads = log.heads();
        let before = heads.iter().filter_map(|head| log.max_op(head)).max();
        let put = |(key, value): (String, ScalarValue)| Op {
            action: OpType::Put(value),
            obj: ObjectId::Root,
            key: Key::Map(key.into()),
            pred: SortedVec::new(),
            insert: false,
        };
        let expanded = ExpandedChange {
            operations: puts.into_iter().map(put).collect(),
            actor_id: ActorId::from(actor),
            hash: None,
            seq: log.next_seq(&actor),
            start_op: NonZeroU64::MIN.saturating_add(before.unwrap_or(0)),
            time: 0,
            message: None,
            deps: (heads.iter())
                .map(|head| automerge::ChangeHash(head.0))
                .collect(),
            extra_bytes: Vec::new(),
            author: None,
        };
        let change = catch_unwind(AssertUnwindSafe(|| Change::from(expanded)))
            .map_err(|_| AuthorError::Panicked)?;
        Ok(Unsigned {
            hash: Digest(change.hash().0),
            bytes: change.raw_bytes().to_vec(),
            document: self.clone(),
            change,
        })
    }

    /// Whether an admitted change is in the document already.
    pub fn holds(&self, admitted: &Admitted) -> bool {
        let hash = automerge::ChangeHash(admitted.hash.0);
        self.beside.contains_key(&admitted.hash)
            || self.doc.get_change_meta_by_hash(&hash).is_some()
    }

    fn change(
        &self,
        actor: ActorBytes,
        edit: impl FnOnce(
            &mut automerge::transaction::Transaction<'_>,
        ) -> Result<(), automerge::AutomergeError>,
    ) -> Result<Unsigned, AuthorError> {
        if self.strands(&actor) {
            return Err(AuthorError::Beside);
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            note(|done| &mut done.forks);
            let mut doc = self.doc.fork().with_actor(ActorId::from(actor));
            let mut transaction = doc.transaction();
            edit(&mut transaction)?;
            // Time is in the act; a change of its own clock would only add bytes.
            let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(0));
            // None when every field has its value already; the last change is an older one then.
            let change = hash.and_then(|_| doc.get_last_local_change());
            Ok::<_, automerge::AutomergeError>(change.map(|change| (change, doc)))
        }));
        let (change, doc) = outcome
            .map_err(|_| AuthorError::Panicked)?
            .map_err(|error| AuthorError::Refused(error.to_string()))?
            .ok_or(AuthorError::Unchanged)?;
        Ok(Unsigned {
            hash: Digest(change.hash().0),
            bytes: change.raw_bytes().to_vec(),
            document: Document {
                doc,
                beside: self.beside.clone(),
            },
            change,
        })
    }

    /// The fields, each with every value that no later one replaced; `log` is of the same record.
    ///
    /// # Errors
    /// When the engine panics on reading.
    pub fn fields(&self, log: &Log) -> Result<Vec<(String, Vec<FieldValue>)>, MaterialiseError> {
        let mut fields: BTreeMap<String, Vec<FieldValue>> = guarded(|| {
            let keys = self.doc.keys(automerge::ROOT);
            keys.filter_map(|key| Some((field_of(&key)?.to_owned(), self.values(&key))))
                .collect()
        })?;
        for (hash, change) in &self.beside {
            let Payload::Form(form) = guarded(|| said(change))? else {
                continue;
            };
            for (field, text) in form {
                let change = *hash;
                let values = fields.entry(field).or_default();
                values.push(FieldValue { text, change });
            }
        }
        for values in fields.values_mut() {
            if !self.beside.is_empty() {
                retain_last(log, values);
            }
            values.sort();
            // Two hands that wrote the same are of one mind.
            values.dedup_by(|one, other| one.text == other.text);
        }
        Ok(fields.into_iter().collect())
    }

    /// What the document itself has under a field's key.
    fn values(&self, key: &str) -> Vec<FieldValue> {
        let all = self.doc.get_all(automerge::ROOT, key).unwrap_or_default();
        let value = |(value, id): (Value<'_>, automerge::ObjId)| {
            let text = shown(value.as_str()?).to_owned();
            let change = Digest(self.doc.hash_for_opid(&id)?.0);
            Some(FieldValue { text, change })
        };
        all.into_iter().filter_map(value).collect()
    }

    /// The fields with one value each: where several stand, the one Automerge would show, or else the first.
    ///
    /// # Errors
    /// When the engine panics on reading.
    pub fn form(&self, log: &Log) -> Result<Form, MaterialiseError> {
        let mut form = self.contents()?.form;
        if self.beside.is_empty() {
            return Ok(form);
        }
        for (field, values) in self.fields(log)? {
            let stands = |value: &FieldValue| form.get(&field) == Some(&value.text);
            if let Some(first) = values.first()
                && !values.iter().any(stands)
            {
                form.insert(field, first.text.clone());
            }
        }
        Ok(form)
    }

    /// All that the document holds, in one pass.
    fn contents(&self) -> Result<Contents, MaterialiseError> {
        guarded(|| {
            let mut contents = Contents::default();
            for item in self.doc.map_range(automerge::ROOT, ..) {
                let ValueRef::Scalar(value) = &item.value else {
                    continue;
                };
                match (field_of(&item.key), value) {
                    (Some(field), ScalarValueRef::Str(text)) => {
                        let text = shown(text).to_owned();
                        contents.form.insert(field.to_owned(), text);
                    }
                    // Of several under one key each has to be looked for.
                    (None, ScalarValueRef::Bytes(bytes)) if !item.conflict => {
                        if let Some(hash) = self.doc.hash_for_opid(&item.id()) {
                            let act = (Digest(hash.0), bytes.to_vec());
                            contents.acts.insert(item.key.to_string(), act);
                        }
                    }
                    _ => {}
                }
            }
            contents
        })
    }

    /// The changes as the fold takes them: acts read back from the document, the form as it was pinned.
    ///
    /// # Errors
    /// When the engine panics on reading, or an act is not there.
    pub fn entries(
        &self,
        id: RecordId,
        header: &Header,
        log: &Log,
    ) -> Result<Vec<Entry>, MaterialiseError> {
        let Contents { form, mut acts } = self.contents()?;
        let mut entries = Vec::with_capacity(log.len());
        for held in log.iter() {
            let said = match self.beside.get(&held.hash) {
                Some(change) => guarded(|| said(change))?,
                None if held.is_act => {
                    let key = act_key(&held.actor, held.seq);
                    let bytes = match acts.remove(&key) {
                        Some((change, bytes)) if change == held.hash => Some(bytes),
                        _ => self.act(&key, held.hash)?,
                    };
                    Payload::Act(bytes.ok_or(MaterialiseError::ReadBack(held.hash))?)
                }
                None => Payload::Form(form.clone()),
            };
            let content = match said {
                Payload::Act(bytes) => {
                    let act = act_id(id, &held.deps, &bytes);
                    match read_act(&bytes) {
                        Some(read) => Content::Act(act, Box::new(read)),
                        None => Content::Unknown(act),
                    }
                }
                Payload::Form(_) if header.kind == Kind::Draft => Content::Form(Form::new()),
                Payload::Form(form) => Content::Form(form),
            };
            entries.push(Entry {
                hash: held.hash,
                deps: held.deps,
                author: held.author,
                content,
            });
        }
        Ok(entries)
    }

    /// The act that `change` put under `key`. Keys are short: a node that searches long enough finds two
    /// of its own that fall together, and then both acts stand there.
    fn act(&self, key: &str, change: Digest) -> Result<Option<Vec<u8>>, MaterialiseError> {
        guarded(|| {
            let values = self.doc.get_all(automerge::ROOT, key).unwrap_or_default();
            let own = values.into_iter().find(|(_, id)| {
                let hash = self.doc.hash_for_opid(id);
                hash.is_some_and(|hash| hash.0 == change.0)
            });
            match own {
                Some((Value::Scalar(value), _)) => value.as_bytes().map(<[u8]>::to_vec),
                _ => None,
            }
        })
    }
}

/// Keeps the values that nobody replaced who knew of them.
fn retain_last(log: &Log, values: &mut Vec<FieldValue>) {
    let later: Vec<Past<'_>> = (values.iter())
        .map(|value| log.past(&log.deps(&value.change)))
        .collect();
    values.retain(|value| !later.iter().any(|past| past.knows(&value.change)));
}

/// What a document holds.
#[derive(Default)]
struct Contents {
    form: Form,
    /// By their keys, where nothing else stands there: the change that put each, and its bytes.
    acts: BTreeMap<String, (Digest, Vec<u8>)>,
}

/// Marks a value that was chosen among several; stripped wherever a value is read.
const CHOSEN: char = '\0';

pub(crate) fn shown(text: &str) -> &str {
    text.trim_end_matches(CHOSEN)
}

/// The key of the act in `actor`'s change number `seq`.
pub(crate) fn act_key(actor: &[u8; 16], seq: u64) -> String {
    format!("a{}{seq:x}", hex::encode(&actor[..8]))
}

/// The field that a key stands for.
pub(crate) fn field_of(key: &str) -> Option<&str> {
    key.strip_prefix('f').filter(|field| !field.is_empty())
}

fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, MaterialiseError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| MaterialiseError::Panicked)
}
