//! The figures of a room with their names.

use super::province::{Province, Says};
use super::seen::{Cases, Desk, Month, StepKey};
use crate::bucket::{self, BUCKETS};
use crate::case::{light_of, owner_name};
use crate::names;
use crate::words;
use ::words::text;
use calendar::{Date, UnixMillis, date_of};
use casework::Owner;
use console::{
    Bucket, CityRows, Flow, Lights, LinkRow, RankRow, RoomFinding, RoomPage, SlowStep, Text, Tile,
};
use engine::answers::LinkShow;
use engine::{ReadModel, path};
use record::RecordId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use supervision::{Count, FindingRow, Rule};
use tiers::{PlaceCode, Tier};

/// Findings listed at most on the page of a room: red first, then newest.
const FINDINGS_MAX: usize = 50;
/// Departments and steps shown.
const ROWS_MAX: usize = 20;

/// One open case, as tiles and buckets need it.
struct OpenCase {
    home: PlaceCode,
    light: supervision::Light,
    due: Option<UnixMillis>,
}

/// Something found, before it has its names.
struct ShownFinding {
    finding: FindingRow,
    case: Option<RecordId>,
    number: String,
}

/// The room of a place that holds its cases.
pub(crate) fn room(model: &ReadModel, cases: &Cases) -> RoomPage {
    let (now, sums) = (model.now(), model.sums());
    let mut page = frame(model, &Overview::of_sums(model), Tier::Village);
    page.flow = flow(now, sums.received(), sums.concluded());
    let found = cases.found(date_of(now)).take(FINDINGS_MAX);
    let found = found.map(|(id, finding)| {
        let brief = model.briefs().get(&id);
        ShownFinding {
            finding: finding.into(),
            case: Some(id),
            number: brief
                .map(|brief| brief.number().to_owned())
                .unwrap_or_default(),
        }
    });
    page.findings = findings(model, found.collect());
    page.ranking = ranking(model, cases);
    page.slowest = slowest(model, cases);
    page.counting = cases.counting();
    page
}

/// What a room shows of all open cases.
struct Overview {
    lights: BTreeMap<PlaceCode, Lights>,
    /// Places that are shown though nothing is open there.
    homes: BTreeSet<PlaceCode>,
    /// By [`BUCKETS`].
    remaining: [u64; BUCKETS.len()],
}

impl Overview {
    /// From what the node keeps.
    fn of_sums(model: &ReadModel) -> Overview {
        let sums = model.sums();
        let mut remaining = [0; BUCKETS.len()];
        if let Some(calendar) = model.calendar_in_force() {
            let ends = bucket::Ends::of(calendar, model.now());
            for (due, count) in sums.dues() {
                if let Some(place) = ends.place(supervision::Light::Green, Some(due)) {
                    remaining[place] += count;
                }
            }
            remaining[BUCKETS.len() - 1] += sums.paused();
        }
        let lights = sums.lit_places().map(|(place, lit)| {
            let lights = Lights {
                green: lit.green,
                yellow: lit.yellow,
                red: lit.red,
                paused: lit.paused,
            };
            (place, lights)
        });
        Overview {
            lights: lights.collect(),
            homes: sums.homes().collect(),
            remaining,
        }
    }

    /// From the open cases of others.
    fn of_cases(model: &ReadModel, running: &[OpenCase], homes: BTreeSet<PlaceCode>) -> Overview {
        let mut remaining = [0; BUCKETS.len()];
        if let Some(calendar) = model.calendar_in_force() {
            let ends = bucket::Ends::of(calendar, model.now());
            for case in running {
                if let Some(place) = ends.place(case.light, case.due) {
                    remaining[place] += 1;
                }
            }
        }
        let mut lights = BTreeMap::new();
        for case in running {
            for place in path(model.place(), case.home) {
                add(lights.entry(place).or_default(), case.light);
            }
        }
        Overview {
            lights,
            homes,
            remaining,
        }
    }
}

