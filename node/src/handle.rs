//! The engine's thread and how others reach it. All that is asked at the same time shares one fsync,
//! and nobody is answered before it.

use crate::clock::Clock;
use crate::command::{Command, Reply};
use crate::looks::Looks;
use arc_swap::ArcSwap;
use calendar::UnixMillis;
use desk::Writer as _;
use engine::Silent;
use engine::{Effect, Engine, Forward, OpenEngineError, ReadModel, Refused};
use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel,
};
use std::time::{Duration, Instant};
use sync::LinkNo;
use tiers::{NodeId, PlaceCode};
use tokio::sync::{oneshot, watch};

/// Inputs taken together into one fsync.
const BATCH_MAX: usize = 512;
/// Inputs that may wait; beyond it whoever asks waits, and a peer's stream is not read.
const QUEUE_MAX: usize = 1_024;
/// The least time between two looks at what is due. A demonstration's clock, which somebody may set at any moment, is
/// looked at as often.
const TICK: Duration = Duration::from_millis(200);
/// The longest: the machine's clock may be set, and stands still while the machine sleeps.
const TICK_MAX: Duration = Duration::from_secs(10);
/// How long after another engine took over somebody may still put a question into the queue of the one before.
const EARLY_FOR: Duration = Duration::from_secs(10);
/// How often who serves early looks whether the other engine is there.
const EARLY_TICK: Duration = Duration::from_millis(20);
/// How often rows are written when nothing presses, and anything has changed.
const ROWS_EVERY: Duration = Duration::from_secs(2);

/// What comes to the engine's thread.
enum Input {
    Ask(Ask),
    Up(link::Peer, u64, link::Sender),
    Frame(u64, Vec<u8>),
    Down(u64),
    Stop(oneshot::Sender<()>),
}

type Answer = Box<dyn FnOnce() + Send>;
type Ask = Box<dyn FnOnce(&mut Engine) -> Answer + Send>;

/// Reaches a running engine.
#[derive(Clone)]
pub struct Handle {
    inputs: SyncSender<Input>,
    /// What can be answered before the rows are open.
    early: SyncSender<Input>,
    stage: watch::Receiver<StartStage>,
    changes: watch::Receiver<u64>,
    /// What readers are given, as of the last commit.
    model: Arc<ArcSwap<ReadModel>>,
    /// Who looks at a page of this node.
    pub looks: Arc<Looks>,
    /// Where the node has its time from.
    pub clock: Clock,
}

impl Handle {
    async fn ask_on<T: Send + 'static>(
        queue: &SyncSender<Input>,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> T {
        let (answer, receive) = oneshot::channel();
        let ask: Ask = Box::new(move |engine| {
            let said = question(engine);
            Box::new(move || drop(answer.send(said)))
        });
        submit(queue, Input::Ask(ask)).await;
        match receive.await {
            Ok(said) => said,
            // The thread ends only with the process; whoever still asks then is never answered.
            Err(_) => std::future::pending().await,
        }
    }

