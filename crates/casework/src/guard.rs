//! Authority and guards: the one table of what may be done when and by whom. The same function
//! refuses at the desk and judges what arrives from elsewhere.

use crate::{
    Act, Contested, Deed, Due, Facts, FormFault, Ground, Intake, Library, Mode, Owner, Slot, plan,
};
use catalog::{Gate, ItemStatus, Rule, Stage};
use tiers::{Digest, NodeId, PlaceCode, Role, Tier};

/// Working days within which a correction must be asked for; silence after them is acceptance
/// (许可法 32(4)).
pub const CORRECTION_DAYS: u16 = 5;

/// Why an act may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant's message says what it is")]
pub enum Refusal {
    #[error("a version it cites is not here: {0}")]
    NotHere(Digest),
    #[error("the node that signed it is not the one the directory names for {0}")]
    NotTheNode(PlaceCode),
    #[error("{user} does not hold the post of {} here", .role.name())]
    NotThePost { user: String, role: Role },
    #[error("needs the role {0}")]
    WrongRole(&'static str),
    #[error("this step belongs to {0}")]
    NotTheOwner(PlaceCode, Option<String>),
    #[error("{0}: no such item in the catalog")]
    UnknownItem(String),
    #[error("{0}: repealed or suspended, it may not be filed")]
    NotActive(String),
    #[error("the receipt starts another clock than the item's")]
    WrongMode,
    #[error("{0}: may not be filed at this tier ({1})")]
    NotFiledHere(String, Tier),
    #[error("{0}: the applicant must come in person")]
    InPersonOnly(String),
    #[error("the form has {} fault(s): {}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Form(Vec<FormFault>),
    #[error("it has been received already")]
    AlreadyReceived,
    #[error("it has not been received")]
    NotReceived,
    #[error("it has not been accepted")]
    NotAccepted,
    #[error("intake is over: it was accepted or refused")]
    IntakeOver,
    #[error("a correction may be asked for once only")]
    CorrectionTwice,
    #[error("papers are still missing: the correction has not been answered")]
    CorrectionOpen,
    #[error("no correction was asked for")]
    NoCorrection,
    #[error("the five working days for a correction notice are over: it counts as accepted")]
    CorrectionLate,
    #[error("the five working days for a correction notice are not over yet")]
    TooEarly,
    #[error("no such branch: {0}")]
    NoBranch(String),
    #[error("name the branch")]
    NameBranch,
    #[error("step {0} is not open; step {1} is")]
    NotOpen(u8, u8),
    #[error("all steps are done")]
    AllDone,
    #[error("this step is {0}, not {1}")]
    WrongStage(&'static str, &'static str),
    #[error("an opinion must be written")]
    NoOpinion,
    #[error("a reason must be written")]
    NoReason,
    #[error("it waits for {0}")]
    Waits(String),
    #[error("it waits until all departments have reviewed")]
    WaitsForReview,
    #[error("the fee is {due} fen, not {given}")]
    WrongFee { due: u64, given: u64 },
    #[error("the fee of {0} fen has not been paid")]
    FeeUnpaid(u64),
    #[error("the catalog knows no reduction of this fee")]
    NoReduction,
    #[error("the fee has been paid already")]
    FeePaid,
    #[error("there is no fee")]
    NoFee,
    #[error("the number of the fiscal receipt must be given")]
    NoVoucher,
    #[error("who handled the case may not decide it")]
    SamePerson,
    #[error("not every branch is concluded")]
    NotConcluded,
    #[error("it has been delivered already")]
    Delivered,
    #[error("rival acts stand in the way: {0:?} must be settled first")]
    Frozen(Slot),
    #[error("nothing is contested")]
    NothingContested,
    #[error("a settlement must name all rivals: {0}")]
    NotAllRivals(String),
    #[error("only a place above {0} may take over")]
    NotAbove(PlaceCode),
    #[error("it has been taken over already")]
    TakenOver,
    #[error("the clock has started already")]
    Arrived,
    #[error("this is not an act of a case")]
    NotACase,
    #[error("an act of a kind this node does not know is here: it may only be read")]
    ReadOnly,
}

/// Judges `act` by `author` on what stands in its past.
///
/// # Errors
/// The first thing that does not hold. [`Refusal::NotHere`] means: cannot be judged yet.
pub fn judge(
    ground: Ground,
    facts: &Facts,
    contested: &[Contested],
    author: NodeId,
    act: &Act,
    form: &crate::Form,
    library: &Library,
) -> Result<(), Refusal> {
    authority(author, act, library)?;
    let touch = crate::slot::Touch::of(act, facts);
    if !matches!(act.deed, Deed::Resolve { .. }) {
        for slot in touch.takes.iter().chain(&touch.reads) {
            if facts.frozen.contains(slot) {
                return Err(Refusal::Frozen(slot.clone()));
            }
        }
    }
    match &act.deed {
        Deed::Receive {
            code,
            mode,
            quantity,
            ..
        } => receive(ground, facts, act, code, *mode, *quantity, form, library),
        Deed::Arrive => arrive(facts, act),
        Deed::Correct { missing } => correct(facts, act, missing, library),
        Deed::Resubmit { .. } => resubmit(facts, act),
        Deed::Accept => accept(facts, act),
        Deed::Refuse { reason } => {
            open_intake(facts, act)?;
            role(act, &[Role::Window, Role::Handler, Role::Approver])?;
            need(!reason.trim().is_empty(), Refusal::NoReason)
        }
        Deed::TakeOver { reason } => take_over(facts, act, reason, library),
        Deed::DeemAccepted => {
            open_intake(facts, act)?;
            role(act, &DESK)?;
            overdue(facts, act, library)
        }
        Deed::Fee {
            fen,
            reduction,
            voucher,
            ..
        } => fee(facts, act, *fen, *reduction, voucher),
        Deed::Step { seq, opinion } => {
            let stage = step(facts, act, Some(*seq))?;
            match stage {
                Stage::Handle => role(act, &[Role::Handler])?,
                Stage::Review => role(act, &[Role::Reviewer])?,
                other => return Err(Refusal::WrongStage(other.zh(), "承办/审核")),
            }
            need(!opinion.trim().is_empty(), Refusal::NoOpinion)
        }
        Deed::Decide { reason, .. } => decide(facts, act, reason),
        Deed::Conclude => {
            let stage = step(facts, act, None)?;
            need(
                stage == Stage::Conclude,
                Refusal::WrongStage(stage.zh(), Stage::Conclude.zh()),
            )?;
            role(act, &[Role::Agent, Role::Window])
        }
        Deed::Deliver { .. } => deliver(facts, act),
        Deed::Resolve {
            stand,
            void,
            reason,
        } => {
            resolve(facts, contested, act, stand, void)?;
            need(!reason.trim().is_empty(), Refusal::NoReason)
        }
        Deed::Press { text } => {
            role(act, &[Role::Supervisor])?;
            need(facts.receipt.is_some(), Refusal::NotReceived)?;
            need(!text.trim().is_empty(), Refusal::NoReason)
        }
        Deed::Publish { .. } => Err(Refusal::NotACase),
    }
}

fn need(holds: bool, otherwise: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}

fn authority(author: NodeId, act: &Act, library: &Library) -> Result<(), Refusal> {
    let cited = &act.cites;
    let entry = (library.entry(&cited.directory)).ok_or(Refusal::NotHere(cited.directory))?;
    if library.calendar(&cited.calendar).is_none() {
        return Err(Refusal::NotHere(cited.calendar));
    }
    let who = &act.who;
    need(
        entry.node == author && entry.place == who.place,
        Refusal::NotTheNode(who.place),
    )?;
    if who.role == Role::Node {
        // Time and arrival write these; a node decides nothing else by itself.
        return need(
            matches!(
                act.deed,
                Deed::Arrive | Deed::TakeOver { .. } | Deed::DeemAccepted
            ),
            Refusal::WrongRole("person"),
        );
    }
    need(
        entry.may_act(&who.user, who.role, who.department.as_deref()),
        Refusal::NotThePost {
            user: who.user.clone(),
            role: who.role,
        },
    )
}

fn role(act: &Act, allowed: &[Role]) -> Result<(), Refusal> {
    need(
        allowed.contains(&act.who.role),
        Refusal::WrongRole(allowed.first().map_or("", |role| role.name())),
    )
}

/// Who may write down what time and arrival cause: the node, or those at the desk. A supervisor writes
/// nothing into a case but warnings and opinions.
const DESK: [Role; 5] = [
    Role::Node,
    Role::Window,
    Role::Agent,
    Role::Handler,
    Role::Approver,
];

/// Whether the act is done for `owner`: the same place, and its department where one is named.
fn owned(act: &Act, owner: &Owner) -> Result<(), Refusal> {
    let holds = act.who.place == owner.place
        && (owner.department.is_none() || act.who.department == owner.department);
    need(
        holds,
        Refusal::NotTheOwner(owner.place, owner.department.clone()),
    )
}

#[allow(
    clippy::too_many_arguments,
    reason = "one receipt, all it is judged by"
)]
fn receive(
    ground: Ground,
    facts: &Facts,
    act: &Act,
    code: &str,
    mode: Mode,
    quantity: u32,
    form: &crate::Form,
    library: &Library,
) -> Result<(), Refusal> {
    need(facts.receipt.is_none(), Refusal::AlreadyReceived)?;
    let place = act.who.place;
    need(place == ground.home, Refusal::NotTheNode(ground.home))?;
    role(act, &[Role::Window, Role::Agent])?;
    let cited = &act.cites.catalog;
    let first = cited.first().ok_or(Refusal::UnknownItem(code.to_owned()))?;
    let (filing_tiers, items) = match (library.item(first), library.bundle(first)) {
        (Some(item), _) => {
            need(
                item.code == code && cited.len() == 1,
                Refusal::UnknownItem(code.to_owned()),
            )?;
            need(mode == plan::mode(item, place), Refusal::WrongMode)?;
            (&item.filing_tiers, vec![item])
        }
        (_, Some(bundle)) => {
            need(
                bundle.code == code && cited.len() == bundle.members.len() + 1,
                Refusal::UnknownItem(code.to_owned()),
            )?;
            need(mode == Mode::Window, Refusal::WrongMode)?;
            let mut items = Vec::new();
            for (member, hash) in bundle.members.iter().zip(&cited[1..]) {
                let item = library.item(hash).ok_or(Refusal::NotHere(*hash))?;
                need(
                    item.code == member.item,
                    Refusal::UnknownItem(item.code.clone()),
                )?;
                items.push(item);
            }
            // A linked bundle is filed where its county departments are.
            let here = bundle.county_division.is_none_or(|county| county == place)
                || bundle.city_division == Some(place);
            need(here, Refusal::NotFiledHere(code.to_owned(), place.tier()))?;
            (&bundle.filing_tiers, items)
        }
        _ => return Err(Refusal::NotHere(*first)),
    };
    for item in &items {
        need(
            item.status == ItemStatus::Active,
            Refusal::NotActive(item.code.clone()),
        )?;
        let proxy = act.who.role == Role::Agent;
        need(
            !proxy || item.proxy_allowed,
            Refusal::InPersonOnly(item.code.clone()),
        )?;
    }
    need(
        filing_tiers.contains(&place.tier()),
        Refusal::NotFiledHere(code.to_owned(), place.tier()),
    )?;
    let faults = crate::check_form(&items, form);
    need(faults.is_empty(), Refusal::Form(faults))?;
    need(
        crate::form::quantity(form) == Some(quantity),
        Refusal::Form(vec![FormFault::Quantity]),
    )
}

