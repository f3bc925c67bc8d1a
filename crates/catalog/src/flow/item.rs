use super::paper::{
    AMBER, Area, BLUE, FAINT, GROUND, INK, LINE, PAPER, Paper, Type, leading, wrap,
};
use super::{Lang, limit, tier_zh};
use crate::{At, Item, ItemStatus, ProxyMode, Stage, Step};

pub(super) fn draw(item: &Item, names: &dyn Fn(&str) -> String, lang: Lang) -> String {
    let mut paper = Paper::new();
    let mut y = head(&mut paper, item, names, lang);
    let top = y;
    let mut total = 0;
    let mut tops = Vec::new();
    for (place, step) in item.steps.iter().enumerate() {
        total += u64::from(step.limit_minutes);
        let own = Row::of(item, step, total, names, lang);
        if place > 0 {
            let x = BOX_X + BOX_WIDTH / 2;
            paper.arrow(&[(x, y - GAP), (x, y)], BLUE, false);
        }
        own.draw(&mut paper, y);
        tops.push((y, own.height()));
        y += own.height() + GAP;
    }
    stages(&mut paper, item, &tops, lang);
    specials(&mut paper, item, &tops, lang);
    y = foot(&mut paper, item, y.max(top), lang);
    let name = lang.name(&item.name, &item.name_en);
    paper.finish(WIDTH, y + MARGIN, &format!("{} {name}", item.code))
}

fn head(paper: &mut Paper, item: &Item, names: &dyn Fn(&str) -> String, lang: Lang) -> u32 {
    let title = format!("{} {}", item.code, lang.name(&item.name, &item.name_en));
    let title_type = Type::new(20, INK).bold();
    let mut y = MARGIN + 20;
    y += paper.lines(MARGIN, y, title_type, &title, WIDTH - 2 * MARGIN) * leading(20);
    let days = u64::from(item.legal_days) * super::MINUTES_PER_DAY;
    let promised = limit(item.promised_minutes.into(), lang);
    let department = names(&item.department);
    let status = match (item.status, lang) {
        (ItemStatus::Active, _) => String::new(),
        (status, Lang::Zh) => format!(" · {}", status.zh()),
        (status, Lang::En) => format!(" · {}", status.en()),
    };
    let told = match lang {
        Lang::Zh => format!(
            "{department} · {} · 承诺 {promised},法定 {}{status}",
            item.kind,
            limit(days, lang)
        ),
        Lang::En => format!(
            "{department} · {} · promised {promised}, lawful {}{status}",
            item.kind,
            limit(days, lang)
        ),
    };
    let small = Type::new(14, FAINT);
    y += paper.lines(MARGIN, y, small, &told, WIDTH - 2 * MARGIN) * leading(14);
    let proxy = match (item.proxy_allowed, item.proxy_mode) {
        (false, _) => lang.pick("申请人到场办理,不可代办", "The applicant comes in person; no proxy"),
        (true, ProxyMode::Entrusted) => lang.pick(
            "可代办:村里受委托受理,受理即起算",
            "Proxy: the village receives for the authority, and the clock starts there",
        ),
        (true, ProxyMode::ForApplicant) => lang.pick(
            "可代办:村里代申请人送件,机关收到后起算",
            "Proxy: the village acts for the applicant, and the clock starts when the authority receives",
        ),
    };
    y += paper.lines(MARGIN, y, small, proxy, WIDTH - 2 * MARGIN) * leading(14);
    y
}

/// One step: its words, broken to fit.
struct Row {
    title: Vec<String>,
    who: Vec<String>,
    tag: Vec<String>,
    limit: String,
    total: String,
}

