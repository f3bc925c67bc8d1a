//! 事项类型: how the files name the kinds of items, the twelve of the national lists of powers and services. A file may
//! name others; these are what the law and the shipped catalog know.

/// What the Licensing Law is about.
pub const LICENCE: &str = "行政许可";
/// A punishment. Nobody applies for one.
pub const PENALTY: &str = "行政处罚";
/// Force. Nobody applies for it.
pub const COERCION: &str = "行政强制";
/// What everybody of a sort pays.
pub const LEVY: &str = "行政征收";
/// Money or goods for whoever is entitled to them.
pub const BENEFIT: &str = "行政给付";
/// A look at what somebody does. Nobody applies for it.
pub const INSPECTION: &str = "行政检查";
/// That a right or a fact is so.
pub const CONFIRMATION: &str = "行政确认";
/// Honours and money for what somebody did.
pub const AWARD: &str = "行政奖励";
/// A dispute between others, decided by an authority.
pub const RULING: &str = "行政裁决";
/// That the authority took note of something.
pub const FILING: &str = "行政备案";
/// Any other power of an authority.
pub const OTHER_POWER: &str = "其他行政权力";
/// What is done for people without any power.
pub const PUBLIC_SERVICE: &str = "公共服务";

/// The twelve, in the order of the national lists.
pub const ALL: [&str; 12] = [
    LICENCE,
    PENALTY,
    COERCION,
    LEVY,
    BENEFIT,
    INSPECTION,
    CONFIRMATION,
    AWARD,
    RULING,
    FILING,
    OTHER_POWER,
    PUBLIC_SERVICE,
];

/// What an item gives that is a certificate or licence of its own (证照).
pub const CERTIFICATE: &str = "证照";
