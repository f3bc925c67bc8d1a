//! Runs of each kind, and that the checkers see what they are there for.

use sim::marks::Marks;
use sim::run::MOVES;
use sim::sweep::sweep;
use sim::world::SECOND;
use sim::{Allowed, Fault, Outcome, Plan, Published, Topology, World, run};
use std::sync::OnceLock;
use store::{ForgetfulDisk, MemRows};

fn published() -> &'static Published {
    static READ: OnceLock<Published> = OnceLock::new();
    READ.get_or_init(|| Published::read().unwrap())
}

/// Runs a plan, and nothing is wrong.
fn holds(plan: Plan) -> Outcome {
    let seed = plan.seed;
    let outcome = run(plan, published()).unwrap();
    assert_eq!(outcome.wrong, Vec::<String>::new(), "seed {seed}");
    outcome
}

/// The plan of a seed, with the classes and as many moves as they were told with.
fn plan(seed: u64, topology: Topology) -> Plan {
    let plan = sim::run::plan(seed, topology);
    let later = [Fault::Held, Fault::Suspended, Fault::Rivals];
    let told_with = plan.allowed.0.iter().filter(|fault| !later.contains(fault));
    Plan {
        province: false,
        moves: MOVES,
        allowed: Allowed(told_with.copied().collect()),
        ..plan
    }
}

/// A plan with these classes alone.
fn with(seed: u64, allowed: Vec<Fault>, faults: u64) -> Plan {
    Plan {
        allowed: Allowed(allowed),
        days: 2,
        steps: 30,
        faults,
        ..plan(seed, Topology::Chain)
    }
}

