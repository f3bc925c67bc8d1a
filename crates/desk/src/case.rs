//! A case in full, as a person may see it.

use super::people::Person;
use super::{due, forms, lines, names, offers, paper, words};
use ::words::text;
use casework::{
    Branch, CaseView, Clock, Done, Intake, Joint, Owner, Standing as Worth, TrailEntry, Who as Doer,
};
use catalog::Stage;
use console::{
    Alike, CaseField, CasePage, Contested, CustodyLine, FindingLine, JointLine, Lane, LaneStep,
    Light, Refused, Shown, SignLine, Standing, StepState, Text, TrailRow, Who,
};
use engine::answers::CaseShow;
use engine::journal::Audit;
use engine::{Engine, ReadModel};
use record::{Kind, RecordId};
use std::collections::BTreeMap;
use supervision::{About, Finding, Rule};
use tiers::{PlaceCode, Role};

/// Roles that may ask for the whole of what is masked: those who work on a case, and who watch over it
/// by name. A control room watches figures.
const REVEALERS: [Role; 8] = [
    Role::Agent,
    Role::Window,
    Role::Handler,
    Role::Reviewer,
    Role::Approver,
    Role::Lead,
    Role::Supervisor,
    Role::Complaints,
];

/// A case, for somebody who has a post here.
pub(crate) fn page(model: &ReadModel, who: &Who, name: &str) -> Option<CasePage> {
    let person = Person::of(model, who);
    if person.is_nobody() {
        return None;
    }
    let id = model.seek(name, Kind::Case)?;
    let show = model.case_of(id)?;
    let receipt = show.view.facts.receipt.as_ref();
    let field = |name: &str| {
        let form = receipt.map(|receipt| &receipt.form);
        form.and_then(|form| form.get(name))
            .cloned()
            .unwrap_or_default()
    };
    let calendar = model.calendar_in_force();
    let due = calendar.and_then(|calendar| {
        let (status, light) = (&show.assessment.status, show.assessment.light);
        due::of_case(calendar, &show.view, status, light, model.now())
    });
    let code = show.summary.code.clone();
    let recounts = show.view.facts.recounts.iter();
    Some(CasePage {
        id: show.summary.id.clone(),
        number: show.summary.number.clone(),
        item: names::item(model, &code),
        item_code: code,
        applicant: words::masked(casework::NAME, &field(casework::NAME)),
        applicant_id: words::masked(casework::ID_NUMBER, &field(casework::ID_NUMBER)),
        place: names::path(model, show.summary.home),
        state: words::phase(show.assessment.status.phase),
        outcome: outcome(&show.view),
        owner: owner(model, &show),
        due,
        limits: due::counted(&model.limits_of(&show.view)),
        recounts: recounts.map(phrases::recount).collect(),
        calendar: show.assessment.status.calendar.short(),
        fields: case_fields(model, &show.view),
        may_reveal: person.is_any(&REVEALERS),
        lanes: lanes(model, &show),
        trail: show
            .view
            .trail
            .iter()
            .map(|entry| row(model, &show.view, entry))
            .collect(),
        contested: contested(model, &person, &show),
        reach: lines::reach(&show.summary),
        offers: offers::of(model, &person, &show),
        papers: paper::list(model, &person, &show),
        joints: joints(model, &show.view),
        custody: custody(model, &show.view),
        findings: findings(model, &show),
        fingerprint: show.fingerprint.to_string(),
        duplicates: alike(model, &model.duplicates_of(id)),
        left: left(model, &show.view, model.place()),
        read_only: show.view.read_only.then(|| text!("case-read-only")),
    })
}

/// What was decided; once it was taken back, the state says so.
fn outcome(view: &CaseView) -> Option<console::Outcome> {
    let gone =
        |own: &Branch| own.retracted.is_some() || own.revoked.is_some() || own.cancelled.is_some();
    let facts = &view.facts;
    let stands = facts.ended.is_none() && !facts.branches.iter().any(gone);
    facts.outcome().filter(|_| stands).map(words::outcome)
}

