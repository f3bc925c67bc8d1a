//! What people read when the engine refuses: its reasons and faults, by id, with their values.

use calendar::{Date, ListFault};
use casework::{FIELD_BYTES_MAX, FormFault, Kind, Paper};
use catalog::MaterialFault;
use engine::{Fault, FieldFault, JsonFault, Reason, Refused};
use words::{Text, text};

/// What a refusal says as a whole, and of each field that is wrong with the field's name.
pub fn refused_text(refused: &Refused) -> (Text, Vec<(String, Text)>) {
    let fields = refused.fields.iter();
    let said = fields.map(|FieldFault { field, fault }| (field.clone(), fault_text(fault)));
    (reason_text(refused), said.collect())
}

fn reason_text(refused: &Refused) -> Text {
    let reason = &refused.reason;
    let id = reason.id();
    match reason {
        Reason::Law(refusal) => text!(id, x = phrases::refusal(refusal)),
        Reason::Fields => text!(id, count = refused.fields.len().to_string()),
        Reason::NoPerson { user } | Reason::MayNotCheck { user } => text!(id, user = user),
        Reason::NoItem { code } => text!(id, code = code),
        Reason::NoCase { name } | Reason::Ambiguous { name } | Reason::NoPaperToCheck { name } => {
            text!(id, name = name)
        }
        Reason::Trouble(what) => text!(id, x = what),
        Reason::NotActingFor { place } => text!(id, place = place.to_string()),
        Reason::NoPaper { given } => {
            let ids = Paper::ALL.map(Paper::id);
            text!(
                id,
                given = Text::new(given, format!("{given:?}")),
                papers = listed(&ids)
            )
        }
        Reason::NewerEdition { paper } | Reason::NotDone { paper } => {
            text!(id, paper = phrases::paper(*paper))
        }
        Reason::NameABranch { paper, codes } => {
            text!(id, paper = phrases::paper(*paper), codes = listed(codes))
        }
        Reason::PaperElsewhere { paper, place, .. } => {
            text!(id, paper = phrases::paper(*paper), place = place)
        }
        Reason::NotAnotherAgent { from, to } => text!(id, from = from, to = to),
        Reason::SeveralPapers { name, count } => {
            text!(id, name = name, count = count.to_string())
        }
        Reason::AlreadyChecked { number, user, at } => {
            text!(id, number = number, user = user, at = at.to_string())
        }
        Reason::CalendarFaults(faults) => {
            let faults = faults.iter().map(list_fault);
            text!(id, faults = Text::join(faults, "list-semicolon"))
        }
        Reason::WrongState { state } => text!(id, state = text!(state.id())),
        Reason::NotReady
        | Reason::NotRoot
        | Reason::NotCalendarPublisher
        | Reason::CalendarUnchecked
        | Reason::DraftFiled
        | Reason::NotADesk
        | Reason::NumbersUsedUp
        | Reason::NumberFromBlock
        | Reason::ReadOnly
        | Reason::NoReason
        | Reason::NotReturned
        | Reason::NotToBeChecked
        | Reason::EditedElsewhere
        | Reason::NotLegal
        | Reason::NotAdministrator
        | Reason::OwnDraft
        | Reason::DraftInReview
        | Reason::NoDraft
        | Reason::DraftOutdated
        | Reason::DraftUnchanged => text!(id),
    }
}

/// What cannot be right in a list of days.
fn list_fault(fault: &ListFault) -> Text {
    match fault {
        ListFault::WorkedByLaw { date, name } => {
            text!(
                "calendar-worked-by-law",
                date = date.to_string(),
                name = name
            )
        }
        ListFault::Implausible { year, net } => {
            text!(
                "calendar-implausible",
                year = year.to_string(),
                net = net.to_string()
            )
        }
        ListFault::Gone { year } => text!("calendar-gone", year = year.to_string()),
    }
}

