//! On a page in English Chinese stands only in elements that say so.

use crate::{
    desk::{ExampleDesk, PASSWORD},
    visit::{Page, Visit},
};
use axum::http::StatusCode;
use html5ever::{parse_document, tendril::TendrilSink as _};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::collections::BTreeSet;

/// All that can be asked for with a link, whoever may see it.
const PATHS: &[&str] = &[
    "/",
    "/?q=nothing",
    "/?q=没有",
    "/window",
    "/window?role=approver",
    "/items",
    "/items?q=食品",
    "/items?q=没有",
    "/items/food",
    "/drafts/d1",
    "/drafts/d1/check",
    "/cases/c1",
    "/cases/c2",
    "/cases/c3",
    "/cases/c1/receipt",
    "/cases/c1/receipt?paper=p1",
    "/cases/c1/receipt?paper=p2",
    "/find",
    "/find?q=张三&light=red&place=230602001201",
    "/find?group=today",
    "/tray",
    "/room",
    "/room/table",
    "/catalog",
    "/catalog/food",
    "/catalog/new-item",
    "/help",
    "/law",
    "/verify",
    "/verify?code=LB2.x",
    "/verify?code=甲",
    "/nowhere/甲",
];

const USERS: &[&str] = &["zhou", "li", "ding", "wen", "sun"];

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Attributes that people read or hear.
fn is_read(name: &str) -> bool {
    matches!(
        name,
        "alt" | "content" | "label" | "placeholder" | "title" | "value"
    ) || (name.starts_with("aria-") && !matches!(name, "aria-describedby" | "aria-labelledby"))
        || name.starts_with("data-")
}

/// Every piece of Chinese below `node` that stands in another language; `lang` is that of the elements around it.
fn strays(node: &Handle, lang: &str, found: &mut Vec<String>) {
    let mut own = lang.to_owned();
    match &node.data {
        NodeData::Text { contents } => {
            let text = contents.borrow();
            if text.chars().any(is_chinese) && !lang.starts_with("zh") {
                found.push(text.trim().to_owned());
            }
        }
        NodeData::Element { name, attrs, .. } => {
            if matches!(&*name.local, "script" | "style") {
                return;
            }
            let attrs = attrs.borrow();
            if let Some(said) = attrs.iter().find(|one| &*one.name.local == "lang") {
                own = said.value.to_string();
            }
            for one in attrs.iter() {
                let chinese = one.value.chars().any(is_chinese);
                if chinese && is_read(&one.name.local) && !own.starts_with("zh") {
                    let (attribute, value) = (&one.name.local, &one.value);
                    found.push(format!("<{} {attribute}={value:?}>", name.local));
                }
            }
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        strays(child, &own, found);
    }
}

/// Asserts that what is Chinese on a page in English is marked.
#[track_caller]
fn assert_marked(what: &str, page: &Page) {
    if !page.header("content-type").starts_with("text/html") {
        return;
    }
    let dom = parse_document(RcDom::default(), Default::default()).one(page.text.as_str());
    let mut found = Vec::new();
    strays(&dom.document, "", &mut found);
    assert_eq!(found, Vec::<String>::new(), "{what}");
}

async fn english(desk: ExampleDesk, user: &str) -> Visit {
    let mut visit = Visit::new(desk);
    visit.cookies.insert("lang".to_owned(), "en".to_owned());
    visit.log_in(user, PASSWORD).await;
    visit
}

/// A path as a browser sends it.
fn sent(path: &str) -> String {
    let letters = path.chars().map(|letter| {
        let mut bytes = [0; 4];
        let bytes = letter.encode_utf8(&mut bytes).as_bytes();
        if letter.is_ascii() {
            return letter.to_string();
        }
        bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
    });
    letters.collect()
}

#[tokio::test]
async fn every_page_marks_what_is_chinese_for_everybody() {
    let mut seen = BTreeSet::new();
    for user in USERS {
        let mut visit = english(ExampleDesk::default(), user).await;
        for path in PATHS {
            let page = visit.get(&sent(path)).await;
            assert_marked(&format!("{path} for {user}"), &page);
            if page.status == StatusCode::OK {
                page.says(&["<html lang=\"en\""]);
                seen.insert(*path);
            }
        }
    }
    // Only the wrong address and the draft that is not complete are no pages of somebody's.
    let missing: Vec<&&str> = PATHS.iter().filter(|path| !seen.contains(*path)).collect();
    assert_eq!(
        missing,
        [&"/drafts/d1/check", &"/catalog/new-item", &"/nowhere/甲"]
    );
}

#[tokio::test]
async fn the_desk_in_any_state_marks_what_is_chinese() {
    for state in 0..5 {
        let mut desk = ExampleDesk::default();
        match state {
            0 => desk.empty = true,
            1 => desk.offline = true,
            2 => desk.starting = true,
            3 => desk.full = true,
            _ => desk.province = true,
        }
        let mut visit = english(desk, "sun").await;
        for path in PATHS {
            assert_marked(&format!("{path}, {state}"), &visit.get(&sent(path)).await);
        }
    }
    let mut stranger = Visit::new(ExampleDesk::default());
    stranger.cookies.insert("lang".to_owned(), "en".to_owned());
    for path in ["/login", "/verify?code=%E7%94%B2"] {
        assert_marked(path, &stranger.get(path).await);
    }
    assert_marked("a wrong name", &stranger.log_in("甲", PASSWORD).await);
}

#[tokio::test]
async fn what_was_typed_is_marked_where_it_is_shown_again() {
    for (user, from, to, fields) in [
        (
            "li",
            "/cases/c1",
            "/cases/c1/act",
            &[("_kind", "correct"), ("note", "补齐")][..],
        ),
        (
            "li",
            "/cases/c1",
            "/cases/c1/act",
            &[("_kind", "refuse"), ("reason", "不属本机关职权")],
        ),
        (
            "li",
            "/cases/c1",
            "/cases/c1/reveal",
            &[("reason", "核对证件")],
        ),
        ("li", "/cases/c1", "/cases/c1/reveal", &[("reason", " ")]),
        (
            "li",
            "/cases/c1",
            "/cases/c1/act",
            &[("_kind", "accept"), ("_branch", "")],
        ),
        ("zhou", "/tray", "/tray", &[("row", "t9"), ("choice", "甲")]),
        (
            "wen",
            "/catalog/food",
            "/catalog/food",
            &[("_step", "approve"), ("opinion", " ")],
        ),
        (
            "ding",
            "/catalog/food",
            "/catalog/food",
            &[("_step", "save"), ("legal_days", "十五")],
        ),
        (
            "zhou",
            "/drafts/d1",
            "/drafts/d1",
            &[("name", "张三丰"), ("_then", "check")],
        ),
        ("zhou", "/", "/logout", &[]),
    ] {
        let mut visit = english(ExampleDesk::default(), user).await;
        let page = visit.send(from, to, fields).await;
        assert_marked(&format!("{to} {fields:?}"), &page);
        assert_marked(&format!("{from} after {fields:?}"), &visit.get(from).await);
        assert_marked("the check", &visit.get("/drafts/d1/check").await);
    }
}

#[tokio::test]
async fn a_page_in_chinese_is_left_alone() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/cases/c1").await;
    page.never_says("lang=\"zh\"");
}
