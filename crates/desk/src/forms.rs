//! The catalog as it is filed from, and drafts.

use super::people::Person;
use super::{case, editing, elements, lines, names, words};
use ::words::text;
use calendar::{UnixMillis, date_of};
use casework::Paper;
use catalog::{At, Item, Stage, Step};
use console::{
    DraftField, DraftPage, FieldKind, Filed, FormField, ItemLine, ItemPage, ItemStep, Material,
    Refused, Rival, Saved, Shown, Text, Who,
};
use engine::answers::DraftView;
use engine::{Engine, ReadModel};
use record::Kind;
use std::collections::BTreeMap;
use tiers::{PlaceCode, Role};

/// The lines that may be filed here and whose code, name or department has `search` in it: as it is written, without
/// regard to case and spaces, or as pinyin in whole or by initials. Empty finds all.
pub(crate) fn items(model: &ReadModel, search: &str) -> Vec<ItemLine> {
    let all = model.filing_lines();
    let search = tiers::typed(search);
    let lines = all.iter().filter_map(|line| item_line(model, &line.code));
    lines
        .filter(|line| {
            let (name, department) = (&line.name, &line.department);
            let told = [
                &line.code,
                &name.zh,
                &name.en,
                &department.zh,
                &department.en,
            ];
            let has = |text: &&String| tiers::typed(text).contains(&search);
            search.is_empty() || told.iter().any(has) || model.is_spelled(&line.code, &search)
        })
        .collect()
}

/// A line of the catalog in force.
fn item_line(model: &ReadModel, code: &str) -> Option<ItemLine> {
    if let Some(bundle) = model.bundle(code) {
        return Some(ItemLine {
            code: code.to_owned(),
            name: names::named(&bundle.name, &bundle.name_en),
            department: names::department(model, &bundle.lead_department),
            kind: text!("item-kind-joint"),
            limit: words::limit(bundle.total_minutes),
        });
    }
    let item = model.item(code)?;
    Some(ItemLine {
        code: code.to_owned(),
        name: names::named(&item.name, &item.name_en),
        department: names::department(model, &item.department),
        kind: if item.instant {
            text!("item-kind-at-once")
        } else {
            text!("item-kind-promised")
        },
        limit: if item.instant {
            words::limit(0)
        } else {
            words::days(item.promised_days.into())
        },
    })
}

/// The items of an application: one, or the members of a bundle.
pub(crate) fn members<'a>(model: &'a ReadModel, code: &str) -> Vec<&'a Item> {
    match model.bundle(code) {
        Some(bundle) => {
            let members = bundle.members.iter();
            members
                .filter_map(|member| model.item(&member.item))
                .collect()
        }
        None => model.item(code).into_iter().collect(),
    }
}

/// What the catalog says of an item or a bundle.
pub(crate) fn item(model: &ReadModel, who: &Who, code: &str) -> Option<ItemPage> {
    let line = item_line(model, code)?;
    let person = Person::of(model, who);
    let items = members(model, code);
    let mut basis: Vec<Text> = Vec::new();
    for item in &items {
        let law = Text::same(&item.legal_basis);
        if !item.legal_basis.is_empty() && !basis.contains(&law) {
            basis.push(law);
        }
    }
    Some(ItemPage {
        version: model
            .version_of(code)
            .map(|hash| hash.short())
            .unwrap_or_default(),
        basis,
        limits: limits(model, code, &items),
        steps: steps(model, code),
        materials: materials(&items),
        fee: fee(&items),
        reductions: elements::reductions(&items),
        elements: elements::elements(model, code, &items),
        flow: elements::flow(model, code),
        fields: fields(&items, model.place()),
        may_file: may_file(model, &person, code),
        may_edit: model.bundle(code).is_none() && editing::may_open(model, &person),
        line,
    })
}

