use crate::visit::Visit;
use axum::http::StatusCode;

#[tokio::test]
async fn who_neither_edits_nor_reviews_sees_no_drafts() {
    let mut visit = Visit::of("zhou").await;
    for path in ["/catalog", "/catalog/food"] {
        assert_eq!(
            visit.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let item = visit.get("/items/food").await;
    item.never_says("编辑这个事项");
}

#[tokio::test]
async fn the_legal_office_sees_what_changes_and_approves_with_an_opinion() {
    let mut visit = Visit::of("wen").await;
    visit
        .get("/catalog")
        .await
        .says(&["法制审核中", "待您处理", "丁文博"]);
    let page = visit.get("/catalog/food").await;
    page.says(&[
        "法定时限",
        "20",
        "15",
        "审核通过",
        "退回修改",
        "合计 2401 分钟",
    ]);
    page.never_says("存草稿</button>");
    page.never_says("Unknown localization");
    let empty = [("_step", "approve"), ("opinion", " ")];
    let page = visit.send("/catalog/food", "/catalog/food", &empty).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["请写审核意见"]);
    assert!(visit.desk.edited().is_empty());
    let said = [("_step", "approve"), ("opinion", "合法")];
    let page = visit.send("/catalog/food", "/catalog/food", &said).await;
    assert_eq!(page.to(), "/catalog/food");
    assert_eq!(visit.desk.edited(), ["approve"]);
    visit.get("/catalog/food").await.says(&["审核通过,待发布"]);
}

#[tokio::test]
async fn what_was_typed_wrongly_stays_in_the_form_with_its_fault() {
    let mut visit = Visit::of("ding").await;
    visit.get("/items/food").await.says(&["编辑这个事项"]);
    let typed = [("_step", "save"), ("legal_days", "十五"), ("steps", "[]")];
    let page = visit.send("/catalog/food", "/catalog/food", &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["没有保存", "要填整数", "value=\"十五\""]);
    // The tick was taken out and stays out.
    page.never_says(" checked");
    let typed = [("_step", "save"), ("legal_days", "15"), ("instant", "yes")];
    let page = visit.send("/catalog/food", "/catalog/food", &typed).await;
    assert_eq!(page.to(), "/catalog/food");
    // A whole item is longer than what other forms may be.
    let long = "[".repeat(100_000);
    let typed = [("_step", "save"), ("steps", long.as_str())];
    let page = visit.send("/catalog/food", "/catalog/food", &typed).await;
    assert_eq!(page.to(), "/catalog/food");
}
