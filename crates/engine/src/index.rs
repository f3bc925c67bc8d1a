//! Every record in short, and where to find it. A record stands in an index by the first eight bytes of its id, so that
//! a million entries take 20 MB: two may begin alike, and whoever looks something up asks each record whether it is
//! the one.

use super::brief::Brief;
use super::queues::{DeskKey, Queues, Turn};
use super::sorted::{SortedMap, SortedSet};
use super::sums::{Sums, runs};
use super::texts::Texts;
use calendar::UnixMillis;
use casework::Phase;
use record::{Kind, RecordId};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::Arc;
use supervision::Light;
use tiers::{Digest, PlaceCode};

/// How a record's id begins.
pub(super) type Begins = u64;

/// Records by `K`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Index<K: Ord + Copy>(SortedSet<(K, Begins)>);

impl<K: Ord + Copy> Index<K> {
    pub(super) fn new() -> Self {
        Self(SortedSet::new())
    }

    /// An index made at once.
    pub(super) fn of(entries: impl Iterator<Item = (K, RecordId)>) -> Self {
        Self(
            entries
                .map(|(key, id)| ((key, id.0.begins()), ()))
                .collect(),
        )
    }

    pub(super) fn insert(&mut self, key: K, id: RecordId) {
        self.0.insert((key, id.0.begins()), ());
    }

    pub(super) fn remove(&mut self, key: K, id: RecordId) {
        self.0.remove(&(key, id.0.begins()));
    }

    /// The records under a key.
    pub(super) fn with(&self, key: K) -> impl Iterator<Item = Begins> {
        self.between(key, key)
    }

    /// The records under the keys from `first` to `last`, in order.
    pub(super) fn between(&self, first: K, last: K) -> impl DoubleEndedIterator<Item = Begins> {
        let held = self.0.range((first, Begins::MIN)..=(last, Begins::MAX));
        held.map(|((_, begins), ())| *begins)
    }

    /// The lowest key.
    pub(super) fn first(&self) -> Option<K> {
        self.0.first().map(|((key, _), ())| *key)
    }

    /// The lowest entry, taken out, where its key is none beyond `last`.
    pub(super) fn take_first(&mut self, last: K) -> Option<(K, Begins)> {
        let first = *self.0.first().map(|(entry, ())| entry)?;
        if first.0 > last {
            return None;
        }
        self.0.remove(&first);
        Some(first)
    }
}

/// Under what a case is listed: its light, where it was filed, and how long ago it changed, the last change first.
type ListedAs = (Light, PlaceCode, i64);

/// Every record in short, and the indexes by which pages find them.
#[derive(Debug, Clone)]
pub(super) struct Records {
    briefs: SortedMap<RecordId, Arc<Brief>>,
    /// By the hash of the number on paper.
    by_number: Index<u64>,
    /// Who asks for what: see [`super::Engine::duplicates`]. Never written anywhere.
    by_asking: Index<u64>,
    /// By the moment at which a case must be looked at again.
    moments: Index<UnixMillis>,
    /// Those of which an act waits, unjudged, for what it cites.
    unjudged: SortedSet<RecordId>,
    queues: Queues,
    /// Cases, by what a list of them is asked for.
    by_state: Index<ListedAs>,
    /// Open cases whose clock runs, by when their promised limit is due.
    by_due: Index<UnixMillis>,
    by_received: Index<UnixMillis>,
    by_concluded: Index<UnixMillis>,
    /// Drafts that are not filed, by where they were begun and how long ago they changed.
    drafts: Index<(PlaceCode, i64)>,
    /// Proxy cases that an agent looks after, by where they were filed.
    proxied: Index<PlaceCode>,
    /// Those with rival acts, or with fields that hold several values.
    contested: SortedSet<RecordId>,
    /// Those with acts of this place that do not count.
    returned: SortedSet<RecordId>,
    texts: Texts,
    sums: Sums,
    /// The last changes of cases, each under its number.
    changes: SortedSet<(u64, Begins)>,
    changes_made: u64,
}

/// Changes of cases that are remembered: whoever looked last before all of them looks at every case.
const CHANGES_MAX: usize = 65_536;

