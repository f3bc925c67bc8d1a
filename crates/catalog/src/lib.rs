//! Items of administrative power (行政权力清单), bundles for parallel approval (并联审批), and the
//! checks of a catalog.
//!
//! What it does: gives items and bundles a shape, a version hash each, and names what is wrong in a
//! catalog file. What it does not: decide cases or read files.

mod bundle;
mod item;

pub use bundle::{Bundle, Edge, Gate, Member, Rule};
pub use item::{AltHandling, At, Fee, Item, ItemStatus, Material, Output, ProxyMode, Stage, Step};
