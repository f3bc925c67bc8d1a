use super::paper::{
    AMBER, Area, BLUE, FAINT, GROUND, INK, LINE, PAPER, Paper, Type, leading, wrap,
};
use super::{Said, Say};
use crate::{At, Item, Stage, Step};
use tiers::Tier;

pub(super) fn draw(item: &Item, names: &dyn Fn(&str) -> String, say: Say<'_>) -> String {
    let mut paper = Paper::new();
    let mut y = head(&mut paper, item, names, say);
    let top = y;
    let mut total = 0;
    let mut tops = Vec::new();
    for (place, step) in item.steps.iter().enumerate() {
        total += u64::from(step.limit_minutes);
        let own = FlowRow::of(item, step, total, names, say);
        if place > 0 {
            let x = BOX_X + BOX_WIDTH / 2;
            paper.arrow(&[(x, y - GAP), (x, y)], BLUE, false);
        }
        own.draw(&mut paper, y);
        tops.push((y, own.height()));
        y += own.height() + GAP;
    }
    stages(&mut paper, item, &tops, say);
    specials(&mut paper, item, &tops, say);
    y = foot(&mut paper, item, y.max(top), say);
    paper.finish(WIDTH, y + MARGIN, &format!("{} {}", item.code, item.name))
}

fn head(paper: &mut Paper, item: &Item, names: &dyn Fn(&str) -> String, say: Say<'_>) -> u32 {
    let title = format!("{} {}", item.code, item.name);
    let title_type = Type::new(20, INK).bold();
    let mut y = MARGIN + 20;
    y += paper.lines(MARGIN, y, title_type, &title, WIDTH - 2 * MARGIN) * leading(20);
    let told = say(Said::Item {
        department: &names(&item.department),
        kind: &item.kind,
        promised_minutes: item.promised_minutes.into(),
        legal_minutes: u64::from(item.legal_days) * super::MINUTES_PER_DAY,
        status: item.status,
    });
    let small = Type::new(14, FAINT);
    y += paper.lines(MARGIN, y, small, &told, WIDTH - 2 * MARGIN) * leading(14);
    let proxy = say(Said::Proxy(item.proxy_allowed.then_some(item.proxy_mode)));
    y += paper.lines(MARGIN, y, small, &proxy, WIDTH - 2 * MARGIN) * leading(14);
    y
}

/// One step: its words, broken to fit.
struct FlowRow {
    title: Vec<String>,
    who: Vec<String>,
    tag: Vec<String>,
    limit: String,
    total: String,
}

impl FlowRow {
    fn of(
        item: &Item,
        step: &Step,
        total: u64,
        names: &dyn Fn(&str) -> String,
        say: Say<'_>,
    ) -> FlowRow {
        let inner = BOX_WIDTH - 2 * PAD;
        let title = format!("{}. {}", step.seq, step.name);
        let who = say(Said::Who {
            place: &place(item, step, names, say),
            role: &step.role,
        });
        let lower = item.lower_review.is_some()
            && step.at.tier() == item.lower_review
            && step.stage < Stage::Approve;
        let tag = if lower {
            say(Said::LowerFirst)
        } else {
            String::new()
        };
        FlowRow {
            title: wrap(&title, 16, inner),
            who: wrap(&who, 14, inner),
            tag: wrap(&tag, 14, inner),
            limit: say(Said::Limit(step.limit_minutes.into())),
            total: say(Said::Total(total)),
        }
    }

    fn height(&self) -> u32 {
        let count = |lines: &[String]| u32::try_from(lines.len()).unwrap_or(0);
        let small = count(&self.who) + count(&self.tag);
        2 * PAD + count(&self.title) * leading(16) + small * leading(14)
    }

    fn draw(&self, paper: &mut Paper, y: u32) {
        let area = Area {
            x: BOX_X,
            y,
            width: BOX_WIDTH,
            height: self.height(),
        };
        paper.area(area, PAPER, Some(BLUE), false);
        let mut line = y + PAD + 14;
        let mut write = |lines: &[String], of: Type| {
            for text in lines {
                paper.text(BOX_X + PAD, line, of, text);
                line += leading(of.size);
            }
        };
        write(&self.title, Type::new(16, INK).bold());
        write(&self.who, Type::new(14, INK));
        write(&self.tag, Type::new(14, AMBER));
        paper.text(TIME_X, y + PAD + 14, Type::new(14, INK), &self.limit);
        paper.text(
            TIME_X,
            y + PAD + 14 + leading(14),
            Type::new(14, FAINT),
            &self.total,
        );
    }
}

