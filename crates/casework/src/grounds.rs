//! What a paper rests on: a paper is printed only of what was done.

use crate::{Done, Facts, Intake, Paper};

/// The act's doing that `paper` tells of; none where it was not done. Where a joint case has several
/// branches, `branch` says whose decision; without it the latest.
pub fn of(paper: Paper, facts: &Facts, branch: Option<&str>) -> Option<Done> {
    let receipt = facts.receipt.as_ref()?;
    let branches = || {
        let named = move |own: &&crate::Branch| branch.is_none_or(|code| code == own.item);
        facts.branches.iter().filter(named)
    };
    let latest = |all: Vec<&Done>| all.into_iter().max_by_key(|done| done.at).cloned();
    let decided = |granted: bool| {
        let all = branches().filter_map(|own| own.decided.as_ref());
        latest(
            all.filter(|(is, _)| *is == granted)
                .map(|(_, done)| done)
                .collect(),
        )
    };
    let hearing = || branches().find_map(|own| own.hearing.as_ref());
    match paper {
        Paper::Receipt => Some(receipt.done.clone()),
        Paper::Entrustment => {
            let field = receipt.form.get(crate::ENTRUSTMENT);
            field
                .filter(|number| !number.trim().is_empty())
                .map(|_| receipt.done.clone())
        }
        Paper::Correction => facts.correction.as_ref().map(|asked| asked.asked.clone()),
        Paper::Acceptance => facts.accepted().cloned(),
        Paper::Lacking => facts.deferred.as_ref().map(|it| it.done.clone()),
        Paper::Promise => branches().find_map(|own| Some(own.promised.as_ref()?.done.clone())),
        Paper::Inspection => latest(
            branches()
                .flat_map(|own| &own.inspections)
                .map(|(_, done)| done)
                .collect(),
        ),
        Paper::PublicNotice => latest(
            branches()
                .flat_map(|own| &own.notices)
                .map(|it| &it.done)
                .collect(),
        ),
        Paper::NotNeeded => match &facts.intake {
            Intake::NotNeeded(done) => Some(done.clone()),
            _ => None,
        },
        Paper::Refusal => match &facts.intake {
            Intake::Refused(done) => Some(done.clone()),
            _ => None,
        },
        Paper::Extension => facts.extension.as_ref().map(|it| it.done.clone()),
        Paper::Special => latest(
            branches()
                .flat_map(|own| &own.stops)
                .map(|stop| &stop.from)
                .collect(),
        ),
        // The right to be heard, and the right to state one's case (许可法 36), are told together.
        Paper::HearingRight | Paper::Statement => hearing().map(|it| it.told.clone()),
        Paper::HearingNotice => hearing().and_then(|it| Some(it.set.as_ref()?.2.clone())),
        Paper::HearingRecord => hearing().and_then(|it| it.held.clone()),
        Paper::Grant => decided(true),
        Paper::Denial => decided(false),
        Paper::Result => {
            let over = facts.accepted().is_some()
                && facts.concluded_at().is_some()
                && facts.ended.is_none();
            // Whoever decided says so himself, and the desk that took it in only hands that over.
            let undecided = facts.branches.iter().all(|own| own.decided.is_none());
            let last = branches().filter_map(|own| own.steps.last()?.done.as_ref());
            latest(last.collect()).filter(|_| over && undecided)
        }
        Paper::WithdrawalApproval => {
            let ended = facts.ended.as_ref().filter(|ending| ending.withdrawn);
            ended.map(|ending| ending.done.clone())
        }
        Paper::Termination => match (&facts.ended, &facts.intake) {
            (Some(ending), _) if !ending.withdrawn => Some(ending.done.clone()),
            (_, Intake::Lapsed(done)) => Some(done.clone()),
            _ => None,
        },
        Paper::Delivery => facts.delivered.clone(),
        Paper::Custody => latest(facts.custody.values().map(|it| &it.since).collect()),
        Paper::Change => latest(branches().flat_map(|own| &own.changed).collect()),
        Paper::ChangeDenial => latest(branches().flat_map(|own| &own.change_denied).collect()),
        Paper::RenewalDenial => latest(branches().flat_map(|own| &own.renewal_denied).collect()),
        Paper::Refund => {
            let fees = branches().filter_map(|own| own.fee.as_ref()?.refunded.as_ref());
            latest(fees.map(|(_, done)| done).collect())
        }
        Paper::Retraction => branches().find_map(|own| own.retracted.clone()),
        Paper::Renewal => latest(branches().flat_map(|own| &own.renewed).collect()),
        Paper::Revocation => branches().find_map(|own| own.revoked.clone()),
        Paper::Cancellation => branches().find_map(|own| own.cancelled.clone()),
    }
}
