//! Drafts of the catalog's items, as the city's administrator and its legal office see them: the
//! elements as fields of a form, lists and groups as JSON with one entry a line.

use super::people::Person;
use super::refusals::{fault_text, json_text};
use super::{names, words};
use ::words::text;
use catalog::{AltHandling, Fee, Item, Material, Output, SpecialProcedure, Step, kind};
use console::{
    Choice, EditElement, EditLine, EditPage, EditRow, FieldError, FieldKind, FormField, Refused,
    Text, Who,
};
use engine::editing::{EditShow, EditState, EditStep, taken_at};
use engine::{Engine, ReadModel};
use engine::{Fault, JsonFault};
use phrases::catalog::flow_chart;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tiers::Role;

/// All drafts, for those who write or review them.
pub(crate) fn lines(model: &ReadModel, who: &Who) -> Option<Vec<EditLine>> {
    let person = insider(model, who)?;
    let lines = model.edit_shows().into_iter().map(|show| EditLine {
        name: names::named(&show.item.name, &show.item.name_en),
        state: state(show.state),
        waits: waits(&person, &show),
        editors: show
            .editors
            .iter()
            .map(|user| name_of(model, user))
            .collect::<Vec<_>>()
            .join("、"),
        code: show.code,
    });
    Some(lines.collect())
}

/// One draft, or what is published; for a code that is new, an empty item.
pub(crate) fn page(model: &ReadModel, who: &Who, code: &str) -> Option<EditPage> {
    let person = insider(model, who)?;
    let show = match model.edit_show(code) {
        Ok(show) => show,
        Err(_) if person.is_any(&[Role::Administrator]) => empty(code)?,
        Err(_) => return None,
    };
    let published = model.published_item(code);
    let elements = ELEMENTS.iter().map(|element| {
        let value = element.read(&show.item);
        let was = published.as_ref().map(|published| element.read(published));
        EditElement {
            field: element.field(),
            was: was.filter(|was| *was != value && show.state.is_some()),
            value,
        }
    });
    let trail = show.trail.iter().map(|row| EditRow {
        what: step_words(&row.what),
        who: name_of(model, &row.user),
        at: words::time(taken_at(row)),
        opinion: row.opinion.clone(),
        version: row.version.map(|version| version.short()),
    });
    // An item that is not begun yet has neither faults that say anything nor a way to draw.
    let begun = show.state.is_some() || published.is_some();
    let flow = if begun {
        flow_chart(&show.item, &|code| names::department(model, code))
    } else {
        Text::default()
    };
    let flaws = show.flaws.iter().filter(|_| begun);
    let flaws = flaws.map(|flaw| fault_text(&Fault::Flaw(flaw.clone())));
    Some(EditPage {
        name: names::named(&show.item.name, &show.item.name_en),
        state: state(show.state),
        next: next(&show),
        elements: elements.collect(),
        flaws: flaws.collect(),
        trail: trail.collect(),
        steps: steps(&person, &show)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        flow,
        code: show.code,
    })
}

/// Does a step.
pub(crate) fn step(
    engine: &mut Engine,
    who: &Who,
    code: &str,
    step: &str,
    fields: &BTreeMap<String, String>,
) -> Result<(), Refused> {
    let opinion = || fields.get("opinion").cloned().unwrap_or_default();
    let step = match step {
        "save" => EditStep::Save {
            item: written(engine, code, fields)?,
        },
        "send" => EditStep::Send,
        "approve" => EditStep::Approve { opinion: opinion() },
        "return" => EditStep::Return { opinion: opinion() },
        "publish" => EditStep::Publish,
        "discard" => EditStep::Discard,
        _ => return Err(words::refuse("edit-no-such-step")),
    };
    let done = engine.edit(&who.user, code, step);
    done.map(drop).map_err(|refused| {
        let mut refused = words::refused(refused);
        for fault in &mut refused.fields {
            fault.field = form_name(&fault.field).to_owned();
        }
        refused
    })
}

/// The item as the form has it, over the draft or version that the form was filled from; or all that is
/// wrong with the form.
fn written(
    model: &ReadModel,
    code: &str,
    fields: &BTreeMap<String, String>,
) -> Result<String, Refused> {
    let show = model.edit_show(code).ok().or_else(|| empty(code));
    let show = show.ok_or_else(|| words::refuse("edit-no-code"))?;
    let mut item = to_value(&show.item);
    let mut faults = Vec::new();
    for element in ELEMENTS {
        // What the form did not bring stays as it is.
        let Some(text) = fields.get(element.name) else {
            continue;
        };
        if let Err(wrong) = element.write(&mut item, text.trim()) {
            faults.push(FieldError {
                field: element.name.to_owned(),
                message: text!(element.label) + &Text::same(": ") + &wrong,
            });
        }
    }
    if faults.is_empty() {
        return Ok(item.to_string());
    }
    Err(Refused {
        message: text!("edit-not-saved", count = faults.len()),
        fields: faults,
    })
}

