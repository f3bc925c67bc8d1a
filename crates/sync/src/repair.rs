//! Do both ends hold the same, and if not, what does either lack? The child asks, the parent answers.
//!
//! A child that is quiet says where it is in both feeds and what it holds in all. The parent answers only
//! when it is at the same places: then the same changes are admitted on both sides, or one of them lacks
//! something. In that case sums lead down the levels to the leaves, whose records both list; of those that
//! differ both name the changes, and each sends what the other lacks. The parent keeps nothing of it between
//! its answers, and every frame of either side is bounded.
//!
//! Two trips are saved where they can be: a child that went back compares in the same breath in which it says
//! so, and what lies below few buckets with few changes is listed without sums of the leaves.

mod answer;

use crate::breach::Breach;
use crate::hub::{Hub, LinkNo, Output, Task};
use crate::link::MendOut;
use crate::trie::{Held, Level, leaf_of};
use crate::wire::{
    BUCKETS_ASKED_MAX, Bucket, Frame, Listed, NAMES_BYTES_MAX, Names, RECORDS_LISTED_MAX,
    RECORDS_NAMED_MAX,
};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// Items of feeds after which a quiet child compares again.
pub const COMPARE_AFTER_ITEMS: usize = 1_000;
/// Repairs of one session, unless a comparison is asked for: one that ran beside live changes may leave
/// something over.
pub const REPAIRS_MAX: u32 = 2;
/// Lists that are sent in one repair; what is left is for the next.
pub const LISTS_MAX: u32 = 1 << 12;
/// Changes in buckets whose records are listed at once: a record takes 56 bytes of a list at the most, so that
/// a list of them all is as long as another round of sums where a line is slow.
const CHANGES_LISTED_AT_ONCE: u64 = 1_000;

/// Comparison and repair, as far as a session knows.
#[derive(Debug, Default)]
pub(crate) struct Repairing {
    /// Our cursor jumped in this session.
    pub(crate) jumped: bool,
    /// What both held when a comparison last found it to be the same.
    pub(crate) same: Option<Held>,
    /// What we held when that was asked.
    compared: Option<Held>,
    /// How far our feed went when that was asked.
    pub(crate) compared_at: u64,
    /// A comparison is due at the next quiet moment.
    due: bool,
    /// The parent was elsewhere, and nothing has happened since.
    held_off: bool,
    /// Something has happened since the last comparison was sent.
    stirred: bool,
    /// Items that went either way since the last comparison.
    items: usize,
    /// Repairs that were finished in this session.
    rounds: u32,
    /// Comparisons that found them to differ when no repair was left.
    disagreed: u32,
    /// As the parent: comparisons that found them to differ.
    pub(crate) differed: u32,
    /// What the child waits for.
    stage: Stage,
    work: Work,
    /// What the parent is about to answer.
    serving: Serving,
    /// A comparison that came while something before it was being made durable; the parent answers it then.
    pub(crate) early: Option<Said>,
}

/// Where a child said that it is, and what it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    mine: u64,
    yours: u64,
    root: Held,
    /// The first task that came after it: one whose feed never rests is answered all the same.
    before: Task,
}

/// What a child still has to look into.
#[derive(Debug, Default)]
struct Work {
    broad: BTreeSet<u16>,
    middle: BTreeSet<u16>,
    leaves: BTreeSet<u16>,
    /// Of the first leaf: records up to this one are done with.
    after: Option<RecordId>,
    /// Records found to differ.
    records: u64,
    /// Lists that were sent.
    lists: u32,
}

/// What the child waits for.
#[derive(Debug, Default)]
enum Stage {
    #[default]
    Idle,
    /// The answer to a comparison.
    Compared,
    /// Sums below these buckets.
    Asked(Level, Vec<u16>),
    /// Our own records of these leaves.
    Listing(Vec<u16>),
    /// The parent's answer to the list, which was complete up to here.
    Listed(Vec<u16>, Option<RecordId>),
    /// Our own names of the records that differ; and of which leaves they are all, up to where.
    Naming(Vec<Names>, Vec<u16>, Option<RecordId>),
    /// What the parent has to send.
    Mending { done: bool },
    /// What the parent has to send of records that were asked for by name.
    Wanting { done: bool },
}

/// What a parent is about to answer.
#[derive(Debug, Default)]
enum Serving {
    #[default]
    Nothing,
    /// Its own records of the leaves are being read.
    List {
        upto: Option<RecordId>,
        theirs: BTreeMap<RecordId, Held>,
    },
    /// The names of the records that differ.
    Names { upto: Option<RecordId> },
}

