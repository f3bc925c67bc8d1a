//! What a person may do to a case.

use super::case::owner_name;
use super::people::Person;
use super::{lines, names, words};
use ::words::text;
use casework::{
    Branch, CaseView, Due, Facts, Intake, Kind, NextAct, Owner, Paper, Shape, Together, TrailEntry,
    causes_in, deferrable, rows_of, valid_until,
};
use catalog::Special;
use console::{ActOffer, Choice, FieldKind, FormField, Text};
use engine::ReadModel;
use engine::answers::CaseShow;
use std::collections::BTreeMap;
use tiers::{NodeId, PlaceCode, Role, Tier};

/// What may be done now by the table of the law, what the case waits for first.
pub(crate) fn of(model: &ReadModel, person: &Person, show: &CaseShow) -> Vec<ActOffer> {
    if show.view.read_only {
        return Vec::new();
    }
    let facts = &show.view.facts;
    let mut offers: Vec<ActOffer> = Vec::new();
    // A settlement is offered beside the sides it settles.
    for act in show
        .next
        .iter()
        .filter(|act| act.kind != Kind::Resolve.name())
    {
        if !person.may(act, None) {
            continue;
        }
        if can_only_be_refused(model, show, act) {
            continue;
        }
        let Some(offer) = offer(model, facts, act) else {
            continue;
        };
        for offer in each_way(facts, act, offer) {
            if !offers.contains(&offer) {
                offers.push(offer);
            }
        }
    }
    if may_take_over(model, person, show) {
        offers.push(take_over(model, facts));
    }
    offers.extend(of_any_place(model, person, show));
    offers
}

/// Whether time or the catalog forbids what the state of the case allows. No word that is typed could change that,
/// so there is no button for it.
fn can_only_be_refused(model: &ReadModel, show: &CaseShow, act: &NextAct) -> bool {
    let (facts, status) = (&show.view.facts, &show.assessment.status);
    let runs = |due: Option<Due>| !due.is_some_and(|due| due.has_passed(model.now()));
    match Kind::from_name(act.kind) {
        Some(Kind::DeemAccepted) => runs(status.intake),
        Some(Kind::Lapse) => runs(status.lapse),
        Some(Kind::DeemRenewed) => {
            let branch = facts.branch(act.branch.as_deref());
            let until = branch.and_then(|own| own.made.as_ref()?.until);
            until.is_none_or(|until| until >= model.now())
        }
        Some(Kind::AcceptLacking) => !may_follow(model, facts),
        _ => false,
    }
}

/// Whether every paper that was missing at receipt may be handed in later (容缺受理).
fn may_follow(model: &ReadModel, facts: &Facts) -> bool {
    let branches = || facts.branches.iter();
    let items = || branches().filter_map(|branch| model.item_of(facts, branch));
    let lacking = facts.receipt.as_ref().map(|receipt| &receipt.lacking);
    let mut lacking = lacking.into_iter().flatten();
    lacking.all(|name| deferrable(items(), name).is_some())
}

/// Granting and denying are two buttons, each with its own consequence: nobody denies by a list that he left as it was.
fn each_way(facts: &Facts, act: &NextAct, offer: ActOffer) -> Vec<ActOffer> {
    let decides = offer.fields.iter().any(|field| field.name == GRANTED);
    let branch = facts.branch(act.branch.as_deref());
    let (true, Some(branch)) = (decides, branch) else {
        return vec![offer];
    };
    let paid = branch.fee_due == 0 || branch.fee.is_some();
    let mut ways = Vec::new();
    for granted in [true, false] {
        // What is granted is paid for before.
        if granted && !paid {
            continue;
        }
        let mut way = offer.clone();
        fix(
            &mut way,
            GRANTED,
            if granted { "yes" } else { "no" }.to_owned(),
        );
        let paper = if granted { Paper::Grant } else { Paper::Denial };
        let title = text!(paper.title_in(branch.regime));
        if granted {
            way.fields.retain(|field| field.name != CAUSE);
            way.label = text!("offer-grant", what = &offer.label);
            way.danger = Some(text!("danger-grant", paper = title));
            way.favourable = true;
        } else {
            for field in way.fields.iter_mut().filter(|field| field.name == CAUSE) {
                field.required = true;
            }
            way.label = text!("offer-deny", what = &offer.label);
            way.danger = Some(text!("danger-deny", paper = title));
        }
        ways.push(way);
    }
    ways
}

