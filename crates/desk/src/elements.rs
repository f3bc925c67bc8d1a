//! What the catalog says of an item besides form, materials and steps: all that a citizen may ask for.

use super::{names, words};
use ::words::text;
use calendar::date_of;
use catalog::{Item, ProxyMode};
use console::{Shown, Text};
use engine::ReadModel;
use phrases::catalog::{bundle_chart, flow_chart, item_status, special};

/// The lawful reductions of the fees, each with its basis.
pub(crate) fn reductions(items: &[&Item]) -> Vec<Shown> {
    let all = items.iter().flat_map(|item| &item.fee.reductions);
    all.map(|one| {
        let share = percent(one.per_mille);
        Shown {
            label: Text::same(&one.name),
            value: text!("element-reduction", share = share, basis = &one.basis),
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
        pair("element-status", status(model, item)),
        pair("element-proxy", proxy(item)),
        pair("element-output", output(item)),
    ];
    if let Some(from) = item.effective.from {
        shown.push(pair("element-effective-from", Text::same(from.to_string())));
    }
    if let Some(until) = item.effective.until {
        let until = text!("element-effective-until-day", until = until.to_string());
        shown.push(pair("element-effective-until", until));
    }
    if let Some(basis) = &item.fee.basis {
        shown.push(pair("element-fee-basis", Text::same(basis)));
    }
    for one in &item.special {
        let value = text!(
            "element-special-most",
            name = special(one.kind),
            days = words::days(one.days.into()),
            basis = &one.basis
        );
        shown.push(pair("element-special", value));
    }
    if let Some(tier) = item.lower_review {
        let value = text!("element-lower-review-by", tier = words::tier_name(tier));
        shown.push(pair("element-lower-review", value));
    }
    if let Some(days) = item.correction_lapse_days {
        let value = text!("element-lapse-within", days = words::days(days.into()));
        shown.push(pair("element-lapse", value));
    }
    if !item.channels.ask.is_empty() {
        shown.push(pair("element-ask", Text::same(&item.channels.ask)));
    }
    if !item.channels.complain.is_empty() {
        shown.push(pair(
            "element-complain",
            Text::same(&item.channels.complain),
        ));
    }
    if !item.disclosure.basis.is_empty() {
        let id = if item.disclosure.result_public {
            "element-disclosure-public"
        } else {
            "element-disclosure-parties"
        };
        let value = text!(id, basis = &item.disclosure.basis);
        shown.push(pair("element-disclosure", value));
    }
    shown
}

fn pair(label: &str, value: Text) -> Shown {
    Shown {
        label: text!(label),
        value,
    }
}

fn status(model: &ReadModel, item: &Item) -> Text {
    let status = item_status(item.status);
    match item.delegated_to {
        Some(tier) => {
            let tier = words::tier_name(tier);
            text!("element-status-delegated", status = status, tier = tier)
        }
        None if item.effective.covers(date_of(model.now())) => status,
        None => text!("element-status-not-in-force", status = status),
    }
}

fn proxy(item: &Item) -> Text {
    text!(match (item.proxy_allowed, item.proxy_mode) {
        (false, _) => "element-proxy-none",
        (true, ProxyMode::Entrusted) => "element-proxy-entrusted",
        (true, ProxyMode::ForApplicant) => "element-proxy-for-applicant",
    })
}

fn output(item: &Item) -> Text {
    let (name, kind) = (&item.output.name, &item.output.kind);
    let output = text!("element-output-kind", name = name, kind = kind);
    match item.output.valid_months {
        None => output,
        Some(months) => text!("element-output-valid", output = output, months = months),
    }
}

/// Thousandths as percent.
fn percent(per_mille: u16) -> String {
    match per_mille % 10 {
        0 => format!("{}%", per_mille / 10),
        rest => format!("{}.{rest}%", per_mille / 10),
    }
}

/// The flow chart of an item or bundle.
pub(crate) fn flow(model: &ReadModel, code: &str) -> Text {
    let name = |code: &str| names::department(model, code);
    match (model.bundle(code), model.item(code)) {
        (Some(bundle), _) => bundle_chart(bundle, &model.catalog(), &name),
        (None, Some(item)) => flow_chart(item, &name),
        (None, None) => Text::default(),
    }
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