/// Whether the person may file it here. The guard has the last word; this is what a button goes by.
fn may_file(model: &ReadModel, person: &Person, code: &str) -> bool {
    let items = members(model, code);
    let tiers = match (model.bundle(code), items.first()) {
        (Some(bundle), _) => &bundle.filing_tiers,
        (None, Some(item)) => &item.filing_tiers,
        (None, None) => return false,
    };
    let today = date_of(model.now());
    let active = items.iter().all(|item| item.in_force(today));
    let proxy = items.iter().all(|item| item.proxy_allowed);
    let desk = person.is_any(&[Role::Window]) || (proxy && person.is_any(&[Role::Agent]));
    active && desk && tiers.contains(&model.place().tier())
}

fn limits(model: &ReadModel, code: &str, items: &[&Item]) -> Vec<Shown> {
    let shown = |label: &str, value: Text| Shown {
        label: text!(label),
        value,
    };
    if let Some(bundle) = model.bundle(code) {
        let mut limits = vec![shown(
            "item-limit-joint",
            words::limit(bundle.total_minutes),
        )];
        if let Some(serial) = bundle.serial_legal_days {
            let days = words::days(serial.into());
            limits.push(shown("item-limit-serial", days));
        }
        return limits;
    }
    let item = items.first();
    item.map_or_else(Vec::new, |item| {
        let promised = if item.instant {
            words::limit(item.promised_minutes)
        } else {
            words::days(item.promised_days.into())
        };
        vec![
            shown("item-limit-lawful", words::days(item.legal_days.into())),
            shown("paper-promised", promised),
        ]
    })
}

/// The steps with who does them, seen from this place.
fn steps(model: &ReadModel, code: &str) -> Vec<ItemStep> {
    let here = model.place();
    let Some(bundle) = model.bundle(code) else {
        let Some(item) = model.item(code) else {
            return Vec::new();
        };
        let alt = item
            .alt_handling
            .iter()
            .find(|alt| alt.tier == here.tier() && alt.tier != item.handled_tier);
        let (place, department) = match alt {
            Some(alt) => (here, Some(alt.department.as_str())),
            None => (here.at_tier(item.handled_tier).unwrap_or(here), None),
        };
        let steps = item.steps.iter();
        return steps
            .map(|step| show_step(model, step, place, department, step.limit_minutes, None))
            .collect();
    };
    let mut steps = Vec::new();
    for member in &bundle.members {
        let Some(item) = model.item(&member.item) else {
            continue;
        };
        let place = match member.tier {
            tiers::Tier::County => bundle.county_division,
            tiers::Tier::City => bundle.city_division,
            _ => None,
        };
        let place = place.or(here.at_tier(member.tier)).unwrap_or(here);
        let department = Some(member.department.as_str());
        for (step, minutes) in item.steps.iter().zip(&member.step_minutes) {
            steps.push(show_step(
                model,
                step,
                place,
                department,
                *minutes,
                Some(item),
            ));
        }
    }
    steps
}

fn show_step(
    model: &ReadModel,
    step: &Step,
    handling: PlaceCode,
    instead: Option<&str>,
    minutes: u32,
    of: Option<&Item>,
) -> ItemStep {
    let here = model.place();
    let place = match step.at {
        At::Filing => here,
        At::Handling => handling,
        at => at
            .tier()
            .and_then(|tier| here.at_tier(tier))
            .unwrap_or(here),
    };
    let department = match step.at {
        At::Handling => instead.or(step.department.as_deref()),
        _ => step.department.as_deref(),
    };
    let owner = names::desk(model, place, department, " ");
    let en = words::role(role_of(step.stage));
    let name = names::named(&step.name, &step.name_en);
    ItemStep {
        name: match of {
            Some(of) => names::named(&of.name, &of.name_en) + &Text::same(" · ") + &name,
            None => name,
        },
        owner: Text::new(
            format!("{} · {}", owner.zh, step.role),
            format!("{} · {}", owner.en, en.en),
        ),
        limit: words::limit(minutes),
    }
}

