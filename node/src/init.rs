//! `lianban init`: makes a node's directory from a federation file; at the city it publishes catalog,
//! calendar and directory.

use crate::calendar_files;
use crate::config::{self, LinkConfig, Logins, NodeConfig, StoreConfig};
use crate::engine::Founding;
use crate::progress::Silent;
use crate::run;
use anyhow::{Context, Result, bail, ensure};
use calendar::{Calendar, UnixMillis};
use catalog::Catalog;
use std::path::{Path, PathBuf};
use tiers::{Departments, Federation, NodeId, PlaceCode, Places, Tier};

/// A federation file with all it names, read and checked.
#[derive(Debug)]
pub struct Plan {
    /// The file.
    pub federation: Federation,
    /// The divisions.
    pub places: Places,
    /// The catalog, bundles rebound to this federation's places.
    pub catalog: Catalog,
    /// The departments.
    pub departments: Departments,
    /// The calendar.
    pub calendar: Calendar,
}

impl Plan {
    /// Reads a federation file and the files it names.
    ///
    /// # Errors
    /// Naming every fault of the catalog and of the federation.
    pub fn read(file: &Path) -> Result<Plan> {
        let text = read(file)?;
        let federation = Federation::read(&text, &file.display().to_string())?;
        let base = file.parent().unwrap_or(Path::new("."));
        let divisions: Vec<(String, String)> = (federation.divisions.iter())
            .map(|name| Ok((name.clone(), read(&base.join(name))?)))
            .collect::<Result<_>>()?;
        let divisions: Vec<(&str, &str)> = divisions
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let places = Places::read(&divisions)?;
        let folder = base.join(&federation.catalog);
        let departments =
            Departments::read(&read(&folder.join("departments.csv"))?, "departments.csv")?;
        let (mut catalog, faults) = Catalog::read(
            &read(&folder.join("items.jsonl"))?,
            "items.jsonl",
            &read(&folder.join("parallel.jsonl"))?,
            "parallel.jsonl",
            &departments,
        );
        if !faults.is_empty() {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            bail!(
                "the catalog in {} has faults:\n{}",
                folder.display(),
                faults.join("\n")
            );
        }
        for (code, rebind) in &federation.rebind {
            let bundle = (catalog.bundles.get_mut(code))
                .with_context(|| format!("rebind names {code}, which is no bundle"))?;
            *bundle = bundle.rebound(rebind.county_division, rebind.city_division);
        }
        let folder = base.join(&federation.calendar);
        let province = federation.calendar_province.as_deref();
        let calendar = calendar_files::read_folder(&folder, province)?;
        let faults = federation.check(&places, &departments);
        if !faults.is_empty() {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            bail!("{} has faults:\n{}", file.display(), faults.join("\n"));
        }
        Ok(Plan {
            federation,
            places,
            catalog,
            departments,
            calendar,
        })
    }

    /// What the root publishes.
    ///
    /// # Errors
    /// When a node has no key yet.
    pub fn founding(&self) -> Result<Founding> {
        let entries = self.federation.nodes.iter().map(|node| {
            self.federation.entry(node.place, &self.places).with_context(|| {
                format!(
                    "the node at {} has no node_id in the federation file: `lianban ca issue` prints it",
                    node.place
                )
            })
        });
        Ok(Founding {
            calendar: self.calendar.clone(),
            entries: entries.collect::<Result<_>>()?,
            departments: (self.departments.iter())
                .map(|department| (department.code.clone(), department.name.clone()))
                .collect(),
            items: self.catalog.items.values().cloned().collect(),
            bundles: self.catalog.bundles.values().cloned().collect(),
        })
    }

    /// The key of the node that publishes.
    ///
    /// # Errors
    /// When the federation has no city, or it has no key yet.
    pub fn root(&self) -> Result<NodeId> {
        let mut nodes = self.federation.nodes.iter();
        let city = nodes.find(|node| node.place.tier() == Tier::City);
        let city = city.context("the federation file has no city")?;
        city.node_id.with_context(|| {
            format!(
                "the city {} has no node_id in the federation file",
                city.place
            )
        })
    }
}

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
        store: StoreConfig::default(),
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
        let founding = plan.founding()?;
        let published = engine.found(&founding, &options.publisher);
        published.map_err(|refused| anyhow::anyhow!(refused.en))?;
        engine.commit()?;
    }
    engine.write_rows();
    Ok(config)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Catalog and calendar as the program ships them.
#[derive(Debug, Clone)]
pub struct ShippedCatalog {
    /// Departments.
    pub departments: Departments,
    /// Items and bundles.
    pub catalog: Catalog,
    /// Working days and hours.
    pub calendar: Calendar,
}

impl ShippedCatalog {
    /// Reads them.
    ///
    /// # Errors
    /// When something shipped is missing or has faults.
    pub fn read() -> Result<ShippedCatalog> {
        let departments =
            Departments::read(shipped("catalog/departments.csv")?, "departments.csv")?;
        let (catalog, faults) = Catalog::read(
            shipped("catalog/items.jsonl")?,
            "items.jsonl",
            shipped("catalog/parallel.jsonl")?,
            "parallel.jsonl",
            &departments,
        );
        ensure!(faults.is_empty(), "the shipped catalog has faults");
        let calendar = Calendar::read(
            shipped("calendar/cn-workdays.csv")?,
            "cn-workdays.csv",
            shipped("calendar/hours.toml")?,
            "hours.toml",
        )?;
        Ok(ShippedCatalog {
            departments,
            catalog,
            calendar,
        })
    }
}

/// The text of a shipped file.
///
/// # Errors
/// When there is none of that name.
pub fn shipped(name: &str) -> Result<&'static str> {
    let found = SHIPPED.iter().find(|(file, _)| *file == name);
    let found = found.map(|(_, text)| *text);
    found.with_context(|| format!("{name} is not shipped"))
}

/// The files the program ships, for a demonstration without a checkout.
pub const SHIPPED: [(&str, &str); 9] = [
    (
        "federations/daqing.toml",
        include_str!("../../topology/federations/daqing.toml"),
    ),
    (
        "divisions/daqing.csv",
        include_str!("../../topology/divisions/daqing.csv"),
    ),
    (
        "divisions/heilongjiang-cities.csv",
        include_str!("../../topology/divisions/heilongjiang-cities.csv"),
    ),
    (
        "catalog/departments.csv",
        include_str!("../../topology/catalog/departments.csv"),
    ),
    (
        "catalog/items.jsonl",
        include_str!("../../topology/catalog/items.jsonl"),
    ),
    (
        "catalog/parallel.jsonl",
        include_str!("../../topology/catalog/parallel.jsonl"),
    ),
    (
        "calendar/cn-workdays.csv",
        include_str!("../../topology/calendar/cn-workdays.csv"),
    ),
    (
        "calendar/hours.toml",
        include_str!("../../topology/calendar/hours.toml"),
    ),
    (
        "calendar/provinces/45.csv",
        include_str!("../../topology/calendar/provinces/45.csv"),
    ),
];

/// Writes the shipped files below `dir`; answers the federation file.
///
/// # Errors
/// When they cannot be written.
pub fn write_shipped(dir: &Path) -> Result<PathBuf> {
    for (name, text) in SHIPPED {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(dir.join(SHIPPED[0].0))
}
