//! The frames as bytes, kept in `vectors/`: what they decode to, and that it encodes to the same again. The number
//! in a name says since which version of the protocol frames look like that.

use crate::{
    Cursor, Frame, HeldBucket, HeldSum, Hello, Level, Listed, Loading, Names, Passed, StoreId,
    Urgent, decode, encode,
};
use record::RecordId;
use serde_bytes::ByteBuf;
use tiers::Digest;

fn store(n: u8) -> StoreId {
    StoreId {
        store: [n; 16],
        incarnation: [n + 1; 16],
    }
}

fn hello(cursor: Option<Cursor>, reach: Vec<u64>) -> Hello {
    Hello {
        protocol: 1,
        schema: 1,
        store: store(1),
        place: "230621100200".parse().unwrap(),
        cursor,
        reach,
        newest: 0,
        loading: None,
    }
}

fn cursor() -> Cursor {
    Cursor {
        from: store(8),
        seq: 300,
        rolling: [9; 16],
        loading: None,
        mending: false,
        floor: 0,
    }
}

fn item(bytes: &[u8]) -> ByteBuf {
    ByteBuf::from(bytes.to_vec())
}

fn record(n: u8) -> RecordId {
    RecordId(Digest([n; 32]))
}

fn held() -> HeldSum {
    HeldSum {
        count: 70_000,
        sum: 0x0102,
    }
}

fn frames_of_protocol_1() -> Vec<(&'static str, Frame)> {
    vec![
        ("hello-1-first", Frame::Hello(hello(None, vec![]))),
        (
            "hello-1-again",
            Frame::Hello(hello(Some(cursor()), vec![200, 7])),
        ),
        (
            "feed-1-short",
            Frame::Feed {
                first: 7,
                items: vec![item(&[1, 2, 3]), item(&[])],
                rolling: [5; 16],
                held: vec![],
            },
        ),
        (
            "feed-1-long",
            Frame::Feed {
                first: 70_000,
                items: vec![item(&[0x61; 700])],
                rolling: [6; 16],
                held: vec![],
            },
        ),
        (
            "ack-1",
            Frame::Ack {
                seq: 300,
                reach: vec![299, 0],
            },
        ),
    ]
}

fn frames_of_protocol_2() -> Vec<(&'static str, Frame)> {
    let names = |n| Names::of(record(n), [Digest([3; 32]), Digest([4; 32])]);
    vec![
        (
            "hello-2-first",
            Frame::Hello(Hello {
                newest: 2,
                ..hello(None, vec![])
            }),
        ),
        (
            "hello-2-loading",
            Frame::Hello(Hello {
                newest: 2,
                loading: Some(Cursor {
                    loading: Some(Loading {
                        last: Some(record(7)),
                    }),
                    ..cursor()
                }),
                ..hello(None, vec![3])
            }),
        ),
        (
            "hello-2-mending",
            Frame::Hello(Hello {
                newest: 2,
                ..hello(
                    Some(Cursor {
                        mending: true,
                        ..cursor()
                    }),
                    vec![],
                )
            }),
        ),
        (
            "load-2",
            Frame::Load {
                start: 12,
                rolling: [7; 16],
                items: vec![item(&[1, 2])],
                last: Some(record(200)),
                done: false,
            },
        ),
        (
            "load-2-done",
            Frame::Load {
                start: 12,
                rolling: [7; 16],
                items: vec![],
                last: None,
                done: true,
            },
        ),
        (
            "jump-2",
            Frame::Jump {
                seq: 12,
                rolling: [7; 16],
            },
        ),
        (
            "mend-2",
            Frame::Mend {
                items: vec![item(&[9])],
                done: true,
            },
        ),
        (
            "feed-2-held",
            Frame::Feed {
                first: 7,
                items: vec![item(&[1])],
                rolling: [5; 16],
                held: vec![Passed(8, [6; 16])],
            },
        ),
        (
            "express-2",
            Frame::Express {
                items: vec![Urgent(0, item(&[1])), Urgent(300, item(&[2, 3]))],
            },
        ),
        ("taken-2", Frame::Taken { frames: 3 }),
        (
            "compare-2",
            Frame::Compare {
                mine: 5,
                yours: 6,
                root: HeldBucket::new(0, held()),
            },
        ),
        ("same-2", Frame::Same),
        ("later-2", Frame::Later),
        (
            "sums-2",
            Frame::Sums {
                level: Level::Middle,
                buckets: vec![HeldBucket::new(9, held()), HeldBucket::new(4_095, held())],
            },
        ),
        (
            "ask-2",
            Frame::Ask {
                level: Level::Broad,
                buckets: vec![0, 255],
            },
        ),
        (
            "list-2",
            Frame::List {
                leaves: vec![0x0707, 0xffff],
                after: Some(record(7)),
                upto: None,
                held: vec![Listed::new(record(7), held())],
            },
        ),
        (
            "names-2",
            Frame::Names {
                names: vec![names(7)],
                upto: Some(record(7)),
            },
        ),
        (
            "have-2",
            Frame::Have {
                names: vec![names(7), Names::of(record(8), [])],
            },
        ),
    ]
}

fn vector(name: &str) -> Vec<u8> {
    let path = format!("{}/vectors/{name}.hex", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let digits: Vec<char> = text.trim().chars().collect();
    let byte = |pair: &[char]| {
        let pair: String = pair.iter().collect();
        u8::from_str_radix(&pair, 16).unwrap()
    };
    digits.chunks(2).map(byte).collect()
}

#[test]
fn every_frame_that_was_ever_sent_is_read_and_written_the_same() {
    let all = frames_of_protocol_1()
        .into_iter()
        .chain(frames_of_protocol_2());
    for (name, frame) in all {
        let bytes = vector(name);
        assert_eq!(decode(&bytes).as_ref(), Ok(&frame), "{name}");
        assert_eq!(encode(&frame), bytes, "{name}");
    }
}

#[test]
fn every_vector_is_looked_at() {
    let folder = format!("{}/vectors", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let all = frames_of_protocol_1()
        .into_iter()
        .chain(frames_of_protocol_2());
    let mut names: Vec<String> = all.map(|(name, _)| format!("{name}.hex")).collect();
    names.sort();
    assert_eq!(files, names);
}
