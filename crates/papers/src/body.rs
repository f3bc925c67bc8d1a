//! What a paper says. Its words are the law's: of the Administrative Licensing Law (行政许可法, 2003,
//! amended 2019) where it names the paper, and in the manner of the forms of the Ministry of Justice.

use crate::telling::Telling;
use crate::{articles, dates, person_name, remedies};
use casework::{
    Basis, CORRECTION_DAYS, Cause, Due, HEARING_ASK_DAYS, Intake, Kind, Mode, Paper, valid_until,
};
use catalog::Special;
use words::Text;

/// The paragraphs of a paper.
pub(crate) fn body(telling: &Telling<'_>) -> Vec<Text> {
    match telling.paper() {
        Paper::Receipt => receipt(telling),
        Paper::Correction => correction(telling),
        Paper::Acceptance => acceptance(telling),
        Paper::Lacking => lacking(telling),
        Paper::Promise => promise(telling),
        Paper::Inspection => inspection(telling),
        Paper::PublicNotice => public_notice(telling),
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
        Paper::Custody => vec![telling.say("paper-custody", &[])],
        Paper::Change => change(telling),
        Paper::ChangeDenial => denied_later(telling, "paper-deny-change-intro"),
        Paper::Renewal => renewal(telling),
        Paper::RenewalDenial => denied_later(telling, "paper-deny-renewal-intro"),
        Paper::Refund => refund(telling),
        Paper::Retraction => retraction(telling),
        Paper::Revocation => revocation(telling),
        Paper::Cancellation => cancellation(telling),
        Paper::Entrustment => entrustment(telling),
    }
}

/// The application that a paper answers, as `你（单位）于2026年11月23日提出的取水许可申请，`.
fn opening(telling: &Telling<'_>) -> Text {
    let on = telling.voice.date(telling.receipt.done.at);
    let item = telling.item();
    telling.say("paper-opening", &[("on", on.into()), ("item", item.into())])
}

/// A paragraph that begins with the [`opening`].
fn opened(telling: &Telling<'_>, id: &str) -> Text {
    telling.say(id, &[("opening", opening(telling).into())])
}

/// The same in the words of the item's regime.
fn opened_lawfully(telling: &Telling<'_>, id: &str) -> Text {
    telling.say_lawful(id, &[("opening", opening(telling).into())])
}

/// The ground that the law gives for an act, with its article.
fn ground(telling: &Telling<'_>, act: Kind) -> Option<Text> {
    let cause = Cause::of(act, &telling.ground.done.cause)?;
    let basis = match cause.basis_in(telling.regime()) {
        Basis::LicensingLaw(articles) => {
            let articles = articles::written(telling, articles);
            let law = telling.say("paper-law-licensing", &[("articles", articles.into())]);
            // Which conditions are not met, the item's own rule says.
            match cause.code {
                "conditions_unmet" => Text::join([telling.law(), law], "list-dot"),
                _ => law,
            }
        }
        _ => telling.law(),
    };
    let arguments = [
        ("cause", telling.say(cause.id, &[]).into()),
        ("basis", basis.into()),
    ];
    Some(telling.say("paper-ground", &arguments))
}

/// A paragraph with what somebody typed: the reasons, mostly.
fn typed(telling: &Telling<'_>, id: &str, text: &str) -> Text {
    telling.say(id, &[("text", text.into())])
}

/// Names apart as each language has them.
fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> Text {
    let names = names.into_iter().map(|name| Text::same(name.as_ref()));
    Text::join(names, "list-comma")
}

fn receipt(telling: &Telling<'_>) -> Vec<Text> {
    let limit = match telling.receipt.mode {
        Mode::ForApplicant => "paper-receipt-limit-for-applicant",
        Mode::Window | Mode::Entrusted => "paper-receipt-limit",
    };
    let mut body = vec![telling.say("paper-receipt-intro", &[])];
    let lacking = &telling.receipt.lacking;
    if !lacking.is_empty() {
        let papers = listed(lacking);
        body.push(telling.say("paper-receipt-lacking", &[("papers", papers.into())]));
    }
    body.push(telling.say(limit, &[]));
    // 许可法 32(4): what silence means.
    body.push(telling.say_lawful("paper-silence", &[("n", CORRECTION_DAYS.into())]));
    body
}

