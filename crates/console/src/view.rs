mod case;
mod desk;
mod draft;
mod edit;
mod form;
mod item;
mod law;
mod node;
mod paper;
mod room;
mod text;

pub use case::{
    ActDone, ActForm, ActOffer, Alike, CaseField, CasePage, Contested, Counted, CustodyLine, Due,
    FindingLine, JointLine, Lane, LaneStep, Outcome, PaperLine, SignLine, Standing, StepState,
    TrailRow,
};
pub use desk::{
    CaseLine, DeskFilter, DeskPage, DeskRow, DraftLine, FindQuery, Found, PAGE_ROWS, Reach,
    RowMark, TrayRow, TraySide, TrayTarget,
};
pub use draft::{DraftField, DraftPage, Filed, Rival, Saved};
pub use edit::{EditElement, EditLine, EditPage, EditRow};
pub use form::{Choice, FieldError, FieldKind, FormField, Refused};
pub use item::{ItemLine, ItemPage, ItemStep, Material};
pub use law::{LawLine, LawOfRegime, LawPage, RivalRow};
pub use node::{Account, LineState, NodeFacts, Post, SideAge, Tier, Who};
pub use paper::{CodeStanding, PaperPage, PaperRef, PaperStanding, PaperTable, Sheet, Verdict};
pub use room::{
    Bucket, CityRows, Flow, Lights, LinkRow, RankRow, RoomFinding, RoomPage, SlowStep, Tile,
};
pub use text::{Light, Shown};
pub use words::{Lang, Text};
