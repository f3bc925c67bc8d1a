//! Agents come and go; the proxy cases of a village or township stay and get the next one.

use super::answers::{Assigned, NotAssigned, Refused};
use super::{Engine, ReadModel, Reason, reason};
use casework::Deed;
use record::RecordId;
use tiers::Role;

impl ReadModel {
    /// Whether somebody is an agent of this place by the directory in force.
    pub fn is_agent(&self, user: &str) -> bool {
        let entry = self.own_entry();
        entry.is_some_and(|entry| entry.may_act(user, Role::Agent, None))
    }

    /// Open proxy cases filed at this place whose agent is one that `pick` picks, by number on paper.
    pub fn proxy_cases(&self, pick: impl Fn(&str) -> bool) -> Vec<RecordId> {
        let here = self.records().proxied_at(self.at());
        let picked = here.filter(|(_, brief)| brief.agent().is_some_and(&pick));
        let mut found: Vec<(&str, RecordId)> =
            picked.map(|(id, brief)| (brief.number(), id)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }
}

impl Engine {
    /// Gives every open proxy case of `from` to `to`. Each is an act of its own on its case; one that may
    /// not be done keeps none of the others back.
    ///
    /// # Errors
    /// Why nothing was given; nothing has changed then.
    pub fn assign(
        &mut self,
        user: &str,
        from: &str,
        to: &str,
        reason: &str,
    ) -> Result<Assigned, Refused> {
        if self
            .own_entry()
            .ok_or(Reason::NotReady)?
            .person(user)
            .is_none()
        {
            return Err(reason::no_person(user));
        }
        if from == to || !self.is_agent(to) {
            return Err(Reason::NotAnotherAgent {
                from: from.to_owned(),
                to: to.to_owned(),
            }
            .into());
        }
        if reason.trim().is_empty() {
            return Err(Reason::NoReason.into());
        }
        let mut assigned = Assigned {
            from: from.to_owned(),
            to: to.to_owned(),
            count: 0,
            numbers: Vec::new(),
            left: Vec::new(),
        };
        for id in self.proxy_cases(|agent| agent == from) {
            let number = self
                .model
                .records()
                .brief(&id)
                .map(|brief| brief.number().to_owned());
            let number = number.unwrap_or_default();
            let deed = Deed::Assign {
                user: to.to_owned(),
                reason: reason.to_owned(),
            };
            match self.act(user, &id.to_string(), None, deed) {
                Ok(_) => assigned.numbers.push(number),
                Err(why) => assigned.left.push(NotAssigned { number, why }),
            }
        }
        assigned.count = assigned.numbers.len();
        Ok(assigned)
    }
}
