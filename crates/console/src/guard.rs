use crate::{
    app::App,
    desk::AuditKind,
    frame::PageFrame,
    notice::{NoticeEnding, end, log_in_first},
    visitor::{Inside, Visitor},
};
use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, sync::Arc};

/// A request of someone who is logged in; everyone else is shown the door.
pub(crate) struct PageAsked {
    pub(crate) app: Arc<App>,
    pub(crate) visitor: Visitor,
    pub(crate) inside: Inside,
}

/// A form that someone who is logged in sent from a page of this console.
pub(crate) struct Sent {
    pub(crate) asked: PageAsked,
    pub(crate) fields: BTreeMap<String, String>,
}

/// A form sent at the door, before anyone is logged in.
pub(crate) struct SentAtDoor {
    pub(crate) app: Arc<App>,
    pub(crate) visitor: Visitor,
    pub(crate) fields: BTreeMap<String, String>,
}

/// JSON that a program of someone who is logged in sent, with the session's token in a header.
pub(crate) struct SentJson<T> {
    pub(crate) asked: PageAsked,
    pub(crate) body: T,
}

impl PageAsked {
    /// The frame of the page to answer with.
    pub(crate) async fn frame(&self) -> PageFrame {
        PageFrame::around(&self.app, &self.visitor).await
    }

    /// The answer when it ended without a page of its own.
    pub(crate) async fn end(&self, ending: NoticeEnding) -> Response {
        end(&self.app, &self.visitor, ending).await
    }
}

impl FromRequestParts<Arc<App>> for PageAsked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visitor = Visitor::read(parts, app);
        let Some(inside) = visitor.inside.clone() else {
            return Err(log_in_first(&visitor));
        };
        Ok(Self {
            app: Arc::clone(app),
            visitor,
            inside,
        })
    }
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let asked = PageAsked::from_request_parts(&mut parts, app).await?;
        let same_site = same_site(&parts.headers);
        let fields = read_fields(app, &asked.visitor, Request::from_parts(parts, body)).await?;
        if !same_site || !has_token(&fields, &asked.inside.csrf) {
            return Err(forged(app, &asked.visitor, &asked.inside.who.user).await);
        }
        Ok(Self { asked, fields })
    }
}

impl FromRequest<Arc<App>> for SentAtDoor {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let visitor = Visitor::read(&parts, app);
        let same_site = same_site(&parts.headers);
        let fields = read_fields(app, &visitor, Request::from_parts(parts, body)).await?;
        let has_token = visitor
            .door_token
            .as_deref()
            .is_some_and(|token| has_token(&fields, token));
        if !same_site || !has_token {
            let user = fields.get("user").cloned().unwrap_or_default();
            return Err(forged(app, &visitor, &user).await);
        }
        Ok(Self {
            app: Arc::clone(app),
            visitor,
            fields,
        })
    }
}

impl<T: DeserializeOwned + Send> FromRequest<Arc<App>> for SentJson<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let asked = PageAsked::from_request_parts(&mut parts, app).await?;
        let token = parts
            .headers
            .get(TOKEN_HEADER)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !same_site(&parts.headers) || !same(token, &asked.inside.csrf) {
            return Err(forged(app, &asked.visitor, &asked.inside.who.user).await);
        }
        match Json::<T>::from_request(Request::from_parts(parts, body), app).await {
            Ok(Json(body)) => Ok(Self { asked, body }),
            Err(rejection) => {
                let ending = ending_of(rejection.into_response().status());
                Err(end(app, &asked.visitor, ending).await)
            }
        }
    }
}

async fn read_fields(
    app: &Arc<App>,
    visitor: &Visitor,
    request: Request,
) -> Result<BTreeMap<String, String>, Response> {
    match Form::<Vec<(String, String)>>::from_request(request, app).await {
        // Browsers send line ends as two characters; two nodes must not differ over that.
        Ok(Form(pairs)) => Ok(pairs
            .into_iter()
            .map(|(name, value)| (name, value.replace("\r\n", "\n")))
            .collect()),
        Err(rejection) => {
            let ending = ending_of(rejection.into_response().status());
            Err(end(app, visitor, ending).await)
        }
    }
}

fn ending_of(status: StatusCode) -> NoticeEnding {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        NoticeEnding::TooBig
    } else {
        NoticeEnding::Unreadable
    }
}

async fn forged(app: &App, visitor: &Visitor, user: &str) -> Response {
    app.audit(AuditKind::Forged, user, visitor.peer);
    end(app, visitor, NoticeEnding::Forged).await
}

/// Whether the browser says that the request came from a page of this console. Old browsers say
/// nothing; the token answers for them.
fn same_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    let host = text(header::HOST.as_str()).unwrap_or_default();
    origin
        .split_once("://")
        .is_some_and(|(_, from)| !host.is_empty() && from.eq_ignore_ascii_case(host))
}

fn has_token(fields: &BTreeMap<String, String>, token: &str) -> bool {
    fields
        .get(TOKEN_FIELD)
        .is_some_and(|given| same(given, token))
}

/// Whether two tokens are equal, in a time that does not tell where they differ.
fn same(given: &str, token: &str) -> bool {
    !token.is_empty()
        && given.len() == token.len()
        && given
            .bytes()
            .zip(token.bytes())
            .fold(0, |seen, (a, b)| seen | (a ^ b))
            == 0
}

/// The hidden field of every form.
const TOKEN_FIELD: &str = "_csrf";
/// What programs send instead of it.
const TOKEN_HEADER: &str = "x-csrf-token";

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|&(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    header::HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn a_form_from_elsewhere_is_told_by_what_the_browser_says() {
        for (pairs, from_here) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("host", "a:1"), ("origin", "http://a:1")], true),
            (&[("host", "a:1"), ("origin", "http://a:2")], false),
            (&[("host", "a:1"), ("origin", "null")], false),
            (&[("host", "a:1")], true),
        ] {
            assert_eq!(same_site(&headers(pairs)), from_here, "{pairs:?}");
        }
    }

    #[test]
    fn an_empty_token_is_no_token() {
        assert!(!same("", ""));
        assert!(same("ab", "ab"));
        assert!(!same("ab", "ac"));
    }
}
