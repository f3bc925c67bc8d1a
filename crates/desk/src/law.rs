//! The law as the program has it, for people: the table, the rivals' matrix, the drawn states. All of it
//! is read from the same tables that judge acts.

mod diagram;
pub(crate) mod page;

pub use diagram::diagram;

use casework::{EXCEPTIONS, Kind, Pair, Row, State, TABLE, To, Whose, Words, pair};
use serde::Serialize;

/// A row of the table in words.
#[derive(Debug, Clone, Serialize)]
pub struct LawRow {
    /// The act.
    pub act: Words,
    /// In which states.
    pub states: Words,
    /// Whose it is.
    pub whose: Words,
    /// In which roles.
    pub roles: Words,
    /// What stands in the way when it does not hold: what a refusal says.
    pub guards: Vec<Words>,
    /// Where it leads.
    pub to: Words,
    /// The paper that it makes; empty for none.
    pub paper: Words,
    /// The rule it comes from.
    pub basis: String,
}

/// The table, in its order.
pub fn table() -> Vec<LawRow> {
    TABLE.iter().map(law_row).collect()
}

fn law_row(row: &Row) -> LawRow {
    let roles = row.roles.iter().map(|role| {
        let name = crate::role_name(*role);
        words(name.zh, name.en)
    });
    let paper = row.paper;
    LawRow {
        act: words(row.act.zh(), row.act.en()),
        states: join(row.states.iter().map(|state| words(state.zh(), state.en()))),
        whose: whose(row.whose),
        roles: join(roles),
        guards: (row.guards.iter())
            .map(|guard| words(guard.zh(), guard.en()))
            .collect(),
        to: leads(row),
        paper: paper.map_or(words("", ""), |paper| words(paper.zh(), paper.en())),
        basis: row.basis.to_owned(),
    }
}

fn leads(row: &Row) -> Words {
    match row.to {
        To::Stay => words("不变", "stays"),
        _ => {
            let mut to: Vec<State> = row
                .states
                .iter()
                .flat_map(|from| row.leads(*from))
                .collect();
            to.sort();
            to.dedup();
            join(to.iter().map(|state| words(state.zh(), state.en())))
        }
    }
}

fn whose(whose: Whose) -> Words {
    let (zh, en) = match whose {
        Whose::Home => ("立件地点", "the place where the record begins"),
        Whose::Filing => ("收件窗口", "the desk that took it in"),
        Whose::Accepting => ("受理机关", "the accepting owner"),
        Whose::AcceptingOrFiling => (
            "受理机关或收件窗口",
            "the accepting owner or the desk that took it in",
        ),
        Whose::Step => ("当前环节承担单位", "the owner of the open step"),
        Whose::StepOrLast => (
            "当前或上一环节承担单位",
            "the owner of the open step or of the last",
        ),
        Whose::FilingOrStep => (
            "收件窗口或当前环节承担单位",
            "the desk that took it in or the place of the open step",
        ),
        Whose::Competent => (
            "受理前为受理机关, 受理后为决定机关",
            "before acceptance its owner, afterwards whoever decides",
        ),
        Whose::Decider => ("决定机关", "whoever decides"),
        Whose::DeciderOrAbove => ("决定机关或其上级", "whoever decides, or a place above"),
        Whose::Common => (
            "新旧归属地和参加地点的最低共同上级",
            "the lowest place above all homes and granted places, old and new",
        ),
        Whose::Above => ("受理机关的上级", "a place above the accepting owner"),
        Whose::Settler => (
            "争议各方共同上级的首席代表",
            "the chief representative above all who are in dispute",
        ),
        Whose::Anyone => ("持有本件的各点", "any place that holds the case"),
        Whose::PaperPlace => (
            "文书所载事项的办理地点或发件窗口",
            "where it was done, or the desk that hands it out",
        ),
    };
    words(zh, en)
}

/// What becomes of two acts that did not know each other.
#[derive(Debug, Clone, Serialize)]
pub struct RivalPair {
    /// Short name of the one.
    pub one: &'static str,
    /// Short name of the other.
    pub other: &'static str,
    /// `commute`, `contested`, `agree`, or the short name of the kind that stands.
    pub outcome: &'static str,
    /// Why it is an exception; none where it is the rule.
    pub why: Option<Words>,
}

/// Every pair of kinds once, in the order of a case's life.
pub fn rivals() -> Vec<RivalPair> {
    let mut all = Vec::new();
    for (at, one) in Kind::ALL.into_iter().enumerate() {
        for other in &Kind::ALL[at..] {
            let exception = EXCEPTIONS
                .iter()
                .find(|it| it.pair == (one, *other) || it.pair == (*other, one));
            all.push(RivalPair {
                one: one.name(),
                other: other.name(),
                outcome: match pair(one, *other) {
                    Pair::Commute => "commute",
                    Pair::Contested => "contested",
                    Pair::Agree => "agree",
                    Pair::Stands(kind) => kind.name(),
                },
                why: exception.map(|it| words(it.zh, it.en)),
            });
        }
    }
    all
}

