//! What a room remembers of each case this node holds, and what all of it adds up to.

use calendar::{Calendar, Date, UnixMillis, date_of};
use casework::CaseView;
use engine::ReadModel;
use engine::look::Brief;
use record::{Kind, RecordId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Bound;
use std::sync::Arc;
use supervision::{Assessment, Finding};
use tiers::PlaceCode;

/// Cases looked at in one go: some milliseconds.
pub(super) const BATCH: usize = 25;

/// A step of an item at a department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StepKey {
    pub(crate) code: String,
    pub(crate) step: String,
    pub(crate) place: PlaceCode,
    pub(crate) department: Option<String>,
}

/// A place, with the department where one is named.
pub(super) type Desk = (PlaceCode, Option<String>);

/// What is remembered of one case.
#[derive(Debug)]
struct Seen {
    /// As of what the case was then; see [`stamp`].
    stamp: u64,
    concluded: Option<UnixMillis>,
    in_time: bool,
    /// Who answers for the whole of it.
    owner: Desk,
    findings: Box<[Finding]>,
    /// Steps taken, and working minutes each took.
    took: Box<[(u32, u32)]>,
    /// Steps that are open now.
    open: Box<[u32]>,
}

/// A number that is the same as long as a case says the same: what came in, and what time has done to it.
fn stamp(brief: &Brief) -> u64 {
    let mut hasher = DefaultHasher::new();
    let came_in = (brief.updated, brief.acts);
    (came_in, brief.light, brief.phase, brief.next()).hash(&mut hasher);
    hasher.finish()
}

/// What a department did in a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Month {
    /// Cases concluded.
    pub(super) done: u64,
    /// Of these, within the promised limit (承诺时限).
    pub(super) in_time: u64,
    /// Warnings and corrections that were given.
    pub(super) yellow: u64,
    pub(super) red: u64,
}

/// What a step takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct StepSum {
    pub(super) minutes: u64,
    pub(super) taken: u64,
    pub(super) open: u64,
}

/// Where a finding stands in the list: red first, then newest.
type Rank = (bool, Reverse<Option<UnixMillis>>, RecordId, usize);

/// All cases of this node, as a room remembers them.
#[derive(Default)]
pub(crate) struct Cases {
    seen: BTreeMap<RecordId, Seen>,
    /// Names of steps, each kept once, and what they take.
    steps: Vec<(StepKey, StepSum)>,
    numbers: BTreeMap<StepKey, u32>,
    found: BTreeSet<Rank>,
    months: BTreeMap<(i16, i8), BTreeMap<Desk, Month>>,
    /// How many changes of cases were noticed; none before anybody looked.
    upto: Option<u64>,
    /// Cases that are still to be looked at.
    waiting: BTreeSet<RecordId>,
    /// All cases are looked through, and up to where that has come; none where it is known which changed.
    scan: Option<Bound<RecordId>>,
    /// How many cases there are.
    all: u64,
    /// The newest snapshot that was noticed, while there is something to look at. What has changed is looked at in it
    /// alone: a page made from an older one, or a thread that began with one, would keep what is no more.
    newest: Option<Arc<ReadModel>>,
}

impl Cases {
    /// Notes which cases have changed since the last time, or that it is not known which.
    pub(super) fn notice(&mut self, model: &Arc<ReadModel>) {
        let (upto, changed) = model.changed_since(self.upto.unwrap_or(0));
        if self.upto.is_some_and(|seen| upto < seen) {
            return;
        }
        match changed {
            Some(changed) if self.upto.is_some() => self.waiting.extend(changed),
            _ => self.scan = Some(Bound::Unbounded),
        }
        self.upto = Some(upto);
        self.all = model.sums().cases();
        self.newest = Some(Arc::clone(model));
    }

    /// Looks at some of the cases that have changed; true while there are more.
    pub(super) fn catch_up(&mut self) -> bool {
        let Some(model) = self.newest.take() else {
            return false;
        };
        let more = self.look_on(&model);
        // Held no longer than there is something to look at: the writer copies what a snapshot holds.
        self.newest = more.then_some(model);
        more
    }

