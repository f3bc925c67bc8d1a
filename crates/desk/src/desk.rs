use crate::people::DeskFacts;
use crate::{
    Writer, case, editing, forms, law, left, lines, names, paper, room, sent, tray, words,
};
use calendar::UnixMillis;
use console::{
    Account, ActDone, ActForm, AuditEvent, AuditKind, CasePage, Desk, DeskFilter, DeskPage,
    DraftPage, EditLine, EditPage, Filed, FindQuery, Found, ItemLine, ItemPage, LawPage, LineState,
    NodeFacts, PaperPage, PaperRef, Refused, RoomPage, Saved, Shown, SideAge, TrayRow, Verdict,
    Who,
};
use engine::journal::Audit;
use engine::{Engine, ReadModel};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tiers::PlaceCode;
use tokio::sync::{mpsc, watch};

/// User name to Argon2id hash, as a PHC string.
pub type Passwords = BTreeMap<String, String>;

/// A node as the console sees it.
pub struct NodeDesk<W> {
    writer: W,
    /// What every request needs without waiting; made anew when something visible has changed.
    facts: Arc<RwLock<DeskFacts>>,
    /// One queue, so that the audit trail keeps the order in which things happened.
    audit: mpsc::UnboundedSender<Audit>,
    room: room::Room,
}

/// How long they rest between two changes: a busy node has hundreds a second, a directory
/// one a month.
const REST: Duration = Duration::from_millis(100);

