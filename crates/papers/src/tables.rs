//! Lists on papers: what was handed in, what was handed over, what was delivered.

use crate::paper_grounds;
use crate::sheet::Table;
use crate::telling::Telling;
use casework::{Kind, Paper, Standing};
use words::Text;

/// The lists of a paper.
pub(crate) fn tables(telling: &Telling<'_>) -> Vec<Table> {
    let table = match telling.paper() {
        Paper::Receipt | Paper::Acceptance | Paper::Entrustment => handed_in(telling),
        Paper::Custody => handed_over(telling),
        Paper::Delivery => delivered(telling),
        _ => return Vec::new(),
    };
    // A list of nothing is left out.
    Some(table)
        .filter(|table| !table.rows.is_empty())
        .into_iter()
        .collect()
}

/// The materials that came.
fn handed_in(telling: &Telling<'_>) -> Table {
    let materials = telling.receipt.form.iter().filter_map(|(name, copies)| {
        let name = name.strip_prefix(casework::MATERIAL)?;
        let some = !matches!(copies.trim(), "" | "0");
        some.then(|| {
            let copies = telling.say("paper-table-copies-of", &[("copies", copies.into())]);
            vec![Text::same(name), copies]
        })
    });
    Table {
        caption: Text::default(),
        rows: materials.collect(),
        head: head(telling, &["paper-table-material", "paper-table-copies"]),
    }
}

/// Every original of one hand-over: who gave it, and who answers for it now.
fn handed_over(telling: &Telling<'_>) -> Table {
    let view = &telling.view;
    let applicant = || telling.say("paper-table-applicant", &[]);
    let place = |code| Text::same(telling.register.place_name(code));
    let here = telling.ground.done.who.place;
    let taken = view.trail[telling.ground.at].kind == Kind::Take.name();
    let moved = (view.facts.custody.iter()).filter(|(_, it)| it.since == telling.ground.done);
    let rows = moved.map(|(paper, custody)| {
        // Who gave it: for what is given, whoever does so; for what is taken, who gave it last before.
        let giver = view.trail[..telling.ground.at].iter().rev().find(|entry| {
            entry.standing == Standing::Stands
                && matches!(Kind::from_name(&entry.kind), Some(Kind::Hand | Kind::Take))
                && entry.text.split(BETWEEN_NAMES).any(|name| name == paper)
        });
        let giver = giver.and_then(|entry| Some(entry.who.as_ref()?.place));
        let from = if taken {
            // What was taken, and taken again, came back from the applicant meanwhile.
            let giver = giver.filter(|code| *code != here);
            giver.map_or_else(applicant, place)
        } else {
            place(here)
        };
        let holder = custody.holder.map_or_else(applicant, place);
        let holder = match custody.offered {
            None => holder,
            Some(to) => {
                let to = telling.register.place_name(to);
                let arguments = [("holder", holder.into()), ("to", to.into())];
                telling.say("paper-table-offered", &arguments)
            }
        };
        vec![Text::same(paper.as_str()), from, holder]
    });
    Table {
        caption: telling.say("paper-table-originals", &[]),
        rows: rows.collect(),
        head: head(
            telling,
            &[
                "paper-table-original",
                "paper-table-given-by",
                "paper-table-held-by",
            ],
        ),
    }
}

/// Whether a paper says how a case ended. Notices on the way were delivered when they were given.
fn ends(paper: Paper) -> bool {
    matches!(
        paper,
        Paper::NotNeeded
            | Paper::Refusal
            | Paper::Grant
            | Paper::Denial
            | Paper::Result
            | Paper::WithdrawalApproval
            | Paper::Termination
            | Paper::Change
            | Paper::ChangeDenial
            | Paper::Renewal
            | Paper::RenewalDenial
            | Paper::Refund
            | Paper::Retraction
            | Paper::Revocation
            | Paper::Cancellation
    )
}

/// What ended the case and was handed out by then; the paper that ends the case where nothing was printed.
fn delivered(telling: &Telling<'_>) -> Table {
    let view = &telling.view;
    let mut rows = Vec::new();
    let prints = (view.trail.iter().enumerate()).filter(|(_, entry)| {
        entry.standing == Standing::Stands && entry.kind == Kind::Print.name()
    });
    for ((at, _), print) in prints.zip(&view.facts.papers) {
        let Some(paper) = Paper::from_id(&print.paper) else {
            continue;
        };
        let row = vec![
            telling.title_of(paper, print.branch.as_deref()),
            Text::same(&print.number),
        ];
        if at < telling.ground.at && ends(paper) && !rows.contains(&row) {
            rows.push(row);
        }
    }
    for branch in &view.facts.branches {
        if let Some(made) = branch
            .made
            .as_ref()
            .filter(|made| made.done.at <= telling.ground.done.at)
        {
            rows.push(vec![Text::same(&branch.output), Text::same(&made.number)]);
        }
    }
    if rows.is_empty() {
        let last = paper_grounds(view).into_iter();
        let last = last.filter(|ground| ground.at < telling.ground.at && ends(ground.paper));
        if let Some(ground) = last.max_by_key(|ground| ground.at) {
            let number = ground.number().unwrap_or("—").to_owned();
            let title = telling.title_of(ground.paper, ground.branch.as_deref());
            rows.push(vec![title, Text::same(number)]);
        }
    }
    Table {
        caption: telling.say("paper-table-delivered", &[]),
        rows,
        head: head(telling, &["paper-table-paper", "paper-table-number"]),
    }
}

/// The titles of columns, by their ids.
fn head(telling: &Telling<'_>, ids: &[&str]) -> Vec<Text> {
    ids.iter().map(|id| telling.say(id, &[])).collect()
}

/// What stands between the names of originals in the text of an act, as the fold writes it: the Chinese list comma.
const BETWEEN_NAMES: char = '\u{3001}';
