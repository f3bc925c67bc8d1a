use crate::hall::{Node, Tree, until};
use lianban::engine::command::Command;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rustix::process::{Signal, kill_process};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How often a process is killed.
const KILLS: usize = 10;
/// Killed at a random moment of this while, ms.
const WHILE_MS: u64 = 400;

#[test]
fn what_was_acknowledged_is_at_both_however_often_they_are_killed() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let tree = Tree::demo();
    let (mut city, mut county) = tree.city_and_county();
    let mut acknowledged: Vec<Value> = Vec::new();
    for round in 0..KILLS {
        let kills_city = random.random_bool(0.5);
        let moment = Duration::from_millis(random.random_range(0..WHILE_MS));
        let victim = if kills_city { city.pid() } else { county.pid() };
        std::thread::scope(|scope| {
            let killer = scope.spawn(move || {
                let begun = Instant::now();
                std::thread::sleep(moment.saturating_sub(begun.elapsed()));
                kill_process(victim, Signal::KILL).unwrap();
            });
            let command = Command::File {
                user: "window".to_owned(),
                item: "BM-001".to_owned(),
                fields: tree.form("BM-001"),
            };
            while !killer.is_finished() {
                // No answer is no acknowledgement: that case may be there or not.
                match county.try_ask(&command) {
                    Some(Ok(filed)) => acknowledged.push(filed),
                    Some(Err(refused)) => panic!("round {round}: {refused:?}"),
                    None => std::thread::yield_now(),
                }
            }
            killer.join().unwrap();
        });
        let victim = if kills_city { &mut city } else { &mut county };
        victim.kill();
        victim.start();
    }
    assert!(!acknowledged.is_empty());
    until("both hold the same", || {
        (cases(&city) == cases(&county)).then_some(())
    });
    let held = cases(&city);
    for filed in &acknowledged {
        let case = filed["case"].as_str().unwrap();
        assert!(held.iter().any(|(id, _)| id == case), "{case} is lost");
        for node in [&city, &county] {
            let show = node.get(&Command::Show {
                case: case.to_owned(),
            });
            assert_eq!(show["summary"]["number"], filed["number"]);
            let mut trail = show["view"]["trail"].as_array().unwrap().iter();
            assert!(trail.any(|entry| entry["act"] == filed["act"]), "{show}");
        }
    }
    let mut numbers: Vec<&str> = acknowledged
        .iter()
        .map(|filed| filed["number"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(
        numbers.len(),
        acknowledged.len(),
        "a number was given twice"
    );
    for node in [&city, &county] {
        assert_eq!(node.status()["quarantined"], 0, "{}", node.log());
    }
    println!("{} cases over {KILLS} kills", acknowledged.len());
}

/// The cases of a node and what they come to.
fn cases(node: &Node) -> Vec<(String, Value)> {
    let prints = node.fingerprints();
    let prints = prints.as_object().unwrap().iter();
    prints
        .filter(|(_, print)| print["kind"] == "case")
        .map(|(id, print)| (id.clone(), print.clone()))
        .collect()
}
