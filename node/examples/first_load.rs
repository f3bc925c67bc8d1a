//! The parts of `cargo xtask bench sync`: fills a node with cases, and measures the floor, which is the
//! same bytes over one QUIC stream with one fsync a frame.

#![allow(
    clippy::print_stdout,
    reason = "a tool for the terminal speaks on standard output"
)]

use anyhow::{Context, Result, bail, ensure};
use calendar::{Calendar, UnixMillis};
use casework::{Deed, Form};
use catalog::{At, Catalog, Item, Stage};
use lianban::authority;
use lianban::config::{LinkConfig, NodeConfig, StoreConfig};
use lianban::engine::{Command, Engine, Founding, Reply};
use lianban::init::SHIPPED;
use lianban::progress::Silent;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;
use sync::{FRAME_BYTES_MAX, Frame, LinkNo};
use tiers::{Departments, DirectoryEntry, NodeId, NumberBlock, Person, PlaceCode, Post, Role};

const CHILD: &str = "230621101000";
const PARENT: &str = "230621000000";
/// Moment of the first case.
const BEGINS: &str = "2026-03-02T09:00:00+08:00";
/// Cases in one fsync while filling; what is measured comes later.
const FILL_BATCH: usize = 64;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["fill", dir, cases] => fill(Path::new(dir), cases.parse()?),
        ["parent", dir] => parent(Path::new(dir)),
        ["child", dir, address] => child(Path::new(dir), address),
        ["floor-recv", dir] => floor_recv(Path::new(dir)),
        ["floor-send", dir, address] => floor_send(Path::new(dir), address),
        _ => bail!(
            "first_load fill DIR CASES | parent DIR | child DIR ADDRESS | floor-recv DIR | floor-send DIR ADDRESS"
        ),
    }
}

/// A tree of two: the child founds it itself, so that the parent begins empty.
fn fill(dir: &Path, cases: usize) -> Result<()> {
    let now = lianban::clock::Clock::System.now().0;
    let tree = authority::create(&dir.join("ca"), "bench", false, now)?;
    let child: PlaceCode = CHILD.parse()?;
    let parent: PlaceCode = PARENT.parse()?;
    let node = authority::issue(&tree, child, &dir.join("child"), now, 90)?;
    authority::issue(&tree, parent, &dir.join("parent"), now, 90)?;
    authority::issue(&tree, parent, &dir.join("floor"), now, 90)?;
    for (place, name) in [(child, "child"), (parent, "parent")] {
        let config = NodeConfig {
            place,
            root: node,
            listen: (place == parent).then(|| "127.0.0.1:0".to_owned()),
            parent: None,
            console: None,
            link: LinkConfig::default(),
            store: StoreConfig::default(),
        };
        config.write(&dir.join(name))?;
    }
    let begins = UnixMillis::parse(BEGINS)?;
    let (mut engine, ..) = lianban::run::open(&dir.join("child"), begins, &Silent)?;
    let founding = founding(node, child)?;
    let item = item(&founding)?.clone();
    refused(engine.found(&founding, "administrator"))?;
    engine.commit()?;
    for n in 0..cases {
        engine.tell_time(UnixMillis(begins.0 + n as i64 * 60_000));
        one_case(&mut engine, &item, n)?;
        if n % FILL_BATCH == 0 {
            engine.commit()?;
        }
        if n % 1_000 == 0 {
            eprintln!("filled {n} of {cases}");
        }
    }
    engine.commit()?;
    engine.write_rows();
    Ok(())
}

fn refused<T>(done: Result<T, lianban::engine::Refused>) -> Result<T> {
    done.map_err(|refused| anyhow::anyhow!(refused.en))
}

