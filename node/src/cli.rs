//! The command line.

use crate::commands::{calendar_due, catalog_check};
use crate::config::{NodeConfig, identity};
use crate::engine::{Command, Reply};
use crate::progress::Bar;
use crate::run::{RunOptions, open, run};
use crate::{authority, clock::Clock, deed, demo, init, load, socket};
use anyhow::{Context, Result, bail};
use calendar::UnixMillis;
use clap::{Args, Parser, Subcommand};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use tiers::PlaceCode;

/// 联办 Lianban: one program for every tier of a city's service centres and for the rooms above them.
#[derive(Debug, Parser)]
#[command(name = "lianban", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
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
    Ca(CaTask),
    /// Cases at a node.
    #[command(subcommand)]
    Case(CaseTask),
    /// The catalog.
    #[command(subcommand)]
    Catalog(CatalogTask),
    /// What a node is and how it is.
    Status(NodeArgs),
    /// Changes that were set aside, and why.
    Quarantine(NodeArgs),
    /// The legal clock.
    #[command(subcommand)]
    Calendar(CalendarTask),
    /// Reads a password from standard input and prints its hash for a federation file.
    Password,
}

/// Which node.
#[derive(Debug, Args)]
struct NodeArgs {
    /// The node's directory.
    #[arg(long, env = "LIANBAN_DIR")]
    dir: PathBuf,
    /// JSON, for scripts.
    #[arg(long)]
    json: bool,
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
enum CaTask {
    /// Makes an authority.
    Create {
        /// Its directory.
        #[arg(long)]
        dir: PathBuf,
        /// Name of the tree.
        #[arg(long)]
        name: String,
        /// Marks the tree as a demonstration's.
        #[arg(long)]
        demo: bool,
    },
    /// Issues a certificate for the node at a place, with a new key where there is none.
    Issue {
        /// The authority's directory.
        #[arg(long)]
        dir: PathBuf,
        /// Where the node stands.
        #[arg(long)]
        place: PlaceCode,
        /// The node's directory.
        #[arg(long)]
        out: PathBuf,
        /// How long it is valid, days.
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
    /// Shows what a node's certificate says.
    Show {
        /// The node's directory.
        #[arg(long)]
        dir: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum CaseTask {
    /// Files a case.
    File {
        #[command(flatten)]
        node: NodeArgs,
        /// Who files.
        #[arg(long)]
        user: String,
        /// Item or bundle.
        #[arg(long)]
        item: String,
        /// A field of the form: name, id_number, phone, address, quantity, note.
        #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
        fields: Vec<(String, String)>,
        /// A material and the number of copies.
        #[arg(long = "material", value_name = "NAME=COPIES", value_parser = pair)]
        materials: Vec<(String, String)>,
    },
    /// All cases and drafts.
    List {
        #[command(flatten)]
        node: NodeArgs,
    },
    /// One case.
    Show {
        #[command(flatten)]
        node: NodeArgs,
        /// Its number or id.
        case: String,
    },
    /// Does something to a case.
    Act {
        #[command(flatten)]
        node: NodeArgs,
        /// Who does it.
        #[arg(long)]
        user: String,
        /// Its number or id.
        case: String,
        /// accept, correct, resubmit, refuse, fee, step, decide, conclude, deliver, takeover, resolve, press.
        kind: String,
        /// Member item, in a bundle.
        #[arg(long)]
        branch: Option<String>,
        /// What goes with it.
        #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
        fields: Vec<(String, String)>,
    },
}

#[derive(Debug, Subcommand)]
enum CatalogTask {
    /// Names every fault of a catalog folder by file, line and rule.
    Check(catalog_check::CatalogCheck),
    /// The lines that may be filed at a node.
    List(NodeArgs),
}

#[derive(Debug, Subcommand)]
enum CalendarTask {
    /// Due dates for a table of receipts.
    Due(calendar_due::CalendarDue),
}

/// Parses the command line and does what it says.
pub fn main() -> ExitCode {
    match perform(Cli::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lianban: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<bool> {
    match task {
        Task::Demo(args) => demo::demo(&args),
        Task::Load(args) => load::load(&args, &mut stdout().lock()),
        Task::Init(args) => {
            let plan = init::Plan::read(&args.federation)?;
            let options = init::InitOptions {
                parent: args.parent,
                publisher: args.publisher,
                ..init::InitOptions::default()
            };
            let config = init::init(&plan, args.place, &args.dir, &options, Clock::System.now())?;
            eprintln!(
                "{} is ready: `lianban run --dir {}`",
                config.place,
                args.dir.display()
            );
            Ok(true)
        }
        Task::Run(args) => {
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
        Task::Ca(task) => ca(task).map(|()| true),
        Task::Case(task) => case(task).map(|()| true),
        Task::Catalog(CatalogTask::Check(args)) => {
            catalog_check::run(&args, &mut stdout().lock(), &mut stderr().lock())
        }
        Task::Catalog(CatalogTask::List(node)) => {
            let said = ask(&node, Command::Items)?;
            print(&node, &said, |said| {
                table(said, &["code", "limit", "department", "name"])
            })
            .map(|()| true)
        }
        Task::Status(node) => {
            let said = ask(&node, Command::Status)?;
            print(&node, &said, summary).map(|()| true)
        }
        Task::Quarantine(node) => {
            let said = ask(&node, Command::Quarantine)?;
            print(&node, &said, |said| {
                table(said, &["link", "seq", "bytes", "reason"])
            })
            .map(|()| true)
        }
        Task::Calendar(CalendarTask::Due(args)) => {
            calendar_due::run(&args, &mut stdout().lock(), &mut stderr().lock())
        }
        Task::Password => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            let hash = console::hash_password(password.trim_end_matches('\n'))?;
            writeln!(stdout(), "{hash}")?;
            Ok(true)
        }
    }
}

fn ca(task: CaTask) -> Result<()> {
    let now = Clock::System.now().0;
    match task {
        CaTask::Create { dir, name, demo } => {
            authority::create(&dir, &name, demo, now)?;
            eprintln!(
                "authority made in {}; keep authority.key where nobody else reads it",
                dir.display()
            );
        }
        CaTask::Issue {
            dir,
            place,
            out,
            days,
        } => {
            let node = authority::issue(&authority::load(&dir)?, place, &out, now, days)?;
            writeln!(stdout(), "{node}")?;
        }
        CaTask::Show { dir } => {
            let identity = identity(&dir)?;
            let show = serde_json::json!({
                "tree": identity.tree(),
                "demo": identity.demo(),
                "place": identity.place(),
                "tier": identity.tier(),
                "node": tiers::NodeId(identity.node_id()),
                "valid_until": UnixMillis(identity.not_after_ms()).rfc3339(),
            });
            writeln!(stdout(), "{show:#}")?;
        }
    }
    Ok(())
}

fn case(task: CaseTask) -> Result<()> {
    match task {
        CaseTask::File {
            node,
            user,
            item,
            fields,
            materials,
        } => {
            let mut form: BTreeMap<String, String> = fields.into_iter().collect();
            let material = |(name, copies)| (format!("{}{name}", casework::MATERIAL), copies);
            form.extend(materials.into_iter().map(material));
            let command = Command::File {
                user,
                item,
                fields: form,
            };
            let said = ask(&node, command)?;
            print(&node, &said, |said| {
                format!(
                    "{} {}\n{}",
                    said["paper"].as_str().unwrap_or(""),
                    said["number"].as_str().unwrap_or(""),
                    said["case"].as_str().unwrap_or("")
                )
            })
        }
        CaseTask::List { node } => {
            let said = ask(&node, Command::List)?;
            print(&node, &said, |said| {
                table(
                    said,
                    &[
                        "number",
                        "kind",
                        "phase",
                        "light",
                        "reach",
                        "code",
                        "applicant",
                        "id",
                    ],
                )
            })
        }
        CaseTask::Show { node, case } => {
            let said = ask(&node, Command::Show { case })?;
            print(&node, &said, |said| format!("{said:#}"))
        }
        CaseTask::Act {
            node,
            user,
            case,
            kind,
            branch,
            fields,
        } => {
            let deed = deed::deed(&kind, &fields.into_iter().collect())?;
            let command = Command::Act {
                user,
                case,
                branch,
                deed,
            };
            let said = ask(&node, command)?;
            print(&node, &said, |said| {
                format!(
                    "{} {}",
                    said["kind"].as_str().unwrap_or(""),
                    said["act"].as_str().unwrap_or("")
                )
            })
        }
    }
}

/// Asks the running node, or opens its directory when none runs.
fn ask(node: &NodeArgs, command: Command) -> Result<Value> {
    if let Some(mut client) = socket::Client::connect(&node.dir) {
        return client.ask(&command)?.map_err(told);
    }
    NodeConfig::read(&node.dir)?;
    let (mut engine, ..) = open(&node.dir, Clock::System.now(), &Bar::default())?;
    let said: Result<Reply, _> = engine.execute(command);
    engine
        .commit()
        .context("the journal could not be written")?;
    engine.write_rows();
    Ok(serde_json::to_value(said.map_err(told)?)?)
}

fn told(refused: crate::engine::Refused) -> anyhow::Error {
    let mut lines = vec![format!("{} ({})", refused.zh, refused.en)];
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

/// Rows of an array, the named columns apart by tabs.
fn table(said: &Value, columns: &[&str]) -> String {
    let mut lines = vec![columns.join("\t")];
    for row in said.as_array().into_iter().flatten() {
        let cells: Vec<String> = columns.iter().map(|column| cell(&row[*column])).collect();
        lines.push(cells.join("\t"));
    }
    lines.join("\n")
}

fn summary(said: &Value) -> String {
    let mut lines = vec![
        format!(
            "{} {} ({})",
            cell(&said["place"]),
            cell(&said["name"]),
            cell(&said["tier"])
        ),
        format!(
            "now {} · version {}",
            cell(&said["now"]),
            cell(&said["version"])
        ),
        format!(
            "records {} · acts {} · items {} · bundles {}",
            said["records"], said["acts"], said["items"], said["bundles"]
        ),
        format!(
            "lights {} · set aside {}",
            said["lights"], said["quarantined"]
        ),
        format!(
            "numbers left {}{}",
            said["numbers_left"],
            if said["numbers_low"] == true {
                " (low: ask for a new block)"
            } else {
                ""
            }
        ),
    ];
    for link in said["links"].as_array().into_iter().flatten() {
        let state = if link["online"] == true {
            "online"
        } else {
            "offline"
        };
        let side = if link["parent"] == true {
            "above"
        } else {
            "below"
        };
        let waiting = link["last"]
            .as_u64()
            .unwrap_or(0)
            .saturating_sub(link["acked"].as_u64().unwrap_or(0));
        lines.push(format!(
            "{side} {} {}: {state}, {waiting} waiting",
            cell(&link["place"]),
            cell(&link["name"])
        ));
    }
    lines.join("\n")
}

fn pair(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => bail!("write it as NAME=VALUE"),
    }
}

fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LIANBAN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(false)
        .init();
}
