//! Nodes, lines between them, and a clock: one event after the other, all from one seed.

use crate::fault::{Allowed, Fault, Struck};
use crate::founding::{Published, key, key_seed};
use crate::hostile::{Lied, SESSIONS_MAX, Spoken};
use crate::ledger::Ledger;
use crate::machines::Twin;
use crate::marks::Marks;
use crate::node::Node;
use crate::scope::ScopeWatch;
use crate::topology::Topology;
use crate::trace::Trace;
use anyhow::{Context, Result, anyhow};
use calendar::UnixMillis;
use dice::Dice;
use engine::{Effect, Engine};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::ForgetfulDisk;
use sync::LinkNo;
use tiers::PlaceCode;

/// A second.
pub const SECOND: i64 = 1_000;
/// An hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// A day.
pub const DAY: i64 = 24 * HOUR;
/// When a run begins.
pub const BEGINS: &str = "2026-03-02T09:00:00+08:00";
/// Silence after which a line counts as lost.
const IDLE: i64 = 10 * SECOND;
/// The first and the last bound of the wait before dialling again.
const BACKOFF: (i64, i64) = (200, 30 * SECOND);

/// What is run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Same seed, same run.
    pub seed: u64,
    /// Which nodes.
    pub topology: Topology,
    /// Which classes of fault may strike.
    pub allowed: Allowed,
    /// How long people work, days.
    pub days: i64,
    /// How often somebody does something.
    pub steps: u64,
    /// How often something goes wrong.
    pub faults: u64,
    /// Whether there is a province above the city.
    pub province: bool,
    /// Of a hundred things that somebody does, how many move or grant a case.
    pub moves: u64,
    /// Whether the story is told in words.
    pub tells: bool,
}

/// A line between a child and its parent.
pub struct Line {
    /// Index of the child.
    pub child: usize,
    /// Index of the parent.
    pub parent: usize,
    /// Nothing passes until it is mended.
    pub is_cut: bool,
    /// What both ends believe in.
    pub session: Option<Session>,
    /// One way, ms.
    latency: i64,
    /// Bytes a second.
    rate: i64,
    failures: u32,
    /// What waits on it while it carries nothing, each with whether it goes up.
    pub held: Option<Vec<(bool, Vec<u8>)>>,
    /// A frame that the next one passes.
    pub held_back: Option<Vec<u8>>,
    /// Its last session ended because another machine dialled in the same name.
    pub is_replaced: bool,
    /// What the child has said in this session, for whoever will want to say it again.
    spoken: Spoken,
    /// What it has said in some sessions before.
    pub earlier: Vec<Spoken>,
}

impl Line {
    /// A line over which nothing has passed: one way it takes `latency` ms, and it carries `rate` bytes a second.
    pub fn new(child: usize, parent: usize, latency: i64, rate: i64) -> Line {
        Line {
            child,
            parent,
            is_cut: false,
            session: None,
            latency,
            rate,
            failures: 0,
            held: None,
            held_back: None,
            is_replaced: false,
            spoken: Spoken::default(),
            earlier: Vec::new(),
        }
    }

    /// The line of another machine at the same place.
    pub fn beside(line: &Line, child: usize) -> Line {
        Line::new(child, line.parent, line.latency, line.rate)
    }
}

/// Bytes a second of some line.
pub fn some_rate(dice: &mut Dice) -> i64 {
    *dice.pick(&[16_000, 125_000, 1_250_000]).unwrap_or(&16_000)
}

/// A connection over a line.
pub struct Session {
    /// Never used twice.
    pub id: u64,
    /// The link's number at the parent.
    pub no: LinkNo,
    /// When the direction is free for the next frame, upwards and downwards.
    free: [i64; 2],
    /// Bytes on their way, upwards and downwards.
    pub under_way: [usize; 2],
}

impl Session {
    /// A session that begins.
    pub fn new(id: u64, no: LinkNo, now: i64) -> Session {
        Session {
            id,
            no,
            free: [now; 2],
            under_way: [0; 2],
        }
    }
}

