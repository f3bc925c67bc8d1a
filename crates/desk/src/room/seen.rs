//! What a room remembers of each case this node holds.

use calendar::{Calendar, UnixMillis};
use casework::{CaseView, Phase};
use engine::Engine;
use engine::look::Brief;
use record::{Kind, RecordId};
use std::collections::BTreeMap;
use supervision::{Assessment, Finding, Light};
use tiers::PlaceCode;

/// Cases looked at in one question to the engine: some tens of milliseconds.
const BATCH: usize = 250;

/// A step of an item at a department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StepKey {
    pub(crate) code: String,
    pub(crate) step: String,
    pub(crate) place: PlaceCode,
    pub(crate) department: Option<String>,
}

/// What is remembered of one case.
#[derive(Debug)]
pub(crate) struct Seen {
    stamp: Stamp,
    pub(crate) received: UnixMillis,
    pub(crate) concluded: Option<UnixMillis>,
    pub(crate) in_time: bool,
    /// Who answers for the whole of it.
    pub(crate) owner: (PlaceCode, Option<String>),
    pub(crate) findings: Vec<Finding>,
    /// Steps taken, and working minutes each took.
    pub(crate) took: Vec<(u32, u32)>,
    /// Steps that are open now.
    pub(crate) open: Vec<u32>,
}

/// Equal as long as a case says the same: what came in, and what time has done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    updated: i64,
    acts: u32,
    light: Light,
    phase: Option<Phase>,
    next: Option<UnixMillis>,
}

impl Stamp {
    fn of(brief: &Brief) -> Stamp {
        Stamp {
            updated: brief.updated,
            acts: brief.acts,
            light: brief.light,
            phase: brief.phase,
            next: brief.next(),
        }
    }
}

/// All cases of this node, as a room remembers them.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    pub(crate) seen: BTreeMap<RecordId, Seen>,
    /// Names of steps, each kept once.
    pub(crate) steps: Vec<StepKey>,
    numbers: BTreeMap<StepKey, u32>,
}

impl Cases {
    /// Looks at some of the cases that have changed; true while there are more.
    pub(crate) fn catch_up(&mut self, engine: &Engine) -> bool {
        let changed = engine.briefs().iter().filter(|(id, brief)| {
            let known = self.seen.get(id);
            brief.kind == Kind::Case
                && !brief.number().is_empty()
                && known.is_none_or(|seen| seen.stamp != Stamp::of(brief))
        });
        let batch: Vec<(RecordId, Stamp)> = changed
            .map(|(id, brief)| (*id, Stamp::of(brief)))
            .take(BATCH)
            .collect();
        let more = batch.len() == BATCH;
        for (id, stamp) in batch {
            if let Some(seen) = self.look(engine, id, stamp) {
                self.seen.insert(id, seen);
            }
        }
        more
    }

    fn look(&mut self, engine: &Engine, id: RecordId, stamp: Stamp) -> Option<Seen> {
        let view = engine.view_of(id)?;
        let assessment = engine.assess_view(&view)?;
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
        let (took, open) = self.steps_of(&view, &assessment, engine.calendar_in_force()?);
        Some(Seen {
            stamp,
            received: receipt.done.at,
            concluded,
            in_time: concluded.zip(due).is_none_or(|(at, due)| at <= due),
            owner,
            findings: assessment.findings,
            took,
            open,
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
        self.steps.push(key.clone());
        self.numbers.insert(key, number);
        number
    }
}