/// Where one record stands in the indexes whose keys are cheap to make.
#[derive(PartialEq)]
struct IndexKeys {
    asking: Option<u64>,
    number: Option<u64>,
    next: Option<UnixMillis>,
    state: Option<ListedAs>,
    due: Option<UnixMillis>,
    received: Option<UnixMillis>,
    concluded: Option<UnixMillis>,
    draft: Option<(PlaceCode, i64)>,
    proxied: Option<PlaceCode>,
}

impl IndexKeys {
    fn of(brief: Option<&Brief>) -> IndexKeys {
        let case = brief.filter(|brief| brief.kind == Kind::Case);
        let draft = brief.filter(|brief| brief.kind == Kind::Draft && brief.filed().is_none());
        let runs = |brief: &&Brief| runs(brief.light) && !brief.phase.is_some_and(Phase::is_over);
        IndexKeys {
            asking: brief.and_then(|brief| Some(brief.asking?.get())),
            number: brief
                .filter(|brief| !brief.number().is_empty())
                .map(|brief| hash(brief.number())),
            next: brief.and_then(Brief::next),
            state: case.map(|brief| (brief.light, brief.home(), brief.updated.saturating_neg())),
            due: case.filter(runs).and_then(Brief::due),
            received: case.and_then(Brief::received),
            concluded: case.and_then(Brief::concluded),
            draft: draft.map(|brief| (brief.home(), brief.updated.saturating_neg())),
            proxied: case
                .filter(|brief| brief.agent().is_some())
                .map(Brief::home),
        }
    }
}

impl Records {
    pub(super) fn of(here: PlaceCode) -> Records {
        Records {
            briefs: SortedMap::new(),
            by_number: Index::new(),
            by_asking: Index::new(),
            moments: Index::new(),
            unjudged: SortedSet::new(),
            queues: Queues::of(here),
            by_state: Index::new(),
            by_due: Index::new(),
            by_received: Index::new(),
            by_concluded: Index::new(),
            drafts: Index::new(),
            proxied: Index::new(),
            contested: SortedSet::new(),
            returned: SortedSet::new(),
            texts: Texts::default(),
            sums: Sums::of(here),
            changes: SortedSet::new(),
            changes_made: 0,
        }
    }

    /// Keeps a record in mind, in place of what was known of it.
    pub(super) fn put(&mut self, id: RecordId, brief: Arc<Brief>) {
        let before = self.briefs.get(&id).cloned();
        self.list(id, before.as_deref(), &brief);
        self.briefs.insert(id, brief);
    }

    /// Changes what is kept in mind of a record; none where it is not held.
    pub(super) fn change<T>(
        &mut self,
        id: RecordId,
        change: impl FnOnce(&mut Brief) -> T,
    ) -> Option<T> {
        let before = self.briefs.get(&id)?.clone();
        let mut now = Brief::clone(&before);
        let done = change(&mut now);
        self.list(id, Some(&before), &now);
        self.briefs.insert(id, Arc::new(now));
        Some(done)
    }

    /// Brings every index from what a record was to what it is.
    fn list(&mut self, id: RecordId, before: Option<&Brief>, now: &Brief) {
        let alike = before.is_some() && self.begins_alike(id);
        let (was, is) = (IndexKeys::of(before), IndexKeys::of(Some(now)));
        if was != is {
            let at = Place { id, alike };
            at.moves(&mut self.by_asking, was.asking, is.asking);
            at.moves(&mut self.by_number, was.number, is.number);
            at.moves(&mut self.moments, was.next, is.next);
            at.moves(&mut self.by_state, was.state, is.state);
            at.moves(&mut self.by_due, was.due, is.due);
            at.moves(&mut self.by_received, was.received, is.received);
            at.moves(&mut self.by_concluded, was.concluded, is.concluded);
            at.moves(&mut self.drafts, was.draft, is.draft);
            at.moves(&mut self.proxied, was.proxied, is.proxied);
        }
        belongs(&mut self.unjudged, id, now.waiting);
        belongs(&mut self.contested, id, now.conflicts > 0);
        belongs(&mut self.returned, id, !now.returned().is_empty());
        self.queue(id, before, now, alike);
        self.note_texts(id, before, now);
        self.sums.change(before, Some(now));
        if now.kind == Kind::Case {
            self.note_change(id.0.begins());
        }
    }

