//! From a draft at the city to a receipt in a county under the new version.

use super::{EditState, EditStep};
use crate::answers::Refused;
use crate::fixture::*;
use crate::progress::Silent;
use crate::{Engine, Fault, Reason};
use catalog::Item;
use std::collections::BTreeMap;

impl Pair {
    fn edit(&mut self, user: &str, step: EditStep) -> Result<EditState, Refused> {
        let state = edit(&mut self.city, user, step);
        self.exchange();
        state
    }
}

fn edit(city: &mut Engine, user: &str, step: EditStep) -> Result<EditState, Refused> {
    Ok(city.edit(user, CODE, step)?.state.unwrap())
}

fn save(item: &Item) -> EditStep {
    EditStep::Save {
        item: serde_json::to_string_pretty(item).unwrap(),
    }
}

fn approve() -> EditStep {
    EditStep::Approve {
        opinion: "合法".to_owned(),
    }
}

/// The fields that a refusal names.
fn fields(refused: &Refused) -> Vec<&str> {
    refused
        .fields
        .iter()
        .map(|fault| fault.field.as_str())
        .collect()
}

#[test]
fn a_new_version_is_written_reviewed_by_another_and_published_to_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let first = pair.city.item(CODE).unwrap().clone();
    let (old_case, old_version) = pair.file();
    assert_eq!(old_version, first.version());

    // The fee goes, from tomorrow on.
    let mut item = first.clone();
    item.fee.fen = 0;
    item.fee.reductions.clear();
    item.effective.from = Some("2026-11-24".parse().unwrap());
    assert_eq!(
        pair.edit("administrator", save(&item)),
        Ok(EditState::Draft)
    );
    let show = pair.city.edit_show(CODE).unwrap();
    assert_eq!(show.changed, ["effective", "fee"]);
    assert_eq!(show.flaws, []);
    // A draft changes nothing for anybody.
    assert_eq!(pair.city.item(CODE), Some(&first));

    assert!(pair.edit("administrator", EditStep::Publish).is_err());
    assert_eq!(
        pair.edit("administrator", EditStep::Send),
        Ok(EditState::Review)
    );
    assert!(pair.edit("administrator", save(&item)).is_err());
    assert!(pair.edit("administrator", approve()).is_err());
    assert!(pair.edit("window", approve()).is_err());
    assert!(pair.edit("legal", EditStep::Publish).is_err());
    assert_eq!(
        fields(
            &pair
                .edit(
                    "legal",
                    EditStep::Return {
                        opinion: " ".to_owned()
                    }
                )
                .unwrap_err()
        ),
        ["opinion"]
    );
    let opinion = "请注明减免依据".to_owned();
    assert_eq!(
        pair.edit("legal", EditStep::Return { opinion }),
        Ok(EditState::Returned)
    );
    item.note = Some("自 2026 年 11 月 24 日起免收".to_owned());
    pair.edit("administrator", save(&item)).unwrap();
    pair.edit("administrator", EditStep::Send).unwrap();
    assert_eq!(pair.edit("legal", approve()), Ok(EditState::Approved));
    assert_eq!(
        pair.edit("administrator", EditStep::Publish),
        Ok(EditState::Published)
    );
    pair.exchange();

    // Published today, in force tomorrow, at every node.
    assert_eq!(pair.county.item(CODE), Some(&first));
    let (_, today) = pair.file();
    assert_eq!(today, first.version());
    pair.tell("2026-11-24T09:00:00+08:00");
    assert_eq!(pair.county.item(CODE), Some(&item));
    let (_, tomorrow) = pair.file();
    assert_eq!(tomorrow, item.version());
    assert_eq!(pair.cited(&old_case), first.version());

    // Who did what stays.
    let trail = pair.city.edit_show(CODE).unwrap().trail;
    let steps: Vec<(&str, &str)> = (trail.iter())
        .map(|row| (row.what.as_str(), row.user.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            ("save", "administrator"),
            ("send", "administrator"),
            ("return", "legal"),
            ("save", "administrator"),
            ("send", "administrator"),
            ("approve", "legal"),
            ("publish", "administrator"),
        ]
    );
    assert_eq!(trail[2].opinion.as_deref(), Some("请注明减免依据"));
    assert_eq!(trail[6].version, Some(item.version()));
}

