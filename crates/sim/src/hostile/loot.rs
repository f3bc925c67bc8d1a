//! What a liar finds on the disk that it took, and on the line: what the node wrote and sent, and the
//! sessions it had. All of it is genuine, which makes the lies that are made of it better.

use crate::typed::TYPED;
use automerge::legacy::OpType;
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ROOT, ReadDoc, ScalarValue};
use casework::{Act, Form};
use engine::Engine;
use engine::journal::{self, ChangeItem, FeedItem, to_bytes};
use record::{ActorBytes, Document, Envelope, Log, RecordId, Signer, act_bytes};
use serde_bytes::ByteBuf;
use sync::LinkNo;
use tiers::Digest;

/// Most sessions of a line that are remembered.
pub const SESSIONS_MAX: usize = 4;
/// Most bytes remembered of one: whoever sends it again breaks off there.
const SESSION_BYTES_MAX: usize = 128 * 1024;

/// What one end sent in one session.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// The frames in the order sent, until they come to more bytes than are remembered.
    pub frames: Vec<Vec<u8>>,
    bytes: usize,
}

impl Spoken {
    /// A frame is sent.
    pub fn hear(&mut self, frame: &[u8]) {
        self.bytes += frame.len();
        if self.bytes <= SESSION_BYTES_MAX {
            self.frames.push(frame.to_vec());
        }
    }
}

/// A change that the node wrote and sent.
struct Own {
    record: RecordId,
    bytes: Vec<u8>,
    signer: Signer,
}

/// What was found.
pub(super) struct Loot {
    /// Changes that were sent up, in the order in which they were.
    sent: Vec<(RecordId, Change)>,
    /// Those of them that the node wrote itself.
    own: Vec<Own>,
}

impl Loot {
    /// What an engine that still runs has sent up, and the seed of its key.
    pub(super) fn of(engine: &Engine, seed: [u8; 32]) -> Loot {
        let mut loot = Loot {
            sent: Vec::new(),
            own: Vec::new(),
        };
        let node = Signer::new(seed, [0; 16], [0; 16]).node();
        for item in engine.read_feed(LinkNo::PARENT, 1, usize::MAX) {
            match journal::from_bytes(&item.bytes) {
                Ok(FeedItem::Change(feed_item)) => {
                    let Envelope {
                        key,
                        incarnation,
                        run,
                        ..
                    } = feed_item.envelope;
                    let signer = (key == node).then(|| Signer::new(seed, incarnation, run));
                    loot.find(feed_item.record, &feed_item.change, signer);
                }
                Ok(FeedItem::Run(run)) => {
                    for change in &run.changes {
                        let author = run.authors.get(usize::from(change.author));
                        let own = author.filter(|author| author.key == node);
                        let signer = own.map(|own| Signer::new(seed, own.incarnation, own.run));
                        loot.find(run.record, &change.bytes, signer);
                    }
                }
                _ => {}
            }
        }
        loot
    }

    fn find(&mut self, record: RecordId, bytes: &[u8], signer: Option<Signer>) {
        let Ok(change) = Change::from_bytes(bytes.to_vec()) else {
            return;
        };
        self.sent.push((record, change));
        let bytes = bytes.to_vec();
        self.own.extend(signer.map(|signer| Own {
            record,
            bytes,
            signer,
        }));
    }

    /// A record as it stands, as far as what was sent tells.
    fn document(&self, record: RecordId) -> Automerge {
        let changes = self.sent.iter().filter(|(of, _)| *of == record);
        let mut doc = Automerge::new();
        // What it builds on came another way where this does not apply: then the lie is a smaller one.
        let _ = doc.apply_changes(changes.map(|(_, change)| change.clone()));
        doc
    }

    /// A change that takes away what a record says, well signed and on top of what is there.
    pub(super) fn deletion(&self, draw: u64, liar: &Signer) -> Option<Lie> {
        let (record, _) = pick(&self.sent, draw)?;
        let doc = self.document(*record);
        let keys: Vec<String> = doc.keys(ROOT).collect();
        let key = pick(&keys, draw >> 16)?;
        let mut doc = doc.fork().with_actor(ActorId::from(liar.actor()));
        let mut writing = doc.transaction();
        writing.delete(ROOT, key.as_str()).ok()?;
        let (hash, _) = writing.commit();
        let change = doc.get_change_by_hash(&hash?)?;
        Some(Lie::of(*record, &change, liar))
    }

    /// Another change under a number that an actor has used already: what comes of two machines with one
    /// identity, made on purpose.
    pub(super) fn fork(&self, draw: u64, act: &Act) -> Option<Lie> {
        let own = pick(&self.own, draw)?;
        let mut change = Change::from_bytes(own.bytes.clone()).ok()?.decode();
        let written = change.operations.first_mut()?;
        let OpType::Put(value) = &mut written.action else {
            return None;
        };
        *value = match value {
            ScalarValue::Bytes(_) => ScalarValue::Bytes(act_bytes(act)),
            _ => ScalarValue::Str(format!("{draw}").into()),
        };
        change.hash = None;
        Some(Lie::of(own.record, &Change::from(change), &own.signer))
    }

    /// A change of another node, said to be of this one, and one of this node's key under another's actor.
    pub(super) fn stolen(&self, draw: u64, liar: &Signer) -> Option<[Lie; 2]> {
        let (record, theirs) = pick(&self.sent, draw)?;
        let form = Form::from([("name".to_owned(), format!("{} {draw}", TYPED.somebody_else))]);
        let actor: ActorBytes = theirs.actor_id().to_bytes().try_into().ok()?;
        let made = Document::new()
            .change_form(actor, &Log::default(), &form)
            .ok()?;
        let made = Change::from_bytes(made.bytes).ok()?;
        let elsewhere = RecordId(Digest::of(&draw.to_le_bytes()));
        Some([
            Lie::of(*record, &made, liar),
            Lie::of(elsewhere, theirs, liar),
        ])
    }
}

/// An item of a feed that is a lie.
pub(super) struct Lie {
    /// The record it is about.
    pub(super) record: RecordId,
    /// Hash of the change that the lie carries.
    pub(super) hash: Digest,
    /// As it travels.
    pub(super) item: Vec<u8>,
}

impl Lie {
    fn of(record: RecordId, change: &Change, signer: &Signer) -> Lie {
        let hash = Digest(change.hash().0);
        let feed_item = ChangeItem {
            record,
            header: None,
            change: ByteBuf::from(change.raw_bytes().to_vec()),
            envelope: signer.sign(record, hash),
        };
        Lie {
            record,
            hash,
            item: to_bytes(&FeedItem::Change(feed_item)),
        }
    }
}

fn pick<T>(all: &[T], draw: u64) -> Option<&T> {
    let len = all.len() as u64;
    all.get((draw.checked_rem(len)?) as usize)
}
