use ::words::{Lang, text};
use casework::{Kind, Regime, State, TABLE, To};
use catalog::flow::{AMBER, Area, BLUE, FAINT, GROUND, INK, LINE, Paper, Type, leading, wrap};
use console::Text;
use std::collections::BTreeSet;

/// The states of a case as SVG, from the table: a line for each state in the order of a case's life, a
/// column for each act that moves it, from the dots to the arrow heads.
pub fn diagram(regime: Regime, lang: Lang) -> String {
    let say = |text: Text| text.say(lang).to_owned();
    let mut paper = Paper::new();
    let has = |act: &Kind| regime.has(*act);
    let acts: Vec<(Kind, Vec<(State, State)>)> = Kind::ALL
        .into_iter()
        .filter(has)
        .map(|act| (act, moves(act)))
        .filter(|(_, moves)| !moves.is_empty())
        .collect();
    let count = u32::try_from(acts.len()).unwrap_or(0);
    let width = LEFT + count * COLUMN + MARGIN;
    let title = text!("law-diagram", x = text!(regime.id()));
    let title = say(title);
    paper.text(MARGIN, 36, Type::new(20, INK).bold(), &title);
    for (place, _) in (0..).zip(ROWS) {
        let y = middle(place);
        paper.line((MARGIN, y), (width - MARGIN, y), LINE);
    }
    for (place, (state, side)) in (0..).zip(ROWS) {
        let name = say(phrases::state(*state));
        let (x, fill, line) = match side {
            Side::Main => (MARGIN, "#dbe9f7", BLUE),
            Side::Aside => (MARGIN + ASIDE, "#fff4d6", AMBER),
            Side::End => (MARGIN + ASIDE, GROUND, FAINT),
        };
        let area = Area {
            x,
            y: middle(place) - BOX / 2,
            width: WIDE,
            height: BOX,
        };
        paper.area(area, fill, Some(line), *side == Side::End);
        let lines = wrap(&name, 13, WIDE - 8);
        let tall = u32::try_from(lines.len()).unwrap_or(1) * leading(13);
        let mut at = middle(place) - tall / 2 + 13;
        for line in lines {
            paper.text(x + WIDE / 2, at, Type::new(13, INK).centred(), &line);
            at += leading(13);
        }
    }
    main_line(&mut paper, &acts);
    for (place, (act, moves)) in (0..).zip(&acts) {
        let x = LEFT + place * COLUMN + COLUMN / 2;
        let name = say(phrases::act(*act));
        let mut at = HEAD;
        for line in wrap(&name, 12, COLUMN - 4) {
            paper.text(x, at, Type::new(12, INK).centred(), &line);
            at += leading(12);
        }
        column(&mut paper, x, moves);
    }
    let mut y = TOP + u32::try_from(ROWS.len()).unwrap_or(0) * ROW + 20;
    for (mark, text) in [
        ("●", text!("law-diagram-possible")),
        ("◀", text!("law-diagram-leads")),
        ("●◀", text!("law-diagram-several")),
    ] {
        paper.text(MARGIN, y, Type::new(13, BLUE), mark);
        paper.text(MARGIN + 40, y, Type::new(13, INK), text.say(lang));
        y += 22;
    }
    let stay = Kind::ALL
        .into_iter()
        .filter(has)
        .filter(|act| casework::rows_of(*act).next().is_some() && moves(*act).is_empty());
    let stay = Text::join(stay.map(phrases::act), "list-comma");
    let text = say(text!("law-diagram-stay", acts = stay));
    let lines = paper.lines(MARGIN, y, Type::new(13, FAINT), &text, width - 2 * MARGIN);
    paper.finish(width, y + lines * leading(13) + MARGIN, &title)
}

/// From where to where an act may lead; empty for one that moves nothing.
fn moves(act: Kind) -> Vec<(State, State)> {
    let mut all = BTreeSet::new();
    for row in TABLE
        .iter()
        .filter(|row| row.act == act && row.to != To::Stay)
    {
        for from in row.states {
            all.extend(row.leads(*from).into_iter().map(|to| (*from, to)));
        }
    }
    all.into_iter().collect()
}

