//! Acts, the fold from acts to a case view, authority and guards.
//!
//! What it does: says what a case is by the set of its acts, whatever order they came in, who may do
//! what next, and when it is due. What it does not: know documents, disks, connections, or the time:
//! the fold knows no clock, and [`status`] gives due dates on the calendar it is
//! handed.
//!
//! ```
//! use casework::{Basis, Ground, Kind, Library, fold, rows_of};
//!
//! // The table says who may accept, in which states, and by which article.
//! assert!(rows_of(Kind::Accept).all(|row| row.basis == Basis::LicensingLaw("32(5)")));
//!
//! // A case of which nothing is known is nobody's, and no clock runs.
//! let home = "230621101000".parse()?;
//! let view = fold(Ground { home }, &[], &Library::default());
//! assert!(view.facts.receipt.is_none() && view.trail.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod act;
mod apply;
mod basis;
mod cause;
mod entry;
mod fields;
mod fold;
mod form;
mod grounds;
mod guard;
mod judge;
mod kind;
mod library;
mod limits;
mod named;
mod next;
mod pairs;
mod paper;
mod plan;
mod reading;
mod refusal;
mod regime;
mod scope;
mod slot;
mod state;
mod status;
mod table;
#[cfg(test)]
mod tests;
mod trail;
mod view;
mod whose;
mod why;

#[cfg(test)]
use tests::fixture;

pub use act::{Act, ActId, Cites, Deed, Form, Mode, Request, Stamp, Together, Who};
pub use basis::Basis;
pub use cause::{CAUSES, Cause, causes_in, causes_of};
pub use entry::{Content, Entry, Ground};
pub use fields::{Field, Shape};
pub use fold::{Base, fold, fold_next, judge_next};
pub use form::{
    ADDRESS, ENTRUSTMENT, FIELD_BYTES_MAX, FIELDS, FIELDS_MAX, FormFault, ID_KIND, ID_NUMBER,
    INCOMPLETE, MATERIAL, NAME, QUANTITY, REPRESENTATIVE, check_form, deferrable, lacking,
    quantity,
};
pub use grounds::of as ground_of;
pub use guard::{FORM_FAULT, Guard, valid_until};
pub use kind::Kind;
pub use library::Library;
pub use limits::{
    By, CORRECTION_DAYS, DELIVERY_DAYS, EXTENSION_DAYS, HEARING_ASK_DAYS, HEARING_HOLD_DAYS,
    HEARING_NOTICE_DAYS, JOINT_DAYS, JOINT_EXTENSION_DAYS, LOWER_REVIEW_DAYS, Limit, RENEWAL_DAYS,
    Running, limits,
};
pub use next::{KeptNext, NextAct, awaited_acts, next_acts};
pub use pairs::{EXCEPTIONS, Exception, Pair, pair};
pub use paper::{PAPER_ID_BYTES_MAX, Paper, PaperSheet, paper_number};
pub use plan::{PlannedStep, mode};
pub use reading::{Misfit, deed_of};
pub use refusal::Refusal;
pub use regime::Regime;
pub use scope::{GRANTS_MAX, Left, Regranted, Scope, lowest_above};
pub use slot::Slot;
pub use state::State;
pub use status::{Clock, Due, Phase, Status, StepDue, status, status_by};
pub use table::{Row, TABLE, To, Whose, rows_of};
pub use view::{
    Approval, Asked, Branch, CaseView, Contested, Correction, Custody, Deferred, Done, Ending,
    Extension, FOLD_VERSION, Facts, FeeTaken, Hearing, Intake, Joint, Made, Outcome, Owner,
    Printed, Promised, PublicNotice, Rating, Receipt, Recounted, Standing, StepState, Stopped,
    TrailEntry,
};
pub use why::{Derived, Since, Why, why};
