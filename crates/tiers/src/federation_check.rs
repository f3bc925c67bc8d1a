use crate::{Departments, Federation, FederationNode, NumberBlock, PlaceCode, Places, Role, Tier};
use std::collections::BTreeSet;

/// One thing that does not make sense in a federation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FederationFault {
    /// There is not a single node.
    #[error("no node")]
    Empty,
    /// A node stands nowhere.
    #[error("node {0}: the divisions have no such place")]
    UnknownPlace(PlaceCode),
    /// Two nodes at one place.
    #[error("node {0}: another node stands at this place")]
    SamePlace(PlaceCode),
    /// A node that is not the topmost has none above it.
    #[error("node {place}: no node at {parent} directly above it")]
    NoParent {
        /// Place of the node that has none above it.
        place: PlaceCode,
        /// Where a node is missing.
        parent: PlaceCode,
    },
    /// Two nodes have the same key.
    #[error("node {0}: another node has the same node_id")]
    SameNodeId(PlaceCode),
    /// The last number comes before the first.
    #[error("node {0}: the number block is empty: its last number comes before its first")]
    EmptyBlock(PlaceCode),
    /// The warning would stand from the first number on.
    #[error("node {0}: low_water is not less than the size of the number block")]
    LowWater(PlaceCode),
    /// Two nodes could print the same number.
    #[error("node {place}: its number block overlaps that of {other}")]
    Overlap {
        /// The later node.
        place: PlaceCode,
        /// The earlier one.
        other: PlaceCode,
    },
    /// Two people with one log-in name.
    #[error("node {place}: user {user:?} is given twice")]
    SameUser {
        /// Place of the node where both log in.
        place: PlaceCode,
        /// The log-in name.
        user: String,
    },
    /// A log-in name that is empty or cannot be typed everywhere.
    #[error("node {place}: user {user:?} is not made of a-z, 0-9, '.', '-' and '_'")]
    UserName {
        /// Place of the node that the person logs in to.
        place: PlaceCode,
        /// The log-in name.
        user: String,
    },
    /// A person who may do nothing.
    #[error("node {place}: user {user:?} has no post")]
    NoPost {
        /// Place of the node that the person logs in to.
        place: PlaceCode,
        /// The log-in name.
        user: String,
    },
    /// The role is the node's own.
    #[error("node {place}: user {user:?} cannot have the role {:?}", role.name())]
    NotForPeople {
        /// Place of the node that the person logs in to.
        place: PlaceCode,
        /// The log-in name.
        user: String,
        /// The role that no person may hold.
        role: Role,
    },
    /// A department that does not exist.
    #[error("node {place}: user {user:?} acts for {department:?}, which is no department")]
    UnknownDepartment {
        /// Place of the node that the person logs in to.
        place: PlaceCode,
        /// The log-in name.
        user: String,
        /// The code as written, which no department has.
        department: String,
    },
    /// A department of another tier than the node's.
    #[error("node {place}: user {user:?} acts for {department} of the tier {tier}")]
    DepartmentTier {
        /// Place of the node that the person logs in to.
        place: PlaceCode,
        /// The log-in name.
        user: String,
        /// Code of the department of another tier.
        department: String,
        /// The department's tier.
        tier: Tier,
    },
    /// A bundle is bound to a place that is unknown or of the wrong tier.
    #[error("rebind {bundle}: {place} is no {tier} of the divisions")]
    Rebind {
        /// Code of the bundle that is bound.
        bundle: String,
        /// The place that it is bound to.
        place: PlaceCode,
        /// What it should be.
        tier: Tier,
    },
}

