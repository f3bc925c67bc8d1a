//! The papers on a case page, and the paper that belongs to an act.

use super::{Person, may_print, words};
use crate::names;
use casework::{CaseView, Facts, Kind, Paper, TrailEntry};
use console::{PaperLine, PaperRef, Text};
use engine::ReadModel;
use engine::answers::CaseShow;
use papers::{PaperGround, hands_out, paper_grounds};

/// Those that were printed anywhere, and those that this place may print now.
pub(crate) fn list(model: &ReadModel, person: &Person, show: &CaseShow) -> Vec<PaperLine> {
    let facts = &show.view.facts;
    let grounds = paper_grounds(&show.view).into_iter();
    let lines = grounds.filter_map(|ground| {
        let here = hands_out(model, facts, &ground);
        let last = ground.printed.last();
        if last.is_none() && !here {
            return None;
        }
        let at = last.map_or(ground.done.at, |print| print.done.at);
        Some(PaperLine {
            title: title(facts, &ground),
            number: ground.number().unwrap_or_default().to_owned(),
            at: words::time(at),
            times: ground.printed.len() as u64,
            may_print: here && may_print(person),
            paper: named(&ground),
        })
    });
    lines.collect()
}

pub(super) fn title(facts: &Facts, ground: &PaperGround) -> Text {
    let title = words::paper(ground.paper);
    match facts
        .branch(ground.branch.as_deref())
        .filter(|_| ground.branch.is_some())
    {
        Some(branch) => words::of(title, names::branch(branch)),
        None => title,
    }
}

fn named(ground: &PaperGround) -> PaperRef {
    PaperRef {
        id: ground.paper.id().to_owned(),
        branch: ground.branch.clone(),
    }
}

/// The paper that belongs to an act, or that the act printed, as far as this place hands it out.
pub(crate) fn of_act(model: &ReadModel, view: &CaseView, entry: &TrailEntry) -> Option<PaperRef> {
    let facts = &view.facts;
    let printed = entry.kind == Kind::Print.name();
    let grounds = paper_grounds(view).into_iter();
    let mut mine = grounds.filter(|ground| {
        let of_it = match printed {
            true => ground.printed.iter().any(|print| {
                Some(print.done.at) == entry.at
                    && Some(&print.done.who) == entry.who.as_ref()
                    && entry.text.ends_with(print.number.as_str())
            }),
            // A form of entrustment is printed besides the receipt; the receipt belongs to the act.
            false => ground.act == entry.act && ground.paper != Paper::Entrustment,
        };
        of_it && hands_out(model, facts, ground)
    });
    mine.next().as_ref().map(named)
}