    fn note_change(&mut self, begins: Begins) {
        let last = self.changes.keys().next_back();
        if last.is_some_and(|(_, last)| *last == begins) {
            self.changes.remove(&(self.changes_made, begins));
        }
        self.changes_made += 1;
        self.changes.insert((self.changes_made, begins), ());
        if self.changes.len() > CHANGES_MAX
            && let Some(first) = self.changes.first().map(|(first, ())| *first)
        {
            self.changes.remove(&first);
        }
    }

    /// How many changes of cases there were, and the cases that changed after the first `seen` of them; none where so
    /// many changed that it is not known which.
    pub(super) fn changed_since(&self, seen: u64) -> (u64, Option<Vec<RecordId>>) {
        let kept_from = self
            .changes
            .first()
            .map_or(u64::MAX, |((first, _), ())| *first);
        if seen < self.changes_made && kept_from > seen + 1 {
            return (self.changes_made, None);
        }
        let later = self.changes.range((seen + 1, Begins::MIN)..);
        let mut begun: Vec<Begins> = later.map(|((_, begins), ())| *begins).collect();
        begun.sort_unstable();
        begun.dedup();
        let held = begun.into_iter().flat_map(|begins| self.beginning(begins));
        (self.changes_made, Some(held.map(|(id, _)| id).collect()))
    }

    fn queue(&mut self, id: RecordId, before: Option<&Brief>, now: &Brief, alike: bool) {
        let begins = id.0.begins();
        let turn = Turn::of(now, begins);
        let was = before.map(|before| (before, Turn::of(before, begins)));
        let same = was.is_some_and(|(before, was)| was == turn && before.todo == now.todo);
        if same {
            return;
        }
        if let Some((before, was)) = was.filter(|_| !alike) {
            for key in self.queues.keys(&before.todo) {
                self.queues.remove(&key, &was);
            }
        }
        for key in self.queues.keys(&now.todo) {
            self.queues.insert(key, turn);
        }
    }

    fn note_texts(&mut self, id: RecordId, before: Option<&Brief>, now: &Brief) {
        let before = before.filter(|before| before.kind == Kind::Case);
        if now.kind != Kind::Case || before.is_some_and(|before| before.words == now.words) {
            return;
        }
        if before.is_some() {
            self.texts.note_stale();
        }
        if self.texts.is_worn() {
            self.texts = Texts::default();
            let cases = self.briefs.iter().filter(|(_, it)| it.kind == Kind::Case);
            for (other, brief) in cases.filter(|(other, _)| **other != id) {
                self.texts.add(*other, brief);
            }
        }
        self.texts.add(id, now);
    }

    /// Keeps in mind what was kept in rows, in order, where nothing was known. Indexes that are made at once have little
    /// room between their entries.
    pub(super) fn recall(&mut self, held: Vec<(RecordId, Arc<Brief>)>) {
        let keys = || {
            held.iter()
                .map(|(id, brief)| (*id, IndexKeys::of(Some(brief))))
        };
        self.by_asking = Index::of(keys().filter_map(|(id, it)| Some((it.asking?, id))));
        self.by_number = Index::of(keys().filter_map(|(id, it)| Some((it.number?, id))));
        self.moments = Index::of(keys().filter_map(|(id, it)| Some((it.next?, id))));
        self.by_state = Index::of(keys().filter_map(|(id, it)| Some((it.state?, id))));
        self.by_due = Index::of(keys().filter_map(|(id, it)| Some((it.due?, id))));
        self.by_received = Index::of(keys().filter_map(|(id, it)| Some((it.received?, id))));
        self.by_concluded = Index::of(keys().filter_map(|(id, it)| Some((it.concluded?, id))));
        self.drafts = Index::of(keys().filter_map(|(id, it)| Some((it.draft?, id))));
        self.proxied = Index::of(keys().filter_map(|(id, it)| Some((it.proxied?, id))));
        for (id, brief) in &held {
            belongs(&mut self.unjudged, *id, brief.waiting);
            belongs(&mut self.contested, *id, brief.conflicts > 0);
            belongs(&mut self.returned, *id, !brief.returned().is_empty());
            self.queue(*id, None, brief, false);
            self.note_texts(*id, None, brief);
            self.sums.change(None, Some(brief));
        }
        self.briefs = held.into_iter().collect();
    }

