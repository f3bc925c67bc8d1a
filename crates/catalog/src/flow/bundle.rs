use super::paper::{Area, BLUE, FAINT, GROUND, INK, LINE, Paper, Type, leading, measure, wrap};
use super::{Said, Say};
use crate::{Bundle, Catalog, Gate};
use std::collections::BTreeMap;

pub(super) fn draw(
    bundle: &Bundle,
    catalog: &Catalog,
    names: &dyn Fn(&str) -> String,
    say: Say<'_>,
) -> String {
    let mut paper = Paper::new();
    let top = head(&mut paper, bundle, names, say);
    let starts = starts(bundle);
    let span = bundle.members.iter().map(|member| {
        let start = starts.get(member.item.as_str()).copied().unwrap_or(0);
        start + u64::from(member.limit_minutes)
    });
    let span = span.max().unwrap_or(0).max(1);
    let x_of =
        |minutes: u64| TIME_X + u32::try_from(minutes * u64::from(TIME_WIDTH) / span).unwrap_or(0);

    // Lanes first, so that bars and arrows lie on top of them.
    let mut bars: BTreeMap<&str, FlowBar> = BTreeMap::new();
    let mut y = top + AXIS;
    let mut labels = Vec::new();
    for code in &bundle.departments {
        let members: Vec<_> = (bundle.members.iter())
            .filter(|member| member.department == *code)
            .collect();
        let name = wrap(&names(code), 14, LABEL_WIDTH - 2 * PAD);
        let rows = u32::try_from(members.len().max(1)).unwrap_or(1);
        let lines = u32::try_from(name.len()).unwrap_or(1);
        let height = (rows * ROW).max(lines * leading(14) + 2 * PAD);
        let lane = Area {
            x: MARGIN,
            y,
            width: WIDTH - 2 * MARGIN,
            height,
        };
        paper.area(lane, GROUND, Some(LINE), false);
        labels.push((name, y, height));
        for (row, member) in (0..).zip(members) {
            let start = starts.get(member.item.as_str()).copied().unwrap_or(0);
            let end = start + u64::from(member.limit_minutes);
            let bar = FlowBar {
                x: x_of(start),
                end: x_of(end).max(x_of(start) + 4),
                y: y + row * ROW + NAME_HEIGHT,
            };
            bars.insert(&member.item, bar);
        }
        y += height + 4;
    }
    axis(&mut paper, span, top, y, &x_of, say);
    for (lines, top, height) in labels {
        let tall = u32::try_from(lines.len()).unwrap_or(1) * leading(14);
        let mut at = top + (height - tall) / 2 + 14;
        for line in lines {
            paper.text(MARGIN + PAD, at, Type::new(14, INK).bold(), &line);
            at += leading(14);
        }
    }
    for bar in bars.values() {
        let area = Area {
            x: bar.x,
            y: bar.y,
            width: bar.end - bar.x,
            height: BAR_HEIGHT,
        };
        paper.area(area, "#dbe9f7", Some(BLUE), false);
    }
    for (place, edge) in (0..).zip(&bundle.edges) {
        let (Some(from), Some(to)) = (bars.get(edge.from.as_str()), bars.get(edge.to.as_str()))
        else {
            continue;
        };
        edge_arrow(&mut paper, from, to, edge.gate, place);
    }
    for member in &bundle.members {
        if let Some(bar) = bars.get(member.item.as_str()) {
            let item = catalog.items.get(&member.item);
            let name = item.map_or("", |item| item.name.as_str());
            let own = say(Said::Length(member.limit_minutes.into()));
            label(&mut paper, bar, &format!("{} {name} · {own}", member.item));
        }
    }
    y = foot(&mut paper, bundle, y + 20, say);
    paper.finish(
        WIDTH,
        y + MARGIN,
        &format!("{} {}", bundle.code, bundle.name),
    )
}

/// What a bar is, above it and clear of the arrows that come down to its beginning; a name that would run out of the chart begins further left.
fn label(paper: &mut Paper, bar: &FlowBar, text: &str) {
    let long = measure(text, 12);
    let last = (WIDTH - MARGIN).saturating_sub(long).max(TIME_X);
    let first = wrap(text, 12, WIDTH - MARGIN - TIME_X);
    if let Some(first) = first.first() {
        paper.text_over((bar.x + 14).min(last), bar.y - 5, Type::new(12, INK), first);
    }
}

/// A member against time.
struct FlowBar {
    x: u32,
    end: u32,
    y: u32,
}

