//! Where records live, as far as this node is concerned: who may hand it what, and what follows when a
//! case is moved or granted to another place (归属调整).
//!
//! A place that is no longer in the scope gets the act that says so, and nothing after it: that is its
//! `leave`. What it had written before it knew goes up by its feed and is taken in there. A place that comes
//! into the scope gets the whole record as one item of its feed, the act that grants it included: that is
//! its `enter`, and without that act it would not take a record of another place.

use super::Engine;
use super::brief::Brief;
use super::journal::{Followed, JournalEntry};
use super::row::Open;
use super::takein::NotTaken;
use casework::{CaseView, Content, Deed, Entry, Ground, fold};
use record::{Admitted, Header, Kind, Log, Payload, RecordId, Run, admit_run, read_act};
use serde_bytes::ByteBuf;
use std::borrow::Cow;
use std::collections::BTreeSet;
use store::{FeedSlot, Position};
use sync::{FeedPlace, LinkNo};
use tiers::{Digest, NodeId, PlaceCode, Spread};

/// Statements of a record's scope that are gone back through to find the one by which it left a place.
const LEAVES_LOOKED_AT_MAX: usize = 64;

/// The places from which a record is carried upwards: its home, or what its view says.
pub(super) fn ends_of(open: &Open) -> Vec<PlaceCode> {
    match &open.view {
        Some(view) => view.scope.ends().collect(),
        None => vec![open.header.home],
    }
}

/// The places from which a record is or ever was carried upwards.
pub(super) fn ever_of(open: &Open) -> Vec<PlaceCode> {
    match &open.view {
        Some(view) => ever_in(view, open.header.home),
        None => vec![open.header.home],
    }
}

/// The places from which a case that was begun at `home` is or ever was carried upwards, those included where
/// it was only ever taken to be.
fn ever_in(view: &CaseView, home: PlaceCode) -> Vec<PlaceCode> {
    let mut ever: Vec<PlaceCode> = view.scope.ends().collect();
    ever.push(home);
    ever.extend(&view.scope.lost);
    for one in &view.facts.regrants {
        ever.extend([one.from, one.home]);
        ever.extend(&one.grants);
    }
    ever.sort();
    ever.dedup();
    ever
}

/// What a place is told of a case that it is out of.
pub(super) struct Leaving {
    /// The changes up to the one by which it left.
    pub log: Log,
    /// The places from which the case was carried until then.
    ever: Vec<PlaceCode>,
}

/// What acts say of where a case lives from then on, each place with the node that says so.
pub(super) type Statements = Vec<(NodeId, PlaceCode)>;

/// What the acts of a run say of where its record lives, as far as they can be admitted behind what is here.
pub(super) fn granted(run: &Run, header: &Header, log: &Log) -> Statements {
    let verdicts = admit_run(run, header, log).unwrap_or_default();
    let admitted = verdicts.into_iter().filter_map(|(_, decided)| decided.ok());
    admitted.flat_map(|one| granted_by(&one)).collect()
}

/// What an act says of where its record lives.
pub(super) fn granted_by(admitted: &Admitted) -> Statements {
    let Payload::Act(bytes) = &admitted.payload else {
        return Vec::new();
    };
    match read_act(bytes).map(|act| act.deed) {
        Some(Deed::Regrant { home, grants, .. }) => {
            let places = std::iter::once(home).chain(grants);
            places.map(|place| (admitted.author, place)).collect()
        }
        _ => Vec::new(),
    }
}

impl Brief {
    /// Whether the record lives at `place`.
    pub fn lives_at(&self, place: PlaceCode) -> bool {
        (self.ends().iter()).any(|end| self.spread.reaches(*end, place))
    }
}

impl Engine {
    /// The places from which a record that is here is carried, as of the last fold.
    pub(super) fn living(&self, id: RecordId) -> Option<Vec<PlaceCode>> {
        match (self.model.records().brief(&id), self.cache.at(id)) {
            (Some(brief), _) => Some(brief.ends().to_vec()),
            (None, Some(open)) => Some(ends_of(open)),
            (None, None) => None,
        }
    }

    /// As [`Engine::living`]; of a record that is new here, its home.
    pub(super) fn living_or(&self, id: RecordId, header: &Header) -> Vec<PlaceCode> {
        self.living(id).unwrap_or_else(|| vec![header.home])
    }