    /// Whether every list is what the records in short come to; for the simulator.
    pub(super) fn is_listed_right(&self) -> bool {
        let mut anew = Records::of(self.queues.here());
        let held = self
            .briefs
            .iter()
            .map(|(id, brief)| (*id, Arc::clone(brief)));
        anew.recall(held.collect());
        let lists = |records: &Records| {
            (
                (records.by_asking.clone(), records.by_number.clone()),
                (records.moments.clone(), records.by_state.clone()),
                (records.by_due.clone(), records.by_received.clone()),
                (records.by_concluded.clone(), records.drafts.clone()),
                (records.proxied.clone(), records.queues.clone()),
                (records.contested.clone(), records.returned.clone()),
                (records.unjudged.clone(), records.sums.clone()),
            )
        };
        let is_said = |(id, brief): (&RecordId, &Arc<Brief>)| {
            brief.kind != Kind::Case
                || brief.number().is_empty()
                || self.saying(brief.number()).any(|(found, _)| found == *id)
        };
        lists(self) == lists(&anew) && self.briefs.iter().all(is_said)
    }

    /// The records whose ids begin like this: one as a rule, none where it is held no more.
    pub(super) fn beginning(&self, begins: Begins) -> impl Iterator<Item = (RecordId, &Brief)> {
        let whole = |rest| RecordId(Digest::beginning(begins, rest));
        let held = self.briefs.range(whole(0)..=whole(u8::MAX));
        held.map(|(id, brief)| (*id, brief.as_ref()))
    }

    /// The records whose ids, as they are written, begin with this text.
    pub(super) fn written(&self, prefix: &str) -> impl Iterator<Item = (RecordId, &Brief)> {
        let whole = |rest: char| {
            let text: String = prefix
                .chars()
                .chain(std::iter::repeat(rest))
                .take(64)
                .collect();
            text.parse::<RecordId>().ok()
        };
        let bounds = whole('0').zip(whole('f'));
        let held = bounds.map(|(first, last)| self.briefs.range(first..=last));
        let held = held.into_iter().flatten();
        held.map(|(id, brief)| (*id, brief.as_ref()))
    }

    /// Whether another record's id begins as this one's does: they share entries, which then stay.
    fn begins_alike(&self, id: RecordId) -> bool {
        self.beginning(id.0.begins()).any(|(other, _)| other != id)
    }

    /// The record with this number on paper; the first by its id where several say that they have it.
    pub(super) fn numbered(&self, number: &str) -> Option<RecordId> {
        self.all_numbered(number).next().map(|(id, _)| id)
    }

