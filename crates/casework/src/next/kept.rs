//! What is due next, as a node keeps it beside a case, so that a start need not open every case.

use super::{NextAct, RESOLVERS};
use crate::table::TABLE;
use crate::whose::roles_of;
use crate::{Kind, Owner, Paper};
use catalog::Stage;
use serde::{Deserialize, Serialize};
use tiers::Role;

/// A [`NextAct`] in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptNext {
    kind: String,
    branch: Option<String>,
    step: Option<u8>,
    owner: Owner,
    roles: Vec<Role>,
    desk_stands_in: bool,
    due: bool,
    paper: Option<Paper>,
}

impl From<&NextAct> for KeptNext {
    fn from(act: &NextAct) -> Self {
        Self {
            kind: act.kind.to_owned(),
            branch: act.branch.clone(),
            step: act.step,
            owner: act.owner.clone(),
            roles: act.roles.to_vec(),
            desk_stands_in: act.desk_stands_in,
            due: act.due,
            paper: act.paper,
        }
    }
}

impl KeptNext {
    /// The act; none when the table of this version knows no such kind or roles, and the case must be
    /// looked at anew.
    pub fn recalled(self) -> Option<NextAct> {
        Some(NextAct {
            kind: Kind::from_name(&self.kind)?.name(),
            branch: self.branch,
            step: self.step,
            owner: self.owner,
            roles: known(&self.roles)?,
            desk_stands_in: self.desk_stands_in,
            due: self.due,
            paper: self.paper,
        })
    }
}

/// The same roles, as the table has them.
fn known(roles: &[Role]) -> Option<&'static [Role]> {
    const STAGES: [Stage; 5] = [
        Stage::Accept,
        Stage::Handle,
        Stage::Review,
        Stage::Approve,
        Stage::Conclude,
    ];
    let rows = TABLE.iter().map(|row| row.roles);
    let stages = STAGES.into_iter().map(roles_of);
    (rows.chain(stages).chain([RESOLVERS])).find(|known| *known == roles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiers::PlaceCode;

    #[test]
    fn what_is_kept_comes_back_as_it_was_for_every_row_and_stage() {
        let place: PlaceCode = "230621101000".parse().unwrap();
        let owner = Owner {
            place,
            department: Some("T01".to_owned()),
        };
        let of_rows = TABLE.iter().map(|row| (row.act, row.roles, row.paper));
        let of_stages = [Stage::Accept, Stage::Handle, Stage::Conclude]
            .map(|stage| (Kind::Step, roles_of(stage), None));
        for (kind, roles, paper) in
            of_rows
                .chain(of_stages)
                .chain([(Kind::Resolve, RESOLVERS, None)])
        {
            let act = NextAct {
                kind: kind.name(),
                branch: Some("BM-001".to_owned()),
                step: Some(3),
                owner: owner.clone(),
                roles,
                desk_stands_in: true,
                due: false,
                paper,
            };
            let text = serde_json::to_string(&KeptNext::from(&act)).unwrap();
            let kept: KeptNext = serde_json::from_str(&text).unwrap();
            assert_eq!(kept.recalled(), Some(act));
        }
    }

    #[test]
    fn roles_that_no_row_has_are_looked_up_anew() {
        let act = serde_json::json!({
            "kind": "accept", "branch": null, "step": null,
            "owner": {"place": "230621101000", "department": null},
            "roles": ["agent", "agent"], "desk_stands_in": false, "due": true, "paper": null,
        });
        let kept: KeptNext = serde_json::from_value(act).unwrap();
        assert_eq!(kept.recalled(), None);
    }
}
