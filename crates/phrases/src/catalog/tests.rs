use super::*;
use std::collections::BTreeSet;

fn name() -> String {
    "甲-1".to_owned()
}

/// One of each that concerns an item or bundle, in the order of the type.
fn examples() -> Vec<Wrong> {
    let day = calendar::Date::constant(2027, 1, 1);
    vec![
        Wrong::NotRead {
            column: 7,
            what: name(),
        },
        Wrong::CodeTwice,
        Wrong::NameTwice { name: name() },
        Wrong::NameOfAnother { code: name() },
        Wrong::NameEn {
            name: name(),
            most: 7,
        },
        Wrong::Pinyin {
            name: name(),
            most: 7,
        },
        Wrong::TwoOwners {
            code: name(),
            name: name(),
            tier: Tier::County,
            own: name(),
            their: name(),
        },
        Wrong::NoDepartment { code: name() },
        Wrong::DepartmentTier {
            code: name(),
            real: Tier::County,
            said: Tier::County,
        },
        Wrong::TwoDeciders { tier: Tier::County },
        Wrong::FiledNowhere,
        Wrong::StepCount { count: 7, most: 7 },
        Wrong::StepNumbers,
        Wrong::StageEnds,
        Wrong::StageBack,
        Wrong::StepSum {
            sum: 7,
            promised: 7,
        },
        Wrong::StepTooLow {
            seq: 7,
            tier: Tier::County,
            lowest: Tier::County,
        },
        Wrong::NoDecider {
            filing: Tier::County,
            handled: Tier::County,
        },
        Wrong::InstantDays {
            instant: true,
            days: 7,
        },
        Wrong::InstantDays {
            instant: false,
            days: 7,
        },
        Wrong::PromiseTooLong {
            days: 7,
            minutes: 7,
            legal: 7,
        },
        Wrong::MaterialTwice { name: name() },
        Wrong::NoPrecondition { code: name() },
        Wrong::NoWaived { code: name() },
        Wrong::PreconditionUnmet {
            item: name(),
            code: name(),
        },
        Wrong::PreconditionCircle {
            codes: vec![name()],
        },
        Wrong::EndsFirst {
            from: day,
            until: day,
        },
        Wrong::DelegatedNowhere,
        Wrong::DelegatedNotBelow {
            to: Tier::County,
            handled: Tier::County,
        },
        Wrong::NotDelegated {
            to: Tier::County,
            status: ItemStatus::Repealed,
        },
        Wrong::SpecialTwice {
            kind: Special::Hearing,
        },
        Wrong::SpecialWithoutDays {
            kind: Special::Hearing,
        },
        Wrong::SpecialWithoutBasis {
            kind: Special::Hearing,
        },
        Wrong::LowerNotBelow {
            lower: Tier::County,
            handled: Tier::County,
        },
        Wrong::LowerWithoutStep {
            lower: Tier::County,
        },
        Wrong::LowerTooLong {
            lower: Tier::County,
            minutes: 7,
            most: 7,
        },
        Wrong::FeeWithoutUnit,
        Wrong::FeeWithoutStandard,
        Wrong::FeeWithoutBasis,
        Wrong::ReductionOfNothing,
        Wrong::ReductionWithoutName { name: name() },
        Wrong::ReductionShare { name: name() },
        Wrong::ReductionWithoutBasis { name: name() },
        Wrong::ReductionTwice { name: name() },
        Wrong::EntrustedWithoutProxy,
        Wrong::EntrustedNotInVillage,
        Wrong::LapsesAtOnce,
        Wrong::ValidForNothing,
        Wrong::LicenceWithoutBasis,
        Wrong::NoAsk,
        Wrong::NoComplain,
        Wrong::NoDisclosureBasis,
        Wrong::MemberTwice { item: name() },
        Wrong::MemberUnknown { item: name() },
        Wrong::MemberNotInUse {
            item: name(),
            status: ItemStatus::Repealed,
        },
        Wrong::MemberDecider {
            item: name(),
            department: name(),
            tier: Tier::County,
        },
        Wrong::MemberSum {
            item: name(),
            sum: 7,
            limit: 7,
        },
        Wrong::MemberLimits {
            item: name(),
            steps: 7,
            given: 7,
        },
        Wrong::DepartmentsDiffer {
            departments: vec![name()],
            counted: 7,
            listed: 7,
        },
        Wrong::EdgeEnd { item: name() },
        Wrong::EdgeGate {
            from: name(),
            to: name(),
        },
        Wrong::SharedForm {
            name: name(),
            first: name(),
            held: name(),
            code: name(),
            form: name(),
        },
        Wrong::JointTooLong { days: 7, most: 7 },
        Wrong::MembersCircle,
        Wrong::TotalDiffers { total: 7, said: 7 },
        Wrong::PercentOver,
        Wrong::LeftTwice,
        Wrong::CutDiffers {
            before: 7,
            after: 7,
            cut: 7,
        },
        Wrong::NoFigure,
        Wrong::NoQuotation,
    ]
}

/// A variant that the examples leave out leaves a text that nobody says.
#[test]
fn every_text_is_of_one_thing_that_is_wrong() {
    let all = words::ids().iter().copied();
    let texts: BTreeSet<&str> = all.filter(|id| id.starts_with("wrong-")).collect();
    let named: BTreeSet<&str> = examples().iter().map(Wrong::id).collect();
    assert_eq!(named, texts);
    assert_eq!(named.len(), examples().len(), "no two have one text");
}

#[test]
fn each_text_says_every_value() {
    for one in examples() {
        let said = wrong(&one);
        let values = format!("{one:?}");
        for (value, zh, en) in [
            ("甲-1", "甲-1", "甲-1"),
            ("7", "7", "7"),
            ("County", "县", "county"),
            ("Repealed", "废止", "repealed"),
            ("Hearing", "听证", "hearing"),
            ("2027-01-01", "2027-01-01", "2027-01-01"),
        ] {
            // What a reader of JSON says is English and stands there alone.
            let is_said = said.zh.contains(zh) || matches!(one, Wrong::NotRead { .. });
            if values.contains(value) {
                assert!(is_said && said.en.contains(en), "{value}: {said:?}");
            }
        }
        assert!(
            !said.zh.contains("{ $") && !said.en.contains("{ $"),
            "{said:?}"
        );
    }
}

#[test]
fn tiers_and_states_have_names() {
    for one in Tier::ALL {
        assert_eq!(tier(one).en, one.name());
    }
    assert_eq!(
        item_status(ItemStatus::Delegated),
        Text::new("下放", "delegated")
    );
}

#[test]
fn a_fault_begins_with_what_it_is_of() {
    let mut one = Fault {
        file: "items.jsonl".to_owned(),
        line: 1,
        of: "FG-001".to_owned(),
        wrong: Wrong::NoAsk,
    };
    assert_eq!(
        fault(&one),
        Text::new(
            "FG-001: 没有咨询渠道",
            "FG-001: it does not say where to ask"
        )
    );
    one.of.clear();
    assert_eq!(fault(&one).zh, "没有咨询渠道");
}
