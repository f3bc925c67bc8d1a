use crate::Special;
use jiff::civil::Date;
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
    /// The name in English, printable ASCII; empty = pages in English show the Chinese name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// How the name is spelled, where the table of readings is wrong: syllables as in [`tiers::is_pinyin`]; empty = as the
    /// table has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pinyin: String,
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
    /// 生效与失效日期: when this version may be filed under.
    #[serde(default, skip_serializing_if = "is_default")]
    pub effective: Effective,
    /// 下放: the tier that the power went to; with `ItemStatus::Delegated` only, and below `handled_tier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_to: Option<Tier>,
    /// 特别程序 (许可法 45): the only lawful reasons to stop the clock of this item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<SpecialProcedure>,
    /// 延期规则: by how many working days the legal limit of this item may be extended, where a rule says so. None: for a
    /// licence what 许可法 42 gives, for anything else nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionRule>,
    /// 核查: the facts are checked by two officers, who write a record, before anything is decided (许可法 34; for a benefit
    /// the household survey, 入户调查).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inspection: bool,
    /// 公示: working days for which it is made public before anything is decided, for objections. None: it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_days: Option<u16>,
    /// 告知承诺: what the applicant may promise instead of proving it, and by when that is checked. None: there is no such way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<PromiseRule>,
    /// 下级先行审查 (许可法 43): the tier below `handled_tier` that reviews first, within 20 working days
    /// of its acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_review: Option<Tier>,
    /// 逾期不补正视为撤回: working days after a correction notice until the application counts as
    /// withdrawn. None unless a rule says so: then silence of the applicant ends nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction_lapse_days: Option<u16>,
    /// 咨询和监督投诉渠道
    #[serde(default, skip_serializing_if = "is_default")]
    pub channels: Channels,
    /// 公开: what may be shown to everybody.
    #[serde(default, skip_serializing_if = "is_default")]
    pub disclosure: Disclosure,
}

/// Whether an item may be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemStatus {
    /// 在用
    Active,
    /// 暂停: for the time being nothing new is filed; open cases go on.
    Suspended,
    /// 废止: nothing new is filed; open cases end under the version they hold.
    Repealed,
    /// 下放: the power went to `Item::delegated_to`; nothing new is filed for the old tier.
    Delegated,
}

/// From when until when a version is in force, as calendar dates in Asia/Shanghai.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effective {
    /// 生效日期: the first day in force; none = always was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// 失效日期: the first day no longer in force, so that a version that begins on this day follows
    /// without a gap; none = no end is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Effective {
    /// Whether `date` is at or after `from` and before `until`.
    pub fn covers(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

/// One special procedure that an item may need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialProcedure {
    /// Which of the eight of 许可法 45.
    pub kind: Special,
    /// Working days planned at most; the notice (特别程序告知书) may plan fewer.
    pub days: u16,
    /// The rule that asks for the procedure, such as 环境影响评价法第二十一条.
    pub basis: String,
}

/// What may be promised instead of proved (国办发〔2020〕42号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseRule {
    /// The terms that the applicant is told and promises to meet, each a sentence of the item.
    pub terms: Vec<String>,
    /// Working days after the decision within which the authority checks them.
    pub check_days: u16,
}

/// By how much a limit may be extended, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRule {
    /// Working days at most.
    pub days: u16,
    /// The rule that allows it, such as 市场主体登记管理条例第十九条.
    pub basis: String,
}

/// Where an applicant turns to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// 咨询: telephone or office.
    pub ask: String,
    /// 监督投诉: telephone or office.
    pub complain: String,
}

/// What of an item's cases may be shown to everybody (信息公开条例 20(5), 许可法 40).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// 结果公开: the decision may be consulted. False keeps it to the parties.
    pub result_public: bool,
    /// The rule that says so.
    pub basis: String,
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
    /// The name in English, printable ASCII; empty = pages in English show the Chinese name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// How the name is spelled, where the table of readings is wrong: syllables as in [`tiers::is_pinyin`]; empty = as the
    /// table has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pinyin: String,
    /// Title of the person in charge, as shown.
    pub role: String,
    /// Which node does it.
    pub at: At,
    /// Department; none = the desk of the place.
    pub department: Option<String>,
    /// Working minutes; 480 = one working day.
    pub limit_minutes: u32,
}

/// The five stages (五个环节). Files name them in Chinese, and so does every version that was ever hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// The name in English, printable ASCII; empty = pages in English show the Chinese name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// How the name is spelled, where the table of readings is wrong: syllables as in [`tiers::is_pinyin`]; empty = as the
    /// table has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pinyin: String,
    /// Original, copy, ...
    pub form: String,
    /// How many.
    pub copies: u16,
    /// False = where applicable.
    pub required: bool,
    /// May be taken from an earlier case.
    pub reusable: bool,
    /// 容缺: working days within which it may be handed in after acceptance; none = it must be there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defer_days: Option<u16>,
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
    /// 收费依据: the law or administrative regulation that allows the fee (许可法 58).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// 减免: the lawful reductions; no other may be granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reductions: Vec<Reduction>,
}

