//! Where a case lives (归属): its home place and what was granted to other places, and what follows from
//! a change of it. The consequences are told at [`Scope`].

use crate::{ActId, CaseView, Done, Facts, Ground, Owner, Who};
use calendar::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tiers::{PlaceCode, Spread, Tier};

/// Places that may be granted besides the home.
pub const GRANTS_MAX: usize = 16;

/// Where a case lives.
///
/// A case begins at the place that received it and lives on the path from there up to the city. A
/// [`Deed::Regrant`](crate::Deed::Regrant) states the whole of it anew: another home, because a village
/// was merged into another or the applicant moved; a county or township added to a joint approval; a
/// place taken out. What follows:
///
/// * What was done stays done, by whom and where it was done, and so does what was done at the old place
///   while the act was on its way there: nobody is judged by a move that he did not know of.
/// * Whoever knows that his place is out of the scope acts no more; he is told where the case went
///   ([`CaseView::left`]).
/// * The filing desk is the desk of the home. After a move it is the new one that delivers, archives,
///   takes the applicant's requests and looks after a proxy case.
/// * What is left to do at a place of the old home's path that is out, passes to the place of its tier on
///   the new home's path, to the same department; where the new home lies above that tier, to the desk
///   there. A place of the old path that shall keep its work (the county department that has begun its
///   review, the one that gave the licence) is named among the grants and keeps it.
/// * A place that was granted passes nothing on, since no other is competent in its stead: it is taken out
///   only when nothing is left for it to do.
/// * Originals do not travel with a line: those held at a place of the old path that is out wait to be
///   taken at the place that its work passed to.
/// * A granted place sees the whole case and may do what is any place's to do. More only if a step or
///   branch is its own: a grant makes nobody an owner. The accepting owner may hand the case to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// How often it was stated anew; 0 = as it was begun.
    pub revision: u32,
    /// Where the case lives.
    pub home: PlaceCode,
    /// Explicit grants, in the order of their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<PlaceCode>,
    /// The act that stated it; none = none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActId>,
    /// Homes and grants of acts that are contested and would state it otherwise: nobody's right, but the
    /// case is carried to all of them, so that whichever is chosen is whole there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contested: BTreeSet<PlaceCode>,
    /// Homes and grants of valid acts that stated it otherwise and do not count, because another one stands
    /// against them: who is there may have taken the case for his own until he heard of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub lost: BTreeSet<PlaceCode>,
}

/// A statement of the scope that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regranted {
    /// The act that stated it.
    pub act: ActId,
    /// Its number: 1, 2, ...
    pub revision: u32,
    /// The home before it.
    pub from: PlaceCode,
    /// The home since.
    pub home: PlaceCode,
    /// The places that are granted beside the home.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<PlaceCode>,
    /// The places that were in the scope before it and are not since.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub left: BTreeSet<PlaceCode>,
    /// When, by whom, and why.
    pub done: Done,
}

/// What the people of a place are told whose case is no longer theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The home of the case now.
    pub to: PlaceCode,
    /// Who took it out of their scope.
    pub by: Who,
    /// Why it was stated anew.
    pub reason: String,
    /// When, as claimed.
    pub at: UnixMillis,
}

impl Scope {
    /// That of a case as it was begun at `home`.
    pub fn begun_at(home: PlaceCode) -> Scope {
        Scope {
            revision: 0,
            home,
            grants: Vec::new(),
            by: None,
            contested: BTreeSet::new(),
            lost: BTreeSet::new(),
        }
    }

    /// What holds by `facts`: as the last statement has it, else the home of the record alone.
    pub(crate) fn of(ground: Ground, facts: &Facts) -> Scope {
        match facts.regrants.last() {
            None => Scope::begun_at(ground.home),
            Some(last) => Scope {
                revision: last.revision,
                home: last.home,
                grants: last.grants.clone(),
                by: Some(last.act),
                contested: BTreeSet::new(),
                lost: BTreeSet::new(),
            },
        }
    }

    /// Every place that the case is carried to: the paths from the home, from each grant, and from the
    /// places of contested statements, up to the city.
    pub fn places(&self) -> BTreeSet<PlaceCode> {
        paths(self.ends())
    }

    /// Whether the case is carried to `place`.
    pub fn lives_at(&self, place: PlaceCode) -> bool {
        self.ends().any(|end| Spread::Path.reaches(end, place))
    }

    /// Every place that the case lives at by law: as [`Scope::places`], without what is contested.
    pub fn settled_places(&self) -> BTreeSet<PlaceCode> {
        paths(self.members())
    }

    fn members(&self) -> impl Iterator<Item = PlaceCode> {
        std::iter::once(self.home).chain(self.grants.iter().copied())
    }

    /// The home, what was granted, and the places of contested statements: the case is carried along the
    /// path from each.
    pub fn ends(&self) -> impl Iterator<Item = PlaceCode> {
        self.members().chain(self.contested.iter().copied())
    }
}

