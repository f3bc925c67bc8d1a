use crate::{
    desk::{ExampleDesk, PASSWORD},
    visit::Visit,
};
use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
};
use console::AuditKind;

#[tokio::test]
async fn a_page_leads_to_the_door_and_back() {
    let mut visit = Visit::new(ExampleDesk::default());
    let page = visit.get("/cases/c1?x=1").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.to(), "/login?next=%2Fcases%2Fc1%3Fx%3D1");
    let door = visit.get("/login?next=%2Fcases%2Fc1%3Fx%3D1").await;
    let fields = [
        ("_csrf", door.token()),
        ("next", door.field("next")),
        ("user", "zhou".to_owned()),
        ("password", PASSWORD.to_owned()),
    ];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let inside = visit.post("/login", &fields).await;
    assert_eq!(inside.to(), "/cases/c1?x=1");
    let cookie = inside.header("set-cookie");
    for rule in ["lianban=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(rule), "{cookie}");
    }
    assert_eq!(visit.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_door_leads_to_no_other_site() {
    let mut visit = Visit::new(ExampleDesk::default());
    let door = visit.get("/login?next=https%3A%2F%2Fexample.com%2F").await;
    assert_eq!(door.field("next"), "/");
    let switch = visit.get("/lang?to=en&back=%2F%2Fexample.com").await;
    assert_eq!(switch.to(), "/");
}

#[tokio::test]
async fn wrong_log_ins_wait_after_the_fifth() {
    let mut visit = Visit::new(ExampleDesk::default());
    for user in ["zhou", "zhou", "zhou", "zhou", "zhou"] {
        let page = visit.log_in(user, "wrong").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says(&["用户名或密码不对"]);
    }
    let held = visit.log_in("zhou", PASSWORD).await;
    assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS);
    held.says(&["请在 08:11 之后再试"]);
    let nobody = visit.log_in("nobody", PASSWORD).await;
    nobody.says(&["用户名或密码不对"]);
    visit.minutes(10);
    assert_eq!(
        visit.log_in("zhou", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
    let kinds: Vec<_> = {
        let audited = visit.desk.audited.lock().expect("not poisoned");
        audited.iter().map(|event| event.kind).collect()
    };
    assert_eq!(
        kinds[4..],
        [
            AuditKind::LogInWrong,
            AuditKind::LogInHeld,
            AuditKind::LogInWrong,
            AuditKind::LogIn
        ]
    );
}

#[tokio::test]
async fn log_in_gives_a_new_session_and_log_out_ends_it() {
    let mut visit = Visit::of("zhou").await;
    let first = visit.cookies["lianban"].clone();
    visit.cookies.remove("lianban");
    visit.log_in("zhou", PASSWORD).await;
    assert_ne!(visit.cookies["lianban"], first);
    let kept = visit.cookies["lianban"].clone();
    let out = visit.send("/", "/logout", &[]).await;
    assert_eq!(out.to(), "/login");
    visit.cookies.insert("lianban".to_owned(), kept);
    assert_eq!(visit.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_page_that_keeps_itself_up_to_date_keeps_nobody_logged_in() {
    let mut visit = Visit::of("zhou").await;
    for _ in 0..2 {
        visit.minutes(14);
        assert_eq!(visit.get_live("/").await.status, StatusCode::OK);
    }
    visit.minutes(2);
    let page = visit.get_live("/").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(page.header("hx-redirect"), "/login");
}

#[tokio::test]
async fn the_wall_of_a_room_stays_on_for_its_eight_hours() {
    let mut visit = Visit::of("sun").await;
    for _ in 0..23 {
        visit.minutes(20);
        assert_eq!(visit.get_live("/room").await.status, StatusCode::OK);
    }
    visit.minutes(20);
    assert_eq!(
        visit.get_live("/room").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let mut visit = Visit::of("li").await;
    let page = visit.post("/cases/c1/act", &[("_kind", "accept")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    page.says(&["没有提交"]);
    visit.get("/cases/c1").await.says(&["已收件，待受理"]);
    let mut stranger = Visit::new(ExampleDesk::default());
    let page = stranger
        .post("/login", &[("user", "zhou"), ("password", PASSWORD)])
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let mut visit = Visit::of("li").await;
    let token = visit.get("/").await.token();
    let request = Request::post("/logout")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    let page = visit
        .ask(request, Body::from(format!("_csrf={token}")))
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(visit.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_that_is_too_big_is_told_so() {
    let mut visit = Visit::of("zhou").await;
    let long = "x".repeat(65 * 1024);
    let page = visit.send("/", "/drafts/d1", &[("name", &long)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    page.says(&["内容太多"]);
}
