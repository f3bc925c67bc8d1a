//! What all cases come to for a room: kept with every change of a case, so that nobody counts a million of them.

use super::brief::Brief;
use super::sorted::SortedMap;
use calendar::{Date, UnixMillis, date_of};
use casework::Phase;
use record::Kind;
use std::collections::BTreeSet;
use supervision::Light;
use tiers::{PlaceCode, Tier};

/// How many open cases have which light.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lit {
    /// Running, and nothing to warn of.
    pub green: u64,
    /// Near the end of a limit.
    pub yellow: u64,
    /// Past a limit.
    pub red: u64,
    /// The clock stands still by law.
    pub paused: u64,
}

impl Lit {
    fn of(&mut self, light: Light) -> Option<&mut u64> {
        match light {
            Light::Green => Some(&mut self.green),
            Light::Yellow => Some(&mut self.yellow),
            Light::Red => Some(&mut self.red),
            Light::Paused => Some(&mut self.paused),
            Light::Off => None,
        }
    }
}

/// The sums over all cases of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    here: PlaceCode,
    /// Open cases by every place that they concern and every place above it up to here, each case once a place.
    lights: SortedMap<PlaceCode, Lit>,
    /// Where cases were filed, and how many.
    homes: SortedMap<PlaceCode, u64>,
    /// Open cases whose clock runs, by when their promised limit (承诺时限) is due.
    dues: SortedMap<UnixMillis, u64>,
    /// Open cases whose clock stands still by law.
    paused: u64,
    received: SortedMap<Date, u64>,
    concluded: SortedMap<Date, u64>,
}

/// What a case adds.
#[derive(Debug, Default, PartialEq, Eq)]
struct CaseAdds {
    home: Option<PlaceCode>,
    lit: Option<(Light, BTreeSet<PlaceCode>)>,
    due: Option<UnixMillis>,
    received: Option<Date>,
    concluded: Option<Date>,
}

impl Sums {
    pub(super) fn of(here: PlaceCode) -> Sums {
        Sums {
            here,
            lights: SortedMap::new(),
            homes: SortedMap::new(),
            dues: SortedMap::new(),
            paused: 0,
            received: SortedMap::new(),
            concluded: SortedMap::new(),
        }
    }

    /// A case comes to something else now; none before = it is new.
    pub(super) fn change(&mut self, before: Option<&Brief>, now: Option<&Brief>) {
        let key = |brief: Option<&Brief>| brief.map(Brief::counted_by);
        if key(before) == key(now) {
            return;
        }
        let (before, now) = (self.adds(before), self.adds(now));
        if before == now {
            return;
        }
        self.count(before, -1);
        self.count(now, 1);
    }

    fn adds(&self, brief: Option<&Brief>) -> CaseAdds {
        let Some(brief) = brief.filter(|brief| brief.kind == Kind::Case) else {
            return CaseAdds::default();
        };
        let is_open = !brief.phase.is_some_and(Phase::is_over);
        CaseAdds {
            home: Some(brief.home()),
            lit: (is_open && brief.light != Light::Off).then(|| {
                (
                    brief.light,
                    concerned(self.here, brief.home(), brief.partners()),
                )
            }),
            due: brief.due().filter(|_| is_open && runs(brief.light)),
            received: brief.received().map(date_of),
            concluded: brief.concluded().map(date_of),
        }
    }

    fn count(&mut self, adds: CaseAdds, by: i64) {
        if let Some((light, places)) = adds.lit {
            if light == Light::Paused {
                self.paused = self.paused.saturating_add_signed(by);
            }
            for place in places {
                let lit = self.lights.get_or_insert(place, Lit::default);
                if let Some(count) = lit.of(light) {
                    *count = count.saturating_add_signed(by);
                }
                if *lit == Lit::default() {
                    self.lights.remove(&place);
                }
            }
        }
        tally(&mut self.homes, adds.home, by);
        tally(&mut self.dues, adds.due, by);
        tally(&mut self.received, adds.received, by);
        tally(&mut self.concluded, adds.concluded, by);
    }

    /// Open cases by the places from here down that they concern, as far as there are any.
    pub fn lit_places(&self) -> impl Iterator<Item = (PlaceCode, Lit)> {
        self.lights.iter().map(|(place, lit)| (*place, *lit))
    }

