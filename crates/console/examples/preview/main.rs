//! Serves the console over a desk made by hand, to look at its pages:
//! `cargo run -p console --example preview -- 8099 as=zhou lang=en big=1 offline`, or `starting`.
//!
//! With `as=` everybody is logged in as that person: for looking, never for work.

mod desk;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware,
};
use console::ConsoleOptions;
use desk::{ExampleDesk, PASSWORD};
use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};
use tower::ServiceExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    let value = |name: &str| {
        words
            .iter()
            .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    };
    let port: u16 = words.first().map_or(Ok(8099), |word| word.parse())?;
    let mut desk = ExampleDesk::default();
    desk.empty = has("empty");
    desk.offline = has("offline");
    desk.starting = has("starting");
    desk.full = has("full");
    desk.province = has("province");
    let desk = Arc::new(desk);
    let options = ConsoleOptions {
        now_ms: Arc::new(now_ms),
        secure_cookies: false,
    };
    let mut router = console::router(desk.clone(), options);
    let mut cookies = Vec::new();
    if let Some(user) = value("as") {
        cookies.push(log_in(&router, user).await?);
    }
    cookies.extend(value("lang").map(|lang| format!("lang={lang}")));
    cookies.extend(value("big").map(|big| format!("big={big}")));
    if !cookies.is_empty() {
        let cookies = HeaderValue::from_str(&cookies.join("; "))?;
        router = router.layer(middleware::map_request(move |request: Request| {
            let cookies = cookies.clone();
            async move { with_cookies(request, cookies) }
        }));
    }
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(20)).await;
            desk.change();
        }
    });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await?;
    Ok(())
}

fn with_cookies(mut request: Request, cookies: HeaderValue) -> Request {
    request.headers_mut().append(header::COOKIE, cookies);
    request
}

async fn log_in(router: &axum::Router, user: &str) -> Result<String, Box<dyn Error>> {
    let page = Request::get("/login").body(Body::empty())?;
    let door = set_cookie(
        router.clone().oneshot(page).await?.headers(),
        "lianban_door",
    );
    let token = door.split_once('=').map_or("", |(_, token)| token);
    let form = format!("_csrf={token}&user={user}&password={PASSWORD}");
    let knock = Request::post("/login")
        .header(header::COOKIE, &door)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))?;
    Ok(set_cookie(
        router.clone().oneshot(knock).await?.headers(),
        "lianban",
    ))
}

fn set_cookie(headers: &HeaderMap, name: &str) -> String {
    headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .find(|pair| pair.split('=').next() == Some(name))
        .unwrap_or_default()
        .to_owned()
}

fn now_ms() -> i64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed();
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
