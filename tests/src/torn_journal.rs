use crate::hall::{Node, Tree, filing, until};
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

#[test]
fn a_torn_journal_tail_is_cut_and_nothing_acknowledged_is_lost() {
    let tree = Tree::demo();
    let (city, mut county) = tree.city_and_county();
    let words = filing("window", "BM-001", &tree.form("BM-001"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut numbers: Vec<String> = Vec::new();
    for _ in 0..3 {
        let filed = county.run_well(&["case", "file"], &words);
        numbers.push(filed["number"].as_str().unwrap().to_owned());
    }
    let before = county.fingerprints();

    // A write that was under way when the power went: bytes after the last whole entry.
    county.kill();
    let garbage: Vec<u8> = (0..777u32).map(|n| (n * 31 % 251) as u8).collect();
    let mut segment = OpenOptions::new()
        .append(true)
        .open(newest_segment(&county))
        .unwrap();
    segment.write_all(&garbage).unwrap();
    drop(segment);
    county.start();
    assert_eq!(county.status()["torn_bytes"], garbage.len());
    holds(&county, &numbers);
    assert_eq!(county.fingerprints(), before);

    // Half an entry. (Bytes that were durable and are gone are no torn tail: that is refused, in the
    // store's own stories.)
    county.kill();
    let path = newest_segment(&county);
    let half = std::fs::read(&path).unwrap()[64..200].to_vec();
    let mut segment = OpenOptions::new().append(true).open(path).unwrap();
    segment.write_all(&half).unwrap();
    drop(segment);
    county.start();
    assert_eq!(county.status()["torn_bytes"], half.len());
    holds(&county, &numbers);
    assert_eq!(county.fingerprints(), before);

    // Rows are only derived: without them they are made anew.
    county.kill();
    std::fs::remove_dir_all(county.dir.join("data/sled")).unwrap();
    county.start();
    holds(&county, &numbers);
    assert_eq!(county.fingerprints(), before);
    let filed = county.run_well(&["case", "file"], &words);
    assert!(!numbers.contains(&filed["number"].as_str().unwrap().to_owned()));
    until("the next case is at the city", || {
        (city.status()["records"]["case"] == 4).then_some(())
    });
}

fn newest_segment(node: &Node) -> PathBuf {
    let files = std::fs::read_dir(node.dir.join("data/journal")).unwrap();
    let segments = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "seg"));
    segments.max().expect("a journal has a segment")
}

fn holds(node: &Node, numbers: &[String]) {
    let list = node.run_well(&["case", "list"], &[]);
    let listed: Vec<&Value> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["number"])
        .collect();
    assert_eq!(listed.len(), numbers.len());
    for number in numbers {
        assert!(
            listed.iter().any(|held| *held == number),
            "{number} is gone"
        );
    }
}
