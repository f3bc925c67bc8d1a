use crate::visit::Visit;
use axum::{body::Body, extract::Request, http::StatusCode};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn a_change_is_told_to_open_pages() {
    let mut visit = Visit::of("zhou").await;
    let response = visit.begin(Request::get("/events"), Body::empty()).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    visit.desk.change();
    let told = timeout(Duration::from_secs(5), stream.next()).await;
    let told = told.expect("in time").expect("a chunk").expect("readable");
    let told = String::from_utf8(told.to_vec()).expect("text");
    assert!(told.contains("event: changed"), "{told}");
    assert!(told.contains("id: 2"), "{told}");
}

#[tokio::test]
async fn the_stream_ends_with_the_session() {
    let mut visit = Visit::of("zhou").await;
    let response = visit.begin(Request::get("/events"), Body::empty()).await;
    let mut stream = response.into_body().into_data_stream();
    visit.minutes(31);
    visit.desk.change();
    let end = timeout(Duration::from_secs(5), stream.next()).await;
    assert!(end.expect("in time").is_none());
    let closed = visit.get("/events").await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn one_browser_keeps_few_streams_open() {
    let mut visit = Visit::of("zhou").await;
    let mut open = Vec::new();
    for _ in 0..4 {
        let response = visit.begin(Request::get("/events"), Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK);
        open.push(response);
    }
    let more = visit.begin(Request::get("/events"), Body::empty()).await;
    assert_eq!(more.status(), StatusCode::NO_CONTENT);
    drop(open);
    let again = visit.begin(Request::get("/events"), Body::empty()).await;
    assert_eq!(again.status(), StatusCode::OK);
}
