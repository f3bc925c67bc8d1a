//! The files of `topology/` that are built into the program.

use anyhow::{Context, Result, ensure};
use calendar::Calendar;
use catalog::Catalog;
use std::path::{Path, PathBuf};
use tiers::Departments;

/// Catalog and calendar as the program ships them.
#[derive(Debug, Clone)]
pub struct ShippedCatalog {
    /// Departments by code, from `catalog/departments.csv`.
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
        include_str!("../../../topology/federations/daqing.toml"),
    ),
    (
        "divisions/daqing.csv",
        include_str!("../../../topology/divisions/daqing.csv"),
    ),
    (
        "divisions/heilongjiang-cities.csv",
        include_str!("../../../topology/divisions/heilongjiang-cities.csv"),
    ),
    (
        "catalog/departments.csv",
        include_str!("../../../topology/catalog/departments.csv"),
    ),
    (
        "catalog/items.jsonl",
        include_str!("../../../topology/catalog/items.jsonl"),
    ),
    (
        "catalog/parallel.jsonl",
        include_str!("../../../topology/catalog/parallel.jsonl"),
    ),
    (
        "calendar/cn-workdays.csv",
        include_str!("../../../topology/calendar/cn-workdays.csv"),
    ),
    (
        "calendar/hours.toml",
        include_str!("../../../topology/calendar/hours.toml"),
    ),
    (
        "calendar/provinces/45.csv",
        include_str!("../../../topology/calendar/provinces/45.csv"),
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
