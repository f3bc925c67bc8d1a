/// The rule that a row of the table or a limit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Articles of 行政许可法 (2003, amended 2019), such as `32(4)` or `49, 50, 70`.
    LicensingLaw(&'static str),
    /// 事项规定: what is laid down for the item.
    ItemRules,
    /// 事项目录: the item's numbers in the catalog.
    Catalog,
    /// 代办规定: the province's or city's rules on agents.
    AgencyRules,
    /// 政务服务规则: the rules of the service centres on what every item has alike (优化营商环境条例 and local rules).
    CentreRules,
    /// 办事惯例: no article names it, and every centre does it.
    Custom,
    /// 国务院办公厅节假日安排: the yearly notice of days off.
    HolidayNotice,
    /// A standard by its number, such as `GB/T 39735`.
    Standard(&'static str),
}

impl Basis {
    /// The id of its text, which takes [`Basis::cites`] as its argument `x`.
    pub const fn id(self) -> &'static str {
        match self {
            Basis::LicensingLaw(_) => "basis-licensing-law",
            Basis::ItemRules => "basis-item",
            Basis::Catalog => "basis-catalog",
            Basis::AgencyRules => "basis-agency",
            Basis::CentreRules => "basis-centre",
            Basis::Custom => "basis-custom",
            Basis::HolidayNotice => "basis-holidays",
            Basis::Standard(_) => "basis-standard",
        }
    }

    /// The articles or the number that it names; empty where the rule is named as a whole.
    pub const fn cites(self) -> &'static str {
        match self {
            Basis::LicensingLaw(cites) | Basis::Standard(cites) => cites,
            Basis::ItemRules
            | Basis::Catalog
            | Basis::AgencyRules
            | Basis::CentreRules
            | Basis::Custom
            | Basis::HolidayNotice => "",
        }
    }
}
