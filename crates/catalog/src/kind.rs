//! 事项类型: how the files name the kinds of items. A file may name others; these are what the law and the shipped catalog
//! know.

/// What the Licensing Law is about.
pub const LICENCE: &str = "行政许可";
/// That a right or a fact is so.
pub const CONFIRMATION: &str = "行政确认";
/// Money or goods for whoever is entitled to them.
pub const BENEFIT: &str = "行政给付";
/// What everybody of a sort pays.
pub const LEVY: &str = "行政征收";
/// Any other power of an authority.
pub const OTHER_POWER: &str = "其他行政权力";
/// What is done for people without any power.
pub const PUBLIC_SERVICE: &str = "公共服务";
