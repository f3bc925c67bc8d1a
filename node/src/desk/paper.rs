//! What is printed and handed out. Titles are the law's: a 收件凭证 says that papers were received, a
//! 受理通知书 that the authority accepted; the second is printed only where the case was accepted.

use super::people::Person;
use super::{lines, words};
use crate::engine::Engine;
use crate::engine::command::CaseShow;
use crate::engine::look::RECEIPT_PAPER;
use calendar::UnixMillis;
use casework::{CaseView, Done, Facts, Intake, Mode, Receipt, Standing, TrailEntry};
use console::{Material, PaperLine, ReceiptPage, Sheet, Shown, Text, Who};
use record::Kind;
use tiers::PlaceCode;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Receipt,
    Accept,
    Correct,
    Refuse,
    Result,
    Delivery,
}

impl Paper {
    const ALL: [Paper; 6] = [
        Paper::Receipt,
        Paper::Accept,
        Paper::Correct,
        Paper::Refuse,
        Paper::Result,
        Paper::Delivery,
    ];

    const fn id(self) -> &'static str {
        match self {
            Paper::Receipt => "receipt",
            Paper::Accept => "accept",
            Paper::Correct => "correct",
            Paper::Refuse => "refuse",
            Paper::Result => "result",
            Paper::Delivery => "delivery",
        }
    }

    /// The kind of act it belongs to.
    const fn act(self) -> &'static str {
        match self {
            Paper::Receipt => "receive",
            Paper::Accept => "accept",
            Paper::Correct => "correct",
            Paper::Refuse => "refuse",
            Paper::Result => "conclude",
            Paper::Delivery => "deliver",
        }
    }

    fn title(self) -> Text {
        match self {
            Paper::Receipt => Text::new(RECEIPT_PAPER, "Receipt of papers"),
            Paper::Accept => Text::new("受理通知书", "Notice of acceptance"),
            Paper::Correct => Text::new("补正材料一次性告知书", "Notice of missing papers"),
            Paper::Refuse => Text::new("不予受理决定书", "Decision not to accept"),
            Paper::Result => Text::new("办理结果告知书", "Notice of the result"),
            Paper::Delivery => Text::new("送达回证", "Certificate of delivery"),
        }
    }

    /// Where and when it came about; none where it did not, or where another place hands it out.
    fn done(self, facts: &Facts, here: PlaceCode) -> Option<(PlaceCode, UnixMillis)> {
        let of = |done: &Done| (done.who.place, done.at);
        let receipt = facts.receipt.as_ref()?;
        let made = match self {
            Paper::Receipt => return Some(of(&receipt.done)),
            Paper::Accept => facts.accepted().map(of),
            Paper::Correct => facts.correction.as_ref().map(|asked| of(&asked.asked)),
            Paper::Refuse => match &facts.intake {
                Intake::Refused(done) => Some(of(done)),
                _ => None,
            },
            Paper::Result => {
                let over = facts.accepted().and(facts.concluded_at());
                over.map(|at| (receipt.done.who.place, at))
            }
            Paper::Delivery => facts.delivered.as_ref().map(of),
        };
        made.filter(|(place, _)| *place == here)
    }
}

/// The papers that this place hands out.
pub(crate) fn list(engine: &Engine, show: &CaseShow) -> Vec<PaperLine> {
    let facts = &show.view.facts;
    let papers = Paper::ALL.into_iter().filter_map(|paper| {
        let (_, at) = paper.done(facts, engine.place())?;
        Some(PaperLine {
            id: paper.id().to_owned(),
            title: paper.title(),
            number: show.summary.number.clone(),
            at: words::time(at),
        })
    });
    papers.collect()
}

/// The paper that belongs to an act.
pub(crate) fn of_act(engine: &Engine, view: &CaseView, entry: &TrailEntry) -> Option<String> {
    let paper = Paper::ALL
        .into_iter()
        .find(|paper| paper.act() == entry.kind)?;
    let (_, at) = paper.done(&view.facts, engine.place())?;
    // Several lanes conclude; the paper belongs to the last of them.
    let its = entry.standing == Standing::Stands && entry.at == Some(at);
    its.then(|| paper.id().to_owned())
}