/// What the people of a place are told whose case is no longer theirs: what they see is how it stood then.
pub(super) fn left(model: &ReadModel, view: &CaseView, place: PlaceCode) -> Option<Text> {
    let left = view.left(place)?;
    Some(text!(
        "case-left",
        at = words::time(left.at),
        by = names::place(model, left.by.place),
        who = papers::person_name(model, &left.by),
        to = names::path(model, left.to),
        reason = left.reason
    ))
}

/// Cases that ask for the same, as a hint.
pub(crate) fn alike(model: &ReadModel, ids: &[RecordId]) -> Vec<Alike> {
    let briefs = ids
        .iter()
        .filter_map(|id| Some((id, model.briefs().get(id)?)));
    let lines = briefs.map(|(id, brief)| {
        let place = names::place(model, brief.home());
        let case = |place: &str| format!("{} ({place})", brief.number());
        Alike {
            id: id.to_string(),
            text: Text::new(
                duplicate(&case(&place.zh)).zh,
                duplicate(&case(&place.en)).en,
            ),
        }
    });
    lines.collect()
}

/// What is said of another open case of the same item and applicant, named by `case`.
pub fn duplicate(case: &str) -> Text {
    text!("case-alike", case = case)
}

/// The name of a place with its department.
pub(crate) fn owner_name(model: &ReadModel, owner: &Owner) -> Text {
    match &owner.department {
        Some(code) => names::desk(model, owner.place, Some(code), " · "),
        None => Text::join(
            [names::place(model, owner.place), text!("case-desk")],
            "list-dot",
        ),
    }
}

/// The places and departments a case waits for, or where it was closed.
fn owner(model: &ReadModel, show: &CaseShow) -> Text {
    let mut owners: Vec<Text> = Vec::new();
    for act in show.next.iter().filter(|act| act.due) {
        let name = owner_name(model, &act.owner);
        if !owners.contains(&name) {
            owners.push(name);
        }
    }
    if owners.is_empty() {
        let facts = &show.view.facts;
        let closer = match (&facts.delivered, &facts.intake) {
            (Some(done), _) | (None, Intake::Refused(done)) => Some(owner_of(&done.who)),
            _ => facts.intake_owner(),
        };
        owners.extend(closer.map(|owner| owner_name(model, &owner)));
    }
    words::join(&owners)
}

fn owner_of(who: &Doer) -> Owner {
    Owner {
        place: who.place,
        department: who.department.clone(),
    }
}

/// Joint papers: a signature that is missing is named as well as one that is there.
fn joints(model: &ReadModel, view: &CaseView) -> Vec<JointLine> {
    let facts = &view.facts;
    let sign = |joint: &Joint, code: &String| {
        let branch = facts.branch(Some(code));
        let done = joint.signed.get(code);
        SignLine {
            of: match branch.map(|branch| (branch, &branch.department)) {
                Some((branch, Some(department))) => {
                    names::department(model, department)
                        + &Text::same(" · ")
                        + &names::branch(branch)
                }
                Some((branch, None)) => names::branch(branch),
                None => Text::same(code),
            },
            signed: done.map(|done| signed(model, done)),
            opinion: done.map(|done| done.text.clone()).unwrap_or_default(),
        }
    };
    let lines = facts.joints.iter().map(|joint| JointLine {
        what: words::together(joint.what),
        report: joint.done.text.clone(),
        begun: signed(model, &joint.done),
        signs: (joint.branches.iter())
            .map(|code| sign(joint, code))
            .collect(),
    });
    lines.collect()
}

/// Who did something, where and when, on one line.
fn signed(model: &ReadModel, done: &Done) -> Text {
    let (who, at) = (papers::person_name(model, &done.who), words::time(done.at));
    let place = owner_place(model, &done.who);
    Text::join([Text::same(who), place, at], "list-dot")
}

