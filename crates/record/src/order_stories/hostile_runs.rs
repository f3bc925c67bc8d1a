//! Runs as nobody honest makes them: nothing of them is admitted that is not proved.

use super::{Sent, World, header, signer};
use crate::{Log, RecordId, Refused, Run, RunFault, Signatures, Signed, admit_run};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;
use tiers::Digest;

/// The root, then one change after the other by those authors, all in one run.
fn chain(authors: &[usize]) -> (World, Run) {
    let mut world = World::new(1);
    for author in authors {
        let deps = world.log.heads();
        world.write(&signer(*author, 0), deps);
    }
    let changes = world.good.iter().map(Sent::signed).collect();
    let run = Run::gather(world.id, Some(header()), changes, Signatures::Fewest).unwrap();
    (world, run)
}

fn verdicts(run: &Run) -> Vec<Result<Digest, Refused>> {
    let verdicts = admit_run(run, &header(), &Log::default()).unwrap();
    let verdicts = verdicts.into_iter();
    verdicts
        .map(|(_, decided)| decided.map(|one| one.hash))
        .collect()
}

fn fault(run: &Run) -> RunFault {
    admit_run(run, &header(), &Log::default()).unwrap_err()
}

#[test]
fn a_run_needs_one_signature_for_each_author_and_any_more_are_left_out() {
    let (world, run) = chain(&[1, 0, 1, 0, 2]);
    let signed = run.changes.iter().map(|one| one.signature.is_some());
    assert_eq!(
        signed.collect::<Vec<bool>>(),
        [false, false, false, true, true, true]
    );
    let hashes = world.good.iter().map(|sent| Ok(sent.hash));
    assert_eq!(verdicts(&run), hashes.collect::<Vec<_>>());
    // The same key in another process covers, too.
    let mut world = World::new(1);
    let deps = world.log.heads();
    world.write(&signer(0, 1), deps);
    let changes = world.good.iter().map(Sent::signed).collect();
    let run = Run::gather(world.id, Some(header()), changes, Signatures::Fewest).unwrap();
    assert_eq!(run.authors.len(), 2);
    assert_eq!(run.changes[0].signature, None);
    assert!(verdicts(&run).iter().all(Result::is_ok));
}

#[test]
fn a_run_is_made_only_of_what_it_proves() {
    let (world, run) = chain(&[1, 0]);
    let unsigned: Vec<Signed> = run.signed().take(2).collect();
    let made = Run::gather(world.id, None, unsigned, Signatures::Fewest);
    assert_eq!(made, Err(RunFault::Uncovered(world.good[0].hash)));
    let mut garbage: Vec<Signed> = run.signed().collect();
    garbage[1].bytes.truncate(20);
    assert_eq!(
        Run::gather(world.id, None, garbage, Signatures::Fewest),
        Err(RunFault::Unreadable)
    );
    // In causal order, whatever the order given, and each once.
    let mut twice: Vec<Signed> = world.good.iter().rev().map(Sent::signed).collect();
    twice.extend(twice.clone());
    assert_eq!(
        Run::gather(world.id, Some(header()), twice, Signatures::Fewest),
        Ok(run)
    );
}

#[test]
fn counts_over_the_bounds_are_faults_of_the_whole_run() {
    let (_, run) = chain(&[1, 0]);
    let mut many = run.clone();
    many.changes = vec![run.changes[0].clone(); crate::RUN_CHANGES_MAX + 1];
    assert_eq!(fault(&many), RunFault::TooMany("changes"));
    let mut many = run.clone();
    many.authors = vec![run.authors[0]; crate::RUN_AUTHORS_MAX + 1];
    assert_eq!(fault(&many), RunFault::TooMany("authors"));
    let mut long = run.clone();
    long.changes[0].bytes.resize(crate::RUN_BYTES_MAX, 0);
    assert_eq!(fault(&long), RunFault::TooMany("bytes"));
    let mut nobody = run.clone();
    nobody.changes[1].author = nobody.authors.len() as u16;
    assert_eq!(fault(&nobody), RunFault::Author);
    let mut other = run.clone();
    other.header.as_mut().unwrap().nonce = [8; 16];
    assert_eq!(fault(&other), RunFault::Header);
    // A run of another record than the one it is held against.
    let mut stray = run.clone();
    stray.header = None;
    stray.record = RecordId(Digest([5; 32]));
    assert!(
        verdicts(&stray)
            .iter()
            .all(|one| *one == Err(Refused::Header))
    );
}

