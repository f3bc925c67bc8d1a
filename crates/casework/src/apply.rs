//! What an act that counts does to the facts. No judgement here: [`crate::guard`] has judged.

use crate::{
    Act, ActId, Approval, Asked, Branch, Correction, Custody, Deed, Deferred, Done, Ending,
    Extension, Facts, FeeTaken, Form, Hearing, Intake, Joint, Library, Made, Mode, Owner,
    PlannedStep, Printed, Promised, PublicNotice, Rating, Receipt, Recounted, Regime, Regranted,
    Request, StepState, Stopped, deferrable, plan,
};
use calendar::UnixMillis;
use catalog::{Bundle, Gate, Item};
use tiers::{Digest, PlaceCode, Role};

/// Applies the act `id`, whose guard holds on `facts`.
pub(crate) fn apply(facts: &mut Facts, id: ActId, act: &Act, form: &Form, library: &Library) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Receive {
            number,
            code,
            mode,
            quantity,
        } => {
            receive(facts, act, number, code, *mode, *quantity, form, library);
        }
        Deed::Arrive
        | Deed::Correct { .. }
        | Deed::Resubmit { .. }
        | Deed::Lapse
        | Deed::Accept
        | Deed::AcceptLacking { .. }
        | Deed::Supply { .. }
        | Deed::DeemAccepted
        | Deed::Refuse { .. }
        | Deed::NotNeeded { .. }
        | Deed::HandOver { .. }
        | Deed::TakeOver { .. } => apply_to_intake(facts, act, library),
        Deed::Ask { .. }
        | Deed::Withdraw { .. }
        | Deed::Terminate { .. }
        | Deed::ApproveExtension { .. }
        | Deed::Extend { .. }
        | Deed::Joint { .. }
        | Deed::Deliver { .. }
        | Deed::Archive { .. }
        | Deed::Rate { .. }
        | Deed::CallBack { .. }
        | Deed::Press { .. } => apply_to_whole(facts, id, act),
        Deed::Assign { .. }
        | Deed::Hand { .. }
        | Deed::Take { .. }
        | Deed::Print { .. }
        | Deed::Recount { .. }
        | Deed::Regrant { .. } => apply_to_keeping(facts, id, act),
        Deed::Make { number, until } => {
            let hashes = facts.catalog.clone();
            if let Some(branch) = branch(facts, act) {
                branch.made = Some(Made {
                    number: number.clone(),
                    until: until.or_else(|| lawful_end(branch, &hashes, act, library)),
                    done: done(""),
                });
            }
        }
        Deed::Sign { joint, opinion, .. } => {
            let signed = branch(facts, act).map(|branch| {
                apply_to_branch(branch, act);
                branch.item.clone()
            });
            let paper = facts.joints.iter_mut().find(|paper| paper.act == *joint);
            if let (Some(paper), Some(item)) = (paper, signed) {
                paper.signed.insert(item, done(opinion));
            }
        }
        Deed::Begin
        | Deed::Fee { .. }
        | Deed::Step { .. }
        | Deed::Return { .. }
        | Deed::Suspend { .. }
        | Deed::Resume { .. }
        | Deed::Promise { .. }
        | Deed::VerifyPromise { .. }
        | Deed::Inspect { .. }
        | Deed::Publicise { .. }
        | Deed::Object { .. }
        | Deed::AnswerObjection { .. }
        | Deed::HearingTell { .. }
        | Deed::HearingAsk { .. }
        | Deed::HearingSet { .. }
        | Deed::HearingHeld { .. }
        | Deed::Decide { .. }
        | Deed::Conclude
        | Deed::Refund { .. }
        | Deed::Change { .. }
        | Deed::DenyChange { .. }
        | Deed::Renew { .. }
        | Deed::DenyRenewal { .. }
        | Deed::DeemRenewed
        | Deed::Retract { .. }
        | Deed::Revoke { .. }
        | Deed::Cancel { .. } => {
            if let Some(request) = answered_by(&act.deed) {
                answer(facts, request, act);
            }
            if let Some(branch) = branch(facts, act) {
                apply_to_branch(branch, act);
            }
        }
        Deed::Resolve { .. } | Deed::Publish { .. } => {}
    }
}

