use crate::{
    app::App,
    guard::{PageAsked, SentJson},
    notice::{NoticeEnding, problem},
    pages::{find, items, paper, waiting},
    view::{ActForm, PaperRef, Refused, Who},
};
use axum::{
    Json, Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// The JSON interface: the same data as the pages, with the same session.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/session", get(session))
        .route("/api/node", get(node))
        .route("/api/line", get(line))
        .route("/api/items", get(item_lines))
        .route("/api/items/{code}", get(item))
        .route("/api/drafts", post(draft_create))
        .route("/api/drafts/{id}", get(draft).post(draft_save))
        .route("/api/drafts/{id}/file", post(file))
        .route("/api/cases/{id}", get(case))
        .route("/api/cases/{id}/receipt", get(receipt))
        .route("/api/cases/{id}/print", post(print))
}

/// What needs all that the node holds.
pub(crate) fn whole_routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/desk", get(desk))
        .route("/api/tray", get(tray))
        .route("/api/find", get(find_cases))
        .route("/api/cases/{id}/acts", post(act))
        .route("/api/room", get(room))
}

/// Who is logged in, and the token to send in `x-csrf-token` with whatever changes something.
#[derive(Serialize)]
struct SessionFacts {
    who: Who,
    csrf: String,
}

#[derive(Deserialize)]
struct NewDraft {
    item: String,
}

#[derive(Serialize)]
struct Created {
    id: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
    role: Option<String>,
}

#[derive(Deserialize)]
struct Which {
    paper: Option<String>,
    branch: Option<String>,
}

async fn session(asked: PageAsked) -> Response {
    let facts = SessionFacts {
        who: asked.inside.who,
        csrf: asked.inside.csrf,
    };
    Json(facts).into_response()
}

async fn node(asked: PageAsked) -> Response {
    Json(asked.app.desk.node()).into_response()
}

async fn line(asked: PageAsked) -> Response {
    Json(asked.app.desk.line().await).into_response()
}

async fn desk(asked: PageAsked, Query(page): Query<Page>) -> Response {
    let filter = waiting::filter(page.q, &page.page, page.role);
    Json(asked.app.desk.desk(&asked.inside.who, filter).await).into_response()
}

async fn tray(asked: PageAsked) -> Response {
    Json(asked.app.desk.tray(&asked.inside.who).await).into_response()
}

async fn item_lines(asked: PageAsked, Query(looked): Query<items::ItemsForm>) -> Response {
    let search = looked.q.trim();
    Json(asked.app.desk.items(&asked.inside.who, search).await).into_response()
}

async fn item(asked: PageAsked, Path(code): Path<String>) -> Response {
    let found = asked.app.desk.item(&asked.inside.who, &code).await;
    found_or_missing(&asked, found).await
}

async fn draft_create(sent: SentJson<NewDraft>) -> Response {
    let SentJson { asked, body } = sent;
    let made = asked
        .app
        .desk
        .draft_create(&asked.inside.who, &body.item)
        .await;
    done_or_refused(&asked, made.map(|id| Created { id }))
}

async fn draft(asked: PageAsked, Path(id): Path<String>) -> Response {
    let found = asked.app.desk.draft_open(&asked.inside.who, &id).await;
    found_or_missing(&asked, found).await
}

async fn draft_save(Path(id): Path<String>, sent: SentJson<BTreeMap<String, String>>) -> Response {
    let SentJson { asked, body } = sent;
    let saved = asked
        .app
        .desk
        .draft_save(&asked.inside.who, &id, body)
        .await;
    done_or_refused(&asked, saved)
}

async fn file(Path(id): Path<String>, sent: SentJson<serde::de::IgnoredAny>) -> Response {
    let asked = sent.asked;
    let filed = asked.app.desk.file(&asked.inside.who, &id).await;
    done_or_refused(&asked, filed)
}

async fn find_cases(asked: PageAsked, Query(looked): Query<find::FindForm>) -> Response {
    let found = asked.app.desk.find(&asked.inside.who, looked.query()).await;
    Json(found).into_response()
}

async fn case(asked: PageAsked, Path(id): Path<String>) -> Response {
    let found = asked.app.desk.case(&asked.inside.who, &id).await;
    found_or_missing(&asked, found).await
}

async fn act(Path(id): Path<String>, sent: SentJson<ActForm>) -> Response {
    let SentJson { asked, body } = sent;
    let done = asked.app.desk.act(&asked.inside.who, &id, body).await;
    done_or_refused(&asked, done)
}

async fn receipt(asked: PageAsked, Path(id): Path<String>, Query(which): Query<Which>) -> Response {
    let who = &asked.inside.who;
    let named = paper::named(which.paper, which.branch);
    let found = asked.app.desk.receipt(who, &id, named.as_ref()).await;
    found_or_missing(&asked, found).await
}

async fn print(Path(id): Path<String>, sent: SentJson<PaperRef>) -> Response {
    let SentJson { asked, body } = sent;
    let who = &asked.inside.who;
    match asked.app.desk.print(who, &id, &body).await {
        Ok(()) => {
            let printed = asked.app.desk.receipt(who, &id, Some(&body)).await;
            found_or_missing(&asked, printed).await
        }
        Err(refused) => refusal(&asked, &refused),
    }
}

async fn room(asked: PageAsked) -> Response {
    match asked.app.desk.room(&asked.inside.who).await {
        Some(room) => Json(room).into_response(),
        None => asked.end(NoticeEnding::Forbidden).await,
    }
}

async fn found_or_missing<T: Serialize>(asked: &PageAsked, found: Option<T>) -> Response {
    match found {
        Some(found) => Json(found).into_response(),
        None => asked.end(NoticeEnding::Missing).await,
    }
}

fn done_or_refused<T: Serialize>(asked: &PageAsked, done: Result<T, Refused>) -> Response {
    match done {
        Ok(done) => Json(done).into_response(),
        Err(refused) => refusal(asked, &refused),
    }
}

/// A refusal as a problem document; `fields` names what is wrong with each field.
fn refusal(asked: &PageAsked, refused: &Refused) -> Response {
    let lang = asked.visitor.lang;
    let title = words::say(lang, "notice-refused-title");
    let detail = refused.message.say(lang);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    problem(status, "refused", &title, detail, &refused.fields)
}
