//! Papers that came back: this place handed them out after the copy was made from which its store was put back, so it
//! learnt of them from another tier. Somebody there may ask for one that nobody at the desk remembers, and before the
//! node was told, it may have put the same number on another.

use super::answers::{FieldFault, PaperBackShow, PaperChecked, PaperTwice, Refused};
use super::execute::begins;
use super::journal::{self, Acknowledged, FeedItem, JournalEntry, PaperBack};
use super::reason::{self, Fault, Reason};
use super::{Engine, ReadModel};
use calendar::UnixMillis;
use casework::{ActId, CaseView, Content, Deed, Kind, Paper};
use papers::PRINTERS;
use record::{Admitted, Incarnation, RecordId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::OnceLock;
use store::Position;
use sync::LinkNo;
use tiers::Role;

/// Papers that are listed at once: what a busy county hands out in some days. Of more there is a count.
const BACK_MAX: usize = 4_096;
/// Papers that somebody has looked after and that are remembered, the last ones: whoever names one of them once more is
/// told so.
const CHECKED_MAX: usize = 256;
/// Bytes of journal that are read to find the numbers a store gave out before it was told that it was put back: what
/// is written in months without a line.
const UNSURE_BYTES_MAX: u64 = 64 << 20;

/// What this node knows of papers that came back.
#[derive(Debug, Clone, Default)]
pub(super) struct PapersAfterRestore {
    /// By the act that tells of each.
    papers: BTreeMap<ActId, PaperBack>,
    /// Those that came when [`BACK_MAX`] were listed.
    more: u64,
    /// The last ones that somebody has looked after.
    checked: VecDeque<Checked>,
    /// Each time that this store was put back: the last entry that the place above had confirmed, and the one that
    /// begins the next incarnation. In between it may have given out numbers again.
    unsure: Vec<(u64, u64)>,
    /// The numbers given out in between, and on what. Read when somebody asks.
    given: OnceLock<BTreeMap<String, BTreeSet<RecordId>>>,
}

/// A paper that somebody has looked after.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Checked {
    record: RecordId,
    number: String,
    seen: Acknowledged,
}

/// As the state row has it.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct BacksRow {
    papers: Vec<PaperBack>,
    more: u64,
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    checked: VecDeque<Checked>,
    unsure: Vec<(u64, u64)>,
}

impl BacksRow {
    pub(super) fn is_empty(&self) -> bool {
        *self == BacksRow::default()
    }
}

impl PapersAfterRestore {
    /// Whether the paper that this act tells of is listed.
    fn lists(&self, act: &ActId) -> bool {
        self.papers.contains_key(act)
    }

    /// The store was put back: between these positions of its journal it may have given out numbers again.
    fn note_put_back(&mut self, confirmed: Position, next: Position) {
        self.unsure.push((confirmed.0, next.0));
        self.given = OnceLock::new();
    }

    pub(super) fn row(&self) -> BacksRow {
        BacksRow {
            papers: self.papers.values().cloned().collect(),
            more: self.more,
            checked: self.checked.clone(),
            unsure: self.unsure.clone(),
        }
    }

    pub(super) fn of_row(row: BacksRow) -> PapersAfterRestore {
        PapersAfterRestore {
            papers: (row.papers.into_iter())
                .map(|paper| (paper.act, paper))
                .collect(),
            more: row.more,
            checked: row.checked,
            unsure: row.unsure,
            given: OnceLock::new(),
        }
    }

    /// One paper may be told of by several acts: its receipt and each print. The first one is enough.
    pub(super) fn hold(&mut self, paper: PaperBack) {
        let mut held = self.papers.values();
        let is_held = held.any(|it| it.record == paper.record && it.number == paper.number);
        if is_held {
            return;
        }
        if self.papers.len() == BACK_MAX {
            self.more += 1;
            return;
        }
        self.papers.insert(paper.act, paper);
    }

    /// Somebody has looked after one.
    pub(super) fn let_go(&mut self, seen: Acknowledged) {
        let Some(paper) = self.papers.remove(&seen.act) else {
            return;
        };
        if self.checked.len() == CHECKED_MAX {
            self.checked.pop_front();
        }
        self.checked.push_back(Checked {
            record: paper.record,
            number: paper.number,
            seen,
        });
    }

