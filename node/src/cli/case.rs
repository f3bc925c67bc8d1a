//! `lianban case`: cases at a node.

use super::{NodeArgs, ask, cell, print, table};
use crate::command::Command;
use crate::commands::{case_why, in_both, pick};
use crate::deed;
use anyhow::{Result, bail};
use casework::Deed;
use clap::Subcommand;
use desk::duplicate;
use serde_json::Value;
use std::collections::BTreeMap;
use words::{Text, text};

#[derive(Debug, Subcommand)]
pub(super) enum CaseTask {
    /// Files a case.
    File {
        #[command(flatten)]
        node: NodeArgs,
        /// Log-in name of the person who files.
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
    /// Shows one case as JSON: its view, its limits, and what may be done next.
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
        /// Log-in name of the person who prints.
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
        /// Tells it in English instead of Chinese.
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
        /// Why the cases change hands; not empty, and written into each of them.
        #[arg(long)]
        reason: String,
        /// Answers in English instead of Chinese.
        #[arg(long)]
        english: bool,
    },
    /// Does something to a case.
    Act {
        #[command(flatten)]
        node: NodeArgs,
        /// Log-in name of the person who does it.
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

/// Does what it says.
pub(super) fn perform(task: CaseTask) -> Result<()> {
    match task {
        CaseTask::File {
            node,
            user,
            item,
            fields,
            materials,
        } => file(&node, user, item, fields, materials),
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
            print_paper(&node, command, text)
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
            english,
        } => {
            let command = Command::Assign {
                user,
                from,
                to,
                reason,
            };
            let said = ask(&node, command)?;
            print(&node, &said, |said| assigned(said, english))
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
            act(&node, today, user, case, branch, deed)
        }
    }
}

fn file(
    node: &NodeArgs,
    user: String,
    item: String,
    fields: Vec<(String, String)>,
    materials: Vec<(String, String)>,
) -> Result<()> {
    let mut form: BTreeMap<String, String> = fields.into_iter().collect();
    let material = |(name, copies)| (format!("{}{name}", casework::MATERIAL), copies);
    form.extend(materials.into_iter().map(material));
    let command = Command::File {
        user,
        item,
        fields: form,
    };
    let said = ask(node, command)?;
    for number in said["duplicates"].as_array().into_iter().flatten() {
        eprintln!("{}", in_both(&duplicate(&cell(number))));
    }
    print(node, &said, |said| {
        format!(
            "{} {}\n{}",
            said["paper"].as_str().unwrap_or(""),
            said["number"].as_str().unwrap_or(""),
            said["case"].as_str().unwrap_or("")
        )
    })
}

fn print_paper(node: &NodeArgs, command: Command, text: bool) -> Result<()> {
    let said = ask(node, command)?;
    print(node, &said, |said| {
        let of = |name: &str| cell(&said[name]);
        if text {
            of("text").trim_end().to_owned()
        } else {
            let mut head = format!("{} {}", of("title"), of("number"));
            if said["again"] == true {
                head = format!("{head} {}", text!("paper-mark-again").zh);
            }
            format!("{head}\n{}", of("code"))
        }
    })
}

fn act(
    node: &NodeArgs,
    today: bool,
    user: String,
    case: String,
    branch: Option<String>,
    deed: Deed,
) -> Result<()> {
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
    let said = ask(node, command)?;
    print(node, &said, |said| {
        format!(
            "{} {}",
            said["kind"].as_str().unwrap_or(""),
            said["act"].as_str().unwrap_or("")
        )
    })
}

/// Who has which cases now, one number a line, then how many.
fn assigned(said: &Value, english: bool) -> String {
    let list = |name: &str| said[name].as_array().into_iter().flatten();
    let mut lines: Vec<String> = list("numbers").map(cell).collect();
    lines.extend(list("left").map(|left| {
        let why = Text::new(cell(&left["zh"]), cell(&left["en"]));
        pick(
            text!("assigned-not", number = cell(&left["number"]), why = why),
            english,
        )
    }));
    let count = text!(
        "assigned-count",
        from = cell(&said["from"]),
        count = cell(&said["count"]),
        to = cell(&said["to"])
    );
    lines.push(pick(count, english));
    lines.join("\n")
}

fn pair(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => bail!("write it as NAME=VALUE"),
    }
}
