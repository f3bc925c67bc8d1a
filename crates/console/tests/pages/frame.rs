use crate::{desk::ExampleDesk, visit::Visit};
use axum::http::StatusCode;

#[tokio::test]
async fn every_page_says_where_it_is_and_how_old_its_data_is() {
    let mut visit = Visit::of("zhou").await;
    for path in [
        "/",
        "/items",
        "/items/food",
        "/drafts/d1",
        "/cases/c1",
        "/find",
        "/tray",
        "/help",
        "/law",
    ] {
        let page = visit.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.says(&[
            "向阳村",
            "村级",
            "数据截至",
            "周敏",
            "代办员",
            "7f3a09c2",
            "培训环境",
        ]);
        page.never_says("Unknown localization");
        assert!(
            page.header("content-security-policy")
                .contains("default-src 'self'")
        );
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(!page.text.contains(" style="), "{path}");
        assert!(!page.text.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn without_a_line_the_desk_says_how_much_waits_and_that_work_goes_on() {
    let mut desk = ExampleDesk::default();
    desk.offline = true;
    let mut visit = Visit::new(desk);
    visit.log_in("zhou", crate::desk::PASSWORD).await;
    visit
        .get("/")
        .await
        .says(&["离线", "照常办理", "待上传 7 条"]);
}

#[tokio::test]
async fn a_node_that_has_just_started_takes_in_cases_and_says_what_waits() {
    let mut desk = ExampleDesk::default();
    desk.starting = true;
    let mut visit = Visit::new(desk);
    visit.log_in("zhou", crate::desk::PASSWORD).await;
    for path in ["/", "/find", "/tray", "/room"] {
        let page = visit.get(path).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(page.header("refresh"), "3");
        page.says(&["本机刚刚启动", "已经可以收件", "href=\"/items\""]);
    }
    let act = visit.post("/cases/c1/act", &[("act", "accept")]).await;
    assert_eq!(act.status, StatusCode::SERVICE_UNAVAILABLE);
    let desk = visit.get("/api/desk").await;
    assert_eq!(desk.status, StatusCode::SERVICE_UNAVAILABLE);
    desk.says(&["urn:lianban:problem:starting"]);
    for path in ["/items", "/items/food", "/drafts/d1", "/cases/c1", "/help"] {
        assert_eq!(visit.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_language_is_switched_and_kept() {
    let mut visit = Visit::of("zhou").await;
    let switch = visit.get("/lang?to=en&back=%2Fitems").await;
    assert_eq!(switch.to(), "/items");
    let page = visit.get("/items").await;
    page.says(&[
        "lang=\"en\"",
        "Services offered here",
        "Food business licence",
    ]);
    page.never_says("办理事项");
}

#[tokio::test]
async fn an_item_page_shows_reductions_flow_chart_and_the_other_elements() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/items/food").await;
    page.says(&["收费减免", "低保户免收", "减 100%", "有效期", "60 个月"]);
    // The chart is part of the page, not a text about one.
    page.says(&["<svg xmlns=", "<title>流程图</title>"]);
}

#[tokio::test]
async fn the_type_grows_in_two_steps() {
    let mut visit = Visit::new(ExampleDesk::default());
    visit.get("/login").await.says(&["size-0", "/big?to=1"]);
    visit.get("/big?to=1&back=%2Flogin").await;
    visit.get("/login").await.says(&["size-1", "/big?to=2"]);
}

#[tokio::test]
async fn a_page_that_is_not_there_says_what_to_do() {
    let mut visit = Visit::of("zhou").await;
    for path in ["/nothing", "/cases/none", "/items/none", "/drafts/none"] {
        let page = visit.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        page.says(&["没有这一页", "回到待办"]);
    }
    let page = visit.get("/api/cases/none").await;
    assert_eq!(page.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn assets_are_named_by_what_is_in_them() {
    let mut visit = Visit::new(ExampleDesk::default());
    let door = visit.get("/login").await;
    let (_, after) = door
        .text
        .split_once("stylesheet\" href=\"")
        .expect("a style sheet");
    let href = after.split('"').next().expect("an address").to_owned();
    let sheet = visit.get(&href).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(!sheet.header("etag").is_empty());
    let other = visit.get("/assets/0000000000000000/lianban.css").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_people_typed_is_never_part_of_the_page() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    page.never_says("<script>alert");
}

#[tokio::test]
async fn programs_get_the_same_as_people() {
    let mut visit = Visit::of("zhou").await;
    let facts: serde_json::Value =
        serde_json::from_str(&visit.get("/api/session").await.text).expect("JSON");
    assert_eq!(facts["who"]["name"], "周敏");
    for path in [
        "/api/node",
        "/api/line",
        "/api/desk",
        "/api/tray",
        "/api/items",
        "/api/cases/c1",
    ] {
        let page = visit.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        serde_json::from_str::<serde_json::Value>(&page.text).expect("JSON");
    }
    assert_eq!(visit.get("/api/room").await.status, StatusCode::FORBIDDEN);
    let mut stranger = Visit::new(ExampleDesk::default());
    assert_eq!(
        stranger.get("/api/desk").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_language_can_be_switched_after_a_refusal() {
    let mut visit = Visit::of("li").await;
    let refused = [("_kind", "correct")];
    let page = visit.send("/cases/c1", "/cases/c1/act", &refused).await;
    page.says(&["back=%2Fcases%2Fc1%2Fact"]);
    assert_eq!(visit.get("/cases/c1/act").await.to(), "/cases/c1");
    assert_eq!(visit.get("/?page=none").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_law_is_open_to_everybody_in_both_languages_and_needs_no_script() {
    let mut visit = Visit::new(ExampleDesk::default());
    visit.get("/help").await.says(&["<a href=\"/law\">"]);
    let page = visit.get("/law").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[
        "<text y=\"20\">收件待审查</text>",
        "受理机关<small>窗口</small>",
        "<small>文书：受理通知书</small>",
        "行政许可法第三十二条",
        "<th scope=\"row\">1 补正告知</th><td>=</td><td>",
        "<abbr title=\"受理\">2</abbr>",
        "已经受理的不再补正",
    ]);
    // Words are escaped; only the drawing goes into the page as it is.
    page.never_says("<一次性>");
    page.never_says("Unknown localization");
    visit.get("/lang?to=en&back=%2Flaw").await;
    let page = visit.get("/law").await;
    page.says(&[
        "Refused when",
        "It was asked for once before",
        "To be examined",
    ]);
    page.never_says("受理机关");
}
