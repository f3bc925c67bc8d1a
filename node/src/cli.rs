//! The command line.

use crate::commands::{
    calendar_due, case_why, catalog_check, catalog_flow, catalog_rounds, check_numbers,
    papers_back, verify,
};
use crate::config::{NodeConfig, identity};
use crate::desk::duplicate;
use crate::engine::editing::EditStep;
use crate::engine::{Command, Reply};
use crate::progress::Bar;
use crate::run::{RunOptions, open, run};
use crate::seals::DirectoryExport;
use crate::{authority, calendar_files, clock::Clock, deed, demo, init, law, load, socket};
use anyhow::{Context, Result, bail};
use calendar::UnixMillis;
use casework::Deed;
use catalog::Lang;
use clap::{Args, Parser, Subcommand};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write, stderr, stdout};
use std::path::{Path, PathBuf};
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
    Status {
        #[command(flatten)]
        node: NodeArgs,
        /// Papers that came back: in English.
        #[arg(long)]
        english: bool,
    },
    /// Changes that were set aside, and why.
    Quarantine(NodeArgs),
    /// The law as the program has it.
    #[command(subcommand)]
    Law(LawTask),
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
    /// Prints a paper of a case: an act, with a number of the node's block. Printed again it keeps its number.
    Print {
        #[command(flatten)]
        node: NodeArgs,
        /// Who prints.
        #[arg(long)]
        user: String,
        /// Its number or id.
        case: String,
        /// The paper's short name: receipt, correct, accept, refuse, special, extend, grant, deny, result,
        /// delivery, custody and so on; a wrong one is answered with all of them.
        paper: String,
        /// Member item, where the paper is a branch's.
        #[arg(long)]
        branch: Option<String>,
        /// Prints what stands on it, line by line: what its code vouches for.
        #[arg(long, conflicts_with = "json")]
        text: bool,
    },
    /// How every limit of a case was counted, day by day.
    Why {
        #[command(flatten)]
        node: NodeArgs,
        /// Its number or id.
        case: String,
        /// In English.
        #[arg(long)]
        english: bool,
    },
    /// Gives all open proxy cases of one agent of the place to another: he left, or was replaced.
    Assign {
        #[command(flatten)]
        node: NodeArgs,
        /// The agent up to now, by log-in name.
        #[arg(long)]
        from: String,
        /// The next agent, by log-in name: one in the directory in force.
        #[arg(long)]
        to: String,
        /// Who assigns: an agent, window or administrator of the place.
        #[arg(long)]
        user: String,
        /// Why.
        #[arg(long)]
        reason: String,
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
        /// Its kind, such as accept, step, decide; a misspelt one is answered with all of them.
        kind: String,
        /// Member item, in a bundle.
        #[arg(long)]
        branch: Option<String>,
        /// Accept under the catalog version in force today instead of the receipt's.
        #[arg(long)]
        today: bool,
        /// What goes with it.
        #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
        fields: Vec<(String, String)>,
    },
}

