//! `CaseView = fold(admitted changes)`: pure, total, byte-equal for the same set of changes whatever
//! the order of arrival. Order is (causal depth, hash).
//!
//! *Valid*: authority and guards hold in the act's own causal past; fixed for ever. *Effect*: rivals
//! freeze their slots until a settlement names them all; a rival on which another owner's act already
//! relies stands against one on which nobody relies.

mod beside;
mod order;
mod rivals;

use crate::apply::apply;
use crate::judge::judge;
use crate::slot::Touch;
use crate::trail::trail_entry;
use crate::view::FOLD_VERSION;
use crate::{
    Act, ActId, CaseView, Content, Contested, Deed, Entry, Facts, Form, Ground, Kind, Library,
    Refusal, Scope, Standing, TrailEntry,
};
use std::collections::BTreeSet;
use tiers::{NodeId, PlaceCode};

pub use beside::Base;
use order::{ActSet, Order, Placed};
use rivals::Groups;

/// Folds all admitted changes of one case. `entries` may come in any order; a change whose
/// dependencies are not among them is left out (admission does not let one in).
pub fn fold(ground: Ground, entries: &[Entry], library: &Library) -> CaseView {
    let order = Order::of(entries);
    let base = Facts::default();
    let mut fold = Fold {
        ground,
        library,
        base: &base,
        acts: order.acts,
        verdicts: Vec::new(),
        touches: Vec::new(),
        stood: Vec::new(),
    };
    let carried = fold.verdicts();
    let outcome = carried.unwrap_or_else(|| fold.evaluate(&fold.everything()));
    let scope = Scope {
        contested: fold.places_of(|standing| *standing == Standing::Contested, &outcome),
        lost: fold.places_of(is_lost, &outcome),
        ..Scope::of(ground, &outcome.facts)
    };
    let trail: Vec<TrailEntry> = (fold.acts.iter().zip(outcome.standing))
        .map(|(placed, standing)| {
            let act = placed.act;
            trail_entry(placed.id, placed.change, placed.author, act, standing)
        })
        .collect();
    CaseView {
        fold: FOLD_VERSION,
        read_only: trail
            .iter()
            .any(|entry| entry.standing == Standing::Unknown),
        waiting: trail
            .iter()
            .any(|entry| entry.standing == Standing::Unjudged),
        scope,
        facts: outcome.facts,
        trail,
        contested: outcome.contested,
    }
}

/// Takes one more act into `view`, the same as folding everything anew, and answers true; answers
/// false and leaves the view where only the whole fold can tell: rivals and their settlements, what is
/// unknown or waits for a version, and a receipt, which pins its form.
///
/// `next` must have everything that `view` was folded from in its past. It comes last in the order then,
/// and no act is its rival.
pub fn fold_next(ground: Ground, view: &mut CaseView, next: &Entry, library: &Library) -> bool {
    let Content::Act(id, act) = &next.content else {
        return false;
    };
    if !is_plain(view) || matches!(act.deed, Deed::Resolve { .. } | Deed::Receive { .. }) {
        return false;
    }
    let form = Form::new();
    let verdict = judge(ground, &view.facts, &[], next.author, act, &form, library);
    let standing = match verdict {
        Ok(()) => {
            apply(&mut view.facts, *id, act, &form, library);
            // Nothing is contested: what stands is all there is.
            view.scope = Scope::of(ground, &view.facts);
            Standing::Stands
        }
        Err(Refusal::NotHere(_)) => return false,
        Err(other) => Standing::Invalid(other),
    };
    let (change, author) = (next.hash, next.author);
    let entry = trail_entry(*id, change, author, Some(act), standing);
    view.trail.push(entry);
    true
}

/// Whether nothing was ever contested, displaced or settled, and nothing is unknown or waits: then what comes after all that is
/// there changes nothing of it.
fn is_plain(view: &CaseView) -> bool {
    let is_plain = |entry: &TrailEntry| {
        let judged = matches!(entry.standing, Standing::Stands | Standing::Invalid(_));
        judged && entry.kind != Kind::Resolve.name()
    };
    view.fold == FOLD_VERSION
        && !view.read_only
        && !view.waiting
        && view.contested.is_empty()
        && view.trail.iter().all(is_plain)
}

