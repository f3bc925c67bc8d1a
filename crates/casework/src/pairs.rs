//! The rivals' table: what becomes of two acts that did not know each other, by pair of kinds.

use crate::Kind;
use crate::slot::Part;

/// What becomes of two valid acts on one case (and branch, or paper) that did not know each other, where
/// nobody has relied on either yet. One on which another owner's act already relies stands in any case,
/// and the other came late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pair {
    /// They touch nothing in common: both count.
    Commute,
    /// Neither counts until a chief representative settles it. The default.
    Contested,
    /// The act of this kind stands, the other came late.
    Stands(Kind),
    /// They say the same: the earlier in the order stands, the other adds nothing.
    Agree,
}

/// A pair that touches something in common and is not contested all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// The two kinds.
    pub pair: (Kind, Kind),
    /// What becomes of them.
    pub outcome: Pair,
    /// The id of the text that says why.
    pub id: &'static str,
    /// The test that tells its story.
    pub story: &'static str,
}

/// Every exception from the default.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        pair: (Kind::Decide, Kind::Return),
        outcome: Pair::Stands(Kind::Decide),
        id: "rivals-decision-stands",
        story: "an_approval_stands_against_a_return_that_did_not_know_of_it",
    },
    Exception {
        pair: (Kind::Accept, Kind::Accept),
        outcome: Pair::Agree,
        id: "rivals-same-acceptance",
        story: "two_acceptances_of_a_linked_case_are_one_acceptance",
    },
    Exception {
        pair: (Kind::Accept, Kind::DeemAccepted),
        outcome: Pair::Stands(Kind::Accept),
        id: "rivals-not-silent",
        story: "an_acceptance_on_its_way_stands_against_the_silence_written_meanwhile",
    },
    Exception {
        pair: (Kind::Correct, Kind::DeemAccepted),
        outcome: Pair::Stands(Kind::Correct),
        id: "rivals-told-in-time",
        story: "silence_at_the_county_gives_way_to_the_townships_notice_that_was_on_its_way",
    },
    Exception {
        pair: (Kind::DeemAccepted, Kind::DeemAccepted),
        outcome: Pair::Agree,
        id: "rivals-same-silence",
        story: "two_silences_are_one_deemed_acceptance",
    },
];

/// What becomes of a pair of kinds; the same for both orders.
pub fn pair(one: Kind, other: Kind) -> Pair {
    let named =
        |exception: &&Exception| exception.pair == (one, other) || exception.pair == (other, one);
    if let Some(exception) = EXCEPTIONS.iter().find(named) {
        return exception.outcome;
    }
    if touch_in_common(one, other) {
        Pair::Contested
    } else {
        Pair::Commute
    }
}

/// Whether one takes what the other reads or takes.
fn touch_in_common(one: Kind, other: Kind) -> bool {
    let takes = |kind: Kind, part: &Part| kind.parts().takes.contains(part);
    let touches = |kind: Kind, part: &Part| takes(kind, part) || kind.parts().reads.contains(part);
    (one.parts().takes.iter()).any(|part| touches(other, part))
        || (other.parts().takes.iter()).any(|part| touches(one, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_kinds_has_one_outcome_in_both_orders() {
        let mut contested = 0;
        for one in Kind::ALL {
            for other in Kind::ALL {
                assert_eq!(pair(one, other), pair(other, one), "{one:?} {other:?}");
                contested += usize::from(pair(one, other) == Pair::Contested);
            }
        }
        assert!(contested > 0);
    }

    #[test]
    fn an_exception_is_an_exception_and_is_made_once() {
        for (n, exception) in EXCEPTIONS.iter().enumerate() {
            let (one, other) = exception.pair;
            assert!(
                touch_in_common(one, other),
                "{one:?} {other:?} commute anyhow"
            );
            if let Pair::Stands(kind) = exception.outcome {
                assert!(kind == one || kind == other);
            }
            let again = |more: &Exception| more.pair == (one, other) || more.pair == (other, one);
            assert!(
                !EXCEPTIONS[n + 1..].iter().any(again),
                "{one:?} {other:?} twice"
            );
        }
    }

    #[test]
    fn every_exception_has_its_story() {
        let stories = include_str!("tests/rivals.rs");
        for exception in EXCEPTIONS {
            let name = format!("#[test]\nfn {}()", exception.story);
            assert!(stories.contains(&name), "no story {}", exception.story);
        }
    }

    #[test]
    fn where_a_case_lives_is_disputed_by_those_alone_who_state_it() {
        for other in Kind::ALL {
            let expected = match other {
                Kind::Regrant => Pair::Contested,
                _ => Pair::Commute,
            };
            assert_eq!(pair(Kind::Regrant, other), expected, "{other:?}");
        }
    }

    #[test]
    fn what_only_adds_a_line_commutes_with_everything() {
        for kind in [
            Kind::Press,
            Kind::Print,
            Kind::Rate,
            Kind::CallBack,
            Kind::Ask,
            Kind::Joint,
            Kind::Recount,
        ] {
            for other in Kind::ALL {
                assert_eq!(pair(kind, other), Pair::Commute, "{kind:?} {other:?}");
            }
        }
    }
}
