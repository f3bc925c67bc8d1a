/// The word of `known` that `word` was probably meant to be; none when nothing is near.
///
/// ```
/// assert_eq!(tiers::nearest("plase", &["place", "people"]), Some("place"));
/// assert_eq!(tiers::nearest("xyz", &["place", "people"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let mut best = None;
    let mut best_score = SCORE_MIN;
    for candidate in known {
        let score = strsim::jaro_winkler(word, candidate);
        // Strictly better, so that of two equals the first named wins on every machine.
        if score > best_score {
            best = Some(*candidate);
            best_score = score;
        }
    }
    best
}

/// What to say about a deserializer's "unknown field" or "unknown variant" message; none when the
/// message is about something else. The known names are those that the message lists.
pub fn unknown_key(message: &str) -> Option<String> {
    let what = if message.starts_with("unknown field `") {
        "unknown key"
    } else if message.starts_with("unknown variant `") {
        "unknown value"
    } else {
        return None;
    };
    // Names stand between backticks: every second piece, the first being the word complained about.
    let mut quoted = message.split('`').skip(1).step_by(2);
    let word = quoted.next()?;
    let known: Vec<&str> = quoted.collect();
    Some(match nearest(word, &known) {
        Some(near) => format!("{what} {word:?}, did you mean {near:?}?"),
        None => format!("{what} {word:?}, known are: {}", known.join(", ")),
    })
}

/// One line about a fault in a TOML text: file, line, and for a misspelt key the nearest known one.
///
/// ```
/// #[derive(serde::Deserialize, Debug)]
/// #[serde(deny_unknown_fields)]
/// struct Hall { seats: u32 }
/// let text = "\nseast = 4";
/// let error = toml::from_str::<Hall>(text).unwrap_err();
/// assert_eq!(
///     tiers::explain_toml(&error, text, "hall.toml"),
///     "hall.toml:2: unknown key \"seast\", did you mean \"seats\"?"
/// );
/// ```
pub fn explain_toml(error: &toml::de::Error, text: &str, file: &str) -> String {
    let message = unknown_key(error.message()).unwrap_or_else(|| error.message().to_owned());
    match error.span() {
        Some(span) => {
            // The span may end in the middle of a text that was cut; `get` keeps that from panicking.
            let before = text.get(..span.start).unwrap_or(text);
            let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
            format!("{file}:{line}: {message}")
        }
        None => format!("{file}: {message}"),
    }
}

/// Below this likeness a suggestion would be a guess.
const SCORE_MIN: f64 = 0.75;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swapped_letter_is_understood_and_a_foreign_word_is_not() {
        let known = ["divisions", "catalog", "calendar"];
        assert_eq!(nearest("calender", &known), Some("calendar"));
        assert_eq!(nearest("division", &known), Some("divisions"));
        assert_eq!(nearest("zzz", &known), None);
        assert_eq!(nearest("calendar", &[]), None);
    }

    #[test]
    fn a_word_far_from_all_gets_the_list() {
        assert_eq!(
            unknown_key("unknown field `zzz`, expected `role` or `departments`").unwrap(),
            "unknown key \"zzz\", known are: role, departments"
        );
        assert_eq!(unknown_key("missing field `role`"), None);
    }
}
