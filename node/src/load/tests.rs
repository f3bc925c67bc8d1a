//! Small runs of every profile, and one deck that holds every class.

use super::profile::{Gaps, Planned, Profile, Targets};
use super::*;
use serde_json::Map;

/// A city of two counties, two townships and their villages, from the shipped file.
fn small_city() -> City {
    let shipped = include_str!("../../../topology/divisions/daqing.csv");
    let kept = |line: &&str| {
        let city_or_county = ["code", "230600000000", "230602000000", "230621000000"];
        city_or_county.iter().any(|code| line.starts_with(code))
            || ["230602001", "230621101"]
                .iter()
                .any(|code| line.starts_with(code))
    };
    let text: Vec<&str> = shipped.lines().filter(kept).collect();
    City::of("small.csv", &text.join("\n")).unwrap()
}

fn args(profile: &str, scale: f64, seed: u64) -> LoadArgs {
    LoadArgs {
        profile: profile.to_owned(),
        divisions: PathBuf::from("small.csv"),
        seed,
        from: "2021-01-04".parse().unwrap(),
        scale,
        group: 16,
        dir: None,
        json: true,
        gaps: Gaps::default(),
    }
}

fn played(city: &City, profile: &str, scale: f64) -> Value {
    let args = args(profile, scale, 1);
    let planned = Profile::shipped(profile).unwrap();
    let planned = planned.plan(&args.gaps, scale).unwrap();
    run_planned(&args, city, &planned).unwrap().0
}

/// The counts that are named, in this order.
fn counts<const N: usize>(told: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| {
        told[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name}: {}", told[name]))
    })
}

/// What must hold of every run, from the printed figures alone.
fn identities(told: &Value) {
    assert_eq!(told["differences"], Value::Array(Vec::new()));
    assert_eq!(told["ok"], true);
    let [received, closed, open, past_due] =
        counts(told, ["received", "closed", "open", "open_past_due"]);
    let [on_time, overdue, yellow, red] = counts(told, ["on_time", "overdue", "yellow", "red"]);
    assert_eq!(received, closed + open);
    assert_eq!(on_time + overdue, closed + past_due);
    assert!(yellow >= red);
    assert_eq!(told["folded_anew"]["n"], told["folded_anew"]["of"]);
    assert_eq!(told["departments_ranked"], 46);
    let ranking = &told["ranking"];
    assert_eq!(ranking["total"].as_array().unwrap().len(), 46);
    let months = ranking["months"].as_object().unwrap();
    let sum_of = |list: &Value| -> u64 {
        let rows = list.as_array().unwrap();
        rows.iter().map(|row| row[1].as_u64().unwrap()).sum()
    };
    let by_month: u64 = months.values().map(sum_of).sum();
    assert_eq!(by_month, sum_of(&ranking["total"]));
}

#[test]
fn every_profile_shows_what_it_must_at_a_small_scale() {
    let city = small_city();
    // 0.2 %: 200 cases, 182 of them instant, 0.198 yellow.
    let told = played(&city, "daqing-2010", 0.002);
    identities(&told);
    let names = [
        "received",
        "instant",
        "early",
        "on_time",
        "yellow",
        "fee_attempts",
    ];
    assert_eq!(counts(&told, names), [200, 182, 18, 200, 0, 0]);
    // 1 %: 85 cases, 32.3 instant, 42.16 early, the other 11 on the due date and so warned.
    let told = played(&city, "yichang-month", 0.01);
    identities(&told);
    let names = [
        "received", "instant", "promised", "early", "yellow", "overdue",
    ];
    assert_eq!(counts(&told, names), [85, 32, 53, 42, 11, 0]);
    assert_eq!(told["early_rate"], serde_json::json!({ "n": 42, "of": 53 }));
    // The same month with instant cases among the early ones: 32 + 35.7, of all.
    let told = played(&city, "yichang-month-alt", 0.01);
    identities(&told);
    assert_eq!(counts(&told, ["early", "yellow"]), [68, 17]);
    assert_eq!(told["early_rate"], serde_json::json!({ "n": 68, "of": 85 }));
    // 0.05 %: 41.5 cases, 39.44 early, 2.63 parallel.
    let told = played(&city, "xian", 0.0005);
    identities(&told);
    let names = [
        "received",
        "closed",
        "early",
        "parallel",
        "parallel_in_time",
    ];
    assert_eq!(counts(&told, names), [42, 42, 39, 3, 3]);
    // 0.02 %: 92 cases, 0.276 open, 0.121 yellow.
    let told = played(&city, "shenyang", 0.0002);
    identities(&told);
    assert_eq!(counts(&told, ["received", "closed", "open"]), [92, 92, 0]);
}

