use crate::visit::Visit;
use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
};

#[tokio::test]
async fn a_draft_begins_with_a_button_and_not_with_a_link() {
    let mut visit = Visit::of("zhou").await;
    assert_eq!(visit.get("/drafts/new?item=food").await.to(), "/items/food");
    let made = visit
        .send("/items/food", "/drafts/new", &[("item", "food")])
        .await;
    assert_eq!(made.to(), "/drafts/d1");
    let refused = visit
        .send("/items/food", "/drafts/new", &[("item", "none")])
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_leads_to_its_field() {
    let mut visit = Visit::of("zhou").await;
    let saved = visit
        .send(
            "/drafts/d1",
            "/drafts/d1",
            &[("id_number", "2306"), ("_then", "check")],
        )
        .await;
    assert_eq!(saved.to(), "/drafts/d1/check");
    let page = visit.get("/drafts/d1/check").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&[
        "id=\"errors\"",
        "<a href=\"#field-name\">请填申请人姓名</a>",
        "id=\"field-name\"",
        "<a href=\"#field-id_number\">",
        "id=\"field-id_number\"",
        "aria-describedby=\"field-id_number-hint field-id_number-error\"",
        "value=\"2306\"",
    ]);
}

#[tokio::test]
async fn two_values_are_shown_and_one_is_chosen() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/drafts/d1").await;
    page.says(&[
        "两处填写不同",
        "3 号楼 101",
        "3 号楼 102",
        "赵磊 · 龙岗街道",
    ]);
    let chosen = [("address", "龙岗街道 3 号楼 102")];
    visit.send("/drafts/d1", "/drafts/d1", &chosen).await;
    let page = visit.get("/drafts/d1").await;
    page.says(&["value=\"龙岗街道 3 号楼 102\""]);
    page.never_says("3 号楼 101");
}

#[tokio::test]
async fn answers_are_checked_and_then_filed() {
    let mut visit = Visit::of("zhou").await;
    let fields = [
        ("name", "张三丰"),
        ("id_number", "230602199001011234"),
        ("address", "龙岗街道 3 号楼 101"),
        ("business", "hot"),
        ("_then", "check"),
    ];
    visit.send("/drafts/d1", "/drafts/d1", &fields).await;
    let check = visit.get("/drafts/d1/check").await;
    assert_eq!(check.status, StatusCode::OK);
    check.says(&[
        "230602 19900101 1234",
        "热食类食品制售",
        "href=\"/drafts/d1#field-name\"",
        "<a href=\"/cases/c2\">同一申请人已有同一事项在办:DQ2026-000131 (萨尔图区)</a>",
    ]);
    let filed = visit.send("/drafts/d1/check", "/drafts/d1/file", &[]).await;
    assert_eq!(filed.to(), "/cases/c1/receipt");
    let receipt = visit.get("/cases/c1/receipt").await;
    receipt.says(&["收件凭证", "已存本机", "<svg", "7F3A-09C2"]);
    receipt.never_says("<h1 class=\"sheet-title\">受理通知书</h1>");
}

#[tokio::test]
async fn a_field_nobody_changed_overwrites_nothing() {
    let mut visit = Visit::of("zhou").await;
    visit
        .send("/drafts/d1", "/drafts/d1", &[("name", "张三")])
        .await;
    let stale = [("_was.name", "李四"), ("name", "李四"), ("phone", "138")];
    visit.send("/drafts/d1", "/drafts/d1", &stale).await;
    visit
        .get("/drafts/d1")
        .await
        .says(&["value=\"张三\"", "value=\"138\""]);
}

#[tokio::test]
async fn a_draft_keeps_itself_and_says_when_it_cannot() {
    let mut visit = Visit::of("zhou").await;
    let token = visit.get("/drafts/d1").await.token();
    let auto = |token: &str| {
        let request = Request::post("/drafts/d1")
            .header("hx-request", "true")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        (
            request,
            Body::from(format!("_csrf={token}&name=x&_then=auto")),
        )
    };
    let (request, body) = auto(&token);
    visit.ask(request, body).await.says(&["已自动保存"]);
    visit.minutes(31);
    let (request, body) = auto(&token);
    assert_eq!(
        visit.ask(request, body).await.status,
        StatusCode::UNAUTHORIZED
    );
}