    /// The records that say they have this number on paper.
    pub(super) fn all_numbered<'a>(
        &'a self,
        number: &'a str,
    ) -> impl Iterator<Item = (RecordId, &'a Brief)> {
        let found = self.by_number.with(hash(number));
        self.listed(found, move |brief| brief.number() == number)
    }

    /// The records that ask for what this stands for, by the hash that [`super::ReadModel::asking`] makes.
    pub(super) fn asking(&self, asking: NonZeroU64) -> impl Iterator<Item = (RecordId, &Brief)> {
        let found = self.by_asking.with(asking.get());
        self.listed(found, move |brief| brief.asking == Some(asking))
    }

    /// Every record in short.
    pub(super) fn briefs(&self) -> &SortedMap<RecordId, Arc<Brief>> {
        &self.briefs
    }

    /// A record in short; none where it is not held.
    pub(super) fn brief(&self, id: &RecordId) -> Option<&Arc<Brief>> {
        self.briefs.get(id)
    }

    /// Whether a record is held.
    pub(super) fn has(&self, id: &RecordId) -> bool {
        self.briefs.contains_key(id)
    }

    /// Those of which an act waits, unjudged, for what it cites.
    pub(super) fn unjudged(&self) -> impl Iterator<Item = &RecordId> {
        self.unjudged.keys()
    }

    /// What all cases come to.
    pub(super) fn sums(&self) -> &Sums {
        &self.sums
    }

    /// The first moment at which a case must be looked at again.
    pub(super) fn first_moment(&self) -> Option<UnixMillis> {
        self.moments.first()
    }

    /// The cases that must be looked at again at the first moment, where that is none beyond `now`: it is noted no
    /// longer.
    pub(super) fn take_due(&mut self, now: UnixMillis) -> Option<Vec<RecordId>> {
        let (at, begins) = self.moments.take_first(now)?;
        let due = self.beginning(begins);
        let due = due.filter(|(_, brief)| brief.next() == Some(at));
        Some(due.map(|(id, _)| id).collect())
    }

    /// The records at these places of an index that still are what they are listed as.
    fn listed<'a>(
        &'a self,
        found: impl Iterator<Item = Begins> + 'a,
        is: impl Fn(&Brief) -> bool + 'a,
    ) -> impl Iterator<Item = (RecordId, &'a Brief)> {
        let held = found.flat_map(|begins| self.beginning(begins));
        held.filter(move |(_, brief)| is(brief))
    }

    /// How many cases wait for any of these desks, and those of one page of them.
    pub(super) fn waiting(
        &self,
        desks: &[DeskKey],
        skip: usize,
        most: usize,
    ) -> (usize, Vec<(RecordId, &Brief)>) {
        let (count, turns) = self.queues.page(desks, skip, most);
        let held = turns.into_iter().flat_map(|turn| {
            let is = move |brief: &Brief| Turn::of(brief, turn.begins) == turn;
            self.listed(std::iter::once(turn.begins), is)
        });
        (count, held.collect())
    }

    /// Cases in whose number or name `text` stands, those that came last first; some more than once.
    pub(super) fn saying(&self, text: &str) -> impl Iterator<Item = (RecordId, &Brief)> + use<'_> {
        let found = self.texts.find(text);
        found
            .flat_map(|begins| self.beginning(begins))
            .filter(|(_, brief)| brief.kind == Kind::Case)
    }

    /// How many cases with these lights were filed within these codes, and those of one page of them, the one that
    /// changed last first.
    pub(super) fn in_state(
        &self,
        lights: &[Light],
        (first, last): (PlaceCode, PlaceCode),
        skip: usize,
        most: usize,
    ) -> (usize, Vec<(RecordId, &Brief)>) {
        let mut found: Vec<(i64, Begins)> = Vec::new();
        for light in lights {
            let lowest = ((*light, first, i64::MIN), Begins::MIN);
            let highest = ((*light, last, i64::MAX), Begins::MAX);
            let entries = self.by_state.0.range(lowest..=highest);
            found.extend(entries.map(|(((_, _, age), begins), ())| (*age, *begins)));
        }
        let count = found.len();
        let end = skip.saturating_add(most).min(count);
        if end < count {
            // Only the first pages are put in order.
            found.select_nth_unstable(end);
            found.truncate(end);
        }
        found.sort_unstable();
        let page = found.into_iter().skip(skip).map(|(_, begins)| begins);
        let held = page.flat_map(|begins| self.beginning(begins));
        let held =
            held.filter(|(_, brief)| brief.kind == Kind::Case && lights.contains(&brief.light));
        (count, held.collect())
    }

    /// The last cases that changed of those that were filed at a place.
    pub(super) fn filed_at(&self, home: PlaceCode, most: usize) -> Vec<RecordId> {
        let mut last: Vec<(i64, RecordId)> = Light::ALL
            .into_iter()
            .flat_map(|light| {
                let found =
                    (self.by_state).between((light, home, i64::MIN), (light, home, i64::MAX));
                let is = move |brief: &Brief| brief.kind == Kind::Case && brief.home() == home;
                let held = self.listed(found, is).take(most);
                held.map(|(id, brief)| (brief.updated, id))
            })
            .collect();
        last.sort_by_key(|case| std::cmp::Reverse(*case));
        last.dedup();
        last.truncate(most);
        last.into_iter().map(|(_, id)| id).collect()
    }

    /// Open cases whose clock runs and whose promised limit is due within two moments, the earliest first.
    pub(super) fn due_between(
        &self,
        first: UnixMillis,
        last: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &Brief)> {
        let found = self.by_due.between(first, last);
        self.listed(found, |brief| brief.kind == Kind::Case)
    }

    /// Cases received within two moments, the last first.
    pub(super) fn received_between(
        &self,
        first: UnixMillis,
        last: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &Brief)> {
        let found = self.by_received.between(first, last).rev();
        self.listed(found, |brief| brief.kind == Kind::Case)
    }

    /// Cases concluded within two moments, the last first.
    pub(super) fn concluded_between(
        &self,
        first: UnixMillis,
        last: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &Brief)> {
        let found = self.by_concluded.between(first, last).rev();
        self.listed(found, |brief| brief.kind == Kind::Case)
    }

    /// Drafts that were begun at a place and are not filed, the one that changed last first.
    pub(super) fn drafts_at(&self, home: PlaceCode) -> impl Iterator<Item = (RecordId, &Brief)> {
        let found = self.drafts.between((home, i64::MIN), (home, i64::MAX));
        self.listed(found, move |brief| {
            brief.kind == Kind::Draft && brief.home() == home && brief.filed().is_none()
        })
    }

    /// Proxy cases that were filed at a place and that an agent looks after.
    pub(super) fn proxied_at(&self, home: PlaceCode) -> impl Iterator<Item = (RecordId, &Brief)> {
        let found = self.proxied.with(home);
        self.listed(found, move |brief| {
            brief.home() == home && brief.agent().is_some()
        })
    }

    /// Records with rival acts, or with fields that hold several values.
    pub(super) fn contested(&self) -> impl Iterator<Item = (RecordId, &Brief)> {
        let held = self.contested.keys();
        held.filter_map(|id| Some((*id, self.briefs.get(id)?.as_ref())))
    }

    /// Records with acts of this place that do not count.
    pub(super) fn returned(&self) -> impl Iterator<Item = (RecordId, &Brief)> {
        let held = self.returned.keys();
        held.filter_map(|id| Some((*id, self.briefs.get(id)?.as_ref())))
    }
}

