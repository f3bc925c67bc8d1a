//! How Chinese names are spelled in Latin letters: to be found by what people type, and to be read.

use crate::Tier;
use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A name as it can be typed in pinyin without tones: for each character all its readings, never empty, in
/// lower-case ASCII. The readings of a whole name are every choice of one reading a character. They are kept by
/// character and not multiplied out: a name of twenty characters with three readings each has more spellings than
/// could be kept, and [`Spelling::answers`] walks all of them in a few steps.
///
/// ```
/// use tiers::{Spelling, typed};
/// let spelling = Spelling::of("重庆会计", "");
/// for search in ["chongqing", "zhong qing", "cqkj", "Kuaiji", "chongqkj", "qingh"] {
///     assert!(spelling.answers(&typed(search)), "{search}");
/// }
/// assert!(!spelling.answers(&typed("beijing")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spelling(Vec<Vec<Cow<'static, str>>>);

impl Spelling {
    /// The spelling of `name`. `given` is what the data says instead, one syllable after the other with spaces
    /// between, as in [`is_pinyin`]; empty leaves it to the table of readings. Letters and digits of a name spell
    /// themselves, and what is neither (brackets, commas) is passed over.
    pub fn of(name: &str, given: &str) -> Spelling {
        if !given.is_empty() {
            let syllables = given.split_whitespace();
            return Spelling(
                syllables
                    .map(|syllable| vec![Cow::Owned(syllable.to_ascii_lowercase())])
                    .collect(),
            );
        }
        let letters = name.chars().map(readings);
        Spelling(letters.filter(|readings| !readings.is_empty()).collect())
    }

    /// Whether `typed`, as [`typed`] makes it, spells a part of the name: from any character on, each character by one of
    /// its readings or by the first letter of one, the last one as far as it has been typed. The first letters alone are
    /// the initials. What is empty or not ASCII spells nothing.
    pub fn answers(&self, typed: &str) -> bool {
        if typed.is_empty() || !typed.is_ascii() {
            return false;
        }
        // How much of what was typed is spelled before this character, on each of the ways so far.
        let mut spelled = BTreeSet::new();
        for readings in &self.0 {
            spelled.insert(0);
            let mut next = BTreeSet::new();
            for done in spelled {
                let rest = &typed[done..];
                for reading in readings {
                    if reading.starts_with(rest) {
                        return true;
                    }
                    if rest.starts_with(reading.as_ref()) {
                        next.insert(done + reading.len());
                    }
                    if rest.as_bytes().first() == reading.as_bytes().first() {
                        next.insert(done + 1);
                    }
                }
            }
            spelled = next;
        }
        false
    }
}

/// What a person typed into a search, ready for [`Spelling::answers`]: in lower case, without spaces and apostrophes,
/// `ü` as `v`.
pub fn typed(search: &str) -> String {
    let letters = search
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '\'' | '\u{2019}'));
    let lower = letters.flat_map(char::to_lowercase);
    lower
        .map(|letter| if letter == 'ü' { 'v' } else { letter })
        .collect()
}

/// All readings of a character, each once, the most common first; `ü` as `v` and as `u`, for both are typed.
fn readings(letter: char) -> Vec<Cow<'static, str>> {
    let Some(all) = letter.to_pinyin_multi() else {
        return match letter.is_ascii_alphanumeric() {
            true => vec![Cow::Owned(letter.to_ascii_lowercase().to_string())],
            false => Vec::new(),
        };
    };
    let mut readings: Vec<Cow<'static, str>> = Vec::new();
    let mut add = |reading: Cow<'static, str>| {
        if reading.is_ascii() && !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    for reading in all {
        let plain = reading.plain();
        if plain.contains('ü') {
            add(Cow::Owned(plain.replace('ü', "v")));
            add(Cow::Owned(plain.replace('ü', "u")));
        } else {
            add(Cow::Borrowed(plain));
        }
    }
    readings
}