/// A lawful reduction of a fee (减免).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reduction {
    /// Who or what it is for, such as 低保户免收.
    pub name: String,
    /// How much is taken off, thousandths of the full fee, 1 to 1000; 1000 = free of charge.
    pub per_mille: u16,
    /// The rule that allows it; it names the reduction, so it is unique in the fee.
    pub basis: String,
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
    /// 有效期: months from the decision until the paper lapses, 1 or more; none = it does not lapse.
    /// Renewal is to be asked for 30 days before (许可法 50).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u16>,
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

    /// Fen that the reduction with this basis takes off the fee for `quantity` units; none when the
    /// item has no such reduction or the product is past counting.
    ///
    /// It is worked out once for the whole quantity and rounded down to the fen, so a reduction that
    /// is not a full one never makes the last fen free.
    pub fn reduction(&self, basis: &str, quantity: u32) -> Option<u64> {
        let reduction = self.fee.reductions.iter().find(|one| one.basis == basis)?;
        let full = self.fee.fen.checked_mul(u64::from(quantity))?;
        let fen = u128::from(full) * u128::from(reduction.per_mille) / 1000;
        u64::try_from(fen).ok()
    }

    /// Whether this version is in force on `date`, which is a date in Asia/Shanghai: it is active, and
    /// `effective` covers the day. Nothing may be filed under it on any other day.
    pub fn in_force(&self, date: Date) -> bool {
        self.status == ItemStatus::Active && self.effective.covers(date)
    }

    /// The special procedure of this kind, if the item may need it.
    pub fn special(&self, kind: Special) -> Option<&SpecialProcedure> {
        self.special.iter().find(|one| one.kind == kind)
    }
}

/// Fields at their default are left out of the bytes, so that the hash of a version does not change
/// when a newer program knows more elements.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::shipped;
    use jiff::civil::date;

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

    #[test]
    fn a_reduction_is_a_share_of_the_whole_fee_rounded_down() {
        let mut item = shipped().items["BM-019"].clone();
        item.fee.reductions = vec![
            Reduction {
                name: "低保户".to_owned(),
                per_mille: 1000,
                basis: "甲".to_owned(),
            },
            Reduction {
                name: "残疾人".to_owned(),
                per_mille: 333,
                basis: "乙".to_owned(),
            },
        ];
        assert_eq!(item.reduction("甲", 2), Some(4000));
        assert_eq!(item.fee_due(2, 4000), Some(0));
        // A third of 20.00, and of 0.05: 1.665 fen.
        assert_eq!(item.reduction("乙", 1), Some(666));
        item.fee.fen = 5;
        assert_eq!(item.reduction("乙", 1), Some(1));
        assert_eq!(item.reduction("丙", 1), None);
        item.fee.fen = u64::MAX;
        assert_eq!(item.reduction("乙", 2), None);
        assert_eq!(item.reduction("甲", 1), Some(u64::MAX));
    }

    #[test]
    fn the_first_day_is_in_force_and_the_day_of_the_end_is_not() {
        let mut item = shipped().items["BM-019"].clone();
        item.effective = Effective {
            from: Some(date(2020, 5, 1)),
            until: Some(date(2021, 1, 1)),
        };
        let days = [
            date(2020, 4, 30),
            date(2020, 5, 1),
            date(2020, 12, 31),
            date(2021, 1, 1),
        ];
        assert_eq!(
            days.map(|day| item.in_force(day)),
            [false, true, true, false]
        );
        for status in [
            ItemStatus::Suspended,
            ItemStatus::Repealed,
            ItemStatus::Delegated,
        ] {
            item.status = status;
            assert!(!item.in_force(days[1]), "{status:?}");
        }
        item.status = ItemStatus::Active;
        item.effective = Effective::default();
        assert!(item.in_force(date(1990, 1, 1)));
    }

    #[test]
    fn a_line_without_the_newer_elements_keeps_its_bytes() {
        let text = r#"{"code":"A-1","name":"某事","kind":"公共服务","group":"convenience","status":"active","department":"T02","handled_tier":"township","alt_handling":[],"filing_tiers":["township"],"proxy_allowed":true,"proxy_mode":"for_applicant","legal_days":1,"instant":true,"promised_days":0,"promised_minutes":10,"promise_label":"即办","steps":[],"materials":[],"fee":{"fen":0,"unit":null,"standard":null},"legal_basis":"某规定","preconditions":[],"output":{"name":"证明","type":"证明"},"seed":[],"note":null}"#;
        let item: Item = serde_json::from_str(text).unwrap();
        assert_eq!(String::from_utf8(item.to_bytes()).unwrap(), text);
    }

    #[test]
    fn the_newer_elements_are_read_and_written_alike() {
        let mut item = shipped().items["BM-019"].clone();
        item.status = ItemStatus::Delegated;
        item.delegated_to = Some(Tier::Township);
        item.effective.from = Some(date(2010, 1, 1));
        item.special = vec![SpecialProcedure {
            kind: Special::ExpertReview,
            days: 10,
            basis: "甲".to_owned(),
        }];
        item.lower_review = Some(Tier::Village);
        item.correction_lapse_days = Some(30);
        item.output.valid_months = Some(36);
        item.channels.ask = "12345".to_owned();
        item.disclosure.result_public = true;
        let bytes = item.to_bytes();
        let text = String::from_utf8(bytes.clone()).unwrap();
        for part in [
            r#""status":"delegated""#,
            r#""effective":{"from":"2010-01-01"}"#,
            r#""delegated_to":"township""#,
            r#""special":[{"kind":"expert_review","days":10,"basis":"甲"}]"#,
            r#""valid_months":36"#,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(serde_json::from_slice::<Item>(&bytes).unwrap(), item);
        assert_eq!(item.special(Special::ExpertReview).unwrap().days, 10);
        assert_eq!(item.special(Special::Hearing), None);
    }
}