    /// Executes a command.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn execute(&self, command: Command) -> Result<Reply, Refused> {
        match command.early() {
            Some(record) => {
                self.ask_early(move |engine| {
                    engine.bring(&record);
                    command.execute(engine)
                })
                .await
            }
            None => {
                let ask = move |engine: &mut Engine| command.execute(engine);
                self.ask(ask).await
            }
        }
    }

    /// Waits until the engine holds everything.
    ///
    /// # Errors
    /// In words, when it cannot.
    pub async fn whole(&self) -> Result<(), String> {
        let mut stage = self.stage.clone();
        let stage = stage.wait_for(|stage| *stage != StartStage::Early).await;
        match stage.as_deref() {
            Ok(StartStage::Whole) => Ok(()),
            Ok(StartStage::Failed(error)) => Err(error.clone()),
            Ok(StartStage::Early) | Err(_) => Err("the writer has ended".to_owned()),
        }
    }

    fn serving(&self) -> &SyncSender<Input> {
        if self.is_early() {
            &self.early
        } else {
            &self.inputs
        }
    }

    /// Takes what the network says, in order; waits when the engine is behind, which holds the peer.
    pub async fn network(&self, mut events: tokio::sync::mpsc::Receiver<link::Event>) {
        while let Some(event) = events.recv().await {
            let input = match event {
                link::Event::Up {
                    peer,
                    session,
                    sender,
                    ..
                } => Input::Up(peer, session, sender),
                link::Event::Frame { session, bytes } => Input::Frame(session, bytes),
                link::Event::Down {
                    session,
                    peer,
                    reason,
                } => {
                    tracing::info!(place = peer.place, reason, "line down");
                    Input::Down(session)
                }
                // The endpoint has logged it, once.
                link::Event::Refused { .. } => continue,
            };
            if !submit(&self.inputs, input).await {
                return;
            }
        }
    }

    /// Ends the engine's thread after everything before it.
    pub async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if submit(self.serving(), Input::Stop(done)).await {
            let _ = stopped.await;
        }
    }
}

impl desk::Writer for Handle {
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> T {
        Self::ask_on(&self.inputs, question).await
    }

    async fn ask_early<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> T {
        Self::ask_on(self.serving(), question).await
    }

    async fn snapshot(&self) -> Arc<ReadModel> {
        if self.is_early() {
            // Lists want everything: this is answered by the engine that takes over.
            let asked = Self::ask_on(&self.inputs, |engine: &mut Engine| engine.snapshot());
            return Arc::new(asked.await);
        }
        let held = ReadModel::clone(&self.model.load());
        Arc::new(held.at_moment(self.clock.now()))
    }

    async fn snapshot_early(&self, id: &str) -> Arc<ReadModel> {
        if !self.is_early() {
            return desk::Writer::snapshot(self).await;
        }
        let id = id.to_owned();
        let asked = Self::ask_on(self.serving(), move |engine: &mut Engine| {
            engine.bring(&id);
            engine.snapshot()
        });
        Arc::new(asked.await)
    }

    fn is_early(&self) -> bool {
        *self.stage.borrow() == StartStage::Early
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    fn page_asked_for(&self) {
        self.looks.note();
    }

    fn open_page(&self) -> watch::Receiver<u64> {
        self.looks.open_page()
    }

    fn tell_pages(&self, changes: u64) {
        self.looks.tell(changes);
    }
}

/// Hands an input over; waits, without holding up anybody else, while the queue is full. False when
/// the engine has ended.
async fn submit(queue: &SyncSender<Input>, input: Input) -> bool {
    match queue.try_send(input) {
        Ok(()) => true,
        Err(TrySendError::Disconnected(_)) => false,
        Err(TrySendError::Full(input)) => {
            let queue = queue.clone();
            let sent = tokio::task::spawn_blocking(move || queue.send(input)).await;
            matches!(sent, Ok(Ok(())))
        }
    }
}

/// How far a node's start has come.
#[derive(Debug, PartialEq, Eq)]
enum StartStage {
    /// Some questions are answered.
    Early,
    /// All are: the engine holds everything.
    Whole,
    /// The engine that was to hold everything could not be opened.
    Failed(String),
}

/// Where an engine that comes forward on a thread of its own is handed over. Nobody waits for that thread to end, which
/// gives back its memory.
pub type Forwarding = Receiver<Result<Forward, OpenEngineError>>;

/// Starts the engine's thread.
pub fn start(engine: Engine, clock: Clock) -> Handle {
    start_on(engine, None, clock)
}

/// Starts the engine's thread with an engine that serves early ([`Engine::open_early`]), until the other one has come
/// forward and takes over.
pub fn start_early(early: Engine, forward: Forwarding, clock: Clock) -> Handle {
    start_on(early, Some(forward), clock)
}

fn start_on(engine: Engine, forward: Option<Forwarding>, clock: Clock) -> Handle {
    let (inputs, queue) = sync_channel(QUEUE_MAX);
    let (early, early_queue) = sync_channel(QUEUE_MAX);
    let begun_with = engine.changes();
    let mut engine = engine;
    let model = Arc::new(ArcSwap::from_pointee(engine.snapshot()));
    let (changed, changes) = watch::channel(begun_with);
    let (reached, stage) = watch::channel(match forward {
        Some(_) => StartStage::Early,
        None => StartStage::Whole,
    });
    let handle = Handle {
        inputs,
        early,
        stage,
        looks: Arc::new(Looks::new(begun_with)),
        model: Arc::clone(&model),
        changes,
        clock: clock.clone(),
    };
    let writer = Writer {
        engine,
        before: None,
        clock,
        queue,
        early_queue,
        changed,
        model,
        sessions: BTreeMap::new(),
        links: BTreeMap::new(),
    };
    std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || {
            let mut writer = ManuallyDrop::new(writer);
            let ended = catch_unwind(AssertUnwindSafe(|| {
                if forward.is_none_or(|forward| writer.serve_early(forward, &reached)) {
                    writer.run();
                }
            }));
            if ended.is_err() {
                // A process without its writer would only look alive. The writer is not dropped: sled
                // waits in its drop for a disk that may be gone, and what it holds is only derived.
                std::process::exit(EXIT_FAULT);
            }
            drop(ManuallyDrop::into_inner(writer));
        })
        .expect("a process can start its own thread");
    handle
}

