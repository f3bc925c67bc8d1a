//! Items that came before a change they build on: durable in the journal, taken in when it comes.

use super::Engine;
use super::answers::ParkedShow;
use super::intake::Waiting;
use super::journal::{self, ChangeItem, FeedItem, JournalEntry, ParkedItem};
use super::takein::Rest;
use calendar::UnixMillis;
use record::{RecordId, Signed};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::Position;
use sync::{Cursor, LinkNo, Names};
use tiers::{Digest, Tier};

/// As the state row has it: the bytes are in the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WaitingRow {
    position: u64,
    missing: BTreeSet<Digest>,
}

/// The changes in an item.
pub(super) fn changes_of(item: &[u8]) -> impl Iterator<Item = Digest> {
    let signed = match journal::from_bytes(item) {
        Ok(FeedItem::Change(ChangeItem {
            change, envelope, ..
        })) => vec![Signed::new(change.into_vec(), &envelope)],
        Ok(FeedItem::Run(run)) => run.signed().collect(),
        Ok(FeedItem::Row(_)) | Err(_) => Vec::new(),
    };
    signed.into_iter().filter_map(|signed| signed.hash())
}

impl Engine {
    /// How many items wait for a change that is not here.
    pub fn parked(&self) -> u64 {
        self.intake.parked_count() as u64
    }

    /// What the items that wait are waiting for.
    pub fn awaited_changes(&self) -> Vec<(RecordId, Digest)> {
        let waits = self.intake.parked();
        waits
            .flat_map(|(record, missing, _)| missing.iter().map(move |one| (record, *one)))
            .collect()
    }

    /// The changes in the items that wait.
    pub fn changes_parked(&self) -> BTreeSet<(RecordId, Digest)> {
        let mut waits: BTreeSet<(RecordId, Digest)> = BTreeSet::new();
        for (record, _, waiting) in self.intake.parked() {
            waits.extend(changes_of(&waiting.item.bytes).map(|change| (record, change)));
        }
        waits
    }

    /// The links by which something came that has waited for too long at `now`.
    pub(super) fn late_links(&self, now: UnixMillis) -> BTreeSet<LinkNo> {
        let late = self.intake.late(now);
        late.map(|(_, waiting)| waiting.item.link).collect()
    }

    /// Asks for what has been waited for too long. Comparing brings it: the parent is asked for that; a child
    /// compares when it comes back, so its line is closed. A peer that never has it is asked once an hour.
    pub(super) fn ask_for_what_is_missing(&mut self) {
        let late = self.late_links(self.model.now());
        // What waits late may be asked for above whoever sent it.
        let above = (!late.is_empty()).then_some(LinkNo::PARENT);
        self.links
            .forget_asked(|no| late.contains(&no) || above == Some(no));
        if above.is_some() && self.may_ask_again(LinkNo::PARENT) {
            let names = self.name_what_waits();
            if !names.is_empty() || late.contains(&LinkNo::PARENT) {
                self.ask_above_for(names);
            }
        }
        for link in late {
            // A child that was compared with holds no more of it than this node does.
            let same = self.hub.link(link).is_some_and(|view| view.same);
            if link == LinkNo::PARENT || same || !self.may_ask_again(link) {
                continue;
            }
            self.note_asked(link);
            let out = self.hub.give_up(link);
            self.carry_out(out);
        }
    }

    /// Whether a peer is here to be asked and was not asked within the hour.
    fn may_ask_again(&self, link: LinkNo) -> bool {
        let online = self.hub.link(link).is_some_and(|view| view.online);
        online && self.links.may_ask_again(link, self.model.now())
    }

    fn note_asked(&mut self, link: LinkNo) {
        self.links.note_asked(link, self.model.now());
        tracing::info!(link = link.0, "what an item waits for is asked for again");
    }

    fn ask_above_for(&mut self, names: Vec<Names>) {
        let link = LinkNo::PARENT;
        self.note_asked(link);
        (self.intake).want(names.iter().map(|names| names.record).collect());
        let mut out = self.hub.handle(sync::HubInput::Want { link, names });
        out.extend(self.hub.handle(sync::HubInput::Compare { link }));
        self.carry_out(out);
    }

    /// Whether no place above holds records: the province is sent rows.
    fn records_end_here(&self) -> bool {
        self.model.config().place.tier() <= Tier::City
    }

