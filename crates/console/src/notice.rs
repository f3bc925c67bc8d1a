use crate::{
    app::App,
    frame::{PageFrame, show},
    view::FieldError,
    visitor::Visitor,
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;
use std::sync::Arc;

/// A page that says what went wrong and what to do.
#[derive(Template)]
#[template(path = "notice.html")]
struct Notice {
    f: PageFrame,
    title: String,
    text: String,
    /// Where to go from here, and its name.
    to: (&'static str, &'static str),
}

/// What a request ended in instead of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeEnding {
    /// There is no such page, or not for this person.
    Missing,
    /// The person has no place here.
    Forbidden,
    /// The form did not come from a page of this console.
    Forged,
    /// The form is too big.
    TooBig,
    /// The form could not be read.
    Unreadable,
    /// The node has just started, and this needs all that it holds.
    Starting,
    /// Something broke that should not; whether anything was done is not known.
    Broken,
}

impl NoticeEnding {
    const fn status(self) -> StatusCode {
        match self {
            NoticeEnding::Missing => StatusCode::NOT_FOUND,
            NoticeEnding::Forbidden | NoticeEnding::Forged => StatusCode::FORBIDDEN,
            NoticeEnding::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
            NoticeEnding::Unreadable => StatusCode::BAD_REQUEST,
            NoticeEnding::Starting => StatusCode::SERVICE_UNAVAILABLE,
            NoticeEnding::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            NoticeEnding::Missing => "missing",
            NoticeEnding::Forbidden => "forbidden",
            NoticeEnding::Forged => "forged",
            NoticeEnding::TooBig => "too-big",
            NoticeEnding::Unreadable => "unreadable",
            NoticeEnding::Starting => "starting",
            NoticeEnding::Broken => "broken",
        }
    }
}

/// The answer for a request that ended so: a page, or a problem document below `/api/`.
pub(crate) async fn end(app: &App, visitor: &Visitor, ending: NoticeEnding) -> Response {
    let f = PageFrame::around(app, visitor).await;
    let title = f.t(&format!("notice-{}-title", ending.name()));
    let text = f.t(&format!("notice-{}-text", ending.name()));
    if visitor.here.starts_with("/api/") {
        return problem(ending.status(), ending.name(), &title, &text, &[]);
    }
    let to = match ending {
        NoticeEnding::Starting => ("/items", "task-items"),
        _ => ("/", "to-desk"),
    };
    let page = Notice { f, title, text, to };
    show(ending.status(), page.f.lang, &page)
}

/// The answer for someone who must log in first.
pub(crate) fn log_in_first(visitor: &Visitor) -> Response {
    let door = format!("/login?next={}", crate::local::query_value(&visitor.here));
    if visitor.here.starts_with("/api/") {
        let title = words::say(visitor.lang, "notice-log-in-title");
        let text = words::say(visitor.lang, "notice-log-in-text");
        return problem(StatusCode::UNAUTHORIZED, "log-in", &title, &text, &[]);
    }
    if visitor.live {
        // A redirect would be followed by the script and put the door into the middle of a page.
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", "/login")]).into_response();
    }
    if visitor.scripted {
        // What was typed is still on the page; leading away would lose it.
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Redirect::to(&door).into_response()
}

/// A problem document (RFC 9457).
pub(crate) fn problem(
    status: StatusCode,
    kind: &str,
    title: &str,
    detail: &str,
    fields: &[FieldError],
) -> Response {
    let body = json!({
        "type": format!("urn:lianban:problem:{kind}"),
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "fields": fields,
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, kind, body.to_string()).into_response()
}

/// Lets through what can be answered, and says of everything else that the node has just started. The page looks again
/// by itself.
pub(crate) async fn once_started(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Response {
    if !app.desk.is_starting() {
        return next.run(request).await;
    }
    let mut said = end(&app, &visitor, NoticeEnding::Starting).await;
    let headers = said.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static(LOOK_AGAIN_S));
    if request.method() == Method::GET {
        headers.insert("refresh", HeaderValue::from_static(LOOK_AGAIN_S));
    }
    said
}

const LOOK_AGAIN_S: &str = "3";

/// Answers for addresses where there is no page.
pub(crate) async fn missing(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    end(&app, &visitor, NoticeEnding::Missing).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Lang;

    #[test]
    fn every_ending_has_words() {
        for ending in [
            NoticeEnding::Missing,
            NoticeEnding::Forbidden,
            NoticeEnding::Forged,
            NoticeEnding::TooBig,
            NoticeEnding::Unreadable,
            NoticeEnding::Starting,
            NoticeEnding::Broken,
        ] {
            for part in ["title", "text"] {
                let key = format!("notice-{}-{part}", ending.name());
                let said = words::say(Lang::En, &key);
                assert!(!said.contains("Unknown localization"), "{said}");
            }
        }
    }
}
