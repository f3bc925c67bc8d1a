//! What is wrong with a row of a table, by file and line.

/// The fault in words, with what helps where something does.
pub(super) fn explain(error: &csv::Error, file: &str) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{file}:{line}: {len} columns where the header has {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => {
            format!("{file}:{line}: not UTF-8: save the file as UTF-8 and try again")
        }
        _ => format!("{file}:{line}: {error}"),
    }
}
