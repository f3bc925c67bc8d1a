use crate::{NodeId, PlaceCode, Role};
use serde::{Deserialize, Serialize};

/// One node of the federation and the people who log in there: a record of its own, published by the
/// root, so that every node that may hold an act can judge who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryEntry {
    /// The node's key.
    pub node: NodeId,
    /// Where it stands.
    pub place: PlaceCode,
    /// The place's name, for people.
    pub name: String,
    /// Numbers for paper that this node may give out.
    pub block: NumberBlock,
    /// People, by user name.
    pub people: Vec<Person>,
}

/// A person who may act at a node. Passwords live at the node alone, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Log-in name, unique at the node.
    pub user: String,
    /// Name as printed on papers.
    pub name: String,
    /// What the person may act as.
    pub posts: Vec<Post>,
}

/// One role, in some departments or, where the list is empty, for the place itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The role held, one of [`Role::PERSONS`].
    pub role: Role,
    /// Department codes such as `X07`; empty = the place's own desk.
    #[serde(default)]
    pub departments: Vec<String>,
}

/// Numbers allotted to one node: `prefix` and a number from `first` to `last`, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberBlock {
    /// What stands before the number, such as `DQ2026`.
    pub prefix: String,
    /// Lowest number of the block, itself included.
    pub first: u32,
    /// Highest number of the block, itself included.
    pub last: u32,
    /// Warn when fewer than this many are left.
    pub low_water: u32,
}

impl DirectoryEntry {
    /// The person with log-in name `user`.
    pub fn person(&self, user: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.user == user)
    }

    /// Whether `user` may act here as `role`, for `department` where one is named.
    pub fn may_act(&self, user: &str, role: Role, department: Option<&str>) -> bool {
        self.person(user).is_some_and(|person| {
            person.posts.iter().any(|post| {
                post.role == role
                    && department
                        .is_none_or(|code| post.departments.iter().any(|held| held == code))
            })
        })
    }
}
