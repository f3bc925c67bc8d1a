use crate::hall::{Tree, filing, lianban, text, until};
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_second_process_on_a_directory_is_refused() {
    let tree = Tree::demo();
    let (city, mut county) = tree.city_and_county();
    let dir = county.dir.to_str().unwrap().to_owned();
    let second = lianban(["run", "--dir", &dir]);
    assert!(!second.status.success());
    let said = text(&second.stderr);
    assert!(said.contains("in use by another process"), "{said}");
    assert!(said.contains(&dir), "{said}");
    assert!(county.is_alive());
    let mode = std::fs::metadata(county.socket()).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);

    // Commands go through the socket while it runs, and open the directory when it does not.
    let words = filing("window", "BM-001", &tree.form("BM-001"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let filed = county.run_well(&["case", "file"], &words);
    let listed = county.run_well(&["case", "list"], &[]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let shown = county.run_well(&["case", "show"], &[filed["number"].as_str().unwrap()]);
    assert_eq!(shown["summary"]["id"], filed["case"]);

    county.stop();
    assert!(!county.socket().exists());
    let again = county.run_well(&["case", "file"], &words);
    assert_ne!(again["number"], filed["number"]);
    let listed = county.run_well(&["case", "list"], &[]);
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(county.run_well(&["status"], &[])["records"]["case"], 2);

    county.start();
    until("both cases at the city", || {
        (city.status()["records"]["case"] == 2).then_some(())
    });
}
