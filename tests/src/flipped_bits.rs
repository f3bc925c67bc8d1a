use crate::hall::{Node, Tree, cases, rounds, seed, until};
use lianban::command::Command;
use lianban::socket::Client;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `LIANBAN_FLIPS` says how often, `LIANBAN_SEED` what.
#[test]
fn a_damaged_file_is_healed_or_named_and_never_read_as_something_else() {
    let flips = rounds("LIANBAN_FLIPS", 8);
    let mut random = StdRng::seed_from_u64(seed());
    let tree = Tree::demo();
    let (city, mut county) = tree.city_and_county();
    for _ in 0..12 {
        county.file(&tree, "window", "BM-001");
    }
    let before = county.fingerprints();
    until("the city has them", || {
        (cases(&city).len() == 12).then_some(())
    });
    county.stop();
    let whole = contents(&county.dir.join("data"));
    let harmed: Vec<&PathBuf> = (whole.iter())
        .filter(|(path, bytes)| {
            let folder = path.parent().and_then(Path::file_name);
            let counts = ["journal", "feeds", "roll", "sled", "db"];
            !bytes.is_empty() && folder.is_some_and(|name| counts.iter().any(|it| name == *it))
        })
        .map(|(path, _)| path)
        .collect();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..flips {
        let path = harmed[random.random_range(0..harmed.len())];
        let mut bytes = whole[path].clone();
        let harm = harm(&mut random, &mut bytes);
        write_in_place(path, &bytes);
        let said = match starts(&mut county) {
            // Rows and indexes are made anew from the journal; what no entry needs may be anything. A journal
            // that lost its end is an older copy of itself: the node knows, and the city has the rest.
            Ok(_) => {
                let what = format!("{harm} of {} is healed", path.display());
                until(&what, || (county.fingerprints() == before).then_some(()));
                county.kill();
                "whole again"
            }
            Err(log) => {
                let names = log.contains("damaged") && log.contains("position");
                assert!(
                    names,
                    "{harm} of {}: no clear error:\n{log}",
                    path.display()
                );
                "refused by name"
            }
        };
        *told.entry(said).or_default() += 1;
        restore(&county.dir.join("data"), &whole);
    }
    eprintln!("{flips} harms: {told:?}");
    county.start();
    assert_eq!(county.fingerprints(), before);
}

/// Does to a file what a disk may do while nobody looks; says what.
fn harm(random: &mut StdRng, bytes: &mut Vec<u8>) -> String {
    let at = random.random_range(0..bytes.len());
    match random.random_range(0..4) {
        0 | 1 => {
            let bit = random.random_range(0..8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} turned over")
        }
        2 => {
            let len = random.random_range(1..=4_096.min(bytes.len() - at));
            bytes[at..at + len].fill(0);
            format!("{len} zeroes at byte {at}")
        }
        _ => {
            bytes.truncate(at);
            format!("cut to {at} bytes")
        }
    }
}

/// Starts the node: that it answers, or what it said when it ended.
fn starts(node: &mut Node) -> Result<(), String> {
    let logged = node.log().len();
    node.spawn();
    let answers = until("the node answers or ends", || {
        if !node.is_alive() {
            return Some(false);
        }
        // It answers this once it holds everything.
        let mut client = Client::connect(&node.dir)?;
        client.ask(&Command::Status).ok().map(|_| true)
    });
    if answers {
        return Ok(());
    }
    node.kill();
    Err(node.log()[logged..].to_owned())
}

/// All files below a folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The same file with other bytes: a new one would look like a restored copy.
fn write_in_place(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).unwrap();
    }
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
}

fn restore(folder: &Path, whole: &BTreeMap<PathBuf, Vec<u8>>) {
    for path in contents(folder).keys() {
        if !whole.contains_key(path) {
            std::fs::remove_file(path).unwrap();
        }
    }
    for (path, bytes) in whole {
        write_in_place(path, bytes);
    }
}
