//! `cargo xtask`: what people and the build service do with this workspace, in the same words.
//!
//! One module a subcommand, one variant of [`XtaskCommand`] each. What it does not do: know anything about
//! cases; it only starts cargo and the programs of the machine, and says what came of it.

#![allow(
    clippy::print_stdout,
    reason = "a tool for the terminal speaks on standard output"
)]

mod bench;
mod check;
mod machine;
mod package;
mod parts;
mod proof;
mod sim;
mod test;

use clap::Parser;
use std::process::ExitCode;

/// Tasks of the lianban workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum XtaskCommand {
    #[command(subcommand)]
    Bench(bench::Bench),
    Check(check::CheckCommand),
    Package(package::Package),
    Proof(proof::Proof),
    Sim(sim::Sim),
    Test(test::Test),
}

fn main() -> ExitCode {
    let done = match XtaskCommand::parse() {
        XtaskCommand::Bench(args) => bench::run(&args),
        XtaskCommand::Check(args) => check::run(&args),
        XtaskCommand::Package(args) => package::run(&args),
        XtaskCommand::Proof(args) => proof::run(&args),
        XtaskCommand::Sim(args) => sim::run(&args),
        XtaskCommand::Test(args) => test::run(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
