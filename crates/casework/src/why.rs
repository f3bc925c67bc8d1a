//! How each limit of a case was counted: what a command line and a page show to whoever asks why a case is due when it
//! is.

use crate::named::named;
use crate::{Branch, By, CaseView, Due, Facts, Intake, Limit, Mode, Running, limits};
use calendar::{Calendar, Count, Date, DerivationStep, OfficeHours, Stop, UnixMillis};

/// A limit with everything that its date follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The limit, what it is counted by, and when what it limits was done.
    pub running: Running,
    /// The branch or step it is about; empty for the whole.
    pub of: String,
    /// What happened at the moment it is counted from.
    pub since: Since,
    /// The moment from which it is counted.
    pub from: UnixMillis,
    /// When it is due; none while it stands still.
    pub due: Option<Due>,
    /// How it was counted: limits in days day by day, limits in minutes by what their minutes run over.
    /// The last line says the date, or what is left.
    pub derivation: Vec<Derived>,
}

named! {
    /// What a limit is counted from.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Since {
        /// The applicant handed in what a correction notice had asked for.
        PapersComplete => "since-papers-complete",
        /// The authority got the papers from the applicant's agent.
        Reached => "since-reached",
        /// The authority's own desk took the papers in.
        Received => "since-received",
        /// A correction notice was given.
        PapersAskedFor => "since-papers-asked-for",
        /// The case was accepted, or deemed to be.
        Accepted => "since-accepted",
        /// The last branch of the case was decided.
        LastDecision => "since-last-decision",
        /// The applicant was told of the right to be heard.
        HearingTold => "since-hearing-told",
        /// Somebody asked to be heard.
        HearingAsked => "since-hearing-asked",
        /// The step before was done.
        StepOpen => "since-step-open",
    }
}

/// One line of how a limit was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derived {
    /// A day on the way of a limit in days.
    Day(DerivationStep),
    /// The last line of a limit that runs: when it is due.
    Due(Due),
    /// The last line of a limit in days that stands still.
    Halted {
        /// The day from which it stands still.
        since: Date,
        /// The cause and the number of the notice, as in [`calendar::Stop`].
        why: String,
        /// Working days that are left.
        left: u32,
    },
    /// The first line of a limit in minutes: the moment from which it is counted.
    From(UnixMillis),
    /// How long a limit in minutes is.
    Minutes {
        /// Working minutes in all.
        minutes: u32,
        /// The office hours that they run in: `08:30-12:00, 13:00-17:30`.
        hours: String,
    },
    /// When the minutes did not run.
    Stop(Stop),
    /// The last line of a limit in minutes that stands still: working minutes that are left.
    MinutesLeft(u64),
}

/// Every limit of a case that has begun with its derivation, the whole first: as [`limits`].
pub fn why(view: &CaseView, calendar: &Calendar) -> Vec<Why> {
    let explained = limits(view, calendar).into_iter().map(|running| {
        let facts = &view.facts;
        let (from, derivation) = match &running.by {
            By::Days(count) => (count.received, by_days(count, calendar)),
            By::Minutes {
                from,
                minutes,
                stops,
            } => (*from, by_minutes(*from, *minutes, stops, calendar)),
        };
        let due = running.by.at(calendar);
        Why {
            of: about(facts, &running),
            since: since(facts, running.limit),
            from,
            due: due.map(Due::from),
            derivation,
            running,
        }
    });
    explained.collect()
}

fn about(facts: &Facts, running: &Running) -> String {
    let Some(branch) = running.branch.and_then(|index| facts.branches.get(index)) else {
        return String::new();
    };
    let step = |branch: &Branch| Some(branch.steps.get(running.step?)?.plan.name.clone());
    let joint = facts.branches.len() > 1;
    match step(branch) {
        Some(step) if joint => format!("{} · {step}", branch.name),
        Some(step) => step,
        None if joint => branch.name.clone(),
        None => String::new(),
    }
}

fn since(facts: &Facts, limit: Limit) -> Since {
    match limit {
        // Where silence accepted, the limit runs from the day that the silence began.
        Limit::Legal if matches!(facts.intake, Intake::Accepted(_)) => Since::Accepted,
        Limit::Promised | Limit::Legal | Limit::Intake => {
            let mode = facts.receipt.as_ref().map(|receipt| receipt.mode);
            let answered = (facts.correction.as_ref()).is_some_and(|it| it.answered.is_some());
            match mode {
                _ if answered => Since::PapersComplete,
                Some(Mode::ForApplicant) => Since::Reached,
                _ => Since::Received,
            }
        }
        Limit::Lapse => Since::PapersAskedFor,
        Limit::LowerReview | Limit::Deferred => Since::Accepted,
        Limit::PromiseCheck => Since::LastDecision,
        Limit::Delivery => Since::LastDecision,
        Limit::HearingAsk => Since::HearingTold,
        Limit::HearingHold => Since::HearingAsked,
        Limit::Step => Since::StepOpen,
    }
}

