use crate::hall::{lianban, text};
use std::path::Path;

const HEADER: &str = "id,due_date,due_date_deferred,provisional_due_date";

#[test]
fn dates_that_no_list_reaches_are_told_as_provisional() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/provisional.csv");
    let table = std::fs::read_to_string(&vectors).unwrap();
    let mut expected = vec![HEADER.to_owned()];
    expected.extend(table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{},,,{}", cells[0], cells[3])
    }));
    let done = lianban(["calendar", "due", "--csv", vectors.to_str().unwrap()]);
    assert!(done.status.success());
    let out = text(&done.stdout);
    assert_eq!(out.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_law_is_told_by_regime_and_only_licences_cite_the_licensing_law() {
    let done = lianban(["law", "table", "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&done.stdout).unwrap();
    let keys = [
        "regime", "state", "act", "roles", "guards", "to", "paper", "article",
    ];
    for row in &rows {
        assert!(keys.iter().all(|key| row.get(key).is_some()), "{row}");
        let article = row["article"].as_str().unwrap();
        assert!(
            row["regime"] == "licence" || !article.contains("许可法"),
            "{row}"
        );
    }
    let regimes: std::collections::BTreeSet<&str> = rows
        .iter()
        .map(|row| row["regime"].as_str().unwrap())
        .collect();
    assert_eq!(regimes.len(), 6);
    for regime in regimes {
        let one = lianban(["law", "table", "--json", "--regime", regime]);
        let one: Vec<serde_json::Value> = serde_json::from_slice(&one.stdout).unwrap();
        let of_it = rows.iter().filter(|row| row["regime"] == regime);
        assert!(of_it.eq(&one), "{regime}");
        let drawn = lianban(["law", "diagram", "--regime", regime]);
        assert!(text(&drawn.stdout).starts_with("<svg"), "{regime}");
    }
    let unknown = lianban(["law", "table", "--regime", "licens"]);
    assert!(!unknown.status.success() && text(&unknown.stderr).contains("licence, benefit"));
}

#[test]
fn calendar_due_agrees_with_every_vector() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/workdays.csv");
    let table = std::fs::read_to_string(&vectors).unwrap();
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("id,start,limit_workdays,due_date,due_date_deferred,note")
    );
    let mut expected = vec![HEADER.to_owned()];
    let mut past_the_calendar = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let (id, due, deferred) = (cells[0], cells[3], cells[4]);
        // The one row that no list reaches; 22 working days are left of 2026, and by the days off by law alone the 45th
        // is Wednesday the third of February.
        let provisional = if due.is_empty() { "2027-02-03" } else { "" };
        expected.push(format!("{id},{due},{deferred},{provisional}"));
        if due.is_empty() {
            past_the_calendar.push(id);
        }
    }
    let done = lianban(["calendar", "due", "--csv", vectors.to_str().unwrap()]);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{err}");
    let printed: Vec<&str> = out.lines().collect();
    assert_eq!(printed.len(), expected.len());
    for (printed, expected) in printed.iter().zip(&expected) {
        assert_eq!(printed, expected);
    }
    assert!(!past_the_calendar.is_empty());
    for id in past_the_calendar {
        assert!(err.contains(id), "no reason for {id}: {err}");
    }
}