/// Where every original is that anybody took.
fn custody(model: &ReadModel, view: &CaseView) -> Vec<CustodyLine> {
    let place = |code| names::place(model, code);
    let receipt = view.facts.receipt.as_ref();
    let items = receipt.map_or_else(Vec::new, |receipt| forms::members(model, &receipt.code));
    let lines = view.facts.custody.iter().map(|(paper, it)| CustodyLine {
        paper: names::material_named(&items, paper),
        holder: match it.holder {
            Some(code) => place(code),
            None => text!("case-custody-returned"),
        },
        since: words::time(it.since.at),
        offered: it.offered.map(place),
    });
    lines.collect()
}

/// The form as received; name and number stand at the head of the page.
fn case_fields(model: &ReadModel, view: &CaseView) -> Vec<CaseField> {
    let Some(receipt) = &view.facts.receipt else {
        return Vec::new();
    };
    let items = forms::members(model, &receipt.code);
    let own = [
        casework::REPRESENTATIVE,
        "phone",
        casework::ADDRESS,
        casework::QUANTITY,
        "note",
    ];
    let known = own
        .iter()
        .filter_map(|name| receipt.form.get_key_value(*name));
    let materials = (receipt.form.iter()).filter(|(name, _)| name.starts_with(casework::MATERIAL));
    known
        .chain(materials)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| CaseField {
            shown: Shown {
                label: names::label(&items, name),
                value: shown_value(name, &words::masked(name, value)),
            },
            rivals: Vec::new(),
        })
        .collect()
}

fn shown_value(name: &str, value: &str) -> Text {
    if name.starts_with(casework::MATERIAL) {
        // What is no number is shown as it was typed.
        return match value.parse::<u64>() {
            Ok(copies) => text!("case-copies", n = copies),
            Err(_) => text!("case-copies", n = value),
        };
    }
    Text::same(value)
}

/// One lane a branch.
fn lanes(model: &ReadModel, show: &CaseShow) -> Vec<Lane> {
    let view = &show.view;
    let several = view.facts.branches.len() > 1;
    let lanes = view.facts.branches.iter().enumerate();
    lanes
        .map(|(index, branch)| Lane {
            branch: if several {
                branch.item.clone()
            } else {
                String::new()
            },
            item: names::branch(branch),
            department: branch
                .department
                .as_ref()
                .map(|code| names::department(model, code))
                .unwrap_or_else(|| text!("case-desk-lane")),
            place: names::place(model, show.view.facts.place_now(branch.place)),
            state: lane_state(show, index, branch),
            light: lane_light(show, index, branch),
            steps: (0..branch.steps.len())
                .map(|step| lane_step(model, show, index, branch, step))
                .collect(),
        })
        .collect()
}

fn lane_state(show: &CaseShow, index: usize, branch: &Branch) -> Text {
    let facts = &show.view.facts;
    if matches!(facts.intake, Intake::Refused(_)) {
        return text!("phase-refused");
    }
    if let Some(stop) = branch.open_stop() {
        return due::stopped(stop);
    }
    let decided = branch.decided.as_ref().map(|(granted, _)| *granted);
    match (branch.open(), decided) {
        (None, Some(false)) => text!("lane-denied"),
        (None, Some(true)) => text!("lane-granted"),
        (None, None) => text!("lane-concluded"),
        (Some(open), _) => {
            let name = names::step(&open.plan);
            match step_state(show, index, branch, branch.next) {
                StepState::Waiting => text!("lane-waiting", x = name),
                _ => text!("lane-now", x = name),
            }
        }
    }
}

fn lane_light(show: &CaseShow, index: usize, branch: &Branch) -> Option<Light> {
    branch.open()?;
    match show.assessment.status.clock {
        Clock::NotStarted | Clock::Stopped(..) => return None,
        Clock::Suspended(..) => return Some(Light::Paused),
        Clock::Running(_) => {}
    }
    show.view.facts.entered_at(index, branch.next)?;
    let open =
        |finding: &&Finding| finding.branch == Some(index) && finding.step == Some(branch.next);
    let found = show.assessment.findings.iter().filter(open);
    let worst = found
        .map(|finding| light_of(finding.red, finding.yellow))
        .max_by_key(|light| *light == Light::Red);
    Some(worst.unwrap_or(Light::Green))
}

