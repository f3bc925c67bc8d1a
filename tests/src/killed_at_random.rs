use crate::hall::{Lines, Node, Tree, cases, rounds, seed, until};
use casework::Deed;
use lianban::command::Command;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rustix::process::{Signal, kill_process};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Killed at a random moment of this while, ms.
const WHILE_MS: u64 = 400;

/// `LIANBAN_KILLS` says how often a process is killed, `LIANBAN_SEED` which and when.
#[test]
fn what_was_acknowledged_is_at_all_three_however_often_they_are_killed() {
    let kills = rounds("LIANBAN_KILLS", 10);
    let mut random = StdRng::seed_from_u64(seed());
    let tree = Tree::demo();
    let mut lines = Lines::new(|relay| {
        relay.set_loss(10);
        relay.set_reordering(20);
        relay.set_delay(Duration::from_millis(3));
        relay.set_rate(4_000_000);
    });
    let mut nodes = tree.chain(&mut lines);
    let mut acknowledged = Vec::new();
    for _ in 0..kills {
        let victim = random.random_range(0..nodes.len());
        let moment = Duration::from_millis(random.random_range(0..WHILE_MS));
        let pid = nodes[victim].pid();
        let [_, county, township] = &nodes;
        let killed = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let begun = Instant::now();
                std::thread::sleep(moment.saturating_sub(begun.elapsed()));
                kill_process(pid, Signal::KILL).unwrap();
                killed.store(true, Ordering::Relaxed);
            });
            let loads = [county, township].map(|node| {
                let (tree, killed) = (&tree, &killed);
                scope.spawn(move || {
                    let mut done = Vec::new();
                    while !killed.load(Ordering::Relaxed) {
                        work(tree, node, &mut done);
                    }
                    done
                })
            });
            for load in loads {
                acknowledged.extend(load.join().unwrap());
            }
        });
        nodes[victim].kill();
        nodes[victim].start();
    }
    lines.mend();
    let [city, county, township] = &nodes;
    eprintln!("{kills} kills, {} acts acknowledged", acknowledged.len());
    assert!(!acknowledged.is_empty());
    until("all hold the same", || {
        let held = cases(county);
        let below = cases(township);
        let agrees = cases(city) == held && below.iter().all(|case| held.contains(case));
        agrees.then_some(())
    });
    for done in &acknowledged {
        for node in [city, county]
            .into_iter()
            .chain(done.here.then_some(township))
        {
            let show = node.get(&Command::Show {
                case: done.case.clone(),
            });
            let mut trail = show["view"]["trail"].as_array().unwrap().iter();
            assert!(
                trail.any(|entry| entry["act"] == done.act.as_str()),
                "an act of {} is lost: {show}",
                done.case
            );
        }
    }
    let mut numbers: Vec<&str> = (acknowledged.iter())
        .filter_map(|done| done.number.as_deref())
        .collect();
    let filed = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), filed, "a number was given twice");
    for node in &nodes {
        assert_eq!(node.status()["quarantined"], 0, "{}", node.log());
    }
}

/// An act that somebody was told is kept.
struct Done {
    case: String,
    act: String,
    number: Option<String>,
    /// Whether it was done in the township.
    here: bool,
}

/// Files a case and accepts it. No answer is no acknowledgement: that act may be there or not.
fn work(tree: &Tree, node: &Node, done: &mut Vec<Done>) {
    let here = node.dir.ends_with(crate::hall::TOWNSHIP);
    let file = Command::File {
        user: "window".to_owned(),
        item: "BM-001".to_owned(),
        fields: tree.form("BM-001"),
    };
    let text = |said: &Value, field: &str| said[field].as_str().unwrap().to_owned();
    let filed = match node.try_ask(&file) {
        Some(Ok(filed)) => filed,
        Some(Err(refused)) => panic!("{refused:?}"),
        None => return std::thread::yield_now(),
    };
    let case = text(&filed, "case");
    done.push(Done {
        case: case.clone(),
        act: text(&filed, "act"),
        number: Some(text(&filed, "number")),
        here,
    });
    if !here {
        return; // Accepting it is the township's.
    }
    let accept = Command::Act {
        user: "window".to_owned(),
        case: case.clone(),
        branch: None,
        deed: Deed::Accept,
    };
    match node.try_ask(&accept) {
        Some(Ok(accepted)) => done.push(Done {
            case,
            act: text(&accepted, "act"),
            number: None,
            here,
        }),
        Some(Err(refused)) => panic!("{refused:?}"),
        None => {}
    }
}
