//! How each limit of a case was counted, in words: what a command line and a page show to whoever asks
//! why a case is due when it is.

use crate::{Branch, By, CaseView, Due, Facts, Limit, Mode, Running, limits};
use calendar::{Calendar, Count, DerivationStep, OfficeHours, Stop, UnixMillis};
use serde::{Deserialize, Serialize};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A limit with everything that its date follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The limit, what it is counted by, and when what it limits was done.
    #[serde(flatten)]
    pub running: Running,
    /// The branch or step it is about; empty for the whole.
    pub of: String,
    /// How long it is: `12 个工作日`.
    pub length: Words,
    /// What happened at the moment it is counted from.
    pub since: Words,
    /// That moment.
    pub from: UnixMillis,
    /// When it is due; none while it stands still.
    pub due: Option<Due>,
    /// How it was counted: limits in days day by day, limits in minutes by what their minutes run over.
    /// The last line says the date, or what is left.
    pub derivation: Vec<Words>,
}

/// Every limit of a case that has begun with its derivation, the whole first: as [`limits`].
pub fn why(view: &CaseView, calendar: &Calendar) -> Vec<Why> {
    let explained = limits(view, calendar).into_iter().map(|running| {
        let facts = &view.facts;
        let (from, length, derivation) = match &running.by {
            By::Days(count) => (count.received, length(count), by_days(count, calendar)),
            By::Minutes {
                from,
                minutes,
                stops,
            } => (
                *from,
                words(
                    format!("{minutes} 个工作分钟"),
                    format!("{minutes} working minutes"),
                ),
                by_minutes(*from, *minutes, stops, calendar),
            ),
        };
        let due = running.by.at(calendar);
        Why {
            of: about(facts, &running),
            length,
            since: since(facts, running.limit),
            from,
            due: due.map(|(at, provisional)| Due { at, provisional }),
            derivation,
            running,
        }
    });
    explained.collect()
}

/// Every recount (期限重算) of a case: from what to what, and why.
pub fn recounts(view: &CaseView) -> Vec<Words> {
    let recounts = view.facts.recounts.iter().map(|recount| {
        let (at, was, now) = (recount.done.at, recount.was, recount.now);
        let (why, calendar) = (&recount.done.text, recount.calendar.short());
        words(
            format!("{at} 重算承诺时限:{was} 改为 {now}。理由:{why}(日历 {calendar})"),
            format!(
                "{at} promised limit counted again: {was} became {now}. Reason: {why} (calendar {calendar})"
            ),
        )
    });
    recounts.collect()
}

fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words {
        zh: zh.into(),
        en: en.into(),
    }
}

fn about(facts: &Facts, running: &Running) -> String {
    let Some(branch) = running.branch.and_then(|index| facts.branches.get(index)) else {
        return String::new();
    };
    let step = |branch: &Branch| Some(branch.steps.get(running.step?)?.plan.name.clone());
    match (facts.branches.len() > 1, step(branch)) {
        (true, Some(step)) => format!("{} · {step}", branch.name),
        (false, Some(step)) => step,
        (true, None) => branch.name.clone(),
        (false, None) => String::new(),
    }
}

/// What a limit is counted from.
fn since(facts: &Facts, limit: Limit) -> Words {
    let (zh, en) = match limit {
        Limit::Promised | Limit::Legal | Limit::Intake => {
            let mode = facts.receipt.as_ref().map(|receipt| receipt.mode);
            let answered = (facts.correction.as_ref()).is_some_and(|it| it.answered.is_some());
            match (answered, mode) {
                (true, _) => ("补正材料收齐", "the papers were complete"),
                (false, Some(Mode::ForApplicant)) => ("行政机关收到", "it reached the authority"),
                (false, _) => ("收件", "it was received"),
            }
        }
        Limit::Lapse => ("补正告知", "missing papers were asked for"),
        Limit::LowerReview => ("受理", "it was accepted"),
        Limit::Delivery => ("最后一项决定作出", "the last decision was made"),
        Limit::HearingAsk => ("听证告知", "the right to be heard was told"),
        Limit::HearingHold => ("听证申请", "a hearing was asked for"),
        Limit::Step => ("进入本环节", "the step was open to its owner"),
    };
    words(zh, en)
}