/// Every class there is, in a deck of 70.
fn all_classes() -> Planned {
    Planned {
        targets: Targets {
            cases: 70,
            working_days: 60,
            instant: 20,
            early_unwarned: 30,
            early_warned: 4,
            on_due: 5,
            overdue: 6,
            open: 5,
            parallel: 12,
            wrong_fees: 9,
            instant_counts_as_early: false,
        },
        assumed: Map::new(),
        not_played: Map::new(),
    }
}

#[test]
fn a_deck_with_every_class_comes_out_exactly_and_the_same_each_time() {
    let city = small_city();
    let (told, _) = run_planned(&args("all", 1.0, 7), &city, &all_classes()).unwrap();
    identities(&told);
    let names = [
        "received", "closed", "open", "instant", "early", "on_time", "overdue",
    ];
    assert_eq!(counts(&told, names), [70, 65, 5, 20, 34, 59, 6]);
    assert_eq!(counts(&told, ["yellow", "red"]), [15, 6]);
    assert_eq!(
        counts(&told, ["fee_attempts", "fee_refused", "fee_let_through"]),
        [9, 9, 0]
    );
    assert_eq!(counts(&told, ["parallel", "parallel_in_time"]), [12, 12]);
    // 3 % of 70 came in while offices were closed.
    assert_eq!(
        told["outside_hours"],
        serde_json::json!({ "n": 2, "of": 70 })
    );

    let (again, _) = run_planned(&args("all", 1.0, 7), &city, &all_classes()).unwrap();
    let figures = |told: &Value| {
        let mut figures = told.as_object().unwrap().clone();
        for cost in [
            "cases_per_second",
            "cases_per_cpu_second",
            "acts_per_second",
            "seconds",
            "cpu_seconds",
            "counting_seconds",
            "parts",
            "dominates",
            "times_parts",
            "peak_rss_mb",
            "journal_mb",
            "folded_anew",
        ] {
            assert!(figures.remove(cost).is_some(), "{cost}");
        }
        figures
    };
    assert_eq!(figures(&told), figures(&again));
    let (other, _) = run_planned(&args("all", 1.0, 8), &city, &all_classes()).unwrap();
    identities(&other);
    assert_ne!(figures(&told)["ranking"], figures(&other)["ranking"]);
}

#[test]
fn a_two_tier_case_is_in_both_figures_and_once_in_the_sum() {
    let city = small_city();
    // 2 % of 50 parallel cases.
    let planned = Planned {
        targets: Targets {
            cases: 50,
            instant: 0,
            early_unwarned: 50,
            early_warned: 0,
            on_due: 0,
            overdue: 0,
            open: 0,
            parallel: 50,
            wrong_fees: 0,
            ..all_classes().targets
        },
        ..all_classes()
    };
    let (told, _) = run_planned(&args("all", 1.0, 1), &city, &planned).unwrap();
    identities(&told);
    let expected = serde_json::json!({ "in_city": 1, "in_county": 1, "in_sum": 1 });
    assert_eq!(told["two_tier"], expected);
}

#[test]
fn what_differs_from_the_profile_is_named() {
    // Twelve cases, all of them instant.
    let targets = Targets {
        cases: 12,
        instant: 12,
        early_unwarned: 0,
        early_warned: 0,
        on_due: 0,
        overdue: 0,
        open: 0,
        parallel: 0,
        wrong_fees: 0,
        ..all_classes().targets
    };
    let figures = Figures {
        received: 12,
        closed: 11,
        ..Figures::default()
    };
    let shown = report::shown(&targets, &figures, &play::Played::default());
    let differ: Vec<&str> = (shown.iter())
        .filter(|shown| shown.must != shown.counted)
        .map(|shown| shown.name)
        .collect();
    assert_eq!(differ, ["closed", "instant", "on_time"]);
}