#[test]
fn a_signature_on_another_change_proves_neither_its_own_nor_what_it_should_cover() {
    let (world, mut run) = chain(&[1, 1, 1]);
    run.changes[3].signature = Some(world.good[2].envelope.signature);
    let refused = verdicts(&run);
    assert_eq!(refused[0], Ok(world.good[0].hash));
    assert_eq!(refused[1], Err(Refused::Uncovered));
    assert_eq!(refused[2], Err(Refused::Uncovered));
    assert_eq!(refused[3], Err(Refused::Signature));
}

#[test]
fn a_cover_by_another_key_proves_nothing() {
    let (world, mut run) = chain(&[1, 2]);
    assert!(run.changes.iter().all(|one| one.signature.is_some()));
    run.changes[1].signature = None;
    let refused = verdicts(&run);
    assert_eq!(refused[1], Err(Refused::Uncovered));
    // What builds on it waits for somebody who can prove it.
    let waits = Refused::MissingDependency(world.good[1].hash);
    assert_eq!(refused[2], Err(waits));
    // Nor does a change that names another author than the one who signed.
    let (_, mut run) = chain(&[1, 1]);
    run.changes[2].author = run.changes[0].author;
    assert_eq!(verdicts(&run)[1], Err(Refused::Uncovered));
}

#[test]
fn a_later_change_that_does_not_know_an_unsigned_one_proves_nothing_of_it() {
    let mut world = World::new(1);
    let root = world.log.heads();
    let (one, other) = (signer(1, 0), signer(1, 1));
    world.write(&one, root.clone());
    world.write(&other, root);
    let changes = world.good.iter().map(Sent::signed).collect();
    let mut run = Run::gather(world.id, Some(header()), changes, Signatures::Fewest).unwrap();
    assert!(run.changes.iter().all(|one| one.signature.is_some()));
    run.changes[1].signature = None;
    let refused = verdicts(&run);
    assert_eq!(refused[1], Err(Refused::Uncovered));
    assert_eq!(refused[2], Ok(world.good[2].hash));
    // Nor one that stands before it: a run in which a change comes before what it builds on.
    let (world, mut run) = chain(&[1, 1]);
    run.changes.swap(1, 2);
    let refused = verdicts(&run);
    let waits = Refused::MissingDependency(world.good[1].hash);
    assert_eq!(refused[1], Err(waits));
    assert_eq!(refused[2], Err(Refused::Uncovered));
}

#[test]
fn changed_bytes_in_a_run_are_never_admitted_as_something_else() {
    let (world, run) = chain(&[1, 0, 2, 1]);
    let known: BTreeSet<Digest> = world.good.iter().map(|sent| sent.hash).collect();
    let mut bytes = Vec::new();
    ciborium::into_writer(&run, &mut bytes).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut read = 0;
    for _ in 0..2_000 {
        let mut changed = bytes.clone();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..changed.len());
            changed[at] ^= 1 << rng.random_range(0..8);
        }
        let Ok(run) = ciborium::from_reader::<Run, _>(changed.as_slice()) else {
            continue;
        };
        read += 1;
        let Ok(verdicts) = admit_run(&run, &header(), &Log::default()) else {
            continue;
        };
        let (kept, _) = run.to_keep(&verdicts);
        assert!(kept.changes.len() <= run.changes.len());
        for one in verdicts.into_iter().filter_map(|(_, decided)| decided.ok()) {
            assert!(known.contains(&one.hash));
        }
    }
    assert!(read > 500, "{read}");
}
