use proptest::prelude::*;

use super::*;
use crate::disk::ForgetfulDisk;
use crate::entry::FeedSlot;

fn open(disk: &ForgetfulDisk) -> (Ledger<ForgetfulDisk>, LedgerOpened) {
    let options = LedgerOptions {
        segment_bytes: 2000,
        feed_sync_bytes: 700,
        checks_all: false,
    };
    Ledger::open(disk.clone(), options, &mut |_| {}).unwrap()
}

fn rolling(seq: u64) -> [u8; 16] {
    u128::from(seq).to_le_bytes()
}

fn slot(link: u32, seq: u64) -> FeedSlot {
    FeedSlot {
        link,
        seq,
        rolling: rolling(seq),
        source: 0,
        source_seq: seq * 2,
        at: None,
    }
}

/// Appends `count` entries that go to every link of `links`, and commits.
fn write(ledger: &Ledger<ForgetfulDisk>, links: &[u32], count: u64) {
    for nth in 1..=count {
        let slots = links
            .iter()
            .map(|link| slot(*link, ledger.feed_last(*link).0 + nth));
        let entry = Entry {
            kind: 1,
            feeds: slots.collect(),
            body: vec![9; 40],
        };
        ledger.append(&entry).unwrap();
    }
    ledger.commit().unwrap();
}

/// The feeds say exactly what the journal says.
fn assert_feeds_fit(ledger: &Ledger<ForgetfulDisk>) {
    let mut expected: BTreeMap<u32, Vec<FeedRow>> = BTreeMap::new();
    for found in ledger.scan(Position::START) {
        let (position, entry) = found.unwrap();
        for slot in &entry.feeds {
            let sent = slot.at.unwrap_or(position);
            let bytes = ledger.read(sent).unwrap().encoded_bytes() as u32;
            let rows = expected.entry(slot.link).or_default();
            rows.push(row(slot, position, bytes));
        }
    }
    for link in 0..10 {
        let rows = expected.remove(&link).unwrap_or_default();
        assert_eq!(ledger.feed(link, 0, 10_000).unwrap(), rows, "link {link}");
        let last = rows
            .last()
            .map_or((0, [0; 16]), |row| (row.seq, row.rolling));
        assert_eq!(ledger.feed_last(link), last);
    }
}

#[test]
fn a_feed_gives_its_places_in_order_and_bounded() {
    let disk = ForgetfulDisk::new();
    let (ledger, _) = open(&disk);
    write(&ledger, &[1, 2], 10);
    write(&ledger, &[2], 5);
    assert_feeds_fit(&ledger);
    let seqs = |rows: Vec<FeedRow>| rows.iter().map(|row| row.seq).collect::<Vec<_>>();
    assert_eq!(seqs(ledger.feed(2, 9, 3).unwrap()), [9, 10, 11]);
    assert_eq!(seqs(ledger.feed(2, 14, 99).unwrap()), [14, 15]);
    assert_eq!(seqs(ledger.feed(2, 16, 99).unwrap()), [0; 0]);
    assert_eq!(ledger.feed_last(2), (15, rolling(15)));
    assert_eq!(ledger.feed_at(1, 10).unwrap().unwrap().seq, 10);
    assert!(ledger.feed_at(1, 11).unwrap().is_none());
    assert!(ledger.feed_at(1, 0).unwrap().is_none());
    assert_eq!(ledger.feed_links(), [1, 2]);
}

#[test]
fn a_feed_shows_nothing_that_is_not_committed() {
    let (ledger, _) = open(&ForgetfulDisk::new());
    let entry = Entry {
        feeds: vec![slot(1, 1)],
        ..Entry::default()
    };
    ledger.append(&entry).unwrap();
    assert_eq!(ledger.feed_last(1).0, 0);
    ledger.commit().unwrap();
    assert_eq!(ledger.feed_last(1).0, 1);
}

