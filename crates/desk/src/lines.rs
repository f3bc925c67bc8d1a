//! Lists: what waits for a person, what was found, cases on one line.

use super::people::Person;
use super::{bucket, due, left, names, returned, tray, words};
use ::words::text;
use calendar::{UnixMillis, date_of};
use casework::{NextAct, Phase};
use catalog::Stage;
use console::{
    CaseLine, DeskFilter, DeskPage, DeskRow, DraftLine, FindQuery, Flow, Found, Light, PAGE_ROWS,
    Reach, RowMark, Text, Who,
};
use engine::ReadModel;
use engine::answers::Summary;
use engine::look::Brief;
use papers::mask_name;
use record::RecordId;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use tiers::{PlaceCode, Role};

/// Cases shown as filed lately.
const FILED_MAX: usize = 10;

/// A person's desk.
pub(crate) fn desk(model: &ReadModel, who: &Who, filter: &DeskFilter) -> DeskPage {
    let person = Person::of(model, who);
    let role = filter.role.as_deref().and_then(role_named);
    let text = filter.search.trim();
    let (total, waiting) = if text.is_empty() {
        all_waiting(model, &person, role, filter.page)
    } else {
        let mut found = waiting_saying(model, &person, role, text);
        found.sort();
        (found.len(), page(&found, filter.page).to_vec())
    };
    let rows = waiting.iter().filter_map(|row| {
        let brief = model.briefs().get(&row.id)?;
        Some(DeskRow {
            task: match mine(&person, brief, role) {
                Some(act) => words::task(act.kind, stage_of_act(act)),
                None => words::came_back(),
            },
            mark: mark(model, &person, brief, role),
            case: case_line(model, row.id)?,
        })
    });
    let files = person.files();
    DeskPage {
        rows: rows.collect(),
        total: total as u64,
        drafts: if files { drafts(model) } else { Vec::new() },
        left: left::lines(model, &person),
        filed: if files { filed(model) } else { Vec::new() },
        tray: tray::rows(model, who).len() as u64,
        numbers: model
            .block_left()
            .filter(|(_, low)| *low && files)
            .map(|(left, _)| words::numbers_low(left)),
    }
}

/// How many cases wait for a person, and those of one page: what came back among what waits for the person's desks.
fn all_waiting(
    model: &ReadModel,
    person: &Person,
    role: Option<Role>,
    number: u32,
) -> (usize, Vec<WaitingCase>) {
    let desks = person.desks(role);
    let back: BTreeMap<RecordId, WaitingCase> = model
        .with_returned()
        .filter(|(_, brief)| {
            returned::theirs(model, person, brief, role)
                .next()
                .is_some()
        })
        .map(|(id, brief)| (id, WaitingCase::new(RowMark::Refused, brief.due(), id)))
        .collect();
    let (first, end) = page_bounds(number);
    if back.is_empty() {
        let (total, found) = model.waiting(&desks, first, end - first);
        let rows = found.into_iter();
        let rows = rows
            .map(|(id, brief)| WaitingCase::new(mark(model, person, brief, role), brief.due(), id));
        return (total, rows.collect());
    }
    let (total, found) = model.waiting(&desks, 0, end);
    let others = found.into_iter().filter(|(id, _)| !back.contains_key(id));
    let others = others
        .map(|(id, brief)| WaitingCase::new(mark(model, person, brief, role), brief.due(), id));
    let mut rows: Vec<WaitingCase> = others.chain(back.values().copied()).collect();
    rows.sort();
    let twice = back.keys().filter(|id| {
        let brief = model.briefs().get(id);
        brief.is_some_and(|brief| mine(person, brief, role).is_some())
    });
    let total = total + back.len() - twice.count();
    (total, page(&rows, number).to_vec())
}

/// The cases that wait for a person and are what is looked for.
fn waiting_saying(
    model: &ReadModel,
    person: &Person,
    role: Option<Role>,
    text: &str,
) -> Vec<WaitingCase> {
    let found: BTreeMap<RecordId, &Brief> = model.cases_saying(text).collect();
    let said = found.into_iter().filter(|(_, brief)| matches(brief, text));
    let waiting = said.filter_map(|(id, brief)| {
        let mark = mark(model, person, brief, role);
        let waits = mark == RowMark::Refused || mine(person, brief, role).is_some();
        waits.then(|| WaitingCase::new(mark, brief.due(), id))
    });
    waiting.collect()
}

/// A case on a desk, in the order in which cases stand there: what came back and what is in conflict
/// first, then by the promised limit, those without a running limit last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct WaitingCase {
    plain: bool,
    due: UnixMillis,
    id: RecordId,
}

impl WaitingCase {
    fn new(mark: RowMark, due: Option<UnixMillis>, id: RecordId) -> WaitingCase {
        WaitingCase {
            plain: mark == RowMark::Plain,
            due: due.unwrap_or(UnixMillis(i64::MAX)),
            id,
        }
    }
}

