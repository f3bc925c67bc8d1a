//! What the system knows of a process: its wake-ups and its memory from `/proc`, its writes from `strace`.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process, and the folder whose files count as its disk.
pub struct Watched {
    pid: u32,
    disk: PathBuf,
}

/// How often each thread of a process has given up its core by itself, by thread id: each time it was woken before.
pub struct Switches(BTreeMap<u32, u64>);

impl Switches {
    /// How often since then, over all threads.
    pub fn since(&self, before: &Switches) -> u64 {
        let grown = self.0.iter().map(|(thread, now)| {
            let before = before.0.get(thread).copied().unwrap_or(0);
            now.saturating_sub(before)
        });
        grown.sum()
    }
}

/// System calls by which a process changed its disk.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Syscalls {
    /// `fsync` and its relatives.
    pub syncs: u64,
    /// `write` and its relatives, on files below the folder.
    pub writes: u64,
    /// `rename` and its relatives.
    pub renames: u64,
}

impl Watched {
    /// Watches the process `pid`, whose data lies below `disk`.
    pub fn of(pid: u32, disk: &Path) -> Watched {
        Watched {
            pid,
            disk: disk.to_owned(),
        }
    }

    /// Its wake-ups so far.
    ///
    /// # Errors
    /// When it is gone, or the system has no `/proc`.
    pub fn switches(&self) -> Result<Switches> {
        let mut switches = BTreeMap::new();
        let tasks = format!("/proc/{}/task", self.pid);
        for task in fs::read_dir(&tasks).with_context(|| format!("cannot read {tasks}"))? {
            let task = task?;
            let thread = task.file_name().to_string_lossy().parse()?;
            let status = fs::read_to_string(task.path().join("status"))?;
            switches.insert(thread, field(&status, "voluntary_ctxt_switches:")?);
        }
        Ok(Switches(switches))
    }

    /// Its resident memory, KiB.
    ///
    /// # Errors
    /// As [`Watched::switches`].
    pub fn resident_kib(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        field(&status, "VmRSS:")
    }

    /// Counts its system calls for so long.
    ///
    /// # Errors
    /// When strace does not get hold of it.
    pub fn count(&self, span: Duration) -> Result<Syscalls> {
        let log = self.disk.join("strace.log");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-s", "0", "-e"]);
        // A question mark: not every system has all of them.
        strace.arg(format!(
            "trace=?{}",
            [SYNCS, WRITES, RENAMES].concat().join(",?")
        ));
        strace
            .arg("-o")
            .arg(&log)
            .args(["-p", &self.pid.to_string()]);
        let mut strace = strace.stderr(Stdio::piped()).spawn()?;
        let until = Instant::now() + span;
        while Instant::now() < until {
            std::thread::sleep(Duration::from_millis(100));
            if strace.try_wait()?.is_some() {
                bail!("strace ended: {}", said(strace)?);
            }
        }
        let pid = rustix::process::Pid::from_child(&strace);
        rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
        strace.wait()?;
        Ok(Syscalls::read(&fs::read_to_string(&log)?, &self.disk))
    }
}

impl Syscalls {
    /// Whether this machine can count them.
    ///
    /// # Errors
    /// When strace is missing, or may trace nothing.
    pub fn are_countable() -> Result<()> {
        let missing = "there is no strace: it counts what a node writes. Install it (apt-get install strace, as root)";
        let tried = Command::new("strace")
            .args(["-o", "/dev/null", "true"])
            .output();
        let tried = tried.context(missing)?;
        ensure!(
            tried.status.success(),
            "strace may trace nothing here: {}",
            String::from_utf8_lossy(&tried.stderr).trim()
        );
        Ok(())
    }

    /// Counts the lines of strace's log; a call that another one interrupts has a second line, which tells no files.
    fn read(log: &str, disk: &Path) -> Syscalls {
        let mut calls = Syscalls::default();
        let disk = format!("<{}", disk.display());
        for line in log.lines() {
            // A line begins with the thread's id.
            let call = line
                .split_once(' ')
                .map_or("", |(_, call)| call.trim_start());
            let Some((name, told)) = call.split_once('(') else {
                continue;
            };
            if SYNCS.contains(&name) {
                calls.syncs += 1;
            } else if RENAMES.contains(&name) {
                calls.renames += 1;
            } else if WRITES.contains(&name) && told.contains(&disk) {
                // Writes to sockets and counters wake other threads and touch no disk.
                calls.writes += 1;
            }
        }
        calls
    }
}

fn field(status: &str, name: &str) -> Result<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let value = line.and_then(|line| line.split_whitespace().next());
    let value = value.with_context(|| format!("/proc does not tell {name}"))?;
    Ok(value.parse()?)
}

fn said(strace: Child) -> Result<String> {
    let output = strace.wait_with_output()?;
    Ok(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

const SYNCS: &[&str] = &[
    "fsync",
    "fdatasync",
    "sync_file_range",
    "msync",
    "sync",
    "syncfs",
];
const WRITES: &[&str] = &[
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "pwritev2",
    "ftruncate",
];
const RENAMES: &[&str] = &["rename", "renameat", "renameat2"];