/// Judges an act that `author` is about to write on top of everything in `entries`.
///
/// # Errors
/// Why it may not be done.
pub fn judge_next(
    ground: Ground,
    view: &CaseView,
    author: NodeId,
    act: &Act,
    form: &Form,
    library: &Library,
) -> Result<(), Refusal> {
    if view.read_only {
        return Err(Refusal::ReadOnly);
    }
    judge(
        ground,
        &view.facts,
        &view.contested,
        author,
        act,
        form,
        library,
    )
}

struct Fold<'a> {
    ground: Ground,
    library: &'a Library,
    /// What everything before the first of the acts comes to, which all of them knew.
    base: &'a Facts,
    acts: Vec<Placed<'a>>,
    /// Judged in their own past; filled in order.
    verdicts: Vec<Result<(), Standing>>,
    /// What they touch on their own past; filled in order.
    touches: Vec<Touch>,
    /// The acts that counted in their own past; filled in order.
    stood: Vec<ActSet>,
}

/// What a set of acts comes to.
#[derive(Debug, PartialEq, Eq)]
struct Evaluated {
    facts: Facts,
    standing: Vec<Standing>,
    contested: Vec<Contested>,
}

/// What the acts up to one come to, where no two of them are rivals and none settles anything: then what
/// comes after in the order changes nothing of it.
struct Carried {
    facts: Facts,
    standing: Vec<Standing>,
    /// Those that count.
    stood: ActSet,
    /// The statements of the scope that count, in order.
    regrants: Vec<usize>,
}

/// What several acts knew that did not know each other.
struct Parting {
    past: ActSet,
    facts: Facts,
    stood: ActSet,
}