/// The role that a stage needs.
pub(crate) const fn role_of(stage: Stage) -> Role {
    match stage {
        Stage::Accept | Stage::Conclude => Role::Window,
        Stage::Handle => Role::Handler,
        Stage::Review => Role::Reviewer,
        Stage::Approve => Role::Approver,
    }
}

/// What is asked for, each once: in the largest number where several items ask for it.
fn asked(items: &[&Item]) -> Vec<catalog::Material> {
    let mut asked: Vec<catalog::Material> = Vec::new();
    for material in items.iter().flat_map(|item| &item.materials) {
        match asked.iter_mut().find(|held| held.name == material.name) {
            Some(held) => {
                held.copies = held.copies.max(material.copies);
                held.required |= material.required;
            }
            None => asked.push(material.clone()),
        }
    }
    asked
}

fn form_text(material: &catalog::Material) -> Text {
    text!(
        "item-material-form",
        form = &material.form,
        copies = material.copies
    )
}

/// What must be handed in.
pub(crate) fn materials(items: &[&Item]) -> Vec<Material> {
    let show = |material: &catalog::Material| Material {
        name: names::material(material),
        form: form_text(material),
        condition: (!material.required).then(|| text!("item-material-if-any")),
    };
    asked(items).iter().map(show).collect()
}

fn fee(items: &[&Item]) -> Text {
    let fees: Vec<Text> = (items.iter())
        .filter(|item| item.fee.fen > 0)
        .map(|item| {
            let money = words::money(item.fee.fen);
            let of = match items.len() {
                1 => Text::default(),
                _ => names::named(&item.name, &item.name_en) + &Text::same(" "),
            };
            of + &text!("item-fee-per", money = money, unit = unit(item))
        })
        .collect();
    if fees.is_empty() {
        return text!("paper-no-fee");
    }
    Text::join(fees, "list-semicolon")
}

/// What the fee is counted by.
fn unit(item: &Item) -> Text {
    let unit = item.fee.unit.as_ref();
    unit.map_or_else(|| text!("item-unit"), Text::same)
}

/// The form's fields: who applies, what is handed in, remarks.
fn fields(items: &[&Item], here: PlaceCode) -> Vec<FormField> {
    let applicant = text!("col-applicant");
    let field = |name: &str, kind: FieldKind, required: bool, section: &Text| FormField {
        name: name.to_owned(),
        label: words::label(name),
        hint: None,
        section: Some(section.clone()),
        kind,
        required,
    };
    let mut fields = vec![
        field(casework::NAME, FieldKind::Text, true, &applicant),
        FormField {
            hint: Some(text!("form-id-kind")),
            ..field(casework::ID_KIND, id_kinds(), false, &applicant)
        },
        FormField {
            hint: Some(text!("form-id-number")),
            ..field(casework::ID_NUMBER, FieldKind::IdNumber, true, &applicant)
        },
        field("phone", FieldKind::Phone, false, &applicant),
        field(casework::REPRESENTATIVE, FieldKind::Text, false, &applicant),
        field(casework::ADDRESS, FieldKind::Text, false, &applicant),
    ];
    let by_proxy =
        (items.iter()).any(|item| casework::mode(item, here) == casework::Mode::ForApplicant);
    if by_proxy {
        fields.push(FormField {
            hint: Some(text!("form-entrustment")),
            ..field(casework::ENTRUSTMENT, FieldKind::Text, true, &applicant)
        });
    }
    let section = text!("form-materials");
    fields.extend(asked(items).iter().map(|material| {
        let form = form_text(material);
        FormField {
            name: format!("{}{}", casework::MATERIAL, material.name),
            label: names::material(material),
            hint: Some(text!("form-needed", form = form)),
            section: Some(section.clone()),
            kind: FieldKind::Number,
            required: material.required,
        }
    }));
    let incomplete = console::Choice {
        value: "yes".to_owned(),
        label: text!("form-incomplete-yes"),
    };
    fields.push(FormField {
        hint: Some(text!("form-incomplete")),
        ..field(
            casework::INCOMPLETE,
            FieldKind::Choice {
                options: vec![incomplete],
            },
            false,
            &section,
        )
    });
    let other = text!("form-other");
    if let Some(item) = items.iter().find(|item| item.fee.fen > 0) {
        let money = words::money(item.fee.fen);
        fields.push(FormField {
            hint: Some(text!("form-quantity", unit = unit(item), money = money)),
            ..field(casework::QUANTITY, FieldKind::Number, false, &other)
        });
    }
    fields.push(field("note", FieldKind::Long, false, &other));
    fields
}

