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
use crate::hub::{HubOutput, Task};
use crate::link::MendOut;
use crate::talk::Talk;
use crate::trie::{HeldSum, Level, leaf_of};
use crate::wire::{
    BUCKETS_ASKED_MAX, Cursor, Frame, HeldBucket, Listed, NAMES_BYTES_MAX, Names,
    RECORDS_LISTED_MAX, RECORDS_NAMED_MAX,
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

/// Comparison and repair as the child sees them, as far as a session knows beyond what is under way.
#[derive(Debug, Default)]
pub(crate) struct Comparing {
    /// Our cursor jumped in this session.
    pub(crate) jumped: bool,
    /// What both held when a comparison last found it to be the same.
    pub(crate) same: Option<HeldSum>,
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
    /// What the last repair has found.
    tally: RepairTally,
    /// The parent was asked for records by name.
    pub(crate) wanting: Option<Wanting>,
}

/// What a parent knows of a child that compares.
#[derive(Debug, Default)]
pub(crate) struct Answering {
    /// Comparisons that found them to differ.
    differed: u32,
    /// What is about to be answered.
    serving: Serving,
    /// A comparison that came while something before it was being made durable; it is answered then.
    early: Option<ChildSaid>,
}

/// Where a child said that it is, and what it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChildSaid {
    mine: u64,
    yours: u64,
    root: HeldSum,
    /// The first task that came after it: one whose feed never rests is answered all the same.
    before: Task,
}

/// What a repair has found, and at what cost.
#[derive(Debug, Clone, Copy, Default)]
struct RepairTally {
    /// Records found to differ.
    records: u64,
    /// Lists that were sent.
    lists: u32,
}

/// The parent was asked for what it has of some records beside what was named.
#[derive(Debug)]
pub(crate) struct Wanting {
    /// All of it came.
    done: bool,
}

/// What the parent was asked in a comparison.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ComparisonAsked {
    /// What we held.
    held: HeldSum,
    /// How far our feed went.
    feed_at: u64,
}

/// A comparison that the child has begun, and the repair that follows where it finds a difference.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    stage: RepairStage,
    work: Work,
}

/// What a child still has to look into.
#[derive(Debug, Default)]
struct Work {
    broad: BTreeSet<u16>,
    middle: BTreeSet<u16>,
    leaves: BTreeSet<u16>,
    /// Of the first leaf: records up to this one are done with.
    after: Option<RecordId>,
}

/// What the child waits for.
#[derive(Debug)]
enum RepairStage {
    /// The answer to a comparison.
    Compared(ComparisonAsked),
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
}

impl Default for RepairStage {
    fn default() -> Self {
        Self::Compared(ComparisonAsked::default())
    }
}

/// What a parent is about to answer.
#[derive(Debug, Default)]
enum Serving {
    #[default]
    Nothing,
    /// Its own records of the leaves are being read.
    List {
        upto: Option<RecordId>,
        theirs: BTreeMap<RecordId, HeldSum>,
    },
    /// The names of the records that differ.
    Names { upto: Option<RecordId> },
}

impl Repair {
    /// The parent was asked.
    pub(crate) fn compared(question: ComparisonAsked) -> Repair {
        Repair {
            stage: RepairStage::Compared(question),
            work: Work::default(),
        }
    }

    /// Whether the peer has to say something before anything goes on.
    pub(crate) fn waits(&self) -> bool {
        match self.stage {
            RepairStage::Listing(_) | RepairStage::Naming(..) => false,
            RepairStage::Compared(_)
            | RepairStage::Asked(..)
            | RepairStage::Listed(..)
            | RepairStage::Mending { .. } => true,
        }
    }
}

impl Comparing {
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

impl Talk<'_> {
    /// Sends a comparison to the parent when one is due and nothing is under way.
    pub(crate) fn compare_when_quiet(&mut self) {
        let comparing = &self.session.comparing;
        let idle = self.session.phase.repair().is_none() && comparing.wanting.is_none();
        // Behind a jump the parent answers as soon as it follows.
        let is_quiet = idle
            && comparing.due
            && !comparing.held_off
            && self.session.sending.in_flight.is_empty()
            && (self.is_still() || self.has_just_jumped())
            && !self.is_storing();
        if !is_quiet {
            return;
        }
        let (mine, yours) = (self.memory.head.seq, self.memory.followed().unwrap_or(0));
        let held = self.memory.trie.root();
        let comparing = &mut self.session.comparing;
        comparing.items = 0;
        comparing.stirred = false;
        self.session.begin_comparing(ComparisonAsked {
            held,
            feed_at: mine,
        });
        let root = HeldBucket::new(0, held);
        self.send(&Frame::Compare { mine, yours, root });
    }

