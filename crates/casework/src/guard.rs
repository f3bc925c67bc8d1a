//! The conditions of the table; a refusal says the text of the one that does not hold.

mod check;

use crate::named::named;
use crate::{Branch, Facts, Request};
use catalog::{Gate, Rule};
pub use check::{FORM_FAULT, valid_until};
use check::{hearing, is_granted, joint_for, waits_for};

named! {
    /// A condition of the table. Its text says what must hold, and is what a refusal says.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
    )]
    #[serde(rename_all = "snake_case")]
    #[allow(missing_docs, reason = "each has a text of its id")]
    pub enum Guard {
        KnownVersion => "guard-known-version",
        RightMode => "guard-right-mode",
        FiledHere => "guard-filed-here",
        InForce => "guard-in-force",
        ProxyAllowed => "guard-proxy-allowed",
        Entrusted => "guard-entrusted",
        FormWhole => "guard-form-whole",
        CorrectionOnce => "guard-correction-once",
        ListGiven => "guard-list-given",
        AllSupplied => "guard-all-supplied",
        LackingNamed => "guard-lacking-named",
        PapersWhole => "guard-papers-whole",
        NothingExtra => "guard-nothing-extra",
        WithinFiveDays => "guard-within-five-days",
        FiveDaysOver => "guard-five-days-over",
        LapseRule => "guard-lapse-rule",
        ReasonGiven => "guard-reason-given",
        VersionOfTheDay => "guard-version-of-the-day",
        PlaceOfTheCase => "guard-place-of-the-case",
        TakenOverOnce => "guard-taken-over-once",
        FeeExists => "guard-fee-exists",
        FeeOnce => "guard-fee-once",
        ReductionLawful => "guard-reduction-lawful",
        FeeExact => "guard-fee-exact",
        VoucherGiven => "guard-voucher-given",
        RefundDue => "guard-refund-due",
        RefundExact => "guard-refund-exact",
        StepOpen => "guard-step-open",
        OpinionGiven => "guard-opinion-given",
        PredecessorsClosed => "guard-predecessors-closed",
        EarlierStep => "guard-earlier-step",
        LawfulCause => "guard-lawful-cause",
        DaysPlanned => "guard-days-planned",
        SameProcedure => "guard-same-procedure",
        NoticeGiven => "guard-notice-given",
        OutcomeGiven => "guard-outcome-given",
        ExtendedOnce => "guard-extended-once",
        ExtensionDays => "guard-extension-days",
        BeforeTheLimit => "guard-before-the-limit",
        ApprovedByAnother => "guard-approved-by-another",
        LackingDeferrable => "guard-lacking-deferrable",
        DeferredIn => "guard-deferred-in",
        SuppliesDeferred => "guard-supplies-deferred",
        TermsOfTheItem => "guard-terms-of-the-item",
        PromisedOnce => "guard-promised-once",
        PromiseMade => "guard-promise-made",
        TwoOfficers => "guard-two-officers",
        InspectionDone => "guard-inspection-done",
        VenueGiven => "guard-venue-given",
        NoticeLongEnough => "guard-notice-long-enough",
        NoticeRuns => "guard-notice-runs",
        ObjectionOpen => "guard-objection-open",
        NoticeOver => "guard-notice-over",
        PublishedForThirtyDays => "guard-published-for-thirty-days",
        HearingToldOnce => "guard-hearing-told-once",
        HearingTold => "guard-hearing-told",
        HearingAskedOnce => "guard-hearing-asked-once",
        AskedInTime => "guard-asked-in-time",
        HearingAsked => "guard-hearing-asked",
        HearingUnheld => "guard-hearing-unheld",
        HeldInTime => "guard-held-in-time",
        ToldInTime => "guard-told-in-time",
        HostApart => "guard-host-apart",
        HearingSet => "guard-hearing-set",
        HearingDay => "guard-hearing-day",
        RecordSigned => "guard-record-signed",
        SeveralBranches => "guard-several-branches",
        JointFits => "guard-joint-fits",
        AllReviewed => "guard-all-reviewed",
        PredecessorsDecided => "guard-predecessors-decided",
        FeePaid => "guard-fee-paid",
        OtherPerson => "guard-other-person",
        HearingDone => "guard-hearing-done",
        Granted => "guard-granted",
        MadeOnce => "guard-made-once",
        NumberGiven => "guard-number-given",
        ValidityOfTheItem => "guard-validity-of-the-item",
        MannerGiven => "guard-manner-given",
        CertificateMade => "guard-certificate-made",
        ToWithdraw => "guard-to-withdraw",
        OfTheLicence => "guard-of-the-licence",
        AskedOnce => "guard-asked-once",
        WithdrawalAsked => "guard-withdrawal-asked",
        Undecided => "guard-undecided",
        CauseListed => "guard-cause-listed",
        RatedOnce => "guard-rated-once",
        FiveStars => "guard-five-stars",
        ByProxy => "guard-by-proxy",
        CallBackDue => "guard-call-back-due",
        OnRequest => "guard-on-request",
        ChangeAsked => "guard-change-asked",
        RenewalAsked => "guard-renewal-asked",
        LaterEnd => "guard-later-end",
        RenewalInTime => "guard-renewal-in-time",
        RanOut => "guard-ran-out",
        AgentOfThePlace => "guard-agent-of-the-place",
        HoldsThePapers => "guard-holds-the-papers",
        PapersOfTheCase => "guard-papers-of-the-case",
        OfferedHere => "guard-offered-here",
        PaperCalledFor => "guard-paper-called-for",
        NumberFresh => "guard-number-fresh",
        CountedRight => "guard-counted-right",
        NextRevision => "guard-next-revision",
        GrantsInOrder => "guard-grants-in-order",
        WithinTheCity => "guard-within-the-city",
        ScopeChanges => "guard-scope-changes",
        NothingLeftThere => "guard-nothing-left-there",
        AllRivalsNamed => "guard-all-rivals-named",
    }
}

