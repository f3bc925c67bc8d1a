use crate::{Branch, Facts, Intake};
use catalog::Stage;
use serde::{Deserialize, Serialize};

/// Where a case, or one branch of it, stands in the table: the states of 行政许可法 chapter 4 and of
/// the centres' custom. Which acts are possible depends on it ([`crate::TABLE`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 草稿: nothing was received yet.
    Draft,
    /// 已收件: with the village, on its way to the authority.
    Received,
    /// 待受理: the authority has it.
    Intake,
    /// 补正中
    Correcting,
    /// 承办
    Handling,
    /// 审核
    Review,
    /// 批准
    Approval,
    /// 待办结
    Closing,
    /// 待前置分支: this branch of a joint case is accepted when those before it are concluded.
    Queued,
    /// 特别程序中: the clock stands still.
    Suspended,
    /// 待其他部门: this branch is done, others are not.
    Waiting,
    /// 已办结
    Concluded,
    /// 已制证
    Made,
    /// 已送达
    Delivered,
    /// 已归档
    Archived,
    /// 不受理
    NotNeeded,
    /// 不予受理
    Refused,
    /// 逾期未补正
    Lapsed,
    /// 已撤回
    Withdrawn,
    /// 已终止
    Terminated,
    /// 已撤销: the licence was taken back.
    Revoked,
    /// 已注销
    Cancelled,
}

impl State {
    /// All states.
    pub const ALL: [State; 22] = [
        State::Draft,
        State::Received,
        State::Intake,
        State::Correcting,
        State::Handling,
        State::Review,
        State::Approval,
        State::Closing,
        State::Queued,
        State::Suspended,
        State::Waiting,
        State::Concluded,
        State::Made,
        State::Delivered,
        State::Archived,
        State::NotNeeded,
        State::Refused,
        State::Lapsed,
        State::Withdrawn,
        State::Terminated,
        State::Revoked,
        State::Cancelled,
    ];

    /// The name in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().0
    }

    /// The name in English.
    pub const fn en(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            State::Draft => ("草稿", "draft"),
            State::Received => ("已收件", "received"),
            State::Intake => ("待受理", "to be accepted"),
            State::Correcting => ("补正中", "waiting for papers"),
            State::Handling => ("承办", "being handled"),
            State::Review => ("审核", "under review"),
            State::Approval => ("批准", "to be decided"),
            State::Closing => ("待办结", "to be concluded"),
            State::Queued => ("待前置分支", "waiting for the branches before it"),
            State::Suspended => ("特别程序中", "in a special procedure"),
            State::Waiting => ("待其他部门", "waiting for other departments"),
            State::Concluded => ("已办结", "concluded"),
            State::Made => ("已制证", "paper made"),
            State::Delivered => ("已送达", "delivered"),
            State::Archived => ("已归档", "archived"),
            State::NotNeeded => ("不受理", "not for this authority"),
            State::Refused => ("不予受理", "not accepted"),
            State::Lapsed => ("逾期未补正", "lapsed"),
            State::Withdrawn => ("已撤回", "withdrawn"),
            State::Terminated => ("已终止", "ended"),
            State::Revoked => ("已撤销", "revoked"),
            State::Cancelled => ("已注销", "cancelled"),
        }
    }

    const fn of_stage(stage: Stage) -> State {
        match stage {
            // Acceptance ends the step of that stage in every branch that waits for none.
            Stage::Accept => State::Queued,
            Stage::Handle => State::Handling,
            Stage::Review => State::Review,
            Stage::Approve => State::Approval,
            Stage::Conclude => State::Closing,
        }
    }
}

impl Facts {
    /// Where the branch of `item` stands; none names the only one, and of a joint case the branch that
    /// is least far.
    pub fn state(&self, item: Option<&str>) -> State {
        if self.receipt.is_none() {
            return State::Draft;
        }
        if let Some(state) = self.licence_state(item) {
            return state;
        }
        if self.archived.is_some() {
            return State::Archived;
        }
        if self.delivered.is_some() {
            return State::Delivered;
        }
        if let Some(ending) = &self.ended {
            return match ending.withdrawn {
                true => State::Withdrawn,
                false => State::Terminated,
            };
        }
        match &self.intake {
            Intake::Refused(_) => State::Refused,
            Intake::NotNeeded(_) => State::NotNeeded,
            Intake::Lapsed(_) => State::Lapsed,
            Intake::Open if self.clock_from.is_none() => State::Received,
            Intake::Open => {
                let waits =
                    (self.correction.as_ref()).is_some_and(|asked| asked.answered.is_none());
                if waits {
                    State::Correcting
                } else {
                    State::Intake
                }
            }
            Intake::Accepted(_) | Intake::Deemed(_) => self.working_state(item),
        }
    }

    /// The end of a licence, where it has one.
    fn licence_state(&self, item: Option<&str>) -> Option<State> {
        let branch = self.branch(item)?;
        if branch.cancelled.is_some() {
            return Some(State::Cancelled);
        }
        branch.revoked.as_ref().map(|_| State::Revoked)
    }

    fn working_state(&self, item: Option<&str>) -> State {
        let of = |branch: &Branch| match (branch.open_stop(), branch.open()) {
            (Some(_), _) => State::Suspended,
            (None, Some(step)) => State::of_stage(step.plan.stage),
            (None, None) => State::Waiting,
        };
        let state = match self.branch(item) {
            Some(branch) => of(branch),
            None => (self.branches.iter().map(of).min()).unwrap_or(State::Waiting),
        };
        if state != State::Waiting || self.concluded_at().is_none() {
            return state;
        }
        let made = self.branches.iter().any(|branch| branch.made.is_some());
        if made { State::Made } else { State::Concluded }
    }
}
