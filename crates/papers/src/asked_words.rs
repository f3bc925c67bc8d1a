//! The texts that the sources ask for are there, every text is asked for, and texts stand nowhere else.

use std::collections::BTreeSet;
use std::{fs, path::Path};

const CHINESE: &str = include_str!("../../words/locales/zh-CN/papers.ftl");

/// Name and text of each source, without its tests and comments.
fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let entries = fs::read_dir(folder).expect("the folder of the sources");
    let sources = entries.map(|entry| {
        let path = entry.expect("a source").path();
        let text = fs::read_to_string(&path).expect("a text");
        let code = text.split("#[cfg(test)]\nmod tests").next();
        let lines = code.unwrap_or_default().lines();
        let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
        (
            path.display().to_string(),
            lines.collect::<Vec<_>>().join("\n"),
        )
    });
    let sources: Vec<_> = sources
        .filter(|(path, _)| !path.ends_with("asked_words.rs"))
        .collect();
    assert!(sources.len() > 10, "{}", sources.len());
    sources
}

/// The string literals of a source that are ids of papers.
fn named(text: &str) -> BTreeSet<&str> {
    let literals = text.split('"').skip(1).step_by(2);
    let ids = literals.filter(|id| id.starts_with("paper-") || id.starts_with("seal-"));
    ids.collect()
}

#[test]
fn every_id_that_the_sources_name_exists() {
    for (path, text) in sources() {
        for id in named(&text) {
            assert!(words::is_known(id), "{path} names {id}");
        }
    }
}

#[test]
fn every_text_of_a_paper_is_asked_for() {
    /// The desk says it, beside a paper that is shown.
    const OF_THE_DESK: &str = "paper-newer-edition";
    let sources = sources();
    let asked: BTreeSet<&str> = sources.iter().flat_map(|(_, text)| named(text)).collect();
    let ids = CHINESE.lines().filter(|line| !line.starts_with(['#', ' ']));
    let ids: Vec<&str> = ids
        .filter_map(|line| line.split_once(" ="))
        .map(|(id, _)| id)
        .collect();
    assert!(ids.len() > 150, "{}", ids.len());
    for id in ids {
        // A later edition stands under the id of the first and its number.
        let first = id
            .rsplit_once("-e")
            .filter(|(_, n)| n.parse::<u16>().is_ok());
        let first = first.map_or(id, |(first, _)| first);
        assert!(
            asked.contains(first) || first == OF_THE_DESK,
            "nobody asks for {id}"
        );
    }
}

#[test]
fn no_chinese_stands_in_the_sources() {
    let is_cjk = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}');
    for (path, text) in sources() {
        for line in text.lines() {
            assert!(!line.contains(is_cjk), "{path}: {line}");
        }
    }
}
