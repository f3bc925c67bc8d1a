//! The links of a node: who is at the other end, since when, what is owed on them, and how far each has come.

use super::brief::Brief;
use super::join::CountedLinks;
use super::journal::Followed;
use calendar::UnixMillis;
use record::RecordId;
use std::collections::BTreeMap;
use sync::{Cursor, Hub, LinkNo, LinkView};
use tiers::{NodeId, PlaceCode};

/// How long an owed answer is waited for, ms. A frame of the greatest size takes 16 s on the slowest line that is of
/// use (16 kB/s).
const SILENCE_MS: i64 = 90_000;
/// How often one peer is asked for what items wait for, ms.
const ASK_EVERY_MS: i64 = 60 * 60 * 1_000;

/// What the engine knows of its links, besides what the hub knows.
pub(super) struct Links {
    known: BTreeMap<LinkNo, LinkInfo>,
    /// What was counted for the links that are yet to be joined.
    counted: Option<CountedLinks>,
    /// Links whose peer owes an answer, and since when, ms.
    waiting: BTreeMap<LinkNo, i64>,
    /// When the peer of a link was last asked for what an item waits for.
    asked: BTreeMap<LinkNo, i64>,
    /// Links whose two ends do not hold the same although they were repaired, with how many records.
    differs: BTreeMap<LinkNo, u64>,
    /// When this node last asked for a comparison with its parent though nothing had happened.
    compared: UnixMillis,
    marks_learnt: i64,
    /// Items of children that say what was here already and is not known to be at the top.
    followed: Vec<Followed>,
    /// How far each peer's feed is durable here.
    cursors: BTreeMap<LinkNo, Cursor>,
    /// Records that came into the scope of a link, to be put into its feed.
    entering: Vec<(RecordId, LinkNo)>,
}

/// What the engine knows of one link.
#[derive(Debug, Clone)]
struct LinkInfo {
    /// The peer's key, once it has been seen.
    node: Option<NodeId>,
    place: PlaceCode,
    /// Since when it is up or down, ms.
    since: i64,
    /// When something last came in from it, ms.
    heard: i64,
}

/// A link and its session, as readers are told.
#[derive(Debug, Clone)]
pub(super) struct LineSeen {
    pub(super) no: LinkNo,
    /// Where the peer stands.
    pub(super) place: PlaceCode,
    /// Since when it is up or down, ms.
    pub(super) since: i64,
    /// When something last came in from it, ms.
    pub(super) heard: i64,
    pub(super) view: Option<LinkView>,
    /// With how many records both ends differ although they were repaired.
    pub(super) differs: u64,
}

/// A link as the state row has it: number, key, place, and when something last came in from it, ms.
pub(super) type StoredLink = (LinkNo, Option<NodeId>, PlaceCode, i64);

impl Links {
    /// None; `now` is when they were last compared.
    pub(super) fn none(now: UnixMillis) -> Links {
        Links {
            known: BTreeMap::new(),
            counted: None,
            waiting: BTreeMap::new(),
            asked: BTreeMap::new(),
            differs: BTreeMap::new(),
            compared: now,
            marks_learnt: 0,
            followed: Vec::new(),
            cursors: BTreeMap::new(),
            entering: Vec::new(),
        }
    }

