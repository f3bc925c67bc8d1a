//! The figures of a room with their names.

use super::province::{Province, Says};
use super::seen::Cases;
use crate::bucket::{self, BUCKETS};
use crate::case::{light_of, owner_name};
use crate::names;
use crate::words;
use calendar::{Calendar, UnixMillis, date_of};
use casework::Owner;
use console::{
    Bucket, CityRows, Flow, Lights, LinkRow, RankRow, RoomFinding, RoomPage, SlowStep, Text, Tile,
};
use engine::Engine;
use engine::command::LinkShow;
use record::{Kind, RecordId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use supervision::{Count, Finding, FindingRow, Rule};
use tiers::{PlaceCode, Tier};

/// Findings listed at most on the page of a room: red first, then newest.
const FINDINGS_MAX: usize = 50;
/// Departments and steps shown.
const ROWS_MAX: usize = 20;

/// One open case, as tiles and buckets need it.
struct Running {
    home: PlaceCode,
    /// Other places that handle a branch of it.
    with: Vec<PlaceCode>,
    light: supervision::Light,
    due: Option<UnixMillis>,
}

/// Something found, before it has its names.
struct Found {
    finding: FindingRow,
    case: Option<RecordId>,
    number: String,
}

/// The room of a place that holds its cases.
pub(crate) fn room(engine: &Engine, cases: &Cases) -> RoomPage {
    let now = engine.now();
    let running: Vec<Running> = (engine.briefs().values())
        .filter(|brief| brief.kind == Kind::Case && !words::is_closed(brief.phase))
        .map(|brief| Running {
            home: brief.home(),
            with: brief.partners().collect(),
            light: brief.light,
            due: brief.due(),
        })
        .collect();
    let homes = engine
        .briefs()
        .values()
        .filter(|brief| brief.kind == Kind::Case);
    let homes: BTreeSet<PlaceCode> = homes.map(|brief| brief.home()).collect();
    let mut page = frame(engine, &running, homes, Tier::Village);
    page.flow = flow(
        now,
        cases
            .seen
            .values()
            .map(|seen| (seen.received, seen.concluded)),
    );
    let found = cases.seen.iter().flat_map(|(id, seen)| {
        let brief = engine.briefs().get(id);
        let number = brief
            .map(|brief| brief.number().to_owned())
            .unwrap_or_default();
        // What is over stays on the wall until the month is.
        let shown = move |finding: &&Finding| {
            let since = finding.red.or(finding.yellow);
            seen.concluded.is_none() || since.is_some_and(|at| same_month(at, now))
        };
        let found = seen.findings.iter().filter(shown);
        found.map(move |finding| Found {
            finding: finding.into(),
            case: Some(*id),
            number: number.clone(),
        })
    });
    page.findings = findings(engine, found.collect());
    page.ranking = ranking(engine, cases);
    page.slowest = slowest(engine, cases);
    page
}

/// The room of the province: what the cities tell it.
pub(crate) fn province(engine: &Engine, held: &Province) -> RoomPage {
    let now = engine.now();
    let trails = || {
        held.rows.values().filter_map(|row| match &row.says {
            Says::Trail(trail) => Some(trail),
            _ => None,
        })
    };
    let running: Vec<Running> = trails()
        .filter(|trail| trail.concluded.is_none())
        .map(|trail| Running {
            home: trail.home,
            with: Vec::new(),
            light: trail.light,
            due: trail.due,
        })
        .collect();
    let homes = trails().map(|trail| trail.home).collect();
    // A province has more villages than a wall has room for.
    let mut page = frame(engine, &running, homes, Tier::County);
    page.flow = flow(now, trails().map(|trail| (trail.received, trail.concluded)));
    let found = held.rows.iter().flat_map(|((_, _, key), row)| {
        let all = match &row.says {
            Says::Found(all) => all.as_slice(),
            _ => &[],
        };
        // The key stands for a case that only its city can name.
        let number = hex::encode(&key[..4]);
        all.iter().map(move |finding| Found {
            finding: finding.clone(),
            case: None,
            number: number.clone(),
        })
    });
    page.findings = findings(engine, found.collect());
    page.ranking = ranking_of_counts(engine, held);
    page.cities = cities(engine, held);
    page
}

/// What every room has: places, lights, time left, lines.
fn frame(
    engine: &Engine,
    running: &[Running],
    homes: BTreeSet<PlaceCode>,
    lowest: Tier,
) -> RoomPage {
    let here = engine.place();
    let links = engine.link_shows();
    let below: Vec<&LinkShow> = links.iter().filter(|link| !link.parent).collect();
    let tiles = tiles(engine, running, homes, &below, lowest);
    let name = names::place(engine, here);
    RoomPage {
        title: Text::new(
            format!("{}联办监察室", name.zh),
            format!("{}: supervision room", name.en),
        ),
        now: words::time(engine.now()),
        sum: tiles.first().map(|tile| tile.lights).unwrap_or_default(),
        tiles,
        flow: Flow::default(),
        remaining: (engine.calendar_in_force())
            .map(|calendar| buckets(calendar, engine.now(), running))
            .unwrap_or_default(),
        findings: Vec::new(),
        ranking: Vec::new(),
        slowest: Vec::new(),
        links: (below.iter()).map(|link| link_row(engine, link)).collect(),
        cities: Vec::new(),
    }
}

fn link_row(engine: &Engine, link: &LinkShow) -> LinkRow {
    LinkRow {
        child: names::place(engine, link.place),
        online: link.online,
        since: words::time_ms(link.since).unwrap_or_default(),
        waiting: link.last.saturating_sub(link.acked),
    }
}

fn tiles(
    engine: &Engine,
    running: &[Running],
    homes: BTreeSet<PlaceCode>,
    below: &[&LinkShow],
    lowest: Tier,
) -> Vec<Tile> {
    let here = engine.place();
    let mut places: BTreeMap<PlaceCode, Lights> = BTreeMap::from([(here, Lights::default())]);
    let known = engine
        .places_known()
        .chain(below.iter().map(|link| link.place));
    for place in known.chain(homes) {
        for above in path(here, place).filter(|above| above.tier() <= lowest) {
            places.entry(above).or_default();
        }
    }
    light_up(here, running, &mut places);
    // By code, a place comes right before what lies in it.
    let tiles = places.into_iter().map(|(place, lights)| {
        let link = below.iter().find(|link| link.place.contains(place));
        let (as_of, stale) = age(engine, place, link.copied());
        Tile {
            code: place.to_string(),
            place: names::place(engine, place),
            tier: words::tier(place.tier()),
            lights,
            as_of,
            stale,
        }
    });
    tiles.collect()
}

/// Adds each case once to every place that it concerns, and to those above it up to here.
fn light_up(here: PlaceCode, running: &[Running], places: &mut BTreeMap<PlaceCode, Lights>) {
    for case in running {
        let concerned = std::iter::once(case.home).chain(case.with.iter().copied());
        let concerned: BTreeSet<PlaceCode> =
            concerned.flat_map(|place| path(here, place)).collect();
        for place in concerned {
            if let Some(lights) = places.get_mut(&place) {
                add(lights, case.light);
            }
        }
    }
}

/// The places from `here` down to `place`; none where it lies elsewhere.
fn path(here: PlaceCode, place: PlaceCode) -> impl Iterator<Item = PlaceCode> {
    let within = here.contains(place);
    let tiers = Tier::ALL
        .into_iter()
        .filter(move |tier| within && *tier >= here.tier());
    tiers.filter_map(move |tier| place.at_tier(tier))
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
fn age(engine: &Engine, place: PlaceCode, link: Option<&LinkShow>) -> (Option<Text>, bool) {
    match link {
        Some(link) if link.online => (Some(words::time(engine.now())), false),
        Some(link) => (words::time_ms(link.heard), true),
        None if place == engine.place() => (Some(words::time(engine.now())), false),
        None => (None, true),
    }
}

fn buckets(calendar: &Calendar, now: UnixMillis, running: &[Running]) -> Vec<Bucket> {
    let mut counts = [0_u64; BUCKETS.len()];
    for case in running {
        if let Some(place) = bucket::place(calendar, now, case.light, case.due) {
            counts[place] += 1;
        }
    }
    let buckets = BUCKETS.into_iter().zip(counts);
    buckets
        .map(|((key, name, light), count)| Bucket {
            key: key.to_owned(),
            label: bucket::label(name),
            light,
            count,
        })
        .collect()
}

fn flow(now: UnixMillis, cases: impl Iterator<Item = (UnixMillis, Option<UnixMillis>)>) -> Flow {
    let mut flow = Flow::default();
    let today = date_of(now);
    for (received, concluded) in cases {
        flow.intake_today += u64::from(date_of(received) == today);
        flow.intake_month += u64::from(same_month(received, now));
        if let Some(at) = concluded {
            flow.done_today += u64::from(date_of(at) == today);
            flow.done_month += u64::from(same_month(at, now));
        }
    }
    flow
}

fn same_month(one: UnixMillis, other: UnixMillis) -> bool {
    let month = |at: UnixMillis| (date_of(at).year(), date_of(at).month());
    month(one) == month(other)
}

fn since(finding: &FindingRow) -> Option<UnixMillis> {
    finding.red.or(finding.yellow)
}

/// Red first, newest first.
fn findings(engine: &Engine, mut found: Vec<Found>) -> Vec<RoomFinding> {
    found.sort_by_key(|one| (one.finding.red.is_none(), Reverse(since(&one.finding))));
    found.truncate(FINDINGS_MAX);
    let shown = found.into_iter().map(|one| {
        let (zh, en) = words::rule(one.finding.rule);
        let owner = Owner {
            place: one.finding.place,
            department: one.finding.department.clone(),
        };
        RoomFinding {
            rule: Text::new(zh, en),
            light: light_of(one.finding.red, one.finding.yellow),
            place: owner_name(engine, &owner),
            case: one.case.map(|id| id.to_string()),
            number: one.number,
            since: since(&one.finding).map(words::time).unwrap_or_default(),
        }
    });
    shown.collect()
}

#[derive(Default)]
struct Rank {
    done: u64,
    in_time: u64,
    yellow: u64,
    red: u64,
}

/// Departments by what they concluded in time this month.
fn ranking(engine: &Engine, cases: &Cases) -> Vec<RankRow> {
    let now = engine.now();
    let mut ranks: BTreeMap<(PlaceCode, Option<String>), Rank> = BTreeMap::new();
    for seen in cases.seen.values() {
        if seen.concluded.is_some_and(|at| same_month(at, now)) {
            let rank = ranks.entry(seen.owner.clone()).or_default();
            rank.done += 1;
            rank.in_time += u64::from(seen.in_time);
        }
        let recent = |at: Option<UnixMillis>| at.is_some_and(|at| same_month(at, now));
        for finding in &seen.findings {
            let owner = (finding.place, finding.department.clone());
            let rank = ranks.entry(owner).or_default();
            rank.yellow += u64::from(recent(finding.yellow));
            rank.red += u64::from(recent(finding.red));
        }
    }
    ranked(engine, ranks)
}

/// At the province: by city and department, over everything its cities count.
fn ranking_of_counts(engine: &Engine, held: &Province) -> Vec<RankRow> {
    let mut ranks: BTreeMap<(PlaceCode, Option<String>), Rank> = BTreeMap::new();
    let mut late: BTreeMap<(PlaceCode, Option<String>), u64> = BTreeMap::new();
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
    ranked(engine, ranks)
}

/// Best first; who has concluded nothing has no rank.
fn ranked(engine: &Engine, ranks: BTreeMap<(PlaceCode, Option<String>), Rank>) -> Vec<RankRow> {
    let ranks = ranks.into_iter().filter(|(_, rank)| rank.done > 0);
    let mut rows: Vec<RankRow> = ranks
        .map(|((place, department), rank)| RankRow {
            department: owner_name(engine, &Owner { place, department }),
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
fn slowest(engine: &Engine, cases: &Cases) -> Vec<SlowStep> {
    let mut steps: BTreeMap<u32, (u64, u64, u64)> = BTreeMap::new();
    for seen in cases.seen.values() {
        for (step, minutes) in &seen.took {
            let sums = steps.entry(*step).or_default();
            sums.0 += u64::from(*minutes);
            sums.1 += 1;
        }
        for step in &seen.open {
            steps.entry(*step).or_default().2 += 1;
        }
    }
    let mut slow: Vec<(u64, u32, u64)> = (steps.into_iter())
        .filter(|(_, (_, taken, _))| *taken > 0)
        .map(|(step, (minutes, taken, open))| (minutes / taken, step, open))
        .collect();
    slow.sort_by_key(|(minutes, ..)| Reverse(*minutes));
    slow.truncate(ROWS_MAX);
    let rows = slow.into_iter().filter_map(|(minutes, step, open)| {
        let key = cases.steps.get(step as usize)?;
        let owner = Owner {
            place: key.place,
            department: key.department.clone(),
        };
        Some(SlowStep {
            step: names::item(engine, &key.code)
                + &Text::same(" · ")
                + &names::step_named(engine, &key.code, &key.step),
            department: owner_name(engine, &owner),
            usual: words::usual(minutes),
            open,
        })
    });
    rows.collect()
}

/// What the province holds of each city.
fn cities(engine: &Engine, held: &Province) -> Vec<CityRows> {
    let links = engine.link_shows();
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
            city: names::place(engine, city),
            rows,
            version,
            as_of: age(engine, city, link).0,
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    fn at(text: &str) -> UnixMillis {
        calendar::read_moment(&format!("{text}:00+08:00")).unwrap()
    }

    fn case(light: supervision::Light, due: Option<&str>) -> Running {
        Running {
            home: place("230621101201"),
            with: Vec::new(),
            light,
            due: due.map(at),
        }
    }

    #[test]
    fn a_place_counts_for_every_place_above_it_up_to_here() {
        let down: Vec<String> = path(place("230600000000"), place("230621101201"))
            .map(|place| place.to_string())
            .collect();
        let expected = [
            "230600000000",
            "230621000000",
            "230621101000",
            "230621101201",
        ];
        assert_eq!(down, expected);
        assert_eq!(
            path(place("230602000000"), place("230621101201")).count(),
            0
        );
    }

    #[test]
    fn a_linked_case_is_once_in_the_county_once_in_the_city_and_once_in_the_sum() {
        let (city, county) = (place("230600000000"), place("230621000000"));
        for (home, partner) in [(county, city), (city, county)] {
            let case = Running {
                home,
                with: vec![partner],
                light: supervision::Light::Green,
                due: None,
            };
            let mut places = BTreeMap::from([
                (city, Lights::default()),
                (county, Lights::default()),
                (place("230602000000"), Lights::default()),
            ]);
            light_up(city, &[case], &mut places);
            // The sum is the tile of the room's own place, which is the first.
            let green: Vec<u64> = places.values().map(|lights| lights.green).collect();
            assert_eq!(green, [1, 0, 1], "filed at {home}");
        }
    }

    #[test]
    fn open_cases_fall_into_buckets_by_the_working_days_left() {
        use supervision::Light::{Green, Off, Paused, Red, Yellow};
        let days = include_str!("../../../../topology/calendar/cn-workdays.csv");
        let hours = include_str!("../../../../topology/calendar/hours.toml");
        let calendar = Calendar::read(days, "days.csv", hours, "hours.toml").unwrap();
        // Monday; Friday is four working days off.
        let now = at("2025-11-24T10:00");
        let running = [
            case(Red, Some("2025-11-21T17:30")),
            case(Yellow, Some("2025-11-24T17:30")),
            case(Yellow, Some("2025-11-25T17:30")),
            case(Green, Some("2025-11-27T17:30")),
            case(Green, Some("2025-11-28T17:30")),
            case(Paused, None),
            case(Off, Some("2025-11-28T17:30")),
        ];
        let counts: Vec<u64> = buckets(&calendar, now, &running)
            .iter()
            .map(|bucket| bucket.count)
            .collect();
        assert_eq!(counts, [1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn flow_counts_today_within_the_month() {
        let now = at("2026-11-21T10:00");
        let cases = [
            (at("2026-11-21T09:00"), None),
            (at("2026-11-02T09:00"), Some(at("2026-11-21T09:30"))),
            (at("2026-10-30T09:00"), Some(at("2026-11-03T09:00"))),
        ];
        let flow = flow(now, cases.into_iter());
        assert_eq!((flow.intake_today, flow.intake_month), (1, 2));
        assert_eq!((flow.done_today, flow.done_month), (1, 2));
    }

    #[test]
    fn one_late_case_of_many_never_reads_as_none() {
        assert_eq!(permille(9_999, 10_000), 999);
        assert_eq!(permille(5, 5), 1_000);
        assert_eq!(permille(0, 0), 0);
    }
}
