//! Acts, the fold from acts to a case view, authority and guards.
//!
//! What it does: says what a case is by the set of its acts, whatever order they came in, who may do
//! what next, and when it is due. What it does not: know documents, disks, connections, or the time:
//! the fold knows no clock, and [`status`] gives due dates on the calendar it is
//! handed.

mod act;
mod apply;
mod entry;
#[cfg(test)]
mod fixture;
mod fold;
mod form;
mod guard;
mod library;
#[cfg(test)]
mod linked;
mod next;
#[cfg(test)]
mod orders;
mod plan;
#[cfg(test)]
mod rivals;
mod slot;
mod status;
#[cfg(test)]
mod stories;
mod view;

pub use act::{Act, ActId, Cites, Deed, Form, Mode, Stamp, Who};
pub use entry::{Content, Entry, Ground};
pub use fold::{fold, fold_next, judge_next};
pub use form::{
    FIELD_BYTES_MAX, FIELDS, FIELDS_MAX, FormFault, ID_NUMBER, MATERIAL, NAME, QUANTITY,
    check_form, quantity,
};
pub use guard::{CORRECTION_DAYS, Refusal};
pub use library::Library;
pub use next::{NextAct, next_acts};
pub use plan::{PlannedStep, mode};
pub use slot::Slot;
pub use status::{Clock, Due, Phase, Status, StepDue, status};
pub use view::{
    Branch, CaseView, Contested, Correction, Done, FOLD_VERSION, Facts, FeeTaken, Intake, Owner,
    Receipt, Standing, StepState, TrailEntry,
};