    /// Receivers refuse what is outside their place, and what a child has no say in. `granted` tells what
    /// the item itself says of the record's scope, as far as it can be admitted behind what is here.
    pub(super) fn in_scope(
        &self,
        id: RecordId,
        header: &Header,
        source: Option<(LinkNo, u64)>,
        granted: &dyn Fn(&Header, &Log) -> Statements,
    ) -> Result<(), NotTaken> {
        let outside =
            || NotTaken::Aside(format!("a record of {} does not belong here", header.home));
        let Some((link, _)) = source else {
            return Ok(());
        };
        let here = self.model.config().place;
        let reached = header.spread.reaches(header.home, here);
        let is_known = self.model.records().has(&id)
            || (self.cache.at(id)).is_some_and(|open| !open.log.is_empty());
        let says = || match self.cache.at(id) {
            _ if header.kind != Kind::Case => Statements::new(),
            Some(open) => granted(header, &open.log),
            None => granted(header, &Log::default()),
        };
        let names = |said: &Statements, place: PlaceCode| {
            let mut ends = said.iter().map(|(_, end)| *end);
            ends.any(|end| header.spread.reaches(end, place))
        };
        if link == LinkNo::PARENT {
            // The entries of places whose acts a granted case holds: without them nobody here could judge it.
            let cited = header.kind == Kind::Directory && header.author == self.model.config().root;
            return if reached || is_known || cited || names(&says(), here) {
                Ok(())
            } else {
                Err(outside())
            };
        }
        let Some(child) = self.links.place(link) else {
            return Err(outside());
        };
        // What the root publishes may be about any place; from a child anything else is its own.
        let its_own = child.contains(header.home) || header.author == self.model.config().root;
        if reached && its_own {
            return Ok(());
        }
        if is_known && self.once_at(id, child) {
            return Ok(());
        }
        if header.kind != Kind::Case {
            return Err(outside());
        }
        let mut said = says();
        let named = names(&said, child);
        // What this node said itself, or one above it, it has forgotten: it went back in time, and perhaps nobody
        // else was told.
        said.retain(|(author, _)| self.speaks_from_above(*author));
        if names(&said, child) {
            return Ok(());
        }
        // A child that was granted a case before this node heard of it: what it sends waits until this node
        // does. Nobody brings a case of others into this subtree on his own word.
        if is_known || named {
            Err(NotTaken::Waits(id, id.0))
        } else {
            Err(outside())
        }
    }

    /// Whether a key is this node's, or that of a node above it.
    fn speaks_from_above(&self, author: NodeId) -> bool {
        author == self.model.signer().node()
            || author == self.model.config().root
            || self.model.config().place.upwards().any(|place| {
                let entry = self.entry_of(place);
                entry.is_some_and(|entry| entry.node == author)
            })
    }

    /// Whether a case lives or ever lived below a place: what was written there before anybody there knew
    /// better is still taken in.
    fn once_at(&self, id: RecordId, place: PlaceCode) -> bool {
        self.ever(id).iter().any(|end| place.contains(*end))
    }

    /// The places from which a record is or ever was carried.
    pub(super) fn ever(&self, id: RecordId) -> Vec<PlaceCode> {
        match (self.model.records().brief(&id), self.cache.at(id)) {
            (Some(brief), _) => brief.ever().to_vec(),
            (None, Some(open)) => ever_of(open),
            (None, None) => Vec::new(),
        }
    }

    /// What a place wrote before it knew that a case had left its scope goes up all the same, also through
    /// places that it has left as well.
    pub(super) fn send_after_leaving(
        &mut self,
        id: RecordId,
        name: &[u8],
        source: Option<(LinkNo, u64)>,
        assigned: &mut Vec<FeedPlace>,
    ) {
        let from_above = source.is_none_or(|(link, _)| link == LinkNo::PARENT);
        let goes_up = assigned.iter().any(|slot| slot.link == LinkNo::PARENT);
        let Some(brief) = self
            .model
            .records()
            .brief(&id)
            .filter(|_| !from_above && !goes_up)
        else {
            return;
        };
        if self.hub.travels(LinkNo::PARENT, brief.spread, brief.ever()) {
            assigned.extend(self.hub.assign_on(LinkNo::PARENT, name, source));
        }
    }

