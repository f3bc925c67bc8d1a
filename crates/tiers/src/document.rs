use crate::{IdFault, UsccFault, check_resident_id, check_uscc, resident_id};
use serde::{Deserialize, Serialize};

/// By which document an applicant is known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// The citizen number on an identity card (居民身份证), GB 11643.
    #[default]
    ResidentId,
    /// The unified social credit code of an organisation (统一社会信用代码), GB 32100.
    SocialCredit,
    /// A passport of any country (护照).
    Passport,
    /// The permit by which residents of Hong Kong and Macao travel (港澳居民来往内地通行证).
    HkMacaoPermit,
    /// The permit by which residents of Taiwan travel (台湾居民来往大陆通行证).
    TaiwanPermit,
    /// The residence permit for residents of Hong Kong, Macao and Taiwan (港澳台居民居住证).
    HmtResidence,
    /// The identity card of foreigners with permanent residence (外国人永久居留身份证).
    ForeignPermanent,
    /// Any other document that may be used by law.
    Other,
}

/// What is wrong with the number of a document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFault {
    /// Not a number in the form of GB 11643, which cards for residents from elsewhere share.
    #[error(transparent)]
    Citizen(#[from] IdFault),
    /// Not a unified social credit code.
    #[error(transparent)]
    SocialCredit(#[from] UsccFault),
    /// Nothing was given.
    #[error("is empty")]
    Empty,
    /// A space where none can be: the form trims, this check does not.
    #[error("contains a space")]
    Space,
    /// Too few or too many characters for the document.
    #[error("has a length that this document does not have")]
    Length,
    /// A character that does not occur at its place.
    #[error("contains a character that this document does not have there")]
    Character,
    /// The first characters are those of another document.
    #[error("begins as this document does not")]
    Beginning,
}

impl IdKind {
    /// All kinds, in the order of a form.
    pub const ALL: [IdKind; 8] = [
        IdKind::ResidentId,
        IdKind::SocialCredit,
        IdKind::Passport,
        IdKind::HkMacaoPermit,
        IdKind::TaiwanPermit,
        IdKind::HmtResidence,
        IdKind::ForeignPermanent,
        IdKind::Other,
    ];

    /// The short name in forms and records, the same as its JSON. Ours, not a national code table's.
    pub fn code(self) -> &'static str {
        match self {
            IdKind::ResidentId => "resident_id",
            IdKind::SocialCredit => "social_credit",
            IdKind::Passport => "passport",
            IdKind::HkMacaoPermit => "hk_macao_permit",
            IdKind::TaiwanPermit => "taiwan_permit",
            IdKind::HmtResidence => "hmt_residence",
            IdKind::ForeignPermanent => "foreign_permanent",
            IdKind::Other => "other",
        }
    }

    /// The kind with that short name.
    pub fn from_code(code: &str) -> Option<IdKind> {
        IdKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Id of its text.
    pub fn id(self) -> &'static str {
        match self {
            IdKind::ResidentId => "id-kind-resident-id",
            IdKind::SocialCredit => "id-kind-social-credit",
            IdKind::Passport => "id-kind-passport",
            IdKind::HkMacaoPermit => "id-kind-hk-macao-permit",
            IdKind::TaiwanPermit => "id-kind-taiwan-permit",
            IdKind::HmtResidence => "id-kind-hmt-residence",
            IdKind::ForeignPermanent => "id-kind-foreign-permanent",
            IdKind::Other => "id-kind-other",
        }
    }
}

/// Checks the number of a document in the strict form: nothing is trimmed, small letters are refused.
///
/// By a standard: the citizen number (GB 11643-1999), the social credit code (GB 32100-2015), and the
/// check character of residence permits and of foreign residents' cards of 2023, which follow GB 11643.
/// By what such documents look like, to be compared with the issuer's rules before a number is refused
/// for good: the region 81, 82 or 83 of a residence permit; the leading 9 of the foreign residents' card
/// of 2023, and three letters with twelve digits on the earlier one; 5 to 20 capital letters and digits
/// of a passport; `H` or `M` with 8 or 10 digits of a Hong Kong and Macao permit; 8 digits of a Taiwan
/// permit, or 10 and at most a letter in brackets on the earlier one. Of any other document only that it
/// has 1 to 64 printable characters, with no space at either end.
///
/// # Errors
/// The first fault found.
pub fn check_document(kind: IdKind, number: &str) -> Result<(), DocumentFault> {
    match kind {
        IdKind::ResidentId => Ok(check_resident_id(number)?),
        IdKind::SocialCredit => Ok(check_uscc(number)?),
        IdKind::HmtResidence => hmt_residence(number),
        IdKind::ForeignPermanent => foreign_permanent(number),
        IdKind::Other => other(number),
        IdKind::Passport | IdKind::HkMacaoPermit | IdKind::TaiwanPermit => {
            plain(number)?;
            match kind {
                IdKind::Passport => passport(number.as_bytes()),
                IdKind::HkMacaoPermit => hk_macao(number.as_bytes()),
                _ => taiwan(number.as_bytes()),
            }
        }
    }
}

