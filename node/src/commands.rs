//! What commands say: those that need no node in full, of the others the text for people.

/// Due dates for a table of receipts.
pub mod calendar_due;
/// What a list of days changes.
pub mod calendar_publish;
/// How the limits of a case were counted.
pub mod case_why;
/// Every fault of a catalog folder.
pub mod catalog_check;
/// The flow chart of an item or a bundle.
pub mod catalog_flow;
/// What cities have cut, as reported and as counted.
pub mod catalog_rounds;
/// Whether the numbers of a table are valid.
pub mod check_numbers;
mod csv_fault;
/// Papers that came back to a node that was put back.
pub mod papers_back;
/// Changes that were set aside.
pub mod quarantine;
/// What a node is and how it is.
pub mod status;
/// Whether the code on a paper is genuine.
pub mod verify;

use words::Text;

/// A text in the language that a command was asked for.
pub(crate) fn pick(text: Text, english: bool) -> String {
    if english { text.en } else { text.zh }
}

/// A text in both languages, where nobody said which.
pub(crate) fn in_both(text: &Text) -> String {
    format!("{} ({})", text.zh, text.en)
}
