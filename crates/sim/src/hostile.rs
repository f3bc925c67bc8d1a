//! A child that lies: a real key, a real place, the disk of the node that stood there, and frames that no
//! honest node sends. What it does must harm nobody but itself.

mod loot;

pub use loot::{SESSIONS_MAX, Spoken};

use crate::fault::Fault;
use crate::typed::TYPED;
use crate::world::{Event, HOUR, SECOND, Session, World};
use calendar::UnixMillis;
use casework::{Act, Cites, Deed, Form, Stamp, Who};
use engine::journal::{ChangeItem, FeedItem, to_bytes};
use loot::Loot;
use record::{Document, Header, Kind, Log, RecordId, Signer};
use serde_bytes::ByteBuf;
use sync::{
    BUCKETS_ASKED_MAX, Cursor, Frame, HeldBucket, HeldSum, Hello, Level, Listed, PROTOCOL, SCHEMA,
    StoreId, encode,
};
use tiers::{Digest, PlaceCode, Role, Spread};

/// What liars did who had the disk of a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Lied {
    /// Sessions said once more.
    pub replayed: u64,
    /// Second changes under a number that was used.
    pub forks: u64,
    /// Changes that nobody may take in: deletions, and changes in another's name.
    pub refused: u64,
}

impl Lied {
    /// Those of another run as well.
    pub fn and(&mut self, other: &Lied) {
        self.replayed += other.replayed;
        self.forks += other.forks;
        self.refused += other.refused;
    }
}

/// What a liar needs to know of itself and of the world.
struct Liar {
    place: PlaceCode,
    signer: Signer,
    store: StoreId,
    /// A record that really exists, and a place that is none of its business.
    victim: Option<RecordId>,
    elsewhere: PlaceCode,
    begun: Vec<RecordId>,
}

impl World {
    /// For a while the child of a line is in other hands.
    pub fn turn_hostile(&mut self, line: usize) {
        let (child, parent) = (self.lines[line].child, self.lines[line].parent);
        let silent = self.nodes[parent].engine.is_none() || self.lines[line].is_cut;
        if silent || self.nodes[child].engine.is_none() {
            return;
        }
        self.struck.count(Fault::Hostile);
        let (engine, seed) = (self.nodes[child].engine.as_ref(), self.nodes[child].seed);
        let loot = engine.map(|engine| Loot::of(engine, seed));
        self.kill(child);
        let back = self.misfortune.between(HOUR, 6 * HOUR);
        let own = &self.nodes[child];
        let (place, key) = (own.place, crate::founding::key(own.seed));
        let elsewhere = self.nodes.iter().map(|node| node.place);
        let elsewhere = elsewhere.filter(|other| !place.contains(*other) && !other.contains(place));
        let elsewhere = elsewhere.last().unwrap_or(place);
        let victim = self.ledger.acts.first().map(|told| told.record);
        let mut liar = Liar {
            place,
            signer: Signer::new(own.seed, self.misfortune.bytes(), self.misfortune.bytes()),
            store: StoreId {
                store: self.misfortune.bytes(),
                incarnation: self.misfortune.bytes(),
            },
            victim,
            elsewhere,
            begun: Vec::new(),
        };
        self.later(self.now + back, Event::Start(child));
        for _ in 0..self.misfortune.between(1, 6) {
            self.lie(line, key, &mut liar);
        }
        for _ in 0..self.lies.between(1, 3) {
            self.lie_with(line, key, &liar, loot.as_ref());
        }
        if let Some(spoken) = self.lies.pick(&self.lines[line].earlier).cloned() {
            self.lied.replayed += 1;
            self.speak(line, key, place, spoken.frames);
        }
        self.ledger.forged.extend(liar.begun);
    }

    /// One session of made-up frames.
    fn lie(&mut self, line: usize, key: tiers::NodeId, liar: &mut Liar) {
        let mut frames = liar.begins(self.misfortune.below(5));
        for _ in 0..self.misfortune.between(1, 8) {
            let what = self.misfortune.below(12);
            let draw = self.misfortune.draw();
            frames.extend(liar.frame(what, draw, self.now));
        }
        self.speak(line, key, liar.place, frames);
    }

