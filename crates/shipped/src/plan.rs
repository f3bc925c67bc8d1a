//! A federation file, read and checked with everything that it names.

use crate::calendar_files;
use anyhow::{Context, Result, bail};
use calendar::Calendar;
use catalog::Catalog;
use std::path::Path;
use tiers::{Departments, DirectoryEntry, Federation, NodeId, Places, Tier};

/// A federation file with all it names, read and checked.
#[derive(Debug)]
pub struct Plan {
    /// The federation file itself: its nodes, and the files that it names.
    pub federation: Federation,
    /// Places of all division files that it names.
    pub places: Places,
    /// The catalog, bundles rebound to this federation's places.
    pub catalog: Catalog,
    /// Departments by code, from the catalog's folder.
    pub departments: Departments,
    /// Working days and hours, with the days of its province where it names one.
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
                "the catalog in {} has faults, which `lianban catalog check` says in words:\n{}",
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

    /// The directory entries of all its nodes.
    ///
    /// # Errors
    /// When a node has no key yet.
    pub fn entries(&self) -> Result<Vec<DirectoryEntry>> {
        let entries = self.federation.nodes.iter().map(|node| {
            self.federation.entry(node.place, &self.places).with_context(|| {
                format!(
                    "the node at {} has no node_id in the federation file: `lianban ca issue` prints it",
                    node.place
                )
            })
        });
        entries.collect()
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

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
