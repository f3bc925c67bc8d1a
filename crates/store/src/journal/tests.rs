use proptest::prelude::*;

use super::*;
use crate::disk::ForgetfulDisk;

const DIR: &str = "journal";
const FIRST: &str = "journal/00000000000000000000.seg";

fn entry(number: u64) -> Entry {
    Entry {
        kind: 7,
        feeds: Vec::new(),
        body: [number.to_le_bytes().as_slice(), &[b'x'; 50]].concat(),
    }
}

fn number(entry: &Entry) -> u64 {
    u64::from_le_bytes(entry.body[..8].try_into().unwrap())
}

fn open(disk: &ForgetfulDisk) -> (Journal<ForgetfulDisk>, JournalOpened) {
    try_open(disk, None).unwrap()
}

fn try_open(
    disk: &ForgetfulDisk,
    trusted: Option<(Position, Chain)>,
) -> Result<(Journal<ForgetfulDisk>, JournalOpened), OpenJournalError> {
    let options = JournalOptions {
        segment_bytes: 1000,
        ..JournalOptions::default()
    };
    Journal::open(disk.clone(), DIR, options, trusted, &mut |_| {})
}

fn write(journal: &Journal<ForgetfulDisk>, numbers: std::ops::Range<u64>) -> Vec<Position> {
    let positions = numbers
        .map(|number| journal.append(&entry(number)).unwrap())
        .collect();
    journal.commit().unwrap();
    positions
}

fn numbers(journal: &Journal<ForgetfulDisk>) -> Vec<u64> {
    let scan = journal.scan(Position::START);
    scan.map(|found| number(&found.unwrap().1)).collect()
}

#[test]
fn what_is_committed_is_read_again_across_segments_and_restarts() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let positions = write(&journal, 0..100);
    assert_eq!(numbers(&journal), (0..100).collect::<Vec<_>>());
    assert!(disk.list(DIR).unwrap().len() > 5);
    disk.crash(0);
    let (journal, opened) = open(&disk);
    assert_eq!(opened.entries_checked, 100);
    assert_eq!(opened.last, positions[99]);
    assert_eq!(opened.torn_bytes, 0);
    for (at, position) in positions.iter().enumerate() {
        assert_eq!(number(&journal.read(*position).unwrap()), at as u64);
        let from = journal.scan(*position).next().unwrap().unwrap();
        assert_eq!(from.0, *position);
        let next = journal.scan(journal.after(*position).unwrap()).next();
        assert_eq!(
            next.map(|found| found.unwrap().0),
            positions.get(at + 1).copied()
        );
    }
    assert_eq!(journal.chain_at(positions[99]).unwrap(), opened.chain);
}

#[test]
fn what_is_only_appended_is_not_seen() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let position = journal.append(&entry(1)).unwrap();
    assert!(matches!(
        journal.read(position),
        Err(ReadEntryError::NoEntry { .. })
    ));
    let mut scan = journal.scan(Position::START);
    assert!(scan.next().is_none());
    journal.commit().unwrap();
    assert_eq!(scan.next().unwrap().unwrap(), (position, entry(1)));
    assert!(scan.next().is_none());
}

#[test]
fn a_tail_torn_at_any_byte_is_cut_off() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let positions = write(&journal, 0..5);
    let whole = disk.content(FIRST).unwrap();
    let last = positions[4].0 as usize;
    for torn_at in last..whole.len() {
        for filler in [&[][..], &[0; 9]] {
            disk.overwrite(FIRST, [&whole[..torn_at], filler].concat());
            let (journal, opened) = open(&disk);
            assert_eq!(opened.torn_bytes as usize, torn_at + filler.len() - last);
            assert_eq!(numbers(&journal), [0, 1, 2, 3]);
            write(&journal, 9..10);
            assert_eq!(numbers(&open(&disk).0), [0, 1, 2, 3, 9]);
        }
    }
}

