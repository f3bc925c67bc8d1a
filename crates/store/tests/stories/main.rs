//! What happens to a store in a real directory, told as stories.

mod killed_while_writing;
mod one_at_a_time;
mod rows_come_back;

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use store::{Entry, FeedSlot, OpenStoreError, Opened, Position, RowBatch, Store, StoreOptions};

/// Opens a store that nobody has open. One story starts a child process, and between its fork and its exec
/// the child holds whatever locks the other stories' files had: those go by themselves within moments.
fn open(dir: &Path) -> (Store, Opened) {
    const TRIES: usize = 200;
    for _ in 0..TRIES {
        match Store::open(dir, StoreOptions::default(), &mut |_| {}) {
            Err(OpenStoreError::InUse { .. }) => sleep(Duration::from_millis(10)),
            opened => return opened.unwrap(),
        }
    }
    panic!("{} stays in use", dir.display());
}

/// An entry with a number in it, which takes the place of that number in the feed of link 1.
fn entry(number: u64) -> Entry {
    let slot = FeedSlot {
        link: 1,
        seq: number,
        rolling: u128::from(number).to_be_bytes(),
        source: 0,
        source_seq: 0,
        at: None,
    };
    Entry {
        kind: 1,
        feeds: vec![slot],
        body: [number.to_be_bytes().as_slice(), &[7; 300]].concat(),
    }
}

fn number(entry: &Entry) -> u64 {
    u64::from_be_bytes(*entry.body.first_chunk().unwrap())
}

/// What a node does after opening: derives a row from every entry that the rows do not hold yet.
fn replay(store: &Store, from: Position) {
    let mut batch = RowBatch::new();
    let mut built_to = None;
    for found in store.scan(from) {
        let (position, entry) = found.unwrap();
        batch.put("number", &entry.body[..8], position.0.to_be_bytes());
        batch.put("parity", [entry.body[7] % 2], &entry.body[..8]);
        built_to = Some(position);
        if batch.len() >= 100 {
            store
                .write_rows(&std::mem::take(&mut batch), position)
                .unwrap();
        }
    }
    if let Some(built_to) = built_to {
        store.write_rows(&batch, built_to).unwrap();
    }
}