/// Thirteen changes: the form, its receipt, acceptance, two steps, decision, conclusion, delivery, and
/// five words of a supervisor.
fn one_case(engine: &mut Engine, item: &Item, n: usize) -> Result<()> {
    let mut form = Form::from([
        ("name".to_owned(), format!("申请人{n}")),
        ("id_number".to_owned(), "230602190101137355".to_owned()),
        ("address".to_owned(), format!("永乐镇第{}组", n % 97)),
        ("note".to_owned(), format!("第 {n} 件")),
    ]);
    for material in item.materials.iter().filter(|material| material.required) {
        let field = format!("{}{}", casework::MATERIAL, material.name);
        form.insert(field, material.copies.to_string());
    }
    let filed = engine.execute(Command::File {
        user: "window".to_owned(),
        item: item.code.clone(),
        fields: form,
    });
    let Reply::Filed(filed) = refused(filed)? else {
        bail!("not filed");
    };
    let mut act = |user: &str, deed: Deed| -> Result<()> {
        let command = Command::Act {
            user: user.to_owned(),
            case: filed.case.clone(),
            branch: None,
            deed,
        };
        refused(engine.execute(command)).map(drop)
    };
    act("window", Deed::Accept)?;
    for step in &item.steps {
        let opinion = "经核查, 材料齐全, 符合规定条件".to_owned();
        match step.stage {
            Stage::Accept => {}
            Stage::Handle => act(
                "handler",
                Deed::Step {
                    seq: step.seq,
                    opinion,
                },
            )?,
            Stage::Review => act(
                "reviewer",
                Deed::Step {
                    seq: step.seq,
                    opinion,
                },
            )?,
            Stage::Approve => act(
                "approver",
                Deed::Decide {
                    granted: true,
                    reason: "符合法定条件".to_owned(),
                },
            )?,
            Stage::Conclude => act("window", Deed::Conclude)?,
        }
    }
    act(
        "window",
        Deed::Deliver {
            how: "直接送达".to_owned(),
        },
    )?;
    let so_far = 3 + item.steps.len();
    for word in so_far..CHANGES {
        let text = format!("请按期办理, 第 {word} 次提醒");
        act("supervisor", Deed::Press { text })?;
    }
    Ok(())
}

/// Changes of a case.
const CHANGES: usize = 13;

fn founding(node: NodeId, place: PlaceCode) -> Result<Founding> {
    let text = |name: &str| {
        let found = SHIPPED.iter().find(|(file, _)| *file == name);
        found
            .map(|(_, text)| *text)
            .with_context(|| format!("{name} is not shipped"))
    };
    let departments = Departments::read(text("catalog/departments.csv")?, "departments.csv")?;
    let (catalog, _) = Catalog::read(
        text("catalog/items.jsonl")?,
        "items.jsonl",
        text("catalog/parallel.jsonl")?,
        "parallel.jsonl",
        &departments,
    );
    let calendar = Calendar::read(
        text("calendar/cn-workdays.csv")?,
        "cn-workdays.csv",
        text("calendar/hours.toml")?,
        "hours.toml",
    )?;
    let all: Vec<String> = departments
        .iter()
        .map(|department| department.code.clone())
        .collect();
    let roles = [
        ("window", Role::Window),
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
                Role::Handler | Role::Reviewer | Role::Approver => all.clone(),
                _ => Vec::new(),
            },
        }],
    });
    Ok(Founding {
        calendar,
        entries: vec![DirectoryEntry {
            node,
            place,
            name: "永乐镇".to_owned(),
            block: NumberBlock {
                prefix: "DQ2026".to_owned(),
                first: 1,
                last: 9_999_999,
                low_water: 100,
            },
            people: people.to_vec(),
        }],
        departments: (departments.iter())
            .map(|department| (department.code.clone(), department.name.clone()))
            .collect(),
        items: catalog.items.values().cloned().collect(),
        bundles: Vec::new(),
    })
}

/// An item that the township handles alone, free of charge, in the most steps.
fn item(founding: &Founding) -> Result<&Item> {
    let alone = |item: &&Item| {
        let here = |at: At| matches!(at, At::Filing | At::Handling | At::Township);
        item.handled_tier == tiers::Tier::Township
            && item.filing_tiers.contains(&tiers::Tier::Township)
            && item.fee.fen == 0
            && item.steps.iter().all(|step| here(step.at))
    };
    let items = founding.items.iter().filter(alone);
    items
        .max_by_key(|item| item.steps.len())
        .context("no such item in the catalog")
}

/// Gives the parent a free port in its config and prints the address.
fn parent(dir: &Path) -> Result<()> {
    let config = NodeConfig::read(dir)?;
    let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
    let address = socket.local_addr()?;
    drop(socket);
    NodeConfig {
        listen: Some(address.to_string()),
        ..config
    }
    .write(dir)?;
    println!("{address}");
    Ok(())
}

