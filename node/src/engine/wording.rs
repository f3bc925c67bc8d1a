//! Refusals in the words of the people at the desk, in both languages.

use super::command::{FieldFault, Refused};
use casework::{FormFault, Refusal};
use catalog::MaterialFault;

/// A refusal with these words.
pub fn say(zh: &str, en: &str) -> Refused {
    Refused {
        zh: zh.to_owned(),
        en: en.to_owned(),
        fields: Vec::new(),
    }
}

/// A form with faults.
pub fn fields(fields: Vec<FieldFault>) -> Refused {
    Refused {
        zh: format!("有 {} 处需要更正", fields.len()),
        en: format!("{} field(s) must be put right", fields.len()),
        fields,
    }
}

/// The catalog or the directory has not come yet.
pub fn not_ready() -> Refused {
    say(
        "本点尚未收到事项目录, 请先接通上级线路一次",
        "the catalog has not arrived at this node: connect it to the tier above once",
    )
}

/// No such person here.
pub fn no_person(user: &str) -> Refused {
    say(
        &format!("本点没有用户 {user}"),
        &format!("there is no user {user} at this node"),
    )
}

/// No such item.
pub fn no_item(code: &str) -> Refused {
    say(
        &format!("目录中没有事项 {code}"),
        &format!(
            "{code}: no such item in the catalog; `lianban catalog list` shows what may be filed"
        ),
    )
}

/// No such case here.
pub fn no_case(name: &str) -> Refused {
    say(
        &format!("本点没有 {name}"),
        &format!("there is no {name} here; `lianban case list` shows what is"),
    )
}

/// Something inside that should not happen; nothing is lost.
pub fn trouble(what: &str) -> Refused {
    say(
        &format!("未能写入: {what}"),
        &format!("could not be written: {what}"),
    )
}

/// One wrong field.
pub fn field(field: &str, fault: &FormFault) -> FieldFault {
    let zh = match fault {
        FormFault::Empty(_) => "不能为空".to_owned(),
        FormFault::Unknown(_) => "表中没有这一项".to_owned(),
        FormFault::TooLong(_) => "太长".to_owned(),
        FormFault::ResidentId(_) => "身份证号码有误, 请核对".to_owned(),
        FormFault::SocialCredit(_) => "统一社会信用代码有误, 请核对".to_owned(),
        FormFault::Quantity => "数量应为 1 到 1000000 的整数".to_owned(),
        FormFault::Copies(_) => "份数应为整数".to_owned(),
        FormFault::Material(fault) => match fault {
            MaterialFault::Missing { name, copies } => format!("还差材料: {name} {copies} 份"),
            MaterialFault::Extra { name } => format!("目录未要求此材料, 不得收取: {name}"),
            MaterialFault::TooFew { name, have, need } => {
                format!("{name} 需 {need} 份, 只有 {have} 份")
            }
        },
    };
    let words = fault.to_string();
    let en = words
        .strip_prefix(&format!("{field}: "))
        .unwrap_or(&words)
        .to_owned();
    FieldFault {
        field: field.to_owned(),
        zh,
        en,
    }
}