struct Writer {
    engine: Engine,
    /// The one that it took over from.
    before: Option<Engine>,
    clock: Clock,
    queue: Receiver<Input>,
    early_queue: Receiver<Input>,
    changed: watch::Sender<u64>,
    /// What readers are given, as of the last commit.
    model: Arc<ArcSwap<ReadModel>>,
    /// Session to link number.
    sessions: BTreeMap<u64, LinkNo>,
    /// Link number to its session in force.
    links: BTreeMap<LinkNo, (u64, link::Sender)>,
}

impl Writer {
    fn run(&mut self) {
        let mut rows_seen_to: Option<Instant> = None;
        let mut patience = Duration::ZERO;
        let begun = Instant::now();
        while let Some(mut batch) = gather(&self.queue, patience) {
            // Who asked while the other engine took over has waited for that, and waits for nobody else.
            let others = batch.len();
            batch.extend(self.early_queue.try_iter());
            let asks_early = batch.len() > others;
            let stop = self.round(batch);
            let changes = self.engine.changes();
            self.changed
                .send_if_modified(|seen| std::mem::replace(seen, changes) != changes);
            let rested = rows_seen_to.map_or(ROWS_EVERY, |at| at.elapsed());
            let mut rows_in = ROWS_EVERY.saturating_sub(rested);
            if rows_in.is_zero() {
                rows_in = if self.engine.rows_are_behind() {
                    self.engine.write_rows();
                    ROWS_EVERY
                } else {
                    TICK_MAX
                };
                rows_seen_to = Some(Instant::now());
                self.before = None;
            }
            patience = if asks_early {
                Duration::ZERO
            } else if begun.elapsed() < EARLY_FOR {
                TICK
            } else {
                self.rest().min(rows_in)
            };
            if let Some(done) = stop {
                let _ = done.send(());
                break;
            }
        }
        self.engine.write_rows();
        // Whoever still holds what readers were given holds the store open.
        self.engine.flush_rows();
    }

    /// How long nothing falls due.
    fn rest(&self) -> Duration {
        if matches!(self.clock, Clock::Demo(_)) {
            return TICK;
        }
        let now = self.clock.now().0;
        let due = self.engine.due().map(|due| due.0.saturating_sub(now));
        let rest = due.map(|ms| Duration::from_millis(ms.max(0).unsigned_abs()));
        rest.unwrap_or(TICK_MAX).clamp(TICK, TICK_MAX)
    }

