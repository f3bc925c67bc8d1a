use crate::view::Lang;
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};
use std::{borrow::Cow, collections::HashMap};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "zh-CN",
        // The marks would travel into copied text and search fields; both languages run left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// What `key` says in `lang`.
pub(crate) fn say(lang: Lang, key: &str) -> String {
    LOCALES.lookup(&id(lang), key)
}

/// What `key` says of the number `n`.
pub(crate) fn say_count(lang: Lang, key: &str, n: u64) -> String {
    let arguments = HashMap::from([(Cow::Borrowed("n"), FluentValue::from(n))]);
    LOCALES.lookup_with_args(&id(lang), key, &arguments)
}

/// What `key` says of `x`.
pub(crate) fn say_of(lang: Lang, key: &str, x: &str) -> String {
    let arguments = HashMap::from([(Cow::Borrowed("x"), FluentValue::from(x.to_owned()))]);
    LOCALES.lookup_with_args(&id(lang), key, &arguments)
}

const fn id(lang: Lang) -> LanguageIdentifier {
    match lang {
        Lang::Zh => langid!("zh-CN"),
        Lang::En => langid!("en"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::{fs, path::Path};

    const ZH: &str = include_str!("../locales/zh-CN/main.ftl");
    const EN: &str = include_str!("../locales/en/main.ftl");

    fn keys(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .collect()
    }

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
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(ZH), keys(EN));
    }

    #[test]
    fn english_is_complete_and_not_mixed() {
        for line in EN.lines().filter(|line| !line.starts_with("lang-zh =")) {
            assert!(!line.chars().any(is_cjk), "{line}");
        }
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
        let known = keys(ZH);
        let mut sources = files("templates", "html");
        sources.extend(files("src", "rs"));
        for (path, text) in sources {
            for call in ["f.t(\"", "f.zh(\"", "f.n(\"", "f.a(\""] {
                for after in text.split(call).skip(1) {
                    let key = after.split('"').next().unwrap_or_default();
                    assert!(known.contains(key), "{path} asks for {key}");
                }
            }
        }
    }
}
