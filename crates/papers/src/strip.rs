//! What is signed by hand, and what the unit keeps.

use crate::sheet::Labelled;
use crate::telling::Telling;
use casework::Paper;
use words::Text;

/// What stands above the strip, and its lines; an empty value is a line to write on.
pub(crate) fn strip(telling: &Telling<'_>) -> (Text, Vec<Labelled>) {
    let line = |zh: &str, en: &str, value: &str| Labelled {
        label: Text::new(zh, en),
        value: Text::same(value),
    };
    let applicant = telling.applicant.as_str();
    let signed = Text::new("签字", "Signatures");
    match telling.paper() {
        // It says of itself that it is a receipt; nothing is signed for it.
        Paper::Receipt => (Text::default(), Vec::new()),
        Paper::Custody => (
            signed,
            vec![
                line("移交人", "Given by", ""),
                line("接收人", "Taken by", ""),
                line("交接时间", "When", ""),
            ],
        ),
        Paper::Entrustment => (
            signed,
            vec![
                line("委托人", "Principal", ""),
                line("代办人", "Agent", ""),
                line("日期", "Date", ""),
            ],
        ),
        Paper::HearingRecord => (
            signed,
            vec![
                line("主持人", "Host", ""),
                line("记录人", "Recorded by", ""),
                line("申请人", "Applicant", ""),
                line("利害关系人", "Others concerned", ""),
            ],
        ),
        Paper::Delivery => (
            Text::new("签收", "Signed for"),
            vec![
                line("受送达人签名或者盖章", "Recipient's signature", ""),
                line("签收时间", "When", ""),
                line("代收人及代收理由", "Taken by another, and why", ""),
                line("送达人", "Delivered by", ""),
                line("见证人", "Witness", ""),
                line("拒收事由", "Why it was not taken", ""),
            ],
        ),
        _ => (
            Text::new("送达回执", "Delivery receipt"),
            vec![
                line("受送达人", "Recipient", applicant),
                line("送达方式", "How", ""),
                line("送达时间", "When", ""),
                line("签收人", "Signed for by", ""),
            ],
        ),
    }
}