    /// Does what is asked and answers once it is durable. Whom to tell, where it is to be the last.
    fn round(&mut self, batch: Vec<Input>) -> Option<oneshot::Sender<()>> {
        self.engine.tell_time(self.clock.now());
        let mut answers: Vec<Answer> = Vec::new();
        let mut stop = None;
        for input in batch {
            match input {
                Input::Ask(ask) => answers.push(ask(&mut self.engine)),
                Input::Up(peer, session, sender) => self.up(peer, session, sender),
                Input::Frame(session, bytes) => {
                    if let Some(no) = self.sessions.get(&session) {
                        self.engine.frame(*no, bytes);
                    }
                }
                Input::Down(session) => self.down(session),
                Input::Stop(done) => stop = Some(done),
            }
        }
        // Lines are joined and dates kept when everything is there.
        if !self.engine.is_early() {
            self.engine.tick();
        }
        self.commit();
        // Whoever is answered finds what was written when looking next.
        self.model.store(Arc::new(self.engine.snapshot()));
        for answer in answers {
            answer();
        }
        stop
    }

    /// Answers what can be answered until `forward` has come forward, and lets that engine take over. False where
    /// there is nothing more to do.
    fn serve_early(&mut self, forward: Forwarding, reached: &watch::Sender<StartStage>) -> bool {
        let forward = loop {
            match forward.try_recv() {
                Ok(forward) => break forward,
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => {
                    panic!("the engine that was to take over panicked")
                }
            }
            // None where nobody can ask any more.
            let batch = gather(&self.early_queue, EARLY_TICK);
            let Some(batch) = batch else { return false };
            if !batch.is_empty()
                && let Some(done) = self.round(batch)
            {
                let _ = done.send(());
                return false;
            }
        };
        let now = self.clock.now();
        let whole = forward.and_then(|forward| forward.serve(Some(&mut self.engine), now, &Silent));
        match whole {
            Ok(whole) => self.before = Some(std::mem::replace(&mut self.engine, whole)),
            Err(error) => {
                let _ = reached.send(StartStage::Failed(causes(&error)));
                return false;
            }
        }
        self.model.store(Arc::new(self.engine.snapshot()));
        let _ = self.changed.send(self.engine.changes());
        let _ = reached.send(StartStage::Whole);
        true
    }

    /// One fsync for everything; then what must be sent is sent.
    fn commit(&mut self) {
        let effects = match self.engine.commit() {
            Ok(effects) => effects,
            Err(error) => {
                // Nobody knows what is on the disk now; what was not acknowledged may be lost, nothing else.
                tracing::error!(%error, "the journal could not be written; this process ends");
                std::process::exit(EXIT_DISK);
            }
        };
        for effect in effects {
            match effect {
                Effect::Send(no, bytes) => {
                    if let Some((_, sender)) = self.links.get(&no)
                        && let Err(error) = sender.send(bytes)
                    {
                        tracing::debug!(link = no.0, %error, "not sent; it will be when the line is back");
                    }
                }
                Effect::Close(no, reason) => {
                    if let Some((_, sender)) = self.links.get(&no) {
                        tracing::warn!(link = no.0, reason, "closing a line");
                        sender.close(&reason);
                    }
                }
            }
        }
    }

    fn up(&mut self, peer: link::Peer, session: u64, sender: link::Sender) {
        let place: Result<PlaceCode, _> = peer.place.parse();
        let joined = match place {
            Ok(place) => self.engine.link_up(NodeId(peer.node), place),
            Err(error) => Err(error.to_string()),
        };
        match joined {
            Ok(no) => {
                tracing::info!(place = peer.place, "line up");
                self.sessions.insert(session, no);
                self.links.insert(no, (session, sender));
            }
            Err(reason) => {
                tracing::warn!(place = peer.place, reason, "a peer has no business here");
                sender.close(&reason);
            }
        }
    }

