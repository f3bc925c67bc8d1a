//! `lianban init`: makes a node's directory from a federation file; at the city it publishes catalog,
//! calendar and directory.

use crate::config::{self, LinkConfig, Logins, NodeConfig, StoreConfig};
use crate::run;
use anyhow::{Context, Result, ensure};
use calendar::UnixMillis;
use engine::{Founding, Silent};
use shipped::Plan;
use std::path::Path;
use tiers::{NodeId, PlaceCode};

/// What is different for one node.
#[derive(Debug, Clone, Default)]
pub struct InitOptions {
    /// Address of the node above.
    pub parent: Option<String>,
    /// How its links behave.
    pub link: LinkConfig,
    /// Who publishes, at the city.
    pub publisher: String,
}

/// Makes the node's directory; key and certificate are in it already.
///
/// # Errors
/// When something is missing or does not fit.
pub fn init(
    plan: &Plan,
    place: PlaceCode,
    dir: &Path,
    options: &InitOptions,
    now: UnixMillis,
) -> Result<NodeConfig> {
    let node = (plan.federation.node(place))
        .with_context(|| format!("the federation file has no node at {place}"))?;
    let identity = config::identity(dir)?;
    ensure!(
        identity.place() == place.to_string(),
        "the certificate in {} is for {}",
        dir.display(),
        identity.place()
    );
    ensure!(
        !dir.join(config::FILE).exists(),
        "{} is a node's directory already",
        dir.display()
    );
    let config = NodeConfig {
        place,
        root: plan.root()?,
        listen: node.listen.clone(),
        parent: options.parent.clone(),
        console: node.console.clone(),
        link: options.link.clone(),
        store: StoreConfig::of(place.tier()),
    };
    config.write(dir)?;
    let hashes = node
        .people
        .iter()
        .filter_map(|login| Some((login.user.clone(), login.password_hash.clone()?)));
    let logins = Logins {
        password_hash: hashes.collect(),
    };
    logins.write(dir)?;
    let (mut engine, ..) = run::open(dir, now, &Silent)?;
    if config.root == NodeId(identity.node_id()) {
        let (calendar, entries) = (plan.calendar.clone(), plan.entries()?);
        let founding = Founding::of(calendar, entries, &plan.departments, &plan.catalog);
        let published = engine.found(&founding, &options.publisher);
        published.map_err(|refused| anyhow::anyhow!(desk::refused_text(&refused).0.en))?;
        engine.commit()?;
    }
    engine.write_rows();
    Ok(config)
}
