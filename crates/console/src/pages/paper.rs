use crate::{
    frame::{PageFrame, show},
    guard::{PageAsked, Sent},
    local::query_value,
    notice::NoticeEnding,
    pages::case,
    view::{PaperPage, PaperRef, Sheet},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use fast_qr::{ECL, QRBuilder, QRCode, convert::Builder, convert::svg::SvgBuilder};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperTemplate {
    f: PageFrame,
    /// How its forms name it.
    which: PaperRef,
    paper: PaperPage,
    /// The square code; empty where its content is too long for one, and then it is printed as text.
    square: String,
    sheet: &'static str,
}

/// Which paper, and in which form.
#[derive(Deserialize)]
pub(crate) struct WhichPaper {
    paper: Option<String>,
    branch: Option<String>,
    #[serde(rename = "as")]
    form: Option<String>,
}

/// The paper that an address or a form names; none where it names none.
pub(crate) fn named(paper: Option<String>, branch: Option<String>) -> Option<PaperRef> {
    let said = |text: &String| !text.is_empty();
    Some(PaperRef {
        id: paper.filter(said)?,
        branch: branch.filter(said),
    })
}

/// A paper to be printed; as text it is what its code vouches for.
pub(crate) async fn paper(
    asked: PageAsked,
    Path(id): Path<String>,
    Query(which): Query<WhichPaper>,
) -> Response {
    let who = &asked.inside.who;
    let named = named(which.paper, which.branch);
    let paper = asked.app.desk.receipt(who, &id, named.as_ref());
    let Some(paper) = paper.await else {
        return asked.end(NoticeEnding::Missing).await;
    };
    if which.form.as_deref() == Some("text") {
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (kind, paper.printed).into_response();
    }
    let page = PaperTemplate {
        f: asked.frame().await,
        which: PaperRef {
            id: paper.id.clone(),
            branch: paper.branch.clone(),
        },
        square: square(&paper.code),
        sheet: match paper.sheet {
            Sheet::A4 => "a4",
            Sheet::A5 => "a5",
        },
        paper,
    };
    show(StatusCode::OK, page.f.lang, &page)
}

/// Prints a paper, which is an act, and shows it with its number.
pub(crate) async fn print(Path(id): Path<String>, sent: Sent) -> Response {
    let Sent { asked, fields } = sent;
    let own = |name: &str| fields.get(name).cloned();
    let Some(paper) = named(own("paper"), own("branch")) else {
        return asked.end(NoticeEnding::Missing).await;
    };
    let there = format!("/cases/{}/receipt?{}", query_value(&id), paper.query());
    let once = own("_once").unwrap_or_default();
    if !once.is_empty() && !asked.app.sessions.first_time(asked.inside.key, &once) {
        return Redirect::to(&there).into_response();
    }
    // In a task of its own: a browser that hangs up must not leave a number without its act.
    let (app, who, case) = (
        std::sync::Arc::clone(&asked.app),
        asked.inside.who.clone(),
        id.clone(),
    );
    let printing = tokio::spawn(async move { app.desk.print(&who, &case, &paper).await });
    match printing.await {
        Err(error) => {
            tracing::error!(%error, case = id, "printing broke off");
            asked.end(NoticeEnding::Broken).await
        }
        Ok(Ok(())) => Redirect::to(&there).into_response(),
        Ok(Err(refused)) => case::not_printed(&asked, &id, refused).await,
    }
}

/// The square code, with as much correction of errors as still leaves its modules big enough for a camera.
fn square(content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    let code = |level| QRBuilder::new(content).ecl(level).build().ok();
    let fits = |code: &QRCode| code.size <= MODULES_MAX;
    let code = code(ECL::M).filter(fits).or_else(|| code(ECL::L));
    // Four modules of white around it are part of the standard: some readers find it by them.
    code.map(|code| SvgBuilder::default().margin(4).to_str(&code))
        .unwrap_or_default()
}

/// Modules along one side that can still be read when printed 28 mm wide.
const MODULES_MAX: usize = 57;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_code_is_drawn_in_57_modules_at_most() {
        // The longest that still takes correction M, and one that does not.
        for length in [273, 311, 395] {
            let content = "A".repeat(length);
            let code = QRBuilder::new(content.clone()).ecl(ECL::L).build().unwrap();
            assert!(code.size <= MODULES_MAX, "{length}: {}", code.size);
            assert!(square(&content).starts_with("<svg"));
        }
        assert_eq!(square(""), "");
    }
}
