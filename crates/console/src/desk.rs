use crate::view::{
    Account, ActDone, ActForm, CasePage, DeskFilter, DeskPage, DraftPage, EditLine, EditPage,
    Filed, FindQuery, Found, ItemLine, ItemPage, LawPage, LineState, NodeFacts, PaperPage,
    PaperRef, Refused, RoomPage, Saved, Shown, TrayRow, Verdict, Who,
};
use futures_util::future::BoxFuture;
use std::{collections::BTreeMap, net::IpAddr, sync::Arc};
use tokio::sync::watch;

/// Everything the console asks of a node, and all it knows of one.
///
/// The node judges authority: the console passes on who asks, and shows what comes back. `None` means
/// that there is no such thing *for this person*; the page does not tell the two apart. A [`Refused`]
/// means that nothing has changed.
///
/// An answer to an act, a filing or a save is given only once it is kept durably; the console shows it
/// as kept.
pub trait Desk: Send + Sync + 'static {
    /// What the node is. Asked for every page, so it must not wait for anything.
    fn node(&self) -> NodeFacts;

    /// The account of `user`. Asked for every request, so that a post taken away is gone at once.
    fn account(&self, user: &str) -> Option<Account>;

    /// Whether the node has just started and takes in cases while it still reads what it holds: what needs all of that
    /// waits.
    fn is_starting(&self) -> bool {
        false
    }

    /// The line to the tier above.
    fn line(&self) -> BoxFuture<'_, LineState>;

    /// What waits for `who`.
    fn desk<'a>(&'a self, who: &'a Who, filter: DeskFilter) -> BoxFuture<'a, DeskPage>;

    /// What went wrong between places and waits for `who` to deal with it.
    fn tray<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Vec<TrayRow>>;

    /// Settles a row of the tray by one of its choices.
    fn tray_settle<'a>(
        &'a self,
        who: &'a Who,
        row: &'a str,
        choice: &'a str,
    ) -> BoxFuture<'a, Result<(), Refused>>;

    /// Makes `who` the agent of all of [`DeskPage::left`]; answers how many there were. Asked again, there
    /// are none left and nothing happens.
    fn take_left<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Result<u64, Refused>>;

    /// The lines of the catalog that may be filed at this place and match `search` (empty for all).
    fn items<'a>(&'a self, who: &'a Who, search: &'a str) -> BoxFuture<'a, Vec<ItemLine>>;

    /// What the catalog says of an item.
    fn item<'a>(&'a self, who: &'a Who, code: &'a str) -> BoxFuture<'a, Option<ItemPage>>;

    /// Begins a draft; answers its id.
    fn draft_create<'a>(
        &'a self,
        who: &'a Who,
        item: &'a str,
    ) -> BoxFuture<'a, Result<String, Refused>>;

    /// Opens a draft.
    fn draft_open<'a>(&'a self, who: &'a Who, draft: &'a str) -> BoxFuture<'a, Option<DraftPage>>;

    /// Keeps the fields named, and only these: the others may have changed elsewhere meanwhile. An
    /// incomplete or odd value is kept all the same; a field that held rival values is settled by it.
    fn draft_save<'a>(
        &'a self,
        who: &'a Who,
        draft: &'a str,
        fields: BTreeMap<String, String>,
    ) -> BoxFuture<'a, Result<Saved, Refused>>;

    /// Whether the draft could be filed as it is; refused with everything that is wrong, at once.
    fn draft_check<'a>(
        &'a self,
        who: &'a Who,
        draft: &'a str,
    ) -> BoxFuture<'a, Result<(), Refused>>;

    /// Files a draft. Asked twice for one draft, it answers the same case twice.
    fn file<'a>(&'a self, who: &'a Who, draft: &'a str) -> BoxFuture<'a, Result<Filed, Refused>>;

    /// A case, with what `who` may do to it.
    fn case<'a>(&'a self, who: &'a Who, id: &'a str) -> BoxFuture<'a, Option<CasePage>>;

    /// The whole of what is masked in a case. The node notes who asked and why before it answers.
    fn reveal<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Shown>, Refused>>;

    /// Does something to a case.
    fn act<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        act: ActForm,
    ) -> BoxFuture<'a, Result<ActDone, Refused>>;

    /// Cases by number, name, last four digits, place or light.
    fn find<'a>(&'a self, who: &'a Who, query: FindQuery) -> BoxFuture<'a, Found>;

    /// A paper of a case, the receipt where none is named. Looking at it prints nothing: before it is
    /// printed it has neither number nor code.
    fn receipt<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        paper: Option<&'a PaperRef>,
    ) -> BoxFuture<'a, Option<PaperPage>>;

    /// Prints a paper of a case: an act, with a number of this node. Printed again it keeps its number.
    fn print<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        paper: &'a PaperRef,
    ) -> BoxFuture<'a, Result<(), Refused>>;

    /// What is known of the code on a paper that somebody holds. Asked by people who are not logged in: the
    /// answer names nobody, and never says whether a case exists.
    fn verify<'a>(&'a self, code: &'a str) -> BoxFuture<'a, Verdict>;

    /// What the room watches; `None` for people who have no place in it.
    fn room<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Option<RoomPage>>;

    /// The drafts of the catalog's items; `None` for people who neither edit nor review them, and at
    /// places where the catalog is not edited.
    fn edits<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Option<Vec<EditLine>>>;

    /// The draft of an item, or what is published; `None` as for [`Desk::edits`].
    fn edit<'a>(&'a self, who: &'a Who, code: &'a str) -> BoxFuture<'a, Option<EditPage>>;

    /// Does a step of [`EditPage::steps`]. `save` comes with all elements, `approve` and `return` with
    /// an `opinion`.
    fn edit_step<'a>(
        &'a self,
        who: &'a Who,
        code: &'a str,
        step: &'a str,
        fields: BTreeMap<String, String>,
    ) -> BoxFuture<'a, Result<(), Refused>>;

    /// The law that the node judges by. It says nothing of cases or people and is shown to everybody; it
    /// must not wait for anything.
    fn law(&self) -> Arc<LawPage>;

    /// Grows whenever something that a page may show has changed.
    fn changes(&self) -> watch::Receiver<u64>;

    /// Keeps an event for the audit trail. Must not wait; the node keeps what it is given in order.
    fn audit(&self, event: AuditEvent);
}

/// Something that happened at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// What happened: a log-in, a failed try, a log-out or a forged form.
    pub kind: AuditKind,
    /// The log-in name given; not always that of somebody who exists.
    pub user: String,
    /// Where the request came from, if known.
    pub peer: Option<IpAddr>,
    /// When, by the console's clock.
    pub at_ms: i64,
}

/// What happened at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditKind {
    /// Name and password were right, and a session began.
    LogIn,
    /// Wrong name or password.
    LogInWrong,
    /// Tried again too soon after too many wrong tries.
    LogInHeld,
    /// Somebody who was logged in ended the session.
    LogOut,
    /// A form came without its token, or from another site.
    Forged,
}
