//! The papers that a case calls for, and what each rests on.

use crate::{Edition, Register, Wording};
use casework::{
    ActId, CaseView, Done, Facts, Kind, Paper, Printed, Standing, Stopped, TrailEntry, ground_of,
    rows_of,
};
use tiers::{PlaceCode, Role};

/// Who may print: those who work on a case, as the table of acts says.
pub const PRINTERS: [Role; 6] = [
    Role::Window,
    Role::Agent,
    Role::Handler,
    Role::Reviewer,
    Role::Approver,
    Role::Lead,
];

/// A paper that a case calls for: the act it tells of, and what was printed of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperGround {
    /// The kind of the paper.
    pub paper: Paper,
    /// The item code of the branch whose paper it is, in a case of several branches; none = the whole case's.
    pub branch: Option<String>,
    /// Who did what it tells of, and when.
    pub done: Done,
    /// The act it tells of.
    pub act: ActId,
    /// Where that act stands in the trail.
    pub at: usize,
    /// The prints of it, the first one first. A paper of the same kind about an earlier act, such as the
    /// slip of an earlier hand-over, is another paper.
    pub printed: Vec<Printed>,
}

impl PaperGround {
    /// The number it was printed with.
    pub fn number(&self) -> Option<&str> {
        self.printed.first().map(|print| print.number.as_str())
    }

    /// How often it was printed at a place: what the deciding department printed for its file is no second copy at the desk
    /// that hands it over.
    pub fn prints_at(&self, place: PlaceCode) -> usize {
        let there = self
            .printed
            .iter()
            .filter(|print| print.done.who.place == place);
        there.count()
    }

    /// The department of `place` that issues it: of whoever did the act, else the one that decides there; none where the
    /// desk itself speaks.
    pub fn department<'a>(&'a self, facts: &'a Facts, place: PlaceCode) -> Option<&'a str> {
        let own = facts.branch(self.branch.as_deref());
        let deciding = own.filter(|own| own.place == place);
        let department = self.done.who.department.as_deref();
        let department = department.or_else(|| deciding?.department.as_deref());
        department.filter(|_| !self.paper.is_of_the_desk())
    }

    /// The special procedure that it tells of.
    pub fn stop<'a>(&self, facts: &'a Facts) -> Option<&'a Stopped> {
        let mut stops = facts.branch(self.branch.as_deref())?.stops.iter().rev();
        stops.find(|stop| stop.from == self.done)
    }

    /// The edition that it is set in: the one of its first print, the newest of the node's texts before.
    pub fn edition(&self, wording: &dyn Wording) -> Edition {
        let first = self.printed.first();
        first.map_or_else(|| wording.newest(), |print| Edition(print.edition))
    }
}

/// Whether a paper is about one branch of a joint case: what each department says on its own. The others
/// are the whole's.
pub fn is_of_a_branch(paper: Paper) -> bool {
    matches!(
        paper,
        Paper::Special
            | Paper::Promise
            | Paper::Inspection
            | Paper::PublicNotice
            | Paper::HearingRight
            | Paper::HearingNotice
            | Paper::HearingRecord
            | Paper::Statement
            | Paper::Grant
            | Paper::Denial
            | Paper::Change
            | Paper::ChangeDenial
            | Paper::Renewal
            | Paper::RenewalDenial
            | Paper::Refund
            | Paper::Retraction
            | Paper::Revocation
            | Paper::Cancellation
    )
}

/// The kinds of acts that a paper may tell of.
fn tells_of(paper: Paper, kind: &str) -> bool {
    let Some(kind) = Kind::from_name(kind) else {
        return false;
    };
    match paper {
        Paper::Entrustment => kind == Kind::Receive,
        // The right to be heard, and the right to speak, are told together.
        Paper::Statement => kind == Kind::HearingTell,
        // The paper says whether it was granted; the act is one.
        Paper::Grant | Paper::Denial => matches!(kind, Kind::Decide | Kind::Sign),
        paper => rows_of(kind).any(|row| row.paper == Some(paper)),
    }
}

/// What `paper` of a case rests on; none where it is not called for. In a joint case the papers of a
/// branch need its item code, and no other paper takes one.
pub fn paper_ground(view: &CaseView, paper: Paper, branch: Option<&str>) -> Option<PaperGround> {
    let facts = &view.facts;
    let branch = if is_of_a_branch(paper) && facts.branches.len() != 1 {
        Some(branch.filter(|code| facts.branch(Some(code)).is_some())?)
    } else {
        None
    };
    let done = ground_of(paper, facts, branch)?;
    let told = |entry: &TrailEntry| {
        entry.standing == Standing::Stands
            && entry.at == Some(done.at)
            && entry.who.as_ref() == Some(&done.who)
            && (branch.is_none() || entry.branch.as_deref() == branch)
            && tells_of(paper, &entry.kind)
    };
    // Two acts may claim one moment; the later in the trail is the one that holds.
    let at = view.trail.iter().rposition(told)?;
    // The prints stand in the facts in the order of their acts.
    let prints = (view.trail.iter().enumerate())
        .filter(|(_, entry)| entry.standing == Standing::Stands && entry.kind == Kind::Print.name())
        .map(|(position, _)| position);
    let printed = (prints.zip(&facts.papers))
        .filter(|(position, print)| {
            *position > at && print.paper == paper.id() && print.branch.as_deref() == branch
        })
        .map(|(_, print)| print.clone());
    Some(PaperGround {
        paper,
        branch: branch.map(str::to_owned),
        act: view.trail[at].act,
        printed: printed.collect(),
        done,
        at,
    })
}

/// Every paper that a case calls for, in the order in which a case may come to them; for each branch
/// where it is a branch's.
pub fn paper_grounds(view: &CaseView) -> Vec<PaperGround> {
    let facts = &view.facts;
    let mut all = Vec::new();
    for paper in Paper::ALL {
        if is_of_a_branch(paper) && facts.branches.len() > 1 {
            let branches = facts.branches.iter();
            all.extend(
                branches.filter_map(|branch| paper_ground(view, paper, Some(branch.item.as_str()))),
            );
        } else {
            all.extend(paper_ground(view, paper, None));
        }
    }
    all
}

/// Whether this place hands the paper out: where its act was done, it is printed. What another place
/// did comes from there: an agent's village never prints an acceptance. A decision is numbered by whoever decided; once it
/// is, the desk that took the case in hands it over in the same words and under the same number, also while cut off.
pub fn hands_out(register: &dyn Register, facts: &Facts, ground: &PaperGround) -> bool {
    let place = ground.done.who.place;
    // The applicant's own desk may print the slip of any hand-over.
    let filing = facts.filing() == Some(register.place());
    let desk = filing && ground.paper == Paper::Custody;
    let decided = filing && ground.paper.decides() && ground.number().is_some();
    place == register.place() || desk || decided
}
