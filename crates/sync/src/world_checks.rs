//! What holds in the toy world at every moment, and when it has become quiet.

use crate::world::{Label, ToyNode, ToyWorld, change};
use crate::{CREDIT_BYTES, FRAME_BYTES_MAX, Frame, HeldSum, LinkNo, decode};
use record::RecordId;
use std::collections::BTreeSet;

impl ToyWorld {
    /// Nothing is sent or named over a link but what lives at both its ends.
    pub(crate) fn check_scope(&self, node: usize, link: LinkNo, bytes: &[u8]) {
        let end = self.nodes[self.nodes[node].peers[&link]].place;
        let check = |label: Label| assert!(label.lives_at(end), "{label:?} was sent to {end}");
        let named: Vec<RecordId> = match decode(bytes) {
            Ok(
                Frame::Feed { items, .. } | Frame::Load { items, .. } | Frame::Mend { items, .. },
            ) => {
                return items.iter().for_each(|item| check(Label::of(item)));
            }
            Ok(Frame::Express { items }) => {
                return items.iter().for_each(|item| check(Label::of(&item.1)));
            }
            Ok(Frame::List { held, .. }) => held.iter().map(|listed| listed.0).collect(),
            Ok(Frame::Names { names, .. } | Frame::Have { names }) => {
                names.iter().map(|names| names.record).collect()
            }
            _ => return,
        };
        // What somebody made up lives nowhere.
        let known = named.iter().filter_map(|record| self.scopes.get(record));
        known.for_each(|label| check(*label));
    }

    /// No more than the credit and one frame is on its way or not yet durable.
    pub(crate) fn check_credit(&self, node: usize, link: LinkNo) {
        let wire = &self.wires[self.wire_of(node, link)];
        let (frames, peer, back) = match link {
            LinkNo::PARENT => (&wire.upward, wire.parent, wire.no),
            _ => (&wire.downward, wire.child, LinkNo::PARENT),
        };
        let on_the_way: usize = (frames.iter())
            .filter_map(|frame| match decode(frame) {
                Ok(
                    Frame::Feed { items, .. }
                    | Frame::Load { items, .. }
                    | Frame::Mend { items, .. },
                ) => Some(items.iter().map(|item| item.len()).sum::<usize>()),
                Ok(Frame::Express { items }) => Some(items.iter().map(|item| item.1.len()).sum()),
                _ => None,
            })
            .sum();
        assert!(on_the_way <= CREDIT_BYTES + FRAME_BYTES_MAX);
        let taken = self.nodes[peer].taken.iter();
        let waiting: usize = (taken.filter(|taken| taken.link == back))
            .flat_map(|taken| &taken.items)
            .map(Vec::len)
            .sum();
        // What an earlier session left waiting may be on its way again.
        assert!(on_the_way + waiting <= 2 * (CREDIT_BYTES + FRAME_BYTES_MAX));
    }

    /// What a node shows as arrived above it is there. A change that its own disk has lost since is left out:
    /// nothing is shown of it, and where the disk above lost it too neither end can know.
    pub(crate) fn check_marks(&self) {
        for node in &self.nodes {
            let Some(feed) = node.journal.feeds.get(&LinkNo::PARENT) else {
                continue;
            };
            let mut above = node.peers.get(&LinkNo::PARENT);
            for mark in node.hub.marks() {
                let holder = &self.nodes[*above.expect("a tier above for each mark")];
                let shown = feed[..(*mark as usize).min(feed.len())].iter();
                let shown = shown.map(|item| Label::of(&item.bytes));
                for label in shown.filter(|label| node.journal.held.contains(label)) {
                    let there = holder.journal.held.contains(&label);
                    let (from, to) = (node.place, holder.place);
                    assert!(
                        there || !label.lives_at(to),
                        "{from} shows {label:?} as arrived at {to}"
                    );
                }
                above = holder.peers.get(&LinkNo::PARENT);
            }
        }
    }

    /// Everybody holds what lives there and nothing else, and knows it.
    pub(crate) fn check_quiet(&self) {
        self.check_marks();
        let all: BTreeSet<Label> = (self.nodes.iter())
            .flat_map(|node| node.journal.held.iter().copied())
            .collect();
        for node in &self.nodes {
            let entitled: BTreeSet<Label> = (all.iter().copied())
                .filter(|label| label.lives_at(node.place))
                .collect();
            assert_eq!(node.journal.held, entitled, "at {}", node.place);
            if let Some(feed) = node.journal.feeds.get(&LinkNo::PARENT) {
                let tiers = node.place.tier() as usize - tiers::Tier::City as usize;
                assert_eq!(
                    node.hub.marks(),
                    vec![feed.len() as u64; tiers],
                    "marks of {}",
                    node.place
                );
            }
            for (no, peer) in &node.peers {
                self.check_held(node, *no, *peer);
                let Some(last) = node.journal.feeds.get(no).and_then(|feed| feed.last()) else {
                    continue;
                };
                let back = self.nodes[*peer].peers.iter();
                let back = back.filter(|(_, end)| self.nodes[**end].place == node.place);
                let back = back.map(|(no, _)| *no).next().unwrap();
                let cursor = self.nodes[*peer].journal.cursors[&back];
                assert_eq!(
                    (cursor.from, cursor.seq, cursor.rolling),
                    (node.store, last.seq, last.rolling)
                );
                assert_eq!((cursor.loading, cursor.mending), (None, false));
                let view = node.hub.link(*no).unwrap();
                assert_eq!((view.last, view.acked), (last.seq, last.seq));
            }
        }
    }

    /// A link counts what lives at both its ends, and nothing else.
    fn check_held(&self, node: &ToyNode, no: LinkNo, peer: usize) {
        let end = self.nodes[peer].place;
        let shared = (node.journal.records.iter()).flat_map(|(record, items)| {
            let here = items.iter().filter(|item| Label::of(item).lives_at(end));
            here.map(|item| HeldSum::of(*record, change(item)))
        });
        let shared = shared.fold(HeldSum::default(), HeldSum::and);
        let view = node.hub.link(no).unwrap();
        assert_eq!(view.held, shared, "{} towards {end}", node.place);
        let back = self.nodes[peer].peers.iter();
        let back = back.filter(|(_, other)| self.nodes[**other].place == node.place);
        for (back, _) in back {
            let there = self.nodes[peer].hub.link(*back).unwrap();
            assert_eq!(there.held, shared, "{end} towards {}", node.place);
        }
    }
}
