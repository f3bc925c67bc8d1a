use crate::Engine;
use crate::fixture::*;
use crate::progress::Silent;
use record::RecordId;
use std::path::Path;
use supervision::Light;

fn start(dir: &Path, now: &str) -> Engine {
    let config = config(CITY, 1, key(1));
    Engine::open(&dir.join("city"), config, at(now), &Silent).unwrap()
}

fn red(engine: &Engine, case: RecordId) -> bool {
    engine.briefs()[&case].light == Light::Red
}

#[test]
fn what_fell_due_before_a_start_is_assessed_and_published_by_one_start_only() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let case: RecordId = pair.file().0.parse().unwrap();
    assert!(!red(&pair.city, case));
    pair.city.write_rows();
    let before = pair.city.cache.last();
    drop(pair);

    let late = "2027-03-01T09:00:00+08:00";
    let first = start(dir.path(), late);
    assert!(red(&first, case));
    assert!(first.cache.has(case));
    // Its trail and its findings, and the counts that are others now.
    let after = first.cache.last();
    assert!(after > before);
    drop(first);

    let mut second = start(dir.path(), late);
    assert!(red(&second, case));
    assert!(!second.cache.has(case), "it was looked at again");
    assert_eq!(second.cache.last(), after, "something was published again");
    assert_eq!(second.audit(), Vec::<String>::new());
}

#[test]
fn what_falls_due_while_a_node_runs_is_not_looked_at_again_by_its_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let case: RecordId = pair.file().0.parse().unwrap();
    pair.city.write_rows();
    let late = "2027-03-01T09:00:00+08:00";
    pair.city.tell_time(at(late));
    pair.city.tick();
    pair.city.commit().unwrap();
    pair.city.write_rows();
    let after = pair.city.cache.last();
    drop(pair);
    let again = start(dir.path(), late);
    assert!(red(&again, case) && !again.cache.has(case));
    assert_eq!(again.cache.last(), after);
}
