use crate::check::{check_bundle, check_item};
use crate::{Bundle, Fault, Flaw, Item, Wrong};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use tiers::Departments;

/// Items and bundles by code, and the departments that they name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Items by code.
    pub items: BTreeMap<String, Item>,
    /// Bundles by code.
    pub bundles: BTreeMap<String, Bundle>,
    /// Departments.
    pub departments: Departments,
}

impl Catalog {
    /// Reads items and bundles, one JSON object a line; the names are for messages.
    ///
    /// All faults are given, in the order of files and lines; a catalog with any should not be
    /// published. What it holds then is what could be read, of two with one code the first.
    pub fn read(
        items_jsonl: &str,
        items_name: &str,
        bundles_jsonl: &str,
        bundles_name: &str,
        departments: &Departments,
    ) -> (Catalog, Vec<Fault>) {
        let mut faults = Vec::new();
        let items: Vec<(u32, Item)> = lines(items_jsonl, items_name, &mut faults);
        let bundles: Vec<(u32, Bundle)> = lines(bundles_jsonl, bundles_name, &mut faults);

        let mut catalog = Catalog {
            departments: departments.clone(),
            ..Catalog::default()
        };
        let mut names = BTreeSet::new();
        for (line, item) in &items {
            let mut report = FaultReport {
                file: items_name,
                line: *line,
                faults: &mut faults,
            };
            let taken = catalog.items.contains_key(&item.code);
            report.check_once(taken, !names.insert(&item.name), &item.code, &item.name);
            if !taken {
                catalog.items.insert(item.code.clone(), item.clone());
            }
        }
        let mut names = BTreeSet::new();
        for (line, bundle) in &bundles {
            let mut report = FaultReport {
                file: bundles_name,
                line: *line,
                faults: &mut faults,
            };
            let taken = catalog.bundles.contains_key(&bundle.code);
            report.check_once(
                taken,
                !names.insert(&bundle.name),
                &bundle.code,
                &bundle.name,
            );
            if !taken {
                catalog.bundles.insert(bundle.code.clone(), bundle.clone());
            }
        }

        // Only now, since an item may name one that comes later.
        for (line, item) in &items {
            let mut report = FaultReport {
                file: items_name,
                line: *line,
                faults: &mut faults,
            };
            check_item(item, &catalog, &mut |wrong| report.fault(&item.code, wrong));
        }
        for (line, bundle) in &bundles {
            let mut report = FaultReport {
                file: bundles_name,
                line: *line,
                faults: &mut faults,
            };
            check_bundle(bundle, &catalog, &mut |wrong| {
                report.fault(&bundle.code, wrong);
            });
        }
        // Stable, so that faults of one line keep their order.
        faults.sort_by_key(|fault| (fault.file != items_name, fault.line));
        (catalog, faults)
    }

    /// Everything that would be wrong if `item` were in this catalog instead of the one with its code:
    /// with itself, and with whatever else names it.
    pub fn flaws_with(&self, item: &Item) -> Vec<Flaw> {
        let mut catalog = self.clone();
        catalog.items.insert(item.code.clone(), item.clone());
        let mut flaws = Vec::new();
        let twin = |other: &&Item| other.name == item.name && other.code != item.code;
        if let Some(twin) = catalog.items.values().find(twin) {
            flaws.push(Flaw {
                code: item.code.clone(),
                wrong: Wrong::NameOfAnother {
                    code: twin.code.clone(),
                },
            });
        }
        for one in catalog.items.values() {
            check_item(one, &catalog, &mut |wrong| {
                let code = one.code.clone();
                flaws.push(Flaw { code, wrong });
            });
        }
        for one in catalog.bundles.values() {
            check_bundle(one, &catalog, &mut |wrong| {
                let code = one.code.clone();
                flaws.push(Flaw { code, wrong });
            });
        }
        // The item's own come first: they are what its editor can put right.
        flaws.sort_by_key(|flaw| flaw.code != item.code);
        flaws
    }

    /// The longest path of the members' legal limits through a bundle, working days: what its total is
    /// to be compared with when the members wait for each other. None when a member is unknown or
    /// waits for itself.
    pub fn legal_days(&self, bundle: &Bundle) -> Option<u32> {
        let known = bundle
            .members
            .iter()
            .all(|member| self.items.contains_key(&member.item));
        let days = |member: &crate::Member| {
            self.items
                .get(&member.item)
                .map_or(0, |item| u32::from(item.legal_days))
        };
        known.then(|| bundle.longest_path(days)).flatten()
    }
}

/// Where faults of one line go.
struct FaultReport<'a> {
    file: &'a str,
    line: u32,
    faults: &'a mut Vec<Fault>,
}

impl FaultReport<'_> {
    fn fault(&mut self, code: &str, wrong: Wrong) {
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: self.line,
            of: code.to_owned(),
            wrong,
        });
    }

    fn check_once(&mut self, code_taken: bool, name_taken: bool, code: &str, name: &str) {
        if code_taken {
            self.fault(code, Wrong::CodeTwice);
        }
        if name_taken {
            let name = name.to_owned();
            self.fault(code, Wrong::NameTwice { name });
        }
    }
}

