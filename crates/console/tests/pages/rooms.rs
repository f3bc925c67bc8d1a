use crate::{
    desk::{ExampleDesk, PASSWORD},
    visit::Visit,
};
use axum::http::StatusCode;

#[tokio::test]
async fn the_wall_shows_lights_as_shape_and_word() {
    let mut visit = Visit::of("sun").await;
    let page = visit.get("/room").await;
    page.says(&[
        "●",
        "正常",
        "▲",
        "预警",
        "■",
        "超时",
        "◇",
        "暂停",
        "<b>2486</b>",
        "萨尔图区",
    ]);
    page.says(&[
        "数据截至 2026年11月21日 09:00",
        "红岗区街道1 数据未到",
        "待传 48 条",
    ]);
}

#[tokio::test]
async fn the_table_says_the_same_in_rows() {
    let mut visit = Visit::of("sun").await;
    let page = visit.get("/room/table").await;
    page.says(&["2486", "红岗区", "○ 数据未到", "99.8", "现场核查"]);
}

#[tokio::test]
async fn a_province_sees_what_it_holds_of_its_cities() {
    let mut desk = ExampleDesk::default();
    desk.province = true;
    let mut visit = Visit::new(desk);
    visit.log_in("sun", PASSWORD).await;
    visit.get("/room").await.says(&["各市报送", "48210"]);
}

#[tokio::test]
async fn a_room_is_closed_to_those_who_have_no_place_in_it() {
    let mut visit = Visit::of("zhou").await;
    let page = visit.get("/room").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    page.says(&["您的岗位看不到这一页"]);
}

#[tokio::test]
async fn a_figure_opens_the_list_behind_it() {
    let mut visit = Visit::of("sun").await;
    let page = visit.get("/room").await;
    page.says(&[
        "/find?group=red-4",
        "/find?group=intake_today",
        "/find?place=230602",
    ]);
    visit
        .get("/find?group=red-4")
        .await
        .says(&["只看", "共 2 件"]);
}

#[tokio::test]
async fn the_places_are_given_as_a_spreadsheet() {
    let mut visit = Visit::of("sun").await;
    let file = visit.get("/room/places.csv").await;
    assert!(file.header("content-type").starts_with("text/csv"));
    file.says(&[
        "\u{feff}地点,层级",
        "红岗区,县级,188,0,0,1,189,2026-11-21 09:00\r\n",
    ]);
}