    fn look_on(&mut self, model: &ReadModel) -> bool {
        for _ in 0..BATCH {
            match self.waiting.pop_first() {
                Some(id) => self.look_at(model, id),
                None => return self.scan_on(model),
            }
        }
        true
    }

    /// Looks through some more of all cases, for those that are not known as they are.
    fn scan_on(&mut self, model: &ReadModel) -> bool {
        const UNCHANGED_MAX: usize = 1_000;
        let Some(from) = self.scan.take() else {
            return false;
        };
        let mut looked = 0;
        for (count, (id, brief)) in model.briefs().range((from, Bound::Unbounded)).enumerate() {
            if looked == BATCH || count == UNCHANGED_MAX {
                self.scan = Some(Bound::Included(*id));
                return true;
            }
            let known = self.seen.get(id);
            if brief.kind == Kind::Case && known.is_none_or(|it| it.stamp != stamp(brief)) {
                self.look_at(model, *id);
                looked += 1;
            }
        }
        false
    }

    fn look_at(&mut self, model: &ReadModel, id: RecordId) {
        let Some(brief) = model.briefs().get(&id) else {
            return;
        };
        if !brief.number().is_empty()
            && let Some(seen) = self.look(model, id, stamp(brief))
        {
            self.remember(id, seen);
        }
    }

    /// Cases that were looked at and all that there are, while not all were.
    pub(super) fn counting(&self) -> Option<(u64, u64)> {
        let counts = self.scan.is_some() || !self.waiting.is_empty();
        counts.then_some((self.seen.len() as u64, self.all))
    }

    /// What the departments did in the month of a day.
    pub(super) fn month_of(&self, day: Date) -> impl Iterator<Item = (&Desk, &Month)> {
        self.months.get(&month(day)).into_iter().flatten()
    }

    /// What the steps take.
    pub(super) fn steps(&self) -> impl Iterator<Item = &(StepKey, StepSum)> {
        self.steps.iter()
    }

    /// What was found, red first and newest first. What is over stays on the wall until the month is.
    pub(super) fn found(&self, today: Date) -> impl Iterator<Item = (RecordId, &Finding)> {
        self.found.iter().filter_map(move |(_, _, id, index)| {
            let seen = self.seen.get(id)?;
            let finding = seen.findings.get(*index)?;
            let since = finding.red.or(finding.yellow);
            let recent = since.is_some_and(|at| month(date_of(at)) == month(today));
            (seen.concluded.is_none() || recent).then_some((*id, finding))
        })
    }

    fn remember(&mut self, id: RecordId, now: Seen) {
        if let Some(before) = self.seen.remove(&id) {
            self.count(id, &before, false);
        }
        self.count(id, &now, true);
        self.seen.insert(id, now);
    }

    /// Adds a case to the sums, or takes it out of them.
    fn count(&mut self, id: RecordId, seen: &Seen, adds: bool) {
        let by = if adds { 1 } else { -1 };
        let add = |count: &mut u64, n: i64| *count = count.saturating_add_signed(by * n);
        for (step, minutes) in &seen.took {
            let sum = &mut self.steps[*step as usize].1;
            add(&mut sum.minutes, i64::from(*minutes));
            add(&mut sum.taken, 1);
        }
        for step in &seen.open {
            add(&mut self.steps[*step as usize].1.open, 1);
        }
        let mut of = |at: UnixMillis, desk: &Desk, change: &mut dyn FnMut(&mut Month)| {
            let desks = self.months.entry(month(date_of(at))).or_default();
            change(desks.entry(desk.clone()).or_default());
        };
        if let Some(at) = seen.concluded {
            of(at, &seen.owner, &mut |sums| {
                add(&mut sums.done, 1);
                add(&mut sums.in_time, i64::from(seen.in_time));
            });
        }
        for (index, finding) in seen.findings.iter().enumerate() {
            let desk = (finding.place, finding.department.clone());
            if let Some(at) = finding.yellow {
                of(at, &desk, &mut |sums| add(&mut sums.yellow, 1));
            }
            if let Some(at) = finding.red {
                of(at, &desk, &mut |sums| add(&mut sums.red, 1));
            }
            let since = finding.red.or(finding.yellow);
            let rank = (finding.red.is_none(), Reverse(since), id, index);
            if adds {
                self.found.insert(rank);
            } else {
                self.found.remove(&rank);
            }
        }
    }

