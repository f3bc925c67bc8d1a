//! A county that was put back, and the papers that it had handed out.

use crate::answers::{PaperBackShow, PaperChecked, Refused};
use crate::fixture::*;
use crate::{Effect, Engine, Reason};
use casework::Paper;
use std::collections::BTreeSet;

/// Case, number and the other case of each paper in the list.
fn list(county: &Engine) -> Vec<(String, String, Option<String>)> {
    let papers = county.papers_back(usize::MAX).into_iter();
    let of = |paper: PaperBackShow| (paper.id, paper.number, paper.twice.map(|other| other.id));
    papers.map(of).collect()
}

#[test]
fn what_a_county_handed_out_before_it_was_put_back_is_listed_with_what_has_its_number_now() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    pair.file();
    let (case, receipt, notice) = county_put_back(dir.path(), &mut pair);
    // Before anybody tells it, it files and accepts another and gives out both numbers again.
    let (other, _) = file_alone(&mut pair);
    accept(&mut pair.county, &other);
    assert_eq!(number(&pair.county, &other), receipt);
    assert_eq!(print(&mut pair.county, &other, Paper::Acceptance), notice);
    pair.county.commit().unwrap();
    assert_eq!(list(&pair.county), []);
    meet_again(&mut pair);
    check_same(&mut pair);
    let twice = |number: &String| (case.clone(), number.clone(), Some(other.clone()));
    let both = [twice(&receipt), twice(&notice)];
    let mut listed = list(&pair.county);
    listed.sort();
    let mut expected = both.to_vec();
    expected.sort();
    assert_eq!(listed, expected);
    let papers = pair.county.papers_back(usize::MAX);
    let paper = |number: &str| papers.iter().find(|paper| paper.number == number).unwrap();
    let (first, second) = (paper(&receipt), paper(&notice));
    assert_eq!(
        (first.paper.as_str(), second.paper.as_str()),
        (Paper::Receipt.id(), Paper::Acceptance.id())
    );
    for paper in [first, second] {
        assert_eq!(paper.case, receipt);
        assert_eq!(paper.who.user, "window");
        assert_eq!(paper.who.place, pair.county.place());
    }
    // Whatever it gives out from here on has letters.
    let (third, _) = pair.file();
    assert!(!list(&pair.county).iter().any(|(id, ..)| *id == third));
    // A start from the rows, and one from the journal alone.
    let spare = tempfile::tempdir().unwrap();
    let whole = pair.county.model.papers_after_restore().row();
    close_county(&mut pair, spare.path());
    for rows_are_there in [true, false] {
        if !rows_are_there {
            std::fs::remove_dir_all(dir.path().join("county/sled")).unwrap();
        }
        let county = open_county(dir.path(), now());
        let mut again = list(&county);
        again.sort();
        assert_eq!(again, expected);
        assert_eq!(county.model.papers_after_restore().row(), whole);
    }
    // Nothing of it left the node.
    assert_eq!(pair.city.papers_back(usize::MAX), []);
}

#[test]
fn a_paper_that_somebody_has_looked_after_is_listed_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    pair.file();
    let (case, receipt, notice) = county_put_back(dir.path(), &mut pair);
    meet_again(&mut pair);
    let expected = [(case.clone(), receipt, None), (case, notice.clone(), None)];
    assert_eq!(list(&pair.county), expected);
    let papers = pair.county.papers_back(usize::MAX);
    let act = papers[0].act;
    pair.county.check_back(act, "window").unwrap();
    let sent = pair.county.commit().unwrap();
    assert!(!sent.iter().any(|it| matches!(it, Effect::Send(..))));
    assert!(pair.county.check_back(act, "window").is_err());
    let left = |county: &Engine| -> Vec<String> {
        list(county)
            .into_iter()
            .map(|(_, number, _)| number)
            .collect()
    };
    assert_eq!(left(&pair.county), std::slice::from_ref(&notice));
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    for rows_are_there in [true, false] {
        if !rows_are_there {
            std::fs::remove_dir_all(dir.path().join("county/sled")).unwrap();
        }
        assert_eq!(
            left(&open_county(dir.path(), now())),
            std::slice::from_ref(&notice)
        );
    }
}

