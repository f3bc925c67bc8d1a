//! The node: wiring of the crates into one program. Rules live in the crates; here is who calls whom.

pub mod authority;
mod calendar_files;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod deed;
pub mod demo;
mod desk;
pub mod engine;
pub mod handle;
pub mod init;
/// The kinds of paper. The module is casework's; it stands here until casework names it itself.
#[path = "../../crates/casework/src/paper.rs"]
pub mod paper;
pub mod progress;
pub mod run;
pub mod seals;
pub mod socket;