/// The table as text.
pub fn table_text(english: bool) -> String {
    let pick = |it: &Words| {
        if english {
            it.en.clone()
        } else {
            it.zh.clone()
        }
    };
    let label = |zh, en| if english { en } else { zh };
    let mut lines = Vec::new();
    for row in table() {
        lines.push(format!(
            "{}: {} -> {}",
            pick(&row.act),
            pick(&row.states),
            pick(&row.to)
        ));
        let (whose, roles) = (pick(&row.whose), pick(&row.roles));
        lines.push(format!("  {}: {whose} ({roles})", label("由谁办理", "by")));
        for guard in &row.guards {
            lines.push(format!(
                "  {}: {}",
                label("条件或拒绝理由", "condition, or why it is refused"),
                pick(guard)
            ));
        }
        if !row.paper.zh.is_empty() {
            lines.push(format!(
                "  {}: {}",
                label("文书", "paper"),
                pick(&row.paper)
            ));
        }
        lines.push(format!("  {}: {}", label("依据", "basis"), row.basis));
    }
    lines.join("\n")
}

/// The matrix of pairs: every kind with one mark for each kind, in the same order; [`mark_legend`] says
/// what they mean.
pub fn matrix() -> Vec<(Words, Vec<char>)> {
    let row = |kind: Kind| {
        let marks = Kind::ALL.into_iter().map(|other| match pair(kind, other) {
            Pair::Commute => '.',
            Pair::Contested => 'X',
            Pair::Agree => '=',
            Pair::Stands(stands) if stands == kind => '<',
            Pair::Stands(_) => '>',
        });
        (words(kind.zh(), kind.en()), marks.collect())
    };
    Kind::ALL.into_iter().map(row).collect()
}

/// What the marks of [`matrix`] mean.
pub fn mark_legend() -> Words {
    words(
        ". 互不影响  X 冲突,待裁定  = 内容相同  < 行内一方为准  > 列内一方为准",
        ". both count   X contested   = they say the same   < that of the row stands   > that of the column stands",
    )
}

/// The pairs that the rule does not decide, each with its reason.
pub fn exceptions() -> Vec<Words> {
    let line = |it: &casework::Exception| {
        let (one, other) = it.pair;
        words(
            format!("{} / {}: {}", one.zh(), other.zh(), it.zh),
            format!("{} / {}: {}", one.en(), other.en(), it.en),
        )
    };
    EXCEPTIONS.iter().map(line).collect()
}

/// The matrix of pairs as text, a row for each kind, then the exceptions with their reasons.
pub fn rivals_text(english: bool) -> String {
    let pick = |it: Words| if english { it.en } else { it.zh };
    let mut lines = vec![pick(mark_legend())];
    for (at, (kind, marks)) in matrix().into_iter().enumerate() {
        let cells: String = marks.into_iter().collect();
        lines.push(format!("{:>2} {cells} {}", at + 1, pick(kind)));
    }
    lines.push(pick(words(
        "列的次序与行相同。例外:",
        "Columns in the order of the rows. Exceptions:",
    )));
    let all = exceptions().into_iter();
    lines.extend(all.map(|it| format!("  {}", pick(it))));
    lines.join("\n")
}

fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words {
        zh: zh.into(),
        en: en.into(),
    }
}

fn join(all: impl Iterator<Item = Words>) -> Words {
    let all: Vec<Words> = all.collect();
    let of = |pick: fn(&Words) -> &str, between: &str| {
        all.iter().map(pick).collect::<Vec<_>>().join(between)
    };
    words(of(|it| &it.zh, "、"), of(|it| &it.en, ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_every_act_and_every_article_of_the_table() {
        for english in [false, true] {
            let text = table_text(english);
            for row in TABLE {
                let act = if english { row.act.en() } else { row.act.zh() };
                assert!(text.contains(act) && text.contains(row.basis), "{act}");
            }
        }
    }

    #[test]
    fn the_matrix_names_every_pair_once_and_says_why_of_each_exception() {
        let n = Kind::ALL.len();
        let all = rivals();
        assert_eq!(all.len(), n * (n + 1) / 2);
        let why = all.iter().filter(|pair| pair.why.is_some()).count();
        assert_eq!(why, EXCEPTIONS.len());
        let text = rivals_text(true);
        // Accepting against silence: who accepted was not silent, from either side.
        assert!(text.contains("who accepted was not silent"), "{text}");
        let row = text.lines().nth(1).unwrap();
        assert_eq!(row.split(' ').nth(2).map(str::len), Some(n), "{row:?}");
    }
}
