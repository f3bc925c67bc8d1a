//! Two engines over a line, founded from the shipped federation: for tests here and in the crates above.

#![allow(missing_docs, reason = "names of a test say what they are")]

use crate::{Effect, Engine, EngineConfig, Founding, Silent};
use calendar::{UnixMillis, read_moment};
use casework::{Deed, Paper};
use record::{Kind, Signer};
use shipped::{Plan, write_shipped};
use std::collections::BTreeMap;
use std::path::Path;
use sync::LinkNo;
use tiers::{Digest, NodeId, PlaceCode};

/// The item that cases of these tests ask for, a number plate: 20 yuan, five days.
pub const CODE: &str = "BM-019";

pub const CITY: &str = "230600000000";

pub const COUNTY: &str = "230621000000";

/// What the root of a plan publishes.
pub fn founding(plan: &Plan) -> Founding {
    let (calendar, entries) = (plan.calendar.clone(), plan.entries().unwrap());
    Founding::of(calendar, entries, &plan.departments, &plan.catalog)
}

pub fn at(moment: &str) -> UnixMillis {
    read_moment(moment).unwrap()
}

pub fn config(place: &str, seed: u8, root: NodeId) -> EngineConfig {
    EngineConfig {
        place: place.parse().unwrap(),
        root,
        seed: [seed; 32],
        random: std::sync::Arc::new(rand::random),
        watch: crate::Stopwatch::none(),
        cache_bytes: 1 << 20,
        alone: false,
    }
}

pub fn key(seed: u8) -> NodeId {
    Signer::new([seed; 32], [0; 16], [0; 16]).node()
}

/// The city and one of its counties, each with the other's frames at hand.
pub struct Pair {
    pub city: Engine,
    pub county: Engine,
    pub up: LinkNo,
    pub down: LinkNo,
}

impl Pair {
    pub fn new(dir: &Path) -> Pair {
        Pair::of(dir, |_| {})
    }

    pub fn of(dir: &Path, change: impl FnOnce(&mut Plan)) -> Pair {
        let file = write_shipped(&dir.join("plan")).unwrap();
        let mut plan = Plan::read(&file).unwrap();
        for (n, node) in (10_u8..).zip(&mut plan.federation.nodes) {
            let place = node.place.to_string();
            node.node_id = Some(match place.as_str() {
                CITY => key(1),
                COUNTY => key(2),
                _ => key(n),
            });
        }
        change(&mut plan);
        let now = at("2026-11-23T09:00:00+08:00");
        let open = |name: &str, place, seed| {
            Engine::open(&dir.join(name), config(place, seed, key(1)), now, &Silent).unwrap()
        };
        let (mut city, mut county) = (open("city", CITY, 1), open("county", COUNTY, 2));
        city.found(&founding(&plan), "administrator").unwrap();
        city.commit().unwrap();
        let place = |text: &str| text.parse::<PlaceCode>().unwrap();
        let down = city.link_up(key(2), place(COUNTY)).unwrap();
        let up = county.link_up(key(1), place(CITY)).unwrap();
        let mut pair = Pair {
            city,
            county,
            up,
            down,
        };
        pair.exchange();
        pair
    }

