//! What things are called, and what an item is found by.

use super::{ITEM, city_with, water_permit};
use crate::{case, forms};
use console::Who;
use engine::{Engine, Founding};
use tiers::DepartmentName;

fn codes(engine: &mut Engine, search: &str) -> Vec<String> {
    let lines = forms::items(engine, search);
    lines.into_iter().map(|line| line.code).collect()
}

/// The English that the shipped catalog does not have, and a reading that the table does not have.
fn spelled(founding: &mut Founding) {
    for item in &mut founding.items {
        match item.code.as_str() {
            "SL-001" => {
                item.name_en = "Water intake permit".to_owned();
                for step in &mut item.steps {
                    step.name_en = format!("Step {}", step.seq);
                }
                for material in &mut item.materials {
                    material.name_en = "A paper".to_owned();
                }
            }
            "FG-002" => {
                item.name = "行业备案".to_owned();
                item.pinyin = "hang ye bei an".to_owned();
            }
            "FG-003" => item.name = "行业核准".to_owned(),
            _ => {}
        }
    }
    let water = founding.departments.get_mut("C17").unwrap();
    *water = DepartmentName {
        name_en: "Water Bureau".to_owned(),
        ..water.clone()
    };
}

#[test]
fn an_item_is_found_by_code_by_name_and_by_pinyin_in_whole_or_by_initials() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, ..) = city_with(dir.path(), spelled);
    let all = codes(&mut engine, "").len();
    assert!(all > 50, "{all}");
    // 企业投资项目核准(市权限内内资)
    for search in [
        "FG-001",
        "fg-001",
        "企业投资项目核准",
        " 项目 核准(市 ",
        "qiyetouzixiangmuhezhun",
        "Qiye touzi",
        "qytzxmhz",
        "xmhz",
    ] {
        let found = codes(&mut engine, search);
        assert!(found.contains(&ITEM.to_owned()), "{search}: {found:?}");
        assert!(found.len() < all / 4, "{search}: {found:?}");
    }
    // 行 is xing and hang; where the data says how a name is spelled, that alone counts.
    for search in ["hangye", "hang ye", "hyba", "hyhz"] {
        let found = codes(&mut engine, search);
        assert_eq!(
            found.contains(&"FG-002".to_owned()),
            search != "hyhz",
            "{search}"
        );
        assert_eq!(
            found.contains(&"FG-003".to_owned()),
            search != "hyba",
            "{search}"
        );
    }
    let found = codes(&mut engine, "xingye");
    assert!(found.contains(&"FG-003".to_owned()) && !found.contains(&"FG-002".to_owned()));
    // By English, and by the department.
    for search in ["water intake", "WATER BUREAU", "sljqs"] {
        let found = codes(&mut engine, search);
        let expected = search != "sljqs";
        assert_eq!(found.contains(&"SL-001".to_owned()), expected, "{search}");
    }
    assert_eq!(codes(&mut engine, "qqqq"), Vec::<String>::new());
}

#[test]
fn an_english_page_has_the_english_of_the_data_and_the_pinyin_of_places() {
    let dir = tempfile::tempdir().unwrap();
    let (mut engine, ..) = city_with(dir.path(), spelled);
    let who = Who {
        user: "window".to_owned(),
        name: "window".to_owned(),
        posts: Vec::new(),
    };
    let page = forms::item(&engine, &who, "SL-001").unwrap();
    assert_eq!(page.line.name.en, "Water intake permit");
    assert_eq!(page.line.department.en, "Water Bureau");
    assert_eq!(page.steps[0].name.en, "Step 1");
    assert!(
        page.steps[0].owner.en.starts_with("Daqing City"),
        "{page:?}"
    );
    assert!(page.steps[0].owner.zh.starts_with("大庆市"), "{page:?}");
    assert_eq!(page.materials[0].name.en, "A paper");
    assert!(page.flow.en.contains("Water intake permit") && !page.flow.zh.contains("Water"));
    // What gives no English keeps its Chinese name.
    let other = forms::item(&engine, &who, ITEM).unwrap();
    assert_eq!(other.line.name.en, other.line.name.zh);

    let id = water_permit(&mut engine);
    let page = case::page(&engine, &who, &id.to_string()).unwrap();
    assert_eq!(page.item.en, "Water intake permit");
    assert_eq!(page.place.en, "Daqing City");
    assert_eq!(page.place.zh, "大庆市");
    assert_eq!(page.lanes[0].item.en, "Water intake permit");
    assert_eq!(page.lanes[0].department.en, "Water Bureau");
    assert_eq!(page.lanes[0].steps[0].name.en, "Step 1");
    let papers = page
        .fields
        .iter()
        .filter(|field| field.shown.label.en == "A paper");
    assert!(papers.count() > 0, "{:?}", page.fields);
}