impl Repairing {
    /// Whether the peer has to say something before anything goes on.
    pub(crate) fn waits(&self) -> bool {
        match self.stage {
            Stage::Idle | Stage::Listing(_) | Stage::Naming(..) => false,
            Stage::Compared
            | Stage::Asked(..)
            | Stage::Listed(..)
            | Stage::Mending { .. }
            | Stage::Wanting { .. } => true,
        }
    }

    /// A comparison is due, and repairs begin to count anew.
    pub(crate) fn compare_again(&mut self) {
        self.due = true;
        self.held_off = false;
        self.rounds = 0;
    }

    /// Something happened that may have made both ends quiet.
    pub(crate) fn stirred(&mut self) {
        self.held_off = false;
        self.stirred = true;
    }

    /// After how many items a comparison is due. Where both were left different, one of the next may be what
    /// was lacking: it is soon looked at again, and less and less often.
    fn patience(&self) -> usize {
        match self.disagreed {
            0 => COMPARE_AFTER_ITEMS,
            n => 1usize
                .checked_shl(n - 1)
                .map_or(COMPARE_AFTER_ITEMS, |n| n.min(COMPARE_AFTER_ITEMS)),
        }
    }

    /// Items of a feed went either way.
    pub(crate) fn moved(&mut self, items: usize) {
        self.stirred();
        self.items = self.items.saturating_add(items);
        self.due |= self.items >= self.patience();
    }
}

impl Hub {
    /// Sends a comparison when one is due and nothing is under way.
    pub(crate) fn compare_when_quiet(&mut self, out: &mut Vec<Output>) {
        let no = LinkNo::PARENT;
        let storing = self.tasks.values().any(|taken| taken.link == no);
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        // Behind a jump the parent answers as soon as it follows.
        let still = !storing && (link.is_still() || link.has_just_jumped());
        let (mine, yours) = (link.head.seq, link.followed().unwrap_or(0));
        let root = Bucket::new(0, link.trie.root());
        let Some(session) = &mut link.session else {
            return;
        };
        let repairing = &mut session.repairing;
        let idle = matches!(repairing.stage, Stage::Idle);
        let in_flight = !session.in_flight.is_empty();
        if !still || !idle || in_flight {
            return;
        }
        if !repairing.due || repairing.held_off {
            return;
        }
        repairing.stage = Stage::Compared;
        repairing.compared = Some(root.held());
        repairing.compared_at = mine;
        repairing.items = 0;
        repairing.stirred = false;
        Self::send(no, &Frame::Compare { mine, yours, root }, out);
    }

    /// A frame of comparison or repair.
    pub(crate) fn repair_frame(
        &mut self,
        no: LinkNo,
        frame: Frame,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let from_child = no != LinkNo::PARENT;
        match frame {
            Frame::Compare { mine, yours, root } if from_child => {
                let said = Said {
                    mine,
                    yours,
                    root: root.held(),
                    before: self.next_task,
                };
                self.compare(no, said, out)
            }
            Frame::Ask { level, buckets } if from_child => self.asked(no, level, &buckets, out),
            Frame::List {
                leaves,
                after,
                upto,
                held,
            } if from_child => self.listed(no, leaves, after, upto, held, out),
            Frame::Have { names } if from_child => self.have(no, names, out),
            Frame::Same if !from_child => self.same(no, out),
            Frame::Later if !from_child => self.later(no),
            Frame::Sums { level, buckets } if !from_child => self.sums(no, level, &buckets, out),
            Frame::Names { names, upto } if !from_child => self.names(no, names, upto, out),
            _ => Err(Breach::OtherEnds),
        }
    }

    /// What lies before our cursor was found to be here.
    fn is_mended(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        // All that the peer holds is here, so what still waits is nothing of its.
        link.forwarded.unpark_all();
        self.stops_mending(no, out);
    }

    /// What lies before our cursor is here as far as it is taken.
    fn stops_mending(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let Some(link) = self.links.get_mut(&no) else {
            return;
        };
        if let Some(session) = &mut link.session {
            session.repairing.jumped = false;
        }
        if let Some(cursor) = link.cursor.as_mut().filter(|cursor| cursor.mending) {
            cursor.mending = false;
            out.push(Output::Keep {
                link: no,
                cursor: *cursor,
            });
        }
    }

