use crate::{ActorBytes, Admitted};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, NodeId};

/// The changes a node holds of one record, in the order it admitted them: what admission needs of the
/// ancestors, without the changes themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    authors: Vec<Author>,
    held: Vec<LogLine>,
    #[serde(skip)]
    index: LogIndex,
}

/// What is found without going through all lines; it follows from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct LogIndex {
    by_hash: BTreeMap<Digest, u32>,
    authors: BTreeMap<ActorBytes, u32>,
    /// By author: the lines of each of its numbers. More than one line is a fork.
    numbers: Vec<BTreeMap<u64, Vec<u32>>>,
    roots: Vec<u32>,
    heads: BTreeSet<Digest>,
    acts: usize,
    /// Lines that are kept beside the document.
    beside: BTreeSet<u32>,
    /// Actors with a number that two changes have, with that number.
    forks: BTreeSet<(ActorBytes, u64)>,
}

/// A number that an actor gave to more than one change, or a record's second first change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fork {
    /// The changes that cannot stand in one document, in order: the document takes the first.
    pub changes: Vec<Digest>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Author {
    #[serde(with = "serde_bytes")]
    actor: ActorBytes,
    node: NodeId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LogLine {
    hash: Digest,
    deps: Vec<u32>,
    author: u32,
    seq: u64,
    max_op: u64,
    is_act: bool,
    /// Where the caller keeps the change.
    place: u64,
}

/// One change that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Hash of the change, by which later changes name it.
    pub hash: Digest,
    /// What it knew.
    pub deps: Vec<Digest>,
    /// The Automerge actor that wrote it: one process of one node.
    pub actor: ActorBytes,
    /// Its number among the actor's changes.
    pub seq: u64,
    /// The node that signed it.
    pub author: NodeId,
    /// An act, or form edits.
    pub is_act: bool,
    /// Where the caller keeps the change.
    pub place: u64,
}

impl Log {
    /// Prepares a log that was read back; without it nothing is found.
    pub fn indexed(mut self) -> Self {
        self.index = LogIndex::default();
        for (no, author) in self.authors.iter().enumerate() {
            self.index.authors.insert(author.actor, no as u32);
            self.index.numbers.push(BTreeMap::new());
        }
        for no in 0..self.held.len() {
            self.index_line(no as u32);
        }
        self
    }

    fn index_line(&mut self, no: u32) {
        let Log {
            held,
            index,
            authors,
        } = self;
        let Some(line) = held.get(no as usize) else {
            return;
        };
        index.by_hash.insert(line.hash, no);
        for dep in &line.deps {
            index.heads.remove(&held[*dep as usize].hash);
        }
        index.heads.insert(line.hash);
        index.acts += usize::from(line.is_act);
        let same = index.numbers[line.author as usize]
            .entry(line.seq)
            .or_default();
        let mut rivals = same.clone();
        same.push(no);
        if !rivals.is_empty() {
            let actor = authors[line.author as usize].actor;
            index.forks.insert((actor, line.seq));
        }
        if line.deps.is_empty() {
            rivals.extend(&index.roots);
            index.roots.push(no);
        }
        let builds = line.deps.iter().any(|dep| index.beside.contains(dep));
        let loses = |rival: &u32| held[*rival as usize].hash < line.hash;
        if builds || rivals.iter().any(loses) {
            index.beside.insert(no);
        }
        let beaten: Vec<u32> = rivals.into_iter().filter(|rival| !loses(rival)).collect();
        let Some(first) = beaten.iter().min().copied() else {
            return;
        };
        index.beside.extend(beaten);
        // Whatever builds on them comes after them.
        for later in first + 1..no {
            let deps = &held[later as usize].deps;
            if deps.iter().any(|dep| index.beside.contains(dep)) {
                index.beside.insert(later);
            }
        }
    }

    /// How many changes.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// How many of them are acts.
    pub fn acts(&self) -> usize {
        self.index.acts
    }

    /// Whether no change is held yet.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether the change is held.
    pub fn has(&self, hash: &Digest) -> bool {
        self.index.by_hash.contains_key(hash)
    }

    fn line(&self, hash: &Digest) -> Option<&LogLine> {
        let no = self.index.by_hash.get(hash)?;
        self.held.get(*no as usize)
    }

    /// The highest operation number of a change; none when it is not held.
    pub fn max_op(&self, hash: &Digest) -> Option<u64> {
        self.line(hash).map(|line| line.max_op)
    }

    /// What a change knew; nothing when it is not held.
    pub(crate) fn deps(&self, hash: &Digest) -> Vec<Digest> {
        let deps = self.line(hash).map_or(&[][..], |line| &line.deps);
        deps.iter().map(|no| self.held[*no as usize].hash).collect()
    }

    /// Where the caller keeps a change.
    pub fn place(&self, hash: &Digest) -> Option<u64> {
        self.line(hash).map(|line| line.place)
    }

    fn numbers(&self, actor: &[u8]) -> Option<&BTreeMap<u64, Vec<u32>>> {
        let actor = ActorBytes::try_from(actor).ok()?;
        let author = self.index.authors.get(&actor)?;
        self.index.numbers.get(*author as usize)
    }

    /// The change of `actor` with number `seq`; of several, the one that the document takes.
    pub fn by_actor(&self, actor: &ActorBytes, seq: u64) -> Option<Digest> {
        let lines = self.numbers(actor)?.get(&seq)?;
        lines.iter().map(|no| self.held[*no as usize].hash).min()
    }

