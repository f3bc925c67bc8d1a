//! `cargo xtask sim`: builds the simulator and passes on what was asked.

use crate::parts::cargo;

/// Runs a federation under a virtual clock, with everything that can go wrong
#[derive(Debug, clap::Args)]
pub(crate) struct Sim {
    /// As `cargo xtask sim -- --help` lists them: `--seed N`, `--seeds N`, `--topology`, `--json`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Runs it; whether everything held. Built as tests are: debug assertions look on.
pub(crate) fn run(sim: &Sim) -> anyhow::Result<bool> {
    let mut command = cargo(&["run", "--quiet", "-p", "sim", "--"]);
    Ok(command.args(&sim.args).status()?.success())
}
