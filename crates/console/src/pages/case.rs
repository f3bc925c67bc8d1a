use crate::{
    app::App,
    fields::{ErrorSummary, FieldView, Filled, field_views, said, summary},
    frame::{PageFrame, show},
    guard::{PageAsked, Sent},
    local::query_value,
    notice::NoticeEnding,
    view::{ActDone, ActForm, ActOffer, CasePage, FieldKind, Refused, Shown, Text},
    visitor::Inside,
};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use std::{collections::BTreeMap, sync::Arc};

#[derive(Template)]
#[template(path = "case.html")]
struct CaseTemplate {
    f: PageFrame,
    case: CasePage,
    offers: Vec<OfferView>,
    settles: Vec<OfferView>,
    errors: Option<ErrorSummary>,
    done: Option<ActDone>,
}

impl CaseTemplate {
    /// Whether anything is offered that the case does not wait for.
    fn has_besides(&self) -> bool {
        self.offers.iter().any(|view| view.offer.besides)
    }
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Confirm {
    f: PageFrame,
    case: CasePage,
    offer: ActOffer,
    danger: Text,
    sent: BTreeMap<String, String>,
}

#[derive(Template)]
#[template(path = "revealed.html")]
struct Revealed {
    f: PageFrame,
    case: CasePage,
    whole: Vec<Shown>,
    error: Option<Text>,
}

/// An offer as a template writes it.
struct OfferView {
    offer: ActOffer,
    views: Vec<FieldView>,
    /// Whether it stands open: it was just refused.
    open: bool,
    /// For a settling offer, the contested group it belongs to.
    group: usize,
}

/// The page of one case, with what may be done to it and what the reader has just done.
pub(crate) async fn case(asked: PageAsked, Path(id): Path<String>) -> Response {
    let Some(case) = asked.app.desk.case(&asked.inside.who, &id).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let done = if asked.visitor.live {
        None
    } else {
        asked.app.sessions.take_word(asked.inside.key, &id)
    };
    case_page(&asked, case, done, None).await
}

/// A form's address opened as a page, as happens when the language is switched after a refusal.
pub(crate) async fn back(_: PageAsked, Path(id): Path<String>) -> Response {
    Redirect::to(&format!("/cases/{}", query_value(&id))).into_response()
}

/// Does something to a case.
pub(crate) async fn act(Path(id): Path<String>, sent: Sent) -> Response {
    let Sent { asked, fields } = sent;
    let who = &asked.inside.who;
    let act = act_form(&fields);
    let Some(case) = asked.app.desk.case(who, &id).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    if let Some((offer, danger)) = danger(&case, &act)
        && !fields.contains_key("_confirmed")
    {
        let page = Confirm {
            f: asked.frame().await,
            offer,
            danger,
            case,
            sent: fields
                .into_iter()
                .filter(|(name, _)| name != "_csrf")
                .collect(),
        };
        return show(StatusCode::OK, page.f.lang, &page);
    }
    let back = Redirect::to(&format!("/cases/{}", query_value(&id)));
    let once = fields.get("_once").map_or("", String::as_str);
    if !once.is_empty() && !asked.app.sessions.first_time(asked.inside.key, once) {
        return back.into_response();
    }
    // In a task of its own: a browser that hangs up, as on a second click, must not stop it half way.
    let doing = tokio::spawn(do_it(
        Arc::clone(&asked.app),
        asked.inside.clone(),
        id.clone(),
        act.clone(),
    ));
    match doing.await {
        Err(error) => {
            tracing::error!(%error, case = id, "an act broke off");
            asked.end(NoticeEnding::Broken).await
        }
        Ok(Ok(())) => back.into_response(),
        Ok(Err(refused)) => {
            // The case may have moved meanwhile, which is a frequent reason.
            let now = asked.app.desk.case(who, &id).await.unwrap_or(case);
            case_page(&asked, now, None, Some((act, refused))).await
        }
    }
}

/// The case, with why a paper of it was not printed.
pub(crate) async fn not_printed(asked: &PageAsked, id: &str, refused: Refused) -> Response {
    let Some(case) = asked.app.desk.case(&asked.inside.who, id).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let act = ActForm {
        kind: "print".to_owned(),
        ..ActForm::default()
    };
    case_page(asked, case, None, Some((act, refused))).await
}

async fn do_it(app: Arc<App>, inside: Inside, id: String, act: ActForm) -> Result<(), Refused> {
    let done = app.desk.act(&inside.who, &id, act).await?;
    app.sessions.leave_word(inside.key, &id, done);
    Ok(())
}

/// Shows the whole of what is masked, for a reason.
pub(crate) async fn reveal(Path(id): Path<String>, sent: Sent) -> Response {
    let Sent { asked, fields } = sent;
    let who = &asked.inside.who;
    let Some(case) = asked.app.desk.case(who, &id).await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let reason = fields.get("reason").map_or("", |reason| reason.trim());
    let f = asked.frame().await;
    let answer = if reason.is_empty() {
        Err(Text::new(
            words::say(crate::view::Lang::Zh, "reveal-reason-missing"),
            words::say(crate::view::Lang::En, "reveal-reason-missing"),
        ))
    } else {
        let answer = asked.app.desk.reveal(who, &id, reason).await;
        answer.map_err(|refused| refused.message)
    };
    let status = if answer.is_ok() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let (whole, error) = match answer {
        Ok(whole) => (whole, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let page = Revealed {
        f,
        case,
        whole,
        error,
    };
    show(status, page.f.lang, &page)
}

async fn case_page(
    asked: &PageAsked,
    case: CasePage,
    done: Option<ActDone>,
    refused: Option<(ActForm, Refused)>,
) -> Response {
    let f = asked.frame().await;
    let refused = refused.as_ref();
    let offers: Vec<_> = case
        .offers
        .iter()
        .enumerate()
        .map(|(n, offer)| offer_view(&format!("act{n}"), 0, offer, refused))
        .collect();
    let settles: Vec<_> = case
        .contested
        .iter()
        .enumerate()
        .filter_map(|(n, group)| Some((n, group.settle.as_ref()?)))
        .map(|(n, offer)| offer_view(&format!("settle{n}"), n, offer, refused))
        .collect();
    let errors = refused.map(|(_, refused)| {
        let open = offers.iter().chain(&settles).find(|view| view.open);
        summary(refused, open.map_or(&[], |view| &view.views))
    });
    let status = if errors.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = CaseTemplate {
        f,
        offers,
        settles,
        errors,
        done,
        case,
    };
    show(status, page.f.lang, &page)
}

fn offer_view(
    id: &str,
    group: usize,
    offer: &ActOffer,
    refused: Option<&(ActForm, Refused)>,
) -> OfferView {
    let refused = refused.filter(|(act, _)| is_for(offer, act));
    let fields = offer.fields.iter().map(|field| Filled {
        field: field.clone(),
        value: refused
            .and_then(|(act, _)| act.fields.get(&field.name).cloned())
            .unwrap_or_default(),
        rivals: Vec::new(),
    });
    let wrong = refused.map_or(&[][..], |(_, refused)| &refused.fields);
    OfferView {
        views: field_views(id, fields, wrong),
        offer: offer.clone(),
        open: refused.is_some(),
        group,
    }
}

fn danger(case: &CasePage, act: &ActForm) -> Option<(ActOffer, Text)> {
    let settling = case
        .contested
        .iter()
        .filter_map(|group| group.settle.as_ref());
    let offer = case
        .offers
        .iter()
        .chain(settling)
        .find(|offer| is_for(offer, act))?;
    Some((offer.clone(), offer.danger.clone()?))
}

fn is_for(offer: &ActOffer, act: &ActForm) -> bool {
    let fixed = offer
        .fixed
        .iter()
        .all(|(name, value)| act.fields.get(name) == Some(value));
    offer.kind == act.kind && offer.branch == act.branch && fixed
}

fn act_form(fields: &BTreeMap<String, String>) -> ActForm {
    let own = |name: &str| fields.get(name).cloned().unwrap_or_default();
    ActForm {
        kind: own("_kind"),
        branch: Some(own("_branch")).filter(|branch| !branch.is_empty()),
        fields: said(fields),
        basis: own("_basis"),
    }
}