    /// Another machine stood here before: what it handed out was never forgotten.
    pub(super) fn let_go_of_an_earlier_machine(&mut self) {
        if !self.was_put_back() {
            self.papers.retain(|_, paper| paper.sure);
            self.more = 0;
        }
    }

    fn was_put_back(&self) -> bool {
        !self.unsure.is_empty()
    }

    /// Those that are known to have been forgotten.
    fn forgotten(&self) -> impl Iterator<Item = &PaperBack> {
        let all = self.was_put_back();
        self.papers.values().filter(move |paper| all || paper.sure)
    }

    /// Those with this number; where there is none, those whose case or act has an id that begins like this.
    fn named(&self, name: &str) -> Vec<&PaperBack> {
        let numbered = self.forgotten().filter(|paper| paper.number == name);
        let numbered: Vec<_> = numbered.collect();
        if !numbered.is_empty() {
            return numbered;
        }
        let all = self.forgotten();
        all.filter(|paper| is_called(name, paper.record, paper.act))
            .collect()
    }

    /// The last one of this name that somebody has looked after.
    fn checked_as(&self, name: &str) -> Option<&Checked> {
        let mut last = self.checked.iter().rev();
        last.find(|it| it.number == name || is_called(name, it.record, it.seen.act))
    }
}

impl ReadModel {
    /// How many papers came back that are not listed.
    pub fn papers_back_more(&self) -> u64 {
        match self.papers_after_restore().forgotten().next() {
            Some(_) => self.papers_after_restore().more,
            None => 0,
        }
    }

    /// The papers that came back and of which nobody has taken note, `most` of them: those first whose number stands
    /// on another one, then by when they were handed out.
    pub fn papers_back(&self, most: usize) -> Vec<PaperBackShow> {
        let papers = self.papers_after_restore().forgotten();
        let mut all: Vec<_> = papers.map(|paper| (self.twice(paper), paper)).collect();
        all.sort_by_key(|(twice, paper)| (twice.is_none(), paper.at, &paper.number));
        let first = all.into_iter().take(most);
        first
            .map(|(twice, paper)| self.show_back(paper, twice))
            .collect()
    }

    fn show_back(&self, paper: &PaperBack, twice: Option<RecordId>) -> PaperBackShow {
        let brief = self.records().brief(&paper.record);
        let twice = twice.map(|other| PaperTwice {
            id: other.to_string(),
            case: (self.records().brief(&other))
                .map(|brief| brief.number().to_owned())
                .unwrap_or_default(),
        });
        PaperBackShow {
            number: paper.number.clone(),
            paper: paper.paper.clone(),
            id: paper.record.to_string(),
            case: brief.map(|it| it.number().to_owned()).unwrap_or_default(),
            name: brief.map(|it| self.name_of(&it.code)).unwrap_or_default(),
            act: paper.act,
            at: paper.at,
            who: paper.who.clone(),
            twice,
        }
    }

    /// Another case whose paper has the number of one that came back.
    fn twice(&self, paper: &PaperBack) -> Option<RecordId> {
        let mut filed = self.records().all_numbered(&paper.number);
        let other = filed.find(|(id, _)| *id != paper.record).map(|(id, _)| id);
        other.or_else(|| {
            let on = self.given().get(&paper.number)?;
            on.iter().copied().find(|id| *id != paper.record)
        })
    }

    fn given(&self) -> &BTreeMap<String, BTreeSet<RecordId>> {
        self.papers_after_restore().given.get_or_init(|| {
            let mut written = BTreeSet::new();
            for (from, until) in &self.papers_after_restore().unsure {
                if until - from > UNSURE_BYTES_MAX {
                    tracing::warn!(
                        bytes = until - from,
                        "so much was written before this store was told that it was put back that only the numbers \
                         of cases are compared, not those of other papers"
                    );
                    continue;
                }
                let entries = self.store().scan(Position(*from));
                let entries = entries.map_while(Result::ok);
                for (_, entry) in entries.take_while(|(position, _)| position.0 < *until) {
                    written.extend(self.written_in(&entry.body));
                }
            }
            let mut given: BTreeMap<String, BTreeSet<RecordId>> = BTreeMap::new();
            for id in written {
                for number in self.view_of(id).iter().flat_map(|view| numbers(view)) {
                    given.entry(number.to_owned()).or_default().insert(id);
                }
            }
            given
        })
    }

