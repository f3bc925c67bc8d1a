use super::*;
use calendar::{Count, Deferral, DerivationStep, Used};
use casework::{By, Derived, EXCEPTIONS, Refusal, Regime};
use std::collections::BTreeSet;

/// Every id that a value of the law table names.
fn ids() -> Vec<String> {
    let mut ids: Vec<&str> = Vec::new();
    ids.extend(Guard::ALL.map(Guard::id));
    ids.extend(State::ALL.map(State::id));
    ids.extend(Kind::ALL.map(Kind::id));
    for regime in Regime::ALL {
        ids.push(regime.id());
        ids.extend(Paper::ALL.map(|paper| paper.title_in(regime)));
        ids.extend(regime.rows().map(|row| regime.basis(row).id()));
    }
    ids.extend(Limit::ALL.map(Limit::id));
    ids.extend(Since::ALL.map(Since::id));
    ids.extend(Whose::ALL.map(Whose::id));
    ids.extend(Limit::ALL.map(|limit| limit.basis().id()));
    ids.extend(EXCEPTIONS.iter().map(|exception| exception.id));
    for field in Kind::ALL.iter().flat_map(|kind| kind.fields()) {
        ids.extend([field.id, field.shape.id()]);
        match field.shape {
            Shape::YesNo(both) => ids.extend(both),
            Shape::Choice(options) => ids.extend(options.iter().map(|(_, id)| *id)),
            Shape::Cause(act) => ids.extend(casework::causes_of(act).map(|cause| cause.id)),
            _ => {}
        }
    }
    let mut ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
    ids.extend(Kind::ALL.map(|kind| format!("{}-done", kind.id())));
    ids.extend((1..=7).map(|day| format!("weekday-{day}")));
    ids
}

/// Every id that the sources of this crate write out.
fn written() -> Vec<String> {
    let sources = [
        include_str!("lib.rs"),
        include_str!("limit.rs"),
        include_str!("refusal.rs"),
    ];
    let literals = sources
        .into_iter()
        .flat_map(|source| source.split('"').skip(1).step_by(2));
    let prefixes = [
        "refusal-", "misfit-", "trail-", "length-", "counted-", "used-", "day-", "recount-",
    ];
    let ids = literals.filter(|it| prefixes.iter().any(|prefix| it.starts_with(prefix)));
    let ids = ids.map(str::to_owned).chain(["recount".to_owned()]);
    ids.collect()
}

#[test]
fn every_id_that_is_named_has_a_text() {
    for id in ids().into_iter().chain(written()) {
        assert!(words::is_known(&id), "{id}");
    }
}

#[test]
fn every_text_of_the_law_is_named_by_something() {
    let named: BTreeSet<String> = ids().into_iter().chain(written()).collect();
    let file = include_str!("../../words/locales/zh-CN/law.ftl");
    for line in file
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
    {
        let id = line.split(" =").next().unwrap();
        assert!(named.contains(id), "nothing says {id}");
    }
}

#[test]
fn no_two_states_acts_or_papers_read_alike() {
    let distinct = |texts: Vec<Text>| {
        let zh: BTreeSet<&str> = texts.iter().map(|text| text.zh.as_str()).collect();
        let en: BTreeSet<&str> = texts.iter().map(|text| text.en.as_str()).collect();
        assert_eq!((zh.len(), en.len()), (texts.len(), texts.len()));
    };
    distinct(State::ALL.map(state).to_vec());
    distinct(Kind::ALL.map(act).to_vec());
    distinct(Paper::ALL.map(paper).to_vec());
    distinct(Whose::ALL.map(whose).to_vec());
}

#[test]
fn only_an_acceptance_is_called_one() {
    let called = Paper::ALL
        .into_iter()
        .filter(|it| paper(*it).zh == "受理通知书");
    assert_eq!(called.collect::<Vec<_>>(), [Paper::Acceptance]);
    assert!(!paper(Paper::Receipt).zh.contains("受理"));
}

#[test]
fn a_refusal_says_when_the_act_is_possible_and_what_is_owed() {
    let now = refusal(&Refusal::NotNow(Kind::Conclude, State::Handling));
    assert_eq!(
        now.zh,
        "本件现为“承办”,不能办理“办结”;此项只能在“待办结”时办理"
    );
    assert_eq!(
        now.en,
        "the case is being handled; \"Conclude\" is possible only when it is: to be concluded"
    );
    let unpaid = refusal(&Refusal::FeeUnpaid(2_000));
    assert_eq!(unpaid.zh, "应收 20.00 元尚未缴纳, 流程不能继续");
    assert_eq!(unpaid.en, "the fee of 2000 fen has not been paid");
    let extra = guard(Guard::NothingExtra);
    assert!(extra.zh.contains("“表格:”") && extra.en.contains("(表格:)"));
}

#[test]
fn a_day_is_said_with_its_weekday_and_its_use() {
    let step = DerivationStep {
        date: calendar::Date::constant(2018, 2, 15),
        day: calendar::DayKind::Holiday("春节".to_owned()),
        used: Used::Skipped,
    };
    let said = derived(&Derived::Day(step.clone()));
    assert_eq!(said.zh, "2018-02-15 周四,法定节假日(春节):不计");
    assert_eq!(
        said.en,
        "2018-02-15 Thu, public holiday (春节): not counted"
    );
    let stopped = DerivationStep {
        used: Used::Stopped("expert_review 特程告2026-3".to_owned()),
        ..step
    };
    let said = derived(&Derived::Day(stopped));
    assert!(
        said.zh
            .ends_with("特别程序期间,不计(专家评审 特程告2026-3)"),
        "{said:?}"
    );
}

#[test]
fn an_extension_is_part_of_the_length() {
    let of = |limit_days, extended_days| {
        length(&By::Days(Count {
            received: calendar::UnixMillis(0),
            limit_days,
            extended_days,
            deferral: Deferral::None,
            stops: Vec::new(),
        }))
    };
    assert_eq!(of(1, 0), Text::new("1 个工作日", "1 working day"));
    assert_eq!(of(20, 10).zh, "20 个工作日,延期 10 个工作日");
    assert_eq!(of(20, 10).en, "20 working days, extended by 10");
}

#[test]
fn a_recount_of_a_node_says_which_days_off_changed() {
    assert_eq!(recount_reason("holidays 2027").zh, "2027年节假日安排公布");
    assert_eq!(recount_reason("holidays").zh, "节假日安排调整");
    // What a person wrote stands as it is.
    for written in ["省里调休", "holidays and more", ""] {
        assert_eq!(recount_reason(written), Text::same(written));
    }
}