    fn look(&mut self, model: &ReadModel, id: RecordId, stamp: u64) -> Option<Seen> {
        let view = model.view_of(id)?;
        let assessment = model.assess_view(&view)?;
        let receipt = view.facts.receipt.as_ref()?;
        let concluded = view.facts.concluded_at();
        let due = assessment.status.promised.map(|due| due.at);
        let owner = match view.facts.branches.as_slice() {
            [only] => (only.place, only.department.clone()),
            _ => (
                receipt.accepting.place,
                receipt.accepting.department.clone(),
            ),
        };
        let (took, open) = self.steps_of(&view, &assessment, model.calendar_in_force()?);
        Some(Seen {
            stamp,
            concluded,
            in_time: concluded.zip(due).is_none_or(|(at, due)| at <= due),
            owner,
            findings: assessment.findings.into(),
            took: took.into(),
            open: open.into(),
        })
    }

    fn steps_of(
        &mut self,
        view: &CaseView,
        assessment: &Assessment,
        calendar: &Calendar,
    ) -> (Vec<(u32, u32)>, Vec<u32>) {
        let (mut took, mut open) = (Vec::new(), Vec::new());
        for (index, branch) in view.facts.branches.iter().enumerate() {
            for (step, state) in branch.steps.iter().enumerate() {
                let Some(entered) = view.facts.entered_at(index, step) else {
                    continue;
                };
                let key = StepKey {
                    code: branch.item.clone(),
                    step: state.plan.name.clone(),
                    place: state.plan.owner.place,
                    department: state.plan.owner.department.clone(),
                };
                let running = !assessment.status.phase.is_over();
                match &state.done {
                    Some(done) => {
                        let minutes = calendar.working_minutes_between(entered, done.at);
                        took.push((self.number(key), u32::try_from(minutes).unwrap_or(u32::MAX)));
                    }
                    None if running => open.push(self.number(key)),
                    None => {}
                }
            }
        }
        (took, open)
    }

    fn number(&mut self, key: StepKey) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        // Items times steps times departments: some thousands.
        let number = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        self.steps.push((key.clone(), StepSum::default()));
        self.numbers.insert(key, number);
        number
    }
}

fn month(day: Date) -> (i16, i8) {
    (day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::fixture::{Pair, accept};

    #[test]
    fn what_changed_is_looked_at_in_the_newest_snapshot_whoever_asks_last() {
        let dir = tempfile::tempdir().unwrap();
        let mut pair = Pair::new(dir.path());
        let (case, _) = pair.file();
        let id: RecordId = case.parse().unwrap();
        let before = Arc::new(pair.county.snapshot());
        accept(&mut pair.county, &case);
        pair.county.commit().unwrap();
        let after = Arc::new(pair.county.snapshot());
        let now = |model: &ReadModel| stamp(&model.briefs()[&id]);
        assert_ne!(now(&before), now(&after));

        let mut cases = Cases::default();
        cases.notice(&after);
        // A page that was begun before the act comes to its end after it.
        cases.notice(&before);
        while cases.catch_up() {}
        assert_eq!(cases.seen[&id].stamp, now(&after));
        assert!(cases.newest.is_none(), "nothing is held when all is seen");

        // Who has seen all of it as it was follows what changes.
        let mut cases = Cases::default();
        for model in [&before, &after] {
            cases.notice(model);
            while cases.catch_up() {}
            assert_eq!(cases.seen[&id].stamp, now(model));
            assert_eq!(cases.counting(), None);
        }
    }
}
