//! A record in short, as a node keeps it in mind of every record it holds: a city has millions of them, so
//! what many have alike is held once, and what few have is set apart.

use super::pool::Pool;
use super::returned::Returned;
use calendar::UnixMillis;
use casework::{NextAct, Outcome, Phase};
use record::Kind;
use std::num::NonZeroU64;
use std::sync::Arc;
use supervision::{Adds, Contribution, Light};
use tiers::{PlaceCode, Spread};

/// A record in short.
#[derive(Debug, Clone)]
pub struct Brief {
    /// What the record is of: draft, case or a published thing.
    pub kind: Kind,
    /// How far the record travels from the places it is carried from.
    pub spread: Spread,
    pub(super) places: Arc<CarriedTo>,
    pub(super) words: Words,
    /// Item or bundle.
    pub code: Arc<Box<str>>,
    /// What it asks for and for whom, hashed; cases with a number only.
    pub(super) asking: Option<NonZeroU64>,
    /// How far a case is.
    pub phase: Option<Phase>,
    /// What was decided of a case, once all is.
    pub outcome: Option<Outcome>,
    /// Light of the case when it was last assessed; off for records that are no cases.
    pub light: Light,
    pub(super) times: Times,
    /// What is due next.
    pub todo: Arc<Box<[NextAct]>>,
    /// Last change taken in, ms.
    pub updated: i64,
    /// Sequence of its last change in the feed to the parent.
    pub up_seq: u64,
    pub(super) held: HeldHere,
    /// Rival acts, or fields with several values.
    pub conflicts: u32,
    /// Acts of the case that are held, whether they count or not; 0 for other records.
    pub acts: u32,
    /// Some act waits for a version it cites.
    pub waiting: bool,
    pub(super) adds: Arc<Adds>,
    pub(super) rare: Option<Box<Rare>>,
}

/// The moments of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) received: Moment,
    pub(super) concluded: Moment,
    /// When its promised limit is due.
    pub(super) due: Moment,
    /// When it must be looked at again.
    pub(super) next: Moment,
}

/// Where a record is carried.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CarriedTo {
    pub(super) home: PlaceCode,
    pub(super) ends: Box<[PlaceCode]>,
    pub(super) ever: Box<[PlaceCode]>,
}

/// What of a record is held, as links compare it, in room of 20 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldHere {
    sum: [u64; 2],
    count: u32,
}

impl HeldHere {
    /// As a row has it.
    pub(super) fn kept(self) -> (u32, u128) {
        let [high, low] = self.sum.map(u128::from);
        (self.count, high << 64 | low)
    }
}

impl From<sync::HeldSum> for HeldHere {
    fn from(held: sync::HeldSum) -> HeldHere {
        HeldHere {
            sum: [(held.sum >> 64) as u64, held.sum as u64],
            count: u32::try_from(held.count).expect("a record has fewer changes than 2^32"),
        }
    }
}

/// What few records have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rare {
    pub(super) returned: Vec<Returned>,
    pub(super) agent: Option<String>,
    pub(super) filed: Option<String>,
}

impl Rare {
    /// Set apart; none where there is nothing of it.
    pub(super) fn boxed(self) -> Option<Box<Rare>> {
        (self != Rare::default()).then(|| Box::new(self))
    }
}

/// Number on paper, applicant and the last four characters of the applicant's number, in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    all: Box<str>,
    number: u32,
    applicant: u32,
}

impl Words {
    pub(super) fn of(number: &str, applicant: &str, id_tail: &str) -> Words {
        // A change has some 64 KB at most, and so has what it says.
        let end = |len: usize| u32::try_from(len).expect("a text of a change is far below 4 GB");
        Words {
            all: [number, applicant, id_tail].concat().into(),
            number: end(number.len()),
            applicant: end(number.len() + applicant.len()),
        }
    }
}

/// A moment or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(i64);

impl Moment {
    pub(super) const NONE: Moment = Moment(i64::MIN);

    pub(super) fn get(self) -> Option<UnixMillis> {
        (self != Moment::NONE).then_some(UnixMillis(self.0))
    }
}

impl From<Option<UnixMillis>> for Moment {
    fn from(at: Option<UnixMillis>) -> Moment {
        // Claimed times are anything; one that is as far back as can be is as far back a moment later.
        at.map_or(Moment::NONE, |at| Moment(at.0.max(i64::MIN + 1)))
    }
}

/// What briefs have alike.
#[derive(Default)]
pub(super) struct Pools {
    places: Pool<CarriedTo>,
    codes: Pool<Box<str>>,
    todo: Pool<Box<[NextAct]>>,
    adds: Pool<Adds>,
}

