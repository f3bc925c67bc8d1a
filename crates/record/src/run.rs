//! Runs: several changes of one record in one item. A run repeats neither the record nor its authors, and
//! needs one signature for each of them: who signs a change names by its hash everything that it knew.

use crate::admit::{belongs, decide, read_change};
use crate::bounds;
use crate::{
    ActorBytes, Admitted, CHANGE_BYTES_MAX, Envelope, Header, Incarnation, Log, Process, RecordId,
    Refused,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, NodeId};

/// Most changes in a run.
pub const RUN_CHANGES_MAX: usize = 1_024;
/// Most bytes of changes and signatures in a run: with all else it stays within one frame.
pub const RUN_BYTES_MAX: usize = 192 * 1024;
/// Most authors in a run.
pub const RUN_AUTHORS_MAX: usize = 256;

/// Several changes of one record, in causal order.
///
/// A change in it may stand without a signature where a later one of the same key that has it in its past
/// is signed: the later one covers it. What was taken in without a signature has no other proof, so it is
/// sent on only together with its cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The record that all the changes belong to.
    #[serde(rename = "r")]
    pub record: RecordId,
    /// Its header, where the first change is in the run.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// Who wrote the changes.
    #[serde(rename = "a")]
    pub authors: Vec<RunAuthor>,
    /// The changes in causal order: each after those it builds on.
    #[serde(rename = "c")]
    pub changes: Vec<RunChange>,
}

/// An author of a run: what an envelope says beside the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunAuthor {
    /// Number of the algorithms used: 1 = Ed25519 over BLAKE3.
    #[serde(rename = "g")]
    pub suite: u8,
    /// The author node.
    #[serde(rename = "k")]
    pub key: NodeId,
    /// Incarnation of the author's store when the changes were written.
    #[serde(rename = "i", with = "serde_bytes")]
    pub incarnation: Incarnation,
    /// The process of the author node that wrote the changes.
    #[serde(rename = "r", with = "serde_bytes")]
    pub run: Process,
}

/// One change of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunChange {
    /// Its author: a place in [`Run::authors`].
    #[serde(rename = "a")]
    pub author: u16,
    /// The change itself, as Automerge stores it.
    #[serde(rename = "b")]
    pub bytes: ByteBuf,
    /// The signature, where no later change of the run covers it.
    #[serde(
        rename = "s",
        default,
        skip_serializing_if = "Option::is_none",
        with = "serde_bytes"
    )]
    pub signature: Option<[u8; 64]>,
}

/// A change on its way into a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The change itself, as Automerge stores it.
    pub bytes: Vec<u8>,
    /// Who wrote it: key, incarnation and process.
    pub author: RunAuthor,
    /// The signature, where this node has one.
    pub signature: Option<[u8; 64]>,
}

/// Which signatures stand in a run that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signatures {
    /// Those that nothing else in the run makes up for.
    Fewest,
    /// All that there are: a part of the run can be sent on without the rest of it.
    All,
}

/// What was decided on one change of a run: its hash, where it can be read, and whether it is admitted.
pub type Verdict = (Option<Digest>, Result<Admitted, Refused>);

/// Why a run is not looked at further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RunFault {
    /// A count over its limit.
    #[error("a run with more {0} than allowed")]
    TooMany(&'static str),
    /// An author that is not in the list.
    #[error("a run with a change of nobody")]
    Author,
    /// A header of another record.
    #[error("a run with the header of another record")]
    Header,
    /// For a run to be made: nothing in it proves who wrote this change.
    #[error("nothing proves who wrote change {0}")]
    Uncovered(Digest),
    /// For a run to be made: not a change.
    #[error("not a change")]
    Unreadable,
}

impl RunAuthor {
    /// The actor that the author's changes must name.
    pub fn actor(&self) -> ActorBytes {
        self.envelope([0; 64]).actor()
    }

    /// The envelope with a signature.
    pub fn envelope(&self, signature: [u8; 64]) -> Envelope {
        Envelope {
            suite: self.suite,
            key: self.key,
            incarnation: self.incarnation,
            run: self.run,
            signature,
        }
    }
}

