//! A small tree whose nodes are opened in this process: real directories, journals and rows.

use anyhow::{Context, Result};
use calendar::UnixMillis;
use casework::{Deed, Form};
use catalog::{At, Item, Stage};
use engine::Silent;
use engine::answers::Filed;
use engine::{Engine, EngineConfig, Founding, Refused};
use lianban::load::citizen_number;
use shipped::ShippedCatalog;
use std::path::Path;
use std::time::Instant;
use tiers::{DirectoryEntry, NodeId, NumberBlock, Person, PlaceCode, Post, Role};

/// Moment of the first case.
pub const BEGINS: &str = "2026-03-02T09:00:00+08:00";
/// Changes of a whole case.
pub const CHANGES: usize = 13;
/// Cases in one fsync while filling; what is measured comes later.
const FILL_BATCH: usize = 512;

/// Where a node stands and what it signs with.
#[derive(Clone, Copy)]
pub struct Seat {
    pub place: PlaceCode,
    pub seed: [u8; 32],
}

impl Seat {
    pub fn key(&self) -> NodeId {
        record::Signer::new(self.seed, [0; 16], [0; 16]).node()
    }
}

/// The county, which publishes.
pub fn county() -> Seat {
    Seat {
        place: "230621000000".parse().expect("a county"),
        seed: [1; 32],
    }
}

/// The `n`th township of it.
pub fn township(n: usize) -> Seat {
    let mut seed = [2; 32];
    seed[..8].copy_from_slice(&(n as u64 + 1).to_le_bytes());
    let code = format!("230621{:03}000", 101 + n);
    Seat {
        place: code.parse().expect("a township"),
        seed,
    }
}

pub fn begins() -> UnixMillis {
    UnixMillis::parse(BEGINS).expect("a moment")
}

pub fn open(dir: &Path, seat: Seat, cache_mib: u64) -> Result<Engine> {
    open_under(county().key(), dir, seat, cache_mib)
}

/// As [`open`], where another node publishes.
pub fn open_under(root: NodeId, dir: &Path, seat: Seat, cache_mib: u64) -> Result<Engine> {
    let config = EngineConfig {
        place: seat.place,
        root,
        seed: seat.seed,
        random: std::sync::Arc::new(rand::random),
        watch: lianban::clock::stopwatch(),
        cache_bytes: cache_mib << 20,
        alone: false,
    };
    Engine::open(dir, config, begins(), &Silent).context("a node of the benchmark")
}

pub fn refused<T>(done: Result<T, Refused>) -> Result<T> {
    done.map_err(|refused| anyhow::anyhow!(desk::refused_text(&refused).0.en))
}

/// Calendar, one item that a township handles alone, and `townships` with people in every role.
pub fn founding(townships: usize) -> Result<(Founding, Item)> {
    let seats = std::iter::once(county()).chain((0..townships).map(township));
    founding_of(seats.collect(), &township_alone)
}

/// Calendar, the item with the most steps of those that are `wanted`, and seats with people in every role.
pub fn founding_of(seats: Vec<Seat>, wanted: &dyn Fn(&Item) -> bool) -> Result<(Founding, Item)> {
    let ShippedCatalog {
        departments,
        catalog,
        calendar,
    } = ShippedCatalog::read()?;
    let items = catalog.items.values();
    let items = items.filter(|item| item.fee.fen == 0 && wanted(item));
    let item = items.max_by_key(|item| item.steps.len());
    let item = item.context("no such item in the catalog")?.clone();
    let codes: Vec<String> = (departments.iter())
        .map(|department| department.code.clone())
        .collect();
    let entries = (0..).zip(seats).map(|(n, seat)| entry(n, seat, &codes));
    let founding = Founding {
        calendar,
        entries: entries.collect(),
        departments: (departments.iter())
            .map(|department| (department.code.clone(), department.name.as_str().into()))
            .collect(),
        items: vec![item.clone()],
        bundles: Vec::new(),
    };
    Ok((founding, item))
}

fn entry(n: usize, seat: Seat, departments: &[String]) -> DirectoryEntry {
    let roles = [
        ("window", Role::Window),
        ("agent", Role::Agent),
        ("handler", Role::Handler),
        ("reviewer", Role::Reviewer),
        ("approver", Role::Approver),
        ("supervisor", Role::Supervisor),
        ("administrator", Role::Administrator),
    ];
    let people = roles.map(|(user, role)| Person {
        user: user.to_owned(),
        name: user.to_owned(),
        posts: vec![Post {
            role,
            departments: match role {
                Role::Handler | Role::Reviewer | Role::Approver => departments.to_vec(),
                _ => Vec::new(),
            },
        }],
    });
    DirectoryEntry {
        node: seat.key(),
        place: seat.place,
        name: format!("第{n}镇"),
        block: NumberBlock {
            prefix: format!("DQ{n}-"),
            first: 1,
            last: 99_999_999,
            low_water: 100,
        },
        people: people.to_vec(),
    }
}

/// Whether a township may file an item and handles all of it.
pub fn township_alone(item: &Item) -> bool {
    let here = |at: At| matches!(at, At::Filing | At::Handling | At::Township);
    item.handled_tier == tiers::Tier::Township
        && item.filing_tiers.contains(&tiers::Tier::Township)
        && item.steps.iter().all(|step| here(step.at))
}