/// Arrows between the states that an ordinary case goes through.
fn main_line(paper: &mut Paper, acts: &[(Kind, Vec<(State, State)>)]) {
    let main: Vec<(u32, State)> = (0..)
        .zip(ROWS)
        .filter(|(_, (_, side))| *side == Side::Main)
        .map(|(place, (state, _))| (place, *state))
        .collect();
    for pair in main.windows(2) {
        let ((above, from), (below, to)) = (pair[0], pair[1]);
        if acts.iter().any(|(_, moves)| moves.contains(&(from, to))) {
            let x = MARGIN + WIDE / 2;
            let points = [(x, middle(above) + BOX / 2), (x, middle(below) - BOX / 2)];
            paper.arrow(&points, BLUE, false);
        }
    }
}

fn column(paper: &mut Paper, x: u32, moves: &[(State, State)]) {
    let from: BTreeSet<u32> = moves
        .iter()
        .filter_map(|(from, _)| place_of(*from))
        .collect();
    let to: BTreeSet<u32> = moves.iter().filter_map(|(_, to)| place_of(*to)).collect();
    let all: BTreeSet<u32> = from.union(&to).copied().collect();
    if let (Some(first), Some(last)) = (all.first(), all.last()) {
        paper.line((x, middle(*first)), (x, middle(*last)), BLUE);
    }
    for place in &to {
        // The head looks to the state, at the left.
        let y = middle(*place);
        paper.arrow(&[(x, y), (x - 18, y)], BLUE, false);
    }
    for place in &from {
        let y = middle(*place);
        let dot = Area {
            x: x - 4,
            y: y - 4,
            width: 8,
            height: 8,
        };
        paper.area(dot, BLUE, None, false);
    }
}

fn place_of(state: State) -> Option<u32> {
    let place = ROWS.iter().position(|(own, _)| *own == state)?;
    u32::try_from(place).ok()
}

const fn middle(place: u32) -> u32 {
    TOP + place * ROW + ROW / 2
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// What an ordinary case goes through.
    Main,
    /// What it may have to wait in.
    Aside,
    /// How it may end otherwise.
    End,
}

/// Every state once, in the order of a case's life.
const ROWS: &[(State, Side)] = &[
    (State::Draft, Side::Main),
    (State::Received, Side::Main),
    (State::Intake, Side::Main),
    (State::Correcting, Side::Aside),
    (State::Queued, Side::Aside),
    (State::Handling, Side::Main),
    (State::Review, Side::Main),
    (State::Approval, Side::Main),
    (State::Suspended, Side::Aside),
    (State::Closing, Side::Main),
    (State::Waiting, Side::Aside),
    (State::Concluded, Side::Main),
    (State::Made, Side::Main),
    (State::Delivered, Side::Main),
    (State::Archived, Side::Main),
    (State::NotNeeded, Side::End),
    (State::Refused, Side::End),
    (State::Lapsed, Side::End),
    (State::Withdrawn, Side::End),
    (State::Terminated, Side::End),
    (State::Retracted, Side::End),
    (State::Revoked, Side::End),
    (State::Cancelled, Side::End),
];
const MARGIN: u32 = 20;
const WIDE: u32 = 150;
const ASIDE: u32 = 160;
const LEFT: u32 = MARGIN + ASIDE + WIDE + 20;
const COLUMN: u32 = 78;
const HEAD: u32 = 66;
const TOP: u32 = 146;
const ROW: u32 = 50;
const BOX: u32 = 38;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_line_and_every_act_that_moves_one_its_column() {
        let places: BTreeSet<Option<u32>> = State::ALL.into_iter().map(place_of).collect();
        assert_eq!(places.len(), State::ALL.len());
        assert!(!places.contains(&None));
        for lang in [Lang::Zh, Lang::En] {
            let svg = diagram(Regime::Licence, lang);
            for state in State::ALL {
                let name = phrases::state(state);
                let first = wrap(name.say(lang), 13, WIDE - 8).remove(0);
                assert!(svg.contains(&first), "{name:?}");
            }
            for row in TABLE.iter().filter(|row| row.to != To::Stay) {
                let name = phrases::act(row.act);
                let first = wrap(name.say(lang), 12, COLUMN - 4).remove(0);
                assert!(svg.contains(&first), "{name:?}");
            }
        }
    }
}