fn arrive(facts: &Facts, act: &Act) -> Result<(), Refusal> {
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    need(act.who.place == receipt.accepting.place, {
        Refusal::NotTheOwner(receipt.accepting.place, None)
    })?;
    role(act, &DESK)?;
    need(facts.clock_from.is_none(), Refusal::Arrived)
}

/// Intake is open and the act is its owner's.
fn open_intake(facts: &Facts, act: &Act) -> Result<(), Refusal> {
    let owner = facts.intake_owner().ok_or(Refusal::NotReceived)?;
    need(facts.intake == Intake::Open, Refusal::IntakeOver)?;
    need(facts.clock_from.is_some(), Refusal::NotReceived)?;
    need(
        act.who.place == owner.place,
        Refusal::NotTheOwner(owner.place, owner.department.clone()),
    )?;
    // The window of the place stands for any department there.
    let desk = matches!(act.who.role, Role::Window | Role::Agent | Role::Node);
    if desk { Ok(()) } else { owned(act, &owner) }
}

fn accept(facts: &Facts, act: &Act) -> Result<(), Refusal> {
    open_intake(facts, act)?;
    role(
        act,
        &[Role::Window, Role::Agent, Role::Handler, Role::Approver],
    )?;
    let answered = facts
        .correction
        .as_ref()
        .is_none_or(|c| c.answered.is_some());
    need(answered, Refusal::CorrectionOpen)
}

