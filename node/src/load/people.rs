//! Applicants that nobody is: citizen numbers with births from 1900 to 1909, and credit codes of
//! enterprises with the body `TEXTnnnn`.

use super::city::City;
use crate::played::PLAYED;
use casework::{ENTRUSTMENT, Form, ID_NUMBER, MATERIAL, NAME};
use catalog::Item;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tiers::{PlaceCode, Tier};

/// A form that may be received: applicant, materials and, for an agent, the mandate.
pub fn form(
    city: &City,
    items: &[&Item],
    place: PlaceCode,
    number: u64,
    by_agent: bool,
    dice: &mut ChaCha8Rng,
) -> Form {
    let county = place.at_tier(Tier::County).unwrap_or(place);
    let enterprise = items.iter().any(|item| item.group == "approval");
    let (name, id_number) = if enterprise {
        (
            format!("{}{number}", PLAYED.load.enterprise),
            credit_code(county, number),
        )
    } else {
        (
            format!("{}{number}", PLAYED.load.person),
            citizen_number(
                county,
                [
                    dice.random_range(1900..=1909),
                    dice.random_range(1..=12),
                    dice.random_range(1..=28),
                ],
                dice.random_range(1..=999),
            ),
        )
    };
    let mut form = Form::from([
        (NAME.to_owned(), name),
        (ID_NUMBER.to_owned(), id_number),
        ("address".to_owned(), city.path_name(place)),
    ]);
    for material in items.iter().flat_map(|item| &item.materials) {
        if material.required {
            let copies = form
                .entry(format!("{MATERIAL}{}", material.name))
                .or_default();
            // A bundle takes one set: of two items that want the same paper, the one that wants more.
            let most = copies.parse().unwrap_or(0).max(material.copies);
            *copies = most.to_string();
        }
    }
    if by_agent {
        form.insert(ENTRUSTMENT.to_owned(), format!("WT{number:08}"));
    }
    form
}

/// The citizen number of somebody born on `[year, month, day]`, the `nth` of that day in the county.
pub fn citizen_number(county: PlaceCode, [year, month, day]: [u16; 3], nth: u16) -> String {
    let county = county.to_string();
    let body = format!("{}{year:04}{month:02}{day:02}{nth:03}", &county[..6]);
    // ISO 7064 MOD 11-2: with the weights 2^(17-i), all 18 characters together leave 1.
    let sum: u32 = (body.bytes().zip((1..18).rev()))
        .map(|(digit, power)| u32::from(digit - b'0') * 2_u32.pow(power))
        .sum();
    let check = (12 - sum % 11) % 11;
    let last = char::from_digit(check, 10).unwrap_or('X');
    format!("{body}{last}")
}

/// The unified social credit code of an enterprise (91) with the body `TEXTnnnn`.
pub fn credit_code(county: PlaceCode, number: u64) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let county = county.to_string();
    let organisation = format!("TEXT{:04}", number % 10_000);
    let check = organisation_check(&organisation);
    let body = format!("91{}{organisation}{check}", &county[..6]);
    let value = |letter: u8| {
        ALPHABET
            .iter()
            .position(|other| *other == letter)
            .unwrap_or(0)
    };
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = (body.bytes().zip(weights))
        .map(|(letter, weight)| value(letter) * weight)
        .sum();
    let check = (31 - sum % 31) % 31;
    format!("{body}{}", char::from(ALPHABET[check]))
}

/// The check character of an organisation code (GB 11714).
fn organisation_check(body: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let letters = body.chars().zip(WEIGHTS);
    let sum: u32 = letters
        .map(|(letter, weight)| letter.to_digit(36).unwrap_or(0) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str) -> PlaceCode {
        code.parse().unwrap()
    }

    #[test]
    fn the_numbers_are_those_of_the_vectors() {
        // tests/vectors/resident-id.csv
        let number = citizen_number(place("230602000000"), [1901, 1, 13], 735);
        assert_eq!(number, "230602190101137355");
        let number = citizen_number(place("420506000000"), [1905, 6, 8], 276);
        assert_eq!(number, "420506190506082765");
        // tests/vectors/uscc.csv
        assert_eq!(credit_code(place("100000000000"), 3)[8..17], *"TEXT00033");
        assert_eq!(credit_code(place("230600000000"), 6)[8..17], *"TEXT00068");
        assert_eq!(
            credit_code(place("130400000000"), 20)[2..],
            *"130400TEXT00201L"
        );
    }

    #[test]
    fn every_number_passes_the_check_of_a_form() {
        for nth in 1..=999 {
            let number = citizen_number(place("610114000000"), [1909, 12, 28], nth);
            assert_eq!(tiers::check_resident_id(&number), Ok(()), "{number}");
            let code = credit_code(place("610114000000"), u64::from(nth) * 97);
            assert_eq!(tiers::check_uscc(&code), Ok(()), "{code}");
            assert!(code[8..].starts_with("TEXT"), "{code}");
        }
    }
}