/// When each member may begin at the earliest, working minutes: where acceptance waits, after those it
/// waits for; where only approval waits, at once.
fn starts(bundle: &Bundle) -> BTreeMap<&str, u64> {
    let mut starts: BTreeMap<&str, u64> = BTreeMap::new();
    for member in &bundle.members {
        starts.insert(&member.item, 0);
    }
    // Each round carries times one edge further; without a circle there are fewer edges on any way than
    // members.
    for round in 0..=bundle.members.len() {
        let mut moved = false;
        for edge in bundle.edges.iter().filter(|edge| edge.gate == Gate::Accept) {
            let Some(from) = bundle.member(&edge.from) else {
                continue;
            };
            let begun = starts.get(edge.from.as_str()).copied().unwrap_or(0);
            let ready = begun + u64::from(from.limit_minutes);
            if let Some(start) = starts.get_mut(edge.to.as_str())
                && *start < ready
            {
                *start = ready;
                moved = true;
            }
        }
        if !moved {
            break;
        }
        if round == bundle.members.len() {
            starts.values_mut().for_each(|start| *start = 0);
        }
    }
    starts
}

fn head(paper: &mut Paper, bundle: &Bundle, names: &dyn Fn(&str) -> String, say: Say<'_>) -> u32 {
    let mut y = MARGIN + 20;
    let title = format!("{} {}", bundle.code, bundle.name);
    let title_type = Type::new(20, INK).bold();
    y += paper.lines(MARGIN, y, title_type, &title, WIDTH - 2 * MARGIN) * leading(20);
    let told = say(Said::Bundle {
        lead: &names(&bundle.lead_department),
        total_minutes: bundle.total_minutes.into(),
        rule: bundle.rule,
    });
    y += paper.lines(MARGIN, y, Type::new(14, FAINT), &told, WIDTH - 2 * MARGIN) * leading(14);
    y
}

/// Marks of working time: about ten, at whole days where the bundle takes days.
fn axis(
    paper: &mut Paper,
    span: u64,
    top: u32,
    bottom: u32,
    x_of: &dyn Fn(u64) -> u32,
    say: Say<'_>,
) {
    let unit = if span >= super::MINUTES_PER_DAY {
        super::MINUTES_PER_DAY
    } else {
        5
    };
    let mut step = unit;
    while span / step > 11 {
        step += unit;
    }
    let mut at = 0;
    while at <= span {
        let x = x_of(at);
        paper.line((x, top + AXIS - 4), (x, bottom), LINE);
        let count = at / if unit == 5 { 1 } else { unit };
        let text = say(match (at, unit) {
            (0, _) => Said::Receipt,
            (_, 5) => Said::Minute(count),
            _ => Said::Day(count),
        });
        paper.text(x, top + AXIS - 8, Type::new(12, FAINT).centred(), &text);
        at += step;
    }
}

/// From the end of one bar: to the beginning of the other where acceptance waits, to its end, dashed,
/// where approval does.
fn edge_arrow(paper: &mut Paper, from: &FlowBar, to: &FlowBar, gate: Gate, place: u32) {
    let middle = from.y + BAR_HEIGHT / 2;
    match gate {
        Gate::Accept => {
            let x = to.x.max(from.end) + 3 + 3 * (place % 3);
            let end = if to.y > from.y {
                to.y
            } else {
                to.y + BAR_HEIGHT
            };
            paper.arrow(&[(from.end, middle), (x, middle), (x, end)], INK, false);
        }
        Gate::Approve => {
            // Arrows of several edges run beside each other, not over each other.
            let x = from.end.max(to.end) + 10 + 5 * (place % 6);
            let end = to.y + BAR_HEIGHT / 2;
            let points = [(from.end, middle), (x, middle), (x, end), (to.end, end)];
            paper.arrow(&points, INK, true);
        }
    }
}

fn foot(paper: &mut Paper, bundle: &Bundle, y: u32, say: Say<'_>) -> u32 {
    let mut at = y;
    let mut told = Vec::new();
    if bundle.edges.iter().any(|edge| edge.gate == Gate::Accept) {
        told.push(say(Said::Solid));
    }
    if bundle.edges.iter().any(|edge| edge.gate == Gate::Approve) {
        told.push(say(Said::Dashed));
    }
    if !bundle.waived_preconditions.is_empty() {
        told.push(say(Said::Waived(&bundle.waived_preconditions)));
    }
    for text in told {
        at +=
            paper.lines(MARGIN, at, Type::new(14, FAINT), &text, WIDTH - 2 * MARGIN) * leading(14);
    }
    at
}

const WIDTH: u32 = 1120;
const MARGIN: u32 = 16;
const PAD: u32 = 10;
const LABEL_WIDTH: u32 = 200;
const TIME_X: u32 = MARGIN + LABEL_WIDTH;
/// Room is left at the right for the arrows between ends.
const TIME_WIDTH: u32 = WIDTH - TIME_X - MARGIN - 64;
const AXIS: u32 = 24;
const ROW: u32 = 44;
const NAME_HEIGHT: u32 = 20;
const BAR_HEIGHT: u32 = 16;