impl From<&Envelope> for RunAuthor {
    fn from(envelope: &Envelope) -> Self {
        Self {
            suite: envelope.suite,
            key: envelope.key,
            incarnation: envelope.incarnation,
            run: envelope.run,
        }
    }
}

impl Signed {
    /// The hash of the change; none when the bytes are not those of a change.
    pub fn hash(&self) -> Option<Digest> {
        bounds::check(&self.bytes).ok()?;
        Some(bounds::hash(&self.bytes))
    }

    /// With its envelope.
    pub fn new(bytes: Vec<u8>, envelope: &Envelope) -> Self {
        Self {
            bytes,
            author: envelope.into(),
            signature: Some(envelope.signature),
        }
    }
}

impl Run {
    /// Bytes of changes and signatures, which [`RUN_BYTES_MAX`] bounds.
    pub fn size(&self) -> usize {
        let sizes = self.changes.iter();
        sizes
            .map(|one| one.bytes.len() + 64 * usize::from(one.signature.is_some()))
            .sum()
    }

    /// Counts and references.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), RunFault> {
        if self.changes.len() > RUN_CHANGES_MAX {
            return Err(RunFault::TooMany("changes"));
        }
        if self.authors.len() > RUN_AUTHORS_MAX {
            return Err(RunFault::TooMany("authors"));
        }
        if self.size() > RUN_BYTES_MAX {
            return Err(RunFault::TooMany("bytes"));
        }
        let known = |change: &RunChange| usize::from(change.author) < self.authors.len();
        if !self.changes.iter().all(known) {
            return Err(RunFault::Author);
        }
        match &self.header {
            Some(header) if header.id() != self.record => Err(RunFault::Header),
            _ => Ok(()),
        }
    }

    /// The changes, each with its author and the signature where there is one.
    pub fn signed(&self) -> impl Iterator<Item = Signed> {
        self.changes.iter().filter_map(|change| {
            Some(Signed {
                bytes: change.bytes.to_vec(),
                author: *self.authors.get(usize::from(change.author))?,
                signature: change.signature,
            })
        })
    }

    /// A run of the changes for which `keeps` holds, each with the signature it has.
    pub fn only(&self, mut keeps: impl FnMut(usize) -> bool) -> Run {
        let mut list = AuthorList::default();
        let kept = self.changes.iter().enumerate().filter(|(no, _)| keeps(*no));
        let changes = kept
            .filter_map(|(_, change)| {
                Some(RunChange {
                    author: list.place(*self.authors.get(usize::from(change.author))?),
                    ..change.clone()
                })
            })
            .collect();
        Run {
            record: self.record,
            header: self.header.clone(),
            authors: list.authors,
            changes,
        }
    }

    /// Makes a run: puts the changes in causal order, each once, and leaves out the signatures that a
    /// later one of the same key covers, unless it is told to spare them.
    ///
    /// # Errors
    /// When they are too many for one run, or something would stand in it without a proof.
    pub fn gather(
        record: RecordId,
        header: Option<Header>,
        changes: Vec<Signed>,
        signatures: Signatures,
    ) -> Result<Run, RunFault> {
        if changes.len() > RUN_CHANGES_MAX * 4 {
            return Err(RunFault::TooMany("changes"));
        }
        let mut found: Vec<(Digest, Vec<Digest>, Signed)> = Vec::with_capacity(changes.len());
        let mut places: BTreeMap<Digest, usize> = BTreeMap::new();
        for signed in changes {
            let deps = bounds::check(&signed.bytes).map_err(|_| RunFault::Unreadable)?;
            let hash = bounds::hash(&signed.bytes);
            match places.get(&hash) {
                Some(place) => {
                    let before = &mut found[*place].2;
                    before.signature = before.signature.or(signed.signature);
                }
                None => {
                    places.insert(hash, found.len());
                    found.push((hash, deps, signed));
                }
            }
        }
        let order = causal(&found, &places);
        let places: BTreeMap<Digest, usize> = (order.iter().enumerate())
            .map(|(place, no)| (found[*no].0, place))
            .collect();
        let deps: Vec<Vec<usize>> = (order.iter())
            .map(|no| inside(&found[*no].1, &places))
            .collect();
        let mut list = AuthorList::default();
        let mut changes: Vec<RunChange> = (order.iter())
            .map(|no| RunChange {
                author: list.place(found[*no].2.author),
                bytes: ByteBuf::from(found[*no].2.bytes.clone()),
                signature: found[*no].2.signature,
            })
            .collect();
        let keys = RunKeys::of(&list.authors);
        let owns: Vec<usize> = changes
            .iter()
            .map(|one| keys.of_author(one.author))
            .collect();
        let covers: Vec<bool> = changes.iter().map(|one| one.signature.is_some()).collect();
        let covered = covered(&deps, &owns, keys.count, &covers);
        for (no, change) in changes.iter_mut().enumerate() {
            if covered[no] {
                change
                    .signature
                    .take_if(|_| signatures == Signatures::Fewest);
            } else if change.signature.is_none() {
                return Err(RunFault::Uncovered(found[order[no]].0));
            }
        }
        let run = Run {
            record,
            header,
            authors: list.authors,
            changes,
        };
        run.check()?;
        Ok(run)
    }
}

