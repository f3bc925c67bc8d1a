use crate::Deed;
use serde::{Deserialize, Serialize};

/// The kinds of acts, in the order of a case's life: [`Deed`] without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is told at the deed of its name")]
pub enum Kind {
    Receive,
    Arrive,
    HandOver,
    TakeOver,
    Correct,
    Resubmit,
    Lapse,
    NotNeeded,
    Refuse,
    Accept,
    DeemAccepted,
    Begin,
    Fee,
    Step,
    Return,
    Suspend,
    Resume,
    Extend,
    HearingTell,
    HearingAsk,
    HearingSet,
    HearingHeld,
    Joint,
    Sign,
    Decide,
    Conclude,
    Ask,
    Withdraw,
    Terminate,
    Make,
    Deliver,
    Archive,
    Rate,
    CallBack,
    Change,
    Renew,
    DeemRenewed,
    Revoke,
    Cancel,
    Assign,
    Hand,
    Take,
    Print,
    Recount,
    Regrant,
    Press,
    Resolve,
    Publish,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 48] = [
        Kind::Receive,
        Kind::Arrive,
        Kind::HandOver,
        Kind::TakeOver,
        Kind::Correct,
        Kind::Resubmit,
        Kind::Lapse,
        Kind::NotNeeded,
        Kind::Refuse,
        Kind::Accept,
        Kind::DeemAccepted,
        Kind::Begin,
        Kind::Fee,
        Kind::Step,
        Kind::Return,
        Kind::Suspend,
        Kind::Resume,
        Kind::Extend,
        Kind::HearingTell,
        Kind::HearingAsk,
        Kind::HearingSet,
        Kind::HearingHeld,
        Kind::Joint,
        Kind::Sign,
        Kind::Decide,
        Kind::Conclude,
        Kind::Ask,
        Kind::Withdraw,
        Kind::Terminate,
        Kind::Make,
        Kind::Deliver,
        Kind::Archive,
        Kind::Rate,
        Kind::CallBack,
        Kind::Change,
        Kind::Renew,
        Kind::DeemRenewed,
        Kind::Revoke,
        Kind::Cancel,
        Kind::Assign,
        Kind::Hand,
        Kind::Take,
        Kind::Print,
        Kind::Recount,
        Kind::Regrant,
        Kind::Press,
        Kind::Resolve,
        Kind::Publish,
    ];

    /// The short name, as on the wire and on a command line.
    pub const fn name(self) -> &'static str {
        self.words().0
    }

    /// The kind with this short name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().1
    }

    /// What it is called, in English: what a person does.
    pub const fn en(self) -> &'static str {
        self.words().2
    }

    /// That it was done, in English, for a trail.
    pub const fn en_done(self) -> &'static str {
        self.words().3
    }

    /// Short name, Chinese, English as something to do, English as something done.
    const fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Kind::Receive => ("receive", "收件", "Receive", "Received"),
            Kind::Arrive => (
                "arrive",
                "行政机关收到",
                "Note the arrival",
                "Reached the authority",
            ),
            Kind::HandOver => ("handover", "移交", "Hand over", "Handed over"),
            Kind::TakeOver => ("takeover", "接管", "Take over", "Taken over"),
            Kind::Correct => ("correct", "补正告知", "Ask for papers", "Correction notice"),
            Kind::Resubmit => ("resubmit", "补正收齐", "Papers complete", "Papers complete"),
            Kind::Lapse => (
                "lapse",
                "逾期未补正终结",
                "Let it lapse",
                "Lapsed: papers never came",
            ),
            Kind::NotNeeded => (
                "unneeded",
                "不受理告知",
                "Tell that no licence is needed",
                "Told: not for this authority",
            ),
            Kind::Refuse => ("refuse", "不予受理", "Do not accept", "Not accepted"),
            Kind::Accept => ("accept", "受理", "Accept", "Accepted"),
            Kind::DeemAccepted => ("deem", "视为受理", "Deem it accepted", "Deemed accepted"),
            Kind::Begin => ("begin", "分支受理", "Accept the member", "Member accepted"),
            Kind::Fee => ("fee", "收费", "Take the fee", "Fee taken"),
            Kind::Step => ("step", "办理", "Do the step", "Step done"),
            Kind::Return => ("return", "退回", "Return it", "Returned"),
            Kind::Suspend => (
                "suspend",
                "特别程序",
                "Begin a special procedure",
                "Special procedure begun",
            ),
            Kind::Resume => (
                "resume",
                "特别程序结束",
                "End the special procedure",
                "Special procedure ended",
            ),
            Kind::Extend => ("extend", "延期", "Extend the limit", "Limit extended"),
            Kind::HearingTell => (
                "hear_tell",
                "听证告知",
                "Tell of the right to be heard",
                "Told of the right to be heard",
            ),
            Kind::HearingAsk => (
                "hear_ask",
                "听证申请",
                "Note that a hearing is asked for",
                "Hearing asked for",
            ),
            Kind::HearingSet => ("hear_set", "听证通知", "Set the hearing", "Hearing set"),
            Kind::HearingHeld => (
                "hear_held",
                "听证笔录",
                "Enter the hearing's record",
                "Hearing held",
            ),
            Kind::Joint => ("joint", "联合办理", "Write a joint report", "Joint report"),
            Kind::Sign => (
                "sign",
                "会签",
                "Sign the joint report",
                "Joint report signed",
            ),
            Kind::Decide => ("decide", "批准", "Decide", "Decided"),
            Kind::Conclude => ("conclude", "办结", "Conclude", "Concluded"),
            Kind::Ask => (
                "ask",
                "申请人请求",
                "Note what the applicant asks for",
                "Asked for by the applicant",
            ),
            Kind::Withdraw => ("withdraw", "准予撤回", "Let it be withdrawn", "Withdrawn"),
            Kind::Terminate => ("terminate", "终止办理", "End the case", "Ended"),
            Kind::Make => ("make", "制证", "Make the paper", "Paper made"),
            Kind::Deliver => ("deliver", "送达", "Deliver", "Delivered"),
            Kind::Archive => ("archive", "归档", "Archive", "Archived"),
            Kind::Rate => ("rate", "好差评", "Enter a rating", "Rated"),
            Kind::CallBack => ("callback", "回访", "Call back", "Called back"),
            Kind::Change => ("change", "变更", "Change the licence", "Changed"),
            Kind::Renew => ("renew", "延续", "Renew the licence", "Renewed"),
            Kind::DeemRenewed => (
                "deem_renewed",
                "视为准予延续",
                "Deem it renewed",
                "Deemed renewed",
            ),
            Kind::Revoke => ("revoke", "撤销/撤回许可", "Revoke the licence", "Revoked"),
            Kind::Cancel => ("cancel", "注销", "Cancel the licence", "Cancelled"),
            Kind::Assign => (
                "assign",
                "更换代办人",
                "Name another agent",
                "Agent replaced",
            ),
            Kind::Hand => (
                "hand",
                "移交原件",
                "Hand over originals",
                "Originals handed over",
            ),
            Kind::Take => ("take", "接收原件", "Take originals", "Originals taken"),
            Kind::Print => ("print", "打印文书", "Print", "Printed"),
            Kind::Recount => ("recount", "期限重算", "Count again", "Limits counted again"),
            Kind::Regrant => (
                "regrant",
                "归属调整",
                "Change where the case lives",
                "Where it lives changed",
            ),
            Kind::Press => ("press", "督办", "Press for action", "Pressed"),
            Kind::Resolve => ("resolve", "裁定", "Settle", "Settled"),
            Kind::Publish => ("publish", "发布", "Publish", "Published"),
        }
    }
}

