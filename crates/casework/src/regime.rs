//! Regimes: the kinds of power that an item is, and what follows from each beside the table. The table is that of the
//! Licensing Law; other regimes have fewer of its acts and rest on other rules.

use crate::basis::Basis;
use crate::limits::{EXTENSION_DAYS, JOINT_EXTENSION_DAYS};
use crate::named::named;
use crate::{Facts, Kind, Limit, Row, TABLE};
use catalog::{Item, kind};
use serde::{Deserialize, Serialize};

named! {
    /// What kind of power an item is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Regime {
        /// 行政许可: what is forbidden without it. Only this one is under 行政许可法.
        #[default]
        Licence => "regime-licence",
        /// 行政给付, 行政奖励: money or goods for whoever is entitled to them.
        Benefit => "regime-benefit",
        /// 行政确认: that a right or a fact is so.
        Confirmation => "regime-confirmation",
        /// 行政备案: the authority takes note.
        Filing => "regime-filing",
        /// 公共服务: what is done for people without any power.
        Service => "regime-service",
        /// Any other power that is used on application: 行政裁决, 行政征收, 其他行政权力.
        Other => "regime-other",
    }
}

/// Acts that only the Licensing Law knows: silence that accepts or renews, and the hearing of articles 46 to 48.
const LICENSING_LAW_ALONE: &[Kind] = &[
    Kind::DeemAccepted,
    Kind::DeemRenewed,
    Kind::HearingTell,
    Kind::HearingAsk,
    Kind::HearingSet,
    Kind::HearingHeld,
];

/// Acts whose rule is the item's own basis in law: the others go by the rules of the centre.
const BY_THE_ITEM: &[Kind] = &[
    Kind::Lapse,
    Kind::Fee,
    Kind::Suspend,
    Kind::Resume,
    Kind::ApproveExtension,
    Kind::Extend,
    Kind::Inspect,
    Kind::Sign,
    Kind::Decide,
    Kind::Make,
    Kind::Change,
    Kind::Renew,
    Kind::DenyChange,
    Kind::DenyRenewal,
    Kind::Refund,
    Kind::Retract,
    Kind::Revoke,
    Kind::Cancel,
];

impl Regime {
    /// The short name, as in data and on a command line.
    pub const fn name(self) -> &'static str {
        match self {
            Regime::Licence => "licence",
            Regime::Benefit => "benefit",
            Regime::Confirmation => "confirmation",
            Regime::Filing => "filing",
            Regime::Service => "service",
            Regime::Other => "other",
        }
    }

    /// The regime of items of a kind (事项类型), as the files name it.
    pub fn of_kind(kind: &str) -> Regime {
        match kind {
            kind::LICENCE => Regime::Licence,
            kind::BENEFIT | kind::AWARD => Regime::Benefit,
            kind::CONFIRMATION => Regime::Confirmation,
            kind::FILING => Regime::Filing,
            kind::PUBLIC_SERVICE => Regime::Service,
            _ => Regime::Other,
        }
    }

    /// Whether an act exists in it.
    pub fn has(self, act: Kind) -> bool {
        self == Regime::Licence || !LICENSING_LAW_ALONE.contains(&act)
    }

    /// Its rows of the table.
    pub fn rows(self) -> impl Iterator<Item = &'static Row> {
        TABLE.iter().filter(move |row| self.has(row.act))
    }

    /// The rule that a row rests on in it: nothing but a licence cites the Licensing Law.
    pub fn basis(self, row: &Row) -> Basis {
        match row.basis {
            Basis::LicensingLaw(_) if self != Regime::Licence => {
                if BY_THE_ITEM.contains(&row.act) {
                    Basis::ItemRules
                } else {
                    Basis::CentreRules
                }
            }
            basis => basis,
        }
    }

    /// The rule that a limit rests on in it; none where it has no such limit.
    pub fn limit_basis(self, limit: Limit) -> Option<Basis> {
        let is_licence = self == Regime::Licence;
        match limit.basis() {
            Basis::LicensingLaw(_) if !is_licence => match limit {
                Limit::Legal => Some(Basis::ItemRules),
                Limit::Intake | Limit::Delivery => Some(Basis::CentreRules),
                _ => None,
            },
            basis => Some(basis),
        }
    }

    /// Working days by which a limit may be extended at most (延期): what the item's own rule says; without one, for a
    /// licence what the law gives everybody, and nothing for anything else.
    pub fn extension_days(self, item: &Item) -> u16 {
        match &item.extension {
            Some(rule) => rule.days,
            None if self == Regime::Licence => EXTENSION_DAYS,
            None => 0,
        }
    }

    /// The same for joint handling, which the Licensing Law alone knows (许可法 42(2)).
    pub const fn joint_extension_days(self) -> u16 {
        match self {
            Regime::Licence => JOINT_EXTENSION_DAYS,
            _ => 0,
        }
    }
}

impl Facts {
    /// The regime of a branch; of the whole that of a licence where any branch is one, so that nobody is worse off for
    /// applying together.
    pub fn regime(&self, item: Option<&str>) -> Regime {
        let named = item.and_then(|code| self.branch(Some(code)));
        let all = || self.branches.iter().map(|branch| branch.regime);
        named
            .map(|branch| branch.regime)
            .or_else(|| all().min())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_of_item_has_its_regime() {
        assert_eq!(kind::ALL.len(), 12);
        let all: BTreeSet<Regime> = kind::ALL.into_iter().map(Regime::of_kind).collect();
        assert_eq!(all.len(), Regime::ALL.len());
        for kind in kind::ALL {
            let licence = kind == "行政许可";
            assert_eq!(Regime::of_kind(kind) == Regime::Licence, licence, "{kind}");
        }
    }

    #[test]
    fn only_a_licence_cites_the_licensing_law() {
        for regime in Regime::ALL {
            let rows = regime.rows().map(|row| regime.basis(row));
            let limits = Limit::ALL
                .into_iter()
                .filter_map(|limit| regime.limit_basis(limit));
            let cites = rows
                .chain(limits)
                .filter(|it| matches!(it, Basis::LicensingLaw(_)));
            assert_eq!(cites.count() > 0, regime == Regime::Licence, "{regime:?}");
        }
    }

    #[test]
    fn silence_speaks_for_licences_alone() {
        for regime in Regime::ALL {
            let silent = [Kind::DeemAccepted, Kind::DeemRenewed].map(|act| regime.has(act));
            assert_eq!(silent, [regime == Regime::Licence; 2]);
            assert!(regime.has(Kind::Accept) && regime.has(Kind::Decide));
        }
    }
}
