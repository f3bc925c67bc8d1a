//! How the node speaks on its pages: times, money, limits, masks and the names of things, in both
//! languages. Names of places, departments and items are the same in both.

use crate::refusals::refused_text;
use ::words::text;
use calendar::{UnixMillis, date_of};
use casework::{Kind, Outcome, Phase, Together};
use catalog::Stage;
use console::{FieldError, Refused, Text};
use engine::Refused as EngineRefused;
pub(crate) use papers::{DAY_MINUTES, days, limit, masked, minute, money, paper, time, yuan};
use tiers::{Role, Tier};

/// `10月9日 17:30`, with the year where it is not this one.
pub(crate) fn short_time(at: UnixMillis, now: UnixMillis) -> Text {
    let date = date_of(at);
    if date.year() != date_of(now).year() {
        return time(at);
    }
    // English names the year with the month: a day alone would read as either of the two numbers.
    let month = Text::new(date.month().to_string(), date.strftime("%Y-%m").to_string());
    let day = Text::new(date.day().to_string(), date.strftime("%d").to_string());
    text!("short-time", month = month, day = day, minute = minute(at))
}

/// A time kept as milliseconds; none for the zero of something that never was.
pub fn time_ms(at: i64) -> Option<Text> {
    (at > 0).then(|| time(UnixMillis(at)))
}

