use crate::desk::{ExampleDesk, PASSWORD};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use console::ConsoleOptions;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tower::ServiceExt as _;

/// A browser in front of a console.
pub struct Visit {
    pub desk: Arc<ExampleDesk>,
    clock: Arc<AtomicI64>,
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Visit {
    /// A browser that has been nowhere yet.
    pub fn new(desk: ExampleDesk) -> Self {
        let desk = Arc::new(desk);
        let clock = Arc::new(AtomicI64::new(0));
        let now = Arc::clone(&clock);
        let options = ConsoleOptions {
            now_ms: Arc::new(move || now.load(Ordering::Relaxed)),
            secure_cookies: true,
        };
        Self {
            router: console::router(desk.clone(), options),
            desk,
            clock,
            cookies: BTreeMap::new(),
        }
    }

    /// A browser in which `user` is logged in.
    pub async fn of(user: &str) -> Self {
        let mut visit = Self::new(ExampleDesk::default());
        let page = visit.log_in(user, PASSWORD).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        visit
    }

    /// Lets time pass.
    pub fn minutes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    /// Knocks at the door.
    pub async fn log_in(&mut self, user: &str, password: &str) -> Page {
        let door = self.get("/login").await;
        let token = door.token();
        let fields = [
            ("_csrf", token.as_str()),
            ("user", user),
            ("password", password),
        ];
        self.post("/login", &fields).await
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Page {
        self.ask(Request::get(path), Body::empty()).await
    }

    /// Opens a page as a script on another page does.
    pub async fn get_live(&mut self, path: &str) -> Page {
        self.ask(
            Request::get(path).header("hx-request", "true"),
            Body::empty(),
        )
        .await
    }

    /// Sends a form as it is given.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, Body::from(encode(fields))).await
    }

    /// Sends a form of the page at `from`, with its token.
    pub async fn send(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get(from).await.token();
        let mut all = vec![("_csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post(to, &all).await
    }

    /// Prints a paper of the case `c1`, as its preview's button does.
    pub async fn print(&mut self, paper: &str) {
        let from = format!("/cases/c1/receipt?paper={paper}");
        let printed = self
            .send(&from, "/cases/c1/print", &[("paper", paper)])
            .await;
        assert_eq!(printed.to(), from);
    }

    /// Sends any request.
    pub async fn ask(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let response = self.begin(request, body).await;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a whole page");
        Page {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("text"),
        }
    }

    /// Sends any request, and leaves the answer to be read.
    pub async fn begin(&mut self, request: axum::http::request::Builder, body: Body) -> Response {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = request
            .header(header::COOKIE, cookies.join("; "))
            .body(body)
            .expect("a request");
        let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next();
            let (name, value) = pair.and_then(|pair| pair.split_once('=')).expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response
    }
}

impl Page {
    /// Where it leads.
    pub fn to(&self) -> &str {
        self.header("location")
    }

    /// A header of it.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    /// The token of its forms.
    pub fn token(&self) -> String {
        self.field("_csrf")
    }

    /// What stands in its hidden field `name`.
    pub fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, after) = self.text.split_once(&start).unwrap_or(("", ""));
        after.split('"').next().unwrap_or_default().to_owned()
    }

    /// Asserts that it says each of `words`.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.text.contains(word), "no {word:?} in:\n{}", self.text);
        }
    }

    /// Asserts that it does not say `word`.
    #[track_caller]
    pub fn never_says(&self, word: &str) {
        assert!(!self.text.contains(word), "{word:?} in:\n{}", self.text);
    }
}

fn encode(fields: &[(&str, &str)]) -> String {
    let value = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, text)| format!("{}={}", value(name), value(text)))
        .collect();
    pairs.join("&")
}