    /// The numbers of all links, in order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = LinkNo> {
        self.known.keys().copied()
    }

    /// Whether there is a place above that is told anything.
    pub(super) fn lead_up(&self) -> bool {
        self.known.contains_key(&LinkNo::PARENT)
    }

    /// Where the peer of a link stands; none where there is no such link.
    pub(super) fn place(&self, no: LinkNo) -> Option<PlaceCode> {
        self.known.get(&no).map(|link| link.place)
    }

    /// Since when the link upwards is up or down, ms; none where there is none.
    pub(super) fn parent_since(&self) -> Option<i64> {
        self.known.get(&LinkNo::PARENT).map(|link| link.since)
    }

    /// The link to the child that stands at `place`.
    pub(super) fn child_at(&self, place: PlaceCode) -> Option<LinkNo> {
        let mut children = self.known.iter().filter(|(no, _)| **no != LinkNo::PARENT);
        children
            .find(|(_, link)| link.place == place)
            .map(|(no, _)| *no)
    }

    /// The number that the next child's link will have.
    pub(super) fn next_child(&self) -> LinkNo {
        let last = self.known.keys().last();
        LinkNo(last.map_or(1, |last| last.0 + 1))
    }

    /// Adds a link that is not known yet; one that is stays as it is.
    pub(super) fn add(
        &mut self,
        no: LinkNo,
        node: Option<NodeId>,
        place: PlaceCode,
        now: UnixMillis,
    ) {
        self.known.entry(no).or_insert(LinkInfo {
            node,
            place,
            since: now.0,
            heard: 0,
        });
    }

    /// The peer `node` is there from now on.
    pub(super) fn came_up(&mut self, no: LinkNo, node: NodeId, now: UnixMillis) {
        if let Some(link) = self.known.get_mut(&no) {
            link.node = Some(node);
            link.since = now.0;
        }
    }

    /// The peer is gone from now on.
    pub(super) fn went_down(&mut self, no: LinkNo, now: UnixMillis) {
        if let Some(link) = self.known.get_mut(&no) {
            link.since = now.0;
        }
    }

    /// Something came in.
    pub(super) fn heard(&mut self, no: LinkNo, now: UnixMillis) {
        if let Some(link) = self.known.get_mut(&no) {
            link.heard = now.0;
        }
    }

    /// The clock was `ahead` ms ahead of `now`: what is waited for is waited for as long as before.
    pub(super) fn follow_clock_back(&mut self, ahead: i64, now: UnixMillis) {
        for link in self.known.values_mut() {
            link.since -= ahead;
            link.heard -= ahead;
        }
        let waits = self.waiting.values_mut().chain(self.asked.values_mut());
        waits.for_each(|since| *since -= ahead);
        self.compared.0 -= ahead;
        self.marks_learnt = self.marks_learnt.min(now.0);
    }

    /// The links as they are, with their sessions.
    pub(super) fn states(&self, hub: &Hub) -> Vec<LineSeen> {
        let lines = self.known.iter().map(|(no, link)| LineSeen {
            no: *no,
            place: link.place,
            since: link.since,
            heard: link.heard,
            view: hub.link(*no),
            differs: self.differs.get(no).copied().unwrap_or(0),
        });
        lines.collect()
    }

    /// The links as the state row has them.
    pub(super) fn rows(&self) -> Vec<StoredLink> {
        let links = self.known.iter();
        links
            .map(|(no, link)| (*no, link.node, link.place, link.heard))
            .collect()
    }

    /// Adds the links of the state row.
    pub(super) fn recall(&mut self, rows: Vec<StoredLink>, now: UnixMillis) {
        for (no, node, place, heard) in rows {
            self.add(no, node, place, now);
            self.heard(no, UnixMillis(heard));
        }
    }
}

/// What is owed on them.
impl Links {
    /// Notes on which links an answer is owed; answers those on which nothing has come for too long, and no longer waits
    /// for them.
    pub(super) fn take_silent(&mut self, hub: &Hub, now: UnixMillis) -> Vec<LinkNo> {
        let mut silent = Vec::new();
        for (no, link) in &self.known {
            if !hub.waits(*no) {
                self.waiting.remove(no);
                continue;
            }
            let since = *self.waiting.entry(*no).or_insert(now.0);
            if now.0 - since.max(link.heard) > SILENCE_MS {
                silent.push(*no);
            }
        }
        for no in &silent {
            self.waiting.remove(no);
        }
        silent
    }

    /// The first moment at which a link is one of [`Links::take_silent`], where nothing comes.
    pub(super) fn due_silence(&self, hub: &Hub, now: UnixMillis) -> Option<UnixMillis> {
        let owing = self.known.iter().filter(|(no, _)| hub.waits(**no));
        let moments = owing.map(|(no, link)| {
            let since = self.waiting.get(no).copied().unwrap_or(now.0);
            let last = since.max(link.heard);
            UnixMillis(last.saturating_add(SILENCE_MS + 1))
        });
        moments.min()
    }

    /// Whether the peer was not asked within the hour for what items wait for.
    pub(super) fn may_ask_again(&self, no: LinkNo, now: UnixMillis) -> bool {
        let asked = self.asked.get(&no);
        !asked.is_some_and(|at| (0..ASK_EVERY_MS).contains(&(now.0 - at)))
    }

    /// The peer was asked for what an item waits for.
    pub(super) fn note_asked(&mut self, no: LinkNo, now: UnixMillis) {
        self.asked.insert(no, now.0);
    }

    /// Forgets when peers were asked, other than those that `matters` tells.
    pub(super) fn forget_asked(&mut self, matters: impl Fn(LinkNo) -> bool) {
        self.asked.retain(|no, _| matters(*no));
    }
}