/// Fen from yuan as typed: `20`, `20.5`, `20.00`, with or without 元. Nothing is rounded: what is not
/// a whole number of fen is no sum of money.
pub(crate) fn fen(text: &str) -> Option<u64> {
    let text = text.trim();
    let text = text
        .trim_start_matches(['¥', '¥'])
        .trim_end_matches('元')
        .trim();
    let (yuan, part) = text.split_once(['.', '。']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(part) || part.len() > 2 {
        return None;
    }
    let yuan: u64 = yuan.parse().ok()?;
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    yuan.checked_mul(100)?.checked_add(part)
}

/// Minutes that were measured, such as `3.5 个工作日`.
pub(crate) fn usual(minutes: u64) -> Text {
    if minutes < u64::from(DAY_MINUTES) {
        return text!("paper-minutes", minutes = minutes.to_string());
    }
    let tenths = minutes * 10 / u64::from(DAY_MINUTES);
    let days = format!("{}.{}", tenths / 10, tenths % 10);
    text!("paper-half-days", days = days)
}

/// That the numbers for receipts and papers run out.
pub fn numbers_low(left: u32) -> Text {
    text!("numbers-low", left = left)
}

/// That a paper was printed by a newer program, whose wording is not here.
pub(crate) fn newer_edition() -> Text {
    text!("paper-newer-edition")
}

/// What departments do together.
pub(crate) fn together(what: Together) -> Text {
    text!(match what {
        Together::Visit => "together-visit",
        Together::Review => "together-review",
        Together::Approval => "together-approval",
    })
}

/// What a role is called.
pub fn role(role: Role) -> Text {
    text!(match role {
        Role::Agent => "role-agent",
        Role::Window => "role-window",
        Role::Handler => "role-handler",
        Role::Reviewer => "role-reviewer",
        Role::Approver => "role-approver",
        Role::Lead => "role-lead",
        Role::Administrator => "role-administrator",
        Role::Supervisor => "role-supervisor",
        Role::Complaints => "role-complaints",
        Role::ControlRoom => "role-control-room",
        Role::Legal => "role-legal",
        Role::Node => "role-node",
    })
}

/// Where a case stands.
pub(crate) fn phase(phase: Phase) -> Text {
    text!(match phase {
        Phase::Received => "phase-received",
        Phase::Intake => "phase-intake",
        Phase::Correcting => "phase-correcting",
        Phase::Handling(Stage::Accept) => "phase-accept",
        Phase::Handling(Stage::Handle) => "phase-handle",
        Phase::Handling(Stage::Review) => "phase-review",
        Phase::Handling(Stage::Approve) => "phase-approve",
        Phase::Handling(Stage::Conclude) => "phase-conclude",
        Phase::Concluded => "phase-concluded",
        Phase::Suspended => "phase-suspended",
        Phase::Delivered => "phase-delivered",
        Phase::Archived => "phase-archived",
        Phase::Refused => "phase-refused",
        Phase::NotNeeded => "phase-not-needed",
        Phase::Lapsed => "phase-lapsed",
        Phase::Withdrawn => "phase-withdrawn",
        Phase::Terminated => "phase-terminated",
        Phase::Retracted => "phase-retracted",
        Phase::Revoked => "phase-revoked",
        Phase::Cancelled => "phase-cancelled",
        Phase::Contested => "phase-contested",
    })
}

/// Whether nothing waits for anybody any more, or only for delivery.
pub(crate) fn is_closed(phase: Option<Phase>) -> bool {
    phase.is_some_and(Phase::is_over)
}

/// What an act is called; `stage` is that of its step, where it is known.
pub(crate) fn kind(kind: &str, stage: Option<Stage>) -> Text {
    match (Kind::from_name(kind), stage) {
        (Some(Kind::Step), Some(Stage::Handle)) => text!("done-handle"),
        (Some(Kind::Step), Some(Stage::Review)) => text!("done-review"),
        (Some(kind), _) => phrases::act_done(kind),
        (None, _) => text!("done-unknown"),
    }
}

/// What was decided, with its colour: a denial never looks like an approval.
pub(crate) fn outcome(outcome: Outcome) -> console::Outcome {
    let (id, light) = match outcome {
        Outcome::Granted => ("outcome-granted", console::Light::Green),
        Outcome::Denied => ("outcome-denied", console::Light::Red),
        Outcome::Partly => ("outcome-partly", console::Light::Yellow),
    };
    console::Outcome {
        text: text!(id),
        light,
    }
}

/// What a decision decided, as the trail tells it.
pub(crate) fn decided(granted: bool) -> Text {
    if granted {
        text!("done-granted")
    } else {
        text!("done-denied")
    }
}

/// What is to be done where an act of this desk does not count.
pub(crate) fn came_back() -> Text {
    text!("to-do-came-back")
}

/// What is to be done, as a verb.
pub(crate) fn task(kind: &str, stage: Option<Stage>) -> Text {
    match (Kind::from_name(kind), stage) {
        (Some(Kind::Step), Some(Stage::Handle)) => text!("to-do-handle"),
        (Some(Kind::Step), Some(Stage::Review)) => text!("to-do-review"),
        (Some(kind), _) => phrases::act(kind),
        (None, _) => Text::same(kind),
    }
}

/// How far a record has come: at which tier it is kept.
pub(crate) fn reached(tier: Tier, here: bool) -> Text {
    text!(match tier {
        _ if here => "reached-here",
        Tier::Province => "reached-province",
        Tier::City => "reached-city",
        Tier::County => "reached-county",
        Tier::Township => "reached-township",
        Tier::Village => "reached-village",
    })
}

/// What a tier is called.
pub fn tier_name(tier: Tier) -> Text {
    phrases::catalog::tier(tier)
}

/// The tier as the console has it.
pub(crate) const fn tier(tier: Tier) -> console::Tier {
    match tier {
        Tier::Province => console::Tier::Province,
        Tier::City => console::Tier::City,
        Tier::County => console::Tier::County,
        Tier::Township => console::Tier::Township,
        Tier::Village => console::Tier::Village,
    }
}

/// The light as the console has it; none where no clock runs.
pub(crate) const fn light(light: supervision::Light) -> Option<console::Light> {
    match light {
        supervision::Light::Off => None,
        supervision::Light::Paused => Some(console::Light::Paused),
        supervision::Light::Green => Some(console::Light::Green),
        supervision::Light::Yellow => Some(console::Light::Yellow),
        supervision::Light::Red => Some(console::Light::Red),
    }
}

/// What a supervision rule is called.
pub(crate) fn rule(rule: supervision::Rule) -> Text {
    text!(match rule {
        supervision::Rule::CaseLimit => "rule-case-limit",
        supervision::Rule::StepLimit => "rule-step-limit",
        supervision::Rule::LegalLimit => "rule-legal-limit",
        supervision::Rule::IntakeLimit => "rule-intake-limit",
        supervision::Rule::LowerReviewLimit => "rule-lower-review-limit",
        supervision::Rule::DeliveryLimit => "rule-delivery-limit",
        supervision::Rule::HearingLimit => "rule-hearing-limit",
        supervision::Rule::PromiseCheck => "rule-promise-check",
        supervision::Rule::Suspension => "rule-suspension",
        supervision::Rule::Fee => "rule-fee",
        supervision::Rule::StepOrder => "rule-step-order",
        supervision::Rule::Materials => "rule-materials",
        supervision::Rule::Clock => "rule-clock",
        supervision::Rule::Rating => "rule-rating",
    })
}

/// An 18-character number grouped 6-8-4, as people read it out.
pub(crate) fn grouped(number: &str) -> String {
    const LENGTH: usize = 18;
    let letters: Vec<char> = number.chars().collect();
    if letters.len() != LENGTH {
        return number.to_owned();
    }
    let part = |range: std::ops::Range<usize>| letters[range].iter().collect::<String>();
    format!("{} {} {}", part(0..6), part(6..14), part(14..LENGTH))
}

/// The label of a form's field.
pub(crate) fn label(field: &str) -> Text {
    text!(match field {
        casework::NAME => "label-name",
        casework::ID_NUMBER => "label-id-number",
        "phone" => "label-phone",
        "address" => "label-address",
        casework::REPRESENTATIVE => "label-representative",
        casework::INCOMPLETE => "label-incomplete",
        casework::ID_KIND => "label-id-kind",
        casework::ENTRUSTMENT => "label-entrustment",
        casework::QUANTITY => "label-quantity",
        "note" => "label-note",
        other => return Text::same(other.strip_prefix(casework::MATERIAL).unwrap_or(other)),
    })
}

/// A refusal of the engine, as the console shows it. Where it is about fields, what was typed is kept.
pub(crate) fn refused(refused: EngineRefused) -> Refused {
    let (message, fields) = refused_text(&refused);
    let fields = fields.into_iter();
    Refused {
        message,
        fields: fields
            .map(|(field, message)| FieldError { field, message })
            .collect(),
    }
}

/// A refusal that is not about fields, by the id of its text.
pub(crate) fn refuse(id: &str) -> Refused {
    Refused {
        message: text!(id),
        fields: Vec::new(),
    }
}

/// Names one after the other, all of them.
pub(crate) fn list<T: AsRef<str>>(names: &[T]) -> Text {
    let names = names.iter().map(|name| Text::same(name.as_ref()));
    Text::join(names, "list-comma")
}

/// Names joined: 甲、乙等 3 个.
pub(crate) fn join(texts: &[Text]) -> Text {
    const SHOWN: usize = 3;
    let names = Text::join(texts.iter().take(SHOWN).cloned(), "list-comma");
    match texts.len() {
        // Chinese says how many there are, English how many are left out.
        n if n > SHOWN => {
            let count = Text::new(n.to_string(), (n - SHOWN).to_string());
            text!("names-more", names = names, count = count)
        }
        _ => names,
    }
}

/// A text, and what it is of.
pub(crate) fn of(text: Text, what: Text) -> Text {
    Text::join([text, what], "list-dot")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMillis {
        calendar::read_moment(text).unwrap()
    }

    #[test]
    fn times_are_said_in_the_zone_of_the_law() {
        let moment = at("2026-11-21T09:30:00Z");
        assert_eq!(
            time(moment),
            Text::new("2026年11月21日 17:30", "2026-11-21 17:30")
        );
        assert_eq!(
            short_time(moment, at("2026-01-01T00:00:00Z")).zh,
            "11月21日 17:30"
        );
        assert_eq!(
            short_time(moment, at("2027-01-01T00:00:00Z")).zh,
            "2026年11月21日 17:30"
        );
        assert_eq!(time_ms(0), None);
    }

    #[test]
    fn money_is_read_to_the_fen_and_never_rounded() {
        for (text, fen_) in [
            ("20", Some(2000)),
            ("20.0", Some(2000)),
            (" 20.05 元", Some(2005)),
            ("¥0.5", Some(50)),
            ("0", Some(0)),
            ("20.005", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
            (".5", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(fen(text), fen_, "{text}");
        }
        assert_eq!(money(2000).zh, "20.00 元");
        assert_eq!(fen(&yuan(123_456)), Some(123_456));
    }

    #[test]
    fn limits_are_days_where_they_are_whole() {
        assert_eq!(limit(480).zh, "1 个工作日");
        assert_eq!(limit(2400), Text::new("5 个工作日", "5 working days"));
        assert_eq!(limit(720).zh, "1.5 个工作日");
        assert_eq!(limit(20).zh, "20 分钟");
        assert_eq!(limit(0).zh, "即办");
        assert_eq!(usual(1680).zh, "3.5 个工作日");
    }

    #[test]
    fn what_names_a_person_is_masked() {
        assert_eq!(masked("name", "张晓禾"), "张**");
        assert_eq!(
            masked("id_number", "230602199001011234"),
            "2306**********1234"
        );
        assert_eq!(
            masked("address", "大庆市肇州县永乐镇 3 号"),
            "大庆市肇州县****"
        );
        assert_eq!(masked("note", "加急"), "加急");
        assert_eq!(grouped("230602199001011234"), "230602 19900101 1234");
        assert_eq!(grouped("12"), "12");
    }
}
