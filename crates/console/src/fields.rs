use crate::view::{FieldError, FieldKind, FormField, Refused, Rival, Text};
use std::collections::BTreeMap;

/// A field as a template writes it.
pub(crate) struct FieldView {
    /// The id of its element; errors link to it.
    pub(crate) id: String,
    pub(crate) field: FormField,
    pub(crate) value: String,
    pub(crate) rivals: Vec<Rival>,
    pub(crate) error: Option<Text>,
    /// The heading that stands before it.
    pub(crate) heading: Option<Text>,
}

/// What stands at the top of a page after a refusal.
pub(crate) struct ErrorSummary {
    pub(crate) message: Text,
    pub(crate) lines: Vec<ErrorLine>,
}

/// One line of it.
pub(crate) struct ErrorLine {
    /// The id of the element to put right; empty where the page has none.
    pub(crate) id: String,
    pub(crate) message: Text,
}

/// A field with what stands in it.
pub(crate) struct Filled {
    pub(crate) field: FormField,
    pub(crate) value: String,
    pub(crate) rivals: Vec<Rival>,
}

impl FieldView {
    /// Whether it is answered in several lines.
    pub(crate) fn is_long(&self) -> bool {
        self.field.kind == FieldKind::Long
    }

    /// How many lines its box has: as many as it holds, within reason.
    pub(crate) fn rows(&self) -> usize {
        self.value.lines().count().clamp(4, 16)
    }

    /// Whether it is a sum of money.
    pub(crate) fn is_money(&self) -> bool {
        self.field.kind == FieldKind::Money
    }

    /// The attributes that make its element fit what is typed into it. No value of anyone's is in them.
    pub(crate) fn attributes(&self) -> &'static str {
        match self.field.kind {
            FieldKind::IdNumber => {
                r#"class="w-18 num" inputmode="text" autocapitalize="characters" autocomplete="off" maxlength="24" data-scan"#
            }
            FieldKind::Phone => r#"class="w-12 num" type="tel" autocomplete="off" maxlength="20""#,
            FieldKind::Date => r#"class="w-12 num" type="date""#,
            FieldKind::Number => r#"class="w-8 num" inputmode="numeric" autocomplete="off""#,
            FieldKind::Money => r#"class="w-8 num right" inputmode="decimal" autocomplete="off""#,
            FieldKind::Text | FieldKind::Long | FieldKind::Choice { .. } | FieldKind::Tick => {
                r#"class="w-full" autocomplete="off""#
            }
        }
    }

    /// Which elements describe it. The id is made of the form's own names; what would end the attribute or
    /// part the list is left out, and stands in no name.
    pub(crate) fn described(&self) -> String {
        let id: String = self
            .id
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '<' | '>' | '&'))
            .collect();
        let hint = self.field.hint.as_ref().map(|_| format!("{id}-hint"));
        let error = self.error.as_ref().map(|_| format!("{id}-error"));
        let ids: Vec<_> = hint.into_iter().chain(error).collect();
        let invalid = if self.error.is_some() {
            r#" aria-invalid="true""#
        } else {
            ""
        };
        if ids.is_empty() {
            return String::new();
        }
        format!(r#" aria-describedby="{}"{invalid}"#, ids.join(" "))
    }
}

/// The views of a form's fields; `prefix` keeps the ids of several forms on one page apart.
pub(crate) fn field_views(
    prefix: &str,
    fields: impl IntoIterator<Item = Filled>,
    errors: &[FieldError],
) -> Vec<FieldView> {
    let mut section = None;
    fields
        .into_iter()
        .map(|filled| {
            let heading = filled
                .field
                .section
                .clone()
                .filter(|here| section.as_ref() != Some(here));
            section.clone_from(&filled.field.section);
            FieldView {
                id: field_id(prefix, &filled.field.name),
                error: errors
                    .iter()
                    .find(|error| error.field == filled.field.name)
                    .map(|error| error.message.clone()),
                heading,
                field: filled.field,
                value: filled.value,
                rivals: filled.rivals,
            }
        })
        .collect()
}

/// The summary of a refusal; its lines lead to `views`.
pub(crate) fn summary(refused: &Refused, views: &[FieldView]) -> ErrorSummary {
    ErrorSummary {
        message: refused.message.clone(),
        lines: refused
            .fields
            .iter()
            .map(|error| ErrorLine {
                id: views
                    .iter()
                    .find(|view| view.field.name == error.field)
                    .map(|view| view.id.clone())
                    .unwrap_or_default(),
                message: error.message.clone(),
            })
            .collect(),
    }
}

/// What a form says: its own fields, without those that the console sends along for itself.
pub(crate) fn said(fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    fields
        .iter()
        .filter(|(name, _)| !name.starts_with('_'))
        .map(|(name, value)| (name.clone(), value.trim().to_owned()))
        .collect()
}

/// Of what a form says, that which differs from what it showed (in fields called `_was.…`): only what a
/// person changed may overwrite what others wrote meanwhile.
pub(crate) fn changed(fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut said = said(fields);
    said.retain(|name, value| fields.get(&format!("_was.{name}")) != Some(value));
    said
}

fn field_id(prefix: &str, name: &str) -> String {
    format!("{prefix}-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_person_changed_is_sent_on() {
        let fields = [
            ("_csrf", "t"),
            ("_was.name", "张三"),
            ("name", "张三"),
            ("_was.phone", "1"),
            ("phone", " 2 "),
            ("new", "3"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let changed = changed(&fields.into());
        let expected =
            [("new", "3"), ("phone", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(changed, expected.into());
    }
}
