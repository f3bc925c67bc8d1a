use serde::{Deserialize, Serialize};

/// A text that the node says, in both languages. Names of people and numbers are the same in both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Text {
    /// Chinese; a time reads `2026年11月21日 17:30`.
    pub zh: String,
    /// English; a time reads `2026-11-21 17:30`.
    pub en: String,
}

impl Text {
    /// A text with its two wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// A text that reads the same in both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Self { en: zh.clone(), zh }
    }

    /// The wording in `lang`; the other one where it is missing, since something said beats silence.
    pub fn say(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// The texts one after the other, with the separator of the id `between` (`list-comma`, for instance).
    pub fn join(texts: impl IntoIterator<Item = Text>, between: &str) -> Self {
        let comma = crate::both(between, &[]);
        let mut joined = Text::default();
        for (place, text) in texts.into_iter().enumerate() {
            if place > 0 {
                joined = joined + &comma;
            }
            joined = joined + &text;
        }
        joined
    }
}

/// One text after the other, with nothing between.
impl std::ops::Add<&Text> for Text {
    type Output = Text;

    fn add(mut self, next: &Text) -> Text {
        self.zh.push_str(&next.zh);
        self.en.push_str(&next.en);
        self
    }
}

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English, where the reader chose it.
    En,
}
