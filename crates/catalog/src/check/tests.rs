//! Each rule with the smallest catalog that breaks it. The rules that are older than this file are
//! tried on shipped lines in `catalog.rs`.

use crate::{
    AltHandling, At, Bundle, Catalog, Channels, Check, Disclosure, Effective, Fault, Item,
    ItemStatus, Material, ProxyMode, Reduction, Special, SpecialProcedure, Wrong,
};
use jiff::civil::date;
use std::collections::BTreeSet;
use tiers::{Departments, Tier};

/// An item without fault: 10 minutes at the counter of a city's water bureau.
const SOUND: &str = r#"{"code":"SL-1","name":"取水许可","kind":"行政许可","group":"approval","status":"active","department":"C17","handled_tier":"city","alt_handling":[],"filing_tiers":["city"],"proxy_allowed":false,"proxy_mode":"for_applicant","legal_days":20,"instant":true,"promised_days":0,"promised_minutes":10,"promise_label":"即办","steps":[{"seq":1,"stage":"受理","name":"受理","role":"窗口","at":"filing","department":null,"limit_minutes":5},{"seq":2,"stage":"办结","name":"办结","role":"窗口","at":"filing","department":null,"limit_minutes":5}],"materials":[{"name":"申请表","form":"原件","copies":1,"required":true,"reusable":false}],"fee":{"fen":0,"unit":null,"standard":null},"legal_basis":"某条例","preconditions":[],"output":{"name":"取水许可证","type":"证照"},"seed":[],"note":null,"channels":{"ask":"12345","complain":"12345"},"disclosure":{"result_public":true,"basis":"某条例"}}"#;

/// A bundle of that item alone.
const BUNDLE: &str = r#"{"code":"PB-1","name":"联办","source":"none","rule":"max_member","filing_tiers":["city"],"lead_department":"C17","departments":["C17"],"department_count":1,"total_minutes":10,"total_days":0,"shared_form":true,"waived_preconditions":[],"members":[{"item":"SL-1","department":"C17","tier":"city","limit_minutes":10,"step_minutes":[5,5]}],"edges":[]}"#;

fn departments() -> Departments {
    let text = "code,name,tier\nC17,水利局,city\nC42,公用事业局,city\nX17,县水利局,county\nT13,水利站,township\n";
    Departments::read(text, "departments.csv").unwrap()
}

fn sound() -> Item {
    serde_json::from_str(SOUND).unwrap()
}

fn bundle() -> Bundle {
    serde_json::from_str(BUNDLE).unwrap()
}

/// The sound item with a change.
fn with(change: impl FnOnce(&mut Item)) -> Item {
    let mut item = sound();
    change(&mut item);
    item
}

fn faults(items: &[Item], bundles: &[Bundle]) -> Vec<Fault> {
    let text = |lines: Vec<Vec<u8>>| String::from_utf8(lines.join(&b'\n')).unwrap();
    let items = text(items.iter().map(Item::to_bytes).collect());
    let bundles = text(bundles.iter().map(Bundle::to_bytes).collect());
    Catalog::read(&items, "items", &bundles, "bundles", &departments()).1
}

/// File, line and rule of each fault.
fn broken(items: &[Item], bundles: &[Bundle]) -> Vec<(String, u32, Check)> {
    let faults = faults(items, bundles).into_iter();
    faults
        .map(|fault| (fault.file.clone(), fault.line, fault.rule()))
        .collect()
}

/// The rules that one item breaks on its own.
fn rules(item: Item) -> Vec<Check> {
    let found = broken(&[item], &[]).into_iter();
    found.map(|(_, _, rule)| rule).collect()
}

#[test]
fn the_sound_item_and_bundle_have_no_fault() {
    assert_eq!(broken(&[sound()], &[bundle()]), []);
}

#[test]
fn a_version_must_begin_before_it_ends() {
    let lasting = |from, until| {
        rules(with(|item| {
            item.effective = Effective {
                from: Some(from),
                until: Some(until),
            };
        }))
    };
    assert_eq!(
        lasting(date(2020, 1, 2), date(2020, 1, 1)),
        [Check::Effective]
    );
    // `until` is the first day no longer in force, so this one never was.
    assert_eq!(
        lasting(date(2020, 1, 1), date(2020, 1, 1)),
        [Check::Effective]
    );
    assert_eq!(lasting(date(2020, 1, 1), date(2020, 1, 2)), []);
}

