use crate::hall::{lianban, text};
use std::path::Path;

#[test]
fn calendar_due_agrees_with_every_vector() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/workdays.csv");
    let table = std::fs::read_to_string(&vectors).unwrap();
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("id,start,limit_workdays,due_date,due_date_deferred,note")
    );
    let mut expected = vec!["id,due_date,due_date_deferred".to_owned()];
    let mut past_the_calendar = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let (id, due, deferred) = (cells[0], cells[3], cells[4]);
        expected.push(format!("{id},{due},{deferred}"));
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
