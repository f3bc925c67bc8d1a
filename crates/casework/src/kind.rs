use crate::Deed;
use crate::named::named;
use serde::{Deserialize, Serialize};

named! {
    /// The kinds of acts, in the order of a case's life: [`Deed`] without its data.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[allow(missing_docs, reason = "each is told at the deed of its name")]
    pub enum Kind {
        Receive => "act-receive",
        Arrive => "act-arrive",
        HandOver => "act-hand-over",
        TakeOver => "act-take-over",
        Correct => "act-correct",
        Resubmit => "act-resubmit",
        Lapse => "act-lapse",
        NotNeeded => "act-not-needed",
        Refuse => "act-refuse",
        Accept => "act-accept",
        DeemAccepted => "act-deem-accepted",
        Begin => "act-begin",
        Fee => "act-fee",
        Step => "act-step",
        Return => "act-return",
        Suspend => "act-suspend",
        Resume => "act-resume",
        Extend => "act-extend",
        ApproveExtension => "act-approve-extension",
        AcceptLacking => "act-accept-lacking",
        Supply => "act-supply",
        Promise => "act-promise",
        VerifyPromise => "act-verify-promise",
        Inspect => "act-inspect",
        Publicise => "act-publicise",
        Object => "act-object",
        AnswerObjection => "act-answer-objection",
        HearingTell => "act-hearing-tell",
        HearingAsk => "act-hearing-ask",
        HearingSet => "act-hearing-set",
        HearingHeld => "act-hearing-held",
        Joint => "act-joint",
        Sign => "act-sign",
        Decide => "act-decide",
        Conclude => "act-conclude",
        Ask => "act-ask",
        Withdraw => "act-withdraw",
        Terminate => "act-terminate",
        Make => "act-make",
        Deliver => "act-deliver",
        Archive => "act-archive",
        Rate => "act-rate",
        CallBack => "act-call-back",
        Change => "act-change",
        Renew => "act-renew",
        DeemRenewed => "act-deem-renewed",
        DenyChange => "act-deny-change",
        DenyRenewal => "act-deny-renewal",
        Refund => "act-refund",
        Retract => "act-retract",
        Revoke => "act-revoke",
        Cancel => "act-cancel",
        Assign => "act-assign",
        Hand => "act-hand",
        Take => "act-take",
        Print => "act-print",
        Recount => "act-recount",
        Regrant => "act-regrant",
        Press => "act-press",
        Resolve => "act-resolve",
        Publish => "act-publish",
    }
}

impl Kind {
    /// The short name, as on the wire and on a command line.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Receive => "receive",
            Kind::Arrive => "arrive",
            Kind::HandOver => "handover",
            Kind::TakeOver => "takeover",
            Kind::Correct => "correct",
            Kind::Resubmit => "resubmit",
            Kind::Lapse => "lapse",
            Kind::NotNeeded => "unneeded",
            Kind::Refuse => "refuse",
            Kind::Accept => "accept",
            Kind::DeemAccepted => "deem",
            Kind::Begin => "begin",
            Kind::Fee => "fee",
            Kind::Step => "step",
            Kind::Return => "return",
            Kind::Suspend => "suspend",
            Kind::Resume => "resume",
            Kind::Extend => "extend",
            Kind::ApproveExtension => "approve_extension",
            Kind::AcceptLacking => "accept_lacking",
            Kind::Supply => "supply",
            Kind::Promise => "promise",
            Kind::VerifyPromise => "verify_promise",
            Kind::Inspect => "inspect",
            Kind::Publicise => "publicise",
            Kind::Object => "object",
            Kind::AnswerObjection => "answer_objection",
            Kind::HearingTell => "hear_tell",
            Kind::HearingAsk => "hear_ask",
            Kind::HearingSet => "hear_set",
            Kind::HearingHeld => "hear_held",
            Kind::Joint => "joint",
            Kind::Sign => "sign",
            Kind::Decide => "decide",
            Kind::Conclude => "conclude",
            Kind::Ask => "ask",
            Kind::Withdraw => "withdraw",
            Kind::Terminate => "terminate",
            Kind::Make => "make",
            Kind::Deliver => "deliver",
            Kind::Archive => "archive",
            Kind::Rate => "rate",
            Kind::CallBack => "callback",
            Kind::Change => "change",
            Kind::Renew => "renew",
            Kind::DeemRenewed => "deem_renewed",
            Kind::DenyChange => "deny_change",
            Kind::DenyRenewal => "deny_renewal",
            Kind::Refund => "refund",
            Kind::Retract => "retract",
            Kind::Revoke => "revoke",
            Kind::Cancel => "cancel",
            Kind::Assign => "assign",
            Kind::Hand => "hand",
            Kind::Take => "take",
            Kind::Print => "print",
            Kind::Recount => "recount",
            Kind::Regrant => "regrant",
            Kind::Press => "press",
            Kind::Resolve => "resolve",
            Kind::Publish => "publish",
        }
    }

    /// The kind with this short name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Deed {
    /// The kind of the deed.
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
            Deed::ApproveExtension { .. } => Kind::ApproveExtension,
            Deed::AcceptLacking { .. } => Kind::AcceptLacking,
            Deed::Supply { .. } => Kind::Supply,
            Deed::Promise { .. } => Kind::Promise,
            Deed::VerifyPromise { .. } => Kind::VerifyPromise,
            Deed::Inspect { .. } => Kind::Inspect,
            Deed::Publicise { .. } => Kind::Publicise,
            Deed::Object { .. } => Kind::Object,
            Deed::AnswerObjection { .. } => Kind::AnswerObjection,
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
            Deed::DenyChange { .. } => Kind::DenyChange,
            Deed::DenyRenewal { .. } => Kind::DenyRenewal,
            Deed::Refund { .. } => Kind::Refund,
            Deed::Retract { .. } => Kind::Retract,
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
    fn every_kind_has_a_name_and_an_id_of_its_own() {
        for of in [Kind::name, Kind::id] {
            let names: BTreeSet<&str> = Kind::ALL.into_iter().map(of).collect();
            assert_eq!(names.len(), Kind::ALL.len());
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_name("acept"), None);
    }
}