impl Pools {
    /// Where a record is carried, as it is held.
    pub(super) fn places(&mut self, places: CarriedTo) -> Arc<CarriedTo> {
        self.places.of(places)
    }

    /// The code of an item or bundle, as it is held.
    pub(super) fn code(&mut self, code: &str) -> Arc<Box<str>> {
        self.codes.of(Box::from(code))
    }

    /// What is due next, as it is held.
    pub(super) fn todo(&mut self, todo: Vec<NextAct>) -> Arc<Box<[NextAct]>> {
        self.todo.of(todo.into())
    }

    /// What a case adds to the counts, as it is held.
    pub(super) fn adds(&mut self, adds: Adds) -> Arc<Adds> {
        self.adds.of(adds)
    }
}

impl Brief {
    /// The place where the record was begun, as its header says; a regrant does not change it.
    pub fn home(&self) -> PlaceCode {
        self.places.home
    }

    /// Its changes in short, as links compare them.
    pub fn held(&self) -> sync::HeldSum {
        let (count, sum) = self.held.kept();
        sync::HeldSum {
            count: count.into(),
            sum,
        }
    }

    /// It is carried along the path from each of these: its home, and what it was granted to.
    pub fn ends(&self) -> &[PlaceCode] {
        &self.places.ends
    }

    /// All places of which that was ever said, and its home.
    pub fn ever(&self) -> &[PlaceCode] {
        &self.places.ever
    }

    /// Number on paper.
    pub fn number(&self) -> &str {
        &self.words.all[..self.words.number as usize]
    }

    /// Applicant, as typed: masked where it is shown.
    pub fn applicant(&self) -> &str {
        &self.words.all[self.words.number as usize..self.words.applicant as usize]
    }

    /// Last four characters of the applicant's number.
    pub fn id_tail(&self) -> &str {
        &self.words.all[self.words.applicant as usize..]
    }

    /// When the promised limit (承诺时限) of a case is due, as last assessed; none where it has none.
    pub fn due(&self) -> Option<UnixMillis> {
        self.times.due.get()
    }

    /// When it was received.
    pub fn received(&self) -> Option<UnixMillis> {
        self.times.received.get()
    }

    /// When it was concluded.
    pub fn concluded(&self) -> Option<UnixMillis> {
        self.times.concluded.get()
    }

    /// When it must be looked at again.
    pub fn next(&self) -> Option<UnixMillis> {
        self.times.next.get()
    }

    /// Acts written at this place that do not count, whether somebody has taken note of them or not.
    pub fn returned(&self) -> &[Returned] {
        self.rare.as_ref().map_or(&[], |rare| &rare.returned)
    }

    /// The agent who looks after a proxy case that is not in the applicant's hands yet.
    pub fn agent(&self) -> Option<&str> {
        self.rare.as_ref()?.agent.as_deref()
    }

    /// The case that a draft was filed as.
    pub fn filed(&self) -> Option<&str> {
        self.rare.as_ref()?.filed.as_deref()
    }

    /// The places that handle a branch of the case and did not receive it.
    pub fn partners(&self) -> impl Iterator<Item = PlaceCode> {
        self.adds.partners()
    }

    /// What the sums of a room go by; two briefs of a record of which these are equal add the same to them.
    pub(super) fn counted_by(&self) -> impl PartialEq + use<> {
        (
            (self.kind, self.home(), Arc::as_ptr(&self.adds)),
            (self.phase.map(Phase::is_over), self.light, self.times.due),
            (self.times.received, self.times.concluded),
        )
    }

    /// What it adds to the counts.
    pub(super) fn contribution(&self) -> Contribution {
        let again = |at| Contribution::again(&self.code, at, &self.adds);
        self.received().map(again).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_takes_little_room() {
        // 20 words: the allocator's next size is 24.
        assert!(size_of::<Brief>() <= 160, "{}", size_of::<Brief>());
    }

    #[test]
    fn what_is_held_is_told_as_it_was() {
        let sum = (u128::from(u64::MAX) << 64) + 7;
        let held = sync::HeldSum { count: 3, sum };
        let here = HeldHere::from(held);
        assert_eq!((here.sum, here.kept()), ([u64::MAX, 7], (3, sum)));
    }

    #[test]
    fn a_moment_is_itself_however_far_back_somebody_says_it_was() {
        assert_eq!(Moment::from(None).get(), None);
        let at = |ms| Moment::from(Some(UnixMillis(ms))).get();
        assert_eq!(at(-1), Some(UnixMillis(-1)));
        assert!(at(i64::MIN).is_some());
    }
}
