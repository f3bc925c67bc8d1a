//! Two places move one case without knowing of each other, and at both new homes somebody relies on it. Then nothing
//! happens any more and every session goes on: all who are entitled must come to the same by themselves.

use crate::fault::Fault;
use crate::typed::TYPED;
use crate::world::{SECOND, World};
use casework::{Deed, lowest_above};
use dice::Dice;
use record::{Kind, RecordId};
use tiers::{Digest, PlaceCode, Role, Tier};

/// How often in a run.
const TRIES: u64 = 3;
/// How long the line is held until each new home has heard of the move to it, and until somebody there has relied on
/// it. Together they are shorter than the silence after which a line is given up.
const HELD: [i64; 2] = [6 * SECOND, 2 * SECOND];

/// A case, who moves it, and where to.
struct StagedRivalry {
    line: usize,
    case: RecordId,
    /// The child's move and its parent's: node and new home.
    moves: [(usize, PlaceCode); 2],
}

impl World {
    /// Brings rivalries about and checks what comes of each.
    pub fn rivals_and_check(&mut self) {
        // See [`World::somebody_works`]: where frames are damaged nothing is moved.
        if !self.plan.allowed.has(Fault::Rivals) || self.plan.allowed.has(Fault::FrameCorrupt) {
            return;
        }
        let mut dice = Dice::new(self.plan.seed, Fault::Rivals.name());
        for _ in 0..TRIES {
            if !self.wrong.is_empty() {
                return;
            }
            let rivalry = self.rivalry(&mut dice);
            let relied = [dice.below(4) > 0, dice.below(4) > 0];
            let (settles, wait) = (dice.once_in(2), dice.between(0, HELD[1]));
            let Some(rivalry) = rivalry else { continue };
            let Some(acts) = self.contend(&rivalry, relied, wait) else {
                continue;
            };
            self.wait_in_silence("rival moves");
            if settles && self.wrong.is_empty() {
                self.decide(&rivalry, acts);
                self.wait_in_silence("rival moves and a decision");
            }
        }
    }

    /// A case that lives at both ends of a line, and two homes that each of the two may move it to alone.
    fn rivalry(&mut self, dice: &mut Dice) -> Option<StagedRivalry> {
        let draws = [dice.draw(), dice.draw(), dice.draw(), dice.draw()];
        let lines = (0..self.lines.len()).filter(|line| {
            let own = &self.lines[*line];
            let founded = own.child < self.founded && own.parent < self.founded;
            founded && own.session.is_some()
        });
        let lines: Vec<usize> = lines.collect();
        let line = *lines.get((draws[0] % lines.len().max(1) as u64) as usize)?;
        let (low, high) = (self.lines[line].child, self.lines[line].parent);
        let [low_at, high_at] = [low, high].map(|node| self.nodes[node].place);
        let places: Vec<PlaceCode> = self.nodes[..self.founded]
            .iter()
            .map(|it| it.place)
            .collect();
        if self.nodes[low]
            .engine
            .as_ref()?
            .briefs()
            .values()
            .all(|it| it.kind != Kind::Case)
        {
            self.file(low, draws[1]);
            self.run_until(self.now + 60 * SECOND);
        }
        let engine = self.nodes[low].engine.as_ref()?;
        let other = self.nodes[high].engine.as_ref()?;
        let mut found = Vec::new();
        for (id, brief) in engine
            .briefs()
            .iter()
            .filter(|(_, it)| it.kind == Kind::Case)
        {
            let home = brief.ends()[0];
            let movable = |view: &casework::CaseView| {
                view.contested.is_empty() && !view.waiting && view.scope.grants.is_empty()
            };
            let here = brief.ends().len() == 1 && low_at.contains(home);
            if !here || !engine.view_of(*id).is_some_and(|view| movable(&view)) {
                continue;
            }
            if other.view_of(*id).is_none() {
                continue;
            }
            let to = |by: PlaceCode| {
                let fit = places
                    .iter()
                    .copied()
                    .filter(move |to| *to != home && lowest_above([home, *to]) == Some(by));
                fit.collect::<Vec<_>>()
            };
            let homes = [to(low_at), to(high_at)];
            if homes.iter().all(|homes| !homes.is_empty()) {
                found.push((*id, homes));
            }
        }
        let (case, [below, above]) = found.get((draws[2] % found.len().max(1) as u64) as usize)?;
        let of = |homes: &Vec<PlaceCode>| homes[(draws[3] % homes.len() as u64) as usize];
        Some(StagedRivalry {
            line,
            case: *case,
            moves: [(low, of(below)), (high, of(above))],
        })
    }