/// The request of the licensee that an act on the licence answers.
fn answered_by(deed: &Deed) -> Option<Request> {
    match deed {
        // A change of office answers nobody.
        Deed::Change { cause, .. } if !cause.is_empty() => None,
        Deed::Change { .. } | Deed::DenyChange { .. } => Some(Request::Change),
        Deed::Renew { .. } | Deed::DenyRenewal { .. } | Deed::DeemRenewed => Some(Request::Renew),
        Deed::Cancel { .. } => Some(Request::Cancel),
        _ => None,
    }
}

fn done_of(act: &Act, text: &str) -> Done {
    Done {
        at: act.at.ms,
        who: act.who.clone(),
        text: text.to_owned(),
        cause: act.deed.cause().unwrap_or_default().to_owned(),
    }
}

/// What an act does between the receipt and the acceptance.
fn apply_to_intake(facts: &mut Facts, act: &Act, library: &Library) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Arrive => facts.clock_from = Some(act.at.ms),
        Deed::Correct { missing } => {
            let rule = |hash: &Digest| library.item(hash)?.correction_lapse_days;
            facts.correction = Some(Correction {
                asked: done(""),
                missing: missing.clone(),
                lapse_days: facts.catalog.iter().find_map(rule),
                answered: None,
            });
        }
        Deed::Resubmit { .. } => {
            if let Some(correction) = &mut facts.correction {
                correction.answered = Some(act.at.ms);
            }
            // The day all papers are in is the day the limits run from.
            facts.clock_from = Some(act.at.ms);
        }
        Deed::Lapse => facts.intake = Intake::Lapsed(done("")),
        Deed::Accept => {
            handle_under(facts, act, library);
            accept(facts, Intake::Accepted(done("")), act);
        }
        Deed::AcceptLacking { papers } => {
            let items = || facts.catalog.iter().filter_map(|hash| library.item(hash));
            let days = papers.iter().filter_map(|name| deferrable(items(), name));
            facts.deferred = Some(Deferred {
                days: days.min().unwrap_or(0),
                papers: papers.clone(),
                done: done(""),
                supplied: None,
            });
            accept(facts, Intake::Accepted(done("")), act);
        }
        Deed::Supply { .. } => {
            if let Some(deferred) = &mut facts.deferred {
                deferred.supplied = Some(done(""));
            }
        }
        Deed::DeemAccepted => accept(facts, Intake::Deemed(done("")), act),
        Deed::Refuse { reason, .. } => facts.intake = Intake::Refused(done(reason)),
        Deed::NotNeeded { reason } => facts.intake = Intake::NotNeeded(done(reason)),
        Deed::HandOver {
            place, department, ..
        } => {
            facts.handed = Some(Owner {
                place: *place,
                department: department.clone(),
            });
        }
        Deed::TakeOver { .. } => facts.taken_over = Some(act.who.place),
        _ => {}
    }
}

/// What an act does to the case as a whole: its requests, its limit, its end and what comes after.
fn apply_to_whole(facts: &mut Facts, id: ActId, act: &Act) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Ask { what, reason } => facts.asked.push(Asked {
            what: *what,
            done: done(reason),
            answered: None,
        }),
        Deed::Withdraw { reason } => {
            answer(facts, Request::Withdraw, act);
            facts.ended = Some(Ending {
                withdrawn: true,
                done: done(reason),
            });
        }
        Deed::Terminate { reason, .. } => {
            facts.ended = Some(Ending {
                withdrawn: false,
                done: done(reason),
            });
        }
        Deed::ApproveExtension {
            days,
            number,
            reason,
        } => facts.approvals.push(Approval {
            days: *days,
            number: number.clone(),
            done: done(reason),
        }),
        Deed::Extend {
            days,
            reason,
            approval,
        } => {
            facts.extension = Some(Extension {
                days: *days,
                approval: approval.clone(),
                done: done(reason),
            });
        }
        Deed::Joint {
            what,
            branches,
            text,
        } => facts.joints.push(Joint {
            act: id,
            what: *what,
            branches: branches.clone(),
            done: done(text),
            signed: Default::default(),
        }),
        Deed::Deliver { how, at } => {
            let text = if at.is_empty() {
                how.clone()
            } else {
                format!("{how} {at}")
            };
            facts.delivered = Some(done(&text));
        }
        Deed::Archive { volume } => facts.archived = Some(done(volume)),
        Deed::Rate { stars, text } => {
            facts.rating = Some(Rating {
                stars: *stars,
                done: done(text),
            });
        }
        Deed::CallBack { text, .. } => facts.called_back.push(done(text)),
        Deed::Press { text } => facts.pressed.push(done(text)),
        _ => {}
    }
}

