use crate::{
    frame::{PageFrame, show},
    guard::{PageAsked, Sent},
    view::{Text, TrayRow},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

#[derive(Template)]
#[template(path = "tray.html")]
struct Tray {
    f: PageFrame,
    rows: Vec<TrayRow>,
    error: Option<Text>,
}

/// What went wrong between places.
pub(crate) async fn tray(asked: PageAsked) -> Response {
    tray_page(&asked, None).await
}

/// Settles one row.
pub(crate) async fn settle(sent: Sent) -> Response {
    let Sent { asked, fields } = sent;
    let own = |name: &str| fields.get(name).map_or("", String::as_str);
    let desk = &asked.app.desk;
    let settled = desk
        .tray_settle(&asked.inside.who, own("row"), own("choice"))
        .await;
    match settled {
        Ok(()) => Redirect::to("/tray").into_response(),
        Err(refused) => tray_page(&asked, Some(refused.message)).await,
    }
}

async fn tray_page(asked: &PageAsked, error: Option<Text>) -> Response {
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Tray {
        f: asked.frame().await,
        rows: asked.app.desk.tray(&asked.inside.who).await,
        error,
    };
    show(status, page.f.lang, &page)
}
