use crate::{
    app::App,
    desk::AuditKind,
    frame::{PageFrame, show},
    guard::{Sent, SentAtDoor},
    local::local_path,
    password,
    session::random_token,
    visitor::{BIG_COOKIE, DOOR_COOKIE, LANG_COOKIE, SESSION_COOKIE, Visitor},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "login.html")]
struct LogInPage {
    f: PageFrame,
    token: String,
    user: String,
    next: String,
    error: Option<String>,
}

/// Where to go after log-in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// A switch of how pages look.
#[derive(Deserialize)]
pub(crate) struct Switch {
    #[serde(default)]
    to: String,
    #[serde(default)]
    back: String,
}

/// The log-in page; who is logged in already is led on to `next`.
pub(crate) async fn log_in_page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(next): Query<Next>,
) -> Response {
    let next = local_path(&next.next).to_owned();
    if visitor.inside.is_some() {
        return Redirect::to(&next).into_response();
    }
    door(&app, &visitor, StatusCode::OK, String::new(), next, None).await
}

/// Takes a name and a password: begins a session and leads on to `next`, or says why not.
pub(crate) async fn log_in(sent: SentAtDoor) -> Response {
    let SentAtDoor {
        app,
        visitor,
        mut fields,
    } = sent;
    let user = fields.remove("user").unwrap_or_default().trim().to_owned();
    let password = fields.remove("password").unwrap_or_default();
    let next = fields.remove("next").unwrap_or_default();
    let next = local_path(&next).to_owned();
    if let Some(until) = app.limiter.take(&user, visitor.peer, app.now_ms()) {
        app.audit(AuditKind::LogInHeld, &user, visitor.peer);
        let f = PageFrame::around(&app, &visitor).await;
        let error = f.a("login-held", clock_time(until));
        let status = StatusCode::TOO_MANY_REQUESTS;
        return door(&app, &visitor, status, user, next, Some(error)).await;
    }
    let hash = app.desk.account(&user).map(|account| account.password_hash);
    if !verify(&app, password, hash).await {
        app.audit(AuditKind::LogInWrong, &user, visitor.peer);
        let f = PageFrame::around(&app, &visitor).await;
        let error = f.t("login-wrong");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return door(&app, &visitor, status, user, next, Some(error)).await;
    }
    app.limiter.right(&user, visitor.peer);
    app.audit(AuditKind::LogIn, &user, visitor.peer);
    if let Some(inside) = &visitor.inside {
        app.sessions.end(inside.key);
    }
    let key = app.sessions.begin(&user, app.now_ms());
    let cookie = session_cookie(&app, &key.to_cookie(), None);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response()
}

/// Ends the session, has the browser drop its cookie and leads back to the log-in page.
pub(crate) async fn log_out(sent: Sent) -> Response {
    let asked = sent.asked;
    asked.app.sessions.end(asked.inside.key);
    asked.app.audit(
        AuditKind::LogOut,
        &asked.inside.who.user,
        asked.visitor.peer,
    );
    let cookie = session_cookie(&asked.app, "", Some(0));
    ([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response()
}

/// Changes the language and leads back.
pub(crate) async fn language(Query(switch): Query<Switch>) -> Response {
    let to = if switch.to == "en" { "en" } else { "zh" };
    switched(LANG_COOKIE, to, &switch.back)
}

/// Changes the size of type and leads back.
pub(crate) async fn big(Query(switch): Query<Switch>) -> Response {
    let to = match switch.to.as_str() {
        "1" => "1",
        "2" => "2",
        _ => "0",
    };
    switched(BIG_COOKIE, to, &switch.back)
}

async fn door(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    user: String,
    next: String,
    error: Option<String>,
) -> Response {
    let token = visitor.door_token.clone().unwrap_or_else(random_token);
    let page = LogInPage {
        f: PageFrame::around(app, visitor).await,
        token: token.clone(),
        user,
        next,
        error,
    };
    let cookie = cookie(app, DOOR_COOKIE, &token, "; HttpOnly; SameSite=Strict");
    let mut response = show(status, page.f.lang, &page);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

async fn verify(app: &App, password: String, hash: Option<String>) -> bool {
    let Ok(turn) = Arc::clone(&app.hashing).acquire_owned().await else {
        return false;
    };
    let checked = tokio::task::spawn_blocking(move || {
        let right = password::verify(&password, hash.as_deref());
        // The turn ends with the work, not with the request: whoever hangs up early still used it.
        drop(turn);
        right
    });
    checked.await.unwrap_or(false)
}

fn session_cookie(app: &App, value: &str, max_age: Option<u32>) -> HeaderValue {
    let age = max_age.map_or(String::new(), |age| format!("; Max-Age={age}"));
    let rest = format!("; HttpOnly; SameSite=Lax{age}");
    cookie(app, SESSION_COOKIE, value, &rest)
}

fn cookie(app: &App, name: &str, value: &str, rest: &str) -> HeaderValue {
    let secure = if app.options.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    // A token that came back in a cookie may hold anything but line ends; then there is no cookie to set.
    HeaderValue::from_str(&format!("{name}={value}; Path=/{rest}{secure}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn switched(name: &str, value: &'static str, back: &str) -> Response {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    (
        [(header::SET_COOKIE, cookie)],
        Redirect::to(local_path(back)),
    )
        .into_response()
}

/// The time of day in the one zone that the law knows.
pub(crate) fn clock_time(ms: i64) -> String {
    let minutes = (ms + ZONE_MS).div_euclid(60_000) + 1;
    let of_day = minutes.rem_euclid(24 * 60);
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

/// Asia/Shanghai is eight hours ahead all year.
const ZONE_MS: i64 = 8 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_lawful_zone_and_not_too_early() {
        assert_eq!(clock_time(0), "08:01");
        assert_eq!(clock_time(16 * 60 * 60 * 1000 - 1), "00:00");
    }
}
