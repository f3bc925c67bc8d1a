//! Why something was not done: conditions with their values. What a person reads is made of them elsewhere, by id.

use super::answers::{FieldFault, Refused};
use super::editing::{EditState, FlawShow};
use calendar::{Date, ListFault, UnixMillis};
use casework::{FormFault, Paper, Refusal};
use catalog::MaterialFault;
use serde::{Deserialize, Serialize};
use tiers::PlaceCode;

/// Why something was not done. Each names a condition and its values; its text stands under [`Reason::id`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The law table does not allow the act.
    Law(Refusal),
    /// Fields are wrong; [`Refused::fields`] says which.
    Fields,
    /// Catalog or directory have not come to this node yet.
    NotReady,
    /// Nobody of this log-in name works here.
    NoPerson {
        /// The log-in name.
        user: String,
    },
    /// No item of this code is in the catalog.
    NoItem {
        /// The code that was asked for.
        code: String,
    },
    /// No case or draft of this name is here.
    NoCase {
        /// As it was asked for.
        name: String,
    },
    /// Several records begin like this.
    Ambiguous {
        /// As it was asked for.
        name: String,
    },
    /// Something inside failed that should not; nothing is lost. The detail is English and for the log.
    Trouble(String),
    /// This node does not act for the place.
    NotActingFor {
        /// The place that was asked to act.
        place: PlaceCode,
    },
    /// Only the root publishes catalog and directory.
    NotRoot,
    /// Only an administrator at the root publishes calendars.
    NotCalendarPublisher,
    /// A calendar is published by one person and checked by another, of the legal office.
    CalendarUnchecked,
    /// The list of days cannot be right.
    CalendarFaults(Vec<ListFault>),
    /// The draft is a case already.
    DraftFiled,
    /// Only windows and agents receive papers.
    NotADesk,
    /// The block of numbers is used up.
    NumbersUsedUp,
    /// The number of a paper comes from this node's block, so a `print` act cannot be asked for with one.
    NumberFromBlock,
    /// The case holds acts that this version does not know.
    ReadOnly,
    /// There is no such paper.
    NoPaper {
        /// What was asked for.
        given: String,
    },
    /// The paper was printed by a newer program, whose wording is not here.
    NewerEdition {
        /// Kind of the paper that is there.
        paper: Paper,
    },
    /// In a joint case the paper is a branch's, and none was named.
    NameABranch {
        /// Kind of the paper that was asked for.
        paper: Paper,
        /// Codes of the branches.
        codes: Vec<String>,
    },
    /// What the paper says has not been done in this case.
    NotDone {
        /// Kind of the paper that was asked for.
        paper: Paper,
    },
    /// The paper is printed at the place where what it says was done.
    PaperElsewhere {
        /// Kind of the paper that was asked for.
        paper: Paper,
        /// Name of the place with those above it.
        place: String,
        /// An agent filed the case: an agent's desk hands out its receipt alone.
        proxy: bool,
    },
    /// The cases cannot be given to this person.
    NotAnotherAgent {
        /// Log-in name of the agent up to now.
        from: String,
        /// Log-in name of whoever was to take them over.
        to: String,
    },
    /// Cases get another agent for a reason, and none was given.
    NoReason,
    /// No such act came back to this node.
    NotReturned,
    /// No such paper is to be checked at this node.
    NotToBeChecked,
    /// Several papers go by this name; [`Refused::fields`] lists them.
    SeveralPapers {
        /// As it was asked for.
        name: String,
        /// How many papers go by it.
        count: usize,
    },
    /// The person has no post that looks after papers.
    MayNotCheck {
        /// The log-in name.
        user: String,
    },
    /// Somebody has checked the paper.
    AlreadyChecked {
        /// The number that stands on the paper.
        number: String,
        /// Log-in name of whoever checked it.
        user: String,
        /// When it was checked, by this node's clock.
        at: UnixMillis,
    },
    /// No paper of this name is to be checked here.
    NoPaperToCheck {
        /// As it was asked for.
        name: String,
    },
    /// The catalog is edited where it is published.
    EditedElsewhere,
    /// Only the legal office reviews.
    NotLegal,
    /// Only administrators edit and publish.
    NotAdministrator,
    /// Whoever wrote a draft cannot review it.
    OwnDraft,
    /// The legal office has the draft.
    DraftInReview,
    /// There is no draft to take this step with.
    NoDraft,
    /// The draft does not stand where this step begins.
    WrongState {
        /// Where it stands.
        state: EditState,
    },
    /// Another version was published since the draft was begun.
    DraftOutdated,
    /// The draft says what is published already.
    DraftUnchanged,
}