impl Row {
    fn of(item: &Item, step: &Step, total: u64, names: &dyn Fn(&str) -> String, lang: Lang) -> Row {
        let inner = BOX_WIDTH - 2 * PAD;
        let title = format!("{}. {}", step.seq, lang.name(&step.name, &step.name_en));
        let place = place(item, step, names, lang);
        let who = match lang {
            Lang::Zh => format!("谁来办:{place} · {}", step.role),
            Lang::En => format!("who: {place} · {}", step.role),
        };
        let lower = item.lower_review.is_some()
            && step.at.tier() == item.lower_review
            && step.stage < Stage::Approve;
        let tag = match lower {
            true => lang.pick(
                "下级先行审查:自其受理起 20 个工作日内",
                "the lower tier reviews first: within 20 working days of its acceptance",
            ),
            false => "",
        };
        let own = limit(step.limit_minutes.into(), lang);
        let sum = limit(total, lang);
        Row {
            title: wrap(&title, 16, inner),
            who: wrap(&who, 14, inner),
            tag: wrap(tag, 14, inner),
            limit: format!("{} {own}", lang.pick("时限", "limit")),
            total: format!("{} {sum}", lang.pick("累计", "total")),
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
fn place(item: &Item, step: &Step, names: &dyn Fn(&str) -> String, lang: Lang) -> String {
    let others = |own: &str| {
        let others: Vec<String> = (item.alt_handling.iter())
            .map(|alt| match lang {
                Lang::Zh => format!("{}级收件为{}", tier_zh(alt.tier), names(&alt.department)),
                Lang::En => format!("{} where filed at the {}", names(&alt.department), alt.tier),
            })
            .collect();
        match (others.is_empty(), lang) {
            (true, _) => own.to_owned(),
            (false, Lang::Zh) => format!("{own}({})", others.join("、")),
            (false, Lang::En) => format!("{own} ({})", others.join(", ")),
        }
    };
    match (&step.department, step.at) {
        (Some(code), At::Handling) => others(&names(code)),
        (Some(code), _) => names(code),
        (None, At::Handling) => others(&names(&item.department)),
        (None, At::Filing) => {
            let proxy = if item.proxy_allowed {
                "收件的窗口或代办点"
            } else {
                "收件的窗口"
            };
            lang.pick(proxy, "the desk that took it in").to_owned()
        }
        (None, at) => match (at.tier(), lang) {
            (Some(tier), Lang::Zh) => format!("{}级窗口", tier_zh(tier)),
            (Some(tier), Lang::En) => format!("the desk of the {tier}"),
            (None, _) => String::new(),
        },
    }
}

/// The lane at the left: one band for steps of one stage that follow each other.
fn stages(paper: &mut Paper, item: &Item, tops: &[(u32, u32)], lang: Lang) {
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
        let name = match (lang, stage) {
            (Lang::Zh, stage) => stage.zh(),
            (Lang::En, Stage::Accept) => "accept",
            (Lang::En, Stage::Handle) => "handle",
            (Lang::En, Stage::Review) => "review",
            (Lang::En, Stage::Approve) => "approve",
            (Lang::En, Stage::Conclude) => "conclude",
        };
        let middle = area.y + area.height / 2 + 5;
        let of = Type::new(16, INK).bold().centred();
        paper.text(MARGIN + STAGE_WIDTH / 2, middle, of, name);
    }
}

/// A dashed box beside the steps between acceptance and the end of the decision: what may stop the clock.
fn specials(paper: &mut Paper, item: &Item, tops: &[(u32, u32)], lang: Lang) {
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
    let title = lang.pick("特别程序,不计入时限", "special procedures, not counted");
    y += paper.lines(area.x + PAD, y, small.bold(), title, inner) * leading(14);
    for special in &item.special {
        let days = limit(u64::from(special.days) * super::MINUTES_PER_DAY, lang);
        let name = lang.pick(special.kind.zh(), special.kind.en());
        y += paper.lines(area.x + PAD, y, small, &format!("{name} ≤ {days}"), inner) * leading(14);
    }
}

fn foot(paper: &mut Paper, item: &Item, y: u32, lang: Lang) -> u32 {
    let months = match (item.output.valid_months, lang) {
        (None, _) => String::new(),
        (Some(months), Lang::Zh) => format!("(有效期 {months} 个月)"),
        (Some(months), Lang::En) => format!(" (valid {months} months)"),
    };
    let output = &item.output.name;
    let mut told = vec![match lang {
        Lang::Zh => format!("结果:{output}{months}"),
        Lang::En => format!("result: {output}{months}"),
    }];
    let basis = &item.legal_basis;
    told.push(format!("{}{basis}", lang.pick("依据:", "basis: ")));
    let complain = &item.channels.complain;
    if !complain.is_empty() {
        told.push(format!(
            "{}{complain}",
            lang.pick("监督投诉:", "complaints: ")
        ));
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
