use crate::{PlaceCode, Tier};
use serde::{Deserialize, Serialize};

/// How far a record travels from its home place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// The home and the place directly above: drafts. A lost machine loses nothing, and nobody else sees it.
    Pair,
    /// The path from home up to the city: cases.
    Path,
    /// The path up to the city and everything below home: directory entries.
    Subtree,
    /// As `Subtree`, and the province above: the catalog, the calendar.
    Public,
}

impl Spread {
    /// Whether a record of this spread with home `home` lives at `place`.
    pub fn reaches(self, home: PlaceCode, place: PlaceCode) -> bool {
        if place.tier() == Tier::Province {
            return self == Spread::Public && place.contains(home);
        }
        match self {
            Spread::Pair => place == home || Some(place) == home.parent(),
            Spread::Path => place.contains(home),
            Spread::Subtree | Spread::Public => place.contains(home) || home.contains(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lives(spread: Spread, home: &str) -> Vec<&'static str> {
        [
            "230000000000",
            "230600000000",
            "230602000000",
            "230602001000",
            "230602001001",
            "230602001002",
            "230603000000",
        ]
        .into_iter()
        .filter(|place| spread.reaches(home.parse().unwrap(), place.parse().unwrap()))
        .collect()
    }

    #[test]
    fn a_case_lives_on_the_path_to_the_city_and_nowhere_else() {
        assert_eq!(
            lives(Spread::Path, "230602001001"),
            [
                "230600000000",
                "230602000000",
                "230602001000",
                "230602001001"
            ]
        );
    }

    #[test]
    fn a_draft_lives_at_home_and_one_above() {
        assert_eq!(
            lives(Spread::Pair, "230602001001"),
            ["230602001000", "230602001001"]
        );
    }

    #[test]
    fn siblings_do_not_see_each_others_directory_entry() {
        assert_eq!(
            lives(Spread::Subtree, "230602001001"),
            [
                "230600000000",
                "230602000000",
                "230602001000",
                "230602001001"
            ]
        );
        assert_eq!(
            lives(Spread::Subtree, "230603000000"),
            ["230600000000", "230603000000"]
        );
    }

    #[test]
    fn what_is_public_reaches_all() {
        assert_eq!(lives(Spread::Public, "230600000000").len(), 7);
    }
}
