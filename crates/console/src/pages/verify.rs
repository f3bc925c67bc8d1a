use crate::{
    app::App,
    frame::{PageFrame, show},
    view::{CodeStanding, Verdict},
    visitor::Visitor,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    f: PageFrame,
    /// What stands in the field: nothing once it was answered, for a scanner types the next one into it.
    code: String,
    verdict: Option<Verdict>,
    held: Option<String>,
}

/// What somebody typed or scanned.
#[derive(Deserialize)]
pub(crate) struct VerifyForm {
    #[serde(default)]
    code: String,
}

/// Says of the code on a paper who signed it. Open to everybody who can reach the console: it changes
/// nothing, and the code itself says no more than the paper in their hands.
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(asked): Query<VerifyForm>,
) -> Response {
    let code: String = asked.code.trim().chars().take(CODE_CHARS_MAX).collect();
    let f = PageFrame::around(&app, &visitor).await;
    let page = |f, verdict: Option<Verdict>, held| VerifyPage {
        f,
        code: match verdict {
            None => code.clone(),
            Some(_) => String::new(),
        },
        verdict,
        held,
    };
    if code.is_empty() {
        return show(StatusCode::OK, visitor.lang, &page(f, None, None));
    }
    // As at the door: what is right counts nothing, so a counter scans papers all day, and nobody tries
    // out codes by the thousand.
    let name: String = code.chars().take(LIMITED_CHARS).collect();
    if let Some(until) = app.code_limiter.take(&name, visitor.peer, app.now_ms()) {
        let held = f.a("verify-held", super::door::clock_time(until));
        return show(
            StatusCode::TOO_MANY_REQUESTS,
            visitor.lang,
            &page(f, None, Some(held)),
        );
    }
    let verdict = app.desk.verify(&code).await;
    if verdict.standing == CodeStanding::Genuine {
        app.code_limiter.right(&name, visitor.peer);
    }
    show(StatusCode::OK, visitor.lang, &page(f, Some(verdict), None))
}

/// More than any code has.
const CODE_CHARS_MAX: usize = 1024;
/// Of a code, this much tells it from others in the count of tries.
const LIMITED_CHARS: usize = 64;