    /// How many cases there are, open or not.
    pub fn cases(&self) -> u64 {
        self.homes.values().sum()
    }

    /// The places where cases were filed that are here.
    pub fn homes(&self) -> impl Iterator<Item = PlaceCode> {
        self.homes.keys().copied()
    }

    /// Open cases whose clock runs, by when their promised limit is due, the earliest first.
    pub fn dues(&self) -> impl Iterator<Item = (UnixMillis, u64)> {
        self.dues.iter().map(|(due, count)| (*due, *count))
    }

    /// Open cases whose clock stands still by law.
    pub fn paused(&self) -> u64 {
        self.paused
    }

    /// Cases received, by day.
    pub fn received(&self) -> impl Iterator<Item = (Date, u64)> {
        self.received.iter().map(|(day, count)| (*day, *count))
    }

    /// Cases concluded, by day.
    pub fn concluded(&self) -> impl Iterator<Item = (Date, u64)> {
        self.concluded.iter().map(|(day, count)| (*day, *count))
    }
}

/// The places that a case concerns, each once: where it was filed, who handles a branch of it, and those above them up to
/// here.
fn concerned(
    here: PlaceCode,
    home: PlaceCode,
    partners: impl Iterator<Item = PlaceCode>,
) -> BTreeSet<PlaceCode> {
    let all = std::iter::once(home).chain(partners);
    all.flat_map(|place| path(here, place)).collect()
}

/// Whether the clock of a case with this light runs.
pub(super) fn runs(light: Light) -> bool {
    !matches!(light, Light::Off | Light::Paused)
}

fn tally<K: Ord + Clone>(counts: &mut SortedMap<K, u64>, key: Option<K>, by: i64) {
    let Some(key) = key else { return };
    let count = counts.get_or_insert(key.clone(), || 0);
    *count = count.saturating_add_signed(by);
    if *count == 0 {
        counts.remove(&key);
    }
}

/// The places from `here` down to `place`; none where it lies elsewhere.
pub fn path(here: PlaceCode, place: PlaceCode) -> impl Iterator<Item = PlaceCode> {
    let within = here.contains(place);
    let tiers = Tier::ALL
        .into_iter()
        .filter(move |tier| within && *tier >= here.tier());
    tiers.filter_map(move |tier| place.at_tier(tier))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_place_counts_for_every_place_above_it_up_to_here() {
        let down: Vec<String> = path(place("230600000000"), place("230621101201"))
            .map(|place| place.to_string())
            .collect();
        let expected = [
            "230600000000",
            "230621000000",
            "230621101000",
            "230621101201",
        ];
        assert_eq!(down, expected);
        assert_eq!(
            path(place("230602000000"), place("230621101201")).count(),
            0
        );
    }

    #[test]
    fn a_linked_case_is_once_in_the_county_once_in_the_city_and_once_in_the_sum() {
        let (city, county) = (place("230600000000"), place("230621000000"));
        for (home, partner) in [(county, city), (city, county)] {
            let places = concerned(city, home, std::iter::once(partner));
            // The sum is the figure of the room's own place.
            assert_eq!(Vec::from_iter(places), [city, county], "filed at {home}");
        }
    }

    #[test]
    fn what_a_case_adds_is_taken_back_when_it_changes() {
        let (city, county) = (place("230600000000"), place("230621000000"));
        let mut sums = Sums::of(city);
        let day = |text: &str| text.parse::<Date>().ok();
        let adds = |light: Light, due: i64| CaseAdds {
            home: Some(county),
            lit: Some((light, concerned(city, county, std::iter::empty()))),
            due: Some(UnixMillis(due)),
            received: day("2026-11-02"),
            concluded: None,
        };
        sums.count(adds(Light::Green, 5), 1);
        sums.count(adds(Light::Yellow, 7), 1);
        sums.count(adds(Light::Green, 5), -1);
        sums.count(adds(Light::Paused, 7), 1);
        let lit = Lit {
            yellow: 1,
            paused: 1,
            ..Lit::default()
        };
        assert!(sums.lit_places().eq([(city, lit), (county, lit)]));
        assert!(sums.dues().eq([(UnixMillis(7), 2)]));
        assert!(sums.received().eq([(day("2026-11-02").unwrap(), 2)]));
        assert_eq!((sums.paused(), sums.homes().count()), (1, 1));
    }
}