/// Where a step is done: the department at its tier, or the desk of the place that took it in.
fn place(item: &Item, step: &Step, names: &dyn Fn(&str) -> String, say: Say<'_>) -> String {
    let others = |own: &str| {
        let others: Vec<(Tier, String)> = (item.alt_handling.iter())
            .map(|alt| (alt.tier, names(&alt.department)))
            .collect();
        if others.is_empty() {
            return own.to_owned();
        }
        let others = &others;
        say(Said::Handled { own, others })
    };
    match (&step.department, step.at) {
        (Some(code), At::Handling) => others(&names(code)),
        (Some(code), _) => names(code),
        (None, At::Handling) => others(&names(&item.department)),
        (None, At::Filing) => say(Said::DeskOfFiling {
            or_agent: item.proxy_allowed,
        }),
        (None, at) => {
            let tier = at.tier();
            tier.map_or_else(String::new, |tier| say(Said::DeskOfTier(tier)))
        }
    }
}

/// The lane at the left: one band for steps of one stage that follow each other.
fn stages(paper: &mut Paper, item: &Item, tops: &[(u32, u32)], say: Say<'_>) {
    let rows: Vec<(Stage, (u32, u32))> = (item.steps.iter().map(|step| step.stage))
        .zip(tops.iter().copied())
        .collect();
    for band in rows.chunk_by(|one, next| one.0 == next.0) {
        let [(stage, (top, _)), ..] = band else {
            continue;
        };
        let (last, height) = band.last().map_or((*top, 0), |(_, row)| *row);
        let area = Area {
            x: MARGIN,
            y: *top,
            width: STAGE_WIDTH,
            height: last + height - top,
        };
        paper.area(area, GROUND, Some(LINE), false);
        let name = say(Said::Stage(*stage));
        let middle = area.y + area.height / 2 + 5;
        let of = Type::new(16, INK).bold().centred();
        paper.text(MARGIN + STAGE_WIDTH / 2, middle, of, &name);
    }
}

/// A dashed box beside the steps between acceptance and the end of the decision: what may stop the clock.
fn specials(paper: &mut Paper, item: &Item, tops: &[(u32, u32)], say: Say<'_>) {
    let inside = item.steps.iter().zip(tops);
    let inside = inside.filter(|(step, _)| !matches!(step.stage, Stage::Accept | Stage::Conclude));
    let rows: Vec<(u32, u32)> = inside.map(|(_, row)| *row).collect();
    // An item done at once has no step between; then all its steps stand for it.
    let rows = if rows.is_empty() { tops.to_vec() } else { rows };
    let (Some((top, _)), Some((last, height)), false) =
        (rows.first(), rows.last(), item.special.is_empty())
    else {
        return;
    };
    let area = Area {
        x: SPECIAL_X,
        y: *top,
        width: WIDTH - MARGIN - SPECIAL_X,
        height: (last + height - top).max(96),
    };
    paper.area(area, "#fff4d6", Some(AMBER), true);
    let inner = area.width - 2 * PAD;
    let mut y = area.y + PAD + 14;
    let small = Type::new(14, AMBER);
    let title = say(Said::Specials);
    y += paper.lines(area.x + PAD, y, small.bold(), &title, inner) * leading(14);
    for special in &item.special {
        let minutes = u64::from(special.days) * super::MINUTES_PER_DAY;
        let told = say(Said::Special(special.kind, minutes));
        y += paper.lines(area.x + PAD, y, small, &told, inner) * leading(14);
    }
}

fn foot(paper: &mut Paper, item: &Item, y: u32, say: Say<'_>) -> u32 {
    let output = &item.output;
    let mut told = vec![
        say(Said::Output(&output.name, output.valid_months)),
        say(Said::Basis(&item.legal_basis)),
    ];
    let complain = &item.channels.complain;
    if !complain.is_empty() {
        told.push(say(Said::Complain(complain)));
    }
    let small = Type::new(14, FAINT);
    let mut at = y + 8;
    for text in told {
        at += paper.lines(MARGIN, at, small, &text, WIDTH - 2 * MARGIN) * leading(14);
    }
    at
}

const WIDTH: u32 = 900;
const MARGIN: u32 = 16;
const STAGE_WIDTH: u32 = 88;
const BOX_X: u32 = MARGIN + STAGE_WIDTH + 16;
const BOX_WIDTH: u32 = 392;
const TIME_X: u32 = BOX_X + BOX_WIDTH + 16;
const SPECIAL_X: u32 = TIME_X + 168;
const PAD: u32 = 12;
const GAP: u32 = 24;
