//! How the node speaks on its pages: times, money, limits, masks and the names of things, in both
//! languages. Names of places, departments and items are the same in both.

use crate::refusals::refused_text;
use calendar::{UnixMillis, date_of};
use casework::{Kind, Phase, Together};
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
    let zh = format!("{}月{}日 {}", date.month(), date.day(), minute(at));
    Text::new(zh, at.to_string())
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
        return Text::new(format!("{minutes} 分钟"), format!("{minutes} minutes"));
    }
    let tenths = minutes * 10 / u64::from(DAY_MINUTES);
    let days = format!("{}.{}", tenths / 10, tenths % 10);
    Text::new(format!("{days} 个工作日"), format!("{days} working days"))
}

/// That the numbers for receipts and papers run out.
pub fn numbers_low(left: u32) -> Text {
    Text::new(
        format!(
            "文书编号只剩 {left} 个，请管理员向上级申请新的号段。用完后不能收件和打印新文书，已存的不受影响。"
        ),
        format!(
            "{left} numbers for receipts and papers are left: ask the tier above for a new block. Without one nothing \
             new can be received or printed; what is kept is safe."
        ),
    )
}

/// That a paper was printed by a newer program, whose wording is not here.
pub(crate) fn newer_edition() -> Text {
    ::words::text!("paper-newer-edition")
}

/// What departments do together.
pub(crate) fn together(what: Together) -> Text {
    match what {
        Together::Visit => Text::new("联合踏勘", "Joint site visit"),
        Together::Review => Text::new("联合审查", "Joint review"),
        Together::Approval => Text::new("集中批准", "Collective approval"),
    }
}

/// What a role is called.
pub fn role(role: Role) -> Text {
    match role {
        Role::Agent => Text::new("代办员", "Agent"),
        Role::Window => Text::new("窗口", "Window"),
        Role::Handler => Text::new("承办人", "Handler"),
        Role::Reviewer => Text::new("审核人", "Reviewer"),
        Role::Approver => Text::new("批准人/首席代表", "Approver"),
        Role::Lead => Text::new("联办牵头", "Lead"),
        Role::Administrator => Text::new("中心管理员", "Administrator"),
        Role::Supervisor => Text::new("监察员", "Supervisor"),
        Role::Complaints => Text::new("投诉受理", "Complaints"),
        Role::ControlRoom => Text::new("监控室", "Control room"),
        Role::Legal => Text::new("法制审核", "Legal office"),
        Role::Node => Text::new("系统", "Node"),
    }
}

/// Where a case stands.
pub(crate) fn phase(phase: Phase) -> Text {
    match phase {
        Phase::Received => Text::new(
            "已收件,待行政机关收到",
            "Received, on its way to the authority",
        ),
        Phase::Intake => Text::new("已收件,待受理", "Received, to be accepted"),
        Phase::Correcting => Text::new("待补正", "Waiting for papers"),
        Phase::Handling(Stage::Accept) => Text::new("待受理", "To be accepted"),
        Phase::Handling(Stage::Handle) => Text::new("已受理,承办中", "Accepted, being handled"),
        Phase::Handling(Stage::Review) => Text::new("已受理,待审核", "Accepted, to be reviewed"),
        Phase::Handling(Stage::Approve) => Text::new("已受理,待批准", "Accepted, to be decided"),
        Phase::Handling(Stage::Conclude) => Text::new("已决定,待办结", "Decided, to be concluded"),
        Phase::Concluded => Text::new("已办结,待送达", "Concluded, to be delivered"),
        Phase::Suspended => Text::new("特别程序,暂停计时", "In a special procedure"),
        Phase::Delivered => Text::new("已送达", "Delivered"),
        Phase::Archived => Text::new("已归档", "Archived"),
        Phase::Refused => Text::new("不予受理", "Not accepted"),
        Phase::NotNeeded => Text::new("不受理(已告知)", "Not for this authority"),
        Phase::Lapsed => Text::new("逾期未补正,已终结", "Lapsed: papers never came"),
        Phase::Withdrawn => Text::new("申请人已撤回", "Withdrawn"),
        Phase::Terminated => Text::new("已终止办理", "Ended"),
        Phase::Revoked => Text::new("许可已撤销", "Licence revoked"),
        Phase::Cancelled => Text::new("许可已注销", "Licence cancelled"),
        Phase::Contested => Text::new("存在冲突,待裁定", "Contested, to be settled"),
    }
}

/// Whether nothing waits for anybody any more, or only for delivery.
pub(crate) fn is_closed(phase: Option<Phase>) -> bool {
    phase.is_some_and(Phase::is_over)
}

