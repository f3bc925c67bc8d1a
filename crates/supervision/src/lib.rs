//! Findings, lights and counts from case views.
//!
//! What it does: from a view, a calendar and the time it names what is late or unlawful, the same on
//! every node that holds the case, and keeps counts by place, department, item and day that equal a
//! recount. What it does not: know where views come from, or write anything into a case.
//!
//! Rules so far: the limit of the case, the limit of each step, fees, and the order of steps. A line
//! that is down turns nothing red: only claimed times and the clock of the node that asks matter.
//!
//! ```
//! use supervision::{Contribution, Counts, Light};
//!
//! // What a case gave is taken away, what it gives now is added: counts equal a recount at any time.
//! let mut counts = Counts::default();
//! let changed = counts.replace(&Contribution::default(), &Contribution::default());
//! assert!(changed.is_empty() && counts.iter().next().is_none());
//! assert!(Light::Red > Light::Yellow);
//! ```

mod counts;
mod finding;
mod light;
#[cfg(test)]
mod stories;

pub use counts::{Adds, Contribution, Count, Counts, Key};
pub use finding::{About, Assessment, Finding, FindingRow, Rule, assess, limit_light};
pub use light::Light;
