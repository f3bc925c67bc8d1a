use crate::parts::{CheckParts, cargo, succeeds};

/// Checks without running tests: formatting, lints, documentation, and where cargo-deny is installed
/// licences, bans and sources
#[derive(Debug, clap::Args)]
pub(crate) struct CheckCommand {}

/// Runs every part, also after one has failed, so that one run tells everything; whether all passed.
pub(crate) fn run(CheckCommand {}: &CheckCommand) -> anyhow::Result<bool> {
    for (component, part) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !succeeds(&mut cargo(&[part, "--version"])) {
            anyhow::bail!("{component} is missing: rustup component add {component}");
        }
    }
    let mut parts = CheckParts::of("check");
    parts.run("fmt", &mut cargo(&["fmt", "--all", "--check"]));
    parts.run(
        "clippy",
        &mut cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    );
    parts.run(
        "doc",
        cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"),
    );
    if succeeds(&mut cargo(&["deny", "--version"])) {
        // Advisories are left out: they change without a change here and would make an old state fail.
        let deny = &["deny", "check", "licenses", "bans", "sources"];
        parts.run("deny", &mut cargo(deny));
    } else {
        parts.skip(
            "deny",
            "cargo-deny is not installed (cargo install --locked cargo-deny)",
        );
    }
    Ok(parts.finish())
}
