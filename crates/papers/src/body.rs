//! What a paper says. Its words are the law's: of the Administrative Licensing Law (行政许可法, 2003,
//! amended 2019) where it names the paper, and in the manner of the forms of the Ministry of Justice.

use crate::telling::Telling;
use crate::{dates, person_name, wording};
use casework::{CORRECTION_DAYS, HEARING_ASK_DAYS, Intake, Mode, Paper, valid_until};
use catalog::Special;
use words::Text;

/// The paragraphs of a paper.
pub(crate) fn body(telling: &Telling<'_>) -> Vec<Text> {
    match telling.paper() {
        Paper::Receipt => receipt(telling),
        Paper::Correction => correction(telling),
        Paper::Acceptance => acceptance(telling),
        Paper::NotNeeded => not_needed(telling),
        Paper::Refusal => refusal(telling),
        Paper::Extension => extension(telling),
        Paper::Special => special(telling),
        Paper::HearingRight => hearing_right(telling),
        Paper::HearingNotice => hearing_notice(telling),
        Paper::HearingRecord => hearing_record(telling),
        Paper::Statement => statement(telling),
        Paper::Grant => grant(telling),
        Paper::Denial => denial(telling),
        Paper::Result => result(telling),
        Paper::WithdrawalApproval => withdrawal(telling),
        Paper::Termination => termination(telling),
        Paper::Delivery => delivery(telling),
        Paper::Custody => vec![Text::new(
            "下列材料原件已经交接，双方当面核对无误。未经确认接收的，仍由移交方负责保管。",
            "The originals listed were handed over and checked by both sides. What is not confirmed yet stays with \
             whoever gave it.",
        )],
        Paper::Change => change(telling),
        Paper::Renewal => renewal(telling),
        Paper::Revocation => revocation(telling),
        Paper::Cancellation => cancellation(telling),
        Paper::Entrustment => entrustment(telling),
    }
}

