//! The texts that the sources ask for are there, every text is asked for, and texts stand nowhere else.

use casework::Regime;
use std::collections::BTreeSet;
use words::sources;

const CHINESE: &str = include_str!("../../words/locales/zh-CN/papers.ftl");

fn sources() -> Vec<(String, String)> {
    let sources = sources::sources(env!("CARGO_MANIFEST_DIR"));
    assert!(sources.len() > 10, "{}", sources.len());
    sources
}

/// The string literals of a source that are ids of papers.
fn named(text: &str) -> BTreeSet<&str> {
    let ids =
        sources::literals(text).filter(|id| id.starts_with("paper-") || id.starts_with("seal-"));
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
    let ids: Vec<&str> = sources::ids_of(CHINESE).collect();
    assert!(ids.len() > 150, "{}", ids.len());
    for id in ids {
        // A later edition stands under the id of the first and its number.
        let first = id
            .rsplit_once("-e")
            .filter(|(_, n)| n.parse::<u16>().is_ok());
        let first = first.map_or(id, |(first, _)| first);
        // What a regime has words of its own for stands under the id and the regime's name, or `item` for all but licences.
        let mut regimes = Regime::ALL.into_iter().map(Regime::name).chain(["item"]);
        let of_regime = first
            .rsplit_once('-')
            .filter(|(_, name)| regimes.any(|own| own == *name));
        let regular = of_regime.map_or(first, |(first, _)| first);
        assert!(
            [id, first, regular].iter().any(|id| asked.contains(id)) || id == OF_THE_DESK,
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