    /// The record that an entry tells of, where it holds a change of this node.
    fn written_in(&self, entry: &[u8]) -> Option<RecordId> {
        let JournalEntry::Item { bytes, .. } = journal::from_bytes(entry).ok()? else {
            return None;
        };
        match journal::from_bytes(&bytes).ok()? {
            FeedItem::Change(feed_item) if feed_item.envelope.key == self.signer().node() => {
                Some(feed_item.record)
            }
            FeedItem::Run(run) => {
                let mut authors = run.authors.iter();
                let is_own = authors.any(|author| author.key == self.signer().node());
                is_own.then_some(run.record)
            }
            _ => None,
        }
    }
}

impl Engine {
    /// Keeps the papers that changes admitted from a peer tell of, where this node wrote them and does not know it.
    /// It is appended before the changes: after a crash they come again, and with them this.
    ///
    /// What a machine that began with nothing is loaded with tells of no mishap. Whoever has given out a number in its
    /// first incarnation, or signed a change in the incarnation that it goes by, has forgotten it; of the rest of what
    /// comes in a first incarnation, the place above says whether another machine stood there or this one went back.
    pub(super) fn keep_back<'a>(
        &mut self,
        id: RecordId,
        admitted: impl Iterator<Item = (&'a Admitted, Incarnation)>,
    ) {
        let (own, current) = (self.model.signer().node(), self.identity.incarnation());
        let forgot = self.model.papers_after_restore().was_put_back()
            || (self.identity.is_first() && self.model.last_number() > 0);
        for (admitted, incarnation) in admitted {
            let sure = forgot || incarnation == current;
            if admitted.author != own || !(sure || self.identity.is_first()) {
                continue;
            }
            let Some(paper) = paper_in(id, admitted, sure) else {
                continue;
            };
            if sure {
                tracing::warn!(
                    record = %id,
                    number = paper.number,
                    "a paper that this place handed out came back: this store did not know it"
                );
            }
            self.append(JournalEntry::Back(Box::new(paper.clone())), Vec::new());
            self.model.papers_after_restore_mut().hold(paper);
            self.changes += 1;
        }
    }

    /// Notes that this store was put back, where the entry at `position` begins its next incarnation.
    pub(super) fn note_put_back(&mut self, position: Position) {
        let confirmed = self.model.sent_upto();
        let row = self.model.store().feed_at(LinkNo::PARENT.0, confirmed);
        let from = row
            .ok()
            .flatten()
            .map_or(Position::START, |row| row.position);
        (self.model.papers_after_restore_mut()).note_put_back(from, position);
    }

    /// Notes in the journal that `user` has looked after a paper that came back: it is listed no more.
    ///
    /// # Errors
    /// When no such paper is listed, and when it is none of the person's business.
    pub fn check_back(&mut self, act: ActId, user: &str) -> Result<(), Refused> {
        self.may_check(user)?;
        if !self.model.papers_after_restore().lists(&act) {
            return Err(Reason::NotToBeChecked.into());
        }
        let seen = Acknowledged {
            act,
            user: user.to_owned(),
            at: self.model.now().0,
        };
        self.append(JournalEntry::Checked(seen.clone()), Vec::new());
        self.model.papers_after_restore_mut().let_go(seen);
        self.changes += 1;
        Ok(())
    }

    /// As [`Engine::check_back`], of the paper that goes by this name: its number, or the id of its case or of the act
    /// that tells of it, or the beginning of one.
    ///
    /// # Errors
    /// As there, and when several papers go by that name.
    pub fn check_paper(&mut self, user: &str, name: &str) -> Result<PaperChecked, Refused> {
        self.may_check(user)?;
        let name = name.trim();
        let paper = match self.model.papers_after_restore().named(name).as_slice() {
            [paper] => self.show_back(paper, self.twice(paper)),
            [] => return Err(self.not_listed(name)),
            several => return Err(self.which(name, several)),
        };
        self.check_back(paper.act, user)?;
        let left =
            self.model.papers_after_restore().forgotten().count() as u64 + self.papers_back_more();
        Ok(PaperChecked { paper, left })
    }

