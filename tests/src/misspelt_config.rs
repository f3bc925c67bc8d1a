use crate::hall::{CITY, Tree, lianban, text};

#[test]
fn unknown_config_keys_are_refused_with_the_nearest_name() {
    let tree = Tree::demo();
    let city = tree.node(CITY, None);
    let file = city.dir.join("node.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, good.replace("keep_alive_ms", "keep_alife_ms")).unwrap();
    let line = 1 + good.lines().position(|l| l.contains("keep_alive")).unwrap();
    for words in [&["run"][..], &["status"], &["case", "list"]] {
        let dir = city.dir.to_str().unwrap();
        let refused = lianban([words, &["--dir", dir]].concat());
        let said = text(&refused.stderr);
        assert!(!refused.status.success(), "{words:?}");
        assert!(said.contains(&format!("node.toml:{line}: ")), "{said}");
        assert!(said.contains("\"keep_alife_ms\""), "{said}");
        assert!(said.contains("did you mean \"keep_alive_ms\"?"), "{said}");
    }
    std::fs::write(&file, good).unwrap();
    assert_eq!(city.run_well(&["status"], &[])["place"], CITY);
}

#[test]
fn unknown_keys_of_a_federation_file_are_refused_with_the_nearest_name() {
    let tree = Tree::demo();
    let file = tree.dir().join("topology/federations/daqing.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    let bad = good.replacen("\nblock = ", "\nblok = ", 1);
    let line = 1 + bad.lines().position(|l| l.starts_with("blok")).unwrap();
    std::fs::write(&file, bad).unwrap();
    let dir = tree.node_dir(CITY);
    let refused = lianban([
        "init",
        "--federation",
        file.to_str().unwrap(),
        "--place",
        CITY,
        "--dir",
        dir.to_str().unwrap(),
    ]);
    let said = text(&refused.stderr);
    assert!(!refused.status.success());
    assert!(said.contains(&format!("daqing.toml:{line}: ")), "{said}");
    assert!(said.contains("did you mean \"block\"?"), "{said}");
    assert!(
        !dir.join("node.toml").exists(),
        "it made a node all the same"
    );
    assert!(!dir.join("data").exists(), "it made a node all the same");
}