    /// Carries frames both ways until nothing moves any more.
    pub fn exchange(&mut self) {
        loop {
            let mut moved = false;
            for effect in self.city.commit().unwrap() {
                if let Effect::Send(no, bytes) = effect
                    && no == self.down
                {
                    self.county.frame(self.up, bytes);
                    moved = true;
                }
            }
            for effect in self.county.commit().unwrap() {
                if let Effect::Send(no, bytes) = effect
                    && no == self.up
                {
                    self.city.frame(self.down, bytes);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    pub fn tell(&mut self, now: &str) {
        self.city.tell_time(at(now));
        self.county.tell_time(at(now));
    }

    /// Files a plate at the county's window; answers the case and the version that its receipt cites.
    pub fn file(&mut self) -> (String, Digest) {
        let item = self.county.item(CODE).unwrap();
        let mut fields: BTreeMap<String, String> = [
            ("name", "张晓禾"),
            ("id_number", "230602190101137355"),
            ("phone", "13800000000"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for material in &item.materials {
            let name = format!("{}{}", casework::MATERIAL, material.name);
            fields.insert(name, material.copies.to_string());
        }
        let filed = self.county.file("window", CODE, fields).unwrap();
        self.exchange();
        let version = self.cited(&filed.case);
        (filed.case, version)
    }

    /// The one version that a case holds at the city.
    pub fn cited(&mut self, case: &str) -> Digest {
        let id = self.city.seek(case, record::Kind::Case).unwrap();
        let view = self.city.view_of(id).unwrap();
        let receipt = view.facts.receipt.as_ref().unwrap();
        assert_eq!(receipt.catalog.len(), 1);
        receipt.catalog[0]
    }
}

/// The county on what its disk has.
pub fn open_county(dir: &Path, now: UnixMillis) -> Engine {
    Engine::open(&dir.join("county"), config(COUNTY, 2, key(1)), now, &Silent).unwrap()
}

pub fn now() -> UnixMillis {
    read_moment("2026-11-23T10:00:00+08:00").unwrap()
}

/// Takes the line down and up again, as often as either side closes it, until all is quiet; answers the
/// frames and bytes of the last time.
pub fn meet_again(pair: &mut Pair) -> (usize, usize) {
    for _ in 0..5 {
        pair.city.link_down(pair.down);
        pair.county.link_down(pair.up);
        let place = |text: &str| text.parse::<PlaceCode>().unwrap();
        let (city, county) = (
            pair.city.model.signer().node(),
            pair.county.model.signer().node(),
        );
        pair.down = pair.city.link_up(county, place(COUNTY)).unwrap();
        pair.up = pair.county.link_up(city, place(CITY)).unwrap();
        if let Some(traffic) = carry(pair) {
            return traffic;
        }
    }
    panic!("they close the line again and again");
}

/// Carries frames both ways until nothing moves; none when the line was closed.
pub fn carry(pair: &mut Pair) -> Option<(usize, usize)> {
    let (mut frames, mut bytes) = (0, 0);
    let mut hand_over = |effects: Vec<Effect>, to: &mut Engine, no: LinkNo| {
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
pub fn check_same(pair: &mut Pair) {
    let link = pair.up;
    let out = pair.county.hub.handle(sync::HubInput::Compare { link });
    pair.county.carry_out(out);
    carry(pair);
    let above = pair.city.hub.link(pair.down).unwrap();
    let below = pair.county.hub.link(pair.up).unwrap();
    assert_eq!(above.held, below.held);
    assert!(above.same && below.same);
    assert!(!below.loading);
    // What a link counts is what follows from the records anew.
    for (engine, no) in [(&pair.city, pair.down), (&pair.county, pair.up)] {
        let link = no;
        let briefs = engine.model.records().briefs().iter();
        let travels =
            briefs.filter(|(_, brief)| engine.hub.travels(link, brief.spread, &[brief.home()]));
        let held = travels.fold(sync::HeldSum::default(), |sum, (_, brief)| {
            sum.and(brief.held())
        });
        assert_eq!(engine.hub.link(link).unwrap().held, held);
    }
}

pub fn has(engine: &Engine, case: &str) -> bool {
    engine.seek(case, Kind::Case).is_some()
}

pub fn copy(from: &Path, to: &Path) {
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
pub fn put_back(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(to).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    copy(from, to);
}

/// Closes the county, whose directory another one is opened in.
pub fn close_county(pair: &mut Pair, elsewhere: &Path) {
    pair.county.write_rows();
    let place_holder = open_county(elsewhere, now());
    drop(std::mem::replace(&mut pair.county, place_holder));
}

/// Files a case at a county that has no line.
pub fn file_alone(pair: &mut Pair) -> (String, String) {
    let item = pair.county.item("BM-019").unwrap();
    let materials = item.materials.iter().map(|material| {
        let name = format!("{}{}", casework::MATERIAL, material.name);
        (name, material.copies.to_string())
    });
    let person = [
        ("name", "李一"),
        ("id_number", "230602190101137355"),
        ("phone", "13800000000"),
    ];
    let person = person.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let fields = materials.chain(person).collect();
    let filed = pair.county.file("window", "BM-019", fields).unwrap();
    (filed.case, filed.number)
}

/// Prints a paper of a case at the county's window; answers its number.
pub fn print(county: &mut Engine, case: &str, paper: Paper) -> String {
    let printed = county.print("window", case, paper.id(), None);
    printed.unwrap().number
}

pub fn who(user: &str) -> casework::Who {
    casework::Who {
        place: COUNTY.parse().unwrap(),
        department: None,
        user: user.to_owned(),
        role: tiers::Role::Window,
    }
}

pub fn accept(county: &mut Engine, case: &str) {
    county.act("window", case, None, Deed::Accept).unwrap();
}

pub fn number(engine: &Engine, case: &str) -> String {
    let id = engine.seek(case, Kind::Case).unwrap();
    engine.briefs()[&id].number().to_owned()
}

/// A county that filed a case, accepted it and printed the notice, which the city knows; then it was put back to
/// before, where nobody can tell. Answers the case and the numbers of receipt and notice.
pub fn county_put_back(dir: &Path, pair: &mut Pair) -> (String, String, String) {
    let county = dir.join("county");
    let (spare, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    close_county(pair, spare.path());
    copy(&county, backup.path());
    pair.county = open_county(dir, now());
    meet_again(pair);
    let (case, _) = pair.file();
    accept(&mut pair.county, &case);
    let notice = print(&mut pair.county, &case, Paper::Acceptance);
    pair.exchange();
    check_same(pair);
    assert_eq!(pair.county.papers_back(usize::MAX), []);
    let receipt = number(&pair.county, &case);
    let spare = tempfile::tempdir().unwrap();
    close_county(pair, spare.path());
    put_back(backup.path(), &county);
    pair.county = open_county(dir, now());
    assert!(pair.county.seek(&case, Kind::Case).is_none());
    (case, receipt, notice)
}

/// A county that gave the number of a receipt out twice, once before it was put back; answers the case that came back
/// and the number. The acceptance notice of that case came back as well.
pub fn given_twice(dir: &Path) -> (Pair, String, String) {
    let mut pair = Pair::of(dir, |_| {});
    pair.file();
    let (case, receipt, _) = county_put_back(dir, &mut pair);
    let (_, number) = file_alone(&mut pair);
    assert_eq!(number, receipt);
    pair.county.commit().unwrap();
    meet_again(&mut pair);
    (pair, case, receipt)
}

/// The county as it starts the next time.
pub fn open_again(mut pair: Pair, dir: &Path) -> Engine {
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    open_county(dir, now())
}