#[test]
fn a_place_that_is_not_the_next_is_refused_and_nothing_is_taken() {
    let (ledger, _) = open(&ForgetfulDisk::new());
    write(&ledger, &[1], 3);
    for feeds in [
        vec![slot(1, 5)],
        vec![slot(1, 3)],
        vec![slot(1, 4), slot(1, 4)],
        vec![slot(2, 0)],
    ] {
        let entry = Entry {
            feeds,
            ..Entry::default()
        };
        let error = ledger.append(&entry).unwrap_err();
        assert!(matches!(error, AppendError::SeqNotNext { .. }));
    }
    write(&ledger, &[1], 1);
    assert_feeds_fit(&ledger);
}

#[test]
fn a_new_link_is_seeded_with_earlier_entries() {
    let disk = ForgetfulDisk::new();
    let (ledger, _) = open(&disk);
    write(&ledger, &[1], 5);
    let mut entry = Entry::default();
    let own = ledger
        .append(&Entry {
            body: vec![1; 333],
            ..Entry::default()
        })
        .unwrap();
    for (seq, row) in (1..).zip(ledger.feed(1, 1, 5).unwrap()) {
        entry.feeds.push(FeedSlot {
            at: Some(row.position),
            ..slot(7, seq)
        });
    }
    // Also one that is not committed yet.
    entry.feeds.push(FeedSlot {
        at: Some(own),
        ..slot(7, 6)
    });
    let seeding = ledger.append(&entry).unwrap();
    ledger.commit().unwrap();
    assert_feeds_fit(&ledger);
    let sent = |link| {
        let rows = ledger.feed(link, 1, 5).unwrap();
        rows.iter().map(|row| row.position).collect::<Vec<_>>()
    };
    assert_eq!(sent(7), sent(1));
    assert_eq!(ledger.feed_at(7, 6).unwrap().unwrap().bytes, 335);
    for (at, is_ahead) in [(Position(seeding.0 + 9000), true), (Position(13), false)] {
        let entry = Entry {
            feeds: vec![FeedSlot {
                at: Some(at),
                ..slot(7, 7)
            }],
            ..Entry::default()
        };
        assert!(ledger.append(&entry).is_err(), "ahead: {is_ahead}");
    }
    drop(ledger);
    assert_feeds_fit(&open(&disk).0);
}

#[test]
fn feed_indexes_come_back_whatever_became_of_them() {
    type Harm = fn(&ForgetfulDisk);
    let harms: [(&str, Harm, bool); 7] = [
        ("nothing", |_| {}, false),
        (
            "index deleted",
            |disk| disk.remove("feeds/1.idx").unwrap(),
            true,
        ),
        (
            "mark deleted",
            |disk| disk.remove("feeds/mark").unwrap(),
            true,
        ),
        (
            "index cut short",
            |disk| {
                let bytes = disk.content("feeds/1.idx").unwrap();
                disk.overwrite("feeds/1.idx", bytes[..60].to_vec());
            },
            true,
        ),
        (
            "index too long",
            |disk| {
                let mut bytes = disk.content("feeds/1.idx").unwrap();
                bytes.extend_from_slice(&[7; 100]);
                disk.overwrite("feeds/1.idx", bytes);
            },
            false,
        ),
        (
            "index of an unknown link",
            |disk| disk.overwrite("feeds/5.idx", vec![3; 440]),
            false,
        ),
        (
            "mark garbled",
            |disk| disk.overwrite("feeds/mark", vec![3; 70]),
            true,
        ),
    ];
    for (name, harm, is_rebuilt) in harms {
        let disk = ForgetfulDisk::new();
        let (ledger, _) = open(&disk);
        for _ in 0..5 {
            write(&ledger, &[1, 2], 7);
        }
        drop(ledger);
        harm(&disk);
        let (ledger, opened) = open(&disk);
        assert_eq!(opened.feeds_rebuilt, is_rebuilt, "{name}");
        assert_eq!(opened.went_back, None, "{name}");
        assert_feeds_fit(&ledger);
        write(&ledger, &[1, 3], 3);
        assert_feeds_fit(&ledger);
    }
}

