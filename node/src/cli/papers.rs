//! `lianban papers`: papers that came back to a node whose store was put back.

use super::{TextArgs, ask, print};
use crate::command::Command;
use crate::commands::papers_back;
use anyhow::Result;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum PapersTask {
    /// Papers that this node handed out, forgot when it was put back to older data, and got back from other nodes: those
    /// that nobody has looked after yet, numbers given out twice first.
    Back(TextArgs),
    /// Takes note that somebody has looked after one of them: it is listed no more.
    Checked {
        #[command(flatten)]
        text: TextArgs,
        /// Who: somebody who works on cases at this node, or an administrator.
        #[arg(long)]
        user: String,
        /// Its number; or the id of its case or of its act, or the beginning of one.
        #[arg(value_name = "NUMBER")]
        paper: String,
    },
}

/// Does what it says.
pub(super) fn perform(task: PapersTask) -> Result<()> {
    match task {
        PapersTask::Back(TextArgs { node, english }) => {
            let said = papers_back::part(&ask(&node, Command::Status)?);
            print(&node, &said, |said| papers_back::list(said, english))
        }
        PapersTask::Checked {
            text: TextArgs { node, english },
            user,
            paper,
        } => {
            let said = ask(&node, Command::PaperChecked { user, paper })?;
            print(&node, &said, |said| papers_back::checked(said, english))
        }
    }
}
