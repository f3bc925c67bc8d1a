use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Rows as a file that spreadsheets open as it is meant.
pub(crate) fn answer<const N: usize>(name: &str, rows: &[[String; N]]) -> Response {
    // Without the mark at its start, Excel on a Chinese Windows reads the file as GBK.
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| self::cell(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    let file = format!("attachment; filename=\"{name}\"");
    ([kind, (header::CONTENT_DISPOSITION, file)], text).into_response()
}

/// One cell. A spreadsheet would run what begins like a formula.
fn cell(text: &str) -> String {
    let harmless = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if harmless.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_run_nothing() {
        assert_eq!(cell("萨尔图区"), "萨尔图区");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
    }
}
