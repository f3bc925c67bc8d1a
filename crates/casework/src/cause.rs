//! Causes: the grounds that the law enumerates for every act that goes against somebody (法定事由). Such an act names one of
//! them by its code; what is typed besides only explains it.

use crate::basis::Basis::{self, ItemRules, LicensingLaw};
use crate::{Deed, Kind, Regime};

/// One ground that the law gives for an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// The act that may rest on it.
    pub act: Kind,
    /// Its short name, as an act and a command line have it; unique for the act.
    pub code: &'static str,
    /// The id of its text.
    pub id: &'static str,
    /// The article that has it, for a licence.
    pub basis: Basis,
    /// Whether only a licence knows it.
    licence_alone: bool,
}

/// A ground of every regime.
const fn any(act: Kind, code: &'static str, id: &'static str, basis: Basis) -> Cause {
    Cause {
        act,
        code,
        id,
        basis,
        licence_alone: false,
    }
}

/// A ground of the Licensing Law alone.
const fn licence(act: Kind, code: &'static str, id: &'static str, articles: &'static str) -> Cause {
    Cause {
        act,
        code,
        id,
        basis: LicensingLaw(articles),
        licence_alone: true,
    }
}

/// 承诺不实: what was promised instead of proved was found not to be so (国办发〔2020〕42号).
pub(crate) const PROMISE_BROKEN: &str = "promise_broken";

/// Every ground, by act in the order of a case's life.
#[rustfmt::skip]
pub const CAUSES: &[Cause] = &[
    // 不予受理
    any(Kind::Refuse, "not_competent", "cause-not-competent", LicensingLaw("32(1)(2)")),
    any(Kind::Refuse, "false_papers", "cause-false-papers", LicensingLaw("78")),
    licence(Kind::Refuse, "barred_for_a_year", "cause-barred-for-a-year", "78"),
    licence(Kind::Refuse, "barred_for_three_years", "cause-barred-for-three-years", "79"),
    // 不予许可, 不予给付, 不予确认, ...
    any(Kind::Decide, "conditions_unmet", "cause-conditions-unmet", LicensingLaw("38")),
    any(Kind::Decide, "false_papers", "cause-false-papers", LicensingLaw("78")),
    licence(Kind::Decide, "quota_reached", "cause-quota-reached", "57"),
    licence(Kind::Decide, "tender_lost", "cause-tender-lost", "53"),
    // 终止办理
    any(Kind::Terminate, "applicant_gone", "cause-applicant-gone", ItemRules),
    any(Kind::Terminate, "subject_gone", "cause-subject-gone", ItemRules),
    any(Kind::Terminate, "force_majeure", "cause-force-majeure", ItemRules),
    any(Kind::Terminate, "deferred_missing", "cause-deferred-missing", ItemRules),
    any(Kind::Terminate, "law_repealed", "cause-law-repealed", ItemRules),
    // 依职权变更, 撤回
    any(Kind::Change, "law_changed", "cause-law-changed", LicensingLaw("8(2)")),
    any(Kind::Change, "circumstances_changed", "cause-circumstances-changed", LicensingLaw("8(2)")),
    any(Kind::Retract, "law_changed", "cause-law-changed", LicensingLaw("8(2)")),
    any(Kind::Retract, "circumstances_changed", "cause-circumstances-changed", LicensingLaw("8(2)")),
    // 不予变更, 不予延续
    any(Kind::DenyChange, "conditions_unmet", "cause-conditions-unmet", LicensingLaw("49")),
    any(Kind::DenyChange, "another_licence", "cause-another-licence", LicensingLaw("49")),
    any(Kind::DenyRenewal, "conditions_unmet", "cause-conditions-unmet", LicensingLaw("50")),
    any(Kind::DenyRenewal, "asked_too_late", "cause-asked-too-late", LicensingLaw("50")),
    // 撤销
    any(Kind::Revoke, "abuse_of_office", "cause-abuse-of-office", LicensingLaw("69(1)(1)")),
    any(Kind::Revoke, "beyond_competence", "cause-beyond-competence", LicensingLaw("69(1)(2)")),
    any(Kind::Revoke, "against_procedure", "cause-against-procedure", LicensingLaw("69(1)(3)")),
    any(Kind::Revoke, "not_eligible", "cause-not-eligible", LicensingLaw("69(1)(4)")),
    any(Kind::Revoke, "other_by_law", "cause-other-by-law", LicensingLaw("69(1)(5)")),
    any(Kind::Revoke, PROMISE_BROKEN, "cause-promise-broken", ItemRules),
    any(Kind::Revoke, "fraud", "cause-fraud", LicensingLaw("69(2)")),
    // 注销
    any(Kind::Cancel, "expired", "cause-expired", LicensingLaw("70(1)")),
    any(Kind::Cancel, "person_gone", "cause-person-gone", LicensingLaw("70(2)")),
    any(Kind::Cancel, "body_gone", "cause-body-gone", LicensingLaw("70(3)")),
    any(Kind::Cancel, "taken_away", "cause-taken-away", LicensingLaw("70(4)")),
    any(Kind::Cancel, "force_majeure", "cause-force-majeure", LicensingLaw("70(5)")),
    any(Kind::Cancel, "other_by_law", "cause-other-by-law", LicensingLaw("70(6)")),
    any(Kind::Cancel, "holder_asks", "cause-holder-asks", LicensingLaw("70(6)")),
];

