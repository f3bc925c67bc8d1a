//! The shortest story that still goes wrong: fewer classes of fault, fewer of each, fewer people, fewer
//! days, a smaller tree. What each concern draws is its own, so what remains stays what it was.

use crate::fault::Fault;
use crate::founding::Published;
use crate::run::{Outcome, run};
use crate::topology::Topology;
use crate::world::Plan;

/// Runs tried at most.
const TRIES_MAX: u32 = 120;

/// The shortest plan found that goes wrong, and what comes of it.
///
/// # Errors
/// When a world cannot be founded.
pub fn shrink(plan: &Plan, published: &Published) -> anyhow::Result<(Plan, Outcome)> {
    let mut best = plan.clone();
    let mut outcome = run(best.clone(), published)?;
    let mut tries = 0;
    loop {
        let mut shorter = None;
        for candidate in candidates(&best) {
            if tries == TRIES_MAX {
                break;
            }
            tries += 1;
            let tried = run(candidate.clone(), published)?;
            if !tried.wrong.is_empty() {
                shorter = Some((candidate, tried));
                break;
            }
        }
        match shorter {
            Some((plan, tried)) => (best, outcome) = (plan, tried),
            None => break,
        }
    }
    best.tells = true;
    let told = run(best.clone(), published)?;
    outcome.words = told.words;
    Ok((best, outcome))
}

fn candidates(plan: &Plan) -> Vec<Plan> {
    let mut all = Vec::new();
    if plan.topology == Topology::County {
        all.push(Plan {
            topology: Topology::Chain,
            ..plan.clone()
        });
    }
    if plan.province {
        all.push(Plan {
            province: false,
            ..plan.clone()
        });
    }
    for fault in Fault::ALL.iter().filter(|fault| plan.allowed.has(**fault)) {
        all.push(Plan {
            allowed: plan.allowed.without(*fault),
            ..plan.clone()
        });
    }
    for faults in [
        plan.faults / 2,
        plan.faults * 3 / 4,
        plan.faults.saturating_sub(1),
    ] {
        if faults < plan.faults {
            all.push(Plan {
                faults,
                ..plan.clone()
            });
        }
    }
    for steps in [
        plan.steps / 2,
        plan.steps * 3 / 4,
        plan.steps.saturating_sub(1),
    ] {
        if steps < plan.steps {
            all.push(Plan {
                steps,
                ..plan.clone()
            });
        }
    }
    if plan.days > 1 {
        all.push(Plan {
            days: plan.days / 2,
            ..plan.clone()
        });
    }
    all
}

/// A test that runs the story again.
pub fn as_test(plan: &Plan, outcome: &Outcome) -> String {
    let faults: Vec<String> = plan
        .allowed
        .0
        .iter()
        .map(|fault| format!("Fault::{fault:?}"))
        .collect();
    format!(
        "/// {}\n#[test]\nfn seed_{}_holds() {{\n    holds(Plan {{\n        seed: {},\n        topology: Topology::{:?},\n        \
         allowed: Allowed(vec![{}]),\n        days: {},\n        steps: {},\n        faults: {},\n        province: {},\n        moves: {},\n        tells: false,\n    }});\n}}\n",
        outcome
            .wrong
            .first()
            .and_then(|wrong| wrong.lines().next())
            .unwrap_or_default(),
        plan.seed,
        plan.seed,
        plan.topology,
        faults.join(", "),
        plan.days,
        plan.steps,
        plan.faults,
        plan.province,
        plan.moves,
    )
}
