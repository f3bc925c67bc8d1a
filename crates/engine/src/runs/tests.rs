//! Runs, whole records, and what comes too early, at a city whose child sends them.

use super::super::journal::{self, ChangeItem, FeedItem};
use super::super::row::Open;
use super::super::{Engine, EngineConfig};
use crate::progress::Silent;
use calendar::UnixMillis;
use casework::{Act, Cites, Deed, Form, Stamp, Who};
use record::{Document, Header, Kind, Log, RecordId, Run, Signed, Signer, Written, admit};
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;
use std::path::Path;
use sync::{Cursor, LinkNo, Source, StoreId};
use tiers::{Digest, NodeId, PlaceCode, Role, Spread};

const CITY: &str = "230600000000";
const COUNTY: &str = "230621000000";
const TOWNSHIP: &str = "230621100000";

fn place(text: &str) -> PlaceCode {
    text.parse().unwrap()
}

fn signer(seed: u8) -> Signer {
    Signer::new([seed; 32], [seed; 16], [seed; 16])
}

fn key(seed: u8) -> NodeId {
    signer(seed).node()
}

fn open(dir: &Path, at: &str) -> Engine {
    let config = EngineConfig {
        place: place(at),
        root: key(1),
        seed: [1; 32],
        random: std::sync::Arc::new(rand::random),
        watch: crate::Stopwatch::none(),
        cache_bytes: 1 << 20,
        alone: false,
    };
    Engine::open(dir, config, UnixMillis(1_790_000_000_000), &Silent).unwrap()
}

/// A node under test, with one child.
struct City {
    dir: std::path::PathBuf,
    engine: Option<Engine>,
    child: LinkNo,
    sent: u64,
}

impl City {
    fn new(dir: &Path, name: &str) -> City {
        let dir = dir.join(name);
        let mut engine = open(&dir, CITY);
        let child = engine.link_up(key(2), place(COUNTY)).unwrap();
        engine.commit().unwrap();
        City {
            dir,
            engine: Some(engine),
            child,
            sent: 0,
        }
    }

    fn engine(&mut self) -> &mut Engine {
        self.engine.as_mut().unwrap()
    }

    fn take(&mut self, items: Vec<Vec<u8>>) {
        let first = self.sent + 1;
        self.sent += items.len() as u64;
        let cursor = Cursor {
            from: StoreId {
                store: [7; 16],
                incarnation: [8; 16],
            },
            seq: self.sent,
            rolling: [9; 16],
            loading: None,
            mending: false,
            floor: 0,
        };
        let child = self.child;
        let engine = self.engine();
        engine.take_in_frame(child, Source::Feed { first }, items, Some(cursor));
        engine.commit().unwrap();
        let state = engine.links.cursor(child);
        assert_eq!(state, Some(cursor));
    }

    /// With rows that hold everything, or with none.
    fn restart(&mut self, rows: bool) {
        if rows {
            self.engine().write_rows();
        }
        let child = self.child;
        let cursor = self.engine().links.cursor(child);
        drop(self.engine.take());
        if !rows {
            std::fs::remove_dir_all(self.dir.join("sled")).unwrap();
        }
        self.engine = Some(open(&self.dir, CITY));
        let child = self.child;
        assert_eq!(self.engine().links.cursor(child), cursor);
    }

    fn held(&mut self, id: RecordId) -> Open {
        self.engine().record(id).unwrap().clone()
    }

    fn counts(&mut self) -> (u64, u64) {
        let engine = self.engine();
        (engine.parked(), engine.changes_set_aside())
    }
}

/// A case as those who write it hold it.
#[derive(Clone)]
struct Case {
    header: Header,
    log: Log,
    document: Document,
    written: Vec<Written>,
    hashes: Vec<Digest>,
}

impl Case {
    fn new() -> Case {
        Case::numbered(4)
    }

    fn numbered(n: u8) -> Case {
        let header = Header {
            kind: Kind::Case,
            home: place(TOWNSHIP),
            spread: Spread::Path,
            author: key(2),
            nonce: [n; 16],
        };
        let mut case = Case {
            header,
            log: Log::default(),
            document: Document::new(),
            written: Vec::new(),
            hashes: Vec::new(),
        };
        let form = Form::from([("name".to_owned(), "张三".to_owned())]);
        let written = case
            .document
            .write_form(case.id(), &signer(2), &case.log, &form);
        case.hold(written.unwrap());
        case
    }

