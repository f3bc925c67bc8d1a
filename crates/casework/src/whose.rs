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

    /// Who that is, in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().0
    }

    /// Who that is, in English.
    pub const fn en(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Whose::Home => ("收件点", "where the record begins"),
            Whose::Filing => ("收件窗口", "the filing desk"),
            Whose::Accepting => ("受理机关", "the accepting owner"),
            Whose::AcceptingOrFiling => (
                "受理机关或收件窗口",
                "the accepting owner or the filing desk",
            ),
            Whose::Step => ("当前环节", "the open step's owner"),
            Whose::StepOrLast => ("当前或上一环节", "the owner of the open or the last step"),
            Whose::FilingOrStep => (
                "收件窗口或当前环节",
                "the filing desk or the open step's place",
            ),
            Whose::Competent => (
                "受理机关, 受理后为决定机关",
                "the accepting owner, then the deciding one",
            ),
            Whose::Decider => ("决定机关", "the deciding authority"),
            Whose::DeciderOrAbove => ("决定机关或其上级", "the deciding authority or one above"),
            Whose::Common => (
                "新旧归属各地的最低共同上级",
                "the lowest place above all old and new places",
            ),
            Whose::Above => ("上级机关", "a place above"),
            Whose::Settler => ("上级首席代表", "the chief representative above"),
            Whose::Anyone => ("持有本件的各点", "any place that holds the case"),
            Whose::PaperPlace => (
                "作出处理的机关或收件窗口",
                "where it was done, or the filing desk",
            ),
        }
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