impl Reason {
    /// The id of its text.
    pub const fn id(&self) -> &'static str {
        match self {
            Reason::Law(_) => "refused-law",
            Reason::Fields => "refused-fields",
            Reason::NotReady => "refused-not-ready",
            Reason::NoPerson { .. } => "refused-no-person",
            Reason::NoItem { .. } => "refused-no-item",
            Reason::NoCase { .. } => "refused-no-case",
            Reason::Ambiguous { .. } => "refused-ambiguous",
            Reason::Trouble(_) => "refused-trouble",
            Reason::NotActingFor { .. } => "refused-not-acting-for",
            Reason::NotRoot => "refused-not-root",
            Reason::NotCalendarPublisher => "refused-not-calendar-publisher",
            Reason::CalendarUnchecked => "refused-calendar-unchecked",
            Reason::CalendarFaults(_) => "refused-calendar-faults",
            Reason::DraftFiled => "refused-draft-filed",
            Reason::NotADesk => "refused-not-a-desk",
            Reason::NumbersUsedUp => "refused-numbers-used-up",
            Reason::NumberFromBlock => "refused-number-from-block",
            Reason::ReadOnly => "refused-read-only",
            Reason::NoPaper { .. } => "refused-no-paper",
            Reason::NewerEdition { .. } => "refused-newer-edition",
            Reason::NameABranch { .. } => "refused-name-a-branch",
            Reason::NotDone { .. } => "refused-not-done",
            Reason::PaperElsewhere { proxy: false, .. } => "refused-paper-elsewhere",
            Reason::PaperElsewhere { proxy: true, .. } => "refused-paper-elsewhere-proxy",
            Reason::NotAnotherAgent { .. } => "refused-not-another-agent",
            Reason::NoReason => "refused-no-reason",
            Reason::NotReturned => "refused-not-returned",
            Reason::NotToBeChecked => "refused-not-to-be-checked",
            Reason::SeveralPapers { .. } => "refused-several-papers",
            Reason::MayNotCheck { .. } => "refused-may-not-check",
            Reason::AlreadyChecked { .. } => "refused-already-checked",
            Reason::NoPaperToCheck { .. } => "refused-no-paper-to-check",
            Reason::EditedElsewhere => "refused-edited-elsewhere",
            Reason::NotLegal => "refused-not-legal",
            Reason::NotAdministrator => "refused-not-administrator",
            Reason::OwnDraft => "refused-own-draft",
            Reason::DraftInReview => "refused-draft-in-review",
            Reason::NoDraft => "refused-no-draft",
            Reason::WrongState { .. } => "refused-wrong-state",
            Reason::DraftOutdated => "refused-draft-outdated",
            Reason::DraftUnchanged => "refused-draft-unchanged",
        }
    }
}

/// What is wrong with one field; its text stands under [`Fault::id`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A value of the form of a case.
    Form(FormFault),
    /// Two places wrote different values.
    Rivals,
    /// The code of an item never changes.
    CodeFixed,
    /// A code has other letters than letters, digits and hyphens, or too many.
    Code,
    /// A review says why.
    NoOpinion,
    /// An opinion that is too long.
    OpinionTooLong,
    /// An item that is too long.
    ItemTooLong,
    /// An item that is no JSON, or not the JSON of an item.
    Json(JsonFault),
    /// A rule of the catalog that the draft breaks.
    Flaw(FlawShow),
    /// A new version that would be in force before it is published.
    InForceTooEarly {
        /// The first day that is possible.
        today: Date,
    },
    /// One of several papers that go by one name.
    PaperBack {
        /// The number that stands on the paper.
        number: String,
        /// Which, as in [`Paper::id`].
        paper: String,
        /// Number of its case.
        case: String,
        /// Name of the item.
        name: String,
    },
}