impl Federation {
    /// Everything that does not make sense, in the order of the file; empty when all is well.
    pub fn check(&self, places: &Places, departments: &Departments) -> Vec<FederationFault> {
        let mut faults = Vec::new();
        if self.nodes.is_empty() {
            faults.push(FederationFault::Empty);
        }
        for (bundle, rebind) in &self.rebind {
            for (place, tier) in [
                (rebind.county_division, Tier::County),
                (rebind.city_division, Tier::City),
            ] {
                let wrong = |place: &PlaceCode| place.tier() != tier || !places.contains(*place);
                if let Some(place) = place.filter(wrong) {
                    let bundle = bundle.clone();
                    faults.push(FederationFault::Rebind {
                        bundle,
                        place,
                        tier,
                    });
                }
            }
        }
        for (index, node) in self.nodes.iter().enumerate() {
            if !places.contains(node.place) {
                faults.push(FederationFault::UnknownPlace(node.place));
            }
            self.check_parent(node, &mut faults);
            check_against(node, &self.nodes[..index], &mut faults);
            check_block(node.place, &node.block, &mut faults);
            check_people(node, departments, &mut faults);
        }
        faults
    }

    /// The topmost node is the first of the highest tier; every other needs one directly above.
    fn check_parent(&self, node: &FederationNode, faults: &mut Vec<FederationFault>) {
        let top = self
            .nodes
            .iter()
            .map(|node| node.place)
            .min_by_key(|place| place.tier());
        if top == Some(node.place) || self.parent_of(node.place).is_some() {
            return;
        }
        // A second province has no place above it where a node could be missing; its own code is named.
        let place = node.place;
        let parent = place.parent().unwrap_or(place);
        faults.push(FederationFault::NoParent { place, parent });
    }
}

fn check_against(
    node: &FederationNode,
    earlier: &[FederationNode],
    faults: &mut Vec<FederationFault>,
) {
    let place = node.place;
    if earlier.iter().any(|other| other.place == place) {
        faults.push(FederationFault::SamePlace(place));
    }
    if node.node_id.is_some() && earlier.iter().any(|other| other.node_id == node.node_id) {
        faults.push(FederationFault::SameNodeId(place));
    }
    for other in earlier
        .iter()
        .filter(|other| overlap(&node.block, &other.block))
    {
        let other = other.place;
        faults.push(FederationFault::Overlap { place, other });
    }
}

fn overlap(one: &NumberBlock, other: &NumberBlock) -> bool {
    one.prefix == other.prefix && one.first <= other.last && other.first <= one.last
}

fn check_block(place: PlaceCode, block: &NumberBlock, faults: &mut Vec<FederationFault>) {
    if block.last < block.first {
        faults.push(FederationFault::EmptyBlock(place));
    } else if block.low_water > block.last - block.first {
        faults.push(FederationFault::LowWater(place));
    }
}

