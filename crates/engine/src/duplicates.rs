//! Who else asks for the same: a hint for desks.

use super::ReadModel;
use record::RecordId;
use std::num::NonZeroU64;
use tiers::Digest;

impl ReadModel {
    /// One item asked for by one applicant, as this node alone can tell: the index needs no numbers of
    /// people, and without the node's seed nobody can try numbers against it. None where there is no number.
    pub(super) fn asking(&self, code: &str, number: &str) -> Option<NonZeroU64> {
        let number: String = (number.chars().filter(|letter| !letter.is_whitespace()))
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        if number.is_empty() {
            return None;
        }
        let mut hasher = blake3::Hasher::new_keyed(self.asking_key());
        // A code has no zero byte: no other pair runs together to the same bytes.
        hasher.update(code.as_bytes()).update(&[0]);
        hasher.update(number.as_bytes());
        NonZeroU64::new(Digest(*hasher.finalize().as_bytes()).begins())
    }

    /// The open cases held here in which the applicant with `number` asks for the item `code`. A hint for
    /// the desk: asking twice is not against the law, so nothing is refused for it.
    pub fn duplicates(&self, code: &str, number: &str) -> Vec<RecordId> {
        let asking = self.asking(code, number);
        asking.map_or_else(Vec::new, |asking| self.open_asking(asking))
    }

    /// The other open cases that ask for what this one asks for.
    pub fn duplicates_of(&self, id: RecordId) -> Vec<RecordId> {
        let asking = self.records().brief(&id).and_then(|brief| brief.asking);
        let mut all = asking.map_or_else(Vec::new, |asking| self.open_asking(asking));
        all.retain(|other| *other != id);
        all
    }

    fn open_asking(&self, asking: NonZeroU64) -> Vec<RecordId> {
        let held = self.records().asking(asking);
        let open = held.filter(|(_, brief)| brief.concluded().is_none());
        open.map(|(id, _)| id).collect()
    }

    /// The numbers of [`ReadModel::duplicates_of`].
    pub(super) fn duplicate_numbers(&self, id: RecordId) -> Vec<String> {
        let ids = self.duplicates_of(id).into_iter();
        ids.filter_map(|id| Some(self.records().brief(&id)?.number().to_owned()))
            .collect()
    }
}
