//! What the catalog says of an item besides form, materials and steps: all that a citizen may ask for.

use super::{names, words};
use calendar::date_of;
use catalog::{Item, Lang, ProxyMode, bundle_chart, flow_chart};
use console::{Shown, Text};
use engine::ReadModel;

/// The lawful reductions of the fees, each with its basis.
pub(crate) fn reductions(items: &[&Item]) -> Vec<Shown> {
    let all = items.iter().flat_map(|item| &item.fee.reductions);
    all.map(|one| {
        let share = percent(one.per_mille);
        Shown {
            label: Text::same(&one.name),
            value: Text::new(
                format!("减 {share}，依据：{}", one.basis),
                format!("{share} off; basis: {}", one.basis),
            ),
        }
    })
    .collect()
}

/// The other elements of an item; none for a bundle, whose members say them.
pub(crate) fn elements(model: &ReadModel, code: &str, items: &[&Item]) -> Vec<Shown> {
    let (None, [item]) = (model.bundle(code), items) else {
        return Vec::new();
    };
    let mut shown = vec![
        pair("状态", "Status", status(model, item)),
        pair("申请方式", "How to apply", proxy(item)),
        pair("结果", "What you get", output(item)),
    ];
    if let Some(from) = item.effective.from {
        shown.push(pair(
            "生效日期",
            "In force from",
            Text::same(from.to_string()),
        ));
    }
    if let Some(until) = item.effective.until {
        let until = Text::new(
            format!("{until} 起不再有效"),
            format!("no longer from {until}"),
        );
        shown.push(pair("失效日期", "Until", until));
    }
    if let Some(basis) = &item.fee.basis {
        shown.push(pair("收费依据", "Basis of the fee", Text::same(basis)));
    }
    for special in &item.special {
        let (days, basis) = (words::days(special.days.into()), &special.basis);
        let value = Text::new(
            format!(
                "{}，至多 {}，不计入时限；{basis}",
                special.kind.zh(),
                days.zh
            ),
            format!(
                "{}, at most {}, not counted; {basis}",
                special.kind.en(),
                days.en
            ),
        );
        shown.push(pair("特别程序", "Special procedure", value));
    }
    if let Some(tier) = item.lower_review {
        let tier = words::tier_name(tier);
        let value = Text::new(
            format!("{}先行审查，自其受理起 20 个工作日内", tier.zh),
            format!(
                "by the {}, within 20 working days of its acceptance",
                tier.en
            ),
        );
        shown.push(pair("下级先行审查", "Review below", value));
    }
    if let Some(days) = item.correction_lapse_days {
        let days = words::days(days.into());
        let value = Text::new(
            format!("{}内不补正视为撤回申请", days.zh),
            format!("not corrected within {}, it counts as withdrawn", days.en),
        );
        shown.push(pair("逾期不补正", "Not corrected", value));
    }
    if !item.channels.ask.is_empty() {
        shown.push(pair("咨询", "Questions", Text::same(&item.channels.ask)));
    }
    if !item.channels.complain.is_empty() {
        shown.push(pair(
            "监督投诉",
            "Complaints",
            Text::same(&item.channels.complain),
        ));
    }
    if !item.disclosure.basis.is_empty() {
        let (public, basis) = (item.disclosure.result_public, &item.disclosure.basis);
        let value = if public {
            Text::new(format!("公开；{basis}"), format!("public; {basis}"))
        } else {
            Text::new(
                format!("不公开，只告知当事人；{basis}"),
                format!("told to the parties only; {basis}"),
            )
        };
        shown.push(pair("结果公开", "Disclosure of the result", value));
    }
    shown
}

fn pair(zh: &str, en: &str, value: Text) -> Shown {
    Shown {
        label: Text::new(zh, en),
        value,
    }
}

fn status(model: &ReadModel, item: &Item) -> Text {
    let status = Text::new(item.status.zh(), item.status.en());
    match item.delegated_to {
        Some(tier) => {
            let tier = words::tier_name(tier);
            Text::new(
                format!("{}到{}", status.zh, tier.zh),
                format!("{} to the {}", status.en, tier.en),
            )
        }
        None if item.effective.covers(date_of(model.now())) => status,
        None => Text::new(
            format!("{}，今日不在有效期内", status.zh),
            format!("{}, but not in force today", status.en),
        ),
    }
}

fn proxy(item: &Item) -> Text {
    match (item.proxy_allowed, item.proxy_mode) {
        (false, _) => Text::new("须申请人到场，不可代办", "in person; no proxy"),
        (true, ProxyMode::Entrusted) => Text::new(
            "可代办，村里受委托受理，受理即起算",
            "by proxy; the village receives for the authority and the clock starts there",
        ),
        (true, ProxyMode::ForApplicant) => Text::new(
            "可代办，村里代申请人送件，机关收到后起算",
            "by proxy; the village acts for the applicant, and the clock starts when the authority receives",
        ),
    }
}

fn output(item: &Item) -> Text {
    let name = format!("{}（{}）", item.output.name, item.output.kind);
    match item.output.valid_months {
        None => Text::same(name),
        Some(months) => Text::new(
            format!("{name}，有效期 {months} 个月，期满前 30 日申请延续"),
            format!("{name}, valid {months} months; ask for renewal 30 days before"),
        ),
    }
}

/// Thousandths as percent.
fn percent(per_mille: u16) -> String {
    match per_mille % 10 {
        0 => format!("{}%", per_mille / 10),
        rest => format!("{}.{rest}%", per_mille / 10),
    }
}

/// What a chart in `lang` calls a department.
pub(crate) fn department_in(model: &ReadModel, code: &str, lang: Lang) -> String {
    let name = names::department(model, code);
    match lang {
        Lang::Zh => name.zh,
        Lang::En => name.en,
    }
}

/// The flow chart of an item or bundle.
pub(crate) fn flow(model: &ReadModel, code: &str) -> Text {
    let draw = |lang| {
        let name = |code: &str| department_in(model, code, lang);
        match (model.bundle(code), model.item(code)) {
            (Some(bundle), _) => bundle_chart(bundle, &model.catalog(), &name, lang),
            (None, Some(item)) => flow_chart(item, &name, lang),
            (None, None) => String::new(),
        }
    };
    Text::new(draw(Lang::Zh), draw(Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_are_said_as_percent() {
        assert_eq!(
            [1000, 500, 333, 1].map(percent),
            ["100%", "50%", "33.3%", "0.1%"]
        );
    }
}
