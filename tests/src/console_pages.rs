use crate::browser::Browser;
use crate::hall::{NOBODY, Tree, until};

const PASSWORD: &str = "kaifang-2026";

#[test]
fn a_case_filed_in_a_browser_is_seen_in_the_citys_room() {
    let mut tree = Tree::demo();
    tree.open_consoles(PASSWORD);
    let (city, county) = tree.city_and_county();

    let window = Browser::at(&county, "肇州县");
    assert_eq!(window.open("/").at, "/login");
    let home = window.log_in("window", PASSWORD);
    assert_eq!((home.status, home.at.as_str()), (200, "/"));
    home.says(&["宋佳宁", "肇州县", "待办"]);
    let room = Browser::at(&city, "大庆市");
    room.log_in("control_room", PASSWORD);
    let shown = room.open("/room");
    assert_eq!(shown.status, 200);
    assert_eq!(light(&shown.html, "green"), 0);
    let mut changes = room.events();

    // The form as a browser without JavaScript sends it, with an id number that is none.
    let item = window.open("/items/BM-001");
    item.says(&["低保申报", "家庭收入证明"]);
    let draft = window.fill(&item, "/drafts/new", &[("item", "BM-001")]);
    let path = draft.at.clone();
    assert!(path.starts_with("/drafts/"), "{path}");
    let form = tree.form("BM-001");
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    fields.push(("_then", "check"));
    let id_number = fields.iter().position(|(n, _)| *n == "id_number").unwrap();
    fields[id_number].1 = "230602190101137356";
    let wrong = window.fill(&draft, &path, &fields);
    assert_eq!(wrong.status, 422);
    wrong.says(&["身份证号码有误", "href=\"#field-id_number\""]);
    assert_eq!(county.status()["records"]["case"], serde_json::Value::Null);

    fields[id_number].1 = NOBODY;
    let check = window.fill(&wrong, &path, &fields);
    assert_eq!((check.status, check.at), (200, format!("{path}/check")));
    let file = format!("{path}/file");
    let receipt = window.fill(&window.open(&format!("{path}/check")), &file, &[]);
    assert_eq!(receipt.status, 200);
    let case = receipt.at.strip_suffix("/receipt").unwrap().to_owned();
    let list = county.run_well(&["case", "list"], &[]);
    let number = list[0]["number"].as_str().unwrap();
    receipt.says(&[number]);

    // It is on the desk, and its page says how far it has come.
    window.open("/").says(&[number]);
    let page = until("its page says that the city holds it", || {
        let page = window.open(&case);
        let reached = page.html.matches("<li class=\"reached\"").count();
        (reached == 2).then_some(page)
    });
    page.says(&[number, "已存本机", "已到市", "宋佳宁", "受理"]);
    assert_eq!(changes(), "changed");
    until("the room counts it", || {
        (light(&room.open("/room").html, "green") == 1).then_some(())
    });

    // English by a switch, from the same page.
    let english = window.open(&format!("/lang?to=en&back={case}"));
    assert_eq!((english.status, &english.at), (200, &case));
    english.says(&["lang=\"en\"", number]);
    assert!(!english.html.contains("已到市"));
    window
        .open(&format!("/lang?to=zh&back={case}"))
        .says(&["已到市"]);

    // Accepted with the button of the page: the person who is logged in stands in the trail.
    let accepted = window.fill(
        &page,
        &format!("{case}/act"),
        &[
            ("_kind", "accept"),
            ("_branch", &page.hidden("_branch")),
            ("_basis", &page.hidden("_basis")),
            ("_once", &page.hidden("_once")),
        ],
    );
    assert_eq!(accepted.status, 200, "{}", accepted.html);
    let show = county.run_well(&["case", "show"], &[number]);
    let trail = show["view"]["trail"].as_array().unwrap();
    assert_eq!(trail.last().unwrap()["kind"], "accept");
    let who: casework::Who = serde_json::from_value(trail.last().unwrap()["who"].clone()).unwrap();
    assert_eq!(
        (who.user.as_str(), who.role),
        ("window", tiers::Role::Window)
    );
}

#[test]
fn the_door_opens_for_the_right_password_and_forms_need_their_token() {
    let mut tree = Tree::demo();
    tree.open_consoles(PASSWORD);
    let (_city, county) = tree.city_and_county();
    let browser = Browser::at(&county, "肇州县");

    // No form without the token of its page, not even at the door.
    let bare = [("user", "window"), ("password", PASSWORD)];
    assert_eq!(browser.send("/login", &bare).status, 403);
    let wrong = browser.log_in("window", "kaifang-2025");
    assert_eq!(wrong.status, 422);
    wrong.says(&["用户名或密码不对"]);
    assert_eq!(browser.log_in("nobody", PASSWORD).status, 422);
    assert_eq!(browser.open("/items").at, "/login");

    assert_eq!(browser.log_in("window", PASSWORD).at, "/");
    let before = county.fingerprints();
    let forged = browser.send("/drafts/new", &[("item", "BM-001")]);
    assert_eq!(forged.status, 403);
    forged.says(&["没有提交"]);
    let guessed = [("item", "BM-001"), ("_csrf", "0123456789abcdef")];
    assert_eq!(browser.send("/drafts/new", &guessed).status, 403);
    assert_eq!(county.fingerprints(), before);

    // Whoever leaves is outside.
    let home = browser.open("/");
    assert_eq!(browser.fill(&home, "/logout", &[]).at, "/login");
    assert_eq!(browser.open("/").at, "/login");

    // Guessing is held after a few wrong ones, and then even the right one waits.
    let guesses: Vec<u16> = (0..8)
        .map(|n| browser.log_in("approver", &format!("guess-{n}")).status)
        .collect();
    assert_eq!(guesses.first(), Some(&422));
    assert_eq!(guesses.last(), Some(&429), "{guesses:?}");
    assert_eq!(browser.log_in("approver", PASSWORD).status, 429);
    assert_eq!(browser.log_in("window", PASSWORD).at, "/");
}

/// How many open cases have a light, as the room says.
fn light(html: &str, name: &str) -> u64 {
    let link = format!("href=\"/find?light={name}\"");
    let (_, rest) = html.split_once(&link).expect("the room shows its lights");
    let (_, rest) = rest.split_once("<b>").unwrap();
    rest.split('<').next().unwrap().parse().unwrap()
}
