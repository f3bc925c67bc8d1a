use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The parts of a task, one after the other: each is announced, timed, and told in the last line.
#[derive(Debug)]
pub(crate) struct CheckParts {
    task: &'static str,
    done: Vec<CheckPart>,
}

#[derive(Debug)]
struct CheckPart {
    name: &'static str,
    outcome: PartOutcome,
    took: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartOutcome {
    Passed,
    Failed,
    Skipped,
}

impl CheckParts {
    /// A task without parts.
    pub(crate) fn of(task: &'static str) -> CheckParts {
        CheckParts {
            task,
            done: Vec::new(),
        }
    }

    /// Runs a part with its output where ours goes; whether it passed.
    pub(crate) fn run(&mut self, name: &'static str, command: &mut Command) -> bool {
        println!("==> {name}: {}", words(command));
        let began = Instant::now();
        let outcome = match command.stdin(Stdio::null()).status() {
            Ok(status) if status.success() => PartOutcome::Passed,
            Ok(status) => {
                println!("{name} ended with {status}");
                PartOutcome::Failed
            }
            Err(error) => {
                println!("{name} could not be started: {error}");
                PartOutcome::Failed
            }
        };
        self.end(name, outcome, began.elapsed());
        outcome == PartOutcome::Passed
    }

    /// Notes a part that this machine cannot do and that nobody needs to pass.
    pub(crate) fn skip(&mut self, name: &'static str, why: &str) {
        println!("==> {name}: left out: {why}");
        self.end(name, PartOutcome::Skipped, Duration::ZERO);
    }

    /// Prints the last line; whether every part passed or was left out.
    pub(crate) fn finish(self) -> bool {
        println!("{}", self.summary());
        self.passed()
    }

    fn end(&mut self, name: &'static str, outcome: PartOutcome, took: Duration) {
        self.done.push(CheckPart {
            name,
            outcome,
            took,
        });
    }

    fn passed(&self) -> bool {
        self.done
            .iter()
            .all(|part| part.outcome != PartOutcome::Failed)
    }

    fn summary(&self) -> String {
        let verdict = if self.passed() { "passed" } else { "FAILED" };
        let mut line = format!("cargo xtask {}: {verdict}", self.task);
        for (place, part) in self.done.iter().enumerate() {
            let between = if place == 0 { " (" } else { ", " };
            let told = match part.outcome {
                PartOutcome::Passed => format!("{:.1} s", part.took.as_secs_f64()),
                PartOutcome::Failed => format!("FAILED after {:.1} s", part.took.as_secs_f64()),
                PartOutcome::Skipped => "left out".to_owned(),
            };
            let _ = write!(line, "{between}{} {told}", part.name);
        }
        if !self.done.is_empty() {
            line.push(')');
        }
        line
    }
}

/// The cargo that runs us, at the root of the workspace.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root());
    command
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors()
        .nth(2)
        .expect("this package lies two folders below the root")
}

/// Whether a command can be started and succeeds; what it says is nobody's concern.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// The command as somebody would type it.
fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let mut words = program.to_string_lossy().into_owned();
    for arg in command.get_args() {
        words.push(' ');
        words.push_str(&arg.to_string_lossy());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_says_what_failed_and_what_was_left_out() {
        let mut parts = CheckParts::of("check");
        parts.end("fmt", PartOutcome::Passed, Duration::from_millis(1_500));
        assert_eq!(parts.summary(), "cargo xtask check: passed (fmt 1.5 s)");
        parts.end("clippy", PartOutcome::Failed, Duration::from_millis(40_000));
        parts.end("deny", PartOutcome::Skipped, Duration::ZERO);
        assert_eq!(
            parts.summary(),
            "cargo xtask check: FAILED (fmt 1.5 s, clippy FAILED after 40.0 s, deny left out)"
        );
        assert!(!parts.finish());
    }

    #[test]
    fn a_part_that_is_left_out_fails_nothing() {
        let mut parts = CheckParts::of("check");
        parts.skip("deny", "not installed");
        assert!(parts.passed());
    }

    #[test]
    fn a_part_that_cannot_be_started_has_failed() {
        let mut parts = CheckParts::of("test");
        assert!(!parts.run("nothing", &mut Command::new("/nonexistent/program")));
        assert!(!parts.finish());
    }

    #[test]
    fn the_root_is_where_the_workspace_is() {
        assert!(root().join("crates/xtask/src/parts.rs").is_file());
        let args = ["fmt", "--all"];
        assert!(words(&cargo(&args)).ends_with(" fmt --all"));
    }
}