#[test]
fn an_acceptance_may_go_by_the_version_of_its_day_and_the_case_keeps_that() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let (keeps, first) = pair.file();
    let (moves, _) = pair.file();
    let mut item = pair.city.item(CODE).unwrap().clone();
    item.fee.fen = 0;
    item.fee.reductions.clear();
    item.effective.from = Some("2026-11-24".parse().unwrap());
    pair.edit("administrator", save(&item)).unwrap();
    pair.edit("administrator", EditStep::Send).unwrap();
    pair.edit("legal", approve()).unwrap();
    pair.edit("administrator", EditStep::Publish).unwrap();
    pair.exchange();
    pair.tell("2026-11-24T09:00:00+08:00");

    let accept = casework::Deed::Accept;
    pair.county.act("window", &keeps, None, accept).unwrap();
    pair.county.accept_today("window", &moves).unwrap();
    pair.exchange();
    let second = pair.county.version_of(CODE).unwrap();
    assert_ne!(first, second);
    for (case, version, due) in [(keeps, first, 2000), (moves, second, 0)] {
        let id = pair.city.seek(&case, record::Kind::Case).unwrap();
        let facts = pair.city.view_of(id).unwrap().facts.clone();
        assert_eq!(facts.catalog, [version]);
        assert_eq!(facts.branches[0].fee_due, due);
        // What the receipt pinned stays on it.
        assert_eq!(facts.receipt.unwrap().catalog, [first]);
    }
}

#[test]
fn a_draft_with_faults_cannot_be_sent_and_names_their_elements() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let mut item = pair.city.item(CODE).unwrap().clone();
    item.steps[0].limit_minutes += 1;
    item.channels.complain.clear();
    pair.edit("administrator", save(&item)).unwrap();
    let refused = pair.edit("administrator", EditStep::Send).unwrap_err();
    // It begins in 2010, before today.
    assert_eq!(fields(&refused), ["steps", "channels", "effective"]);
    let Fault::Flaw(first) = &refused.fields[0].fault else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (first.flaw.rule(), first.own),
        (catalog::Check::StepSum, true)
    );

    let published = pair.city.item(CODE).unwrap().clone();
    pair.edit("administrator", save(&published)).unwrap();
    let refused = pair.edit("administrator", EditStep::Send).unwrap_err();
    assert_eq!(refused.reason, Reason::DraftUnchanged);

    let broken = EditStep::Save {
        item: "{\n\"code\": \"BM-019\",\n\"nam\": 1}".to_owned(),
    };
    let refused = pair.edit("administrator", broken).unwrap_err();
    let Fault::Json(fault) = &refused.fields[0].fault else {
        panic!("{refused:?}");
    };
    assert_eq!(fault.line, 3);
    assert!(fault.what.contains("did you mean \"name\"?"), "{fault:?}");
}

#[test]
fn a_draft_lives_through_a_restart_with_rows_and_without() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let mut item = pair.city.item(CODE).unwrap().clone();
    item.note = Some("改".to_owned());
    item.effective.from = Some("2026-11-23".parse().unwrap());
    pair.edit("administrator", save(&item)).unwrap();
    pair.city.write_rows();
    pair.edit("administrator", EditStep::Send).unwrap();
    let before = pair.city.edit_show(CODE).unwrap();
    drop(pair);
    let again = |place, seed, name: &str| {
        let now = at("2026-11-23T10:00:00+08:00");
        Engine::open(
            &dir.path().join(name),
            config(place, seed, key(1)),
            now,
            &Silent,
        )
        .unwrap()
    };
    let mut city = again(CITY, 1, "city");
    let after = city.edit_show(CODE).unwrap();
    assert_eq!(after.state, Some(EditState::Review));
    assert_eq!(after.trail, before.trail);
    assert_eq!(after.item, item);
    edit(&mut city, "legal", approve()).unwrap();
    edit(&mut city, "administrator", EditStep::Publish).unwrap();
    city.commit().unwrap();
    city.write_rows();
    drop(city);
    // Both versions are in one record, so the later is in force after reading rows too.
    let city = again(CITY, 1, "city");
    assert_eq!(city.item(CODE), Some(&item));
    assert_eq!(
        city.edit_show(CODE).unwrap().state,
        Some(EditState::Published)
    );
    let county = again(COUNTY, 2, "county");
    assert!(county.item(CODE).is_some());
    assert!(!county.is_root());
}