impl Fold<'_> {
    fn everything(&self) -> ActSet {
        let mut all = ActSet::empty(self.acts.len());
        (0..self.acts.len()).for_each(|index| all.insert(index));
        all
    }

    /// Judges every act in its own past. What all acts before it come to is carried along for as long as no
    /// two of them are rivals and none settles anything: whoever knew them all is judged by it. Answers what
    /// all acts come to, where it was carried to the end.
    fn verdicts(&mut self) -> Option<Evaluated> {
        let none = ActSet::empty(self.acts.len());
        let mut carried = Some(Carried {
            facts: self.base.clone(),
            standing: Vec::new(),
            stood: none.clone(),
            regrants: Vec::new(),
        });
        let mut known = none;
        // What the last of those that knew no more than it was judged by.
        let mut parting: Option<Parting> = None;
        for index in 0..self.acts.len() {
            let past = &self.acts[index].past;
            let knew_all = *past == known;
            if let Some(carried) = carried.as_ref().filter(|_| knew_all)
                && (self.acts.get(index + 1)).is_some_and(|next| next.past == *past)
            {
                parting = Some(Parting {
                    past: past.clone(),
                    facts: carried.facts.clone(),
                    stood: carried.stood.clone(),
                });
            }
            let same = parting.as_ref().filter(|parting| parting.past == *past);
            let ((verdict, touch), stood) = match (carried.as_ref().filter(|_| knew_all), same) {
                (Some(carried), _) => {
                    let judged = self.judge_and_touch(index, &carried.facts, &[]);
                    (judged, carried.stood.clone())
                }
                (None, Some(parting)) => {
                    let judged = self.judge_and_touch(index, &parting.facts, &[]);
                    (judged, parting.stood.clone())
                }
                (None, None) => {
                    let past = self.evaluate(past);
                    let mut stood = ActSet::empty(self.acts.len());
                    (past.standing.iter().enumerate())
                        .filter(|(_, standing)| **standing == Standing::Stands)
                        .for_each(|(earlier, _)| stood.insert(earlier));
                    (
                        self.judge_and_touch(index, &past.facts, &past.contested),
                        stood,
                    )
                }
            };
            let verdict = match verdict {
                // What it lacks may be just what cannot be judged yet.
                Err(Standing::Invalid(_)) if self.knew_waiting(index) => Err(Standing::Unjudged),
                verdict => verdict,
            };
            self.verdicts.push(verdict);
            self.touches.push(touch);
            self.stood.push(stood);
            carried = carried.and_then(|carried| self.carry(carried, index, knew_all));
            known.insert(index);
        }
        let carried = carried?;
        let outcome = Evaluated {
            facts: carried.facts,
            standing: carried.standing,
            contested: Vec::new(),
        };
        debug_assert_eq!(outcome, self.evaluate(&self.everything()));
        Some(outcome)
    }

    fn judge_and_touch(
        &self,
        index: usize,
        facts: &Facts,
        contested: &[Contested],
    ) -> (Result<(), Standing>, Touch) {
        (
            self.judge(index, facts, contested),
            self.touch(index, facts),
        )
    }

    /// What all acts up to `index` come to, from what those before it do; none where that has to be looked
    /// at as a whole.
    fn carry(&self, mut carried: Carried, index: usize, knew_all: bool) -> Option<Carried> {
        let verdict = &self.verdicts[index];
        let valid = |earlier: &usize| self.verdicts[*earlier].is_ok();
        let is_rival = |earlier: usize| {
            let apart = !self.acts[index].past.has(earlier);
            apart && !self.clash(earlier, index).is_empty()
        };
        let has_rival = verdict.is_ok() && (0..index).filter(valid).any(is_rival);
        if self.settles(index) || has_rival {
            return None;
        }
        carried.standing.push(match verdict {
            Err(why) => why.clone(),
            Ok(()) if knew_all || self.still_holds(index, &carried.facts, &carried.regrants) => {
                self.apply(index, &mut carried.facts);
                carried.stood.insert(index);
                if self.regrants(index).is_some() {
                    carried.regrants.push(index);
                }
                Standing::Stands
            }
            Ok(()) => Standing::Displaced,
        });
        Some(carried)
    }

    fn touch(&self, index: usize, facts: &Facts) -> Touch {
        let act = self.acts[index].act;
        act.map(|act| Touch::of(act, facts)).unwrap_or_default()
    }

    /// Whether an act in the past of `index` waits for a version that it cites.
    fn knew_waiting(&self, index: usize) -> bool {
        let past = &self.acts[index].past;
        (self.verdicts.iter().enumerate())
            .any(|(earlier, verdict)| *verdict == Err(Standing::Unjudged) && past.has(earlier))
    }

    /// Whether a node wrote it because time passed or something arrived: nobody decided it.
    fn is_of_time(&self, index: usize) -> bool {
        let act = self.acts[index].act;
        act.is_some_and(|act| act.who.role == tiers::Role::Node)
    }

    fn settles(&self, index: usize) -> bool {
        let act = self.acts[index].act;
        act.is_some_and(|act| matches!(act.deed, Deed::Resolve { .. }))
    }

    fn judge(&self, index: usize, facts: &Facts, contested: &[Contested]) -> Result<(), Standing> {
        let placed = &self.acts[index];
        let Some(act) = placed.act else {
            return Err(Standing::Unknown);
        };
        let verdict = judge(
            self.ground,
            facts,
            contested,
            placed.author,
            act,
            &placed.form,
            self.library,
        );
        verdict.map_err(|refusal| match refusal {
            Refusal::NotHere(_) => Standing::Unjudged,
            other => Standing::Invalid(other),
        })
    }

    fn apply(&self, index: usize, facts: &mut Facts) {
        let placed = &self.acts[index];
        if let Some(act) = placed.act {
            apply(facts, placed.id, act, &placed.form, self.library);
        }
    }

    /// What the acts of `set` (closed under past) come to.
    fn evaluate(&self, set: &ActSet) -> Evaluated {
        let mut standing = vec![Standing::Unjudged; self.acts.len()];
        let members: Vec<usize> = set.members().filter(|i| *i < self.acts.len()).collect();
        let valid: Vec<usize> = (members.iter().copied())
            .filter(|index| match &self.verdicts[*index] {
                Ok(()) => true,
                Err(why) => {
                    standing[*index] = why.clone();
                    false
                }
            })
            .collect();
        let rivals = self.rivals(&valid);
        let settled = self.settlements(&valid, &rivals);
        let voided = &settled.voided;
        let (mut open, mut late) = (Vec::new(), BTreeSet::new());
        for rival in rivals.into_iter().filter(|rival| !settled.over(rival)) {
            match rival.late() {
                Some(index) => drop(late.insert(index)),
                None => open.push(rival),
            }
        }
        let mut contested_acts: BTreeSet<usize> = BTreeSet::new();
        let mut groups = Groups::default();
        // What came late is out already and contests nothing.
        for rival in open {
            if !late.contains(&rival.one) && !late.contains(&rival.other) {
                groups.join(rival.one, rival.other, rival.slots);
            }
        }
        for (acts, _) in &groups.0 {
            contested_acts.extend(acts);
        }

        let mut facts = self.base.clone();
        // The statements of the scope that count, in order.
        let mut regrants: Vec<usize> = Vec::new();
        for &index in &valid {
            let counts = if voided.contains(&index) {
                Standing::Void
            } else if contested_acts.contains(&index) {
                Standing::Contested
            } else if late.contains(&index) {
                Standing::LateRival
            } else if self.settles(index) || self.still_holds(index, &facts, &regrants) {
                self.apply(index, &mut facts);
                if self.regrants(index).is_some() {
                    regrants.push(index);
                }
                Standing::Stands
            } else {
                Standing::Displaced
            };
            standing[index] = counts;
        }
        let mut contested = Vec::new();
        for (acts, slots) in groups.0 {
            facts.frozen.extend(slots.iter().cloned());
            contested.push(Contested {
                acts: acts.iter().map(|index| self.acts[*index].id).collect(),
                slots: slots.into_iter().collect(),
            });
        }
        Evaluated {
            facts,
            standing,
            contested,
        }
    }

    /// Whether a valid act holds on what counts before it in the order.
    ///
    /// A statement of the scope holds where it follows the one that counts: what others did meanwhile is
    /// no reason against it. And nobody is judged by a statement that he did not know of, or an act at a
    /// place would fall because the case was moved away while the act was written.
    fn still_holds(&self, index: usize, facts: &Facts, regrants: &[usize]) -> bool {
        let past = &self.acts[index].past;
        let knew_all = regrants.iter().all(|regrant| past.has(*regrant));
        if let Some((revision, _, _)) = self.regrants(index) {
            // The very one that it knew, and not another of the same number.
            let follows = facts.scope_revision().checked_add(1) == Some(revision);
            return facts.receipt.is_some() && follows && knew_all;
        }
        if knew_all {
            return self.judge(index, facts, &[]).is_ok();
        }
        let known = (regrants.iter())
            .filter(|regrant| past.has(**regrant))
            .map(|regrant| self.acts[*regrant].id);
        let known: BTreeSet<ActId> = known.collect();
        let mut facts = facts.clone();
        facts
            .regrants
            .retain(|regrant| known.contains(&regrant.act));
        self.judge(index, &facts, &[]).is_ok()
    }

    /// The scope that it states, where it does.
    fn regrants(&self, index: usize) -> Option<(u32, PlaceCode, &[PlaceCode])> {
        match &self.acts[index].act?.deed {
            Deed::Regrant {
                revision,
                home,
                grants,
                ..
            } => Some((*revision, *home, grants)),
            _ => None,
        }
    }

    /// Homes and grants that acts state which stand like this.
    fn places_of(&self, is_so: fn(&Standing) -> bool, outcome: &Evaluated) -> BTreeSet<PlaceCode> {
        let mut places = BTreeSet::new();
        for (index, standing) in outcome.standing.iter().enumerate() {
            if let Some((_, home, grants)) = self.regrants(index).filter(|_| is_so(standing)) {
                places.insert(home);
                places.extend(grants);
            }
        }
        places
    }
}

/// Whether a valid act does not count, because another one stands against it.
fn is_lost(standing: &Standing) -> bool {
    match standing {
        Standing::Void | Standing::LateRival | Standing::Displaced => true,
        Standing::Stands | Standing::Contested | Standing::Invalid(_) => false,
        Standing::Unjudged | Standing::Unknown => false,
    }
}