    /// The records of which items have waited for too long and that the place above may have, whoever passed them
    /// on, each with what is here of it, be it waiting: whoever names something of a record once held it.
    fn name_what_waits(&self) -> Vec<Names> {
        if self.records_end_here() {
            return Vec::new();
        }
        let late = self.intake.late(self.model.now());
        let mut waits: BTreeMap<RecordId, BTreeSet<Digest>> = BTreeMap::new();
        for (record, waiting) in late {
            let lives_above = || {
                let brief = self.model.records().brief(&record)?;
                let ever = brief.ever();
                Some(self.hub.travels(LinkNo::PARENT, brief.spread, ever))
            };
            // What came from a child and is not known here may be nobody's business above.
            let from_above = waiting.item.link == LinkNo::PARENT;
            if !from_above && lives_above() != Some(true) {
                continue;
            }
            let changes = waits.entry(record).or_default();
            changes.extend(changes_of(&waiting.item.bytes));
        }
        let waits = waits.into_iter().map(|(record, mut changes)| {
            let held = self.log_of(record);
            changes.extend(held.iter().flat_map(|log| log.iter().map(|held| held.hash)));
            Names::of(record, changes)
        });
        waits.collect()
    }

    /// The place above gave what it has of what was asked for: what waits all the same, nobody has.
    pub(super) fn note_what_is_nowhere(&mut self) {
        self.unpark();
        self.intake.end_wanting();
        self.changes += 1;
    }

    /// The items that wait, for people.
    pub(super) fn parked_shows(&self) -> Vec<ParkedShow> {
        let shows = self.intake.parked().map(|(record, missing, waiting)| {
            let item = &waiting.item;
            let from = item.link;
            // Where there is nobody above to ask, whoever sent it was compared with and holds no more of it.
            let same = self.hub.link(from).is_some_and(|view| view.same);
            ParkedShow {
                record: record.to_string(),
                missing: missing.len() as u64,
                from: self.links.place(from),
                at: item.at,
                nowhere: self.intake.is_nowhere(&record) || (self.records_end_here() && same),
            }
        });
        shows.collect()
    }

    /// Parks an item with its entry; whether there was room. What waits already waits once.
    pub(super) fn park(&mut self, item: ParkedItem, mark: Option<(LinkNo, Cursor)>) -> bool {
        if self.intake.waits_already(&item) {
            if let Some((no, cursor)) = mark {
                self.append(JournalEntry::Cursor(no, cursor), Vec::new());
            }
            return true;
        }
        if !self.intake.has_room_for(&item) {
            return false;
        }
        tracing::info!(record = %item.record, missing = ?item.missing, "an item waits");
        let position = self.append(JournalEntry::Park(item.clone(), mark), Vec::new());
        self.changes += 1;
        let (link, seq) = (item.link, item.seq);
        self.intake.park(position, item);
        self.hub.park(link, seq);
        true
    }

    /// Takes in what waited for the changes that came, and what waited for that in turn.
    pub(super) fn unpark(&mut self) {
        while let Some(awaited) = self.intake.take_next_awaited() {
            for Waiting { position, mut item } in awaited {
                let source = (item.link, item.seq);
                match self.take_in_item(source, &item.bytes, None) {
                    Rest {
                        wait: Some((_, missing)),
                        ..
                    } => {
                        item.missing = missing;
                        self.intake.park(position, item);
                    }
                    Rest { aside, .. } => {
                        self.hub.unpark(source.0, source.1);
                        self.append(JournalEntry::Unpark(position.0), Vec::new());
                        if let Some(reason) = aside {
                            self.set_aside(source, &item.bytes, reason, None);
                        }
                    }
                }
            }
        }
    }

    /// After replay, which takes in nothing: what waits for something that is here by now.
    pub(super) fn unpark_replayed(&mut self) {
        let waits: Vec<(RecordId, Digest)> = (self.intake.parked())
            .flat_map(|(record, missing, _)| missing.iter().map(move |one| (record, *one)))
            .collect();
        for (record, missing) in waits {
            let here = self.record(record);
            // What waits for a header waits for the record itself.
            if here.is_some_and(|open| missing == record.0 || open.log.has(&missing)) {
                self.intake.note_came(record, missing);
            }
        }
        self.unpark();
    }

    /// Tells the hub, at start, what waits.
    pub(super) fn join_parked(&mut self) {
        for (_, _, one) in self.intake.parked() {
            self.hub.park(one.item.link, one.item.seq);
        }
    }

    pub(super) fn parked_rows(&self) -> Vec<WaitingRow> {
        let rows = self.intake.parked().map(|(_, missing, one)| WaitingRow {
            position: one.position.0,
            missing: missing.clone(),
        });
        rows.collect()
    }

    pub(super) fn recall_parked(&mut self, rows: Vec<WaitingRow>) {
        for row in rows {
            let position = Position(row.position);
            let entry = self.model.store().read(position);
            let kept = entry.map_err(|error| error.to_string());
            match kept.and_then(|entry| journal::from_bytes(&entry.body)) {
                Ok(JournalEntry::Park(mut item, _)) => {
                    item.missing = row.missing;
                    self.intake.park(position, item);
                }
                Ok(_) => tracing::error!(%position, "not an item that waits"),
                Err(error) => tracing::error!(%position, error, "an item that waits is damaged"),
            }
        }
    }
}
