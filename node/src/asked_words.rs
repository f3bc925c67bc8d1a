//! The texts that the commands ask for are there, every text of a command is asked for, and none stands in a source.

use std::collections::BTreeSet;
use std::{fs, path::Path};

const CHINESE: &str = include_str!("../../crates/words/locales/zh-CN/commands.ftl");

/// Name and text of each source, without its tests and comments.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("a source").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.display().to_string();
            let skipped = ["asked_words.rs", "tests.rs"];
            if path.extension().is_none_or(|end| end != "rs")
                || skipped.iter().any(|end| name.ends_with(end))
            {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a text");
            let code = text.split("#[cfg(test)]\nmod tests").next();
            let lines = code.unwrap_or_default().lines();
            let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
            sources.push((name, lines.collect::<Vec<_>>().join("\n")));
        }
    }
    assert!(sources.len() > 40, "{}", sources.len());
    sources
}

fn ids() -> BTreeSet<&'static str> {
    let lines = CHINESE.lines().filter(|line| !line.starts_with(['#', ' ']));
    lines
        .filter_map(|line| Some(line.split_once(" =")?.0))
        .collect()
}

/// Ids that are put together from a prefix and the name of a column.
fn is_put_together(id: &str) -> bool {
    id.starts_with("quarantine-")
}

#[test]
fn every_id_that_the_sources_name_exists() {
    for (path, text) in sources() {
        for after in text.split("text!(").skip(1) {
            let Some(id) = after.trim_start().strip_prefix('"') else {
                continue;
            };
            let id = id.split('"').next().unwrap_or_default();
            assert!(words::is_known(id), "{path} names {id}");
        }
    }
}

#[test]
fn every_text_of_a_command_is_asked_for() {
    let sources = sources();
    let asked: BTreeSet<&str> = (sources.iter())
        .flat_map(|(_, text)| text.split('"').skip(1).step_by(2))
        .collect();
    let ids = ids();
    assert!(ids.len() > 100, "{}", ids.len());
    for id in ids {
        assert!(
            asked.contains(id) || is_put_together(id),
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