    fn id(&self) -> RecordId {
        self.header.id()
    }

    fn hold(&mut self, written: Written) {
        let (bytes, envelope) = (&written.bytes, &written.envelope);
        let one = admit(self.id(), &self.header, &self.log, bytes, envelope).unwrap();
        self.log.add(&one, 0);
        self.document.take(&self.log, [&one]).unwrap();
        self.hashes.push(one.hash);
        self.written.push(written);
    }

    fn act(&mut self, by: u8, text: &str) {
        let act = Act {
            who: Who {
                place: place(COUNTY),
                department: None,
                user: "clerk".to_owned(),
                role: Role::Agent,
            },
            cites: Cites {
                catalog: Vec::new(),
                calendar: Digest([1; 32]),
                directory: Digest([2; 32]),
            },
            at: Stamp {
                ms: UnixMillis(1_790_000_000_000),
                n: 0,
            },
            branch: None,
            deed: Deed::Press {
                text: text.to_owned(),
            },
        };
        let signer = signer(by);
        let written = (self.document).write_act(self.id(), &signer, &self.log, &act);
        self.hold(written.unwrap());
    }

    /// A case with five acts of two authors.
    fn five_acts() -> Case {
        let mut case = Case::new();
        for (by, text) in [(2, "一"), (3, "二"), (2, "三"), (3, "四"), (2, "五")] {
            case.act(by, text);
        }
        case
    }

    fn single(&self, no: usize) -> Vec<u8> {
        journal::to_bytes(&FeedItem::Change(ChangeItem {
            record: self.id(),
            header: (no == 0).then(|| self.header.clone()),
            change: ByteBuf::from(self.written[no].bytes.clone()),
            envelope: self.written[no].envelope.clone(),
        }))
    }

    fn run(&self, which: &[usize]) -> Vec<u8> {
        let signed = which.iter().map(|no| {
            let Written { bytes, envelope } = &self.written[*no];
            Signed::new(bytes.clone(), envelope)
        });
        let run = Run::gather(
            self.id(),
            Some(self.header.clone()),
            signed.collect(),
            record::Signatures::Fewest,
        );
        journal::to_bytes(&FeedItem::Run(run.unwrap()))
    }
}

fn read_run(item: &[u8]) -> Run {
    match journal::from_bytes(item).unwrap() {
        FeedItem::Run(run) => run,
        other => panic!("not a run: {other:?}"),
    }
}

fn signatures(run: &Run) -> usize {
    run.changes
        .iter()
        .filter(|one| one.signature.is_some())
        .count()
}

#[test]
fn a_run_is_one_entry_and_comes_back_from_the_journal_as_from_the_row() {
    let dir = tempfile::tempdir().unwrap();
    let mut city = City::new(dir.path(), "city");
    let case = Case::five_acts();
    let item = case.run(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(signatures(&read_run(&item)), 2);
    city.take(vec![item.clone()]);
    let held = city.held(case.id());
    assert_eq!(held.log.len(), 6);
    let place = held.log.place(&case.hashes[0]);
    assert!(place.is_some());
    assert!(case.hashes.iter().all(|hash| held.log.place(hash) == place));
    for rows in [true, false] {
        city.restart(rows);
        let again = city.held(case.id());
        assert_eq!(again.log, held.log);
        assert_eq!(again.fingerprint(), held.fingerprint());
        assert_eq!(again.up_seq, held.up_seq);
    }
    // Once more: nothing new, and no second entry.
    let end = city.engine().cache.last();
    city.take(vec![item]);
    assert_eq!(city.held(case.id()).log, held.log);
    assert_eq!(city.counts(), (0, 0));
    assert_ne!(city.engine().cache.last(), end, "the cursor is kept");
}

#[test]
fn a_whole_record_goes_out_as_one_run_with_a_signature_for_each_author() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (City::new(dir.path(), "one"), City::new(dir.path(), "other"));
    let case = Case::five_acts();
    // Singly, in a run, and in a run that repeats some.
    one.take(vec![
        case.single(0),
        case.single(1),
        case.run(&[1, 2, 3]),
        case.run(&[3, 4, 5]),
    ]);
    let items = one.engine().whole_items(case.id());
    assert_eq!(items.len(), 1);
    let run = read_run(&items[0]);
    assert_eq!((run.changes.len(), signatures(&run)), (6, 2));
    other.take(items.clone());
    assert_eq!(other.counts(), (0, 0));
    let (here, there) = (one.held(case.id()), other.held(case.id()));
    assert_eq!(here.heads(), there.heads());
    assert_eq!(here.fingerprint(), there.fingerprint());
    assert_eq!(other.engine().whole_items(case.id()), items);
}