/// What will happen.
pub enum Event {
    /// Somebody does something.
    People,
    /// Something goes wrong.
    Fault,
    /// A child dials.
    Dial(usize),
    /// A frame arrives.
    Arrive {
        /// On which line.
        line: usize,
        /// In which session.
        session: u64,
        /// From the child to the parent.
        upward: bool,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// An end notices that its line is gone.
    Down {
        /// Whose.
        node: usize,
        /// Link number there.
        no: LinkNo,
        /// Which line, in which session.
        line: usize,
        /// The session.
        session: u64,
    },
    /// A process starts.
    Start(usize),
    /// A line is whole again.
    Mend(usize),
    /// A session ends.
    Break(usize),
    /// A disk has room and its ordinary speed again.
    Relief(usize),
    /// The clock of a node strikes.
    Tick(usize),
    /// Something happens to the machine of a node.
    Machine(Fault, usize, u64),
    /// Of two machines that run in one name one is switched off; whether the copy stays.
    Part(usize, bool),
    /// Something happens to the province.
    Province(u64),
    /// A line carries nothing, or does so again.
    Hold(usize, bool),
    /// A process is suspended, or goes on.
    Suspend(usize, bool),
    /// A process ends and starts again.
    Restart(usize),
}

/// The world.
pub struct World {
    /// What is run.
    pub plan: Plan,
    /// Now, ms since 1970.
    pub now: i64,
    /// When people stop.
    pub ends: i64,
    queue: BTreeMap<(i64, u64), Event>,
    queued: u64,
    /// The nodes, the city first; behind them copies of their disks that ran beside them.
    pub nodes: Vec<Node>,
    /// How many nodes were founded.
    pub founded: usize,
    /// The province, where there is one: behind the nodes that were founded.
    pub province: Option<usize>,
    /// Copies that run.
    pub twins: Vec<Twin>,
    /// The lines; line `n` is that of the node `n + 1`, behind them those of copies.
    pub lines: Vec<Line>,
    /// (node, link number) to line.
    routes: BTreeMap<(usize, LinkNo), usize>,
    sessions: u64,
    /// What was acknowledged to people.
    pub ledger: Ledger,
    /// What went over the lines.
    pub watch: ScopeWatch,
    /// What desks showed as arrived above.
    pub marks: Marks,
    /// What happened.
    pub trace: Trace,
    /// What struck.
    pub struck: Struck,
    /// What people draw.
    pub people: Dice,
    /// What misfortune draws.
    pub misfortune: Dice,
    /// What lines draw.
    pub weather: Dice,
    /// What a liar draws who has the disk of a node.
    pub lies: Dice,
    /// What such liars did.
    pub lied: Lied,
    /// Whether frames may still be harmed.
    pub is_rough: bool,
    /// What is published.
    pub published: Published,
    /// What a checker found at once.
    pub wrong: Vec<String>,
    /// Frames sent.
    pub frames: u64,
    /// Cases moved, granted, or taken out of a scope.
    pub moved: u64,
    /// The one crash of this run is planned already: it waits through restarts, and after it the node is
    /// back soon.
    pub is_sweep: bool,
    /// How often the power was lost.
    pub power_lost: u64,
}

impl World {
    /// Founds the federation: the city publishes, everybody else is empty.
    ///
    /// # Errors
    /// When it cannot be founded at all.
    pub fn found(plan: Plan, published: &Published) -> Result<World> {
        World::found_with(plan, published, |_, _| ())
    }

