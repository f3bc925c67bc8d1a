//! The texts that the commands ask for are there, every text of a command is asked for, and none stands in a source.

use std::collections::BTreeSet;
use words::sources;

const CHINESE: &str = include_str!("../../crates/words/locales/zh-CN/commands.ftl");

fn sources() -> Vec<(String, String)> {
    let sources = sources::sources(env!("CARGO_MANIFEST_DIR"));
    assert!(sources.len() > 40, "{}", sources.len());
    sources
}

/// Ids that are put together from a prefix and the name of a column.
fn is_put_together(id: &str) -> bool {
    id.starts_with("quarantine-")
}

#[test]
fn every_id_that_the_sources_name_exists() {
    for (path, text) in sources() {
        for id in sources::ids_called(&text, "text!(") {
            assert!(words::is_known(id), "{path} names {id}");
        }
    }
}

#[test]
fn every_text_of_a_command_is_asked_for() {
    let sources = sources();
    let asked: BTreeSet<&str> = (sources.iter())
        .flat_map(|(_, text)| sources::literals(text))
        .collect();
    let ids: BTreeSet<&str> = sources::ids_of(CHINESE).collect();
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
        for literal in sources::literals(&text) {
            assert!(!literal.contains(is_cjk), "{path}: {literal}");
        }
    }
}
