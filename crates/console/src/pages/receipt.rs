use crate::{
    frame::{Frame, show},
    guard::Asked,
    notice::Ending,
    view::{ReceiptPage, Sheet},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use fast_qr::{ECL, QRBuilder, convert::Builder, convert::svg::SvgBuilder};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "receipt.html")]
struct Receipt {
    f: Frame,
    paper: ReceiptPage,
    /// The square code; empty where its content is too long for one, and then it is printed as text.
    square: String,
    sheet: &'static str,
}

/// Which paper.
#[derive(Deserialize)]
pub(crate) struct Which {
    paper: Option<String>,
}

/// A paper to be printed.
pub(crate) async fn receipt(
    asked: Asked,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Response {
    let who = &asked.inside.who;
    let paper = asked.app.desk.receipt(who, &id, which.paper.as_deref());
    let Some(paper) = paper.await else {
        return asked.end(Ending::Missing).await;
    };
    let page = Receipt {
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

fn square(content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    QRBuilder::new(content)
        .ecl(ECL::M)
        .build()
        .map(|code| SvgBuilder::default().margin(2).to_str(&code))
        .unwrap_or_default()
}
