//! Lists: what waits for a person, what was found, cases on one line.

use super::people::Person;
use super::{bucket, due, left, names, returned, tray, words};
use calendar::{UnixMillis, date_of};
use casework::{NextAct, Phase};
use catalog::Stage;
use console::{
    CaseLine, DeskFilter, DeskPage, DeskRow, DraftLine, FindQuery, Flow, Found, Light, PAGE_ROWS,
    Reach, RowMark, Who,
};
use engine::Engine;
use engine::command::Summary;
use engine::look::Brief;
use papers::mask_name;
use record::{Kind, RecordId};
use tiers::{PlaceCode, Role};

/// Cases shown as filed lately.
const FILED_MAX: usize = 10;

/// A person's desk.
pub(crate) fn desk(engine: &mut Engine, who: &Who, filter: &DeskFilter) -> DeskPage {
    let person = Person::of(engine, who);
    let role = filter.role.as_deref().and_then(role_named);
    let mut waiting: Vec<Waiting> = Vec::new();
    for (id, brief) in engine.briefs() {
        if brief.kind != Kind::Case || !matches(brief, &filter.search) {
            continue;
        }
        let mark = mark(engine, &person, brief, role);
        if mark == RowMark::Refused || mine(&person, brief, role).is_some() {
            waiting.push(Waiting::new(mark, brief.due(), *id));
        }
    }
    waiting.sort();
    let rows = page(&waiting, filter.page).iter().filter_map(|row| {
        let brief = engine.briefs().get(&row.id)?;
        Some(DeskRow {
            task: match mine(&person, brief, role) {
                Some(act) => words::task(act.kind, stage_of_act(act)),
                None => words::came_back(),
            },
            mark: mark(engine, &person, brief, role),
            case: case_line(engine, row.id)?,
        })
    });
    DeskPage {
        rows: rows.collect(),
        total: waiting.len() as u64,
        drafts: if person.files() {
            drafts(engine)
        } else {
            Vec::new()
        },
        left: left::lines(engine, &person),
        filed: if person.files() {
            filed(engine)
        } else {
            Vec::new()
        },
        tray: tray::rows(engine, who).len() as u64,
        numbers: engine
            .block_left()
            .filter(|(_, low)| *low && person.files())
            .map(|(left, _)| words::numbers_low(left)),
    }
}

/// A case on a desk, in the order in which cases stand there: what came back and what is in conflict
/// first, then by the promised limit, those without a running limit last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    plain: bool,
    due: UnixMillis,
    id: RecordId,
}

impl Waiting {
    fn new(mark: RowMark, due: Option<UnixMillis>, id: RecordId) -> Waiting {
        Waiting {
            plain: mark == RowMark::Plain,
            due: due.unwrap_or(UnixMillis(i64::MAX)),
            id,
        }
    }
}