impl Cause {
    /// The rule that it rests on in a regime: nothing but a licence cites the Licensing Law.
    pub fn basis_in(&self, regime: Regime) -> Basis {
        match regime {
            Regime::Licence => self.basis,
            _ => ItemRules,
        }
    }

    /// The one of an act by its code.
    pub fn of(act: Kind, code: &str) -> Option<&'static Cause> {
        causes_of(act).find(|cause| cause.code == code)
    }
}

/// The grounds of an act.
pub fn causes_of(act: Kind) -> impl Iterator<Item = &'static Cause> {
    // A department that signs a joint decision denies on the same grounds as one that decides alone.
    let act = match act {
        Kind::Sign => Kind::Decide,
        act => act,
    };
    CAUSES.iter().filter(move |cause| cause.act == act)
}

/// Those that it may rest on in a regime.
pub fn causes_in(act: Kind, regime: Regime) -> impl Iterator<Item = &'static Cause> {
    causes_of(act).filter(move |cause| regime == Regime::Licence || !cause.licence_alone)
}

impl Deed {
    /// The code of the ground that it names; none for a deed that takes none, such as granting.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Deed::Refuse { cause, .. }
            | Deed::Terminate { cause, .. }
            | Deed::Retract { cause, .. }
            | Deed::DenyChange { cause, .. }
            | Deed::DenyRenewal { cause, .. }
            | Deed::Change { cause, .. }
            | Deed::Revoke { cause, .. }
            | Deed::Cancel { cause, .. } => Some(cause),
            Deed::Decide {
                granted: false,
                cause,
                ..
            }
            | Deed::Sign {
                granted: Some(false),
                cause,
                ..
            } => Some(cause),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_one_ground_of_an_act() {
        for (n, cause) in CAUSES.iter().enumerate() {
            let again = CAUSES[n + 1..].iter();
            let mut again =
                again.filter(|other| (other.act, other.code) == (cause.act, cause.code));
            assert_eq!(again.next(), None, "{cause:?}");
            assert_eq!(Cause::of(cause.act, cause.code), Some(cause));
        }
    }

    #[test]
    fn revocation_and_cancellation_have_the_grounds_of_their_articles_and_no_others() {
        let articles = |act| {
            let all = causes_of(act).map(|cause| cause.basis.cites());
            let mut all: Vec<&str> = all.collect();
            all.dedup();
            all
        };
        let revoked = [
            "69(1)(1)", "69(1)(2)", "69(1)(3)", "69(1)(4)", "69(1)(5)", "", "69(2)",
        ];
        // Of a broken promise no article of this law speaks.
        assert_eq!(articles(Kind::Revoke), revoked);
        let cancelled = ["70(1)", "70(2)", "70(3)", "70(4)", "70(5)", "70(6)"];
        assert_eq!(articles(Kind::Cancel), cancelled);
        assert_eq!(articles(Kind::Retract), ["8(2)"]);
    }

    #[test]
    fn what_the_licensing_law_alone_knows_is_no_ground_elsewhere() {
        for regime in Regime::ALL {
            let barred = causes_in(Kind::Refuse, regime).any(|it| it.code == "barred_for_a_year");
            assert_eq!(barred, regime == Regime::Licence);
            for cause in CAUSES {
                let cites = matches!(cause.basis_in(regime), LicensingLaw(_));
                assert!(!cites || regime == Regime::Licence);
            }
        }
    }
}
