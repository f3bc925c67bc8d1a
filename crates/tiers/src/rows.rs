use crate::unknown_key;
use serde::de::DeserializeOwned;

/// The rows of a CSV text with a header, each with its line, or one line of text about what is wrong.
pub(crate) fn rows<T: DeserializeOwned>(text: &str, file: &str) -> Vec<Result<(u64, T), String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return vec![Err(explain(&error, file))],
    };
    reader
        .into_records()
        .map(|record| {
            let record = record.map_err(|error| explain(&error, file))?;
            let line = record.position().map_or(1, csv::Position::line);
            let row = record
                .deserialize(Some(&header))
                .map_err(|error| explain(&error, file))?;
            Ok((line, row))
        })
        .collect()
}

fn explain(error: &csv::Error, file: &str) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => match err.kind() {
            csv::DeserializeErrorKind::Message(text) => {
                unknown_key(text).unwrap_or_else(|| text.clone())
            }
            other => other.to_string(),
        },
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("{len} columns where the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    format!("{file}:{line}: {message}")
}