/// Why a case stands at the top of a person's desk, if it does.
fn mark(engine: &Engine, person: &Person, brief: &Brief, role: Option<Role>) -> RowMark {
    if returned::theirs(engine, person, brief, role)
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

fn page<T>(all: &[T], page: u32) -> &[T] {
    let rows = PAGE_ROWS as usize;
    let first = (page.max(1) as usize - 1)
        .saturating_mul(rows)
        .min(all.len());
    &all[first..all.len().min(first + rows)]
}

fn drafts(engine: &Engine) -> Vec<DraftLine> {
    let here = engine.place();
    let mut drafts: Vec<(&RecordId, &Brief)> = (engine.briefs().iter())
        .filter(|(_, brief)| brief.kind == Kind::Draft && brief.filed().is_none())
        // A draft from below is copied here for safety; it is this desk's business where both wrote.
        .filter(|(_, brief)| brief.home() == here || brief.conflicts > 0)
        .map(|(id, brief)| (id, brief.as_ref()))
        .collect();
    drafts.sort_by_key(|(_, brief)| std::cmp::Reverse(brief.updated));
    let lines = drafts.into_iter().map(|(id, brief)| DraftLine {
        id: id.to_string(),
        item: names::item(engine, &brief.code),
        applicant: mask_name(brief.applicant()),
        saved_at: words::time(UnixMillis(brief.updated)),
        conflicts: brief.conflicts.into(),
    });
    lines.collect()
}

fn filed(engine: &Engine) -> Vec<CaseLine> {
    let here = engine.place();
    let mut cases: Vec<(i64, RecordId)> = (engine.briefs().iter())
        .filter(|(_, brief)| brief.kind == Kind::Case && brief.home() == here)
        .map(|(id, brief)| (brief.updated, *id))
        .collect();
    cases.sort_by_key(|case| std::cmp::Reverse(*case));
    cases.truncate(FILED_MAX);
    cases
        .into_iter()
        .filter_map(|(_, id)| case_line(engine, id))
        .collect()
}

/// A case on one line.
pub(crate) fn case_line(engine: &Engine, id: RecordId) -> Option<CaseLine> {
    let brief = engine.briefs().get(&id)?;
    let summary = engine.summary_of(id)?;
    let closed = words::is_closed(brief.phase);
    let due = match (brief.phase, brief.due(), engine.calendar_in_force()) {
        (Some(Phase::Correcting), ..) => Some(due::paused(true)),
        (Some(Phase::Suspended), ..) => Some(due::paused(false)),
        (_, Some(due), Some(calendar)) if !closed => Some(due::left(calendar, due, engine.now())),
        _ => None,
    };
    Some(CaseLine {
        item: names::item(engine, &summary.code),
        applicant: summary.applicant.clone(),
        place: names::place(engine, brief.home()),
        state: brief.phase.map(words::phase).unwrap_or_default(),
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
pub(crate) fn find(engine: &Engine, who: &Who, query: &FindQuery) -> Found {
    if Person::of(engine, who).is_nobody() {
        return Found::default();
    }
    let within: Option<PlaceCode> = match &query.place {
        Some(code) => match code.parse() {
            Ok(place) => Some(place),
            Err(_) => return Found::default(),
        },
        None => None,
    };
    let mut found: Vec<(i64, RecordId)> = (engine.briefs().iter())
        .filter(|(_, brief)| brief.kind == Kind::Case && matches(brief, &query.text))
        .filter(|(_, brief)| within.is_none_or(|place| place.contains(brief.home())))
        .filter(|(_, brief)| query.light.is_none_or(|light| shows(brief, light)))
        .filter(|(_, brief)| {
            (query.group.as_deref()).is_none_or(|key| in_group(engine, brief, key))
        })
        .map(|(id, brief)| (brief.updated, *id))
        .collect();
    found.sort_by_key(|case| std::cmp::Reverse(*case));
    let rows = page(&found, query.page).iter();
    Found {
        rows: rows.filter_map(|(_, id)| case_line(engine, *id)).collect(),
        total: found.len() as u64,
    }
}

/// Whether a case is behind the figure of a room that `key` names.
fn in_group(engine: &Engine, brief: &Brief, key: &str) -> bool {
    let now = engine.now();
    let today = |at: Option<UnixMillis>| at.is_some_and(|at| date_of(at) == date_of(now));
    match key {
        Flow::INTAKE_TODAY => today(brief.received()),
        Flow::DONE_TODAY => today(brief.concluded()),
        key => engine.calendar_in_force().is_some_and(|calendar| {
            let place = bucket::place(calendar, now, brief.light, brief.due());
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
            Waiting::new(RowMark::Plain, None, id(1)),
            Waiting::new(RowMark::Plain, at(10), id(2)),
            Waiting::new(RowMark::Conflict, at(40), id(3)),
            Waiting::new(RowMark::Plain, at(5), id(4)),
            Waiting::new(RowMark::Refused, at(30), id(5)),
            Waiting::new(RowMark::Refused, None, id(6)),
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