/// What a finding shows.
pub(crate) fn light_of(
    red: Option<calendar::UnixMillis>,
    yellow: Option<calendar::UnixMillis>,
) -> Light {
    match (red, yellow) {
        (Some(_), _) => Light::Red,
        (None, Some(_)) => Light::Yellow,
        (None, None) => Light::Green,
    }
}

fn lane_step(
    model: &ReadModel,
    show: &CaseShow,
    index: usize,
    branch: &Branch,
    step: usize,
) -> LaneStep {
    let state = &branch.steps[step];
    let role = words::role(forms::role_of(state.plan.stage));
    // What is not done yet passes on with a move of the case.
    let owner = match state.done {
        Some(_) => state.plan.owner.clone(),
        None => show.view.facts.owner_now(&state.plan.owner),
    };
    let department = owner.department.clone();
    let owner = owner_name(model, &owner);
    LaneStep {
        name: names::step(&state.plan),
        owner: match &department {
            Some(_) => Text::join([owner, role], "list-dot"),
            None => owner,
        },
        limit: words::limit(state.plan.limit_minutes),
        state: step_state(show, index, branch, step),
        by: state
            .done
            .as_ref()
            .map(|done| papers::person_name(model, &done.who)),
        at: state.done.as_ref().map(|done| words::time(done.at)),
    }
}

fn step_state(show: &CaseShow, index: usize, branch: &Branch, step: usize) -> StepState {
    let facts = &show.view.facts;
    if branch.steps[step].done.is_some() || step < branch.next {
        return StepState::Done;
    }
    if matches!(facts.intake, Intake::Refused(_)) {
        return StepState::Skipped;
    }
    if step > branch.next {
        return StepState::Coming;
    }
    let still = matches!(
        show.assessment.status.clock,
        Clock::NotStarted | Clock::Suspended(..)
    );
    match facts.entered_at(index, step) {
        Some(_) if !still => StepState::Now,
        _ => StepState::Waiting,
    }
}

/// The stage of the step that an act took.
fn stage(view: &CaseView, entry: &TrailEntry) -> Option<Stage> {
    if entry.kind != "step" {
        return None;
    }
    let branch = view.facts.branch(entry.branch.as_deref())?;
    let took = |step: &&casework::StepState| {
        (step.done.as_ref())
            .is_some_and(|done| Some(done.at) == entry.at && Some(&done.who) == entry.who.as_ref())
    };
    let step = branch.steps.iter().find(took);
    // An act that does not count took no step; the role still tells.
    step.map(|step| step.plan.stage)
        .or_else(|| match entry.who.as_ref()?.role {
            Role::Handler => Some(Stage::Handle),
            Role::Reviewer => Some(Stage::Review),
            _ => None,
        })
}

/// What an act decided, where it is a decision that stands.
fn decided(view: &CaseView, entry: &TrailEntry) -> Option<bool> {
    let (granted, done) = view
        .facts
        .branch(entry.branch.as_deref())?
        .decided
        .as_ref()?;
    let decides = matches!(
        casework::Kind::from_name(&entry.kind),
        Some(casework::Kind::Decide | casework::Kind::Sign)
    );
    let its = Some(done.at) == entry.at && Some(&done.who) == entry.who.as_ref();
    (decides && its).then_some(*granted)
}

