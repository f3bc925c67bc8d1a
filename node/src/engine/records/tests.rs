//! Stores that begin empty, went back, or lost something: what they come to once the line is there.

use crate::engine::brief::Brief;
use crate::engine::early::tests::file_alone;
use crate::engine::editing::tests::{CITY, COUNTY, Pair, config, key, open_county};
use crate::engine::kept::{self, Parcel};
use crate::engine::{Effect, Engine};
use crate::progress::Progress;
use calendar::{UnixMillis, read_moment};
use record::Kind;
use std::path::Path;
use sync::{LinkNo, LoadAt};
use tiers::PlaceCode;

pub(crate) fn now() -> UnixMillis {
    read_moment("2026-11-23T10:00:00+08:00").unwrap()
}

/// Takes the line down and up again, as often as either side closes it, until all is quiet; answers the
/// frames and bytes of the last time.
pub(crate) fn meet_again(pair: &mut Pair) -> (usize, usize) {
    for _ in 0..5 {
        pair.city.link_down(pair.down);
        pair.county.link_down(pair.up);
        let place = |text: &str| text.parse::<PlaceCode>().unwrap();
        let (city, county) = (pair.city.signer.node(), pair.county.signer.node());
        pair.down = pair.city.link_up(county, place(COUNTY)).unwrap();
        pair.up = pair.county.link_up(city, place(CITY)).unwrap();
        if let Some(traffic) = carry(pair) {
            return traffic;
        }
    }
    panic!("they close the line again and again");
}

/// Carries frames both ways until nothing moves; none when the line was closed.
fn carry(pair: &mut Pair) -> Option<(usize, usize)> {
    let (mut frames, mut bytes) = (0, 0);
    let mut hand_over = |effects: Vec<Effect>, to: &mut Engine, no: u32| {
        for effect in &effects {
            if let Effect::Send(_, frame) = effect {
                frames += 1;
                bytes += frame.len();
                to.frame(no, frame.clone());
            }
        }
        let closed = effects
            .iter()
            .any(|effect| matches!(effect, Effect::Close(..)));
        (!effects.is_empty(), closed)
    };
    loop {
        let effects = pair.city.commit().unwrap();
        let (down, closed) = hand_over(effects, &mut pair.county, pair.up);
        let effects = pair.county.commit().unwrap();
        let (up, closed_up) = hand_over(effects, &mut pair.city, pair.down);
        if closed || closed_up {
            return None;
        }
        if !down && !up {
            return Some((frames, bytes));
        }
    }
}

/// Both ends hold the same, and find so when they compare.
pub(crate) fn check_same(pair: &mut Pair) {
    let link = LinkNo(pair.up);
    let out = pair.county.hub.handle(sync::Input::Compare { link });
    pair.county.carry_out(out);
    carry(pair);
    let above = pair.city.hub.link(LinkNo(pair.down)).unwrap();
    let below = pair.county.hub.link(LinkNo(pair.up)).unwrap();
    assert_eq!(above.held, below.held);
    assert!(above.same && below.same);
    assert!(!below.loading);
    // What a link counts is what follows from the records anew.
    for (engine, no) in [(&pair.city, pair.down), (&pair.county, pair.up)] {
        let link = LinkNo(no);
        let briefs = engine.briefs.iter();
        let travels =
            briefs.filter(|(_, brief)| engine.hub.travels(link, brief.spread, &[brief.home()]));
        let held = travels.fold(sync::Held::default(), |sum, (_, brief)| {
            sum.and(brief.held())
        });
        assert_eq!(engine.hub.link(link).unwrap().held, held);
    }
}

fn has(engine: &Engine, case: &str) -> bool {
    engine.seek(case, Kind::Case).is_some()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Opens a directory in which nobody can tell that it was put back: the place it is tied to is the same.
pub(crate) fn put_back(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(to).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    copy(from, to);
}

/// Closes the county, whose directory another one is opened in.
pub(crate) fn close_county(pair: &mut Pair, elsewhere: &Path) {
    pair.county.write_rows();
    let place_holder = open_county(elsewhere, now());
    drop(std::mem::replace(&mut pair.county, place_holder));
}

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
    assert_eq!(pair.city.quarantined, 0);
    assert_eq!(pair.county.quarantined, 0);
}

#[test]
fn a_load_brings_what_is_published_before_any_case_wherever_it_is_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    for _ in 0..4 {
        pair.file();
    }
    let link = LinkNo(pair.down);
    let (mut at, mut came) = (LoadAt::default(), Vec::new());
    loop {
        // One item at a time, each asked for as after an interruption.
        let (items, next, done) = pair.city.read_records(link, at, 1);
        came.extend(
            items
                .iter()
                .map(|item| match kept::from_bytes(item).unwrap() {
                    Parcel::Change(parcel) => parcel.record,
                    Parcel::Run(run) => run.record,
                    Parcel::Row(_) => panic!("a row is no record"),
                }),
        );
        at = next;
        if done {
            break;
        }
    }
    came.dedup();
    let briefs = &pair.city.briefs;
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
    let lived = pair.county.identity.id;
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    put_back(backup.path(), &county);
    pair.county = open_county(dir.path(), now());
    // By itself it cannot know.
    assert_eq!(pair.county.identity.id, lived);
    assert!(has(&pair.county, &first) && !has(&pair.county, &second));
    meet_again(&mut pair);
    assert_ne!(pair.county.identity.id.incarnation, lived.incarnation);
    assert_eq!(pair.county.identity.id.store, lived.store);
    assert!(has(&pair.county, &second));
    check_same(&mut pair);
    let (third, _) = pair.file();
    assert!(has(&pair.city, &third));
    meet_again(&mut pair);
    check_same(&mut pair);
    let number = |engine: &Engine, case: &str| {
        let id = engine.seek(case, Kind::Case).unwrap();
        engine.briefs[&id].number().to_owned()
    };
    assert_ne!(number(&pair.city, &second), number(&pair.city, &third));
    assert_eq!(pair.city.quarantined, 0);
    // The next start finds the new life in the journal and goes on with it.
    let life = pair.county.identity.id;
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    pair.county = open_county(dir.path(), now());
    assert_eq!(pair.county.identity.id, life);
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
