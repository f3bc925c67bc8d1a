use crate::{
    frame::{Frame, show},
    guard::Asked,
    notice::Ending,
    view::{PaperPage, Sheet},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use fast_qr::{ECL, QRBuilder, QRCode, convert::Builder, convert::svg::SvgBuilder};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "paper.html")]
struct Paper {
    f: Frame,
    paper: PaperPage,
    /// The square code; empty where its content is too long for one, and then it is printed as text.
    square: String,
    sheet: &'static str,
}

/// Which paper, and in which form.
#[derive(Deserialize)]
pub(crate) struct Which {
    paper: Option<String>,
    #[serde(rename = "as")]
    form: Option<String>,
}

/// A paper to be printed; as text it is what its code vouches for.
pub(crate) async fn paper(
    asked: Asked,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Response {
    let who = &asked.inside.who;
    let paper = asked.app.desk.receipt(who, &id, which.paper.as_deref());
    let Some(paper) = paper.await else {
        return asked.end(Ending::Missing).await;
    };
    if which.form.as_deref() == Some("text") {
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (kind, paper.printed()).into_response();
    }
    let page = Paper {
        f: asked.frame().await,
        square: square(&paper.code),
        sheet: match paper.sheet {
            Sheet::A4 => "a4",
            Sheet::A5 => "a5",
        },
        paper,
    };
    show(StatusCode::OK, &page)
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
