use std::path::Path;
use std::{fs, io};

use store::{Opened, OrderedMap, Position, Row, Store, StoreOptions};

use crate::{entry, open, replay};

/// A store with entries and rows for all of them, closed.
fn written(dir: &Path, numbers: std::ops::RangeInclusive<u64>) {
    let (store, opened) = open(dir);
    for number in numbers {
        store.append(&entry(number)).unwrap();
    }
    store.commit().unwrap();
    replay(&store, opened.rows_from);
    store.flush_rows().unwrap();
}

/// Opens, brings the rows up to date, and checks that they are what the journal says.
fn healed(dir: &Path, entries: u64) -> Opened {
    let (store, opened) = open(dir);
    replay(&store, opened.rows_from);
    assert_rows_fit(&store, entries);
    opened
}

fn assert_rows_fit(store: &Store, entries: u64) {
    let numbers = store.tree("number").unwrap();
    let rows: Vec<Row> = numbers.pages(100).flat_map(Result::unwrap).collect();
    let expected = store.scan(Position::START).map(|found| {
        let (position, entry) = found.unwrap();
        (entry.body[..8].to_vec(), position.0.to_be_bytes().to_vec())
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
    assert_eq!(numbers.count().unwrap(), entries);
    assert_eq!(store.tree("parity").unwrap().count().unwrap(), 2);
    assert_eq!(store.rows_built_to(), store.ledger().journal().last());
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_new_store_has_nothing_to_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let (_, opened) = open(dir.path());
    assert_eq!(opened.rows_set_aside, None);
    assert_eq!(opened.rows_from, Position::START);
}

#[test]
fn rows_that_fit_go_on_where_they_were() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 1..=200);
    let (store, opened) = open(dir.path());
    assert_eq!(opened.rows_set_aside, None);
    assert_eq!(opened.rows_from, store.ledger().journal().end());
    assert_rows_fit(&store, 200);
}

#[test]
fn rows_are_derived_anew_when_their_directory_is_deleted_emptied_or_garbage() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 6] = [
        ("deleted", |sled| fs::remove_dir_all(sled).unwrap()),
        ("emptied", |sled| {
            fs::remove_dir_all(sled).unwrap();
            fs::create_dir(sled).unwrap();
        }),
        ("a file", |sled| {
            fs::remove_dir_all(sled).unwrap();
            fs::write(sled, b"not a directory").unwrap();
        }),
        ("garbage database", |sled| {
            fs::write(sled.join("db"), [0xa5; 100_000]).unwrap();
        }),
        ("garbage configuration", |sled| {
            fs::write(sled.join("conf"), [0xa5; 100]).unwrap();
        }),
        ("zeroed database", |sled| {
            let len = fs::metadata(sled.join("db")).unwrap().len();
            fs::write(sled.join("db"), vec![0; len as usize]).unwrap();
        }),
    ];
    for (name, harm) in harms {
        let dir = tempfile::tempdir().unwrap();
        written(dir.path(), 1..=200);
        harm(&dir.path().join("sled"));
        let opened = healed(dir.path(), 200);
        assert!(opened.rows_set_aside.is_some(), "{name}");
        assert_eq!(opened.rows_from, Position::START, "{name}");
        assert_eq!(opened.went_back, None, "{name}");
        let opened = healed(dir.path(), 200);
        assert_eq!(opened.rows_set_aside, None, "{name}");
    }
}

#[test]
fn an_older_copy_of_the_rows_is_brought_up_to_date() {
    let dir = tempfile::tempdir().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let sled = dir.path().join("sled");
    written(dir.path(), 1..=100);
    copy_dir(&sled, kept.path());
    written(dir.path(), 101..=150);
    fs::remove_dir_all(&sled).unwrap();
    copy_dir(kept.path(), &sled);
    let opened = healed(dir.path(), 150);
    assert_eq!(opened.rows_set_aside, None);
    assert!(opened.rows_from > Position(100 * 300));
}

#[test]
fn rows_of_another_or_a_longer_journal_are_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    written(dir.path(), 1..=20);
    written(other.path(), 1..=30);
    let sled = dir.path().join("sled");
    fs::remove_dir_all(&sled).unwrap();
    copy_dir(&other.path().join("sled"), &sled);
    let opened = healed(dir.path(), 20);
    assert!(opened.rows_set_aside.is_some());
    assert!(opened.went_back.is_some());
    assert_eq!(opened.rows_from, Position::START);
    assert_nothing_stays_aside(dir.path());
}

/// What was set aside goes once new rows hold everything, while others go on working.
fn assert_nothing_stays_aside(dir: &Path) {
    let is_aside = |entry: io::Result<fs::DirEntry>| {
        let name = entry.unwrap().file_name();
        name.to_string_lossy().starts_with("sled.aside-")
    };
    for _ in 0..1_000 {
        if !fs::read_dir(dir).unwrap().any(is_aside) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("rows that were set aside are still there");
}

#[test]
fn rows_of_another_version_are_set_aside_and_go() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 1..=20);
    for rows_version in 1..=3 {
        let options = StoreOptions {
            rows_version,
            ..StoreOptions::default()
        };
        let (store, opened) = Store::open(dir.path(), options, &mut |_| {}).unwrap();
        assert!(opened.rows_set_aside.unwrap().contains("version"));
        replay(&store, opened.rows_from);
        assert_rows_fit(&store, 20);
    }
    assert_nothing_stays_aside(dir.path());
}

#[test]
fn an_older_journal_stays_known_until_acted_on() {
    for kept in ["sled", "feeds", "roll", ""] {
        let dir = tempfile::tempdir().unwrap();
        let older = tempfile::tempdir().unwrap();
        let journal = dir.path().join("journal");
        written(dir.path(), 1..=50);
        copy_dir(&journal, older.path());
        written(dir.path(), 51..=100);
        let (store, _) = open(dir.path());
        store.ledger().sync_feeds().unwrap();
        let last = store.ledger().journal().last();
        store.save_roll(Vec::new(), last).unwrap();
        drop(store);
        fs::remove_dir_all(&journal).unwrap();
        copy_dir(older.path(), &journal);
        for derived in ["sled", "feeds", "roll"] {
            if derived != kept {
                fs::remove_dir_all(dir.path().join(derived)).unwrap();
            }
        }
        let found = |opened: &Opened| {
            if kept.is_empty() {
                opened.nothing_derived
            } else {
                opened.went_back.is_some()
            }
        };
        // The power goes each time before anything follows from it.
        for start in 1..=3 {
            let (_, opened) = open(dir.path());
            assert!(found(&opened), "{kept:?}, start {start}: {opened:?}");
        }
        let (store, _) = open(dir.path());
        store.forget_evidence().unwrap();
        drop(store);
        let (_, opened) = open(dir.path());
        assert!(!found(&opened), "{kept:?}: {opened:?}");
    }
}
