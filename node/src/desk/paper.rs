//! What is printed and handed out. Titles are the law's: a 收件凭证 says that papers were received, a
//! 受理通知书 that the authority accepted; the second is printed only where the case was accepted. Looking at
//! a paper writes nothing; printing it is an act.

mod body;
mod dates;
mod list;
mod remedies;
mod strip;
mod tables;
mod telling;

use super::people::Person;
use super::{forms, lines, words};
use casework::{Mode, Paper, PaperSheet, Receipt};
use console::{
    CodeStanding, PaperPage, PaperRef, PaperStanding, Refused, Sheet, Shown, Text, Verdict, Who,
};
use engine::Engine;
use engine::command::{CaseShow, Command, Reply};
use engine::print::{PRINTERS, PaperGround};
use engine::seals::{self, Judgement, KnownNode};
use record::{Kind, PaperSeal, RecordId};
use telling::Telling;

pub(crate) use list::{list, of_act};

pub(super) fn may_print(person: &Person) -> bool {
    person.is_any(&PRINTERS)
}

/// A paper; the receipt where none is named.
pub(crate) fn page(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    paper: Option<&PaperRef>,
) -> Option<PaperPage> {
    let person = Person::of(engine, who);
    if person.is_nobody() {
        return None;
    }
    let (paper, branch) = match paper {
        None => (Paper::Receipt, None),
        Some(named) => (Paper::from_id(&named.id)?, named.branch.as_deref()),
    };
    let id = engine.seek(name, Kind::Case)?;
    let show = engine.case_of(id)?;
    let ground = engine.paper_ground(&show.view, paper, branch)?;
    let here = engine.hands_out(&show.view.facts, &ground);
    // What another place hands out is had there; that papers were received may be read everywhere.
    if !here && paper != Paper::Receipt {
        return None;
    }
    let printer = may_print(&person);
    let standing = match (ground.printed.len(), here && printer) {
        (0, true) => PaperStanding::Preview,
        (1, true) => PaperStanding::Printed,
        (_, true) => PaperStanding::Again,
        (_, false) => PaperStanding::Copy,
    };
    // On what is handed to the applicant their own name stands in full; other readers see it masked.
    let whole = standing.is_paper() || person.files();
    let mut page = compose(engine, id, &show, &ground, standing, whole)?;
    page.may_print = here && printer;
    Some(page)
}

/// Has a command executed; what was printed comes with its code and its text, which the writer does not compose.
///
/// # Errors
/// As [`Engine::execute`].
pub(crate) fn execute(
    engine: &mut Engine,
    command: Command,
) -> Result<Reply, engine::command::Refused> {
    let mut reply = engine.execute(command)?;
    compose_printed(engine, &mut reply);
    Ok(reply)
}

/// Gives what was printed its code and its text.
pub(crate) fn compose_printed(engine: &mut Engine, reply: &mut Reply) {
    if let Reply::Printed(printed) = reply
        && let Some(paper) = Paper::from_id(&printed.paper)
        && let Ok(id) = printed.case.parse()
        && let Some(show) = engine.case_of(id)
    {
        let sheet = sheet(engine, id, &show, paper, printed.branch.as_deref());
        (printed.code, printed.text) = sheet.unwrap_or_default();
    }
}

/// The code of a paper as it was printed last, and its text.
fn sheet(
    engine: &Engine,
    id: RecordId,
    show: &CaseShow,
    paper: Paper,
    branch: Option<&str>,
) -> Option<(String, String)> {
    let ground = engine.paper_ground(&show.view, paper, branch)?;
    let standing = match ground.printed.len() {
        0 => return None,
        1 => PaperStanding::Printed,
        _ => PaperStanding::Again,
    };
    let page = compose(engine, id, show, &ground, standing, true)?;
    let text = page.printed();
    Some((page.code, text))
}

/// Prints a paper.
pub(crate) fn print(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    paper: &PaperRef,
) -> Result<(), Refused> {
    let command = Command::Print {
        user: who.user.clone(),
        case: name.to_owned(),
        paper: paper.id.clone(),
        branch: paper.branch.clone(),
    };
    match engine.execute(command) {
        Ok(Reply::Printed(_)) => Ok(()),
        Ok(_) => Err(forms::odd()),
        Err(refused) => {
            let mut refused = words::refused(refused);
            refused.message = Text::new(
                format!("没有打印:{}。办件没有改动。", refused.message.zh),
                format!(
                    "Not printed: {}. The case has not changed.",
                    refused.message.en
                ),
            );
            Err(refused)
        }
    }
}

