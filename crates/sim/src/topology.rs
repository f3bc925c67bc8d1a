//! Which nodes there are: from a chain of three to a whole city.

use anyhow::Result;
use shipped::shipped;
use tiers::{PlaceCode, Places, Tier};

/// Which nodes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Topology {
    /// A city, a county, a township.
    Chain,
    /// A city, two counties, townships and villages below them.
    County,
    /// A whole city: 1 + 10 + 118 + 843.
    City,
}

impl Topology {
    /// The places, from the city downwards.
    ///
    /// # Errors
    /// When the shipped division file cannot be read.
    pub fn places(self) -> Result<Vec<PlaceCode>> {
        const CHAIN: [&str; 3] = ["230600000000", "230621000000", "230621101000"];
        const COUNTY: [&str; 9] = [
            "230600000000",
            "230621000000",
            "230622000000",
            "230621101000",
            "230621102000",
            "230622101000",
            "230621101201",
            "230621101202",
            "230622101201",
        ];
        let codes = match self {
            Topology::Chain => &CHAIN[..],
            Topology::County => &COUNTY[..],
            Topology::City => return whole_city(),
        };
        codes.iter().map(|code| Ok(code.parse()?)).collect()
    }
}

fn whole_city() -> Result<Vec<PlaceCode>> {
    const FILE: &str = "divisions/daqing.csv";
    let places = Places::read(&[(FILE, shipped(FILE)?)])?;
    let mut all: Vec<PlaceCode> = places.iter().map(|(place, _)| place).collect();
    all.retain(|place| place.tier() >= Tier::City);
    all.sort_by_key(|place| (place.tier(), *place));
    Ok(all)
}
