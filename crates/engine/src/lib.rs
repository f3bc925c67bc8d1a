//! The one writer: it owns the records, the journal and the replication state of a node. One input at a
//! time, one fsync for all that came together, and only then the answers.
//!
//! What it does not: run a thread, open a socket, look at a clock, or compose a page or a paper. Time, randomness and
//! the stopwatch by which it measures itself are arguments.
//!
//! ```
//! use calendar::read_moment;
//! use engine::{Engine, EngineConfig, Founding, Reason, Silent, Stopwatch};
//! use std::sync::Arc;
//!
//! # let dir = tempfile::tempdir()?;
//! # let dir = dir.path();
//! let key = record::Signer::new([7; 32], [0; 16], [0; 16]).node();
//! let config = EngineConfig {
//!     place: "230600000000".parse()?,
//!     root: key,
//!     seed: [7; 32],
//!     random: Arc::new(rand::random),
//!     watch: Stopwatch::none(),
//!     cache_bytes: 1 << 20,
//!     alone: false,
//! };
//! let now = read_moment("2026-03-02T09:00:00+08:00").unwrap();
//! let mut city = Engine::open(dir, config, now, &Silent)?;
//!
//! // The city publishes its calendar; nothing is confirmed before the commit.
//! let shipped = shipped::ShippedCatalog::read()?;
//! let founding = Founding::of(shipped.calendar, Vec::new(), &shipped.departments, &shipped.catalog);
//! let refused = city.found(&founding, "administrator").unwrap_err();
//! assert_eq!(refused.reason, Reason::NotReady, "no entry names this node yet");
//! let frames = city.commit()?;
//! assert!(frames.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agenda;
mod agents;
pub mod answers;
mod assess;
mod audit;
pub mod back;
mod brief;
mod brief_row;
mod cache;
mod due;
mod duplicates;
mod duties;
mod early;
pub mod editing;
mod execute;
mod express;
mod feeds;
mod file;
mod filing;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod folding;
mod found;
mod identity;
mod index;
mod intake;
mod join;
pub mod journal;
mod links;
mod lists;
pub mod look;
mod model;
mod open;
mod parking;
mod parts;
mod pool;
mod print;
mod progress;
mod publish;
mod published;
mod publisher;
mod quarantine;
mod query;
mod queues;
mod reason;
mod recall;
mod records;
mod replay;
pub mod returned;
mod row;
mod rows;
mod runs;
mod scope;
mod shown;
mod sorted;
mod stopwatch;
mod sums;
mod takein;
mod texts;
mod whole;
mod writing;

pub use answers::{FieldFault, Refused};
pub use found::Founding;
pub use model::ReadModel;
pub use open::{EngineConfig, Forward, OpenEngineError, Random, StartReport};
pub use parts::Parts;
pub use progress::{Progress, Silent};
pub use queues::{DeskKey, DeskOf, is_window};
pub use reason::{Fault, JsonFault, Reason};
pub use sorted::SortedMap;
pub use stopwatch::Stopwatch;
pub use sums::{Lit, Sums, path};

use calendar::UnixMillis;
use journal::JournalEntry;
use record::RecordId;
use row::Open;
use store::{Entry, FeedSlot, OrderedMap as _, Position};
use supervision::Contribution;
use sync::{FeedPlace, Hub, HubOutput, LinkNo, Task};
use tiers::{NodeId, PlaceCode};

/// Dirty rows after which they are written without waiting for the clock.
const DIRTY_MAX: usize = 512;
/// The link number that stands for "written here" in a feed's source.
const HERE: u32 = u32::MAX;

/// A node's records and everything that follows from them.
pub struct Engine {
    /// What readers are given copies of.
    model: ReadModel,
    hub: Hub,
    links: links::Links,
    recent: express::Recent,
    cache: cache::RecordCache,
    agenda: agenda::Agenda,
    intake: intake::Intake,
    publisher: publisher::Publisher,
    identity: identity::Identity,
    /// The last stamp that an act of this node had.
    stamp: casework::Stamp,
    effects: Vec<Effect>,
    tasks: Vec<Task>,
    /// Grows whenever something visible changed.
    changes: u64,
    opened: StartReport,
    parts: Parts,
}