impl Deed {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Deed::Receive { .. } => Kind::Receive,
            Deed::Arrive => Kind::Arrive,
            Deed::HandOver { .. } => Kind::HandOver,
            Deed::TakeOver { .. } => Kind::TakeOver,
            Deed::Correct { .. } => Kind::Correct,
            Deed::Resubmit { .. } => Kind::Resubmit,
            Deed::Lapse => Kind::Lapse,
            Deed::NotNeeded { .. } => Kind::NotNeeded,
            Deed::Refuse { .. } => Kind::Refuse,
            Deed::Accept => Kind::Accept,
            Deed::DeemAccepted => Kind::DeemAccepted,
            Deed::Begin => Kind::Begin,
            Deed::Fee { .. } => Kind::Fee,
            Deed::Step { .. } => Kind::Step,
            Deed::Return { .. } => Kind::Return,
            Deed::Suspend { .. } => Kind::Suspend,
            Deed::Resume { .. } => Kind::Resume,
            Deed::Extend { .. } => Kind::Extend,
            Deed::HearingTell { .. } => Kind::HearingTell,
            Deed::HearingAsk { .. } => Kind::HearingAsk,
            Deed::HearingSet { .. } => Kind::HearingSet,
            Deed::HearingHeld { .. } => Kind::HearingHeld,
            Deed::Joint { .. } => Kind::Joint,
            Deed::Sign { .. } => Kind::Sign,
            Deed::Decide { .. } => Kind::Decide,
            Deed::Conclude => Kind::Conclude,
            Deed::Ask { .. } => Kind::Ask,
            Deed::Withdraw { .. } => Kind::Withdraw,
            Deed::Terminate { .. } => Kind::Terminate,
            Deed::Make { .. } => Kind::Make,
            Deed::Deliver { .. } => Kind::Deliver,
            Deed::Archive { .. } => Kind::Archive,
            Deed::Rate { .. } => Kind::Rate,
            Deed::CallBack { .. } => Kind::CallBack,
            Deed::Change { .. } => Kind::Change,
            Deed::Renew { .. } => Kind::Renew,
            Deed::DeemRenewed => Kind::DeemRenewed,
            Deed::Revoke { .. } => Kind::Revoke,
            Deed::Cancel { .. } => Kind::Cancel,
            Deed::Assign { .. } => Kind::Assign,
            Deed::Hand { .. } => Kind::Hand,
            Deed::Take { .. } => Kind::Take,
            Deed::Print { .. } => Kind::Print,
            Deed::Recount { .. } => Kind::Recount,
            Deed::Regrant { .. } => Kind::Regrant,
            Deed::Press { .. } => Kind::Press,
            Deed::Resolve { .. } => Kind::Resolve,
            Deed::Publish { .. } => Kind::Publish,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_a_name_of_its_own_in_both_languages() {
        for of in [Kind::name, Kind::zh, Kind::en] {
            let names: BTreeSet<&str> = Kind::ALL.into_iter().map(of).collect();
            assert_eq!(names.len(), Kind::ALL.len());
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_name("acept"), None);
    }
}