/// Places in causal order, what is free in the order given.
fn causal(found: &[(Digest, Vec<Digest>, Signed)], places: &BTreeMap<Digest, usize>) -> Vec<usize> {
    let mut order = Vec::with_capacity(found.len());
    let mut seen = vec![false; found.len()];
    for start in 0..found.len() {
        // Depth first, without recursion: a place is written when all it builds on is.
        let mut stack = vec![(start, false)];
        while let Some((no, ready)) = stack.pop() {
            if ready {
                order.push(no);
                continue;
            }
            if std::mem::replace(&mut seen[no], true) {
                continue;
            }
            stack.push((no, true));
            let deps = inside(&found[no].1, places);
            stack.extend(
                deps.into_iter()
                    .rev()
                    .filter(|dep| !seen[*dep])
                    .map(|dep| (dep, false)),
            );
        }
    }
    order
}

/// The places of those dependencies that are in the run.
fn inside(deps: &[Digest], places: &BTreeMap<Digest, usize>) -> Vec<usize> {
    deps.iter()
        .filter_map(|dep| places.get(dep).copied())
        .collect()
}

#[derive(Default)]
struct AuthorList {
    authors: Vec<RunAuthor>,
    places: BTreeMap<RunAuthor, u16>,
}

impl AuthorList {
    fn place(&mut self, author: RunAuthor) -> u16 {
        if let Some(place) = self.places.get(&author) {
            return *place;
        }
        // More than fit are more than are allowed, which the check of the run says.
        let place = u16::try_from(self.authors.len()).unwrap_or(u16::MAX);
        self.authors.push(author);
        self.places.insert(author, place);
        place
    }
}

/// The keys of the authors, numbered: a key covers what it wrote in another process, too.
struct RunKeys {
    of: Vec<usize>,
    count: usize,
}

impl RunKeys {
    fn of(authors: &[RunAuthor]) -> RunKeys {
        let mut numbers: BTreeMap<NodeId, usize> = BTreeMap::new();
        let of = authors.iter().map(|author| {
            let next = numbers.len();
            *numbers.entry(author.key).or_insert(next)
        });
        let of = of.collect();
        RunKeys {
            of,
            count: numbers.len(),
        }
    }

    fn of_author(&self, author: u16) -> usize {
        self.of.get(usize::from(author)).copied().unwrap_or(0)
    }
}

/// Which changes a later one of the same key, among those that cover, has in its past. `deps` point back.
fn covered(deps: &[Vec<usize>], owns: &[usize], keys: usize, covers: &[bool]) -> Vec<bool> {
    let words = keys.div_ceil(64);
    let mut later = vec![0u64; deps.len() * words];
    let mut covered = vec![false; deps.len()];
    for no in (0..deps.len()).rev() {
        let (word, bit) = (owns[no] / 64, 1 << (owns[no] % 64));
        covered[no] = later[no * words + word] & bit != 0;
        if covers[no] {
            later[no * words + word] |= bit;
        }
        for dep in &deps[no] {
            for word in 0..words {
                later[dep * words + word] |= later[no * words + word];
            }
        }
    }
    covered
}

