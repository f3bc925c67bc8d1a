use super::*;
use calendar::{ListFault, UnixMillis};
use casework::Refusal;
use catalog::{Flaw, Wrong};
use engine::editing::{EditState, FlawShow};
use std::collections::BTreeSet;

fn some(text: &str) -> String {
    text.to_owned()
}

/// One of each reason.
fn reasons() -> Vec<Reason> {
    let name = || some("肇-1");
    let user = || some("window");
    let paper = Paper::Acceptance;
    let elsewhere = |proxy| Reason::PaperElsewhere {
        paper,
        place: some("永乐镇"),
        proxy,
    };
    vec![
        Reason::Law(Refusal::NameBranch),
        Reason::Fields,
        Reason::NotReady,
        Reason::NoPerson { user: user() },
        Reason::NoItem { code: name() },
        Reason::NoCase { name: name() },
        Reason::Ambiguous { name: name() },
        Reason::Trouble(some("no such record")),
        Reason::NotActingFor {
            place: "230621000000".parse().unwrap(),
        },
        Reason::NotRoot,
        Reason::NotCalendarPublisher,
        Reason::CalendarUnchecked,
        Reason::CalendarFaults(vec![
            ListFault::Gone { year: 2026 },
            ListFault::Implausible { year: 2027, net: 1 },
            ListFault::WorkedByLaw {
                date: calendar::Date::constant(2027, 6, 9),
                name: name(),
            },
        ]),
        Reason::DraftFiled,
        Reason::NotADesk,
        Reason::NumbersUsedUp,
        Reason::NumberFromBlock,
        Reason::ReadOnly,
        Reason::NoPaper { given: name() },
        Reason::NewerEdition { paper },
        Reason::NameABranch {
            paper,
            codes: vec![name(), some("A-2")],
        },
        Reason::NotDone { paper },
        elsewhere(false),
        elsewhere(true),
        Reason::NotAnotherAgent {
            from: user(),
            to: some("next"),
        },
        Reason::NoReason,
        Reason::NotReturned,
        Reason::NotToBeChecked,
        Reason::SeveralPapers {
            name: name(),
            count: 2,
        },
        Reason::MayNotCheck { user: user() },
        Reason::AlreadyChecked {
            number: name(),
            user: user(),
            at: UnixMillis(0),
        },
        Reason::NoPaperToCheck { name: name() },
        Reason::EditedElsewhere,
        Reason::NotLegal,
        Reason::NotAdministrator,
        Reason::OwnDraft,
        Reason::DraftInReview,
        Reason::NoDraft,
        Reason::WrongState {
            state: EditState::Review,
        },
        Reason::DraftOutdated,
        Reason::DraftUnchanged,
    ]
}

fn flaw(own: bool) -> Fault {
    let flaw = Flaw {
        code: some("BM-019"),
        wrong: Wrong::NoAsk,
    };
    Fault::Flaw(FlawShow { flaw, own })
}

/// One of each fault.
fn faults() -> Vec<Fault> {
    let name = || some("申请表");
    let mut faults = vec![
        Fault::Rivals,
        Fault::CodeFixed,
        Fault::Code,
        Fault::NoOpinion,
        Fault::OpinionTooLong,
        Fault::ItemTooLong,
        Fault::Json(JsonFault {
            line: 3,
            column: 7,
            what: some("missing field `name`"),
        }),
        flaw(true),
        flaw(false),
        Fault::InForceTooEarly {
            today: calendar::date_of(UnixMillis(0)),
        },
        Fault::PaperBack {
            number: some("肇-1"),
            paper: some("receipt"),
            case: some("肇-2"),
            name: name(),
        },
    ];
    let of_forms = [
        FormFault::Empty(name()),
        FormFault::Unknown(name()),
        FormFault::TooLong(name()),
        FormFault::IdKind(name()),
        FormFault::Document(tiers::DocumentFault::Space),
        FormFault::ResidentId(tiers::IdFault::Space),
        FormFault::SocialCredit(tiers::UsccFault::Space),
        FormFault::Quantity,
        FormFault::Copies(name()),
        FormFault::Material(MaterialFault::Missing {
            name: name(),
            copies: 1,
        }),
        FormFault::Material(MaterialFault::Extra { name: name() }),
        FormFault::Material(MaterialFault::TooFew {
            name: name(),
            have: 1,
            need: 2,
        }),
    ];
    faults.extend(of_forms.map(Fault::Form));
    faults
}

