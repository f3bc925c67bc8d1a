//! What a person sent, turned into an act.

use super::offers::{TODAY, VERSION};
use super::{paper, words};
use ::words::text;
use casework::{Branch, CaseView, Deed, Kind, Shape};
use console::{ActDone, ActForm, FieldError, PaperRef, Refused, Who};
use engine::answers::CaseShow;
use engine::{Engine, ReadModel};
use tiers::{Digest, NodeId};

/// Does what a person sent.
pub(crate) fn act(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    form: &ActForm,
) -> Result<ActDone, Refused> {
    let missing = || words::refuse("no-such-case");
    let id = engine.seek(name, record::Kind::Case).ok_or_else(missing)?;
    let show = engine.case_of(id).ok_or_else(missing)?;
    looked_at(&show, form)?;
    let deed = deed(&show.view, &reduced(engine, &show.view, form))?;
    let kind = deed.kind();
    let user = who.user.as_str();
    // A button that was pressed twice says the same twice, and from a page that has not changed.
    if !is_fresh(&show, form)
        && let Some(said) = engine.said_already(id, user, form.branch.as_deref(), &deed)
    {
        let mut trail = show.view.trail.iter();
        let entry = trail.find(|entry| entry.act == said);
        let paper = entry.and_then(|entry| paper::of_act(engine, &show.view, entry));
        return Ok(done(kind, paper));
    }
    // By number it is found at once; by id all records are looked through.
    let case = match show.summary.number.as_str() {
        "" => show.summary.id.clone(),
        number => number.to_owned(),
    };
    let today = form
        .fields
        .get(VERSION)
        .is_some_and(|version| version == TODAY);
    let acted = match kind {
        Kind::Accept if today => engine.accept_today(user, &case),
        _ => engine.act(user, &case, form.branch.clone(), deed),
    };
    match acted {
        Ok(act) => {
            let now = engine.case_of(id);
            let paper = now.and_then(|now| {
                let mut trail = now.view.trail.iter().rev();
                let entry = trail.find(|entry| entry.act == act.act)?;
                paper::of_act(engine, &now.view, entry)
            });
            Ok(done(kind, paper))
        }
        Err(refused) => {
            let mut refused = words::refused(refused);
            refused.message = text!("sent-refused", why = &refused.message);
            Err(refused)
        }
    }
}

/// A judgement is of what was looked at. Where something has come in meanwhile, it is shown first; in
/// a joint approval the other lanes move all the time, and the guard knows what this lane waits for.
fn looked_at(show: &CaseShow, form: &ActForm) -> Result<(), Refused> {
    // What adds a line to the record judges nothing of it.
    let kind = Kind::from_name(&form.kind);
    let judgement = !matches!(
        kind,
        None | Some(
            Kind::Fee
                | Kind::Resubmit
                | Kind::Press
                | Kind::Print
                | Kind::Rate
                | Kind::CallBack
                | Kind::Ask
                | Kind::Take
                | Kind::Hand
                | Kind::Conclude
                | Kind::Deliver
        )
    );
    let joint = show.view.facts.branches.len() > 1 && kind.is_some_and(Kind::is_of_a_branch);
    if !judgement || joint || is_fresh(show, form) {
        return Ok(());
    }
    Err(words::refuse("sent-changed"))
}

/// Whether the case is as it was when the person looked at it, as far as the form says.
fn is_fresh(show: &CaseShow, form: &ActForm) -> bool {
    form.basis.is_empty() || form.basis == show.fingerprint.to_string()
}

fn done(kind: Kind, paper: Option<PaperRef>) -> ActDone {
    ActDone {
        message: text!("sent-done", act = words::task(kind.name(), None)),
        paper,
    }
}

