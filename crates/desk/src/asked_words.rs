//! The texts that the pages ask for are there, every text of a page is asked for, and none stands in a source.

use std::collections::BTreeSet;
use std::{fs, path::Path};

const CHINESE: &str = include_str!("../../words/locales/zh-CN/desk.ftl");

/// Name and text of each source, without its tests and comments.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
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
            if ["asked_words.rs", "tests.rs", "fixture.rs"].contains(&name.as_ref()) {
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
    assert!(sources.len() > 25, "{}", sources.len());
    sources
}

/// Ids that a value of another crate names, each held to its texts by a test of its own.
fn is_named_elsewhere(id: &str) -> bool {
    let begins = [
        "refused-",
        "fault-",
        "edit-state-",
        "id-kind-",
        "line-bundle",
    ];
    begins.iter().any(|begin| id.starts_with(begin))
}

#[test]
fn every_id_that_the_sources_name_exists() {
    for (path, text) in sources() {
        for call in ["text!(", "refuse("] {
            for after in text.split(call).skip(1) {
                let Some(id) = after.trim_start().strip_prefix('"') else {
                    continue;
                };
                let id = id.split('"').next().unwrap_or_default();
                assert!(::words::is_known(id), "{path} names {id}");
            }
        }
    }
}

#[test]
fn every_text_of_the_desk_is_asked_for() {
    let sources = sources();
    let asked: BTreeSet<&str> = (sources.iter())
        .flat_map(|(_, text)| text.split('"').skip(1).step_by(2))
        .collect();
    let lines = CHINESE.lines();
    let ids = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let ids: Vec<&str> = ids
        .filter_map(|line| Some(line.split_once(" =")?.0))
        .collect();
    assert!(ids.len() > 200, "{}", ids.len());
    for id in ids {
        assert!(
            asked.contains(id) || is_named_elsewhere(id),
            "nobody asks for {id}"
        );
    }
}

#[test]
fn no_chinese_stands_in_the_sources() {
    let is_cjk = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    for (path, text) in sources() {
        for literal in text.split('"').skip(1).step_by(2) {
            assert!(!literal.contains(is_cjk), "{path}: {literal}");
        }
    }
}
