//! What the machine must have beside Rust, how to see whether it is there, and how to get it.

use crate::parts::succeeds;
use anyhow::{Context, bail};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Something that a machine may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// For the libraries in C among the dependencies (zstd, ring).
    CCompiler,
}

impl Need {
    pub(crate) const ALL: [Need; 1] = [Need::CCompiler];

    fn what(self) -> &'static str {
        match self {
            Need::CCompiler => "a C compiler",
        }
    }

    /// Packages of Debian and its relatives.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Need::CCompiler => &["gcc", "libc6-dev"],
        }
    }

    fn is_there(self) -> bool {
        match self {
            Need::CCompiler => compiles_c(),
        }
    }

    /// How to get it by hand.
    fn how(self) -> String {
        let packages = self.packages().join(" ");
        let other = match self {
            Need::CCompiler => "elsewhere install gcc or clang with the headers of the C library",
        };
        format!("apt-get install {packages} (as root); {other}")
    }
}

/// Says what the machine lacks and installs it where that is possible and wanted.
///
/// # Errors
/// When something is missing and stays so.
pub(crate) fn prepare(install: bool) -> anyhow::Result<()> {
    for need in Need::ALL {
        if need.is_there() {
            continue;
        }
        println!("this machine lacks {}", need.what());
        let obtained = if install {
            obtain(need)
        } else {
            Err(anyhow::anyhow!("--no-install: nothing is installed"))
        };
        match obtained {
            Ok(()) => println!("installed {}", need.packages().join(" ")),
            Err(error) => bail!("{error:#}\nto go on: {}", need.how()),
        }
    }
    Ok(())
}

fn obtain(need: Need) -> anyhow::Result<()> {
    if !on_path("apt-get") {
        bail!("there is no apt-get here");
    }
    if !is_root() {
        bail!("only root may install packages");
    }
    apt_get(&["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(need.packages());
    apt_get(&install)?;
    if !need.is_there() {
        bail!("apt-get has installed it, and still it does not work");
    }
    Ok(())
}

fn apt_get(args: &[&str]) -> anyhow::Result<()> {
    println!("==> apt-get {}", args.join(" "));
    let status = Command::new("apt-get")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .context("apt-get could not be started")?;
    if !status.success() {
        bail!("apt-get {} ended with {status}", args.join(" "));
    }
    Ok(())
}

/// Compiles a line of C that needs the headers too: a compiler alone is not enough.
fn compiles_c() -> bool {
    let set = std::env::var_os("CC").filter(|name| !name.is_empty());
    let compiler = set.unwrap_or_else(|| "cc".into());
    let child = Command::new(compiler)
        .args(["-x", "c", "-fsyntax-only", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else {
        return false;
    };
    // Dropped at the end of the statement, so that the compiler sees the end of its input.
    let written = child
        .stdin
        .take()
        .is_some_and(|mut input| input.write_all(b"#include <stdlib.h>\nint x;\n").is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").stdin(Stdio::null()).output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn on_path(name: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    let mut folders = std::env::split_paths(&path);
    folders.any(|folder| is_program(&folder.join(name)))
}

/// Asked of the shell, which knows about permissions on every Unix.
fn is_program(path: &Path) -> bool {
    path.is_file() && succeeds(Command::new("test").arg("-x").arg(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_path_is_found() {
        assert!(on_path("sh"));
        assert!(!on_path("no-such-program-anywhere"));
        assert!(!is_program(Path::new("/etc/passwd")));
    }

    #[test]
    fn every_need_says_how_it_is_met() {
        for need in Need::ALL {
            assert!(!need.packages().is_empty());
            assert!(need.how().contains(need.packages()[0]));
        }
    }
}