#[test]
fn a_damaged_row_is_noticed_and_gone_after_a_restart() {
    let disk = ForgetfulDisk::new();
    let (ledger, _) = open(&disk);
    write(&ledger, &[1], 30);
    drop(ledger);
    let mut bytes = disk.content("feeds/1.idx").unwrap();
    bytes[50] ^= 1;
    disk.overwrite("feeds/1.idx", bytes);
    let (ledger, _) = open(&disk);
    assert!(matches!(
        ledger.feed(1, 1, 10),
        Err(ReadFeedError::Damaged { link: 1, seq: 2 })
    ));
    drop(ledger);
    let (ledger, opened) = open(&disk);
    assert!(opened.feeds_rebuilt);
    assert_feeds_fit(&ledger);
}

#[test]
fn an_older_copy_of_the_journal_is_noticed() {
    let disk = ForgetfulDisk::new();
    let (ledger, _) = open(&disk);
    write(&ledger, &[1], 5);
    let first = "journal/00000000000000000000.seg";
    let old = disk.content(first).unwrap();
    write(&ledger, &[1], 5);
    let reached = ledger.journal().last();
    ledger.sync_feeds().unwrap();
    drop(ledger);
    disk.overwrite(first, old);
    let (ledger, opened) = open(&disk);
    assert_eq!(opened.went_back, Some(reached));
    assert_feeds_fit(&ledger);
    assert_eq!(ledger.feed_last(1).0, 5);
    drop(ledger);
    assert_eq!(open(&disk).1.went_back, None);
}

#[test]
fn a_journal_that_is_gone_is_not_begun_anew() {
    let disk = ForgetfulDisk::new();
    let (ledger, _) = open(&disk);
    write(&ledger, &[1], 5);
    ledger.sync_feeds().unwrap();
    drop(ledger);
    disk.remove("journal/00000000000000000000.seg").unwrap();
    let again = Ledger::open(disk, LedgerOptions::default(), &mut |_| {});
    assert!(matches!(
        again.err().unwrap(),
        OpenLedgerError::JournalGone { .. }
    ));
}

#[test]
fn opening_reads_only_what_came_after_the_last_sync() {
    let disk = ForgetfulDisk::new();
    let (ledger, _) = open(&disk);
    write(&ledger, &[1], 50);
    ledger.sync_feeds().unwrap();
    write(&ledger, &[1], 3);
    drop(ledger);
    let (_, opened) = open(&disk);
    assert_eq!(opened.journal.entries_checked, 3);
}

proptest! {
    #[test]
    fn feeds_fit_the_journal_after_every_crash(
        lives in proptest::collection::vec(
            (proptest::collection::vec((1_u64..8, 1_u32..5), 1..8), any::<u64>(), 0_u64..25, any::<bool>()),
            1..6,
        )
    ) {
        let disk = ForgetfulDisk::new();
        let mut acknowledged = BTreeMap::new();
        for (batches, seed, fault, in_sync) in lives {
            let (ledger, opened) = open(&disk);
            prop_assert_eq!(opened.went_back, None);
            assert_feeds_fit(&ledger);
            for (link, seq) in &acknowledged {
                prop_assert!(ledger.feed_last(*link).0 >= *seq);
            }
            if fault > 0 {
                if in_sync { disk.fail_sync(fault) } else { disk.fail_write(fault) }
            }
            'life: for (count, links) in batches {
                for nth in 1..=count {
                    let feeds = (1..=links).map(|link| slot(link, ledger.feed_last(link).0 + nth));
                    let entry = Entry { kind: 1, feeds: feeds.collect(), body: vec![9; 40] };
                    if ledger.append(&entry).is_err() { break 'life; }
                }
                if ledger.commit().is_err() { break; }
                for link in 1..=links {
                    acknowledged.insert(link, ledger.feed_last(link).0);
                }
            }
            drop(ledger);
            disk.crash(seed);
        }
    }
}
