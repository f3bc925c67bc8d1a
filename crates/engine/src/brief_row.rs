//! What a node keeps in mind of a record, as a row of its own: a start reads these, a few hundred bytes
//! each, and opens no case.

use super::brief::{Brief, CarriedTo, Moment, Pools, Rare, Times, Words};
use super::journal::{from_bytes, to_bytes};
use super::returned::Returned;
use calendar::UnixMillis;
use casework::{KeptNext, Outcome, Phase, Who};
use record::Kind;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU64;
use supervision::{Contribution, Light};
use tiers::{Digest, PlaceCode, Spread};

#[derive(Serialize, Deserialize)]
struct BriefRow {
    kind: Kind,
    spread: Spread,
    /// Home, where it is carried from, and where it ever was.
    places: (PlaceCode, Box<[PlaceCode]>, Box<[PlaceCode]>),
    code: String,
    /// Number on paper, applicant, and how the applicant's number ends.
    words: (String, String, String),
    phase: Option<Phase>,
    outcome: Option<Outcome>,
    light: Light,
    /// When it was received and concluded, when it is due, and when it must be looked at again.
    times: [Option<UnixMillis>; 4],
    todo: Vec<KeptNext>,
    updated: i64,
    up_seq: u64,
    held: (u32, u128),
    conflicts: u32,
    acts: u32,
    waiting: bool,
    returned: Vec<(casework::ActId, Who)>,
    agent: Option<String>,
    filed: Option<String>,
    contribution: Contribution,
}

impl Brief {
    /// The row. What the node alone can tell (who asks for what) is in it only as `asking`, under a key
    /// that the row does not hold.
    pub(super) fn to_row(&self) -> Vec<u8> {
        let stored = BriefRow {
            kind: self.kind,
            spread: self.spread,
            places: (self.home(), self.ends().into(), self.ever().into()),
            code: self.code.to_string(),
            words: (
                self.number().to_owned(),
                self.applicant().to_owned(),
                self.id_tail().to_owned(),
            ),
            phase: self.phase,
            outcome: self.outcome,
            light: self.light,
            times: [self.received(), self.concluded(), self.due(), self.next()],
            todo: self.todo.iter().map(KeptNext::from).collect(),
            updated: self.updated,
            up_seq: self.up_seq,
            held: self.held.kept(),
            conflicts: self.conflicts,
            acts: self.acts,
            waiting: self.waiting,
            returned: (self.returned().iter())
                .map(|back| (back.act, back.who.clone()))
                .collect(),
            agent: self.agent().map(str::to_owned),
            filed: self.filed().map(str::to_owned),
            contribution: self.contribution(),
        };
        to_bytes(&(stored, self.asking.map(widened)))
    }

    /// Reads a row; none when this version cannot, and the record must be looked at anew.
    pub(super) fn from_row(bytes: &[u8], pools: &mut Pools) -> Option<Brief> {
        let (stored, asking): (BriefRow, Option<Digest>) = from_bytes(bytes).ok()?;
        let todo = stored.todo.into_iter().map(KeptNext::recalled);
        let todo = todo.collect::<Option<Box<[_]>>>()?;
        let (home, ends, ever) = stored.places;
        let places = CarriedTo { home, ends, ever };
        let (number, applicant, id_tail) = stored.words;
        let [received, concluded, due, next] = stored.times.map(Moment::from);
        let held = sync::HeldSum {
            count: stored.held.0.into(),
            sum: stored.held.1,
        };
        let rare = Rare {
            returned: (stored.returned.into_iter())
                .map(|(act, who)| Returned { act, who })
                .collect(),
            agent: stored.agent,
            filed: stored.filed,
        };
        let brief = Brief {
            kind: stored.kind,
            spread: stored.spread,
            places: pools.places(places),
            words: Words::of(&number, &applicant, &id_tail),
            code: pools.code(&stored.code),
            asking: asking.and_then(|asking| NonZeroU64::new(asking.begins())),
            phase: stored.phase,
            outcome: stored.outcome,
            light: stored.light,
            times: Times {
                received,
                concluded,
                due,
                next,
            },
            todo: pools.todo(todo.into_vec()),
            updated: stored.updated,
            up_seq: stored.up_seq,
            held: held.into(),
            conflicts: stored.conflicts,
            acts: stored.acts,
            waiting: stored.waiting,
            adds: pools.adds(stored.contribution.adds().clone()),
            rare: rare.boxed(),
        };
        // Item and day are those of the receipt; a row that was written before both were would count twice.
        (brief.contribution() == stored.contribution).then_some(brief)
    }
}

/// Rows have room for a whole digest, of which eight bytes are kept in mind.
fn widened(asking: NonZeroU64) -> Digest {
    Digest::beginning(asking.get(), 0)
}