/// The documents by which an applicant may be known.
fn id_kinds() -> FieldKind {
    let options = tiers::IdKind::ALL.into_iter().map(|kind| console::Choice {
        value: kind.code().to_owned(),
        label: phrases::id_kind(kind),
    });
    FieldKind::Choice {
        options: options.collect(),
    }
}

/// Begins a draft; answers its id.
pub(crate) fn create(engine: &mut Engine, who: &Who, item: &str) -> Result<String, Refused> {
    let draft = engine.draft_new(&who.user, item).map_err(words::refused)?;
    Ok(draft.draft)
}

/// A draft to be filled in.
pub(crate) fn open(model: &ReadModel, who: &Who, draft: &str) -> Option<DraftPage> {
    if !Person::of(model, who).files() {
        return None;
    }
    let id = model.seek(draft, Kind::Draft)?;
    let view = model.draft_view(id).ok()?;
    let summary = model.summary_of(id)?;
    let items = members(model, &view.item);
    let line = item_line(model, &view.item).unwrap_or_else(|| withdrawn(&view.item));
    let fields = fields(&items, model.place())
        .into_iter()
        .map(|field| draft_field(model, &view, field));
    let duplicates = match (view.filed.as_ref(), view.fields.get(casework::ID_NUMBER)) {
        (None, Some(number)) => model.duplicates(&view.item, number),
        _ => Vec::new(),
    };
    Some(DraftPage {
        duplicates: case::alike(model, &duplicates),
        item: line,
        fee: fee(&items),
        materials: materials(&items),
        fields: fields.collect(),
        saved_at: words::time_ms(view.saved),
        reach: lines::reach(&summary),
        filed: view.filed.as_ref().map(|case| Filed {
            id: case.clone(),
            number: number(model, case),
        }),
        id: view.draft,
    })
}

/// The line of an item that is not in the catalog any more: the draft can still be read.
fn withdrawn(code: &str) -> ItemLine {
    ItemLine {
        code: code.to_owned(),
        name: Text::same(code),
        department: Text::default(),
        kind: Text::default(),
        limit: Text::default(),
    }
}

fn draft_field(model: &ReadModel, view: &DraftView, field: FormField) -> DraftField {
    let rivals = view
        .conflicts
        .get(&field.name)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let rivals = rivals.iter().map(|rival| Rival {
        value: rival.value.clone(),
        // A draft's change names its node, not the person, and no time.
        by: String::new(),
        place: rival
            .place
            .map(|place| names::place(model, place))
            .unwrap_or_default(),
        at: Text::default(),
    });
    DraftField {
        value: view.fields.get(&field.name).cloned().unwrap_or_default(),
        rivals: rivals.collect(),
        field,
    }
}

fn number(model: &ReadModel, case: &str) -> String {
    let id = model.seek(case, Kind::Case);
    let brief = id.and_then(|id| model.briefs().get(&id));
    brief
        .map(|brief| brief.number().to_owned())
        .unwrap_or_default()
}

/// Keeps the fields named.
pub(crate) fn save(
    engine: &mut Engine,
    who: &Who,
    draft: &str,
    mut fields: BTreeMap<String, String>,
) -> Result<Saved, Refused> {
    if let Some(number) = fields.get_mut(casework::ID_NUMBER) {
        // Numbers are read out and scanned in groups; they are kept as one.
        number.retain(|letter| !letter.is_whitespace());
        number.make_ascii_uppercase();
    }
    let set = engine.draft_set(&who.user, draft, &fields);
    let draft = set.map_err(words::refused)?;
    Ok(Saved {
        at: words::time(UnixMillis(draft.saved.max(1))),
    })
}

