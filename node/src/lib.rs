//! The node: wiring of the crates into one program. Rules live in the crates; here is who calls whom.

#[cfg(test)]
mod asked_words;
pub mod authority;
pub mod cli;
pub mod clock;
pub mod command;
pub mod commands;
pub mod config;
pub mod deed;
pub mod demo;
pub mod handle;
pub mod init;
pub mod load;
pub mod looks;
mod network_up;
mod played;
pub mod progress;
pub mod replies;
pub mod run;
pub mod socket;
