//! What is written comes back as it was, what is not lawful is refused with its reason, and hostile
//! bytes do no harm.

use crate::bounds::Unbounded;
use crate::document::act_key;
use crate::{
    Admitted, Document, Envelope, Header, Kind, Log, Payload, RecordId, Refused, Signer, Written,
    act_bytes, act_id, admit, read_act,
};
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use calendar::UnixMillis;
use casework::{Act, Cites, Content, Deed, Form, Ground, Library, Stamp, Standing, Who, fold};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};
use std::num::NonZeroU64;
use tiers::{Digest, PlaceCode, Role, Spread};

/// One record as one node holds it.
#[derive(Clone)]
struct Held {
    header: Header,
    id: RecordId,
    log: Log,
    document: Document,
}

fn village() -> PlaceCode {
    "230621100200".parse().unwrap()
}

fn signer(n: u8) -> Signer {
    Signer::new([n; 32], [1; 16], [2; 16])
}

fn fields(list: &[(&str, &str)]) -> Form {
    let list = list.iter().map(|(field, text)| (*field, *text));
    list.map(|(field, text)| (field.to_owned(), text.to_owned()))
        .collect()
}

fn act(text: &str) -> Act {
    Act {
        who: Who {
            place: village(),
            department: None,
            user: "agent".to_owned(),
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
    }
}

impl Held {
    fn new(kind: Kind) -> Held {
        let header = Header {
            kind,
            home: village(),
            spread: match kind {
                Kind::Draft => Spread::Pair,
                Kind::Case => Spread::Path,
                _ => Spread::Public,
            },
            author: signer(1).node(),
            nonce: [7; 16],
        };
        Held {
            id: header.id(),
            header,
            log: Log::default(),
            document: Document::new(),
        }
    }

    /// A case with its form written.
    fn case() -> Held {
        let mut held = Held::new(Kind::Case);
        let written = held.form(1, &[("name", "张三"), ("note", "")]);
        held.take(&written);
        held
    }

    fn draft() -> Held {
        let mut held = Held::new(Kind::Draft);
        let written = held.form(1, &[("name", "张三"), ("phone", "1")]);
        held.take(&written);
        held
    }

    fn form(&self, by: u8, list: &[(&str, &str)]) -> Written {
        let form = fields(list);
        self.document
            .write_form(self.id, &signer(by), &self.log, &form)
            .unwrap()
    }

    fn act(&self, by: u8, text: &str) -> Written {
        let (signer, act) = (signer(by), act(text));
        let written = self.document.write_act(self.id, &signer, &self.log, &act);
        written.unwrap()
    }

    fn admit(&self, written: &Written) -> Result<Admitted, Refused> {
        let (bytes, envelope) = (&written.bytes, &written.envelope);
        admit(self.id, &self.header, &self.log, bytes, envelope)
    }

    fn take(&mut self, written: &Written) -> Admitted {
        let admitted = self.admit(written).unwrap();
        self.log.add(&admitted, 0);
        self.document.take(&self.log, [&admitted]).unwrap();
        admitted
    }

    fn refuses(&self, written: &Written) -> Refused {
        self.admit(written).unwrap_err()
    }

    fn values(&self, field: &str) -> Vec<String> {
        let all = self.document.fields(&self.log).unwrap();
        let (_, values) = all.into_iter().find(|(name, _)| name == field).unwrap();
        values.into_iter().map(|value| value.text).collect()
    }

    /// A change put together by hand, following the heads unless it is changed.
    fn crafted(&self, by: u8, operations: Vec<Op>) -> ExpandedChange {
        let actor = signer(by).actor();
        let heads = self.log.heads();
        let before = heads.iter().filter_map(|head| self.log.max_op(head)).max();
        let seq = (1..).find(|seq| self.log.by_actor(&actor, *seq).is_none());
        ExpandedChange {
            operations,
            actor_id: ActorId::from(actor),
            hash: None,
            seq: seq.unwrap(),
            start_op: NonZeroU64::new(before.unwrap_or(0) + 1).unwrap(),
            time: 0,
            message: None,
            deps: heads.iter().map(|head| ChangeHash(head.0)).collect(),
            extra_bytes: Vec::new(),
            author: None,
        }
    }

    fn sealed(&self, by: u8, change: ExpandedChange) -> Written {
        let change = Change::from(change);
        self.signed(by, change.raw_bytes().to_vec())
    }

    /// With the checksum repaired and freshly signed.
    fn signed(&self, by: u8, bytes: Vec<u8>) -> Written {
        let hash = Digest(Sha256::digest(&bytes[8..]).into());
        sealed(bytes, signer(by).sign(self.id, hash))
    }
}

/// With the checksum repaired.
fn sealed(mut bytes: Vec<u8>, envelope: Envelope) -> Written {
    let hash: [u8; 32] = Sha256::digest(&bytes[8..]).into();
    bytes[4..8].copy_from_slice(&hash[..4]);
    Written { bytes, envelope }
}

fn put(key: &str, value: ScalarValue, pred: Vec<OpId>) -> Op {
    Op {
        action: OpType::Put(value),
        obj: ObjectId::Root,
        key: Key::Map(key.into()),
        pred: SortedVec::from(pred),
        insert: false,
    }
}

fn text(text: &str) -> ScalarValue {
    ScalarValue::Str(text.into())
}

#[test]
fn form_and_acts_come_back_as_they_were_written() {
    let mut village = Held::new(Kind::Case);
    let mut township = village.clone();
    let first = village.form(1, &[("name", "张三"), ("m.照片", "2")]);
    let admitted = village.take(&first);
    assert_eq!(
        admitted.payload,
        Payload::Form(fields(&[("name", "张三"), ("m.照片", "2")]))
    );
    let second = village.act(1, "一");
    village.take(&second);
    let third = village.act(2, "二");
    let admitted = village.take(&third);
    assert_eq!(admitted.payload, Payload::Act(act_bytes(&act("二"))));
    assert_eq!(admitted.author, signer(2).node());

    for written in [&first, &second, &third] {
        township.take(written);
    }
    let reloaded = Document::load(&township.document.save()).unwrap();
    let entries = reloaded
        .entries(township.id, &township.header, &township.log)
        .unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(
        entries[0].content,
        Content::Form(fields(&[("name", "张三"), ("m.照片", "2")]))
    );
    for (entry, words) in entries[1..].iter().zip(["一", "二"]) {
        let bytes = act_bytes(&act(words));
        let id = act_id(township.id, &entry.deps, &bytes);
        assert_eq!(read_act(&bytes), Some(act(words)));
        assert_eq!(entry.content, Content::Act(id, Box::new(act(words))));
    }
    let ground = Ground {
        home: township.header.home,
    };
    let view = fold(ground, &entries, &Library::default());
    // Nothing they cite is in an empty library: they wait.
    assert_eq!(view.trail.len(), 2);
    assert!(view.trail.iter().all(|e| e.standing == Standing::Unjudged));
    let log = township.log.clone();
    let mut bytes = Vec::new();
    ciborium::into_writer(&log, &mut bytes).unwrap();
    let read: Log = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(read.indexed(), log);
}

#[test]
fn an_act_of_another_version_is_kept_as_bytes() {
    let mut held = Held::case();
    let key = act_key(&signer(1).actor(), 2);
    let unknown = b"\xa1\x61z\x01".to_vec();
    let change = held.crafted(
        1,
        vec![put(&key, ScalarValue::Bytes(unknown.clone()), vec![])],
    );
    let written = held.sealed(1, change);
    let admitted = held.take(&written);
    assert_eq!(admitted.payload, Payload::Act(unknown));
    let entries = held
        .document
        .entries(held.id, &held.header, &held.log)
        .unwrap();
    assert!(matches!(entries[1].content, Content::Unknown(_)));
}

#[test]
fn two_edits_of_one_field_that_did_not_know_each_other_are_both_shown_until_one_is_chosen() {
    let mut desk = Held::draft();
    let mut other = desk.clone();
    let here = desk.form(1, &[("phone", "2"), ("address", "东街")]);
    let there = other.form(2, &[("phone", "3")]);
    desk.take(&here);
    desk.take(&there);
    other.take(&there);
    other.take(&here);
    assert_eq!(desk.values("phone"), ["2", "3"]);
    assert_eq!(other.values("phone"), ["2", "3"]);
    assert_eq!(desk.values("address"), ["东街"]);
    assert_eq!(desk.values("name"), ["张三"]);
    // Whichever of the two Automerge would show, choosing either replaces both.
    for choice in ["2", "3"] {
        let mut settled = desk.clone();
        let chosen = settled.form(1, &[("phone", choice)]);
        settled.take(&chosen);
        assert_eq!(settled.values("phone"), [choice]);
        assert_eq!(
            settled.document.form(&settled.log).unwrap()["phone"],
            choice
        );
    }
}

#[test]
fn of_a_draft_whose_writer_forked_nothing_typed_is_hidden_and_choosing_settles_it() {
    // Which side the document takes is a matter of hashes: both come up.
    for by in 2..=7 {
        let begun = Held::draft();
        // One process twice, as after a machine was set back while it ran: two changes under one number.
        let one = begun.form(by, &[("phone", "2"), ("note", "甲")]);
        let two = begun.form(by, &[("phone", "3"), ("address", "东街")]);
        let (mut desk, mut other) = (begun.clone(), begun);
        desk.take(&one);
        // What goes on from one side before the other is known replaces what it knew.
        let further = desk.form(8, &[("phone", "4")]);
        for written in [&further, &two] {
            desk.take(written);
        }
        for written in [&two, &one, &further] {
            other.take(written);
        }
        assert!(desk.log.beside() > 0);
        for held in [&desk, &other] {
            assert_eq!(held.values("phone"), ["3", "4"]);
            assert_eq!(held.values("note"), ["甲"]);
            assert_eq!(held.values("address"), ["东街"]);
            assert_eq!(held.values("name"), ["张三"]);
            let form = held.document.form(&held.log).unwrap();
            assert_eq!(
                (form["note"].as_str(), form["address"].as_str()),
                ("甲", "东街")
            );
        }
        for choice in ["3", "4", "5"] {
            let (mut settled, mut there) = (desk.clone(), other.clone());
            let chosen = settled.form(by, &[("phone", choice), ("name", "张三")]);
            for held in [&mut settled, &mut there] {
                held.take(&chosen);
                assert_eq!(held.values("phone"), [choice]);
                assert_eq!(held.document.form(&held.log).unwrap()["phone"], choice);
                assert_eq!(held.values("note"), ["甲"]);
            }
            let again = fields(&[("phone", choice)]);
            let again = (settled.document).write_form(settled.id, &signer(9), &settled.log, &again);
            assert_eq!(again.map(|w| w.bytes), Err(crate::AuthorError::Unchanged));
            let last = there.form(9, &[("phone", "6")]);
            settled.take(&last);
            assert_eq!(settled.values("phone"), ["6"]);
        }
    }
}

#[test]
fn saving_a_draft_in_which_nothing_was_changed_writes_nothing() {
    let mut desk = Held::draft();
    let written = desk.form(2, &[("phone", "2")]);
    desk.take(&written);
    for same in [fields(&[("phone", "2"), ("name", "张三")]), Form::new()] {
        let again = desk
            .document
            .write_form(desk.id, &signer(2), &desk.log, &same);
        assert_eq!(again.map(|w| w.bytes), Err(crate::AuthorError::Unchanged));
    }
}

#[test]
fn a_change_that_follows_an_earlier_one_than_the_last_is_taken() {
    let mut county = Held::case();
    let village = county.clone();
    let late = village.act(3, "晚到");
    for words in ["一", "二", "三"] {
        let written = county.act(2, words);
        county.take(&written);
    }
    county.take(&late);
    assert_eq!(county.log.heads().len(), 2);
    let joined = county.act(2, "四");
    let admitted = county.take(&joined);
    assert_eq!(admitted.deps.len(), 2);
    let entries = county
        .document
        .entries(county.id, &county.header, &county.log);
    assert_eq!(entries.unwrap().len(), 6);
}

#[test]
fn seventy_kilobytes_are_too_long_to_be_looked_at() {
    let held = Held::case();
    let written = held.signed(1, vec![0; 70 * 1024]);
    assert_eq!(
        held.refuses(&written),
        Refused::Unbounded(Unbounded::TooLong(70 * 1024))
    );
}

/// Signed numbers of the format: LEB128.
fn leb(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A change chunk by hand: no dependencies, actor of node 1, the given columns.
fn chunk(kind: u8, columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let actor = signer(1).actor();
    let mut body = vec![0, 16];
    body.extend(actor);
    body.extend([1, 1, 0, 0, 0]); // seq, first operation, time, no message, no other actors
    body.extend(unsigned(columns.len() as u64));
    for (spec, data) in columns {
        body.extend(unsigned(*spec));
        body.extend(unsigned(data.len() as u64));
    }
    body.extend(columns.iter().flat_map(|(_, data)| data));
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind];
    bytes.extend(unsigned(body.len() as u64));
    bytes.extend(body);
    bytes
}

const KEY_STRINGS: u64 = 0x15;
const ACTION: u64 = 0x42;

#[test]
fn a_few_bytes_that_stand_for_a_million_operations_are_refused_before_anything_is_made_of_them() {
    let held = Held::new(Kind::Case);
    let run = |n: i64, value: &[u8]| [leb(n), value.to_vec()].concat();
    let key = [vec![2], b"fx".to_vec()].concat();
    for columns in [
        vec![(ACTION, run(1_000_000, &[1]))],
        vec![(ACTION, run(i64::MAX, &[1]))],
        vec![(ACTION, run(0, &unsigned(u64::MAX)))],
        vec![(KEY_STRINGS, run(1_000_000, &key))],
        vec![(ACTION, [1; 4].repeat(1_000))],
        // Booleans.
        vec![(0x34, unsigned(u64::MAX))],
    ] {
        let bytes = chunk(1, &columns);
        assert!(bytes.len() < 5_000);
        assert_eq!(
            held.refuses(&held.signed(1, bytes)),
            Refused::Unbounded(Unbounded::TooMany("operations"))
        );
    }
    // One long key, a thousand times over.
    let long = [unsigned(60_000), vec![b'f'; 60_000]].concat();
    let bytes = chunk(1, &[(KEY_STRINGS, run(1_000, &long))]);
    assert_eq!(
        held.refuses(&held.signed(1, bytes)),
        Refused::Unbounded(Unbounded::TooMany("bytes of keys"))
    );
}

#[test]
fn other_chunks_and_deflated_columns_are_not_read() {
    let held = Held::new(Kind::Case);
    let not = Refused::Unbounded(Unbounded::NotAChange);
    // A document, a deflated change, a bundle, something of the future.
    for kind in [0, 2, 3, 9] {
        assert_eq!(held.refuses(&held.signed(1, chunk(kind, &[]))), not);
    }
    let deflated = chunk(1, &[(ACTION | 0b1000, vec![1, 1])]);
    assert_eq!(held.refuses(&held.signed(1, deflated)), not);
    // The change as Automerge itself would deflate it, when it is long enough.
    let long = "字".repeat(300);
    let written = held.form(1, &[("note", &long)]);
    let mut bytes = written.bytes;
    bytes[8] = 2;
    assert_eq!(held.refuses(&held.signed(1, bytes)), not);
}

#[test]
fn bytes_that_end_early_or_late_are_malformed() {
    let held = Held::new(Kind::Case);
    let whole = held.form(1, &[("name", "张三")]).bytes;
    for bytes in [
        [whole.clone(), vec![0]].concat(),
        whole[..whole.len() - 1].to_vec(),
        whole[..20].to_vec(),
        chunk(1, &[(ACTION, vec![5])]),
    ] {
        let refused = held.refuses(&held.signed(1, bytes));
        assert!(
            matches!(refused, Refused::Unbounded(Unbounded::Malformed(_))),
            "{refused}"
        );
    }
    let mut broken = held.form(1, &[("name", "张三")]);
    broken.bytes[5] ^= 1;
    let refused = held.refuses(&broken);
    assert!(matches!(refused, Refused::Unreadable(_)), "{refused}");
}

#[test]
fn a_header_that_is_another_records_or_unlawful_is_refused() {
    let held = Held::new(Kind::Case);
    let written = held.form(1, &[("name", "张三")]);
    let judge = |id, header: &Header| {
        let (bytes, envelope) = (&written.bytes, &written.envelope);
        admit(id, header, &held.log, bytes, envelope).unwrap_err()
    };
    let mut other = held.header.clone();
    other.nonce = [8; 16];
    assert_eq!(judge(held.id, &other), Refused::Header);
    // A case that would not leave home.
    let mut hidden = held.header.clone();
    hidden.spread = Spread::Pair;
    assert_eq!(judge(hidden.id(), &hidden), Refused::Header);
}

#[test]
fn only_the_signature_of_this_change_in_this_record_holds() {
    let held = Held::case();
    let good = held.act(2, "一");
    let with = |change: &dyn Fn(&mut Envelope)| {
        let mut written = good.clone();
        change(&mut written.envelope);
        held.refuses(&written)
    };
    assert_eq!(with(&|e| e.signature[3] ^= 1), Refused::Signature);
    assert_eq!(with(&|e| e.suite = 2), Refused::Signature);
    assert_eq!(with(&|e| e.run = [9; 16]), Refused::Signature);
    assert_eq!(with(&|e| e.incarnation = [9; 16]), Refused::Signature);
    assert_eq!(with(&|e| e.key = signer(3).node()), Refused::Signature);
    assert_eq!(with(&|e| e.key.0 = [0; 32]), Refused::Signature);
    // Of the same change in another record.
    let mut moved = good.clone();
    let hash = Digest(Sha256::digest(&good.bytes[8..]).into());
    moved.envelope = signer(2).sign(RecordId(Digest([5; 32])), hash);
    assert_eq!(held.refuses(&moved), Refused::Signature);
}

#[test]
fn an_actor_is_its_signers() {
    let held = Held::case();
    let mut written = held.act(2, "一");
    let hash = Digest(Sha256::digest(&written.bytes[8..]).into());
    written.envelope = signer(3).sign(held.id, hash);
    assert_eq!(held.refuses(&written), Refused::Actor);
    // The same key in another run is another actor.
    written.envelope = Signer::new([2; 32], [1; 16], [3; 16]).sign(held.id, hash);
    assert_eq!(held.refuses(&written), Refused::Actor);
}

#[test]
fn only_its_author_writes_the_first_change_of_a_record() {
    let empty = Held::new(Kind::Case);
    let stranger = empty.form(2, &[("name", "张三")]);
    assert_eq!(empty.refuses(&stranger), Refused::Root);
    let held = Held::case();
    let mut second = held.crafted(2, vec![put("fname", text("李四"), vec![])]);
    second.deps.clear();
    second.start_op = NonZeroU64::MIN;
    assert_eq!(held.refuses(&held.sealed(2, second)), Refused::Root);
}

#[test]
fn a_change_waits_for_what_it_builds_on() {
    let mut held = Held::case();
    let before = held.clone();
    let first = held.act(2, "一");
    let first = held.take(&first);
    let second = held.act(3, "二");
    assert_eq!(
        before.refuses(&second),
        Refused::MissingDependency(first.hash)
    );
    held.take(&second);
}

#[test]
fn operation_numbers_follow_what_a_change_builds_on_without_gap_or_overlap() {
    let held = Held::case();
    let key = act_key(&signer(2).actor(), 1);
    for start in [1, 2, 4, 1_000_000] {
        let value = ScalarValue::Bytes(act_bytes(&act("一")));
        let mut change = held.crafted(2, vec![put(&key, value, vec![])]);
        assert_eq!(change.start_op.get(), 3);
        change.start_op = NonZeroU64::new(start).unwrap();
        assert_eq!(held.refuses(&held.sealed(2, change)), Refused::StartOp);
    }
}

#[test]
fn an_actors_numbers_are_dense_in_what_a_change_knows() {
    let mut held = Held::case();
    let one = held.act(2, "一");
    for seq in [0, 2, 9] {
        let key = act_key(&signer(2).actor(), seq);
        let value = ScalarValue::Bytes(act_bytes(&act("一")));
        let mut change = held.crafted(2, vec![put(&key, value, vec![])]);
        change.seq = seq;
        let refused = held.refuses(&held.sealed(2, change));
        assert_eq!(refused, Refused::Sequence(seq));
    }
    held.take(&one);
    // Knowing its own number one, it is a second number one.
    let mut again = held.crafted(2, vec![put("anything", text("x"), vec![])]);
    again.seq = 1;
    assert_eq!(held.refuses(&held.sealed(2, again)), Refused::Sequence(1));
}

#[test]
fn an_actors_number_follows_in_its_own_past_and_not_merely_in_what_a_node_happens_to_hold() {
    let mut held = Held::case();
    let root: Vec<ChangeHash> = (held.log.heads().iter())
        .map(|head| ChangeHash(head.0))
        .collect();
    let first = held.act(2, "一");
    held.take(&first);
    // Number 2 that does not know number 1: a node that holds number 1 must not take it either, or one
    // that meets the two in the other order refuses for ever what this one took.
    let key = act_key(&signer(2).actor(), 2);
    let value = ScalarValue::Bytes(act_bytes(&act("二")));
    let mut change = held.crafted(2, vec![put(&key, value, vec![])]);
    change.deps = root;
    change.start_op = NonZeroU64::new(3).unwrap();
    assert_eq!(held.refuses(&held.sealed(2, change)), Refused::Sequence(2));
}

#[test]
fn nothing_but_additions_is_taken() {
    let mut held = Held::draft();
    let written = held.act(1, "一");
    held.take(&written);
    let actor = ActorId::from(signer(1).actor());
    let name = OpId::new(1, &actor);
    let act_op = OpId::new(3, &actor);
    let own = act_key(&signer(2).actor(), 1);
    let theirs = act_key(&signer(1).actor(), 2);
    let bytes = || ScalarValue::Bytes(act_bytes(&act("二")));
    let field = |text_: &str| put("fname", text(text_), vec![name.clone()]);
    let delete = Op {
        action: OpType::Delete,
        ..field("")
    };
    let nested = Op {
        action: OpType::Make(ObjType::Map),
        ..field("")
    };
    let increment = Op {
        action: OpType::Increment(1),
        ..field("")
    };
    let elsewhere = Op {
        obj: ObjectId::Id(name.clone()),
        ..put("fname", text("李四"), vec![])
    };
    let inserted = Op {
        key: Key::Seq(ElementId::Head),
        insert: true,
        ..put("fname", text("李四"), vec![])
    };
    for (what, operations) in [
        ("a deletion", vec![delete]),
        ("a nested map", vec![nested]),
        ("a counter", vec![increment]),
        ("another object", vec![elsewhere]),
        ("a list element", vec![inserted]),
        ("a number", vec![put("fname", ScalarValue::Int(1), vec![])]),
        ("no field", vec![put("name", text("李四"), vec![])]),
        ("an empty name", vec![put("f", text("李四"), vec![])]),
        (
            "an act under a field's key",
            vec![put("fname", bytes(), vec![])],
        ),
        (
            "an act under another's key",
            vec![put(&theirs, bytes(), vec![])],
        ),
        (
            "an act in the place of another",
            vec![put(&own, bytes(), vec![act_op.clone()])],
        ),
        ("two acts", vec![put(&own, bytes(), vec![]); 2]),
        (
            "an act and a field",
            vec![put(&own, bytes(), vec![]), field("李四")],
        ),
        ("one field twice", vec![field("李四"), field("王五")]),
        (
            "a field that replaces an act",
            vec![put("fname", text("李四"), vec![act_op])],
        ),
        (
            "a field that replaces what never was",
            vec![put("fname", text("李四"), vec![OpId::new(77, &actor)])],
        ),
        (
            "a field that is too long",
            vec![put("fname", text(&"x".repeat(1025)), vec![])],
        ),
        (
            "an act that is too long",
            vec![put(&own, ScalarValue::Bytes(vec![0; 50 * 1024]), vec![])],
        ),
        ("nothing", vec![]),
    ] {
        let change = held.crafted(2, operations);
        let refused = held.refuses(&held.sealed(2, change));
        assert!(
            matches!(refused, Refused::Operation(_)),
            "{what}: {refused}"
        );
    }
    let change = held.crafted(2, vec![field("李四")]);
    let written = held.sealed(2, change);
    held.take(&written);
    assert_eq!(held.values("name"), ["李四"]);
}

#[test]
fn the_form_of_a_case_is_pinned_by_its_first_change() {
    let held = Held::case();
    let refused = held.refuses(&held.form(1, &[("name", "李四")]));
    assert!(matches!(refused, Refused::Operation(_)), "{refused}");
}

#[test]
fn two_acts_whose_keys_fall_together_are_both_read_back() {
    // Keys hold eight bytes of the actor, and a node may search for two runs that share them.
    let mut held = Held::case();
    let key = act_key(&signer(2).actor(), 1);
    let before = held.clone();
    let first = held.act(2, "一");
    let first = held.take(&first);
    let value = ScalarValue::Bytes(act_bytes(&act("二")));
    let twin = before.sealed(3, before.crafted(3, vec![put(&key, value, vec![])]));
    let twin = Admitted {
        hash: Digest(Sha256::digest(&twin.bytes[8..]).into()),
        actor: {
            let mut actor = signer(3).actor();
            actor[..8].copy_from_slice(&signer(2).actor()[..8]);
            actor
        },
        author: signer(3).node(),
        payload: Payload::Act(act_bytes(&act("二"))),
        change: Change::from_bytes(twin.bytes).unwrap(),
        ..first
    };
    held.document.apply([&twin]).unwrap();
    held.log.add(&twin, 0);
    let entries = held.document.entries(held.id, &held.header, &held.log);
    let words: Vec<Deed> = (entries.unwrap().into_iter())
        .filter_map(|entry| match entry.content {
            Content::Act(_, act) => Some(act.deed),
            _ => None,
        })
        .collect();
    assert_eq!(words, [act("一").deed, act("二").deed]);
}

#[test]
fn what_does_not_apply_leaves_the_document_as_it_was() {
    let mut held = Held::case();
    let before = held.document.save();
    let mut other = held.clone();
    let first = other.act(2, "一");
    other.take(&first);
    let second = other.act(2, "二");
    let second = other.take(&second);
    // Its dependency is not there.
    assert!(held.document.apply([&second]).is_err());
    assert_eq!(held.document.save(), before);
    assert!(Document::load(b"not a document").is_err());
}

/// One of the real changes, changed a little, with its length and checksum repaired.
fn mutated(rng: &mut impl Rng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..=3) {
        // Behind magic, checksum and kind.
        let at = rng.random_range(9..bytes.len());
        match rng.random_range(0..6) {
            0 => bytes[at] = rng.random(),
            1 => bytes[at] ^= 1 << rng.random_range(0..8),
            2 => {
                bytes[at] = *[0, 1, 0x7f, 0x80, 0xff]
                    .get(rng.random_range(0..5))
                    .unwrap()
            }
            3 => bytes.insert(at, rng.random()),
            4 if bytes.len() > 40 => drop(bytes.remove(at)),
            _ => {
                let end = (at + rng.random_range(1..6)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    // The length is LEB128 behind the kind: written anew most of the time.
    if rng.random_range(0..8) != 0 {
        let header = 9 + bytes[9..].iter().take_while(|b| **b & 0x80 != 0).count() + 1;
        let body = bytes.split_off(header.min(bytes.len()));
        bytes.truncate(9);
        bytes.extend(unsigned(body.len() as u64));
        bytes.extend(body);
    }
    bytes
}

#[test]
fn twenty_thousand_mutated_changes_harm_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_121);
    let mut held = Held::draft();
    let first = Held::new(Kind::Draft).form(1, &[("name", "张三"), ("phone", "1")]);
    let mut real = vec![(1, first)];
    for n in 0..3 {
        let phone = format!("2{n}");
        let form = held.form(2, &[("phone", &phone), ("note", "三")]);
        let act = held.act(3, "一");
        held.take(&form);
        held.take(&act);
        let next = match n {
            0 => (2, held.act(2, "二")),
            _ => (3, held.form(3, &[("phone", "4"), ("address", "东街")])),
        };
        held.take(&next.1);
        real.extend([(2, form), (3, act), next]);
    }
    real.extend([
        (2, held.act(2, "末")),
        (3, held.form(3, &[("name", "李四")])),
    ]);
    let empty = Held::new(Kind::Draft);
    let (mut admitted, mut shown) = (0, 0);
    // What the engine's caught panics print would bury everything else.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for _ in 0..20_000 {
            let one = rng.random_range(0..real.len());
            let (by, original) = &real[one];
            let bytes = mutated(&mut rng, &original.bytes);
            let target = match rng.random_range(0..4) {
                0 => &empty,
                _ => &held,
            };
            // Signing is slow, and most do not come as far as the signature.
            let mut written = sealed(bytes, original.envelope.clone());
            written.envelope.suite = 0;
            if target.refuses(&written) != Refused::Signature {
                continue;
            }
            let written = target.signed(*by, written.bytes);
            let Ok(change) = target.admit(&written) else {
                continue;
            };
            admitted += 1;
            let mut target = target.clone();
            // A failure to show is a row that people see, and no harm.
            if target.document.apply([&change]).is_err() {
                continue;
            }
            shown += 1;
            target.log.add(&change, 0);
            let (id, header, log) = (target.id, &target.header, &target.log);
            let entries = target.document.entries(id, header, log).unwrap();
            let loaded = Document::load(&target.document.save()).unwrap();
            assert_eq!(loaded.entries(id, header, log).unwrap(), entries);
            assert_eq!(loaded.fields(log), target.document.fields(log));
        }
    }));
    std::panic::set_hook(hook);
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
    // Worth the while only when a good part is good enough to be shown.
    assert!(shown > 100, "{admitted} admitted, {shown} shown");
}
