//! Whatever the order, the grouping and the repetitions in which changes come, every node ends with the
//! same.

use crate::document::act_key;
mod hostile_runs;
mod joining;

use crate::{
    Document, Envelope, Header, KeptRun, Kind, Log, Parked, RecordId, Refused, Run, Signed, Signer,
    Verdict, act_bytes, admit, admit_run, recall_run,
};
use automerge::legacy::{Key, ObjectId, Op, OpType, SortedVec};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ScalarValue};
use calendar::UnixMillis;
use casework::{Act, CaseView, Cites, Deed, Entry, Ground, Library, Stamp, Who, fold};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use tiers::{Digest, PlaceCode, Role, Spread};

fn village() -> PlaceCode {
    "230621100200".parse().unwrap()
}

fn signer(author: usize, process: u8) -> Signer {
    let mut seed = [3; 32];
    seed[..8].copy_from_slice(&author.to_le_bytes());
    Signer::new(seed, [1; 16], [process; 16])
}

fn header() -> Header {
    Header {
        kind: Kind::Case,
        home: village(),
        spread: Spread::Path,
        author: signer(0, 0).node(),
        nonce: [7; 16],
    }
}

fn act(text: String) -> Act {
    Act {
        who: Who {
            place: village(),
            department: None,
            user: "agent".to_owned(),
            role: Role::Agent,
        },
        cites: Cites {
            catalog: Vec::new(),
            calendar: Digest([1; 32]),
            directory: Digest([2; 32]),
        },
        at: Stamp {
            ms: UnixMillis(1_790_000_000_000),
            n: 0,
        },
        branch: None,
        deed: Deed::Press { text },
    }
}

#[derive(Clone)]
struct Sent {
    hash: Digest,
    bytes: Vec<u8>,
    envelope: Envelope,
}

impl Sent {
    fn signed(&self) -> Signed {
        Signed::new(self.bytes.clone(), &self.envelope)
    }
}

/// All changes of one record that anybody wrote.
struct World {
    rng: ChaCha8Rng,
    id: RecordId,
    log: Log,
    good: Vec<Sent>,
    /// What nobody admits, and what builds on that.
    bad: Vec<Sent>,
    acts: usize,
}

impl World {
    fn new(seed: u64) -> World {
        let mut world = World {
            rng: ChaCha8Rng::seed_from_u64(seed),
            id: header().id(),
            log: Log::default(),
            good: Vec::new(),
            bad: Vec::new(),
            acts: 0,
        };
        world.root("张三", 0);
        world
    }

    fn root(&mut self, name: &str, process: u8) -> Digest {
        let key = "fname".to_owned();
        let value = ScalarValue::Str(name.into());
        let sent = self.made(&signer(0, process), Vec::new(), key, value, 1, 1);
        self.keep(sent)
    }

    fn made(
        &self,
        by: &Signer,
        deps: Vec<Digest>,
        key: String,
        value: ScalarValue,
        seq: u64,
        start: u64,
    ) -> Sent {
        let op = Op {
            action: OpType::Put(value),
            obj: ObjectId::Root,
            key: Key::Map(key.into()),
            pred: SortedVec::from(Vec::new()),
            insert: false,
        };
        let change = Change::from(ExpandedChange {
            operations: vec![op],
            actor_id: ActorId::from(by.actor()),
            hash: None,
            seq,
            start_op: NonZeroU64::new(start).unwrap(),
            time: 0,
            message: None,
            deps: deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
            extra_bytes: Vec::new(),
            author: None,
        });
        let hash = Digest(change.hash().0);
        Sent {
            hash,
            bytes: change.raw_bytes().to_vec(),
            envelope: by.sign(self.id, hash),
        }
    }

    fn keep(&mut self, sent: Sent) -> Digest {
        let (bytes, envelope) = (&sent.bytes, &sent.envelope);
        let admitted = admit(self.id, &header(), &self.log, bytes, envelope).unwrap();
        self.log.add(&admitted, 0);
        let hash = sent.hash;
        self.good.push(sent);
        hash
    }

    fn act_on(&mut self, by: &Signer, deps: Vec<Digest>, skip: u64) -> Sent {
        self.acts += 1;
        let actor = by.actor();
        let seq = self.log.past(&deps).last_of(&actor).unwrap_or(0) + 1;
        let before = deps.iter().map(|dep| self.log.max_op(dep).unwrap_or(1));
        let start = before.max().unwrap() + 1 + skip;
        let value = ScalarValue::Bytes(act_bytes(&act(format!("{}", self.acts))));
        self.made(by, deps, act_key(&actor, seq), value, seq, start)
    }

    fn write(&mut self, by: &Signer, deps: Vec<Digest>) -> Digest {
        let sent = self.act_on(by, deps, 0);
        self.keep(sent)
    }