/// Bytes of an English name at most.
pub const NAME_EN_MAX: usize = 200;

/// Bytes of a name's pinyin at most.
pub const PINYIN_MAX: usize = 400;

/// Whether the data may give this as an English name: printable ASCII, not blank, [`NAME_EN_MAX`] bytes at most. Empty
/// means that it gives none.
pub fn is_name_en(name_en: &str) -> bool {
    let printable = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    let blank = !name_en.is_empty() && name_en.trim().is_empty();
    !blank && name_en.len() <= NAME_EN_MAX && name_en.bytes().all(printable)
}

/// Whether the data may give this as the pinyin of a name: syllables of `a` to `z` without tones, `v` for `ü`, one space
/// between two, [`PINYIN_MAX`] bytes at most. Empty means that it gives none.
pub fn is_pinyin(pinyin: &str) -> bool {
    let syllable =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let sound = pinyin.is_empty() || pinyin.split(' ').all(syllable);
    sound && pinyin.len() <= PINYIN_MAX
}

/// The English of a place: its pinyin in one word, and the word of what it is. That is told by how the name ends
/// (肇源县 is Zhaoyuan County, 东风街道 is Dongfeng Subdistrict), and by `tier` where the ending is none of them. A name
/// without any Chinese character is left as it is.
///
/// ```
/// use tiers::{Tier, place_english};
/// assert_eq!(place_english("肇源县", Tier::County), "Zhaoyuan County");
/// assert_eq!(place_english("西安市", Tier::City), "Xi'an City");
/// ```
pub fn place_english(name: &str, tier: Tier) -> String {
    if !name.chars().any(|letter| letter.to_pinyin().is_some()) {
        return name.to_owned();
    }
    let ending = endings().find_map(|(ending, word)| {
        let own = name.strip_suffix(ending)?;
        (!own.is_empty()).then_some((own, word))
    });
    let (own, word) = ending.unwrap_or((name, tier_word(tier)));
    format!("{} {word}", one_word(own))
}

/// The most common reading of each character, put together: capitalised at the start of a word, with an apostrophe before
/// a syllable that could be read as part of the one before it.
fn one_word(name: &str) -> String {
    let mut word = String::new();
    for letter in name.chars() {
        let Some(syllable) = place_reading(letter) else {
            word.push(letter);
            continue;
        };
        let after_letter = word.chars().last().is_some_and(char::is_alphabetic);
        if !after_letter {
            let mut letters = syllable.chars();
            word.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            word.push_str(letters.as_str());
            continue;
        }
        if syllable.starts_with(['a', 'e', 'o']) {
            word.push('\'');
        }
        word.push_str(syllable);
    }
    word
}

/// The reading of a character in the name of a place; none for what is no Chinese character.
fn place_reading(letter: char) -> Option<&'static str> {
    let known = PLACE_READINGS.iter().find(|(known, _)| *known == letter);
    known
        .map(|(_, reading)| *reading)
        .or_else(|| Some(letter.to_pinyin()?.plain()))
}

/// Characters that are read otherwise in names of places than they mostly are.
const PLACE_READINGS: [(char, &str); 13] = [
    ('长', "chang"),
    ('都', "du"),
    ('厦', "xia"),
    ('重', "chong"),
    ('曾', "zeng"),
    ('翟', "zhai"),
    ('缪', "miao"),
    ('咀', "zui"),
    ('佛', "fo"),
    ('单', "shan"),
    ('藏', "zang"),
    ('泊', "bo"),
    ('覃', "qin"),
];

/// How names of places end and what that is in English; of two that fit, the longer stands first.
fn endings() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = include_str!("place_endings.csv").lines().skip(1);
    rows.filter_map(|row| row.split_once(','))
}

