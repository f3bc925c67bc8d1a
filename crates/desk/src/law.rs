//! The law as the program has it, for people: the table, the rivals' matrix, the drawn states. All of it
//! is read from the same tables that judge acts.

mod diagram;
pub(crate) mod page;

pub use diagram::diagram;

use ::words::text;
use casework::{EXCEPTIONS, Kind, Pair, Regime, Row, State, To, pair};
use console::Text;
use serde::Serialize;

/// A row of the table in words.
#[derive(Debug, Clone)]
pub struct LawRow {
    /// Name of the kind of act, such as acceptance (受理).
    pub act: Text,
    /// In which states.
    pub states: Text,
    /// Whose it is.
    pub whose: Text,
    /// In which roles.
    pub roles: Text,
    /// What stands in the way when it does not hold: what a refusal says.
    pub guards: Vec<Text>,
    /// Where it leads.
    pub to: Text,
    /// The paper that it makes; empty for none.
    pub paper: Text,
    /// The rule it comes from.
    pub basis: String,
}

/// The table of a regime, in its order.
pub fn table(regime: Regime) -> Vec<LawRow> {
    regime.rows().map(|row| law_row(regime, row)).collect()
}

/// One state of one row in one regime, for scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableLine {
    /// Short name of the regime.
    pub regime: &'static str,
    /// In which state, by its short name.
    pub state: String,
    /// Short name of the kind of act.
    pub act: &'static str,
    /// Whose it is, by its short name.
    pub whose: String,
    /// In which roles.
    pub roles: Vec<&'static str>,
    /// The conditions, by their short names, in the order in which they are looked at.
    pub guards: Vec<String>,
    /// Where it leads; several apart by `|`.
    pub to: String,
    /// The lawful title of the paper that it makes; none where it makes none.
    pub paper: Option<String>,
    /// The rule it comes from.
    pub article: String,
}

/// State x act x role of some regimes: where it leads, by which conditions, with which paper, by which article.
pub fn lines(regimes: &[Regime]) -> Vec<TableLine> {
    let mut all = Vec::new();
    for regime in regimes {
        for row in regime.rows() {
            all.extend(row.states.iter().map(|state| line(*regime, row, *state)));
        }
    }
    all
}

fn line(regime: Regime, row: &Row, state: State) -> TableLine {
    let to = row.leads(state).into_iter().map(short);
    TableLine {
        regime: regime.name(),
        state: short(state),
        act: row.act.name(),
        whose: row
            .whose
            .id()
            .trim_start_matches("whose-")
            .replace('-', "_"),
        roles: row.roles.iter().map(|role| role.name()).collect(),
        guards: row.guards.iter().copied().map(short).collect(),
        to: to.collect::<Vec<_>>().join("|"),
        paper: row.paper.map(|paper| text!(paper.title_in(regime)).zh),
        article: phrases::basis(regime.basis(row)).zh,
    }
}

/// The name that a value has in data.
fn short(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn law_row(regime: Regime, row: &Row) -> LawRow {
    let roles = row.roles.iter().map(|role| crate::role_name(*role));
    let paper = row.paper;
    LawRow {
        act: phrases::act(row.act),
        states: join(row.states.iter().copied().map(phrases::state)),
        whose: phrases::whose(row.whose),
        roles: join(roles),
        guards: row.guards.iter().copied().map(phrases::guard).collect(),
        to: leads(row),
        paper: paper.map_or_else(Text::default, |paper| text!(paper.title_in(regime))),
        basis: phrases::basis(regime.basis(row)).zh,
    }
}

fn leads(row: &Row) -> Text {
    match row.to {
        To::Stay => text!("law-stays"),
        _ => {
            let mut to: Vec<State> = row
                .states
                .iter()
                .flat_map(|from| row.leads(*from))
                .collect();
            to.sort();
            to.dedup();
            join(to.into_iter().map(phrases::state))
        }
    }
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
    pub why: Option<Text>,
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
                why: exception.map(phrases::exception),
            });
        }
    }
    all
}

