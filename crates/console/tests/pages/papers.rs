use crate::{
    desk::{CODE, ExampleDesk},
    visit::Visit,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

#[tokio::test]
async fn every_block_of_a_paper_is_printed_and_the_empty_ones_are_not() {
    let mut visit = Visit::of("li").await;
    visit.print("deny").await;
    visit.print("custody").await;
    let denial = visit.get("/cases/c1/receipt?paper=deny").await;
    denial.says(&[
        "<h1 class=\"sheet-title\">不予行政许可决定书</h1>",
        "萨尔图区受理〔2026〕0012号",
        "张三丰：",
        "行政复议",
        "咨询电话",
        "送达回执",
        "sheet-a4",
        "<svg",
    ]);
    denial.never_says("sheet-table");
    let custody = visit.get("/cases/c1/receipt?paper=custody").await;
    custody.says(&["材料清单", "周敏 → 李强", "sheet-a5"]);
    custody.never_says("sheet-strip");
    custody.never_says("sheet-addressee");
}

#[tokio::test]
async fn the_text_that_the_code_vouches_for_can_be_had() {
    let mut visit = Visit::of("li").await;
    visit.print("deny").await;
    let text = visit.get("/cases/c1/receipt?paper=deny&as=text").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(
        text.text
            .starts_with("大庆市萨尔图区市场监督管理局\n不予行政许可决定书\n")
    );
    assert!(text.text.ends_with("\n2026年11月21日\n"));
    text.never_says(CODE);
}

#[tokio::test]
async fn looking_prints_nothing_and_a_preview_has_neither_number_nor_code() {
    let mut visit = Visit::of("li").await;
    let preview = visit.get("/cases/c1/receipt?paper=deny").await;
    preview.says(&["未打印", "sheet-void", "action=\"/cases/c1/print\""]);
    preview.never_says("萨尔图区受理〔2026〕0012号");
    preview.never_says("<svg");
    preview.never_says("data-print");
    visit.print("deny").await;
    let printed = visit.get("/cases/c1/receipt?paper=deny").await;
    printed.says(&["萨尔图区受理〔2026〕0012号", "<svg", "data-print"]);
    printed.never_says("sheet-mark");
    visit.print("deny").await;
    let again = visit.get("/cases/c1/receipt?paper=deny").await;
    again.says(&["<p class=\"sheet-mark\">补打</p>", "<svg"]);
}

#[tokio::test]
async fn printing_needs_the_token_of_the_page_and_a_refusal_says_why() {
    let mut visit = Visit::of("li").await;
    let request = Request::post("/cases/c1/print")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let forged = visit.ask(request, Body::from("paper=deny")).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let refused = visit
        .send("/cases/c1", "/cases/c1/print", &[("paper", "grant")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["没有打印：本件没有作出准予的决定。"]);
    let preview = visit.get("/cases/c1/receipt?paper=deny").await;
    preview.says(&["未打印"]);
}

#[tokio::test]
async fn a_case_page_lists_papers_and_where_the_originals_are() {
    let mut visit = Visit::of("li").await;
    let page = visit.get("/cases/c1").await;
    page.says(&[
        "DQ2026-000128",
        "共打印 2 次",
        "受理通知书",
        "未打印",
        "name=\"paper\" value=\"p2\"",
        "土地证原件",
        "已交 龙岗街道，待对方确认",
    ]);
}

#[tokio::test]
async fn anybody_may_ask_about_a_code_and_learns_nothing_about_a_person() {
    let mut visit = Visit::new(ExampleDesk::default());
    let page = visit.get("/verify").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&["name=\"code\"", "验证文书"]);
    let genuine = visit.get(&format!("/verify?code={CODE}")).await;
    genuine.says(&[
        "真实",
        "verdict-genuine",
        "受理通知书",
        "萨尔图区受理〔2026〕0012号",
    ]);
    genuine.never_says("张三丰");
    let unknown = visit.get("/verify?code=LB2.UNKNOWN").await;
    unknown.says(&["无法判断", "verdict-unknown"]);
    let other = visit.get("/verify?code=%3Cscript%3E").await;
    other.says(&["读不出来", "value=\"\""]);
    other.never_says("<script>");
}

#[tokio::test]
async fn codes_cannot_be_tried_out_and_a_counter_can_scan_all_day() {
    let mut visit = Visit::new(ExampleDesk::default());
    for _ in 0..60 {
        let page = visit.get(&format!("/verify?code={CODE}")).await;
        assert_eq!(page.status, StatusCode::OK);
    }
    for n in 0..50 {
        let page = visit.get(&format!("/verify?code=LB2.A{n}")).await;
        assert_eq!(page.status, StatusCode::OK);
    }
    let held = visit.get(&format!("/verify?code={CODE}")).await;
    assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS);
    held.says(&["请在 08:11 之后再试", CODE]);
    held.never_says("verdict-");
    visit.minutes(10);
    let later = visit.get(&format!("/verify?code={CODE}")).await;
    assert_eq!(later.status, StatusCode::OK);
}
