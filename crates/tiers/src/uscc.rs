/// What is wrong with a unified social credit code (统一社会信用代码).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum UsccFault {
    /// A space somewhere, also before or after: the form trims, this check does not.
    #[error("contains a space")]
    Space,
    /// Full-width characters, as some input methods type them.
    #[error("contains full-width characters")]
    FullWidth,
    /// Not 18 characters.
    #[error("not 18 characters long")]
    Length,
    /// Small letters: a form may write them large first.
    #[error("contains small letters")]
    SmallLetter,
    /// A character outside the 31 of GB 32100, which has no I, O, S, V and Z.
    #[error("contains a character that no code has")]
    Character,
    /// Characters 3 to 8, the place of registration, are not all digits.
    #[error("place of registration is not a number")]
    Region,
    /// The last character does not fit the others.
    #[error("check character does not fit")]
    CheckCharacter,
}

/// Checks a unified social credit code in the strict form of GB 32100.
///
/// The inner check of the organisation code (GB 11714) is not made: valid codes exist that fail it.
///
/// # Errors
/// The first fault, in the order of the variants.
pub fn check_uscc(code: &str) -> Result<(), UsccFault> {
    if code.chars().any(char::is_whitespace) {
        return Err(UsccFault::Space);
    }
    if code
        .chars()
        .any(|character| FULL_WIDTH.contains(&character))
    {
        return Err(UsccFault::FullWidth);
    }
    if code.chars().count() != 18 {
        return Err(UsccFault::Length);
    }
    if code.chars().any(|character| character.is_ascii_lowercase()) {
        return Err(UsccFault::SmallLetter);
    }
    let mut values = [0; 18];
    for (value, character) in values.iter_mut().zip(code.chars()) {
        *value = ALPHABET.find(character).ok_or(UsccFault::Character)?;
    }
    if !code
        .chars()
        .skip(2)
        .take(6)
        .all(|character| character.is_ascii_digit())
    {
        return Err(UsccFault::Region);
    }
    let (body, check) = (&values[..17], values[17]);
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = body
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    // 31 less the remainder, and 0 for 31: together they leave nothing.
    if (sum + check).is_multiple_of(31) {
        Ok(())
    } else {
        Err(UsccFault::CheckCharacter)
    }
}

/// The characters of GB 32100; the place of a character is its value.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

const FULL_WIDTH: std::ops::RangeInclusive<char> = '\u{FF01}'..='\u{FF5E}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vector_agrees() {
        let text = include_str!("../../../tests/vectors/uscc.csv");
        let mut rows = 0;
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            let row = row.unwrap();
            let expected = match &row[2] {
                "ok" => Ok(()),
                "whitespace" => Err(UsccFault::Space),
                "fullwidth" => Err(UsccFault::FullWidth),
                "bad_length" => Err(UsccFault::Length),
                "lowercase" => Err(UsccFault::SmallLetter),
                "bad_char" => Err(UsccFault::Character),
                "bad_region" => Err(UsccFault::Region),
                "bad_check_char" => Err(UsccFault::CheckCharacter),
                other => panic!("unknown reason {other}"),
            };
            assert_eq!(check_uscc(&row[0]), expected, "{row:?}");
            assert_eq!(&row[1] == "true", expected.is_ok(), "{row:?}");
            rows += 1;
        }
        assert_eq!(rows, 34);
    }
}
