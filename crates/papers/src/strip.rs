//! What is signed by hand, and what the unit keeps.

use crate::sheet::Labelled;
use crate::telling::Telling;
use casework::Paper;
use words::Text;

/// What stands above the strip, and its lines; an empty value is a line to write on.
pub(crate) fn strip(telling: &Telling<'_>) -> (Text, Vec<Labelled>) {
    let (title, lines): (&str, &[&str]) = match telling.paper() {
        // It says of itself that it is a receipt; nothing is signed for it.
        Paper::Receipt => return (Text::default(), Vec::new()),
        Paper::Custody => (
            "paper-strip-signatures",
            &[
                "paper-strip-given-by",
                "paper-strip-taken-by",
                "paper-strip-handed-at",
            ],
        ),
        Paper::Entrustment => (
            "paper-strip-signatures",
            &[
                "paper-strip-principal",
                "paper-strip-agent",
                "paper-strip-date",
            ],
        ),
        Paper::HearingRecord => (
            "paper-strip-signatures",
            &[
                "paper-strip-host",
                "paper-strip-recorder",
                "paper-strip-applicant",
                "paper-strip-concerned",
            ],
        ),
        Paper::Inspection => (
            "paper-strip-signatures",
            &[
                "paper-strip-recorder",
                "paper-strip-applicant",
                "paper-strip-date",
            ],
        ),
        Paper::Promise => (
            "paper-strip-signatures",
            &["paper-strip-applicant", "paper-strip-date"],
        ),
        // Nobody signs for what hangs on a wall.
        Paper::PublicNotice => return (Text::default(), Vec::new()),
        Paper::Delivery => (
            "paper-strip-signed-for",
            &[
                "paper-strip-recipient-signs",
                "paper-strip-signed-at",
                "paper-strip-taken-by-another",
                "paper-strip-delivered-by",
                "paper-strip-witness",
                "paper-strip-not-taken",
            ],
        ),
        _ => (
            "paper-strip-receipt",
            &[
                RECIPIENT,
                "paper-strip-how",
                "paper-strip-when",
                "paper-strip-signer",
            ],
        ),
    };
    let lines = lines.iter().map(|id| Labelled {
        label: telling.say(id, &[]),
        value: if *id == RECIPIENT {
            Text::same(&telling.applicant)
        } else {
            Text::default()
        },
    });
    (telling.say(title, &[]), lines.collect())
}

/// The line whose value is printed: whom the paper is addressed to.
const RECIPIENT: &str = "paper-strip-recipient";