fn compose(
    engine: &Engine,
    id: RecordId,
    show: &CaseShow,
    ground: &PaperGround,
    standing: PaperStanding,
    whole: bool,
) -> Option<PaperPage> {
    let paper = ground.paper;
    let receipt = show.view.facts.receipt.as_ref()?;
    let telling = Telling {
        engine,
        show,
        receipt,
        ground,
        applicant: applicant(receipt, whole),
    };
    let (strip_title, strip) = strip::strip(&telling);
    let addressed = !matches!(
        paper,
        Paper::Receipt
            | Paper::Delivery
            | Paper::Custody
            | Paper::Entrustment
            | Paper::HearingRecord
    );
    let mut page = PaperPage {
        case: show.summary.id.clone(),
        id: paper.id().to_owned(),
        branch: ground.branch.clone(),
        standing,
        may_print: false,
        title: words::paper(paper),
        unit: telling.unit(),
        number: match standing {
            PaperStanding::Preview => String::new(),
            _ => ground.number().unwrap_or_default().to_owned(),
        },
        addressee: addressed.then(|| Text::same(telling.applicant.clone())),
        date: words::date(ground.done.at),
        facts: facts(&telling),
        tables: tables::tables(&telling),
        body: body::body(&telling),
        remedies: remedies::remedies(&telling),
        notes: Vec::new(),
        code: String::new(),
        short_code: short_code(&show.summary.id, &show.fingerprint.to_string()),
        // What two sides sign among themselves is nobody's decision.
        seal: !matches!(
            paper,
            Paper::Custody | Paper::Entrustment | Paper::HearingRecord
        ),
        strip_title,
        strip,
        sheet: match paper.sheet() {
            PaperSheet::A4 => Sheet::A4,
            PaperSheet::A5 => Sheet::A5,
        },
        reach: lines::reach(&show.summary),
    };
    if standing.is_paper() {
        page.code = code(engine, &page, id, ground);
    }
    Some(page)
}

/// What the square carries: signed by this node over all that is printed. Empty where it cannot be signed;
/// the paper is as valid without, it only has to be asked about.
fn code(engine: &Engine, page: &PaperPage, case: RecordId, ground: &PaperGround) -> String {
    let day = seals::day(ground.done.at);
    let printed = page.printed();
    let seal = PaperSeal::new(&page.id, &page.number, case, day, ground.act, &printed);
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

/// What stands at the head of it: nothing that a later act changes.
fn facts(telling: &Telling<'_>) -> Vec<Shown> {
    let receipt = telling.receipt;
    let field = |name: &str| receipt.form.get(name).cloned().unwrap_or_default();
    let shown = |zh: &str, en: &str, value: Text| Shown {
        label: Text::new(zh, en),
        value,
    };
    let number = words::masked(casework::ID_NUMBER, &field(casework::ID_NUMBER));
    let mut facts = vec![
        shown("申请人", "Applicant", Text::same(telling.applicant.clone())),
        shown("证件号码", "Id number", Text::same(number)),
        shown("申请事项", "Item", Text::same(telling.item())),
    ];
    if telling.paper() != Paper::Receipt {
        let number = Text::same(&receipt.number);
        facts.push(shown("办件编号", "Case number", number));
        return facts;
    }
    let mode = match receipt.mode {
        Mode::Window => Text::new("窗口收件", "At the authority's window"),
        Mode::Entrusted => Text::new("受托收件", "Received for the authority"),
        Mode::ForApplicant => Text::new("代申请人提交", "Filed for the applicant"),
    };
    let promised = match receipt.instant {
        true => words::limit(receipt.promised_minutes),
        false => words::days(receipt.promised_days.into()),
    };
    facts.push(shown("收件方式", "How received", mode));
    facts.push(shown("收件时间", "Received", words::time(receipt.done.at)));
    facts.push(shown("承诺时限", "Promised limit", promised));
    let branches = telling.facts().branches.iter();
    let fee: u64 = branches.map(|branch| branch.fee_due).sum();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_code_names_the_case_and_its_state() {
        let (id, fingerprint) = ("0123456789abcdef0123", "fedcba9876543210fedc");
        assert_eq!(short_code(id, fingerprint), "0123-FEDC");
    }

    #[test]
    fn sentences_that_the_law_fixes_are_in_its_words() {
        let silence = body::silence().zh;
        assert!(silence.contains("五个工作日内一次告知需要补正的全部内容"));
        assert!(silence.ends_with("逾期不告知的，自收到申请材料之日起即为受理。"));
        let hearing = body::hearing_terms(None).zh;
        assert!(hearing.contains("被告知听证权利之日起五个工作日内提出"));
        assert!(hearing.contains("二十个工作日内组织听证"));
        let remedies = remedies::wording("肇州县人民政府", "x").zh;
        assert!(remedies.contains("六十日内依法向肇州县人民政府申请行政复议"));
        assert!(remedies.contains("六个月内依法向人民法院提起行政诉讼"));
    }
}