/// What readers read it reads the same way: what the writer has changed is in it at once.
impl std::ops::Deref for Engine {
    type Target = ReadModel;

    fn deref(&self) -> &ReadModel {
        &self.model
    }
}

/// What the network must do.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a frame.
    Send(LinkNo, Vec<u8>),
    /// Close a link.
    Close(LinkNo, String),
}

/// Whether a clock that said `before` and says `now` was set back; one that is less than 5 s behind is waited for.
fn is_set_back(before: UnixMillis, now: UnixMillis) -> bool {
    const SLACK_MS: i64 = 5_000;
    now.0 < before.0.saturating_sub(SLACK_MS)
}

impl Engine {
    /// Tells the time: a node's clock, or the one a demonstration sets. A clock that is a little behind what it said
    /// before is waited for; one that is set back by more was ahead, and is followed.
    pub fn tell_time(&mut self, now: UnixMillis) {
        if is_set_back(self.model.now(), now) {
            self.follow_clock_back(now);
        }
        self.model.set_clock(self.model.now().max(now));
        self.hub.tell_time(self.model.now().0);
    }

    /// The clock was ahead and was set right. What was waited for is waited for as long as before, cases are assessed
    /// anew, and what is written from here on claims the time that it is. What was written stays as it is.
    fn follow_clock_back(&mut self, now: UnixMillis) {
        let ahead = self.model.now().0 - now.0;
        tracing::warn!(
            seconds = ahead / 1_000,
            "the clock was set back: every case is assessed again"
        );
        self.model.set_clock(now);
        self.stamp = casework::Stamp { ms: now, n: 0 };
        self.links.follow_clock_back(ahead, now);
        self.recent.follow_clock_back(ahead);
        self.agenda.note_assessed_on(None);
    }

    /// A stamp that no act of this node had before.
    fn stamp(&mut self) -> casework::Stamp {
        self.stamp = if self.model.now() > self.stamp.ms {
            casework::Stamp {
                ms: self.model.now(),
                n: 0,
            }
        } else {
            casework::Stamp {
                ms: self.stamp.ms,
                n: self.stamp.n + 1,
            }
        };
        self.stamp
    }

    /// A peer is there; answers the link's number.
    ///
    /// # Errors
    /// When it has no business here.
    pub fn link_up(&mut self, node: NodeId, place: PlaceCode) -> Result<LinkNo, String> {
        let parent = self.model.config().place.parent();
        let no = if parent == Some(place) {
            LinkNo::PARENT
        } else if place.parent() == Some(self.model.config().place) {
            self.child_link(node, place)
        } else {
            return Err(format!(
                "{place} is neither directly above nor directly below {}",
                self.model.config().place
            ));
        };
        self.links.came_up(no, node, self.model.now());
        self.changes += 1;
        let out = self.hub.handle(sync::HubInput::Up { link: no });
        self.carry_out(out);
        Ok(no)
    }

    /// A link is gone.
    pub fn link_down(&mut self, no: LinkNo) {
        self.links.went_down(no, self.model.now());
        self.changes += 1;
        let out = self.hub.handle(sync::HubInput::Down { link: no });
        self.carry_out(out);
    }

    /// A frame came in.
    pub fn frame(&mut self, link: LinkNo, bytes: Vec<u8>) {
        self.links.heard(link, self.model.now());
        let out = self.hub.handle(sync::HubInput::Frame { link, bytes });
        self.carry_out(out);
    }

    /// What falls due by now: lights that change, duties of this node.
    pub fn tick(&mut self) {
        self.look_out();
        self.close_idle_links();
        self.ask_for_what_is_missing();
        self.tell_what_is_owed();
        self.compare_what_changed();
        self.end_doubt();
    }

