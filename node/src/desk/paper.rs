//! What is printed and handed out. Titles are the law's: a 收件凭证 says that papers were received, a
//! 受理通知书 that the authority accepted; the second is printed only where the case was accepted.

use super::people::Person;
use super::{lines, words};
use crate::engine::Engine;
use crate::engine::command::CaseShow;
use crate::seals::{self, Judgement, KnownNode};
use calendar::UnixMillis;
use casework::{
    CaseView, Done, Facts, Intake, Mode, Paper, PaperSheet, Receipt, Standing, TrailEntry,
};
use console::{CodeStanding, PaperLine, PaperPage, PaperTable, Sheet, Shown, Text, Verdict, Who};
use record::{Kind, PaperSeal, RecordId};
use tiers::PlaceCode;

/// The kind of act it belongs to; none for kinds whose acts do not exist here.
fn act(paper: Paper) -> Option<&'static str> {
    match paper {
        Paper::Receipt => Some("receive"),
        Paper::Acceptance => Some("accept"),
        Paper::Correction => Some("correct"),
        Paper::Refusal => Some("refuse"),
        Paper::Result => Some("conclude"),
        Paper::Delivery => Some("deliver"),
        _ => None,
    }
}

/// Where and when it came about; none where it did not, or where another place hands it out.
fn done(paper: Paper, facts: &Facts, here: PlaceCode) -> Option<(PlaceCode, UnixMillis)> {
    let of = |done: &Done| (done.who.place, done.at);
    let receipt = facts.receipt.as_ref()?;
    let made = match paper {
        Paper::Receipt => return Some(of(&receipt.done)),
        Paper::Acceptance => facts.accepted().map(of),
        Paper::Correction => facts.correction.as_ref().map(|asked| of(&asked.asked)),
        Paper::Refusal => match &facts.intake {
            Intake::Refused(done) => Some(of(done)),
            _ => None,
        },
        Paper::Result => {
            let over = facts.accepted().and(facts.concluded_at());
            over.map(|at| (receipt.done.who.place, at))
        }
        Paper::Delivery => facts.delivered.as_ref().map(of),
        _ => None,
    };
    made.filter(|(place, _)| *place == here)
}

fn title(paper: Paper) -> Text {
    Text::new(paper.zh(), paper.en())
}