#[test]
fn a_delegated_item_says_to_which_tier_below() {
    let delegated = |status, to| {
        rules(with(|item| {
            item.status = status;
            item.delegated_to = to;
        }))
    };
    use ItemStatus::{Active, Delegated};
    assert_eq!(delegated(Delegated, None), [Check::Delegated]);
    assert_eq!(delegated(Delegated, Some(Tier::City)), [Check::Delegated]);
    assert_eq!(
        delegated(Delegated, Some(Tier::Province)),
        [Check::Delegated]
    );
    assert_eq!(delegated(Active, Some(Tier::County)), [Check::Delegated]);
    assert_eq!(delegated(Delegated, Some(Tier::County)), []);
}

#[test]
fn special_procedures_are_those_of_the_law_with_days_and_basis() {
    let hearing = SpecialProcedure {
        kind: Special::Hearing,
        days: 20,
        basis: "某条例".to_owned(),
    };
    let special = |list: Vec<SpecialProcedure>| rules(with(|item| item.special = list));
    assert_eq!(special(vec![hearing.clone()]), []);
    assert_eq!(
        special(vec![hearing.clone(), hearing.clone()]),
        [Check::Special]
    );
    let mut none = hearing.clone();
    none.days = 0;
    none.basis = " ".to_owned();
    assert_eq!(special(vec![none]), [Check::Special, Check::Special]);

    let item = with(|item| item.special = vec![hearing]);
    let text = String::from_utf8(item.to_bytes()).unwrap();
    let unknown = text.replace("\"hearing\"", "\"heering\"");
    let (_, faults) = Catalog::read(&unknown, "items", "", "bundles", &departments());
    assert_eq!((faults[0].line, faults[0].rule()), (1, Check::Json));
    let nearest = "unknown value \"heering\", did you mean \"hearing\"?";
    assert!(
        matches!(&faults[0].wrong, Wrong::NotRead { what, .. } if what.ends_with(nearest)),
        "{}",
        faults[0]
    );
}

#[test]
fn a_fee_has_unit_standard_and_basis() {
    let item = with(|item| item.fee.fen = 1000);
    assert_eq!(rules(item), [Check::Fee, Check::Fee, Check::Fee]);
    let told = with(|item| {
        item.fee.fen = 1000;
        item.fee.unit = Some("件".to_owned());
        item.fee.standard = Some("工本".to_owned());
        item.fee.basis = Some("某条例".to_owned());
    });
    assert_eq!(rules(told), []);
}

#[test]
fn a_reduction_has_a_share_and_a_basis_of_its_own() {
    let reduced = |fen: u64, list: &[(u16, &str)]| {
        let reduction = |(per_mille, basis): &(u16, &str)| Reduction {
            name: "低保户".to_owned(),
            per_mille: *per_mille,
            basis: (*basis).to_owned(),
        };
        rules(with(|item| {
            item.fee.fen = fen;
            item.fee.unit = Some("件".to_owned());
            item.fee.standard = Some("工本".to_owned());
            item.fee.basis = Some("某条例".to_owned());
            item.fee.reductions = list.iter().map(reduction).collect();
        }))
    };
    assert_eq!(reduced(1000, &[(1, "甲"), (1000, "乙")]), []);
    assert_eq!(reduced(1000, &[(0, "甲")]), [Check::Reduction]);
    assert_eq!(reduced(1000, &[(1001, "甲")]), [Check::Reduction]);
    assert_eq!(reduced(1000, &[(500, "")]), [Check::Reduction]);
    assert_eq!(
        reduced(1000, &[(500, "甲"), (1000, "甲")]),
        [Check::Reduction]
    );
    assert_eq!(reduced(0, &[(500, "甲")]), [Check::Reduction]);
}

