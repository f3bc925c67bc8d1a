//! Flow charts (流程图) as SVG, drawn from the steps of an item and the branches of a bundle: who does
//! it, what is done, by when. No style sheet and no script, so that a page may show them under a strict
//! content policy and a printer may have the file as it is.

mod bundle;
mod item;
mod paper;

pub use paper::{AMBER, Area, BLUE, FAINT, GROUND, INK, LINE, PAPER, Paper, Type, leading, wrap};

use crate::{Bundle, Catalog, Item};
use tiers::Tier;

/// The language of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English; names are Chinese where the catalog gives no English.
    En,
}

impl Lang {
    const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A name of the catalog's; `en` is empty where it gives none.
    const fn name<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.pick(zh, en) }
    }
}

/// The steps of an item from top to bottom: the stage at the left, who and what in the box, the limit and
/// the running total at the right, special procedures beside the steps they may interrupt.
///
/// `names` tells the name of a department by its code.
pub fn flow_chart(item: &Item, names: &dyn Fn(&str) -> String, lang: Lang) -> String {
    item::draw(item, names, lang)
}

/// The branches of a bundle against working time, one lane a department, with who waits for whom.
/// Members that wait for each other in a circle are drawn from the beginning.
///
/// Items are named from `catalog`, where they are in it; `names` as in [`flow_chart`].
pub fn bundle_chart(
    bundle: &Bundle,
    catalog: &Catalog,
    names: &dyn Fn(&str) -> String,
    lang: Lang,
) -> String {
    bundle::draw(bundle, catalog, names, lang)
}

/// Working minutes as people say them: days from one day on, with two decimals where they do not come
/// out even.
fn limit(minutes: u64, lang: Lang) -> String {
    if minutes < MINUTES_PER_DAY {
        return match lang {
            Lang::Zh => format!("{minutes} 分钟"),
            Lang::En => format!("{minutes} min"),
        };
    }
    let hundredths = (minutes * 100 + MINUTES_PER_DAY / 2) / MINUTES_PER_DAY;
    let days = match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    };
    match lang {
        Lang::Zh => format!("{days} 个工作日"),
        Lang::En => format!("{days} working day{}", if days == "1" { "" } else { "s" }),
    }
}

/// The tier in Chinese.
const fn tier_zh(tier: Tier) -> &'static str {
    match tier {
        Tier::Province => "省",
        Tier::City => "市",
        Tier::County => "县",
        Tier::Township => "乡镇",
        Tier::Village => "村",
    }
}