#[test]
fn what_was_taken_in_without_a_signature_is_sent_on_only_with_what_proves_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (City::new(dir.path(), "one"), City::new(dir.path(), "other"));
    let case = Case::five_acts();
    one.take(vec![case.single(0), case.run(&[1, 2, 3, 4, 5])]);
    // 一 stands unsigned in its run; 五 covers it.
    let child = one.child;
    let holds_first = [sync::Names::of(case.id(), [case.hashes[0]])];
    let (items, ..) = one.engine().read_missing(child, &holds_first, 0, 1 << 20);
    assert_eq!(items.len(), 1);
    assert_eq!(read_run(&items[0]).changes.len(), 5);
    other.take(vec![case.single(0)]);
    other.take(items);
    assert_eq!(other.counts(), (0, 0));
    assert_eq!(other.held(case.id()).heads(), one.held(case.id()).heads());
}

#[test]
fn a_change_that_proves_others_and_waits_itself_is_kept_with_them() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (City::new(dir.path(), "one"), City::new(dir.path(), "other"));
    let mut case = Case::new();
    case.act(2, "一");
    let mut aside = case.clone();
    aside.act(3, "二");
    case.act(2, "三");
    // Two branches that 四 joins.
    let second = aside.written[2].clone();
    case.hold(second);
    case.act(2, "四");
    // 二 is not in the run, and 四 waits for it; 一 is proved by 四 all the same.
    one.take(vec![case.run(&[0, 1, 2, 4])]);
    assert_eq!(one.held(case.id()).log.len(), 3);
    assert_eq!(one.counts(), (1, 0));
    for rows in [true, false] {
        one.restart(rows);
        assert_eq!(one.held(case.id()).log.len(), 3);
        assert_eq!(one.counts(), (1, 0));
    }
    let items = one.engine().whole_items(case.id());
    other.take(items);
    assert_eq!(other.held(case.id()).log.len(), 3);
    one.take(vec![case.single(3)]);
    assert_eq!(one.counts(), (0, 0));
    let fingerprint = one.held(case.id()).fingerprint();
    for rows in [false, true] {
        one.restart(rows);
        assert_eq!(one.counts(), (0, 0));
        let held = one.held(case.id());
        assert_eq!(held.log.heads(), case.log.heads());
        assert_eq!(held.fingerprint(), fingerprint);
    }
    let items = one.engine().whole_items(case.id());
    assert_eq!(signatures(&read_run(&items[0])), 2);
}

#[test]
fn a_change_that_comes_too_early_waits_and_is_taken_in_when_what_it_builds_on_comes() {
    let dir = tempfile::tempdir().unwrap();
    let mut city = City::new(dir.path(), "city");
    let case = Case::five_acts();
    city.take(vec![
        case.single(0),
        case.single(2),
        case.single(3),
        case.single(5),
    ]);
    assert_eq!(city.held(case.id()).log.len(), 1);
    assert_eq!(city.counts(), (3, 0));
    for rows in [true, false] {
        city.restart(rows);
        assert_eq!(city.counts(), (3, 0));
    }
    let parked = UnixMillis(1_790_000_000_000);
    assert!(city.engine().late_links(parked).is_empty());
    let later = UnixMillis(parked.0 + record::PARKED_WAIT_MS);
    let link = city.child;
    assert_eq!(city.engine().late_links(later), BTreeSet::from([link]));
    city.take(vec![case.single(1)]);
    assert_eq!(city.held(case.id()).log.len(), 4);
    assert_eq!(city.counts(), (1, 0));
    city.take(vec![case.single(4)]);
    assert_eq!(city.held(case.id()).log.heads(), [case.hashes[5]]);
    assert_eq!(city.counts(), (0, 0));
    let held = city.held(case.id());
    for rows in [true, false] {
        city.restart(rows);
        assert_eq!(city.counts(), (0, 0));
        assert_eq!(city.held(case.id()).log, held.log);
        assert_eq!(city.held(case.id()).fingerprint(), held.fingerprint());
    }
}

