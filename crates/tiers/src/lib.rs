//! Places, tiers, scopes, departments, roles and the directory of nodes and people.
//!
//! What it does: names every place of a city by its 12-digit division code, says which place lies in
//! which, which record may live at which place, and who may act for whom. What it does not: read
//! files, know the time, or decide cases.
//!
//! ```
//! use tiers::{PlaceCode, Tier};
//! let village: PlaceCode = "230602001001".parse().unwrap();
//! assert_eq!(village.tier(), Tier::Village);
//! assert_eq!(village.at_tier(Tier::County).unwrap().to_string(), "230602000000");
//! ```

mod directory;
mod id;
mod place;
mod role;
mod scope;

pub use directory::{DirectoryEntry, NumberBlock, Person, Post};
pub use id::{Digest, NodeId, ParseIdError};
pub use place::{ParsePlaceError, PlaceCode, Tier};
pub use role::Role;
pub use scope::Spread;
