//! Acts of several hands that did not know each other, taken in one by one: what all of them knew is not folded again.

use super::{Fold, Order, is_plain};
use crate::trail::trail_entry;
use crate::{CaseView, Content, Deed, Entry, Facts, Ground, Library, Scope, Standing};
use std::collections::BTreeSet;
use tiers::Digest;

/// Longest tail: beyond it the whole is folded.
const TAIL_MAX: usize = 16;

/// What a case had come to before its last acts, and these. An act that knew all that was before them is judged by it, whether or
/// not it knew of them.
///
/// It follows from the entries like the view, and is only worth keeping while somebody may not know of the last acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    facts: Facts,
    /// The changes that have everything before the last acts in their past.
    heads: BTreeSet<Digest>,
    /// How many acts that is.
    before: usize,
    /// The last acts; what they build on is named among themselves alone.
    tail: Vec<Entry>,
}

impl Base {
    /// Of a view, before `next` is taken into it, which knows all that the view was folded from. None where only the
    /// whole fold can tell what comes of an act that does not know `next`.
    pub fn before(view: &CaseView, next: &Entry) -> Option<Base> {
        (is_plain(view) && is_simple(next)).then(|| {
            let mut base = Base {
                facts: view.facts.clone(),
                heads: next.deps.iter().copied().collect(),
                before: view.trail.len(),
                tail: Vec::new(),
            };
            base.follow(next);
            base
        })
    }

    /// Whether all of the last acts are by one node, this one included.
    pub fn is_only_of(&self, next: &Entry) -> bool {
        self.tail.iter().all(|entry| entry.author == next.author)
    }

    /// Notes an act that the view has taken in.
    pub fn follow(&mut self, next: &Entry) {
        let mut next = next.clone();
        let tail: BTreeSet<Digest> = self.tail.iter().map(|entry| entry.hash).collect();
        next.deps.retain(|dep| tail.contains(dep));
        self.tail.push(next);
    }

    /// Takes an act that does not know all of the last ones into `view`, the same as folding everything anew, and answers
    /// true; answers false and leaves the view where only the whole fold can tell. Then this base is of no more use.
    pub fn take(
        &mut self,
        ground: Ground,
        view: &mut CaseView,
        next: &Entry,
        library: &Library,
    ) -> bool {
        let fits = is_plain(view)
            && view.trail.len() == self.before + self.tail.len()
            && self.tail.len() < TAIL_MAX
            && self.tail.iter().all(is_simple)
            && is_simple(next)
            && self.is_known_to(next);
        if !fits {
            return false;
        }
        self.follow(next);
        let mut fold = Fold {
            ground,
            library,
            base: &self.facts,
            acts: Order::of(&self.tail).acts,
            verdicts: Vec::new(),
            touches: Vec::new(),
            stood: Vec::new(),
        };
        // Where it was not carried there are rivals, and who relied on whom is in the whole.
        let Some(outcome) = fold.verdicts() else {
            return false;
        };
        let waits =
            |standing: &Standing| matches!(standing, Standing::Unjudged | Standing::Unknown);
        if outcome.standing.iter().any(waits) {
            return false;
        }
        view.trail.truncate(self.before);
        let tail = fold.acts.iter().zip(outcome.standing);
        view.trail.extend(tail.map(|(placed, standing)| {
            trail_entry(
                placed.id,
                placed.change,
                placed.author,
                placed.act,
                standing,
            )
        }));
        view.facts = outcome.facts;
        view.scope = Scope::of(ground, &view.facts);
        true
    }

    /// Whether everything before the last acts is in the past of `next`: each of these has it there.
    fn is_known_to(&self, next: &Entry) -> bool {
        let tail: BTreeSet<Digest> = self.tail.iter().map(|entry| entry.hash).collect();
        let deps: BTreeSet<Digest> = next.deps.iter().copied().collect();
        let from_here = |dep: &Digest| tail.contains(dep) || self.heads.contains(dep);
        deps.iter().all(from_here) && (deps == self.heads || !deps.is_disjoint(&tail))
    }
}

/// An act that pins nothing, settles nothing and moves nothing.
fn is_simple(entry: &Entry) -> bool {
    let Content::Act(_, act) = &entry.content else {
        return false;
    };
    !matches!(
        act.deed,
        Deed::Resolve { .. } | Deed::Receive { .. } | Deed::Regrant { .. }
    )
}