/// What is wrong with one field.
pub fn fault_text(fault: &Fault) -> Text {
    let id = fault.id();
    match fault {
        Fault::Form(fault) => form_text(id, fault),
        Fault::Json(fault) => json_text(fault),
        Fault::Flaw(show) => {
            let said = phrases::catalog::flaw(&show.flaw);
            if show.own {
                text!(id, x = said)
            } else {
                text!(id, code = &show.flaw.code, x = said)
            }
        }
        Fault::InForceTooEarly { today } => text!(id, today = Date::to_string(today)),
        Fault::PaperBack {
            number,
            paper,
            case,
            name,
        } => text!(
            id,
            number = number,
            paper = paper_title(paper),
            case = case,
            name = name
        ),
        Fault::Rivals
        | Fault::CodeFixed
        | Fault::Code
        | Fault::NoOpinion
        | Fault::OpinionTooLong
        | Fault::ItemTooLong => text!(id),
    }
}

/// What is wrong with a value of a case's form; what a check of a number found is said in English alone.
fn form_text(id: &str, fault: &FormFault) -> Text {
    match fault {
        FormFault::TooLong(_) => text!(id, n = FIELD_BYTES_MAX.to_string()),
        FormFault::IdKind(given) => text!(id, n = given),
        FormFault::Document(wrong) => text!(id, n = wrong.to_string()),
        FormFault::ResidentId(wrong) => text!(id, n = wrong.to_string()),
        FormFault::SocialCredit(wrong) => text!(id, n = wrong.to_string()),
        FormFault::Material(MaterialFault::Missing { name, copies }) => {
            text!(id, name = name, copies = copies.to_string())
        }
        FormFault::Material(MaterialFault::Extra { name }) => text!(id, name = name),
        FormFault::Material(MaterialFault::TooFew { name, have, need }) => text!(
            id,
            name = name,
            have = have.to_string(),
            need = need.to_string()
        ),
        FormFault::Empty(_)
        | FormFault::Unknown(_)
        | FormFault::Quantity
        | FormFault::Copies(_) => text!(id),
    }
}

/// A fault of JSON by line and column. The usual faults of people who write it by hand are said in Chinese; the rest is
/// what the reader says.
pub(crate) fn json_text(fault: &JsonFault) -> Text {
    let zh = JSON_WORDS
        .iter()
        .fold(fault.what.clone(), |text, (before, id, after)| {
            let known = text!(id);
            text.replace(
                &format!("{before}{}{after}", known.en),
                &format!("{before}{}{after}", known.zh),
            )
        });
    text!(
        "fault-json",
        line = fault.line.to_string(),
        column = fault.column.to_string(),
        x = Text::new(zh, &fault.what)
    )
}

/// What stands before and after the words of the reader of JSON that are known, in the order in which they are replaced.
const JSON_WORDS: [(&str, &str, &str); 11] = [
    ("", "json-unknown-key", " "),
    ("", "json-unknown-value", " "),
    (", ", "json-did-you-mean", " "),
    (", ", "json-known-are", ": "),
    ("", "json-missing-field", " "),
    ("", "json-duplicate-field", " "),
    ("", "json-invalid-type", ": "),
    ("", "json-invalid-value", ": "),
    (", ", "json-expected", " "),
    ("", "json-trailing", ""),
    ("", "json-unfinished", ""),
];

/// What a paper is called by its id ([`Paper::id`]), or by `make` what a department made (制证).
pub fn paper_title(paper: &str) -> Text {
    match Paper::from_id(paper) {
        Some(known) => phrases::paper(known),
        None if paper == Kind::Make.name() => phrases::act_done(Kind::Make),
        None => Text::same(paper),
    }
}

/// Codes apart by spaces in Chinese and by commas in English.
fn listed(codes: &[impl AsRef<str>]) -> Text {
    let codes: Vec<&str> = codes.iter().map(AsRef::as_ref).collect();
    Text::new(codes.join(" "), codes.join(", "))
}

#[cfg(test)]
mod tests;
