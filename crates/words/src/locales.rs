use crate::{Lang, Text};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "zh-CN",
        // The marks would travel into copied text and search fields; both languages run left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// An argument of a text.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A number, by which a text may choose a plural.
    Number(u64),
    /// What reads the same in both languages.
    Same(Cow<'a, str>),
    /// What reads otherwise in each.
    Each(Cow<'a, Text>),
}

impl Value<'_> {
    fn fluent(&self, lang: Lang) -> FluentValue<'static> {
        match self {
            Value::Number(number) => FluentValue::from(*number),
            Value::Same(text) => FluentValue::from(text.clone().into_owned()),
            Value::Each(text) => FluentValue::from(text.say(lang).to_owned()),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Same(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Same(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Same(Cow::Owned(text))
    }
}

impl<'a> From<&'a Text> for Value<'a> {
    fn from(text: &'a Text) -> Self {
        Value::Each(Cow::Borrowed(text))
    }
}

impl From<Text> for Value<'_> {
    fn from(text: Text) -> Self {
        Value::Each(Cow::Owned(text))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Number(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Value::Number(number.into())
    }
}

impl From<u16> for Value<'_> {
    fn from(number: u16) -> Self {
        Value::Number(number.into())
    }
}

impl From<u8> for Value<'_> {
    fn from(number: u8) -> Self {
        Value::Number(number.into())
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Number(number as u64)
    }
}

/// What `id` says in `lang`.
pub fn say(lang: Lang, id: &str) -> String {
    LOCALES.lookup(language(lang), id)
}

/// What `id` says in `lang` of the number `$n`.
pub fn count_in(lang: Lang, id: &str, n: u64) -> String {
    in_one(lang, id, &[("n", Value::Number(n))])
}

/// What `id` says in `lang` of the text `$x`.
pub fn of_in(lang: Lang, id: &str, x: &str) -> String {
    in_one(lang, id, &[("x", Value::from(x))])
}

/// What `id` says in both languages, with its arguments; the macro [`text!`](crate::text!) writes them shorter.
pub fn both(id: &str, arguments: &[(&'static str, Value<'_>)]) -> Text {
    Text {
        zh: in_one(Lang::Zh, id, arguments),
        en: in_one(Lang::En, id, arguments),
    }
}

fn in_one(lang: Lang, id: &str, arguments: &[(&'static str, Value<'_>)]) -> String {
    if arguments.is_empty() {
        return say(lang, id);
    }
    let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), value.fluent(lang)))
        .collect();
    LOCALES.lookup_with_args(language(lang), id, &arguments)
}

/// Whether there is a text of this id.
pub fn is_known(id: &str) -> bool {
    ids().contains(id)
}

/// All ids, in order.
pub fn ids() -> &'static BTreeSet<&'static str> {
    static IDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let lines = FILES.iter().flat_map(|(_, zh, _)| zh.lines());
        lines.filter_map(id_of).collect()
    });
    &IDS
}

/// The id of a line that begins a text.
fn id_of(line: &str) -> Option<&str> {
    let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
    let id = line.split_once('=').map(|(id, _)| id.trim_end());
    id.filter(|_| begins)
}

fn language(lang: Lang) -> &'static LanguageIdentifier {
    static ZH: LanguageIdentifier = langid!("zh-CN");
    static EN: LanguageIdentifier = langid!("en");
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$((
            $name,
            include_str!(concat!("../locales/zh-CN/", $name)),
            include_str!(concat!("../locales/en/", $name)),
        )),*]
    };
}

/// Name, Chinese and English of each file.
const FILES: [(&str, &str, &str); 6] = files![
    "pages.ftl",
    "law.ftl",
    "papers.ftl",
    "desk.ftl",
    "catalog.ftl",
    "commands.ftl",
];

#[cfg(test)]
mod tests {
    use super::{FILES, Value, id_of};
    use std::collections::{BTreeMap, BTreeSet};

    /// Each id with the arguments that its text names.
    fn texts(source: &'static str) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut texts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut id = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            id = id_of(line).unwrap_or(id);
            let arguments = line.split('$').skip(1).map(|after| {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
                &after[..end.unwrap_or(after.len())]
            });
            texts.entry(id).or_default().extend(arguments);
        }
        texts
    }

    fn is_cjk(c: char) -> bool {
        matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
    }

    #[test]
    fn both_languages_have_the_same_ids_and_arguments() {
        for (name, zh, en) in FILES {
            let (zh, en) = (texts(zh), texts(en));
            let ids =
                |texts: &BTreeMap<&str, _>| texts.keys().copied().collect::<Vec<_>>().join(" ");
            assert_eq!(ids(&zh), ids(&en), "{name}");
            for (id, arguments) in zh {
                // Chinese has no plural: a count that English chooses its form by may stand there alone.
                let english = &en[id];
                assert!(
                    arguments.is_subset(english),
                    "{name}: {id}: {arguments:?} {english:?}"
                );
                let more = english.difference(&arguments).all(|name| *name == "n");
                assert!(more, "{name}: {id}: {arguments:?} {english:?}");
            }
        }
    }

    #[test]
    fn no_id_stands_in_two_files() {
        let mut seen = BTreeMap::new();
        for (name, zh, _) in FILES {
            for id in zh.lines().filter_map(id_of) {
                let other = seen.insert(id, name);
                assert!(other.is_none(), "{id} in {name} and {other:?}");
            }
        }
    }

    #[test]
    fn english_is_complete_and_not_mixed() {
        for (name, _, en) in FILES {
            for line in en.lines().filter(|line| !line.starts_with("lang-zh =")) {
                assert!(!line.chars().any(is_cjk), "{name}: {line}");
            }
        }
    }

    #[test]
    fn every_text_can_be_said_in_both_languages() {
        for (_, _, en) in FILES {
            for (id, names) in texts(en).into_iter().filter(|(id, _)| !id.is_empty()) {
                let arguments: Vec<_> = names
                    .into_iter()
                    .map(|name| (name, Value::from(2_u64)))
                    .collect();
                let text = super::both(id, &arguments);
                assert!(!text.zh.contains("Unknown localization"), "{id}");
                assert!(!text.en.contains("Unknown localization"), "{id}");
                assert!(
                    !text.zh.contains("{$") && !text.en.contains("{$"),
                    "{text:?}"
                );
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let listed: BTreeSet<String> = FILES.iter().map(|(name, ..)| (*name).to_owned()).collect();
        for lang in ["zh-CN", "en"] {
            let found: BTreeSet<String> = std::fs::read_dir(folder.join(lang))
                .expect("a folder of this crate")
                .map(|entry| {
                    entry
                        .expect("an entry")
                        .file_name()
                        .to_string_lossy()
                        .into_owned()
                })
                .collect();
            assert_eq!(found, listed);
        }
    }
}
