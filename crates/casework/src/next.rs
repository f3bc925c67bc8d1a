use crate::{CaseView, Facts, Intake, Owner};
use catalog::Stage;
use serde::Serialize;
use tiers::{PlaceCode, Role, Tier};

/// An act that the state of a case calls for, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextAct {
    /// Its kind, as in [`crate::Deed::kind`].
    pub kind: &'static str,
    /// Branch, in a case that has several.
    pub branch: Option<String>,
    /// Index of the step, where it is one.
    pub step: Option<u8>,
    /// Who must do it.
    pub owner: Owner,
    /// In which roles.
    pub roles: &'static [Role],
    /// Whether the case waits for it; false = it may be done besides.
    pub due: bool,
}

/// What may be done next, most pressing first. The guard has the last word: this is what a desk offers.
pub fn next_acts(view: &CaseView) -> Vec<NextAct> {
    let facts = &view.facts;
    let (Some(receipt), Some(owner)) = (&facts.receipt, facts.intake_owner()) else {
        return Vec::new();
    };
    let filing = desk(receipt.done.who.place);
    let mut next = Vec::new();
    let mut add = |kind, branch: Option<&str>, step, owner: &Owner, roles, due| {
        next.push(NextAct {
            kind,
            branch: branch.map(str::to_owned),
            step,
            owner: owner.clone(),
            roles,
            due,
        });
    };
    if !view.contested.is_empty() {
        let city = owner.place.at_tier(Tier::City).unwrap_or(owner.place);
        add(
            "resolve",
            None,
            None,
            &desk(city),
            &[Role::Approver, Role::Lead],
            true,
        );
        return next;
    }
    if facts.intake == Intake::Open && facts.clock_from.is_some() {
        let correction = facts.correction.as_ref();
        if correction.is_some_and(|correction| correction.answered.is_none()) {
            add(
                "resubmit",
                None,
                None,
                &filing,
                &[Role::Window, Role::Agent],
                true,
            );
            add(
                "resubmit",
                None,
                None,
                &owner,
                &[Role::Window, Role::Agent],
                false,
            );
        } else {
            const ROLES: &[Role] = &[Role::Window, Role::Agent, Role::Handler, Role::Approver];
            add("accept", None, None, &owner, ROLES, true);
            if correction.is_none() {
                add(
                    "correct",
                    None,
                    None,
                    &owner,
                    &[Role::Window, Role::Handler, Role::Approver],
                    false,
                );
            }
            add(
                "refuse",
                None,
                None,
                &owner,
                &[Role::Window, Role::Handler, Role::Approver],
                false,
            );
        }
    }
    for (index, branch) in facts.branches.iter().enumerate() {
        let code = (facts.branches.len() > 1).then_some(branch.item.as_str());
        if branch.fee_due > 0 && branch.fee.is_none() && facts.intake_is_alive() {
            add(
                "fee",
                code,
                None,
                &filing,
                &[Role::Window, Role::Agent],
                true,
            );
        }
        let Some(open) = branch.open().filter(|_| facts.accepted().is_some()) else {
            continue;
        };
        if facts.entered_at(index, branch.next).is_none() {
            continue; // It waits for others.
        }
        let (kind, roles): (_, &'static [Role]) = match open.plan.stage {
            Stage::Handle => ("step", &[Role::Handler]),
            Stage::Review => ("step", &[Role::Reviewer]),
            // Nothing is granted before the fee is paid, to the fen.
            Stage::Approve if branch.fee_due > 0 && branch.fee.is_none() => continue,
            Stage::Approve => ("decide", &[Role::Approver]),
            Stage::Conclude => ("conclude", &[Role::Window, Role::Agent]),
            Stage::Accept => continue,
        };
        add(
            kind,
            code,
            Some(open.plan.seq),
            &open.plan.owner,
            roles,
            true,
        );
    }
    if facts.concluded_at().is_some() && facts.delivered.is_none() {
        add(
            "deliver",
            None,
            None,
            &filing,
            &[Role::Window, Role::Agent],
            true,
        );
    }
    next
}

fn desk(place: PlaceCode) -> Owner {
    Owner {
        place,
        department: None,
    }
}

impl Facts {
    /// Whether the case is neither refused nor over.
    fn intake_is_alive(&self) -> bool {
        !matches!(self.intake, Intake::Refused(_)) && self.concluded_at().is_none()
    }
}
