use serde::{Deserialize, Serialize};
use words::Text;

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
