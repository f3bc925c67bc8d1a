use crate::hall::{lianban, text};
use std::path::Path;

#[test]
fn numbers_are_judged_as_every_vector_says_row_by_row() {
    for (what, file, column, rows) in [
        ("resident-id", "resident-id.csv", "id", 47),
        ("uscc", "uscc.csv", "code", 34),
    ] {
        let vectors = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("vectors")
            .join(file);
        let done = lianban(["check", what, "--csv", vectors.to_str().unwrap()]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let out = text(&done.stdout);
        assert_eq!(out.lines().next(), Some(format!("{column},valid").as_str()));
        let table = std::fs::read_to_string(&vectors).unwrap();
        // The numbers themselves hold no comma and no quote: the first two cells are the text up to the second comma.
        let expected: Vec<String> = table
            .lines()
            .skip(1)
            .map(|line| line.split(',').take(2).collect::<Vec<_>>().join(","))
            .collect();
        let printed: Vec<&str> = out.lines().skip(1).collect();
        assert_eq!(printed, expected);
        assert_eq!(printed.len(), rows);
    }
}

#[test]
fn a_table_without_the_column_and_a_missing_one_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("numbers.csv");
    std::fs::write(&table, "number\n1\n").unwrap();
    let done = lianban(["check", "uscc", "--csv", table.to_str().unwrap()]);
    assert!(!done.status.success());
    assert!(text(&done.stderr).contains("numbers.csv:1: no column code"));
    let done = lianban(["check", "uscc", "--csv", "no/such.csv"]);
    assert!(!done.status.success());
    assert!(text(&done.stderr).contains("cannot open no/such.csv"));
}