/// Whoever edits or reviews, at the node that publishes.
fn insider(model: &ReadModel, who: &Who) -> Option<Person> {
    let person = Person::of(model, who);
    let inside = model.is_root() && person.is_any(&[Role::Administrator, Role::Legal]);
    inside.then_some(person)
}

/// Whether the person may open drafts here.
pub(crate) fn may_open(model: &ReadModel, person: &Person) -> bool {
    model.is_root() && person.is_any(&[Role::Administrator, Role::Legal])
}

fn steps(person: &Person, show: &EditShow) -> Vec<&'static str> {
    let mut steps = Vec::new();
    let state = show.state;
    if person.is_any(&[Role::Administrator]) {
        use EditState::{Approved, Draft, Returned, Review};
        if state == Some(Approved) {
            steps.push("publish");
        }
        if matches!(state, Some(Draft | Returned)) && show.flaws.is_empty() {
            steps.push("send");
        }
        if matches!(state, Some(Draft | Returned | Approved)) {
            steps.push("discard");
        }
        if state != Some(Review) {
            steps.push("save");
        }
    }
    let own = show.editors.contains(&person.user);
    if person.is_any(&[Role::Legal]) && state == Some(EditState::Review) && !own {
        steps.extend(["approve", "return"]);
    }
    steps
}

fn waits(person: &Person, show: &EditShow) -> bool {
    let steps = steps(person, show);
    let ended = matches!(
        show.state,
        Some(EditState::Published | EditState::Discarded)
    );
    !ended
        && steps
            .iter()
            .any(|step| matches!(*step, "approve" | "publish" | "save"))
}

fn state(state: Option<EditState>) -> Text {
    text!(state.map_or("edit-state-none", EditState::id))
}

fn next(show: &EditShow) -> Text {
    match show.state {
        None | Some(EditState::Published | EditState::Discarded) => text!("edit-next-none"),
        Some(EditState::Draft) => text!("edit-next-draft"),
        Some(EditState::Review) => text!("edit-next-review"),
        Some(EditState::Returned) => {
            let last = show
                .trail
                .iter()
                .rev()
                .find_map(|row| row.opinion.as_deref());
            text!("edit-next-returned", opinion = last.unwrap_or_default())
        }
        Some(EditState::Approved) => text!("edit-next-approved"),
    }
}

fn step_words(step: &str) -> Text {
    text!(match step {
        "save" => "edit-step-save",
        "send" => "edit-step-send",
        "approve" => "edit-step-approve",
        "return" => "edit-step-return",
        "publish" => "edit-step-publish",
        "discard" => "edit-step-discard",
        other => return Text::same(other),
    })
}

/// The person's name, where the directory still has it.
fn name_of(model: &ReadModel, user: &str) -> String {
    let person = model.own_entry().and_then(|entry| entry.person(user));
    person.map_or_else(
        || user.to_owned(),
        |person| format!("{} ({user})", person.name),
    )
}

/// An element's field on the form, by its name in the files.
fn form_name(element: &str) -> &str {
    match element {
        "effective" => "effective.from",
        "channels" => "channels.ask",
        "disclosure" => "disclosure.basis",
        other => other,
    }
}

fn to_value(item: &Item) -> Value {
    serde_json::to_value(item).unwrap_or_default()
}

/// An item that has only its code; none for a code that cannot be one.
fn empty(code: &str) -> Option<EditShow> {
    let known = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if code.is_empty() || code.len() > 32 || !code.chars().all(known) {
        return None;
    }
    let mut item: Item = serde_json::from_str(EMPTY).ok()?;
    item.code = code.to_owned();
    item.kind = kind::PUBLIC_SERVICE.to_owned();
    Some(EditShow {
        code: code.to_owned(),
        state: None,
        item,
        base: None,
        changed: Vec::new(),
        flaws: Vec::new(),
        editors: Vec::new(),
        trail: Vec::new(),
    })
}

/// One field of the form.
struct Element {
    /// Where it stands in the item; a dot leads into a group.
    name: &'static str,
    /// Id of its label.
    label: &'static str,
    shape: FieldShape,
    required: bool,
}

