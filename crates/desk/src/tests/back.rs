//! Papers that came back to a county that was put back, on the desks of the county.

use super::returned::who;
use crate::{lines, tray};
use console::{DeskFilter, RowMark, TrayRow, TrayTarget};
use engine::Engine;
use engine::fixture::{given_twice, open_again};

fn rows(engine: &mut Engine, user: &str) -> Vec<TrayRow> {
    tray::rows(engine, &who(user))
}

#[test]
fn a_number_given_out_twice_stands_first_in_the_tray_and_shows_both_cases() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, case, number) = given_twice(dir.path());
    let shown = rows(&mut pair.county, "window");
    let [doubled, notice] = shown.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(doubled.mark, RowMark::Conflict);
    assert_eq!(notice.mark, RowMark::Back);
    for row in [doubled, notice] {
        assert_eq!(row.target, TrayTarget::Case(case.clone()));
        let [choice] = row.choices.as_slice() else {
            panic!("{row:?}");
        };
        assert_eq!(choice.label.zh, "已核对");
    }
    let title = &doubled.title.zh;
    assert!(
        title.starts_with("重号") && title.contains(&number),
        "{title}"
    );
    assert!(notice.title.zh.contains(&number), "the case is named");
    let says = |row: &TrayRow| -> Vec<String> {
        row.sides.iter().map(|side| side.says.zh.clone()).collect()
    };
    // The applicants tell the two apart, and neither name is whole.
    let sides = says(doubled);
    assert_eq!(sides.len(), 2);
    assert!(sides[0].contains("收件凭证") && sides[0].contains('张'));
    assert!(sides[1].contains("另一件") && sides[1].contains('李'));
    assert!(!sides.concat().contains("张晓禾") && !sides.concat().contains("李一"));
    assert_eq!(doubled.sides[0].by, "宋佳宁");
    assert_eq!(says(notice).len(), 1);
    // Whoever hands papers out here, and the administrator.
    for user in ["handler", "administrator"] {
        assert_eq!(rows(&mut pair.county, user), shown, "{user}");
    }
    assert_eq!(rows(&mut pair.county, "nobody"), []);
    assert_eq!(rows(&mut pair.city, "window"), []);
    let page = lines::desk(&pair.county, &who("window"), &DeskFilter::default());
    assert_eq!(page.tray, 2);
}

#[test]
fn a_paper_that_is_looked_after_leaves_the_tray_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let (mut pair, ..) = given_twice(dir.path());
    let county = &mut pair.county;
    let [doubled, notice] = <[TrayRow; 2]>::try_from(rows(county, "window")).unwrap();
    let settle = |county: &mut Engine, user: &str, row: &str| {
        tray::settle(county, &who(user), row, "checked")
    };
    assert!(settle(county, "nobody", &doubled.id).is_err());
    settle(county, "handler", &doubled.id).unwrap();
    assert!(settle(county, "window", &doubled.id).is_err());
    assert_eq!(rows(county, "window"), std::slice::from_ref(&notice));
    county.commit().unwrap();
    let mut county = open_again(pair, dir.path());
    assert_eq!(rows(&mut county, "window"), [notice]);
}