fn correction(telling: &Telling<'_>) -> Vec<Text> {
    let asked = telling.facts().correction.as_ref();
    let missing = asked.map_or(&[][..], |asked| asked.missing.as_slice());
    let intro = [
        ("opening", opening(telling).into()),
        ("count", missing.len().to_string().into()),
    ];
    let mut body = vec![telling.say_lawful("paper-correct-intro", &intro)];
    let numbered = (1..).zip(missing);
    body.extend(numbered.map(|(n, what)| Text::same(format!("{n}. {what}"))));
    body.push(telling.say("paper-correct-all", &[]));
    let lapse = asked.and_then(|asked| Some((asked.asked.at, asked.lapse_days?)));
    let due = lapse.and_then(|(at, days)| Some((days, dates::after(telling, at, days)?)));
    body.push(match due {
        Some((days, due)) => {
            let until = sure(telling, due, telling.voice.date(due.at));
            let lapse = [("days", days.to_string().into()), ("until", until.into())];
            telling.say("paper-correct-lapse", &lapse)
        }
        None => telling.say("paper-correct-open", &[]),
    });
    body
}

fn acceptance(telling: &Telling<'_>) -> Vec<Text> {
    let from = telling.facts().clock_from.unwrap_or(telling.ground.done.at);
    let from = telling.voice.date(from);
    let mut body = vec![match &telling.facts().intake {
        Intake::Deemed(_) => {
            let intro = [
                ("opening", opening(telling).into()),
                ("from", (&from).into()),
            ];
            telling.say("paper-accept-deemed", &intro)
        }
        _ => {
            let intro = [
                ("opening", opening(telling).into()),
                ("authority", authority(telling).into()),
            ];
            telling.say_lawful("paper-accept-intro", &intro)
        }
    }];
    if let Some((promised, legal)) = dates::limits(telling) {
        let (receipt, voice) = (telling.receipt, telling.voice);
        let promised_days = if receipt.instant {
            voice.limit(receipt.promised_minutes)
        } else {
            voice.days(receipt.promised_days.into())
        };
        let limits = [
            ("from", from.into()),
            ("promised-days", promised_days.into()),
            (
                "promised",
                sure(telling, promised, voice.time(promised.at)).into(),
            ),
            ("legal-days", voice.days(receipt.legal_days.into()).into()),
            (
                "accepted",
                voice
                    .date(telling.facts().accepted_from().unwrap_or(legal.at))
                    .into(),
            ),
            ("legal", sure(telling, legal, voice.date(legal.at)).into()),
        ];
        body.push(telling.say("paper-accept-limits", &limits));
    }
    body.push(telling.say_lawful("paper-accept-special", &[]));
    body.push(remedies::against_silence(telling));
    body
}

/// The authority in whose powers it is: this one, or the one that decides where a centre accepts for it.
fn authority(telling: &Telling<'_>) -> Text {
    let elsewhere = telling.branch().filter(|own| own.place != telling.place());
    let decider = elsewhere.and_then(|_| telling.decider());
    decider.unwrap_or_else(|| telling.say("paper-this-authority", &[]))
}

/// A date that a list of days off to come can still move says so (暂定).
fn sure(telling: &Telling<'_>, due: Due, date: Text) -> Text {
    if due.provisional {
        telling.say("paper-provisional", &[("date", date.into())])
    } else {
        date
    }
}

/// 容缺受理: what is to come, by when, and what follows if it does not.
fn lacking(telling: &Telling<'_>) -> Vec<Text> {
    let Some(deferred) = &telling.facts().deferred else {
        return Vec::new();
    };
    let papers = listed(&deferred.papers);
    let mut body = vec![
        opened(telling, "paper-lacking-intro"),
        telling.say("paper-lacking-papers", &[("papers", papers.into())]),
    ];
    if let Some(due) = dates::after(telling, deferred.done.at, deferred.days) {
        let until = sure(telling, due, telling.voice.date(due.at));
        body.push(telling.say("paper-lacking-until", &[("until", until.into())]));
    }
    body
}

