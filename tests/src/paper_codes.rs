use crate::browser::Browser;
use crate::hall::{Tree, lianban, text};

const PASSWORD: &str = "kaifang-2026";

#[test]
fn a_receipt_is_verified_elsewhere_without_a_line_and_a_changed_one_is_not() {
    let mut tree = Tree::demo();
    tree.open_consoles(PASSWORD);
    let (mut city, mut county) = tree.city_and_county();
    let filed = county.file(&tree, "window", "BM-001");
    let (case, number) = (
        filed["case"].as_str().unwrap(),
        filed["number"].as_str().unwrap(),
    );

    // The paper at the county's window, and the text that its code vouches for.
    let window = Browser::at(&county, "肇州县");
    window.log_in("window", PASSWORD);
    // Filed by a program, it was not printed: there is nothing yet that a code could vouch for.
    let preview = window.open(&format!("/cases/{case}/receipt"));
    preview.says(&["未打印", "李桂兰"]);
    assert!(!preview.html.contains("/verify?code="));
    let print = format!("/cases/{case}/print");
    window.fill(&preview, &print, &[("paper", "receipt")]);
    let paper = window.open(&format!("/cases/{case}/receipt"));
    paper.says(&["申请材料收件凭证", number, "<svg", "李桂兰"]);
    let (_, link) = paper.html.split_once("/verify?code=").unwrap();
    let code = link.split('"').next().unwrap().to_owned();
    let printed = window.open(&format!("/cases/{case}/receipt?as=text")).html;
    assert!(printed.contains(number));

    // The command line prints it again, with the number it has and a code of its own.
    let again = county.run_well(&["case", "print", "--user", "window", case, "receipt"], &[]);
    assert_eq!(
        (&again["number"], &again["again"]),
        (&number.into(), &true.into())
    );
    assert_ne!(again["code"], code.as_str());

    // Somebody asks at the city's console, without logging in, and reads no name.
    let passer_by = Browser::at(&city, "大庆市");
    let page = passer_by.open(&format!("/verify?code={code}"));
    page.says(&["真实", "申请材料收件凭证", number, "肇州县"]);
    assert!(!page.html.contains("李桂兰"));

    // A file with the keys goes to a machine that has no node and no line.
    let keys = city.run_well(&["directory", "export"], &[]);
    assert!(!keys.to_string().contains("window"), "{keys}");
    city.stop();
    county.stop();
    let file = |name: &str, text: &str| {
        let path = tree.dir().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let known = file("keys.json", &keys.to_string());
    let text_file = file("printed.txt", &printed);
    let verify = |code: &str, more: &[&str]| {
        let done = lianban([&["verify", code], more].concat());
        (done.status.code(), text(&done.stdout))
    };
    let with_text = ["--directory", &known, "--printed", &text_file];
    let (exit, said) = verify(&code, &with_text);
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.starts_with("真实") && said.contains(number), "{said}");

    // The node's own directory knows the keys too, also while it does not run.
    let dir = county.dir.to_str().unwrap();
    assert_eq!(verify(&code, &["--dir", dir, "--english"]).0, Some(0));

    let other_text = file("other.txt", &printed.replace("李桂兰", "王桂兰"));
    let (exit, said) = verify(&code, &["--directory", &known, "--printed", &other_text]);
    assert_eq!(exit, Some(1), "{said}");
    // The last character of the number, inside the code.
    let at = 40;
    let mut changed = code.clone();
    let letter = if &code[at..=at] == "A" { "B" } else { "A" };
    changed.replace_range(at..=at, letter);
    assert_eq!(verify(&changed, &["--directory", &known]).0, Some(1));

    // Keys of another tree say nothing about this one.
    let nobody = file(
        "nobody.json",
        r#"{"format":"lianban directory 1","nodes":[]}"#,
    );
    let (exit, said) = verify(&code, &["--directory", &nobody]);
    assert_eq!(exit, Some(2));
    assert!(said.starts_with("无法判断"), "{said}");
}