    /// What a child sends that is here already has come as far as its place in our feed has. Where it has none,
    /// the place above gave it to us after we went back in time: how far it had come from there nobody
    /// says, so it goes up once more and is followed.
    pub(super) fn pass_on_known(
        &mut self,
        id: RecordId,
        known: &[Digest],
        source: (LinkNo, u64),
        bytes: &[u8],
    ) {
        if !known.is_empty() {
            self.notify_out_of_scope(id, source.0);
        }
        let may_lack = source.0 != LinkNo::PARENT && !known.is_empty();
        let Some(brief) = self.model.records().brief(&id).filter(|_| may_lack) else {
            return;
        };
        // Also what has left: what those above wrote on it may have come no further than to where it came from.
        if !self.hub.travels(LinkNo::PARENT, brief.spread, brief.ever()) {
            return;
        }
        let Some(log) = self.record(id).map(|open| &open.log) else {
            return;
        };
        let known = known.iter();
        let known = known.filter_map(|change| Some((*change, log.place(change)?)));
        let known: Vec<(Digest, u64)> = known.collect();
        let mut names = id.0.0.to_vec();
        let mut up_seq = 0;
        for (change, place) in known {
            let entry = self.model.store().read(Position(place));
            let slots = entry.map(|entry| entry.feeds).unwrap_or_default();
            match slots.iter().find(|slot| slot.link == LinkNo::PARENT.0) {
                Some(slot) => up_seq = up_seq.max(slot.seq),
                None => names.extend(change.0),
            }
        }
        // What is at the top needs no following.
        if up_seq > self.model.at_top_upto() {
            let followed = Followed {
                link: source.0,
                seq: source.1,
                up_seq,
            };
            self.append(JournalEntry::Followed(followed), Vec::new());
            self.recall_followed(followed);
            self.hub.recall_forwarded(source.0, source.1, up_seq);
        }
        if names.len() == id.0.0.len() {
            return;
        }
        if let Some(slot) = self.hub.assign_on(LinkNo::PARENT, &names, Some(source)) {
            let item = JournalEntry::Enter(ByteBuf::from(bytes.to_vec()));
            self.append(item, Self::slots(vec![slot]));
        }
    }

    /// No comparison looks at what has left a link. What was written here before anybody knew that a case had left
    /// goes up by the feed alone, and what was written below of one that left is here alone: where a peer jumps over
    /// a part of the feed, or went back and jumps over nothing but its own, all of it is sent again.
    pub(super) fn send_what_left_again(&mut self, link: LinkNo) {
        let left =
            (self.model.records().briefs().iter()).filter(|(_, brief)| self.has_left(link, brief));
        let left: Vec<RecordId> = left.map(|(id, _)| *id).collect();
        self.links.enter(left.into_iter().map(|id| (id, link)));
    }

    /// The entries that came into a child's scope with cases are in its feed alone, as no comparison looks at
    /// them: where the child jumps over a part of it, they are all sent again.
    pub(super) fn send_cited_again(&mut self, link: LinkNo) {
        let cited = self.cited_at(link).into_iter();
        self.links.enter(cited.map(|entry| (entry, link)));
    }

    /// An entry may come after the act that moved a case: then it goes on to the children at which that case
    /// is judged by it.
    pub(super) fn pass_on_cited(&mut self, came: &BTreeSet<RecordId>) {
        let links: Vec<LinkNo> = self.hub.links().map(|(link, _)| link).collect();
        for link in links.into_iter().filter(|link| *link != LinkNo::PARENT) {
            let cited = self.cited_at(link);
            let cited = cited.intersection(came).map(|entry| (*entry, link));
            self.links.enter(cited);
        }
    }

    /// The entries by which cases at a child are judged and that do not live there by themselves.
    fn cited_at(&self, link: LinkNo) -> BTreeSet<RecordId> {
        let moved = self.model.records().briefs().values().filter(|brief| {
            brief.ever().len() > 1 && self.hub.travels(link, brief.spread, brief.ends())
        });
        moved
            .flat_map(|brief| self.cited_below(link, brief.ever()))
            .collect()
    }

