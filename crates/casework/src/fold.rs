//! `CaseView = fold(admitted changes)`: pure, total, byte-equal for the same set of changes whatever
//! the order of arrival. Order is (causal depth, hash).
//!
//! *Valid*: authority and guards hold in the act's own causal past; fixed for ever. *Effect*: rivals
//! freeze their slots until a settlement names them all; a rival on which another owner's act already
//! relies stands against one on which nobody relies.

mod beside;

use crate::apply::apply;
use crate::judge::judge;
use crate::pairs::{Pair, pair};
use crate::slot::Touch;
use crate::trail::trail_entry;
use crate::view::FOLD_VERSION;
use crate::{
    Act, ActId, CaseView, Content, Contested, Deed, Entry, Facts, Form, Ground, Kind, Library,
    Refusal, Scope, Slot, Standing, TrailEntry,
};
use std::collections::{BTreeMap, BTreeSet};
use tiers::{Digest, NodeId, PlaceCode};

pub use beside::Base;

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
        scope: Scope {
            contested: fold.contested_places(&outcome.contested),
            ..Scope::of(ground, &outcome.facts)
        },
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
        Err(other) => Standing::Invalid(other.to_string()),
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

/// A set of acts, by index in the order.
#[derive(Clone, PartialEq, Eq)]
struct Set(Vec<u64>);

impl Set {
    fn empty(len: usize) -> Set {
        Set(vec![0; len.div_ceil(64)])
    }

    fn insert(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    fn has(&self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 == 1
    }

    fn join(&mut self, other: &Set) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn members(&self) -> impl Iterator<Item = usize> {
        let bits = self.0.len() * 64;
        (0..bits).filter(|index| self.has(*index))
    }
}

/// One act in the order, with what it knew.
struct Placed<'a> {
    id: ActId,
    change: Digest,
    author: NodeId,
    /// None: of a kind this node does not know.
    act: Option<&'a Act>,
    /// The form as the act's past has it.
    form: Form,
    /// The acts in its past.
    past: Set,
}

struct Order<'a> {
    acts: Vec<Placed<'a>>,
}

impl<'a> Order<'a> {
    fn of(entries: &'a [Entry]) -> Order<'a> {
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
        let mut pasts: Vec<Set> = Vec::with_capacity(total);
        for (_, hash) in &sorted {
            let mut past = Set::empty(total);
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
            let mut past = Set::empty(act_indices.len());
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
    stood: Vec<Set>,
}

/// What a set of acts comes to.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
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
    stood: Set,
    /// The statements of the scope that count, in order.
    regrants: Vec<usize>,
}

/// What several acts knew that did not know each other.
struct Parting {
    past: Set,
    facts: Facts,
    stood: Set,
}

impl Fold<'_> {
    fn everything(&self) -> Set {
        let mut all = Set::empty(self.acts.len());
        (0..self.acts.len()).for_each(|index| all.insert(index));
        all
    }

    /// Judges every act in its own past. What all acts before it come to is carried along for as long as no
    /// two of them are rivals and none settles anything: whoever knew them all is judged by it. Answers what
    /// all acts come to, where it was carried to the end.
    fn verdicts(&mut self) -> Option<Outcome> {
        let none = Set::empty(self.acts.len());
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
                    let mut stood = Set::empty(self.acts.len());
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
        let outcome = Outcome {
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
            other => Standing::Invalid(other.to_string()),
        })
    }

    fn apply(&self, index: usize, facts: &mut Facts) {
        let placed = &self.acts[index];
        if let Some(act) = placed.act {
            apply(facts, placed.id, act, &placed.form, self.library);
        }
    }

    /// What the acts of `set` (closed under past) come to.
    fn evaluate(&self, set: &Set) -> Outcome {
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
        Outcome {
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

    /// Homes and grants that contested acts state.
    fn contested_places(&self, contested: &[Contested]) -> BTreeSet<PlaceCode> {
        let named: BTreeSet<ActId> = contested.iter().flat_map(|it| it.acts.clone()).collect();
        let mut places = BTreeSet::new();
        if named.is_empty() {
            return places;
        }
        for index in 0..self.acts.len() {
            if !named.contains(&self.acts[index].id) {
                continue;
            }
            if let Some((_, home, grants)) = self.regrants(index) {
                places.insert(home);
                places.extend(grants);
            }
        }
        places
    }

    fn resolves(&self, index: usize) -> Option<(&[ActId], &[ActId])> {
        match &self.acts[index].act?.deed {
            Deed::Resolve { stand, void, .. } => Some((stand, void)),
            _ => None,
        }
    }

    /// What the settlements come to, the latest first: one that was itself settled against, or that
    /// has a rival of its own, settles nothing.
    fn settlements(&self, valid: &[usize], rivals: &[Rival]) -> Settled {
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
    fn rivals(&self, valid: &[usize]) -> Vec<Rival> {
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
                    rivals.push(Rival {
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
    fn clash(&self, one: usize, other: usize) -> Vec<Slot> {
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
    fn pair(&self, one: usize, other: usize) -> Verdict {
        let kind = |index: usize| Some(self.acts[index].act?.deed.kind());
        let (Some(a), Some(b)) = (kind(one), kind(other)) else {
            return Verdict::Open;
        };
        if self.acts[one].author == self.acts[other].author {
            return Verdict::Open;
        }
        match pair(a, b) {
            Pair::Stands(kind) if kind == a => Verdict::One,
            Pair::Stands(_) => Verdict::Other,
            // `one` is the earlier in the order.
            Pair::Agree => Verdict::One,
            Pair::Contested | Pair::Commute => Verdict::Open,
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
enum Verdict {
    One,
    Other,
    Open,
}

/// Two acts that did not know each other and want the same.
struct Rival {
    one: usize,
    other: usize,
    slots: Vec<Slot>,
    one_relied: bool,
    other_relied: bool,
    /// What the rivals' table says, seen from `one`.
    pair: Verdict,
}

impl Rival {
    fn has(&self, index: usize) -> bool {
        self.one == index || self.other == index
    }

    /// The one of the two that came too late: the other owner's act, where somebody relies on the first,
    /// else whatever the rivals' table says.
    fn late(&self) -> Option<usize> {
        match (self.one_relied, self.other_relied, self.pair) {
            (true, false, _) => Some(self.other),
            (false, true, _) => Some(self.one),
            (_, _, Verdict::One) => Some(self.other),
            (_, _, Verdict::Other) => Some(self.one),
            (_, _, Verdict::Open) => None,
        }
    }

    /// Whether the rival of `index` came too late to count against it.
    fn is_late_against(&self, index: usize) -> bool {
        self.late().is_some_and(|late| late != index) && self.has(index)
    }
}

/// What was settled.
#[derive(Default)]
struct Settled {
    voided: BTreeSet<usize>,
    /// What each settlement let stand: among themselves they are rivals no more.
    stand: Vec<BTreeSet<usize>>,
}

impl Settled {
    fn over(&self, rival: &Rival) -> bool {
        let mut stand = self.stand.iter();
        self.voided.contains(&rival.one)
            || self.voided.contains(&rival.other)
            || stand.any(|acts| acts.contains(&rival.one) && acts.contains(&rival.other))
    }
}

/// Rival pairs joined into groups.
#[derive(Default)]
struct Groups(Vec<(BTreeSet<usize>, BTreeSet<Slot>)>);

impl Groups {
    fn join(&mut self, one: usize, other: usize, slots: Vec<Slot>) {
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
