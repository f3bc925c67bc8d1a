//! What every [`OrderedMap`] does, asked of each of them.

use std::collections::BTreeMap;
use std::ops::RangeBounds;

use proptest::prelude::*;

use super::*;
use crate::entry::{Chain, Position};

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(Debug, Clone)]
enum Step {
    Apply(Vec<(Vec<u8>, Option<Vec<u8>>)>),
    Range(Bound<Vec<u8>>, Bound<Vec<u8>>, usize),
    Pages(usize),
}

fn key() -> impl Strategy<Value = Vec<u8>> {
    // Few and short keys meet often.
    proptest::collection::vec(prop_oneof![Just(0), Just(1), Just(0x7f), Just(0xff)], 0..4)
}

fn bound() -> impl Strategy<Value = Bound<Vec<u8>>> {
    prop_oneof![
        Just(Bound::Unbounded),
        key().prop_map(Bound::Included),
        key().prop_map(Bound::Excluded),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let change = (key(), proptest::option::weighted(0.7, any::<Vec<u8>>()));
    prop_oneof![
        proptest::collection::vec(change, 0..200).prop_map(Step::Apply),
        (bound(), bound(), 0_usize..20).prop_map(|(from, to, max)| Step::Range(from, to, max)),
        (1_usize..20).prop_map(Step::Pages),
    ]
}

fn conforms(map: &impl OrderedMap, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut model = Model::new();
    for step in steps {
        match step {
            Step::Apply(changes) => {
                let mut batch = TreeBatch::new();
                for (key, value) in changes {
                    match value {
                        Some(value) => {
                            batch.put(key.clone(), value.clone());
                            model.insert(key.clone(), value.clone());
                        }
                        None => {
                            batch.remove(key.clone());
                            model.remove(key);
                        }
                    }
                }
                map.apply(&batch).unwrap();
                for (key, _) in changes {
                    prop_assert_eq!(map.get(key).unwrap(), model.get(key).cloned());
                }
            }
            Step::Range(from, to, rows_max) => {
                let from = from.as_ref().map(Vec::as_slice);
                let to = to.as_ref().map(Vec::as_slice);
                let expected = model_rows(&model, *rows_max, |key| (from, to).contains(key));
                prop_assert_eq!(map.range(from, to, *rows_max).unwrap(), expected);
            }
            Step::Pages(rows_max) => {
                let pages: Vec<Vec<Row>> = map.pages(*rows_max).map(Result::unwrap).collect();
                prop_assert!(pages.iter().all(|page| page.len() <= *rows_max));
                let expected = model_rows(&model, usize::MAX, |_| true);
                prop_assert_eq!(pages.concat(), expected);
            }
        }
        prop_assert_eq!(map.count().unwrap(), model.len() as u64);
    }
    Ok(())
}

fn model_rows(model: &Model, rows_max: usize, is_in: impl Fn(&[u8]) -> bool) -> Vec<Row> {
    let rows = model.iter().filter(|(key, _)| is_in(key)).take(rows_max);
    rows.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn sled_rows(dir: &std::path::Path) -> SledRows {
    let options = RowsOptions {
        cache_bytes: 1 << 20,
        flush_every_ms: 500,
        rows_version: 1,
        counts_rows: true,
    };
    open(dir, &options, true, &|_| Some(Chain::START), &|_| Ok(()))
        .unwrap()
        .rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_map_in_memory_conforms(steps in proptest::collection::vec(step(), 1..20)) {
        conforms(&MemMap::new(), &steps)?;
    }

    #[test]
    fn sled_conforms(steps in proptest::collection::vec(step(), 1..20)) {
        let dir = tempfile::tempdir().unwrap();
        conforms(&sled_rows(dir.path()).tree("some").unwrap(), &steps)?;
    }
}

#[test]
fn counts_and_checkpoint_are_kept_over_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let rows = sled_rows(dir.path());
    let mut batch = RowBatch::new();
    for number in 0..500_u32 {
        batch.put("one", number.to_be_bytes(), [1; 30]);
        batch.put("two", (number % 10).to_be_bytes(), [2; 30]);
    }
    batch.remove("one", 7_u32.to_be_bytes());
    rows.write(&batch, Some((Position(99), Chain::START)))
        .unwrap();
    rows.flush().unwrap();
    drop(rows);
    let rows = sled_rows(dir.path());
    assert_eq!(rows.built_to(), Position(99));
    assert_eq!(rows.tree("one").unwrap().count().unwrap(), 499);
    assert_eq!(rows.tree("two").unwrap().count().unwrap(), 10);
}