/// 差评: 不满意 and 非常不满意 (GB/T 39735).
pub const BAD_STARS: u8 = 2;

impl Guard {
    /// Whether it is about fees (收费).
    pub fn is_of_fees(self) -> bool {
        matches!(
            self,
            Guard::FeeExists
                | Guard::FeeOnce
                | Guard::ReductionLawful
                | Guard::FeeExact
                | Guard::RefundDue
                | Guard::RefundExact
                | Guard::FeePaid
        )
    }

    /// Whether it can be told from the facts alone, before anything is typed: a desk then offers the act
    /// only where it holds.
    pub(crate) fn holds_already(self, facts: &Facts, branch: Option<&Branch>) -> bool {
        match self {
            Guard::CorrectionOnce => facts.correction.is_none(),
            // What was missing at receipt is asked for, and has come, before it is accepted.
            Guard::PapersWhole => {
                let receipt = facts.receipt.as_ref();
                let answered = facts.correction.as_ref().and_then(|asked| asked.answered);
                answered.is_some() || receipt.is_none_or(|receipt| receipt.lacking.is_empty())
            }
            Guard::TakenOverOnce => facts.taken_over.is_none(),
            Guard::FeeExists => branch.is_some_and(|branch| branch.fee_due > 0),
            Guard::FeeOnce => branch.is_some_and(|branch| branch.fee.is_none()),
            // Paid, given back not yet, and nothing was got for it.
            Guard::RefundDue => branch.is_some_and(|own| {
                let paid = own.fee.as_ref();
                paid.is_some_and(|fee| fee.fen > 0 && fee.refunded.is_none()) && !is_granted(own)
            }),
            Guard::FeePaid => {
                branch.is_some_and(|branch| branch.fee_due == 0 || branch.fee.is_some())
            }
            Guard::PredecessorsClosed => {
                branch.is_some_and(|branch| waits_for(facts, branch, Gate::Accept).is_none())
            }
            Guard::PredecessorsDecided => {
                branch.is_some_and(|branch| waits_for(facts, branch, Gate::Approve).is_none())
            }
            Guard::AllReviewed => {
                let receipt = facts.receipt.as_ref();
                let together = receipt.is_some_and(|receipt| receipt.rule == Some(Rule::MaxMember));
                !together || facts.all_reviewed()
            }
            Guard::ExtendedOnce => facts.extension.is_none(),
            // A desk offers what there is something for; what is typed is looked at when it comes.
            Guard::ApprovedByAnother => !facts.approvals.is_empty(),
            Guard::LackingDeferrable => facts
                .receipt
                .as_ref()
                .is_some_and(|receipt| !receipt.lacking.is_empty()),
            Guard::SuppliesDeferred => facts
                .deferred
                .as_ref()
                .is_some_and(|deferred| deferred.supplied.is_none()),
            Guard::TermsOfTheItem => branch.is_some_and(|own| own.check_days.is_some()),
            Guard::NoticeRuns => branch.is_some_and(|own| !own.notices.is_empty()),
            Guard::NoticeLongEnough => {
                let over = facts.concluded_at().is_some();
                branch.is_some_and(|own| over || own.notice_days.is_some())
            }
            Guard::PromisedOnce => branch.is_some_and(|own| own.promised.is_none()),
            Guard::PromiseMade => branch.is_some_and(|own| {
                own.promised
                    .as_ref()
                    .is_some_and(|promised| promised.verified.is_none())
            }),
            // What is promised is checked afterwards.
            Guard::InspectionDone => branch.is_some_and(|own| {
                !own.inspection || !own.inspections.is_empty() || own.promised.is_some()
            }),
            Guard::ObjectionOpen => branch.is_some_and(|own| {
                let all = own.notices.iter().flat_map(|notice| &notice.objections);
                all.into_iter().any(|(_, answer)| answer.is_none())
            }),
            Guard::HearingToldOnce => branch.is_some_and(|branch| branch.hearing.is_none()),
            Guard::HearingTold => branch.is_some_and(|branch| branch.hearing.is_some()),
            Guard::HearingAskedOnce => hearing(branch).is_some_and(|it| it.asked.is_none()),
            Guard::HearingAsked => hearing(branch).is_some_and(|it| it.asked.is_some()),
            Guard::HearingUnheld => hearing(branch).is_some_and(|it| it.held.is_none()),
            Guard::HearingSet => hearing(branch).is_some_and(|it| it.set.is_some()),
            Guard::JointFits => branch.is_some_and(|branch| joint_for(facts, branch).is_some()),
            Guard::Granted => match branch {
                Some(branch) => is_granted(branch),
                None => facts.branches.iter().any(is_granted),
            },
            Guard::MadeOnce => branch.is_some_and(|branch| branch.made.is_none()),
            Guard::WithdrawalAsked => facts.open_request(Request::Withdraw).is_some(),
            Guard::ChangeAsked => facts.open_request(Request::Change).is_some(),
            Guard::RenewalAsked => facts.open_request(Request::Renew).is_some(),
            Guard::RatedOnce => facts.rating.is_none(),
            Guard::ByProxy => facts.by_proxy(),
            // A bad rating is called back whoever filed (GB/T 39735).
            Guard::CallBackDue => {
                let bad = |rating: &crate::Rating| rating.stars <= BAD_STARS;
                facts.by_proxy() || facts.rating.as_ref().is_some_and(bad)
            }
            // Where one was granted it is made before anything is handed over (许可法 39, 44).
            Guard::CertificateMade => !facts.branches.iter().any(Branch::awaits_certificate),
            Guard::Undecided => facts.branches.iter().all(|own| own.decided.is_none()),
            Guard::HearingDone => {
                hearing(branch).is_none_or(|it| it.asked.is_none() || it.held.is_some())
            }
            Guard::SeveralBranches => facts.branches.len() > 1,
            _ => true,
        }
    }
}
