/// What is wrong with a citizen number (公民身份号码).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum IdFault {
    /// A space somewhere, also before or after: the form trims, this check does not.
    #[error("contains a space")]
    Space,
    /// Not 18 characters. The old form with 15 digits is refused too.
    #[error("not 18 characters long")]
    Length,
    /// Something else than digits and a final `X`.
    #[error("contains a character that is neither a digit nor a final X")]
    Character,
    /// A final `x`: a form may write it large first.
    #[error("ends in a small x")]
    SmallX,
    /// The first two digits are no province. Counties are not looked up: numbers outlive them.
    #[error("begins with no province")]
    Region,
    /// Digits 7 to 14 are no day of the calendar.
    #[error("contains no date of birth")]
    Date,
    /// Born before 1900.
    #[error("says born before 1900")]
    BornTooEarly,
    /// Born in the future.
    #[error("says born in the future")]
    BornTooLate,
    /// The last character does not fit the others.
    #[error("check character does not fit")]
    CheckDigit,
}

/// Checks a citizen number in the strict form of GB 11643.
///
/// There is no clock here, so the future begins with the fixed year 2050; a form that knows today's
/// date should compare it with [`birth_date`].
///
/// # Errors
/// The first fault, in the order of the variants.
pub fn check_resident_id(id: &str) -> Result<(), IdFault> {
    let digits = shape(id)?;
    if !PROVINCES.contains(&(digits[0] * 10 + digits[1])) {
        return Err(IdFault::Region);
    }
    check_birth(birth(&digits))?;
    check_sum(&digits)
}

/// Whether eighteen characters end in the check character of GB 11643, whatever the others mean.
pub(crate) fn check_character(number: &str) -> Result<(), IdFault> {
    check_sum(&shape(number)?)
}

fn check_sum(digits: &[u32; 18]) -> Result<(), IdFault> {
    // ISO 7064 MOD 11-2: with the weights 2^(17-i), all 18 characters together leave 1.
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    if sum % 11 == 1 {
        Ok(())
    } else {
        Err(IdFault::CheckDigit)
    }
}

/// Year, month and day of birth in a citizen number that passes [`check_resident_id`]; none otherwise.
pub fn birth_date(id: &str) -> Option<(u16, u8, u8)> {
    check_resident_id(id).ok()?;
    let (year, month, day) = birth(&shape(id).ok()?);
    Some((
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    ))
}

/// The eighteen values, `X` being ten.
fn shape(id: &str) -> Result<[u32; 18], IdFault> {
    if id.chars().any(char::is_whitespace) {
        return Err(IdFault::Space);
    }
    if id.chars().count() != 18 {
        return Err(IdFault::Length);
    }
    let mut values = [0; 18];
    for (place, character) in id.chars().enumerate() {
        values[place] = match (character.to_digit(10), character) {
            (Some(digit), _) => digit,
            (None, 'X') if place == 17 => 10,
            (None, 'x') if place == 17 => return Err(IdFault::SmallX),
            _ => return Err(IdFault::Character),
        };
    }
    Ok(values)
}

fn birth(digits: &[u32; 18]) -> (u32, u32, u32) {
    let number =
        |from: usize, to: usize| digits[from..to].iter().fold(0, |all, one| all * 10 + one);
    (number(6, 10), number(10, 12), number(12, 14))
}

fn check_birth((year, month, day): (u32, u32, u32)) -> Result<(), IdFault> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    if day == 0 || day > days {
        Err(IdFault::Date)
    } else if year < BIRTH_YEAR_MIN {
        Err(IdFault::BornTooEarly)
    } else if year > BIRTH_YEAR_MAX {
        Err(IdFault::BornTooLate)
    } else {
        Ok(())
    }
}

/// The weights of GB 11643; the check character itself has weight 1.
const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];

/// Provinces of GB/T 2260, and 83: residence permits for people from Taiwan carry it, as those from
/// Hong Kong and Macao carry 81 and 82.
const PROVINCES: [u32; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
];

const BIRTH_YEAR_MIN: u32 = 1900;
const BIRTH_YEAR_MAX: u32 = 2049;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vector_agrees() {
        let text = include_str!("../../../tests/vectors/resident-id.csv");
        let mut rows = 0;
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            let row = row.unwrap();
            let expected = match &row[2] {
                "ok" => Ok(()),
                "whitespace" => Err(IdFault::Space),
                "bad_length" => Err(IdFault::Length),
                "bad_char" => Err(IdFault::Character),
                "lowercase_x" => Err(IdFault::SmallX),
                "unknown_province" => Err(IdFault::Region),
                "bad_birth_date" => Err(IdFault::Date),
                "birth_before_1900" => Err(IdFault::BornTooEarly),
                "future_birth_date" => Err(IdFault::BornTooLate),
                "bad_check_digit" => Err(IdFault::CheckDigit),
                other => panic!("unknown reason {other}"),
            };
            assert_eq!(check_resident_id(&row[0]), expected, "{row:?}");
            assert_eq!(&row[1] == "true", expected.is_ok(), "{row:?}");
            rows += 1;
        }
        assert_eq!(rows, 47);
    }

    #[test]
    fn the_date_of_birth_is_read() {
        assert_eq!(birth_date("230602190101137355"), Some((1901, 1, 13)));
        assert_eq!(birth_date("230602190101137356"), None);
    }
}
