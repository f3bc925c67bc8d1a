use super::Text;
use serde::{Deserialize, Serialize};

/// A level of administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// A province (省), the top of the tree.
    Province,
    /// A prefecture-level city (市).
    City,
    /// A county or a district of a city (县, 区).
    County,
    /// A township or a street office (乡镇, 街道).
    Township,
    /// A village or a neighbourhood (村, 社区).
    Village,
}

impl Tier {
    /// The lower-case English name used in data.
    pub const fn name(self) -> &'static str {
        match self {
            Tier::Province => "province",
            Tier::City => "city",
            Tier::County => "county",
            Tier::Township => "township",
            Tier::Village => "village",
        }
    }
}

/// What a node is; the same on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeFacts {
    /// The place's 12-digit division code.
    pub place_code: String,
    /// The place with the places above it, such as `大庆市 萨尔图区`.
    pub place: Text,
    /// The tier of the place where the node stands.
    pub tier: Tier,
    /// The node's short id, for telling nodes apart on the telephone.
    pub node: String,
    /// The program's version.
    pub version: String,
    /// A training node: every page and paper says that nothing on it counts.
    pub demo: bool,
}

/// Someone who may log in, as the node holds them.
#[derive(Clone)]
pub struct Account {
    /// Argon2id in PHC form, made with [`hash_password`](crate::hash_password): with other parameters,
    /// the time an answer takes would tell who exists.
    pub password_hash: String,
    /// Name as printed on papers.
    pub name: String,
    /// What the person may act as.
    pub posts: Vec<Post>,
}

/// One role, in some departments or, where the list is empty, for the place itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The role's name in data: `agent`, `window`, `handler`, `reviewer`, `approver`, `lead`,
    /// `administrator`, `supervisor`, `complaints`, `control_room`, `legal`.
    pub role: String,
    /// Codes of departments, such as `X07`; empty = the place's own desk.
    pub departments: Vec<String>,
    /// The post as people call it, such as `窗口 · 市场监管局`.
    pub title: Text,
}

/// Who asks. Read from the account anew for each request, so that a post taken away is gone at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Log-in name, unique at the node.
    pub user: String,
    /// Name as printed on papers.
    pub name: String,
    /// What the person may act as.
    pub posts: Vec<Post>,
}

impl Who {
    /// Whether one of the person's posts is one of `roles`.
    pub fn is_any(&self, roles: &[&str]) -> bool {
        self.posts
            .iter()
            .any(|post| roles.contains(&post.role.as_str()))
    }
}

/// The line to the tier above, and how old what is shown may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineState {
    /// The place above; nothing at the top of a tree.
    pub parent: Option<Text>,
    /// Whether the line is up now.
    pub online: bool,
    /// Since when it has been so, as a time.
    pub since: Option<Text>,
    /// Records kept here that the place above does not hold yet.
    pub waiting: u64,
    /// Records that both ends were found to hold differently, and a repair could not help.
    #[serde(default)]
    pub differs: u64,
    /// Up to when the data of each side is complete (数据截至).
    pub sides: Vec<SideAge>,
    /// The time now, as the node's clock has it.
    pub now: Text,
}

/// Up to when the data of one side is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideAge {
    /// Which side: the place above, or one below.
    pub side: Text,
    /// The time; nothing where no data ever came.
    pub as_of: Option<Text>,
}