/// The room of the province: what the cities tell it.
pub(crate) fn province(model: &ReadModel, held: &Province) -> RoomPage {
    let now = model.now();
    let trails = || {
        held.rows.values().filter_map(|row| match &row.says {
            Says::Trail(trail) => Some(trail),
            _ => None,
        })
    };
    let running: Vec<OpenCase> = trails()
        .filter(|trail| trail.concluded.is_none())
        .map(|trail| OpenCase {
            home: trail.home,
            light: trail.light,
            due: trail.due,
        })
        .collect();
    let homes = trails().map(|trail| trail.home).collect();
    // A province has more villages than a wall has room for.
    let mut page = frame(
        model,
        &Overview::of_cases(model, &running, homes),
        Tier::County,
    );
    let received = trails().map(|trail| (date_of(trail.received), 1));
    let concluded = trails().filter_map(|trail| Some((date_of(trail.concluded?), 1)));
    page.flow = flow(now, received, concluded);
    let found = held.rows.iter().flat_map(|((_, _, key), row)| {
        let all = match &row.says {
            Says::Found(all) => all.as_slice(),
            _ => &[],
        };
        // The key stands for a case that only its city can name.
        let number = hex::encode(&key[..4]);
        all.iter().map(move |finding| ShownFinding {
            finding: finding.clone(),
            case: None,
            number: number.clone(),
        })
    });
    page.findings = findings(model, found.collect());
    page.ranking = ranking_of_counts(model, held);
    page.cities = cities(model, held);
    page
}

/// What whoever runs the room has to see to.
fn warnings(model: &ReadModel) -> Vec<Text> {
    let calendar = model.calendar_show().filter(|show| show.next_missing);
    let missing = calendar.map(|show| {
        let (last, version) = (show.last.to_string(), show.version);
        text!("status-calendar-missing", last = last, version = version)
    });
    missing.into_iter().collect()
}

/// What every room has: places, lights, time left, lines.
fn frame(model: &ReadModel, all: &Overview, lowest: Tier) -> RoomPage {
    let here = model.place();
    let links = model.link_shows();
    let below: Vec<&LinkShow> = links.iter().filter(|link| !link.parent).collect();
    let tiles = tiles(model, all, &below, lowest);
    let name = names::place(model, here);
    RoomPage {
        warnings: warnings(model),
        title: text!("room-title", name = name),
        now: words::time(model.now()),
        sum: tiles.first().map(|tile| tile.lights).unwrap_or_default(),
        tiles,
        flow: Flow::default(),
        remaining: buckets(all.remaining),
        counting: None,
        findings: Vec::new(),
        ranking: Vec::new(),
        slowest: Vec::new(),
        links: (below.iter()).map(|link| link_row(model, link)).collect(),
        cities: Vec::new(),
    }
}

fn link_row(model: &ReadModel, link: &LinkShow) -> LinkRow {
    LinkRow {
        child: names::place(model, link.place),
        online: link.online,
        since: words::time_ms(link.since).unwrap_or_default(),
        waiting: link.last.saturating_sub(link.acked),
    }
}

fn tiles(model: &ReadModel, all: &Overview, below: &[&LinkShow], lowest: Tier) -> Vec<Tile> {
    let here = model.place();
    let known = model
        .places_known()
        .chain(below.iter().map(|link| link.place))
        .chain(all.homes.iter().copied());
    let places: BTreeSet<PlaceCode> = std::iter::once(here)
        .chain(known.flat_map(|place| path(here, place)))
        .filter(|place| place.tier() <= lowest || *place == here)
        .collect();
    // By code, a place comes right before what lies in it.
    let tiles = places.into_iter().map(|place| {
        let link = below.iter().find(|link| link.place.contains(place));
        let (as_of, stale) = age(model, place, link.copied());
        Tile {
            code: place.to_string(),
            place: names::place(model, place),
            tier: words::tier(place.tier()),
            lights: all.lights.get(&place).copied().unwrap_or_default(),
            as_of,
            stale,
        }
    });
    tiles.collect()
}