impl Fault {
    /// The id of its text.
    pub const fn id(&self) -> &'static str {
        match self {
            Fault::Form(fault) => match fault {
                FormFault::Empty(_) => "fault-empty",
                FormFault::Unknown(_) => "fault-unknown",
                FormFault::TooLong(_) => "fault-too-long",
                FormFault::IdKind(_) => "fault-id-kind",
                FormFault::Document(_) => "fault-document",
                FormFault::ResidentId(_) => "fault-resident-id",
                FormFault::SocialCredit(_) => "fault-social-credit",
                FormFault::Quantity => "fault-quantity",
                FormFault::Copies(_) => "fault-copies",
                FormFault::Material(MaterialFault::Missing { .. }) => "fault-material-missing",
                FormFault::Material(MaterialFault::Extra { .. }) => "fault-material-extra",
                FormFault::Material(MaterialFault::TooFew { .. }) => "fault-material-too-few",
            },
            Fault::Rivals => "fault-rivals",
            Fault::CodeFixed => "fault-code-fixed",
            Fault::Code => "fault-code",
            Fault::NoOpinion => "fault-no-opinion",
            Fault::OpinionTooLong => "fault-opinion-too-long",
            Fault::ItemTooLong => "fault-item-too-long",
            Fault::Json(_) => "fault-json",
            Fault::Flaw(FlawShow { own: true, .. }) => "fault-flaw",
            Fault::Flaw(_) => "fault-flaw-elsewhere",
            Fault::InForceTooEarly { .. } => "fault-in-force-too-early",
            Fault::PaperBack { .. } => "fault-paper-back",
        }
    }
}

/// Where JSON cannot be read, and what the reader says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonFault {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// In the reader's words, which are English.
    pub what: String,
}

impl JsonFault {
    /// A fault without the place that the reader writes behind it. An unknown key is named with the nearest known one.
    pub fn of(error: &serde_json::Error) -> JsonFault {
        let what = error.to_string();
        let what = what
            .rsplit_once(" at line ")
            .map_or(what.as_str(), |(what, _)| what);
        JsonFault {
            line: error.line(),
            column: error.column(),
            what: tiers::unknown_key(what).unwrap_or_else(|| what.to_owned()),
        }
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Refused {
        Refused {
            reason,
            fields: Vec::new(),
        }
    }
}

/// A form with faults is refused field by field, whatever found them.
impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        match refusal {
            Refusal::Form(faults) => fields(faults.into_iter().map(field).collect()),
            other => Reason::Law(other).into(),
        }
    }
}

/// The condition and its values, for a log.
impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.reason {
            Reason::Trouble(what) => write!(f, "{what}")?,
            reason => write!(f, "{reason:?}")?,
        }
        for FieldFault { field, fault } in &self.fields {
            write!(f, "; {field}: {fault:?}")?;
        }
        Ok(())
    }
}

/// A form with faults.
pub(super) fn fields(fields: Vec<FieldFault>) -> Refused {
    Refused {
        reason: Reason::Fields,
        fields,
    }
}

/// A wrong value, at the field it is of.
pub(super) fn field(fault: FormFault) -> FieldFault {
    FieldFault {
        field: fault.field(),
        fault: Fault::Form(fault),
    }
}

/// Nobody of this log-in name works here.
pub(super) fn no_person(user: &str) -> Refused {
    let user = user.to_owned();
    Reason::NoPerson { user }.into()
}

/// No item of this code is in the catalog.
pub(super) fn no_item(code: &str) -> Refused {
    let code = code.to_owned();
    Reason::NoItem { code }.into()
}

/// No case or draft of this name is here.
pub(super) fn no_case(name: &str) -> Refused {
    let name = name.to_owned();
    Reason::NoCase { name }.into()
}

/// Something inside failed that should not; nothing is lost.
pub(super) fn trouble(what: impl ToString) -> Refused {
    Reason::Trouble(what.to_string()).into()
}
