mod kept;

pub use kept::KeptNext;

use crate::table::{Row, TABLE};
use crate::whose::{owners, roles_of};
use crate::{CaseView, Kind, Owner, Paper, State, Whose};
use catalog::Stage;
use serde::Serialize;
use tiers::{Role, Tier};

/// An act that the state of a case allows, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NextAct {
    /// Its kind, as in [`Kind::name`].
    pub kind: &'static str,
    /// Branch, in a case that has several.
    pub branch: Option<String>,
    /// Number of the step, where it is one.
    pub step: Option<u8>,
    /// Who must do it.
    pub owner: Owner,
    /// In which roles.
    pub roles: &'static [Role],
    /// Whether the window of the owner's place stands for every department there.
    #[serde(skip)]
    pub desk_stands_in: bool,
    /// Whether the case waits for it; false = it may be done besides.
    pub due: bool,
    /// The paper that it makes.
    #[serde(skip)]
    pub paper: Option<Paper>,
}

/// Who settles what rivals did.
const RESOLVERS: &[Role] = &[Role::Approver, Role::Lead];

/// What may be done next by the table, what the case waits for first. What depends on words that are
/// not typed yet is left to the guard, which has the last word.
pub fn next_acts(view: &CaseView) -> Vec<NextAct> {
    acts(view, |_| true)
}

/// What of [`next_acts`] the case waits for.
pub fn awaited_acts(view: &CaseView) -> Vec<NextAct> {
    let mut acts = acts(view, Row::is_awaited);
    acts.retain(|act| act.due);
    acts
}

fn acts(view: &CaseView, wanted: impl Fn(&Row) -> bool) -> Vec<NextAct> {
    let facts = &view.facts;
    let (Some(_), Some(owner)) = (&facts.receipt, facts.intake_owner()) else {
        return Vec::new();
    };
    let mut next = Vec::new();
    if !view.contested.is_empty() {
        let city = owner.place.at_tier(Tier::City).unwrap_or(owner.place);
        next.push(NextAct {
            kind: Kind::Resolve.name(),
            branch: None,
            step: None,
            owner: Owner {
                place: city,
                department: None,
            },
            roles: RESOLVERS,
            desk_stands_in: false,
            due: true,
            paper: None,
        });
    }
    if view.is_held_up() {
        return next;
    }
    let several = facts.branches.len() > 1;
    let whole = facts.state(None);
    let states: Vec<State> = (facts.branches.iter())
        .map(|branch| facts.state(several.then_some(branch.item.as_str())))
        .collect();
    let regime = facts.regime(None);
    for row in TABLE.iter().filter(|row| wanted(row)) {
        if !row.act.is_of_a_branch() && !regime.has(row.act) {
            continue;
        }
        // Who may do these depends on the place that looks; the desk adds them where it fits.
        if matches!(
            row.whose,
            Whose::Home | Whose::Common | Whose::Above | Whose::Settler | Whose::PaperPlace
        ) {
            continue;
        }
        if row.act.is_of_a_branch() {
            for (index, branch) in facts.branches.iter().enumerate() {
                if !row.states.contains(&states[index]) || !branch.regime.has(row.act) {
                    continue;
                }
                // A step that waits for others is nobody's yet.
                let waits = (branch.open().filter(|_| facts.accepted().is_some()))
                    .is_some_and(|_| facts.entered_at(index, branch.next).is_none());
                if !(waits && row.whose == Whose::Step) {
                    let code = several.then_some(branch.item.as_str());
                    offer(view, row, code, &mut next);
                }
            }
        } else if row.states.contains(&whole) {
            offer(view, row, None, &mut next);
        }
    }
    next.sort_by_key(|act| !act.due);
    next
}

fn offer(view: &CaseView, row: &Row, code: Option<&str>, next: &mut Vec<NextAct>) {
    let facts = &view.facts;
    let branch = row
        .act
        .is_of_a_branch()
        .then(|| facts.branch(code))
        .flatten();
    let missing = |guard: &&crate::Guard| !guard.holds_already(facts, branch);
    let missing: Vec<&crate::Guard> = row.guards.iter().filter(missing).collect();
    // A denial waits for no fee, so whoever decides may; the case waits for the fee first.
    let unpaid = missing.as_slice() == [&crate::Guard::FeePaid];
    if !missing.is_empty() && !unpaid {
        return;
    }
    let wanted = row.act != Kind::Make || branch.is_some_and(crate::Branch::awaits_certificate);
    let of_step = |step: &crate::StepState| {
        let owner = facts.owner_now(&step.plan.owner);
        (owner, roles_of(step.plan.stage))
    };
    let owners: Vec<(Owner, &'static [Role])> = match (row.whose, branch) {
        (Whose::Step, Some(branch)) => branch.open().map(of_step).into_iter().collect(),
        (Whose::StepOrLast, Some(branch)) => {
            let last = branch.next.checked_sub(1).map(|last| &branch.steps[last]);
            let last = last.filter(|step| step.plan.stage != Stage::Accept);
            branch.open().into_iter().chain(last).map(of_step).collect()
        }
        // Any place that holds the case: the desk looks for itself.
        (Whose::Anyone, _) => Vec::new(),
        (whose, _) => (owners(whose, facts, code).into_iter())
            .map(|owner| (owner, row.roles))
            .collect(),
    };
    for (index, (owner, roles)) in owners.into_iter().enumerate() {
        // Where two may do it, the case waits for the desk that has the applicant before it.
        let is_awaited_of = match row.whose {
            Whose::AcceptingOrFiling | Whose::FilingOrStep => facts.filing() == Some(owner.place),
            _ => index == 0,
        };
        let step = matches!(
            row.act,
            Kind::Step | Kind::Decide | Kind::Conclude | Kind::Sign
        );
        let step = branch
            .filter(|_| step)
            .and_then(|branch| Some(branch.open()?.plan.seq));
        let act = NextAct {
            kind: row.act.name(),
            branch: code.map(str::to_owned),
            step,
            owner,
            roles,
            desk_stands_in: row.whose.desk_stands_in(),
            due: row.is_awaited() && is_awaited_of && !unpaid && wanted,
            paper: row.paper,
        };
        // Where both names mean one place it is offered once.
        if !next.contains(&act) {
            next.push(act);
        }
    }
}