fn correct(facts: &Facts, act: &Act, missing: &[String], library: &Library) -> Result<(), Refusal> {
    open_intake(facts, act)?;
    role(act, &[Role::Window, Role::Handler, Role::Approver])?;
    need(facts.correction.is_none(), Refusal::CorrectionTwice)?;
    need(!missing.is_empty(), Refusal::NoReason)?;
    match overdue(facts, act, library) {
        Ok(()) => Err(Refusal::CorrectionLate),
        Err(Refusal::TooEarly) => Ok(()),
        Err(other) => Err(other),
    }
}

fn resubmit(facts: &Facts, act: &Act) -> Result<(), Refusal> {
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    need(facts.intake == Intake::Open, Refusal::IntakeOver)?;
    let correction = facts.correction.as_ref().ok_or(Refusal::NoCorrection)?;
    need(correction.answered.is_none(), Refusal::NoCorrection)?;
    role(act, &[Role::Window, Role::Agent])?;
    let owner = facts.intake_owner().ok_or(Refusal::NotReceived)?;
    let here = act.who.place == owner.place || act.who.place == receipt.done.who.place;
    need(here, Refusal::NotTheOwner(owner.place, owner.department))
}

/// The five working days after the clock began are over by the act's claimed time, on the calendar it
/// cites, and nothing was asked of the applicant.
fn overdue(facts: &Facts, act: &Act, library: &Library) -> Result<(), Refusal> {
    let from = facts.clock_from.ok_or(Refusal::NotReceived)?;
    need(facts.correction.is_none(), Refusal::CorrectionTwice)?;
    let calendar =
        (library.calendar(&act.cites.calendar)).ok_or(Refusal::NotHere(act.cites.calendar))?;
    let due = Due::after(calendar, from, CORRECTION_DAYS);
    need(act.at.ms > due.at, Refusal::TooEarly)
}