#[test]
fn whoever_wrote_a_draft_cannot_review_it_whatever_the_post() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::of(dir.path(), |plan| {
        let mut nodes = plan.federation.nodes.iter_mut();
        let city = nodes.find(|node| node.place.to_string() == CITY).unwrap();
        let mut people = city.people.iter_mut();
        let both = people.find(|one| one.user == "administrator").unwrap();
        both.posts.push(tiers::Post {
            role: tiers::Role::Legal,
            departments: Vec::new(),
        });
    });
    let mut item = pair.city.item(CODE).unwrap().clone();
    item.note = Some("改".to_owned());
    item.effective.from = Some("2026-11-23".parse().unwrap());
    pair.edit("administrator", save(&item)).unwrap();
    pair.edit("administrator", EditStep::Send).unwrap();
    let refused = pair.edit("administrator", approve()).unwrap_err();
    assert_eq!(refused.reason, Reason::OwnDraft);
    assert_eq!(pair.edit("legal", approve()), Ok(EditState::Approved));
}

#[test]
fn the_catalog_is_edited_where_it_is_published_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let item = pair.county.item(CODE).unwrap().clone();
    let refused = edit(&mut pair.county, "administrator", save(&item)).unwrap_err();
    assert_eq!(refused.reason, Reason::EditedElsewhere);
}

#[test]
fn a_new_item_is_published_like_a_changed_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let mut item = pair.city.item(CODE).unwrap().clone();
    item.code = "BM-900".to_owned();
    item.name = "门牌换发".to_owned();
    item.output.name = "新门牌证".to_owned();
    item.effective.from = Some("2026-11-23".parse().unwrap());
    let steps = [
        ("administrator", save(&item)),
        ("administrator", EditStep::Send),
        ("legal", approve()),
        ("administrator", EditStep::Publish),
    ];
    for (user, step) in steps {
        pair.city.edit(user, "BM-900", step).unwrap();
    }
    pair.exchange();
    assert_eq!(pair.county.item("BM-900"), Some(&item));
}

#[test]
fn what_was_published_bit_by_bit_is_what_all_cases_come_to() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(dir.path());
    let same = |pair: &mut Pair| {
        let now = pair.city.rows_now();
        let mut held = BTreeMap::new();
        pair.city.each_row(|row| {
            held.insert((row.kind.clone(), row.key), row.body.clone());
        });
        held.retain(|_, body| body != "null");
        let counts = now.keys().filter(|(kind, _)| kind == "count").count();
        assert_eq!(
            held,
            now.into_iter().filter(|(_, body)| body != "null").collect()
        );
        counts
    };
    assert_eq!(same(&mut pair), 0);
    pair.file();
    // One received, one open by its light.
    assert_eq!(same(&mut pair), 2);
    pair.file();
    assert_eq!(same(&mut pair), 2);
    // Past every limit: the open ones are red now, and no longer counted under their light of before.
    pair.tell("2027-03-01T09:00:00+08:00");
    pair.city.tick();
    pair.exchange();
    assert!(same(&mut pair) > 2);
    let mut last = BTreeMap::new();
    (pair.city).each_row(|row| drop(last.insert((row.kind.clone(), row.key), row.body.clone())));
    let is_gone =
        |((kind, _), body): (&(String, [u8; 16]), &String)| kind == "count" && body == "null";
    assert!(last.iter().any(is_gone));
}
