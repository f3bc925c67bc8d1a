//! `cargo xtask package`: the program as it is installed, and its debug information beside it.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Build the program for installing: target/package/lianban, with its debug information apart in lianban.debug
#[derive(Debug, clap::Args)]
pub(crate) struct Package {}

/// Packages it and says where it is.
pub(crate) fn run(_: &Package) -> Result<bool> {
    let program = package(&target()?)?;
    let debug = program.with_extension("debug");
    for file in [&program, &debug] {
        let bytes = std::fs::metadata(file)?.len();
        println!("{} ({:.1} MB)", file.display(), bytes as f64 / 1e6);
    }
    Ok(true)
}

/// Builds the program in release and splits it; where the part to install is.
pub(crate) fn package(target: &Path) -> Result<PathBuf> {
    eprintln!("building in release");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "-p", "lianban", "--bin", "lianban"]);
    succeed(&mut cargo)?;
    let whole = target.join("release/lianban");
    let folder = target.join("package");
    std::fs::create_dir_all(&folder)?;
    let (program, debug) = (folder.join("lianban"), folder.join("lianban.debug"));
    let apart = ["--only-keep-debug", "--compress-debug-sections"];
    succeed(objcopy().args(apart).arg(&whole).arg(&debug))?;
    // The link names the file with a checksum of it; debuggers and backtraces look beside the program.
    let mut link = std::ffi::OsString::from("--add-gnu-debuglink=");
    link.push(&debug);
    succeed(
        objcopy()
            .arg("--strip-all")
            .arg(link)
            .arg(&whole)
            .arg(&program),
    )?;
    Ok(program)
}

/// Cargo's target folder.
pub(crate) fn target() -> Result<PathBuf> {
    // target/debug/xtask -> target
    let own = std::env::current_exe()?;
    let target = own.ancestors().nth(2);
    Ok(target
        .context("xtask is not in a target folder")?
        .to_owned())
}

fn objcopy() -> Command {
    Command::new("objcopy")
}

fn succeed(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.status();
    let done =
        done.with_context(|| format!("{name} cannot be started; objcopy comes with binutils"))?;
    ensure!(done.success(), "{name} ended with {done}");
    Ok(())
}