    /// Both ends of the line upwards are compared soon after anything changed, and daily where nothing did: whatever
    /// one of them was not told of is found without another session.
    fn compare_what_changed(&mut self) {
        let link = LinkNo::PARENT;
        if self
            .hub
            .link(link)
            .is_some_and(|view| view.online && view.same)
        {
            self.links.note_same(link);
        }
        let Some(wait) = self.comparison_wait_ms() else {
            return;
        };
        if self.model.now().0 - self.links.last_compared().0 >= wait {
            self.links.note_compared(self.model.now());
            let out = self.hub.handle(sync::HubInput::Compare { link });
            self.carry_out(out);
        }
    }

    /// How long after the last comparison with the place above the next one is made, ms; none while there is no line.
    fn comparison_wait_ms(&self) -> Option<i64> {
        const MINUTE_MS: i64 = 60 * 1_000;
        let link = LinkNo::PARENT;
        let view = self.hub.link(link).filter(|view| view.online)?;
        Some(if view.same {
            24 * 60 * MINUTE_MS
        } else if self.links.differ(link) {
            // What the one does not take from the other stays for longer than a minute.
            60 * MINUTE_MS
        } else {
            MINUTE_MS
        })
    }

    /// A line on which an answer is owed and nothing comes is closed and dialled anew: a peer that hangs, or
    /// a session that carries in one direction only, must not hold a record up for good.
    fn close_idle_links(&mut self) {
        for no in self.links.take_silent(&self.hub, self.model.now()) {
            let out = self.hub.give_up(no);
            self.carry_out(out);
        }
    }

    /// Makes everything durable with one fsync, and says what to send. Answers may be given after it.
    ///
    /// # Errors
    /// When the disk did not take it: the process must end, for nobody knows what is on the disk.
    pub fn commit(&mut self) -> Result<Vec<Effect>, store::CommitError> {
        loop {
            self.fold_admitted();
            self.unpark();
            if self.agenda.assessed_on() != self.model.published().calendar() {
                self.assess_all();
            }
            self.publish();
            if self.cache.take_uncommitted() {
                let begun = self.model.config().watch.begin();
                self.model.store().commit()?;
                self.parts.journal += begun.elapsed();
            }
            self.urge_what_came();
            let out = self.hub.handle(sync::HubInput::Committed);
            self.carry_out(out);
            for task in std::mem::take(&mut self.tasks) {
                let out = self.hub.handle(sync::HubInput::Stored { task });
                self.carry_out(out);
            }
            self.enqueue_entering();
            let dirty = self.cache.dirty_count();
            if dirty + self.publisher.dirty_rows().len() >= DIRTY_MAX {
                self.write_rows();
            }
            let published = !self.publisher.has_cases();
            if !self.cache.is_uncommitted()
                && published
                && self.intake.is_folded()
                && self.tasks.is_empty()
            {
                break;
            }
        }
        Ok(std::mem::take(&mut self.effects))
    }

    /// How often something visible has changed.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Where this node stands.
    pub fn place(&self) -> PlaceCode {
        self.model.config().place
    }

    /// Whether this node acts for `place`: its own, and any other where the directory names its key. One
    /// node may stand for several places, say for villages that have no machine.
    pub fn stands_at(&self, place: PlaceCode) -> bool {
        let named = |entry: &tiers::DirectoryEntry| entry.node == self.model.signer().node();
        place == self.model.config().place || self.entry_of(place).is_some_and(named)
    }

    /// What this process has spent so far, by part.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Rows of records that were read so far.
    pub fn rows_read(&self) -> u64 {
        self.cache.rows_read()
    }

