use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// `path` if it leads to a page of this console and nowhere else, or `/`.
///
/// A browser reads `//host` and `/\host` as another site, and drops tabs and line ends while reading.
pub(crate) fn local_path(path: &str) -> &str {
    let mut chars = path.chars();
    let sound = chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && path.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if sound { path } else { "/" }
}

/// `text` as the value of one parameter of an address.
pub(crate) fn query_value(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_console_are_led_back_to() {
        assert_eq!(local_path("/cases/1?a=%E5%BC%A0"), "/cases/1?a=%E5%BC%A0");
        for elsewhere in [
            "",
            "https://example.com/",
            "//example.com",
            "/\\example.com",
            "/\t/example.com",
            "/\n",
            "javascript:alert(1)",
        ] {
            assert_eq!(local_path(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