fn check(county: &mut Engine, user: &str, paper: &str) -> Result<PaperChecked, Refused> {
    county.check_paper(user, paper)
}

/// A county with somebody who only watches.
fn watched(plan: &mut shipped::Plan) {
    let mut nodes = plan.federation.nodes.iter_mut();
    let county = nodes.find(|node| node.place.to_string() == COUNTY).unwrap();
    let mut watcher = county.people[0].clone();
    watcher.user = "supervisor".to_owned();
    watcher.posts = vec![tiers::Post {
        role: tiers::Role::Supervisor,
        departments: Vec::new(),
    }];
    county.people.push(watcher);
}

#[test]
fn a_paper_is_checked_by_its_number_by_whoever_may_do_so_on_the_tray() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), watched);
    pair.file();
    let (case, receipt, notice) = county_put_back(dir.path(), &mut pair);
    meet_again(&mut pair);
    let county = &mut pair.county;
    let before = list(county);
    let name = |name: &str| name.to_owned();
    let (user, may_not) = (name("nobody"), name("supervisor"));
    let may_not = Reason::MayNotCheck { user: may_not };
    let not_listed = |given: &str| Reason::NoPaperToCheck { name: name(given) };
    for (user, paper, why) in [
        ("nobody", receipt.as_str(), Reason::NoPerson { user }),
        ("supervisor", &receipt, may_not.clone()),
        // Whether there is such a paper is not said to whom it does not concern.
        ("supervisor", "DQ-1", may_not),
        ("window", "DQ-1", not_listed("DQ-1")),
        // Of too few letters nobody is sure what they begin.
        ("window", &case[..5], not_listed(&case[..5])),
    ] {
        let refused = check(county, user, paper).unwrap_err();
        assert_eq!(refused, why.into(), "{user} {paper}");
    }
    assert_eq!(list(county), before);
    // The case has two papers: each goes by its act.
    let refused = check(county, "window", &case).unwrap_err();
    let acts: Vec<String> = refused.fields.iter().map(|it| it.field.clone()).collect();
    let listed = county.papers_back(usize::MAX);
    let mut expected: Vec<String> = listed.iter().map(|it| it.act.to_string()).collect();
    expected.sort();
    assert_eq!(acts, expected);
    let first = check(county, "administrator", &format!(" {receipt} ")).unwrap();
    assert_eq!(
        (first.paper.number.as_str(), first.left),
        (receipt.as_str(), 1)
    );
    let refused = check(county, "window", &receipt).unwrap_err();
    let checked = |number: &str, by: &str| Reason::AlreadyChecked {
        number: number.to_owned(),
        user: by.to_owned(),
        at: now(),
    };
    assert_eq!(refused.reason, checked(&receipt, "administrator"));
    // Now the id of the case is enough.
    let second = check(county, "handler", &case[..12]).unwrap();
    assert_eq!(
        (second.paper.number.as_str(), second.left),
        (notice.as_str(), 0)
    );
    assert_eq!(list(county), []);
    county.commit().unwrap();
    // Both are remembered, by the rows and by the journal.
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    for rows_are_there in [true, false] {
        if !rows_are_there {
            std::fs::remove_dir_all(dir.path().join("county/sled")).unwrap();
        }
        let mut county = open_county(dir.path(), now());
        let refused = check(&mut county, "window", &notice).unwrap_err();
        assert_eq!(refused.reason, checked(&notice, "handler"));
    }
}

