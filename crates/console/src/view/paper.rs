use super::{Reach, Shown, Text};
use crate::local::query_value;
use serde::{Deserialize, Serialize};

/// A paper to be printed and handed out: any kind, as blocks in the order in which they are printed.
/// An empty block is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPage {
    /// The case's id.
    pub case: String,
    /// The paper's short name, for addresses.
    pub id: String,
    /// Whose it is, in a case of several lanes; none = the whole's.
    pub branch: Option<String>,
    /// Whether it has been printed.
    pub standing: PaperStanding,
    /// Whether the reader may print it here and now.
    pub may_print: bool,
    /// The unit that hands it out.
    pub unit: Text,
    /// Its lawful title, as it must stand on the paper: a 收件凭证 is not a 受理通知书.
    pub title: Text,
    /// Its number; empty before it is printed.
    pub number: String,
    /// Whom it is addressed to, without the colon; none for papers that address nobody.
    pub addressee: Option<Text>,
    /// Applicant, item, case number, limit and so on, in order.
    pub facts: Vec<Shown>,
    /// What it says, paragraph by paragraph.
    pub body: Vec<Text>,
    /// Materials, hand-overs, fees.
    pub tables: Vec<PaperTable>,
    /// How to have it reviewed (复议, 诉讼), with authority and limit.
    pub remedies: Vec<Text>,
    /// What else to know: where to ask, what to bring.
    pub notes: Vec<Text>,
    /// Its date.
    pub date: Text,
    /// What the square code carries; verifies without a line. Empty for none, as before it is printed.
    pub code: String,
    /// A short code to be read over the telephone.
    pub short_code: String,
    /// Whether there is room for the special seal.
    pub seal: bool,
    /// What stands above the strip.
    pub strip_title: Text,
    /// A strip to be filled in by hand and kept by the unit: who took the paper, when, how. A value that is
    /// empty is a line to write on.
    pub strip: Vec<Shown>,
    /// The sheet it is printed on.
    pub sheet: Sheet,
    /// How far the case has come; shown on the screen, not printed.
    pub reach: Vec<Reach>,
}

/// Whether what is looked at is a paper that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperStanding {
    /// Not printed yet: it has neither number nor code, and is good for nothing.
    #[default]
    Preview,
    /// Printed once.
    Printed,
    /// Printed again (补打), which stands on it.
    Again,
    /// Looked at where it was not handed out, or by somebody who sees it masked: without a code.
    Copy,
}

impl PaperStanding {
    /// The word that stands on the sheet; none for a paper printed once.
    pub fn mark(self) -> Option<Text> {
        match self {
            PaperStanding::Preview => Some(Text::new("未打印", "Not printed")),
            PaperStanding::Printed => None,
            PaperStanding::Again => Some(Text::new("补打", "Printed again")),
            PaperStanding::Copy => Some(Text::new("仅供查看", "For reading only")),
        }
    }

    /// Whether it may leave the house as a paper.
    pub const fn is_paper(self) -> bool {
        matches!(self, PaperStanding::Printed | PaperStanding::Again)
    }
}

/// One paper of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperRef {
    /// Its short name.
    pub id: String,
    /// Whose it is, in a case of several lanes; none = the whole's.
    pub branch: Option<String>,
}

impl PaperRef {
    /// How an address names it: `paper=deny&branch=SL-001`.
    pub fn query(&self) -> String {
        let mut query = format!("paper={}", query_value(&self.id));
        if let Some(branch) = &self.branch {
            query.push_str(&format!("&branch={}", query_value(branch)));
        }
        query
    }
}

/// A table on a paper. Rows are numbered where it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperTable {
    /// What it holds; empty for none.
    pub caption: Text,
    /// The columns.
    pub head: Vec<Text>,
    /// The cells of each row, one for each column.
    pub rows: Vec<Vec<Text>>,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// For notices and decisions.
    #[default]
    A4,
    /// For receipts.
    A5,
}