fn working_days(n: u16) -> Words {
    let days = if n == 1 {
        "working day"
    } else {
        "working days"
    };
    words(format!("{n} 个工作日"), format!("{n} {days}"))
}

fn length(count: &Count) -> Words {
    let own = working_days(count.limit_days);
    match count.extended_days {
        0 => own,
        more => words(
            format!("{},延期 {more} 个工作日", own.zh),
            format!("{}, extended by {more}", own.en),
        ),
    }
}

fn by_days(count: &Count, calendar: &Calendar) -> Vec<Words> {
    let (steps, last) = match count.due(calendar) {
        Ok(due) => (due.derivation, due_at(due.at, due.provisional)),
        Err(halted) => {
            let (since, why, left) = (halted.since, &halted.why, halted.left);
            let last = words(
                format!("自 {since} 起停止计时({why}),尚余 {left} 个工作日"),
                format!("Stands still since {since} ({why}); working days left: {left}"),
            );
            (halted.derivation, last)
        }
    };
    let day = |step: &DerivationStep| words(step.zh(), step.en());
    steps.iter().map(day).chain([last]).collect()
}

fn by_minutes(from: UnixMillis, minutes: u32, stops: &[Stop], calendar: &Calendar) -> Vec<Words> {
    let hours = hours(calendar.hours());
    let mut lines = vec![
        words(format!("{from} 起算"), format!("Counted from {from}")),
        words(
            format!("{minutes} 个工作分钟,只计工作日的办公时间 {hours}"),
            format!("{minutes} working minutes, in the office hours {hours} of working days only"),
        ),
    ];
    // What was over before the limit began took nothing from it.
    let within = |stop: &&Stop| stop.until.is_none_or(|until| until > from);
    lines.extend(stops.iter().filter(within).map(|stop| {
        let (begun, why) = (stop.from, &stop.why);
        match stop.until {
            Some(until) => words(
                format!("{begun} 至 {until} 特别程序,不计({why})"),
                format!("{begun} to {until}: special procedure, not counted ({why})"),
            ),
            None => words(
                format!("{begun} 起特别程序,不计({why})"),
                format!("since {begun}: special procedure, not counted ({why})"),
            ),
        }
    }));
    let by = By::Minutes {
        from,
        minutes,
        stops: stops.to_vec(),
    };
    lines.push(match by.at(calendar) {
        Some((at, provisional)) => due_at(at, provisional),
        None => {
            // An open stop ends the counting; what ran before it is what was used.
            let begun = stops.iter().filter(|stop| stop.until.is_none());
            let halt = begun.map(|stop| stop.from).min().unwrap_or(from);
            let used = calendar.working_minutes_between_with(from, halt, stops);
            let left = u64::from(minutes).saturating_sub(used);
            words(
                format!("停止计时,尚余 {left} 个工作分钟"),
                format!("Stands still; working minutes left: {left}"),
            )
        }
    });
    lines
}

fn due_at(at: UnixMillis, provisional: bool) -> Words {
    match provisional {
        false => words(format!("到期:{at}"), format!("Due: {at}")),
        true => words(
            format!("到期:{at}(暂定,次年日历公布后重算)"),
            format!("Due: {at} (provisional: counted again when the calendar is announced)"),
        ),
    }
}