    fn down(&mut self, session: u64) {
        let Some(no) = self.sessions.remove(&session) else {
            return;
        };
        // A newer session of the same link may have taken its place already.
        if self
            .links
            .get(&no)
            .is_some_and(|(current, _)| *current == session)
        {
            self.links.remove(&no);
            self.engine.link_down(no);
        }
    }
}

/// What has come, or comes within this time: nothing as well, and none when nobody can send any more.
fn gather(queue: &Receiver<Input>, patience: Duration) -> Option<Vec<Input>> {
    match queue.recv_timeout(patience) {
        Ok(first) => {
            let more = queue.try_iter().take(BATCH_MAX - 1);
            Some(std::iter::once(first).chain(more).collect())
        }
        Err(RecvTimeoutError::Timeout) => Some(Vec::new()),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// An error with all that led to it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(&format!(": {error}"));
        next = error.source();
    }
    text
}

/// Exit code when the writer panicked.
const EXIT_FAULT: i32 = 70;
/// Exit code when the disk did not take what was written.
pub const EXIT_DISK: i32 = 74;

/// What a demonstration says over standard input: `clock <ms>`.
pub fn demo_line(clock: &Clock, line: &str) {
    if let Some(ms) = line
        .strip_prefix("clock ")
        .and_then(|text| text.trim().parse().ok())
    {
        clock.set(UnixMillis(ms));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::{NodeDesk, Passwords};
    use engine::fixture::{CODE, Pair, at};
    use std::sync::mpsc::channel;

    /// A form of the item with nothing wrong in it.
    fn form(item: &catalog::Item) -> casework::Form {
        let fields = [
            ("name", "张三"),
            ("id_number", "230602190101137355"),
            ("phone", "13800001234"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let materials = item.materials.iter().map(|material| {
            let name = format!("{}{}", casework::MATERIAL, material.name);
            (name, material.copies.to_string())
        });
        fields.into_iter().chain(materials).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn pages_come_while_the_writer_is_busy_and_show_what_was_answered() {
        let dir = tempfile::tempdir().unwrap();
        let Pair { county, .. } = Pair::new(dir.path());
        let place = county.place();
        let fields = form(county.item(CODE).unwrap());
        let handle = start(county, Clock::demo(at("2026-11-23T09:00:00+08:00")));
        let desk = NodeDesk::new(handle.clone(), place, Passwords::default(), false).await;
        let who = console::Who {
            user: "window".to_owned(),
            name: String::new(),
            posts: Vec::new(),
        };
        let filing = Command::File {
            user: "window".to_owned(),
            item: CODE.to_owned(),
            fields,
        };
        let filed = handle.execute(filing).await;
        let Ok(Reply::Filed(filed)) = filed else {
            panic!("{filed:?}");
        };

        let (release, released) = channel::<()>();
        let (begun, begins) = channel::<()>();
        let asking = handle.clone();
        let busy = tokio::spawn(async move {
            let question = move |_: &mut Engine| {
                begun.send(()).unwrap();
                released.recv().unwrap();
            };
            asking.ask(question).await;
        });
        tokio::task::spawn_blocking(move || begins.recv().unwrap())
            .await
            .unwrap();
        // None of these would come back if it asked the writer.
        let page = console::Desk::case(&desk, &who, &filed.case).await.unwrap();
        assert_eq!(page.number, filed.number);
        let list = console::Desk::desk(&desk, &who, console::DeskFilter::default()).await;
        assert_eq!(list.rows[0].case.number, filed.number);
        let found = console::FindQuery {
            text: filed.number.clone(),
            ..console::FindQuery::default()
        };
        assert_eq!(console::Desk::find(&desk, &who, found).await.total, 1);
        release.send(()).unwrap();
        busy.await.unwrap();
        handle.stop().await;
    }
}
