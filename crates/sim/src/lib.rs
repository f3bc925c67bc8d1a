//! A world under one seed: nodes that are the shipped engine with the shipped journal, over disks that
//! forget, rows that fall behind, lines that break, clocks that jump, people who work and somebody who lies.
//! Checkers say what must hold whatever happens; there is no expected value.
//!
//! What it does: found a federation, let it work and suffer, heal it, and compare. What it does not: take
//! part in a release, use a real clock, a socket, a file or sled (which has threads and a clock of its own
//! and is proven with real processes).
//!
//! ```
//! use sim::{Allowed, Fault, Plan, Published, Topology, plan, run};
//!
//! let published = Published::read()?;
//! let short = Plan { days: 1, steps: 6, faults: 3, allowed: Allowed(vec![Fault::Crash]), ..plan(1, Topology::Chain) };
//! let outcome = run(short, &published)?;
//! assert!(outcome.wrong.is_empty(), "{:?}", outcome.wrong);
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod checks;
pub mod fault;
pub mod founding;
pub mod hostile;
pub mod ledger;
pub mod machines;
pub mod marks;
mod misfortune;
pub mod node;
mod papers;
mod pauses;
mod people;
pub mod province;
mod rivals;
pub mod run;
pub mod scope;
pub mod shrink;
pub mod sweep;
pub mod topology;
pub mod trace;
mod typed;
pub mod world;

pub use fault::{Allowed, Fault, Struck};
pub use founding::Published;
pub use run::{Outcome, plan, run};
pub use topology::Topology;
pub use world::{Plan, World};
