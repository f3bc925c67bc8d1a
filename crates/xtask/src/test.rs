use crate::machine;
use crate::parts::{CheckParts, cargo};

/// Builds the programs and runs every test of the workspace
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Install nothing: say what is missing and how to get it
    #[arg(long)]
    no_install: bool,
    /// Seed of the cases that property tests draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Prepares the machine, builds, tests; whether everything passed.
pub(crate) fn run(args: &Test) -> anyhow::Result<bool> {
    machine::prepare(!args.no_install)?;
    let mut parts = CheckParts::of("test");
    // The stories start the built programs as processes, which cargo does not know.
    let built = parts.run("build", &mut cargo(&["build", "--workspace", "--bins"]));
    if built {
        parts.run(
            "test",
            cargo(&["test", "--workspace", "--no-fail-fast"])
                // A run says the same twice; other seeds are for looking for more.
                .env("PROPTEST_RNG_SEED", args.seed.to_string()),
        );
    }
    Ok(parts.finish())
}
