use super::waiting::{SEARCH_CHARS_MAX, page_number};
use crate::{
    frame::{PageFrame, show},
    guard::PageAsked,
    pager::Pager,
    view::{FindQuery, Found, Light},
};
use askama::Template;
use axum::{extract::Query, http::StatusCode, response::Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "find.html")]
struct FindPage {
    f: PageFrame,
    query: FindQuery,
    asked: bool,
    narrowed: bool,
    found: Found,
    pager: Pager,
}

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct FindForm {
    #[serde(default)]
    q: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    light: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    page: String,
}

impl FindForm {
    /// The question as the node is asked.
    pub(crate) fn query(self) -> FindQuery {
        FindQuery {
            text: self.q.trim().chars().take(SEARCH_CHARS_MAX).collect(),
            place: Some(self.place).filter(|place| !place.is_empty()),
            light: Light::named(&self.light),
            group: Some(self.group).filter(|group| !group.is_empty()),
            page: page_number(&self.page),
        }
    }
}

/// Cases by number, name, last digits, place or light.
pub(crate) async fn find(asked: PageAsked, Query(looked): Query<FindForm>) -> Response {
    let query = looked.query();
    let any = !query.text.is_empty() || narrowed(&query);
    let found = if any {
        asked.app.desk.find(&asked.inside.who, query.clone()).await
    } else {
        Found::default()
    };
    let parameters = [
        ("q", query.text.as_str()),
        ("place", query.place.as_deref().unwrap_or("")),
        ("light", query.light.map_or("", Light::name)),
        ("group", query.group.as_deref().unwrap_or("")),
    ];
    let page = FindPage {
        f: asked.frame().await,
        pager: Pager::new("/find", &parameters, query.page, found.total),
        narrowed: narrowed(&query),
        query,
        asked: any,
        found,
    };
    show(StatusCode::OK, page.f.lang, &page)
}

/// Whether only some cases are looked through.
fn narrowed(query: &FindQuery) -> bool {
    query.place.is_some() || query.light.is_some() || query.group.is_some()
}
