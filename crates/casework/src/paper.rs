use crate::Regime;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A paper that is handed out, by its lawful kind. Titles are the law's: a receipt of papers is never
/// called an acceptance.
///
/// Kinds and titles follow the forms of the Ministry of Justice for licensing (2004) and what centres
/// print besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// That papers came. It is not an acceptance, and an agent's village prints nothing more.
    Receipt,
    /// Everything that is missing, said once and within five working days.
    Correction,
    /// That the authority accepted.
    Acceptance,
    /// 容缺受理告知书: accepted, with what is to be handed in later and by when.
    Lacking,
    /// 告知承诺书: the terms that were told, and the promise to meet them.
    Promise,
    /// 核查笔录: what two officers found.
    Inspection,
    /// 公示: what is made public, where and until when.
    PublicNotice,
    /// That no licence is needed for what was applied for.
    NotNeeded,
    /// That another authority must be asked.
    Refusal,
    /// More days, approved by the head of the authority, with the reasons.
    Extension,
    /// Time that does not count, with what it is needed for. Without it no clock stops.
    Special,
    /// That a hearing may be asked for, within five days.
    HearingRight,
    /// When and where the hearing is, seven days before it.
    HearingNotice,
    /// What was said, signed; the decision rests on it.
    HearingRecord,
    /// That somebody whose interests are touched may speak.
    Statement,
    /// The licence is granted.
    Grant,
    /// The licence is denied, with reasons and remedies.
    Denial,
    /// The end of an item about which nobody decides.
    Result,
    /// The applicant takes the application back, and the authority lets it go.
    WithdrawalApproval,
    /// The case ended without a decision.
    Termination,
    /// Who took a paper, when and how; signed.
    Delivery,
    /// Original papers that went from one hand to another.
    Custody,
    /// A licence says something else from now on.
    Change,
    /// A change that was asked for is denied, with reasons and remedies.
    ChangeDenial,
    /// A licence is valid for longer.
    Renewal,
    /// A renewal that was asked for is denied, with reasons and remedies.
    RenewalDenial,
    /// A fee is given back.
    Refund,
    /// A lawful licence is taken back because its ground is gone, which brings compensation.
    Retraction,
    /// A licence is revoked for what was wrong with it.
    Revocation,
    /// A licence is struck off.
    Cancellation,
    /// Somebody applies through another.
    Entrustment,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperSheet {
    /// For notices and decisions.
    A4,
    /// For receipts and hand-overs of papers.
    A5,
}

impl Paper {
    /// All kinds, in the order in which a case may come to them.
    pub const ALL: [Paper; 31] = [
        Paper::Receipt,
        Paper::Correction,
        Paper::Acceptance,
        Paper::Lacking,
        Paper::Promise,
        Paper::Inspection,
        Paper::PublicNotice,
        Paper::NotNeeded,
        Paper::Refusal,
        Paper::Extension,
        Paper::Special,
        Paper::HearingRight,
        Paper::HearingNotice,
        Paper::HearingRecord,
        Paper::Statement,
        Paper::Grant,
        Paper::Denial,
        Paper::Result,
        Paper::WithdrawalApproval,
        Paper::Termination,
        Paper::Delivery,
        Paper::Custody,
        Paper::Change,
        Paper::ChangeDenial,
        Paper::Renewal,
        Paper::RenewalDenial,
        Paper::Refund,
        Paper::Retraction,
        Paper::Revocation,
        Paper::Cancellation,
        Paper::Entrustment,
    ];