    fn carry_out(&mut self, outputs: Vec<HubOutput>) {
        for output in outputs {
            match output {
                HubOutput::Send { link, bytes } => self.effects.push(Effect::Send(link, bytes)),
                HubOutput::Close { link, reason } => {
                    self.effects.push(Effect::Close(link, reason.to_string()));
                }
                HubOutput::Behind { link, from } => self.urge_recent(link, from),
                HubOutput::Admit {
                    link,
                    task,
                    source,
                    items,
                    cursor,
                } => {
                    self.take_in_frame(link, source, items, cursor);
                    self.tasks.push(task);
                }
                HubOutput::Keep { link, cursor } => {
                    self.links.move_cursor(Some((link, cursor)));
                    self.append(JournalEntry::Cursor(link, cursor), Vec::new());
                }
                HubOutput::Diverged { link, why } => self.note_diverged(link, why),
                HubOutput::Succeeds { link } => self.note_succession(link),
                HubOutput::WentBack { link } => {
                    tracing::warn!(
                        link = link.0,
                        "local store is behind its parent; starting a new incarnation"
                    );
                    self.begin_incarnation(self.identity.witness());
                    self.changes += 1;
                    let out = self.hub.begin_incarnation(self.identity.id());
                    self.carry_out(out);
                }
                HubOutput::Disagrees { link, records } => {
                    tracing::error!(
                        link = link.0,
                        records,
                        "both ends were repaired and still do not hold the same records"
                    );
                    self.links.note_differs(link, records);
                    self.changes += 1;
                }
                HubOutput::Given { .. } => self.note_what_is_nowhere(),
                HubOutput::Reached { marks } => {
                    self.links.learn_marks(self.model.now().0);
                    self.model.learn_marks(marks.clone());
                    self.changes += 1;
                    self.append(JournalEntry::Marks(marks, self.model.now().0), Vec::new());
                }
                asked @ (HubOutput::ReadFeed { .. }
                | HubOutput::ReadUrgent { .. }
                | HubOutput::CheckFeed { .. }
                | HubOutput::ReadRecords { .. }
                | HubOutput::ReadHeld { .. }
                | HubOutput::ReadNames { .. }
                | HubOutput::ReadMissing { .. }) => {
                    if let Some(read) = self.read_for_hub(asked) {
                        let out = self.hub.handle(read);
                        self.carry_out(out);
                    }
                }
            }
        }
    }

    /// What the hub asked to be read; none where it asked for something else.
    fn read_for_hub(&mut self, asked: HubOutput) -> Option<sync::HubInput> {
        Some(match asked {
            HubOutput::ReadFeed {
                link,
                from,
                bytes_max,
            } => sync::HubInput::FeedRead {
                link,
                items: self.read_feed(link, from, bytes_max),
            },
            HubOutput::ReadUrgent {
                link,
                seqs,
                bytes_max,
            } => sync::HubInput::UrgentRead {
                link,
                items: self.read_urgent(link, &seqs, bytes_max),
            },
            HubOutput::CheckFeed { link, seq } => sync::HubInput::FeedChecked {
                link,
                rolling: self.feed_hash(link, seq),
            },
            HubOutput::ReadRecords {
                link,
                at,
                bytes_max,
            } => {
                let (items, at, done) = self.read_records(link, at, bytes_max);
                sync::HubInput::RecordsRead {
                    link,
                    items,
                    at,
                    done,
                }
            }
            HubOutput::ReadHeld {
                link,
                leaves,
                after,
                records_max,
            } => {
                let (held, more) = self.read_held(link, &leaves, after, records_max);
                sync::HubInput::HeldRead { link, held, more }
            }
            HubOutput::ReadNames { link, records } => sync::HubInput::NamesRead {
                link,
                names: self.read_names(link, records),
            },
            HubOutput::ReadMissing {
                link,
                wanted,
                skip,
                bytes_max,
            } => {
                let (items, whole, skip) = self.read_missing(link, &wanted, skip, bytes_max);
                sync::HubInput::MissingRead {
                    link,
                    items,
                    whole,
                    skip,
                }
            }
            _ => return None,
        })
    }

    /// Feed and cursor of a link do not fit: one end was restored. What may be lacking there is sent again.
    fn note_diverged(&mut self, link: LinkNo, why: &str) {
        tracing::warn!(
            link = link.0,
            why,
            "cursor does not match feed; one side was restored"
        );
        if link == LinkNo::PARENT {
            self.identity.note_above_is_behind();
            self.send_what_left_again(link);
            self.tell_again();
        } else {
            self.send_cited_again(link);
            self.send_what_left_again(link);
        }
    }

