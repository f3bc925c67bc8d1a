//! The node: wiring of the crates into one program. Rules live in the crates; here is who calls whom.

pub mod engine;
pub mod progress;
pub mod clock;
pub mod config;
mod desk;
pub mod handle;
pub mod run;
pub mod socket;