/// One act of the trail.
pub(crate) fn row(model: &ReadModel, view: &CaseView, entry: &TrailEntry) -> TrailRow {
    let who = entry.who.as_ref();
    let mut kind = match decided(view, entry) {
        Some(granted) => words::decided(granted),
        None => words::kind(&entry.kind, stage(view, entry)),
    };
    if let Some(branch) = entry
        .branch
        .as_deref()
        .and_then(|code| view.facts.branch(Some(code)))
    {
        kind = words::of(kind, names::branch(branch));
    }
    TrailRow {
        id: entry.act.short(),
        kind,
        who: who
            .map(|who| papers::person_name(model, who))
            .unwrap_or_default(),
        place: who.map(|who| owner_place(model, who)).unwrap_or_default(),
        role: who.map(|who| words::role(who.role)).unwrap_or_default(),
        at: entry.at.map(words::time).unwrap_or_default(),
        standing: standing(&entry.standing),
        note: note(entry),
        paper: paper::of_act(model, view, entry),
    }
}

fn owner_place(model: &ReadModel, who: &Doer) -> Text {
    names::desk(model, who.place, who.department.as_deref(), " ")
}

fn standing(worth: &Worth) -> Standing {
    match worth {
        Worth::Stands => Standing::Stands,
        Worth::Contested => Standing::Contested,
        Worth::LateRival => Standing::Late,
        Worth::Void => Standing::Void,
        Worth::Displaced | Worth::Unjudged | Worth::Unknown => Standing::Waiting,
        Worth::Invalid(_) => Standing::Invalid,
    }
}

fn note(entry: &TrailEntry) -> Option<Text> {
    let said = match entry.text.as_str() {
        "" => None,
        _ => Some(phrases::carried(entry)),
    };
    let why = match &entry.standing {
        Worth::Stands => None,
        Worth::Contested => Some(text!("note-contested")),
        Worth::LateRival => Some(text!("note-late")),
        Worth::Void => Some(text!("note-void")),
        Worth::Displaced => Some(text!("note-displaced")),
        Worth::Invalid(refusal) => Some(text!("note-invalid", x = phrases::refusal(refusal))),
        Worth::Unjudged => Some(text!("note-unjudged")),
        Worth::Unknown => Some(text!("note-unknown")),
    };
    match (said, why) {
        (Some(said), Some(why)) => Some(text!("note-said-and-why", said = said, why = why)),
        (said, why) => said.or(why),
    }
}

/// Acts that contradict each other, and how the reader may settle it.
fn contested(model: &ReadModel, person: &Person, show: &CaseShow) -> Vec<Contested> {
    let settles = show.next.iter().find(|act| act.kind == "resolve");
    let by = settles
        .map(|act| names::place(model, act.owner.place))
        .unwrap_or_default();
    let may = settles.is_some_and(|act| person.may(act, None));
    let groups = show.view.contested.iter();
    groups
        .map(|group| {
            let sides: Vec<&TrailEntry> = (show.view.trail.iter())
                .filter(|entry| group.acts.contains(&entry.act))
                .collect();
            Contested {
                about: text!("contested-about", by = &by),
                settle: may.then(|| offers::settle(model, &show.view, &sides)),
                sides: sides
                    .into_iter()
                    .map(|entry| row(model, &show.view, entry))
                    .collect(),
            }
        })
        .collect()
}

fn findings(model: &ReadModel, show: &CaseShow) -> Vec<FindingLine> {
    let found = show.assessment.findings.iter();
    found
        .map(|finding| {
            let since = finding.red.or(finding.yellow);
            FindingLine {
                rule: words::rule(finding.rule),
                light: light_of(finding.red, finding.yellow),
                detail: finding_detail(model, &show.view, finding),
                since: since.map(words::time).unwrap_or_default(),
            }
        })
        .collect()
}

