use crate::guard::Guard;
use crate::{FormFault, Kind, Regime, Slot, State};
use serde::{Deserialize, Serialize};
use tiers::{Digest, PlaceCode, Role, Tier};

/// Why an act may not be done. It is kept with an act that came from elsewhere and does not hold, so it names the
/// condition and its values, and nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A version it cites is not here: it cannot be judged yet.
    NotHere(Digest),
    /// The node that signed it is not the one the directory names for the place.
    NotTheNode(PlaceCode),
    /// Whoever did it does not hold this post at the place.
    NotThePost(Role),
    /// The role may not do this; it takes this one, or where none is named, a person.
    WrongRole(Option<Role>),
    /// It belongs to another place or department.
    NotTheOwner(PlaceCode, Option<String>),
    /// The state of the case does not allow it.
    NotNow(Kind, State),
    /// No such item.
    UnknownItem(String),
    /// Repealed, suspended, delegated, or not in force on the day.
    NotActive(String),
    /// It may not be filed at this tier or place.
    NotFiledHere(String, Tier),
    /// The applicant must come in person (许可法 29).
    InPersonOnly(String),
    /// What is wrong with the form.
    Form(Vec<FormFault>),
    /// No such branch.
    NoBranch(String),
    /// A joint case, and no branch is named.
    NameBranch,
    /// Another step is open: which was meant, which is.
    NotOpen(u8, u8),
    /// It waits for another branch.
    Waits(String),
    /// The fee is another.
    WrongFee {
        /// Fen that are due.
        due: u64,
        /// Fen that the act says.
        given: u64,
    },
    /// Fen that have not been paid.
    FeeUnpaid(u64),
    /// Rival acts stand in the way.
    Frozen(Slot),
    /// A settlement must name all rivals; these are they.
    NotAllRivals(Vec<Digest>),
    /// Only a place above this one may do it.
    NotAbove(PlaceCode),
    /// The case is no longer in the scope of the act's place; its home is here.
    Left(PlaceCode),
    /// Items of this regime have no such act.
    NotInRegime(Kind, Regime),
    /// A condition of the table does not hold.
    Guard(Guard),
    /// Not an act of a case.
    NotACase,
    /// An act of a kind this node does not know is here: the case may only be read.
    ReadOnly,
}

impl std::error::Error for Refusal {}

impl From<Guard> for Refusal {
    fn from(guard: Guard) -> Refusal {
        Refusal::Guard(guard)
    }
}

impl Refusal {
    /// Whether it says only that the act is somebody else's: where a person holds several posts, what
    /// another post is refused for says more.
    pub fn is_vague(&self) -> bool {
        matches!(
            self,
            Refusal::WrongRole(_) | Refusal::NotTheOwner(..) | Refusal::NotThePost(_)
        )
    }
}

/// The condition and its values, for a log; what a person reads is made of the same elsewhere.
impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}
