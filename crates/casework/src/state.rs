use crate::named::named;
use crate::{Branch, Facts, Intake};
use catalog::Stage;
use serde::{Deserialize, Serialize};

named! {
    /// Where a case, or one branch of it, stands in the table: the states of 行政许可法 chapter 4 and of
    /// the centres' custom. Which acts are possible depends on it ([`crate::TABLE`]).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum State {
        /// 草稿: nothing was received yet.
        Draft => "state-draft",
        /// 已收件: with the village, on its way to the authority.
        Received => "state-received",
        /// 待受理: the authority has it.
        Intake => "state-intake",
        /// 补正中: the applicant is asked for what is missing.
        Correcting => "state-correcting",
        /// 承办: a handler has the open step.
        Handling => "state-handling",
        /// 审核: a reviewer has the open step.
        Review => "state-review",
        /// 批准: the approver has to decide.
        Approval => "state-approval",
        /// 待办结: decided, and to be concluded.
        Closing => "state-closing",
        /// 待前置分支: this branch of a joint case is accepted when those before it are concluded.
        Queued => "state-queued",
        /// 特别程序中: the clock stands still.
        Suspended => "state-suspended",
        /// 待其他部门: this branch is done, others are not.
        Waiting => "state-waiting",
        /// 已办结: every branch is concluded.
        Concluded => "state-concluded",
        /// 已制证: the paper of the licence is made.
        Made => "state-made",
        /// 已送达: the applicant has the result.
        Delivered => "state-delivered",
        /// 已归档: the file is in the archive.
        Archived => "state-archived",
        /// 不受理: no licence is needed for it.
        NotNeeded => "state-not-needed",
        /// 不予受理: another authority must be asked.
        Refused => "state-refused",
        /// 逾期未补正: the papers never came in time.
        Lapsed => "state-lapsed",
        /// 已撤回: the applicant took it back.
        Withdrawn => "state-withdrawn",
        /// 已终止: ended without a decision.
        Terminated => "state-terminated",
        /// 已撤回许可: a lawful licence was taken back.
        Retracted => "state-retracted",
        /// 已撤销: the licence was taken back.
        Revoked => "state-revoked",
        /// 已注销: the licence was struck off.
        Cancelled => "state-cancelled",
    }
}

impl State {
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
            return if ending.withdrawn {
                State::Withdrawn
            } else {
                State::Terminated
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
        if branch.retracted.is_some() {
            return Some(State::Retracted);
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
