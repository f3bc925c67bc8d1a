//! Whoever writes knows everything that is held: hundreds who did not know each other, and what stands
//! beside the document.

use super::*;
use crate::Written;

fn write(node: &Node, by: &Signer, text: &str) -> Written {
    let act = act(text.to_owned());
    let written = node.document.write_act(header().id(), by, &node.log, &act);
    written.unwrap()
}

fn sent(written: Written) -> Delivery {
    let change = Change::from_bytes(written.bytes.clone()).unwrap();
    Delivery::One(Sent {
        hash: Digest(change.hash().0),
        bytes: written.bytes,
        envelope: written.envelope,
    })
}

/// A node that holds all that anybody wrote.
fn holding(world: &World) -> Node {
    let mut node = Node::default();
    for one in &world.good {
        node.take(Delivery::One(one.clone()));
    }
    assert_eq!(node.log.len(), world.good.len());
    node
}

#[test]
fn after_three_hundred_who_did_not_know_each_other_anybody_can_write() {
    let mut world = World::new(1);
    let root = world.good[0].hash;
    for author in 1..=300 {
        world.write(&signer(author, 0), vec![root]);
    }
    let mut node = holding(&world);
    assert_eq!(node.log.heads().len(), 300);
    let joined = write(&node, &signer(301, 0), "合");
    node.take(sent(joined));
    assert_eq!(node.refused, BTreeMap::new());
    assert_eq!(node.log.heads().len(), 1);
    assert_eq!(node.entries().len(), 302);
}

#[test]
fn of_three_hundred_values_of_one_field_one_can_be_chosen() {
    let draft = Header {
        kind: Kind::Draft,
        spread: Spread::Pair,
        ..header()
    };
    let id = draft.id();
    let (mut log, mut document) = (Log::default(), Document::new());
    let form = |text: String| std::iter::once(("phone".to_owned(), text)).collect();
    let begun = document
        .clone()
        .write_form(id, &signer(0, 0), &log, &form("0".to_owned()));
    let take = |log: &mut Log, document: &mut Document, written: &Written| {
        let admitted = admit(id, &draft, log, &written.bytes, &written.envelope).unwrap();
        log.add(&admitted, 0);
        document.take(log, [&admitted]).unwrap();
    };
    take(&mut log, &mut document, &begun.unwrap());
    let (before, known) = (document.clone(), log.clone());
    for author in 1..=300 {
        let text = form(format!("{author}"));
        let written = before.write_form(id, &signer(author, 0), &known, &text);
        let written = written.unwrap();
        take(&mut log, &mut document, &written);
    }
    let values = |log: &Log, document: &Document| document.fields(log).unwrap().remove(0).1.len();
    assert_eq!(values(&log, &document), 300);
    let chosen = document.write_form(id, &signer(301, 0), &log, &form("77".to_owned()));
    take(&mut log, &mut document, &chosen.unwrap());
    assert_eq!(values(&log, &document), 1);
    assert_eq!(document.form(&log).unwrap()["phone"], "77");
}

#[test]
fn an_act_written_after_a_fork_knows_both_sides_and_every_node_takes_it() {
    for seed in 0..8 {
        let mut world = World::new(seed);
        let root = world.good[0].hash;
        // Two under one number, and others that go on from each.
        for n in 1..=2 {
            let side = world.write(&signer(1, 0), vec![root]);
            world.write(&signer(1 + n, 0), vec![side]);
        }
        let node = holding(&world);
        assert_eq!(node.log.beside(), 2);
        let mut nodes = vec![node];
        let mut other = Node::default();
        for one in world.good.iter().rev() {
            other.take(Delivery::One(one.clone()));
        }
        nodes.push(other);
        // Those on either side, the one that forked, and somebody new; each after the others.
        for author in [2, 3, 1, 4, 4] {
            let from = author % 2;
            let by = signer(author, 0);
            let heads = nodes[from].log.heads();
            let written = write(&nodes[from], &by, &format!("{author} 后"));
            for node in &mut nodes {
                node.take(sent(written.clone()));
                assert_eq!(node.refused, BTreeMap::new());
                assert_eq!(node.log.heads().len(), 1);
                let last = node.log.iter().last().unwrap();
                assert_eq!(last.deps, heads);
                assert!(node.log.is_beside(&last.hash));
            }
        }
        nodes[0].agrees_with(&nodes[1]);
        assert_eq!(nodes[0].entries().len(), 10);
        // The form is as it was.
        assert_eq!(
            nodes[0].document.form(&nodes[0].log).unwrap()["name"],
            "张三"
        );
    }
}
