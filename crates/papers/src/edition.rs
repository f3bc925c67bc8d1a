use crate::Wording;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which wording of the papers a sheet is set in.
///
/// The act of printing names the edition whose text its seal covers. A wording that changes gets the next edition
/// and a text of its own, under the old id and the suffix `-e2`; the text of the earlier edition stays. What was
/// printed once is set again in its own edition, so that its seal covers the same bytes for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edition(pub u16);

impl Edition {
    /// The edition whose texts stand under ids without a suffix.
    pub const FIRST: Edition = Edition(1);

    /// The newest edition of the texts that come with the program.
    pub const CURRENT: Edition = Edition::FIRST;

    /// Whether the texts have this edition: a later program may have printed a paper with one that they have not.
    pub fn is_kept(self, wording: &dyn Wording) -> bool {
        (Self::FIRST..=wording.newest()).contains(&self)
    }

    /// The id under which this edition has the text of `id`: the newest that is no newer than it.
    pub fn id_of(self, id: &str, is_known: impl Fn(&str) -> bool) -> String {
        let later = (Self::FIRST.0 + 1..=self.0).rev();
        let mut own = later.map(|edition| format!("{id}-e{edition}"));
        own.find(|id| is_known(id)).unwrap_or_else(|| id.to_owned())
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shipped;

    #[test]
    fn an_edition_has_its_own_text_or_an_earlier_one() {
        let known = |id: &str| ["grant", "grant-e2", "grant-e4", "deny"].contains(&id);
        let id_of = |edition, id| Edition(edition).id_of(id, known);
        assert_eq!(id_of(1, "grant"), "grant");
        assert_eq!(id_of(2, "grant"), "grant-e2");
        assert_eq!(id_of(3, "grant"), "grant-e2");
        assert_eq!(id_of(4, "grant"), "grant-e4");
        assert_eq!(id_of(4, "deny"), "deny");
    }

    #[test]
    fn only_editions_of_this_program_are_kept() {
        let kept = |edition| Edition(edition).is_kept(&Shipped);
        assert!(kept(Edition::FIRST.0) && kept(Edition::CURRENT.0));
        assert!(!kept(0) && !kept(Edition::CURRENT.0 + 1));
    }
}