/// The lowest place that is above, or is, each of `places`; none where they share none up to the city.
pub fn lowest_above(places: impl IntoIterator<Item = PlaceCode>) -> Option<PlaceCode> {
    let mut places = places.into_iter();
    let first = places.next()?;
    let common = places.try_fold(first, |common, place| {
        let mut above = Some(common);
        while let Some(it) = above.filter(|it| !it.contains(place)) {
            above = it.parent();
        }
        above
    })?;
    (common.tier() >= Tier::City).then_some(common)
}

/// The paths from `ends` up to the city.
pub(crate) fn paths(ends: impl Iterator<Item = PlaceCode>) -> BTreeSet<PlaceCode> {
    ends.flat_map(path).collect()
}

/// The path from `end` up to the city.
fn path(end: PlaceCode) -> impl Iterator<Item = PlaceCode> {
    end.upwards().take_while(|place| place.tier() >= Tier::City)
}

impl Facts {
    /// The home of the case: where it was received, or where it was moved to since. None before the
    /// receipt.
    pub fn home(&self) -> Option<PlaceCode> {
        let moved = self.regrants.last().map(|last| last.home);
        moved.or_else(|| Some(self.receipt.as_ref()?.done.who.place))
    }

    /// The explicit grants.
    pub fn grants(&self) -> &[PlaceCode] {
        (self.regrants.last()).map_or(&[], |last| last.grants.as_slice())
    }

    /// How often the scope was stated anew.
    pub fn scope_revision(&self) -> u32 {
        self.regrants.last().map_or(0, |last| last.revision)
    }

    /// The place that now answers for what was `place`'s to do: itself, or the one that its work passed
    /// to when a move took it out of the scope.
    pub fn place_now(&self, place: PlaceCode) -> PlaceCode {
        self.regrants.iter().fold(place, |now, regrant| {
            let passes = regrant.left.contains(&now) && now.contains(regrant.from);
            if passes {
                (regrant.home.at_tier(now.tier())).unwrap_or(regrant.home)
            } else {
                now
            }
        })
    }

    /// Who now answers for what was `owner`'s to do. A department stays the department where the tier
    /// stays; at another tier the desk of the place stands for it.
    pub fn owner_now(&self, owner: &Owner) -> Owner {
        let place = self.place_now(owner.place);
        let department = owner.department.clone();
        Owner {
            place,
            department: department.filter(|_| place.tier() == owner.place.tier()),
        }
    }

    /// The statement that took `place` out of the scope; none where it is in it, or never was.
    pub(crate) fn taken_from(&self, place: PlaceCode) -> Option<&Regranted> {
        let last = self.regrants.last()?;
        let mut ends = std::iter::once(last.home).chain(last.grants.iter().copied());
        if ends.any(|end| Spread::Path.reaches(end, place)) {
            return None;
        }
        let mut latest = self.regrants.iter().rev();
        latest.find(|regrant| regrant.left.contains(&place))
    }

    /// The places that would be out of the scope if it were `home` and `grants`.
    pub(crate) fn leaving(&self, home: PlaceCode, grants: &[PlaceCode]) -> BTreeSet<PlaceCode> {
        let then = paths(std::iter::once(home).chain(grants.iter().copied()));
        let now = paths(self.home().into_iter().chain(self.grants().iter().copied()));
        now.difference(&then).copied().collect()
    }

    /// The places that would come into the scope if it were `home` and `grants`.
    pub(crate) fn entering(&self, home: PlaceCode, grants: &[PlaceCode]) -> BTreeSet<PlaceCode> {
        let then = paths(std::iter::once(home).chain(grants.iter().copied()));
        let now = paths(self.home().into_iter().chain(self.grants().iter().copied()));
        then.difference(&now).copied().collect()
    }

    /// Whether something is left to do at `place`: a step of a case that is not over, a licence that it
    /// gave and that is in force, or an original that it holds or is to have.
    pub(crate) fn has_work_at(&self, place: PlaceCode) -> bool {
        let is_over = self.concluded_at().is_some();
        let owner = self.intake_owner().filter(|_| self.accepted().is_none());
        let intake = !is_over && owner.is_some_and(|owner| owner.place == place);
        let branch = |branch: &crate::Branch| {
            let mut open = branch.steps.iter().skip(branch.next);
            let steps = open.any(|step| self.place_now(step.plan.owner.place) == place);
            let granted = branch.decided.as_ref().is_some_and(|(granted, _)| *granted);
            let licence = granted
                && branch.revoked.is_none()
                && branch.retracted.is_none()
                && branch.cancelled.is_none();
            (steps && !is_over) || (licence && self.place_now(branch.place) == place)
        };
        let mut custody = self.custody.values();
        let original = custody.any(|it| it.offered.or(it.holder) == Some(place));
        intake || original || self.branches.iter().any(branch)
    }
}

impl CaseView {
    /// What the people of `place` are told where the case was theirs and is no longer; none where it is,
    /// or never was. While the scope is contested the case is carried to every place in question, and
    /// nobody is told anything yet.
    pub fn left(&self, place: PlaceCode) -> Option<Left> {
        if self.scope.lives_at(place) {
            return None;
        }
        let taken = self.facts.taken_from(place)?;
        Some(Left {
            to: self.scope.home,
            by: taken.done.who.clone(),
            reason: taken.done.text.clone(),
            at: taken.done.at,
        })
    }
}
