//! An act as the trail of a case shows it.

use crate::{Act, ActId, Deed, Standing, TrailEntry};
use tiers::{Digest, NodeId};

pub(crate) fn trail_entry(
    id: ActId,
    change: Digest,
    author: NodeId,
    act: Option<&Act>,
    standing: Standing,
) -> TrailEntry {
    TrailEntry {
        act: id,
        change,
        node: author,
        kind: act
            .map_or("unknown", |act| act.deed.kind().name())
            .to_owned(),
        who: act.map(|act| act.who.clone()),
        at: act.map(|act| act.at.ms),
        branch: act.and_then(|act| act.branch.clone()),
        text: act.map(words).unwrap_or_default(),
        standing,
    }
}

/// What an act carries, for the trail: words that were typed, numbers, and codes of causes and papers.
fn words(act: &Act) -> String {
    match &act.deed {
        Deed::Receive { number, .. } => number.clone(),
        Deed::Correct { missing: list } | Deed::Resubmit { supplied: list } => list.join("、"),
        Deed::Hand { papers, .. } | Deed::Take { papers } => papers.join("、"),
        Deed::Refuse { reason, .. }
        | Deed::NotNeeded { reason }
        | Deed::TakeOver { reason }
        | Deed::HandOver { reason, .. }
        | Deed::Return { reason, .. }
        | Deed::Decide { reason, .. }
        | Deed::Ask { reason, .. }
        | Deed::Withdraw { reason }
        | Deed::Change { reason, .. }
        | Deed::DenyChange { reason, .. }
        | Deed::DenyRenewal { reason, .. }
        | Deed::Terminate { reason, .. }
        | Deed::Retract { reason, .. }
        | Deed::Revoke { reason, .. }
        | Deed::Cancel { reason, .. }
        | Deed::Renew { reason, .. }
        | Deed::Regrant { reason, .. }
        | Deed::Resolve { reason, .. } => reason.clone(),
        Deed::Refund { fen, voucher, .. } => format!("{}.{:02} {voucher}", fen / 100, fen % 100),
        Deed::Fee { fen, voucher, .. } => format!("{}.{:02} {voucher}", fen / 100, fen % 100),
        Deed::Step { opinion, .. } | Deed::Sign { opinion, .. } => opinion.clone(),
        Deed::Suspend {
            cause,
            days,
            notice,
        } => {
            format!("{cause} {days} {notice}")
        }
        Deed::ApproveExtension {
            days,
            number,
            reason,
        } => format!("{days} {number} {reason}"),
        Deed::AcceptLacking { papers } | Deed::Supply { papers } => papers.join("、"),
        Deed::Promise { terms, signed } => format!("{} ({signed})", terms.join("、")),
        Deed::VerifyPromise { record, .. } => record.clone(),
        Deed::Inspect { officers, record } => format!("{record} ({})", officers.join("、")),
        Deed::Publicise { text, venue, until } => format!("{text} {venue} {until}"),
        Deed::Object { text } | Deed::AnswerObjection { text } => text.clone(),
        Deed::Resume { outcome } => outcome.clone(),
        Deed::Extend {
            days,
            reason,
            approval,
        } => format!("{days} {approval} {reason}"),
        Deed::HearingSet { on, venue, host } => format!("{on} {venue} {host}"),
        Deed::HearingHeld { record, signed } => format!("{record} ({})", signed.join("、")),
        Deed::Make { number, .. } => number.clone(),
        Deed::Archive { volume } => volume.clone(),
        Deed::Rate { stars, text } => format!("{stars} {text}"),
        Deed::Assign { user, reason } => format!("{user}: {reason}"),
        Deed::Print { paper, number, .. } => {
            format!("{paper} {number}")
        }
        Deed::Recount {
            was, now, reason, ..
        } => format!("{was} → {now} {reason}"),
        Deed::Deliver { how, at } if at.is_empty() => how.clone(),
        Deed::Deliver { how, at } => format!("{how} {at}"),
        Deed::HearingTell { text }
        | Deed::HearingAsk { text }
        | Deed::Joint { text, .. }
        | Deed::CallBack { text, .. }
        | Deed::Press { text } => text.clone(),
        Deed::Lapse
        | Deed::DeemRenewed
        | Deed::Arrive
        | Deed::Accept
        | Deed::Begin
        | Deed::Conclude
        | Deed::DeemAccepted
        | Deed::Publish { .. } => String::new(),
    }
}
