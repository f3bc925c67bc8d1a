//! What people do: an act is judged, written, and answered once it is durable.

use super::answers::{Done, Refused};
use super::journal::{Audit, JournalEntry};
use super::{Engine, ReadModel, Reason, reason};
use casework::{Act, CaseView, Deed, Form, Ground, Refusal, Who, judge_next};
use record::{Kind, RecordId};
use tiers::{PlaceCode, Role};

/// Whether `name` is the beginning of an id, and long enough for one: fewer letters begin too many.
pub(super) fn begins(name: &str, id: &impl ToString) -> bool {
    const SHORTEST: usize = 6;
    name.len() >= SHORTEST && id.to_string().starts_with(name)
}

/// What somebody wants done to a case.
pub(super) struct Wanted {
    /// Member item, in a bundle.
    pub(super) branch: Option<String>,
    /// What is to be done, as it will stand in the act.
    pub(super) deed: Deed,
    /// Whether it cites the catalog in force now: an acceptance may.
    pub(super) today: bool,
}

impl ReadModel {
    /// As [`ReadModel::find`], among the records that are known: all, where this engine does not serve early.
    pub(super) fn find_known(&self, name: &str, kind: Kind) -> Result<RecordId, Refused> {
        let name = name.trim();
        // No number on paper looks like an id.
        if let Ok(id) = name.parse::<RecordId>() {
            let held = self
                .records()
                .brief(&id)
                .is_some_and(|brief| brief.kind == kind);
            return if held {
                Ok(id)
            } else {
                Err(reason::no_case(name))
            };
        }
        if let Some(id) = self.records().numbered(name) {
            return Ok(id);
        }
        let mut found = (self.records().written(name))
            .filter(|(id, brief)| brief.kind == kind && begins(name, id))
            .map(|(id, _)| id);
        match (found.next(), found.next()) {
            (Some(id), None) => Ok(id),
            (Some(_), Some(_)) => {
                let name = name.to_owned();
                Err(Reason::Ambiguous { name }.into())
            }
            (None, _) => Err(reason::no_case(name)),
        }
    }
}

impl Engine {
    /// Does something for another place that this node acts for: what is written is that place's, by one of its people.
    ///
    /// # Errors
    /// As what is done, and when this node does not act for the place.
    pub fn acting_for<T>(
        &mut self,
        place: PlaceCode,
        does: impl FnOnce(&mut Engine) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        if !self.stands_at(place) {
            return Err(Reason::NotActingFor { place }.into());
        }
        self.model.act_for(place);
        let done = does(self);
        self.model.act_for(self.model.place());
        done
    }

    /// An act by a person, in whichever of his posts may do it.
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn act(
        &mut self,
        user: &str,
        case: &str,
        branch: Option<String>,
        deed: Deed,
    ) -> Result<Done, Refused> {
        self.act_citing(user, case, branch, deed, false)
    }

    /// Accepts a case under the versions that are in force now, not those of its receipt.
    ///
    /// # Errors
    /// As [`Engine::act`].
    pub fn accept_today(&mut self, user: &str, case: &str) -> Result<Done, Refused> {
        self.act_citing(user, case, None, Deed::Accept, true)
    }

    /// Keeps an event of the audit trail.
    pub fn keep_event(&mut self, event: Audit) {
        self.append(JournalEntry::Audit(event), Vec::new());
    }

    /// As [`Engine::act`]; `today` cites the catalog in force now.
    fn act_citing(
        &mut self,
        user: &str,
        case: &str,
        branch: Option<String>,
        deed: Deed,
        today: bool,
    ) -> Result<Done, Refused> {
        if matches!(deed, Deed::Print { .. }) {
            return Err(Reason::NumberFromBlock.into());
        }
        let id = self.find(case, Kind::Case)?;
        let kind = deed.kind().name().to_owned();
        let act = self.judged_on(
            id,
            case,
            user,
            Wanted {
                branch,
                deed,
                today,
            },
        )?;
        self.do_act(id, &act, kind)
    }

    /// The act as it may be done to the record, judged.
    pub(super) fn judged_on(
        &mut self,
        id: RecordId,
        case: &str,
        user: &str,
        wanted: Wanted,
    ) -> Result<Act, Refused> {
        let begun = self.model.config().watch.begin();
        let act = self.with_record(id, |engine, open| {
            let view = open.view.as_ref().ok_or_else(|| reason::no_case(case))?;
            let home = open.header.home;
            engine.judged(user, Ground { home }, view, wanted)
        });
        self.parts.judging += begun.elapsed();
        act.ok_or_else(|| reason::no_case(case))?
    }

    /// The act as the first of the person's posts may do it that may.
    fn judged(
        &mut self,
        user: &str,
        ground: Ground,
        view: &CaseView,
        Wanted {
            branch,
            deed,
            today,
        }: Wanted,
    ) -> Result<Act, Refused> {
        if view.read_only {
            return Err(Reason::ReadOnly.into());
        }
        let posts = self.posts(user)?;
        let at = self.stamp();
        let mut cites = self.cites(self.model.at()).ok_or(Reason::NotReady)?;
        let code = view
            .facts
            .receipt
            .as_ref()
            .map(|receipt| receipt.code.as_str());
        if let Some(code) = code.filter(|_| today) {
            cites.catalog = self.versions(code).ok_or_else(|| reason::no_item(code))?;
        }
        let mut first: Option<Refusal> = None;
        for (role, department) in posts {
            let act = Act {
                who: Who {
                    place: self.model.at(),
                    department,
                    user: user.to_owned(),
                    role,
                },
                cites: cites.clone(),
                at,
                branch: branch.clone(),
                deed: deed.clone(),
            };
            let judged = judge_next(
                ground,
                view,
                self.model.signer().node(),
                &act,
                &Form::new(),
                self.model.library(),
            );
            match judged {
                Ok(()) => return Ok(act),
                // A role that does not fit says less than a guard that does not hold.
                Err(refusal) => {
                    if first
                        .as_ref()
                        .is_none_or(|held| held.is_vague() && !refusal.is_vague())
                    {
                        first = Some(refusal);
                    }
                }
            }
        }
        Err(first.map_or_else(|| reason::no_person(user), Refused::from))
    }

    pub(super) fn do_act(
        &mut self,
        id: RecordId,
        act: &Act,
        kind: String,
    ) -> Result<Done, Refused> {
        let change = self.write_act(id, act).map_err(reason::trouble)?;
        self.fold_admitted();
        let view = self.record(id).and_then(|open| open.view.as_ref());
        let mut trail = view.iter().flat_map(|view| view.trail.iter().rev());
        let entry = trail.find(|entry| entry.change == change);
        Ok(Done {
            case: id.to_string(),
            act: entry.map(|entry| entry.act).unwrap_or_default(),
            kind,
        })
    }

    /// Every post of a person, once for each department.
    fn posts(&self, user: &str) -> Result<Vec<(Role, Option<String>)>, Refused> {
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        let person = entry.person(user).ok_or_else(|| reason::no_person(user))?;
        let mut posts = Vec::new();
        for post in &person.posts {
            if post.departments.is_empty() {
                posts.push((post.role, None));
            }
            let departments = post.departments.iter().cloned().map(Some);
            posts.extend(departments.map(|department| (post.role, department)));
        }
        Ok(posts)
    }

    /// A record by its id, the beginning of it, or its number.
    ///
    /// # Errors
    /// When there is none of that name here, and when there are several.
    pub fn find(&mut self, name: &str, kind: Kind) -> Result<RecordId, Refused> {
        self.bring(name);
        self.find_known(name, kind)
    }
}
