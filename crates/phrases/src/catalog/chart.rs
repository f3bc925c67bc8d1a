use super::{item_status, special, tier};
use catalog::{Bundle, Catalog, Item, ItemStatus, ProxyMode, Rule, Said, Say, Stage};
use tiers::Tier;
use words::{Lang, Text, text};

/// Working minutes of a working day.
const MINUTES_PER_DAY: u64 = 480;

/// The flow chart of an item as SVG, with the English names that it gives; `names` tells the name of a department by its
/// code.
pub fn flow_chart(item: &Item, names: Names<'_>) -> Text {
    let english = in_english(item);
    in_each(names, |lang, names, say| match lang {
        Lang::Zh => catalog::flow_chart(item, names, say),
        Lang::En => catalog::flow_chart(&english, names, say),
    })
}

/// The chart of a bundle as SVG, with the items named from `catalog`; the rest as in [`flow_chart`].
pub fn bundle_chart(bundle: &Bundle, catalog: &Catalog, names: Names<'_>) -> Text {
    let members = bundle.members.iter();
    let items = members.filter_map(|member| catalog.items.get(&member.item));
    let english = Catalog {
        items: items
            .map(|item| (item.code.clone(), in_english(item)))
            .collect(),
        ..Catalog::default()
    };
    let whole = Bundle {
        name: english_of(&bundle.name, &bundle.name_en),
        ..bundle.clone()
    };
    in_each(names, |lang, names, say| match lang {
        Lang::Zh => catalog::bundle_chart(bundle, catalog, names, say),
        Lang::En => catalog::bundle_chart(&whole, &english, names, say),
    })
}

/// Tells the name of a department by its code.
pub type Names<'a> = &'a dyn Fn(&str) -> Text;

