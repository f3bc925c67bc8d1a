//! What the played day came to: one JSON object.

use super::scenes::{SceneTold, same_rows};
use super::world::{Cast, World};
use crate::command::Command;
use anyhow::Result;
use engine::answers::FindingCount;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;
use tiers::PlaceCode;

/// What the played day came to: printed as one JSON object, and passed or not.
#[derive(Debug, Serialize)]
pub struct DemoReport {
    /// The stories, in the order in which they were played.
    pub stories: Vec<SceneTold>,
    /// Nodes that answer at the end.
    pub nodes: usize,
    /// Cases at the city.
    pub cases: u64,
    /// Acts in them.
    pub acts: u64,
    /// Acts that were acknowledged to a person and are not at the city.
    pub acknowledged_lost: usize,
    /// City and below agree by fold and fingerprint, the province by findings, counts and trails, and
    /// nobody holds what is not its own.
    pub converged: bool,
    /// What is not so, where it is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<String>,
    /// Findings at the city by place and rule.
    pub findings: BTreeMap<PlaceCode, BTreeMap<String, FindingCount>>,
    /// From the mending of the last line until everything agreed.
    pub convergence_ms: u128,
    /// Bytes over each line.
    pub links: Vec<LinkBytes>,
}

/// Bytes over one line, as datagrams.
#[derive(Debug, Serialize)]
pub struct LinkBytes {
    child: PlaceCode,
    parent: PlaceCode,
    up_bytes: u64,
    down_bytes: u64,
}

impl DemoReport {
    /// Whether all is as it must be.
    pub fn passed(&self) -> bool {
        self.stories.iter().all(|story| story.pass) && self.acknowledged_lost == 0 && self.converged
    }
}

/// Differences told; the first few say enough.
const DIFFERENCES_MAX: usize = 20;

/// Compares all nodes and counts.
pub fn report(world: &mut World, stories: Vec<SceneTold>) -> Result<DemoReport> {
    let cast = Cast::of(world)?;
    let begun = Instant::now();
    let mut differences = compare(world, cast)?;
    while !differences.is_empty() && begun.elapsed() < super::world::PATIENCE {
        std::thread::sleep(std::time::Duration::from_millis(50));
        differences = compare(world, cast)?;
    }
    differences.truncate(DIFFERENCES_MAX);
    let convergence_ms = world.mended.elapsed().as_millis();
    let status = world.get(cast.city, &Command::Status)?;
    let findings = world.get(cast.city, &Command::Findings)?;
    let mut nodes = 0;
    for place in world.places() {
        nodes += usize::from(world.get(place, &Command::Status).is_ok());
    }
    let lost = lost(world, cast)?;
    let links = world
        .line_bytes()
        .into_iter()
        .map(|(child, parent, up_bytes, down_bytes)| LinkBytes {
            child,
            parent,
            up_bytes,
            down_bytes,
        });
    Ok(DemoReport {
        stories,
        nodes,
        cases: status["records"]["case"].as_u64().unwrap_or(0),
        acts: status["acts"].as_u64().unwrap_or(0),
        acknowledged_lost: lost,
        converged: differences.is_empty(),
        differences,
        findings: serde_json::from_value(findings)?,
        convergence_ms,
        links: links.collect(),
    })
}

/// Acknowledged acts that the city does not hold.
fn lost(world: &mut World, cast: Cast) -> Result<usize> {
    let mut lost = 0;
    for (case, act) in world.acknowledged.clone() {
        let show = world.ask(cast.city, &Command::Show { case })?;
        let held = show.is_ok_and(|show| {
            let trail = show["view"]["trail"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            trail.iter().any(|entry| entry["act"] == act.as_str())
        });
        lost += usize::from(!held);
    }
    Ok(lost)
}

/// What differs between nodes that should agree.
fn compare(world: &mut World, cast: Cast) -> Result<Vec<String>> {
    let mut held: BTreeMap<PlaceCode, BTreeMap<String, Value>> = BTreeMap::new();
    for place in world.places() {
        let prints = world.get(place, &Command::Fingerprints)?;
        let prints = prints.as_object().cloned().unwrap_or_default();
        held.insert(place, prints.into_iter().collect());
    }
    let mut differences = Vec::new();
    for (place, records) in &held {
        for (id, print) in records {
            if print["in_scope"] != true {
                differences.push(format!("{place} holds {id}, which is not its own"));
            }
            // Every other place where it should be has the same.
            let home: PlaceCode = print["home"].as_str().unwrap_or_default().parse()?;
            for (other, theirs) in &held {
                if !should_hold(
                    print["kind"].as_str().unwrap_or_default(),
                    home,
                    *other,
                    cast,
                ) {
                    continue;
                }
                match theirs.get(id) {
                    None => differences.push(format!("{other} has not {id}, which {place} has")),
                    Some(their)
                        if their["fold"] != print["fold"] || their["heads"] != print["heads"] =>
                    {
                        differences.push(format!("{id} differs between {place} and {other}"));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    if !same_rows(world, cast)? {
        differences.push("the province's rows are not the city's".to_owned());
    }
    let at = |world: &mut World, place| world.get(place, &Command::Findings);
    if at(world, cast.city)? != at(world, cast.province)? {
        differences.push("the province's findings are not the city's".to_owned());
    }
    Ok(differences)
}

/// Where a record of a kind must be: said anew here, apart from the code that sends.
fn should_hold(kind: &str, home: PlaceCode, place: PlaceCode, cast: Cast) -> bool {
    let on_path = place != cast.province && place.contains(home);
    match kind {
        "case" => on_path,
        "draft" => place == home || home.parent() == Some(place),
        "directory" if home == cast.city || home == cast.province => true,
        "directory" => on_path || home.contains(place),
        _ => true,
    }
}
