use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use store::{LedgerOptions, Opened, OrderedMap, Position, Store, StoreOptions};

use crate::{entry, number, replay};

const DIR_OF_CHILD: &str = "LIANBAN_STORE_TEST_DIR";
const THIS: &str = "killed_while_writing::nothing_acknowledged_is_lost_to_kill_9";
const KILLS: u64 = 10;

#[test]
fn nothing_acknowledged_is_lost_to_kill_9() {
    if let Ok(dir) = env::var(DIR_OF_CHILD) {
        return write_until_killed(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for kill in 0..KILLS {
        let told = acknowledgements_until_killed(dir.path(), 5 + kill * 7);
        assert!(told > acknowledged, "kill {kill}: the child got nowhere");
        acknowledged = told;

        let (store, opened) = open(dir.path());
        assert_eq!(opened.went_back, None);
        assert_eq!(opened.rows_set_aside, None, "kill {kill}");
        let found = store.scan(Position::START);
        let numbers: Vec<u64> = found.map(|found| number(&found.unwrap().1)).collect();
        assert!(numbers.len() as u64 >= acknowledged, "kill {kill}");
        assert!(numbers.iter().copied().eq(1..=numbers.len() as u64));
        assert_eq!(store.feed_last(1).0, numbers.len() as u64);
        replay(&store, opened.rows_from);
        let rows = store.tree("number").unwrap();
        assert_eq!(rows.count().unwrap(), numbers.len() as u64);
        acknowledged = numbers.len() as u64;
    }
}

/// Lets a child write until it has acknowledged some batches, and gives the last number it did.
fn acknowledgements_until_killed(dir: &Path, batches: u64) -> u64 {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", THIS, "--nocapture"])
        .env(DIR_OF_CHILD, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = 0;
    let mut told = 0;
    // The test harness prints lines of its own.
    let mut note = |line: io::Result<String>| {
        let line = line.unwrap();
        if let Some(number) = line.strip_prefix("kept ") {
            last = number.parse().unwrap();
            told += 1;
        }
        told
    };
    while note(lines.next().expect("the child ended by itself")) < batches {}
    child.kill().unwrap();
    child.wait().unwrap();
    // What it still said before it died counts as well, but for a half line.
    let mut rest: Vec<_> = lines.collect();
    rest.pop();
    rest.into_iter().for_each(|line| {
        note(line);
    });
    last
}

fn write_until_killed(dir: &Path) {
    let (store, opened) = open(dir);
    replay(&store, opened.rows_from);
    let mut last = store.feed_last(1).0;
    let mut out = io::stdout();
    // A line of its own, after what the harness has begun to print.
    writeln!(out).unwrap();
    loop {
        for _ in 0..1 + last % 40 {
            last += 1;
            store.append(&entry(last)).unwrap();
        }
        let from = store.ledger().journal().end();
        store.commit().unwrap();
        writeln!(out, "kept {last}").unwrap();
        out.flush().unwrap();
        replay(&store, from);
    }
}

fn open(dir: &Path) -> (Store, Opened) {
    let options = StoreOptions {
        ledger: LedgerOptions {
            segment_bytes: 100_000,
            feed_sync_bytes: 30_000,
            checks_all: false,
        },
        flush_every_ms: 20,
        ..StoreOptions::default()
    };
    Store::open(dir, options, &mut |_| {}).unwrap()
}
