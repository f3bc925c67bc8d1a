//! Whose an act is, on the facts of a case.

use crate::table::Whose;
use crate::{Branch, Facts, Owner};
use catalog::Stage;
use tiers::{PlaceCode, Role};

impl Whose {
    /// Whether the window of the place stands for every department there.
    pub fn desk_stands_in(self) -> bool {
        matches!(
            self,
            Whose::Accepting | Whose::AcceptingOrFiling | Whose::FilingOrStep | Whose::Competent
        )
    }
}

fn desk(place: PlaceCode) -> Owner {
    Owner {
        place,
        department: None,
    }
}

/// Who does a step of `stage`.
pub(crate) const fn roles_of(stage: Stage) -> &'static [Role] {
    match stage {
        Stage::Accept => &[Role::Window, Role::Agent, Role::Handler, Role::Approver],
        Stage::Handle => &[Role::Handler],
        Stage::Review => &[Role::Reviewer],
        Stage::Approve => &[Role::Approver],
        Stage::Conclude => &[Role::Agent, Role::Window],
    }
}

/// Who `whose` names on these facts; none where that is no one place.
pub(crate) fn owners(whose: Whose, facts: &Facts, item: Option<&str>) -> Vec<Owner> {
    let filing = || facts.filing().map(desk);
    let branch = facts.branch(item);
    let step = || {
        branch
            .and_then(Branch::open)
            .map(|step| facts.owner_now(&step.plan.owner))
    };
    let decider = || match branch {
        Some(branch) => Some(facts.branch_owner(branch)),
        None => facts.decider(),
    };
    let accepted = facts.accepted().is_some();
    let owners = match whose {
        Whose::Filing => [filing(), None],
        Whose::Accepting => [facts.intake_owner(), None],
        Whose::AcceptingOrFiling => [facts.intake_owner(), filing()],
        Whose::Step | Whose::StepOrLast => [step(), None],
        Whose::FilingOrStep => [step().map(|owner| desk(owner.place)), filing()],
        Whose::Competent if accepted => [facts.decider(), None],
        Whose::Competent => [facts.intake_owner(), None],
        Whose::Decider | Whose::DeciderOrAbove => [decider(), None],
        Whose::Home
        | Whose::Common
        | Whose::Above
        | Whose::Settler
        | Whose::Anyone
        | Whose::PaperPlace => [None, None],
    };
    owners.into_iter().flatten().collect()
}
