//! A city, a county of it, a township and a village: four tiers, each directly below the one before.

use crate::pair::End;
use crate::reconnect::{CACHE_MIB, meet};
use crate::tree::{self, Seat, founding_of, open_under};
use anyhow::Result;
use catalog::Item;
use std::path::Path;

/// The seats from the city down; the city publishes.
pub fn seats() -> [Seat; 4] {
    let seat = |code: &str, seed: u8| Seat {
        place: code.parse().expect("a place"),
        seed: [seed; 32],
    };
    [
        seat("230600000000", 11),
        seat("230621000000", 12),
        seat("230621101000", 13),
        seat("230621101201", 14),
    ]
}

/// A node of the chain, in a folder of its own.
pub fn open(dir: &Path, seat: Seat) -> Result<End> {
    let engine = open_under(seats()[0].key(), dir, seat, CACHE_MIB)?;
    Ok(End::new(engine, seat))
}

/// The city with what it has published: the item with the most steps of those that are `wanted`.
pub fn city(dir: &Path, wanted: &dyn Fn(&Item) -> bool) -> Result<(End, Item)> {
    let (founding, item) = founding_of(seats().to_vec(), wanted)?;
    let mut city = open(dir, seats()[0])?;
    tree::refused(city.engine.found(&founding, "administrator"))?;
    city.engine.commit()?;
    Ok((city, item))
}

/// The first `tiers` of the chain, in folders `0`, `1` and so on, each with what the city has published.
pub fn chain(dir: &Path, tiers: usize, wanted: &dyn Fn(&Item) -> bool) -> Result<(Vec<End>, Item)> {
    let (city, item) = city(&dir.join("0"), wanted)?;
    let mut ends = vec![city];
    for (n, seat) in seats().into_iter().enumerate().take(tiers).skip(1) {
        let mut below = open(&dir.join(n.to_string()), seat)?;
        if let Some(above) = ends.last_mut() {
            meet(&mut below, above)?;
        }
        ends.push(below);
    }
    Ok((ends, item))
}