/// The papers that this place hands out.
pub(crate) fn list(engine: &Engine, show: &CaseShow) -> Vec<PaperLine> {
    let facts = &show.view.facts;
    let papers = Paper::ALL.into_iter().filter_map(|paper| {
        let (_, at) = done(paper, facts, engine.place())?;
        Some(PaperLine {
            id: paper.id().to_owned(),
            title: title(paper),
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
        .find(|paper| act(*paper) == Some(entry.kind.as_str()))?;
    let (_, at) = done(paper, &view.facts, engine.place())?;
    is_its_act(paper, entry, at).then(|| paper.id().to_owned())
}

/// Whether an act is the one that the paper is about. Several lanes conclude; the paper belongs to the last
/// of them.
fn is_its_act(paper: Paper, entry: &TrailEntry, at: UnixMillis) -> bool {
    act(paper) == Some(entry.kind.as_str())
        && entry.standing == Standing::Stands
        && entry.at == Some(at)
}

/// A paper; the receipt where none is named.
pub(crate) fn page(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    paper: Option<&str>,
) -> Option<PaperPage> {
    let person = Person::of(engine, who);
    if person.is_nobody() {
        return None;
    }
    let paper = match paper.filter(|id| !id.is_empty()) {
        None => Paper::Receipt,
        Some(id) => Paper::from_id(id)?,
    };
    let id = engine.seek(name, Kind::Case)?;
    let show = engine.case_of(id)?;
    let receipt = show.view.facts.receipt.as_ref()?;
    let (place, at) = done(paper, &show.view.facts, engine.place())?;
    let fingerprint = show.fingerprint.to_string();
    let applicant = applicant(receipt, person.files());
    let mut page = PaperPage {
        case: show.summary.id.clone(),
        id: paper.id().to_owned(),
        title: title(paper),
        unit: Text::same(engine.path_name(place)),
        number: receipt.number.clone(),
        addressee: match paper {
            Paper::Receipt | Paper::Delivery | Paper::Custody => None,
            _ => Some(Text::same(applicant.clone())),
        },
        date: words::date(at),
        facts: facts(engine, &show, receipt, &applicant),
        tables: match paper {
            Paper::Receipt | Paper::Acceptance => handed_in(receipt).into_iter().collect(),
            _ => Vec::new(),
        },
        body: body(paper, &show, receipt, at),
        remedies: remedies(paper),
        notes: Vec::new(),
        code: String::new(),
        short_code: short_code(&show.summary.id, &fingerprint),
        seal: true,
        strip: strip(paper, &applicant),
        sheet: match paper.sheet() {
            PaperSheet::A4 => Sheet::A4,
            PaperSheet::A5 => Sheet::A5,
        },
        reach: lines::reach(&show.summary),
    };
    page.code = code(engine, &page, id, &show.view, paper, at);
    Some(page)
}

/// What the square carries: signed by this node over all that is printed. Empty where it cannot be signed;
/// the paper is as valid without, it only has to be asked about.
fn code(
    engine: &Engine,
    page: &PaperPage,
    case: RecordId,
    view: &CaseView,
    paper: Paper,
    at: UnixMillis,
) -> String {
    let mut trail = view.trail.iter();
    let act = trail.find(|entry| is_its_act(paper, entry, at));
    let act = act.map(|entry| entry.act).unwrap_or_default();
    let day = seals::day(at);
    let seal = PaperSeal::new(paper.id(), &page.number, case, day, act, &page.printed());
    engine.seal(&seal).unwrap_or_else(|error| {
        tracing::warn!(number = page.number, %error, "a paper is printed without its code");
        String::new()
    })
}

/// What is known of a code that somebody holds.
pub(crate) fn verdict(code: &str, known: &[KnownNode]) -> Verdict {
    let judgement = seals::judge(code, known, None);
    let text = |(zh, en): (String, String)| Text::new(zh, en);
    let facts = judgement.facts().into_iter().map(|[label, value]| Shown {
        label: text(label),
        value: text(value),
    });
    Verdict {
        standing: match judgement {
            Judgement::Genuine(..) => CodeStanding::Genuine,
            Judgement::Unknown(_) => CodeStanding::Unknown,
            Judgement::OtherText(..) | Judgement::Forged(_) => CodeStanding::Forged,
            Judgement::Unreadable(_) => CodeStanding::Unreadable,
        },
        text: text(judgement.sentence()),
        facts: facts.collect(),
    }
}

/// Two groups of four to be read out: which case, and in which state.
fn short_code(id: &str, fingerprint: &str) -> String {
    const SHOWN: usize = 4;
    let first = |text: &str| text.chars().take(SHOWN).collect::<String>().to_uppercase();
    format!("{}-{}", first(id), first(fingerprint))
}

/// The applicant's own name stands in full on what the desk hands them; other readers see it masked.
fn applicant(receipt: &Receipt, whole: bool) -> String {
    let name = receipt
        .form
        .get(casework::NAME)
        .cloned()
        .unwrap_or_default();
    match whole {
        true => name,
        false => words::masked(casework::NAME, &name),
    }
}

fn facts(engine: &Engine, show: &CaseShow, receipt: &Receipt, applicant: &str) -> Vec<Shown> {
    let field = |name: &str| receipt.form.get(name).cloned().unwrap_or_default();
    let shown = |zh: &str, en: &str, value: Text| Shown {
        label: Text::new(zh, en),
        value,
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
        shown("申请人", "Applicant", Text::same(applicant)),
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

/// The materials that came; none where none did.
fn handed_in(receipt: &Receipt) -> Option<PaperTable> {
    let materials = receipt.form.iter().filter_map(|(name, copies)| {
        let name = name.strip_prefix(casework::MATERIAL)?;
        let some = !matches!(copies.trim(), "" | "0");
        some.then(|| {
            vec![
                Text::same(name),
                Text::new(format!("{copies} 份"), format!("{copies} copies")),
            ]
        })
    });
    let rows: Vec<Vec<Text>> = materials.collect();
    (!rows.is_empty()).then(|| PaperTable {
        caption: Text::default(),
        head: vec![
            Text::new("材料名称", "Material"),
            Text::new("份数", "Copies"),
        ],
        rows,
    })
}

/// How to have a decision reviewed. Sixty days and six months are the general limits of the Administrative
/// Reconsideration Law and the Administrative Litigation Law.
fn remedies(paper: Paper) -> Vec<Text> {
    if !paper.needs_remedies() {
        return Vec::new();
    }
    vec![Text::new(
        "如不服本决定,可以自收到本决定书之日起六十日内依法申请行政复议,或者六个月内依法提起行政诉讼。",
        "You may apply for administrative reconsideration within sixty days of receiving this, or go to court \
         within six months, as the law provides.",
    )]
}

/// The strip that the unit keeps; what is empty is filled in by hand.
fn strip(paper: Paper, applicant: &str) -> Vec<Shown> {
    if matches!(paper, Paper::Receipt | Paper::Custody) {
        return Vec::new();
    }
    let line = |zh: &str, en: &str, value: &str| Shown {
        label: Text::new(zh, en),
        value: Text::same(value),
    };
    vec![
        line("受送达人", "Recipient", applicant),
        line("送达方式", "How", ""),
        line("送达时间", "When", ""),
        line("签收人", "Signed for by", ""),
    ]
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
        Paper::Acceptance => vec![match &show.view.facts.intake {
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
        Paper::Correction => correct_body(&show.view.facts),
        Paper::Refusal => {
            let reason = match &show.view.facts.intake {
                Intake::Refused(done) => done.text.as_str(),
                _ => "",
            };
            vec![Text::new(
                format!("不予受理。理由:{reason}"),
                format!("Not accepted. Reason: {reason}"),
            )]
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
            vec![Text::new(
                format!("送达方式:{how}。送达时间:{}。", at.zh),
                format!("Delivered: {how}, on {}.", at.en),
            )]
        }
        _ => Vec::new(),
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
    fn the_short_code_names_the_case_and_its_state() {
        let (id, fingerprint) = ("0123456789abcdef0123", "fedcba9876543210fedc");
        assert_eq!(short_code(id, fingerprint), "0123-FEDC");
    }

    #[test]
    fn nothing_is_printed_of_a_case_that_was_not_received() {
        let here = "230621000000".parse().unwrap();
        for paper in Paper::ALL {
            assert_eq!(done(paper, &Facts::default(), here), None);
        }
    }

    #[test]
    fn two_papers_never_belong_to_one_act() {
        let acts: Vec<&str> = Paper::ALL.into_iter().filter_map(act).collect();
        let mut once = acts.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((acts.len(), once.len()), (6, 6));
    }
}