    /// A frame of comparison or repair.
    pub(crate) fn repair_frame(&mut self, frame: Frame) -> Result<(), Breach> {
        let from_child = !self.is_parent();
        match frame {
            Frame::Compare { mine, yours, root } if from_child => {
                let said = ChildSaid {
                    mine,
                    yours,
                    root: root.held(),
                    before: self.common.next_task,
                };
                self.compare(said)
            }
            Frame::Ask { level, buckets } if from_child => self.asked(level, &buckets),
            Frame::List {
                leaves,
                after,
                upto,
                held,
            } if from_child => self.listed(leaves, after, upto, held),
            Frame::Have { names } if from_child => self.have(names),
            Frame::Same if !from_child => self.same(),
            Frame::Later if !from_child => self.later(),
            Frame::Sums { level, buckets } if !from_child => self.sums(level, &buckets),
            Frame::Names { names, upto } if !from_child => self.names(names, upto),
            _ => Err(Breach::OtherEnds),
        }
    }

    /// What lies before our cursor was found to be here.
    fn is_mended(&mut self) {
        // All that the peer holds is here, so what still waits is nothing of its.
        self.memory.forwarded.unpark_all();
        self.stops_mending();
    }

    /// What lies before our cursor is here as far as it is taken.
    fn stops_mending(&mut self) {
        self.session.comparing.jumped = false;
        if let Some(cursor) = &mut self.memory.cursor
            && cursor.mending
        {
            cursor.mending = false;
            let cursor = *cursor;
            self.keep(cursor);
        }
    }

    /// A cursor is to be kept that nothing came with.
    pub(crate) fn keep(&mut self, cursor: Cursor) {
        let link = self.no;
        self.out.push(HubOutput::Keep { link, cursor });
    }

    /// The caller's records of the leaves that were asked for: the parent compares, the child lists.
    pub(crate) fn held_read(&mut self, held: Vec<(RecordId, HeldSum)>, more: bool) {
        let here = held.last().map(|(record, _)| *record).filter(|_| more);
        if !self.is_parent() {
            return self.list_what_differs(held, here);
        }
        if let Some(repair) = self.session.phase.repair_mut()
            && let RepairStage::Listing(leaves) = &mut repair.stage
        {
            let leaves = mem::take(leaves);
            let after = repair.work.after;
            repair.stage = RepairStage::Listed(leaves.clone(), here);
            let listed = held.into_iter();
            self.send(&Frame::List {
                leaves,
                after,
                upto: here,
                held: listed
                    .map(|(record, held)| Listed::new(record, held))
                    .collect(),
            });
        }
    }

    // What the child does.

    fn same(&mut self) -> Result<(), Breach> {
        let asked = self.answered()?;
        let comparing = &mut self.session.comparing;
        comparing.same = Some(asked.held);
        comparing.disagreed = 0;
        self.session.is_proved(asked.feed_at);
        self.session.comparing.due = self.session.peer.unproved;
        self.is_mended();
        Ok(())
    }

    /// All that the parent lacked was given it, and they still differ: what is left is what one of them does
    /// not take from the other. No feed stands still for that.
    fn stays_different(&mut self, asked: ComparisonAsked) {
        let comparing = &mut self.session.comparing;
        let RepairTally { records, lists } = comparing.tally;
        if comparing.disagreed == 0 {
            let link = self.no;
            self.out.push(HubOutput::Disagrees { link, records });
        }
        comparing.disagreed += 1;
        comparing.due = comparing.items >= comparing.patience();
        if lists < LISTS_MAX {
            self.session.is_proved(asked.feed_at);
            self.stops_mending();
            self.acked(&[]);
        }
    }

    fn later(&mut self) -> Result<(), Breach> {
        self.answered()?;
        // What the parent waited for may have come while its answer was on its way.
        let comparing = &mut self.session.comparing;
        comparing.held_off = !comparing.stirred;
        Ok(())
    }

    /// What the parent was asked, where a comparison waits for its answer.
    fn question(&self) -> Option<ComparisonAsked> {
        match self.session.phase.repair()?.stage {
            RepairStage::Compared(question) => Some(question),
            _ => None,
        }
    }

