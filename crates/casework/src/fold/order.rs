//! The order of acts: by causal depth, then by hash; and what each of them knew.

use crate::{Act, ActId, Content, Deed, Entry, Form};
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, NodeId};

/// A set of acts, by index in the order.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ActSet(Vec<u64>);

impl ActSet {
    pub(super) fn empty(len: usize) -> ActSet {
        ActSet(vec![0; len.div_ceil(64)])
    }

    pub(super) fn insert(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 == 1
    }

    fn join(&mut self, other: &ActSet) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    pub(super) fn members(&self) -> impl Iterator<Item = usize> {
        let bits = self.0.len() * 64;
        (0..bits).filter(|index| self.has(*index))
    }
}

/// One act in the order, with what it knew.
pub(super) struct Placed<'a> {
    pub(super) id: ActId,
    pub(super) change: Digest,
    pub(super) author: NodeId,
    /// None: of a kind this node does not know.
    pub(super) act: Option<&'a Act>,
    /// The form as the act's past has it.
    pub(super) form: Form,
    /// The acts in its past.
    pub(super) past: ActSet,
}

pub(super) struct Order<'a> {
    pub(super) acts: Vec<Placed<'a>>,
}

impl<'a> Order<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Order<'a> {
        let by_hash: BTreeMap<Digest, &'a Entry> =
            entries.iter().map(|entry| (entry.hash, entry)).collect();
        let depths = depths(&by_hash);
        let mut sorted: Vec<(usize, Digest)> =
            depths.iter().map(|(hash, depth)| (*depth, *hash)).collect();
        sorted.sort_unstable();
        let total = sorted.len();
        // Past over all changes first, acts and form edits alike.
        let index: BTreeMap<Digest, usize> = sorted
            .iter()
            .enumerate()
            .map(|(i, (_, hash))| (*hash, i))
            .collect();
        let mut pasts: Vec<ActSet> = Vec::with_capacity(total);
        for (_, hash) in &sorted {
            let mut past = ActSet::empty(total);
            for dep in &by_hash[hash].deps {
                let dep = index[dep];
                past.join(&pasts[dep]);
                past.insert(dep);
            }
            pasts.push(past);
        }
        let entry = |i: usize| -> &'a Entry { by_hash[&sorted[i].1] };
        let act_indices: Vec<usize> = (0..total)
            .filter(|i| !matches!(entry(*i).content, Content::Form(_)))
            .collect();
        let acts = act_indices.iter().map(|&i| {
            let mut form = Form::new();
            let receives = matches!(&entry(i).content,
                Content::Act(_, act) if matches!(act.deed, Deed::Receive { .. }));
            if receives {
                for earlier in pasts[i].members() {
                    if let Content::Form(fields) = &entry(earlier).content {
                        form.extend(fields.clone());
                    }
                }
            }
            let mut past = ActSet::empty(act_indices.len());
            for (place, &other) in act_indices.iter().enumerate() {
                if other < i && pasts[i].has(other) {
                    past.insert(place);
                }
            }
            let (id, act) = match &entry(i).content {
                Content::Act(id, act) => (*id, Some(act.as_ref())),
                Content::Unknown(id) => (*id, None),
                Content::Form(_) => unreachable!("only acts are listed"),
            };
            Placed {
                id,
                change: entry(i).hash,
                author: entry(i).author,
                act,
                form,
                past,
            }
        });
        Order {
            acts: acts.collect(),
        }
    }
}

/// The longest way from a root to each change; changes whose past is not whole are left out.
fn depths(by_hash: &BTreeMap<Digest, &Entry>) -> BTreeMap<Digest, usize> {
    let mut depths: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut followers: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
    let mut missing: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut ready: Vec<Digest> = Vec::new();
    for (hash, entry) in by_hash {
        let deps: BTreeSet<Digest> = entry.deps.iter().copied().collect();
        if deps.is_empty() {
            ready.push(*hash);
        }
        missing.insert(*hash, deps.len());
        for dep in deps {
            followers.entry(dep).or_default().push(*hash);
        }
    }
    while let Some(hash) = ready.pop() {
        let entry = by_hash[&hash];
        let depth = entry
            .deps
            .iter()
            .map(|dep| depths[dep] + 1)
            .max()
            .unwrap_or(0);
        depths.insert(hash, depth);
        for follower in followers.remove(&hash).unwrap_or_default() {
            if let Some(left) = missing.get_mut(&follower) {
                *left -= 1;
                if *left == 0 {
                    ready.push(follower);
                }
            }
        }
    }
    depths
}