/// Drawn once in each language: where lines break depends on their text.
fn in_each(
    names: Names<'_>,
    draw: impl Fn(Lang, &dyn Fn(&str) -> String, Say<'_>) -> String,
) -> Text {
    let one = |lang| {
        let name = |code: &str| names(code).say(lang).to_owned();
        draw(lang, &name, &|what| said(what).say(lang).to_owned())
    };
    Text::new(one(Lang::Zh), one(Lang::En))
}

/// The item with its English names in the place of the Chinese ones, where it gives them.
fn in_english(item: &Item) -> Item {
    let mut item = item.clone();
    item.name = english_of(&item.name, &item.name_en);
    for step in &mut item.steps {
        step.name = english_of(&step.name, &step.name_en);
    }
    item
}

fn english_of(name: &str, name_en: &str) -> String {
    let known = if name_en.is_empty() { name } else { name_en };
    known.to_owned()
}

fn said(what: Said<'_>) -> Text {
    match what {
        Said::Length(minutes) => length(minutes),
        Said::Item {
            department,
            kind,
            promised_minutes,
            legal_minutes,
            status,
        } => {
            let line = text!(
                "chart-item",
                department = department,
                kind = kind,
                promised = length(promised_minutes),
                legal = length(legal_minutes)
            );
            match status {
                ItemStatus::Active => line,
                other => Text::join([line, item_status(other)], "list-dot"),
            }
        }
        Said::Proxy(mode) => text!(match mode {
            None => "chart-proxy-none",
            Some(ProxyMode::Entrusted) => "chart-proxy-entrusted",
            Some(ProxyMode::ForApplicant) => "chart-proxy-for-applicant",
        }),
        Said::Who { place, role } => text!("chart-who", place = place, role = role),
        Said::LowerFirst => text!("chart-lower-first"),
        Said::Limit(minutes) => text!("chart-limit", x = length(minutes)),
        Said::Total(minutes) => text!("chart-total", x = length(minutes)),
        Said::Handled { own, others } => {
            text!("chart-handled", own = own, others = elsewhere(others))
        }
        Said::DeskOfFiling { or_agent: false } => text!("chart-desk-of-filing"),
        Said::DeskOfFiling { or_agent: true } => text!("chart-desk-of-filing-or-agent"),
        Said::DeskOfTier(at) => text!("chart-desk-of-tier", tier = tier(at)),
        Said::Stage(stage) => text!(match stage {
            Stage::Accept => "chart-stage-accept",
            Stage::Handle => "chart-stage-handle",
            Stage::Review => "chart-stage-review",
            Stage::Approve => "chart-stage-approve",
            Stage::Conclude => "chart-stage-conclude",
        }),
        Said::Specials => text!("chart-specials"),
        Said::Special(kind, minutes) => {
            text!(
                "chart-special",
                name = special(kind),
                days = length(minutes)
            )
        }
        Said::Output(output, None) => text!("chart-output", output = output),
        Said::Output(output, Some(months)) => {
            text!("chart-output-valid", output = output, months = months)
        }
        Said::Basis(basis) => text!("chart-basis", x = basis),
        Said::Complain(where_to) => text!("chart-complain", x = where_to),
        Said::Bundle {
            lead,
            total_minutes,
            rule,
        } => {
            let rule = text!(match rule {
                Rule::CriticalPath => "chart-critical-path",
                Rule::MaxMember => "chart-max-member",
            });
            let total = length(total_minutes);
            text!("chart-bundle", lead = lead, total = total, rule = rule)
        }
        Said::Receipt => text!("chart-receipt"),
        Said::Minute(minutes) => text!("chart-minutes", n = minutes),
        Said::Day(days) => text!("chart-day", n = days),
        Said::Solid => text!("chart-solid"),
        Said::Dashed => text!("chart-dashed"),
        Said::Waived(codes) => text!("chart-waived", codes = codes.join(" ")),
    }
}

fn elsewhere(others: &[(Tier, String)]) -> Text {
    let others = others.iter().map(|(at, department)| {
        text!(
            "chart-handled-elsewhere",
            tier = tier(*at),
            department = department
        )
    });
    Text::join(others, "list-comma")
}

/// Working minutes as people say them: days from one day on, with two decimals where they do not come out even.
fn length(minutes: u64) -> Text {
    if minutes < MINUTES_PER_DAY {
        return text!("chart-minutes", n = minutes);
    }
    let hundredths = (minutes * 100 + MINUTES_PER_DAY / 2) / MINUTES_PER_DAY;
    let days = match (hundredths / 100, hundredths % 100) {
        (whole, 0) => return text!("length-days", n = whole),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    };
    text!("paper-half-days", days = days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiers::Departments;

    fn shipped() -> Catalog {
        let departments = include_str!("../../../../topology/catalog/departments.csv");
        let departments = Departments::read(departments, "departments.csv").unwrap();
        let items = include_str!("../../../../topology/catalog/items.jsonl");
        let bundles = include_str!("../../../../topology/catalog/parallel.jsonl");
        Catalog::read(
            items,
            "items.jsonl",
            bundles,
            "parallel.jsonl",
            &departments,
        )
        .0
    }

    fn chart(item: &Item) -> Text {
        let catalog = shipped();
        let name = |code: &str| Text::same(catalog.departments.name(code).unwrap_or(code));
        flow_chart(item, &name)
    }

    #[test]
    fn an_english_chart_has_the_english_names_that_the_catalog_gives() {
        let mut item = shipped().items["BM-019"].clone();
        item.name_en = "House number plate".to_owned();
        item.steps[0].name_en = "Receipt".to_owned();
        let drawn = chart(&item);
        for text in [
            "BM-019 House number plate",
            "1. Receipt",
            &item.steps[1].name,
        ] {
            assert!(drawn.en.contains(text), "{text} in {}", drawn.en);
        }
        assert!(!drawn.en.contains(&item.name));
        assert!(drawn.zh.contains(&item.name));
    }

    #[test]
    fn each_node_says_who_how_and_by_when() {
        // Four steps before the last, of 1, 1.5, 1.5, 0.5 and 0.5 days.
        let item = shipped().items["BM-019"].clone();
        let Text {
            zh: svg,
            en: english,
        } = chart(&item);
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
        assert!(english.contains("limit 1.5 working days"), "{english}");
        assert!(english.contains("total 5 working days"), "{english}");
    }

    #[test]
    fn special_procedures_are_marked_as_not_counted() {
        let mut item = shipped().items["BM-019"].clone();
        assert!(!chart(&item).zh.contains("特别程序"));
        item.special = vec![catalog::SpecialProcedure {
            kind: catalog::Special::Hearing,
            days: 30,
            basis: "某条例".to_owned(),
        }];
        let svg = chart(&item).zh;
        assert!(svg.contains("特别程序"), "{svg}");
        assert!(svg.contains("听证 ≤ 30 个工作日"), "{svg}");
    }

    #[test]
    fn a_bundle_says_how_long_it_takes() {
        let catalog = shipped();
        let name = |code: &str| Text::same(catalog.departments.name(code).unwrap_or(code));
        // Registration takes a day; the code follows at once, and both end after two.
        let drawn = bundle_chart(&catalog.bundles["PB-YC-1"], &catalog, &name);
        assert!(drawn.zh.contains("2 个工作日"), "{}", drawn.zh);
        assert!(drawn.en.contains("2 working days"), "{}", drawn.en);
    }

    #[test]
    fn limits_are_said_as_people_say_them() {
        assert_eq!(
            [0, 240, 480, 720, 600, 15_840].map(|minutes| length(minutes).zh),
            [
                "0 分钟",
                "240 分钟",
                "1 个工作日",
                "1.5 个工作日",
                "1.25 个工作日",
                "33 个工作日"
            ]
        );
        assert_eq!(length(480).en, "1 working day");
        assert_eq!(length(600).en, "1.25 working days");
    }
}
