//! What a person may do to a case, and what they sent turned into an act.

use super::case::owner_name;
use super::people::Person;
use super::{forms, lines, words};
use crate::engine::Engine;
use crate::engine::command::{CaseShow, Command, Reply};
use casework::{CaseView, Deed, Facts, Intake, NextAct, Owner, TrailEntry};
use console::{
    ActDone, ActForm, ActOffer, Choice, FieldError, FieldKind, FormField, Refused, Text, Who,
};
use record::Kind;
use std::collections::BTreeMap;
use tiers::{Digest, NodeId, Role};

/// What may be done now, most pressing first.
pub(crate) fn of(engine: &Engine, person: &Person, show: &CaseShow) -> Vec<ActOffer> {
    if show.view.read_only {
        return Vec::new();
    }
    let facts = &show.view.facts;
    let mut offers: Vec<ActOffer> = Vec::new();
    // A settlement is offered beside the sides it settles.
    for act in show.next.iter().filter(|act| act.kind != "resolve") {
        if !person.may(act, None) {
            continue;
        }
        let offer = offer(facts, act);
        if !offers.contains(&offer) {
            offers.push(offer);
        }
    }
    if may_take_over(engine, person, show) {
        offers.push(take_over(engine, facts));
    }
    if person.is_any(&[Role::Supervisor]) && facts.delivered.is_none() {
        offers.push(press());
    }
    offers
}