/// How an element is written.
#[derive(Clone, Copy)]
enum FieldShape {
    Text,
    Long,
    Number,
    Date,
    Tick,
    /// Value, and id of its label.
    Choice(&'static [(&'static str, &'static str)]),
    /// Words separated by commas.
    Words,
    /// JSON: how it is read as what it must be, and how the item has it.
    Json(
        fn(&str) -> Result<Value, serde_json::Error>,
        fn(&Item) -> String,
    ),
}

impl Element {
    fn field(&self) -> FormField {
        let hint = match self.shape {
            FieldShape::Json(..) => Some(text!("edit-hint-json")),
            FieldShape::Words => Some(text!("edit-hint-words")),
            FieldShape::Date => Some(text!("edit-hint-date")),
            _ => None,
        };
        FormField {
            name: self.name.to_owned(),
            label: text!(self.label),
            hint,
            section: None,
            kind: match self.shape {
                FieldShape::Text | FieldShape::Words => FieldKind::Text,
                FieldShape::Long | FieldShape::Json(..) => FieldKind::Long,
                FieldShape::Number => FieldKind::Number,
                FieldShape::Date => FieldKind::Date,
                FieldShape::Tick => FieldKind::Tick,
                FieldShape::Choice(options) => FieldKind::Choice {
                    // What may be missing can be taken out again.
                    options: NONE[usize::from(self.required)..]
                        .iter()
                        .chain(options)
                        .map(|(value, label)| Choice {
                            value: (*value).to_owned(),
                            label: text!(label, x = *value),
                        })
                        .collect(),
                },
            },
            required: self.required,
        }
    }