#[test]
fn a_chain_holds_under_everything() {
    for seed in 1..5 {
        holds(with(seed, Fault::ALL.to_vec(), 25));
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let told = |seed, tells| {
        let plan = Plan {
            tells,
            ..with(seed, Fault::ALL.to_vec(), 25)
        };
        run(plan, published()).unwrap()
    };
    let (one, again, other) = (told(3, false), told(3, true), told(4, false));
    assert_eq!((&one.trace, one.events), (&again.trace, again.events));
    assert_eq!(one.struck, again.struck);
    assert_ne!(one.trace, other.trace);
}

#[test]
fn peace_is_kept() {
    let outcome = holds(with(7, Vec::new(), 20));
    assert!(outcome.struck.0.is_empty());
    assert!(outcome.acknowledged > 0);
}

/// A township gave up a case that the city had granted to it, and went back to before that: it was not told
/// again, and went on as if the case were its own.
#[test]
fn a_place_that_went_back_in_time_is_told_again_what_left_it() {
    use Fault::*;
    holds(Plan {
        allowed: Allowed(vec![
            Partition,
            Crash,
            CrashAtStart,
            RowsLost,
            SyncFails,
            Snapshot,
            Hostile,
        ]),
        days: 1,
        steps: 47,
        faults: 25,
        ..plan(331, Topology::Chain)
    });
    holds(Plan {
        allowed: Allowed(vec![
            Partition,
            Crash,
            CrashAtStart,
            RowsLost,
            DiskFull,
            SyncFails,
            SlowDisk,
            Restore,
        ]),
        days: 14,
        steps: 46,
        faults: 25,
        ..plan(453, Topology::Chain)
    });
}

/// Seeds in which a place that a case had left went on holding it, or in which what it wrote before it knew
/// was shown as arrived above and had been jumped over.
#[test]
fn moves_that_once_went_wrong_hold() {
    for seed in [1_064, 1_168, 2_326, 2_728] {
        holds(plan(seed, Topology::Chain));
    }
    let only = |seed, fault| Plan {
        allowed: Allowed(vec![fault]),
        ..plan(seed, Topology::Chain)
    };
    holds(only(3_044, Fault::Replaced));
}

/// A county's machine gave a number on paper and was lost before anything of it had come to the city; the one
/// in its place gave the same.
#[test]
fn a_number_is_not_given_again_by_a_machine_in_the_place_of_one_that_sent_nothing() {
    holds(plan(1_356, Topology::Chain));
    holds(Plan {
        allowed: Allowed(vec![Fault::RowsLost, Fault::Snapshot, Fault::Replaced]),
        days: 3,
        steps: 20,
        faults: 13,
        ..plan(1_356, Topology::Chain)
    });
}

/// Liars with the disk of the node they stand for: a draft that its writer forked hid what was typed into it;
/// what a county knew of a case that had left it was jumped over before it heard so; and a village whose
/// township would not have back what a liar had begun showed nothing of its own as arrived.
#[test]
fn a_liar_with_a_stolen_disk_harms_nobody_else() {
    use Fault::*;
    let only = |seed, topology| Plan {
        allowed: Allowed(vec![Hostile]),
        ..plan(seed, topology)
    };
    holds(only(15, Topology::County));
    holds(only(209, Topology::Chain));
    holds(Plan {
        allowed: Allowed(vec![Partition, CrashAtStart, DiskFull, Restore, Hostile]),
        days: 3,
        steps: 30,
        faults: 55,
        ..plan(1_560, Topology::County)
    });
}

/// Two counties under one name: the child jumped over the entries by which a case that was granted elsewhere is
/// judged, and saw it otherwise than everybody.
#[test]
fn what_a_case_is_judged_by_is_sent_again_where_a_child_jumped_over_it() {
    holds(Plan {
        allowed: Allowed(vec![Fault::Cloned]),
        ..plan(10, Topology::County)
    });
}

/// Nothing goes wrong at all: an act moved a case before the entry came by which the acts of its new place are
/// judged, and a village to which the case was granted never had that entry.
#[test]
fn an_entry_that_comes_after_the_act_that_moved_a_case_goes_on_to_the_village() {
    holds(Plan {
        allowed: Allowed(Vec::new()),
        ..plan(870, Topology::County)
    });
}

/// Places that are redrawn all the time. A city that had granted a case to a county and went back to before that would not
/// have it back from there; a township whose case another statement had taken away did not hear what decided
/// between the two; and one that heard it had no entry to judge it by.
#[test]
fn redrawn_places_that_once_disagreed_hold() {
    use Fault::*;
    let allowed = [Partition, Flapping, Snapshot, Restore, Crash, RowsLost];
    for seed in [5_072, 5_193, 5_278, 5_479] {
        holds(Plan {
            allowed: Allowed(allowed.to_vec()),
            ..sim::run::plan(seed, Topology::County)
        });
    }
}

/// A city that was put back without knowing it had told the province other figures meanwhile, and did not tell it what
/// held again.
#[test]
fn a_city_that_went_back_tells_the_province_everything_again() {
    let only = |seed, fault| Plan {
        allowed: Allowed(vec![fault]),
        ..sim::run::plan(seed, Topology::County)
    };
    for (seed, fault) in [
        (50, Fault::Snapshot),
        (30, Fault::CopiedAbove),
        (50, Fault::CopiedAbove),
    ] {
        let plan = only(seed, fault);
        assert!(plan.province);
        holds(plan);
    }
}

/// A county that had lost everything had a case from the township below once more, which the city had taken out of
/// its scope meanwhile; and what a village sent again of a case that had left was shown as arrived at the city.
#[test]
fn whoever_brings_a_case_that_left_is_told_so() {
    use Fault::*;
    holds(Plan {
        allowed: Allowed(vec![
            Partition,
            Flapping,
            Snapshot,
            CopiedAbove,
            DiskFull,
            Replaced,
        ]),
        days: 14,
        steps: 109,
        faults: 40,
        ..sim::run::plan(41_447, Topology::County)
    });
    holds(Plan {
        allowed: Allowed(vec![Partition, CopiedAbove, DiskFull]),
        days: 1,
        steps: 60,
        faults: 29,
        ..sim::run::plan(40_410, Topology::County)
    });
}

/// Both ends of a line that went on carrying moved one case, and somebody at each new home relied on it: the place above
/// held both to be contested and told the bringer nothing of its own side; acts of a place whose statement came late were
/// judged by entries that nobody passed on.
#[test]
fn rival_moves_meet_without_a_new_session() {
    for (seed, topology) in [
        (1, Topology::Chain),
        (22, Topology::Chain),
        (25, Topology::County),
        (145, Topology::County),
        (145, Topology::Chain),
    ] {
        holds(Plan {
            allowed: Allowed(vec![Fault::Rivals, Fault::Replaced]),
            ..sim::run::plan(seed, topology)
        });
    }
}

/// A city was suspended while it owed the province everything and woke behind a limit; a node's clock was ahead when it
/// wrote its rows, and right when it started again.
#[test]
fn figures_are_right_whatever_time_does() {
    for seed in [211, 420] {
        holds(Plan {
            allowed: Allowed(vec![Fault::ClockStep, Fault::RowsLost, Fault::Crash]),
            ..sim::run::plan(seed, Topology::County)
        });
    }
    for seed in [6_195, 6_315, 9_936] {
        holds(Plan {
            province: true,
            allowed: Allowed(vec![Fault::Suspended]),
            ..sim::run::plan(seed, Topology::County)
        });
    }
}

/// A case was filed and moved away, and the place that had filed it was put back: its receipt was not listed, and the act
/// that moved the case waited there for good.
#[test]
fn papers_of_a_case_that_left_come_back_too() {
    for seed in [5_008, 5_024, 5_049, 5_081, 5_138, 5_147, 5_173] {
        holds(Plan {
            allowed: Allowed(vec![Fault::Restore, Fault::Snapshot]),
            ..sim::run::plan(seed, Topology::County)
        });
    }
}

/// A disk was full between the form of a case and its receipt, which everybody then showed for ever.
#[test]
fn a_full_disk_leaves_no_case_without_its_receipt() {
    for seed in [3, 170, 261, 470, 471, 488, 494] {
        holds(Plan {
            allowed: Allowed(vec![Fault::DiskFull, Fault::SyncFails, Fault::Crash]),
            ..sim::run::plan(seed, Topology::Chain)
        });
    }
}

/// A class is brought about, and survived by itself.
fn strikes(fault: Fault) {
    // A node has to have died before it can die again while it starts.
    let allowed = match fault {
        Fault::CrashAtStart => vec![Fault::Crash, fault],
        fault => vec![fault],
    };
    for seed in 1..20 {
        let outcome = holds(Plan {
            province: fault == Fault::Province,
            ..with(seed, allowed.clone(), 60)
        });
        if outcome.struck.0.contains_key(&fault) {
            return;
        }
    }
    panic!("{fault} never happens");
}

macro_rules! each_class {
    ($($name:ident: $fault:ident,)*) => {
        $(
            #[test]
            fn $name() {
                strikes(Fault::$fault);
            }
        )*

        #[test]
        fn every_class_has_its_test() {
            let tested = [$(Fault::$fault),*];
            assert!(Fault::ALL.iter().all(|fault| tested.contains(fault)));
        }
    };
}

each_class! {
    partitions_are_survived: Partition,
    flapping_lines_are_survived: Flapping,
    crashes_are_survived: Crash,
    crashes_at_the_start_are_survived: CrashAtStart,
    lost_rows_are_survived: RowsLost,
    full_disks_are_survived: DiskFull,
    failed_syncs_are_survived: SyncFails,
    slow_disks_are_survived: SlowDisk,
    lost_frames_are_survived: FrameLost,
    duplicated_frames_are_survived: FrameTwice,
    reordered_frames_are_survived: FrameReordered,
    damaged_frames_are_survived: FrameCorrupt,
    clock_steps_are_survived: ClockStep,
    restores_are_survived: Restore,
    machines_that_are_set_back_are_survived: Snapshot,
    hostile_children_are_survived: Hostile,
    skewed_clocks_are_survived: ClockSkew,
    replaced_machines_are_survived: Replaced,
    copied_disks_are_survived: Cloned,
    copies_that_those_below_reach_are_survived: CopiedAbove,
    cities_that_begin_with_nothing_are_survived: CityReplaced,
    what_happens_to_a_province_is_survived: Province,
    held_lines_are_survived: Held,
    suspended_machines_are_survived: Suspended,
    rival_moves_within_a_session_are_survived: Rivals,
}

/// A change that a county kept waiting, for one it had lost, was shown at the township as arrived at the city.
#[test]
fn what_waits_at_the_county_is_not_shown_as_arrived_at_the_city() {
    holds(Plan {
        seed: 174,
        allowed: Allowed(vec![
            Fault::Partition,
            Fault::Flapping,
            Fault::Crash,
            Fault::CrashAtStart,
            Fault::DiskFull,
            Fault::SyncFails,
            Fault::Snapshot,
        ]),
        days: 3,
        steps: 32,
        faults: 27,
        ..plan(174, Topology::Chain)
    });
}

/// A restored township had a village's case back from the county, which had not sent it on yet.
#[test]
fn what_came_back_from_the_county_is_not_shown_as_arrived_at_the_city() {
    holds(Plan {
        allowed: Allowed(vec![Fault::Partition, Fault::DiskFull, Fault::Restore]),
        days: 3,
        steps: 20,
        faults: 24,
        ..plan(80, Topology::County)
    });
}

/// A machine that begins with nothing knows no number that the one before it has printed. It is told so by
/// the place above; where that was replaced as well, by the cases that come back.
#[test]
fn machines_of_one_place_never_give_one_number() {
    let replaced = |seed, topology| Plan {
        allowed: Allowed(vec![Fault::Replaced]),
        ..plan(seed, topology)
    };
    holds(replaced(6, Topology::Chain));
    holds(Plan {
        allowed: Allowed(vec![Fault::Partition, Fault::SlowDisk, Fault::Replaced]),
        days: 3,
        steps: 8,
        faults: 54,
        ..plan(2255, Topology::Chain)
    });
    holds(Plan {
        days: 1,
        steps: 57,
        faults: 18,
        ..replaced(2300, Topology::County)
    });
}

#[test]
fn the_power_may_go_at_any_operation_of_a_disk() {
    // All of them are for `cargo xtask sim --sweep`.
    let swept = sweep(published(), 9, 2).unwrap();
    assert_eq!(swept.failing, Vec::new());
    let all: u64 = swept
        .operations
        .iter()
        .map(|operations| 2 * operations)
        .sum();
    assert_eq!(swept.points as u64, all.div_ceil(9));
    assert!(swept.operations.iter().all(|operations| *operations > 20));
}

#[test]
fn what_is_shown_above_and_is_not_there_is_seen() {
    let mut world = World::found(with(11, Vec::new(), 0), published()).unwrap();
    world.plan_work();
    let ends = world.ends;
    world.run_until(ends);
    assert_eq!(world.wrong, Vec::<String>::new());
    assert!(world.marks.looked_at > 0);
    // The city loses everything, and nobody says so.
    world.kill(0);
    world.nodes[0].disk = ForgetfulDisk::new();
    world.nodes[0].rows = MemRows::new();
    world.start(0);
    world.marks = Marks::default();
    let township = world.nodes.len() - 1;
    world.look_at_marks(township);
    let missing = |words: &String| words.contains("is not there");
    assert!(world.wrong.iter().any(missing), "{:?}", world.wrong);
}

#[test]
fn what_a_disk_lost_that_it_said_it_kept_is_seen() {
    let mut world = World::found(with(11, Vec::new(), 0), published()).unwrap();
    let township = world.nodes.len() - 1;
    world.run_until(world.now + 120 * SECOND);
    // From now on nothing leaves the township.
    let line = (0..world.lines.len()).find(|line| world.lines[*line].child == township);
    let line = line.unwrap();
    world.lines[line].is_cut = true;
    world.break_off(line);
    world.plan_work();
    let ends = world.ends;
    world.run_until(ends);
    assert_eq!(world.wrong, Vec::<String>::new());
    let told = world.ledger.acts.iter().any(|told| told.node == township);
    let typed = (world.ledger.typed.values()).any(|typed| typed.node == township);
    assert!(told || typed);
    world.kill(township);
    world.nodes[township].disk = ForgetfulDisk::new();
    world.nodes[township].rows = MemRows::new();
    world.settle_and_check();
    let lost = |words: &String| words.contains("lost");
    assert!(world.wrong.iter().any(lost), "{:?}", world.wrong);
}