    /// Several papers go by one name: each is named by its act, which is its alone.
    fn which(&self, name: &str, papers: &[&PaperBack]) -> Refused {
        let fields = papers.iter().map(|paper| {
            let show = self.show_back(paper, None);
            FieldFault {
                field: show.act.to_string(),
                fault: Fault::PaperBack {
                    number: show.number,
                    paper: show.paper,
                    case: show.case,
                    name: show.name,
                },
            }
        });
        Refused {
            reason: Reason::SeveralPapers {
                name: name.to_owned(),
                count: papers.len(),
            },
            fields: fields.collect(),
        }
    }

    fn may_check(&self, user: &str) -> Result<(), Refused> {
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        let person = entry.person(user).ok_or_else(|| reason::no_person(user))?;
        if person.posts.iter().any(|post| concerns(post.role)) {
            return Ok(());
        }
        let user = user.to_owned();
        Err(Reason::MayNotCheck { user }.into())
    }

    /// Why no paper of this name can be looked after.
    fn not_listed(&self, name: &str) -> Refused {
        if let Some(checked) = self.model.papers_after_restore().checked_as(name) {
            let reason = Reason::AlreadyChecked {
                number: checked.number.clone(),
                user: checked.seen.user.clone(),
                at: UnixMillis(checked.seen.at),
            };
            return reason.into();
        }
        let name = name.to_owned();
        Reason::NoPaperToCheck { name }.into()
    }
}

/// Whether papers that came back are the business of this role: whoever hands papers out here may be asked for one.
pub fn concerns(role: Role) -> bool {
    PRINTERS.contains(&role) || role == Role::Administrator
}

/// Whether `name` is the beginning of the id of a case or of an act.
fn is_called(name: &str, record: RecordId, act: ActId) -> bool {
    begins(name, &record) || begins(name, &act)
}

/// The paper that an act tells of, where it tells of one.
fn paper_in(record: RecordId, admitted: &Admitted, sure: bool) -> Option<PaperBack> {
    let Content::Act(act, said) = admitted.entry(record, None).content else {
        return None;
    };
    let (paper, number) = match &said.deed {
        Deed::Receive { number, .. } => (Paper::Receipt.id(), number),
        Deed::Print { paper, number, .. } => (paper.as_str(), number),
        Deed::Make { number, .. } => (Kind::Make.name(), number),
        _ => return None,
    };
    Some(PaperBack {
        record,
        act,
        paper: paper.to_owned(),
        number: number.clone(),
        who: said.who.clone(),
        at: said.at.ms,
        sure,
    })
}

/// The numbers that stand on papers of a case.
fn numbers(view: &CaseView) -> impl Iterator<Item = &str> {
    let facts = &view.facts;
    let receipt = facts.receipt.iter().map(|receipt| &receipt.number);
    let printed = facts.papers.iter().map(|print| &print.number);
    let made = facts.branches.iter().filter_map(|it| it.made.as_ref());
    let all = receipt.chain(printed).chain(made.map(|made| &made.number));
    all.map(String::as_str)
}

/// When and by whom the paper with `number` came to be, in a case.
pub fn handed_out<'a>(view: &'a CaseView, number: &str) -> Option<(UnixMillis, &'a casework::Who)> {
    let facts = &view.facts;
    let receipt = facts.receipt.iter().map(|it| (&it.number, &it.done));
    let printed = facts.papers.iter().map(|it| (&it.number, &it.done));
    let made = facts.branches.iter().filter_map(|it| it.made.as_ref());
    let made = made.map(|it| (&it.number, &it.done));
    let mut all = receipt.chain(printed).chain(made);
    let (_, done) = all.find(|(it, _)| *it == number)?;
    Some((done.at, &done.who))
}

#[cfg(test)]
mod tests;
