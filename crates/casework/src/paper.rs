use serde::{Deserialize, Serialize};

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
    /// The end of an item that is no licence.
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
    /// A licence is valid for longer.
    Renewal,
    /// A licence is taken back: for what was wrong with it, or because the ground for it is gone.
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
    /// For receipts.
    A5,
}

impl Paper {
    /// All kinds, in the order in which a case may come to them.
    pub const ALL: [Paper; 23] = [
        Paper::Receipt,
        Paper::Correction,
        Paper::Acceptance,
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
        Paper::Renewal,
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
            Paper::Renewal => "renew",
            Paper::Revocation => "revoke",
            Paper::Cancellation => "cancel",
            Paper::Entrustment => "entrust",
        }
    }

    /// The paper with that short name.
    pub fn from_id(id: &str) -> Option<Paper> {
        Paper::ALL.into_iter().find(|paper| paper.id() == id)
    }

    /// Its lawful title.
    pub const fn zh(self) -> &'static str {
        match self {
            Paper::Receipt => "申请材料收件凭证",
            Paper::Correction => "补正材料一次性告知书",
            Paper::Acceptance => "受理通知书",
            Paper::NotNeeded => "不受理告知书",
            Paper::Refusal => "不予受理决定书",
            Paper::Extension => "延长期限通知书",
            Paper::Special => "特别程序告知书",
            Paper::HearingRight => "听证告知书",
            Paper::HearingNotice => "听证通知书",
            Paper::HearingRecord => "听证笔录",
            Paper::Statement => "陈述申辩告知书",
            Paper::Grant => "准予行政许可决定书",
            Paper::Denial => "不予行政许可决定书",
            Paper::Result => "办理结果告知书",
            Paper::WithdrawalApproval => "准予撤回通知书",
            Paper::Termination => "终止办理通知书",
            Paper::Delivery => "送达回证",
            Paper::Custody => "材料交接单",
            Paper::Change => "变更决定书",
            Paper::Renewal => "延续决定书",
            Paper::Revocation => "撤销（撤回）决定书",
            Paper::Cancellation => "注销决定书",
            Paper::Entrustment => "委托书",
        }
    }

    /// The title in English, for reading along; it has no legal meaning.
    pub const fn en(self) -> &'static str {
        match self {
            Paper::Receipt => "Receipt of papers",
            Paper::Correction => "Notice of missing papers",
            Paper::Acceptance => "Notice of acceptance",
            Paper::NotNeeded => "Notice that no licence is needed",
            Paper::Refusal => "Decision not to accept",
            Paper::Extension => "Notice of an extended limit",
            Paper::Special => "Notice of a special procedure",
            Paper::HearingRight => "Notice of the right to a hearing",
            Paper::HearingNotice => "Notice of a hearing",
            Paper::HearingRecord => "Record of a hearing",
            Paper::Statement => "Notice of the right to be heard",
            Paper::Grant => "Decision to grant a licence",
            Paper::Denial => "Decision to deny a licence",
            Paper::Result => "Notice of the result",
            Paper::WithdrawalApproval => "Notice that an application is withdrawn",
            Paper::Termination => "Notice that a case was ended",
            Paper::Delivery => "Certificate of delivery",
            Paper::Custody => "Hand-over of papers",
            Paper::Change => "Decision on a change",
            Paper::Renewal => "Decision on a renewal",
            Paper::Revocation => "Decision to revoke a licence",
            Paper::Cancellation => "Decision to cancel a licence",
            Paper::Entrustment => "Letter of authority",
        }
    }

    /// The word for its kind in numbers, such as 受理 in `萨尔图区受理〔2026〕0012号`.
    pub const fn abbreviation_zh(self) -> &'static str {
        match self {
            Paper::Receipt => "收件",
            Paper::Correction => "补正",
            Paper::Acceptance => "受理",
            Paper::NotNeeded => "不受理",
            Paper::Refusal => "不予受理",
            Paper::Extension => "延期",
            Paper::Special => "特程",
            Paper::HearingRight => "听告",
            Paper::HearingNotice => "听通",
            Paper::HearingRecord => "听录",
            Paper::Statement => "陈述",
            Paper::Grant => "准予",
            Paper::Denial => "不予许可",
            Paper::Result => "办结",
            Paper::WithdrawalApproval => "撤回",
            Paper::Termination => "终止",
            Paper::Delivery => "送达",
            Paper::Custody => "交接",
            Paper::Change => "变更",
            Paper::Renewal => "延续",
            Paper::Revocation => "撤销",
            Paper::Cancellation => "注销",
            Paper::Entrustment => "委托",
        }
    }

    /// The article of the Administrative Licensing Law (行政许可法, 2003, amended 2019) that it rests on;
    /// none where the law names no such paper and the item's guide or the authority's own rules do.
    pub const fn basis(self) -> Option<&'static str> {
        match self {
            Paper::Receipt => Some("《中华人民共和国行政许可法》第三十二条"),
            Paper::Correction => Some("《中华人民共和国行政许可法》第三十二条第一款第（四）项"),
            Paper::Acceptance => Some("《中华人民共和国行政许可法》第三十二条第一款第（五）项"),
            Paper::NotNeeded => Some("《中华人民共和国行政许可法》第三十二条第一款第（一）项"),
            Paper::Refusal => Some("《中华人民共和国行政许可法》第三十二条第一款第（二）项"),
            Paper::Extension => Some("《中华人民共和国行政许可法》第四十二条"),
            Paper::Special => Some("《中华人民共和国行政许可法》第四十五条"),
            Paper::HearingRight => Some("《中华人民共和国行政许可法》第四十七条"),
            Paper::HearingNotice => Some("《中华人民共和国行政许可法》第四十八条第一款第（一）项"),
            Paper::HearingRecord => Some("《中华人民共和国行政许可法》第四十八条第一款第（五）项"),
            Paper::Statement => Some("《中华人民共和国行政许可法》第三十六条"),
            Paper::Grant => Some("《中华人民共和国行政许可法》第三十八条第一款"),
            Paper::Denial => Some("《中华人民共和国行政许可法》第三十八条第二款"),
            Paper::Result | Paper::WithdrawalApproval | Paper::Termination | Paper::Custody => None,
            Paper::Delivery => Some("《中华人民共和国行政许可法》第四十四条"),
            Paper::Change => Some("《中华人民共和国行政许可法》第四十九条"),
            Paper::Renewal => Some("《中华人民共和国行政许可法》第五十条"),
            Paper::Revocation => Some("《中华人民共和国行政许可法》第八条、第六十九条"),
            Paper::Cancellation => Some("《中华人民共和国行政许可法》第七十条"),
            Paper::Entrustment => Some("《中华人民共和国行政许可法》第二十九条第二款"),
        }
    }

    /// The size it is printed in.
    pub const fn sheet(self) -> PaperSheet {
        match self {
            Paper::Receipt | Paper::Custody => PaperSheet::A5,
            _ => PaperSheet::A4,
        }
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
                | Paper::Renewal
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
    let kind = paper.abbreviation_zh();
    format!("{authority_short}{kind}〔{year}〕{sequence:04}{letters}号")
}

/// Bytes of [`Paper::id`] at most.
pub const PAPER_ID_BYTES_MAX: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_paper_is_found_by_its_id_and_no_two_share_a_word() {
        let of = |word: fn(Paper) -> &'static str| {
            Paper::ALL.map(word).into_iter().collect::<BTreeSet<_>>()
        };
        for words in [
            of(Paper::id),
            of(Paper::zh),
            of(Paper::en),
            of(Paper::abbreviation_zh),
        ] {
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
            assert!(paper.en().is_ascii());
        }
        assert_eq!(Paper::from_id("Receipt"), None);
    }

    #[test]
    fn only_an_acceptance_is_called_one() {
        let called: Vec<Paper> = Paper::ALL
            .into_iter()
            .filter(|paper| paper.zh() == "受理通知书")
            .collect();
        assert_eq!(called, [Paper::Acceptance]);
        assert!(!Paper::Receipt.zh().contains("受理"));
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