#[derive(Debug, Subcommand)]
enum CatalogTask {
    /// Names every fault of a catalog folder by file, line and rule.
    Check(catalog_check::CatalogCheck),
    /// Draws the flow chart of an item or a bundle as SVG.
    Flow(catalog_flow::CatalogFlow),
    /// Clean-up rounds: what cities report, and what their figures and this catalog come to.
    Rounds(catalog_rounds::CatalogRounds),
    /// The lines that may be filed at a node.
    List(NodeArgs),
    /// Drafts of items at the city, and where each stands.
    Drafts(NodeArgs),
    /// The draft of an item with what is wrong with it, or the version published last.
    Draft {
        #[command(flatten)]
        node: NodeArgs,
        /// Item.
        code: String,
    },
    /// Writes a draft of an item: an administrator at the city that publishes the catalog.
    Edit {
        #[command(flatten)]
        node: NodeArgs,
        /// Who.
        #[arg(long)]
        user: String,
        /// The whole item as JSON, `-` for standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Sends it to the legal office at once.
        #[arg(long)]
        send: bool,
    },
    /// Sends a draft to the legal office.
    Send {
        #[command(flatten)]
        node: NodeArgs,
        /// Who.
        #[arg(long)]
        user: String,
        /// Item.
        code: String,
    },
    /// Approves or returns a draft: somebody of the legal office who did not write it.
    Review {
        #[command(flatten)]
        node: NodeArgs,
        /// Who.
        #[arg(long)]
        user: String,
        /// Item.
        code: String,
        /// Approved with this opinion.
        #[arg(
            long,
            value_name = "OPINION",
            conflicts_with = "back",
            required_unless_present = "back"
        )]
        approve: Option<String>,
        /// Returned with this opinion.
        #[arg(long = "return", value_name = "OPINION")]
        back: Option<String>,
    },
    /// Publishes an approved draft: it travels to all nodes.
    Publish {
        #[command(flatten)]
        node: NodeArgs,
        /// Who.
        #[arg(long)]
        user: String,
        /// Item.
        code: String,
    },
    /// Gives a draft up.
    Discard {
        #[command(flatten)]
        node: NodeArgs,
        /// Who.
        #[arg(long)]
        user: String,
        /// Item.
        code: String,
    },
}

#[derive(Debug, Subcommand)]
enum DirectoryTask {
    /// Prints the public keys of the tree as JSON, for `verify --directory`. Nobody's name is in it; with
    /// --json it is one line.
    Export(NodeArgs),
}

#[derive(Debug, Subcommand)]
enum LawTask {
    /// Every act: in which states, by whom, under which conditions, where it leads, which article.
    Table(LawArgs),
    /// The states of a case as SVG; with --json a text that holds it.
    Diagram(LawArgs),
    /// What becomes of two acts that did not know each other, for every pair.
    Rivals(LawArgs),
}

#[derive(Debug, Args)]
struct LawArgs {
    /// In English.
    #[arg(long)]
    english: bool,
    /// JSON, for scripts; in both languages.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum CalendarTask {
    /// Publishes a calendar: an administrator at the city that publishes the catalog. What is open and
    /// due on another day by it is counted again.
    Publish {
        #[command(flatten)]
        node: NodeArgs,
        /// Who.
        #[arg(long)]
        user: String,
        /// Folder with cn-workdays.csv and hours.toml.
        #[arg(long = "calendar", value_name = "DIR")]
        folder: PathBuf,
        /// Two digits, for a province that has days of its own.
        #[arg(long)]
        province: Option<String>,
    },
    /// Due dates for a table of receipts.
    Due(calendar_due::CalendarDue),
}

