use crate::{
    app::App,
    frame::{PageFrame, show},
    view::{LawOfRegime, LawPage},
    visitor::Visitor,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    f: PageFrame,
}

/// What the words and marks on the pages mean.
pub(crate) async fn help(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let f = PageFrame::around(&app, &visitor).await;
    show(StatusCode::OK, f.lang, &HelpPage { f })
}

#[derive(Template)]
#[template(path = "law.html")]
struct Law {
    f: PageFrame,
    law: Arc<LawPage>,
    /// The kind of power that is shown.
    shown: LawOfRegime,
}

/// Which kind of power's law is asked for; the first without a name, or with one that nobody knows.
#[derive(Deserialize)]
pub(crate) struct WhichLaw {
    #[serde(default)]
    regime: String,
}

/// The law that the node judges by.
pub(crate) async fn law(
    State(app): State<Arc<App>>,
    Query(which): Query<WhichLaw>,
    visitor: Visitor,
) -> Response {
    let f = PageFrame::around(&app, &visitor).await;
    let law = app.desk.law();
    let named = law.regimes.iter().find(|own| own.name == which.regime);
    let Some(shown) = named.or(law.regimes.first()).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    show(StatusCode::OK, f.lang, &Law { f, law, shown })
}

/// The process answers. Says nothing about its line or its disk.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}