impl PaperPage {
    /// What is printed, in Chinese and line by line: all that has a meaning of its own, in the order of the
    /// sheet. The signed code vouches for it. Not in it: the code itself, what is filled in by hand, and what
    /// is said on the screen alone.
    pub fn printed(&self) -> String {
        let mut lines: Vec<String> = vec![
            self.unit.zh.clone(),
            self.title.zh.clone(),
            self.number.clone(),
        ];
        lines.extend(self.standing.mark().map(|mark| mark.zh));
        lines.extend(self.addressee.iter().map(|name| format!("{}：", name.zh)));
        let facts = self.facts.iter();
        lines.extend(facts.map(|fact| format!("{}：{}", fact.label.zh, fact.value.zh)));
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
            lines.extend(
                (1..)
                    .zip(&table.rows)
                    .map(|(n, row)| format!("{n}. {}", line(row))),
            );
        }
        let rest = self.remedies.iter().chain(&self.notes);
        lines.extend(rest.map(|text| text.zh.clone()));
        lines.push(self.date.zh.clone());
        lines.join("\n") + "\n"
    }
}

/// What is known of the code of a paper that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The answer.
    pub standing: CodeStanding,
    /// The answer in a sentence.
    pub text: Text,
    /// What the code says of the paper: kind, number, date, who signed. Nothing about a person.
    pub facts: Vec<Shown>,
}

/// How a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeStanding {
    /// Signed by a node of this tree.
    Genuine,
    /// By a node that is not known here: nothing can be said.
    Unknown,
    /// The signature does not fit: forged or changed.
    Forged,
    /// No code of a paper, or not read whole.
    Unreadable,
}

impl CodeStanding {
    /// The shape that is shown with its word, so that it can be told apart without colour.
    pub const fn mark(self) -> &'static str {
        match self {
            CodeStanding::Genuine => "●",
            CodeStanding::Unknown => "○",
            CodeStanding::Forged => "■",
            CodeStanding::Unreadable => "▲",
        }
    }

    /// The name used in style sheets and data.
    pub const fn name(self) -> &'static str {
        match self {
            CodeStanding::Genuine => "genuine",
            CodeStanding::Unknown => "unknown",
            CodeStanding::Forged => "forged",
            CodeStanding::Unreadable => "unreadable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_has_every_block_in_its_order() {
        let text = |zh: &str| Text::new(zh, "");
        let shown = |label: &str, value: &str| Shown {
            label: text(label),
            value: text(value),
        };
        let page = PaperPage {
            case: "c1".to_owned(),
            id: "deny".to_owned(),
            branch: None,
            standing: PaperStanding::Printed,
            may_print: true,
            unit: text("甲局"),
            title: text("不予行政许可决定书"),
            number: "甲不予许可〔2026〕0001号".to_owned(),
            addressee: Some(text("张三")),
            facts: vec![shown("事项", "乙")],
            body: vec![text("一段。"), text("二段。")],
            tables: vec![PaperTable {
                caption: text("材料"),
                head: vec![text("名称"), text("份数")],
                rows: vec![vec![text("申请书"), text("1")]],
            }],
            remedies: vec![text("可以复议。")],
            notes: vec![text("电话。")],
            date: text("2026年11月21日"),
            code: "LB2.X".to_owned(),
            short_code: "7F3A".to_owned(),
            seal: true,
            strip_title: text("送达回执"),
            strip: vec![shown("签收人", "")],
            sheet: Sheet::A4,
            reach: Vec::new(),
        };
        assert_eq!(
            page.printed(),
            "甲局\n不予行政许可决定书\n甲不予许可〔2026〕0001号\n张三：\n事项：乙\n一段。\n二段。\n材料\n名称 | 份数\n\
             1. 申请书 | 1\n可以复议。\n电话。\n2026年11月21日\n"
        );
        // A second sheet of one paper says so, and its code vouches for that too.
        let again = PaperPage {
            standing: PaperStanding::Again,
            ..page
        };
        assert!(again.printed().contains("0001号\n补打\n张三：\n"));
    }
}
