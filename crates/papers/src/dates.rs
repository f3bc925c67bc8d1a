//! Dates on papers. They follow from what was known when the act was done, so that a paper printed again
//! later says the same: what was extended since stands on a paper of its own.

use crate::telling::Telling;
use calendar::{Calendar, Count, Stop, UnixMillis};
use casework::{Due, Extension};

/// The calendar that the receipt was made under; the one in force where it is not here.
fn calendar<'a>(telling: &Telling<'a>) -> Option<&'a Calendar> {
    let cited = telling.register.calendar_of(&telling.receipt.calendar);
    cited.or_else(|| telling.register.calendar_in_force())
}

/// The end of `days` working days after `from`.
pub(crate) fn after(telling: &Telling<'_>, from: UnixMillis, days: u16) -> Option<Due> {
    Some(Due::after(calendar(telling)?, from, days))
}

/// By when it is promised to be decided, counted from the day the papers were there, and by when the law says, from
/// the day of acceptance.
pub(crate) fn limits(telling: &Telling<'_>) -> Option<(Due, Due)> {
    let from = telling.facts().clock_from?;
    let accepted = telling.facts().accepted_from()?;
    let receipt = telling.receipt;
    let calendar = calendar(telling)?;
    let promised = if receipt.instant {
        let minutes = receipt.promised_minutes.into();
        Due::from(calendar.due_in_minutes(from, minutes, &[])?)
    } else {
        count(calendar, from, receipt.promised_days, 0, Vec::new())?
    };
    let legal = count(calendar, accepted, receipt.legal_days, 0, Vec::new())?;
    Some((promised, legal))
}

/// By when it is to be decided by law after an extension, with the special procedures that had begun
/// before it; none while one of those lasts.
pub(crate) fn extended(telling: &Telling<'_>, extension: &Extension) -> Option<Due> {
    let from = telling.facts().accepted_from()?;
    let told = extension.done.at;
    let stops = telling.facts().branches.iter().flat_map(|own| &own.stops);
    let stops = stops.filter(|stop| stop.from.at <= told).map(|stop| Stop {
        from: stop.from.at,
        until: stop
            .until
            .as_ref()
            .map(|done| done.at)
            .filter(|at| *at <= told),
        why: stop.notice.clone(),
    });
    let days = telling.receipt.legal_days;
    count(
        calendar(telling)?,
        from,
        days,
        extension.days,
        stops.collect(),
    )
}

fn count(
    calendar: &Calendar,
    received: UnixMillis,
    limit_days: u16,
    extended_days: u16,
    stops: Vec<Stop>,
) -> Option<Due> {
    let count = Count {
        received,
        limit_days,
        extended_days,
        deferral: calendar.deferral(),
        stops,
    };
    count.at(calendar).map(Due::from)
}