/// The ids of texts that begin like this.
fn ids(begin: &str) -> BTreeSet<&'static str> {
    let all = words::ids().iter().copied();
    all.filter(|id| id.starts_with(begin)).collect()
}

#[test]
fn every_reason_and_fault_has_its_text() {
    for id in reasons().iter().map(Reason::id) {
        assert!(words::is_known(id), "{id}");
    }
    for id in faults().iter().map(Fault::id) {
        assert!(words::is_known(id), "{id}");
    }
}

/// A variant that the examples leave out leaves a text that nobody says.
#[test]
fn every_text_is_of_one_reason_or_fault() {
    assert_eq!(
        reasons().iter().map(Reason::id).collect::<BTreeSet<_>>(),
        ids("refused-")
    );
    assert_eq!(
        faults().iter().map(Fault::id).collect::<BTreeSet<_>>(),
        ids("fault-")
    );
}

#[test]
fn a_text_names_every_value_of_its_reason() {
    for reason in reasons() {
        let refused = Refused::from(reason);
        let (said, _) = refused_text(&refused);
        for text in [&said.zh, &said.en] {
            assert!(!text.is_empty() && !text.contains("{ $"), "{text}");
        }
        let json = serde_json::to_value(&refused.reason).unwrap();
        for value in json.as_object().into_iter().flat_map(|all| all.values()) {
            let values = value.as_object().into_iter().flatten();
            for (name, value) in
                values.filter(|(name, _)| !matches!(name.as_str(), "paper" | "state"))
            {
                if let Some(value) = value.as_str() {
                    assert!(
                        said.zh.contains(value) && said.en.contains(value),
                        "{name}: {said:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn reasons_and_faults_come_back_from_their_json() {
    for reason in reasons() {
        let refused = Refused {
            reason,
            fields: (faults().into_iter())
                .map(|fault| FieldFault {
                    field: some("name"),
                    fault,
                })
                .collect(),
        };
        let json = serde_json::to_string(&refused).unwrap();
        assert_eq!(serde_json::from_str::<Refused>(&json).unwrap(), refused);
    }
}

#[test]
fn what_a_check_of_the_law_says_is_said_word_for_word() {
    let refusal = Refusal::WrongFee {
        due: 2000,
        given: 1999,
    };
    let (said, fields) = refused_text(&Refused::from(refusal.clone()));
    assert_eq!(said, phrases::refusal(&refusal));
    assert_eq!(fields, []);
}

#[test]
fn a_form_is_refused_field_by_field() {
    let form = vec![
        FormFault::Empty(some("name")),
        FormFault::Material(MaterialFault::Missing {
            name: some("申请表"),
            copies: 2,
        }),
    ];
    let (said, fields) = refused_text(&Refused::from(Refusal::Form(form)));
    assert_eq!(said.en, "2 field(s) must be corrected");
    assert_eq!(
        fields,
        [
            (some("name"), Text::new("不能为空", "must be filled in")),
            (
                some("m.申请表"),
                Text::new("还差材料: 申请表 2 份", "申请表: missing, 2 needed")
            ),
        ]
    );
}

#[test]
fn a_flaw_elsewhere_names_where() {
    assert_eq!(fault_text(&flaw(true)).zh, "没有咨询渠道");
    assert_eq!(fault_text(&flaw(false)).zh, "BM-019: 没有咨询渠道");
    assert_eq!(
        fault_text(&flaw(false)).en,
        "BM-019: it does not say where to ask"
    );
}