const GRANTED: &str = "granted";
const CAUSE: &str = "cause";

/// What any place that holds the case may do: press for action, take and give originals.
fn of_any_place(model: &ReadModel, person: &Person, show: &CaseShow) -> Vec<ActOffer> {
    let facts = &show.view.facts;
    let mut offers = Vec::new();
    let here = Some(model.place());
    let possible = |kind: Kind| {
        let mut rows = rows_of(kind);
        let state = facts.state(None);
        rows.any(|row| row.states.contains(&state) && person.is_any(row.roles))
    };
    let offered = facts.custody.values().any(|it| it.offered == here);
    let takes_part = offered || (facts.filing() == here && person.files());
    if possible(Kind::Take) && takes_part {
        let mut offer = plain(Kind::Take);
        let papers: Vec<&str> = (facts.custody.iter())
            .filter(|(_, it)| it.offered == here)
            .map(|(paper, _)| paper.as_str())
            .collect();
        offer.besides = !offered;
        offer.fields = fields_of(model, facts, Kind::Take, None);
        hint(
            &mut offer,
            "papers",
            text!("offer-take", papers = said(&papers)),
        );
        offers.push(offer);
    }
    let held: Vec<&str> = (facts.custody.iter())
        .filter(|(_, it)| it.holder == here && it.offered.is_none())
        .map(|(paper, _)| paper.as_str())
        .collect();
    if possible(Kind::Hand) && !held.is_empty() {
        let mut offer = plain(Kind::Hand);
        offer.besides = true;
        offer.fields = fields_of(model, facts, Kind::Hand, None);
        hint(
            &mut offer,
            "papers",
            text!("offer-hand", papers = said(&held)),
        );
        offers.push(offer);
    }
    let moves = possible(Kind::Regrant) && may_move(model.place(), &show.view);
    if moves {
        offers.push(change_of_scope(model, &show.view));
    }
    if possible(Kind::Press) && facts.delivered.is_none() {
        let mut offer = plain(Kind::Press);
        offer.fields = fields_of(model, facts, Kind::Press, None);
        hint(&mut offer, "text", text!("offer-press"));
        offers.push(offer);
    }
    offers
}

/// Whether `here` is above every place that the case lives at: then a change of it can be this place's.
/// How far the change goes is not typed yet; the guard has the last word.
fn may_move(here: PlaceCode, view: &CaseView) -> bool {
    let scope = &view.scope;
    let mut members = std::iter::once(&scope.home).chain(&scope.grants);
    scope.contested.is_empty()
        && here.tier() < Tier::Village
        && members.all(|place| here.contains(*place))
}

/// Where the case lives, to be stated anew: what holds is shown beside each field.
fn change_of_scope(model: &ReadModel, view: &CaseView) -> ActOffer {
    let mut offer = plain(Kind::Regrant);
    offer.besides = true;
    offer.fields = fields_of(model, &view.facts, Kind::Regrant, None);
    let scope = &view.scope;
    // Named, so that a page that stood open too long does not undo what another stated meanwhile.
    fix(
        &mut offer,
        "revision",
        scope.revision.saturating_add(1).to_string(),
    );
    let named = |place: &PlaceCode| Text::same(format!("{place} ")) + &names::place(model, *place);
    let grants = if scope.grants.is_empty() {
        Text::same("-")
    } else {
        Text::join(scope.grants.iter().map(named), "list-comma")
    };
    for (field, now) in [("home", named(&scope.home)), ("grants", grants)] {
        hint(&mut offer, field, text!("offer-now", now = now));
    }
    offer
}

fn said<T: AsRef<str>>(names: &[T]) -> Text {
    match names {
        [] => Text::same("-"),
        names => words::list(names),
    }
}

