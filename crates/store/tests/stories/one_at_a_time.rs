use std::fs;

use store::{OpenLedgerError, OpenStoreError, Store, StoreOptions, WriteRowsError};

use crate::{entry, open};

#[test]
fn a_store_is_open_in_one_place_only() {
    let dir = tempfile::tempdir().unwrap();
    let (store, opened) = open(dir.path());
    assert!(opened.witness_is_new);
    let witness = store.witness();
    let again = Store::open(dir.path(), StoreOptions::default(), &mut |_| {});
    assert!(matches!(again.err(), Some(OpenStoreError::InUse { .. })));
    drop(store);
    let (store, opened) = open(dir.path());
    assert!(!opened.witness_is_new);
    assert_eq!(store.witness(), witness);
}

#[test]
fn a_store_of_a_newer_format_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("format"), "lianban store 2\n").unwrap();
    let opened = Store::open(dir.path(), StoreOptions::default(), &mut |_| {});
    let error = opened.err().unwrap();
    assert!(matches!(error, OpenStoreError::Format { .. }), "{error}");
}

#[test]
fn a_backup_of_segments_alone_is_a_whole_store_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    for number in 1..=20 {
        store.append(&entry(number)).unwrap();
    }
    store.commit().unwrap();
    let restored = tempfile::tempdir().unwrap();
    fs::create_dir(restored.path().join("journal")).unwrap();
    for segment in fs::read_dir(dir.path().join("journal")).unwrap() {
        let segment = segment.unwrap();
        let target = restored.path().join("journal").join(segment.file_name());
        fs::copy(segment.path(), target).unwrap();
    }
    let (copy, opened) = open(restored.path());
    assert!(opened.witness_is_new && opened.ledger.feeds_rebuilt);
    assert_eq!(copy.feed(1, 1, 99).unwrap(), store.feed(1, 1, 99).unwrap());
    assert_ne!(copy.witness(), store.witness());
}

#[test]
fn rows_claim_only_what_is_committed_and_never_less_than_before() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let first = store.append(&entry(1)).unwrap();
    let batch = store::RowBatch::new();
    assert!(matches!(
        store.write_rows(&batch, first),
        Err(WriteRowsError::NotCommitted(_))
    ));
    let second = store.append(&entry(2)).unwrap();
    store.commit().unwrap();
    store.write_rows(&batch, second).unwrap();
    assert!(matches!(
        store.write_rows(&batch, first),
        Err(WriteRowsError::Behind { .. })
    ));
    assert_eq!(store.rows_built_to(), second);
}

#[test]
fn a_store_whose_journal_is_gone_is_not_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(&dir.path().join("new"));
    store.append(&entry(1)).unwrap();
    store.commit().unwrap();
    drop(store);
    drop(open(&dir.path().join("new")));
    fs::remove_dir_all(dir.path().join("new/journal")).unwrap();
    let opened = Store::open(
        &dir.path().join("new"),
        StoreOptions::default(),
        &mut |_| {},
    );
    assert!(matches!(
        opened.err(),
        Some(OpenStoreError::Ledger(OpenLedgerError::JournalGone { .. }))
    ));
}

#[test]
fn disk_usage_names_each_part() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    for number in 1..=20 {
        store.append(&entry(number)).unwrap();
    }
    store.commit().unwrap();
    let usage = store.disk_usage().unwrap();
    assert!(usage.journal_bytes > 20 * 300);
    assert_eq!(usage.feeds_bytes, 20 * 44);
    assert!(usage.rows_bytes > 0);
    assert_eq!(usage.aside_bytes, 0);
}
