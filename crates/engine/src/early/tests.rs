//! A node of use before its rows are open, and the one that takes over from it.

use super::Engine;
use crate::fixture::*;
use crate::progress::Silent;
use record::{Kind, RecordId};
use std::path::Path;
use store::Opening;
use tiers::Digest;

fn begin(dir: &Path) -> Opening {
    Engine::begin(&dir.join("county"), &config(COUNTY, 2, key(1)), &Silent).unwrap()
}

fn early(opening: &Opening) -> Option<Engine> {
    Engine::open_early(opening, &config(COUNTY, 2, key(1)), now())
}

fn come_forward(opening: Opening) -> crate::Forward {
    Engine::come_forward(opening, config(COUNTY, 2, key(1)), now(), &Silent).unwrap()
}

/// What a record comes to, and all of its changes.
fn of(engine: &mut Engine, case: &str) -> (Digest, Digest, u64) {
    engine.bring(case);
    let open = engine.record(case.parse().unwrap()).unwrap();
    (open.fingerprint(), open.heads(), open.up_seq)
}

fn numbers(engine: &Engine) -> Vec<String> {
    let cases = engine.model.records().briefs().values();
    let cases = cases.filter(|brief| brief.kind == Kind::Case);
    let mut all: Vec<String> = cases.map(|brief| brief.number().to_owned()).collect();
    all.sort();
    all
}

#[test]
fn a_node_takes_in_cases_and_shows_them_while_its_rows_open() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let (kept, _) = pair.file();
    let written = pair.county.draft_new("window", "BM-019").unwrap().draft;
    pair.exchange();
    pair.county.write_rows();
    // The roll knows nothing of these.
    let (late, _) = pair.file();
    let set = [("name".to_owned(), "李一".to_owned())].into();
    (pair.county.draft_set("window", &written, &set)).unwrap();
    pair.exchange();
    let ids = [kept.clone(), late.clone(), written.clone()];
    let before = ids.each_ref().map(|id| of(&mut pair.county, id));
    let spare = tempfile::tempdir().unwrap();
    let place_holder = open_county(spare.path(), now());
    drop(std::mem::replace(&mut pair.county, place_holder));

    let opening = begin(dir.path());
    let mut early = early(&opening).unwrap();
    assert!(early.is_early());
    assert!(numbers(&early).is_empty());
    assert_eq!(ids.each_ref().map(|id| of(&mut early, id)), before);
    let nobody = RecordId(Digest([9; 32]));
    early.bring(&nobody.to_string());
    assert!(early.record(nobody).is_none());

    let forward = come_forward(opening);
    pair.county = early;
    let (during, _) = file_alone(&mut pair);
    let set = [("phone".to_owned(), "13800000000".to_owned())].into();
    (pair.county.draft_set("window", &written, &set)).unwrap();
    pair.county.commit().unwrap();
    let ids = [&kept, &late, &written, &during];
    let written_early = ids.map(|id| of(&mut pair.county, id));
    let whole = forward.serve(Some(&mut pair.county), now(), &Silent);
    pair.county = whole.unwrap();

    assert!(!pair.county.is_early());
    assert_eq!(ids.map(|id| of(&mut pair.county, id)), written_early);
    let given = numbers(&pair.county);
    assert_eq!(given.len(), 3);
    assert!(given.windows(2).all(|two| two[0] != two[1]), "{given:?}");
    assert_eq!(pair.county.audit(), Vec::<String>::new());
    meet_again(&mut pair);
    check_same(&mut pair);
    assert_eq!(numbers(&pair.city), given);
    // Once more, from a roll that the one who took over has kept.
    close_county(&mut pair, tempfile::tempdir().unwrap().path());
    let mut early = self::early(&begin(dir.path())).unwrap();
    assert_eq!(ids.map(|id| of(&mut early, id)), written_early);
}

#[test]
fn a_kill_while_the_other_engine_takes_over_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let (kept, _) = pair.file();
    pair.exchange();
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    let county = dir.path().join("county");

    let opening = begin(dir.path());
    let mut early = early(&opening).unwrap();
    let forward = come_forward(opening);
    std::mem::swap(&mut pair.county, &mut early);
    let (during, number) = file_alone(&mut pair);
    pair.county.commit().unwrap();
    let ids = [&kept, &during];
    let acknowledged = ids.map(|id| of(&mut pair.county, id));
    // As the disk is at these moments, should everything end there.
    let moments = tempfile::tempdir().unwrap();
    let disks = ["begun", "over", "written"].map(|name| moments.path().join(name));
    copy(&county, &disks[0]);
    let whole = forward.serve(Some(&mut pair.county), now(), &Silent);
    pair.county = whole.unwrap();
    copy(&county, &disks[1]);
    pair.county.write_rows();
    copy(&county, &disks[2]);
    let after = file_alone(&mut pair).1;
    assert_ne!(after, number);
    close_county(&mut pair, tempfile::tempdir().unwrap().path());

    for disk in disks {
        put_back(&disk, &county);
        let opening = begin(dir.path());
        let mut again = self::early(&opening).unwrap();
        assert_eq!(ids.map(|id| of(&mut again, id)), acknowledged);
        let whole = come_forward(opening).serve(Some(&mut again), now(), &Silent);
        pair.county = whole.unwrap();
        assert_eq!(ids.map(|id| of(&mut pair.county, id)), acknowledged);
        assert_eq!(pair.county.audit(), Vec::<String>::new());
        // What was given out stays given out.
        assert_eq!(file_alone(&mut pair).1, after);
        close_county(&mut pair, tempfile::tempdir().unwrap().path());
    }
}

#[test]
fn without_a_whole_roll_everything_is_waited_for_and_the_roll_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let (case, _) = pair.file();
    let before = of(&mut pair.county, &case);
    let roll = dir.path().join("county/roll");
    let harm: [&dyn Fn(); 3] = [
        &|| std::fs::remove_dir_all(&roll).unwrap(),
        &|| {
            let mut lines = std::fs::read(roll.join("lines")).unwrap();
            let middle = lines.len() / 2;
            lines[middle] ^= 1;
            std::fs::write(roll.join("lines"), lines).unwrap();
        },
        &|| std::fs::write(roll.join("head"), b"").unwrap(),
    ];
    for (n, harm) in harm.into_iter().enumerate() {
        close_county(&mut pair, tempfile::tempdir().unwrap().path());
        assert!(early(&begin(dir.path())).is_some(), "before harm {n}");
        harm();
        let opening = begin(dir.path());
        assert!(early(&opening).is_none());
        let whole = come_forward(opening).serve(None, now(), &Silent);
        pair.county = whole.unwrap();
        assert_eq!(of(&mut pair.county, &case), before);
    }
    close_county(&mut pair, tempfile::tempdir().unwrap().path());
    let mut again = early(&begin(dir.path())).unwrap();
    assert_eq!(of(&mut again, &case), before);
}

#[test]
fn a_copied_store_serves_nobody_before_it_has_begun_an_incarnation_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    pair.file();
    close_county(&mut pair, tempfile::tempdir().unwrap().path());
    let elsewhere = tempfile::tempdir().unwrap();
    copy(&dir.path().join("county"), &elsewhere.path().join("county"));
    assert!(early(&begin(dir.path())).is_some());
    assert!(early(&begin(elsewhere.path())).is_none());
}

#[test]
fn who_never_gave_a_number_waits_for_all_that_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    close_county(&mut pair, tempfile::tempdir().unwrap().path());
    assert!(early(&begin(dir.path())).is_none());
}
