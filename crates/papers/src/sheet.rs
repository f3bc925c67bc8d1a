use crate::telling::Telling;
use crate::voice::Voice;
use crate::{Edition, PaperGround, Register, body, remedies, strip, tables};
use casework::{CaseView, Mode, Paper, Receipt};
use record::{PaperSeal, RecordId};
use words::Text;

/// A paper as it is set: everything that has a meaning of its own, as blocks in the order in which they are printed.
/// A page or a printer lays the blocks out and adds nothing that the seal covers; an empty block is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The kind of the paper, from which its title and its parts follow.
    pub paper: Paper,
    /// The edition that it is set in.
    pub edition: Edition,
    /// First print, another print, or no paper at all.
    pub issue: Issue,
    /// The word that says so; none on a paper printed once.
    pub mark: Option<Text>,
    /// The unit that hands it out.
    pub unit: Text,
    /// Its lawful title: a 收件凭证 is not a 受理通知书.
    pub title: Text,
    /// Its number; empty before it is printed.
    pub number: String,
    /// Whom it is addressed to, without the colon; none for papers that address nobody.
    pub addressee: Option<Text>,
    /// Applicant, item, case number, limit and so on.
    pub facts: Vec<Labelled>,
    /// What it says, paragraph by paragraph.
    pub body: Vec<Text>,
    /// Lists of materials, of originals handed over, of papers delivered.
    pub tables: Vec<Table>,
    /// How to have it reviewed (复议, 诉讼), with authority and limit.
    pub remedies: Vec<Text>,
    /// The day of the act that it tells of.
    pub date: Text,
    /// What stands above the strip that is filled in by hand. The seal does not cover the strip.
    pub strip_title: Text,
    /// A strip to be filled in by hand and kept by the unit: who took the paper, when, how. A value that is empty
    /// is a line to write on.
    pub strip: Vec<Labelled>,
}

/// Whether what is looked at is a paper that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// Not printed yet: it has neither number nor code, and proves nothing.
    Preview,
    /// Printed once: the sheet bears no mark.
    First,
    /// Printed again (补打), which stands on it.
    Again,
    /// Looked at where it was not handed out, or by somebody who sees it masked: without a code.
    ForReading,
}

impl Issue {
    /// The id of the word that stands on the sheet; none for a paper printed once.
    const fn mark(self) -> Option<&'static str> {
        match self {
            Issue::Preview => Some("paper-mark-preview"),
            Issue::First => None,
            Issue::Again => Some("paper-mark-again"),
            Issue::ForReading => Some("paper-mark-for-reading"),
        }
    }

    /// Whether it may leave the house as a paper.
    pub const fn is_paper(self) -> bool {
        matches!(self, Issue::First | Issue::Again)
    }
}

/// A label and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// What kind of fact it is, without the colon.
    pub label: Text,
    /// What it says, masked where the reader has no need of the whole.
    pub value: Text,
}

/// A table on a paper. Rows are numbered where it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What stands above it; empty where nothing does.
    pub caption: Text,
    /// The titles of its columns.
    pub head: Vec<Text>,
    /// The cells of each row, one for each column.
    pub rows: Vec<Vec<Text>>,
}

/// For whom a paper is set, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// First print, another print, or no paper.
    pub issue: Issue,
    /// The edition whose texts are used.
    pub edition: Edition,
    /// Whether the reader may see the applicant's whole name: on what is handed to the applicant it stands in full.
    pub whole_name: bool,
}

impl Sheet {
    /// Sets a paper of a case in an edition, which is that of its ground unless it is for reading only. None where
    /// the texts of the register have no such edition, or the case no receipt.
    pub fn set(
        register: &dyn Register,
        view: &CaseView,
        ground: &PaperGround,
        setting: Setting,
    ) -> Option<Sheet> {
        let (wording, edition) = (register.wording(), setting.edition);
        if !edition.is_kept(wording) {
            return None;
        }
        let receipt = view.facts.receipt.as_ref()?;
        let telling = Telling {
            register,
            view,
            receipt,
            ground,
            voice: Voice { wording, edition },
            applicant: applicant(receipt, setting.whole_name),
        };
        let paper = ground.paper;
        let (strip_title, strip) = strip::strip(&telling);
        let number = ground.number().filter(|_| setting.issue != Issue::Preview);
        Some(Sheet {
            paper,
            edition,
            issue: setting.issue,
            mark: setting.issue.mark().map(|id| telling.say(id, &[])),
            unit: telling.unit(),
            title: telling.title_of(paper, ground.branch.as_deref()),
            number: number.unwrap_or_default().to_owned(),
            addressee: is_addressed(paper).then(|| Text::same(telling.applicant.clone())),
            facts: facts(&telling, setting.whole_name),
            body: body::body(&telling),
            tables: tables::tables(&telling),
            remedies: remedies::remedies(&telling),
            date: telling.voice.date(ground.done.at),
            strip_title,
            strip,
        })
    }

    /// What the seal covers: everything that is printed, in Chinese and line by line. Not in it: the code itself,
    /// what is filled in by hand, and what is said on a screen alone.
    pub fn sealed_text(&self) -> String {
        let mut lines: Vec<String> = vec![
            self.unit.zh.clone(),
            self.title.zh.clone(),
            self.number.clone(),
        ];
        lines.extend(self.mark.iter().map(|mark| mark.zh.clone()));
        let addressee = self.addressee.iter();
        lines.extend(addressee.map(|name| format!("{}{COLON}", name.zh)));
        let facts = self.facts.iter();
        lines.extend(facts.map(|fact| format!("{}{COLON}{}", fact.label.zh, fact.value.zh)));
        lines.extend(self.body.iter().map(|text| text.zh.clone()));
        for table in &self.tables {
            if !table.caption.zh.is_empty() {
                lines.push(table.caption.zh.clone());
            }
            let line = |cells: &[Text]| {
                let cells: Vec<&str> = cells.iter().map(|cell| cell.zh.as_str()).collect();
                cells.join(" | ")
            };
            lines.push(line(&table.head));
            let rows = (1..).zip(&table.rows);
            lines.extend(rows.map(|(n, row)| format!("{n}. {}", line(row))));
        }
        lines.extend(self.remedies.iter().map(|text| text.zh.clone()));
        lines.push(self.date.zh.clone());
        lines.join("\n") + "\n"
    }

