use crate::hall::{CITY, COUNTY, OTHER_COUNTY, Tree, lianban, place, text, until};
use lianban::authority;
use lianban::clock::Clock;

#[test]
fn a_real_trees_certificate_refuses_the_demonstration_clock() {
    let tree = Tree::real();
    let mut city = tree.node(CITY, None);
    let refused = lianban([
        "run",
        "--dir",
        city.dir.to_str().unwrap(),
        "--demo-clock",
        "2026-11-23T09:00:00+08:00",
    ]);
    assert!(!refused.status.success());
    let said = text(&refused.stderr);
    assert!(said.contains("real tree"), "{said}");
    assert!(!city.socket().exists());
    // With the law's clock it runs.
    let before = Clock::System.now().0;
    city.start();
    assert!(city.status()["now_ms"].as_i64() >= Some(before));
}

#[test]
fn a_certificate_of_another_tree_is_refused_and_the_process_lives() {
    let tree = Tree::demo();
    let mut city = tree.node(CITY, None);
    city.start();

    // The county's key and place, certified by an authority of the same name that is not the city's.
    let foreign = tree.dir().join("foreign");
    let now = Clock::System.now().0;
    let other = authority::create(&tree.dir().join("other-ca"), "演示", true, now).unwrap();
    std::fs::create_dir(&foreign).unwrap();
    std::fs::copy(
        tree.node_dir(COUNTY).join("node.key"),
        foreign.join("node.key"),
    )
    .unwrap();
    authority::issue(&other, place(COUNTY), &foreign, now, 30).unwrap();
    let mut foreign = tree.node_in(&foreign, COUNTY, Some(&city));
    foreign.start();
    until("the city's log names it", || {
        city.log().contains("another tree").then_some(())
    });
    until("the foreign child's log names it", || {
        foreign.log().contains("another tree").then_some(())
    });

    // A proper child comes in beside it.
    let mut child = tree.node(OTHER_COUNTY, Some(&city));
    child.start();
    child.wait_for_catalog();
    assert!(city.is_alive() && foreign.is_alive());
    let links = city.status()["links"].clone();
    let online = links.as_array().unwrap().iter();
    let online: Vec<&str> = online
        .filter(|link| link["online"] == true && link["parent"] == false)
        .map(|link| link["place"].as_str().unwrap())
        .collect();
    assert_eq!(online, [OTHER_COUNTY]);
    assert_eq!(foreign.status()["items"], 0, "something passed");
    assert_eq!(foreign.fingerprints(), serde_json::json!({}));
}