    /// The caller's records of the leaves that were asked for: the parent compares, the child lists.
    pub(crate) fn held_read(
        &mut self,
        no: LinkNo,
        held: Vec<(RecordId, Held)>,
        more: bool,
        out: &mut Vec<Output>,
    ) {
        let Some(session) = self.session(no) else {
            return;
        };
        let here = held.last().map(|(record, _)| *record).filter(|_| more);
        let repairing = &mut session.repairing;
        if no == LinkNo::PARENT {
            if let Stage::Listing(leaves) = mem::take(&mut repairing.stage) {
                repairing.stage = Stage::Listed(leaves.clone(), here);
                let listed = held.into_iter();
                let frame = Frame::List {
                    leaves,
                    after: repairing.work.after,
                    upto: here,
                    held: listed
                        .map(|(record, held)| Listed::new(record, held))
                        .collect(),
                };
                Self::send(no, &frame, out);
            }
            return;
        }
        let Serving::List { upto, mut theirs } = mem::take(&mut repairing.serving) else {
            return;
        };
        // Both lists are complete up to the nearer end.
        let mut upto = match (upto, here) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let mut differing: BTreeSet<RecordId> = BTreeSet::new();
        for (record, held) in held {
            if theirs.remove(&record) != Some(held) {
                differing.insert(record);
            }
        }
        differing.extend(theirs.into_keys());
        differing.retain(|record| upto.is_none_or(|end| *record <= end));
        let mut records: Vec<RecordId> = differing.into_iter().collect();
        if records.len() > RECORDS_NAMED_MAX {
            records.truncate(RECORDS_NAMED_MAX);
            upto = records.last().copied();
        }
        if records.is_empty() {
            let names = Vec::new();
            return Self::send(no, &Frame::Names { names, upto }, out);
        }
        repairing.serving = Serving::Names { upto };
        out.push(Output::ReadNames { link: no, records });
    }

    // What the child does.

    fn same(&mut self, no: LinkNo, out: &mut Vec<Output>) -> Result<(), Breach> {
        self.answered(no)?;
        if let Some(session) = self.session(no) {
            session.repairing.same = session.repairing.compared;
            session.repairing.disagreed = 0;
            session.is_proved();
            session.repairing.due = session.unproved;
        }
        self.is_mended(no, out);
        Ok(())
    }

    /// All that the parent lacked was given it, and they still differ: what is left is what one of them does
    /// not take from the other. No feed stands still for that.
    fn stays_different(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let Some(session) = self.session(no) else {
            return;
        };
        let repairing = &mut session.repairing;
        if repairing.disagreed == 0 {
            let records = repairing.work.records;
            out.push(Output::Disagrees { link: no, records });
        }
        repairing.disagreed += 1;
        repairing.due = repairing.items >= repairing.patience();
        if repairing.work.lists < LISTS_MAX {
            session.is_proved();
            self.stops_mending(no, out);
            self.acked(no, &[], out);
        }
    }

    fn later(&mut self, no: LinkNo) -> Result<(), Breach> {
        self.answered(no)?;
        if let Some(session) = self.session(no) {
            // What the parent waited for may have come while its answer was on its way.
            session.repairing.held_off = !session.repairing.stirred;
        }
        Ok(())
    }

    /// The answer to a comparison is there.
    fn answered(&mut self, no: LinkNo) -> Result<(), Breach> {
        if let Some(session) = self.session(no) {
            if !matches!(session.repairing.stage, Stage::Compared) {
                return Err(Breach::AnswersUnasked);
            }
            session.repairing.stage = Stage::Idle;
        }
        Ok(())
    }