fn by_days(count: &Count, calendar: &Calendar) -> Vec<Derived> {
    let (steps, last) = match count.due(calendar) {
        Ok(due) => {
            let last = Due {
                at: due.at,
                provisional: due.provisional,
                latest: due.latest,
            };
            (due.derivation, Derived::Due(last))
        }
        Err(halted) => {
            let (since, why, left) = (halted.since, halted.why, halted.left);
            (halted.derivation, Derived::Halted { since, why, left })
        }
    };
    steps.into_iter().map(Derived::Day).chain([last]).collect()
}

fn by_minutes(from: UnixMillis, minutes: u32, stops: &[Stop], calendar: &Calendar) -> Vec<Derived> {
    let hours = hours(calendar.hours());
    let mut lines = vec![Derived::From(from), Derived::Minutes { minutes, hours }];
    // What was over before the limit began took nothing from it.
    let within = |stop: &&Stop| stop.until.is_none_or(|until| until > from);
    lines.extend(stops.iter().filter(within).cloned().map(Derived::Stop));
    let by = By::Minutes {
        from,
        minutes,
        stops: stops.to_vec(),
    };
    lines.push(match by.at(calendar) {
        Some(due) => Derived::Due(due.into()),
        None => {
            // An open stop ends the counting; what ran before it is what was used.
            let begun = stops.iter().filter(|stop| stop.until.is_none());
            let halt = begun.map(|stop| stop.from).min().unwrap_or(from);
            let used = calendar.working_minutes_between_with(from, halt, stops);
            Derived::MinutesLeft(u64::from(minutes).saturating_sub(used))
        }
    });
    lines
}

/// The spans of a day, as in `08:30-12:00, 13:00-17:30`.
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
    use calendar::Used;
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
        assert_eq!(intake.since, Since::Received);
        // Monday the second of March 2026; no holiday before the fifth working day after it.
        assert_eq!(intake.due.unwrap().at, moment("2026-03-09T17:30:00+08:00"));
        let Derived::Day(first) = &intake.derivation[0] else {
            panic!("{:?}", intake.derivation);
        };
        assert_eq!(first.used, Used::Received);
        let Derived::Day(saturday) = &intake.derivation[5] else {
            panic!("{:?}", intake.derivation);
        };
        assert_eq!(
            (saturday.date.to_string(), &saturday.used),
            ("2026-03-07".to_owned(), &Used::Skipped)
        );
        // The last line is the date that everything else goes by.
        for why in &all {
            let due = why.due.unwrap();
            assert_eq!(why.derivation.last(), Some(&Derived::Due(due)));
        }
    }

    #[test]
    fn a_procedure_is_left_out_for_as_long_as_its_notice_told() {
        let mut city = at_the_city();
        city.does(&desk(Role::Window), Deed::Accept);
        let view = city.view();
        let open = view.facts.branches[0].open().unwrap();
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
        let all = why(&city.view(), WORLD.calendar());
        let promised = of_limit(&all, Limit::Promised);
        let stopped = promised.derivation.iter().filter(
            |line| matches!(line, Derived::Day(day) if matches!(day.used, Used::Stopped(_))),
        );
        assert_eq!(stopped.count(), 20);
        // 25 and 20 working days after Monday the second of March: Qingming and Labour Day are off.
        assert_eq!(
            promised.due.unwrap().at,
            moment("2026-05-08T17:30:00+08:00")
        );
        let mut step = all.iter().filter(|why| why.running.limit == Limit::Step);
        let open = step.next_back().unwrap();
        let stops = |line: &&Derived| matches!(line, Derived::Stop(stop) if stop.until.is_some());
        assert_eq!(open.derivation.iter().filter(stops).count(), 1);
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
            Deed::ApproveExtension {
                days: 10,
                number: "延批2026-1".to_owned(),
                reason: "资料核实需要时间".to_owned(),
            },
        );
        city.does(
            &of(Role::Handler, &decider),
            Deed::Extend {
                days: 10,
                reason: "资料核实需要时间".to_owned(),
                approval: "延批2026-1".to_owned(),
            },
        );
        let all = why(&city.view(), WORLD.calendar());
        let promised = of_limit(&all, Limit::Promised);
        let By::Days(count) = &promised.running.by else {
            panic!("{:?}", promised.running.by);
        };
        assert_eq!((count.limit_days, count.extended_days), (days, 10));
        let extended = promised.derivation.iter().filter(
            |line| matches!(line, Derived::Day(day) if matches!(day.used, Used::Extended(_))),
        );
        assert_eq!(extended.count(), 10);
    }
}