/// `08:30-12:00, 13:00-17:30`.
fn hours(hours: &OfficeHours) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let spans =
        (hours.spans.iter()).map(|span| format!("{}-{}", clock(span.opens), clock(span.closes)));
    spans.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Deed;
    use crate::fixture::*;
    use tiers::Role;

    /// A case of thirty-odd days, received at the window where it is handled.
    fn at_the_city() -> Replica {
        let (mut city, receive) = about_to_receive(CITY, "SL-001");
        city.does(&desk(Role::Window), receive);
        city
    }

    fn of_limit(all: &[Why], limit: Limit) -> &Why {
        let mut all = all.iter();
        all.find(|why| why.running.limit == limit).unwrap()
    }

    #[test]
    fn every_limit_that_runs_says_from_what_and_how_long_it_is() {
        let city = at_the_city();
        let view = city.view();
        let all = why(&view, WORLD.calendar());
        assert_eq!(all.len(), limits(&view, WORLD.calendar()).len());
        let intake = of_limit(&all, Limit::Intake);
        assert_eq!(intake.since.zh, "收件");
        assert_eq!(intake.length.en, "5 working days");
        // Monday the second of March 2026; no holiday before the fifth working day after it.
        assert_eq!(intake.due.unwrap().at, moment("2026-03-09T17:30:00+08:00"));
        let lines: Vec<&str> = intake.derivation.iter().map(|it| it.zh.as_str()).collect();
        assert_eq!(lines[0], "2026-03-02 周一,工作日:收件当日,不计");
        assert_eq!(lines[5], "2026-03-07 周六,周末:不计");
        assert_eq!(lines.last(), Some(&"到期:2026-03-09 17:30"));
        // The last line is the date that everything else goes by.
        for why in &all {
            let due = why.due.unwrap();
            assert_eq!(
                why.derivation.last().unwrap().en,
                format!("Due: {}", due.at)
            );
        }
    }

    #[test]
    fn what_stands_still_says_so_and_what_is_left() {
        let mut city = at_the_city();
        city.does(&desk(Role::Window), Deed::Accept);
        let view = city.view();
        let branch = &view.facts.branches[0];
        let open = branch.open().unwrap();
        let department = open.plan.owner.department.clone().unwrap();
        city.wait_minutes(60);
        city.does(
            &of(Role::Handler, &department),
            Deed::Suspend {
                cause: "hearing".to_owned(),
                days: 20,
                notice: "特程告2026-3".to_owned(),
            },
        );
        let view = city.view();
        let all = why(&view, WORLD.calendar());
        let promised = of_limit(&all, Limit::Promised);
        assert_eq!(promised.due, None);
        let last = &promised.derivation.last().unwrap().zh;
        let days = view.facts.receipt.as_ref().unwrap().promised_days;
        assert_eq!(
            last,
            &format!("自 2026-03-02 起停止计时(听证 特程告2026-3),尚余 {days} 个工作日")
        );
        let mut step = all.iter().filter(|why| why.running.limit == Limit::Step);
        let open = step.next_back().unwrap();
        assert_eq!(open.due, None);
        let minutes = view.facts.branches[0].open().unwrap().plan.limit_minutes;
        assert_eq!(
            open.derivation.last().unwrap().en,
            format!("Stands still; working minutes left: {}", minutes - 60)
        );
    }

    #[test]
    fn an_extension_is_part_of_what_is_counted() {
        let mut city = at_the_city();
        city.does(&desk(Role::Window), Deed::Accept);
        let view = city.view();
        let days = view.facts.receipt.as_ref().unwrap().promised_days;
        let decider = view.facts.decider().unwrap().department.unwrap();
        city.does(
            &of(Role::Approver, &decider),
            Deed::Extend {
                days: 10,
                reason: "资料核实需要时间".to_owned(),
                approval: "延批2026-1".to_owned(),
            },
        );
        let all = why(&city.view(), WORLD.calendar());
        let promised = of_limit(&all, Limit::Promised);
        assert_eq!(
            promised.length.zh,
            format!("{days} 个工作日,延期 10 个工作日")
        );
        let extended = (promised.derivation.iter()).filter(|line| line.zh.contains("延期第"));
        assert_eq!(extended.count(), 10);
    }
}