    fn sums(
        &mut self,
        no: LinkNo,
        level: Level,
        buckets: &[Bucket],
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        let Some(link) = self.links.get_mut(&no) else {
            return Ok(());
        };
        let Some(session) = &mut link.session else {
            return Ok(());
        };
        let repairing = &mut session.repairing;
        let in_order = buckets.windows(2).all(|two| two[0].0 < two[1].0);
        let sound = in_order && buckets.iter().all(|bucket| level.has(bucket.0));
        let theirs: BTreeMap<u16, Held> = (buckets.iter())
            .map(|bucket| (bucket.0, bucket.held()))
            .collect();
        let (asked, mine): (bool, BTreeMap<u16, Held>) = match &repairing.stage {
            Stage::Compared => (level == Level::Broad, link.trie.broad().collect()),
            Stage::Asked(above, asked) => {
                let asked_for = |no: &u16| asked.binary_search(&level.above(*no)).is_ok();
                let mine = asked.iter().flat_map(|no| link.trie.children(*above, *no));
                (
                    above.below() == Some(level) && theirs.keys().all(asked_for),
                    mine.collect(),
                )
            }
            _ => (false, BTreeMap::new()),
        };
        if !sound || !asked {
            return Err(Breach::SumsUnasked);
        }
        let compared = matches!(repairing.stage, Stage::Compared);
        repairing.stage = Stage::Idle;
        if compared {
            repairing.same = None;
            repairing.due = false;
            if repairing.rounds >= REPAIRS_MAX {
                self.stays_different(no, out);
                return Ok(());
            }
            repairing.work = Work::default();
        }
        let all: BTreeSet<u16> = mine.keys().chain(theirs.keys()).copied().collect();
        let differing: Vec<u16> = (all.into_iter())
            .filter(|no| mine.get(no) != theirs.get(no))
            .collect();
        match level {
            Level::Broad => repairing.work.broad.extend(differing),
            Level::Middle => {
                let count = |no: &u16| {
                    let of = |side: &BTreeMap<u16, Held>| side.get(no).map_or(0, |held| held.count);
                    of(&mine).max(of(&theirs))
                };
                let changes = (differing.iter().map(count)).fold(0, u64::saturating_add);
                let leaves: Vec<u16> = (differing.iter())
                    .flat_map(|no| level.leaves(*no))
                    .collect();
                if changes <= CHANGES_LISTED_AT_ONCE && leaves.len() <= BUCKETS_ASKED_MAX {
                    repairing.work.leaves.extend(leaves);
                } else {
                    repairing.work.middle.extend(differing);
                }
            }
            Level::Leaf => repairing.work.leaves.extend(differing),
        }
        self.next_step(no, out);
        Ok(())
    }

    /// Looks further into what differs; the deepest first, so that little is kept in mind.
    fn next_step(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        let Some(session) = self.session(no) else {
            return;
        };
        let repairing = &mut session.repairing;
        let work = &mut repairing.work;
        if work.lists < LISTS_MAX && !work.leaves.is_empty() {
            work.lists += 1;
            let leaves: Vec<u16> = (work.leaves.iter().copied())
                .take(BUCKETS_ASKED_MAX)
                .collect();
            repairing.stage = Stage::Listing(leaves.clone());
            out.push(Output::ReadHeld {
                link: no,
                leaves,
                after: work.after,
                records_max: RECORDS_LISTED_MAX,
            });
            return;
        }
        let (level, differing) = if work.middle.is_empty() {
            (Level::Broad, &mut work.broad)
        } else {
            (Level::Middle, &mut work.middle)
        };
        if work.lists >= LISTS_MAX || differing.is_empty() {
            repairing.rounds += 1;
            repairing.due = true;
            repairing.stage = Stage::Idle;
            return;
        }
        let mut buckets = Vec::new();
        while buckets.len() < BUCKETS_ASKED_MAX
            && let Some(bucket) = differing.pop_first()
        {
            buckets.push(bucket);
        }
        repairing.stage = Stage::Asked(level, buckets.clone());
        Self::send(no, &Frame::Ask { level, buckets }, out);
    }

    fn names(
        &mut self,
        no: LinkNo,
        names: Vec<Names>,
        upto: Option<RecordId>,
        out: &mut Vec<Output>,
    ) -> Result<(), Breach> {
        check_names(&names)?;
        let Some(session) = self.session(no) else {
            return Ok(());
        };
        let repairing = &mut session.repairing;
        let work = &mut repairing.work;
        let Stage::Listed(leaves, own) = mem::take(&mut repairing.stage) else {
            return Err(Breach::NamesUnasked);
        };
        let asked_for = |record: &RecordId| {
            leaves.binary_search(&leaf_of(record)).is_ok()
                && work.after.is_none_or(|after| *record > after)
        };
        let fits = match (upto, own) {
            (None, own) => own.is_none(),
            (Some(end), own) => asked_for(&end) && own.is_none_or(|own| end <= own),
        };
        let within = |record: &RecordId| upto.is_none_or(|end| *record <= end);
        let in_order = names.windows(2).all(|two| two[0].record < two[1].record);
        let mut records = names.iter().map(|names| names.record);
        if !fits || !in_order || !records.all(|record| asked_for(&record) && within(&record)) {
            return Err(Breach::NamesUnasked);
        }
        if names.is_empty() {
            work.done_with(&leaves, upto);
            self.next_step(no, out);
            return Ok(());
        }
        let records = names.iter().map(|names| names.record).collect();
        repairing.stage = Stage::Naming(names, leaves, upto);
        out.push(Output::ReadNames { link: no, records });
        Ok(())
    }

