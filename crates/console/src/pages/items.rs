use super::waiting::SEARCH_CHARS_MAX;
use crate::{
    frame::{PageFrame, show},
    guard::PageAsked,
    notice::NoticeEnding,
    view::{ItemLine, ItemPage},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "items.html")]
struct Items {
    f: PageFrame,
    search: String,
    items: Vec<ItemLine>,
}

#[derive(Template)]
#[template(path = "item.html")]
struct ItemsTemplate {
    f: PageFrame,
    item: ItemPage,
    error: Option<String>,
}

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct ItemsForm {
    #[serde(default)]
    pub(crate) q: String,
}

/// The lines of the catalog.
pub(crate) async fn items(asked: PageAsked, Query(looked): Query<ItemsForm>) -> Response {
    let search: String = looked.q.trim().chars().take(SEARCH_CHARS_MAX).collect();
    let items = asked.app.desk.items(&asked.inside.who, &search).await;
    let page = Items {
        f: asked.frame().await,
        search,
        items,
    };
    show(StatusCode::OK, page.f.lang, &page)
}

/// The catalog's page of one item or bundle, by its code.
pub(crate) async fn item(asked: PageAsked, Path(code): Path<String>) -> Response {
    item_page(&asked, &code, StatusCode::OK, None).await
}

/// One item, with what went wrong when it was to be begun.
pub(crate) async fn item_page(
    asked: &PageAsked,
    code: &str,
    status: StatusCode,
    error: Option<String>,
) -> Response {
    let Some(item) = asked.app.desk.item(&asked.inside.who, code).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let f = asked.frame().await;
    show(status, f.lang, &ItemsTemplate { f, item, error })
}
