//! Carries a case on: whatever is due next is done by a person who may, at the node whose it is.

use super::world::World;
use crate::command::Command;
use crate::played::PLAYED;
use anyhow::{Result, bail, ensure};
use casework::Deed;
use serde_json::Value;
use std::time::Instant;
use tiers::{PlaceCode, Role};

/// One act that a case waits for.
#[derive(Debug, Clone)]
pub struct DueAct {
    /// Name of its kind of act, such as `accept`.
    pub kind: String,
    /// The branch's item, in a case that has several; else none.
    pub branch: Option<String>,
    /// Number of the step, where the act is one.
    pub step: Option<u8>,
    /// Whose it is.
    pub place: PlaceCode,
    /// Department that must do it; none = the desk of the place.
    pub department: Option<String>,
    roles: Vec<Role>,
}

/// What a case waits for, as a node sees it.
pub fn due(world: &mut World, at: PlaceCode, case: &str) -> Result<Vec<DueAct>> {
    let show = world.get(
        at,
        &Command::Show {
            case: case.to_owned(),
        },
    )?;
    due_in(&show)
}

fn due_in(show: &Value) -> Result<Vec<DueAct>> {
    let next = show["next"].as_array().cloned().unwrap_or_default();
    let due = next
        .into_iter()
        .filter(|act| act["due"] == true)
        .map(|act| {
            Ok(DueAct {
                kind: text(&act["kind"]),
                branch: act["branch"].as_str().map(str::to_owned),
                step: act["step"].as_u64().map(|step| step as u8),
                place: text(&act["owner"]["place"]).parse()?,
                department: act["owner"]["department"].as_str().map(str::to_owned),
                roles: serde_json::from_value::<Vec<Role>>(act["roles"].clone())?,
            })
        });
    due.collect()
}

/// Somebody who may do it.
pub fn person(world: &World, due: &DueAct) -> Option<String> {
    let node = world.plan.federation.node(due.place)?;
    let fits = |login: &&tiers::Login| {
        login.posts.iter().any(|post| {
            due.roles.contains(&post.role)
                && due.department.as_ref().is_none_or(|code| {
                    post.departments.contains(code)
                        || (post.departments.is_empty() && post.role == Role::Window)
                })
        })
    };
    node.people
        .iter()
        .find(fits)
        .map(|login| login.user.clone())
}

/// Does one due act.
pub fn perform(world: &mut World, case: &str, due: &DueAct) -> Result<()> {
    let Some(user) = person(world, due) else {
        bail!(
            "nobody at {} may do {} for {:?}",
            due.place,
            due.kind,
            due.department
        );
    };
    let deed = match due.kind.as_str() {
        "accept" => Deed::Accept,
        "step" => Deed::Step {
            seq: due.step.unwrap_or(0),
            opinion: PLAYED.demo.opinion.clone(),
        },
        "decide" => Deed::Decide {
            granted: true,
            cause: String::new(),
            reason: PLAYED.demo.granted.clone(),
        },
        "conclude" => Deed::Conclude,
        "make" => Deed::Make {
            number: PLAYED.demo.certificate.clone(),
            until: None,
        },
        "deliver" => Deed::Deliver {
            at: String::new(),
            how: PLAYED.demo.handed_over.clone(),
        },
        "resubmit" => Deed::Resubmit {
            supplied: vec![PLAYED.demo.missing.clone()],
        },
        other => bail!("the story does not know how to do {other}"),
    };
    let command = Command::Act {
        user,
        case: case.to_owned(),
        branch: due.branch.clone(),
        deed,
    };
    world.act(due.place, &command).map(drop)
}

/// Carries a case on until `enough` says so: each owner acts on what its own node knows by then.
pub fn drive(
    world: &mut World,
    watched_at: PlaceCode,
    case: &str,
    enough: impl Fn(&Value) -> bool,
) -> Result<()> {
    let begun = Instant::now();
    loop {
        ensure!(
            begun.elapsed() < super::world::PATIENCE,
            "the case does not go on"
        );
        let show = Command::Show {
            case: case.to_owned(),
        };
        let Ok(show) = world.ask(watched_at, &show)? else {
            std::thread::sleep(std::time::Duration::from_millis(20)); // It is still on its way.
            continue;
        };
        if enough(&show) {
            return Ok(());
        }
        let mut acted = false;
        for wanted in due_in(&show)? {
            // The owner's own node must know that it is its turn.
            let known = due(world, wanted.place, case).unwrap_or_default();
            let turn = known.iter().find(|own| {
                own.kind == wanted.kind && own.branch == wanted.branch && own.step == wanted.step
            });
            if let Some(turn) = turn
                && turn.kind != "fee"
            {
                perform(world, case, &turn.clone())?;
                acted = true;
            }
        }
        if !acted {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

/// Does everything that a case waits for at `place` alone, by what that node knows; answers how many acts
/// that were.
pub fn alone(world: &mut World, place: PlaceCode, case: &str) -> Result<usize> {
    let mut acts = 0;
    loop {
        let known = due(world, place, case)?;
        let own = known
            .into_iter()
            .find(|due| due.place == place && due.kind != "fee");
        let Some(own) = own else {
            return Ok(acts);
        };
        perform(world, case, &own)?;
        acts += 1;
    }
}

/// How far a case is, as a node sees it.
pub fn phase(show: &Value) -> String {
    text(&show["summary"]["phase"])
}

/// A text, or nothing.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
