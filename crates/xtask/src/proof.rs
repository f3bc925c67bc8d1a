//! `cargo xtask proof`: the stories that harm real processes, as often as asked. What they count goes
//! into `crates/sim/RESULTS.md`.

use crate::parts::{CheckParts, cargo};

/// Kills, power cuts, full disks and damaged files, many times
#[derive(Debug, clap::Args)]
pub(crate) struct Proof {
    /// Processes of a loaded chain of three tiers killed with -9
    #[arg(long, default_value_t = 200)]
    kills: usize,
    /// Power cuts (needs the right to mount, and `xfs_io` of xfsprogs)
    #[arg(long, default_value_t = 50)]
    cuts: usize,
    /// Disks filled up (needs the right to mount)
    #[arg(long, default_value_t = 10)]
    full: usize,
    /// Files with flipped bits, zeroes or a missing end
    #[arg(long, default_value_t = 200)]
    flips: usize,
    /// Seed of all of them; default: a new one for each, which is printed
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs them one after the other; whether all passed.
pub(crate) fn run(args: &Proof) -> anyhow::Result<bool> {
    let mut parts = CheckParts::of("proof");
    let stories = [
        ("kills", "killed_at_random", "LIANBAN_KILLS", args.kills),
        ("power cuts", "power_cut", "LIANBAN_CUTS", args.cuts),
        ("full disks", "disk_full", "LIANBAN_FULL", args.full),
        ("damaged files", "flipped_bits", "LIANBAN_FLIPS", args.flips),
    ];
    for (name, story, variable, rounds) in stories {
        let mut test = cargo(&["test", "-p", "stories", "--test", "stories", story]);
        test.args(["--", "--nocapture"]);
        test.env(variable, rounds.to_string());
        if let Some(seed) = args.seed {
            test.env("LIANBAN_SEED", seed.to_string());
        }
        parts.run(name, &mut test);
    }
    Ok(parts.finish())
}
