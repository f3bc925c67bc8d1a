//! Reading feeds for the hub, and the link of a child that was never here before.

use super::Engine;
use super::journal::{self, FeedItem, JournalEntry};
use serde_bytes::ByteBuf;
use store::Position;
use sync::{FeedHead, LinkNo, Outgoing};
use tiers::{NodeId, PlaceCode};

impl Engine {
    /// Items of a link's feed from `from` on: at least one, and no more than `bytes_max` beyond it.
    pub fn read_feed(&self, link: LinkNo, from: u64, bytes_max: usize) -> Vec<Outgoing> {
        const ROWS_MAX: usize = 1_024;
        let rows = match self.model.store().feed(link.0, from, ROWS_MAX) {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(link = link.0, %error, "a feed cannot be read");
                return Vec::new();
            }
        };
        let mut items: Vec<Outgoing> = Vec::new();
        let mut total = 0;
        for row in rows {
            let bytes = match self.feed_item(row.position) {
                Ok(bytes) => bytes,
                Err(error) => {
                    tracing::error!(
                        link = link.0,
                        seq = row.seq,
                        error,
                        "an item cannot be read"
                    );
                    break;
                }
            };
            if !items.is_empty() && total + bytes.len() > bytes_max {
                break;
            }
            total += bytes.len();
            items.push(Outgoing {
                seq: row.seq,
                rolling: row.rolling,
                bytes,
            });
        }
        items
    }

    pub(super) fn feed_item(&self, position: Position) -> Result<Vec<u8>, String> {
        let entry = self
            .model
            .store()
            .read(position)
            .map_err(|error| error.to_string())?;
        match journal::from_bytes::<JournalEntry>(&entry.body)? {
            JournalEntry::Item { bytes, .. } | JournalEntry::Enter(bytes) => {
                Ok(ByteBuf::into_vec(bytes))
            }
            JournalEntry::Publish(row) => Ok(journal::to_bytes(&FeedItem::Row(journal::RowItem {
                version: position.0,
                ..row
            }))),
            _ => Err("not something that travels".to_owned()),
        }
    }

    /// The rolling hash of our feed at a place.
    pub(super) fn feed_hash(&self, link: LinkNo, seq: u64) -> Option<[u8; 16]> {
        let row = self.model.store().feed_at(link.0, seq).ok().flatten();
        row.map(|row| row.rolling)
    }

    /// The number of the link to a child. A child that was never here before begins with an empty feed:
    /// what lives at its place already is loaded, record by record.
    pub(super) fn child_link(&mut self, node: NodeId, place: PlaceCode) -> LinkNo {
        if let Some(no) = self.links.child_at(place) {
            return no;
        }
        // What came in with the same batch must be known before it can be counted.
        self.fold_admitted();
        let no = self.links.next_child();
        self.links.add(no, Some(node), place, self.model.now());
        self.append(JournalEntry::Link { no, node, place }, Vec::new());
        self.hub.add_link(no, place, FeedHead::default(), None);
        for (id, brief) in self.model.records().briefs() {
            let (spread, ends) = (brief.spread, brief.ends());
            self.hub.recall_held_on(no, spread, ends, *id, brief.held());
        }
        no
    }
}
