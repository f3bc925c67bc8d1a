//! One run, from founding to the last check; and many of them.

use crate::fault::{Allowed, Fault, Struck};
use crate::founding::Published;
use crate::hostile::Lied;
use crate::province::PROVINCE_ONE_IN;
use crate::topology::Topology;
use crate::world::{DAY, Plan, World};
use dice::Dice;
use serde::Serialize;

/// What came of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The seed from which the run follows.
    pub seed: u64,
    /// What does not hold; empty = all does.
    pub wrong: Vec<String>,
    /// Everything that happened, as one hash.
    pub trace: String,
    /// Events in it.
    pub events: u64,
    /// How often each class of fault struck.
    pub struck: Struck,
    /// What liars did who had the disk of a node.
    pub lied: Lied,
    /// Simulated days, all nodes together.
    pub node_days: f64,
    /// Acts and typed fields acknowledged to people.
    pub acknowledged: u64,
    /// Of them, those whose every copy was destroyed, by a restore or with a machine.
    pub destroyed: u64,
    /// What people asked for and a desk refused.
    pub refused: u64,
    /// Frames that nodes sent, whether or not they arrived.
    pub frames: u64,
    /// Cases moved, granted, or taken out of a scope.
    pub moved: u64,
    /// Changes that a desk showed as arrived at a tier above, each looked for there.
    pub shown_above: u64,
    /// Of them, those that waited there for another change.
    pub shown_parked: u64,
    /// The story, where it is told.
    #[serde(skip)]
    pub words: Vec<String>,
}

/// Of a hundred things that somebody does, how many move or grant a case: as a rule, and where places are being
/// redrawn.
pub const MOVES: u64 = 5;
const MOVES_REDRAWN: u64 = 40;

/// The plan of a seed: how long, how much and what may strike follow from it.
pub fn plan(seed: u64, topology: Topology) -> Plan {
    let mut dice = Dice::new(seed, "plan");
    let mut allowed: Vec<Fault> = Vec::new();
    // Each class in two of three runs, and none at all in a few: interplay and peace are both tried.
    let peaceful = dice.once_in(20);
    for (n, fault) in Fault::ALL.iter().enumerate() {
        let drawn = if n < Fault::DRAWN {
            dice.below(3)
        } else {
            Dice::new(seed, &format!("plan of {fault}")).below(3)
        };
        if drawn > 0 && !peaceful {
            allowed.push(*fault);
        }
    }
    // Some federations are redrawn all the time; frames whose bits turn over would leave all those moves out.
    let redrawn = match topology {
        Topology::County => 2,
        Topology::Chain | Topology::City => 8,
    };
    let redrawn = Dice::new(seed, "redrawn").once_in(redrawn);
    if redrawn {
        allowed.retain(|fault| *fault != Fault::FrameCorrupt);
    }
    let days = *dice.pick(&[1, 3, 14, 70]).unwrap_or(&3);
    let (steps, faults) = match topology {
        Topology::Chain => (dice.below(60), dice.below(30)),
        Topology::County => (dice.below(120), dice.below(60)),
        Topology::City => (1_500 + dice.below(500), 100 + dice.below(100)),
    };
    Plan {
        seed,
        topology,
        allowed: Allowed(allowed),
        days,
        steps: 5 + steps,
        faults,
        province: Dice::new(seed, "province").once_in(PROVINCE_ONE_IN),
        moves: if redrawn { MOVES_REDRAWN } else { MOVES },
        tells: false,
    }
}

/// Runs a plan.
///
/// # Errors
/// When the world cannot even be founded.
pub fn run(plan: Plan, published: &Published) -> anyhow::Result<Outcome> {
    let seed = plan.seed;
    let mut world = World::found(plan, published)?;
    let begins = world.now;
    world.learn_records(0);
    world.plan_work();
    let ends = world.ends;
    world.run_until(ends);
    if world.wrong.is_empty() {
        world.settle_and_check();
    }
    if world.wrong.is_empty() {
        world.rivals_and_check();
    }
    let node_days = (world.now - begins) as f64 / DAY as f64 * world.founded as f64;
    let ledger = &world.ledger;
    let destroyed = ledger.acts.iter().filter(|told| told.gone).count()
        + ledger.typed.values().filter(|typed| typed.gone).count();
    Ok(Outcome {
        seed,
        trace: world.trace.hash(),
        events: world.trace.events(),
        struck: world.struck.clone(),
        lied: world.lied,
        node_days,
        acknowledged: (ledger.acts.len() + ledger.typed.len()) as u64,
        destroyed: destroyed as u64,
        refused: ledger.refused,
        frames: world.frames,
        moved: world.moved,
        shown_above: world.marks.looked_at,
        shown_parked: world.marks.parked,
        words: world.trace.words().to_vec(),
        wrong: world.wrong,
    })
}
