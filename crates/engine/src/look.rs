//! What a desk may look at without asking for a whole answer: nothing here writes.

use super::answers::{CalendarShow, Summary};
use super::sorted::SortedMap;
use super::{Engine, ReadModel};
use calendar::Calendar;
use casework::{CaseView, Entry, Ground, fold};
use papers::{DirectoryExport, KnownNode};
use record::{Kind, PaperSeal, RecordId, SealError, Sealed};
use std::sync::Arc;
use supervision::{Assessment, Counts};
use sync::LinkNo;
use tiers::{Digest, NodeId, PlaceCode};

pub use super::brief::Brief;
pub use super::query::{light_name, phase_name};
pub use super::rows::{NOTHING, RowName};

/// From this month on the list of days off for the next year is waited for.
const AWAITED_FROM_MONTH: i8 = 11;

impl ReadModel {
    /// Every record in short.
    pub fn briefs(&self) -> &SortedMap<RecordId, Arc<Brief>> {
        self.records().briefs()
    }

    /// A record by its whole id, without looking through all of them; by its number or the beginning
    /// of its id otherwise.
    pub fn seek(&self, name: &str, kind: Kind) -> Option<RecordId> {
        let held = |id: &RecordId| {
            self.records()
                .briefs()
                .get(id)
                .is_some_and(|brief| brief.kind == kind)
        };
        match name.trim().parse::<Digest>() {
            Ok(digest) => Some(RecordId(digest)).filter(held),
            Err(_) => self.find_known(name, kind).ok().filter(held),
        }
    }

    /// A record on one line.
    pub fn summary_of(&self, id: RecordId) -> Option<Summary> {
        Some(self.summary(id, self.records().brief(&id)?))
    }

    /// What supervision says of a view now.
    pub fn assess_view(&self, view: &CaseView) -> Option<Assessment> {
        Some(supervision::assess(view, self.calendar()?, self.now()))
    }

    /// The item version that a branch is handled under.
    pub fn item_of(
        &self,
        facts: &casework::Facts,
        branch: &casework::Branch,
    ) -> Option<&catalog::Item> {
        let versions = facts
            .catalog
            .iter()
            .filter_map(|hash| self.library().item(hash));
        versions.into_iter().find(|item| item.code == branch.item)
    }

    /// The calendar in force.
    pub fn calendar_in_force(&self) -> Option<&Calendar> {
        self.calendar()
    }

    /// Which list of days off is in force, and whether the next one is overdue.
    pub fn calendar_show(&self) -> Option<CalendarShow> {
        let calendar = self.calendar()?;
        let today = calendar::date_of(self.now());
        // The State Council's lists for 2018 to 2026 were there by late November; whoever keeps the calendar is
        // reminded in time for dates of the new year.
        let awaited = if today.month() >= AWAITED_FROM_MONTH {
            today.year().saturating_add(1)
        } else {
            today.year()
        };
        let last = calendar.last_date();
        Some(CalendarShow {
            version: Digest(calendar.hash()).short(),
            last,
            next_missing: last.year() < awaited,
        })
    }

    /// A version of the calendar, as an act cites it.
    pub fn calendar_of(&self, version: &Digest) -> Option<&Calendar> {
        self.library().calendar(version)
    }

    /// The version in force of an item or a bundle.
    pub fn version_of(&self, code: &str) -> Option<Digest> {
        let bundle = self.published().bundles().get(code);
        bundle.copied().or_else(|| self.item_version(code))
    }

    /// The places that have a node, as far as this node knows.
    pub fn places_known(&self) -> impl Iterator<Item = PlaceCode> {
        self.published().entries().keys().copied()
    }

    /// Every key that the directory ever named: papers outlive the keys that signed them.
    pub fn directory(&self) -> DirectoryExport {
        DirectoryExport::of(self.known_nodes(|_| true))
    }

    /// The nodes that may have signed a code: one, as a rule.
    pub fn signers(&self, sealed: &Sealed) -> Vec<KnownNode> {
        self.known_nodes(|node| sealed.names(node))
    }

    fn known_nodes(&self, wanted: impl Fn(&NodeId) -> bool) -> Vec<KnownNode> {
        let entries = self.library().entries().map(|(_, entry)| entry);
        let wanted = entries.filter(|entry| wanted(&entry.node));
        let known = wanted.map(|entry| KnownNode {
            place: entry.place,
            name: self.path_name(entry.place),
            node: entry.node,
        });
        known.collect()
    }

    /// The code of a paper that this node hands out.
    ///
    /// # Errors
    /// When its number has no form that can be read back.
    pub fn seal(&self, seal: &PaperSeal) -> Result<String, SealError> {
        seal.seal(self.signer())
    }

    /// This node's key.
    pub fn key(&self) -> NodeId {
        self.signer().node()
    }

    /// Numbers left in this node's block, and whether they are fewer than the low-water mark.
    pub fn block_left(&self) -> Option<(u32, bool)> {
        self.numbers_left()
    }

    /// The place at the other end of a link.
    pub fn link_place(&self, no: LinkNo) -> Option<PlaceCode> {
        let link = self.lines().iter().find(|line| line.no == no);
        link.map(|line| line.place)
    }
}

impl Engine {
    /// The last act of this node on a case that says the same by the same person; none when there is none.
    pub fn said_already(
        &mut self,
        id: RecordId,
        user: &str,
        branch: Option<&str>,
        deed: &casework::Deed,
    ) -> Option<casework::ActId> {
        let at = self.model.at();
        let open = self.record(id)?;
        let entries = open.document.entries(id, &open.header, &open.log).ok()?;
        entries.iter().rev().find_map(|entry| match &entry.content {
            casework::Content::Act(act_id, act) => {
                let same = act.who.user == user && act.who.place == at;
                let same = same && act.branch.as_deref() == branch && act.deed == *deed;
                same.then_some(*act_id)
            }
            casework::Content::Form(_) | casework::Content::Unknown(_) => None,
        })
    }

    /// A case folded anew from all of its changes, in whatever order and however often `mix` hands them
    /// out: always the same view.
    pub fn folded_anew(
        &mut self,
        id: RecordId,
        mix: impl FnOnce(Vec<Entry>) -> Vec<Entry>,
    ) -> Option<CaseView> {
        let view = self.with_record(id, |engine, open| {
            let entries = open.document.entries(id, &open.header, &open.log).ok()?;
            let home = open.header.home;
            Some(fold(Ground { home }, &mix(entries), engine.model.library()))
        });
        view.flatten()
    }

    /// What the cases here add up to, by place, department, item and day of receipt.
    pub fn counts(&self) -> &Counts {
        self.agenda.counts()
    }
}
