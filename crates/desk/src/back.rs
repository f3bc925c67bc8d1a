//! Papers that came back to a place whose machine was put back: what to look after, one by one.

use super::people::Person;
use super::refusals::paper_title;
use super::{names, tray, words};
use ::words::text;
use casework::ActId;
use console::{Choice, Refused, RowMark, Text, TrayRow, TraySide, TrayTarget, Who};
use engine::answers::PaperBackShow;
use engine::back::{concerns, handed_out};
use engine::{Engine, ReadModel};
use record::{Kind, RecordId};

/// What the only choice of a row says in data.
const CHECKED: &str = "checked";
/// What stands before the act in the id of a row.
const MARK: &str = "paper/";

/// Rows of the tray, one a paper; those first whose number was given out twice.
pub(super) fn rows(model: &ReadModel, person: &Person) -> Vec<TrayRow> {
    if !person.has_role(concerns) {
        return Vec::new();
    }
    let back = model.papers_back(tray::ROWS_MAX);
    back.iter().map(|paper| row(model, paper)).collect()
}

fn row(model: &ReadModel, paper: &PaperBackShow) -> TrayRow {
    let id = (model.seek(&paper.id, Kind::Case)).map(|id| id.to_string());
    let title = paper_title(&paper.paper);
    let mut sides = vec![TraySide {
        says: text!(
            "back-paper",
            title = title,
            applicant = applicant(model, &paper.id)
        ),
        by: papers::person_name(model, &paper.who),
        place: names::place(model, paper.who.place),
        at: words::time(paper.at),
    }];
    let twice = paper.twice.as_ref();
    sides.extend(twice.and_then(|twice| other_side(model, &twice.id, &paper.number)));
    let name = match brief_of(model, &paper.id) {
        Some(brief) => names::item(model, &brief.code),
        None => Text::same(&paper.name),
    };
    let numbers = if paper.number == paper.case {
        format!("{} ", paper.number)
    } else {
        format!("{} · {} ", paper.number, paper.case)
    };
    let title = Text::same(numbers) + &name;
    TrayRow {
        id: format!("{}/{MARK}{}", paper.id, paper.act),
        mark: match twice {
            Some(_) => RowMark::Conflict,
            None => RowMark::Back,
        },
        target: id.map_or(TrayTarget::Nowhere, TrayTarget::Case),
        title: match twice {
            Some(_) => text!("back-number-twice", title = title),
            None => title,
        },
        message: text!(match twice {
            Some(_) => "back-twice",
            None => "back-once",
        }),
        at: words::time(paper.at),
        sides,
        choices: vec![Choice {
            value: CHECKED.to_owned(),
            label: text!("papers-back-checked"),
        }],
    }
}

/// The applicant of a case, masked.
fn applicant(model: &ReadModel, id: &str) -> String {
    let name = brief_of(model, id).map(|brief| words::masked(casework::NAME, brief.applicant()));
    name.unwrap_or_default()
}

fn brief_of<'a>(model: &'a ReadModel, id: &str) -> Option<&'a engine::look::Brief> {
    let id: RecordId = id.parse().ok()?;
    model.briefs().get(&id).map(std::sync::Arc::as_ref)
}

/// The case on which the same number stands.
fn other_side(model: &ReadModel, id: &str, number: &str) -> Option<TraySide> {
    let brief = brief_of(model, id)?;
    let view = model.view_of(id.parse().ok()?)?;
    let (at, who) = handed_out(&view, number)?;
    let name = names::item(model, &brief.code);
    let applicant = applicant(model, id);
    Some(TraySide {
        says: text!("back-other", name = name, applicant = applicant),
        by: papers::person_name(model, who),
        place: names::place(model, who.place),
        at: words::time(at),
    })
}

/// The act that the rest of a row's id names, where the row is one of these.
pub(super) fn act_of(rest: &str) -> Option<ActId> {
    rest.strip_prefix(MARK)?.parse().ok()
}

/// Notes that the person has looked after it.
pub(super) fn settle(engine: &mut Engine, who: &Who, act: ActId) -> Result<(), Refused> {
    (engine.check_back(act, &who.user)).map_err(|_| tray::over())
}