    /// Both move it while the line is held, and those who shall rely on it do so; answers the two acts.
    fn contend(&mut self, of: &StagedRivalry, relied: [bool; 2], wait: i64) -> Option<[Digest; 2]> {
        self.struck.count(Fault::Rivals);
        let case = of.case;
        let sessions = self.sessions();
        self.lines[of.line].held = Some(Vec::new());
        let mut acts = Vec::new();
        for (node, home) in of.moves {
            let revision = self.nodes[node]
                .engine
                .as_ref()?
                .view_of(case)?
                .scope
                .revision
                + 1;
            let deed = Deed::Regrant {
                revision,
                home,
                grants: Vec::new(),
                reason: TYPED.moved.clone(),
            };
            acts.push(self.does(node, case, Role::Administrator, deed));
        }
        self.run_until(self.now + HELD[0]);
        for (no, (_, home)) in of
            .moves
            .into_iter()
            .enumerate()
            .filter(|(no, _)| relied[*no])
        {
            let home = self.nodes[..self.founded]
                .iter()
                .position(|it| it.place == home)?;
            let text = format!("{}{no}", TYPED.pressed);
            self.does(home, case, Role::Supervisor, Deed::Press { text });
        }
        self.run_until(self.now + wait);
        self.release_line(of.line);
        if self.sessions() != sessions {
            self.wrong
                .push("a line was dialled anew while it was held".to_owned());
        }
        match acts.as_slice() {
            [Some(one), Some(other)] => Some([*one, *other]),
            _ => None,
        }
    }

    /// Somebody does something to a case.
    fn does(&mut self, node: usize, case: RecordId, role: Role, deed: Deed) -> Option<Digest> {
        let done = self.does_to(node, role.name(), case, None, deed)?;
        self.moved += u64::from(role == Role::Administrator);
        self.told(node, &done.case, done.act);
        Some(done.act)
    }

    /// The chief representative of the lowest place above all decides, where that is needed.
    fn decide(&mut self, of: &StagedRivalry, acts: [Digest; 2]) {
        let node = of.moves[1].0;
        let view = self.nodes[node]
            .engine
            .as_ref()
            .and_then(|it| it.view_of(of.case));
        let Some(contest) = view.and_then(|view| view.contested.first().cloned()) else {
            return;
        };
        let (stand, void) = contest.acts.iter().partition(|act| **act == acts[0]);
        let deed = Deed::Resolve {
            stand,
            void,
            reason: TYPED.settled.clone(),
        };
        self.does(node, of.case, Role::Approver, deed);
    }

    /// Five minutes in which nothing happens but that clocks strike; then all who are entitled agree, and nothing that
    /// is settled is left out.
    fn wait_in_silence(&mut self, after: &str) {
        let sessions = self.sessions();
        self.tick_until_agreed();
        self.check_agreement();
        for wrong in &mut self.wrong {
            *wrong = format!("after {after}, in one session: {wrong}");
        }
        if self.sessions() != sessions {
            self.wrong
                .push(format!("after {after} a line was dialled anew"));
        }
        for line in 0..self.lines.len() {
            let own = &self.lines[line];
            let province = self.nodes[own.parent].place.tier() == Tier::Province;
            let Some(engine) = self.nodes[own.child].engine.as_ref().filter(|_| !province) else {
                continue;
            };
            if engine.differs_above() {
                let place = self.nodes[own.child].place;
                self.wrong
                    .push(format!("after {after} {place} says that it differs"));
            }
        }
    }
}
