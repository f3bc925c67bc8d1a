use crate::hall::{program, text, until};
use lianban::socket::Client;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn the_day_of_the_demonstration() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(program());
    demo.args(["demo", "--once", "--report", "json", "--dir"]);
    demo.arg(folder.path().join("x")).stdin(Stdio::null());
    let done = demo.output().unwrap();
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{out}\n{err}");
    // Nothing but one object: whatever follows it would not be JSON.
    let report: Value = serde_json::from_str(&out).expect("one JSON object");
    let stories = report["stories"].as_array().unwrap();
    let passed: Vec<&str> = stories
        .iter()
        .filter(|story| story["pass"] == true)
        .map(|story| story["name"].as_str().unwrap())
        .collect();
    assert_eq!(passed, STORIES, "{out}\n{err}");
    assert_eq!(report["acknowledged_lost"], 0, "{out}");
    assert_eq!(report["converged"], true, "{out}");
    assert_eq!(report["nodes"], 11, "{out}");
    assert!(report["cases"].as_u64() > Some(0), "{out}");
    assert!(report["acts"].as_u64() > report["cases"].as_u64(), "{out}");
    assert!(report["convergence_ms"].is_u64(), "{out}");
    let links = report["links"].as_array().unwrap();
    let children: BTreeSet<&str> = (links.iter())
        .map(|link| link["child"].as_str().unwrap())
        .collect();
    assert_eq!((links.len(), children.len()), (10, 10), "{out}");
    for link in links {
        assert!(link["up_bytes"].as_u64() > Some(0), "{link}");
        assert!(link["down_bytes"].as_u64() > Some(0), "{link}");
    }
    let findings = report["findings"].as_object().unwrap();
    assert!(!findings.is_empty(), "{out}");
    for rules in findings.values() {
        let rules = rules.as_object().unwrap();
        let names: BTreeSet<&str> = rules.keys().map(String::as_str).collect();
        assert_eq!(names, RULES.into());
        for lit in rules.values() {
            assert!(lit["yellow"].is_u64() && lit["red"].is_u64(), "{lit}");
        }
    }
    assert!(
        nodes_below(folder.path()).is_empty(),
        "it left nodes behind"
    );
}

#[test]
fn killed_demonstrations_leave_no_node_behind() {
    const NODES: usize = 11;
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("x");
    let mut demo = Command::new(program());
    demo.args(["demo", "--dir"]).arg(&dir).stdin(Stdio::null());
    demo.stdout(Stdio::null()).stderr(Stdio::null());
    let mut demo = demo.spawn().unwrap();
    let answering = || {
        let dirs = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        dirs.filter(|entry| Client::connect(&entry.path()).is_some())
            .count()
    };
    until("all nodes answer", || {
        assert!(demo.try_wait().unwrap().is_none(), "it ended by itself");
        (answering() == NODES).then_some(())
    });
    assert_eq!(nodes_below(&dir).len(), NODES);
    demo.kill().unwrap();
    demo.wait().unwrap();
    until("all nodes end", || {
        nodes_below(&dir).is_empty().then_some(())
    });
    assert_eq!(answering(), 0);
}

/// Ids of the processes that run a node below a folder.
fn nodes_below(folder: &Path) -> Vec<u32> {
    let folder = folder.to_str().unwrap();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let runs_below = |pid: &u32| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let words: Vec<String> = line.split(|byte| *byte == 0).map(text).collect();
        words.get(1).is_some_and(|word| word == "run")
            && words.iter().any(|word| word.starts_with(folder))
    };
    pids.filter(runs_below).collect()
}

const STORIES: [&str; 7] = [
    "catalog_reaches_every_node",
    "village_files_while_cut_off",
    "decided_by_the_right_roles",
    "linked_parallel_approval",
    "rival_edits_and_rival_acts",
    "yellow_then_red_everywhere",
    "province_catches_up",
];

const RULES: [&str; 14] = [
    "case_limit",
    "clock",
    "delivery_limit",
    "fee",
    "hearing_limit",
    "intake_limit",
    "legal_limit",
    "lower_review_limit",
    "materials",
    "promise_check",
    "rating",
    "step_limit",
    "step_order",
    "suspension",
];