/// What an act does to agent, originals, printed papers, recounts and the place where the case lives.
fn apply_to_keeping(facts: &mut Facts, id: ActId, act: &Act) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Assign { user, .. } => facts.agent = Some(user.clone()),
        Deed::Hand { papers, to } => {
            for paper in papers {
                let custody = match to {
                    // Whoever is to have it confirms; until then the giver answers for it.
                    Some(place) => (Some(act.who.place), Some(*place)),
                    None => (None, None),
                };
                hold(facts, paper, custody, done(""));
            }
        }
        Deed::Take { papers } => {
            for paper in papers {
                hold(facts, paper, (Some(act.who.place), None), done(""));
            }
        }
        Deed::Print {
            paper,
            number,
            edition,
        } => facts.papers.push(Printed {
            paper: paper.clone(),
            number: number.clone(),
            edition: *edition,
            branch: act.branch.clone(),
            done: done(""),
        }),
        Deed::Recount {
            was, now, reason, ..
        } => facts.recounts.push(Recounted {
            was: *was,
            now: *now,
            calendar: act.cites.calendar,
            done: done(reason),
        }),
        Deed::Regrant {
            revision,
            home,
            grants,
            reason,
        } => {
            let left = facts.leaving(*home, grants);
            let from = facts.home().unwrap_or(*home);
            facts.regrants.push(Regranted {
                act: id,
                revision: *revision,
                from,
                home: *home,
                grants: grants.clone(),
                left,
                done: done(reason),
            });
        }
        _ => {}
    }
}

/// What an act does to the branch that it names.
fn apply_to_branch(branch: &mut Branch, act: &Act) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Fee {
            fen,
            reduction,
            basis,
            voucher,
        } => {
            branch.fee = Some(FeeTaken {
                fen: *fen,
                reduction: (*reduction > 0).then(|| (*reduction, basis.clone())),
                voucher: voucher.clone(),
                refunded: None,
                done: done(""),
            });
        }
        Deed::Refund {
            voucher, reason, ..
        } => {
            if let Some(fee) = &mut branch.fee {
                fee.refunded = Some((voucher.clone(), done(reason)));
            }
        }
        Deed::Step { opinion, .. } => finish_step(branch, done(opinion)),
        Deed::Sign {
            opinion, granted, ..
        } => {
            if let Some(granted) = granted {
                branch.decided = Some((*granted, done(opinion)));
            }
            finish_step(branch, done(opinion));
        }
        Deed::Decide {
            granted, reason, ..
        } => {
            branch.decided = Some((*granted, done(reason)));
            finish_step(branch, done(reason));
        }
        Deed::Begin | Deed::Conclude => finish_step(branch, done("")),
        Deed::Return { to, reason } => {
            let index = branch.steps.iter().position(|step| step.plan.seq == *to);
            if let Some(index) = index {
                for step in &mut branch.steps[index..] {
                    step.done = None;
                    step.reopened = None;
                }
                branch.steps[index].reopened = Some(act.at.ms);
                branch.next = index;
            }
            branch.returned.push(done(reason));
        }
        Deed::Suspend {
            cause,
            days,
            notice,
        } => {
            // A further notice goes on where the one before it ends.
            if let Some(open) = branch.stops.last_mut().filter(|stop| stop.until.is_none()) {
                open.until = Some(done(""));
            }
            branch.stops.push(Stopped {
                cause: cause.clone(),
                days: *days,
                notice: notice.clone(),
                from: done(""),
                until: None,
            });
        }
        Deed::Resume { outcome } => {
            if let Some(stop) = branch.stops.last_mut() {
                stop.until = Some(done(outcome));
            }
        }
        Deed::HearingTell { .. }
        | Deed::HearingAsk { .. }
        | Deed::HearingSet { .. }
        | Deed::HearingHeld { .. } => apply_to_hearing(&mut branch.hearing, act),
        Deed::Promise { .. }
        | Deed::VerifyPromise { .. }
        | Deed::Inspect { .. }
        | Deed::Publicise { .. }
        | Deed::Object { .. }
        | Deed::AnswerObjection { .. } => apply_to_proof(branch, act),
        _ => apply_to_licence(branch, act),
    }
}