/// Everything that is wrong with a draft.
pub(crate) fn check(engine: &mut Engine, who: &Who, draft: &str) -> Result<(), Refused> {
    let answer = engine.draft_check(&who.user, draft);
    answer.map_err(|refused| in_order(engine, draft, words::refused(refused)))
}

/// Files a draft.
pub(crate) fn file(engine: &mut Engine, who: &Who, draft: &str) -> Result<Filed, Refused> {
    match engine.draft_file(&who.user, draft) {
        Ok(filed) => {
            print_receipt(engine, who, &filed.case);
            Ok(Filed {
                id: filed.case,
                number: filed.number,
            })
        }
        Err(refused) => Err(in_order(engine, draft, words::refused(refused))),
    }
}

/// The receipt is printed where the case is filed, with the number it has. Filed again, it is not printed
/// again; and where it cannot be printed, the case is filed all the same.
fn print_receipt(engine: &mut Engine, who: &Who, case: &str) {
    let receipt = Paper::Receipt;
    let model: &ReadModel = engine;
    let view = model
        .seek(case, Kind::Case)
        .and_then(|id| model.case_of(id));
    let ground = view.and_then(|show| papers::paper_ground(&show.view, receipt, None));
    if ground.is_none_or(|ground| !ground.printed.is_empty()) {
        return;
    }
    let printed = engine.print(&who.user, case, receipt.id(), None);
    if let Err(refused) = printed {
        tracing::warn!(case, reason = %refused, "the receipt was not printed");
    }
}

/// The faults in the order of the form, each with the name of its field: the summary at the top of
/// the page is read without the form beside it.
fn in_order(model: &ReadModel, draft: &str, mut refused: Refused) -> Refused {
    if refused.fields.is_empty() {
        return refused;
    }
    let id = model.seek(draft, Kind::Draft);
    let code = id
        .and_then(|id| model.briefs().get(&id))
        .map(|brief| brief.code.clone());
    let items = members(model, &code.unwrap_or_default());
    let form = fields(&items, model.place());
    let place = |name: &str| form.iter().position(|field| field.name == name);
    refused
        .fields
        .sort_by_key(|error| place(&error.field).unwrap_or(usize::MAX));
    for error in &mut refused.fields {
        let label = names::label(&items, &error.field);
        error.message = text!("form-fault", label = label, message = &error.message);
    }
    refused.message = text!("form-not-filed", count = refused.fields.len());
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(code: &str) -> Item {
        let items = include_str!("../../../topology/catalog/items.jsonl");
        let mut items = items
            .lines()
            .filter_map(|line| serde_json::from_str::<Item>(line).ok());
        items.find(|item| item.code == code).unwrap()
    }

    #[test]
    fn quantity_is_asked_for_only_where_there_is_a_fee() {
        let names = |item: &Item| -> Vec<String> {
            fields(&[item], "230600000000".parse().unwrap())
                .into_iter()
                .map(|field| field.name)
                .collect()
        };
        assert!(names(&shipped("BM-019")).contains(&"quantity".to_owned()));
        let free = names(&shipped("BM-010"));
        assert!(!free.contains(&"quantity".to_owned()));
        assert!(free.contains(&"m.居民身份证".to_owned()), "{free:?}");
    }

    #[test]
    fn what_several_items_ask_for_is_asked_once_in_the_largest_number() {
        let one = shipped("BM-010");
        let mut other = one.clone();
        other.materials[0].copies = 5;
        let asked = asked(&[&one, &other]);
        assert_eq!(asked.len(), one.materials.len());
        assert_eq!(asked[0].copies, 5);
        assert_eq!(
            fee(&[&shipped("BM-019")]).zh.split('/').next(),
            Some("20.00 元")
        );
        assert_eq!(fee(&[&one]).zh, "不收费");
    }
}