/// Tells the child where the parent is.
fn child(dir: &Path, address: &str) -> Result<()> {
    let config = NodeConfig::read(dir)?;
    NodeConfig {
        parent: Some(address.to_owned()),
        ..config
    }
    .write(dir)
}

/// All frames of the child's feed, made before anything is measured.
fn frames(dir: &Path) -> Result<Vec<Vec<u8>>> {
    let (engine, ..) = lianban::run::open(dir, UnixMillis::parse(BEGINS)?, &Silent)?;
    let mut frames = Vec::new();
    let mut next = 1;
    loop {
        let items = engine.read_feed(LinkNo::PARENT, next, FRAME_BYTES_MAX);
        let Some(last) = items.last() else { break };
        next = last.seq + 1;
        frames.push(sync::encode(&Frame::Feed {
            first: items[0].seq,
            rolling: last.rolling,
            items: items
                .into_iter()
                .map(|item| serde_bytes::ByteBuf::from(item.bytes))
                .collect(),
        }));
    }
    Ok(frames)
}

fn floor_send(dir: &Path, address: &str) -> Result<()> {
    let frames = frames(&dir.join("child"))?;
    let identity = lianban::config::identity(&dir.join("child"))?;
    runtime()?.block_on(async {
        let any: SocketAddr = "127.0.0.1:0".parse()?;
        let endpoint = link::Endpoint::bind(identity, any, link::LinkOptions::default())?;
        let (events, mut queue) = link::event_channel(64);
        let _dial = endpoint.dial(address.to_owned(), PARENT.to_owned(), events, 1);
        let sender = loop {
            match queue.recv().await.context("the endpoint ended")? {
                link::Event::Up { sender, .. } => break sender,
                link::Event::Refused { reason, .. } => bail!(reason),
                _ => {}
            }
        };
        let before = cpu()?;
        let begun = Instant::now();
        let bytes: usize = frames.iter().map(Vec::len).sum();
        for frame in &frames {
            sender.send(frame.clone())?;
        }
        let mut acknowledged = 0;
        while acknowledged < frames.len() {
            if let link::Event::Frame { .. } = queue.recv().await.context("the endpoint ended")? {
                acknowledged += 1;
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{}",
            serde_json::json!({
                "seconds": seconds,
                "bytes": bytes,
                "frames": frames.len(),
                "cpu": cpu()? - before,
            })
        );
        Ok(())
    })
}

fn floor_recv(dir: &Path) -> Result<()> {
    let identity = lianban::config::identity(&dir.join("floor"))?;
    runtime()?.block_on(async {
        let any: SocketAddr = "127.0.0.1:0".parse()?;
        let endpoint = link::Endpoint::bind(identity, any, link::LinkOptions::default())?;
        let (events, mut queue) = link::event_channel(64);
        endpoint.serve(events);
        println!("{}", endpoint.local_addr()?);
        let mut file = File::create(dir.join("floor.bin"))?;
        let mut peer = None;
        let mut before = cpu()?;
        while let Some(event) = queue.recv().await {
            match event {
                link::Event::Up { sender, .. } => {
                    before = cpu()?;
                    peer = Some(sender);
                }
                link::Event::Frame { bytes, .. } => {
                    file.write_all(&bytes)?;
                    file.sync_data()?;
                    let sender = peer.as_ref().context("a frame before its line")?;
                    sender.send(b"ok".to_vec())?;
                }
                link::Event::Down { .. } => break,
                link::Event::Refused { reason, .. } => bail!(reason),
            }
        }
        ensure!(peer.is_some(), "nobody came");
        println!("{}", serde_json::json!({ "cpu": cpu()? - before }));
        Ok(())
    })
}

/// As many threads as a node has for its network.
fn runtime() -> Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.worker_threads(2).enable_all().build()?)
}

/// Seconds of processor time of this process so far; Linux counts them in hundredths.
fn cpu() -> Result<f64> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after = stat
        .rsplit(')')
        .next()
        .context("a strange /proc/self/stat")?;
    let mut ticks = after.split_whitespace().skip(11).take(2);
    let mut next = || ticks.next().and_then(|text| text.parse::<f64>().ok());
    let (user, system) = (next().context("user time")?, next().context("system time")?);
    Ok((user + system) / TICKS_PER_SECOND)
}