/// Why a case stands at the top of a person's desk, if it does.
fn mark(model: &ReadModel, person: &Person, brief: &Brief, role: Option<Role>) -> RowMark {
    if returned::theirs(model, person, brief, role)
        .next()
        .is_some()
    {
        RowMark::Refused
    } else if brief.phase == Some(Phase::Contested) {
        RowMark::Conflict
    } else {
        RowMark::Plain
    }
}

/// The first thing a case waits for that is this person's.
fn mine<'a>(person: &Person, brief: &'a Brief, role: Option<Role>) -> Option<&'a NextAct> {
    brief
        .todo
        .iter()
        .find(|act| act.due && person.may(act, role))
}

fn role_named(name: &str) -> Option<Role> {
    Role::PERSONS.into_iter().find(|role| role.name() == name)
}

/// Which stage an act is of: a step is a step of handling or of review by the role it needs.
pub(crate) fn stage_of_act(act: &NextAct) -> Option<Stage> {
    match (act.kind, act.roles.first()) {
        ("step", Some(Role::Handler)) => Some(Stage::Handle),
        ("step", Some(Role::Reviewer)) => Some(Stage::Review),
        _ => None,
    }
}

/// Whether a record is what is looked for: part of a number or a name, or the last four characters of
/// an id number.
fn matches(brief: &Brief, text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || brief.number().contains(text)
        || brief.applicant().contains(text)
        || (!brief.id_tail().is_empty() && brief.id_tail().eq_ignore_ascii_case(text))
}

/// Where a page begins and ends; pages are counted from one.
fn page_bounds(page: u32) -> (usize, usize) {
    let rows = PAGE_ROWS as usize;
    let first = (page.max(1) as usize - 1).saturating_mul(rows);
    (first, first.saturating_add(rows))
}

fn page<T>(all: &[T], page: u32) -> &[T] {
    let (first, end) = page_bounds(page);
    &all[first.min(all.len())..end.min(all.len())]
}

fn drafts(model: &ReadModel) -> Vec<DraftLine> {
    let lines = model.drafts().into_iter().map(|(id, brief)| DraftLine {
        id: id.to_string(),
        item: names::item(model, &brief.code),
        applicant: mask_name(brief.applicant()),
        saved_at: words::time(UnixMillis(brief.updated)),
        conflicts: brief.conflicts.into(),
    });
    lines.collect()
}

fn filed(model: &ReadModel) -> Vec<CaseLine> {
    let cases = model.last_filed(FILED_MAX).into_iter();
    cases.filter_map(|id| case_line(model, id)).collect()
}

/// Where a case stands, and what was decided: a denial never looks like an approval.
fn standing(brief: &Brief) -> Text {
    let phase = brief.phase.map(words::phase).unwrap_or_default();
    let ended = matches!(
        brief.phase,
        Some(Phase::Concluded | Phase::Delivered | Phase::Archived)
    );
    match brief.outcome.filter(|_| ended).map(words::outcome) {
        Some(outcome) => text!("outcome-with-phase", phase = phase, outcome = outcome.text),
        None => phase,
    }
}

/// A case on one line.
pub(crate) fn case_line(model: &ReadModel, id: RecordId) -> Option<CaseLine> {
    let brief = model.briefs().get(&id)?;
    let summary = model.summary_of(id)?;
    let closed = words::is_closed(brief.phase);
    let due = match (brief.phase, brief.due(), model.calendar_in_force()) {
        (Some(Phase::Correcting), ..) => Some(due::paused(true)),
        (Some(Phase::Suspended), ..) => Some(due::paused(false)),
        (_, Some(due), Some(calendar)) if !closed => Some(due::left(calendar, due, model.now())),
        _ => None,
    };
    Some(CaseLine {
        item: names::item(model, &summary.code),
        applicant: summary.applicant.clone(),
        place: names::place(model, brief.home()),
        state: standing(brief),
        light: words::light(brief.light),
        due,
        updated: words::time(UnixMillis(brief.updated)),
        reach: reach(&summary),
        id: summary.id,
        number: summary.number,
    })
}

/// How far a record has come: this node, then every tier above that it goes to.
pub(crate) fn reach(summary: &Summary) -> Vec<Reach> {
    let tiers = summary.tiers.iter().enumerate().map(|(above, tier)| Reach {
        label: words::reached(*tier, above == 0),
        reached: above <= summary.reach,
        // When the tiers above made it durable is told for the whole feed, not for each record.
        at: (above == 0).then(|| words::time(UnixMillis(summary.updated))),
    });
    tiers.collect()
}