    /// What follows for the links when a view says that its case lives elsewhere than before.
    pub(super) fn rescope(&mut self, id: RecordId, before: &[PlaceCode]) {
        let brought = self.intake.brought_by(id);
        let Some(brief) = self.model.records().brief(&id) else {
            return;
        };
        let (spread, held) = (brief.spread, brief.held());
        let places = brief.places.clone();
        let (ends, ever) = (&*places.ends, &*places.ever);
        self.intake.note_came(id, id.0);
        let enters = self.hub.move_record(spread, (before, ends), id, held);
        tracing::info!(record = %id, ?before, ?ends, "a case lives elsewhere from now on");
        // What the place above has jumped over and does not hold yet it would never have, also where the
        // word that the case left came from there; see [`Engine::send_what_left_again`].
        let up = LinkNo::PARENT;
        let leaves = self.hub.travels(up, spread, before) && !self.hub.travels(up, spread, ends);
        if leaves && self.hub.link(up).is_some_and(|view| view.unproved) {
            self.links.enter([(id, up)]);
        }
        let links: Vec<LinkNo> = self.hub.links().map(|(link, _)| link).collect();
        // Whoever brought what moved the case has that, and what it builds on. Where the case had left that link
        // before, other places have written on since, and none of it went there.
        let is_told = |link: &LinkNo| Some(*link) != brought || enters.contains(link);
        for link in links.into_iter().filter(is_told) {
            let travels = self.hub.travels(link, spread, ends);
            if travels && link != LinkNo::PARENT {
                // What came with the same batch is not readable yet: it is put in once it is.
                self.links
                    .enter(self.cited_below(link, ever).map(|entry| (entry, link)));
            }
            if enters.contains(&link) {
                self.links.enter([(id, link)]);
            }
            // Whoever hears only now that he is out must be able to judge by what.
            if self.hub.travels(link, spread, before)
                && let Some(leaving) = self.until_it_left(link, id)
            {
                let cited = self.cited_below(link, &leaving.ever);
                self.links.enter(cited.map(|entry| (entry, link)));
            }
        }
    }

    /// A statement of the scope that does not count brings acts of other places with it all the same: whoever holds the
    /// case must be able to judge them.
    pub(super) fn send_what_it_is_judged_by(&mut self, id: RecordId) {
        let Some(brief) = self.model.records().brief(&id) else {
            return;
        };
        let (spread, places) = (brief.spread, brief.places.clone());
        let links = self.hub.links().map(|(link, _)| link);
        let children = links.filter(|link| *link != LinkNo::PARENT);
        let holders = children.filter(|link| self.hub.travels(*link, spread, &places.ends));
        let cited = holders.flat_map(|link| {
            let cited = self.cited_below(link, &places.ever);
            cited.map(move |entry| (entry, link))
        });
        let cited: Vec<(RecordId, LinkNo)> = cited.collect();
        self.links.enter(cited);
    }

    /// A child that brings something of a case which has left it may not know that: it went back to before, had the
    /// case from below anew, or stated the scope itself meanwhile. It is told.
    pub(super) fn notify_out_of_scope(&mut self, id: RecordId, link: LinkNo) {
        let brief = self
            .model
            .records()
            .brief(&id)
            .filter(|_| link != LinkNo::PARENT);
        if brief.is_some_and(|brief| self.has_left(link, brief)) {
            self.links.enter([(id, link)]);
        }
    }

    /// Whether a case that once travelled by a link does so no more.
    fn has_left(&self, link: LinkNo, brief: &Brief) -> bool {
        let travels = |ends: &[PlaceCode]| self.hub.travels(link, brief.spread, ends);
        // Most never moved.
        brief.ever().len() > 1 && !travels(brief.ends()) && travels(brief.ever())
    }

    /// What a record was when it left the scope of a child that it had lived at, the act by which it left
    /// included: a child that names the record may have gone back to before that act, and would go on as if
    /// the case were its own. None where it lives there, or never did.
    ///
    /// Whoever stated the scope without knowing of another statement takes the case for his own until he hears of
    /// whatever decides between them, and that may be any act which relies on the other.
    pub(super) fn until_it_left(&self, link: LinkNo, id: RecordId) -> Option<Leaving> {
        let brief = self.model.records().brief(&id)?;
        if link == LinkNo::PARENT || !self.has_left(link, brief) {
            return None;
        }
        let child = self.links.place(link)?;
        let open = match self.cache.at(id) {
            Some(open) => Cow::Borrowed(open),
            None => Cow::Owned(self.row_of(id)?),
        };
        let entries = (open.document.entries(id, &open.header, &open.log)).ok()?;
        let disputed = open
            .view
            .as_ref()
            .is_some_and(|view| !view.scope.lost.is_empty() || !view.scope.contested.is_empty());
        let decides = |entry: &Entry| match &entry.content {
            Content::Act(_, act) => {
                disputed || matches!(act.deed, Deed::Regrant { .. } | Deed::Resolve { .. })
            }
            Content::Form(_) | Content::Unknown(_) => false,
        };
        let ground = Ground {
            home: open.header.home,
        };
        let own = own_past(&entries, child);
        let alone = |upto: usize| fold(ground, &entries[..upto], self.model.library());
        let with_own = |upto: usize| {
            let all = entries.iter().enumerate();
            let all = all.filter(|(no, _)| *no < upto || own.contains(no));
            let all: Vec<Entry> = all.map(|(_, entry)| entry.clone()).collect();
            fold(ground, &all, self.model.library())
        };
        let lives = |view: CaseView| {
            let ends: Vec<PlaceCode> = view.scope.ends().collect();
            self.hub.travels(link, brief.spread, &ends)
        };
        let at = (0..entries.len())
            .rev()
            .filter(|no| decides(&entries[*no]))
            .take(LEAVES_LOOKED_AT_MAX)
            // What the child wrote it has, unless it went back to before that as well.
            .find(|no| lives(with_own(*no)) || lives(alone(*no)))?;
        Some(Leaving {
            log: open.log.first(at + 1),
            ever: ever_in(&with_own(at + 1), ground.home),
        })
    }