#[test]
fn two_departments_may_not_own_one_matter() {
    let other = |change: &dyn Fn(&mut Item)| {
        with(|item| {
            item.code = "GY-1".to_owned();
            item.name = "城市取水许可".to_owned();
            item.output.name = "城市取水许可证".to_owned();
            item.department = "C42".to_owned();
            change(item);
        })
    };
    let found = |other| broken(&[sound(), other], &[]);
    let both = [
        ("items".to_owned(), 1, Check::OneOwner),
        ("items".to_owned(), 2, Check::OneOwner),
    ];
    assert_eq!(found(other(&|_| {})), []);
    // One paper on one basis, and one name but for the qualifier, with brackets of either width.
    assert_eq!(
        found(other(&|item| item.output.name = "取水许可证".to_owned())),
        both
    );
    assert_eq!(
        found(other(&|item| item.name = "取水许可(城区)".to_owned())),
        both
    );
    assert_eq!(
        found(other(
            &|item| item.name = "取水许可\u{ff08}城区\u{ff09}".to_owned()
        )),
        both
    );
    // Two items of one department, or one that is no longer in use, are no quarrel.
    assert_eq!(
        found(other(&|item| {
            item.name = "取水许可(城区)".to_owned();
            item.department = "C17".to_owned();
        })),
        []
    );
    assert_eq!(
        found(other(&|item| {
            item.name = "取水许可(城区)".to_owned();
            item.status = ItemStatus::Repealed;
        })),
        []
    );
}

#[test]
fn one_tier_has_one_department_that_decides() {
    let item = with(|item| {
        let alt = |tier, code: &str| AltHandling {
            tier,
            department: code.to_owned(),
        };
        item.alt_handling = vec![alt(Tier::City, "C42"), alt(Tier::County, "X17")];
    });
    assert_eq!(rules(item), [Check::AltHandling]);
}

#[test]
fn a_licence_in_use_has_a_legal_basis() {
    let item = with(|item| item.legal_basis = " ".to_owned());
    assert_eq!(rules(item.clone()), [Check::LegalBasis]);
    let repealed = Item {
        status: ItemStatus::Repealed,
        ..item.clone()
    };
    assert_eq!(rules(repealed), []);
    let service = Item {
        kind: "公共服务".to_owned(),
        ..item
    };
    assert_eq!(rules(service), []);
}

#[test]
fn who_reviews_first_is_below_and_has_a_step_of_20_days_at_most() {
    let lower = |lower, at, minutes| {
        rules(with(|item| {
            item.filing_tiers = vec![Tier::Township];
            item.lower_review = Some(lower);
            item.steps[0].at = at;
            item.steps[0].limit_minutes = minutes;
            item.promised_minutes = minutes + 5;
            item.legal_days = 60;
        }))
    };
    assert_eq!(lower(Tier::County, At::County, 20 * 480), []);
    assert_eq!(
        lower(Tier::County, At::County, 20 * 480 + 1),
        [Check::LowerReview]
    );
    assert_eq!(lower(Tier::County, At::City, 5), [Check::LowerReview]);
    assert_eq!(lower(Tier::City, At::City, 5), [Check::LowerReview]);
}

#[test]
fn a_step_is_done_where_the_filing_path_leads() {
    // Filed at the city, a step of the township is nowhere.
    let item = with(|item| item.steps[0].at = At::Township);
    assert_eq!(rules(item.clone()), [Check::StepPlace]);
    let lower = Item {
        filing_tiers: vec![Tier::City, Tier::Township],
        ..item
    };
    assert_eq!(rules(lower), []);
    // Decided below the place where it is filed, by nobody of that place.
    let below = with(|item| {
        item.handled_tier = Tier::County;
        item.department = "X17".to_owned();
    });
    assert_eq!(rules(below.clone()), [Check::StepPlace]);
    let alt = Item {
        alt_handling: vec![AltHandling {
            tier: Tier::City,
            department: "C17".to_owned(),
        }],
        ..below
    };
    assert_eq!(rules(alt), []);
}

#[test]
fn what_the_village_receives_may_be_filed_by_proxy_there() {
    let entrusted = |allowed, tiers: &[Tier]| {
        rules(with(|item| {
            item.proxy_mode = ProxyMode::Entrusted;
            item.proxy_allowed = allowed;
            item.filing_tiers = tiers.to_vec();
        }))
    };
    assert_eq!(entrusted(true, &[Tier::Village]), []);
    assert_eq!(entrusted(false, &[Tier::Village]), [Check::Proxy]);
    assert_eq!(entrusted(true, &[Tier::Township]), [Check::Proxy]);
}

