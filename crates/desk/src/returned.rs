//! What came back: an act of this desk that does not count, with the reason and what to do.

use super::people::Person;
use super::{case, names, tray, words};
use ::words::text;
use casework::{ActId, Standing};
use console::{Choice, Refused, RowMark, Text, TrayRow, TraySide, TrayTarget, Who};
use engine::look::Brief;
use engine::{Engine, ReadModel};
use record::{Kind, RecordId};
use tiers::Role;

/// What the only choice of a row says in data.
const KNOWN: &str = "known";
/// What stands before the act in the id of a row.
const MARK: &str = "returned/";

/// Acts of a case that came back to the person, in the post `only` where one is named, and that nobody has
/// taken note of.
pub(super) fn theirs<'a>(
    model: &'a ReadModel,
    person: &'a Person,
    brief: &'a Brief,
    only: Option<Role>,
) -> impl Iterator<Item = ActId> + 'a {
    let back = brief.returned().iter();
    back.filter(move |back| only.is_none_or(|role| role == back.who.role))
        .filter(|back| person.wrote(&back.who) && model.acknowledged(&back.act).is_none())
        .map(|back| back.act)
}

/// Rows of the tray, one an act.
pub(super) fn rows(model: &ReadModel, person: &Person) -> Vec<TrayRow> {
    let back: Vec<(RecordId, ActId)> = (model.with_returned())
        .flat_map(|(id, brief)| theirs(model, person, brief, None).map(move |act| (id, act)))
        .take(tray::ROWS_MAX)
        .collect();
    let rows = back.into_iter().filter_map(|(id, act)| row(model, id, act));
    rows.collect()
}

fn row(model: &ReadModel, id: RecordId, act: ActId) -> Option<TrayRow> {
    let view = model.view_of(id)?;
    let brief = model.briefs().get(&id)?;
    let entry = view.trail.iter().find(|entry| entry.act == act)?;
    let shown = case::row(model, &view, entry);
    Some(TrayRow {
        id: format!("{id}/{MARK}{act}"),
        mark: RowMark::Refused,
        target: TrayTarget::Case(id.to_string()),
        title: Text::same(format!("{} ", brief.number())) + &names::item(model, &brief.code),
        message: why(&entry.standing)?,
        at: shown.at.clone(),
        sides: vec![TraySide {
            says: shown.kind,
            by: shown.who,
            place: shown.place,
            at: shown.at,
        }],
        choices: vec![Choice {
            value: KNOWN.to_owned(),
            label: text!("returned-known"),
        }],
    })
}

/// Why it does not count, and what to do; none where it counts or may count yet.
fn why(standing: &Standing) -> Option<Text> {
    match standing {
        Standing::Invalid(refusal) => {
            Some(text!("returned-invalid", x = phrases::refusal(refusal)))
        }
        Standing::LateRival => Some(text!("returned-late")),
        Standing::Displaced => Some(text!("returned-displaced")),
        Standing::Void => Some(text!("returned-void")),
        Standing::Stands | Standing::Contested | Standing::Unjudged | Standing::Unknown => None,
    }
}

/// The act that the rest of a row's id names, where the row is one of these.
pub(super) fn act_of(rest: &str) -> Option<ActId> {
    rest.strip_prefix(MARK)?.parse().ok()
}

/// Notes that the person knows.
pub(super) fn settle(engine: &mut Engine, who: &Who, id: &str, act: ActId) -> Result<(), Refused> {
    let person = Person::of(engine, who);
    let id = engine.seek(id, Kind::Case).ok_or_else(tray::over)?;
    let brief = engine.briefs().get(&id).ok_or_else(tray::over)?;
    if !theirs(engine, &person, brief, None).any(|back| back == act) {
        return Err(tray::over());
    }
    engine
        .acknowledge(id, act, &who.user)
        .map_err(words::refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_not_counting_says_why_and_what_to_do_and_no_other_standing_comes_back() {
        let guard = casework::Guard::ReasonGiven;
        let refused = why(&Standing::Invalid(casework::Refusal::Guard(guard))).unwrap();
        let said = phrases::guard(guard);
        assert!(refused.zh.contains(&said.zh), "{}", refused.zh);
        assert!(refused.en.contains(&said.en), "{}", refused.en);
        assert!(refused.zh.contains("重新办理"), "{}", refused.zh);
        let late = why(&Standing::LateRival).unwrap();
        assert!(late.zh.contains("不必重做") && late.en.contains("nothing to do again"));
        let displaced = why(&Standing::Displaced).unwrap();
        assert!(displaced.zh.contains("所依据的办理") && displaced.en.contains("relies on"));
        for still in [
            Standing::Stands,
            Standing::Contested,
            Standing::Unjudged,
            Standing::Unknown,
        ] {
            assert_eq!(why(&still), None);
        }
    }
}