/// What an act is called; `stage` is that of its step, where it is known.
pub(crate) fn kind(kind: &str, stage: Option<Stage>) -> Text {
    match (Kind::from_name(kind), stage) {
        (Some(Kind::Step), Some(Stage::Handle)) => Text::new("承办", "Handled"),
        (Some(Kind::Step), Some(Stage::Review)) => Text::new("审核", "Reviewed"),
        (Some(kind), _) => phrases::act_done(kind),
        (None, _) => Text::new("本版程序不认识的环节", "An act this version does not know"),
    }
}

/// What is to be done where an act of this desk does not count.
pub(crate) fn came_back() -> Text {
    Text::new("核对退回的办理", "Look at what came back")
}

/// What is to be done, as a verb.
pub(crate) fn task(kind: &str, stage: Option<Stage>) -> Text {
    match (Kind::from_name(kind), stage) {
        (Some(Kind::Step), Some(Stage::Handle)) => Text::new("承办", "Handle"),
        (Some(Kind::Step), Some(Stage::Review)) => Text::new("审核", "Review"),
        (Some(kind), _) => phrases::act(kind),
        (None, _) => Text::same(kind),
    }
}

/// How far a record has come: at which tier it is kept.
pub(crate) fn reached(tier: Tier, here: bool) -> Text {
    if here {
        return Text::new("已存本机", "Kept on this node");
    }
    match tier {
        Tier::Province => Text::new("已到省", "At the province"),
        Tier::City => Text::new("已到市", "At the city"),
        Tier::County => Text::new("已到县", "At the county"),
        Tier::Township => Text::new("已到镇", "At the township"),
        Tier::Village => Text::new("已到村", "At the village"),
    }
}

/// What a tier is called.
pub fn tier_name(tier: Tier) -> Text {
    match tier {
        Tier::Province => Text::new("省", "province"),
        Tier::City => Text::new("市", "city"),
        Tier::County => Text::new("县", "county"),
        Tier::Township => Text::new("乡镇", "township"),
        Tier::Village => Text::new("村", "village"),
    }
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
pub(crate) const fn rule(rule: supervision::Rule) -> (&'static str, &'static str) {
    match rule {
        supervision::Rule::CaseLimit => ("时限监察", "Case limit"),
        supervision::Rule::StepLimit => ("环节时限监察", "Step limit"),
        supervision::Rule::Fee => ("收费监察", "Fee"),
        supervision::Rule::StepOrder => ("环节完整性监察", "Order of steps"),
        supervision::Rule::Materials => ("材料监察", "Materials"),
        supervision::Rule::Clock => ("时限固化监察", "Unlawful clock"),
        supervision::Rule::Rating => ("评价监察", "Ratings"),
    }
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
    match field {
        casework::NAME => Text::new("申请人姓名或名称", "Applicant's name"),
        casework::ID_NUMBER => Text::new(
            "身份证号或统一社会信用代码",
            "Id number or social credit code",
        ),
        "phone" => Text::new("联系电话", "Telephone"),
        "address" => Text::new("联系地址", "Address"),
        casework::ID_KIND => Text::new("证件种类", "Kind of document"),
        casework::ENTRUSTMENT => Text::new("委托书编号", "Number of the entrustment"),
        casework::QUANTITY => Text::new("数量", "Quantity"),
        "note" => Text::new("备注", "Remarks"),
        other => Text::same(other.strip_prefix(casework::MATERIAL).unwrap_or(other)),
    }
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

/// A refusal that is not about fields.
pub(crate) fn refuse(zh: impl Into<String>, en: impl Into<String>) -> Refused {
    Refused {
        message: Text::new(zh, en),
        fields: Vec::new(),
    }
}

/// Names joined: 甲、乙等 3 个.
pub(crate) fn join(texts: &[Text]) -> Text {
    const SHOWN: usize = 3;
    let pick = |of: fn(&Text) -> &String, comma: &str| {
        let shown: Vec<&str> = texts
            .iter()
            .take(SHOWN)
            .map(|text| of(text).as_str())
            .collect();
        shown.join(comma)
    };
    let (zh, en) = (pick(|text| &text.zh, "、"), pick(|text| &text.en, ", "));
    match texts.len() {
        n if n > SHOWN => Text::new(
            format!("{zh}等 {n} 个"),
            format!("{en} and {} more", n - SHOWN),
        ),
        _ => Text::new(zh, en),
    }
}

/// A text put between others, in both languages.
pub(crate) fn with(zh: (&str, &str), text: &Text, en: (&str, &str)) -> Text {
    Text::new(
        format!("{}{}{}", zh.0, text.zh, zh.1),
        format!("{}{}{}", en.0, text.en, en.1),
    )
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
