//! What an act reads and takes: acts without each other in their past that touch no common slot
//! commute, where one takes what the other reads or takes they are rivals.

use crate::{Act, Deed, Facts};
use serde::{Deserialize, Serialize};

/// A part of a case that one act at a time may change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Receipt, correction, acceptance, refusal, and every end without a decision.
    Intake,
    /// Who may accept.
    Owner,
    /// When the authority had it.
    Clock,
    /// The steps of one branch; the item code names it, empty = the case has one branch.
    Branch(String),
    /// The fee of one branch.
    Fee(String),
    /// The hearing of one branch.
    Hearing(String),
    /// The licence of one branch.
    Licence(String),
    /// The extension of the limit.
    Limit,
    /// Delivery and the archive.
    Delivery,
    /// Who looks after a proxy case.
    Agent,
    /// One original paper.
    Custody(String),
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
        let every_fee = || {
            let one = facts.branches.len() == 1;
            let of = move |own: &crate::Branch| {
                Slot::Fee(if one { String::new() } else { own.item.clone() })
            };
            facts.branches.iter().map(of)
        };
        let (reads, takes) = match &act.deed {
            Deed::Receive { .. } => (vec![], vec![Slot::Intake, Slot::Owner]),
            Deed::Arrive => (vec![], vec![Slot::Clock]),
            Deed::Accept if !act.cites.catalog.is_empty() => {
                // Another version may have another fee.
                (
                    vec![Slot::Owner],
                    [Slot::Intake].into_iter().chain(every_fee()).collect(),
                )
            }
            Deed::Correct { .. }
            | Deed::Resubmit { .. }
            | Deed::Refuse { .. }
            | Deed::NotNeeded { .. }
            | Deed::Lapse
            | Deed::DeemAccepted
            | Deed::Accept => (vec![Slot::Owner], vec![Slot::Intake]),
            // What ends a case is the rival of whatever carries it on.
            Deed::Withdraw { .. } | Deed::Terminate { .. } => (vec![], vec![Slot::Intake]),
            Deed::TakeOver { .. } | Deed::HandOver { .. } => {
                (vec![Slot::Intake], vec![Slot::Owner])
            }
            Deed::Fee { .. } => (vec![], vec![Slot::Fee(branch())]),
            Deed::Step { .. }
            | Deed::Return { .. }
            | Deed::Suspend { .. }
            | Deed::Resume { .. }
            | Deed::Conclude => (vec![Slot::Intake], vec![Slot::Branch(branch())]),
            Deed::HearingTell { .. }
            | Deed::HearingAsk { .. }
            | Deed::HearingSet { .. }
            | Deed::HearingHeld { .. } => (vec![Slot::Intake], vec![Slot::Hearing(branch())]),
            // What a decision needs of other branches (their reviews, their approvals) is never undone
            // once it is in its past, so it is no read that another branch's later acts could disturb.
            // A return undoes a review, which no branch but its own can do, and it takes that branch.
            Deed::Decide { .. } => (
                vec![Slot::Intake, Slot::Fee(branch()), Slot::Hearing(branch())],
                vec![Slot::Branch(branch())],
            ),
            Deed::Sign { granted, .. } => {
                let mut reads = vec![Slot::Intake];
                if granted.is_some() {
                    reads.extend([Slot::Fee(branch()), Slot::Hearing(branch())]);
                }
                (reads, vec![Slot::Branch(branch())])
            }
            Deed::Extend { .. } => (vec![Slot::Intake], vec![Slot::Limit]),
            Deed::Make { .. }
            | Deed::Change { .. }
            | Deed::Renew { .. }
            | Deed::DeemRenewed
            | Deed::Revoke { .. }
            | Deed::Cancel { .. } => (vec![Slot::Branch(branch())], vec![Slot::Licence(branch())]),
            Deed::Deliver { .. } => (vec![Slot::Intake], vec![Slot::Delivery]),
            Deed::Archive { .. } => (vec![], vec![Slot::Delivery]),
            Deed::Assign { .. } => (vec![], vec![Slot::Agent]),
            Deed::Hand { papers, .. } | Deed::Take { papers } => {
                (vec![], papers.iter().cloned().map(Slot::Custody).collect())
            }
            // Two settlements of the same case must not pass each other by.
            Deed::Resolve { .. } => (vec![], vec![Slot::Intake, Slot::Owner]),
            // These add a line and change nothing that another act relies on; where only one of two may
            // count (a rating, the same request), the later in the order is displaced.
            Deed::Ask { .. }
            | Deed::Joint { .. }
            | Deed::Rate { .. }
            | Deed::CallBack { .. }
            | Deed::Print { .. }
            | Deed::Recount { .. }
            | Deed::Press { .. }
            | Deed::Publish { .. } => (vec![], vec![]),
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
