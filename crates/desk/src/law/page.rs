//! The law as a page.

use super as law;
use ::words::{Lang, text};
use casework::Regime;
use console::{LawLine, LawOfRegime, LawPage, RivalRow, Text};
use std::sync::{Arc, LazyLock};

/// The table, the states and the rivals, as `lianban law` has them. They are the program's own and never
/// change while it runs, so the pages are drawn once.
pub(crate) fn page() -> Arc<LawPage> {
    static PAGE: LazyLock<Arc<LawPage>> = LazyLock::new(|| Arc::new(drawn()));
    Arc::clone(&PAGE)
}

fn drawn() -> LawPage {
    LawPage {
        regimes: Regime::ALL.map(of_regime).into(),
        rivals: (law::matrix().into_iter())
            .map(|(act, marks)| RivalRow { act, marks })
            .collect(),
        legend: law::mark_legend(),
        exceptions: law::exceptions(),
    }
}

fn of_regime(regime: Regime) -> LawOfRegime {
    LawOfRegime {
        name: regime.name().to_owned(),
        title: text!(regime.id()),
        rows: law::table(regime).into_iter().map(line).collect(),
        diagram: Text::new(
            law::diagram(regime, Lang::Zh),
            law::diagram(regime, Lang::En),
        ),
    }
}

fn line(row: law::LawRow) -> LawLine {
    LawLine {
        act: row.act,
        states: row.states,
        whose: row.whose,
        roles: row.roles,
        guards: row.guards,
        to: row.to,
        paper: row.paper,
        basis: row.basis,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_act_of_the_table_and_a_square_of_rivals() {
        let page = page();
        let [licence, others @ ..] = page.regimes.as_slice() else {
            panic!("no regime");
        };
        assert_eq!(licence.rows.len(), casework::TABLE.len());
        assert!(others.iter().all(|own| own.rows.len() < licence.rows.len()));
        let kinds = casework::Kind::ALL.len();
        assert_eq!(page.rivals.len(), kinds);
        assert!(page.rivals.iter().all(|row| row.marks.len() == kinds));
        // What stands against its rival in the row yields to it in the column.
        for (row, one) in page.rivals.iter().enumerate() {
            for (column, mark) in one.marks.iter().enumerate() {
                let back = page.rivals[column].marks[row];
                let turned = match mark {
                    '<' if row != column => '>',
                    '>' => '<',
                    other => *other,
                };
                assert_eq!(back, turned, "{} {}", row + 1, column + 1);
            }
        }
        let said = law::rivals_text(false);
        assert!(page.exceptions.iter().all(|why| said.contains(&why.zh)));
        for own in &page.regimes {
            assert!(own.diagram.zh.starts_with("<svg") && own.diagram.en.starts_with("<svg"));
        }
    }
}