    /// What the item has in this element, as the form shows it.
    fn read(&self, item: &Item) -> String {
        if let FieldShape::Json(_, show) = self.shape {
            return show(item);
        }
        let item = to_value(item);
        let path = format!("/{}", self.name.replace('.', "/"));
        let value = item.pointer(&path).unwrap_or(&Value::Null);
        match (self.shape, value) {
            (_, Value::Null) => String::new(),
            (FieldShape::Tick, value) => if *value == true { "yes" } else { "" }.to_owned(),
            (FieldShape::Words, Value::Array(words)) => {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                words.join(",")
            }
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }

    /// Puts what was typed into the item; in words, what is wrong with it.
    fn write(&self, item: &mut Value, text: &str) -> Result<(), Text> {
        if text.is_empty() && !matches!(self.shape, FieldShape::Tick) {
            // An element that may be missing is left out; a text that may not is written empty, and the
            // check says so.
            let bare = match self.shape {
                FieldShape::Text | FieldShape::Long if self.required => Some(Value::from("")),
                FieldShape::Words | FieldShape::Json(..) => Some(Value::Array(Vec::new())),
                _ if self.required => return Err(text!("edit-wrong-empty")),
                _ => None,
            };
            self.put(item, bare);
            return Ok(());
        }
        let value = match self.shape {
            FieldShape::Text | FieldShape::Long => Value::from(text),
            FieldShape::Tick => Value::from(text == "yes"),
            FieldShape::Number => {
                let number: Result<u32, _> = text.parse();
                let wrong = |_| text!("edit-wrong-number");
                Value::from(number.map_err(wrong)?)
            }
            FieldShape::Date => {
                let date: Result<catalog::Date, _> = text.parse();
                let wrong = |_| text!("edit-wrong-date");
                Value::from(date.map_err(wrong)?.to_string())
            }
            FieldShape::Choice(options) => {
                if !options.iter().any(|(value, ..)| *value == text) {
                    return Err(text!("edit-wrong-choice"));
                }
                Value::from(text)
            }
            FieldShape::Words => {
                let words = text.split([',', '、', '\u{ff0c}', ' ']).map(str::trim);
                Value::from(words.filter(|word| !word.is_empty()).collect::<Vec<_>>())
            }
            FieldShape::Json(read, _) => {
                read(text).map_err(|error| json_text(&JsonFault::of(&error)))?
            }
        };
        self.put(item, Some(value));
        Ok(())
    }

    fn put(&self, item: &mut Value, value: Option<Value>) {
        let (group, name) = match self.name.split_once('.') {
            Some((group, name)) => (Some(group), name),
            None => (None, self.name),
        };
        let Some(mut object) = item.as_object_mut() else {
            return;
        };
        if let Some(group) = group {
            let inner = object
                .entry(group)
                .or_insert_with(|| Value::Object(Map::new()));
            let Some(inner) = inner.as_object_mut() else {
                return;
            };
            object = inner;
        }
        match value {
            Some(value) => {
                object.insert(name.to_owned(), value);
            }
            None => {
                object.remove(name);
            }
        }
    }
}

/// Reads JSON as `T` and gives it back as JSON: what `T` does not know is refused.
fn typed<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, serde_json::Error> {
    let value: T = serde_json::from_str(text)?;
    serde_json::to_value(value)
}

/// A list with one entry a line, so that a fault's line is an entry.
fn rows<T: Serialize>(list: &[T]) -> String {
    let rows = list
        .iter()
        .map(|row| serde_json::to_string(row).unwrap_or_default());
    match rows.collect::<Vec<_>>() {
        rows if rows.is_empty() => "[]".to_owned(),
        rows => format!("[\n{}\n]", rows.join(",\n")),
    }
}

fn group(of: &impl Serialize) -> String {
    serde_json::to_string_pretty(of).unwrap_or_default()
}

const fn element(
    name: &'static str,
    label: &'static str,
    shape: FieldShape,
    required: bool,
) -> Element {
    Element {
        name,
        label,
        shape,
        required,
    }
}

const NONE: &[(&str, &str)] = &[("", "edit-none")];

const TIERS: &[(&str, &str)] = &[
    ("city", "catalog-tier-city"),
    ("county", "catalog-tier-county"),
    ("township", "catalog-tier-township"),
    ("village", "catalog-tier-village"),
];

const STATUS: &[(&str, &str)] = &[
    ("active", "catalog-item-active"),
    ("suspended", "catalog-item-suspended"),
    ("repealed", "catalog-item-repealed"),
    ("delegated", "catalog-item-delegated"),
];

const PROXY: &[(&str, &str)] = &[
    ("for_applicant", "edit-proxy-for-applicant"),
    ("entrusted", "edit-proxy-entrusted"),
];

const GROUPS: &[(&str, &str)] = &[
    ("approval", "edit-group-approval"),
    ("convenience", "edit-group-convenience"),
];

const KINDS: &[(&str, &str)] = &[
    (kind::LICENCE, "edit-kind-licence"),
    (kind::CONFIRMATION, "edit-kind-confirmation"),
    (kind::BENEFIT, "edit-kind-benefit"),
    (kind::LEVY, "edit-kind-levy"),
    (kind::OTHER_POWER, "edit-kind-other-power"),
    (kind::PUBLIC_SERVICE, "edit-kind-public-service"),
];

/// The form, in the order of the page.
const ELEMENTS: &[Element] = &[
    element("name", "edit-name", FieldShape::Text, true),
    element("name_en", "edit-name-en", FieldShape::Text, false),
    element("pinyin", "edit-pinyin", FieldShape::Text, false),
    element("kind", "edit-kind", FieldShape::Choice(KINDS), true),
    element("group", "edit-group", FieldShape::Choice(GROUPS), true),
    element("status", "element-status", FieldShape::Choice(STATUS), true),
    element(
        "delegated_to",
        "edit-delegated-to",
        FieldShape::Choice(TIERS),
        false,
    ),
    element(
        "effective.from",
        "element-effective-from",
        FieldShape::Date,
        false,
    ),
    element("effective.until", "edit-until", FieldShape::Date, false),
    element("legal_basis", "edit-legal-basis", FieldShape::Long, true),
    element("department", "edit-department", FieldShape::Text, true),
    element(
        "handled_tier",
        "edit-handled-tier",
        FieldShape::Choice(TIERS),
        true,
    ),
    element(
        "alt_handling",
        "edit-alt-handling",
        FieldShape::Json(typed::<Vec<AltHandling>>, |item| rows(&item.alt_handling)),
        false,
    ),
    element("filing_tiers", "edit-filing-tiers", FieldShape::Words, true),
    element(
        "lower_review",
        "edit-lower-review",
        FieldShape::Choice(TIERS),
        false,
    ),
    element(
        "proxy_allowed",
        "edit-proxy-allowed",
        FieldShape::Tick,
        false,
    ),
    element(
        "proxy_mode",
        "edit-proxy-mode",
        FieldShape::Choice(PROXY),
        true,
    ),
    element("legal_days", "edit-legal-days", FieldShape::Number, true),
    element("instant", "edit-instant", FieldShape::Tick, false),
    element(
        "promised_days",
        "edit-promised-days",
        FieldShape::Number,
        true,
    ),
    element(
        "promised_minutes",
        "edit-promised-minutes",
        FieldShape::Number,
        true,
    ),
    element(
        "promise_label",
        "edit-promise-label",
        FieldShape::Text,
        true,
    ),
    element(
        "steps",
        "edit-steps",
        FieldShape::Json(typed::<Vec<Step>>, |item| rows(&item.steps)),
        true,
    ),
    element(
        "materials",
        "edit-materials",
        FieldShape::Json(typed::<Vec<Material>>, |item| rows(&item.materials)),
        true,
    ),
    element(
        "fee",
        "edit-fee",
        FieldShape::Json(typed::<Fee>, |item| group(&item.fee)),
        true,
    ),
    element(
        "preconditions",
        "edit-preconditions",
        FieldShape::Words,
        false,
    ),
    element(
        "output",
        "edit-output",
        FieldShape::Json(typed::<Output>, |item| group(&item.output)),
        true,
    ),
    element(
        "special",
        "edit-specials",
        FieldShape::Json(typed::<Vec<SpecialProcedure>>, |item| rows(&item.special)),
        false,
    ),
    element(
        "correction_lapse_days",
        "edit-lapse-days",
        FieldShape::Number,
        false,
    ),
    element("channels.ask", "edit-ask", FieldShape::Text, true),
    element("channels.complain", "edit-complain", FieldShape::Text, true),
    element(
        "disclosure.result_public",
        "edit-result-public",
        FieldShape::Tick,
        false,
    ),
    element(
        "disclosure.basis",
        "edit-disclosure-basis",
        FieldShape::Text,
        true,
    ),
    element("note", "label-note", FieldShape::Long, false),
];

/// An item before anything is written.
const EMPTY: &str = r#"{"code":"","name":"","kind":"","group":"convenience","status":"active","department":"","handled_tier":"city","alt_handling":[],"filing_tiers":["city"],"proxy_allowed":false,"proxy_mode":"for_applicant","legal_days":1,"instant":true,"promised_days":0,"promised_minutes":0,"promise_label":"","steps":[],"materials":[],"fee":{"fen":0,"unit":null,"standard":null},"legal_basis":"","preconditions":[],"output":{"name":"","type":""},"seed":[],"note":null}"#;

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: &str = include_str!("../../../topology/catalog/items.jsonl");

