//! How long pages take at a node with very many open cases, while twenty desks look and people act beside them:
//! measured over HTTP from a console on loopback, in the process of the node.

use crate::chain::seats;
use crate::figure::{at, median, memory_mib, say};
use crate::reconnect::CACHE_MIB;
use crate::tree::{self, Seat, begins, filed, form, founding_of, open_under};
use anyhow::{Context, Result, ensure};
use calendar::UnixMillis;
use casework::Deed;
use catalog::{At, Item};
use console::ConsoleOptions;
use desk::{NodeDesk, Passwords, Writer as _};
use engine::{Engine, EngineConfig, Silent};
use lianban::clock::{Clock, stopwatch};
use lianban::handle::Handle;
use lianban::run;
use record::{Kind, RecordId};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tiers::Tier;
use ureq::Agent;

/// From one case to the next: a million come in within three hours, before anything of them falls due.
const EVERY_MS: i64 = 10;
/// Requests for each kind of page.
const LOOKS: usize = 200;
/// Desks that look at once, each second.
const DESKS: usize = 20;
/// From one act to the next.
const ACT_EVERY: Duration = Duration::from_millis(100);
const RUNS: usize = 5;
const PASSWORD: &str = "a password of the benchmark";

/// The question, with so many open cases and so many acts in each run.
pub fn desks(dir: &Path, cases: usize, acts: usize) -> Result<()> {
    let dir = dir.join(format!("desks-{cases}"));
    if !dir.join("made").exists() {
        build(&dir, cases)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let [city, ..] = seats();
    let config = EngineConfig {
        place: city.place,
        root: city.key(),
        seed: city.seed,
        random: Arc::new(rand::random),
        watch: stopwatch(),
        cache_bytes: CACHE_MIB << 20,
        alone: true,
    };
    let begun = Instant::now();
    let clock = Clock::demo(after(cases));
    let node = run::start(&dir.join("city"), config, clock, Box::new(Silent))?;
    let item: Item = serde_json::from_slice(&std::fs::read(dir.join("item"))?)?;
    let console = runtime.block_on(async {
        let new = (item.clone(), cases);
        let intake = node.ask_early(move |engine| file(engine, &new.0, new.1));
        intake.await?;
        let seconds = begun.elapsed().as_secs_f64();
        say("desk", "seconds_to_intake", "s", seconds, Some(3.0), None);
        node.whole().await.map_err(anyhow::Error::msg)?;
        serve(&node, city).await
    })?;
    say("desk", "cases", "", cases as f64, None, None);
    let ids = runtime.block_on(known(&node))?;
    pages(&console, &ids, cases)?;
    beside(&runtime, &node, &console, &ids, acts)?;
    let mib = memory_mib("VmHWM")?;
    say("desk", "memory_peak", "MiB", mib, Some(1_536.0), None);
    Ok(())
}

fn after(cases: usize) -> UnixMillis {
    UnixMillis(begins().0 + cases as i64 * EVERY_MS)
}

/// Whether a city may file an item and handles all of it.
fn city_alone(item: &Item) -> bool {
    let here = |at: At| matches!(at, At::Filing | At::Handling | At::City);
    item.handled_tier == Tier::City
        && item.filing_tiers.contains(&Tier::City)
        && item.steps.iter().all(|step| here(step.at))
}

fn build(dir: &Path, cases: usize) -> Result<()> {
    let _ = std::fs::remove_dir_all(dir);
    eprintln!("filling {cases} open cases; kept in {}", dir.display());
    let [city, ..] = seats();
    let (founding, item) = founding_of(vec![city], &city_alone)?;
    let mut engine = open_under(city.key(), &dir.join("city"), city, CACHE_MIB)?;
    tree::refused(engine.found(&founding, "administrator"))?;
    engine.commit()?;
    tree::fill_with(&mut engine, cases, EVERY_MS, |engine, n| {
        let case = file(engine, &item, n)?;
        if n % 2 == 0 {
            tree::act(engine, &case, "window", Deed::Accept)?;
        }
        Ok(())
    })?;
    drop(engine);
    std::fs::write(dir.join("item"), item.to_bytes())?;
    Ok(std::fs::write(dir.join("made"), "")?)
}

fn file(engine: &mut Engine, item: &Item, n: usize) -> Result<String> {
    filed(engine.file("window", &item.code, form(item, n)))
}

/// Opens the node's console on a free port of loopback.
async fn serve(node: &Handle, city: Seat) -> Result<String> {
    let hash = console::hash_password(PASSWORD)?;
    let people = ["window", "handler", "supervisor"];
    let passwords: Passwords = people
        .into_iter()
        .map(|user| (user.to_owned(), hash.clone()))
        .collect();
    let desk = NodeDesk::new(node.clone(), city.place, passwords, true).await;
    let options = ConsoleOptions {
        now_ms: Arc::new(|| Clock::System.now().0),
        secure_cookies: false,
    };
    let router = console::router(Arc::new(desk), options);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(console::serve(listener, router));
    Ok(format!("http://{address}"))
}

/// Some of the open cases, with their numbers.
async fn known(node: &Handle) -> Result<Vec<(RecordId, String)>> {
    let some = node.ask(|engine: &mut Engine| {
        let cases = engine.briefs().iter();
        let cases = cases.filter(|(_, brief)| brief.kind == Kind::Case);
        let cases = cases.map(|(id, brief)| (*id, brief.number().to_owned()));
        cases.step_by(17).take(5_000).collect::<Vec<_>>()
    });
    let some = some.await;
    ensure!(!some.is_empty(), "no cases");
    Ok(some)
}

/// A person at the console.
struct Person {
    agent: Agent,
    console: String,
}

impl Person {
    fn log_in(console: &str, user: &str) -> Result<Person> {
        let person = Person {
            agent: Agent::new_with_defaults(),
            console: console.to_owned(),
        };
        let door = person.agent.get(format!("{console}/login")).call()?;
        let door = door.into_body().read_to_string()?;
        let token = door.split_once("name=\"_csrf\" value=\"");
        let token = token.and_then(|(_, rest)| rest.split('"').next());
        let token = token.context("a token on the page")?;
        let form = [("_csrf", token), ("user", user), ("password", PASSWORD)];
        let inside = person.agent.post(format!("{console}/login"));
        let inside = inside.send_form(form)?.into_body().read_to_string()?;
        ensure!(
            !inside.contains("name=\"password\""),
            "{user} is not let in"
        );
        Ok(person)
    }

    /// Milliseconds until the whole page is here, and its bytes on the line.
    fn look(&self, path: &str) -> Result<(f64, usize)> {
        let begun = Instant::now();
        let page = self.agent.get(format!("{}{path}", self.console)).call()?;
        ensure!(page.status() == 200, "{path}: {}", page.status());
        let mut bytes = Vec::new();
        page.into_body().into_reader().read_to_end(&mut bytes)?;
        Ok((begun.elapsed().as_secs_f64() * 1e3, bytes.len()))
    }
}

fn pages(console: &str, ids: &[(RecordId, String)], cases: usize) -> Result<()> {
    let window = Person::log_in(console, "window")?;
    let supervisor = Person::log_in(console, "supervisor")?;
    let target = if cases > 100_000 { 40.0 } else { 20.0 };
    let any = || &ids[rand::random_range(..ids.len())];
    let measured = |person: &Person, path: &dyn Fn() -> String| {
        let mut took = Vec::new();
        let mut bytes = 0;
        // What the first look at a page brings to mind is told by the longest.
        for _ in 0..LOOKS {
            let (ms, size) = person.look(&path())?;
            took.push(ms);
            bytes = bytes.max(size);
        }
        anyhow::Ok((took, bytes))
    };
    let told = |name: [&'static str; 3], person: &Person, target, path: &dyn Fn() -> String| {
        let (took, bytes) = measured(person, path)?;
        let longest = took.iter().copied().fold(0.0, f64::max);
        say("desk", name[0], "ms", median(took.clone()), None, None);
        let p99 = at(took, 0.99).context("looks")?;
        say("desk", name[1], "ms", p99, Some(target), None);
        say("desk", name[2], "ms", longest, None, None);
        anyhow::Ok(bytes)
    };
    told(
        ["desk_p50", "desk_p99", "desk_max"],
        &window,
        target,
        &|| "/".to_owned(),
    )?;
    told(
        ["queue_p50", "queue_p99", "queue_max"],
        &window,
        target,
        &|| "/window?page=2".to_owned(),
    )?;
    told(
        ["number_p50", "number_p99", "number_max"],
        &window,
        target,
        &|| format!("/find?q={}", any().1),
    )?;
    told(
        ["name_p50", "name_p99", "name_max"],
        &window,
        target,
        &|| {
            let n = rand::random_range(..cases);
            format!("/find?q=%E7%94%B3%E8%AF%B7%E4%BA%BA{n}")
        },
    )?;
    told(
        ["case_p50", "case_p99", "case_max"],
        &window,
        target,
        &|| format!("/cases/{}", any().0),
    )?;
    let room = ["room_p50", "room_p99", "room_max"];
    let bytes = told(room, &supervisor, 50.0, &|| "/room".to_owned())?;
    let kb = bytes as f64 / 1e3;
    say("desk", "room_bytes", "kB", kb, Some(60.0), None);
    Ok(())
}

/// Acts ten a second, with and without the desks beside them, by turns.
fn beside(
    runtime: &tokio::runtime::Runtime,
    node: &Handle,
    console: &str,
    ids: &[(RecordId, String)],
    acts: usize,
) -> Result<()> {
    let (mut alone, mut among) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        for with_desks in [run % 2 == 0, run % 2 == 1] {
            eprintln!("acts, run {run}, desks: {with_desks}");
            let over = Arc::new(AtomicBool::new(false));
            let mut desks = Vec::new();
            for _ in 0..if with_desks { DESKS } else { 0 } {
                let person = Person::log_in(console, "window")?;
                let over = Arc::clone(&over);
                desks.push(std::thread::spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        let begun = Instant::now();
                        if let Err(error) = person.look("/") {
                            eprintln!("a desk: {error:#}");
                        }
                        std::thread::sleep(Duration::from_secs(1).saturating_sub(begun.elapsed()));
                    }
                }));
            }
            let took = runtime.block_on(act(node, ids, acts))?;
            over.store(true, Ordering::Relaxed);
            for desk in desks {
                let _ = desk.join();
            }
            let of = if with_desks { &mut among } else { &mut alone };
            of.push((median(took.clone()), at(took, 0.99).context("acts")?));
        }
    }
    let middle =
        |of: &[(f64, f64)], pick: fn(&(f64, f64)) -> f64| median(of.iter().map(pick).collect());
    let (p50, p99) = (|run: &(f64, f64)| run.0, |run: &(f64, f64)| run.1);
    let (a50, a99) = (middle(&alone, p50), middle(&alone, p99));
    let (b50, b99) = (middle(&among, p50), middle(&among, p99));
    say("desk", "act_p50", "ms", b50, None, Some(a50));
    say("desk", "act_p99", "ms", b99, None, Some(a99));
    say("desk", "act_p50_ratio", "", b50 / a50, Some(1.15), None);
    say("desk", "act_p99_ratio", "", b99 / a99, Some(1.5), None);
    Ok(())
}

async fn act(node: &Handle, ids: &[(RecordId, String)], acts: usize) -> Result<Vec<f64>> {
    let mut took = Vec::with_capacity(acts);
    let mut due = tokio::time::interval(ACT_EVERY);
    for n in 0..acts {
        due.tick().await;
        let case = ids[rand::random_range(..ids.len())].0.to_string();
        let begun = Instant::now();
        let done = node.ask(move |engine: &mut Engine| {
            let text = format!("请按期办理, 第 {n} 次提醒");
            tree::act(engine, &case, "supervisor", Deed::Press { text })
        });
        done.await?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(took)
}