#[test]
fn items_that_need_each_other_are_a_circle() {
    let one = with(|item| item.preconditions = vec!["SL-2".to_owned()]);
    let two = with(|item| {
        item.code = "SL-2".to_owned();
        item.name = "水土保持".to_owned();
        item.preconditions = vec!["SL-3".to_owned()];
    });
    let mut three = with(|item| {
        item.code = "SL-3".to_owned();
        item.name = "水资源论证".to_owned();
    });
    let all = |three: &Item| broken(&[one.clone(), two.clone(), three.clone()], &[]);
    assert_eq!(all(&three), []);
    three.preconditions = vec!["SL-1".to_owned()];
    let circle = |line| ("items".to_owned(), line, Check::PreconditionCycle);
    assert_eq!(all(&three), [circle(1), circle(2), circle(3)]);
    // Whoever needs an item of a circle is not in it.
    three.preconditions = vec!["SL-2".to_owned()];
    assert_eq!(all(&three), [circle(2), circle(3)]);
    let own = with(|item| item.preconditions = vec!["SL-1".to_owned()]);
    assert_eq!(rules(own), [Check::PreconditionCycle]);
}

#[test]
fn an_item_in_use_says_whom_to_ask_and_what_is_public() {
    let item = with(|item| {
        item.channels = Channels::default();
        item.disclosure = Disclosure::default();
    });
    assert_eq!(
        rules(item.clone()),
        [Check::Channels, Check::Channels, Check::Disclosure]
    );
    let suspended = Item {
        status: ItemStatus::Suspended,
        ..item
    };
    assert_eq!(rules(suspended), []);
}

#[test]
fn what_lapses_lasts_a_while() {
    let item = with(|item| {
        item.correction_lapse_days = Some(0);
        item.output.valid_months = Some(0);
    });
    assert_eq!(rules(item), [Check::CorrectionLapse, Check::Validity]);
}

#[test]
fn a_bundle_takes_no_more_than_45_days() {
    let long = |days: u32| {
        let item = with(|item| {
            let minutes = days * 480;
            item.legal_days = 60;
            item.instant = false;
            item.promised_days = u16::try_from(days).unwrap();
            item.promised_minutes = minutes;
            item.steps[0].limit_minutes = minutes - 5;
        });
        let mut bundle = bundle();
        bundle.total_days = item.promised_days;
        bundle.total_minutes = item.promised_minutes;
        bundle.members[0].limit_minutes = item.promised_minutes;
        bundle.members[0].step_minutes = vec![item.promised_minutes - 5, 5];
        broken(&[item], &[bundle])
    };
    assert_eq!(long(45), []);
    assert_eq!(long(46), [("bundles".to_owned(), 1, Check::JointLimit)]);
}

#[test]
fn a_shared_material_has_one_form() {
    let mut other = with(|item| {
        item.code = "SL-2".to_owned();
        item.name = "水土保持".to_owned();
    });
    let mut bundle = bundle();
    let member = bundle.members[0].clone();
    bundle.members.push(crate::Member {
        item: "SL-2".to_owned(),
        ..member
    });
    assert_eq!(
        broken(&[sound(), other.clone()], std::slice::from_ref(&bundle)),
        []
    );
    other.materials.push(Material {
        form: "复印件".to_owned(),
        ..other.materials[0].clone()
    });
    assert_eq!(
        broken(&[sound(), other.clone()], std::slice::from_ref(&bundle)),
        [
            ("items".to_owned(), 2, Check::Materials),
            ("bundles".to_owned(), 1, Check::SharedMaterial)
        ]
    );
}

#[test]
fn a_member_must_be_in_use() {
    for status in [ItemStatus::Suspended, ItemStatus::Repealed] {
        let item = with(|item| item.status = status);
        assert_eq!(
            broken(&[item], &[bundle()]),
            [("bundles".to_owned(), 1, Check::Member)]
        );
    }
}

