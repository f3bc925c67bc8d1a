//! An act of a county that a settlement sets aside, on the desks of the county.

use crate::{lines, tray};
use calendar::read_moment;
use casework::{Deed, Standing};
use console::{DeskFilter, RowMark, TrayTarget, Who};
use engine::fixture::{CITY, COUNTY, Pair, open_county};
use engine::{Effect, Engine};
use std::path::Path;
use tiers::Login;
use tiers::{Post, Role};

pub(super) fn who(user: &str) -> Who {
    Who {
        user: user.to_owned(),
        name: user.to_owned(),
        posts: Vec::new(),
    }
}

/// Somebody of a place's own desk.
fn login(user: &str, role: Role) -> Login {
    Login {
        user: user.to_owned(),
        name: user.to_owned(),
        posts: vec![Post {
            role,
            departments: Vec::new(),
        }],
        password_hash: None,
    }
}

fn act(engine: &mut Engine, user: &str, case: &str, deed: Deed) -> casework::ActId {
    engine.act(user, case, None, deed).unwrap().act
}

/// The county asked for papers while the line was down, the city took over meanwhile and its chief
/// representative chose that. Answers the case, and an earlier one of the same window.
fn settled_against(dir: &Path) -> (Pair, String, String) {
    let mut pair = Pair::of(dir, |plan| {
        for node in &mut plan.federation.nodes {
            match node.place.to_string().as_str() {
                CITY => node.people.push(login("head", Role::Approver)),
                COUNTY => node.people.push(login("window2", Role::Window)),
                _ => {}
            }
        }
    });
    let at = |text: &str| read_moment(text).unwrap();
    let (other, _) = pair.file();
    pair.county.tell_time(at("2026-11-24T09:00:00+08:00"));
    pair.city.tell_time(at("2026-11-24T09:00:00+08:00"));
    let (case, _) = pair.file();
    pair.county.tell_time(at("2026-11-26T09:00:00+08:00"));
    let missing = pair.county.item("BM-019").unwrap().materials[0]
        .name
        .clone();
    let missing = vec![missing];
    let asked = act(&mut pair.county, "window", &case, Deed::Correct { missing });
    // Six working days after Tuesday, so that the place above may take over.
    pair.city.tell_time(at("2026-12-02T09:00:00+08:00"));
    let reason = "逾期未办".to_owned();
    let taken = act(&mut pair.city, "head", &case, Deed::TakeOver { reason });
    pair.exchange();
    let choice = Deed::Resolve {
        stand: vec![taken],
        void: vec![asked],
        reason: "以接管为准".to_owned(),
    };
    act(&mut pair.city, "head", &case, choice);
    pair.exchange();
    (pair, case, other)
}

fn refused(engine: &mut Engine, user: &str) -> Vec<console::TrayRow> {
    let mut rows = tray::rows(engine, &who(user));
    rows.retain(|row| row.mark == RowMark::Refused);
    rows
}

#[test]
fn an_act_that_was_settled_against_comes_back_to_the_desk_that_wrote_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, case, _) = settled_against(dir.path());
    let county = &mut pair.county;
    let rows = refused(county, "window");
    let [row] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(row.target, TrayTarget::Case(case));
    for (zh, en) in [
        ("经裁定不生效", "settled against"),
        ("请按裁定继续", "go on as"),
    ] {
        assert!(row.message.zh.contains(zh), "{}", row.message.zh);
        assert!(row.message.en.contains(en), "{}", row.message.en);
    }
    assert_eq!(row.sides.len(), 1);
    let side = &row.sides[0];
    assert_eq!(
        (side.says.zh.as_str(), side.by.as_str()),
        ("补正告知", "宋佳宁")
    );
    assert_eq!(side.place.zh, "肇州县");
    assert!(side.at.zh.contains("11月26日"), "{}", side.at.zh);
    assert_eq!(row.choices.len(), 1);
    // The other window is the same desk; a handler and the city have nothing to do with it.
    assert_eq!(refused(county, "window2"), rows);
    assert_eq!(refused(county, "handler"), []);
    assert_eq!(refused(&mut pair.city, "window"), []);
}

#[test]
fn a_case_with_an_act_that_came_back_stands_before_one_that_is_due_earlier() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, case, other) = settled_against(dir.path());
    let filter = DeskFilter::default();
    let order = |engine: &mut Engine| -> Vec<(String, RowMark)> {
        let page = lines::desk(engine, &who("window"), &filter);
        let rows = page.rows.into_iter();
        rows.map(|row| (row.case.id, row.mark)).collect()
    };
    let first = (case.clone(), RowMark::Refused);
    let second = (other, RowMark::Plain);
    assert_eq!(order(&mut pair.county), [first, second.clone()]);
    let row = refused(&mut pair.county, "window").remove(0);
    tray::settle(&mut pair.county, &who("window"), &row.id, "known").unwrap();
    // With the note taken it has its turn by its limit, a day after the other's.
    assert_eq!(order(&mut pair.county), [second, (case, RowMark::Plain)]);
}

#[test]
fn that_somebody_knows_is_kept_over_a_restart_and_never_leaves_the_node() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, case, _) = settled_against(dir.path());
    let row = refused(&mut pair.county, "window").remove(0);
    let by_another = tray::settle(&mut pair.county, &who("handler"), &row.id, "known");
    assert!(by_another.is_err());
    assert_eq!(refused(&mut pair.county, "window").len(), 1);
    tray::settle(&mut pair.county, &who("window2"), &row.id, "known").unwrap();
    let sent = pair.county.commit().unwrap();
    let frames = sent.iter().filter(|it| matches!(it, Effect::Send(..)));
    assert_eq!(frames.count(), 0, "{sent:?}");
    assert_eq!(refused(&mut pair.county, "window"), []);
    let again = tray::settle(&mut pair.county, &who("window"), &row.id, "known");
    assert!(again.is_err());
    let id = pair.county.seek(&case, record::Kind::Case).unwrap();
    let view = pair.county.view_of(id).unwrap();
    let mut void = view.trail.iter().filter(|it| it.standing == Standing::Void);
    let asked = void.next().unwrap().act;
    assert!(pair.city.acknowledged(&asked).is_none());
    drop(pair);
    let now = read_moment("2026-12-03T09:00:00+08:00").unwrap();
    // The first start reads it from the journal, the second from the rows that the first has written.
    for _ in 0..2 {
        let mut county = open_county(dir.path(), now);
        assert_eq!(refused(&mut county, "window"), []);
        let kept = county.acknowledged(&asked).unwrap();
        assert_eq!(kept.user, "window2");
        assert_eq!(kept.at, read_moment("2026-11-26T09:00:00+08:00").unwrap().0);
    }
}