fn hmt_residence(number: &str) -> Result<(), DocumentFault> {
    check_resident_id(number)?;
    let begins = |region| number.starts_with(region);
    ["81", "82", "83"]
        .into_iter()
        .any(begins)
        .then_some(())
        .ok_or(DocumentFault::Beginning)
}

fn foreign_permanent(number: &str) -> Result<(), DocumentFault> {
    const EARLIER: usize = 15;
    plain(number)?;
    if number.len() == EARLIER {
        let (letters, digits) = number.as_bytes().split_at(3);
        return all(letters, u8::is_ascii_uppercase).and(all(digits, u8::is_ascii_digit));
    }
    resident_id::check_character(number)?;
    number
        .starts_with('9')
        .then_some(())
        .ok_or(DocumentFault::Beginning)
}

fn passport(number: &[u8]) -> Result<(), DocumentFault> {
    if !(5..=20).contains(&number.len()) {
        return Err(DocumentFault::Length);
    }
    all(number, |byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit()
    })
}

fn hk_macao(number: &[u8]) -> Result<(), DocumentFault> {
    let (first, digits) = number.split_first().ok_or(DocumentFault::Empty)?;
    if !matches!(first, b'H' | b'M') {
        return Err(DocumentFault::Beginning);
    }
    if !matches!(digits.len(), 8 | 10) {
        return Err(DocumentFault::Length);
    }
    all(digits, u8::is_ascii_digit)
}

fn taiwan(number: &[u8]) -> Result<(), DocumentFault> {
    let digits = match number {
        [digits @ .., b'(', letter, b')'] if digits.len() == 10 => {
            all(&[*letter], u8::is_ascii_uppercase)?;
            digits
        }
        digits => digits,
    };
    if !matches!(digits.len(), 8 | 10) {
        return Err(DocumentFault::Length);
    }
    all(digits, u8::is_ascii_digit)
}

fn other(number: &str) -> Result<(), DocumentFault> {
    if number.is_empty() {
        return Err(DocumentFault::Empty);
    }
    if number.trim() != number {
        return Err(DocumentFault::Space);
    }
    if number.chars().count() > OTHER_MAX {
        return Err(DocumentFault::Length);
    }
    let printable = !number.chars().any(char::is_control);
    printable.then_some(()).ok_or(DocumentFault::Character)
}

/// Something, without a space, in ASCII: what all of these have in common.
fn plain(number: &str) -> Result<(), DocumentFault> {
    if number.is_empty() {
        return Err(DocumentFault::Empty);
    }
    if number.chars().any(char::is_whitespace) {
        return Err(DocumentFault::Space);
    }
    number
        .is_ascii()
        .then_some(())
        .ok_or(DocumentFault::Character)
}

fn all(bytes: &[u8], fits: fn(&u8) -> bool) -> Result<(), DocumentFault> {
    bytes
        .iter()
        .all(fits)
        .then_some(())
        .ok_or(DocumentFault::Character)
}