/// Files cases at a node: whole ones of thirteen changes, or form and receipt alone.
pub fn fill(engine: &mut Engine, item: &Item, cases: usize, whole: bool) -> Result<()> {
    fill_with(engine, cases, 60_000, |engine, n| {
        let case = file(engine, item, n)?;
        if whole {
            finish(engine, item, &case)?;
        }
        Ok(())
    })
}

/// Lets `one` make each of the cases, `every_ms` after the one before, many in one fsync; then writes the rows.
pub fn fill_with(
    engine: &mut Engine,
    cases: usize,
    every_ms: i64,
    one: impl Fn(&mut Engine, usize) -> Result<()>,
) -> Result<()> {
    let begun = Instant::now();
    for n in 0..cases {
        engine.tell_time(UnixMillis(begins().0 + n as i64 * every_ms));
        one(engine, n)?;
        if n % FILL_BATCH == 0 {
            engine.commit()?;
        }
        if n % 10_000 == 0 {
            let seconds = begun.elapsed().as_secs_f64();
            eprintln!("filled {n} of {cases} after {seconds:.1} s");
        }
    }
    engine.commit()?;
    engine.write_rows();
    Ok(())
}

/// The citizen number of the `n`th applicant. Each case has its own: where all shared one, each filing would
/// look through all cases before it for applications that were made twice.
fn applicant(n: usize) -> String {
    const A_DAY: usize = 999;
    let day = n / A_DAY;
    let born = [1900 + day / (12 * 28) % 10, day / 28 % 12 + 1, day % 28 + 1];
    citizen_number(
        county().place,
        born.map(|part| part as u16),
        (n % A_DAY) as u16 + 1,
    )
}

/// The form of the `n`th case.
pub fn form(item: &Item, n: usize) -> Form {
    let mut form = Form::from([
        ("name".to_owned(), format!("申请人{n}")),
        ("id_number".to_owned(), applicant(n)),
        ("address".to_owned(), format!("永乐镇第{}组", n % 97)),
        ("note".to_owned(), format!("第 {n} 件")),
    ]);
    for material in item.materials.iter().filter(|material| material.required) {
        let field = format!("{}{}", casework::MATERIAL, material.name);
        form.insert(field, material.copies.to_string());
    }
    form
}

fn file(engine: &mut Engine, item: &Item, n: usize) -> Result<String> {
    filed(engine.file("window", &item.code, form(item, n)))
}

/// The case that was filed.
pub fn filed(done: Result<Filed, Refused>) -> Result<String> {
    Ok(refused(done)?.case)
}

fn finish(engine: &mut Engine, item: &Item, case: &str) -> Result<()> {
    for (user, deed) in deeds(item) {
        act(engine, case, user, deed)?;
    }
    Ok(())
}

/// Acceptance, steps, decision, conclusion, delivery, and words of a supervisor up to [`CHANGES`].
pub fn deeds(item: &Item) -> Vec<(&'static str, Deed)> {
    let mut deeds = vec![("window", Deed::Accept)];
    for step in &item.steps {
        let opinion = "经核查, 材料齐全, 符合规定条件".to_owned();
        let seq = step.seq;
        deeds.push(match step.stage {
            Stage::Accept => continue,
            Stage::Handle => ("handler", Deed::Step { seq, opinion }),
            Stage::Review => ("reviewer", Deed::Step { seq, opinion }),
            Stage::Approve => {
                let reason = "符合法定条件".to_owned();
                let (granted, cause) = (true, String::new());
                let deed = Deed::Decide {
                    granted,
                    cause,
                    reason,
                };
                ("approver", deed)
            }
            Stage::Conclude => ("window", Deed::Conclude),
        });
    }
    if item.output.kind == catalog::kind::CERTIFICATE {
        let number = "证0001".to_owned();
        deeds.push((
            "approver",
            Deed::Make {
                number,
                until: None,
            },
        ));
    }
    let how = "直接送达".to_owned();
    let at = String::new();
    deeds.push(("window", Deed::Deliver { how, at }));
    for word in (deeds.len() + 2)..CHANGES {
        let text = format!("请按期办理, 第 {word} 次提醒");
        deeds.push(("supervisor", Deed::Press { text }));
    }
    deeds
}

pub fn act(engine: &mut Engine, case: &str, user: &str, deed: Deed) -> Result<()> {
    refused(engine.act(user, case, None, deed)).map(drop)
}

/// A supervisor's word about each of these cases.
pub fn press(engine: &mut Engine, cases: &[record::RecordId], word: &str) -> Result<()> {
    for id in cases {
        let text = format!("请按期办理: {word}");
        act(engine, &id.to_string(), "supervisor", Deed::Press { text })?;
    }
    Ok(())
}

/// Cases spread over all that a node holds: the same ones each time.
pub fn some_cases(engine: &Engine, count: usize) -> Vec<record::RecordId> {
    spread(engine, count, 0)
}

/// As [`some_cases`], others each time.
pub fn other_cases(engine: &Engine, count: usize) -> Vec<record::RecordId> {
    spread(engine, count, rand::random::<u16>().into())
}

fn spread(engine: &Engine, count: usize, skip: usize) -> Vec<record::RecordId> {
    let briefs = engine.briefs().iter();
    let all: Vec<_> = briefs
        .filter(|(_, brief)| brief.kind == record::Kind::Case)
        .map(|(id, _)| *id)
        .collect();
    let step = (all.len() / count).max(1);
    let all = all.into_iter().skip(skip % step);
    all.step_by(step).take(count).collect()
}
