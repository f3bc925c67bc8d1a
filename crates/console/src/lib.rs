//! Web pages and the JSON interface of a node.
//!
//! The console shows what a node tells it and passes on what people do: it asks through one trait,
//! [`Desk`], in view types of its own, and knows nothing of how a node keeps or sends anything. What it
//! does itself: log-in and sessions, the protection of forms, both languages, and the pages. Every page
//! works without scripts; with them it keeps itself up to date.
//!
//! What it does not do: judge who may do what (the node does, for each request), keep anything on disk,
//! or make up a text that has legal meaning.
//!
//! ```
//! use console::{ConsoleOptions, Desk};
//! use std::sync::Arc;
//!
//! fn serve(desk: Arc<dyn Desk>, now_ms: fn() -> i64) -> axum::Router {
//!     let options = ConsoleOptions {
//!         now_ms: Arc::new(now_ms),
//!         secure_cookies: true,
//!     };
//!     console::router(desk, options)
//! }
//! ```

mod api;
mod app;
#[cfg(test)]
mod asked_words;
mod assets;
mod chinese;
mod csv;
mod desk;
mod fields;
mod frame;
mod guard;
mod limiter;
mod local;
mod notice;
mod pager;
mod pages;
mod password;
mod router;
mod serve;
mod session;
mod view;
mod visitor;

pub use app::ConsoleOptions;
pub use desk::{AuditEvent, AuditKind, Desk};
pub use password::{HashPasswordError, hash_password};
pub use router::router;
pub use serve::serve;
pub use view::{
    Account, ActDone, ActForm, ActOffer, Alike, Bucket, CaseField, CaseLine, CasePage, Choice,
    CityRows, CodeStanding, Contested, Counted, CustodyLine, DeskFilter, DeskPage, DeskRow,
    DraftField, DraftLine, DraftPage, Due, EditElement, EditLine, EditPage, EditRow, FieldError,
    FieldKind, Filed, FindQuery, FindingLine, Flow, FormField, Found, ItemLine, ItemPage, ItemStep,
    JointLine, Lane, LaneStep, Lang, LawLine, LawOfRegime, LawPage, Light, Lights, LineState,
    LinkRow, Material, NodeFacts, Outcome, PAGE_ROWS, PaperLine, PaperPage, PaperRef,
    PaperStanding, PaperTable, Post, RankRow, Reach, Refused, Rival, RivalRow, RoomFinding,
    RoomPage, RowMark, Saved, Sheet, Shown, SideAge, SignLine, SlowStep, Standing, StepState, Text,
    Tier, Tile, TrailRow, TrayRow, TraySide, TrayTarget, Verdict, Who,
};
