use crate::{
    app::App,
    frame::{PageFrame, show},
    view::LawPage,
    visitor::Visitor,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
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
}

/// The law that the node judges by.
pub(crate) async fn law(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let f = PageFrame::around(&app, &visitor).await;
    let law = app.desk.law();
    show(StatusCode::OK, f.lang, &Law { f, law })
}

/// The process answers. Says nothing about its line or its disk.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}
