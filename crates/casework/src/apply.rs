//! What an act that counts does to the facts. No judgement here: [`crate::guard`] has judged.

use crate::{
    Act, Branch, Correction, Deed, Done, Facts, FeeTaken, Form, Intake, Library, Mode, Owner,
    PlannedStep, Receipt, StepState, plan,
};
use catalog::{Bundle, Gate, Item};
use tiers::Digest;

/// Applies `act`, whose guard holds on `facts`.
pub(crate) fn apply(facts: &mut Facts, act: &Act, form: &Form, library: &Library) {
    let done = |text: &str| Done {
        at: act.at.ms,
        who: act.who.clone(),
        text: text.to_owned(),
    };
    match &act.deed {
        Deed::Receive {
            number,
            code,
            mode,
            quantity,
        } => {
            receive(facts, act, number, code, *mode, *quantity, form, library);
        }
        Deed::Arrive => facts.clock_from = Some(act.at.ms),
        Deed::Correct { missing } => {
            facts.correction = Some(Correction {
                asked: done(""),
                missing: missing.clone(),
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
        Deed::Accept => accept(facts, Intake::Accepted(done("")), act),
        Deed::DeemAccepted => accept(facts, Intake::Deemed(done("")), act),
        Deed::Refuse { reason } => facts.intake = Intake::Refused(done(reason)),
        Deed::TakeOver { .. } => facts.taken_over = Some(act.who.place),
        Deed::Fee { fen, voucher, .. } => {
            if let Some(branch) = branch(facts, act) {
                branch.fee = Some(FeeTaken {
                    fen: *fen,
                    voucher: voucher.clone(),
                    done: done(""),
                });
            }
        }
        Deed::Step { opinion, .. } => finish_step(facts, act, done(opinion)),
        Deed::Decide { granted, reason } => {
            if let Some(branch) = branch(facts, act) {
                branch.decided = Some((*granted, done(reason)));
            }
            finish_step(facts, act, done(reason));
        }
        Deed::Conclude => finish_step(facts, act, done("")),
        Deed::Deliver { how } => facts.delivered = Some(done(how)),
        Deed::Press { text } => facts.pressed.push(done(text)),
        Deed::Resolve { .. } | Deed::Publish { .. } => {}
    }
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

fn finish_step(facts: &mut Facts, act: &Act, done: Done) {
    if let Some(branch) = branch(facts, act)
        && let Some(step) = branch.steps.get_mut(branch.next)
    {
        step.done = Some(done);
        branch.next += 1;
    }
}

/// Acceptance ends the first step of every branch; where the receipt itself ended it (a village that
/// acts for the applicant), the next step's owner has accepted and goes on.
fn accept(facts: &mut Facts, intake: Intake, act: &Act) {
    let done = Done {
        at: act.at.ms,
        who: act.who.clone(),
        text: String::new(),
    };
    facts.intake = intake;
    for branch in &mut facts.branches {
        if branch.next == 0 {
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
    let Some(plan) = Plan::of(act, cited, quantity, library) else {
        return;
    };
    let done = Done {
        at: act.at.ms,
        who: act.who.clone(),
        text: String::new(),
    };
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
    facts.receipt = Some(Receipt {
        number: number.to_owned(),
        code: code.to_owned(),
        catalog: cited.clone(),
        calendar: act.cites.calendar,
        mode,
        quantity,
        form: form.clone(),
        accepting,
        rule: plan.rule,
        waits: plan.waits,
        instant: plan.instant,
        promised_days: plan.promised_days,
        promised_minutes: plan.promised_minutes,
        legal_days: plan.legal_days,
        done,
    });
}

struct Plan {
    branches: Vec<Branch>,
    rule: Option<catalog::Rule>,
    waits: Vec<(usize, usize, Gate)>,
    instant: bool,
    promised_days: u16,
    promised_minutes: u32,
    legal_days: u16,
}

impl Plan {
    fn of(act: &Act, cited: &[Digest], quantity: u32, library: &Library) -> Option<Plan> {
        let (first, rest) = cited.split_first()?;
        if let Some(item) = library.item(first) {
            let steps = plan::single(item, act.who.place);
            return Some(Plan {
                branches: vec![way(item, steps, quantity, item.promised_minutes)],
                rule: None,
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
            let steps = plan::branch(bundle, member, item, act.who.place);
            branches.push(way(item, steps, quantity, member.limit_minutes));
            legal_days = legal_days.max(item.legal_days);
        }
        Some(Plan {
            waits: waits(bundle),
            branches,
            rule: Some(bundle.rule),
            instant: false,
            promised_days: bundle.total_days,
            promised_minutes: bundle.total_minutes,
            legal_days,
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
        output: item.output.name.clone(),
        department: owner.department,
        place: owner.place,
        fee_due: item.fee_due(quantity, 0).unwrap_or(u64::MAX),
        fee_unit: item.fee.fen,
        fee: None,
        steps: (steps.into_iter())
            .map(|plan| StepState { plan, done: None })
            .collect(),
        next: 0,
        decided: None,
        limit_minutes,
    }
}

fn waits(bundle: &Bundle) -> Vec<(usize, usize, Gate)> {
    let index = |code: &str| bundle.members.iter().position(|member| member.item == code);
    (bundle.edges.iter())
        .filter_map(|edge| Some((index(&edge.from)?, index(&edge.to)?, edge.gate)))
        .collect()
}
