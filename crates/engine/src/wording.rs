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
        FormFault::IdKind(_) => "没有这种证件".to_owned(),
        FormFault::Document(_) => "证件号码与所选证件不符, 请核对".to_owned(),
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
    if let Refusal::Form(faults) = refusal {
        let faults = faults.iter().map(|fault| field(&fault.field(), fault));
        return fields(faults.collect());
    }
    let said = phrases::refusal(refusal);
    say(&said.zh, &said.en)
}