#[test]
fn a_flipped_bit_before_the_last_entry_is_damage_and_changes_nothing() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let positions = write(&journal, 0..30);
    for path in [FIRST.to_owned(), {
        let names = disk.list(DIR).unwrap();
        format!("{DIR}/{}", names.last().unwrap())
    }] {
        let whole = disk.content(&path).unwrap();
        let base = segment::base_of(path.rsplit('/').next().unwrap()).unwrap();
        let end = (positions[29].0 - base).min(whole.len() as u64) as usize;
        for byte in 0..end {
            let mut flipped = whole.clone();
            flipped[byte] ^= 0x10;
            disk.overwrite(&path, flipped.clone());
            let error = try_open(&disk, None).err().expect("damage was not noticed");
            let OpenJournalError::Damaged { path: named, .. } = error else {
                panic!("byte {byte}: {error}");
            };
            // A flip in a head may first be noticed where its neighbour does not fit.
            assert_eq!(named, path, "byte {byte}");
            assert_eq!(disk.content(&path).unwrap(), flipped);
        }
        disk.overwrite(&path, whole);
    }
}

#[test]
fn a_missing_or_shortened_segment_is_damage() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    write(&journal, 0..50);
    let names = disk.list(DIR).unwrap();
    let second = format!("{DIR}/{}", names[1]);
    let whole = disk.content(&second).unwrap();
    disk.overwrite(&second, whole[..whole.len() - 1].to_vec());
    assert!(matches!(
        try_open(&disk, None),
        Err(OpenJournalError::Damaged { .. })
    ));
    disk.remove(&second).unwrap();
    assert!(matches!(
        try_open(&disk, None),
        Err(OpenJournalError::Damaged { .. })
    ));
}

#[test]
fn a_body_that_holds_a_frame_does_not_pass_for_a_later_entry() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    write(&journal, 0..2);
    let frames = disk.content(FIRST).unwrap()[SEGMENT_HEAD_BYTES as usize..].to_vec();
    let bait = Entry {
        body: frames,
        ..Entry::default()
    };
    journal.append(&bait).unwrap();
    journal.commit().unwrap();
    let whole = disk.content(FIRST).unwrap();
    disk.overwrite(FIRST, whole[..whole.len() - 1].to_vec());
    assert_eq!(numbers(&open(&disk).0), [0, 1]);
}

#[test]
fn a_trusted_position_saves_checking_what_is_before_it() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let positions = write(&journal, 0..50);
    for (at, position) in positions.iter().enumerate() {
        let trusted = (*position, journal.chain_at(*position).unwrap());
        let (journal, opened) = try_open(&disk, Some(trusted)).unwrap();
        assert_eq!(opened.entries_checked, 49 - at as u64);
        assert!(!opened.trust_refused);
        assert_eq!(opened.last, positions[49]);
        assert_eq!(numbers(&journal).len(), 50);
    }
    for (position, chain) in [
        (positions[20], Chain::START),
        (
            Position(positions[20].0 + 1),
            journal.chain_at(positions[20]).unwrap(),
        ),
    ] {
        let (_, opened) = try_open(&disk, Some((position, chain))).unwrap();
        assert_eq!(opened.entries_checked, 50);
        assert!(opened.trust_refused);
    }
}

#[test]
fn the_last_entry_is_not_cut_off_when_it_is_known_to_have_been_durable() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let positions = write(&journal, 0..5);
    let trusted = (positions[4], journal.chain_at(positions[4]).unwrap());
    let mut content = disk.content(FIRST).unwrap();
    *content.last_mut().unwrap() ^= 1;
    disk.overwrite(FIRST, content);
    let error = try_open(&disk, Some(trusted)).err().unwrap();
    assert!(matches!(
        error,
        OpenJournalError::Damaged {
            fault: Fault::DurableEntryInvalid,
            ..
        }
    ));
}

