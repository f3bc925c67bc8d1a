//! What the province holds of its cities: rows without names, numbers or persons, read once each.

use calendar::UnixMillis;
use engine::Engine;
use engine::journal::RowItem;
use engine::look::RowName as Name;
use serde::Deserialize;
use std::collections::BTreeMap;
use supervision::{FindingRow, Key, Light};
use tiers::PlaceCode;

/// Rows read in one question to the engine.
const BATCH: usize = 2_000;

/// The rows held, read.
#[derive(Debug, Default)]
pub(crate) struct Province {
    pub(crate) rows: BTreeMap<Name, HeldRow>,
}

/// One row for the province, read once at the version that the engine held.
#[derive(Debug)]
pub(crate) struct HeldRow {
    pub(crate) version: u64,
    incarnation: [u8; 16],
    pub(crate) says: Says,
}

/// What a row says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Trail(Trail),
    Found(Vec<FindingRow>),
    Count(Key, u64),
    /// Nothing is left to say, or this version cannot read it.
    Nothing,
}

/// A masked trail, as far as a room needs it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trail {
    pub(crate) home: PlaceCode,
    pub(crate) light: Light,
    pub(crate) received: UnixMillis,
    pub(crate) due: Option<UnixMillis>,
    pub(crate) concluded: Option<UnixMillis>,
}

impl Province {
    /// Reads some of the rows that have changed; true while there are more.
    pub(crate) fn catch_up(&mut self, engine: &Engine) -> bool {
        let known =
            |name: &Name| (self.rows.get(name)).map(|held| (held.version, held.incarnation));
        let rows = engine.rows_changed(known, BATCH).into_iter();
        let batch: Vec<(Name, HeldRow)> = rows
            .map(|row| {
                let held = read(&row);
                ((row.city, row.kind, row.key), held)
            })
            .collect();
        let more = batch.len() == BATCH;
        self.rows.extend(batch);
        more
    }
}

fn read(row: &RowItem) -> HeldRow {
    let says = match row.kind.as_str() {
        "trail" => trail(&row.body).map(Says::Trail),
        "finding" => found(&row.body).map(Says::Found),
        "count" => count(&row.body),
        _ => None,
    };
    HeldRow {
        version: row.version,
        incarnation: row.incarnation,
        says: says.unwrap_or(Says::Nothing),
    }
}

fn trail(body: &str) -> Option<Trail> {
    #[derive(Deserialize)]
    struct TrailBody {
        home: PlaceCode,
        received: UnixMillis,
        phase: serde_json::Value,
        light: Light,
        due: Option<UnixMillis>,
        acts: Vec<ActRow>,
    }
    #[derive(Deserialize)]
    struct ActRow {
        kind: String,
        at: Option<UnixMillis>,
        standing: String,
    }
    let body: TrailBody = serde_json::from_str(body).ok()?;
    let ending = match body.phase.as_str() {
        Some("refused") => Some("refuse"),
        Some("concluded" | "delivered") => Some("conclude"),
        _ => None,
    };
    let ends = body
        .acts
        .iter()
        .filter(|act| Some(act.kind.as_str()) == ending && act.standing == "stands");
    Some(Trail {
        home: body.home,
        light: body.light,
        received: body.received,
        due: body.due,
        concluded: ends.filter_map(|act| act.at).max(),
    })
}

fn found(body: &str) -> Option<Vec<FindingRow>> {
    #[derive(Deserialize)]
    struct FindingBody {
        findings: Vec<FindingRow>,
    }
    let body: FindingBody = serde_json::from_str(body).ok()?;
    Some(body.findings)
}

fn count(body: &str) -> Option<Says> {
    #[derive(Deserialize)]
    struct CountBody {
        of: Key,
        n: u64,
    }
    let body: CountBody = serde_json::from_str(body).ok()?;
    Some(Says::Count(body.of, body.n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use supervision::{Count, Rule};

    #[test]
    fn a_trail_tells_when_it_ended_by_acts_that_stand() {
        let body = serde_json::json!({
            "item": "BM-010", "home": "230621101201", "received": 1_000, "phase": "delivered",
            "light": "off", "due": 9_000,
            "acts": [
                { "kind": "conclude", "at": 3_000, "standing": "stands" },
                { "kind": "conclude", "at": 5_000, "standing": "invalid" },
                { "kind": "deliver", "at": 6_000, "standing": "stands" },
            ],
        });
        let read = trail(&body.to_string()).unwrap();
        assert_eq!(read.concluded, Some(UnixMillis(3_000)));
        assert_eq!(
            (read.light, read.due),
            (Light::Off, Some(UnixMillis(9_000)))
        );
        let open = serde_json::json!({
            "home": "230621101201", "received": 1_000, "phase": { "handling": "承办" },
            "light": "red", "due": null, "acts": [],
        });
        let read = trail(&open.to_string()).unwrap();
        assert_eq!((read.light, read.concluded), (Light::Red, None));
    }

    #[test]
    fn counts_are_read_as_they_are_published() {
        let key = Key {
            place: "230621000000".parse().unwrap(),
            department: "X05".to_owned(),
            item: "BM-010".to_owned(),
            day: "2026-11-21".to_owned(),
            what: Count::Red(Rule::CaseLimit),
        };
        let body = serde_json::json!({ "of": key, "n": 3 }).to_string();
        assert_eq!(count(&body), Some(Says::Count(key, 3)));
        assert_eq!(count("null"), None);
        assert_eq!(found("null"), None);
    }
}