/// What a finding is about, and whose it is.
fn finding_detail(model: &ReadModel, view: &CaseView, finding: &Finding) -> Text {
    let owner = Owner {
        place: finding.place,
        department: finding.department.clone(),
    };
    let owner = owner_name(model, &owner);
    let late = finding.red.is_some();
    let about = match finding.rule {
        Rule::CaseLimit if late => text!("finding-case-late"),
        Rule::CaseLimit => text!("finding-case-near"),
        Rule::StepLimit => {
            let branch = finding
                .branch
                .and_then(|index| view.facts.branches.get(index));
            let several = view.facts.branches.len() > 1;
            let of = branch
                .filter(|_| several)
                .map_or_else(Text::default, |branch| {
                    names::branch(branch) + &Text::same(" ")
                });
            let plan = branch
                .zip(finding.step)
                .and_then(|(branch, step)| branch.steps.get(step));
            let name = match (&finding.about, plan) {
                (About::Step(name), Some(state)) if *name == state.plan.name => {
                    names::step(&state.plan)
                }
                (About::Step(name), _) => Text::same(name),
                _ => Text::default(),
            };
            let step = of + &name;
            if late {
                text!("finding-step-late", step = step)
            } else {
                text!("finding-step-near", step = step)
            }
        }
        Rule::LegalLimit
        | Rule::IntakeLimit
        | Rule::LowerReviewLimit
        | Rule::DeliveryLimit
        | Rule::HearingLimit
        | Rule::PromiseCheck
        | Rule::Suspension
        | Rule::Fee
        | Rule::StepOrder
        | Rule::Materials
        | Rule::Clock
        | Rule::Rating => match &finding.about {
            About::Limit(limit, _) => {
                let limit = text!(limit.id());
                text!("finding-limit-missed", limit = limit)
            }
            About::Procedure(notice) => text!("finding-suspension-over", notice = notice),
            About::Act(act, refusal) => {
                let why = phrases::refusal(refusal);
                text!("finding-act", act = act.short(), why = why)
            }
            About::Case(name) | About::Step(name) => Text::same(name),
        },
    };
    text!("finding-of", about = about, owner = owner)
}

/// The whole of what is masked, after noting who asked and why.
pub(crate) fn reveal(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    reason: &str,
) -> Result<Vec<Shown>, Refused> {
    let missing = || words::refuse("no-such-case");
    let person = Person::of(engine, who);
    if !person.is_any(&REVEALERS) {
        return Err(words::refuse("reveal-not-yours"));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(words::refuse("reveal-no-reason"));
    }
    let id: RecordId = engine.seek(name, Kind::Case).ok_or_else(missing)?;
    let show = engine.case_of(id).ok_or_else(missing)?;
    let receipt = show.view.facts.receipt.as_ref().ok_or_else(missing)?;
    engine.keep_event(Audit {
        what: "reveal".to_owned(),
        user: who.user.clone(),
        at: engine.now().0,
        words: BTreeMap::from([
            ("case".to_owned(), id.to_string()),
            ("reason".to_owned(), reason.to_owned()),
        ]),
    });
    let whole = [casework::NAME, casework::ID_NUMBER, "phone", "address"];
    let whole = whole
        .iter()
        .filter_map(|name| receipt.form.get_key_value(*name));
    let shown = whole
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Shown {
            label: words::label(name),
            value: Text::same(match name.as_str() {
                casework::ID_NUMBER => words::grouped(value),
                _ => value.clone(),
            }),
        });
    Ok(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_that_does_not_count_says_why_and_what_can_be_done() {
        let told = |standing| {
            let entry = TrailEntry {
                act: tiers::Digest::default(),
                change: tiers::Digest::default(),
                node: tiers::NodeId([1; 32]),
                kind: "step".to_owned(),
                who: None,
                at: None,
                branch: None,
                text: "同意".to_owned(),
                standing,
            };
            note(&entry).unwrap()
        };
        assert_eq!(told(Worth::Stands), Text::same("同意"));
        for (standing, why, what) in [
            (Worth::LateRival, "已被后续环节采用", "退回重办"),
            (Worth::Void, "经裁定不生效", "可以重新办理"),
            (Worth::Displaced, "所依据的办理尚未生效", "随之生效"),
        ] {
            let said = told(standing);
            assert!(said.zh.starts_with("同意。"), "{}", said.zh);
            assert!(
                said.zh.contains(why) && said.zh.contains(what),
                "{}",
                said.zh
            );
            assert!(
                said.en.contains("again") || said.en.contains("anew"),
                "{}",
                said.en
            );
        }
    }
}