fn add(lights: &mut Lights, light: supervision::Light) {
    match light {
        supervision::Light::Green => lights.green += 1,
        supervision::Light::Yellow => lights.yellow += 1,
        supervision::Light::Red => lights.red += 1,
        supervision::Light::Paused => lights.paused += 1,
        supervision::Light::Off => {}
    }
}

/// 数据截至: now for what is here or comes over a line that is up, else when something last came.
fn age(model: &ReadModel, place: PlaceCode, link: Option<&LinkShow>) -> (Option<Text>, bool) {
    match link {
        Some(link) if link.online => (Some(words::time(model.now())), false),
        Some(link) => (words::time_ms(link.heard), true),
        None if place == model.place() => (Some(words::time(model.now())), false),
        None => (None, true),
    }
}

fn buckets(counts: [u64; BUCKETS.len()]) -> Vec<Bucket> {
    let buckets = BUCKETS.into_iter().zip(counts);
    buckets
        .map(|((key, name, light), count)| Bucket {
            key: key.to_owned(),
            label: text!(name),
            light,
            count,
        })
        .collect()
}

/// What was received and concluded today and in the month of today, of counts by day.
fn flow(
    now: UnixMillis,
    received: impl Iterator<Item = (Date, u64)>,
    concluded: impl Iterator<Item = (Date, u64)>,
) -> Flow {
    let today = date_of(now);
    let month = |day: Date| (day.year(), day.month());
    let mut flow = Flow::default();
    for (day, count) in received.filter(|(day, _)| month(*day) == month(today)) {
        flow.intake_today += if day == today { count } else { 0 };
        flow.intake_month += count;
    }
    for (day, count) in concluded.filter(|(day, _)| month(*day) == month(today)) {
        flow.done_today += if day == today { count } else { 0 };
        flow.done_month += count;
    }
    flow
}

fn since(finding: &FindingRow) -> Option<UnixMillis> {
    finding.red.or(finding.yellow)
}

/// Red first, newest first.
fn findings(model: &ReadModel, mut found: Vec<ShownFinding>) -> Vec<RoomFinding> {
    found.sort_by_key(|one| (one.finding.red.is_none(), Reverse(since(&one.finding))));
    found.truncate(FINDINGS_MAX);
    let shown = found.into_iter().map(|one| {
        let owner = Owner {
            place: one.finding.place,
            department: one.finding.department.clone(),
        };
        RoomFinding {
            rule: words::rule(one.finding.rule),
            light: light_of(one.finding.red, one.finding.yellow),
            place: owner_name(model, &owner),
            case: one.case.map(|id| id.to_string()),
            number: one.number,
            since: since(&one.finding).map(words::time).unwrap_or_default(),
        }
    });
    shown.collect()
}

/// Departments by what they concluded in time this month.
fn ranking(model: &ReadModel, cases: &Cases) -> Vec<RankRow> {
    let months = cases.month_of(date_of(model.now()));
    ranked(
        model,
        months.map(|(desk, sums)| (desk.clone(), *sums)).collect(),
    )
}

/// At the province: by city and department, over everything its cities count.
fn ranking_of_counts(model: &ReadModel, held: &Province) -> Vec<RankRow> {
    let mut ranks: BTreeMap<Desk, Month> = BTreeMap::new();
    let mut late: BTreeMap<Desk, u64> = BTreeMap::new();
    for row in held.rows.values() {
        let Says::Count(key, n) = &row.says else {
            continue;
        };
        let city = key.place.at_tier(Tier::City).unwrap_or(key.place);
        let department = Some(key.department.clone()).filter(|code| !code.is_empty());
        let owner = (city, department);
        let rank = ranks.entry(owner.clone()).or_default();
        match key.what {
            Count::Concluded => rank.done += n,
            Count::Yellow(_) => rank.yellow += n,
            Count::Red(rule) => {
                rank.red += n;
                if rule == Rule::CaseLimit {
                    *late.entry(owner).or_default() += n;
                }
            }
            Count::Received | Count::Shared | Count::Delivered | Count::Open(_) => {}
        }
    }
    for (owner, rank) in &mut ranks {
        let late = late.get(owner).copied().unwrap_or(0);
        rank.in_time = rank.done.saturating_sub(late);
    }
    ranked(model, ranks)
}

