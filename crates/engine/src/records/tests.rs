//! Stores that begin empty, went back, or lost something: what they come to once the line is there.

use crate::Engine;
use crate::brief::Brief;
use crate::fixture::*;
use crate::journal::{self, FeedItem};
use crate::progress::Progress;
use record::Kind;
use sync::LoadAt;

#[test]
fn a_line_that_comes_back_with_nothing_new_costs_little() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    pair.file();
    check_same(&mut pair);
    let (frames, bytes) = meet_again(&mut pair);
    assert_eq!(frames, 5);
    assert!(bytes <= 1_536, "{bytes}");
    check_same(&mut pair);
}

#[test]
fn a_county_on_a_new_machine_has_everything_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let (first, _) = pair.file();
    let empty = tempfile::tempdir().unwrap();
    close_county(&mut pair, empty.path());
    assert!(!has(&pair.county, &first));
    meet_again(&mut pair);
    check_same(&mut pair);
    assert!(has(&pair.county, &first));
    assert_eq!(pair.county.papers_back(usize::MAX), []);
    let (second, _) = pair.file();
    assert!(has(&pair.city, &second));
    meet_again(&mut pair);
    check_same(&mut pair);
    assert_eq!(pair.city.changes_set_aside(), 0);
    assert_eq!(pair.county.changes_set_aside(), 0);
}

#[test]
fn a_load_brings_what_is_published_before_any_case_wherever_it_is_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    for _ in 0..4 {
        pair.file();
    }
    let link = pair.down;
    let (mut at, mut came) = (LoadAt::default(), Vec::new());
    loop {
        // One item at a time, each asked for as after an interruption.
        let (items, next, done) = pair.city.read_records(link, at, 1);
        came.extend(
            items
                .iter()
                .map(|item| match journal::from_bytes(item).unwrap() {
                    FeedItem::Change(feed_item) => feed_item.record,
                    FeedItem::Run(run) => run.record,
                    FeedItem::Row(_) => panic!("a row is no record"),
                }),
        );
        at = next;
        if done {
            break;
        }
    }
    came.dedup();
    let briefs = &pair.city.model.records().briefs();
    let travels = |brief: &Brief| pair.city.hub.travels(link, brief.spread, brief.ends());
    let all = briefs.iter().filter(|(_, brief)| travels(brief)).count();
    assert_eq!(came.len(), all);
    let cases = came
        .iter()
        .filter(|id| !briefs[*id].kind.is_public())
        .count();
    assert_eq!(cases, 4);
    assert!(came.is_sorted_by_key(|id| !briefs[id].kind.is_public()));
}

#[test]
fn a_county_that_was_put_back_unnoticed_learns_it_from_the_city_and_gets_back_what_it_had_sent() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let (first, _) = pair.file();
    let county = dir.path().join("county");
    let (spare, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    close_county(&mut pair, spare.path());
    copy(&county, backup.path());
    pair.county = open_county(dir.path(), now());
    meet_again(&mut pair);
    let (second, _) = pair.file();
    let earlier = pair.county.identity.id();
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    put_back(backup.path(), &county);
    pair.county = open_county(dir.path(), now());
    // By itself it cannot know.
    assert_eq!(pair.county.identity.id(), earlier);
    assert!(has(&pair.county, &first) && !has(&pair.county, &second));
    meet_again(&mut pair);
    assert_ne!(pair.county.identity.id().incarnation, earlier.incarnation);
    assert_eq!(pair.county.identity.id().store, earlier.store);
    assert!(has(&pair.county, &second));
    check_same(&mut pair);
    let (third, _) = pair.file();
    assert!(has(&pair.city, &third));
    meet_again(&mut pair);
    check_same(&mut pair);
    let number = |engine: &Engine, case: &str| {
        let id = engine.seek(case, Kind::Case).unwrap();
        engine.model.records().briefs()[&id].number().to_owned()
    };
    assert_ne!(number(&pair.city, &second), number(&pair.city, &third));
    assert_eq!(pair.city.changes_set_aside(), 0);
    // The next start finds the new incarnation in the journal and goes on with it.
    let current = pair.county.identity.id();
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    pair.county = open_county(dir.path(), now());
    assert_eq!(pair.county.identity.id(), current);
    let (frames, _) = meet_again(&mut pair);
    assert_eq!(frames, 5);
    check_same(&mut pair);
}

/// Stops a start after so many pages of the journal, as a kill would.
struct StopsAt(u64);

impl Progress for StopsAt {
    fn store(&self, _: &store::Progress) {}

    fn rows(&self, _: u64) {}

    fn replayed(&self, count: u64) {
        assert!(count < self.0, "the start is stopped here");
    }
}

#[test]
fn a_start_that_is_stopped_while_it_replays_has_claimed_nothing_that_it_did_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    // A case is two entries, its number and itself: there are more than three pages of 256.
    let cases: Vec<String> = (0..400).map(|_| file_alone(&mut pair).0).collect();
    pair.county.commit().unwrap();
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    let county = dir.path().join("county");
    std::fs::remove_dir_all(county.join("sled")).unwrap();
    let stopped = std::panic::catch_unwind(|| {
        let config = config(COUNTY, 2, key(1));
        Engine::open(&county, config, now(), &StopsAt(768)).map(drop)
    });
    assert!(stopped.is_err());
    pair.county = open_county(dir.path(), now());
    assert!(cases.iter().all(|case| has(&pair.county, case)));
    assert_eq!(pair.county.audit(), Vec::<String>::new());
}