/// Why an act may not be done.
pub fn refusal(refusal: &Refusal) -> Refused {
    let yuan = |fen: &u64| format!("{}.{:02}", fen / 100, fen % 100);
    let zh = match refusal {
        Refusal::NotHere(_) => "所依据的目录版本尚未到达本点".to_owned(),
        Refusal::NotTheNode(place) => format!("签名的节点不是名录中 {place} 的节点"),
        Refusal::NotThePost { user, .. } => format!("{user} 在本点没有这个岗位"),
        Refusal::WrongRole(_) => "您的岗位不能办理此环节".to_owned(),
        Refusal::NotTheOwner(place, department) => format!(
            "此环节由 {place}{} 办理",
            department
                .as_ref()
                .map(|code| format!(" {code}"))
                .unwrap_or_default()
        ),
        Refusal::UnknownItem(code) => format!("目录中没有事项 {code}"),
        Refusal::NotActive(code) => format!("事项 {code} 已废止或暂停, 不得收件"),
        Refusal::NotFiledHere(code, _) => format!("事项 {code} 不在本级收件"),
        Refusal::InPersonOnly(code) => format!("事项 {code} 须本人到场, 不能代办"),
        Refusal::Form(faults) => {
            let faults = faults.iter().map(|fault| field(&fault.field(), fault));
            return fields(faults.collect());
        }
        Refusal::AlreadyReceived => "已经收件".to_owned(),
        Refusal::NotReceived => "尚未收件".to_owned(),
        Refusal::NotAccepted => "尚未受理".to_owned(),
        Refusal::IntakeOver => "受理环节已结束".to_owned(),
        Refusal::CorrectionTwice => "补正只能一次性告知, 不得再次要求".to_owned(),
        Refusal::CorrectionOpen => "补正材料尚未收齐".to_owned(),
        Refusal::NoCorrection => "没有待补正的材料".to_owned(),
        Refusal::CorrectionLate => "已过 5 个工作日, 视为受理, 不得再告知补正".to_owned(),
        Refusal::TooEarly => "5 个工作日未满".to_owned(),
        Refusal::NoBranch(code) => format!("本件没有分支 {code}"),
        Refusal::NameBranch => "请指明分支事项".to_owned(),
        Refusal::NotOpen(asked, open) => format!("当前环节是第 {open} 步, 不能办理第 {asked} 步"),
        Refusal::AllDone => "各环节已办完".to_owned(),
        Refusal::WrongStage(stage, _) => format!("当前环节是{stage}"),
        Refusal::NoOpinion => "请填写意见".to_owned(),
        Refusal::NoReason => "请填写理由".to_owned(),
        Refusal::Waits(code) => format!("须等待 {code}"),
        Refusal::WaitsForReview => "须等待各部门审核完毕, 集中批准".to_owned(),
        Refusal::WrongFee { due, given } => {
            format!(
                "应收 {} 元, 不是 {} 元, 流程不能继续",
                yuan(due),
                yuan(given)
            )
        }
        Refusal::FeeUnpaid(due) => format!("应收 {} 元尚未缴纳, 流程不能继续", yuan(due)),
        Refusal::NoReduction => "目录未规定此项减免".to_owned(),
        Refusal::FeePaid => "已经收费".to_owned(),
        Refusal::NoFee => "本事项不收费".to_owned(),
        Refusal::NoVoucher => "请填写财政票据号".to_owned(),
        Refusal::SamePerson => "承办人与批准人不得为同一人".to_owned(),
        Refusal::NotConcluded => "尚有分支未办结".to_owned(),
        Refusal::Delivered => "已经送达".to_owned(),
        Refusal::Frozen(_) => "存在互相冲突的处理, 须先由首席代表裁定".to_owned(),
        Refusal::NothingContested => "没有需要裁定的冲突".to_owned(),
        Refusal::NotAllRivals(list) => format!("裁定须写明全部冲突: {list}"),
        Refusal::NotAbove(place) => format!("只有 {place} 的上级可以办理"),
        Refusal::TakenOver => "已经接管".to_owned(),
        Refusal::Arrived => "已经登记收到".to_owned(),
        Refusal::WrongMode => "代办方式与目录不符".to_owned(),
        Refusal::ReadOnly => "本件含有本版程序不认识的环节, 只能查看".to_owned(),
        Refusal::NotACase => "此处不能发布".to_owned(),
    };
    say(&zh, &refusal.to_string())
}

/// 张* for 张晓禾.
pub fn mask_name(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => {
            let rest = letters.count();
            format!("{first}{}", "*".repeat(rest.min(2)))
        }
    }
}

/// 2306**********1234.
pub fn mask_number(number: &str) -> String {
    const SHOWN: usize = 4;
    let letters: Vec<char> = number.chars().collect();
    if letters.len() <= SHOWN * 2 {
        return "*".repeat(letters.len());
    }
    let first: String = letters[..SHOWN].iter().collect();
    let last: String = letters[letters.len() - SHOWN..].iter().collect();
    format!("{first}{}{last}", "*".repeat(letters.len() - SHOWN * 2))
}
