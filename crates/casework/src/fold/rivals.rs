//! Acts that did not know each other and want the same: which of them are rivals, which came too late, and what was settled.

use super::Fold;
use crate::pairs::{Pair, pair};
use crate::slot::Touch;
use crate::{ActId, Deed, Slot};
use std::collections::{BTreeMap, BTreeSet};

impl Fold<'_> {
    fn resolves(&self, index: usize) -> Option<(&[ActId], &[ActId])> {
        match &self.acts[index].act?.deed {
            Deed::Resolve { stand, void, .. } => Some((stand, void)),
            _ => None,
        }
    }

    /// What the settlements come to, the latest first: one that was itself settled against, or that
    /// has a rival of its own, settles nothing.
    pub(super) fn settlements(&self, valid: &[usize], rivals: &[Rivalry]) -> Settled {
        let mut settled = Settled::default();
        for &index in valid.iter().rev() {
            let Some((stand, void)) = self.resolves(index) else {
                continue;
            };
            let stands = (rivals.iter().filter(|rival| rival.has(index)))
                .all(|rival| settled.over(rival) || rival.is_late_against(index));
            if settled.voided.contains(&index) || !stands {
                continue;
            }
            let named = |ids: &[ActId]| -> BTreeSet<usize> {
                let all = valid.iter().copied();
                all.filter(|other| ids.contains(&self.acts[*other].id))
                    .collect()
            };
            settled.voided.extend(named(void));
            settled.stand.push(named(stand));
        }
        settled
    }

    /// Every pair of valid acts that did not know each other and touch a common slot.
    pub(super) fn rivals(&self, valid: &[usize]) -> Vec<Rivalry> {
        let mut relied: BTreeMap<usize, bool> = BTreeMap::new();
        let mut is_relied = |index: usize| {
            let known = relied.entry(index);
            *known.or_insert_with(|| self.relied_on(index, valid))
        };
        let mut rivals = Vec::new();
        for (place, &one) in valid.iter().enumerate() {
            for &other in &valid[place + 1..] {
                // In the order, a later act is never in an earlier one's past.
                if self.acts[other].past.has(one) {
                    continue;
                }
                let slots = self.clash(one, other);
                if !slots.is_empty() {
                    rivals.push(Rivalry {
                        one_relied: is_relied(one),
                        other_relied: is_relied(other),
                        pair: self.pair(one, other),
                        one,
                        other,
                        slots,
                    });
                }
            }
        }
        rivals
    }

    /// The slots for which two acts that did not know each other are rivals.
    pub(super) fn clash(&self, one: usize, other: usize) -> Vec<Slot> {
        let (touch, other_touch) = (&self.touches[one], &self.touches[other]);
        let mut slots = touch.clash(other_touch);
        if self.acts[one].author == self.acts[other].author {
            // One node cannot lawfully not know its own act: a clone or a restored copy.
            slots.extend(touch.takes.iter().cloned());
            slots.extend(other_touch.takes.iter().cloned());
        }
        slots
    }

    /// What the rivals' table says of two acts; of one node's own nothing: it cannot lawfully have had
    /// both.
    fn pair(&self, one: usize, other: usize) -> PairVerdict {
        let kind = |index: usize| Some(self.acts[index].act?.deed.kind());
        let (Some(a), Some(b)) = (kind(one), kind(other)) else {
            return PairVerdict::Open;
        };
        if self.acts[one].author == self.acts[other].author {
            return PairVerdict::Open;
        }
        match pair(a, b) {
            Pair::Stands(kind) if kind == a => PairVerdict::One,
            Pair::Stands(_) => PairVerdict::Other,
            // `one` is the earlier in the order.
            Pair::Agree => PairVerdict::One,
            Pair::Contested | Pair::Commute => PairVerdict::Open,
        }
    }

    /// Whether a valid act of another node reads or takes what `index` took, and `index` counted in its
    /// past: nobody relies on what was contested, late or settled against when he acted, and time relies
    /// on nothing.
    fn relied_on(&self, index: usize, valid: &[usize]) -> bool {
        let Touch {
            takes: taken,
            enters,
            ..
        } = &self.touches[index];
        // At a place that it brought in, whatever is done relies on it.
        let is_there = |later: usize| {
            let act = self.acts[later].act;
            act.is_some_and(|act| enters.contains(&act.who.place))
        };
        (valid.iter()).any(|&later| {
            let touch = &self.touches[later];
            let mut touched = touch.takes.iter().chain(&touch.reads);
            self.stood[later].has(index)
                && self.acts[later].author != self.acts[index].author
                && !self.settles(later)
                && !self.is_of_time(later)
                && (is_there(later) || touched.any(|slot| taken.contains(slot)))
        })
    }
}

/// Which of two rivals the table lets stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PairVerdict {
    One,
    Other,
    Open,
}

/// Two acts that did not know each other and want the same.
pub(super) struct Rivalry {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) slots: Vec<Slot>,
    one_relied: bool,
    other_relied: bool,
    /// What the rivals' table says, seen from `one`.
    pair: PairVerdict,
}

impl Rivalry {
    fn has(&self, index: usize) -> bool {
        self.one == index || self.other == index
    }

    /// The one of the two that came too late: the other owner's act, where somebody relies on the first,
    /// else whatever the rivals' table says.
    pub(super) fn late(&self) -> Option<usize> {
        match (self.one_relied, self.other_relied, self.pair) {
            (true, false, _) => Some(self.other),
            (false, true, _) => Some(self.one),
            (_, _, PairVerdict::One) => Some(self.other),
            (_, _, PairVerdict::Other) => Some(self.one),
            (_, _, PairVerdict::Open) => None,
        }
    }

    /// Whether the rival of `index` came too late to count against it.
    fn is_late_against(&self, index: usize) -> bool {
        self.late().is_some_and(|late| late != index) && self.has(index)
    }
}

/// What was settled.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) voided: BTreeSet<usize>,
    /// What each settlement let stand: among themselves they are rivals no more.
    stand: Vec<BTreeSet<usize>>,
}

impl Settled {
    pub(super) fn over(&self, rival: &Rivalry) -> bool {
        let mut stand = self.stand.iter();
        self.voided.contains(&rival.one)
            || self.voided.contains(&rival.other)
            || stand.any(|acts| acts.contains(&rival.one) && acts.contains(&rival.other))
    }
}

/// Rival pairs joined into groups.
#[derive(Default)]
pub(super) struct Groups(pub(super) Vec<(BTreeSet<usize>, BTreeSet<Slot>)>);

impl Groups {
    pub(super) fn join(&mut self, one: usize, other: usize, slots: Vec<Slot>) {
        let mut acts = BTreeSet::from([one, other]);
        let mut all: BTreeSet<Slot> = slots.into_iter().collect();
        self.0.retain(|(group, frozen)| {
            let apart = !group.contains(&one) && !group.contains(&other);
            if !apart {
                acts.extend(group);
                all.extend(frozen.iter().cloned());
            }
            apart
        });
        self.0.push((acts, all));
        self.0.sort();
    }
}
