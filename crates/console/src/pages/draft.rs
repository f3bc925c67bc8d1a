use super::items::item_page;
use crate::{
    fields::{ErrorSummary, FieldView, Filled, changed, field_views, summary},
    frame::{PageFrame, show},
    guard::{PageAsked, Sent},
    local::query_value,
    notice::NoticeEnding,
    view::{DraftPage, FieldKind, Refused, Saved},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "draft.html")]
struct Form {
    f: PageFrame,
    draft: DraftPage,
    views: Vec<FieldView>,
    errors: Option<ErrorSummary>,
}

#[derive(Template)]
#[template(path = "check.html")]
struct CheckTemplate {
    f: PageFrame,
    draft: DraftPage,
    answers: Vec<Answer>,
}

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedNote {
    f: PageFrame,
    saved: Saved,
}

/// A field as it is read once more before filing.
struct Answer {
    view: FieldView,
    shown: String,
}

/// The item a draft is begun for.
#[derive(Deserialize)]
pub(crate) struct ForItem {
    #[serde(default)]
    item: String,
}

/// Following a link changes nothing: it leads to the item, where a button begins the draft.
pub(crate) async fn new_page(_: PageAsked, Query(of): Query<ForItem>) -> Response {
    if of.item.is_empty() {
        return Redirect::to("/items").into_response();
    }
    Redirect::to(&format!("/items/{}", query_value(&of.item))).into_response()
}

/// Begins a draft.
pub(crate) async fn new(sent: Sent) -> Response {
    let asked = sent.asked;
    let item = sent.fields.get("item").cloned().unwrap_or_default();
    let made = asked.app.desk.draft_create(&asked.inside.who, &item).await;
    match made {
        Ok(id) => Redirect::to(&format!("/drafts/{}", query_value(&id))).into_response(),
        Err(refused) => {
            let why = refused.message.say(asked.visitor.lang).to_owned();
            item_page(&asked, &item, StatusCode::UNPROCESSABLE_ENTITY, Some(why)).await
        }
    }
}

/// The form of a draft.
pub(crate) async fn form(asked: PageAsked, Path(id): Path<String>) -> Response {
    let Some(draft) = asked.app.desk.draft_open(&asked.inside.who, &id).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    form_page(&asked, draft, &BTreeMap::new(), None).await
}

/// Keeps what was typed; then goes on, or stays.
pub(crate) async fn save(Path(id): Path<String>, sent: Sent) -> Response {
    let Sent { asked, fields } = sent;
    let who = &asked.inside.who;
    let kept = asked.app.desk.draft_save(who, &id, changed(&fields)).await;
    let then = fields.get("_then").map(String::as_str);
    match (kept, then) {
        (Ok(saved), Some("auto")) => {
            let f = asked.frame().await;
            show(StatusCode::OK, f.lang, &SavedNote { f, saved })
        }
        (Ok(_), Some("check")) => {
            Redirect::to(&format!("/drafts/{}/check", query_value(&id))).into_response()
        }
        (Ok(_), _) => Redirect::to(&format!("/drafts/{}", query_value(&id))).into_response(),
        (Err(refused), Some("auto")) => {
            let why = refused.message.say(asked.visitor.lang).to_owned();
            let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::UNPROCESSABLE_ENTITY, plain, why).into_response()
        }
        (Err(refused), _) => {
            let Some(draft) = asked.app.desk.draft_open(who, &id).await else {
                return asked.end(NoticeEnding::Missing).await;
            };
            form_page(&asked, draft, &fields, Some(refused)).await
        }
    }
}

/// All answers once more, before they are filed; or the form, with everything that is wrong with them.
pub(crate) async fn check(asked: PageAsked, Path(id): Path<String>) -> Response {
    let who = &asked.inside.who;
    let Some(draft) = asked.app.desk.draft_open(who, &id).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    if let Err(refused) = asked.app.desk.draft_check(who, &id).await {
        return form_page(&asked, draft, &BTreeMap::new(), Some(refused)).await;
    }
    let f = asked.frame().await;
    let answers = views(&draft, &BTreeMap::new(), &[])
        .into_iter()
        .map(|view| Answer {
            shown: shown(&f, &view),
            view,
        })
        .collect();
    show(StatusCode::OK, f.lang, &CheckTemplate { f, draft, answers })
}

/// The address of filing opened as a page: what stands before it.
pub(crate) async fn back(_: PageAsked, Path(id): Path<String>) -> Response {
    Redirect::to(&format!("/drafts/{}/check", query_value(&id))).into_response()
}

/// Files a draft.
pub(crate) async fn file(Path(id): Path<String>, sent: Sent) -> Response {
    let asked = sent.asked;
    let who = &asked.inside.who;
    match asked.app.desk.file(who, &id).await {
        Ok(filed) => {
            Redirect::to(&format!("/cases/{}/receipt", query_value(&filed.id))).into_response()
        }
        Err(refused) => {
            let Some(draft) = asked.app.desk.draft_open(who, &id).await else {
                return asked.end(NoticeEnding::Missing).await;
            };
            form_page(&asked, draft, &BTreeMap::new(), Some(refused)).await
        }
    }
}

async fn form_page(
    asked: &PageAsked,
    draft: DraftPage,
    typed: &BTreeMap<String, String>,
    refused: Option<Refused>,
) -> Response {
    if let Some(filed) = &draft.filed {
        return Redirect::to(&format!("/cases/{}", query_value(&filed.id))).into_response();
    }
    let wrong = refused.as_ref().map_or(&[][..], |refused| &refused.fields);
    let views = views(&draft, typed, wrong);
    let page = Form {
        f: asked.frame().await,
        errors: refused.as_ref().map(|refused| summary(refused, &views)),
        views,
        draft,
    };
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    show(status, page.f.lang, &page)
}

/// The fields of a draft, with what was just typed in place of what is kept.
fn views(
    draft: &DraftPage,
    typed: &BTreeMap<String, String>,
    wrong: &[crate::view::FieldError],
) -> Vec<FieldView> {
    let fields = draft.fields.iter().map(|held| Filled {
        value: typed.get(&held.field.name).unwrap_or(&held.value).clone(),
        field: held.field.clone(),
        rivals: held.rivals.clone(),
    });
    field_views("field", fields, wrong)
}

/// What a field says, in words.
fn shown(f: &PageFrame, view: &FieldView) -> String {
    match &view.field.kind {
        FieldKind::Choice { options } => options
            .iter()
            .find(|option| option.value == view.value)
            .map_or_else(
                || view.value.clone(),
                |option| f.x(&option.label).to_owned(),
            ),
        FieldKind::Tick if view.value == "yes" => f.t("yes"),
        FieldKind::Tick => f.t("no"),
        FieldKind::IdNumber => grouped(&view.value),
        FieldKind::Money if !view.value.is_empty() => f.a("money", &view.value),
        _ => view.value.clone(),
    }
}

/// An id number in groups of six, eight and four, to be compared with the card.
fn grouped(number: &str) -> String {
    match (number.get(..6), number.get(6..14), number.get(14..18)) {
        (Some(place), Some(birth), Some(rest)) if number.len() == 18 => {
            format!("{place} {birth} {rest}")
        }
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_numbers_are_grouped_only_when_whole() {
        assert_eq!(grouped("230602199001011234"), "230602 19900101 1234");
        assert_eq!(grouped("23060219900101"), "23060219900101");
        assert_eq!(grouped("二三〇六〇二"), "二三〇六〇二");
    }
}