/// Decides on every change of a run, in its order. Signatures are checked where there are any; a change
/// without one is its author's where a later one of the same key, whose signature holds, has it in its
/// past. Whether that later one is admitted does not matter: it may wait for what builds on this one.
///
/// # Errors
/// When the run as a whole is out of bounds.
pub fn admit_run(run: &Run, header: &Header, log: &Log) -> Result<Vec<Verdict>, RunFault> {
    let mut verdicts = decide_run(run, header, log, |_| true, true)?;
    prove(run, &mut verdicts);
    Ok(verdicts)
}

/// As [`admit_run`], for what [`Run::to_keep`] gave: decides on what was admitted then, and checks no
/// signature again.
///
/// # Errors
/// When what was kept is not what was admitted.
pub fn recall_run(
    kept: &KeptRun<'_>,
    header: &Header,
    log: &Log,
) -> Result<Vec<Verdict>, RunFault> {
    let skips: BTreeSet<usize> = kept.proofs.iter().map(|no| usize::from(*no)).collect();
    decide_run(kept.run, header, log, |no| !skips.contains(&no), false)
}

/// A run as a node keeps it.
#[derive(Debug, Clone, Copy)]
pub struct KeptRun<'a> {
    /// The run that [`Run::to_keep`] gave.
    pub run: &'a Run,
    /// Those of its changes that were not admitted with it, and are kept only to prove others.
    pub proofs: &'a [u16],
}

fn decide_run(
    run: &Run,
    header: &Header,
    log: &Log,
    wanted: impl Fn(usize) -> bool,
    verify: bool,
) -> Result<Vec<Verdict>, RunFault> {
    run.check()?;
    let id = run.record;
    let actors: Vec<ActorBytes> = run.authors.iter().map(RunAuthor::actor).collect();
    let belongs = belongs(id, header);
    let mut scratch = log.clone();
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(run.changes.len());
    let mut places: BTreeMap<Digest, usize> = BTreeMap::new();
    for (_, one) in run.changes.iter().enumerate().filter(|(no, _)| wanted(*no)) {
        let hash = bounds::hash(&one.bytes);
        if scratch.has(&hash) {
            // Not read again: its bytes are those of the one that is here.
            places.entry(hash).or_insert(verdicts.len());
            verdicts.push((Some(hash), Err(Refused::Known)));
            continue;
        }
        let read = match &belongs {
            Ok(()) => read_change(&one.bytes),
            Err(refused) => Err(refused.clone()),
        };
        let change = match read {
            Ok(change) => change,
            Err(refused) => {
                verdicts.push((None, Err(refused)));
                continue;
            }
        };
        let author = &run.authors[usize::from(one.author)];
        let signed = one.signature.map(|signature| author.envelope(signature));
        let decided = if places.contains_key(&hash) {
            Err(Refused::Known)
        } else if verify && signed.is_some_and(|envelope| !envelope.holds(id, hash)) {
            Err(Refused::Signature)
        } else {
            let actor = actors[usize::from(one.author)];
            decide(header, &scratch, change, author.key, actor)
        };
        // What it waits for in the end: something that is not in the run.
        let decided = decided.map_err(|refused| match refused {
            Refused::MissingDependency(dep) => {
                let inner = places.get(&dep).map(|place: &usize| &verdicts[*place].1);
                match inner {
                    Some(Err(Refused::MissingDependency(far))) => Refused::MissingDependency(*far),
                    _ => refused,
                }
            }
            other => other,
        });
        if let Ok(admitted) = &decided {
            scratch.add(admitted, 0);
        }
        places.entry(hash).or_insert(verdicts.len());
        verdicts.push((Some(hash), decided));
    }
    Ok(verdicts)
}

/// The graph of a run, with what its signatures prove.
struct Graph {
    deps: Vec<Vec<usize>>,
    /// Signed, and the signature was found to hold for the actor that the change names.
    proofs: Vec<bool>,
    proved: Vec<bool>,
}