fn plain(kind: &str, label: Text) -> ActOffer {
    ActOffer {
        kind: kind.to_owned(),
        branch: None,
        label,
        fields: Vec::new(),
        fixed: BTreeMap::new(),
        danger: None,
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

fn hinted(mut field: FormField, hint: Text) -> FormField {
    field.hint = Some(hint);
    field
}

fn offer(facts: &Facts, act: &NextAct) -> ActOffer {
    let branch = act
        .branch
        .as_deref()
        .and_then(|code| facts.branch(Some(code)));
    let mut label = words::task(act.kind, lines::stage_of_act(act));
    if let Some(branch) = branch {
        let of = format!(" · {}", branch.name);
        label = words::with(("", &of), &label, ("", &of));
    }
    let mut offer = plain(act.kind, label);
    offer.branch.clone_from(&act.branch);
    offer.fields = fields(facts, act);
    if let Some(seq) = act.step.filter(|_| act.kind == "step") {
        // Named, so that a page that stood open too long does not do the step after it.
        offer.fixed.insert("seq".to_owned(), seq.to_string());
    }
    offer.danger = danger(act.kind);
    offer
}

fn danger(kind: &str) -> Option<Text> {
    match kind {
        "refuse" => Some(Text::new(
            "不予受理后本件即终结,须把不予受理决定书交给申请人,不能撤回。",
            "This ends the case. The applicant must be given the decision; it cannot be taken back.",
        )),
        "correct" => Some(Text::new(
            "补正只能一次性告知:写下的就是全部,之后不得再要求其他材料。计时自告知起暂停。",
            "A correction may be asked for once: what is written is all of it, and nothing more may be asked \
             for later. The clock stands still from now on.",
        )),
        _ => None,
    }
}

fn fields(facts: &Facts, act: &NextAct) -> Vec<FormField> {
    match act.kind {
        "fee" => fee_fields(facts, act),
        "step" => vec![hinted(
            field(
                "opinion",
                Text::new("意见", "Opinion"),
                FieldKind::Long,
                true,
            ),
            Text::new(
                "写入办理记录,各环节可见",
                "Goes into the record; every later step sees it",
            ),
        )],
        "decide" => vec![
            field(
                "granted",
                Text::new("决定", "Decision"),
                FieldKind::Choice {
                    options: vec![
                        choice("yes", Text::new("准予", "Granted")),
                        choice("no", Text::new("不予", "Not granted")),
                    ],
                },
                true,
            ),
            field(
                "reason",
                Text::new("理由", "Reasons"),
                FieldKind::Long,
                true,
            ),
        ],
        "correct" => vec![hinted(
            field(
                "missing",
                Text::new("需补正的全部内容", "Everything that is missing"),
                FieldKind::Long,
                true,
            ),
            Text::new("每行写一项,一次写全", "One a line, all at once"),
        )],
        "resubmit" => {
            let missing = facts
                .correction
                .as_ref()
                .map(|asked| asked.missing.as_slice());
            let missing = missing.unwrap_or_default();
            vec![hinted(
                field(
                    "supplied",
                    Text::new("收到的材料", "What was handed in"),
                    FieldKind::Long,
                    true,
                ),
                Text::new(
                    format!(
                        "每行写一项。还差 {} 份材料:{}",
                        missing.len(),
                        missing.join("、")
                    ),
                    format!("One a line. Missing: {}", missing.join(", ")),
                ),
            )]
        }
        "refuse" => vec![hinted(
            field(
                "reason",
                Text::new("不予受理的理由", "Why it is not accepted"),
                FieldKind::Long,
                true,
            ),
            Text::new(
                "写明依据;不属本机关职权的,写明应向哪里申请",
                "Give the basis; where another authority is competent, say which",
            ),
        )],
        "deliver" => vec![field(
            "how",
            Text::new("送达方式", "How it was delivered"),
            FieldKind::Choice {
                options: vec![
                    choice("直接送达", Text::new("直接送达", "In person")),
                    choice("邮寄送达", Text::new("邮寄送达", "By post")),
                    choice("委托送达", Text::new("委托送达", "Through another office")),
                    choice("电子送达", Text::new("电子送达", "Electronically")),
                ],
            },
            true,
        )],
        _ => Vec::new(),
    }
}

fn choice(value: &str, label: Text) -> Choice {
    Choice {
        value: value.to_owned(),
        label,
    }
}

fn fee_fields(facts: &Facts, act: &NextAct) -> Vec<FormField> {
    let due = facts
        .branch(act.branch.as_deref())
        .map_or(0, |branch| branch.fee_due);
    let money = words::money(due);
    vec![
        hinted(
            field(
                "fen",
                Text::new("实收金额", "Amount taken"),
                FieldKind::Money,
                true,
            ),
            words::with(("应收 ", ""), &money, ("Due: ", "")),
        ),
        field(
            "voucher",
            Text::new("财政票据号", "Number of the fiscal receipt"),
            FieldKind::Text,
            true,
        ),
    ]
}

/// An approver above may take an intake over that its owner left lying past the five days.
fn may_take_over(engine: &Engine, person: &Person, show: &CaseShow) -> bool {
    let facts = &show.view.facts;
    let Some(owner) = facts.intake_owner() else {
        return false;
    };
    let here = engine.place();
    let above = here != owner.place && here.contains(owner.place);
    let late = (show.assessment.status.intake).is_some_and(|due| due.at < engine.now());
    above
        && late
        && facts.intake == Intake::Open
        && facts.taken_over.is_none()
        && show.view.contested.is_empty()
        && person.is_any(&[Role::Approver])
}

fn take_over(engine: &Engine, facts: &Facts) -> ActOffer {
    let owner: Option<Owner> = facts.intake_owner();
    let from = owner
        .map(|owner| owner_name(engine, &owner))
        .unwrap_or_default();
    let mut offer = plain("takeover", words::task("takeover", None));
    offer.fields = vec![field(
        "reason",
        Text::new("接管理由", "Why"),
        FieldKind::Long,
        true,
    )];
    offer.danger = Some(Text::new(
        format!("接管后由本级受理,{}不再受理本件。", from.zh),
        format!(
            "This place accepts the case from now on; {} no longer may.",
            from.en
        ),
    ));
    offer
}

fn press() -> ActOffer {
    let mut offer = plain("press", words::task("press", None));
    offer.fields = vec![hinted(
        field(
            "text",
            Text::new("督办要求", "What is asked"),
            FieldKind::Long,
            true,
        ),
        Text::new(
            "写入办理记录,不改变办件状态",
            "Goes into the record; the case itself does not move",
        ),
    )];
    offer
}

/// How a contested group may be settled: one side stands, the rest does not.
pub(crate) fn settle(engine: &Engine, view: &CaseView, sides: &[&TrailEntry]) -> ActOffer {
    let mut by_node: BTreeMap<NodeId, Vec<&TrailEntry>> = BTreeMap::new();
    for side in sides {
        by_node.entry(side.node).or_default().push(side);
    }
    let options = by_node.iter().map(|(node, acts)| {
        let rows: Vec<_> = acts
            .iter()
            .map(|entry| super::case::row(engine, view, entry))
            .collect();
        let kinds: Vec<Text> = rows.iter().map(|row| row.kind.clone()).collect();
        let kinds = words::join(&kinds);
        let place = rows
            .first()
            .map(|row| row.place.clone())
            .unwrap_or_default();
        Choice {
            value: node.to_string(),
            label: Text::new(
                format!("{}:{}", place.zh, kinds.zh),
                format!("{}: {}", place.en, kinds.en),
            ),
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
                Text::new("哪一处的办理生效", "Whose acts stand"),
                FieldKind::Choice {
                    options: options.collect(),
                },
                true,
            ),
            field(
                "reason",
                Text::new("裁定理由", "Why"),
                FieldKind::Long,
                true,
            ),
        ],
        fixed: BTreeMap::from([("rivals".to_owned(), ids.join("-"))]),
        danger: Some(Text::new(
            "选定的一方生效,其余不再生效;记录全部留存。",
            "The side you chose stands, the others do not; all of them stay on record.",
        )),
    }
}

/// Does what a person sent.
pub(crate) fn act(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    form: &ActForm,
) -> Result<ActDone, Refused> {
    let missing = || words::refuse("本点没有这件", "there is no such case here");
    let id = engine.seek(name, Kind::Case).ok_or_else(missing)?;
    let show = engine.case_of(id).ok_or_else(missing)?;
    looked_at(&show, form)?;
    let deed = deed(&show.view, form)?;
    let kind = deed.kind().to_owned();
    let command = Command::Act {
        user: who.user.clone(),
        // By number it is found at once; by id all records are looked through.
        case: match show.summary.number.as_str() {
            "" => show.summary.id.clone(),
            number => number.to_owned(),
        },
        branch: form.branch.clone(),
        deed,
    };
    match engine.execute(command) {
        Ok(Reply::Done(_)) => Ok(done(&kind)),
        Ok(_) => Err(forms::odd()),
        Err(refused) => {
            let mut refused = words::refused(refused);
            refused.message = Text::new(
                format!("没有办理:{}。办件没有改动。", refused.message.zh),
                format!(
                    "Not done: {}. The case has not changed.",
                    refused.message.en
                ),
            );
            Err(refused)
        }
    }
}

/// A judgement is of what was looked at. Where something has come in meanwhile, it is shown first; in
/// a joint approval the other lanes move all the time, and the guard knows what this lane waits for.
fn looked_at(show: &CaseShow, form: &ActForm) -> Result<(), Refused> {
    let judgement = matches!(
        form.kind.as_str(),
        "accept" | "refuse" | "correct" | "step" | "decide" | "resolve" | "takeover"
    );
    let joint =
        show.view.facts.branches.len() > 1 && matches!(form.kind.as_str(), "step" | "decide");
    let same = form.basis.is_empty() || form.basis == show.fingerprint.to_string();
    if !judgement || joint || same {
        return Ok(());
    }
    Err(words::refuse(
        "您打开页面之后,本件有了新的变化,所以没有办理。请看过最新情况后再办一次;填写的内容都还在。",
        "Something has come in since you opened the page, so it was not done. Look at the case as it is now \
         and do it again; what you typed is still there.",
    ))
}

fn done(kind: &str) -> ActDone {
    let said = words::task(kind, None);
    let paper = match kind {
        "accept" => Some("accept"),
        "refuse" => Some("refuse"),
        "correct" => Some("correct"),
        _ => None,
    };
    ActDone {
        message: Text::new(
            format!("{}:已办理,已存本机", said.zh),
            format!("{}: done and kept on this node", said.en),
        ),
        paper: paper.map(str::to_owned),
    }
}

/// The act that a form says, or what is wrong with the form.
pub(crate) fn deed(view: &CaseView, form: &ActForm) -> Result<Deed, Refused> {
    let mut sent = Sent {
        form,
        faults: Vec::new(),
    };
    let deed = match form.kind.as_str() {
        "accept" => Deed::Accept,
        "conclude" => Deed::Conclude,
        "correct" => Deed::Correct {
            missing: sent.list(
                "missing",
                "请写明需补正的全部内容,每行一项",
                "Say everything that is missing, one a line",
            ),
        },
        "resubmit" => Deed::Resubmit {
            supplied: sent.list(
                "supplied",
                "请写明收到的材料,每行一项",
                "Say what was handed in, one a line",
            ),
        },
        "refuse" => Deed::Refuse {
            reason: sent.text(
                "reason",
                "请写明不予受理的理由",
                "Say why it is not accepted",
            ),
        },
        "fee" => Deed::Fee {
            fen: sent.fen("fen"),
            reduction: 0,
            basis: String::new(),
            voucher: sent.text(
                "voucher",
                "请填写财政票据号",
                "Give the number of the fiscal receipt",
            ),
        },
        "step" => Deed::Step {
            seq: sent.seq(view),
            opinion: sent.text("opinion", "请填写意见", "Write your opinion"),
        },
        "decide" => Deed::Decide {
            granted: sent.granted(),
            reason: sent.text("reason", "请填写理由", "Give the reasons"),
        },
        "deliver" => Deed::Deliver {
            how: sent.text("how", "请选择送达方式", "Say how it was delivered"),
        },
        "takeover" => Deed::TakeOver {
            reason: sent.text("reason", "请填写接管理由", "Say why"),
        },
        "press" => Deed::Press {
            text: sent.text("text", "请填写督办要求", "Say what is asked"),
        },
        "resolve" => sent.resolve(view)?,
        _ => {
            return Err(words::refuse("没有这种办理", "there is no such act"));
        }
    };
    if sent.faults.is_empty() {
        return Ok(deed);
    }
    Err(Refused {
        message: Text::new(
            "没有办理,办件没有改动。请更正下面的内容。",
            "Not done; the case has not changed. Put these right.",
        ),
        fields: sent.faults,
    })
}

/// A form being read: what is wrong with it is gathered, so that all of it is said at once.
struct Sent<'a> {
    form: &'a ActForm,
    faults: Vec<FieldError>,
}

impl Sent<'_> {
    fn said(&self, name: &str) -> &str {
        self.form.fields.get(name).map_or("", |text| text.trim())
    }

    fn fault(&mut self, field: &str, zh: &str, en: &str) {
        self.faults.push(FieldError {
            field: field.to_owned(),
            message: Text::new(zh, en),
        });
    }

    fn text(&mut self, name: &str, zh: &str, en: &str) -> String {
        let text = self.said(name).to_owned();
        if text.is_empty() {
            self.fault(name, zh, en);
        }
        text
    }

    /// One a line; empty lines say nothing.
    fn list(&mut self, name: &str, zh: &str, en: &str) -> Vec<String> {
        let lines = self.said(name).lines().map(str::trim);
        let list: Vec<String> = lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        if list.is_empty() {
            self.fault(name, zh, en);
        }
        list
    }

    fn fen(&mut self, name: &str) -> u64 {
        words::fen(self.said(name)).unwrap_or_else(|| {
            self.fault(name, "请填写金额,如 20.00", "Give an amount such as 20.00");
            0
        })
    }

    /// The step that was looked at; the open one where a caller does not say.
    fn seq(&mut self, view: &CaseView) -> u8 {
        match (
            self.said("seq"),
            view.facts.branch(self.form.branch.as_deref()),
        ) {
            ("", Some(branch)) => branch.open().map_or(0, |step| step.plan.seq),
            (text, _) => text.parse().unwrap_or_default(),
        }
    }

    fn granted(&mut self) -> bool {
        match self.said("granted") {
            "yes" => true,
            "no" => false,
            _ => {
                self.fault(
                    "granted",
                    "请选择准予或不予",
                    "Choose granted or not granted",
                );
                false
            }
        }
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
        let group = group
            .ok_or_else(|| words::refuse("这处冲突已经裁定", "this has been settled already"))?;
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
            self.fault("stand", "请选定生效的一方", "Choose the side that stands");
        }
        Ok(Deed::Resolve {
            stand,
            void,
            reason: self.text("reason", "请填写裁定理由", "Say why"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::Standing;

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
