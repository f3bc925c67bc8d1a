//! `lianban law`: the law as the program has it.

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::law;
use std::io::{Write, stdout};
use words::Lang;

#[derive(Debug, Subcommand)]
pub(super) enum LawTask {
    /// Every act: in which states, by whom, under which conditions, where it leads, which article.
    Table(LawArgs),
    /// The states of a case as SVG; with --json a text that holds it.
    Diagram(LawArgs),
    /// What becomes of two acts that did not know each other, for every pair.
    Rivals(LawArgs),
}

#[derive(Debug, Args)]
pub(super) struct LawArgs {
    /// Text in English instead of Chinese.
    #[arg(long)]
    english: bool,
    /// JSON, for scripts; in both languages.
    #[arg(long)]
    json: bool,
}

/// Does what it says.
pub(super) fn perform(task: LawTask) -> Result<()> {
    let text = match task {
        LawTask::Table(args) if args.json => serde_json::to_string(&law::table())?,
        LawTask::Table(args) => law::table_text(args.english),
        LawTask::Rivals(args) if args.json => serde_json::to_string(&law::rivals())?,
        LawTask::Rivals(args) => law::rivals_text(args.english),
        LawTask::Diagram(args) => {
            let drawn = law::diagram(if args.english { Lang::En } else { Lang::Zh });
            if args.json {
                serde_json::json!({ "svg": drawn }).to_string()
            } else {
                drawn
            }
        }
    };
    writeln!(stdout(), "{}", text.trim_end())?;
    Ok(())
}