#[test]
fn english_names_and_pinyin_are_short_plain_ascii() {
    let good = with(|item| {
        item.name_en = "Water intake permit".to_owned();
        item.pinyin = "qu shui xu ke".to_owned();
        item.steps[0].name_en = "Acceptance".to_owned();
        item.materials[0].pinyin = "shen qing biao".to_owned();
    });
    assert_eq!(rules(good), []);
    for wrong in [
        with(|item| item.name_en = "取水许可".to_owned()),
        with(|item| item.pinyin = "Qu Shui".to_owned()),
        with(|item| item.steps[0].name_en = " ".to_owned()),
        with(|item| item.materials[0].pinyin = "shēn".to_owned()),
    ] {
        assert_eq!(rules(wrong), [Check::Spelling]);
    }
    let mut bundle = bundle();
    bundle.name_en = "x".repeat(tiers::NAME_EN_MAX + 1);
    assert_eq!(
        broken(&[sound()], &[bundle]),
        [("bundles".to_owned(), 1, Check::Spelling)]
    );
}

#[test]
fn a_version_that_gives_no_spelling_keeps_its_bytes() {
    assert_eq!(String::from_utf8(sound().to_bytes()).unwrap(), SOUND);
    assert_eq!(String::from_utf8(bundle().to_bytes()).unwrap(), BUNDLE);
    let named = with(|item| item.name_en = "Water intake permit".to_owned());
    let again: Item = serde_json::from_slice(&named.to_bytes()).unwrap();
    assert_eq!(again, named);
}

#[test]
fn several_faults_of_one_item_are_all_told() {
    let item = with(|item| {
        item.legal_basis = String::new();
        item.department = "C99".to_owned();
        item.steps.remove(1);
    });
    let found = faults(&[item], &[bundle()]);
    let rules: BTreeSet<Check> = found.iter().map(|fault| fault.rule()).collect();
    assert!(
        rules.is_superset(&BTreeSet::from([
            Check::Department,
            Check::StepSum,
            Check::StageOrder,
            Check::LegalBasis,
            Check::Member,
            Check::MemberSteps,
        ])),
        "{found:?}"
    );
    for fault in &found {
        // Of which item or bundle it is, and where.
        assert!(["SL-1", "PB-1"].contains(&fault.of.as_str()), "{fault}");
        assert!(
            fault.to_string().contains(&format!(": {}: ", fault.of)),
            "{fault}"
        );
    }
}

#[test]
fn rules_have_names_of_their_own() {
    let names: BTreeSet<&str> = Check::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Check::ALL.len());
    for rule in Check::ALL {
        assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
    }
}

#[test]
fn a_draft_is_checked_within_the_whole_catalog() {
    let text = |lines: Vec<Vec<u8>>| String::from_utf8(lines.join(&b'\n')).unwrap();
    let items = text(vec![sound().to_bytes()]);
    let bundles = text(vec![bundle().to_bytes()]);
    let (catalog, faults) = Catalog::read(&items, "items", &bundles, "bundles", &departments());
    assert_eq!(faults, []);
    assert_eq!(catalog.flaws_with(&sound()), []);
    // A step more is right for the item, but the bundle that has it as a member counts two.
    let longer = with(|item| {
        let mut step = item.steps[1].clone();
        step.seq = 3;
        step.limit_minutes = 0;
        item.steps.push(step);
    });
    let flaws = catalog.flaws_with(&longer);
    let found: Vec<(&str, Check)> = (flaws.iter())
        .map(|flaw| (flaw.code.as_str(), flaw.rule()))
        .collect();
    assert_eq!(found, [("PB-1", Check::MemberSteps)]);
    // A new item that takes over another's name and matter.
    let rival = with(|item| {
        item.code = "GY-1".to_owned();
        item.department = "C42".to_owned();
    });
    let flaws = catalog.flaws_with(&rival);
    let found: Vec<(&str, Check)> = (flaws.iter())
        .map(|flaw| (flaw.code.as_str(), flaw.rule()))
        .collect();
    assert_eq!(
        found,
        [
            ("GY-1", Check::DuplicateName),
            ("GY-1", Check::OneOwner),
            ("SL-1", Check::OneOwner)
        ]
    );
}
