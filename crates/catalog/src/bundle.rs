use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiers::{Digest, PlaceCode, Tier};

/// A parallel approval (并联审批): one application, one set of materials, several departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Code such as `PB-XA-2T`.
    pub code: String,
    /// Name.
    pub name: String,
    /// The name in English, printable ASCII; empty = pages in English show the Chinese name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// How the name is spelled, where the table of readings is wrong: syllables as in [`tiers::is_pinyin`]; empty = as the
    /// table has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pinyin: String,
    /// City whose practice it follows.
    pub source: String,
    /// How the members wait for each other.
    pub rule: Rule,
    /// Tiers where it may be filed.
    pub filing_tiers: Vec<Tier>,
    /// 牵头部门: the accepting owner's department.
    pub lead_department: String,
    /// All departments, sorted.
    pub departments: Vec<String>,
    /// How many departments.
    pub department_count: u16,
    /// Limit of the whole, working minutes.
    pub total_minutes: u32,
    /// Limit of the whole, working days.
    pub total_days: u16,
    /// Sum of the members' legal limits, for comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_legal_days: Option<u32>,
    /// Working minutes that the source quotes for the time after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed_after_minutes: Option<u32>,
    /// Linked (联动) only: whose county departments take part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county_division: Option<PlaceCode>,
    /// Linked (联动) only: whose city departments take part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_division: Option<PlaceCode>,
    /// One form for all.
    pub shared_form: bool,
    /// Preconditions held before the bundle begins, or dealt with outside.
    pub waived_preconditions: Vec<String>,
    /// The branches.
    pub members: Vec<Member>,
    /// Who waits for whom.
    pub edges: Vec<Edge>,
}

/// How the members of a bundle wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A member is accepted when its predecessors close; the total is the longest path.
    CriticalPath,
    /// All are accepted and reviewed at once; edges order the final approval; the total is the longest member.
    MaxMember,
}

/// One branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Item code.
    pub item: String,
    /// Department that owns the branch.
    pub department: String,
    /// Tier of that department.
    pub tier: Tier,
    /// Limit of the branch, working minutes.
    pub limit_minutes: u32,
    /// Limits of the steps, replacing the item's.
    pub step_minutes: Vec<u32>,
}

/// `to` waits for `from`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Item code.
    pub from: String,
    /// Item code.
    pub to: String,
    /// What waits.
    pub gate: Gate,
}

/// What an edge holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// The acceptance of `to`.
    Accept,
    /// The approval of `to`.
    Approve,
}