/// A fee's reduction is chosen by its basis; the amount is the catalog's.
fn reduced(model: &ReadModel, view: &CaseView, form: &ActForm) -> ActForm {
    let mut form = form.clone();
    let branch = view.facts.branch(form.branch.as_deref());
    let quantity = view
        .facts
        .receipt
        .as_ref()
        .map_or(1, |receipt| receipt.quantity);
    if form.kind == Kind::Fee.name()
        && let Some(basis) = form.fields.get("basis").filter(|basis| !basis.is_empty())
        && let Some(item) = branch.and_then(|branch| model.item_of(&view.facts, branch))
        && let Some(fen) = item.reduction(basis, quantity)
    {
        form.fields.insert("reduction".to_owned(), words::yuan(fen));
    }
    form
}

/// The act that a form says, or everything that is wrong with the form.
fn deed(view: &CaseView, form: &ActForm) -> Result<Deed, Refused> {
    let none = || words::refuse("no-such-act");
    let kind = Kind::from_name(&form.kind).ok_or_else(none)?;
    let mut fields = form.fields.clone();
    let mut faults = Vec::new();
    for money in kind
        .fields()
        .iter()
        .filter(|field| field.shape == Shape::Fen)
    {
        // People type yuan; an act says fen.
        let Some(typed) = fields
            .get(money.name)
            .filter(|typed| !typed.trim().is_empty())
        else {
            continue;
        };
        match words::fen(typed) {
            Some(fen) => drop(fields.insert(money.name.to_owned(), fen.to_string())),
            None => {
                faults.push(FieldError {
                    field: money.name.to_owned(),
                    message: text!("sent-amount"),
                });
                // Something that can be read, so that what else is wrong is said too.
                fields.insert(money.name.to_owned(), "1".to_owned());
            }
        }
    }
    if kind == Kind::Step && fields.get("seq").is_none_or(|seq| seq.trim().is_empty()) {
        // The open one, where a caller does not say.
        let open = view
            .facts
            .branch(form.branch.as_deref())
            .and_then(Branch::open);
        fields.insert(
            "seq".to_owned(),
            open.map_or(0, |step| step.plan.seq).to_string(),
        );
    }
    let deed = match kind {
        Kind::Resolve => {
            let mut sent = SentAct { form, faults };
            let deed = sent.resolve(view)?;
            faults = sent.faults;
            Ok(deed)
        }
        kind => casework::deed_of(kind, &fields),
    };
    let deed = match deed {
        Ok(deed) => Some(deed),
        Err(misfits) if misfits.is_empty() => return Err(none()),
        Err(misfits) => {
            faults.extend(misfits.into_iter().map(|misfit| FieldError {
                field: misfit.field.name.to_owned(),
                message: phrases::misfit(&misfit),
            }));
            None
        }
    };
    match deed {
        Some(deed) if faults.is_empty() => Ok(deed),
        _ => Err(Refused {
            message: text!("sent-correct-these"),
            fields: faults,
        }),
    }
}

/// A settlement being read: what is wrong with it is gathered, so that all of it is said at once.
struct SentAct<'a> {
    form: &'a ActForm,
    faults: Vec<FieldError>,
}