/// What an act does to what the facts of a branch rest on besides papers: promises, inspections, public notices.
fn apply_to_proof(branch: &mut Branch, act: &Act) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Promise { terms, signed } => {
            branch.promised = Some(Promised {
                terms: terms.clone(),
                done: done(signed),
                verified: None,
            });
        }
        Deed::VerifyPromise { kept, record } => {
            if let Some(promised) = &mut branch.promised {
                promised.verified = Some((*kept, done(record)));
            }
        }
        Deed::Inspect { officers, record } => {
            branch.inspections.push((officers.clone(), done(record)));
        }
        Deed::Publicise { text, venue, until } => branch.notices.push(PublicNotice {
            venue: venue.clone(),
            until: *until,
            done: done(text),
            objections: Vec::new(),
        }),
        Deed::Object { text } => {
            if let Some(notice) = branch.notices.last_mut() {
                notice.objections.push((done(text), None));
            }
        }
        Deed::AnswerObjection { text } => {
            let open = branch
                .notices
                .iter_mut()
                .flat_map(|notice| &mut notice.objections);
            if let Some((_, answer)) = open.into_iter().find(|(_, answer)| answer.is_none()) {
                *answer = Some(done(text));
            }
        }
        _ => {}
    }
}

fn apply_to_hearing(of_branch: &mut Option<Hearing>, act: &Act) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::HearingTell { text } => {
            *of_branch = Some(Hearing {
                told: done(text),
                asked: None,
                set: None,
                held: None,
            });
        }
        Deed::HearingAsk { text } => {
            if let Some(hearing) = of_branch {
                hearing.asked = Some(done(text));
            }
        }
        Deed::HearingSet { on, venue, host } => {
            if let Some(hearing) = of_branch {
                hearing.set = Some((*on, host.clone(), done(venue)));
            }
        }
        Deed::HearingHeld { record, .. } => {
            if let Some(hearing) = of_branch {
                hearing.held = Some(done(record));
            }
        }
        _ => {}
    }
}

/// What an act does to the licence that a branch gave.
fn apply_to_licence(branch: &mut Branch, act: &Act) {
    let done = |text: &str| done_of(act, text);
    match &act.deed {
        Deed::Change { reason, .. } => branch.changed.push(done(reason)),
        Deed::DenyChange { reason, .. } => branch.change_denied.push(done(reason)),
        Deed::DenyRenewal { reason, .. } => branch.renewal_denied.push(done(reason)),
        Deed::Renew { until, reason } => {
            branch.renewed.push(done(reason));
            if let Some(made) = &mut branch.made {
                made.until = Some(*until);
            }
        }
        Deed::DeemRenewed => {
            branch.renewed.push(done(""));
            if let Some(made) = &mut branch.made
                && let Some(end) = made.until
            {
                // For as long as it was valid before.
                let length = end.0.saturating_sub(made.done.at.0).max(0);
                made.until = Some(UnixMillis(end.0.saturating_add(length)));
            }
        }
        Deed::Retract { reason, .. } => branch.retracted = Some(done(reason)),
        Deed::Revoke { reason, .. } => branch.revoked = Some(done(reason)),
        Deed::Cancel { reason, .. } => branch.cancelled = Some(done(reason)),
        _ => {}
    }
}

/// Close of business on the last day on which the item lets its paper be valid; none = without end.
fn lawful_end(
    branch: &Branch,
    catalog: &[Digest],
    act: &Act,
    library: &Library,
) -> Option<UnixMillis> {
    let items = catalog.iter().filter_map(|hash| library.item(hash));
    let item = items.into_iter().find(|item| item.code == branch.item)?;
    let last = crate::valid_until(item, branch)?;
    Some(library.calendar(&act.cites.calendar)?.closing(last))
}

