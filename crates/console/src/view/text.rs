use serde::{Deserialize, Serialize};

/// A text that the node says, in both languages. Names of people and numbers are the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
}

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// A light. It is always shown as shape, word and colour together, never as colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// ● within its limit.
    Green,
    /// ▲ warning: the limit is near.
    Yellow,
    /// ■ past its limit, or otherwise to be corrected.
    Red,
    /// ◇ the clock stands still, lawfully.
    Paused,
    /// ○ the data has not arrived; says nothing about the case.
    Unknown,
}

impl Light {
    /// The shape, which can be told apart without colour.
    pub const fn mark(self) -> &'static str {
        match self {
            Light::Green => "●",
            Light::Yellow => "▲",
            Light::Red => "■",
            Light::Paused => "◇",
            Light::Unknown => "○",
        }
    }

    /// The name used in style sheets, addresses and data.
    pub const fn name(self) -> &'static str {
        match self {
            Light::Green => "green",
            Light::Yellow => "yellow",
            Light::Red => "red",
            Light::Paused => "paused",
            Light::Unknown => "unknown",
        }
    }

    /// The light called `name`.
    pub fn named(name: &str) -> Option<Self> {
        [
            Light::Green,
            Light::Yellow,
            Light::Red,
            Light::Paused,
            Light::Unknown,
        ]
        .into_iter()
        .find(|light| light.name() == name)
    }
}

/// A label and what stands beside it, as in a summary list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What it is.
    pub label: Text,
    /// What it says, masked where the reader has no need of the whole.
    pub value: Text,
}