fn promise(telling: &Telling<'_>) -> Vec<Text> {
    let Some(promised) = telling.branch().and_then(|own| own.promised.as_ref()) else {
        return Vec::new();
    };
    let mut body = vec![opened(telling, "paper-promise-intro")];
    let terms = (1..).zip(&promised.terms);
    body.extend(terms.map(|(n, term)| Text::same(format!("{n}. {term}"))));
    body.push(telling.say("paper-promise-consequence", &[]));
    body.push(typed(telling, "paper-promise-signed", &promised.done.text));
    body
}

fn inspection(telling: &Telling<'_>) -> Vec<Text> {
    let done = &telling.ground.done;
    let branch = telling.branch();
    let found = branch.and_then(|own| own.inspections.iter().find(|(_, it)| it == done));
    let Some((officers, _)) = found else {
        return Vec::new();
    };
    let names = officers.iter().map(|user| user_name(telling, user));
    let held = [
        ("officers", listed(names).into()),
        ("at", telling.voice.time(done.at).into()),
    ];
    vec![
        opened(telling, "paper-inspect-intro"),
        telling.say("paper-inspect-by", &held),
        typed(telling, "paper-inspect-found", &done.text),
    ]
}

fn public_notice(telling: &Telling<'_>) -> Vec<Text> {
    let done = &telling.ground.done;
    let branch = telling.branch();
    let notice = branch.and_then(|own| own.notices.iter().find(|it| it.done == *done));
    let Some(notice) = notice else {
        return Vec::new();
    };
    let shown = [
        ("venue", (&notice.venue).into()),
        ("from", telling.voice.date(done.at).into()),
        ("until", telling.voice.date(notice.until).into()),
    ];
    vec![
        typed(telling, "paper-notice-text", &done.text),
        telling.say("paper-notice-shown", &shown),
        telling.say("paper-notice-objections", &[]),
    ]
}

fn not_needed(telling: &Telling<'_>) -> Vec<Text> {
    vec![
        opened_lawfully(telling, "paper-not-needed-intro"),
        typed(
            telling,
            "paper-not-needed-reasons",
            &telling.ground.done.text,
        ),
    ]
}

fn refusal(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![opened(telling, "paper-refuse-intro")];
    body.extend(ground(telling, Kind::Refuse));
    body.push(typed(
        telling,
        "paper-refuse-reasons",
        &telling.ground.done.text,
    ));
    body
}

fn extension(telling: &Telling<'_>) -> Vec<Text> {
    let Some(extension) = &telling.facts().extension else {
        return Vec::new();
    };
    let intro = if telling.facts().branches.len() > 1 {
        "paper-extend-intro-joint"
    } else {
        "paper-extend-intro"
    };
    let arguments = [
        ("opening", opening(telling).into()),
        ("approval", (&extension.approval).into()),
        ("days", extension.days.to_string().into()),
    ];
    let due = match dates::extended(telling, extension) {
        Some(due) => {
            let on = sure(telling, due, telling.voice.date(due.at));
            telling.say("paper-extend-due", &[("on", on.into())])
        }
        None => telling.say("paper-extend-open", &[]),
    };
    let item = telling
        .branch()
        .and_then(|own| telling.register.item_of(telling.facts(), own));
    let own_rule = item.and_then(|item| item.extension.as_ref());
    vec![
        match own_rule {
            Some(rule) => telling.say_by(intro, Text::same(&rule.basis), &arguments),
            None => telling.say_lawful(intro, &arguments),
        },
        typed(telling, "paper-extend-reasons", &extension.done.text),
        due,
    ]
}

fn special(telling: &Telling<'_>) -> Vec<Text> {
    let Some(stop) = telling.ground.stop(telling.facts()) else {
        return Vec::new();
    };
    let cause = match Special::from_code(&stop.cause) {
        Some(cause) => telling.say(cause.id(), &[]),
        None => Text::same(&stop.cause),
    };
    let intro = [
        ("opening", opening(telling).into()),
        ("cause", cause.into()),
        ("days", stop.days.to_string().into()),
        ("from", telling.voice.date(stop.from.at).into()),
    ];
    vec![
        telling.say("paper-special-intro", &intro),
        telling.say_lawful("paper-special-time", &[]),
    ]
}

