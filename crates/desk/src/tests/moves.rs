//! Where a case lives, stated anew at a desk.

use super::*;
use crate::Writer as _;

const CITY: &str = "230600000000";
const COUNTY: &str = "230621000000";

#[tokio::test]
async fn an_administrator_above_says_where_a_case_lives_and_is_shown_where_it_lived() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, handle) = city_desk(dir.path()).await;
    let window = who(&desk, "window");
    let id = file_as(&desk, &window, "SL-001").await.id;
    // Nobody else is offered it, whatever else they may do.
    for user in ["window", "handler", "chief"] {
        let page = desk.case(&who(&desk, user), &id).await.unwrap();
        assert!(page.offers.iter().all(|offer| offer.kind != "regrant"));
    }
    let said = [("home", COUNTY), ("reason", "申请人迁居")];
    take(&desk, "administrator", &id, "regrant", &said).await;
    let administrator = who(&desk, "administrator");
    let page = desk.case(&administrator, &id).await.unwrap();
    let mut offers = page.offers.iter();
    let offer = offers.find(|offer| offer.kind == "regrant").unwrap();
    assert_eq!(offer.fixed["revision"], "2");
    let home = offer.fields.iter().find(|field| field.name == "home");
    let hint = home.unwrap().hint.clone().unwrap();
    assert!(hint.zh.contains(COUNTY), "{}", hint.zh);
    // The city is on the way to wherever the case lives; a village that had it is told where it went.
    let number = id.clone();
    let told = handle.ask(move |engine| {
        let id = engine.seek(&number, record::Kind::Case).unwrap();
        let mut view = casework::CaseView::clone(&engine.view_of(id).unwrap());
        let village: PlaceCode = "230621100200".parse().unwrap();
        assert_eq!(crate::case::left(engine, &view, village), None);
        let moved = view.facts.regrants.last_mut().unwrap();
        moved.left.insert(village);
        crate::case::left(engine, &view, village)
    });
    let told = told.await.unwrap();
    for part in ["肇州县", "申请人迁居"] {
        assert!(told.zh.contains(part), "{}", told.zh);
    }
    // A page that stood open since before undoes nothing.
    let stale = ActForm {
        kind: "regrant".to_owned(),
        fields: fields(&[("revision", "1"), ("home", CITY), ("reason", "迁回")]),
        basis: page.fingerprint.clone(),
        ..ActForm::default()
    };
    let refused = desk.act(&administrator, &id, stale).await.unwrap_err();
    let stated = phrases::guard(casework::Guard::NextRevision).zh;
    assert!(refused.message.zh.contains(&stated), "{refused:?}");
}