    /// As [`World::found`]; `ready` hears of each node's disk before a child first uses it, and of the city's
    /// once the federation is founded: a city whose founding is interrupted is founded anew from nothing.
    ///
    /// # Errors
    /// As there.
    pub fn found_with(
        plan: Plan,
        published: &Published,
        ready: impl Fn(usize, &ForgetfulDisk),
    ) -> Result<World> {
        let places = plan.topology.places()?;
        let begins = UnixMillis::parse(BEGINS)?.0;
        let root = key(key_seed(places[0], 0));
        let seed = plan.seed;
        let mut nodes: Vec<Node> = (places.iter())
            .map(|place| Node::new(*place, key_seed(*place, 0), root, seed))
            .collect();
        let mut struck = Struck::default();
        if plan.allowed.has(Fault::ClockSkew) {
            let mut dice = Dice::new(seed, Fault::ClockSkew.name());
            for node in &mut nodes {
                if dice.once_in(2) {
                    node.skew = dice.between(-30 * DAY, 30 * DAY);
                    struck.count(Fault::ClockSkew);
                }
            }
        }
        let index: BTreeMap<PlaceCode, usize> = places.iter().copied().zip(0..).collect();
        let mut weather = Dice::new(seed, "weather");
        let mut lines = Vec::new();
        for (child, place) in places.iter().enumerate().skip(1) {
            let above = place.parent().context("a place without one above")?;
            let parent = *index.get(&above).context("a node without a parent")?;
            let latency = weather.between(5, 300);
            let rate = some_rate(&mut weather);
            lines.push(Line::new(child, parent, latency, rate));
        }
        let mut world = World {
            now: begins,
            ends: begins + plan.days * DAY,
            queue: BTreeMap::new(),
            queued: 0,
            founded: nodes.len(),
            province: None,
            twins: Vec::new(),
            nodes,
            lines,
            routes: BTreeMap::new(),
            sessions: 0,
            ledger: Ledger::default(),
            watch: ScopeWatch::default(),
            marks: Marks::default(),
            trace: Trace::new(plan.tells),
            struck,
            people: Dice::new(seed, "people"),
            misfortune: Dice::new(seed, "misfortune"),
            weather,
            lies: Dice::new(seed, "lies"),
            lied: Lied::default(),
            is_rough: true,
            published: published.clone(),
            wrong: Vec::new(),
            frames: 0,
            moved: 0,
            is_sweep: false,
            power_lost: 0,
            plan,
        };
        for node in 0..world.nodes.len() {
            if node > 0 {
                ready(node, &world.nodes[node].disk);
            }
            let mut started = world.nodes[node].start_or_die(begins);
            if world.nodes[node].disk.is_dead() {
                world.lose_power(node);
                started = world.nodes[node].start(begins);
            }
            started.map_err(|error| anyhow!("{}: {error}", world.nodes[node].place))?;
        }
        let founding = published.founding(&places);
        let (founded, _) = world
            .drive(0, |engine| engine.found(&founding, "administrator"))
            .context("the city does not found anything")?;
        founded.map_err(|refused| anyhow!("the city founds nothing: {refused}"))?;
        ready(0, &world.nodes[0].disk);
        if let Some(above) = places[0].parent().filter(|_| world.plan.province) {
            world.add_province(above)?;
        }
        for line in 0..world.lines.len() {
            world.later(world.now, Event::Dial(line));
        }
        Ok(world)
    }

    /// Puts the work of people and of misfortune into the queue.
    pub fn plan_work(&mut self) {
        let span = self.ends - self.now;
        for _ in 0..self.plan.steps {
            let at = self.now + self.people.between(0, span);
            self.later(at, Event::People);
        }
        for _ in 0..self.plan.faults {
            let at = self.now + self.misfortune.between(0, span);
            self.later(at, Event::Fault);
        }
        for node in 0..self.nodes.len() {
            self.later(self.now + HOUR, Event::Tick(node));
        }
        self.plan_machines();
        self.plan_province();
        self.plan_pauses();
    }

    /// How many sessions there have been.
    pub fn sessions(&self) -> u64 {
        self.sessions
    }

    /// Something will happen.
    pub fn later(&mut self, at: i64, event: Event) {
        self.queued += 1;
        self.queue.insert((at.max(self.now), self.queued), event);
    }