    /// What the printing node signs: which paper of which case, and the digest of [`Sheet::sealed_text`].
    pub fn seal(&self, case: RecordId, ground: &PaperGround) -> PaperSeal {
        let day = crate::seals::day(ground.done.at);
        let text = self.sealed_text();
        PaperSeal::new(self.paper.id(), &self.number, case, day, ground.act, &text)
    }

    /// Whether there is room for the special seal. What two sides sign among themselves is nobody's decision.
    pub const fn has_seal(&self) -> bool {
        !matches!(
            self.paper,
            Paper::Custody | Paper::Entrustment | Paper::HearingRecord | Paper::Promise
        )
    }
}

/// The colon of the sealed text, as wide as a Chinese letter. It belongs to the form of that text, which no edition
/// changes.
const COLON: char = '\u{ff1a}';

const fn is_addressed(paper: Paper) -> bool {
    !matches!(
        paper,
        Paper::Receipt
            | Paper::Delivery
            | Paper::Custody
            | Paper::Entrustment
            | Paper::HearingRecord
            | Paper::Inspection
            | Paper::PublicNotice
            | Paper::Promise
    )
}

fn applicant(receipt: &Receipt, whole: bool) -> String {
    let name = receipt.form.get(casework::NAME).cloned();
    let name = name.unwrap_or_default();
    if whole {
        name
    } else {
        crate::masked(casework::NAME, &name)
    }
}

/// What stands at the head of it: nothing that a later act changes.
fn facts(telling: &Telling<'_>, whole: bool) -> Vec<Labelled> {
    let receipt = telling.receipt;
    let field = |name: &str| receipt.form.get(name).cloned().unwrap_or_default();
    let shown = |id: &str, value: Text| Labelled {
        label: telling.say(id, &[]),
        value,
    };
    // A decision names its party in full: who cannot be told from another of the same name is bound by nothing.
    let in_full = whole && telling.paper().decides();
    let seen = |name: &str| match (field(name), in_full) {
        (value, true) => value,
        (value, false) => crate::masked(name, &value),
    };
    let mut facts = vec![
        shown("paper-applicant", Text::same(telling.applicant.clone())),
        shown("paper-id-number", Text::same(seen(casework::ID_NUMBER))),
    ];
    if in_full {
        for (name, label) in [
            (casework::REPRESENTATIVE, "paper-representative"),
            (casework::ADDRESS, "paper-address"),
        ] {
            let value = field(name);
            if !value.trim().is_empty() {
                facts.push(shown(label, Text::same(value)));
            }
        }
    }
    facts.push(shown("paper-item", Text::same(telling.item())));
    if telling.paper() != Paper::Receipt {
        let number = Text::same(&receipt.number);
        facts.push(shown("paper-case-number", number));
        return facts;
    }
    let mode = match receipt.mode {
        Mode::Window => "paper-mode-window",
        Mode::Entrusted => "paper-mode-entrusted",
        Mode::ForApplicant => "paper-mode-for-applicant",
    };
    let promised = if receipt.instant {
        telling.voice.limit(receipt.promised_minutes)
    } else {
        telling.voice.days(receipt.promised_days.into())
    };
    facts.push(shown("paper-mode", telling.say(mode, &[])));
    let received = telling.voice.time(receipt.done.at);
    facts.push(shown("paper-received", received));
    facts.push(shown("paper-promised", promised));
    let branches = telling.facts().branches.iter();
    let fee = match branches.map(|branch| branch.fee_due).sum() {
        0 => telling.say("paper-no-fee", &[]),
        fen => telling.voice.money(fen),
    };
    facts.push(shown("paper-fee", fee));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_has_every_block_in_its_order() {
        let text = |zh: &str| Text::new(zh, "");
        let shown = |label: &str, value: &str| Labelled {
            label: text(label),
            value: text(value),
        };
        let sheet = Sheet {
            paper: Paper::Denial,
            edition: Edition::FIRST,
            issue: Issue::First,
            mark: None,
            unit: text("甲局"),
            title: text("不予行政许可决定书"),
            number: "甲不予许可〔2026〕0001号".to_owned(),
            addressee: Some(text("张三")),
            facts: vec![shown("事项", "乙")],
            body: vec![text("一段。"), text("二段。")],
            tables: vec![Table {
                caption: text("材料"),
                head: vec![text("名称"), text("份数")],
                rows: vec![vec![text("申请书"), text("1")]],
            }],
            remedies: vec![text("可以复议。")],
            date: text("2026年11月21日"),
            strip_title: text("送达回执"),
            strip: vec![shown("签收人", "")],
        };
        assert_eq!(
            sheet.sealed_text(),
            "甲局\n不予行政许可决定书\n甲不予许可〔2026〕0001号\n张三：\n事项：乙\n一段。\n二段。\n材料\n名称 | 份数\n\
             1. 申请书 | 1\n可以复议。\n2026年11月21日\n"
        );
        // A second sheet of one paper says so, and its code covers that too.
        let again = Sheet {
            issue: Issue::Again,
            mark: Some(text("补打")),
            ..sheet
        };
        assert!(again.sealed_text().contains("0001号\n补打\n张三：\n"));
    }
}
