//! `lianban load`: a profile is played through the real engine, and the figures it must show come out.

use crate::hall::{lianban, text};
use serde_json::Value;
use std::path::PathBuf;

/// The city, two of its counties, a township in each and their villages.
fn divisions(dir: &std::path::Path) -> PathBuf {
    let shipped = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../topology/divisions/daqing.csv"
    );
    let shipped = std::fs::read_to_string(shipped).unwrap();
    let kept = [
        "code",
        "230600000000",
        "230602000000",
        "230621000000",
        "230602001",
        "230621101",
    ];
    let lines = shipped.lines();
    let lines: Vec<&str> = lines
        .filter(|line| kept.iter().any(|code| line.starts_with(code)))
        .collect();
    let path = dir.join("divisions.csv");
    std::fs::write(&path, lines.join("\n")).unwrap();
    path
}

#[test]
fn a_month_of_work_is_one_json_object_with_every_figure() {
    let dir = tempfile::tempdir().unwrap();
    let file = divisions(dir.path());
    let file = file.to_str().unwrap();
    let store = dir.path().join("store");
    let done = lianban([
        "load",
        "--profile",
        "yichang-month",
        "--divisions",
        file,
        "--seed",
        "1",
        "--scale",
        "0.004",
        "--dir",
        store.to_str().unwrap(),
        "--json",
    ]);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{err}");
    let told: Value = serde_json::from_str(&out).unwrap();
    // 34 cases: 12.92 instant, 16.864 early, the other 4 on the due date and so warned.
    for (name, expected) in [
        ("received", 34),
        ("closed", 34),
        ("open", 0),
        ("instant", 13),
        ("early", 17),
        ("on_time", 34),
        ("overdue", 0),
        ("yellow", 4),
        ("red", 0),
        ("fee_refused", 0),
        ("fee_let_through", 0),
        ("parallel", 0),
        ("departments_ranked", 46),
    ] {
        assert_eq!(told[name], expected, "{name}");
    }
    assert_eq!(told["early_rate"]["of"], 21);
    assert!(told["cases_per_second"].as_f64().unwrap() > 0.0);
    assert!(told["assumed"]["yellow"]["why"].is_string());
    assert!(store.join("journal").is_dir(), "a named folder is kept");
}

#[test]
fn what_cannot_be_played_is_refused_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let file = divisions(dir.path());
    let file = file.to_str().unwrap();
    for (args, told) in [
        (
            &["--profile", "handan-messages"][..],
            "daqing-2010, yichang-month",
        ),
        (&["--profile", "yichang"], "no profile \"yichang\""),
        (
            &["--profile", "xian", "--overdue", "3"],
            "xian says overdue itself",
        ),
        (
            &["--profile", "shenyang", "--working-days", "2000"],
            "2026-12-31",
        ),
        (
            &["--profile", "xian", "--from", "2017-01-02"],
            "outside the calendar",
        ),
    ] {
        let all = [&["load", "--divisions", file], args].concat();
        let done = lianban(all);
        let err = text(&done.stderr);
        assert!(!done.status.success(), "{args:?}");
        assert!(err.contains(told), "{args:?}: {err}");
    }
}