fn plain(kind: Kind) -> ActOffer {
    ActOffer {
        kind: kind.name().to_owned(),
        branch: None,
        label: words::task(kind.name(), None),
        fields: Vec::new(),
        fixed: BTreeMap::new(),
        danger: danger(kind),
        favourable: false,
        besides: false,
    }
}

fn field(name: &str, label: Text, kind: FieldKind, required: bool) -> FormField {
    FormField {
        name: name.to_owned(),
        label,
        hint: None,
        section: None,
        kind,
        required,
    }
}

fn hint(offer: &mut ActOffer, name: &str, text: Text) {
    let mut fields = offer.fields.iter_mut();
    if let Some(field) = fields.find(|field| field.name == name) {
        field.hint = Some(text);
    }
}

/// Takes a field off the page: its value is known and sent along.
fn fix(offer: &mut ActOffer, name: &str, value: String) {
    offer.fields.retain(|field| field.name != name);
    offer.fixed.insert(name.to_owned(), value);
}

fn offer(model: &ReadModel, facts: &Facts, act: &NextAct) -> Option<ActOffer> {
    let kind = Kind::from_name(act.kind)?;
    let mut offer = plain(kind);
    offer.besides = !act.due;
    let named = act
        .branch
        .as_deref()
        .and_then(|code| facts.branch(Some(code)));
    offer.label = words::task(act.kind, lines::stage_of_act(act));
    if let Some(branch) = named {
        offer.label = words::of(offer.label, names::branch(branch));
    }
    offer.branch.clone_from(&act.branch);
    let branch = facts.branch(act.branch.as_deref());
    offer.fields = fields_of(model, facts, kind, branch);
    match kind {
        // Named, so that a page that stood open too long does not do the step after it.
        Kind::Step => fix(&mut offer, "seq", act.step?.to_string()),
        Kind::Sign => {
            let branch = branch?;
            let waiting = facts.joints.iter().find(|joint| {
                joint.branches.contains(&branch.item) && !joint.signed.contains_key(&branch.item)
            })?;
            fix(&mut offer, "joint", waiting.act.to_string());
            hint(&mut offer, "opinion", Text::same(waiting.done.text.clone()));
            if waiting.what != Together::Approval {
                offer.fields.retain(|field| field.name != "granted");
            }
        }
        Kind::Make => {
            let branch = branch?;
            let until = model
                .item_of(facts, branch)
                .and_then(|item| valid_until(item, branch));
            match until {
                Some(date) => fix(&mut offer, "until", date.to_string()),
                None => offer.fields.retain(|field| field.name != "until"),
            }
        }
        Kind::Accept => offer.fields.extend(newer_version(model, facts)),
        // Which papers follow is what was missing at receipt, no more and no less.
        Kind::AcceptLacking => {
            let lacking = &facts.receipt.as_ref()?.lacking;
            fix(&mut offer, "papers", lacking.join("\n"));
            let papers = words::list(lacking);
            offer.danger = Some(text!("danger-accept-lacking", papers = papers));
        }
        Kind::Supply => {
            let papers = &facts.deferred.as_ref()?.papers;
            fix(&mut offer, "papers", papers.join("\n"));
            let papers = words::list(papers);
            offer.danger = Some(text!("danger-supply", papers = papers));
        }
        _ => hints(&mut offer, facts, kind, branch),
    }
    Some(offer)
}

/// Which catalog version a case is accepted under, where another came into force since its receipt.
fn newer_version(model: &ReadModel, facts: &Facts) -> Option<FormField> {
    let receipt = facts.receipt.as_ref()?;
    if model.versions(&receipt.code)? == receipt.catalog {
        return None;
    }
    let options = vec![
        choice("", text!("offer-version-receipt")),
        choice(TODAY, text!("offer-version-today")),
    ];
    let label = text!("offer-version");
    Some(field(VERSION, label, FieldKind::Choice { options }, false))
}

/// Field of an acceptance: which version.
pub(super) const VERSION: &str = "version";
/// The version in force now.
pub(super) const TODAY: &str = "today";

