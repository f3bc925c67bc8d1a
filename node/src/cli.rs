//! The command line.

mod ca;
mod case;
mod catalog;
mod law;
mod papers;

use crate::command::Command;
use crate::commands::status::Origin;
use crate::commands::{
    calendar_due, calendar_publish, check_numbers, in_both, pick, quarantine, status, verify,
};
use crate::config::NodeConfig;
use crate::progress::ProgressLine;
use crate::replies::{self, RefusedReply};
use crate::run::{RunOptions, open, run};
use crate::{clock::Clock, demo, init, load, socket};
use ::papers::DirectoryExport;
use anyhow::{Context, Result};
use calendar::UnixMillis;
use clap::{Args, Parser, Subcommand};
use serde_json::Value;
use std::io::{Read, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tiers::PlaceCode;
use words::{Text, text};

/// 联办 Lianban: one program for every tier of a city's service centres and for the rooms above them.
#[derive(Debug, Parser)]
#[command(name = "lianban", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    task: CliCommand,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// A whole federation on this machine: plays a day, then stays up with its consoles.
    Demo(demo::DemoArgs),
    /// Plays a profile of cases through one store and counts what comes of it.
    Load(load::LoadArgs),
    /// Makes a node's directory from a federation file.
    Init(InitArgs),
    /// Runs a node until it is told to stop.
    Run(RunArgs),
    /// The authority that issues certificates for the nodes of one tree.
    #[command(subcommand)]
    Ca(ca::CaTask),
    /// Cases at a node.
    #[command(subcommand)]
    Case(case::CaseTask),
    /// The catalog: its files, and its items and drafts at a node.
    #[command(subcommand)]
    Catalog(catalog::CatalogTask),
    /// What a node is and how it is.
    Status(TextArgs),
    /// Changes that were set aside, and why.
    Quarantine(TextArgs),
    /// Papers that came back after a restore.
    #[command(subcommand)]
    Papers(papers::PapersTask),
    /// The law as the program has it.
    #[command(subcommand)]
    Law(law::LawTask),
    /// The legal clock.
    #[command(subcommand)]
    Calendar(CalendarTask),
    /// Numbers of people and organisations.
    #[command(subcommand)]
    Check(check_numbers::CheckNumbers),
    /// Whether the code on a paper is genuine.
    Verify(verify::Verify),
    /// The directory of nodes.
    #[command(subcommand)]
    Directory(DirectoryTask),
    /// Reads a password from standard input and prints its hash for a federation file.
    Password,
}

/// Which node is asked, and how its answer is printed.
#[derive(Debug, Args)]
struct NodeArgs {
    /// The node's directory.
    #[arg(long, env = "LIANBAN_DIR")]
    dir: PathBuf,
    /// JSON, for scripts.
    #[arg(long)]
    json: bool,
}

/// Which node, and in which language it is told of.
#[derive(Debug, Args)]
struct TextArgs {
    #[command(flatten)]
    node: NodeArgs,
    /// Answers in English instead of Chinese.
    #[arg(long)]
    english: bool,
}

#[derive(Debug, Args)]
struct InitArgs {
    /// The federation file.
    #[arg(long)]
    federation: PathBuf,
    /// Where the node stands: 12 digits.
    #[arg(long)]
    place: PlaceCode,
    /// The node's directory, with the key and certificate of `ca issue` in it.
    #[arg(long)]
    dir: PathBuf,
    /// Address of the node above, as host:port.
    #[arg(long)]
    parent: Option<String>,
    /// Who publishes the catalog, at the city.
    #[arg(long, default_value = "administrator")]
    publisher: String,
    /// Says in English instead of Chinese how to go on.
    #[arg(long)]
    english: bool,
}

#[derive(Debug, Args)]
struct RunArgs {
    /// The node's directory.
    #[arg(long, env = "LIANBAN_DIR")]
    dir: PathBuf,
    /// Take the time from standard input, beginning at this moment (RFC 3339): demonstrations only.
    #[arg(long, value_name = "MOMENT")]
    demo_clock: Option<String>,
}

#[derive(Debug, Subcommand)]
enum DirectoryTask {
    /// Prints the public keys of the tree as JSON, for `verify --directory`. Nobody's name is in it; with
    /// --json it is one line.
    Export(NodeArgs),
}

#[derive(Debug, Subcommand)]
enum CalendarTask {
    /// Publishes a calendar: an administrator at the city that publishes the catalog, after another person of the legal
    /// office has checked the list. What is open and due on another day by it is counted again. Without --checked-by
    /// nothing is published: it says what the list would change.
    Publish {
        #[command(flatten)]
        node: NodeArgs,
        /// Log-in name of the administrator who publishes.
        #[arg(long)]
        user: String,
        /// Log-in name of the person of the legal office who checked the list.
        #[arg(long)]
        checked_by: Option<String>,
        /// Folder with cn-workdays.csv and hours.toml.
        #[arg(long = "calendar", value_name = "DIR")]
        folder: PathBuf,
        /// Two digits, for a province that has days of its own.
        #[arg(long)]
        province: Option<String>,
        /// Answers in English instead of Chinese.
        #[arg(long)]
        english: bool,
    },
    /// Due dates for a table of receipts.
    Due(calendar_due::CalendarDue),
}

