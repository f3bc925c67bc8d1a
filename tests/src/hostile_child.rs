use crate::hall::{CITY, COUNTY, Node, OTHER_COUNTY, Tree, place};
use crate::line::Line;
use casework::Form;
use engine::journal::{ChangeItem, FeedItem, from_bytes, to_bytes};
use lianban::config;
use record::{Document, Header, Kind, Log, Signer};
use serde_bytes::ByteBuf;
use tiers::Spread;

#[test]
fn frames_over_the_limit_close_the_line_and_nothing_else() {
    let tree = Tree::demo();
    let mut city = tree.node(CITY, None);
    city.start();
    let mut line = Line::dial(&tree, COUNTY, &city);
    line.greet();

    closed_with(&mut line, &vec![0; 2 << 20], "too long");

    // Within the limit as it travels, far beyond it once inflated.
    let bomb = sync::Frame::Feed {
        first: 1,
        items: vec![ByteBuf::from(vec![0; 8 << 20])],
        rolling: [0; 16],
        held: Vec::new(),
    };
    let bomb = sync::encode(&bomb);
    assert!(bomb.len() < 64 * 1024);
    closed_with(&mut line, &bomb, "inflates to more");

    line.send_bytes(b"\x00not a frame".to_vec());
    line.closed();
    line.greet();

    line.feed(vec![change(&tree, COUNTY, 1)]);
    assert!(city.is_alive());
    assert_eq!(city.status()["records"]["draft"], 1);
}

/// Sends `bytes` until the parent closes the line and its reason arrives: the datagram that says why is
/// sent once, and where it is lost under load we only see that the line is gone.
fn closed_with(line: &mut Line, bytes: &[u8], why: &str) {
    const TRIES: usize = 5;
    for _ in 0..TRIES {
        line.send_bytes(bytes.to_vec());
        let reason = line.closed();
        line.greet();
        if !reason.contains("reset by peer") {
            assert!(reason.contains(why), "{reason}");
            return;
        }
    }
    panic!("closed {TRIES} times without a word");
}

#[test]
fn refused_changes_are_set_aside_with_the_reason_and_the_link_goes_on() {
    let tree = Tree::demo();
    let mut city = tree.node(CITY, None);
    city.start();
    let mut line = Line::dial(&tree, COUNTY, &city);
    line.greet();

    let Ok(FeedItem::Change(mut broken)) = from_bytes(&change(&tree, COUNTY, 1)) else {
        panic!("an item reads back");
    };
    broken.envelope.signature[63] ^= 1;
    line.feed(vec![b"garbage".to_vec()]);
    line.feed(vec![to_bytes(&FeedItem::Change(broken))]);
    // Well made and signed, but of a place that is not the child's.
    line.feed(vec![change(&tree, OTHER_COUNTY, 5)]);
    line.feed(vec![change(&tree, COUNTY, 2), change(&tree, COUNTY, 3)]);

    assert_eq!(city.status()["records"]["draft"], 2);
    set_aside(&city);
    // It is in the journal: a restart forgets neither what was taken nor what was not.
    city.kill();
    city.start();
    assert_eq!(city.status()["records"]["draft"], 2);
    set_aside(&city);
    line.closed();
    let hello = line.greet();
    assert_eq!(hello.cursor.map(|cursor| cursor.seq), Some(5));
    line.feed(vec![change(&tree, COUNTY, 4)]);
    assert_eq!(city.status()["records"]["draft"], 3);
}

fn set_aside(node: &Node) {
    let rows = node.run_well(&["quarantine"], &[]);
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 3, "{rows:?}");
    let reason = |n: usize| rows[n]["reason"].as_str().unwrap();
    for (place, row) in rows.iter().enumerate() {
        assert_eq!(row["seq"], place + 1);
    }
    assert!(reason(0).contains("cannot be read"), "{}", reason(0));
    assert!(reason(1).contains("signature"), "{}", reason(1));
    assert!(reason(2).contains("does not belong here"), "{}", reason(2));
    assert_eq!(node.status()["quarantined"], 3);
}

/// A draft of the place `home`, written by the county's node, as it travels.
fn change(tree: &Tree, home: &str, n: u8) -> Vec<u8> {
    let identity = config::identity(&tree.node_dir(COUNTY)).unwrap();
    let signer = Signer::new(identity.key().seed(), [8; 16], [n; 16]);
    let header = Header {
        kind: Kind::Draft,
        home: place(home),
        spread: Spread::Pair,
        author: signer.node(),
        nonce: [n; 16],
    };
    let fields = Form::from([
        ("_item".to_owned(), "BM-001".to_owned()),
        ("name".to_owned(), "李桂兰".to_owned()),
    ]);
    let written = Document::new()
        .write_form(header.id(), &signer, &Log::default(), &fields)
        .unwrap();
    to_bytes(&FeedItem::Change(ChangeItem {
        record: header.id(),
        header: Some(header),
        change: ByteBuf::from(written.bytes),
        envelope: written.envelope,
    }))
}
