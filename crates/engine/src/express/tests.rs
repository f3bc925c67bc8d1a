//! Two engines: what is done at a county is at the city before the city has all else.

use crate::fixture::*;
use crate::progress::Silent;
use crate::{Effect, Engine};
use casework::Deed;
use record::{Kind, RecordId};
use std::collections::VecDeque;
use sync::Frame;

/// Commits, and puts what goes out to what is on its way.
fn sends(engine: &mut Engine, way: &mut VecDeque<Vec<u8>>) {
    for effect in engine.commit().unwrap() {
        match effect {
            Effect::Send(_, bytes) => way.push_back(bytes),
            Effect::Close(_, reason) => panic!("{reason}"),
        }
    }
}

fn changes(engine: &mut Engine, id: RecordId) -> usize {
    engine.record(id).map_or(0, |open| open.log.len())
}

#[test]
fn an_act_at_the_county_is_at_the_city_before_its_first_load_has_ended() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    let cases: Vec<String> = (0..20).map(|_| pair.file().0).collect();
    pair.exchange();
    let Pair { mut county, up, .. } = pair;
    county.link_down(up);
    // Two hours later the city begins on another machine, with nothing.
    let now = calendar::read_moment("2026-11-23T11:00:00+08:00").unwrap();
    county.tell_time(now);
    let blank = config(CITY, 1, key(1));
    let mut city = Engine::open(&dir.path().join("again"), blank, now, &Silent).unwrap();
    let down = city.link_up(key(2), COUNTY.parse().unwrap()).unwrap();
    county.link_up(key(1), CITY.parse().unwrap()).unwrap();
    let (mut upward, mut downward) = (VecDeque::new(), VecDeque::new());
    sends(&mut city, &mut downward);
    sends(&mut county, &mut upward);
    for bytes in downward.drain(..) {
        county.frame(up, bytes);
    }
    sends(&mut county, &mut upward);
    let is_load = |bytes: &Vec<u8>| matches!(sync::decode(bytes), Ok(Frame::Load { .. }));
    assert!(upward.iter().any(is_load));
    // The case that the load comes to last.
    let find = |case: &String| county.find(case, Kind::Case).unwrap();
    let id = cases.iter().map(find).max().unwrap();
    let before = changes(&mut county, id);
    let missing = county.item("BM-019").unwrap().materials[0].name.clone();
    let deed = Deed::Correct {
        missing: vec![missing],
    };
    let done = county.act("window", &id.to_string(), None, deed);
    assert!(done.is_ok(), "{done:?}");
    let after = changes(&mut county, id);
    assert!(after > before);
    sends(&mut county, &mut upward);
    let mut loaded = false;
    let mut arrived = false;
    while let Some(bytes) = upward.pop_front() {
        if let Ok(Frame::Load { done, .. }) = sync::decode(&bytes) {
            loaded |= done;
        }
        city.frame(down, bytes);
        sends(&mut city, &mut downward);
        arrived |= !loaded && changes(&mut city, id) >= after;
        for bytes in downward.drain(..) {
            county.frame(up, bytes);
        }
        sends(&mut county, &mut upward);
    }
    assert!(arrived && loaded);
    for case in &cases {
        let id = county.find(case, Kind::Case).unwrap();
        assert_eq!(changes(&mut city, id), changes(&mut county, id));
    }
    assert_eq!(city.parked(), 0);
    assert_eq!(city.changes_set_aside(), 0);
}