fn answer(facts: &mut Facts, what: Request, act: &Act) {
    let mut open = facts.asked.iter_mut();
    if let Some(asked) = open.find(|asked| asked.what == what && asked.answered.is_none()) {
        asked.answered = Some(act.at.ms);
    }
}

fn hold(
    facts: &mut Facts,
    paper: &str,
    (holder, offered): (Option<PlaceCode>, Option<PlaceCode>),
    since: Done,
) {
    let custody = Custody {
        holder,
        offered,
        since,
    };
    facts.custody.insert(paper.to_owned(), custody);
}

/// An acceptance that cites the versions in force on its day: the case is handled under those from now
/// on; what was paid stays paid.
fn handle_under(facts: &mut Facts, act: &Act, library: &Library) {
    let cited = &act.cites.catalog;
    let Some(receipt) = facts.receipt.as_mut().filter(|_| !cited.is_empty()) else {
        return;
    };
    let filing = receipt.done.who.place;
    let Some(plan) = FilingPlan::of(filing, cited, receipt.quantity, library) else {
        return;
    };
    let mut branches = plan.branches;
    for branch in &mut branches {
        let Some(old) = facts.branches.iter().find(|old| old.item == branch.item) else {
            continue;
        };
        branch.fee.clone_from(&old.fee);
        // Only the receipt's own step can be done before acceptance.
        if old.next > 0 && !branch.steps.is_empty() {
            branch.steps[0].done = old.steps[0].done.clone();
            branch.next = 1;
        }
    }
    facts.branches = branches;
    facts.catalog.clone_from(cited);
    receipt.waits = plan.waits;
    receipt.instant = plan.instant;
    receipt.promised_days = plan.promised_days;
    receipt.promised_minutes = plan.promised_minutes;
    receipt.legal_days = plan.legal_days;
}

fn branch<'a>(facts: &'a mut Facts, act: &Act) -> Option<&'a mut Branch> {
    match &act.branch {
        None => facts.branches.first_mut(),
        Some(code) => facts
            .branches
            .iter_mut()
            .find(|branch| branch.item == *code),
    }
}

fn finish_step(branch: &mut Branch, done: Done) {
    if let Some(step) = branch.steps.get_mut(branch.next) {
        step.done = Some(done);
        branch.next += 1;
    }
}