    #[test]
    fn a_form_that_nobody_touched_gives_the_item_back() {
        for line in ITEMS.lines() {
            let item: Item = serde_json::from_str(line).unwrap();
            let mut again = to_value(&item);
            for element in ELEMENTS {
                let typed = element.read(&item);
                element.write(&mut again, &typed).unwrap();
            }
            let again: Item = serde_json::from_value(again).unwrap();
            assert_eq!(again, item);
        }
    }

    #[test]
    fn every_element_of_an_item_has_a_field_but_code_and_seed() {
        let mut item: Item = serde_json::from_str(ITEMS.lines().next().unwrap()).unwrap();
        item.name_en = "Approval".to_owned();
        item.pinyin = "he zhun".to_owned();
        item.delegated_to = Some(tiers::Tier::County);
        item.lower_review = Some(tiers::Tier::County);
        item.correction_lapse_days = Some(1);
        item.note = Some("甲".to_owned());
        let value = to_value(&item);
        for name in value.as_object().unwrap().keys() {
            let has = ELEMENTS
                .iter()
                .any(|element| element.name.split('.').next() == Some(name));
            assert!(has || matches!(name.as_str(), "code" | "seed"), "{name}");
        }
    }

    #[test]
    fn what_is_typed_wrongly_is_told_by_line() {
        let find = |name| {
            ELEMENTS
                .iter()
                .find(|element| element.name == name)
                .unwrap()
        };
        let mut item = to_value(&empty("A-1").unwrap().item);
        let steps = find("steps").write(&mut item, "[\n{\"seq\":1,\n\"stag\":\"受理\"}]");
        let fault = steps.unwrap_err();
        assert!(fault.zh.starts_with("第 3 行"), "{}", fault.zh);
        assert!(fault.en.contains("did you mean \"stage\"?"), "{}", fault.en);
        assert!(fault.zh.contains("是不是 \"stage\"?"), "{}", fault.zh);
        assert!(find("legal_days").write(&mut item, "五").is_err());
        assert!(
            find("effective.from")
                .write(&mut item, "2027-13-01")
                .is_err()
        );
        assert!(find("status").write(&mut item, "gone").is_err());
        assert!(find("status").write(&mut item, "").is_err());
        assert!(find("effective.until").write(&mut item, "").is_ok());
    }
}