    /// The directory records of places that a case is carried through and that do not live at a child by
    /// themselves: its acts are judged by them.
    pub(super) fn cited_below(
        &self,
        link: LinkNo,
        ever: &[PlaceCode],
    ) -> impl Iterator<Item = RecordId> + use<> {
        let mut records = Vec::new();
        // A case that never moved is judged by entries that live wherever it does.
        if ever.len() > 1 {
            for (place, record) in self.model.published().entry_records() {
                let on_a_path = ever.iter().any(|end| Spread::Path.reaches(*end, *place));
                if on_a_path && !self.hub.travels(link, Spread::Subtree, &[*place]) {
                    records.push(*record);
                }
            }
        }
        records.into_iter()
    }

    /// What a child lacks of a case that left it, as items: the entries by which it is judged, and where it
    /// `lacks` any of them the changes up to the one by which it left.
    pub(super) fn items_of_leaving(
        &self,
        link: LinkNo,
        id: RecordId,
        leaving: &Leaving,
        lacks: bool,
    ) -> Vec<Vec<u8>> {
        let cited = self.cited_below(link, &leaving.ever);
        let mut items: Vec<Vec<u8>> = cited.flat_map(|record| self.whole_items(record)).collect();
        if lacks {
            items.extend(self.first_of(id, &leaving.log));
        }
        items
    }

    /// The items that must come before a record which is sent as a whole over a link.
    pub(super) fn cited_items(&self, link: LinkNo, id: RecordId) -> Vec<Vec<u8>> {
        if link == LinkNo::PARENT {
            return Vec::new();
        }
        let cited = self.cited_below(link, &self.ever(id));
        cited.flat_map(|record| self.whole_items(record)).collect()
    }

    /// Puts records that came into a link's scope into its feed. What they hold must be durable by now.
    pub(super) fn enqueue_entering(&mut self) {
        let mut entered = BTreeSet::new();
        for (id, link) in self.links.take_entering() {
            if !entered.insert((id, link)) {
                continue;
            }
            let left =
                (self.model.records().brief(&id)).is_some_and(|brief| self.has_left(link, brief));
            let items = match self.until_it_left(link, id) {
                Some(leaving) => self.items_of_leaving(link, id, &leaving, true),
                None if left && link != LinkNo::PARENT => {
                    tracing::error!(record = %id, link = link.0, "a case left this link by no act that is here");
                    continue;
                }
                None => self.whole_items(id),
            };
            for bytes in items {
                let name = [
                    b"enter".as_slice(),
                    &id.0.0,
                    blake3::hash(&bytes).as_bytes(),
                ]
                .concat();
                let Some(slot) = self.hub.assign_on(link, &name, None) else {
                    continue;
                };
                let slots: Vec<FeedSlot> = Self::slots(vec![slot]);
                self.append(JournalEntry::Enter(ByteBuf::from(bytes)), slots);
            }
        }
    }
}

/// The acts that were done at a place or below it, and what they knew, by their numbers in the order of the log.
fn own_past(entries: &[Entry], place: PlaceCode) -> BTreeSet<usize> {
    let mut known: BTreeSet<Digest> = BTreeSet::new();
    let mut own = BTreeSet::new();
    for (no, entry) in entries.iter().enumerate().rev() {
        let is_own = match &entry.content {
            Content::Act(_, act) => place.contains(act.who.place),
            Content::Form(_) | Content::Unknown(_) => false,
        };
        if is_own || known.contains(&entry.hash) {
            known.extend(&entry.deps);
            own.insert(no);
        }
    }
    own
}
