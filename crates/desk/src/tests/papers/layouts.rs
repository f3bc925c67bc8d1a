//! Papers as two templates lay them out: the console's page, as a browser has it, and a slip of this test's own.

use super::{Arc, NodeDesk, PaperPage};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;
use ureq::Agent;

/// The one password of everybody in these tests.
const PASSWORD: &str = "夏天的风 7";

/// What the console keeps of [`PASSWORD`].
pub(super) static PASSWORD_HASH: LazyLock<String> =
    LazyLock::new(|| console::hash_password(PASSWORD).unwrap());

/// Browsers without scripts at the console of one desk, one for each person.
pub(super) struct Browser {
    base: String,
    inside: BTreeMap<String, Agent>,
}

impl Browser {
    /// Serves the console of a desk, for as long as the test runs.
    pub(super) async fn open(desk: Arc<NodeDesk>) -> Browser {
        let options = console::ConsoleOptions {
            now_ms: Arc::new(|| super::now().0),
            secure_cookies: false,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(console::serve(listener, console::router(desk, options)));
        Browser {
            base,
            inside: BTreeMap::new(),
        }
    }

    /// Makes sure that either template shows every line that the seal of a paper covers, in order, with the code.
    pub(super) fn shows_whole(&mut self, user: &str, paper: &PaperPage) {
        self.log_in(user);
        let mut at = format!("/cases/{}/receipt?paper={}", paper.case, paper.id);
        if let Some(branch) = &paper.branch {
            write!(at, "&branch={branch}").unwrap();
        }
        let text = self.get(user, &format!("{at}&as=text"));
        assert_eq!(text, paper.printed, "{}", paper.id);
        for lang in ["zh", "en"] {
            self.get(user, &format!("/lang?to={lang}&back=/help"));
            let page = self.get(user, &at);
            assert!(page.contains(&format!("/verify?code={}", paper.code)));
            let sheet = page.split_once("<article").and_then(|(_, rest)| {
                let sheet = rest.split_once("</article>");
                sheet.map(|(sheet, _)| sheet)
            });
            let english = sheet.unwrap().contains("lang=\"en\"");
            assert_eq!(english, lang == "en", "{}", paper.id);
            shows(&paper.printed, sheet.unwrap(), &paper.id);
        }
        let slip = slip(paper);
        shows(&paper.printed, &slip, &paper.id);
        let code = slip.split_once("<code>").unwrap().1;
        let code = code.split_once("</code>").unwrap().0;
        let sealed = record::Sealed::open(code).unwrap();
        assert!(sealed.seal.is_of(&text), "{}", paper.id);
    }

    fn log_in(&mut self, user: &str) {
        if self.inside.contains_key(user) {
            return;
        }
        self.inside
            .insert(user.to_owned(), Agent::new_with_defaults());
        let door = self.get(user, "/login");
        let token = door.split_once("name=\"_csrf\" value=\"").unwrap().1;
        let token = token.split('"').next().unwrap();
        let form = [("_csrf", token), ("user", user), ("password", PASSWORD)];
        let request = self.inside[user].post(format!("{}/login", self.base));
        request.send_form(form).unwrap();
    }

    fn get(&self, user: &str, path: &str) -> String {
        let request = self.inside[user].get(format!("{}{path}", self.base));
        let mut answer = request.call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    }
}

/// The second template: a plain list without styles, strips or English.
fn slip(paper: &PaperPage) -> String {
    let mut html = format!(
        "<ul><li>{}<li>{}<li>{}",
        paper.unit.zh, paper.title.zh, paper.number
    );
    let mut item = |text: &str| write!(html, "\n <li> {text} ").unwrap();
    if let Some(mark) = &paper.mark {
        item(&mark.zh);
    }
    if let Some(name) = &paper.addressee {
        item(&format!("<b>{}</b>：", name.zh));
    }
    for fact in &paper.facts {
        item(&format!("<i>{}</i>：{}", fact.label.zh, fact.value.zh));
    }
    for paragraph in &paper.body {
        item(&paragraph.zh);
    }
    for table in &paper.tables {
        item(&table.caption.zh);
        let line = |cells: &[super::Text]| {
            let cells: Vec<&str> = cells.iter().map(|cell| cell.zh.as_str()).collect();
            cells.join("<hr>")
        };
        item(&line(&table.head));
        for (n, row) in (1..).zip(&table.rows) {
            item(&format!("{n}. {}", line(row)));
        }
    }
    for paragraph in &paper.remedies {
        item(&paragraph.zh);
    }
    item(&paper.date.zh);
    item(&format!("<code>{}</code>", paper.code));
    html + "</ul>"
}

/// Makes sure that all of the sealed text stands in what a template made of it, line by line and in order.
#[track_caller]
fn shows(sealed: &str, html: &str, id: &str) {
    let shown = without_space(&without_markup(html));
    let mut rest = shown.as_str();
    for line in sealed.lines() {
        // A template may set labels, cells and the numbers of rows apart in its own way.
        for piece in line.split(['：', '|']) {
            let piece = without_space(piece);
            let bare = piece.trim_start_matches(|c: char| c.is_ascii_digit());
            let bare = bare.strip_prefix('.').unwrap_or(&piece);
            let found = rest.split_once(&piece).or_else(|| rest.split_once(bare));
            rest = match found {
                Some((_, rest)) => rest,
                None => panic!("{id}: no {piece:?} of {line:?} in order in:\n{shown}"),
            };
        }
    }
}

fn without_markup(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    let signs = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ];
    let text = signs
        .iter()
        .fold(text, |text, (name, sign)| text.replace(name, sign));
    text.replace("&#38;", "&")
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_line_that_is_missing_or_out_of_order_is_noticed() {
    let sealed = "甲局\n事项：乙\n名称 | 份数\n1. 申请书 | 1 份\n";
    let shown = |html: &'static str| std::panic::catch_unwind(|| shows(sealed, html, "x")).is_ok();
    let whole = "<p>甲 局</p><dt>事项<dd>乙<tr><td>名称<td>份数<tr><td>1<td>申请书<td>1 份";
    assert!(shown(whole));
    assert!(!shown("<p>甲局</p><dt>事项<dd>乙<tr><td>名称<td>份数"));
    assert!(!shown(
        "<p>甲局</p>乙<dt>事项<td>名称<td>份数<td>1<td>申请书<td>1 份"
    ));
}
