//! Lists for pages, from indexes: nothing here looks at every record.

use super::ReadModel;
use super::brief::Brief;
use super::queues::DeskKey;
use calendar::UnixMillis;
use record::{Kind, RecordId};
use supervision::Light;
use tiers::PlaceCode;

impl ReadModel {
    /// How many cases wait for any of these desks, and those of one page of them in the order in which they stand there:
    /// contested ones first, then by the promised limit (承诺时限).
    pub fn waiting(
        &self,
        desks: &[DeskKey],
        skip: usize,
        most: usize,
    ) -> (usize, Vec<(RecordId, &Brief)>) {
        self.records().waiting(desks, skip, most)
    }

    /// Cases in whose number or applicant's name `text` stands, or whose applicant's number ends so, those that came last
    /// first; some more than once.
    pub fn cases_saying(&self, text: &str) -> impl Iterator<Item = (RecordId, &Brief)> {
        self.records().saying(text)
    }

    /// How many cases with these lights were filed within a place, or anywhere where none is named, and those of one page
    /// of them, the one that changed last first.
    pub fn cases_lit(
        &self,
        lights: &[Light],
        within: Option<PlaceCode>,
        skip: usize,
        most: usize,
    ) -> (usize, Vec<(RecordId, &Brief)>) {
        let codes = within.map_or(PlaceCode::ALL, PlaceCode::range);
        self.records().in_state(lights, codes, skip, most)
    }

    /// How many changes of cases there were, and the cases that changed after the first `seen` of them; none where so
    /// many changed that it is not known which.
    pub fn changed_since(&self, seen: u64) -> (u64, Option<Vec<RecordId>>) {
        self.records().changed_since(seen)
    }

    /// The last cases that changed of those that were filed at this place.
    pub fn last_filed(&self, most: usize) -> Vec<RecordId> {
        self.records().filed_at(self.config().place, most)
    }

    /// Open cases whose clock runs and whose promised limit is due from one moment to another, the earliest first.
    pub fn cases_due(
        &self,
        first: UnixMillis,
        last: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &Brief)> {
        self.records().due_between(first, last)
    }

    /// Cases that were received from one moment to another, the last first.
    pub fn cases_received(
        &self,
        first: UnixMillis,
        last: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &Brief)> {
        self.records().received_between(first, last)
    }

    /// Cases that were concluded from one moment to another, the last first.
    pub fn cases_concluded(
        &self,
        first: UnixMillis,
        last: UnixMillis,
    ) -> impl Iterator<Item = (RecordId, &Brief)> {
        self.records().concluded_between(first, last)
    }

    /// The drafts that are this desk's business, the one that changed last first: those begun here, and copies of others'
    /// in which several hands wrote different things.
    pub fn drafts(&self) -> Vec<(RecordId, &Brief)> {
        let here = self.config().place;
        let own = self.records().drafts_at(here);
        let others = self.records().contested().filter(|(_, brief)| {
            brief.kind == Kind::Draft && brief.filed().is_none() && brief.home() != here
        });
        let mut drafts: Vec<(RecordId, &Brief)> = own.chain(others).collect();
        drafts.sort_by_key(|(_, brief)| std::cmp::Reverse(brief.updated));
        drafts
    }

    /// Records with rival acts, or with fields that hold several values.
    pub fn contested(&self) -> impl Iterator<Item = (RecordId, &Brief)> {
        self.records().contested()
    }

    /// Cases with acts of this place that do not count.
    pub fn with_returned(&self) -> impl Iterator<Item = (RecordId, &Brief)> {
        self.records().returned()
    }
}