/// The fields of a kind as a page asks for them.
fn fields_of(
    model: &ReadModel,
    facts: &Facts,
    kind: Kind,
    branch: Option<&Branch>,
) -> Vec<FormField> {
    let mut fields: Vec<FormField> = Vec::new();
    let item = branch.and_then(|branch| model.item_of(facts, branch));
    for one in kind.fields() {
        let mut shape = match one.shape {
            Shape::Line | Shape::Place | Shape::Moment | Shape::Acts => FieldKind::Text,
            Shape::Words | Shape::List | Shape::Places => FieldKind::Long,
            Shape::Whole => FieldKind::Number,
            Shape::Fen => FieldKind::Money,
            Shape::YesNo(_) | Shape::Choice(_) | Shape::Special | Shape::Cause(_) => {
                FieldKind::Choice {
                    options: (phrases::choices(one.shape).into_iter())
                        .map(|(value, text)| choice(value, text))
                        .collect(),
                }
            }
        };
        match (kind, one.name) {
            // The amount follows from the basis that is chosen.
            (Kind::Fee, "reduction") => continue,
            (Kind::Fee, "basis") => {
                let reductions = item
                    .map(|item| item.fee.reductions.as_slice())
                    .unwrap_or_default();
                if reductions.is_empty() {
                    continue;
                }
                let options = reductions
                    .iter()
                    .map(|it| choice(&it.basis, Text::same(it.name.clone())));
                shape = FieldKind::Choice {
                    options: options.collect(),
                };
            }
            (Kind::Suspend, "cause") => {
                // A hearing is a right, whatever the catalog lists.
                let lawful = |code: &str| match Special::from_code(code) {
                    Some(Special::Hearing) => true,
                    Some(kind) => item.is_some_and(|item| item.special(kind).is_some()),
                    None => false,
                };
                if let FieldKind::Choice { options } = &mut shape {
                    options.retain(|option| lawful(&option.value));
                }
            }
            // Only what the law of this regime gives.
            (_, CAUSE) if matches!(one.shape, Shape::Cause(_)) => {
                let regime = branch.map_or_else(|| facts.regime(None), |own| own.regime);
                if let FieldKind::Choice { options } = &mut shape {
                    let listed: Vec<&str> = causes_in(kind, regime).map(|it| it.code).collect();
                    options.retain(|option| listed.contains(&option.value.as_str()));
                }
            }
            (Kind::Ask, "what") => {
                let open = facts.accepted().is_none() || facts.concluded_at().is_none();
                if let FieldKind::Choice { options } = &mut shape {
                    options.retain(|option| (option.value == "withdraw") == open);
                }
            }
            _ => {}
        }
        let label = phrases::field(one);
        fields.push(field(one.name, label, shape, one.required));
    }
    fields
}

/// What ends a case or cannot be done twice: the consequence in words, asked once more.
fn danger(kind: Kind) -> Option<Text> {
    let id = match kind {
        Kind::Refuse => "danger-refuse",
        Kind::NotNeeded => "danger-not-needed",
        Kind::Correct => "danger-correct",
        Kind::Suspend => "danger-suspend",
        Kind::Extend => "danger-extend",
        Kind::Withdraw | Kind::Terminate => "danger-end",
        Kind::Regrant => "danger-regrant",
        Kind::DenyChange | Kind::DenyRenewal => "danger-deny-later",
        Kind::Retract | Kind::Revoke | Kind::Cancel => "danger-revoke",
        _ => return None,
    };
    Some(text!(id))
}