/// Acceptance ends the first step of every branch that waits for no other to close; where the receipt itself ended it (a village that
/// acts for the applicant), the next step's owner has accepted and goes on.
fn accept(facts: &mut Facts, intake: Intake, act: &Act) {
    let done = done_of(act, "");
    facts.intake = intake;
    let waits = facts
        .receipt
        .as_ref()
        .map(|receipt| receipt.waits.as_slice());
    let waits = waits.unwrap_or_default();
    for (index, branch) in facts.branches.iter_mut().enumerate() {
        let waits = (waits.iter()).any(|(_, to, gate)| *to == index && *gate == Gate::Accept);
        if branch.next == 0 && !waits {
            branch.steps[0].done = Some(done.clone());
            branch.next = 1;
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "one receipt, all it says")]
fn receive(
    facts: &mut Facts,
    act: &Act,
    number: &str,
    code: &str,
    mode: Mode,
    quantity: u32,
    form: &Form,
    library: &Library,
) {
    let cited = &act.cites.catalog;
    let Some(plan) = FilingPlan::of(act.who.place, cited, quantity, library) else {
        return;
    };
    let done = done_of(act, "");
    let mut branches = plan.branches;
    let first = &branches[0];
    let accepting = match mode {
        Mode::ForApplicant => first.steps[1.min(first.steps.len() - 1)].plan.owner.clone(),
        _ => Owner {
            place: act.who.place,
            department: None,
        },
    };
    if mode == Mode::ForApplicant {
        // The village's own step is the receipt (收件); acceptance belongs to the next step's node.
        branches[0].steps[0].done = Some(done.clone());
        branches[0].next = 1;
    } else {
        facts.clock_from = Some(act.at.ms);
    }
    facts.branches = branches;
    facts.catalog.clone_from(cited);
    facts.agent = (act.who.role == Role::Agent).then(|| act.who.user.clone());
    let items: Vec<&Item> = cited.iter().filter_map(|hash| library.item(hash)).collect();
    facts.receipt = Some(Receipt {
        number: number.to_owned(),
        code: code.to_owned(),
        catalog: cited.clone(),
        calendar: act.cites.calendar,
        mode,
        quantity,
        form: form.clone(),
        lacking: crate::lacking(&items, form),
        accepting,
        rule: plan.rule,
        lead: plan.lead,
        waits: plan.waits,
        instant: plan.instant,
        promised_days: plan.promised_days,
        promised_minutes: plan.promised_minutes,
        legal_days: plan.legal_days,
        done,
    });
}

struct FilingPlan {
    branches: Vec<Branch>,
    rule: Option<catalog::Rule>,
    lead: Option<String>,
    waits: Vec<(usize, usize, Gate)>,
    instant: bool,
    promised_days: u16,
    promised_minutes: u32,
    legal_days: u16,
}

impl FilingPlan {
    fn of(
        filing: PlaceCode,
        cited: &[Digest],
        quantity: u32,
        library: &Library,
    ) -> Option<FilingPlan> {
        let (first, rest) = cited.split_first()?;
        if let Some(item) = library.item(first) {
            let steps = plan::single(item, filing);
            return Some(FilingPlan {
                branches: vec![way(item, steps, quantity, item.promised_minutes)],
                rule: None,
                lead: None,
                waits: Vec::new(),
                instant: item.instant,
                promised_days: item.promised_days,
                promised_minutes: item.promised_minutes,
                legal_days: item.legal_days,
            });
        }
        let bundle = library.bundle(first)?;
        let mut branches = Vec::new();
        let mut legal_days = 0;
        for (member, hash) in bundle.members.iter().zip(rest) {
            let item = library.item(hash)?;
            legal_days = item.legal_days.max(legal_days);
            let steps = plan::branch(bundle, member, item, filing);
            branches.push(way(item, steps, quantity, member.limit_minutes));
        }
        Some(FilingPlan {
            waits: waits(bundle),
            branches,
            rule: Some(bundle.rule),
            lead: Some(bundle.lead_department.clone()),
            instant: false,
            promised_days: bundle.total_days,
            promised_minutes: bundle.total_minutes,
            legal_days: legal_days.min(crate::limits::JOINT_DAYS),
        })
    }
}

fn way(item: &Item, steps: Vec<PlannedStep>, quantity: u32, limit_minutes: u32) -> Branch {
    let approval = steps
        .iter()
        .find(|step| step.stage == catalog::Stage::Approve);
    let owner = approval.or(steps.last()).map(|step| step.owner.clone());
    let owner = owner.expect("a catalog item has at least one step");
    Branch {
        item: item.code.clone(),
        name: item.name.clone(),
        name_en: item.name_en.clone(),
        output: item.output.name.clone(),
        certificate: item.output.kind == catalog::kind::CERTIFICATE,
        regime: Regime::of_kind(&item.kind),
        department: owner.department,
        place: owner.place,
        fee_due: item.fee_due(quantity, 0).unwrap_or(u64::MAX),
        fee_unit: item.fee.fen,
        fee: None,
        steps: (steps.into_iter())
            .map(|plan| StepState {
                plan,
                done: None,
                reopened: None,
            })
            .collect(),
        next: 0,
        decided: None,
        returned: Vec::new(),
        stops: Vec::new(),
        hearing: None,
        inspection: item.inspection,
        notice_days: item.notice_days,
        check_days: item.promise.as_ref().map(|rule| rule.check_days),
        inspections: Vec::new(),
        notices: Vec::new(),
        promised: None,
        made: None,
        changed: Vec::new(),
        renewed: Vec::new(),
        change_denied: Vec::new(),
        renewal_denied: Vec::new(),
        retracted: None,
        revoked: None,
        cancelled: None,
        limit_minutes,
    }
}

fn waits(bundle: &Bundle) -> Vec<(usize, usize, Gate)> {
    let index = |code: &str| bundle.members.iter().position(|member| member.item == code);
    (bundle.edges.iter())
        .filter_map(|edge| Some((index(&edge.from)?, index(&edge.to)?, edge.gate)))
        .collect()
}
