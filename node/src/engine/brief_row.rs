//! What a node keeps in mind of a record, as a row of its own: a start reads these, a few hundred bytes
//! each, and opens no case.

use super::kept::{from_bytes, to_bytes};
use super::lookout::Brief;
use super::returned::Returned;
use calendar::UnixMillis;
use casework::{KeptNext, Phase, Who};
use record::Kind;
use serde::{Deserialize, Serialize};
use supervision::{Contribution, Light};
use tiers::{Digest, PlaceCode, Spread};

#[derive(Serialize, Deserialize)]
struct Stored {
    kind: Kind,
    home: PlaceCode,
    spread: Spread,
    ends: Box<[PlaceCode]>,
    ever: Box<[PlaceCode]>,
    number: String,
    code: String,
    applicant: String,
    id_tail: String,
    phase: Option<Phase>,
    light: Light,
    due: Option<UnixMillis>,
    received: Option<UnixMillis>,
    concluded: Option<UnixMillis>,
    todo: Vec<KeptNext>,
    updated: i64,
    up_seq: u64,
    held: (u64, u128),
    conflicts: u64,
    acts: u64,
    waiting: bool,
    returned: Vec<(casework::ActId, Who)>,
    agent: Option<String>,
    filed: Option<String>,
    contribution: Contribution,
    next: Option<UnixMillis>,
}

impl Brief {
    /// The row. What the node alone can tell (who asks for what) is in it only as `asking`, under a key
    /// that the row does not hold.
    pub(super) fn to_row(&self) -> Vec<u8> {
        let stored = Stored {
            kind: self.kind,
            home: self.home,
            spread: self.spread,
            ends: self.ends.clone(),
            ever: self.ever.clone(),
            number: self.number.clone(),
            code: self.code.clone(),
            applicant: self.applicant.clone(),
            id_tail: self.id_tail.clone(),
            phase: self.phase,
            light: self.light,
            due: self.due,
            received: self.received,
            concluded: self.concluded,
            todo: self.todo.iter().map(KeptNext::from).collect(),
            updated: self.updated,
            up_seq: self.up_seq,
            held: (self.held.count, self.held.sum),
            conflicts: self.conflicts,
            acts: self.acts,
            waiting: self.waiting,
            returned: (self.returned.iter())
                .map(|back| (back.act, back.who.clone()))
                .collect(),
            agent: self.agent.clone(),
            filed: self.filed.clone(),
            contribution: self.contribution.clone(),
            next: self.next,
        };
        to_bytes(&(stored, self.asking))
    }

    /// Reads a row; none when this version cannot, and the record must be looked at anew.
    pub(super) fn from_row(bytes: &[u8]) -> Option<Brief> {
        let (stored, asking): (Stored, Option<Digest>) = from_bytes(bytes).ok()?;
        let todo = stored.todo.into_iter().map(KeptNext::recalled);
        Some(Brief {
            kind: stored.kind,
            home: stored.home,
            spread: stored.spread,
            ends: stored.ends,
            ever: stored.ever,
            number: stored.number,
            code: stored.code,
            asking,
            applicant: stored.applicant,
            id_tail: stored.id_tail,
            phase: stored.phase,
            light: stored.light,
            due: stored.due,
            received: stored.received,
            concluded: stored.concluded,
            todo: todo.collect::<Option<_>>()?,
            updated: stored.updated,
            up_seq: stored.up_seq,
            held: sync::Held {
                count: stored.held.0,
                sum: stored.held.1,
            },
            conflicts: stored.conflicts,
            acts: stored.acts,
            waiting: stored.waiting,
            returned: (stored.returned.into_iter())
                .map(|(act, who)| Returned { act, who })
                .collect(),
            agent: stored.agent,
            filed: stored.filed,
            contribution: stored.contribution,
            next: stored.next,
        })
    }
}
