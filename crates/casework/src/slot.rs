//! What an act reads and takes: acts without each other in their past that touch no common slot
//! commute, where one takes what the other reads or takes they are rivals.

use crate::{Act, Deed, Facts, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tiers::PlaceCode;

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
    /// Where the case lives. Only who states it anew touches it: whatever else is done at a place that is
    /// taken out commutes with the move that it did not know of.
    Scope,
}

/// What a slot is of, without saying of which branch or paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Intake,
    Owner,
    Clock,
    Branch,
    Fee,
    Hearing,
    Licence,
    Limit,
    Delivery,
    Agent,
    Custody,
    Scope,
}

/// What a kind of act reads and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlotParts {
    pub(crate) reads: &'static [Part],
    pub(crate) takes: &'static [Part],
}

impl Kind {
    /// What it reads and takes.
    pub(crate) const fn parts(self) -> SlotParts {
        use Part::*;
        const fn parts(reads: &'static [Part], takes: &'static [Part]) -> SlotParts {
            SlotParts { reads, takes }
        }
        match self {
            Kind::Receive => parts(&[], &[Intake, Owner]),
            Kind::Arrive => parts(&[], &[Clock]),
            Kind::Accept | Kind::AcceptLacking => parts(&[Owner], &[Intake]),
            Kind::Correct
            | Kind::Resubmit
            | Kind::Refuse
            | Kind::NotNeeded
            | Kind::Lapse
            | Kind::DeemAccepted => parts(&[Owner], &[Intake]),
            // What ends a case is the rival of whatever carries it on.
            Kind::Withdraw | Kind::Terminate => parts(&[], &[Intake]),
            Kind::TakeOver | Kind::HandOver => parts(&[Intake], &[Owner]),
            Kind::Fee => parts(&[], &[Fee]),
            Kind::Refund => parts(&[Branch], &[Fee]),
            Kind::Begin
            | Kind::Step
            | Kind::Return
            | Kind::Suspend
            | Kind::Resume
            | Kind::Conclude => parts(&[Intake], &[Branch]),
            Kind::HearingTell | Kind::HearingAsk | Kind::HearingSet | Kind::HearingHeld => {
                parts(&[Intake], &[Hearing])
            }
            // What a decision needs of other branches (their reviews, their approvals) is never undone
            // once it is in its past, so it is no read that another branch's later acts could disturb.
            // A return undoes a review, which no branch but its own can do, and it takes that branch.
            Kind::Decide | Kind::Sign => parts(&[Intake, Fee, Hearing], &[Branch]),
            Kind::Extend => parts(&[Intake], &[Limit]),
            Kind::Make
            | Kind::Change
            | Kind::Renew
            | Kind::DeemRenewed
            | Kind::DenyChange
            | Kind::DenyRenewal
            | Kind::Retract
            | Kind::Revoke
            | Kind::Cancel => parts(&[Branch], &[Licence]),
            Kind::Deliver => parts(&[Intake], &[Delivery]),
            Kind::Archive => parts(&[], &[Delivery]),
            Kind::Assign => parts(&[], &[Agent]),
            Kind::Hand | Kind::Take => parts(&[], &[Custody]),
            Kind::Regrant => parts(&[], &[Scope]),
            // Two settlements of the same case must not pass each other by.
            Kind::Resolve => parts(&[], &[Intake, Owner]),
            // These add a line and change nothing that another act relies on; where only one of two may
            // count (a rating, the same request), the later in the order is displaced.
            Kind::Ask
            | Kind::ApproveExtension
            | Kind::Supply
            | Kind::Promise
            | Kind::VerifyPromise
            | Kind::Inspect
            | Kind::Publicise
            | Kind::Object
            | Kind::AnswerObjection
            | Kind::Joint
            | Kind::Rate
            | Kind::CallBack
            | Kind::Print
            | Kind::Recount
            | Kind::Press
            | Kind::Publish => parts(&[], &[]),
        }
    }
}

/// Slots an act touches.
#[derive(Default)]
pub(crate) struct Touch {
    pub(crate) reads: Vec<Slot>,
    pub(crate) takes: Vec<Slot>,
    /// Places that it brings into the scope: what is done there afterwards relies on it.
    pub(crate) enters: BTreeSet<PlaceCode>,
}

impl Touch {
    /// What `act` touches on `facts`, its past: where there is one branch only, naming it and not
    /// naming it is the same.
    pub(crate) fn of(act: &Act, facts: &Facts) -> Touch {
        let parts = act.deed.kind().parts();
        let of = |parts: &[Part]| {
            let each = parts.iter().flat_map(|part| slots(*part, act, facts));
            each.collect::<Vec<Slot>>()
        };
        let mut touch = Touch {
            reads: of(parts.reads),
            takes: of(parts.takes),
            enters: match &act.deed {
                Deed::Regrant { home, grants, .. } => facts.entering(*home, grants),
                _ => BTreeSet::new(),
            },
        };
        match &act.deed {
            Deed::Accept if !act.cites.catalog.is_empty() => {
                let only = facts.branches.len() == 1;
                let of = |own: &crate::Branch| {
                    if only {
                        String::new()
                    } else {
                        own.item.clone()
                    }
                };
                touch
                    .takes
                    .extend(facts.branches.iter().map(|own| Slot::Fee(of(own))));
            }
            // Only an approval waits for the fee and the hearing.
            Deed::Sign { granted: None, .. } => touch.reads.retain(|slot| *slot == Slot::Intake),
            _ => {}
        }
        touch
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

/// The slots of a part that `act` touches: of its branch, of each of its papers.
fn slots(part: Part, act: &Act, facts: &Facts) -> Vec<Slot> {
    let branch = || match (&act.branch, facts.branches.as_slice()) {
        (None, _) => String::new(),
        (Some(code), [only]) if only.item == *code => String::new(),
        (Some(code), _) => code.clone(),
    };
    vec![match part {
        Part::Intake => Slot::Intake,
        Part::Owner => Slot::Owner,
        Part::Clock => Slot::Clock,
        Part::Branch => Slot::Branch(branch()),
        Part::Fee => Slot::Fee(branch()),
        Part::Hearing => Slot::Hearing(branch()),
        Part::Licence => Slot::Licence(branch()),
        Part::Limit => Slot::Limit,
        Part::Delivery => Slot::Delivery,
        Part::Agent => Slot::Agent,
        Part::Scope => Slot::Scope,
        Part::Custody => match &act.deed {
            Deed::Hand { papers, .. } | Deed::Take { papers } => {
                return papers.iter().cloned().map(Slot::Custody).collect();
            }
            _ => return Vec::new(),
        },
    }]
}
