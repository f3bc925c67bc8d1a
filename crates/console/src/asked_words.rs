//! The texts that templates and pages ask for are there, and stand nowhere else.

use std::{fs, path::Path};

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of this crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                let text = fs::read_to_string(&path).expect("text");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found
}

#[test]
fn templates_hold_no_words_of_their_own() {
    for (path, text) in files("templates", "html") {
        for line in text.lines() {
            assert!(!line.chars().any(is_cjk), "{path}: {line}");
        }
    }
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let mut sources = files("templates", "html");
    sources.extend(files("src", "rs"));
    for (path, text) in sources {
        for call in ["f.t(\"", "f.zh(\"", "f.n(\"", "f.a(\""] {
            for after in text.split(call).skip(1) {
                let key = after.split('"').next().unwrap_or_default();
                assert!(words::is_known(key), "{path} asks for {key}");
            }
        }
    }
}