fn hearing_right(telling: &Telling<'_>) -> Vec<Text> {
    let told = &telling.ground.done;
    let days = ("n", HEARING_ASK_DAYS.into());
    // The law's own sentence on how to ask for a hearing (许可法 47), with the day where the calendar has it.
    let terms = match dates::after(telling, told.at, HEARING_ASK_DAYS) {
        Some(until) => {
            let until = sure(telling, until, telling.voice.time(until.at));
            let arguments = [days, ("until", until.into())];
            telling.say("paper-hearing-terms-until", &arguments)
        }
        None => telling.say("paper-hearing-terms", &[days]),
    };
    vec![
        opened(telling, "paper-hearing-right-intro"),
        typed(telling, "paper-intended-reasons", &told.text),
        terms,
        telling.say("paper-hearing-free", &[]),
    ]
}

fn hearing_notice(telling: &Telling<'_>) -> Vec<Text> {
    let hearing = telling.branch().and_then(|own| own.hearing.as_ref());
    let Some((on, host, set)) = hearing.and_then(|hearing| hearing.set.as_ref()) else {
        return Vec::new();
    };
    let on = telling.voice.time(*on);
    let host = user_name(telling, host);
    vec![
        opened(telling, "paper-hearing-notice-intro"),
        telling.say("paper-hearing-notice-on", &[("on", on.into())]),
        telling.say(
            "paper-hearing-notice-venue",
            &[("venue", (&set.text).into())],
        ),
        telling.say("paper-hearing-notice-host", &[("host", host.into())]),
        telling.say("paper-hearing-notice-rights", &[]),
        telling.say("paper-hearing-free", &[]),
    ]
}

fn hearing_record(telling: &Telling<'_>) -> Vec<Text> {
    let hearing = telling.branch().and_then(|own| own.hearing.as_ref());
    let Some(hearing) = hearing else {
        return Vec::new();
    };
    let mut body = Vec::new();
    if let Some((on, host, set)) = &hearing.set {
        let held = [
            ("on", telling.voice.time(*on).into()),
            ("venue", (&set.text).into()),
            ("host", user_name(telling, host).into()),
        ];
        body.push(telling.say("paper-hearing-record-held", &held));
    }
    let told = &hearing.told.text;
    body.push(typed(telling, "paper-hearing-record-about", told));
    let record = &telling.ground.done.text;
    body.push(typed(telling, "paper-hearing-record-said", record));
    // The act's words are the record and those who signed it, in brackets.
    let said = &telling.view.trail[telling.ground.at].text;
    let signed = said.strip_prefix(record.as_str()).map(str::trim);
    let signed = signed.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    if let Some(signed) = signed {
        body.push(typed(telling, "paper-hearing-record-signed", signed));
    }
    body.push(telling.say("paper-hearing-record-end", &[]));
    body
}

fn statement(telling: &Telling<'_>) -> Vec<Text> {
    vec![
        opened(telling, "paper-statement-intro"),
        typed(telling, "paper-intended-reasons", &telling.ground.done.text),
        telling.say("paper-statement-rights", &[]),
    ]
}

fn heard(telling: &Telling<'_>) -> Option<Text> {
    let hearing = telling.branch()?.hearing.as_ref()?;
    let held = telling.voice.date(hearing.held.as_ref()?.at);
    Some(telling.say("paper-decided-on-record", &[("held", held.into())]))
}

fn signed_by(telling: &Telling<'_>) -> Text {
    let name = person_name(telling.register, &telling.ground.done.who);
    telling.say("paper-approved-by", &[("name", name.into())])
}

fn grant(telling: &Telling<'_>) -> Vec<Text> {
    let Some(branch) = telling.branch() else {
        return Vec::new();
    };
    let what = [
        ("name", (&branch.name).into()),
        ("output", (&branch.output).into()),
    ];
    let item = telling.register.item_of(telling.facts(), branch);
    let valid = match item.and_then(|item| valid_until(item, branch)) {
        Some(date) => {
            let until = telling.voice.day(date);
            telling.say("paper-grant-valid-until", &[("until", until.into())])
        }
        None => telling.say("paper-grant-valid", &[]),
    };
    let mut body = vec![
        opened_lawfully(telling, "paper-grant-intro"),
        telling.say_lawful("paper-grant-what", &what),
        valid,
        typed(telling, "paper-grant-reasons", &telling.ground.done.text),
    ];
    body.extend(heard(telling));
    body.push(telling.say_lawful("paper-grant-handed-over", &[]));
    body.push(signed_by(telling));
    body
}