fn take_over(facts: &Facts, act: &Act, reason: &str, library: &Library) -> Result<(), Refusal> {
    let owner = facts.intake_owner().ok_or(Refusal::NotReceived)?;
    need(facts.taken_over.is_none(), Refusal::TakenOver)?;
    need(facts.intake == Intake::Open, Refusal::IntakeOver)?;
    let above = act.who.place != owner.place && act.who.place.contains(owner.place);
    need(above, Refusal::NotAbove(owner.place))?;
    role(act, &[Role::Approver, Role::Node])?;
    need(!reason.trim().is_empty(), Refusal::NoReason)?;
    overdue(facts, act, library)
}

fn fee(facts: &Facts, act: &Act, fen: u64, reduction: u64, voucher: &str) -> Result<(), Refusal> {
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    let branch = branch(facts, act)?;
    role(act, &[Role::Window, Role::Agent, Role::Handler])?;
    let at_filing = act.who.place == receipt.done.who.place;
    let at_step = (branch.open()).is_some_and(|step| step.plan.owner.place == act.who.place);
    need(
        at_filing || at_step,
        Refusal::NotTheOwner(receipt.done.who.place, None),
    )?;
    need(branch.fee_due > 0, Refusal::NoFee)?;
    need(branch.fee.is_none(), Refusal::FeePaid)?;
    need(reduction == 0, Refusal::NoReduction)?;
    let (due, given) = (branch.fee_due, fen);
    need(due == given, Refusal::WrongFee { due, given })?;
    need(!voucher.trim().is_empty(), Refusal::NoVoucher)
}

fn branch<'a>(facts: &'a Facts, act: &Act) -> Result<&'a crate::Branch, Refusal> {
    facts
        .branch(act.branch.as_deref())
        .ok_or_else(|| match &act.branch {
            Some(code) => Refusal::NoBranch(code.clone()),
            None => Refusal::NameBranch,
        })
}