/// Cases by number, name, last four, place or light.
pub(crate) fn find(model: &ReadModel, who: &Who, query: &FindQuery) -> Found {
    if Person::of(model, who).is_nobody() {
        return Found::default();
    }
    let within: Option<PlaceCode> = match &query.place {
        Some(code) => match code.parse() {
            Ok(place) => Some(place),
            Err(_) => return Found::default(),
        },
        None => None,
    };
    let (text, now) = (query.text.trim(), model.now());
    let ends = (model.calendar_in_force()).map(|calendar| bucket::Ends::of(calendar, now));
    let shows = |brief: &Brief| {
        matches(brief, text)
            && within.is_none_or(|place| place.contains(brief.home()))
            && query.light.is_none_or(|light| shows(brief, light))
            && (query.group.as_deref()).is_none_or(|key| in_group(now, ends.as_ref(), brief, key))
    };
    let listed: Vec<(RecordId, &Brief)> = match query.group.as_deref() {
        _ if !text.is_empty() => model.cases_saying(text).collect(),
        Some(key) => group(model, ends.as_ref(), key),
        None => {
            let lights: Vec<supervision::Light> = match query.light {
                Some(light) => supervision::Light::ALL
                    .into_iter()
                    .filter(|own| words::light(*own) == Some(light))
                    .collect(),
                None => supervision::Light::ALL.to_vec(),
            };
            let (first, end) = page_bounds(query.page);
            let (total, page) = model.cases_lit(&lights, within, first, end - first);
            let rows = page.into_iter();
            return Found {
                rows: rows.filter_map(|(id, _)| case_line(model, id)).collect(),
                total: total as u64,
            };
        }
    };
    let found: BTreeMap<RecordId, &Brief> = listed.into_iter().collect();
    let found = found.into_iter().filter(|(_, brief)| shows(brief));
    let mut found: Vec<(i64, RecordId)> = found.map(|(id, brief)| (brief.updated, id)).collect();
    found.sort_unstable_by_key(|case| Reverse(*case));
    let rows = page(&found, query.page).iter();
    Found {
        rows: rows.filter_map(|(_, id)| case_line(model, *id)).collect(),
        total: found.len() as u64,
    }
}

/// The cases among which those behind the figure of a room are that `key` names.
fn group<'a>(
    model: &'a ReadModel,
    ends: Option<&bucket::Ends>,
    key: &str,
) -> Vec<(RecordId, &'a Brief)> {
    let today = date_of(model.now());
    let (midnight, next) = (calendar::at(today, 0), calendar::at(today, 24 * 60));
    match key {
        Flow::INTAKE_TODAY => model.cases_received(midnight, next).collect(),
        Flow::DONE_TODAY => model.cases_concluded(midnight, next).collect(),
        key if key == bucket::PAUSED => {
            let (_, all) = model.cases_lit(&[supervision::Light::Paused], None, 0, usize::MAX);
            all
        }
        key => {
            let between = ends.and_then(|ends| ends.between(key));
            let due = between.map(|(first, last)| model.cases_due(first, last));
            due.into_iter().flatten().collect()
        }
    }
}

/// Whether a case is behind the figure of a room that `key` names.
fn in_group(now: UnixMillis, ends: Option<&bucket::Ends>, brief: &Brief, key: &str) -> bool {
    let today = |at: Option<UnixMillis>| at.is_some_and(|at| date_of(at) == date_of(now));
    match key {
        Flow::INTAKE_TODAY => today(brief.received()),
        Flow::DONE_TODAY => today(brief.concluded()),
        key => ends.is_some_and(|ends| {
            let place = ends.place(brief.light, brief.due());
            place.is_some_and(|place| bucket::BUCKETS[place].0 == key)
        }),
    }
}

fn shows(brief: &Brief, light: Light) -> bool {
    words::light(brief.light) == Some(light)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_from_one_and_end_quietly() {
        let all: Vec<u32> = (0..45).collect();
        assert_eq!(page(&all, 1).len(), 20);
        assert_eq!(page(&all, 0), page(&all, 1));
        assert_eq!(page(&all, 3), &[40, 41, 42, 43, 44]);
        assert_eq!(page(&all, 9), &[] as &[u32]);
        assert_eq!(page(&all, u32::MAX), &[] as &[u32]);
    }

    #[test]
    fn what_came_back_and_what_is_in_conflict_comes_first_and_then_the_earliest_due() {
        let id = |n: u8| RecordId(tiers::Digest([n; 32]));
        let at = |ms: i64| Some(UnixMillis(ms));
        let mut waiting = [
            WaitingCase::new(RowMark::Plain, None, id(1)),
            WaitingCase::new(RowMark::Plain, at(10), id(2)),
            WaitingCase::new(RowMark::Conflict, at(40), id(3)),
            WaitingCase::new(RowMark::Plain, at(5), id(4)),
            WaitingCase::new(RowMark::Refused, at(30), id(5)),
            WaitingCase::new(RowMark::Refused, None, id(6)),
        ];
        waiting.sort();
        let order = waiting.map(|row| row.id.0.0[0]);
        assert_eq!(order, [5, 3, 6, 4, 2, 1]);
    }

    #[test]
    fn a_step_is_of_handling_or_review_by_the_role_it_needs() {
        let act = |kind, roles| NextAct {
            kind,
            branch: None,
            step: None,
            owner: casework::Owner {
                place: "230621000000".parse().unwrap(),
                department: None,
            },
            roles,
            desk_stands_in: false,
            due: true,
            paper: None,
        };
        assert_eq!(
            stage_of_act(&act("step", &[Role::Reviewer])),
            Some(Stage::Review)
        );
        assert_eq!(
            stage_of_act(&act("step", &[Role::Handler])),
            Some(Stage::Handle)
        );
        assert_eq!(stage_of_act(&act("decide", &[Role::Approver])), None);
    }
}