/// Working minutes of a working day.
const MINUTES_PER_DAY: u64 = 480;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::shipped;
    use crate::{At, Special, SpecialProcedure};

    fn chart(item: &Item, lang: Lang) -> String {
        let catalog = shipped();
        let name = |code: &str| catalog.departments.name(code).unwrap_or(code).to_owned();
        flow_chart(item, &name, lang)
    }

    /// Every opened element is closed in its place, and no text holds a bare sign.
    fn assert_well_formed(svg: &str) {
        let mut open: Vec<&str> = Vec::new();
        let mut rest = svg;
        while let Some(at) = rest.find('<') {
            let text = &rest[..at];
            assert!(!text.contains('>'), "{text}");
            for part in text.split('&').skip(1) {
                let known = ["amp;", "lt;", "gt;", "quot;"];
                assert!(known.iter().any(|one| part.starts_with(one)), "{text}");
            }
            let end = at + rest[at..].find('>').expect("a tag ends");
            let tag = &rest[at + 1..end];
            if let Some(closed) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed), "in {svg}");
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap());
            }
            rest = &rest[end + 1..];
        }
        assert_eq!(open, Vec::<&str>::new());
        assert!(rest.trim().is_empty());
    }

    #[test]
    fn every_shipped_item_and_bundle_has_a_chart_that_is_well_formed() {
        let catalog = shipped();
        let name = |code: &str| catalog.departments.name(code).unwrap_or(code).to_owned();
        for lang in [Lang::Zh, Lang::En] {
            for item in catalog.items.values() {
                assert_well_formed(&flow_chart(item, &name, lang));
            }
            for bundle in catalog.bundles.values() {
                assert_well_formed(&bundle_chart(bundle, &catalog, &name, lang));
            }
        }
    }

    #[test]
    fn each_node_says_who_how_and_by_when() {
        // Four steps before the last, of 1, 1.5, 1.5, 0.5 and 0.5 days.
        let item = shipped().items["BM-019"].clone();
        let svg = chart(&item, Lang::Zh);
        for step in &item.steps {
            assert!(svg.contains(&step.name), "{}", step.name);
            assert!(svg.contains(&step.role), "{}", step.role);
        }
        for text in [
            "乡镇公安派出所",
            "县公安局",
            "时限 1.5 个工作日",
            "累计 2.5 个工作日",
            "累计 5 个工作日",
            "时限 240 分钟",
            "可代办",
            "下级先行审查",
        ] {
            assert!(svg.contains(text), "{text} in {svg}");
        }
        let english = chart(&item, Lang::En);
        assert!(english.contains("limit 1.5 working days"), "{english}");
        assert!(english.contains("total 5 working days"), "{english}");
    }

    #[test]
    fn an_english_chart_has_the_english_names_that_the_catalog_gives() {
        let mut item = shipped().items["BM-019"].clone();
        item.name_en = "House number plate".to_owned();
        item.steps[0].name_en = "Receipt".to_owned();
        let english = chart(&item, Lang::En);
        for text in [
            "BM-019 House number plate",
            "1. Receipt",
            item.steps[1].name.as_str(),
        ] {
            assert!(english.contains(text), "{text} in {english}");
        }
        assert!(!english.contains(&item.name));
        assert!(chart(&item, Lang::Zh).contains(&item.name));
    }

    #[test]
    fn special_procedures_are_marked_as_not_counted() {
        let mut item = shipped().items["BM-019"].clone();
        assert!(!chart(&item, Lang::Zh).contains("特别程序"));
        item.special = vec![SpecialProcedure {
            kind: Special::Hearing,
            days: 30,
            basis: "某条例".to_owned(),
        }];
        let svg = chart(&item, Lang::Zh);
        assert!(svg.contains("特别程序"), "{svg}");
        assert!(svg.contains("听证 ≤ 30 个工作日"), "{svg}");
    }

    #[test]
    fn what_a_name_holds_cannot_become_a_tag() {
        let mut item = shipped().items["BM-019"].clone();
        item.name = "<script>alert(\"1\")</script>&\u{7}".to_owned();
        item.steps[0].name = "甲<b>乙".to_owned();
        item.steps[1].at = At::Handling;
        let svg = chart(&item, Lang::Zh);
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
        assert!(!svg.contains('\u{7}'));
        assert!(svg.contains("&lt;script&gt;"), "{svg}");
        assert_well_formed(&svg);
    }

    #[test]
    fn an_item_without_steps_still_has_a_chart() {
        let mut item = shipped().items["BM-019"].clone();
        item.steps.clear();
        assert_well_formed(&chart(&item, Lang::En));
    }

    #[test]
    fn a_bundle_has_a_lane_for_each_department_and_an_arrow_for_each_edge() {
        let catalog = shipped();
        let bundle = &catalog.bundles["PB-YC-1"];
        let name = |code: &str| catalog.departments.name(code).unwrap_or(code).to_owned();
        let svg = bundle_chart(bundle, &catalog, &name, Lang::Zh);
        for code in &bundle.departments {
            assert!(svg.contains(&name(code)), "{code}");
        }
        for member in &bundle.members {
            assert!(svg.contains(&catalog.items[&member.item].name));
        }
        // Arrow heads are the only polygons.
        assert_eq!(svg.matches("<polygon").count(), bundle.edges.len());
        // Registration takes a day; the code follows at once, and both end after two.
        assert!(svg.contains("2 个工作日"), "{svg}");
    }

    #[test]
    fn limits_are_said_as_people_say_them() {
        let say = |minutes| limit(minutes, Lang::Zh);
        assert_eq!(
            [0, 240, 480, 720, 600, 15_840].map(say),
            [
                "0 分钟",
                "240 分钟",
                "1 个工作日",
                "1.5 个工作日",
                "1.25 个工作日",
                "33 个工作日"
            ]
        );
        assert_eq!(limit(480, Lang::En), "1 working day");
    }
}