fn p(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

/// `你（单位）于2026年11月23日提出的取水许可申请，`
fn opening(telling: &Telling<'_>) -> (String, String) {
    let on = wording::date(telling.receipt.done.at);
    let item = telling.item();
    (
        format!("你（单位）于{}提出的{item}申请，", on.zh),
        format!("Your application for {item} of {}", on.en),
    )
}

fn receipt(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![p(
        "下列材料已收到。本凭证不是受理通知书：是否受理，由行政机关依法决定并另行告知。",
        "The papers listed have been received. This is not a notice of acceptance: the authority decides on \
         acceptance and will say so separately.",
    )];
    body.push(match telling.receipt.mode {
        Mode::ForApplicant => p(
            "本点受申请人委托代为提交材料，办理时限自行政机关收到材料之日起计算。",
            "This desk hands the papers in for the applicant; the limit runs from the day the authority has them.",
        ),
        Mode::Window | Mode::Entrusted => p(
            "办理时限自收件之日起依法计算。",
            "The limit runs from the day of receipt, as the law counts it.",
        ),
    });
    body.push(silence());
    body
}

/// 许可法 32(4): what silence means.
pub(crate) fn silence() -> Text {
    p(
        "申请材料不齐全或者不符合法定形式的，行政机关当场或者在五个工作日内一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理。",
        format!(
            "Whatever is missing is told once and in full, on the spot or within {CORRECTION_DAYS} working days; if \
             it is not, the application counts as accepted from the day the papers were received."
        ),
    )
}

fn correction(telling: &Telling<'_>) -> Vec<Text> {
    let asked = telling.facts().correction.as_ref();
    let missing = asked.map_or(&[][..], |asked| asked.missing.as_slice());
    let (zh, en) = opening(telling);
    let mut body = vec![p(
        format!(
            "{zh}经审查，申请材料不齐全或者不符合法定形式。依照《中华人民共和国行政许可法》第三十二条第一款第（四）项的规定，现一次性告知需要补正的全部内容，共 {} 项：",
            missing.len()
        ),
        format!(
            "{en}: the papers are incomplete or not in the lawful form. Under article 32(1)(4) of the Administrative \
             Licensing Law you are told once of everything that is missing, {} in all:",
            missing.len()
        ),
    )];
    let numbered = (1..).zip(missing);
    body.extend(numbered.map(|(n, what)| Text::same(format!("{n}. {what}"))));
    body.push(p(
        "以上为需要补正的全部内容，补正后不再要求提供其他材料。补正材料收齐之日起计算办理时限。",
        "This is all that is missing; nothing more will be asked for. The limit runs from the day the papers are \
         complete.",
    ));
    if let Some(days) = asked.and_then(|asked| asked.lapse_days) {
        body.push(p(
            format!("请自收到本告知书之日起 {days} 个工作日内补正；逾期不补正的，依照该事项的规定终结办理。"),
            format!(
                "Hand them in within {days} working days of receiving this; otherwise the case ends, as the rule of \
                 this item says."
            ),
        ));
    }
    body
}

fn acceptance(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let from = telling.facts().clock_from.unwrap_or(telling.ground.done.at);
    let from = wording::date(from);
    let mut body = vec![match &telling.facts().intake {
        Intake::Deemed(_) => p(
            format!(
                "{zh}本机关自收到申请材料之日起五个工作日内没有告知需要补正的内容。依照《中华人民共和国行政许可法》第三十二条第一款第（四）项的规定，自收到申请材料之日（{}）起即为受理（视为受理）。",
                from.zh
            ),
            format!(
                "{en}: nothing was asked for within five working days of receipt. Under article 32(1)(4) of the \
                 Administrative Licensing Law it counts as accepted (deemed accepted) from the day the papers were \
                 received, {}.",
                from.en
            ),
        ),
        _ => p(
            format!(
                "{zh}属于本机关职权范围，申请材料齐全、符合法定形式。依照《中华人民共和国行政许可法》第三十二条第一款第（五）项的规定，现予受理。"
            ),
            format!(
                "{en} is within this authority's powers, and its papers are complete and in the lawful form. Under \
                 article 32(1)(5) of the Administrative Licensing Law it is accepted."
            ),
        ),
    }];
    if let Some((promised, legal)) = dates::limits(telling) {
        let receipt = telling.receipt;
        let days = match receipt.instant {
            true => wording::limit(receipt.promised_minutes),
            false => wording::days(receipt.promised_days.into()),
        };
        let law = wording::days(receipt.legal_days.into());
        let (promised, legal) = (wording::time(promised), wording::date(legal));
        body.push(p(
            format!(
                "办理时限自{}起依法计算（当日不计入）：承诺时限{}，本机关将于{}前作出决定；法定时限{}，至{}届满。",
                from.zh, days.zh, promised.zh, law.zh, legal.zh
            ),
            format!(
                "The limit runs from {}, that day not counted: promised {}, to be decided by {}; by law {}, ending on {}.",
                from.en, days.en, promised.en, law.en, legal.en
            ),
        ));
    }
    body.push(p(
        "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在内，本机关将另行书面告知。",
        "Time needed for a hearing, tender, auction, inspection, test, quarantine, appraisal or expert review is not \
         counted and will be told in writing.",
    ));
    body
}

fn not_needed(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let reason = &telling.ground.done.text;
    vec![
        p(
            format!(
                "{zh}经审查，依法不需要取得行政许可，或者依法不属于本机关职权范围。依照《中华人民共和国行政许可法》第三十二条第一款第（一）项、第（二）项的规定，即时告知不受理。"
            ),
            format!(
                "{en}: no licence is needed for it, or it is not within this authority's powers. Under article 32(1)(1) \
                 and (2) of the Administrative Licensing Law you are told so at once; it is not accepted."
            ),
        ),
        p(
            format!("理由和应当向哪里申请：{reason}"),
            format!("Reasons, and where to apply: {reason}"),
        ),
    ]
}

fn refusal(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let reason = &telling.ground.done.text;
    vec![
        p(
            format!("{zh}经审查，依照《中华人民共和国行政许可法》第三十二条的规定，决定不予受理。"),
            format!("{en} is not accepted, under article 32 of the Administrative Licensing Law."),
        ),
        reasons("不予受理的理由", "Reasons", reason),
    ]
}

fn reasons(zh: &str, en: &str, reason: &str) -> Text {
    p(format!("{zh}：{reason}"), format!("{en}: {reason}"))
}

fn extension(telling: &Telling<'_>) -> Vec<Text> {
    let Some(extension) = &telling.facts().extension else {
        return Vec::new();
    };
    let joint = telling.facts().branches.len() > 1;
    let (paragraph, head_zh, head_en) = match joint {
        true => (
            "第二款",
            "本级人民政府负责人",
            "the head of the government of this level",
        ),
        false => ("第一款", "本机关负责人", "the head of this authority"),
    };
    let (zh, en) = opening(telling);
    let (days, approval) = (extension.days, &extension.approval);
    let due = match dates::extended(telling, extension) {
        Some(at) => {
            let at = wording::date(at);
            p(
                format!("延长后的法定办理期限于{}届满。", at.zh),
                format!("The legal limit now ends on {}.", at.en),
            )
        }
        None => p(
            "正在进行特别程序，延长后的期限待其结束后顺延计算。",
            "A special procedure is running; the extended limit is counted on when it is over.",
        ),
    };
    vec![
        p(
            format!(
                "{zh}不能在规定的期限内作出决定。经{head_zh}批准（批准文号：{approval}），依照《中华人民共和国行政许可法》第四十二条{paragraph}的规定，办理期限延长 {days} 个工作日。"
            ),
            format!(
                "{en} cannot be decided within the limit. With the approval of {head_en} (no. {approval}), the limit is \
                 extended by {days} working days under article 42 of the Administrative Licensing Law."
            ),
        ),
        reasons("延长期限的理由", "Reasons", &extension.done.text),
        due,
    ]
}

fn special(telling: &Telling<'_>) -> Vec<Text> {
    let Some(branch) = telling.branch() else {
        return Vec::new();
    };
    let mut stops = branch.stops.iter().rev();
    let Some(stop) = stops.find(|stop| stop.from == telling.ground.done) else {
        return Vec::new();
    };
    let (zh, en) = opening(telling);
    let cause = Special::from_code(&stop.cause);
    let cause_zh = cause.map_or(stop.cause.as_str(), |it| it.zh());
    let cause_en = cause.map_or(stop.cause.as_str(), |it| it.en());
    let (days, notice) = (stop.days, &stop.notice);
    let from = wording::date(stop.from.at);
    vec![
        p(
            format!(
                "{zh}办理中依法需要进行{cause_zh}（特别程序），所需时间为 {days} 个工作日，自{}起算。",
                from.zh
            ),
            format!(
                "{en}: {cause_en} is needed (a special procedure). It takes {days} working days from {}.",
                from.en
            ),
        ),
        p(
            "依照《中华人民共和国行政许可法》第四十五条的规定，上述时间不计算在办理期限内。特别程序结束后，办理期限继续计算。",
            "Under article 45 of the Administrative Licensing Law this time is not counted into the limit, which runs on \
             when the procedure is over.",
        ),
        p(
            format!("停止计时所依据的告知书登记号：{notice}。"),
            format!("Registered for the stop of the clock under: {notice}."),
        ),
    ]
}

/// The law's own sentence on how to ask for a hearing (许可法 47).
pub(crate) fn hearing_terms(until: Option<&Text>) -> Text {
    let (by_zh, by_en) = match until {
        Some(until) => (format!("（{}前）", until.zh), format!(" (by {})", until.en)),
        None => (String::new(), String::new()),
    };
    p(
        format!(
            "依照《中华人民共和国行政许可法》第四十七条的规定，申请人、利害关系人享有要求听证的权利。要求听证的，应当在被告知听证权利之日起五个工作日内{by_zh}提出；本机关在二十个工作日内组织听证。逾期不提出的，视为放弃听证权利。"
        ),
        format!(
            "Under article 47 of the Administrative Licensing Law the applicant and others concerned have the right to a \
             hearing. It is to be asked for within {HEARING_ASK_DAYS} working days of this notice{by_en}; the hearing is \
             held within twenty working days. Who does not ask in time gives the right up."
        ),
    )
}

fn free_of_charge() -> Text {
    p(
        "申请人、利害关系人不承担行政机关组织听证的费用。",
        "The hearing is free of charge for the applicant and others concerned.",
    )
}

fn hearing_right(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let told = &telling.ground.done;
    let until = dates::after(telling, told.at, HEARING_ASK_DAYS).map(wording::time);
    vec![
        p(
            format!("{zh}经审查，本机关拟作出如下决定。"),
            format!("{en}: this authority is about to decide as follows."),
        ),
        reasons(
            "拟作出的决定和理由",
            "What is to be decided, and why",
            &told.text,
        ),
        hearing_terms(until.as_ref()),
        free_of_charge(),
    ]
}

fn hearing_notice(telling: &Telling<'_>) -> Vec<Text> {
    let hearing = telling.branch().and_then(|own| own.hearing.as_ref());
    let Some((on, host, set)) = hearing.and_then(|hearing| hearing.set.as_ref()) else {
        return Vec::new();
    };
    let (zh, en) = opening(telling);
    let on = wording::time(*on);
    let host = user_name(telling, host);
    let venue = &set.text;
    vec![
        p(
            format!(
                "{zh}应申请人、利害关系人的要求，本机关依照《中华人民共和国行政许可法》第四十八条的规定举行听证。现将有关事项通知如下："
            ),
            format!(
                "{en}: as was asked for, a hearing is held under article 48 of the Administrative Licensing Law."
            ),
        ),
        p(
            format!("1. 听证时间：{}", on.zh),
            format!("1. When: {}", on.en),
        ),
        p(
            format!("2. 听证地点：{venue}"),
            format!("2. Where: {venue}"),
        ),
        p(
            format!("3. 听证主持人：{host}（不是审查该申请的工作人员）"),
            format!("3. Host: {host}, who does not review the application"),
        ),
        p(
            "听证公开举行，涉及国家秘密、商业秘密或者个人隐私的除外。申请人、利害关系人认为主持人与该事项有直接利害关系的，有权申请回避；可以提出证据，并进行申辩和质证。听证应当制作笔录，本机关根据听证笔录作出决定。",
            "The hearing is public unless secrets or privacy are touched. You may object to a host who has an interest in \
             the matter, bring evidence and answer that of others. A record is kept, and the decision rests on it.",
        ),
        free_of_charge(),
    ]
}

fn hearing_record(telling: &Telling<'_>) -> Vec<Text> {
    let hearing = telling.branch().and_then(|own| own.hearing.as_ref());
    let Some(hearing) = hearing else {
        return Vec::new();
    };
    let mut body = Vec::new();
    if let Some((on, host, set)) = &hearing.set {
        let on = wording::time(*on);
        let host = user_name(telling, host);
        let venue = &set.text;
        body.push(p(
            format!(
                "听证时间：{}。听证地点：{venue}。听证主持人：{host}。",
                on.zh
            ),
            format!("When: {}. Where: {venue}. Host: {host}.", on.en),
        ));
    }
    body.push(reasons("听证事由", "About", &hearing.told.text));
    let record = &telling.ground.done.text;
    body.push(reasons("笔录", "Record", record));
    // The act's words are the record and those who signed it, in brackets.
    let said = &telling.view.trail[telling.ground.at].text;
    let signed = said.strip_prefix(record.as_str()).map(str::trim);
    let signed = signed.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    if let Some(signed) = signed {
        body.push(reasons("签字人", "Signed by", signed));
    }
    body.push(p(
        "本笔录交听证参加人确认无误后签字或者盖章。依照《中华人民共和国行政许可法》第四十八条的规定，本机关根据听证笔录作出决定。",
        "Those heard have read the record, found it right and signed it. The decision rests on it, by article 48 of the \
         Administrative Licensing Law.",
    ));
    body
}

fn statement(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    vec![
        p(
            format!("{zh}经审查，该事项可能直接关系他人重大利益。"),
            format!("{en} may directly touch important interests of others."),
        ),
        reasons(
            "拟作出的决定和理由",
            "What is to be decided, and why",
            &telling.ground.done.text,
        ),
        p(
            "依照《中华人民共和国行政许可法》第三十六条的规定，申请人、利害关系人有权进行陈述和申辩，请在本机关作出决定之前提出。本机关听取申请人、利害关系人的意见，不因陈述、申辩作出对其不利的处理。",
            "Under article 36 of the Administrative Licensing Law the applicant and others concerned have the right to \
             state their case; do so before the decision is made. They are heard, and it is not held against them.",
        ),
    ]
}

fn heard(telling: &Telling<'_>) -> Option<Text> {
    let hearing = telling.branch()?.hearing.as_ref()?;
    let held = wording::date(hearing.held.as_ref()?.at);
    Some(p(
        format!("本决定根据{}听证的笔录作出。", held.zh),
        format!("It rests on the record of the hearing of {}.", held.en),
    ))
}

fn signed_by(telling: &Telling<'_>) -> Text {
    let name = person_name(telling.register, &telling.ground.done.who);
    reasons("批准人", "Approved by", &name)
}

fn grant(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let Some(branch) = telling.branch() else {
        return Vec::new();
    };
    let output = &branch.output;
    let mut body = vec![p(
        format!(
            "{zh}经审查，符合法定条件、标准。依照《中华人民共和国行政许可法》第三十八条第一款的规定，决定准予行政许可。"
        ),
        format!(
            "{en} meets the conditions and standards of the law. Under article 38(1) of the Administrative Licensing Law \
             the licence is granted."
        ),
    )];
    body.push(p(
        format!("准予许可的内容：{}，颁发{output}。", branch.name),
        format!("What is granted: {}; you receive: {output}.", branch.name),
    ));
    let item = telling.register.item_of(telling.facts(), branch);
    body.push(match item.and_then(|item| valid_until(item, branch)) {
        Some(date) => {
            let until = wording::day(date);
            p(
                format!(
                    "有效期：自决定之日起至{}。需要延续的，应当在有效期届满三十日前向本机关提出申请。",
                    until.zh
                ),
                format!(
                    "Valid from the day of the decision until {}. A renewal is to be asked for thirty days before.",
                    until.en
                ),
            )
        }
        None => p("有效期：长期有效。", "Valid without end."),
    });
    body.push(reasons("决定理由", "Reasons", &telling.ground.done.text));
    body.extend(heard(telling));
    body.push(p(
        "依照《中华人民共和国行政许可法》第四十四条的规定，自作出决定之日起十个工作日内向你（单位）颁发、送达证件。",
        "By article 44 of the Administrative Licensing Law it is handed to you within ten working days of the decision.",
    ));
    body.push(signed_by(telling));
    body
}

fn denial(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let mut body = vec![
        p(
            format!(
                "{zh}经审查，不符合法定条件、标准。依照《中华人民共和国行政许可法》第三十八条第二款的规定，决定不予行政许可。"
            ),
            format!(
                "{en} does not meet the conditions and standards of the law. Under article 38(2) of the Administrative \
                 Licensing Law the licence is denied."
            ),
        ),
        reasons("不予行政许可的理由", "Reasons", &telling.ground.done.text),
    ];
    body.extend(heard(telling));
    body.push(signed_by(telling));
    body
}

fn result(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    let mut body = vec![p(
        format!("{zh}已经办结，现将办理结果告知如下："),
        format!("{en} is concluded. The result:"),
    )];
    body.extend(telling.facts().branches.iter().map(|branch| {
        let (name, output) = (&branch.name, &branch.output);
        match &branch.decided {
            Some((false, done)) => p(
                format!("{name}：不予办理。理由：{}", done.text),
                format!("{name}: not granted. Reasons: {}", done.text),
            ),
            Some((true, _)) => p(
                format!("{name}：准予。结果：{output}"),
                format!("{name}: granted. Result: {output}"),
            ),
            None => p(
                format!("{name}：已办结。结果：{output}"),
                format!("{name}: concluded. Result: {output}"),
            ),
        }
    }));
    body
}

fn withdrawal(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    vec![
        p(
            format!("{zh}现请求撤回。本机关尚未作出决定，准予撤回，本件终结办理。"),
            format!("{en} is withdrawn at your request. Nothing had been decided; the case ends."),
        ),
        reasons("说明", "In words", &telling.ground.done.text),
        p(
            "材料原件退还申请人。需要办理的，可以重新申请。",
            "Originals go back to you. You may apply again at any time.",
        ),
    ]
}

fn termination(telling: &Telling<'_>) -> Vec<Text> {
    let (zh, en) = opening(telling);
    if let Intake::Lapsed(_) = &telling.facts().intake {
        let asked = telling.facts().correction.as_ref();
        let asked = asked
            .map(|asked| wording::date(asked.asked.at))
            .unwrap_or_default();
        return vec![
            p(
                format!(
                    "{zh}本机关已于{}一次性告知需要补正的全部内容，你（单位）逾期没有补正。依照该事项的规定，终止办理。",
                    asked.zh
                ),
                format!(
                    "{en}: you were told on {} of everything that was missing, and it did not come in time. By the rule \
                     of this item the case ends.",
                    asked.en
                ),
            ),
            p(
                "材料齐全后可以重新申请。",
                "You may apply again with complete papers.",
            ),
        ];
    }
    vec![
        p(
            format!("{zh}因出现依法应当终止办理的情形，决定终止办理。"),
            format!("{en} can go no further by law; the case ends."),
        ),
        reasons("依据和理由", "Basis and reasons", &telling.ground.done.text),
    ]
}

fn delivery(telling: &Telling<'_>) -> Vec<Text> {
    let done = &telling.ground.done;
    let at = wording::time(done.at);
    let by = person_name(telling.register, &done.who);
    vec![p(
        format!(
            "受送达人：{}。送达方式：{}。送达时间：{}。送达人：{by}。",
            telling.applicant, done.text, at.zh
        ),
        format!(
            "Recipient: {}. Delivered: {}, on {}, by {by}.",
            telling.applicant, done.text, at.en
        ),
    )]
}

fn change(telling: &Telling<'_>) -> Vec<Text> {
    let output = output(telling);
    vec![
        p(
            format!(
                "你（单位）申请变更{output}，经审查，符合法定条件、标准。依照《中华人民共和国行政许可法》第四十九条的规定，决定准予变更，依法办理变更手续。"
            ),
            format!(
                "Your request to change {output} meets the conditions; under article 49 of the Administrative Licensing Law it is changed."
            ),
        ),
        reasons("变更内容", "What changes", &telling.ground.done.text),
    ]
}

fn renewal(telling: &Telling<'_>) -> Vec<Text> {
    let output = output(telling);
    let deemed = telling.view.trail[telling.ground.at].kind == casework::Kind::DeemRenewed.name();
    let mut body = vec![match deemed {
        true => p(
            format!(
                "你（单位）在有效期届满三十日前申请延续{output}，本机关在有效期届满前没有作出决定。依照《中华人民共和国行政许可法》第五十条第二款的规定，视为准予延续。"
            ),
            format!(
                "You asked in time for {output} to be renewed and it was not decided before it ran out. Under article \
                 50(2) of the Administrative Licensing Law it counts as renewed."
            ),
        ),
        false => p(
            format!(
                "你（单位）申请延续{output}的有效期，经审查，依照《中华人民共和国行政许可法》第五十条的规定，决定准予延续。"
            ),
            format!(
                "Your request to renew {output} is granted under article 50 of the Administrative Licensing Law."
            ),
        ),
    }];
    let until = telling.branch().and_then(|own| own.made.as_ref()?.until);
    if let Some(until) = until {
        let until = wording::date(until);
        body.push(p(
            format!("延续后的有效期至{}。", until.zh),
            format!("It is now valid until {}.", until.en),
        ));
    }
    if !telling.ground.done.text.is_empty() {
        body.push(reasons("理由", "Reasons", &telling.ground.done.text));
    }
    body
}

fn revocation(telling: &Telling<'_>) -> Vec<Text> {
    let output = output(telling);
    let why = &telling.ground.done.text;
    // 撤回 is for a lawful licence whose ground is gone (art. 8), 撤销 for one that should not have been
    // given (art. 69); the basis says which.
    let (verb, article, number) = match why.contains("撤回") || why.contains("第八条") {
        true => ("撤回", "第八条第二款", "8"),
        false => ("撤销", "第六十九条", "69"),
    };
    vec![
        p(
            format!(
                "经审查，依照《中华人民共和国行政许可法》{article}的规定，决定{verb}你（单位）的{output}。"
            ),
            format!(
                "Under article {number} of the Administrative Licensing Law your {output} is revoked."
            ),
        ),
        reasons("依据和理由", "Basis and reasons", why),
    ]
}

fn cancellation(telling: &Telling<'_>) -> Vec<Text> {
    let output = output(telling);
    vec![
        p(
            format!(
                "依照《中华人民共和国行政许可法》第七十条的规定，决定办理你（单位）{output}的注销手续，自本决定作出之日起注销。"
            ),
            format!(
                "Under article 70 of the Administrative Licensing Law your {output} is struck off from the day of this decision."
            ),
        ),
        reasons("依据和理由", "Basis and reasons", &telling.ground.done.text),
    ]
}

/// The licence with its number, where it was made.
fn output(telling: &Telling<'_>) -> String {
    let Some(branch) = telling.branch() else {
        return telling.item();
    };
    match &branch.made {
        Some(made) => format!("{}（编号：{}）", branch.output, made.number),
        None => branch.output.clone(),
    }
}

fn entrustment(telling: &Telling<'_>) -> Vec<Text> {
    let number = telling.receipt.form.get(casework::ENTRUSTMENT);
    let number = number.map_or("", |text| text.trim());
    let agent = person_name(telling.register, &telling.receipt.done.who);
    let (item, applicant) = (telling.item(), &telling.applicant);
    vec![
        p(
            format!(
                "委托人{applicant}因申请办理{item}，依照《中华人民共和国行政许可法》第二十九条第二款的规定，委托{agent}为代办人。委托书编号：{number}。"
            ),
            format!(
                "{applicant} entrusts {agent} to apply for {item}, under article 29(2) of the Administrative Licensing Law. Number of the entrustment: {number}."
            ),
        ),
        p(
            "委托事项和权限：代为提交申请材料、补正材料，代收有关文书和证件，查询办理进度。依法应当由本人到场办理的，不得代办。",
            "The agent may hand in papers, receive papers and certificates, and ask how far it is; not where the law wants \
             the applicant in person.",
        ),
        p(
            "代办不收取任何费用；依法应当缴纳的费用由委托人承担，代办人只代为缴纳。",
            "The agent takes no fee. Fees due by law are the principal's; the agent only passes them on.",
        ),
    ]
}

fn user_name(telling: &Telling<'_>, user: &str) -> String {
    let name = (telling.register).person(telling.ground.done.who.place, user);
    name.unwrap_or_else(|| user.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedies;

    #[test]
    fn sentences_that_the_law_fixes_are_in_its_words() {
        let silence = silence().zh;
        assert!(silence.contains("五个工作日内一次告知需要补正的全部内容"));
        assert!(silence.ends_with("逾期不告知的，自收到申请材料之日起即为受理。"));
        let hearing = hearing_terms(None).zh;
        assert!(hearing.contains("被告知听证权利之日起五个工作日内提出"));
        assert!(hearing.contains("二十个工作日内组织听证"));
        let remedies = remedies::wording("肇州县人民政府", "x").zh;
        assert!(remedies.contains("六十日内依法向肇州县人民政府申请行政复议"));
        assert!(remedies.contains("六个月内依法向人民法院提起行政诉讼"));
    }
}