    /// The caller's names: the parent says them, the child says them and sends what the parent lacks.
    pub(crate) fn names_read(&mut self, no: LinkNo, names: Vec<Names>, out: &mut Vec<Output>) {
        let Some(session) = self.session(no) else {
            return;
        };
        let repairing = &mut session.repairing;
        if no != LinkNo::PARENT {
            if let Serving::Names { upto } = mem::take(&mut repairing.serving) {
                let (names, upto) = as_many_as_fit(names, upto);
                Self::send(no, &Frame::Names { names, upto }, out);
            }
            return;
        }
        let Stage::Naming(theirs, leaves, upto) = mem::take(&mut repairing.stage) else {
            return;
        };
        let (names, upto) = as_many_as_fit(names, upto);
        repairing.work.records += names.len() as u64;
        repairing.work.done_with(&leaves, upto);
        repairing.stage = Stage::Mending { done: false };
        let lacks: Vec<Names> = (theirs.into_iter().zip(&names))
            .filter(|(theirs, mine)| theirs != *mine && !mine.names.is_empty())
            .map(|(theirs, _)| theirs)
            .collect();
        if !lacks.is_empty() {
            session.mend = Some(MendOut {
                wanted: lacks,
                skip: 0,
                owes_done: false,
            });
        }
        Self::send(no, &Frame::Have { names }, out);
        self.pump(no, out);
    }

    /// A mend frame came in.
    pub(crate) fn mended(&mut self, no: LinkNo, last: bool) -> Result<(), Breach> {
        if no != LinkNo::PARENT {
            return Ok(()); // A child may send at any time what it may put into its feed at any time.
        }
        if let Some(session) = self.session(no) {
            match &mut session.repairing.stage {
                Stage::Mending { done } | Stage::Wanting { done } if !*done => *done = last,
                _ => return Err(Breach::MendsUnasked),
            }
        }
        Ok(())
    }

    /// Asks the parent for what it has of these records beside what is named: also of those that live at the
    /// child no more, which no comparison looks at. Nothing is asked while something else is under way.
    pub(crate) fn want(&mut self, no: LinkNo, mut names: Vec<Names>, out: &mut Vec<Output>) {
        names.truncate(RECORDS_NAMED_MAX);
        let (names, _) = as_many_as_fit(names, None);
        let Some(session) = self.session(no) else {
            return;
        };
        let idle = matches!(session.repairing.stage, Stage::Idle);
        if !idle || !session.greeted || names.is_empty() {
            return;
        }
        session.repairing.stage = Stage::Wanting { done: false };
        Self::send(no, &Frame::Have { names }, out);
    }

    /// Whether what was found to differ has gone both ways; then the next is looked at.
    pub(crate) fn repair_goes_on(&mut self, no: LinkNo, out: &mut Vec<Output>) {
        if let Some(session) = self.session(no)
            && matches!(session.repairing.stage, Stage::Wanting { done: true })
        {
            session.repairing.stage = Stage::Idle;
            out.push(Output::Given { link: no });
        }
        if let Some(session) = self.session(no)
            && session.mend.is_none()
            && matches!(session.repairing.stage, Stage::Mending { done: true })
        {
            self.next_step(no, out);
        }
    }
}

impl Work {
    /// Nothing more is to be found in these leaves, up to a record.
    fn done_with(&mut self, leaves: &[u16], upto: Option<RecordId>) {
        self.after = upto;
        let over = |leaf: &u16| upto.is_none_or(|end| *leaf < leaf_of(&end));
        for leaf in leaves.iter().filter(|leaf| over(leaf)) {
            self.leaves.remove(leaf);
        }
    }
}

/// The first of these names, as many as one frame may hold, and up to which record they are all.
fn as_many_as_fit(names: Vec<Names>, upto: Option<RecordId>) -> (Vec<Names>, Option<RecordId>) {
    let mut bytes = 0;
    let mut fit: Vec<Names> = Vec::new();
    for one in names {
        bytes += one.names.len();
        if bytes > NAMES_BYTES_MAX
            && let Some(last) = fit.last()
        {
            let upto = Some(last.record);
            return (fit, upto);
        }
        fit.push(one);
    }
    (fit, upto)
}

fn check_buckets(level: Level, buckets: &[u16]) -> Result<(), Breach> {
    let in_order = buckets.windows(2).all(|two| two[0] < two[1]);
    let sound = in_order && buckets.iter().all(|bucket| level.has(*bucket));
    if !sound || buckets.is_empty() || buckets.len() > BUCKETS_ASKED_MAX {
        return Err(Breach::Buckets {
            buckets: buckets.len(),
        });
    }
    Ok(())
}

fn check_names(names: &[Names]) -> Result<(), Breach> {
    if names.len() > RECORDS_NAMED_MAX || !names.iter().all(Names::is_sound) {
        return Err(Breach::Names {
            records: names.len(),
        });
    }
    Ok(())
}