    /// A few heads or older changes, and the author's own last one where it is not to fork.
    fn some_deps(&mut self, by: &Signer, forks: bool) -> Vec<Digest> {
        let heads = self.log.heads();
        let mut deps = BTreeSet::new();
        for _ in 0..self.rng.random_range(1..=3) {
            let one = if self.rng.random_bool(0.7) {
                *heads.choose(&mut self.rng).unwrap()
            } else {
                self.good.choose(&mut self.rng).unwrap().hash
            };
            deps.insert(one);
        }
        let next = self.log.next_seq(&by.actor());
        if next > 1 && !(forks && self.rng.random_bool(0.2)) {
            deps.extend(self.log.by_actor(&by.actor(), next - 1));
        }
        deps.into_iter().collect()
    }

    fn grow(&mut self, authors: usize, changes: usize, forks: bool) {
        for _ in 0..changes {
            let by = signer(
                self.rng.random_range(0..authors),
                self.rng.random_range(0..2),
            );
            if forks && self.rng.random_bool(0.02) {
                let process = self.rng.random_range(0..5);
                let name = format!("李{}", self.good.len());
                self.root(&name, process);
                continue;
            }
            let deps = self.some_deps(&by, forks);
            if self.rng.random_bool(0.03) {
                let wrong = self.act_on(&by, deps, 5);
                let orphan = self.act_on(&signer(authors, 0), vec![wrong.hash], 0);
                self.bad.extend([wrong, orphan]);
                continue;
            }
            self.write(&by, deps);
        }
    }

    /// What some node is sent: everything at least once, singly or in runs, nearly in order or not at all.
    fn deliveries(&mut self, window: usize) -> Vec<Delivery> {
        let mut parts: Vec<Vec<Sent>> = Vec::new();
        let mut rest: Vec<Sent> = self.good.clone();
        for at in 0..rest.len() {
            let to = (at + self.rng.random_range(0..window)).min(rest.len() - 1);
            rest.swap(at, to);
        }
        while !rest.is_empty() {
            let most = rest.len().min(40);
            let n = if self.rng.random_bool(0.5) {
                1
            } else {
                self.rng.random_range(1..=most)
            };
            let mut part: Vec<Sent> = rest.drain(..n).collect();
            // Some of what went before goes again.
            for _ in 0..self.rng.random_range(0..3) {
                part.push(self.good.choose(&mut self.rng).unwrap().clone());
            }
            parts.push(part);
        }
        for bad in self.bad.clone() {
            let at = self.rng.random_range(0..=parts.len());
            parts.insert(at, vec![bad]);
        }
        let deliveries = parts.into_iter().map(|mut part| {
            if part.len() == 1 {
                return Delivery::One(part.remove(0));
            }
            let changes = part.iter().map(Sent::signed).collect();
            let run =
                Run::gather(self.id, Some(header()), changes, crate::Signatures::Fewest).unwrap();
            Delivery::Run(over_the_wire(&run))
        });
        deliveries.collect()
    }
}

fn over_the_wire(run: &Run) -> Run {
    let mut bytes = Vec::new();
    ciborium::into_writer(run, &mut bytes).unwrap();
    let read: Run = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(&read, run);
    read
}

#[derive(Clone)]
enum Delivery {
    One(Sent),
    Run(Run),
}

#[derive(Default)]
struct Node {
    log: Log,
    document: Document,
    parked: Parked<Delivery>,
    refused: BTreeMap<Digest, Refused>,
}

impl Node {
    fn take(&mut self, delivery: Delivery) {
        let id = header().id();
        let mut todo = vec![delivery];
        while let Some(delivery) = todo.pop() {
            let verdicts = match &delivery {
                Delivery::One(one) => {
                    let (bytes, envelope) = (&one.bytes, &one.envelope);
                    let decided = admit(id, &header(), &self.log, bytes, envelope);
                    vec![(Some(one.hash), decided)]
                }
                Delivery::Run(run) => {
                    let verdicts = admit_run(run, &header(), &self.log).unwrap();
                    self.keeps_what_is_enough(run, &verdicts);
                    verdicts
                }
            };
            let mut waits = BTreeSet::new();
            let mut admitted = Vec::new();
            for (hash, decided) in verdicts {
                match decided {
                    Ok(one) => admitted.push(one),
                    Err(Refused::Known) => {}
                    Err(Refused::MissingDependency(missing)) => {
                        waits.insert(missing);
                    }
                    Err(refused) => {
                        self.refused.insert(hash.unwrap(), refused);
                    }
                }
            }
            if !waits.is_empty() {
                let parked = self.parked.park(0, id, waits, delivery, 1, UnixMillis(0));
                parked.unwrap();
            }
            for one in &admitted {
                self.log.add(one, 0);
                todo.extend(self.parked.came(id, &one.hash));
            }
            self.document.take(&self.log, &admitted).unwrap();
        }
    }

