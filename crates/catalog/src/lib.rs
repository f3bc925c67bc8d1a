//! Items of administrative power (行政权力清单), bundles for parallel approval (并联审批), the checks of
//! a catalog, and the rounds in which cities cut theirs down.
//!
//! What it does: gives items and bundles a shape, a version hash each, and names everything that is
//! wrong in a catalog file. What it does not: decide cases or read files.
//!
//! ```
//! use catalog::{Catalog, Check};
//! let departments = tiers::Departments::default();
//! let (catalog, faults) = Catalog::read("{}", "items.jsonl", "", "parallel.jsonl", &departments);
//! assert!(catalog.items.is_empty());
//! assert_eq!((faults[0].line, faults[0].rule()), (1, Check::Json));
//! ```

mod bundle;
mod catalog;
mod check;
mod fault;
/// Charts, and what they are drawn with.
pub mod flow;
mod item;
pub mod kind;
mod material;
mod rounds;
mod special;
mod wrong;

pub use bundle::{Bundle, Edge, Gate, Member, Rule};
pub use catalog::Catalog;
pub use fault::{Check, Fault, Flaw};
pub use flow::{Said, Say, bundle_chart, flow_chart};
pub use item::{
    AltHandling, At, Channels, Disclosure, Effective, ExtensionRule, Fee, Item, ItemStatus,
    Material, Output, PromiseRule, ProxyMode, Reduction, SpecialProcedure, Stage, Step,
};
pub use material::MaterialFault;
pub use rounds::{Measure, OwnCount, OwnOf, Round, Share, Whole};
pub use special::Special;
pub use wrong::Wrong;

/// A calendar date, as in [`Effective`].
pub use jiff::civil::Date;
