//! Proxy cases whose agent has left: the next agent of the place takes them over.

use super::people::Person;
use super::{lines, words};
use ::words::text;
use console::{CaseLine, Refused, Who};
use engine::{Engine, ReadModel};
use std::collections::BTreeSet;
use tiers::Role;

/// Open proxy cases filed here whose agent is no agent here any more, for one who may take them.
pub(super) fn lines(model: &ReadModel, person: &Person) -> Vec<CaseLine> {
    if !person.is_any(&[Role::Agent]) {
        return Vec::new();
    }
    let left = model.proxy_cases(|agent| !model.is_agent(agent));
    let shown = left
        .into_iter()
        .filter_map(|id| lines::case_line(model, id));
    shown.collect()
}

/// Gives all of them to the person; answers how many. Some may stay, say because rival acts must be settled
/// first: they stay in the list.
///
/// # Errors
/// When none could be given, with the reason of the first.
pub(super) fn take(engine: &mut Engine, who: &Who) -> Result<u64, Refused> {
    let left = engine.proxy_cases(|agent| !engine.is_agent(agent));
    let agents: BTreeSet<String> = (left.iter())
        .filter_map(|id| Some(engine.briefs().get(id)?.agent()?.to_owned()))
        .collect();
    let (mut count, mut stays) = (0, Vec::new());
    for from in agents {
        let reason = text!("left-reason").zh;
        let assigned = engine.assign(&who.user, &from, &who.user, &reason);
        let assigned = assigned.map_err(words::refused)?;
        count += assigned.count as u64;
        stays.extend(assigned.left);
    }
    match stays.first() {
        Some(first) if count == 0 => Err(words::refused(first.why.clone())),
        _ => Ok(count),
    }
}
