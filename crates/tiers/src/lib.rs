//! Places, tiers, scopes, departments, roles and the directory of nodes and people.
//!
//! What it does: names every place of a city by its 12-digit division code, says which place lies in
//! which, which record may live at which place, and who may act for whom; reads the texts that say
//! so (divisions, departments, federations) and names what is wrong in them; spells Chinese names in
//! Latin letters; checks the numbers by which citizens and organisations are known. What it does not: read files, know the time, or
//! decide cases.
//!
//! ```
//! use tiers::{PlaceCode, Tier};
//! let village: PlaceCode = "230602001001".parse().unwrap();
//! assert_eq!(village.tier(), Tier::Village);
//! assert_eq!(village.at_tier(Tier::County).unwrap().to_string(), "230602000000");
//! ```

mod department;
mod directory;
mod document;
mod federation;
mod federation_check;
mod id;
mod nearest;
mod place;
mod places;
mod resident_id;
mod role;
mod rows;
mod scope;
mod spelling;
mod standing;
mod uscc;

pub use department::{Department, DepartmentName, Departments, ReadDepartmentsError};
pub use directory::{DirectoryEntry, NumberBlock, Person, Post};
pub use document::{DocumentFault, IdKind, check_document};
pub use federation::{Federation, FederationNode, Login, ReadFederationError, Rebind};
pub use federation_check::FederationFault;
pub use id::{Digest, NodeId, ParseIdError};
pub use nearest::{explain_toml, nearest, unknown_key};
pub use place::{ParsePlaceError, PlaceCode, Tier};
pub use places::{Places, ReadPlacesError};
pub use resident_id::{IdFault, birth_date, check_resident_id};
pub use role::Role;
pub use scope::Spread;
pub use spelling::{
    NAME_EN_MAX, PINYIN_MAX, Spelling, is_name_en, is_pinyin, place_english, typed,
};
pub use standing::places_of;
pub use uscc::{UsccFault, check_uscc};