impl<W: Writer> NodeDesk<W> {
    /// The desk of the node at `place`, with the passwords it keeps; `demo` = its tree is a
    /// demonstration's, and every page says so. Needs a running tokio.
    pub async fn new(writer: W, place: PlaceCode, passwords: Passwords, demo: bool) -> Self {
        let mut changes = writer.changes();
        changes.mark_unchanged();
        let first = facts(&writer, &passwords, demo).await;
        let held = Arc::new(RwLock::new(first));
        let (audit, events) = mpsc::unbounded_channel();
        let (asked, kept) = (writer.clone(), Arc::clone(&held));
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                let now = facts(&asked, &passwords, demo).await;
                *kept.write().unwrap_or_else(PoisonError::into_inner) = now;
                asked.tell_pages(*changes.borrow());
                tokio::time::sleep(REST).await;
            }
        });
        tokio::spawn(keep_audit(writer.clone(), events));
        Self {
            room: room::Room::new(place),
            writer,
            facts: held,
            audit,
        }
    }

    /// Asks on the engine's thread.
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> BoxFuture<'_, T> {
        self.writer.ask(question).boxed()
    }

    /// As [`NodeDesk::ask`], also of a node that has just started, about the record `id`.
    fn ask_early<T: Send + 'static>(
        &self,
        id: &str,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> BoxFuture<'_, T> {
        let id = id.to_owned();
        let asked = self.writer.ask_early(move |engine| {
            engine.bring(&id);
            question(engine)
        });
        asked.boxed()
    }

    /// Reads from a snapshot, in this task.
    fn read<'a, T>(
        &'a self,
        question: impl FnOnce(&ReadModel) -> T + Send + 'a,
    ) -> BoxFuture<'a, T> {
        let asked = async move { question(&*self.writer.snapshot().await) };
        asked.boxed()
    }

    /// As [`NodeDesk::read`], also of a node that has just started, about the record `id`.
    fn read_early<'a, T>(
        &'a self,
        id: &'a str,
        question: impl FnOnce(&ReadModel) -> T + Send + 'a,
    ) -> BoxFuture<'a, T> {
        let asked = async move { question(&*self.writer.snapshot_early(id).await) };
        asked.boxed()
    }

    fn look<T>(&self, at: impl FnOnce(&DeskFacts) -> T) -> T {
        self.writer.page_asked_for();
        // A panic elsewhere leaves the last whole snapshot in place.
        at(&self.facts.read().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn facts<W: Writer>(writer: &W, passwords: &Passwords, demo: bool) -> DeskFacts {
    DeskFacts::of(&*writer.snapshot_early("").await, passwords, demo)
}

/// Writes events down in the order they came.
async fn keep_audit<W: Writer>(writer: W, mut events: mpsc::UnboundedReceiver<Audit>) {
    while let Some(event) = events.recv().await {
        writer.ask_early(|engine| engine.keep_event(event)).await;
    }
}

impl<W: Writer> Desk for NodeDesk<W> {
    fn node(&self) -> NodeFacts {
        self.look(|held| held.node.clone())
    }

    fn account(&self, user: &str) -> Option<Account> {
        self.look(|held| held.accounts.get(user).cloned())
    }

    fn is_starting(&self) -> bool {
        self.writer.is_early()
    }

    fn line(&self) -> BoxFuture<'_, LineState> {
        self.read_early("", line)
    }

    fn desk<'a>(&'a self, who: &'a Who, filter: DeskFilter) -> BoxFuture<'a, DeskPage> {
        self.read(move |model| lines::desk(model, who, &filter))
    }

    fn tray<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Vec<TrayRow>> {
        self.read(|model| tray::rows(model, who))
    }

    fn tray_settle<'a>(
        &'a self,
        who: &'a Who,
        row: &'a str,
        choice: &'a str,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        let (who, row, choice) = (who.clone(), row.to_owned(), choice.to_owned());
        self.ask(move |engine| tray::settle(engine, &who, &row, &choice))
    }

    fn take_left<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Result<u64, Refused>> {
        let who = who.clone();
        self.ask(move |engine| left::take(engine, &who))
    }

    fn items<'a>(&'a self, _: &'a Who, search: &'a str) -> BoxFuture<'a, Vec<ItemLine>> {
        self.read_early("", |model| forms::items(model, search))
    }

    fn item<'a>(&'a self, who: &'a Who, code: &'a str) -> BoxFuture<'a, Option<ItemPage>> {
        self.read_early("", |model| forms::item(model, who, code))
    }

    fn draft_create<'a>(
        &'a self,
        who: &'a Who,
        item: &'a str,
    ) -> BoxFuture<'a, Result<String, Refused>> {
        let (who, item) = (who.clone(), item.to_owned());
        self.ask_early("", move |engine| forms::create(engine, &who, &item))
    }

    fn draft_open<'a>(&'a self, who: &'a Who, draft: &'a str) -> BoxFuture<'a, Option<DraftPage>> {
        self.read_early(draft, |model| forms::open(model, who, draft))
    }

    fn draft_save<'a>(
        &'a self,
        who: &'a Who,
        draft: &'a str,
        fields: BTreeMap<String, String>,
    ) -> BoxFuture<'a, Result<Saved, Refused>> {
        let (who, named) = (who.clone(), draft.to_owned());
        self.ask_early(draft, move |engine| {
            forms::save(engine, &who, &named, fields)
        })
    }

    fn draft_check<'a>(
        &'a self,
        who: &'a Who,
        draft: &'a str,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        let (who, named) = (who.clone(), draft.to_owned());
        self.ask_early(draft, move |engine| forms::check(engine, &who, &named))
    }

    fn file<'a>(&'a self, who: &'a Who, draft: &'a str) -> BoxFuture<'a, Result<Filed, Refused>> {
        let (who, named) = (who.clone(), draft.to_owned());
        self.ask_early(draft, move |engine| forms::file(engine, &who, &named))
    }

    fn case<'a>(&'a self, who: &'a Who, id: &'a str) -> BoxFuture<'a, Option<CasePage>> {
        self.read_early(id, |model| case::page(model, who, id))
    }

    fn reveal<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Shown>, Refused>> {
        let (who, named, reason) = (who.clone(), id.to_owned(), reason.to_owned());
        self.ask_early(id, move |engine| {
            case::reveal(engine, &who, &named, &reason)
        })
    }

    fn act<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        act: ActForm,
    ) -> BoxFuture<'a, Result<ActDone, Refused>> {
        let (who, id) = (who.clone(), id.to_owned());
        self.ask(move |engine| sent::act(engine, &who, &id, &act))
    }

    fn find<'a>(&'a self, who: &'a Who, query: FindQuery) -> BoxFuture<'a, Found> {
        self.read(move |model| lines::find(model, who, &query))
    }

    fn receipt<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        paper: Option<&'a PaperRef>,
    ) -> BoxFuture<'a, Option<PaperPage>> {
        self.read_early(id, move |model| paper::page(model, who, id, paper))
    }

    fn print<'a>(
        &'a self,
        who: &'a Who,
        id: &'a str,
        paper: &'a PaperRef,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        let (who, named, paper) = (who.clone(), id.to_owned(), paper.clone());
        self.ask_early(id, move |engine| paper::print(engine, &who, &named, &paper))
    }

    fn verify<'a>(&'a self, code: &'a str) -> BoxFuture<'a, Verdict> {
        // Anybody may ask this, so a key is only looked for where there is a code.
        let known = async move {
            match record::Sealed::open(code) {
                Ok(sealed) => {
                    self.read_early("", move |model| model.signers(&sealed))
                        .await
                }
                Err(_) => Vec::new(),
            }
        };
        known.map(|known| paper::verdict(code, &known)).boxed()
    }

    fn room<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Option<RoomPage>> {
        self.room.page(&self.writer, who).boxed()
    }

    fn edits<'a>(&'a self, who: &'a Who) -> BoxFuture<'a, Option<Vec<EditLine>>> {
        self.read(|model| editing::lines(model, who))
    }

    fn edit<'a>(&'a self, who: &'a Who, code: &'a str) -> BoxFuture<'a, Option<EditPage>> {
        self.read(|model| editing::page(model, who, code))
    }

    fn edit_step<'a>(
        &'a self,
        who: &'a Who,
        code: &'a str,
        step: &'a str,
        fields: BTreeMap<String, String>,
    ) -> BoxFuture<'a, Result<(), Refused>> {
        let (who, code, step) = (who.clone(), code.to_owned(), step.to_owned());
        self.ask(move |engine| editing::step(engine, &who, &code, &step, &fields))
    }

    fn law(&self) -> Arc<LawPage> {
        law::page::page()
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.writer.open_page()
    }

    fn audit(&self, event: AuditEvent) {
        let mut words = BTreeMap::new();
        if let Some(peer) = event.peer {
            words.insert("peer".to_owned(), peer.to_string());
        }
        let what = match event.kind {
            AuditKind::LogIn => "log_in",
            AuditKind::LogInWrong => "log_in_wrong",
            AuditKind::LogInHeld => "log_in_held",
            AuditKind::LogOut => "log_out",
            AuditKind::Forged => "forged",
        };
        let kept = self.audit.send(Audit {
            what: what.to_owned(),
            user: event.user,
            at: event.at_ms,
            words,
        });
        if kept.is_err() {
            tracing::error!(what, "the audit trail has ended; this event is not in it");
        }
    }
}

/// The line to the tier above, and how old what came over each line is.
fn line(model: &ReadModel) -> LineState {
    let now = model.now();
    let links = model.link_shows();
    let parent = links.iter().find(|link| link.parent);
    let sides = links.iter().map(|link| SideAge {
        side: names::place(model, link.place),
        // A line that is up is quiet when there is nothing to say: what came is complete up to now.
        as_of: if link.online {
            Some(words::time(now))
        } else {
            words::time_ms(link.heard)
        },
    });
    LineState {
        parent: parent.map(|link| names::place(model, link.place)),
        online: parent.is_some_and(|link| link.online),
        since: parent.and_then(|link| words::time_ms(link.since)),
        waiting: parent.map_or(0, |link| link.last.saturating_sub(link.acked)),
        differs: parent.map_or(0, |link| link.differs),
        sides: sides.collect(),
        now: words::time(UnixMillis(now.0)),
    }
}