    /// Runs what happens until `until`.
    pub fn run_until(&mut self, until: i64) {
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > until || !self.wrong.is_empty() {
                break;
            }
            let ((at, _), event) = entry.remove_entry();
            self.now = at;
            self.happen(event);
        }
        self.now = self.now.max(until);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::People => self.somebody_works(),
            Event::Fault => self.something_goes_wrong(),
            Event::Dial(line) => self.dial(line),
            Event::Arrive {
                line,
                session,
                upward,
                bytes,
            } => self.arrive(line, session, upward, bytes),
            Event::Down {
                node,
                no,
                line,
                session,
            } => {
                // Another machine may have taken the place since.
                let line = self.routes.get(&(node, no)).copied().unwrap_or(line);
                let current = self.lines[line].session.as_ref();
                if current.is_none_or(|current| current.id == session) {
                    if self.nodes[node].is_asleep {
                        self.nodes[node].missed.push(no);
                        return;
                    }
                    self.give(node, |engine| engine.link_down(no));
                }
            }
            Event::Start(node) => self.start(node),
            Event::Machine(fault, node, draw) => self.machine_strikes(fault, node, draw),
            Event::Part(twin, keeps_copy) => self.part(twin, keeps_copy),
            Event::Province(draw) => self.province_strikes(draw),
            Event::Hold(line, true) if self.is_rough => self.hold_line(line),
            Event::Hold(_, true) => {}
            Event::Hold(line, false) => self.release_line(line),
            Event::Restart(node) => self.restart(node),
            Event::Suspend(node, true) => self.suspend(node),
            Event::Suspend(node, false) => self.wake(node),
            Event::Mend(line) => {
                self.lines[line].is_cut = false;
                self.later(self.now, Event::Dial(line));
            }
            Event::Break(line) if self.is_rough => self.break_off(line),
            Event::Break(_) => {}
            Event::Relief(node) => {
                self.nodes[node].disk.set_room(None);
                self.nodes[node].slow = 0;
            }
            Event::Tick(node) => {
                self.give(node, |_| ());
                if self.now < self.ends {
                    let wait = self.weather.between(HOUR, 12 * HOUR);
                    self.later(self.now + wait, Event::Tick(node));
                }
            }
        }
    }

    /// Gives a living node one input as its process would: time, input, what is due, one sync, and only
    /// then what it sends. None where there is no process, or it died of it.
    pub fn drive<T>(
        &mut self,
        node: usize,
        input: impl FnOnce(&mut Engine) -> T,
    ) -> Option<(T, Vec<Effect>)> {
        let own = &mut self.nodes[node];
        if own.is_asleep {
            return None;
        }
        let now = UnixMillis(self.now + own.skew);
        let writes_rows = own.draw().is_multiple_of(3);
        let engine = own.engine.as_mut()?;
        let worked = catch_unwind(AssertUnwindSafe(|| {
            engine.tell_time(now);
            let said = input(engine);
            engine.tick();
            let effects = engine.commit();
            if effects.is_ok() && writes_rows {
                engine.write_rows();
            }
            effects.map(|effects| (said, effects))
        }));
        match worked {
            Ok(Ok((said, effects))) => {
                self.look_at_marks(node);
                Some((said, effects))
            }
            // The disk did not take it: the process ends, and nobody is answered.
            Ok(Err(_)) => {
                self.ends_by_disk(node);
                None
            }
            Err(panic) => {
                let words = (panic.downcast_ref::<String>().cloned())
                    .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                let words = words.unwrap_or_default();
                self.wrong
                    .push(format!("{} panicked: {words}", self.nodes[node].place));
                self.nodes[node].engine = None;
                None
            }
        }
    }

    /// As [`World::drive`], and what it sends goes on its way.
    pub fn give<T>(&mut self, node: usize, input: impl FnOnce(&mut Engine) -> T) -> Option<T> {
        let (said, effects) = self.drive(node, input)?;
        self.dispatch_effects(node, effects);
        Some(said)
    }

    /// What a node sends goes on its way.
    pub fn dispatch_effects(&mut self, node: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(no, bytes) => self.send(node, no, bytes),
                Effect::Close(no, reason) => {
                    self.trace.event(self.now, node, "close", reason.as_bytes());
                    let place = self.nodes[node].place;
                    self.trace
                        .say(|| format!("{place} closes link {no}: {reason}"));
                    if let Some(line) = self.routes.get(&(node, no)).copied() {
                        self.break_off(line);
                    }
                }
            }
        }
    }

    fn send(&mut self, node: usize, no: LinkNo, bytes: Vec<u8>) {
        let Some(line) = self.routes.get(&(node, no)).copied() else {
            return;
        };
        let upward = self.lines[line].child == node;
        if !upward
            && self.lines[line]
                .session
                .as_ref()
                .is_none_or(|open| open.no != no)
        {
            return;
        }
        self.frames += 1;
        self.trace.event(self.now, node, "send", &bytes);
        if upward && self.plan.allowed.has(Fault::Hostile) {
            self.lines[line].spoken.hear(&bytes);
        }
        self.look_at_frame(line, upward, &bytes);
        let Some(session) = &mut self.lines[line].session else {
            return;
        };
        session.under_way[usize::from(upward)] += bytes.len();
        let under_way = session.under_way[usize::from(upward)];
        if under_way > sync::CREDIT_BYTES + 2 * sync::FRAME_BYTES_MAX {
            self.wrong
                .push(format!("{under_way} bytes are on their way on line {line}"));
        }
        let frames = self.harmed(line, bytes);
        for bytes in frames {
            self.put_on_line(line, upward, bytes);
        }
    }

    /// A frame goes out; frames of one session arrive in order.
    pub fn put_on_line(&mut self, line: usize, upward: bool, bytes: Vec<u8>) {
        if let Some(held) = &mut self.lines[line].held {
            return held.push((upward, bytes));
        }
        let slow = if upward {
            self.nodes[self.lines[line].child].slow
        } else {
            self.nodes[self.lines[line].parent].slow
        };
        let now = self.now;
        let Line {
            latency,
            rate,
            session,
            ..
        } = &mut self.lines[line];
        let Some(session) = session else { return };
        let free = &mut session.free[usize::from(upward)];
        *free = (*free).max(now + slow) + bytes.len() as i64 * SECOND / *rate;
        let (at, session) = (*free + *latency, session.id);
        let event = Event::Arrive {
            line,
            session,
            upward,
            bytes,
        };
        self.later(at, event);
    }

    fn arrive(&mut self, line: usize, session: u64, upward: bool, bytes: Vec<u8>) {
        let Line {
            child,
            parent,
            is_cut,
            session: open,
            ..
        } = &mut self.lines[line];
        let (child, parent) = (*child, *parent);
        let Some(open) = open.as_mut().filter(|open| open.id == session && !*is_cut) else {
            return;
        };
        let under_way = &mut open.under_way[usize::from(upward)];
        *under_way = under_way.saturating_sub(bytes.len());
        let (node, no) = if upward {
            (parent, open.no)
        } else {
            (child, LinkNo::PARENT)
        };
        self.trace.event(self.now, node, "frame", &bytes);
        self.give(node, |engine| engine.frame(no, bytes));
    }

    fn dial(&mut self, line: usize) {
        if self.lines[line].session.is_none() {
            self.choose_parent(line);
        }
        let Line {
            child,
            parent,
            is_cut,
            ref session,
            ..
        } = self.lines[line];
        if session.is_some() || is_cut || !self.nodes[child].is_awake() {
            return; // A cut line is dialled once it is mended, a dead child dials when it starts.
        }
        if !self.nodes[parent].is_awake() {
            return self.dial_later(line);
        }
        self.supplant(line);
        self.sessions += 1;
        let id = self.sessions;
        let ends = [child, parent].map(|node| (key(self.nodes[node].seed), self.nodes[node].place));
        let [(below, below_at), (above, above_at)] = ends;
        let Some((met, to_child)) = self.drive(parent, |engine| engine.link_up(below, below_at))
        else {
            return self.dial_later(line);
        };
        let no = match met {
            Ok(no) => no,
            Err(reason) => {
                self.wrong
                    .push(format!("{above_at} refuses {below_at}: {reason}"));
                return;
            }
        };
        self.route(parent, no, line);
        self.route(child, LinkNo::PARENT, line);
        if !std::mem::take(&mut self.lines[line].is_replaced) {
            self.lines[line].failures = 0;
        }
        self.remember_session(line);
        self.lines[line].session = Some(Session::new(id, no, self.now));
        self.trace.event(self.now, child, "up", &id.to_le_bytes());
        self.trace.say(|| format!("{below_at} reaches {above_at}"));
        self.dispatch_effects(parent, to_child);
        self.give(child, |engine| engine.link_up(above, above_at));
    }

    /// Of the sessions of a line some are remembered, some of them old.
    fn remember_session(&mut self, line: usize) {
        let spoken = std::mem::take(&mut self.lines[line].spoken);
        let earlier = &mut self.lines[line].earlier;
        match earlier.len() {
            _ if spoken.frames.is_empty() => {}
            len if len < SESSIONS_MAX => earlier.push(spoken),
            len => earlier[self.lies.below(len as u64) as usize] = spoken,
        }
    }

    /// What a node sends by a link goes over a line.
    pub fn route(&mut self, node: usize, no: LinkNo, line: usize) {
        self.routes.insert((node, no), line);
    }

    fn dial_later(&mut self, line: usize) {
        let own = &mut self.lines[line];
        let bound = (BACKOFF.0 << own.failures.min(10)).min(BACKOFF.1);
        own.failures += 1;
        let wait = self.weather.between(1, bound);
        self.later(self.now + wait, Event::Dial(line));
    }

    /// A session ends; both ends notice, one of them perhaps late.
    pub fn break_off(&mut self, line: usize) {
        self.lines[line].held_back = None;
        self.lines[line].held = None;
        let Some(session) = self.lines[line].session.take() else {
            return;
        };
        let Line { child, parent, .. } = self.lines[line];
        self.trace
            .event(self.now, child, "down", &session.id.to_le_bytes());
        let late = self.weather.between(0, IDLE);
        for (node, no, at) in [
            (child, LinkNo::PARENT, self.now),
            (parent, session.no, self.now + late),
        ] {
            let down = Event::Down {
                node,
                no,
                line,
                session: session.id,
            };
            self.later(at, down);
        }
        self.dial_later(line);
    }

    /// The lines that end at a node.
    pub fn lines_of(&self, node: usize) -> Vec<usize> {
        let at = |line: &usize| self.lines[*line].child == node || self.lines[*line].parent == node;
        (0..self.lines.len()).filter(at).collect()
    }

    /// A process is gone; the disk is as it is.
    pub fn kill(&mut self, node: usize) {
        self.nodes[node].engine = None;
        self.nodes[node].is_asleep = false;
        self.nodes[node].missed.clear();
        self.trace.event(self.now, node, "killed", &[]);
        for line in self.lines_of(node) {
            self.break_off(line);
        }
    }

    /// The power is gone: so is what was not synced.
    pub fn lose_power(&mut self, node: usize) {
        self.kill(node);
        self.power_lost += 1;
        let seed = self.misfortune.draw();
        self.nodes[node].disk.crash(seed);
        let pieces = self.misfortune.below(4) as usize;
        let own = &self.nodes[node];
        own.rows.forget(pieces.min(own.rows.remembered()));
    }

    fn ends_by_disk(&mut self, node: usize) {
        let place = self.nodes[node].place;
        self.trace.say(|| format!("{place} ends by its disk"));
        self.lose_power(node);
        let longest = if self.is_sweep { 5 * SECOND } else { HOUR };
        let wait = self.misfortune.between(SECOND, longest);
        self.later(self.now + wait, Event::Start(node));
    }

    /// Starts a process.
    pub fn start(&mut self, node: usize) {
        if self.nodes[node].engine.is_some() || self.nodes[node].is_retired {
            return;
        }
        let strikes = self.is_rough
            && self.plan.allowed.has(Fault::CrashAtStart)
            && self.misfortune.once_in(10);
        if strikes {
            let nth = 1 + self.misfortune.below(4);
            let after = self.misfortune.once_in(2);
            self.nodes[node].disk.die_at(nth, after);
        }
        let started = self.nodes[node].start_or_die(self.now);
        let place = self.nodes[node].place;
        let died = self.nodes[node].disk.is_dead();
        if !self.is_sweep || died {
            self.nodes[node].disk.live_on();
        }
        match started {
            Ok(()) if !died => {
                self.trace.event(self.now, node, "started", &[]);
                if std::mem::take(&mut self.nodes[node].broke_off) {
                    self.learn_records(node);
                }
                self.look_at_awaited(node);
                self.trace.say(|| format!("{place} starts"));
                for line in self.lines_of(node) {
                    self.later(self.now, Event::Dial(line));
                }
            }
            _ if died => {
                self.struck.count(Fault::CrashAtStart);
                self.trace
                    .say(|| format!("{place} loses power while it starts"));
                self.lose_power(node);
                self.later(self.now + SECOND, Event::Start(node));
            }
            // A full disk, or one that failed just now, is named; it is tried again.
            Err(error) if error.contains("storage space") || error.contains("planned") => {
                self.lose_power(node);
                self.later(self.now + HOUR, Event::Start(node));
            }
            Err(error) => self.wrong.push(format!("{place} does not start: {error}")),
            Ok(()) => {}
        }
    }

    /// Ends all misfortune: lines are whole, disks have room, processes run.
    pub fn heal(&mut self) {
        self.is_rough = false;
        self.part_all();
        for node in 0..self.nodes.len() {
            self.wake(node);
            let own = &mut self.nodes[node];
            own.disk.set_room(None);
            own.disk.live_on();
            own.slow = 0;
            self.start(node);
        }
        for line in 0..self.lines.len() {
            // Frames that were harmed within a session end it over a real line; here they did not always.
            self.break_off(line);
            self.lines[line].is_cut = false;
            self.lines[line].failures = 0;
            self.later(self.now, Event::Dial(line));
        }
    }
}