    /// The short name in addresses and codes: lower-case ASCII, at most [`PAPER_ID_BYTES_MAX`] bytes. It never
    /// changes, for printed papers carry it.
    pub const fn id(self) -> &'static str {
        match self {
            Paper::Receipt => "receipt",
            Paper::Correction => "correct",
            Paper::Acceptance => "accept",
            Paper::Lacking => "lacking",
            Paper::Promise => "promise",
            Paper::Inspection => "inspect",
            Paper::PublicNotice => "publicise",
            Paper::NotNeeded => "not_needed",
            Paper::Refusal => "refuse",
            Paper::Extension => "extend",
            Paper::Special => "special",
            Paper::HearingRight => "hearing_right",
            Paper::HearingNotice => "hearing_notice",
            Paper::HearingRecord => "hearing_record",
            Paper::Statement => "statement",
            Paper::Grant => "grant",
            Paper::Denial => "deny",
            Paper::Result => "result",
            Paper::WithdrawalApproval => "withdraw",
            Paper::Termination => "terminate",
            Paper::Delivery => "delivery",
            Paper::Custody => "custody",
            Paper::Change => "change",
            Paper::ChangeDenial => "deny_change",
            Paper::Renewal => "renew",
            Paper::RenewalDenial => "deny_renewal",
            Paper::Refund => "refund",
            Paper::Retraction => "retract",
            Paper::Revocation => "revoke",
            Paper::Cancellation => "cancel",
            Paper::Entrustment => "entrust",
        }
    }

    /// The paper with that short name.
    pub fn from_id(id: &str) -> Option<Paper> {
        Paper::ALL.into_iter().find(|paper| paper.id() == id)
    }

    /// The id of its lawful title.
    pub const fn title_id(self) -> &'static str {
        match self {
            Paper::Receipt => "title-receipt",
            Paper::Correction => "title-correction",
            Paper::Acceptance => "title-acceptance",
            Paper::Lacking => "title-lacking",
            Paper::Promise => "title-promise",
            Paper::Inspection => "title-inspection",
            Paper::PublicNotice => "title-public-notice",
            Paper::NotNeeded => "title-not-needed",
            Paper::Refusal => "title-refusal",
            Paper::Extension => "title-extension",
            Paper::Special => "title-special",
            Paper::HearingRight => "title-hearing-right",
            Paper::HearingNotice => "title-hearing-notice",
            Paper::HearingRecord => "title-hearing-record",
            Paper::Statement => "title-statement",
            Paper::Grant => "title-grant",
            Paper::Denial => "title-denial",
            Paper::Result => "title-result",
            Paper::WithdrawalApproval => "title-withdrawal-approval",
            Paper::Termination => "title-termination",
            Paper::Delivery => "title-delivery",
            Paper::Custody => "title-custody",
            Paper::Change => "title-change",
            Paper::ChangeDenial => "title-change-denial",
            Paper::Renewal => "title-renewal",
            Paper::RenewalDenial => "title-renewal-denial",
            Paper::Refund => "title-refund",
            Paper::Retraction => "title-retraction",
            Paper::Revocation => "title-revocation",
            Paper::Cancellation => "title-cancellation",
            Paper::Entrustment => "title-entrustment",
        }
    }

    /// The id of its lawful title in a regime: only a licence is a 行政许可决定书.
    pub const fn title_in(self, regime: Regime) -> &'static str {
        match (self, regime) {
            (Paper::Grant, Regime::Benefit) => "title-grant-benefit",
            (Paper::Grant, Regime::Confirmation) => "title-grant-confirmation",
            (Paper::Grant, Regime::Filing) => "title-grant-filing",
            (Paper::Grant, Regime::Service) => "title-grant-service",
            (Paper::Grant, Regime::Other) => "title-grant-other",
            (Paper::Denial, Regime::Benefit) => "title-denial-benefit",
            (Paper::Denial, Regime::Confirmation) => "title-denial-confirmation",
            (Paper::Denial, Regime::Filing) => "title-denial-filing",
            (Paper::Denial, Regime::Service) => "title-denial-service",
            (Paper::Denial, Regime::Other) => "title-denial-other",
            (paper, _) => paper.title_id(),
        }
    }

    /// The word for its kind in numbers, such as 受理 in `萨尔图区受理〔2026〕0012号`.
    pub fn in_numbers(self) -> &'static str {
        self.line().in_numbers
    }

    /// The article of the Administrative Licensing Law (行政许可法, 2003, amended 2019) that it rests on;
    /// none where the law names no such paper and the item's guide or the authority's own rules do.
    pub fn basis(self) -> Option<&'static str> {
        Some(self.line().basis).filter(|basis| !basis.is_empty())
    }

    fn line(self) -> PaperLaw {
        LINES[self as usize]
    }

    /// The size it is printed in.
    pub const fn sheet(self) -> PaperSheet {
        match self {
            Paper::Receipt | Paper::Custody => PaperSheet::A5,
            _ => PaperSheet::A4,
        }
    }

    /// Whether it is the desk's own and no authority's: receipts, slips, what is handed over.
    pub const fn is_of_the_desk(self) -> bool {
        matches!(
            self,
            Paper::Receipt | Paper::Delivery | Paper::Custody | Paper::Entrustment | Paper::Refund
        )
    }

    /// Whether it decides: such a paper names the party in full, with its number and address.
    pub const fn decides(self) -> bool {
        self.needs_remedies() || matches!(self, Paper::Grant | Paper::Result)
    }

    /// Whether it decides against somebody or takes something away, so that the remedies (复议, 诉讼)
    /// stand on it: by articles 32 and 38 of the Administrative Licensing Law for refusal and denial, and
    /// by the same custom for what ends a case or touches a licence later.
    pub const fn needs_remedies(self) -> bool {
        matches!(
            self,
            Paper::Refusal
                | Paper::Denial
                | Paper::Termination
                | Paper::Change
                | Paper::ChangeDenial
                | Paper::Renewal
                | Paper::RenewalDenial
                | Paper::Retraction
                | Paper::Revocation
                | Paper::Cancellation
        )
    }
}

