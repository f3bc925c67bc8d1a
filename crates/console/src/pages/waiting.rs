use crate::{
    frame::{PageFrame, show},
    guard::{PageAsked, Sent},
    pager::Pager,
    view::{DeskFilter, DeskPage, Text},
};
use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk.html")]
struct WaitingPage {
    f: PageFrame,
    desk: DeskPage,
    pager: Pager,
    search: String,
    /// Roles that the window queue can be narrowed to.
    roles: Vec<RoleTab>,
    window: bool,
    /// Why what was asked for here was not done.
    error: Option<Text>,
}

struct RoleTab {
    href: String,
    label: String,
    current: bool,
}

/// What is looked for on a desk.
#[derive(Deserialize)]
pub(crate) struct WaitingForm {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
    role: Option<String>,
}

/// A person's own desk.
pub(crate) async fn desk(asked: PageAsked, Query(looked): Query<WaitingForm>) -> Response {
    waiting(&asked, looked, false).await
}

/// The queue of a window: the same, one role at a time.
pub(crate) async fn window(asked: PageAsked, Query(looked): Query<WaitingForm>) -> Response {
    waiting(&asked, looked, true).await
}

/// The reader becomes the agent of the cases that have none any more.
pub(crate) async fn take_left(sent: Sent) -> Response {
    let Sent { asked, .. } = sent;
    match asked.app.desk.take_left(&asked.inside.who).await {
        Ok(_) => Redirect::to("/").into_response(),
        Err(refused) => {
            let page = desk_page(&asked, DeskFilter::default(), false, Some(refused.message));
            let lang = asked.visitor.lang;
            show(StatusCode::UNPROCESSABLE_ENTITY, lang, &page.await)
        }
    }
}

async fn waiting(asked: &PageAsked, looked: WaitingForm, window: bool) -> Response {
    let role = looked.role.filter(|_| window);
    let filter = filter(looked.q, &looked.page, role);
    let page = desk_page(asked, filter, window, None).await;
    show(StatusCode::OK, asked.visitor.lang, &page)
}

async fn desk_page(
    asked: &PageAsked,
    filter: DeskFilter,
    window: bool,
    error: Option<Text>,
) -> WaitingPage {
    let f = asked.frame().await;
    let role = filter.role.clone();
    let search = filter.search.clone();
    let page = filter.page;
    let desk = asked.app.desk.desk(&asked.inside.who, filter).await;
    let path = if window { "/window" } else { "/" };
    let query = [
        ("q", search.as_str()),
        ("role", role.as_deref().unwrap_or("")),
    ];
    WaitingPage {
        pager: Pager::new(path, &query, page, desk.total),
        roles: if window {
            role_tabs(&f, role.as_deref())
        } else {
            Vec::new()
        },
        f,
        desk,
        search,
        window,
        error,
    }
}

/// A filter as it came with an address.
pub(crate) fn filter(search: String, page: &str, role: Option<String>) -> DeskFilter {
    DeskFilter {
        search: search.trim().chars().take(SEARCH_CHARS_MAX).collect(),
        page: page_number(page),
        role: role.filter(|role| !role.is_empty()),
    }
}

/// A page as it came with an address; whatever is no number is the first.
pub(crate) fn page_number(text: &str) -> u32 {
    text.parse().unwrap_or(1).max(1)
}

fn role_tabs(f: &PageFrame, current: Option<&str>) -> Vec<RoleTab> {
    let mut tabs = vec![RoleTab {
        href: "/window".to_owned(),
        label: f.t("window-all"),
        current: current.is_none(),
    }];
    let posts = f.who.iter().flat_map(|who| &who.posts);
    tabs.extend(posts.map(|post| RoleTab {
        href: format!("/window?role={}", crate::local::query_value(&post.role)),
        label: f.x(&post.title).to_owned(),
        current: current == Some(post.role.as_str()),
    }));
    tabs
}

/// The longest text that is looked for.
pub(crate) const SEARCH_CHARS_MAX: usize = 80;