#[test]
fn two_papers_of_one_number_that_both_came_back_go_by_their_acts() {
    let mut backs = super::PapersAfterRestore::default();
    let paper = |n: u8, number: &str| crate::journal::PaperBack {
        record: record::RecordId(tiers::Digest([n; 32])),
        act: tiers::Digest([n + 1; 32]),
        paper: Paper::Receipt.id().to_owned(),
        number: number.to_owned(),
        who: who("window"),
        at: now(),
        sure: true,
    };
    for (n, number) in [(0x11, "DQ-1"), (0x33, "DQ-1"), (0x55, "111111")] {
        backs.hold(paper(n, number));
    }
    let named = |name: &str| -> Vec<u8> {
        let found = backs.named(name).into_iter();
        found.map(|paper| paper.record.0.0[0]).collect()
    };
    assert_eq!(named("DQ-1"), [0x11, 0x33]);
    assert_eq!(named(&"34".repeat(32)), [0x33]);
    assert_eq!(named("343434"), [0x33]);
    assert!(named("34343").is_empty());
    // A number goes before the beginning of an id.
    assert_eq!(named("111111"), [0x55]);
    assert_eq!(named("1111111"), [0x11]);
}

#[test]
fn a_restore_that_the_node_sees_itself_lists_the_papers_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    pair.file();
    let (case, receipt, notice) = county_put_back(dir.path(), &mut pair);
    // On another machine, say: nothing is tied to this place.
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    std::fs::remove_file(dir.path().join("county/witness")).unwrap();
    pair.county = open_county(dir.path(), now());
    let (other, _) = file_alone(&mut pair);
    assert_ne!(number(&pair.county, &other), receipt);
    pair.county.commit().unwrap();
    meet_again(&mut pair);
    check_same(&mut pair);
    let expected = [(case.clone(), receipt, None), (case, notice, None)];
    assert_eq!(list(&pair.county), expected);
}

#[test]
fn a_county_that_is_put_back_twice_from_one_backup_learns_it_the_second_time_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |_| {});
    pair.file();
    let (case, ..) = county_put_back(dir.path(), &mut pair);
    let county = dir.path().join("county");
    let (spare, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    close_county(&mut pair, spare.path());
    copy(&county, backup.path());
    pair.county = open_county(dir.path(), now());
    let first = pair.county.identity.id();
    meet_again(&mut pair);
    let second = pair.county.identity.id();
    assert_ne!(first, second);
    let (later, _) = pair.file();
    let number_of_later = number(&pair.county, &later);
    let spare = tempfile::tempdir().unwrap();
    close_county(&mut pair, spare.path());
    put_back(backup.path(), &county);
    pair.county = open_county(dir.path(), now());
    assert_eq!(pair.county.identity.id(), first);
    // The city follows an incarnation that this store has never had.
    meet_again(&mut pair);
    let third = pair.county.identity.id();
    assert!(third != first && third != second);
    check_same(&mut pair);
    let ids: BTreeSet<String> = list(&pair.county).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, BTreeSet::from([case, later]));
    let (last, _) = pair.file();
    assert_ne!(number(&pair.county, &last), number_of_later);
    let letters = hex::encode(&third.incarnation[..2]).to_uppercase();
    assert!(number(&pair.county, &last).ends_with(&letters));
    // It has begun once: what it meets from here on is its own.
    meet_again(&mut pair);
    check_same(&mut pair);
    assert_eq!(pair.county.identity.id(), third);
}

#[test]
fn a_list_has_an_end_and_says_how_many_there_were() {
    let paper = |n: u16| {
        let mut hash = [0; 32];
        hash[..2].copy_from_slice(&n.to_be_bytes());
        crate::journal::PaperBack {
            record: record::RecordId(tiers::Digest(hash)),
            act: tiers::Digest(hash),
            paper: Paper::Receipt.id().to_owned(),
            number: format!("DQ-{n:07}"),
            who: who("window"),
            at: now(),
            sure: true,
        }
    };
    let mut backs = super::PapersAfterRestore::default();
    let last = u16::try_from(super::BACK_MAX).unwrap() + 2;
    for n in 0..last {
        backs.hold(paper(n));
    }
    // Printed once more it is the same paper.
    let mut again = paper(7);
    again.act = tiers::Digest([9; 32]);
    backs.hold(again);
    assert_eq!((backs.papers.len(), backs.more), (super::BACK_MAX, 2));
    let row = backs.row();
    let read: super::BacksRow =
        crate::journal::from_bytes(&crate::journal::to_bytes(&row)).unwrap();
    assert_eq!(read, row);
}
