//! Drafts of the catalog's items, as the city's administrator and its legal office see them: the
//! elements as fields of a form, lists and groups as JSON with one entry a line.

use super::elements::department_in;
use super::people::Person;
use super::refusals::{fault_text, json_text};
use super::{names, words};
use catalog::{AltHandling, Fee, Item, Material, Output, SpecialProcedure, Step, flow_chart};
use console::{
    Choice, EditElement, EditLine, EditPage, EditRow, FieldError, FieldKind, FormField, Refused,
    Text, Who,
};
use engine::command::{Command, Reply};
use engine::editing::{EditShow, EditState, EditStep, taken_at};
use engine::{Engine, ReadModel};
use engine::{Fault, JsonFault};
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
    let draw = |lang| {
        if begun {
            let name = |code: &str| department_in(model, code, lang);
            flow_chart(&show.item, &name, lang)
        } else {
            String::new()
        }
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
        flow: Text::new(draw(catalog::Lang::Zh), draw(catalog::Lang::En)),
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
        _ => return Err(words::refuse("没有这个环节", "there is no such step")),
    };
    let command = Command::Edit {
        user: who.user.clone(),
        code: code.to_owned(),
        step,
    };
    let done = engine.execute(command);
    done.map(|_: Reply| ()).map_err(|refused| {
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
    let show = show.ok_or_else(|| words::refuse("编码不合规", "this is no code"))?;
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
                message: Text::new(
                    format!("{}: {}", element.zh, wrong.zh),
                    format!("{}: {}", element.en, wrong.en),
                ),
            });
        }
    }
    if faults.is_empty() {
        return Ok(item.to_string());
    }
    Err(Refused {
        message: Text::new(
            format!("有 {} 处需要更正, 没有保存", faults.len()),
            format!(
                "{} field(s) must be put right; nothing was saved",
                faults.len()
            ),
        ),
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
    ::words::text!(state.map_or("edit-state-none", EditState::id))
}

fn next(show: &EditShow) -> Text {
    match show.state {
        None | Some(EditState::Published | EditState::Discarded) => Text::new(
            "要改事项, 由中心管理员在下面改好, 存为草稿",
            "to change the item, an administrator writes below and saves a draft",
        ),
        Some(EditState::Draft) => Text::new(
            "无差错后由中心管理员送法制审核",
            "free of faults, an administrator sends it to the legal office",
        ),
        Some(EditState::Review) => Text::new(
            "等待法制审核人员审核, 起草人不能审核",
            "waits for the legal office; whoever wrote it cannot review it",
        ),
        Some(EditState::Returned) => {
            let last = show
                .trail
                .iter()
                .rev()
                .find_map(|row| row.opinion.as_deref());
            let opinion = last.unwrap_or_default();
            Text::new(
                format!("按审核意见修改, 存草稿后再送审: {opinion}"),
                format!("to be changed as the opinion says, saved and sent again: {opinion}"),
            )
        }
        Some(EditState::Approved) => Text::new(
            "由中心管理员发布; 发布后各级收件按生效日期采用新版",
            "an administrator publishes it; receipts cite it from the day it is in force",
        ),
    }
}

fn step_words(step: &str) -> Text {
    match step {
        "save" => Text::new("存草稿", "saved"),
        "send" => Text::new("送法制审核", "sent to the legal office"),
        "approve" => Text::new("审核通过", "approved"),
        "return" => Text::new("退回修改", "returned"),
        "publish" => Text::new("发布", "published"),
        "discard" => Text::new("放弃草稿", "given up"),
        other => Text::same(other),
    }
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
    zh: &'static str,
    en: &'static str,
    shape: Shape,
    required: bool,
}

/// How an element is written.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Long,
    Number,
    Date,
    Tick,
    /// Value, Chinese, English.
    Choice(&'static [(&'static str, &'static str, &'static str)]),
    /// Words apart by commas.
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
            Shape::Json(..) => Some(Text::new("JSON, 每行一条", "JSON, one entry a line")),
            Shape::Words => Some(Text::new("用逗号分开", "apart by commas")),
            Shape::Date => Some(Text::new("如 2027-01-01", "such as 2027-01-01")),
            _ => None,
        };
        FormField {
            name: self.name.to_owned(),
            label: Text::new(self.zh, self.en),
            hint,
            section: None,
            kind: match self.shape {
                Shape::Text | Shape::Words => FieldKind::Text,
                Shape::Long | Shape::Json(..) => FieldKind::Long,
                Shape::Number => FieldKind::Number,
                Shape::Date => FieldKind::Date,
                Shape::Tick => FieldKind::Tick,
                Shape::Choice(options) => FieldKind::Choice {
                    // What may be missing can be taken out again.
                    options: NONE[usize::from(self.required)..]
                        .iter()
                        .chain(options)
                        .map(|(value, zh, en)| Choice {
                            value: (*value).to_owned(),
                            label: Text::new(*zh, *en),
                        })
                        .collect(),
                },
            },
            required: self.required,
        }
    }

    /// What the item has in this element, as the form shows it.
    fn read(&self, item: &Item) -> String {
        if let Shape::Json(_, show) = self.shape {
            return show(item);
        }
        let item = to_value(item);
        let path = format!("/{}", self.name.replace('.', "/"));
        let value = item.pointer(&path).unwrap_or(&Value::Null);
        match (self.shape, value) {
            (_, Value::Null) => String::new(),
            (Shape::Tick, value) => if *value == true { "yes" } else { "" }.to_owned(),
            (Shape::Words, Value::Array(words)) => {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                words.join(",")
            }
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }

    /// Puts what was typed into the item; in words, what is wrong with it.
    fn write(&self, item: &mut Value, text: &str) -> Result<(), Text> {
        if text.is_empty() && !matches!(self.shape, Shape::Tick) {
            // An element that may be missing is left out; a text that may not is written empty, and the
            // check says so.
            let bare = match self.shape {
                Shape::Text | Shape::Long if self.required => Some(Value::from("")),
                Shape::Words | Shape::Json(..) => Some(Value::Array(Vec::new())),
                _ if self.required => return Err(Text::new("要填写", "it must be filled in")),
                _ => None,
            };
            self.put(item, bare);
            return Ok(());
        }
        let value = match self.shape {
            Shape::Text | Shape::Long => Value::from(text),
            Shape::Tick => Value::from(text == "yes"),
            Shape::Number => {
                let number: Result<u32, _> = text.parse();
                let wrong = |_| Text::new("要填整数", "a whole number is needed");
                Value::from(number.map_err(wrong)?)
            }
            Shape::Date => {
                let date: Result<catalog::Date, _> = text.parse();
                let wrong = |_| {
                    Text::new(
                        "要写成 2027-01-01 的日期",
                        "a date such as 2027-01-01 is needed",
                    )
                };
                Value::from(date.map_err(wrong)?.to_string())
            }
            Shape::Choice(options) => {
                if !options.iter().any(|(value, ..)| *value == text) {
                    return Err(Text::new("请选一个", "choose one"));
                }
                Value::from(text)
            }
            Shape::Words => {
                let words = text.split([',', '、', '\u{ff0c}', ' ']).map(str::trim);
                Value::from(words.filter(|word| !word.is_empty()).collect::<Vec<_>>())
            }
            Shape::Json(read, _) => {
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
    zh: &'static str,
    en: &'static str,
    shape: Shape,
    required: bool,
) -> Element {
    Element {
        name,
        zh,
        en,
        shape,
        required,
    }
}

const NONE: &[(&str, &str, &str)] = &[("", "无", "none")];

const TIERS: &[(&str, &str, &str)] = &[
    ("city", "市", "city"),
    ("county", "县", "county"),
    ("township", "乡镇", "township"),
    ("village", "村", "village"),
];

const STATUS: &[(&str, &str, &str)] = &[
    ("active", "在用", "active"),
    ("suspended", "暂停", "suspended"),
    ("repealed", "废止", "repealed"),
    ("delegated", "下放", "delegated"),
];

const PROXY: &[(&str, &str, &str)] = &[
    (
        "for_applicant",
        "村里代申请人送件, 机关收到后起算",
        "the village acts for the applicant; the clock starts when the authority receives",
    ),
    (
        "entrusted",
        "村里受委托受理, 受理即起算",
        "the village receives for the authority; the clock starts there",
    ),
];

const GROUPS: &[(&str, &str, &str)] = &[
    ("approval", "行政审批", "approval"),
    ("convenience", "便民服务", "convenience"),
];

const KINDS: &[(&str, &str, &str)] = &[
    ("行政许可", "行政许可", "licence (行政许可)"),
    ("行政确认", "行政确认", "confirmation (行政确认)"),
    ("行政给付", "行政给付", "benefit (行政给付)"),
    ("行政征收", "行政征收", "levy (行政征收)"),
    ("其他行政权力", "其他行政权力", "other power (其他行政权力)"),
    ("公共服务", "公共服务", "public service (公共服务)"),
];

/// The form, in the order of the page.
const ELEMENTS: &[Element] = &[
    element("name", "事项名称", "Name", Shape::Text, true),
    element("name_en", "英文名称", "Name in English", Shape::Text, false),
    element(
        "pinyin",
        "名称拼音(仅在自动注音有误时填)",
        "Pinyin of the name (only where the table is wrong)",
        Shape::Text,
        false,
    ),
    element("kind", "事项类型", "Kind", Shape::Choice(KINDS), true),
    element("group", "类别", "Group", Shape::Choice(GROUPS), true),
    element("status", "状态", "Status", Shape::Choice(STATUS), true),
    element(
        "delegated_to",
        "下放到",
        "Delegated to",
        Shape::Choice(TIERS),
        false,
    ),
    element(
        "effective.from",
        "生效日期",
        "In force from",
        Shape::Date,
        false,
    ),
    element(
        "effective.until",
        "失效日期",
        "No longer in force from",
        Shape::Date,
        false,
    ),
    element("legal_basis", "设定依据", "Legal basis", Shape::Long, true),
    element(
        "department",
        "责任部门编码",
        "Responsible department (code)",
        Shape::Text,
        true,
    ),
    element(
        "handled_tier",
        "办理层级",
        "Tier that decides",
        Shape::Choice(TIERS),
        true,
    ),
    element(
        "alt_handling",
        "其他办理层级",
        "Other places that decide",
        Shape::Json(typed::<Vec<AltHandling>>, |item| rows(&item.alt_handling)),
        false,
    ),
    element(
        "filing_tiers",
        "收件层级",
        "Tiers where it is filed",
        Shape::Words,
        true,
    ),
    element(
        "lower_review",
        "下级先行审查",
        "Reviewed first by",
        Shape::Choice(TIERS),
        false,
    ),
    element(
        "proxy_allowed",
        "可以代办",
        "May be filed by proxy",
        Shape::Tick,
        false,
    ),
    element(
        "proxy_mode",
        "代办方式",
        "Mode of proxy",
        Shape::Choice(PROXY),
        true,
    ),
    element(
        "legal_days",
        "法定时限(工作日)",
        "Lawful limit (working days)",
        Shape::Number,
        true,
    ),
    element("instant", "即办件", "Done at once", Shape::Tick, false),
    element(
        "promised_days",
        "承诺时限(工作日)",
        "Promised limit (working days)",
        Shape::Number,
        true,
    ),
    element(
        "promised_minutes",
        "承诺时限(工作分钟)",
        "Promised limit (working minutes)",
        Shape::Number,
        true,
    ),
    element(
        "promise_label",
        "承诺时限文字",
        "The promise as printed",
        Shape::Text,
        true,
    ),
    element(
        "steps",
        "环节(至多 8 个)",
        "Steps (at most 8)",
        Shape::Json(typed::<Vec<Step>>, |item| rows(&item.steps)),
        true,
    ),
    element(
        "materials",
        "申请材料",
        "Materials",
        Shape::Json(typed::<Vec<Material>>, |item| rows(&item.materials)),
        true,
    ),
    element(
        "fee",
        "收费(含标准、依据、减免)",
        "Fee (standard, basis, reductions)",
        Shape::Json(typed::<Fee>, |item| group(&item.fee)),
        true,
    ),
    element(
        "preconditions",
        "前置事项编码",
        "Preconditions (codes)",
        Shape::Words,
        false,
    ),
    element(
        "output",
        "结果",
        "Output",
        Shape::Json(typed::<Output>, |item| group(&item.output)),
        true,
    ),
    element(
        "special",
        "特别程序",
        "Special procedures",
        Shape::Json(typed::<Vec<SpecialProcedure>>, |item| rows(&item.special)),
        false,
    ),
    element(
        "correction_lapse_days",
        "逾期不补正视为撤回(工作日)",
        "Lapses without correction after (working days)",
        Shape::Number,
        false,
    ),
    element(
        "channels.ask",
        "咨询渠道",
        "Where to ask",
        Shape::Text,
        true,
    ),
    element(
        "channels.complain",
        "监督投诉渠道",
        "Where to complain",
        Shape::Text,
        true,
    ),
    element(
        "disclosure.result_public",
        "结果公开",
        "The result is public",
        Shape::Tick,
        false,
    ),
    element(
        "disclosure.basis",
        "公开或不公开的依据",
        "Basis of the disclosure",
        Shape::Text,
        true,
    ),
    element("note", "备注", "Remarks", Shape::Long, false),
];

/// An item before anything is written.
const EMPTY: &str = r#"{"code":"","name":"","kind":"公共服务","group":"convenience","status":"active","department":"","handled_tier":"city","alt_handling":[],"filing_tiers":["city"],"proxy_allowed":false,"proxy_mode":"for_applicant","legal_days":1,"instant":true,"promised_days":0,"promised_minutes":0,"promise_label":"","steps":[],"materials":[],"fee":{"fen":0,"unit":null,"standard":null},"legal_basis":"","preconditions":[],"output":{"name":"","type":""},"seed":[],"note":null}"#;

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