/// Parses the command line and does what it says.
pub fn main() -> ExitCode {
    let task = match Cli::parse().task {
        CliCommand::Verify(args) => return judge_code(&args),
        task => task,
    };
    match perform(task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lianban: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: CliCommand) -> Result<bool> {
    match task {
        CliCommand::Demo(args) => demo::demo(&args),
        CliCommand::Load(args) => load::load(&args, &mut stdout().lock()),
        CliCommand::Init(args) => {
            let plan = shipped::Plan::read(&args.federation)?;
            let options = init::InitOptions {
                parent: args.parent,
                publisher: args.publisher,
                ..init::InitOptions::default()
            };
            let config = init::init(&plan, args.place, &args.dir, &options, Clock::System.now())?;
            let (place, dir) = (config.place, args.dir.display());
            let ready = text!(
                "init-ready",
                place = place.to_string(),
                dir = dir.to_string()
            );
            eprintln!("{}", pick(ready, args.english));
            Ok(true)
        }
        CliCommand::Run(args) => {
            logs();
            let demo_clock = args
                .demo_clock
                .as_deref()
                .map(UnixMillis::parse)
                .transpose()?;
            let options = RunOptions {
                progress: demo_clock.is_none(),
                demo_clock,
            };
            run(&args.dir, &options).map(|()| true)
        }
        CliCommand::Ca(task) => ca::perform(task).map(|()| true),
        CliCommand::Case(task) => case::perform(task).map(|()| true),
        CliCommand::Catalog(task) => catalog::perform(task),
        CliCommand::Status(TextArgs { node, english }) => {
            let (said, from) = ask_whom(&node, Command::Status)?;
            print(&node, &said, |said| status::text(said, from, english)).map(|()| true)
        }
        CliCommand::Quarantine(TextArgs { node, english }) => {
            let said = ask(&node, Command::Quarantine)?;
            print(&node, &said, |said| quarantine::text(said, english)).map(|()| true)
        }
        CliCommand::Papers(task) => papers::perform(task).map(|()| true),
        CliCommand::Law(task) => law::perform(task).map(|()| true),
        CliCommand::Calendar(CalendarTask::Publish {
            node,
            user,
            checked_by,
            folder,
            province,
            english,
        }) => {
            let calendar = shipped::read_folder(&folder, province.as_deref())?.to_bytes();
            let published = checked_by.is_some();
            let command = match checked_by {
                None => Command::CompareCalendar { calendar },
                Some(checked_by) => Command::PublishCalendar {
                    user,
                    checked_by,
                    calendar,
                },
            };
            let said = ask(&node, command)?;
            print(&node, &said, |said| {
                calendar_publish::text(said, published, english)
            })
            .map(|()| true)
        }
        CliCommand::Calendar(CalendarTask::Due(args)) => {
            calendar_due::run(&args, &mut stdout().lock(), &mut stderr().lock())
        }
        CliCommand::Check(args) => {
            check_numbers::run(&args, &mut stdout().lock(), &mut stderr().lock())
        }
        // Its three ends are told apart in `main`.
        CliCommand::Verify(args) => {
            verify::run(&args, directory, &mut stdout().lock()).map(|exit| exit == 0)
        }
        CliCommand::Directory(DirectoryTask::Export(node)) => {
            let said = ask(&node, Command::Directory)?;
            print(&node, &said, |said| format!("{said:#}")).map(|()| true)
        }
        CliCommand::Password => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            let hash = console::hash_password(password.trim_end_matches('\n'))?;
            writeln!(stdout(), "{hash}")?;
            Ok(true)
        }
    }
}

/// Says of a code what it is: the one command whose ends are three.
fn judge_code(args: &verify::Verify) -> ExitCode {
    match verify::run(args, directory, &mut stdout().lock()) {
        Ok(exit) => ExitCode::from(exit),
        Err(error) => {
            eprintln!("lianban: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The keys that the node in `dir` knows.
fn directory(dir: &Path) -> Result<DirectoryExport> {
    let node = NodeArgs {
        dir: dir.to_owned(),
        json: true,
    };
    let said = ask(&node, Command::Directory)?;
    serde_json::from_value(said).context("the node's answer is no directory")
}

/// Asks the running node, or opens its directory when none runs.
fn ask(node: &NodeArgs, command: Command) -> Result<Value> {
    ask_whom(node, command).map(|(said, _)| said)
}

/// As [`ask`], with whose answer it is.
fn ask_whom(node: &NodeArgs, command: Command) -> Result<(Value, Origin)> {
    if let Some(mut client) = socket::Client::connect(&node.dir) {
        let said = client.ask(&command)?.map_err(told)?;
        return Ok((said, Origin::Running));
    }
    NodeConfig::read(&node.dir)?;
    let (mut engine, ..) = open(&node.dir, Clock::System.now(), &ProgressLine::default())?;
    let said = command.execute(&mut engine);
    engine
        .commit()
        .context("the journal could not be written")?;
    engine.write_rows();
    let said = said.map_err(|refused| told(refused.into()))?;
    Ok((replies::json(&said), Origin::Directory))
}

fn told(refused: RefusedReply) -> anyhow::Error {
    let mut lines = vec![in_both(&Text::new(refused.zh, refused.en))];
    let fields = refused.fields.iter();
    lines.extend(fields.map(|fault| format!("  {}: {} ({})", fault.field, fault.zh, fault.en)));
    anyhow::anyhow!(lines.join("\n"))
}

fn print(node: &NodeArgs, said: &Value, people: impl Fn(&Value) -> String) -> Result<()> {
    let text = if node.json {
        said.to_string()
    } else {
        people(said)
    };
    writeln!(stdout(), "{text}")?;
    Ok(())
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Rows of an array, the named columns separated by tabs.
fn table(said: &Value, columns: &[&str]) -> String {
    let mut lines = vec![columns.join("\t")];
    for row in said.as_array().into_iter().flatten() {
        let cells: Vec<String> = columns.iter().map(|column| cell(&row[*column])).collect();
        lines.push(cells.join("\t"));
    }
    lines.join("\n")
}

fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LIANBAN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(false)
        // Where standard error is a file on a disk that fails, there is nobody to tell.
        .log_internal_errors(false)
        .init();
}
