//! Who may log in, and whether something to be done is theirs.

use super::{names, words};
use crate::Passwords;
use casework::NextAct;
use console::{Account, NodeFacts, Text, Who};
use engine::{DeskKey, DeskOf, ReadModel, is_window};
use std::collections::BTreeMap;
use tiers::{PlaceCode, Role};

/// What must be known without waiting.
#[derive(Clone)]
pub(crate) struct DeskFacts {
    pub(crate) node: NodeFacts,
    pub(crate) accounts: BTreeMap<String, Account>,
}

impl DeskFacts {
    /// Accounts are those who have both a password here and a place in the directory in force.
    pub(crate) fn of(model: &ReadModel, passwords: &Passwords, demo: bool) -> DeskFacts {
        let place = model.place();
        let people = model.own_entry().map(|entry| entry.people.as_slice());
        let accounts = people.unwrap_or_default().iter().filter_map(|person| {
            let account = Account {
                password_hash: passwords.get(&person.user)?.clone(),
                name: person.name.clone(),
                posts: person.posts.iter().map(|post| show(model, post)).collect(),
            };
            Some((person.user.clone(), account))
        });
        DeskFacts {
            accounts: accounts.collect(),
            node: NodeFacts {
                place_code: place.to_string(),
                place: names::path(model, place),
                tier: words::tier(place.tier()),
                node: model.key().short(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                demo,
            },
        }
    }
}

/// A post as people call it: 窗口 · 市场监管局.
fn show(model: &ReadModel, post: &tiers::Post) -> console::Post {
    let role = words::role(post.role);
    let names: Vec<Text> = (post.departments.iter())
        .map(|code| names::department(model, code))
        .collect();
    let title = if names.is_empty() {
        role
    } else {
        Text::join([role, words::join(&names)], "list-dot")
    };
    console::Post {
        role: post.role.name().to_owned(),
        departments: post.departments.clone(),
        title,
    }
}

/// The posts of one who asks, at one place.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) user: String,
    place: PlaceCode,
    posts: Vec<tiers::Post>,
}

impl Person {
    /// As the directory has them now; the console's word is not needed.
    pub(crate) fn of(model: &ReadModel, who: &Who) -> Person {
        let person = model.own_entry().and_then(|entry| entry.person(&who.user));
        Person {
            user: who.user.clone(),
            place: model.place(),
            posts: person
                .map(|person| person.posts.clone())
                .unwrap_or_default(),
        }
    }

    /// Whether one of the posts is one of `roles`.
    pub(crate) fn is_any(&self, roles: &[Role]) -> bool {
        self.has_role(|role| roles.contains(&role))
    }

    /// Whether the role of one of the posts is of this sort.
    pub(crate) fn has_role(&self, is: impl Fn(Role) -> bool) -> bool {
        self.posts.iter().any(|post| is(post.role))
    }

    /// Whether the directory knows no post of theirs here.
    pub(crate) fn is_nobody(&self) -> bool {
        self.posts.is_empty()
    }

    /// Whether they take applications in: who else has no business with drafts.
    pub(crate) fn files(&self) -> bool {
        self.is_any(&[Role::Window, Role::Agent])
    }

    /// Whether an act was theirs: written by them, or for a desk of theirs. One who has left leaves it to
    /// whoever has the same post now.
    pub(crate) fn wrote(&self, who: &casework::Who) -> bool {
        let desk = |post: &tiers::Post| match &who.department {
            Some(code) => post.departments.contains(code),
            None => post.role == who.role && post.departments.is_empty(),
        };
        who.place == self.place && (who.user == self.user || self.posts.iter().any(desk))
    }

    /// The desks that are theirs, in this role where one is named: together they hold what [`Person::may`] says is theirs.
    pub(crate) fn desks(&self, only: Option<Role>) -> Vec<DeskKey> {
        let posts = self.posts.iter();
        let mut desks: Vec<DeskKey> = posts
            .filter(|post| only.is_none_or(|role| role == post.role))
            .flat_map(|post| {
                let any = is_window(post.role).then_some(DeskOf::AnyWindow);
                let own = post.departments.iter().cloned().map(DeskOf::Department);
                let all = std::iter::once(DeskOf::Anybody).chain(any).chain(own);
                all.map(|of| DeskKey {
                    role: post.role,
                    of,
                })
            })
            .collect();
        desks.sort();
        desks.dedup();
        desks
    }

    /// Whether something to be done is theirs: by place, role, and department where one is named. The
    /// window of the place stands for any department there until a case is accepted.
    pub(crate) fn may(&self, act: &NextAct, only: Option<Role>) -> bool {
        let fits = |post: &tiers::Post| {
            let desk = matches!(post.role, Role::Window | Role::Agent);
            let department = match &act.owner.department {
                None => true,
                Some(code) => (act.desk_stands_in && desk) || post.departments.contains(code),
            };
            only.is_none_or(|role| role == post.role)
                && act.roles.contains(&post.role)
                && department
        };
        act.owner.place == self.place && self.posts.iter().any(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::Owner;

    fn person(posts: &[(Role, &[&str])]) -> Person {
        let posts = posts.iter().map(|(role, departments)| tiers::Post {
            role: *role,
            departments: departments.iter().map(|code| (*code).to_owned()).collect(),
        });
        Person {
            user: "ma".to_owned(),
            place: "230621000000".parse().unwrap(),
            posts: posts.collect(),
        }
    }

    fn act(kind: &'static str, department: Option<&str>, roles: &'static [Role]) -> NextAct {
        NextAct {
            kind,
            branch: None,
            step: None,
            owner: Owner {
                place: "230621000000".parse().unwrap(),
                department: department.map(str::to_owned),
            },
            roles,
            desk_stands_in: kind == "accept",
            due: true,
            paper: None,
        }
    }

    #[test]
    fn a_step_is_theirs_by_role_and_department() {
        let step = act("step", Some("X05"), &[Role::Handler]);
        assert!(person(&[(Role::Handler, &["X01", "X05"])]).may(&step, None));
        assert!(!person(&[(Role::Handler, &["X01"])]).may(&step, None));
        assert!(!person(&[(Role::Reviewer, &["X05"])]).may(&step, None));
        assert!(!person(&[(Role::Handler, &["X05"])]).may(&step, Some(Role::Reviewer)));
    }

    #[test]
    fn the_window_stands_for_every_department_at_intake_only() {
        let window = person(&[(Role::Window, &[])]);
        assert!(window.may(&act("accept", Some("X05"), &[Role::Window]), None));
        assert!(window.may(&act("deliver", None, &[Role::Window]), None));
        assert!(!window.may(&act("conclude", Some("X05"), &[Role::Window]), None));
    }

    #[test]
    fn nothing_of_another_place_is_theirs() {
        let mut accept = act("accept", None, &[Role::Window]);
        accept.owner.place = "230600000000".parse().unwrap();
        assert!(!person(&[(Role::Window, &[])]).may(&accept, None));
    }
}