/// The objects of a text with one a line; empty lines are skipped, lines that cannot be read are faults.
pub(crate) fn lines<T: DeserializeOwned>(
    text: &str,
    file: &str,
    faults: &mut Vec<Fault>,
) -> Vec<(u32, T)> {
    let mut read = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(text) {
            Ok(object) => read.push((line, object)),
            Err(error) => faults.push(Fault {
                file: file.to_owned(),
                line,
                of: String::new(),
                wrong: Wrong::NotRead {
                    column: error.column(),
                    what: explain(&error),
                },
            }),
        }
    }
    read
}

/// The message without line and column: the line inside the object is always 1.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    tiers::unknown_key(text).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const ITEMS: &str = include_str!("../../../topology/catalog/items.jsonl");
    const BUNDLES: &str = include_str!("../../../topology/catalog/parallel.jsonl");
    const DEPARTMENTS: &str = include_str!("../../../topology/catalog/departments.csv");

    fn departments() -> Departments {
        Departments::read(DEPARTMENTS, "departments.csv").unwrap()
    }

    /// The catalog that is shipped.
    pub(crate) fn shipped() -> Catalog {
        Catalog::read(
            ITEMS,
            "items.jsonl",
            BUNDLES,
            "parallel.jsonl",
            &departments(),
        )
        .0
    }

    /// The rules that are broken when these lines are the catalog.
    fn broken(items: &str, bundles: &str) -> Vec<(u32, &'static str)> {
        let (_, faults) = Catalog::read(items, "i", bundles, "b", &departments());
        faults
            .iter()
            .map(|fault| (fault.line, fault.rule().name()))
            .collect()
    }

    /// The shipped line of `code`.
    fn line(text: &'static str, code: &str) -> &'static str {
        let start = format!("{{\"code\":\"{code}\"");
        text.lines().find(|line| line.starts_with(&start)).unwrap()
    }

    /// `text` with the first `from` replaced, which must be there.
    fn swap(text: &str, from: &str, to: &str) -> String {
        assert!(text.contains(from), "{from} in {text}");
        text.replacen(from, to, 1)
    }

    #[test]
    fn the_shipped_catalog_has_no_fault() {
        let (catalog, faults) = Catalog::read(
            ITEMS,
            "items.jsonl",
            BUNDLES,
            "parallel.jsonl",
            &departments(),
        );
        assert_eq!(faults, []);
        assert_eq!((catalog.items.len(), catalog.bundles.len()), (158, 12));
    }

    #[test]
    fn what_is_hashed_is_what_is_written_in_the_files() {
        let catalog = shipped();
        for text in ITEMS.lines() {
            let item: Item = serde_json::from_str(text).unwrap();
            assert_eq!(
                String::from_utf8(catalog.items[&item.code].to_bytes()).unwrap(),
                text
            );
        }
        for text in BUNDLES.lines() {
            let bundle: Bundle = serde_json::from_str(text).unwrap();
            assert_eq!(
                String::from_utf8(catalog.bundles[&bundle.code].to_bytes()).unwrap(),
                text
            );
        }
    }

    #[test]
    fn each_rule_for_items_finds_its_fault() {
        // 15 minutes in three steps of 5, at a township.
        let card = line(ITEMS, "BM-010");
        // 5 days of 10 in five steps, at a county.
        let plate = line(ITEMS, "BM-019");
        assert_eq!(broken(card, ""), []);
        assert_eq!(broken(plate, ""), []);
        for (text, rule) in [
            (swap(card, "\"code\"", "\"coed\""), "json"),
            (swap(card, "{", ""), "json"),
            (
                swap(card, "\"department\":\"T02\"", "\"department\":\"T99\""),
                "department",
            ),
            (
                swap(card, "\"department\":\"T02\"", "\"department\":\"X07\""),
                "department",
            ),
            (
                swap(card, "[\"village\",\"township\"]", "[]"),
                "filing-tiers",
            ),
            (
                swap(card, "\"limit_minutes\":5", "\"limit_minutes\":6"),
                "step-sum",
            ),
            (swap(card, "\"seq\":2", "\"seq\":4"), "steps"),
            (
                swap(card, "\"promised_days\":0", "\"promised_days\":1"),
                "instant",
            ),
            (
                swap(plate, "\"instant\":false", "\"instant\":true"),
                "instant",
            ),
            (
                swap(plate, "\"legal_days\":10", "\"legal_days\":4"),
                "promise",
            ),
            (
                swap(plate, "\"stage\":\"承办\"", "\"stage\":\"办结\""),
                "stage-order",
            ),
            (
                swap(plate, "\"stage\":\"受理\"", "\"stage\":\"承办\""),
                "stage-order",
            ),
            (
                swap(plate, "\"stage\":\"办结\"", "\"stage\":\"批准\""),
                "stage-order",
            ),
            (
                swap(
                    plate,
                    "\"preconditions\":[]",
                    "\"preconditions\":[\"XX-1\"]",
                ),
                "precondition",
            ),
            (swap(plate, "房屋产权证明", "申请表"), "materials"),
        ] {
            assert_eq!(broken(&text, ""), [(1, rule)], "{text}");
        }
    }

    #[test]
    fn more_than_eight_steps_are_too_many() {
        let mut item = shipped().items["BM-019"].clone();
        let extra = crate::Step {
            limit_minutes: 0,
            ..item.steps[1].clone()
        };
        for _ in 0..4 {
            item.steps.insert(1, extra.clone());
        }
        for (seq, step) in (1..).zip(&mut item.steps) {
            step.seq = seq;
        }
        let text = serde_json::to_string(&item).unwrap();
        assert_eq!(broken(&text, ""), [(1, "steps")]);
    }

    #[test]
    fn each_rule_for_bundles_finds_its_fault() {
        // Two members: GS-003, then GS-001, both of C28; the longest path is 5 + 15 minutes.
        let desk = line(BUNDLES, "PB-DQ-1");
        let balloon = line(BUNDLES, "PB-XA-5");
        let items = ITEMS;
        assert_eq!(broken(items, desk), []);
        for (text, rules) in [
            (
                swap(
                    desk,
                    "\"lead_department\":\"C28\"",
                    "\"lead_department\":\"C99\"",
                ),
                &["department"][..],
            ),
            (
                swap(desk, "\"department_count\":1", "\"department_count\":2"),
                &["department-count"],
            ),
            (
                swap(
                    desk,
                    "\"departments\":[\"C28\"]",
                    "\"departments\":[\"C29\"]",
                ),
                &["department-count"],
            ),
            (
                swap(desk, "\"total_minutes\":20", "\"total_minutes\":21"),
                &["total"],
            ),
            (
                swap(desk, "\"limit_minutes\":5", "\"limit_minutes\":6"),
                &["member-steps", "total"],
            ),
            (swap(desk, "[2,2,1]", "[2,2,1,0]"), &["member-steps"]),
            (
                swap(desk, "\"from\":\"GS-003\"", "\"from\":\"GS-009\""),
                &["edge-end"],
            ),
            (
                swap(desk, "\"gate\":\"accept\"", "\"gate\":\"approve\""),
                &["edge-gate"],
            ),
            (
                swap(
                    desk,
                    "\"edges\":[",
                    "\"edges\":[{\"from\":\"GS-001\",\"to\":\"GS-003\",\"gate\":\"accept\"},",
                ),
                &["cycle"],
            ),
            (
                swap(desk, "{\"item\":\"GS-003\"", "{\"item\":\"XX-003\""),
                // GS-001 needs the output of GS-003.
                &["member", "precondition", "edge-end"],
            ),
            (
                swap(
                    desk,
                    "\"department\":\"C28\",\"tier\":\"city\"",
                    "\"department\":\"C29\",\"tier\":\"city\"",
                ),
                &["member", "department-count"],
            ),
            (
                swap(
                    balloon,
                    "\"waived_preconditions\":[\"QX-003\"]",
                    "\"waived_preconditions\":[\"XX-1\"]",
                ),
                &["precondition", "precondition"],
            ),
            (
                swap(balloon, "[\"city\",\"county\"]", "[]"),
                &["filing-tiers"],
            ),
        ] {
            let found: Vec<&str> = broken(items, &text).iter().map(|(_, rule)| *rule).collect();
            assert_eq!(found, rules, "{text}");
        }
        // GS-003 is no longer in force.
        let repealed = line(ITEMS, "GS-003");
        let text = swap(
            ITEMS,
            repealed,
            &swap(repealed, "\"status\":\"active\"", "\"status\":\"repealed\""),
        );
        let found = broken(&text, desk);
        assert!(found.contains(&(1, "member")), "{found:?}");
    }

    #[test]
    fn all_faults_are_reported_in_the_order_of_the_lines() {
        let card = line(ITEMS, "BM-010");
        let bad = swap(card, "\"limit_minutes\":5", "\"limit_minutes\":6");
        let text = format!("{{\n{bad}\n\n{card}\n");
        assert_eq!(
            broken(&text, "[]"),
            [
                (1, "json"),
                (2, "step-sum"),
                (4, "duplicate-code"),
                (4, "duplicate-name"),
                (1, "json")
            ]
        );
    }

    #[test]
    fn a_misspelt_field_is_answered_with_the_nearest_one() {
        let text = swap(line(ITEMS, "BM-010"), "\"legal_days\"", "\"legal_day\"");
        let (_, faults) = Catalog::read(&text, "items.jsonl", "", "b", &departments());
        let message = faults[0].to_string();
        assert!(message.starts_with("items.jsonl:1: column "), "{message}");
        assert!(
            message.ends_with("unknown key \"legal_day\", did you mean \"legal_days\"? [json]"),
            "{message}"
        );
    }

    #[test]
    fn the_legal_path_of_the_industrial_bundle_is_the_134_days_that_the_city_quotes() {
        let catalog = shipped();
        assert_eq!(catalog.legal_days(&catalog.bundles["PB-YC-2"]), Some(134));
    }
}
