//! Changes that were set aside: the last ones, as people are told of them. The journal has them whole.

use super::ReadModel;
use super::answers::QuarantineShow;
use super::journal::Quarantined;
use std::collections::VecDeque;

/// Changes that are told of.
const SHOWN_MAX: usize = 1_000;

/// What was set aside.
#[derive(Debug, Clone, Default)]
pub(super) struct Quarantine {
    /// The last ones, the last one last.
    shown: VecDeque<QuarantineShow>,
    /// How many there were.
    count: u64,
}

impl Quarantine {
    /// As the state row has it.
    pub(super) fn of(shown: Vec<QuarantineShow>, count: u64) -> Quarantine {
        let shown = shown.into();
        Quarantine { shown, count }
    }

    /// One more was set aside.
    pub(super) fn note(&mut self, row: &Quarantined) {
        self.count += 1;
        if self.shown.len() == SHOWN_MAX {
            self.shown.pop_front();
        }
        self.shown.push_back(QuarantineShow {
            link: row.link,
            seq: row.seq,
            reason: row.reason.clone(),
            at: row.at,
            bytes: row.bytes.len(),
        });
    }

    /// How many were set aside so far.
    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

impl ReadModel {
    /// What was set aside, the last one last.
    pub fn quarantine(
        &self,
    ) -> impl DoubleEndedIterator<Item = &QuarantineShow> + ExactSizeIterator {
        self.set_aside().shown.iter()
    }
}