/// A number as it stands on paper: authority, kind, year and sequence, as in
/// `萨尔图区受理〔2026〕0012号`.
///
/// `authority_short` is the short name by which the authority numbers its papers. `sequence` comes from
/// the node's own block and has at least four digits. `letters` tell a later life of a restored node from
/// the earlier one, which may have used the same sequence: empty in the first life, else put behind the
/// sequence, as in `0012B号`.
pub fn paper_number(
    authority_short: &str,
    paper: Paper,
    year: i16,
    sequence: u32,
    letters: &str,
) -> String {
    let kind = paper.in_numbers();
    format!("{authority_short}{kind}〔{year}〕{sequence:04}{letters}号")
}

/// Bytes of [`Paper::id`] at most.
pub const PAPER_ID_BYTES_MAX: usize = 16;

/// What `data/papers.csv` says of a paper.
#[derive(Debug, Clone, Copy, Default)]
struct PaperLaw {
    in_numbers: &'static str,
    basis: &'static str,
}

/// The lines of the file by paper.
static LINES: LazyLock<[PaperLaw; Paper::ALL.len()]> = LazyLock::new(|| {
    Paper::ALL.map(|paper| {
        let of_it = PAPERS.lines().skip(1).find_map(|line| {
            line.strip_prefix(paper.id())?
                .strip_prefix(',')?
                .split_once(',')
        });
        let (in_numbers, basis) =
            of_it.expect("the file has a line for every paper, as the tests check");
        PaperLaw { in_numbers, basis }
    })
});

/// Code, word in numbers and legal basis of each paper, one a line below the names of the columns.
const PAPERS: &str = include_str!("../data/papers.csv");

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_paper_is_found_by_its_id_and_no_two_share_a_word() {
        let of = |word: fn(Paper) -> &'static str| {
            Paper::ALL.map(word).into_iter().collect::<BTreeSet<_>>()
        };
        for words in [of(Paper::id), of(Paper::title_id), of(Paper::in_numbers)] {
            assert_eq!(words.len(), Paper::ALL.len());
        }
        for paper in Paper::ALL {
            let id = paper.id();
            assert_eq!(Paper::from_id(id), Some(paper));
            assert!(id.len() <= PAPER_ID_BYTES_MAX, "{id}");
            assert!(
                id.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{id}"
            );
        }
        assert_eq!(Paper::from_id("Receipt"), None);
    }

    #[test]
    fn the_file_has_one_line_for_every_paper_and_no_other() {
        let codes: Vec<&str> = (PAPERS.lines().skip(1))
            .map(|line| line.split(',').next().unwrap())
            .collect();
        assert_eq!(codes, Paper::ALL.map(Paper::id));
        assert!(PAPERS.lines().all(|line| line.split(',').count() == 3));
        assert!(
            !Paper::Receipt
                .in_numbers()
                .contains(Paper::Acceptance.in_numbers())
        );
    }

    #[test]
    fn a_number_names_authority_kind_year_and_sequence() {
        let number =
            |paper, sequence, letters| paper_number("萨尔图区", paper, 2026, sequence, letters);
        assert_eq!(
            number(Paper::Acceptance, 12, ""),
            "萨尔图区受理〔2026〕0012号"
        );
        assert_eq!(
            number(Paper::Special, 3, "B"),
            "萨尔图区特程〔2026〕0003B号"
        );
        assert_eq!(
            number(Paper::Refusal, 123_456, ""),
            "萨尔图区不予受理〔2026〕123456号"
        );
    }

    #[test]
    fn numbers_of_two_kinds_never_meet_for_one_authority() {
        let numbers: BTreeSet<String> = Paper::ALL
            .into_iter()
            .map(|paper| paper_number("X", paper, 2026, 1, ""))
            .collect();
        assert_eq!(numbers.len(), Paper::ALL.len());
    }

    #[test]
    fn what_goes_against_the_applicant_names_its_basis_or_its_remedies() {
        assert!(Paper::Denial.needs_remedies() && Paper::Refusal.needs_remedies());
        assert!(!Paper::Grant.needs_remedies() && !Paper::Receipt.needs_remedies());
        assert!(
            Paper::Special
                .basis()
                .is_some_and(|basis| basis.ends_with("第四十五条"))
        );
        assert_eq!(Paper::Custody.basis(), None);
    }
}
