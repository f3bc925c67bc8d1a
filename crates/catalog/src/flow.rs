//! Flow charts (流程图) as SVG, drawn from the steps of an item and the branches of a bundle: who does
//! it, what is done, by when. No style sheet and no script, so that a page may show them under a strict
//! content policy and a printer may have the file as it is.

mod bundle;
mod item;
mod paper;

pub use paper::{AMBER, Area, BLUE, FAINT, GROUND, INK, LINE, PAPER, Paper, Type, leading, wrap};

use crate::{Bundle, Catalog, Item, ItemStatus, ProxyMode, Rule, Special, Stage};
use tiers::Tier;

/// What a chart says beside names and codes. Whoever asks for the chart has the words (`phrases`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// So many working minutes.
    Length(u64),
    /// The line below the title of an item.
    Item {
        /// Name of the responsible department.
        department: &'a str,
        /// Its kind, as the files name it.
        kind: &'a str,
        /// Promised limit, working minutes.
        promised_minutes: u64,
        /// Legal limit, working minutes.
        legal_minutes: u64,
        /// Told where it is not in use.
        status: ItemStatus,
    },
    /// Whom the village acts for when it files an item by proxy; none where the applicant comes in person.
    Proxy(Option<ProxyMode>),
    /// Who does a step.
    Who {
        /// Department or desk.
        place: &'a str,
        /// Title of the person in charge.
        role: &'a str,
    },
    /// That the lower tier reviews first (许可法 43).
    LowerFirst,
    /// Limit of a step, working minutes.
    Limit(u64),
    /// Working minutes up to the end of a step.
    Total(u64),
    /// A department that handles, and others where the item is filed at another tier.
    Handled {
        /// Name of the department.
        own: &'a str,
        /// Where it is filed, and the name of the department then.
        others: &'a [(Tier, String)],
    },
    /// The desk that took the application in.
    DeskOfFiling {
        /// Whether that may be an agent.
        or_agent: bool,
    },
    /// The desk at a tier.
    DeskOfTier(Tier),
    /// A stage.
    Stage(Stage),
    /// Above the special procedures: their time is not counted.
    Specials,
    /// A special procedure and its length at most, working minutes.
    Special(Special, u64),
    /// What the applicant gets, and for how many months it is valid.
    Output(&'a str, Option<u16>),
    /// The legal basis.
    Basis(&'a str),
    /// Where to complain.
    Complain(&'a str),
    /// The line below the title of a bundle.
    Bundle {
        /// Name of the leading department.
        lead: &'a str,
        /// The whole, working minutes.
        total_minutes: u64,
        /// How the whole follows from the members.
        rule: Rule,
    },
    /// Beginning of the axis of time.
    Receipt,
    /// A mark of the axis, working minutes.
    Minute(u64),
    /// A mark of the axis, working days.
    Day(u64),
    /// What a solid arrow means.
    Solid,
    /// What a dashed arrow means.
    Dashed,
    /// Preconditions that the bundle does not ask for, by their codes.
    Waived(&'a [String]),
}

/// Gives the text of what a chart says, in the language of the chart.
pub type Say<'a> = &'a dyn Fn(Said<'_>) -> String;

/// The steps of an item from top to bottom: the stage at the left, who and what in the box, the limit and
/// the running total at the right, special procedures beside the steps they may interrupt.
///
/// `names` tells the name of a department by its code.
pub fn flow_chart(item: &Item, names: &dyn Fn(&str) -> String, say: Say<'_>) -> String {
    item::draw(item, names, say)
}

/// The branches of a bundle against working time, one lane a department, with who waits for whom.
/// Members that wait for each other in a circle are drawn from the beginning.
///
/// Items are named from `catalog`, where they are in it; `names` as in [`flow_chart`].
pub fn bundle_chart(
    bundle: &Bundle,
    catalog: &Catalog,
    names: &dyn Fn(&str) -> String,
    say: Say<'_>,
) -> String {
    bundle::draw(bundle, catalog, names, say)
}

/// Working minutes of a working day.
const MINUTES_PER_DAY: u64 = 480;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::shipped;
    use crate::{At, SpecialProcedure};

    /// What is said by its name and values, with signs that SVG must not take for its own.
    fn say(said: Said<'_>) -> String {
        format!("<{said:?}>")
    }

    fn chart(item: &Item) -> String {
        let catalog = shipped();
        let name = |code: &str| catalog.departments.name(code).unwrap_or(code).to_owned();
        flow_chart(item, &name, &say)
    }

    /// Text of a chart without its tags and spaces: a space is lost where a line breaks.
    fn text(svg: &str) -> String {
        let parts = svg.split('<').filter_map(|part| part.split_once('>'));
        let text: String = parts.map(|(_, text)| text).collect();
        text.split_whitespace().collect()
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
        for item in catalog.items.values() {
            assert_well_formed(&flow_chart(item, &name, &say));
        }
        for bundle in catalog.bundles.values() {
            assert_well_formed(&bundle_chart(bundle, &catalog, &name, &say));
        }
    }

    #[test]
    fn special_procedures_are_marked_as_not_counted() {
        let mut item = shipped().items["BM-019"].clone();
        assert!(!text(&chart(&item)).contains("Special"));
        item.special = vec![SpecialProcedure {
            kind: Special::Hearing,
            days: 30,
            basis: "某条例".to_owned(),
        }];
        let text = text(&chart(&item));
        assert!(text.contains("Specials"), "{text}");
        assert!(text.contains("Special(Hearing,14400)"), "{text}");
    }

    #[test]
    fn what_a_name_holds_cannot_become_a_tag() {
        let mut item = shipped().items["BM-019"].clone();
        item.name = "<script>alert(\"1\")</script>&\u{7}".to_owned();
        item.steps[0].name = "甲<b>乙".to_owned();
        item.steps[1].at = At::Handling;
        let svg = chart(&item);
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
        assert!(!svg.contains('\u{7}'));
        assert!(svg.contains("&lt;script&gt;"), "{svg}");
        assert_well_formed(&svg);
    }

    #[test]
    fn an_item_without_steps_still_has_a_chart() {
        let mut item = shipped().items["BM-019"].clone();
        item.steps.clear();
        assert_well_formed(&chart(&item));
    }

    #[test]
    fn a_bundle_has_a_lane_for_each_department_and_an_arrow_for_each_edge() {
        let catalog = shipped();
        let bundle = &catalog.bundles["PB-YC-1"];
        let name = |code: &str| catalog.departments.name(code).unwrap_or(code).to_owned();
        let svg = bundle_chart(bundle, &catalog, &name, &say);
        for code in &bundle.departments {
            assert!(svg.contains(&name(code)), "{code}");
        }
        for member in &bundle.members {
            assert!(svg.contains(&catalog.items[&member.item].name));
        }
        // Arrow heads are the only polygons.
        assert_eq!(svg.matches("<polygon").count(), bundle.edges.len());
        // Registration takes a day; the code follows at once, and both end after two.
        assert!(text(&svg).contains("total_minutes:960"), "{svg}");
    }
}
