//! What is printed and handed out. Titles are the law's: a 收件凭证 says that papers were received, a
//! 受理通知书 that the authority accepted; the second is printed only where the case was accepted. Looking at
//! a paper writes nothing; printing it is an act.

mod list;

use super::people::Person;
use super::{lines, words};
use ::words::text;
use casework::{Paper, PaperSheet};
use console::{
    CodeStanding, PaperPage, PaperRef, PaperStanding, PaperTable, Refused, Shown, Verdict, Who,
};
use engine::answers::CaseShow;
use engine::{Engine, ReadModel};
use papers::{
    Issue, Judgement, KnownNode, Labelled, PRINTERS, PaperGround, Register as _, Setting, Sheet,
    Table, hands_out, paper_ground,
};
use record::{Kind, RecordId};

pub(crate) use list::{list, of_act};

pub(super) fn may_print(person: &Person) -> bool {
    person.is_any(&PRINTERS)
}

/// A paper; the receipt where none is named.
pub(crate) fn page(
    model: &ReadModel,
    who: &Who,
    name: &str,
    paper: Option<&PaperRef>,
) -> Option<PaperPage> {
    let person = Person::of(model, who);
    if person.is_nobody() {
        return None;
    }
    let (paper, branch) = match paper {
        None => (Paper::Receipt, None),
        Some(named) => (Paper::from_id(&named.id)?, named.branch.as_deref()),
    };
    let id = model.seek(name, Kind::Case)?;
    let show = model.case_of(id)?;
    let ground = paper_ground(&show.view, paper, branch)?;
    let here = hands_out(model, &show.view.facts, &ground);
    // What another place hands out is had there; that papers were received may be read everywhere.
    if !here && paper != Paper::Receipt {
        return None;
    }
    let printer = may_print(&person);
    let wording = model.wording();
    let edition = ground.edition(wording);
    let kept = edition.is_kept(wording);
    let issue = match ground.prints_at(model.place()) {
        _ if !kept => Issue::ForReading,
        0 if here && printer => Issue::Preview,
        1 if printer => Issue::First,
        _ if printer => Issue::Again,
        _ => Issue::ForReading,
    };
    let setting = Setting {
        issue,
        edition: if kept { edition } else { wording.newest() },
        // On what is handed to the applicant their own name stands in full; other readers see it masked.
        whole_name: issue.is_paper() || person.files(),
    };
    let sheet = Sheet::set(model, &show.view, &ground, setting)?;
    let mut page = page_of(model, id, &show, &ground, sheet);
    page.may_print = here && printer && kept;
    if !kept {
        page.notes.push(words::newer_edition());
    }
    Some(page)
}

/// Prints a paper.
pub(crate) fn print(
    engine: &mut Engine,
    who: &Who,
    name: &str,
    paper: &PaperRef,
) -> Result<(), Refused> {
    match engine.print(&who.user, name, &paper.id, paper.branch.as_deref()) {
        Ok(_) => Ok(()),
        Err(refused) => {
            let mut refused = words::refused(refused);
            refused.message = text!("print-refused", why = &refused.message);
            Err(refused)
        }
    }
}

/// A sheet as the console lays it out.
fn page_of(
    model: &ReadModel,
    id: RecordId,
    show: &CaseShow,
    ground: &PaperGround,
    sheet: Sheet,
) -> PaperPage {
    let code = if sheet.issue.is_paper() {
        model.paper_code(id, &sheet, ground)
    } else {
        String::new()
    };
    let shown = |all: Vec<Labelled>| {
        let shown = all
            .into_iter()
            .map(|Labelled { label, value }| Shown { label, value });
        shown.collect()
    };
    let table = |Table {
                     caption,
                     head,
                     rows,
                 }| PaperTable {
        caption,
        head,
        rows,
    };
    PaperPage {
        case: show.summary.id.clone(),
        id: sheet.paper.id().to_owned(),
        branch: ground.branch.clone(),
        standing: match sheet.issue {
            Issue::Preview => PaperStanding::Preview,
            Issue::First => PaperStanding::Printed,
            Issue::Again => PaperStanding::Again,
            Issue::ForReading => PaperStanding::Copy,
        },
        may_print: false,
        printed: sheet.sealed_text(),
        seal: sheet.has_seal(),
        mark: sheet.mark,
        title: sheet.title,
        unit: sheet.unit,
        number: sheet.number,
        addressee: sheet.addressee,
        date: sheet.date,
        facts: shown(sheet.facts),
        tables: sheet.tables.into_iter().map(table).collect(),
        body: sheet.body,
        remedies: sheet.remedies,
        notes: Vec::new(),
        code,
        short_code: short_code(&show.summary.id, &show.fingerprint.to_string()),
        strip_title: sheet.strip_title,
        strip: shown(sheet.strip),
        sheet: match sheet.paper.sheet() {
            PaperSheet::A4 => console::Sheet::A4,
            PaperSheet::A5 => console::Sheet::A5,
        },
        reach: lines::reach(&show.summary),
    }
}

/// What is known of a code that somebody holds.
pub(crate) fn verdict(code: &str, known: &[KnownNode]) -> Verdict {
    let judgement = papers::judge(code, known, None);
    let facts = judgement.facts().into_iter();
    let facts = facts.map(|Labelled { label, value }| Shown { label, value });
    Verdict {
        standing: match judgement {
            Judgement::Genuine(..) => CodeStanding::Genuine,
            Judgement::Unknown(_) => CodeStanding::Unknown,
            Judgement::OtherText(..) | Judgement::Forged(_) => CodeStanding::Forged,
            Judgement::Unreadable(_) => CodeStanding::Unreadable,
        },
        text: judgement.sentence(),
        facts: facts.collect(),
    }
}

/// Two groups of four to be read out: which case, and in which state.
fn short_code(id: &str, fingerprint: &str) -> String {
    const SHOWN: usize = 4;
    let first = |text: &str| text.chars().take(SHOWN).collect::<String>().to_uppercase();
    format!("{}-{}", first(id), first(fingerprint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_code_names_the_case_and_its_state() {
        let (id, fingerprint) = ("0123456789abcdef0123", "fedcba9876543210fedc");
        assert_eq!(short_code(id, fingerprint), "0123-FEDC");
    }
}
