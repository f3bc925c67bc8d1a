use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// A level of the administrative tree, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// A province (省), the top of the tree.
    Province,
    /// A prefecture-level city (地级市).
    City,
    /// A county, a district or a county-level city (县, 区, 县级市).
    County,
    /// A township, a town or a street office (乡, 镇, 街道).
    Township,
    /// A village or a neighbourhood (村, 社区).
    Village,
}

impl Tier {
    /// All tiers, highest first.
    pub const ALL: [Tier; 5] = [
        Tier::Province,
        Tier::City,
        Tier::County,
        Tier::Township,
        Tier::Village,
    ];

    /// How many of the twelve digits of a code belong to this tier.
    const fn digits(self) -> u32 {
        match self {
            Tier::Province => 2,
            Tier::City => 4,
            Tier::County => 6,
            Tier::Township => 9,
            Tier::Village => 12,
        }
    }

    /// The tier above, if any.
    pub const fn above(self) -> Option<Tier> {
        match self {
            Tier::Province => None,
            Tier::City => Some(Tier::Province),
            Tier::County => Some(Tier::City),
            Tier::Township => Some(Tier::County),
            Tier::Village => Some(Tier::Township),
        }
    }

    /// The lower-case English name used in data files.
    pub const fn name(self) -> &'static str {
        match self {
            Tier::Province => "province",
            Tier::City => "city",
            Tier::County => "county",
            Tier::Township => "township",
            Tier::Village => "village",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place, by its 12-digit statistical division code (统计用区划代码): 2 digits province, 2 city,
/// 2 county, 3 township, 3 village. The code is the stable id of the place; a redrawn division gets a
/// dated table of replacements and rewrites no record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceCode(u64);

/// Why a text is not a place code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a 12-digit division code: {0}")]
pub struct ParsePlaceError(pub String);

impl PlaceCode {
    /// The lowest and the highest code that there can be.
    pub const ALL: (PlaceCode, PlaceCode) = (PlaceCode(0), PlaceCode(999_999_999_999));

    /// This place and every one above it, upwards.
    pub fn upwards(self) -> impl Iterator<Item = PlaceCode> {
        std::iter::successors(Some(self), |place| place.parent())
    }

    /// The tier that the trailing zeros tell.
    pub fn tier(self) -> Tier {
        Tier::ALL
            .into_iter()
            .find(|tier| self.0.is_multiple_of(10u64.pow(12 - tier.digits())))
            .unwrap_or(Tier::Village)
    }

    /// The place of `tier` that this one lies in, itself included; none when `tier` is lower than its own.
    pub fn at_tier(self, tier: Tier) -> Option<PlaceCode> {
        let unit = 10u64.pow(12 - tier.digits());
        (tier <= self.tier()).then_some(PlaceCode(self.0 / unit * unit))
    }

    /// The place directly above.
    pub fn parent(self) -> Option<PlaceCode> {
        self.at_tier(self.tier().above()?)
    }

    /// The lowest and the highest code of what lies in this place, its own being the lowest.
    pub fn range(self) -> (PlaceCode, PlaceCode) {
        let unit = 10u64.pow(12 - self.tier().digits());
        (self, PlaceCode(self.0 + (unit - 1)))
    }

    /// Whether `other` is this place or lies in it.
    pub fn contains(self, other: PlaceCode) -> bool {
        other.at_tier(self.tier()) == Some(self)
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for PlaceCode {
    type Err = ParsePlaceError;

    fn from_str(text: &str) -> Result<Self, ParsePlaceError> {
        let refused = || ParsePlaceError(text.to_owned());
        if text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit()) || text.starts_with("00") {
            return Err(refused());
        }
        text.parse().map(PlaceCode).map_err(|_| refused())
    }
}

impl Serialize for PlaceCode {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        if out.is_human_readable() {
            out.collect_str(self)
        } else {
            out.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for PlaceCode {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        if input.is_human_readable() {
            let text = String::deserialize(input)?;
            text.parse().map_err(D::Error::custom)
        } else {
            let number = u64::deserialize(input)?;
            format!("{number:012}").parse().map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    #[test]
    fn tiers_follow_the_zeros() {
        for (code, tier) in [
            ("230000000000", Tier::Province),
            ("230600000000", Tier::City),
            ("230671000000", Tier::County),
            ("230602001000", Tier::Township),
            ("230602001001", Tier::Village),
        ] {
            assert_eq!(place(code).tier(), tier);
        }
    }

    #[test]
    fn a_place_contains_itself_and_what_lies_below_but_no_sibling() {
        let county = place("230602000000");
        assert!(county.contains(county));
        assert!(county.contains(place("230602001001")));
        assert!(!county.contains(place("230603001001")));
        assert!(!county.contains(place("230600000000")));
        assert_eq!(place("230602001001").parent(), Some(place("230602001000")));
        assert_eq!(place("230000000000").parent(), None);
    }

    #[test]
    fn bad_codes_are_refused() {
        for text in ["", "2306", "23060000000x", "2306000000000", "000000000000"] {
            assert!(text.parse::<PlaceCode>().is_err(), "{text}");
        }
    }
}
