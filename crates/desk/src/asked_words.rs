//! The texts that the pages ask for are there, every text of a page is asked for, and none stands in a source.

use ::words::sources;
use std::collections::BTreeSet;

const CHINESE: &str = include_str!("../../words/locales/zh-CN/desk.ftl");

fn sources() -> Vec<(String, String)> {
    let sources = sources::sources(env!("CARGO_MANIFEST_DIR"));
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
            for id in sources::ids_called(&text, call) {
                assert!(::words::is_known(id), "{path} names {id}");
            }
        }
    }
}

#[test]
fn every_text_of_the_desk_is_asked_for() {
    let sources = sources();
    let asked: BTreeSet<&str> = (sources.iter())
        .flat_map(|(_, text)| sources::literals(text))
        .collect();
    let ids: Vec<&str> = sources::ids_of(CHINESE).collect();
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
        for literal in sources::literals(&text) {
            assert!(!literal.contains(is_cjk), "{path}: {literal}");
        }
    }
}