/// The open step is the act's, and nothing holds it back; tells its stage.
fn step(facts: &Facts, act: &Act, seq: Option<u8>) -> Result<Stage, Refusal> {
    need(facts.receipt.is_some(), Refusal::NotReceived)?;
    need(facts.accepted().is_some(), Refusal::NotAccepted)?;
    let branch = branch(facts, act)?;
    let open = branch.open().ok_or(Refusal::AllDone)?;
    if let Some(seq) = seq {
        need(seq == open.plan.seq, Refusal::NotOpen(seq, open.plan.seq))?;
    }
    owned(act, &open.plan.owner)?;
    waits(facts, branch, Gate::Accept)?;
    Ok(open.plan.stage)
}

/// Refuses while a branch that this one waits for is not far enough.
fn waits(facts: &Facts, branch: &crate::Branch, gate: Gate) -> Result<(), Refusal> {
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    for (from, to, held) in &receipt.waits {
        if facts.branches[*to].item == branch.item && *held == gate {
            let from = &facts.branches[*from];
            let far_enough = match gate {
                Gate::Accept => from.concluded_at().is_some(),
                Gate::Approve => from.decided.is_some(),
            };
            need(far_enough, Refusal::Waits(from.item.clone()))?;
        }
    }
    Ok(())
}

fn decide(facts: &Facts, act: &Act, reason: &str) -> Result<(), Refusal> {
    let stage = step(facts, act, None)?;
    need(
        stage == Stage::Approve,
        Refusal::WrongStage(stage.zh(), Stage::Approve.zh()),
    )?;
    role(act, &[Role::Approver])?;
    need(!reason.trim().is_empty(), Refusal::NoReason)?;
    let branch = branch(facts, act)?;
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    if receipt.rule == Some(Rule::MaxMember) {
        need(facts.all_reviewed(), Refusal::WaitsForReview)?;
    }
    waits(facts, branch, Gate::Approve)?;
    if branch.fee_due > 0 && branch.fee.is_none() {
        return Err(Refusal::FeeUnpaid(branch.fee_due));
    }
    // Separation of handling and approval; an item done in one sitting is exempt.
    let handled = (branch.steps.iter())
        .filter(|step| step.plan.stage == Stage::Handle)
        .filter_map(|step| step.done.as_ref())
        .any(|done| done.who.place == act.who.place && done.who.user == act.who.user);
    need(receipt.instant || !handled, Refusal::SamePerson)
}

fn deliver(facts: &Facts, act: &Act) -> Result<(), Refusal> {
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    need(act.who.place == receipt.done.who.place, {
        Refusal::NotTheOwner(receipt.done.who.place, None)
    })?;
    role(act, &[Role::Window, Role::Agent])?;
    need(facts.delivered.is_none(), Refusal::Delivered)?;
    need(facts.concluded_at().is_some(), Refusal::NotConcluded)
}

fn resolve(
    facts: &Facts,
    contested: &[Contested],
    act: &Act,
    stand: &[Digest],
    void: &[Digest],
) -> Result<(), Refusal> {
    let receipt = facts.receipt.as_ref().ok_or(Refusal::NotReceived)?;
    role(act, &[Role::Approver, Role::Lead])?;
    // The chief representative of a place above all who are in dispute.
    let place = act.who.place;
    let above = place.tier() <= Tier::City || place.contains(receipt.accepting.place);
    need(above, Refusal::NotAbove(receipt.accepting.place))?;
    need(!contested.is_empty(), Refusal::NothingContested)?;
    let mut named: Vec<&Digest> = stand.iter().chain(void).collect();
    named.sort();
    for group in contested {
        let mut rivals: Vec<&Digest> = group.acts.iter().collect();
        rivals.sort();
        if rivals.iter().any(|rival| named.contains(rival)) {
            let missing = rivals.iter().find(|rival| !named.contains(rival));
            return need(missing.is_none() && rivals.len() == named.len(), {
                let list: Vec<String> = rivals.iter().map(|rival| rival.short()).collect();
                Refusal::NotAllRivals(list.join(", "))
            });
        }
    }
    Err(Refusal::NothingContested)
}
