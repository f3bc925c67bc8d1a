use super::{FieldKind, FormField, Lang, Text};
use serde::{Deserialize, Serialize};

/// A draft of an item on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditLine {
    /// The item's code.
    pub code: String,
    /// Name of the item, as the draft has it.
    pub name: Text,
    /// Where the draft stands.
    pub state: Text,
    /// Whether the reader is who it waits for.
    pub waits: bool,
    /// Who wrote at it.
    pub editors: String,
}

/// A draft of an item, or the version published last where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPage {
    /// The item's code.
    pub code: String,
    /// Name of the item, as the draft has it or, without one, as published.
    pub name: Text,
    /// Where the draft stands.
    pub state: Text,
    /// What comes next, and who does it.
    pub next: Text,
    /// The elements, in the order of the form.
    pub elements: Vec<EditElement>,
    /// What keeps the draft from review; in the order of the check.
    pub flaws: Vec<Text>,
    /// What happened to this item's drafts, oldest first.
    pub trail: Vec<EditRow>,
    /// What the reader may do: `save`, `send`, `approve`, `return`, `publish`, `discard`.
    pub steps: Vec<String>,
    /// The flow chart of the draft, see [`ItemPage::flow`](super::ItemPage::flow).
    pub flow: Text,
}

impl EditPage {
    /// Whether the reader may do `step`.
    pub fn may(&self, step: &str) -> bool {
        self.steps.iter().any(|one| one == step)
    }

    /// The elements that differ from what is published.
    pub fn changed(&self) -> Vec<&EditElement> {
        let elements = self.elements.iter();
        elements.filter(|element| element.was.is_some()).collect()
    }
}

/// One element of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditElement {
    /// How it is asked for.
    pub field: FormField,
    /// What is written.
    pub value: String,
    /// What is published, where that differs.
    pub was: Option<String>,
}

impl EditElement {
    /// What is written, as people read it: the label of what was chosen, yes for a tick.
    pub fn shown(&self, lang: Lang) -> String {
        self.say(&self.value, lang)
    }

    /// The same of what is published; empty where that does not differ.
    pub fn shown_was(&self, lang: Lang) -> String {
        let was = self.was.as_ref();
        was.map(|was| self.say(was, lang)).unwrap_or_default()
    }

    fn say(&self, value: &str, lang: Lang) -> String {
        match &self.field.kind {
            FieldKind::Choice { options } => {
                let chosen = options.iter().find(|option| option.value == value);
                chosen
                    .map_or(value, |option| option.label.say(lang))
                    .to_owned()
            }
            FieldKind::Tick => words::say(lang, if value == "yes" { "yes" } else { "no" }),
            _ => value.to_owned(),
        }
    }
}

/// One step of a draft's trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRow {
    /// What was done.
    pub what: Text,
    /// Name of the person who took the step.
    pub who: String,
    /// When the step was taken.
    pub at: Text,
    /// The legal office's words.
    pub opinion: Option<String>,
    /// The version that was published, short.
    pub version: Option<String>,
}