/// More cases wait for a version than may be open, and it comes together with something new.
#[test]
fn what_just_came_is_not_put_away_while_all_that_waits_is_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let mut city = City::new(dir.path(), "city");
    let mut cases: Vec<Case> = (0..60).map(Case::numbered).collect();
    for case in &mut cases {
        case.act(2, "一");
        city.take(vec![case.run(&[0, 1])]);
    }
    city.restart(true);
    assert!(
        city.engine()
            .model
            .records()
            .briefs()
            .values()
            .all(|brief| brief.waiting)
    );
    cases[7].act(3, "二");
    let mut new = Case::numbered(99);
    new.act(2, "一");
    city.engine().agenda.look_at_waiting();
    city.take(vec![cases[7].single(2), new.run(&[0, 1])]);
    assert!(city.engine().cache.open_count() < cases.len());
    for rows in [true, true, false] {
        for (case, changes) in [(&cases[7], 3), (&new, 2)] {
            let held = city.held(case.id());
            assert_eq!(
                (held.log.len(), held.log.heads()),
                (changes, case.log.heads())
            );
            assert_eq!(held.view.unwrap().trail.len(), changes - 1);
        }
        city.restart(rows);
    }
}

#[test]
fn two_changes_with_one_number_come_to_the_same_record_whichever_came_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut case = Case::new();
    let mut other = case.clone();
    case.act(3, "一");
    case.act(2, "二");
    other.act(3, "另");
    let items = [
        case.single(0),
        case.single(1),
        case.single(2),
        other.single(1),
    ];
    let mut seen = Vec::new();
    for (name, order) in [("one", [0, 1, 2, 3]), ("other", [0, 3, 1, 2])] {
        let mut city = City::new(dir.path(), name);
        for no in order {
            city.take(vec![items[no].clone()]);
        }
        assert_eq!(city.counts(), (0, 0));
        for rows in [true, false] {
            let held = city.held(case.id());
            assert_eq!(held.log.len(), 4);
            assert_eq!(held.log.forks().len(), 1);
            assert!(held.log.beside() > 0);
            assert_eq!(held.view.as_ref().unwrap().trail.len(), 3);
            seen.push((held.fingerprint(), held.document.fields(&held.log).unwrap()));
            city.restart(rows);
        }
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_run_in_which_something_is_refused_gives_what_is_well_made_and_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let mut city = City::new(dir.path(), "city");
    let case = Case::five_acts();
    let mut run = read_run(&case.run(&[0, 1, 2, 3, 4, 5]));
    // 五 proved all of its author's; with a broken signature nothing does.
    run.changes[5].signature.as_mut().unwrap()[0] ^= 1;
    city.take(vec![journal::to_bytes(&FeedItem::Run(run))]);
    assert!(city.engine().record(case.id()).is_none());
    assert_eq!(city.counts().0 + city.counts().1, 1);
    let mut outside = read_run(&case.run(&[0, 1]));
    outside.changes[1].author = 9;
    city.take(vec![journal::to_bytes(&FeedItem::Run(outside))]);
    assert!(city.engine().record(case.id()).is_none());
    assert_eq!(city.counts().0 + city.counts().1, 2);
    city.take((0..6).map(|no| case.single(no)).collect());
    assert_eq!(city.held(case.id()).log.heads(), case.log.heads());
    assert_eq!(city.counts().0, 0, "what waited is decided on");
}

#[test]
fn a_child_that_comes_later_is_given_each_record_as_one_run() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::five_acts();
    let mut county = open(&dir.path().join("county"), COUNTY);
    let up = LinkNo::PARENT;
    let cursor = Cursor {
        from: StoreId {
            store: [7; 16],
            incarnation: [8; 16],
        },
        seq: 2,
        rolling: [9; 16],
        loading: None,
        mending: false,
        floor: 0,
    };
    county.take_in_frame(
        up,
        Source::Feed { first: 1 },
        vec![case.run(&[0, 1, 2]), case.run(&[3, 4, 5])],
        Some(cursor),
    );
    county.commit().unwrap();
    let child = county.link_up(key(5), place(TOWNSHIP)).unwrap();
    county.commit().unwrap();
    assert!(county.read_feed(child, 1, 1 << 20).is_empty());
    let begins = sync::LoadAt::default();
    let (items, at, done) = county.read_records(child, begins, 1 << 20);
    assert_eq!((items.len(), at.after, done), (1, Some(case.id()), true));
    let run = read_run(&items[0]);
    assert_eq!((run.changes.len(), signatures(&run)), (6, 2));
}