    /// The number that the next change of `actor` has.
    pub fn next_seq(&self, actor: &ActorBytes) -> u64 {
        let numbers = self.numbers(actor);
        let last = numbers.and_then(|numbers| numbers.keys().next_back());
        last.map_or(1, |last| last + 1)
    }

    /// Changes that cannot stand in one document: of each group the document takes the one with the lowest
    /// hash, and neither the others nor what builds on them.
    pub fn forks(&self) -> Vec<Fork> {
        let group = |lines: &[u32]| {
            let mut changes: Vec<Digest> = (lines.iter())
                .map(|no| self.held[*no as usize].hash)
                .collect();
            changes.sort();
            Fork { changes }
        };
        let mut forks: Vec<Fork> = (self.index.forks.iter())
            .filter_map(|(actor, seq)| Some(group(self.numbers(actor)?.get(seq)?)))
            .collect();
        if self.index.roots.len() > 1 {
            forks.push(group(&self.index.roots));
        }
        forks.sort();
        forks.dedup();
        forks
    }

    /// Whether a change is kept beside the document: it lost to another with its number, or builds on one
    /// that did.
    pub fn is_beside(&self, hash: &Digest) -> bool {
        let no = self.index.by_hash.get(hash);
        no.is_some_and(|no| self.index.beside.contains(no))
    }

    /// How many changes are kept beside the document.
    pub fn beside(&self) -> usize {
        self.index.beside.len()
    }

    /// Everything that a change with these dependencies knows, itself excluded.
    pub(crate) fn past(&self, deps: &[Digest]) -> Past<'_> {
        let mut known = vec![false; self.held.len()];
        for dep in deps {
            if let Some(no) = self.index.by_hash.get(dep) {
                known[*no as usize] = true;
            }
        }
        let reach = Ancestry {
            down_to: known.len(),
            known,
        };
        Past {
            log: self,
            reach: RefCell::new(reach),
        }
    }

    /// Adds a change that was admitted on top of this log; `place` is the caller's.
    pub fn add(&mut self, change: &Admitted, place: u64) {
        let known = self.index.authors.get(&change.actor).copied();
        let author = known.unwrap_or_else(|| {
            let no = self.authors.len() as u32;
            self.authors.push(Author {
                actor: change.actor,
                node: change.author,
            });
            self.index.authors.insert(change.actor, no);
            self.index.numbers.push(BTreeMap::new());
            no
        });
        self.held.push(LogLine {
            hash: change.hash,
            deps: (change.deps.iter())
                .filter_map(|dep| self.index.by_hash.get(dep).copied())
                .collect(),
            author,
            seq: change.seq,
            max_op: change.max_op,
            is_act: change.payload.is_act(),
            place,
        });
        self.index_line(self.held.len() as u32 - 1);
    }

    /// All changes, in the order they were admitted.
    pub fn iter(&self) -> impl Iterator<Item = Held> {
        self.held.iter().map(|line| {
            let author = &self.authors[line.author as usize];
            Held {
                hash: line.hash,
                deps: line
                    .deps
                    .iter()
                    .map(|i| self.held[*i as usize].hash)
                    .collect(),
                actor: author.actor,
                seq: line.seq,
                author: author.node,
                is_act: line.is_act,
                place: line.place,
            }
        })
    }

    /// The log as it was when it held no more than `changes`.
    pub fn first(&self, changes: usize) -> Log {
        let first = Log {
            authors: self.authors.clone(),
            held: self.held.iter().take(changes).cloned().collect(),
            index: LogIndex::default(),
        };
        first.indexed()
    }

    /// The changes that no other one knows.
    pub fn heads(&self) -> Vec<Digest> {
        self.index.heads.iter().copied().collect()
    }
}

/// A part of a log that is closed under dependencies. What is in it is found out as far back as is asked.
pub(crate) struct Past<'a> {
    log: &'a Log,
    reach: RefCell<Ancestry>,
}

struct Ancestry {
    known: Vec<bool>,
    /// Lines from here on have passed on to what they build on that it is known.
    down_to: usize,
}

impl Past<'_> {
    fn reaches(&self, no: u32) -> bool {
        let no = no as usize;
        let mut reach = self.reach.borrow_mut();
        // A change comes after what it knows.
        while reach.down_to > no + 1 {
            reach.down_to -= 1;
            let at = reach.down_to;
            if reach.known[at] {
                for dep in &self.log.held[at].deps {
                    reach.known[*dep as usize] = true;
                }
            }
        }
        reach.known[no]
    }

    /// Whether a change is in it.
    pub(crate) fn knows(&self, hash: &Digest) -> bool {
        let no = self.log.index.by_hash.get(hash);
        no.is_some_and(|no| self.reaches(*no))
    }

    /// The highest number of `actor` that is in it.
    pub(crate) fn last_of(&self, actor: &ActorBytes) -> Option<u64> {
        let mut numbers = self.log.numbers(actor)?.iter().rev();
        let last = numbers.find(|(_, lines)| lines.iter().any(|no| self.reaches(*no)));
        last.map(|(seq, _)| *seq)
    }

    /// Whether operation number `op` of `actor` is in it and sets a field.
    pub(crate) fn sets_field(&self, actor: &[u8], op: u64) -> bool {
        let Some(numbers) = self.log.numbers(actor) else {
            return false;
        };
        let sets = |no: &u32| {
            let line = &self.log.held[*no as usize];
            let deps = line.deps.iter();
            let before = deps.map(|dep| self.log.held[*dep as usize].max_op).max();
            let first = before.unwrap_or(0) + 1;
            !line.is_act && (first..=line.max_op).contains(&op) && self.reaches(*no)
        };
        numbers.values().rev().flatten().any(sets)
    }
}
