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

    // An entry that was cut in the middle. The last one only notes how far the city has come, which the
    // city says again.
    until("the county knows that all is at the city", || {
        let list = county.run_well(&["case", "list"], &[]);
        let mut list = list.as_array().unwrap().iter();
        list.all(|row| row["reach"] == 1).then_some(())
    });
    county.kill();
    let path = newest_segment(&county);
    let whole = std::fs::metadata(&path).unwrap().len();
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(whole - 3).unwrap();
    drop(file);
    county.start();
    assert!(county.status()["torn_bytes"].as_u64() > Some(0));
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
