use crate::visit::Visit;
use axum::http::StatusCode;

#[tokio::test]
async fn a_case_shows_how_far_it_has_come_and_what_was_done() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/cases/c1").await;
    page.says(&[
        "DQ2026-000128",
        "张*",
        "2306**********1234",
        "已到镇",
        "已到县",
        "剩 1 个工作日",
        "▲",
        "预警",
        "期限是怎么算的",
        "收件",
        "周敏 · 代办员 · 向阳村",
        "/cases/c1/receipt?paper=p1",
        "现在没有要您办的",
    ]);
    page.never_says("_kind");
}

#[tokio::test]
async fn an_act_is_done_once_and_told_once() {
    let mut visit = Visit::of("li").await;
    let once = visit.get("/cases/c1").await.field("_once");
    let accept = [
        ("_kind", "accept"),
        ("_branch", ""),
        ("_once", once.as_str()),
    ];
    let done = visit.send("/cases/c1", "/cases/c1/act", &accept).await;
    assert_eq!(done.to(), "/cases/c1");
    let page = visit.get("/cases/c1").await;
    page.says(&[
        "已受理，已存本机",
        "/cases/c1/receipt?paper=p2",
        "李国强 · 窗口 · 萨尔图区",
    ]);
    let again = visit.send("/cases/c1", "/cases/c1/act", &accept).await;
    assert_eq!(again.to(), "/cases/c1");
    visit.get("/cases/c1").await.never_says("已受理，已存本机");
}

#[tokio::test]
async fn a_refused_act_says_why_beside_its_field() {
    let mut visit = Visit::of("li").await;
    let page = visit
        .send("/cases/c1", "/cases/c1/act", &[("_kind", "correct")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&[
        "补正告知没有发出，办件没有改动。",
        "<a href=\"#act1-what\">请写明要补的全部内容</a>",
        "id=\"act1-what\"",
        "<details open>",
    ]);
}

#[tokio::test]
async fn danger_is_asked_once_more_with_its_consequence() {
    let mut visit = Visit::of("li").await;
    let sent = [("_kind", "refuse"), ("reason", "不属本机关职权")];
    let page = visit.send("/cases/c1", "/cases/c1/act", &sent).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&["不予受理决定书", "不属本机关职权", "name=\"_confirmed\""]);
    let sent = [
        ("_kind", "refuse"),
        ("reason", "不属本机关职权"),
        ("_confirmed", "yes"),
    ];
    let page = visit.send("/cases/c1", "/cases/c1/act", &sent).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn contested_decisions_stand_side_by_side_with_the_way_to_settle_them() {
    let mut visit = Visit::of("li").await;
    let page = visit.get("/cases/c2").await;
    page.says(&[
        "相互矛盾，需要裁定",
        "李国强 · 首席代表",
        "高峰 · 首席代表",
        "value=\"a1,a2\"",
    ]);
    let mut agent = Visit::of("zhou").await;
    let page = agent.get("/cases/c2").await;
    page.says(&["相互矛盾，需要裁定"]);
    page.never_says("a1,a2");
}

#[tokio::test]
async fn the_whole_number_is_shown_for_a_reason_only() {
    let mut visit = Visit::of("li").await;
    let page = visit
        .send("/cases/c1", "/cases/c1/reveal", &[("reason", " ")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.never_says("19900101");
    let page = visit
        .send("/cases/c1", "/cases/c1/reveal", &[("reason", "核对证件")])
        .await;
    page.says(&["230602 19900101 1234", "已留痕"]);
}

#[tokio::test]
async fn a_receipt_and_a_notice_of_acceptance_are_different_papers() {
    let mut visit = Visit::of("li").await;
    let receipt = visit.get("/cases/c1/receipt").await;
    receipt.says(&["<h1 class=\"sheet-title\">收件凭证</h1>", "sheet-a5"]);
    receipt.never_says("专用印章");
    visit.print("p2").await;
    let notice = visit.get("/cases/c1/receipt?paper=p2").await;
    notice.says(&[
        "<h1 class=\"sheet-title\">受理通知书</h1>",
        "sheet-a4",
        "专用印章",
    ]);
}

#[tokio::test]
async fn the_tray_shows_both_sides_and_the_choice() {
    let mut visit = Visit::of("zhou").await;
    visit.get("/tray").await.says(&[
        "tray-row back",
        "补回",
        "已核对",
        "退回",
        "冲突",
        "3 号楼 101",
        "3 号楼 102",
        "知道了",
        "/drafts/d1",
    ]);
    let known = [("row", "t1"), ("choice", "known")];
    assert_eq!(visit.send("/tray", "/tray", &known).await.to(), "/tray");
    let gone = [("row", "t9"), ("choice", "known")];
    let page = visit.send("/tray", "/tray", &gone).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["这一件已经处理过了"]);
}

#[tokio::test]
async fn a_joint_paper_names_who_signed_and_who_has_not() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/cases/c1").await;
    page.says(&[
        "<h3>联合踏勘</h3>",
        "已会签</span> 王芳 · 萨尔图区<small>同意</small>",
        "<b>消防救援大队 · 消防检查</b> <span class=\"light unknown\">",
        "○</span> 尚未会签</span>",
    ]);
    page.never_says("<布局图>");
    page.never_says("Unknown localization");
    // A case without one has no such heading.
    visit.get("/cases/c2").await.never_says("id=\"joints\"");
}

#[tokio::test]
async fn a_case_that_left_says_where_it_went_and_offers_nothing() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/cases/c3").await;
    page.says(&[
        "本件已于",
        "调整到大庆市 萨尔图区 东风街道",
        "现在没有要您办的",
    ]);
}