/// How far each has come.
impl Links {
    /// How far the peer's feed is durable here.
    pub(super) fn cursor(&self, no: LinkNo) -> Option<Cursor> {
        self.cursors.get(&no).copied()
    }

    /// All of them.
    pub(super) fn cursors(&self) -> Vec<(LinkNo, Cursor)> {
        let cursors = self.cursors.iter();
        cursors.map(|(no, cursor)| (*no, *cursor)).collect()
    }

    /// The peer's feed is durable here as far as an entry of the journal says, where it says so.
    pub(super) fn move_cursor(&mut self, moved: Option<(LinkNo, Cursor)>) {
        self.cursors.extend(moved);
    }

    /// All cursors, of the state row.
    pub(super) fn recall_cursors(&mut self, cursors: Vec<(LinkNo, Cursor)>) {
        self.cursors = cursors.into_iter().collect();
    }

    /// Whether both ends were repaired and do not hold the same.
    pub(super) fn differ(&self, no: LinkNo) -> bool {
        self.differs.contains_key(&no)
    }

    /// Both ends were repaired and differ in so many records. That they differ is known even where it was not found by
    /// how many.
    pub(super) fn note_differs(&mut self, no: LinkNo, records: u64) {
        self.differs.insert(no, records.max(1));
    }

    /// Both ends hold the same.
    pub(super) fn note_same(&mut self, no: LinkNo) {
        self.differs.remove(&no);
    }

    /// When both ends of the line upwards were last compared.
    pub(super) fn last_compared(&self) -> UnixMillis {
        self.compared
    }

    /// Both ends of the line upwards are compared.
    pub(super) fn note_compared(&mut self, now: UnixMillis) {
        self.compared = now;
    }

    /// When the place above last said how far our feed has come, ms.
    pub(super) fn marks_learnt(&self) -> i64 {
        self.marks_learnt
    }

    /// The place above has said how far our feed has come, ms.
    pub(super) fn learn_marks(&mut self, at: i64) {
        self.marks_learnt = at;
    }

    /// Items of children that say what was here already and is not known to be at the top.
    pub(super) fn followed(&self) -> &[Followed] {
        &self.followed
    }

    /// Follows an item to the top, which our feed has reached up to `top`.
    pub(super) fn follow(&mut self, followed: Followed, top: u64) {
        // Most say what an earlier one of them said.
        let covered = |one: &Followed| {
            one.up_seq <= top
                || (one.link == followed.link
                    && one.seq >= followed.seq
                    && one.up_seq <= followed.up_seq)
        };
        self.followed.retain(|one| !covered(one));
        self.followed.push(followed);
    }

    /// The items that were followed, of the state row.
    pub(super) fn recall_followed(&mut self, followed: Vec<Followed>) {
        self.followed = followed;
    }
}

/// What goes into their feeds beside what is written, and what was counted for them.
impl Links {
    /// Records came into the scope of links: they are put into their feeds once they are durable.
    pub(super) fn enter(&mut self, records: impl IntoIterator<Item = (RecordId, LinkNo)>) {
        self.entering.extend(records);
    }

    /// What [`Links::enter`] noted.
    pub(super) fn take_entering(&mut self) -> Vec<(RecordId, LinkNo)> {
        std::mem::take(&mut self.entering)
    }

    /// Where each peer stands, and how far its feed is durable here.
    pub(super) fn as_known(&self) -> BTreeMap<LinkNo, (PlaceCode, Option<Cursor>)> {
        let known = self.known.iter();
        known
            .map(|(no, link)| (*no, (link.place, self.cursor(*no))))
            .collect()
    }

    /// What was counted for them, while they are not joined.
    pub(super) fn counted(&mut self) -> Option<&mut CountedLinks> {
        self.counted.as_mut()
    }

    /// Whether they are still those for which was counted.
    pub(super) fn are_counted(&self) -> bool {
        (self.counted.as_ref()).is_some_and(|counted| counted.is_of(&self.as_known()))
    }

    /// Keeps what was counted until they are joined.
    pub(super) fn keep_counted(&mut self, counted: CountedLinks) {
        self.counted = Some(counted);
    }

    /// What was counted, which is kept no longer.
    pub(super) fn take_counted(&mut self) -> Option<CountedLinks> {
        self.counted.take()
    }

    /// A record comes to something else than when it was counted, or was not counted.
    pub(super) fn recount(&mut self, id: RecordId, before: Option<&Brief>, now: &Brief) {
        if let Some(counted) = &mut self.counted {
            counted.change(id, before, now);
        }
    }
}