    /// The answer to a comparison is there, and nothing is to be looked for.
    fn answered(&mut self) -> Result<ComparisonAsked, Breach> {
        let asked = self.question().ok_or(Breach::AnswersUnasked)?;
        self.session.end_repair();
        Ok(asked)
    }

    fn sums(&mut self, level: Level, buckets: &[HeldBucket]) -> Result<(), Breach> {
        let repair = self.session.phase.repair().ok_or(Breach::SumsUnasked)?;
        let trie = &self.memory.trie;
        let in_order = buckets.windows(2).all(|two| two[0].0 < two[1].0);
        let sound = in_order && buckets.iter().all(|bucket| level.has(bucket.0));
        let theirs: BTreeMap<u16, HeldSum> = (buckets.iter())
            .map(|bucket| (bucket.0, bucket.held()))
            .collect();
        let (asked, mine): (bool, BTreeMap<u16, HeldSum>) = match &repair.stage {
            RepairStage::Compared(_) => (level == Level::Broad, trie.broad().collect()),
            RepairStage::Asked(above, asked) => {
                let asked_for = |no: &u16| asked.binary_search(&level.above(*no)).is_ok();
                let mine = asked.iter().flat_map(|no| trie.children(*above, *no));
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
        if let Some(question) = self.question() {
            let comparing = &mut self.session.comparing;
            comparing.same = None;
            comparing.due = false;
            if comparing.rounds >= REPAIRS_MAX {
                self.session.end_repair();
                self.stays_different(question);
                return Ok(());
            }
            comparing.tally = RepairTally::default();
        }
        if let Some(repair) = self.session.phase.repair_mut() {
            repair.work.looks_into(level, &mine, &theirs);
        }
        self.next_step();
        Ok(())
    }

    /// Looks further into what differs; the deepest first, so that little is kept in mind.
    fn next_step(&mut self) {
        let Some(Repair { stage, work }) = self.session.phase.repair_mut() else {
            return;
        };
        let tally = &mut self.session.comparing.tally;
        if tally.lists < LISTS_MAX && !work.leaves.is_empty() {
            tally.lists += 1;
            let leaves: Vec<u16> = (work.leaves.iter().copied())
                .take(BUCKETS_ASKED_MAX)
                .collect();
            *stage = RepairStage::Listing(leaves.clone());
            self.out.push(HubOutput::ReadHeld {
                link: self.no,
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
        if tally.lists >= LISTS_MAX || differing.is_empty() {
            self.session.end_repair();
            self.session.comparing.rounds += 1;
            self.session.comparing.due = true;
            return;
        }
        let mut buckets = Vec::new();
        while buckets.len() < BUCKETS_ASKED_MAX
            && let Some(bucket) = differing.pop_first()
        {
            buckets.push(bucket);
        }
        *stage = RepairStage::Asked(level, buckets.clone());
        self.send(&Frame::Ask { level, buckets });
    }

    fn names(&mut self, names: Vec<Names>, upto: Option<RecordId>) -> Result<(), Breach> {
        check_names(&names)?;
        let repair = self.session.phase.repair_mut();
        let Repair { stage, work } = repair.ok_or(Breach::NamesUnasked)?;
        let RepairStage::Listed(leaves, own) = stage else {
            return Err(Breach::NamesUnasked);
        };
        let asked_for = |record: &RecordId| {
            leaves.binary_search(&leaf_of(record)).is_ok()
                && work.after.is_none_or(|after| *record > after)
        };
        let fits = match (upto, *own) {
            (None, own) => own.is_none(),
            (Some(end), own) => asked_for(&end) && own.is_none_or(|own| end <= own),
        };
        let within = |record: &RecordId| upto.is_none_or(|end| *record <= end);
        let in_order = names.windows(2).all(|two| two[0].record < two[1].record);
        let mut records = names.iter().map(|names| names.record);
        if !fits || !in_order || !records.all(|record| asked_for(&record) && within(&record)) {
            return Err(Breach::NamesUnasked);
        }
        let leaves = mem::take(leaves);
        if names.is_empty() {
            work.done_with(&leaves, upto);
            self.next_step();
            return Ok(());
        }
        let records = names.iter().map(|names| names.record).collect();
        *stage = RepairStage::Naming(names, leaves, upto);
        let link = self.no;
        self.out.push(HubOutput::ReadNames { link, records });
        Ok(())
    }

    /// The caller's names: the parent says them, the child says them and sends what the parent lacks.
    pub(crate) fn names_read(&mut self, names: Vec<Names>) {
        if !self.is_parent() {
            return self.name_what_differs(names);
        }
        let Some(Repair { stage, work }) = self.session.phase.repair_mut() else {
            return;
        };
        let RepairStage::Naming(theirs, leaves, upto) = stage else {
            return;
        };
        let (names, upto) = as_many_as_fit(names, *upto);
        work.done_with(leaves, upto);
        let lacks: Vec<Names> = (mem::take(theirs).into_iter().zip(&names))
            .filter(|(theirs, mine)| theirs != *mine && !mine.names.is_empty())
            .map(|(theirs, _)| theirs)
            .collect();
        *stage = RepairStage::Mending { done: false };
        self.session.comparing.tally.records += names.len() as u64;
        if !lacks.is_empty() {
            self.session.sending.mend = Some(MendOut {
                wanted: lacks,
                skip: 0,
                owes_done: false,
            });
        }
        self.send(&Frame::Have { names });
        self.pump();
    }

    /// A mend frame came in.
    pub(crate) fn mended(&mut self, last: bool) -> Result<(), Breach> {
        if !self.is_parent() {
            return Ok(()); // A child may send at any time what it may put into its feed at any time.
        }
        let wanting = self.session.comparing.wanting.as_mut();
        let repairing = self.session.phase.repair_mut();
        let done = match (wanting, repairing.map(|repair| &mut repair.stage)) {
            (Some(wanting), _) => &mut wanting.done,
            (None, Some(RepairStage::Mending { done })) => done,
            _ => return Err(Breach::MendsUnasked),
        };
        if mem::replace(done, last) {
            return Err(Breach::MendsUnasked);
        }
        Ok(())
    }

    /// Asks the parent for what it has of these records beside what is named: also of those that live at the
    /// child no more, which no comparison looks at. Nothing is asked while something else is under way.
    pub(crate) fn want(&mut self, mut names: Vec<Names>) {
        let busy =
            self.session.phase.repair().is_some() || self.session.comparing.wanting.is_some();
        if busy || !self.is_parent() || !self.session.phase.is_greeted() {
            return;
        }
        names.truncate(RECORDS_NAMED_MAX);
        let (names, _) = as_many_as_fit(names, None);
        if names.is_empty() {
            return;
        }
        self.session.comparing.wanting = Some(Wanting { done: false });
        self.send(&Frame::Have { names });
    }

    /// Whether what was found to differ has gone both ways; then the next is looked at.
    pub(crate) fn repair_goes_on(&mut self) {
        let wanting = &mut self.session.comparing.wanting;
        if wanting.take_if(|wanting| wanting.done).is_some() {
            self.out.push(HubOutput::Given { link: self.no });
        }
        let repair = self.session.phase.repair();
        let is_over = |repair: &Repair| matches!(repair.stage, RepairStage::Mending { done: true });
        if self.session.sending.mend.is_none() && repair.is_some_and(is_over) {
            self.next_step();
        }
    }
}

impl Work {
    /// What differs at a level is looked into further down.
    fn looks_into(
        &mut self,
        level: Level,
        mine: &BTreeMap<u16, HeldSum>,
        theirs: &BTreeMap<u16, HeldSum>,
    ) {
        let all: BTreeSet<u16> = mine.keys().chain(theirs.keys()).copied().collect();
        let differing: Vec<u16> = (all.into_iter())
            .filter(|no| mine.get(no) != theirs.get(no))
            .collect();
        match level {
            Level::Broad => self.broad.extend(differing),
            Level::Middle => {
                let count = |no: &u16| {
                    let of =
                        |side: &BTreeMap<u16, HeldSum>| side.get(no).map_or(0, |held| held.count);
                    of(mine).max(of(theirs))
                };
                let changes = (differing.iter().map(count)).fold(0, u64::saturating_add);
                let leaves: Vec<u16> = (differing.iter())
                    .flat_map(|no| level.leaves(*no))
                    .collect();
                if changes <= CHANGES_LISTED_AT_ONCE && leaves.len() <= BUCKETS_ASKED_MAX {
                    self.leaves.extend(leaves);
                } else {
                    self.middle.extend(differing);
                }
            }
            Level::Leaf => self.leaves.extend(differing),
        }
    }

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