/// The table of a regime as text.
pub fn table_text(regime: Regime, english: bool) -> String {
    let pick = |it: Text| if english { it.en } else { it.zh };
    let mut lines = vec![pick(text!("law-regime", x = text!(regime.id())))];
    for row in table(regime) {
        let (act, states, to) = (row.act, row.states, row.to);
        lines.push(pick(text!("law-line", act = act, states = states, to = to)));
        let mut below = vec![text!("law-line-by", whose = row.whose, roles = row.roles)];
        let guards = row.guards.into_iter();
        below.extend(guards.map(|guard| text!("law-line-guard", x = guard)));
        if !row.paper.zh.is_empty() {
            below.push(text!("law-line-paper", x = row.paper));
        }
        below.push(text!("law-line-basis", x = row.basis));
        lines.extend(below.into_iter().map(|it| format!("  {}", pick(it))));
    }
    lines.join("\n")
}

/// The matrix of pairs: every kind with one mark for each kind, in the same order; [`mark_legend`] says
/// what they mean.
pub fn matrix() -> Vec<(Text, Vec<char>)> {
    let row = |kind: Kind| {
        let marks = Kind::ALL.into_iter().map(|other| match pair(kind, other) {
            Pair::Commute => '.',
            Pair::Contested => 'X',
            Pair::Agree => '=',
            Pair::Stands(stands) if stands == kind => '<',
            Pair::Stands(_) => '>',
        });
        (phrases::act(kind), marks.collect())
    };
    Kind::ALL.into_iter().map(row).collect()
}

/// What the marks of [`matrix`] mean.
pub fn mark_legend() -> Text {
    text!("law-legend")
}

/// The pairs that the rule does not decide, each with its reason.
pub fn exceptions() -> Vec<Text> {
    let line = |it: &casework::Exception| {
        let (one, other) = (phrases::act(it.pair.0), phrases::act(it.pair.1));
        let why = phrases::exception(it);
        text!("law-exception", one = one, other = other, why = why)
    };
    EXCEPTIONS.iter().map(line).collect()
}

/// The matrix of pairs as text, a row for each kind, then the exceptions with their reasons.
pub fn rivals_text(english: bool) -> String {
    let pick = |it: Text| if english { it.en } else { it.zh };
    let mut lines = vec![pick(mark_legend())];
    for (at, (kind, marks)) in matrix().into_iter().enumerate() {
        let cells: String = marks.into_iter().collect();
        lines.push(format!("{:>2} {cells} {}", at + 1, pick(kind)));
    }
    lines.push(pick(text!("law-columns")));
    let all = exceptions().into_iter();
    lines.extend(all.map(|it| format!("  {}", pick(it))));
    lines.join("\n")
}

fn join(all: impl Iterator<Item = Text>) -> Text {
    Text::join(all, "list-comma")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_every_act_and_every_article_of_the_table() {
        for (regime, english) in Regime::ALL.into_iter().zip([false, true].repeat(3)) {
            let text = table_text(regime, english);
            for row in regime.rows() {
                let basis = phrases::basis(regime.basis(row)).zh;
                let act = phrases::act(row.act);
                let act = if english { act.en } else { act.zh };
                assert!(text.contains(&act) && text.contains(&basis), "{act}");
            }
        }
    }

    #[test]
    fn every_line_for_scripts_has_all_its_parts_and_only_licences_cite_the_licensing_law() {
        let all = lines(&Regime::ALL);
        for line in &all {
            let TableLine {
                state,
                to,
                article,
                whose,
                ..
            } = line;
            assert!(
                ![state, to, article, whose]
                    .iter()
                    .any(|part| part.is_empty()),
                "{line:?}"
            );
            assert!(!line.roles.is_empty());
            let licence = line.regime == "licence";
            assert!(licence || !article.contains("许可法"), "{line:?}");
            let titled = line
                .paper
                .as_ref()
                .is_some_and(|title| title.contains("行政许可"));
            assert!(licence || !titled, "{line:?}");
        }
        let deemed = all.iter().filter(|line| line.act == "deem");
        assert!(deemed.map(|line| line.regime).eq(["licence"]));
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