/// Parses the command line and does what it says.
pub fn main() -> ExitCode {
    let task = match Cli::parse().task {
        Task::Verify(args) => return judge_code(&args),
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
        Task::Catalog(task) => catalog(task),
        Task::Status { node, english } => {
            let said = ask(&node, Command::Status)?;
            let people = |said: &Value| [summary(said), papers_back::text(said, english)].concat();
            print(&node, &said, people).map(|()| true)
        }
        Task::Quarantine(node) => {
            let said = ask(&node, Command::Quarantine)?;
            print(&node, &said, |said| {
                table(said, &["link", "seq", "bytes", "reason"])
            })
            .map(|()| true)
        }
        Task::Law(task) => law(task).map(|()| true),
        Task::Calendar(CalendarTask::Publish {
            node,
            user,
            folder,
            province,
        }) => {
            let calendar = calendar_files::read_folder(&folder, province.as_deref())?.to_bytes();
            let said = ask(&node, Command::PublishCalendar { user, calendar })?;
            print(&node, &said, |said| cell(&said["ok"])).map(|()| true)
        }
        Task::Calendar(CalendarTask::Due(args)) => {
            calendar_due::run(&args, &mut stdout().lock(), &mut stderr().lock())
        }
        Task::Check(args) => check_numbers::run(&args, &mut stdout().lock(), &mut stderr().lock()),
        // Its three ends are told apart in `main`.
        Task::Verify(args) => {
            verify::run(&args, directory, &mut stdout().lock()).map(|exit| exit == 0)
        }
        Task::Directory(DirectoryTask::Export(node)) => {
            let said = ask(&node, Command::Directory)?;
            print(&node, &said, |said| format!("{said:#}")).map(|()| true)
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

fn law(task: LawTask) -> Result<()> {
    let text = match task {
        LawTask::Table(args) if args.json => serde_json::to_string(&law::table())?,
        LawTask::Table(args) => law::table_text(args.english),
        LawTask::Rivals(args) if args.json => serde_json::to_string(&law::rivals())?,
        LawTask::Rivals(args) => law::rivals_text(args.english),
        LawTask::Diagram(args) => {
            let drawn = law::diagram(if args.english { Lang::En } else { Lang::Zh });
            match args.json {
                true => serde_json::json!({ "svg": drawn }).to_string(),
                false => drawn,
            }
        }
    };
    writeln!(stdout(), "{}", text.trim_end())?;
    Ok(())
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

fn catalog(task: CatalogTask) -> Result<bool> {
    let step = |node: NodeArgs, user: String, code: String, step: EditStep| {
        let said = ask(&node, Command::Edit { user, code, step })?;
        print(&node, &said, edited).map(|()| true)
    };
    match task {
        CatalogTask::Check(args) => {
            catalog_check::run(&args, &mut stdout().lock(), &mut stderr().lock())
        }
        CatalogTask::Flow(args) => catalog_flow::run(&args, &mut stdout().lock()).map(|()| true),
        CatalogTask::Rounds(args) => {
            catalog_rounds::run(&args, &mut stdout().lock()).map(|()| true)
        }
        CatalogTask::List(node) => {
            let said = ask(&node, Command::Items)?;
            print(&node, &said, |said| {
                table(said, &["code", "limit", "department", "name"])
            })
            .map(|()| true)
        }
        CatalogTask::Drafts(node) => {
            let said = ask(&node, Command::Edits)?;
            print(&node, &said, |said| {
                table(said, &["code", "state", "changed", "editors"])
            })
            .map(|()| true)
        }
        CatalogTask::Draft { node, code } => {
            let said = ask(&node, Command::EditShow { code })?;
            print(&node, &said, edited).map(|()| true)
        }
        CatalogTask::Edit {
            node,
            user,
            file,
            send,
        } => {
            let item = if file.as_os_str() == "-" {
                std::io::read_to_string(std::io::stdin())?
            } else {
                std::fs::read_to_string(&file)
                    .with_context(|| format!("cannot read {}", file.display()))?
            };
            let code = written_code(&item)?;
            let save = Command::Edit {
                user: user.clone(),
                code: code.clone(),
                step: EditStep::Save { item },
            };
            let said = ask(&node, save)?;
            if send {
                return step(node, user, code, EditStep::Send);
            }
            print(&node, &said, edited).map(|()| true)
        }
        CatalogTask::Send { node, user, code } => step(node, user, code, EditStep::Send),
        CatalogTask::Review {
            node,
            user,
            code,
            approve,
            back,
        } => {
            let review = match (approve, back) {
                (Some(opinion), _) => EditStep::Approve { opinion },
                (None, back) => EditStep::Return {
                    opinion: back.unwrap_or_default(),
                },
            };
            step(node, user, code, review)
        }
        CatalogTask::Publish { node, user, code } => step(node, user, code, EditStep::Publish),
        CatalogTask::Discard { node, user, code } => step(node, user, code, EditStep::Discard),
    }
}

/// The code in the JSON of an item.
fn written_code(item: &str) -> Result<String> {
    let item: Value = serde_json::from_str(item).context("the item is not JSON")?;
    let code = item["code"].as_str().context("the item has no code")?;
    Ok(code.to_owned())
}

/// A draft for people: where it stands, what it changes, what is wrong, who did what.
fn edited(said: &Value) -> String {
    let list = |value: &Value| {
        let all = value.as_array().into_iter().flatten().map(cell);
        all.collect::<Vec<_>>().join(", ")
    };
    let mut lines = vec![format!(
        "{} {}: {}",
        cell(&said["code"]),
        cell(&said["item"]["name"]),
        cell(&said["state"])
    )];
    lines.push(format!("changed: {}", list(&said["changed"])));
    for flaw in said["flaws"].as_array().into_iter().flatten() {
        let (rule, zh, en) = (cell(&flaw["rule"]), cell(&flaw["zh"]), cell(&flaw["en"]));
        lines.push(format!("  {rule}: {zh} ({en})"));
    }
    for row in said["trail"].as_array().into_iter().flatten() {
        let at = UnixMillis(row["at"].as_i64().unwrap_or(0)).rfc3339();
        let (what, user, opinion) = (
            cell(&row["what"]),
            cell(&row["user"]),
            cell(&row["opinion"]),
        );
        lines.push(
            format!("{at} {what} {user} {opinion}")
                .trim_end()
                .to_owned(),
        );
    }
    lines.join("\n")
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
            for number in said["duplicates"].as_array().into_iter().flatten() {
                let (zh, en) = duplicate(&cell(number));
                eprintln!("{zh} ({en})");
            }
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
        CaseTask::Print {
            node,
            user,
            case,
            paper,
            branch,
            text,
        } => {
            let command = Command::Print {
                user,
                case,
                paper,
                branch,
            };
            let said = ask(&node, command)?;
            print(&node, &said, |said| {
                let of = |name: &str| cell(&said[name]);
                match text {
                    true => of("text").trim_end().to_owned(),
                    false => {
                        let again = if said["again"] == true { " 补打" } else { "" };
                        format!("{} {}{again}\n{}", of("title"), of("number"), of("code"))
                    }
                }
            })
        }
        CaseTask::Why {
            node,
            case,
            english,
        } => {
            let said = ask(&node, Command::Why { case })?;
            print(&node, &said, |said| case_why::text(said, english))
        }
        CaseTask::Assign {
            node,
            from,
            to,
            user,
            reason,
        } => {
            let command = Command::Assign {
                user,
                from,
                to,
                reason,
            };
            let said = ask(&node, command)?;
            print(&node, &said, assigned)
        }
        CaseTask::Act {
            node,
            user,
            case,
            kind,
            branch,
            today,
            fields,
        } => {
            let deed = deed::deed(&kind, &fields.into_iter().collect())?;
            let command = match (today, &deed) {
                (false, _) => Command::Act {
                    user,
                    case,
                    branch,
                    deed,
                },
                (true, Deed::Accept) => Command::AcceptToday { user, case },
                (true, _) => bail!("--today goes with accept only"),
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

/// Who has which cases now, one number a line, then how many.
fn assigned(said: &Value) -> String {
    let list = |name: &str| said[name].as_array().into_iter().flatten();
    let mut lines: Vec<String> = list("numbers").map(cell).collect();
    lines.extend(list("left").map(|left| {
        let (number, zh, en) = (cell(&left["number"]), cell(&left["zh"]), cell(&left["en"]));
        format!("{number} not assigned: {zh} ({en})")
    }));
    let (from, to) = (cell(&said["from"]), cell(&said["to"]));
    lines.push(format!("{} case(s) of {from} to {to}", said["count"]));
    lines.join("\n")
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
            "lights {} · set aside {} · waiting {}",
            said["lights"], said["quarantined"], said["parked"]
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
        // Where standard error is a file on a disk that fails, there is nobody to tell.
        .log_internal_errors(false)
        .init();
}
