//! `lianban ca`: the authority of a tree.

use crate::clock::Clock;
use crate::commands::pick;
use crate::{authority, config::identity};
use anyhow::Result;
use calendar::UnixMillis;
use clap::Subcommand;
use std::io::{Write, stdout};
use std::path::PathBuf;
use tiers::PlaceCode;
use words::text;

#[derive(Debug, Subcommand)]
pub(super) enum CaTask {
    /// Makes an authority.
    Create {
        /// Directory for the authority's certificate and key; must not hold an authority yet.
        #[arg(long)]
        dir: PathBuf,
        /// Name of the tree.
        #[arg(long)]
        name: String,
        /// Marks the tree as a demonstration's.
        #[arg(long)]
        demo: bool,
        /// Says in English instead of Chinese what was made.
        #[arg(long)]
        english: bool,
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

/// Does what it says.
pub(super) fn perform(task: CaTask) -> Result<()> {
    let now = Clock::System.now().0;
    match task {
        CaTask::Create {
            dir,
            name,
            demo,
            english,
        } => {
            authority::create(&dir, &name, demo, now)?;
            let created = text!("ca-created", dir = dir.display().to_string());
            eprintln!("{}", pick(created, english));
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