    /// One session of lies that are made of what the node has written and sent.
    fn lie_with(&mut self, line: usize, key: tiers::NodeId, liar: &Liar, loot: Option<&Loot>) {
        let Some(loot) = loot else { return };
        let mut items = Vec::new();
        for _ in 0..self.lies.between(1, 4) {
            let draw = self.lies.draw();
            let refused = match self.lies.below(3) {
                0 => loot.deletion(draw, &liar.signer).into_iter().collect(),
                1 => Vec::from_iter(loot.stolen(draw, &liar.signer).into_iter().flatten()),
                _ => {
                    let act = liar.act(self.now);
                    let fork = loot.fork(draw, &act);
                    self.lied.forks += u64::from(fork.is_some());
                    items.extend(fork.map(|lie| lie.item));
                    Vec::new()
                }
            };
            self.lied.refused += refused.len() as u64;
            for lie in refused {
                self.ledger.never.insert((lie.record, lie.hash));
                items.push(lie.item);
            }
        }
        let mut frames = liar.begins(0);
        frames.push(Liar::feed(items));
        self.speak(line, key, liar.place, frames);
    }

    /// One session: dials in the node's name, and says what was made up.
    fn speak(&mut self, line: usize, key: tiers::NodeId, place: PlaceCode, frames: Vec<Vec<u8>>) {
        let parent = self.lines[line].parent;
        self.supplant(line);
        let met = self.drive(parent, |engine| engine.link_up(key, place));
        let Some((Ok(no), effects)) = met else {
            return;
        };
        // What the parent answers goes to somebody who does not listen, and must still be in scope.
        let id = u64::MAX - self.misfortune.below(1 << 30);
        self.lines[line].session = Some(Session::new(id, no, self.now));
        self.route(parent, no, line);
        self.dispatch_effects(parent, effects);
        for frame in frames {
            self.trace.event(self.now, parent, "lie", &frame);
            // The link may have been closed by the one before.
            self.give(parent, |engine| engine.frame(no, frame));
        }
        self.give(parent, |engine| engine.link_down(no));
        self.lines[line].session = None;
        self.now += SECOND;
    }
}

impl Liar {
    /// How each session begins: the parent follows the feed of the store that stood there before, and of another one
    /// takes nothing until it has jumped.
    fn begins(&self, lie: u64) -> Vec<Vec<u8>> {
        let jump = Frame::Jump {
            seq: 0,
            rolling: [0; 16],
        };
        vec![encode(&Frame::Hello(self.hello(lie))), encode(&jump)]
    }

    fn hello(&self, lie: u64) -> Hello {
        let cursor = |seq: u64| Cursor {
            from: self.store,
            seq,
            rolling: [7; 16],
            loading: None,
            mending: lie == 3,
            floor: 0,
        };
        Hello {
            protocol: if lie == 4 { 1 } else { PROTOCOL },
            schema: SCHEMA,
            store: self.store,
            place: if lie == 1 { self.elsewhere } else { self.place },
            cursor: (lie >= 2).then(|| cursor([3, 1 << 50, u64::MAX][(lie % 3) as usize])),
            reach: vec![u64::MAX, 9],
            newest: PROTOCOL,
            loading: None,
        }
    }

    fn feed(items: Vec<Vec<u8>>) -> Vec<u8> {
        encode(&Frame::Feed {
            first: 1,
            items: items.into_iter().map(ByteBuf::from).collect(),
            rolling: [9; 16],
            held: Vec::new(),
        })
    }