impl SentAct<'_> {
    fn said(&self, name: &str) -> &str {
        self.form.fields.get(name).map_or("", |text| text.trim())
    }

    fn fault(&mut self, field: &str, id: &str) {
        self.faults.push(FieldError {
            field: field.to_owned(),
            message: text!(id),
        });
    }

    fn text(&mut self, name: &str, id: &str) -> String {
        let text = self.said(name).to_owned();
        if text.is_empty() {
            self.fault(name, id);
        }
        text
    }

    /// The acts of the side chosen stand, those of all others in the group do not.
    fn resolve(&mut self, view: &CaseView) -> Result<Deed, Refused> {
        let rivals: Vec<Digest> = (self.said("rivals").split('-'))
            .filter_map(|id| id.parse().ok())
            .collect();
        let named =
            |group: &&casework::Contested| group.acts.iter().any(|act| rivals.contains(act));
        let group = match rivals.as_slice() {
            [] => view.contested.first(),
            _ => view.contested.iter().find(named),
        };
        let group = group.ok_or_else(|| words::refuse("sent-settled-already"))?;
        let chosen: Option<NodeId> = self.said("stand").parse().ok();
        let (mut stand, mut void) = (Vec::new(), Vec::new());
        for act in &group.acts {
            let node = view
                .trail
                .iter()
                .find(|entry| entry.act == *act)
                .map(|entry| entry.node);
            if chosen.is_some() && node == chosen {
                stand.push(*act);
            } else {
                void.push(*act);
            }
        }
        if stand.is_empty() {
            self.fault("stand", "sent-choose-side");
        }
        Ok(Deed::Resolve {
            stand,
            void,
            reason: self.text("reason", "sent-say-why"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::{Facts, Standing, TrailEntry};

    fn form(kind: &str, fields: &[(&str, &str)]) -> ActForm {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        ActForm {
            kind: kind.to_owned(),
            fields: fields.collect(),
            ..ActForm::default()
        }
    }

    fn view() -> CaseView {
        CaseView {
            fold: 1,
            facts: Facts::default(),
            scope: casework::Scope::begun_at("230621100200".parse().unwrap()),
            trail: Vec::new(),
            contested: Vec::new(),
            read_only: false,
            waiting: false,
        }
    }

    #[test]
    fn everything_wrong_with_a_form_is_said_at_once() {
        let refused = deed(&view(), &form("fee", &[("fen", "20.005")])).unwrap_err();
        let fields: Vec<&str> = refused
            .fields
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(fields, ["fen", "voucher"]);
        let refused = deed(&view(), &form("decide", &[("granted", "maybe")])).unwrap_err();
        assert_eq!(refused.fields.len(), 2);
        assert!(
            deed(&view(), &form("publish", &[]))
                .unwrap_err()
                .fields
                .is_empty()
        );
    }

    #[test]
    fn a_fee_is_taken_in_fen() {
        let fee = deed(
            &view(),
            &form("fee", &[("fen", "20.00"), ("voucher", " A1 ")]),
        )
        .unwrap();
        let expected = Deed::Fee {
            fen: 2000,
            reduction: 0,
            basis: String::new(),
            voucher: "A1".to_owned(),
        };
        assert_eq!(fee, expected);
    }

    #[test]
    fn a_correction_names_one_thing_a_line() {
        let asked = deed(
            &view(),
            &form("correct", &[("missing", "户口簿\r\n\r\n 照片 2 张 \n")]),
        )
        .unwrap();
        let missing = vec!["户口簿".to_owned(), "照片 2 张".to_owned()];
        assert_eq!(asked, Deed::Correct { missing });
    }

    #[test]
    fn the_chosen_side_stands_and_all_others_do_not() {
        let (one, other) = (NodeId([1; 32]), NodeId([2; 32]));
        let acts = [Digest([1; 32]), Digest([2; 32]), Digest([3; 32])];
        let mut view = view();
        for (act, node) in acts.iter().zip([one, other, one]) {
            view.trail.push(TrailEntry {
                act: *act,
                change: *act,
                node,
                kind: "accept".to_owned(),
                who: None,
                at: None,
                branch: None,
                text: String::new(),
                standing: Standing::Contested,
            });
        }
        view.contested.push(casework::Contested {
            acts: acts.to_vec(),
            slots: Vec::new(),
        });
        let rivals = acts.map(|act| act.to_string()).join("-");
        let said = form(
            "resolve",
            &[
                ("rivals", &rivals),
                ("stand", &one.to_string()),
                ("reason", "先到"),
            ],
        );
        let expected = Deed::Resolve {
            stand: vec![acts[0], acts[2]],
            void: vec![acts[1]],
            reason: "先到".to_owned(),
        };
        assert_eq!(deed(&view, &said).unwrap(), expected);
        let nobody = form("resolve", &[("rivals", &rivals), ("reason", "先到")]);
        assert_eq!(deed(&view, &nobody).unwrap_err().fields[0].field, "stand");
    }
}
