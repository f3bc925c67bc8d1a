//! What an act reads and takes: acts without each other in their past that touch no common slot
//! commute, where one takes what the other reads or takes they are rivals.

use crate::{Act, Deed, Facts};
use serde::{Deserialize, Serialize};

/// A part of a case that one act at a time may change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Receipt, correction, acceptance, refusal.
    Intake,
    /// Who may accept.
    Owner,
    /// When the authority had it.
    Clock,
    /// The steps of one branch; the item code names it, empty = the case has one branch.
    Branch(String),
    /// The fee of one branch.
    Fee(String),
    /// Delivery.
    Delivery,
}

/// Slots an act touches.
#[derive(Default)]
pub(crate) struct Touch {
    pub(crate) reads: Vec<Slot>,
    pub(crate) takes: Vec<Slot>,
}

impl Touch {
    /// What `act` touches on `facts`, its past: where there is one branch only, naming it and not
    /// naming it is the same.
    pub(crate) fn of(act: &Act, facts: &Facts) -> Touch {
        let branch = || match (&act.branch, facts.branches.as_slice()) {
            (None, _) => String::new(),
            (Some(code), [only]) if only.item == *code => String::new(),
            (Some(code), _) => code.clone(),
        };
        let (reads, takes) = match &act.deed {
            Deed::Receive { .. } => (vec![], vec![Slot::Intake, Slot::Owner]),
            Deed::Arrive => (vec![], vec![Slot::Clock]),
            Deed::Correct { .. }
            | Deed::Resubmit { .. }
            | Deed::Refuse { .. }
            | Deed::DeemAccepted
            | Deed::Accept => (vec![Slot::Owner], vec![Slot::Intake]),
            Deed::TakeOver { .. } => (vec![Slot::Intake], vec![Slot::Owner]),
            Deed::Fee { .. } => (vec![], vec![Slot::Fee(branch())]),
            Deed::Step { .. } | Deed::Conclude => {
                (vec![Slot::Intake], vec![Slot::Branch(branch())])
            }
            // What a decision needs of other branches (their reviews, their approvals) is never undone
            // once it is in its past, so it is no read that another branch's later acts could disturb.
            Deed::Decide { .. } => (
                vec![Slot::Intake, Slot::Fee(branch())],
                vec![Slot::Branch(branch())],
            ),
            Deed::Deliver { .. } => (vec![Slot::Intake], vec![Slot::Delivery]),
            // Two settlements of the same case must not pass each other by.
            Deed::Resolve { .. } => (vec![], vec![Slot::Intake, Slot::Owner]),
            Deed::Press { .. } | Deed::Publish { .. } => (vec![], vec![]),
        };
        Touch { reads, takes }
    }

    /// The slots that make two concurrent acts rivals.
    pub(crate) fn clash(&self, other: &Touch) -> Vec<Slot> {
        let mut slots: Vec<Slot> = (self.takes.iter())
            .filter(|slot| other.takes.contains(slot) || other.reads.contains(slot))
            .chain(other.takes.iter().filter(|slot| self.reads.contains(slot)))
            .cloned()
            .collect();
        slots.sort();
        slots.dedup();
        slots
    }
}