    /// Another machine stood at this place before. What it has printed is on paper, whether or not it was sent.
    fn note_succession(&mut self, link: LinkNo) {
        if self.identity.is_first() {
            tracing::warn!(
                link = link.0,
                "another machine stood at this place before: document numbers will carry an incarnation suffix"
            );
            self.succeed();
        }
    }

    /// Appends to the journal; durable with the next commit.
    fn append(&mut self, kept: JournalEntry, slots: Vec<FeedSlot>) -> Position {
        let begun = self.model.config().watch.begin();
        let entry = Entry {
            kind: 0,
            feeds: slots,
            body: journal::to_bytes(&kept),
        };
        let position = self.model.store().append(&entry);
        self.parts.journal += begun.elapsed();
        // Sizes are bounded well below the entry's limit before anything gets here.
        let position = position.expect("an entry within the journal's limit");
        self.cache.note_appended(position);
        position
    }

    fn slots(slots: Vec<FeedPlace>) -> Vec<FeedSlot> {
        let slot = |slot: FeedPlace| FeedSlot {
            link: slot.link.0,
            seq: slot.seq,
            rolling: slot.rolling,
            source: slot.source.map_or(HERE, |(link, _)| link.0),
            source_seq: slot.source.map_or(0, |(_, seq)| seq),
            at: None,
        };
        slots.into_iter().map(slot).collect()
    }

    /// A record, opened from its row where needed.
    fn record(&mut self, id: RecordId) -> Option<&mut Open> {
        if !self.cache.has(id) {
            // What has a row is kept in mind: a new record needs no look at the disk. Who serves early knows
            // of the few that were asked for.
            let known = self.model.records().has(&id);
            if !known && !self.is_early() {
                return None;
            }
            let begun = self.model.config().watch.begin();
            let read = self.row_of(id);
            self.parts.reading += begun.elapsed();
            let open = Box::new(read?);
            self.make_room();
            if !known {
                self.brief(&open);
                self.show(&open);
            }
            self.cache.put(open);
        }
        self.cache.at_mut(id)
    }

    /// A record as its row has it.
    fn row_of(&self, id: RecordId) -> Option<Open> {
        let tree = self.model.store().tree("record").ok()?;
        let Some(row) = tree.get(&id.0.0).ok().flatten() else {
            return self.read_journal(id);
        };
        self.cache.note_row_read();
        let damaged = |error| {
            tracing::error!(record = %id, error, "a row is damaged; start the node anew to rebuild it");
        };
        Open::from_row(id, &row).map_err(damaged).ok()
    }

    /// Looks at a record with the rest of the engine at hand; none when it is not here.
    fn with_record<T>(
        &mut self,
        id: RecordId,
        look: impl FnOnce(&mut Engine, &Open) -> T,
    ) -> Option<T> {
        self.record(id)?;
        let open = self.cache.take(id)?;
        let seen = look(self, &open);
        self.cache.put(open);
        Some(seen)
    }

    fn make_room(&mut self) {
        if !self.cache.is_full() {
            return;
        }
        if self.cache.is_mostly_dirty() {
            self.write_rows();
        }
        self.cache.make_room(|id| self.intake.is_fresh(id));
    }

    /// Counts what a case contributes now in place of what it did; answers whether that is anything else.
    fn replace_contribution(&mut self, id: RecordId, now: &Contribution) -> bool {
        // Most acts change no count.
        let brief = self.records().brief(&id);
        let before = brief.map(|brief| brief.contribution());
        let Some(before) = before.filter(|before| before != now) else {
            return false;
        };
        let adds = self.agenda.pools().adds(now.adds().clone());
        self.model
            .records_mut()
            .change(id, |brief| brief.adds = adds);
        let changed = self.agenda.count_anew(&before, now);
        if self.publishes() {
            self.publisher.note_counts(changed);
        }
        true
    }
}