impl Graph {
    /// By the verdicts on the changes themselves.
    fn of(run: &Run, verdicts: &[Verdict]) -> Graph {
        let mut places: BTreeMap<Digest, usize> = BTreeMap::new();
        let mut deps = Vec::with_capacity(verdicts.len());
        for (no, (one, (hash, _))) in run.changes.iter().zip(verdicts).enumerate() {
            // What could be read once needs no reading to know what it builds on.
            let known = hash.and_then(|_| bounds::check(&one.bytes).ok());
            let known = known.unwrap_or_default();
            deps.push(inside(&known, &places));
            if let Some(hash) = hash {
                places.entry(*hash).or_insert(no);
            }
        }
        let keys = RunKeys::of(&run.authors);
        let owns: Vec<usize> = (run.changes.iter())
            .map(|one| keys.of_author(one.author))
            .collect();
        let proves = |(one, (hash, decided)): (&RunChange, &Verdict)| {
            let doubted = matches!(
                decided,
                Err(Refused::Known | Refused::Signature | Refused::Actor)
            );
            one.signature.is_some() && hash.is_some() && !doubted
        };
        let proofs: Vec<bool> = run.changes.iter().zip(verdicts).map(proves).collect();
        let proved = covered(&deps, &owns, keys.count, &proofs);
        Graph {
            deps,
            proofs,
            proved,
        }
    }
}

/// Takes back what nothing proves; what builds on it waits for a proof.
fn prove(run: &Run, verdicts: &mut [Verdict]) {
    let unsigned = |no: usize| run.changes[no].signature.is_none();
    if !(0..verdicts.len()).any(unsigned) {
        return;
    }
    let graph = Graph::of(run, verdicts);
    for no in 0..verdicts.len() {
        let waits = matches!(verdicts[no].1, Err(Refused::MissingDependency(_)));
        if !waits && verdicts[no].1.is_err() {
            continue;
        }
        if unsigned(no) && !graph.proved[no] {
            verdicts[no].1 = Err(Refused::Uncovered);
            continue;
        }
        let lost = graph.deps[no].iter().find_map(|dep| match &verdicts[*dep] {
            (_, Err(Refused::MissingDependency(far))) => Some(*far),
            (Some(hash), Err(Refused::Uncovered)) => Some(*hash),
            _ => None,
        });
        if let Some(far) = lost {
            verdicts[no].1 = Err(Refused::MissingDependency(far));
        }
    }
}

impl Run {
    /// What is to be kept and sent on of a run after [`admit_run`]: what was admitted, and what of the rest
    /// proves it. The numbers are those of the rest, for [`KeptRun`].
    pub fn to_keep(&self, verdicts: &[Verdict]) -> (Run, Vec<u16>) {
        let graph = Graph::of(self, verdicts);
        let count = self.changes.len().min(verdicts.len());
        let admitted = |no: usize| verdicts[no].1.is_ok();
        // On a way from something admitted without a signature to a proof.
        let mut after = vec![false; count];
        let mut before = vec![false; count];
        for no in 0..count {
            after[no] = graph.deps[no].iter().any(|dep| {
                after[*dep] || (admitted(*dep) && self.changes[*dep].signature.is_none())
            });
        }
        for no in (0..count).rev() {
            before[no] |= graph.proofs[no];
            if before[no] {
                for dep in &graph.deps[no] {
                    before[*dep] = true;
                }
            }
        }
        let keeps = |no: usize| admitted(no) || (after[no] && before[no]);
        let mut run = self.only(keeps);
        let kept: Vec<usize> = (0..count).filter(|no| keeps(*no)).collect();
        let mut proofs = Vec::new();
        for (place, no) in kept.into_iter().enumerate() {
            if !admitted(no) {
                proofs.push(place as u16);
                if !graph.proofs[no] {
                    run.changes[place].signature = None;
                }
            }
        }
        (run, proofs)
    }
}

// One change always fits into a run.
const _: () = assert!(CHANGE_BYTES_MAX + 64 <= RUN_BYTES_MAX);
