use crate::hall::{Node, Tree, filing, text};
use casework::{Form, MATERIAL};

#[test]
fn bad_input_at_the_desk_is_named_by_field() {
    let tree = Tree::demo();
    let (_city, mut county) = tree.city_and_county();
    let good = tree.form("GS-005");
    let paid = county.file(&tree, "window", "GS-005");
    let paid = paid["number"].as_str().unwrap();
    let before = county.fingerprints();

    let file = |item: &str, change: &dyn Fn(&mut Form), words: &[&str]| {
        let mut form = good.clone();
        change(&mut form);
        let said = refused(&county, &["case", "file"], &filing("window", item, &form));
        for word in words {
            assert!(said.contains(word), "{item}: no {word:?} in {said}");
        }
    };
    let material = |name: &str| format!("{MATERIAL}{name}");
    let keep = |_: &mut Form| {};
    file(
        "GS-005",
        &|form| drop(form.insert("id_number".to_owned(), "230602190101137356".to_owned())),
        &["id_number: ", "身份证号码有误", "GB 11643"],
    );
    file("GS-999", &keep, &["目录中没有事项 GS-999", "no such item"]);
    file("GA-002", &keep, &["事项 GA-002 已废止"]);
    file("BM-010", &keep, &["事项 BM-010 不在本级收件"]);
    file(
        "GS-005",
        &|form| drop(form.remove(&material("经营场所证明"))),
        &["m.经营场所证明: ", "还差材料", "missing, 1 needed"],
    );
    file(
        "GS-005",
        &|form| drop(form.insert(material("户口本"), "1".to_owned())),
        &["m.户口本: ", "不得收取", "must not be taken"],
    );
    file(
        "GS-005",
        &|form| drop(form.insert("nmae".to_owned(), "李桂兰".to_owned())),
        &["nmae: ", "no such field"],
    );
    // Several at once come back together.
    file(
        "GS-005",
        &|form| {
            form.remove("name");
            form.insert("quantity".to_owned(), "0".to_owned());
        },
        &["name: ", "quantity: ", "2 field(s)"],
    );

    let act = |case: &str, kind: &str, fields: &[&str], words: &[&str]| {
        let mut line = vec!["--user", "window", case, kind];
        for field in fields {
            line.extend(["--field", field]);
        }
        let line: Vec<String> = line.into_iter().map(str::to_owned).collect();
        let said = refused(&county, &["case", "act"], &line);
        for word in words {
            assert!(said.contains(word), "{kind}: no {word:?} in {said}");
        }
    };
    for (fen, words) in [
        ("2299", "应收 23.00 元, 不是 22.99 元"),
        ("2301", "应收 23.00 元, 不是 23.01 元"),
        ("0", "应收 23.00 元, 不是 0.00 元"),
    ] {
        act(
            paid,
            "fee",
            &[&format!("fen={fen}"), "voucher=黑财票 1"],
            &[words],
        );
    }
    act(paid, "fee", &["fen=2300"], &["--field voucher="]);
    act(
        paid,
        "fee",
        &["fen=23.00", "voucher=1"],
        &["fen: must be a whole number"],
    );
    act(paid, "acept", &[], &["did you mean \"accept\"?"]);
    act(
        paid,
        "accept",
        &["opinion=好"],
        &["takes no field \"opinion\""],
    );
    act(
        "DQ2026-9999999",
        "accept",
        &[],
        &["DQ2026-9999999", "case list"],
    );

    assert_eq!(county.fingerprints(), before, "a refusal changed something");
    assert_eq!(county.status()["quarantined"], 0);
    assert!(county.is_alive());
    // What is right is taken as ever.
    let act = ["--user", "window", paid, "fee", "--field", "fen=2300"];
    let act = [&act[..], &["--field", "voucher=黑财票 1"]].concat();
    assert_eq!(county.run_well(&["case", "act"], &act)["kind"], "fee");
}

/// Runs what must be refused; answers what it said to people.
fn refused(node: &Node, words: &[&str], more: &[String]) -> String {
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    let done = node.run(words, &more);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{words:?} {more:?}: {said}");
    assert_eq!(text(&done.stdout), "", "{words:?} {more:?}");
    said
}