impl Bundle {
    /// The bytes that are published and hashed: JSON with the fields in the order of this type.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a bundle has string keys only")
    }

    /// The name of this version.
    pub fn version(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    /// The branch of an item.
    pub fn member(&self, item: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.item == item)
    }

    /// The members that `member` waits for at `gate`, in the order of the edges.
    pub fn waits<'a>(&'a self, member: &'a str, gate: Gate) -> impl Iterator<Item = &'a str> {
        self.edges
            .iter()
            .filter(move |edge| edge.to == member && edge.gate == gate)
            .map(|edge| edge.from.as_str())
    }

    /// The limit of the whole by its rule, working minutes: the longest path or the longest member.
    /// None when members wait for each other in a circle.
    pub fn total(&self) -> Option<u32> {
        let path = self.critical_minutes()?;
        match self.rule {
            Rule::CriticalPath => Some(path),
            Rule::MaxMember => Some(
                self.members
                    .iter()
                    .map(|member| member.limit_minutes)
                    .max()
                    .unwrap_or(0),
            ),
        }
    }

    /// The longest path of the members' limits along the edges, working minutes, whatever the rule.
    /// None when members wait for each other in a circle.
    pub fn critical_minutes(&self) -> Option<u32> {
        self.longest_path(|member| member.limit_minutes)
    }

    /// The same bundle with the departments of other places, as a federation says; `None` keeps what
    /// is written. A bundle without such a place gets none.
    pub fn rebound(&self, county: Option<PlaceCode>, city: Option<PlaceCode>) -> Bundle {
        let mut bundle = self.clone();
        bundle.county_division = self.county_division.map(|own| county.unwrap_or(own));
        bundle.city_division = self.city_division.map(|own| city.unwrap_or(own));
        bundle
    }

    /// The longest path along the edges, a member being as long as `length` says; edges that end at no
    /// member are left out. None for a circle.
    pub(crate) fn longest_path(&self, length: impl Fn(&Member) -> u32) -> Option<u32> {
        let mut waiting: BTreeMap<&str, u32> = BTreeMap::new();
        for member in &self.members {
            waiting.insert(&member.item, length(member));
        }
        let mut reached: BTreeMap<&str, u32> = BTreeMap::new();
        // Each round takes out those that wait for nobody left; a round without any has met a circle.
        while !waiting.is_empty() {
            let ready: Vec<(&str, u32)> = waiting
                .iter()
                .filter(|(item, _)| self.froms(item).all(|from| !waiting.contains_key(from)))
                .map(|(item, own)| (*item, *own))
                .collect();
            if ready.is_empty() {
                return None;
            }
            for (item, own) in ready {
                let before = self.froms(item).filter_map(|from| reached.get(from)).max();
                reached.insert(item, own.saturating_add(before.copied().unwrap_or(0)));
                waiting.remove(item);
            }
        }
        Some(reached.into_values().max().unwrap_or(0))
    }

    /// Whoever `item` waits for, at whatever gate.
    fn froms<'a>(&'a self, item: &'a str) -> impl Iterator<Item = &'a str> {
        self.edges
            .iter()
            .filter(move |edge| edge.to == item)
            .map(|edge| edge.from.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::shipped;

    #[test]
    fn every_shipped_total_follows_from_its_rule() {
        let catalog = shipped();
        assert_eq!(catalog.bundles.len(), 12);
        for bundle in catalog.bundles.values() {
            assert_eq!(
                bundle.total(),
                Some(bundle.total_minutes),
                "{}",
                bundle.code
            );
        }
        // What the cities quote: 15 days became 2, 134 became 33, 10 days became 20 minutes.
        assert_eq!(catalog.bundles["PB-YC-1"].total(), Some(2 * 480));
        assert_eq!(catalog.bundles["PB-YC-2"].total(), Some(33 * 480));
        assert_eq!(catalog.bundles["PB-DQ-1"].total(), Some(20));
    }

    #[test]
    fn in_the_two_tier_bundle_planning_waits_for_the_project_alone() {
        let bundle = &shipped().bundles["PB-XA-2T"];
        let waits = |item, gate| bundle.waits(item, gate).collect::<Vec<_>>();
        assert_eq!(waits("FG-001", Gate::Approve), ["GT-001", "HB-001"]);
        assert_eq!(waits("GH-003", Gate::Approve), ["FG-001"]);
        assert!(waits("GH-003", Gate::Accept).is_empty());
        assert_eq!(bundle.member("QX-001").unwrap().department, "C40");
        assert!(bundle.member("BM-001").is_none());
    }

    #[test]
    fn the_longest_path_adds_up_members_and_a_circle_has_none() {
        let mut bundle = shipped().bundles["PB-XA-2T"].clone();
        // Through HB-001, FG-001, GH-003, ZJ-003 and ZJ-001.
        assert_eq!(
            bundle.critical_minutes(),
            Some(4800 + 4800 + 4800 + 1440 + 2400)
        );
        assert_eq!(bundle.total(), Some(4800));
        let (from, to) = ("ZJ-001".to_owned(), "HB-001".to_owned());
        bundle.edges.push(Edge {
            from,
            to,
            gate: Gate::Approve,
        });
        assert_eq!(bundle.critical_minutes(), None);
        assert_eq!(bundle.total(), None);
    }

    #[test]
    fn a_linked_bundle_moves_to_another_county() {
        let catalog = shipped();
        let county = "230621000000".parse().unwrap();
        let moved = catalog.bundles["PB-XA-2T"].rebound(Some(county), None);
        assert_eq!(moved.county_division, Some(county));
        assert_eq!(
            moved.city_division,
            catalog.bundles["PB-XA-2T"].city_division
        );
        assert_ne!(moved.version(), catalog.bundles["PB-XA-2T"].version());
        let other = &catalog.bundles["PB-YC-1"];
        assert_eq!(other.rebound(Some(county), None), *other);
    }
}