fn hints(offer: &mut ActOffer, facts: &Facts, kind: Kind, branch: Option<&Branch>) {
    let (name, text) = match kind {
        Kind::Fee => {
            let money = words::money(branch.map_or(0, |branch| branch.fee_due));
            ("fen", text!("offer-fee", money = money))
        }
        Kind::Step => ("opinion", text!("offer-opinion")),
        Kind::Correct => {
            let receipt = facts.receipt.as_ref();
            let lacking = receipt.map_or(&[][..], |receipt| &receipt.lacking);
            match lacking {
                [] => ("missing", text!("offer-correct")),
                lacking => {
                    let missing = words::list(lacking);
                    ("missing", text!("offer-correct-lacking", missing = missing))
                }
            }
        }
        Kind::Resubmit => {
            let missing = facts
                .correction
                .as_ref()
                .map(|asked| asked.missing.as_slice());
            let missing = missing.unwrap_or_default();
            let (count, missing) = (missing.len(), words::list(missing));
            let text = text!("offer-resubmit", count = count, missing = missing);
            ("supplied", text)
        }
        Kind::Refuse | Kind::NotNeeded => ("reason", text!("offer-refuse")),
        Kind::HearingSet => ("on", text!("offer-hearing")),
        Kind::Return => {
            let steps = branch.map(|branch| {
                let before = &branch.steps[..branch.next];
                let names = before.iter().map(|step| {
                    Text::same(format!("{} ", step.plan.seq)) + &names::step(&step.plan)
                });
                Text::join(names, "list-comma")
            });
            ("to", steps.unwrap_or_default())
        }
        Kind::Joint => {
            let codes: Vec<&str> = facts
                .branches
                .iter()
                .map(|branch| branch.item.as_str())
                .collect();
            ("branches", words::list(&codes))
        }
        _ => return,
    };
    hint(offer, name, text);
}

fn choice(value: &str, label: Text) -> Choice {
    Choice {
        value: value.to_owned(),
        label,
    }
}

/// An approver above may take an intake over that its owner left lying past the five days.
fn may_take_over(model: &ReadModel, person: &Person, show: &CaseShow) -> bool {
    let facts = &show.view.facts;
    let Some(owner) = facts.intake_owner() else {
        return false;
    };
    let here = model.place();
    let above = here != owner.place && here.contains(owner.place);
    let late = (show.assessment.status.intake).is_some_and(|due| due.has_passed(model.now()));
    above
        && late
        && facts.intake == Intake::Open
        && facts.taken_over.is_none()
        && show.view.contested.is_empty()
        && person.is_any(&[Role::Approver])
}

fn take_over(model: &ReadModel, facts: &Facts) -> ActOffer {
    let owner: Option<Owner> = facts.intake_owner();
    let from = owner
        .map(|owner| owner_name(model, &owner))
        .unwrap_or_default();
    let mut offer = plain(Kind::TakeOver);
    offer.fields = fields_of(model, facts, Kind::TakeOver, None);
    offer.danger = Some(text!("danger-take-over", from = from));
    offer
}

/// How a contested group may be settled: one side stands, the rest does not.
pub(crate) fn settle(model: &ReadModel, view: &CaseView, sides: &[&TrailEntry]) -> ActOffer {
    let mut by_node: BTreeMap<NodeId, Vec<&TrailEntry>> = BTreeMap::new();
    for side in sides {
        by_node.entry(side.node).or_default().push(side);
    }
    let options = by_node.iter().map(|(node, acts)| {
        let rows: Vec<_> = acts
            .iter()
            .map(|entry| super::case::row(model, view, entry))
            .collect();
        let kinds: Vec<Text> = rows.iter().map(|row| row.kind.clone()).collect();
        let kinds = words::join(&kinds);
        let place = rows
            .first()
            .map(|row| row.place.clone())
            .unwrap_or_default();
        Choice {
            value: node.to_string(),
            label: text!("offer-side", place = place, acts = kinds),
        }
    });
    let ids: Vec<String> = sides.iter().map(|side| side.act.to_string()).collect();
    ActOffer {
        kind: "resolve".to_owned(),
        branch: None,
        label: words::task("resolve", None),
        fields: vec![
            field(
                "stand",
                text!("offer-stand"),
                FieldKind::Choice {
                    options: options.collect(),
                },
                true,
            ),
            field("reason", text!("offer-reason"), FieldKind::Long, true),
        ],
        fixed: BTreeMap::from([("rivals".to_owned(), ids.join("-"))]),
        besides: false,
        favourable: false,
        danger: Some(text!("danger-settle")),
    }
}
