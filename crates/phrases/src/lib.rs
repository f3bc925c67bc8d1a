//! What the values of the law table, of the calendar and of a check of the catalog are called, as texts for people.
//!
//! What it does: turns an act, a guard, a refusal, a derivation, a fault of the catalog or what a chart says into a [`Text`]
//! in both languages. What it does not: judge, count, or hold a text of its own: each stands in a file of the crate `words`
//! (`law.ftl`, `catalog.ftl`), under the id that the value names.
//!
//! ```
//! use casework::{Guard, Kind, Refusal};
//!
//! assert_eq!(phrases::act(Kind::Accept).zh, "受理");
//! assert_eq!(phrases::act_done(Kind::Accept).en, "Accepted");
//! let refusal = Refusal::Guard(Guard::ReasonGiven);
//! assert_eq!(phrases::refusal(&refusal), phrases::guard(Guard::ReasonGiven));
//! ```

pub mod catalog;
mod limit;
mod refusal;

pub use limit::{day_kind, derived, length, recount, recount_reason, stop_reason};
pub use refusal::refusal;

use self::catalog::special;
use ::catalog::Special;
use casework::{
    Basis, Exception, FORM_FAULT, Field, Guard, Kind, Limit, Misfit, Paper, Shape, Since, State,
    TrailEntry, Whose,
};
use tiers::IdKind;
use words::{Text, text};

/// What an act is called: what a person does.
pub fn act(kind: Kind) -> Text {
    text!(kind.id())
}

/// That an act was done, for a trail.
pub fn act_done(kind: Kind) -> Text {
    text!(&format!("{}-done", kind.id()))
}

/// What a state is called.
pub fn state(state: State) -> Text {
    text!(state.id())
}

/// What must hold by a guard; a refusal says the same.
pub fn guard(guard: Guard) -> Text {
    text!(guard.id(), x = format!("{FORM_FAULT}:"))
}

/// Whose an act is.
pub fn whose(whose: Whose) -> Text {
    text!(whose.id())
}

/// What a limit is called.
pub fn limit(limit: Limit) -> Text {
    text!(limit.id())
}

/// What a limit is counted from.
pub fn since(since: Since) -> Text {
    text!(since.id())
}

/// The lawful title of a paper; English is for reading along and has no legal meaning.
pub fn paper(paper: Paper) -> Text {
    text!(paper.title_id())
}

/// The rule that something rests on.
pub fn basis(basis: Basis) -> Text {
    text!(basis.id(), x = basis.cites())
}

/// Why a pair of rival acts is an exception.
pub fn exception(exception: &Exception) -> Text {
    text!(exception.id)
}

/// What a field asks.
pub fn field(field: &Field) -> Text {
    text!(field.id)
}

/// What a document of identity is called.
pub fn id_kind(kind: IdKind) -> Text {
    text!(kind.id())
}

/// What may be chosen in a field, value and text; empty where something is typed.
pub fn choices(shape: Shape) -> Vec<(&'static str, Text)> {
    match shape {
        Shape::YesNo([yes, no]) => vec![("yes", text!(yes)), ("no", text!(no))],
        Shape::Choice(options) => {
            let options = options.iter();
            options.map(|(value, id)| (*value, text!(id))).collect()
        }
        Shape::Cause(act) => {
            let all = casework::causes_of(act);
            all.map(|cause| (cause.code, text!(cause.id))).collect()
        }
        Shape::Special => {
            let all = Special::ALL.into_iter();
            all.map(|it| (it.code(), special(it))).collect()
        }
        _ => Vec::new(),
    }
}

/// What is wrong with a field.
pub fn misfit(misfit: &Misfit) -> Text {
    if misfit.unreadable {
        text!("misfit-unreadable", x = text!(misfit.field.shape.id()))
    } else {
        text!("misfit-missing", x = field(misfit.field))
    }
}

/// What an act in the trail carries; empty for nothing.
pub fn carried(entry: &TrailEntry) -> Text {
    let same = || Text::same(entry.text.as_str());
    match Kind::from_name(&entry.kind) {
        Some(Kind::Suspend) => {
            let mut parts = entry.text.splitn(3, ' ');
            let (Some(code), Some(days), Some(notice)) = (parts.next(), parts.next(), parts.next())
            else {
                return same();
            };
            text!(
                "trail-suspended",
                cause = cause(code),
                days = days,
                notice = notice
            )
        }
        Some(Kind::Extend) => match entry.text.split_once(' ') {
            Some((days, rest)) => text!("trail-extended", days = days, x = rest),
            None => same(),
        },
        Some(Kind::Rate) => match entry.text.split_once(' ') {
            Some((stars, rest)) => text!("trail-rated", stars = stars, x = rest),
            None => same(),
        },
        Some(Kind::Print) => match entry.text.split_once(' ') {
            Some((id, number)) => {
                let title = Paper::from_id(id).map_or_else(|| Text::same(id), paper);
                text!("trail-printed", paper = title, number = number)
            }
            None => same(),
        },
        Some(Kind::Recount) => recount_reason(&entry.text),
        _ => same(),
    }
}

/// The cause of a special procedure by its code; an unknown one as it is written.
fn cause(code: &str) -> Text {
    Special::from_code(code).map_or_else(|| Text::same(code), special)
}

#[cfg(test)]
mod tests;
