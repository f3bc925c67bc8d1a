//! Findings, lights and counts from case views.
//!
//! What it does: from a view, a calendar and the time it names what is late or unlawful, the same on
//! every node that holds the case, and keeps counts by place, department, item and day that equal a
//! recount. What it does not: know where views come from, or write anything into a case.
//!
//! Rules so far: the limit of the case, the limit of each step, fees, and the order of steps. A line
//! that is down turns nothing red: only claimed times and the clock of the node that asks matter.

mod counts;
mod finding;
mod light;
#[cfg(test)]
mod stories;

pub use counts::{Adds, Contribution, Count, Counts, Key};
pub use finding::{About, Assessment, Finding, FindingRow, Rule, assess, limit_light};
pub use light::Light;
