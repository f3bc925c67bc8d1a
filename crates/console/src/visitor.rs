use crate::{
    app::App,
    session::SessionKey,
    view::{Lang, Who},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, Method, header, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Whoever sent a request, logged in or not, and how they like their pages.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) lang: Lang,
    /// How much bigger the type is: 0, 1 or 2 steps.
    pub(crate) big: u8,
    /// The address asked for, with its query; where links that change the page lead back to.
    pub(crate) here: String,
    /// Whether the page asked by itself, to keep up with changes.
    pub(crate) live: bool,
    /// Whether a script asked: it cannot follow anyone to the door.
    pub(crate) scripted: bool,
    pub(crate) peer: Option<IpAddr>,
    /// The token of forms shown before log-in.
    pub(crate) door_token: Option<String>,
    pub(crate) inside: Option<Inside>,
}

/// Someone who is logged in.
#[derive(Clone)]
pub(crate) struct Inside {
    pub(crate) key: SessionKey,
    pub(crate) csrf: String,
    pub(crate) who: Who,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::read(parts, app))
    }
}

impl Visitor {
    /// Reads who asks from the head of a request.
    pub(crate) fn read(parts: &Parts, app: &App) -> Self {
        let scripted = parts.headers.contains_key("hx-request");
        let live = scripted && parts.method == Method::GET || parts.uri.path() == "/events";
        Self {
            lang: match cookie(&parts.headers, LANG_COOKIE) {
                Some("en") => Lang::En,
                _ => Lang::Zh,
            },
            big: match cookie(&parts.headers, BIG_COOKIE) {
                Some("1") => 1,
                Some("2") => 2,
                _ => 0,
            },
            here: parts
                .uri
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            scripted,
            live,
            peer: parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|info| info.0.ip()),
            door_token: cookie(&parts.headers, DOOR_COOKIE)
                .filter(|token| SessionKey::from_cookie(token).is_some())
                .map(str::to_owned),
            inside: inside(parts, app, live),
        }
    }
}

fn inside(parts: &Parts, app: &App, live: bool) -> Option<Inside> {
    let key = SessionKey::from_cookie(cookie(&parts.headers, SESSION_COOKIE)?)?;
    // A page that keeps itself up to date is no sign of a person, except on the wall of a room, where
    // nobody ever touches a key.
    let session = app.sessions.find(key, app.now_ms(), !live)?;
    let Some(account) = app.desk.account(&session.user) else {
        app.sessions.end(key);
        return None;
    };
    let who = Who {
        user: session.user,
        name: account.name,
        posts: account.posts,
    };
    if live && who.is_any(&["control_room"]) {
        app.sessions.find(key, app.now_ms(), true);
    }
    Some(Inside {
        key,
        csrf: session.csrf,
        who,
    })
}

/// The value of the cookie called `name`.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Carries the session.
pub(crate) const SESSION_COOKIE: &str = "lianban";
/// Carries the token of forms shown before log-in.
pub(crate) const DOOR_COOKIE: &str = "lianban_door";
/// Carries the language.
pub(crate) const LANG_COOKIE: &str = "lang";
/// Carries the size of type.
pub(crate) const BIG_COOKIE: &str = "big";