/// Best first; who has concluded nothing has no rank.
fn ranked(model: &ReadModel, ranks: BTreeMap<Desk, Month>) -> Vec<RankRow> {
    let ranks = ranks.into_iter().filter(|(_, rank)| rank.done > 0);
    let mut rows: Vec<RankRow> = ranks
        .map(|((place, department), rank)| RankRow {
            department: owner_name(model, &Owner { place, department }),
            done: rank.done,
            on_time_permille: permille(rank.in_time, rank.done),
            yellow: rank.yellow,
            red: rank.red,
        })
        .collect();
    rows.sort_by_key(|row| (Reverse(row.on_time_permille), row.red, Reverse(row.done)));
    rows.truncate(ROWS_MAX);
    rows
}

/// Rounded down, so that one late case of many never reads as none.
fn permille(part: u64, whole: u64) -> u16 {
    let permille = part.saturating_mul(1_000) / whole.max(1);
    u16::try_from(permille).unwrap_or(1_000).min(1_000)
}

/// Steps by the working time they usually take.
fn slowest(model: &ReadModel, cases: &Cases) -> Vec<SlowStep> {
    let taken = cases.steps().filter(|(_, sum)| sum.taken > 0);
    let mut slow: Vec<(u64, &StepKey, u64)> = taken
        .map(|(key, sum)| (sum.minutes / sum.taken, key, sum.open))
        .collect();
    slow.sort_by_key(|(minutes, ..)| Reverse(*minutes));
    slow.truncate(ROWS_MAX);
    let rows = slow.into_iter().map(|(minutes, key, open)| {
        let owner = Owner {
            place: key.place,
            department: key.department.clone(),
        };
        SlowStep {
            step: names::item(model, &key.code)
                + &Text::same(" · ")
                + &names::step_named(model, &key.code, &key.step),
            department: owner_name(model, &owner),
            usual: words::usual(minutes),
            open,
        }
    });
    rows.collect()
}

/// What the province holds of each city.
fn cities(model: &ReadModel, held: &Province) -> Vec<CityRows> {
    let links = model.link_shows();
    let mut cities: BTreeMap<PlaceCode, (u64, u64)> = (links.iter())
        .filter(|link| !link.parent)
        .map(|link| (link.place, (0, 0)))
        .collect();
    for ((city, ..), row) in &held.rows {
        let sums = cities.entry(*city).or_default();
        sums.0 += u64::from(row.says != Says::Nothing);
        sums.1 = sums.1.max(row.version);
    }
    let rows = cities.into_iter().map(|(city, (rows, version))| {
        let link = links.iter().find(|link| link.place == city);
        CityRows {
            city: names::place(model, city),
            rows,
            version,
            as_of: age(model, city, link).0,
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flow_counts_today_within_the_month() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let now = calendar::at(day("2026-11-21"), 10 * 60);
        let received = [("2026-10-30", 7), ("2026-11-02", 1), ("2026-11-21", 2)];
        let concluded = [("2025-11-21", 9), ("2026-11-03", 4), ("2026-11-21", 1)];
        let by_day = |all: [(&str, u64); 3]| all.map(|(text, count)| (day(text), count));
        let flow = flow(
            now,
            by_day(received).into_iter(),
            by_day(concluded).into_iter(),
        );
        assert_eq!((flow.intake_today, flow.intake_month), (2, 3));
        assert_eq!((flow.done_today, flow.done_month), (1, 5));
    }

    #[test]
    fn one_late_case_of_many_never_reads_as_none() {
        assert_eq!(permille(9_999, 10_000), 999);
        assert_eq!(permille(5, 5), 1_000);
        assert_eq!(permille(0, 0), 0);
    }
}
