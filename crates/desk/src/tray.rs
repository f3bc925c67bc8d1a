//! 退回与冲突: what went wrong between places and waits for a person.

use super::people::Person;
use super::{back, case, forms, names, returned, words};
use ::words::text;
use calendar::UnixMillis;
use casework::Phase;
use console::{Choice, Refused, RowMark, Text, TrayRow, TraySide, TrayTarget, Who};
use engine::look::Brief;
use engine::{Engine, ReadModel};
use record::{Kind, RecordId};
use std::collections::BTreeMap;
use tiers::Role;

/// Rows shown of each sort; there is a person for every one of them.
pub(super) const ROWS_MAX: usize = 100;

/// What waits for `who`.
pub(crate) fn rows(model: &ReadModel, who: &Who) -> Vec<TrayRow> {
    let person = Person::of(model, who);
    let mut rows = Vec::new();
    if person.files() {
        rows.extend(drafts(model));
    }
    rows.extend(back::rows(model, &person));
    rows.extend(returned::rows(model, &person));
    rows.extend(cases(model, &person));
    if person.is_any(&[Role::Administrator]) {
        rows.extend(aside(model));
    }
    rows
}

fn conflicting(model: &ReadModel, pick: impl Fn(&Brief) -> bool) -> Vec<RecordId> {
    let found = model.contested().filter(|(_, brief)| pick(brief));
    found.map(|(id, _)| id).take(ROWS_MAX).collect()
}

fn drafts(model: &ReadModel) -> Vec<TrayRow> {
    let ids = conflicting(model, |brief| {
        brief.kind == Kind::Draft && brief.filed().is_none()
    });
    let mut rows = Vec::new();
    for id in ids {
        let Ok(draft) = model.draft_view(id) else {
            continue;
        };
        let name = names::item(model, &draft.item);
        let items = forms::members(model, &draft.item);
        for (field, rivals) in &draft.conflicts {
            let label = names::label(&items, field);
            let sides = rivals.iter().map(|rival| TraySide {
                says: Text::same(&rival.value),
                by: String::new(),
                place: rival
                    .place
                    .map(|place| names::place(model, place))
                    .unwrap_or_default(),
                at: Text::default(),
            });
            let choices = rivals.iter().map(|rival| Choice {
                value: rival.value.clone(),
                label: text!("tray-use", value = &rival.value),
            });
            rows.push(TrayRow {
                id: format!("{id}/{field}"),
                mark: RowMark::Conflict,
                target: TrayTarget::Draft(id.to_string()),
                title: text!("tray-draft", name = &name, label = label),
                message: text!("tray-draft-two"),
                at: words::time_ms(draft.saved).unwrap_or_default(),
                sides: sides.collect(),
                choices: choices.collect(),
            });
        }
    }
    rows
}

/// Contested cases that this person may settle, or in which this place is one of the sides.
fn cases(model: &ReadModel, person: &Person) -> Vec<TrayRow> {
    let here = model.place();
    let ids = conflicting(model, |brief| brief.phase == Some(Phase::Contested));
    let mut rows = Vec::new();
    for id in ids {
        let Some(view) = model.view_of(id) else {
            continue;
        };
        let settles = casework::next_acts(&view)
            .iter()
            .any(|act| person.may(act, None));
        for (n, group) in view.contested.iter().enumerate() {
            let acts: Vec<_> = view
                .trail
                .iter()
                .filter(|entry| group.acts.contains(&entry.act))
                .collect();
            let own = |entry: &&casework::TrailEntry| {
                (entry.who.as_ref()).is_some_and(|who| who.place == here && who.user == person.user)
            };
            if !settles && !acts.iter().any(own) {
                continue;
            }
            let sides = acts.iter().map(|entry| {
                let row = case::row(model, &view, entry);
                TraySide {
                    says: row.kind,
                    by: row.who,
                    place: row.place,
                    at: row.at,
                }
            });
            let sides = sides.collect();
            let Some(brief) = model.briefs().get(&id) else {
                continue;
            };
            let name = names::item(model, &brief.code);
            rows.push(TrayRow {
                id: format!("{id}/contested/{n}"),
                mark: RowMark::Conflict,
                target: TrayTarget::Case(id.to_string()),
                title: Text::same(format!("{} ", brief.number())) + &name,
                message: if settles {
                    text!("tray-choose-side")
                } else {
                    text!("tray-in-conflict")
                },
                at: words::time(UnixMillis(brief.updated)),
                sides,
                choices: Vec::new(),
            });
        }
    }
    rows
}

/// What was not admitted, newest first. It has no page of its own: the row says all there is.
fn aside(model: &ReadModel) -> Vec<TrayRow> {
    let rows = model
        .quarantine()
        .enumerate()
        .rev()
        .take(ROWS_MAX)
        .map(|(n, held)| {
            let from = model.link_place(held.link);
            let from = from
                .map(|place| names::place(model, place))
                .unwrap_or_default();
            TrayRow {
                id: format!("aside/{n}"),
                mark: RowMark::Refused,
                target: TrayTarget::Nowhere,
                title: text!("tray-aside", from = &from),
                message: text!(
                    "tray-aside-why",
                    why = &held.reason,
                    bytes = held.bytes,
                    from = &from
                ),
                at: words::time_ms(held.at).unwrap_or_default(),
                sides: Vec::new(),
                choices: Vec::new(),
            }
        });
    rows.collect()
}

/// Settles a row: of a draft, the value chosen is written; of an act or a paper that came back, it is noted that
/// the person knows.
pub(crate) fn settle(
    engine: &mut Engine,
    who: &Who,
    row: &str,
    choice: &str,
) -> Result<(), Refused> {
    let Some((id, field)) = row.split_once('/') else {
        return Err(over());
    };
    if let Some(act) = returned::act_of(field) {
        return returned::settle(engine, who, id, act);
    }
    if let Some(act) = back::act_of(field) {
        return back::settle(engine, who, act);
    }
    let draft = engine.seek(id, Kind::Draft).ok_or_else(over)?;
    let view = engine.draft_view(draft).map_err(words::refused)?;
    let rivals = view.conflicts.get(field).ok_or_else(over)?;
    if !rivals.iter().any(|rival| rival.value == choice) {
        return Err(over());
    }
    let fields = BTreeMap::from([(field.to_owned(), choice.to_owned())]);
    let set = engine.draft_set(&who.user, &draft.to_string(), &fields);
    set.map(drop).map_err(words::refused)
}

pub(super) fn over() -> Refused {
    words::refuse("tray-over")
}
