use serde::{Deserialize, Serialize};
use tiers::{Digest, Tier};

/// One item of the catalog, one version of it. The version's name is the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Code such as `BM-001`.
    pub code: String,
    /// 事项名称
    pub name: String,
    /// 行政许可, 公共服务, ...
    pub kind: String,
    /// `approval` or `convenience`.
    pub group: String,
    /// Whether it may be filed today.
    pub status: ItemStatus,
    /// Responsible department.
    pub department: String,
    /// Tier that decides.
    pub handled_tier: Tier,
    /// Other places that may decide when it is filed there.
    #[serde(default)]
    pub alt_handling: Vec<AltHandling>,
    /// Tiers where it may be filed.
    pub filing_tiers: Vec<Tier>,
    /// False = the applicant must come in person (许可法 29).
    pub proxy_allowed: bool,
    /// Who the village acts for when it files by proxy.
    pub proxy_mode: ProxyMode,
    /// Legal limit, working days.
    pub legal_days: u16,
    /// 即办件: done in one sitting.
    pub instant: bool,
    /// Promised limit, working days; 0 for instant items.
    pub promised_days: u16,
    /// Promised limit, working minutes; the sum of the steps.
    pub promised_minutes: u32,
    /// The promise as printed.
    pub promise_label: String,
    /// At most eight.
    pub steps: Vec<Step>,
    /// 申请材料
    pub materials: Vec<Material>,
    /// 收费
    pub fee: Fee,
    /// 设定依据
    pub legal_basis: String,
    /// Items whose output must exist before.
    #[serde(default)]
    pub preconditions: Vec<String>,
    /// What the applicant gets.
    pub output: Output,
    /// Where the item comes from.
    #[serde(default)]
    pub seed: Vec<String>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Whether an item may be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemStatus {
    /// 在用
    Active,
    /// 暂停
    Suspended,
    /// 废止
    Repealed,
}

/// The two legal modes of proxy (代办).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyMode {
    /// The village receives for the authority: the clock starts there, also offline.
    Entrusted,
    /// The agent acts for the applicant: the clock starts when the authority receives.
    ForApplicant,
}

/// Another place that may decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AltHandling {
    /// Tier.
    pub tier: Tier,
    /// Department at that tier.
    pub department: String,
}

/// One step (环节).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 1, 2, ...
    pub seq: u8,
    /// Which of the five stages.
    pub stage: Stage,
    /// Name as shown.
    pub name: String,
    /// Title of the person in charge, as shown.
    pub role: String,
    /// Which node does it.
    pub at: At,
    /// Department; none = the desk of the place.
    pub department: Option<String>,
    /// Working minutes; 480 = one working day.
    pub limit_minutes: u32,
}

/// The five stages (五个环节).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// 受理
    #[serde(rename = "受理")]
    Accept,
    /// 承办
    #[serde(rename = "承办")]
    Handle,
    /// 审核
    #[serde(rename = "审核")]
    Review,
    /// 批准
    #[serde(rename = "批准")]
    Approve,
    /// 办结
    #[serde(rename = "办结")]
    Conclude,
}

impl Stage {
    /// The stage's name in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Stage::Accept => "受理",
            Stage::Handle => "承办",
            Stage::Review => "审核",
            Stage::Approve => "批准",
            Stage::Conclude => "办结",
        }
    }
}

/// Where a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum At {
    /// The node that took the application in.
    Filing,
    /// The node that decides.
    Handling,
    /// The place of that tier on the path of the filing place.
    City,
    /// As above.
    County,
    /// As above.
    Township,
    /// As above.
    Village,
}

impl At {
    /// The tier, where the step is bound to one.
    pub const fn tier(self) -> Option<Tier> {
        match self {
            At::Filing | At::Handling => None,
            At::City => Some(Tier::City),
            At::County => Some(Tier::County),
            At::Township => Some(Tier::Township),
            At::Village => Some(Tier::Village),
        }
    }
}

/// One material (申请材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Name, unique in the item.
    pub name: String,
    /// Original, copy, ...
    pub form: String,
    /// How many.
    pub copies: u16,
    /// False = where applicable.
    pub required: bool,
    /// May be taken from an earlier case.
    pub reusable: bool,
}

/// The fee (收费), fixed by the catalog to the fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Fen for one unit; 0 = free of charge.
    pub fen: u64,
    /// 件, 块, 平方米, ...
    pub unit: Option<String>,
    /// Name of the standard.
    pub standard: Option<String>,
}

/// What the applicant gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Name of the paper.
    pub name: String,
    /// 证照, 批文, ...
    #[serde(rename = "type")]
    pub kind: String,
}

impl Item {
    /// The bytes that are published and hashed: JSON with the fields in the order of this type.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an item has string keys only")
    }

    /// The name of this version.
    pub fn version(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    /// Fen to pay for `quantity` units less a lawful reduction; none when the reduction is more than
    /// the fee or the product is past counting.
    pub fn fee_due(&self, quantity: u32, reduction_fen: u64) -> Option<u64> {
        let full = self.fee.fen.checked_mul(u64::from(quantity))?;
        full.checked_sub(reduction_fen)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::tests::shipped;

    #[test]
    fn the_fee_is_standard_times_quantity_less_reduction() {
        // A house number plate costs 20 yuan a piece.
        let mut item = shipped().items["BM-019"].clone();
        assert_eq!(item.fee_due(1, 0), Some(2000));
        assert_eq!(item.fee_due(3, 500), Some(5500));
        assert_eq!(item.fee_due(0, 0), Some(0));
        assert_eq!(item.fee_due(1, 2001), None);
        item.fee.fen = u64::MAX;
        assert_eq!(item.fee_due(2, 0), None);
    }
}