/// The word of a place whose name does not end in one.
const fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Province => "Province",
        Tier::City => "City",
        Tier::County => "County",
        Tier::Township => "Township",
        Tier::Village => "Village",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, search: &str) -> bool {
        Spelling::of(name, "").answers(&typed(search))
    }

    #[test]
    fn a_name_is_found_by_its_whole_pinyin_and_by_its_initials() {
        let name = "食品经营许可(新办)";
        for search in [
            "shipinjingyingxuke",
            "shi pin jing ying",
            "SPJYXK",
            "jyxk",
            "xukexin",
            "xkxb",
            "shipjy",
            "jingyi",
        ] {
            assert!(found(name, search), "{search}");
        }
        for search in ["", " ", "食品", "shipinx", "xjb", "jingyingspxk"] {
            assert!(!found(name, search), "{search}");
        }
    }

    #[test]
    fn every_reading_of_a_character_counts_in_every_place() {
        // 行 is xing and hang, 长 is chang and zhang.
        for search in ["hangyezhang", "xingyechang", "hyc", "xyz"] {
            assert!(found("行业长", search), "{search}");
        }
        for search in ["lvse", "luse", "lüse", "ls"] {
            assert!(found("绿色", search), "{search}");
        }
    }

    #[test]
    fn a_long_name_of_many_readings_is_searched_at_once() {
        let name = "行长和差重".repeat(100);
        assert!(found(&name, &"xingchanghechazhong".repeat(100)));
        assert!(!found(&name, &format!("{}q", "hzhcz".repeat(99))));
    }

    #[test]
    fn what_the_data_gives_takes_the_place_of_the_table() {
        let spelling = Spelling::of("行长", "hang zhang");
        assert!(spelling.answers("hangzhang"));
        assert!(spelling.answers("hz"));
        assert!(!spelling.answers("xingchang"));
    }

    #[test]
    fn letters_and_digits_spell_themselves() {
        assert!(found("KTV 1号", "ktv1hao"));
        assert!(found("KTV 1号", "ktv1h"));
    }

    #[test]
    fn given_spellings_are_short_ascii() {
        for right in ["Food business licence (new)", ""] {
            assert!(is_name_en(right), "{right}");
        }
        for wrong in ["食品", "a\nb", "  ", &"x".repeat(NAME_EN_MAX + 1)] {
            assert!(!is_name_en(wrong), "{wrong}");
        }
        for right in ["shi pin lv", ""] {
            assert!(is_pinyin(right), "{right}");
        }
        let long = "x".repeat(PINYIN_MAX + 1);
        for wrong in ["Shi pin", "shi  pin", " shi", "shi4", "lü", &long] {
            assert!(!is_pinyin(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_place_is_its_pinyin_and_the_word_of_its_tier() {
        for (name, tier, english) in [
            ("黑龙江省", Tier::Province, "Heilongjiang Province"),
            ("大庆市", Tier::City, "Daqing City"),
            ("肇源县", Tier::County, "Zhaoyuan County"),
            ("萨尔图区", Tier::County, "Sa'ertu District"),
            ("长安区", Tier::County, "Chang'an District"),
            ("宜都市", Tier::County, "Yidu City"),
            (
                "杜尔伯特蒙古族自治县",
                Tier::County,
                "Du'erbotemengguzu Autonomous County",
            ),
            ("永乐镇", Tier::Township, "Yongle Town"),
            ("民意乡", Tier::Township, "Minyi Township"),
            ("东安街道", Tier::Township, "Dong'an Subdistrict"),
            ("红旗种畜场", Tier::Township, "Hongqizhongchuchang Township"),
            ("向阳村", Tier::Village, "Xiangyang Village"),
            ("向阳村委会", Tier::Village, "Xiangyang Village"),
            ("友谊社区居委会", Tier::Village, "Youyi Community"),
            ("吕梁市", Tier::City, "Lüliang City"),
            ("村", Tier::Village, "Cun Village"),
            ("230602000000", Tier::County, "230602000000"),
        ] {
            assert_eq!(place_english(name, tier), english);
        }
    }
}