/// Characters of a number whose document is not known.
const OTHER_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Seventeen characters with the check character that ISO 7064 MOD 11-2 gives, by its own recursion
    /// and not by weights.
    fn with_check(body: &str) -> String {
        let reached = body.chars().fold(0, |reached, digit| {
            (reached + digit.to_digit(10).unwrap()) * 2 % 11
        });
        let check = (12 - reached) % 11;
        match check {
            10 => format!("{body}X"),
            digit => format!("{body}{digit}"),
        }
    }

    #[test]
    fn every_vector_agrees_by_its_kind() {
        let (ids, codes) = (
            include_str!("../../../tests/vectors/resident-id.csv"),
            include_str!("../../../tests/vectors/uscc.csv"),
        );
        let mut rows = 0;
        for (kind, text) in [(IdKind::ResidentId, ids), (IdKind::SocialCredit, codes)] {
            for row in csv::Reader::from_reader(text.as_bytes()).records() {
                let row = row.unwrap();
                let valid = check_document(kind, &row[0]).is_ok();
                assert_eq!(valid, &row[1] == "true", "{row:?}");
                rows += 1;
            }
        }
        assert_eq!(rows, 47 + 34);
    }

    #[test]
    fn a_residence_permit_has_its_region_and_check_character() {
        let check = |number: &str| check_document(IdKind::HmtResidence, number);
        for region in ["810000", "820000", "830000"] {
            assert_eq!(check(&with_check(&format!("{region}19050101001"))), Ok(()));
        }
        assert_eq!(check("230602190101137355"), Err(DocumentFault::Beginning));
        let number = with_check("81000019050101001");
        let last = if number.ends_with('1') { '2' } else { '1' };
        let wrong = format!("{}{last}", &number[..17]);
        assert_eq!(
            check(&wrong),
            Err(DocumentFault::Citizen(IdFault::CheckDigit))
        );
    }

    #[test]
    fn a_foreign_resident_has_a_card_of_either_form() {
        let check = |number: &str| check_document(IdKind::ForeignPermanent, number);
        assert_eq!(check(&with_check("91184019050101001")), Ok(()));
        assert_eq!(
            check(&with_check("81184019050101001")),
            Err(DocumentFault::Beginning)
        );
        assert_eq!(check("USA110077123456"), Ok(()));
        assert_eq!(check("US1110077123456"), Err(DocumentFault::Character));
        assert_eq!(check("usa110077123456"), Err(DocumentFault::Character));
        assert_eq!(
            check("9118401905010100"),
            Err(DocumentFault::Citizen(IdFault::Length))
        );
        assert_eq!(
            check("91184019050101001x"),
            Err(DocumentFault::Citizen(IdFault::SmallX))
        );
    }

    #[test]
    fn travel_documents_have_their_shapes() {
        use DocumentFault::{Beginning, Character, Empty, Length, Space};
        for (kind, number, expected) in [
            (IdKind::Passport, "E12345678", Ok(())),
            (IdKind::Passport, "E123", Err(Length)),
            (IdKind::Passport, "e12345678", Err(Character)),
            (IdKind::Passport, "E1234567890123456789X", Err(Length)),
            (IdKind::Passport, "E1234 5678", Err(Space)),
            (IdKind::Passport, "E123\u{ff15}678", Err(Character)),
            (IdKind::Passport, "", Err(Empty)),
            (IdKind::HkMacaoPermit, "H12345678", Ok(())),
            (IdKind::HkMacaoPermit, "M1234567890", Ok(())),
            (IdKind::HkMacaoPermit, "H123456789", Err(Length)),
            (IdKind::HkMacaoPermit, "K12345678", Err(Beginning)),
            (IdKind::HkMacaoPermit, "H1234567A", Err(Character)),
            (IdKind::TaiwanPermit, "12345678", Ok(())),
            (IdKind::TaiwanPermit, "1234567890", Ok(())),
            (IdKind::TaiwanPermit, "1234567890(B)", Ok(())),
            (IdKind::TaiwanPermit, "1234567890(b)", Err(Character)),
            (IdKind::TaiwanPermit, "12345678(B)", Err(Length)),
            (IdKind::TaiwanPermit, "1234567A", Err(Character)),
            (IdKind::Other, "军字第12345号", Ok(())),
            (IdKind::Other, " 12345", Err(Space)),
            (IdKind::Other, "", Err(Empty)),
            (IdKind::Other, "1\u{7}2", Err(Character)),
        ] {
            assert_eq!(
                check_document(kind, number),
                expected,
                "{kind:?} {number:?}"
            );
        }
    }

    #[test]
    fn each_kind_has_one_code_which_is_its_json() {
        for kind in IdKind::ALL {
            assert_eq!(IdKind::from_code(kind.code()), Some(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("{:?}", kind.code()));
        }
        assert_eq!(IdKind::from_code("passport "), None);
    }

    proptest! {
        #[test]
        fn any_text_is_an_answer_and_no_panic(number in ".{0,70}") {
            for kind in IdKind::ALL {
                let _ = check_document(kind, &number);
            }
        }

        #[test]
        fn one_wrong_digit_never_passes(body in "9[0-9]{16}", place in 0_usize..17, by in 1_u32..10) {
            let number = with_check(&body);
            prop_assert_eq!(check_document(IdKind::ForeignPermanent, &number), Ok(()));
            let wrong: String = number
                .chars()
                .enumerate()
                .map(|(at, one)| match one.to_digit(10) {
                    Some(digit) if at == place => {
                        char::from_digit((digit + by) % 10, 10).expect("a remainder of ten is a digit")
                    }
                    _ => one,
                })
                .collect();
            prop_assert!(check_document(IdKind::ForeignPermanent, &wrong).is_err());
        }
    }
}
