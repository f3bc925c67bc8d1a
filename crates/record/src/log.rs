use crate::{ActorBytes, Admitted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiers::{Digest, NodeId};

/// The changes a node holds of one record, in the order it admitted them: what admission needs of the
/// ancestors, without the changes themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    authors: Vec<Author>,
    held: Vec<Line>,
    #[serde(skip)]
    index: BTreeMap<Digest, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Author {
    #[serde(with = "serde_bytes")]
    actor: ActorBytes,
    node: NodeId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
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
    /// Its hash.
    pub hash: Digest,
    /// What it knew.
    pub deps: Vec<Digest>,
    /// Its actor.
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
        self.index = (self.held.iter().enumerate())
            .map(|(i, line)| (line.hash, i))
            .collect();
        self
    }

    /// How many changes.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// How many of them are acts.
    pub fn acts(&self) -> usize {
        self.held.iter().filter(|line| line.is_act).count()
    }

    /// Whether none.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether the change is held.
    pub fn has(&self, hash: &Digest) -> bool {
        self.index.contains_key(hash)
    }

    /// The highest operation number of a change; none when it is not held.
    pub fn max_op(&self, hash: &Digest) -> Option<u64> {
        self.index.get(hash).map(|i| self.held[*i].max_op)
    }

    /// The change of `actor` with number `seq`.
    pub fn by_actor(&self, actor: &ActorBytes, seq: u64) -> Option<Digest> {
        let author = self
            .authors
            .iter()
            .position(|author| author.actor == *actor)?;
        let mut lines = self.held.iter();
        let line = lines.find(|line| line.author as usize == author && line.seq == seq)?;
        Some(line.hash)
    }

    /// The number that the next change of `actor` has.
    pub fn next_seq(&self, actor: &ActorBytes) -> u64 {
        let author = (self.authors.iter()).position(|author| author.actor == *actor);
        let lines = self.held.iter();
        let own = lines.filter(|line| Some(line.author as usize) == author);
        own.map(|line| line.seq).max().map_or(1, |last| last + 1)
    }

    /// Everything that a change with these dependencies knows, itself excluded.
    pub(crate) fn past(&self, deps: &[Digest]) -> Past<'_> {
        let mut known = vec![false; self.held.len()];
        for dep in deps {
            if let Some(i) = self.index.get(dep) {
                known[*i] = true;
            }
        }
        // A change comes after what it knows.
        for i in (0..self.held.len()).rev() {
            if known[i] {
                for dep in &self.held[i].deps {
                    known[*dep as usize] = true;
                }
            }
        }
        Past { log: self, known }
    }

    /// Adds a change that was admitted on top of this log; `place` is the caller's.
    pub fn add(&mut self, change: &Admitted, place: u64) {
        let author = Author {
            actor: change.actor,
            node: change.author,
        };
        let known = self.authors.iter().position(|other| *other == author);
        let author = known.unwrap_or_else(|| {
            self.authors.push(author);
            self.authors.len() - 1
        });
        self.index.insert(change.hash, self.held.len());
        self.held.push(Line {
            hash: change.hash,
            deps: (change.deps.iter())
                .filter_map(|dep| self.index.get(dep).map(|i| *i as u32))
                .collect(),
            author: author as u32,
            seq: change.seq,
            max_op: change.max_op,
            is_act: change.payload.is_act(),
            place,
        });
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

    /// The changes that no other one knows.
    pub fn heads(&self) -> Vec<Digest> {
        let mut known = vec![false; self.held.len()];
        for dep in self.held.iter().flat_map(|line| &line.deps) {
            known[*dep as usize] = true;
        }
        let mut heads: Vec<Digest> = (self.held.iter().zip(known))
            .filter(|(_, known)| !known)
            .map(|(line, _)| line.hash)
            .collect();
        heads.sort();
        heads
    }
}

/// A part of a log that is closed under dependencies.
pub(crate) struct Past<'a> {
    log: &'a Log,
    known: Vec<bool>,
}

impl Past<'_> {
    fn lines(&self) -> impl Iterator<Item = &Line> {
        (self.log.held.iter().zip(&self.known)).filter_map(|(line, known)| known.then_some(line))
    }

    fn is_by(&self, line: &Line, actor: &[u8]) -> bool {
        self.log.authors[line.author as usize].actor == actor
    }

    /// Whether number `seq` of `actor` is in it.
    pub(crate) fn has(&self, actor: &ActorBytes, seq: u64) -> bool {
        self.lines()
            .any(|line| line.seq == seq && self.is_by(line, actor))
    }

    /// Whether operation number `op` of `actor` is in it and sets a field.
    pub(crate) fn sets_field(&self, actor: &[u8], op: u64) -> bool {
        let before = |line: &Line| {
            let deps = line.deps.iter();
            deps.map(|dep| self.log.held[*dep as usize].max_op).max()
        };
        self.lines().any(|line| {
            let first = before(line).unwrap_or(0) + 1;
            !line.is_act && (first..=line.max_op).contains(&op) && self.is_by(line, actor)
        })
    }
}
