//! `lianban law`: the law as the program has it.

use anyhow::Result;
use casework::Regime;
use clap::{Args, Subcommand};
use desk::law;
use std::io::{Write, stdout};
use words::Lang;

#[derive(Debug, Subcommand)]
pub(super) enum LawTask {
    /// Every act: in which states, by whom, under which conditions, where it leads, which article.
    Table(RegimeArgs),
    /// The states of a case as SVG; with --json a text that holds it.
    Diagram(RegimeArgs),
    /// What becomes of two acts that did not know each other, for every pair.
    Rivals(LawArgs),
}

#[derive(Debug, Args)]
pub(super) struct LawArgs {
    /// Text in English instead of Chinese.
    #[arg(long)]
    english: bool,
    /// JSON, for scripts.
    #[arg(long)]
    json: bool,
}

/// A table or a diagram, of one kind of power.
#[derive(Debug, Args)]
pub(super) struct RegimeArgs {
    /// licence, benefit, confirmation, filing, service or other. Default: all of them as JSON, licences as text and drawn.
    #[arg(long, value_name = "R", value_parser = regime)]
    regime: Option<Regime>,
    #[command(flatten)]
    law: LawArgs,
}

fn regime(given: &str) -> Result<Regime, String> {
    let known = Regime::ALL
        .into_iter()
        .find(|regime| regime.name() == given);
    known.ok_or_else(|| {
        let names: Vec<&str> = Regime::ALL.iter().map(|regime| regime.name()).collect();
        format!("one of {}", names.join(", "))
    })
}

/// Does what it says.
pub(super) fn perform(task: LawTask) -> Result<()> {
    let text = match task {
        LawTask::Table(args) if args.law.json => {
            let regimes = args.regime.map_or(Regime::ALL.to_vec(), |one| vec![one]);
            serde_json::to_string(&law::lines(&regimes))?
        }
        LawTask::Table(args) => law::table_text(args.regime.unwrap_or_default(), args.law.english),
        LawTask::Rivals(args) if args.json => serde_json::to_string(&law::rivals())?,
        LawTask::Rivals(args) => law::rivals_text(args.english),
        LawTask::Diagram(args) => {
            let lang = if args.law.english { Lang::En } else { Lang::Zh };
            let drawn = law::diagram(args.regime.unwrap_or_default(), lang);
            if args.law.json {
                serde_json::json!({ "svg": drawn }).to_string()
            } else {
                drawn
            }
        }
    };
    writeln!(stdout(), "{}", text.trim_end())?;
    Ok(())
}