#[test]
fn a_newer_format_is_not_taken_for_damage() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    write(&journal, 0..1);
    let mut content = disk.content(FIRST).unwrap();
    content[8] = 2;
    let checksum = crc32c::crc32c(&content[..36]).to_le_bytes();
    content[36..40].copy_from_slice(&checksum);
    disk.overwrite(FIRST, content);
    assert!(matches!(
        try_open(&disk, None),
        Err(OpenJournalError::Version { found: 2, .. })
    ));
}

#[test]
fn an_entry_too_large_is_refused_and_the_journal_goes_on() {
    let disk = ForgetfulDisk::new();
    let (journal, _) = open(&disk);
    let large = |body| Entry {
        body: vec![0; body],
        ..Entry::default()
    };
    assert!(matches!(
        journal.append(&large(ENTRY_BYTES_MAX)),
        Err(AppendError::TooLarge { .. })
    ));
    let position = journal.append(&large(ENTRY_BYTES_MAX - 2)).unwrap();
    write(&journal, 1..2);
    let (journal, _) = open(&disk);
    assert_eq!(
        journal.read(position).unwrap().body.len(),
        ENTRY_BYTES_MAX - 2
    );
    assert_eq!(journal.scan(Position::START).count(), 2);
}

#[test]
fn a_failed_write_or_sync_poisons_the_journal() {
    for plan in [ForgetfulDisk::fail_write, ForgetfulDisk::fail_sync] {
        let disk = ForgetfulDisk::new();
        let (journal, _) = open(&disk);
        write(&journal, 0..3);
        plan(&disk, 1);
        journal.append(&entry(3)).unwrap();
        assert!(matches!(journal.commit(), Err(CommitError::Io { .. })));
        assert!(matches!(journal.commit(), Err(CommitError::Poisoned)));
        assert!(matches!(
            journal.append(&entry(4)),
            Err(AppendError::Poisoned)
        ));
        assert_eq!(numbers(&journal), [0, 1, 2]);
        disk.crash(5);
        assert!(numbers(&open(&disk).0).starts_with(&[0, 1, 2]));
    }
}

#[test]
fn a_full_disk_is_named_and_loses_nothing_acknowledged() {
    for room in 0..200 {
        let disk = ForgetfulDisk::new();
        let (journal, _) = open(&disk);
        write(&journal, 0..14);
        disk.set_room(Some(room));
        for number in 14..20 {
            journal.append(&entry(number)).unwrap();
        }
        let error = journal.commit().unwrap_err();
        assert!(matches!(error, CommitError::Full { .. }), "{error}");
        disk.set_room(None);
        let (journal, _) = open(&disk);
        let left = numbers(&journal);
        assert!(left.len() >= 14 && left == (0..left.len() as u64).collect::<Vec<_>>());
        write(&journal, 99..100);
        assert_eq!(numbers(&open(&disk).0).last(), Some(&99));
    }
}

proptest! {
    #[test]
    fn nothing_acknowledged_is_lost_over_crashes(
        lives in proptest::collection::vec(
            (proptest::collection::vec(1_u64..20, 0..6), 0_u64..20, any::<u64>(), 0_u64..12, any::<bool>()),
            1..6,
        )
    ) {
        let disk = ForgetfulDisk::new();
        let mut next = 0;
        let mut acknowledged = 0;
        for (batches, unfinished, seed, fault, in_sync) in lives {
            let (journal, _) = open(&disk);
            let found = numbers(&journal);
            prop_assert!(found.len() as u64 >= acknowledged);
            prop_assert_eq!(&found, &(0..found.len() as u64).collect::<Vec<_>>());
            prop_assert!(found.len() as u64 <= next);
            next = found.len() as u64;
            acknowledged = next;
            if fault > 0 {
                if in_sync { disk.fail_sync(fault) } else { disk.fail_write(fault) }
            }
            for batch in batches {
                for _ in 0..batch {
                    if journal.append(&entry(next)).is_ok() { next += 1; }
                }
                if journal.commit().is_ok() { acknowledged = next; }
            }
            for _ in 0..unfinished {
                if journal.append(&entry(next)).is_ok() { next += 1; }
            }
            drop(journal);
            disk.crash(seed);
        }
    }
}
