//! The agent of a village has left; the next one takes over.

use super::{fields, open_with};
use crate::{left, lines};
use console::{DeskFilter, Who};
use engine::answers::Assigned;
use engine::{Engine, Founding, Reason, Refused};
use shipped::{Plan, write_shipped};
use tiers::{Login, NodeId, PlaceCode, Post, Role};

const VILLAGE: &str = "230621101201";

fn next() -> Who {
    Who {
        user: "next".to_owned(),
        name: "林晓春".to_owned(),
        posts: Vec::new(),
    }
}

fn filed(engine: &mut Engine, user: &str) -> String {
    let mut form = fields(&[("name", "张晓禾"), ("id_number", "230602190101137355")]);
    form.extend(fields(&[("entrustment", "委托2026-7"), ("quantity", "1")]));
    form.extend(fields(&[("m.申请表", "1"), ("m.房屋产权证明", "1")]));
    engine.file(user, "BM-019", form).unwrap().number
}

fn agent(engine: &Engine, number: &str) -> String {
    let id = engine.seek(number, record::Kind::Case).unwrap();
    engine.view_of(id).unwrap().facts.agent.clone().unwrap()
}

fn assign(engine: &mut Engine, from: &str, to: &str) -> Result<Assigned, Refused> {
    engine.assign("next", from, to, "调离")
}

/// The village with two agents; one more directory, in which `agent` is no longer anybody.
fn village(dir: &std::path::Path) -> (Engine, Founding) {
    let plan = |stays: bool| {
        let file = write_shipped(&dir.join("plan")).unwrap();
        let mut plan = Plan::read(&file).unwrap();
        let nodes = plan.federation.nodes.iter_mut();
        for node in nodes.filter(|node| node.place.to_string() == VILLAGE) {
            node.people.retain(|person| stays || person.user != "agent");
            node.people.push(Login {
                user: "next".to_owned(),
                name: "林晓春".to_owned(),
                posts: vec![Post {
                    role: Role::Agent,
                    departments: Vec::new(),
                }],
                password_hash: None,
            });
        }
        plan
    };
    let place: PlaceCode = VILLAGE.parse().unwrap();
    // A village has no business with the entries of other villages.
    let own_path = |founding: &mut Founding| {
        let entries = &mut founding.entries;
        entries.retain(|entry| entry.place.contains(place));
    };
    let (engine, ..) = open_with(dir, plan(true), place, &[], own_path);
    let own = engine.key();
    let mut after = plan(false);
    for (n, node) in (1_u8..).zip(&mut after.federation.nodes) {
        let is_own = node.place == place;
        node.node_id = Some(if is_own { own } else { NodeId([n; 32]) });
    }
    let mut founding = engine::fixture::founding(&after);
    own_path(&mut founding);
    (engine, founding)
}

#[test]
fn the_next_agent_sees_drafts_and_cases_of_the_one_who_left_and_takes_all_over() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, after) = village(dir.path());
    let draft = engine.draft_new("agent", "BM-019").unwrap();
    let first = filed(&mut engine, "agent");
    let second = filed(&mut engine, "agent");
    let own = filed(&mut engine, "next");
    engine.commit().unwrap();
    let desk = |engine: &mut Engine| lines::desk(engine, &next(), &DeskFilter::default());
    assert_eq!(desk(&mut engine).left, []);

    engine.found(&after, "next").unwrap();
    engine.commit().unwrap();
    let page = desk(&mut engine);
    let numbers: Vec<&str> = page.left.iter().map(|line| line.number.as_str()).collect();
    assert_eq!(numbers, [first.as_str(), second.as_str()]);
    let drafts: Vec<&str> = page.drafts.iter().map(|draft| draft.id.as_str()).collect();
    assert_eq!(drafts, [draft.draft.as_str()]);
    let set = fields(&[("name", "张晓禾")]);
    let changed = engine.draft_set("next", &draft.draft, &set);
    assert!(changed.is_ok(), "{changed:?}");

    assert_eq!(left::take(&mut engine, &next()).unwrap(), 2);
    engine.commit().unwrap();
    for number in [&first, &second, &own] {
        assert_eq!(agent(&engine, number), "next");
    }
    assert_eq!(desk(&mut engine).left, []);
    assert_eq!(left::take(&mut engine, &next()).unwrap(), 0);
}

#[test]
fn all_cases_of_one_agent_are_assigned_at_once_and_only_to_another_agent_of_the_place() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, _) = village(dir.path());
    let mine = filed(&mut engine, "agent");
    let own = filed(&mut engine, "next");
    for (from, to) in [("agent", "nobody"), ("agent", "agent")] {
        let refused = assign(&mut engine, from, to).unwrap_err();
        let other = Reason::NotAnotherAgent {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        assert_eq!(refused.reason, other);
    }
    assert_eq!(agent(&engine, &mine), "agent");
    let assigned = assign(&mut engine, "agent", "next").unwrap();
    assert_eq!((assigned.count, assigned.numbers), (1, vec![mine.clone()]));
    assert_eq!(assigned.left.len(), 0);
    assert_eq!(
        (agent(&engine, &mine), agent(&engine, &own)),
        ("next".to_owned(), "next".to_owned())
    );
    let again = assign(&mut engine, "agent", "next").unwrap();
    assert_eq!((again.count, again.numbers.len()), (0, 0));
}