fn denial(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![opened_lawfully(telling, "paper-deny-intro")];
    body.extend(ground(telling, Kind::Decide));
    body.push(typed(
        telling,
        "paper-deny-reasons",
        &telling.ground.done.text,
    ));
    body.extend(heard(telling));
    body.push(signed_by(telling));
    body
}

fn result(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![opened(telling, "paper-result-intro")];
    body.extend(telling.facts().branches.iter().map(|branch| {
        let arguments = [
            ("name", (&branch.name).into()),
            ("output", (&branch.output).into()),
        ];
        telling.say("paper-result-done", &arguments)
    }));
    body
}

fn withdrawal(telling: &Telling<'_>) -> Vec<Text> {
    vec![
        opened(telling, "paper-withdraw-intro"),
        typed(telling, "paper-withdraw-said", &telling.ground.done.text),
        telling.say("paper-withdraw-again", &[]),
    ]
}

fn termination(telling: &Telling<'_>) -> Vec<Text> {
    if let Intake::Lapsed(_) = &telling.facts().intake {
        let asked = telling.facts().correction.as_ref();
        let asked = asked.map(|asked| telling.voice.date(asked.asked.at));
        let intro = [
            ("opening", opening(telling).into()),
            ("asked", asked.unwrap_or_default().into()),
        ];
        return vec![
            telling.say("paper-terminate-lapsed", &intro),
            telling.say("paper-terminate-again", &[]),
        ];
    }
    let mut body = vec![opened(telling, "paper-terminate-intro")];
    body.extend(ground(telling, Kind::Terminate));
    body.push(explained(telling));
    body
}

/// What was typed to explain a ground.
fn explained(telling: &Telling<'_>) -> Text {
    typed(
        telling,
        "paper-basis-and-reasons",
        &telling.ground.done.text,
    )
}

fn delivery(telling: &Telling<'_>) -> Vec<Text> {
    let done = &telling.ground.done;
    let arguments = [
        ("recipient", (&telling.applicant).into()),
        ("how", (&done.text).into()),
        ("at", telling.voice.time(done.at).into()),
        ("by", person_name(telling.register, &done.who).into()),
    ];
    vec![telling.say("paper-delivery-said", &arguments)]
}

/// A paragraph about the licence.
fn of_output(telling: &Telling<'_>, id: &str) -> Text {
    telling.say(id, &[("output", output(telling).into())])
}

/// The same in the words of the item's regime.
fn of_output_lawfully(telling: &Telling<'_>, id: &str) -> Text {
    telling.say_lawful(id, &[("output", output(telling).into())])
}

fn change(telling: &Telling<'_>) -> Vec<Text> {
    let said = typed(telling, "paper-change-said", &telling.ground.done.text);
    match ground(telling, Kind::Change) {
        Some(of_office) => vec![of_output(telling, "paper-change-office"), of_office, said],
        None => vec![of_output_lawfully(telling, "paper-change-intro"), said],
    }
}

/// 不予变更, 不予延续.
fn denied_later(telling: &Telling<'_>, intro: &str) -> Vec<Text> {
    let mut body = vec![of_output(telling, intro)];
    let act = match telling.paper() {
        Paper::ChangeDenial => Kind::DenyChange,
        _ => Kind::DenyRenewal,
    };
    body.extend(ground(telling, act));
    body.push(explained(telling));
    body.push(signed_by(telling));
    body
}

fn refund(telling: &Telling<'_>) -> Vec<Text> {
    let fee = telling.branch().and_then(|own| own.fee.as_ref());
    let Some((fee, (refund, _))) = fee.and_then(|fee| Some((fee, fee.refunded.as_ref()?))) else {
        return Vec::new();
    };
    let arguments = [
        ("paid", telling.voice.money(fee.fen).into()),
        ("voucher", (&fee.voucher).into()),
        ("refund", refund.into()),
    ];
    vec![telling.say("paper-refund", &arguments), explained(telling)]
}

