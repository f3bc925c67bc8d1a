use crate::{
    fields::{ErrorSummary, FieldView, Filled, field_views, said, summary},
    frame::{PageFrame, show},
    guard::{PageAsked, Sent},
    local::query_value,
    notice::NoticeEnding,
    view::{EditLine, EditPage, FieldKind, Refused},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "catalog.html")]
struct Drafts {
    f: PageFrame,
    lines: Vec<EditLine>,
}

#[derive(Template)]
#[template(path = "catalog_item.html")]
struct EditTemplate {
    f: PageFrame,
    page: EditPage,
    views: Vec<FieldView>,
    opinion: String,
    errors: Option<ErrorSummary>,
}

/// What the list of drafts is asked for: the code of one item, empty for the list itself.
#[derive(Deserialize)]
pub(crate) struct WhichEdit {
    #[serde(default)]
    code: String,
}

/// All drafts of items; with a code, the page of that one.
pub(crate) async fn drafts(asked: PageAsked, Query(which): Query<WhichEdit>) -> Response {
    let code = which.code.trim();
    if !code.is_empty() {
        return Redirect::to(&address(code)).into_response();
    }
    let Some(lines) = asked.app.desk.edits(&asked.inside.who).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let f = asked.frame().await;
    show(StatusCode::OK, f.lang, &Drafts { f, lines })
}

/// A draft, or what is published where there is none.
pub(crate) async fn item(asked: PageAsked, Path(code): Path<String>) -> Response {
    edit_page(&asked, &code, &BTreeMap::new(), None).await
}

/// Does one step to a draft.
pub(crate) async fn step(Path(code): Path<String>, sent: Sent) -> Response {
    let Sent { asked, fields } = sent;
    let step = fields.get("_step").cloned().unwrap_or_default();
    let desk = &asked.app.desk;
    let done = desk.edit_step(&asked.inside.who, &code, &step, said(&fields));
    match done.await {
        Ok(()) => Redirect::to(&address(&code)).into_response(),
        Err(refused) => edit_page(&asked, &code, &fields, Some(refused)).await,
    }
}

async fn edit_page(
    asked: &PageAsked,
    code: &str,
    typed: &BTreeMap<String, String>,
    refused: Option<Refused>,
) -> Response {
    let Some(page) = asked.app.desk.edit(&asked.inside.who, code).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let wrong = refused.as_ref().map_or(&[][..], |refused| &refused.fields);
    let fields = page.elements.iter().map(|element| Filled {
        value: match &element.field.kind {
            // A box without its tick is sent as nothing, next to other fields that were typed.
            FieldKind::Tick if typed.get("_step").is_some_and(|step| step == "save") => {
                typed.get(&element.field.name).cloned().unwrap_or_default()
            }
            _ => typed
                .get(&element.field.name)
                .unwrap_or(&element.value)
                .clone(),
        },
        field: element.field.clone(),
        rivals: Vec::new(),
    });
    // Only the form of the elements is filled again; a step by a button sends none of them.
    let views = field_views("field", fields, wrong);
    let edit = EditTemplate {
        f: asked.frame().await,
        errors: refused.as_ref().map(|refused| summary(refused, &views)),
        opinion: typed.get("opinion").cloned().unwrap_or_default(),
        views,
        page,
    };
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    show(status, edit.f.lang, &edit)
}

fn address(code: &str) -> String {
    format!("/catalog/{}", query_value(code))
}