    /// What is kept of a run brings back what was admitted, and proves it to somebody else.
    fn keeps_what_is_enough(&self, run: &Run, verdicts: &[Verdict]) {
        let admitted = |verdicts: &[Verdict]| -> Vec<Digest> {
            let admitted = verdicts.iter().filter(|(_, decided)| decided.is_ok());
            admitted.map(|(hash, _)| hash.unwrap()).collect()
        };
        let (run, proofs) = run.to_keep(verdicts);
        let kept = KeptRun {
            run: &run,
            proofs: &proofs,
        };
        let recalled = recall_run(&kept, &header(), &self.log).unwrap();
        assert_eq!(admitted(&recalled), admitted(verdicts));
        let anew = admit_run(&run, &header(), &self.log).unwrap();
        assert_eq!(admitted(&anew), admitted(verdicts));
    }

    fn entries(&self) -> Vec<Entry> {
        let entries = self.document.entries(header().id(), &header(), &self.log);
        let mut entries = entries.unwrap();
        entries.sort_by_key(|entry| entry.hash);
        for entry in &mut entries {
            entry.deps.sort();
        }
        entries
    }

    fn view(&self) -> CaseView {
        let ground = Ground { home: village() };
        let entries = self.document.entries(header().id(), &header(), &self.log);
        fold(ground, &entries.unwrap(), &Library::default())
    }

    fn beside(&self) -> Vec<Vec<u8>> {
        self.document.beside().map(<[u8]>::to_vec).collect()
    }

    fn waiting(&self) -> BTreeSet<Digest> {
        let items = self.parked.iter().map(|(_, _, item)| match item {
            Delivery::One(one) => one.hash,
            Delivery::Run(_) => panic!("a run of what is good waits for ever"),
        });
        items.collect()
    }

    fn agrees_with(&self, other: &Node) {
        assert_eq!(self.entries(), other.entries());
        assert_eq!(self.view(), other.view());
        assert_eq!(self.refused, other.refused);
        assert_eq!(self.waiting(), other.waiting());
        assert_eq!(self.log.heads(), other.log.heads());
        assert_eq!(self.log.forks(), other.log.forks());
        assert_eq!(self.beside(), other.beside());
        assert_eq!(
            self.document.fields(&self.log),
            other.document.fields(&other.log)
        );
        // The bytes of a saved document follow the order in which its changes came; what is in it does not.
        assert_eq!(self.document.stands(), other.document.stands());
    }
}

fn same_everywhere(mut world: World, nodes: usize, window: usize, forked: bool) {
    let mut first: Option<Node> = None;
    for _ in 0..nodes {
        let mut node = Node::default();
        for delivery in world.deliveries(window) {
            node.take(delivery);
        }
        let held: BTreeSet<Digest> = node.log.iter().map(|held| held.hash).collect();
        let good: BTreeSet<Digest> = world.good.iter().map(|sent| sent.hash).collect();
        assert_eq!(held, good);
        assert_eq!(node.log.forks().is_empty(), !forked);
        // Wrong ones and those on top of them were made in turn.
        let wrong = world.bad.chunks(2);
        assert_eq!(node.refused.len(), wrong.len());
        let orphans: BTreeSet<Digest> = wrong.map(|pair| pair[1].hash).collect();
        assert_eq!(node.waiting(), orphans);
        // As it comes back from its row.
        let beside = node.beside();
        let read = Document::load(&node.document.save()).unwrap();
        let read = read.with_beside(beside.iter().map(Vec::as_slice)).unwrap();
        let mut bytes = Vec::new();
        ciborium::into_writer(&node.log, &mut bytes).unwrap();
        let log: Log = ciborium::from_reader(bytes.as_slice()).unwrap();
        assert_eq!(log.clone().indexed(), node.log);
        let again = read.entries(world.id, &header(), &log.indexed());
        let once = node.document.entries(world.id, &header(), &node.log);
        assert_eq!(again, once);
        match &first {
            Some(first) => first.agrees_with(&node),
            None => first = Some(node),
        }
    }
}

#[test]
fn whatever_the_order_and_grouping_every_node_comes_to_the_same() {
    for seed in 0..12 {
        let mut world = World::new(seed);
        world.grow(8, 60, false);
        same_everywhere(world, 3, 200, false);
    }
}

#[test]
fn forks_and_second_first_changes_are_the_same_on_every_node_whichever_came_first() {
    for seed in 100..112 {
        let mut world = World::new(seed);
        world.grow(8, 60, true);
        if world.log.forks().is_empty() {
            world.root("王五", 9);
        }
        assert!(world.log.beside() > 0);
        same_everywhere(world, 3, 200, true);
    }
}

#[test]
fn three_hundred_authors_who_hardly_know_each_other_come_to_the_same() {
    let mut world = World::new(300);
    world.grow(300, 350, true);
    same_everywhere(world, 2, 30, true);
}