/// 撤回 is for a lawful licence whose ground is gone, and is compensated (许可法 8).
fn retraction(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![of_output(telling, "paper-retract-intro")];
    body.extend(ground(telling, Kind::Retract));
    body.push(explained(telling));
    body.push(telling.say("paper-retract-compensation", &[]));
    body.push(signed_by(telling));
    body
}

fn renewal(telling: &Telling<'_>) -> Vec<Text> {
    let deemed = telling.view.trail[telling.ground.at].kind == casework::Kind::DeemRenewed.name();
    let intro = if deemed {
        "paper-renew-deemed"
    } else {
        "paper-renew-intro"
    };
    let mut body = vec![if deemed {
        of_output(telling, intro)
    } else {
        of_output_lawfully(telling, intro)
    }];
    let until = telling.branch().and_then(|own| own.made.as_ref()?.until);
    if let Some(until) = until {
        let until = telling.voice.date(until);
        body.push(telling.say("paper-renew-until", &[("until", until.into())]));
    }
    let reasons = &telling.ground.done.text;
    if !reasons.is_empty() {
        body.push(typed(telling, "paper-renew-reasons", reasons));
    }
    body
}

/// 撤销 is for one that should not have been given (许可法 69): who got it by fraud keeps nothing of it, anybody else is
/// compensated for what he lost.
fn revocation(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![of_output(telling, "paper-revoke-intro")];
    body.extend(ground(telling, Kind::Revoke));
    body.push(explained(telling));
    let by_fraud = telling.ground.done.cause == "fraud";
    let after = if by_fraud {
        "paper-revoke-fraud"
    } else {
        "paper-revoke-damages"
    };
    body.push(telling.say(after, &[]));
    body.push(signed_by(telling));
    body
}

fn cancellation(telling: &Telling<'_>) -> Vec<Text> {
    let mut body = vec![of_output(telling, "paper-cancel-intro")];
    body.extend(ground(telling, Kind::Cancel));
    body.push(explained(telling));
    body
}

/// The licence with its number, where it was made.
fn output(telling: &Telling<'_>) -> Text {
    let Some(branch) = telling.branch() else {
        return Text::same(telling.item());
    };
    let Some(made) = &branch.made else {
        return Text::same(&branch.output);
    };
    let arguments = [
        ("output", (&branch.output).into()),
        ("number", (&made.number).into()),
    ];
    telling.say("paper-output", &arguments)
}

fn entrustment(telling: &Telling<'_>) -> Vec<Text> {
    let number = telling.receipt.form.get(casework::ENTRUSTMENT);
    let number = number.map_or("", |text| text.trim());
    let intro = [
        ("applicant", (&telling.applicant).into()),
        ("item", telling.item().into()),
        (
            "agent",
            person_name(telling.register, &telling.receipt.done.who).into(),
        ),
        ("number", number.into()),
    ];
    vec![
        telling.say_lawful("paper-entrust-intro", &intro),
        telling.say("paper-entrust-powers", &[]),
        telling.say("paper-entrust-free", &[]),
    ]
}

fn user_name(telling: &Telling<'_>, user: &str) -> String {
    let name = (telling.register).person(telling.ground.done.who.place, user);
    name.unwrap_or_else(|| user.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::voice::Voice;

    #[test]
    fn sentences_that_the_law_fixes_are_in_its_words() {
        let say = |id: &str, arguments: &[_]| Voice::shipped().say(id, arguments).zh;
        let silence = say("paper-silence", &[]);
        assert!(silence.contains("五个工作日内一次告知需要补正的全部内容"));
        assert!(silence.ends_with("逾期不告知的，自收到申请材料之日起即为受理。"));
        let hearing = say("paper-hearing-terms", &[]);
        assert!(hearing.contains("被告知听证权利之日起五个工作日内提出"));
        assert!(hearing.contains("二十个工作日内组织听证"));
        let whom = [
            ("reviewer", "肇州县人民政府".into()),
            ("court", "人民法院".into()),
        ];
        let remedies = say("paper-remedies", &whom);
        assert!(remedies.contains("六十日内依法向肇州县人民政府申请行政复议"));
        assert!(remedies.contains("六个月内依法向人民法院提起行政诉讼"));
    }
}
