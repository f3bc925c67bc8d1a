//! The sources of a crate as its tests read them, to hold what they ask for against the texts that there are.

use std::{fs, path::Path};

/// Name and text of each source of the crate whose `Cargo.toml` is in this folder, in no order; without tests, without lines that
/// are comments, and without the file `asked_words.rs`, which asks.
///
/// # Panics
/// Where a source cannot be read: a test that reads nothing proves nothing.
pub fn sources(manifest_dir: &str) -> Vec<(String, String)> {
    let mut folders = vec![Path::new(manifest_dir).join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("a source").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if name != "tests" {
                    folders.push(path);
                }
                continue;
            }
            let is_source = path.extension().is_some_and(|end| end == "rs");
            if !is_source || ["asked_words.rs", "tests.rs", "fixture.rs"].contains(&name.as_ref()) {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a text");
            let code = text.split("#[cfg(test)]\nmod tests").next();
            let lines = code.unwrap_or_default().lines();
            let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
            let text = lines.collect::<Vec<_>>().join("\n");
            sources.push((path.display().to_string(), text));
        }
    }
    sources
}

/// What stands between quotation marks in a source.
pub fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// The ids that a source gives as literals to a call, written as it is up to its first argument: `text!(`.
pub fn ids_called<'a>(text: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    let calls = text.split(call).skip(1);
    calls.filter_map(|after| after.trim_start().strip_prefix('"')?.split('"').next())
}

/// The ids of a Fluent file.
pub fn ids_of(fluent: &str) -> impl Iterator<Item = &str> {
    let lines = fluent.lines().filter(|line| !line.starts_with(['#', ' ']));
    lines.filter_map(|line| Some(line.split_once(" =")?.0))
}