/// A record, as it stands in indexes.
struct Place {
    id: RecordId,
    /// Another record's id begins like its own: entries that both may have stay.
    alike: bool,
}

impl Place {
    fn moves<K: Ord + Copy>(&self, index: &mut Index<K>, was: Option<K>, is: Option<K>) {
        if was == is {
            return;
        }
        if let Some(was) = was.filter(|_| !self.alike) {
            index.remove(was, self.id);
        }
        if let Some(is) = is {
            index.insert(is, self.id);
        }
    }
}

fn belongs(set: &mut SortedSet<RecordId>, id: RecordId, does: bool) {
    if does == set.contains_key(&id) {
        return;
    }
    if does {
        set.insert(id, ());
    } else {
        set.remove(&id);
    }
}

/// Makes a map anew with no room between its entries: one that was filled in ascending order is half empty.
pub(super) fn pack<K: Ord, V>(map: &mut BTreeMap<K, V>) {
    *map = std::mem::take(map).into_iter().collect();
}

/// A text as a number.
pub(super) fn hash(text: &str) -> u64 {
    Digest::of(text.as_bytes()).begins()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(first: u8, last: u8) -> RecordId {
        let mut id = [0; 32];
        (id[0], id[7]) = (first, last);
        RecordId(Digest(id))
    }

    #[test]
    fn an_index_answers_by_key_and_gives_out_what_is_first() {
        let at_once = [(7, id(2, 1)), (5, id(3, 1)), (9, id(4, 1))];
        let mut index = Index::of(at_once.into_iter());
        index.insert(7, id(1, 1));
        let all = |records: &[RecordId]| records.iter().map(|id| id.0.begins()).collect::<Vec<_>>();
        let found: Vec<Begins> = index.with(7).collect();
        assert_eq!(found, all(&[id(1, 1), id(2, 1)]));
        index.remove(7, id(1, 1));
        assert_eq!(index.with(7).count(), 1);
        assert_eq!(index.take_first(4), None);
        assert_eq!(index.take_first(8), Some((5, id(3, 1).0.begins())));
        assert_eq!(index.take_first(8), Some((7, id(2, 1).0.begins())));
        assert_eq!(index.take_first(8), None);
    }
}