/// A paper; the receipt where none is named.
pub(crate) fn page(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    paper: Option<&str>,
) -> Option<ReceiptPage> {
    let person = Person::of(engine, who);
    if person.is_nobody() {
        return None;
    }
    let paper = match paper.filter(|id| !id.is_empty()) {
        None => Paper::Receipt,
        Some(id) => Paper::ALL.into_iter().find(|paper| paper.id() == id)?,
    };
    let id = engine.seek(name, Kind::Case)?;
    let show = engine.case_of(id)?;
    let receipt = show.view.facts.receipt.as_ref()?;
    let (place, at) = paper.done(&show.view.facts, engine.place())?;
    let fingerprint = show.fingerprint.to_string();
    Some(ReceiptPage {
        case: show.summary.id.clone(),
        title: paper.title(),
        unit: Text::same(engine.path_name(place)),
        number: receipt.number.clone(),
        date: words::date(at),
        facts: facts(engine, &show, receipt, person.files()),
        materials: match paper {
            Paper::Receipt | Paper::Accept => handed_in(receipt),
            _ => Vec::new(),
        },
        body: body(paper, &show, receipt, at),
        code: code(&receipt.number, &show.summary.id, &fingerprint),
        short_code: short_code(&show.summary.id, &fingerprint),
        seal: true,
        sheet: match paper {
            Paper::Receipt => Sheet::A5,
            _ => Sheet::A4,
        },
        reach: lines::reach(&show.summary),
    })
}

/// What the square carries.
fn code(number: &str, id: &str, fingerprint: &str) -> String {
    const SHOWN: usize = 16;
    let first = |text: &str| text.chars().take(SHOWN).collect::<String>();
    format!("LB1|{number}|{}|{}", first(id), first(fingerprint))
}

/// Two groups of four to be read out: which case, and in which state.
fn short_code(id: &str, fingerprint: &str) -> String {
    const SHOWN: usize = 4;
    let first = |text: &str| text.chars().take(SHOWN).collect::<String>().to_uppercase();
    format!("{}-{}", first(id), first(fingerprint))
}

/// The applicant's own name stands in full on what the desk hands them; other readers see it masked.
fn facts(engine: &Engine, show: &CaseShow, receipt: &Receipt, whole: bool) -> Vec<Shown> {
    let field = |name: &str| receipt.form.get(name).cloned().unwrap_or_default();
    let shown = |zh: &str, en: &str, value: Text| Shown {
        label: Text::new(zh, en),
        value,
    };
    let name = match whole {
        true => field(casework::NAME),
        false => words::masked(casework::NAME, &field(casework::NAME)),
    };
    let number = words::masked(casework::ID_NUMBER, &field(casework::ID_NUMBER));
    let mode = match receipt.mode {
        Mode::Window => Text::new("窗口收件", "At the authority's window"),
        Mode::Entrusted => Text::new("受托收件", "Received for the authority"),
        Mode::ForApplicant => Text::new("代申请人提交", "Filed for the applicant"),
    };
    let promised = match receipt.instant {
        true => words::limit(receipt.promised_minutes),
        false => words::days(receipt.promised_days.into()),
    };
    let mut facts = vec![
        shown("申请人", "Applicant", Text::same(name)),
        shown("证件号码", "Id number", Text::same(number)),
        shown(
            "申请事项",
            "Item",
            Text::same(engine.name_of(&receipt.code)),
        ),
        shown("收件方式", "How received", mode),
        shown("收件时间", "Received", words::time(receipt.done.at)),
        shown("承诺时限", "Promised limit", promised),
    ];
    if let Some(due) = show.assessment.status.promised {
        facts.push(shown("办结期限", "Due", words::time(due.at)));
    }
    let fee: u64 = show
        .view
        .facts
        .branches
        .iter()
        .map(|branch| branch.fee_due)
        .sum();
    facts.push(shown(
        "收费",
        "Fee",
        match fee {
            0 => Text::new("不收费", "No fee"),
            fen => words::money(fen),
        },
    ));
    facts
}

fn handed_in(receipt: &Receipt) -> Vec<Material> {
    let materials = receipt.form.iter().filter_map(|(name, copies)| {
        let name = name.strip_prefix(casework::MATERIAL)?;
        let some = !matches!(copies.trim(), "" | "0");
        some.then(|| Material {
            name: Text::same(name),
            form: Text::new(format!("{copies} 份"), format!("{copies} copies")),
            condition: None,
        })
    });
    materials.collect()
}

