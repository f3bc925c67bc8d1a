//! `lianban catalog`: its files, and its items at a node.

use super::{NodeArgs, ask, cell, print, table};
use crate::command::Command;
use crate::commands::{catalog_check, catalog_flow, catalog_rounds};
use anyhow::{Context, Result};
use calendar::UnixMillis;
use clap::Subcommand;
use engine::editing::EditStep;
use serde_json::Value;
use std::io::{stderr, stdout};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum CatalogTask {
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
        /// Code of the item, such as BM-019.
        code: String,
    },
    /// Writes a draft of an item: an administrator at the city that publishes the catalog.
    Edit {
        #[command(flatten)]
        node: NodeArgs,
        /// Log-in name of the administrator who writes.
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
        /// Log-in name of the administrator who sends it.
        #[arg(long)]
        user: String,
        /// Code of the item, such as BM-019.
        code: String,
    },
    /// Approves or returns a draft: somebody of the legal office who did not write it.
    Review {
        #[command(flatten)]
        node: NodeArgs,
        /// Log-in name of the person of the legal office.
        #[arg(long)]
        user: String,
        /// Code of the item, such as BM-019.
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
        /// Log-in name of the administrator who publishes.
        #[arg(long)]
        user: String,
        /// Code of the item, such as BM-019.
        code: String,
    },
    /// Gives a draft up.
    Discard {
        #[command(flatten)]
        node: NodeArgs,
        /// Log-in name of the administrator who gives it up.
        #[arg(long)]
        user: String,
        /// Code of the item, such as BM-019.
        code: String,
    },
}

/// Does what it says.
pub(super) fn perform(task: CatalogTask) -> Result<bool> {
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
