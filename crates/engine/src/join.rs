//! What the hub is told of each link at the start. Counting what both ends should hold takes as long as there are
//! records, so an engine that comes forward does it before it takes over, and whoever asks does not wait for it.

use super::Engine;
use super::brief::Brief;
use super::journal::Followed;
use record::RecordId;
use std::collections::BTreeMap;
use sync::{Cursor, FeedHead, Hub, HubConfig, LinkNo};
use tiers::{PlaceCode, Tier};

/// What was counted for the links before they are joined.
pub(super) struct CountedLinks {
    hub: Hub,
    /// For which links, and how far their feeds were durable here.
    links: BTreeMap<LinkNo, (PlaceCode, Option<Cursor>)>,
    /// The first place in the feed to the parent that was not looked at.
    next: u64,
}

impl CountedLinks {
    /// Whether it was counted for these links.
    pub(super) fn is_of(&self, links: &BTreeMap<LinkNo, (PlaceCode, Option<Cursor>)>) -> bool {
        self.links == *links
    }

    /// A record comes to something else than when it was counted, or was not counted.
    pub(super) fn change(&mut self, id: RecordId, before: Option<&Brief>, now: &Brief) {
        let before = before.map(|brief| (brief.ends(), brief.held()));
        let now_held = (now.ends(), now.held());
        self.hub.recall_changed(id, now.spread, before, now_held);
    }
}

impl Engine {
    /// Gives the hub what is durable of each link.
    pub(super) fn join_links(&mut self) {
        if !self.links.are_counted() {
            self.count_links();
        }
        self.count_forwarded();
        self.hub = self.hub_of_links();
        if let Some(counted) = self.links.take_counted() {
            self.hub.take_recalled(counted.hub);
        }
        for followed in self.links.followed() {
            (self.hub).recall_forwarded(followed.link, followed.seq, followed.up_seq);
        }
        self.hub.recall_marks(self.model.known_marks().to_vec());
        self.join_parked();
    }

    /// Counts for each link what both ends should hold, and what of the children's went on. What is replayed from
    /// here on is counted as it comes.
    pub(super) fn count_links(&mut self) {
        let parent = (self.model.config().place.parent()).filter(|_| {
            self.model.config().place.tier() != Tier::Province && !self.model.config().alone
        });
        if let Some(place) = parent {
            (self.links).add(LinkNo::PARENT, None, place, self.model.now());
        }
        let mut hub = self.hub_of_links();
        for (id, brief) in self.model.records().briefs() {
            hub.recall_held(brief.spread, brief.ends(), *id, brief.held());
        }
        self.links.keep_counted(CountedLinks {
            hub,
            links: self.links.as_known(),
            next: self.model.at_top_upto() + 1,
        });
        self.count_forwarded();
    }

    /// Keeps in mind how far an item has come that says what was here already.
    pub(super) fn recall_followed(&mut self, followed: Followed) {
        let top = self.model.at_top_upto();
        self.links.follow(followed, top);
    }

    /// A hub with its links, that knows of no record.
    fn hub_of_links(&self) -> Hub {
        let mut hub = Hub::new(HubConfig {
            place: self.model.config().place,
            store: self.identity.id(),
        });
        for incarnation in self.identity.earlier() {
            hub.recall_incarnation(incarnation);
        }
        for (no, (place, cursor)) in self.links.as_known() {
            let (seq, rolling) = self.model.store().feed_last(no.0);
            hub.add_link(no, place, FeedHead { seq, rolling }, cursor);
        }
        hub
    }

    /// Which of the children's items went on to the parent and are not known to be at the top yet, from where it was
    /// counted on.
    fn count_forwarded(&mut self) {
        const ROWS: usize = 4_096;
        // Who serves early has no lines.
        let is_early = self.is_early();
        let Some(counted) = self.links.counted().filter(|_| !is_early) else {
            return;
        };
        while let Ok(rows) = self
            .model
            .store()
            .feed(LinkNo::PARENT.0, counted.next, ROWS)
        {
            let Some(last) = rows.last() else { break };
            counted.next = last.seq + 1;
            for row in rows.iter().filter(|row| row.source != super::HERE) {
                let source = LinkNo(row.source);
                counted
                    .hub
                    .recall_forwarded(source, row.source_seq, row.seq);
            }
        }
    }
}