fn body(paper: Paper, show: &CaseShow, receipt: &Receipt, at: UnixMillis) -> Vec<Text> {
    match paper {
        Paper::Receipt => vec![
            Text::new(
                "上列材料已收到。本凭证不是受理通知书;是否受理,由行政机关依法决定并另行告知。",
                "The papers listed have been received. This is not a notice of acceptance: the authority decides \
                 on acceptance and will say so separately.",
            ),
            match receipt.mode {
                Mode::ForApplicant => Text::new(
                    "办理时限自行政机关收到材料之日起计算。",
                    "The limit runs from the day the authority has the papers.",
                ),
                Mode::Window | Mode::Entrusted => Text::new(
                    "办理时限自收件之日起依法计算。",
                    "The limit runs from the day of receipt, as the law counts it.",
                ),
            },
        ],
        Paper::Accept => vec![match &show.view.facts.intake {
            Intake::Deemed(_) => Text::new(
                "逾期未告知补正,依照《中华人民共和国行政许可法》第三十二条,自收到申请材料之日起即为受理。",
                "No correction was asked for in time: under article 32 of the Administrative Licensing Law it \
                 counts as accepted from the day the papers were received.",
            ),
            _ => Text::new(
                "你提出的申请,经审查符合受理条件,现予受理。",
                "Your application meets the conditions and is accepted.",
            ),
        }],
        Paper::Correct => correct_body(&show.view.facts),
        Paper::Refuse => {
            let reason = match &show.view.facts.intake {
                Intake::Refused(done) => done.text.as_str(),
                _ => "",
            };
            vec![
                Text::new(
                    format!("不予受理。理由:{reason}"),
                    format!("Not accepted. Reason: {reason}"),
                ),
                Text::new(
                    "如不服本决定,可依法申请行政复议或者提起行政诉讼。",
                    "You may apply for administrative reconsideration or go to court, as the law provides.",
                ),
            ]
        }
        Paper::Result => show.view.facts.branches.iter().map(result).collect(),
        Paper::Delivery => {
            let how = show
                .view
                .facts
                .delivered
                .as_ref()
                .map_or("", |done| done.text.as_str());
            let at = words::time(at);
            vec![
                Text::new(
                    format!("送达方式:{how}。送达时间:{}。", at.zh),
                    format!("Delivered: {how}, on {}.", at.en),
                ),
                Text::new(
                    "受送达人签收:                ",
                    "Signed for by:                ",
                ),
            ]
        }
    }
}

fn correct_body(facts: &Facts) -> Vec<Text> {
    let missing = facts
        .correction
        .as_ref()
        .map(|asked| asked.missing.as_slice());
    let missing = missing.unwrap_or_default();
    let mut body = vec![Text::new(
        format!("经审查,还差 {} 份材料,请补正:", missing.len()),
        format!(
            "{} paper(s) are missing; please hand them in:",
            missing.len()
        ),
    )];
    body.extend(
        (1..)
            .zip(missing)
            .map(|(n, what)| Text::same(format!("{n}. {what}"))),
    );
    body.push(Text::new(
        "以上为需要补正的全部内容。补正材料收齐之日起计算办理时限。",
        "This is all that is missing. The limit runs from the day the papers are complete.",
    ));
    body
}

fn result(branch: &casework::Branch) -> Text {
    let (name, output) = (&branch.name, &branch.output);
    match &branch.decided {
        Some((false, done)) => Text::new(
            format!("{name}:不予。理由:{}", done.text),
            format!("{name}: not granted. Reasons: {}", done.text),
        ),
        Some((true, _)) => Text::new(
            format!("{name}:准予。结果:{output}"),
            format!("{name}: granted. Result: {output}"),
        ),
        None => Text::new(
            format!("{name}:已办结。结果:{output}"),
            format!("{name}: concluded. Result: {output}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_never_called_an_acceptance() {
        let titles: Vec<String> = Paper::ALL
            .into_iter()
            .map(|paper| paper.title().zh)
            .collect();
        assert_eq!(titles[0], "收件凭证");
        assert_eq!(
            titles.iter().filter(|title| *title == "受理通知书").count(),
            1
        );
    }

    #[test]
    fn the_codes_name_the_case_and_its_state() {
        let (id, fingerprint) = ("0123456789abcdef0123", "fedcba9876543210fedc");
        assert_eq!(
            code("DQ2026-0000001", id, fingerprint),
            "LB1|DQ2026-0000001|0123456789abcdef|fedcba9876543210"
        );
        assert_eq!(short_code(id, fingerprint), "0123-FEDC");
    }

    #[test]
    fn nothing_is_printed_of_a_case_that_was_not_received() {
        let here = "230621000000".parse().unwrap();
        for paper in Paper::ALL {
            assert_eq!(paper.done(&Facts::default(), here), None);
        }
    }
}