    fn frame(&mut self, what: u64, draw: u64, now: i64) -> Vec<Vec<u8>> {
        let bucket = HeldBucket::new(draw as u16, HeldSum::default());
        let id = RecordId(Digest::of(&draw.to_le_bytes()));
        match what {
            0 => vec![Self::feed(vec![self.forged(Kind::Case, self.place, now)])],
            // A record of somebody else, and one of a kind that only the city publishes.
            1 => vec![Self::feed(vec![self.forged(
                Kind::Case,
                self.elsewhere,
                now,
            )])],
            2 => vec![Self::feed(vec![self.forged(
                Kind::Directory,
                self.place,
                now,
            )])],
            3 => vec![Self::feed(vec![self.on_a_strange_record()])],
            4 => vec![Self::feed(vec![vec![draw as u8; 300 * 1024]])],
            5 => vec![vec![1; 2_000], vec![0xff; 40], Vec::new()],
            6 => vec![encode(&Frame::Ack {
                seq: u64::MAX,
                reach: vec![u64::MAX; 9],
            })],
            7 => vec![encode(&Frame::Compare {
                mine: draw,
                yours: draw,
                root: bucket,
            })],
            8 => vec![encode(&Frame::Ask {
                level: Level::Broad,
                buckets: (0..=BUCKETS_ASKED_MAX as u16).collect(),
            })],
            9 => vec![encode(&Frame::List {
                leaves: vec![draw as u16],
                after: None,
                upto: None,
                held: vec![Listed::new(id, HeldSum::of(id, id.0))],
            })],
            10 => vec![encode(&Frame::Mend {
                items: vec![ByteBuf::from(self.forged(Kind::Case, self.elsewhere, now))],
                done: true,
            })],
            _ => vec![encode(&Frame::Load {
                start: u64::MAX,
                rolling: [1; 16],
                items: vec![ByteBuf::from(self.on_a_strange_record())],
                last: Some(id),
                done: true,
            })],
        }
    }

    /// A record of its own making, well signed: an act that nobody at this place may do.
    fn forged(&mut self, kind: Kind, home: PlaceCode, now: i64) -> Vec<u8> {
        let mut nonce = [0; 16];
        let nth = self.begun.len() as u64 + 1;
        nonce[..8].copy_from_slice(&nth.to_le_bytes());
        nonce[8..].copy_from_slice(&self.signer.actor()[..8]);
        let header = Header {
            kind,
            home,
            spread: match kind {
                Kind::Case => Spread::Path,
                _ => Spread::Public,
            },
            author: self.signer.node(),
            nonce,
        };
        let id = header.id();
        self.begun.push(id);
        let act = self.act(now);
        let change = match kind {
            Kind::Case => {
                let form = Form::from([("name".to_owned(), TYPED.nobody.clone())]);
                Document::new().change_form(self.signer.actor(), &Log::default(), &form)
            }
            _ => Document::new().change_act(self.signer.actor(), &Log::default(), &act),
        };
        let written = change.expect("a liar can write too").sign(id, &self.signer);
        to_bytes(&FeedItem::Change(ChangeItem {
            record: id,
            header: Some(header),
            change: ByteBuf::from(written.bytes),
            envelope: written.envelope,
        }))
    }

    /// A decision that nobody at this place may take.
    fn act(&self, now: i64) -> Act {
        Act {
            who: Who {
                place: self.elsewhere,
                department: None,
                user: "nobody".to_owned(),
                role: Role::Approver,
            },
            cites: Cites {
                catalog: Vec::new(),
                calendar: Digest::of(b"no calendar"),
                directory: Digest::of(b"no directory"),
            },
            at: Stamp {
                ms: UnixMillis(now),
                n: 0,
            },
            branch: None,
            deed: Deed::Decide {
                granted: true,
                cause: String::new(),
                reason: TYPED.forged.clone(),
            },
        }
    }

    /// A change of a record that exists, made without knowing anything of it: another first change.
    fn on_a_strange_record(&mut self) -> Vec<u8> {
        let id = self.victim.unwrap_or(RecordId(Digest::of(b"nothing")));
        let form = Form::from([("name".to_owned(), TYPED.somebody_else.clone())]);
        let change = Document::new().change_form(self.signer.actor(), &Log::default(), &form);
        let written = change.expect("a liar can write too").sign(id, &self.signer);
        to_bytes(&FeedItem::Change(ChangeItem {
            record: id,
            header: None,
            change: ByteBuf::from(written.bytes),
            envelope: written.envelope,
        }))
    }
}
