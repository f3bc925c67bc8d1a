use serde::{Deserialize, Serialize};
use tiers::{Digest, PlaceCode, Tier};

/// A parallel approval (并联审批): one application, one set of materials, several departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Code such as `PB-XA-2T`.
    pub code: String,
    /// Name.
    pub name: String,
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
}