fn check_people(
    node: &FederationNode,
    departments: &Departments,
    faults: &mut Vec<FederationFault>,
) {
    let place = node.place;
    let mut seen = BTreeSet::new();
    for login in &node.people {
        let user = || login.user.clone();
        if !seen.insert(&login.user) {
            faults.push(FederationFault::SameUser {
                place,
                user: user(),
            });
        }
        let typable =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
        if login.user.is_empty() || !login.user.bytes().all(typable) {
            faults.push(FederationFault::UserName {
                place,
                user: user(),
            });
        }
        if login.posts.is_empty() {
            faults.push(FederationFault::NoPost {
                place,
                user: user(),
            });
        }
        for post in &login.posts {
            if !Role::PERSONS.contains(&post.role) {
                let (user, role) = (user(), post.role);
                faults.push(FederationFault::NotForPeople { place, user, role });
            }
            for code in &post.departments {
                let (user, department) = (user(), code.clone());
                match departments.tier(code) {
                    None => faults.push(FederationFault::UnknownDepartment {
                        place,
                        user,
                        department,
                    }),
                    Some(tier) if tier != place.tier() => {
                        faults.push(FederationFault::DepartmentTier {
                            place,
                            user,
                            department,
                            tier,
                        });
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAQING: &str = include_str!("../../../topology/federations/daqing.toml");

    fn place(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    fn check(text: &str) -> Vec<FederationFault> {
        let places = Places::read(&[
            (
                "p.csv",
                include_str!("../../../topology/divisions/heilongjiang-cities.csv"),
            ),
            (
                "c.csv",
                include_str!("../../../topology/divisions/daqing.csv"),
            ),
        ]);
        let departments = include_str!("../../../topology/catalog/departments.csv");
        let departments = Departments::read(departments, "departments.csv").unwrap();
        Federation::read(text, "f.toml")
            .unwrap()
            .check(&places.unwrap(), &departments)
    }

    #[test]
    fn the_demonstration_makes_sense() {
        assert_eq!(check(DAQING), []);
    }

    #[test]
    fn every_department_of_the_demonstration_can_decide_without_one_person_doing_both() {
        let federation = Federation::read(DAQING, "f.toml").unwrap();
        for (code, departments) in [
            ("230600000000", &["C01", "C06", "C14", "C40"][..]),
            ("230621000000", &["X05", "X07", "X11", "X12", "X13"]),
            ("230622000000", &["X05", "X07", "X11", "X12", "X13"]),
            ("230621101000", &["T01", "T02", "T07"]),
            ("230621102000", &["T01", "T02", "T07"]),
            ("230622101000", &["T01", "T02", "T07"]),
        ] {
            let node = federation.node(place(code)).unwrap();
            for department in departments {
                let who = |role| {
                    let holds = |login: &&crate::Login| {
                        login.posts.iter().any(|post| {
                            post.role == role && post.departments.iter().any(|d| d == department)
                        })
                    };
                    node.people
                        .iter()
                        .filter(holds)
                        .map(|login| &login.user)
                        .collect::<Vec<_>>()
                };
                let (handlers, approvers) = (who(Role::Handler), who(Role::Approver));
                assert!(
                    !handlers.is_empty() && !approvers.is_empty(),
                    "{code} {department}"
                );
                assert!(!who(Role::Reviewer).is_empty(), "{code} {department}");
                assert!(
                    handlers.iter().all(|user| !approvers.contains(user)),
                    "{code}"
                );
            }
        }
    }

    #[test]
    fn all_faults_are_reported_together() {
        let text = r#"
            name = "x"
            divisions = []
            catalog = "."
            calendar = "."
            rebind.PB-1 = { county_division = "230600000000" }

            [[nodes]]
            place = "230600000000"
            block = { prefix = "A", first = 1, last = 100, low_water = 10 }
            people = [
              { user = "a", name = "甲", posts = [{ role = "handler", departments = ["X07", "Q1"] }] },
              { user = "a", name = "乙", posts = [] },
              { user = "张", name = "丙", posts = [{ role = "node" }] },
            ]

            [[nodes]]
            place = "230600000000"
            block = { prefix = "A", first = 100, last = 200, low_water = 101 }

            [[nodes]]
            place = "230621101000"
            block = { prefix = "A", first = 300, last = 299, low_water = 0 }

            [[nodes]]
            place = "230699000000"
            block = { prefix = "B", first = 1, last = 100, low_water = 99 }
        "#;
        let city = place("230600000000");
        let user = || "a".to_owned();
        let expected = [
            FederationFault::Rebind {
                bundle: "PB-1".to_owned(),
                place: city,
                tier: Tier::County,
            },
            FederationFault::DepartmentTier {
                place: city,
                user: user(),
                department: "X07".to_owned(),
                tier: Tier::County,
            },
            FederationFault::UnknownDepartment {
                place: city,
                user: user(),
                department: "Q1".to_owned(),
            },
            FederationFault::SameUser {
                place: city,
                user: user(),
            },
            FederationFault::NoPost {
                place: city,
                user: user(),
            },
            FederationFault::UserName {
                place: city,
                user: "张".to_owned(),
            },
            FederationFault::NotForPeople {
                place: city,
                user: "张".to_owned(),
                role: Role::Node,
            },
            FederationFault::SamePlace(city),
            FederationFault::Overlap {
                place: city,
                other: city,
            },
            FederationFault::LowWater(city),
            FederationFault::NoParent {
                place: place("230621101000"),
                parent: place("230621000000"),
            },
            FederationFault::EmptyBlock(place("230621101000")),
            FederationFault::UnknownPlace(place("230699000000")),
        ];
        assert_eq!(check(text), expected);
    }
}
